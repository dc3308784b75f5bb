//! What is heard of a session, with the moment of each: what it hands to the audio thread ahead of time.

use std::time::Duration;

use crate::{base::cue::Cue, session::speech::Words};

/// A sound that can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// The sound of a cue.
    Cue(Cue),
    /// Words, without their lead; where they cannot be spoken, the cue is heard.
    Words(Words, Option<Cue>),
}

/// A sound and the moment at which it must be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The moment, on the monotonic clock of [`Now`](crate::base::quantity::Now).
    pub at: Duration,
    /// What is heard then.
    pub sound: Sound,
}

/// What the audio thread is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Forget everything that was planned before.
    pub cancel: bool,
    /// Play these. They are not sorted.
    pub planned: Vec<Planned>,
}

impl Sounds {
    /// Nothing but to forget everything that was planned before.
    pub fn cancelled() -> Sounds {
        Sounds { cancel: true, planned: Vec::new() }
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        !self.cancel && self.planned.is_empty()
    }

    /// Adds a cue.
    pub fn push_cue(&mut self, at: Duration, cue: Cue) {
        self.planned.push(Planned { at, sound: Sound::Cue(cue) });
    }

    /// Adds words that begin at a moment. A number or the name of a phase replaces its click, which is heard only where
    /// the words cannot be spoken.
    pub fn push_words(&mut self, at: Duration, words: Words) {
        let is_click = |planned: &Planned| {
            planned.at == at && matches!(planned.sound, Sound::Cue(Cue::Rep(_) | Cue::Phase)) && words.lead.is_zero()
        };
        let click = self.planned.iter().position(is_click).map(|index| self.planned.remove(index).sound);
        let click = if let Some(Sound::Cue(cue)) = click { Some(cue) } else { None };
        self.planned.push(Planned { at: at + words.lead, sound: Sound::Words(words, click) });
    }
}
