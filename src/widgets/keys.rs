//! A line of key hints.

use ratatui::{buffer::Buffer, layout::Rect, text::Line, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use crate::theme::Theme;

/// Between two hints.
const BETWEEN: u16 = 3;

/// Keys and what they do, the most important first. Those that do not fit are left out from the end, whole.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    hints: &'a [(&'a str, &'a str)],
    theme: &'a Theme,
}

impl<'a> Keys<'a> {
    /// Draws pairs of a key and a word or two.
    pub fn new(hints: &'a [(&'a str, &'a str)], theme: &'a Theme) -> Keys<'a> {
        Keys { hints, theme }
    }
}

impl Widget for Keys<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let mut x = area.x;
        for (key, words) in self.hints {
            let wide = |text: &str| u16::try_from(text.width()).unwrap_or(u16::MAX);
            let start = if x == area.x { x } else { x.saturating_add(BETWEEN) };
            let end = start.saturating_add(wide(key)).saturating_add(1).saturating_add(wide(words));
            if end > area.right() {
                return;
            }
            let at = |x: u16| Rect { x, y: area.y, width: area.right() - x, height: 1 };
            Line::styled(*key, self.theme.accent).render(at(start), buf);
            Line::styled(*words, self.theme.muted).render(at(start + wide(key) + 1), buf);
            x = end;
        }
    }
}
