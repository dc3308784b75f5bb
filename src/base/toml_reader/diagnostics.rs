//! What is wrong with one file, found while it is read.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::Spanned;

use crate::base::{
    diagnostic::{self, Code, Diagnostic, LineIndex, Severity, Source},
    text,
};

/// A value of the file with its position.
pub type At<T> = Spanned<T>;

/// How many errors of a file are described, and how many warnings; the others are counted.
const DESCRIBED: usize = 100;

/// The errors and warnings found so far in one file.
#[derive(Debug)]
pub struct Diagnostics<'s> {
    source: Source<'s>,
    lines: LineIndex,
    errors: First,
    warnings: First,
    /// How many there are of each kind.
    counts: BTreeMap<Code, usize>,
    /// Lines that are not valid TOML and lines affected by them: errors there that merely follow are not reported.
    spoilt: BTreeSet<usize>,
    /// Inside an optional part of the file, the code under which everything is reported.
    kind: Option<Code>,
}

/// The first diagnostics of a file, by their place, and how many there are.
#[derive(Debug, Default)]
struct First {
    /// With the byte of the file at which each begins; twice [`DESCRIBED`] at most.
    described: Vec<(usize, Diagnostic)>,
    /// One that begins here or later is not among the first.
    end: Option<usize>,
    count: usize,
}

impl First {
    fn push(&mut self, at: usize, diagnostic: Diagnostic) {
        self.described.push((at, diagnostic));
        if self.described.len() >= 2 * DESCRIBED {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.described.sort_by_key(|(at, _)| *at);
        if self.described.len() > DESCRIBED {
            self.described.truncate(DESCRIBED);
            self.end = self.described.last().map(|(at, _)| *at);
        }
    }

    /// The first, and after them how many more there are.
    fn into_found(mut self) -> Vec<Diagnostic> {
        self.cut();
        let more = self.count - self.described.len();
        let mut found: Vec<Diagnostic> = self.described.into_iter().map(|(_, diagnostic)| diagnostic).collect();
        let last = found.last().filter(|_| more > 0).map(|last| last.more(more));
        found.extend(last);
        found
    }
}

impl<'s> Diagnostics<'s> {
    pub(super) fn new(source: Source<'s>) -> Self {
        let lines = LineIndex::new(source.text);
        Diagnostics {
            source,
            lines,
            errors: First::default(),
            warnings: First::default(),
            counts: BTreeMap::new(),
            spoilt: BTreeSet::new(),
            kind: None,
        }
    }

    /// For input that was already checked.
    pub fn none() -> Diagnostics<'static> {
        Diagnostics::new(Source { name: "", text: "" })
    }

    /// Reads an optional part of the file: everything wrong in it is reported as one kind of warning.
    ///
    /// Takes a closure, so that the code cannot stay set.
    pub fn all_as<T>(&mut self, kind: Code, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.kind.replace(kind);
        let read = read(self);
        self.kind = before;
        read
    }

    /// Reports an error or a warning at a position.
    pub fn report(&mut self, span: &Range<usize>, code: Code, message: &str, help: &str) {
        self.report_with(span, code, || (message.to_owned(), help.to_owned()));
    }

