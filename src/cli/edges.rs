//! The edges of the machine that every loop works with, and what is the same for all of them.

use crate::{
    audio::{Audio, Status},
    session::speech::Needs,
    storage::{self, recorder::Recorder},
    system::clock::Clock,
    ui::effect::AudioEffect,
};

/// The clock, the audio thread and the history.
#[derive(Clone, Copy, Debug)]
pub struct Edges<'e> {
    /// The time.
    pub clock: Clock,
    /// What is heard.
    pub audio: &'e Audio,
    /// What is recorded.
    pub recorder: &'e Recorder,
}

impl Edges<'_> {
    /// Performs an effect on the audio thread; it does not wait.
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

    /// Why nothing can be heard, if nothing can.
    pub fn why_silent(&self) -> Option<String> {
        match self.audio.status() {
            Status::Silent { why, .. } => Some(why),
            Status::Idle | Status::Opening | Status::Playing { .. } => None,
        }
    }
}
