//! Takes the terminal over and restores it, and decides which thread writes. Unix only.

use std::{
    io, mem,
    os::{
        fd::{AsFd, BorrowedFd, OwnedFd},
        unix::net::UnixStream,
    },
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc,
    },
    thread,
    time::Duration,
};

use anyhow::{Context, bail};
use ratatui::layout::Size;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::{Mode, OFlags, fstat},
    io::Errno,
    process::{Signal, getpgrp, getpid, getsid, kill_current_process_group, kill_process},
    termios::{
        OptionalActions, QueueSelector, SpecialCodeIndex, Termios, isatty, tcflush, tcgetattr, tcgetpgrp, tcgetwinsize,
        tcsetattr, ttyname,
    },
};
use signal_hook::{consts::SIGHUP, low_level};

use super::waker::Waker;

/// Saves the title; alternate screen, hidden cursor, bracketed paste.
const ENTER: &[u8] = b"\x1b[22;2t\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?2031h";
/// Ends an incomplete frame, resets styles, and undoes all of [`ENTER`].
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?2031l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[23;2t";
/// The time limit for restoring, for terminals that do not read and for busy machines.
const LIMIT: Duration = Duration::from_secs(2);
/// The exit status after SIGHUP, as in shells.
const HUNG_UP: i32 = 129;
/// The interval between attempts within the limit.
const STEP: Duration = Duration::from_millis(10);

/// The terminal as shared by its threads: the one that draws, the one that handles signals, and any that panics.
pub(super) struct TtyGuard {
    /// The source of keys; its line settings are the ones that are changed.
    tty: OwnedFd,
    screen: OwnedFd,
    before: Termios,
    /// Never held while writing, so that a thread that ends the program is not blocked.
    state: Mutex<State>,
    left: Condvar,
    /// Held while writing, so that a frame does not mix with the final bytes.
    turn: Mutex<()>,
    stale: AtomicBool,
    continued: AtomicBool,
    paused: AtomicBool,
    /// The part of a frame that the terminal has not accepted yet.
    late: Mutex<Vec<u8>>,
    kept: Mutex<Vec<String>>,
    waker: Waker,
    last_words: LastWords,
}

/// The action that runs once before the program is ended from outside, see [`Terminal::enter`](super::Terminal::enter).
/// It outlives the terminal: facts are saved even after the terminal was restored.
#[derive(Clone)]
pub(super) struct LastWords(Arc<Mutex<Option<Job>>>);

type Job = Box<dyn FnOnce() + Send>;

impl LastWords {
    pub(super) fn new(last_words: impl FnOnce() + Send + 'static) -> LastWords {
        LastWords(Arc::new(Mutex::new(Some(Box::new(last_words)))))
    }

    /// Runs it, unless it has run. A second call waits for the first.
    pub(super) fn say(&self) {
        let mut last_words = held(&self.0);
        if let Some(last_words) = last_words.take() {
            last_words();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not taken yet, or restored.
    Outside,
    Inside,
    /// Being restored.
    Leaving,
    /// Taken, but another program uses it now: wait until this one is in the foreground again.
    Background,
}

impl TtyGuard {
    /// Finds the terminal and creates its [`Waker`]; changes nothing yet.
    pub(super) fn find(last_words: LastWords) -> anyhow::Result<(Arc<TtyGuard>, UnixStream)> {
        if !isatty(rustix::stdio::stdout()) {
            bail!("the full screen needs a terminal, and standard output is not one");
        }
        let screen = screen().context("cannot use standard output")?;
        let tty = keyboard().context("there is no terminal to read keys from")?;
        wait_for_front(&tty)?;
        let before = tcgetattr(&tty).context("cannot read the settings of the terminal")?;
        let (waker, bell) = Waker::new().context("cannot create a waker")?;
        let guard = Arc::new(TtyGuard {
            tty,
            screen,
            before,
            state: Mutex::new(State::Outside),
            left: Condvar::new(),
            turn: Mutex::new(()),
            stale: AtomicBool::new(true),
            continued: AtomicBool::new(false),
            paused: AtomicBool::new(false),
            late: Mutex::new(Vec::new()),
            kept: Mutex::new(Vec::new()),
            waker,
            last_words,
        });
        Ok((guard, bell))
    }

    /// Sets the modes; the next frame must be complete.
    pub(super) fn enter(&self) -> io::Result<()> {
        let mut state = held(&self.state);
        if *state == State::Leaving {
            return Ok(());
        }
        // It was stopped without a chance to restore the terminal: the saved settings are still the right ones.
        let still = mem::replace(&mut *state, State::Inside) == State::Inside;
        drop(state);
        self.continued.store(false, SeqCst);
        self.stale.store(true, SeqCst);
        let _turn = held(&self.turn);
        held(&self.late).clear();
        if !self.is_inside() {
            return Ok(());
        }
        let mut raw = self.before.clone();
        raw.make_raw();
        // A read returns the available bytes and never blocks.
        raw.special_codes[SpecialCodeIndex::VMIN] = 0;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&self.tty, OptionalActions::Now, &raw)?;
        if still {
            self.write(LEAVE, || false)?;
        }
        self.write(ENTER, || false)
    }

    /// Restores the terminal once, however many threads ask; a second one waits until that is done.
    ///
    /// The line settings come first: they take effect even if the terminal does not read. A thread of its own, which is
    /// waited for no longer than [`LIMIT`], writes the rest.
    pub(super) fn leave(self: &Arc<Self>) {
        let mut state = held(&self.state);
        match *state {
            State::Outside | State::Background => return,
            State::Leaving => {
                drop(self.left.wait_timeout_while(state, LIMIT, |state| *state == State::Leaving));
                return;
            }
            State::Inside => *state = State::Leaving,
        }
        drop(state);
        if self.in_front() {
            self.reset();
            let (done, finished) = mpsc::channel();
            let guard = Arc::clone(self);
            let rest = move || {
                guard.write_leave();
                let _ = done.send(());
            };
            match thread::Builder::new().name("restore".into()).spawn(rest) {
                Ok(_) => drop(finished.recv_timeout(LIMIT)),
                Err(_) => self.write_leave(),
            }
        }
        *held(&self.state) = State::Outside;
        self.left.notify_all();
    }

    /// Undoes the modes, even if the terminal has stopped reading: pending output is discarded then, and a partially
    /// written frame is cut off.
    fn write_leave(&self) {
        let mut turn = None;
        for round in 0..LIMIT.as_millis() / STEP.as_millis() {
            turn = self.turn.try_lock().ok();
            if turn.is_some() {
                break;
            }
            if round > 0 {
                self.make_room();
                // Makes the blocked write return.
                let _ = kill_process(getpid(), Signal::WINCH);
            }
            nap(&mut [], STEP);
        }
        // After a long block, the terminal may have been taken again.
        if turn.is_none() || self.is_inside() {
            return;
        }
        if nap(&mut [PollFd::new(&self.screen, PollFlags::OUT)], STEP) == 0 {
            self.make_room();
        }
        self.reset();
        let _ = self.write(LEAVE, || self.is_inside());
    }

    fn make_room(&self) {
        let _ = tcflush(&self.screen, QueueSelector::OFlush);
    }

    fn reset(&self) {
        let _ = tcsetattr(&self.tty, OptionalActions::Now, &self.before);
    }

    /// Writes the late bytes and as much of a frame as the terminal accepts now, and keeps the rest. Nothing is written
    /// while the terminal is not ours. Ends the program if the terminal is gone.
    pub(super) fn show(self: &Arc<Self>, frame: &[u8]) -> io::Result<()> {
        let turn = held(&self.turn);
        let mut late = held(&self.late);
        if !self.is_inside() || !self.in_front() {
            late.clear();
            self.stale.store(true, SeqCst);
            return Ok(());
        }
        late.extend_from_slice(frame);
        let result = self.write_ready(&late).map(|written| drop(late.drain(..written)));
        drop((late, turn));
        match result.as_ref().map_err(Errno::from_io_error) {
            Err(Some(Errno::IO | Errno::PIPE | Errno::NXIO)) => self.hang_up(),
            _ => result,
        }
    }

    /// Whether a part of a frame is not written yet.
    pub(super) fn is_late(&self) -> bool {
        !held(&self.late).is_empty()
    }

    fn write_ready(&self, bytes: &[u8]) -> io::Result<usize> {
        let mut written = 0;
        while written < bytes.len() && self.is_inside() {
            match rustix::io::write(&self.screen, &bytes[written..]) {
                Ok(count) => written += count,
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(written)
    }

    /// Writes all bytes, unless it is overtaken: then it stops where a signal interrupts it.
    fn write(&self, mut bytes: &[u8], overtaken: impl Fn() -> bool) -> io::Result<()> {
        while !bytes.is_empty() && !overtaken() {
            match rustix::io::write(&self.screen, bytes) {
                Ok(written) => bytes = bytes.get(written..).unwrap_or_default(),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => drop(poll(&mut [PollFd::new(&self.screen, PollFlags::OUT)], None)),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Stops the process group until it is continued, if there is a shell to do that.
    pub(super) fn suspend(self: &Arc<Self>) -> anyhow::Result<()> {
        if !may_stop() {
            return Ok(());
        }
        self.leave();
        kill_current_process_group(Signal::STOP).context("cannot stop the program")?;
        self.resume();
        Ok(())
    }

    /// Makes `EventSource::wait` check whether the terminal is ours, and take it then.
    pub(super) fn resume(&self) {
        self.continued.store(true, SeqCst);
        self.waker.wake();
    }

    /// Leaves the terminal alone in the background, and takes it again in the foreground. Returns whether it was taken,
    /// so that the screen must be redrawn.
    pub(super) fn settle(&self) -> io::Result<bool> {
        let mut state = held(&self.state);
        let taken = match (*state, self.in_front()) {
            (State::Leaving, _) => true,
            (_, false) => {
                *state = State::Background;
                true
            }
            (State::Background, true) => false,
            (State::Inside | State::Outside, true) => !self.continued.load(SeqCst),
        };
        drop(state);
        if !taken {
            self.enter()?;
        }
        Ok(!taken)
    }

    pub(super) fn is_inside(&self) -> bool {
        *held(&self.state) == State::Inside
    }

    /// Whether the program is in the foreground; a terminal without job control has no background.
    pub(super) fn in_front(&self) -> bool {
        in_front(&self.tty)
    }

    pub(super) fn size(&self) -> Size {
        match tcgetwinsize(&self.screen) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size::new(size.ws_col, size.ws_row),
            _ => Size::new(80, 24),
        }
    }

    pub(super) fn take_stale(&self) -> bool {
        self.stale.swap(false, SeqCst)
    }

    pub(super) fn pause(&self, paused: bool) {
        self.paused.store(paused, SeqCst);
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused.load(SeqCst)
    }

    pub(super) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    pub(super) fn tty(&self) -> &OwnedFd {
        &self.tty
    }

    pub(super) fn screen(&self) -> &OwnedFd {
        &self.screen
    }

    /// Ends the program like a hang-up; restores the terminal in case it only seemed gone.
    pub(super) fn hang_up(self: &Arc<Self>) -> ! {
        self.leave();
        self.last_words.say();
        // Ends the same way, whichever thread notices it first.
        let _ = low_level::emulate_default_handler(SIGHUP);
        low_level::exit(HUNG_UP)
    }

    /// Keeps a message until the terminal is restored; false if it is restored already.
    pub(super) fn keep(&self, message: &str) -> bool {
        let inside = self.is_inside();
        if inside {
            held(&self.kept).push(message.to_owned());
        }
        inside
    }

    pub(super) fn print_kept(&self) {
        use io::Write as _;
        for message in held(&self.kept).drain(..) {
            let _ = writeln!(io::stderr(), "{message}");
        }
    }
}

/// Locks a mutex even if a thread panicked while holding it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sleeps until one of these is ready or the time is over; returns how many are.
fn nap(asked: &mut [PollFd<'_>], limit: Duration) -> usize {
    Timespec::try_from(limit).map_or(0, |limit| poll(asked, Some(&limit)).unwrap_or(0))
}

/// The terminal behind standard output, opened again so that writes do not block: that flag belongs to the open file,
/// which standard output shares with the shell. Standard output itself if the terminal has no name here.
fn screen() -> io::Result<OwnedFd> {
    let stdout = rustix::stdio::stdout();
    let device = |fd: BorrowedFd<'_>| fstat(fd).map(|found| found.st_rdev);
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let again = ttyname(stdout, Vec::new()).and_then(|name| rustix::fs::open(name, flags, Mode::empty()));
    match again {
        Ok(again) if device(again.as_fd()) == device(stdout) => Ok(again),
        _ => stdout.try_clone_to_owned(),
    }
}

/// Standard input, or the terminal behind standard output if input comes from elsewhere.
fn keyboard() -> io::Result<OwnedFd> {
    let stdin = rustix::stdio::stdin();
    let stdout = rustix::stdio::stdout();
    if isatty(stdin) && can_wait(stdin) {
        stdin.try_clone_to_owned()
    } else if can_wait(stdout) && rustix::fs::fcntl_getfl(stdout)?.contains(OFlags::RDWR) {
        stdout.try_clone_to_owned()
    } else {
        Ok(rustix::fs::open("/dev/tty", OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?)
    }
}

/// Whether the system can wait for this terminal: macOS cannot if it was opened as `/dev/tty`.
fn can_wait(terminal: BorrowedFd<'_>) -> bool {
    let mut asked = [PollFd::from_borrowed_fd(terminal, PollFlags::IN)];
    nap(&mut asked, Duration::ZERO);
    !asked[0].revents().contains(PollFlags::NVAL)
}

fn in_front(tty: &OwnedFd) -> bool {
    tcgetpgrp(tty).map_or(true, |group| group == getpgrp())
}

/// Stops, as the kernel would, while the program is in the background: the terminal's current settings are those of the
/// shell's line editor.
fn wait_for_front(tty: &OwnedFd) -> anyhow::Result<()> {
    while !in_front(tty) {
        if !may_stop() {
            bail!("the full screen needs the terminal, and the program is in the background");
        }
        kill_current_process_group(Signal::TTOU).context("cannot wait for the terminal")?;
    }
    Ok(())
}

/// Whether there is a shell to continue the program: its group is not the one that started the session.
pub(super) fn may_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}
