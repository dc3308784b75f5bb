//! The lines of one exercise put together: name, dose, instructions; and exercises into days, circuits and supersets.

use super::{
    assemble::{assemble, is_filler, named},
    grammar::{self, Reading, Rest, Side},
    layout::{self, Kind, Line, Round, TempoPosition},
    lexer,
    names::Names,
    sheet::{Entry, Group, Sheet, quoted},
    words,
    write::first_mistake,
};
use crate::{
    base::{quantity::units, text},
    routine::Library,
};

/// The most exercises that one file may have.
const EXERCISES: usize = 100;
/// From so many dates on a sheet is a training log.
const DATES: usize = 4;
/// The longest instructions, in characters.
const INSTRUCTIONS: usize = 1500;

/// Reads a sheet. Each exercise that comes out of it checks without an error.
pub fn read(sheet: &str, library: &Library) -> Sheet {
    let names = Names::new(library);
    let lines = layout::lines(sheet);
    let read: Vec<(Line, Kind, Reading)> = lines
        .into_iter()
        .map(|line| {
            let (kind, reading) = layout::read(&line, &names);
            (line, kind, reading)
        })
        .collect();
    if let Some(refused) = refused(&read) {
        return Sheet { groups: Vec::new(), refused: Some(refused.to_owned()) };
    }
    let mut builder =
        Builder { names: &names, library, groups: vec![Group::default()], pending: None, exercises: 0, circuit: None };
    for (line, kind, reading) in read {
        builder.line(line, &kind, reading);
    }
    builder.finish()
}

/// Why a text is no sheet of exercises.
fn refused(read: &[(Line, Kind, Reading)]) -> Option<&'static str> {
    let dated = |(line, ..): &&(Line, Kind, Reading)| has_date(&line.text);
    if read.iter().filter(dated).count() >= DATES {
        return Some("this is a training log, with dates: paste the exercises of one day");
    }
    let of = |kind: &dyn Fn(&Kind) -> bool| read.iter().filter(|(_, is, _)| kind(is)).count();
    let exercises = of(&|kind| matches!(kind, Kind::Full | Kind::Dose));
    let texts = of(&|kind| matches!(kind, Kind::Text));
    (texts >= 30 && exercises * 20 < texts)
        .then_some("this is prose, not a list of exercises: paste the lines with exercises")
}

