//! ASCII versions of text, for terminals and locales that show nothing else: letters lose their accents, signs become
//! their nearest equivalents.

use std::borrow::Cow;

use deunicode::deunicode_char;

/// The text in ASCII; a character without a counterpart becomes `?`. It may be longer than before.
pub fn in_ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match (character.is_ascii(), sign(character)) {
            (true, _) => out.push(character),
            (false, Some(sign)) => out.push(sign),
            (false, None) => out.push_str(deunicode_char(character).unwrap_or("?")),
        }
    }
    Cow::Owned(out)
}

/// The ASCII version of a character that takes one cell of a screen.
pub fn char_in_ascii(character: char) -> char {
    sign(character).or_else(|| deunicode_char(character)?.chars().next()).unwrap_or('?')
}

/// Signs that keep their width, which deunicode's table does not guarantee.
fn sign(character: char) -> Option<char> {
    Some(match character {
        '‘' | '’' | '′' => '\'',
        '“' | '”' | '″' => '"',
        '‐'..='―' | '─' | '━' | '·' => '-',
        '│' | '┃' => '|',
        '×' | '✗' => 'x',
        '•' => '*',
        '…' => '~',
        '▸' | '→' | '▶' => '>',
        '←' => '<',
        '▲' | '↑' => '^',
        '▼' | '↓' => 'v',
        '✓' | '┌'..='╿' => '+',
        '▀'..='▟' => '#',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' => ' ',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_their_accents_and_signs_keep_their_width() {
        assert_eq!(in_ascii("Plänk à côté – 3×10 … ßtraße ✓"), "Plank a cote - 3x10 ~ sstrasse +");
        assert_eq!(in_ascii("plain"), "plain");
        assert!(in_ascii("日本 Привет \u{10fffd}").is_ascii());
        for character in "äß–█日\u{10fffd}".chars() {
            assert!(char_in_ascii(character).is_ascii(), "{character}");
        }
    }
}
