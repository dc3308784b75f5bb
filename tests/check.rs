//! The output of `check` for a routine file: the code, the line and the column of every error, and nothing else.
#![expect(clippy::disallowed_methods, reason = "the tests read the files next to them")]

mod common;

use std::{collections::BTreeSet, fs};

use unsit::{
    base::{
        cue::Cues,
        diagnostic::{Code, Severity, Source},
    },
    routine::{Library, check_exercise},
    session::plan::Plan,
};

use common::{check, folder, places, read, routine, seconds};

/// Every file in the folder starts with comments that list its errors.
#[test]
fn each_error_is_reported_at_its_place() {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder("tests/files/invalid")).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let text = fs::read_to_string(&path).expect("it is text").replace("\r\n", "\n");
        let expected: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
        assert!(!expected.is_empty(), "{} expects no error", path.display());
        let checked = read(&text);
        assert_eq!(places(&checked.found), expected, "{}", path.display());
        let is_error = checked.found.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(checked.routine.is_none(), is_error, "{}", path.display());
        codes.extend(checked.found.iter().map(|found| found.code));
    }
    let of_files = [
        Code::NotAFile,
        Code::TooLarge,
        Code::NotUtf8,
        Code::CircularUse,
        Code::BadSound,
        Code::MoreErrors,
        Code::MoreWarnings,
    ];
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !codes.contains(code) && !of_files.contains(code)).collect();
    assert!(missing.is_empty(), "no file has {missing:?}");
}

/// The message of each error, and its suggested fix.
#[test]
fn each_error_has_a_fix() {
    for (lines, message, help) in [
        ("use = \"clamshel\"", "unknown exercise `clamshel`", "did you mean \"clamshell\"?"),
        ("use = \"Glute Brigde\"", "unknown exercise `Glute Brigde`", "did you mean \"glute-bridge\"?"),
        (
            "name = \"a\"\nreps = 10\ntips = [\"the {side} knee\"]",
            "`{side}` and `{other}` need `sides`",
            "write sides = \"each\", or a text without `{side}` and `{other}`",
        ),
        (
            "use = \"squat\"\nsources = [{ title = \"A page\", link = \"www.example.org\" }]",
            "invalid web address `www.example.org`",
            "write the whole address, without spaces: \"https://example.org/page\"",
        ),
        ("name = \"a\"\nrep = 10", "unknown key `rep`", "did you mean `reps`?"),
        ("name = \"a\"\nhold = \"1 minute\"", "invalid duration `1 minute`", "write \"1m\""),
        (
            "name = \"a\"\nreps = 9\nload = 10",
            "expected text, found a whole number",
            "write it in quotes, with its unit: \"10 kg\"",
        ),
        (
            "name = \"a\"\nreps = 9\nload = 2.5",
            "expected text, found a number with decimals",
            "write it in quotes, with its unit: \"2.5 kg\"",
        ),
        ("name = \"a\"\nhold = 1.5", "expected a duration, found a number with decimals", "write \"1.5s\""),
        (
            "name = \"a\"\nhold = inf",
            "expected a duration, found a number with decimals",
            "write a duration, such as \"30s\"",
        ),
        ("name = \"a\"\nhold = 1\nsets = \"3\"", "expected a whole number, found text", "write it without quotes: 3"),
        ("name = \"a\"\nreps = \"10\"", "invalid number of reps `10`", "write it without quotes: 10"),
        (
            "name = \"a\"\nhold = 1\nsides = \"eahc\"",
            "invalid value `eahc`",
            "did you mean \"each\"? The values are \"both\", \"each\", \"alternate\", \"left\", \"right\"",
        ),
        ("reps = 5\nname = \"\\u202e\"", "invisible character <U+202E>", "remove it: a terminal may interpret it"),
        ("name = “a”", "invalid TOML: text without quotes", "write straight quotes: \"...\""),
    ] {
        let found = read(&format!("name = \"x\"\n[[exercise]]\n{lines}\n")).found;
        assert_eq!(found[0].message, message);
        assert_eq!(found[0].help.as_deref(), Some(help), "{message}");
    }
    for (line, help) in [
        ("hold = 30s", "write text in quotes: hold = \"30s\""),
        ("position = lying down", "write text in quotes: position = \"lying down\""),
        ("position = über", "write text in quotes: key = \"text\""),
        ("reps = 10,", "remove the comma at the end of the line"),
        ("position = \"lying\",", "remove the comma at the end of the line"),
        ("rest = none", "for no rest write rest = 0"),
        ("load = \"2 kg\" reps = 10", "write each key on a line of its own"),
        ("hold = “30s”", "write straight quotes: \"...\""),
        ("position = \"lying down", "close the quotes on the same line"),
        ("hold 30", "write key = value"),
        ("name = \"b\"", "duplicate key: remove one"),
        ("[exercise]", "duplicate table: write [[exercise]] every time, including the first"),
    ] {
        let found = read(&format!("name = \"x\"\n[[exercise]]\nname = \"a\"\n{line}\n")).found;
        assert_eq!((found.len(), found[0].code, found[0].help.as_deref()), (1, Code::Syntax, Some(help)), "{line}");
    }
    let found = read("name = \"x\"\n[exercise]\nname = \"a\"\nhold = 1\n").found;
    assert_eq!(found[0].help.as_deref(), Some("write [[exercise]], in double brackets"));
}

