//! Shapes to dots or pixels: each shape is sampled, with several samples for a dot, and later shapes cover earlier
//! ones.

use std::ops::Range;

use ratatui::layout::Size;

use super::{camera::Camera, palette::Palette};
use crate::{
    figure::{Blend, Extent, Ink, Path, Point, Stroke},
    ui::theme::Dots,
};

/// Dots to a cell, across.
const COLUMNS: usize = 2;
/// The minimum radius of a limb, in dots.
const THIN: f32 = 0.75;
/// The width of the gap between two limbs of one ink, in dots; and its minimum, in units.
const GAP: f32 = 0.8;
const LEAST_GAP: f32 = 0.5;
/// By how much the lit edge of a limb is lighter, in percent.
const RIM: u16 = 12;

impl Dots {
    /// The rows of dots of a cell; there are always two columns.
    pub(super) fn rows(self) -> usize {
        if self == Dots::Quadrants { 2 } else { 4 }
    }
}

/// The inks of a cell's dots, row by row; as many as a cell has.
pub(super) type Cell = [Option<Ink>; 8];

/// How finely cells are sampled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    /// Dots or pixels to a cell, across and up.
    dots: (usize, usize),
    /// Samples to a dot, each way.
    fine: usize,
}

impl Grid {
    /// The dots of a character.
    pub(super) fn of(dots: Dots) -> Grid {
        Grid { dots: (COLUMNS, dots.rows()), fine: 2 }
    }

    /// Pixels, with the size of a cell in pixels.
    pub(super) fn pixels(cell: Size) -> Grid {
        Grid { dots: (cell.width.into(), cell.height.into()), fine: 3 }
    }

    /// Dots to a unit, given the columns of cells to a unit: the mean of both directions.
    pub(super) fn dots(self, scale: f32) -> f32 {
        let (across, up) = self.dots;
        scale * (index_f32(across) + index_f32(up) / 2.0) / 2.0
    }
}

pub(super) struct Raster {
    camera: Camera,
    grid: Grid,
    flip: bool,
    columns: usize,
    rows: usize,
    samples: Vec<Option<Ink>>,
}

impl Raster {
    pub(super) fn new(camera: Camera, grid: Grid, flip: bool) -> Raster {
        let (across, up) = grid.dots;
        let columns = usize::from(camera.size.width) * across * grid.fine;
        let rows = usize::from(camera.size.height) * up * grid.fine;
        Raster { camera, grid, flip, columns, rows, samples: vec![None; columns * rows] }
    }

    /// Samples to a unit, across and up.
    fn fine(&self) -> (f32, f32) {
        let (across, up) = self.grid.dots;
        let samples = |dots: usize| self.camera.scale * index_f32(dots * self.grid.fine);
        // A cell is twice as high as wide.
        (samples(across), samples(up) / 2.0)
    }

    /// The size of a dot in units: the mean of both directions.
    fn dot(&self) -> f32 {
        let (across, up) = self.fine();
        let half = index_f32(self.grid.fine) / 2.0;
        (half / across + half / up).max(f32::EPSILON)
    }

    /// Rows of samples that lie below the lowest point of the picture.
    fn below(&self) -> f32 {
        if self.camera.floor { index_f32(self.grid.dots.1 * self.grid.fine) } else { 0.0 }
    }

    pub(super) fn paint(&mut self, stroke: &Stroke, palette: &Palette) {
        if matches!(stroke.blend, Blend::Apart | Blend::InFront) {
            let parts = |ink: Ink| {
                ink == stroke.ink
                    || (stroke.blend == Blend::InFront
                        && ink.is_body()
                        && palette.colour(ink) == palette.colour(stroke.ink))
            };
            let gap = (GAP * self.dot()).max(LEAST_GAP);
            for path in &stroke.paths {
                self.each(path, gap, |samples| {
                    for sample in samples.iter_mut().filter(|sample| sample.is_some_and(parts)) {
                        *sample = None;
                    }
                });
            }
        }
        let ink = (stroke.ink != Ink::Hole).then_some(stroke.ink);
        for path in &stroke.paths {
            self.each(path, 0.0, |samples| match stroke.blend {
                Blend::Within => {
                    for sample in samples.iter_mut().filter(|sample| sample.is_some_and(Ink::is_body)) {
                        *sample = ink;
                    }
                }
                Blend::Over | Blend::Apart | Blend::InFront => samples.fill(ink),
            });
        }
    }

