//! The moments at which the interface changes by time alone, each with a name, so that a test can identify the next
//! one.

use std::time::Duration;

/// The reason for a wake-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timer {
    /// Something is due in the session, or its displayed second changes.
    Session,
    /// The bar of a tempo's phase moves.
    PhaseFrame,
    /// A limb of a figure moves.
    FigureFrame,
    /// The band flashes or stops flashing.
    Flash,
    /// The last cue has been heard: the output closes.
    LastCue,
    /// The volume is hidden again.
    Volume,
    /// A notice, or the hint about an unknown key, is hidden again.
    Notice,
    /// The desk checks the clock and other terminals, or its cue has been heard.
    Desk,
    /// The library checks the user's files.
    Files,
}

impl Timer {
    /// How many there are.
    const COUNT: usize = Timer::Files as usize + 1;
    const ALL: [Timer; Timer::COUNT] = [
        Timer::Session,
        Timer::PhaseFrame,
        Timer::FigureFrame,
        Timer::Flash,
        Timer::LastCue,
        Timer::Volume,
        Timer::Notice,
        Timer::Desk,
        Timer::Files,
    ];
}

/// One moment for each timer, on the monotonic clock; `None` if it is off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timers([Option<Duration>; Timer::COUNT]);

impl Timers {
    /// Sets a timer; `None` turns it off.
    pub fn set(&mut self, timer: Timer, at: impl Into<Option<Duration>>) {
        self.0[timer as usize] = at.into();
    }

    /// When a timer is due.
    pub fn get(&self, timer: Timer) -> Option<Duration> {
        self.0[timer as usize]
    }

    /// The timer that is due first, and its time.
    pub fn next(&self) -> Option<(Timer, Duration)> {
        Timer::ALL.into_iter().filter_map(|timer| Some((timer, self.get(timer)?))).min_by_key(|(_, at)| *at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_timer_is_next() {
        let mut timers = Timers::default();
        assert_eq!(timers.next(), None);
        timers.set(Timer::Files, Duration::from_secs(3));
        timers.set(Timer::Volume, Duration::from_secs(2));
        timers.set(Timer::Flash, None);
        assert_eq!(timers.next(), Some((Timer::Volume, Duration::from_secs(2))));
        for (index, timer) in Timer::ALL.into_iter().enumerate() {
            assert_eq!(timer as usize, index);
        }
    }
}