/// A fix has the name that the table has in this file, and only keys that are known there.
#[test]
fn a_fix_fits_the_place_in_the_file() {
    let library = Library::bundled();
    let helps = |text: &str, is_exercise: bool| -> Vec<String> {
        let source = Source { name: "x", text };
        let found = if is_exercise { check_exercise(source, &library) } else { read(text).found };
        found.into_iter().filter_map(|found| found.help).collect()
    };
    for (top, header) in [
        ("", "figure"),
        ("name = \"x\"\n[[exercise]]\n", "exercise.figure"),
        ("name = \"x\"\n[[block]]\n[[block.exercise]]\n", "block.exercise.figure"),
    ] {
        for (lines, help) in [
            (
                format!("[{header}]\ncycle = [\"down\", \"up\"]\n[{header}.pose.down]\npin = {{ hip = 50 }}\n"),
                format!("add [{header}.pose.up] with the keys that change"),
            ),
            (
                format!("[{header}]\nfloor = true\n"),
                format!("write [{header}.pose.NAME] with a body below it, or frames = [\"\"\"...\"\"\"]"),
            ),
            (format!("[{header}]\npose = 3\n"), format!("write [{header}.pose.NAME]")),
            ("figure = 3\n".to_owned(), format!("write [{header}]")),
        ] {
            let text = format!("{top}name = \"y\"\nreps = 10\n{lines}");
            assert_eq!(helps(&text, top.is_empty()), [help], "{text}");
        }
    }
    assert_eq!(helps("reps = 10\n", true), ["write name = \"...\""]);
    let in_routine = helps("name = \"x\"\n[[exercise]]\nreps = 10\n", false);
    assert_eq!(in_routine, ["write name = \"...\", or use = \"...\" with the name of a library exercise"]);
}

/// A `rest` that was written never vanishes without a word.
#[test]
fn a_rest_without_an_effect_is_reported() {
    let file = |lines: &str| check(&format!("name = \"x\"\n{lines}"));
    let one = "[[exercise]]\nname = \"a\"\nhold = 9\n";
    let block = "[[block]]\nrest = 9\n[[block.exercise]]\nname = \"a\"\nhold = 9\n";
    assert_eq!(file(&format!("{one}rest = 9\n")), ["5:8 unused-key"]);
    assert_eq!(file(&format!("[defaults]\nrest = 9\n{one}")), ["3:8 unused-key"]);
    assert_eq!(file(&format!("[defaults]\nrest = 9\n{one}sets = 2\nrest = 5\n")), ["3:8 unused-key"]);
    assert_eq!(file(block), ["3:8 unused-key"]);
    assert_eq!(file(&block.replace("rest", "every")), ["3:9 unused-key"]);
    assert_eq!(file("[[block]]\nuse = \"desk-break\"\nrest = 9\n"), ["4:8 unused-key"]);
    // Each of these has an effect.
    for lines in [
        format!("[defaults]\nrest = 9\n{one}sets = 2\n"),
        format!("[defaults]\nrest = 9\n{one}{one}sets = 2\n"),
        format!("[defaults]\nrest = 9\n{one}progress = {{ add = \"1 set\", every = \"1 week\", until = 3 }}\n"),
        block.replace("rest = 9", "rest = 9\nrounds = 2"),
        block.replace("rest = 9", "rest = 9\ncap = \"1m\""),
    ] {
        assert_eq!(file(&lines), Vec::<String>::new(), "{lines}");
    }
}

