//! The commands: one file each, each writing its result to a writer and its messages to another.

mod check;
mod columns;
mod completions;
mod desk;
mod edit;
mod exercises;
mod figure;
mod export;
mod list;
mod log;
mod man;
mod new;
mod plan;
mod play;
mod show;
mod sounds;
mod stats;
mod status;

use std::{
    ffi::OsStr,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use crate::{
    base::{diagnostic::Code, text},
    cli::args::{Command, Line, Sessions},
    config::Config,
    history::{
        progression,
        stats::{Day, Days},
        store::{History, SessionSummary},
    },
    routine::{Entry, Routine, schema},
    storage::{
        self, RoutineStore,
        editor::{Opened, Workspace},
    },
    system::{
        clock::{self, Clock},
        output::Style,
    },
};

/// Runs a command. An error is one sentence for the person.
pub fn run(line: &Line, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    match &line.command {
        None => play::library(messages),
        Some(Command::Play(args)) => play::run(args, out, messages),
        Some(Command::Desk(args)) => desk::run(args, out, messages),
        Some(Command::Sounds(args)) => sounds::run(args, out, messages),
        Some(Command::List(args)) => list::run(args, out, messages),
        Some(Command::Exercises(args)) => exercises::run(args, out, messages),
        Some(Command::Plan(args)) => plan::run(args, out, messages),
        Some(Command::Show(args)) => show::run(args, out, messages),
        Some(Command::Check(args)) => check::run(args, out, messages),
        Some(Command::New(args)) => new::run(args, out, messages),
        Some(Command::Edit(args)) => edit::run(args, messages),
        Some(Command::Figure(args)) => figure::run(args, messages),
        Some(Command::Schema(args)) => {
            let schema = if args.exercise { schema::exercise() } else { schema::routine() };
            writeln!(out, "{schema:#}")?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Command::Log(args)) => log::run(args, out, messages),
        Some(Command::Stats(args)) => stats::run(args, out, messages),
        Some(Command::Export(args)) => export::run(args, out, messages),
        Some(Command::Status(args)) => status::run(args, out),
        Some(Command::Completions(args)) => completions::run(args, out),
        Some(Command::Man) => man::run(out),
    }
}

/// The day that it is here.
fn today() -> Day {
    let now = Clock::new().now().wall.to_zoned(clock::zone());
    Day { date: now.date(), offset: now.offset() }
}

/// The sessions to show, the earliest first: those in which something was done.
fn selected<'h>(
    history: &'h History,
    sessions: &'h Sessions,
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

/// A message that there are no sessions to show.
fn no_sessions(sessions: &Sessions, today: Day) -> String {
    let routine = sessions.routine.as_ref().map(|routine| format!(" of `{}`", text::printable(routine)));
    let since = sessions.since.map(|since| format!(" since {}", since.first(today.date)));
    match (routine, since) {
        (None, None) => "no sessions yet".to_owned(),
        (routine, since) => format!("no sessions{}{}", routine.unwrap_or_default(), since.unwrap_or_default()),
    }
}

/// The settings and files of the person who runs the program.
struct Setup {
    store: RoutineStore,
    config: Config,
    workspace: Workspace,
    notice: Option<String>,
}

impl Setup {
    fn open() -> Setup {
        let workspace = Workspace::of_person();
        let Opened { store, config, notice } = workspace.opened();
        Setup { store, config, workspace, notice }
    }

    /// Opens them and prints the notice.
    fn open_and_report(messages: &mut impl Write) -> io::Result<Setup> {
        let setup = Setup::open();
        if let Some(notice) = &setup.notice {
            writeln!(messages, "unsit: {notice}")?;
        }
        Ok(setup)
    }

    /// The history, and today. What could not be read is reported.
    fn history(&self, messages: &mut impl Write) -> io::Result<(History, Day)> {
        let memory = self.workspace.paths.history(&self.config).map(|folder| storage::read_history(&folder));
        let memory = memory.unwrap_or_default();
        if let Some(notice) = &memory.notice {
            writeln!(messages, "unsit: {notice}")?;
        }
        Ok((memory.history, today()))
    }

    /// A routine with its doses grown by what was done of it, if any of them grows.
    fn grown(&self, routine: Routine, word: &OsStr, messages: &mut impl Write) -> io::Result<Routine> {
        if !progression::grows(&routine) {
            return Ok(routine);
        }
        let (history, today) = self.history(messages)?;
        let stem = Path::new(word).file_stem().unwrap_or(word).to_string_lossy();
        Ok(progression::progressed(&routine, &text::printable(&stem), &history, today.date))
    }

    /// The days on which something is due: of one routine, or of all.
    fn days(&self, stem: Option<&str>) -> Days {
        let entries: Vec<_> =
            self.store.routines().filter(|entry| stem.is_none_or(|stem| entry.stem == stem)).collect();
        Days::of(entries.iter().filter_map(|entry| entry.routine()?.schedule.as_ref()))
    }

    /// A routine that can be played; `None` where its file has errors, which are then printed.
    fn playable(&self, word: &OsStr, messages: &mut impl Write) -> anyhow::Result<Option<Routine>> {
        Setup::sound(&self.store.find(word)?, messages)
    }

    /// The routine of an entry; `None` where its file has errors, which are then reported.
    fn sound(entry: &Entry, messages: &mut impl Write) -> anyhow::Result<Option<Routine>> {
        if let Some(routine) = entry.routine() {
            return Ok(Some(routine.clone()));
        }
        if let [only] = &entry.checked.found[..]
            && matches!(only.code, Code::NotAFile | Code::TooLarge | Code::NotUtf8)
        {
            let help = only.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            anyhow::bail!("{}: {}{help}", only.file, only.message);
        }
        Style::of(&io::stderr()).draw(&entry.checked.found, messages)?;
        Ok(None)
    }
}
