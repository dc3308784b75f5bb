//! Properties of every sheet, and how the lines of a sheet are combined.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::{
    base::{cue::Cues, diagnostic::Source, text},
    routine::{self, Library},
};

/// Reading the library takes longer than reading a sheet.
static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

/// The file of a sheet.
fn toml(sheet: &str) -> String {
    file("Knee", &read(sheet, &LIBRARY), &LIBRARY)
}

/// The result of a line, on one line: the keys, then the notes after a bar.
fn shown(line: &str) -> String {
    let sheet = read(line, &LIBRARY);
    let shown = sheet.entries().map(|entry| {
        let keys: Vec<String> = entry.keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
        let notes = if entry.notes.is_empty() { String::new() } else { format!(" | {}", entry.notes.join("; ")) };
        format!("{}{notes}", if keys.is_empty() { "#".to_owned() } else { keys.join(" ") })
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_dose_is_read_in_every_shape() {
    let same = r#"use="clamshell" sets=3 reps=10"#;
    for line in [
        "3 x 10 clamshells",
        "3×10 clam-shells",
        "3X10 Clamshell",
        "Clamshells: 3 x 10 reps",
        "clamshell, 3 sets of 10",
        "3 sets x 10 reps clamshell",
        "three sets of ten clamshells",
        "clamshell 10 reps x 3",
        "10 reps clamshell 3 sets",
        "clamshell sets: 3 reps: 10",
        "Perform 3 sets of 10 clamshells.",
        "1. clamshell 3x10",
        "• [clamshell] 3x10",
        "clamshell 3sets 10reps",
        "clamshell 10 repetitions. Repeat x 3.",
        "clamshell REPS: 10 SETS: 3",
        "clamshell\t3\t10",
        "Clamshell 3 Sätze à 10 Wdh",
        "Clamshell 3 séries de 10 répétitions",
        "Clamshell 3 series de 10 repeticiones",
        "Clamshell 3 serie da 10 ripetizioni",
    ] {
        assert_eq!(shown(line), same, "{line}");
    }
    let same = r#"use="clamshell" reps=10 hold="5s""#;
    for line in [
        "clamshell 10 reps, hold 5s",
        "clamshell 10 reps, 5-second hold",
        "clamshell 10 reps with a 5 sec. hold",
        "clamshell 10 reps hold 5\"",
        "clamshell 10 reps, hold for a count of five",
        "clamshell, hold for 5 seconds, 10 times",
        "clamshell: squeeze for 5 s, 10 reps",
    ] {
        assert_eq!(shown(line), same, "{line}");
    }
}

#[test]
fn a_name_and_its_dose_on_different_lines_belong_together() {
    insta::assert_snapshot!(toml(
        "Straight leg raise\nLie on your back, lift the leg.\n3 sets of 10\nHold 3 seconds\n\nBridge\nx 12 daily\n"
    ), @r#"
    name = "Knee"
    schedule = "daily"

    # Straight leg raise
    # Lie on your back, lift the leg.
    # 3 sets of 10
    # Hold 3 seconds
    [[exercise]]
    use = "straight-leg-raise"
    sets = 3
    reps = 10
    hold = "3s"
    instructions = "Lie on your back, lift the leg."

    # Bridge
    # x 12 daily
    [[exercise]]
    use = "glute-bridge"
    name = "Bridge"
    reps = 12
    "#);
}

#[test]
fn headings_circuits_and_supersets_are_blocks() {
    insta::assert_snapshot!(toml(
        "## Legs\nSquat 3x10\n## Arms\nA1. Row 3x8\nA2. Press 3x8 rest 60 s\n\n3 rounds of:\n5 burpees\nPlank 30 s\nRest 60 s between rounds\n"
    ), @r#"
    name = "Knee"

    [[block]]
    name = "Legs"

    # ## Legs

    # Squat 3x10
    [[block.exercise]]
    use = "squat"
    sets = 3
    reps = 10

    # ## Arms

    [[block]]
    name = "Arms"
    rounds = 3
    rest = "1m"

    # A1. Row 3x8
    # unsit: similar library exercise: write use = "band-row" in place of the name
    # unsit: exercises with one letter are a superset: a block with rounds
    [[block.exercise]]
    name = "Row"
    reps = 8

    # A2. Press 3x8 rest 60 s
    [[block.exercise]]
    name = "Press"
    reps = 8

    [[block]]
    rounds = 3
    rest = "1m"

    # 3 rounds of:

    # 5 burpees
    # unsit: `5` is read as a number of times
    [[block.exercise]]
    use = "burpee"
    reps = 5

    # Plank 30 s
    [[block.exercise]]
    use = "plank"
    hold = "30s"

    # Rest 60 s between rounds
    "#);
}

#[test]
fn logs_and_prose_are_refused_as_a_whole() {
    let log = "12/05/2024 Squat 3x10\n13/05/2024 Row 3x10\n15/05/2024 Squat 3x10\n17/05/2024 Row 3x8\n";
    assert!(read(log, &LIBRARY).refused.is_some_and(|why| why.contains("training log")));
    let prose = "You should walk a little every day, because it helps your back.\n".repeat(40);
    assert!(read(&prose, &LIBRARY).refused.is_some_and(|why| why.contains("prose")));
}

#[test]
fn how_often_becomes_the_schedule_where_the_lines_agree() {
    for (sheet, often) in [
        ("Squat 3x10 daily\nPlank 30 s\n", Some(("\"daily\"", 1))),
        ("Squat 3x10 twice a day\n", Some(("\"daily\"", 2))),
        ("Squat 3x10, 3x/week\n", Some(("[\"mon\", \"wed\", \"fri\"]", 1))),
        ("Squat 3x10 Mon/Thu\n", Some(("[\"mon\", \"thu\"]", 1))),
        ("Squat 3x10 daily\nPlank 30 s, 3x/week\n", None),
        ("Squat 3x10\n", None),
    ] {
        let read = read(sheet, &LIBRARY).schedule();
        assert_eq!(read.as_ref().map(|read| (read.days.as_str(), read.times)), often, "{sheet}");
    }
}

#[test]
fn a_frequency_that_is_not_used_is_reported() {
    // After a line about something else, it is unclear which exercises are meant.
    for line in ["Repeat 2-3 times a week.", "3 times a week", "Do these exercises 3 times a week."] {
        let shown = shown(&format!("Squat 3x10\n\nIce your knee if it hurts.\n{line}"));
        assert!(shown.ends_with("\n# | unclear which exercises are so often: write `schedule` by hand"), "{shown}");
    }
    let range = shown("Squat 3x10\n\nRepeat 2-3 times a week.");
    assert_eq!(range, "use=\"squat\" sets=3 reps=10 | 2-3 times a week is read as 2");
    assert_eq!(shown("Squat 3x10 twice a week"), shown("Squat 3x10 2 times a week"));
    let days = |sheet: &str| read(sheet, &LIBRARY).schedule().map(|schedule| schedule.to_string());
    assert_eq!(days("Squat 3x10\nRow 3x8 twice a week"), Some("mon, thu (line 2)".to_owned()));
    assert_eq!(days("\nSquat 3x10 twice a day"), Some("daily, 2 times a day (line 2)".to_owned()));
}

#[test]
fn a_dose_out_of_range_names_its_key_and_the_range() {
    for (line, reason) in [
        ("Squat 3x0", "`reps`: 0 is out of range; write a whole number from 1 to 1000"),
        ("Plank 60 min", "a hold of 1h is unusually long"),
    ] {
        assert_eq!(shown(line), format!("# | {reason}"));
    }
}

#[test]
fn a_tempo_is_explained_by_the_phases_that_it_has() {
    for (tempo, phases) in [
        ("31", "lowering, lifting"),
        ("2-1-2", "lowering, waiting, lifting"),
        ("2-0-2-1", "lowering, waiting, lifting, waiting"),
    ] {
        let shown = shown(&format!("Squat 3x10 tempo {tempo}"));
        assert!(shown.ends_with(&format!("| the tempo `{tempo}` is read as {phases}")), "{shown}");
    }
}

#[test]
fn the_template_is_valid_with_and_without_its_comments() {
    let message = |toml: &str| write::first_message(toml, &LIBRARY);
    let toml = template("A \"name\"", &LIBRARY);
    assert_eq!(message(&toml), None);
    assert!(toml.contains("banded-clamshell"), "{toml}");
    let all: Vec<&str> = toml.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect();
    assert!(all.len() > 20 && all.iter().any(|line| line.starts_with("tempo")));
    assert_eq!(message(&all.join("\n")), None);
}

#[test]
fn too_many_exercises_stay_as_comments() {
    let sheet = read(&"squat 10 reps\n".repeat(103), &LIBRARY);
    assert_eq!(sheet.exercises(), 100);
    let last = sheet.entries().last().map(|entry| entry.notes.clone()).unwrap_or_default();
    assert_eq!(last, ["a routine has at most 100 exercises"]);
    let toml = toml(&"walk 12 h\n".repeat(3));
    assert_eq!(toml.matches("[[exercise]]").count(), 1, "{toml}");
}

/// Words of a sheet, in random order.
fn sheet_words() -> impl Strategy<Value = String> {
    let words = "3 10 x × 3x10 8-12 30s 30 s sec min 1:30 hold rest each side leg per left both alternating sets of reps \
                 clamshell squats plank stretch hamstring to fatigue max kg 16kg band with green , ; . - / ( ) on off 3s \
                 1s daily twice a day tempo 3-1-3 no between relax repeat times 0 99999 2 90/90 \" \\ # as many own pace 5 \
                 5s add every week until @ R only 8\" box BID RPE laps m % 1RM March resistance quad rounds circuit emom \
                 EMOM tabata AMRAP A1. 1) | Day Hold: Reps: Sets: Sekunden fois lado per lato \n \n \t : → two ten ½ 1/2";
    let word = prop::sample::select(words.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>());
    prop::collection::vec(word, 0..16).prop_map(|words| words.join(" "))
}

fn holds_for(said: &str) -> Result<(), TestCaseError> {
    let sheet = read(said, &LIBRARY);
    let toml = file("Sheet", &sheet, &LIBRARY);
    prop_assert!(!toml.chars().any(|c| c != '\n' && text::is_unsafe(c)), "{toml:?}");
    let checked = routine::read(Source { name: "sheet", text: &toml }, &LIBRARY, &Cues::default());
    let messages: Vec<&str> = checked.found.iter().map(|found| found.message.as_str()).collect();
    if toml.contains("exercise]]\n") {
        prop_assert!(messages.is_empty(), "{messages:?}\n{toml}");
    } else {
        prop_assert_eq!(messages.len(), 1, "{}", toml);
    }
    // Every line of the sheet is in the file.
    for line in said.lines().map(str::trim).filter(|line| !line.is_empty() && sheet.refused.is_none()) {
        let line = text::printable(&line.replace('\t', " ")).into_owned();
        prop_assert!(toml.contains(&line), "{line:?} is lost\n{toml}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_checks_clean_or_is_a_comment(sheet in any::<String>()) {
        holds_for(&sheet)?;
    }

    #[test]
    fn any_sheet_checks_clean_or_is_a_comment(sheet in sheet_words()) {
        holds_for(&sheet)?;
    }
}
