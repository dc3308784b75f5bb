//! A fact as a line of JSON: the keys that are written, and the interpretation of those that are read.

use std::{borrow::Cow, time::Duration};

use jiff::{
    Timestamp,
    fmt::temporal::{Pieces, PiecesOffset},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, Serialize};

use super::fact::{Correction, End, Fact, Head, Record, Set, Start, Unread, VERSION, moment, whole};
use crate::{
    base::{
        quantity::{DAY, seconds},
        text,
    },
    config::hook::Moment,
    session::{plan::Side, player::Outcome},
};

impl<'a> Record<'a> {
    /// Reads a line, without its line end.
    pub fn read(line: &'a [u8]) -> Result<Record<'a>, Unread> {
        // Validated as text once: otherwise the parser would validate each string.
        let line = std::str::from_utf8(line).map_err(|_| Unread::Bad)?;
        match serde_json::from_str::<RawLine<'a>>(line) {
            Ok(line) => line.record(),
            Err(_) => match serde_json::from_str::<UnknownLine<'_>>(line) {
                Ok(foreign) if foreign.is_newer() => Err(Unread::Newer),
                _ => Err(Unread::Bad),
            },
        }
    }

    /// The line, including its line end.
    pub fn line(&self) -> String {
        let mut line = serde_json::to_string(&RawLine::of(self)).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// The input of the `break_due` hook: the time spent sitting and the routine for the break. A line of JSON in the
/// format of the history, to which it is not written.
pub fn break_due(sat: Duration, routine: &str, at: Timestamp, zone: &TimeZone) -> String {
    Break::of(sat, routine, at, zone).line()
}

/// A line as it is written. Missing text is empty, so that reading copies nothing.
#[derive(Default, Serialize, Deserialize)]
struct RawLine<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    session: Cow<'a, str>,
    #[serde(rename = "n", default)]
    number: u32,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    zone: Cow<'a, str>,
    #[serde(borrow)]
    date: Cow<'a, str>,
    #[serde(borrow)]
    routine: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    name: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    plan: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    of: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    exercise: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    library: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    step: Option<u32>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    block: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round_sets: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    set: Option<u32>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    side: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    goal: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goal_reps: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    goal_s: Option<Seconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reps: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<Seconds>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    load: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    outcome: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sets: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of_sets: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    active_s: Option<Seconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total_s: Option<Seconds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    effort: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pain: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<Cow<'a, str>>,
}

/// The line that the `break_due` hook receives.
#[derive(Serialize)]
struct Break<'a> {
    v: u32,
    kind: &'static str,
    time: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    zone: &'a str,
    date: String,
    routine: &'a str,
    sat_s: Seconds,
}

impl<'a> Break<'a> {
    fn of(sat: Duration, routine: &'a str, at: Timestamp, zone: &'a TimeZone) -> Break<'a> {
        let (at, offset, date) = moment(at, zone);
        Break {
            v: VERSION,
            kind: Moment::BreakDue.name(),
            time: at.display_with_offset(offset).to_string(),
            zone: zone.iana_name().unwrap_or_default(),
            date: date.to_string(),
            routine,
            sat_s: Seconds(whole(sat)),
        }
    }

    fn line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// The part of an unreadable line that shows whether a newer unsit wrote it.
#[derive(Deserialize)]
struct UnknownLine<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

impl UnknownLine<'_> {
    fn is_newer(&self) -> bool {
        self.v > VERSION || !KINDS.contains(&&*self.kind)
    }
}

const START: &str = "session_start";
const SET: &str = "set";
const CORRECTION: &str = "correction";
const END: &str = "session_end";
const BREAK: &str = "break";
const KINDS: [&str; 5] = [START, SET, CORRECTION, END, BREAK];

