//! A line of key hints.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use crate::ui::theme::Theme;

/// The space between two hints.
const BETWEEN: u16 = 3;

/// Keys and their effects, most important first. Hints that do not fit are omitted from the end.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    hints: &'a [(&'a str, &'a str)],
    right: &'a str,
    theme: &'a Theme,
}

impl<'a> Keys<'a> {
    /// Draws pairs of a key and a description.
    pub fn new(hints: &'a [(&'a str, &'a str)], theme: &'a Theme) -> Keys<'a> {
        Keys { hints, right: "", theme }
    }

    /// Adds a short text at the right end, which has precedence over hints.
    #[must_use]
    pub fn right(self, right: &'a str) -> Self {
        Keys { right, ..self }
    }
}

impl Widget for Keys<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let wide = |text: &str| u16::try_from(text.width()).unwrap_or(u16::MAX);
        let mut area = area;
        if !self.right.is_empty() && wide(self.right) < area.width {
            area.width -= wide(self.right);
            buf.set_stringn(area.right(), area.y, self.right, usize::from(wide(self.right)), self.theme.muted);
            area.width = area.width.saturating_sub(BETWEEN);
        }
        let mut x = area.x;
        for (key, words) in self.hints {
            let start = if x == area.x { x } else { x.saturating_add(BETWEEN) };
            let end = start.saturating_add(wide(key)).saturating_add(1).saturating_add(wide(words));
            if end > area.right() {
                return;
            }
            let mut put = |x: u16, text: &str, style: Style| {
                buf.set_stringn(x, area.y, text, usize::from(area.right() - x), style);
            };
            put(start, key, self.theme.key);
            put(start + wide(key) + 1, words, self.theme.muted);
            x = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Modifier;

    use super::*;
    use crate::ui::widgets::testing::{text, theme};

    #[test]
    fn the_least_important_go_first_and_whole() {
        let hints = [("space", "pause"), ("n", "next"), ("?", "help")];
        for (width, drawn) in [
            (40, "space pause   n next   ? help"),
            (29, "space pause   n next   ? help"),
            (28, "space pause   n next"),
            (19, "space pause"),
            (10, ""),
        ] {
            assert_eq!(text(Keys::new(&hints, &theme()), width, 1), drawn, "{width}");
        }
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 1));
        Keys::new(&hints, &theme()).render(buf.area, &mut buf);
        assert_eq!(Some(buf[(0, 0)].fg), theme().key.fg);
        assert_eq!((Some(buf[(6, 0)].fg), buf[(6, 0)].modifier), (theme().muted.fg, Modifier::empty()));
    }
}
