//! The bytes a terminal sends, as events: keys, pastes and the focus, and the answers to what it was asked; whatever
//! else comes is passed over.
//!
//! Replaces crossterm's own reader, which blocks inside an incomplete sequence, keeps everything beyond the first 1024
//! bytes until the next key, spins when the terminal hangs up and panics on the bytes `ESC [ 0 ; 0 R`.

use std::mem;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

const ESC: u8 = 0x1b;
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// The maximum length of a paste, in bytes; the rest is dropped.
const PASTE: usize = 64 * 1024;
/// A longer sequence is neither a key nor an answer of the terminal.
const LONGEST: usize = 4096;

/// An incomplete sequence or paste.
#[derive(Debug, Default)]
pub(super) struct KeyReader {
    bytes: Vec<u8>,
    paste: Option<Vec<u8>>,
    answers: Vec<Answer>,
}

/// What a terminal says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Its background: red, green and blue.
    Background([u8; 3]),
    /// Its name and version.
    Version(String),
    /// What it can do, which ends the answers to what was asked before.
    Attributes,
    /// It has changed to its light or its dark mode.
    Mode { light: bool },
}

/// The beginning of some bytes.
enum Read {
    /// An event, and its length in bytes.
    Event(Event, usize),
    /// An answer, and how many bytes made it.
    Answer(Answer, usize),
    /// Bytes without a meaning here.
    Nothing(usize),
    /// A paste begins after these bytes.
    Paste(usize),
    /// More bytes are needed.
    Half,
}

impl KeyReader {
    /// Adds bytes; appends the completed events.
    pub(super) fn take(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        self.bytes.extend_from_slice(bytes);
        let mut rest = self.bytes.as_slice();
        loop {
            if let Some(text) = &mut self.paste {
                let end = find(rest, PASTE_ENDS);
                // Without an end, its first bytes may be the last ones here.
                let held = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_ENDS.len() - 1));
                let (more, after) = rest.split_at(held);
                text.extend(more.iter().take(PASTE - text.len().min(PASTE)));
                rest = after;
                if end.is_none() {
                    break;
                }
                rest = &rest[PASTE_ENDS.len()..];
                events.extend(self.paste.take().as_deref().map(pasted));
            }
            match read(rest) {
                Read::Event(event, used) => {
                    events.push(event);
                    rest = &rest[used..];
                }
                Read::Answer(answer, used) => {
                    self.answers.push(answer);
                    rest = &rest[used..];
                }
                Read::Nothing(used) => rest = &rest[used..],
                Read::Paste(used) => {
                    self.paste = Some(Vec::new());
                    rest = &rest[used..];
                }
                Read::Half => break,
            }
        }
        self.bytes = rest.to_vec();
    }

    /// The answers since the last call.
    pub(super) fn answers(&mut self) -> Vec<Answer> {
        mem::take(&mut self.answers)
    }

    /// Whether a sequence or a paste is incomplete.
    pub(super) fn is_waiting(&self) -> bool {
        !self.bytes.is_empty() || self.paste.is_some()
    }

    /// Whether it is a paste, which may take longer.
    pub(super) fn is_pasting(&self) -> bool {
        self.paste.is_some()
    }

    /// Stops waiting: an incomplete sequence was the Esc key, a key with Alt, or nothing.
    pub(super) fn give_up(&mut self, events: &mut Vec<Event>) {
        if let Some(mut text) = self.paste.take() {
            text.append(&mut self.bytes);
            events.push(pasted(&text));
        }
        match *self.bytes {
            [ESC] => events.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            [ESC, ESC] => events.extend([key(KeyCode::Esc, KeyModifiers::NONE), key(KeyCode::Esc, KeyModifiers::NONE)]),
            [ESC, byte] if byte.is_ascii_graphic() => events.push(character(char::from(byte), KeyModifiers::ALT)),
            _ => {}
        }
        self.bytes.clear();
    }
}

