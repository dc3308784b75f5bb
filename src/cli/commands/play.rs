//! `unsit play`, and `unsit` alone: the full screen, or plain output if there is no terminal.

use std::{io::Write, path::Path, process::ExitCode, sync::Arc};

use super::setup::{Setup, close, sound_state, start};
use crate::{
    audio::{Audio, Settings},
    base::text,
    cli::{
        args::PlayArgs,
        edges::Edges,
        plain::{self, Opening},
        run,
    },
    history::events::ResumePoint,
    session::plan::Plan,
    storage::{self, recorder::Recorder},
    system::{
        clock::Clock,
        output::{can_draw, wants_lines},
        remote::Remote,
    },
    terminal,
    ui::{
        app::{App, Input},
        effect::Effect,
    },
};

/// Plays one routine.
pub(super) fn run(args: &PlayArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let Some(routine) = setup.playable(&args.routine, messages)? else { return Ok(ExitCode::FAILURE) };
    let routine = setup.progressed(routine, &args.routine, messages)?;
    let Setup { store, config, workspace, .. } = setup;
    for (cue, file, why) in storage::silent_sounds(&routine.cues) {
        let file = text::printable(file);
        writeln!(messages, "unsit: cannot play `{file}` for `{cue}` ({why}); using the built-in sound")?;
    }
    for problem in routine.cues.own_voice.iter().flat_map(|voice| &voice.problems) {
        writeln!(messages, "unsit: {problem}")?;
    }
    let id = Path::new(&args.routine).file_stem().unwrap_or(&args.routine).to_string_lossy();
    let plan = Arc::new(Plan::new(&routine).id(&text::printable(&id)));
    let clock = Clock::new();
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    if recorder.ids().is_none() {
        writeln!(messages, "unsit: sessions are not recorded: no home folder; set HOME")?;
    }
    let remote = Remote::new(workspace.paths.runtime.first().cloned(), &config);
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let edges = Edges { clock, audio: &audio, recorder: &recorder, remote: &remote };
    // Playing at another speed is only a trial.
    let (left, why) = match (args.speed == 1).then(|| recorder.left(&plan)) {
        Some(Ok(left)) => (Some(left), None),
        Some(Err(why)) => (None, Some(why).filter(|_| args.resume)),
        None => (None, None),
    };
    let over = why.map(|why| format!("nothing to resume: {why}; starting over"));
    let played = if args.plain || wants_lines() {
        if let Some(over) = over {
            writeln!(messages, "unsit: {over}")?;
        }
        terminal::before_end(edges.last_words())?;
        let opening = Opening { plan, speed: args.speed, left, resume: args.resume };
        plain::play(opening, edges, sound_state(&config, args.mute), out, messages).map(|()| Vec::new())
    } else {
        // The summary compares the session with the plan of the week, which is that of all routines.
        let entries = store.routines().collect();
        let mut app = App::new(start(&config, &store, entries, args.mute, None, recorder.ids()), clock.now());
        let mut first = begin(&mut app, plan, left, args, clock);
        if let Some(over) = over {
            first.extend(app.apply(Input::Notice(over)));
        }
        run::run(app, first, edges, &workspace, None, config.title)
    };
    close(recorder, played, out, messages)
}

fn begin(app: &mut App, plan: Arc<Plan>, left: Option<ResumePoint>, args: &PlayArgs, clock: Clock) -> Vec<Effect> {
    match left {
        Some(left) if args.resume => app.resume(&plan, left, true, clock.now()),
        Some(left) => {
            app.offer(plan, left);
            Vec::new()
        }
        None => app.play(plan, args.speed, true, clock.now()),
    }
}

/// Opens the library.
pub(super) fn library(out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Setup { store, config, workspace, notice } = Setup::open();
    if wants_lines() {
        let why = if can_draw() { "ACCESSIBLE is set" } else { "there is no terminal to draw on" };
        writeln!(messages, "unsit: {why}; use `unsit list` and `unsit play ROUTINE` in place of the library")?;
        return Ok(ExitCode::from(2));
    }
    let clock = Clock::new();
    let remote = Remote::new(workspace.paths.runtime.first().cloned(), &config);
    let audio = Audio::start(clock, Settings::of(&config, false))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let app = App::new(start(&config, &store, store.routines().collect(), false, notice, recorder.ids()), clock.now());
    let edges = Edges { clock, audio: &audio, recorder: &recorder, remote: &remote };
    let played = run::run(app, Vec::new(), edges, &workspace, None, config.title);
    close(recorder, played, out, messages)
}
