//! The user's hooks: they receive the facts as they happen, and nothing that they do disturbs a session.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{fs, path::Path, time::Duration};

use jiff::tz::TimeZone;
use person::{Person, UNSIT, until};
use pty::{End, Pty};
use unsit::{
    config::hook::{Hooks, Moment},
    history::line,
    system::{clock::Clock, hooks::Runner},
};

const SOON: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(100);

/// Two sets of a second.
const QUICK: &str =
    "name = \"Quick\"\n[[exercise]]\nname = \"Squeeze\"\nhold = \"1s\"\nprepare = \"0s\"\nsets = 2\nrest = \"0s\"\n";

fn hooks(moment: Moment, program: &[&str]) -> Hooks {
    Hooks::from([(moment, program.iter().map(|&word| word.to_owned()).collect())])
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

mod programs {
    use super::*;

    #[test]
    fn each_hook_gets_its_events_in_order_even_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("a file; $(not a shell)");
        let programs = Runner::start(&hooks(Moment::SetDone, &["tee", "-a", log.to_str().unwrap()]), Clock::new());
        let programs = programs.unwrap();
        let lines: Vec<String> = (0..5).map(|number| format!("{{\"n\":{number}}}\n")).collect();
        programs.run(Moment::SetDone, lines[0].clone());
        until("the first", || (read(&log) == lines[0]).then_some(()));
        for line in &lines[1..] {
            programs.run(Moment::SetDone, line.clone());
        }
        programs.run(Moment::SessionEnd, "an event without a hook".to_owned());
        programs.finish();
        until("the others", || (read(&log).len() == lines.concat().len()).then_some(()));
        let mut said: Vec<_> = read(&log).split_inclusive('\n').map(str::to_owned).collect();
        said.sort();
        assert_eq!(said, lines);
        assert_eq!(programs.failure(), None);
    }

    #[test]
    fn failures_are_reported_once() {
        for (program, limit, why) in [
            (&["/nowhere/at all"][..], SOON, "cannot start `/nowhere/at all`: no such file or directory"),
            (&["no-such-program-anywhere"], SOON, "cannot start `no-such-program-anywhere`: no such file or directory"),
            (&["/etc/passwd"], SOON, "cannot start `/etc/passwd`: permission denied"),
            (&["false"], SOON, "failed: exit status: 1"),
            (&["sleep", "30"], SHORT, "timed out after 0 s"),
            // It writes endlessly, and its output is not read.
            (&["yes"], SHORT, "timed out after 0 s"),
        ] {
            let programs = Runner::limited(&hooks(Moment::SessionEnd, program), Clock::new(), limit).unwrap();
            for _ in 0..3 {
                programs.run(Moment::SessionEnd, "{}\n".to_owned());
            }
            let said = until(why, || programs.failure());
            assert_eq!(said, format!("hook `session_end` {why}"));
            programs.finish();
            assert_eq!(programs.failure(), None);
        }
    }

    #[test]
    fn unread_input_is_not_a_failure() {
        for program in [&["true"][..], &["cat"]] {
            let programs = Runner::start(&hooks(Moment::SetDone, program), Clock::new()).unwrap();
            programs.run(Moment::SetDone, format!("{}\n", "x".repeat(4000)));
            programs.run(Moment::SetDone, "{}\n".to_owned());
            programs.finish();
            assert_eq!(programs.failure(), None);
        }
        // More than a pipe holds: reported without blocking.
        let programs = Runner::start(&hooks(Moment::SetDone, &["sleep", "30"]), Clock::new()).unwrap();
        programs.run(Moment::SetDone, "x".repeat(1 << 20));
        assert!(until("a sentence", || programs.failure()).contains("hook `set_done` cannot start `sleep`"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_flood_of_hooks_is_bounded() {
        let sleepers = Sleepers::new(1);
        let programs = Runner::start(&hooks(Moment::SetDone, &["sleep", &sleepers.0]), Clock::new()).unwrap();
        for _ in 0..1000 {
            programs.run(Moment::SetDone, "{}\n".to_owned());
        }
        let said = until("a sentence", || programs.failure());
        assert_eq!(said, "hook `set_done` was skipped once: earlier hooks are still running");
        programs.finish();
        let count = sleepers.running().len();
        assert!((1..=17).contains(&count), "{count} run");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_stopped_hook_leaves_no_process() {
        // `timeout` starts another, in its own group.
        let sleepers = Sleepers::new(2);
        let sleep = ["timeout", "--foreground", "1000", "sleep", &sleepers.0];
        let programs = Runner::limited(&hooks(Moment::SetDone, &sleep), Clock::new(), SHORT).unwrap();
        programs.run(Moment::SetDone, "{}\n".to_owned());
        until("the end of it", || programs.failure());
        until("none", || sleepers.running().is_empty().then_some(()));
    }

    /// Programs that sleep for a unique time; none outlives its test.
    struct Sleepers(String);

    impl Sleepers {
        fn new(test: u32) -> Sleepers {
            Sleepers(format!("{}.{test}", 1_000_000 + std::process::id()))
        }

        fn running(&self) -> Vec<i32> {
            let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
            let processes = processes.filter_map(|process| process.file_name().to_str()?.parse::<i32>().ok());
            let arguments = |process: &i32| read(Path::new(&format!("/proc/{process}/cmdline")));
            processes.filter(|process| arguments(process).split('\0').any(|word| word == self.0)).collect()
        }
    }

    impl Drop for Sleepers {
        fn drop(&mut self) {
            for process in self.running() {
                let process = rustix::process::Pid::from_raw(process).unwrap();
                let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
            }
        }
    }
}

#[test]
fn a_due_break_is_a_line_like_in_the_history() {
    let at = "2026-03-04T17:00:00.25Z".parse().unwrap();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let line = line::break_due(Duration::from_secs(4200), "desk-break", at, &zone);
    assert_eq!(
        line,
        "{\"v\":1,\"kind\":\"break_due\",\"time\":\"2026-03-04T18:00:00.25+01:00\",\"zone\":\"Europe/Berlin\",\"date\":\"2026-03-04\",\"routine\":\"desk-break\",\"sat_s\":4200}\n"
    );
}

/// A user with hooks in the settings and a short routine.
fn with_hooks(hooks: &str) -> Person {
    let person = Person::new().with("../config.toml", format!("[hooks]\n{hooks}")).has("quick.toml", QUICK);
    person.set("PATH", std::env::var_os("PATH").unwrap())
}

/// Plays the routine; returns the messages.
fn plays(person: &Person, arguments: &[&str]) -> String {
    let ran = person.run(&[&["play", "quick.toml", "--plain", "--mute"], arguments].concat());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    ran.messages
}

#[test]
fn hooks_get_the_lines_of_the_history() {
    let tee = "[\"tee\", \"-a\", \"~/log\"]";
    let person = with_hooks(&format!("session_start = {tee}\nset_done = {tee}\nsession_end = {tee}\n"));
    assert_eq!(plays(&person, &[]), "");
    let mut reported: Vec<_> = person.lines().lines().map(str::to_owned).collect();
    assert_eq!(reported.len(), 4);
    reported.sort();
    until("all lines", || {
        let mut said: Vec<_> = read(&person.home().join("log")).lines().map(str::to_owned).collect();
        said.sort();
        (said == reported).then_some(())
    });
    // A trial runs no hooks.
    let log = read(&person.home().join("log"));
    plays(&person, &["--speed", "50"]);
    assert_eq!(read(&person.home().join("log")), log);
}

#[test]
fn in_plain_output_a_failing_hook_is_reported_once() {
    let person = with_hooks("session_start = [\"sleep\", \"30\"]\nset_done = [\"/nowhere/notify\"]\n");
    let messages = plays(&person, &[]);
    // It waits for the previous one, perhaps until the end.
    let reported = "unsit: hook `set_done` cannot start `/nowhere/notify`: no such file or directory\n";
    assert!(messages.is_empty() || messages == reported, "{messages}");
    let person = with_hooks("set_done = [\"/nowhere/notify\"]\nsession_end = [\"false\"]\n");
    let messages = plays(&person, &[]);
    let mut lines = messages.lines();
    assert_eq!(
        lines.next().unwrap(),
        "unsit: hook `set_done` cannot start `/nowhere/notify`: no such file or directory"
    );
    assert!(lines.all(|line| line == "unsit: hook `session_end` failed: exit status: 1"), "{messages}");
}

#[test]
fn on_the_screen_it_is_above_the_keys() {
    let person = with_hooks("session_start = [\"/nowhere/\\u263a\"]\nsession_end = [\"sleep\", \"30\"]\n");
    let mut pty = Pty::start(UNSIT, &["play", "quick.toml", "--mute"], &person, 80, 17);
    pty.until_text("hook `session_start` cannot start `/nowhere/☺`: no such file or directory");
    pty.until_text("WELL DONE");
    // The summary ignores keys for its first second.
    pty.idle(Duration::from_millis(1200));
    pty.send("q");
    assert_eq!(pty.end(), End::Status(0));
    pty.assert_restored();
}

#[test]
fn a_hook_survives_the_keys_that_stop_the_session() {
    let person = with_hooks("session_start = [\"sleep\", \"30\"]\nsession_end = [\"tee\", \"~/ended\"]\n");
    let mut pty = Pty::start(UNSIT, &["play", "quick.toml", "--mute"], &person, 80, 17);
    pty.until_text("HOLD");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
    let ended = until("the end", || Some(read(&person.home().join("ended"))).filter(|text| text.ends_with('\n')));
    assert!(ended.contains("\"kind\":\"session_end\"") && ended.contains("\"outcome\":\"stopped\""), "{ended}");
}
