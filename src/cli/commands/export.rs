//! `unsit export`: every set, a row each, for spreadsheets and programs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{Setup, selected};
use crate::{
    base::text,
    cli::args::{Export, Shape},
    history::{
        columns::{self, COLUMNS},
        store::SessionSummary,
    },
};

pub(super) fn run(args: &Export, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let (history, today) = setup.history(messages)?;
    let sessions = selected(&history, &args.sessions, today);
    match args.format {
        Shape::Json => sessions.flat_map(rows).try_for_each(|row| writeln!(out, "{}", text::json(&row)))?,
        Shape::Csv => {
            let delimiter = args.delimiter.to_string();
            if args.bom {
                write!(out, "\u{FEFF}")?;
            }
            write!(out, "{}\r\n", COLUMNS.map(|column| column.name).join(&delimiter))?;
            for row in sessions.flat_map(rows) {
                let cells: Vec<String> = row.values().map(|value| cell(value, args.delimiter)).collect();
                write!(out, "{}\r\n", cells.join(&delimiter))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The sets of a session, a row each.
fn rows(past: &SessionSummary) -> impl Iterator<Item = Map<String, Value>> {
    past.sets.iter().map(|set| columns::object(past, set, true))
}

/// A cell of RFC 4180, in quotation marks where it needs them.
///
/// A text that a spreadsheet would run as a formula is led by `'`, as OWASP advises against CSV injection.
fn cell(value: &Value, delimiter: char) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains([delimiter, '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
