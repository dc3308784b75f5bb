//! The shapes of the large letters: bars, stems, round bowls and slants, of one stroke width, generated for each size.

use std::ops::Range;

/// The height of the tallest letters, in pixels.
pub(super) const TALLEST: u32 = 32;

/// The measures of one size, in pixels. A pixel is twice as high as wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Face {
    /// The height.
    pub(super) height: u32,
    /// The width of most letters.
    pub(super) width: u32,
    /// The thickness of a horizontal stroke.
    pub(super) bar: u32,
    /// The thickness of a vertical stroke.
    pub(super) stem: u32,
    /// The space between two letters.
    pub(super) gap: u32,
}

/// The pixels of a letter, row by row from the top: one bit each, the lowest bit leftmost.
pub(super) type Form = [u64; TALLEST as usize];

/// Draws a capital letter in a width. A character without a shape is empty.
pub(super) fn form(face: Face, letter: char, width: u32) -> Form {
    let gap = (face.height - 3 * face.bar) / 2;
    let hook = if gap < 2 { 0 } else { gap.div_ceil(3) };
    let mut pen = Pen { face, width, middle: face.bar + gap, hook, form: [0; TALLEST as usize] };
    match letter {
        '0'..='9' => pen.digit(letter),
        'A' | 'B' | 'C' | 'D' | 'G' | 'J' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'U' => pen.round_letter(letter),
        'A'..='Z' => pen.straight_letter(letter),
        _ => pen.mark(letter),
    }
    pen.soften();
    pen.form
}

/// The rounded corners of a bowl.
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

/// The part of a bowl that is drawn.
#[derive(Clone, Copy)]
struct Part {
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
}

impl Part {
    const ALL: Part = Part { left: 0, right: 64, top: 0, bottom: TALLEST };

    fn above(self, bottom: u32) -> Part {
        Part { bottom, ..self }
    }

    fn below(self, top: u32) -> Part {
        Part { top, ..self }
    }
}

struct Pen {
    face: Face,
    width: u32,
    /// The top of the bar in the middle.
    middle: u32,
    /// How far an open end continues past its bar.
    hook: u32,
    form: Form,
}

/// A range of columns as bits.
fn span(x: Range<u32>) -> u64 {
    let before = |x: u32| if x >= 64 { u64::MAX } else { (1 << x) - 1 };
    before(x.end) & !before(x.start)
}

/// How far a round corner recedes in a row, counted from its end. A pixel is twice as high as wide.
fn inset(radius: u32, row: u32) -> u32 {
    let up = 2 * row + 1;
    if up >= radius {
        return 0;
    }
    // In tenths, rounded: the circle passes through the middle of the row.
    let (radius, rise) = (radius * 10, (radius - up) * 10);
    (radius - (radius * radius - rise * rise).isqrt() + 5) / 10
}

impl Pen {
    /// A filled rectangle.
    fn fill(&mut self, x: Range<u32>, y: Range<u32>) {
        for row in y {
            self.form[row as usize] |= span(x.clone());
        }
    }

    /// A horizontal bar from its top.
    fn bar(&mut self, top: u32) {
        self.fill(0..self.width, top..top + self.face.bar);
    }

    /// A stem from its left edge, between two rows.
    fn stem(&mut self, left: u32, y: Range<u32>) {
        self.fill(left..left + self.face.stem, y);
    }

    /// A ring between two rows, as wide as the letter.
    fn bowl(&mut self, y: Range<u32>, round: u8, part: Part) {
        let Face { bar, stem, .. } = self.face;
        let outer = (self.width / 2).min(self.middle + bar).max(3);
        let inner = outer.saturating_sub(stem);
        let stand_back = |radius: u32, row: u32, ends: &Range<u32>, above: u8, below: u8| {
            let at = |corner: u8, distance: u32| if round & corner == 0 { 0 } else { inset(radius, distance) };
            at(above, row - ends.start).max(at(below, ends.end - 1 - row))
        };
        let sides = |radius, row, ends: &Range<u32>| {
            let left = stand_back(radius, row, ends, corner::TOP_LEFT, corner::BOTTOM_LEFT);
            let right = stand_back(radius, row, ends, corner::TOP_RIGHT, corner::BOTTOM_RIGHT);
            (left, right)
        };
        let hollow = y.start + bar..y.end - bar;
        for row in y.start.max(part.top)..y.end.min(part.bottom) {
            let (left, right) = sides(outer, row, &y);
            let mut mask = span(left..self.width - right);
            if hollow.contains(&row) {
                let (left, right) = sides(inner, row, &hollow);
                let from = stem + left;
                mask &= !span(from..(self.width - stem - right).max(from));
            }
            self.form[row as usize] |= mask & span(part.left..part.right);
        }
    }

