//! Routines made of routines: what a block that uses another routine plays.

use std::collections::BTreeMap;

use super::{Block, Checked, Library, bundled, file};
use crate::base::{
    cue::Cues,
    diagnostic::{Code, Severity, Source},
    text,
    toml_reader::{self, Fields},
};

/// How deep routines may use each other.
const DEPTH: usize = 4;

/// The routines that other routines may use, beside the bundled ones: their text, by the stem of their file.
pub(super) type Texts = BTreeMap<String, Text>;

/// A routine's file as text.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// Its name and what is in it.
    Read(String, String),
    /// It cannot be read; why.
    Unreadable(String),
}

/// The stems of the routines that the blocks of a file use.
pub fn uses(text: &str) -> Vec<String> {
    if !(text.contains("block") && text.contains("use")) {
        return Vec::new();
    }
    let (root, _) = toml_reader::parse(Source { name: "", text });
    let blocks = Fields::root(&root).take("block").and_then(|value| value.get_ref().as_array());
    let stem = |block: &toml_reader::At<toml::de::DeValue<'_>>| {
        block.get_ref().as_table()?.get("use")?.get_ref().as_str().map(str::to_owned)
    };
    blocks.into_iter().flatten().filter_map(stem).collect()
}

/// What was found of the routines that were read already: each is read once, however often it is used. With its
/// groups, how many routines deep it goes.
pub(super) type Known = BTreeMap<String, Result<(Vec<Block>, usize), Trouble>>;

/// Why a routine cannot be used: the code, the sentence and the fix.
pub(super) type Trouble = (Code, String, String);

/// The blocks of another routine, and how many routines deep it goes. `above` are the routines that led here.
pub(super) fn blocks(
    stem: &str,
    library: &Library,
    above: &[String],
    known: &mut Known,
) -> Result<(Vec<Block>, usize), Trouble> {
    let mut path = above.to_vec();
    path.push(stem.to_owned());
    if above.iter().any(|name| name == stem) {
        return Err(endless(format!("circular `use`: {}", path.join(" → "))));
    }
    if !known.contains_key(stem) && path.len() <= DEPTH {
        let found = fresh(stem, library, &path, known);
        known.insert(stem.to_owned(), found);
    }
    match known.get(stem) {
        Some(Ok((_, depth))) if above.len() + depth > DEPTH => Err(too_deep()),
        Some(found) => found.clone(),
        None => Err(too_deep()),
    }
}

fn endless(message: String) -> Trouble {
    (Code::CircularUse, message, "write the exercises out in one of them".to_owned())
}

fn too_deep() -> Trouble {
    endless(format!("`use` is nested more than {DEPTH} deep"))
}

/// The blocks of a routine that was not read yet.
fn fresh(stem: &str, library: &Library, path: &[String], known: &mut Known) -> Result<(Vec<Block>, usize), Trouble> {
    let bundled = bundled::ROUTINES.iter().find(|(name, _)| *name == stem);
    let (name, text) = match (library.routines().get(stem), bundled) {
        (Some(Text::Read(name, text)), _) => (name.as_str(), text.as_str()),
        (Some(Text::Unreadable(why)), _) => {
            return Err((Code::UnknownRoutine, format!("cannot use routine `{stem}`: {why}"), String::new()));
        }
        (None, Some((name, text))) => (*name, *text),
        (None, None) => return Err(unknown(stem, library)),
    };
    let (Checked { routine, found }, depth) =
        file::read_used(Source { name, text }, library, &Cues::default(), path, known);
    match (routine, found.iter().find(|found| found.severity == Severity::Error)) {
        (Some(routine), None) => {
            Ok((routine.blocks.into_iter().map(|block| named(block, &routine.name)).collect(), depth + 1))
        }
        (_, Some(first)) if first.code == Code::CircularUse => {
            Err((Code::CircularUse, first.message.clone(), first.help.clone().unwrap_or_default()))
        }
        (_, first) => {
            let why = first.map(|first| format!("{} has an error in {}", text::printable(name), first.line()));
            let message = format!("cannot use routine `{stem}`: {}", why.unwrap_or_default());
            Err((Code::UnknownRoutine, message, "fix that file first".to_owned()))
        }
    }
}

/// A group without a name takes the routine's.
fn named(block: Block, routine: &str) -> Block {
    Block { name: block.name.or_else(|| Some(routine.to_owned())), ..block }
}

