//! The words of each kind of exercise and their times; and that no word covers a beep, a start or another word.

#![allow(clippy::unwrap_used, clippy::unchecked_time_subtraction, reason = "a test that goes wrong fails")]
#![expect(clippy::disallowed_methods, reason = "the lengths of sounds are read from their files")]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
    time::Duration,
};

use proptest::prelude::*;
use unsit::{
    base::{
        count::count,
        cue::{Cue, Cues, Talk},
        diagnostic::Source,
        quantity::Reps,
    },
    routine::{Library, Work, bundled, read},
    session::{
        plan::{Kind, Plan},
        player::{Command, Due, Event, Player},
        speech::{Needs, Part, Words},
    },
};

use common::{any_plan, ms, plan, rehearsed};

fn shown(at: Duration) -> String {
    format!("{:.2}", at.as_secs_f64()).trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn words(due: &[Due]) -> Vec<(Duration, &Words)> {
    due.iter().filter_map(|due| if let Event::Say(words) = &due.event { Some((due.at, words)) } else { None }).collect()
}

/// The words on one line: `0.43 rest`, each at its start.
fn line(due: &[Due]) -> String {
    let said = words(due).into_iter().map(|(at, words)| format!("{} {}", shown(at + words.lead), words.text));
    said.collect::<Vec<_>>().join(" | ")
}

fn said_of(lines: &str) -> String {
    line(&rehearsed(&plan(lines)))
}

/// The words of one exercise that was announced in the get ready before it.
fn said_with(exercise: &str, cues: &Cues) -> String {
    let plan = plan(&format!("[[exercise]]\nname = \"Squat\"\nprepare = 10\n{exercise}"));
    let said = line(&rehearsed(&Arc::new(Plan { cues: cues.clone(), ..Plan::clone(&plan) })));
    said.split(" | ").skip(1).collect::<Vec<_>>().join(" | ")
}

fn said(exercise: &str) -> String {
    said_with(exercise, &Cues::default())
}

/// The words of the get ready.
fn reported(exercise: &str) -> String {
    let said = said_of(&format!("[[exercise]]\n{exercise}"));
    said.split(" | ").next().unwrap_or_default().to_owned()
}

#[test]
fn get_ready_announces_the_exercise() {
    let bridge = "name = \"Glute bridge\"\nposition = \"lying on your back\"\nreps = 10\nsides = \"each\"\nprepare";
    // The first words give the output a second to open, if nothing is lost by that.
    assert_eq!(
        reported(&format!("{bridge} = 10")),
        "1 Next: Glute bridge. Lying on your back. 10 reps, left side first."
    );
    assert_eq!(
        reported(&format!("{bridge} = 8")),
        "0.95 Next: Glute bridge. Lying on your back. 10 reps, left side first."
    );
    // Less important words are dropped first.
    assert_eq!(reported(&format!("{bridge} = 7")), "0.57 Next: Glute bridge. Lying on your back, left side first.");
    assert_eq!(reported(&format!("{bridge} = 5")), "0.7 Glute bridge, left.");
    assert_eq!(reported(&format!("{bridge} = \"4.4s\"")), "0.65 Glute bridge");
    assert_eq!(
        reported(&format!("{bridge} = \"self\"")),
        "1 Next: Glute bridge. Lying on your back. 10 reps, left side first. Press a key when you are ready."
    );
}

#[test]
fn a_resumed_session_begins_with_whole_words() {
    let plan = plan("[[exercise]]\nname = \"Squat\"\nprepare = 10\nreps = 3\nsets = 3\nrest = 10\n");
    let (plan, step) = plan.resume(3, Duration::ZERO);
    let (_, due) = Player::start_at(Arc::new(plan), step, Duration::ZERO);
    let lead = due.iter().find_map(|due| if let Event::Say(words) = &due.event { Some(words.lead) } else { None });
    assert_eq!(lead, Some(Duration::from_secs(1)), "the output has a second to open");
}

#[test]
fn the_dose_is_announced() {
    let dose = |work: &str| reported(&format!("name = \"Squat\"\nprepare = 20\n{work}")).replace("1 Next: Squat. ", "");
    assert_eq!(dose("reps = 1"), "1 rep.");
    assert_eq!(dose("reps = 47"), "47 reps.");
    assert_eq!(dose("reps = \"8-12\""), "8 to 12 reps.");
    assert_eq!(dose("reps = \"max\""), "As many as you can.");
    assert_eq!(dose("reps = 10\nhold = 5"), "10 reps of 5 seconds.");
    assert_eq!(dose("hold = \"1m30s\""), "Hold for 1 minute 30 seconds.");
    assert_eq!(dose("time = \"2m\""), "2 minutes.");
    assert_eq!(dose("reps = 10\ntempo = \"self\"\nsides = \"left\""), "10 reps, at your own pace, left side.");
    assert_eq!(dose("reps = 10\nsides = \"alternate\""), "10 reps, alternating sides.");
}

#[test]
fn phases_are_named_in_the_first_rep_and_then_reps_are_counted() {
    assert_eq!(said("reps = 1"), "10.41 up | 12 down | 13.59 1 | 15.63 well done");
    assert_eq!(
        said("reps = 3"),
        "10.41 up | 12 down | 14 1. Up. | 16 down | 18 2. Now the last one. | 21.53 3 | 23.63 well done"
    );
    // There is time for one of the two: the last.
    assert_eq!(said("reps = 3\ntempo = [\"up 1s\"]"), "10.41 up | 11 1. Up. | 12 now the last one | 14.63 well done");
    // No time for a name or a number: the click is played instead.
    assert_eq!(said("reps = 3\ntempo = [\"up 0.5s\"]"), "10.5 1 | 11 2 | 13.13 well done");
    assert_eq!(said("reps = 3\ntempo = [\"up 0.4s\"]"), "10.73 3 | 12.83 well done");
    assert_eq!(
        said("reps = 2\nhold = 3\nrelax = \"0.5s\"\nsets = 2\nrest = 20"),
        "10.41 hold | 13.5 1. Now the last one. Hold. | 16.62 2 | 17.43 Rest, 20 seconds. Last set. | 37.41 hold | 40.5 1. Now the last one. | 43.62 2 | 45.63 well done"
    );
    // The minimum has its own sound, and no number.
    assert_eq!(
        said("reps = \"2-4\"\ntempo = [\"up 2s\"]"),
        "10.41 up | 12 1. Up. | 16 3. Now the last one. | 17.57 4 | 19.63 well done"
    );
    assert_eq!(
        said("reps = \"2-3\"\ntempo = [\"up 2s\"]"),
        "10.41 up | 12 1. Up. | 14.37 now the last one | 15.53 3 | 17.63 well done"
    );
    assert_eq!(said("reps = 3\ntempo = \"self\""), "10.41 press a key when you are done | 23.63 well done");
}

#[test]
fn holds_announce_the_middle_and_the_last_ten_seconds() {
    for (work, begins) in [("hold", "10.41 hold"), ("time", "10.41 go")] {
        let said = |length| said(&format!("{work} = {length}")).replace(begins, "…");
        assert_eq!(said(19), "… | 30.63 well done");
        assert_eq!(said(20), "… | 20.43 halfway | 31.63 well done");
        assert_eq!(said(30), "… | 25.43 halfway | 30 ten seconds to go | 41.63 well done");
    }
    let much = Cues { countdown: 10, ..Cues::default() };
    assert_eq!(said_with("hold = 30", &much), "25.43 halfway | 28.89 ten seconds to go | 41.63 well done");
    let little = Cues { halfway: false, countdown: 0, ..Cues::default() };
    assert_eq!(said_with("hold = 30", &little), "10.41 hold | 30 ten seconds to go | 41.63 well done");
}

#[test]
fn sides_sets_and_rounds_are_announced() {
    assert_eq!(
        said("hold = 5\nsides = \"each\"\nsets = 2\nrest = 20"),
        "10.41 hold | 15.43 Other side, right side. | 20.41 hold | 25.43 Rest, 20 seconds. Last set, left side first. | 45.41 hold | 50.43 Other side, right side. | 55.41 hold | 61.63 well done"
    );
    assert_eq!(
        said("hold = 5\nsides = \"each\"\nswitch = 10").split(" | ").nth(1),
        Some("15.43 Other side, right side.")
    );
    assert_eq!(said("hold = 5\nsides = \"each\"\nswitch = 3").split(" | ").nth(1), Some("15.43 right"));
    assert_eq!(
        said_of(
            "[[block]]\nrounds = 2\nrest = 12\n[[block.exercise]]\nname = \"Squat\"\nhold = 5\nprepare = 0\n\
             [[block.exercise]]\nname = \"Side lunge\"\nhold = 5\nprepare = 0"
        ),
        "0.41 Squat. Hold for 5 seconds. | 3.76 Next: Side lunge. | 5.41 hold | 10.43 Rest, 12 seconds. Last round. \
         Next: Squat. Hold for 5 seconds. | 22.41 hold | 25.76 Next: Side lunge. | 27.41 hold | 33.63 well done"
    );
}

#[test]
fn a_round_on_a_beat_is_announced_in_what_is_left_of_its_rest() {
    let lines = "[[block]]\nrounds = 3\nevery = 14\n[[block.exercise]]\nname = \"Squat\"\nreps = 8\ntempo = \"self\"\nprepare = 0";
    let (mut player, mut due) = Player::start(plan(lines), Duration::ZERO);
    // In time, with nothing left of the interval, and too late.
    for at in [4000, 27_500, 50_000] {
        due.extend(player.act(Command::Done, ms(at)));
    }
    assert_eq!(
        line(&due),
        "0.41 Squat. 8 reps, at your own pace. | 4.43 Rest. Next: Squat. 8 reps, at your own pace. | \
         14.41 press a key when you are done | 28.41 Squat. 8 reps, at your own pace. | 51.63 well done"
    );
}

#[test]
fn a_late_announcement_comes_as_work_begins() {
    assert_eq!(
        said_of("[[exercise]]\nname = \"Glute bridge\"\nreps = 3\nprepare = 2"),
        "2.41 Glute bridge. 3 reps. | 4 down | 6 1. Up. | 8 down | 10 2. Now the last one. | 13.53 3 | 15.63 well done"
    );
}

#[test]
fn an_announcement_without_room_comes_earlier() {
    let two = |first: &str, prepare: &str, second: &str| {
        let lines =
            format!("[[exercise]]\nname = \"Squat\"\nprepare = 10\n{first}\n[[exercise]]\nname = \"Side lunge\"\n");
        let said = said_of(&format!("{lines}prepare = {prepare}\n{second}"));
        said.split(" | ").skip(1).collect::<Vec<_>>().join(" | ")
    };
    // The last words before the countdown, after the middle and the last ten seconds.
    let reported = "10.41 hold | 20.43 halfway | 24.38 Next: Side lunge. Hold for 5 seconds.";
    assert_eq!(two("hold = 20", "0", "hold = 5"), format!("{reported} | 30.41 hold | 36.63 well done"));
    assert_eq!(two("hold = 20", "2", "hold = 5"), format!("{reported} | 32.41 hold | 38.63 well done"));
    assert_eq!(
        two("hold = 40", "0", "reps = 1"),
        "10.41 hold | 30.43 halfway | 40 ten seconds to go | 44.9 Next: Side lunge. 1 rep. | 50.41 up | 52 down | 53.59 1 | 55.63 well done"
    );
    // With a get ready, it is announced there.
    assert_eq!(
        two("hold = 20", "9", "hold = 5").split(" | ").nth(2),
        Some("30.43 Next: Side lunge. Hold for 5 seconds.")
    );
    // Nothing can be announced while reps are counted.
    assert_eq!(
        two("reps = 2", "0", "hold = 5"),
        "10.41 up | 12 down | 14 1. Now the last one. | 16 down | 17.62 2 | 18.41 Side lunge. Hold for 5 seconds. | 24.63 well done"
    );
    assert_eq!(
        said_of("[[block]]\nrounds = 2\nrest = 12\n[[block.exercise]]\nname = \"Squat\"\nreps = 1\nprepare = 2"),
        "2.41 Squat. 1 rep. | 4 down | 5.59 1 | 6.43 Rest, 12 seconds. Last round. Next: Squat. 1 rep. | 20.41 up | 22 down | 23.59 1 | 25.63 well done"
    );
}

#[test]
fn words_without_time_are_dropped() {
    let steps = "name = \"Squat\"\nhold = 5\nsets = 2\nsides = \"each\"\nrest = \"0.2s\"\nswitch = \"0.3s\"\nprepare = \"0.4s\"";
    let quick = Cues { countdown: 0, ..Cues::default() };
    let plan = plan(&format!("[[exercise]]\n{steps}"));
    let said = line(&rehearsed(&Arc::new(Plan { cues: quick, ..Plan::clone(&plan) })));
    assert_eq!(
        said,
        "0.81 Squat. 2 sets, hold for 5 seconds, left side first. | 6.11 hold | 11.31 hold | 16.61 hold | 22.83 well done"
    );
}

#[test]
fn the_settings_choose_the_words() {
    assert_eq!(said_with("reps = 3", &Cues { voice: Talk::Off, ..Cues::default() }), "");
    assert_eq!(
        said_with("reps = 3", &Cues { count: false, ..Cues::default() }),
        "10.41 up | 12 down | 14 up | 16 down | 18 now the last one | 23.63 well done"
    );
}

#[test]
fn custom_text_has_room() {
    let reported = rehearsed(&plan("[[exercise]]\nname = \"Bulgarian split squat\"\nreps = 1\ntempo = [\"twist 2s\"]"));
    let said = words(&reported);
    assert_eq!(said[0].1.text, "Next: Bulgarian split squat. 1 rep.");
    assert_eq!((&*said[1].1.text, said[1].1.length), ("twist", ms(350 + 5 * 85)));
}

#[test]
fn words_that_begin_in_a_pause_are_said_on_resuming() {
    let (mut player, _) =
        Player::start(plan("[[exercise]]\nname = \"Squat\"\nhold = 20\nsets = 2\nprepare = 4"), Duration::ZERO);
    player.act(Command::Pause, ms(2500));
    assert_eq!(line(&player.act(Command::Next, ms(3000))), "");
    assert_eq!(line(&player.act(Command::Done, ms(4000))), "");
    assert_eq!(line(&player.act(Command::Resume, ms(9000))), "9.43 Rest, 20 seconds. Last set.");
    assert_eq!(line(&player.act(Command::More, ms(12_000))), "");
    assert_eq!(line(&player.advance(ms(39_500))), "39.41 hold");
}

/// The plans of the routines that come with the program, and perhaps of each of its exercises alone.
fn bundled_plans(with_exercises: bool) -> impl Iterator<Item = (String, Arc<Plan>)> {
    let alone = |id: &&str| format!("name = \"x\"\n[[exercise]]\nuse = \"{id}\"\nsets = 2\n");
    let library = Library::bundled();
    let exercises = library.names().filter(|_| with_exercises);
    let exercises = exercises.map(|id| (id.to_owned(), alone(&id))).collect::<Vec<_>>();
    let routines = bundled::ROUTINES.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned()));
    routines.chain(exercises).map(move |(id, text)| {
        let source = Source { name: &id, text: &text };
        let plan = Arc::new(Plan::new(&read(source, &library, &Cues::default()).routine.unwrap()));
        (id, plan)
    })
}

