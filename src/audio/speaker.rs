//! The workers that make ready what a plan needs: one decodes people's own sounds and the recorded clips, one asks the
//! system's voice for what people wrote themselves. So the audio thread waits for neither.

use std::{
    io,
    sync::{Arc, mpsc::Sender},
    thread,
};

use super::{
    clips::CLIPS,
    decode::decode,
    system::System,
    thread::Command,
    untrusted::{self, Length},
};
use crate::session::speech::Needs;

/// Starts the workers; they end when all is made, or nobody wants it any more.
pub(super) fn spawn(needs: Needs, sounds: Vec<Sound>, commands: Sender<Command>) -> io::Result<()> {
    let Needs { clips, own } = needs;
    if !own.is_empty() {
        let commands = commands.clone();
        thread::Builder::new().name("own words".into()).spawn(move || speak(own, &commands))?;
    }
    thread::Builder::new().name("voice".into()).spawn(move || decode_all(clips, sounds, &commands)).map(drop)
}

/// A cue's name and a file of the person's own.
type Sound = (&'static str, Vec<u8>);

fn decode_all(clips: Vec<&'static str>, sounds: Vec<Sound>, commands: &Sender<Command>) {
    let decoded = |(cue, file)| Some((cue, untrusted::decode(file, Length::Exact).ok()?.into()));
    if commands.send(Command::OwnCues(sounds.into_iter().filter_map(decoded).collect())).is_err() {
        return;
    }
    for name in clips {
        let file = CLIPS.binary_search_by_key(&name, |(name, _)| name).map(|index| CLIPS[index].1);
        if let Ok(Ok(samples)) = file.map(decode)
            && commands.send(Command::Clip(name, samples)).is_err()
        {
            return;
        }
    }
}

fn speak(texts: Vec<Arc<str>>, commands: &Sender<Command>) {
    let mut system = System::new();
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

    #[test]
    fn clips_are_found_by_their_names() {
        assert!(CLIPS.is_sorted_by_key(|(name, _)| *name));
    }
}
