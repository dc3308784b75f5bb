//! The voice that speaks: the built-in clips, and in front of them those of a folder of the person's own.

use std::{ops::Bound, sync::Arc, time::Duration};

use super::clips;
use crate::base::cue::{Cues, OwnVoice};

/// Which clips there are.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice<'c> {
    own: Option<&'c OwnVoice>,
}

impl<'c> Voice<'c> {
    /// The voice that the settings choose.
    pub fn of(cues: &'c Cues) -> Voice<'c> {
        Voice { own: cues.own_voice.as_deref() }
    }

    /// The clip of a name, and how long it speaks.
    pub fn clip(self, name: &str) -> Option<(Arc<str>, Duration)> {
        Some((Arc::from(name), self.length(name)?))
    }

    /// How long the clip of a name speaks.
    pub fn length(self, name: &str) -> Option<Duration> {
        let own = self.own.and_then(|own| own.clips.get(name)).map(|clip| clip.length);
        own.or_else(|| clips::find(name).map(|clip| clip.length))
    }

    /// Whether the name of any clip begins so.
    pub(super) fn begins(self, start: &str) -> bool {
        clips::begins(start)
            || self.own.is_some_and(|own| {
                let mut from = own.clips.range::<str, _>((Bound::Included(start), Bound::Unbounded));
                from.next().is_some_and(|(name, _)| name.starts_with(start))
            })
    }
}
