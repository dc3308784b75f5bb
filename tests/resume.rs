//! A session that was left: what the program offers when its routine is played again, and what two at once say.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests read the files that the program writes")]

mod pty;

use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use insta::assert_snapshot;
use pty::{End, Pty};
use rustix::process::Signal;
use unsit::{session::player::Outcome, storage};

const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");

/// A set that is over soon, and one that is longer than any test.
const LONG: &str = "name = \"Long\"\n[[exercise]]\nname = \"Squeeze\"\nhold = \"1s\"\nprepare = \"0s\"\nrest = \"0s\"\n[[exercise]]\nname = \"Plank\"\nhold = \"10m\"\nprepare = \"5s\"\nsets = 2\n";

struct Person {
    home: tempfile::TempDir,
}

impl Person {
    fn new() -> Person {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("long.toml"), LONG).unwrap();
        Person { home }
    }

    /// Someone whose program was killed after the first set.
    fn killed() -> Person {
        let person = Person::new();
        let mut child = person.pipes(&[]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(lines.any(|line| line.contains("get ready") && line.contains("Plank")));
        // What is told is saved at once, by another thread.
        while person.sessions().iter().all(Vec::is_empty) {
            thread::park_timeout(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        person
    }

    fn pipes(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(UNSIT);
        command.args(["play", "long.toml", "--mute", "--plain"]).args(arguments).env_clear();
        command.env("HOME", self.home.path()).env("PULSE_SERVER", "/nowhere").stdin(Stdio::null());
        command.current_dir(self.home.path());
        command
    }

    fn runs(&self, arguments: &[&str]) -> Pty {
        let arguments = [&["play", "long.toml", "--mute"], arguments].concat();
        Pty::start(UNSIT, &arguments, self.home.path(), 80, 17)
    }

    /// The sets of each session: which, and how they ended.
    fn sessions(&self) -> Vec<Vec<(u32, Outcome)>> {
        let memory = storage::read_history(&self.home.path().join(".local/share/unsit/history"));
        let sets = |past: &unsit::history::store::SessionSummary| {
            past.sets.iter().map(|set| (set.step, set.outcome)).collect()
        };
        memory.history.sessions().iter().map(sets).collect()
    }
}

/// The first lines that are printed where nobody types, up to the second step.
fn first_lines(mut command: Command) -> String {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let text: Vec<String> = lines.take(4).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    text.join("\n")
}

#[test]
fn in_a_pipe_it_says_how_to_go_on() {
    assert_snapshot!(first_lines(Person::killed().pipes(&[])), @"
    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
    Long: 20:28, 3 sets
    you stopped before set 1 of Plank last time; use --resume to continue
      0:00  work          Squeeze: 1s hold; next: Plank
    ");
    assert_snapshot!(first_lines(Person::killed().pipes(&["--resume"])), @"
    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
    Long: 20:28, 3 sets
    resuming with set 1 of Plank
      0:00  get ready     Plank, set 1 of 2: 7s; next: work
    ");
}

#[test]
fn where_there_is_nothing_to_go_on_with_it_says_why() {
    let says = |person: &Person| {
        let mut child = person.pipes(&["--resume"]).stderr(Stdio::piped()).spawn().unwrap();
        let line = BufReader::new(child.stderr.take().unwrap()).lines().next().unwrap().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        line
    };
    let why = |why: &str| format!("unsit: nothing to resume: {why}; starting over");
    assert_eq!(says(&Person::new()), why("no sessions yet"));
    let person = Person::killed();
    fs::write(person.home.path().join("long.toml"), LONG.replace("10m", "9m")).unwrap();
    assert_eq!(says(&person), why("the routine has changed"));
    // On the screen it stands over the keys.
    let person = Person::killed();
    fs::write(person.home.path().join("long.toml"), LONG.replace("10m", "9m")).unwrap();
    let mut pty = person.runs(&["--resume"]);
    pty.until_text("nothing to resume: ");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
}

#[test]
fn who_has_no_home_is_told_that_nothing_is_kept() {
    let person = Person::new();
    let mut command = person.pipes(&["--speed", "1000"]);
    // As under a service that sets nothing, and a zone that is none.
    let output = command.env("HOME", "relative").env("TZ", "garbage").output().unwrap();
    let messages = String::from_utf8(output.stderr).unwrap();
    assert!(messages.contains("unsit: sessions are not recorded: no home folder; set HOME\n"), "{messages}");
    assert!(output.status.success());
    let mut files: Vec<_> = fs::read_dir(person.home.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["long.toml"]);
}

#[test]
fn in_lines_it_asks_and_what_was_done_is_not_done_again() {
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
fn on_the_screen_it_asks() {
    let person = Person::killed();
    let mut pty = person.runs(&[]);
    pty.until_text("RESUME?");
    pty.send("\r");
    pty.until_text("GET READY");
    pty.until_text("1 of 2");
    // Killed again, and gone on with unasked.
    pty.signal(Signal::KILL);
    pty.end();
    let mut pty = person.runs(&["--resume"]);
    pty.until_text("GET READY");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
    assert_eq!(person.sessions(), [vec![(0, Outcome::Done)]]);
}

#[test]
fn two_at_once_are_told_and_neither_goes_on_with_the_other() {
    let person = Person::new();
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
