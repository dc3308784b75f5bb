//! The result of a step of work, and its names.

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::base::{count::count, quantity::measured};

/// The result of a step of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Whether it was completed.
    pub outcome: Outcome,
    /// The amount of work done.
    pub amount: Amount,
    /// How long it took, without pauses.
    pub time: Duration,
}

/// Whether a set was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Completed as planned, or as many as possible if the plan says so.
    Done,
    /// Ended before its goal.
    Short,
    /// Skipped, or left in the middle.
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

    /// The outcome of a set whose reps are corrected to a number, with the reps from which it counts as done.
    pub fn of_reps(reps: u32, enough: Option<u32>) -> Outcome {
        match (reps, enough) {
            (0, _) => Outcome::Skipped,
            (reps, Some(enough)) if reps < enough => Outcome::Short,
            _ => Outcome::Done,
        }
    }

    /// The outcome with a name.
    pub fn named(name: &str) -> Option<Outcome> {
        [Outcome::Done, Outcome::Short, Outcome::Skipped].into_iter().find(|outcome| outcome.name() == name)
    }
}

/// The amount of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Completed reps; `None` if they are not counted.
    Reps(Option<u32>),
    /// Time in position or in movement.
    Time(Duration),
}

/// The rounds done of a block with a cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoundsDone {
    /// Rounds in which every set was completed.
    pub whole: u32,
    /// Additional reps.
    pub reps: u32,
    /// Additional time held or moved.
    pub time: Duration,
}

impl RoundsDone {
    /// Computed from the sets of a block, each with its round; a round has `of` sets.
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
        f.write_str(&count(self.whole, "round"))?;
        if self.reps > 0 {
            write!(f, " + {}", Amount::Reps(Some(self.reps)))?;
        }
        if self.time >= Duration::from_secs(1) {
            write!(f, " + {}", Amount::Time(self.time))?;
        }
        Ok(())
    }
}

/// The amount for people: `10 reps`, `28s`.
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
