//! A sheet as a routine file.

use std::fmt::Write;

use super::sheet::{Entry, Group, Sheet, quoted};
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Severity, Source},
    },
    routine::{self, Library},
};

impl Entry {
    /// The lines of the file: the sheet's words as comments, the notes, the exercise.
    pub(super) fn toml(&self, table: &str) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        for said in &self.said {
            let _ = writeln!(out, "# {said}");
        }
        for note in &self.notes {
            let label = if self.is_exercise() { "unsit" } else { "unsit: not understood" };
            let _ = writeln!(out, "# {label}: {note}");
        }
        if self.is_exercise() {
            let _ = writeln!(out, "[[{table}]]");
            for (key, value) in &self.keys {
                let _ = writeln!(out, "{key} = {value}");
            }
        }
        out
    }
}

/// The routine file of a sheet. It checks without an error if it has an exercise at all.
pub fn file(name: &str, sheet: &Sheet, library: &Library) -> String {
    let mut sheet = sheet.clone();
    loop {
        let toml = compose(name, &sheet);
        let Some(why) = first_mistake(&toml, library) else { return toml };
        // All together may be longer than a routine may be.
        let last = sheet
            .groups
            .iter_mut()
            .rev()
            .flat_map(|group| group.entries.iter_mut().rev())
            .find(|entry| entry.is_exercise());
        match last {
            Some(last) => *last = Entry::comment(last.line, std::mem::take(&mut last.said), why),
            None => return toml,
        }
    }
}

/// A routine to begin from: an exercise that plays, and the rest of the format as comments.
pub fn template(name: &str, library: &Library) -> String {
    let names: Vec<&str> = library.names().collect();
    let lines = names.chunks(4).map(|names| format!("#   {}", names.join(", ")));
    let names = lines.collect::<Vec<_>>().join(",\n");
    include_str!("template.toml").replace("\"NAME\"", &quoted(name)).replace("#   EXERCISES", &names)
}

fn compose(name: &str, sheet: &Sheet) -> String {
    let mut out = format!("name = {}\n", quoted(name));
    if let Some((schedule, _)) = sheet.often() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "schedule = {schedule}");
    }
    let exercises = |group: &Group| group.entries.iter().any(Entry::is_exercise);
    let headed = sheet.groups.iter().filter(|group| group.heading.is_some() && exercises(group)).count();
    let blocks = headed > 1 || sheet.groups.iter().any(|group| !group.keys.is_empty() && exercises(group));
    for group in &sheet.groups {
        let in_block = blocks && exercises(group);
        if in_block {
            out.push_str("\n[[block]]\n");
            let heading = group.heading.as_ref().filter(|heading| (1..=60).contains(&heading.chars().count()));
            for (key, value) in heading.map(|heading| ("name", quoted(heading))).iter().chain(&group.keys) {
                let _ = writeln!(out, "{key} = {value}");
            }
        }
        for entry in &group.entries {
            out.push('\n');
            out.push_str(&entry.toml(if in_block { "block.exercise" } else { "exercise" }));
        }
    }
    out
}

/// The message of the first error of a file, or of its first warning.
pub(super) fn first_mistake(toml: &str, library: &Library) -> Option<String> {
    let checked = routine::read(Source { name: "sheet", text: toml }, library, &Cues::default());
    let worst = checked.found.iter().find(|found| found.severity == Severity::Error).or(checked.found.first());
    worst.map(|found| found.message.clone())
}
