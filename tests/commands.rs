//! The commands that show past sessions, by their exact output; the history is the one in `docs/history.md`.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;

use std::{collections::BTreeSet, fs, path::Path};

use insta::assert_snapshot;
use person::Person;
use serde_json::Value;

impl Person {
    /// A user in UTC with a history.
    fn with_history(text: &str) -> Person {
        let person = Person::in_utc();
        fs::create_dir_all(person.history()).unwrap();
        fs::write(person.history().join("laptop-3fa91c20.jsonl"), text).unwrap();
        person
    }

    fn in_utc() -> Person {
        Person::new().set("TZ", "UTC")
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
    assert_snapshot!(person.run(&["log"]).result(), @"2026-03-04 18:00  Wake the glutes  2 min  3/3 sets  effort 6, pain 1  left is weaker");
    assert_eq!(person.run(&["log", "--since", "2026-03-04", "--routine", "daily"]).result().lines().count(), 1);
    for (none, reported) in [
        (["--since", "2026-03-05"], "no sessions since 2026-03-05\n"),
        (["--routine", "clinic"], "no sessions of `clinic`\n"),
    ] {
        for command in ["log", "stats"] {
            let (status, out, messages) = person.run(&[&[command], &none[..]].concat()).parts();
            assert_eq!((status, out.as_str(), messages.as_str()), (Some(0), "", reported));
        }
    }
    for (name, fix) in [("clinik", "did you mean `clinic`?"), ("nope", "`unsit list` shows the routines")] {
        for command in ["log", "stats", "export"] {
            let (status, out, messages) = person.run(&[command, "--routine", name]).parts();
            let reported = format!("unsit: no routine or session has the name `{name}`: {fix}\n");
            assert_eq!((status, out.as_str(), messages), (Some(1), "", reported));
        }
    }
    let past = Person::with_history(&documented().replace("\"daily\"", "\"gone\""));
    assert_eq!(past.run(&["log", "--routine", "gone"]).result().lines().count(), 1);
}

#[test]
fn a_log_for_programs_has_the_corrections_in_it() {
    let person = Person::with_history(&documented());
    let session: serde_json::Value = serde_json::from_str(&person.run(&["log", "--format", "json"]).result()).unwrap();
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
    let csv = person.run(&["export", "--format", "csv"]).result();
    assert_eq!(names(&csv, ','), ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "Brücke; lang"]);
    let csv = person.run(&["export", "--format", "csv", "--bom", "--delimiter", ";"]).result();
    assert!(csv.starts_with("\u{FEFF}session;date;routine;"), "{csv}");
    assert!(csv.contains(";\"Brücke; lang\";") && csv.contains(";'=1+1;"), "{csv}");
    let (status, _, messages) = person.run(&["export", "--format", "csv", "--delimiter", "x"]).parts();
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
        let out = person.run(command).result();
        assert!(!out.chars().any(|c| c != '\n' && c != '\r' && unsit::base::text::is_unsafe(c)), "{command:?} {out:?}");
    }
}

