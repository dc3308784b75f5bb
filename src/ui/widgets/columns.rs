//! Numbers as columns side by side, the newest at the right: with a goal across them, or in one row as a small line.

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use crate::ui::theme::Theme;

/// A cell filled from below, in eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The same where only ASCII can be shown.
const ASCII: [char; 9] = [' ', '.', '.', '-', '-', '=', '=', '#', '#'];

/// A column for each number, of which the widest part that fits is drawn.
#[derive(Clone, Copy, Debug)]
pub struct ColumnChart<'a> {
    values: &'a [Option<u64>],
    most: u64,
    goal: Option<u64>,
    bad: Option<u64>,
    theme: &'a Theme,
}

impl<'a> ColumnChart<'a> {
    /// Draws numbers of which `most` fills the height; nothing where there is none.
    pub fn new(values: &'a [Option<u64>], most: u64, theme: &'a Theme) -> ColumnChart<'a> {
        ColumnChart { values, most: most.max(1), goal: None, bad: None, theme }
    }

    /// With the columns from a value on as bad.
    #[must_use]
    pub fn bad_from(self, bad: u64) -> Self {
        ColumnChart { bad: Some(bad), ..self }
    }

    /// Draws a line at a goal. Columns that reach it have the colour of success, the others are dim.
    #[must_use]
    pub fn goal(self, goal: Option<u64>) -> Self {
        ColumnChart { goal, ..self }
    }

    /// The row of the goal, counted from above.
    pub fn goal_row(&self, height: u16) -> Option<u16> {
        let eighths = self.eighths(self.goal?, height);
        (eighths > 0).then(|| height.saturating_sub(u16::try_from(eighths.div_ceil(8)).unwrap_or(height)))
    }

    fn eighths(&self, value: u64, height: u16) -> u64 {
        let all = u64::from(height) * 8;
        // What is there is seen.
        if value == 0 { 0 } else { (value.saturating_mul(all) / self.most).clamp(1, all) }
    }
}

impl Widget for ColumnChart<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let shown = &self.values[self.values.len().saturating_sub(area.width.into())..];
        let left = area.right() - u16::try_from(shown.len()).unwrap_or(area.width);
        let line = self.goal_row(area.height);
        if let Some(line) = line {
            let row = Rect { y: area.y + line, height: 1, ..area };
            let symbol = if self.theme.ascii { '-' } else { '─' };
            for place in row.positions() {
                buf[place].set_char(symbol).set_style(self.theme.muted);
            }
        }
        let steps = if self.theme.ascii { ASCII } else { EIGHTHS };
        for (x, value) in (left..).zip(shown) {
            let Some(value) = *value else { continue };
            let reaches = |limit: Option<u64>| limit.is_some_and(|limit| value >= limit);
            let style = match () {
                () if reaches(self.bad) => self.theme.bad,
                () if reaches(self.goal) => self.theme.good,
                () => self.theme.muted,
            };
            let eighths = self.eighths(value, area.height);
            for (above, y) in (0_u64..).zip((area.y..area.bottom()).rev()) {
                let part = usize::try_from(eighths.saturating_sub(above * 8).min(8)).unwrap_or(8);
                let cell = &mut buf[(x, y)];
                match (part, style.fg) {
                    (0, _) => break,
                    // Two of them leave no line between them.
                    (8, Some(colour)) if !self.theme.ascii => {
                        cell.set_char(' ').set_style(Style::reset().bg(colour));
                    }
                    _ => {
                        cell.set_char(steps[part]).set_style(style);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, text, theme};

    #[test]
    fn columns_grow_from_below_to_a_goal() {
        let values = [Some(40), None, Some(0), Some(1), Some(20), Some(10)];
        let theme = ascii();
        let chart = ColumnChart::new(&values, 40, &theme);
        assert_eq!(text(chart.goal(Some(20)), 8, 4), "  #\n  #\n--#---#-\n  #  .##");
        assert_eq!(text(chart, 3, 2), "\n.#-");
    }

    #[test]
    fn a_column_that_reaches_the_goal_looks_good() {
        let theme = theme();
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
        ColumnChart::new(&[Some(9), Some(10)], 20, &theme).goal(Some(10)).render(buf.area, &mut buf);
        assert_eq!((Some(buf[(0, 0)].fg), Some(buf[(1, 0)].fg)), (theme.muted.fg, theme.good.fg));
        ColumnChart::new(&[Some(4), Some(5)], 10, &theme).bad_from(5).render(buf.area, &mut buf);
        assert_eq!((Some(buf[(0, 0)].fg), Some(buf[(1, 0)].fg)), (theme.muted.fg, theme.bad.fg));
    }
}
