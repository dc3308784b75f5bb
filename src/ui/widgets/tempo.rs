//! The phases of a rep in a row, with a bar that fills during the current one.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Modifier, Style},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::bar::{self, Bar};
use crate::{
    routine::Phase,
    ui::theme::{Theme, Tone},
};

/// The space between two phases.
const BETWEEN: u16 = 2;
/// The minimum width of a phase, in columns.
const LEAST: u16 = 4;

/// The phases of a tempo in a row, each as wide as it is long as far as the labels allow: bars, or labels that fill.
/// Where they do not fit side by side, only the current one.
#[derive(Clone, Copy, Debug)]
pub struct TempoBar<'a> {
    phases: &'a [Phase],
    current: Option<usize>,
    ratio: f64,
    labelled: bool,
    ink: Style,
    theme: &'a Theme,
}

impl<'a> TempoBar<'a> {
    /// Draws phases, of which the current one has passed to a ratio; none is current before the set starts.
    pub fn new(phases: &'a [Phase], current: Option<usize>, ratio: f64, theme: &'a Theme) -> TempoBar<'a> {
        TempoBar { phases, current, ratio, labelled: true, ink: theme.ink(Tone::Work), theme }
    }

    /// With the current phase in a style.
    #[must_use]
    pub fn style(self, ink: Style) -> Self {
        TempoBar { ink, ..self }
    }

    /// With labels that fill, or with bars.
    #[must_use]
    pub fn labelled(self, labelled: bool) -> Self {
        TempoBar { labelled, ..self }
    }

    fn gaps(&self) -> u16 {
        u16::try_from(self.phases.len().saturating_sub(1)).unwrap_or(u16::MAX).saturating_mul(BETWEEN)
    }

    /// The width of each phase; `None` if they do not fit in a row.
    fn columns(&self, width: u16) -> Option<Vec<u16>> {
        let label = |phase: &Phase| u16::try_from(phase.label.width()).unwrap_or(u16::MAX).max(LEAST);
        let labels: Vec<u16> = self.phases.iter().map(label).collect();
        let least = labels.iter().fold(0_u16, |sum, label| sum.saturating_add(*label));
        let most = width.checked_sub(self.gaps()).filter(|most| *most >= least)?;
        Some(share(&labels, self.phases, most))
    }

    /// One phase in its place.
    fn draw(&self, index: usize, area: Rect, buf: &mut Buffer) {
        let Some(phase) = self.phases.get(index) else { return };
        let is_current = self.current == Some(index);
        if !self.labelled {
            let ratio = match self.current {
                Some(current) if index < current => 1.0,
                Some(_) if is_current => self.ratio,
                _ => 0.0,
            };
            let fill = if is_current { self.ink } else { self.theme.muted };
            Bar::new(ratio, self.theme).style(fill).render(area, buf);
            return;
        }
        let style = if is_current { self.ink.add_modifier(Modifier::BOLD) } else { self.theme.muted };
        let label = self.theme.cut(&phase.label, usize::from(area.width));
        buf.set_stringn(area.x, area.y, label, usize::from(area.width), style);
        if is_current {
            let filled = u16::try_from(bar::filled(self.ratio, u32::from(area.width))).unwrap_or(area.width);
            buf.set_style(Rect { width: filled.min(area.width), ..area }, style.add_modifier(Modifier::REVERSED));
        }
    }
}

/// Shares all columns by length; a label that is wider than its share keeps its own width, and the others share the
/// rest.
fn share(labels: &[u16], phases: &[Phase], most: u16) -> Vec<u16> {
    let lengths: Vec<u64> =
        phases.iter().map(|phase| u64::try_from(phase.length.as_millis()).unwrap_or(u64::MAX).min(1 << 32)).collect();
    let labels: Vec<u64> = labels.iter().map(|label| u64::from(*label)).collect();
    let most = u64::from(most);
    let mut kept: Vec<bool> = vec![false; labels.len()];
    loop {
        let free = |index: &usize| !kept[*index];
        let taken: u64 = (0..labels.len()).filter(|index| kept[*index]).map(|index| labels[index]).sum();
        let long: u64 = (0..labels.len()).filter(free).map(|index| lengths[index]).sum();
        let part = |index: usize| (most - taken) * lengths[index] / long.max(1);
        let Some(short) = (0..labels.len()).filter(free).find(|index| part(*index) < labels[*index]) else {
            let mut widths: Vec<u64> =
                (0..labels.len()).map(|index| if kept[index] { labels[index] } else { part(index) }).collect();
            let rest = most - widths.iter().sum::<u64>();
            if let Some(last) = widths.last_mut() {
                *last += rest;
            }
            return widths.into_iter().map(|width| u16::try_from(width).unwrap_or(u16::MAX)).collect();
        };
        kept[short] = true;
    }
}

impl Widget for TempoBar<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.phases.is_empty() {
            return;
        }
        let Some(widths) = self.columns(area.width) else {
            return self.draw(self.current.unwrap_or_default(), area, buf);
        };
        let mut x = area.x;
        for (index, width) in widths.into_iter().enumerate() {
            self.draw(index, Rect { x, width, ..area }, buf);
            x += width + BETWEEN;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, phase, text, theme};

    fn phases() -> [Phase; 3] {
        [phase("lift", 2), phase("hold", 1), phase("slow down", 3)]
    }

    #[test]
    fn each_phase_is_as_wide_as_it_is_long() {
        let (theme, phases) = (theme(), phases());
        let tempo = TempoBar::new(&phases, Some(2), 0.5, &theme);
        assert_eq!(text(tempo, 60, 1), "lift                hold       slow down");
        let bars = "██████████████████  █████████  ██████████████▌";
        assert_eq!(text(tempo.labelled(false), 60, 1), bars);
        assert_eq!(text(tempo.labelled(false), 24, 1), "██████  ████  █████");
        assert_eq!(text(tempo, 24, 1), "lift    hold  slow down");
        assert_eq!(text(tempo, 12, 1), "slow down");
        let ascii = ascii();
        let bars = TempoBar::new(&phases, Some(0), 0.5, &ascii).labelled(false);
        assert_eq!(text(bars, 40, 1), "[====>     ]  [    ]  [                ]");
    }

    #[test]
    fn only_the_fill_moves_from_phase_to_phase() {
        let (theme, phases) = (theme(), phases());
        for width in 0..80 {
            let first = |current, ratio| text(TempoBar::new(&phases, current, ratio, &theme), width, 1);
            if TempoBar::new(&phases, None, 0.0, &theme).columns(width).is_some() {
                assert_eq!(first(None, 0.0), first(Some(2), 0.7), "{width}");
            }
        }
    }

    #[test]
    fn the_current_phase_is_highlighted() {
        let (theme, phases) = (theme(), phases());
        let mut buf = Buffer::empty(Rect::new(0, 0, 60, 1));
        TempoBar::new(&phases, Some(1), 0.5, &theme).render(buf.area, &mut buf);
        let hold = &buf[(20, 0)];
        assert_eq!(hold.symbol(), "h");
        assert_eq!(Some(hold.fg), theme.ink(Tone::Work).fg);
        assert!(hold.modifier.contains(Modifier::BOLD | Modifier::REVERSED));
        assert_eq!(Some(buf[(0, 0)].fg), theme.muted.fg);
    }
}
