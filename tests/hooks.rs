//! The person's own programs: told the facts as they happen, and whatever they do, nobody is disturbed.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

mod pty;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use jiff::tz::TimeZone;
use pty::{End, Pty};
use unsit::{
    config::hook::{Hooks, Moment},
    history::fact,
    system::{clock::Clock, hooks::Runner},
};

const SOON: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);
const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");

/// Two sets of a second.
const QUICK: &str =
    "name = \"Quick\"\n[[exercise]]\nname = \"Squeeze\"\nhold = \"1s\"\nprepare = \"0s\"\nsets = 2\nrest = \"0s\"\n";

fn hooks(moment: Moment, program: &[&str]) -> Hooks {
    Hooks::from([(moment, program.iter().map(|&word| word.to_owned()).collect())])
}

fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let clock = Clock::new();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(!clock.until(SOON).is_zero(), "never came: {what}");
        thread::park_timeout(Duration::from_millis(5));
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

mod programs {
    use super::*;

    #[test]
    fn each_is_told_what_happened_in_order_also_at_the_end() {
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
        programs.run(Moment::SessionEnd, "nobody asked for it".to_owned());
        programs.finish();
        until("the others", || (read(&log).len() == lines.concat().len()).then_some(()));
        let mut said: Vec<_> = read(&log).split_inclusive('\n').map(str::to_owned).collect();
        said.sort();
        assert_eq!(said, lines);
        assert_eq!(programs.failure(), None);
    }

