//! The player: walks a plan through time. A state machine without a clock: it is told the time, says what was due
//! and when it wants to be told the time again.
//!
//! Its laws, held by `tests/player.rs`: the result does not depend on how often or how late time is told; a pause
//! costs nothing; due times never go back; deadlines alone drive a whole session; no commands panic or stick.

mod beat;
mod done;
mod next;
mod rehearse;

use std::{cmp::Ordering, sync::Arc, time::Duration};

pub use beat::TempoPosition;
use done::Leaving;
pub use done::{Amount, Done, Outcome, RoundsDone};
use next::Next;
pub use rehearse::rehearse;

use crate::{
    base::{cue::Cue, quantity::DAY},
    routine::Rounds,
    session::{
        plan::{Kind, Plan, Played, Step},
        speech::{self, Words},
    },
};

/// What `more` and `less` change a step by.
pub const NUDGE: Duration = Duration::from_secs(10);
/// Within so much of a step's beginning, `back` goes to the work before it.
const BACK: Duration = Duration::from_secs(2);
/// A bell or a flash that is later than this is not made at all.
pub const LATE: Duration = Duration::from_millis(150);

/// What happened, and when it was due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The time at which it was due, on the clock that the player was started with.
    pub at: Duration,
    /// The step that it belongs to.
    pub step: usize,
    /// What happened.
    pub event: Event,
}

impl Due {
    /// Whether the bell stands for it where there is no sound: for the great changes, and not long after.
    pub fn rings(&self, now: Duration) -> bool {
        matches!(self.event, Event::Cue(Cue::Start | Cue::End | Cue::Switch | Cue::Rest | Cue::Finish))
            && now.saturating_sub(self.at) <= LATE
    }
}

/// What can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A step began.
    Began,
    /// A step of work ended.
    Worked(Done),
    /// Something is heard.
    Cue(Cue),
    /// Something is said: together with the cue before it, where that is due at the same time.
    Say(Words),
    /// A round took so much longer than its beat: the next begins at once.
    Late(Duration),
    /// The last step ended.
    Finished,
}

/// What a person can say to a running session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Stands still, until `Resume`.
    Pause,
    /// Goes on after a pause.
    Resume,
    /// Leaves this step for the next.
    Next,
    /// To the start of this step; within its first 2 s to the work before it.
    Back,
    /// This step is done: ends an open step, or a set early.
    Done,
    /// 10 s more of a hold, of timed work, a rest or a prepare.
    More,
    /// 10 s less.
    Less,
}

/// Where a session is. Cheap to clone: what will be heard is a clone's future.
#[derive(Clone, Debug)]
pub struct Player {
    plan: Arc<Plan>,
    /// The step; as many as there are steps when all is done.
    step: usize,
    /// When the step would have begun had it never been paused.
    zero: Duration,
    /// When the round would have begun had it never been paused.
    round: Duration,
    /// The step as it is played.
    played: Played,
    /// By how much the round before took longer than its beat, if this step is the first after it.
    late: Option<Duration>,
    /// Since when it stands still.
    paused: Option<Duration>,
    /// Up to where in the step cues were made; `None` before its beginning.
    told: Option<Duration>,
    /// The middle is told once, even if the step is lengthened later.
    told_halfway: bool,
    /// What is said at its beginning was said.
    opened: bool,
    /// Up to where in the step words are spoken.
    spoken: Duration,
    /// The latest time that was told.
    now: Duration,
}

impl Player {
    /// Begins a plan.
    pub fn start(plan: Arc<Plan>, now: Duration) -> (Self, Vec<Due>) {
        Player::start_at(plan, 0, now)
    }

    /// Begins a plan at one of its steps.
    pub fn start_at(plan: Arc<Plan>, step: usize, now: Duration) -> (Self, Vec<Due>) {
        let mut player = Player {
            plan,
            step,
            zero: now,
            round: now,
            played: Played { first: true, ..Played::default() },
            late: None,
            paused: None,
            told: None,
            told_halfway: false,
            opened: false,
            spoken: Duration::ZERO,
            now,
        };
        let mut due = Vec::new();
        player.begin(step, now, None, &mut due);
        (player, due)
    }

    /// Tells the time: everything that was due since the last time, each with the time it was due.
    pub fn advance(&mut self, now: Duration) -> Vec<Due> {
        let mut due = Vec::new();
        self.now = self.now.max(now);
        while self.paused.is_none() && self.step < self.plan.steps.len() {
            let elapsed = self.now.saturating_sub(self.zero);
            match (self.next(), self.played.end()) {
                (Some((at, Next::Cue(cue))), _) if at <= elapsed => self.tell(at, cue, &mut due),
                (Some((at, Next::Words(words))), _) if at <= elapsed => self.say(at, words, &mut due),
                (None, Some(length)) if length <= elapsed => {
                    let at = self.zero + length;
                    self.leave(Leaving::Over, at, &mut due);
                }
                _ => break,
            }
        }
        due
    }

