//! Large letters of any size, with four pixels to a cell: the largest size that fits, and their cells. `forms` has the
//! shapes; `digits` and `words` arrange them.

use ratatui::{
    buffer::{Buffer, Cell},
    layout::Rect,
    style::{Modifier, Style},
};

use super::forms::{self, Face, TALLEST};

/// The smallest height at which all letters differ.
const LOWEST: u32 = 5;

/// A space as wide as a digit.
const FIGURE_SPACE: char = '\u{2007}';

/// The four pixels of a cell: top left 1, top right 2, bottom left 4, bottom right 8.
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

/// The number of pixels in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PixelGrid {
    /// Two by two, drawn as quadrants of a block.
    Quadrants,
    /// One, drawn as `#`.
    Cells,
}

impl PixelGrid {
    pub(super) fn new(ascii: bool) -> PixelGrid {
        if ascii { PixelGrid::Cells } else { PixelGrid::Quadrants }
    }

    /// The number of pixels in cells.
    pub(super) fn pixels(self, cells: u16) -> u32 {
        match self {
            PixelGrid::Quadrants => u32::from(cells) * 2,
            PixelGrid::Cells => u32::from(cells),
        }
    }

    /// The number of cells that pixels touch.
    pub(super) fn cells(self, pixels: u32) -> u16 {
        let cells = match self {
            PixelGrid::Quadrants => pixels.div_ceil(2),
            PixelGrid::Cells => pixels,
        };
        u16::try_from(cells).unwrap_or(u16::MAX)
    }

    /// The cells that a rectangle of pixels touches, given by its corner in an area and its size.
    pub(super) fn cover(self, (left, top): (u32, u32), (width, height): (u32, u32), area: Rect) -> Rect {
        let (x, y) = (self.cells(left + 1) - 1, self.cells(top + 1) - 1);
        let (right, bottom) = (self.cells(left + width), self.cells(top + height));
        Rect::new(area.x + x, area.y + y, right - x, bottom - y).intersection(area)
    }
}

impl Face {
    /// The regular letters of a height.
    fn regular(height: u32) -> Face {
        let bar = ((height * 16 + 50) / 100).max(1);
        let stem = ((height * 32 + 50) / 100).clamp(bar * 2, bar * 2 + 1);
        let width = (height * 116 + 50) / 100;
        let width = width + (width - stem) % 2;
        Face { height, width, bar, stem, gap: (stem * 3).div_ceil(4) }
    }

    /// The thin letters of a height, for text that is too wide in regular ones.
    fn thin(height: u32) -> Face {
        Face { height, width: 5, bar: 1, stem: 1, gap: 1 }
    }

    /// The face with digits of an even width in pixels, so that all align with the cells.
    fn even(self) -> Face {
        Face { gap: self.gap + (self.width + self.gap) % 2, ..self }
    }

    /// The tallest face for digits in which the text fits; digits become narrower before they become lower.
    pub(super) fn for_digits(text: &str, width: u32, height: u32) -> Option<Face> {
        let regular = (LOWEST..=height.min(TALLEST)).rev().map(Face::regular);
        let narrower = regular.flat_map(|face| {
            let narrowest = (face.width * 3 / 4).max(face.stem * 2 + 2);
            (narrowest..=face.width).rev().step_by(2).map(move |width| Face { width, ..face })
        });
        let thin = [7, 6, 5].map(Face::thin).into_iter().filter(|face| face.height <= height);
        let faces = narrower.chain(thin).map(Face::even);
        faces.into_iter().find(|face| face.measure(text).is_some_and(|wide| wide <= width))
    }

    /// The tallest face for words in which every line fits.
    pub(super) fn for_lines(lines: &[&str], width: u32, height: u32, highest: u32) -> Option<Face> {
        let fits = |face: &Face| {
            face.height <= highest
                && face.block(lines.len()) <= height
                && lines.iter().all(|line| face.measure(line).is_some_and(|wide| wide <= width))
        };
        let regular = (LOWEST..=height.min(TALLEST)).rev().map(Face::regular);
        regular.chain([7, 6, 5].map(Face::thin)).find(fits)
    }

    /// The height of a number of lines.
    pub(super) fn block(self, lines: usize) -> u32 {
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        lines.saturating_mul(self.height + self.leading()).saturating_sub(self.leading())
    }

