//! The list of keys, over whatever screen it was asked from.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Block, Clear, Paragraph, Widget},
};

use crate::{
    keymap::{self, Action, Place},
    theme::Theme,
};

/// The columns that the keys of a row take.
const KEYS: usize = 18;
/// In less width the words stand below their keys.
const BESIDE: u16 = 72;

/// The help screen.
#[derive(Debug)]
pub struct Help {
    /// Where it was asked from: its keys come first.
    place: Place,
    scroll: u16,
}

impl Help {
    /// The keys, those of a place first.
    pub fn new(place: Place) -> Self {
        Help { place, scroll: 0 }
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action) {
        let last = u16::try_from(4 * keymap::BINDINGS.len()).unwrap_or(u16::MAX);
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll = (self.scroll + 1).min(last),
            _ => {}
        }
    }

    /// Draws it over the whole area.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        Clear.render(area, buffer);
        let others = Place::ALL.into_iter().filter(|place| *place != self.place && *place != Place::Help);
        let mut lines = Vec::new();
        for place in std::iter::once(self.place).chain(others) {
            lines.push(Line::styled(place.heading(), theme.heading));
            for row in keymap::rows(place) {
                let keys = row.keys.iter().map(|key| key.label).collect::<Vec<_>>().join(" ");
                if area.width >= BESIDE {
                    let keys = Span::styled(format!("  {keys:<KEYS$}"), theme.accent);
                    lines.push(Line::from(vec![keys, Span::raw(row.words)]));
                } else {
                    lines.push(Line::styled(keys, theme.accent));
                    lines.extend(wrapped(row.words, usize::from(area.width).saturating_sub(6)));
                }
            }
            lines.push(Line::default());
        }
        let block = Block::bordered()
            .border_set(theme.glyphs.border)
            .border_style(theme.muted)
            .title(" Keys ")
            .title_bottom(Line::raw(" Esc closes ").right_aligned());
        let inner = block.inner(area);
        block.render(area, buffer);
        let [_, inner, _] =
            Layout::horizontal([Constraint::Length(1), Constraint::Fill(1), Constraint::Length(1)]).areas(inner);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let scroll = self.scroll.min(height.saturating_sub(inner.height));
        Paragraph::new(lines).scroll((scroll, 0)).render(inner, buffer);
    }
}

/// Words broken between words, set in a little.
fn wrapped(words: &str, width: usize) -> Vec<Line<'static>> {
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
    lines.into_iter().map(|line| Line::raw(format!("  {line}"))).collect()
}