/// Folders may have any name: none of it acts on the terminal, whichever command reports it.
#[cfg(target_os = "linux")]
#[test]
fn no_control_character_of_a_folder_is_printed() {
    let person = Person::in_utc();
    let folder = person.home().join("x\u{1b}[31m\u{9b}\u{7}\u{202e}");
    let variables = ["XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"];
    let person = variables.into_iter().fold(person, |person, name| person.set(name, &folder));
    let own = folder.join("unsit");
    fs::create_dir_all(own.join("routines/exercises")).unwrap();
    // Each is in the way of something: the history is no folder, and the other files have errors.
    fs::write(own.join("history"), "").unwrap();
    fs::write(own.join("routines/bad.toml"), "nmae = 1\n").unwrap();
    fs::write(own.join("routines/exercises/bad.toml"), "nmae = 1\n").unwrap();
    let voice = serde_json::to_string(&own).unwrap().replace("\u{9b}", "\\u009b").replace('\u{202e}', "\\u202e");
    fs::write(own.join("config.toml"), format!("nmae = 1\n[audio]\nvoice = {voice}\n")).unwrap();
    fs::write(own.join("hold.toml"), "name = \"Hold\"\n[[exercise]]\nname = \"Hold\"\nprepare = 0\nhold = \"0.2s\"\n")
        .unwrap();
    let hold = own.join("hold.toml");
    let missing = own.join("missing.toml");
    let mut named = 0;
    for command in [
        "log",
        "log --format json",
        "stats",
        "export",
        "status",
        "list",
        "list --format json",
        "plan bad",
        "show bad",
        "check",
        "check --format json",
        "check MISSING",
        "plan MISSING",
        "figure MISSING",
        "play HOLD --plain --mute",
        "play HOLD --plain --mute --resume",
        "new Knee",
        "new Bad",
        "edit bad",
        "edit daily",
        "ctl status",
        "sounds",
        "sounds --format json",
        "doctor",
        "doctor --format json",
        "",
    ] {
        let words = command.split_whitespace().map(|word| match word {
            "HOLD" => hold.clone().into_os_string(),
            "MISSING" => missing.clone().into_os_string(),
            word => word.into(),
        });
        let ran = person.run(&words.collect::<Vec<_>>());
        for text in [&ran.out, &ran.messages] {
            let raw = text.chars().find(|c| !matches!(c, '\n' | '\r') && unsit::base::text::is_unsafe(*c));
            assert_eq!(raw, None, "unsit {command} printed {text:?}");
            named += usize::from(text.contains("[31m"));
        }
    }
    // The folder is part of many messages.
    assert!(named >= 12, "{named}");
}

