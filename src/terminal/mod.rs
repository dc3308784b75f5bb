//! The terminal, in and out: full-screen modes, frames, keys, and giving the terminal back whole however the
//! program ends. What the keys mean and what a frame shows is left to others.
//!
//! Nothing here asks the terminal a question, so one that never answers costs nothing, and nothing here wakes
//! while nothing happens. SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT and SIGWINCH are taken by a thread that
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

use crate::{audio, base::text};

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
use windows::{Input, LastWords, TtyGuard, open};
#[cfg(unix)]
use {
    input::{Input, open},
    tty_guard::{LastWords, TtyGuard},
};

#[cfg(windows)]
pub use windows::{Waker, before_end};
#[cfg(unix)]
pub use {signals::before_end, waker::Waker};

/// A frame is shown at once or not at all by terminals that know synchronized update; others ignore this.
const FRAME_BEGINS: &[u8] = b"\x1b[?2026h";
const FRAME_ENDS: &[u8] = b"\x1b[?2026l";
/// Styles off first: some terminals fill with the colour in force.
const CLEAR: &[u8] = b"\x1b[0m\x1b[2J";

/// The terminal in full-screen mode, from [`Terminal::enter`] until it is dropped.
pub struct Terminal {
    screen: ratatui::Terminal<CrosstermBackend<FrameBuffer>>,
    size: Size,
    guard: Arc<TtyGuard>,
    input: Input,
}

impl Terminal {
    /// Takes the terminal over: raw mode, alternate screen, no cursor, bracketed paste.
    ///
    /// To be called once, on the main thread, which is also to draw: a panic there gives the terminal back before
    /// its message is printed. The message of a panic on another thread is kept until the terminal is given back.
    ///
    /// `last_words` is run, on another thread, before a signal or a terminal that goes away ends the program.
    pub fn enter(last_words: impl FnOnce() + Send + 'static) -> anyhow::Result<Self> {
        let (guard, input) = open(LastWords::new(last_words))?;
        let size = guard.size();
        hook_panics(Arc::downgrade(&guard));
        let screen = blank(size, &guard)?;
        let terminal = Terminal { screen, size, guard, input };
        terminal.guard.enter().context("cannot switch the terminal to full screen")?;
        Ok(terminal)
    }

    /// Draws a frame and writes what changed since the last one, in one piece. The cursor stays hidden.
    ///
    /// Never waits for the terminal: while the last frame is still on its way this one is left out, and
    /// [`Terminal::wait`] returns when there is room. Does nothing while the terminal is not ours, as in the background:
    /// the next frame after that is whole.
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
        }
        let begin: [&[u8]; 2] = [FRAME_BEGINS, if whole { CLEAR } else { b"" }];
        self.write(&begin.concat())?;
        paint(&mut self.screen.get_frame());
        self.screen.flush()?;
        self.screen.swap_buffers();
        self.write(FRAME_ENDS)?;
        Write::flush(self.screen.backend_mut()).context("cannot write to the terminal")
    }

    /// Draws the next frame whole, whatever the terminal shows now.
    pub fn redraw(&mut self) {
        self.size = Size::ZERO;
    }

    /// Rings the terminal's bell with the next frame.
    pub fn bell(&mut self) -> io::Result<()> {
        self.write(b"\x07")
    }

    /// Shows a notification, by sequences that are written whole before the next frame.
    pub fn notify(&mut self, sequences: &[u8]) -> io::Result<()> {
        self.write(sequences)
    }

    /// Columns and rows, as the system says now; 80 by 24 where it does not know.
    pub fn size(&self) -> Size {
        self.guard.size()
    }

    /// Sleeps until a key, a resize, a wake of the [`Waker`] or the end of the timeout, and returns the events since, in
    /// their order, perhaps none; of several resizes only the last. Draw after each return.
    pub fn wait(&mut self, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        self.input.wait(&self.guard, timeout)
    }

    /// Ends a sleeping [`Terminal::wait`] from another thread.
    pub fn waker(&self) -> Waker {
        self.guard.waker()
    }

    /// Gives the terminal back and stops the program's whole process group, as Ctrl-Z is expected to; returns
    /// when continued. The next [`Terminal::wait`] takes the terminal again, once the program is in front.
    ///
    /// Does nothing where no shell could continue the program.
    pub fn suspend(&mut self) -> anyhow::Result<()> {
        self.guard.suspend()
    }

    /// Gives the terminal back while something else uses it, such as an editor.
    ///
    /// SIGINT and SIGQUIT are for the other program meanwhile.
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
        self.guard.leave();
        self.guard.print_kept();
    }
}

/// Two empty buffers: what is drawn on them next is written whole.
///
/// ratatui's own `clear` asks the terminal for its cursor, and its own sizes may come from running `tput`.
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

/// Makes a panic on this thread give the terminal back before it prints; on others, print once that is done.
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
