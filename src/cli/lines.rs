//! The common part of the plain output of a session and of a desk: printed lines, typed lines, and the effects.

use std::{
    io::{self, BufRead, IsTerminal, Read, Write},
    sync::{
        Arc,
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{Timestamp, civil::Time, tz::TimeZone};

use crate::{
    base::quantity::{Now, time_of_day},
    cli::edges::Edges,
    session::plan::Plan,
    storage::{DeskLock, Watch},
    system::{
        clock,
        notify::Channels,
        output::{self, can_draw},
    },
    ui::{
        effect::{AudioEffect, Effect, HistoryEffect, SystemEffect, TerminalEffect},
        keymap::{self, Action},
        screens::desk::DeskScreen,
        shared::SoundState,
    },
};

/// The most lines and wakes that wait to be obeyed.
const WAITING: usize = 16;
/// The longest line, in bytes.
const LONGEST: u64 = 1024;

/// The input and output of lines, and the machine behind them.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Lines<'o, W, M> {
    pub(super) edges: Edges<'o>,
    pub(super) sound: SoundState,
    pub(super) zone: TimeZone,
    pub(super) out: &'o mut W,
    messages: &'o mut M,
    /// Whether the terminal bell can be heard.
    bell: bool,
    inbox: Receiver<Woken>,
    /// Whether a person types. Without one, letters may still come from a pipe.
    is_typed: bool,
    reported_unsaved: bool,
    reported_silence: bool,
}

/// What ends a wait.
enum Woken {
    /// A line was typed, or came from a pipe.
    Line(String),
    /// There are no more lines.
    Closed,
    /// Another program asks something of the session.
    Remote,
}

/// A desk behind the lines.
pub struct LinesDesk<'d> {
    pub(super) screen: DeskScreen,
    pub(super) desk_lock: Option<DeskLock>,
    pub(super) history: Watch,
    /// When the user was last up, according to the history.
    pub(super) up: Option<Timestamp>,
    /// The plan of the break, with its current file and doses.
    pub(super) plan: &'d dyn Fn() -> Option<Arc<Plan>>,
}

