//! Progression: a dose that grows as the sheet says, by a pure rule from what was done. What was done is told by the
//! history; the file never changes.

use std::time::Duration;

use jiff::civil::Date;
use toml::de::DeValue;

use super::{Exercise, Tempo, Work, keys};
use crate::base::{
    diagnostic::Code,
    quantity::{DAY, Reps, parse_duration, units},
    toml_reader::{self, At, Diagnostics, Fields},
};

/// From this pain on, of 0 to 10, nothing rises, and [`STOP`] is the advice.
pub const PAIN: u8 = 5;
/// What a person should do whom a session hurt.
pub const STOP: &str = "Stop here for today. If the pain stays, have a doctor or physiotherapist look at it.";

/// How a dose grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// By how much at a time.
    pub add: Increment,
    /// How often.
    pub every: Pace,
    /// Up to where, in the unit of `add`.
    pub until: Increment,
}

/// A part of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Increment {
    /// Reps of a set.
    Reps(u32),
    /// Sets.
    Sets(u32),
    /// The length of a hold or of timed work.
    Length(Duration),
}

/// How often a dose grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// After so many good sessions.
    Sessions(u32),
    /// After so many weeks.
    Weeks(u32),
}

/// One time that the exercise was done, as the rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastSession {
    /// The day.
    pub day: Date,
    /// All of its sets were done.
    pub complete: bool,
    /// How much it hurt, 0 to 10, if that was said.
    pub pain: Option<u8>,
}

impl PastSession {
    fn is_good(self) -> bool {
        self.complete && self.pain.is_none_or(|pain| pain < PAIN)
    }
}