/// Whether a line has a date: `2024-05-12`, `12/05/2024`, `12 May 2024`.
fn has_date(line: &str) -> bool {
    let numbers: Vec<&str> = line.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let year = numbers.iter().any(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")));
    let month = line.split(|c: char| !c.is_alphabetic()).any(|word| {
        words::class_of(&word.to_lowercase()) & words::MONTHNAME != 0 && word.starts_with(char::is_uppercase)
    });
    let numeric = ['/', '-', '.'].iter().any(|sign| {
        line.split_whitespace().any(|word| {
            let parts: Vec<&str> = word.trim_end_matches([',', ':']).split(*sign).collect();
            parts.len() == 3
                && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
                && parts.iter().any(|part| part.len() >= 2)
        })
    });
    numeric || year && month
}

/// An exercise whose lines are being collected.
struct Pending {
    line: Line,
    said: Vec<String>,
    reading: Reading,
    instructions: Vec<String>,
    /// Its own line had the dose.
    full: bool,
    /// A blank line is behind its dose: sentences that follow are about something else.
    ended: bool,
}

struct Builder<'b> {
    names: &'b Names<'b>,
    library: &'b Library,
    groups: Vec<Group>,
    pending: Option<Pending>,
    exercises: usize,
    /// The circuit that is open, and whether an exercise of it was seen.
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

    fn line(&mut self, line: Line, kind: &Kind, reading: Reading) {
        match kind {
            Kind::Blank => {
                if let Some(pending) = self.pending.as_mut() {
                    pending.ended = pending.full || pending.reading.dose.has_amount();
                }
                if self.circuit.is_some() && self.group().entries.iter().filter(|entry| entry.is_exercise()).count() > 1
                {
                    self.close();
                    self.end_circuit();
                }
            }
            Kind::Noise => {
                let why = if line.text.is_empty() { "" } else { "no exercise and no dose" };
                match self.pending.as_mut().filter(|pending| !pending.full && !pending.ended) {
                    Some(pending) => pending.said.extend(said(&line)),
                    None => {
                        self.close();
                        self.left(&line, why);
                    }
                }
            }
            Kind::Heading => {
                self.close();
                self.end_circuit();
                let heading = line.said.first().map_or("", String::as_str).replace("**", "");
                let heading = printable(heading.trim_matches(['#', '*', ':', '-', '|', '_', ' ']));
                self.groups.push(Group { heading: Some(heading), ..Group::default() });
                self.left(&line, "");
            }
            Kind::Circuit(round) => {
                self.close();
                self.end_circuit();
                self.groups.push(Group::default());
                self.circuit = Some(*round);
                self.left(&line, "a circuit without exercises");
            }
            Kind::Again(round) => self.again(&line, *round),
            Kind::RoundRest => {
                self.close();
                let rest = reading.dose.rest;
                match (self.circuit, rest) {
                    (Some(_), Some(Rest::For(rest))) => {
                        let key = ("rest", quoted(&units(rest).replace(' ', "")));
                        let said = said(&line);
                        let group = self.group();
                        group.keys.retain(|(name, _)| *name != "rest");
                        group.keys.push(key);
                        group.entries.push(Entry { line: line.number, said, ..Entry::default() });
                    }
                    _ => self.left(&line, "rest between rounds, with no circuit before it"),
                }
            }
            // Below a numbered name the other lines say how: "1 Bridge", "• Push your heels down".
            Kind::Name
                if !line.listed
                    && self.pending.as_ref().is_some_and(|pending| pending.line.listed && !pending.full) =>
            {
                self.text(line, reading);
            }
            Kind::Name => {
                self.close();
                let full = false;
                self.pending =
                    Some(Pending { said: said(&line), line, reading, instructions: Vec::new(), full, ended: false });
            }
            Kind::Full if self.is_waiting() && layout::instructs(&line, &reading, self.names) => {
                self.text(line, reading);
            }
            Kind::Full => {
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
            Kind::Dose => self.dose(&line, reading),
            Kind::Text => self.text(line, reading),
        }
    }

    /// Whether a name waits for its dose.
    fn is_waiting(&self) -> bool {
        self.pending.as_ref().is_some_and(|pending| !pending.full && !pending.reading.dose.has_amount())
    }

    /// A dose belongs to the name before it.
    fn dose(&mut self, line: &Line, reading: Reading) {
        let Some(pending) = self.pending.as_mut() else {
            return self.left(line, "a dose without the name of an exercise");
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

    /// A sentence below a name says how it is done, perhaps with a dose.
    fn text(&mut self, line: Line, reading: Reading) {
        let Some(pending) = self.pending.as_mut().filter(|pending| !pending.full && !pending.ended) else {
            self.close();
            let why = reading.dose.problem.unwrap_or_else(|| "a sentence, not the name of an exercise".to_owned());
            return self.left(&line, &why);
        };
        pending.said.extend(said(&line));
        pending.instructions.push(line.text);
        let mut dose = reading.dose;
        // A number in a sentence that nothing counts is no dose.
        dose.bare.clear();
        dose.notes.clear();
        // "Lift the right leg" is no side of the exercise.
        let slash = reading.found.contains(&"per side");
        dose.side = dose.side.filter(|side| !slash && !matches!(side, Side::Left | Side::Right));
        if dose.has_amount() || dose.problem.is_none() {
            pending.reading.found.extend(&reading.found);
            pending.reading.dose.join(dose);
        }
    }

    /// "Repeat all 3 times" below exercises makes them a circuit.
    fn again(&mut self, line: &Line, round: Round) {
        self.close();
        let group = self.group();
        let exercises: Vec<&Entry> = group.entries.iter().filter(|entry| entry.is_exercise()).collect();
        let single = exercises.iter().all(|entry| entry.sets.unwrap_or(1) == 1);
        match round.rounds {
            Some(rounds) if exercises.len() > 1 && single && group.keys.is_empty() && round.beat.is_none() => {
                group.keys.push(("rounds", rounds.to_string()));
                group.entries.push(Entry { line: line.number, said: said(line), ..Entry::default() });
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
        let key = match (round.beat, round.rounds, round.cap) {
            (None, Some(rounds), _) => Some(vec![("rounds", rounds.to_string())]),
            (None, None, Some(cap)) => Some(vec![("cap", quoted(&units(cap).replace(' ', "")))]),
            (Some(TempoPosition::Minute), Some(rounds), _) if exercises == 1 => {
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
                for entry in &mut group.entries {
                    if entry.is_exercise() {
                        let why =
                            "a circuit whose rounds are unclear: write a [[block]] with `rounds`, `every` or `cap`";
                        *entry = Entry::comment(entry.line, std::mem::take(&mut entry.said), why);
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
            // One reason for lines that follow each other.
            Some(last) if !last.is_exercise() && last.notes.first().map_or("", String::as_str) == why => {
                last.said.extend(said);
            }
            _ if why.is_empty() => group.entries.push(Entry { line: line.number, said, ..Entry::default() }),
            _ => group.entries.push(Entry::comment(line.number, said, why)),
        }
    }

    /// Makes the exercise whose lines were collected.
    fn close(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        let Pending { line, said, reading, instructions, full, .. } = pending;
        let amount = reading.dose.has_amount() || reading.dose.reps.is_some();
        let known = named(&reading, self.names).and_then(|(_, found)| found).is_some_and(|found| !found.slip);
        if !(full || amount || known && said.len() == 1 && reading.dose.problem.is_none()) {
            let why = reading.dose.problem.unwrap_or_else(|| "no dose: missing reps, hold or time".to_owned());
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

    fn entry(&mut self, line: &Line, said: Vec<String>, reading: Reading, instructions: &[String]) -> Entry {
        if self.exercises >= EXERCISES {
            return Entry::comment(line.number, said, format!("a routine has at most {EXERCISES} exercises"));
        }
        let made = match assemble(reading, self.names) {
            Ok(made) => made,
            Err(why) => return Entry::comment(line.number, said, why),
        };
        let mut entry = Entry {
            line: line.number,
            said,
            keys: made.keys,
            notes: made.notes,
            often: made.often,
            letter: line.letter,
            sets: made.sets,
        };
        let text = instructions.join(" ");
        if !text.is_empty() && text.chars().count() <= INSTRUCTIONS {
            entry.keys.push(("instructions", quoted(&text)));
        }
        // The rules of the file decide: what they refuse is not written.
        let toml = format!("name = \"Sheet\"\n{}", entry.toml("exercise"));
        if let Some(why) = first_mistake(&toml, self.library) {
            return Entry::comment(line.number, entry.said, why);
        }
        self.exercises += 1;
        entry
    }

    fn finish(mut self) -> Sheet {
        self.close();
        self.end_circuit();
        let groups = std::mem::take(&mut self.groups);
        let groups = groups.into_iter().flat_map(supersets).filter(|group| !group.entries.is_empty()).collect();
        Sheet { groups, refused: None }
    }
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

/// Exercises with one letter and as many sets become a block with rounds.
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
        let heading = if out[last].entries.iter().any(Entry::is_exercise) { None } else { out[last].heading.take() };
        out.push(Group { heading, keys, entries: run });
        out.push(Group::default());
    }
    out
}

fn value<'e>(entry: &'e Entry, key: &str) -> Option<&'e str> {
    entry.keys.iter().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
}

fn said(line: &Line) -> Vec<String> {
    line.said.iter().map(|said| printable(said)).collect()
}

fn printable(said: &str) -> String {
    text::printable(&said.replace('\t', " ")).into_owned()
}
