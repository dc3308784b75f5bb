//! The phases of a rep in a row, the current one with a bar that fills through it.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier, text::Line, widgets::Widget};
use unicode_width::UnicodeWidthStr;

use super::bar::{self, Bar};
use crate::{
    routine::Phase,
    theme::{Theme, Tone},
};

/// Between two phases.
const BETWEEN: u16 = 1;
/// The most columns that a second of tempo gets.
const SECOND: u128 = 8;

/// The phases of a tempo, each as wide as it is long as far as the labels allow. With two rows and more, a bar
/// below the labels; with one, the current label is the bar; where they do not fit side by side, only the current.
#[derive(Clone, Copy, Debug)]
pub struct Tempo<'a> {
    phases: &'a [Phase],
    current: Option<usize>,
    ratio: f64,
    theme: &'a Theme,
}

impl<'a> Tempo<'a> {
    /// Draws phases, of which one has passed to a ratio; none where the set has not begun.
    pub fn new(phases: &'a [Phase], current: Option<usize>, ratio: f64, theme: &'a Theme) -> Tempo<'a> {
        Tempo { phases, current, ratio, theme }
    }

    /// How many steps the bar of a phase shows in an area of a width: see `bar::next`.
    pub fn parts(&self, phase: usize, area: Rect) -> u32 {
        let width = match self.columns(area.width) {
            Some(widths) => widths.get(phase).copied().unwrap_or_default(),
            None => area.width,
        };
        if area.height > 1 { bar::parts(width, self.theme) } else { u32::from(width) }
    }

    /// The width of each phase; nothing where they do not fit side by side.
    fn columns(&self, width: u16) -> Option<Vec<u16>> {
        let count = u16::try_from(self.phases.len()).ok().filter(|count| *count > 0)?;
        let labels: Vec<u16> =
            self.phases.iter().map(|phase| u16::try_from(phase.label.width()).unwrap_or(u16::MAX).max(3)).collect();
        let least = labels.iter().fold(BETWEEN * (count - 1), |sum, label| sum.saturating_add(*label));
        let _ = Duration::ZERO;
        (least <= width).then(|| share(&labels, self.phases, width - BETWEEN * (count - 1)))
    }
}

/// Shares columns by length, each label getting at least its own width.
fn share(labels: &[u16], phases: &[Phase], width: u16) -> Vec<u16> {
    let total: u128 = phases.iter().map(|phase| phase.length.as_millis()).sum();
    let width = u128::from(width).min((total * SECOND / 1000).max(labels.iter().map(|label| u128::from(*label)).sum()));
    // Those whose label is wider than their share are given their label; the others share what is left.
    let mut fixed = vec![false; labels.len()];
    loop {
        let taken: u128 = (0..labels.len()).filter(|i| fixed[*i]).map(|i| u128::from(labels[i])).sum();
        let long: u128 = (0..labels.len()).filter(|i| !fixed[*i]).map(|i| phases[i].length.as_millis()).sum();
        let part = |index: usize| (width - taken) * phases[index].length.as_millis() / long.max(1);
        let short = (0..labels.len()).find(|i| !fixed[*i] && part(*i) < u128::from(labels[*i]));
        match short {
            Some(index) => fixed[index] = true,
            None => {
                return (0..labels.len())
                    .map(|i| if fixed[i] { labels[i] } else { u16::try_from(part(i)).unwrap_or(u16::MAX) })
                    .collect();
            }
        }
    }
}

impl Widget for Tempo<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.phases.is_empty() {
            return;
        }
        let _ = (Tone::Work, Modifier::BOLD, Line::raw(""), Bar::new(0.0, self.theme), buf);
    }
}
