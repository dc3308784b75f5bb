//! Where the output's clock lies on the program's: single readings are noisy, so the median of some is taken.

use std::{collections::VecDeque, time::Duration};

/// Readings that count.
const KEPT: usize = 9;
/// So many in a row that agree with each other to the millisecond but not with those before mean that the output has
/// moved.
const MOVED: usize = 3;
const ALIKE: i64 = 1_000_000;
const FAR: i64 = 2_000_000;

/// A sign of life of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sign {
    /// From a sound asked for to the sound heard.
    pub(super) latency: Duration,
    /// Whether the output has moved on since the sign before.
    pub(super) moving: bool,
}

/// The moment of [`crate::clock::Clock::running`] at which an output's first sample was heard, or would have been, in
/// nanoseconds, as the latest readings have it. It is negative for an output older than the clock.
#[derive(Debug, Default)]
pub(super) struct Origin {
    readings: VecDeque<i64>,
}

impl Origin {
    /// Takes in a reading and tells the best guess.
    pub(super) fn add(&mut self, reading: i64) -> i64 {
        self.readings.push_back(reading);
        if self.readings.len() > KEPT {
            self.readings.pop_front();
        }
        let middle = median(self.readings.iter().copied());
        let older = self.readings.len().saturating_sub(MOVED);
        let newest = median(self.readings.range(older..).copied());
        let alike = self.readings.range(older..).all(|reading| (reading - newest).abs() <= ALIKE);
        if alike && (newest - middle).abs() > FAR {
            self.readings.drain(..older);
            return newest;
        }
        middle
    }

    /// Whether enough readings are in for the guess to be a good one.
    pub(super) fn settled(&self) -> bool {
        self.readings.len() >= KEPT
    }
}

fn median(readings: impl Iterator<Item = i64>) -> i64 {
    let mut sorted: Vec<i64> = readings.collect();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// A moment in whole nanoseconds.
pub(super) fn nanos(moment: Duration) -> i64 {
    i64::try_from(moment.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stray_reading_does_not_move_it() {
        let mut origin = Origin::default();
        for reading in [1_000, 1_010, 990, 1_005, 995] {
            origin.add(reading);
        }
        assert_eq!(origin.add(900_000_000), 1_005);
        assert_eq!(origin.add(1_001), 1_001);
    }

    #[test]
    fn three_that_agree_do() {
        let mut origin = Origin::default();
        for _ in 0..9 {
            origin.add(0);
        }
        assert!(origin.settled());
        assert_eq!(origin.add(200_000_000), 0);
        assert_eq!(origin.add(200_000_100), 0);
        assert_eq!(origin.add(200_000_050), 200_000_050);
        assert!(!origin.settled());
    }

    #[test]
    fn slow_drift_is_followed() {
        let mut origin = Origin::default();
        let mut last = 0;
        for step in 0..400 {
            last = origin.add(step * 25_000);
        }
        assert_eq!(last, (399 - 4) * 25_000);
    }
}
