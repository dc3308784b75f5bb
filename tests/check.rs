//! What `check` says of a routine file: the code, the line and the column of every mistake, and of no other.
#![expect(clippy::disallowed_methods, reason = "the tests read the files beside them")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use proptest::{prelude::*, sample::Index};
use unsit::{
    cue::Cues,
    diagnostic::{Code, Diagnostic, Severity, Source, any_error},
    plan::Plan,
    player::{Event, rehearse},
    quantity::Reps,
    routine::{self, Checked, Exercise, Library, Phase, Routine, Sides, Tempo, Wait, Work, bundled},
    text,
};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

fn read(text: &str) -> Checked {
    routine::read(Source { name: "a.toml", text }, &LIBRARY, &Cues::default())
}

fn places(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.code.name())).collect()
}

fn check(text: &str) -> Vec<String> {
    places(&read(text).found)
}

/// The routine of a text that has no mistake.
fn routine(text: &str) -> Routine {
    let checked = read(text);
    assert_eq!(places(&checked.found), Vec::<String>::new(), "{text}");
    checked.routine.expect("without a mistake there is a routine")
}

/// The first exercise of a routine with these lines.
fn exercise(lines: &str) -> Exercise {
    let routine = routine(&format!("name = \"x\"\n{lines}\n"));
    routine.exercises().next().expect("there is one").as_ref().clone()
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn phases(phases: &[(&str, u64)]) -> Tempo {
    Tempo::Phases(phases.iter().map(|(label, s)| Phase { label: (*label).to_owned(), length: seconds(*s) }).collect())
}

/// Every file of the folder begins with comments that name the mistakes in it.
#[test]
fn each_invalid_file_is_told_at_its_place() {
    let mut codes = BTreeSet::new();
    for entry in fs::read_dir(folder("tests/files/invalid")).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let text = fs::read_to_string(&path).expect("it is text").replace("\r\n", "\n");
        let expected: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("# ")).collect();
        assert!(!expected.is_empty(), "{} names no mistake", path.display());
        let checked = read(&text);
        assert_eq!(places(&checked.found), expected, "{}", path.display());
        let is_error = checked.found.iter().any(|found| found.severity == Severity::Error);
        assert_eq!(checked.routine.is_none(), is_error, "{}", path.display());
        codes.extend(checked.found.iter().map(|found| found.code));
    }
    let of_files = [Code::NotAFile, Code::TooLarge, Code::NotUtf8];
    let missing: Vec<_> = Code::ALL.iter().filter(|code| !codes.contains(code) && !of_files.contains(code)).collect();
    assert!(missing.is_empty(), "no file has {missing:?}");
}

/// What a mistake says, and how it says to mend it.
#[test]
fn a_mistake_says_what_to_do() {
    for (lines, message, help) in [
        ("use = \"clam-shell\"", "there is no exercise `clam-shell` in the library", "did you mean \"clamshell\"?"),
        (
            "use = \"Glute Bridge\"",
            "there is no exercise `Glute Bridge` in the library",
            "did you mean \"glute-bridge\"?",
        ),
        ("name = \"a\"\nrep = 10", "there is no key `rep` here", "did you mean `reps`?"),
        ("name = \"a\"\nhold = \"1:30\"", "`1:30` is not a duration", "write \"1m30s\""),
        ("name = \"a\"\nhold = 1.5", "a duration belongs here, this is a number with decimals", "write \"1.5s\""),
        (
            "name = \"a\"\nhold = inf",
            "a duration belongs here, this is a number with decimals",
            "write a duration, such as \"30s\"",
        ),
        (
            "name = \"a\"\nhold = 1\nsets = \"3\"",
            "a whole number belongs here, this is a text",
            "write it without quotes: 3",
        ),
        ("name = \"a\"\nreps = \"10\"", "`10` is no number of reps", "write it without quotes: 10"),
        (
            "name = \"a\"\nhold = 1\nsides = \"eahc\"",
            "`eahc` is not a word that belongs here",
            "did you mean \"each\"? The words here are \"both\", \"each\", \"alternate\", \"left\", \"right\"",
        ),
        (
            "reps = 5\nname = \"\\u202e\"",
            "this text has the invisible character <U+202E>",
            "take it out: a terminal could act on it",
        ),
        (
            "name = “a”",
            "this is not TOML: string values must be quoted, expected literal string",
            "write straight quotes: \"...\"",
        ),
    ] {
        let found = read(&format!("name = \"x\"\n[[exercise]]\n{lines}\n")).found;
        assert_eq!(found[0].message, message);
        assert_eq!(found[0].help.as_deref(), Some(help), "{message}");
    }
    let found = read("name = \"x\"\n[exercise]\nname = \"a\"\nhold = 1\n").found;
    assert_eq!(found[0].help.as_deref(), Some("write [[exercise]], in double brackets"));
}

