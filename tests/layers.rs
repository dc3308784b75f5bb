//! The floors of the house: `src/lib.rs` lists the modules from the ground up, and each uses only those above it in the
//! list; the ground touches nothing of the machine.
#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What the ground may not name: the beginnings of paths, and names wherever they stand in a path.
const FORBIDDEN_PATHS: [&[&str]; 8] = [
    &["std", "fs"],
    &["std", "env"],
    &["std", "net"],
    &["std", "process"],
    &["std", "thread"],
    &["io", "stdin"],
    &["io", "stdout"],
    &["io", "stderr"],
];
const FORBIDDEN_NAMES: [&str; 5] = ["crossterm", "ratatui", "rodio", "Instant", "SystemTime"];

#[test]
fn each_module_uses_only_those_above_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let floors = Floors::read(&fs::read_to_string(root.join("lib.rs")).expect("there is a library"));
    assert!(floors.modules.len() >= 10 && floors.modules["text"].is_ground && !floors.modules["clock"].is_ground);
    let mut faults = Vec::new();
    for path in files(&root) {
        let inside: Vec<_> =
            path.strip_prefix(&root).expect("it is inside").iter().map(|part| part.to_string_lossy()).collect();
        let source = fs::read_to_string(&path).expect("it is text");
        if inside != ["lib.rs"] && inside != ["main.rs"] {
            let (module, depth) = place(&inside.iter().map(AsRef::as_ref).collect::<Vec<_>>());
            faults.extend(
                floors
                    .faults(&module, depth, &source)
                    .into_iter()
                    .map(|fault| format!("src/{}: {fault}", inside.join("/"))),
            );
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("it is a folder").map(|entry| entry.expect("it can be listed").path());
    let mut found = Vec::new();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// The module of a file and how deep it lies below the root: `routine/mod.rs` is one deep, `routine/file.rs` two.
fn place(inside: &[&str]) -> (String, usize) {
    let module = inside.first().map_or("", |first| first.trim_end_matches(".rs"));
    (module.to_owned(), inside.len() - usize::from(inside.len() > 1 && inside.ends_with(&["mod.rs"])))
}

/// One module of the list.
#[derive(Debug, PartialEq)]
struct Floor {
    number: usize,
    is_ground: bool,
}

#[derive(Debug)]
struct Floors {
    modules: BTreeMap<String, Floor>,
}

impl Floors {
    /// Reads the list: `mod` lines in order, below headings such as `// Ground: …`.
    fn read(library: &str) -> Floors {
        let mut modules = BTreeMap::new();
        let mut is_ground = false;
        for line in library.lines().map(str::trim) {
            if let Some(heading) = line.strip_prefix("// ").and_then(|line| line.split_once(':')) {
                is_ground = heading.0 == "Ground";
            }
            let module = line.strip_suffix(';').and_then(|line| line.split("mod ").nth(1));
            if let Some(module) = module.filter(|_| !line.starts_with("//")) {
                modules.insert(module.trim().to_owned(), Floor { number: modules.len(), is_ground });
            }
        }
        Floors { modules }
    }

    /// What is wrong with a file of a module.
    fn faults(&self, module: &str, depth: usize, source: &str) -> Vec<String> {
        let Some(floor) = self.modules.get(module) else {
            return vec![format!("`{module}` is not listed in lib.rs")];
        };
        let mut faults = Vec::new();
        for (line, path) in paths(source, depth) {
            let parts: Vec<&str> = path.split("::").collect();
            if let ["crate", name, ..] = parts[..] {
                match self.modules.get(name) {
                    Some(used) if used.number > floor.number => {
                        faults.push(format!("line {line}: `{module}` uses `{name}`, which is listed below it"));
                    }
                    None if name == "*" => faults.push(format!("line {line}: `{module}` uses all of the crate")),
                    _ => {}
                }
            }
            let named = FORBIDDEN_PATHS.iter().any(|path| parts.windows(path.len()).any(|part| part == *path));
            if floor.is_ground && (named || parts.iter().any(|part| FORBIDDEN_NAMES.contains(part))) {
                faults.push(format!("line {line}: `{module}` is ground and names `{path}`"));
            }
        }
        faults.dedup();
        faults
    }
}

/// Every path that a source names, with its line; groups are taken apart, and `super` that leads to the root is `crate`.
fn paths(source: &str, depth: usize) -> Vec<(usize, String)> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    // The braces of the modules that are open here, by how many braces were open before them.
    let (mut modules, mut braces) = (Vec::new(), 0);
    let mut index = 0;
    while let Some((_, token)) = tokens.get(index) {
        match token.as_str() {
            "{" => {
                if index >= 2 && tokens[index - 2].1 == "mod" {
                    modules.push(braces);
                }
                braces += 1;
            }
            "}" => {
                braces -= 1;
                if modules.last() == Some(&braces) {
                    modules.pop();
                }
            }
            _ if is_name(token) => {
                let begun = found.len();
                index = path(&tokens, index, "", &mut found);
                for (_, path) in &mut found[begun..] {
                    let up = path.split("::").take_while(|part| *part == "super").count();
                    if up > 0 && up == depth + modules.len() {
                        *path = format!("crate{}", &path["super".len() + (up - 1) * "::super".len()..]);
                    }
                }
                continue;
            }
            _ => {}
        }
        index += 1;
    }
    found
}

/// Takes one path that begins at a name, below what stands before a group; returns where it ends.
fn path(tokens: &[(usize, String)], mut index: usize, before: &str, found: &mut Vec<(usize, String)>) -> usize {
    let at = |index: usize| tokens.get(index).map_or("", |(_, token)| token.as_str());
    let line = tokens[index].0;
    let mut path = before.to_owned();
    loop {
        path = if path.is_empty() { at(index).to_owned() } else { format!("{path}::{}", at(index)) };
        index += 1;
        if at(index) != "::" {
            break;
        }
        index += 1;
        if at(index) == "{" {
            index += 1;
            while !matches!(at(index), "}" | "") {
                index = if is_name(at(index)) || at(index) == "*" {
                    self::path(tokens, index, &path, found)
                } else {
                    index + 1
                };
            }
            return index + 1;
        }
        if !is_name(at(index)) && at(index) != "*" {
            break;
        }
    }
    found.push((line, path));
    index
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single signs, with their lines; without comments, texts and characters.
fn tokens(source: &str) -> Vec<(usize, String)> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (source, 1);
    while let Some(first) = rest.chars().next() {
        let name = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let marks = rest[name..].len() - rest[name..].trim_start_matches('#').len();
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            comment(rest)
        } else if matches!(&rest[..name], "r" | "br" | "cr") && rest[name + marks..].starts_with('"') {
            let end = format!("\"{}", "#".repeat(marks));
            let begin = name + marks + 1;
            rest[begin..].find(&end).map_or(rest.len(), |at| begin + at + end.len())
        } else if first == '"' {
            text(rest)
        } else if first == '\'' {
            character(rest)
        } else if name > 0 {
            tokens.push((line, rest[..name].to_owned()));
            name
        } else if rest.starts_with("::") {
            tokens.push((line, "::".to_owned()));
            2
        } else {
            if !first.is_whitespace() {
                tokens.push((line, first.to_string()));
            }
            first.len_utf8()
        };
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    tokens
}

/// The length of a comment, which may have others in it.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match rest.get(at..at + 2) {
            Some("/*") => (depth, at) = (depth + 1, at + 2),
            Some("*/") => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

/// The length of a text in quotes.
fn text(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

/// The length of a character in quotes, or of the quote of a lifetime.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest.char_indices().skip(3).find(|(_, c)| *c == '\'').map_or(rest.len(), |(at, _)| at + 1),
        _ => characters.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1),
    }
}

