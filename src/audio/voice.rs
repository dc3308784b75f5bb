//! A playing sound, sample by sample, from its start to its end or fade, and the overall amplitude.

use super::samples::Samples;

/// The number of samples of a fade: 5 ms, to avoid clicks.
const RAMP: u16 = 240;

/// A sound that starts at one frame and may fade out from another.
#[derive(Debug)]
pub(super) struct PlayingSound {
    /// When it is due, in nanoseconds of the clock.
    pub(super) at: i64,
    pub(super) samples: Samples,
    /// The frame of its first sample.
    pub(super) begin: i64,
    /// Whether it is speech.
    pub(super) spoken: bool,
    fade: i64,
}

impl PlayingSound {
    /// Creates a sound that starts at a frame.
    pub(super) fn new(at: i64, samples: Samples, begin: i64, spoken: bool) -> PlayingSound {
        PlayingSound { at, samples, begin, spoken, fade: i64::MAX }
    }

    /// Fades the sound out from a frame on. Returns whether it ends earlier than before.
    pub(super) fn fade_from(&mut self, frame: i64) -> bool {
        let sooner = frame < self.fade;
        self.fade = self.fade.min(frame);
        sooner
    }

    /// The frame at which it falls silent.
    pub(super) fn end(&self) -> i64 {
        let length = i64::try_from(self.samples.len()).unwrap_or(i64::MAX);
        self.begin.saturating_add(length).min(self.fade.saturating_add(RAMP.into()))
    }

    /// The sample at a frame; silence before and after the sound.
    pub(super) fn sample(&self, frame: i64) -> f32 {
        let place = usize::try_from(frame - self.begin).ok();
        let sample = place.and_then(|place| self.samples.get(place)).copied().unwrap_or_default();
        sample * (1.0 - ramp(frame.saturating_sub(self.fade)))
    }
}

/// An amplitude that moves from one value to another.
#[derive(Debug)]
pub(super) struct Gain {
    from: f32,
    to: f32,
    since: i64,
}

impl Gain {
    /// A constant amplitude.
    pub(super) fn new(gain: f32) -> Gain {
        Gain { from: gain, to: gain, since: 0 }
    }

    /// Moves to another amplitude from a frame on.
    pub(super) fn aim(&mut self, gain: f32, frame: i64) {
        *self = Gain { from: self.at(frame), to: gain, since: frame };
    }

    /// The amplitude at a frame.
    pub(super) fn at(&self, frame: i64) -> f32 {
        self.from + (self.to - self.from) * ramp(frame.saturating_sub(self.since))
    }
}

/// The fraction of a ramp that has passed, 0 to 1.
fn ramp(frames: i64) -> f32 {
    f32::from(u16::try_from(frames.clamp(0, RAMP.into())).unwrap_or(RAMP)) / f32::from(RAMP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_is_silent_before_and_after_its_samples() {
        let voice = PlayingSound::new(0, vec![0.5; 3].into(), 10, false);
        let heard: Vec<f32> = (8..15).map(|frame| voice.sample(frame)).collect();
        assert_eq!(heard, [0.0, 0.0, 0.5, 0.5, 0.5, 0.0, 0.0]);
        assert_eq!(voice.end(), 13);
    }

    #[test]
    fn a_voice_fades_once_and_then_ends() {
        let mut voice = PlayingSound::new(0, vec![1.0; 48_000].into(), 0, false);
        assert!(voice.fade_from(1000));
        assert!(!voice.fade_from(1100));
        assert_eq!(voice.end(), 1240);
        let heard = [1000, 1120, 1240, 2000].map(|frame| voice.sample(frame));
        assert_eq!(heard.map(f32::to_bits), [1.0_f32, 0.5, 0.0, 0.0].map(f32::to_bits));
    }

    #[test]
    fn the_gain_can_turn_back_on_its_way() {
        let mut gain = Gain::new(1.0);
        gain.aim(0.0, 480);
        gain.aim(1.0, 600);
        let heard = [0, 600, 720, 840].map(|frame| gain.at(frame));
        assert_eq!(heard.map(f32::to_bits), [0.5_f32, 0.5, 0.75, 1.0].map(f32::to_bits));
    }
}
