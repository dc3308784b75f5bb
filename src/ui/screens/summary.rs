//! What was done in a session, exercise by exercise.

use std::{sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

use super::{
    feedback::{Said, Typed},
    flash::Flash,
};
use crate::{
    base::{
        count::count,
        cue::LAST_CUE,
        quantity::{Now, clock, measured, units},
        text,
    },
    history::events::SessionLog,
    routine::{Exercise, Rounds, progress::STOP},
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
        widgets::{band::Band, keys::Keys},
    },
};

/// For this long after the end no key but Ctrl-C does anything: it was meant for the session.
const GUARD: Duration = Duration::from_secs(1);

/// The summary screen.
#[derive(Debug)]
pub struct Summary {
    routine: String,
    groups: Vec<Group>,
    finished: bool,
    alone: bool,
    active: Duration,
    whole: Duration,
    /// When the last cue has been heard and the output can be closed.
    heard: Option<Duration>,
    scroll: usize,
    /// Where feedback is recorded; nowhere after a trial, or where nothing was done.
    log: Option<SessionLog>,
    said: Said,
    /// How many times faster it was played, if it was a trial.
    trial: Option<u32>,
    flash: Flash,
    /// Since when it is shown.
    begun: Duration,
}

/// What was done of one block.
#[derive(Debug)]
struct Group {
    number: usize,
    /// The block's name, and its rounds; empty where there is nothing to say.
    heading: (String, String),
    rows: Vec<Row>,
}

/// What was done of one exercise.
#[derive(Debug)]
struct Row {
    exercise: Arc<Exercise>,
    sets: Vec<Option<Done>>,
}

impl Summary {
    /// The summary of a session that is over.
    pub fn new(session: &Session, alone: bool, log: Option<SessionLog>, now: Now) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for (index, step) in session.plan().steps.iter().enumerate().filter(|(_, step)| step.is_work()) {
            let set = session.done().get(&index).copied();
            if step.is_capped() && set.is_none() {
                // There was no time for it.
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
            groups,
            finished: session.is_finished(),
            alone,
            active: session.active(),
            whole: now.monotonic.saturating_sub(session.begun().monotonic),
            heard: session.is_finished().then(|| now.monotonic + LAST_CUE),
            scroll: 0,
            log: log.filter(|_| session.has_done()),
            trial: (session.speed() > 1).then(|| session.speed()),
            said: Said::default(),
            flash: Flash::default(),
            begun: now.monotonic,
        }
    }

    /// With a flash that has begun.
    #[must_use]
    pub(super) fn flashing(self, flash: Flash) -> Summary {
        Summary { flash, ..self }
    }

    /// Takes a key as an answer, where it is one, or as one that came too late for the session.
    pub fn types(&mut self, key: KeyEvent, now: Now, effects: &mut Vec<Effect>) -> bool {
        // A person who stopped it was asked, and means what comes after that.
        let is_quit = keymap::action(Context::Summary, key) == Some(Action::Quit);
        if self.finished && !is_quit && now.monotonic < self.begun + GUARD {
            return true;
        }
        let Some(log) = &mut self.log else { return false };
        let typed = self.said.types(key);
        let taken = typed != Typed::Nothing;
        if let Typed::Told(said) = typed {
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

    /// Obeys a key.
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
        let asks = u16::from(area.height > 6 && self.log.is_some());
        let warns = u16::from(area.height > 6 && shared.unsaved.is_some());
        let stop = self.said.hurts().then(|| text::rows(STOP, usize::from(area.width.saturating_sub(4))));
        let stop = u16::try_from(stop.unwrap_or_default()).unwrap_or_default();
        let [band, _, head, _, rows, unsaved, advice, said, footer] = Layout::vertical([
            Constraint::Length(grid::band_height(area.height)),
            Constraint::Length(u16::from(area.height > 10)),
            Constraint::Length(2),
            Constraint::Length(u16::from(area.height > 8)),
            Constraint::Fill(1),
            Constraint::Length(warns),
            Constraint::Length(stop),
            Constraint::Length(asks * (1 + u16::from(area.height > 12))),
            Constraint::Length(1),
        ])
        .areas(area);
        let inside = |area: Rect| area.inner(Margin::new(2, 0));
        let (head, rows, said, footer) = (inside(head), inside(rows), inside(said), inside(footer));
        let (word, tone) = match (self.finished, self.said.hurts()) {
            (true, false) => ("WELL DONE", Tone::Work),
            (true, true) => ("DONE", Tone::Paused),
            (false, _) => ("STOPPED", Tone::Paused),
        };
        let inverted = self.flash.is_on(shared.now.monotonic);
        Band::new(tone, theme).word(word).inverted(inverted).render(band, buffer);
        Paragraph::new(self.totals(theme)).render(head, buffer);
        let width = usize::from(rows.width);
        let lines: Vec<Line> =
            self.groups.iter().flat_map(|group| group.lines(width, theme)).skip(self.scroll).collect();
        Paragraph::new(lines).render(rows, buffer);
        let said = Rect { height: said.height.min(1), ..said };
        if let Some(why) = shared.unsaved {
            let unsaved = inside(unsaved);
            Line::styled(theme.cut(why, unsaved.width.into()), theme.bad).render(unsaved, buffer);
        }
        Paragraph::new(STOP).style(theme.bad).wrap(Wrap { trim: true }).render(inside(advice), buffer);
        if self.log.is_some() {
            self.said.render(theme, said, buffer);
        }
        Keys::new(&keymap::hints(Context::Summary), theme).render(footer, buffer);
    }

    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows)
    }

    fn totals(&self, theme: &Theme) -> Vec<Line<'_>> {
        let sets = || self.rows().flat_map(|row| &row.sets);
        let done = sets().filter(|done| done.is_some_and(|done| done.outcome != Outcome::Skipped)).count();
        let mut facts = vec![Span::styled(clock(self.active), theme.heading)];
        if self.whole.saturating_sub(self.active) >= Duration::from_secs(1) {
            facts.push(Span::styled(format!("  ({} with pauses)", clock(self.whole)), theme.muted));
        }
        facts.push(Span::raw(format!("   {done} of {}", count(sets().count(), "set"))));
        let skipped = sets().count() - done;
        if skipped > 0 {
            facts.push(Span::styled(format!("   {skipped} skipped"), theme.muted));
        }
        let trial = self.trial.map(|speed| format!("   trial at {speed}{}: not recorded", theme.glyphs.times));
        facts.extend(trial.map(Span::raw));
        vec![Line::styled(self.routine.as_str(), theme.heading), Line::from(facts)]
    }
}

