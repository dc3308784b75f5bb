//! A session on the machine's clocks: other speeds, gaps, sounds handed out, and results.

#![allow(clippy::unwrap_used, clippy::unchecked_time_subtraction, reason = "a test that goes wrong fails")]

mod common;

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use unsit::{
    base::{cue::Cue, quantity::Now},
    session::{
        live::{GAP, Session},
        plan::Plan,
        player::{Amount, Command, Due, Event, Outcome},
        sounds::Sounds,
    },
};

use common::{any_plan, ms, plan, planned_cues, planned_words, rehearsed};

/// The start of the sessions in these tests, on the monotonic clock.
const BEGUN: Duration = Duration::from_millis(1234);

/// This long after the start, with both clocks agreeing.
fn at(elapsed: Duration) -> Now {
    let wall = Timestamp::constant(1_700_000_000, 0);
    Now { monotonic: BEGUN + elapsed, wall: wall + SignedDuration::try_from(elapsed).expect("it is short") }
}

/// The same, with the wall clock ahead.
fn ahead(elapsed: Duration, by: SignedDuration) -> Now {
    let now = at(elapsed);
    Now { wall: now.wall + by, ..now }
}

/// The time from the start to a moment of the monotonic clock.
fn since(moment: Duration) -> Duration {
    moment.saturating_sub(BEGUN)
}

fn start(lines: &str) -> Session {
    Session::start(plan(lines), 1, at(Duration::ZERO)).0
}

fn cues(due: &[Due]) -> Vec<(Duration, Cue)> {
    due.iter().filter_map(|due| if let Event::Cue(cue) = due.event { Some((due.at, cue)) } else { None }).collect()
}

/// Wakes the session at its deadlines up to a time.
fn run(session: &mut Session, until: Duration) -> Vec<Due> {
    let mut due = Vec::new();
    while let Some(deadline) = session.deadline().filter(|deadline| *deadline <= BEGUN + until) {
        due.extend(session.advance(at(since(deadline))));
    }
    due.extend(session.advance(at(until)));
    due
}

const HOLD: &str = "[[exercise]]\nname = \"a\"\nhold = 20\nsets = 2\nprepare = 4\nrest = 6";

#[test]
fn a_session_wakes_for_events_and_each_second() {
    let mut session = start("[[exercise]]\nname = \"a\"\nhold = \"12.5s\"\nprepare = \"1.5s\"");
    let mut wakes = Vec::new();
    for _ in 0..6 {
        let deadline = session.deadline().expect("it runs");
        session.advance(at(since(deadline)));
        wakes.push(since(deadline).as_millis());
    }
    // 1.5 s are left, then 1, then none; then 12.5, 12, 11 …
    assert_eq!(wakes, [500, 1500, 2000, 3000, 4000, 5000]);
    assert_eq!(session.player().0.left(session.player().1), Some(ms(9000)));
}

#[test]
fn a_late_wake_up_is_a_gap_and_a_less_late_one_is_not() {
    let mut session = start(HOLD);
    run(&mut session, ms(3000));
    assert_eq!(session.deadline(), Some(BEGUN + ms(4000)));
    let mut late = session.clone();
    let due = late.advance(at(ms(4000) + GAP));
    assert_eq!(cues(&due), [(BEGUN + ms(4000), Cue::Start)]);
    assert_eq!((late.gap(), late.is_paused()), (None, false));

    session.sounds();
    let due = session.advance(at(ms(4001) + GAP));
    assert_eq!(due, [], "nothing of the gap is reported");
    assert_eq!((session.gap(), session.is_paused(), session.deadline()), (Some(ms(6001)), true, None));
    assert_eq!(session.sounds(), Sounds::cancelled());
    assert_eq!(session.step().map(|(index, _)| index), Some(0));
    assert_eq!(session.player().0.elapsed(session.player().1), ms(3000), "where it was");
    assert_eq!(session.active(), ms(3000));
    assert!(session.done().is_empty());

    // However long the pause, it continues from there.
    assert_eq!(session.advance(at(ms(3_600_000))), []);
    assert_eq!(session.active(), ms(3000));
    let due = session.act(Command::Resume, at(ms(7_200_000)));
    assert_eq!((due.len(), session.gap(), session.is_paused()), (0, None, false));
    let due = run(&mut session, ms(7_201_000));
    assert_eq!(cues(&due), [(BEGUN + ms(7_201_000), Cue::Start)]);
    assert_eq!(session.active(), ms(4000));
}