#[test]
fn an_export_is_whole_in_each_form() {
    let person = Person::with_history(&documented());
    let csv = person.run(&["export"]).result();
    assert_eq!(person.run(&["export", "--format", "csv"]).result(), csv);
    for option in ["--bom", "--delimiter=;"] {
        let (status, out, messages) = person.run(&["export", "--format", "json", option]).parts();
        let name = option.trim_end_matches("=;");
        assert_eq!((status, out.as_str()), (Some(2), ""));
        let reported = format!("error: `{name}` is for CSV: remove it, or write `--format csv`\n");
        assert!(messages.starts_with(&reported), "{messages}");
    }
    assert!(csv.lines().count() == 4 && csv.split("\r\n").count() == 5);
    assert_snapshot!(csv.replace('\r', ""), @r#"
    session,date,routine,name,id,time,exercise,library,block,round,set,side,goal,reps,seconds,load,outcome,corrected,effort,pain,note
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.1,2026-03-04T18:01:00+01:00,Clamshell,clamshell,,1,1,left,10 reps,10,40.0,,done,false,6,1,left is weaker
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.2,2026-03-04T18:02:00+01:00,Clamshell,clamshell,,1,1,right,10 reps,8,40.0,green band,short,true,6,1,left is weaker
    9f3a1c2e77aa01bc,2026-03-04,daily,Wake the glutes,9f3a1c2e77aa01bc.4,2026-03-04T18:02:40+01:00,"Plank, ""low""",,,1,1,both,30s hold,,30.5,,done,false,6,1,left is weaker
    "#);
    let json = person.run(&["export", "--format", "json"]).result();
    assert_eq!(json.lines().count(), 3);
    for line in json.lines() {
        assert!(serde_json::from_str::<serde_json::Value>(line).unwrap()["session"].is_string());
    }
}

#[test]
fn statistics_have_the_bests() {
    let person = Person::with_history(&documented());
    let text = person.run(&["stats"]).result();
    assert!(text.starts_with("current streak 0 days, longest 1 day\n1 session, 2 min\n"), "{text}");
    let weeks = text.lines().skip_while(|line| *line != "Minutes per week");
    let bests: Vec<_> = weeks.skip_while(|line| *line != "Exercises and best sets").skip(1).collect();
    assert_eq!(bests, ["Clamshell     1 session  10 reps", "Plank, \"low\"  1 session           30s"]);
    let one =
        Person::with_history(&documented().replace("\"reps\":10", "\"reps\":1").replace("\"reps\":8", "\"reps\":1"));
    assert!(one.run(&["stats"]).result().contains("Clamshell     1 session  1 rep\n"));
    let object: serde_json::Value = serde_json::from_str(&person.run(&["stats", "--format", "json"]).result()).unwrap();
    assert_eq!((&object["longest_streak"], &object["sessions"]), (&1.into(), &1.into()));
    assert_eq!(object["exercises"][0]["best_reps"]["date"], "2026-03-04");
}

#[test]
fn a_status_is_one_line() {
    let person = Person::in_utc();
    assert_snapshot!(person.run(&["status"]).result(), @"due: Wake the glutes");
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
    let (mut lines, mut date) = (String::new(), today);
    for number in 0..3 {
        let line = documented().lines().nth(5).unwrap().replace("9f3a1c2e77aa01bc", &format!("s{number}"));
        lines.push_str(&line.replace("2026-03-04", &date.to_string()));
        lines.push('\n');
        date = date.yesterday().unwrap();
    }
    let person = Person::with_history(&lines);
    assert_snapshot!(person.run(&["status"]).result(), @"done for today, 3 days in a row");
    let format = "{due} {done} [{next}] {streak} {longest} {last} {{}}{sitting}";
    assert_snapshot!(person.run(&["status", "--format", format]).result(), @"0 1 [] 3 3 today {}");
    let (status, _, messages) = person.run(&["status", "--format", "{mood}"]).parts();
    assert_eq!(status, Some(1));
    assert_snapshot!(messages, @"unsit: unknown placeholder `{mood}`; available: {due}, {next}, {done}, {streak}, {longest}, {last}, {sitting}");
}

#[test]
fn a_routine_that_is_due_three_times_a_day_shows_how_often_it_was_done() {
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string();
    let done = |times: usize| {
        let line = documented().lines().nth(5).unwrap().replace("2026-03-04", &today).replace("\"daily\"", "\"knee\"");
        let sessions = (0..times).map(|number| line.replace("9f3a1c2e77aa01bc", &format!("s{number}")) + "\n");
        let person = Person::with_history(&sessions.collect::<String>());
        let routines = person.home().join(".config/unsit/routines");
        fs::create_dir_all(&routines).unwrap();
        let text = "name = \"Knee\"\ntimes = 3\n[[exercise]]\nname = \"Squat\"\nreps = 10\n";
        fs::write(routines.join("knee.toml"), text).unwrap();
        person
    };
    assert_snapshot!(done(0).run(&["status"]).result(), @"due: Knee (0 of 3 done) and 1 more");
    let person = done(2);
    assert_snapshot!(person.run(&["status"]).result(), @"due: Knee (2 of 3 done) and 1 more");
    let json: Value = serde_json::from_str(&person.run(&["status", "--format", "json"]).result()).unwrap();
    assert_eq!((&json["due"][0]["done"], &json["due"][0]["times"], &json["streak"]), (&2.into(), &3.into(), &0.into()));
    assert!(person.run(&["show", "knee"]).result().contains("daily, 3 times a day"));
    assert!(person.run(&["list"]).result().contains("daily 3x"));
    assert_eq!(person.run(&["stats"]).result().lines().next().unwrap(), "current streak 0 days, longest 0 days");
    let person = done(3);
    assert_snapshot!(person.run(&["status"]).result(), @"due: Wake the glutes");
    assert_eq!(person.run(&["stats"]).result().lines().next().unwrap(), "current streak 1 day, longest 1 day");
}

/// A session without an end counts by its sets, even for `status`, which reads no others.
#[test]
fn a_status_counts_sets_before_a_crash() {
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string();
    let lines: String = documented().lines().take(3).collect::<Vec<_>>().join("\n") + "\n";
    let person = Person::with_history(&lines.replace("2026-03-04", &today));
    assert_snapshot!(person.run(&["status"]).result(), @"done for today");
}

#[test]
fn unreadable_lines_are_reported_and_skipped() {
    let person = Person::with_history(&format!("<<<<<<< HEAD\n{}", documented()));
    let (status, out, messages) = person.run(&["log"]).parts();
    assert_eq!((status, out.lines().count()), (Some(0), 1));
    assert_snapshot!(messages, @"unsit: could not read 1 history line (first: laptop-3fa91c20.jsonl:1); all other lines were read");
}

#[test]
fn a_session_in_lines_is_kept() {
    let person = Person::in_utc();
    let path = person.home().join("hold.toml");
    fs::write(&path, "name = \"Hold\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.2s\"\n").unwrap();
    person.run(&["play", path.to_str().unwrap(), "--plain", "--mute"]).result();
    let files: Vec<_> = fs::read_dir(person.history()).unwrap().map(|file| file.unwrap().path()).collect();
    let [file] = &files[..] else { panic!("{files:?}") };
    let text = fs::read_to_string(file).unwrap();
    let kinds: Vec<_> =
        text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["kind"].clone()).collect();
    assert_eq!(kinds, ["session_start", "set", "session_end"]);
    // A trial is not recorded.
    person.run(&["play", path.to_str().unwrap(), "--plain", "--mute", "--speed", "100"]).result();
    assert_eq!(fs::read_to_string(file).unwrap(), text);
}

