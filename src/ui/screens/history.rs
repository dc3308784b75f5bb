//! The history: sessions, newest first, with their sets. A count that was wrong is put right by a new fact.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

use crate::{
    base::{count::count, quantity::rough},
    history::store::{History, RecordedSet, SessionSummary},
    session::player::Outcome,
    ui::{
        grid::{self, TWO_PANES},
        keymap::{self, Action, Context},
        screens::tabs::{self, Tab},
        theme::Theme,
        widgets::keys::Keys,
    },
};

/// The history screen.
#[derive(Debug, Default)]
pub struct HistoryScreen {
    /// The selected session, the newest is 0.
    selected: usize,
    /// The selected set of it, where keys act on the sets.
    set: Option<usize>,
}

/// What is put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedSet {
    /// The session.
    pub session: String,
    /// The set.
    pub of: String,
    /// The reps really done.
    pub reps: Option<u32>,
    /// What that makes of it.
    pub outcome: Outcome,
}

/// The sessions in which something was done, newest first.
fn sessions(history: &History) -> impl Iterator<Item = &SessionSummary> {
    history.sessions().iter().rev().filter(|past| past.done_sets() > 0)
}

impl HistoryScreen {
    /// Back from the sets to the list; false if that is where keys act already.
    pub fn leave(&mut self) -> bool {
        self.set.take().is_some()
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action, history: &History) {
        let Some(past) = self.past(history) else { return };
        let count = if self.set.is_some() { past.sets.len() } else { sessions(history).count() };
        let last = count.saturating_sub(1);
        let at = self.set.unwrap_or(self.selected);
        let to = match action {
            Action::Up => at.saturating_sub(1),
            Action::Down => (at + 1).min(last),
            Action::PageUp => at.saturating_sub(10),
            Action::PageDown => (at + 10).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::Enter if self.set.is_none() && !past.sets.is_empty() => {
                self.set = Some(0);
                return;
            }
            _ => return,
        };
        *self.set.as_mut().unwrap_or(&mut self.selected) = to;
    }

    /// One rep more or less on the selected set, where its reps are counted.
    pub fn correct(&self, more: bool, history: &History) -> Option<CorrectedSet> {
        let past = self.past(history)?;
        let set = past.sets.get(self.set?).filter(|set| set.goal_time.is_none())?;
        let counted = set.reps.unwrap_or(0);
        let reps = if more { counted + 1 } else { counted.saturating_sub(1) };
        let outcome = match (reps, set.goal_reps) {
            (0, _) => Outcome::Skipped,
            (reps, Some(goal)) if reps < goal => Outcome::Short,
            _ => Outcome::Done,
        };
        Some(CorrectedSet { session: past.id.to_string(), of: set.id.to_string(), reps: Some(reps), outcome })
    }

    fn past<'h>(&self, history: &'h History) -> Option<&'h SessionSummary> {
        sessions(history).nth(self.selected)
    }
}

