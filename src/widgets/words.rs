//! Words in large letters: the name of an exercise, what the band says.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::letters::{Face, Grid};
use crate::theme::Theme;

/// A text in the largest letters that fit, on up to two lines, as capitals. A text with a letter that there is no
/// form of, and one that does not fit, stands in plain bold text.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    text: &'a str,
    style: Style,
    alignment: Alignment,
    lines: usize,
    highest: u16,
    theme: &'a Theme,
}

/// What is drawn: the lines, and their face where they are large.
struct Set<'a> {
    lines: Vec<&'a str>,
    face: Option<Face>,
}

impl<'a> Words<'a> {
    /// Draws a text in the middle of its area.
    pub fn new(text: &'a str, theme: &'a Theme) -> Words<'a> {
        Words { text, style: theme.plain, alignment: Alignment::Center, lines: 2, highest: u16::MAX, theme }
    }

    /// In a style; its text colour is that of the shapes.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        Words { style, ..self }
    }

    /// At the left or right of the area, or in its middle.
    #[must_use]
    pub fn alignment(self, alignment: Alignment) -> Self {
        Words { alignment, ..self }
    }

    /// On one line only.
    #[must_use]
    pub fn on_one_line(self) -> Self {
        Words { lines: 1, ..self }
    }

    /// In letters no higher than so many cells.
    #[must_use]
    pub fn at_most(self, cells: u16) -> Self {
        Words { highest: cells, ..self }
    }

    /// The cells that it takes of an area of this size.
    pub fn size(&self, area: Size) -> Size {
        let set = self.set(area);
        let grid = Grid::new(self.theme.ascii);
        match set.face {
            Some(face) => {
                let width = set.lines.iter().filter_map(|line| face.measure(line)).max().unwrap_or_default();
                Size::new(grid.cells(width), grid.cells(face.block(set.lines.len())))
            }
            None => {
                let width = set.lines.iter().map(|line| line.width()).max().unwrap_or_default();
                let height = u16::try_from(set.lines.len()).unwrap_or(u16::MAX);
                Size::new(u16::try_from(width).unwrap_or(u16::MAX).min(area.width), height.min(area.height))
            }
        }
    }

    /// The lines and the size that suit an area: the larger letters of one line and of two, the fewer lines where
    /// both are as large.
    fn set(&self, area: Size) -> Set<'a> {
        let grid = Grid::new(self.theme.ascii);
        let (width, height) = (grid.pixels(area.width), grid.pixels(area.height));
        let highest = grid.pixels(self.highest);
        let mut splits = if self.lines > 1 { split(self.text) } else { Vec::new() };
        splits.sort_by_key(|(first, second)| first.width().abs_diff(second.width()));
        let one = std::iter::once(vec![self.text.trim()]);
        let best = one
            .chain(splits.iter().map(|(first, second)| vec![*first, *second]))
            .filter_map(|lines| Face::for_lines(&lines, width, height, highest).map(|face| (lines, face)))
            .reduce(|best, other| if other.1.beats(best.1) { other } else { best });
        if let Some((lines, face)) = best {
            return Set { lines, face: Some(face) };
        }
        let columns = usize::from(area.width);
        let fit = splits.into_iter().find(|(first, second)| first.width().max(second.width()) <= columns);
        match fit {
            Some((first, second)) if self.text.width() > columns && area.height > 1 => {
                Set { lines: vec![first, second], face: None }
            }
            _ => Set { lines: vec![self.text], face: None },
        }
    }
}

/// The ways to break a text in two at a space.
fn split(text: &str) -> Vec<(&str, &str)> {
    let text = text.trim();
    text.match_indices(' ').map(|(at, _)| (text[..at].trim_end(), text[at..].trim_start())).collect()
}

impl Widget for Words<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let set = self.set(area.as_size());
        let grid = Grid::new(self.theme.ascii);
        if let Some(face) = set.face {
            let mut top = (grid.pixels(area.height) - face.block(set.lines.len())) / 2;
            for line in set.lines {
                let spare = grid.pixels(area.width).saturating_sub(face.measure(line).unwrap_or_default());
                let left = match self.alignment {
                    Alignment::Left => 0,
                    Alignment::Center => spare / 2,
                    Alignment::Right => spare,
                };
                face.draw(line, (left, top), grid, area, buf, self.style);
                top += face.height() + face.leading();
            }
            return;
        }
        let count = u16::try_from(set.lines.len()).unwrap_or(u16::MAX);
        let rows = Rect { y: area.y + area.height.saturating_sub(count) / 2, ..area }.intersection(area).rows();
        for (line, row) in set.lines.iter().zip(rows) {
            let text = self.theme.cut(line, usize::from(area.width));
            let style = self.style.add_modifier(Modifier::BOLD);
            Line::from(Span::styled(text, style)).alignment(self.alignment).render(row, buf);
        }
    }
}
