//! The four screens that Tab goes through, and the row with their names above each.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

use crate::ui::theme::Theme;

/// One of the four, in the order in which the keys open them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The routines.
    Library,
    /// The past sessions.
    History,
    /// The numbers over many sessions.
    Statistics,
    /// The library of exercises.
    Exercises,
}

impl Tab {
    const ALL: [Tab; 4] = [Tab::Library, Tab::History, Tab::Statistics, Tab::Exercises];

    /// The one after it; after the last, the first.
    #[must_use]
    pub fn next(self) -> Tab {
        Tab::ALL[(self as usize + 1) % Tab::ALL.len()]
    }

    /// The one before it; before the first, the last.
    #[must_use]
    pub fn previous(self) -> Tab {
        Tab::ALL[(self as usize + Tab::ALL.len() - 1) % Tab::ALL.len()]
    }

    fn name(self) -> &'static str {
        match self {
            Tab::Library => "Library",
            Tab::History => "History",
            Tab::Statistics => "Statistics",
            Tab::Exercises => "Exercises",
        }
    }
}

/// Draws the row, with some facts on the right if there is room. On a narrow screen only the name of the current screen
/// is drawn.
pub(super) fn draw(shown: Tab, facts: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut line = Line::default();
    for tab in Tab::ALL {
        let style = if tab == shown { theme.heading } else { theme.muted };
        if tab == shown || area.width >= 60 {
            let gap = if line.spans.is_empty() { "" } else { "   " };
            line.push_span(Span::raw(gap));
            line.push_span(Span::styled(tab.name(), style));
        }
    }
    let left = u16::try_from(line.width()).unwrap_or(area.width).min(area.width);
    line.render(area, buffer);
    let right = Rect { x: area.x + left, width: area.width - left, ..area };
    let facts = theme.cut(facts, usize::from(right.width).saturating_sub(3));
    Line::styled(facts, theme.muted).right_aligned().render(right, buffer);
}
