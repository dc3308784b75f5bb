//! Shared helpers of the tests: files, plans and random plans.
#![allow(dead_code, reason = "each test takes a part of it")]

pub(crate) mod screen;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
    time::Duration,
};

use proptest::prelude::*;
use unsit::{
    base::{
        cue::{Cue, Cues, Talk},
        diagnostic::{Diagnostic, Source},
        quantity::Reps,
    },
    routine::{self, Block, Checked, Exercise, Library, Phase, Rounds, Routine, Sides, Tempo, Wait, Work},
    session::{
        plan::Plan,
        player::{self, Due},
        sounds::{Sound, Sounds},
    },
};

pub(crate) static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

/// The planned cues, including those that words replace.
pub(crate) fn planned_cues(sounds: &Sounds) -> Vec<(Duration, Cue)> {
    let cue = |sound: &Sound| match sound {
        Sound::Cue(cue) | Sound::Words(_, Some(cue)) => Some(*cue),
        Sound::Words(_, None) => None,
    };
    sounds.planned.iter().filter_map(|planned| Some((planned.at, cue(&planned.sound)?))).collect()
}

/// The planned words, each with its start.
pub(crate) fn planned_words(sounds: &Sounds) -> Vec<(Duration, String)> {
    let words = sounds.planned.iter().filter_map(|planned| match &planned.sound {
        Sound::Words(words, _) => Some((planned.at.saturating_sub(words.lead), words.text.clone())),
        Sound::Cue(_) => None,
    });
    words.collect()
}

pub(crate) fn read(text: &str) -> Checked {
    routine::read(Source { name: "a.toml", text }, &LIBRARY, &Cues::default())
}

pub(crate) fn places(found: &[Diagnostic]) -> Vec<String> {
    found.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.code.name())).collect()
}

pub(crate) fn check(text: &str) -> Vec<String> {
    places(&read(text).found)
}

/// The routine of a text without errors.
pub(crate) fn routine(text: &str) -> Routine {
    let checked = read(text);
    assert_eq!(places(&checked.found), Vec::<String>::new(), "{text}");
    checked.routine.expect("without an error there is a routine")
}

/// The plan of a routine with these lines after its name.
pub(crate) fn plan(lines: &str) -> Arc<Plan> {
    Arc::new(Plan::unroll(&routine(&format!("name = \"x\"\n{lines}\n"))))
}

/// A file or a folder of the repository.
pub(crate) fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(crate) fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A routine of one or two exercises, played in up to three rounds, sometimes with `every`. Most lengths are halves of
/// seconds, so that many events coincide.
pub(crate) fn any_plan(open: bool) -> impl Strategy<Value = Arc<Plan>> {
    let exercises = prop::collection::vec(exercise(open), 1..3);
    let every = prop::option::of(halves(1, 60));
    let rounds = prop_oneof![2 => (1u32..4).prop_map(Rounds::Times), 1 => halves(1, 150).prop_map(Rounds::Amrap)];
    (exercises, rounds, halves(0, 8), every, cues()).prop_map(|(exercises, rounds, rest, every, cues)| {
        let exercises = exercises.into_iter().map(Arc::new).collect();
        let block = Block { name: None, rounds, rest, every, exercises };
        let (name, description, schedule) = ("x".to_owned(), None, None);
        Arc::new(Plan::unroll(&Routine {
            name,
            description,
            group: None,
            sources: Vec::new(),
            tags: Vec::new(),
            schedule,
            cues,
            blocks: vec![block],
        }))
    })
}

fn halves(least: u64, most: u64) -> impl Strategy<Value = Duration> {
    let halves = (least..=most).prop_map(|halves| ms(halves * 500));
    prop_oneof![6 => halves, 1 => (least * 5..=most * 5).prop_map(|tenths| ms(tenths * 100))]
}

fn cues() -> impl Strategy<Value = Cues> {
    let voice = prop_oneof![4 => Just(Talk::Full), 2 => Just(Talk::Brief), 1 => Just(Talk::Off)];
    (prop_oneof![Just(0), Just(3), Just(10)], any::<bool>(), any::<bool>(), voice)
        .prop_map(|(countdown, halfway, count, voice)| Cues { countdown, halfway, count, voice, ..Cues::default() })
}

fn wait(open: bool) -> impl Strategy<Value = Wait> {
    prop_oneof![5 => halves(0, 12).prop_map(Wait::For), u32::from(open) => Just(Wait::Own)]
}

fn work(open: bool) -> impl Strategy<Value = Work> {
    let tempo = prop::collection::vec(halves(1, 4), 1..4).prop_map(|lengths| {
        Tempo::Phases(lengths.into_iter().map(|length| Phase { label: "twist".to_owned(), length }).collect())
    });
    let reps = prop_oneof![
        3 => (1u32..6).prop_map(Reps::Count),
        2 => (1u32..4, 1u32..4).prop_map(|(lower, more)| Reps::Range(lower, lower + more)),
        u32::from(open) => Just(Reps::Max),
    ];
    let own = (1u32..6).prop_map(|reps| Work::Reps(Reps::Count(reps), Tempo::Own));
    prop_oneof![
        3 => halves(1, 70).prop_map(Work::Hold),
        1 => halves(1, 70).prop_map(Work::Time),
        4 => (reps, tempo).prop_map(|(reps, tempo)| Work::Reps(reps, tempo)),
        u32::from(open) => own,
    ]
}

fn exercise(open: bool) -> impl Strategy<Value = Exercise> {
    let sides = prop::sample::select(vec![Sides::Both, Sides::Each, Sides::Right]);
    (work(open), sides, 1u32..3, wait(open), wait(open), halves(0, 6)).prop_map(
        |(work, sides, sets, prepare, rest, switch)| Exercise {
            figure: None,
            name: "a".to_owned(),
            library: None,
            how: None,
            sets,
            work,
            progress: None,
            gain: None,
            sides,
            limb: None,
            position: None,
            prepare,
            own_prepare: false,
            rest,
            switch,
            load: None,
            tips: Vec::new(),
            instructions: None,
            muscles: Vec::new(),
            equipment: Vec::new(),
            sources: Vec::new(),
        },
    )
}

/// All events of a plan that is played without commands.
pub(crate) fn rehearsed(plan: &Arc<Plan>) -> Vec<Due> {
    player::rehearse(plan).collect()
}
