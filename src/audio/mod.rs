//! Cues and words to sound, on a thread of its own.
//!
//! Sounds are handed over ahead of time and placed on the output's own clock, exact to the sample. Only the audio
//! thread waits for the sound system, and nothing here prints. Uses the ground rooms, and the clock and processes of
//! `system`. Begin with [`Audio`]; a sound goes from there to the thread, to its timeline and to an output.

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
#[cfg(target_os = "linux")]
pub(crate) use output::duck::duck_others;
pub use system::voice_program;
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

/// Checks that a custom sound can be played. The error is a phrase that gives the reason.
pub fn check(file: Vec<u8>) -> Result<(), String> {
    untrusted::decode(file, untrusted::Length::Exact).map(drop)
}

/// The length of a custom recording, rounded up to whole milliseconds. The error is a phrase that gives the reason why
/// it cannot be played.
pub fn length(file: Vec<u8>) -> Result<Duration, String> {
    let samples = untrusted::decode(file, untrusted::Length::Exact)?.len() as u64;
    Ok(Duration::from_millis((samples * 1000).div_ceil(samples::RATE.get().into())))
}

/// The handle of the audio thread. Dropping it ends the thread and never waits for it.
///
/// No method waits for the sound system: each leaves a message and returns.
#[derive(Debug)]
pub struct Audio {
    commands: Sender<thread::AudioCommand>,
    /// A mutex, because only the latest status matters; it is held only to copy.
    status: Arc<Mutex<Status>>,
}

impl Audio {
    /// Starts the audio thread. No output is opened yet.
    pub fn start(clock: Clock, settings: Settings) -> anyhow::Result<Audio> {
        let (commands, inbox) = mpsc::channel();
        let status = Arc::new(Mutex::new(Status::default()));
        thread::spawn(clock, settings, inbox, Arc::clone(&status)).context("cannot start the audio thread")?;
        Ok(Audio { commands, status })
    }

    /// Opens an output and keeps one open, even if the sound system fails. No output is opened while all sound is
    /// muted.
    pub fn open(&self) {
        self.send(thread::AudioCommand::Open);
    }

    /// Lets started sounds end, drops the rest and closes the output. To pause, call [`Audio::cancel`] first; at the
    /// end of a session, call this alone.
    pub fn close(&self) {
        self.send(thread::AudioCommand::Close);
    }

    /// Decodes the recorded words of a plan and has the system's voice speak custom texts, in the background. Words
    /// that are planned before they are ready are played if they become ready in time.
    ///
    /// `sounds` are custom files for cues, by the cues' names; the built-in sound is played if one cannot be decoded.
    /// Clips of a custom voice replace the built-in ones.
    pub fn prepare(&self, needs: Needs, sounds: Vec<(&'static str, Vec<u8>)>, voice: Option<Arc<OwnVoice>>) {
        // Without a worker there are no words, but the built-in cues still play.
        let _ = speaker::spawn(needs, sounds, voice, self.commands.clone());
    }

    /// Adds sounds to play, preferably some seconds ahead. A sound that is already due is played as soon as possible,
    /// or skipped if it is more than 150 ms late.
    pub fn plan(&self, sounds: Vec<Planned>) {
        self.send(thread::AudioCommand::Plan(sounds));
    }

    /// Drops every sound that has not started, and fades out the others within 5 ms.
    pub fn cancel(&self) {
        self.send(thread::AudioCommand::Cancel);
    }

    /// Sets the volume, 0 to 100; words keep their ratio to it.
    pub fn set_volume(&self, percent: u8) {
        self.send(thread::AudioCommand::Volume(percent));
    }

    /// Mutes or unmutes all sound.
    pub fn set_muted(&self, on: bool) {
        self.send(thread::AudioCommand::Mute(on));
    }

    /// The current state of the sound.
    pub fn status(&self) -> Status {
        self.status.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |status| status.clone())
    }

    fn send(&self, command: thread::AudioCommand) {
        // If the thread has ended, there is nothing to play.
        let _ = self.commands.send(command);
    }
}
