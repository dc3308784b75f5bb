//! The looks: a dozen styles named by meaning, and the characters that the terminal can show. `widgets` and the screens
//! draw with them.

mod answers;
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

pub use answers::Answers;
pub use environment::{Colours, Environment};
use palette::{Role, on_ground};

/// The state of a session, as a colour and a word.
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
    /// Paused.
    Paused,
}

impl Tone {
    /// All values.
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

/// The dots that figures are drawn with: how a cell is divided.
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
    /// Skipped, or wrong.
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

/// What code page 437 has, which the fonts of a console follow.
const CONSOLE: Glyphs = Glyphs {
    arrow: "►",
    done: "√",
    missed: "x",
    dash: "-",
    times: "x",
    ellipsis: "~",
    border: border::PLAIN,
    ..UNICODE
};

/// The half block that comes nearest to a shape that the fonts of a console lack.
fn console_shape(shape: char) -> Option<char> {
    Some(match shape {
        '▘' | '▝' => '▀',
        '▖' | '▗' | '▂' | '▃' | '▅' => '▄',
        '▛' | '▜' | '▙' | '▟' | '▚' | '▞' | '▆' | '▇' | '▊' | '▉' => '█',
        '▋' | '▍' => '▌',
        '▏' | '▎' => ' ',
        '▁' => '_',
        '–' | '—' => '-',
        '×' => 'x',
        '…' => '~',
        '┃' => '│',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        _ => return None,
    })
}

/// The styles and characters of all drawings.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// The colours in use.
    pub colours: Colours,
    /// Whether the background is light.
    pub light: bool,
    /// Whether only ASCII is drawn.
    pub ascii: bool,
    /// The dots of figures, if figures are shown.
    pub figures: Option<Dots>,
    /// Whether figures move.
    pub motion: bool,
    /// The characters.
    pub glyphs: Glyphs,
    /// Plain text: the terminal's own.
    pub plain: Style,
    /// A key.
    pub key: Style,
    /// Done well.
    pub good: Style,
    /// Wrong, or missing.
    pub bad: Style,
    /// Facts and labels.
    pub muted: Style,
    /// Names and titles.
    pub heading: Style,
    /// The row on which keys act.
    pub selected: Style,
    /// The unfilled part of a bar: a background colour if there are colours.
    pub track: Style,
    /// Marks in the colour of due routines.
    pub due: Style,
    /// Shapes of the steps to come.
    pub to_come: Style,
    bands: [Style; 5],
    inks: [Style; 5],
    /// Ground and text, where the program paints its own.
    painted: Option<(Color, Color)>,
    wishes: Wishes,
}

