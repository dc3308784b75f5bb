//! Letter forms of one stroke at any size: bars, stems, round bowls and slants on a grid of pixels, four of which
//! share a cell. Which size is chosen and where it stands is left to `digits` and `words`.

use std::ops::Range;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
};

/// The tallest letters, in pixels.
const TALLEST: u32 = 32;
/// The lowest in which every letter can still be told from the others.
const LOWEST: u32 = 5;

/// The four pixels of a cell: top left 1, top right 2, bottom left 4, bottom right 8.
const QUADRANTS: [char; 16] = [' ', '▘', '▝', '▀', '▖', '▌', '▞', '▛', '▗', '▚', '▐', '▜', '▄', '▙', '▟', '█'];

/// The measures of one size, in pixels. A pixel is twice as high as wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face {
    height: u32,
    width: u32,
    /// How thick a stroke across is.
    bar: u32,
    /// How thick an upright stroke is.
    stem: u32,
    /// Between two letters.
    gap: u32,
}

/// How many pixels a cell has, each way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Grid {
    /// Two by two, drawn as quadrants of a block.
    Quadrants,
    /// One, drawn as `#`.
    Cells,
}

impl Grid {
    pub(super) fn new(ascii: bool) -> Grid {
        if ascii { Grid::Cells } else { Grid::Quadrants }
    }

    /// Pixels in so many cells.
    pub(super) fn pixels(self, cells: u16) -> u32 {
        match self {
            Grid::Quadrants => u32::from(cells) * 2,
            Grid::Cells => u32::from(cells),
        }
    }

