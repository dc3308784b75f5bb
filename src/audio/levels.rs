//! Amplitudes from the volumes of the settings.

use super::timeline::Levels;
use crate::config::Config;

/// Volumes and the choice of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The volume, 0 to 100, as perceived; larger values count as 100.
    pub volume: u8,
    /// The volume of the words, 0 to 100.
    pub voice_volume: u8,
    /// Whether all sound is muted.
    pub muted: bool,
    /// Whether to keep a wireless output awake with inaudible noise.
    pub keep_awake: bool,
    /// The program that plays instead of every other output, with its arguments; empty if none is configured.
    pub player: Vec<String>,
}

impl Settings {
    /// The settings of the config file.
    pub fn of(config: &Config, muted: bool) -> Settings {
        Settings {
            volume: config.volume,
            voice_volume: config.voice_volume,
            muted,
            keep_awake: config.keep_awake,
            player: config.player.clone(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings { volume: 80, voice_volume: 80, muted: false, keep_awake: false, player: Vec::new() }
    }
}

/// The amplitudes of the settings; words keep their ratio to `base`, the volume at the start.
pub(super) fn levels(settings: &Settings, base: u8) -> Levels {
    let awake = settings.keep_awake;
    if settings.muted {
        return Levels { cues: 0.0, words: 0.0, awake };
    }
    let cues = gain(settings.volume);
    let part = if base == 0 { 1.0 } else { cues / gain(base) };
    Levels { cues, words: (gain(settings.voice_volume) * part).min(1.0), awake }
}

/// The amplitude of a volume of 0 to 100: the square, because loudness is perceived roughly logarithmically.
fn gain(volume: u8) -> f32 {
    (f32::from(volume.min(100)) / 100.0).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volume_is_perceptual_and_muting_is_silence() {
        let at = |volume, voice_volume, muted| {
            let settings = Settings { volume, voice_volume, muted, ..Settings::default() };
            let Levels { cues, words, .. } = levels(&settings, 50);
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