impl<'o, W: Write, M: Write> Lines<'o, W, M> {
    /// Lines to `out`, with messages apart from them, and from standard input if that is a terminal or a pipe.
    pub fn open(
        edges: Edges<'o>,
        sound: SoundState,
        out: &'o mut W,
        messages: &'o mut M,
    ) -> anyhow::Result<Lines<'o, W, M>> {
        let (sender, inbox) = mpsc::sync_channel(WAITING);
        let is_typed = io::stdin().is_terminal();
        if is_typed || output::is_piped_in() {
            read_lines(sender.clone())?;
        }
        // Where there is no room, a wake is on its way.
        edges.remote.set_on_request(move || drop(sender.try_send(Woken::Remote)));
        Ok(Lines {
            edges,
            sound,
            zone: clock::zone(),
            out,
            messages,
            bell: io::stdout().is_terminal(),
            inbox,
            is_typed,
            reported_unsaved: false,
            reported_silence: false,
        })
    }

    /// Whether a user can type.
    pub(super) fn is_typed(&self) -> bool {
        self.is_typed
    }

    /// The time of day.
    pub(super) fn time_of_day(&self, now: Now) -> Time {
        now.wall.to_zoned(self.zone.clone()).time()
    }

    /// A time of day as text.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        time_of_day(at, &self.zone)
    }

    /// Performs effects, and those that they cause.
    pub(super) fn perform(
        &mut self,
        effects: &mut Vec<Effect>,
        desk: &mut Option<LinesDesk<'_>>,
        now: Now,
    ) -> io::Result<()> {
        while !effects.is_empty() {
            for effect in std::mem::take(effects) {
                match effect {
                    Effect::Audio(effect) => self.edges.perform_audio(effect),
                    Effect::History(HistoryEffect::Record(record)) => self.edges.recorder.save(&record),
                    Effect::History(HistoryEffect::Refresh) => {
                        let Some(desk) = desk else { continue };
                        if desk.history.has_changed() {
                            desk.up = self.edges.recorder.read_now().last_up(now.wall);
                        }
                        desk.screen.remind(desk.up, desk.plan, &self.sound, now, &self.zone, effects);
                    }
                    Effect::System(SystemEffect::Hook(moment, facts)) => self.edges.recorder.run_hook(moment, facts),
                    Effect::System(SystemEffect::Notify(notice)) => {
                        writeln!(self.out, "{:>5}  {}: {}", self.clock(now.wall), notice.title, notice.body)?;
                        let (channels, draws) = (Channels::of_person(), can_draw());
                        if draws {
                            self.out.write_all(&channels.sequences(&notice))?;
                        }
                        channels.notify_desktop(&notice, draws);
                    }
                    Effect::System(SystemEffect::Check) => self.zone = clock::zone(),
                    Effect::System(SystemEffect::SitTimer(since)) => {
                        let Some(desk) = desk else { continue };
                        if let Some(desk_lock) = &desk.desk_lock {
                            desk_lock.set_sitting_since(since, now.wall);
                        }
                    }
                    Effect::Terminal(TerminalEffect::Bell) => {
                        if self.bell {
                            self.out.write_all(b"\x07")?;
                        }
                    }
                    // Only the screen has these.
                    Effect::System(SystemEffect::Add(..))
                    | Effect::Terminal(
                        TerminalEffect::Suspend
                        | TerminalEffect::Redraw
                        | TerminalEffect::Edit(_)
                        | TerminalEffect::New(_)
                        | TerminalEffect::Quit,
                    ) => {}
                }
            }
        }
        Ok(())
    }

    /// Reports unsaved facts, missing sound and other notices, once each.
    pub(super) fn report(&mut self) -> io::Result<()> {
        let unsaved = self.edges.recorder.unsaved();
        if let Some(why) = unsaved.as_ref().filter(|_| !self.reported_unsaved) {
            writeln!(self.out, "{why}")?;
        }
        self.reported_unsaved = unsaved.is_some();
        self.sound.silent = self.edges.why_silent();
        if let Some(why) = self.sound.silent.clone().filter(|_| !self.reported_silence) {
            self.reported_silence = true;
            let instead = if self.bell { "; using the terminal bell" } else { "" };
            self.message(&format!("no sound ({why}){instead}"));
        }
        while let Some(notice) = self.edges.recorder.notice() {
            self.message(&notice);
        }
        self.out.flush()
    }

    /// Prints a message. A failure to print it loses nothing.
    fn message(&mut self, notice: &str) {
        let _ = writeln!(self.messages, "unsit: {notice}");
    }

    /// Handles the volume keys; returns whether the action was one of them.
    pub(super) fn set_volume(&mut self, action: Action) -> io::Result<bool> {
        let SoundState { volume, muted, .. } = &mut self.sound;
        match action {
            Action::Mute => *muted = !*muted,
            Action::Louder => (*volume, *muted) = (volume.saturating_add(10).min(100), false),
            Action::Quieter => *volume = volume.saturating_sub(10),
            _ => return Ok(false),
        }
        let (volume, muted) = (*volume, *muted);
        self.edges.perform_audio(AudioEffect::Volume(volume, muted));
        let words = if muted { "muted".to_owned() } else { format!("volume {volume}") };
        writeln!(self.out, "{words}")?;
        Ok(true)
    }

    /// Prints the keys of a context that can be typed as lines.
    pub(super) fn print_keys(&mut self, context: keymap::Context) -> io::Result<()> {
        for row in keymap::rows(context).chain(keymap::rows(keymap::Context::Anywhere)) {
            let keys: Vec<_> = row.keys.iter().filter(|key| key.is_line()).map(|key| key.label).collect();
            if !keys.is_empty() {
                writeln!(self.out, "  {:<8}  {}", keys.join(" "), row.words)?;
            }
        }
        writeln!(self.out, "Press Enter after each key.")
    }

    /// Waits for something to obey, for at most this time and a minute: a desk looks at the clock that often. What a line
    /// asks for is `None` where it is no key of the context. From the end of the input on there is no person who types.
    pub(super) fn wait(&mut self, timeout: Option<Duration>, context: keymap::Context) -> Vec<Option<Action>> {
        let minute = Duration::from_secs(60);
        let timeout = timeout.map_or(minute, |timeout| timeout.min(minute));
        let mut asked = Vec::new();
        match self.inbox.recv_timeout(timeout) {
            Ok(Woken::Line(line)) => asked.push(action(context, &line)),
            Ok(Woken::Closed) => self.is_typed = false,
            Ok(Woken::Remote) | Err(_) => {}
        }
        asked.extend(self.edges.remote.actions().into_iter().map(Some));
        asked
    }

    /// Asks a question and returns the trimmed answer; `None` after the end of the input.
    pub(super) fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        if !self.is_typed {
            return Ok(None);
        }
        writeln!(self.out, "{question}")?;
        self.out.flush()?;
        loop {
            match self.inbox.recv() {
                Ok(Woken::Line(line)) => return Ok(Some(line.trim().to_owned())),
                Ok(Woken::Remote) => {}
                Ok(Woken::Closed) | Err(_) => {
                    self.is_typed = false;
                    return Ok(None);
                }
            }
        }
    }
}

/// The action of a typed line in a context: the line is a key, or empty for Enter.
fn action(context: keymap::Context, line: &str) -> Option<Action> {
    let mut letters = line.trim().chars();
    let code = match (letters.next(), letters.next()) {
        (None, _) => KeyCode::Enter,
        (Some(letter), None) => KeyCode::Char(letter),
        _ => return None,
    };
    keymap::action(context, KeyEvent::new(code, KeyModifiers::NONE))
}

/// Reads lines from standard input, on a thread of its own that waits where they come faster than they are obeyed. Of a
/// line that is too long only the beginning is kept.
fn read_lines(lines: SyncSender<Woken>) -> anyhow::Result<()> {
    let read = move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let is_read = input.by_ref().take(LONGEST).read_until(b'\n', &mut line).is_ok_and(|read| read > 0);
            if !is_read {
                break;
            }
            if !line.ends_with(b"\n") && input.skip_until(b'\n').is_err() {
                break;
            }
            if lines.send(Woken::Line(String::from_utf8_lossy(&line).into_owned())).is_err() {
                return;
            }
        }
        let _ = lines.send(Woken::Closed);
    };
    thread::Builder::new().name("lines".to_owned()).spawn(read).context("cannot start the thread that reads lines")?;
    Ok(())
}
