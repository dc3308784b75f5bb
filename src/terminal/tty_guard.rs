//! Taking the terminal over and giving it back, and which thread writes. Unix only.

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

/// Alternate screen, cursor off, bracketed paste on.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h";
/// A frame that was cut ends, styles off, and all of [`ENTER`] undone.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[0m\x1b[?2004l\x1b[?1049l\x1b[?25h";
/// How long giving back may take when the terminal does not read, or the machine is too busy to write at once.
const LIMIT: Duration = Duration::from_secs(2);
/// The status of a program that SIGHUP ended, as shells count.
const HUNG_UP: i32 = 129;
/// How often to try meanwhile.
const STEP: Duration = Duration::from_millis(10);

/// The terminal as the threads share it: the one that draws, the one that takes signals, and any that panics.
pub(super) struct TtyGuard {
    /// Keys come from here, and its line settings are the ones changed.
    tty: OwnedFd,
    screen: OwnedFd,
    before: Termios,
    /// Never held while writing, so that a thread that ends the program does not wait long.
    state: Mutex<State>,
    left: Condvar,
    /// Held while writing: a frame and the bytes that end it all do not mix.
    turn: Mutex<()>,
    stale: AtomicBool,
    continued: AtomicBool,
    paused: AtomicBool,
    /// The part of a frame that the terminal has not taken yet.
    late: Mutex<Vec<u8>>,
    kept: Mutex<Vec<String>>,
    waker: Waker,
    last_words: LastWords,
}

/// What is run once before the program is ended from outside, see [`Terminal::enter`](super::Terminal::enter). It outlives
/// the terminal: what is left to save is saved after that was given back.
#[derive(Clone)]
pub(super) struct LastWords(Arc<Mutex<Option<Job>>>);

type Job = Box<dyn FnOnce() + Send>;

impl LastWords {
    pub(super) fn new(last_words: impl FnOnce() + Send + 'static) -> LastWords {
        LastWords(Arc::new(Mutex::new(Some(Box::new(last_words)))))
    }

    /// Runs it, unless that was done. A second call waits for the first.
    pub(super) fn say(&self) {
        let mut last_words = held(&self.0);
        if let Some(last_words) = last_words.take() {
            last_words();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Not taken yet, or given back.
    Outside,
    Inside,
    /// Being given back.
    Leaving,
    /// Taken, but another program has it now: hands off until this one is in front again.
    Background,
}

impl TtyGuard {
    /// Finds the terminal; changes nothing in it yet. With it comes what a [`Waker`] rings.
    pub(super) fn find(last_words: LastWords) -> anyhow::Result<(Arc<TtyGuard>, UnixStream)> {
        if !isatty(rustix::stdio::stdout()) {
            bail!("the full screen needs a terminal, and standard output is not one");
        }
        let screen = screen().context("cannot use standard output")?;
        let tty = keyboard().context("there is no terminal to read keys from")?;
        wait_for_front(&tty)?;
        let before = tcgetattr(&tty).context("cannot read the settings of the terminal")?;
        let (waker, bell) = Waker::new().context("cannot make a waker")?;
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

    /// Sets the modes; the next frame is to be whole.
    pub(super) fn enter(&self) -> io::Result<()> {
        let mut state = held(&self.state);
        if *state == State::Leaving {
            return Ok(());
        }
        // Stopped without a chance to give it back: what the terminal kept for that is still the right thing.
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
        // A read returns what there is and never sleeps.
        raw.special_codes[SpecialCodeIndex::VMIN] = 0;
        raw.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(&self.tty, OptionalActions::Now, &raw)?;
        if still {
            self.write(LEAVE, || false)?;
        }
        self.write(ENTER, || false)
    }

    /// Gives the terminal back, once, however many threads ask; a second one waits until that is done.
    ///
    /// The line settings come first: they take effect even if the terminal does not read. The rest is written by a
    /// thread of its own that is not waited for longer than [`LIMIT`].
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

    /// Undoes the modes, even if the terminal has stopped reading: what waits to be read is thrown away then, and
    /// a frame that is stuck half-written is cut off.
    fn write_leave(&self) {
        let mut turn = None;
        for round in 0..LIMIT.as_millis() / STEP.as_millis() {
            turn = self.turn.try_lock().ok();
            if turn.is_some() {
                break;
            }
            if round > 0 {
                self.make_room();
                // Makes the stuck write return.
                let _ = kill_process(getpid(), Signal::WINCH);
            }
            nap(&mut [], STEP);
        }
        // After a long block the terminal may have been taken again.
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

    /// Writes as much of a frame as the terminal takes now, after what is late, and keeps the rest. Nothing is written
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

    /// Writes all of it, unless it is overtaken: then it stops where a signal interrupts it.
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

    /// Stops the process group until it is continued, if there is anyone to do that.
    pub(super) fn suspend(self: &Arc<Self>) -> anyhow::Result<()> {
        if !may_stop() {
            return Ok(());
        }
        self.leave();
        kill_current_process_group(Signal::STOP).context("cannot stop the program")?;
        self.resume();
        Ok(())
    }

    /// Has `Input::wait` look at whether the terminal is ours, and take it then.
    pub(super) fn resume(&self) {
        self.continued.store(true, SeqCst);
        self.waker.wake();
    }

    /// Leaves the terminal alone in the background, and takes it again in the foreground. Whether it took it, so that
    /// there is a new screen to draw.
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

    /// Whether the program is in the foreground; a terminal that has no jobs has no background.
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

    /// Ends the program as a hang-up does; gives the terminal back, in case it only seemed gone.
    pub(super) fn hang_up(self: &Arc<Self>) -> ! {
        self.leave();
        self.last_words.say();
        // The same end, whichever thread sees it first.
        let _ = low_level::emulate_default_handler(SIGHUP);
        low_level::exit(HUNG_UP)
    }

    /// Keeps a message for when the terminal is given back; false if that is the case already.
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

/// A lock of which it does not matter that someone panicked while holding it.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Sleeps until one of these is ready or the time is over; says how many are.
fn nap(asked: &mut [PollFd<'_>], limit: Duration) -> usize {
    Timespec::try_from(limit).map_or(0, |limit| poll(asked, Some(&limit)).unwrap_or(0))
}

/// The terminal behind standard output, opened once more so that a write returns where the terminal does not read: the
/// flag for that belongs to the open file, and standard output shares that with the shell. Standard output itself where
/// the terminal has no name here.
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

/// Standard input, or the terminal behind standard output where input comes from elsewhere.
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

/// Whether the system can wait for this terminal: macOS cannot where it was opened as `/dev/tty`.
fn can_wait(terminal: BorrowedFd<'_>) -> bool {
    let mut asked = [PollFd::from_borrowed_fd(terminal, PollFlags::IN)];
    nap(&mut asked, Duration::ZERO);
    !asked[0].revents().contains(PollFlags::NVAL)
}

fn in_front(tty: &OwnedFd) -> bool {
    tcgetpgrp(tty).map_or(true, |group| group == getpgrp())
}

/// Stops, as the kernel would, while the program was started in the background: the settings that the terminal
/// has now are those of the shell's line editor.
fn wait_for_front(tty: &OwnedFd) -> anyhow::Result<()> {
    while !in_front(tty) {
        if !may_stop() {
            bail!("the full screen needs the terminal, and the program is in the background");
        }
        kill_current_process_group(Signal::TTOU).context("cannot wait for the terminal")?;
    }
    Ok(())
}

/// Whether there is a shell to continue the program: its group is not the one that the session began with.
pub(super) fn may_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}
