//! The values that only exercises have, each read from its text: reps, waits, tempos.

use toml::de::DeValue;

use super::{
    exercise::Wait,
    keys::REPS,
    sides::{SIDES, Sides},
    work::{Phase, Tempo},
};
use crate::base::{
    diagnostic::Code,
    quantity::{DAY, Reps, parse_duration},
    text,
    toml_reader::{self, At, Diagnostics, Least},
};

/// A number of reps, a range, or `max`.
pub(super) fn reps(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<At<Reps>> {
    if !toml_reader::is_safe(value, diagnostics) {
        return None;
    }
    let DeValue::String(given) = value.get_ref() else {
        let count = toml_reader::whole(value, 1, REPS, diagnostics)?;
        return Some(At::new(count.span(), Reps::Count(count.into_inner())));
    };
    if given == "max" {
        return Some(At::new(value.span(), Reps::Max));
    }
    let bound = |text: &str| text.trim().parse().ok().filter(|_| !text.contains('+'));
    let bounds = given.split_once(['-', '–']).map(|(lower, upper)| (bound(lower), bound(upper)));
    let Some((Some(lower), Some(upper))) = bounds else {
        let help = match given.trim().parse::<u32>() {
            Ok(number) => format!("write it without quotes: {number}"),
            Err(_) => "write a number, a range such as \"8-12\", or \"max\"".to_owned(),
        };
        diagnostics.report(&value.span(), Code::BadValue, &format!("invalid number of reps `{given}`"), &help);
        return None;
    };
    if !(1..=REPS).contains(&lower) || !(1..=REPS).contains(&upper) || lower >= upper {
        let help = format!("write the smaller number first, both from 1 to {REPS}: \"8-12\"");
        diagnostics.report(&value.span(), Code::OutOfRange, &format!("`{given}` is out of range"), &help);
        return None;
    }
    Some(At::new(value.span(), Reps::Range(lower, upper)))
}

/// A duration, or `self`.
pub(super) fn wait(value: &At<DeValue<'_>>, least: Least, diagnostics: &mut Diagnostics<'_>) -> Option<At<Wait>> {
    if value.get_ref().as_str() == Some("self") {
        return Some(At::new(value.span(), Wait::Own));
    }
    if let Some(text) = value.get_ref().as_str()
        && let Err(fix) = parse_duration(text)
    {
        if toml_reader::is_safe(value, diagnostics) {
            let help = format!("{fix}, or \"self\" to end it with Enter");
            diagnostics.report(&value.span(), Code::BadDuration, &format!("invalid duration `{text}`"), &help);
        }
        return None;
    }
    let length = toml_reader::duration(value, least, diagnostics)?;
    Some(At::new(length.span(), Wait::For(length.into_inner())))
}

/// One of the words of [`SIDES`].
pub(super) fn sides(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<At<Sides>> {
    let written = value.get_ref().as_str().unwrap_or_default().to_lowercase();
    let meant = match written.split_once(' ') {
        Some(("each" | "per" | "both", "side" | "sides" | "leg" | "legs" | "arm" | "arms")) => "each",
        None if ["alternating", "alternately", "alternates"].contains(&written.as_str()) => "alternate",
        _ => return toml_reader::word(value, &SIDES, diagnostics),
    };
    let message = format!("invalid value `{written}`");
    diagnostics.report(&value.span(), Code::BadValue, &message, &format!("did you mean \"{meant}\"?"));
    None
}

const TEMPO: &str = "write one to six phases, such as [\"up 2s\", \"down 2s\"], or \"self\"";

/// Phases, or `self`.
pub(super) fn tempo(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<At<Tempo>> {
    match value.get_ref() {
        DeValue::String(word) if word == "self" => Some(At::new(value.span(), Tempo::Own)),
        DeValue::String(_) if !toml_reader::is_safe(value, diagnostics) => None,
        DeValue::String(word) => {
            let phases = Phase::of_digits(word);
            if phases.is_none() {
                diagnostics.report(&value.span(), Code::BadTempo, &format!("invalid tempo `{word}`"), TEMPO);
            }
            phases.map(|phases| At::new(value.span(), Tempo::Phases(phases)))
        }
        DeValue::Array(phases) if !(1..=6).contains(&phases.len()) => {
            let message = format!("tempo of {} phases", phases.len());
            diagnostics.report(&value.span(), Code::BadTempo, &message, TEMPO);
            None
        }
        _ => {
            let entries = toml_reader::entries(value, "[\"up 2s\", \"down 2s\"]", diagnostics)?;
            let phases: Vec<_> = entries.iter().filter_map(|entry| phase(entry, diagnostics)).collect();
            (phases.len() == entries.len()).then(|| At::new(value.span(), Tempo::Phases(phases)))
        }
    }
}

fn phase(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Phase> {
    let written = toml_reader::text(value, toml_reader::TEXT, diagnostics)?;
    let written = written.get_ref();
    let bad = |message: String, help: &str, diagnostics: &mut Diagnostics<'_>| {
        diagnostics.report(&value.span(), Code::BadTempo, &message, help);
        None
    };
    let Some((label, last)) = written.rsplit_once(' ') else {
        return bad(format!("invalid phase `{written}`"), "write what to do and how long: \"up 2s\"", diagnostics);
    };
    // "2s up" means "up 2s".
    let (label, last) = match written.trim().split_once(' ') {
        Some((first, label)) if parse_duration(last).is_err() && parse_duration(first).is_ok() => (label, first),
        _ => (label, last),
    };
    let label = label.trim();
    let length = match parse_duration(last) {
        Ok(length) => length,
        Err(fix) => {
            return bad(
                format!("invalid duration `{last}`"),
                &format!("the last word is the length: {fix}"),
                diagnostics,
            );
        }
    };
    if label.chars().count() > 20 {
        return bad(format!("`{}` is too long", text::cut(label, 40)), "write at most 20 characters", diagnostics);
    }
    if length.is_zero() || length > DAY {
        let help = "write more than \"0s\" and at most \"24h\"";
        diagnostics.report(&value.span(), Code::OutOfRange, &format!("`{last}` is out of range"), help);
        return None;
    }
    Some(Phase { label: label.to_owned(), length })
}
