//! Text from outside: made printable, cut to a width, compared with the words that were probably meant. All text from
//! files and paths passes through here before it is shown.

use std::{borrow::Cow, io, sync::LazyLock};

use regex_syntax::hir::{Class, HirKind};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The maximum number of code points in one displayed character: longer piles of combining marks are cut.
const MARKS: usize = 8;
/// The longest word that is checked for typing errors, in bytes.
const WORD: usize = 100;

/// The characters without a glyph: Unicode's `Default_Ignorable_Code_Point`, sorted.
static INVISIBLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    match regex_syntax::parse(r"\p{Default_Ignorable_Code_Point}").map(regex_syntax::hir::Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => {
            class.ranges().iter().map(|range| (range.start(), range.end())).collect()
        }
        _ => Vec::new(),
    }
});

/// Whether a terminal could interpret a character instead of showing it, or the character is invisible: C0, DEL and C1
/// controls, the characters that override, embed or isolate the direction of writing (Unicode TR9, "Explicit
/// Directional"), line and paragraph separators, interlinear annotation, and characters without a glyph. The two
/// joiners and the sixteen variation selectors are allowed, because scripts and emoji need them; [`find_unsafe`] checks
/// their position.
pub fn is_unsafe(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}')
        || (is_invisible(character) && !is_modifier(character))
        || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn is_invisible(character: char) -> bool {
    let after = INVISIBLE.partition_point(|(first, _)| *first <= character);
    after > 0 && character <= INVISIBLE[after - 1].1
}

/// A joiner or a variation selector, which changes how its neighbours are displayed.
fn is_modifier(character: char) -> bool {
    matches!(character, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// The first character that makes a text unsafe: an unsafe one, or a joiner or variation selector that follows no
/// visible character. Line breaks count as unsafe.
pub fn find_unsafe(text: &str) -> Option<char> {
    // Nearly every text is ASCII, and this is the quicker way.
    if text.is_ascii() {
        return text.chars().find(char::is_ascii_control);
    }
    let mut before = ' ';
    text.chars().find(|character| {
        let follows_nothing =
            before.is_whitespace() || (is_modifier(before) && !matches!(before, '\u{FE00}'..='\u{FE0F}'));
        before = *character;
        is_unsafe(*character) || (is_modifier(*character) && follows_nothing)
    })
}

/// A value as one line of JSON. Characters that a terminal could interpret are escaped, so that the line is safe to
/// print and has the same meaning.
pub fn json(value: &impl Serialize) -> String {
    let line = serde_json::to_string(value).unwrap_or_default();
    if !line.contains(is_unsafe) {
        return line;
    }
    let mut out = String::with_capacity(line.len());
    for character in line.chars() {
        if is_unsafe(character) {
            let mut units = [0; 2];
            character.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(character);
        }
    }
    out
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

/// The code point of a character in its usual notation: `<U+202E>`.
pub fn code_point(character: char) -> String {
    format!("<U+{:04X}>", u32::from(character))
}

/// The text cut to a width in terminal columns, between characters, with an ellipsis if anything was cut.
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

/// The number of rows of a paragraph that is wrapped at a width in terminal columns.
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
        // A word longer than a row continues in the next.
        while columns > 0 && used > columns {
            rows += 1;
            used -= columns;
        }
    }
    rows
}

/// The text wrapped at a hundred characters.
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

/// The candidate that was most likely meant by a mistyped word, if one is near enough to suggest.
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
            // Words of very different length are not similar: skip the comparison.
            if !contains && length.abs_diff(other.chars().count()) > allowed {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&word, &other);
            (contains || distance <= allowed).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The message of a system error in lower case, without its number: `permission denied`.
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
    fn invisible_characters_differ_from_those_that_scripts_need() {
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
    fn every_character_that_is_not_displayed_is_unsafe() {
        let unseen = [
            0x34F..=0x34F,
            0x2065..=0x2065,
            0x206A..=0x206F,
            0x17B4..=0x17B5,
            0x180B..=0x180F,
            0xFFF0..=0xFFFB,
            0x1_D173..=0x1_D17A,
            0xE_0080..=0xE_0FFF,
        ];
        for character in unseen.into_iter().flatten().filter_map(char::from_u32) {
            assert!(is_unsafe(character), "{character:?}");
        }
    }

    #[test]
    fn joiners_and_variation_selectors_belong_after_a_visible_character() {
        for text in ["👩\u{200D}🦰", "👩\u{200D}❤\u{FE0F}\u{200D}👨", "\u{643}\u{200C}\u{647}", "1\u{FE0F}\u{20E3}"]
        {
            assert_eq!(find_unsafe(text), None, "{text:?}");
        }
        for text in ["\u{FE0F}", "a \u{200D}b", "\u{200C}a", "a\u{200D}\u{200D}"] {
            assert!(find_unsafe(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn json_escapes_control_characters_and_keeps_its_meaning() {
        let text = "a\u{1b}\u{7f}\u{9b}\u{202e}\u{E0041}\"{}\\";
        let line = json(&text);
        assert_eq!(line, r#""a\u001b\u007f\u009b\u202e\udb40\udc41\"{}\\""#);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
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
