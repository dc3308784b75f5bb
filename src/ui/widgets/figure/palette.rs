//! The colours of a figure's inks on a terminal.

use ratatui::style::Color;

use crate::{figure::Ink, ui::theme::Colours};

/// The background for which the colours are chosen, used in comparisons for unpainted dots.
const DARK: [u8; 3] = [24, 26, 31];
const LIGHT: [u8; 3] = [255, 255, 255];

/// The inks in 24 bits on a dark and on a light background, the nearest of the 256 colours that differ between
/// neighbours, and those among the 16. Different hues keep the materials of limbs apart; things behind have less
/// contrast.
#[rustfmt::skip]
const INKS: [(Ink, u32, u32, u8, u8, Color, Color); 19] = [
    (Ink::Hole,        0x18_1A_1F, 0xFF_FF_FF, 0,   15,  Color::Black,     Color::White),
    (Ink::Ghost,       0x2E_32_3A, 0xE5_E7_EB, 236, 254, Color::DarkGray,  Color::Gray),
    (Ink::Mat,         0x2B_3A_48, 0xCD_DC_E6, 237, 253, Color::Black,     Color::White),
    (Ink::Floor,       0x3A_3F_49, 0xC9_CD_D4, 238, 251, Color::DarkGray,  Color::Gray),
    (Ink::Furniture,   0x56_5D_6B, 0xA9_AF_BA, 240, 248, Color::DarkGray,  Color::Gray),
    (Ink::Cloth,       0xB9_C0_CC, 0x8A_91_9C, 250, 246, Color::Gray,      Color::DarkGray),
    (Ink::Prop,        0xC9_A2_4B, 0x8F_6A_12, 179, 94,  Color::Yellow,    Color::Magenta),
    (Ink::FarShoe,     0x78_7D_86, 0xB0_B3_BB, 243, 249, Color::DarkGray,  Color::Gray),
    (Ink::FarLeggings, 0x3F_4D_66, 0x8E_96_A4, 239, 246, Color::DarkGray,  Color::Gray),
    (Ink::FarTop,      0x4F_6D_8A, 0x8C_AE_CB, 60,  110, Color::DarkGray,  Color::LightBlue),
    (Ink::FarSkin,     0x8E_72_60, 0xD6_B2_98, 95,  180, Color::DarkGray,  Color::DarkGray),
    (Ink::Sole,        0x3A_3F_49, 0xC9_CD_D4, 238, 251, Color::DarkGray,  Color::Gray),
    (Ink::Shoe,        0xD8_DC_E4, 0x5A_61_6C, 253, 241, Color::Gray,      Color::Black),
    (Ink::Leggings,    0x5E_76_9C, 0x2C_3A_52, 67,  237, Color::Blue,      Color::DarkGray),
    (Ink::Top,         0x7F_B0_DC, 0x2E_6C_A0, 110, 25,  Color::LightBlue, Color::Blue),
    (Ink::Skin,        0xE2_B2_8F, 0xB4_76_4C, 180, 137, Color::White,     Color::Black),
    (Ink::Hair,        0x96_70_5A, 0x5C_3E_2C, 95,  95,  Color::Yellow,    Color::Yellow),
    (Ink::Rest,        0xB0_6A_66, 0x92_48_3F, 131, 131, Color::Red,       Color::Red),
    (Ink::Working,     0xFF_7A_5C, 0xC4_32_1A, 209, 160, Color::LightRed,  Color::LightRed),
];

/// The colours of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    colours: [Color; 19],
    near: [[u8; 3]; 19],
    background: [u8; 3],
    /// The inks without a colour of their own: every other dot is omitted.
    dithered: &'static [Ink],
    /// Whether mats are shown.
    mats: bool,
}

impl Palette {
    /// The colours for a terminal.
    pub fn new(colours: Colours, light: bool) -> Palette {
        let near = INKS.map(|(_, dark, bright, ..)| rgb(if light { bright } else { dark }));
        let background = if light { LIGHT } else { DARK };
        let plain = Palette {
            colours: [Color::Reset; 19],
            near,
            background,
            dithered: &[Ink::Ghost, Ink::Working],
            mats: false,
        };
        match colours {
            Colours::None => plain,
            Colours::Sixteen => {
                let colours = INKS.map(|(.., dark, bright)| if light { bright } else { dark });
                Palette { colours, dithered: &[Ink::Ghost], ..plain }
            }
            Colours::Direct => {
                let colours = near.map(|[red, green, blue]| Color::Rgb(red, green, blue));
                Palette { colours, dithered: &[], mats: true, ..plain }
            }
            Colours::Indexed => {
                let colours = INKS.map(|(.., dark, bright, _, _)| Color::Indexed(if light { bright } else { dark }));
                Palette { colours, dithered: &[], mats: true, ..plain }
            }
        }
    }

    /// The colour of an ink.
    pub fn colour(&self, ink: Ink) -> Color {
        self.colours[ink as usize]
    }

    /// Red, green and blue of an ink; of the background for unpainted dots.
    pub fn rgb(&self, ink: Option<Ink>) -> [u8; 3] {
        ink.map_or(self.background, |ink| self.near[ink as usize])
    }

    /// Whether an ink is shown.
    pub(super) fn shows(&self, ink: Ink) -> bool {
        self.mats || ink != Ink::Mat
    }

    /// Whether every other dot of an ink is omitted.
    pub(super) fn dithers(&self, ink: Ink) -> bool {
        self.dithered.contains(&ink)
    }

    /// The visible difference of two inks; an unpainted dot counts as the background.
    pub(super) fn difference(&self, a: Option<Ink>, b: Option<Ink>) -> u32 {
        let [a, b] = [a, b].map(|ink| self.rgb(ink));
        a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    }
}

/// The parts of `0xRRGGBB`.
fn rgb(colour: u32) -> [u8; 3] {
    let [_, red, green, blue] = colour.to_be_bytes();
    [red, green, blue]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ink_has_the_row_of_its_number() {
        for (index, (ink, ..)) in INKS.into_iter().enumerate() {
            assert_eq!((ink as usize, Ink::ALL[index]), (index, ink));
        }
    }

    #[test]
    fn neighbours_differ_in_all_colours() {
        let pairs = [
            (Ink::Skin, Ink::Top),
            (Ink::Top, Ink::Leggings),
            (Ink::Leggings, Ink::Shoe),
            (Ink::Skin, Ink::Hair),
            (Ink::Leggings, Ink::FarLeggings),
            (Ink::Skin, Ink::FarSkin),
            (Ink::Leggings, Ink::Working),
            (Ink::Top, Ink::Working),
            (Ink::Skin, Ink::Working),
            (Ink::Rest, Ink::Working),
        ];
        for light in [false, true] {
            for colours in [Colours::Sixteen, Colours::Indexed] {
                let palette = Palette::new(colours, light);
                for (a, b) in pairs {
                    assert_ne!(palette.colour(a), palette.colour(b), "{a:?} and {b:?}, {colours:?}, light: {light}");
                }
            }
        }
    }
}
