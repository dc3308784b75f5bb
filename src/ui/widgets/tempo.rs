//! The phases of a rep in a row, the current one with a bar that fills through it.

use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::{Modifier, Style},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::bar::{self, Bar};
use crate::{
    routine::Phase,
    ui::theme::{Theme, Tone},
};

/// Between two phases.
const BETWEEN: u16 = 2;
/// The most columns that a second of tempo gets.
const SECOND: u64 = 8;
/// The least columns of a phase.
const LEAST: u16 = 4;

/// The phases of a tempo, each as wide as it is long as far as the labels allow. With two rows and more, a bar
/// below each label; with one, the label itself fills. Where they do not fit side by side, only the current one.
#[derive(Clone, Copy, Debug)]
pub struct Tempo<'a> {
    phases: &'a [Phase],
    current: Option<usize>,
    ratio: f64,
    theme: &'a Theme,
}

impl<'a> Tempo<'a> {
    /// Draws phases, of which the current one has passed to a ratio; none is current where the set has not begun.
    pub fn new(phases: &'a [Phase], current: Option<usize>, ratio: f64, theme: &'a Theme) -> Tempo<'a> {
        Tempo { phases, current, ratio, theme }
    }

    /// How many steps the bar of the current phase shows in an area of this size: see `bar::next`.
    pub fn parts(&self, area: Size) -> u32 {
        let width = match (self.columns(area.width), self.current) {
            (_, None) => 0,
            (Some(widths), Some(current)) => widths.get(current).copied().unwrap_or_default(),
            (None, Some(_)) => area.width,
        };
        if area.height > 1 { bar::parts(width, self.theme) } else { u32::from(width) }
    }

    /// The columns that all of it takes of an area of this width.
    pub fn width(&self, width: u16) -> u16 {
        self.columns(width).map_or(width, |widths| widths.iter().sum::<u16>() + self.gaps())
    }

    fn gaps(&self) -> u16 {
        u16::try_from(self.phases.len().saturating_sub(1)).unwrap_or(u16::MAX).saturating_mul(BETWEEN)
    }

    /// The width of each phase; nothing where they do not fit side by side.
    fn columns(&self, width: u16) -> Option<Vec<u16>> {
        let label = |phase: &Phase| u16::try_from(phase.label.width()).unwrap_or(u16::MAX).max(LEAST);
        let labels: Vec<u16> = self.phases.iter().map(label).collect();
        let least = labels.iter().fold(0_u16, |sum, label| sum.saturating_add(*label));
        let most = width.checked_sub(self.gaps()).filter(|most| *most >= least)?;
        Some(share(&labels, self.phases, most))
    }

    fn style(&self, index: usize) -> Style {
        if self.current == Some(index) {
            self.theme.ink(Tone::Work).add_modifier(Modifier::BOLD)
        } else {
            self.theme.muted
        }
    }

    /// One phase in its place.
    fn draw(&self, index: usize, area: Rect, buf: &mut Buffer) {
        let Some(phase) = self.phases.get(index) else { return };
        let style = self.style(index);
        let is_current = self.current == Some(index);
        let label = self.theme.cut(&phase.label, usize::from(area.width));
        buf.set_stringn(area.x, area.y, label, usize::from(area.width), style);
        if area.height > 1 {
            let ratio = match self.current {
                Some(current) if index < current => 1.0,
                Some(current) if index == current => self.ratio,
                _ => 0.0,
            };
            let row = Rect { y: area.y + 1, height: 1, ..area };
            let fill = if is_current { self.theme.ink(Tone::Work) } else { self.theme.muted };
            Bar::new(ratio, self.theme).style(fill).render(row, buf);
        } else if is_current {
            let filled = u16::try_from(bar::filled(self.ratio, u32::from(area.width))).unwrap_or(area.width);
            buf.set_style(Rect { width: filled.min(area.width), ..area }, style.add_modifier(Modifier::REVERSED));
        }
    }
}