fn read(bytes: &[u8]) -> Read {
    match *bytes {
        [] | [ESC] | [ESC, ESC] => Read::Half,
        [ESC, b'[', ..] => control(bytes),
        [ESC, b'O', ..] => single(bytes),
        [ESC, b'P' | b']' | b'_', ..] => answer(bytes),
        // Alt with an arrow key, as rxvt sends it.
        [ESC, ESC, b'[' | b'O', ..] => with_alt(read(&bytes[1..])),
        [ESC, ESC, ..] => Read::Event(key(KeyCode::Esc, KeyModifiers::NONE), 1),
        [ESC, ..] => with_alt(plain(&bytes[1..])),
        _ => plain(bytes),
    }
}

/// The bytes after an Esc, as a key with Alt.
fn with_alt(read: Read) -> Read {
    match read {
        Read::Event(Event::Key(KeyEvent { code, modifiers, .. }), used) => {
            Read::Event(key(code, modifiers | KeyModifiers::ALT), used + 1)
        }
        Read::Event(event, used) => Read::Event(event, used + 1),
        Read::Answer(answer, used) => Read::Answer(answer, used + 1),
        Read::Nothing(used) => Read::Nothing(used + 1),
        Read::Paste(used) => Read::Paste(used + 1),
        Read::Half => Read::Half,
    }
}

/// A key that sends one character.
fn plain(bytes: &[u8]) -> Read {
    let first = bytes[0];
    let control = |letter: u8| key(KeyCode::Char(char::from(letter)), KeyModifiers::CONTROL);
    let event = match first {
        b'\r' | b'\n' => key(KeyCode::Enter, KeyModifiers::NONE),
        b'\t' => key(KeyCode::Tab, KeyModifiers::NONE),
        0x08 | 0x7f => key(KeyCode::Backspace, KeyModifiers::NONE),
        0 => control(b' '),
        0x01..=0x1a => control(first - 1 + b'a'),
        0x1b..=0x1f => control(first - 0x1c + b'4'),
        _ => return letter(bytes),
    };
    Read::Event(event, 1)
}

fn letter(bytes: &[u8]) -> Read {
    let bytes = &bytes[..bytes.len().min(4)];
    let valid = match str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
        Err(error) => return error.error_len().map_or(Read::Half, Read::Nothing),
    };
    match valid.chars().next() {
        Some(letter) if letter.is_control() => Read::Nothing(letter.len_utf8()),
        Some(letter) => Read::Event(character(letter, KeyModifiers::NONE), letter.len_utf8()),
        None => Read::Nothing(1),
    }
}

/// `ESC O` and a letter.
fn single(bytes: &[u8]) -> Read {
    let Some(&last) = bytes.get(2) else { return Read::Half };
    let code = match last {
        b'M' => Some(KeyCode::Enter),
        _ => named(last),
    };
    match code {
        Some(code) => Read::Event(key(code, KeyModifiers::NONE), 3),
        None => Read::Nothing(if last == ESC { 2 } else { 3 }),
    }
}

/// `ESC [`, numbers, and a letter or `~`.
fn control(bytes: &[u8]) -> Read {
    match *bytes {
        // The Linux console.
        [_, _, b'[', last, ..] if last != ESC => {
            let code = matches!(last, b'A'..=b'E').then(|| KeyCode::F(last - b'A' + 1));
            return code.map_or(Read::Nothing(4), |code| Read::Event(key(code, KeyModifiers::NONE), 4));
        }
        [_, _, b'['] => return Read::Half,
        // A mouse report, enabled by another program: any three bytes follow.
        [_, _, b'M', ..] => return if bytes.len() < 6 { Read::Half } else { Read::Nothing(6) },
        _ => {}
    }
    let Some(end) = bytes[2..].iter().take(LONGEST).position(|byte| !(0x20..=0x3f).contains(byte)) else {
        return endless(bytes);
    };
    let (numbers, last, used) = (&bytes[2..2 + end], bytes[2 + end], end + 3);
    if !(0x40..=0x7e).contains(&last) {
        return Read::Nothing(used - 1);
    }
    if (numbers, last) == (b"200", b'~') {
        return Read::Paste(used);
    }
    match (numbers, last) {
        ([b'?', ..], b'c') => return Read::Answer(Answer::Attributes, used),
        (b"?997;1", b'n') => return Read::Answer(Answer::Mode { light: false }, used),
        (b"?997;2", b'n') => return Read::Answer(Answer::Mode { light: true }, used),
        _ => {}
    }
    sequence(numbers, last).map_or(Read::Nothing(used), |event| Read::Event(event, used))
}

