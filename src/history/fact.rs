//! One line of the history, both ways. A line is a fact that never changes: what was wrong is put right by another
//! line. What the lines amount to is left to `history`; `docs/history.md` tells it to people.

mod line;

use std::{borrow::Cow, time::Duration};

use jiff::{
    Timestamp,
    civil::Date,
    tz::{Offset, TimeZone},
};

use crate::{
    base::quantity::Reps,
    config::hook::Moment,
    routine::Work,
    session::{
        plan::{Plan, Side},
        player::{Amount, Done, Outcome},
    },
};
use line::{Break, RawLine, UnknownLine};

/// The version of the format that is written, and the only one that is read.
pub const VERSION: u32 = 1;

/// A fact and what all facts have.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<'a> {
    /// What all facts have.
    pub head: Head<'a>,
    /// What is told.
    pub fact: Fact<'a>,
}

/// What all facts have.
#[derive(Clone, Debug, PartialEq)]
pub struct Head<'a> {
    /// No two facts have the same, on whatever machine they were written.
    pub id: Cow<'a, str>,
    /// The session that it belongs to.
    pub session: Cow<'a, str>,
    /// Its place among the facts of its session, whatever was done to the clock.
    pub number: u32,
    /// When it was, to the millisecond.
    pub at: Timestamp,
    /// What the clocks showed there then, ahead of UTC.
    pub offset: Offset,
    /// The name of the time zone; empty where it has none.
    pub zone: Cow<'a, str>,
    /// The local date on which the session began: the day that it counts for.
    pub date: Date,
    /// The routine, by the stem of its file.
    pub routine: Cow<'a, str>,
}

/// What is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<'a> {
    /// A session began.
    Start(Start<'a>),
    /// A set, or one side of it, ended.
    Set(Set<Cow<'a, str>>),
    /// Something that was told before was otherwise.
    Correction(Correction<'a>),
    /// A session ended; the last end of a session stands.
    End(End),
    /// The person got up from the desk, in no session.
    Break,
}

/// The beginning of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Start<'a> {
    /// The routine's name.
    pub name: Cow<'a, str>,
    /// The plan's fingerprint: the same where the same steps are played.
    pub plan: Cow<'a, str>,
    /// How many steps of work there are.
    pub sets: u32,
}

/// A set, or one side of it. `S` is how its texts are kept: borrowed from a line, or shared by all sets of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Set<S> {
    /// The exercise's name.
    pub exercise: S,
    /// The exercise of the library that it uses; empty without one.
    pub library: S,
    /// The step of the plan, from 0.
    pub step: u32,
    /// The name of the block; empty without one.
    pub block: S,
    /// The round, from 1.
    pub round: u32,
    /// How many sets a round has, in a block with a cap.
    pub round_sets: Option<u32>,
    /// The set, from 1.
    pub set: u32,
    /// The side that worked.
    pub side: Side,
    /// The goal, for people: `8-12 reps`, `30s hold`.
    pub goal: S,
    /// The number of reps from which it counts as done.
    pub goal_reps: Option<u32>,
    /// The time to hold or move; `None` for reps.
    pub goal_time: Option<Duration>,
    /// The reps that were done; `None` if they are not counted.
    pub reps: Option<u32>,
    /// How long it took, without pauses.
    pub time: Duration,
    /// The resistance, in the words of the routine; empty without one.
    pub load: S,
    /// Whether all of it was done.
    pub outcome: Outcome,
    /// How long the session had run at the end of the set, without pauses.
    pub active: Duration,
}

