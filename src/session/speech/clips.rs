//! The recorded clips: what each is called, how long it speaks, and its sound.

use std::time::Duration;

/// A recorded clip.
#[derive(Clone, Copy, Debug)]
pub struct Clip {
    /// The [`slug`] of what it says; with a `+` where it is said as inside a sentence.
    pub name: &'static str,
    /// How long it speaks, in whole milliseconds, rounded up.
    pub length: Duration,
    /// The Ogg pages of its sound, which follow [`HEADER`].
    pub pages: &'static [u8],
}

/// The Ogg pages with which the file of every clip would begin.
pub const HEADER: &[u8] = include_bytes!("../../../sounds/voice/header.ogg");

/// Each clip's name, its length in milliseconds and its pages, in order of the names: written by the build script.
static CLIPS: &[(&str, u64, &[u8])] = include!(concat!(env!("OUT_DIR"), "/clips.rs"));

fn clip(&(name, length, pages): &(&'static str, u64, &'static [u8])) -> Clip {
    Clip { name, length: Duration::from_millis(length), pages }
}

/// All clips.
pub fn all() -> impl Iterator<Item = Clip> {
    CLIPS.iter().map(clip)
}

/// The clip of a name.
pub fn find(name: &str) -> Option<Clip> {
    CLIPS.binary_search_by_key(&name, |(name, ..)| name).ok().map(|index| clip(&CLIPS[index]))
}

/// Whether the name of any clip begins so.
pub(super) fn begins(start: &str) -> bool {
    let first = CLIPS.partition_point(|(name, ..)| *name < start);
    CLIPS.get(first).is_some_and(|(name, ..)| name.starts_with(start))
}

/// The name of the clip that says a text: its words of ASCII letters, made lower-case, and digits, joined by hyphens.
pub fn slug(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '-').map(letters);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

/// The ASCII letters, made lower-case, and digits of a word.
pub(super) fn letters(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
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
    fn clips_are_found_by_their_names() {
        assert!(CLIPS.is_sorted_by_key(|(name, ..)| *name));
        assert_eq!(find("lift").map(|clip| clip.name), Some("lift"));
        assert!(find("lif").is_none() && begins("lif") && !begins("lifu") && !begins("zz"));
    }

    #[test]
    fn every_clip_has_a_length_that_words_have() {
        for clip in all() {
            assert!((200..10_000).contains(&clip.length.as_millis()), "{}: {:?}", clip.name, clip.length);
        }
    }

    /// Numbers are counted in tempo.
    #[test]
    fn numbers_are_short() {
        let lengths = (1..=30).map(|number: u32| find(&number.to_string()).unwrap().length).collect::<Vec<_>>();
        let mean = lengths.iter().sum::<Duration>() / 30;
        assert!(mean <= Duration::from_millis(620), "{mean:?}");
        assert!(lengths.iter().all(|length| *length <= Duration::from_millis(750)), "{lengths:?}");
    }
}
