//! A calendar of days as cells: a column for each week, Monday at the top, the last week on the right.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};
use ratatui::{buffer::Buffer, layout::Rect, style::Style, text::Line, widgets::Widget};

use crate::ui::theme::Theme;

/// The width of the names of days on the left.
const NAMES: u16 = 4;
/// A row for the names of months, and one for each day of the week.
pub const ROWS: u16 = 8;

/// The widest, in columns: 53 weeks at two columns each.
const WIDEST: u16 = NAMES + 2 * 53;

/// How much was done on each day, from 1 to 4.
#[derive(Clone, Copy, Debug)]
pub struct Calendar<'a> {
    days: &'a BTreeMap<Date, usize>,
    today: Date,
    theme: &'a Theme,
}

impl<'a> Calendar<'a> {
    /// Draws days up to today; a missing day has nothing.
    pub fn new(days: &'a BTreeMap<Date, usize>, today: Date, theme: &'a Theme) -> Calendar<'a> {
        Calendar { days, today, theme }
    }

    /// The columns that it takes of an area of this width.
    pub fn width(area: u16) -> u16 {
        if area >= WIDEST { WIDEST } else { area.min(NAMES + 53) }
    }
}

/// The cell of a day: the more was done, the stronger its colour, or its mark where there are few colours.
pub fn cell(level: usize, theme: &Theme) -> (&'static str, Style) {
    match theme.day(level) {
        Some(ground) => (" ", Style::new().bg(ground)),
        None if level == 0 => (if theme.ascii { "." } else { "·" }, theme.muted),
        None => (["-", "+", "x", "#"][level.min(4) - 1], theme.good),
    }
}

impl Widget for Calendar<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.height < ROWS || area.width <= NAMES {
            return;
        }
        for (row, name) in [(1, "Mon"), (3, "Wed"), (5, "Fri"), (7, "Sun")] {
            buf.set_stringn(area.x, area.y + row, name, 3, self.theme.muted);
        }
        let room = area.width - NAMES;
        // A year in double columns if there is room.
        let wide = if area.width >= WIDEST { 2 } else { 1 };
        let weeks = (room / wide).min(53);
        let monday = self.today.saturating_sub(i64::from(self.today.weekday().to_monday_zero_offset()).days());
        let (mut named_until, mut named) = (0, None);
        for column in 0..weeks {
            let first = monday.saturating_sub(i64::from(weeks - 1 - column).weeks());
            let x = area.x + NAMES + column * wide;
            let month = first.strftime("%b").to_string();
            if named != Some(first.month()) && x >= named_until && x + 3 <= area.right() {
                if named.is_some() || first.day() <= 14 {
                    Line::styled(month, self.theme.muted).render(Rect { x, y: area.y, width: 3, height: 1 }, buf);
                    named_until = x + 4;
                }
                named = Some(first.month());
            }
            for (row, date) in (1..=7).zip(first.series(1.day())).take_while(|(_, date)| *date <= self.today) {
                let (mark, style) = cell(self.days.get(&date).copied().unwrap_or(0), self.theme);
                let style = if date == self.today { style.patch(self.theme.heading) } else { style };
                buf.set_stringn(x, area.y + row, mark, 1, style);
                if date == self.today && self.theme.day(0).is_some() {
                    buf.set_stringn(x, area.y + row, self.theme.glyphs.bullet, 1, self.theme.key);
                }
                if let Some(ground) = style.bg.filter(|_| wide == 2 && !self.theme.ascii) {
                    // A cell and a half: as wide as high, and apart from the next.
                    buf.set_stringn(x + 1, area.y + row, "▌", 1, Style::new().fg(ground));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Color;

    use super::*;
    use crate::ui::theme::Colours;

    #[test]
    fn the_last_week_is_at_the_right() {
        let theme = Theme::new(Colours::None, false, true);
        let day = |text: &str| text.parse::<Date>().unwrap();
        let days = [("2026-03-02", 4), ("2026-03-04", 2), ("2026-02-22", 1)];
        let days: BTreeMap<Date, usize> = days.into_iter().map(|(date, level)| (day(date), level)).collect();
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, ROWS));
        Calendar::new(&days, day("2026-03-04"), &theme).render(buffer.area, &mut buffer);
        let rows: Vec<String> =
            buffer.content.chunks(10).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect();
        assert_eq!(
            rows,
            [
                "     Feb  ",
                "Mon .....#",
                "    ......",
                "Wed .....+",
                "    ..... ",
                "Fri ..... ",
                "    ..... ",
                "Sun ...-. "
            ]
        );
    }

    /// The levels differ by their background or by their mark, however few colours there are.
    #[test]
    fn each_level_has_a_cell_of_its_own() {
        for colours in [Colours::None, Colours::Sixteen, Colours::Indexed, Colours::Direct] {
            for (light, ascii) in [(false, false), (true, false), (false, true)] {
                let theme = Theme::new(colours, light, ascii);
                let cells: Vec<(&str, Option<Color>)> =
                    (0..=4).map(|level| cell(level, &theme)).map(|(mark, style)| (mark, style.bg)).collect();
                for (level, one) in cells.iter().enumerate() {
                    assert!(
                        !cells[level + 1..].contains(one),
                        "{colours:?}, light {light}, ascii {ascii}: {level} of {cells:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn too_little_room_draws_nothing() {
        let theme = Theme::new(Colours::Indexed, false, false);
        for (width, height) in [(0, 0), (4, 8), (60, 7), (5, 8)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            Calendar::new(&BTreeMap::new(), Date::MIN, &theme).render(buffer.area, &mut buffer);
        }
    }
}
