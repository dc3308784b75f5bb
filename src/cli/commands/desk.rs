//! `unsit desk`: the sitting timer.

use std::{
    ffi::OsStr,
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
};

use anyhow::{Context, bail};

use super::{
    Own,
    play::{code, sound_state, start},
};
use crate::{
    audio::{Audio, Settings},
    cli::{args::Desk, edges::Edges, plain, run},
    session::plan::Plan,
    storage::{DeskLock, recorder::Recorder},
    system::{clock::Clock, output::can_draw},
    ui::app::App,
};

/// Sits at the desk until the person leaves.
pub(super) fn run(args: &Desk, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open();
    let habit = own.config.desk.clone();
    let routine = OsStr::new(&habit.routine);
    if own.playable(routine, messages).context("`desk.routine` in the settings")?.is_none() {
        return Ok(ExitCode::FAILURE);
    }
    if !own.store.routines().any(|entry| entry.stem == habit.routine) {
        bail!("`desk.routine` in the settings: write a routine's name, as `unsit list` shows it, and no file");
    }
    if args.plain || !can_draw() {
        return plain(own, args, out, messages);
    }
    let Own { store, config, workspace, notice } = own;
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let now = clock.now();
    let desk_lock = workspace.paths.data.as_deref().map(DeskLock::new);
    let before = desk_lock.as_ref().map(|desk_lock| desk_lock.sat(now.wall)).unwrap_or_default();
    let mut app = App::new(start(&config, store.routines().collect(), args.mute, None, recorder.ids()), now);
    let first = app.open_desk(habit, before, notice, now);
    let done = run::run(app, first, Edges { clock, audio: &audio, recorder: &recorder }, &workspace, desk_lock);
    let saved = recorder.close(messages)?;
    done.map(|()| code(saved))
}

/// The same in lines.
fn plain(own: Own, args: &Desk, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Own { config, workspace, notice, .. } = own;
    if let Some(notice) = notice {
        writeln!(messages, "unsit: {notice}")?;
    }
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let desk_lock = workspace.paths.data.as_deref().map(DeskLock::new);
    let routine = config.desk.routine.clone();
    // Files may change, and doses grow, before it is asked for.
    let plan = || {
        let own = Own::open();
        let found = own.playable(OsStr::new(&routine), &mut io::sink()).ok()??;
        let grown = own.grown(found, OsStr::new(&routine), &mut io::sink()).ok()?;
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