fn sequence(numbers: &[u8], last: u8) -> Option<Event> {
    let mut fields = str::from_utf8(numbers).ok()?.split(';');
    // A second number after a colon is the shifted key, or a press, repeat or release.
    let mut field = || {
        let mut parts = fields.next().unwrap_or_default().split(':').map(str::parse::<u32>);
        (parts.next().and_then(Result::ok), parts.next().and_then(Result::ok))
    };
    let (first, _) = field();
    let (modifiers, kind) = field();
    let (third, _) = field();
    if kind == Some(3) {
        return None;
    }
    let modifiers = modifiers.map_or(KeyModifiers::NONE, held);
    match last {
        b'Z' => Some(key(KeyCode::BackTab, modifiers | KeyModifiers::SHIFT)),
        b'I' if numbers.is_empty() => Some(Event::FocusGained),
        b'O' if numbers.is_empty() => Some(Event::FocusLost),
        // A report of the cursor's position ends with the same letter.
        b'R' if first != Some(1) => None,
        b'~' if first == Some(27) => coded(third?, modifiers),
        b'~' => Some(key(numbered(first?)?, modifiers)),
        b'u' => coded(first?, modifiers),
        _ if first.is_none_or(|first| first == 1) => Some(key(named(last)?, modifiers)),
        _ => None,
    }
}

/// A key given by the code of its character.
fn coded(code: u32, modifiers: KeyModifiers) -> Option<Event> {
    let code = match char::from_u32(code)? {
        '\u{1b}' => KeyCode::Esc,
        '\r' | '\n' => KeyCode::Enter,
        '\t' if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        '\t' => KeyCode::Tab,
        '\u{8}' | '\u{7f}' => KeyCode::Backspace,
        '\u{e000}'..='\u{f8ff}' => return None,
        letter if letter.is_control() => return None,
        letter if modifiers.contains(KeyModifiers::SHIFT) && letter.is_lowercase() => {
            return Some(character(letter.to_uppercase().next()?, modifiers));
        }
        letter => return Some(character(letter, modifiers)),
    };
    Some(key(code, modifiers))
}

fn named(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        _ => return None,
    })
}

fn numbered(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11 => KeyCode::F(1),
        12 => KeyCode::F(2),
        13 => KeyCode::F(3),
        14 => KeyCode::F(4),
        15 => KeyCode::F(5),
        17 => KeyCode::F(6),
        18 => KeyCode::F(7),
        19 => KeyCode::F(8),
        20 => KeyCode::F(9),
        21 => KeyCode::F(10),
        23 => KeyCode::F(11),
        24 => KeyCode::F(12),
        _ => return None,
    })
}

/// An answer of the terminal in a string: to the end of the string, or to where a new sequence begins.
fn answer(bytes: &[u8]) -> Read {
    let body = &bytes[2..bytes.len().min(2 + LONGEST)];
    match body.iter().position(|byte| matches!(*byte, 0x07 | 0x18 | 0x1a | ESC)) {
        Some(end) if body[end] == 0x07 => said(bytes[1], &body[..end], end + 3),
        Some(end) if body[end] != ESC => Read::Nothing(end + 3),
        Some(end) if body.get(end + 1) == Some(&b'\\') => said(bytes[1], &body[..end], end + 4),
        Some(end) if end + 1 < body.len() => Read::Nothing(end + 2),
        _ => endless(bytes),
    }
}

/// What a string says: the background, or the name and version.
fn said(kind: u8, body: &[u8], used: usize) -> Read {
    let text = str::from_utf8(body).unwrap_or_default();
    let answer = match kind {
        b']' => text.strip_prefix("11;").and_then(colour).map(Answer::Background),
        b'P' => text.strip_prefix(">|").map(|version| Answer::Version(version.to_owned())),
        _ => None,
    };
    answer.map_or(Read::Nothing(used), |answer| Read::Answer(answer, used))
}

