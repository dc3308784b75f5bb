//! All sounds, decoded once to mono samples at the rate of the timeline. The cues are loaded first; words arrive from
//! the worker that decodes them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::Context;

use super::{
    decode::decode,
    samples::{RATE, Samples},
};
use crate::session::{
    sounds::Sound,
    speech::{Part, Words},
};

const FILES: [(&str, &[u8]); 11] = [
    ("finish", include_bytes!("../../sounds/finish.wav")),
    ("switch", include_bytes!("../../sounds/switch.wav")),
    ("rest", include_bytes!("../../sounds/rest.wav")),
    ("start", include_bytes!("../../sounds/start.wav")),
    ("end", include_bytes!("../../sounds/end.wav")),
    ("minimum", include_bytes!("../../sounds/minimum.wav")),
    ("halfway", include_bytes!("../../sounds/halfway.wav")),
    ("rep", include_bytes!("../../sounds/rep.wav")),
    ("phase", include_bytes!("../../sounds/phase.wav")),
    ("countdown", include_bytes!("../../sounds/countdown.wav")),
    ("ending", include_bytes!("../../sounds/ending.wav")),
];

/// The sounds by their names.
#[derive(Debug, Default)]
pub(super) struct SampleCache {
    cues: BTreeMap<&'static str, Samples>,
    /// Custom sounds, which replace cues.
    own_cues: BTreeMap<&'static str, Samples>,
    clips: BTreeMap<Arc<str>, Samples>,
    /// Texts spoken by the system's voice; `None` if it cannot speak the text.
    own: BTreeMap<Arc<str>, Option<Samples>>,
}

impl SampleCache {
    /// Decodes all built-in sounds on first use, so that a silent program never decodes them.
    pub(super) fn fill(&mut self) -> anyhow::Result<()> {
        if self.cues.is_empty() {
            let decoded = FILES.iter().map(|&(name, file)| {
                let samples = decode(file).with_context(|| format!("the sound `{name}` cannot be decoded"))?;
                Ok((name, samples))
            });
            self.cues = decoded.collect::<anyhow::Result<_>>()?;
        }
        Ok(())
    }

    /// Replaces the custom sounds. Returns whether anything changed.
    pub(super) fn set_own_cues(&mut self, sounds: BTreeMap<&'static str, Samples>) -> bool {
        let differs = self.own_cues != sounds;
        self.own_cues = sounds;
        differs
    }

    /// Adds a recorded word.
    pub(super) fn add_clip(&mut self, name: Arc<str>, samples: Samples) {
        self.clips.insert(name, samples);
    }

    /// Adds a text that was spoken, or the failure to speak it.
    pub(super) fn add_own(&mut self, text: Arc<str>, samples: Option<Samples>) {
        self.own.insert(text, samples);
    }

    /// The samples of a sound, and whether they are speech. `None` for words that are unavailable or not ready; `own`
    /// decides whether to wait for texts that are still being spoken.
    pub(super) fn samples(&self, sound: &Sound, own: Own) -> Option<(Samples, bool)> {
        let samples = |name: &str| self.own_cues.get(name).or_else(|| self.cues.get(name));
        let cue = |name: &str| samples(name).map(|samples| (Arc::clone(samples), false));
        match sound {
            Sound::Cue(wanted) => cue(wanted.name()),
            Sound::Words(words, instead) => match self.words(words, own) {
                Some(samples) => Some((samples, true)),
                None => cue((*instead)?.name()),
            },
        }
    }

    fn words(&self, words: &Words, wait: Own) -> Option<Samples> {
        let mut samples = Vec::new();
        for part in &words.parts {
            match part {
                Part::Clip(name) => samples.extend_from_slice(self.clips.get(name)?),
                Part::Pause(length) => samples.resize(samples.len() + count(*length), 0.0),
                Part::Own { text, length, or } => match self.own.get(text) {
                    None if wait == Own::Awaited => return None,
                    Some(Some(own)) if own.len() <= count(*length) => samples.extend_from_slice(own),
                    _ => {
                        if let Some(name) = or {
                            samples.extend_from_slice(self.clips.get(name)?);
                        }
                    }
                },
            }
        }
        samples.iter().any(|sample| *sample != 0.0).then(|| samples.into())
    }
}

