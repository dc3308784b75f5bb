//! The named pipe of a running session, for `unsit ctl`. Windows only.
//!
//! A client sends words, one a line, and receives one line of JSON for each. An empty file in the folder of the user
//! has the number of the process in its name, and so has the pipe. Windows lets only programs of the same user, and of
//! administrators, write to a pipe; programs of other machines cannot open it.
#![expect(clippy::disallowed_methods, reason = "the folder of the pipes is listed here")]

use std::{
    fs,
    io::{self, BufRead, BufReader, ErrorKind, Read, Write},
    path::{Path, PathBuf},
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use interprocess::os::windows::named_pipe::{DuplexPipeStream, PipeListener, PipeListenerOptions, pipe_mode::Bytes};
use serde_json::Value;

use super::inbox::{ANSWER, ANSWERED, Inbox, LINE, PACE, Silence, error};
use crate::system::clock::Clock;

/// The files are named `session-PID.pipe`.
const PREFIX: &str = "session-";
const SUFFIX: &str = ".pipe";
/// The most clients at a time; more are closed at once.
const CLIENTS: usize = 16;

type Stream = DuplexPipeStream<Bytes>;

/// At the end, clients that wait for an answer have this long to get it.
const CLOSED: Duration = Duration::from_millis(200);

/// The pipe of a session, until it is dropped.
pub(super) struct Server {
    path: PathBuf,
    shared: Arc<Shared>,
}

/// What the threads of a pipe share.
#[derive(Default)]
struct Shared {
    is_over: AtomicBool,
    clients: AtomicUsize,
    /// The clients that wait for an answer.
    waiting: AtomicUsize,
}

impl Server {
    /// Opens a pipe, and names it in a folder, which is made where it is missing. Where that is not possible the session
    /// is played without it.
    pub(super) fn start(folder: &Path, inbox: Inbox) -> Option<Server> {
        fs::create_dir_all(folder).ok()?;
        for path in files(folder) {
            sweep(&path);
        }
        let path = folder.join(format!("{PREFIX}{}{SUFFIX}", process::id()));
        let listener = PipeListenerOptions::new().path(name(&path)?).create_duplex::<Bytes>().ok()?;
        fs::write(&path, "").ok()?;
        let server = Server { path, shared: Arc::default() };
        let shared = Arc::clone(&server.shared);
        thread::Builder::new().name("pipe".to_owned()).spawn(move || serve(&listener, &inbox, &shared)).ok()?;
        Some(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::Release);
        let _ = fs::remove_file(&self.path);
        // A client wakes the thread, which then closes the pipe.
        let _ = connect(&self.path);
        let clock = Clock::new();
        while self.shared.waiting.load(Ordering::Acquire) > 0 && !clock.until(CLOSED).is_zero() {
            thread::park_timeout(PACE);
        }
    }
}

/// Serves each client on a thread of its own: a pipe cannot be polled.
fn serve(listener: &PipeListener<Bytes, Bytes>, inbox: &Inbox, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_over.load(Ordering::Acquire) {
            return;
        }
        let Ok(stream) = stream else { continue };
        if shared.clients.load(Ordering::Acquire) >= CLIENTS {
            continue;
        }
        shared.clients.fetch_add(1, Ordering::AcqRel);
        let (inbox, shared) = (inbox.clone(), Arc::clone(shared));
        let _ = thread::Builder::new().spawn(move || {
            // The client may close the pipe at any time.
            let _ = answer(stream, &inbox, &shared.waiting);
            shared.clients.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

/// Answers each line of a client.
fn answer(stream: Stream, inbox: &Inbox, waiting: &AtomicUsize) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    loop {
        line.clear();
        let most = u64::try_from(LINE).unwrap_or_default() + 1;
        if stream.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        waiting.fetch_add(1, Ordering::AcqRel);
        let answer = if line.len() > LINE { error("line too long") } else { inbox.answer(&line) };
        let written = stream.get_mut().write_all(format!("{answer}\n").as_bytes());
        waiting.fetch_sub(1, Ordering::AcqRel);
        written?;
        if line.len() > LINE {
            return Ok(());
        }
    }
}

/// The files of pipes in a folder, the newest first.
fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let dated = paths.filter(|path| name(path).is_some());
    let dated = dated.filter_map(|path| Some((path.symlink_metadata().ok()?.modified().ok()?, path)));
    let mut dated: Vec<_> = dated.collect();
    dated.sort();
    dated.into_iter().rev().map(|(_, path)| path).collect()
}

/// The pipe of a file; `None` for a file of something else.
fn name(file: &Path) -> Option<PathBuf> {
    let process: u32 = file.file_name()?.to_str()?.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()?;
    Some(PathBuf::from(format!(r"\\.\pipe\unsit-{process}")))
}

fn connect(file: &Path) -> io::Result<Stream> {
    Stream::connect_by_path(name(file).ok_or(ErrorKind::NotFound)?)
}

/// Removes the file of a pipe that is no longer there.
fn sweep(file: &Path) {
    if connect(file).is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        let _ = fs::remove_file(file);
    }
}

/// Sends a word to the session that was started last, of those whose pipes are named in these folders, and returns its
/// answer. A file that was left behind is removed.
pub(super) fn ask(folders: &[PathBuf], word: &str) -> Result<Value, Silence> {
    for path in folders.iter().flat_map(|folder| files(folder)) {
        let Ok(stream) = connect(&path) else {
            sweep(&path);
            continue;
        };
        let (word, (sender, answer)) = (word.to_owned(), mpsc::channel());
        // Reading from a pipe has no time limit, so it has a thread, which ends with the program at the latest.
        thread::spawn(move || sender.send(exchange(stream, &word)));
        let answer = answer.recv_timeout(ANSWERED).map_err(|_| Silence::Stuck)?;
        match answer {
            Ok(answer) if answer.is_empty() => {}
            Ok(answer) => return serde_json::from_str(&answer).map_err(|_| Silence::Stuck),
            // It ended meanwhile.
            Err(_) => {}
        }
    }
    Err(Silence::NoSession)
}

fn exchange(mut stream: Stream, word: &str) -> io::Result<String> {
    stream.write_all(format!("{word}\n").as_bytes())?;
    let mut answer = String::new();
    BufReader::new(stream.take(ANSWER)).read_line(&mut answer)?;
    Ok(answer)
}
