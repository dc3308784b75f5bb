//! A past session: its sets and its ends.

use std::{
    collections::{HashMap, HashSet},
    ops::Deref,
    sync::Arc,
    time::Duration,
};

use foldhash::fast::RandomState;
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use crate::{
    base::text,
    history::fact::{Correction, Set},
    session::player::{Outcome, RoundsDone},
};

/// The maximum width of a text from the history, in columns.
const COLUMNS: usize = 200;

/// A past session.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionSummary {
    /// Its id.
    pub id: Arc<str>,
    /// The routine, by its id.
    pub routine: Arc<str>,
    /// The routine's name; the id if it is unknown.
    pub name: Arc<str>,
    /// When it started, or the earliest time that is known.
    pub at: Timestamp,
    /// The offset from UTC of the local clock.
    pub offset: Offset,
    /// The name of the time zone.
    pub zone: Arc<str>,
    /// The day that it counts for.
    pub date: Date,
    /// The fingerprint of its plan; empty if its start is unknown.
    pub plan: Arc<str>,
    /// The number of steps of work; 0 if it is unknown.
    pub of_sets: u32,
    /// The sets, in order.
    pub sets: Vec<RecordedSet>,
    /// Its ends, in order; more than one if it was resumed.
    pub ends: Vec<RecordedEnd>,
    /// The time of its last fact other than a correction.
    pub last: Timestamp,
    /// The highest number of its facts.
    pub number: u32,
    pub(super) begun: bool,
    /// The numbers of the sets that store no id.
    pub(super) numbers: HashSet<u32, RandomState>,
}

/// A set of the history with its corrections applied: the [`Set`] itself, to which it derefs, and its origin.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedSet {
    /// The id of the fact; `None` if it follows from the session and the number.
    pub(super) id: Option<Arc<str>>,
    /// Its position among the facts of its session.
    pub number: u32,
    /// When it ended.
    pub at: Timestamp,
    /// The offset from UTC of the local clock at that time.
    pub offset: Offset,
    /// Whether a correction changed it.
    pub corrected: bool,
    /// The work done.
    pub set: Set<Arc<str>>,
}

impl Deref for RecordedSet {
    type Target = Set<Arc<str>>;

    fn deref(&self) -> &Set<Arc<str>> {
        &self.set
    }
}

/// An end of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedEnd {
    /// The id of the fact, to which corrections refer.
    pub id: Arc<str>,
    /// When it ended.
    pub at: Timestamp,
    pub(super) number: u32,
    /// Whether all steps were completed.
    pub finished: bool,
    /// The number of steps of work done.
    pub sets: u32,
    /// How long it ran, without pauses.
    pub active: Duration,
    /// From its start to its end.
    pub total: Duration,
    /// How hard it was, 0 to 10.
    pub effort: Option<u8>,
    /// How much it hurt, 0 to 10.
    pub pain: Option<u8>,
    /// The note; empty if there is none.
    pub note: Arc<str>,
}

impl RecordedSet {
    /// The id of the fact, to which corrections refer.
    pub fn id(&self, session: &str) -> String {
        self.id.as_ref().map_or_else(|| format!("{session}.{}", self.number), ToString::to_string)
    }
}

impl SessionSummary {
    /// Its last end.
    pub fn end(&self) -> Option<&RecordedEnd> {
        self.ends.last()
    }

    /// Whether all steps were completed.
    pub fn is_finished(&self) -> bool {
        self.end().is_some_and(|end| end.finished)
    }

    /// The number of steps of work that were done, completely or in part.
    pub fn done_sets(&self) -> u32 {
        if self.sets.is_empty() {
            return self.end().map_or(0, |end| end.sets);
        }
        u32::try_from(self.sets.iter().filter(|set| set.outcome != Outcome::Skipped).count()).unwrap_or(u32::MAX)
    }

    /// The number of steps of work, if it is known: at least the number of recorded ones.
    pub fn all_sets(&self) -> Option<u32> {
        let recorded = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        (self.of_sets > 0).then(|| self.of_sets.max(recorded))
    }

    /// The rounds done of each block with a cap, with the block's name.
    pub fn tallies(&self) -> Vec<(&str, RoundsDone)> {
        let counted: Vec<&RecordedSet> =
            self.sets.iter().filter(|set| set.round_sets.is_some_and(|sets| sets > 0)).collect();
        let continues = |before: &&RecordedSet, after: &&RecordedSet| {
            before.block == after.block && before.round_sets == after.round_sets && before.round <= after.round
        };
        let tally = |sets: &[&RecordedSet]| {
            let of = sets[0].round_sets.unwrap_or(1) as usize;
            RoundsDone::of(of, sets.iter().map(|set| (set.round, set.outcome, set.amount())))
        };
        counted.chunk_by(continues).map(|sets| (&*sets[0].block, tally(sets))).collect()
    }

    /// Whether its day counts for the streak: a set was done, wholly or in part.
    pub fn counts_for_streak(&self) -> bool {
        self.done_sets() > 0
    }

    /// Whether its routine is done for the day, and no longer due: the person reached its end, or did half of its sets.
    pub fn counts_as_done(&self) -> bool {
        let done = self.done_sets();
        done > 0 && (self.is_finished() || u64::from(done) * 2 >= u64::from(self.of_sets))
    }

    /// How long it ran without pauses, if known.
    pub fn active(&self) -> Duration {
        let set = self.sets.iter().map(|set| set.active).max().unwrap_or_default();
        self.ends.iter().map(|end| end.active).max().unwrap_or_default().max(set)
    }

    /// The local date and time of its start.
    pub fn local(&self) -> DateTime {
        self.offset.to_datetime(self.at)
    }

    /// Applies corrections in order.
    pub(super) fn apply<'c>(&mut self, corrections: impl Iterator<Item = &'c Correction<'static>>) {
        // Looked up by id: a session may have as many corrections as sets and ends.
        let sets = self.sets.iter_mut().map(|set| (set.id(&self.id), set));
        let mut sets: HashMap<String, &mut RecordedSet> = sets.collect();
        let ends = self.ends.iter_mut().map(|end| (Arc::clone(&end.id), end));
        let mut ends: HashMap<Arc<str>, &mut RecordedEnd> = ends.collect();
        for correction in corrections {
            if let Some(recorded) = sets.get_mut(&*correction.of) {
                recorded.corrected = true;
                let set = &mut recorded.set;
                set.reps = correction.reps.or(set.reps);
                set.time = correction.time.unwrap_or(set.time);
                set.outcome = correction.outcome.unwrap_or(set.outcome);
            } else if let Some(end) = ends.get_mut(&*correction.of) {
                end.effort = correction.effort.or(end.effort);
                end.pain = correction.pain.or(end.pain);
                if let Some(note) = &correction.note {
                    end.note = Arc::from(harmless(note));
                }
            }
        }
    }
}

/// A text from a history file, made printable.
pub(super) fn harmless(foreign: &str) -> String {
    text::cut(&text::printable(foreign), COLUMNS).into_owned()
}
