//! `unsit desk`: the sitting timer.

use std::{ffi::OsStr, io::Write, process::ExitCode, time::Duration};

use anyhow::{Context, bail};

use super::{
    Own,
    play::{can_draw, start},
};
use crate::{
    app::App,
    audio::{Audio, Settings},
    cli::Desk,
    clock::Clock,
    disk::Seat,
    keeping::Keeping,
    run,
};

/// Sits at the desk until the person leaves.
pub(super) fn run(args: &Desk, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open();
    let habit = own.config.desk.clone();
    let routine = OsStr::new(&habit.routine);
    if own.playable(routine, messages).context("`desk.routine` in the settings")?.is_none() {
        return Ok(ExitCode::FAILURE);
    }
    if !own.shelf.routines().any(|entry| entry.stem == habit.routine) {
        bail!("`desk.routine` in the settings: write a routine's name, as `unsit list` shows it, and no file");
    }
    if !can_draw() {
        writeln!(messages, "unsit: the desk needs a terminal to draw on")?;
        return Ok(ExitCode::from(2));
    }
    let Own { shelf, config, desk, notice } = own;
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let keeping = Keeping::open(&desk.places, &config, clock)?;
    let now = clock.now();
    let mut seat = desk.places.data.as_deref().map(Seat::new);
    let since = seat.as_mut().and_then(|seat| seat.taken_up(now.wall));
    let sat = since.and_then(|since| Duration::try_from(now.wall.duration_since(since)).ok()).unwrap_or_default();
    let mut app = App::new(start(&config, shelf.routines().collect(), args.mute, None, keeping.ids()), now);
    let first = app.sit(habit, sat, notice, now);
    let sat = run::run(app, first, clock, &audio, &desk, &keeping, seat);
    keeping.close(messages)?;
    sat.map(|()| ExitCode::SUCCESS)
}
