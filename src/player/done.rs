//! What was done of a step of work, and how it is called.

use std::{fmt, time::Duration};

use crate::quantity::units;

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

/// How much was done, for people: `10 reps`, `28s`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Reps(None) => f.write_str("reps not counted"),
            Amount::Reps(Some(1)) => f.write_str("1 rep"),
            Amount::Reps(Some(reps)) => write!(f, "{reps} reps"),
            Amount::Time(time) => f.write_str(&units(Duration::from_secs(time.as_secs()))),
        }
    }
}
