//! Single values of a file: texts, lists, numbers, durations and words, with their limits in the messages.

use std::time::Duration;

use toml::de::{DeArray, DeValue};

use super::diagnostics::{At, Diagnostics, report_unsafe};
use crate::base::{
    diagnostic::Code,
    quantity::{DAY, parse_duration, units},
    text,
};

/// The maximum number of entries in a list.
pub const ENTRIES: usize = 100;
/// The default maximum length of a text, in characters.
pub const TEXT: usize = 200;
/// The maximum length of a name, a load or a position, in characters.
pub const NAME: usize = 60;
/// The maximum length of a text of several lines, in characters.
pub const LONG_TEXT: usize = 4000;

/// Reports a value of the wrong type; `wanted` is what was expected, such as `a list`.
pub fn wrong_type(
    at: &At<DeValue<'_>>,
    value: &DeValue<'_>,
    wanted: &str,
    help: &str,
    diagnostics: &mut Diagnostics<'_>,
) {
    let given = match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with decimals",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    diagnostics.report(&at.span(), Code::WrongType, &format!("expected {wanted}, found {given}"), help);
}

/// A text of 1 to `most` characters.
pub fn text(value: &At<DeValue<'_>>, most: usize, diagnostics: &mut Diagnostics<'_>) -> Option<At<String>> {
    let DeValue::String(text) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "text", "write it in quotes: \"...\"", diagnostics);
        return None;
    };
    let text = if most == LONG_TEXT { text.replace("\r\n", "\n") } else { text.to_string() };
    let is_break = |character| most == LONG_TEXT && character == '\n';
    if let Some(character) = text.split(is_break).find_map(text::find_unsafe) {
        report_unsafe(&value.span(), character, diagnostics);
        return None;
    }
    let length = text.chars().count();
    if text.trim().is_empty() || length > most {
        let message = match length {
            _ if text.trim().is_empty() => "empty text".to_owned(),
            length => format!("text of {length} characters"),
        };
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write 1 to {most} characters"));
        return None;
    }
    Some(At::new(value.span(), text.trim().to_owned()))
}

/// Whether a value is free of characters that a terminal could interpret; reports them, even if something else is wrong
/// with the value.
pub fn is_safe(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> bool {
    let culprit = value.get_ref().as_str().and_then(text::find_unsafe);
    if let Some(character) = culprit {
        report_unsafe(&value.span(), character, diagnostics);
    }
    culprit.is_none()
}

/// The entries of a list, at most 100.
pub fn entries<'t>(
    value: &'t At<DeValue<'t>>,
    fix: &str,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<&'t DeArray<'t>> {
    let DeValue::Array(array) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "a list", &format!("write {fix}"), diagnostics);
        return None;
    };
    if array.len() > ENTRIES {
        let message = format!("list of {} entries", array.len());
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write at most {ENTRIES}"));
        return None;
    }
    Some(array)
}

/// A list of texts of 1 to `most` characters each.
pub fn list(value: &At<DeValue<'_>>, most: usize, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<String>> {
    let array = entries(value, "a list of texts: [\"...\", \"...\"]", diagnostics)?;
    let before = diagnostics.errors();
    let texts = array.iter().filter_map(|entry| text(entry, most, diagnostics)).map(At::into_inner).collect();
    (diagnostics.errors() == before).then_some(texts)
}

/// A whole number within a range.
pub fn whole(value: &At<DeValue<'_>>, least: u32, most: u32, diagnostics: &mut Diagnostics<'_>) -> Option<At<u32>> {
    let help = format!("write a whole number from {least} to {most}");
    let DeValue::Integer(number) = value.get_ref() else {
        let help = match value.get_ref() {
            DeValue::String(text) if text.parse::<u32>().is_ok() => format!("write it without quotes: {text}"),
            _ => help,
        };
        wrong_type(value, value.get_ref(), "a whole number", &help, diagnostics);
        return None;
    };
    match i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(|n| u32::try_from(n).ok()) {
        Some(found) if (least..=most).contains(&found) => Some(At::new(value.span(), found)),
        _ => {
            diagnostics.report(&value.span(), Code::OutOfRange, &format!("{} is out of range", number.as_str()), &help);
            None
        }
    }
}

/// A number within a range, with or without decimals.
pub fn number(value: &At<DeValue<'_>>, least: f32, most: f32, diagnostics: &mut Diagnostics<'_>) -> Option<f32> {
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
            wrong_type(value, other, "a number", &help, diagnostics);
            return None;
        }
    };
    // NaN is in no range.
    let inside = found.filter(|found| (least..=most).contains(found));
    if inside.is_none() {
        diagnostics.report(&value.span(), Code::OutOfRange, &format!("{written} is out of range"), &help);
    }
    inside
}

/// `true` or `false`.
pub fn flag(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<bool> {
    if let DeValue::Boolean(flag) = value.get_ref() {
        return Some(*flag);
    }
    wrong_type(value, value.get_ref(), "true or false", "write true or false, without quotes", diagnostics);
    None
}

/// The lower limit of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Least {
    /// 0 s is allowed: it omits the step.
    Nothing,
    /// More than 0 s.
    Something,
}

/// A duration up to 24 h, as text or as whole seconds.
pub fn duration(value: &At<DeValue<'_>>, least: Least, diagnostics: &mut Diagnostics<'_>) -> Option<At<Duration>> {
    let help = match least {
        Least::Nothing => "write a duration from \"0s\" to \"24h\"",
        Least::Something => "write a duration of more than \"0s\" and at most \"24h\"",
    };
    if !is_safe(value, diagnostics) {
        return None;
    }
    let (found, written) = match value.get_ref() {
        DeValue::String(text) => match parse_duration(text) {
            Ok(found) => (Some(found), text.to_string()),
            Err(fix) => {
                diagnostics.report(&value.span(), Code::BadDuration, &format!("invalid duration `{text}`"), &fix);
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
            wrong_type(value, other, "a duration", &help, diagnostics);
            return None;
        }
    };
    match found {
        Some(found) if found <= DAY && (least == Least::Nothing || !found.is_zero()) => {
            Some(At::new(value.span(), found))
        }
        _ => {
            let shown = found.map_or(written, units);
            diagnostics.report(&value.span(), Code::OutOfRange, &format!("`{shown}` is out of range"), help);
            None
        }
    }
}

/// One of a few words, mapped to its value.
pub fn word<T: Copy>(value: &At<DeValue<'_>>, words: &[(&str, T)], diagnostics: &mut Diagnostics<'_>) -> Option<At<T>> {
    let allowed: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let quoted = allowed.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
    let DeValue::String(given) = value.get_ref() else {
        wrong_type(value, value.get_ref(), "a word", &format!("write one of {quoted}"), diagnostics);
        return None;
    };
    if let Some((_, meaning)) = words.iter().find(|(word, _)| word == given) {
        return Some(At::new(value.span(), *meaning));
    }
    if !is_safe(value, diagnostics) {
        return None;
    }
    diagnostics.report_with(&value.span(), Code::BadValue, || {
        let help = match text::nearest(given, allowed.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"? The values are {quoted}"),
            None => format!("write one of {quoted}"),
        };
        (format!("invalid value `{given}`"), help)
    });
    None
}
