//! The events of the player: every cue of every kind of exercise, and the laws for all plans.

#![allow(clippy::unwrap_used, clippy::unchecked_time_subtraction, reason = "a test that goes wrong fails")]

mod common;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use proptest::prelude::*;
use unsit::{
    base::cue::{Cue, Cues},
    routine::Rounds,
    session::{
        plan::Plan,
        player::{Amount, Command, Done, Due, Event, NUDGE, Outcome, Player},
    },
};

use common::{any_plan, ms, plan, read, rehearsed, seconds};

fn shown(at: Duration) -> String {
    format!("{:.3}", at.as_secs_f64()).trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The cues among the events on one line: `8 start, 23 halfway`.
fn line(due: &[Due]) -> String {
    let cues = due.iter().filter_map(|due| if let Event::Cue(cue) = due.event { Some((due.at, cue)) } else { None });
    cues.map(|(at, cue)| format!("{} {cue}", shown(at))).collect::<Vec<_>>().join(", ")
}

/// The cues of one exercise that starts immediately, with these settings.
fn heard_with(exercise: &str, cues: &Cues) -> String {
    let plan = plan(&format!("[defaults]\nprepare = 0\n[[exercise]]\nname = \"a\"\n{exercise}"));
    line(&rehearsed(&Arc::new(Plan { cues: cues.clone(), ..Plan::clone(&plan) })))
}

fn heard(exercise: &str) -> String {
    heard_with(exercise, &Cues::default())
}

/// The cues of a whole file.
fn heard_of(lines: &str) -> String {
    line(&rehearsed(&plan(lines)))
}

/// The starts of the steps of a plan that is played with these commands, each at its second.
fn begun(lines: &str, commands: &[(u64, Command)]) -> Vec<String> {
    let (mut player, mut due) = Player::start(plan(lines), Duration::ZERO);
    for (at, command) in commands {
        due.extend(player.act(*command, seconds(*at)));
    }
    due.extend(player.advance(seconds(100)));
    let begun = due.iter().filter(|due| due.event == Event::Began);
    let line = |due: &Due| {
        let step = &player.plan().steps[due.step];
        let round = if step.is_capped() || step.group > 0 { format!(" {}", step.round) } else { String::new() };
        format!("{} {}{round}", due.at.as_secs(), step.kind.name())
    };
    begun.map(line).collect()
}

#[test]
fn rounds_begin_on_a_beat() {
    let fixed = "[[block]]\nrounds = 3\nevery = \"10s\"\n[[block.exercise]]\nname = \"a\"\nhold = \"4s\"\nprepare = 0";
    let on_the_beat = ["0 work", "4 round-rest", "10 work", "14 round-rest", "20 work"];
    assert_eq!(begun(fixed, &[]), on_the_beat);
    // The rest is whatever the round leaves of the interval.
    assert_eq!(begun(fixed, &[(2, Command::Done)]), ["0 work", "2 round-rest", "10 work", "14 round-rest", "20 work"]);
    assert_eq!(
        begun(fixed, &[(2, Command::Pause), (7, Command::Resume)]),
        ["0 work", "9 round-rest", "15 work", "19 round-rest", "25 work"]
    );
    assert_eq!(
        begun(fixed, &[(2, Command::Pause), (5, Command::Done), (7, Command::Resume)]),
        ["0 work", "5 round-rest", "15 work", "19 round-rest", "25 work"]
    );
    // A longer round is followed immediately, and the interval counts from there.
    assert_eq!(begun(fixed, &[(1, Command::More)]), ["0 work", "14 work", "18 round-rest", "24 work"]);
    // Going back or skipping starts a round at the beginning of one, and otherwise does not affect the interval.
    assert_eq!(
        begun(fixed, &[(3, Command::Back)]),
        ["0 work", "3 work", "7 round-rest", "13 work", "17 round-rest", "23 work"]
    );
    assert_eq!(begun(fixed, &[(2, Command::Next)]), ["0 work", "2 round-rest", "10 work", "14 round-rest", "20 work"]);
    assert_eq!(begun(fixed, &[(6, Command::Next)]), ["0 work", "4 round-rest", "6 work", "10 round-rest", "16 work"]);
    let prepared = fixed.replace("prepare = 0", "prepare = 2");
    assert_eq!(
        begun(&prepared, &[(5, Command::Back)])[..4],
        ["0 prepare", "2 work", "5 work", "9 round-rest"].map(str::to_owned)
    );
    assert_eq!(begun(&prepared, &[(5, Command::Back)])[4], "10 prepare");
    // A plan longer than its interval still keeps the interval if a round is done earlier.
    let long = fixed.replace("10s", "3s");
    let plan = cut(&long);
    let (mut player, _) = Player::start(plan, Duration::ZERO);
    player.act(Command::Done, seconds(1));
    assert_eq!((player.left(seconds(1)), player.late()), (Some(seconds(2)), None));
    player.advance(seconds(7));
    assert_eq!((player.step().map(|step| step.round), player.late()), (Some(3), Some(seconds(1))));
    let open = fixed.replace("hold = \"4s\"", "reps = \"max\"");
    assert_eq!(
        begun(&open, &[(3, Command::Done), (25, Command::Done), (26, Command::Done)]),
        ["0 work", "3 round-rest", "10 work", "25 work"]
    );
}

#[test]
fn a_cap_has_as_many_rounds_as_fit() {
    let after = "[[block]]\n[[block.exercise]]\nname = \"b\"\nhold = \"4s\"\nprepare = 0";
    let block = |exercise: &str| {
        format!("[[block]]\ncap = \"11s\"\n[[block.exercise]]\nname = \"a\"\n{exercise}\nprepare = 0\n{after}")
    };
    let fixed = block("hold = \"4s\"");
    assert_eq!(begun(&fixed, &[]), ["0 work 1", "4 work 2", "8 work 3", "11 work 1"]);
    // Ending a set early leaves time for more, taking longer leaves less.
    assert_eq!(
        begun(&fixed, &[(2, Command::Done), (3, Command::Done)]),
        ["0 work 1", "2 work 2", "3 work 3", "7 work 4", "11 work 1"]
    );
    assert_eq!(begun(&fixed, &[(1, Command::More)]), ["0 work 1", "11 work 1"]);
    assert_eq!(begun(&block("reps = \"max\""), &[(7, Command::Done)]), ["0 work 1", "7 work 2", "11 work 1"]);
    // A pause uses none of the cap, even with commands during the pause.
    let pause = [(2, Command::Pause), (5, Command::Done), (7, Command::Resume)];
    assert_eq!(begun(&fixed, &pause), ["0 work 1", "5 work 2", "11 work 3", "15 work 4", "16 work 1"]);
    // Going back costs time, and a cap that is over does not start again.
    let back = [(5, Command::Back), (6, Command::Back), (12, Command::Back)];
    assert_eq!(
        begun(&fixed, &back),
        ["0 work 1", "4 work 2", "5 work 1", "6 work 1", "10 work 2", "11 work 1", "12 work 1"]
    );
    assert_eq!(begun(&fixed, &[(1, Command::Next), (2, Command::Next)]).len(), 6);
    // A hundred rounds are the maximum.
    assert_eq!(
        plan("[[block]]\ncap = \"1h\"\n[[block.exercise]]\nname = \"a\"\nhold = 4\nprepare = 0").estimate(),
        seconds(400)
    );
}

/// A plan for which `check` warns that its cap cuts a round.
fn cut(lines: &str) -> Arc<Plan> {
    Arc::new(Plan::unroll(&read(&format!("name = \"x\"\n{lines}\n")).routine.unwrap()))
}

#[test]
fn a_set_cut_by_a_cap_keeps_its_result() {
    let ended = |exercise: &str| {
        let plan = cut(&format!("[[block]]\ncap = 11\n[[block.exercise]]\nname = \"a\"\nprepare = 0\n{exercise}"));
        let (mut player, mut due) = Player::start(plan, Duration::ZERO);
        due.extend(player.advance(seconds(60)));
        assert!(player.is_finished(), "{exercise}");
        let last = due.iter().rev().find_map(|due| if let Event::Worked(done) = due.event { Some(done) } else { None });
        last.map(|done| (done.outcome, done.amount)).unwrap()
    };
    assert_eq!(ended("hold = 4"), (Outcome::Short, Amount::Time(seconds(3))));
    assert_eq!(ended("hold = 11"), (Outcome::Done, Amount::Time(seconds(11))));
    assert_eq!(ended("reps = 5\ntempo = [\"go 2s\"]"), (Outcome::Short, Amount::Reps(Some(0))));
    assert_eq!(ended("reps = \"3-8\"\ntempo = [\"go 2s\"]"), (Outcome::Done, Amount::Reps(Some(5))));
    // Only the user knows the number.
    assert_eq!(ended("reps = 5\ntempo = \"self\""), (Outcome::Short, Amount::Reps(None)));
    assert_eq!(ended("reps = \"max\""), (Outcome::Done, Amount::Reps(Some(2))));
    // Of a run any time is enough.
    assert_eq!(ended("time = \"self\""), (Outcome::Done, Amount::Time(seconds(11))));
}

#[test]
fn enter_under_a_cap_ends_the_set() {
    let ended = |block: &str, exercise: &str, at: u64, command: Command| {
        let plan = cut(&format!("[[block]]\n{block}\n[[block.exercise]]\nname = \"a\"\nprepare = 0\n{exercise}"));
        let (mut player, _) = Player::start(plan, Duration::ZERO);
        let due = player.act(command, seconds(at));
        let done = due.iter().find_map(|due| if let Event::Worked(done) = due.event { Some(done) } else { None });
        done.map(|done| (done.outcome, done.amount)).unwrap()
    };
    let (capped, twice) = ("cap = 60", "rounds = 2");
    let reps = |reps| Amount::Reps(Some(reps));
    // Faster than the metronome.
    assert_eq!(ended(capped, "reps = 5", 7, Command::Done), (Outcome::Done, reps(5)));
    assert_eq!(ended(capped, "reps = \"3-8\"", 7, Command::Done), (Outcome::Done, reps(8)));
    // Without a goal, only the metronome knows.
    assert_eq!(ended(capped, "reps = \"max\"\ntempo = [\"go 2s\"]", 7, Command::Done), (Outcome::Done, reps(3)));
    assert_eq!(ended(capped, "hold = 9", 7, Command::Done), (Outcome::Short, Amount::Time(seconds(7))));
    // A skipped or cut set keeps its result; in other blocks the metronome counts.
    assert_eq!(ended(capped, "reps = 5", 7, Command::Next), (Outcome::Skipped, reps(1)));
    assert_eq!(ended("cap = 7", "reps = 5", 7, Command::Done), (Outcome::Short, reps(1)));
    assert_eq!(ended(twice, "reps = 5", 7, Command::Done), (Outcome::Short, reps(1)));
}

#[test]
fn the_end_of_a_cap_is_heard() {
    let heard = |exercise: &str| {
        let after = "[[block]]\n[[block.exercise]]\nname = \"b\"\nhold = 1\nprepare = 4";
        let plan =
            cut(&format!("[[block]]\ncap = 11\n[[block.exercise]]\nname = \"a\"\nprepare = 0\n{exercise}\n{after}"));
        line(&rehearsed(&plan))
    };
    let after = "11 end, 12 countdown 3, 13 countdown 2, 14 countdown 1, 15 start, 16 finish";
    assert_eq!(heard("hold = 9"), format!("0 start, 9 start, 10 ending 1, {after}"));
    assert_eq!(heard("hold = 40"), format!("0 start, 8 ending 3, 9 ending 2, 10 ending 1, {after}"));
    assert_eq!(heard("reps = 9\ntempo = \"self\""), format!("0 start, 8 ending 3, 9 ending 2, 10 ending 1, {after}"));
    // A rep done at the same moment is more important.
    assert_eq!(
        heard("reps = 9\ntempo = [\"go 2.5s\", \"on 2s\"]"),
        format!("0 start, 2.5 phase, 4.5 rep 1, 7 phase, 8 ending 3, 9 rep 2, 10 ending 1, {after}")
    );
    // Also if it ends in a rest.
    assert_eq!(
        heard("hold = 4\nsets = 2\nrest = 30"),
        format!("0 start, 4 rest, 8 countdown 3, 9 countdown 2, 10 countdown 1, {after}")
    );
}

#[test]
fn holds_and_timed_work() {
    for work in ["hold", "time"] {
        let heard = |length: &str| heard(&format!("{work} = \"{length}\""));
        assert_eq!(heard("9s"), "0 start, 9 finish");
        assert_eq!(heard("9.999s"), "0 start, 9.999 finish");
        assert_eq!(heard("10s"), "0 start, 7 ending 3, 8 ending 2, 9 ending 1, 10 finish");
        assert_eq!(heard("12.5s"), "0 start, 9.5 ending 3, 10.5 ending 2, 11.5 ending 1, 12.5 finish");
        assert_eq!(heard("19.999s"), "0 start, 16.999 ending 3, 17.999 ending 2, 18.999 ending 1, 19.999 finish");
        assert_eq!(heard("20s"), "0 start, 10 halfway, 17 ending 3, 18 ending 2, 19 ending 1, 20 finish");
        assert_eq!(
            heard("30.001s"),
            "0 start, 15.001 halfway, 27.001 ending 3, 28.001 ending 2, 29.001 ending 1, 30.001 finish"
        );
    }
}

#[test]
fn reps_to_a_tempo() {
    assert_eq!(heard("reps = 1"), "0 start, 2 phase, 4 finish");
    assert_eq!(heard("reps = 2"), "0 start, 2 phase, 4 rep 1, 6 phase, 8 finish");
    assert_eq!(
        heard("reps = 2\ntempo = [\"open 2s\", \"hold 0.5s\", \"close 1s\"]"),
        "0 start, 2 phase, 2.5 phase, 3.5 rep 1, 5.5 phase, 6 phase, 7 finish"
    );
    assert_eq!(heard("reps = 3\ntempo = [\"go 1s\"]"), "0 start, 1 rep 1, 2 rep 2, 3 finish");
    // Alternating reps are all counted; the plan decides which side works.
    assert_eq!(
        heard("reps = 4\ntempo = [\"go 1s\"]\nsides = \"alternate\""),
        "0 start, 1 rep 1, 2 rep 2, 3 rep 3, 4 finish"
    );
    // However long the set, it has no countdown and no middle.
    assert_eq!(heard("reps = 2\ntempo = [\"go 60s\"]"), "0 start, 60 rep 1, 120 finish");
}

#[test]
fn held_reps() {
    assert_eq!(heard("reps = 2\nhold = 3\nrelax = 1"), "0 start, 3 phase, 4 rep 1, 7 phase, 8 finish");
    assert_eq!(heard("reps = 2\nhold = 30"), "0 start, 30 phase, 32 rep 1, 62 phase, 64 finish");
    assert_eq!(heard("reps = 3\nhold = 5\nrelax = 0"), "0 start, 5 rep 1, 10 rep 2, 15 finish");
}

#[test]
fn a_range_announces_its_minimum_once() {
    assert_eq!(heard("reps = \"2-4\"\ntempo = [\"go 1s\"]"), "0 start, 1 rep 1, 2 minimum, 3 rep 3, 4 finish");
    assert_eq!(
        heard("reps = \"1-2\"\ntempo = [\"go 1s\", \"on 1s\"]"),
        "0 start, 1 phase, 2 minimum, 3 phase, 4 finish"
    );
    assert_eq!(heard("reps = \"2-4\"\ntempo = \"self\""), "0 start, 16 finish");
}

#[test]
fn reps_to_fatigue_continue_up_to_the_estimate() {
    assert_eq!(
        heard("reps = \"max\"\ntempo = [\"up 20s\", \"down 10s\"]"),
        "0 start, 20 phase, 30 rep 1, 50 phase, 60 finish"
    );
    assert_eq!(heard("reps = \"max\"\ntempo = [\"up 25s\"]"), "0 start, 25 rep 1, 50 rep 2, 60 finish");
    assert_eq!(heard("reps = \"max\"\ntempo = \"self\""), "0 start, 60 finish");
    // At the very end of the estimate, the end is more important than a rep.
    let exercise = "[[exercise]]\nname = \"a\"\nreps = \"max\"\ntempo = [\"up 20s\"]\nprepare";
    assert_eq!(
        heard_of(&format!("{exercise} = 0\n{exercise} = 1")),
        "0 start, 20 rep 1, 40 rep 2, 60 end, 61 start, 81 rep 1, 101 rep 2, 121 finish"
    );
}

#[test]
fn open_steps_have_no_countdown() {
    assert_eq!(heard("reps = 3\ntempo = \"self\""), "0 start, 12 finish");
    assert_eq!(heard("time = \"self\""), "0 start, 60 finish");
    assert_eq!(heard("hold = 1\nprepare = \"self\""), "8 start, 9 finish");
    assert_eq!(heard("hold = 1\nsets = 2\nrest = \"self\""), "0 start, 1 rest, 21 start, 22 finish");
}

#[test]
fn steps_between_are_counted_down() {
    assert_eq!(heard("hold = 1\nprepare = 8"), "5 countdown 3, 6 countdown 2, 7 countdown 1, 8 start, 9 finish");
    assert_eq!(heard("hold = 1\nprepare = 2"), "0 countdown 2, 1 countdown 1, 2 start, 3 finish");
    assert_eq!(heard("hold = 1\nprepare = \"0.5s\""), "0.5 start, 1.5 finish");
    assert_eq!(heard("hold = 1\nprepare = \"2.5s\""), "0.5 countdown 2, 1.5 countdown 1, 2.5 start, 3.5 finish");
    assert_eq!(
        heard("hold = 1\nsets = 2\nrest = 5"),
        "0 start, 1 rest, 3 countdown 3, 4 countdown 2, 5 countdown 1, 6 start, 7 finish"
    );
    // The rest is more important than the first beep of its countdown.
    assert_eq!(
        heard("hold = 1\nsets = 2\nrest = 3"),
        "0 start, 1 rest, 2 countdown 2, 3 countdown 1, 4 start, 5 finish"
    );
    assert_eq!(heard("hold = 1\nsets = 2\nrest = 0"), "0 start, 1 start, 2 finish");
}

#[test]
fn sides_change_by_a_switch() {
    assert_eq!(
        heard("hold = 1\nsides = \"each\""),
        "0 start, 1 switch, 3 countdown 3, 4 countdown 2, 5 countdown 1, 6 start, 7 finish"
    );
    assert_eq!(heard("hold = 1\nsides = \"each\"\nswitch = 2"), "0 start, 1 switch, 2 countdown 1, 3 start, 4 finish");
    assert_eq!(heard("hold = 1\nsides = \"each\"\nswitch = 0"), "0 start, 1 start, 2 finish");
    assert_eq!(heard("hold = 1\nsides = \"left\""), "0 start, 1 finish");
}

#[test]
fn rounds_and_exercises_follow_each_other() {
    let block = |rest: u32, prepare: u32| {
        heard_of(&format!(
            "[[block]]\nrounds = 2\nrest = {rest}\n[[block.exercise]]\nname = \"a\"\nhold = 1\nprepare = {prepare}"
        ))
    };
    assert_eq!(
        block(4, 2),
        "0 countdown 2, 1 countdown 1, 2 start, 3 rest, 4 countdown 3, 5 countdown 2, 6 countdown 1, 7 countdown 2, \
         8 countdown 1, 9 start, 10 finish"
    );
    // Without a rest, the end of the work coincides with the first beep of the countdown, and is more important.
    assert_eq!(block(0, 2), "0 countdown 2, 1 countdown 1, 2 start, 3 end, 4 countdown 1, 5 start, 6 finish");
    assert_eq!(block(0, 0), "0 start, 1 start, 2 finish");
    let exercise = "[[exercise]]\nname = \"a\"\nhold = 1\nprepare = 4\n";
    assert_eq!(
        heard_of(&exercise.repeat(2)),
        "1 countdown 3, 2 countdown 2, 3 countdown 1, 4 start, 5 end, 6 countdown 3, 7 countdown 2, 8 countdown 1, 9 start, 10 finish"
    );
}

#[test]
fn the_settings_choose_the_cues() {
    let plain = Cues { countdown: 0, halfway: false, count: false, ..Cues::default() };
    assert_eq!(heard_with("hold = 30\nprepare = 8", &plain), "8 start, 38 finish");
    assert_eq!(heard_with("reps = 2", &plain), "0 start, 2 phase, 4 phase, 6 phase, 8 finish");
    assert_eq!(
        heard_with("reps = \"2-4\"\ntempo = [\"go 1s\"]", &plain),
        "0 start, 1 phase, 2 minimum, 3 phase, 4 finish"
    );
    assert_eq!(heard_with("hold = 1\nsets = 2\nrest = 5", &plain), "0 start, 1 rest, 6 start, 7 finish");
    let much = Cues { countdown: 10, ..Cues::default() };
    // The start is more important than ten seconds left, and so is the middle.
    assert_eq!(
        heard_with("hold = 10", &much),
        "0 start, 1 ending 9, 2 ending 8, 3 ending 7, 4 ending 6, 5 ending 5, 6 ending 4, 7 ending 3, \
         8 ending 2, 9 ending 1, 10 finish"
    );
    assert_eq!(
        heard_with("hold = 20", &much),
        "0 start, 10 halfway, 11 ending 9, 12 ending 8, 13 ending 7, 14 ending 6, 15 ending 5, 16 ending 4, \
         17 ending 3, 18 ending 2, 19 ending 1, 20 finish"
    );
}

#[test]
fn a_cue_names_the_step_whose_it_is() {
    let due = rehearsed(&plan(
        "[[exercise]]\nname = \"a\"\nhold = 1\nprepare = 1\n[[exercise]]\nname = \"b\"\nhold = 1\nprepare = \"0.5s\"",
    ));
    let unsaid = due.iter().filter(|due| !matches!(due.event, Event::Say(_)));
    let all: Vec<_> = unsaid.map(|due| (shown(due.at), due.step, due.event.clone())).collect();
    let done = |outcome| Event::Worked(Done { outcome, amount: Amount::Time(ms(1000)), time: ms(1000) });
    let event = |at: &str, step, event| (at.to_owned(), step, event);
    assert_eq!(
        all,
        [
            event("0", 0, Event::Began),
            event("0", 0, Event::Cue(Cue::Countdown(1))),
            event("1", 1, Event::Began),
            event("1", 1, Event::Cue(Cue::Start)),
            event("2", 1, done(Outcome::Done)),
            event("2", 2, Event::Began),
            event("2", 1, Event::Cue(Cue::End)),
            event("2.5", 3, Event::Began),
            event("2.5", 3, Event::Cue(Cue::Start)),
            event("3.5", 3, done(Outcome::Done)),
            event("3.5", 3, Event::Finished),
            event("3.5", 3, Event::Cue(Cue::Finish)),
        ]
    );
}

/// The first ended work of a plan, after these commands at these milliseconds.
fn done(exercise: &str, commands: &[(u64, Command)]) -> Option<Done> {
    let plan = plan(&format!("[defaults]\nprepare = 0\n[[exercise]]\nname = \"a\"\n{exercise}"));
    let (mut player, mut due) = Player::start(plan, Duration::ZERO);
    for (at, command) in commands {
        due.extend(player.act(*command, ms(*at)));
    }
    due.extend(player.advance(ms(3_600_000)));
    due.iter().find_map(|due| if let Event::Worked(done) = due.event { Some(done) } else { None })
}

#[test]
fn results_are_reported_as_they_were() {
    use Command::{Less, More, Next, Pause, Resume};
    let time =
        |outcome, milliseconds| Some(Done { outcome, amount: Amount::Time(ms(milliseconds)), time: ms(milliseconds) });
    let reps = |outcome, reps, milliseconds| Some(Done { outcome, amount: Amount::Reps(reps), time: ms(milliseconds) });
    assert_eq!(done("hold = 30", &[]), time(Outcome::Done, 30_000));
    assert_eq!(done("hold = 30", &[(12_000, Command::Done)]), time(Outcome::Short, 12_000));
    assert_eq!(done("hold = 30", &[(12_000, Next)]), time(Outcome::Skipped, 12_000));
    assert_eq!(done("hold = 30", &[(0, Next)]), time(Outcome::Skipped, 0));
    assert_eq!(done("hold = 30", &[(1000, More)]), time(Outcome::Done, 40_000));
    assert_eq!(done("hold = 30", &[(1000, More), (35_000, Command::Done)]), time(Outcome::Done, 35_000));
    assert_eq!(done("hold = 30", &[(1000, Less)]), time(Outcome::Short, 20_000));
    assert_eq!(done("hold = 30", &[(25_000, Less)]), time(Outcome::Short, 25_000));
    assert_eq!(done("hold = 30", &[(1000, Less), (2000, More)]), time(Outcome::Done, 30_000));
    assert_eq!(done("hold = 30", &[(5000, Pause), (65_000, Resume)]), time(Outcome::Done, 30_000));
    assert_eq!(done("hold = 30", &[(5000, Pause), (65_000, Command::Done)]), time(Outcome::Short, 5000));

    let slow = "tempo = [\"up 2s\", \"down 2s\"]\nreps";
    assert_eq!(done(&format!("{slow} = 10"), &[]), reps(Outcome::Done, Some(10), 40_000));
    assert_eq!(done(&format!("{slow} = 10"), &[(11_999, Command::Done)]), reps(Outcome::Short, Some(2), 11_999));
    assert_eq!(done(&format!("{slow} = 10"), &[(12_000, Next)]), reps(Outcome::Skipped, Some(3), 12_000));
    assert_eq!(done(&format!("{slow} = 10"), &[(1000, More), (2000, Less)]), reps(Outcome::Done, Some(10), 40_000));
    assert_eq!(done(&format!("{slow} = \"2-4\""), &[(7999, Command::Done)]), reps(Outcome::Short, Some(1), 7999));
    assert_eq!(done(&format!("{slow} = \"2-4\""), &[(8000, Command::Done)]), reps(Outcome::Done, Some(2), 8000));
    assert_eq!(done(&format!("{slow} = \"max\""), &[(21_000, Command::Done)]), reps(Outcome::Done, Some(5), 21_000));
    assert_eq!(done(&format!("{slow} = \"max\""), &[(21_000, Next)]), reps(Outcome::Skipped, Some(5), 21_000));
    let own = "tempo = \"self\"\nreps";
    assert_eq!(done(&format!("{own} = 10"), &[(9000, Command::Done)]), reps(Outcome::Done, Some(10), 9000));
    assert_eq!(done(&format!("{own} = \"8-12\""), &[(9000, Command::Done)]), reps(Outcome::Done, Some(12), 9000));
    assert_eq!(done(&format!("{own} = \"max\""), &[(9000, Command::Done)]), reps(Outcome::Done, None, 9000));
    assert_eq!(done(&format!("{own} = 10"), &[(9000, Next)]), reps(Outcome::Skipped, None, 9000));
    assert_eq!(done(&format!("{own} = 10"), &[]), None);
}

#[test]
fn a_set_ended_within_seconds_is_skipped() {
    let outcome = |exercise: &str, at: u64, command: Command| done(exercise, &[(at, command)]).unwrap().outcome;
    // Its first three seconds, or its first half if that is shorter.
    let exercises = [
        ("hold = 30", 3000, Outcome::Short),
        ("time = 4", 2000, Outcome::Short),
        ("hold = 1", 500, Outcome::Short),
        ("reps = 10", 3000, Outcome::Short),
        ("reps = 1", 2000, Outcome::Short),
        ("reps = 10\ntempo = \"self\"", 3000, Outcome::Done),
        ("reps = \"max\"", 3000, Outcome::Done),
    ];
    for (exercise, from, then) in exercises {
        assert_eq!(outcome(exercise, 100, Command::Done), Outcome::Skipped, "{exercise}");
        assert_eq!(outcome(exercise, from - 1, Command::Done), Outcome::Skipped, "{exercise}");
        assert_eq!(outcome(exercise, from, Command::Done), then, "{exercise}");
    }
    // `Less` can end a set as well.
    assert_eq!(outcome("hold = 9", 2999, Command::Less), Outcome::Skipped);
    assert_eq!(outcome("hold = 9", 3000, Command::Less), Outcome::Short);
    // A pause is no part of a set.
    let paused = [(1000, Command::Pause), (60_000, Command::Resume), (61_999, Command::Done)];
    assert_eq!(done("hold = 30", &paused).unwrap().outcome, Outcome::Skipped);
    // It sounds as one that is skipped.
    let heard = |command| {
        let plan = plan("[defaults]\nprepare = 0\n[[exercise]]\nname = \"a\"\nhold = 30\nsets = 2\nrest = 9");
        let (mut player, _) = Player::start(plan, Duration::ZERO);
        player.act(command, ms(100))
    };
    assert_eq!(heard(Command::Done), heard(Command::Next));
}

/// The step and the time in it, after commands at these milliseconds.
fn place(lines: &str, commands: &[(u64, Command)]) -> (usize, Duration) {
    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    for (at, command) in commands {
        player.act(*command, ms(*at));
    }
    (player.index(), player.elapsed(ms(commands.last().map_or(0, |(at, _)| *at))))
}

#[test]
fn back_goes_to_the_start_and_then_to_the_work_before() {
    use Command::{Back, Pause};
    // prepare 8, work 30, rest 20, work 30
    let lines = "[[exercise]]\nname = \"a\"\nhold = 30\nsets = 2";
    let start = |step| (step, Duration::ZERO);
    assert_eq!(place(lines, &[(1000, Back)]), start(0));
    assert_eq!(place(lines, &[(7000, Back)]), start(0));
    assert_eq!(place(lines, &[(8500, Back)]), start(1), "there is no work before the first");
    assert_eq!(place(lines, &[(20_000, Back)]), start(1));
    assert_eq!(place(lines, &[(39_999, Back)]), start(1), "within 2 s of the rest: the work before it");
    assert_eq!(place(lines, &[(40_000, Back)]), start(2), "2 s into the rest: its start");
    assert_eq!(place(lines, &[(59_999, Back)]), start(1), "within 2 s of the second set: the first");
    assert_eq!(place(lines, &[(60_000, Back)]), start(3));
    assert_eq!(place(lines, &[(50_000, Back), (50_500, Back)]), start(1));
    assert_eq!(place(lines, &[(20_000, Pause), (30_000, Back)]), start(1));
    assert_eq!(place(lines, &[(20_000, Pause), (30_000, Back), (90_000, Back)]), start(1));
}

#[test]
fn a_repeated_set_is_heard_and_reported_again() {
    let (mut player, _) = Player::start(plan("[[exercise]]\nname = \"a\"\nhold = 20\nprepare = 0"), Duration::ZERO);
    assert_eq!(line(&player.advance(ms(12_000))), "10 halfway");
    assert_eq!(line(&player.act(Command::Back, ms(12_000))), "12 start");
    assert_eq!(line(&player.advance(ms(60_000))), "22 halfway, 29 ending 3, 30 ending 2, 31 ending 1, 32 finish");
}

#[test]
fn a_step_that_begins_in_a_pause_is_heard_on_resuming() {
    let (mut player, _) =
        Player::start(plan("[[exercise]]\nname = \"a\"\nhold = 20\nsets = 2\nprepare = 4"), Duration::ZERO);
    assert_eq!(line(&player.act(Command::Pause, ms(2500))), "1 countdown 3, 2 countdown 2");
    assert_eq!(line(&player.act(Command::Next, ms(3000))), "");
    assert_eq!(line(&player.act(Command::Done, ms(4000))), "");
    assert_eq!(player.deadline(), None);
    assert_eq!((player.index(), player.is_paused()), (2, true));
    assert_eq!(line(&player.act(Command::Resume, ms(9000))), "9 rest");
    assert_eq!(player.deadline(), Some(ms(9000 + 17_000)));
}

#[test]
fn more_and_less_change_the_rest_of_the_step() {
    let lines = "[[exercise]]\nname = \"a\"\nhold = 20\nprepare = 0";
    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    assert_eq!(line(&player.advance(ms(18_500))), "10 halfway, 17 ending 3, 18 ending 2");
    assert_eq!(line(&player.act(Command::More, ms(18_500))), "");
    assert_eq!(player.length(), Some(ms(20_000) + NUDGE));
    assert_eq!(line(&player.advance(ms(60_000))), "27 ending 3, 28 ending 2, 29 ending 1, 30 finish");

    // The halfway cue comes once, although the middle is later now.
    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    assert_eq!(line(&player.advance(ms(12_000))), "10 halfway");
    assert_eq!(line(&player.act(Command::More, ms(12_000))), "");
    assert_eq!(line(&player.advance(ms(60_000))), "27 ending 3, 28 ending 2, 29 ending 1, 30 finish");

    // The middle and two beeps of the countdown are in the past now: they are dropped.
    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    assert_eq!(line(&player.advance(ms(8500))), "");
    assert_eq!(line(&player.act(Command::Less, ms(8500))), "");
    assert_eq!(line(&player.advance(ms(60_000))), "9 ending 1, 10 finish");

    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    assert_eq!(line(&player.act(Command::Less, ms(15_000))), "10 halfway, 15 finish");
    assert!(player.is_finished() && player.act(Command::Back, ms(16_000)).is_empty());
    assert!(player.is_finished());

    // At the very beginning of a step, the first beep of its new length is already due.
    let lines = "[cues]\ncountdown = 10\n[[exercise]]\nname = \"a\"\nhold = 20\nprepare = 20";
    let (mut player, _) = Player::start(plan(lines), Duration::ZERO);
    player.act(Command::Less, Duration::ZERO);
    assert_eq!(player.deadline(), Some(seconds(1)));

    // A step that the user ends, or one with a tempo, cannot be lengthened.
    for exercise in ["reps = 3", "reps = \"max\"", "reps = 3\ntempo = \"self\""] {
        let lines = format!("[[exercise]]\nname = \"a\"\nprepare = 0\n{exercise}");
        let (mut player, _) = Player::start(plan(&lines), Duration::ZERO);
        let length = player.length();
        assert!(player.act(Command::More, ms(500)).is_empty() && player.act(Command::Less, ms(500)).is_empty());
        assert_eq!((player.length(), player.index()), (length, 0), "{exercise}");
    }
}

#[test]
fn time_does_not_go_back() {
    let (mut player, _) = Player::start(plan("[[exercise]]\nname = \"a\"\nhold = 20\nprepare = 4"), Duration::ZERO);
    player.advance(ms(10_000));
    assert!(player.advance(ms(5000)).is_empty());
    let due = player.act(Command::Done, ms(5000));
    assert!(due.iter().all(|due| due.at == ms(10_000)) && player.is_finished());
}

#[test]
fn the_beat_is_where_the_set_is() {
    let (player, _) = Player::start(
        plan("[[exercise]]\nname = \"a\"\nreps = 2\ntempo = [\"up 2s\", \"down 1s\"]\nprepare = 0"),
        ms(100),
    );
    let beat = |at: u64| {
        player.beat(ms(100 + at)).map(|beat| (beat.done, beat.phase, beat.elapsed.as_millis(), beat.length.as_millis()))
    };
    assert_eq!(beat(0), Some((0, 0, 0, 2000)));
    assert_eq!(beat(1999), Some((0, 0, 1999, 2000)));
    assert_eq!(beat(2000), Some((0, 1, 0, 1000)));
    assert_eq!(beat(3500), Some((1, 0, 500, 2000)));
    assert_eq!(beat(5500), Some((1, 1, 500, 1000)));
    assert_eq!(beat(6000), Some((2, 1, 1000, 1000)));
    assert_eq!(beat(9000), Some((2, 1, 1000, 1000)));
}

/// A set without an end, and a plan with the maximum number of steps: advanced by a whole day at once.
#[test]
fn a_day_is_played_quickly() {
    let (mut player, _) =
        Player::start(plan("[[exercise]]\nname = \"a\"\nreps = \"max\"\nprepare = 0"), Duration::ZERO);
    let due = player.advance(ms(24 * 3_600_000));
    let cues = due.iter().filter(|due| matches!(due.event, Event::Cue(_)));
    assert_eq!(cues.count(), 2 * 21_600);
    let most =
        plan("[[block]]\nrounds = 100\n[[block.exercise]]\nname = \"a\"\nhold = 1\nsets = 50\nprepare = 1\nrest = 1");
    assert_eq!(most.steps.len(), 10_000);
    assert_eq!(rehearsed(&most).last().map(|due| due.at), Some(ms(10_000_000)));
}

/// The exercises in the order in which they are worked on, and each set that is recorded: `a1 done, b1 skipped`.
fn order(lines: &str, commands: &[(u64, Command)]) -> (String, String) {
    let (mut player, mut due) = Player::start(plan(lines), Duration::ZERO);
    for (at, command) in commands {
        due.extend(player.act(*command, seconds(*at)));
    }
    due.extend(player.advance(seconds(1000)));
    assert!(player.is_finished());
    let name = |due: &Due| {
        let step = &player.plan().steps[due.step];
        format!("{}{}", step.exercise.name, if step.exercise.sets > 1 { step.set } else { step.round })
    };
    let works = due.iter().filter(|due| due.event == Event::Began && player.plan().steps[due.step].is_work());
    let begun = works.map(name).collect::<Vec<_>>().join(" ");
    let recorded = due.iter().filter_map(|due| match due.event {
        Event::Worked(done) if done.outcome != Outcome::Done => Some(format!("{} {}", name(due), done.outcome.name())),
        _ => None,
    });
    (begun, recorded.collect::<Vec<_>>().join(", "))
}

#[test]
fn steps_can_be_reordered_and_dropped() {
    use Command::{Drop, Jump, PutOff};
    // prepare 0, work 10 each: steps 0, 1, 2 of a (work, rest, work), 3 of b, 4 of c.
    let lines = "[defaults]\nprepare = 0\nrest = 5\n[[exercise]]\nname = \"a\"\nhold = 10\nsets = 2\n\
                 [[exercise]]\nname = \"b\"\nhold = 10\n[[exercise]]\nname = \"c\"\nhold = 10";
    let ordered = |commands: &[(u64, Command)]| {
        let (begun, recorded) = order(lines, commands);
        format!("{begun} | {recorded}")
    };
    assert_eq!(ordered(&[]), "a1 a2 b1 c1 | ");
    assert_eq!(ordered(&[(3, Jump(4))]), "a1 c1 | a1 skipped, a2 skipped, b1 skipped");
    assert_eq!(ordered(&[(27, Jump(0))]), "a1 a2 b1 a1 a2 b1 c1 | ", "to go back skips nothing");
    assert_eq!(ordered(&[(3, PutOff(3))]), "a1 a2 c1 b1 | ");
    assert_eq!(ordered(&[(3, PutOff(1))]), "a1 b1 c1 a1 a2 | ", "the set is begun again later");
    assert_eq!(ordered(&[(12, PutOff(0))]), "a1 b1 c1 a2 | ");
    assert_eq!(ordered(&[(3, PutOff(0)), (4, PutOff(3))]), "a1 b1 c1 a1 a2 b1 | ");
    assert_eq!(ordered(&[(3, PutOff(4))]), "a1 a2 b1 c1 | ", "it is the last");
    assert_eq!(ordered(&[(3, Drop(4))]), "a1 a2 b1 | c1 skipped");
    assert_eq!(ordered(&[(3, Drop(0))]), "a1 b1 c1 | a1 skipped, a2 skipped");
    assert_eq!(ordered(&[(12, Drop(0))]), "a1 b1 c1 | a2 skipped");
    assert_eq!(ordered(&[(27, Drop(0)), (27, Jump(9)), (27, Drop(99)), (27, PutOff(99))]), "a1 a2 b1 c1 | ");
    // In rounds an exercise is dropped from all, and put off from one; the rest before the round stays.
    let rounds = "[[block]]\nrounds = 2\nrest = 9\n[[block.exercise]]\nname = \"a\"\nhold = 10\nprepare = 0\n\
                  [[block.exercise]]\nname = \"b\"\nhold = 10\nprepare = 0";
    let ordered = |commands: &[(u64, Command)]| {
        let (begun, recorded) = order(rounds, commands);
        format!("{begun} | {recorded}")
    };
    assert_eq!(ordered(&[(3, Drop(0))]), "a1 b1 b2 | a1 skipped, a2 skipped");
    assert_eq!(begun(rounds, &[(3, Drop(0))])[..3], ["0 work", "3 work", "13 round-rest"].map(str::to_owned));
    assert_eq!(ordered(&[(3, PutOff(0))]), "a1 b1 a2 b2 a1 | ");
}

/// A command, or only the time, this long after the previous one.
type Word = (Duration, Option<Command>);

fn any_command() -> impl Strategy<Value = Command> {
    use Command::{Back, Done, Less, More, Next, Pause, Resume};
    let keys = prop::sample::select(vec![Pause, Resume, Resume, Next, Back, Done, Done, More, Less]);
    // Steps of random plans that are moved, dropped and gone to; some are none.
    let steps = (0usize..40, prop::sample::select(vec![Command::Jump, Command::PutOff, Command::Drop]));
    prop_oneof![5 => keys, 1 => steps.prop_map(|(step, command)| command(step))]
}

fn any_words() -> impl Strategy<Value = Vec<Word>> {
    let wait = prop_oneof![Just(0), 1u64..3000, (0u64..20).prop_map(|halves| halves * 500), 0u64..40_000];
    prop::collection::vec((wait.prop_map(ms), prop::option::of(any_command())), 0..30)
}

/// Commands that coincide with no cue: if a set is ended at the very instant of one of its own cues, it matters whether
/// the time was passed in first.
fn any_odd_words() -> impl Strategy<Value = Vec<Word>> {
    any_words().prop_map(|mut words| {
        for (wait, _) in words.iter_mut().filter(|(wait, _)| !wait.is_zero()) {
            *wait += Duration::from_micros(137);
        }
        words
    })
}

/// Plays the commands, and afterwards completes every open step.
fn live(plan: &Arc<Plan>, words: &[Word]) -> Result<Vec<Due>, TestCaseError> {
    let mut now = ms(77);
    let (mut player, mut due) = Player::start(Arc::clone(plan), now);
    for (wait, command) in words {
        now += *wait;
        let new = match command {
            Some(command) => player.act(*command, now),
            None => player.advance(now),
        };
        prop_assert!(new.iter().all(|due| due.at <= now), "reported before it is due");
        due.extend(new);
        if let (Some(deadline), false) = (player.deadline(), player.is_finished()) {
            prop_assert!(deadline > now, "the deadline has passed");
        }
    }
    due.extend(player.act(Command::Resume, now));
    for _ in 0..=player.plan().steps.len() {
        now += ms(250);
        due.extend(player.act(Command::Done, now));
    }
    prop_assert!(player.is_finished(), "stuck in step {}", player.index());
    prop_assert_eq!(player.deadline(), None);
    prop_assert!(due.is_sorted_by_key(|due| due.at), "due times go back");
    Ok(due)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_commands_panic_or_stick(plan in any_plan(true), words in any_words()) {
        let due = live(&plan, &words)?;
        prop_assert_eq!(due.iter().filter(|due| due.event == Event::Finished).count(), 1);
        let last = due.iter().rfind(|due| !matches!(due.event, Event::Say(_)));
        prop_assert_eq!(last.map(|due| due.event.clone()), Some(Event::Cue(Cue::Finish)));
    }

    /// However the person changes the order, each set of the routine is recorded, and nothing else.
    #[test]
    fn every_set_is_recorded(plan in any_plan(true), words in any_words()) {
        let mut now = Duration::ZERO;
        let (mut player, mut due) = Player::start(Arc::clone(&plan), now);
        for (wait, command) in words {
            now += wait;
            due.extend(match command {
                Some(command) => player.act(command, now),
                None => player.advance(now),
            });
        }
        due.extend(player.act(Command::Resume, now));
        while !player.is_finished() {
            now += ms(250);
            due.extend(player.act(Command::Done, now));
        }
        let number = |due: &Due| player.plan().steps[due.step].number;
        let recorded: BTreeSet<_> = due.iter().filter(|due| matches!(due.event, Event::Worked(_))).map(number).collect();
        let works = plan.steps.iter().enumerate().filter(|(_, step)| step.is_work());
        for (index, step) in works {
            prop_assert!(step.is_capped() || recorded.contains(&index), "step {index} is not recorded");
        }
        prop_assert_eq!(player.plan().fixed_sets(), plan.fixed_sets());
        prop_assert!(recorded.iter().all(|number| plan.steps[*number].is_work()));
    }

    /// The result does not depend on how often and how late time is passed in.
    #[test]
    fn time_may_be_passed_in_at_any_moment(plan in any_plan(true), words in any_odd_words(), cut in 1u32..1000) {
        let mut often = Vec::new();
        let mut seldom = Vec::new();
        let mut waited = Duration::ZERO;
        for (wait, command) in &words {
            let early = *wait * cut / 1000;
            often.extend([(early, None), (wait.saturating_sub(early), *command)]);
            waited += *wait;
            if command.is_some() {
                seldom.push((waited, *command));
                waited = Duration::ZERO;
            }
        }
        seldom.push((waited, None));
        let due = live(&plan, &words)?;
        prop_assert_eq!(&due, &live(&plan, &often)?);
        prop_assert_eq!(&due, &live(&plan, &seldom)?);
    }

    /// After a pause everything is the same, only later.
    #[test]
    fn a_pause_only_delays(
        plan in any_plan(true),
        words in any_odd_words(),
        at in any::<prop::sample::Index>(),
        pause in (1u64..100_000).prop_map(ms),
    ) {
        let mut words = words;
        words.retain(|(_, command)| !matches!(command, Some(Command::Pause | Command::Resume)));
        words.push((ms(1), None));
        let at = at.index(words.len());
        let (wait, command) = words[at];
        let early = wait / 3;
        let mut paused = words.clone();
        paused.splice(at..=at, [(early, Some(Command::Pause)), (pause, Some(Command::Resume)), (wait.saturating_sub(early), command)]);
        let moment = ms(77) + words[..at].iter().map(|(wait, _)| *wait).sum::<Duration>() + early;
        let without = live(&plan, &words)?;
        let with = live(&plan, &paused)?;
        prop_assert_eq!(without.len(), with.len());
        for (without, with) in without.iter().zip(&with) {
            let later = if with.at <= moment { Duration::ZERO } else { pause };
            prop_assert_eq!((without.at + later, without.step, &without.event), (with.at, with.step, &with.event));
        }
    }

    /// Whatever the commands, a block with a cap ends when its time has passed, except for pauses.
    #[test]
    fn a_cap_holds(plan in any_plan(true), words in any_words()) {
        let Rounds::Amrap(cap) = plan.steps[0].rounds else { return Ok(()) };
        let mut now = Duration::ZERO;
        let (mut player, _) = Player::start(plan, now);
        let mut played = Duration::ZERO;
        for (wait, command) in words {
            now += wait;
            if !player.is_paused() {
                played += wait;
            }
            match command {
                Some(command) => player.act(command, now),
                None => player.advance(now),
            };
            if !player.is_finished() {
                prop_assert_eq!(player.cap_left(now), Some(cap.saturating_sub(played)));
                prop_assert!(played < cap && player.total_left(now) <= cap.saturating_sub(played));
            }
        }
    }

    /// A set that the person ends counts if it was begun in earnest; one that ends by itself always counts.
    #[test]
    fn an_ended_set_counts_only_after_some_time(plan in any_plan(true), words in any_words()) {
        let mut now = Duration::ZERO;
        let (mut player, _) = Player::start(Arc::clone(&plan), now);
        for (wait, command) in words {
            now += wait;
            // Of the step that ends here, not of the one after it.
            let was_nudged = player.length() != player.step().and_then(|step| step.length);
            let due = player.advance(now);
            let elapsed = player.elapsed(now);
            let done = |due: Due| if let Event::Worked(done) = due.event { Some((due.step, done)) } else { None };
            for (_, done) in due.into_iter().filter_map(done).filter(|_| !was_nudged) {
                prop_assert!(done.outcome != Outcome::Skipped, "{:?}", done);
            }
            let Some(command) = command else { continue };
            let left = player.index();
            let ended = player.act(command, now).into_iter().filter_map(done).filter(|(step, _)| *step == left);
            for (step, done) in ended.collect::<Vec<_>>() {
                prop_assert_eq!(done.time, elapsed);
                let is_earnest = elapsed >= seconds(3).min(player.plan().steps[step].estimate / 2);
                let is_ended = matches!(command, Command::Done | Command::Less);
                prop_assert_eq!(done.outcome != Outcome::Skipped, is_earnest && is_ended, "{:?}", command);
            }
        }
    }

    /// Advanced at its deadlines alone, with open steps completed at their estimates, it returns what `rehearse`
    /// returns.
    #[test]
    fn deadlines_alone_drive_a_session(plan in any_plan(true)) {
        let (mut player, mut due) = Player::start(Arc::clone(&plan), Duration::ZERO);
        let mut begun = Duration::ZERO;
        while let Some(step) = player.step() {
            let open = player.length().is_none().then_some(begun + step.estimate);
            let index = player.index();
            let now = match (player.deadline(), open) {
                (Some(deadline), Some(open)) if deadline < open => deadline,
                (_, Some(open)) => open,
                (deadline, None) => deadline.expect("a step with a length has a deadline"),
            };
            let new = if open == Some(now) { player.act(Command::Done, now) } else { player.advance(now) };
            prop_assert!(!new.is_empty(), "woken for nothing");
            prop_assert!(new.iter().all(|due| due.at == now));
            due.extend(new);
            if player.index() != index {
                begun = now;
            }
        }
        prop_assert_eq!(&due, &rehearsed(&plan));
        prop_assert_eq!(due.last().map(|due| due.at), Some(plan.estimate()));
        let cues: Vec<_> = due.iter().filter(|due| matches!(due.event, Event::Cue(_))).collect();
        prop_assert!(cues.is_sorted_by(|a, b| a.at < b.at), "two cues at one instant");
    }

    /// `More` and `Less` create no cue in the past, and take none back.
    #[test]
    fn a_change_of_length_is_silent(plan in any_plan(true), words in any_words(), more in any::<bool>()) {
        let mut now = Duration::ZERO;
        let (mut player, _) = Player::start(plan, now);
        for (wait, command) in words {
            now += wait;
            match command {
                Some(command) => player.act(command, now),
                None => player.advance(now),
            };
        }
        let (step, length, elapsed) = (player.index(), player.length(), player.elapsed(now));
        let due = player.act(if more { Command::More } else { Command::Less }, now);
        if player.index() == step {
            prop_assert!(due.is_empty());
            prop_assert_eq!(player.elapsed(now), elapsed);
        } else {
            prop_assert!(!more && length.is_some_and(|length| length <= elapsed + NUDGE));
            prop_assert!(due.iter().all(|due| due.at == now));
        }
        let paused = player.is_paused();
        let later = player.advance(now + ms(60_000));
        prop_assert!(later.iter().all(|due| due.at > now) && (later.is_empty() || !paused));
    }
}
