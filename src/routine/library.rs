//! The exercise library that `use` looks in: the person's own exercises in front of the bundled ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use super::{
    Exercise, LazyFigure,
    bundled::{EXERCISES, without_figure},
    file,
    given::{FigureRef, RawExercise},
    used::{Text, Texts},
};
use crate::{
    base::{
        diagnostic::{Diagnostic, Source, any_error},
        text,
        toml_reader::At,
    },
    figure::Figure,
};

/// A figure goes from hand to hand at most so often: two may lend each other theirs.
const LENT: usize = 8;

/// The bundled exercises, each read when it is first asked for: a start reads none of those that it does not list.
static BUNDLED: [OnceLock<Entry>; EXERCISES.len()] = [const { OnceLock::new() }; EXERCISES.len()];

/// Exercises by the stem of their file.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The person's own.
    own: BTreeMap<String, Entry>,
    /// The stems of the person's own, by the [`name_key`] of all their names.
    own_names: BTreeMap<String, String>,
    /// The routines that blocks may use, beside the bundled ones.
    routines: Texts,
    /// The names of all routines, for the one that was meant.
    names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum Entry {
    Sound(Box<RawExercise>),
    /// It exists, with mistakes of its own: the first of them.
    Faulty(String),
}

impl Entry {
    /// Its name and its aliases, as they are written.
    fn names(&self) -> impl Iterator<Item = &str> {
        let given = if let Entry::Sound(given) = self { Some(given) } else { None };
        given.into_iter().flat_map(|given| given.names())
    }
}

impl Library {
    /// The exercises that are inside the program.
    pub fn bundled() -> Library {
        Library::default()
    }

    /// Puts an exercise in front of one of the same name; returns what is wrong with its file.
    pub fn add(&mut self, stem: &str, source: Source<'_>) -> Vec<Diagnostic> {
        let (entry, found) = read(source);
        self.own_names.retain(|_, known| known != stem);
        for name in [stem].into_iter().chain(entry.names()) {
            self.own_names.insert(name_key(name), stem.to_owned());
        }
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

    /// The stem of the exercise that is called so: by its stem, or else by its name or an alias, where case, spaces,
    /// hyphens and a plural s make no difference. One of the person's own comes before a bundled one.
    pub fn stem(&self, name: &str) -> Option<&str> {
        if let Some((stem, _)) = self.own.get_key_value(name) {
            return Some(stem);
        }
        if let Some((stem, _)) = bundled_file(name) {
            return Some(stem);
        }
        let key = name_key(name);
        self.own_names.get(&key).map(String::as_str).or_else(|| bundled_names().get(&key).copied())
    }

    /// The stem, name or alias that was most likely meant by a mistyped one.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let slug = name.trim().to_lowercase().replace([' ', '_'], "-");
        let named = self.own.values().chain(EXERCISES.iter().filter_map(|(stem, _)| bundled(stem)));
        text::nearest(&slug, self.names()).or_else(|| text::nearest(name, named.flat_map(Entry::names)))
    }

    /// The stems of all exercises, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let bundled = EXERCISES.iter().map(|(stem, _)| *stem);
        self.own.keys().map(String::as_str).chain(bundled).collect::<BTreeSet<_>>().into_iter()
    }

    /// The figure of an exercise, perhaps lent by another.
    pub fn figure(&self, stem: &str) -> Option<&Arc<Figure>> {
        self.lazy_figure(stem)?.get()
    }

    pub(super) fn lazy_figure(&self, stem: &str) -> Option<&LazyFigure> {
        let mut stem = stem;
        for _ in 0..LENT {
            let Entry::Sound(given) = self.find(self.stem(stem)?)? else { return None };
            match given.figure.as_ref()?.get_ref() {
                FigureRef::Own(figure) => return Some(figure),
                FigureRef::Named(other) => stem = other,
            }
        }
        None
    }

    /// An exercise by its stem, as its file has it; `None` where there is none without errors.
    pub fn exercise(&self, stem: &str) -> Option<Exercise> {
        let Entry::Sound(given) = self.find(stem)? else { return None };
        let exercise = file::settle_alone(given)?;
        Some(Exercise { library: Some(stem.to_owned()), figure: self.lazy_figure(stem).cloned(), ..exercise })
    }

    /// What else people call an exercise.
    pub fn aliases(&self, stem: &str) -> Vec<String> {
        match self.find(stem) {
            Some(Entry::Sound(given)) => given.aliases.clone().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Every spelling of every exercise, with its stem and whether it is an alias: the exercise has another name then.
    pub fn spellings(&self) -> Vec<(String, String, bool)> {
        let mut spellings = Vec::new();
        for stem in self.names() {
            let Some(entry) = self.find(stem) else { continue };
            spellings.push((stem.to_owned(), stem.to_owned(), false));
            let names = entry.names().enumerate();
            spellings.extend(names.map(|(at, name)| (name.to_owned(), stem.to_owned(), at > 0)));
        }
        spellings
    }

    pub(super) fn find(&self, stem: &str) -> Option<&Entry> {
        self.own.get(stem).or_else(|| bundled(stem))
    }
}

/// The bundled file of a stem, and its number.
fn bundled_file(stem: &str) -> Option<(&'static str, usize)> {
    let at = EXERCISES.binary_search_by_key(&stem, |(stem, _)| *stem).ok()?;
    Some((EXERCISES.get(at)?.0, at))
}

/// A bundled exercise, read now where it was not yet.
fn bundled(stem: &str) -> Option<&'static Entry> {
    let (name, at) = bundled_file(stem)?;
    let (_, text) = *EXERCISES.get(at)?;
    Some(BUNDLED.get(at)?.get_or_init(|| {
        let Some((head, _)) = without_figure(text) else { return read(Source { name, text }).0 };
        match read(Source { name, text: head }).0 {
            Entry::Sound(given) => {
                let figure = At::new(head.len()..text.len(), FigureRef::Own(LazyFigure::Bundled(at)));
                Entry::Sound(Box::new(RawExercise { figure: Some(figure), ..*given }))
            }
            faulty @ Entry::Faulty(_) => faulty,
        }
    }))
}

