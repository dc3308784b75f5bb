//! `unsit desk`: the sit timer.

use std::{
    ffi::OsStr,
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, anyhow, bail};
use jiff::Timestamp;

use super::setup::{Setup, close, exit_code, sound_state, start};
use crate::{
    audio::{Audio, Settings},
    base::quantity::time_of_day,
    cli::{args::DeskArgs, edges::Edges, plain, run},
    session::plan::Plan,
    storage::{DeskLock, editor::Workspace, recorder::Recorder},
    system::{
        clock::{self, Clock},
        output::wants_lines,
        remote::Remote,
    },
    terminal,
    ui::app::App,
};

/// Runs the desk until the user quits.
pub(super) fn run(args: &DeskArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open();
    let settings = setup.config.desk.clone();
    let routine = OsStr::new(&settings.routine);
    if setup.playable(routine, messages).context("`desk.routine` in the settings")?.is_none() {
        return Ok(ExitCode::FAILURE);
    }
    if !setup.store.routines().any(|entry| entry.id == settings.routine) {
        bail!("`desk.routine` in the settings: write the name of a routine, as `unsit list` shows it, not a file");
    }
    if args.plain || wants_lines() {
        return plain(setup, args, out, messages);
    }
    let Setup { store, config, workspace, notice } = setup;
    let clock = Clock::new();
    let now = clock.now();
    let desk_lock = lock(&workspace, now.wall)?;
    let remote = Remote::new(workspace.paths.runtime.first().cloned(), &config);
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let before = desk_lock.as_ref().map(|desk_lock| desk_lock.sat(now.wall)).unwrap_or_default();
    let mut app = App::new(start(&config, &store, store.routines().collect(), args.mute, None, recorder.ids()), now);
    let first = app.open_desk(settings, before, notice, now);
    let done = run::run(
        app,
        first,
        Edges { clock, audio: &audio, recorder: &recorder, remote: &remote },
        &workspace,
        desk_lock.as_ref(),
        config.title,
    );
    close(recorder, done, out, messages)
}

/// The same as plain output.
fn plain(setup: Setup, args: &DeskArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Setup { config, workspace, notice, .. } = setup;
    if let Some(notice) = notice {
        writeln!(messages, "unsit: {notice}")?;
    }
    let clock = Clock::new();
    let desk_lock = lock(&workspace, clock.now().wall)?;
    let remote = Remote::new(workspace.paths.runtime.first().cloned(), &config);
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let edges = Edges { clock, audio: &audio, recorder: &recorder, remote: &remote };
    terminal::before_end(edges.last_words())?;
    let routine = config.desk.routine.clone();
    // Read late, because files may change and doses may progress in the meantime.
    let plan = || {
        let setup = Setup::open();
        let routine = setup.for_break(&routine);
        let found = setup.playable(OsStr::new(&routine), &mut io::sink()).ok()??;
        let progressed = setup.progressed(found, OsStr::new(&routine), &mut io::sink()).ok()?;
        Some(Arc::new(Plan::new(&progressed).id(&routine)))
    };
    let done =
        plain::desk::run(config.desk.clone(), sound_state(&config, args.mute), &plan, edges, desk_lock, out, messages);
    let saved = recorder.close(messages)?;
    done.map(|()| exit_code(saved))
}

/// The lock that keeps a second desk from opening; `None` if the user has no home folder.
fn lock(workspace: &Workspace, now: Timestamp) -> anyhow::Result<Option<DeskLock>> {
    let Some(data) = &workspace.paths.data else { return Ok(None) };
    DeskLock::take(data, now).map(Some).map_err(|opened| match opened {
        Some(opened) => {
            let since = time_of_day(opened, &clock::zone());
            anyhow!("another desk has been open since {since}: close it first")
        }
        None => anyhow!("another desk is open: close it first"),
    })
}
