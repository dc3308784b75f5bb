//! The grid that all screens share: where the band ends, and how a heading is cut.

use ratatui::layout::{Margin, Rect};
use unicode_width::UnicodeWidthStr;

use crate::ui::theme::Theme;

/// From this width on, in columns, a screen has two panes side by side.
pub const TWO_PANES: u16 = 64;
/// The columns between two panes.
pub const GUTTER: u16 = 4;

/// An area without the margin that every screen keeps at its left and right: two columns, one where they are few.
pub fn margin(area: Rect) -> Rect {
    area.inner(Margin::new(1 + u16::from(area.width >= TWO_PANES), 0))
}

/// The rows that the band takes of a screen of a height.
pub fn band_height(height: u16) -> u16 {
    match height {
        34.. => 5,
        22.. => 4,
        18.. => 3,
        _ => 1,
    }
}

/// A block's name and a fact about it, where there is either; the name is cut to leave the fact its room.
pub fn heading(name: &str, fact: &str, width: usize, theme: &Theme) -> Option<String> {
    let room = width.saturating_sub(fact.width() + 2);
    match (theme.cut(name, room), fact) {
        (name, "") => Some(name.into_owned()),
        (name, fact) if name.is_empty() => Some(theme.cut(fact, width).into_owned()),
        (name, fact) => Some(format!("{name}, {fact}")),
    }
    .filter(|heading| !heading.is_empty())
}
