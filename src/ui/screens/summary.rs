//! The summary: the result of a session, exercise by exercise.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::Timestamp;
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

use super::{feedback::Said, flash::Flash, typed::Typed};
use crate::{
    base::{
        count::count,
        cue::LAST_CUE,
        quantity::{Now, clock, measured, units},
        text,
    },
    history::{events::SessionLog, stats::Streak},
    routine::{Exercise, Rounds, Work, progress::STOP},
    session::{
        live::Session,
        plan::Step,
        player::{Amount, Done, Outcome},
    },
    ui::{
        effect::{AudioEffect, Effect},
        grid,
        keymap::{self, Action, Context},
        shared::Shared,
        theme::{Theme, Tone},
        timers::{Timer, Timers},
        widgets::{band::Band, keys::Keys, tiles::Tiles},
    },
};

/// For this long after the end, no key but Ctrl-C has an effect: it was meant for the session.
const GUARD: Duration = Duration::from_secs(1);

/// The summary screen.
#[derive(Debug)]
pub struct Summary {
    routine: String,
    id: String,
    groups: Vec<Group>,
    finished: bool,
    alone: bool,
    active: Duration,
    /// The time with pauses.
    total: Duration,
    /// When it started.
    began: Timestamp,
    /// The comparison, once the history is known.
    comparison: Option<Comparison>,
    /// When the last cue has been heard and the output can be closed.
    heard: Option<Duration>,
    scroll: usize,
    /// The log for feedback; `None` after a trial, or if nothing was done.
    log: Option<SessionLog>,
    said: Said,
    /// The speed factor, if it was a trial.
    trial: Option<u32>,
    flash: Flash,
    /// When it was first shown.
    begun: Duration,
}

/// A comparison with earlier sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The length of the previous session of the same routine.
    pub last: Option<Duration>,
    /// The days in a row, including this one.
    pub streak: Streak,
    /// How many times the routine was done today, and is due, if it is due several times a day.
    pub part: Option<(u32, u32)>,
    /// The best set of each exercise in the session of the same routine before it: reps, or seconds.
    pub bests: BTreeMap<Arc<str>, u64>,
    /// The days of this week, Monday first: the minutes of each, and those of its plan.
    pub week: Vec<(u64, u64)>,
}

/// The results of one block.
#[derive(Debug)]
struct Group {
    number: usize,
    /// The block's name, and its rounds; empty if there is nothing to show.
    heading: (String, String),
    rows: Vec<Row>,
}

/// The results of one exercise.
#[derive(Debug)]
struct Row {
    exercise: Arc<Exercise>,
    sets: Vec<Option<Done>>,
}

