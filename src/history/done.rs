//! What was ever done of an exercise, in a few numbers.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    stats::{self, Day},
    store::History,
};
use crate::{base::count::count, routine::Exercise, session::player::Outcome};

/// Past sets of an exercise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoneBefore {
    /// The sessions with a set of it.
    pub sessions: usize,
    /// The sets that were not skipped.
    pub sets: usize,
    /// The most reps of a set.
    pub best_reps: Option<u32>,
    /// The day of the latest set.
    pub last: Option<Date>,
}

/// What was done of each exercise, by the key that [`key`] gives.
pub fn by_exercise(history: &History) -> BTreeMap<&str, DoneBefore> {
    let mut done: BTreeMap<&str, DoneBefore> = BTreeMap::new();
    for past in history.sessions() {
        let mut here: Vec<&str> = Vec::new();
        for set in past.sets.iter().filter(|set| set.outcome != Outcome::Skipped) {
            let key: &str = if set.library.is_empty() { &set.exercise } else { &set.library };
            let exercise = done.entry(key).or_default();
            if !here.contains(&key) {
                here.push(key);
                exercise.sessions += 1;
            }
            exercise.sets += 1;
            exercise.best_reps = exercise.best_reps.max(set.reps);
            exercise.last = exercise.last.max(Some(past.date));
        }
    }
    done
}

/// What the history knows an exercise by: its id in the library, or its name where it is not from there.
pub fn key(exercise: &Exercise) -> &str {
    exercise.library.as_deref().unwrap_or(&exercise.name)
}

impl DoneBefore {
    /// `12 sets in 3 sessions, last yesterday; best set 12 reps`; empty if there are none.
    pub fn words(&self, today: Day) -> Option<String> {
        let last = stats::ago(self.last?, today.date);
        let best = self.best_reps.map(|reps| format!("; best set {}", count(reps, "rep"))).unwrap_or_default();
        Some(format!("{} in {}, last {last}{best}", count(self.sets, "set"), count(self.sessions, "session")))
    }
}