    /// Tells the time, then obeys.
    pub fn act(&mut self, command: Command, now: Duration) -> Vec<Due> {
        let mut due = self.advance(now);
        let now = self.now;
        if self.is_finished() {
            return due;
        }
        match command {
            Command::Pause => self.paused = self.paused.or(Some(now)),
            Command::Resume => {
                if let Some(since) = self.paused.take() {
                    self.zero += now.saturating_sub(since);
                    self.round += now.saturating_sub(since);
                    due.extend(self.advance(now));
                    self.opened = true;
                }
            }
            Command::Next => self.leave(Leaving::Skipped, now, &mut due),
            Command::Done => {
                let (ended, before) = (self.step, due.len());
                self.leave(Leaving::Said, now, &mut due);
                keep_most_telling(&mut due, before, ended, now);
            }
            Command::Back => {
                let steps = &self.plan.steps;
                let before = (0..self.step).rev().find(|step| steps[*step].is_work());
                // The time of a block that is over does not come back.
                let is_there = |step: &usize| !steps[*step].is_capped() || steps[*step].group == steps[self.step].group;
                let target = before.filter(is_there).filter(|_| self.elapsed(now) < BACK).unwrap_or(self.step);
                self.begin(target, now, None, &mut due);
            }
            Command::More => self.nudge(true, now, &mut due),
            Command::Less => self.nudge(false, now, &mut due),
        }
        due
    }

    /// When time is to be told next; `None` where only a command goes on.
    pub fn deadline(&self) -> Option<Duration> {
        if self.paused.is_some() || self.is_finished() {
            return None;
        }
        let next = match self.next() {
            Some((at, _)) => Some(at),
            None => self.played.end(),
        };
        next.map(|at| self.zero + at)
    }

    /// The plan that is played.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The number of the current step; the number of steps when all is done.
    pub fn index(&self) -> usize {
        self.step
    }

    /// The current step; `None` when all is done.
    pub fn step(&self) -> Option<&Step> {
        self.plan.steps.get(self.step)
    }

    /// Whether all is done.
    pub fn is_finished(&self) -> bool {
        self.step >= self.plan.steps.len()
    }

    /// Whether it stands still.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// How long the current step is by now; `None` where the person ends it, or the cap of its block.
    pub fn length(&self) -> Option<Duration> {
        self.played.length.and(self.played.end())
    }

    /// What is left of the time of the current step's block, where it has a cap.
    pub fn cap_left(&self, now: Duration) -> Option<Duration> {
        self.played.cap.map(|cap| cap.saturating_sub(self.elapsed(now)))
    }

    /// By how much the round before took longer than its beat, if this step is the first after it.
    pub fn late(&self) -> Option<Duration> {
        self.late
    }

    /// How much of the current step has gone by.
    pub fn elapsed(&self, now: Duration) -> Duration {
        let elapsed = self.paused.unwrap_or(now).saturating_sub(self.zero);
        self.played.end().map_or(elapsed, |end| elapsed.min(end))
    }

