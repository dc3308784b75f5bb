//! The figure of an exercise at one moment: a body with filled limbs, or a text picture.
//!
//! Shapes are sampled (`raster`), and each cell gets the two best fitting inks (`cells`).

mod palette;
mod camera;
mod raster;
mod cells;

pub use palette::Palette;

use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::Style,
    text::Line,
    widgets::Widget,
};

use self::{
    camera::Camera,
    raster::{Grid, Raster},
};
use crate::{
    figure::{Art, Figure, Rig},
    ui::theme::Dots,
};

/// The smallest area for a figure.
pub const LEAST: Size = Size::new(24, 10);
/// A cell of a picture, in pixels.
pub const PIXELS: Size = Size::new(8, 16);

/// A figure at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    figure: &'a Figure,
    at: f32,
    ghost: Option<f32>,
    flip: bool,
    dots: Dots,
    palette: &'a Palette,
}

impl<'a> Drawing<'a> {
    /// Draws a figure's first pose.
    pub fn new(figure: &'a Figure, dots: Dots, palette: &'a Palette) -> Drawing<'a> {
        Drawing { figure, at: 0.0, ghost: None, flip: false, dots, palette }
    }

    /// At a moment: 0 is the first pose, 1 the second.
    #[must_use]
    pub fn at(self, at: f32) -> Self {
        Drawing { at, ..self }
    }

    /// Adds another moment as a ghost.
    #[must_use]
    pub fn ghost(self, ghost: Option<f32>) -> Self {
        Drawing { ghost, ..self }
    }

    /// Mirrors it for the left side; figures are written for the right.
    #[must_use]
    pub fn flip(self, flip: bool) -> Self {
        Drawing { flip, ..self }
    }

    /// The part of an area that it needs: the whole movement at the largest scale that fits.
    pub fn size(&self, area: Size) -> Size {
        match &self.figure.art {
            Art::Rig(rig) => Camera::new(rig, area).size,
            Art::Frames(frames) => {
                let count = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
                let width = frames.iter().flatten().map(|line| count(Line::raw(line).width())).max().unwrap_or(0);
                let height = frames.iter().map(|lines| count(lines.len())).max().unwrap_or(0);
                Size::new(width.min(area.width), height.min(area.height))
            }
        }
    }

    /// The pixels of an area in cells, row by row; `None` for a text picture.
    pub fn pixels(&self, area: Size) -> Option<Vec<[u8; 3]>> {
        let rig = self.figure.rig()?;
        let camera = Camera::new(rig, area);
        let pixels = self.raster(rig, camera, Grid::pixels(PIXELS)).pixels(self.palette);
        let row = usize::from(area.width * PIXELS.width);
        let above = usize::from((area.height - camera.size.height.min(area.height)) * PIXELS.height);
        let mut all = vec![self.palette.rgb(None); row * above];
        all.extend(pixels);
        Some(all)
    }

    fn raster(&self, rig: &Rig, camera: Camera, grid: Grid) -> Raster {
        let mut raster = Raster::new(camera, grid, self.flip);
        let strokes = rig.strokes(self.at, self.ghost, grid.dots(camera.scale));
        for stroke in strokes.iter().filter(|stroke| self.palette.shows(stroke.ink)) {
            raster.paint(stroke, self.palette);
        }
        if rig.floor {
            raster.floor();
        }
        raster
    }

    fn rig(&self, rig: &Rig, area: Rect, buffer: &mut Buffer) {
        let camera = Camera::new(rig, area.as_size());
        let raster = self.raster(rig, camera, Grid::of(self.dots));
        let (x, y) = (area.x, area.bottom() - camera.size.height.min(area.height));
        let width = usize::from(camera.size.width).max(1);
        for (index, dots) in raster.cells().into_iter().enumerate() {
            // As many cells as the camera has: each index fits into a `u16`.
            let place = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
            let (column, row) = (place(index % width), place(index / width));
            let Some((symbol, style)) = cells::cell(dots, self.dots, self.palette, (column, row)) else { continue };
            if let Some(cell) = buffer.cell_mut((x + column, y + row)) {
                cell.set_char(symbol).set_style(Style::reset().patch(style));
            }
        }
    }
}

impl Widget for Drawing<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        match &self.figure.art {
            Art::Rig(rig) => self.rig(rig, area, buffer),
            Art::Frames(frames) => {
                let size = self.size(area.as_size());
                let x = area.x + (area.width - size.width) / 2;
                let y = area.y + (area.height - size.height) / 2;
                // A text picture is shown until half of the move to the next one has passed.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
                let index = (self.at.max(0.0) + 0.5) as usize % frames.len();
                for (line, y) in frames[index].iter().zip(y..area.bottom()) {
                    buffer.set_stringn(x, y, line, usize::from(size.width), Style::new());
                }
            }
        }
    }
}
