//! A TOML file read key by key, with every mistake told at its place and nothing silently ignored.
//! What the keys mean is left to `config` and `routine`.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    time::Duration,
};

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use crate::{
    diagnostic::{Code, Diagnostic, Lines, Severity, Source},
    quantity::{DAY, parse_duration, units},
    text,
};

/// The most entries a list may have.
const ENTRIES: usize = 100;
/// The longest text where nothing else is said, in characters.
pub const TEXT: usize = 200;
/// The longest name, label of a load, or position, in characters.
pub const NAME: usize = 60;
/// The longest text of several lines, in characters.
pub const LONG_TEXT: usize = 4000;

/// A value of the file and where it stands.
pub type At<T> = Spanned<T>;

/// The mistakes found so far in one file.
#[derive(Debug)]
pub struct Mistakes<'s> {
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

impl<'s> Mistakes<'s> {
    fn new(source: Source<'s>) -> Self {
        let lines = Lines::new(source.text);
        Mistakes { source, lines, found: Vec::new(), errors: 0, spoilt: BTreeSet::new(), kind: None }
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
    pub fn tell(&mut self, span: &Range<usize>, code: Code, message: &str, help: &str) {
        // What is missing, or has no effect, may be on a line that could not be read.
        let needs_all = matches!(code, Code::MissingKey | Code::TooLong | Code::OddAlternate | Code::UnusedKey);
        let follows = self.is_spoilt() && (needs_all || self.spoilt.contains(&self.lines.number(span.start)));
        if !follows {
            let told = self.kind.filter(|_| code.severity() == Severity::Error).unwrap_or(code);
            self.errors += usize::from(told.severity() == Severity::Error);
            self.found.push(Diagnostic::in_lines(self.source, &self.lines, span, told, message, help));
        }
    }

    /// Whether a part of the file could not be read.
    pub fn is_spoilt(&self) -> bool {
        !self.spoilt.is_empty()
    }

    /// How many errors there are so far.
    pub fn count(&self) -> usize {
        self.errors
    }

    /// How many mistakes there are so far, warnings among them.
    pub fn told(&self) -> usize {
        self.found.len()
    }

    /// Whether all mistakes after the first so many are of one kind.
    pub fn only_told(&self, code: Code, after: usize) -> bool {
        self.found.iter().skip(after).all(|diagnostic| diagnostic.code == code)
    }

    /// All mistakes, in order of their place.
    pub fn into_found(mut self) -> Vec<Diagnostic> {
        crate::diagnostic::sort(&mut self.found);
        self.found
    }

    /// Tells what is not TOML, once for a line.
    fn tell_syntax(&mut self, error: &toml::de::Error) {
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
            tell_unsafe(&span, character, self);
        } else {
            let help = syntax_help(error.message(), self.lines.text(number, text));
            self.tell(&span, Code::Syntax, &format!("this is not TOML: {}", error.message()), help);
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
pub fn parse(source: Source<'_>) -> (Spanned<DeTable<'_>>, Mistakes<'_>) {
    let (root, mut errors) = DeTable::parse_recoverable(source.text);
    let mut mistakes = Mistakes::new(source);
    errors.sort_by_key(|error| error.span().map(|span| span.start));
    for error in &errors {
        mistakes.tell_syntax(error);
    }
    (root, mistakes)
}

fn is_header(line: &str) -> bool {
    line.trim_start().starts_with('[')
}

fn syntax_help(message: &str, line: &str) -> &'static str {
    let line = line.trim();
    if is_header(line) {
        let twice = "a table stands once; in a list of tables each has double brackets: [[...]]";
        return if message.contains("duplicate key") { twice } else { "" };
    }
    let Some((_, value)) = line.split_once('=') else {
        return "write key = value";
    };
    let value = value.trim();
    let is_open = |quote: char| value.starts_with(quote) && value.matches(quote).count() == 1;
    if message.contains("duplicate key") {
        "a key stands once in its table: take one out"
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

fn tell_unsafe(span: &Range<usize>, character: char, mistakes: &mut Mistakes<'_>) {
    mistakes.tell(
        span,
        Code::UnsafeText,
        &format!("this text has the invisible character {}", text::code_point(character)),
        "take it out: a terminal could act on it",
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
    pub fn of(value: &'t At<DeValue<'t>>, shape: &str, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => Some(Fields { table, span: value.span() }),
            other => {
                wrong_type(value, other, "a table", &format!("write it as {shape}"), mistakes);
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
    pub fn only<'k>(&self, known: &[&'k str], mistakes: &mut Mistakes<'_>) -> BTreeSet<&'k str> {
        let unknown = self.all().filter(|(key, ..)| !known.contains(key));
        unknown.filter_map(|(key, span, _)| tell_unknown_key(key, &span, known, mistakes)).collect()
    }

    /// Tells that a key is missing, at the table's header.
    pub fn missing(&self, message: &str, help: &str, mistakes: &mut Mistakes<'_>) {
        mistakes.tell(&self.span, Code::MissingKey, message, help);
    }
}

fn tell_unknown_key<'k>(
    key: &str,
    span: &Range<usize>,
    known: &[&'k str],
    mistakes: &mut Mistakes<'_>,
) -> Option<&'k str> {
    let near = text::nearest(key, known.iter().copied());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", list(known)),
    };
    mistakes.tell(span, Code::UnknownKey, &format!("there is no key `{key}` here"), &help);
    near
}

fn list(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Tells that something else belongs here, such as `a list`.
pub fn wrong_type(at: &At<DeValue<'_>>, value: &DeValue<'_>, wanted: &str, help: &str, mistakes: &mut Mistakes<'_>) {
    let given = match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    mistakes.tell(&at.span(), Code::WrongType, &format!("{wanted} belongs here, this is {given}"), help);
}

/// A text of 1 to `most` characters.
pub fn text(value: &At<DeValue<'_>>, most: usize, mistakes: &mut Mistakes<'_>) -> Option<At<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "a text", "write it in quotes: \"...\"", mistakes);
        return None;
    };
    let text = if most == LONG_TEXT { text.replace("\r\n", "\n") } else { text.to_string() };
    let is_break = |character| most == LONG_TEXT && character == '\n';
    if let Some(character) = text.chars().find(|c| text::is_unsafe(*c) && !is_break(*c)) {
        tell_unsafe(&value.span(), character, mistakes);
        return None;
    }
    let length = text.chars().count();
    if text.trim().is_empty() || length > most {
        let message = match length {
            _ if text.trim().is_empty() => "this text is empty".to_owned(),
            length => format!("this text has {length} characters"),
        };
        mistakes.tell(&value.span(), Code::OutOfRange, &message, &format!("write 1 to {most} characters"));
        return None;
    }
    Some(At::new(value.span(), text.trim().to_owned()))
}

/// Whether a value is no text that could act on a terminal; tells it if it is, whatever else may be wrong with it.
pub fn is_safe(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> bool {
    let culprit = value.get_ref().as_str().and_then(|text| text.chars().find(|c| text::is_unsafe(*c)));
    if let Some(character) = culprit {
        tell_unsafe(&value.span(), character, mistakes);
    }
    culprit.is_none()
}

/// The entries of a list, at most 100.
pub fn entries<'t>(value: &'t At<DeValue<'t>>, mend: &str, mistakes: &mut Mistakes<'_>) -> Option<&'t DeArray<'t>> {
    let DeValue::Array(array) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "a list", &format!("write {mend}"), mistakes);
        return None;
    };
    if array.len() > ENTRIES {
        let message = format!("this list has {} entries", array.len());
        mistakes.tell(&value.span(), Code::OutOfRange, &message, &format!("write at most {ENTRIES}"));
        return None;
    }
    Some(array)
}