    /// A slanted stem: its left edge moves from one column to another.
    fn slant(&mut self, from: u32, to: u32, y: Range<u32>) {
        let steps = (y.end - y.start).saturating_sub(1).max(1);
        for (step, row) in (0..).zip(y) {
            let left = (from * (steps - step) * 2 + to * step * 2 + steps) / (steps * 2);
            self.stem(left, row..row + 1);
        }
    }

    /// The left or the right half of a bowl.
    fn halves(&self) -> (Part, Part) {
        let half = self.width / 2;
        (Part { right: half, ..Part::ALL }, Part { left: half, ..Part::ALL })
    }

    fn digit(&mut self, digit: char) {
        use corner::{ALL, BOTTOM, BOTTOM_LEFT, TOP, TOP_LEFT, TOP_RIGHT};
        let Pen { face: Face { height, bar, stem, .. }, width, middle, hook, .. } = *self;
        let (upper, lower) = (0..middle + bar, middle..height);
        let (left, right) = self.halves();
        let (above, below) = (Part::ALL.above(bar + hook), Part::ALL.below(height - bar - hook));
        let (last, centre) = (width - stem, (width - stem) / 2);
        match digit {
            '1' => {
                let flag = centre.saturating_sub(stem);
                self.stem(centre, 0..height);
                self.slant(centre, flag, 0..(bar + hook).max(2));
                self.fill(flag..(centre + 2 * stem).min(width), height - bar..height);
            }
            '2' => {
                self.bowl(upper.clone(), ALL, right);
                self.bowl(upper, ALL, above);
                self.bowl(lower, TOP_LEFT, left);
                self.bar(height - bar);
            }
            '3' => {
                self.bowl(upper.clone(), ALL, right);
                self.bowl(upper, ALL, above);
                self.bowl(lower.clone(), ALL, right);
                self.bowl(lower, ALL, below);
                self.fill(width / 4..last, middle..middle + bar);
            }
            '4' => {
                self.stem(0, 0..bar);
                self.bowl(upper, BOTTOM_LEFT, left.below(bar));
                self.fill(width / 2..width, middle..middle + bar);
                self.stem(last, 0..height);
            }
            '5' => {
                self.bar(0);
                self.stem(0, upper);
                self.fill(0..width / 2, middle..middle + bar);
                self.bowl(lower.clone(), TOP_RIGHT | BOTTOM, right);
                self.bowl(lower, BOTTOM, below);
            }
            '6' => {
                self.bowl(0..height, ALL, left);
                self.bowl(0..height, ALL, above);
                self.bowl(lower, TOP_RIGHT | BOTTOM, Part::ALL);
            }
            '7' => {
                self.bar(0);
                self.slant(last, width / 4, bar..height);
            }
            '8' => {
                self.bowl(upper, ALL, Part::ALL);
                self.bowl(lower, ALL, Part::ALL);
            }
            '9' => {
                self.bowl(0..height, ALL, right);
                self.bowl(0..height, ALL, below);
                self.bowl(upper, TOP | BOTTOM_LEFT, Part::ALL);
            }
            _ => self.bowl(0..height, ALL, Part::ALL),
        }
    }

    /// The letters that have a bowl.
    fn round_letter(&mut self, letter: char) {
        use corner::{ALL, BOTTOM, RIGHT, TOP};
        let Pen { face: Face { height, bar, stem, .. }, width, middle, hook, .. } = *self;
        let (upper, lower, whole) = (0..middle + bar, middle..height, 0..height);
        let (left, right) = self.halves();
        let (above, below) = (Part::ALL.above(bar + hook), Part::ALL.below(height - bar - hook));
        let last = width - stem;
        match letter {
            'A' => {
                self.bowl(whole, TOP, Part::ALL.above(height - bar));
                self.stem(0, height - bar..height);
                self.stem(last, height - bar..height);
                self.bar(middle);
            }
            'B' => {
                self.bowl(upper, RIGHT, Part::ALL);
                self.bowl(lower, RIGHT, Part::ALL);
            }
            'C' | 'G' => {
                self.bowl(whole.clone(), ALL, left);
                self.bowl(whole.clone(), ALL, above);
                self.bowl(whole.clone(), ALL, below);
                if letter == 'G' {
                    self.bowl(whole, ALL, right.below(middle));
                    self.fill(width / 2..width, middle..middle + bar);
                }
            }
            'D' => self.bowl(whole, RIGHT, Part::ALL),
            'J' => {
                self.stem(last, 0..bar);
                self.bowl(whole.clone(), BOTTOM, right.below(bar));
                self.bowl(whole, BOTTOM, Part::ALL.below(height - bar - hook.max(1)));
            }
            'P' | 'R' => {
                self.stem(0, whole);
                self.bowl(upper, RIGHT, Part::ALL);
                if letter == 'R' {
                    self.slant(width / 2 - stem / 2, last, middle + bar..height);
                }
            }
            'S' => {
                self.bowl(upper.clone(), ALL, left);
                self.bowl(upper, ALL, above);
                self.bowl(lower.clone(), ALL, right);
                self.bowl(lower, ALL, below);
            }
            'U' => {
                self.stem(0, 0..bar);
                self.stem(last, 0..bar);
                self.bowl(whole, BOTTOM, Part::ALL.below(bar));
            }
            _ => {
                self.bowl(whole, ALL, Part::ALL);
                if letter == 'Q' {
                    self.slant(width / 2 - stem / 2, last, height - bar - hook.max(1)..height);
                }
            }
        }
    }

