//! `unsit status`: one line for tmux, a status bar or a prompt. It runs frequently, so it reads only the starts and
//! ends of sessions.

use std::{io::Write, process::ExitCode, time::Duration};

use anyhow::bail;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::setup::{self, Setup, today};
use crate::{
    base::{
        quantity::{minutes, seconds},
        text,
    },
    cli::args::StatusArgs,
    history::{stats, store::History},
    routine::Entry,
    storage,
    system::clock::Clock,
};

const PLACEHOLDERS: [&str; 7] = ["due", "next", "done", "streak", "longest", "last", "sitting"];

pub(super) fn run(args: &StatusArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open();
    let today = today();
    let history =
        setup.workspace.paths.history(&setup.config).map(|folder| storage::skim_history(&folder)).unwrap_or_default();
    let entries: Vec<_> = setup.store.routines().collect();
    let due_today = |entry: &'_ Entry| {
        let schedule = entry.schedule(stats::last_done(&history, &entry.id).is_some())?;
        let done = stats::times_done(&history, &entry.id, today.date);
        schedule.contains(today.date.weekday()).then_some((done, schedule.times))
    };
    let due: Vec<DueToday<'_>> = entries
        .iter()
        .filter_map(|entry| due_today(entry).map(|(done, times)| DueToday { entry, done, times }))
        .collect();
    let (done, open): (Vec<&DueToday<'_>>, Vec<&DueToday<'_>>) = due.iter().partition(|due| due.done >= due.times);
    let streak = stats::streak(stats::of(&history, None), &setup::due(&entries, &history), today);
    let next = open.first().map_or("", |due| due.entry.name());
    let part = open.first().filter(|due| due.times > 1);
    let part = part.map_or(String::new(), |due| format!(" ({} of {} done)", due.done, due.times));
    let last = history.sessions().iter().filter(|past| past.counts_for_streak()).map(|past| past.date).max();
    let sat = sat(&setup, &history);
    if args.format.as_deref() == Some("json") {
        let object = json!({
            "today": today.date.to_string(),
            "due": open.iter().map(|due| due.json()).collect::<Vec<_>>(),
            "done": done.iter().map(|due| due.json()).collect::<Vec<_>>(),
            "streak": streak.current,
            "longest_streak": streak.longest,
            "last": last.map(|last| last.to_string()),
            "sitting_s": sat.map(seconds),
        });
        writeln!(out, "{}", text::json(&object))?;
        return Ok(ExitCode::SUCCESS);
    }
    let last = last.map_or_else(|| "never".to_owned(), |last| stats::ago(last, today.date));
    let sitting = sat.map_or_else(String::new, minutes);
    let Some(format) = &args.format else {
        let mut words = match (open.len(), due.len()) {
            (0, 0) => "nothing is due".to_owned(),
            (0, _) => "done for today".to_owned(),
            (1, _) => format!("due: {next}{part}"),
            (more, _) => format!("due: {next}{part} and {} more", more - 1),
        };
        if streak.current > 1 {
            words.push_str(&format!(", {} days in a row", streak.current));
        }
        if !sitting.is_empty() {
            words.push_str(&format!(", sitting for {sitting}"));
        }
        writeln!(out, "{words}")?;
        return Ok(ExitCode::SUCCESS);
    };
    let value = |name: &str| match name {
        "due" => Some(open.len().to_string()),
        "next" => Some(next.to_owned()),
        "done" => Some(done.len().to_string()),
        "streak" => Some(streak.current.to_string()),
        "longest" => Some(streak.longest.to_string()),
        "last" => Some(last.clone()),
        "sitting" => Some(sitting.clone()),
        _ => None,
    };
    writeln!(out, "{}", filled(format, value)?)?;
    Ok(ExitCode::SUCCESS)
}

/// A routine that is due today.
struct DueToday<'a> {
    entry: &'a Entry,
    /// How many times it was done.
    done: u32,
    /// How many times it is due.
    times: u32,
}

impl DueToday<'_> {
    /// A routine of `status --format json`.
    fn json(&self) -> Value {
        let DueToday { entry, done, times } = self;
        json!({ "routine": entry.id, "name": entry.name(), "done": done, "times": times })
    }
}

/// The time spent sitting, if a desk is open: since its start time, or since the last session.
fn sat(setup: &Setup, history: &History) -> Option<Duration> {
    let now = Clock::new().now().wall;
    let since = storage::sits_since(setup.workspace.paths.data.as_deref()?)?;
    let since = history.last_up(now).into_iter().fold(since, Timestamp::max);
    Duration::try_from(now.duration_since(since)).ok()
}

/// The format with its placeholders filled in; `{{` and `}}` are literal braces.
fn filled(format: &str, value: impl Fn(&str) -> Option<String>) -> anyhow::Result<String> {
    let mut out = String::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, brace) = rest.split_at(at);
        out.push_str(before);
        if brace.starts_with("{{") || brace.starts_with("}}") {
            out.push_str(&brace[..1]);
            rest = &brace[2..];
            continue;
        }
        let Some((name, after)) = brace.strip_prefix('{').and_then(|inside| inside.split_once('}')) else {
            bail!("unmatched brace in format; write `{{{{` or `}}}}` for a literal brace");
        };
        match value(name) {
            Some(value) => out.push_str(&value),
            None => {
                let known: Vec<String> = PLACEHOLDERS.iter().map(|name| format!("{{{name}}}")).collect();
                bail!("unknown placeholder `{{{name}}}`; available: {}", known.join(", "));
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let value = |name: &str| (name == "due").then(|| "2".to_owned());
        assert_eq!(filled("{due} due {{x}}", value).unwrap(), "2 due {x}");
        assert_eq!(filled("", value).unwrap(), "");
        for bad in ["{", "}", "{due", "{what}", "due}"] {
            assert!(filled(bad, value).is_err(), "{bad}");
        }
    }
}
