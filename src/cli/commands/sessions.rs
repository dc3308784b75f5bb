//! The sessions of the past that the arguments of a command select.

use crate::{
    base::text,
    cli::args::SessionsArgs,
    history::{
        stats::Day,
        store::{History, SessionSummary},
    },
    storage::RoutineStore,
};

/// The selected sessions in which something was done, earliest first.
pub(super) fn selected<'h>(
    history: &'h History,
    sessions: &'h SessionsArgs,
    today: Day,
) -> impl Iterator<Item = &'h SessionSummary> + Clone {
    let first = sessions.since.map(|since| since.first(today.date));
    let is_selected = move |past: &&SessionSummary| {
        past.done_sets() > 0
            && first.is_none_or(|first| past.date >= first)
            && sessions.routine.as_ref().is_none_or(|routine| *past.routine == **routine)
    };
    history.sessions().iter().filter(is_selected)
}

/// Fails if neither a routine nor a session has the name that selects sessions.
pub(super) fn check_name(sessions: &SessionsArgs, store: &RoutineStore, history: &History) -> anyhow::Result<()> {
    let Some(name) = &sessions.routine else { return Ok(()) };
    if store.has(name) || history.sessions().iter().any(|past| *past.routine == **name) {
        return Ok(());
    }
    // The past of a routine remains after its file is gone: its name is suggested too.
    let known = store.ids().chain(history.sessions().iter().map(|past| &*past.routine));
    let shown = text::cut(&text::printable(name), 60).into_owned();
    match text::nearest(name, known) {
        Some(near) => anyhow::bail!("no routine or session has the name `{shown}`: did you mean `{near}`?"),
        None => anyhow::bail!("no routine or session has the name `{shown}`: `unsit list` shows the routines"),
    }
}

/// The message that there are no sessions to show.
pub(super) fn no_sessions(sessions: &SessionsArgs, today: Day) -> String {
    let routine = sessions.routine.as_ref().map(|routine| format!(" of `{}`", text::printable(routine)));
    let since = sessions.since.map(|since| format!(" since {}", since.first(today.date)));
    match (routine, since) {
        (None, None) => "no sessions yet".to_owned(),
        (routine, since) => format!("no sessions{}{}", routine.unwrap_or_default(), since.unwrap_or_default()),
    }
}