/// What the person's settings and the environment ask for, from which a theme is made again with every answer of the
/// terminal.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wishes {
    /// The colours, by the environment.
    colours: Colours,
    background: Background,
    /// Whether the background is light, by the environment.
    light: Option<bool>,
    figures: Figures,
    /// Whether octants are drawn, by the environment.
    octants: bool,
    motion: bool,
    /// Only the characters of a console's font.
    console: bool,
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
        // Without colours, the bands differ only in their attributes.
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
            painted: None,
            wishes: Wishes {
                colours,
                background: if light { Background::Light } else { Background::Dark },
                light: None,
                figures: Figures::Auto,
                octants: false,
                motion: true,
                console: false,
            },
        }
    }

    /// The theme that the environment and the person's settings ask for, on a terminal that has answered nothing yet.
    pub fn from_env(environment: &Environment<'_>, background: Background, figures: Figures, motion: bool) -> Theme {
        let wishes = Wishes {
            colours: environment.colours(),
            background,
            light: environment.is_light(),
            figures,
            octants: environment.draws_octants(),
            motion,
            console: environment.is_console(),
        };
        let theme = Theme::new(environment.colours(), false, environment.is_ascii());
        Theme { wishes, ..theme }.answered(&Answers::default())
    }

    /// The same theme on a terminal that has answered.
    ///
    /// A background that is set or reported is used as it is. Where there is none, and where no palette can be read on
    /// it, the program paints its own.
    #[must_use]
    pub fn answered(&self, answers: &Answers) -> Theme {
        let wishes = self.wishes;
        // Every terminal that says its name has the 256 colours, whatever TERM says.
        let colours = match wishes.colours {
            Colours::Sixteen if answers.version.is_some() => Colours::Indexed,
            colours => colours,
        };
        let reported = answers.background.map(|ground| {
            let light = palette::is_light(ground);
            (light, !palette::is_readable(colours, light, ground))
        });
        let (light, paints) = match wishes.background {
            Background::Dark => (false, false),
            Background::Light => (true, false),
            Background::Auto => {
                let said = answers.light.or(wishes.light).map(|light| (light, false));
                reported.or(said).unwrap_or((false, colours != Colours::None))
            }
        };
        let octants = answers.draws_octants().unwrap_or(wishes.octants);
        let theme = Theme::new(colours, light, self.ascii);
        Theme {
            figures: match wishes.figures {
                _ if self.ascii => None,
                Figures::Off => None,
                Figures::Auto if octants && colours != Colours::None => Some(Dots::Octants),
                Figures::Auto if wishes.console => Some(Dots::Quadrants),
                Figures::Auto => theme.figures,
                Figures::Octant => Some(Dots::Octants),
                Figures::Quadrant => Some(Dots::Quadrants),
                Figures::Braille => Some(Dots::Braille),
            },
            motion: wishes.motion,
            glyphs: if wishes.console && !self.ascii { CONSOLE } else { theme.glyphs },
            painted: paints.then(|| palette::own_ground(colours, light)),
            wishes,
            ..theme
        }
    }

    /// Text on an area in a tone's colour.
    pub fn band(&self, tone: Tone) -> Style {
        self.bands[tone as usize]
    }

    /// Text or a drawing in a tone's colour, on the terminal's own background.
    pub fn ink(&self, tone: Tone) -> Style {
        self.inks[tone as usize]
    }

    /// The background of a day in a calendar, by the amount done: 0 for nothing to 4 for most. `None` if there are too
    /// few colours.
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

    /// Paints the ground where it is the program's own, and replaces what the terminal cannot show. For a whole frame,
    /// after it is drawn.
    pub fn settle(&self, buffer: &mut Buffer) {
        if let Some((ground, text)) = self.painted {
            for cell in &mut buffer.content {
                let or = |colour: Color, own| if colour == Color::Reset { own } else { colour };
                (cell.fg, cell.bg) = (or(cell.fg, text), or(cell.bg, ground));
            }
        }
        if !self.ascii && !self.wishes.console {
            return;
        }
        for cell in &mut buffer.content {
            let first = cell.symbol().chars().next().unwrap_or(' ');
            if self.ascii && !first.is_ascii() {
                cell.set_char(ascii::char_in_ascii(first));
            } else if let Some(shape) = console_shape(first).filter(|_| !self.ascii) {
                cell.set_char(shape);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_override_the_environment() {
        let light = Environment { colorfgbg: Some("0;15"), term: Some("xterm-256color"), ..Environment::default() };
        let is_light = |background| Theme::from_env(&light, background, Figures::Auto, true).light;
        assert_eq!([Background::Auto, Background::Dark, Background::Light].map(is_light), [true, false, true]);
    }

    fn rgb(colour: Color) -> [u8; 3] {
        palette::rgb(colour).unwrap_or_else(|| panic!("{colour} is the terminal's own"))
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
                        let contrast = palette::contrast(rgb(style.fg.unwrap()), *ground);
                        assert!(style.bg.is_none() && contrast >= 4.5, "{style:?} on {ground:?}: {contrast:.2}");
                    }
                }
                for style in Tone::ALL.map(|tone| theme.band(tone)).into_iter().chain([theme.selected]) {
                    let contrast = palette::contrast(rgb(style.fg.unwrap()), rgb(style.bg.unwrap()));
                    assert!(contrast >= 4.5, "{style:?}: {contrast:.2}");
                }
            }
        }
    }

    /// A band and the number below it share the colour of the state.
    #[test]
    fn each_state_has_one_colour() {
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
    fn unsupported_characters_are_replaced() {
        let mut buffer = Buffer::with_lines(["5 × 10 – é 日本 …"]);
        Theme::new(Colours::None, false, false).settle(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["5 × 10 – é 日本 …"]));
        Theme::new(Colours::None, false, true).settle(&mut buffer);
        assert_eq!(buffer, Buffer::with_lines(["5 x 10 - e R B  ~"]));
    }

    #[test]
    fn figures_are_drawn_with_what_there_is() {
        let figures = |colours, ascii, figures, octants| {
            let theme = Theme::new(colours, false, ascii);
            let wishes = Wishes { figures, octants, ..theme.wishes };
            Theme { wishes, ..theme }.answered(&Answers::default()).figures
        };
        assert_eq!(figures(Colours::Indexed, false, Figures::Auto, true), Some(Dots::Octants));
        assert_eq!(figures(Colours::Indexed, false, Figures::Auto, false), Some(Dots::Quadrants));
        assert_eq!(figures(Colours::None, false, Figures::Auto, true), Some(Dots::Braille));
        assert_eq!(figures(Colours::Sixteen, false, Figures::Octant, false), Some(Dots::Octants));
        assert_eq!(figures(Colours::Indexed, false, Figures::Off, true), None);
        assert_eq!(figures(Colours::Indexed, true, Figures::Quadrant, true), None);
    }

    fn auto(colours: Colours, light: Option<bool>) -> Theme {
        let theme = Theme::new(colours, false, false);
        Theme { wishes: Wishes { background: Background::Auto, light, ..theme.wishes }, ..theme }
    }

    fn on(background: Option<[u8; 3]>) -> Answers {
        Answers { background, ..Answers::default() }
    }

    /// Whatever background a terminal reports, all text can be read: on it, or on the ground that is painted instead.
    #[test]
    fn text_can_be_read_on_every_reported_background() {
        let levels: [u8; 9] = [0, 0x20, 0x2e, 0x40, 0x70, 0xa0, 0xd0, 0xf0, 0xff];
        let mut painted = 0;
        for colours in [Colours::Indexed, Colours::Direct] {
            for ground in levels
                .iter()
                .flat_map(|red| levels.iter().flat_map(move |green| levels.map(|blue| [*red, *green, blue])))
            {
                let theme = auto(colours, None).answered(&on(Some(ground)));
                painted += u32::from(theme.painted.is_some());
                let under = theme.painted.map_or(ground, |(ground, _)| rgb(ground));
                let texts = [theme.key, theme.good, theme.bad, theme.muted, theme.due];
                let own = theme.painted.map(|(_, text)| Style::new().fg(text));
                for style in Tone::ALL.map(|tone| theme.ink(tone)).into_iter().chain(texts).chain(own) {
                    let contrast = palette::contrast(rgb(style.fg.unwrap()), under);
                    assert!(contrast >= 4.5, "{style:?} on {ground:?}: {contrast:.2}");
                }
            }
        }
        assert!(painted > 0);
        for usual in [[0; 3], [0x18, 0x1a, 0x1f], [0x2e, 0x34, 0x40], [0, 0x2b, 0x36], [0xff; 3], [0xfd, 0xf6, 0xe3]] {
            assert_eq!(auto(Colours::Direct, None).answered(&on(Some(usual))).painted, None, "{usual:?}");
        }
    }

    #[test]
    fn the_answer_decides_then_the_mode_then_the_environment() {
        let light = |theme: Theme| (theme.light, theme.painted.is_some());
        let black = on(Some([0; 3]));
        let mode = |light| Answers { light: Some(light), ..Answers::default() };
        assert_eq!(light(auto(Colours::Direct, Some(true)).answered(&black)), (false, false));
        assert_eq!(light(auto(Colours::Direct, Some(true)).answered(&on(Some([0xff; 3])))), (true, false));
        assert_eq!(light(auto(Colours::Direct, Some(false)).answered(&mode(true))), (true, false));
        assert_eq!(light(auto(Colours::Direct, Some(true)).answered(&Answers::default())), (true, false));
        assert_eq!(light(auto(Colours::Direct, None).answered(&Answers::default())), (false, true));
        assert_eq!(light(auto(Colours::None, None).answered(&Answers::default())), (false, false));
        let set = Theme::new(Colours::Direct, true, false);
        assert_eq!(light(set.answered(&black)), (true, false));
        assert_eq!(light(set.answered(&Answers::default())), (true, false));
    }

    #[test]
    fn a_terminal_that_reports_its_name_has_256_colours() {
        let named = Answers { version: Some("XTerm(379)".to_owned()), ..on(Some([0; 3])) };
        let colours = |colours| auto(colours, None).answered(&named).colours;
        assert_eq!(colours(Colours::Sixteen), Colours::Indexed);
        assert_eq!([Colours::None, Colours::Direct].map(colours), [Colours::None, Colours::Direct]);
        assert_eq!(auto(Colours::Sixteen, None).answered(&on(None)).colours, Colours::Sixteen);
    }

    #[test]
    fn our_background_covers_the_whole_frame() {
        let theme = auto(Colours::Direct, None).answered(&Answers::default());
        let mut buffer = Buffer::with_lines(["all of it"]);
        buffer[(0, 0)].set_style(theme.band(Tone::Work));
        theme.settle(&mut buffer);
        assert_eq!(Some(buffer[(0, 0)].bg), theme.band(Tone::Work).bg);
        assert!(buffer.content[1..].iter().all(|cell| (Some((cell.bg, cell.fg))) == theme.painted));
    }

    #[test]
    fn a_console_gets_what_its_fonts_have() {
        let environment = Environment { term: Some("linux"), lang: Some("en_GB.UTF-8"), ..Environment::default() };
        let theme = Theme::from_env(&environment, Background::Auto, Figures::Auto, true);
        assert_eq!((theme.colours, theme.ascii, theme.figures), (Colours::Sixteen, false, Some(Dots::Quadrants)));
        let mut buffer = Buffer::with_lines(["▘▗▛▌▀ ✓ 5 × 10…"]);
        theme.settle(&mut buffer);
        let shown: String = buffer.content.iter().map(ratatui::buffer::Cell::symbol).collect();
        assert_eq!(shown, "▀▄█▌▀ ✓ 5 x 10~");
        assert_eq!(theme.glyphs.done, "√");
    }
}