/// The stems of the bundled exercises by the [`name_key`] of all their names. It reads all of them, when the first
/// name is asked for that is no stem.
fn bundled_names() -> &'static BTreeMap<String, &'static str> {
    static NAMES: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let names = |stem: &'static str| [stem].into_iter().chain(bundled(stem).into_iter().flat_map(Entry::names));
        EXERCISES.iter().flat_map(|(stem, _)| names(stem).map(|name| (name_key(name), *stem))).collect()
    })
}

/// An exercise's file, and what is wrong with it.
fn read(source: Source<'_>) -> (Entry, Vec<Diagnostic>) {
    let (given, found) = file::read_given(source);
    let first = found.iter().find(|diagnostic| any_error(std::slice::from_ref(diagnostic)));
    let entry = match first {
        Some(first) => Entry::Faulty(format!("{} has an error in {}", text::printable(source.name), first.line())),
        None => Entry::Sound(Box::new(given)),
    };
    (entry, found)
}

/// What names are compared by: lower-case letters and digits alone, each word without a plural s.
fn name_key(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .map(|word| word.strip_suffix('s').filter(|one| one.len() > 2 && !one.ends_with('s')).unwrap_or(word))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn library(files: &[(&str, &str)]) -> Library {
        let mut library = Library::bundled();
        for (stem, text) in files {
            assert_eq!(library.add(stem, Source { name: stem, text }).len(), 0, "{stem}");
        }
        library
    }

    #[test]
    fn an_exercise_is_found_by_its_names() {
        let library = library(&[("hydrant", "name = \"Fire hydrant\"\naliases = [\"dog lift\"]\nreps = 10\n")]);
        for (name, stem) in [
            ("hydrant", Some("hydrant")),
            ("Hydrants", Some("hydrant")),
            ("Fire Hydrants", Some("hydrant")),
            ("firehydrant", Some("hydrant")),
            ("dog-lifts", Some("hydrant")),
            ("Glute bridges", Some("glute-bridge")),
            ("glutebridge", Some("glute-bridge")),
            ("hydran", None),
            ("", None),
        ] {
            assert_eq!(library.stem(name), stem, "{name}");
        }
        assert_eq!(library.nearest("dog lfit"), Some("dog lift"));
        assert_eq!(library.nearest("Glute_bridg"), Some("glute-bridge"));
    }

    #[test]
    fn an_own_exercise_takes_an_alias_and_gives_its_old_ones_back() {
        let mine = "name = \"Mine\"\naliases = [\"glute bridge\", \"squats\", \"lift off\"]\nreps = 1\n";
        let mut library = library(&[("mine", mine)]);
        // The name of a file comes before any alias: a routine that uses it reads the same.
        assert_eq!(library.stem("glute-bridge"), Some("glute-bridge"));
        assert_eq!((library.stem("squat"), library.stem("lift off")), (Some("squat"), Some("mine")));
        library.add("mine", Source { name: "mine", text: "name = \"Mine\"\nreps = 1\n" });
        assert_eq!(library.stem("lift off"), None);
    }

    /// Of the bundled exercises each name, alias and stem belongs to one.
    #[test]
    fn no_two_bundled_exercises_have_one_name() {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        let library = Library::bundled();
        for stem in library.names() {
            let Some(Entry::Sound(given)) = library.find(stem) else { panic!("{stem} is faulty") };
            for name in [stem].into_iter().chain(given.names()) {
                let owner = *owners.entry(name_key(name)).or_insert(stem);
                assert_eq!(owner, stem, "`{name}` belongs to both");
            }
        }
    }
}
