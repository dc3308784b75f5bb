//! What one line of the history says. A line is a fact that never changes: what was wrong is put right by another
//! line. What the lines add up to is computed by `store`; `docs/history.md` describes it for people.

use std::{borrow::Cow, time::Duration};

use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};

use crate::{
    base::quantity::Reps,
    config::hook::Moment,
    routine::Work,
    session::{
        plan::{Plan, Side},
        player::{Amount, Done, Outcome},
    },
};

/// The version of the format that is written, and the only one that can be read.
pub const VERSION: u32 = 1;

/// A fact with its head.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// The common part of all facts.
    pub head: Head<'a>,
    /// The event.
    pub fact: Fact<'a>,
}

/// The common part of all facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Head<'a> {
    /// Unique across machines.
    pub id: Cow<'a, str>,
    /// The session that it belongs to.
    pub session: Cow<'a, str>,
    /// Its position among the facts of its session, independent of the clock.
    pub number: u32,
    /// The time of the event, to the millisecond.
    pub at: Timestamp,
    /// The offset from UTC of the local clock.
    pub offset: Offset,
    /// The name of the time zone; empty if it has none.
    pub zone: Cow<'a, str>,
    /// The local date on which the session started: the day that it counts for.
    pub date: Date,
    /// The routine, by its id.
    pub routine: Cow<'a, str>,
}

/// The event.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// A session began.
    Start(Start<'a>),
    /// A set, or one side of it, ended.
    Set(Set<Cow<'a, str>>),
    /// An earlier fact is corrected.
    Correction(Correction<'a>),
    /// A session ended; the last end of a session counts.
    End(End),
    /// The user got up from the desk, in no session.
    Break,
}

/// The start of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Start<'a> {
    /// The routine's name.
    pub name: Cow<'a, str>,
    /// The plan's fingerprint: the same if the same steps are played.
    pub plan: Cow<'a, str>,
    /// The number of steps of work.
    pub sets: u32,
}

/// A set, or one side of it. `S` is the type of its texts: borrowed from a line, or shared by all sets of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<S> {
    /// The exercise's name.
    pub exercise: S,
    /// The exercise of the library that it uses; empty without one.
    pub library: S,
    /// The step of the plan, from 0.
    pub step: u32,
    /// The name of the block; empty without one.
    pub block: S,
    /// The round, from 1.
    pub round: u32,
    /// The number of sets in a round of a block with a cap.
    pub round_sets: Option<u32>,
    /// The set, from 1.
    pub set: u32,
    /// The working side.
    pub side: Side,
    /// The goal, for people: `8-12 reps`, `30s hold`.
    pub goal: S,
    /// The number of reps from which it counts as done.
    pub goal_reps: Option<u32>,
    /// The time to hold or move; `None` for reps.
    pub goal_time: Option<Duration>,
    /// The reps that were done; `None` if they are not counted.
    pub reps: Option<u32>,
    /// How long it took, without pauses.
    pub time: Duration,
    /// The resistance, in the words of the routine; empty without one.
    pub load: S,
    /// Whether all of it was done.
    pub outcome: Outcome,
    /// How long the session had run at the end of the set, without pauses.
    pub active: Duration,
}

impl<S> Set<S> {
    /// The same set with texts of another type. `convert` receives each text and its field.
    pub fn convert<T>(&self, mut convert: impl FnMut(&S, fn(&Set<T>) -> &T) -> T) -> Set<T> {
        Set {
            exercise: convert(&self.exercise, |set| &set.exercise),
            library: convert(&self.library, |set| &set.library),
            step: self.step,
            block: convert(&self.block, |set| &set.block),
            round: self.round,
            round_sets: self.round_sets,
            set: self.set,
            side: self.side,
            goal: convert(&self.goal, |set| &set.goal),
            goal_reps: self.goal_reps,
            goal_time: self.goal_time,
            reps: self.reps,
            time: self.time,
            load: convert(&self.load, |set| &set.load),
            outcome: self.outcome,
            active: self.active,
        }
    }

