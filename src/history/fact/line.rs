//! A fact as a line of JSON: the keys that are written, and what is made of those that are read.

use std::{borrow::Cow, time::Duration};

use jiff::{
    Timestamp,
    fmt::temporal::{Pieces, PiecesOffset},
    tz::{Offset, TimeZone},
};
use serde::{Deserialize, Deserializer, Serialize};

use super::{Correction, End, Fact, Head, Record, Set, Start, Unread, VERSION, moment, whole};
use crate::{
    base::{
        quantity::{DAY, seconds},
        text,
    },
    config::hook::Moment,
    session::{plan::Side, player::Outcome},
};

/// A line as it is written. Text that is not there is empty, so that nothing is copied when it is read.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct RawLine<'a> {
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

/// A break that is due, as a line for programs.
#[derive(Serialize)]
pub(super) struct Break<'a> {
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
    pub(super) fn of(sat: Duration, routine: &'a str, at: Timestamp, zone: &'a TimeZone) -> Break<'a> {
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

    pub(super) fn line(&self) -> String {
        let mut line = serde_json::to_string(self).unwrap_or_default();
        line.push('\n');
        line
    }
}

/// What is looked at in a line that cannot be read: whether a later program may have written it.
#[derive(Deserialize)]
pub(super) struct UnknownLine<'a> {
    v: u32,
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

impl UnknownLine<'_> {
    pub(super) fn is_newer(&self) -> bool {
        self.v > VERSION || !KINDS.contains(&&*self.kind)
    }
}

const START: &str = "session_start";
const SET: &str = "set";
const CORRECTION: &str = "correction";
const END: &str = "session_end";
const BREAK: &str = "break";
const KINDS: [&str; 5] = [START, SET, CORRECTION, END, BREAK];

/// What a line is made of before its kind adds to it.
impl<'a> RawLine<'a> {
    pub(super) fn of(record: &'a Record<'_>) -> RawLine<'a> {
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

    pub(super) fn record(self) -> Result<Record<'a>, Unread> {
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

/// The longest id, in bytes; unsit writes 16 to 40.
const LONGEST_ID: usize = 64;

/// Whether a text can be an id. Ids are compared and printed as they are, so nothing that a terminal could interpret
/// may be in one.
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

/// A duration as a number of seconds, exact to the millisecond and of a week at most.
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
