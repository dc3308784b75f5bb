//! Cues to sound, on a thread of its own: what is to be heard is handed over ahead of time and placed on the
//! output's own clock, exact to the sample. Nothing here waits for the sound system but that thread, and nothing prints.

mod bank;
mod clips;
mod sound_file;
mod decode;
pub(crate) mod untrusted;
mod clock_offset;
mod levels;
mod output;
mod speaker;
mod system;
mod thread;
mod timeline;
mod voice;

use std::{
    sync::{
        Arc, Mutex,
        mpsc::{self, Sender},
    },
    time::Duration,
};

use anyhow::Context;

use crate::{
    config::Config,
    session::{sounds::Planned, speech::Needs},
    system::clock::Clock,
};

/// How loud it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The volume, 0 to 100 as the ear judges it; more is taken as 100.
    pub volume: u8,
    /// The volume of the words, 0 to 100.
    pub voice_volume: u8,
    /// Whether nothing is heard at all.
    pub muted: bool,
    /// Whether a wireless output is kept from falling asleep, by a noise that nobody hears.
    pub keep_awake: bool,
}

impl Settings {
    /// What the person has set.
    pub fn of(config: &Config, muted: bool) -> Settings {
        Settings { volume: config.volume, voice_volume: config.voice_volume, muted, keep_awake: config.keep_awake }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings { volume: 80, voice_volume: 80, muted: false, keep_awake: false }
    }
}

/// Whether a file of a person's own can be played; why not, as a piece of a sentence.
pub fn check(file: Vec<u8>) -> Result<(), String> {
    untrusted::decode(file, untrusted::Length::Exact).map(drop)
}

/// What the sound is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// No output is wanted, or none is open and all is muted.
    #[default]
    Idle,
    /// An output is being opened.
    Opening,
    /// An output is open.
    Playing {
        /// The way and the device, for people.
        output: String,
        /// The time from a sample handed over to the sample heard, where it is known.
        latency: Option<Duration>,
        /// Each way that was tried before, and why it failed.
        tried: Vec<String>,
    },
    /// There is no output; it is tried again and again.
    Silent {
        /// The reason, one lower-case sentence.
        why: String,
        /// Each way that was tried, and why it failed.
        tried: Vec<String>,
    },
}

/// The handle of the audio thread. Dropping it ends the thread and never waits for it.
///
/// No method waits for the sound system: each leaves a message and returns.
#[derive(Debug)]
pub struct Audio {
    commands: Sender<thread::Command>,
    /// A mutex, because the latest word counts and not each one; it is held only to copy it.
    status: Arc<Mutex<Status>>,
}

impl Audio {
    /// Starts the audio thread; it opens nothing yet.
    pub fn start(clock: Clock, settings: Settings) -> anyhow::Result<Audio> {
        let (commands, inbox) = mpsc::channel();
        let status = Arc::new(Mutex::new(Status::default()));
        thread::spawn(clock, settings, inbox, Arc::clone(&status))
            .context("no thread could be started for the sound")?;
        Ok(Audio { commands, status })
    }

    /// Opens the output and keeps it open, whatever befalls the sound system. While all is muted none is opened.
    pub fn open(&self) {
        self.send(thread::Command::Open);
    }

    /// Lets what has begun ring out, forgets the rest and drops the output.
    ///
    /// After [`Audio::cancel`] nothing sounds any more, so a pause is both; the end of a session is this alone.
    pub fn close(&self) {
        self.send(thread::Command::Close);
    }

    /// Makes ready what will be said: recorded words, and what people wrote in the system's voice. It does not wait;
    /// words that are planned before they are ready are heard if they become so in time.
    ///
    /// The sounds are files of the person's own for cues, by their names; one that cannot be played is left to the
    /// built-in sound.
    pub fn prepare(&self, needs: Needs, sounds: Vec<(&'static str, Vec<u8>)>) {
        // Without a worker there are no words, and the built-in cues all the same.
        let _ = speaker::spawn(needs, sounds, self.commands.clone());
    }

    /// Adds sounds to what will be heard; up to some seconds ahead is best. What is due already is heard as soon as
    /// it can be, and left out if it is more than 150 ms late.
    pub fn plan(&self, sounds: Vec<Planned>) {
        self.send(thread::Command::Plan(sounds));
    }

    /// Forgets all that has not begun, and fades what sounds within 5 ms.
    pub fn cancel(&self) {
        self.send(thread::Command::Cancel);
    }

    /// Sets the volume, 0 to 100, for what sounds and what comes; words keep their part of it.
    pub fn volume(&self, percent: u8) {
        self.send(thread::Command::Volume(percent));
    }

    /// Makes all silent, or lets it be heard again.
    pub fn mute(&self, on: bool) {
        self.send(thread::Command::Mute(on));
    }

    /// What the sound is doing now.
    pub fn status(&self) -> Status {
        self.status.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |status| status.clone())
    }

    fn send(&self, command: thread::Command) {
        // A thread that is gone plays nothing; the status says so and nothing else is to be done.
        let _ = self.commands.send(command);
    }
}
