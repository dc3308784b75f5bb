//! Durations, repetitions and moments: their forms in files and for people.

use std::{fmt, time::Duration};

use jiff::{Timestamp, tz::TimeZone};

/// The longest duration that a file can contain: 24 hours.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One reading of both clocks. The rest of a step is a difference of `monotonic`; `wall` is for people, and for
/// noticing that the machine slept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Time since the program began, on a clock that cannot be set.
    pub monotonic: Duration,
    /// The time of day, which people and networks can set.
    pub wall: Timestamp,
}

/// Reads a duration such as `1m30s`, `1m 30s`, `0.5s` or `90s`: numbers with the units `h`, `m` and `s`, each unit once
/// and in that order, at most three decimals of a second. `1:30` is a minute and 30 seconds.
///
/// The error is a suggested fix. There is no upper limit except that of the arithmetic.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let units = [('h', 3_600_000), ('m', 60_000), ('s', 1_000)];
    let mut rest = text.trim();
    let mut next_unit = 0;
    let mut total: u64 = 0;
    if rest.is_empty() {
        return Err("write a number and a unit, such as \"30s\" or \"1m30s\"".to_owned());
    }
    if let Some(found) = minutes_and_seconds(rest) {
        return Ok(found);
    }
    if let Some(fix) = suggest_duration(rest).filter(|fix| parse_duration(fix).is_ok()) {
        return Err(format!("write \"{fix}\""));
    }
    while !rest.is_empty() {
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let unit = after.chars().next();
        let found = units.iter().position(|(letter, _)| Some(*letter) == unit);
        let Some(index) = found.filter(|index| *index >= next_unit && !number.is_empty()) else {
            return Err(
                "write numbers with the units h, m and s in that order, such as \"30s\" or \"1m30s\"".to_owned()
            );
        };
        let part = milliseconds(number, units[index].1)?;
        total = total.checked_add(part).ok_or_else(too_large)?;
        next_unit = index + 1;
        rest = after[1..].trim_start();
    }
    Ok(Duration::from_millis(total))
}

fn too_large() -> String {
    "write a smaller number".to_owned()
}

/// A decimal number of units in whole milliseconds.
fn milliseconds(number: &str, unit: u64) -> Result<u64, String> {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || decimals.is_empty() || decimals.contains('.') {
        return Err("write the number as in \"2s\" or \"0.5s\"".to_owned());
    }
    let whole: u64 = whole.parse().map_err(|_| too_large())?;
    let exact = "use at most three decimals of a second".to_owned();
    let digits = u32::try_from(decimals.len()).ok().filter(|n| *n <= 9).ok_or_else(|| exact.clone())?;
    let fraction: u64 = decimals.parse().map_err(|_| too_large())?;
    let scale = 10_u64.pow(digits);
    let scaled = fraction.checked_mul(unit).ok_or_else(too_large)?;
    if scaled % scale != 0 {
        return Err(exact);
    }
    whole.checked_mul(unit).and_then(|ms| ms.checked_add(scaled / scale)).ok_or_else(too_large)
}

/// `1:30`: minutes and two digits of seconds.
fn minutes_and_seconds(text: &str) -> Option<Duration> {
    let (minutes, seconds) = text.split_once(':')?;
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let seconds = number(seconds).filter(|found| seconds.len() == 2 && *found < 60)?;
    number(minutes)?.checked_mul(60)?.checked_add(seconds).map(Duration::from_secs)
}

/// The correct form of a duration that people write and this format does not allow: `30`, `30 sec`, `1 minute`.
fn suggest_duration(text: &str) -> Option<String> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(format!("{text}s"));
    }
    let (number, word) = text.split_at(text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?);
    let unit = match word.trim().to_lowercase().trim_end_matches('.') {
        "s" | "sec" | "secs" | "second" | "seconds" => "s",
        "m" | "min" | "mins" | "minute" | "minutes" => "m",
        "h" | "hr" | "hrs" | "hour" | "hours" => "h",
        _ => return None,
    };
    (word != unit).then(|| format!("{number}{unit}"))
}

/// A duration as on a clock: `0:05`, `12:22`, `1:02:03`. Fractions of a second are dropped.
pub fn clock(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A moment as on a clock on the wall of a time zone: `7:05`, `18:30`.
pub fn time_of_day(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%-H:%M").to_string()
}

/// A measured time for people: whole seconds, or one decimal below 10 s and for exact tenths.
pub fn measured(time: Duration) -> String {
    let tenth = Duration::from_millis(100);
    let tenths = tenth * times(time, tenth);
    let exact = tenths == time || time < Duration::from_secs(10);
    units(if exact { tenths } else { Duration::from_secs(time.as_secs()) })
}

/// A duration in units, as in files: `30s`, `1m 30s`, `0.5s`, `2h`.
pub fn units(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60);
    let (seconds, fraction) = (milliseconds / 1000 % 60, milliseconds % 1000);
    let mut parts = Vec::new();
    if hours > 0 {
        parts.push(format!("{hours}h"));
    }
    if minutes > 0 {
        parts.push(format!("{minutes}m"));
    }
    if fraction > 0 {
        parts.push(format!("{seconds}.{}s", format!("{fraction:03}").trim_end_matches('0')));
    } else if seconds > 0 || parts.is_empty() {
        parts.push(format!("{seconds}s"));
    }
    parts.join(" ")
}

