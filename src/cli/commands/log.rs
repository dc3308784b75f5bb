//! `unsit log`: the sessions, newest first.

use std::{io::Write, process::ExitCode};

use serde_json::{Value, json};

use super::{
    columns::Columns,
    sessions::{check_name, no_sessions, selected},
    setup::Setup,
};
use crate::{
    base::{
        count::count,
        quantity::{rough, seconds},
        text,
    },
    cli::args::{Format, LogArgs},
    history::{columns, store::SessionSummary},
    session::player::RoundsDone,
};

pub(super) fn run(args: &LogArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let (history, today) = setup.history(messages)?;
    check_name(&args.sessions, &setup.store, &history)?;
    let sessions: Vec<&SessionSummary> = selected(&history, &args.sessions, today).collect();
    match args.format {
        Format::Json => {
            for past in sessions.iter().rev() {
                writeln!(out, "{}", text::json(&object(past)))?;
            }
        }
        Format::Text if sessions.is_empty() => writeln!(messages, "{}", no_sessions(&args.sessions, today))?,
        Format::Text => {
            let rows: Vec<Vec<String>> = sessions.iter().rev().map(|past| row(past)).collect();
            let columns = Columns::of(&rows, &[2, 3]);
            for row in &rows {
                writeln!(out, "{}", columns.line(row))?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(past: &SessionSummary) -> Vec<String> {
    let sets = match past.all_sets() {
        None => count(past.done_sets(), "set"),
        Some(all) => format!("{}/{}", past.done_sets(), count(all, "set")),
    };
    let rounds: Vec<String> = past.tallies().iter().map(|(_, tally)| tally.to_string()).collect();
    let end = past.end();
    let said = |word: &str, answer: Option<u8>| answer.map(|answer| format!("{word} {answer}"));
    let said: Vec<String> =
        end.into_iter().flat_map(|end| [said("effort", end.effort), said("pain", end.pain)]).flatten().collect();
    vec![
        past.local().strftime("%Y-%m-%d %H:%M").to_string(),
        past.name.to_string(),
        rough(past.active()),
        sets,
        rounds.join(", "),
        said.join(", "),
        end.map(|end| end.note.to_string()).unwrap_or_default(),
    ]
}

/// One object of `log --format json`.
fn object(past: &SessionSummary) -> Value {
    let end = past.end();
    json!({
        "session": &*past.id,
        "date": past.date.to_string(),
        "time": past.at.display_with_offset(past.offset).to_string(),
        "zone": text(&past.zone),
        "routine": &*past.routine,
        "name": &*past.name,
        "outcome": match end {
            None => Value::Null,
            Some(end) => json!(if end.finished { "done" } else { "stopped" }),
        },
        "sets_done": past.done_sets(),
        "sets": past.sets.iter().map(|set| columns::object(past, set, false)).collect::<Vec<_>>(),
        "rounds": past.tallies().iter().map(tally).collect::<Vec<_>>(),
        "active_s": seconds(past.active()),
        "total_s": end.map(|end| seconds(end.total)),
        "effort": end.and_then(|end| end.effort),
        "pain": end.and_then(|end| end.pain),
        "note": end.and_then(|end| text(&end.note)),
    })
}

/// The rounds done of a block with a cap, for programs.
fn tally((block, tally): &(&str, RoundsDone)) -> Value {
    json!({ "block": text(block), "whole": tally.whole, "reps": tally.reps, "seconds": seconds(tally.time) })
}

/// Empty text is null.
fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
