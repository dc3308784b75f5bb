//! What the tests of all widgets use.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use crate::{
    routine::Phase,
    ui::theme::{Colours, Theme},
};

/// The cells of a widget as text.
pub(super) fn text(widget: impl Widget, width: u16, height: u16) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    widget.render(area, &mut buf);
    let lines: Vec<String> = area
        .rows()
        .map(|row| row.columns().map(|place| buf[place.as_position()].symbol().to_owned()).collect::<String>())
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}

pub(super) fn theme() -> Theme {
    Theme::new(Colours::Indexed, false, false)
}

pub(super) fn ascii() -> Theme {
    Theme::new(Colours::None, false, true)
}

pub(super) fn phase(label: &str, seconds: u64) -> Phase {
    Phase { label: label.to_owned(), length: Duration::from_secs(seconds) }
}