#[test]
fn the_history_can_be_kept_elsewhere() {
    let person = Person::in_utc();
    let config = person.home().join(".config/unsit");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), "history_dir = \"~/Sync/unsit\"\n").unwrap();
    fs::create_dir_all(person.home().join("Sync/unsit")).unwrap();
    fs::write(person.home().join("Sync/unsit/a.jsonl"), documented()).unwrap();
    assert_eq!(person.run(&["log"]).result().lines().count(), 1);
}

/// Facts that cannot be saved are printed, to be added by hand.
#[test]
fn unsaved_facts_are_printed() {
    let person = Person::in_utc();
    let path = person.home().join("hold.toml");
    fs::write(&path, "name = \"Hold\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.2s\"\n").unwrap();
    fs::create_dir_all(person.history().parent().unwrap()).unwrap();
    fs::write(person.history(), "").unwrap();
    let (status, out, messages) = person.run(&["play", path.to_str().unwrap(), "--plain", "--mute"]).parts();
    assert_eq!(status, Some(1));
    // If a line is cut, the reason remains visible.
    let why = out.lines().find(|line| line.starts_with("NOT SAVED (")).unwrap();
    assert!(why.contains(" pending, retrying): not a directory (") && why.ends_with(".jsonl)"), "{why}");
    assert!(messages.starts_with("unsit: cannot save what you did: "), "{messages}");
    assert_eq!(messages.lines().filter(|line| line.starts_with("{\"v\":1,")).count(), 3);
}

/// "Add two reps every 2 sessions until 15": the dose in the file, and the dose after these sessions.
#[test]
fn a_dose_progresses_with_past_sessions() {
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
        let routines = person.home().join(".config/unsit/routines");
        fs::create_dir_all(&routines).unwrap();
        let text = "name = \"Knee\"\n[[exercise]]\nname = \"Squat\"\nreps = 10\nprepare = 0\n\
                    progress = { add = \"2 reps\", every = \"2 sessions\", until = 15 }\n";
        fs::write(routines.join("knee.toml"), text).unwrap();
        let plan = person.run(&["plan", "knee"]).result();
        assert_eq!(fs::read_to_string(routines.join("knee.toml")).unwrap(), text);
        assert!(plan.ends_with("\nSquat grows by 2 reps every 2 sessions until 15\n"), "{plan}");
        plan.lines().rfind(|line| line.contains("work")).unwrap().split("Squat").last().unwrap().trim().to_owned()
    };
    assert_eq!(due(&[]), "10 reps");
    assert_eq!(due(&[good(1)]), "10 reps");
    assert_eq!(due(&[good(1), good(2)]), "12 reps  +2 since you began");
    assert_eq!(due(&(1..=8).map(good).collect::<Vec<_>>()), "15 reps  +5 since you began");
    // A session that was cut short or hurt does not count, and the next one does not rise.
    assert_eq!(due(&[good(1), session(2, "short", 0)]), "10 reps");
    assert_eq!(due(&[good(1), session(2, "done", 5)]), "10 reps");
    assert_eq!(due(&[good(1), session(2, "done", 4)]), "12 reps  +2 since you began");
}

