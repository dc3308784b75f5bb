//! The grid of all screens: the height of the band, and how a heading is cut.

use ratatui::layout::{Constraint, Layout, Margin, Rect};
use unicode_width::UnicodeWidthStr;

use crate::ui::theme::Theme;

/// The minimum width of a screen with two panes, in columns.
pub const TWO_PANES: u16 = 64;
/// The columns between two panes.
pub const GUTTER: u16 = 4;

/// An area without the left and right margin of every screen: two columns, or one on a narrow screen.
pub fn margin(area: Rect) -> Rect {
    area.inner(Margin::new(1 + u16::from(area.width >= TWO_PANES), 0))
}

/// The parts of a screen with a list.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// The tabs and the title.
    pub head: Rect,
    /// Everything else.
    pub body: Rect,
    /// The keys; empty on a screen of less than three rows.
    pub footer: Rect,
}

impl Frame {
    /// The parts of a screen, with empty rows between them from 14 rows on.
    pub fn of(area: Rect) -> Frame {
        let roomy = Constraint::Length(u16::from(area.height >= 14));
        let footer = Constraint::Length(u16::from(area.height >= 3));
        let [head, _, body, _, footer] =
            Layout::vertical([Constraint::Length(1), roomy, Constraint::Fill(1), roomy, footer]).areas(margin(area));
        Frame { head, body, footer }
    }
}

/// The number of rows of the band on a screen of this height.
pub fn band_height(height: u16) -> u16 {
    match height {
        34.. => 5,
        22.. => 4,
        18.. => 3,
        _ => 1,
    }
}

/// A block's name and a fact about it, if there are any; the name is cut to make room for the fact.
pub fn heading(name: &str, fact: &str, width: usize, theme: &Theme) -> Option<String> {
    let room = width.saturating_sub(fact.width() + 2);
    match (theme.cut(name, room), fact) {
        (name, "") => Some(name.into_owned()),
        (name, fact) if name.is_empty() => Some(theme.cut(fact, width).into_owned()),
        (name, fact) => Some(format!("{name}, {fact}")),
    }
    .filter(|heading| !heading.is_empty())
}
