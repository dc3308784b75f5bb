//! `unsit list`: the routines that can be played, and those that cannot with their first error.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use jiff::civil::Weekday;
use serde_json::{Value, json};

use super::{Setup, Style, columns::Columns};
use crate::{
    base::{
        quantity::{rough, seconds},
        text,
    },
    cli::args::{Format, List},
    routine::{Entry, Schedule},
    session::plan::Plan,
};

pub(super) fn run(args: &List, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let store = Setup::open_and_report(messages)?.store;
    match args.format {
        Format::Json => {
            for entry in store.routines() {
                writeln!(out, "{}", text::json(&object(&entry)))?;
            }
        }
        Format::Text => {
            let style = Style::of(&io::stdout());
            let entries: Vec<Entry> = store.routines().collect();
            let rows: Vec<Vec<String>> = entries.iter().map(row).collect();
            let columns = Columns::of(&rows, &[1]);
            for (entry, row) in entries.iter().zip(&rows) {
                let line = columns.line(row);
                match entry.mistake() {
                    None => writeln!(out, "{line}")?,
                    Some(mistake) => writeln!(out, "{line}  {}", style.red(&mistake.line()))?,
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(entry: &Entry) -> Vec<String> {
    match entry.routine() {
        None => vec![entry.stem.clone(), "has errors".to_owned(), String::new(), String::new()],
        Some(routine) => {
            let plan = Plan::new(routine);
            let about = if plan.is_exact() { "" } else { "~" };
            let length = format!("{about}{}", rough(plan.estimate()));
            vec![entry.stem.clone(), length, days(routine.schedule.as_ref()).join(" "), routine.name.clone()]
        }
    }
}

/// One object of `list --format json`.
fn object(entry: &Entry) -> Value {
    let plan = entry.routine().map(Plan::new);
    let schedule = entry.routine().and_then(|routine| routine.schedule.as_ref());
    json!({
        "routine": entry.stem,
        "name": entry.routine().map(|routine| &routine.name),
        "file": entry.path().map(|path| path.to_string_lossy()),
        "estimate_s": plan.as_ref().map(|plan| seconds(plan.estimate())),
        "exact": plan.as_ref().map(Plan::is_exact),
        "schedule": match schedule {
            None => Value::Null,
            Some(Schedule::Daily) => json!("daily"),
            days_of_week => json!(days(days_of_week)),
        },
        "mistake": entry.mistake(),
    })
}

fn days(schedule: Option<&Schedule>) -> Vec<&'static str> {
    match schedule {
        None => Vec::new(),
        Some(Schedule::Daily) => vec!["daily"],
        Some(Schedule::Days(days)) => days.iter().copied().map(day).collect(),
    }
}

fn day(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}
