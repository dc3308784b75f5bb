//! The offset between the output's clock and the program's. A server may read its clock only now and then, so a reading
//! is exact or late, and seldom early: the second earliest of several readings is used.

use std::{collections::VecDeque, time::Duration};

/// The number of readings that are kept.
const KEPT: usize = 16;
/// After this many readings in a row that are more than 2 ms later than all earlier ones, the output has moved.
const MOVED: usize = 3;
/// In nanoseconds.
const LATER: i64 = 2_000_000;

/// One reading of an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heartbeat {
    /// The time from requesting a sound to hearing it.
    pub(super) latency: Duration,
    /// Whether the output has advanced since the previous reading.
    pub(super) moving: bool,
}

/// The moment of [`crate::system::clock::Clock::running`] at which the output's first sample was heard, in nanoseconds,
/// by the latest readings. Negative for an output older than the clock.
#[derive(Debug, Default)]
pub(super) struct ClockOffset {
    readings: VecDeque<i64>,
}

impl ClockOffset {
    /// Adds a reading and returns the best estimate, in nanoseconds.
    pub(super) fn add(&mut self, reading: i64) -> i64 {
        self.readings.push_back(reading);
        if self.readings.len() > KEPT {
            self.readings.pop_front();
        }
        let older = self.readings.len().saturating_sub(MOVED);
        let latest = self.readings.range(..older).max().copied();
        if latest.is_some_and(|latest| self.readings.range(older..).all(|reading| reading - latest > LATER)) {
            self.readings.drain(..older);
        }
        let mut sorted: Vec<i64> = self.readings.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(1).copied().unwrap_or(reading)
    }

    /// Whether there are enough readings for a good estimate.
    #[cfg(target_os = "linux")]
    pub(super) fn settled(&self) -> bool {
        self.readings.len() >= KEPT
    }
}

/// A moment in whole nanoseconds.
pub(super) fn nanos(moment: Duration) -> i64 {
    i64::try_from(moment.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(readings: impl IntoIterator<Item = i64>) -> i64 {
        let mut origin = ClockOffset::default();
        readings.into_iter().fold(0, |_, reading| origin.add(reading))
    }

    #[test]
    fn the_first_reading_is_all_there_is() {
        assert_eq!(after([-7_000]), -7_000);
    }

    #[test]
    fn a_stray_reading_does_not_move_the_origin() {
        assert_eq!(after([1_000, 1_010, 990, 1_005, 900_000_000]), 1_000);
        assert_eq!(after([1_000, 1_010, 990, 1_005, -900_000_000]), 990);
    }

    #[test]
    fn the_time_of_a_server_that_rarely_updates_is_corrected() {
        // The server reads its clock every 5333 us and is asked every 250 ms.
        let readings = (0..100).map(|turn| turn * 250_000_000 % 5_333_333);
        assert!(after(readings) < 1_000_000);
    }

    #[test]
    fn an_output_that_moves_to_another_device_is_followed() {
        let later = [0; 20].into_iter().chain([200_000_000, 200_000_100]);
        assert_eq!(after(later.clone()), 0);
        assert_eq!(after(later.chain([200_000_050])), 200_000_050);
        assert_eq!(after([0; 20].into_iter().chain([-9_000_000, -8_000_000])), -8_000_000);
    }

    #[test]
    fn slow_drift_is_followed() {
        assert_eq!(after((0..400).map(|turn| turn * 25_000)), (399 - 14) * 25_000);
    }
}
