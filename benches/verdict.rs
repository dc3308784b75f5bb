//! The speed of a verdict: on any file of the largest size, a routine or a sheet, it takes 100 ms at most.
//! `cargo bench --bench verdict` fails if a limit is exceeded.

#![expect(clippy::print_stdout, reason = "a bench says how long it took, and fails otherwise")]
#![expect(clippy::disallowed_methods, reason = "it takes the time")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use unsit::{
    base::{cue::Cues, diagnostic::Source},
    import,
    routine::{self, Library},
};

#[path = "../tests/common/hostile_files.rs"]
mod hostile_files;

use hostile_files::{FILE, full, hostile};

const LIMIT: Duration = Duration::from_millis(100);

/// Sheets of the largest size, each long in one way.
fn sheets() -> Vec<(&'static str, String)> {
    vec![
        ("lines that are understood", full("", "clamshell 3x10 each side, rest 30s\n")),
        ("lines that are not", full("", "say so # times to the one next to you\n")),
        ("one line", "3x10 ".repeat(FILE / 5)),
        ("one word", "a".repeat(FILE)),
        ("numbers", full("", "# ")),
        ("commas", ",".repeat(FILE)),
        ("as many lines as are read", "a stretch of my own\n".repeat(10_000)),
        ("a table", full("| exercise | sets | reps |\n|---|---|---|\n", "| squat # | 3 | 10 |\n")),
        ("bullets", full("", "- # bridges\n")),
        ("headings", full("", "Day #:\n")),
    ]
}

fn main() {
    let library = Library::bundled();
    let routine = |text: &str| {
        let found = routine::read(Source { name: "a.toml", text }, &library, &Cues::default()).found;
        found.iter().map(|diagnostic| diagnostic.draw(true, false).len()).sum()
    };
    let sheet = |text: &str| import::file("Bench", &import::read(text, &library), &library).len();
    let mut slow = Vec::new();
    for (files, verdict) in [(hostile(), &routine as &dyn Fn(&str) -> usize), (sheets(), &sheet)] {
        for (what, text) in files {
            let text = text.as_str();
            // The fastest run counts: other load on the machine only adds time.
            let took = (0..5).map(|_| {
                let begun = Instant::now();
                black_box(verdict(text));
                begun.elapsed()
            });
            let fastest = took.min().unwrap_or_default();
            println!("{fastest:>12.1?}  {what}");
            if fastest > LIMIT {
                slow.push(what);
            }
        }
    }
    assert!(slow.is_empty(), "longer than {LIMIT:?}: {slow:?}");
}
