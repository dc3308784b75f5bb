//! The plan of a routine: its steps, their lengths, and its JSON object.

mod common;

use std::time::Duration;

use proptest::prelude::*;
use unsit::{
    base::{
        diagnostic::Code,
        quantity::{DAY, clock},
    },
    routine::Rounds,
    session::plan::{Expected, Kind, Plan},
};

use common::plan;

/// The steps as lines: time, kind, exercise, set, side, round.
fn steps(plan: &Plan) -> String {
    let line = |Expected { at, lasts, step, .. }: Expected<'_>| {
        let length = if step.length.is_some() { clock(lasts) } else { format!("open ({})", clock(lasts)) };
        let block = step.block.as_ref().map(|block| format!(" of {block}")).unwrap_or_default();
        let (kind, name, set, sets) = (step.kind.name(), &step.exercise.name, step.set, step.exercise.sets);
        let (side, round, begin) = (step.side.name(), step.round, clock(at));
        let rounds = match step.rounds {
            Rounds::Times(rounds) => rounds.to_string(),
            Rounds::Amrap(cap) => format!("cap {}", clock(cap)),
        };
        format!("{begin} {kind} {length}, {name} {set}/{sets} {side}, round {round}/{rounds}{block}\n")
    };
    plan.expected_steps(0).map(line).collect::<Vec<_>>().concat()
}

