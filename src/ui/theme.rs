//! The looks: a dozen styles named by meaning, and the characters that the terminal can show.
//! What is drawn with them is left to `widgets` and the screens.

mod environment;
mod palette;

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier, Style},
    symbols::border,
};

use crate::{
    base::{ascii, text},
    config::{Background, Figures},
    session::plan::Kind,
};

pub use environment::{Colours, Environment};
use palette::{Role, on_ground};

/// What a person is asked to do, as a colour and a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Get into position.
    Ready,
    /// Work.
    Work,
    /// Rest.
    Rest,
    /// Change sides.
    Switch,
    /// Nothing: the session stands still.
    Paused,
}

impl Tone {
    /// All of them.
    pub const ALL: [Tone; 5] = [Tone::Ready, Tone::Work, Tone::Rest, Tone::Switch, Tone::Paused];

    /// The word on the band.
    pub fn word(self) -> &'static str {
        match self {
            Tone::Ready => "GET READY",
            Tone::Work => "WORK",
            Tone::Rest => "REST",
            Tone::Switch => "SWITCH SIDES",
            Tone::Paused => "PAUSED",
        }
    }
}

impl From<Kind> for Tone {
    fn from(kind: Kind) -> Tone {
        match kind {
            Kind::Prepare => Tone::Ready,
            Kind::Work => Tone::Work,
            Kind::Switch => Tone::Switch,
            Kind::Rest | Kind::RoundRest => Tone::Rest,
        }
    }
}

/// What a figure is drawn with: what a cell is divided into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dots {
    /// Two by two filled dots, known to every terminal.
    Quadrants,
    /// Two by four filled dots, known to some.
    Octants,
    /// Two by four points of one colour.
    Braille,
}

/// The characters that drawings are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glyphs {
    /// Before an item of a list.
    pub bullet: &'static str,
    /// Between two facts in a line.
    pub dot: &'static str,
    /// Before what comes next, or what is chosen.
    pub arrow: &'static str,
    /// Points up at a place in the bar above.
    pub here: &'static str,
    /// Done.
    pub done: &'static str,
    /// Left out, or wrong.
    pub missed: &'static str,
    /// Between two words or numbers: a range, a remark.
    pub dash: &'static str,
    /// Many times.
    pub times: &'static str,
    /// Where text was cut; one column.
    pub ellipsis: &'static str,
    /// A thin line across.
    pub line: &'static str,
    /// A block's border.
    pub border: border::Set<'static>,
}

const UNICODE: Glyphs = Glyphs {
    bullet: "•",
    dot: "·",
    arrow: "▸",
    here: "▲",
    done: "✓",
    missed: "✗",
    dash: "–",
    times: "×",
    ellipsis: "…",
    line: "─",
    border: border::ROUNDED,
};

const ASCII: Glyphs = Glyphs {
    bullet: "*",
    dot: "-",
    arrow: ">",
    here: "^",
    done: "+",
    missed: "x",
    dash: "-",
    times: "x",
    ellipsis: "~",
    line: "-",
    border: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
};

/// The styles and characters of everything that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// The colours in use.
    pub colours: Colours,
    /// Whether the background is light.
    pub light: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// What figures are drawn with, where they are.
    pub figures: Option<Dots>,
    /// Whether figures move.
    pub motion: bool,
    /// The characters.
    pub glyphs: Glyphs,
    /// Plain text: the terminal's own.
    pub plain: Style,
    /// What can be pressed.
    pub key: Style,
    /// Done well.
    pub good: Style,
    /// Wrong, or missing.
    pub bad: Style,
    /// Facts and labels.
    pub muted: Style,
    /// Names and titles.
    pub heading: Style,
    /// The row that keys act on.
    pub selected: Style,
    /// The part of a bar that is not filled yet: a ground where there are colours.
    pub track: Style,
    /// Marks in the colour of what is due.
    pub due: Style,
    /// Shapes of what is still to come.
    pub to_come: Style,
    bands: [Style; 5],
    inks: [Style; 5],
}

