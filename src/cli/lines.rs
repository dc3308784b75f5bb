//! What the plain output of a session and of a desk share: the lines that are printed and typed, and the effects.

use std::{
    io::{self, BufRead, IsTerminal, Write},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError},
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{Timestamp, civil::Time, tz::TimeZone};

use crate::{
    base::quantity::Now,
    cli::edges::Edges,
    session::plan::Plan,
    storage::{DeskLock, Watch},
    system::{clock, notify::Channels, output::can_draw},
    ui::{
        effect::{AudioEffect, Effect, HistoryEffect, SystemEffect, TerminalEffect},
        keymap::{self, Action},
        screens::desk::DeskScreen,
        shared::SoundState,
    },
};

/// Where lines go and come from, and the machine behind them.
pub struct Lines<'o, W, M> {
    pub(super) edges: Edges<'o>,
    pub(super) sound: SoundState,
    pub(super) zone: TimeZone,
    pub(super) out: &'o mut W,
    messages: &'o mut M,
    /// Whether a bell can be heard where the lines go.
    bell: bool,
    /// The lines that the person types; `None` where nobody types, and from the end of the input on.
    typed: Option<Receiver<String>>,
    reported_unsaved: bool,
    reported_silence: bool,
}

/// A desk behind the lines.
pub struct LinesDesk<'d> {
    pub(super) screen: DeskScreen,
    pub(super) desk_lock: Option<DeskLock>,
    pub(super) history: Watch,
    /// When the person was last up, as far as the history says.
    pub(super) up: Option<Timestamp>,
    /// The plan of the break, as its file and the doses are now.
    pub(super) plan: &'d dyn Fn() -> Option<Arc<Plan>>,
}

impl<'o, W: Write, M: Write> Lines<'o, W, M> {
    /// Lines to `out`, with messages apart from them, and from standard input if that is a terminal.
    pub fn open(
        edges: Edges<'o>,
        sound: SoundState,
        out: &'o mut W,
        messages: &'o mut M,
    ) -> anyhow::Result<Lines<'o, W, M>> {
        Ok(Lines {
            edges,
            sound,
            zone: clock::zone(),
            out,
            messages,
            bell: io::stdout().is_terminal(),
            typed: if io::stdin().is_terminal() { Some(read_lines()?) } else { None },
            reported_unsaved: false,
            reported_silence: false,
        })
    }

    /// Whether there is a person who types.
    pub(super) fn is_typed(&self) -> bool {
        self.typed.is_some()
    }

    /// The time of day.
    pub(super) fn time_of_day(&self, now: Now) -> Time {
        now.wall.to_zoned(self.zone.clone()).time()
    }

    /// A time of day in words.
    pub(super) fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-H:%M").to_string()
    }

    /// Performs effects, and those that follow from them.
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
                    // Only a screen asks for these.
                    Effect::Terminal(
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

    /// Reports, once each, that something is not saved, that nothing is heard, and what else should be known.
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

    /// Prints a message. Where it cannot be printed, nothing is lost.
    fn message(&mut self, notice: &str) {
        let _ = writeln!(self.messages, "unsit: {notice}");
    }

    /// Changes the volume where an action is about that; whether it is.
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

    /// Prints the keys of a context that can be typed as a line.
    pub(super) fn print_keys(&mut self, context: keymap::Context) -> io::Result<()> {
        for row in keymap::rows(context).chain(keymap::rows(keymap::Context::Anywhere)) {
            let keys: Vec<_> = row.keys.iter().filter(|key| key.is_line()).map(|key| key.label).collect();
            if !keys.is_empty() {
                writeln!(self.out, "  {:<8}  {}", keys.join(" "), row.words)?;
            }
        }
        writeln!(self.out, "Enter follows each key.")
    }

    /// Waits for a line, for at most this time and a minute: a desk looks at the clock that often. From the end of the
    /// input on there is no person who types.
    pub(super) fn wait(&mut self, timeout: Option<Duration>) -> Option<String> {
        let minute = Duration::from_secs(60);
        let timeout = timeout.map_or(minute, |timeout| timeout.min(minute));
        let Some(typed) = &self.typed else {
            thread::park_timeout(timeout);
            return None;
        };
        match typed.recv_timeout(timeout) {
            Ok(line) => return Some(line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.typed = None,
        }
        None
    }

    /// Asks a question and waits for its answer, without spaces around it; `None` where nobody answers any more.
    pub(super) fn ask(&mut self, question: &str) -> io::Result<Option<String>> {
        let Some(typed) = &self.typed else { return Ok(None) };
        writeln!(self.out, "{question}")?;
        self.out.flush()?;
        match typed.recv() {
            Ok(line) => Ok(Some(line.trim().to_owned())),
            Err(_) => {
                self.typed = None;
                Ok(None)
            }
        }
    }
}

/// What a line does in a context: it is a key, or nothing for Enter alone.
pub(super) fn action(context: keymap::Context, line: &str) -> Option<Action> {
    let mut letters = line.trim().chars();
    let code = match (letters.next(), letters.next()) {
        (None, _) => KeyCode::Enter,
        (Some(letter), None) => KeyCode::Char(letter),
        _ => return None,
    };
    keymap::action(context, KeyEvent::new(code, KeyModifiers::NONE))
}

/// Reads the lines that the person types, on a thread of its own.
fn read_lines() -> anyhow::Result<Receiver<String>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new()
        .name("lines".to_owned())
        .spawn(move || {
            for line in io::stdin().lock().lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        })
        .context("cannot start the thread that reads lines")?;
    Ok(receiver)
}
