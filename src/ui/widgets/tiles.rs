//! Numbers in large letters next to each other, each with its words below it.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Constraint, Flex, Layout, Rect, Size},
    text::Line,
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::words::BigWords;
use crate::ui::theme::Theme;

/// The rows of a tile: three of the number, one of the words.
pub const ROWS: u16 = NUMBER + 1;
const NUMBER: u16 = 3;
/// The columns between two tiles.
const GAP: u16 = 3;
const MOST: u16 = 3;

/// Up to three numbers, each with the words for what it counts.
#[derive(Clone, Copy, Debug)]
pub struct Tiles<'a> {
    facts: &'a [(String, String)],
    good: usize,
    theme: &'a Theme,
}

impl<'a> Tiles<'a> {
    /// Draws numbers and their words; the number at the index `good` in the colour of success.
    pub fn new(facts: &'a [(String, String)], good: usize, theme: &'a Theme) -> Tiles<'a> {
        Tiles { facts, good, theme }
    }

    fn number(&self, index: usize) -> BigWords<'a> {
        let style = if index == self.good { self.theme.good } else { self.theme.plain };
        let number = BigWords::new(&self.facts[index].0, self.theme).style(style).alignment(Alignment::Left);
        number.on_one_line().at_most(NUMBER)
    }

    /// The columns that a tile needs.
    fn width(&self, index: usize, most: u16) -> u16 {
        let words = u16::try_from(self.facts[index].1.width()).unwrap_or(u16::MAX);
        self.number(index).size(Size::new(most, NUMBER)).width.max(words)
    }
}

impl Widget for Tiles<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let count = self.facts.len().min(MOST.into());
        let widths: Vec<u16> = (0..count).map(|index| self.width(index, area.width)).collect();
        // Three equal columns, unless one of them is too narrow for what is in it.
        let third = area.width.saturating_sub(GAP * (MOST - 1)) / MOST;
        let is_even = widths.iter().all(|width| *width <= third);
        let columns = widths.into_iter().map(|width| Constraint::Length(if is_even { third } else { width }));
        let columns = Layout::horizontal(columns).flex(Flex::Start).spacing(GAP).split(area);
        for (index, column) in columns.iter().enumerate() {
            let [number, words] = Layout::vertical([Constraint::Length(NUMBER), Constraint::Length(1)]).areas(*column);
            self.number(index).render(number, buf);
            let text = self.theme.cut(&self.facts[index].1, words.width.into());
            Line::styled(text, self.theme.muted).render(words, buf);
        }
    }
}
