//! A bar that fills from the left in eighths of a cell, and the moments at which it changes.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    widgets::Widget,
};

use crate::ui::theme::{Colours, Theme};

/// A cell filled from the left, in eighths.
const EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// A bar of one row, repeated in every row of its area. In ASCII, `[===>    ]`.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    ratio: f64,
    style: Style,
    theme: &'a Theme,
}

/// The fraction of a length that has passed, 0 to 1; 1 for a length of zero.
pub fn ratio(elapsed: Duration, length: Duration) -> f64 {
    if length.is_zero() { 1.0 } else { elapsed.min(length).div_duration_f64(length) }
}

/// The number of steps of a bar: eighths of a cell; in ASCII, the cells between the brackets.
pub fn parts(width: u16, theme: &Theme) -> u32 {
    if theme.ascii { u32::from(width.saturating_sub(2)) } else { u32::from(width) * 8 }
}

/// The number of filled parts at a ratio. Only 1 and more fill them all; NaN fills none.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and `parts`; NaN becomes 0")]
pub fn filled(ratio: f64, parts: u32) -> u32 {
    // A part that ends at a moment is filled at that moment, despite rounding in the division.
    ((ratio.clamp(0.0, 1.0) * f64::from(parts) + 1e-6) as u32).min(parts)
}

impl<'a> Bar<'a> {
    /// A bar filled to a ratio, 0 to 1.
    pub fn new(ratio: f64, theme: &'a Theme) -> Bar<'a> {
        Bar { ratio, style: theme.heading, theme }
    }

    /// Sets the style; its text colour is that of the filled part.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        Bar { style, ..self }
    }

    /// The character and the style of a cell, counted from the left.
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, text, theme};

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
}
