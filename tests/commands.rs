//! The commands that tell what was done, by their exact output; the history is the one in `docs/history.md`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use insta::assert_snapshot;

struct Person {
    home: tempfile::TempDir,
}

impl Person {
    fn new() -> Person {
        Person { home: tempfile::tempdir().unwrap() }
    }

    fn with_history(text: &str) -> Person {
        let person = Person::new();
        fs::create_dir_all(person.history()).unwrap();
        fs::write(person.history().join("laptop-3fa91c20.jsonl"), text).unwrap();
        person
    }

    fn history(&self) -> PathBuf {
        self.home.path().join(".local/share/unsit/history")
    }

    fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unsit"));
        command.env_clear().env("HOME", self.home.path()).env("LANG", "C.UTF-8").env("TZ", "UTC");
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(self.home.path().to_str().unwrap(), "~");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    #[track_caller]
    fn result(&self, arguments: &[&str]) -> String {
        let (status, out, messages) = self.run(arguments);
        assert_eq!((status, messages.as_str()), (Some(0), ""));
        out
    }
}

/// The lines in `docs/history.md`.
fn documented() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/history.md");
    let text = fs::read_to_string(path).unwrap();
    text.split("```jsonl\n").nth(1).unwrap().split("```").next().unwrap().to_owned()
}

#[test]
fn the_documented_lines_are_what_the_program_writes() {
    for line in documented().lines() {
        let record = unsit::history::fact::Record::read(line.as_bytes()).unwrap();
        assert_eq!(record.line().trim_end(), line);
    }
}

#[test]
fn a_log_has_a_line_for_each_session() {
    let person = Person::with_history(&documented());
    assert_snapshot!(person.result(&["log"]), @"2026-03-04 18:00  Wake the glutes  2 min  3/3 sets  effort 6, pain 1  left is weaker");
    assert_eq!(person.result(&["log", "--since", "2026-03-04", "--routine", "daily"]).lines().count(), 1);
    for (none, reported) in [
        (["--since", "2026-03-05"], "no sessions since 2026-03-05\n"),
        (["--routine", "clinic"], "no sessions of `clinic`\n"),
    ] {
        for command in ["log", "stats"] {
            let (status, out, messages) = person.run(&[&[command], &none[..]].concat());
            assert_eq!((status, out.as_str(), messages.as_str()), (Some(0), "", reported));
        }
    }
}

#[test]
fn a_log_for_programs_has_the_corrections_in_it() {
    let person = Person::with_history(&documented());
    let session: serde_json::Value = serde_json::from_str(&person.result(&["log", "--format", "json"])).unwrap();
    assert_eq!(session["sets"][1]["reps"], 8);
    assert_eq!(session["sets"][1]["outcome"], "short");
    assert_eq!(session["sets"][2]["seconds"], 30.5);
    assert_eq!((&session["effort"], &session["note"]), (&6.into(), &"left is weaker".into()));
    assert_eq!(session["time"], "2026-03-04T18:00:00+01:00");
}

#[test]
fn a_spreadsheet_runs_no_formula_and_reads_umlauts() {
    let line = |exercise: &str, id: &str| {
        documented().lines().nth(1).unwrap().replace("Clamshell", exercise).replace("aa01bc.1", &format!("aa01bc.{id}"))
    };
    let history: Vec<String> = ["=1+1", "+1", "-1", "@SUM(A1)", "Brücke; lang"]
        .iter()
        .zip(["2", "3", "4", "5", "6"])
        .map(|(name, id)| line(name, id))
        .collect();
    let person = Person::with_history(&(history.join("\n") + "\n"));
    let names = |csv: &str, delimiter: char| -> Vec<String> {
        csv.split("\r\n").skip(1).filter_map(|row| Some(row.split(delimiter).nth(6)?.to_owned())).collect()
    };
    let csv = person.result(&["export", "--format", "csv"]);
    assert_eq!(names(&csv, ','), ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "Brücke; lang"]);
    let csv = person.result(&["export", "--format", "csv", "--bom", "--delimiter", ";"]);
    assert!(csv.starts_with("\u{FEFF}session;date;routine;"), "{csv}");
    assert!(csv.contains(";\"Brücke; lang\";") && csv.contains(";'=1+1;"), "{csv}");
    let (status, _, messages) = person.run(&["export", "--format", "csv", "--delimiter", "x"]);
    assert_eq!(status, Some(2));
    assert!(messages.contains("expected a comma, a semicolon, a tab or `|`"), "{messages}");
}

