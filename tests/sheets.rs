//! Lines and sheets as people write them, and their expected results, in `files/sheets.json`.

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

use serde_json::{Value, json};
use unsit::{
    base::{cue::Cues, diagnostic::Source, quantity::Reps},
    import,
    routine::{self, Exercise, Library, Rounds, Routine, Sides, Tempo, Wait, Work},
};

const CASES: &str = include_str!("files/sheets.json");

/// Lines written with their results before the reader saw them; the file says how.
const BLIND: &str = include_str!("files/sheets-blind.txt");

/// Cases that are not read as expected, each with the reason. None of them may be wrong without a note.
const OPEN: &[(&str, &str)] = &[];

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

/// The result of a sheet: the file, and the routine if it has an exercise.
fn made(sheet: &str) -> (String, Option<Routine>) {
    let sheet = import::read(sheet, &LIBRARY);
    let toml = import::file("Test", &sheet, &LIBRARY);
    let checked = routine::read(Source { name: "test.toml", text: &toml }, &LIBRARY, &Cues::default());
    (toml, checked.routine.filter(|_| sheet.refused.is_none()))
}

/// A name without case, punctuation and plural s.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(|word| if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn seconds(length: Option<Duration>) -> Option<f64> {
    length.map(|length| length.as_secs_f64())
}

/// The differences between an exercise and its expectation.
fn differences(expected: &Value, exercise: &Exercise) -> Vec<&'static str> {
    let (mut reps, mut hold, mut relax, mut time) = (None, None, None, None);
    match &exercise.work {
        Work::Hold(length) => hold = Some(*length),
        Work::Time(length) => time = Some(*length),
        Work::Open => {}
        Work::Reps(count, tempo) => {
            reps = Some(match count {
                Reps::Max => "max".to_owned(),
                reps => reps.to_string(),
            });
            hold = tempo.held();
            if let (Some(_), Tempo::Phases(phases)) = (hold, tempo) {
                relax = phases.get(1).map(|phase| phase.length);
            }
        }
    }
    let rest = match exercise.rest {
        Wait::For(rest) => Some(rest),
        Wait::Own => None,
    };
    let number = |key: &str| expected.get(key).and_then(Value::as_f64);
    let word = |key: &str| expected.get(key).and_then(Value::as_str);
    let names = word("exercise").unwrap_or_default();
    let sides = match exercise.sides {
        Sides::Both => None,
        Sides::Each => Some("each"),
        Sides::Alternate => Some("alternate"),
        Sides::Left => Some("left"),
        Sides::Right => Some("right"),
    };
    let wrong = [
        ("exercise", !names.split('|').any(|name| plain(name) == plain(&exercise.name))),
        ("sets", expected.get("sets").and_then(Value::as_u64).unwrap_or(1) != u64::from(exercise.sets)),
        ("reps", word("reps") != reps.as_deref()),
        ("hold", number("hold_s") != seconds(hold)),
        ("time", number("time_s") != seconds(time)),
        ("rest", number("rest_s").is_some_and(|length| seconds(rest) != Some(length))),
        ("relax", number("relax_s").is_some_and(|length| seconds(relax) != Some(length))),
        ("load", plain(word("load").unwrap_or_default()) != plain(exercise.load.as_deref().unwrap_or_default())),
        ("sides", word("sides").map_or(sides == Some("alternate"), |expected| sides != Some(expected))),
    ];
    wrong.into_iter().filter(|(_, wrong)| *wrong).map(|(what, _)| what).collect()
}

/// Whether a routine matches its expectation.
fn is_as_expected(expected: &Value, routine: Option<&Routine>) -> bool {
    let exercises: Vec<_> = routine.into_iter().flat_map(Routine::exercises).collect();
    let one = std::slice::from_ref(expected);
    let expected = match expected {
        Value::String(_) => return exercises.is_empty(),
        Value::Array(all) => all.as_slice(),
        _ => one,
    };
    if let [circuit] = expected
        && let Some(block) = circuit.get("block")
    {
        let all = circuit["exercises"].as_array().cloned().unwrap_or_default();
        let is = |round: &routine::Block| match round.rounds {
            Rounds::Times(rounds) => block["rounds"].as_u64() == Some(u64::from(rounds)),
            Rounds::Amrap(cap) => block["cap_s"].as_u64() == Some(cap.as_secs()),
        };
        return routine.is_some_and(|routine| routine.blocks.len() == 1 && is(&routine.blocks[0]))
            && is_as_expected(&Value::Array(all), routine);
    }
    expected.len() == exercises.len()
        && expected.iter().zip(exercises).all(|(expected, exercise)| differences(expected, exercise).is_empty())
}