    #[test]
    fn what_goes_wrong_is_told_once() {
        for (program, why) in [
            (&["/nowhere/at all"][..], "cannot start `/nowhere/at all`: no such file or directory"),
            (&["no-such-program-anywhere"], "cannot start `no-such-program-anywhere`: no such file or directory"),
            (&["/etc/passwd"], "cannot start `/etc/passwd`: permission denied"),
            (&["false"], "failed: exit status: 1"),
            (&["sleep", "30"], "timed out after 0 s"),
            // It writes without end, and nobody reads.
            (&["yes"], "timed out after 0 s"),
        ] {
            let programs = Runner::limited(&hooks(Moment::SessionEnd, program), Clock::new(), SHORT).unwrap();
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
    fn one_that_reads_nothing_or_much_too_much_is_no_trouble() {
        for program in [&["true"][..], &["cat"]] {
            let programs = Runner::start(&hooks(Moment::SetDone, program), Clock::new()).unwrap();
            programs.run(Moment::SetDone, format!("{}\n", "x".repeat(4000)));
            programs.run(Moment::SetDone, "{}\n".to_owned());
            programs.finish();
            assert_eq!(programs.failure(), None);
        }
        // More than a pipe holds: told, and nobody waits.
        let programs = Runner::start(&hooks(Moment::SetDone, &["sleep", "30"]), Clock::new()).unwrap();
        programs.run(Moment::SetDone, "x".repeat(1 << 20));
        assert!(until("a sentence", || programs.failure()).contains("hook `set_done` cannot start `sleep`"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_flood_of_them_is_bounded() {
        let sleepers = Sleepers::new(1);
        let programs = Runner::start(&hooks(Moment::SetDone, &["sleep", &sleepers.0]), Clock::new()).unwrap();
        for _ in 0..1000 {
            programs.run(Moment::SetDone, "{}\n".to_owned());
        }
        let said = until("a sentence", || programs.failure());
        assert_eq!(said, "hook `set_done` was skipped once: the hooks before it take too long");
        programs.finish();
        let count = sleepers.running().len();
        assert!((1..=17).contains(&count), "{count} run");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_it_started_is_stopped_with_it_and_nothing_is_left() {
        // `timeout` starts another, in its own group.
        let sleepers = Sleepers::new(2);
        let sleep = ["timeout", "--foreground", "1000", "sleep", &sleepers.0];
        let programs = Runner::limited(&hooks(Moment::SetDone, &sleep), Clock::new(), SHORT).unwrap();
        programs.run(Moment::SetDone, "{}\n".to_owned());
        until("the end of it", || programs.failure());
        until("none", || sleepers.running().is_empty().then_some(()));
    }

    /// Programs that sleep for a time that nobody else sleeps; none outlives its test.
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
fn a_break_that_is_due_is_told_in_the_words_of_the_history() {
    let at = "2026-03-04T17:00:00.25Z".parse().unwrap();
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let line = fact::break_due(Duration::from_secs(4200), "desk-break", at, &zone);
    assert_eq!(
        line,
        "{\"v\":1,\"kind\":\"break_due\",\"time\":\"2026-03-04T18:00:00.25+01:00\",\"zone\":\"Europe/Berlin\",\"date\":\"2026-03-04\",\"routine\":\"desk-break\",\"sat_s\":4200}\n"
    );
}

/// A person with hooks in the settings and a short routine.
fn person(hooks: &str) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join(".config/unsit")).unwrap();
    fs::write(home.path().join(".config/unsit/config.toml"), format!("[hooks]\n{hooks}")).unwrap();
    fs::write(home.path().join("quick.toml"), QUICK).unwrap();
    home
}

fn plays(home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(UNSIT);
    command.args(["play", "quick.toml", "--plain", "--mute"]).args(arguments).current_dir(home).stdin(Stdio::null());
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap());
    let output = command.env("PULSE_SERVER", "/nowhere").output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// All lines of the history.
fn history(home: &Path) -> String {
    let folder = home.join(".local/share/unsit/history");
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.iter().map(|file| read(file)).collect()
}

#[test]
fn a_session_tells_its_hooks_what_the_history_is_told() {
    let tee = "[\"tee\", \"-a\", \"~/log\"]";
    let home = person(&format!("session_start = {tee}\nset_done = {tee}\nsession_end = {tee}\n"));
    assert_eq!(plays(home.path(), &[]), "");
    let mut reported: Vec<_> = history(home.path()).lines().map(str::to_owned).collect();
    assert_eq!(reported.len(), 4);
    reported.sort();
    until("all lines", || {
        let mut said: Vec<_> = read(&home.path().join("log")).lines().map(str::to_owned).collect();
        said.sort();
        (said == reported).then_some(())
    });
    // A routine that is only tried out tells nothing.
    let log = read(&home.path().join("log"));
    plays(home.path(), &["--speed", "50"]);
    assert_eq!(read(&home.path().join("log")), log);
}

#[test]
fn in_lines_a_hook_that_fails_is_told_once() {
    let home = person("session_start = [\"sleep\", \"30\"]\nset_done = [\"/nowhere/told\"]\n");
    let messages = plays(home.path(), &[]);
    // It waits for the one before it, perhaps to the end.
    let reported = "unsit: hook `set_done` cannot start `/nowhere/told`: no such file or directory\n";
    assert!(messages.is_empty() || messages == reported, "{messages}");
    let home = person("set_done = [\"/nowhere/told\"]\nsession_end = [\"false\"]\n");
    let messages = plays(home.path(), &[]);
    let mut lines = messages.lines();
    assert_eq!(lines.next().unwrap(), "unsit: hook `set_done` cannot start `/nowhere/told`: no such file or directory");
    assert!(lines.all(|line| line == "unsit: hook `session_end` failed: exit status: 1"), "{messages}");
}

#[test]
fn on_the_screen_it_stands_over_the_keys_and_disturbs_nothing() {
    let home = person("session_start = [\"/nowhere/\\u263a\"]\nsession_end = [\"sleep\", \"30\"]\n");
    let mut pty = Pty::start(UNSIT, &["play", "quick.toml", "--mute"], home.path(), 80, 17);
    pty.until_text("hook `session_start` cannot start `/nowhere/☺`: no such file or directory");
    pty.until_text("WELL DONE");
    // The summary ignores keys for its first second.
    pty.idle(Duration::from_millis(1200));
    pty.send("q");
    assert_eq!(pty.end(), End::Status(0));
    pty.assert_restored();
}

#[test]
fn a_hook_outlives_the_keys_that_stop_the_session() {
    let home = person("session_start = [\"sleep\", \"30\"]\nsession_end = [\"tee\", \"~/ended\"]\n");
    let mut pty = Pty::start(UNSIT, &["play", "quick.toml", "--mute"], home.path(), 80, 17);
    pty.until_text("HOLD");
    pty.send("\x03\x03");
    assert_eq!(pty.end(), End::Status(0));
    let ended = until("the end", || Some(read(&home.path().join("ended"))).filter(|text| text.ends_with('\n')));
    assert!(ended.contains("\"kind\":\"session_end\"") && ended.contains("\"outcome\":\"stopped\""), "{ended}");
}
