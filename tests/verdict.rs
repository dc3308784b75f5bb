//! The verdict on any file is short and takes little memory: the first hundred errors are described, the others counted.

#![expect(clippy::disallowed_methods, reason = "the test writes the files that the program reads")]

mod common;
#[path = "common/hostile_files.rs"]
mod hostile_files;

use std::fs;

use peak_alloc::PeakAlloc;
use unsit::{
    base::{
        cue::Cues,
        diagnostic::{Code, Diagnostic, Severity, Source},
    },
    config::Config,
    import, routine,
    storage::{Paths, RoutineStore},
};

use common::LIBRARY;
use hostile_files::{FILE, full, hostile};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most memory that one verdict may take, in bytes.
const MOST: usize = 64 << 20;
/// The most errors that are described, and as many warnings.
const DESCRIBED: usize = 100;

/// Does something and checks how much memory that took.
fn bounded<T>(what: &str, job: impl FnOnce() -> T) -> T {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let result = job();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= MOST, "{what}: {} MiB", taken >> 20);
    result
}

/// What is found is described up to a hundred times for each severity, in order, and counted after that.
fn is_short(what: &str, found: &[Diagnostic]) {
    let texts: usize =
        found.iter().map(|diagnostic| diagnostic.draw(true, false).len() + diagnostic.json().len()).sum();
    assert!(texts < 400 << 10, "{what}: {texts} bytes");
    for (severity, more) in [(Severity::Error, Code::MoreErrors), (Severity::Warning, Code::MoreWarnings)] {
        let mut of: Vec<_> = found.iter().filter(|found| found.severity == severity).collect();
        let counted = of.pop_if(|last| last.code == more);
        assert!(of.len() <= DESCRIBED, "{what}: {} of {severity:?}", of.len());
        assert!(counted.is_none() || of.len() == DESCRIBED, "{what}");
        assert!(of.is_sorted_by_key(|found| (found.line, found.column)), "{what}");
        assert!(of.iter().all(|found| found.count == 1 && found.code != more), "{what}");
    }
}

/// One test, because the memory is that of the whole program.
#[test]
fn a_verdict_is_short_and_takes_little_memory() {
    LIBRARY.names().count();
    for (what, text) in hostile() {
        assert!(text.len() <= FILE, "{what}");
        let source = Source { name: "a.toml", text: &text };
        let routine = bounded(what, || routine::read(source, &LIBRARY, &Cues::default()).found);
        is_short(what, &routine);
        is_short(what, &bounded(what, || routine::check_exercise(source, &LIBRARY)));
        is_short(what, &bounded(what, || Config::parse(source).1));
    }
    let keys = full("", "k#=1\n");
    let lines = keys.lines().count();
    let source = Source { name: "a.toml", text: &keys };
    for found in [
        routine::read(source, &LIBRARY, &Cues::default()).found,
        routine::check_exercise(source, &LIBRARY),
        Config::parse(source).1,
    ] {
        // The first hundred of the file, whatever the order in which its keys are read, and all the others.
        let known: Vec<_> = found.iter().filter(|found| found.code == Code::UnknownKey).collect();
        assert!(known.iter().zip(1..).all(|(found, line)| found.line == line), "{:?}", known.last());
        let all: usize = found.iter().map(|found| found.count).sum();
        let missing = all - lines;
        assert!(missing <= 4 && known.len() >= DESCRIBED - missing, "{all} errors in {lines} lines");
        let last = found.last().unwrap();
        assert_eq!((last.code, last.message.as_str()), (Code::MoreErrors, &*format!("{} more errors", last.count)));
    }
    // Sheets, of which only the first lines are read.
    for (what, line) in
        [("doses", "clamshell 3x10 each side, rest 30s\n"), ("prose", "say so # times\n"), ("letters", "a\n")]
    {
        let sheet = bounded(what, || import::read(&full("", line), &LIBRARY));
        let last = sheet.entries().last().and_then(|entry| entry.notes.first()).map(String::as_str);
        let is_cut = last == Some("a sheet is read up to its line 1500: split it");
        assert!(sheet.refused.is_some() || is_cut, "{what}: {last:?}");
    }
    // Ten in the person's folder, and as many exercises: none of them keeps the library from opening.
    let home = tempfile::tempdir().unwrap();
    let routines = home.path().join("routines");
    let exercises = routines.join("exercises");
    fs::create_dir_all(&exercises).unwrap();
    for number in 0..10 {
        fs::write(routines.join(format!("r{number}.toml")), &keys).unwrap();
        fs::write(exercises.join(format!("e{number}.toml")), &keys).unwrap();
    }
    let paths =
        Paths { config: None, data: None, runtime: Vec::new(), routines: Some(routines), exercises: Some(exercises) };
    bounded("a folder", || {
        let store = RoutineStore::open(&paths, &Cues::default());
        is_short("exercises", &store.faults()[..101]);
        let invalid = store.routines().filter(|entry| !entry.checked.found.is_empty());
        assert_eq!(invalid.inspect(|entry| is_short("a routine of ten", &entry.checked.found)).count(), 10);
    });
}
