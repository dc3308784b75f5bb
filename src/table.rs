//! A TOML file read key by key, with every mistake told at its place and nothing silently ignored.
//! What the keys mean is left to `config` and `routine`.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use toml::{
    Spanned,
    de::{DeArray, DeTable, DeValue},
};

use crate::{
    diagnostic::{Code, Diagnostic, Severity, Source},
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
    found: Vec<Diagnostic>,
    /// How many of them are errors.
    errors: usize,
    /// Lines that are not TOML: what follows from them is not told as well.
    broken_lines: Vec<usize>,
    /// What every mistake is told as, inside a part of the file that the rest can do without.
    kind: Option<Code>,
}

impl Mistakes<'_> {
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
        let told = self.kind.filter(|_| code.severity() == Severity::Error).unwrap_or(code);
        let diagnostic = Diagnostic::at(self.source, span, told, message, help);
        let follows = !self.broken_lines.is_empty()
            && (matches!(code, Code::MissingKey | Code::TooLong) || self.broken_lines.contains(&diagnostic.line));
        if !follows {
            self.errors += usize::from(diagnostic.severity == Severity::Error);
            self.found.push(diagnostic);
        }
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
}

/// Parses a whole file. What is not TOML is among the mistakes; the rest of the file is there all the same.
pub fn parse(source: Source<'_>) -> (Spanned<DeTable<'_>>, Mistakes<'_>) {
    let (root, errors) = DeTable::parse_recoverable(source.text);
    let mut mistakes = Mistakes { source, found: Vec::new(), errors: 0, broken_lines: Vec::new(), kind: None };
    let mut broken = Vec::new();
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let first = source.text.get(span.clone()).and_then(|piece| piece.chars().find(|c| text::is_unsafe(*c)));
        match first.filter(|c| !matches!(c, '\n' | '\r' | '\t')) {
            Some(character) => tell_unsafe(&span, character, &mut mistakes),
            None => {
                let help = syntax_help(source.text, &span);
                mistakes.tell(&span, Code::Syntax, &syntax_message(error.message()), help);
            }
        }
        broken.extend(mistakes.found.last().map(|diagnostic| diagnostic.line));
    }
    mistakes.found.dedup_by_key(|diagnostic| diagnostic.line);
    mistakes.broken_lines = broken;
    (root, mistakes)
}

fn syntax_message(message: &str) -> String {
    format!("this is not TOML: {message}")
}

fn syntax_help(text: &str, span: &Range<usize>) -> &'static str {
    let rest = text.get(span.start..).unwrap_or_default();
    if rest.starts_with(['“', '”', '„', '«', '‘', '’']) {
        return "write straight quotes: \"...\"";
    }
    let line = rest.lines().next().unwrap_or_default().trim();
    if line.starts_with(|c: char| c.is_alphanumeric()) && !line.contains('=') {
        return "write text in quotes: key = \"text\"";
    }
    ""
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

    /// Tells each key that does not belong here, with the nearest that does.
    pub fn only(&self, known: &[&str], mistakes: &mut Mistakes<'_>) {
        for (key, span, _) in self.all() {
            if !known.contains(&key) {
                tell_unknown_key(key, &span, known, mistakes);
            }
        }
    }

    /// Tells that a key is missing, at the table's header.
    pub fn missing(&self, message: &str, help: &str, mistakes: &mut Mistakes<'_>) {
        mistakes.tell(&self.span, Code::MissingKey, message, help);
    }
}

fn tell_unknown_key(key: &str, span: &Range<usize>, known: &[&str], mistakes: &mut Mistakes<'_>) {
    let help = match text::nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the keys here are {}", list(known)),
    };
    mistakes.tell(span, Code::UnknownKey, &format!("there is no key `{key}` here"), &help);
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
    if let Some(character) = text.chars().find(|c| text::is_unsafe(*c) && !(most == LONG_TEXT && is_break(*c))) {
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
    Some(At::new(value.span(), text.trim().replace("\r\n", "\n")))
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t')
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
        DeValue::Integer(number) => {
            (number.as_str(), i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| i16::try_from(n).ok()).map(f32::from))
        }
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
    let (found, written) = match value.get_ref() {
        DeValue::String(text) => match parse_duration(text) {
            Ok(found) => (Some(found), text.to_string()),
            Err(mend) => {
                // A text that could act on a terminal is that, whatever else it is.
                if let Some(character) = text.chars().find(|c| text::is_unsafe(*c)) {
                    tell_unsafe(&value.span(), character, mistakes);
                } else {
                    mistakes.tell(&value.span(), Code::BadDuration, &format!("`{text}` is not a duration"), &mend);
                }
                return None;
            }
        },
        DeValue::Integer(number) => {
            let seconds = i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| u64::try_from(n).ok());
            (seconds.map(Duration::from_secs), number.as_str().to_owned())
        }
        other => {
            let help = match other {
                DeValue::Float(number) => format!("write \"{}s\"", number.as_str()),
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
