//! A slow disk loses nothing in silence: however fast it is and however the program ends, a set that was done is on the
//! disk or printed.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

mod pty;

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    thread,
    time::Duration,
};

use pty::{End, Pty};
use rustix::process::Signal;

const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");

/// Stands before the C library's own call.
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

/// The names of the sets, each of which the person ends by Enter.
const SETS: [&str; 6] = ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// All sets are done.
    Done,
    Quit,
    Terminated,
    Killed,
}

/// The sets that were done, those on the disk, those printed, and how the program ended.
struct Outcome {
    done: usize,
    on_disk: HashSet<String>,
    printed: HashSet<String>,
    /// Whether it was said that something is not saved.
    reported: bool,
    end: End,
}

/// Plays the sets on a disk that takes this long for each wait, or for ever where it is negative.
fn play(disk_ms: i64, ending: Ending, plain: bool) -> Outcome {
    let home = tempfile::tempdir().unwrap();
    let set = |name: &&str| format!("[[exercise]]\nname = \"{name}\"\nreps = 5\ntempo = \"self\"\n");
    let exercises: String = SETS.iter().map(set).collect();
    let text = format!("name = \"Trees\"\n[defaults]\nprepare = 0\nrest = 0\n{exercises}");
    fs::write(home.path().join("trees.toml"), text).unwrap();
    let mut command = pty::command(UNSIT, home.path());
    command.args(["play", "trees.toml", "--mute"]);
    if plain {
        command.arg("--plain");
    }
    command.env("LD_PRELOAD", &LIBRARY.1);
    command.env("DISK_MS", disk_ms.to_string());
    let mut pty = Pty::run(command, 80, 17);
    let done = if ending == Ending::Done { SETS.len() } else { 4 };
    for name in &SETS[..done] {
        pty.until_text(name);
        // A key that is held takes one step: each press comes a moment after the last.
        pty.idle(Duration::from_millis(400));
        pty.send(if plain { "\n" } else { "\r" });
        if plain {
            pty.until_text(&format!("done          {name}: 5 reps"));
        } else if name == SETS.last().unwrap() {
            pty.until_text("WELL DONE");
        } else {
            pty.until_no_text(name);
        }
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
    Outcome { done, on_disk: sets(&on_disk(home.path())), printed: sets(&output), reported, end }
}

fn on_disk(home: &Path) -> String {
    let folder = home.join(".local/share/unsit/history");
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| fs::read_to_string(file.path()).unwrap()).collect()
}

/// The ids of the sets among lines.
fn sets(text: &str) -> HashSet<String> {
    let facts = text.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line.trim()).ok());
    facts.filter(|fact| fact["kind"] == "set").map(|fact| fact["id"].to_string()).collect()
}

#[test]
fn a_set_that_was_done_is_on_the_disk_or_printed() {
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
                // Nothing can be printed then, and what the disk has not confirmed may be lost.
                Ending::Killed => assert!(kept <= done && (disk != 0 || kept + 1 >= done), "{case}: {kept}"),
                _ => assert_eq!(kept, done, "{case}: {on_disk:?}, {printed:?}"),
            }
            let status = u32::from(reported);
            let expected = match ending {
                Ending::Done | Ending::Quit => End::Status(status),
                Ending::Terminated => End::Signal("Terminated".to_owned()),
                Ending::Killed => End::Signal("Killed".to_owned()),
            };
            // Ctrl-C once more, while the end waits for the disk, is a signal by then.
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
