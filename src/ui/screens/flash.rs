//! The flash of the band, for use without sound.

use std::time::Duration;

/// The flash of the band: inverted twice, slowly enough to be safe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flash {
    /// When it started.
    since: Option<Duration>,
}

impl Flash {
    /// The length of one inversion: less than three flashes in a second.
    const TURN: Duration = Duration::from_millis(250);
    /// The number of changes: inverted, back, and inverted again.
    const TURNS: u32 = 3;

    /// A flash that starts now.
    pub(super) fn from(moment: Duration) -> Flash {
        Flash { since: Some(moment) }
    }

    /// Whether the band is inverted.
    pub(super) fn is_on(self, now: Duration) -> bool {
        self.turn(now).is_some_and(|turn| turn % 2 == 0)
    }

    /// When that changes next.
    pub(super) fn next(self, now: Duration) -> Option<Duration> {
        Some(self.since? + Self::TURN * (self.turn(now)? + 1))
    }

    fn turn(self, now: Duration) -> Option<u32> {
        let turn = now.checked_sub(self.since?)?.as_millis() / Self::TURN.as_millis();
        u32::try_from(turn).ok().filter(|turn| *turn < Self::TURNS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_is_twice_the_other_way_round() {
        let ms = Duration::from_millis;
        let flash = Flash::from(ms(1000));
        let mut seen = Vec::new();
        let mut now = ms(1000);
        while let Some(next) = flash.next(now) {
            seen.push((now.as_millis(), flash.is_on(now)));
            now = next;
        }
        assert_eq!(seen, [(1000, true), (1250, false), (1500, true)]);
        assert!(!flash.is_on(now) && !Flash::default().is_on(ms(0)) && Flash::default().next(ms(0)).is_none());
    }
}