impl<S> Set<S> {
    /// The same set with its texts kept in another way. `convert` is given each text, and the field that it is.
    pub fn convert<T>(&self, mut convert: impl FnMut(&S, fn(&Set<T>) -> &T) -> T) -> Set<T> {
        Set {
            exercise: convert(&self.exercise, |set| &set.exercise),
            library: convert(&self.library, |set| &set.library),
            step: self.step,
            block: convert(&self.block, |set| &set.block),
            round: self.round,
            round_sets: self.round_sets,
            set: self.set,
            side: self.side,
            goal: convert(&self.goal, |set| &set.goal),
            goal_reps: self.goal_reps,
            goal_time: self.goal_time,
            reps: self.reps,
            time: self.time,
            load: convert(&self.load, |set| &set.load),
            outcome: self.outcome,
            active: self.active,
        }
    }

    /// How much was done.
    pub fn amount(&self) -> Amount {
        if self.goal_time.is_some() { Amount::Time(self.time) } else { Amount::Reps(self.reps) }
    }
}

/// What was otherwise; `None` stays as it was told.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Correction<'a> {
    /// The fact, by its id: a set or an end of the same session.
    pub of: Cow<'a, str>,
    /// Of a set.
    pub reps: Option<u32>,
    /// Of a set.
    pub time: Option<Duration>,
    /// Of a set.
    pub outcome: Option<Outcome>,
    /// Of an end: how hard it was, 0 to 10.
    pub effort: Option<u8>,
    /// Of an end: how much it hurt, 0 to 10.
    pub pain: Option<u8>,
    /// Of an end: what the person wrote; empty takes it back.
    pub note: Option<Cow<'a, str>>,
}

/// The end of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// All steps were gone through.
    pub finished: bool,
    /// How many steps of work were done, wholly or in part.
    pub sets: u32,
    /// How many there are.
    pub of_sets: u32,
    /// How long it ran, without pauses.
    pub active: Duration,
    /// From its beginning to its end.
    pub total: Duration,
}

/// Why a line is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It says nothing: torn, mangled, or not of this program.
    Bad,
    /// A later version of the program wrote it.
    Newer,
}

impl<'a> Record<'a> {
    /// Reads a line, without its end.
    pub fn read(line: &'a [u8]) -> Result<Record<'a>, Unread> {
        // As text at once: the parser would look at each string again.
        let line = std::str::from_utf8(line).map_err(|_| Unread::Bad)?;
        match serde_json::from_str::<RawLine<'a>>(line) {
            Ok(line) => line.record(),
            Err(_) => match serde_json::from_str::<UnknownLine<'_>>(line) {
                Ok(foreign) if foreign.is_newer() => Err(Unread::Newer),
                _ => Err(Unread::Bad),
            },
        }
    }

    /// The line, with its end.
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(&RawLine::of(self)).unwrap_or_default();
        line.push('\n');
        line
    }
}

impl Fact<'_> {
    /// The moment that this is for the person's own programs, if it is one.
    pub fn hook(&self) -> Option<Moment> {
        match self {
            Fact::Start(_) => Some(Moment::SessionStart),
            Fact::Set(set) => (set.outcome != Outcome::Skipped).then_some(Moment::SetDone),
            Fact::End(_) => Some(Moment::SessionEnd),
            Fact::Correction(_) | Fact::Break => None,
        }
    }
}

/// What programs are told when a break is due: after sitting for so long, and the routine for it. A line of JSON with
/// its end, in the words of the history, where it does not belong.
pub fn break_due(sat: Duration, routine: &str, at: Timestamp, zone: &TimeZone) -> String {
    Break::of(sat, routine, at, zone).line()
}

impl Head<'_> {
    /// What a clock on the wall showed.
    pub fn local(&self) -> jiff::civil::DateTime {
        self.offset.to_datetime(self.at)
    }
}

/// A time as the history keeps it, with what the clocks of a zone show then: offset and date.
pub fn moment(at: Timestamp, zone: &TimeZone) -> (Timestamp, Offset, Date) {
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    let offset = zone.to_offset(at);
    (at, offset, offset.to_datetime(at).date())
}

