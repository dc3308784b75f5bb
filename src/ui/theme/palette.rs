//! The table of colours: a role in each row, for dark and for light backgrounds, with its fallbacks.
//!
//! The values are chosen for `#181A1F` and `#FFFFFF`. The dark ones keep a contrast of 4.5 : 1 from `#000000` to
//! `#2E3440`, the light ones down to `#F0F0F0`; tests check this.

use ratatui::style::{Color, Modifier, Style};

use super::environment::Colours;

/// The meaning of a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Facts and labels.
    Dim,
    /// A key, and nothing else.
    Key,
    /// Work, and success.
    Work,
    /// Get ready, and due routines.
    Ready,
    /// Rest.
    Rest,
    /// Change sides.
    Switch,
    /// Paused, or stopped.
    Paused,
    /// Wrong, or painful.
    Bad,
    /// Empty, or still to come.
    Track,
    /// The background of the selection.
    Selection,
}

/// One colour in 24 bits, among the 256, and among the 16.
#[derive(Clone, Copy, Debug)]
struct Shade {
    rgb: u32,
    indexed: u8,
    sixteen: Color,
}

/// The least contrast at which text is read without effort (WCAG 2, level AA).
const READABLE: f64 = 4.5;

impl Role {
    /// Those that text has.
    const TEXTS: [Role; 8] =
        [Role::Dim, Role::Key, Role::Work, Role::Ready, Role::Rest, Role::Switch, Role::Paused, Role::Bad];

    /// For dark and for light backgrounds.
    const fn shades(self) -> [Shade; 2] {
        const fn shade(rgb: u32, indexed: u8, sixteen: Color) -> Shade {
            Shade { rgb, indexed, sixteen }
        }
        match self {
            Role::Dim => [shade(0xA0_A7B4, 248, Color::Reset), shade(0x59_616C, 241, Color::Reset)],
            Role::Key => [shade(0x67_D4E8, 80, Color::LightCyan), shade(0x00_6478, 24, Color::Blue)],
            Role::Work => [shade(0x6C_D97E, 77, Color::LightGreen), shade(0x1A_7431, 22, Color::Green)],
            Role::Ready => [shade(0xFF_B84D, 215, Color::LightYellow), shade(0x8F_5200, 94, Color::Reset)],
            Role::Rest => [shade(0x7C_BBFF, 75, Color::LightBlue), shade(0x0A_5CAD, 25, Color::Blue)],
            Role::Switch => [shade(0xE3_A0FF, 177, Color::LightMagenta), shade(0x8A_2BA8, 91, Color::Magenta)],
            Role::Paused => [shade(0xB4_BAC6, 250, Color::Reset), shade(0x57_606A, 241, Color::Reset)],
            Role::Bad => [shade(0xFF_8078, 210, Color::LightRed), shade(0xB3_261E, 124, Color::Red)],
            Role::Track => [shade(0x3A_3F49, 238, Color::DarkGray), shade(0xD3_D7DD, 252, Color::Gray)],
            Role::Selection => [shade(0x1E_4E5A, 23, Color::Reset), shade(0xCD_E7EC, 152, Color::Reset)],
        }
    }

    /// Its colour; `None` without colours.
    pub(super) fn colour(self, colours: Colours, light: bool) -> Option<Color> {
        let shade = self.shades()[usize::from(light)];
        match colours {
            Colours::None => None,
            Colours::Sixteen => Some(shade.sixteen),
            Colours::Indexed => Some(Color::Indexed(shade.indexed)),
            Colours::Direct => Some(direct(shade.rgb)),
        }
    }

    /// Text in its colour; if that is the terminal's own, in bold or dim.
    pub(super) fn text(self, colours: Colours, light: bool) -> Style {
        let style = Style::new();
        let style = self.colour(colours, light).map_or(style, |colour| style.fg(colour));
        let plain = matches!(style.fg, None | Some(Color::Reset));
        match self {
            Role::Dim | Role::Paused | Role::Track if plain => Style::new().add_modifier(Modifier::DIM),
            Role::Ready if plain => Style::new().add_modifier(Modifier::BOLD),
            Role::Work if matches!(colours, Colours::None | Colours::Sixteen) => style.add_modifier(Modifier::BOLD),
            Role::Bad if colours == Colours::None => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
            Role::Key | Role::Bad => style.add_modifier(Modifier::BOLD),
            _ if plain => Style::new(),
            _ => style,
        }
    }
}