impl Summary {
    /// The summary of a finished session.
    pub fn new(session: &Session, alone: bool, log: Option<SessionLog>, now: Now) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (index, step) in session.plan().steps.iter().enumerate().filter(|(_, step)| step.is_work()) {
            let set = session.done().get(&index).copied();
            if (step.is_capped() || step.is_left_out) && set.is_none() {
                // The cap ended before it, or it was put off.
                continue;
            }
            if groups.last().is_none_or(|group| group.number != step.group) {
                let heading = heading(session, index, step);
                groups.push(Group { number: step.group, heading, rows: Vec::new() });
            }
            let Some(group) = groups.last_mut() else { continue };
            match group.rows.iter_mut().find(|row| Arc::ptr_eq(&row.exercise, &step.exercise)) {
                Some(row) => row.sets.push(set),
                None => group.rows.push(Row { exercise: Arc::clone(&step.exercise), sets: vec![set] }),
            }
        }
        Summary {
            routine: session.plan().routine.clone(),
            id: session.plan().id.clone(),
            groups,
            finished: session.is_finished(),
            alone,
            active: session.active(),
            total: now.monotonic.saturating_sub(session.begun().monotonic),
            began: session.begun().wall,
            comparison: None,
            heard: session.is_finished().then(|| now.monotonic + LAST_CUE),
            scroll: 0,
            log: log.filter(|_| session.has_done()),
            trial: (session.speed() > 1).then(|| session.speed()),
            said: Said::default(),
            flash: Flash::default(),
            begun: now.monotonic,
        }
    }

    /// Adds a flash that is in progress.
    #[must_use]
    pub(super) fn flashing(self, flash: Flash) -> Summary {
        Summary { flash, ..self }
    }

    /// The id of the routine, if the session was recorded and is finished.
    pub fn id(&self) -> Option<String> {
        (self.log.is_some() && self.finished && self.comparison.is_none()).then(|| self.id.clone())
    }

    /// Sets the comparison, unless it is set.
    pub fn compare(&mut self, comparison: impl FnOnce() -> Comparison) {
        self.comparison.get_or_insert_with(comparison);
    }

    /// Handles a key as an answer, or as one that came too late for the session.
    pub fn types(&mut self, key: KeyEvent, now: Now, effects: &mut Vec<Effect>) -> bool {
        // A user who stopped the session was asked, and the next keys are for the summary.
        let is_quit = keymap::action(Context::Summary, key) == Some(Action::Quit);
        if self.finished && !is_quit && now.monotonic < self.begun + GUARD {
            return true;
        }
        let Some(log) = &mut self.log else { return false };
        let typed = self.said.types(key);
        let taken = typed != Typed::Unused;
        if let Typed::Result(said) = typed {
            effects.extend(log.say(said, now).map(Effect::from));
        }
        taken
    }

    /// Adds to the note, if one is typed.
    pub fn type_text(&mut self, typed: &str) {
        self.said.type_text(typed);
    }

    /// Whether the program was started for this session only.
    pub fn alone(&self) -> bool {
        self.alone
    }

    /// Closes the output once the last cue has been heard.
    pub fn advance(&mut self, now: Now, effects: &mut Vec<Effect>) {
        if self.heard.is_some_and(|heard| now.monotonic >= heard) {
            self.heard = None;
            effects.push(AudioEffect::Close.into());
        }
    }

    /// Sets the timers.
    pub fn timers(&self, now: Now, timers: &mut Timers) {
        timers.set(Timer::LastCue, self.heard);
        timers.set(Timer::Flash, self.flash.next(now.monotonic));
    }

    /// Applies an action.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => self.scroll = (self.scroll + 1).min(self.rows().count().saturating_sub(1)),
            _ => {}
        }
    }

    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let large = area.height >= 22;
        let asks = self.log.is_some() && area.height > 6;
        let stop = self.said.hurts().then(|| text::rows(STOP, usize::from(area.width.saturating_sub(4))));
        let stop = u16::try_from(stop.unwrap_or_default()).unwrap_or_default();
        let [band, _, head, _, tiles, rows, warning, advice, feedback, keys] = Layout::vertical([
            Constraint::Length(grid::band_height(area.height)),
            Constraint::Length(u16::from(area.height > 10)),
            Constraint::Length(1),
            Constraint::Length(u16::from(large)),
            Constraint::Length(if large { 5 } else { 1 + u16::from(area.height > 8) }),
            Constraint::Fill(1),
            Constraint::Length(u16::from(area.height > 6 && shared.unsaved.is_some())),
            Constraint::Length(stop),
            Constraint::Length(match (asks, area.height) {
                (false, _) => 0,
                (true, 22..) => 4,
                (true, height) => 1 + u16::from(height > 12),
            }),
            Constraint::Length(1),
        ])
        .areas(area);
        let (word, tone) = match (self.finished, self.said.hurts()) {
            (true, false) => ("WELL DONE", Tone::Work),
            (true, true) => ("DONE", Tone::Paused),
            (false, _) => ("STOPPED", Tone::Paused),
        };
        let inverted = self.flash.is_on(shared.now.monotonic);
        Band::new(tone, theme).word(word).inverted(inverted).render(band, buffer);
        self.head(shared, grid::margin(head), buffer);
        if large {
            Tiles::new(&self.facts(), 2, theme).render(grid::margin(tiles), buffer);
        } else {
            let facts: Vec<String> =
                self.facts().into_iter().map(|(number, words)| format!("{number} {words}")).collect();
            let facts = facts.join(&format!(" {} ", theme.glyphs.dot));
            let row = Rect { height: tiles.height.min(1), ..grid::margin(tiles) };
            Line::raw(theme.cut(&facts, row.width.into())).render(row, buffer);
        }
        let mut rows = grid::margin(rows);
        if let Some(comparison) = self.comparison.as_ref().filter(|_| rows.width >= 90 && rows.height >= 10) {
            let [left, _, week] =
                Layout::horizontal([Constraint::Fill(3), Constraint::Length(grid::GUTTER), Constraint::Fill(2)])
                    .areas(rows);
            self::week(&comparison.week, theme, week, buffer);
            rows = left;
        }
        // More than last time is no praise for a person in pain.
        let before = self.comparison.as_ref().filter(|_| !self.said.hurts()).map(|comparison| &comparison.bests);
        let lines = self.groups.iter().flat_map(|group| group.lines(rows.width.into(), before, theme));
        let lines: Vec<Line> = lines.collect();
        let not_reached = self.rows().filter(|row| row.is_not_reached()).count();
        let not_reached = (not_reached > 0).then(|| {
            let words = format!("{} {} not reached", theme.glyphs.dash, count(not_reached, "exercise"));
            Line::styled(words, theme.muted)
        });
        let lines: Vec<Line> = lines.into_iter().chain(not_reached).skip(self.scroll).collect();
        Paragraph::new(lines).render(rows, buffer);
        if let Some(why) = shared.unsaved {
            let warning = grid::margin(warning);
            Line::styled(theme.cut(why, warning.width.into()), theme.bad).render(warning, buffer);
        }
        let advice = grid::margin(advice);
        Paragraph::new(STOP).style(theme.bad).wrap(Wrap { trim: true }).render(advice, buffer);
        if asks {
            let feedback = grid::margin(feedback);
            let area = Rect {
                height: if large { feedback.height.saturating_sub(1) } else { feedback.height.min(1) },
                ..feedback
            };
            self.said.render(theme, area, buffer);
        }
        let asking = self.log.is_some() && self.said.is_asking();
        let hints = keymap::hints(Context::Summary).into_iter();
        let hints: Vec<_> = match (self.log.is_some(), asking) {
            (true, true) => hints.collect(),
            (true, false) => hints.filter(|(_, words)| !["answer", "skip"].contains(words)).collect(),
            (false, _) => hints.filter(|(_, words)| !["answer", "skip", "note"].contains(words)).collect(),
        };
        Keys::new(&hints, theme).render(grid::margin(keys), buffer);
    }

    /// The routine and when it was played.
    fn head(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let began = self.began.to_zoned(shared.zone.clone()).strftime("%a %-d %b, %-H:%M").to_string();
        let mut facts = vec![began];
        facts.extend(self.trial.map(|speed| format!("trial at {speed}{}: not recorded", theme.glyphs.times)));
        let facts = facts.join(&format!(" {} ", theme.glyphs.dot));
        let room = usize::from(area.width).saturating_sub(facts.chars().count() + 3);
        let line = Line::from(vec![
            Span::styled(theme.cut(&self.routine, room), theme.heading),
            Span::styled(format!(" {} {facts}", theme.glyphs.dot), theme.muted),
        ]);
        line.render(area, buffer);
    }

    /// The numbers of the session with their labels: the time, the sets, and the days in a row once they are known.
    fn facts(&self) -> Vec<(String, String)> {
        let sets = || self.rows().flat_map(|row| &row.sets);
        let outcome =
            |wanted: fn(Outcome) -> bool| sets().filter(|done| done.is_some_and(|done| wanted(done.outcome))).count();
        let done = outcome(|outcome| outcome != Outcome::Skipped);
        let skipped = outcome(|outcome| outcome == Outcome::Skipped);
        let mut time = "minutes".to_owned();
        if self.total.saturating_sub(self.active) >= Duration::from_secs(1) {
            time.push_str(&format!(", {} in all", clock(self.total)));
        } else if let Some(last) = self.comparison.as_ref().and_then(|comparison| comparison.last) {
            time.push_str(&format!(", last time {}", clock(last)));
        }
        let total = sets().count();
        let mut words = if total == 1 { "set".to_owned() } else { "sets".to_owned() };
        if skipped > 0 {
            words.push_str(&format!(", {skipped} skipped"));
        }
        let mut facts = vec![(clock(self.active), time), (format!("{done}/{total}"), words)];
        let known = self.comparison.as_ref();
        if let Some((done, times)) = known.and_then(|known| known.part).filter(|(done, times)| done < times) {
            facts.push((format!("{done}/{times}"), "done today".to_owned()));
        } else if let Some(Comparison { streak, .. }) = known.filter(|known| known.streak.current > 0) {
            let days = if streak.current == 1 { "day in a row" } else { "days in a row" };
            facts.push((streak.current.to_string(), format!("{days}, best {}", streak.longest)));
        }
        facts
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }
}

