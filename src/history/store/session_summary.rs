//! One session of the past: its sets and its ends.

use std::{collections::HashMap, ops::Deref, sync::Arc, time::Duration};

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::Offset,
};

use super::harmless;
use crate::{
    history::fact::{Correction, Set},
    session::player::{Outcome, RoundsDone},
};

/// One session of the past.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionSummary {
    /// Its id.
    pub id: Arc<str>,
    /// The routine, by the stem of its file.
    pub routine: Arc<str>,
    /// The routine's name; the stem where it is not known.
    pub name: Arc<str>,
    /// When it began, or the earliest that is known of it.
    pub at: Timestamp,
    /// What the clocks showed there then, ahead of UTC.
    pub offset: Offset,
    /// The name of the time zone.
    pub zone: Arc<str>,
    /// The day that it counts for.
    pub date: Date,
    /// The fingerprint of its plan; empty where its beginning is not known.
    pub plan: Arc<str>,
    /// How many steps of work it has; 0 where that is not known.
    pub of_sets: u32,
    /// What was done, in order.
    pub sets: Vec<RecordedSet>,
    /// Its ends, in order; more than one where it was gone on with.
    pub ends: Vec<End>,
    /// When something was last told of it, other than a correction.
    pub last: Timestamp,
    /// The highest number of a fact of it.
    pub number: u32,
    pub(super) begun: bool,
}

/// A set of the history with its corrections applied: the [`Set`] itself, to which it derefs, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedSet {
    /// The id of the fact, which a correction names.
    pub id: Arc<str>,
    /// Its position among the facts of its session.
    pub number: u32,
    /// When it ended.
    pub at: Timestamp,
    /// The offset from UTC that the clocks showed then.
    pub offset: Offset,
    /// Whether a correction changed it.
    pub corrected: bool,
    /// What was done.
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
pub struct End {
    /// The id of the fact: what a correction names.
    pub id: Arc<str>,
    /// When it was.
    pub at: Timestamp,
    pub(super) number: u32,
    /// All steps were gone through.
    pub finished: bool,
    /// How many steps of work were done.
    pub sets: u32,
    /// How long it ran, without pauses.
    pub active: Duration,
    /// From its beginning to its end.
    pub total: Duration,
    /// How hard it was, 0 to 10.
    pub effort: Option<u8>,
    /// How much it hurt, 0 to 10.
    pub pain: Option<u8>,
    /// What the person wrote; empty where nothing.
    pub note: Arc<str>,
}

impl SessionSummary {
    /// Its last end.
    pub fn end(&self) -> Option<&End> {
        self.ends.last()
    }

    /// Whether all steps were gone through.
    pub fn is_finished(&self) -> bool {
        self.end().is_some_and(|end| end.finished)
    }

    /// How many steps of work were done, wholly or in part.
    pub fn done_sets(&self) -> u32 {
        if self.sets.is_empty() {
            return self.end().map_or(0, |end| end.sets);
        }
        u32::try_from(self.sets.iter().filter(|set| set.outcome != Outcome::Skipped).count()).unwrap_or(u32::MAX)
    }

    /// How many steps of work it has, as far as that is known: at least those that were told of.
    pub fn all_sets(&self) -> Option<u32> {
        let told = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        (self.of_sets > 0).then(|| self.of_sets.max(told))
    }

    /// How far each block with a cap was gone through, with the block's name.
    pub fn tallies(&self) -> Vec<(&str, RoundsDone)> {
        let counted: Vec<&RecordedSet> =
            self.sets.iter().filter(|set| set.round_sets.is_some_and(|sets| sets > 0)).collect();
        let goes_on = |before: &&RecordedSet, after: &&RecordedSet| {
            before.block == after.block && before.round_sets == after.round_sets && before.round <= after.round
        };
        let tally = |sets: &[&RecordedSet]| {
            let of = sets[0].round_sets.unwrap_or(1) as usize;
            RoundsDone::of(of, sets.iter().map(|set| (set.round, set.outcome, set.amount())))
        };
        counted.chunk_by(goes_on).map(|sets| (&*sets[0].block, tally(sets))).collect()
    }

    /// Whether it counts as done on its day: something was done, and the person went through it to the end or did
    /// half of it.
    pub fn counts(&self) -> bool {
        let done = self.done_sets();
        done > 0 && (self.is_finished() || u64::from(done) * 2 >= u64::from(self.of_sets))
    }

    /// How long it ran, without pauses, as far as it is known.
    pub fn active(&self) -> Duration {
        let set = self.sets.iter().map(|set| set.active).max().unwrap_or_default();
        self.ends.iter().map(|end| end.active).max().unwrap_or_default().max(set)
    }

    /// What a clock on the wall showed when it began.
    pub fn local(&self) -> DateTime {
        self.offset.to_datetime(self.at)
    }

    /// Applies corrections, in their order.
    pub(super) fn apply<'c>(&mut self, corrections: impl Iterator<Item = &'c Correction<'static>>) {
        // Looked up by id: a session may have as many corrections as sets.
        let sets: HashMap<Arc<str>, usize> =
            self.sets.iter().enumerate().map(|(at, set)| (Arc::clone(&set.id), at)).collect();
        for correction in corrections {
            self.correct(sets.get(&*correction.of).copied(), correction);
        }
    }

    /// Applies a correction to the set at a position, or to the end that it names.
    fn correct(&mut self, set: Option<usize>, correction: &Correction<'static>) {
        if let Some(recorded) = set.map(|at| &mut self.sets[at]) {
            recorded.corrected = true;
            let set = &mut recorded.set;
            set.reps = correction.reps.or(set.reps);
            set.time = correction.time.unwrap_or(set.time);
            set.outcome = correction.outcome.unwrap_or(set.outcome);
        } else if let Some(end) = self.ends.iter_mut().find(|end| *end.id == *correction.of) {
            end.effort = correction.effort.or(end.effort);
            end.pain = correction.pain.or(end.pain);
            if let Some(note) = &correction.note {
                end.note = Arc::from(harmless(note));
            }
        }
    }
}