/// Keys of other programs and of people.
#[test]
fn the_keys_of_others_are_named_as_ours() {
    for (key, help) in [
        ("duration = 45", "did you mean `time` or `hold`?"),
        ("repetitions = 10", "did you mean `reps`?"),
        ("rest_between_sets = \"30s\"", "did you mean `rest`?"),
        ("weight = \"5 kg\"", "did you mean `load`?"),
        ("notes = \"slowly\"", "did you mean `tips`?"),
        ("repeat = 3", "did you mean `sets`?"),
        ("title = \"Squat\"", "did you mean `name`?"),
        ("rounds = 3", "it belongs in a [[block]]"),
        ("sides = \"per leg\"", "did you mean \"each\"?"),
        ("sides = \"both legs\"", "did you mean \"each\"?"),
    ] {
        let found = read(&format!("name = \"x\"\n[[exercise]]\nuse = \"squat\"\n{key}\n")).found;
        assert_eq!((found.len(), found[0].help.as_deref()), (1, Some(help)), "{key}: {found:?}");
    }
    for (line, help) in [
        ("days = [\"mon\"]", "did you mean `schedule`?"),
        ("rounds = 3", "it belongs in a [[block]]"),
        ("[[exercises]]\nuse = \"squat\"", "did you mean `exercise`?"),
        ("schedule = \"weekly\"", "write \"daily\", or a list of days: [\"mon\", \"thu\"]"),
    ] {
        let found = read(&format!("name = \"x\"\n{line}\n[[exercise]]\nuse = \"squat\"\n")).found;
        assert_eq!((found.len(), found[0].help.as_deref()), (1, Some(help)), "{line}: {found:?}");
    }
    let block = "name = \"x\"\n[[block]]\nrepeat = 3\nemom = \"1m\"\n[[block.exercise]]\nuse = \"squat\"\n";
    let found = read(block).found;
    let helps: Vec<_> = found.iter().filter_map(|found| found.help.as_deref()).collect();
    assert_eq!(helps, ["did you mean `rounds`?", "did you mean `every`?"]);
    // A file in another format is said to be one, once.
    for (text, message) in [
        ("name: Knee\nexercises:\n  - name: Squat\n    reps: 10\n", "expected TOML, found YAML"),
        ("{\n  \"name\": \"Knee\",\n  \"exercises\": []\n}\n", "expected TOML, found JSON"),
    ] {
        let found = read(text).found;
        let messages: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(messages, [message]);
    }
}

/// What can mean one thing is read as that.
#[test]
fn other_spellings_of_one_meaning_are_read() {
    let routine = |keys: &str, exercise: &str| {
        let text = format!("name = \"x\"\n{keys}\n[[exercise]]\nname = \"a\"\n{exercise}\n");
        let checked = read(&text);
        assert!(checked.found.is_empty(), "{:?}", checked.found);
        checked.routine.expect("it has no error")
    };
    let work = |exercise: &str| routine("", exercise).exercises().next().expect("one exercise").work.to_string();
    assert_eq!(work("hold = \"0:45\""), work("hold = \"45s\""));
    assert_eq!(work("time = \"1:30\""), work("time = \"1m30s\""));
    let phases = work("reps = 8\ntempo = [\"lower 2s\", \"hold 1s\", \"lift 2s\"]");
    assert_eq!(work("reps = 8\ntempo = \"2-1-2\""), phases);
    assert_eq!(work("reps = 8\ntempo = [\"2s lower\", \"1s hold\", \"2s lift\"]"), phases);
    let due = |schedule: &str| routine(schedule, "reps = 8").schedule.expect("a schedule").to_string();
    assert_eq!(due("schedule = \"mon, wed\""), "mon, wed");
    assert_eq!(due("schedule = \"weekdays\""), "mon, tue, wed, thu, fri");
    assert_eq!(due("schedule = [\"Monday\", \"thurs\"]"), "mon, thu");
    assert_eq!(due("schedule = \"every day\""), "daily");
    // Exercises above the blocks are the warm-up.
    let blocks = "\n[[block]]\nrounds = 2\n[[block.exercise]]\nuse = \"squat\"";
    let names: Vec<_> =
        routine("", &format!("reps = 8\n{blocks}")).blocks.into_iter().map(|block| block.name).collect();
    assert_eq!(names, [Some("Warm-up".to_owned()), None]);
}

