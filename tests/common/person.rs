//! A user with a home folder of their own, and the program as they run it. Test files add methods for their subject.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "all of this is test code")]
#![allow(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tempfile::TempDir;
use unsit::system::clock::Clock;

pub(crate) const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");

/// The folder of the settings and that of the data, in the home folder.
const FOLDERS: [&str; 2] = if cfg!(target_os = "macos") {
    ["Library/Application Support/unsit", "Library/Application Support/unsit"]
} else {
    [".config/unsit", ".local/share/unsit"]
};
/// The time after which a program counts as hanging: no test measures speed.
const LIMIT: Duration = Duration::from_secs(120);

/// Polls until there is a result.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let clock = Clock::new();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(!clock.until(LIMIT).is_zero(), "never came: {what}");
        thread::park_timeout(Duration::from_millis(10));
    }
}

/// Lets a hang-up end the programs that this test starts, also where the tests themselves run under `nohup`: a signal
/// that is ignored stays ignored in a child, one that is handled does not.
#[cfg(unix)]
pub(crate) fn let_hang_up_end_programs() {
    signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::default()).unwrap();
}

pub(crate) struct Person {
    home: TempDir,
    variables: Vec<(OsString, OsString)>,
}

/// The output of a run, with `~` for the home folder.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) messages: String,
}

impl Person {
    /// A user with an empty home folder, a UTF-8 locale and no sound server.
    pub(crate) fn new() -> Person {
        let person = Person { home: tempfile::tempdir().unwrap(), variables: Vec::new() };
        let home = person.home().to_owned();
        person.set("HOME", home).set("LANG", "C.UTF-8").set("PULSE_SERVER", "/nowhere")
    }

    /// Sets a variable of the environment.
    pub(crate) fn set(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Person {
        let name = name.into();
        self.variables.retain(|(old, _)| *old != name);
        self.variables.push((name, value.into()));
        self
    }

    /// Removes all variables of the environment.
    pub(crate) fn without_environment(mut self) -> Person {
        self.variables.clear();
        self
    }

    /// Adds a file to the folder of routines; `../config.toml` is the settings.
    pub(crate) fn with(self, name: impl AsRef<OsStr>, text: impl AsRef<[u8]>) -> Person {
        let path = self.routines().join(name.as_ref());
        self.has(path, text)
    }

    /// Adds a file to the home folder, which is also the working folder.
    pub(crate) fn has(self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) -> Person {
        self.write(path, text);
        self
    }

    /// Writes a file in the home folder.
    pub(crate) fn write(&self, path: impl AsRef<Path>, text: impl AsRef<[u8]>) {
        let path = self.home().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn routines(&self) -> PathBuf {
        self.home().join(FOLDERS[0]).join("routines")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.home().join(FOLDERS[1])
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.data().join("history")
    }

    /// All lines of the history, of every machine.
    pub(crate) fn lines(&self) -> String {
        let files = fs::read_dir(self.history()).into_iter().flatten().flatten();
        files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect()
    }

    pub(crate) fn environment(&self) -> impl Iterator<Item = (&OsStr, &OsStr)> {
        self.variables.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()))
    }

    /// The program, without a terminal.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = Command::new(UNSIT);
        command.args(arguments).env_clear().envs(self.environment());
        command.current_dir(self.home()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        self.run_on(arguments, "")
    }

    /// Runs the program with a text on its standard input.
    pub(crate) fn run_on<S: AsRef<OsStr>>(&self, arguments: &[S], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(arguments);
        let (sender, receiver) = mpsc::channel();
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), input.as_ref().to_owned());
        // Unread input is no error of the program.
        thread::spawn(move || drop(stdin.write_all(&input)));
        thread::spawn(move || sender.send(child.wait_with_output()));
        let output = receiver.recv_timeout(LIMIT).expect("it hangs").unwrap();
        Ran { status: output.status.code(), out: self.text(output.stdout), messages: self.text(output.stderr) }
    }

    fn text(&self, bytes: Vec<u8>) -> String {
        let mut text = String::from_utf8(bytes).unwrap().replace(self.home().to_str().unwrap(), "~");
        for (there, linux) in [("unsit/history", ".local/share/unsit/history"), ("unsit", ".config/unsit")] {
            text = text.replace(&format!("~/Library/Application Support/{there}"), &format!("~/{linux}"));
        }
        text
    }
}

impl Ran {
    /// The output of a success without messages.
    #[track_caller]
    pub(crate) fn result(self) -> String {
        assert_eq!((self.status, self.messages.as_str()), (Some(0), ""));
        self.out
    }

    /// The single sentence of a failure without output.
    #[track_caller]
    pub(crate) fn sentence(self) -> String {
        assert_eq!((self.status, self.out.as_str()), (Some(1), ""));
        assert_eq!(self.messages.lines().count(), 1, "{}", self.messages);
        self.messages.trim_end().to_owned()
    }

    pub(crate) fn parts(self) -> (Option<i32>, String, String) {
        (self.status, self.out, self.messages)
    }
}
