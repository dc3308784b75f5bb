//! A PNG image: pixels, and block or braille characters as a terminal draws them.

use anyhow::Context;
use ratatui::{
    buffer::{Buffer, Cell},
    style::Color,
    symbols::pixel::{OCTANTS, QUADRANTS},
};

use crate::ui::widgets::figure::{PIXELS, Palette};

/// A cell in pixels.
const WIDTH: usize = PIXELS.width as usize;
const HEIGHT: usize = PIXELS.height as usize;

/// The first sixteen colours, as in most terminals.
const NAMED: [[u8; 3]; 16] = [
    [0, 0, 0],
    [205, 49, 49],
    [13, 188, 121],
    [229, 229, 16],
    [36, 114, 200],
    [188, 63, 188],
    [17, 168, 205],
    [204, 204, 204],
    [102, 102, 102],
    [241, 76, 76],
    [35, 209, 139],
    [245, 245, 67],
    [59, 142, 234],
    [214, 112, 214],
    [41, 184, 219],
    [255, 255, 255],
];

/// An image made of cells and pixels.
pub(super) struct Canvas {
    /// In pixels.
    width: usize,
    paper: [u8; 3],
    light: bool,
    pixels: Vec<[u8; 3]>,
}

impl Canvas {
    /// An empty image with a size in columns and rows of cells.
    pub(super) fn new((columns, rows): (u16, u16), palette: &Palette, light: bool) -> Canvas {
        let (width, height) = (usize::from(columns) * WIDTH, usize::from(rows) * HEIGHT);
        let paper = palette.rgb(None);
        Canvas { width, paper, light, pixels: vec![paper; width * height] }
    }

    /// Draws an image, `columns` cells wide, at a column and a row of cells.
    pub(super) fn pixels(&mut self, (column, row): (u16, u16), columns: u16, pixels: &[[u8; 3]]) {
        let (left, top) = (usize::from(column) * WIDTH, usize::from(row) * HEIGHT);
        let width = usize::from(columns) * WIDTH;
        for (y, line) in pixels.chunks(width).enumerate() {
            let at = (top + y) * self.width + left;
            if let Some(place) = self.pixels.get_mut(at..at + width) {
                place.copy_from_slice(line);
            }
        }
    }

    /// Draws characters at a column and a row of cells, reduced by a factor.
    pub(super) fn cells(&mut self, (column, row): (u16, u16), buffer: &Buffer, smaller: usize) {
        let columns = usize::from(buffer.area.width);
        let (wide, high) = (WIDTH / smaller, HEIGHT / smaller);
        for (index, cell) in buffer.content.iter().enumerate() {
            let left = usize::from(column) * WIDTH + index % columns * wide;
            let top = usize::from(row) * HEIGHT + index / columns * high;
            let (front, back) = self.colours(cell);
            for y in 0..high {
                for x in 0..wide {
                    if let Some(pixel) = self.pixels.get_mut((top + y) * self.width + left + x) {
                        *pixel = if covers(cell, x * smaller, y * smaller) { front } else { back };
                    }
                }
            }
        }
    }

    fn colours(&self, cell: &Cell) -> ([u8; 3], [u8; 3]) {
        let ink = if self.light { [31, 35, 40] } else { [216, 220, 228] };
        (rgb(cell.fg).unwrap_or(ink), rgb(cell.bg).unwrap_or(self.paper))
    }

    /// Encodes the image as a PNG file.
    pub(super) fn png(&self) -> anyhow::Result<Vec<u8>> {
        let size = |pixels: usize| u32::try_from(pixels).context("the picture is too large");
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, size(self.width)?, size(self.pixels.len() / self.width.max(1))?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.write_header()?.write_image_data(self.pixels.as_flattened())?;
        Ok(file)
    }
}

/// Whether a pixel of a cell belongs to its character.
fn covers(cell: &Cell, x: usize, y: usize) -> bool {
    let Some(symbol) = cell.symbol().chars().next().filter(|symbol| *symbol != ' ') else { return false };
    let column = x * 2 / WIDTH;
    if let Some(bits) = QUADRANTS.iter().position(|known| *known == symbol) {
        return bits >> (y * 2 / HEIGHT * 2 + column) & 1 == 1;
    }
    if let Some(bits) = OCTANTS.iter().position(|known| *known == symbol) {
        return bits >> (y * 4 / HEIGHT * 2 + column) & 1 == 1;
    }
    let braille = u32::from(symbol).checked_sub(0x2800).filter(|bits| *bits < 0x100);
    let inner = (1..3).contains(&(x % (WIDTH / 2))) && (1..3).contains(&(y % (HEIGHT / 4)));
    let bit = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80][y * 4 / HEIGHT * 2 + column];
    braille.is_some_and(|bits| inner && bits & bit != 0)
}

fn rgb(colour: Color) -> Option<[u8; 3]> {
    let named = |index: usize| Some(NAMED[index]);
    match colour {
        Color::Rgb(red, green, blue) => Some([red, green, blue]),
        Color::Indexed(index @ 0..16) => named(index.into()),
        Color::Indexed(index @ 16..232) => {
            let step = |part: u8| if part == 0 { 0 } else { 55 + part * 40 };
            let index = index - 16;
            Some([index / 36, index / 6 % 6, index % 6].map(step))
        }
        Color::Indexed(index) => Some([8 + (index - 232) * 10; 3]),
        Color::DarkGray => named(8),
        Color::Blue => named(4),
        Color::Red => named(1),
        Color::Yellow => named(3),
        Color::Magenta => named(5),
        Color::LightRed => named(9),
        Color::LightYellow => named(11),
        Color::LightCyan => named(14),
        _ => None,
    }
}