/// The common part of a line, before its kind adds to it.
impl<'a> RawLine<'a> {
    fn of(record: &'a Record<'_>) -> RawLine<'a> {
        let text = |text: &'a Cow<'_, str>| Cow::Borrowed(&**text);
        let head = &record.head;
        let none = Cow::Borrowed;
        let line = RawLine {
            v: VERSION,
            kind: none(""),
            id: text(&head.id),
            session: text(&head.session),
            number: head.number,
            time: Cow::Owned(head.at.display_with_offset(head.offset).to_string()),
            zone: text(&head.zone),
            date: Cow::Owned(head.date.to_string()),
            routine: text(&head.routine),
            ..RawLine::default()
        };
        match &record.fact {
            Fact::Start(start) => RawLine {
                kind: none(START),
                name: text(&start.name),
                plan: text(&start.plan),
                of_sets: Some(start.sets),
                ..line
            },
            Fact::Set(set) => RawLine {
                kind: none(SET),
                exercise: text(&set.exercise),
                library: text(&set.library),
                step: Some(set.step),
                block: text(&set.block),
                round: Some(set.round),
                round_sets: set.round_sets,
                set: Some(set.set),
                side: none(set.side.name()),
                goal: text(&set.goal),
                goal_reps: set.goal_reps,
                goal_s: set.goal_time.map(Seconds),
                reps: set.reps,
                seconds: Some(Seconds(set.time)),
                load: text(&set.load),
                outcome: none(set.outcome.name()),
                active_s: Some(Seconds(set.active)),
                ..line
            },
            Fact::Correction(correction) => RawLine {
                kind: none(CORRECTION),
                of: text(&correction.of),
                reps: correction.reps,
                seconds: correction.time.map(Seconds),
                outcome: none(correction.outcome.map_or("", Outcome::name)),
                effort: correction.effort,
                pain: correction.pain,
                note: correction.note.as_ref().map(text),
                ..line
            },
            Fact::End(end) => RawLine {
                kind: none(END),
                outcome: none(if end.finished { "done" } else { "stopped" }),
                sets: Some(end.sets),
                of_sets: Some(end.of_sets),
                active_s: Some(Seconds(end.active)),
                total_s: Some(Seconds(end.total)),
                ..line
            },
            Fact::Break => RawLine { kind: none(BREAK), ..line },
        }
    }

    fn record(self) -> Result<Record<'a>, Unread> {
        if self.v != VERSION {
            return Err(if self.v > VERSION { Unread::Newer } else { Unread::Bad });
        }
        let (at, offset) = time(&self.time).ok_or(Unread::Bad)?;
        let date = self.date.parse().map_err(|_| Unread::Bad)?;
        if ![&self.id, &self.session].into_iter().all(|id| is_id(id)) || !(self.of.is_empty() || is_id(&self.of)) {
            return Err(Unread::Bad);
        }
        let fact = match &*self.kind {
            START => Fact::Start(Start { name: self.name, plan: self.plan, sets: self.of_sets.unwrap_or(0) }),
            SET => Fact::Set(Set {
                exercise: self.exercise,
                library: self.library,
                step: self.step.ok_or(Unread::Bad)?,
                block: self.block,
                round: self.round.unwrap_or(1),
                round_sets: self.round_sets,
                set: self.set.unwrap_or(1),
                side: Side::named(&self.side).unwrap_or(Side::Both),
                goal: self.goal,
                goal_reps: self.goal_reps,
                goal_time: self.goal_s.map(|Seconds(time)| time),
                reps: self.reps,
                time: self.seconds.map_or(Duration::ZERO, |Seconds(time)| time),
                load: self.load,
                outcome: Outcome::named(&self.outcome).ok_or(Unread::Bad)?,
                active: self.active_s.map_or(Duration::ZERO, |Seconds(time)| time),
            }),
            CORRECTION => Fact::Correction(Correction {
                of: self.of,
                reps: self.reps,
                time: self.seconds.map(|Seconds(time)| time),
                outcome: Outcome::named(&self.outcome),
                effort: self.effort.filter(|effort| *effort <= 10),
                pain: self.pain.filter(|pain| *pain <= 10),
                note: self.note,
            }),
            END => Fact::End(End {
                finished: self.outcome == "done",
                sets: self.sets.unwrap_or(0),
                of_sets: self.of_sets.unwrap_or(0),
                active: self.active_s.map_or(Duration::ZERO, |Seconds(time)| time),
                total: self.total_s.map_or(Duration::ZERO, |Seconds(time)| time),
            }),
            BREAK => Fact::Break,
            _ => return Err(Unread::Newer),
        };
        let (id, session, number, zone, routine) = (self.id, self.session, self.number, self.zone, self.routine);
        Ok(Record { head: Head { id, session, number, at, offset, zone, date, routine }, fact })
    }
}

/// The maximum length of an id, in bytes; unsit writes 16 to 40.
const LONGEST_ID: usize = 64;

/// Whether a text can be an id. Ids are compared and printed unchanged, so they must not contain anything that a
/// terminal could interpret.
fn is_id(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len()) && text::find_unsafe(text).is_none()
}

/// A time with its offset, to the millisecond.
fn time(text: &str) -> Option<(Timestamp, Offset)> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = match pieces.offset()? {
        PiecesOffset::Numeric(offset) => offset.offset(),
        _ => Offset::UTC,
    };
    let at = offset.to_timestamp(pieces.date().to_datetime(pieces.time()?)).ok()?;
    Some((Timestamp::from_millisecond(at.as_millisecond()).ok()?, offset))
}

/// A duration as a number of seconds, exact to the millisecond, at most a week.
#[derive(Clone, Copy)]
struct Seconds(Duration);

impl Serialize for Seconds {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.subsec_nanos() == 0 {
            return serializer.serialize_u64(self.0.as_secs());
        }
        serializer.serialize_f64(seconds(self.0))
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let seconds = f64::deserialize(deserializer)?;
        let longest = 7.0 * f64::from(u32::try_from(DAY.as_secs()).unwrap_or(u32::MAX));
        if !(0.0..=longest).contains(&seconds) {
            return Err(serde::de::Error::custom("time out of range"));
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and a week")]
        let milliseconds = (seconds * 1000.0).round() as u64;
        Ok(Seconds(Duration::from_millis(milliseconds)))
    }
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
    fn additions_of_later_versions_are_skipped() {
        let more = LINE.replace("\"n\":3", "\"n\":3,\"heart\":{\"rate\":[90,91]},\"none\":null");
        assert_eq!(Record::read(more.as_bytes()), Record::read(LINE.as_bytes()));
        for newer in [LINE.replace("\"v\":1", "\"v\":2"), LINE.replace("\"set\",", "\"measure\",")] {
            assert_eq!(Record::read(newer.as_bytes()), Err(Unread::Newer), "{newer}");
        }
        assert_eq!(Record::read(br#"{"v":99,"kind":"set","id":7}"#), Err(Unread::Newer));
    }

    #[test]
    fn invalid_lines_are_bad() {
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
            .prop_flat_map(|correction| (Just(correction), prop::option::of(0u8..=10), prop::option::of(0u8..=10)))
            .prop_flat_map(|correction| (Just(correction), prop::option::of(name())))
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
                // All facts of a session have the same day, zone and routine.
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
