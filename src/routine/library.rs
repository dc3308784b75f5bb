//! The exercise library for `use`: the user's own exercises override the bundled ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

use super::{
    bundled::{EXERCISES, without_figure},
    exercise::Exercise,
    given::{self, FigureRef, RawExercise},
    lazy_figure::LazyFigure,
};
use crate::{
    base::{
        diagnostic::{Diagnostic, Source, any_error},
        text,
        toml_reader::At,
    },
    figure::Figure,
};

/// The longest chain of borrowed figures: two exercises may borrow from each other.
const LENT: usize = 8;

/// The bundled exercises, each read on first use: a start reads only those that it lists.
static BUNDLED: [OnceLock<LibraryEntry>; EXERCISES.len()] = [const { OnceLock::new() }; EXERCISES.len()];

/// The user's routines, which other routines may use: their text, by their id.
pub(super) type Texts = BTreeMap<String, Text>;

/// A routine's file as text.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// Its name and its content.
    Read(String, String),
    /// Unreadable, with the reason.
    Unreadable(String),
}

/// Exercises by id.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The user's own exercises.
    own: BTreeMap<String, LibraryEntry>,
    /// The ids of the user's exercises, by the [`name_key`] of all their names.
    own_names: BTreeMap<String, String>,
    /// The user's routines, which blocks may use.
    routines: Texts,
    /// The names of all routines, for suggestions.
    names: Vec<String>,
}

#[derive(Clone, Debug)]
pub(super) enum LibraryEntry {
    Valid(Box<RawExercise>),
    /// It exists, but has errors: the first of them.
    Invalid(String),
}

impl LibraryEntry {
    /// Its name and its aliases, as written.
    fn names(&self) -> impl Iterator<Item = &str> {
        let given = if let LibraryEntry::Valid(given) = self { Some(given) } else { None };
        given.into_iter().flat_map(|given| given.names())
    }
}

impl Library {
    /// A library of the bundled exercises.
    pub fn bundled() -> Library {
        Library::default()
    }

    /// Adds an exercise, which overrides one with the same id; returns everything wrong with its file.
    pub fn add(&mut self, id: &str, source: Source<'_>) -> Vec<Diagnostic> {
        let (entry, found) = read(source);
        self.own_names.retain(|_, known| known != id);
        for name in [id].into_iter().chain(entry.names()) {
            self.own_names.insert(name_key(name), id.to_owned());
        }
        self.own.insert(id.to_owned(), entry);
        found
    }

    /// Adds an exercise that cannot be read, which overrides one with the same id.
    pub fn add_unreadable(&mut self, id: &str, why: &Diagnostic) {
        let why = format!("{}: {}", why.file, why.message);
        self.own.insert(id.to_owned(), LibraryEntry::Invalid(why));
    }

    /// Adds the text of a routine that blocks may use; the error is the reason why it cannot be read.
    pub fn add_routine(&mut self, id: &str, name: &str, text: Result<String, String>) {
        let text = match text {
            Ok(text) => Text::Read(name.to_owned(), text),
            Err(why) => Text::Unreadable(why),
        };
        self.routines.insert(id.to_owned(), text);
    }

    /// Sets the names of all routines, for suggestions.
    pub fn name_routines(&mut self, names: impl IntoIterator<Item = String>) {
        self.names.extend(names);
    }

