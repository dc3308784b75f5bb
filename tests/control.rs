//! `unsit ctl` and letters from a pipe: a running session is controlled by another program, whatever that sends.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::PathBuf,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::Duration,
};

use person::{Person, UNSIT};
use pty::Pty;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use unsit::{system::clock::Clock, ui::remote::COMMANDS};

const LIMIT: Duration = Duration::from_secs(60);

/// Two long holds, so that nothing changes by itself while a test runs.
const HOLDS: &str = r#"
name = "Holds"
[defaults]
prepare = "0s"
rest = "20m"
[[exercise]]
name = "Plank"
hold = "30m"
sets = 2
[[exercise]]
name = "Bridge"
reps = "8-12"
tempo = "self"
sides = "each"
"#;

impl Person {
    /// A user with two long holds.
    fn holding() -> Person {
        let person = Person::new().has("holds.toml", HOLDS);
        let runtime = person.runtime();
        person.set("XDG_RUNTIME_DIR", runtime)
    }

    fn runtime(&self) -> PathBuf {
        self.home().join("runtime")
    }

    fn piped(&self, arguments: &[&str]) -> Command {
        let mut command = self.command(arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// A session in lines.
    fn session(&self, stdin: Stdio) -> Session {
        let mut child = self.piped(&["play", "holds.toml", "--plain", "--mute"]).stdin(stdin).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Session { child, out }
    }

    /// What `unsit ctl` prints, and whether it succeeds.
    fn ctl(&self, arguments: &[&str]) -> (String, bool) {
        let ran = self.piped(&["ctl"]).args(arguments).output().unwrap();
        let text = if ran.status.success() { ran.stdout } else { ran.stderr };
        (String::from_utf8(text).unwrap().trim_end().to_owned(), ran.status.success())
    }

    /// Waits until a session can be reached.
    fn reached(&self) {
        let clock = Clock::new();
        while !self.ctl(&["status"]).1 {
            assert!(!clock.until(LIMIT).is_zero(), "no session can be reached");
            thread::park_timeout(Duration::from_millis(20));
        }
    }

    fn json(&self, word: &str) -> Value {
        serde_json::from_str(&self.ctl(&[word, "--format", "json"]).0).unwrap()
    }

    /// The sockets that there are.
    fn sockets(&self) -> Vec<PathBuf> {
        let mut found: Vec<_> =
            fs::read_dir(self.runtime().join("unsit")).unwrap().map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    }

    fn connect(&self) -> UnixStream {
        UnixStream::connect(self.sockets().pop().unwrap()).unwrap()
    }
}

struct Session {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Session {
    /// Reads lines up to one that contains a text.
    #[track_caller]
    fn until(&mut self, text: &str) {
        let mut lines = String::new();
        while !lines.lines().next_back().is_some_and(|line| line.contains(text)) {
            assert!(self.out.read_line(&mut lines).unwrap() > 0, "`{text}` never came:\n{lines}");
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The commands in the documents are commands, and the page has them all.
#[test]
fn the_page_has_every_command() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/control.md")).unwrap();
    let words: Vec<_> = page
        .split("unsit ctl ")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next())
        .filter(|word| !word.is_empty())
        .collect();
    for word in &words {
        assert!(COMMANDS.iter().any(|(known, ..)| known == word), "{word}");
    }
    for (known, ..) in COMMANDS {
        assert!(words.contains(&known), "{known}");
    }
}

/// A text without its times.
fn timeless(text: &str) -> String {
    let is_time = |word: &str| word.contains(':') && word.starts_with(|c: char| c.is_ascii_digit());
    text.split(' ').map(|word| if is_time(word) { "TIME" } else { word }).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_session_is_controlled_from_another_program() {
    let person = Person::holding();
    let none = "unsit: no session is running; start one with `unsit play ROUTINE`";
    assert_eq!(person.ctl(&["toggle"]), (none.to_owned(), false));
    let mut session = person.session(Stdio::null());
    person.reached();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(person.runtime().join("unsit")), 0o700);
    let steps = [
        ("status", "running: work, Plank, set 1 of 2, TIME left; next: rest"),
        ("toggle", "paused: work, Plank, set 1 of 2, TIME left; next: rest"),
        ("pause", "paused: work, Plank, set 1 of 2, TIME left; next: rest"),
        ("resume", "running: work, Plank, set 1 of 2, TIME left; next: rest"),
        ("resume", "running: work, Plank, set 1 of 2, TIME left; next: rest"),
        ("next", "running: rest, Plank, set 2 of 2, TIME left; next: work"),
        ("done", "running: work, Plank, set 2 of 2, TIME left; next: Bridge"),
        ("mute", "running: work, Plank, set 2 of 2, TIME left; next: Bridge"),
        ("done", "running: work, Bridge, left side; next: switch sides"),
    ];
    for (word, line) in steps {
        let (said, succeeded) = person.ctl(&[word]);
        assert_eq!((timeless(&said).as_str(), succeeded), (line, true), "{word}");
    }
    let state = person.json("back");
    let is = |key: &str, value: Value| assert_eq!(state[key], value, "{key} of {state}");
    for (key, value) in [("state", "running"), ("routine", "Holds"), ("step", "work"), ("exercise", "Plank")] {
        is(key, value.into());
    }
    is("set", 2.into());
    is("side", Value::Null);
    assert!(state["left"].as_f64().is_some_and(|left| left > 1000.0), "{state}");
    let (shorter, longer) = (person.json("less"), person.json("more"));
    let left = |state: &Value| state["left"].as_f64().unwrap();
    assert!(left(&longer) > left(&shorter) + 5.0, "{shorter} {longer}");
    assert_eq!(person.ctl(&["stop"]), ("stopped".to_owned(), true));
    session.until("stopped: 0 of 4 sets");
    assert!(session.child.wait().unwrap().success());
    assert_eq!(person.sockets(), Vec::<PathBuf>::new());
    assert_eq!(person.ctl(&["status"]), (none.to_owned(), false));
}

#[test]
fn the_screen_accepts_remote_commands() {
    let person = Person::holding();
    let mut command = pty::command(UNSIT, &person);
    command.args(["play", "holds.toml", "--mute"]);
    let mut pty = Pty::run(command, 80, 17);
    pty.until_text("Plank");
    person.reached();
    assert!(person.ctl(&["pause"]).0.starts_with("paused: work, Plank"));
    pty.until_text("PAUSED");
    // A question on the screen is answered by whatever is asked from outside.
    pty.send("q");
    pty.until_text("STOP?");
    assert!(person.ctl(&["resume"]).0.starts_with("running: work, Plank"));
    pty.until_no_text("keep going");
    assert_eq!(person.ctl(&["stop"]), ("stopped".to_owned(), true));
    pty.until_no_text("set 1 of 2");
    let clock = Clock::new();
    while person.ctl(&["next"]).1 {
        assert!(!clock.until(LIMIT).is_zero(), "the summary is no session");
    }
    pty.send("qq");
    pty.end();
}

#[test]
fn the_latest_session_is_controlled() {
    let person = Person::holding();
    let first = person.session(Stdio::null());
    person.reached();
    let mut second = person.session(Stdio::null());
    let clock = Clock::new();
    while person.sockets().len() < 2 {
        assert!(!clock.until(LIMIT).is_zero());
        thread::park_timeout(Duration::from_millis(10));
    }
    assert!(person.ctl(&["pause"]).0.starts_with("paused"));
    second.until("paused");
    // Its socket is left behind and swept, and the first can be reached again.
    second.signal(Signal::KILL);
    second.child.wait().unwrap();
    assert_eq!(person.sockets().len(), 2);
    assert!(person.ctl(&["status"]).0.starts_with("running"));
    assert_eq!(person.sockets().len(), 1);
    drop(first);
    let stale = person.sockets();
    let _third = person.session(Stdio::null());
    let clock = Clock::new();
    while person.sockets() == stale || person.sockets().len() > 1 {
        assert!(!clock.until(LIMIT).is_zero(), "a session sweeps what was left behind");
        thread::park_timeout(Duration::from_millis(10));
    }
}

#[test]
fn a_hostile_client_does_not_disturb_the_session() {
    let person = Person::holding();
    let mut session = person.session(Stdio::null());
    person.reached();
    // Garbage, a line without an end, half a line, and silence.
    let mut stream = person.connect();
    stream.write_all(b"\xff\xfe\x1b[2J\n\0\nstatus now\n").unwrap();
    let mut answers = BufReader::new(&stream).lines();
    for _ in 0..3 {
        assert_eq!(answers.next().unwrap().unwrap(), r#"{"error":"unknown command"}"#);
    }
    let mut endless = person.connect();
    endless.write_all(&[b'a'; 100]).unwrap();
    let mut answer = String::new();
    endless.read_to_string(&mut answer).unwrap();
    assert_eq!(answer, "{\"error\":\"line too long\"}\n");
    person.connect().write_all(b"sto").unwrap();
    let silent: Vec<_> = (0..1000).map_while(|_| UnixStream::connect(person.sockets().pop()?).ok()).collect();
    assert!(person.ctl(&["status"]).0.starts_with("running"), "with {} silent clients", silent.len());
    drop(silent);
    // A client that never reads: it is dropped once its answers no longer fit.
    let mut deaf = person.connect();
    deaf.set_write_timeout(Some(LIMIT)).unwrap();
    let flood = b"status\n".repeat(1000);
    while deaf.write_all(&flood).is_ok() {}
    assert!(person.ctl(&["toggle"]).0.starts_with("paused"));
    session.until("paused");
    assert!(person.ctl(&["stop"]).1);
    assert!(session.child.wait().unwrap().success());
}

#[test]
fn a_session_that_does_not_run_is_reported() {
    let person = Person::holding();
    let session = person.session(Stdio::null());
    person.reached();
    session.signal(Signal::STOP);
    assert_eq!(person.ctl(&["pause"]), ("unsit: the session does not answer".to_owned(), false));
    session.signal(Signal::CONT);
    person.reached();
    // A folder that others may enter is not trusted, and a program that only holds the name is no session.
    drop(session);
    let folder = person.runtime().join("unsit");
    let impostor = folder.join("session-1.sock");
    let _listener = UnixListener::bind(&impostor).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    let (said, _) = person.ctl(&["status"]);
    assert!(said.contains("no session is running"), "{said}");
}

#[test]
fn letters_come_through_a_pipe() {
    let person = Person::holding();
    let mut session = person.session(Stdio::piped());
    let mut keys = session.child.stdin.take().unwrap();
    for (keys_sent, line) in
        [("p\n", "paused"), ("p\n", "continuing"), ("n\n", "rest"), ("\n", "work"), ("z\n", "unknown key")]
    {
        keys.write_all(keys_sent.as_bytes()).unwrap();
        session.until(line);
    }
    // A line of any length is one line, and the end of the pipe ends nothing.
    keys.write_all(&vec![b'x'; 100_000]).unwrap();
    keys.write_all(b"\n").unwrap();
    session.until("unknown key");
    drop(keys);
    person.reached();
    assert!(person.ctl(&["status"]).0.starts_with("running"));
    assert!(person.ctl(&["stop"]).1);
    assert!(session.child.wait().unwrap().success());
}