/// The keys of the tables under a heading of `docs/json.md`.
fn documented_keys(command: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md");
    let page = fs::read_to_string(path).unwrap();
    let section = page.split("\n## ").find(|section| section.lines().next() == Some(command)).unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells
        .flat_map(|cell| cell.split('`').step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .filter(|key| !key.is_empty())
        .collect()
}

/// The paths of the values of an object that are not objects: `steps[].kind`.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) if !matches!(path.rsplit('.').next(), Some("goal" | "toml")) => {
            for (key, value) in map {
                paths(value, &if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, found);
            }
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            for value in list {
                paths(value, &format!("{path}[]"), found);
            }
        }
        _ => drop(found.insert(path.to_owned())),
    }
}

/// Someone whose routine and exercise have names that break formats made by hand, with a session of both.
const AWKWARD: &str = "Ä \"B\" {c}, 'd'; <e> \\";

#[expect(clippy::format_collect, reason = "a short text of a test")]
fn awkward() -> Person {
    let name = serde_json::to_string(AWKWARD).unwrap();
    let history: String = documented()
        .lines()
        .map(|line| {
            let mut fact: Value = serde_json::from_str(line).unwrap();
            if fact["routine"] != "" {
                fact["routine"] = "awkward".into();
            }
            for key in ["name", "exercise", "note", "block"] {
                if fact.get(key).is_some() || (key == "block" && fact["kind"] == "set") {
                    fact[key] = AWKWARD.into();
                }
            }
            if fact["kind"] == "set" {
                fact["round_sets"] = 3.into();
            }
            fact["date"] = "2026-03-04".into();
            format!("{fact}\n")
        })
        .collect();
    let person = Person::with_history(&history);
    let routines = person.home().join(".config/unsit/routines");
    fs::create_dir_all(routines.join("exercises")).unwrap();
    let exercise = format!(
        "name = {name}\naliases = [\"awk\"]\nreps = \"2-3\"\nload = {name}\nhow = {name}\nlimb = \"leg\"\nsides = \"each\"\n\
         position = {name}\ntips = [{name}]\ninstructions = {name}\nmuscles = [{name}]\nequipment = [{name}]\n\
         sources = [{{ title = {name}, link = \"https://example.org\" }}]\n"
    );
    fs::write(routines.join("exercises/awk-ward.toml"), exercise).unwrap();
    fs::write(
        routines.join("awkward.toml"),
        format!(
            "name = {name}\ngroup = \"x\"\ndescription = {name}\nschedule = \"daily\"\ntags = [{name}]\n\
             sources = [{{ title = {name}, link = \"https://example.org\" }}]\n[[block]]\nname = {name}\n\
             [[block.exercise]]\nuse = \"awk-ward\"\nsets = 2\n[[block]]\ncap = \"1m\"\n[[block.exercise]]\nuse = \"plank\"\nhold = 9\n"
        ),
    )
    .unwrap();
    person
}

