//! The loop of the full-screen program: wait, advance, apply, perform the effects, draw. It makes no decisions.

use std::{
    collections::VecDeque,
    io::{self, Write},
    ops::ControlFlow,
    path::PathBuf,
    sync::mpsc::Receiver,
};

use crossterm::event::{Event, KeyEventKind};
use jiff::tz::TimeZone;

use crate::{
    base::text,
    cli::edges::Edges,
    storage::{
        DeskLock, LoadedHistory, Watch,
        editor::{self, Edited, Opened, Workspace},
    },
    system::{
        clock,
        notify::Channels,
        output::{self, Style},
    },
    terminal::Terminal,
    ui::{
        app::{App, Input},
        effect::{AddTo, Effect, HistoryEffect, SystemEffect, TerminalEffect},
        theme::Answers,
    },
};

/// The full-screen program, and what it has last seen of the world.
struct Screen<'s> {
    app: App,
    terminal: Terminal,
    edges: Edges<'s>,
    workspace: &'s Workspace,
    /// The lock of an open desk.
    desk_lock: Option<&'s DeskLock>,
    /// The history that is being read.
    memory: Receiver<(LoadedHistory, bool)>,
    histories: Watch,
    files: Watch,
    answers: Answers,
    zone: TimeZone,
    unsaved: Option<String>,
    silent: Option<String>,
}

/// Runs the full-screen program to its end, and returns a line for each session in which something was done. `first` are
/// the effects to perform before the first input, `desk_lock` is that of an open desk, and `shows_title` says whether the
/// terminal's title shows a running session.
pub fn run(
    app: App,
    first: Vec<Effect>,
    edges: Edges<'_>,
    workspace: &Workspace,
    desk_lock: Option<&DeskLock>,
    shows_title: bool,
) -> anyhow::Result<Vec<String>> {
    let mut screen = Screen::open(app, edges, workspace, desk_lock)?;
    let mut effects = VecDeque::from(first);
    loop {
        effects.extend(screen.answers());
        while let Some(effect) = effects.pop_front() {
            match screen.perform(effect)? {
                ControlFlow::Continue(more) => effects.extend(more),
                ControlFlow::Break(played) => return Ok(played),
            }
        }
        screen.draw(shows_title)?;
        effects.extend(screen.wait()?);
    }
}