/// Shares columns by length; a label that is wider than its share keeps its own width, and the others share the rest.
fn share(labels: &[u16], phases: &[Phase], most: u16) -> Vec<u16> {
    let lengths: Vec<u64> =
        phases.iter().map(|phase| u64::try_from(phase.length.as_millis()).unwrap_or(u64::MAX).min(1 << 32)).collect();
    let labels: Vec<u64> = labels.iter().map(|label| u64::from(*label)).collect();
    let wanted = lengths.iter().sum::<u64>() * SECOND / 1000;
    let width = u64::from(most).min(wanted.max(labels.iter().sum()));
    let mut kept: Vec<bool> = vec![false; labels.len()];
    loop {
        let free = |index: &usize| !kept[*index];
        let taken: u64 = (0..labels.len()).filter(|index| kept[*index]).map(|index| labels[index]).sum();
        let long: u64 = (0..labels.len()).filter(free).map(|index| lengths[index]).sum();
        let part = |index: usize| (width - taken) * lengths[index] / long.max(1);
        let Some(short) = (0..labels.len()).filter(free).find(|index| part(*index) < labels[*index]) else {
            let width = |index| if kept[index] { labels[index] } else { part(index) };
            return (0..labels.len()).map(|index| u16::try_from(width(index)).unwrap_or(most)).collect();
        };
        kept[short] = true;
    }
}

impl Widget for Tempo<'_> {
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
    use crate::ui::widgets::tests::{ascii, phase, text, theme};

    fn phases() -> [Phase; 3] {
        [phase("lift", 2), phase("hold", 1), phase("slow down", 3)]
    }

    #[test]
    fn each_phase_is_as_wide_as_it_is_long() {
        let (theme, phases) = (theme(), phases());
        let tempo = Tempo::new(&phases, Some(2), 0.5, &theme);
        insta::assert_snapshot!(text(tempo, 60, 2), @r"
        lift              hold      slow down
        ████████████████  ████████  ████████████
        ");
        insta::assert_snapshot!(text(tempo, 24, 2), @r"
        lift    hold  slow down
        ██████  ████  ████▌
        ");
        insta::assert_snapshot!(text(tempo, 12, 2), @r"
        slow down
        ██████
        ");
        insta::assert_snapshot!(text(Tempo::new(&phases, Some(0), 0.5, &ascii()), 40, 2), @r"
        lift          hold    slow down
        [====>     ]  [    ]  [                ]
        ");
        assert_eq!(text(tempo, 24, 1), "lift    hold  slow down");
        assert_eq!(tempo.parts(Size::new(60, 2)), 24 * 8);
        assert_eq!(tempo.parts(Size::new(12, 1)), 12);
    }

    #[test]
    fn only_the_fill_moves_from_phase_to_phase() {
        let (theme, phases) = (theme(), phases());
        for width in 0..80 {
            let first = |current, ratio| {
                let drawn = text(Tempo::new(&phases, current, ratio, &theme), width, 2);
                drawn.lines().next().unwrap_or_default().to_owned()
            };
            if Tempo::new(&phases, None, 0.0, &theme).columns(width).is_some() {
                assert_eq!(first(None, 0.0), first(Some(2), 0.7), "{width}");
            }
        }
    }

    #[test]
    fn the_current_phase_stands_out() {
        let (theme, phases) = (theme(), phases());
        let mut buf = Buffer::empty(Rect::new(0, 0, 60, 1));
        Tempo::new(&phases, Some(1), 0.5, &theme).render(buf.area, &mut buf);
        let hold = &buf[(18, 0)];
        assert_eq!(hold.symbol(), "h");
        assert_eq!(Some(hold.fg), theme.ink(Tone::Work).fg);
        assert!(hold.modifier.contains(Modifier::BOLD | Modifier::REVERSED));
        assert_eq!(Some(buf[(0, 0)].fg), theme.muted.fg);
    }
}
