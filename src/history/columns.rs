//! The columns of a set for programs: `log --format json`, `export` and the guide share this table.

use serde_json::{Map, Value};

use crate::{
    base::quantity::seconds,
    history::store::{RecordedSet, SessionSummary},
};

/// One column of a set.
pub struct Column {
    /// The name in the header of the CSV and the key in the JSON.
    pub name: &'static str,
    /// The meaning, for the guide.
    pub meaning: &'static str,
    /// Whether the value belongs to the session, and is the same for all its sets.
    pub of_session: bool,
    value: fn(&SessionSummary, &RecordedSet) -> Value,
}

/// Every column, in the order of the CSV.
pub const COLUMNS: [Column; 21] = [
    of_session("session", "the id of the session", |past, _| (&*past.id).into()),
    of_session("date", "the day that the session counts for", |past, _| past.date.to_string().into()),
    of_session("routine", "the routine, by the name of its file", |past, _| (&*past.routine).into()),
    of_session("name", "the routine's name", |past, _| (&*past.name).into()),
    of_set("id", "the id of the set", |past, set| set.id(&past.id).into()),
    of_set("time", "when the set ended, with the offset from UTC", |_, set| {
        set.at.display_with_offset(set.offset).to_string().into()
    }),
    of_set("exercise", "the exercise's name", |_, set| (&*set.exercise).into()),
    of_set("library", "the exercise of the library that it uses", |_, set| text(&set.library)),
    of_set("block", "the name of the block", |_, set| text(&set.block)),
    of_set("round", "the round, from 1", |_, set| set.round.into()),
    of_set("set", "the set, from 1", |_, set| set.set.set.into()),
    of_set("side", "`both`, `left`, `right` or `alternate`", |_, set| set.side.name().into()),
    of_set("goal", "the goal in words", |_, set| text(&set.goal)),
    of_set("reps", "the reps that were done, if reps are counted", |_, set| set.reps.into()),
    of_set("seconds", "how long it took, without pauses", |_, set| seconds(set.time).into()),
    of_set("load", "the resistance", |_, set| text(&set.load)),
    of_set("outcome", "`done`, `short` or `skipped`", |_, set| set.outcome.name().into()),
    of_set("corrected", "whether a correction changed it", |_, set| set.corrected.into()),
    of_session("effort", "how hard the session was, 0 to 10", |past, _| past.end().and_then(|end| end.effort).into()),
    of_session("pain", "how much it hurt, 0 to 10", |past, _| past.end().and_then(|end| end.pain).into()),
    of_session("note", "the note of the session", |past, _| past.end().map_or(Value::Null, |end| text(&end.note))),
];

const fn of_session(
    name: &'static str,
    meaning: &'static str,
    value: fn(&SessionSummary, &RecordedSet) -> Value,
) -> Column {
    Column { name, meaning, of_session: true, value }
}

const fn of_set(
    name: &'static str,
    meaning: &'static str,
    value: fn(&SessionSummary, &RecordedSet) -> Value,
) -> Column {
    Column { name, meaning, of_session: false, value }
}

/// A set as an object, with or without the columns of its session.
pub fn object(past: &SessionSummary, set: &RecordedSet, with_session: bool) -> Map<String, Value> {
    let columns = COLUMNS.iter().filter(|column| with_session || !column.of_session);
    columns.map(|column| (column.name.to_owned(), (column.value)(past, set))).collect()
}

/// The table for the guide.
pub fn markdown() -> String {
    let row = |column: &Column| format!("| `{}` | {} |\n", column.name, column.meaning);
    format!("| column | meaning |\n|---|---|\n{}", COLUMNS.iter().map(row).collect::<String>())
}

/// A text; null if it is empty.
fn text(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}