    /// Whether it is easier to read from a distance.
    pub(super) fn beats(self, other: Face) -> bool {
        (self.stem > 1, self.height) > (other.stem > 1, other.height)
    }

    /// The distance from the bottom of a line to the top of the next.
    pub(super) fn leading(self) -> u32 {
        (self.height / 4).max(2)
    }

    /// The width of the text; `None` if it has a letter without a shape.
    pub(super) fn measure(self, text: &str) -> Option<u32> {
        let widths = text.chars().map(|letter| self.advance(letter)).sum::<Option<u32>>()?;
        Some(widths.saturating_sub(self.gap))
    }

    /// The distance from this letter to the next.
    fn advance(self, letter: char) -> Option<u32> {
        let width = match letter.to_ascii_uppercase() {
            ' ' => self.width / 2,
            FIGURE_SPACE => self.width,
            'I' | '.' | ',' | ':' | '\'' | '’' | '!' => self.stem,
            '(' | ')' => self.stem + self.stem.div_ceil(2),
            '-' | '–' => self.width * 3 / 5,
            'M' | 'W' => self.width + self.stem + (self.stem + 1) % 2,
            'A'..='Z' | '0'..='9' | '/' | '+' | '×' | '&' | '?' => self.width,
            _ => return None,
        };
        Some(width + self.gap)
    }

    /// Draws the text from a pixel of the area on, in the cells that it touches.
    pub(super) fn draw(
        self,
        text: &str,
        (left, top): (u32, u32),
        grid: PixelGrid,
        area: Rect,
        buf: &mut Buffer,
        style: Style,
    ) {
        let area = area.intersection(buf.area);
        let mut x = left;
        for letter in text.chars() {
            let Some(advance) = self.advance(letter) else { return };
            let form = forms::form(self, letter.to_ascii_uppercase(), advance - self.gap);
            let row = |y: u32| y.checked_sub(top).and_then(|y| form.get(y as usize)).copied().unwrap_or_default();
            match grid {
                PixelGrid::Quadrants => {
                    for y in top / 2..(top + self.height).div_ceil(2) {
                        // Two rows of pixels, shifted so that each cell has two bits of each.
                        let rows = [row(y * 2), row(y * 2 + 1)].map(|row| u128::from(row) << (x % 2));
                        quadrants(rows, x / 2, y, area, buf, style);
                    }
                }
                PixelGrid::Cells => (top..top + self.height).for_each(|y| cells(row(y), x, y, area, buf, style)),
            }
            x += advance;
        }
    }
}

/// Draws two rows of pixels in one row of cells.
fn quadrants([mut upper, mut lower]: [u128; 2], left: u32, y: u32, area: Rect, buf: &mut Buffer, style: Style) {
    let mut column = left;
    while upper | lower != 0 {
        let set = (upper & 3) as usize | ((lower & 3) as usize) << 2;
        if let (true, Some(cell)) = (set != 0, cell_at(column, y, area, buf)) {
            // The previous letter may have its last pixel in the same cell.
            let here = cell.symbol().chars().next().unwrap_or(' ');
            let before = if here == ' ' { 0 } else { QUADRANTS.iter().position(|other| *other == here).unwrap_or(0) };
            cell.set_char(QUADRANTS[set | before]).set_style(style);
        }
        (upper, lower, column) = (upper >> 2, lower >> 2, column + 1);
    }
}

/// Draws a row of pixels in as many cells.
fn cells(mut row: u64, left: u32, y: u32, area: Rect, buf: &mut Buffer, style: Style) {
    while row != 0 {
        let column = left + row.trailing_zeros();
        row &= row - 1;
        if let Some(cell) = cell_at(column, y, area, buf) {
            // Reversed, `#` looks solid from a distance.
            cell.set_char('#').set_style(style);
            cell.modifier.toggle(Modifier::REVERSED);
        }
    }
}

fn cell_at(column: u32, row: u32, area: Rect, buf: &mut Buffer) -> Option<&mut Cell> {
    let (column, row) = (u16::try_from(column).ok()?, u16::try_from(row).ok()?);
    (column < area.width && row < area.height).then(|| &mut buf[(area.x + column, area.y + row)])
}
