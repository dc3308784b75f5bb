//! Cells to a picture: each character of blocks or points as a terminal draws it.

use anyhow::Context;
use ratatui::{
    buffer::{Buffer, Cell},
    style::Color,
    symbols::pixel::{OCTANTS, QUADRANTS},
};

/// A cell in pixels.
const WIDTH: usize = 8;
const HEIGHT: usize = 16;

/// The first sixteen colours, as most terminals have them.
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

/// The picture of a whole buffer as a PNG file.
pub(super) fn picture(buffer: &Buffer, light: bool) -> anyhow::Result<Vec<u8>> {
    let (columns, rows) = (usize::from(buffer.area.width), usize::from(buffer.area.height));
    let width = columns * WIDTH;
    let mut pixels = vec![0; width * rows * HEIGHT * 3];
    for (index, cell) in buffer.content.iter().enumerate() {
        let (left, top) = (index % columns * WIDTH, index / columns * HEIGHT);
        let (front, back) = colours(cell, light);
        for y in 0..HEIGHT {
            for x in 0..WIDTH {
                let at = ((top + y) * width + left + x) * 3;
                pixels[at..at + 3].copy_from_slice(if covers(cell, x, y) { &front } else { &back });
            }
        }
    }
    let size = |pixels: usize| u32::try_from(pixels).context("the picture is too large");
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, size(width)?, size(rows * HEIGHT)?);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
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

fn colours(cell: &Cell, light: bool) -> ([u8; 3], [u8; 3]) {
    let (ink, paper) = if light { ([28, 30, 34], [253, 253, 251]) } else { ([226, 230, 236], [13, 17, 23]) };
    (rgb(cell.fg).unwrap_or(ink), rgb(cell.bg).unwrap_or(paper))
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