/// The bytes that editors and systems add: they move nothing, and columns count characters.
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

/// A control character that stands in the file itself is not TOML: it is told where it stands.
#[test]
fn raw_control_characters_are_told_as_such() {
    for character in ["\0", "\u{1b}", "\u{7}", "\u{7f}"] {
        let exercise = "[[exercise]]\nuse = \"squat\"\n";
        assert_eq!(check(&format!("name = \"ab{character}\"\n{exercise}")), ["1:11 unsafe-text"], "{character:?}");
        assert_eq!(check(&format!("name = \"a\" # {character}\n{exercise}")), ["1:14 unsafe-text"], "{character:?}");
    }
    for character in ["\u{9b}", "\u{85}", "\u{202e}", "\u{2066}", "\u{2028}"] {
        assert_eq!(check(&format!("name = \"ab{character}\"\n[[exercise]]\nuse = \"squat\"\n")), ["1:8 unsafe-text"]);
    }
}

#[test]
fn line_breaks_are_kept_where_they_are_allowed() {
    let text = "name = \"x\"\ndescription = \"\"\"\nOne.\nTwo.\"\"\"\n[[exercise]]\nuse = \"squat\"\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        assert_eq!(routine(&text).description.as_deref(), Some("One.\nTwo."));
    }
}

/// What is not TOML spoils what depends on it, and nothing else.
#[test]
fn a_broken_line_is_told_once_and_the_rest_is_read() {
    let rest = "[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n";
    assert_eq!(check(&format!("name = Wake\n{rest}")), ["1:8 syntax", "4:8 bad-duration"]);
    // Below a key without a value the parser reads no values any more, but it goes on telling what is not TOML.
    assert_eq!(check(&format!("name “x”\n{rest}reps 10\n")), ["1:6 syntax", "5:6 syntax"]);
    assert_eq!(check(&format!("= = = =\n{rest}")), ["1:1 syntax", "4:8 bad-duration"]);
    // Whose keys stand below a broken header nobody knows; those of the next are known again.
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]\nreps = 0\n{rest}")), ["2:12 syntax", "6:8 bad-duration"]);
    // The held reps and the sets may be on the line that cannot be read.
    let held = "name = \"a\"\nreps = 10\nrelax = \"1s\"\nhold = 3 s\n";
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{held}")), ["6:8 syntax"]);
    let sets = "name = \"a\"\nreps = 10\nrest = \"1s\"\nsets = 3 x\n";
    assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{sets}")), ["6:8 syntax"]);
}

#[test]
fn a_key_that_is_there_and_wrong_is_not_missing_as_well() {
    for (lines, expected) in [
        ("name = 3\nreps = 10", vec!["3:8 wrong-type"]),
        ("name = \"a\"\nreps = 0", vec!["4:8 out-of-range"]),
        ("nam = \"a\"\nreps = 10", vec!["3:1 unknown-key"]),
        ("use = 3", vec!["3:7 wrong-type"]),
        ("use = 3\nrelax = \"1s\"", vec!["3:7 wrong-type"]),
        ("name = \"a\"\nreps = 10\nhold = \"x\"\nrelax = \"1s\"", vec!["5:8 bad-duration"]),
        ("name = \"a\"\nreps = 0\nsides = \"alternate\"", vec!["4:8 out-of-range"]),
        // But these are two mistakes.
        ("name = \"a\"\nsets = 0", vec!["2:1 missing-key", "4:8 out-of-range"]),
        ("sets = 0\nreps = 10", vec!["2:1 missing-key", "3:8 out-of-range"]),
        ("", vec!["2:1 missing-key", "2:1 missing-key"]),
    ] {
        assert_eq!(check(&format!("name = \"x\"\n[[exercise]]\n{lines}\n")), expected, "{lines}");
    }
}

