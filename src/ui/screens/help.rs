//! The help screen: the list of keys, over any other screen.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Position, Rect, Size},
    text::{Line, Span},
    widgets::{Block, Clear, Paragraph, Widget},
};

use crate::ui::{
    keymap::{self, Action, Context},
    theme::Theme,
};

/// From this width on, in columns, there are two columns: the keys of the screen, and those that work everywhere.
const TWO: u16 = 70;
/// The most columns that the keys of a row take before their words.
const KEYS: usize = 14;

/// The help screen.
#[derive(Debug)]
pub struct Help {
    /// The context from which it was opened: its keys come first.
    place: Context,
    scroll: u16,
}

impl Help {
    /// The keys, those of a context first.
    pub fn new(place: Context) -> Self {
        Help { place, scroll: 0 }
    }

    /// Applies a key on a screen of this size.
    pub fn act(&mut self, action: Action, theme: &Theme, size: Size) {
        let last = self.last(theme, Rect::from((Position::ORIGIN, size)));
        match action {
            Action::Up => self.scroll = self.scroll.min(last).saturating_sub(1),
            Action::Down => self.scroll = (self.scroll + 1).min(last),
            _ => {}
        }
    }

    /// The last scroll position.
    fn last(&self, theme: &Theme, area: Rect) -> u16 {
        let inner = inner(area);
        let height = columns(inner).iter().zip(self.lines(theme, inner)).map(|(_, lines)| lines.len()).max();
        u16::try_from(height.unwrap_or(0)).unwrap_or(u16::MAX).saturating_sub(inner.height)
    }

    /// Draws it over the whole area.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let last = self.last(theme, area);
        let words = if last > 0 { " ↑ ↓ scroll, Esc closes " } else { " Esc closes " };
        Clear.render(area, buffer);
        Block::bordered()
            .border_set(theme.glyphs.border)
            .border_style(theme.muted)
            .title(" Keys ")
            .title_bottom(Line::raw(words).right_aligned())
            .render(area, buffer);
        let inner = inner(area);
        let scroll = self.scroll.min(last);
        for (area, lines) in columns(inner).into_iter().zip(self.lines(theme, inner)) {
            Paragraph::new(lines).scroll((scroll, 0)).render(area, buffer);
        }
    }

    /// The lines of each column. The screen's own keys come first, then those that work everywhere, then the other
    /// screens, each where there is less so far.
    fn lines(&self, theme: &Theme, inner: Rect) -> Vec<Vec<Line<'static>>> {
        let first = [self.place, Context::Anywhere];
        let others = Context::ALL
            .into_iter()
            .filter(|place| ![Context::Help, Context::Figure].contains(place) && !first.contains(place));
        let areas = columns(inner);
        let mut columns: Vec<Vec<Line<'static>>> = vec![Vec::new(); areas.len()];
        for place in first.into_iter().chain(others) {
            let Some((area, column)) = areas.iter().zip(&mut columns).min_by_key(|(_, column)| column.len()) else {
                break;
            };
            if !column.is_empty() {
                column.push(Line::default());
            }
            column.extend(block(place, usize::from(area.width), theme));
        }
        columns
    }
}

/// The keys of a place below its name.
fn block(place: Context, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let keys = |row: &keymap::Binding| row.keys.iter().map(|key| key.label).collect::<Vec<_>>().join(" ");
    let widest = keymap::rows(place).map(|row| keys(row).chars().count()).max().unwrap_or(0);
    let set_in = widest.min(KEYS).min(width / 2) + 2;
    let mut lines = vec![Line::styled(place.heading(), theme.heading)];
    for row in keymap::rows(place) {
        let keys = format!("{:<set_in$}", keys(row) + " ");
        let used = keys.chars().count();
        let mut words = wrapped(row.words, width.saturating_sub(used.max(set_in))).into_iter();
        let first = words.next().map(Span::raw);
        lines.push(std::iter::once(Span::styled(keys, theme.key)).chain(first).collect::<Line<'_>>());
        lines.extend(words.map(|words| Line::raw(format!("{:used$}{words}", ""))));
    }
    lines
}

/// The columns of an area.
fn columns(area: Rect) -> Vec<Rect> {
    if area.width < TWO {
        return vec![area];
    }
    let fill = Constraint::Fill(1);
    Layout::horizontal([fill, Constraint::Length(2), fill]).split(area).iter().step_by(2).copied().collect()
}

/// The area inside the frame.
fn inner(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// The text wrapped between words.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.len() + 1 + word.len() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
