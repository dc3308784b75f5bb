//! What the parts of the bus share: a state of the session, and how long a call may take.

use std::time::Duration;

use crate::ui::remote::NowPlaying;

/// A call that takes longer has failed.
pub(super) const CALL: Duration = Duration::from_secs(2);
/// The state is passed on when the position differs by more than this from where it would be by now.
const JUMP: Duration = Duration::from_millis(700);

/// A state of the session, and when it was so.
#[derive(Clone, Debug)]
pub(super) struct Playback {
    pub(super) playing: NowPlaying,
    pub(super) at: Duration,
}

impl Playback {
    /// How much of the step has passed at a time.
    pub(super) fn elapsed(&self, now: Duration) -> Duration {
        let since = if self.playing.is_paused { Duration::ZERO } else { now.saturating_sub(self.at) };
        self.playing.elapsed + since
    }

    /// Whether a later state is what this one becomes by itself.
    pub(super) fn becomes(&self, later: &Playback) -> bool {
        let (one, other) = (&self.playing, &later.playing);
        (one.step, one.is_paused, &one.routine) == (other.step, other.is_paused, &other.routine)
            && one
                .left
                .map(|left| left + one.elapsed)
                .unwrap_or_default()
                .abs_diff(other.left.map(|left| left + other.elapsed).unwrap_or_default())
                < JUMP
            && self.elapsed(later.at).abs_diff(other.elapsed) < JUMP
    }
}
