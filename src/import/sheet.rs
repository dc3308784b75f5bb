//! What becomes of a sheet: groups of entries, each an exercise or lines that stay a comment.

use std::collections::BTreeSet;

use crate::base::text;

/// A sheet as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// The exercises in their groups; one group without a heading where the sheet has none.
    pub groups: Vec<Group>,
    /// Why nothing of it was read, where it is no sheet of exercises.
    pub refused: Option<String>,
}

/// Exercises that belong together: a day, a circuit, a superset.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The line above it.
    pub heading: Option<String>,
    /// The keys of its block and their values in TOML.
    pub keys: Vec<(&'static str, String)>,
    /// What became of its lines.
    pub entries: Vec<Entry>,
}

/// What became of one exercise of a sheet, or of lines that are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The number of its first line, from 1.
    pub line: usize,
    /// The lines as they were written, made harmless.
    pub said: Vec<String>,
    /// The keys of the exercise and their values in TOML; none where it stays a comment.
    pub keys: Vec<(&'static str, String)>,
    /// Why it stays a comment, or how something in it was read.
    pub notes: Vec<String>,
    /// How often the sheet asks for it.
    pub often: Often,
    /// The letter of a superset.
    pub(super) letter: Option<char>,
    pub(super) sets: Option<u32>,
}

impl Entry {
    /// Whether it became an exercise.
    pub fn is_exercise(&self) -> bool {
        !self.keys.is_empty()
    }

    pub(super) fn comment(line: usize, said: Vec<String>, why: impl Into<String>) -> Entry {
        Entry { line, said, notes: vec![why.into()], ..Entry::default() }
    }
}

impl Sheet {
    /// What became of the lines, in order.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|group| &group.entries)
    }

    /// How many exercises it has.
    pub fn exercises(&self) -> usize {
        self.entries().filter(|entry| entry.is_exercise()).count()
    }

    /// A sheet for each group under a heading, with its name; itself where it has fewer than two.
    pub fn split(&self, name: &str) -> Vec<(String, Sheet)> {
        let mut parts: Vec<(String, Sheet)> = Vec::new();
        for group in &self.groups {
            let exercises = group.entries.iter().any(Entry::is_exercise);
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

    /// The schedule in TOML and the times a day, where the exercises that say how often agree.
    pub fn often(&self) -> Option<(String, u32)> {
        let said: BTreeSet<(Option<u32>, Option<u32>, Vec<String>)> = self
            .entries()
            .filter(|entry| entry.is_exercise() && entry.often != Often::default())
            .map(|entry| (entry.often.day, entry.often.week, entry.often.days.clone()))
            .collect();
        let mut said = said.into_iter();
        let (Some((day, week, days)), None) = (said.next(), said.next()) else { return None };
        let schedule = match (week, days.is_empty()) {
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
        Some((schedule, day.unwrap_or(1)))
    }
}

/// Days as they are written, as TOML.
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
            "mwf" => days.extend([0, 2, 4]),
            "tth" | "tuth" => days.extend([1, 3]),
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

/// How often a sheet asks for an exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Often {
    /// Times a day.
    pub day: Option<u32>,
    /// Days a week.
    pub week: Option<u32>,
    /// Days of the week, as they are written.
    pub days: Vec<String>,
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text::printable(text).replace('\\', "\\\\").replace('"', "\\\""))
}
