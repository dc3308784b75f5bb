//! `unsit status`: one line for tmux, a bar or a prompt. It is called again and again, so it reads only when sessions
//! began and ended.

use std::{io::Write, process::ExitCode, time::Duration};

use anyhow::bail;
use jiff::Timestamp;

use super::{Setup, today};
use crate::{
    base::quantity::minutes,
    cli::args::Status,
    history::{
        stats::{self, Days},
        store::History,
    },
    routine::Entry,
    storage,
    system::clock::Clock,
};

const PLACEHOLDERS: [&str; 7] = ["due", "next", "done", "streak", "longest", "last", "sitting"];

pub(super) fn run(args: &Status, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open();
    let today = today();
    let history =
        setup.workspace.paths.history(&setup.config).map(|folder| storage::skim_history(&folder)).unwrap_or_default();
    let entries: Vec<_> = setup.store.routines().collect();
    let due: Vec<_> = entries.iter().filter(|entry| entry.is_due(today.date.weekday())).collect();
    let (done, open): (Vec<&Entry>, Vec<&Entry>) =
        due.iter().partition(|entry| stats::last_done(&history, &entry.stem) == Some(today.date));
    let days = Days::of(entries.iter().filter_map(|entry| entry.routine()?.schedule.as_ref()));
    let streak = stats::streak(stats::of(&history, None), days, today);
    let next = open.first().map_or("", |entry| entry.name());
    let last = history.sessions().iter().filter(|past| past.counts()).map(|past| past.date).max();
    let last = last.map_or_else(|| "never".to_owned(), |last| stats::ago(last, today.date));
    let sitting = sat(&setup, &history).map_or_else(String::new, minutes);
    let Some(format) = &args.format else {
        let mut words = match (open.len(), due.len()) {
            (0, 0) => "nothing is due".to_owned(),
            (0, _) => "done for today".to_owned(),
            (1, _) => format!("due: {next}"),
            (more, _) => format!("due: {next} and {} more", more - 1),
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

/// How long the person has sat, if a desk is open: since it says, or since they were last up.
fn sat(setup: &Setup, history: &History) -> Option<Duration> {
    let now = Clock::new().now().wall;
    let since = storage::sits_since(setup.workspace.paths.data.as_deref()?)?;
    let since = history.last_up(now).into_iter().fold(since, Timestamp::max);
    Duration::try_from(now.duration_since(since)).ok()
}

/// A text with its placeholders filled in; `{{` and `}}` are braces.
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