/// `sounds/voice/render.py` renders what is missing.
#[test]
fn every_built_in_text_is_recorded() {
    let missing = bundled_plans(true).map(|(id, plan)| (id, Needs::of(&plan).own));
    let missing = missing.filter(|(_, own)| !own.is_empty()).collect::<Vec<_>>();
    assert!(missing.is_empty(), "{missing:#?}");
}

/// What a bundled routine says sounds as one sentence; but "next" goes with every name. `sounds/voice/words.txt` has the
/// doses.
#[test]
fn each_sentence_of_a_bundled_routine_is_one_clip() {
    let mut stitched = BTreeSet::new();
    for (_, plan) in bundled_plans(false) {
        for (_, words) in words(&rehearsed(&plan)) {
            for sentence in words.parts.split(|part| matches!(part, Part::Pause(length) if *length >= ms(200))) {
                let name = |part: &Part| if let Part::Clip(name) = part { Some(name.to_string()) } else { None };
                let names = sentence.iter().filter_map(name).filter(|name| name != "next+").collect::<Vec<_>>();
                if names.len() > 1 {
                    stitched.insert(names.join(" "));
                }
            }
        }
    }
    assert!(stitched.is_empty(), "{stitched:#?}");
}

#[test]
fn all_spoken_texts_were_prepared_once() {
    for (id, plan) in bundled_plans(true) {
        let needs = Needs::of(&plan);
        assert_eq!(needs.clips.iter().collect::<BTreeSet<_>>().len(), needs.clips.len());
        for (_, words) in words(&rehearsed(&plan)) {
            for part in &words.parts {
                assert!(!matches!(part, Part::Clip(name) if !needs.clips.contains(name)), "{id}: {words:?}");
            }
        }
    }
    let lines = "[[exercise]]\nname = \"Bulgarian split squat\"\nreps = 3\ntempo = [\"twist 2s\", \"up 1s\"]";
    let needs = Needs::of(&plan(lines));
    assert_eq!(needs.clips[..2], ["next".into(), "next+".into()] as [Arc<str>; 2]);
    assert_eq!(needs.own, ["Bulgarian split squat".into(), "twist".into()] as [Arc<str>; 2]);
    assert_eq!(Needs::of(&plan(&format!("cues.voice = false\n{lines}"))), Needs::default());
}

