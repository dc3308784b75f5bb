//! The exercise library that `use` looks in: the person's own exercises in front of the bundled ones.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    bundled, file,
    given::{Drawn, Given},
};
use crate::{
    diagnostic::{Diagnostic, Source, any_error},
    figure::Figure,
    text,
};

/// A figure goes from hand to hand at most so often: two may lend each other theirs.
const LENT: usize = 8;

/// Exercises by the stem of their file.
#[derive(Clone, Debug, Default)]
pub struct Library {
    exercises: BTreeMap<String, Entry>,
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
        let mut library = Library::default();
        for (stem, text) in bundled::EXERCISES {
            library.add(stem, Source { name: stem, text });
        }
        library
    }

    /// Puts an exercise in front of one of the same name; returns what is wrong with its file.
    pub fn add(&mut self, stem: &str, source: Source<'_>) -> Vec<Diagnostic> {
        let (given, found) = file::read_exercise(source);
        let first = found.iter().find(|diagnostic| any_error(std::slice::from_ref(diagnostic)));
        let entry = match first {
            Some(first) => Entry::Faulty(format!("{} has a mistake in {}", text::printable(source.name), first.line())),
            None => Entry::Sound(Box::new(given)),
        };
        self.exercises.insert(stem.to_owned(), entry);
        found
    }

    /// Puts an exercise that cannot be read in front of one of the same name.
    pub fn add_unreadable(&mut self, stem: &str, why: &Diagnostic) {
        let why = format!("{}: {}", why.file, why.message);
        self.exercises.insert(stem.to_owned(), Entry::Faulty(why));
    }

    /// The names that `use` knows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.exercises.keys().map(String::as_str)
    }

    /// The figure of an exercise, perhaps lent by another.
    pub fn figure(&self, stem: &str) -> Option<&Arc<Figure>> {
        let mut stem = stem;
        for _ in 0..LENT {
            let Entry::Sound(given) = self.find(stem)? else { return None };
            match given.figure.as_ref()?.get_ref() {
                Drawn::So(figure) => return Some(figure),
                Drawn::As(other) => stem = other,
            }
        }
        None
    }

    pub(super) fn find(&self, stem: &str) -> Option<&Entry> {
        self.exercises.get(stem)
    }
}
