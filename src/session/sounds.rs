//! The sounds of a session with their moments, which it hands to the audio thread ahead of time.

use std::time::Duration;

use crate::{base::cue::Cue, session::speech::Words};

/// A sound that can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// The sound of a cue.
    Cue(Cue),
    /// Words, without their lead; if they cannot be spoken, the cue is played.
    Words(Words, Option<Cue>),
}

/// A sound and when it is heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// The moment, on the monotonic clock of [`Now`](crate::base::quantity::Now).
    pub at: Duration,
    /// The sound.
    pub sound: Sound,
}

/// A change of the planned sounds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds {
    /// Whether to drop everything that was planned before.
    pub cancel: bool,
    /// The sounds to play, in no particular order.
    pub planned: Vec<Planned>,
}

impl Sounds {
    /// Only drops everything that was planned before.
    pub fn cancelled() -> Sounds {
        Sounds { cancel: true, planned: Vec::new() }
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        !self.cancel && self.planned.is_empty()
    }

    /// Adds a cue.
    pub fn push_cue(&mut self, at: Duration, cue: Cue) {
        self.planned.push(Planned { at, sound: Sound::Cue(cue) });
    }

    /// Adds words that start at a moment. A number or the name of a phase replaces its click, which is played only if
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
