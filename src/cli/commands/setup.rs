//! The settings and files of the person who runs the program, and what the settings make of the interface.

use std::{
    ffi::OsStr,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use crate::{
    base::{diagnostic::Code, text},
    config::Config,
    history::{
        events::Ids,
        progression,
        stats::{self, Day, Schedules},
        store::History,
    },
    routine::{Entry, Routine, Schedule},
    storage::{
        self, RoutineStore,
        editor::{Opened, Workspace},
        recorder::Recorder,
    },
    system::{
        clock::{self, Clock},
        output::{self, Style},
    },
    ui::{app::AppStart, shared::SoundState, theme::Theme},
};

/// The user's settings and files.
pub(super) struct Setup {
    pub(super) store: RoutineStore,
    pub(super) config: Config,
    pub(super) workspace: Workspace,
    pub(super) notice: Option<String>,
}

impl Setup {
    pub(super) fn open() -> Setup {
        let workspace = Workspace::of_person();
        let Opened { store, config, notice } = workspace.opened();
        Setup { store, config, workspace, notice }
    }

    /// Opens them and prints notices.
    pub(super) fn open_and_report(messages: &mut impl Write) -> io::Result<Setup> {
        let setup = Setup::open();
        if let Some(notice) = &setup.notice {
            writeln!(messages, "unsit: {notice}")?;
        }
        Ok(setup)
    }

    /// The history, and today. Unreadable lines are reported.
    pub(super) fn history(&self, messages: &mut impl Write) -> io::Result<(History, Day)> {
        let memory = self.workspace.paths.history(&self.config).map(|folder| storage::read_history(&folder));
        let memory = memory.unwrap_or_default();
        if let Some(notice) = &memory.notice {
            writeln!(messages, "unsit: {notice}")?;
        }
        Ok((memory.history, today()))
    }

    /// A routine with its progressed doses, if any dose progresses.
    pub(super) fn progressed(&self, routine: Routine, word: &OsStr, messages: &mut impl Write) -> io::Result<Routine> {
        if !progression::grows(&routine) {
            return Ok(routine);
        }
        let (history, today) = self.history(messages)?;
        let id = Path::new(word).file_stem().unwrap_or(word).to_string_lossy();
        Ok(progression::progressed(&routine, &text::printable(&id), &history, today.date))
    }

    /// When one routine is due, or all of them.
    pub(super) fn due(&self, id: Option<&str>, history: &History) -> Schedules {
        let entries: Vec<_> = self.store.routines().filter(|entry| id.is_none_or(|id| entry.id == id)).collect();
        due(&entries, history)
    }

    /// The routine for a break: one that is due several times a day and is not done yet, or else the usual one.
    pub(super) fn for_break(&self, usual: &str) -> String {
        let today = today();
        let is_due = |schedule: &Schedule| schedule.times > 1 && schedule.contains(today.date.weekday());
        let several = self.store.routines().filter_map(|entry| {
            let schedule = entry.routine()?.schedule.as_ref().filter(|schedule| is_due(schedule))?;
            Some((schedule.times, entry.id))
        });
        let several: Vec<(u32, String)> = several.collect();
        let folder = self.workspace.paths.history(&self.config).filter(|_| !several.is_empty());
        let history = folder.map(|folder| storage::skim_history(&folder)).unwrap_or_default();
        let open = several.into_iter().find(|(times, id)| stats::times_done(&history, id, today.date) < *times);
        open.map_or_else(|| usual.to_owned(), |(_, id)| id)
    }

    /// A routine to play; `None` if its file has errors, which are printed.
    pub(super) fn playable(&self, word: &OsStr, messages: &mut impl Write) -> anyhow::Result<Option<Routine>> {
        Setup::sound(&self.store.find(word)?, messages)
    }

    /// The routine of an entry; `None` if its file has errors, which are reported.
    pub(super) fn sound(entry: &Entry, messages: &mut impl Write) -> anyhow::Result<Option<Routine>> {
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

/// When routines are due.
pub(super) fn due(entries: &[Entry], history: &History) -> Schedules {
    let schedule = |entry: &'_ Entry| entry.schedule(stats::last_done(history, &entry.id).is_some()).cloned();
    let schedules: Vec<_> = entries.iter().filter_map(|entry| Some((entry.id.as_str(), schedule(entry)?))).collect();
    Schedules::of(schedules.iter().map(|(id, schedule)| (*id, schedule)))
}

/// The local date.
pub(super) fn today() -> Day {
    let now = Clock::new().now().wall.to_zoned(clock::zone());
    Day { date: now.date(), offset: now.offset() }
}

/// Ends a run of the full screen: prints a line for each session, and saves what is left. What was not saved is a failure.
pub(super) fn close(
    recorder: Recorder,
    played: anyhow::Result<Vec<String>>,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let saved = recorder.close(messages)?;
    for line in played? {
        writeln!(out, "{line}")?;
    }
    Ok(exit_code(saved))
}

/// The exit code of a command that records sessions: failure if something could not be saved.
pub(super) fn exit_code(saved: bool) -> ExitCode {
    if saved { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(super) fn start(
    config: &Config,
    store: &RoutineStore,
    entries: Vec<Entry>,
    muted: bool,
    notice: Option<String>,
    ids: Option<Ids>,
) -> AppStart {
    AppStart {
        entries,
        exercises: store.library().clone(),
        theme: theme(config),
        sound: sound_state(config, muted),
        goal: config.goal,
        zone: clock::zone(),
        notice,
        ids,
    }
}

pub(super) fn sound_state(config: &Config, muted: bool) -> SoundState {
    SoundState { volume: config.volume, muted, silent: None, shown: None, flash: config.flash }
}

pub(super) fn theme(config: &Config) -> Theme {
    output::environment(|environment| Theme::from_env(environment, config.background, config.figure, config.motion))
}
