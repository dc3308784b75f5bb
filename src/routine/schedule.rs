//! When a routine is due: the days, and how many times on each.

use std::fmt;

use jiff::civil::Weekday;
use toml::de::DeValue;

use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics},
};

/// The maximum number of times a day.
pub(super) const TIMES: u32 = 24;

/// The words of a day.
pub(super) const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// When a routine is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// On which days.
    pub days: DueDays,
    /// How many times on each of them, 1 to 24.
    pub times: u32,
}

/// The days on which a routine is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DueDays {
    /// Every day.
    Daily,
    /// On these days of the week.
    Some(Vec<Weekday>),
}

impl Schedule {
    /// Every day, once.
    pub const DAILY: Schedule = Schedule { days: DueDays::Daily, times: 1 };

    /// Whether a day of the week is one of the days.
    pub fn contains(&self, day: Weekday) -> bool {
        match &self.days {
            DueDays::Daily => true,
            DueDays::Some(days) => days.contains(&day),
        }
    }
}

/// The days and the times, for people: `daily`, `mon, thu`, `daily, 3 times a day`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.days {
            DueDays::Daily => f.write_str("daily")?,
            DueDays::Some(days) => {
                let names = DAYS.iter().filter(|(_, day)| days.contains(day)).map(|(name, _)| *name);
                f.write_str(&names.collect::<Vec<_>>().join(", "))?;
            }
        }
        match self.times {
            1 => Ok(()),
            2 => f.write_str(", twice a day"),
            times => write!(f, ", {times} times a day"),
        }
    }
}

/// `"daily"`, a list of days, or days in one text: `"mon, thu"`, `"weekdays"`.
pub(super) fn due_days(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<DueDays> {
    if let DeValue::String(written) = value.get_ref() {
        let lower = written.to_lowercase();
        if ["daily", "every day", "everyday"].contains(&lower.trim()) {
            return Some(DueDays::Daily);
        }
        let words = lower.split([',', ' ', '/', '+', '&']).filter(|word| !word.is_empty() && *word != "and");
        let days: Option<Vec<Vec<Weekday>>> = words.map(days_of).collect();
        let days = days.map(|days| days.concat()).filter(|days| !days.is_empty());
        if days.is_none() && toml_reader::is_safe(value, diagnostics) {
            diagnostics.report(&value.span(), Code::BadValue, &format!("invalid value `{written}`"), HELP);
        }
        return days.map(DueDays::Some);
    }
    let entries = toml_reader::entries(value, "\"daily\" or a list of days: [\"mon\", \"thu\"]", diagnostics)?;
    if entries.is_empty() {
        diagnostics.report(&value.span(), Code::BadValue, "missing days", HELP);
        return None;
    }
    let days = |entry: &At<DeValue<'_>>| {
        let days = entry.get_ref().as_str().and_then(|word| days_of(&word.to_lowercase()));
        days.or_else(|| toml_reader::word(entry, &DAYS, diagnostics).map(|day| vec![day.into_inner()]))
    };
    let days: Vec<Vec<Weekday>> = entries.iter().filter_map(days).collect();
    (days.len() == entries.len()).then(|| DueDays::Some(days.concat()))
}

const HELP: &str = "write \"daily\", or a list of days: [\"mon\", \"thu\"]";

/// The days that a word in small letters means: `mon`, `thurs`, `mondays`, `weekdays`.
fn days_of(word: &str) -> Option<Vec<Weekday>> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let days = DAYS.map(|(_, day)| day);
    match word.trim_end_matches('s') {
        "weekday" => return Some(days[..5].to_vec()),
        "weekend" => return Some(days[5..].to_vec()),
        _ => {}
    }
    let is_meant = |name: &&str| word.len() > 2 && (name.starts_with(word) || word.strip_suffix('s') == Some(*name));
    NAMES.iter().zip(days).find(|(name, _)| is_meant(name)).map(|(_, day)| vec![day])
}