impl Theme {
    /// The theme for a terminal.
    pub fn new(colours: Colours, light: bool, ascii: bool) -> Theme {
        let glyphs = if ascii { ASCII } else { UNICODE };
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let text = |role: Role| role.text(colours, light);
        let tones = Tone::ALL.map(|tone| match tone {
            Tone::Ready => Role::Ready,
            Tone::Work => Role::Work,
            Tone::Rest => Role::Rest,
            Tone::Switch => Role::Switch,
            Tone::Paused => Role::Paused,
        });
        // Without colours the bands differ by what letters can be.
        let letters = [Modifier::empty(), Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::DIM];
        let bands = match colours {
            Colours::None => letters.map(|modifier| Style::new().add_modifier(Modifier::REVERSED | modifier)),
            _ => tones.map(|role| on_ground(role, colours, light)),
        };
        let track = match colours {
            Colours::Indexed | Colours::Direct => {
                Role::Track.colour(colours, light).map_or(Style::new(), |ground| Style::new().bg(ground))
            }
            Colours::None | Colours::Sixteen => text(Role::Track),
        };
        Theme {
            colours,
            light,
            ascii,
            figures: (!ascii).then_some(if colours == Colours::None { Dots::Braille } else { Dots::Quadrants }),
            motion: true,
            glyphs,
            plain: Style::new(),
            key: text(Role::Key),
            good: text(Role::Work),
            bad: text(Role::Bad),
            muted: text(Role::Dim),
            heading: bold,
            selected: on_ground(Role::Selection, colours, light),
            track,
            due: text(Role::Ready),
            to_come: text(Role::Track),
            bands,
            inks: tones.map(text),
        }
    }

    /// The theme that the environment and the person's settings ask for.
    pub fn from_env(environment: &Environment<'_>, background: Background) -> Theme {
        let light = match background {
            Background::Auto => environment.is_light(),
            Background::Dark => false,
            Background::Light => true,
        };
        Theme::new(environment.colours(), light, environment.is_ascii())
    }

    /// With what the person's settings say of figures, on a terminal that is known to draw octants or not.
    #[must_use]
    pub fn with_figures(self, figures: Figures, octants: bool, motion: bool) -> Theme {
        let figures = match figures {
            _ if self.ascii => None,
            Figures::Off => None,
            Figures::Auto if octants && self.colours != Colours::None => Some(Dots::Octants),
            Figures::Auto => self.figures,
            Figures::Octant => Some(Dots::Octants),
            Figures::Quadrant => Some(Dots::Quadrants),
            Figures::Braille => Some(Dots::Braille),
        };
        Theme { figures, motion, ..self }
    }

    /// Text on an area in a tone's colour.
    pub fn band(&self, tone: Tone) -> Style {
        self.bands[tone as usize]
    }

    /// Text or a drawing in a tone's colour, on the terminal's own background.
    pub fn ink(&self, tone: Tone) -> Style {
        self.inks[tone as usize]
    }

    /// The ground of a day in a calendar, by how much was done: 0 nothing to 4 most. `None` where there are too few
    /// colours for that.
    pub fn day(&self, level: usize) -> Option<Color> {
        palette::day(level, self.colours, self.light)
    }

