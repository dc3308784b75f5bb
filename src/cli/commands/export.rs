//! `unsit export`: every set as a row, for spreadsheets and programs.

use std::{io::Write, process::ExitCode};

use serde_json::{Map, Value};

use super::{
    sessions::{check_name, selected},
    setup::Setup,
};
use crate::{
    base::text,
    cli::args::{ExportArgs, ExportFormat},
    history::{
        columns::{self, COLUMNS},
        store::SessionSummary,
    },
};

pub(super) fn run(args: &ExportArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let (history, today) = setup.history(messages)?;
    check_name(&args.sessions, &setup.store, &history)?;
    let sessions = selected(&history, &args.sessions, today);
    match args.format {
        ExportFormat::Json => sessions.flat_map(rows).try_for_each(|row| writeln!(out, "{}", text::json(&row)))?,
        ExportFormat::Csv => {
            let separator = args.delimiter.unwrap_or(',');
            let delimiter = separator.to_string();
            if args.bom {
                write!(out, "\u{FEFF}")?;
            }
            write!(out, "{}\r\n", COLUMNS.map(|column| column.name).join(&delimiter))?;
            for row in sessions.flat_map(rows) {
                let cells: Vec<String> = row.values().map(|value| cell(value, separator)).collect();
                write!(out, "{}\r\n", cells.join(&delimiter))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The sets of a session, one row each.
fn rows(past: &SessionSummary) -> impl Iterator<Item = Map<String, Value>> {
    past.sets.iter().map(|set| columns::object(past, set, true))
}

/// A cell as in RFC 4180, quoted if needed.
///
/// A text that a spreadsheet would run as a formula starts with `'`, as OWASP recommends against CSV injection.
fn cell(value: &Value, delimiter: char) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.contains([delimiter, '"', '\r', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
