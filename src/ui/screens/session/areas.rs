//! Where everything is on the screen of a running session.

use ratatui::layout::{Constraint, Layout, Rect};

use super::words::SessionView;
use crate::{
    base::text,
    figure::Figure,
    session::plan::Kind,
    ui::{
        grid::{GUTTER, TWO_PANES, band_height, margin},
        widgets::figure::LEAST,
    },
};

/// The minimum height of the body for a figure below the number, on a screen with one pane.
const BELOW: u16 = 22;

/// The areas of the screen.
#[derive(Debug)]
pub(super) struct Areas {
    pub(super) band: Rect,
    pub(super) name: Rect,
    pub(super) facts: Rect,
    pub(super) digits: Rect,
    pub(super) phase: Rect,
    pub(super) bar: Rect,
    pub(super) tip: Rect,
    pub(super) next: Rect,
    pub(super) course: Rect,
    pub(super) keys: Rect,
    /// The figure.
    pub(super) figure: Rect,
    /// The instructions.
    pub(super) instructions: Rect,
}

impl<'a> SessionView<'a> {
    /// The rows, by the height of the screen and whether the step is a get ready, which shows the name in large
    /// letters.
    pub(super) fn areas(&self, area: Rect) -> Areas {
        let height = area.height;
        let (large, roomy) = (height >= 34, height >= 18);
        let name = match height {
            34.. => 6,
            22.. if self.step.kind == Kind::Prepare => 6,
            _ => 1,
        };
        let row = |shown: bool| Constraint::Length(u16::from(shown));
        let guided = self.step.exercise.figure().is_some() || self.step.exercise.instructions.is_some();
        let two_panes = area.width >= TWO_PANES && guided && height >= 18;
        // The second pane shows the position; without it, the facts do.
        let position = if two_panes { 0 } else { self.position_rows(margin(area).width) };
        let [band, _, name, _, facts, _, digits, gap, phase, _, bar, _, tip, next, _, course, _, keys] =
            Layout::vertical([
                Constraint::Length(band_height(height)),
                row(large),
                Constraint::Length(name),
                row(large),
                Constraint::Length(if height >= 6 { 1 + position } else { 0 }),
                row(large),
                Constraint::Fill(1),
                row(large || height >= 22 && name == 1),
                Constraint::Length(match height {
                    22.. => 3,
                    18.. => 1,
                    _ => 0,
                }),
                row(large),
                row(height >= 8),
                row(height >= 22),
                Constraint::Length(match height {
                    22.. => 2,
                    18.. => 1,
                    _ => 0,
                }),
                row(true),
                row(large),
                row(height >= 5),
                row(large),
                row(height >= 10 || roomy),
            ])
            .areas(area);
        let full = margin(area);
        let (left, right) = if two_panes {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(1), Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(full);
            (left, right)
        } else {
            (full, Rect::ZERO)
        };
        let at = |row: Rect, pane: Rect| Rect { x: pane.x, width: pane.width, ..row };
        let (mut digits, mut phase) = (at(digits, left), at(phase, left));
        if !self.has_phase() {
            // Without the letters below them the digits keep the gap above.
            let above = if large { 0 } else { gap.height };
            digits.y += above;
            digits.height += gap.height + phase.height - above;
        } else if !large && digits.height > 2 && self.number_size(digits).height + 2 <= digits.height {
            // Beside a small number there is a row to spare between the letters and the bar.
            digits.height -= 1;
            phase.y -= 1;
        }
        let mut areas = Areas {
            band,
            name: at(name, left),
            facts: at(facts, left),
            digits,
            phase,
            bar: at(bar, left),
            tip: at(tip, if right.is_empty() { full } else { left }),
            next: at(next, full),
            course: at(course, full),
            keys: at(keys, full),
            figure: Rect::ZERO,
            instructions: Rect::ZERO,
        };
        if !right.is_empty() {
            let top = band.bottom() + u16::from(height >= 22);
            let bottom = if large { top + bar.y.saturating_sub(top) / 3 * 2 } else { bar.bottom() };
            areas.figure = Rect { y: top, height: bottom.saturating_sub(top), ..right };
            let words = if large { bottom + 1 } else { tip.y };
            areas.instructions = Rect { y: words, height: next.y.saturating_sub(words), ..right };
            if self.fitting(areas.figure).is_none() {
                areas.instructions = Rect { y: top, height: next.y.saturating_sub(top), ..right };
            }
        } else if area.width < TWO_PANES && digits.height >= BELOW {
            let half = digits.height / 2;
            let below = Rect { y: digits.y + half + 1, height: half.saturating_sub(1), ..digits };
            if self.fitting(below).is_some() {
                areas.figure = below;
                areas.digits.height = half;
            }
        }
        areas
    }

    /// The rows below the facts that the position takes while the user gets into it; 0 if it fits next to them.
    fn position_rows(&self, width: u16) -> u16 {
        let getting_ready = self.step.kind == Kind::Prepare;
        let position =
            self.step.position().filter(|_| getting_ready && self.facts(true).chars().count() > width.into());
        position.map_or(0, |position| u16::try_from(text::rows(&position, width.into())).unwrap_or(u16::MAX).min(2))
    }

    /// Whether the rows of the phase have content in this step.
    pub(super) fn has_phase(&self) -> bool {
        self.step.is_work() && self.step.reps().is_some() || self.session().player().0.length().is_none()
    }

    /// The figure of the exercise, if it fits into an area.
    fn fitting(&self, area: Rect) -> Option<&'a Figure> {
        let shown = self.theme().figures.is_some() && area.width >= LEAST.width && area.height >= LEAST.height;
        self.step.exercise.figure().map(AsRef::as_ref).filter(|_| shown)
    }

    pub(super) fn figure(&self, areas: &Areas) -> Option<&'a Figure> {
        self.fitting(areas.figure)
    }
}
