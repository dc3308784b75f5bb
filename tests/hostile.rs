//! Malicious files: whatever their content, they are read quickly, nothing panics, and every diagnostic is printable
//! and at its position.
#![expect(clippy::disallowed_methods, reason = "the test measures how long it takes")]

mod common;

use std::time::Instant;

use proptest::{prelude::*, sample::Index};
use unsit::{
    base::{
        diagnostic::{Diagnostic, any_error},
        text,
    },
    routine::bundled,
    session::plan::Plan,
};

use common::{read, seconds};

/// The worst file within the limit is read about as quickly as any other.
#[test]
fn hostile_files_are_read_quickly() {
    let lines = |line: &str, count: usize| line.repeat(count);
    let keys = (0..4000).map(|number| format!("key-{number} = 1\n")).collect::<Vec<_>>().concat();
    let inline = keys.replace('\n', ", ");
    for (what, text) in [
        ("lists in lists", format!("name = {}", "[".repeat(100_000))),
        ("tables in tables", format!("name = {}", "{a=".repeat(80_000))),
        ("a dotted key", format!("{}a = 1", "a.".repeat(100_000))),
        ("a dotted header", format!("[[{}a]]", "a.".repeat(100_000))),
        ("keys", keys.clone()),
        ("keys in one line", format!("cues = {{ {inline} }}")),
        ("keys of an exercise", format!("name = \"x\"\n[[exercise]]\n{keys}")),
        ("tables", lines("[[exercise]]\n", 100)),
        ("broken lines", lines("=\n", 5_000)),
        ("one broken line", "=".repeat(256 * 1024)),
        ("one key twice", lines("a = 1\n", 5_000)),
        ("a long key", format!("{} = 1", "a".repeat(256 * 1024))),
        ("a long name", format!("name = \"{}\"", "é".repeat(128 * 1024))),
        ("marks on one letter", format!("name = \"e{}\"", "\u{301}".repeat(128 * 1024))),
        ("a long word", format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nreps = \"{}\"", "1".repeat(256 * 1024))),
        ("a long list", format!("tags = [{}]", "1, ".repeat(80_000))),
        ("line breaks", "\n".repeat(256 * 1024)),
        ("control characters", "\u{1b}\n".repeat(5_000)),
    ] {
        let begun = Instant::now();
        let found = read(&text).found;
        assert!(any_error(&found), "{what}");
        for diagnostic in found.iter().take(10) {
            assert!(diagnostic.draw(true, false).len() < 4096, "{what}");
        }
        // Usually well below a second; quadratic time would be many minutes.
        assert!(begun.elapsed() < seconds(120), "{what}: {:?}", begun.elapsed());
    }
}

/// A message is short, whatever the content of the line.
#[test]
fn a_diagnostic_fits_into_a_kibibyte() {
    let long = "\u{1b}]0;owned\u{7}é\u{301}".repeat(10_000);
    for text in [
        format!("name = \"{long}\""),
        format!("{} = 1", "a".repeat(200_000)),
        format!("name = \"x\"\n[[exercise]]\nuse = \"{}\"", "s".repeat(200_000)),
        format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nhold = \"{}\"", "3 ".repeat(100_000)),
        format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nreps = 3\ntempo = [\"{}\"]", "up ".repeat(80_000)),
        format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nreps = 3\nsides = \"{}\"", "l".repeat(200_000)),
        format!("name = \"x\"\n[[block]]\nuse = \"{}\"", "\u{202e}".repeat(50_000)),
        "[".repeat(200_000),
    ] {
        let found = read(&text).found;
        assert!(any_error(&found));
        for diagnostic in found.iter().take(50) {
            let drawn = diagnostic.draw(false, false);
            assert!(drawn.len() <= 1024 && drawn.lines().count() <= 8, "{} bytes: {drawn}", drawn.len());
            assert!(is_printable(diagnostic));
        }
    }
}

fn is_printable(diagnostic: &Diagnostic) -> bool {
    let drawn = diagnostic.draw(false, true);
    let texts = [&diagnostic.file, &diagnostic.message, diagnostic.help.as_ref().unwrap_or(&diagnostic.message)];
    !texts.iter().any(|text| text.contains(text::is_unsafe))
        && !drawn.contains(|c| c != '\n' && text::is_unsafe(c))
        && !diagnostic.json().contains(text::is_unsafe)
}

fn is_inside(diagnostic: &Diagnostic, text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(line) = text.split('\n').nth(diagnostic.line - 1) else { return false };
    (1..=line.chars().count() + 1).contains(&diagnostic.column)
}

/// Properties of every text.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let checked = read(text);
    for diagnostic in &checked.found {
        prop_assert!(is_printable(diagnostic), "{diagnostic:?}");
        prop_assert!(is_inside(diagnostic, text), "{diagnostic:?}");
    }
    let order: Vec<_> = checked.found.iter().map(|found| (found.line, found.column)).collect();
    prop_assert!(order.is_sorted());
    let mut once = checked.found.clone();
    once.dedup();
    prop_assert_eq!(once.len(), checked.found.len(), "reported twice");
    prop_assert_eq!(checked.routine.is_none(), any_error(&checked.found));
    if let Some(routine) = checked.routine {
        let plan = Plan::new(&routine);
        prop_assert!(plan.works() > 0 && plan.steps.len() <= 10_000 && plan.estimate() <= seconds(24 * 60 * 60));
    }
    Ok(())
}

/// Pieces of files, valid and invalid.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "[",
    "]]",
    "[[exercise]]\n",
    "[[block]]\n",
    "[[block.exercise]]\n",
    "[cues]\n",
    "[defaults]\n",
    "=",
    " = ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{1b}",
    "\\u202e",
    "\u{202e}",
    "0",
    "1",
    "-1",
    "1e9",
    "\"self\"",
    "\"max\"",
    "\"30s\"",
    "\"\"",
    "\"ä\"",
    "{",
    "}",
    "name",
    "reps",
    "hold",
    "name = \"x\"\n",
    "reps = 3\n",
    "hold = \"3s\"\n",
    "ä",
    "😀",
    "#",
    ",",
    "\"\"\"",
    "\t",
    " ",
    "sets = 100\n",
    "sides = \"alternate\"\n",
    "time = 5\n",
    "rest = 0\n",
    "tempo = [\"a 1s\"]\n",
    "use = \"squat\"\n",
    ".",
    "99999999999999999999",
    "rounds = 9\n",
];

/// A valid file with a few random edits: pieces removed, doubled, moved, replaced.
fn edited() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0usize..20, any::<bool>(), prop::sample::select(PIECES));
    let text = prop::sample::select(bundled::ROUTINES.map(|(_, text)| text).to_vec());
    (text, prop::collection::vec(edit, 1..6)).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, length, cut, piece) in edits {
            let at = at.index(characters.len() + 1);
            let end = if cut { (at + length).min(characters.len()) } else { at };
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn text_that_looks_like_a_routine_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        holds(&text)?;
    }

    #[test]
    fn an_edited_routine_is_read(text in edited()) {
        holds(&text)?;
    }
}
