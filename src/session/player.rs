//! The player walks a plan through time. It is a state machine without a clock: [`Player::advance`] takes the current
//! time and returns the events that were due, and [`Player::deadline`] says when to call it next.
//!
//! Its laws, checked by `tests/player.rs`: the result does not depend on how often or how late time is passed in; a
//! pause costs nothing; due times never decrease; deadlines alone drive a whole session; no command panics or blocks.

mod outcome;
mod beat;
mod done;
mod next;
mod order;
mod rehearse;

use std::{cmp::Ordering, sync::Arc, time::Duration};

pub use beat::TempoPosition;
pub use outcome::{Amount, Done, Outcome, RoundsDone};
pub use rehearse::rehearse;

use crate::{
    base::{cue::Cue, quantity::DAY},
    routine::Rounds,
    session::{
        plan::{Kind, Plan, Played, Step},
        speech::{self, Words},
    },
};

/// The time by which `more` and `less` change a step.
pub const NUDGE: Duration = Duration::from_secs(10);
/// Within this time after the start of a step, `back` goes to the previous work.
const BACK: Duration = Duration::from_secs(2);
/// A set ended within this time, or within half of its length if that is shorter, counts as skipped.
const EARNEST: Duration = Duration::from_secs(3);
/// A bell or a flash later than this is dropped.
pub const LATE: Duration = Duration::from_millis(150);

/// An event, and when it was due.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// Its due time, on the clock with which the player was started.
    pub at: Duration,
    /// The step that it belongs to.
    pub step: usize,
    /// The event.
    pub event: Event,
}

impl Due {
    /// Whether the terminal bell replaces its sound if there is none: only for important changes, and not if it is
    /// late.
    pub fn rings(&self, now: Duration) -> bool {
        matches!(self.event, Event::Cue(Cue::Start | Cue::End | Cue::Switch | Cue::Rest | Cue::Finish))
            && now.saturating_sub(self.at) <= LATE
    }
}

/// The events of a session.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A step began.
    Began,
    /// A step of work ended.
    Worked(Done),
    /// A cue.
    Cue(Cue),
    /// Words: together with the cue before it, if both are due at the same time.
    Say(Words),
    /// A round exceeded its interval by this much: the next starts immediately.
    Late(Duration),
    /// The last step ended.
    Finished,
}

/// The commands to a running session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Pauses until `Resume`.
    Pause,
    /// Continues after a pause.
    Resume,
    /// Skips to the next step.
    Next,
    /// Goes to the start of this step; within its first 2 s, to the previous work.
    Back,
    /// Completes this step: ends an open step, or a set early.
    Done,
    /// Adds 10 s to a hold, timed work, a rest or a get ready.
    More,
    /// Removes 10 s.
    Less,
    /// Continues with a step, by its number in the plan; the work on the way to it is skipped.
    Jump(usize),
    /// Puts what is left of the row of a step off to the end.
    PutOff(usize),
    /// Drops what is left of the exercise of a step.
    Drop(usize),
}

/// Why a step is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    /// Its time has passed.
    Over,
    /// The user completed it.
    Said,
    /// The user skipped it.
    Skipped,
    /// The cap of its block ended it.
    Cut,
}

/// The next event in a step.
#[derive(Debug)]
enum Next {
    Cue(Cue),
    Words(Words),
}

/// The position of a session in its plan. Cheap to clone: future sounds are computed by advancing a clone.
#[derive(Clone, Debug)]
pub struct Player {
    plan: Arc<Plan>,
    /// The index of the step; the number of steps at the end.
    step: usize,
    /// When the step would have started without pauses.
    zero: Duration,
    /// When the round would have started without pauses.
    round: Duration,
    /// The state of the step.
    played: Played,
    /// How much longer than its interval the previous round took, if this step is the first after it.
    late: Option<Duration>,
    /// When it was paused.
    paused: Option<Duration>,
    /// The time in the step up to which cues have been made; `None` before its start.
    cued: Option<Duration>,
    /// Whether the halfway cue was made: it comes once, even if the step is lengthened later.
    halfway_cued: bool,
    /// Whether its opening words were said.
    opened: bool,
    /// The time in the step until which words are being spoken.
    spoken: Duration,
    /// The time of the last update.
    now: Duration,
}

