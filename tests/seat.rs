//! The desk as a whole program: its output to the terminal and elsewhere, two of them at once, and in a pipe.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests read and write the files of the program")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};
use person::{Person, UNSIT};
use pty::{End, Pty};
use rustix::process::Signal;
use unsit::{history::fact::Record, system::clock::Clock};

/// The largest size at which the band's word is plain text.
const ROWS: u16 = 17;

impl Person {
    /// A user who had been sitting for some minutes at a desk that was closed just now.
    fn sat(minutes: u64) -> Person {
        Person::new().seen(minutes, 0)
    }

    /// A user who sat down `sat` minutes ago, last written `seen` minutes ago.
    fn seen(self, sat: u64, seen: u64) -> Person {
        let now = Clock::new().now().wall;
        let ago = |minutes| now.checked_sub(Duration::from_secs(60 * minutes)).unwrap();
        let desk = self.data().join("desk");
        self.has(desk, format!("{:.0} {:.0}\n", ago(sat), ago(seen)))
    }

    fn with_a_short_break(self) -> Person {
        let short = "name = \"Short\"\n[[exercise]]\nname = \"Stretch\"\nprepare = \"0s\"\nhold = \"1s\"\n";
        self.with("../config.toml", "[desk]\nroutine = \"short\"\n").with("short.toml", short)
    }

    fn desk(&self, environment: &[(&str, &str)]) -> Pty {
        let mut command = pty::command(UNSIT, self);
        command.args(["desk", "--mute"]);
        for (name, value) in environment {
            command.env(name, value);
        }
        Pty::run(command, 80, ROWS)
    }

    fn status(&self) -> String {
        self.run(&["status", "--format", "[{sitting}]"]).result()
    }

    /// The kinds of the facts of the history.
    fn kinds(&self) -> Vec<String> {
        self.lines().lines().map(kind).collect()
    }
}

fn kind(line: &str) -> String {
    let fact = format!("{:?}", Record::read(line.as_bytes()).unwrap().fact);
    fact.split('(').next().unwrap().to_owned()
}

#[track_caller]
fn leaves(mut desk: Pty) -> Vec<u8> {
    desk.send("q");
    assert_eq!(desk.end(), End::Status(0));
    desk.assert_restored();
    desk.output().to_owned()
}

fn count(output: &[u8], text: &str) -> usize {
    output.windows(text.len()).filter(|window| *window == text.as_bytes()).count()
}

/// Waits for the notification, after which it is known that nothing was done elsewhere.
#[track_caller]
fn until_notified(desk: &mut Pty) {
    let clock = Clock::new();
    while count(desk.output(), "\x1b]9;") == 0 {
        assert!(!clock.until(pty::LIMIT).is_zero(), "never notified\n{}", desk.text());
        desk.idle(Duration::from_millis(10));
    }
}

#[test]
fn a_terminal_is_notified_once_and_between_two_frames() {
    let words = "You have been sitting for 1 h 20 min. Next: Desk break.";
    let (nine, seven) =
        (format!("\x1b]9;Time to get up. {words}\x07"), format!("\x1b]777;notify;Time to get up;{words}\x07"));
    let wrapped = |text: &str| format!("\x1bPtmux;\x1b{text}\x1b\\");
    for (environment, reported, others) in [
        (&[][..], format!("{nine}{seven}"), 0),
        (&[("TMUX", "/tmp/tmux-0/default,1,0")], wrapped(&nine) + &wrapped(&seven), 0),
        (&[("TERM", "xterm-kitty")], nine.clone(), 1),
    ] {
        let person = Person::sat(80);
        let mut desk = person.desk(environment);
        until_notified(&mut desk);
        desk.until_text("Time for a break");
        desk.send("d");
        desk.until_text("sitting since");
        let output = leaves(desk);
        assert_eq!(count(&output, &format!("\x1b[?2026l{reported}\x1b[?2026h")), 1, "{}", output.escape_ascii());
        assert_eq!((count(&output, "\x1b]9;"), count(&output, "]777;")), (1, 1 - others));
        assert_eq!(person.kinds(), ["Break"]);
    }
}

