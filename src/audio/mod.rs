//! Cues and words to sound, on a thread of its own.
//!
//! Sounds are handed over ahead of time and placed on the output's own clock, exact to the sample. Only the audio thread
//! waits for the sound system, and nothing here prints. Uses the ground, and of `system` the clock and processes. Begin
//! with [`Audio`]; a sound goes from there to the thread, to its timeline and to an output.

mod samples;
mod sound_file;
mod decode;
pub(crate) mod untrusted;
mod bank;
mod clock_offset;
mod voice;
mod timeline;
mod levels;
mod output;
mod thread;
mod system;
mod speaker;

pub use levels::Settings;
pub use thread::Status;

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{self, Sender},
    },
    time::Duration,
};

use anyhow::Context;

use crate::{
    base::cue::OwnVoice,
    session::{sounds::Planned, speech::Needs},
    system::clock::Clock,
};

/// Whether a file of a person's own can be played. The error is a phrase that says why not.
pub fn check(file: Vec<u8>) -> Result<(), String> {
    untrusted::decode(file, untrusted::Length::Exact).map(drop)
}

/// How long a file of a person's own speaks, in whole milliseconds, rounded up; why it cannot be played, as a piece of a sentence.
pub fn length(file: Vec<u8>) -> Result<Duration, String> {
    let samples = untrusted::decode(file, untrusted::Length::Exact)?.len() as u64;
    Ok(Duration::from_millis((samples * 1000).div_ceil(samples::RATE.get().into())))
}

/// The handle of the audio thread. Dropping it ends the thread and never waits for it.
///
/// No method waits for the sound system: each leaves a message and returns.
#[derive(Debug)]
pub struct Audio {
    commands: Sender<thread::Command>,
    /// A mutex, because the latest status counts and not each one; it is held only to copy.
    status: Arc<Mutex<Status>>,
}

impl Audio {
    /// Starts the audio thread; it opens nothing yet.
    pub fn start(clock: Clock, settings: Settings) -> anyhow::Result<Audio> {
        let (commands, inbox) = mpsc::channel();
        let status = Arc::new(Mutex::new(Status::default()));
        thread::spawn(clock, settings, inbox, Arc::clone(&status)).context("cannot start the audio thread")?;
        Ok(Audio { commands, status })
    }

    /// Opens an output and keeps one open, whatever happens to the sound system. While all sound is muted none is opened.
    pub fn open(&self) {
        self.send(thread::Command::Open);
    }

    /// Lets what has begun end, forgets the rest and drops the output. A pause is [`Audio::cancel`] and this; the end of
    /// a session is this alone.
    pub fn close(&self) {
        self.send(thread::Command::Close);
    }

    /// Decodes the recorded words of a plan and has the system's voice speak what people wrote. This returns at once;
    /// words that are planned before they are ready are heard if they are ready in time.
    ///
    /// `sounds` are files of the person's own for cues, by the cues' names; where one cannot be played the built-in sound
    /// is heard. A clip of the person's own voice is heard in place of the built-in one.
    pub fn prepare(&self, needs: Needs, sounds: Vec<(&'static str, Vec<u8>)>, voice: Option<Arc<OwnVoice>>) {
        // Without a worker there are no words, and the built-in cues all the same.
        let _ = speaker::spawn(needs, sounds, voice, self.commands.clone());
    }

    /// Adds sounds to what will be heard; some seconds ahead is best. A sound that is due already is heard as soon as it
    /// can be, and skipped if it is more than 150 ms late.
    pub fn plan(&self, sounds: Vec<Planned>) {
        self.send(thread::Command::Plan(sounds));
    }

    /// Forgets everything that has not begun, and fades what sounds within 5 ms.
    pub fn cancel(&self) {
        self.send(thread::Command::Cancel);
    }

    /// Sets the volume, 0 to 100; words keep their ratio to it.
    pub fn set_volume(&self, percent: u8) {
        self.send(thread::Command::Volume(percent));
    }

    /// Mutes all sound, or ends that.
    pub fn set_muted(&self, on: bool) {
        self.send(thread::Command::Mute(on));
    }

    /// What the sound is doing now.
    pub fn status(&self) -> Status {
        self.status.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |status| status.clone())
    }

    fn send(&self, command: thread::Command) {
        // A thread that is gone plays nothing.
        let _ = self.commands.send(command);
    }
}
