//! Writes a sheet as a routine file.

use std::fmt::Write;

use super::sheet::{Group, Sheet, SheetEntry, SheetSchedule, quoted};
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Code, Severity, Source},
    },
    routine::{self, Library},
};

impl SheetEntry {
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

/// The routine file of a sheet. It passes `check` without an error if it has an exercise.
pub fn file(name: &str, sheet: &Sheet, library: &Library) -> String {
    let whole = compose(name, sheet);
    let Some(why) = first_message(&whole, library) else { return whole };
    // Together they exceed the limits of a routine: as many are kept as fit.
    let file = |count: usize| compose(name, &first_exercises(sheet, count, &why));
    let (mut fit, mut too_many) = (0, sheet.exercises());
    while fit + 1 < too_many {
        let half = fit.midpoint(too_many);
        if first_message(&file(half), library).is_none() {
            fit = half;
        } else {
            too_many = half;
        }
    }
    file(fit)
}

/// The sheet with its first exercises; the others become comments.
fn first_exercises(sheet: &Sheet, count: usize, why: &str) -> Sheet {
    let mut sheet = sheet.clone();
    let exercises = sheet.groups.iter_mut().flat_map(|group| &mut group.entries).filter(|entry| entry.is_exercise());
    for entry in exercises.skip(count) {
        *entry = SheetEntry::comment(entry.line, std::mem::take(&mut entry.said), why);
    }
    sheet
}

/// A template: an exercise that plays, and the rest of the format as comments.
pub fn template(name: &str, library: &Library) -> String {
    let names: Vec<&str> = library.names().collect();
    let lines = names.chunks(4).map(|names| format!("#   {}", names.join(", ")));
    let names = lines.collect::<Vec<_>>().join(",\n");
    include_str!("template.toml").replace("\"NAME\"", &quoted(name)).replace("#   EXERCISES", &names)
}

fn compose(name: &str, sheet: &Sheet) -> String {
    let mut out = format!("name = {}\n", quoted(name));
    if let Some(SheetSchedule { days, times, .. }) = sheet.schedule() {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "schedule = {days}");
        if times > 1 {
            let _ = writeln!(out, "times = {times}");
        }
    }
    let exercises = |group: &Group| group.entries.iter().any(SheetEntry::is_exercise);
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
pub(super) fn first_message(toml: &str, library: &Library) -> Option<String> {
    let checked = routine::read(Source { name: "sheet", text: toml }, library, &Cues::default());
    let worst = checked.found.iter().find(|found| found.severity == Severity::Error).or(checked.found.first());
    worst.map(|found| match (found.code, &found.help) {
        // The number alone says neither which key it has nor what is possible.
        (Code::OutOfRange, Some(help)) => {
            let key = toml.lines().nth(found.line - 1).and_then(|line| line.split(" =").next()).unwrap_or_default();
            format!("`{key}`: {}; {help}", found.message)
        }
        _ => found.message.clone(),
    })
}
