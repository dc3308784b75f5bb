//! Routines that use other routines in their blocks.

use std::collections::BTreeMap;

use super::{
    bundled,
    entry::Checked,
    library::{Library, Text},
    model::Block,
};
use crate::base::{
    cue::Cues,
    diagnostic::{Code, Severity, Source},
    text,
    toml_reader::{self, Fields},
};

/// How many levels deep routines may use each other.
const DEPTH: usize = 4;

/// The ids of the routines that the blocks of a file use.
pub fn uses(text: &str) -> Vec<String> {
    if !(text.contains("block") && text.contains("use")) {
        return Vec::new();
    }
    let (root, _) = toml_reader::parse(Source { name: "", text });
    let blocks = Fields::root(&root).take("block").and_then(|value| value.get_ref().as_array());
    let id = |block: &toml_reader::At<toml::de::DeValue<'_>>| {
        block.get_ref().as_table()?.get("use")?.get_ref().as_str().map(str::to_owned)
    };
    blocks.into_iter().flatten().filter_map(id).collect()
}

/// The routines that have been read, each once, however often it is used: the groups, and how many levels deep it goes.
pub(super) type Known = BTreeMap<String, Result<(Vec<Block>, usize), Trouble>>;

/// How a routine is read that others, `above`, use one through the other; also how many routines deep it goes.
pub(super) type Read = fn(Source<'_>, &Library, &Cues, above: &[String], &mut Known) -> (Checked, usize);

/// Why a routine cannot be used: the code, the message and the fix.
pub(super) type Trouble = (Code, String, String);

/// The blocks of another routine, and how many levels deep it goes. `above` are the routines that use it.
pub(super) fn blocks(
    id: &str,
    library: &Library,
    above: &[String],
    known: &mut Known,
    read: Read,
) -> Result<(Vec<Block>, usize), Trouble> {
    let mut path = above.to_vec();
    path.push(id.to_owned());
    if above.iter().any(|name| name == id) {
        return Err(endless(format!("circular `use`: {}", path.join(" → "))));
    }
    if !known.contains_key(id) && path.len() <= DEPTH {
        let found = fresh(id, library, &path, known, read);
        known.insert(id.to_owned(), found);
    }
    match known.get(id) {
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

/// The blocks of a routine that has not been read yet.
fn fresh(
    id: &str,
    library: &Library,
    path: &[String],
    known: &mut Known,
    read: Read,
) -> Result<(Vec<Block>, usize), Trouble> {
    let bundled = bundled::ROUTINES.iter().find(|(name, _)| *name == id);
    let (name, text) = match (library.routines().get(id), bundled) {
        (Some(Text::Read(name, text)), _) => (name.as_str(), text.as_str()),
        (Some(Text::Unreadable(why)), _) => {
            return Err((Code::UnknownRoutine, format!("cannot use routine `{id}`: {why}"), String::new()));
        }
        (None, Some((name, text))) => (*name, *text),
        (None, None) => return Err(unknown(id, library)),
    };
    let (Checked { routine, found }, depth) = read(Source { name, text }, library, &Cues::default(), path, known);
    match (routine, found.iter().find(|found| found.severity == Severity::Error)) {
        (Some(routine), None) => {
            Ok((routine.blocks.into_iter().map(|block| named(block, &routine.name)).collect(), depth + 1))
        }
        (_, Some(first)) if first.code == Code::CircularUse => {
            Err((Code::CircularUse, first.message.clone(), first.help.clone().unwrap_or_default()))
        }
        (_, first) => {
            let why = first.map(|first| format!("{} has an error in {}", text::printable(name), first.line()));
            let message = format!("cannot use routine `{id}`: {}", why.unwrap_or_default());
            Err((Code::UnknownRoutine, message, "fix that file first".to_owned()))
        }
    }
}

/// A group without a name takes the routine's.
fn named(block: Block, routine: &str) -> Block {
    Block { name: block.name.or_else(|| Some(routine.to_owned())), ..block }
}

fn unknown(id: &str, library: &Library) -> Trouble {
    let names = library.routine_names().chain(bundled::ROUTINES.iter().map(|(name, _)| *name));
    let slug = id.trim().to_lowercase().replace([' ', '_'], "-");
    let help = match text::nearest(&slug, names) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "`unsit list` shows the names of all routines".to_owned(),
    };
    (Code::UnknownRoutine, format!("unknown routine `{id}`"), help)
}