    /// The letters without a curve.
    fn straight_letter(&mut self, letter: char) {
        let Pen { face: Face { height, bar, stem, .. }, width, middle, .. } = *self;
        let (last, centre) = (width - stem, (width - stem) / 2);
        if matches!(letter, 'E' | 'F' | 'H' | 'I' | 'K' | 'L' | 'M' | 'N' | 'W') {
            self.stem(0, 0..height);
        }
        if matches!(letter, 'H' | 'M' | 'N' | 'W') {
            self.stem(last, 0..height);
        }
        if matches!(letter, 'E' | 'F' | 'T' | 'Z') {
            self.bar(0);
        }
        if matches!(letter, 'E' | 'L' | 'Z') {
            self.bar(height - bar);
        }
        let deep = (height * 2 / 3).max(2);
        match letter {
            'E' | 'F' => self.fill(0..width - stem / 2, middle..middle + bar),
            'H' => self.bar(middle),
            'K' => {
                let waist = stem.min(last);
                self.slant(last, waist, 0..middle + bar);
                self.slant(waist, last, middle..height);
            }
            'M' => {
                self.slant(0, centre, 0..deep);
                self.slant(last, last - centre, 0..deep);
            }
            'N' => self.slant(0, last, 0..height),
            'T' => self.stem(centre, 0..height),
            'V' => {
                self.slant(0, centre, 0..height);
                self.slant(last, last - centre, 0..height);
            }
            'W' => {
                self.slant(centre, 0, height - deep..height);
                self.slant(last - centre, last, height - deep..height);
            }
            'X' => {
                self.slant(0, last, 0..height);
                self.slant(last, 0, 0..height);
            }
            'Y' => {
                self.slant(0, centre, 0..middle + bar);
                self.slant(last, last - centre, 0..middle + bar);
                self.fill(centre..width - centre, middle + bar..height);
            }
            'Z' => self.slant(last, 0, bar..height - bar),
            _ => {}
        }
    }

    fn mark(&mut self, mark: char) {
        let Pen { face: Face { height, bar, stem, .. }, width, middle, hook, .. } = *self;
        let last = width - stem;
        match mark {
            ':' => {
                let high = bar + (middle - bar).saturating_sub(bar) / 2;
                self.bar(high);
                self.bar(height - high - bar);
            }
            '.' => self.bar(height - bar),
            ',' => self.stem(0, height - bar - 1..height),
            '!' => {
                self.stem(0, 0..height - 2 * bar);
                self.bar(height - bar);
            }
            '\'' | '’' => self.stem(0, 0..middle),
            '-' | '–' => self.bar(middle),
            '/' => self.slant(last, 0, 0..height),
            '+' | '&' => {
                let arm = last / 2;
                self.bar(middle);
                self.stem(arm, (middle + bar).saturating_sub(arm / 2 + bar)..(middle + arm / 2 + bar).min(height));
            }
            '×' => {
                self.slant(0, last, height / 4..height);
                self.slant(last, 0, height / 4..height);
            }
            '(' | ')' => {
                let (upright, ends) = if mark == '(' { (0, stem / 2..width) } else { (last, 0..width - stem / 2) };
                self.stem(upright, bar..height - bar);
                self.fill(ends.clone(), 0..bar);
                self.fill(ends, height - bar..height);
            }
            '?' => {
                self.bowl(0..middle + bar, corner::ALL, self.halves().1);
                self.bowl(0..middle + bar, corner::ALL, Part::ALL.above(bar + hook));
                self.stem(last / 2, middle..(middle + bar).max(height - 2 * bar));
                self.stem(last / 2, height - bar..height);
            }
            _ => {}
        }
    }

    /// Removes the corner of every end of a thick stroke.
    fn soften(&mut self) {
        if self.face.stem < 6 {
            return;
        }
        let old = self.form;
        let at = |row: Option<usize>| row.and_then(|row| old.get(row)).copied().unwrap_or_default();
        for (y, row) in self.form.iter_mut().enumerate() {
            let (above, below) = (at(y.checked_sub(1)), at(Some(y + 1)));
            let full = *row;
            for (outside, inside) in [(above, below), (below, above)] {
                // An end is at least three pixels wide and two high: anything smaller is a step of a curve or a slant.
                let edge = full & !outside;
                let left = edge & !(full << 1) & (edge >> 1) & (edge >> 2) & inside & !(inside << 1);
                let right = edge & !(full >> 1) & (edge << 1) & (edge << 2) & inside & !(inside >> 1);
                *row &= !(left | right);
            }
        }
    }
}
