//! The search for exercises of the library.

use super::{
    exercise::Exercise,
    given::RawExercise,
    library::{Library, LibraryEntry},
    sides::SidedText,
};
use crate::base::{diagnostic::Source, toml_reader};

/// An exercise of the library, as `use` alone gives it.
#[derive(Clone, Debug)]
pub struct Listed<'l> {
    /// The id of its file.
    pub id: &'l str,
    /// Its aliases.
    pub aliases: &'l [String],
    /// The exercise, or the first error of its file.
    pub exercise: Result<Exercise, &'l str>,
}

impl Library {
    /// All exercises, sorted by id.
    pub fn exercises(&self) -> impl Iterator<Item = Listed<'_>> {
        self.names().filter_map(|id| self.listed(id))
    }

    /// The exercise with an id.
    pub fn listed<'l>(&'l self, id: &'l str) -> Option<Listed<'l>> {
        let given = match self.find(id)? {
            LibraryEntry::Invalid(why) => return Some(Listed { id, aliases: &[], exercise: Err(why) }),
            LibraryEntry::Valid(given) => given,
        };
        let none = RawExercise::default();
        // The file was checked when it was read: there is nothing new to report.
        let (_, mut diagnostics) = toml_reader::parse(Source { name: id, text: "" });
        let exercise = given.resolve(&none, &none, &mut diagnostics)?;
        Some(Listed { id, aliases: given.aliases.as_deref().unwrap_or_default(), exercise: Ok(exercise) })
    }

    /// The exercises that match every word: first by name, then by muscle, by equipment, by position, and by the rest
    /// of their text; within each, sorted by id. Case, hyphens and a plural s make no difference, and a word matches
    /// the beginning of a word: `hip` matches `hips`, but not `ship`. `no equipment` matches exercises that need none.
    pub fn search(&self, words: &[String]) -> Vec<Listed<'_>> {
        let words: Vec<String> = words.iter().map(|word| singular(&plain(word)).to_owned()).collect();
        let mut found: Vec<(usize, Listed<'_>)> =
            self.exercises().filter_map(|listed| Some((listed.rank(&words)?, listed))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, listed)| listed).collect()
    }
}

impl Listed<'_> {
    /// The best rank at which all these words match: 0 for the names. `None` if a word does not match.
    fn rank(&self, words: &[String]) -> Option<usize> {
        let places = self.places();
        let rank = |word: &String| places.iter().position(|place| place.contains(word.as_str()));
        words.iter().map(rank).try_fold(0, |worst, rank| Some(rank?.max(worst)))
    }

    /// The searched texts, best rank first.
    fn places(&self) -> Vec<String> {
        let names = [self.id].into_iter().chain(self.aliases.iter().map(String::as_str));
        let Ok(exercise) = &self.exercise else { return vec![joined(names)] };
        let sided = |text: &SidedText| text.on("", "").into_owned();
        let equipment =
            if exercise.equipment.is_empty() { "no equipment".to_owned() } else { joined(&exercise.equipment) };
        let text: Vec<String> = exercise.tips.iter().chain(&exercise.instructions).map(sided).collect();
        vec![
            joined(names.chain([exercise.name.as_str()])),
            joined(&exercise.muscles),
            plain(&equipment),
            plain(&exercise.position.as_ref().map(sided).unwrap_or_default()),
            joined(exercise.how.iter().chain(&text)),
        ]
    }
}

/// Texts normalised by [`plain`], separated from each other.
fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    texts.into_iter().map(|text| plain(text.as_ref()) + " /").collect()
}

/// Words in lower case, each after a space, without punctuation.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.flat_map(|word| [" ", word]).collect()
}

/// Words without a plural s.
fn singular(words: &str) -> &str {
    words.strip_suffix('s').filter(|one| one.len() > 2 && !one.ends_with('s')).unwrap_or(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAND: &str = "name = \"Ankle pull\"\naliases = [\"foot tug\"]\nreps = 5\nsides = \"each\"\nhow = \"Pull the toes up.\"\nposition = \"on a ship, {side} leg first\"\ntips = [\"Slowly.\"]\nmuscles = [\"shin, front\"]\nequipment = [\"rope\"]\n";
    const FREE: &str = "name = \"Rope walk\"\ntime = \"1m\"\nmuscles = [\"calves\"]\n";

    fn found(words: &[&str]) -> Vec<String> {
        let mut library = Library::bundled();
        for (id, text) in [("zz-ankle", BAND), ("zz-walk", FREE), ("zz-bad", "name = 1\n")] {
            library.add(id, Source { name: id, text });
        }
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let found = library.search(&words);
        found.iter().map(|listed| listed.id).filter(|id| id.starts_with("zz-")).map(str::to_owned).collect()
    }

    #[test]
    fn words_are_found_in_names_muscles_equipment_position_and_text() {
        for (words, expected) in [
            // A match of the name comes before a match of the equipment.
            (&["rope"][..], &["zz-walk", "zz-ankle"][..]),
            (&["ROPES"], &["zz-walk", "zz-ankle"]),
            (&["foot-tugs"], &["zz-ankle"]),
            (&["shin"], &["zz-ankle"]),
            (&["toes"], &["zz-ankle"]),
            (&["rope", "shin"], &["zz-ankle"]),
            (&["rope", "knee"], &[]),
            (&["no equipment", "rope"], &["zz-walk"]),
            (&["zz-bad"], &["zz-bad"]),
            // A match starts at the beginning of a word.
            (&["hip", "toes"], &[]),
            (&["pull the toes"], &["zz-ankle"]),
            // The placeholder of a side does not match.
            (&["side", "toes"], &[]),
            (&["", "toes"], &["zz-ankle"]),
        ] {
            assert_eq!(found(words), expected, "{words:?}");
        }
    }

    #[test]
    fn every_exercise_is_listed_as_use_gives_it() {
        let library = Library::bundled();
        let listed: Vec<Listed<'_>> = library.exercises().collect();
        assert_eq!(listed.len(), library.names().count());
        assert!(listed.iter().all(|listed| listed.exercise.is_ok()));
        assert_eq!(library.search(&[]).len(), listed.len());
    }
}