/// `1 minute 30 seconds`.
fn spoken_time(length: Duration) -> String {
    let (minutes, seconds) = (length.as_secs() / 60, length.as_secs() % 60);
    let parts = [(minutes, "minute"), (seconds, "second")].into_iter().filter(|(number, _)| *number > 0);
    parts.map(|(number, unit)| count(number, unit)).collect::<Vec<_>>().join(" ")
}

/// With room for the words nothing of an announcement is left out: the dose and the side of every exercise are said.
#[test]
fn each_exercise_is_announced_whole() {
    for (id, plan) in bundled_plans(true) {
        let due = rehearsed(&plan);
        for (index, step) in plan.steps.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| &plan.steps[before]);
            let is_first = before.is_none_or(|before| !Arc::ptr_eq(&before.exercise, &step.exercise));
            if step.kind != Kind::Prepare && !(step.is_work() && is_first) {
                continue;
            }
            let said = due.iter().find_map(|due| match &due.event {
                Event::Say(words) if due.step == index => Some(words.text.to_lowercase()),
                _ => None,
            });
            let said = said.unwrap_or_default();
            let exercise = &step.exercise;
            let dose = match &exercise.work {
                Work::Reps(Reps::Max, _) => "as many as you can".to_owned(),
                Work::Reps(Reps::Count(1), _) => "1 rep".to_owned(),
                Work::Reps(Reps::Count(reps), tempo) => match tempo.held() {
                    Some(hold) => format!("{reps} reps of {}", spoken_time(hold)),
                    None => format!("{reps} reps"),
                },
                Work::Reps(Reps::Range(lower, upper), _) => format!("{lower} to {upper} reps"),
                Work::Hold(length) => format!("hold for {}", spoken_time(*length)),
                Work::Time(length) => spoken_time(*length),
                Work::Open => "until you are back".to_owned(),
            };
            let how =
                exercise.how.as_deref().filter(|_| step.is_new).map(|how| how.trim_end_matches('.').to_lowercase());
            let parts = [Some(exercise.name.to_lowercase()), step.position().map(|text| text.to_lowercase())];
            let parts = parts.into_iter().chain([how, Some(dose), step.side_words().map(str::to_owned)]);
            for part in parts.flatten() {
                assert!(said.contains(&part), "{id}: {part:?} is not in {said:?}");
            }
        }
    }
}