impl Player {
    /// Starts a plan.
    pub fn start(plan: Arc<Plan>, now: Duration) -> (Self, Vec<Due>) {
        Player::start_at(plan, 0, now)
    }

    /// Starts a plan at one of its steps.
    pub fn start_at(plan: Arc<Plan>, step: usize, now: Duration) -> (Self, Vec<Due>) {
        let mut player = Player {
            plan,
            step,
            zero: now,
            round: now,
            played: Played { first: true, ..Played::default() },
            late: None,
            paused: None,
            cued: None,
            halfway_cued: false,
            opened: false,
            spoken: Duration::ZERO,
            now,
        };
        let mut due = Vec::new();
        player.begin(step, now, None, &mut due);
        (player, due)
    }

    /// Advances to `now`; returns the events since the last call, each with its due time.
    pub fn advance(&mut self, now: Duration) -> Vec<Due> {
        let mut due = Vec::new();
        self.now = self.now.max(now);
        while self.paused.is_none() && self.step < self.plan.steps.len() {
            let elapsed = self.now.saturating_sub(self.zero);
            match (self.next(), self.played.end()) {
                (Some((at, Next::Cue(cue))), _) if at <= elapsed => self.emit(at, cue, &mut due),
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

    /// Advances to `now`, then applies a command.
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
                keep_most_important(&mut due, before, ended, now);
            }
            Command::Back => {
                let steps = &self.plan.steps;
                let before = (0..self.step).rev().find(|step| steps[*step].is_work() && !steps[*step].is_left_out);
                // The cap of a block that is over does not start again.
                let is_there = |step: &usize| !steps[*step].is_capped() || steps[*step].group == steps[self.step].group;
                let target = before.filter(is_there).filter(|_| self.elapsed(now) < BACK).unwrap_or(self.step);
                self.begin(target, now, None, &mut due);
            }
            Command::More => self.nudge(true, now, &mut due),
            Command::Less => self.nudge(false, now, &mut due),
            Command::Jump(step) => self.jump(step, now, &mut due),
            Command::PutOff(step) => self.put_off(step, now, &mut due),
            Command::Drop(step) => self.drop_exercise(step, now, &mut due),
        }
        due
    }

    /// When to call [`Player::advance`] next; `None` if only a command can continue.
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

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The index of the current step; the number of steps at the end.
    pub fn index(&self) -> usize {
        self.step
    }

    /// The current step; `None` at the end.
    pub fn step(&self) -> Option<&Step> {
        self.plan.steps.get(self.step)
    }

