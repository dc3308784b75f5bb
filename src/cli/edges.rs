//! The parts of the machine that every loop uses, and the code that all loops share.

use crate::{
    audio::{Audio, Status},
    session::speech::Needs,
    storage::{self, recorder::Recorder},
    system::{clock::Clock, remote::Remote},
    ui::effect::AudioEffect,
};

/// The clock, the audio thread, the history and the ways in.
#[derive(Clone, Copy, Debug)]
pub struct Edges<'e> {
    /// The time.
    pub clock: Clock,
    /// The sound.
    pub audio: &'e Audio,
    /// The history.
    pub recorder: &'e Recorder,
    /// The ways in from other programs.
    pub remote: &'e Remote,
}

impl Edges<'_> {
    /// Runs before the program is ended from outside: it saves what was done, and restores what was changed on the
    /// desktop.
    pub fn last_words(&self) -> impl FnOnce() + Send + use<> {
        let (save, give_back) = (self.recorder.last_words(), self.remote.last_words());
        move || {
            save();
            give_back();
        }
    }

    /// Performs an audio effect without waiting.
    pub fn perform_audio(&self, effect: AudioEffect) {
        match effect {
            AudioEffect::Open => self.audio.open(),
            AudioEffect::Close => self.audio.close(),
            AudioEffect::Volume(percent, muted) => {
                self.audio.set_volume(percent);
                self.audio.set_muted(muted);
            }
            AudioEffect::Prepare(plan) => {
                let cues = &plan.cues;
                self.audio.prepare(Needs::of(&plan), storage::own_sounds(cues), cues.own_voice.clone());
            }
            AudioEffect::Play(sounds) => {
                if sounds.cancel {
                    self.audio.cancel();
                }
                if !sounds.planned.is_empty() {
                    self.audio.plan(sounds.planned);
                }
            }
        }
    }

    /// The reason why there is no sound, if there is none.
    pub fn why_silent(&self) -> Option<String> {
        match self.audio.status() {
            Status::Silent { why, .. } => Some(why),
            Status::Idle | Status::Opening | Status::Playing { .. } => None,
        }
    }
}
