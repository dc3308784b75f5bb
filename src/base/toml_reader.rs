//! A TOML file read key by key, with every mistake told at its place and nothing silently ignored.
//! What the keys mean is left to `config` and `routine`.

mod value;

use std::{collections::BTreeSet, ops::Range};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::base::{
    diagnostic::{Code, Diagnostic, Lines, Severity, Source},
    text,
};

pub use value::{
    LONG_TEXT, Least, NAME, TEXT, duration, entries, flag, is_safe, list, named_texts, number, text, texts, whole,
    word, wrong_type,
};

/// A value of the file and where it stands.
pub type At<T> = Spanned<T>;

/// The mistakes found so far in one file.
#[derive(Debug)]
pub struct Diagnostics<'s> {
    source: Source<'s>,
    lines: Lines,
    found: Vec<Diagnostic>,
    /// How many of them are errors.
    errors: usize,
    /// Lines that are not TOML, and what they spoil: what follows from them is not told as well.
    spoilt: BTreeSet<usize>,
    /// What every mistake is told as, inside a part of the file that the rest can do without.
    kind: Option<Code>,
}

impl<'s> Diagnostics<'s> {
    fn new(source: Source<'s>) -> Self {
        let lines = Lines::new(source.text);
        Diagnostics { source, lines, found: Vec::new(), errors: 0, spoilt: BTreeSet::new(), kind: None }
    }

    /// For what was read without an error before.
    pub fn none() -> Diagnostics<'static> {
        Diagnostics::new(Source { name: "", text: "" })
    }

    /// Reads a part of the file that the rest can do without: whatever is wrong in it is told as one kind of warning.
    ///
    /// Generic, so that the kind cannot be left switched on.
    pub fn all_as<T>(&mut self, kind: Code, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.kind.replace(kind);
        let read = read(self);
        self.kind = before;
        read
    }

    /// Tells a mistake at a place.
    pub fn report(&mut self, span: &Range<usize>, code: Code, message: &str, help: &str) {
        // What is missing, or has no effect, may be on a line that could not be read.
        let needs_all = matches!(code, Code::MissingKey | Code::TooLong | Code::UnevenSides | Code::UnusedKey);
        let follows = self.is_spoilt() && (needs_all || self.spoilt.contains(&self.lines.number(span.start)));
        if !follows {
            let reported = self.kind.filter(|_| code.severity() == Severity::Error).unwrap_or(code);
            self.errors += usize::from(reported.severity() == Severity::Error);
            self.found.push(Diagnostic::in_lines(self.source, &self.lines, span, reported, message, help));
        }
    }

    /// Whether a part of the file could not be read.
    pub fn is_spoilt(&self) -> bool {
        !self.spoilt.is_empty()
    }

    /// How many errors there are so far.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// How many mistakes there are so far, warnings among them.
    pub fn total(&self) -> usize {
        self.found.len()
    }

    /// Whether all mistakes after the first so many are of one kind.
    pub fn are_only(&self, code: Code, after: usize) -> bool {
        self.found.iter().skip(after).all(|diagnostic| diagnostic.code == code)
    }

    /// All mistakes, in order of their place.
    pub fn into_found(mut self) -> Vec<Diagnostic> {
        crate::base::diagnostic::sort(&mut self.found);
        self.found
    }

    /// Tells what is not TOML, once for a line.
    fn report_syntax(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let number = self.lines.number(span.start);
        if self.spoilt.contains(&number) {
            return;
        }
        // Not TOML for the sake of one character: an error at it may have no length.
        let text = self.source.text;
        let piece = text.get(span.start..).unwrap_or_default();
        let length = piece.chars().next().map_or(0, char::len_utf8).max(span.len());
        let culprit = piece.get(..length).and_then(|piece| piece.chars().find(|c| text::is_unsafe(*c)));
        if let Some(character) = culprit.filter(|c| !matches!(c, '\n' | '\r' | '\t')) {
            report_unsafe(&span, character, self);
        } else {
            let help = syntax_help(error.message(), self.lines.text(number, text));
            self.report(&span, Code::Syntax, &format!("invalid TOML: {}", error.message()), help);
        }
        self.spoilt.insert(number);
        if is_header(self.lines.text(number, text)) {
            // Whose keys the lines below it are, nobody knows.
            let below = (number + 1..=self.lines.count()).take_while(|line| !is_header(self.lines.text(*line, text)));
            self.spoilt.extend(below);
        }
    }
}