    /// As [`Diagnostics::report`], where the message and the help cost time: they are asked for only if the error is
    /// among the first of the file.
    pub fn report_with(&mut self, span: &Range<usize>, code: Code, describe: impl FnOnce() -> (String, String)) {
        // A missing key, or one without effect, may be due to a line that could not be read.
        let needs_all = matches!(code, Code::MissingKey | Code::TooLong | Code::UnevenSides | Code::UnusedKey);
        if self.is_spoilt() && (needs_all || self.spoilt.contains(&self.lines.number(span.start))) {
            return;
        }
        let code = self.kind.filter(|_| code.severity() == Severity::Error).unwrap_or(code);
        *self.counts.entry(code).or_default() += 1;
        let first = match code.severity() {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        first.count += 1;
        if first.end.is_none_or(|end| span.start < end) {
            let (message, help) = describe();
            first.push(span.start, Diagnostic::in_lines(self.source, &self.lines, span, code, &message, &help));
        }
    }

    /// Whether a part of the file could not be read.
    pub fn is_spoilt(&self) -> bool {
        !self.spoilt.is_empty()
    }

    /// The number of errors so far.
    pub fn errors(&self) -> usize {
        self.errors.count
    }

    /// How many diagnostics there are so far that are not of one kind, warnings among them.
    pub fn others_than(&self, code: Code) -> usize {
        self.errors.count + self.warnings.count - self.counts.get(&code).copied().unwrap_or(0)
    }

    /// All diagnostics, in order of their place: the first [`DESCRIBED`] errors and warnings, and how many more there are.
    pub fn into_found(self) -> Vec<Diagnostic> {
        let mut found = self.errors.into_found();
        found.extend(self.warnings.into_found());
        diagnostic::sort(&mut found);
        found
    }

    /// Refuses the whole file.
    pub(super) fn refuse(&mut self, span: &Range<usize>, code: Code, message: &str, help: &str) {
        self.report(span, code, message, help);
        // Nothing is read, so nothing is missing.
        self.spoilt.extend(1..=self.lines.count());
    }

    /// Reports invalid TOML, once for each line.
    pub(super) fn report_syntax(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let number = self.lines.number(span.start);
        if self.spoilt.contains(&number) {
            return;
        }
        // A single character may be invalid: the span of such an error can be empty.
        let text = self.source.text;
        let piece = text.get(span.start..).unwrap_or_default();
        let length = piece.chars().next().map_or(0, char::len_utf8).max(span.len());
        let culprit = piece.get(..length).and_then(|piece| piece.chars().find(|c| text::is_unsafe(*c)));
        if let Some(character) = culprit.filter(|c| !matches!(c, '\n' | '\r' | '\t')) {
            report_unsafe(&span, character, self);
        } else {
            let line = self.lines.text(number, text);
            let help = syntax_help(error.message(), line);
            let ends = line.trim_end().ends_with('=');
            let what = if ends { "missing value" } else { plain_syntax(error.message()) };
            self.report_with(&span, Code::Syntax, || (format!("invalid TOML: {what}"), help));
        }
        self.spoilt.insert(number);
        if is_header(self.lines.text(number, text)) {
            // The table of the lines that follow is unknown.
            let below = (number + 1..=self.lines.count()).take_while(|line| !is_header(self.lines.text(*line, text)));
            self.spoilt.extend(below);
        }
    }
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

/// What the parser found, in the words of a person who does not know its grammar.
fn plain_syntax(message: &str) -> &str {
    const PLAIN: [(&str, &str); 8] = [
        ("string values must be quoted", "text without quotes"),
        ("unquoted keys cannot be empty", "missing key"),
        ("key with no value", "missing `=` after the key"),
        ("invalid basic string, expected `\"`", "missing closing `\"`"),
        ("invalid literal string, expected `'`", "missing closing `'`"),
        ("unclosed array table", "missing `]]`"),
        ("unclosed table", "missing `]`"),
        ("missing escaped value", "unknown escape: write `\\\\` for a backslash"),
    ];
    let plain = PLAIN.iter().find_map(|(parser, plain)| message.starts_with(parser).then_some(*plain));
    plain.unwrap_or_else(|| message.strip_suffix(", expected nothing").unwrap_or(message))
}

fn syntax_help(message: &str, line: &str) -> String {
    let line = line.trim();
    if is_header(line) {
        let name = text::cut(line.trim_matches(['[', ']', ' ']), 40);
        let twice = format!("duplicate table: write [[{name}]] every time, including the first");
        return if message.contains("duplicate key") { twice } else { String::new() };
    }
    let Some((key, value)) = line.split_once('=') else {
        return "write key = value".to_owned();
    };
    let (key, value) = (key.trim(), value.trim());
    let is_open = |quote: char| value.starts_with(quote) && value.matches(quote).count() == 1;
    let is_whole = |value: &str| {
        value.parse::<f64>().is_ok()
            || value.len() > 1 && value.starts_with(['"', '\'']) && value.ends_with(['"', '\''])
    };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-');
    let help = if message.contains("duplicate key") {
        "duplicate key: remove one"
    } else if value.strip_suffix(',').is_some_and(|value| is_whole(value.trim_end())) {
        "remove the comma at the end of the line"
    } else if value.contains('=') && !value.starts_with(['[', '{']) && value.matches('"').count() % 2 == 0 {
        "write each key on a line of its own"
    } else if value.starts_with(['“', '”', '„', '«', '‘', '’']) {
        "write straight quotes: \"...\""
    } else if key == "rest" && ["none", "no", "off", "nil", "null"].contains(&value.to_lowercase().as_str()) {
        "for no rest write rest = 0"
    } else if value.starts_with(char::is_alphanumeric) && value.len() <= 40 && value.chars().all(is_plain) {
        return format!("write text in quotes: {} = \"{value}\"", text::printable(text::cut(key, 40).as_ref()));
    } else if value.starts_with(char::is_alphanumeric) {
        "write text in quotes: key = \"text\""
    } else if is_open('"') || is_open('\'') {
        "close the quotes on the same line"
    } else {
        ""
    };
    help.to_owned()
}

pub(super) fn report_unsafe(span: &Range<usize>, character: char, diagnostics: &mut Diagnostics<'_>) {
    diagnostics.report(
        span,
        Code::UnsafeText,
        &format!("invisible character {}", text::code_point(character)),
        "remove it: a terminal may interpret it",
    );
}
