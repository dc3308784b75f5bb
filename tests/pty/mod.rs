//! A terminal for tests: starts a program in it, types, and reads the screen.
//!
//! Nothing sleeps for a fixed time: every wait ends with its condition or with a generous limit, whose failure shows
//! the screen.

#![cfg(unix)]
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "all of this is test code")]

use std::{
    io::{Read, Write},
    path::Path,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use unsit::system::clock::Clock;

use super::person::Person;

/// The limit of any wait: far longer than on a busy machine.
pub(crate) const LIMIT: Duration = Duration::from_secs(60);
/// The interval between checks whether a program has ended.
const STEP: Duration = Duration::from_millis(10);
/// How long to read the last output of a program that has ended, if others still have its terminal open.
const LAST: Duration = Duration::from_millis(500);

/// The end of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With an exit status.
    Status(u32),
    /// By a signal, with the system's name for it: `Terminated`.
    Signal(String),
}

/// A program in a terminal of its own, as the leader of its session.
///
/// Its output is read only while a method here waits: a test that does not wait is a terminal that hangs.
pub(crate) struct Pty {
    master: Box<dyn MasterPty>,
    keyboard: Box<dyn Write + Send>,
    child: Running,
    screen: vt100::Parser,
    output: Vec<u8>,
    before: String,
    /// Requests one read; a requested read sleeps until there is output.
    ask: Sender<()>,
    asked: bool,
    /// Whether the output has ended: no process has the terminal open.
    closed: bool,
    answers: Receiver<Vec<u8>>,
}

impl Pty {
    /// Starts a [`command`].
    pub(crate) fn start(
        program: impl AsRef<Path>,
        arguments: &[&str],
        person: &Person,
        columns: u16,
        rows: u16,
    ) -> Self {
        let mut command = command(program, person);
        command.args(arguments);
        Self::run(command, columns, rows)
    }

