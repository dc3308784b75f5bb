//! The loop of the full-screen program: wait, advance, apply, perform the effects, draw. It decides nothing.

use std::{
    collections::VecDeque,
    io::{self, Write},
};

use crossterm::event::{Event, KeyEventKind};

use crate::{
    base::text,
    cli::edges::Edges,
    storage::{
        DeskLock, Watch,
        editor::{self, Opened, Workspace},
    },
    system::{clock, notify::Channels, output::Style},
    terminal::Terminal,
    ui::{
        app::{App, Input},
        effect::{Effect, HistoryEffect, SystemEffect, TerminalEffect},
    },
};

/// Runs the program to its end; `first` is performed before the first input, and `desk_lock` is the desk's.
pub fn run(
    mut app: App,
    first: Vec<Effect>,
    edges: Edges<'_>,
    workspace: &Workspace,
    desk_lock: Option<&DeskLock>,
) -> anyhow::Result<()> {
    let Edges { clock, recorder, .. } = edges;
    let mut terminal = Terminal::enter(recorder.last_words())?;
    let (saved, read) = (terminal.waker(), terminal.waker());
    recorder.set_on_change(move || saved.wake());
    let mut memory = recorder.read(Box::new(move || read.wake()));
    let mut memories = recorder.watch();
    let mut unsaved = None;
    let mut files = Watch::of(&workspace.paths);
    let mut zone = clock::zone();
    let mut silent = None;
    let mut todo = VecDeque::from(first);
    loop {
        while let Some(effect) = todo.pop_front() {
            match effect {
                Effect::Audio(effect) => edges.perform_audio(effect),
                Effect::History(HistoryEffect::Record(record)) => recorder.save(&record),
                Effect::History(HistoryEffect::Refresh) => {
                    if memories.has_changed() {
                        let read = terminal.waker();
                        memory = recorder.read(Box::new(move || read.wake()));
                    } else {
                        todo.extend(app.apply(Input::HistoryUnchanged));
                    }
                }
                Effect::System(SystemEffect::Hook(moment, facts)) => recorder.run_hook(moment, facts),
                Effect::System(SystemEffect::Notify(notice)) => {
                    let channels = Channels::of_person();
                    terminal.notify(&channels.sequences(&notice))?;
                    channels.notify_desktop(&notice, true);
                }
                Effect::System(SystemEffect::Check) => {
                    // A desk stays open for days, on machines that travel.
                    let here = clock::zone();
                    if here != zone {
                        zone.clone_from(&here);
                        todo.extend(app.apply(Input::Zone(here)));
                    }
                    if files.has_changed() {
                        let Opened { store, notice, .. } = workspace.opened();
                        todo.extend(app.apply(Input::Routines(store.routines().collect(), notice)));
                    }
                }
                Effect::System(SystemEffect::SitTimer(since)) => {
                    if let Some(desk_lock) = desk_lock {
                        desk_lock.set_sitting_since(since, clock.now().wall);
                    }
                }
                Effect::Terminal(TerminalEffect::Bell) => terminal.bell()?,
                Effect::Terminal(TerminalEffect::Suspend) => terminal.suspend()?,
                Effect::Terminal(TerminalEffect::Redraw) => terminal.redraw(),
                Effect::Terminal(TerminalEffect::Edit(stem)) => {
                    write(&mut terminal, |style, out| workspace.edit_routine(stem.as_ref(), style, out).map(drop))?;
                }
                Effect::Terminal(TerminalEffect::New(name)) => {
                    write(&mut terminal, |style, out| workspace.begin(&name, style, out))?;
                }
                Effect::Terminal(TerminalEffect::Quit) => return Ok(()),
            }
        }
        terminal.draw(|frame| frame.render_widget(&app, frame.area()))?;
        app.set_size(terminal.size());
        let deadline = app.timers().next().map(|(_, at)| at).into_iter().chain(recorder.deadline()).min();
        let timeout = deadline.map(|deadline| clock.until(deadline));
        let events = terminal.wait(timeout)?;
        todo.extend(app.advance(clock.now()));
        let mut inputs = Vec::new();
        let why = edges.why_silent();
        if why != silent {
            silent.clone_from(&why);
            inputs.push(Input::Silent(why));
        }
        let why = recorder.unsaved();
        if why != unsaved {
            unsaved.clone_from(&why);
            inputs.push(Input::Unsaved(why));
        }
        inputs.extend(std::iter::from_fn(|| recorder.notice()).map(Input::Notice));
        if let Ok((memory, another)) = memory.try_recv() {
            inputs.push(Input::History(Box::new(memory.history), memory.notice));
            inputs.extend(another.then_some(Input::SessionElsewhere));
        }
        inputs.extend(events.into_iter().filter_map(input));
        todo.extend(inputs.into_iter().flat_map(|input| app.apply(input)));
    }
}

/// Gives the terminal to the editor. An error is read before the screen comes back.
fn write(
    terminal: &mut Terminal,
    job: impl FnOnce(Style, &mut io::Stderr) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    terminal.pause_for(|| {
        let mut out = io::stderr();
        let Err(error) = job(Style::of(&out), &mut out) else { return Ok(()) };
        writeln!(out, "{}", text::printable(&format!("{error:#}")))?;
        editor::wait_for_enter(&mut out)
    })??;
    Ok(())
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Press => Some(Input::Key(key)),
        Event::Paste(text) => Some(Input::Paste(text)),
        _ => None,
    }
}