    /// What is left of the current step; `None` where the person ends it.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        self.length().map(|length| length.saturating_sub(self.elapsed(now)))
    }

    /// What is left of the whole session, open steps at their estimate.
    pub fn total_left(&self, now: Duration) -> Duration {
        let Some(step) = self.step() else { return Duration::ZERO };
        let here = self.left(now).unwrap_or_else(|| step.estimate.saturating_sub(self.elapsed(now)));
        let after = self.plan.after_block(self.step);
        let block = here + self.plan.steps[self.step + 1..after].iter().map(|step| step.estimate).sum::<Duration>();
        let block = self.cap_left(now).map_or(block, |left| left.min(block));
        block + self.plan.expected_steps(after).map(|expected| expected.lasts).sum::<Duration>()
    }

    fn tell(&mut self, at: Duration, cue: Cue, due: &mut Vec<Due>) {
        self.told = Some(at);
        self.told_halfway |= cue == Cue::Halfway;
        due.push(Due { at: self.zero + at, step: self.step, event: Event::Cue(cue) });
        let beside = || speech::beside(&self.plan, self.step, cue, at, self.played, self.spoken);
        if let Some(words) = (!at.is_zero()).then(beside).flatten() {
            self.speak(at, words, due);
        }
    }

    fn say(&mut self, at: Duration, words: Words, due: &mut Vec<Due>) {
        if self.opened {
            self.told = Some(at);
        }
        self.opened = true;
        self.speak(at, words, due);
    }

    fn speak(&mut self, at: Duration, words: Words, due: &mut Vec<Due>) {
        self.spoken = self.spoken.max(at + words.end() + speech::APART);
        due.push(Due { at: self.zero + at, step: self.step, event: Event::Say(words) });
    }

    /// Leaves the current step for the one after it.
    fn leave(&mut self, leaving: Leaving, at: Duration, due: &mut Vec<Due>) {
        let step = &self.plan.steps[self.step];
        let is_cut = self.played.cap.is_some_and(|cap| cap <= self.elapsed(at));
        let leaving = if is_cut { Leaving::Cut } else { leaving };
        if step.is_work() {
            let done = self.done(step, leaving, at);
            due.push(Due { at, step: self.step, event: Event::Worked(done) });
        }
        let ending = is_cut || (step.is_work() && leaving != Leaving::Skipped);
        let next = if is_cut { self.plan.after_block(self.step) } else { self.step + 1 };
        self.begin(next, at, ending.then_some((self.step, Cue::End)), due);
    }

    /// Begins a step. The end of the work before it is heard at the same instant, unless something tells more.
    fn begin(&mut self, step: usize, at: Duration, ending: Option<(usize, Cue)>, due: &mut Vec<Due>) {
        let stood = self.paused.map_or(Duration::ZERO, |since| at.saturating_sub(since));
        let cap = self.played.cap.map(|cap| (self.zero + stood + cap).saturating_sub(at));
        let group = self.step().map(|step| step.group);
        let told = match step.cmp(&self.step) {
            Ordering::Less => false,
            Ordering::Equal => self.played.told,
            Ordering::Greater => speech::tells(&self.plan, self.step, self.played, self.elapsed(at), step),
        };
        let first = self.played.first && step == self.step;
        self.step = step;
        self.zero = at;
        self.late = None;
        // The round stood still as well.
        self.round += stood;
        self.paused = self.paused.map(|_| at);
        self.told = None;
        self.told_halfway = false;
        self.opened = false;
        self.spoken = Duration::ZERO;
        let Some(begun) = self.plan.steps.get(step) else {
            let last = self.plan.steps.len().saturating_sub(1);
            self.paused = None;
            due.push(Due { at, step: last, event: Event::Finished });
            due.push(Due { at, step: last, event: Event::Cue(Cue::Finish) });
            let words = speech::done(&self.plan.cues);
            due.extend(words.map(|words| Due { at, step: last, event: Event::Say(words) }));
            return;
        };
        let cap = match begun.rounds {
            Rounds::Times(_) => None,
            Rounds::Amrap(whole) => Some(cap.filter(|_| group == Some(begun.group)).unwrap_or(whole)),
        };
        self.played = Played { length: begun.length, cap, told, first };
        if begun.begins_round {
            self.round = at;
        }
        if let Some(every) = begun.every {
            let left = (self.round + every).saturating_sub(at);
            if left.is_zero() {
                // The round took as long or longer: the next begins at once.
                let late = at.saturating_sub(self.round + every);
                if !late.is_zero() {
                    due.push(Due { at, step, event: Event::Late(late) });
                }
                self.played.length = Some(Duration::ZERO);
                self.begin(step + 1, at, ending, due);
                self.late = Some(late).filter(|late| !late.is_zero());
                return;
            }
            self.played.length = Some(left);
        }
        due.push(Due { at, step, event: Event::Began });
        if self.paused.is_some() {
            // What is heard at its beginning is heard when the person goes on.
            return;
        }
        let first = self.next_cue().filter(|(at, _)| at.is_zero());
        match (ending, first) {
            (Some((ended, end)), first) if first.is_none_or(|(_, cue)| end < cue) => {
                // Whatever the new step has at its very beginning tells less.
                self.told = first.map(|(at, _)| at);
                due.push(Due { at, step: ended, event: Event::Cue(end) });
            }
            (_, Some((offset, cue))) => self.tell(offset, cue, due),
            (_, None) => {}
        }
        if let Some(words) = speech::opening(&self.plan, step, self.played) {
            self.say(Duration::ZERO, words, due);
        }
        self.opened = true;
    }

    fn nudge(&mut self, more: bool, now: Duration, due: &mut Vec<Due>) {
        let Some(step) = self.step() else { return };
        let by_reps = step.is_work() && step.reps().is_some();
        let (Some(length), false) = (self.played.length, by_reps || step.kind == Kind::Switch) else { return };
        let elapsed = self.elapsed(now);
        if !elapsed.is_zero() || self.paused.is_none() {
            // A cue that lies in the past of the new length is not heard late.
            self.told = Some(elapsed);
        }
        if more {
            self.played.length = Some((length + NUDGE).min(DAY));
            return;
        }
        let length = length.saturating_sub(NUDGE).max(elapsed);
        self.played.length = Some(length);
        if length <= elapsed {
            self.leave(Leaving::Over, now, due);
        }
    }
}

/// A step that is ended at the very moment of a cue of its own: of that and the cue of its end, one is heard.
fn keep_most_telling(due: &mut Vec<Due>, before: usize, ended: usize, now: Duration) {
    let cue = |due: &Due| if let Event::Cue(cue) = due.event { Some(cue) } else { None };
    let own = due[..before].iter().rposition(|due| due.at == now && due.step == ended && cue(due).is_some());
    let end = due[before..].iter().position(|due| cue(due).is_some()).map(|index| before + index);
    if let (Some(own), Some(end)) = (own, end) {
        due.remove(if cue(&due[own]) < cue(&due[end]) { end } else { own });
    }
}