/// Bytes that editors and systems add move no position, and columns count characters.
#[test]
fn places_do_not_depend_on_the_encoding_of_lines() {
    let text = "name = \"Dehnen – länger\"\n\n[[exercise]]\nname = \"Brücke\"\nhold = \"30 sec\"\n\tsets\t=\t0\n";
    let expected = ["5:8 bad-duration", "6:9 out-of-range"];
    assert_eq!(check(text), expected);
    assert_eq!(check(&text.replace('\n', "\r\n")), expected);
    assert_eq!(check(&format!("\u{feff}{text}")), expected);
    assert_eq!(check(text.trim_end()), expected);
    assert_eq!(check("\u{feff}nmae = \"x\"\n[[exercise]]\nuse = \"squat\"\n"), ["1:1 unknown-key"]);
    assert_eq!(check("\u{feff}"), ["1:1 missing-key", "1:1 missing-key"]);
    assert_eq!(check("name = \"x\"\r\n[[exercise]]\r\nuse = \r\n"), ["3:7 syntax"]);
    assert_eq!(check("name = \"x\"\r[[exercise]]\nuse = \"squat\"\n"), ["1:12 syntax"]);
}

/// A raw control character is invalid TOML, reported at its position.
#[test]
fn raw_control_characters_are_reported() {
    for character in ["\0", "\u{1b}", "\u{7}", "\u{7f}"] {
        let exercise = "[[exercise]]\nuse = \"squat\"\n";
        assert_eq!(check(&format!("name = \"ab{character}\"\n{exercise}")), ["1:11 unsafe-text"], "{character:?}");
        assert_eq!(check(&format!("name = \"a\" # {character}\n{exercise}")), ["1:14 unsafe-text"], "{character:?}");
    }
    for character in ["\u{9b}", "\u{85}", "\u{202e}", "\u{2066}", "\u{2028}"] {
        assert_eq!(check(&format!("name = \"ab{character}\"\n[[exercise]]\nuse = \"squat\"\n")), ["1:8 unsafe-text"]);
    }
}

/// Invalid TOML affects only what depends on it.
#[test]
fn a_broken_line_is_reported_once_and_the_rest_is_read() {
    let rest = "[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n";
    assert_eq!(check(&format!("name = Wake\n{rest}")), ["1:8 syntax", "4:8 bad-duration"]);
    // Below a key without a value the parser reads no values, but still reports invalid TOML.
    assert_eq!(check(&format!("name “x”\n{rest}reps 10\n")), ["1:6 syntax", "5:6 syntax"]);
    assert_eq!(check(&format!("= = = =\n{rest}")), ["1:1 syntax", "4:8 bad-duration"]);
    // The keys below a broken header belong to no known table; those below the next header do.
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]\nreps = 0\n{rest}")), ["2:12 syntax", "6:8 bad-duration"]);
    // The missing `hold` and `sets` may be on the line that cannot be read.
    let held = "name = \"a\"\nreps = 10\nrelax = \"1s\"\nhold = 3 s\n";
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{held}")), ["6:8 syntax"]);
    let sets = "name = \"a\"\nreps = 10\nrest = \"1s\"\nsets = 3 x\n";
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{sets}")), ["6:8 syntax"]);
}

/// A routine may come from anyone: it cannot start programs, only the user's settings can.
#[test]
fn a_routine_has_no_hooks() {
    let text = "name = \"x\"\n[[exercise]]\nuse = \"squat\"\ncommand = [\"rm\"]\n[hooks]\nset_done = [\"rm\"]\n";
    assert_eq!(check(text), ["4:1 unknown-key", "5:2 unknown-key"]);
}

