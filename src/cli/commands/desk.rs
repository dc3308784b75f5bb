//! `unsit desk`: the sitting timer.

use std::{
    ffi::OsStr,
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, anyhow, bail};
use jiff::Timestamp;

use super::{
    Setup,
    play::{code, sound_state, start},
};
use crate::{
    audio::{Audio, Settings},
    cli::{args::Desk, edges::Edges, plain, run},
    session::plan::Plan,
    storage::{DeskLock, editor::Workspace, recorder::Recorder},
    system::{
        clock::{self, Clock},
        output::can_draw,
    },
    terminal,
    ui::app::App,
};

/// Sits at the desk until the person leaves.
pub(super) fn run(args: &Desk, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open();
    let habit = setup.config.desk.clone();
    let routine = OsStr::new(&habit.routine);
    if setup.playable(routine, messages).context("`desk.routine` in the settings")?.is_none() {
        return Ok(ExitCode::FAILURE);
    }
    if !setup.store.routines().any(|entry| entry.stem == habit.routine) {
        bail!("`desk.routine` in the settings: write a routine's name, as `unsit list` shows it, and no file");
    }
    if args.plain || !can_draw() {
        return plain(setup, args, out, messages);
    }
    let Setup { store, config, workspace, notice } = setup;
    let clock = Clock::new();
    let now = clock.now();
    let desk_lock = lock(&workspace, now.wall)?;
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let before = desk_lock.as_ref().map(|desk_lock| desk_lock.sat(now.wall)).unwrap_or_default();
    let mut app = App::new(start(&config, store.routines().collect(), args.mute, None, recorder.ids()), now);
    let first = app.open_desk(habit, before, notice, now);
    let done =
        run::run(app, first, Edges { clock, audio: &audio, recorder: &recorder }, &workspace, desk_lock.as_ref());
    let saved = recorder.close(messages)?;
    done.map(|()| code(saved))
}

/// The same in lines.
fn plain(setup: Setup, args: &Desk, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Setup { config, workspace, notice, .. } = setup;
    if let Some(notice) = notice {
        writeln!(messages, "unsit: {notice}")?;
    }
    let clock = Clock::new();
    let desk_lock = lock(&workspace, clock.now().wall)?;
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    terminal::before_end(recorder.last_words())?;
    let routine = config.desk.routine.clone();
    // Files may change, and doses grow, before it is asked for.
    let plan = || {
        let setup = Setup::open();
        let found = setup.playable(OsStr::new(&routine), &mut io::sink()).ok()??;
        let grown = setup.grown(found, OsStr::new(&routine), &mut io::sink()).ok()?;
        Some(Arc::new(Plan::new(&grown).stem(&routine)))
    };
    let done = plain::desk::run(
        config.desk.clone(),
        sound_state(&config, args.mute),
        &plan,
        Edges { clock, audio: &audio, recorder: &recorder },
        desk_lock,
        out,
        messages,
    );
    let saved = recorder.close(messages)?;
    done.map(|()| code(saved))
}

/// The lock of the one desk that may be open; `None` where the person has no home.
fn lock(workspace: &Workspace, now: Timestamp) -> anyhow::Result<Option<DeskLock>> {
    let Some(data) = &workspace.paths.data else { return Ok(None) };
    DeskLock::take(data, now).map(Some).map_err(|opened| match opened {
        Some(opened) => {
            let since = opened.to_zoned(clock::zone()).strftime("%-H:%M");
            anyhow!("another desk has been open since {since}: close it first")
        }
        None => anyhow!("another desk is open: close it first"),
    })
}