#[test]
fn clocks_that_disagree_are_a_gap() {
    let second = SignedDuration::from_secs(1);
    let mut session = start(HOLD);
    run(&mut session, ms(4000));
    // Corrections of the wall clock have no effect: a little forward, or back by any amount.
    for by in [second * 2, SignedDuration::ZERO, -second * 3600] {
        let mut corrected = session.clone();
        corrected.advance(ahead(ms(5000), by));
        assert_eq!((corrected.gap(), corrected.is_paused()), (None, false), "{by:?}");
        // They do not add up either.
        corrected.advance(ahead(ms(6000), by + second * 2));
        assert_eq!(corrected.gap(), None, "{by:?}");
    }
    // The machine slept for a minute, which the monotonic clock does not count.
    let due = session.advance(ahead(ms(5000), second * 60));
    assert_eq!((due.len(), session.gap(), session.is_paused()), (0, Some(ms(61_000)), true));
    assert_eq!(session.active(), ms(4000));
    // The first command after it applies to the position before the gap.
    let mut session = start(HOLD);
    run(&mut session, ms(14_000));
    session.act(Command::Done, ahead(ms(15_000), second * 60));
    let done = session.done()[&1];
    assert_eq!((done.outcome, done.amount), (Outcome::Short, Amount::Time(ms(10_000))));
    assert!(session.is_paused());
}

#[test]
fn a_paused_session_has_no_gap() {
    let mut session = start(HOLD);
    session.act(Command::Pause, at(ms(1000)));
    session.advance(at(ms(9_000_000)));
    session.advance(ahead(ms(9_001_000), SignedDuration::from_hours(9)));
    assert_eq!((session.gap(), session.active()), (None, ms(1000)));
    session.act(Command::Resume, at(ms(9_100_000)));
    run(&mut session, ms(9_200_000));
    assert!(session.is_finished());
    assert_eq!(session.active(), ms(50_000));
    session.advance(at(ms(9_999_000)));
    assert_eq!((session.gap(), session.active()), (None, ms(50_000)), "it is over");
}

#[test]
fn sounds_are_handed_out_ahead_and_again_after_a_command() {
    let mut session = start(HOLD);
    let second = |seconds: u64| BEGUN + ms(seconds * 1000);
    let first = session.sounds();
    assert!(first.cancel);
    assert_eq!(
        planned_cues(&first),
        [
            (second(1), Cue::Countdown(3)),
            (second(2), Cue::Countdown(2)),
            (second(3), Cue::Countdown(1)),
            (second(4), Cue::Start)
        ]
    );
    assert_eq!(session.sounds(), Sounds::default(), "each once");
    run(&mut session, ms(2500));
    session.act(Command::Pause, at(ms(2500)));
    let sounds = session.sounds();
    assert_eq!((sounds.cancel, planned_cues(&sounds)), (true, vec![]));
    assert_eq!(planned_words(&sounds), [(BEGUN + ms(2500), "session paused".to_owned())]);
    session.act(Command::Pause, at(ms(2600)));
    assert_eq!(session.sounds(), Sounds::cancelled(), "it stands still already");
    session.act(Command::Resume, at(ms(10_500)));
    let sounds = session.sounds();
    assert!(sounds.cancel);
    assert_eq!(planned_cues(&sounds), [(second(11), Cue::Countdown(1)), (second(12), Cue::Start)]);
    // The sounds of a command are at the time of the command.
    session.act(Command::Next, at(ms(10_700)));
    assert_eq!(planned_cues(&session.sounds()), [(BEGUN + ms(10_700), Cue::Start)]);
    session.act(Command::Done, at(ms(10_900)));
    assert_eq!(
        planned_cues(&session.sounds()),
        [
            (10_900, Cue::Rest),
            (13_900, Cue::Countdown(3)),
            (14_900, Cue::Countdown(2)),
            (15_900, Cue::Countdown(1)),
            (16_900, Cue::Start)
        ]
        .map(|(milliseconds, cue)| (BEGUN + ms(milliseconds), cue))
    );
}

