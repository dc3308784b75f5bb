//! The whole program, in a terminal and in pipes: what a user sees during a session, when they leave it or lose it, and
//! the state of the terminal afterwards.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{
    ffi::OsStr,
    fs,
    io::{BufRead, BufReader},
    os::unix::ffi::OsStrExt,
    path::PathBuf,
    process::{Output, Stdio},
    thread,
    time::Duration,
};

use insta::assert_snapshot;
use person::{Person, UNSIT};
use pty::{End, Pty};
use rustix::process::Signal;
use unsit::{base::text::is_unsafe, system::clock::Clock, terminal::Terminal};

/// A set that is ended later than this counts: more than the three seconds that it takes.
const EARNEST: Duration = Duration::from_millis(3100);
/// The largest size at which the phase's word is plain text.
const COLUMNS: u16 = 80;
const ROWS: u16 = 17;

/// A step of each kind, 74 s without the open one at its end.
const TINY: &str = r#"
name = "Tiny"

[defaults]
rest = "10s"
switch = "10s"

[[exercise]]
name = "Bridge"
reps = 2
sets = 2
tempo = ["lift 1s", "lower 1s"]

[[exercise]]
name = "Stretch"
hold = "10s"
sides = "each"

[[exercise]]
name = "Step-ups"
reps = "8-12"
tempo = "self"
"#;

/// Work from the first moment on, for longer than any test.
const PLANK: &str = r#"
name = "Plank"

[[exercise]]
name = "Plank"
hold = "10m"
prepare = "0s"
"#;

impl Person {
    /// A user with the file `routine.toml`.
    fn playing(routine: &str) -> Person {
        Person::new().has("routine.toml", routine)
    }

    fn runs(&self, arguments: &[&str]) -> Pty {
        Pty::start(UNSIT, arguments, self, COLUMNS, ROWS)
    }

    /// Plays the routine without sound.
    fn plays(&self) -> Pty {
        self.runs(&["play", "routine.toml", "--mute"])
    }

    /// In the middle of a plank.
    fn holds() -> (Person, Pty) {
        let person = Person::playing(PLANK);
        let mut pty = person.plays();
        pty.until_text("HOLD");
        (person, pty)
    }
}

