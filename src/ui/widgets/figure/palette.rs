//! What the inks of a figure look like on a terminal.

use ratatui::style::Color;

use crate::{figure::Ink, ui::theme::Colours};

/// The background that the colours are chosen on, to compare them with where nothing is painted.
const DARK: [u8; 3] = [13, 17, 23];
const LIGHT: [u8; 3] = [253, 253, 251];

/// The inks in 24 bits on a dark and on a light background, and the fixed ones among the 256 that come nearest.
const INKS: [([u8; 3], [u8; 3], u8, u8); 13] = [
    (DARK, LIGHT, 0, 15),
    ([48, 54, 64], [214, 216, 220], 237, 252),
    ([36, 42, 51], [232, 233, 236], 235, 254),
    ([74, 80, 91], [184, 188, 194], 239, 249),
    ([92, 140, 176], [74, 122, 160], 67, 67),
    ([98, 212, 190], [0, 128, 110], 79, 30),
    ([98, 106, 121], [160, 165, 174], 242, 247),
    ([174, 184, 200], [104, 110, 122], 249, 242),
    ([238, 241, 248], [38, 42, 50], 255, 235),
    ([156, 108, 40], [226, 176, 112], 130, 179),
    ([255, 176, 64], [196, 98, 0], 215, 166),
    ([214, 88, 88], [214, 120, 120], 167, 174),
    ([255, 58, 58], [206, 0, 20], 203, 160),
];

/// The colours of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Palette {
    colours: [Color; 13],
    near: [[u8; 3]; 13],
    background: [u8; 3],
    /// What is only hinted at has no colour of its own: every other dot is left out.
    dithers: bool,
    /// Mats are shown.
    mats: bool,
}

impl Palette {
    /// The colours that a terminal has.
    pub fn new(colours: Colours, light: bool) -> Palette {
        let near = INKS.map(|(dark, bright, ..)| if light { bright } else { dark });
        let background = if light { LIGHT } else { DARK };
        let plain = Palette { colours: [Color::Reset; 13], near, background, dithers: true, mats: false };
        match colours {
            Colours::None => plain,
            Colours::Sixteen => Palette { colours: sixteen(light), ..plain },
            Colours::Indexed => {
                let colours = INKS.map(|(.., dark, bright)| Color::Indexed(if light { bright } else { dark }));
                Palette { colours, dithers: false, mats: true, ..plain }
            }
        }
    }

    /// The colours as they are meant, for a terminal with 24 bits of colour.
    pub fn full(light: bool) -> Palette {
        let palette = Palette::new(Colours::Indexed, light);
        let colours = palette.near.map(|[red, green, blue]| Color::Rgb(red, green, blue));
        Palette { colours, ..palette }
    }

    /// The colour of an ink.
    pub fn colour(&self, ink: Ink) -> Color {
        self.colours[ink as usize]
    }

    /// Whether an ink is shown at all.
    pub(super) fn shows(&self, ink: Ink) -> bool {
        self.mats || ink != Ink::Mat
    }

    /// Whether every other dot of an ink is left out.
    pub(super) fn dithers(&self, ink: Ink) -> bool {
        self.dithers && ink == Ink::Ghost
    }

    /// How different two inks look; nothing painted is the background.
    pub(super) fn difference(&self, a: Option<Ink>, b: Option<Ink>) -> u32 {
        let [a, b] = [a, b].map(|ink| ink.map_or(self.background, |ink| self.near[ink as usize]));
        a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    }
}

/// Body and near limbs in the terminal's own text colour: right on dark and on light.
fn sixteen(light: bool) -> [Color; 13] {
    let [accent, glow, strong] = if light {
        [Color::Magenta, Color::Red, Color::Red]
    } else {
        [Color::LightYellow, Color::Red, Color::LightRed]
    };
    let [band, behind] = if light { [Color::Blue, Color::Magenta] } else { [Color::LightCyan, Color::Yellow] };
    let mut colours = [Color::Reset; 13];
    for (ink, colour) in [
        (Ink::Ghost, Color::DarkGray),
        (Ink::Floor, Color::DarkGray),
        (Ink::Prop, Color::Blue),
        (Ink::Band, band),
        (Ink::Far, Color::DarkGray),
        (Ink::AccentFar, behind),
        (Ink::Accent, accent),
        (Ink::Glow, glow),
        (Ink::Strong, strong),
    ] {
        colours[ink as usize] = colour;
    }
    colours
}
