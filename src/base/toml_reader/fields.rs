//! One table of a file, key by key.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    diagnostics::{At, Diagnostics},
    value::{self, TEXT, wrong_type},
};
use crate::base::{diagnostic::Code, text};

/// One table of the file, read key by key.
#[derive(Debug)]
pub struct Fields<'t> {
    table: &'t DeTable<'t>,
    /// The position of the table's header.
    pub span: Range<usize>,
    /// The name in the table's header, such as `block.exercise`; empty for the table at the top of a file.
    pub header: String,
}

impl<'t> Fields<'t> {
    /// The table at the top of a file.
    pub fn root(root: &'t Spanned<DeTable<'t>>) -> Self {
        Fields { table: root.get_ref(), span: 0..0, header: String::new() }
    }

    /// Whether it is the table at the top of a file.
    pub fn is_root(&self) -> bool {
        self.span == (0..0)
    }

    /// A value that must be a table; `shape` is its notation for the help, such as `[cues]`.
    pub fn of(value: &'t At<DeValue<'t>>, shape: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Fields { table, span: value.span(), header: shape.trim_matches(['[', ']']).to_owned() })
            }
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

    /// Every key with its position and value.
    pub fn all(&self) -> impl Iterator<Item = (&'t str, Range<usize>, &'t At<DeValue<'t>>)> {
        self.table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value))
    }

    /// Reports each unknown key with the nearest known one. Returns those nearest keys: they were probably intended, so
    /// they are not reported as missing.
    pub fn only<'k>(&self, known: &[&'k str], diagnostics: &mut Diagnostics<'_>) -> BTreeSet<&'k str> {
        let unknown = self.all().filter(|(key, ..)| !known.contains(key));
        unknown.filter_map(|(key, span, _)| report_unknown_key(key, &span, known, diagnostics)).collect()
    }

    /// Reports a missing key at the table's header.
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
    let mut near = None;
    diagnostics.report_with(span, Code::UnknownKey, || {
        let lower = key.to_lowercase().replace(['-', ' '], "_");
        let others = OTHER_NAMES.iter().find(|(names, _)| names.contains(&lower.as_str()));
        let ours = |name: &&str| known.iter().find(|known| *known == name).copied();
        let meant: Vec<&'k str> = others.iter().flat_map(|(_, names)| *names).filter_map(ours).collect();
        let elsewhere = ELSEWHERE.iter().find(|(keys, _)| meant.is_empty() && keys.contains(&key));
        let help = if let Some((_, place)) = elsewhere {
            format!("it belongs in {place}")
        } else if meant.len() > 1 {
            near = meant.first().copied();
            format!("did you mean {}?", quoted(&meant).replace(", ", " or "))
        } else {
            near = meant.first().copied().or_else(|| text::nearest(key, known.iter().copied()));
            match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("expected one of {}", quoted(known)),
            }
        };
        (format!("unknown key `{key}`"), help)
    });
    near
}

/// Keys of other programs and of people, and the keys that mean the same here; which of them a table has decides.
const OTHER_NAMES: &[(&[&str], &[&str])] = &[
    (&["duration", "length", "seconds", "secs", "work", "work_time", "time_s"], &["time", "hold"]),
    (&["hold_time", "hold_s", "holding"], &["hold"]),
    (&["repetitions", "repetition", "count", "amount"], &["reps"]),
    (&["series", "set_count", "num_sets"], &["sets"]),
    (&["weight", "weights", "resistance", "band", "kg", "lbs"], &["load"]),
    (&["repeat", "repeats", "loops", "laps", "tabata", "circuit"], &["rounds", "sets"]),
    (&["rest_between_sets", "rest_time", "rest_s", "pause", "break", "recovery", "rest_between_rounds"], &["rest"]),
    (&["rest_between_reps", "pause_between_reps"], &["relax"]),
    (&["exercises", "exercise_list", "movements", "moves", "steps"], &["exercise"]),
    (&["blocks", "groups", "sections", "supersets", "circuits"], &["block"]),
    (&["notes", "note", "cue", "coaching", "comments", "comment", "hints"], &["tips", "description"]),
    (&["text", "howto", "how_to", "instruction"], &["instructions", "description"]),
    (&["about", "desc", "summary"], &["description"]),
    (&["title", "label", "exercise_name"], &["name"]),
    (&["days", "frequency", "when", "day", "weekdays", "due"], &["schedule"]),
    (&["times_a_day", "times_per_day", "per_day", "daily"], &["times"]),
    (&["amrap", "time_cap", "timecap"], &["cap"]),
    (&["emom", "interval", "every_minute"], &["every"]),
    (&["per_side", "bilateral", "unilateral", "each_side"], &["sides"]),
    (&["category", "type", "kind"], &["group"]),
    (&["progression", "grow", "increase"], &["progress"]),
    (&["pace", "cadence", "speed"], &["tempo"]),
    (&["start_position", "starting_position"], &["position"]),
    (&["from", "library", "ref", "id"], &["use"]),
    (&["source", "links", "reference", "references"], &["sources"]),
    (&["increment", "step", "by"], &["add"]),
    (&["max", "goal", "target", "limit"], &["until"]),
];

/// Keys that another table has.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["rounds", "every", "cap"], "a [[block]]"),
    (
        &["sets", "reps", "hold", "time", "relax", "tempo", "load", "tips", "sides", "position", "progress"],
        "an [[exercise]]",
    ),
    (&["schedule", "times", "description", "tags", "group", "defaults"], "the top of the file, above all tables"),
];

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// A table whose keys are words and whose values are texts.
pub fn named_texts(
    value: &At<DeValue<'_>>,
    names: &[&'static str],
    shape: &str,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<BTreeMap<&'static str, At<String>>> {
    let fields = Fields::of(value, shape, diagnostics)?;
    fields.only(names, diagnostics);
    Some(names.iter().filter_map(|name| Some((*name, value::text(fields.take(name)?, TEXT, diagnostics)?))).collect())
}
