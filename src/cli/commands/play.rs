//! `unsit play`, and `unsit` alone: the full screen, or lines where there is no terminal to draw on.

use std::{io::Write, path::Path, process::ExitCode, sync::Arc};

use super::Setup;
use crate::{
    audio::{Audio, Settings},
    base::text,
    cli::{
        args::Play,
        edges::Edges,
        plain::{self, Opening},
        run,
    },
    config::Config,
    history::events::{Ids, ResumePoint},
    session::plan::Plan,
    storage::{self, recorder::Recorder},
    system::{
        clock::{self, Clock},
        output::{self, can_draw},
    },
    terminal,
    ui::{
        app::{App, Input, Start},
        effect::Effect,
        shared::SoundState,
        theme::Theme,
    },
};

/// Plays one routine.
pub(super) fn run(args: &Play, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let Some(routine) = setup.playable(&args.routine, messages)? else { return Ok(ExitCode::FAILURE) };
    let routine = setup.grown(routine, &args.routine, messages)?;
    let Setup { config, workspace, .. } = setup;
    for (cue, file, why) in storage::silent_sounds(&routine.cues) {
        let file = text::printable(file);
        writeln!(messages, "unsit: cannot play `{file}` for `{cue}` ({why}); using the built-in sound")?;
    }
    let stem = Path::new(&args.routine).file_stem().unwrap_or(&args.routine).to_string_lossy();
    let plan = Arc::new(Plan::new(&routine).stem(&text::printable(&stem)));
    let clock = Clock::new();
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    if recorder.ids().is_none() {
        writeln!(messages, "unsit: sessions are not recorded: no home folder; set HOME")?;
    }
    let audio = Audio::start(clock, Settings::of(&config, args.mute))?;
    let edges = Edges { clock, audio: &audio, recorder: &recorder };
    // A routine that is played faster is only tried out.
    let (left, why) = match (args.speed == 1).then(|| recorder.left(&plan)) {
        Some(Ok(left)) => (Some(left), None),
        Some(Err(why)) => (None, Some(why).filter(|_| args.resume)),
        None => (None, None),
    };
    let over = why.map(|why| format!("nothing to resume: {why}; starting over"));
    let played = if args.plain || !can_draw() {
        if let Some(over) = over {
            writeln!(messages, "unsit: {over}")?;
        }
        terminal::before_end(recorder.last_words())?;
        let opening = Opening { plan, speed: args.speed, left, resume: args.resume };
        plain::play(opening, edges, sound_state(&config, args.mute), out, messages)
    } else {
        let mut app = App::new(start(&config, Vec::new(), args.mute, None, recorder.ids()), clock.now());
        let mut first = begin(&mut app, plan, left, args, clock);
        if let Some(over) = over {
            first.extend(app.apply(Input::Notice(over)));
        }
        run::run(app, first, edges, &workspace, None)
    };
    let saved = recorder.close(messages)?;
    played.map(|()| code(saved))
}

fn begin(app: &mut App, plan: Arc<Plan>, left: Option<ResumePoint>, args: &Play, clock: Clock) -> Vec<Effect> {
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
pub(super) fn library(messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let Setup { store, config, workspace, notice } = Setup::open();
    if !can_draw() {
        writeln!(
            messages,
            "unsit: the library needs a terminal to draw on; `unsit list` and `unsit play ROUTINE` do not"
        )?;
        return Ok(ExitCode::from(2));
    }
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&config, false))?;
    let recorder = Recorder::open(&workspace.paths, &config, clock)?;
    let app = App::new(start(&config, store.routines().collect(), false, notice, recorder.ids()), clock.now());
    let edges = Edges { clock, audio: &audio, recorder: &recorder };
    let played = run::run(app, Vec::new(), edges, &workspace, None);
    let saved = recorder.close(messages)?;
    played.map(|()| code(saved))
}

/// How a command ends that keeps what was done: that nothing is lost is part of what was asked.
pub(super) fn code(saved: bool) -> ExitCode {
    if saved { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(super) fn start(
    config: &Config,
    entries: Vec<crate::routine::Entry>,
    muted: bool,
    notice: Option<String>,
    ids: Option<Ids>,
) -> Start {
    Start { entries, theme: theme(config), sound: sound_state(config, muted), zone: clock::zone(), notice, ids }
}

pub(super) fn sound_state(config: &Config, muted: bool) -> SoundState {
    SoundState { volume: config.volume, muted, silent: None, shown: None, flash: config.flash }
}

pub(super) fn theme(config: &Config) -> Theme {
    output::environment(|environment| {
        let theme = Theme::from_env(environment, config.background);
        theme.with_figures(config.figure, environment.draws_octants(), config.motion)
    })
}
