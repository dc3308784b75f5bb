//! Lines and sheets as people write them, and what they have to become: `files/sheets.json`, read whole.

use std::{collections::BTreeMap, time::Duration};

use serde_json::Value;
use unsit::{
    base::{cue::Cues, diagnostic::Source, quantity::Reps},
    import,
    routine::{self, Exercise, Library, Rounds, Routine, Sides, Tempo, Wait, Work},
};

const CASES: &str = include_str!("files/sheets.json");

/// Cases that are not read as they expect, each with the reason. None of them may be wrong without a note.
const OPEN: &[(&str, &str)] = &[
    ("K04-7", "the library's monster walk has a band, which a note names; the sheet gives no load"),
    ("K22-8", "the same"),
];

/// What a sheet becomes: the file, and the routine if it has an exercise.
fn made(lines: &[Value]) -> (String, Option<Routine>) {
    let library = Library::bundled();
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
    let sheet = import::read(&lines.join("\n"), &library);
    let toml = import::file("Test", &sheet, &library);
    let checked = routine::read(Source { name: "test.toml", text: &toml }, &library, &Cues::default());
    (toml, checked.routine.filter(|_| sheet.refused.is_none()))
}

/// A name without case, signs and a plural s.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words = words.map(|word| if word.len() > 3 { word.strip_suffix('s').unwrap_or(word) } else { word });
    words.collect::<Vec<_>>().join(" ")
}

fn seconds(length: Option<Duration>) -> Option<f64> {
    length.map(|length| length.as_secs_f64())
}

/// What differs between an exercise and what is expected of it.
fn differences(expected: &Value, exercise: &Exercise) -> Vec<&'static str> {
    let (mut reps, mut hold, mut relax, mut time) = (None, None, None, None);
    match &exercise.work {
        Work::Hold(length) => hold = Some(*length),
        Work::Time(length) => time = Some(*length),
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

/// Whether a routine is what is expected of it.
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
        let (toml, routine) = made(case["lines"].as_array().expect("a case has lines"));
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
