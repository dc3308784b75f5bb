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
    storage::{Seat, recorder::Keeping},
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
    if !own.shelf.routines().any(|entry| entry.stem == habit.routine) {
        bail!("`desk.routine` in the settings: write a routine's name, as `unsit list` shows it, and no file");
    }
    if args.plain || !can_draw() {
        return plain(own, args, out, messages);
    }
    let Own { shelf, config, workspace, notice } = own;
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let keeping = Keeping::open(&workspace.places, &config, clock)?;
    let now = clock.now();
    let seat = workspace.places.data.as_deref().map(Seat::new);
    let before = seat.as_ref().map(|seat| seat.sat(now.wall)).unwrap_or_default();
    let mut app = App::new(start(&config, shelf.routines().collect(), args.mute, None, keeping.ids()), now);
    let first = app.open_desk(habit, before, notice, now);
    let done = run::run(app, first, Edges { clock, audio: &audio, keeping: &keeping }, &workspace, seat);
    let saved = keeping.close(messages)?;
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
    let keeping = Keeping::open(&workspace.places, &config, clock)?;
    let seat = workspace.places.data.as_deref().map(Seat::new);
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
        Edges { clock, audio: &audio, keeping: &keeping },
        seat,
        out,
        messages,
    );
    let saved = keeping.close(messages)?;
    done.map(|()| code(saved))
}
