//! Collects the lines of one exercise: name, dose, instructions; and exercises into days, circuits and supersets.

use super::{
    assemble::assemble,
    dose::{Rest, SheetSide, TWO_SIDES},
    grammar::{self, Reading},
    labels::Line,
    layout::{self, Interval, LineKind, Round},
    lexer,
    names::Names,
    naming::{is_filler, named},
    sheet::{Group, Often, Sheet, SheetEntry, quoted},
    whole::{self, ReadLine},
    write::first_message,
};
use crate::{
    base::{quantity::units, text},
    routine::Library,
};

/// The maximum number of exercises in a file.
const EXERCISES: usize = 100;
/// Why a name alone is no exercise.
const NO_DOSE: &str = "no dose: missing reps, hold or time";
/// Why a line that says only how often is not used.
const HOW_OFTEN: &str = "unclear which exercises are so often: write `schedule` by hand";
/// The maximum length of the instructions, in characters.
const INSTRUCTIONS: usize = 1500;

/// The lines that are read: several times as many as those of 100 exercises, the most of a routine. Reading a line takes
/// some 50 microseconds; later ones stay comments.
const LINES: usize = 1500;

/// Reads a sheet. Each resulting exercise passes `check` without an error.
pub fn read(sheet: &str, library: &Library) -> Sheet {
    let names = Names::new(library);
    let mut lines = layout::lines(sheet);
    let rest = lines.split_off(lines.len().min(LINES));
    let mut read: Vec<ReadLine> = lines
        .into_iter()
        .map(|line| {
            let (kind, reading) = layout::read(&line, &names);
            (line, kind, reading)
        })
        .collect();
    whole::names_first(&mut read);
    if let Some(refused) = whole::refused(&read) {
        return Sheet { groups: Vec::new(), refused: Some(refused.to_owned()) };
    }
    let mut builder =
        Builder { names: &names, library, groups: vec![Group::default()], pending: None, exercises: 0, circuit: None };
    for (line, kind, reading) in read {
        builder.line(line, &kind, reading);
    }
    builder.not_read(&rest);
    builder.finish()
}

/// An exercise whose lines are being collected.
struct Pending {
    line: Line,
    said: Vec<String>,
    reading: Reading,
    instructions: Vec<String>,
    /// Whether its own line had the dose.
    full: bool,
    /// Whether a blank line follows its dose: sentences after it are about something else.
    ended: bool,
}

struct Builder<'b> {
    names: &'b Names<'b>,
    library: &'b Library,
    groups: Vec<Group>,
    pending: Option<Pending>,
    exercises: usize,
    /// The open circuit, and whether it has an exercise.
    circuit: Option<Round>,
}