/// A colour as X11 writes it: `rgb:RR/GG/BB`, each part in one to four hexadecimal digits; `rgba:` has a fourth.
fn colour(text: &str) -> Option<[u8; 3]> {
    let mut parts = text.strip_prefix("rgb:").or(text.strip_prefix("rgba:"))?.split('/');
    let mut part = || {
        let digits = parts.next().filter(|digits| digits.len() <= 4)?;
        let most = (1_u32 << (4 * digits.len())) - 1;
        let value = u32::from_str_radix(digits, 16).ok()?;
        u8::try_from((value * 255 + most / 2) / most.max(1)).ok()
    };
    Some([part()?, part()?, part()?])
}

fn endless(bytes: &[u8]) -> Read {
    if bytes.len() < 2 + LONGEST { Read::Half } else { Read::Nothing(2 + LONGEST) }
}

/// The modifiers of a sequence: one more than the sum of their bits.
fn held(number: u32) -> KeyModifiers {
    let bits = number.saturating_sub(1);
    let bit = |bit: u32, modifier| if bits & bit == 0 { KeyModifiers::NONE } else { modifier };
    bit(1, KeyModifiers::SHIFT)
        | bit(2 | 32, KeyModifiers::ALT)
        | bit(4, KeyModifiers::CONTROL)
        | bit(8, KeyModifiers::SUPER)
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn character(letter: char, modifiers: KeyModifiers) -> Event {
    let shift = if letter.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    key(KeyCode::Char(letter), modifiers | shift)
}

fn pasted(text: &[u8]) -> Event {
    Event::Paste(String::from_utf8_lossy(text).into_owned())
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The events of some input in a short notation: `C-a`, `up`, `A-x`, `[pasted]`.
    fn typed(chunks: &[&[u8]]) -> String {
        let mut keys = KeyReader::default();
        let mut events = Vec::new();
        for chunk in chunks {
            keys.take(chunk, &mut events);
        }
        keys.give_up(&mut events);
        assert!(!keys.is_waiting());
        events.iter().map(brief).collect::<Vec<_>>().join(" ")
    }

    fn brief(event: &Event) -> String {
        match event {
            Event::Key(key) => {
                let mut name = String::new();
                for (modifier, letter) in
                    [(KeyModifiers::CONTROL, "C-"), (KeyModifiers::ALT, "A-"), (KeyModifiers::SHIFT, "S-")]
                {
                    if key.modifiers.contains(modifier) {
                        name += letter;
                    }
                }
                name + &key.code.to_string().to_lowercase()
            }
            Event::Paste(text) => format!("[{text}]"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn keys_are_read() {
        assert_eq!(typed(&[b"aZ 1\r\t\x7f\x08"]), "a S-z space 1 enter tab backspace backspace");
        assert_eq!(typed(&[b"\x01\x1a\x00\x1c"]), "C-a C-z C-space C-4");
        assert_eq!(typed(&["ä→日😀".as_bytes()]), "ä → 日 😀");
        assert_eq!(typed(&[b"\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D\x1b[H\x1bOF"]), "up down C-right S-left home end");
        assert_eq!(typed(&[b"\x1b[3~\x1b[5~\x1b[6;5~\x1b[15~\x1bOP\x1b[[E"]), "del page up C-page down f5 f1 f5");
        assert_eq!(typed(&[b"\x1b[Z\x1bx\x1bX\x1b\x1b[A\x1b\x7f"]), "S-back tab A-x A-S-x A-up A-backspace");
        assert_eq!(typed(&[b"\x1b[99;5u\x1b[27;6;9~\x1b[97;2u\x1b[97;1:3u"]), "C-c C-S-back tab S-a");
    }

    #[test]
    fn an_incomplete_sequence_waits_and_then_is_a_key() {
        assert_eq!(typed(&[b"\x1b"]), "esc");
        assert_eq!(typed(&[b"\x1b\x1b"]), "esc esc");
        assert_eq!(typed(&[b"\x1b["]), "A-[");
        assert_eq!(typed(&[b"\x1b[1;"]), "");
        assert_eq!(typed(&[b"\x1b]"]), "A-]");
        assert_eq!(typed(&[b"\xe2\x86"]), "");
        assert_eq!(typed(&[b"\x1b", b"[", b"1;5", b"A", b"x"]), "C-up x");
        assert_eq!(typed(&[b"\xe2", b"\x86", b"\x92"]), "→");
        assert_eq!(typed(&[b"\x1b[1\x1b[A"]), "up");
    }

    #[test]
    fn a_paste_is_one_event() {
        assert_eq!(typed(&[b"a\x1b[200~qqqq\rd\x1b[A\x1b[201~b"]), "a [qqqq\rd\x1b[A] b");
        assert_eq!(typed(&[b"\x1b[200~one", b" two\x1b[20", b"1~", b"x"]), "[one two] x");
        assert_eq!(typed(&[b"\x1b[200~never ends"]), "[never ends]");
        let long = [b"\x1b[200~".as_slice(), &vec![b'x'; 300_000], b"\x1b[201~q"].concat();
        assert_eq!(typed(&[&long]), format!("[{}] q", "x".repeat(PASTE)));
    }

    /// The answers in some input, which comes in two pieces.
    fn answered(bytes: &[u8]) -> Vec<Answer> {
        let mut keys = KeyReader::default();
        let (mut events, half) = (Vec::new(), bytes.len() / 2);
        keys.take(&bytes[..half], &mut events);
        keys.take(&bytes[half..], &mut events);
        keys.answers()
    }

    #[test]
    fn answers_are_read() {
        let white = Answer::Background([0xff; 3]);
        assert_eq!(answered(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"), std::slice::from_ref(&white));
        assert_eq!(answered(b"\x1b]11;rgb:ff/ff/ff\x07"), [white]);
        assert_eq!(answered(b"\x1b]11;rgba:1818/1a1a/1f1f/cccc\x07"), [Answer::Background([0x18, 0x1a, 0x1f])]);
        assert_eq!(answered(b"\x1b]11;rgb:f/8/0\x07"), [Answer::Background([255, 136, 0])]);
        assert_eq!(answered(b"\x1bP>|kitty(0.42.1)\x1b\\"), [Answer::Version("kitty(0.42.1)".to_owned())]);
        assert_eq!(answered(b"\x1b[?62;22c"), [Answer::Attributes]);
        assert_eq!(answered(b"\x1b[?997;2n"), [Answer::Mode { light: true }]);
        assert_eq!(answered(b"\x1b[?997;1n"), [Answer::Mode { light: false }]);
        for other in [
            b"\x1b]11;rgb:ffff/ffff\x07".as_slice(),
            b"\x1b]11;rgb:/g/0\x07",
            b"\x1b]11;rgb:fffff/0/0\x07",
            b"\x1b]11;?\x07",
            b"\x1b]10;rgb:ff/ff/ff\x07",
            b"\x1bP1$r0m\x1b\\",
            b"\x1b[?997;3n",
            b"\x1b[>0;276;0c",
            // A paste is text, whatever it looks like.
            b"\x1b[200~\x1b]11;rgb:ff/ff/ff\x07\x1b[?62c\x1b[201~",
        ] {
            assert_eq!(answered(other), [], "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn no_key_is_invented() {
        assert_eq!(typed(&[b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1bP>|term 1\x1b\\\x1b]0;q\x07a"]), "a");
        assert_eq!(typed(&[b"\x1b[0;0R\x1b[?62;4c\x1b[?0u\x1b[24;80Ra"]), "a");
        assert_eq!(typed(&[b"\x1b[M qqq\x1b[<0;10;5M\x1b[<0;10;5ma"]), "q a");
        assert_eq!(typed(&[b"\xff\xc3(\x80a\xc2\x9bA"]), "( a S-a");
        assert_eq!(typed(&[b"\x1b[999999999999~\x1b[999~\x1b[1;999999999999A"]), "up");
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_the_same_events(
            bytes in prop::collection::vec(prop_oneof![
                any::<u8>(), Just(ESC), Just(b'['), Just(b'2'), Just(b'0'), Just(b';'), Just(b'~'), Just(b'O')], 0..200),
            cut in 0usize..200,
        ) {
            let (left, right) = bytes.split_at(cut.min(bytes.len()));
            prop_assert_eq!(typed(&[&bytes]), typed(&[left, right]));
        }
    }
}
