//! `unsit export`: every set, a row each, for spreadsheets and programs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{Own, log, meant};
use crate::{
    cli::args::{Export, Shape},
    history::store::SessionSummary,
};

/// The columns of the CSV; the JSON has the same names.
const COLUMNS: [&str; 21] = [
    "session",
    "date",
    "routine",
    "name",
    "id",
    "time",
    "exercise",
    "library",
    "block",
    "round",
    "set",
    "side",
    "goal",
    "reps",
    "seconds",
    "load",
    "outcome",
    "corrected",
    "effort",
    "pain",
    "note",
];

pub(super) fn run(args: &Export, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open_and_tell(messages)?;
    let (history, today) = own.remember(messages)?;
    let sessions = meant(&history, &args.sessions, today);
    match args.format {
        Shape::Json => sessions.flat_map(rows).try_for_each(|row| writeln!(out, "{}", Value::Object(row)))?,
        Shape::Csv => {
            write!(out, "{}\r\n", COLUMNS.join(","))?;
            for row in sessions.flat_map(rows) {
                let cells: Vec<String> =
                    COLUMNS.iter().map(|column| cell(row.get(*column).unwrap_or(&Value::Null))).collect();
                write!(out, "{}\r\n", cells.join(","))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The sets of a session with what they have of it.
fn rows(past: &SessionSummary) -> impl Iterator<Item = Map<String, Value>> {
    past.sets.iter().map(move |set| {
        let mut row = Map::new();
        row.insert("session".to_owned(), (&*past.id).into());
        row.insert("date".to_owned(), past.date.to_string().into());
        row.insert("routine".to_owned(), (&*past.routine).into());
        row.insert("name".to_owned(), (&*past.name).into());
        if let Value::Object(set) = log::set(set) {
            row.extend(set);
        }
        let end = past.end();
        row.insert("effort".to_owned(), end.and_then(|end| end.effort).into());
        row.insert("pain".to_owned(), end.and_then(|end| end.pain).into());
        row.insert("note".to_owned(), end.map(|end| &*end.note).filter(|note| !note.is_empty()).into());
        row
    })
}

/// A cell of RFC 4180: in quotation marks where it has to be.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains([',', '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