impl Builder<'_> {
    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn line(&mut self, line: Line, kind: &LineKind, reading: Reading) {
        match kind {
            LineKind::Blank => {
                if let Some(pending) = self.pending.as_mut() {
                    pending.ended = pending.full || pending.reading.dose.has_amount();
                }
                if self.circuit.is_some() && self.group().entries.iter().filter(|entry| entry.is_exercise()).count() > 1
                {
                    self.close();
                    self.end_circuit();
                }
            }
            LineKind::Noise => {
                let why = if line.text.is_empty() { "" } else { "no exercise and no dose" };
                match self.pending.as_mut().filter(|pending| !pending.full && !pending.ended) {
                    Some(pending) => pending.said.extend(said(&line)),
                    None => {
                        self.close();
                        self.left(&line, why);
                    }
                }
            }
            LineKind::Heading => {
                self.close();
                self.end_circuit();
                let heading = line.said.first().map_or("", String::as_str).replace("**", "");
                let heading = printable(heading.trim_matches(['#', '*', ':', '-', '|', '_', ' ']));
                self.groups.push(Group { heading: Some(heading), ..Group::default() });
                self.left(&line, "");
            }
            LineKind::Again(round)
                if self.pending.is_some() || self.group().entries.iter().any(SheetEntry::is_exercise) =>
            {
                self.again(&line, *round);
            }
            LineKind::Circuit(round) | LineKind::Again(round) => {
                self.close();
                self.end_circuit();
                self.groups.push(Group::default());
                self.circuit = Some(*round);
                self.left(&line, "a circuit without exercises");
                if let Some(rest) = round.rest {
                    self.group().keys.push(("rest", quoted(&units(rest).replace(' ', ""))));
                }
            }
            LineKind::RoundRest => self.round_rest(&line, &reading),
            // Below a numbered name, the other lines are instructions: "1 Bridge", "• Push your heels down".
            LineKind::Name if !line.listed && self.is_within_item() && !layout::is_title_line(&line) => {
                self.text(line, reading);
            }
            // "Stand on one leg." below "Single leg stance".
            LineKind::Name if self.is_waiting() && line.text.ends_with('.') => self.text(line, reading),
            LineKind::Name => {
                self.close();
                let full = false;
                self.pending =
                    Some(Pending { said: said(&line), line, reading, instructions: Vec::new(), full, ended: false });
            }
            LineKind::Full if self.is_waiting() && layout::instructs(&line, &reading, self.names) => {
                self.text(line, reading);
            }
            LineKind::Full => {
                self.close();
                self.pending = Some(Pending {
                    said: said(&line),
                    line,
                    reading,
                    instructions: Vec::new(),
                    full: true,
                    ended: false,
                });
            }
            LineKind::Dose if self.circuit.is_some() && is_rest_alone(&reading) => self.round_rest(&line, &reading),
            LineKind::Dose if self.repeats_all(&reading) => {
                let rounds = reading.dose.counts.first().map(|(low, _)| *low);
                self.again(&line, Round { rounds, ..Round::default() });
                let entry = self.groups.iter_mut().rev().find(|group| !group.keys.is_empty());
                if let Some(first) = entry.and_then(|group| group.entries.first_mut()) {
                    first.notes.push("the line of the repeats below is read as rounds of all above".to_owned());
                }
            }
            LineKind::Dose => self.dose(&line, reading),
            LineKind::Text => self.text(line, reading),
        }
    }

    /// Keeps the lines after the last one that is read.
    fn not_read(&mut self, rest: &[Line]) {
        let Some(first) = rest.first() else { return };
        self.close();
        let why = format!("a sheet is read up to its line {}: split it", first.number - 1);
        let entry = SheetEntry::comment(first.number, rest.iter().flat_map(said).collect(), why);
        self.group().entries.push(entry);
    }

    /// The rest between the rounds of the open circuit.
    fn round_rest(&mut self, line: &Line, reading: &Reading) {
        self.close();
        match (self.circuit, reading.dose.rest) {
            (Some(_), Some(Rest::For(rest))) => {
                let group = self.group();
                group.keys.retain(|(name, _)| *name != "rest");
                group.keys.push(("rest", quoted(&units(rest).replace(' ', ""))));
                group.entries.push(SheetEntry { line: line.number, said: said(line), ..SheetEntry::default() });
            }
            _ => self.left(line, "rest between rounds, with no circuit before it"),
        }
    }

    /// Whether the lines of a numbered exercise are being read.
    fn is_within_item(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| pending.line.listed && !pending.full)
    }

    /// Whether a name is still without a dose.
    fn is_waiting(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| !pending.full && !pending.reading.dose.has_amount())
    }

    /// Whether a line says only `repeat 3 times`, below exercises of one set that have their doses already.
    fn repeats_all(&self, reading: &Reading) -> bool {
        let full = self.pending.as_ref().is_some_and(|pending| pending.full && pending.reading.dose.sets.is_none());
        let times = reading.found == ["times"] && reading.dose.counts.len() == 1;
        let above = || self.groups.last().is_some_and(|group| group.entries.iter().any(SheetEntry::is_exercise));
        full && times && self.exercises > 0 && above()
    }

    /// A dose belongs to the name before it.
    fn dose(&mut self, line: &Line, reading: Reading) {
        let Some(pending) = self.pending.as_mut() else {
            return self.general(line, &reading);
        };
        let dose = &reading.dose;
        let again = dose.sets.is_some()
            || dose.reps.is_some()
            || !dose.counts.is_empty()
            || !dose.bare.is_empty()
            || dose.rest.is_some()
            || dose.length.is_some()
            || dose.time.is_some();
        if pending.full && again {
            self.close();
            return self.left(line, "unclear to which exercise this dose belongs");
        }
        pending.said.extend(said(line));
        pending.reading.found.extend(&reading.found);
        pending.reading.dose.join(reading.dose);
        let parts = reading.parts.into_iter().filter(|part| !is_filler(&part.words));
        pending.reading.parts.extend(parts);
    }

    /// A dose above all exercises: how often may be meant for all of them.
    fn general(&mut self, line: &Line, reading: &Reading) {
        let often = Often::of(&reading.dose);
        if often == Often::default() || !reading.dose.is_empty() {
            return self.left(line, "a dose without an exercise name");
        }
        if self.exercises > 0 {
            return self.left(line, HOW_OFTEN);
        }
        let entry = SheetEntry { line: line.number, said: said(line), often, ..SheetEntry::default() };
        self.group().entries.push(entry);
    }

    /// A sentence below a name is an instruction, perhaps with a dose.
    fn text(&mut self, line: Line, reading: Reading) {
        let Some(pending) = self.pending.as_mut().filter(|pending| !pending.full && !pending.ended) else {
            self.close();
            // "See me on Monday" is not about how often.
            let often = reading.dose.day.or(reading.dose.week);
            let no_name = if often.is_some() { HOW_OFTEN } else { "a sentence, not the name of an exercise" };
            let why = reading.dose.problem.unwrap_or_else(|| no_name.to_owned());
            return self.left(&line, &why);
        };
        pending.said.extend(said(&line));
        pending.instructions.push(line.text);
        let mut dose = reading.dose;
        // A number without a unit in a sentence is not a dose.
        dose.bare.clear();
        dose.notes.clear();
        // "Lift the right leg" does not give the side of the exercise.
        let both = reading.found.contains(&"both sides") && !dose.has_amount();
        let vague = both || reading.found.contains(&"per side");
        dose.side = dose.side.filter(|side| !vague && !matches!(side, SheetSide::Left | SheetSide::Right));
        dose.problem = dose.problem.filter(|problem| problem != TWO_SIDES);
        if dose.has_amount() || dose.problem.is_none() {
            pending.reading.found.extend(&reading.found);
            pending.reading.dose.join(dose);
        }
    }

    /// "Repeat all 3 times" below exercises turns them into a circuit.
    fn again(&mut self, line: &Line, round: Round) {
        self.close();
        let group = self.group();
        let exercises: Vec<&SheetEntry> = group.entries.iter().filter(|entry| entry.is_exercise()).collect();
        let single = exercises.iter().all(|entry| entry.sets.unwrap_or(1) == 1);
        match round.rounds {
            Some(rounds) if exercises.len() > 1 && single && group.keys.is_empty() && round.beat.is_none() => {
                group.keys.push(("rounds", rounds.to_string()));
                group.entries.push(SheetEntry { line: line.number, said: said(line), ..SheetEntry::default() });
                self.circuit = None;
                self.groups.push(Group::default());
            }
            _ => self.left(line, "unclear which exercises are repeated"),
        }
    }

    fn end_circuit(&mut self) {
        let Some(round) = self.circuit.take() else { return };
        let group = self.group();
        let exercises = group.entries.iter().filter(|entry| entry.is_exercise()).count();
        if exercises == 0 {
            self.groups.push(Group::default());
            return;
        }
        let left = group.entries.iter().skip(1).any(|entry| !entry.is_exercise() && !entry.notes.is_empty());
        let key = match (round.beat, round.rounds, round.cap) {
            (None, Some(rounds), _) => Some(vec![("rounds", rounds.to_string())]),
            (None, None, Some(cap)) => Some(vec![("cap", quoted(&units(cap).replace(' ', "")))]),
            (Some(Interval::Minute), Some(rounds), _) if exercises == 1 && !left => {
                Some(vec![("rounds", rounds.to_string()), ("every", quoted("1m"))])
            }
            _ => None,
        };
        match key {
            Some(keys) => {
                group.keys.splice(0..0, keys);
                // Its own line is the heading of the block.
                if let Some(first) = group.entries.first_mut().filter(|entry| !entry.is_exercise()) {
                    first.notes.clear();
                }
            }
            None => {
                let why = match round.beat {
                    Some(Interval::Minute) => {
                        "an EMOM of several exercises: all in each minute, or in turn? Write a [[block]] with `rounds` and `every`"
                    }
                    _ => "a circuit whose rounds are unclear: write a [[block]] with `rounds`, `every` or `cap`",
                };
                for entry in &mut group.entries {
                    if entry.is_exercise() {
                        *entry = SheetEntry::comment(entry.line, std::mem::take(&mut entry.said), why);
                    }
                }
                group.keys.clear();
            }
        }
        self.groups.push(Group::default());
    }

    fn left(&mut self, line: &Line, why: &str) {
        let said = said(line);
        let group = self.group();
        match group.entries.last_mut() {
            // One reason for consecutive lines.
            Some(last) if !last.is_exercise() && last.notes.first().map_or("", String::as_str) == why => {
                last.said.extend(said);
            }
            _ if why.is_empty() => group.entries.push(SheetEntry { line: line.number, said, ..SheetEntry::default() }),
            _ => group.entries.push(SheetEntry::comment(line.number, said, why)),
        }
    }

    /// Completes the exercise from the collected lines.
    fn close(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        let Pending { line, said, reading, instructions, full, .. } = pending;
        let amount = reading.dose.has_amount() || reading.dose.reps.is_some();
        let known = named(&reading, self.names).and_then(|(_, found)| found).is_some_and(|found| !found.slip);
        if !(full || amount || known && said.len() == 1 && reading.dose.problem.is_none()) {
            let why = reading.dose.problem.unwrap_or_else(|| NO_DOSE.to_owned());
            for (at, one) in said.into_iter().enumerate() {
                let line = Line { said: vec![one], number: line.number + at, ..line.clone() };
                self.left(&line, &why);
            }
            return;
        }
        let pieces = split(&line.text, &reading, self.names);
        for (at, reading) in pieces.into_iter().enumerate() {
            let said = if at == 0 { said.clone() } else { Vec::new() };
            let entry = self.entry(&line, said, reading, &instructions);
            self.group().entries.push(entry);
        }
    }

    fn entry(&mut self, line: &Line, said: Vec<String>, reading: Reading, instructions: &[String]) -> SheetEntry {
        if self.exercises >= EXERCISES {
            return SheetEntry::comment(line.number, said, format!("a routine has at most {EXERCISES} exercises"));
        }
        let made = match assemble(reading, self.names) {
            Ok(made) => made,
            Err(why) => return SheetEntry::comment(line.number, said, why),
        };
        let mut entry = SheetEntry {
            line: line.number,
            said,
            keys: made.keys,
            notes: made.notes,
            often: made.often,
            letter: line.letter,
            sets: made.sets,
            bare: made.bare,
        };
        let text = instructions.join(" ");
        if !text.is_empty() && text.chars().count() <= INSTRUCTIONS {
            entry.keys.push(("instructions", quoted(&text)));
        }
        // The rules of the file decide: what they refuse is not written.
        let toml = format!("name = \"Sheet\"\n{}", entry.toml("exercise"));
        if let Some(why) = first_message(&toml, self.library) {
            return SheetEntry::comment(line.number, entry.said, why);
        }
        self.exercises += 1;
        entry
    }

    fn finish(mut self) -> Sheet {
        self.close();
        self.end_circuit();
        let mut groups = std::mem::take(&mut self.groups);
        // Among exercises with doses a name alone is a heading or one whose dose was not read.
        let entries = || groups.iter().flat_map(|group| &group.entries);
        let number = |entry: &SheetEntry| entry.said.iter().any(|said| said.contains(|c: char| c.is_ascii_digit()));
        let unread = |entry: &SheetEntry| !entry.is_exercise() && !entry.notes.is_empty() && number(entry);
        if entries().any(|entry| entry.is_exercise() && !entry.bare || unread(entry)) {
            for entry in groups.iter_mut().flat_map(|group| &mut group.entries).filter(|entry| entry.bare) {
                *entry = SheetEntry::comment(entry.line, std::mem::take(&mut entry.said), NO_DOSE);
            }
        }
        let groups = groups.into_iter().flat_map(supersets).filter(|group| !group.entries.is_empty()).collect();
        let mut sheet = Sheet { groups, refused: None };
        sheet.note_frequency();
        sheet
    }
}