/// What is told of a step of work.
pub fn set(plan: &Plan, index: usize, done: &Done, active: Duration) -> Set<Cow<'static, str>> {
    let step = &plan.steps[index];
    let owned = |text: &str| Cow::Owned(text.to_owned());
    let (goal_reps, goal_time) = match &step.exercise.work {
        Work::Hold(length) | Work::Time(length) => (None, Some(*length)),
        Work::Reps(reps, _) => (reps.lower(), None),
    };
    let goal = match &step.exercise.work {
        Work::Reps(Reps::Max, _) => Cow::Borrowed("max"),
        work => Cow::Owned(work.to_string()),
    };
    let (reps, time) = amount(done);
    Set {
        exercise: owned(&step.exercise.name),
        library: owned(step.exercise.library.as_deref().unwrap_or_default()),
        step: u32::try_from(index).unwrap_or(u32::MAX),
        block: owned(step.block.as_deref().unwrap_or_default()),
        round: step.round,
        round_sets: plan.works_of_round(index).and_then(|sets| u32::try_from(sets).ok()),
        set: step.set,
        side: step.side,
        goal,
        goal_reps,
        goal_time,
        reps,
        time,
        load: owned(step.exercise.load.as_deref().unwrap_or_default()),
        outcome: done.outcome,
        active: whole(active),
    }
}

/// The reps, where they are counted, and the time of what was done.
pub fn amount(done: &Done) -> (Option<u32>, Duration) {
    match done.amount {
        Amount::Reps(reps) => (reps, whole(done.time)),
        Amount::Time(time) => (None, whole(time)),
    }
}

