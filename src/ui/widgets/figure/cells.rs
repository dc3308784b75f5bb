//! Dots to one character in two colours: the two inks with the least error.

use ratatui::{
    style::{Color, Style},
    symbols::pixel::{OCTANTS, QUADRANTS},
};

use super::{palette::Palette, raster::Cell};
use crate::{figure::Ink, ui::theme::Dots};

/// The octants whose characters many fonts and terminals lack: a single dot in a corner.
const MISSING: [usize; 4] = [0b1, 0b10, 0b100_0000, 0b1000_0000];

/// The bit of each dot in a braille character, row by row.
const BRAILLE: [u32; 8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

/// The character and style of a cell; `None` if it is empty.
pub(super) fn cell(mut cell: Cell, dots: Dots, palette: &Palette, (column, row): (u16, u16)) -> Option<(char, Style)> {
    let used = 2 * dots.rows();
    let cell = &mut cell[..used];
    for (index, dot) in cell.iter_mut().enumerate() {
        let line = usize::from(row) * dots.rows() + index / 2;
        let odd = (usize::from(column) * 2 + index % 2 + line) % 2 == 1;
        if odd && dot.is_some_and(|ink| palette.dithers(ink)) {
            *dot = None;
        }
    }
    if cell.iter().all(Option::is_none) {
        return None;
    }
    if dots == Dots::Braille { braille(cell, palette) } else { filled(cell, dots, palette) }
}

fn braille(cell: &[Option<Ink>], palette: &Palette) -> Option<(char, Style)> {
    let bits: u32 = cell.iter().zip(BRAILLE).filter(|(dot, _)| dot.is_some()).map(|(_, bit)| bit).sum();
    let count = |ink: Ink| cell.iter().filter(|dot| **dot == Some(ink)).count();
    let ink = cell.iter().flatten().copied().max_by_key(|ink| (count(*ink), *ink))?;
    Some((char::from_u32(0x2800 + bits)?, Style::new().fg(palette.colour(ink))))
}

fn filled(cell: &[Option<Ink>], dots: Dots, palette: &Palette) -> Option<(char, Style)> {
    let (mut front, mut back) = best(cell, palette);
    // The terminal's own text colour cannot be a background, and an empty half has no colour to draw in front.
    let own = |ink: Option<Ink>| ink.is_some_and(|ink| palette.colour(ink) == Color::Reset);
    if front.is_none() || own(back) {
        (front, back) = (back, front);
    }
    let is_front = |dot: &Option<Ink>| palette.difference(*dot, front) <= palette.difference(*dot, back);
    let bits = cell.iter().enumerate().filter(|(_, dot)| is_front(dot));
    let mut pattern: usize = bits.map(|(index, _)| 1 << index).sum();
    let all = (1 << cell.len()) - 1;
    if dots == Dots::Octants && MISSING.contains(&pattern) {
        back?;
        if own(front) {
            pattern = 0;
        } else {
            (front, back, pattern) = (back, front, all - pattern);
        }
    }
    let mut style = Style::new();
    if pattern == all && !own(front) {
        // A space has no hairlines between two rows.
        return Some((' ', style.bg(palette.colour(front?))));
    }
    if pattern != 0 {
        style = style.fg(palette.colour(front?));
    }
    if pattern != all
        && let Some(back) = back
    {
        style = style.bg(palette.colour(back));
    }
    let symbol = match dots {
        Dots::Octants => OCTANTS[pattern],
        _ => QUADRANTS[pattern],
    };
    Some((symbol, style))
}

/// The two inks that show a cell with the least error; the second is `None` if there is only one.
fn best(cell: &[Option<Ink>], palette: &Palette) -> (Option<Ink>, Option<Ink>) {
    let same = |a: Option<Ink>, b: Option<Ink>| match (a, b) {
        (Some(a), Some(b)) => palette.colour(a) == palette.colour(b),
        (a, b) => a == b,
    };
    let mut inks = [None; 8];
    let mut count = 0;
    for dot in cell {
        if !inks[..count].iter().any(|ink| same(*ink, *dot)) {
            inks[count] = *dot;
            count += 1;
        }
    }
    let inks = &inks[..count];
    match *inks {
        [only] => (only, None),
        [one, other] => (one, other),
        _ => {
            let pairs = (0..inks.len()).flat_map(|a| (a + 1..inks.len()).map(move |b| (a, b)));
            let error = |(a, b): (usize, usize)| -> u32 {
                let to = |dot: &Option<Ink>, ink: usize| palette.difference(*dot, inks[ink]);
                cell.iter().map(|dot| to(dot, a).min(to(dot, b))).sum()
            };
            pairs.min_by_key(|pair| error(*pair)).map_or((None, None), |(a, b)| (inks[a], inks[b]))
        }
    }
}