impl Progress {
    /// Reads the table of `progress`.
    pub(super) fn read(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<At<Progress>> {
        let help = "{ add = \"1 rep\", every = \"3 sessions\", until = 15 }";
        let fields = Fields::of(value, &format!("progress = {help}"), diagnostics)?;
        let meant = fields.only(&keys::names(keys::PROGRESS), diagnostics);
        let mut need = |key: &str| {
            let found = fields.take(key);
            if found.is_none() && !meant.contains(key) {
                let message = format!("missing `{key}`");
                fields.missing(&message, &format!("write progress = {help}"), diagnostics);
            }
            found
        };
        let (add, every, until) = (need("add"), need("every"), need("until"));
        let add = add.and_then(|value| amount(value, diagnostics));
        let every = every.and_then(|value| pace(value, diagnostics));
        let until = until.zip(add).and_then(|(value, add)| end(value, add, diagnostics));
        Some(At::new(value.span(), Progress { add: add?, every: every?, until: until? }))
    }

    /// Why it does not go with its exercise, if it does not: the code, the sentence and the fix.
    pub(super) fn misfit(self, exercise: &Exercise) -> Option<(Code, String, &'static str)> {
        let (base, what) = match (self.add, base(exercise)) {
            (Increment::Sets(_), _) => (Some(Increment::Sets(exercise.sets)), "sets"),
            (Increment::Reps(_), (reps, _)) => (reps, "a number of `reps`"),
            (Increment::Length(_), (_, length)) => (length, "a `hold` or a `time`"),
        };
        match base {
            None => {
                let help = "add what the work is made of: \"1 rep\", \"1 set\", or \"5s\"";
                Some((Code::ConflictingKeys, format!("`add` needs {what}"), help))
            }
            Some(base) if size(base) >= size(self.until) => {
                let help = "write an `until` above the starting dose";
                Some((Code::OutOfRange, "`until` is not above the starting dose".to_owned(), help))
            }
            Some(_) => None,
        }
    }

    /// How often the dose has risen when a session begins on a day, after these times, which are in order.
    ///
    /// At the beginning of each session it rises by one step if enough good sessions, or enough weeks, have gone by
    /// since the last rise or the first time, and the time before was good: all sets done, and no pain of 5 or more.
    pub fn rises(&self, past: &[PastSession], today: Date) -> u32 {
        let Some(first) = past.first() else { return 0 };
        let (mut rises, mut since, mut good) = (0, first.day, 0);
        let begun = past.iter().skip(1).map(|time| time.day).chain([today]);
        for (before, day) in past.iter().zip(begun) {
            good += u32::from(before.is_good());
            let is_due = match self.every {
                Pace::Sessions(sessions) => good >= sessions,
                Pace::Weeks(weeks) => (day - since).get_days() >= i32::try_from(weeks * 7).unwrap_or(i32::MAX),
            };
            if is_due && before.is_good() {
                (rises, since, good) = (rises + 1, day, 0);
            }
        }
        rises
    }

    /// The exercise with its dose after so many rises, never beyond `until`.
    pub fn progressed(&self, exercise: &Exercise, rises: u32) -> Exercise {
        let mut progressed = exercise.clone();
        let grown = match (self.add, self.until) {
            (Increment::Sets(add), Increment::Sets(until)) => {
                progressed.sets = exercise.sets.saturating_add(add.saturating_mul(rises)).min(until.max(exercise.sets));
                let more = progressed.sets - exercise.sets;
                (more > 0).then(|| if more == 1 { "1 set".to_owned() } else { format!("{more} sets") })
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
        progressed.grown = grown.map(|grown| format!("+{grown} since you began"));
        progressed
    }
}

/// What can grow of an exercise: its reps, and the length of its hold or time.
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

const AMOUNT: &str = "write \"1 rep\", \"1 set\" or \"5s\"";

fn counted<'t>(text: &'t str, words: &[(&'t str, &'t str)]) -> Option<(u32, &'t str)> {
    let (number, word) = text.trim().split_once(' ')?;
    let one = words.iter().find(|(one, many)| [*one, *many].contains(&word.trim()))?.0;
    number.parse().ok().filter(|number| (1..=1000).contains(number)).map(|number| (number, one))
}

fn amount(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Increment> {
    let given = toml_reader::text(value, toml_reader::NAME, diagnostics)?.into_inner();
    let found = match counted(&given, &[("rep", "reps"), ("set", "sets")]) {
        Some((count, "rep")) => Some(Increment::Reps(count)),
        Some((count, _)) => Some(Increment::Sets(count)),
        None => parse_duration(&given).ok().filter(|l| !l.is_zero() && *l <= DAY).map(Increment::Length),
    };
    if found.is_none() {
        diagnostics.report(&value.span(), Code::BadValue, &format!("invalid amount `{given}`"), AMOUNT);
    }
    found
}

fn pace(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Pace> {
    let given = toml_reader::text(value, toml_reader::NAME, diagnostics)?.into_inner();
    let found = match counted(&given, &[("session", "sessions"), ("week", "weeks")]) {
        Some((count, "session")) => Some(Pace::Sessions(count)),
        Some((count, _)) => Some(Pace::Weeks(count)),
        None => None,
    };
    if found.is_none() {
        let help = "write \"3 sessions\" or \"1 week\"";
        diagnostics.report(&value.span(), Code::BadValue, &format!("invalid interval `{given}`"), help);
    }
    found
}

/// The end, in the unit of what is added.
fn end(value: &At<DeValue<'_>>, add: Increment, diagnostics: &mut Diagnostics<'_>) -> Option<Increment> {
    match add {
        Increment::Length(_) => {
            let length = toml_reader::duration(value, toml_reader::Least::Something, diagnostics)?;
            Some(Increment::Length(length.into_inner()))
        }
        Increment::Reps(_) => {
            toml_reader::whole(value, 1, 1000, diagnostics).map(|count| Increment::Reps(count.into_inner()))
        }
        Increment::Sets(_) => {
            toml_reader::whole(value, 1, 100, diagnostics).map(|count| Increment::Sets(count.into_inner()))
        }
    }
}

/// For people: `1 rep every 3 sessions until 15`.
impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let many = |count: u32, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        match self.add {
            Increment::Reps(count) => f.write_str(&many(count, "rep"))?,
            Increment::Sets(count) => f.write_str(&many(count, "set"))?,
            Increment::Length(length) => f.write_str(&units(length))?,
        }
        match self.every {
            Pace::Sessions(count) => write!(f, " every {}", many(count, "session"))?,
            Pace::Weeks(count) => write!(f, " every {}", many(count, "week"))?,
        }
        match self.until {
            Increment::Reps(count) | Increment::Sets(count) => write!(f, " until {count}"),
            Increment::Length(length) => write!(f, " until {}", units(length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{cue::Cues, diagnostic::Source},
        routine::{Library, read},
    };

    fn exercise(work: &str, progress: &str) -> Exercise {
        let text = format!("name = \"x\"\n[[exercise]]\nname = \"a\"\n{work}\nprogress = {{ {progress} }}\n");
        let checked = read(Source { name: "x", text: &text }, &Library::bundled(), &Cues::default());
        assert_eq!(checked.found, vec![], "{text}");
        Exercise::clone(checked.routine.unwrap().exercises().next().unwrap())
    }

    fn after(work: &str, progress: &str, rises: u32) -> String {
        let exercise = exercise(work, progress);
        exercise.progress.unwrap().progressed(&exercise, rises).dose().replace(" since you began", "")
    }

    #[test]
    fn a_dose_rises_up_to_its_end() {
        let reps = "add = \"2 reps\", every = \"1 week\", until = 15";
        assert_eq!(after("reps = 10", reps, 0), "10 reps");
        assert_eq!(after("reps = 10", reps, 2), "14 reps, +4");
        assert_eq!(after("reps = 10", reps, 3), "15 reps, +5");
        assert_eq!(after("reps = 10", reps, u32::MAX), "15 reps, +5");
        let length = "add = \"5s\", every = \"3 sessions\", until = \"1m\"";
        assert_eq!(after("hold = \"30s\"", length, 2), "40s hold, +10s");
        assert_eq!(after("time = \"50s\"", length, 9), "1m, +10s");
        assert_eq!(after("reps = 10\nhold = \"5s\"", length, 1), "10 reps of 10s, +5s");
        assert_eq!(after("reps = 10", "add = \"1 set\", every = \"1 session\", until = 3", 5), "3 × 10 reps, +2 sets");
        let exercise = exercise("reps = 10", reps);
        assert_eq!(exercise.progress.unwrap().to_string(), "2 reps every 1 week until 15");
    }

    /// Sessions on days of a month: `!` was cut short, `*` hurt.
    fn rises(every: &str, days: &str, today: i8) -> u32 {
        let progress = format!("add = \"1 rep\", every = \"{every}\", until = 100");
        let past: Vec<PastSession> = days
            .split_whitespace()
            .map(|day| PastSession {
                day: Date::constant(2026, 1, day.trim_end_matches(['!', '*']).parse().unwrap()),
                complete: !day.ends_with('!'),
                pain: day.ends_with('*').then_some(PAIN),
            })
            .collect();
        exercise("reps = 10", &progress).progress.unwrap().rises(&past, Date::constant(2026, 1, today))
    }

    #[test]
    fn it_rises_after_good_sessions() {
        assert_eq!(rises("3 sessions", "", 1), 0);
        assert_eq!(rises("3 sessions", "1 2", 3), 0);
        assert_eq!(rises("3 sessions", "1 2 3", 4), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4 5", 6), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4 5 6", 7), 2);
        // What was cut short or hurt does not count, and nothing rises right after it.
        assert_eq!(rises("3 sessions", "1 2! 3", 4), 0);
        assert_eq!(rises("3 sessions", "1 2! 3 4", 5), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4*", 5), 1);
        assert_eq!(rises("1 session", "1 2 3*", 4), 2);
    }

    #[test]
    fn it_rises_after_weeks() {
        assert_eq!(rises("1 week", "1", 7), 0);
        assert_eq!(rises("1 week", "1", 8), 1);
        assert_eq!(rises("1 week", "1*", 8), 0);
        assert_eq!(rises("1 week", "1 4 8 12", 14), 1);
        assert_eq!(rises("1 week", "1 4 8 12", 15), 2);
        // A pause is no reason to rise twice.
        assert_eq!(rises("1 week", "1", 29), 1);
        assert_eq!(rises("2 weeks", "1 8", 14), 0);
    }
}