/// Whether a line says only how long to rest.
fn is_rest_alone(reading: &Reading) -> bool {
    let rest = matches!(reading.dose.rest, Some(Rest::For(_)));
    rest && reading.dose.is_empty() && reading.dose.side.is_none()
}

/// "Clamshells 3 x 10; bridges 3 x 10" are two exercises, "clamshells 3 x 10; hold 5 s" is one.
fn split(text: &str, reading: &Reading, names: &Names<'_>) -> Vec<Reading> {
    let pieces: Vec<Reading> = text
        .split(';')
        .map(|piece| grammar::read(&lexer::tokens(piece)))
        .filter(|piece| !piece.found.is_empty() || !piece.parts.is_empty())
        .collect();
    let whole = |piece: &Reading| {
        let colon = piece.parts.iter().filter(|part| part.doses_before == 0).count() > 1;
        piece.dose.has_amount() && piece.dose.problem.is_none() && named(piece, names).is_some() && !colon
    };
    if pieces.len() > 1 && pieces.iter().all(whole) { pieces } else { vec![reading.clone()] }
}

/// Exercises with the same letter and number of sets become a block with rounds.
fn supersets(group: Group) -> Vec<Group> {
    if !group.keys.is_empty() {
        return vec![group];
    }
    let mut out: Vec<Group> = vec![Group { heading: group.heading, ..Group::default() }];
    let mut entries = group.entries.into_iter().peekable();
    while let Some(entry) = entries.next() {
        let mut run = vec![entry];
        let (letter, sets) = (run[0].letter, run[0].sets);
        if run[0].is_exercise() && letter.is_some() && sets.is_some_and(|sets| sets > 1) {
            while let Some(next) =
                entries.next_if(|next| next.is_exercise() && next.letter == letter && next.sets == sets)
            {
                run.push(next);
            }
        }
        let last = out.len() - 1;
        if run.len() < 2 {
            out[last].entries.extend(run);
            continue;
        }
        let mut keys = vec![("rounds", sets.unwrap_or(1).to_string())];
        let rests: Vec<String> = run.iter().filter_map(|entry| value(entry, "rest").map(str::to_owned)).collect();
        keys.extend(rests.last().map(|rest| ("rest", rest.clone())));
        for entry in &mut run {
            entry.keys.retain(|(key, _)| !["sets", "rest"].contains(key));
            entry.sets = None;
        }
        if let Some(first) = run.first_mut() {
            first.notes.push("exercises with one letter are a superset: a block with rounds".to_owned());
        }
        let heading =
            if out[last].entries.iter().any(SheetEntry::is_exercise) { None } else { out[last].heading.take() };
        out.push(Group { heading, keys, entries: run });
        out.push(Group::default());
    }
    out
}

fn value<'e>(entry: &'e SheetEntry, key: &str) -> Option<&'e str> {
    entry.keys.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
}

fn said(line: &Line) -> Vec<String> {
    line.said.iter().map(|said| printable(said)).collect()
}

fn printable(said: &str) -> String {
    text::printable(&said.replace('\t', " ")).into_owned()
}
