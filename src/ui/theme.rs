//! The looks: a dozen styles named by meaning, and the characters that the terminal can show.
//! What is drawn with them is left to `widgets` and the screens.

mod environment;

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
    /// What can be acted on: a key, a link, a value.
    pub accent: Style,
    /// Done, well.
    pub good: Style,
    /// Wrong, or missing.
    pub bad: Style,
    /// Beside the point.
    pub muted: Style,
    /// Above something.
    pub heading: Style,
    /// The row that keys act on.
    pub selected: Style,
    /// The part of a bar that is not filled yet.
    pub track: Style,
    bands: [Style; 5],
    inks: [Style; 5],
    faints: [Style; 5],
}

impl Theme {
    /// The theme for a terminal.
    pub fn new(colours: Colours, light: bool, ascii: bool) -> Theme {
        let glyphs = if ascii { ASCII } else { UNICODE };
        let bold = Style::new().add_modifier(Modifier::BOLD);
        let dim = Style::new().add_modifier(Modifier::DIM);
        let base = Theme {
            colours,
            light,
            ascii,
            figures: (!ascii).then_some(if colours == Colours::None { Dots::Braille } else { Dots::Quadrants }),
            motion: true,
            glyphs,
            plain: Style::new(),
            accent: bold,
            good: Style::new(),
            bad: bold.add_modifier(Modifier::UNDERLINED),
            muted: dim,
            heading: bold,
            selected: Style::new().add_modifier(Modifier::REVERSED),
            track: dim,
            bands: [Modifier::empty(), Modifier::BOLD, Modifier::ITALIC, Modifier::UNDERLINED, Modifier::DIM]
                .map(|modifier| Style::new().add_modifier(Modifier::REVERSED | modifier)),
            inks: [Style::new(), bold, Style::new(), Style::new(), dim],
            faints: [dim; 5],
        };
        match colours {
            Colours::None => base,
            Colours::Sixteen => base.sixteen(light),
            Colours::Indexed => base.indexed(light),
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

    /// A drawing in a tone's colour of what is still to come.
    pub fn faint(&self, tone: Tone) -> Style {
        self.faints[tone as usize]
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

    fn sixteen(self, light: bool) -> Theme {
        let on = |text, area| Style::new().fg(text).bg(area);
        let bands = [
            on(Color::Black, Color::LightYellow),
            on(Color::Black, Color::Green),
            on(Color::White, Color::Blue),
            on(Color::Black, Color::LightMagenta),
            on(Color::Black, Color::Gray),
        ];
        let fg = |colour| Style::new().fg(colour);
        let bold = self.heading;
        // Yellow and green cannot be read on white, nor dark blue on black: bold text stands in for them.
        if light {
            let inks = [bold, bold.fg(Color::Green), fg(Color::Blue), fg(Color::Magenta), self.muted];
            Theme { bands, inks, accent: bold.fg(Color::Blue), bad: bold.fg(Color::Red), good: bold, ..self }
        } else {
            let inks = [fg(Color::LightYellow), fg(Color::LightGreen), fg(Color::LightCyan), fg(Color::LightMagenta)];
            let [ready, work, rest, switch] = inks;
            let inks = [ready, work, rest, switch, self.muted];
            let accent = bold.fg(Color::LightCyan);
            Theme { bands, inks, accent, bad: bold.fg(Color::LightRed), good: fg(Color::LightGreen), ..self }
        }
    }

    fn indexed(self, light: bool) -> Theme {
        let on = |text, area| Style::new().fg(Color::Indexed(text)).bg(Color::Indexed(area));
        let fg = |colour| Style::new().fg(Color::Indexed(colour));
        let bands = [on(16, 214), on(231, 28), on(231, 25), on(16, 213), on(16, 250)];
        if light {
            Theme {
                bands,
                inks: [130, 28, 25, 127, 240].map(fg),
                faints: [222, 114, 117, 219, 252].map(fg),
                accent: fg(24).add_modifier(Modifier::BOLD),
                good: fg(28),
                bad: fg(160),
                muted: fg(242),
                selected: on(16, 152),
                track: Style::new().bg(Color::Indexed(252)),
                ..self
            }
        } else {
            Theme {
                bands,
                inks: [214, 77, 75, 213, 250].map(fg),
                faints: [94, 22, 24, 96, 238].map(fg),
                accent: fg(80).add_modifier(Modifier::BOLD),
                good: fg(77),
                bad: fg(203),
                muted: fg(246),
                selected: on(231, 23),
                track: Style::new().bg(Color::Indexed(238)),
                ..self
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(colour: Color) -> [u8; 3] {
        let Color::Indexed(index) = colour else { panic!("{colour} is not fixed") };
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
        for (light, ground) in [(false, [0x18, 0x1a, 0x1f]), (true, [0xff; 3])] {
            let theme = Theme::new(Colours::Indexed, light, false);
            let inks = Tone::ALL.map(|tone| theme.ink(tone));
            for style in inks.into_iter().chain([theme.accent, theme.good, theme.bad, theme.muted]) {
                let contrast = contrast(rgb(style.fg.unwrap()), ground);
                assert!(style.bg.is_none() && contrast >= 4.5, "{style:?} on {ground:?}: {contrast:.2}");
            }
            for style in Tone::ALL.map(|tone| theme.band(tone)).into_iter().chain([theme.selected]) {
                let contrast = contrast(rgb(style.fg.unwrap()), rgb(style.bg.unwrap()));
                assert!(contrast >= 4.5, "{style:?}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn without_colours_there_are_none() {
        let theme = Theme::new(Colours::None, false, false);
        let mut styles = vec![theme.plain, theme.accent, theme.good, theme.bad, theme.muted, theme.heading];
        styles.extend([theme.selected, theme.track]);
        styles.extend(Tone::ALL.iter().flat_map(|tone| [theme.band(*tone), theme.ink(*tone), theme.faint(*tone)]));
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