#[test]
fn the_worked_example_is_158_seconds() {
    let plan = plan(
        "[defaults]\nprepare = \"8s\"\nrest = \"20s\"\n[[exercise]]\nname = \"Stretch\"\nhold = \"30s\"\nsets = 2\nsides = \"each\"",
    );
    assert_eq!((plan.estimate(), plan.is_exact(), plan.works()), (Duration::from_secs(158), true, 4));
    insta::assert_snapshot!(steps(&plan), @r"
    0:00 prepare 0:08, Stretch 1/2 left, round 1/1
    0:08 work 0:30, Stretch 1/2 left, round 1/1
    0:38 switch 0:05, Stretch 1/2 right, round 1/1
    0:43 work 0:30, Stretch 1/2 right, round 1/1
    1:13 rest 0:20, Stretch 2/2 left, round 1/1
    1:33 work 0:30, Stretch 2/2 left, round 1/1
    2:03 switch 0:05, Stretch 2/2 right, round 1/1
    2:08 work 0:30, Stretch 2/2 right, round 1/1
    ");
}

#[test]
fn a_block_is_played_in_rounds() {
    let plan = plan(
        "[defaults]\nprepare = 0\n[[block]]\nname = \"Warm-up\"\n[[block.exercise]]\nname = \"A\"\ntime = 60\nprepare = 4\n\
         [[block]]\nname = \"Circuit\"\nrounds = 2\nrest = 30\n[[block.exercise]]\nname = \"B\"\nhold = 10\nsets = 2\nsides = \"right\"\n\
         rest = 5\n[[block.exercise]]\nname = \"C\"\nhold = 20\nprepare = 3\nsides = \"left\"",
    );
    insta::assert_snapshot!(steps(&plan), @r"
    0:00 prepare 0:04, A 1/1 both, round 1/1 of Warm-up
    0:04 work 1:00, A 1/1 both, round 1/1 of Warm-up
    1:04 work 0:10, B 1/2 right, round 1/2 of Circuit
    1:14 rest 0:05, B 2/2 right, round 1/2 of Circuit
    1:19 work 0:10, B 2/2 right, round 1/2 of Circuit
    1:29 prepare 0:03, C 1/1 left, round 1/2 of Circuit
    1:32 work 0:20, C 1/1 left, round 1/2 of Circuit
    1:52 round-rest 0:30, B 1/2 right, round 2/2 of Circuit
    2:22 work 0:10, B 1/2 right, round 2/2 of Circuit
    2:32 rest 0:05, B 2/2 right, round 2/2 of Circuit
    2:37 work 0:10, B 2/2 right, round 2/2 of Circuit
    2:47 prepare 0:03, C 1/1 left, round 2/2 of Circuit
    2:50 work 0:20, C 1/1 left, round 2/2 of Circuit
    ");
    let next = |index| plan.next_exercise(index).map(|step| (step.exercise.name.as_str(), step.round));
    assert_eq!(next(0), Some(("B", 1)));
    assert_eq!(next(2), Some(("C", 1)));
    assert_eq!(next(6), Some(("B", 2)));
    assert_eq!(next(plan.steps.len() - 1), None);
    assert_eq!(next(plan.steps.len()), None);
    let alone = common::plan("[[block]]\nrounds = 2\n[[block.exercise]]\nname = \"A\"\nhold = 1\nsets = 2");
    assert_eq!(alone.next_exercise(1).map(|step| (step.kind, step.round)), Some((Kind::Prepare, 2)));
}

#[test]
fn a_cap_has_as_many_rounds_as_there_is_time_for() {
    let plan = plan(
        "[defaults]\nprepare = 0\n[[block]]\nname = \"AMRAP\"\ncap = 30\nrest = 2\n[[block.exercise]]\nname = \"A\"\nhold = 9\n\
         [[block.exercise]]\nname = \"B\"\nreps = \"max\"\n[[block]]\n[[block.exercise]]\nname = \"C\"\nhold = 10",
    );
    insta::assert_snapshot!(steps(&plan), @r"
    0:00 work 0:09, A 1/1 both, round 1/cap 0:30 of AMRAP
    0:09 work open (0:21), B 1/1 both, round 1/cap 0:30 of AMRAP
    0:30 work 0:10, C 1/1 both, round 1/1
    ");
    // A user faster than the estimate continues immediately.
    assert_eq!((plan.estimate(), plan.works(), plan.fixed_sets()), (Duration::from_secs(40), 3, 1));
    let most = plan.steps.iter().filter(|step| step.group == 0).map(|step| step.round).max();
    assert_eq!((most, plan.after_block(0), plan.works_of_round(0)), (Some(16), 47, Some(2)));
    let object = plan.json();
    let steps = object["steps"].as_array().expect("a list");
    assert_eq!((&steps[1]["rounds"], &steps[1]["cap_s"]), (&serde_json::Value::Null, &30.0.into()));
    assert_eq!((&steps[1]["length_s"], &steps[1]["estimate_s"]), (&serde_json::Value::Null, &21.0.into()));
    assert_eq!((&steps[2]["rounds"], &steps[2]["cap_s"]), (&1.into(), &serde_json::Value::Null));
}

#[test]
fn a_step_of_no_length_vanishes() {
    let exercise =
        "[[block.exercise]]\nname = \"A\"\nhold = 10\nsets = 2\nsides = \"each\"\nprepare = 0\nrest = 0\nswitch = 0\n";
    let plan = plan(&format!("[[block]]\nrounds = 3\nrest = 0\n{exercise}"));
    assert!(plan.steps.iter().all(|step| step.kind == Kind::Work));
    assert_eq!((plan.steps.len(), plan.estimate()), (12, Duration::from_secs(120)));
}

#[test]
fn open_steps_are_counted_with_an_estimate() {
    for (lines, estimate, exact) in [
        ("reps = 10\nhold = 3\nrelax = 1\nprepare = 0", 40, true),
        ("reps = 10\nhold = 3\nprepare = 0", 50, true),
        ("reps = 10\nprepare = 0", 40, true),
        ("reps = \"8-12\"\ntempo = [\"up 1s\", \"down 2s\"]\nprepare = 0", 36, true),
        ("reps = \"max\"\nprepare = 0", 60, false),
        ("reps = \"max\"\ntempo = \"self\"\nprepare = 0", 60, false),
        ("reps = \"max\"\nhold = 5\nprepare = 0", 60, false),
        ("reps = 10\ntempo = \"self\"\nprepare = 0", 40, false),
        ("reps = \"8-12\"\ntempo = \"self\"\nprepare = 0", 48, false),
        ("hold = 30\nprepare = \"self\"", 38, false),
        ("hold = 30\nprepare = 0\nrest = \"self\"\nsets = 2", 80, false),
        ("reps = 10\nsides = \"alternate\"\nprepare = 0", 40, true),
    ] {
        let plan = plan(&format!("[[exercise]]\nname = \"a\"\n{lines}"));
        assert_eq!((plan.estimate().as_secs(), plan.is_exact()), (estimate, exact), "{lines}");
    }
}

/// Getting down on the floor takes longer, but only at the start of a session and without a time of its own.
#[test]
fn the_first_exercise_on_the_floor_has_time_to_get_down() {
    let prepares = |lines: &str| -> Vec<Option<Duration>> {
        let plan = plan(lines);
        let prepares = plan.steps.iter().filter(|step| step.kind == Kind::Prepare);
        prepares.map(|step| step.length).collect()
    };
    let two = "[[exercise]]\nuse = \"clamshell\"\nsides = \"left\"\n[[exercise]]\nuse = \"glute-bridge\"\n";
    let defaults = "[defaults]\nprepare = \"10s\"\n";
    let s = |seconds| Some(Duration::from_secs(seconds));
    assert_eq!(prepares(two), [s(20), s(8)]);
    assert_eq!(prepares(&format!("{defaults}{two}")), [s(20), s(10)]);
    assert_eq!(prepares(&format!("[defaults]\nprepare = \"30s\"\n{two}")), [s(30), s(30)]);
    assert_eq!(prepares(&format!("[defaults]\nprepare = \"self\"\n{two}")), [None, None]);
    assert_eq!(prepares("[[exercise]]\nuse = \"clamshell\"\nprepare = \"5s\"\n"), [s(5)]);
    assert_eq!(prepares("[[exercise]]\nuse = \"squat\"\n"), [s(8)]);
}

/// The exact object of `plan --format json`.
#[test]
fn programs_read_the_object_of_the_format() {
    let text = plan("[[exercise]]\nuse = \"clamshell\"\nsets = 2\nload = \"green band\"").json().to_string();
    let first = r#"{"routine":"x","estimate_s":260.0,"exact":true,"steps":[{"at_s":0.0,"length_s":20.0,"estimate_s":20.0,"kind":"prepare","block":null,"round":1,"rounds":1,"exercise":"Clamshell","set":1,"sets":2,"side":"left","goal":{"reps":10,"tempo":[["open",2.0],["hold",1.0],["close",2.0]]},"load":"green band","how":"Knees bent, feet together. Open the top knee, then close it.","position":"lying on your right side, left leg on top","tips":["One hip right above the other: do not roll back.","Keep your feet together.","Open only as far as your pelvis stays still.","Feel it at the side and back of the left hip."],"instructions":"Lie on"#;
    assert_eq!(text.get(..first.len()), Some(first));
    // The instructions appear once for each side.
    assert_eq!(text.matches("\"instructions\"").count(), 2);
    assert_eq!(text.matches("lying on your left side, right leg on top").count(), 1);

    let plan = plan(
        "[[block]]\nname = \"Main\"\nrounds = 2\nrest = \"0.125s\"\n[[block.exercise]]\nname = \"A\"\nreps = \"8-12\"\n\
         tempo = \"self\"\nprepare = \"self\"\n",
    );
    let object = plan.json();
    let steps = object["steps"].as_array().expect("a list");
    assert_eq!(object["exact"], false);
    assert_eq!(
        steps[0].to_string(),
        r#"{"at_s":0.0,"length_s":null,"estimate_s":8.0,"kind":"prepare","block":"Main","round":1,"rounds":2,"exercise":"A","set":1,"sets":1,"side":"both","goal":{"reps":12,"min":8,"tempo":"self"},"load":null,"how":null,"position":null,"tips":[],"instructions":null}"#
    );
    assert_eq!(steps[2]["kind"], "round-rest");
    assert_eq!((&steps[2]["length_s"], &steps[2]["round"]), (&0.125.into(), &2.into()));
    assert_eq!(steps[3]["at_s"], 56.125);
}

#[test]
fn each_goal_has_its_shape() {
    for (lines, goal, words) in [
        ("hold = \"1m30s\"", r#"{"hold_s":90.0}"#, "1m 30s hold"),
        ("time = \"0.5s\"", r#"{"time_s":0.5}"#, "0.5s"),
        ("time = \"self\"", r#"{"time_s":"self"}"#, "until you are back"),
        ("reps = 10", r#"{"reps":10,"tempo":[["up",2.0],["down",2.0]]}"#, "10 reps"),
        (
            "reps = 1\ntempo = [\"hold 2s\", \"lower 1s\"]",
            r#"{"reps":1,"tempo":[["hold",2.0],["lower",1.0]]}"#,
            "1 rep",
        ),
        ("reps = \"8-12\"\ntempo = \"self\"", r#"{"reps":12,"min":8,"tempo":"self"}"#, "8-12 reps"),
        ("reps = \"max\"\ntempo = [\"go 1s\"]", r#"{"reps":"max","tempo":[["go",1.0]]}"#, "as many reps as you can"),
        ("reps = 10\nhold = 5", r#"{"reps":10,"tempo":[["hold",5.0],["relax",2.0]]}"#, "10 reps of 5s"),
        ("reps = 10\nhold = 5\nrelax = 0", r#"{"reps":10,"tempo":[["hold",5.0]]}"#, "10 reps of 5s"),
    ] {
        let plan = plan(&format!("[[exercise]]\nname = \"a\"\n{lines}"));
        assert_eq!(plan.json()["steps"][1]["goal"].to_string(), goal);
        assert_eq!(plan.steps[1].exercise.work.to_string(), words);
    }
    for (sides, name) in
        [("both", "both"), ("each", "left"), ("left", "left"), ("right", "right"), ("alternate", "alternate")]
    {
        let plan = plan(&format!("[[exercise]]\nname = \"a\"\nreps = 2\nsides = \"{sides}\""));
        assert_eq!(plan.json()["steps"][0]["side"], name);
    }
}

/// A routine in numbers, as a text and with its expected plan.
#[derive(Clone, Debug)]
struct Counted {
    text: String,
    steps: u128,
    time: Duration,
}

/// Near the limits on both sides: rounds, sets, sides and waits that may be zero or open.
fn counted() -> impl Strategy<Value = Counted> {
    let some = |values: &'static [u64]| prop::sample::select(values);
    // The text, its estimated length, and whether there is such a step.
    let wait = |estimate: u64| {
        prop_oneof![
            2 => Just(("0".to_owned(), 0)),
            3 => (1u64..20).prop_map(|seconds| (seconds.to_string(), seconds)),
            1 => Just(("\"self\"".to_owned(), estimate)),
        ]
    };
    let work = prop_oneof![
        (1u64..60).prop_map(|seconds| (format!("hold = {seconds}"), seconds)),
        some(&[600, 3600, 40_000]).prop_map(|seconds| (format!("time = {seconds}"), seconds)),
        (1u64..9).prop_map(|reps| (format!("reps = {reps}\ntempo = \"self\""), reps * 4)),
        Just(("reps = \"max\"".to_owned(), 60)),
    ];
    let exercise = (work, some(&[1, 2, 7, 25, 50, 100]), any::<bool>(), wait(8), wait(20), 0u64..5);
    let block = (some(&[1, 2, 25, 50, 100]), 0u64..100, prop::collection::vec(exercise, 1..3));
    prop::collection::vec(block, 1..3).prop_map(|blocks| {
        let (mut lines, mut steps, mut time) = (Vec::new(), 0, 0);
        for (rounds, between, exercises) in blocks {
            lines.push(format!("[[block]]\nrounds = {rounds}\nrest = {between}\n"));
            let mut add = |times: u64, seconds: u64| {
                steps += if seconds > 0 { u128::from(times) } else { 0 };
                time += times * seconds;
            };
            add(rounds - 1, between);
            for ((work, seconds), sets, each, prepare, rest, switch) in exercises {
                let sides = if each { "each" } else { "both" };
                let waits = format!("prepare = {}\nrest = {}\nswitch = {switch}", prepare.0, rest.0);
                lines.push(format!(
                    "[[block.exercise]]\nname = \"a\"\n{work}\nsets = {sets}\nsides = \"{sides}\"\n{waits}\n"
                ));
                add(rounds, prepare.1);
                add(rounds * sets * if each { 2 } else { 1 }, seconds);
                add(rounds * (sets - 1), rest.1);
                if each {
                    add(rounds * sets, switch);
                }
            }
        }
        Counted { text: lines.concat(), steps, time: Duration::from_secs(time) }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// The measured length of a file is that of its plan, and so are the limits.
    #[test]
    fn a_file_is_measured_as_it_is_unrolled(counted in counted()) {
        let checked = common::read(&format!("name = \"x\"\n{}", counted.text));
        let fits = counted.steps <= 10_000 && counted.time <= DAY;
        prop_assert_eq!(checked.routine.is_some(), fits);
        let too_long = checked.found.iter().filter(|found| found.code == Code::TooLong).count();
        prop_assert_eq!(too_long, usize::from(!fits));
        if let Some(routine) = checked.routine {
            let plan = Plan::unroll(&routine);
            prop_assert_eq!(plan.steps.len() as u128, counted.steps);
            prop_assert_eq!(plan.estimate(), counted.time);
            prop_assert!(plan.steps.iter().all(|step| !step.estimate.is_zero() && step.length.is_none_or(|l| l == step.estimate)));
        }
    }
}