/// A warning keeps nobody from training, wherever it stands.
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
        ("hold", "\"24h\"", None),
        ("hold", "86400", None),
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

/// The limits of a whole routine: what is just allowed is, one more is not.
#[test]
fn a_routine_is_too_long_by_one_step_or_one_millisecond() {
    // 100 rounds of a prepare, 50 sets and 49 rests.
    let full = "name = \"x\"\n[[block]]\nrounds = 100\n[[block.exercise]]\nname = \"a\"\nhold = \"1s\"\nsets = 50\n\
                prepare = \"1s\"\nrest = \"1s\"\n";
    let one_more = "[[block]]\n[[block.exercise]]\nname = \"b\"\nhold = \"1s\"\nprepare = \"0s\"\n";
    assert_eq!(Plan::new(&routine(full)).steps.len(), 10_000);
    assert_eq!(check(&format!("{full}{one_more}")), ["11:1 too-long"]);

    let time = |rest: &str| {
        format!(
            "name = \"x\"\n[[block]]\nrounds = 2\nrest = \"{rest}\"\n[[block.exercise]]\nname = \"a\"\nhold = \"6h\"\nprepare = \"1s\"\n"
        )
    };
    assert_eq!(Plan::new(&routine(&time("11h59m58s"))).estimate(), seconds(24 * 60 * 60));
    assert_eq!(check(&time("11h59m58.001s")), ["2:1 too-long"]);
    // Told once, where it first shows.
    let sleep = "[[exercise]]\nname = \"a\"\nhold = \"24h\"\n".repeat(5);
    assert_eq!(check(&format!("name = \"x\"\n{sleep}")), ["2:1 too-long"]);
}

/// Key by key: the exercise, the library exercise it uses, `[defaults]`, the defaults of the format.
#[test]
fn what_is_said_nearest_stands() {
    let plain = exercise("[[exercise]]\nname = \"a\"\nreps = 10");
    assert_eq!((plain.prepare, plain.rest, plain.switch), (Wait::For(seconds(8)), Wait::For(seconds(20)), seconds(5)));
    assert_eq!(plain.work, Work::Reps(Reps::Count(10), phases(&[("up", 2), ("down", 2)])));
    assert_eq!((plain.sets, plain.sides, plain.library.as_deref()), (1, Sides::Both, None));

    let defaults = "[defaults]\nprepare = \"self\"\nrest = \"1s\"\nswitch = \"2s\"\ntempo = [\"go 3s\"]\n";
    let with = exercise(&format!("{defaults}[[exercise]]\nname = \"a\"\nreps = 10"));
    assert_eq!((with.prepare, with.rest, with.switch), (Wait::Own, Wait::For(seconds(1)), seconds(2)));
    assert_eq!(with.work, Work::Reps(Reps::Count(10), phases(&[("go", 3)])));

    // The library's `switch` and `tempo` come before those of `[defaults]`; it has no `rest` and no `prepare`.
    let clamshell = phases(&[("open", 2), ("hold", 1), ("close", 2)]);
    let used = exercise(&format!("{defaults}[[exercise]]\nuse = \"clamshell\""));
    assert_eq!((used.prepare, used.rest, used.switch), (Wait::Own, Wait::For(seconds(1)), seconds(10)));
    assert_eq!(used.work, Work::Reps(Reps::Count(10), clamshell.clone()));
    assert_eq!(
        (used.name.as_str(), used.library.as_deref(), used.sides),
        ("Clamshell", Some("clamshell"), Sides::Each)
    );
    assert!(!used.tips.is_empty() && !used.muscles.is_empty() && used.instructions.is_some());

    let own = "name = \"b\"\nsets = 3\nsides = \"left\"\nprepare = 0\nrest = \"self\"\nload = \"8 kg\"\ntips = []\nposition = \"here\"";
    let own = exercise(&format!("{defaults}[[exercise]]\nuse = \"clamshell\"\n{own}"));
    assert_eq!((own.prepare, own.rest, own.sets, own.sides), (Wait::For(seconds(0)), Wait::Own, 3, Sides::Left));
    assert_eq!((own.name.as_str(), own.load.as_deref(), own.position.as_deref()), ("b", Some("8 kg"), Some("here")));
    assert!(own.tips.is_empty());
    assert_eq!(own.work, Work::Reps(Reps::Count(10), clamshell));
}

