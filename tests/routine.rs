//! The reading of a routine file: the nearest key wins, and the bundled files are valid.
#![expect(clippy::disallowed_methods, reason = "the tests list the folders of the project")]

mod common;

use std::{collections::BTreeSet, fs, sync::Arc};

use unsit::{
    base::{cue::Cues, diagnostic::Source, quantity::Reps},
    routine::{self, Entry, Exercise, Library, Origin, Phase, Sides, Tempo, Wait, Work, bundled},
    session::{
        plan::{Plan, Side, Step},
        player::{Event, rehearse},
    },
};

use common::{LIBRARY, check, folder, places, routine, seconds};

/// The first exercise of a routine with these lines.
fn exercise(lines: &str) -> Exercise {
    let routine = routine(&format!("name = \"x\"\n{lines}\n"));
    routine.exercises().next().expect("there is one").as_ref().clone()
}

fn phases(phases: &[(&str, u64)]) -> Tempo {
    Tempo::Phases(phases.iter().map(|(label, s)| Phase { label: (*label).to_owned(), length: seconds(*s) }).collect())
}

#[test]
fn line_breaks_are_kept_where_they_are_allowed() {
    let text = "name = \"x\"\ndescription = \"\"\"\nOne.\nTwo.\"\"\"\n[[exercise]]\nuse = \"squat\"\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        assert_eq!(routine(&text).description.as_deref(), Some("One.\nTwo."));
    }
}

/// In order: the exercise, the library exercise that it uses, `[defaults]`, the defaults of the format.
#[test]
fn the_nearest_key_wins() {
    let plain = exercise("[[exercise]]\nname = \"a\"\nreps = 10");
    assert_eq!((plain.prepare, plain.rest, plain.switch), (Wait::For(seconds(8)), Wait::For(seconds(20)), seconds(5)));
    assert_eq!(plain.work, Work::Reps(Reps::Count(10), phases(&[("up", 2), ("down", 2)])));
    assert_eq!((plain.sets, plain.sides, plain.library.as_deref()), (1, Sides::Both, None));

    let defaults = "[defaults]\nprepare = \"self\"\nrest = \"1s\"\nswitch = \"2s\"\ntempo = [\"go 3s\"]\n";
    let with = exercise(&format!("{defaults}[[exercise]]\nname = \"a\"\nsets = 2\nreps = 10"));
    assert_eq!((with.prepare, with.rest, with.switch), (Wait::Own, Wait::For(seconds(1)), seconds(2)));
    assert_eq!(with.work, Work::Reps(Reps::Count(10), phases(&[("go", 3)])));

    // The library's `switch` and `tempo` override those of `[defaults]`; it has no `rest` and no `prepare`.
    let clamshell = phases(&[("open", 2), ("hold", 1), ("close", 2)]);
    let used = exercise(&format!("{defaults}[[exercise]]\nuse = \"clamshell\"\nsets = 2"));
    assert_eq!((used.prepare, used.rest, used.switch), (Wait::Own, Wait::For(seconds(1)), seconds(10)));
    assert_eq!(used.work, Work::Reps(Reps::Count(10), clamshell.clone()));
    assert_eq!(
        (used.name.as_str(), used.library.as_deref(), used.sides),
        ("Clamshell", Some("clamshell"), Sides::Each)
    );
    assert!(!used.tips.is_empty() && !used.muscles.is_empty() && used.instructions.is_some());

    let own = "name = \"b\"\nsets = 3\nsides = \"left\"\nprepare = 0\nrest = \"self\"\nload = \"8 kg\"\ntips = []\nposition = \"here\"";
    // A default that its only exercise overrides is reported.
    let defaults = defaults.replace("rest = \"1s\"\n", "");
    let own = exercise(&format!("{defaults}[[exercise]]\nuse = \"clamshell\"\n{own}"));
    assert_eq!((own.prepare, own.rest, own.sets, own.sides), (Wait::For(seconds(0)), Wait::Own, 3, Sides::Left));
    assert_eq!(
        (own.name.as_str(), own.load.as_deref(), own.position.map(|text| text.on("", "").into_owned()).as_deref()),
        ("b", Some("8 kg"), Some("here"))
    );
    assert!(own.tips.is_empty());
    assert_eq!(own.work, Work::Reps(Reps::Count(10), clamshell));
}

/// Texts with sides are filled for each side, and neutrally if no side is being done.
#[test]
fn the_words_of_a_side_follow_it() {
    let lines = "name = \"a\"\nreps = 2\nlimb = \"leg\"\nposition = \"lying on your {other} side\"\n\
        tips = [\"Keep the {side} knee straight, {so}.\"]\ninstructions = \"Lift the {side} leg, not the {other} one.\"";
    for (sides, expected) in [
        ("each", vec!["left leg: lying on your right side", "right leg: lying on your left side"]),
        ("left", vec!["left leg: lying on your right side"]),
        ("right", vec!["right leg: lying on your left side"]),
        ("alternate", vec!["alternating legs: lying on your side"]),
    ] {
        let routine = routine(&format!("name = \"x\"\n[[exercise]]\n{lines}\nsides = \"{sides}\"\n"));
        let plan = Plan::new(&routine);
        let works = plan.steps.iter().filter(|step| step.is_work());
        let said = |step: &Step| Some(format!("{}: {}", step.side_words()?, step.position()?));
        assert_eq!(works.filter_map(said).collect::<Vec<_>>(), expected);
    }
    let each = exercise(&format!("[[exercise]]\n{lines}\nsides = \"each\""));
    assert_eq!(each.dose(), "2 reps, each leg");
    assert_eq!(Side::Right.fill(&each.tips[0]), "Keep the right knee straight, {so}.");
    let instructions = each.instructions.map(|text| Side::of(each.sides).fill(&text).into_owned());
    assert_eq!(instructions.as_deref(), Some("Lift the working leg, not the other one."));
}

