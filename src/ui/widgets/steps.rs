//! The bar of a whole routine: the segments of all steps, those that are done, and the position.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::bar;
use crate::{
    session::plan::{Kind, Plan},
    ui::theme::{Colours, Theme, Tone},
};

/// A segment of the bar: a step, or a block with a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepSegment {
    /// The index of its first step.
    pub first: usize,
    /// Its kind.
    pub kind: Kind,
    /// Its estimated length.
    pub length: Duration,
}

/// The segments of a plan.
pub fn segments(plan: &Plan) -> Vec<StepSegment> {
    let mut segments: Vec<StepSegment> = Vec::new();
    let mut group = None;
    for expected in plan.expected_steps(0) {
        let (step, length) = (expected.step, expected.lasts);
        let is_same = group.replace(step.group) == Some(step.group) && step.is_capped();
        match segments.last_mut().filter(|_| is_same) {
            // The steps to come are not known in advance.
            Some(segment) => segment.length += length,
            None => {
                let kind = if step.is_capped() { Kind::Work } else { step.kind };
                segments.push(StepSegment { first: expected.index, kind, length });
            }
        }
    }
    segments
}

/// The steps of a routine in a row, work high and other steps low; steps that are done are bright. With a second row, a
/// marker below points at the position.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    segments: &'a [StepSegment],
    current: usize,
    ratio: f64,
    theme: &'a Theme,
}

impl<'a> Steps<'a> {
    /// Draws steps, of which the current one has passed to a ratio; all are done if `current` is past the last.
    pub fn new(steps: &'a [StepSegment], current: usize, ratio: f64, theme: &'a Theme) -> Steps<'a> {
        Steps { segments: steps, current, ratio, theme }
    }

    /// The column of the position.
    fn here(&self, edges: &[u32]) -> Option<u32> {
        let [from, to, ..] = *edges.get(self.current..)? else { return None };
        let last = edges.last()?.saturating_sub(1);
        let parts = to - from;
        Some((from + bar::filled(self.ratio, parts).min(parts.saturating_sub(1))).min(last))
    }

    /// Past steps have the colour of text, future ones that of the track, and the current one that of its state.
    fn style(&self, kind: Kind, (done, current): (bool, bool)) -> Style {
        match (current, done) {
            (true, _) => self.theme.ink(Tone::from(kind)),
            (false, true) => self.theme.plain,
            (false, false) => self.theme.to_come,
        }
    }
}

/// The columns at which the steps start, and at which the last ends. Every step has a column of its own if there are
/// enough; the rest is shared by length.
fn edges(steps: &[StepSegment], width: u16) -> Vec<u32> {
    let count = u64::try_from(steps.len()).unwrap_or(u64::MAX);
    let width = u64::from(width);
    let each = u64::from(count <= width);
    let spare = u128::from(width - each * count.min(width));
    let total = steps.iter().map(|step| step.length.as_millis()).sum::<u128>().max(1);
    let mut edges = vec![0];
    let mut passed = 0;
    for (index, step) in (1..).zip(steps) {
        passed += step.length.as_millis();
        let column = u128::from(each) * index + (passed * spare + total / 2) / total;
        edges.push(u32::try_from(column).unwrap_or(u32::MAX));
    }
    edges
}

/// The kind of a column with several steps: work has precedence.
fn kind_at(steps: &[StepSegment], edges: &[u32], column: u32) -> Option<Kind> {
    let last = edges.partition_point(|edge| *edge <= column).checked_sub(1)?;
    let first = edges.partition_point(|edge| *edge < column).min(last);
    let inside = steps.get(first..=last)?;
    inside.iter().find(|step| step.kind == Kind::Work).or(inside.first()).map(|step| step.kind)
}

fn symbol(kind: Kind, theme: &Theme, done: bool) -> char {
    // Without faint colours, the shape shows the steps to come.
    let [work, switch, other] = match (theme.ascii, theme.colours, done) {
        (true, _, true) => ['#', '.', '_'],
        (true, _, false) => ['=', '.', '_'],
        (false, Colours::Indexed | Colours::Direct, _) => ['▆', '▁', '▂'],
        (false, _, true) => ['█', '▂', '▃'],
        (false, _, false) => ['░', '▁', '▂'],
    };
    match kind {
        Kind::Work => work,
        Kind::Switch => switch,
        Kind::Prepare | Kind::Rest | Kind::RoundRest => other,
    }
}