/// A list of texts.
pub fn texts(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let array = entries(value, "a list of texts: [\"...\", \"...\"]", mistakes)?;
    let before = mistakes.count();
    let texts = array.iter().filter_map(|entry| text(entry, TEXT, mistakes)).map(At::into_inner).collect();
    (mistakes.count() == before).then_some(texts)
}

/// A whole number inside a range.
pub fn whole(value: &At<DeValue<'_>>, least: u32, most: u32, mistakes: &mut Mistakes<'_>) -> Option<At<u32>> {
    let help = format!("write a whole number from {least} to {most}");
    let DeValue::Integer(number) = value.get_ref() else {
        let help = match value.get_ref() {
            DeValue::String(text) if text.parse::<u32>().is_ok() => format!("write it without quotes: {text}"),
            _ => help,
        };
        wrong_type(value, value.get_ref(), "a whole number", &help, mistakes);
        return None;
    };
    match i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| u32::try_from(n).ok()) {
        Some(found) if (least..=most).contains(&found) => Some(At::new(value.span(), found)),
        _ => {
            mistakes.tell(&value.span(), Code::OutOfRange, &format!("{} is out of range", number.as_str()), &help);
            None
        }
    }
}

/// A number inside a range, with or without decimals.
pub fn number(value: &At<DeValue<'_>>, least: f32, most: f32, mistakes: &mut Mistakes<'_>) -> Option<f32> {
    let help = format!("write a number from {least} to {most}");
    let (written, found) = match value.get_ref() {
        DeValue::Integer(number) => (
            number.as_str(),
            i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .and_then(|n| i16::try_from(n).ok())
                .map(f32::from),
        ),
        DeValue::Float(number) => (number.as_str(), number.as_str().parse::<f32>().ok()),
        other => {
            wrong_type(value, other, "a number", &help, mistakes);
            return None;
        }
    };
    // What is not a number at all is in no range either.
    let inside = found.filter(|found| (least..=most).contains(found));
    if inside.is_none() {
        mistakes.tell(&value.span(), Code::OutOfRange, &format!("{written} is out of range"), &help);
    }
    inside
}