/// The lengths of the steps between work, extended for the voice.
fn room(lines: &str) -> String {
    let plan = Plan::new(&common::routine(&format!("name = \"x\"\n{lines}")));
    let between = plan.steps.iter().filter(|step| !step.is_work());
    between.map(|step| format!("{} {}", step.kind.name(), shown(step.length.unwrap()))).collect::<Vec<_>>().join(", ")
}

#[test]
fn get_ready_has_time_for_the_words_and_the_movement() {
    let lines = |position: &str, switch: &str| {
        format!(
            "[[exercise]]\nname = \"Squat\"\nhold = 5\nprepare = 1\nswitch = {switch}\nsides = \"each\"\nposition = \"{position}\""
        )
    };
    let off = "cues.voice = \"off\"\n";
    assert_eq!(room(&format!("{off}{}", lines("standing", "2"))), "prepare 1, switch 2");
    assert_eq!(room(&lines("standing", "2")), "prepare 9, switch 5");
    // The countdown follows the words.
    assert_eq!(room(&format!("cues.countdown = 10\n{}", lines("standing", "2"))), "prepare 16, switch 12");
    // The first exercise on the floor needs time to get down, and changing sides there needs time to turn.
    assert_eq!(room(&lines("lying on your back", "2")), "prepare 20, switch 10");
    // Longer steps stay, and missing ones are not added.
    assert_eq!(room(&lines("standing", "30")), "prepare 9, switch 30");
    assert_eq!(room(&lines("standing", "0")), "prepare 9");
    let two = |first: &str, second: &str| {
        let exercise = |position: &str| {
            format!("[[exercise]]\nname = \"Squat\"\nhold = 5\nprepare = 1\nposition = \"{position}\"\n")
        };
        room(&format!("{}{}", exercise(first), exercise(second)))
    };
    assert_eq!(two("standing", "standing"), "prepare 8, prepare 7");
    assert_eq!(two("standing", "lying on your back"), "prepare 8, prepare 14");
    assert_eq!(two("lying on your back", "lying on your back"), "prepare 20, prepare 8");
}

