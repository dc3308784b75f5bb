//! The terminal on Windows: no job control, no signals but Ctrl-C, which raw mode delivers as a key.

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use crossterm::{
    cursor::{Hide, Show},
    event::{self, DisableBracketedPaste, EnableBracketedPaste, Event},
    execute,
    style::ResetColor,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::layout::Size;

/// The longest sleep, because nothing here can interrupt one: a wake-up is delayed by this at most.
const LONGEST: Duration = Duration::from_millis(250);

/// Wakes the loop; here the loop checks by itself.
#[derive(Clone, Debug)]
pub struct Waker;

impl Waker {
    /// Does nothing: [`Terminal::wait`](super::Terminal::wait) never sleeps longer than 250 ms.
    pub fn wake(&self) {}
}

/// Nothing ends the program from outside here.
pub(super) struct LastWords;

impl LastWords {
    pub(super) fn new(_last_words: impl FnOnce() + Send + 'static) -> LastWords {
        LastWords
    }
}

/// The terminal as shared by its threads: the one that draws, and any that panics.
pub(super) struct TtyGuard {
    inside: AtomicBool,
    stale: AtomicBool,
    kept: Mutex<Vec<String>>,
}

pub(super) fn open(_last_words: LastWords) -> anyhow::Result<(Arc<TtyGuard>, EventSource)> {
    if !io::stdout().is_terminal() {
        bail!("the full screen needs a terminal, and standard output is not one");
    }
    let guard = TtyGuard { inside: AtomicBool::new(false), stale: AtomicBool::new(true), kept: Mutex::new(Vec::new()) };
    Ok((Arc::new(guard), EventSource))
}

impl TtyGuard {
    pub(super) fn enter(&self) -> io::Result<()> {
        self.inside.store(true, SeqCst);
        self.stale.store(true, SeqCst);
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Hide, EnableBracketedPaste)
    }

    pub(super) fn leave(&self) {
        if self.inside.swap(false, SeqCst) {
            let _ = terminal::disable_raw_mode();
            let _ = execute!(io::stdout(), ResetColor, DisableBracketedPaste, LeaveAlternateScreen, Show);
        }
    }

    pub(super) fn show(&self, frame: &[u8]) -> io::Result<()> {
        if !self.inside.load(SeqCst) {
            return Ok(());
        }
        let mut screen = io::stdout().lock();
        screen.write_all(frame)?;
        screen.flush()
    }

    /// A console accepts a frame immediately.
    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn is_late(&self) -> bool {
        false
    }

    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same call on every system")]
    pub(super) fn suspend(&self) -> anyhow::Result<()> {
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn pause(&self, _paused: bool) {}

    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn size(&self) -> Size {
        match terminal::size() {
            Ok((columns, rows)) if columns > 0 && rows > 0 => Size::new(columns, rows),
            _ => Size::new(80, 24),
        }
    }

    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, SeqCst)
    }

    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn waker(&self) -> Waker {
        Waker
    }

    pub(super) fn keep(&self, message: &str) -> bool {
        let inside = self.inside.load(SeqCst);
        if inside {
            self.kept.lock().unwrap_or_else(PoisonError::into_inner).push(message.to_owned());
        }
        inside
    }

    pub(super) fn print_kept(&self) {
        for message in self.kept.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = writeln!(io::stderr(), "{message}");
        }
    }
}

/// Does nothing: a console is closed without a signal.
pub fn before_end(_last_words: impl FnOnce() + Send + 'static) -> io::Result<()> {
    Ok(())
}

/// The source of events.
pub(super) struct EventSource;

impl EventSource {
    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn wait(&mut self, _guard: &TtyGuard, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        let mut events = Vec::new();
        let mut limit = timeout.unwrap_or(LONGEST).min(LONGEST);
        let mut resize = None;
        while event::poll(limit).context("cannot wait for keys")? {
            limit = Duration::ZERO;
            match event::read().context("cannot read keys")? {
                event @ Event::Resize(..) => resize = Some(event),
                event => events.push(event),
            }
        }
        events.extend(resize);
        Ok(events)
    }
}
