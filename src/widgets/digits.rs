//! Big block digits: a time or a count in the largest size that fits.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};

use super::letters::{Face, Grid};
use crate::theme::Theme;

/// A number in big digits, in the middle of its area: `0-9`, `:`, `/`, `-`, space. Other text, and areas too low
/// for shapes, get plain bold text.
#[derive(Clone, Copy, Debug)]
pub struct Digits<'a> {
    text: &'a str,
    widest: &'a str,
    style: Style,
    theme: &'a Theme,
}

impl<'a> Digits<'a> {
    /// Draws a text.
    pub fn new(text: &'a str, theme: &'a Theme) -> Digits<'a> {
        Digits { text, widest: text, style: theme.plain, theme }
    }

    /// In a style; its text colour is that of the shapes.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        Digits { style, ..self }
    }

    /// In the size at which this text, the widest that will stand here, fits too: the size stays as digits go.
    #[must_use]
    pub fn room_for(self, widest: &'a str) -> Self {
        Digits { widest, ..self }
    }

    /// The cells that it takes of an area of this size.
    pub fn size(&self, area: Size) -> Size {
        let grid = Grid::new(self.theme.ascii);
        match self.face(area) {
            Some(face) => {
                let width = face.measure(self.text).unwrap_or_default();
                Size::new(grid.cells(width), grid.cells(face.height()))
            }
            None => {
                let width = u16::try_from(Line::raw(self.text).width()).unwrap_or(u16::MAX);
                Size::new(width.min(area.width), area.height.min(1))
            }
        }
    }

    fn face(&self, area: Size) -> Option<Face> {
        let grid = Grid::new(self.theme.ascii);
        let (width, height) = (grid.pixels(area.width), grid.pixels(area.height));
        let face = Face::for_digits(self.widest, width, height)?;
        if face.measure(self.text)? <= width { Some(face) } else { Face::for_digits(self.text, width, height) }
    }
}

impl Widget for Digits<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let grid = Grid::new(self.theme.ascii);
        let Some(face) = self.face(area.as_size()) else {
            let row = Rect { y: area.y + (area.height - 1) / 2, height: 1, ..area };
            let text = self.theme.cut(self.text, usize::from(area.width));
            let style = self.style.add_modifier(Modifier::BOLD);
            Line::from(Span::styled(text, style)).alignment(Alignment::Center).render(row, buf);
            return;
        };
        let width = face.measure(self.text).unwrap_or_default();
        let left = (grid.pixels(area.width) - width) / 2;
        let top = (grid.pixels(area.height) - face.height()) / 2;
        face.draw(self.text, (left, top), grid, area, buf, self.style);
    }
}