// The drawing.
impl HistoryScreen {
    /// Draws it.
    pub fn render(&self, history: &History, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let roomy = u16::from(area.height >= 14);
        let [head, _, body, _, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(roomy),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(u16::from(area.height >= 3)),
        ])
        .areas(grid::margin(area));
        let title = match sessions(history).count() {
            0 => String::new(),
            sessions => count(sessions, "session"),
        };
        tabs::draw(Tab::History, &title, theme, head, buffer);
        let past = self.past(history);
        // A key is offered where it does something.
        let hints = keymap::hints(Context::History).into_iter().filter(|(_, words)| match *words {
            "sets" => past.is_some() && self.set.is_none(),
            "add rep" | "remove rep" => self.set.is_some(),
            _ => true,
        });
        let hints: Vec<_> = hints.collect();
        Keys::new(&hints, theme).render(footer, buffer);
        let Some(past) = past else {
            let lines = ["No sessions yet.", "Press Esc, pick a routine and press Enter."];
            let lines = Paragraph::new(lines.map(Line::raw).to_vec()).wrap(Wrap { trim: true });
            lines.style(theme.muted).render(body, buffer);
            return;
        };
        if area.width >= TWO_PANES {
            // As wide as its names, and no wider than leaves the sets half of the screen.
            let widest = sessions(history).take(200).map(|past| Span::raw(&*past.name).width() + 26).max();
            let width = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX).clamp(30, body.width / 2 + 4);
            let list = Constraint::Length(width);
            let [list, _, sets] = Layout::horizontal([list, Constraint::Length(2), Constraint::Fill(1)]).areas(body);
            self.list(history, theme, list, buffer);
            self.sets(past, theme, sets, buffer);
        } else if self.set.is_some() {
            self.sets(past, theme, body, buffer);
        } else {
            self.list(history, theme, body, buffer);
        }
    }

    fn list(&self, history: &History, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let first = (self.selected + 1).saturating_sub(usize::from(area.height).max(1));
        for ((index, past), row) in sessions(history).enumerate().skip(first).zip(area.rows()) {
            let selected = index == self.selected;
            let style = |style| if selected { theme.selected } else { style };
            let (mark, tone) = match (past.is_finished(), past.done_sets()) {
                (true, 1..) => (theme.glyphs.done, theme.good),
                (_, 0) => (theme.glyphs.missed, theme.muted),
                _ => (theme.glyphs.dash, theme.due),
            };
            // The year is told where it is another than the latest.
            let this = history.sessions().last().is_none_or(|last| last.date.year() == past.date.year());
            let when = past.date.strftime(if this { "%a %e %b" } else { "%e %b %Y" }).to_string();
            let when = format!("{when:<11}");
            let long = rough(past.active());
            let room = usize::from(row.width).saturating_sub(when.len() + long.len() + 7);
            let name = theme.cut(&past.name, room);
            let pad = " ".repeat(room.saturating_sub(Span::raw(&*name).width()));
            Line::from(vec![
                Span::styled(format!(" {mark} "), style(tone)),
                Span::styled(format!("{when}  "), style(theme.muted)),
                Span::styled(name, style(theme.plain)),
                Span::styled(format!("{pad} "), style(theme.plain)),
                Span::styled(format!("{long} "), style(theme.muted)),
            ])
            .render(row, buffer);
        }
    }

    fn sets(&self, past: &SessionSummary, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let dot = format!(" {} ", theme.glyphs.dot);
        let width = usize::from(area.width);
        let mut lines = vec![Line::styled(theme.cut(&past.name, width).into_owned(), theme.heading)];
        let begun = past.local().strftime("%-d %b %Y %H:%M").to_string();
        let sets = match past.all_sets() {
            None => count(past.done_sets(), "set"),
            Some(all) => format!("{} of {}", past.done_sets(), count(all, "set")),
        };
        let short = [begun, sets].join(&dot);
        let whole = [&*short, &*rough(past.active())].join(&dot);
        let facts = if Span::raw(&*whole).width() > width { short } else { whole };
        lines.push(Line::styled(theme.cut(&facts, width).into_owned(), theme.muted));
        for (block, tally) in past.tallies() {
            lines.extend(grid::heading(block, &tally.to_string(), width, theme).map(Line::raw));
        }
        if let Some(end) = past.end() {
            let said = [("effort", end.effort), ("pain", end.pain)];
            let said = said.iter().filter_map(|(word, answer)| Some(format!("{word} {} of 10", (*answer)?)));
            let said = said.collect::<Vec<_>>().join(&dot);
            lines.extend((!said.is_empty()).then(|| Line::styled(said, theme.muted)));
            let note = format!("\u{201c}{}\u{201d}", end.note);
            lines.extend((!end.note.is_empty()).then(|| Line::raw(theme.cut(&note, width).into_owned())));
        } else {
            lines.push(Line::styled("not finished", theme.muted));
        }
        lines.push(Line::default());
        let head = lines.len();
        lines.extend(past.sets.iter().enumerate().map(|(index, set)| self.set_line(index, set, width, theme)));
        let height = usize::from(area.height);
        let skip = self.set.map_or(0, |set| (head + set + 1).saturating_sub(height));
        Paragraph::new(lines.split_off(skip.min(lines.len()))).render(area, buffer);
    }

    fn set_line(&self, index: usize, set: &RecordedSet, width: usize, theme: &Theme) -> Line<'static> {
        let selected = self.set == Some(index);
        let style = |style| if selected { theme.selected } else { style };
        let (mark, tone) = match set.outcome {
            Outcome::Done => (theme.glyphs.done, theme.good),
            Outcome::Short => (theme.glyphs.dash, theme.due),
            Outcome::Skipped => (theme.glyphs.missed, theme.muted),
        };
        let amount = if set.outcome == Outcome::Skipped { "skipped".to_owned() } else { set.amount().to_string() };
        let load = if set.load.is_empty() { String::new() } else { format!(", {}", set.load) };
        let what = format!("{amount}{load}{}", if set.corrected { " (corrected)" } else { "" });
        let side = set.side.words(None).map(|side| format!(", {side}")).unwrap_or_default();
        let room = width.saturating_sub(what.chars().count() + 4);
        let name = theme.cut(&format!("{}{side}", set.exercise), room).into_owned();
        let pad = " ".repeat(room.saturating_sub(Span::raw(&name).width()));
        Line::from(vec![
            Span::styled(format!("{mark} "), style(tone)),
            Span::styled(format!("{name}{pad}  "), style(theme.plain)),
            Span::styled(what, style(theme.muted)),
        ])
    }
}