#[test]
fn the_count_of_reps_can_be_corrected() {
    let corrected = |exercise: &str, commands: &[Command]| {
        let mut session = start(&format!("[[exercise]]\nname = \"a\"\nprepare = 0\n{exercise}"));
        run(&mut session, ms(9000));
        for command in commands {
            session.act(*command, at(ms(9000)));
        }
        let mut once = session.clone();
        let more = once.correct(true).map(|(_, done)| (done.outcome, done.amount));
        let less = session.correct(false).map(|(_, done)| (done.outcome, done.amount));
        assert_eq!(
            session.done().values().next().map(|done| (done.outcome, done.amount)).filter(|_| less.is_some()),
            less
        );
        (more, less)
    };
    let reps = |outcome, reps| Some((outcome, Amount::Reps(Some(reps))));
    let is_done = [Command::Done];
    assert_eq!(corrected("reps = 5", &[]), (None, None), "no sessions yet");
    assert_eq!(corrected("hold = 30", &is_done), (None, None), "a hold has no reps");
    assert_eq!(corrected("reps = 3", &is_done), (reps(Outcome::Done, 3), reps(Outcome::Short, 1)));
    assert_eq!(corrected("reps = 10\ntempo = \"self\"", &is_done), (reps(Outcome::Done, 11), reps(Outcome::Short, 9)));
    assert_eq!(corrected("reps = \"2-4\"", &is_done), (reps(Outcome::Done, 3), reps(Outcome::Short, 1)));
    assert_eq!(corrected("reps = \"max\"", &is_done), (reps(Outcome::Done, 3), reps(Outcome::Done, 1)));
    assert_eq!(
        corrected("reps = \"max\"\ntempo = \"self\"", &is_done),
        (reps(Outcome::Done, 1), reps(Outcome::Skipped, 0))
    );
    assert_eq!(
        corrected("reps = 1\ntempo = [\"go 20s\"]", &[Command::Next]),
        (reps(Outcome::Done, 1), reps(Outcome::Skipped, 0))
    );
}

#[test]
fn the_end_is_a_time_of_the_wall_clock() {
    let mut session = start(HOLD);
    let end = at(ms(50_000)).wall;
    assert_eq!(session.ends_at(), end);
    run(&mut session, ms(10_000));
    assert_eq!(session.ends_at(), end);
    session.act(Command::More, at(ms(10_000)));
    assert_eq!(session.ends_at(), end + SignedDuration::from_secs(10));
    let (session, _) = Session::start(plan(HOLD), 10, at(Duration::ZERO));
    assert_eq!(session.ends_at(), at(ms(5000)).wall);
}

/// The time of the clock for a time of the plan, at a speed.
fn on_the_clock(played: Duration, speed: u32) -> Duration {
    let nanos = played.as_nanos().div_ceil(u128::from(speed));
    BEGUN + Duration::from_nanos(u64::try_from(nanos).expect("it is short"))
}

fn any_speed() -> impl Strategy<Value = u32> {
    prop_oneof![Just(1), Just(1000), 2u32..100]
}

/// An ideal mixer for the sounds that are handed out.
#[derive(Default)]
struct Mixer {
    waiting: Vec<(Duration, Cue)>,
    played: Vec<(Duration, Cue)>,
}

impl Mixer {
    fn take(&mut self, sounds: &Sounds, now: Duration) {
        self.play_until(now);
        if sounds.cancel {
            self.waiting.clear();
        }
        self.waiting.extend(planned_cues(sounds));
    }