/// The heading of a block: its name and its rounds, or the rounds done if it had a cap.
fn heading(session: &Session, index: usize, step: &Step) -> (String, String) {
    let rounds = match step.rounds {
        Rounds::Times(1) => None,
        Rounds::Times(rounds) => Some(count(rounds, "round")),
        Rounds::Amrap(cap) => session.tally(index).map(|tally| format!("{tally} in {}", units(cap))),
    };
    (step.block.clone().unwrap_or_default(), rounds.unwrap_or_default())
}

/// The days of this week, each a bar up to its plan and beyond.
fn week(days: &[(u64, u64)], theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let longest = days.iter().map(|(done, plan)| (*done).max(*plan)).max().unwrap_or(0).max(1);
    let (done, plan) = days.iter().fold((0, 0), |(done, plan), day| (done + day.0, plan + day.1));
    let total = if plan > 0 { format!("{done} of {plan} min") } else { format!("{done} min") };
    let mut rows = area.rows();
    let Some(head) = rows.next() else { return };
    Line::styled("This week", theme.heading).render(head, buffer);
    Line::styled(total, theme.muted).right_aligned().render(head, buffer);
    let room = u64::from(area.width.saturating_sub(4));
    let cells = |minutes: u64| u16::try_from(minutes * room / longest).unwrap_or(u16::MAX);
    for (((done, plan), name), row) in days.iter().zip(names).zip(rows) {
        Line::styled(name, theme.muted).render(row, buffer);
        // Not quite as high as a row, so that the days stay apart.
        let bar = Rect { x: row.x + 4, width: cells(*done.max(plan)), ..row }.intersection(row);
        for (column, place) in (0..).zip(bar.positions()) {
            let style = if column < cells(*done) { theme.good } else { theme.to_come };
            buffer[place].set_char('▆').set_style(style);
        }
    }
}