#[test]
fn no_control_character_of_the_history_is_printed() {
    let line =
        documented().lines().nth(1).unwrap().replace("Clamshell", "a\u{9b}\u{7f}\u{202e}b").replace("green", "\\u001b");
    let person = Person::with_history(&(line + "\n"));
    for command in
        [&["log"][..], &["log", "--format", "json"], &["export", "--format", "json"], &["export", "--format", "csv"]]
    {
        let out = person.result(command);
        assert!(!out.chars().any(|c| c != '\n' && c != '\r' && unsit::base::text::is_unsafe(c)), "{command:?} {out:?}");
    }
}

#[test]
fn an_export_is_whole_in_each_form() {
    let person = Person::with_history(&documented());
    let csv = person.result(&["export", "--format", "csv"]);
    assert!(csv.lines().count() == 4 && csv.split("\r\n").count() == 5);
    assert_snapshot!(csv.replace('\r', ""), @r#"
    session,date,routine,name,id,time,exercise,library,block,round,set,side,goal,reps,seconds,load,outcome,corrected,effort,pain,note
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.1,2026-03-04T18:01:00+01:00,Clamshell,clamshell,,1,1,left,10 reps,10,40.0,,done,false,6,1,left is weaker
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.2,2026-03-04T18:02:00+01:00,Clamshell,clamshell,,1,1,right,10 reps,8,40.0,green band,short,true,6,1,left is weaker
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.4,2026-03-04T18:02:40+01:00,"Plank, ""low""",,,1,1,both,30s hold,,30.5,,done,false,6,1,left is weaker
    "#);
    let json = person.result(&["export", "--format", "json"]);
    assert_eq!(json.lines().count(), 3);
    for line in json.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap()["session"].is_string());
    }
}

#[test]
fn statistics_have_the_bests() {
    let person = Person::with_history(&documented());
    let text = person.result(&["stats"]);
    assert!(text.starts_with("current streak 0 days, longest 1 day\n1 session, 2 min\n"), "{text}");
    assert!(text.contains("Clamshell     once  10 reps\n"), "{text}");
    assert!(text.contains("Plank, \"low\"  once           30s\n"), "{text}");
    let object: serde_json::Value = serde_json::from_str(&person.result(&["stats", "--format", "json"])).unwrap();
    assert_eq!((&object["longest_streak"], &object["sessions"]), (&1.into(), &1.into()));
    assert_eq!(object["exercises"][0]["best_reps"]["date"], "2026-03-04");
}

#[test]
fn a_status_is_one_line() {
    let person = Person::new();
    assert_snapshot!(person.result(&["status"]), @"due: Wake the glutes");
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
    let (mut lines, mut date) = (String::new(), today);
    for number in 0..3 {
        let line = documented().lines().nth(5).unwrap().replace("9f3a1c2e77aa01bc", &format!("s{number}"));
        lines.push_str(&line.replace("2026-03-04", &date.to_string()));
        lines.push('\n');
        date = date.yesterday().unwrap();
    }
    let person = Person::with_history(&lines);
    assert_snapshot!(person.result(&["status"]), @"done for today, 3 days in a row");
    let format = "{due} {done} [{next}] {streak} {longest} {last} {{}}{sitting}";
    assert_snapshot!(person.result(&["status", "--format", format]), @"0 1 [] 3 3 today {}");
    let (status, _, messages) = person.run(&["status", "--format", "{mood}"]);
    assert_eq!(status, Some(1));
    assert_snapshot!(messages, @"unsit: unknown placeholder `{mood}`; available: {due}, {next}, {done}, {streak}, {longest}, {last}, {sitting}");
}

/// A session without an end counts by its sets, also for `status`, which reads no others.
#[test]
fn a_status_counts_what_a_crash_left() {
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string();
    let lines: String = documented().lines().take(3).collect::<Vec<_>>().join("\n") + "\n";
    let person = Person::with_history(&lines.replace("2026-03-04", &today));
    assert_snapshot!(person.result(&["status"]), @"done for today");
}

#[test]
fn what_cannot_be_read_is_told_and_keeps_nothing_from_working() {
    let person = Person::with_history(&format!("<<<<<<< HEAD\n{}", documented()));
    let (status, out, messages) = person.run(&["log"]);
    assert_eq!((status, out.lines().count()), (Some(0), 1));
    assert_snapshot!(messages, @"unsit: could not read 1 history line (first: laptop-3fa91c20.jsonl:1); the rest is intact");
}

#[test]
fn a_session_in_lines_is_kept() {
    let person = Person::new();
    let path = person.home.path().join("hold.toml");
    fs::write(&path, "name = \"Hold\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.2s\"\n").unwrap();
    person.result(&["play", path.to_str().unwrap(), "--plain", "--mute"]);
    let files: Vec<_> = fs::read_dir(person.history()).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let text = fs::read_to_string(file).unwrap();
    let kinds: Vec<_> =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].clone()).collect();
    assert_eq!(kinds, ["session_start", "set", "session_end"]);
    // One that is tried out faster is not kept.
    person.result(&["play", path.to_str().unwrap(), "--plain", "--mute", "--speed", "100"]);
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}