/// The background of a day in a calendar, by the amount done: 0 for nothing to 4 for most. `None` if there are too few
/// colours.
pub(super) fn day(level: usize, colours: Colours, light: bool) -> Option<Color> {
    const RGB: [[u32; 5]; 2] = [
        [0x2A_2E36, 0x1F_5B36, 0x2F_8A4C, 0x4F_BA68, 0x8C_EB9B],
        [0xE6_E8EC, 0xA9_DDB5, 0x63_B878, 0x2B_8A4A, 0x0E_5A2A],
    ];
    const INDEXED: [[u8; 5]; 2] = [[236, 22, 28, 71, 120], [254, 151, 71, 28, 22]];
    match colours {
        Colours::None | Colours::Sixteen => None,
        Colours::Indexed => INDEXED[usize::from(light)].get(level).copied().map(Color::Indexed),
        Colours::Direct => RGB[usize::from(light)].get(level).copied().map(direct),
    }
}

/// The text on a background of a role's colour: nearly black on dark screens, white on light ones.
pub(super) fn on_ground(role: Role, colours: Colours, light: bool) -> Style {
    let ink = match (colours, role, light) {
        (Colours::None, ..) => return Style::new().add_modifier(Modifier::REVERSED),
        (Colours::Sixteen, ..) => {
            let ground = role.colour(colours, light).filter(|colour| *colour != Color::Reset);
            return match ground {
                None if role == Role::Paused => Style::new().add_modifier(Modifier::REVERSED | Modifier::DIM),
                None => Style::new().add_modifier(Modifier::REVERSED),
                Some(ground) => Style::new().fg(if light { Color::White } else { Color::Black }).bg(ground),
            };
        }
        (Colours::Indexed, Role::Selection, _) => Color::Indexed(if light { 16 } else { 231 }),
        (Colours::Indexed, ..) => Color::Indexed(if light { 231 } else { 16 }),
        (Colours::Direct, Role::Selection, true) | (Colours::Direct, _, false) if role != Role::Selection || light => {
            direct(0x14_161A)
        }
        (Colours::Direct, ..) => direct(0xFF_FFFF),
    };
    let style = Style::new().fg(ink);
    role.colour(colours, light).map_or(style, |ground| style.bg(ground))
}

/// The ground and the text that the program paints itself: where the terminal has not said what its own are, or where
/// no text could be read on them.
pub(super) fn own_ground(colours: Colours, light: bool) -> (Color, Color) {
    match (colours, light) {
        (Colours::None, _) => (Color::Reset, Color::Reset),
        (Colours::Sixteen, false) => (Color::Black, Color::Gray),
        (Colours::Sixteen, true) => (Color::White, Color::Black),
        (Colours::Indexed, false) => (Color::Indexed(234), Color::Indexed(253)),
        (Colours::Indexed, true) => (Color::Indexed(231), Color::Indexed(235)),
        (Colours::Direct, false) => (direct(0x18_1A1F), direct(0xD8_DCE4)),
        (Colours::Direct, true) => (direct(0xFF_FFFF), direct(0x1F_2328)),
    }
}

/// Whether a ground is one for dark text.
pub(super) fn is_light(ground: [u8; 3]) -> bool {
    contrast(ground, [0; 3]) >= contrast(ground, [0xFF; 3])
}

/// Whether all text of a palette can be read on a ground. The sixteen colours are whatever the terminal makes of them.
pub(super) fn is_readable(colours: Colours, light: bool, ground: [u8; 3]) -> bool {
    match colours {
        Colours::None | Colours::Sixteen => true,
        Colours::Indexed | Colours::Direct => {
            let colours = Role::TEXTS.into_iter().filter_map(|role| rgb(role.colour(colours, light)?));
            colours.into_iter().all(|colour| contrast(colour, ground) >= READABLE)
        }
    }
}

/// Red, green and blue of a colour; `None` for one of the terminal's own.
pub(super) fn rgb(colour: Color) -> Option<[u8; 3]> {
    let level = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 16..=231) => {
            let index = index - 16;
            Some([level(index / 36), level(index / 6 % 6), level(index % 6)])
        }
        Color::Indexed(index @ 232..) => Some([8 + (index - 232) * 10; 3]),
        _ => None,
    }
}

/// The contrast of two colours, 1 to 21, as WCAG 2 defines it.
pub(super) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let [red, green, blue] = rgb.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// A colour of 24 bits.
fn direct(rgb: u32) -> Color {
    let [_, red, green, blue] = rgb.to_be_bytes();
    Color::Rgb(red, green, blue)
}