#[test]
fn an_invalid_key_is_not_reported_as_missing() {
    for (lines, expected) in [
        ("name = 3\nreps = 10", vec!["3:8 wrong-type"]),
        ("name = \"a\"\nreps = 0", vec!["4:8 out-of-range"]),
        ("nam = \"a\"\nreps = 10", vec!["3:1 unknown-key"]),
        ("use = 3", vec!["3:7 wrong-type"]),
        ("use = 3\nrelax = \"1s\"", vec!["3:7 wrong-type"]),
        ("name = \"a\"\nreps = 10\nhold = \"x\"\nrelax = \"1s\"", vec!["5:8 bad-duration"]),
        ("name = \"a\"\nreps = 0\nsides = \"alternate\"", vec!["4:8 out-of-range"]),
        // These, however, are two errors.
        ("name = \"a\"\nsets = 0", vec!["2:1 missing-key", "4:8 out-of-range"]),
        ("sets = 0\nreps = 10", vec!["2:1 missing-key", "3:8 out-of-range"]),
        ("", vec!["2:1 missing-key", "2:1 missing-key"]),
    ] {
        assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{lines}\n")), expected, "{lines}");
    }
}

/// A warning does not prevent a session, wherever it is.
#[test]
fn a_file_with_warnings_alone_has_its_routine() {
    let exercise = "name = \"a\"\nhold = \"30s\"\nrest = \"10s\"\n";
    for header in ["[[exercise]]", "[[block]]\n[[block.exercise]]"] {
        let checked = read(&format!("name = \"x\"\n{header}\n{exercise}"));
        assert_eq!(checked.found.len(), 1);
        assert_eq!(checked.found[0].severity, Severity::Warning);
        assert!(checked.routine.is_some(), "{header}");
    }
}

#[test]
fn the_limits_are_allowed() {
    let name = "ä".repeat(60);
    let long = "x".repeat(4000);
    let tags = vec!["\"x\""; 100].join(", ");
    let text = format!(
        "name = \"{name}\"\ndescription = \"{long}\"\ntags = [{tags}]\n[cues]\ncountdown = 10\n[[exercise]]\nname = \"a\"\n\
         reps = 1000\nsets = 1\ntempo = [\"a 1s\", \"b 1s\", \"c 1s\", \"d 1s\", \"e 1s\", \"{} 1s\"]\n",
        "f".repeat(20)
    );
    assert_eq!(routine(&text).tags.len(), 100);
    for (lines, place) in [
        (format!("description = \"{long}x\""), "2:15 out-of-range"),
        (format!("tags = [{tags}, \"x\"]"), "2:8 out-of-range"),
        (format!("tags = [\"{}\"]", "x".repeat(201)), "2:9 out-of-range"),
    ] {
        assert_eq!(check(&format!("name = \"x\"\n{lines}\n[[exercise]]\nuse = \"squat\"\n")), [place]);
    }
    for (key, value, expected) in [
        ("time", "\"24h\"", None),
        ("time", "86400", None),
        ("hold", "86400", Some("4:8 long-time")),
        ("hold", "86401", Some("4:8 out-of-range")),
        ("hold", "99999999999999999999999999", Some("4:8 out-of-range")),
        ("time", "\"0.001s\"", None),
        ("reps", "\"1-1000\"", None),
        ("reps", "\"1-1001\"", Some("4:8 out-of-range")),
        ("reps", "\"8-8\"", Some("4:8 out-of-range")),
        ("reps", "1001", Some("4:8 out-of-range")),
        ("reps", "0x10", None),
        ("reps", "1_000", None),
    ] {
        let text = format!("name = \"x\"\n[[exercise]]\nname = \"a\"\n{key} = {value}\nprepare = \"0s\"\n");
        assert_eq!(check(&text), Vec::from_iter(expected), "{key} = {value}");
    }
}

/// TOML 1.0, and the parser's subset of 1.1; a parser upgrade that changes it is noticed here.
#[test]
fn toml_1_1_is_accepted_on_purpose() {
    let exercise = "[[exercise]]\nname = \"a\"\nhold = 5\n";
    let check = |lines: &str| check(&format!("name = \"x\"\n{lines}\n{exercise}"));
    let none = Vec::<String>::new();
    assert_eq!(check("cues = {\n  countdown = 5, # five\n  voice = false,\n}"), none);
    assert_eq!(check("description = \"caf\\xE9\""), none);
    // Control characters in escapes are still refused.
    assert_eq!(check("description = \"\\e[31m\""), ["2:15 unsafe-text"]);
    assert_eq!(check("description = \"\\x1b[31m\""), ["2:15 unsafe-text"]);
    // No key takes a time of day.
    assert_eq!(check("description = 07:30"), ["2:15 wrong-type"]);
    // Bare keys are ASCII, as in 1.0.
    assert_eq!(check("größe = 1").len(), 1);
}

