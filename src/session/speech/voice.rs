//! The voice: the built-in clips, overridden by those in a folder of the user's.

use std::{ops::Bound, sync::Arc, time::Duration};

use super::clips::{self, Starting};
use crate::base::cue::{Cues, OwnVoice};

/// The available clips.
#[derive(Clone, Copy, Debug, Default)]
pub struct Voice<'c> {
    own: Option<&'c OwnVoice>,
}

impl<'c> Voice<'c> {
    /// The voice chosen in the settings.
    pub fn of(cues: &'c Cues) -> Voice<'c> {
        Voice { own: cues.own_voice.as_deref() }
    }

    /// The clip with a name, and its length.
    pub fn clip(self, name: &str) -> Option<(Arc<str>, Duration)> {
        Some((Arc::from(name), self.length(name)?))
    }

    /// The length of the clip with a name.
    pub fn length(self, name: &str) -> Option<Duration> {
        let own = self.own.and_then(|own| own.clips.get(name)).map(|clip| clip.length);
        own.or_else(|| clips::find(name).map(|clip| clip.length))
    }

    /// What is recorded under a name.
    pub(super) fn recorded(self, name: &str) -> Recorded {
        self.search().longer(name)
    }

    /// A search for names that get longer.
    pub(super) fn search(self) -> Search<'c> {
        Search { own: self.own, clips: Starting::all() }
    }
}

/// A search for names that get longer: each is found among those that start with the one before it.
pub(super) struct Search<'c> {
    own: Option<&'c OwnVoice>,
    clips: Starting,
}

impl Search<'_> {
    /// What is recorded under a name that starts with the one before it.
    pub(super) fn longer(&mut self, name: &str) -> Recorded {
        self.clips = self.clips.with(name);
        let found = Recorded::of(name, self.clips.clips().map(|clip| (clip.name, clip.length)));
        let Some(own) = self.own else { return found };
        let from = own.clips.range::<str, _>((Bound::Included(name), Bound::Unbounded));
        let own = Recorded::of(name, from.map(|(name, clip)| (&**name, clip.length)));
        Recorded {
            whole: own.whole.or(found.whole),
            inside: own.inside.or(found.inside),
            begins: own.begins || found.begins,
        }
    }
}

/// What is recorded under a name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Recorded {
    /// The length of the clip with this name.
    pub(super) whole: Option<Duration>,
    /// The length of the same clip as it is spoken inside a sentence, whose name ends with a `+`.
    pub(super) inside: Option<Duration>,
    /// Whether the name of any clip starts with this name.
    pub(super) begins: bool,
}

impl Recorded {
    /// What is recorded under `name`, in sorted clips from this name on.
    fn of<'n>(name: &str, clips: impl Iterator<Item = (&'n str, Duration)>) -> Recorded {
        let mut found = Recorded::default();
        for (other, length) in clips {
            match other.strip_prefix(name) {
                Some("") => found.whole = Some(length),
                Some("+") => found.inside = Some(length),
                rest => return Recorded { begins: found.begins || rest.is_some(), ..found },
            }
            found.begins = true;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_search_finds_both_forms_and_longer_names() {
        let clips =
            ["go", "left", "left+", "left-leg", "lift"].map(|name| (name, Duration::from_secs(name.len() as u64)));
        let found = |name: &str| {
            let found = Recorded::of(name, clips.into_iter().filter(|(other, _)| *other >= name));
            (found.whole.map(|length| length.as_secs()), found.inside.map(|length| length.as_secs()), found.begins)
        };
        assert_eq!(found("left"), (Some(4), Some(5), true));
        assert_eq!(found("left-leg"), (Some(8), None, true));
        assert_eq!(found("lif"), (None, None, true));
        assert_eq!(found("lift"), (Some(4), None, true));
        assert_eq!(found("gone"), (None, None, false));
        assert_eq!(found("lifts"), (None, None, false));
    }
}