/// What stands above a block: its name, and how many rounds there were, or were done of it where it went on as long as
/// there was time.
fn heading(session: &Session, index: usize, step: &Step) -> (String, String) {
    let rounds = match step.rounds {
        Rounds::Times(1) => None,
        Rounds::Times(rounds) => Some(count(rounds, "round")),
        Rounds::Amrap(cap) => session.tally(index).map(|tally| format!("{tally} in {}", units(cap))),
    };
    (step.block.clone().unwrap_or_default(), rounds.unwrap_or_default())
}

impl Group {
    fn lines(&self, width: usize, theme: &Theme) -> Vec<Line<'_>> {
        let (name, rounds) = &self.heading;
        let heading = grid::heading(name, rounds, width, theme).map(|text| Line::styled(text, theme.accent));
        heading.into_iter().chain(self.rows.iter().flat_map(|row| row.lines(width, theme))).collect()
    }
}

impl Row {
    /// A mark, the exercise, what was done of each set.
    fn lines(&self, width: usize, theme: &Theme) -> Vec<Line<'_>> {
        let outcome = |wanted| self.sets.iter().filter(|done| done.map(|done| done.outcome) == Some(wanted)).count();
        let done = outcome(Outcome::Done);
        let (mark, style) = if done == self.sets.len() {
            (theme.glyphs.done, theme.good)
        } else if done + outcome(Outcome::Short) > 0 {
            (theme.glyphs.dash, theme.accent)
        } else {
            (theme.glyphs.missed, theme.muted)
        };
        let name = text::cut(&self.exercise.name, width.saturating_sub(4).min(30)).into_owned();
        let what = self.amounts();
        let one = format!("{name:<30}  {what}");
        let mark = Span::styled(format!("{mark} "), style);
        if one.chars().count() + 2 <= width {
            return vec![Line::from(vec![mark, Span::raw(one)])];
        }
        let what = text::cut(&what, width.saturating_sub(4)).into_owned();
        vec![Line::from(vec![mark, Span::raw(name)]), Line::styled(format!("    {what}"), theme.muted)]
    }

    /// `2 × 10 reps each side`, or set by set where they differ.
    fn amounts(&self) -> String {
        let amounts: Vec<String> = self
            .sets
            .iter()
            .map(|done| match done {
                Some(Done { outcome: Outcome::Skipped, .. }) | None => "–".to_owned(),
                Some(done) => short(done.amount),
            })
            .collect();
        if amounts.iter().all(|amount| *amount == "–") {
            return "skipped".to_owned();
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
            // Where there are many, those that are the same are counted.
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

fn short(amount: Amount) -> String {
    match amount {
        Amount::Reps(None) => "?".to_owned(),
        Amount::Reps(Some(reps)) => reps.to_string(),
        Amount::Time(time) => measured(time),
    }
}
