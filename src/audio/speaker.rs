//! The workers that make ready what a plan needs: one decodes people's own sounds and the recorded words, one asks the
//! system's voice for what people wrote themselves. So the audio thread waits for neither.

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
    thread::Command,
    untrusted::{self, Length},
};
use crate::{
    base::cue::{OwnClip, OwnVoice},
    session::speech::{Needs, clips},
};

/// Starts the workers; they end when all is made, or nobody wants it any more.
pub(super) fn spawn(
    needs: Needs,
    sounds: Vec<Sound>,
    voice: Option<Arc<OwnVoice>>,
    commands: Sender<Command>,
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

/// A cue's name and a file of the person's own.
type Sound = (&'static str, Vec<u8>);

fn decode_all(clips: Vec<Arc<str>>, sounds: Vec<Sound>, voice: Option<&OwnVoice>, commands: &Sender<Command>) {
    let decoded = |(cue, file)| Some((cue, untrusted::decode(file, Length::Exact).ok()?.into()));
    if commands.send(Command::OwnCues(sounds.into_iter().filter_map(decoded).collect())).is_err() {
        return;
    }
    for name in clips {
        let own = voice.and_then(|voice| voice.clips.get(&name)).and_then(own_clip);
        if let Some(samples) = own.or_else(|| clip(&name))
            && commands.send(Command::Clip(name, samples)).is_err()
        {
            return;
        }
    }
}

/// The samples of a clip of the person's own, no longer than it said.
fn own_clip(clip: &OwnClip) -> Option<Samples> {
    let samples = untrusted::decode(clip.file.clone(), Length::Exact).ok()?;
    Some(samples[..samples.len().min(count(clip.length))].into())
}

/// The samples of a recorded clip.
fn clip(name: &str) -> Option<Samples> {
    let clip = clips::find(name)?;
    decode(&[clips::HEADER, clip.pages].concat()).ok().map(|samples| faded(&samples))
}

/// The samples of a rise from silence and of a fall to it: 1 ms.
const RAMP: u16 = 48;

/// Without a click at either end: the encoder begins a hard sound a little before its first sample.
fn faded(samples: &[f32]) -> Samples {
    let ramp = |n: usize| f32::from(u16::try_from(n).unwrap_or(RAMP).min(RAMP)) / f32::from(RAMP);
    samples.iter().enumerate().map(|(n, sample)| sample * ramp(n).min(ramp(samples.len() - 1 - n))).collect()
}

fn speak(texts: Vec<Arc<str>>, piper: Option<PathBuf>, commands: &Sender<Command>) {
    let mut system = System::new(piper);
    for text in texts {
        let samples = system.speak(&text);
        if commands.send(Command::Own(text, samples)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ground decides by these lengths when something is said.
    #[test]
    fn every_clip_is_as_long_as_it_says_and_begins_at_once() {
        for listed in clips::all() {
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
    }
}
