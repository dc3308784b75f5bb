//! A TOML file read key by key: every error is reported at its position, and nothing is silently ignored. `config` and
//! `routine` give the keys their meaning.

mod diagnostics;
mod value;
mod fields;

use toml::{Spanned, de::DeTable};

use crate::base::diagnostic::{Code, Source};

pub use diagnostics::{At, Diagnostics};
pub use fields::{Fields, named_texts};
pub use value::{
    ENTRIES, LONG_TEXT, Least, NAME, TEXT, duration, entries, flag, is_safe, list, number, text, whole, word,
    wrong_type,
};

/// The maximum number of dots and braces outside of strings. Each can begin a table, which takes over a kilobyte of memory:
/// 256 KiB could take 170 MiB.
const TABLES: usize = 10_000;

/// The maximum number of lines. Each can be an error, which takes time and memory until it is counted: the limit is what
/// 256 KiB hold at seven bytes a line.
const LINES: usize = 40_000;

/// Parses a whole file. Syntax errors are among the diagnostics; the rest of the file is still read.
pub fn parse(source: Source<'_>) -> (Spanned<DeTable<'_>>, Diagnostics<'_>) {
    use toml_parser::lexer::TokenKind::{Dot, LeftCurlyBracket};
    let mut tokens = toml_parser::Source::new(source.text).lex();
    let excess = tokens.by_ref().filter(|token| matches!(token.kind(), Dot | LeftCurlyBracket)).nth(TABLES);
    let excess = match (excess, memchr::memchr_iter(b'\n', source.text.as_bytes()).nth(LINES)) {
        (Some(token), _) => {
            let message = format!("more than {TABLES} dots and braces outside of strings");
            Some((token.span().start()..token.span().end(), message, "write fewer dotted keys and inline tables"))
        }
        (None, Some(at)) => Some((at..at, format!("more than {LINES} lines"), "write fewer lines")),
        (None, None) => None,
    };
    let (root, mut errors) = DeTable::parse_recoverable(if excess.is_some() { "" } else { source.text });
    let mut diagnostics = Diagnostics::new(source);
    if let Some((span, message, help)) = excess {
        diagnostics.refuse(&span, Code::TooLarge, &message, help);
    } else if let Some(format) = other_format(source.text).filter(|_| !errors.is_empty()) {
        let help = "write key = value and [[exercise]]; `unsit new NAME` creates an example";
        diagnostics.refuse(&(0..0), Code::Syntax, &format!("expected TOML, found {format}"), help);
        return (DeTable::parse_recoverable("").0, diagnostics);
    }
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    for error in &errors {
        diagnostics.report_syntax(error);
    }
    (root, diagnostics)
}

/// The format of a file whose first lines are JSON or YAML.
fn other_format(text: &str) -> Option<&'static str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next()?;
    if first.starts_with('{') || first == "[" {
        return Some("JSON");
    }
    let is_key = |line: &str| {
        line.trim_start_matches("- ").split_once(':').is_some_and(|(key, value)| {
            !key.is_empty()
                && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
                && (value.is_empty() || value.starts_with(' '))
        })
    };
    let continues = |second: &str| is_key(second) || second.starts_with('-');
    (first == "---" || is_key(first) && lines.next().is_none_or(continues)).then_some("YAML")
}