/// A duration as the history keeps it: to the millisecond.
pub fn whole(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = r#"{"v":1,"kind":"set","id":"9f3a1c2e77aa01bc.3","session":"9f3a1c2e77aa01bc","n":3,"time":"2026-03-04T18:04:51.25+01:00","zone":"Europe/Berlin","date":"2026-03-04","routine":"daily","exercise":"Glute bridge","library":"glute-bridge","step":7,"block":"Wake up","round":1,"set":2,"side":"both","goal":"10 reps","goal_reps":10,"reps":9,"seconds":40.5,"load":"8 kg","outcome":"short","active_s":160}"#;

    #[test]
    fn a_line_is_written_as_it_is_read() {
        let record = Record::read(LINE.as_bytes()).unwrap();
        assert_eq!(record.line(), format!("{LINE}\n"));
        assert_eq!(record.head.local().to_string(), "2026-03-04T18:04:51.25");
    }

    #[test]
    fn what_later_versions_add_is_passed_over() {
        let more = LINE.replace("\"n\":3", "\"n\":3,\"heart\":{\"rate\":[90,91]},\"none\":null");
        assert_eq!(Record::read(more.as_bytes()), Record::read(LINE.as_bytes()));
        for newer in [LINE.replace("\"v\":1", "\"v\":2"), LINE.replace("\"set\",", "\"measure\",")] {
            assert_eq!(Record::read(newer.as_bytes()), Err(Unread::Newer), "{newer}");
        }
        assert_eq!(Record::read(br#"{"v":99,"kind":"set","id":7}"#), Err(Unread::Newer));
    }

    #[test]
    fn what_says_nothing_is_bad() {
        for bad in [
            "",
            "{}",
            "null",
            "<<<<<<< HEAD",
            "\0\0\0\0",
            &LINE[..100],
            &LINE.replace("18:04", "28:04"),
            &LINE.replace("+01:00", ""),
            &LINE.replace("\"seconds\":40.5", "\"seconds\":-1"),
            &LINE.replace("\"seconds\":40.5", "\"seconds\":1e300"),
            &LINE.replace("\"short\"", "\"great\""),
            &LINE.replace("9f3a1c2e77aa01bc.3", ""),
            &format!("{LINE}{LINE}"),
        ] {
            assert_eq!(Record::read(bad.as_bytes()), Err(Unread::Bad), "{bad}");
        }
    }

    fn name() -> impl Strategy<Value = Cow<'static, str>> {
        prop_oneof![Just(String::new()), "[a-z ]{1,12}", any::<String>()].prop_map(Cow::Owned)
    }

    fn length() -> impl Strategy<Value = Duration> {
        (0u64..604_800_000).prop_map(Duration::from_millis)
    }

    fn outcome() -> impl Strategy<Value = Outcome> {
        prop_oneof![Just(Outcome::Done), Just(Outcome::Short), Just(Outcome::Skipped)]
    }

    fn fact() -> impl Strategy<Value = Fact<'static>> {
        let start =
            (name(), name(), any::<u32>()).prop_map(|(name, plan, sets)| Fact::Start(Start { name, plan, sets }));
        let set = ((name(), name(), name(), name(), name()), any::<(u32, u32, u32, Option<u32>, Option<u32>)>())
            .prop_flat_map(|texts| (Just(texts), (length(), length(), prop::option::of(length())), outcome()))
            .prop_map(|((texts, numbers), (time, active, goal_time), outcome)| {
                let (exercise, library, block, goal, load) = texts;
                let (step, round, set, goal_reps, reps) = numbers;
                let round_sets = (round % 2 == 0).then_some(set);
                let side = [Side::Both, Side::Left, Side::Right, Side::Alternate][step as usize % 4];
                Fact::Set(Set {
                    exercise,
                    library,
                    step,
                    block,
                    round,
                    round_sets,
                    set,
                    side,
                    goal,
                    goal_reps,
                    goal_time,
                    reps,
                    time,
                    load,
                    outcome,
                    active,
                })
            });
        let id = "[a-z0-9]{1,8}\\.[0-9]{1,3}".prop_map(Cow::from);
        let correction = (id, any::<Option<u32>>(), prop::option::of(length()), prop::option::of(outcome()))
            .prop_flat_map(|told| (Just(told), prop::option::of(0u8..=10), prop::option::of(0u8..=10)))
            .prop_flat_map(|told| (Just(told), prop::option::of(name())))
            .prop_map(|(((of, reps, time, outcome), effort, pain), note)| {
                Fact::Correction(Correction { of, reps, time, outcome, effort, pain, note })
            });
        let end = (any::<bool>(), any::<u32>(), any::<u32>(), length(), length()).prop_map(
            |(finished, sets, of_sets, active, total)| Fact::End(End { finished, sets, of_sets, active, total }),
        );
        prop_oneof![start, set, correction, end, Just(Fact::Break)]
    }

    /// Any fact of a few sessions.
    pub(crate) fn record() -> impl Strategy<Value = Record<'static>> {
        let times = (0i64..4_102_444_800_000, -95i32..=95);
        (fact(), times, "[a-z0-9]{1,8}\\.[0-9]{1,3}", 0u8..4, any::<u32>()).prop_map(
            |(fact, (at, quarters), id, session, number)| {
                let at = Timestamp::from_millisecond(at).unwrap();
                let offset = Offset::from_seconds(quarters * 900).unwrap();
                // All facts of a session name the same day, zone and routine.
                let date = jiff::civil::date(2026, 3, 1 + i8::try_from(session).unwrap());
                let (zone, routine) = (format!("Zone/{session}").into(), format!("r{session}").into());
                let session = Cow::Owned(format!("s{session}"));
                Record { head: Head { id: id.into(), session, number, at, offset, zone, date, routine }, fact }
            },
        )
    }

    proptest! {
        #[test]
        fn every_record_comes_back(record in record()) {
            let line = record.line();
            prop_assert_eq!(line.matches('\n').count(), 1);
            prop_assert_eq!(Record::read(line.trim_end().as_bytes()), Ok(record));
        }

        #[test]
        fn no_bytes_panic(bytes in any::<Vec<u8>>(), at in 0..LINE.len(), byte in any::<u8>()) {
            let _ = Record::read(&bytes);
            let mut line = LINE.as_bytes().to_vec();
            line[at] = byte;
            let _ = Record::read(&line);
        }
    }
}
