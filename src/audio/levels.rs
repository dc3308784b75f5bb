//! How loud all is, from the settings as a person thinks of them.

use super::{Settings, timeline::Levels};

/// The amplitudes of the settings; words keep their part of a volume that was another at the beginning.
pub(super) fn levels(settings: Settings, base: u8) -> Levels {
    let awake = settings.keep_awake;
    if settings.muted {
        return Levels { cues: 0.0, words: 0.0, awake };
    }
    let cues = gain(settings.volume);
    let part = if base == 0 { 1.0 } else { cues / gain(base) };
    Levels { cues, words: (gain(settings.voice_volume) * part).min(1.0), awake }
}

/// The amplitude of a volume: its square, which is nearer to what an ear calls half as loud.
fn gain(volume: u8) -> f32 {
    (f32::from(volume.min(100)) / 100.0).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volume_is_perceptual_and_muting_is_silence() {
        let at = |volume, voice_volume, muted| {
            let settings = Settings { volume, voice_volume, muted, keep_awake: false };
            let Levels { cues, words, .. } = levels(settings, 50);
            [cues.to_bits(), words.to_bits()]
        };
        let bits = |cues: f32, words: f32| [cues.to_bits(), words.to_bits()];
        assert_eq!(at(50, 50, false), bits(0.25, 0.25));
        assert_eq!(at(50, 100, false), bits(0.25, 1.0));
        assert_eq!(at(0, 100, false), bits(0.0, 0.0));
        assert_eq!(at(200, 50, false), bits(1.0, 1.0));
        assert_eq!(at(100, 25, false), bits(1.0, 0.25));
        assert_eq!(at(100, 100, true), bits(0.0, 0.0));
    }
}