#[test]
fn the_history_can_be_kept_elsewhere() {
    let person = Person::new();
    let config = person.home.path().join(".config/unsit");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "history_dir = \"~/Sync/unsit\"\n").unwrap();
    fs::create_dir_all(person.home.path().join("Sync/unsit")).unwrap();
    fs::write(person.home.path().join("Sync/unsit/a.jsonl"), documented()).unwrap();
    assert_eq!(person.result(&["log"]).lines().count(), 1);
}

/// What could not be saved is printed, to be added by hand.
#[test]
fn what_cannot_be_saved_is_handed_back() {
    let person = Person::new();
    let path = person.home.path().join("hold.toml");
    fs::write(&path, "name = \"Hold\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.2s\"\n").unwrap();
    fs::create_dir_all(person.history().parent().unwrap()).unwrap();
    fs::write(person.history(), "").unwrap();
    let (status, out, messages) = person.run(&["play", path.to_str().unwrap(), "--plain", "--mute"]);
    assert_eq!(status, Some(1));
    // Where a line is cut, the reason is still seen.
    let why = out.lines().find(|line| line.starts_with("NOT SAVED (")).unwrap();
    assert!(why.contains(" pending, retrying): not a directory (") && why.ends_with(".jsonl)"), "{why}");
    assert!(messages.starts_with("unsit: cannot save what you did: "), "{messages}");
    assert_eq!(messages.lines().filter(|line| line.starts_with("{\"v\":1,")).count(), 3);
}

/// "Add two reps every 2 sessions until 15": the dose that the file says, and what is due after these sessions.
#[test]
fn a_dose_grows_with_what_was_done() {
    let session = |day: u32, outcome: &str, pain: u32| {
        let head = |kind: &str, n: u32| {
            format!(
                "{{\"v\":1,\"kind\":\"{kind}\",\"id\":\"s{day}.{n}\",\"session\":\"s{day}\",\"n\":{n},\
                 \"time\":\"2026-03-{day:02}T18:0{n}:00+00:00\",\"zone\":\"UTC\",\"date\":\"2026-03-{day:02}\",\"routine\":\"knee\""
            )
        };
        format!(
            "{},\"name\":\"Knee\",\"plan\":\"x\",\"of_sets\":1}}\n\
             {},\"exercise\":\"Squat\",\"step\":1,\"round\":1,\"set\":1,\"side\":\"both\",\"goal\":\"10 reps\",\
             \"goal_reps\":10,\"reps\":10,\"seconds\":40,\"outcome\":\"{outcome}\",\"active_s\":50}}\n\
             {},\"outcome\":\"done\",\"sets\":1,\"of_sets\":1,\"active_s\":50,\"total_s\":50}}\n\
             {},\"of\":\"s{day}.2\",\"pain\":{pain}}}\n",
            head("session_start", 0),
            head("set", 1),
            head("session_end", 2),
            head("correction", 3)
        )
    };
    let good = |day| session(day, "done", 0);
    let due = |sessions: &[String]| {
        let person = Person::with_history(&sessions.concat());
        let routines = person.home.path().join(".config/unsit/routines");
        fs::create_dir_all(&routines).unwrap();
        let text = "name = \"Knee\"\n[[exercise]]\nname = \"Squat\"\nreps = 10\nprepare = 0\n\
                    progress = { add = \"2 reps\", every = \"2 sessions\", until = 15 }\n";
        fs::write(routines.join("knee.toml"), text).unwrap();
        let plan = person.result(&["plan", "knee"]);
        assert_eq!(fs::read_to_string(routines.join("knee.toml")).unwrap(), text);
        plan.lines().last().unwrap().split("Squat").last().unwrap().trim().to_owned()
    };
    assert_eq!(due(&[]), "10 reps");
    assert_eq!(due(&[good(1)]), "10 reps");
    assert_eq!(due(&[good(1), good(2)]), "12 reps  +2 since you began");
    assert_eq!(due(&(1..=8).map(good).collect::<Vec<_>>()), "15 reps  +5 since you began");
    // Cut short, or with pain: it does not count, and nothing rises after it.
    assert_eq!(due(&[good(1), session(2, "short", 0)]), "10 reps");
    assert_eq!(due(&[good(1), session(2, "done", 5)]), "10 reps");
    assert_eq!(due(&[good(1), session(2, "done", 4)]), "12 reps  +2 since you began");
}
