//! The result of reading a sheet: groups of entries, each an exercise or lines that stay a comment.

use std::{
    collections::BTreeSet,
    fmt::{self, Display, Formatter},
};

use super::dose::Dose;
use crate::base::text;

/// A sheet that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The exercises in their groups; a single group without a heading if the sheet has none.
    pub groups: Vec<Group>,
    /// The reason if it is not a sheet of exercises.
    pub refused: Option<String>,
}

/// A group of exercises: a day, a circuit, a superset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub heading: Option<String>,
    /// The keys of its block and their values in TOML.
    pub keys: Vec<(&'static str, String)>,
    /// The entries for its lines.
    pub entries: Vec<SheetEntry>,
}

/// One exercise of a sheet, or lines that are not an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetEntry {
    /// The number of its first line, from 1.
    pub line: usize,
    /// The original lines, made printable.
    pub said: Vec<String>,
    /// The keys of the exercise and their values in TOML; empty if it stays a comment.
    pub keys: Vec<(&'static str, String)>,
    /// Why it stays a comment, or how ambiguous words were read.
    pub notes: Vec<String>,
    /// How often the sheet prescribes it.
    pub often: Often,
    /// The letter of a superset.
    pub(super) letter: Option<char>,
    pub(super) sets: Option<u32>,
    /// It is a name without a dose.
    pub(super) bare: bool,
}

impl SheetEntry {
    /// Whether it is an exercise.
    pub fn is_exercise(&self) -> bool {
        !self.keys.is_empty()
    }

    pub(super) fn comment(line: usize, said: Vec<String>, why: impl Into<String>) -> SheetEntry {
        SheetEntry { line, said, notes: vec![why.into()], ..SheetEntry::default() }
    }
}

impl Sheet {
    /// All entries, in order.
    pub fn entries(&self) -> impl Iterator<Item = &SheetEntry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// The number of exercises.
    pub fn exercises(&self) -> usize {
        self.entries().filter(|entry| entry.is_exercise()).count()
    }

    /// A sheet for each group with a heading, with its name; the sheet itself if there are fewer than two.
    pub fn split(&self, name: &str) -> Vec<(String, Sheet)> {
        let mut parts: Vec<(String, Sheet)> = Vec::new();
        for group in &self.groups {
            let exercises = group.entries.iter().any(SheetEntry::is_exercise);
            match (&group.heading, parts.last_mut()) {
                (Some(heading), _) if exercises => {
                    let name: String = format!("{name} {heading}").chars().take(60).collect();
                    parts.push((name, Sheet { groups: vec![group.clone()], refused: None }));
                }
                (_, Some((_, part))) => part.groups.push(group.clone()),
                (_, None) => parts.push((name.to_owned(), Sheet { groups: vec![group.clone()], refused: None })),
            }
        }
        parts.retain(|(_, part)| part.exercises() > 0);
        if parts.len() < 2 { vec![(name.to_owned(), self.clone())] } else { parts }
    }

    /// The schedule of the routine, if the lines that say how often agree.
    pub fn schedule(&self) -> Option<SheetSchedule> {
        let said: BTreeSet<(Option<u32>, Option<u32>, Vec<String>)> = self
            .entries()
            .filter(|entry| entry.often != Often::default())
            .map(|entry| (entry.often.day, entry.often.week, entry.often.days.clone()))
            .collect();
        let mut said = said.into_iter();
        let (Some((day, week, days)), None) = (said.next(), said.next()) else { return None };
        let line = self.entries().find(|entry| entry.often != Often::default())?.line;
        let days = match (week, days.is_empty()) {
            (_, false) => days_of(&days)?,
            (Some(7..) | None, _) => "\"daily\"".to_owned(),
            (Some(week), _) => {
                let days: &[&str] = match week {
                    1 => &["mon"],
                    2 => &["mon", "thu"],
                    3 => &["mon", "wed", "fri"],
                    4 => &["mon", "wed", "fri", "sun"],
                    5 => &["mon", "tue", "wed", "thu", "fri"],
                    _ => &["mon", "tue", "wed", "thu", "fri", "sat"],
                };
                let days: Vec<String> = days.iter().map(|day| quoted(day)).collect();
                format!("[{}]", days.join(", "))
            }
        };
        Some(SheetSchedule { days, times: day.unwrap_or(1), line })
    }
}

