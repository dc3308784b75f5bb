//! The only reader of time. Everything else is handed a [`Now`].

#![expect(clippy::disallowed_methods, reason = "this is where time is read")]

use std::time::{Duration, Instant};

use jiff::{Timestamp, tz::TimeZone};

use crate::quantity::Now;

/// The program's clock, begun once. Copies read the same time.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// A clock that reads zero now.
    #[expect(clippy::new_without_default, reason = "two clocks begun at two moments are not the same")]
    pub fn new() -> Self {
        Clock { origin: Instant::now() }
    }

    /// Both clocks, read together.
    pub fn now(&self) -> Now {
        Now { running: self.running(), wall: Timestamp::now() }
    }

    /// Time since the clock began.
    pub fn running(&self) -> Duration {
        self.origin.elapsed()
    }

    /// How long to wait for a moment of `running`; zero if it has passed.
    pub fn until(&self, moment: Duration) -> Duration {
        moment.saturating_sub(self.running())
    }
}

/// The zone that this machine is in; UTC where it cannot be told.
pub fn zone() -> TimeZone {
    TimeZone::system()
}