    /// The amount of work.
    pub fn amount(&self) -> Amount {
        if self.goal_time.is_some() { Amount::Time(self.time) } else { Amount::Reps(self.reps) }
    }
}

/// A correction; `None` leaves a value unchanged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correction<'a> {
    /// The id of the corrected fact: a set or an end of the same session.
    pub of: Cow<'a, str>,
    /// Of a set.
    pub reps: Option<u32>,
    /// Of a set.
    pub time: Option<Duration>,
    /// Of a set.
    pub outcome: Option<Outcome>,
    /// Of an end: how hard it was, 0 to 10.
    pub effort: Option<u8>,
    /// Of an end: how much it hurt, 0 to 10.
    pub pain: Option<u8>,
    /// Of an end: the note; an empty one removes it.
    pub note: Option<Cow<'a, str>>,
}

/// The end of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Whether all steps were completed.
    pub finished: bool,
    /// The number of steps of work that were done, completely or in part.
    pub sets: u32,
    /// How many there are.
    pub of_sets: u32,
    /// How long it ran, without pauses.
    pub active: Duration,
    /// From its start to its end.
    pub total: Duration,
}

/// Why a line cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is torn, mangled, or not from this program.
    Bad,
    /// A later version of the program wrote it.
    Newer,
}

impl Fact<'_> {
    /// The hook for which this is the input, if there is one.
    pub fn hook(&self) -> Option<Moment> {
        match self {
            Fact::Start(_) => Some(Moment::SessionStart),
            Fact::Set(set) => (set.outcome != Outcome::Skipped).then_some(Moment::SetDone),
            Fact::End(_) => Some(Moment::SessionEnd),
            Fact::Correction(_) | Fact::Break => None,
        }
    }
}

impl Head<'_> {
    /// The local date and time.
    pub fn local(&self) -> jiff::civil::DateTime {
        self.offset.to_datetime(self.at)
    }
}

/// A time as the history stores it, with the offset and the date in a zone.
pub fn moment(at: Timestamp, zone: &TimeZone) -> (Timestamp, Offset, Date) {
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    let offset = zone.to_offset(at);
    (at, offset, offset.to_datetime(at).date())
}

/// The record of a step of work.
pub fn set(plan: &Plan, index: usize, done: &Done, active: Duration) -> Set<Cow<'static, str>> {
    let step = &plan.steps[index];
    let owned = |text: &str| Cow::Owned(text.to_owned());
    let (goal_reps, goal_time) = match &step.exercise.work {
        Work::Hold(length) | Work::Time(length) => (None, Some(*length)),
        // It is measured by its time, of which any is enough.
        Work::Open => (None, Some(Duration::ZERO)),
        Work::Reps(reps, _) => (reps.lower(), None),
    };
    let goal = match &step.exercise.work {
        Work::Reps(Reps::Max, _) => Cow::Borrowed("max"),
        work => Cow::Owned(work.to_string()),
    };
    let (reps, time) = amount(done);
    Set {
        exercise: owned(&step.exercise.name),
        library: owned(step.exercise.library.as_deref().unwrap_or_default()),
        step: u32::try_from(step.number).unwrap_or(u32::MAX),
        block: owned(step.block.as_deref().unwrap_or_default()),
        round: step.round,
        round_sets: plan.works_of_round(index).and_then(|sets| u32::try_from(sets).ok()),
        set: step.set,
        side: step.side,
        goal,
        goal_reps,
        goal_time,
        reps,
        time,
        load: owned(step.exercise.load.as_deref().unwrap_or_default()),
        outcome: done.outcome,
        active: whole(active),
    }
}

/// The reps, if they are counted, and the time of the work done.
pub fn amount(done: &Done) -> (Option<u32>, Duration) {
    match done.amount {
        Amount::Reps(reps) => (reps, whole(done.time)),
        Amount::Time(time) => (None, whole(time)),
    }
}

/// A duration as the history stores it: to the millisecond.
pub fn whole(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