/// What is said beside `use` sends away what cannot stand beside it, and only that.
#[test]
fn what_cannot_stand_beside_it_is_sent_away() {
    let clamshell = phases(&[("open", 2), ("hold", 1), ("close", 2)]);
    let held = |hold, relax| phases(&[("hold", hold), ("relax", relax)]);
    for (lines, work) in [
        ("use = \"glute-squeeze\"\nreps = 20", Work::Reps(Reps::Count(20), held(3, 1))),
        ("use = \"glute-squeeze\"\nhold = \"5s\"", Work::Reps(Reps::Count(10), held(5, 1))),
        ("use = \"glute-squeeze\"\nrelax = \"4s\"", Work::Reps(Reps::Count(10), held(3, 4))),
        ("use = \"glute-squeeze\"\nrelax = 0", Work::Reps(Reps::Count(10), phases(&[("hold", 3)]))),
        ("use = \"glute-squeeze\"\ntempo = [\"in 1s\"]", Work::Reps(Reps::Count(10), phases(&[("in", 1)]))),
        ("use = \"glute-squeeze\"\ntempo = \"self\"", Work::Reps(Reps::Count(10), Tempo::Own)),
        ("use = \"glute-squeeze\"\ntime = \"1m\"", Work::Time(seconds(60))),
        ("use = \"clamshell\"\nhold = \"5s\"", Work::Reps(Reps::Count(10), held(5, 2))),
        ("use = \"clamshell\"\nhold = \"5s\"\nreps = 4\nrelax = 1", Work::Reps(Reps::Count(4), held(5, 1))),
        ("use = \"clamshell\"\nreps = \"max\"", Work::Reps(Reps::Max, clamshell.clone())),
        ("use = \"clamshell\"\nreps = \"8-12\"", Work::Reps(Reps::Range(8, 12), clamshell)),
        ("use = \"clamshell\"\ntime = \"1m\"", Work::Time(seconds(60))),
        ("use = \"hamstring-stretch\"\nreps = 3", Work::Reps(Reps::Count(3), held(30, 2))),
        (
            "use = \"hamstring-stretch\"\nreps = 3\ntempo = [\"go 1s\"]",
            Work::Reps(Reps::Count(3), phases(&[("go", 1)])),
        ),
        ("use = \"hamstring-stretch\"\ntime = \"1m\"", Work::Time(seconds(60))),
        ("use = \"short-walk\"\nhold = \"5s\"", Work::Hold(seconds(5))),
        ("use = \"short-walk\"\nreps = 5", Work::Reps(Reps::Count(5), phases(&[("up", 2), ("down", 2)]))),
        ("use = \"short-walk\"\nreps = 5\ntempo = \"self\"", Work::Reps(Reps::Count(5), Tempo::Own)),
        ("use = \"mirror-squat\"\nhold = \"5s\"", Work::Reps(Reps::Count(5), held(5, 2))),
    ] {
        assert_eq!(exercise(&format!("[[exercise]]\n{lines}")).work, work, "{lines}");
    }
    // A tempo without reps is no work: here it sends the library's only work away.
    for stem in ["hamstring-stretch", "short-walk"] {
        let text = format!("name = \"x\"\n[[exercise]]\nuse = \"{stem}\"\ntempo = \"self\"\n");
        assert_eq!(check(&text), ["2:1 missing-key"], "{stem}");
    }
}

#[test]
fn an_own_library_comes_before_the_bundled_one() {
    let mut library = Library::bundled();
    let found = library
        .add("squat", Source { name: "squat.toml", text: "name = \"My squat\"\nreps = 5\nsides = \"alternate\"\n" });
    assert_eq!(places(&found), ["2:8 odd-alternate"]);
    let found = library
        .add("broken", Source { name: "broken.toml", text: "name = \"B\"\nreps = 0\nuse = \"squat\"\nrest = 5\n" });
    assert_eq!(places(&found), ["2:8 out-of-range", "3:1 unknown-key"]);
    let read = |text: &str| routine::read(Source { name: "a.toml", text }, &library, &Cues::default());

    let checked = read("name = \"x\"\n[[exercise]]\nuse = \"squat\"\n");
    assert_eq!(places(&checked.found), Vec::<String>::new());
    assert_eq!(
        checked.routine.and_then(|routine| Some(routine.exercises().next()?.name.clone())),
        Some("My squat".to_owned())
    );
    // Its alternating sides mean nothing beside a time.
    let checked = read("name = \"x\"\n[[exercise]]\nuse = \"squat\"\ntime = \"1m\"\n");
    assert_eq!(checked.routine.and_then(|routine| Some(routine.exercises().next()?.sides)), Some(Sides::Both));
    let checked = read("name = \"x\"\n[[exercise]]\nuse = \"broken\"\n");
    assert_eq!(places(&checked.found), ["3:7 unknown-exercise"]);
}