    /// Starts a command unchanged.
    pub(crate) fn run(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let before = settings(&*pair.master);
        let child = Running(pair.slave.spawn_command(command).unwrap());
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let (ask, asks) = channel();
        let (answer, answers) = channel();
        thread::spawn(move || {
            let mut bytes = [0; 8192];
            while asks.recv().is_ok() {
                let count = reader.read(&mut bytes).unwrap_or(0);
                if count == 0 || answer.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Pty {
            master: pair.master,
            keyboard,
            child,
            screen: vt100::Parser::new(rows, columns, 0),
            output: Vec::new(),
            before,
            ask,
            asked: false,
            closed: false,
            answers,
        }
    }

    /// Types keys, as a terminal sends them.
    pub(crate) fn send(&mut self, keys: impl AsRef<[u8]>) {
        self.keyboard.write_all(keys.as_ref()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads output until a condition on the screen holds; fails with the screen if it never does.
    #[track_caller]
    pub(crate) fn until(&mut self, what: &str, mut is_so: impl FnMut(&vt100::Screen) -> bool) {
        let clock = Clock::new();
        while !is_so(self.screen.screen()) {
            let left = clock.until(LIMIT);
            assert!(!left.is_zero() && self.read(left), "never came: {what}\n{}", self.describe());
        }
    }

    /// Reads output until the screen contains a text.
    #[track_caller]
    pub(crate) fn until_text(&mut self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    /// Reads output until the screen no longer contains a text.
    #[track_caller]
    pub(crate) fn until_no_text(&mut self, text: &str) {
        self.until(&format!("no {text}"), |screen| !screen.contents().contains(text));
    }

    /// Reads output for a time: for tests that nothing happens.
    pub(crate) fn idle(&mut self, time: Duration) {
        let clock = Clock::new();
        while !clock.until(time).is_zero() && self.read(clock.until(time)) {}
    }

    /// The last screen that was read.
    pub(crate) fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Its lines.
    pub(crate) fn text(&self) -> String {
        self.screen().contents()
    }

    /// All bytes of the program that were read.
    pub(crate) fn output(&self) -> &[u8] {
        &self.output
    }

    /// Gives the terminal a new size.
    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(size(columns, rows)).unwrap();
        self.screen.screen_mut().set_size(rows, columns);
    }

    /// Sends a signal to the program.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).unwrap();
    }

    /// The program's process.
    pub(crate) fn pid(&self) -> Pid {
        self.child.pid()
    }

    /// All line settings of the terminal.
    pub(crate) fn settings(&self) -> String {
        settings(&*self.master)
    }

    /// Checks that the program left the terminal as it found it: settings and modes.
    #[track_caller]
    pub(crate) fn assert_restored(&self) {
        assert_eq!(self.settings(), self.before, "line settings");
        let screen = self.screen();
        let modes = [
            ("alternate screen", screen.alternate_screen()),
            ("hidden cursor", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("application keys", screen.application_cursor() || screen.application_keypad()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
            ("bold", screen.bold()),
            ("inverse", screen.inverse()),
            ("colour", screen.fgcolor() != vt100::Color::Default || screen.bgcolor() != vt100::Color::Default),
        ];
        let left: Vec<_> = modes.iter().filter(|(_, on)| *on).map(|(name, _)| name).collect();
        assert!(left.is_empty(), "left on: {left:?}\n{}", self.describe());
        let (begins, ends) = (self.last(b"\x1b[?2026h"), self.last(b"\x1b[?2026l"));
        assert!(begins <= ends, "a synchronized update was left open");
    }

    /// Waits until the program has ended, and reads all its output.
    #[track_caller]
    pub(crate) fn end(&mut self) -> End {
        self.end_after(true)
    }

    /// Waits until the program has ended without reading, like a terminal that hangs.
    #[track_caller]
    pub(crate) fn end_unread(&mut self) -> End {
        self.end_after(false)
    }

    /// Closes the terminal, like closing its window, and waits until the program has ended.
    ///
    /// A sleeping read would keep the terminal open: a resize, to which the program must react, wakes it.
    #[track_caller]
    pub(crate) fn hang_up(mut self) -> End {
        if self.asked {
            let (rows, columns) = self.screen().size();
            self.resize(columns + 1, rows);
            assert!(self.read(LIMIT), "the program does not draw");
        }
        let Pty { master, keyboard, mut child, ask, answers, .. } = self;
        drop((master, keyboard, ask, answers));
        let clock = Clock::new();
        loop {
            if let Some(end) = child.end() {
                return end;
            }
            assert!(!clock.until(LIMIT).is_zero(), "the program outlives its terminal");
            thread::park_timeout(STEP);
        }
    }

    fn end_after(&mut self, reads: bool) -> End {
        let clock = Clock::new();
        loop {
            if let Some(end) = self.child.end() {
                // The last output may still be in transit.
                while reads && !self.closed && self.read(LAST) {}
                return end;
            }
            if reads {
                self.read(STEP);
            } else {
                thread::park_timeout(STEP);
            }
            assert!(!clock.until(LIMIT).is_zero(), "the program does not end\n{}", self.describe());
        }
    }

    /// One read, if there is output in time.
    fn read(&mut self, limit: Duration) -> bool {
        if !self.asked {
            self.asked = self.ask.send(()).is_ok();
        }
        match self.answers.recv_timeout(limit) {
            Ok(bytes) => {
                self.asked = false;
                self.screen.process(&bytes);
                self.output.extend(bytes);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => {
                self.closed = true;
                // Only the end of the program can follow.
                thread::park_timeout(limit.min(STEP));
                false
            }
        }
    }

    fn last(&self, bytes: &[u8]) -> Option<usize> {
        self.output.windows(bytes.len()).rposition(|window| window == bytes)
    }

    fn describe(&self) -> String {
        let tail = &self.output[self.output.len().saturating_sub(500)..];
        format!("the screen:\n{}\nthe last bytes: {}", self.text(), tail.escape_ascii())
    }
}

/// A program with a person's environment, a search path and a terminal type.
pub(crate) fn command(program: impl AsRef<Path>, person: &Person) -> CommandBuilder {
    let mut command = CommandBuilder::new(program.as_ref());
    command.env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("TERM", "xterm-256color");
    for (name, value) in person.environment() {
        command.env(name, value);
    }
    command.cwd(person.home());
    command
}

/// A program that does not outlive its test.
struct Running(Box<dyn Child + Send + Sync>);

impl Running {
    fn pid(&self) -> Pid {
        self.0.process_id().and_then(|pid| Pid::from_raw(pid.cast_signed())).unwrap()
    }

    fn end(&mut self) -> Option<End> {
        let status = self.0.try_wait().unwrap()?;
        Some(match status.signal() {
            Some(signal) => End::Signal(signal.to_owned()),
            None => End::Status(status.exit_code()),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.end().is_none() {
            let _ = kill_process(self.pid(), Signal::KILL);
            let _ = self.0.wait();
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn settings(master: &dyn MasterPty) -> String {
    format!("{:#?}", master.get_termios().unwrap())
}
