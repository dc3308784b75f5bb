//! An exercise with a larger dose, as its [`Progress`] says.

use std::time::Duration;

use super::{
    exercise::Exercise,
    progress::{Increment, Progress},
    work::{Tempo, Work},
};
use crate::base::{
    count::count,
    diagnostic::Code,
    quantity::{Reps, units},
};

impl Progress {
    /// Why it does not fit its exercise, if it does not: the code, the message and the fix.
    pub(super) fn misfit(self, exercise: &Exercise) -> Option<(Code, String, &'static str)> {
        let (base, what) = match (self.add, base(exercise)) {
            (Increment::Sets(_), _) => (Some(Increment::Sets(exercise.sets)), "sets"),
            (Increment::Reps(_), (reps, _)) => (reps, "a number of `reps`"),
            (Increment::Length(_), (_, length)) => (length, "a `hold` or a `time`"),
        };
        match base {
            None => {
                let help = "add what the exercise has: \"1 rep\" to `reps`, \"5s\" to `hold` or `time`, or \"1 set\"";
                Some((Code::ConflictingKeys, format!("`add` needs {what}"), help))
            }
            Some(base) if size(base) >= size(self.until) => {
                let help = "write an `until` above the starting dose";
                Some((Code::OutOfRange, "`until` is not above the starting dose".to_owned(), help))
            }
            Some(_) => None,
        }
    }

    /// The exercise with its dose after a number of rises, never beyond `until`.
    pub fn progressed(&self, exercise: &Exercise, rises: u32) -> Exercise {
        let mut progressed = exercise.clone();
        let gain = match (self.add, self.until) {
            (Increment::Sets(add), Increment::Sets(until)) => {
                progressed.sets = exercise.sets.saturating_add(add.saturating_mul(rises)).min(until.max(exercise.sets));
                let more = progressed.sets - exercise.sets;
                (more > 0).then(|| count(more, "set"))
            }
            (Increment::Reps(add), Increment::Reps(until)) => match &mut progressed.work {
                Work::Reps(Reps::Count(count), _) => {
                    let base = *count;
                    *count = base.saturating_add(add.saturating_mul(rises)).min(until.max(base));
                    (*count > base).then(|| (*count - base).to_string())
                }
                _ => None,
            },
            (Increment::Length(add), Increment::Length(until)) => length_of(&mut progressed.work).and_then(|length| {
                let base = *length;
                *length = base.saturating_add(add.saturating_mul(rises)).min(until.max(base));
                (*length > base).then(|| units(length.saturating_sub(base)))
            }),
            _ => None,
        };
        progressed.gain = gain.map(|gain| format!("+{gain} since you began"));
        progressed
    }
}

/// What can rise in an exercise: its reps, and the length of its hold or time.
fn base(exercise: &Exercise) -> (Option<Increment>, Option<Increment>) {
    let reps = match &exercise.work {
        Work::Reps(Reps::Count(count), _) => Some(Increment::Reps(*count)),
        _ => None,
    };
    (reps, length_of(&mut exercise.work.clone()).map(|length| Increment::Length(*length)))
}

fn length_of(work: &mut Work) -> Option<&mut Duration> {
    match work {
        Work::Hold(length) | Work::Time(length) => Some(length),
        Work::Open => None,
        Work::Reps(_, tempo) => {
            let is_held = tempo.held().is_some();
            match tempo {
                Tempo::Phases(phases) if is_held => phases.first_mut().map(|phase| &mut phase.length),
                _ => None,
            }
        }
    }
}

fn size(amount: Increment) -> u128 {
    match amount {
        Increment::Reps(count) | Increment::Sets(count) => count.into(),
        Increment::Length(length) => length.as_millis(),
    }
}
