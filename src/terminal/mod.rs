//! The terminal, in and out: full-screen modes, frames, keys, and restoring the terminal however the program ends.
//! Other rooms give keys and frames their meaning.
//!
//! The terminal is asked once what its background is and who it is ([`Terminal::ask`]); one that never answers costs
//! the first frame 60 ms. Nothing here wakes while nothing happens. SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT and SIGWINCH are taken by a thread that
//! does little else, so they are obeyed also while output is blocked.

use std::{
    io::{self, Write},
    mem, panic,
    sync::{Arc, Weak},
    thread,
    time::Duration,
};

use anyhow::Context;
use crossterm::event::Event;
use ratatui::{Frame, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect, layout::Size};

use crate::{audio, base::text, system::clock::Clock, ui::theme::Answers};

#[cfg(unix)]
mod waker;
#[cfg(unix)]
mod keys;
#[cfg(unix)]
mod tty_guard;
#[cfg(unix)]
mod signals;
#[cfg(unix)]
mod input;
#[cfg(windows)]
mod windows;

#[cfg(windows)]
use windows::{EventSource, LastWords, TtyGuard, open};
#[cfg(unix)]
use {
    input::{EventSource, open},
    keys::Answer,
    tty_guard::{LastWords, TtyGuard},
};

#[cfg(windows)]
pub use windows::{Waker, before_end};
#[cfg(unix)]
pub use {signals::before_end, waker::Waker};

/// Terminals with synchronized update show a frame all at once; others ignore this.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";
/// The title before is shown again, and kept for the next time.
const TITLE_BACK: &[u8] = b"\x1b[23;2t\x1b[22;2t";
/// The background (OSC 11), the name and version (XTVERSION), and the attributes (DA1): every terminal answers the last
/// one, in this order, so nothing more comes after it.
const QUESTIONS: &[u8] = b"\x1b]11;?\x1b\\\x1b[>0q\x1b[c";
/// How long the first frame waits for the answers.
const PATIENCE: Duration = Duration::from_millis(60);
/// Resets styles first: some terminals fill with the current colour.
const CLEAR: &[u8] = b"\x1b[0m\x1b[2J";

/// The terminal in full-screen mode, from [`Terminal::enter`] until it is dropped.
pub struct Terminal {
    screen: ratatui::Terminal<CrosstermBackend<FrameBuffer>>,
    size: Size,
    guard: Arc<TtyGuard>,
    input: EventSource,
    /// The title that the terminal shows, where it is ours.
    title: Option<String>,
    answers: Answers,
    /// Whether the terminal was asked and has not said all that it has to say.
    is_asked: bool,
    /// What was typed while the answers were waited for.
    typed: Vec<Event>,
}

impl Terminal {
    /// Takes the terminal over: raw mode, alternate screen, hidden cursor, bracketed paste.
    ///
    /// Call this once, on the main thread, which also draws: a panic there restores the terminal before its message is
    /// printed. The message of a panic on another thread is kept until the terminal is restored.
    ///
    /// `last_words` runs on another thread before a signal or a lost terminal ends the program.
    pub fn enter(last_words: impl FnOnce() + Send + 'static) -> anyhow::Result<Self> {
        let (guard, input) = open(LastWords::new(last_words))?;
        let size = guard.size();
        hook_panics(Arc::downgrade(&guard));
        let screen = blank(size, &guard)?;
        let (answers, typed) = (Answers::default(), Vec::new());
        let terminal = Terminal { screen, size, guard, input, title: None, answers, is_asked: false, typed };
        terminal.guard.enter().context("cannot switch the terminal to full screen")?;
        Ok(terminal)
    }

    /// Asks the terminal for its background and its name, and waits until it has answered, 60 ms at most: what comes
    /// later is in [`Terminal::answers`] after a [`Terminal::wait`].
    pub fn ask(&mut self) -> anyhow::Result<()> {
        self.ask_for(PATIENCE)
    }

    fn ask_for(&mut self, limit: Duration) -> anyhow::Result<()> {
        // Only there does this program read the answers itself.
        if cfg!(unix) {
            self.guard.show(QUESTIONS).context("cannot write to the terminal")?;
            self.is_asked = true;
            let clock = Clock::new();
            while self.is_asked && !clock.until(limit).is_zero() {
                let events = self.listen(Some(clock.until(limit)))?;
                self.typed.extend(events);
            }
        }
        Ok(())
    }