const LIBRARY: &str = "//! The list, with `pub mod nothing;` in it.\n// Ground: values.\npub mod low;\nmod middle;\n\n// Edges: the machine.\n#[cfg(unix)]\npub mod high;\n";

fn faults(module: &str, source: &str) -> Vec<String> {
    Floors::read(LIBRARY).faults(module, 1, source)
}

#[test]
fn the_list_is_read_in_its_order() {
    let floors = Floors::read(LIBRARY).modules;
    let names: Vec<_> = ["low", "middle", "high"].map(|name| (floors[name].number, floors[name].is_ground)).into();
    assert_eq!(names, [(0, true), (1, true), (2, false)]);
    assert_eq!(floors.len(), 3);
    assert_eq!(place(&["low.rs"]), ("low".to_owned(), 1));
    assert_eq!(place(&["low", "mod.rs"]), ("low".to_owned(), 1));
    assert_eq!(place(&["low", "deep.rs"]), ("low".to_owned(), 2));
}

#[test]
fn a_use_of_what_lies_above_is_a_fault() {
    for source in [
        "use crate::high::Thing;",
        "use crate::high;",
        "use crate::{low, high::{self, Thing}};",
        "use crate::{\n    low::{One, Two},\n    high,\n};",
        "use crate::{low::{deep::{One}}, high as other};",
        "fn f() -> crate::high::Thing { crate::low::thing() }",
        "fn f() { let c = '\"'; crate::high::thing::<'a'>() }",
        "fn f<'a>(x: &'a str) { crate::high::thing(\"\\\"\") }",
        "use super::high::Thing;",
        "mod tests { use super::super::high; }",
        "use crate::*;",
        "macro_rules! m { () => { $crate::high::thing() } }",
    ] {
        assert_eq!(faults("middle", source).len(), 1, "{source}");
        assert_eq!(faults("high", source).len(), usize::from(source.contains('*')), "{source}");
    }
    assert_eq!(faults("middle", "\n\nuse crate::high;"), ["line 3: `middle` uses `high`, which is listed below it"]);
    assert_eq!(faults("attic", ""), ["`attic` is not listed in lib.rs"]);
}