/// Numbers in malicious files: each is out of range, of another type, or not a number.
#[test]
fn numbers_have_ranges() {
    let codes = |value: &str, key: &str| {
        let text = format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nhold = 5\n{key} = {value}\n");
        let text = if key == "hold" { text.replacen("hold = 5\n", "", 1) } else { text };
        read(&text).found.iter().map(|found| found.code).collect::<Vec<_>>()
    };
    for (value, code) in [
        ("0", Code::OutOfRange),
        ("-1", Code::OutOfRange),
        ("101", Code::OutOfRange),
        ("9223372036854775808", Code::OutOfRange),
        ("1e400", Code::WrongType),
        ("nan", Code::WrongType),
        ("-inf", Code::WrongType),
        ("1.5", Code::WrongType),
        ("\"3\"", Code::WrongType),
        ("030", Code::Syntax),
        ("1__0", Code::Syntax),
        ("1979-05-27", Code::WrongType),
    ] {
        assert_eq!(codes(value, "sets"), [code], "sets = {value}");
    }
    for value in ["0x1F", "1_0", "0b11", "0o17"] {
        assert_eq!(codes(value, "sets"), [], "sets = {value}");
    }
    for value in ["0", "\"0s\"", "-5", "\"25h\"", "86401", "9223372036854775808", "\"0.0001s\""] {
        let found = codes(value, "hold");
        assert!(matches!(found[..], [Code::OutOfRange | Code::BadDuration]), "hold = {value}: {found:?}");
    }
}

/// The limits of a whole routine: the limit itself is allowed, one more is not.
#[test]
fn a_routine_is_too_long_by_one_step_or_one_millisecond() {
    // 100 rounds of 50 sets and 49 rests, with 99 rests between the rounds: 9,999 steps.
    let most = "name = \"x\"\n[defaults]\nprepare = 0\n[[block]]\nrounds = 100\nrest = 1\n[[block.exercise]]\nname = \"a\"\n\
                hold = 1\nsets = 50\nrest = 1\n";
    let last = "[[block]]\n[[block.exercise]]\nname = \"b\"\nhold = 1\n";
    assert_eq!(Plan::unroll(&routine(&format!("{most}{last}"))).steps.len(), 10_000);
    assert_eq!(check(&format!("{most}{last}prepare = 1\n")), ["13:1 too-long"]);
    assert_eq!(check(&format!("{most}{last}{last}")), ["17:1 too-long"]);

    let time = |rest: &str| {
        format!(
            "name = \"x\"\n[[block]]\nrounds = 2\nrest = \"{rest}\"\n[[block.exercise]]\nname = \"a\"\ntime = \"6h\"\nprepare = \"1s\"\n"
        )
    };
    assert_eq!(Plan::unroll(&routine(&time("11h59m58s"))).estimate(), seconds(24 * 60 * 60));
    assert_eq!(check(&time("11h59m58.001s")), ["2:1 too-long"]);
    // Reported once, where it first becomes visible.
    let sleep = "[[exercise]]\nname = \"a\"\ntime = \"24h\"\n".repeat(5);
    assert_eq!(check(&format!("name = \"x\"\n{sleep}")), ["2:1 too-long"]);
}

/// Keys of the library that conflict with keys here are dropped, and a dropped progression is reported.
#[test]
fn a_library_progress_that_does_not_fit_is_reported() {
    let mut library = Library::bundled();
    let text = "name = \"Step\"\nreps = 10\nprogress = { add = \"1 rep\", every = \"1 week\", until = 15 }\n";
    assert!(library.add("step", Source { name: "step.toml", text }).is_empty());
    let check = |lines: &str| {
        let text = format!("name = \"x\"\n[[exercise]]\nuse = \"step\"\n{lines}\n");
        unsit::routine::read(Source { name: "a.toml", text: &text }, &library, &Cues::default()).found
    };
    assert!(check("").is_empty() && check("reps = 12").is_empty());
    let found = check("time = 30");
    assert_eq!(places(&found), ["3:7 unused-key"]);
    assert_eq!(found[0].message, "the library's `progress` is ignored: `add` needs a number of `reps`");
    assert_eq!(places(&check("reps = 15")), ["3:7 unused-key"]);
}
