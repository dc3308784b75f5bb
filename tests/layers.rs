//! The order of the rooms: `src/lib.rs` lists them from the ground up, and a room uses only the rooms above it in the
//! list; the ground uses nothing of the machine.
#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The paths that the ground must not use: parts of the standard library and crates that access the machine or draw.
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

/// One source file: the module that it is, as the parts of its path, the modules that it declares, in order, and its
/// text without comments and strings.
struct Module {
    path: Vec<String>,
    children: Vec<String>,
    imports: BTreeSet<Vec<String>>,
    code: String,
}

impl Module {
    fn new(path: Vec<String>, source: &str) -> Module {
        let code = code(source);
        let imports = imports(&path, &code);
        Module { path, children: source.lines().filter_map(declaration).collect(), imports, code }
    }
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

#[test]
fn each_file_uses_only_those_above_it() {
    let wrong = wrong_order(&modules());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Within a room: the list of modules in a file is the order of its children, each with all that is below it. The file
/// itself has its place in that list as well: it uses the first of its children, or none, and is used by the others.
/// A `pub use` is a name, not a use, and is followed to the file that defines it. The methods of one type may be spread
/// over the file that defines the type and files below it.
fn wrong_order(modules: &[Module]) -> Vec<String> {
    let mut wrong = Vec::new();
    for module in modules {
        for used in uses(module).iter().chain(&uses_of_children(module)) {
            let definer = definer(modules, used);
            let shared = module.path.iter().zip(&definer.path).take_while(|(one, other)| one == other).count();
            let says = || format!("{} uses {}", module.path.join("::"), used.join("::"));
            match (module.path.get(shared), definer.path.get(shared)) {
                _ if shared == 0 => {}
                (Some(user), Some(theirs)) => {
                    let parent = find(modules, &module.path[..shared]).expect("a folder has a module");
                    if position(&parent.children, theirs) > position(&parent.children, user) {
                        wrong.push(format!("{}, which is listed below it", says()));
                    }
                }
                (Some(user), None) => {
                    let first = position(&definer.children, user);
                    let below = uses_of_children(definer).into_iter().map(|used| used[shared].clone());
                    if let Some(below) = below.filter(|child| position(&definer.children, child) >= first).max() {
                        wrong.push(format!("{}, which uses `{below}`", says()));
                    }
                }
                _ => {}
            }
        }
    }
    wrong
}

fn read(path: impl AsRef<Path>) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the file is there and is text")
}

/// The modules that a source declares, in order, and the number of those before `// Interface`.
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
                found.push(Module::new(parts, &fs::read_to_string(&path).expect("it is text")));
            }
        }
    }
    found
}

/// A source without comments, strings and characters: given the style of the crate, one line pattern each is enough.
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

/// The paths of the crate that a module uses: each from the root, with groups expanded. Paths inside functions count.
fn uses(module: &Module) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let mut end = 0;
    let mut starts: Vec<_> = ["crate::", "super::"].iter().flat_map(|root| module.code.match_indices(root)).collect();
    starts.sort_unstable();
    for (start, root) in starts {
        let before = module.code[..start].chars().next_back();
        let is_visibility = module.code[..start].ends_with("pub(in ");
        if start < end || is_visibility || before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
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
        end = module.code.len() - paths(rest.strip_prefix("crate::").unwrap_or(rest), &at, &mut found).len();
    }
    found
}

/// What a module uses of the modules that it declares, other than to name it again.
fn uses_of_children(module: &Module) -> BTreeSet<Vec<String>> {
    let mut body = String::new();
    let mut rest = module.code.as_str();
    while let Some((before, after)) = rest.split_once("use ") {
        body.push_str(before);
        rest = if before.ends_with(char::is_alphanumeric) {
            after
        } else {
            after.split_once(';').map_or("", |(_, rest)| rest)
        };
    }
    body.push_str(rest);
    let body: String = body.lines().filter(|line| declaration(line).is_none()).flat_map(|line| [line, "\n"]).collect();
    let is_child = |path: &&Vec<String>| {
        path.strip_prefix(&module.path[..])
            .and_then(<[String]>::first)
            .is_some_and(|name| module.children.contains(name))
    };
    let imported = module.imports.iter().filter(is_child);
    let mut found: BTreeSet<_> =
        imported.filter(|path| path.last().is_some_and(|name| names(&body, name))).cloned().collect();
    for child in &module.children {
        for (start, _) in body.match_indices(&format!("{child}::")) {
            let before = body[..start].chars().next_back();
            if !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                paths(&body[start..], &module.path, &mut found);
            }
        }
    }
    found
}

