//! A bar that fills from the left, in eighths of a cell, and the arithmetic of when it changes.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    widgets::Widget,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::ui::theme::{Colours, Theme};

/// A cell filled from the left, in eighths.
const EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar of one row, repeated down its area. In ASCII, `[===>    ]`.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    ratio: f64,
    label: &'a str,
    style: Style,
    theme: &'a Theme,
}

/// How much of a length has passed, 0 to 1; all of a length of zero.
pub fn ratio(elapsed: Duration, length: Duration) -> f64 {
    if length.is_zero() { 1.0 } else { elapsed.min(length).div_duration_f64(length) }
}

/// How many steps a bar of a width can show: eighths of a cell; in ASCII, the cells between the brackets.
pub fn parts(width: u16, theme: &Theme) -> u32 {
    if theme.ascii { u32::from(width.saturating_sub(2)) } else { u32::from(width) * 8 }
}

/// How many of its parts are filled at a ratio. Only 1 and more fill them all; what is no number fills none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and `parts`; NaN becomes 0")]
pub fn filled(ratio: f64, parts: u32) -> u32 {
    // A part that ends at a moment is filled in that moment, whatever a division lost.
    ((ratio.clamp(0.0, 1.0) * f64::from(parts) + 1e-6) as u32).min(parts)
}

/// When one more part is filled, counted from the beginning; nothing where all are.
pub fn next(elapsed: Duration, length: Duration, parts: u32) -> Option<Duration> {
    let filled = filled(ratio(elapsed, length), parts);
    let nanos = (length.as_nanos() * u128::from(filled + 1)).div_ceil(u128::from(parts.max(1)));
    (filled < parts).then(|| Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX)))
}

impl<'a> Bar<'a> {
    /// Fills a part of the bar, 0 to 1.
    pub fn new(ratio: f64, theme: &'a Theme) -> Bar<'a> {
        Bar { ratio, label: "", style: theme.heading, theme }
    }

    /// In a style; its text colour is that of the filled part.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        Bar { style, ..self }
    }

    /// With a text in the middle, drawn over both parts.
    #[must_use]
    pub fn label(self, label: &'a str) -> Self {
        Bar { label, ..self }
    }

    /// The character and the style of a cell, counted from the left, without the label.
    fn cell(&self, column: u16, width: u16) -> (char, Style) {
        let filled = filled(self.ratio, parts(width, self.theme));
        if self.theme.ascii {
            let column = u32::from(column);
            return match column {
                0 => ('[', self.theme.muted),
                last if last + 1 == u32::from(width) => (']', self.theme.muted),
                at if at < filled => ('=', self.style),
                at if at == filled && self.ratio < 1.0 => ('>', self.style),
                at if at == filled => ('=', self.style),
                _ => (' ', self.theme.plain),
            };
        }
        let eighths = filled.saturating_sub(u32::from(column) * 8).min(8);
        match eighths {
            0 if matches!(self.theme.colours, Colours::Indexed | Colours::Direct) => (' ', self.theme.track),
            0 => ('░', self.theme.track),
            _ => (EIGHTHS[eighths as usize], self.theme.track.remove_modifier(Modifier::DIM).patch(self.style)),
        }
    }
}

impl Widget for Bar<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        for row in area.rows() {
            for (column, place) in (0..).zip(row.columns()) {
                let (symbol, style) = self.cell(column, area.width);
                buf[place.as_position()].set_char(symbol).set_style(style);
            }
        }
        self.draw_label(Rect { y: area.y + (area.height - 1) / 2, height: 1, ..area }, buf);
    }
}

impl Bar<'_> {
    /// The label, each letter on the part that it lies on: on the filled part the colours are turned over.
    fn draw_label(&self, row: Rect, buf: &mut Buffer) {
        let label = self.theme.cut(self.label, usize::from(row.width.saturating_sub(2)));
        let wide = u16::try_from(label.width()).unwrap_or(row.width);
        let mut x = row.x + row.width.saturating_sub(wide) / 2;
        let filled = filled(self.ratio, parts(row.width, self.theme));
        let end = if self.theme.ascii { 0 } else { (filled + 4) / 8 };
        for letter in label.graphemes(true) {
            let on = u32::from(x - row.x) < end;
            let style = match (on, self.theme.ascii) {
                (true, _) => self.style.add_modifier(Modifier::REVERSED),
                (false, true) => self.theme.heading,
                (false, false) => self.theme.track.remove_modifier(Modifier::DIM),
            };
            let width = u16::try_from(letter.width()).unwrap_or(1);
            for place in (Rect { x, width, ..row }).intersection(row).columns() {
                buf[place.as_position()].reset();
            }
            x = buf.set_stringn(x, row.y, letter, usize::from(row.right() - x), style).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::widgets::tests::{ascii, text, theme};

    #[test]
    fn a_bar_fills_by_eighths() {
        let theme = theme();
        for (ratio, drawn) in [
            (0.0, ""),
            (f64::NAN, ""),
            (-1.0, ""),
            (0.125, "█"),
            (0.14, "█"),
            (0.15, "█▏"),
            (0.5, "████"),
            (0.999, "███████▉"),
            (1.0, "████████"),
            (7.0, "████████"),
        ] {
            assert_eq!(text(Bar::new(ratio, &theme), 8, 1), drawn, "{ratio}");
        }
        for (ratio, drawn) in [(0.0, "[      ]"), (0.5, "[==>   ]"), (1.0, "[======]")] {
            assert_eq!(text(Bar::new(ratio, &ascii()), 8, 1), drawn, "{ratio}");
        }
    }

    #[test]
    fn a_label_leaves_no_hole() {
        let theme = theme();
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 1));
        Bar::new(0.5, &theme).label("half way").render(buf.area, &mut buf);
        insta::assert_snapshot!(text(Bar::new(0.5, &theme).label("half way"), 12, 1), @r"
        ██half way
        ");
        for (x, cell) in buf.content.iter().enumerate() {
            let filled = cell.symbol() == "█" || cell.modifier.contains(Modifier::REVERSED);
            assert_eq!(filled, x < 6, "{x}");
            assert!(filled || Some(cell.bg) == theme.track.bg, "{x}");
        }
        assert_eq!(text(Bar::new(0.5, &theme).label(""), 4, 1), "██");
    }

    proptest! {
        #[test]
        fn the_next_change_is_the_next_change(elapsed in 0u64..90_000, length in 1u64..90_000, parts in 1u32..1000) {
            let (elapsed, length) = (Duration::from_millis(elapsed.min(length)), Duration::from_millis(length));
            let at = |elapsed| filled(ratio(elapsed, length), parts);
            let Some(change) = next(elapsed, length, parts) else {
                prop_assert_eq!(at(elapsed), parts);
                return Ok(());
            };
            prop_assert!(change <= length);
            prop_assert_eq!(at(change), at(elapsed) + 1);
            let before = change.saturating_sub(Duration::from_millis(1)).max(elapsed);
            prop_assert_eq!(at(before), at(elapsed));
        }
    }
}
