//! The worker that makes ready what a plan needs: it decodes people's own sounds and the recorded clips and asks the system's voice for what
//! people wrote themselves, so that the audio thread waits for neither.

use std::{io, sync::mpsc::Sender, thread};

use super::{
    clips::CLIPS,
    decode::decode,
    foreign::{self, Whole},
    system::System,
    thread::Command,
};
use crate::speech::Needs;

/// Starts the worker; it ends when all is made, or nobody wants it any more.
pub(super) fn spawn(needs: Needs, sounds: Vec<Sound>, commands: Sender<Command>) -> io::Result<()> {
    thread::Builder::new().name("voice".into()).spawn(move || work(needs, sounds, &commands)).map(drop)
}

/// A cue's name and a file of the person's own.
type Sound = (&'static str, Vec<u8>);

fn work(needs: Needs, sounds: Vec<Sound>, commands: &Sender<Command>) {
    let decoded = |(cue, file)| Some((cue, foreign::decode(file, Whole::Surely).ok()?.into()));
    if commands.send(Command::OwnCues(sounds.into_iter().filter_map(decoded).collect())).is_err() {
        return;
    }
    for name in needs.clips {
        let file = CLIPS.binary_search_by_key(&name, |(name, _)| name).map(|index| CLIPS[index].1);
        if let Ok(Ok(samples)) = file.map(decode)
            && commands.send(Command::Clip(name, samples)).is_err()
        {
            return;
        }
    }
    let mut system = System::new();
    for text in needs.own {
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
