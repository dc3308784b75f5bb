//! A sheet: exercises in people's own words, a line each, made into a routine file.
//! What is not understood stays as a comment; how a word was taken, where it can be taken in two ways, is told.

mod dose;
mod manner;
mod names;
mod words;
mod work;

use std::{fmt::Write, time::Duration};

use crate::{
    base::{
        cue::Cues,
        diagnostic::{Severity, Source},
        quantity::{Reps, units},
        text,
    },
    routine::{self, Library, Wait, Work},
};
use dose::Dose;
use names::{is_held, is_moved, is_tensed, known_as, name_of, near};

/// The longest line that is read, in characters.
const LINE: usize = 300;
/// The most exercises that one file may have.
const EXERCISES: usize = 100;
/// The longest hold of one rep.
const REP: Duration = Duration::from_secs(60);

/// What became of one exercise of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The person's words, made harmless.
    pub said: String,
    /// The keys of the exercise and their values in TOML; none where it was not understood.
    pub keys: Vec<(&'static str, String)>,
    /// What is to be told: why it was not understood, or how something in it was taken.
    pub notes: Vec<String>,
}

impl Entry {
    /// Whether it became an exercise.
    pub fn is_understood(&self) -> bool {
        !self.keys.is_empty()
    }

    fn comment(said: &str, why: impl Into<String>) -> Entry {
        Entry { said: said.to_owned(), keys: Vec::new(), notes: vec![why.into()] }
    }

    /// The lines of the file: the person's words as a comment, what is to be told, the exercise.
    fn toml(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# {}", self.said);
        for note in &self.notes {
            let label = if self.is_understood() { "unsit" } else { "unsit: not understood" };
            let _ = writeln!(out, "# {label}: {note}");
        }
        if self.is_understood() {
            out.push_str("[[exercise]]\n");
            for (key, value) in &self.keys {
                let _ = writeln!(out, "{key} = {value}");
            }
        }
        out
    }
}

/// Reads the lines of a sheet. Each exercise that comes out of it is one that checks without a mistake.
pub fn read(sheet: &str, library: &Library) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in sheet.lines() {
        let line = unlisted(line.trim());
        // "clamshells 3 x 10; bridges 3 x 10" are two, "clamshells 3 x 10; hold 5 s" is one.
        let mut pieces: Vec<String> = Vec::new();
        for piece in line.split(';').map(str::trim).filter(|piece| !piece.is_empty()) {
            match pieces.last_mut() {
                Some(before) if is_dose(piece) || is_dose(before) => {
                    before.push_str(", ");
                    before.push_str(piece);
                }
                _ => pieces.push(piece.to_owned()),
            }
        }
        entries.extend(pieces.iter().map(|piece| exercise(piece, library)));
    }
    let mut understood = 0;
    for entry in &mut entries {
        understood += usize::from(entry.is_understood());
        if understood > EXERCISES && entry.is_understood() {
            *entry = Entry::comment(&entry.said, format!("a routine has at most {EXERCISES} exercises"));
        }
    }
    entries
}