    /// The floor, along the upper edge of the last row: a fifth of its height, and at least a dot.
    pub(super) fn floor(&mut self) {
        let (_, up) = self.grid.dots;
        let rows = up * self.grid.fine;
        let first = self.rows.saturating_sub(rows) * self.columns;
        let (_, below) = self.samples.split_at_mut(first);
        below.fill(None);
        for sample in below.iter_mut().take((up / 5).max(1) * self.grid.fine * self.columns) {
            *sample = Some(Ink::Floor);
        }
    }

    /// Calls `visit` for the samples that a shape, widened by a number of units, covers, one run of a row at a time.
    fn each(&mut self, path: &Path, grow: f32, mut visit: impl FnMut(&mut [Option<Ink>])) {
        let (across, up) = self.fine();
        let thin = THIN * self.dot();
        let extent = path.extent();
        let margin = grow + thin;
        let cell = index_f32(self.grid.dots.0 * self.grid.fine);
        let left = self.camera.left * cell - self.camera.extent.left * across;
        let base = index_f32(self.rows) - self.below() + self.camera.extent.bottom * up;
        let rows = span(base - (extent.top + margin) * up, base - (extent.bottom - margin) * up, self.rows);
        let shape = Shape::new(path, grow, thin);
        for row in rows {
            let y = (base - index_f32(row) - 0.5) / up;
            let (from, to) = shape.reach(y, extent, margin);
            let columns = span(left + from * across, left + to * across, self.columns);
            let covers = |column: &usize| shape.covers(Point::new((index_f32(*column) + 0.5 - left) / across, y));
            let samples = &mut self.samples[row * self.columns..(row + 1) * self.columns];
            let mut piece = |piece: Range<usize>| {
                visit(
                    &mut samples[if self.flip { self.columns - piece.end..self.columns - piece.start } else { piece }],
                );
            };
            if shape.is_hollow() {
                columns.filter(|column| covers(column)).for_each(|column| piece(column..column + 1));
            } else if let Some(first) = columns.clone().find(|column| covers(column))
                && let Some(last) = (first..columns.end).rev().find(|column| covers(column))
            {
                piece(first..last + 1);
            }
        }
    }

    /// The dots of each cell, row by row.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let fine = self.grid.fine;
        let (columns, rows) = (self.columns / fine, self.rows / fine);
        let dots: Vec<Option<Ink>> = (0..columns * rows)
            .map(|dot| {
                let at = dot / columns * fine * self.columns + dot % columns * fine;
                most([at, at + 1, at + self.columns, at + self.columns + 1].map(|at| self.samples[at]))
            })
            .collect();
        let dot = |column: usize, row: usize| {
            let at = row * columns + column;
            spur(&dots, columns, at)
        };
        let high = self.grid.dots.1;
        let mut cells = Vec::with_capacity(dots.len() / (COLUMNS * high).max(1));
        for row in (0..rows).step_by(high) {
            for column in (0..columns).step_by(COLUMNS) {
                let mut cell = [None; 8];
                for (index, ink) in cell.iter_mut().take(COLUMNS * high).enumerate() {
                    *ink = dot(column + index % COLUMNS, row + index / COLUMNS);
                }
                cells.push(cell);
            }
        }
        cells
    }

    /// The colours of the pixels, row by row, with smooth edges and light from the upper left.
    pub(super) fn pixels(&self, palette: &Palette) -> Vec<[u8; 3]> {
        let fine = self.grid.fine;
        let (columns, rows) = (self.columns / fine, self.rows / fine);
        let middle =
            |column: usize, row: usize| self.samples[(row * fine + fine / 2) * self.columns + column * fine + fine / 2];
        let mut pixels = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let mut sums = [0_u16; 3];
                let mut count = 0;
                for line in self.samples.chunks(self.columns).skip(row * fine).take(fine) {
                    for sample in &line[column * fine..(column + 1) * fine] {
                        let colour = palette.rgb(*sample);
                        sums.iter_mut().zip(colour).for_each(|(sum, part)| *sum += u16::from(part));
                        count += 1;
                    }
                }
                let ink = middle(column, row);
                let beyond = (row > 0 && column > 0).then(|| middle(column - 1, row - 1)).flatten();
                let lit = if ink.is_some_and(Ink::is_near) && beyond != ink { RIM } else { 0 };
                pixels.push(sums.map(|sum| u8::try_from(sum / count * (100 + lit) / 100).unwrap_or(u8::MAX)));
            }
        }
        pixels
    }
}

