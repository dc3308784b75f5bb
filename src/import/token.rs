//! A piece of a line with all its possible meanings.

use std::time::Duration;

use super::words::{self, Class};

/// A piece of a line with all its possible meanings.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// Its possible meanings; none for a word that is in no table.
    pub class: Class,
    /// As written.
    pub text: String,
    /// The number or length in it.
    pub value: Value,
}

/// The number in a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// No number.
    None,
    /// A number, or a range.
    Count(u32, u32),
    /// A length, or a range.
    Length(Duration, Duration),
}

impl Token {
    pub(super) fn is(&self, class: Class) -> bool {
        self.class & class != 0
    }

    /// Whether it separates the words before and after it.
    pub(super) fn is_break(&self) -> bool {
        self.is(words::COMMA | words::COLON | words::STOP | words::ARROW)
    }

    /// Whether it is a word, known or not.
    pub(super) fn is_word(&self) -> bool {
        !self.is_break()
            && self.value == Value::None
            && !self.is(words::X | words::LOAD | words::MEASURE | words::ODD | words::SLASH | words::AT | words::TEMPO)
    }

    pub(super) fn new(class: Class, text: impl Into<String>) -> Token {
        Token { class, text: text.into(), value: Value::None }
    }
}

pub(super) fn count(text: &str, low: u32, high: u32) -> Token {
    Token { class: words::NUMBER, text: text.to_owned(), value: Value::Count(low, high) }
}

pub(super) fn number(text: &str) -> Token {
    match text.parse() {
        Ok(number) => count(text, number, number),
        // A decimal number needs a unit.
        Err(_) => Token::new(words::NUMBER, text),
    }
}