#[test]
fn brief_is_counts_sides_and_what_comes_next() {
    let exercise =
        "[[exercise]]\nname = \"Glute bridge\"\nposition = \"lying on your back\"\nprepare = 20\nsets = 2\nrest = 20\n";
    let said = |talk: &str, work: &str| said_of(&format!("cues.voice = \"{talk}\"\n{exercise}{work}"));
    assert_eq!(
        said("brief", "reps = 3\nsides = \"each\""),
        "1 Next: Glute bridge. 2 sets of 3 reps, left side first. | 24 1 | 28 2. Now the last one. | 31.53 3 | 32.43 Other side, right side. | 41 1 | 45 2. Now the last one. | 48.53 3 | 49.43 Rest, 20 seconds. Last set, left side first. | 73 1 | 77 2. Now the last one. | 80.53 3 | 81.43 Other side, right side. | 90 1 | 94 2. Now the last one. | 97.53 3"
    );
    assert_eq!(
        said("brief", "hold = 30"),
        "1 Next: Glute bridge. 2 sets, hold for 30 seconds. | 50.43 Rest, 20 seconds. Last set."
    );
    assert_eq!(
        said("full", "hold = 30"),
        "1 Next: Glute bridge. Lying on your back. 2 sets, hold for 30 seconds. | 20.41 hold | 35.43 halfway | 40 ten seconds to go | 50.43 Rest, 20 seconds. Last set. | 70.41 hold | 85.43 halfway | 90 ten seconds to go | 101.63 well done"
    );
    assert_eq!(
        said("full", "reps = 12"),
        "1 Next: Glute bridge. Lying on your back. 2 sets of 12 reps. | 20.41 up | 22 down | 24 1. Up. | 26 down | 28 2 | 32 3 | 36 4 | 40 5 | 44 6 | 48 7. Five more. | 52 8 | 56 9 | 60 10 | 64 11. Now the last one. | 67.47 12 | 68.43 Rest, 20 seconds. Last set. | 88.41 up | 90 down | 92 1 | 96 2 | 100 3 | 104 4 | 108 5 | 112 6 | 116 7. Five more. | 120 8 | 124 9 | 128 10 | 132 11. Now the last one. | 135.47 12 | 137.63 well done"
    );
}

