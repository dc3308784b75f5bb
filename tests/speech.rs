//! What is said and when, for each kind of exercise; and that no word covers a beep, a start or another word.

#![allow(clippy::unwrap_used, clippy::unchecked_time_subtraction, reason = "a test that goes wrong fails")]

mod common;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use proptest::prelude::*;
use unsit::{
    base::{
        cue::{Cue, Cues},
        diagnostic::Source,
    },
    routine::{Library, bundled, read},
    session::{
        plan::Plan,
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

/// What is said in one line: `0.43 rest`, each at the time at which it begins.
fn line(due: &[Due]) -> String {
    let said = words(due).into_iter().map(|(at, words)| format!("{} {}", shown(at + words.lead), words.text));
    said.collect::<Vec<_>>().join(" | ")
}

fn said_of(lines: &str) -> String {
    line(&rehearsed(&plan(lines)))
}

/// What is said of one exercise, told in the preparation, after it.
fn said_with(exercise: &str, cues: &Cues) -> String {
    let plan = plan(&format!("[[exercise]]\nname = \"Squat\"\nprepare = 10\n{exercise}"));
    let said = line(&rehearsed(&Arc::new(Plan { cues: cues.clone(), ..Plan::clone(&plan) })));
    said.split(" | ").skip(1).collect::<Vec<_>>().join(" | ")
}

fn said(exercise: &str) -> String {
    said_with(exercise, &Cues::default())
}

/// What the preparation says.
fn reported(exercise: &str) -> String {
    let said = said_of(&format!("[[exercise]]\n{exercise}"));
    said.split(" | ").next().unwrap_or_default().to_owned()
}

#[test]
fn the_preparation_tells_what_comes() {
    let bridge = "name = \"Glute bridge\"\nposition = \"lying on your back\"\nreps = 10\nsides = \"each\"\nprepare";
    // The first words leave the output a second to open, where nothing is lost by that.
    assert_eq!(reported(&format!("{bridge} = 10")), "1 Next: Glute bridge. Lying on your back. 10 reps, left side.");
    assert_eq!(reported(&format!("{bridge} = 8")), "0.78 Glute bridge. Lying on your back. 10 reps, left side.");
    // What matters less falls away first.
    assert_eq!(reported(&format!("{bridge} = 7")), "0.49 Next: Glute bridge. Lying on your back, left side.");
    assert_eq!(reported(&format!("{bridge} = 5")), "0.44 Next: Glute bridge, left.");
    assert_eq!(reported(&format!("{bridge} = \"4.2s\"")), "0.45 Glute bridge");
    assert_eq!(
        reported(&format!("{bridge} = \"self\"")),
        "1 Next: Glute bridge. Lying on your back. 10 reps, left side. Press a key when you are ready."
    );
}

#[test]
fn who_goes_on_with_a_session_hears_its_first_words_whole() {
    let plan = plan("[[exercise]]\nname = \"Squat\"\nprepare = 10\nreps = 3\nsets = 3\nrest = 10\n");
    let (plan, step) = plan.resume(3, Duration::ZERO);
    let (_, due) = Player::start_at(Arc::new(plan), step, Duration::ZERO);
    let lead = due.iter().find_map(|due| if let Event::Say(words) = &due.event { Some(words.lead) } else { None });
    assert_eq!(lead, Some(Duration::from_secs(1)), "the output has a second to open");
}

#[test]
fn the_dose_is_told() {
    let dose = |work: &str| reported(&format!("name = \"Squat\"\nprepare = 20\n{work}")).replace("1 Next: Squat. ", "");
    assert_eq!(dose("reps = 1"), "1 rep.");
    assert_eq!(dose("reps = 47"), "47 reps.");
    assert_eq!(dose("reps = \"8-12\""), "8 to 12 reps.");
    assert_eq!(dose("reps = \"max\""), "As many as you can.");
    assert_eq!(dose("reps = 10\nhold = 5"), "10 reps of 5 seconds.");
    assert_eq!(dose("hold = \"1m30s\""), "Hold 1 minute 30 seconds.");
    assert_eq!(dose("time = \"2m\""), "2 minutes.");
    assert_eq!(dose("reps = 10\ntempo = \"self\"\nsides = \"left\""), "10 reps, at your own pace, left side.");
    assert_eq!(dose("reps = 10\nsides = \"alternate\""), "10 reps, alternating sides.");
}

#[test]
fn phases_are_named_in_the_first_rep_and_then_reps_are_counted() {
    assert_eq!(said("reps = 1"), "10.41 up | 12 down | 15.63 well done");
    assert_eq!(said("reps = 3"), "10.41 up | 12 down | 14 1 | 18 2, last rep. | 23.63 well done");
    // There is time for one of the two: the last.
    assert_eq!(said("reps = 3\ntempo = [\"up 1s\"]"), "10.41 up | 11 1 | 12 last rep | 14.63 well done");
    // No time for a name or a number: the click is heard instead.
    assert_eq!(said("reps = 3\ntempo = [\"up 0.5s\"]"), "10.5 1 | 11 2 | 13.13 well done");
    assert_eq!(said("reps = 3\ntempo = [\"up 0.4s\"]"), "12.83 well done");
    assert_eq!(
        said("reps = 2\nhold = 3\nrelax = \"0.5s\"\nsets = 2\nrest = 20"),
        "10.41 hold | 13.5 1, last rep. | 17.43 Rest. Last set. | 37.41 hold | 40.5 1, last rep. | 45.63 well done"
    );
    // Where enough is reached its own sound is heard, and no number.
    assert_eq!(said("reps = \"2-4\"\ntempo = [\"up 2s\"]"), "10.41 up | 12 1 | 16 3, last rep. | 19.63 well done");
    assert_eq!(said("reps = \"2-3\"\ntempo = [\"up 2s\"]"), "10.41 up | 12 1 | 14.37 last rep | 17.63 well done");
    assert_eq!(said("reps = 3\ntempo = \"self\""), "10.41 press a key when you are done | 23.63 well done");
}

#[test]
fn holds_tell_the_middle_and_the_last_ten_seconds() {
    for work in ["hold", "time"] {
        assert_eq!(said(&format!("{work} = 19")), "30.63 well done");
        assert_eq!(said(&format!("{work} = 20")), "20.43 halfway | 31.63 well done");
        assert_eq!(said(&format!("{work} = 30")), "25.43 halfway | 30 ten seconds | 41.63 well done");
    }
    let much = Cues { countdown: 10, ..Cues::default() };
    assert_eq!(said_with("hold = 30", &much), "25.43 halfway | 28.98 ten seconds | 41.63 well done");
    let little = Cues { halfway: false, countdown: 0, ..Cues::default() };
    assert_eq!(said_with("hold = 30", &little), "30 ten seconds | 41.63 well done");
}

#[test]
fn sides_sets_and_rounds_are_told() {
    assert_eq!(
        said("hold = 5\nsides = \"each\"\nsets = 2\nrest = 20"),
        "15.43 Switch sides, right. | 25.43 Rest. Last set, left side. | 50.43 Switch sides, right. | 61.63 well done"
    );
    assert_eq!(
        said("hold = 5\nsides = \"each\"\nswitch = 10").split(" | ").next(),
        Some("15.43 Switch sides, right side.")
    );
    assert_eq!(said("hold = 5\nsides = \"each\"\nswitch = 3").split(" | ").next(), Some("15.43 right"));
    assert_eq!(
        said_of(
            "[[block]]\nrounds = 2\nrest = 12\n[[block.exercise]]\nname = \"Squat\"\nhold = 5\nprepare = 0\n\
             [[block.exercise]]\nname = \"Side lunge\"\nhold = 5\nprepare = 0"
        ),
        "0.41 Squat. Hold 5 seconds. | 3.6 Next: Side lunge. | \
         10.43 Rest. Last round. Next: Squat. Hold 5 seconds. | 25.6 Next: Side lunge. | 33.63 well done"
    );
}

#[test]
fn a_round_on_a_beat_is_told_in_the_rest_that_is_left_of_it() {
    let lines = "[[block]]\nrounds = 3\nevery = 14\n[[block.exercise]]\nname = \"Squat\"\nreps = 8\ntempo = \"self\"\nprepare = 0";
    let (mut player, mut due) = Player::start(plan(lines), Duration::ZERO);
    // In time, with nothing left of the beat, and too late.
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
fn what_was_told_too_late_is_told_as_work_begins() {
    assert_eq!(
        said_of("[[exercise]]\nname = \"Glute bridge\"\nreps = 3\nprepare = 2"),
        "2.41 Glute bridge. 3 reps. | 6 1 | 10 2, last rep. | 15.63 well done"
    );
}

#[test]
fn what_the_preparation_has_no_room_for_is_told_before_it() {
    let two = |first: &str, prepare: &str, second: &str| {
        let lines =
            format!("[[exercise]]\nname = \"Squat\"\nprepare = 10\n{first}\n[[exercise]]\nname = \"Side lunge\"\n");
        let said = said_of(&format!("{lines}prepare = {prepare}\n{second}"));
        said.split(" | ").skip(1).collect::<Vec<_>>().join(" | ")
    };
    // The last words before the countdown, behind the middle and the last ten seconds.
    let reported = "20.43 halfway | 23.71 Next: Side lunge. Hold 5 seconds.";
    assert_eq!(two("hold = 20", "0", "hold = 5"), format!("{reported} | 36.63 well done"));
    assert_eq!(two("hold = 20", "2", "hold = 5"), format!("{reported} | 38.63 well done"));
    assert_eq!(
        two("hold = 40", "0", "reps = 1"),
        "30.43 halfway | 40 ten seconds | 44.71 Next: Side lunge. 1 rep. | 50.41 up | 52 down | 55.63 well done"
    );
    // Where it is prepared for, it is told there.
    assert_eq!(two("hold = 20", "9", "hold = 5").split(" | ").nth(1), Some("30.43 Next: Side lunge. Hold 5 seconds."));
    // Nobody can be told while reps are counted.
    assert_eq!(
        two("reps = 2", "0", "hold = 5"),
        "10.41 up | 12 down | 14 1, last rep. | 18.41 Side lunge. Hold 5 seconds. | 24.63 well done"
    );
    assert_eq!(
        said_of("[[block]]\nrounds = 2\nrest = 12\n[[block.exercise]]\nname = \"Squat\"\nreps = 1\nprepare = 2"),
        "2.41 Squat. 1 rep. | 4 down | 6.43 Rest. Last round. Next: Squat. 1 rep. | 20.41 up | 22 down | 25.63 well done"
    );
}

#[test]
fn nothing_is_said_where_there_is_no_time_for_it() {
    let steps = "name = \"Squat\"\nhold = 5\nsets = 2\nsides = \"each\"\nrest = \"0.2s\"\nswitch = \"0.3s\"\nprepare = \"0.4s\"";
    let quick = Cues { countdown: 0, ..Cues::default() };
    let plan = plan(&format!("[[exercise]]\n{steps}"));
    let said = line(&rehearsed(&Arc::new(Plan { cues: quick, ..Plan::clone(&plan) })));
    assert_eq!(said, "0.81 Squat. Hold 5 seconds, left side. | 22.83 well done");
}

#[test]
fn a_person_chooses_what_is_said() {
    assert_eq!(said_with("reps = 3", &Cues { voice: false, ..Cues::default() }), "");
    assert_eq!(
        said_with("reps = 3", &Cues { count: false, ..Cues::default() }),
        "10.41 up | 12 down | 18 last rep | 23.63 well done"
    );
}

#[test]
fn what_people_invent_has_room() {
    let reported = rehearsed(&plan("[[exercise]]\nname = \"Bulgarian split squat\"\nreps = 1\ntempo = [\"twist 2s\"]"));
    let said = words(&reported);
    assert_eq!(said[0].1.text, "Next: Bulgarian split squat. 1 rep.");
    assert_eq!((&*said[1].1.text, said[1].1.length), ("twist", ms(350 + 5 * 85)));
}

#[test]
fn what_begins_in_a_pause_is_said_when_it_goes_on() {
    let (mut player, _) =
        Player::start(plan("[[exercise]]\nname = \"Squat\"\nhold = 20\nsets = 2\nprepare = 4"), Duration::ZERO);
    player.act(Command::Pause, ms(2500));
    assert_eq!(line(&player.act(Command::Next, ms(3000))), "");
    assert_eq!(line(&player.act(Command::Done, ms(4000))), "");
    assert_eq!(line(&player.act(Command::Resume, ms(9000))), "9.43 Rest. Last set.");
    assert_eq!(line(&player.act(Command::More, ms(12_000))), "");
    assert_eq!(line(&player.advance(ms(39_500))), "");
}

#[test]
fn all_that_is_said_was_made_ready_once_and_in_order() {
    for (stem, text) in bundled::ROUTINES {
        let source = Source { name: stem, text };
        let plan = Arc::new(Plan::new(&read(source, &Library::bundled(), &Cues::default()).routine.unwrap()));
        let needs = Needs::of(&plan);
        assert!(needs.own.is_empty(), "{stem}: {:?} was not recorded", needs.own);
        assert_eq!(needs.clips.iter().collect::<BTreeSet<_>>().len(), needs.clips.len());
        for (_, words) in words(&rehearsed(&plan)) {
            for part in &words.parts {
                assert!(!matches!(part, Part::Clip(name) if !needs.clips.contains(name)), "{stem}: {words:?}");
            }
        }
    }
    let lines = "[[exercise]]\nname = \"Bulgarian split squat\"\nreps = 3\ntempo = [\"twist 2s\", \"up 1s\"]";
    let needs = Needs::of(&plan(lines));
    assert_eq!(needs.clips[..3], ["next", "3", "reps"]);
    assert_eq!(needs.own, ["Bulgarian split squat".into(), "twist".into()] as [Arc<str>; 2]);
    assert_eq!(Needs::of(&plan(&format!("cues.voice = false\n{lines}"))), Needs::default());
}

/// The sounds that no word may cover, and how long each is heard.
fn bare(cue: Cue) -> Option<Duration> {
    match cue {
        Cue::Countdown(_) => Some(ms(140)),
        Cue::Start => Some(ms(380)),
        Cue::Switch | Cue::Rest | Cue::End | Cue::Halfway => Some(ms(400)),
        Cue::Minimum => Some(ms(340)),
        Cue::Finish => Some(ms(1600)),
        // A number or the name of a phase stands for its click.
        Cue::Rep(_) | Cue::Phase => None,
    }
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
        if !plan.cues.voice {
            prop_assert!(said.is_empty());
        }
    }

    /// In a step that is shorter than the sound before the words, nothing is said.
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

    /// What comes next is told before it begins, and of what has begun nobody says that it comes.
    #[test]
    fn next_is_what_has_not_begun(plan in any_plan(true)) {
        for due in rehearsed(&plan) {
            let Event::Say(words) = due.event else { continue };
            let step = &plan.steps[due.step];
            if words.text.contains("Next: ") && step.is_work() {
                let work = plan.steps[due.step + 1..].iter().find(|step| step.is_work()).unwrap();
                prop_assert!(!Arc::ptr_eq(&work.exercise, &step.exercise) || work.round != step.round, "{words:?}");
            }
        }
    }

    /// Where the person ends a step, a word may be cut by that, but by nothing else.
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
                prop_assert!(words.text == number.to_string() || words.text.ends_with("ast rep.") || words.text == "last rep");
            }
        }
    }
}