/// Parses a whole file. What is not TOML is among the mistakes; the rest of the file is there all the same.
pub fn parse(source: Source<'_>) -> (Spanned<DeTable<'_>>, Diagnostics<'_>) {
    let (root, mut errors) = DeTable::parse_recoverable(source.text);
    let mut diagnostics = Diagnostics::new(source);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    for error in &errors {
        diagnostics.report_syntax(error);
    }
    (root, diagnostics)
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

fn syntax_help(message: &str, line: &str) -> &'static str {
    let line = line.trim();
    if is_header(line) {
        let twice = "duplicate table: write double brackets for a list of tables, [[...]]";
        return if message.contains("duplicate key") { twice } else { "" };
    }
    let Some((_, value)) = line.split_once('=') else {
        return "write key = value";
    };
    let value = value.trim();
    let is_open = |quote: char| value.starts_with(quote) && value.matches(quote).count() == 1;
    if message.contains("duplicate key") {
        "duplicate key: remove one"
    } else if value.starts_with(['“', '”', '„', '«', '‘', '’']) {
        "write straight quotes: \"...\""
    } else if value.starts_with(char::is_alphanumeric) {
        "write text in quotes: key = \"text\""
    } else if is_open('"') || is_open('\'') {
        "close the quotes on the same line"
    } else {
        ""
    }
}

fn report_unsafe(span: &Range<usize>, character: char, diagnostics: &mut Diagnostics<'_>) {
    diagnostics.report(
        span,
        Code::UnsafeText,
        &format!("invisible character {}", text::code_point(character)),
        "remove it: a terminal may interpret it",
    );
}

/// One table of the file, read key by key.
#[derive(Debug)]
pub struct Fields<'t> {
    table: &'t DeTable<'t>,
    /// Where the table's header stands.
    pub span: Range<usize>,
}

impl<'t> Fields<'t> {
    /// The table at the top of a file.
    pub fn root(root: &'t Spanned<DeTable<'t>>) -> Self {
        Fields { table: root.get_ref(), span: 0..0 }
    }

    /// Whether it is the table at the top of a file.
    pub fn is_root(&self) -> bool {
        self.span == (0..0)
    }

    /// A value that has to be a table; `shape` is how to write it, `[cues]`.
    pub fn of(value: &'t At<DeValue<'t>>, shape: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Fields { table, span: value.span() }),
            other => {
                wrong_type(value, other, "a table", &format!("write {shape}"), diagnostics);
                None
            }
        }
    }

    /// The value of a key.
    pub fn take(&self, key: &str) -> Option<&'t At<DeValue<'t>>> {
        self.table.get(key)
    }

    /// Every key with its place and value.
    pub fn all(&self) -> impl Iterator<Item = (&'t str, Range<usize>, &'t At<DeValue<'t>>)> {
        self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Tells each key that does not belong here, with the nearest that does. Returns those nearest: they were
    /// probably meant, and are not missing as well.
    pub fn only<'k>(&self, known: &[&'k str], diagnostics: &mut Diagnostics<'_>) -> BTreeSet<&'k str> {
        let unknown = self.all().filter(|(key, ..)| !known.contains(key));
        unknown.filter_map(|(key, span, _)| report_unknown_key(key, &span, known, diagnostics)).collect()
    }

    /// Tells that a key is missing, at the table's header.
    pub fn missing(&self, message: &str, help: &str, diagnostics: &mut Diagnostics<'_>) {
        diagnostics.report(&self.span, Code::MissingKey, message, help);
    }
}

fn report_unknown_key<'k>(
    key: &str,
    span: &Range<usize>,
    known: &[&'k str],
    diagnostics: &mut Diagnostics<'_>,
) -> Option<&'k str> {
    let near = text::nearest(key, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("expected one of {}", quoted(known)),
    };
    diagnostics.report(span, Code::UnknownKey, &format!("unknown key `{key}`"), &help);
    near
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