impl Sheet {
    /// Notes at the first exercise that says how often what a routine, which has one schedule, makes of it.
    pub(super) fn note_frequency(&mut self) {
        let says = |entry: &SheetEntry| entry.often != Often::default();
        let note = match self.schedule() {
            None => "the lines give different frequencies: set `schedule` and `times` yourself".to_owned(),
            Some(SheetSchedule { times, .. })
                if times > 1 && !self.entries().filter(|entry| entry.is_exercise()).all(says) =>
            {
                format!("{times} times a day is for the whole routine, so for all its exercises")
            }
            Some(_) => return,
        };
        let mut entries = self.groups.iter_mut().flat_map(|group| &mut group.entries);
        if let Some(first) = entries.find(|entry| entry.is_exercise() && says(entry)) {
            first.notes.push(note);
        }
    }
}

/// Days as written, converted to TOML.
fn days_of(said: &[String]) -> Option<String> {
    const DAYS: [(&str, &[&str]); 7] = [
        ("mon", &["mon", "montag", "lundi", "lunes", "lunedì"]),
        ("tue", &["tue", "dienstag", "mardi", "martes", "martedì"]),
        ("wed", &["wed", "mittwoch", "mercredi", "miércoles", "mercoledì"]),
        ("thu", &["thu", "donnerstag", "jeudi", "jueves", "giovedì"]),
        ("fri", &["fri", "freitag", "vendredi", "viernes", "venerdì"]),
        ("sat", &["sat", "samstag", "samedi", "sábado", "sabato"]),
        ("sun", &["sun", "sonntag", "dimanche", "domingo", "domenica"]),
    ];
    let mut days = BTreeSet::new();
    for said in said {
        let said = said.to_lowercase();
        let letters: String = said.chars().filter(|c| c.is_alphabetic()).collect();
        match letters.as_str() {
            "mwf" | "mowefr" | "monwedfri" => days.extend([0, 2, 4]),
            "tth" | "tuth" | "tuethu" | "tuesthurs" => days.extend([1, 3]),
            "monthu" => days.extend([0, 3]),
            "monfri" => days.extend([0, 4]),
            "weekdays" => days.extend(0..5),
            "weekends" => days.extend([5, 6]),
            _ => {
                days.insert(DAYS.iter().position(|(_, names)| names.iter().any(|name| said.starts_with(name)))?);
            }
        }
    }
    let days: Vec<String> = days.into_iter().map(|day| quoted(DAYS[day].0)).collect();
    Some(format!("[{}]", days.join(", ")))
}

/// The schedule that a sheet gives its routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetSchedule {
    /// The days, in TOML.
    pub days: String,
    /// Times a day, at least 1.
    pub times: u32,
    /// The number of the first line that says so, from 1.
    pub line: usize,
}

impl Display for SheetSchedule {
    /// For people: `mon, thu, 2 times a day (line 3)`.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.days.replace(['[', ']', '"'], ""))?;
        if self.times > 1 {
            write!(out, ", {} times a day", self.times)?;
        }
        write!(out, " (line {})", self.line)
    }
}

/// How often a sheet prescribes an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Often {
    /// Times a day.
    pub day: Option<u32>,
    /// Days a week.
    pub week: Option<u32>,
    /// Days of the week, as written.
    pub days: Vec<String>,
}

impl Often {
    /// The frequency in a dose.
    pub(super) fn of(dose: &Dose) -> Often {
        Often { day: dose.day, week: dose.week, days: dose.days.clone() }
    }
}

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text::printable(text).replace('\\', "\\\\").replace('"', "\\\""))
}