fn toml_files(path: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder(path)).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("it can be listed").path());
    let files = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned()).collect()
}

#[test]
fn all_that_is_in_the_folders_is_bundled() {
    let stems = |files: &[bundled::File]| files.iter().map(|(stem, _)| (*stem).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(stems(&bundled::ROUTINES), toml_files("routines"));
    assert_eq!(stems(&bundled::EXERCISES), toml_files("routines/exercises"));
    assert_eq!(Library::bundled().names().count(), bundled::EXERCISES.len());
}

#[test]
fn what_is_bundled_has_no_mistake_and_plays_to_its_end() {
    for (stem, text) in bundled::EXERCISES {
        assert_eq!(
            places(&routine::check_exercise(Source { name: stem, text }, &LIBRARY)),
            Vec::<String>::new(),
            "{stem}"
        );
    }
    let mut plans = Vec::new();
    for (stem, text) in bundled::ROUTINES {
        let routine = routine(text);
        let plan = Arc::new(Plan::new(&routine));
        let due: Vec<_> = rehearse(&plan).collect();
        assert_eq!(due.last().map(|due| due.at), Some(plan.estimate()), "{stem}");
        assert_eq!(due.iter().filter(|due| matches!(due.event, Event::Worked(_))).count(), plan.works(), "{stem}");
        assert!(due.iter().any(|due| due.event == Event::Finished), "{stem}");
        plans.push((stem, routine, plan));
    }
    let (_, daily, plan) = &plans[0];
    assert!((600..=900).contains(&plan.estimate().as_secs()) && plan.is_exact());
    assert!(daily.exercises().all(|exercise| exercise.equipment.is_empty()));
    assert_eq!(daily.schedule, Some(routine::Schedule::Daily));
    let (_, desk, plan) = &plans[1];
    assert!((165..=195).contains(&plan.estimate().as_secs()) && plan.is_exact(), "{:?}", plan.estimate());
    assert!(desk.exercises().all(|exercise| exercise.equipment.is_empty()));
}

/// The worst that fits into a file is read about as quickly as any other.
#[test]
fn hostile_files_are_read_quickly() {
    let lines = |line: &str, count: usize| line.repeat(count);
    let keys = (0..4000).map(|number| format!("key-{number} = 1\n")).collect::<Vec<_>>().concat();
    let inline = keys.replace('\n', ", ");
    for (what, text) in [
        ("lists in lists", format!("name = {}", "[".repeat(100_000))),
        ("tables in tables", format!("name = {}", "{a=".repeat(80_000))),
        ("a dotted key", format!("{}a = 1", "a.".repeat(100_000))),
        ("a dotted header", format!("[[{}a]]", "a.".repeat(100_000))),
        ("keys", keys.clone()),
        ("keys in one line", format!("cues = {{ {inline} }}")),
        ("keys of an exercise", format!("name = \"x\"\n[[exercise]]\n{keys}")),
        ("tables", lines("[[exercise]]\n", 100)),
        ("broken lines", lines("=\n", 5_000)),
        ("one broken line", "=".repeat(256 * 1024)),
        ("one key twice", lines("a = 1\n", 5_000)),
        ("a long key", format!("{} = 1", "a".repeat(256 * 1024))),
        ("a long name", format!("name = \"{}\"", "é".repeat(128 * 1024))),
        ("marks on one letter", format!("name = \"e{}\"", "\u{301}".repeat(128 * 1024))),
        ("a long word", format!("name = \"x\"\n[[exercise]]\nname = \"a\"\nreps = \"{}\"", "1".repeat(256 * 1024))),
        ("a long list", format!("tags = [{}]", "1, ".repeat(80_000))),
        ("line breaks", "\n".repeat(256 * 1024)),
        ("control characters", "\u{1b}\n".repeat(5_000)),
    ] {
        let begun = Instant::now();
        let found = read(&text).found;
        assert!(any_error(&found), "{what}");
        for diagnostic in found.iter().take(10) {
            assert!(diagnostic.draw(true, false).len() < 4096, "{what}");
        }
        // In a debug build on a busy machine; what it guards against takes minutes.
        assert!(begun.elapsed() < seconds(10), "{what}: {:?}", begun.elapsed());
    }
}

fn is_printable(diagnostic: &Diagnostic) -> bool {
    let drawn = diagnostic.draw(false, true);
    let texts = [&diagnostic.file, &diagnostic.message, diagnostic.help.as_ref().unwrap_or(&diagnostic.message)];
    !texts.iter().any(|text| text.contains(text::is_unsafe))
        && !drawn.contains(|c| c != '\n' && text::is_unsafe(c))
        && !diagnostic.json().contains(text::is_unsafe)
}

fn is_inside(diagnostic: &Diagnostic, text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(line) = text.split('\n').nth(diagnostic.line - 1) else { return false };
    (1..=line.chars().count() + 1).contains(&diagnostic.column)
}

/// What holds for every text.
fn holds(text: &str) -> Result<(), TestCaseError> {
    let checked = read(text);
    for diagnostic in &checked.found {
        prop_assert!(is_printable(diagnostic), "{diagnostic:?}");
        prop_assert!(is_inside(diagnostic, text), "{diagnostic:?}");
    }
    let order: Vec<_> = checked.found.iter().map(|found| (found.line, found.column)).collect();
    prop_assert!(order.is_sorted());
    let mut once = checked.found.clone();
    once.dedup();
    prop_assert_eq!(once.len(), checked.found.len(), "told twice");
    prop_assert_eq!(checked.routine.is_none(), any_error(&checked.found));
    if let Some(routine) = checked.routine {
        let plan = Plan::new(&routine);
        prop_assert!(plan.works() > 0 && plan.steps.len() <= 10_000 && plan.estimate() <= seconds(24 * 60 * 60));
    }
    Ok(())
}

/// What files are made of, and what they should not be made of.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "[",
    "]]",
    "[[exercise]]\n",
    "[[block]]\n",
    "[[block.exercise]]\n",
    "[cues]\n",
    "[defaults]\n",
    "=",
    " = ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\u{feff}",
    "\u{1b}",
    "\\u202e",
    "\u{202e}",
    "0",
    "1",
    "-1",
    "1e9",
    "\"self\"",
    "\"max\"",
    "\"30s\"",
    "\"\"",
    "\"ä\"",
    "{",
    "}",
    "name",
    "reps",
    "hold",
    "name = \"x\"\n",
    "reps = 3\n",
    "hold = \"3s\"\n",
    "ä",
    "😀",
    "#",
    ",",
    "\"\"\"",
    "\t",
    " ",
    "sets = 100\n",
    "sides = \"alternate\"\n",
    "time = 5\n",
    "rest = 0\n",
    "tempo = [\"a 1s\"]\n",
    "use = \"squat\"\n",
    ".",
    "99999999999999999999",
    "rounds = 9\n",
];

/// A valid file with a few random edits: pieces taken out, doubled, moved, replaced.
fn edited() -> impl Strategy<Value = String> {
    let edit = (any::<Index>(), 0usize..20, any::<bool>(), prop::sample::select(PIECES));
    let text = prop::sample::select(bundled::ROUTINES.map(|(_, text)| text).to_vec());
    (text, prop::collection::vec(edit, 1..6)).prop_map(|(text, edits)| {
        let mut characters: Vec<char> = text.chars().collect();
        for (at, length, cut, piece) in edits {
            let at = at.index(characters.len() + 1);
            let end = if cut { (at + length).min(characters.len()) } else { at };
            characters.splice(at..end, piece.chars());
        }
        characters.into_iter().collect()
    })
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        holds(&text)?;
    }

    #[test]
    fn text_that_looks_like_a_routine_is_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        let text = pieces.concat();
        holds(&text)?;
    }

    #[test]
    fn an_edited_routine_is_read(text in edited()) {
        holds(&text)?;
    }
}
