//! The loop of the full-screen program: wait, update, do the effects, draw. It decides nothing.

use std::{
    collections::VecDeque,
    io::{self, Write},
};

use crossterm::event::{Event, KeyEventKind};

use crate::{
    audio::{Audio, Planned, Sound, Status},
    base::{cue::Cue, text},
    session::{live::Sounds, plan::Plan, speech::Needs},
    storage::{
        self, Seat, Watch,
        editor::{self, Opened, Workspace},
        recorder::Keeping,
    },
    system::{
        clock::{self, Clock},
        notify::Ways,
        output::Look,
    },
    terminal::Terminal,
    ui::{
        app::{App, Input},
        screens::Effect,
    },
};

/// Runs the program to its end; `first` is what is to be done before the first input, and `seat` the desk's.
pub fn run(
    mut app: App,
    first: Vec<Effect>,
    clock: Clock,
    audio: &Audio,
    workspace: &Workspace,
    keeping: &Keeping,
    mut seat: Option<Seat>,
) -> anyhow::Result<()> {
    let mut terminal = Terminal::enter()?;
    let (saved, read) = (terminal.waker(), terminal.waker());
    keeping.ring_on_change(move || saved.ring());
    let mut memory = keeping.read(Box::new(move || read.ring()));
    let mut memories = keeping.watch();
    let mut unsaved = None;
    let mut files = Watch::of(&workspace.places);
    let mut zone = clock::zone();
    let mut silent = None;
    let mut effects = first;
    let mut todo = VecDeque::new();
    loop {
        todo.extend(effects.drain(..));
        while let Some(effect) = todo.pop_front() {
            match effect {
                Effect::Quit => return Ok(()),
                Effect::Suspend => {
                    // Who is stopped says nothing: another desk does meanwhile.
                    seat.iter_mut().for_each(Seat::release);
                    terminal.suspend()?;
                }
                Effect::Redraw => terminal.redraw(),
                Effect::Bell => terminal.bell()?,
                Effect::Look => {
                    // A desk stays open for days, on machines that travel.
                    let here = clock::zone();
                    if here != zone {
                        zone.clone_from(&here);
                        todo.extend(app.update(Input::Zone(here), clock.now()));
                    }
                    if files.has_changed() {
                        let Opened { shelf, notice, .. } = workspace.opened();
                        todo.extend(app.update(Input::Shelf(shelf.routines().collect(), notice), clock.now()));
                    }
                }
                Effect::Edit(stem) => {
                    write(&mut terminal, |look, out| workspace.edit_routine(stem.as_ref(), look, out).map(drop))?;
                }
                Effect::New => {
                    write(&mut terminal, |look, out| workspace.begin(look, out))?;
                }
                Effect::Record(record) => keeping.save(&record),
                Effect::Notify(notice) => {
                    let ways = Ways::of_person();
                    terminal.notify(&ways.sequences(&notice))?;
                    ways.tell_desktop(&notice, true);
                }
                Effect::Recall if memories.has_changed() => {
                    let read = terminal.waker();
                    memory = keeping.read(Box::new(move || read.ring()));
                }
                Effect::Recall => todo.extend(app.update(Input::Same, clock.now())),
                Effect::Sit(since) => {
                    let other = seat.as_mut().is_some_and(|seat| seat.claim(since, clock.now().wall));
                    todo.extend(app.update(Input::DeskElsewhere(other), clock.now()));
                }
                Effect::Hook(moment, facts) => keeping.call(moment, facts),
                effect => sound(audio, effect),
            }
        }
        terminal.draw(|frame| frame.render_widget(&app, frame.area()))?;
        app.fit(terminal.size());
        let timeout = app.deadline().map(|deadline| clock.until(deadline));
        let events = terminal.wait(timeout)?;
        let heard = why_silent(audio);
        if heard != silent {
            silent.clone_from(&heard);
            effects.extend(app.update(Input::Silent(heard), clock.now()));
        }
        let why = keeping.unsaved();
        if why != unsaved {
            unsaved.clone_from(&why);
            effects.extend(app.update(Input::Unsaved(why), clock.now()));
        }
        while let Some(notice) = keeping.notice() {
            effects.extend(app.update(Input::Told(notice), clock.now()));
        }
        if let Ok((memory, another)) = memory.try_recv() {
            effects.extend(app.update(Input::History(Box::new(memory.history), memory.notice), clock.now()));
            if another {
                effects.extend(app.update(Input::SessionElsewhere, clock.now()));
            }
        }
        effects.extend(app.update(Input::Time, clock.now()));
        for input in events.into_iter().filter_map(input) {
            effects.extend(app.update(input, clock.now()));
        }
    }
}

/// Gives the terminal to the editor. What went wrong is read before the screen comes back.
fn write(terminal: &mut Terminal, job: impl FnOnce(Look, &mut io::Stderr) -> anyhow::Result<()>) -> anyhow::Result<()> {
    terminal.pause_for(|| {
        let mut out = io::stderr();
        let Err(error) = job(Look::of(&out), &mut out) else { return Ok(()) };
        writeln!(out, "{}", text::printable(&format!("{error:#}")))?;
        editor::wait_for_enter(&mut out)
    })??;
    Ok(())
}

/// Does what an effect asks of the sound.
pub fn sound(audio: &Audio, effect: Effect) {
    match effect {
        Effect::Open => audio.open(),
        Effect::Close => audio.close(),
        Effect::Volume(volume, muted) => {
            audio.volume(volume);
            audio.mute(muted);
        }
        Effect::Prepare(plan) => prepare(audio, &plan),
        Effect::Sounds(sounds) => play(audio, sounds),
        Effect::Record(_)
        | Effect::Hook(..)
        | Effect::Bell
        | Effect::Notify(_)
        | Effect::Look
        | Effect::Recall
        | Effect::Sit(_)
        | Effect::Suspend
        | Effect::Redraw
        | Effect::Edit(_)
        | Effect::New
        | Effect::Quit => {}
    }
}

/// Makes ready what is heard in a plan.
pub fn prepare(audio: &Audio, plan: &Plan) {
    audio.prepare(Needs::of(plan), storage::own_sounds(&plan.cues));
}

/// Hands sounds over. A number or the name of a phase is heard in place of its click.
pub fn play(audio: &Audio, Sounds { cancel, play, say }: Sounds) {
    if cancel {
        audio.cancel();
    }
    let mut cues = play;
    let mut planned = Vec::new();
    for (at, words) in say {
        let click = |(when, cue): &(_, Cue)| *when == at && matches!(cue, Cue::Rep(_) | Cue::Phase);
        let click = cues.iter().position(click).filter(|_| words.lead.is_zero()).map(|index| cues.remove(index).1);
        planned.push(Planned { at: at + words.lead, sound: Sound::Words(words, click) });
    }
    planned.extend(cues.into_iter().map(|(at, cue)| Planned { at, sound: Sound::Cue(cue) }));
    if !planned.is_empty() {
        audio.plan(planned);
    }
}

/// Why nothing can be heard, if nothing can.
pub fn why_silent(audio: &Audio) -> Option<String> {
    match audio.status() {
        Status::Silent { why, .. } => Some(why),
        Status::Idle | Status::Opening | Status::Playing { .. } => None,
    }
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Press => Some(Input::Key(key)),
        Event::Paste(text) => Some(Input::Paste(text)),
        _ => None,
    }
}
