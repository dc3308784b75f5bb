//! An interrupted session: the offer when its routine is played again, and two sessions at once.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests read the files that the program writes")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use insta::assert_snapshot;
use person::{Person, UNSIT};
use pty::{End, Pty};
use rustix::process::Signal;
use unsit::{session::player::Outcome, storage};

/// A short set, and one longer than any test.
const LONG: &str = "name = \"Long\"\n[[exercise]]\nname = \"Squeeze\"\nhold = \"1s\"\nprepare = \"0s\"\nrest = \"0s\"\n[[exercise]]\nname = \"Plank\"\nhold = \"10m\"\nprepare = \"5s\"\nsets = 2\n";

impl Person {
    /// A user with the long routine.
    fn with_long() -> Person {
        Person::new().has("long.toml", LONG)
    }

    /// A user whose program was killed after the first set.
    fn killed() -> Person {
        let person = Person::with_long();
        let mut child = person.plays(&[]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("get ready") && line.contains("Plank")));
        // Facts are saved immediately, by another thread.
        while person.sessions().iter().all(Vec::is_empty) {
            thread::park_timeout(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        person
    }

    fn plays(&self, arguments: &[&str]) -> Command {
        self.command(&[&["play", "long.toml", "--mute", "--plain"], arguments].concat())
    }

    fn runs(&self, arguments: &[&str]) -> Pty {
        let arguments = [&["play", "long.toml", "--mute"], arguments].concat();
        Pty::start(UNSIT, &arguments, self, 80, 17)
    }

    /// The sets of each session, and their outcomes.
    fn sessions(&self) -> Vec<Vec<(u32, Outcome)>> {
        let memory = storage::read_history(&self.history());
        let sets = |past: &unsit::history::store::SessionSummary| {
            past.sets.iter().map(|set| (set.step, set.outcome)).collect()
        };
        memory.history.sessions().iter().map(sets).collect()
    }
}

/// The first lines without a terminal, up to the second step.
fn first_lines(mut command: Command) -> String {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let text: Vec<String> = lines.take(4).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    text.join("\n")
}

#[test]
fn in_a_pipe_it_prints_how_to_resume() {
    assert_snapshot!(first_lines(Person::killed().plays(&[])), @"
    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
    Long: 20:28, 3 sets
    you stopped before set 1 of Plank last time; use --resume to continue
      0:00  work          Squeeze: 1s hold; next: Plank
    ");
    assert_snapshot!(first_lines(Person::killed().plays(&["--resume"])), @"
    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
    Long: 20:28, 3 sets
    resuming with set 1 of Plank
      0:00  get ready     Plank, set 1 of 2: 7s; next: work
    ");
}

#[test]
fn a_session_without_a_set_hides_no_other() {
    let person = Person::killed();
    let start = person.lines().lines().next().unwrap().to_owned();
    let id = start.split("\"session\":\"").nth(1).unwrap().split('"').next().unwrap();
    let now = jiff::Timestamp::now().to_string();
    let time = start.split("\"time\":\"").nth(1).unwrap().split('"').next().unwrap();
    let later = start.replace(id, "later").replace(time, &now);
    fs::write(person.history().join("other-1.jsonl"), format!("{later}\n")).unwrap();
    assert!(first_lines(person.plays(&["--resume"])).contains("resuming with set 1 of Plank"));
}

#[test]
fn nothing_to_resume_has_a_reason() {
    let says = |person: &Person| {
        let mut child = person.plays(&["--resume"]).stderr(Stdio::piped()).spawn().unwrap();
        let line = BufReader::new(child.stderr.take().unwrap()).lines().next().unwrap().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        line
    };
    let why = |why: &str| format!("unsit: nothing to resume: {why}; starting over");
    assert_eq!(says(&Person::with_long()), why("no sessions yet"));
    let person = Person::killed();
    person.write("long.toml", LONG.replace("10m", "9m"));
    assert_eq!(says(&person), why("the routine has changed"));
    // On the screen it is above the keys.
    let person = Person::killed();
    person.write("long.toml", LONG.replace("10m", "9m"));
    let mut pty = person.runs(&["--resume"]);
    pty.until_text("nothing to resume: ");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
}

#[test]
fn a_missing_home_folder_is_reported() {
    let person = Person::with_long();
    let mut command = person.plays(&["--speed", "1000"]);
    // As under a service without an environment, and with an invalid zone.
    let output = command.env("HOME", "relative").env("TZ", "garbage").output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(messages.contains("unsit: sessions are not recorded: no home folder; set HOME\n"), "{messages}");
    assert!(output.status.success());
    let mut files: Vec<_> = fs::read_dir(person.home()).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["long.toml"]);
}

#[test]
fn in_plain_output_it_asks_and_repeats_no_set() {
    let person = Person::killed();
    let mut pty = person.runs(&["--plain"]);
    pty.until_text("You stopped before set 1 of Plank. Enter resumes, n + Enter starts over, q + Enter quits");
    pty.send("what\r");
    pty.until_text("Press Enter, or type n or q and press Enter");
    pty.send("\r");
    pty.until_text("get ready     Plank");
    // Enter skips each question after the session.
    pty.send("q\r\r\r\r");
    pty.until_text("stopped: 1 of 3 sets");
    assert_eq!(pty.end(), End::Status(0));
    assert_eq!(person.sessions(), [vec![(0, Outcome::Done)]]);

    let mut pty = person.runs(&["--plain"]);
    pty.until_text("You stopped");
    pty.send("q\r");
    assert_eq!(pty.end(), End::Status(0));
    let mut pty = person.runs(&["--plain"]);
    pty.until_text("You stopped");
    pty.send("n\r");
    pty.until_text("work          Squeeze");
    pty.send("q\r");
    assert_eq!(pty.end(), End::Status(0));
    assert_eq!(person.sessions().len(), 2);
}

#[test]
fn the_screen_offers_to_resume() {
    let person = Person::killed();
    let mut pty = person.runs(&[]);
    pty.until_text("RESUME?");
    pty.send("\r");
    pty.until_text("GET READY");
    pty.until_text("1 of 2");
    // Killed again, and resumed without asking.
    pty.signal(Signal::KILL);
    pty.end();
    let mut pty = person.runs(&["--resume"]);
    pty.until_text("GET READY");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
    assert_eq!(person.sessions(), [vec![(0, Outcome::Done)]]);
}

#[test]
fn two_sessions_at_once_are_reported_and_neither_resumes_the_other() {
    let person = Person::with_long();
    let mut first = person.runs(&["--plain"]);
    first.until_text("get ready     Plank");
    let mut second = person.runs(&[]);
    second.until_text("another session has been running since ");
    second.send("\x03\x03");
    assert_eq!(second.end(), End::Status(0));
    let mut third = person.runs(&["--plain"]);
    third.until_text("unsit: another session has been running since ");
    // Enter skips each question after the session.
    third.send("q\r\r\r\r");
    assert_eq!(third.end(), End::Status(0));
    first.send("q\r\r\r\r");
    assert_eq!(first.end(), End::Status(0));
    assert_eq!(person.sessions().len(), 3);
}

/// An exercise that was put off comes first in a session that is resumed, and what was done after it is not played again.
#[test]
fn postponed_steps_are_resumed() {
    let person = Person::new();
    let lines = [("Plank", "10m"), ("Squeeze", "1s"), ("Bridge", "10m")]
        .map(|(name, hold)| format!("[[exercise]]\nname = \"{name}\"\nhold = \"{hold}\"\nprepare = \"0s\"\n"));
    fs::write(person.home().join("long.toml"), format!("name = \"Long\"\n{}", lines.concat())).unwrap();
    let mut pty = person.runs(&[]);
    pty.until_text("10m hold");
    pty.send("sl\x1b");
    pty.until("the second exercise to be over", |screen| {
        screen.contents().lines().nth(1).is_some_and(|line| line.trim() == "Bridge")
    });
    pty.send("q");
    pty.until_text("STOP?");
    pty.send("y");
    pty.until_text("STOPPED");
    pty.idle(Duration::from_millis(1200));
    pty.send("q");
    assert_eq!(pty.end(), End::Status(0));
    let mut child = person.plays(&["--resume"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keys = child.stdin.take().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line == "resuming with Plank"));
    assert!(lines.any(|line| line.contains("work          Plank") && line.ends_with("next: Bridge")));
    keys.write_all(b"n\n").unwrap();
    assert!(lines.any(|line| line.contains("work          Bridge") && line.ends_with("the last")));
    keys.write_all(b"n\n").unwrap();
    assert!(lines.any(|line| line.starts_with("done: 1 of 3 sets")));
    assert!(child.wait().unwrap().success());
    // The set that was stopped has no outcome yet the first time, and each set is recorded once.
    let mut recorded = person.sessions().pop().unwrap();
    recorded.sort_by_key(|(step, _)| *step);
    assert_eq!(recorded, [(0, Outcome::Skipped), (1, Outcome::Done), (2, Outcome::Skipped)]);
}