#[test]
fn the_json_of_every_command_matches_its_page_and_keeps_any_name() {
    let person = awkward();
    fs::write(person.home().join("bad.toml"), "name = \"x\"\nnmae = 1\n").unwrap();
    fs::create_dir(person.home().join("voice")).unwrap();
    fs::write(person.home().join("voice/1.wav"), include_bytes!("../sounds/rep.wav")).unwrap();
    fs::write(person.home().join("voice/2.wav"), "no sound").unwrap();
    let commands: [(&str, &[&str]); 14] = [
        ("unsit list", &["list"]),
        ("unsit exercises", &["exercises"]),
        ("unsit plan", &["plan", "awkward", "--cues"]),
        ("unsit show EXERCISE", &["show", "awk-ward"]),
        ("unsit show ROUTINE", &["show", "awkward"]),
        ("unsit check", &["check", "bad.toml"]),
        ("unsit check --explain", &["check", "--explain", "bad-duration"]),
        ("unsit log", &["log"]),
        ("unsit stats", &["stats"]),
        ("unsit export", &["export"]),
        ("unsit status", &["status"]),
        ("unsit sounds", &["sounds"]),
        ("unsit sounds --voice", &["sounds", "--voice", "voice"]),
        ("unsit new", &["new", AWKWARD, "--dry-run", "--add", "2x8 squat 9 kg", "--add", "see me"]),
    ];
    let columns: BTreeSet<String> =
        unsit::history::columns::COLUMNS.iter().map(|column| column.name.to_owned()).collect();
    for (heading, arguments) in commands {
        // The output for programs is the same in a locale limited to ASCII.
        let output = person.command(arguments).args(["--format", "json"]).env("LC_ALL", "C").output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let mut found = BTreeSet::new();
        for line in out.lines() {
            let object: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{heading}: {error}: {line}"));
            paths(&object, "", &mut found);
        }
        assert!(!found.is_empty(), "{heading}: {}", String::from_utf8_lossy(&output.stderr));
        let mut expected = documented_keys(heading);
        match heading {
            "unsit export" => expected.clone_from(&columns),
            // Its sets have the other columns.
            "unsit log" => {
                let of_set = unsit::history::columns::COLUMNS.iter().filter(|column| !column.of_session);
                expected.extend(of_set.map(|column| format!("sets[].{}", column.name)));
                expected.remove("sets[]");
            }
            _ => {}
        }
        let bare = |keys: BTreeSet<String>| -> BTreeSet<String> {
            keys.into_iter().map(|key| key.trim_end_matches("[]").to_owned()).collect()
        };
        let (mut expected, mut found) = (bare(expected), bare(found));
        // A list or an object of which there is none, here or there, stands for its keys.
        let is_in = |key: &str, parent: &str| key.strip_prefix(parent).is_some_and(|rest| rest.starts_with(['.', '[']));
        let parents: BTreeSet<String> =
            found.iter().filter(|key| expected.iter().any(|other| is_in(other, key))).cloned().collect();
        expected.retain(|key| found.contains(key) || !parents.iter().any(|parent| is_in(key, parent)));
        found.retain(|key| !parents.contains(key));
        assert_eq!(found, expected, "{heading}");
        let names = ["unsit check", "unsit check --explain", "unsit sounds", "unsit sounds --voice"];
        if !names.contains(&heading) {
            assert!(out.contains(&*serde_json::to_string(AWKWARD).unwrap()), "{heading}: {out}");
        }
    }
    for arguments in [
        &["list"][..],
        &["exercises", "awk"],
        &["plan", "awkward", "--cues"],
        &["show", "awk-ward"],
        &["show", "awkward"],
        &["log"],
        &["stats"],
        &["status"],
        &["status", "--format", "{next}"],
    ] {
        let (status, out, messages) = person.run(arguments).parts();
        assert!(status == Some(0) && out.contains(AWKWARD), "{arguments:?}: {out}{messages}");
    }
    let csv = person.run(&["export", "--format", "csv", "--delimiter", ";"]).result();
    assert_eq!(csv.matches("\"Ä \"\"B\"\" {c}, 'd'; <e> \\\"").count(), 3 * 4, "{csv}");
}
