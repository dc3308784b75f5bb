//! The only reader of the clocks. All other code is passed a [`Now`].

#![expect(clippy::disallowed_methods, reason = "this is where time is read")]

use std::{
    env, fs,
    time::{Duration, Instant},
};

use jiff::{Timestamp, tz::TimeZone};

use crate::base::quantity::Now;

/// The local time zone on Unix, usually a symlink to a file named after the zone.
const LOCAL: &str = "/etc/localtime";

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
        Now { monotonic: self.running(), wall: Timestamp::now() }
    }

    /// Time since the clock began.
    pub fn running(&self) -> Duration {
        self.origin.elapsed()
    }

    /// The time until a moment of `running`; zero if it has passed.
    pub fn until(&self, moment: Duration) -> Duration {
        moment.saturating_sub(self.running())
    }
}

/// The time zone of this machine; UTC if it is unknown.
pub fn zone() -> TimeZone {
    linked_zone().unwrap_or_else(TimeZone::system)
}

/// The zone that `/etc/localtime` links to, unless the environment overrides it. jiff finds the same zone, but reads
/// the names of all zones first, which takes longer than the rest of the first frame.
fn linked_zone() -> Option<TimeZone> {
    if !cfg!(unix) || env::var_os("TZ").is_some() {
        return None;
    }
    let link = fs::read_link(LOCAL).ok()?;
    let (_, name) = link.to_str()?.split_once("zoneinfo/")?;
    TimeZone::tzif(name, &fs::read(LOCAL).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_zone_is_that_of_jiff() {
        assert_eq!(zone(), TimeZone::system());
        assert_eq!(zone().iana_name(), TimeZone::system().iana_name());
    }
}
