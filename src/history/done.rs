//! What was ever done of an exercise, in a few numbers.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{ToSpan, civil::Date};

use super::{
    stats::{self, Day},
    store::{History, RecordedSet, SessionSummary},
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

/// One exercise over time.
#[derive(Clone, Debug, PartialEq)]
pub struct ExerciseStats {
    /// Its name.
    pub name: Arc<str>,
    /// The totals of each session.
    pub days: Vec<(Date, Effort)>,
    /// The most reps of a set, with the day.
    pub reps: Option<(u32, Date)>,
    /// The longest time held or moved in a set, with the day.
    pub held: Option<(Duration, Date)>,
    /// The heaviest load, in the words of the routine, with the day.
    pub load: Option<(Arc<str>, Date)>,
}

/// One exercise in one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// The number of sets.
    pub sets: u32,
    /// The reps of all sets.
    pub reps: u32,
    /// The time held or moved in all sets that are measured by time.
    pub held: Duration,
    /// The most reps of a set, or its most seconds where none has reps.
    pub best: u64,
}

impl Effort {
    fn add(&mut self, set: &RecordedSet) {
        self.sets += 1;
        self.reps = self.reps.saturating_add(set.reps.unwrap_or(0));
        if set.goal_time.is_some() {
            self.held = self.held.saturating_add(set.time);
        }
        self.best = self.best.max(size(set));
    }
}

/// The reps of a set, or its seconds where reps are not counted.
fn size(set: &RecordedSet) -> u64 {
    set.reps.map_or(set.time.as_secs(), u64::from)
}

/// The best set of an exercise in a session: its reps, or its seconds. `None` if none was done.
pub fn best_set(past: &SessionSummary, exercise: &str) -> Option<u64> {
    let done = past.sets.iter().filter(|set| &*set.exercise == exercise && set.outcome != Outcome::Skipped);
    done.map(size).max()
}

/// All exercises that were done, the most frequent first.
pub fn exercises<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> Vec<ExerciseStats> {
    let mut found: BTreeMap<Arc<str>, ExerciseStats> = BTreeMap::new();
    for past in sessions {
        let mut here: BTreeMap<Arc<str>, Effort> = BTreeMap::new();
        for set in past.sets.iter().filter(|set| set.outcome != Outcome::Skipped) {
            here.entry(Arc::clone(&set.exercise)).or_default().add(set);
            let exercise = found.entry(Arc::clone(&set.exercise)).or_insert_with(|| ExerciseStats {
                name: Arc::clone(&set.exercise),
                days: Vec::new(),
                reps: None,
                held: None,
                load: None,
            });
            if let Some(reps) = set.reps.filter(|reps| *reps > exercise.reps.map_or(0, |(most, _)| most)) {
                exercise.reps = Some((reps, past.date));
            }
            let held = set.time;
            if set.goal_time.is_some() && held > exercise.held.map_or(Duration::ZERO, |(longest, _)| longest) {
                exercise.held = Some((held, past.date));
            }
            let heaviest = exercise.load.as_ref().and_then(|(load, _)| grams(load)).unwrap_or(0);
            if grams(&set.load).is_some_and(|grams| grams > heaviest) {
                exercise.load = Some((Arc::clone(&set.load), past.date));
            }
        }
        for (name, effort) in here {
            if let Some(exercise) = found.get_mut(&name) {
                exercise.days.push((past.date, effort));
            }
        }
    }
    let mut exercises: Vec<ExerciseStats> = found.into_values().collect();
    exercises.sort_by_key(|exercise| std::cmp::Reverse(exercise.days.len()));
    exercises
}

/// The weight of a load that starts with a number and a unit: `8 kg`, `12.5kg`, `20 lb`.
fn grams(load: &str) -> Option<u64> {
    let load = load.trim();
    let end = load.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(load.len());
    let (number, unit) = load.split_at(end);
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let thousandth = |text: &str| format!("{text:0<3}").get(..3)?.parse::<u64>().ok();
    let number = whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(thousandth(decimals)?)?;
    match unit.split_whitespace().next()? {
        "kg" => Some(number),
        "g" => Some(number / 1000),
        "lb" | "lbs" => Some(number.checked_mul(45_359)? / 100_000),
        _ => None,
    }
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
        sessions[begin..end].iter().find_map(|before| Some((best_set(before, exercise)?, before.date)))?;
    let more = best_set(past, exercise)?.checked_sub(first).filter(|more| *more > 0)?;
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

    #[test]
    fn loads_are_compared_by_weight() {
        assert_eq!(grams("8 kg"), Some(8000));
        assert_eq!(grams("12.5kg kettlebell"), Some(12_500));
        assert_eq!(grams("20 lb"), Some(9071));
        for none in ["green band", "", "8", "kg", "99999999999999999999 kg", "1..5 kg"] {
            assert_eq!(grams(none), None, "{none}");
        }
    }
}