    /// The text cut to a width in columns, with an ellipsis that the terminal can show.
    pub fn cut<'a>(&self, text: &'a str, columns: usize) -> Cow<'a, str> {
        match text::cut(text, columns) {
            Cow::Owned(cut) if self.ascii => Cow::Owned(cut.replace('…', self.glyphs.ellipsis)),
            cut => cut,
        }
    }

    /// Replaces what the terminal cannot show, where it shows only ASCII. For a whole frame, after it is drawn.
    pub fn settle(&self, buffer: &mut Buffer) {
        if !self.ascii {
            return;
        }
        for cell in &mut buffer.content {
            if !cell.symbol().is_ascii() {
                let first = cell.symbol().chars().next().unwrap_or(' ');
                cell.set_char(ascii::char_in_ascii(first));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(colour: Color) -> [u8; 3] {
        let index = match colour {
            Color::Indexed(index) => index,
            Color::Rgb(red, green, blue) => return [red, green, blue],
            other => panic!("{other} is not fixed"),
        };
        match index {
            0..=15 => panic!("{index} is the terminal's own"),
            16..=231 => {
                let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
                let index = index - 16;
                [level(index / 36), level(index / 6 % 6), level(index % 6)]
            }
            232..=255 => [8 + (index - 232) * 10; 3],
        }
    }

    fn luminance(rgb: [u8; 3]) -> f64 {
        let [red, green, blue] = rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        one.max(other) / one.min(other)
    }

    #[test]
    fn text_can_be_read_on_dark_and_on_light() {
        let dark = [[0; 3], [0x18, 0x1a, 0x1f], [0x2e, 0x34, 0x40]];
        let light = [[0xff; 3], [0xf0; 3]];
        for (is_light, grounds) in [(false, &dark[..]), (true, &light)] {
            for colours in [Colours::Indexed, Colours::Direct] {
                let theme = Theme::new(colours, is_light, false);
                let texts = [theme.key, theme.good, theme.bad, theme.muted, theme.due];
                for style in Tone::ALL.map(|tone| theme.ink(tone)).into_iter().chain(texts) {
                    for ground in grounds {
                        let contrast = contrast(rgb(style.fg.unwrap()), *ground);
                        assert!(style.bg.is_none() && contrast >= 4.5, "{style:?} on {ground:?}: {contrast:.2}");
                    }
                }
                for style in Tone::ALL.map(|tone| theme.band(tone)).into_iter().chain([theme.selected]) {
                    let contrast = contrast(rgb(style.fg.unwrap()), rgb(style.bg.unwrap()));
                    assert!(contrast >= 4.5, "{style:?}: {contrast:.2}");
                }
            }
        }
    }

    /// A band and the number below it are one colour: that of the state.
    #[test]
    fn a_state_has_one_colour() {
        for colours in [Colours::Indexed, Colours::Direct] {
            for light in [false, true] {
                let theme = Theme::new(colours, light, false);
                for tone in Tone::ALL {
                    assert_eq!(theme.band(tone).bg, theme.ink(tone).fg, "{tone:?}");
                }
            }
        }
    }

    #[test]
    fn without_colours_there_are_none() {
        let theme = Theme::new(Colours::None, false, false);
        let mut styles = vec![theme.plain, theme.key, theme.good, theme.bad, theme.muted, theme.heading];
        styles.extend([theme.selected, theme.track, theme.due, theme.to_come]);
        styles.extend(Tone::ALL.iter().flat_map(|tone| [theme.band(*tone), theme.ink(*tone)]));
        assert!(styles.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
    }

    #[test]
    fn what_cannot_be_shown_is_replaced() {
        let mut buffer = Buffer::with_lines(["5 × 10 – é 日本 …"]);
        Theme::new(Colours::None, false, false).settle(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["5 × 10 – é 日本 …"]));
        Theme::new(Colours::None, false, true).settle(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["5 x 10 - e R B  ~"]));
    }

    #[test]
    fn figures_are_drawn_with_what_there_is() {
        let figures =
            |colours, ascii, set, octants| Theme::new(colours, false, ascii).with_figures(set, octants, true).figures;
        assert_eq!(figures(Colours::Indexed, false, Figures::Auto, true), Some(Dots::Octants));
        assert_eq!(figures(Colours::Indexed, false, Figures::Auto, false), Some(Dots::Quadrants));
        assert_eq!(figures(Colours::None, false, Figures::Auto, true), Some(Dots::Braille));
        assert_eq!(figures(Colours::Sixteen, false, Figures::Octant, false), Some(Dots::Octants));
        assert_eq!(figures(Colours::Indexed, false, Figures::Off, true), None);
        assert_eq!(figures(Colours::Indexed, true, Figures::Quadrant, true), None);
    }
}
