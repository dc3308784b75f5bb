//! Appends to the history: lines in one write, durable before they count as saved. The file is opened by its path each
//! time, because synchronisation may have replaced it; it is never rewritten.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::file;
use crate::system::clock::Clock;

/// The maximum wait for a lock. A program that holds it longer is stuck, or the file system has no locks: a single
/// write appends as a whole even without one.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// If a file is replaced more often than this while lines are appended, the lines are retried later.
const TRIES: usize = 10;

/// The history file of this machine, and the lines that this run has appended to it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    clock: Clock,
    /// The identity and the length in bytes of the file after the last append.
    last: Option<(Identity, u64)>,
    is_stuck: bool,
    /// The lines that were appended. If a stale copy replaces the file, they are appended again.
    appended: Vec<String>,
}

/// The identity of the file behind a path.
type Identity = (u64, u64);

impl Journal {
    /// The file of a machine in a folder; both may be missing.
    pub fn new(folder: &Path, machine: &str, clock: Clock) -> Journal {
        let path = folder.join(format!("{machine}.jsonl"));
        Journal { path, clock, last: None, is_stuck: false, appended: Vec::new() }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn clock(&self) -> Clock {
        self.clock
    }

    /// Whether a program held the lock for over a second, so that lines were written without it.
    pub(super) fn is_stuck(&self) -> bool {
        self.is_stuck
    }

    /// Appends lines, each with its line feed, and returns once they are durable. After an error, none counts as saved:
    /// append them all again, because duplicates count once.
    pub fn append(&mut self, lines: &[String]) -> io::Result<()> {
        for _ in 0..TRIES {
            let file = self.open()?;
            let is_locked = self.lock(&file);
            if !self.is_current(&file)? {
                continue;
            }
            self.restore(&file, is_locked)?;
            self.write(&file, is_locked, &lines.concat())?;
            if self.is_current(&file)? {
                self.last = Some((identity(&file.metadata()?), file.metadata()?.len()));
                self.appended.extend_from_slice(lines);
                return Ok(());
            }
        }
        Err(io::Error::other("the file keeps being replaced"))
    }

    /// Checks that the appended lines are still there, and appends them again if not.
    pub fn verify(&mut self) -> io::Result<()> {
        if self.appended.is_empty() || !self.has_changed()? {
            return Ok(());
        }
        self.append(&[])
    }

    fn has_changed(&self) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(found) => Ok(self.last.is_some_and(|(last, length)| last != identity(&found) || found.len() < length)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    fn open(&self) -> io::Result<File> {
        file::with_folder(&self.path, file::open_to_append)
    }

    /// Tries to lock the file; returns whether that succeeded. Saving continues without a lock that is held forever or
    /// unsupported.
    fn lock(&mut self, file: &File) -> bool {
        let until = self.clock.running() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return true,
                Err(fs::TryLockError::WouldBlock) if self.clock.running() < until => thread::park_timeout(LOOK_AGAIN),
                Err(error) => {
                    self.is_stuck |= matches!(error, fs::TryLockError::WouldBlock);
                    return false;
                }
            }
        }
    }

    /// Whether the path still leads to this file.
    fn is_current(&self, file: &File) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(found) => Ok(identity(&found) == identity(&file.metadata()?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Appends missing lines to a file that replaced the previous one.
    fn restore(&self, file: &File, is_locked: bool) -> io::Result<()> {
        if self.appended.is_empty() || !self.has_changed()? {
            return Ok(());
        }
        let mut text = Vec::new();
        let mut from = file;
        from.seek(SeekFrom::Start(0))?;
        from.read_to_end(&mut text)?;
        let there: HashSet<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        let missing = self.appended.iter().filter(|line| !there.contains(line.as_bytes()));
        self.write(file, is_locked, &missing.map(String::as_str).collect::<String>())
    }

    /// Appends lines in one write. A torn line before them stays on its own line.
    fn write(&self, file: &File, is_locked: bool, lines: &str) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let before = file.metadata()?.len();
        let is_torn = before > 0 && last_byte(file)? != b'\n';
        let bytes = if is_torn { format!("\n{lines}") } else { lines.to_owned() };
        let written = write_once(file, bytes.as_bytes())?;
        if written < bytes.len() {
            // Only bytes that are certainly our own are removed.
            if is_locked && file.metadata()?.len() == before + written as u64 {
                file.set_len(before)?;
            }
            return Err(io::Error::new(ErrorKind::StorageFull, "no space left on device"));
        }
        file.sync_data()?;
        if before == 0 {
            self.path.parent().into_iter().for_each(file::sync_folder);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn identity(found: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;

    (found.dev(), found.ino())
}

/// Here an open file cannot be replaced; its creation time is the closest that the standard library offers.
#[cfg(not(unix))]
fn identity(found: &fs::Metadata) -> Identity {
    use std::os::windows::fs::MetadataExt;

    (0, found.creation_time())
}

fn last_byte(mut file: &File) -> io::Result<u8> {
    let mut byte = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut byte)?;
    Ok(byte[0])
}

/// The number of bytes that one write took; repeats the call only if it took none.
fn write_once(mut file: &File, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match file.write(bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            written => return written,
        }
    }
}
