//! The list of keys, over whatever screen it was asked from.

use ratatui::{
    buffer::Buffer,
    layout::{Margin, Position, Rect, Size},
    text::{Line, Span},
    widgets::{Block, Clear, Paragraph, Widget},
};

use crate::ui::{
    keymap::{self, Action, Context},
    theme::Theme,
};

/// The columns that the keys of a row take.
const KEYS: usize = 18;
/// In less width the words stand below their keys.
const BESIDE: u16 = 68;

/// The help screen.
#[derive(Debug)]
pub struct Help {
    /// Where it was asked from: its keys come first.
    place: Context,
    scroll: u16,
}

impl Help {
    /// The keys, those of a place first.
    pub fn new(place: Context) -> Self {
        Help { place, scroll: 0 }
    }

    /// Obeys a key, on a screen of a size.
    pub fn act(&mut self, action: Action, theme: &Theme, size: Size) {
        let last = self.last(theme, Rect::from((Position::ORIGIN, size)));
        match action {
            Action::Up => self.scroll = self.scroll.min(last).saturating_sub(1),
            Action::Down => self.scroll = (self.scroll + 1).min(last),
            _ => {}
        }
    }

    /// How far it can be scrolled.
    fn last(&self, theme: &Theme, area: Rect) -> u16 {
        let inner = inner(area);
        let height = u16::try_from(self.lines(theme, inner.width).len()).unwrap_or(u16::MAX);
        height.saturating_sub(inner.height)
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
        Paragraph::new(self.lines(theme, inner.width)).scroll((scroll, 0)).render(inner, buffer);
    }

    fn lines(&self, theme: &Theme, width: u16) -> Vec<Line<'static>> {
        let others =
            Context::ALL.into_iter().filter(|place| ![self.place, Context::Help, Context::Figure].contains(place));
        let beside = width >= BESIDE;
        let set_in = if beside { 2 + KEYS } else { 2 };
        let mut lines = Vec::new();
        for place in std::iter::once(self.place).chain(others) {
            lines.push(Line::styled(place.heading(), theme.heading));
            for row in keymap::rows(place) {
                let keys = row.keys.iter().map(|key| key.label).collect::<Vec<_>>().join(" ");
                let keys = if beside { format!("  {keys:<KEYS$}") } else { keys };
                let keys = Span::styled(keys, theme.key);
                let mut words = wrapped(row.words, usize::from(width).saturating_sub(set_in)).into_iter();
                let first = if beside { words.next() } else { None };
                lines.push(std::iter::once(keys).chain(first.map(Span::raw)).collect::<Line<'_>>());
                lines.extend(words.map(|words| Line::raw(format!("{:set_in$}{words}", ""))));
            }
            lines.push(Line::default());
        }
        lines.pop();
        lines
    }
}

/// The area inside the frame.
fn inner(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// Words broken between words.
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