/// The sounds that no word may cover, with their audible lengths, read from their files.
fn bare(cue: Cue) -> Option<Duration> {
    static LENGTHS: LazyLock<BTreeMap<&str, Duration>> = LazyLock::new(|| {
        let length = |name: &&'static str| {
            let file = std::fs::read(common::folder("sounds").join(format!("{name}.wav"))).unwrap();
            (*name, unsit::audio::length(file).unwrap())
        };
        Cue::NAMES.iter().map(length).collect()
    });
    // A number or the name of a phase replaces its click.
    (!matches!(cue, Cue::Rep(_) | Cue::Phase)).then(|| LENGTHS[cue.name()])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn no_word_covers_a_beep_a_start_or_another_word(plan in any_plan(false)) {
        let due = rehearsed(&plan);
        let said = words(&due);
        for pair in said.windows(2) {
            prop_assert!(pair[0].0 + pair[0].1.end() <= pair[1].0 + pair[1].1.lead, "{pair:?}");
        }
        for due in &due {
            let Event::Cue(cue) = due.event else { continue };
            let Some(length) = bare(cue) else { continue };
            for (at, words) in &said {
                let before = *at + words.end() <= due.at;
                prop_assert!(before || *at + words.lead >= due.at + length, "{at:?} {words:?} covers {due:?}");
            }
        }
        if plan.cues.voice == Talk::Off {
            prop_assert!(said.is_empty());
        }
    }

    /// In a step shorter than the sound before the words, nothing is said.
    #[test]
    fn every_word_is_spoken_within_its_step(plan in any_plan(true)) {
        let mut begun = Duration::ZERO;
        for due in rehearsed(&plan) {
            match due.event {
                Event::Began => begun = due.at,
                Event::Say(words) if words.text != "well done" => {
                    let Some(length) = plan.steps[due.step].length.filter(|_| plan.steps[due.step].every.is_none()) else { continue };
                    prop_assert!(due.at + words.end() <= begun + length, "{words:?} in {length:?}");
                }
                _ => {}
            }
        }
    }

    /// An exercise is announced before it begins, and never as next once it has begun.
    #[test]
    fn next_means_not_begun_yet(plan in any_plan(true)) {
        for due in rehearsed(&plan) {
            let Event::Say(words) = due.event else { continue };
            let step = &plan.steps[due.step];
            if words.text.contains("Next: ") && step.is_work() {
                let work = plan.steps[due.step + 1..].iter().find(|step| step.is_work()).unwrap();
                prop_assert!(!Arc::ptr_eq(&work.exercise, &step.exercise) || work.round != step.round, "{words:?}");
            }
        }
    }

    /// If the user ends a step, that may cut a word, but nothing else may.
    #[test]
    fn only_a_person_cuts_a_word(plan in any_plan(true)) {
        let due = rehearsed(&plan);
        let open = |step: usize| plan.steps[step].length.is_none();
        let said: Vec<_> = due.iter().filter_map(|due| match &due.event {
            Event::Say(words) => Some((due, words)),
            _ => None,
        }).collect();
        for pair in said.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            let cut = before.0.step != after.0.step && open(before.0.step);
            prop_assert!(cut || before.0.at + before.1.end() <= after.0.at + after.1.lead, "{pair:?}");
        }
    }

    /// A number is spoken at the very instant of its cue.
    #[test]
    fn a_count_starts_when_it_is_due(plan in any_plan(true)) {
        let due = rehearsed(&plan);
        for pair in due.windows(2) {
            if let [Due { event: Event::Cue(Cue::Rep(number)), at, .. }, Due { event: Event::Say(words), at: said, .. }] = pair
                && at == said
            {
                prop_assert_eq!(words.lead, Duration::ZERO);
                let first = words.text.split(". ").next().unwrap_or_default().to_lowercase();
                prop_assert!(first == number.to_string() || ["last one", "now the last one", "five more"].contains(&&*first));
            }
        }
    }
}
