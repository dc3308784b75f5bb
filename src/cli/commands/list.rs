//! `unsit list`: the routines, and for files with errors the first error.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use jiff::civil::Weekday;
use serde_json::{Value, json};

use super::{columns::Columns, setup::Setup};
use crate::{
    base::{
        quantity::{rough, seconds},
        text,
    },
    cli::args::{Format, ListArgs},
    routine::{DueDays, Entry, Schedule},
    session::plan::Plan,
    system::output::Style,
};

pub(super) fn run(args: &ListArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
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
                match entry.error() {
                    None => writeln!(out, "{line}")?,
                    Some(error) => writeln!(out, "{line}  {}", style.red(&error.line()))?,
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(entry: &Entry) -> Vec<String> {
    match entry.routine() {
        None => vec![entry.id.clone(), "has errors".to_owned(), String::new(), String::new()],
        Some(routine) => {
            let plan = Plan::new(routine);
            let about = if plan.is_exact() { "" } else { "~" };
            let length = format!("{about}{}", rough(plan.estimate()));
            let mut due = days(routine.schedule.as_ref()).join(" ");
            if let Some(times) = routine.schedule.as_ref().map(|schedule| schedule.times).filter(|times| *times > 1) {
                due.push_str(&format!(" {times}x"));
            }
            vec![entry.id.clone(), length, due, routine.name.clone()]
        }
    }
}

/// One object of `list --format json`.
fn object(entry: &Entry) -> Value {
    let plan = entry.routine().map(Plan::new);
    let schedule = entry.routine().and_then(|routine| routine.schedule.as_ref());
    json!({
        "routine": entry.id,
        "name": entry.routine().map(|routine| &routine.name),
        "file": entry.path().map(|path| path.to_string_lossy()),
        "estimate_s": plan.as_ref().map(|plan| seconds(plan.estimate())),
        "exact": plan.as_ref().map(Plan::is_exact),
        "schedule": match schedule {
            None => Value::Null,
            Some(Schedule { days: DueDays::Daily, .. }) => json!("daily"),
            days_of_week => json!(days(days_of_week)),
        },
        "times": schedule.map(|schedule| schedule.times),
        "mistake": entry.error(),
    })
}

fn days(schedule: Option<&Schedule>) -> Vec<&'static str> {
    match schedule.map(|schedule| &schedule.days) {
        None => Vec::new(),
        Some(DueDays::Daily) => vec!["daily"],
        Some(DueDays::Some(days)) => days.iter().copied().map(day).collect(),
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