fn unknown(stem: &str, library: &Library) -> Trouble {
    let names = library.routine_names().chain(bundled::ROUTINES.iter().map(|(name, _)| *name));
    let slug = stem.trim().to_lowercase().replace([' ', '_'], "-");
    let help = match text::nearest(&slug, names) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "`unsit list` shows the names of all routines".to_owned(),
    };
    (Code::UnknownRoutine, format!("unknown routine `{stem}`"), help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routine::Rounds;

    /// What is said of a routine that uses `a`, where these routines are there.
    fn reported(routines: &[(&str, &str)]) -> Vec<String> {
        let mut library = Library::bundled();
        for (stem, text) in routines {
            library.add_routine(stem, &format!("{stem}.toml"), Ok((*text).to_owned()));
        }
        let source = Source { name: "x.toml", text: "name = \"X\"\n[[block]]\nuse = \"a\"\n" };
        let Checked { routine, found } = file::read(source, &library, &Cues::default());
        let names = routine.into_iter().flat_map(|routine| routine.blocks).filter_map(|block| block.name);
        let reported = found
            .iter()
            .map(|found| format!("{}:{} {}: {}", found.line, found.column, found.code.name(), found.message));
        names.chain(reported).collect()
    }

    fn using(name: &str, others: &[&str]) -> String {
        let blocks: Vec<String> = others.iter().map(|other| format!("[[block]]\nuse = \"{other}\"\n")).collect();
        format!("name = \"{name}\"\n{}", blocks.concat())
    }

    const PLANK: &str = "name = \"Plank\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n";

    #[test]
    fn another_routine_is_played_where_it_is_used() {
        assert_eq!(reported(&[("a", PLANK)]), ["Plank"]);
        // A diamond is no circle.
        let (a, b) = (using("A", &["b", "c"]), using("B", &["d"]));
        assert_eq!(reported(&[("a", &a), ("b", &b), ("c", &b), ("d", PLANK)]), ["Plank", "Plank"]);
        assert_eq!(reported(&[("a", &using("A", &["runner"]))]), ["Before", "Run", "After"]);
    }

    #[test]
    fn a_routine_without_blocks_is_played_in_rounds() {
        let mut library = Library::bundled();
        library.add_routine("a", "a.toml", Ok(PLANK.to_owned()));
        let text = "name = \"X\"\n[[block]]\nuse = \"a\"\nrounds = 3\nrest = 10\n[[block]]\nuse = \"a\"\ncap = 60\nname = \"B\"\n";
        let Checked { routine, found } = file::read(Source { name: "x.toml", text }, &library, &Cues::default());
        assert!(found.is_empty(), "{found:?}");
        let blocks = routine.map(|routine| routine.blocks).unwrap_or_default();
        let blocks: Vec<_> =
            blocks.iter().map(|block| (block.name.as_deref(), block.rounds, block.rest.as_secs())).collect();
        let fit = Rounds::Amrap(std::time::Duration::from_secs(60));
        assert_eq!(blocks, [(Some("Plank"), Rounds::Times(3), 10), (Some("B"), fit, 0)]);
    }

    #[test]
    fn a_circle_ends() {
        let (a, b) = (using("A", &["b"]), using("B", &["a"]));
        assert_eq!(reported(&[("a", &a), ("b", &b)]), ["3:7 circular-use: circular `use`: a → b → a"]);
        assert_eq!(reported(&[("a", &using("A", &["a"]))]), ["3:7 circular-use: circular `use`: a → a"]);
    }

    #[test]
    fn four_deep_is_the_deepest() {
        let chain = |names: &[&'static str]| -> Vec<(&'static str, String)> {
            let next = |at: usize| names.get(at + 1).map_or(PLANK.to_owned(), |next| using("A", &[next]));
            names.iter().enumerate().map(|(at, name)| (*name, next(at))).collect()
        };
        let told_of = |names: &[&'static str]| {
            let files = chain(names);
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            reported(&files)
        };
        assert_eq!(told_of(&["a", "b", "c", "d"]), ["Plank"]);
        assert_eq!(told_of(&["a", "b", "c", "d", "e"]), ["3:7 circular-use: `use` is nested more than 4 deep"]);
    }

    #[test]
    fn what_is_wrong_there_is_told_here() {
        assert_eq!(reported(&[]), ["3:7 unknown-routine: unknown routine `a`"]);
        assert_eq!(
            reported(&[("a", "name = \"A\"\n")]),
            ["3:7 unknown-routine: cannot use routine `a`: a.toml has an error in line 1: missing exercises"]
        );
    }

    #[test]
    fn a_wide_diamond_is_read_in_time() {
        let wide = |other: &str| using("W", &vec![other; 100]);
        let found = reported(&[("a", &wide("b")), ("b", &wide("c")), ("c", &wide("d")), ("d", PLANK)]);
        assert!(found[0].contains("too-long") || found[0].contains("cannot use"), "{found:?}");
    }
}