    fn play_until(&mut self, now: Duration) {
        let (due, waiting) = self.waiting.drain(..).partition(|(at, _)| *at <= now);
        self.played.extend::<Vec<_>>(due);
        self.waiting = waiting;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Advanced at its deadlines, at any speed, every event comes at its time; and it always makes progress.
    #[test]
    fn deadlines_drive_it_at_any_speed(plan in any_plan(false), speed in any_speed()) {
        let (mut session, mut due) = Session::start(Arc::clone(&plan), speed, at(Duration::ZERO));
        let mut last = BEGUN;
        let mut wakes = 0;
        while let Some(deadline) = session.deadline() {
            prop_assert!(deadline > last, "no progress");
            let left = session.player().0.left(session.player().1);
            let new = session.advance(at(since(deadline)));
            prop_assert!(!new.is_empty() || session.player().0.left(session.player().1) < left);
            due.extend(new);
            last = deadline;
            wakes += 1;
        }
        prop_assert!(session.is_finished());
        let expected: Vec<_> = rehearsed(&plan).into_iter().map(|due| Due { at: on_the_clock(due.at, speed), ..due }).collect();
        prop_assert_eq!(&due, &expected);
        // A wake-up for each event and for each displayed second, and no others.
        let seconds = usize::try_from(plan.estimate().as_secs()).expect("it is short");
        prop_assert!(wakes <= expected.len() + seconds + plan.steps.len(), "{wakes} wakes");
        prop_assert_eq!(session.active(), since(on_the_clock(plan.estimate(), speed)));
        prop_assert_eq!(session.done().len(), plan.works());
    }

    /// Without commands, each cue is handed out exactly once, however late the wake-ups are.
    #[test]
    fn each_cue_is_handed_out_once(plan in any_plan(false), speed in any_speed(), late in prop::collection::vec(0u64..=5000, 1..20)) {
        let (mut session, _) = Session::start(Arc::clone(&plan), speed, at(Duration::ZERO));
        let mut handed = planned_cues(&session.sounds());
        for late in late.iter().cycle() {
            let Some(deadline) = session.deadline() else { break };
            session.advance(at(since(deadline) + ms(*late)));
            let sounds = session.sounds();
            prop_assert!(!sounds.cancel);
            handed.extend(planned_cues(&sounds));
        }
        prop_assert!(session.is_finished());
        let expected: Vec<_> = cues(&rehearsed(&plan)).into_iter().map(|(at, cue)| (on_the_clock(at, speed), cue)).collect();
        prop_assert_eq!(handed, expected);
    }

    /// Whatever the commands, a mixer that follows the orders plays every cue at its time.
    #[test]
    fn every_sound_is_heard_at_its_time(
        plan in any_plan(true),
        speed in prop_oneof![Just(1), Just(7)],
        words in prop::collection::vec((0u64..4000, prop::option::weighted(0.4, any_command())), 0..40),
    ) {
        let mut now = Duration::ZERO;
        let (mut session, mut due) = Session::start(Arc::clone(&plan), speed, at(now));
        let mut mixer = Mixer::default();
        mixer.take(&session.sounds(), BEGUN);
        for (wait, command) in words {
            // No command at the very instant of a cue: the order of the two would be up to the mixer.
            now += ms(wait) + Duration::from_nanos(137_001);
            due.extend(match command {
                Some(command) => session.act(command, at(now)),
                None => session.advance(at(now)),
            });
            mixer.take(&session.sounds(), BEGUN + now);
        }
        mixer.play_until(BEGUN + now);
        prop_assert_eq!(mixer.played, cues(&due));
    }

    /// A gap delays everything after it, and loses nothing.
    #[test]
    fn a_gap_only_delays(plan in any_plan(false), until in 0u64..60_000, away in 6001u64..10_000_000, asleep in any::<bool>()) {
        let until = ms(until % u64::try_from(plan.estimate().as_millis()).expect("it is short"));
        let (mut session, mut due) = Session::start(Arc::clone(&plan), 1, at(Duration::ZERO));
        due.extend(run(&mut session, until));
        let reported = due.len();
        let sleep = SignedDuration::from_millis(i64::try_from(away).expect("it is short"));
        let (back, by) = if asleep { (until, sleep) } else { (until + ms(away), SignedDuration::ZERO) };
        prop_assert_eq!(session.advance(ahead(back, by)), vec![]);
        prop_assert!(session.gap().is_some());
        due.extend(session.act(Command::Resume, ahead(back, by)));
        while let Some(deadline) = session.deadline() {
            due.extend(session.advance(ahead(since(deadline), by)));
        }
        let whole = rehearsed(&plan);
        prop_assert_eq!(due.len(), whole.len());
        for (index, (due, rehearsed)) in due.iter().zip(&whole).enumerate() {
            let later = if index < reported { Duration::ZERO } else { back.saturating_sub(until) };
            prop_assert_eq!((due.at, due.step, &due.event), (BEGUN + rehearsed.at + later, rehearsed.step, &rehearsed.event));
        }
        prop_assert_eq!(session.active(), plan.estimate());
    }
}

fn any_command() -> impl Strategy<Value = Command> {
    use Command::{Back, Done, Less, More, Next, Pause, Resume};
    prop::sample::select(vec![Pause, Resume, Resume, Next, Back, Done, More, Less])
}

/// A plan is shared, not copied: sounds are computed by a clone at each wake-up.
#[test]
fn a_plan_is_shared() {
    let plan: Arc<Plan> = plan(HOLD);
    let (mut session, _) = Session::start(Arc::clone(&plan), 1, at(Duration::ZERO));
    session.sounds();
    let other = session.clone();
    assert!(Arc::ptr_eq(session.plan(), &plan) && Arc::ptr_eq(other.plan(), &plan));
}
