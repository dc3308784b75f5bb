//! A slow disk loses nothing silently: however slow it is and however the program ends, a set that was done is on the
//! disk or printed.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{collections::HashSet, fs, path::PathBuf, process::Command, sync::LazyLock, thread, time::Duration};

use person::{Person, UNSIT};
use pty::{End, Pty};
use rustix::process::Signal;
use unsit::system::clock::Clock;

/// Overrides the C library's own call.
const SLOW: &str = r#"
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int fdatasync(int fd) {
    long ms = atol(getenv("DISK_MS"));
    if (ms < 0)
        for (;;) pause();
    struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
    nanosleep(&time, NULL);
    return syscall(SYS_fdatasync, fd);
}
"#;

static LIBRARY: LazyLock<(tempfile::TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let (source, library) = (folder.path().join("slow.c"), folder.path().join("slow.so"));
    fs::write(&source, SLOW).unwrap();
    let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).status().unwrap();
    assert!(built.success());
    (folder, library)
});

/// The names of the sets. The first four last less than half a second, the others too where all are done.
const SETS: [&str; 6] = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// All sets are done.
    Done,
    Quit,
    Terminated,
    Killed,
}

/// The sets that were done, those on the disk, those printed, and the end of the program.
struct Outcome {
    done: usize,
    on_disk: HashSet<String>,
    printed: HashSet<String>,
    /// Whether something was reported as not saved.
    reported: bool,
    end: End,
}

/// Plays the sets on a disk whose syncs take this long, or forever if it is negative.
fn play(disk_ms: i64, ending: Ending, plain: bool) -> Outcome {
    let done = if ending == Ending::Done { SETS.len() } else { 4 };
    let set = |(number, name)| {
        let hold = if number < done { "0.4s" } else { "10m" };
        format!("[[exercise]]\nname = \"{name}\"\nhold = \"{hold}\"\n")
    };
    let exercises: String = SETS.iter().enumerate().map(set).collect();
    let text = format!("name = \"Trees\"\n[defaults]\nprepare = 0\nrest = 0\n{exercises}");
    let person = Person::new().has("trees.toml", text);
    let mut command = pty::command(UNSIT, &person);
    command.args(["play", "trees.toml", "--mute"]);
    if plain {
        command.arg("--plain");
    }
    command.env("LD_PRELOAD", &LIBRARY.1);
    command.env("DISK_MS", disk_ms.to_string());
    let mut pty = Pty::run(command, 80, 17);
    if plain {
        pty.until_text(&format!("done          {}:", SETS[done - 1]));
    } else if ending == Ending::Done {
        pty.until_text("WELL DONE");
    } else {
        pty.until_text(SETS[done]);
        pty.until_no_text(SETS[done - 1]);
    }
    // A fast disk has all sets before the end, however busy the machine is.
    let clock = Clock::new();
    while disk_ms == 0 && sets(&person.lines()).len() < done {
        assert!(!clock.until(pty::LIMIT).is_zero(), "never saved\n{}", pty.text());
        pty.idle(Duration::from_millis(10));
    }
    match ending {
        // Enter skips each question after the session.
        Ending::Done | Ending::Quit if plain => {
            pty.send(if ending == Ending::Quit { "q\n" } else { "\n" });
            for _ in 0..4 {
                pty.idle(Duration::from_millis(300));
                pty.send("\n");
            }
        }
        Ending::Done | Ending::Quit => {
            for _ in 0..4 {
                pty.send("\x03");
                pty.idle(Duration::from_millis(300));
            }
        }
        Ending::Terminated => pty.signal(Signal::TERM),
        Ending::Killed => pty.signal(Signal::KILL),
    }
    let end = pty.end();
    let output = String::from_utf8_lossy(pty.output()).into_owned();
    let reported = output.contains("Append these lines to that file:");
    Outcome { done, on_disk: sets(&person.lines()), printed: sets(&output), reported, end }
}

/// The ids of the sets among lines.
fn sets(text: &str) -> HashSet<String> {
    let facts = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line.trim()).ok());
    facts.filter(|fact| fact["kind"] == "set").map(|fact| fact["id"].to_string()).collect()
}

#[test]
fn a_completed_set_is_on_the_disk_or_printed() {
    let endings = [Ending::Done, Ending::Quit, Ending::Terminated, Ending::Killed];
    let cases: Vec<(i64, Ending, bool)> = [0, 500, 1500, 4000, -1]
        .into_iter()
        .flat_map(|disk| endings.into_iter().flat_map(move |ending| [(disk, ending, false), (disk, ending, true)]))
        .collect();
    thread::scope(|scope| {
        let running: Vec<_> =
            cases.iter().map(|&case| (case, scope.spawn(move || play(case.0, case.1, case.2)))).collect();
        for ((disk, ending, plain), outcome) in running {
            let case = format!("{disk} ms, {ending:?}, plain: {plain}");
            let Outcome { done, on_disk, printed, reported, end } = outcome.join().unwrap();
            let kept = on_disk.union(&printed).count();
            match ending {
                // Nothing can be printed then, and unconfirmed lines may be lost.
                Ending::Killed => assert!(kept <= done && (disk != 0 || kept == done), "{case}: {kept}"),
                _ => assert_eq!(kept, done, "{case}: {on_disk:?}, {printed:?}"),
            }
            let status = u32::from(reported);
            let expected = match ending {
                Ending::Done | Ending::Quit => End::Status(status),
                Ending::Terminated => End::Signal("Terminated".to_owned()),
                Ending::Killed => End::Signal("Killed".to_owned()),
            };
            // A second Ctrl-C while the program waits for the disk is a signal.
            let is_impatient = !plain && end == End::Signal("Interrupt".to_owned());
            assert!(end == expected || is_impatient, "{case}: {end:?}, not {expected:?}");
            if ending != Ending::Killed && disk < 0 {
                assert_eq!(printed.len(), done, "{case}: a disk that never answers holds nothing for sure");
            }
            if disk == 0 {
                assert!(printed.is_empty(), "{case}: {printed:?}");
            }
        }
    });
}