/// A desktop with a program that receives a notification and then hangs: its environment, and what it received.
fn desktop(person: &Person) -> ([(&'static str, String); 2], PathBuf) {
    use std::os::unix::fs::PermissionsExt;

    let (program, reported) = (person.home().join("notify-send"), person.home().join("notified"));
    fs::write(&program, format!("#!/bin/sh\nprintf '[%s]' \"$@\" >> {}\nexec sleep 600\n", reported.display()))
        .unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let path = format!("{}:/usr/bin:/bin", person.home().display());
    ([("PATH", path), ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere".to_owned())], reported)
}

#[track_caller]
fn is_notified(reported: &Path, mut meanwhile: impl FnMut(Duration)) {
    let clock = Clock::new();
    while !fs::read_to_string(reported).is_ok_and(|reported| reported.ends_with("break.]")) {
        assert!(!clock.until(pty::LIMIT).is_zero(), "the program was not run");
        meanwhile(Duration::from_millis(10));
    }
    let said = "[--app-name=unsit][--][Time to get up][You have been sitting for 1 h 20 min. Next: Desk break.]";
    assert_eq!(fs::read_to_string(reported).unwrap(), said);
}

#[test]
fn the_desktop_is_notified_if_it_has_a_program() {
    let person = Person::sat(80);
    let (environment, reported) = desktop(&person);
    let mut desk = person.desk(&environment.each_ref().map(|(name, value)| (*name, value.as_str())));
    is_notified(&reported, |step| desk.idle(step));
    // It hangs without blocking anything.
    desk.send("d");
    desk.until_text("sitting since");
    leaves(desk);
}

#[test]
fn a_second_desk_reports_the_first_and_ends() {
    let person = Person::sat(80);
    let opened = || Clock::new().now().wall.to_zoned(TimeZone::UTC).strftime("%-H:%M").to_string();
    assert_eq!(person.status(), "[]\n", "no desk is open");
    let before = opened();
    let mut first = person.desk(&[]);
    first.until_text("Time for a break");
    let after = opened();
    assert!(person.status().starts_with("[1 h 2"));
    let mut second = person.desk(&[("TZ", "UTC")]);
    assert_eq!(second.end(), End::Status(1));
    let plain = person.command(&["desk", "--plain"]).env("TZ", "UTC").output().unwrap();
    assert_eq!(plain.status.code(), Some(1));
    let sentence = |since: &str| format!("unsit: another desk has been open since {since}: close it first");
    for printed in [second.text(), String::from_utf8(plain.stderr).unwrap()] {
        assert!([&before, &after].iter().any(|since| printed.trim() == sentence(since)), "{printed}");
    }
    first.send("d");
    first.until_text("sitting since");
    assert_eq!(person.status(), "[0 min]\n");
    leaves(first);
    assert_eq!(person.status(), "[]\n");
    // Outside the hours nothing is published.
    let begin = (Clock::new().now().wall.to_zoned(TimeZone::UTC).hour() + 12) % 24;
    let hours = format!("{begin}-{}", begin + 1);
    let own = person.home().join(".config/unsit");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("config.toml"), format!("[desk]\nhours = \"{hours}\"\n")).unwrap();
    let mut quiet = person.desk(&[("TZ", "UTC")]);
    quiet.until_text("QUIET");
    assert_eq!(person.status(), "[]\n");
    leaves(quiet);
}

#[test]
fn a_reopened_desk_continues_however_it_was_closed() {
    // The minutes pass on a busy machine: any from 20 to 29 will do. Nearly as old as allowed: an open desk keeps it up to date.
    let begun = Clock::new().now().wall.checked_sub(Duration::from_secs(1)).unwrap();
    let person = Person::new().seen(80, 4);
    let mut desk = person.desk(&[]);
    desk.until_text("sitting for 1 h 2");
    leaves(desk);
    let reported = fs::read_to_string(person.data().join("desk")).unwrap();
    let seen: Timestamp = reported.trim_end().split_once(' ').unwrap().1.parse().unwrap();
    assert!(seen > begun, "{reported}");
    let mut again = person.desk(&[]);
    again.until_text("sitting for 1 h 2");
    again.hang_up();
    for signal in [Signal::KILL, Signal::TERM] {
        let mut again = person.desk(&[]);
        again.until_text("sitting for 1 h 2");
        again.signal(signal);
        assert!(matches!(again.end(), End::Signal(_)));
    }
    let person = person.seen(80, 6);
    let mut late = person.desk(&[]);
    late.until_text("sitting since");
    leaves(late);
}

#[test]
fn a_suspended_desk_is_still_open() {
    let person = Person::sat(80);
    let mut command = pty::command("bash", &person);
    command.args(["--norc", "--noprofile", "-i"]);
    command.env("PS1", "ready> ");
    let mut shell = Pty::run(command, 80, ROWS);
    shell.until_text("ready>");
    shell.send(format!("'{UNSIT}' desk --mute\r"));
    shell.until_text("Time for a break");
    shell.send("\x1a");
    shell.until_text("Stopped");
    assert!(person.status().starts_with("[1 h 2"));
    let mut other = person.desk(&[]);
    assert_eq!(other.end(), End::Status(1));
    shell.send("fg\r");
    shell.until_text("Time for a break");
    shell.send("d");
    shell.until_text("sitting since");
    assert_eq!(person.status(), "[0 min]\n");
    shell.send("q");
    shell.until_no_text("sitting since");
    shell.send("exit\r");
    assert_eq!(shell.end(), End::Status(0));
}

#[test]
fn the_break_is_played_at_the_desk() {
    let person = Person::sat(80).with_a_short_break();
    let mut desk = person.desk(&[]);
    desk.until_text("Time for a break");
    desk.send("\r");
    desk.until_text("WELL DONE");
    // The summary ignores keys for its first second.
    desk.idle(Duration::from_millis(1200));
    desk.send("q");
    desk.until_text("sitting since");
    leaves(desk);
    assert_eq!(person.kinds(), ["Start", "Set", "End"]);
}

#[test]
fn in_plain_output_it_reads_lines() {
    let person = Person::sat(80).with_a_short_break();
    let mut command = pty::command(UNSIT, &person);
    command.args(["desk", "--plain", "--mute"]);
    let mut desk = Pty::run(command, 80, 40);
    for (line, answer) in [
        ("", "Time to get up: You have been sitting for 1 h 20 min. Next: Short."),
        ("s\n", "snoozed, next break at"),
        ("d\n", "sitting for 0 min, next break at"),
        ("\n", "done: 1 of 1 set"),
        ("", "How hard was it"),
        ("\n", "hurt"),
        ("\n", "note"),
        ("\n", ""),
    ] {
        desk.send(line);
        desk.until_text(answer);
    }
    desk.send("q\n");
    assert_eq!(desk.end(), End::Status(0));
    assert_eq!((count(desk.output(), "\x1b]9;"), count(desk.output(), "]777;")), (1, 1), "the terminal is notified");
    assert_eq!(person.kinds(), ["Break", "Start", "Set", "End"]);
}

#[test]
fn in_plain_output_it_reports_missing_sound_and_unsaved_facts() {
    let person = Person::sat(80).with_a_short_break();
    fs::write(person.data().join("history"), "no folder").unwrap();
    let mut command = pty::command(UNSIT, &person);
    command.args(["desk", "--plain"]);
    let mut desk = Pty::run(command, 80, 40);
    for (line, answer) in
        [("", "Time to get up"), ("", "unsit: no sound ("), ("s\n", "snoozed"), ("d\n", "sitting for 0 min")]
    {
        desk.send(line);
        desk.until_text(answer);
    }
    // It is saved on a thread, and reported at the next check.
    let clock = Clock::new();
    while !desk.text().contains("NOT SAVED (1 entry pending, retrying)") {
        assert!(!clock.until(pty::LIMIT).is_zero(), "{}", desk.text());
        desk.send("?\n");
        desk.idle(Duration::from_millis(100));
    }
    // One bell, apart from the two that end the notification sequences.
    assert_eq!(count(desk.output(), "\x07"), 3, "{}", desk.output().escape_ascii());
    desk.send("\n");
    desk.until_text("done: 1 of 1 set in");
    for question in ["How hard was it", "hurt", "note"] {
        desk.until_text(question);
        desk.send("\n");
    }
    desk.send("q\n");
    assert_eq!(desk.end(), End::Status(1));
    let (unsaved, silent) = (count(desk.output(), "NOT SAVED"), count(desk.output(), "unsit: no sound ("));
    assert_eq!((unsaved, silent), (1, 1), "each is reported once\n{}", desk.output().escape_ascii());
}

#[test]
fn in_a_pipe_it_prints_lines() {
    let person = Person::sat(80);
    let (environment, reported) = desktop(&person);
    let mut command = person.command(&["desk", "--mute"]);
    // The terminal that it was started from is known to show notifications, but receives none.
    command.envs(environment).env("TERM", "xterm-kitty").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut desk = command.spawn().unwrap();
    let mut lines = BufReader::new(desk.stdout.take().unwrap()).lines();
    let line = lines.next().unwrap().unwrap();
    assert!(line.ends_with("Time to get up: You have been sitting for 1 h 20 min. Next: Desk break."), "{line}");
    is_notified(&reported, thread::park_timeout);
    desk.kill().unwrap();
    desk.wait().unwrap();
}

#[test]
fn a_missing_routine_is_one_sentence() {
    for (routine, why) in [
        ("desk-brek", "`desk.routine` in the settings: unknown routine `desk-brek`: did you mean `desk-break`?"),
        (
            "./x.toml",
            "`desk.routine` in the settings: write the name of a routine, as `unsit list` shows it, not a file",
        ),
    ] {
        let person = Person::new();
        let config = person.home().join(".config/unsit/config.toml");
        fs::create_dir_all(config.parent().unwrap()).unwrap();
        fs::write(config, format!("[desk]\nroutine = \"{routine}\"\n")).unwrap();
        fs::write(person.home().join("x.toml"), "name = \"X\"\n[[exercise]]\nname = \"Y\"\nhold = \"30s\"\n").unwrap();
        let output = person.command(&["desk"]).current_dir(person.home()).output().unwrap();
        assert_eq!((output.status.code(), output.stdout), (Some(1), Vec::new()));
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("unsit: {why}\n"));
    }
}