/// A dot, or the ink beyond it if the dot sticks out of a flat edge alone, as in coarsely sampled round shapes.
fn spur(dots: &[Option<Ink>], columns: usize, at: usize) -> Option<Ink> {
    let ink = dots[at]?;
    let column = at % columns;
    if column == 0 || column + 1 == columns || at < columns || at + columns >= dots.len() {
        return Some(ink);
    }
    let same = |at: usize| dots[at] == Some(ink);
    let flat = |row: usize| same(row - 1) && same(row) && same(row + 1);
    let (above, below) = (at - columns, at + columns);
    if same(at - 1) || same(at + 1) {
        Some(ink)
    } else if !same(above) && flat(below) {
        dots[above]
    } else if !same(below) && flat(above) {
        dots[below]
    } else {
        Some(ink)
    }
}

/// The most frequent of four inks; of equally frequent ones the upper left, so that thin lines do not vanish or double.
fn most(samples: [Option<Ink>; 4]) -> Option<Ink> {
    if samples == [samples[0]; 4] {
        return samples[0];
    }
    let count = |ink: &Option<Ink>| samples.iter().filter(|sample| *sample == ink).count();
    samples.into_iter().max_by_key(|ink| (count(ink), *ink == samples[0], *ink)).flatten()
}

/// The index of a sample as a float: small enough to be exact.
#[expect(clippy::cast_precision_loss)]
fn index_f32(index: usize) -> f32 {
    index as f32
}

/// The samples between two positions, up to a limit.
fn span(from: f32, to: f32, limit: usize) -> Range<usize> {
    // A conversion to an integer saturates, and is 0 for NaN.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let whole = |place: f32| (place.max(0.0) as usize).min(limit);
    whole(from.floor())..whole(to.ceil())
}

/// A shape prepared for testing many points.
enum Shape<'f> {
    Capsule { from: Point, way: Point, square: f32, radius: f32, grows: f32, thin: f32 },
    Polygon { corners: &'f [Point], grow: f32, turn: f32 },
    Ring { middle: Point, least: f32, most: f32 },
}

impl Shape<'_> {
    fn new(path: &Path, grow: f32, thin: f32) -> Shape<'_> {
        match path {
            Path::Capsule([from, to], [a, b]) => {
                let way = *to - *from;
                let square = way.dot(way).max(f32::EPSILON);
                Shape::Capsule { from: *from, way, square, radius: a + grow, grows: b - a, thin: thin + grow }
            }
            Path::Polygon(corners) => {
                let area: f32 = edges(corners).map(|(a, b)| a.x * b.y - b.x * a.y).sum();
                Shape::Polygon { corners, grow, turn: area.signum() }
            }
            Path::Ring(middle, radius, thick) => {
                let half = (thick / 2.0).max(thin);
                Shape::Ring { middle: *middle, least: radius - half - grow, most: radius + half + grow }
            }
        }
    }

    /// Whether it may cover two pieces of one row.
    fn is_hollow(&self) -> bool {
        matches!(self, Shape::Ring { .. })
    }

    /// The range of x that it may cover at a height.
    fn reach(&self, y: f32, extent: Extent, margin: f32) -> (f32, f32) {
        let Shape::Capsule { from, way, radius, grows, thin, .. } = self else {
            return (extent.left - margin, extent.right + margin);
        };
        let most = radius.max(radius + grows).max(*thin);
        // The part of its axis within that distance above or below.
        let (first, last) = if way.y.abs() < f32::EPSILON {
            (0.0, 1.0)
        } else {
            let (a, b) = ((y - most - from.y) / way.y, (y + most - from.y) / way.y);
            (a.min(b).clamp(0.0, 1.0), a.max(b).clamp(0.0, 1.0))
        };
        let (a, b) = (from.x + way.x * first, from.x + way.x * last);
        (a.min(b) - most, a.max(b) + most)
    }

    fn covers(&self, point: Point) -> bool {
        match self {
            Shape::Capsule { from, way, square, radius, grows, thin } => {
                let away = point - *from;
                let along = (away.dot(*way) / square).clamp(0.0, 1.0);
                let off = away - *way * along;
                let radius = (radius + grows * along).max(*thin);
                off.dot(off) <= radius * radius
            }
            Shape::Polygon { corners, grow, turn } => edges(corners).all(|(a, b)| {
                let edge = b - a;
                // Inside is to the left of every edge, if the corners go around counterclockwise.
                turn * (edge.x * (point.y - a.y) - edge.y * (point.x - a.x)) >= -grow * edge.length()
            }),
            Shape::Ring { middle, least, most } => {
                let far = (point - *middle).length();
                (*least..=*most).contains(&far)
            }
        }
    }
}

fn edges(corners: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    corners.iter().zip(corners.iter().cycle().skip(1)).map(|(a, b)| (*a, *b))
}