    /// What the terminal has reported about itself so far.
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Draws a frame and writes the changes since the last one, in one piece. The cursor stays hidden.
    ///
    /// Never waits for the terminal: while the last frame is still being written this one is dropped, and
    /// [`Terminal::wait`] returns when there is room. Does nothing while the terminal is not ours, as in the
    /// background; the next frame after that is complete.
    pub fn draw(&mut self, paint: impl FnOnce(&mut Frame<'_>)) -> anyhow::Result<()> {
        let size = self.guard.size();
        self.guard.show(&[]).context("cannot write to the terminal")?;
        if self.guard.is_late() {
            return Ok(());
        }
        let whole = self.guard.take_stale() || size != self.size;
        if whole {
            self.size = size;
            self.screen = blank(size, &self.guard)?;
            self.title = None;
        }
        let begin: [&[u8]; 2] = [FRAME_BEGINS, if whole { CLEAR } else { b"" }];
        self.write(&begin.concat())?;
        paint(&mut self.screen.get_frame());
        self.screen.flush()?;
        self.screen.swap_buffers();
        self.write(FRAME_ENDS)?;
        Write::flush(self.screen.backend_mut()).context("cannot write to the terminal")
    }

    /// Redraws the next frame completely, whatever the terminal shows now.
    pub fn redraw(&mut self) {
        self.size = Size::ZERO;
    }

    /// Rings the terminal's bell with the next frame.
    pub fn bell(&mut self) -> io::Result<()> {
        self.write(b"\x07")
    }

    /// Sets the terminal's title with the next frame; `None` gives it back. Whatever happens, it is given back with the
    /// terminal.
    pub fn set_title(&mut self, title: Option<&str>) -> io::Result<()> {
        if self.title.as_deref() == title {
            return Ok(());
        }
        self.title = title.map(str::to_owned);
        match title {
            Some(title) => self.write(format!("\x1b]2;{}\x07", text::printable(title)).as_bytes()),
            None => self.write(TITLE_BACK),
        }
    }

    /// Shows a notification, by escape sequences that are written before the next frame.
    pub fn notify(&mut self, sequences: &[u8]) -> io::Result<()> {
        self.write(sequences)
    }

    /// Columns and rows according to the system; 80 by 24 if they are unknown.
    pub fn size(&self) -> Size {
        self.guard.size()
    }

    /// Sleeps until a key, a resize, a wake-up by the [`Waker`] or the end of the timeout, and returns the events
    /// since, in order, possibly none; of several resizes only the last. Draw after each return.
    pub fn wait(&mut self, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        if !self.typed.is_empty() {
            return Ok(mem::take(&mut self.typed));
        }
        self.listen(timeout)
    }

    fn listen(&mut self, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        let events = self.input.wait(&self.guard, timeout)?;
        #[cfg(unix)]
        for answer in self.input.answers() {
            match answer {
                Answer::Background(background) => self.answers.background = Some(background),
                Answer::Version(version) => self.answers.version = Some(version),
                Answer::Attributes => self.is_asked = false,
                Answer::Mode { light } => {
                    // The new background is not known yet.
                    self.answers = Answers { background: None, light: Some(light), ..mem::take(&mut self.answers) };
                    self.guard.show(QUESTIONS).context("cannot write to the terminal")?;
                    self.is_asked = true;
                }
            }
        }
        Ok(events)
    }

    /// Ends a sleeping [`Terminal::wait`] from another thread.
    pub fn waker(&self) -> Waker {
        self.guard.waker()
    }

    /// Restores the terminal and stops the program's whole process group, as Ctrl-Z is expected to; returns when
    /// continued. The next [`Terminal::wait`] takes the terminal again, once the program is in the foreground.
    ///
    /// Does nothing if no shell could continue the program.
    pub fn suspend(&mut self) -> anyhow::Result<()> {
        self.guard.suspend()
    }

    /// Restores the terminal while another program, such as an editor, uses it.
    ///
    /// Until then, SIGINT and SIGQUIT are for the other program.
    pub fn pause_for<T>(&mut self, other: impl FnOnce() -> T) -> anyhow::Result<T> {
        self.guard.pause(true);
        self.guard.leave();
        let result = other();
        self.guard.pause(false);
        self.guard.enter().context("cannot take the terminal back")?;
        Ok(result)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.screen.backend_mut().write_all(bytes)
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // An answer on its way would be typed into the shell.
        let clock = Clock::new();
        while self.is_asked && !clock.until(PATIENCE).is_zero() && self.listen(Some(clock.until(PATIENCE))).is_ok() {}
        self.guard.leave();
        self.guard.print_kept();
    }
}

/// Asks the terminal for its background and its name as a session does, waits for at most `limit`, and gives the terminal
/// back. Returns the answers, and whether they are complete.
pub fn ask_once(limit: Duration) -> anyhow::Result<(Answers, bool)> {
    let mut terminal = Terminal::enter(|| {})?;
    terminal.ask_for(limit)?;
    Ok((terminal.answers.clone(), !terminal.is_asked))
}

/// Two empty buffers: the next frame is written completely.
///
/// ratatui's own `clear` queries the terminal's cursor, and its own sizes may come from running `tput`.
fn blank(size: Size, guard: &Arc<TtyGuard>) -> io::Result<ratatui::Terminal<CrosstermBackend<FrameBuffer>>> {
    let area = Rect::new(0, 0, size.width, size.height);
    let buffer = FrameBuffer { bytes: Vec::new(), guard: Arc::clone(guard) };
    ratatui::Terminal::with_options(CrosstermBackend::new(buffer), TerminalOptions { viewport: Viewport::Fixed(area) })
}

/// The bytes of one frame, collected until they are flushed and then written at once.
struct FrameBuffer {
    bytes: Vec<u8>,
    guard: Arc<TtyGuard>,
}

impl Write for FrameBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.guard.show(&mem::take(&mut self.bytes))
    }
}

/// Makes a panic on this thread restore the terminal before it is printed; a panic on another thread is printed once
/// that is done.
fn hook_panics(guard: Weak<TtyGuard>) {
    let drawing = thread::current().id();
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if thread::current().name() == Some(audio::untrusted::THREAD) {
            return;
        }
        if let Some(guard) = guard.upgrade() {
            if thread::current().id() == drawing {
                guard.leave();
            } else if guard.keep(&text::printable(&info.to_string())) {
                return;
            }
        }
        before(info);
    }));
}
