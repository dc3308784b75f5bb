//! The order of the rooms: `src/lib.rs` lists them from the ground up, and a room uses only those above it in the list;
//! the ground names nothing of the machine.
#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// What the ground must not name: paths of the standard library and crates that reach the machine or draw.
const MACHINE: [&str; 13] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "io::stdin",
    "io::stdout",
    "io::stderr",
    "Instant",
    "SystemTime",
    "crossterm",
    "ratatui",
    "rodio",
];

/// One source file: the module that it is, as the parts of its path, and its text without comments and strings.
struct Module {
    path: Vec<String>,
    code: String,
}

#[test]
fn each_room_uses_only_those_above_it() {
    let (rooms, ground) = rooms(&read("src/lib.rs"));
    assert!(ground >= 8 && rooms.len() > ground, "lib.rs lists the rooms, the ground first");
    let mut wrong = Vec::new();
    for module in modules() {
        let room = position(&rooms, &module.path[0]);
        for used in uses(&module) {
            if used[0] == "*" {
                wrong.push(format!("{} imports the whole crate", module.path.join("::")));
            } else if rooms.contains(&used[0]) && position(&rooms, &used[0]) > room {
                wrong.push(format!("{} uses {}", module.path.join("::"), used.join("::")));
            }
        }
        if room < ground {
            let named = MACHINE.iter().filter(|name| names(&module.code, name));
            wrong.extend(named.map(|name| format!("{} names {name}", module.path.join("::"))));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there and is text")
}

/// The modules that a source declares, in order, and how many of them stand before `// Interface`.
fn rooms(library: &str) -> (Vec<String>, usize) {
    let declared = |text: &str| text.lines().filter_map(declaration).collect::<Vec<_>>();
    let ground = library.split("// Interface").next().unwrap_or_default();
    (declared(library), declared(ground).len())
}

/// The module of a line such as `pub(crate) mod name;`.
fn declaration(line: &str) -> Option<String> {
    let name = line.strip_suffix(';')?.rsplit_once("mod ")?.1;
    (!line.starts_with("//")).then(|| name.to_owned())
}

fn position(order: &[String], name: &str) -> usize {
    order.iter().position(|listed| listed == name).unwrap_or_else(|| panic!("`{name}` is listed"))
}

fn modules() -> Vec<Module> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder can be listed") {
            let path: PathBuf = entry.expect("the entry can be read").path();
            let inside = path.strip_prefix(&root).expect("it lies below the root").with_extension("");
            let mut parts: Vec<String> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && parts != ["lib"]
                && parts != ["main"]
            {
                parts.pop_if(|last| last == "mod");
                found.push(Module { path: parts, code: code(&fs::read_to_string(&path).expect("it is text")) });
            }
        }
    }
    found
}

/// A source without comments, strings and characters: the crate's own style needs no more than one line pattern each.
fn code(source: &str) -> String {
    let mut code = String::new();
    for line in source.lines() {
        let mut quoted = false;
        for (index, part) in line.split('"').enumerate() {
            if index > 0 && !line.split('"').nth(index - 1).is_some_and(|before| before.ends_with(['\\', '\''])) {
                quoted = !quoted;
            }
            if !quoted {
                let comment = part.find("//");
                code.push_str(&part[..comment.unwrap_or(part.len())]);
                if comment.is_some() {
                    break;
                }
            }
        }
        code.push('\n');
    }
    code
}

/// What a module uses of the crate: each path from the root, groups taken apart. A path inside a function counts.
fn uses(module: &Module) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for (start, root) in ["crate::", "super::"].iter().flat_map(|root| module.code.match_indices(root)) {
        let before = module.code[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        // Within `mod tests { }` one `super` is the module itself; such a module comes last in its file.
        let in_tests = module.code[..start].contains("mod tests {");
        let mut at = if root == "crate::" { Vec::new() } else { module.path.clone() };
        let mut rest = &module.code[start..];
        let mut ups = 0;
        while let Some(after) = rest.strip_prefix("super::") {
            ups += 1;
            rest = after;
        }
        at.truncate(at.len().saturating_sub(ups - usize::from(in_tests && ups > 0)));
        paths(rest.strip_prefix("crate::").unwrap_or(rest), &at, &mut found);
    }
    found
}

/// Adds the paths that begin `text`, below `at`: one, or all of a group in braces. Returns what follows them.
fn paths<'a>(text: &'a str, at: &[String], found: &mut BTreeSet<Vec<String>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = paths(rest, at, found).trim_start();
            match rest.strip_prefix(',') {
                Some(after) if !after.trim_start().starts_with('}') => rest = after,
                after => return after.unwrap_or(rest).trim_start().strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '*')).unwrap_or(text.len());
    let path: Vec<String> = at.iter().cloned().chain([text[..end].to_owned()]).collect();
    let rest = &text[end..];
    match rest.strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| c.is_alphabetic() || "_*{".contains(c)) => paths(rest, &path, found),
        _ => {
            found.insert(path);
            rest.strip_prefix(" as ").map_or(rest, |name| name.trim_start_matches(|c: char| c.is_alphanumeric()))
        }
    }
}

/// Whether code names a path such as `std::fs`, also where it is part of a group: `std::{fmt, fs::File}`.
fn names(code: &str, path: &str) -> bool {
    let (crate_name, last) = path.rsplit_once("::").unwrap_or(("", path));
    let word = |text: &str, word: &str| {
        text.match_indices(word).any(|(at, _)| {
            let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
            !is_part(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next())
        })
    };
    if crate_name.is_empty() {
        return word(code, last);
    }
    let grouped = code.split(&format!("{crate_name}::{{")).skip(1).any(|rest| {
        let group = rest.split(';').next().unwrap_or_default();
        group.split(['{', ',', '}']).any(|item| word(item.split("::").next().unwrap_or_default(), last))
    });
    word(code, path) || grouped
}

fn used(path: &[&str], source: &str) -> Vec<String> {
    let module = Module { path: path.iter().map(|part| (*part).to_owned()).collect(), code: code(source) };
    uses(&module).into_iter().map(|path| path.join("::")).collect()
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    for (source, expected) in [
        ("use crate::high::Thing;", "high::Thing"),
        ("use crate::high;", "high"),
        ("use crate::{high::{self, Thing}};", "high::Thing high::self"),
        ("use crate::{\n    low::{One, Two},\n    high,\n};", "high low::One low::Two"),
        ("use crate::{low::{deep::{One}}, high as other};", "high low::deep::One"),
        ("fn f() -> crate::high::Thing { crate::low::thing() }", "high::Thing low::thing"),
        ("use super::sibling::Thing;", "room::sibling::Thing"),
        ("use super::super::high;", "high"),
        ("mod tests {\n    use super::*;\n}", "room::file::*"),
        ("use crate::*;", "*"),
        ("// use crate::high;\nlet s = \"crate::high\"; use crate::low;", "low"),
    ] {
        assert_eq!(used(&["room", "file"], source).join(" "), expected, "{source}");
    }
}

#[test]
fn every_way_to_name_the_machine_is_seen() {
    for source in ["use std::fs;", "use std::{fmt, fs::File};", "fn f() { std::fs::read(x); }"] {
        assert!(names(source, "std::fs"), "{source}");
    }
    assert!(names("use std::{io::{self, stdout}, time::Duration};", "io::stdout"));
    assert!(names("use std::time::{Duration, Instant};", "Instant"));
    assert!(!names("struct Instantaneous; use std::{fmt, io::Write}; other::fs();", "std::fs"));
}