impl Group {
    fn lines(&self, width: usize, before: Option<&BTreeMap<Arc<str>, u64>>, theme: &Theme) -> Vec<Line<'_>> {
        let (name, rounds) = &self.heading;
        let heading = grid::heading(name, rounds, width, theme).map(|text| Line::styled(text, theme.muted));
        let rows = self.rows.iter().filter(|row| !row.is_not_reached());
        let mut lines = rows.flat_map(|row| row.lines(width, before, theme)).peekable();
        let heading = heading.filter(|_| lines.peek().is_some());
        heading.into_iter().chain(lines).collect()
    }
}

impl Row {
    /// Whether the session was stopped before any set of it.
    fn is_not_reached(&self) -> bool {
        self.sets.iter().all(Option::is_none)
    }

    /// A mark, the exercise, and the result of each set.
    fn lines(&self, width: usize, before: Option<&BTreeMap<Arc<str>, u64>>, theme: &Theme) -> Vec<Line<'_>> {
        let outcome = |wanted| self.sets.iter().filter(|done| done.map(|done| done.outcome) == Some(wanted)).count();
        let done = outcome(Outcome::Done);
        let (mark, style) = if done == self.sets.len() {
            (theme.glyphs.done, theme.good)
        } else if done + outcome(Outcome::Short) > 0 {
            (theme.glyphs.dash, theme.due)
        } else {
            (theme.glyphs.missed, theme.muted)
        };
        let name = text::cut(&self.exercise.name, width.saturating_sub(4).min(30)).into_owned();
        let what = self.amounts();
        let mark = Span::styled(format!("{mark} "), style);
        let more = before.and_then(|before| self.more(before));
        let change = match more {
            Some(more @ 1..) => Span::styled(format!("  +{more}"), theme.good),
            Some(less @ ..=-1) => Span::styled(format!("  {less}"), theme.muted),
            _ => Span::raw(""),
        };
        let one = format!("{name:<30}  {what:<22}");
        if one.trim_end().chars().count() + 2 <= width {
            let change = if one.chars().count() + change.width() + 2 <= width { change } else { Span::raw("") };
            return vec![Line::from(vec![mark, Span::raw(one), change])];
        }
        let what = text::cut(&what, width.saturating_sub(4)).into_owned();
        vec![Line::from(vec![mark, Span::raw(name)]), Line::styled(format!("    {what}"), theme.muted)]
    }

    /// How much more its best set was than that of the session before: reps, or seconds.
    fn more(&self, before: &BTreeMap<Arc<str>, u64>) -> Option<i64> {
        let best = self.sets.iter().flatten().filter(|done| done.outcome != Outcome::Skipped).filter_map(|done| {
            match done.amount {
                Amount::Reps(reps) => reps.map(u64::from),
                Amount::Time(time) => Some(time.as_secs()),
            }
        });
        let before = before.get(self.exercise.name.as_str())?;
        i64::try_from(best.max()?).ok()?.checked_sub_unsigned(*before)
    }

    /// `2 × 10 reps each side`, or set by set if they differ.
    fn amounts(&self) -> String {
        let amounts: Vec<String> = self
            .sets
            .iter()
            .map(|done| match done {
                Some(Done { outcome: Outcome::Skipped, .. }) | None => "–".to_owned(),
                Some(Done { outcome: Outcome::Short, amount, .. }) if self.sets.len() == 1 => self.short_of(*amount),
                Some(done) => short(done.amount),
            })
            .collect();
        if amounts.iter().all(|amount| *amount == "–") {
            return "skipped".to_owned();
        }
        if let [Some(Done { outcome: Outcome::Short, .. })] = &self.sets[..] {
            return amounts[0].clone();
        }
        let same = amounts.iter().all(|amount| *amount == amounts[0]);
        let unit = match self.sets.iter().find_map(|done| done.map(|done| done.amount)) {
            Some(Amount::Reps(Some(1))) if same => " rep",
            Some(Amount::Reps(_)) => " reps",
            _ => "",
        };
        match (same, amounts.len()) {
            (true, 1) => format!("{}{unit}", amounts[0]),
            (true, sets) => format!("{sets} × {}{unit}", amounts[0]),
            // If there are many, equal ones are counted.
            (false, 5..) => {
                let runs = amounts.chunk_by(|a, b| a == b).map(|run| match run.len() {
                    1 => run[0].clone(),
                    many => format!("{many} × {}", run[0]),
                });
                format!("{}{unit}", runs.collect::<Vec<_>>().join(" · "))
            }
            (false, _) => format!("{}{unit}", amounts.join(" · ")),
        }
    }
}

impl Row {
    /// `8 of 10 reps`: less than planned.
    fn short_of(&self, amount: Amount) -> String {
        let goal = match &self.exercise.work {
            Work::Reps(reps, _) => reps.upper().map(|reps| format!("{reps} reps")),
            Work::Hold(goal) | Work::Time(goal) => Some(units(*goal)),
            Work::Open => None,
        };
        goal.map_or_else(|| amount.to_string(), |goal| format!("{} of {goal}", short(amount)))
    }
}

fn short(amount: Amount) -> String {
    match amount {
        Amount::Reps(None) => "?".to_owned(),
        Amount::Reps(Some(reps)) => reps.to_string(),
        Amount::Time(time) => measured(time),
    }
}
