//! The bar of a whole routine: every step's share of it, what is done, and where one is.

use std::time::Duration;

use ratatui::{buffer::Buffer, layout::Rect, style::Style, widgets::Widget};

use super::bar;
use crate::{
    plan::{Kind, Step},
    theme::{Colours, Theme, Tone},
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
    /// Draws steps, of which the current one has passed to a ratio; all are done where `current` is past the last.
    pub fn new(steps: &'a [Share], current: usize, ratio: f64, theme: &'a Theme) -> Steps<'a> {
        Steps { steps, current, ratio, theme }
    }

    /// How many steps the current one shows in a bar of a width: see `bar::next`.
    pub fn parts(&self, width: u16) -> u32 {
        let edges = edges(self.steps, width);
        match edges.get(self.current..).unwrap_or_default() {
            [from, to, ..] => to - from,
            _ => 0,
        }
    }

    /// The column in which one is.
    fn here(&self, edges: &[u32]) -> Option<u32> {
        let [from, to, ..] = *edges.get(self.current..)? else { return None };
        let last = edges.last()?.saturating_sub(1);
        let parts = to - from;
        Some((from + bar::filled(self.ratio, parts).min(parts.saturating_sub(1))).min(last))
    }

    fn style(&self, kind: Kind, done: bool) -> Style {
        let ink = self.theme.ink(Tone::from(kind));
        if done { ink } else { self.theme.faint(Tone::from(kind)) }
    }
}

/// Where each step begins, in columns, and where the last ends. Every step has a column of its own as long as there
/// are enough; the rest is shared by length.
fn edges(steps: &[Share], width: u16) -> Vec<u32> {
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

/// The kind that a column stands for: of several steps in it, work before all else.
fn kind_at(steps: &[Share], edges: &[u32], column: u32) -> Option<Kind> {
    let first = edges.partition_point(|edge| *edge <= column).checked_sub(1)?;
    let _ = first;
    let inside = |index: &usize| edges[*index] <= column && column < edges[*index + 1].max(edges[*index] + 1);
    let mut kinds = (0..steps.len()).filter(inside).map(|index| steps[index].kind);
    let one = kinds.next()?;
    Some(if kinds.any(|kind| kind == Kind::Work) { Kind::Work } else { one })
}

fn symbol(kind: Kind, theme: &Theme, done: bool) -> char {
    match (kind, theme.ascii, done || theme.colours == Colours::Indexed) {
        (Kind::Work, false, true) => '▆',
        (Kind::Work, false, false) => '▒',
        (Kind::Prepare | Kind::Rest | Kind::RoundRest, false, _) => '▂',
        (Kind::Switch, false, _) => '▁',
        (Kind::Work, true, true) => '#',
        (Kind::Work, true, false) => '=',
        (Kind::Switch, true, _) => '.',
        (_, true, _) => '_',
    }
}

impl Widget for Steps<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.steps.is_empty() {
            return;
        }
        let edges = edges(self.steps, area.width);
        let here = self.here(&edges);
        for (column, place) in (0..).zip(area.rows().next().into_iter().flat_map(Rect::columns)) {
            let Some(kind) = kind_at(self.steps, &edges, column) else { continue };
            let done = here.is_none_or(|here| column < here);
            let cell = &mut buf[place.as_position()];
            cell.set_char(symbol(kind, self.theme, done)).set_style(self.style(kind, done));
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