    /// Cells that so many pixels touch.
    pub(super) fn cells(self, pixels: u32) -> u16 {
        let cells = match self {
            Grid::Quadrants => pixels.div_ceil(2),
            Grid::Cells => pixels,
        };
        u16::try_from(cells).unwrap_or(u16::MAX)
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

    /// The thin letters of a height, for where the regular ones are too wide.
    fn thin(height: u32) -> Face {
        Face { height, width: 5, bar: 1, stem: 1, gap: 1 }
    }

    /// The face with digits that each take an even number of pixels, so that all fall alike on the cells.
    fn even(self) -> Face {
        Face { gap: self.gap + (self.width + self.gap) % 2, ..self }
    }

    /// The tallest face for digits in which the text fits; the digits become narrower before they become lower.
    pub(super) fn for_digits(text: &str, width: u32, height: u32) -> Option<Face> {
        (LOWEST..=height.min(TALLEST)).rev().find_map(|height| {
            let face = Face::regular(height);
            let narrowest = (face.width * 3 / 4).max(face.stem * 2 + 2);
            (narrowest..=face.width)
                .rev()
                .step_by(2)
                .map(|width| Face { width, ..face }.even())
                .find(|face| face.measure(text).is_some_and(|wide| wide <= width))
        })
    }

    /// The tallest face for words in which every line fits side by side and all fit one above the other.
    pub(super) fn for_lines(lines: &[&str], width: u32, height: u32, highest: u32) -> Option<Face> {
        let fits = |face: &Face| {
            face.height <= highest
                && face.block(lines.len()) <= height
                && lines.iter().all(|line| face.measure(line).is_some_and(|wide| wide <= width))
        };
        let regular = (LOWEST..=height.min(TALLEST)).rev().map(Face::regular);
        regular.chain([7, 6, 5].map(Face::thin)).find(fits)
    }

    /// The height of so many lines.
    pub(super) fn block(self, lines: usize) -> u32 {
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        lines.saturating_mul(self.height + self.leading()).saturating_sub(self.leading())
    }

    /// Whether it is the easier one to read from afar.
    pub(super) fn beats(self, other: Face) -> bool {
        (self.stem > 1, self.height) > (other.stem > 1, other.height)
    }

    /// From the bottom of a line to the top of the next.
    pub(super) fn leading(self) -> u32 {
        (self.height / 4).max(2)
    }

    pub(super) fn height(self) -> u32 {
        self.height
    }

    /// How wide the text is; `None` where it has a letter that there is no form of.
    pub(super) fn measure(self, text: &str) -> Option<u32> {
        let widths = text.chars().map(|letter| self.advance(letter)).sum::<Option<u32>>()?;
        Some(widths.saturating_sub(self.gap))
    }

    /// How far the next letter is from this one.
    fn advance(self, letter: char) -> Option<u32> {
        let width = match letter.to_ascii_uppercase() {
            ' ' => self.width / 2,
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
        grid: Grid,
        area: Rect,
        buf: &mut Buffer,
        style: Style,
    ) {
        let area = area.intersection(buf.area);
        let mut x = left;
        for letter in text.chars() {
            let Some(advance) = self.advance(letter) else { return };
            let form = self.form(letter);
            for (y, row) in (top..).zip(form.iter()) {
                let mut rest = *row;
                while rest != 0 {
                    let column = rest.trailing_zeros();
                    rest &= rest - 1;
                    dot(x + column, y, grid, area, buf, style);
                }
            }
            x += advance;
        }
    }

    fn form(self, letter: char) -> [u64; TALLEST as usize] {
        let width = self.advance(letter).unwrap_or(self.gap) - self.gap;
        let mut pen = Pen::new(self, width);
        pen.write(letter.to_ascii_uppercase());
        pen.soften();
        pen.rows
    }
}

/// Sets one pixel.
fn dot(x: u32, y: u32, grid: Grid, area: Rect, buf: &mut Buffer, style: Style) {
    let (column, row, quarter) = match grid {
        Grid::Quadrants => (x / 2, y / 2, 1 << (x % 2 + y % 2 * 2)),
        Grid::Cells => (x, y, 0),
    };
    let (Ok(column), Ok(row)) = (u16::try_from(column), u16::try_from(row)) else { return };
    if column >= area.width || row >= area.height {
        return;
    }
    let cell = &mut buf[(area.x + column, area.y + row)];
    match grid {
        Grid::Quadrants => {
            let here = cell.symbol().chars().next().unwrap_or(' ');
            let set = QUADRANTS.iter().position(|quadrant| *quadrant == here).unwrap_or(0);
            cell.set_char(QUADRANTS[set | quarter]).set_style(style);
        }
        Grid::Cells => {
            // Turned over, `#` is seen from afar as what it stands for.
            cell.set_char('#').set_style(style);
            cell.modifier.toggle(Modifier::REVERSED);
        }
    }
}

/// The corners of a bowl that are round.
mod corner {
    pub(super) const TOP_LEFT: u8 = 1;
    pub(super) const TOP_RIGHT: u8 = 2;
    pub(super) const BOTTOM_LEFT: u8 = 4;
    pub(super) const BOTTOM_RIGHT: u8 = 8;
    pub(super) const TOP: u8 = TOP_LEFT | TOP_RIGHT;
    pub(super) const BOTTOM: u8 = BOTTOM_LEFT | BOTTOM_RIGHT;
    pub(super) const RIGHT: u8 = TOP_RIGHT | BOTTOM_RIGHT;
    pub(super) const ALL: u8 = TOP | BOTTOM;
}

/// Draws one letter: a bit a pixel, the lowest bit leftmost.
struct Pen {
    face: Face,
    width: u32,
    rows: [u64; TALLEST as usize],
    /// The top of the bar in the middle.
    middle: u32,
    /// How far an open end goes on past its bar.
    hook: u32,
}

fn span(x: Range<u32>) -> u64 {
    let below = |x: u32| if x >= 64 { u64::MAX } else { (1 << x) - 1 };
    below(x.end) & !below(x.start)
}

impl Pen {
    fn new(face: Face, width: u32) -> Pen {
        let gap = (face.height - 3 * face.bar) / 2;
        let hook = if gap < 2 { 0 } else { gap.div_ceil(3) };
        Pen { face, width, rows: [0; TALLEST as usize], middle: face.bar + gap, hook }
    }

    /// A filled rectangle.
    fn fill(&mut self, x: Range<u32>, y: Range<u32>) {
        for y in y {
            self.rows[y as usize] |= span(x.clone());
        }
    }

    /// How far a round corner stands back in the `row`th row from its end.
    fn inset(radius: u32, row: u32) -> u32 {
        let up = 2 * row + 1;
        if up >= radius {
            return 0;
        }
        // In tenths, and rounded: the circle passes through the middle of the row.
        let (radius, rise) = (radius * 10, (radius - up) * 10);
        (radius - (radius * radius - rise * rise).isqrt() + 5) / 10
    }

    /// A bowl between two rows, as wide as the letter, of which the part inside `keep` is drawn.
    fn bowl(&mut self, y: Range<u32>, round: u8, keep: (Range<u32>, Range<u32>)) {
        let Face { bar, stem, .. } = self.face;
        let radius = self.radius();
        let sides = |row: u32, radius: u32, (above, below): (u8, u8), ends: &Range<u32>| {
            let at = |corner, distance| if round & corner == 0 { 0 } else { Self::inset(radius, distance) };
            at(above, row - ends.start).max(at(below, ends.end - 1 - row))
        };
        let (left, right) = ((corner::TOP_LEFT, corner::BOTTOM_LEFT), (corner::TOP_RIGHT, corner::BOTTOM_RIGHT));
        let hollow = y.start + bar..y.end - bar;
        let inner = radius.saturating_sub(stem);
        for row in y.clone().filter(|row| keep.1.contains(row)) {
            let mut mask = span(sides(row, radius, left, &y)..self.width - sides(row, radius, right, &y));
            if hollow.contains(&row) {
                let from = stem + sides(row, inner, left, &hollow);
                let to = self.width - stem - sides(row, inner, right, &hollow);
                mask &= !span(from..to.max(from));
            }
            self.rows[row as usize] |= mask & span(keep.0.clone());
        }
    }

    /// The radius of a round corner, in widths of a pixel.
    fn radius(&self) -> u32 {
        let Face { bar, width, .. } = self.face;
        (width / 2).min(self.middle + bar).max(3)
    }

    /// An upright stroke that leans: its left edge goes from one column to another.
    fn slant(&mut self, from: u32, to: u32, y: Range<u32>) {
        let steps = y.len().saturating_sub(1).max(1) as u32;
        for (step, row) in (0..).zip(y) {
            let x = (from * (steps - step.min(steps)) * 2 + to * step * 2 + steps) / (steps * 2);
            self.rows[row as usize] |= span(x..x + self.face.stem);
        }
    }

    fn write(&mut self, letter: char) {
        use corner::{ALL, BOTTOM, BOTTOM_LEFT, RIGHT, TOP, TOP_LEFT, TOP_RIGHT};
        let (w, h, m, hook) = (self.width, self.face.height, self.middle, self.hook);
        let Face { bar: b, stem: s, .. } = self.face;
        let upper = 0..m + b;
        let lower = m..h;
        let right = w.saturating_sub(s);
        let centre = right / 2;
        let all = (0..w, 0..h);
        match letter {
            '0' | 'O' => self.bowl(0..h, ALL, all),
            '1' => {
                self.fill(centre..centre + s, 0..h);
                self.slant(centre, centre.saturating_sub(s), 0..(b + hook).max(2));
                self.fill(centre.saturating_sub(s)..(centre + 2 * s).min(w), h - b..h);
            }
            '2' => {
                self.bowl(upper.clone(), ALL, (w / 2..w, 0..h));
                self.bowl(upper, ALL, (0..w, 0..b + hook));
                self.bowl(lower.clone(), TOP_LEFT, (0..w / 2, 0..h));
                self.fill(0..w, h - b..h);
            }
            '3' => {
                self.bowl(upper.clone(), ALL, (w / 2..w, 0..h));
                self.bowl(upper, ALL, (0..w, 0..b + hook));
                self.bowl(lower.clone(), ALL, (w / 2..w, 0..h));
                self.bowl(lower, ALL, (0..w, h - b - hook..h));
                self.fill(w / 4..w - s, m..m + b);
            }
            '4' => {
                self.bowl(upper.clone(), BOTTOM_LEFT, (0..w / 2, b..h));
                self.fill(0..s, 0..b);
                self.fill(w / 2..w, m..m + b);
                self.fill(right..w, 0..h);
            }
            '5' => {
                self.fill(0..w, 0..b);
                self.fill(0..s, 0..m + b);
                self.bowl(lower.clone(), TOP_RIGHT | BOTTOM, (w / 2..w, 0..h));
                self.bowl(lower, BOTTOM, (0..w, h - b - hook..h));
                self.fill(0..w / 2, m..m + b);
            }
            '6' => {
                self.bowl(0..h, ALL, (0..w / 2, 0..h));
                self.bowl(0..h, ALL, (0..w, 0..b + hook));
                self.bowl(lower, TOP_RIGHT | BOTTOM, all);
            }
            '7' => {
                self.fill(0..w, 0..b);
                self.slant(right, w / 4, b..h);
            }
            '8' => {
                self.bowl(upper, ALL, all.clone());
                self.bowl(lower, ALL, all);
            }
            '9' => {
                self.bowl(0..h, ALL, (w / 2..w, 0..h));
                self.bowl(0..h, ALL, (0..w, h - b - hook..h));
                self.bowl(upper, TOP | BOTTOM_LEFT, all);
            }
            'A' => {
                self.bowl(0..h, TOP, (0..w, 0..h - b));
                self.fill(0..s, h - b..h);
                self.fill(right..w, h - b..h);
                self.fill(0..w, m..m + b);
            }
            'B' => {
                self.bowl(upper, RIGHT, all.clone());
                self.bowl(lower, RIGHT, all);
            }
            'C' | 'G' => {
                self.bowl(0..h, ALL, (0..w / 2, 0..h));
                self.bowl(0..h, ALL, (0..w, 0..b + hook));
                self.bowl(0..h, ALL, (0..w, h - b - hook..h));
                if letter == 'G' {
                    self.bowl(0..h, ALL, (w / 2..w, m..h));
                    self.fill(w / 2..w, m..m + b);
                }
            }
            'D' => self.bowl(0..h, RIGHT, all),
            'E' | 'F' => {
                self.fill(0..s, 0..h);
                self.fill(0..w, 0..b);
                self.fill(0..w - s / 2, m..m + b);
                if letter == 'E' {
                    self.fill(0..w, h - b..h);
                }
            }
            'H' => {
                self.fill(0..s, 0..h);
                self.fill(right..w, 0..h);
                self.fill(0..w, m..m + b);
            }
            'I' => self.fill(all.0, all.1),
            'J' => {
                self.bowl(0..h, BOTTOM, (w / 2..w, b..h));
                self.bowl(0..h, BOTTOM, (0..w, h - b - hook.max(1)..h));
                self.fill(right..w, 0..b);
            }
            'K' => {
                self.fill(0..s, 0..h);
                let waist = s.min(right);
                self.slant(right, waist, 0..m + b);
                self.slant(waist, right, m..h);
            }
            'L' => {
                self.fill(0..s, 0..h);
                self.fill(0..w, h - b..h);
            }
            'M' | 'W' => self.zigzag(letter == 'M'),
            'N' => {
                self.fill(0..s, 0..h);
                self.fill(right..w, 0..h);
                self.slant(0, right, 0..h);
            }
            'P' => {
                self.fill(0..s, 0..h);
                self.bowl(upper, RIGHT, all);
            }
            'Q' => {
                self.bowl(0..h, ALL, all);
                self.slant(w / 2 - s / 2, right, h - b - hook.max(1)..h);
            }
            'R' => {
                self.fill(0..s, 0..h);
                self.bowl(upper, RIGHT, all);
                self.slant(w / 2 - s / 2, right, m + b..h);
            }
            'S' => {
                self.bowl(upper.clone(), ALL, (0..w / 2, 0..h));
                self.bowl(upper, ALL, (0..w, 0..b + hook));
                self.bowl(lower.clone(), ALL, (w / 2..w, 0..h));
                self.bowl(lower, ALL, (0..w, h - b - hook..h));
            }
            'T' => {
                self.fill(0..w, 0..b);
                self.fill(centre..centre + s, 0..h);
            }
            'U' => {
                self.bowl(0..h, BOTTOM, (0..w, b..h));
                self.fill(0..s, 0..b);
                self.fill(right..w, 0..b);
            }
            'V' => {
                self.slant(0, centre, 0..h);
                self.slant(right, right - centre, 0..h);
            }
            'X' | '×' => {
                let top = if letter == 'X' { 0 } else { h / 4 };
                self.slant(0, right, top..h);
                self.slant(right, 0, top..h);
            }
            'Y' => {
                self.slant(0, centre, 0..m + b);
                self.slant(right, right - centre, 0..m + b);
                self.fill(centre..w - centre, m + b..h);
            }
            'Z' => {
                self.fill(0..w, 0..b);
                self.fill(0..w, h - b..h);
                self.slant(right, 0, b..h - b);
            }
            other => self.mark(other),
        }
    }

    /// Two stems and the valley between them; upside down, a W.
    fn zigzag(&mut self, valley: bool) {
        let (w, h, s) = (self.width, self.face.height, self.face.stem);
        let right = w - s;
        let depth = (h * 2 / 3).max(2).min(h);
        let y = if valley { 0..depth } else { h - depth..h };
        self.fill(0..s, 0..h);
        self.fill(right..w, 0..h);
        let (outer, inner) = (0, right / 2);
        let (from, to) = if valley { (outer, inner) } else { (inner, outer) };
        self.slant(from, to, y.clone());
        self.slant(right - from, right - to, y);
    }

    fn mark(&mut self, mark: char) {
        let (w, h, m) = (self.width, self.face.height, self.middle);
        let Face { bar: b, stem: s, .. } = self.face;
        let dot = b.max(1);
        match mark {
            ':' => {
                let high = b + (m - b).saturating_sub(dot) / 2;
                let low = h - high - dot;
                self.fill(0..w, high..high + dot);
                self.fill(0..w, low..low + dot);
            }
            '.' => self.fill(0..w, h - dot..h),
            ',' => self.fill(0..w, h - dot - 1..h),
            '!' => {
                self.fill(0..w, 0..h - 2 * dot);
                self.fill(0..w, h - dot..h);
            }
            '\'' | '’' => self.fill(0..w, 0..m.max(1)),
            '-' | '–' => self.fill(0..w, m..m + b),
            '/' => self.slant(w - s, 0, 0..h),
            '+' | '&' => {
                let arm = (w - s) / 2;
                self.fill(0..w, m..m + b);
                self.fill(arm..arm + s, (m + b).saturating_sub(arm / 2 + b)..(m + arm / 2 + b).min(h));
            }
            '(' | ')' => {
                let (upright, ends) = if mark == '(' { (0..s, s / 2..w) } else { (w - s..w, 0..w - s / 2) };
                self.fill(upright, b..h - b);
                self.fill(ends.clone(), 0..b);
                self.fill(ends, h - b..h);
            }
            '?' => {
                self.bowl(0..m + b, corner::ALL, (w / 2..w, 0..h));
                self.bowl(0..m + b, corner::ALL, (0..w, 0..b + self.hook));
                let middle = (w - s) / 2;
                self.fill(middle..middle + s, m..(m + b).max(h - 2 * dot));
                self.fill(middle..middle + s, h - dot..h);
            }
            _ => {}
        }
    }

    /// Takes the corner off every end of a thick stroke.
    fn soften(&mut self) {
        if self.face.stem < 6 {
            return;
        }
        let old = self.rows;
        let at = |y: usize| old.get(y).copied().unwrap_or(0);
        for y in 0..old.len() {
            let row = old[y];
            for (beyond, behind) in
                [(y.checked_sub(1).map_or(0, at), at(y + 1)), (at(y + 1), y.checked_sub(1).map_or(0, at))]
            {
                let edge = row & !beyond;
                let left = edge & !(row << 1) & (edge >> 1) & (edge >> 2) & behind & !(behind << 1);
                let right = edge & !(row >> 1) & (edge << 1) & (edge << 2) & behind & !(behind >> 1);
                self.rows[y] &= !(left | right);
            }
        }
    }
}
