//! The workers that prepare the sounds of a plan: one decodes custom sounds and recorded words, one has the system's
//! voice speak custom texts. The audio thread waits for neither.

use std::{
    io,
    path::PathBuf,
    sync::{Arc, mpsc::Sender},
    thread,
};

use super::{
    bank::count,
    decode::decode,
    samples::Samples,
    system::System,
    thread::AudioCommand,
    untrusted::{self, Length},
};
use crate::{
    base::cue::{OwnClip, OwnVoice},
    session::speech::{Needs, clips},
};

/// Starts the workers; they end when everything is ready or the receiver is gone.
pub(super) fn spawn(
    needs: Needs,
    sounds: Vec<Sound>,
    voice: Option<Arc<OwnVoice>>,
    commands: Sender<AudioCommand>,
) -> io::Result<()> {
    let Needs { clips, own } = needs;
    if !own.is_empty() {
        let commands = commands.clone();
        let piper = voice.as_ref().and_then(|voice| voice.piper.clone());
        thread::Builder::new().name("own words".into()).spawn(move || speak(own, piper, &commands))?;
    }
    thread::Builder::new()
        .name("voice".into())
        .spawn(move || decode_all(clips, sounds, voice.as_deref(), &commands))
        .map(drop)
}

/// The name of a cue and a custom file.
type Sound = (&'static str, Vec<u8>);

fn decode_all(clips: Vec<Arc<str>>, sounds: Vec<Sound>, voice: Option<&OwnVoice>, commands: &Sender<AudioCommand>) {
    let decoded = |(cue, file)| Some((cue, untrusted::decode(file, Length::Exact).ok()?.into()));
    if commands.send(AudioCommand::OwnCues(sounds.into_iter().filter_map(decoded).collect())).is_err() {
        return;
    }
    for name in clips {
        let own = voice.and_then(|voice| voice.clips.get(&name)).and_then(own_clip);
        if let Some(samples) = own.or_else(|| clip(&name))
            && commands.send(AudioCommand::Clip(name, samples)).is_err()
        {
            return;
        }
    }
}

/// The samples of a custom clip, no longer than it claimed.
fn own_clip(clip: &OwnClip) -> Option<Samples> {
    let samples = untrusted::decode(clip.file.clone(), Length::Exact).ok()?;
    Some(samples[..samples.len().min(count(clip.length))].into())
}

/// The samples of a recorded clip.
fn clip(name: &str) -> Option<Samples> {
    let clip = clips::find(name)?;
    decode(&[clips::HEADER, clip.pages].concat()).ok().map(|samples| faded(&samples))
}

/// The number of samples of a fade-in or fade-out: 1 ms.
const RAMP: u16 = 48;

/// Fades both ends to avoid clicks: the encoder smears a hard onset to slightly before its first sample.
fn faded(samples: &[f32]) -> Samples {
    let ramp = |n: usize| f32::from(u16::try_from(n).unwrap_or(RAMP).min(RAMP)) / f32::from(RAMP);
    samples.iter().enumerate().map(|(n, sample)| sample * ramp(n).min(ramp(samples.len() - 1 - n))).collect()
}

fn speak(texts: Vec<Arc<str>>, piper: Option<PathBuf>, commands: &Sender<AudioCommand>) {
    let mut system = System::new(piper);
    for text in texts {
        let samples = system.speak(&text);
        if commands.send(AudioCommand::Own(text, samples)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins_at_once(listed: &clips::Clip) {
        let (name, samples) = (listed.name, clip(listed.name).unwrap());
        let length = samples.len().abs_diff(count(listed.length));
        assert!(length <= 96, "{name}: {} samples, {:?}", samples.len(), listed.length);
        let onset = samples.iter().position(|sample| sample.abs() > 0.02).unwrap();
        assert!(onset <= 480, "{name}: heard after {onset} samples");
        let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
        assert!(peak <= 0.82, "{name}: peak {peak}");
        for end in [samples.first(), samples.last()] {
            assert!(end.is_some_and(|sample| sample.abs() < 0.02), "{name}: a click at an end");
        }
    }

    /// The ground rooms schedule words by these lengths. Decoding all of them takes longer than all other tests here, so
    /// each core has its share.
    #[test]
    fn every_clip_has_its_length_and_begins_at_once() {
        let clips: Vec<_> = clips::all().collect();
        let share = clips.len().div_ceil(thread::available_parallelism().map_or(1, usize::from));
        thread::scope(|scope| {
            for part in clips.chunks(share) {
                scope.spawn(|| part.iter().for_each(begins_at_once));
            }
        });
    }
}
