//! What is said: words put together from recorded clips, with their lengths, so that when something is said, and
//! whether there is room for it, is decided here and not by the sound. How clips sound is left to `audio`.

mod needs;
mod number;
mod script;
mod words;

pub use needs::Needs;
pub use script::{beside, counts_down, done, late, opening, paused, tells};
pub use words::{Part, Words};

use std::{collections::BTreeMap, sync::LazyLock, time::Duration};

/// The clips and how long each speaks, as `sounds/voice/render.py` lists them.
static CLIPS: LazyLock<BTreeMap<&'static str, Duration>> = LazyLock::new(|| {
    let list = include_str!("../../../sounds/voice/lengths.txt");
    let clip = |line: &'static str| {
        let (name, length) = line.split_once(' ')?;
        Some((name, Duration::from_millis(length.parse().ok()?)))
    };
    list.lines().filter_map(clip).collect()
});

/// The recorded clip of a name and how long it speaks.
pub fn clip(name: &str) -> Option<(&'static str, Duration)> {
    CLIPS.get_key_value(name).map(|(name, length)| (*name, *length))
}

/// The name of the clip that says a text: its words of ASCII letters, made lower-case, and digits, joined by hyphens.
pub fn slug(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '-').map(|word| {
        let kept = word.chars().filter(char::is_ascii_alphanumeric);
        kept.map(|c| c.to_ascii_lowercase()).collect::<String>()
    });
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_that_of_the_recordings() {
        assert_eq!(slug("Lateral step-up"), "lateral-step-up");
        assert_eq!(slug("Foam roll, quads"), "foam-roll-quads");
        assert_eq!(slug(" Überzug – 2 × "), "berzug-2");
        assert_eq!(slug("…"), "");
    }

    #[test]
    fn every_clip_has_a_length() {
        assert_eq!(clip("lift").map(|(name, _)| name), Some("lift"));
        assert!(CLIPS.len() > 150);
        assert!(CLIPS.values().all(|length| *length > Duration::from_millis(200) && *length < Duration::from_secs(3)));
    }
}