/// How to treat words that are not ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// There is time: wait for them.
    Awaited,
    /// There is no time: use the recorded word in their place.
    GivenUp,
}

/// The number of samples of a duration.
pub(super) fn count(length: Duration) -> usize {
    usize::try_from(length.as_millis() * u128::from(RATE.get()) / 1000).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::cue::Cue, session::speech::Part};

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn words(parts: Vec<Part>) -> Words {
        Words { lead: Duration::ZERO, length: Duration::ZERO, text: String::new(), parts }
    }

    fn full() -> SampleCache {
        let mut bank = SampleCache::default();
        bank.fill().unwrap();
        bank
    }

    #[test]
    fn every_cue_has_a_sound_that_is_heard_and_short() {
        let bank = full();
        let kinds = [Cue::Finish, Cue::Switch, Cue::Rest, Cue::Start, Cue::End, Cue::Minimum, Cue::Halfway];
        let numbered = [Cue::Rep(3), Cue::Phase, Cue::Countdown(1), Cue::Ending(1)];
        for cue in kinds.into_iter().chain(numbered) {
            let (samples, spoken) = bank.samples(&Sound::Cue(cue), Own::Awaited).unwrap();
            let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!(peak > 0.05 && peak < 1.0 && !spoken, "{cue}: peak {peak}");
            assert!(samples.len() < 2 * 48_000, "{cue}: {} samples", samples.len());
            let onset = samples.iter().position(|sample| sample.abs() > 0.02).unwrap();
            assert!(onset < 150, "{cue}: heard after {onset} samples");
        }
    }

    #[test]
    fn there_is_a_file_for_each_name() {
        assert_eq!(FILES.map(|(name, _)| name), Cue::NAMES);
    }

    #[test]
    fn the_length_is_that_of_the_file() {
        let bank = full();
        for (name, file) in FILES {
            // A sample of the file has two bytes, and becomes two samples.
            let (samples, bytes) = (bank.cues[name].len(), file.len() - 44);
            assert!(samples.abs_diff(bytes) <= 2, "{name}: {samples} samples of {bytes} bytes");
        }
    }

    #[test]
    fn words_are_put_together() {
        let mut bank = SampleCache::default();
        bank.add_clip("next".into(), vec![0.5; 10].into());
        let next = words(vec![Part::Clip("next".into()), Part::Pause(ms(1)), Part::Clip("squat".into())]);
        assert!(bank.words(&next, Own::Awaited).is_none(), "the second word is not there yet");
        bank.add_clip("squat".into(), vec![0.25; 4].into());
        assert_eq!(bank.words(&next, Own::Awaited).unwrap().len(), 10 + 48 + 4);
        let sound = Sound::Words(next, Some(Cue::Phase));
        assert_eq!(
            bank.samples(&sound, Own::Awaited).map(|(samples, spoken)| (samples.len(), spoken)),
            Some((62, true))
        );
    }

    #[test]
    fn unspeakable_text_is_replaced_by_a_word_or_a_cue() {
        let mut bank = full();
        let own =
            |or: Option<&str>| words(vec![Part::Own { text: "twist".into(), length: ms(1), or: or.map(Into::into) }]);
        let click = bank.samples(&Sound::Cue(Cue::Phase), Own::Awaited);
        assert!(bank.words(&own(None), Own::Awaited).is_none(), "it is not made yet");
        assert_eq!(bank.samples(&Sound::Words(own(None), Some(Cue::Phase)), Own::Awaited), click);
        bank.add_clip("exercise".into(), vec![0.5; 3].into());
        assert!(bank.words(&own(Some("exercise")), Own::Awaited).is_none());
        assert_eq!(bank.words(&own(Some("exercise")), Own::GivenUp).unwrap().len(), 3);
        bank.add_own("twist".into(), None);
        assert_eq!(bank.words(&own(Some("exercise")), Own::Awaited).unwrap().len(), 3);
        assert_eq!(bank.samples(&Sound::Words(own(None), Some(Cue::Phase)), Own::Awaited), click);
        bank.add_own("twist".into(), Some(vec![0.5; 48].into()));
        assert_eq!(bank.words(&own(None), Own::Awaited).unwrap().len(), 48);
        // The reserved room is too short.
        bank.add_own("twist".into(), Some(vec![0.5; 49].into()));
        assert!(bank.words(&own(None), Own::Awaited).is_none());
    }
}
