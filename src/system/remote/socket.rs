//! The socket of a running session, for `unsit ctl`. Unix only.
//!
//! A client sends words, one a line, and receives one line of JSON for each. The folder of the socket is the person's
//! alone, and on Linux the kernel names the user at the other end as well. One thread serves all clients and never waits
//! for one: a client that sends nothing is dropped, and so is one that does not read its answers.
#![expect(clippy::disallowed_methods, reason = "the folder of the sockets is listed here")]

use std::{
    fs::{self, DirBuilder, Permissions},
    io::{self, ErrorKind, Read, Write},
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    process,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use serde_json::Value;

use super::inbox::{ANSWER, ANSWERED, Inbox, LINE, PACE, Silence, error};
use crate::system::clock::Clock;

/// The sockets are named `session-PID.sock`.
const PREFIX: &str = "session-";
const SUFFIX: &str = ".sock";
/// A session that is started while others hold the names that it would use tries this many.
const NAMES: usize = 16;
/// The most clients at a time; of more, the one that came first is dropped.
const CLIENTS: usize = 16;
/// A client that sends nothing for this long is dropped.
const IDLE: Duration = Duration::from_secs(2);
/// At the end, the thread has this long to remove the socket.
const CLOSED: Duration = Duration::from_millis(200);

/// The socket of a session, until it is dropped.
pub(super) struct Server {
    /// Closed to end the thread, which then removes the socket.
    alive: Option<UnixStream>,
    ended: Receiver<()>,
}

impl Server {
    /// Opens a socket in a folder, which is made where it is missing, on a thread of its own. Where that is not possible
    /// the session is played without it.
    pub(super) fn start(folder: &Path, inbox: Inbox) -> Option<Server> {
        let (alive, end) = UnixStream::pair().ok()?;
        let (done, ended) = mpsc::channel();
        let folder = folder.to_owned();
        let serve = move || {
            if let Some((listener, path)) = listen(&folder) {
                Serving { inbox, clock: Clock::new(), clients: Vec::new() }.run(&listener, &end);
                let _ = fs::remove_file(path);
            }
            let _ = done.send(());
        };
        thread::Builder::new().name("socket".to_owned()).spawn(serve).ok()?;
        Some(Server { alive: Some(alive), ended })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.alive = None;
        // A socket that is left behind is removed by the next session or client.
        let _ = self.ended.recv_timeout(CLOSED);
    }
}

/// A new socket in a folder, and its path. It has its name only once it accepts clients, so that it is never taken for
/// one that was left behind.
fn listen(folder: &Path) -> Option<(UnixListener, PathBuf)> {
    prepare(folder).ok()?;
    for path in sockets(folder) {
        sweep(&path);
    }
    let unnamed = folder.join(format!("new-{}", process::id()));
    let _ = fs::remove_file(&unnamed);
    let listener = UnixListener::bind(&unnamed).ok()?;
    listener.set_nonblocking(true).ok()?;
    // The same process number may be in use in another container.
    let mut paths = (process::id()..).take(NAMES).map(|id| folder.join(format!("{PREFIX}{id}{SUFFIX}")));
    let path = paths.find(|path| path.symlink_metadata().is_err())?;
    fs::rename(&unnamed, &path).ok()?;
    Some((listener, path))
}

struct Client {
    stream: UnixStream,
    /// What was sent since the last whole line.
    line: Vec<u8>,
    since: Duration,
}

struct Serving {
    inbox: Inbox,
    clock: Clock,
    clients: Vec<Client>,
}

impl Serving {
    /// Serves until the other end of `end` is closed.
    fn run(mut self, listener: &UnixListener, end: &UnixStream) {
        loop {
            let now = self.clock.running();
            self.clients.retain(|client| now < client.since + IDLE);
            let idle = self.clients.iter().map(|client| client.since + IDLE).min();
            let limit = idle.and_then(|at| Timespec::try_from(self.clock.until(at) + Duration::from_millis(1)).ok());
            let mut asked = vec![PollFd::new(end, PollFlags::IN), PollFd::new(listener, PollFlags::IN)];
            asked.extend(self.clients.iter().map(|client| PollFd::new(&client.stream, PollFlags::IN)));
            if poll(&mut asked, limit.as_ref()).is_err_and(|error| error != rustix::io::Errno::INTR) {
                return;
            }
            let ready: Vec<bool> = asked.iter().map(|asked| !asked.revents().is_empty()).collect();
            drop(asked);
            if ready[0] {
                return;
            }
            let mut ready = ready.into_iter().skip(2);
            let clients = std::mem::take(&mut self.clients);
            for client in clients {
                let is_ready = ready.next().unwrap_or_default();
                self.serve(client, is_ready);
            }
            self.accept(listener);
        }
    }

    /// Takes the clients that wait, as many as are served at a time.
    fn accept(&mut self, listener: &UnixListener) {
        for _ in 0..CLIENTS {
            match listener.accept() {
                Ok((stream, _)) if is_own(&stream) && stream.set_nonblocking(true).is_ok() => {
                    if self.clients.len() == CLIENTS {
                        self.clients.remove(0);
                    }
                    let since = self.clock.running();
                    self.serve(Client { stream, line: Vec::new(), since }, true);
                }
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                // Where there are no more files, a client that is served longer frees one.
                Err(_) => {
                    thread::park_timeout(PACE);
                    return;
                }
            }
        }
    }

    /// Reads what a client has sent, answers whole lines, and keeps it unless it is done or misbehaves.
    fn serve(&mut self, mut client: Client, is_ready: bool) {
        if !is_ready {
            self.clients.push(client);
            return;
        }
        let mut bytes = [0; 2 * LINE];
        let read = match client.stream.read(&mut bytes) {
            Ok(read) => read,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                self.clients.push(client);
                return;
            }
            Err(_) => return,
        };
        client.line.extend_from_slice(&bytes[..read]);
        client.since = self.clock.running();
        while let Some(end) = client.line.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = client.line.drain(..=end).collect();
            if !write(&mut client.stream, &self.inbox.answer(&line)) {
                return;
            }
        }
        if client.line.len() > LINE {
            let _ = write(&mut client.stream, &error("line too long"));
        } else if read > 0 {
            self.clients.push(client);
        } else if !client.line.is_empty() {
            // The last line may end with the input.
            write(&mut client.stream, &self.inbox.answer(&client.line));
        }
    }
}

