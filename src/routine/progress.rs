//! Progression: a dose that grows over time, by a pure rule over past sessions. The file never changes.

use std::time::Duration;

use jiff::civil::Date;
use toml::de::DeValue;

use super::keys;
use crate::base::{
    count::count,
    diagnostic::Code,
    quantity::{DAY, parse_duration, units},
    toml_reader::{self, At, Diagnostics, Fields},
};

/// From this pain on, 0 to 10, no dose rises, and [`STOP`] is the advice.
pub const PAIN: u8 = 5;
/// The advice after a session that hurt.
pub const STOP: &str = "Stop here for today. If the pain stays, have a doctor or physiotherapist look at it.";

/// How a dose progresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The amount of one rise.
    pub add: Increment,
    /// The frequency.
    pub every: Pace,
    /// The limit, in the unit of `add`.
    pub until: Increment,
}

/// An amount of a dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Increment {
    /// Reps of a set.
    Reps(u32),
    /// Sets.
    Sets(u32),
    /// The length of a hold or of timed work.
    Length(Duration),
}

/// How often a dose rises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// After this many good sessions.
    Sessions(u32),
    /// After this many weeks.
    Weeks(u32),
}

/// One past session with the exercise, as the rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastSession {
    /// The day.
    pub day: Date,
    /// Whether all its sets were done.
    pub complete: bool,
    /// The pain, 0 to 10, if it was rated.
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

    /// The number of rises up to a session on a day, after these past sessions, in order.
    ///
    /// At the start of each session the dose rises by one step if enough good sessions, or enough weeks, have passed
    /// since the last rise or the first session, and the previous session was good: all sets done, and no pain of 5 or
    /// more.
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
}

const AMOUNT: &str = "write \"1 rep\", \"1 set\" or \"5s\"";

fn counted<'t>(text: &'t str, words: &[(&'t str, &'t str)]) -> Option<(u32, &'t str)> {
    let (number, word) = text.trim().split_once(' ')?;
    let one = words.iter().find(|(one, many)| [*one, *many].contains(&word.trim()))?.0;
    number.parse().ok().filter(|number| (1..=1000).contains(number)).map(|number| (number, one))
}

fn amount(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Increment> {
    if matches!(value.get_ref(), DeValue::Integer(_)) {
        diagnostics.report(
            &value.span(),
            Code::WrongType,
            "expected an amount with a unit, found a whole number",
            AMOUNT,
        );
        return None;
    }
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

/// The limit, in the unit of `add`.
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
        match self.add {
            Increment::Reps(reps) => f.write_str(&count(reps, "rep"))?,
            Increment::Sets(number) => f.write_str(&count(number, "set"))?,
            Increment::Length(length) => f.write_str(&units(length))?,
        }
        match self.every {
            Pace::Sessions(number) => write!(f, " every {}", count(number, "session"))?,
            Pace::Weeks(number) => write!(f, " every {}", count(number, "week"))?,
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
    use crate::base::diagnostic::Source;

    fn progress(keys: &str) -> Progress {
        let text = format!("progress = {{ {keys} }}");
        let (root, mut diagnostics) = toml_reader::parse(Source { name: "x", text: &text });
        let read = Progress::read(Fields::root(&root).take("progress").unwrap(), &mut diagnostics);
        read.unwrap().into_inner()
    }

    #[test]
    fn it_is_described_to_people() {
        let progress = progress("add = \"2 reps\", every = \"1 week\", until = 15");
        assert_eq!(progress.to_string(), "2 reps every 1 week until 15");
    }

    /// Sessions on days of a month: `!` was cut short, `*` hurt.
    fn rises(every: &str, days: &str, today: i8) -> u32 {
        let past: Vec<PastSession> = days
            .split_whitespace()
            .map(|day| PastSession {
                day: Date::constant(2026, 1, day.trim_end_matches(['!', '*']).parse().unwrap()),
                complete: !day.ends_with('!'),
                pain: day.ends_with('*').then_some(PAIN),
            })
            .collect();
        let progress = progress(&format!("add = \"1 rep\", every = \"{every}\", until = 100"));
        progress.rises(&past, Date::constant(2026, 1, today))
    }

    #[test]
    fn the_dose_rises_after_good_sessions() {
        assert_eq!(rises("3 sessions", "", 1), 0);
        assert_eq!(rises("3 sessions", "1 2", 3), 0);
        assert_eq!(rises("3 sessions", "1 2 3", 4), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4 5", 6), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4 5 6", 7), 2);
        // A session that was cut short or hurt does not count, and the next one does not rise.
        assert_eq!(rises("3 sessions", "1 2! 3", 4), 0);
        assert_eq!(rises("3 sessions", "1 2! 3 4", 5), 1);
        assert_eq!(rises("3 sessions", "1 2 3 4*", 5), 1);
        assert_eq!(rises("1 session", "1 2 3*", 4), 2);
    }

    #[test]
    fn the_dose_rises_after_weeks() {
        assert_eq!(rises("1 week", "1", 7), 0);
        assert_eq!(rises("1 week", "1", 8), 1);
        assert_eq!(rises("1 week", "1*", 8), 0);
        assert_eq!(rises("1 week", "1 4 8 12", 14), 1);
        assert_eq!(rises("1 week", "1 4 8 12", 15), 2);
        // A pause does not make the dose rise twice.
        assert_eq!(rises("1 week", "1", 29), 1);
        assert_eq!(rises("2 weeks", "1 8", 14), 0);
    }
}