impl<'s> Screen<'s> {
    /// Takes the terminal over, and begins to read the history.
    fn open(
        app: App,
        edges: Edges<'s>,
        workspace: &'s Workspace,
        desk_lock: Option<&'s DeskLock>,
    ) -> anyhow::Result<Screen<'s>> {
        let mut terminal = Terminal::enter(edges.last_words())?;
        let (saved, asked) = (terminal.waker(), terminal.waker());
        edges.remote.set_on_request(move || asked.wake());
        if output::can_be_asked() {
            terminal.ask()?;
        }
        edges.recorder.set_on_change(move || saved.wake());
        Ok(Screen {
            app,
            memory: read_history(&terminal, edges),
            terminal,
            edges,
            workspace,
            desk_lock,
            histories: edges.recorder.watch(),
            files: Watch::of(&workspace.paths),
            answers: Answers::default(),
            zone: clock::zone(),
            unsaved: None,
            silent: None,
        })
    }

    /// Passes new answers of the terminal on.
    fn answers(&mut self) -> Vec<Effect> {
        if self.answers == *self.terminal.answers() {
            return Vec::new();
        }
        self.answers.clone_from(self.terminal.answers());
        self.app.apply(Input::Terminal(self.answers.clone()))
    }

    /// Performs an effect: returns the effects that follow from it, or the lines of the sessions where it ends the program.
    fn perform(&mut self, effect: Effect) -> anyhow::Result<ControlFlow<Vec<String>, Vec<Effect>>> {
        let effects = match effect {
            Effect::Audio(effect) => {
                self.edges.perform_audio(effect);
                Vec::new()
            }
            Effect::History(effect) => self.perform_history(effect),
            Effect::System(effect) => self.perform_system(effect)?,
            Effect::Terminal(effect) => return self.perform_terminal(effect),
        };
        Ok(ControlFlow::Continue(effects))
    }

    fn perform_history(&mut self, effect: HistoryEffect) -> Vec<Effect> {
        match effect {
            HistoryEffect::Record(record) => self.edges.recorder.save(&record),
            HistoryEffect::Refresh if self.histories.has_changed() => {
                self.memory = read_history(&self.terminal, self.edges);
            }
            HistoryEffect::Refresh => return self.app.apply(Input::HistoryUnchanged),
        }
        Vec::new()
    }

    fn perform_system(&mut self, effect: SystemEffect) -> anyhow::Result<Vec<Effect>> {
        let mut effects = Vec::new();
        match effect {
            SystemEffect::Hook(moment, facts) => self.edges.recorder.run_hook(moment, facts),
            SystemEffect::Notify(notice) => {
                let channels = Channels::of_person();
                self.terminal.notify(&channels.sequences(&notice))?;
                channels.notify_desktop(&notice, true);
            }
            SystemEffect::Check => {
                // A desk stays open for days, on machines that change time zones.
                let here = clock::zone();
                if here != self.zone {
                    self.zone.clone_from(&here);
                    effects.extend(self.app.apply(Input::Zone(here)));
                }
                if self.files.has_changed() {
                    effects.extend(self.app.apply(routines(self.workspace)));
                }
            }
            SystemEffect::SitTimer(since) => {
                if let Some(desk_lock) = self.desk_lock {
                    desk_lock.set_sitting_since(since, self.edges.clock.now().wall);
                }
            }
            SystemEffect::Add(id, to) => effects.extend(self.app.apply(add(self.workspace, &id, to))),
        }
        Ok(effects)
    }

    fn perform_terminal(&mut self, effect: TerminalEffect) -> anyhow::Result<ControlFlow<Vec<String>, Vec<Effect>>> {
        let terminal = &mut self.terminal;
        let workspace = self.workspace;
        let mut notice = None;
        match effect {
            TerminalEffect::Bell => terminal.bell()?,
            TerminalEffect::Suspend => terminal.suspend()?,
            TerminalEffect::Redraw => terminal.redraw(),
            TerminalEffect::Edit(id) => {
                notice = edit(terminal, workspace, |out| workspace.file_to_edit(id.as_ref(), out))?;
            }
            TerminalEffect::New(name) => notice = edit(terminal, workspace, |_| workspace.begin(&name))?,
            TerminalEffect::Quit => return Ok(ControlFlow::Break(self.app.played().to_vec())),
        }
        let effects = notice.map(|notice| self.app.apply(Input::Notice(notice)));
        Ok(ControlFlow::Continue(effects.unwrap_or_default()))
    }

    /// Draws the screen, and publishes the session that it shows.
    fn draw(&mut self, shows_title: bool) -> anyhow::Result<()> {
        let playing = self.app.now_playing();
        let title = playing.as_ref().filter(|_| shows_title).map(|playing| self.app.title(playing));
        self.terminal.set_title(title.as_deref())?;
        self.terminal.draw(|frame| frame.render_widget(&self.app, frame.area()))?;
        self.edges.remote.publish(playing.as_ref());
        self.app.set_size(self.terminal.size());
        Ok(())
    }

    /// Waits for the next timer or input, and passes on what has happened.
    fn wait(&mut self) -> anyhow::Result<Vec<Effect>> {
        let Edges { clock, recorder, remote, .. } = self.edges;
        let deadline = self.app.timers().next().map(|(_, at)| at).into_iter().chain(recorder.deadline()).min();
        let events = self.terminal.wait(deadline.map(|deadline| clock.until(deadline)))?;
        let mut effects = self.app.advance(clock.now());
        let mut inputs = Vec::new();
        let why = self.edges.why_silent();
        if why != self.silent {
            self.silent.clone_from(&why);
            inputs.push(Input::Silent(why));
        }
        let why = recorder.unsaved();
        if why != self.unsaved {
            self.unsaved.clone_from(&why);
            inputs.push(Input::Unsaved(why));
        }
        inputs.extend(std::iter::from_fn(|| recorder.notice()).map(Input::Notice));
        if let Ok((memory, another)) = self.memory.try_recv() {
            inputs.push(Input::History(Box::new(memory.history), memory.notice));
            inputs.extend(another.then_some(Input::SessionElsewhere));
        }
        inputs.extend(remote.actions().into_iter().map(Input::Remote));
        inputs.extend(events.into_iter().filter_map(input));
        effects.extend(inputs.into_iter().flat_map(|input| self.app.apply(input)));
        Ok(effects)
    }
}

fn read_history(terminal: &Terminal, edges: Edges<'_>) -> Receiver<(LoadedHistory, bool)> {
    let read = terminal.waker();
    edges.recorder.read(Box::new(move || read.wake()))
}

/// The routines and exercises as they are now.
fn routines(workspace: &Workspace) -> Input {
    let Opened { store, notice, .. } = workspace.opened();
    Input::Routines(store.routines().collect(), store.library().clone(), notice)
}

/// Adds an exercise to a routine; returns the outcome for the user.
fn add(workspace: &Workspace, exercise: &str, to: AddTo) -> Input {
    let added = match to {
        AddTo::New(name) => workspace.begin_with(&name, exercise),
        AddTo::Routine(id) => workspace.add_to(&id, exercise),
    };
    Input::Notice(added.unwrap_or_else(|why| text::printable(&format!("{why:#}")).into_owned()))
}

/// Gives the terminal to the editor, for the file that is found. An error is read before the screen comes back; what is
/// to be shown on the screen then is returned.
fn edit(
    terminal: &mut Terminal,
    workspace: &Workspace,
    file: impl FnOnce(&mut io::Stderr) -> anyhow::Result<PathBuf>,
) -> anyhow::Result<Option<String>> {
    let notice = terminal.pause_for(|| {
        let mut out = io::stderr();
        let style = Style::of(&out);
        match file(&mut out).and_then(|path| workspace.edit(&path, style, &mut out)) {
            // The library reads the file when it is saved.
            Ok(Edited::Later(_)) => Ok(Some(editor::at_once())),
            Ok(Edited::Valid | Edited::Invalid) => Ok(None),
            Err(error) => {
                writeln!(out, "{}", text::printable(&format!("{error:#}")))?;
                editor::wait_for_enter(&mut out).map(|()| None)
            }
        }
    })?;
    Ok(notice?)
}

fn input(event: Event) -> Option<Input> {
    match event {
        Event::Key(key) if key.kind == KeyEventKind::Press => Some(Input::Key(key)),
        Event::Paste(text) => Some(Input::Paste(text)),
        _ => None,
    }
}