    pub(super) fn routine_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().chain(self.routines.keys()).map(String::as_str)
    }

    pub(super) fn routines(&self) -> &Texts {
        &self.routines
    }

    /// The id of the exercise with this name: its id, or else its name or an alias. Case, spaces, hyphens and a
    /// plural s make no difference. The user's exercises have precedence over bundled ones.
    pub fn id(&self, name: &str) -> Option<&str> {
        if let Some((id, _)) = self.own.get_key_value(name) {
            return Some(id);
        }
        if let Some((id, _)) = bundled_file(name) {
            return Some(id);
        }
        let key = name_key(name);
        self.own_names.get(&key).map(String::as_str).or_else(|| bundled_names().get(&key).copied())
    }

    /// The id, name or alias that was most likely meant by a mistyped one.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let slug = name.trim().to_lowercase().replace([' ', '_'], "-");
        let named = self.own.values().chain(EXERCISES.iter().filter_map(|(id, _)| bundled(id)));
        text::nearest(&slug, self.names()).or_else(|| text::nearest(name, named.flat_map(LibraryEntry::names)))
    }

    /// The ids of all exercises, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let bundled = EXERCISES.iter().map(|(id, _)| *id);
        self.own.keys().map(String::as_str).chain(bundled).collect::<BTreeSet<_>>().into_iter()
    }

    /// The figure of an exercise, possibly borrowed.
    pub fn figure(&self, id: &str) -> Option<&Arc<Figure>> {
        self.lazy_figure(id)?.get()
    }

    pub(super) fn lazy_figure(&self, id: &str) -> Option<&LazyFigure> {
        let mut id = id;
        for _ in 0..LENT {
            let LibraryEntry::Valid(given) = self.find(self.id(id)?)? else { return None };
            match given.figure.as_ref()?.get_ref() {
                FigureRef::Own(figure) => return Some(figure),
                FigureRef::Named(other) => id = other,
            }
        }
        None
    }

    /// An exercise by its id, as in its file; `None` if there is none without errors.
    pub fn exercise(&self, id: &str) -> Option<Exercise> {
        let LibraryEntry::Valid(given) = self.find(id)? else { return None };
        let exercise = given::resolve_alone(given)?;
        Some(Exercise { library: Some(id.to_owned()), figure: self.lazy_figure(id).cloned(), ..exercise })
    }

    /// The aliases of an exercise.
    pub fn aliases(&self, id: &str) -> Vec<String> {
        match self.find(id) {
            Some(LibraryEntry::Valid(given)) => given.aliases.clone().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Every spelling of every exercise, with its id and whether it is an alias.
    pub fn spellings(&self) -> Vec<(String, String, bool)> {
        let mut spellings = Vec::new();
        for id in self.names() {
            let Some(entry) = self.find(id) else { continue };
            spellings.push((id.to_owned(), id.to_owned(), false));
            let names = entry.names().enumerate();
            spellings.extend(names.map(|(at, name)| (name.to_owned(), id.to_owned(), at > 0)));
        }
        spellings
    }

    pub(super) fn find(&self, id: &str) -> Option<&LibraryEntry> {
        self.own.get(id).or_else(|| bundled(id))
    }
}

/// The bundled file with this id, and its index.
fn bundled_file(id: &str) -> Option<(&'static str, usize)> {
    let at = EXERCISES.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    Some((EXERCISES.get(at)?.0, at))
}

/// A bundled exercise, read on first use.
fn bundled(id: &str) -> Option<&'static LibraryEntry> {
    let (name, at) = bundled_file(id)?;
    let (_, text) = *EXERCISES.get(at)?;
    Some(BUNDLED.get(at)?.get_or_init(|| {
        let Some((head, _)) = without_figure(text) else { return read(Source { name, text }).0 };
        match read(Source { name, text: head }).0 {
            LibraryEntry::Valid(given) => {
                let figure = At::new(head.len()..text.len(), FigureRef::Own(LazyFigure::Bundled(at)));
                LibraryEntry::Valid(Box::new(RawExercise { figure: Some(figure), ..*given }))
            }
            invalid @ LibraryEntry::Invalid(_) => invalid,
        }
    }))
}

/// The ids of the bundled exercises, by the [`name_key`] of all their names. Reads all of them when the first name is
/// looked up that is not an id.
fn bundled_names() -> &'static BTreeMap<String, &'static str> {
    static NAMES: OnceLock<BTreeMap<String, &'static str>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let names = |id: &'static str| [id].into_iter().chain(bundled(id).into_iter().flat_map(LibraryEntry::names));
        EXERCISES.iter().flat_map(|(id, _)| names(id).map(|name| (name_key(name), *id))).collect()
    })
}

/// Reads an exercise's file; returns it with everything wrong with it.
fn read(source: Source<'_>) -> (LibraryEntry, Vec<Diagnostic>) {
    let (given, found) = given::read_given(source);
    let first = found.iter().find(|diagnostic| any_error(std::slice::from_ref(diagnostic)));
    let entry = match first {
        Some(first) => {
            LibraryEntry::Invalid(format!("{} has an error in {}", text::printable(source.name), first.line()))
        }
        None => LibraryEntry::Valid(Box::new(given)),
    };
    (entry, found)
}

/// The key by which names are compared: lower-case letters and digits, each word without a plural s.
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
        for (id, text) in files {
            assert_eq!(library.add(id, Source { name: id, text }).len(), 0, "{id}");
        }
        library
    }

    #[test]
    fn an_exercise_is_found_by_its_names() {
        let library = library(&[("hydrant", "name = \"Fire hydrant\"\naliases = [\"dog lift\"]\nreps = 10\n")]);
        for (name, id) in [
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
            assert_eq!(library.id(name), id, "{name}");
        }
        assert_eq!(library.nearest("dog lfit"), Some("dog lift"));
        assert_eq!(library.nearest("Glute_bridg"), Some("glute-bridge"));
    }

    #[test]
    fn an_own_exercise_takes_an_alias_and_frees_its_old_ones() {
        let mine = "name = \"Mine\"\naliases = [\"glute bridge\", \"squats\", \"lift off\"]\nreps = 1\n";
        let mut library = library(&[("mine", mine)]);
        // The id has precedence over any alias, so that routines keep their meaning.
        assert_eq!(library.id("glute-bridge"), Some("glute-bridge"));
        assert_eq!((library.id("squat"), library.id("lift off")), (Some("squat"), Some("mine")));
        library.add("mine", Source { name: "mine", text: "name = \"Mine\"\nreps = 1\n" });
        assert_eq!(library.id("lift off"), None);
    }

    /// No two bundled exercises share a name, an alias or an id.
    #[test]
    fn no_two_bundled_exercises_have_one_name() {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        let library = Library::bundled();
        for id in library.names() {
            let Some(LibraryEntry::Valid(given)) = library.find(id) else { panic!("{id} is invalid") };
            for name in [id].into_iter().chain(given.names()) {
                let owner = *owners.entry(name_key(name)).or_insert(id);
                assert_eq!(owner, id, "`{name}` belongs to both");
            }
        }
    }
}