#[test]
fn each_case_is_read_as_it_expects() {
    let cases: Vec<Value> = serde_json::from_str(CASES).expect("the cases are JSON");
    let mut wrong = BTreeMap::new();
    for case in &cases {
        let id = case["id"].as_str().expect("a case has an id");
        let lines = case["lines"].as_array().expect("a case has lines");
        let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
        let (toml, routine) = made(&lines.join("\n"));
        let others = case.get("or").and_then(Value::as_array).cloned().unwrap_or_default();
        if ![&case["expect"]].into_iter().chain(&others).any(|expected| is_as_expected(expected, routine.as_ref())) {
            assert!(toml.contains("# unsit: "), "{id} is wrong and has no note:\n{toml}");
            wrong.insert(id, toml);
        }
    }
    assert!(cases.len() > 250, "{}", cases.len());
    let open: Vec<&str> = OPEN.iter().map(|(id, _)| *id).collect();
    let found: Vec<&str> = wrong.keys().copied().collect();
    assert_eq!(found, open, "{wrong:#?}");
}

/// A result as `files/sheets-blind.txt` writes it, as a case has it.
fn result(written: &str) -> Value {
    let written = written.trim();
    if written == "#" {
        return json!("comment");
    }
    if let Some((keys, exercises)) = written.strip_prefix("block ").and_then(|block| block.split_once('{')) {
        let mut block = json!({});
        for (key, value) in keys.split_whitespace().filter_map(|key| key.split_once('=')) {
            let key = if key == "rounds" { key.to_owned() } else { format!("{key}_s") };
            block[key] = json!(value.parse::<u64>().expect("a number"));
        }
        let exercises = result(exercises.trim_end_matches('}'));
        return json!({ "block": block, "exercises": exercises });
    }
    let exercises = written.split(" + ").map(|exercise| {
        let mut parts = exercise.split(';').map(str::trim);
        let mut made = json!({ "exercise": parts.next() });
        for part in parts {
            let end = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
            let number = || part[end..].parse::<f64>().expect("a number");
            match (&part[..end], part.strip_prefix("load:")) {
                (_, Some(load)) => made["load"] = json!(load),
                ("s", _) => made["sets"] = json!(part[end..].parse::<u64>().expect("a number")),
                ("r" | "rmax", _) => made["reps"] = json!(&part[1..]),
                ("h", _) => made["hold_s"] = json!(number()),
                ("t", _) => made["time_s"] = json!(number()),
                ("rest" | "relax", _) => made[format!("{}_s", &part[..end])] = json!(number()),
                _ => made["sides"] = json!(part),
            }
        }
        made
    });
    Value::Array(exercises.collect())
}

#[test]
fn each_blind_line_is_read_as_it_was_foreseen() {
    let mut figures: BTreeMap<&str, [u32; 4]> = BTreeMap::new();
    let mut surprises = Vec::new();
    for line in BLIND.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (open, line) = line.strip_prefix("? ").map_or((false, line), |line| (true, line));
        let [kind, sheet, results] = line.splitn(3, " :: ").collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (toml, routine) = made(&sheet.replace('⏎', "\n").replace('⇥', "\t"));
        let right = results.split(" or ").any(|written| is_as_expected(&result(written), routine.as_ref()));
        let verdict = match () {
            () if right => 0,
            () if routine.is_none() => 1,
            () if toml.contains("# unsit: ") => 2,
            () => 3,
        };
        figures.entry(kind).or_default()[verdict] += 1;
        if right == open || verdict == 3 {
            let verdict = ["right", "a comment", "wrong, noted", "WRONG, SILENT"][verdict];
            let toml: Vec<&str> = toml.lines().skip(1).filter(|line| !line.is_empty()).collect();
            surprises.push(format!("{verdict}: {line}\n    {}", toml.join("\n    ")));
        }
    }
    let table = |kind: &str, [right, left, noted, silent]: [u32; 4]| {
        format!("{kind:5} {right:3} right {left:3} left {noted:3} noted {silent:3} silent\n")
    };
    let mut all = [0; 4];
    let mut shown = String::new();
    for (kind, counts) in &figures {
        counts.iter().zip(&mut all).for_each(|(count, all)| *all += count);
        shown += &table(kind, *counts);
    }
    shown += &table("all", all);
    assert!(surprises.is_empty(), "{}\n{shown}", surprises.join("\n"));
}
