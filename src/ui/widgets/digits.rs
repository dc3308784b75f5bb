//! Large digits: a time or a count in the largest size that fits.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{forms::Face, letters::PixelGrid};
use crate::ui::theme::Theme;

/// A number in large digits, in the middle of its area: `0-9`, `:`, `/`, `-`, space, and the figure space U+2007, which
/// is as wide as a digit. Areas that are too small get plain bold text.
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

    /// Sets the style; its text colour is that of the shapes.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        Digits { style, ..self }
    }

    /// Chooses the size by this text, the widest in this place: the size stays while digits change.
    #[must_use]
    pub fn room_for(self, widest: &'a str) -> Self {
        Digits { widest, ..self }
    }

    /// The size that it takes of an area.
    pub fn size(&self, area: Size) -> Size {
        let grid = PixelGrid::new(self.theme.ascii);
        if let Some(face) = self.face(area) {
            let width = face.measure(self.text).unwrap_or_default();
            return Size::new(grid.cells(width), grid.cells(face.height));
        }
        let width = u16::try_from(self.text.width()).unwrap_or(u16::MAX);
        Size::new(width.min(area.width), area.height.min(1))
    }

    fn face(&self, area: Size) -> Option<Face> {
        let grid = PixelGrid::new(self.theme.ascii);
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
        let grid = PixelGrid::new(self.theme.ascii);
        let Some(face) = self.face(area.as_size()) else {
            let row = Rect { y: area.y + (area.height - 1) / 2, height: 1, ..area };
            let text = self.theme.cut(self.text, usize::from(area.width));
            let style = self.style.add_modifier(Modifier::BOLD);
            Line::from(Span::styled(text, style)).alignment(Alignment::Center).render(row, buf);
            return;
        };
        let width = face.measure(self.text).unwrap_or_default();
        let left = (grid.pixels(area.width) - width) / 2;
        let top = (grid.pixels(area.height) - face.height) / 2;
        // Empty cells have the colour of the shapes too, which saves colour changes with each new number.
        let shapes = grid.cover((left, top), (width, face.height), area);
        buf.set_style(shapes, Style { fg: self.style.fg, ..Style::new() });
        face.draw(self.text, (left, top), grid, area, buf, self.style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, text, theme};

    #[test]
    fn digits_are_drawn_at_any_size() {
        insta::assert_snapshot!(text(Digits::new("12/15", &theme()), 20, 3), @r"
        ▗▟▌  ▀▜▖  ▟▘▗▟▌ ▐▛▀▘
         ▐▌ ▗▛▀  ▐▌  ▐▌ ▝▀▜▖
        ▗▟▙▖▐▙▄▖▗▛  ▗▟▙▖ ▄▟▘
        ");
        insta::assert_snapshot!(text(Digits::new("0:30", &theme()), 38, 6), @r"
         ▄████▄       ▄████▄   ▄████▄
        ▐█▛  ▜█▌ ▐█▌ ▝▀▀  ▜█▌ ▐█▛  ▜█▌
        ▐█▌  ▐█▌       ▄▄▄██▘ ▐█▌  ▐█▌
        ▐█▌  ▐█▌       ▀▀▀██▖ ▐█▌  ▐█▌
        ▐█▙  ▟█▌ ▐█▌ ▗▄▄  ▟█▌ ▐█▙  ▟█▌
         ▀████▀       ▀████▀   ▀████▀
        ");
        insta::assert_snapshot!(text(Digits::new("9876", &theme()), 60, 10), @r"
          ▗▄█████▄▖      ▗▄█████▄▖    ▗███████████▖    ▗▄█████▄▖
         ▟██▛▀▀▀▜██▙    ▟██▛▀▀▀▜██▙    ▀▀▀▀▀▀▀▀▜██▌   ▟██▛▀▀▀▜██▙
        ▐██▛     ▜██▌  ▐██▛     ▜██▌           ███   ▐██▛     ▀▀▀▘
        ▝███▖    ▐██▌  ▝███▖   ▗███▘          ▟██▘   ▐██▌
         ▝▜█████████▌   ▝▜███████▛▘          ▐██▌    ▐████████▄▖
            ▀▀▀▀▀▜██▌   ▟██▛▀▀▀▜██▙         ▗██▛     ▐██▛▀▀▀▀▜██▙
                 ▐██▌  ▐██▛     ▜██▌        ███      ▐██▌     ▜██▌
        ▗▄▄▄     ▟██▌  ▐██▙     ▟██▌       ▟██▘      ▐██▙     ▟██▌
         ▜██▙▄▄▄▟██▛    ▜██▙▄▄▄▟██▛       ▐██▌        ▜██▙▄▄▄▟██▛
          ▝▀█████▀▘      ▝▀█████▀▘       ▗██▛          ▝▀█████▀▘
        ");
        insta::assert_snapshot!(text(Digits::new("12:34", &theme()), 10, 3), @r"

        12:34
        ");
        insta::assert_snapshot!(text(Digits::new("4-5", &ascii()), 38, 8), @r"
        ###   ###           #########
        ###   ###           ###
        ###   ###           ###
         ########   #####   ########
              ###                 ###
              ###                 ###
              ###           ###   ###
              ###            #######
        ");
    }

    #[test]
    fn the_next_number_keeps_its_place() {
        let theme = theme();
        for (width, height) in [(38, 12), (60, 18), (78, 10), (38, 6), (20, 3)] {
            let area = Size::new(width, height);
            let size = Digits::new("0:00", &theme).size(area);
            for number in 0..60 {
                let number = format!("{}:{:02}", number % 10, number);
                assert_eq!(Digits::new(&number, &theme).size(area), size, "{number} in {area}");
            }
            let padded = Digits::new("\u{2007}9/12", &theme).size(area);
            assert_eq!(padded, Digits::new("10/12", &theme).size(area));
            let alone = Digits::new("9", &theme).room_for("00").size(area);
            assert_eq!(alone.height, Digits::new("10", &theme).size(area).height);
        }
    }

    #[test]
    fn the_style_is_that_of_the_shapes() {
        let style = theme().band(crate::ui::theme::Tone::Work);
        let mut buf = Buffer::empty(Rect::new(0, 0, 10, 3));
        Digits::new("1", &theme()).style(style).render(buf.area, &mut buf);
        let drawn = buf.content.iter().filter(|cell| cell.symbol() != " ");
        assert!(drawn.into_iter().all(|cell| Some(cell.fg) == style.fg && Some(cell.bg) == style.bg));
    }
}