/// Writes an answer as far as it fits; whether all of it did.
fn write(stream: &mut UnixStream, answer: &Value) -> bool {
    stream.write_all(format!("{answer}\n").as_bytes()).is_ok()
}

/// Whether the same user is at the other end, as far as the system says.
fn is_own(stream: &UnixStream) -> bool {
    #[cfg(target_os = "linux")]
    return rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid == rustix::process::geteuid());
    #[cfg(not(target_os = "linux"))]
    {
        let _ = stream;
        true
    }
}

/// Makes the folder of the sockets, for the person alone.
fn prepare(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    if !is_private(folder) {
        fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    if is_private(folder) { Ok(()) } else { Err(ErrorKind::PermissionDenied.into()) }
}

/// Whether a folder belongs to the person, and is closed to others.
pub fn is_private(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|found| {
        found.is_dir() && found.uid() == rustix::process::geteuid().as_raw() && found.mode() & 0o777 == 0o700
    })
}

/// The sockets in a folder, the newest first.
fn sockets(folder: &Path) -> Vec<PathBuf> {
    let is_socket = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(PREFIX) && name.ends_with(SUFFIX)
    };
    let paths = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let dated = paths.filter(is_socket).filter_map(|path| Some((path.symlink_metadata().ok()?.modified().ok()?, path)));
    let mut dated: Vec<_> = dated.collect();
    dated.sort();
    dated.into_iter().rev().map(|(_, path)| path).collect()
}

/// Removes a socket that no program listens on any more.
fn sweep(path: &Path) {
    if UnixStream::connect(path).is_err_and(|error| error.kind() == ErrorKind::ConnectionRefused) {
        let _ = fs::remove_file(path);
    }
}

/// Sends a word to the session that was started last, of those whose sockets are in these folders, and returns its
/// answer. A socket that was left behind is removed.
pub(super) fn ask(folders: &[PathBuf], word: &str) -> Result<Value, Silence> {
    for path in folders.iter().filter(|folder| is_private(folder)).flat_map(|folder| sockets(folder)) {
        match UnixStream::connect(&path) {
            Ok(stream) => match exchange(stream, word) {
                Ok(answer) if answer.is_empty() => {}
                Ok(answer) => return serde_json::from_str(&answer).map_err(|_| Silence::Stuck),
                // It ended meanwhile.
                Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => {}
                Err(_) => return Err(Silence::Stuck),
            },
            Err(_) => sweep(&path),
        }
    }
    Err(Silence::NoSession)
}

fn exchange(mut stream: UnixStream, word: &str) -> io::Result<String> {
    stream.set_read_timeout(Some(ANSWERED))?;
    stream.set_write_timeout(Some(ANSWERED))?;
    stream.write_all(format!("{word}\n").as_bytes())?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut answer = String::new();
    stream.take(ANSWER).read_to_string(&mut answer)?;
    Ok(answer)
}