/// On a terminal the statistics are the picture of their screen; in a pipe they are lines.
#[test]
fn the_statistics_are_a_picture_on_a_terminal() {
    let line = |n: u32, rest: &str| {
        format!(
            r#"{{"v":1,"id":"a.{n}","session":"a","n":{n},"time":"2026-03-04T18:0{n}:00Z","zone":"UTC","date":"2026-03-04","routine":"short",{rest}}}"#
        )
    };
    let lines = [
        line(0, r#""kind":"session_start","name":"Short","plan":"0","of_sets":1"#),
        line(
            1,
            r#""kind":"set","exercise":"Bridge","step":1,"round":1,"set":1,"side":"both","goal":"10 reps","goal_reps":10,"reps":10,"seconds":40,"outcome":"done","active_s":50"#,
        ),
        line(2, r#""kind":"session_end","outcome":"done","sets":1,"of_sets":1,"active_s":120,"total_s":120"#),
    ];
    let person = Person::new();
    fs::create_dir_all(person.history()).unwrap();
    fs::write(person.history().join("desk-1.jsonl"), lines.join("\n") + "\n").unwrap();
    let mut pty = Pty::start(UNSIT, &["stats"], &person, COLUMNS, 40);
    assert_eq!(pty.end(), End::Status(0));
    let text = pty.text();
    for part in ["days in a row, best 1", "Minutes per week", "Exercise", "Bridge", "10 reps", "the plan"] {
        assert!(text.contains(part), "no {part}:\n{text}");
    }
    assert!(person.run(&["stats"]).result().starts_with("current streak 0 days, longest 1 day\n"));
}

/// Plays a few short sets while the terminal does not read: each frame is more than its buffer.
#[test]
fn a_blocked_terminal_does_not_stop_the_session() {
    let person = Person::playing(
        "name = \"Short\"\n[defaults]\nprepare = 0\nrest = 0\n[[exercise]]\nname = \"Hold\"\nhold = \"1s\"\nsets = 3\n",
    );
    let mut pty = Pty::start(UNSIT, &["play", "routine.toml", "--mute"], &person, 200, 60);
    pty.until("a frame", |screen| !screen.contents().trim().is_empty());
    let history = || person.lines();
    let clock = Clock::new();
    for columns in (150..200).cycle() {
        if history().contains("session_end") {
            break;
        }
        assert!(!clock.until(pty::LIMIT).is_zero(), "the session waits for the terminal\n{}", history());
        // A complete frame is drawn at each new size.
        pty.resize(columns, 60);
        thread::park_timeout(Duration::from_millis(50));
    }
    assert_eq!(history().matches("\"kind\":\"set\"").count(), 3);
    // Once it reads again, the picture is up to date.
    pty.resize(COLUMNS, ROWS);
    pty.until_text("WELL DONE");
    for _ in 0..4 {
        pty.send("\x03");
        pty.idle(Duration::from_millis(300));
    }
    assert_left(pty);
}

fn said(output: &Output) -> (Option<i32>, &str, &str) {
    let text = |bytes| str::from_utf8(bytes).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Checks that the program ended normally and left nothing behind.
#[track_caller]
fn assert_left(mut pty: Pty) {
    assert_eq!(pty.end(), End::Status(0));
    pty.assert_restored();
    assert_ours(pty.output());
}

/// Every byte is one of those that the program makes: text, colours, places, whole screens, its modes and the bell.
/// So it asks the terminal what it is, once, and nothing from a file acts on the terminal.
#[track_caller]
fn assert_ours(output: &[u8]) {
    let output = str::from_utf8(output).unwrap().replacen("\u{1b}]11;?\u{1b}\\\u{1b}[>0q\u{1b}[c", "", 1);
    let mut rest = output.as_str();
    while let Some(first) = rest.chars().next() {
        rest = &rest[first.len_utf8()..];
        if first != '\u{1b}' {
            assert!(!is_unsafe(first) || "\r\n\u{7}".contains(first), "{first:?} before {:?}", rest.get(..80));
            continue;
        }
        // The title, without a control character in it.
        if let Some(title) = rest.strip_prefix("]2;") {
            let (title, after) = title.split_once('\u{7}').unwrap();
            assert!(!title.contains(is_unsafe), "{title:?}");
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| !"[?;".contains(c) && !c.is_ascii_digit()).unwrap();
        let (sequence, after) = rest.split_at(end + 1);
        let known = match sequence.split_at(end) {
            (numbers, "m" | "H") => numbers.starts_with('[') && !numbers.contains('?'),
            ("[2", "J") | ("[22;2" | "[23;2", "t") => true,
            (mode, "h" | "l") => ["[?1049", "[?25", "[?2004", "[?2026", "[?2031"].contains(&mode),
            _ => false,
        };
        assert!(known, "ESC {sequence:?} before {:?}", after.get(..80));
        rest = after;
    }
}

/// The screen after each frame.
fn frames(output: &[u8]) -> Vec<String> {
    let mut screen = vt100::Parser::new(ROWS, COLUMNS, 0);
    let output = str::from_utf8(output).unwrap();
    let frames = output.split_inclusive("\u{1b}[?2026l");
    frames.map(|frame| (screen.process(frame.as_bytes()), screen.screen().contents()).1).collect()
}

mod played {
    use super::*;

    /// The summary ignores keys for its first second.
    const GUARD: Duration = Duration::from_millis(1200);

    #[test]
    fn a_routine_goes_by_to_its_summary() {
        let person = Person::playing(TINY);
        let mut pty = person.runs(&["play", "routine.toml", "--mute", "--speed", "50"]);
        pty.until_text("Press Enter when done");
        pty.idle(EARNEST / 10);
        pty.send("\r");
        pty.until_text("WELL DONE");
        pty.until_text("5/5 sets");
        let mut words = Vec::new();
        for frame in frames(pty.output()) {
            let known = ["GET READY", "WORK", "HOLD", "REST", "SWITCH", "WELL DONE"];
            let band = frame.lines().next().unwrap_or_default();
            words.extend(known.into_iter().find(|word| band.contains(word)));
        }
        words.dedup();
        let bridge = ["GET READY", "WORK", "REST", "WORK"];
        let stretch = ["GET READY", "HOLD", "SWITCH", "HOLD"];
        let all = [&bridge[..], &stretch, &["GET READY", "WORK", "WELL DONE"]].concat();
        assert_eq!((words.first(), words.last()), (all.first(), all.last()), "{words:?}");
        // A step of 80 ms may be missed on a busy machine, but none comes out of order.
        let mut left = all.iter();
        assert!(words.iter().all(|word| left.any(|next| next == word)), "{words:?}");
        pty.idle(GUARD);
        pty.send("q");
        assert_left(pty);
    }

    #[test]
    fn enter_in_the_library_plays_and_leads_back() {
        let quick = "name = \"Quick\"\n[[exercise]]\nname = \"Squeeze\"\nhold = 1\nsets = 2\nrest = 1\nprepare = 0\n";
        let person = Person::playing(TINY).with("quick.toml", quick);
        let mut pty = person.runs(&[]);
        pty.until_text("not medical advice");
        pty.send("squeeze");
        pty.until_text("no match");
        // All routines stay in sight, faint, where none matches.
        pty.send("\x1b");
        pty.until_no_text("no match");
        pty.send("/quick");
        pty.until_no_text("Wake the glutes");
        // A late bell is dropped: on a busy machine, one of several is in time.
        for attempt in 1.. {
            pty.send("\r");
            pty.until_text("HOLD");
            pty.until_text("using the terminal bell");
            pty.until_text("WELL DONE");
            pty.idle(GUARD);
            pty.send("q");
            pty.until_text("not medical advice");
            if pty.output().contains(&7) {
                break;
            }
            assert!(attempt < 20, "no bell");
        }
        pty.send("\x1b");
        pty.until_text("Wake the glutes");
        pty.send("q");
        assert_left(pty);
    }

    /// The titles that were set, and how many were saved and given back.
    fn titles(output: &[u8]) -> (Vec<String>, [usize; 2]) {
        let output = str::from_utf8(output).unwrap();
        let titles = output.split("\u{1b}]2;").skip(1).map(|rest| rest.split('\u{7}').next().unwrap().to_owned());
        (titles.collect(), ["\u{1b}[22;2t", "\u{1b}[23;2t"].map(|sequence| output.matches(sequence).count()))
    }

    #[test]
    fn the_title_shows_the_session_and_a_line_stays_after_it() {
        let person =
            Person::playing("name = \"Short\"\n[[exercise]]\nname = \"Hold\"\nhold = \"2s\"\nprepare = \"1s\"\n");
        let mut pty = person.plays();
        pty.until_text("WELL DONE");
        pty.idle(GUARD);
        pty.send("q");
        pty.until_text("Short: 1 of 1 set in 0:");
        let (titles, [saved, given_back]) = titles(pty.output());
        assert!(titles[0].starts_with("0:") && titles[0].ends_with(" get ready: Hold"), "{titles:?}");
        assert_eq!(titles.last().map(String::as_str), Some("0:01 Hold"));
        assert_eq!(saved, given_back);
        assert_left(pty);

        fs::create_dir_all(person.home().join(".config/unsit")).unwrap();
        fs::write(person.home().join(".config/unsit/config.toml"), "title = false\n").unwrap();
        let mut pty = person.plays();
        pty.until_text("READY");
        pty.signal(Signal::TERM);
        pty.end();
        assert!(!pty.output().windows(4).any(|bytes| bytes == b"\x1b]2;"));
    }

    #[test]
    fn leaving_a_session_asks_first() {
        let (_person, mut pty) = Person::holds();
        for keys in ["q", "\x03", "\x1b"] {
            pty.send(keys);
            pty.until_text("STOP?");
            pty.send("n");
            pty.until_text("HOLD");
            pty.until_no_text("STOP?");
        }
        pty.send("q");
        pty.until_text("STOP?");
        pty.send("y");
        pty.until_text("STOPPED");
        pty.send("\r");
        assert_left(pty);
        // Pressing it twice confirms it.
        let (_person, mut pty) = Person::holds();
        pty.send("\x03\x03");
        assert_left(pty);
    }

    /// The process was suspended for longer than any wake-up is late: nothing of that time is played.
    #[test]
    fn a_suspended_process_is_paused_where_it_was() {
        let (person, mut screen) = Person::holds();
        let mut plain = person.runs(&["play", "routine.toml", "--mute", "--plain"]);
        plain.until_text("10m hold");
        screen.signal(Signal::STOP);
        plain.signal(Signal::STOP);
        // Up to a second until the next wake-up is due, and five more to be late.
        screen.idle(Duration::from_millis(6300));
        screen.signal(Signal::CONT);
        plain.signal(Signal::CONT);
        screen.until_text("the computer was asleep for");
        assert!(screen.text().contains("PAUSED"));
        let left = ["10:00 left", "9:59 left", "9:58 left", "9:57 left"];
        assert!(left.iter().any(|left| screen.text().contains(left)), "{}", screen.text());
        screen.send(" ");
        screen.until_text("HOLD");
        screen.until_no_text("away");
        plain.until_text("paused: the computer was asleep for");
        plain.until_text("; press Enter to continue");
        plain.send("\r");
        plain.until_text("continuing");
        screen.send("qy");
        screen.until_text("STOPPED");
        screen.send("q");
        assert_left(screen);
        plain.send("q\r");
        assert_left(plain);
    }

    #[test]
    fn every_size_is_drawn_whole() {
        let (_person, mut pty) = Person::holds();
        for (columns, rows) in [(80, 24), (40, 12), (1, 1), (200, 50), (24, 3), (80, 17)] {
            let before = pty.output().len();
            pty.resize(columns, rows);
            pty.until("a frame of the new size", |screen| {
                let text = screen.contents();
                match (columns, rows) {
                    (1, 1) => text.trim() == "…",
                    (24, 3) => text.starts_with(" HOLD ") && text.contains(" left"),
                    _ => text.lines().nth(usize::from(rows) - 4).is_some() && text.contains(" left  "),
                }
            });
            let drawn = &pty.output()[before..];
            assert!(drawn.windows(4).any(|bytes| bytes == b"\x1b[2J"), "nothing was cleared");
        }
        pty.send("\x0c");
        pty.send("qy");
        pty.until_text("STOPPED");
        pty.send("\r");
        assert_left(pty);
    }

    #[test]
    fn pastes_and_answers_are_no_keys() {
        let (_person, mut pty) = Person::holds();
        pty.send("\x1b[200~qqqqy\nn\x03\x1b[201~");
        // Answers to another program's queries, mouse reports that it left enabled, and an incomplete sequence.
        pty.send("\x1b]11;rgb:ffff/qqqq/yyyy\x1b\\\x1b[?62;4c\x1b[24;80R\x1bP>|q\x1b\\\x1b[<0;10;5M\x1b[1;");
        // Long enough for a busy machine to give up on the sequence; a key follows.
        pty.idle(Duration::from_secs(1));
        pty.send("m");
        pty.until_no_text("muted");
        assert!(pty.text().contains("HOLD"), "{}", pty.text());
        assert!(!frames(pty.output()).iter().any(|frame| frame.contains("STOP?") || frame.contains("PAUSED")));
        pty.send("\x03\x03");
        assert_left(pty);
    }

    /// Anything but the keys that lead out of it.
    #[test]
    fn no_input_breaks_it() {
        let (_person, mut pty) = Person::holds();
        let mut state = 42_u64;
        let junk = std::iter::repeat_with(|| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_be_bytes()[0]
        });
        let junk: Vec<u8> = junk.filter(|byte| !b"qyn\r\n\x03".contains(byte)).take(30_000).collect();
        for piece in junk.chunks(1000) {
            pty.send(piece);
            // Reads the output, so that neither side blocks the other.
            pty.idle(Duration::from_millis(1));
        }
        pty.send("\x07\x1b\\");
        pty.idle(Duration::from_millis(50));
        pty.send("\x03\x03");
        assert_left(pty);
    }
}

mod ended {
    use super::*;

    #[test]
    fn signals_give_the_terminal_back() {
        for (signal, name) in
            [(Signal::TERM, "Terminated"), (Signal::INT, "Interrupt"), (Signal::QUIT, "Quit"), (Signal::HUP, "Hangup")]
        {
            let (person, session) = Person::holds();
            let mut library = person.runs(&[]);
            library.until_text("not medical advice");
            for mut pty in [session, library] {
                pty.signal(signal);
                assert_eq!(pty.end(), End::Signal(name.to_owned()));
                pty.assert_restored();
                assert_ours(pty.output());
            }
        }
    }

    #[test]
    fn several_signals_end_it_once() {
        for _ in 0..5 {
            let (_person, mut pty) = Person::holds();
            for signal in [Signal::TERM, Signal::INT, Signal::TERM, Signal::QUIT] {
                pty.signal(signal);
            }
            assert!(matches!(pty.end(), End::Signal(_)));
            pty.assert_restored();
            let leaves = pty.output().windows(8).filter(|bytes| bytes == b"\x1b[?1049l").count();
            assert_eq!(leaves, 1);
        }
    }

    /// A terminal that does not read, like a frozen emulator or a slow line.
    #[test]
    fn blocked_output_blocks_nothing_else() {
        let (_person, mut pty) = Person::holds();
        let written = |pty: &Pty| {
            let path = format!("/proc/{}/io", pty.pid().as_raw_nonzero());
            let text = fs::read_to_string(path).unwrap_or_default();
            text.lines().find_map(|line| line.strip_prefix("wchar: ")).map(str::to_owned)
        };
        // Draws until nothing more is written; if that cannot be determined, often enough.
        let (mut last, mut still) = (None, 0);
        for round in 0..400 {
            pty.resize(400 + round % 2, 150);
            thread::park_timeout(Duration::from_millis(5));
            let now = written(&pty);
            still = if now == last { still + 1 } else { 0 };
            last = now;
            if still == 20 {
                break;
            }
        }
        pty.signal(Signal::TERM);
        assert_eq!(pty.end_unread(), End::Signal("Terminated".to_owned()));
        pty.end();
        pty.assert_restored();
    }

    #[test]
    fn a_closed_terminal_ends_it() {
        let (_person, pty) = Person::holds();
        assert_eq!(pty.hang_up(), End::Signal("Hangup".to_owned()));
        // As under nohup, or as some terminal multiplexers start programs.
        let person = Person::playing(PLANK);
        let mut command = pty::command("sh", &person);
        command.args(["-c", "trap '' HUP; exec \"$0\" play routine.toml --mute", UNSIT]);
        let mut pty = Pty::run(command, COLUMNS, ROWS);
        pty.until_text("HOLD");
        assert_eq!(pty.hang_up(), End::Signal("Hangup".to_owned()));
    }

    #[test]
    fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
        let person = Person::playing(PLANK);
        let mut command = pty::command("bash", &person);
        command.args(["--norc", "--noprofile", "-i"]);
        command.env("PS1", "ready> ");
        let mut pty = Pty::run(command, COLUMNS, ROWS);
        pty.until_text("ready>");
        let prompt = |screen: &vt100::Screen| !screen.alternate_screen() && !screen.hide_cursor();
        pty.send(format!("stty -g > before; '{UNSIT}' play routine.toml --mute\r"));
        pty.until_text("HOLD");
        pty.send("\x1a");
        pty.until("the prompt", |screen| prompt(screen) && screen.contents().contains("Stopped"));
        pty.send("stty -g | cmp - before && echo same-$((40+2)); clear; echo cleared-$((40+2))\r");
        pty.until_text("cleared-42");
        assert!(String::from_utf8_lossy(pty.output()).contains("same-42"), "{}", pty.text());
        pty.resize(90, ROWS);
        pty.send("fg; echo status $?\r");
        pty.until("the session", |screen| screen.alternate_screen() && screen.contents().contains("PAUSED"));
        pty.send(" ");
        pty.until_text("HOLD");
        pty.send("\x03\x03");
        pty.until("the prompt", |screen| prompt(screen) && screen.contents().contains("status 0"));
        pty.send("exit\r");
        assert_eq!(pty.end(), End::Status(0));
        pty.assert_restored();
    }

    /// A test cannot make the program panic, so this is its terminal alone, in a program that panics.
    #[test]
    fn a_panic_restores_the_terminal_and_is_printed() {
        let person = Person::playing(PLANK);
        let mut command = pty::command(std::env::current_exe().unwrap(), &person);
        command.args(["--exact", "ended::panics", "--ignored", "--nocapture", "--test-threads=1"]);
        let mut pty = Pty::run(command, COLUMNS, ROWS);
        assert_eq!(pty.end(), End::Status(101));
        pty.assert_restored();
        let output = String::from_utf8_lossy(pty.output()).into_owned();
        let (inside, after) = output.split_once("\u{1b}[?1049l").unwrap();
        assert!(inside.contains("drawn") && !inside.contains("on purpose") && !inside.contains("in a thread"));
        assert!(after.contains("on purpose") && after.contains("in a thread"), "{after}");
    }

    #[test]
    #[ignore = "it is the program of another test"]
    fn panics() {
        let mut terminal = Terminal::enter(|| {}).unwrap();
        terminal.draw(|frame| frame.render_widget("drawn", frame.area())).unwrap();
        let _ = thread::spawn(|| panic!("in a thread")).join();
        panic!("on purpose");
    }
}

mod plain {
    use super::*;

    #[test]
    fn lines_are_read_and_written() {
        let person = Person::playing(TINY);
        let arguments = ["play", "routine.toml", "--mute", "--plain"];
        let mut pty = Pty::start(UNSIT, &arguments, &person, COLUMNS, 60);
        pty.until_text("Bridge, set 1 of 2: 8s; next: work");
        assert_snapshot!(pty.text(), @"
        Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
        Tiny: about 2:00, 5 sets
        Enter ends a set; p, n, b or q and Enter: pause, next, back, stop; ? and Enter: all keys
          0:00  get ready     Bridge, set 1 of 2: 8s; next: work
        ");
        for (line, answer) in [
            ("\r", "work          Bridge, set 1 of 2: 2 reps (4s); next: rest"),
            ("p\r", "paused; press Enter to continue"),
            ("\r", "continuing"),
            ("\r", "short         Bridge: "),
            ("n\r", "work          Bridge, set 2 of 2"),
            ("x\r", "unknown key: type ? and press Enter to list the keys"),
            ("?\r", "add 10 seconds"),
            ("m\r", "volume "),
            (",\r", "short         Bridge: "),
            ("n\r", "skipped       Bridge: 0 reps"),
        ] {
            if answer.starts_with("short") && line == "\r" {
                pty.idle(EARNEST * 3 / 4);
            }
            pty.send(line);
            pty.until_text(answer);
        }
        let lines = pty.text().lines().count();
        pty.send("b\r");
        pty.until("the set before", |screen| {
            screen.contents().lines().skip(lines).any(|line| line.contains("work          Bridge, set 2 of 2"))
        });
        pty.send("q\r");
        pty.until_text("stopped: ");
        // Enter skips each question.
        pty.send("\r\r\r");
        assert!(!pty.output().contains(&0x1b));
        assert_left(pty);
    }

    #[test]
    fn waiting_for_enter_is_announced() {
        let person = Person::playing(
            "name = \"Self\"\n[[exercise]]\nname = \"Squat\"\nreps = 10\ntempo = \"self\"\nprepare = \"self\"\n",
        );
        let mut pty = person.runs(&["play", "routine.toml", "--mute", "--plain"]);
        pty.until_text("get ready     Squat: press Enter when ready; next: work");
        pty.send("\r");
        pty.until_text("work          Squat: 10 reps, press Enter when done; the last");
        pty.idle(EARNEST);
        pty.send("\r");
        pty.until_text("done: 1 of 1 set");
        pty.send("\r\r\r");
        assert_left(pty);
    }

    #[test]
    fn a_run_ends_when_the_person_is_back_and_is_skipped_where_no_person_can_say_so() {
        let person = Person::playing(
            "name = \"Run\"\n[[exercise]]\nname = \"Your run\"\ntime = \"self\"\nprepare = 0\n[[exercise]]\nname = \"Plank\"\nhold = 1\nprepare = 0\n",
        );
        let output = person.command(&["play", "routine.toml", "--mute"]).output().unwrap();
        let (_, out, _) = said(&output);
        assert_snapshot!(out, @"
        Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
        Run: about 1:01, 2 sets
          0:00  work          Your run: until you are back, skipped without a terminal to press Enter in; next: Plank
                skipped       Your run: 1s
          0:01  work          Plank: 1s hold; the last
                done          Plank: 1s
        done: 1 of 2 sets in 0:02
        ");
        let mut pty = person.runs(&["play", "routine.toml", "--mute", "--plain"]);
        pty.until_text("work          Your run: until you are back, press Enter when done; next: Plank");
        pty.idle(EARNEST);
        pty.send("\r");
        pty.until_text("done          Your run: ");
        pty.until_text("done: 2 of 2 sets");
        pty.send("\r\r\r");
        assert_left(pty);
    }

    #[test]
    fn blocks_rounds_and_caps_are_printed() {
        let person = Person::playing(
            "name = \"Blocks\"\n[defaults]\nprepare = 0\n[[block]]\nname = \"Warm-up\"\n[[block.exercise]]\n\
             name = \"March\"\ntime = 10\n[[block]]\nrounds = 2\nrest = 20\n[[block.exercise]]\nname = \"Squat\"\n\
             reps = 5\n[[block]]\nname = \"AMRAP\"\ncap = 30\n[[block.exercise]]\nname = \"Bridge\"\nreps = 5\n\
             [[block]]\ncap = 12\n[[block.exercise]]\nname = \"Plank\"\nhold = 10\n",
        );
        let output = person.command(&["play", "routine.toml", "--mute", "--speed", "200"]).output().unwrap();
        let (_, out, _) = said(&output);
        assert_snapshot!(out.split_once("done: ").unwrap().0, @"
        Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
        Blocks: 1:52, 7 sets
        Warm-up
          0:00  work          March: 10s; next: Squat
                done          March: 10s
        round 1 of 2
          0:10  work          Squat: 5 reps (20s); next: rest
                done          Squat: 5 reps
          0:30  rest          Squat, round 2 of 2: 20s; next: work
        round 2 of 2
          0:50  work          Squat: 5 reps (20s); next: Bridge
                done          Squat: 5 reps
        AMRAP, round 1: as many as fit in 30s
          1:10  work          Bridge: 5 reps (20s); next: work
                done          Bridge: 5 reps
        AMRAP, round 2: as many as fit in 30s
          1:30  work          Bridge: 5 reps (20s); next: work
                short         Bridge: 2 reps
        30s cap of AMRAP reached
        round 1: as many as fit in 12s
          1:40  work          Plank: 10s hold; next: work
                done          Plank: 10s
        round 2: as many as fit in 12s
          1:50  work          Plank: 10s hold; next: work
                short         Plank: 2s
        12s cap reached
        AMRAP: 1 round + 2 reps
        rounds: 1 round + 2s
        ");
    }

    #[test]
    fn pauses_are_printed_at_the_end() {
        let person = Person::playing(PLANK);
        let mut pty = person.runs(&["play", "routine.toml", "--mute", "--plain"]);
        pty.until_text("10m hold");
        pty.send("p\r");
        pty.until_text("paused; press Enter to continue");
        pty.idle(Duration::from_millis(1100));
        pty.send("q\r");
        pty.until_text(" with pauses)");
        assert!(pty.text().contains("stopped: 0 of 1 set in 0:0"), "{}", pty.text());
        assert_left(pty);
    }

    /// Ctrl-D: from then on, nothing can be typed.
    #[test]
    fn without_lines_it_continues_by_itself() {
        let person = Person::playing(TINY);
        let mut pty = person.runs(&["play", "routine.toml", "--mute", "--plain", "--speed", "200"]);
        pty.until_text("get ready");
        pty.send("\x04");
        pty.until_text("done: 5 of 5 sets");
        assert_left(pty);
    }

    #[test]
    fn in_a_pipe_it_plays_to_the_end() {
        let person = Person::playing(TINY);
        let output = person.command(&["play", "routine.toml", "--mute", "--speed", "1000"]).output().unwrap();
        let (status, out, messages) = said(&output);
        assert_eq!((status, messages), (Some(0), ""));
        let (steps, end) = out.split_once("done: ").unwrap();
        assert!(end.starts_with("5 of 5 sets in 0:"), "{end}");
        assert_snapshot!(steps, @"
        Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
        Tiny: about 2:00, 5 sets
          0:00  get ready     Bridge, set 1 of 2: 8s; next: work
          0:08  work          Bridge, set 1 of 2: 2 reps (4s); next: rest
                done          Bridge: 2 reps
          0:12  rest          Bridge, set 2 of 2: 10s; next: work
          0:22  work          Bridge, set 2 of 2: 2 reps (4s); next: Stretch
                done          Bridge: 2 reps
          0:26  get ready     Stretch, left side: 8s; next: work
          0:34  work          Stretch, left side: 10s hold; next: switch sides
                done          Stretch: 10s
          0:44  switch sides  Stretch, right side: 10s; next: work
          0:54  work          Stretch, right side: 10s hold; next: Step-ups
                done          Stretch: 10s
          1:04  get ready     Step-ups: 8s; next: work
          1:12  work          Step-ups: 8-12 reps, ends after 48s; the last
                done          Step-ups: 12 reps
        ");
    }

    #[test]
    fn missing_sound_is_reported_once_and_the_bell_rings() {
        let short = "name = \"Short\"\n[[exercise]]\nname = \"Squat\"\nreps = 1\nsets = 2\nrest = 1\nprepare = 1\n\
                     tempo = [\"down 1s\"]\n";
        let person = Person::playing(short);
        let mut pty = person.runs(&["play", "routine.toml", "--plain"]);
        pty.until_text("done: 2 of 2 sets");
        pty.send("\r\r\r");
        let text = pty.text();
        assert_eq!(text.matches("unsit: no sound (no sound server); using the terminal bell").count(), 1, "{text}");
        assert!(pty.output().contains(&7), "no bell");
        assert_left(pty);
        let output = person.command(&["play", "routine.toml"]).output().unwrap();
        let (status, out, messages) = said(&output);
        assert_eq!((status, messages), (Some(0), "unsit: no sound (no sound server)\n"));
        assert!(!out.contains('\u{7}'));
    }

    #[test]
    fn it_ends_when_its_output_is_closed() {
        let person = Person::playing(TINY);
        let mut command = person.command(&["play", "routine.toml", "--plain", "--mute", "--speed", "100"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert_eq!(first, "Exercise guidance, not medical advice: if it hurts, stop and see a doctor.\n");
        let output = child.wait_with_output().unwrap();
        assert_eq!(said(&output), (Some(0), "", ""));
    }

    #[test]
    fn it_is_chosen_without_a_terminal() {
        let person = Person::playing(PLANK);
        let mut command = pty::command(UNSIT, &person);
        command.args(["play", "routine.toml"]);
        command.env("TERM", "dumb");
        let mut pty = Pty::run(command, COLUMNS, ROWS);
        pty.until_text("10m hold");
        pty.send("q\r");
        pty.until_text("stopped: 0 of 1 set");
        assert!(!pty.output().contains(&0x1b));
        assert_left(pty);

        let use_ = "use `unsit list` and `unsit play ROUTINE` in place of the library\n";
        let sentence = &*format!("unsit: there is no terminal to draw on; {use_}");
        let mut command = pty::command(UNSIT, &person);
        command.env("TERM", "dumb");
        let mut pty = Pty::run(command, 200, ROWS);
        assert_eq!(pty.end(), End::Status(2));
        assert_eq!(str::from_utf8(pty.output()).unwrap().replace('\r', ""), sentence);
        assert_eq!(said(&person.command::<&str>(&[]).output().unwrap()), (Some(2), "", sentence));

        let mut command = pty::command(UNSIT, &person);
        command.env("ACCESSIBLE", "1");
        let mut pty = Pty::run(command, 200, ROWS);
        assert_eq!(pty.end(), End::Status(2));
        assert_eq!(pty.text().trim_end(), format!("unsit: ACCESSIBLE is set; {use_}").trim_end());
        let mut command = pty::command(UNSIT, &person);
        command.args(["play", "routine.toml"]);
        command.env("ACCESSIBLE", "1");
        let mut pty = Pty::run(command, COLUMNS, ROWS);
        pty.until_text("10m hold");
        pty.send("q\r");
        pty.until_text("stopped: 0 of 1 set");
        assert!(!pty.output().contains(&0x1b));
        assert_left(pty);
    }
}

mod shown {
    use super::*;

    /// Visits all screens.
    fn walk(person: &Person, set: &[(&str, &str)]) -> Vec<u8> {
        let start = |arguments: &[&str]| {
            let mut command = pty::command(UNSIT, person);
            command.args(arguments);
            for (name, value) in set {
                command.env(name, value);
            }
            Pty::run(command, 100, 30)
        };
        let mut library = start(&[]);
        library.until_text("not medical advice");
        library.send("?");
        library.until_text("Esc closes");
        library.send("??");
        library.until_text("Esc closes");
        library.send("\x03");
        assert_eq!(library.end(), End::Status(0));
        let mut session = start(&["play", "routine.toml", "--mute", "--speed", "50"]);
        session.until_text("Press Enter when done");
        session.send("q");
        session.until_text("keep going");
        session.send("n");
        session.until_no_text("keep going");
        session.send("\r");
        session.until_text("not recorded");
        session.idle(Duration::from_millis(1200));
        session.send("q");
        assert_eq!(session.end(), End::Status(0));
        [library.output(), session.output()].concat()
    }

    #[test]
    fn a_locale_without_unicode_gets_ascii() {
        let person =
            Person::playing(&TINY.replace("Stretch", "Étirement – 10 × 日本")).with("e.toml", "name = \"é\"\n");
        for variables in [&[("LANG", "C")][..], &[("LC_ALL", "POSIX"), ("LANG", "en_GB.UTF-8")]] {
            let output = walk(&person, variables);
            assert!(output.is_ascii(), "{:?}", String::from_utf8_lossy(&output).chars().find(|c| !c.is_ascii()));
        }
    }

    #[test]
    fn no_color_is_respected() {
        let person = Person::playing(TINY);
        let output = walk(&person, &[("NO_COLOR", "1")]);
        let output = str::from_utf8(&output).unwrap();
        let styles = output.split("\u{1b}[").filter_map(|sequence| sequence.split_once('m')).map(|(style, _)| style);
        let styles = styles.filter(|style| style.bytes().all(|byte| byte == b';' || byte.is_ascii_digit()));
        let coloured = styles.flat_map(|style| style.split(';')).find(|number| {
            let number = number.parse().unwrap_or(0);
            matches!(number, 30..=38 | 40..=48 | 58 | 90..=107)
        });
        assert_eq!(coloured, None);
    }

    /// No content and no name of a file acts on the terminal, in any list, preview, message or screen.
    #[test]
    fn no_text_of_a_file_controls_the_terminal() {
        const RAW: &str = "\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{1b}P0q\u{1b}\\\u{8}\u{7f}\u{85}\u{200b}\u{e0041}";
        let escaped = "\\u001b]0;owned\\u0007\\u009b31m\\u202e\\u001bP0q\\u001b\\\\\\b\\u007f\\u0085\\u200b\\U000e0041";
        // Every text that may be shown, in a file that is otherwise valid.
        let routine_named = |text: &str| {
            format!(
                "name = \"{text}\"\ndescription = \"{text}\"\ntags = [\"{text}\"]\nsources = [\"{text}\"]\n\
                 \"{text}\" = 1\n[[block]]\nname = \"{text}\"\n[[block.exercise]]\nname = \"{text}\"\nreps = 2\n\
                 tempo = [\"{text} 2s\"]\nload = \"{text}\"\nposition = \"{text}\"\ntips = [\"{text}\"]\n\
                 instructions = \"{text}\"\nmuscles = [\"{text}\"]\n"
            )
        };
        // Text that is allowed and yet tricky: wide, joined, stacked, right to left.
        let odd = format!("日本 👩‍👩‍👧 e{} שלום", "\u{301}".repeat(20));
        let tame =
            routine_named(&odd).replace(&format!("\"{odd}\" = 1\n"), "").replace(&format!("{odd} 2s"), "日本 2s");
        let named = OsStr::from_bytes(b"\x1b]0;owned\x07\x9b\xff\n.toml");
        let person = Person::playing(&tame)
            .with("raw.toml", routine_named(RAW))
            .with("escaped.toml", routine_named(escaped))
            .with("odd.toml", &tame)
            .with("bytes.toml", [b"name = \"x\"\n".as_slice(), &[0xff, 0x1b, 0x9b, 0]].concat())
            .with("exercises/escaped.toml", format!("name = \"{escaped}\"\nreps = 2\n"))
            .with("../config.toml", format!("background = \"{escaped}\"\n\"{escaped}\" = 1\n"))
            .with(named, &tame)
            .with(format!("{RAW}.toml"), routine_named(RAW));
        let path = PathBuf::from(".config/unsit/routines");

        let mut library = person.runs(&[]);
        library.until_text("config.toml: line 1");
        for _ in 0..11 {
            library.send("\x1b[B?");
            library.until_text("Esc closes");
            library.send("?");
            library.until_no_text("Esc closes");
        }
        library.send(format!("/{odd}\x1b[200~{RAW}\x1b[201~"));
        library.until_text("no match");
        library.send("\x03");
        assert_left(library);

        for size in [(80, 24), (30, 3)] {
            let mut command = pty::command(UNSIT, &person);
            command.args(["play", "routine.toml", "--mute", "--speed", "20"]);
            let mut session = Pty::run(command, size.0, size.1);
            session.until("the summary", |screen| {
                ["WELL DONE", "not recorded"].iter().any(|words| screen.contents().contains(words))
            });
            session.idle(Duration::from_millis(1200));
            session.send("q");
            assert_left(session);
        }
        let inside = path.join(named);
        let spelled = path.join(format!("{RAW}.toml"));
        let files =
            ["raw", "escaped", "odd", RAW].map(OsStr::new).into_iter().chain([inside.as_os_str(), spelled.as_os_str()]);
        let reported = files.flat_map(|file| {
            [vec![OsStr::new("plan"), file, OsStr::new("--cues")], vec![OsStr::new("check"), file]]
                .into_iter()
                .chain((file != "odd" && file != named).then(|| vec![OsStr::new("play"), file]))
        });
        let reported = reported.chain([vec![OsStr::new("list")], vec![OsStr::new("check")]]);
        for arguments in reported {
            let mut command = pty::command(UNSIT, &person);
            command.args(&arguments);
            if arguments[0] == "play" {
                command.args(["--plain", "--mute", "--speed", "1000"]);
            }
            let mut pty = Pty::run(command, COLUMNS, ROWS);
            assert!(matches!(pty.end(), End::Status(0 | 1)), "{arguments:?}");
            assert_ours(pty.output());
        }
    }
}
