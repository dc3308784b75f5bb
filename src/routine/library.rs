//! The exercise library that `use` looks in: the person's own exercises in front of the bundled ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use super::{
    bundled::EXERCISES,
    file,
    given::{FigureRef, Given},
    used::{Text, Texts},
};
use crate::{
    base::{
        diagnostic::{Diagnostic, Source, any_error},
        text,
    },
    figure::Figure,
};

/// A figure goes from hand to hand at most so often: two may lend each other theirs.
const LENT: usize = 8;

/// The bundled exercises, each read when it is first asked for: a start reads none of those that it does not play.
static BUNDLED: [OnceLock<Entry>; EXERCISES.len()] = [const { OnceLock::new() }; EXERCISES.len()];

/// Exercises by the stem of their file.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The person's own.
    own: BTreeMap<String, Entry>,
    /// The routines that blocks may use, beside the bundled ones.
    routines: Texts,
    /// The names of all routines, for the one that was meant.
    names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Entry {
    Sound(Box<Given>),
    /// It exists, with mistakes of its own: the first of them.
    Faulty(String),
}

impl Library {
    /// The exercises that are inside the program.
    pub fn bundled() -> Library {
        Library::default()
    }

    /// Puts an exercise in front of one of the same name; returns what is wrong with its file.
    pub fn add(&mut self, stem: &str, source: Source<'_>) -> Vec<Diagnostic> {
        let (entry, found) = read(source);
        self.own.insert(stem.to_owned(), entry);
        found
    }

    /// Puts an exercise that cannot be read in front of one of the same name.
    pub fn add_unreadable(&mut self, stem: &str, why: &Diagnostic) {
        let why = format!("{}: {}", why.file, why.message);
        self.own.insert(stem.to_owned(), Entry::Faulty(why));
    }

    /// Gives the text of a routine that blocks may use; the error is why it cannot be read.
    pub fn add_routine(&mut self, stem: &str, name: &str, text: Result<String, String>) {
        let text = match text {
            Ok(text) => Text::Read(name.to_owned(), text),
            Err(why) => Text::Unreadable(why),
        };
        self.routines.insert(stem.to_owned(), text);
    }

    /// Gives the names of all routines: a mistyped one is compared with them.
    pub fn name_routines(&mut self, names: impl IntoIterator<Item = String>) {
        self.names.extend(names);
    }

    pub(super) fn routine_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(self.routines.keys()).map(String::as_str)
    }

    pub(super) fn routines(&self) -> &Texts {
        &self.routines
    }

    /// The names that `use` knows, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let bundled = EXERCISES.iter().map(|(stem, _)| *stem);
        self.own.keys().map(String::as_str).chain(bundled).collect::<BTreeSet<_>>().into_iter()
    }

    /// The figure of an exercise, perhaps lent by another.
    pub fn figure(&self, stem: &str) -> Option<&Arc<Figure>> {
        let mut stem = stem;
        for _ in 0..LENT {
            let Entry::Sound(given) = self.find(stem)? else { return None };
            match given.figure.as_ref()?.get_ref() {
                FigureRef::Own(figure) => return Some(figure),
                FigureRef::Named(other) => stem = other,
            }
        }
        None
    }

    pub(super) fn find(&self, stem: &str) -> Option<&Entry> {
        self.own.get(stem).or_else(|| bundled(stem))
    }
}

/// A bundled exercise, read now where it was not yet.
fn bundled(stem: &str) -> Option<&'static Entry> {
    let at = EXERCISES.binary_search_by_key(&stem, |(stem, _)| *stem).ok()?;
    let (name, text) = *EXERCISES.get(at)?;
    Some(BUNDLED.get(at)?.get_or_init(|| read(Source { name, text }).0))
}

/// An exercise's file, and what is wrong with it.
fn read(source: Source<'_>) -> (Entry, Vec<Diagnostic>) {
    let (given, found) = file::read_exercise(source);
    let first = found.iter().find(|diagnostic| any_error(std::slice::from_ref(diagnostic)));
    let entry = match first {
        Some(first) => Entry::Faulty(format!("{} has a mistake in {}", text::printable(source.name), first.line())),
        None => Entry::Sound(Box::new(given)),
    };
    (entry, found)
}
