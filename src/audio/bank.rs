//! The built-in sounds, decoded once to what the timeline plays: mono samples at its rate.

use std::{collections::BTreeMap, io::Cursor, sync::Arc};

use anyhow::Context;
use rodio::{Decoder, source::UniformSourceIterator};

use super::{Sound, timeline};

/// Samples of one sound, shared by all that play it.
pub(super) type Samples = Arc<[f32]>;

const FILES: [(&str, &[u8]); 10] = [
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
];

/// The sounds by the name of their cue.
#[derive(Debug, Default)]
pub(super) struct Bank {
    cues: BTreeMap<&'static str, Samples>,
}

impl Bank {
    /// Decodes all sounds, if that is not done yet: where nothing is ever heard it need not be.
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

    /// The samples of a sound, if there are any.
    pub(super) fn samples(&self, sound: &Sound) -> Option<&Samples> {
        match sound {
            Sound::Cue(cue) => self.cues.get(cue.name()),
        }
    }
}

fn decode(file: &'static [u8]) -> anyhow::Result<Samples> {
    let decoder = Decoder::new(Cursor::new(file))?;
    Ok(UniformSourceIterator::new(decoder, timeline::MONO, timeline::RATE).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cue::Cue;

    fn full() -> Bank {
        let mut bank = Bank::default();
        bank.fill().unwrap();
        bank
    }

    #[test]
    fn every_cue_has_a_sound_that_is_heard_and_short() {
        let bank = full();
        let kinds = [Cue::Finish, Cue::Switch, Cue::Rest, Cue::Start, Cue::End, Cue::Minimum, Cue::Halfway];
        let numbered = [Cue::Rep(3), Cue::Phase, Cue::Countdown(1)];
        for cue in kinds.into_iter().chain(numbered) {
            let samples = bank.samples(&Sound::Cue(cue)).unwrap();
            let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
            assert!(peak > 0.05 && peak < 1.0, "{cue}: peak {peak}");
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
            assert_eq!(bank.cues[name].len() * 2 + 44, file.len(), "{name}");
        }
    }
}
