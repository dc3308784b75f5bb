//! Text that comes from outside: made harmless, cut to a width, compared with what was meant.
//! Everything that is read from a file or a path and shown to a person passes through here.

use std::{borrow::Cow, io};

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Code points shown together as one character at most: a longer pile of combining marks is cut.
const MARKS: usize = 8;
/// The longest word that may be a mistyped one, in bytes.
const WORD: usize = 100;

/// Whether a character could act on a terminal instead of being read, or is not seen at all: C0, DEL and C1 controls,
/// the characters that override, embed or isolate the direction of writing (Unicode TR9, "Explicit Directional"), and
/// those that show nothing, but for the joiners that writing needs.
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
        || matches!(character, '\u{AD}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{E0000}'..='\u{E007F}')
        || matches!(character, '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{3164}' | '\u{FFA0}')
}

/// The text with every unsafe character replaced by its code point in angle brackets, `<U+001B>`, and piles of
/// combining marks cut to eight. A line break becomes a space.
pub fn printable(text: &str) -> Cow<'_, str> {
    let tame =
        |cluster: &str| cluster.chars().count() <= MARKS && (cluster.is_ascii() || !cluster.chars().any(is_unsafe));
    if !text.contains(|c: char| c.is_ascii_control()) && text.graphemes(true).all(tame) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if matches!(cluster, "\n" | "\r\n") {
            out.push(' ');
            continue;
        }
        for character in cluster.chars().take(MARKS) {
            if is_unsafe(character) {
                out.push_str(&code_point(character));
            } else {
                out.push(character);
            }
        }
    }
    Cow::Owned(out)
}

/// A character by its number, as people look it up: `<U+202E>`.
pub fn code_point(character: char) -> String {
    format!("<U+{:04X}>", u32::from(character))
}

/// The text cut to a width in terminal columns, between characters, with an ellipsis where something is missing.
pub fn cut(text: &str, columns: usize) -> Cow<'_, str> {
    if text.width() <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let width = cluster.width();
        if used + width + 1 > columns {
            break;
        }
        used += width;
        out.push_str(cluster);
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    Cow::Owned(out)
}

/// How many rows a paragraph takes when it is broken between words at a width in terminal columns.
pub fn rows(text: &str, columns: usize) -> usize {
    let mut rows = 1;
    let mut used = 0;
    for word in text.split_whitespace() {
        let width = word.width();
        if used > 0 && used + 1 + width > columns {
            rows += 1;
            used = 0;
        }
        used += width + usize::from(used > 0);
        // A word that is longer than a row goes on in the next.
        while columns > 0 && used > columns {
            rows += 1;
            used -= columns;
        }
    }
    rows
}

/// Lines of at most a hundred characters.
pub fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if width > 0 {
            out.push(if width + length < 100 { ' ' } else { '\n' });
            width = if width + length < 100 { width + 1 } else { 0 };
        }
        out.push_str(word);
        width += length;
    }
    out
}

/// The candidate that was most likely meant by a mistyped word, if one is near enough to be worth naming.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > WORD {
        return None;
    }
    let word = word.to_lowercase();
    let length = word.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let allowed = (length.max(other.chars().count()) / 3).max(1);
            let contains = length >= 4 && other.contains(&word);
            // Words of very different length are far apart: no need to count how far.
            if !contains && length.abs_diff(other.chars().count()) > allowed {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&word, &other);
            (contains || distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The message of an error of the system in lower case, without its number: `permission denied`.
pub fn reason(error: &io::Error) -> String {
    let message = error.to_string();
    let message = message.split(" (os error").next().unwrap_or_default();
    let mut letters = message.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn controls_are_shown_by_their_code_point() {
        assert_eq!(printable("a\u{1b}[31mb"), "a<U+001B>[31mb");
        assert_eq!(printable("\u{9b}x\u{202e}y\0"), "<U+009B>x<U+202E>y<U+0000>");
        assert_eq!(printable("two\nlines\r\nhere"), "two lines here");
        assert!(matches!(printable("plain – text ✓"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_not_seen_is_told_apart_from_what_writing_needs() {
        for unseen in "\u{AD}\u{200B}\u{2060}\u{2063}\u{115F}\u{1160}\u{180E}\u{3164}\u{FFA0}\u{E0001}\u{E007F}".chars()
        {
            assert!(is_unsafe(unseen), "{unseen:?}");
        }
        for needed in ["\u{643}\u{200C}\u{647}", "👩\u{200D}🦰", "❤\u{FE0F}", "e\u{301}", "한글", "ｶﾞ", "\u{A0}"]
        {
            assert!(!needed.contains(is_unsafe), "{needed:?}");
        }
    }

    #[test]
    fn a_pile_of_marks_is_cut() {
        let pile = format!("e{}", "\u{301}".repeat(1000));
        assert_eq!(printable(&pile).chars().count(), MARKS);
    }

    #[test]
    fn cutting_respects_width() {
        assert_eq!(cut("glute bridge", 12), "glute bridge");
        assert_eq!(cut("glute bridge", 8), "glute b…");
        assert_eq!(cut("glute bridge", 7), "glute…");
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("日本語", 4), "日…");
        assert_eq!(cut("abc", 0), "");
    }

    #[test]
    fn the_nearest_word_is_named_or_none() {
        let words = ["reps", "rest", "hold", "sides"];
        assert_eq!(nearest("rep", words), Some("reps"));
        assert_eq!(nearest("sidse", words), Some("sides"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest("bridge", ["clamshell", "glute-bridge"]), Some("glute-bridge"));
    }

    proptest! {
        #[test]
        fn printable_text_is_harmless(text in any::<String>()) {
            prop_assert!(!printable(&text).chars().any(is_unsafe));
        }

        #[test]
        fn cut_text_fits(text in any::<String>(), columns in 0usize..40) {
            let text = printable(&text).into_owned();
            prop_assert!(cut(&text, columns).width() <= columns);
        }
    }
}
