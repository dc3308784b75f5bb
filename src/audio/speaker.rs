//! The worker that makes words: it decodes the recorded clips that a plan needs and asks the system's voice for what
//! people wrote themselves, so that the audio thread waits for neither.

use std::{io, sync::mpsc::Sender, thread};

use super::{clips::CLIPS, decode::decode, system::System, thread::Command};
use crate::speech::Needs;

/// Starts the worker; it ends when all is made, or nobody wants it any more.
pub(super) fn spawn(needs: Needs, commands: Sender<Command>) -> io::Result<()> {
    thread::Builder::new().name("voice".into()).spawn(move || work(needs, &commands)).map(drop)
}

fn work(needs: Needs, commands: &Sender<Command>) {
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