/// A duration in minutes, rounded to the nearest.
pub fn whole_minutes(duration: Duration) -> u64 {
    (duration.as_secs() + 30) / 60
}

/// A rough duration, for the length of a routine: `45 s`, `3 min`, `1 h 5 min`; rounded from a minute on.
pub fn rough(duration: Duration) -> String {
    if duration < Duration::from_secs(60) {
        return format!("{} s", duration.as_secs());
    }
    let minutes = whole_minutes(duration);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The whole minutes of a duration: `0 min`, `42 min`, `1 h 10 min`.
pub fn minutes(duration: Duration) -> String {
    let minutes = duration.as_secs() / 60;
    if minutes == 0 { "0 min".to_owned() } else { rough(Duration::from_secs(minutes * 60)) }
}

/// Seconds as a number for programs, exact to the millisecond.
pub fn seconds(duration: Duration) -> f64 {
    // At most 24 h in milliseconds: far inside the exact range of an f64.
    #[expect(clippy::cast_precision_loss)]
    let milliseconds = duration.as_millis() as f64;
    milliseconds / 1000.0
}

/// The seconds that a countdown shows: whole seconds left, rounded up.
pub fn seconds_left(left: Duration) -> u64 {
    left.as_secs() + u64::from(left.subsec_nanos() > 0)
}

/// The number of repetitions in a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reps {
    /// Exactly this many, 1 to 1000.
    Count(u32),
    /// The set counts as done from the first number on, and ends at the second.
    Range(u32, u32),
    /// Until the muscles feel fatigued.
    Max,
}

impl Reps {
    /// The number at which a set ends by itself.
    pub fn upper(self) -> Option<u32> {
        match self {
            Reps::Count(count) | Reps::Range(_, count) => Some(count),
            Reps::Max => None,
        }
    }

    /// The minimum number at which a set counts as done.
    pub fn lower(self) -> Option<u32> {
        match self {
            Reps::Count(count) | Reps::Range(count, _) => Some(count),
            Reps::Max => None,
        }
    }
}

impl fmt::Display for Reps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reps::Count(count) => write!(f, "{count}"),
            Reps::Range(lower, upper) => write!(f, "{lower}-{upper}"),
            Reps::Max => f.write_str("max"),
        }
    }
}

/// How many whole times a length fits into another.
pub fn times(whole: Duration, length: Duration) -> u32 {
    u32::try_from(whole.as_nanos() / length.as_nanos().max(1)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_are_read() {
        for (text, milliseconds) in [
            ("30s", 30_000),
            ("1m30s", 90_000),
            ("1m 30s", 90_000),
            ("0.5s", 500),
            ("90s", 90_000),
            ("1h", 3_600_000),
            ("1h 1s", 3_601_000),
            ("1.5m", 90_000),
            ("0s", 0),
            ("0.125s", 125),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_millis(milliseconds)), "{text}");
        }
    }

    #[test]
    fn other_durations_are_refused_with_a_fix() {
        for (text, fix) in [
            ("30", "write \"30s\""),
            ("30 sec", "write \"30s\""),
            ("5 minutes", "write \"5m\""),
            ("30 s", "write \"30s\""),
            ("30S", "write \"30s\""),
        ] {
            assert_eq!(parse_duration(text).unwrap_err(), fix, "{text}");
        }
        assert_eq!(parse_duration("1:30"), Ok(Duration::from_secs(90)));
        for text in [
            "1:3",
            "1:60",
            ":30",
            "1:30:00",
            "",
            " ",
            "s",
            "-5s",
            "30s1m",
            "1s1s",
            "1..5s",
            ".s",
            "1e3s",
            "0.0001s",
            "99999999999999999999h",
            "30ｓ",
            "1m30",
        ] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_shown() {
        let seconds = Duration::from_secs;
        assert_eq!(clock(seconds(5)), "0:05");
        assert_eq!(clock(seconds(3723)), "1:02:03");
        assert_eq!(units(seconds(90)), "1m 30s");
        assert_eq!(units(Duration::from_millis(500)), "0.5s");
        assert_eq!(units(Duration::ZERO), "0s");
        assert_eq!(rough(seconds(45)), "45 s");
        assert_eq!(rough(seconds(742)), "12 min");
        assert_eq!(rough(seconds(3900)), "1 h 5 min");
        assert_eq!(["0 min", "1 min", "1 h 9 min"], [59, 119, 4199].map(|length| minutes(seconds(length))));
        assert_eq!(seconds_left(Duration::from_millis(2001)), 3);
        assert_eq!(seconds_left(seconds(2)), 2);
    }

    proptest! {
        #[test]
        fn shown_durations_are_read_back(milliseconds in 0u64..86_400_000) {
            let duration = Duration::from_millis(milliseconds);
            prop_assert_eq!(parse_duration(&units(duration)), Ok(duration));
        }

        #[test]
        fn a_fix_is_a_duration(text in "(\\PC{0,8}|[0-9:. ]{0,12}(h|m|s|S|sec|sec\\.|min|minutes| hours|Std)?)") {
            if let Err(fix) = parse_duration(&text)
                && let Some(fix) = fix.strip_prefix("write \"").and_then(|fix| fix.strip_suffix('"'))
            {
                prop_assert!(parse_duration(fix).is_ok(), "{}", fix);
            }
        }
    }
}