fn find<'a>(modules: &'a [Module], path: &[String]) -> Option<&'a Module> {
    modules.iter().find(|module| module.path == path)
}

/// The module that defines what a path names: the last module on the path, once each name that is imported on the way
/// is replaced by its own path.
fn definer<'a>(modules: &'a [Module], path: &[String]) -> &'a Module {
    let mut module = find(modules, &path[..1]).unwrap_or_else(|| panic!("`{}` is a room", path.join("::")));
    for (index, name) in path.iter().enumerate().skip(1) {
        let below: Vec<String> = module.path.iter().chain([name]).cloned().collect();
        if let Some(child) = find(modules, &below) {
            module = child;
        } else if let Some(import) = module.imports.iter().find(|import| import.last() == Some(name)) {
            return definer(modules, &[import, &path[index + 1..]].concat());
        } else {
            break;
        }
    }
    module
}

/// The paths that a module imports from its crate, each under its last name.
fn imports(module: &[String], code: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    let body = code.split("mod tests {").next().unwrap_or_default();
    for (start, word) in body.match_indices("use ").filter(|(at, _)| !body[..*at].ends_with(char::is_alphanumeric)) {
        let text = &body[start + word.len()..];
        let (at, text) = match text.split_once("::") {
            Some(("crate", rest)) => (&module[..0], rest),
            Some(("super", rest)) => (&module[..module.len() - 1], rest),
            Some(("self", rest)) => (module, rest),
            _ => (module, text),
        };
        paths(text, at, &mut found);
    }
    found
}

/// Adds the paths at the beginning of `text`, relative to `at`: one, or all of a group in braces. Returns the rest of
/// the text.
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
    let path: Vec<String> = match &text[..end] {
        "super" => at[..at.len().saturating_sub(1)].to_vec(),
        name => at.iter().cloned().chain([name.to_owned()]).collect(),
    };
    let rest = &text[end..];
    match rest.strip_prefix("::") {
        Some(rest) if rest.starts_with(|c: char| c.is_alphabetic() || "_*{".contains(c)) => paths(rest, &path, found),
        _ => {
            found.insert(path);
            rest.strip_prefix(" as ").map_or(rest, |name| name.trim_start_matches(|c: char| c.is_alphanumeric()))
        }
    }
}

/// Whether code uses a path such as `std::fs`, including as part of a group: `std::{fmt, fs::File}`.
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
    let module = Module::new(path.iter().map(|part| (*part).to_owned()).collect(), source);
    uses(&module).into_iter().map(|path| path.join("::")).collect()
}

#[test]
fn a_use_of_a_file_below_is_reported() {
    let module = |path: &str, source: &str| Module::new(path.split("::").map(str::to_owned).collect(), source);
    let wrong = |room: &str, low: &str, high: &str| {
        let room = module("room", &format!("mod low;\nmod high;\npub use high::Thing;\n{room}"));
        wrong_order(&[room, module("room::low", low), module("room::high", high)]).join("; ")
    };
    assert_eq!(wrong("", "pub struct Small;", "use super::low::Small; pub struct Thing;"), "");
    assert_eq!(wrong("", "use super::high;", ""), "room::low uses room::high, which is listed below it");
    assert_eq!(wrong("", "use super::Thing;", ""), "room::low uses room::Thing, which is listed below it");
    // The file of the folder has a place among its own.
    assert_eq!(wrong("use low::Small; fn f(_: Small) {}", "", "fn f() { super::f() }"), "");
    assert_eq!(
        wrong("fn f() { high::f() }", "", "fn f() { super::f() }"),
        "room::high uses room::f, which uses `high`"
    );
    assert_eq!(wrong("fn f(_: Thing) {}", "fn f() { super::f() }", ""), "room::low uses room::f, which uses `high`");
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
        ("use super::{super::high, sibling};", "high room::sibling"),
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