#[test]
fn what_is_no_use_is_no_fault() {
    for source in [
        "//! See [`crate::high`].\n/// And `crate::high::Thing`.\n// use crate::high;\nuse crate::low;",
        "/* use crate::high; /* std::fs */ use crate::high; */ use crate::low::{self, high};",
        "fn f() { g(\"crate::high\", r#\"use crate::high; \"std::fs\"#, b\"crate::high\", '\\'', '\\u{1b}'); }",
        "mod tests { use super::*; use super::high; }\nfn f() { self::high(); high::thing(); other::crossterm_like(); }",
        "use low::crate_high; struct Instantaneous; fn stdout() {} use std::{fmt, io::Write, time::Duration};",
    ] {
        assert_eq!(faults("middle", source), Vec::<String>::new(), "{source}");
    }
    // A file in a folder is one deeper: its `super` is its own module.
    assert_eq!(
        Floors::read(LIBRARY).faults("middle", 2, "use super::high; mod tests { use super::super::high; }"),
        Vec::<String>::new()
    );
    assert_eq!(Floors::read(LIBRARY).faults("middle", 2, "use super::super::high;").len(), 1);
}

#[test]
fn the_ground_does_not_name_the_machine() {
    for source in [
        "use std::fs;",
        "use std::{fmt, fs::File};",
        "use std::{io::{self, stdout}, time::Duration};",
        "fn f() { io::stderr().flush(); }",
        "use std::time::{Duration, Instant};",
        "fn f() { std::time::SystemTime::now(); }",
        "use crossterm::event;",
        "use std::thread;",
    ] {
        assert_eq!(faults("low", source).len(), 1, "{source}");
        assert_eq!(faults("high", source), Vec::<String>::new(), "{source}");
    }
}