    /// Whether everything is done.
    pub fn is_finished(&self) -> bool {
        self.step >= self.plan.steps.len()
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// The current length of the step; `None` if the user, or the cap of its block, ends it.
    pub fn length(&self) -> Option<Duration> {
        self.played.length.and(self.played.end())
    }

    /// The time left of the cap of the current block, if it has one.
    pub fn cap_left(&self, now: Duration) -> Option<Duration> {
        self.played.cap.map(|cap| cap.saturating_sub(self.elapsed(now)))
    }

    /// How much longer than its interval the previous round took, if this step is the first after it.
    pub fn late(&self) -> Option<Duration> {
        self.late
    }

    /// The time since the start of the current step.
    pub fn elapsed(&self, now: Duration) -> Duration {
        let elapsed = self.paused.unwrap_or(now).saturating_sub(self.zero);
        self.played.end().map_or(elapsed, |end| elapsed.min(end))
    }

    /// The time left of the current step; `None` if the user ends it.
    pub fn left(&self, now: Duration) -> Option<Duration> {
        self.length().map(|length| length.saturating_sub(self.elapsed(now)))
    }

    /// The time left of the whole session, with estimates for open steps.
    pub fn total_left(&self, now: Duration) -> Duration {
        let Some(step) = self.step() else { return Duration::ZERO };
        let here = self.left(now).unwrap_or_else(|| step.estimate.saturating_sub(self.elapsed(now)));
        let after = self.plan.after_block(self.step);
        let block = here + self.plan.steps[self.step + 1..after].iter().map(|step| step.estimate).sum::<Duration>();
        let block = self.cap_left(now).map_or(block, |left| left.min(block));
        block + self.plan.expected_steps(after).map(|expected| expected.lasts).sum::<Duration>()
    }

    fn emit(&mut self, at: Duration, cue: Cue, due: &mut Vec<Due>) {
        self.cued = Some(at);
        self.halfway_cued |= cue == Cue::Halfway;
        due.push(Due { at: self.zero + at, step: self.step, event: Event::Cue(cue) });
        let words = || speech::with_cue(&self.plan, self.step, cue, at, self.played, self.spoken);
        if let Some(words) = (!at.is_zero()).then(words).flatten() {
            self.speak(at, words, due);
        }
    }

    fn say(&mut self, at: Duration, words: Words, due: &mut Vec<Due>) {
        if self.opened {
            self.cued = Some(at);
        }
        self.opened = true;
        self.speak(at, words, due);
    }

    fn speak(&mut self, at: Duration, words: Words, due: &mut Vec<Due>) {
        self.spoken = self.spoken.max(at + words.end() + speech::APART);
        due.push(Due { at: self.zero + at, step: self.step, event: Event::Say(words) });
    }

    /// Leaves the current step for the next one.
    fn leave(&mut self, leaving: Leaving, at: Duration, due: &mut Vec<Due>) {
        let step = &self.plan.steps[self.step];
        let is_cut = self.played.cap.is_some_and(|cap| cap <= self.elapsed(at));
        let leaving = match leaving {
            _ if is_cut => Leaving::Cut,
            _ if step.is_work() && self.elapsed(at) < EARNEST.min(step.estimate / 2) => Leaving::Skipped,
            leaving => leaving,
        };
        if step.is_work() {
            let done = self.done(step, leaving, at);
            due.push(Due { at, step: self.step, event: Event::Worked(done) });
        }
        let ending = is_cut || (step.is_work() && leaving != Leaving::Skipped);
        let next = if is_cut { self.plan.after_block(self.step) } else { self.step + 1 };
        self.begin(next, at, ending.then_some((self.step, Cue::End)), due);
    }

    /// Begins a step. The cue for the end of the previous work is heard at the same instant, unless a more important
    /// one is due.
    fn begin(&mut self, step: usize, at: Duration, ending: Option<(usize, Cue)>, due: &mut Vec<Due>) {
        let step = self.plan.first_played(step);
        let stood = self.paused.map_or(Duration::ZERO, |since| at.saturating_sub(since));
        let cap = self.played.cap.map(|cap| (self.zero + stood + cap).saturating_sub(at));
        let group = self.step().map(|step| step.group);
        let announced = match step.cmp(&self.step) {
            Ordering::Less => false,
            Ordering::Equal => self.played.announced,
            Ordering::Greater => speech::announces(&self.plan, self.step, self.played, self.elapsed(at), step),
        };
        let first = self.played.first && step == self.step;
        self.step = step;
        self.zero = at;
        self.late = None;
        // The round was paused as well.
        self.round += stood;
        self.paused = self.paused.map(|_| at);
        self.cued = None;
        self.halfway_cued = false;
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
        self.played = Played { length: begun.length, cap, announced, first };
        if begun.begins_round {
            self.round = at;
        }
        if let Some(every) = begun.every {
            let left = (self.round + every).saturating_sub(at);
            if left.is_zero() {
                // The round took as long or longer: the next starts immediately.
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
            // The cues at its start are heard when it is resumed.
            return;
        }
        let first = self.next_cue().filter(|(at, _)| at.is_zero());
        match (ending, first) {
            (Some((ended, end)), first) if first.is_none_or(|(_, cue)| end < cue) => {
                // The cues at the very start of the new step are less important.
                self.cued = first.map(|(at, _)| at);
                due.push(Due { at, step: ended, event: Event::Cue(end) });
            }
            (_, Some((offset, cue))) => self.emit(offset, cue, due),
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
            // A cue that the new length puts in the past is dropped.
            self.cued = Some(elapsed);
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

/// If a step ends at the moment of one of its own cues, only one of that cue and the cue for its end is heard.
fn keep_most_important(due: &mut Vec<Due>, before: usize, ended: usize, now: Duration) {
    let cue = |due: &Due| if let Event::Cue(cue) = due.event { Some(cue) } else { None };
    let own = due[..before].iter().rposition(|due| due.at == now && due.step == ended && cue(due).is_some());
    let end = due[before..].iter().position(|due| cue(due).is_some()).map(|index| before + index);
    if let (Some(own), Some(end)) = (own, end) {
        due.remove(if cue(&due[own]) < cue(&due[end]) { end } else { own });
    }
}
