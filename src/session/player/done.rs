//! What was done of a step of work, and how it is called.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::Player;
use crate::{
    base::quantity::{measured, times},
    session::plan::Step,
};

/// What was done of a step of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Whether all of it was.
    pub outcome: Outcome,
    /// How much.
    pub amount: Amount,
    /// How long it took, without pauses.
    pub time: Duration,
}

/// Whether all of a set was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As planned, or as much as the person could where the plan says so.
    Done,
    /// Ended before its goal.
    Short,
    /// Left out, or left in the middle.
    Skipped,
}

impl Outcome {
    /// The name, as in the history.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Short => "short",
            Outcome::Skipped => "skipped",
        }
    }

    /// The outcome of a name.
    pub fn named(name: &str) -> Option<Outcome> {
        [Outcome::Done, Outcome::Short, Outcome::Skipped].into_iter().find(|outcome| outcome.name() == name)
    }
}

/// How much was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Whole repetitions; `None` where nobody counted.
    Reps(Option<u32>),
    /// Time in position or in movement.
    Time(Duration),
}

/// How far a block was gone through that goes on as long as there is time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundsDone {
    /// Rounds of which every set was done.
    pub whole: u32,
    /// What was done beyond: reps.
    pub reps: u32,
    /// What was done beyond: time held or moved.
    pub time: Duration,
}

impl RoundsDone {
    /// Of the sets of a block, each with its round; a round has `of` sets.
    pub fn of(of: usize, sets: impl IntoIterator<Item = (u32, Outcome, Amount)>) -> RoundsDone {
        let mut rounds: BTreeMap<u32, (usize, RoundsDone)> = BTreeMap::new();
        for (round, outcome, amount) in sets {
            let (done, part) = rounds.entry(round).or_default();
            *done += usize::from(outcome == Outcome::Done);
            match amount {
                _ if outcome == Outcome::Skipped => {}
                Amount::Reps(reps) => part.reps = part.reps.saturating_add(reps.unwrap_or(0)),
                Amount::Time(time) => part.time = part.time.saturating_add(time),
            }
        }
        let add = |all: RoundsDone, (done, part): (usize, RoundsDone)| {
            if done >= of {
                return RoundsDone { whole: all.whole + 1, ..all };
            }
            RoundsDone { reps: all.reps.saturating_add(part.reps), time: all.time.saturating_add(part.time), ..all }
        };
        rounds.into_values().fold(RoundsDone::default(), add)
    }
}

/// For people: `4 rounds + 7 reps`.
impl fmt::Display for RoundsDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} round{}", self.whole, if self.whole == 1 { "" } else { "s" })?;
        if self.reps > 0 {
            write!(f, " + {}", Amount::Reps(Some(self.reps)))?;
        }
        if self.time >= Duration::from_secs(1) {
            write!(f, " + {}", Amount::Time(self.time))?;
        }
        Ok(())
    }
}

/// How much was done, for people: `10 reps`, `28s`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Reps(None) => f.write_str("reps not counted"),
            Amount::Reps(Some(1)) => f.write_str("1 rep"),
            Amount::Reps(Some(reps)) => write!(f, "{reps} reps"),
            Amount::Time(time) => f.write_str(&measured(*time)),
        }
    }
}

/// Why a step is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaving {
    /// Its time is over.
    Over,
    /// The person says that it is done.
    Said,
    /// The person leaves it out.
    Skipped,
    /// The time of its block is over.
    Cut,
}

impl Player {
    /// What was done of a step of work that is left.
    pub(super) fn done(&self, step: &Step, leaving: Leaving, at: Duration) -> Done {
        let time = self.elapsed(at);
        let (amount, complete) = match step.reps() {
            None => (Amount::Time(time), step.length.is_some_and(|goal| time >= goal)),
            Some((reps, tempo)) => match tempo.rep() {
                // In a race against the time the set ends when the person says so: who is quicker than the metronome
                // has done all of it. What is not so is put right by hand.
                Some(_) if leaving == Leaving::Said && step.is_capped() && reps.upper().is_some() => {
                    (Amount::Reps(reps.upper()), true)
                }
                Some(rep) => {
                    let done = times(time, rep).min(reps.upper().unwrap_or(u32::MAX));
                    (Amount::Reps(Some(done)), reps.lower().is_none_or(|lower| done >= lower))
                }
                // Nobody counts at one's own pace: what was to be done is taken as done.
                None if leaving == Leaving::Skipped => (Amount::Reps(None), false),
                // But where the time was up in the middle only the person can know.
                None if leaving == Leaving::Cut => (Amount::Reps(None), reps.lower().is_none()),
                None => (Amount::Reps(reps.upper()), true),
            },
        };
        let outcome = match leaving {
            Leaving::Skipped => Outcome::Skipped,
            _ if complete => Outcome::Done,
            // Also where the person made it shorter by `Less`.
            _ => Outcome::Short,
        };
        Done { outcome, amount, time }
    }
}
