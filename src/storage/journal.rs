//! Appending to the history: lines in one write, durable before they count as saved. The file is opened by its path each
//! time, since synchronisation may have put another in its place; it is never rewritten.

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

/// A lock is waited for at most this long. A program that holds it longer is stopped, or the file system knows no
/// locks: without one a single write still appends as a whole.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A file that is replaced more often than this while lines are appended is left for later.
const TRIES: usize = 10;

/// The file of this machine, and what this run of the program has appended to it.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    clock: Clock,
    /// What the file was after the last append: which one, and its length in bytes.
    last: Option<(Identity, u64)>,
    is_stuck: bool,
    /// The lines that were appended. A stale copy that takes the place of the file is given them again.
    appended: Vec<String>,
}

/// Which file a path leads to.
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

    /// Appends lines, each with its line feed, and returns once they will survive a power cut. After an error none
    /// counts as saved: append them all again, since a line that is met twice counts once.
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
        Err(io::Error::other("the file is replaced again and again"))
    }

    /// Looks whether what was appended is still there, and appends it again if it is not.
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

    /// Whether the lock was given. It is done without one that is held for ever, or that the file system does not know.
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

    /// Appends what a file lacks that took the place of the one that was appended to.
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

    /// Appends lines by one write. A torn line before them stays alone with its damage.
    fn write(&self, file: &File, is_locked: bool, lines: &str) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let before = file.metadata()?.len();
        let is_torn = before > 0 && last_byte(file)? != b'\n';
        let bytes = if is_torn { format!("\n{lines}") } else { lines.to_owned() };
        let written = write_once(file, bytes.as_bytes())?;
        if written < bytes.len() {
            // Only what is surely our own is taken back.
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

/// Here an open file cannot be replaced; the time at which it was made is as near as the standard library comes.
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

/// How many bytes one write took; it is repeated only where it took none.
fn write_once(mut file: &File, bytes: &[u8]) -> io::Result<usize> {
    loop {
        match file.write(bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            written => return written,
        }
    }
}
