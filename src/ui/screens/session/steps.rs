//! The steps of a session as a list, over the session while it continues: what is done, what is current and what is to
//! come. From there the person jumps, puts an exercise off or drops it.

use std::{ops::Range, time::Duration};

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Widget,
};

use crate::{
    base::{
        count::count,
        quantity::{clock, seconds_left, units},
    },
    routine::Rounds,
    session::{
        live::Session,
        player::{Command, Outcome},
    },
    ui::{
        grid,
        keymap::{self, Action, Context},
        shared::Shared,
        theme::Tone,
        widgets::{band::Band, keys::Keys},
    },
};

/// The list. Its selection is a step, so that it stays where the list changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct StepsList {
    selected: usize,
}

/// One row of the list.
struct Row {
    steps: Range<usize>,
    /// The number of sets: all, done, and skipped.
    sets: usize,
    done: usize,
    skipped: usize,
}

impl Row {
    /// The row of some steps; `None` where nothing of it is played any more and nothing was.
    fn of(session: &Session, steps: Range<usize>) -> Option<Row> {
        let works = steps.clone().filter(|index| session.plan().steps[*index].is_work());
        let mut row = Row { steps, sets: 0, done: 0, skipped: 0 };
        for index in works {
            let step = &session.plan().steps[index];
            let outcome = session.done().get(&index).map(|done| done.outcome);
            if outcome.is_some() || !(step.is_left_out || step.is_capped() && step.round > 1) {
                row.sets += 1;
            }
            row.done += usize::from(outcome.is_some_and(|outcome| outcome != Outcome::Skipped));
            row.skipped += usize::from(outcome == Some(Outcome::Skipped));
        }
        (row.sets > 0).then_some(row)
    }

    /// The exercise, and its round where there are more.
    fn name(&self, session: &Session) -> String {
        let step = &session.plan().steps[self.steps.start];
        if step.is_capped() {
            return step.block.clone().unwrap_or_else(|| "Rounds".to_owned());
        }
        let round = step.round_words().map(|words| format!(", {words}"));
        format!("{}{}", step.exercise.name, round.unwrap_or_default())
    }

    /// What was done, or what is planned.
    fn fact(&self, session: &Session) -> String {
        let step = &session.plan().steps[self.steps.start];
        match (self.done, self.skipped, step.rounds) {
            (0, _, _) if self.is_over() => "skipped".to_owned(),
            (_, _, Rounds::Amrap(cap)) => format!("as many rounds as fit in {}", units(cap)),
            (0, _, _) => step.exercise.dose(),
            (done, 0, _) => format!("{done} of {}", count(self.sets, "set")),
            (done, skipped, _) => format!("{done} of {}, {skipped} skipped", count(self.sets, "set")),
        }
    }

    fn is_over(&self) -> bool {
        self.done + self.skipped >= self.sets
    }
}

/// The list in lines: the current row has a mark.
pub fn lines(session: &Session) -> impl Iterator<Item = String> {
    let here = session.player().0.index();
    rows(session).into_iter().map(move |row| {
        let mark = if row.steps.contains(&here) { '>' } else { ' ' };
        format!("{mark} {}: {}", row.name(session), row.fact(session))
    })
}

fn rows(session: &Session) -> Vec<Row> {
    session.plan().rows().filter_map(|steps| Row::of(session, steps)).collect()
}

impl StepsList {
    /// The list with the current step selected.
    pub(super) fn new(session: &Session) -> StepsList {
        StepsList { selected: session.player().0.index() }
    }

    /// Moves the selection, or returns the command for the selected row.
    pub(super) fn act(&mut self, action: Action, session: &Session) -> Option<Command> {
        let rows = rows(session);
        let here = self.position(&rows);
        let last = rows.len().saturating_sub(1);
        let to = match action {
            Action::Enter => return rows.get(here).map(|row| Command::Jump(target(session, row))),
            Action::PutOff => return rows.get(here).map(|row| Command::PutOff(row.steps.start)),
            Action::Drop => return rows.get(here).map(|row| Command::Drop(row.steps.start)),
            action => action.in_list(here, last)?,
        };
        self.selected = rows.get(to).map_or(self.selected, |row| row.steps.start);
        None
    }

    /// Selects the row after one that was put off.
    pub(super) fn settle(&mut self, session: &Session) {
        let rows = rows(session);
        if !rows.iter().any(|row| row.steps.contains(&self.selected)) {
            let next = rows.iter().find(|row| row.steps.start > self.selected).or(rows.last());
            self.selected = next.map_or(self.selected, |row| row.steps.start);
        }
    }

    /// The number of the selected row.
    fn position(self, rows: &[Row]) -> usize {
        rows.iter().rposition(|row| row.steps.start <= self.selected).unwrap_or(0)
    }
}

/// The step to continue with for a row: the one that leads to its first set that is not over, else its beginning.
fn target(session: &Session, row: &Row) -> usize {
    let steps = &session.plan().steps;
    let is_open = |index: &usize| steps[*index].is_work() && !session.done().contains_key(index);
    let Some(open) = row.steps.clone().find(is_open).filter(|_| !row.is_over()) else { return row.steps.start };
    let before = (row.steps.start..open).rfind(|index| steps[*index].is_work());
    before.map_or(row.steps.start, |before| before + 1)
}

impl StepsList {
    /// Draws the list.
    pub(super) fn render(self, session: &Session, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let [band, _, body, _, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(u16::from(area.height >= 10)),
            Constraint::Fill(1),
            Constraint::Length(u16::from(area.height >= 10)),
            Constraint::Length(u16::from(area.height >= 4)),
        ])
        .areas(area);
        if let Some((_, step)) = session.step() {
            let (player, now) = session.player();
            let left = player.left(now).map(|left| clock(Duration::from_secs(seconds_left(left))));
            let tone = if session.is_paused() { Tone::Paused } else { step.kind.into() };
            Band::new(tone, theme).right(&left.unwrap_or_default()).render(band, buffer);
        }
        Keys::new(&keymap::hints(Context::Steps), theme).render(grid::margin(footer), buffer);
        let rows = rows(session);
        let selected = self.position(&rows);
        let body = grid::margin(body);
        let first = (selected + 1).saturating_sub(usize::from(body.height).max(1));
        for ((index, row), line) in rows.iter().enumerate().skip(first).zip(body.rows()) {
            row.render(session, index == selected, shared, line, buffer);
        }
    }
}

impl Row {
    fn render(&self, session: &Session, selected: bool, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let here = session.step().is_some_and(|(index, _)| self.steps.contains(&index));
        let style = |style| if selected { theme.selected } else { style };
        let (mark, tone) = match (here, self.is_over()) {
            (true, _) => (theme.glyphs.arrow, theme.key),
            (false, false) => (" ", theme.muted),
            (false, true) if self.done == 0 => (theme.glyphs.missed, theme.muted),
            (false, true) => (theme.glyphs.done, theme.good),
        };
        let (name, fact) = (self.name(session), self.fact(session));
        let width = usize::from(area.width);
        let fact = theme.cut(&fact, width / 2);
        let room = width.saturating_sub(Span::raw(&*fact).width() + 5);
        let name = theme.cut(&name, room);
        let pad = " ".repeat(room.saturating_sub(Span::raw(&*name).width()));
        Line::from(vec![
            Span::styled(format!(" {mark} "), style(tone)),
            Span::styled(name, style(theme.plain)),
            Span::styled(format!("{pad} "), style(theme.plain)),
            Span::styled(format!("{fact} "), style(theme.muted)),
        ])
        .render(area, buffer);
    }
}
