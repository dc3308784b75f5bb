//! The row above the library, the history, the statistics and the exercises: the four screens, the one that is shown bold.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

use crate::ui::theme::Theme;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Library,
    History,
    Statistics,
    Exercises,
}

/// Draws the row, with some facts on the right if there is room. On a narrow screen only the name of the current screen
/// is drawn.
pub(super) fn draw(shown: Tab, facts: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let mut line = Line::default();
    for (tab, name) in [
        (Tab::Library, "Library"),
        (Tab::History, "History"),
        (Tab::Statistics, "Statistics"),
        (Tab::Exercises, "Exercises"),
    ] {
        let style = if tab == shown { theme.heading } else { theme.muted };
        if tab == shown || area.width >= 60 {
            let gap = if line.spans.is_empty() { "" } else { "   " };
            line.push_span(Span::raw(gap));
            line.push_span(Span::styled(name, style));
        }
    }
    let left = u16::try_from(line.width()).unwrap_or(area.width).min(area.width);
    line.render(area, buffer);
    let right = Rect { x: area.x + left, width: area.width - left, ..area };
    let facts = theme.cut(facts, usize::from(right.width).saturating_sub(3));
    Line::styled(facts, theme.muted).right_aligned().render(right, buffer);
}