#[test]
fn a_source_is_a_title_or_a_title_with_a_link() {
    let page = r#"{ title = "A page", link = "https://example.org/a?b#c" }"#;
    let routine = routine(&format!(
        "name = \"x\"\ngroup = \"Back\"\nsources = [\"A book\", {page}]\n[[exercise]]\nuse = \"squat\"\nhow = \"Sit back, stand up.\"\n"
    ));
    let sources: Vec<String> = routine.sources.iter().map(ToString::to_string).collect();
    assert_eq!(sources, ["A book", "A page (https://example.org/a?b#c)"]);
    assert_eq!(routine.group.as_deref(), Some("Back"));
    assert_eq!(routine.exercises().next().and_then(|exercise| exercise.how.as_deref()), Some("Sit back, stand up."));
}

/// Keys next to `use` drop the library's conflicting keys, and only those.
#[test]
fn conflicting_library_keys_are_dropped() {
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
        ("use = \"glute-squeeze\"\ntime = \"self\"", Work::Open),
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
    // A tempo without reps is no work: here it drops the library's only work.
    for id in ["hamstring-stretch", "short-walk"] {
        let text = format!("name = \"x\"\n[[exercise]]\nuse = \"{id}\"\ntempo = \"self\"\n");
        assert_eq!(check(&text), ["2:1 missing-key"], "{id}");
    }
}

#[test]
fn an_own_library_comes_before_the_bundled_one() {
    let mut library = Library::bundled();
    let found = library
        .add("squat", Source { name: "squat.toml", text: "name = \"My squat\"\nreps = 5\nsides = \"alternate\"\n" });
    assert_eq!(places(&found), ["2:8 uneven-sides"]);
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
    // Its alternating sides do not apply to a time.
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
fn all_files_of_the_folders_are_bundled() {
    let ids = |files: &[bundled::File]| files.iter().map(|(id, _)| (*id).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&bundled::ROUTINES), toml_files("routines"));
    assert_eq!(ids(&bundled::EXERCISES), toml_files("routines/exercises"));
    assert!(Library::bundled().names().eq(bundled::EXERCISES.iter().map(|(id, _)| *id)), "the stems are in order");
}

#[test]
fn bundled_files_have_no_error_and_play_to_their_end() {
    for (id, text) in bundled::EXERCISES {
        assert_eq!(places(&routine::check_exercise(Source { name: id, text }, &LIBRARY)), Vec::<String>::new(), "{id}");
    }
    let mut plans = Vec::new();
    for (id, text) in bundled::ROUTINES {
        let routine = routine(text);
        let plan = Arc::new(Plan::new(&routine));
        let due: Vec<_> = rehearse(&plan).collect();
        assert_eq!(due.last().map(|due| due.at), Some(plan.estimate()), "{id}");
        assert_eq!(due.iter().filter(|due| matches!(due.event, Event::Worked(_))).count(), plan.works(), "{id}");
        assert!(due.iter().any(|due| due.event == Event::Finished), "{id}");
        plans.push((id, routine, plan));
    }
    let (_, daily, plan) = &plans[0];
    assert!((600..=900).contains(&plan.estimate().as_secs()) && plan.is_exact());
    assert!(daily.exercises().all(|exercise| exercise.equipment.is_empty()));
    assert_eq!(daily.schedule, Some(routine::Schedule::DAILY));
    let (_, desk, plan) = &plans[1];
    assert!((240..=300).contains(&plan.estimate().as_secs()) && plan.is_exact(), "{:?}", plan.estimate());
    assert!(desk.exercises().all(|exercise| exercise.equipment.is_empty()));
}

/// Nothing that needs equipment is due until it was done once: the user may not have it.
#[test]
fn a_bundled_routine_that_needs_equipment_is_due_once_it_was_done() {
    let file = || Origin::File("mine.toml".into());
    for (origin, equipment, was_done, is_due) in [
        (Origin::Bundled(""), "[]", false, true),
        (Origin::Bundled(""), "[\"step\"]", false, false),
        (Origin::Bundled(""), "[\"step\"]", true, true),
        (file(), "[\"step\"]", false, true),
    ] {
        let text = format!(
            "name = \"x\"\nschedule = \"daily\"\n[[exercise]]\nname = \"a\"\nreps = 1\nequipment = {equipment}\n"
        );
        let checked = routine::read(Source { name: "x.toml", text: &text }, &Library::bundled(), &Cues::default());
        let entry = Entry { id: "x".to_owned(), origin, checked };
        assert_eq!(entry.schedule(was_done).is_some(), is_due, "{entry:?}");
    }
}
