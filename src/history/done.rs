//! What was ever done of an exercise, in a few numbers.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::{
    stats::{self, Day},
    store::{History, SessionSummary},
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

/// How much more the best set of an exercise in a session is than in the first session of the twelve weeks before it,
/// in reps or seconds, and the day of that one. `None` if it has not grown.
pub fn growth(history: &History, past: &SessionSummary, exercise: &str) -> Option<(u64, Date)> {
    let from = past.date.saturating_sub(12.weeks());
    let sessions = history.sessions();
    // They are in order of time, and the days almost always too.
    let begin = sessions.partition_point(|before| before.date < from);
    let end = sessions.partition_point(|before| before.at < past.at).max(begin);
    let (first, since) =
        sessions[begin..end].iter().find_map(|before| Some((stats::best_set(before, exercise)?, before.date)))?;
    let more = stats::best_set(past, exercise)?.checked_sub(first).filter(|more| *more > 0)?;
    Some((more, since))
}

/// `+3 since Sep`, or `+10s since Sep`.
pub fn growth_words(more: u64, in_reps: bool, since: Date) -> String {
    format!("+{more}{} since {}", if in_reps { "" } else { "s" }, since.strftime("%b"))
}

impl DoneBefore {
    /// `12 sets in 3 sessions, last yesterday; best set 12 reps`; empty if there are none.
    pub fn words(&self, today: Day) -> Option<String> {
        let last = stats::ago(self.last?, today.date);
        let best = self.best_reps.map(|reps| format!("; best set {}", count(reps, "rep"))).unwrap_or_default();
        Some(format!("{} in {}, last {last}{best}", count(self.sets, "set"), count(self.sessions, "session")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_counted_from_the_first_session_of_twelve_weeks() {
        let mut history = History::default();
        for (number, (date, reps)) in
            [("2026-01-12", 20), ("2026-03-02", 8), ("2026-04-06", 9), ("2026-05-04", 11)].into_iter().enumerate()
        {
            let line = format!(
                r#"{{"v":1,"kind":"set","id":"s{number}.1","session":"s{number}","n":1,"time":"{date}T18:00:00Z","date":"{date}","routine":"daily","exercise":"Plank","step":1,"reps":{reps},"outcome":"done"}}"#
            );
            history.read("a.jsonl", 1, line.as_bytes());
        }
        history.settle();
        let growth = |session: usize, exercise: &str| {
            growth(&history, &history.sessions()[session], exercise)
                .map(|(more, since)| growth_words(more, true, since))
        };
        assert_eq!(growth(3, "Plank").as_deref(), Some("+3 since Mar"));
        assert_eq!(growth(2, "Plank"), None, "20 in January");
        assert_eq!(growth(0, "Plank"), None, "nothing before");
        assert_eq!(growth(3, "Squat"), None, "never done");
    }
}