/// The routine file of a sheet. It checks without a mistake if it has an exercise at all.
pub fn file(name: &str, entries: &[Entry], library: &Library) -> String {
    let mut entries = entries.to_vec();
    loop {
        let toml = compose(name, &entries);
        let last = entries.iter().rposition(Entry::is_understood);
        match (last, first_mistake(&toml, library)) {
            // All together may be longer than a routine may be.
            (Some(last), Some(why)) => entries[last] = Entry::comment(&entries[last].said, why),
            _ => return toml,
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

/// The entries as they are added to the end of a file.
pub fn append(entries: &[Entry]) -> String {
    entries.iter().flat_map(|entry| ["\n".to_owned(), entry.toml()]).collect()
}

/// A text as TOML writes it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text::printable(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn compose(name: &str, entries: &[Entry]) -> String {
    format!("name = {}\n{}", quoted(name), append(entries))
}

fn first_mistake(toml: &str, library: &Library) -> Option<String> {
    let checked = routine::read(Source { name: "sheet", text: toml }, library, &Cues::default());
    let worst = checked.found.iter().find(|found| found.severity == Severity::Error).or(checked.found.first());
    worst.map(|found| found.message.clone())
}

/// A line without its bullet or number: `1. clamshells`, `- clamshells`.
fn unlisted(line: &str) -> &str {
    let line = line.trim_start_matches(['-', '*', '•', '–', '▪', '◦', '·', '☐', '>', '#']).trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let numbered = (1..=2).contains(&digits).then(|| line[digits..].strip_prefix(['.', ')'])).flatten();
    numbered.filter(|rest| rest.starts_with(' ')).map_or(line, str::trim_start)
}

/// Whether a piece of a line is only a dose, without a name.
fn is_dose(piece: &str) -> bool {
    let dose = dose::read(&words::tokens(piece).0);
    dose.words.iter().all(|words| name_of(words).is_empty())
}

/// One exercise.
fn exercise(line: &str, library: &Library) -> Entry {
    let said = text::printable(line).into_owned();
    if said.chars().count() > LINE {
        return Entry::comment(&text::cut(&said, LINE), format!("the line has more than {LINE} characters"));
    }
    let (tokens, notes) = words::tokens(&said);
    let mut dose = dose::read(&tokens);
    dose.notes.splice(0..0, notes);
    match keys(&mut dose, library) {
        Err(why) => Entry::comment(&said, why),
        Ok(keys) => {
            let entry = Entry { said, keys, notes: dose.notes };
            // What the rules of the file do not allow is not guessed at.
            match first_mistake(&compose("Sheet", std::slice::from_ref(&entry)), library) {
                Some(why) => Entry::comment(&entry.said, why),
                None => entry,
            }
        }
    }
}

/// The keys of an exercise; the error says why there are none.
fn keys(dose: &mut Dose, library: &Library) -> Result<Vec<(&'static str, String)>, String> {
    if let Some(problem) = dose.problem.take() {
        return Err(problem);
    }
    let mut named: Vec<Vec<String>> = dose.words.iter().map(|words| name_of(words)).filter(|w| !w.is_empty()).collect();
    if named.is_empty() {
        return Err("it does not name an exercise".to_owned());
    }
    let known = |words: &Vec<String>| known_as(&words.join(" "), library);
    let at = named.iter().position(|words| known(words).is_some_and(|found| found.1.is_none())).unwrap_or(0);
    let name = named.remove(at).join(" ");
    let mut keys = Vec::new();
    let work = match known_as(&name, library) {
        Some((stem, note)) => {
            keys.push(("use", quoted(&stem)));
            dose.notes.extend(note);
            work_of(&stem, library)
        }
        None => {
            if let Some(odd) = odd_in(&name) {
                return Err(format!("`{odd}` is not understood in `{}`", text::cut(&name, 60)));
            }
            keys.push(("name", quoted(&sentence(&name))));
            if let Some(near) = near(&name, library) {
                dose.notes.push(format!("the library has `{near}`: use = \"{near}\" instead of the name takes it"));
            }
            None
        }
    };
    let amount = dose.reps.is_some() || dose.times.is_some() || dose.hold.or(dose.length).is_some();
    for said in std::mem::take(&mut dose.unread) {
        if !amount {
            return Err(format!("`{said}` is not understood"));
        }
        dose.notes.push(format!("`{said}` is not understood and left out"));
    }
    let tips = tips(&named, dose);
    settle(dose, &name, work.as_ref(), &mut keys)?;
    if !tips.is_empty() {
        keys.push(("tips", format!("[{}]", tips.join(", "))));
    }
    Ok(keys)
}

/// Words that belong to a dose: left over, they say that a part of it was not understood.
const DOSE: [&str; 24] = [
    "set",
    "sets",
    "rep",
    "reps",
    "repetitions",
    "times",
    "rest",
    "sec",
    "secs",
    "seconds",
    "min",
    "mins",
    "minutes",
    "kg",
    "lb",
    "lbs",
    "each",
    "per",
    "every",
    "x",
    "amrap",
    "km",
    "m",
    "metres",
];

/// A word of a dose in a name; "quad sets" have none.
fn odd_in(name: &str) -> Option<&str> {
    let words: Vec<&str> = name.split(' ').collect();
    let is = |at: usize, of: &[&str]| of.contains(&words[at].to_lowercase().as_str());
    let tensed = |at: usize| at > 0 && is(at, &["set", "sets"]) && is_tensed(words[at - 1]);
    (0..words.len()).find(|at| is(*at, &DOSE) && !tensed(*at)).map(|at| words[at])
}

/// What stands beside the name: coaching words become tips, and that is told.
fn tips(others: &[Vec<String>], dose: &mut Dose) -> Vec<String> {
    let mut tips = Vec::new();
    for words in others {
        let said = words.join(" ");
        if words.iter().any(|word| DOSE.contains(&word.to_lowercase().as_str())) || said.chars().count() > 200 {
            dose.notes.push(format!("`{said}` is not understood and left out"));
        } else {
            dose.notes.push(format!("`{said}` is taken as a tip"));
            tips.push(quoted(&sentence(&said)));
        }
    }
    tips
}

/// Settles what the line leaves open, by the exercise that it is, and writes the keys of the dose.
fn settle(
    dose: &mut Dose,
    name: &str,
    work: Option<&Work>,
    keys: &mut Vec<(&'static str, String)>,
) -> Result<(), String> {
    let held = matches!(work, Some(Work::Hold(_)));
    let held_reps = matches!(work, Some(Work::Reps(_, tempo)) if tempo.held().is_some());
    settle_times(dose, held || matches!(work, Some(Work::Time(_))))?;
    // "30 s on, 10 s off" without reps are sets with their rest.
    if dose.reps.is_none() && dose.sets.is_some() && dose.rest.is_none() && dose.relax.is_some() {
        dose.rest = dose.relax.take().map(Wait::For);
        dose.length = dose.length.or(dose.hold.take());
    }
    let mut time = None;
    if let Some(length) = dose.length {
        match (dose.reps, dose.hold, work) {
            (_, Some(_), _) => return Err(format!("it does not say what `{}` is", units(length))),
            (Some(_), None, _) if length <= REP => {
                dose.notes.push(format!("`{}` is taken as how long each rep is held", units(length)));
                dose.hold = Some(length);
            }
            (Some(_), None, _) => return Err(format!("it has reps and `{}` as well", units(length))),
            (None, None, Some(Work::Hold(_))) => dose.hold = Some(length),
            (None, None, Some(Work::Time(_))) => time = Some(length),
            (None, None, Some(_)) if held_reps && length <= REP => dose.hold = Some(length),
            (None, None, None) if is_held(name) => dose.hold = Some(length),
            (None, None, None) if is_moved(name) => time = Some(length),
            (None, None, _) => {
                let note = "a movement for that long; a position held would be hold";
                dose.notes.push(format!("`{}` is taken as {note}", units(length)));
                time = Some(length);
            }
        }
    }
    if held && dose.reps.is_some() && dose.hold.is_none() {
        return Err("this exercise is held, and it does not say how long".to_owned());
    }
    if work.is_none() && dose.reps.is_none() && dose.hold.is_none() && time.is_none() {
        return Err("it does not say how many reps, or how long".to_owned());
    }
    if dose.side == Some("both ways") {
        dose.side = Some("alternate");
        dose.reps = match dose.reps {
            Some(Reps::Count(count)) => Some(Reps::Count(count.saturating_mul(2))),
            Some(Reps::Range(lower, upper)) => Some(Reps::Range(lower.saturating_mul(2), upper.saturating_mul(2))),
            other => other,
        };
    }
    if dose.rest.is_some() && dose.sets.unwrap_or(1) == 1 {
        dose.notes.push("with one set there is no rest between sets: it is left out".to_owned());
        dose.rest = None;
    }
    let mut push = |key, value: Option<String>| keys.extend(value.map(|value| (key, value)));
    let length = |length: Duration| quoted(&units(length).replace(' ', ""));
    push("sets", dose.sets.map(|sets| sets.to_string()));
    push(
        "reps",
        dose.reps.map(|reps| match reps {
            Reps::Count(count) => count.to_string(),
            reps => quoted(&reps.to_string()),
        }),
    );
    push("hold", dose.hold.map(length));
    push("relax", dose.relax.map(length));
    push("time", time.map(length));
    push("progress", dose.progress.take());
    push("sides", dose.side.map(quoted));
    push("tempo", tempo(dose));
    push("rest", dose.rest.map(|rest| rest.length().map_or_else(|| quoted("self"), length)));
    push("load", dose.load.as_deref().map(quoted));
    Ok(())
}

/// What `x 3`, `3 times` or a number alone counts.
fn settle_times(dose: &mut Dose, lasts: bool) -> Result<(), String> {
    let Some(times) = dose.times.take() else { return Ok(()) };
    let long = dose.hold.or(dose.length);
    let as_sets = long.is_some_and(|long| long >= Duration::from_secs(10)) || (lasts && long.is_none());
    match (dose.sets, dose.reps) {
        (None, None) if as_sets => dose.sets = Some(times),
        (Some(1) | None, None) if long.is_some() => {
            dose.notes.push(format!("`{times}` times is taken as reps, each held"));
            dose.reps = Some(Reps::Count(times));
            dose.hold = dose.hold.or(dose.length.take());
        }
        (_, None) => dose.reps = Some(Reps::Count(times)),
        (None, Some(_)) => dose.sets = Some(times),
        (Some(_), Some(_)) => return Err(format!("it does not say what `{times}` counts")),
    }
    Ok(())
}

fn tempo(dose: &Dose) -> Option<String> {
    if dose.own_pace {
        return Some(quoted("self"));
    }
    let lengths = dose.tempo.as_ref()?;
    let labels = if lengths.len() == 2 { ["lower", "lift", "", ""] } else { ["lower", "hold", "lift", "hold"] };
    let phases = labels.iter().zip(lengths).filter(|(_, length)| !length.is_zero());
    let phases: Vec<String> = phases.map(|(label, length)| quoted(&format!("{label} {}", units(*length)))).collect();
    Some(format!("[{}]", phases.join(", ")))
}

fn work_of(stem: &str, library: &Library) -> Option<Work> {
    let toml = format!("name = \"Sheet\"\n[[exercise]]\nuse = {}\n", quoted(stem));
    let routine = routine::read(Source { name: "sheet", text: &toml }, library, &Cues::default()).routine?;
    routine.exercises().next().map(|exercise| exercise.work.clone())
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
