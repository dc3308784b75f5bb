//! The bar of a whole routine: every step's share of it, what is done, and where one is.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use crate::{
    plan::{Kind, Step},
    theme::Theme,
};

/// What the bar knows of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// What it is.
    pub kind: Kind,
    /// How long it is taken to last.
    pub length: Duration,
}

impl From<&Step> for Share {
    fn from(step: &Step) -> Share {
        Share { kind: step.kind, length: step.estimate }
    }
}

/// The steps of a routine side by side, those of work high, the others low; what is done bright. With a second row,
/// a marker below points at where one is.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    steps: &'a [Share],
    current: usize,
    ratio: f64,
    theme: &'a Theme,
}

impl<'a> Steps<'a> {
    /// Draws steps, of which one has passed to a ratio; all are done where `current` is past the last.
    pub fn new(steps: &'a [Share], current: usize, ratio: f64, theme: &'a Theme) -> Steps<'a> {
        Steps { steps, current, ratio, theme }
    }

    /// How many steps the current one shows in an area of a width: see `bar::next`.
    pub fn parts(&self, width: u16) -> u32 {
        u32::from(width)
    }
}

impl Widget for Steps<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let _ = (self, area, buf);
    }
}