impl Widget for Steps<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.segments.is_empty() {
            return;
        }
        let edges = edges(self.segments, area.width);
        let here = self.here(&edges);
        for (column, place) in (0..).zip(area.rows().next().into_iter().flat_map(Rect::columns)) {
            let Some(kind) = kind_at(self.segments, &edges, column) else { continue };
            let done = here.is_none_or(|here| column < here);
            let current = edges
                .get(self.current..)
                .is_some_and(|edges| matches!(edges, [from, to, ..] if (*from..*to).contains(&column)));
            let cell = &mut buf[place.as_position()];
            cell.set_char(symbol(kind, self.theme, done)).set_style(self.style(kind, (done, current)));
        }
        let Some(here) = here.and_then(|here| u16::try_from(here).ok()) else { return };
        let x = (area.x + here).min(area.right() - 1);
        let (y, mark) = match (area.height, self.theme.ascii) {
            (1, false) => (area.y, "┃"),
            (1, true) => (area.y, "|"),
            _ => (area.y + 1, self.theme.glyphs.here),
        };
        buf[(x, y)].reset();
        buf.set_stringn(x, y, mark, 1, self.theme.heading);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, text, theme};

    fn routine() -> Vec<StepSegment> {
        let parts = [(Kind::Prepare, 10), (Kind::Work, 30), (Kind::Switch, 5), (Kind::Work, 30), (Kind::Rest, 15)];
        let once = parts.map(|(kind, seconds)| StepSegment { first: 0, kind, length: Duration::from_secs(seconds) });
        once.into_iter().chain(once).collect()
    }

    #[test]
    fn every_step_has_its_share() {
        let (theme, steps) = (theme(), routine());
        insta::assert_snapshot!(text(Steps::new(&steps, 3, 0.5, &theme), 40, 2), @r"
        ▂▂▂▆▆▆▆▆▆▁▁▆▆▆▆▆▆▂▂▂▂▂▂▆▆▆▆▆▆▁▁▆▆▆▆▆▆▂▂▂
                      ▲
        ");
        insta::assert_snapshot!(text(Steps::new(&steps, 3, 0.5, &theme), 10, 1), @r"
        ▂▆▁┃▂▂▆▁▆▂
        ");
        insta::assert_snapshot!(text(Steps::new(&steps, 3, 0.5, &theme), 4, 2), @r"
        ▆▆▆▆
         ▲
        ");
        insta::assert_snapshot!(text(Steps::new(&steps, 10, 0.0, &ascii()), 40, 2), @r"
        ___######..######______######..######___
        ");
        insta::assert_snapshot!(text(Steps::new(&steps, 6, 0.0, &ascii()), 40, 2), @r"
        ___######..######______======..======___
                               ^
        ");
    }

    #[test]
    fn only_the_current_step_has_a_colour() {
        let (theme, steps) = (theme(), routine());
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 2));
        Steps::new(&steps, 6, 0.0, &theme).render(buf.area, &mut buf);
        assert_eq!(buf[(0, 0)].fg, ratatui::style::Color::Reset);
        assert_eq!(Some(buf[(24, 0)].fg), theme.ink(Tone::Work).fg);
        assert_eq!(Some(buf[(39, 0)].fg), theme.to_come.fg);
    }

    #[test]
    fn the_edges_are_in_order_and_fill_the_width() {
        let steps = routine();
        for width in 0..=200 {
            let edges = edges(&steps, width);
            assert_eq!((edges[0], edges[edges.len() - 1]), (0, u32::from(width)));
            assert!(edges.windows(2).all(|pair| pair[0] + u32::from(width >= 10) <= pair[1]), "{width}: {edges:?}");
            assert!((0..u32::from(width)).all(|column| kind_at(&steps, &edges, column).is_some()));
        }
    }
}