/// `true` or `false`.
pub fn flag(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<bool> {
    if let DeValue::Boolean(flag) = value.get_ref() {
        return Some(*flag);
    }
    wrong_type(value, value.get_ref(), "true or false", "write true or false, without quotes", mistakes);
    None
}

/// Whether a duration may be nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// 0 s leaves the step out.
    Nothing,
    /// It takes time.
    Something,
}

/// A duration up to 24 h, as text or as whole seconds.
pub fn duration(value: &At<DeValue<'_>>, least: Least, mistakes: &mut Mistakes<'_>) -> Option<At<Duration>> {
    let help = match least {
        Least::Nothing => "write a duration from \"0s\" to \"24h\"",
        Least::Something => "write a duration of more than \"0s\" and at most \"24h\"",
    };
    if !is_safe(value, mistakes) {
        return None;
    }
    let (found, written) = match value.get_ref() {
        DeValue::String(text) => match parse_duration(text) {
            Ok(found) => (Some(found), text.to_string()),
            Err(mend) => {
                mistakes.tell(&value.span(), Code::BadDuration, &format!("`{text}` is not a duration"), &mend);
                return None;
            }
        },
        DeValue::Integer(number) => {
            let seconds = i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| u64::try_from(n).ok());
            (seconds.map(Duration::from_secs), number.as_str().to_owned())
        }
        other => {
            let help = match other {
                DeValue::Float(number) if parse_duration(&format!("{number}s")).is_ok() => {
                    format!("write \"{number}s\"")
                }
                _ => "write a duration, such as \"30s\"".to_owned(),
            };
            wrong_type(value, other, "a duration", &help, mistakes);
            return None;
        }
    };
    match found {
        Some(found) if found <= DAY && (least == Least::Nothing || !found.is_zero()) => {
            Some(At::new(value.span(), found))
        }
        _ => {
            let shown = found.map_or(written, units);
            mistakes.tell(&value.span(), Code::OutOfRange, &format!("`{shown}` is out of range"), help);
            None
        }
    }
}

/// One of a few words, each standing for a value.
pub fn word<T: Copy>(value: &At<DeValue<'_>>, words: &[(&str, T)], mistakes: &mut Mistakes<'_>) -> Option<At<T>> {
    let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let quoted = allowed.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let DeValue::String(given) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "a word", &format!("write one of {quoted}"), mistakes);
        return None;
    };
    if let Some((_, meaning)) = words.iter().find(|(word, _)| word == given) {
        return Some(At::new(value.span(), *meaning));
    }
    if !is_safe(value, mistakes) {
        return None;
    }
    let help = match text::nearest(given, allowed.iter().copied()) {
        Some(near) => format!("did you mean \"{near}\"? The words here are {quoted}"),
        None => format!("write one of {quoted}"),
    };
    mistakes.tell(&value.span(), Code::BadValue, &format!("`{given}` is not a word that belongs here"), &help);
    None
}

/// A table whose keys are words and whose values are texts.
pub fn named_texts(
    value: &At<DeValue<'_>>,
    names: &[&'static str],
    shape: &str,
    mistakes: &mut Mistakes<'_>,
) -> Option<BTreeMap<&'static str, At<String>>> {
    let fields = Fields::of(value, shape, mistakes)?;
    fields.only(names, mistakes);
    Some(names.iter().filter_map(|name| Some((*name, text(fields.take(name)?, TEXT, mistakes)?))).collect())
}
