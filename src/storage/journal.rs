//! Appending to the history: one line, one write, durable before it counts as saved. The file is opened by its path
//! for each line, since synchronisation may have put another in its place; it is never rewritten.

use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use crate::system::clock::Clock;

/// A lock is waited for so long. Whoever has it longer is stopped, or the file system knows no locks: one write
/// appends as a whole without it.
const PATIENCE: Duration = Duration::from_secs(1);
const LOOK_AGAIN: Duration = Duration::from_millis(5);
/// A file that is replaced more often than this while one line is appended is left for later.
const TRIES: usize = 10;

/// What could be broken here. Tests break it on purpose, to show that they would notice.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing waits for the disk.
    NoSync,
    /// What is torn is appended to.
    NoHeal,
    /// A line for which there was no room stays, torn.
    NoUndo,
    /// The file is opened once and held.
    HeldOpen,
    /// A line is written in two pieces, without a lock.
    TwoWrites,
    /// Lines are gathered and written later.
    Late,
    /// What failed is taken as saved.
    GivesUp,
    /// Whoever saves waits until it is saved.
    Waits,
    /// A lock is waited for without end.
    LocksForEver,
    /// What was saved is not looked for in a file that took the place of the old one.
    Forgets,
    /// Files and folders are for everybody to read.
    Open,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 11] = [
        Fault::NoSync,
        Fault::NoHeal,
        Fault::NoUndo,
        Fault::HeldOpen,
        Fault::TwoWrites,
        Fault::Late,
        Fault::GivesUp,
        Fault::Waits,
        Fault::LocksForEver,
        Fault::Forgets,
        Fault::Open,
    ];
}

/// The file of this machine, and what was appended to it by this run of the program.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    clock: Clock,
    fault: Option<Fault>,
    held: Option<File>,
    /// What the file was when it was last appended to: which one, and how long.
    last: Option<(Identity, u64)>,
    /// A lock was not given in time.
    stuck: bool,
    /// The lines that were appended: a stale copy that takes the place of the file is given them again.
    appended: Vec<String>,
}

/// Which file a path leads to.
type Identity = (u64, u64);

impl Journal {
    /// The file of a machine in a folder; neither needs to exist.
    pub fn new(folder: &Path, machine: &str, clock: Clock) -> Journal {
        let path = folder.join(format!("{machine}.jsonl"));
        Journal { path, clock, fault: None, held: None, last: None, stuck: false, appended: Vec::new() }
    }

    /// Broken on purpose.
    #[doc(hidden)]
    #[must_use]
    pub fn broken(self, fault: Fault) -> Journal {
        Journal { fault: Some(fault), ..self }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether somebody had the lock for so long that it was done without.
    pub(super) fn is_stuck(&self) -> bool {
        self.stuck
    }

    /// How it is broken on purpose, if it is.
    pub(super) fn is(&self, fault: Fault) -> bool {
        self.fault == Some(fault)
    }

    /// Appends lines, each with its end, and returns once they will survive a power cut. After an error they are to
    /// be appended again: whoever reads them drops what is doubled.
    pub fn append(&mut self, line: &str) -> io::Result<()> {
        for _ in 0..TRIES {
            let file = self.open()?;
            let locked = !self.is(Fault::TwoWrites) && self.lock(&file);
            if !self.is_current(&file)? {
                continue;
            }
            self.give_again(&file, locked)?;
            self.write(&file, locked, line)?;
            if self.is_current(&file)? {
                self.last = Some((identity(&file.metadata()?), file.metadata()?.len()));
                if !line.is_empty() {
                    self.appended.push(line.to_owned());
                }
                if self.is(Fault::HeldOpen) {
                    self.held = Some(file);
                }
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
        self.append("")
    }

    fn has_changed(&self) -> io::Result<bool> {
        match fs::metadata(&self.path) {
            Ok(found) => Ok(self.last.is_some_and(|(last, length)| last != identity(&found) || found.len() < length)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
            Err(error) => Err(error),
        }
    }

    /// The file, opened to append; made, with its folders, where it is not there. Both are for this person alone.
    fn open(&mut self) -> io::Result<File> {
        if let Some(held) = &self.held {
            return held.try_clone();
        }
        match open_to_append(&self.path, self.is(Fault::Open)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.path.parent().map_or(Ok(()), |folder| make_folder(folder, !self.is(Fault::Open)))?;
                open_to_append(&self.path, self.is(Fault::Open))
            }
            opened => opened,
        }
        .and_then(|file| if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a file")) })
    }

    /// Whether the lock was given. One that is held for ever, or that the file system does not know, is done without.
    fn lock(&mut self, file: &File) -> bool {
        if self.is(Fault::LocksForEver) {
            return file.lock().is_ok();
        }
        let until = self.clock.running() + PATIENCE;
        loop {
            match file.try_lock() {
                Ok(()) => return true,
                Err(fs::TryLockError::WouldBlock) if self.clock.running() < until => thread::park_timeout(LOOK_AGAIN),
                Err(error) => {
                    self.stuck |= matches!(error, fs::TryLockError::WouldBlock);
                    return false;
                }
            }
        }
    }

    /// Whether the path still leads to this file.
    fn is_current(&self, file: &File) -> io::Result<bool> {
        if self.is(Fault::HeldOpen) {
            return Ok(true);
        }
        match fs::metadata(&self.path) {
            Ok(found) => Ok(identity(&found) == identity(&file.metadata()?)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Where another file took the place of the one that was appended to, what it lacks is appended again.
    fn give_again(&mut self, file: &File, locked: bool) -> io::Result<()> {
        if self.appended.is_empty() || self.is(Fault::Forgets) || self.is(Fault::HeldOpen) || !self.has_changed()? {
            return Ok(());
        }
        let mut text = Vec::new();
        let mut from = file;
        from.seek(SeekFrom::Start(0))?;
        from.read_to_end(&mut text)?;
        let there: HashSet<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
        let missing: Vec<&String> = self.appended.iter().filter(|line| !there.contains(line.as_bytes())).collect();
        missing.into_iter().try_for_each(|line| self.write(file, locked, line))
    }

    /// Appends a line by one write; a line that is torn before it stays alone with its damage.
    fn write(&self, file: &File, locked: bool, line: &str) -> io::Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        let before = file.metadata()?.len();
        let torn = before > 0 && !self.is(Fault::NoHeal) && last_byte(file)? != b'\n';
        let bytes = if torn { format!("\n{line}") } else { line.to_owned() };
        let written = if self.is(Fault::TwoWrites) {
            let (first, second) = bytes.as_bytes().split_at(bytes.len() / 2);
            let first = write_once(file, first)?;
            thread::yield_now();
            first + write_once(file, second)?
        } else {
            write_once(file, bytes.as_bytes())?
        };
        if written < bytes.len() {
            // Only what is surely our own is taken back.
            let ours = locked && file.metadata()?.len() == before + written as u64;
            if ours && !self.is(Fault::NoUndo) {
                file.set_len(before)?;
            }
            return Err(io::Error::new(ErrorKind::StorageFull, "no space left on device"));
        }
        if !self.is(Fault::NoSync) {
            file.sync_data()?;
            if before == 0 {
                self.path.parent().into_iter().for_each(sync_folder);
            }
        }
        Ok(())
    }
}

/// Makes a folder and those above it, for this person alone.
pub(super) fn make_folder(folder: &Path, private: bool) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    builder.create(folder)?;
    // The folder's own name has to survive as well.
    folder.ancestors().skip(1).take(2).for_each(sync_folder);
    Ok(())
}

#[cfg(unix)]
fn open_to_append(path: &Path, open: bool) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::RDWR | OFlags::APPEND | OFlags::CREATE | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let mode = Mode::from_raw_mode(if open { 0o666 } else { 0o600 });
    Ok(File::from(rustix::fs::open(path, flags, mode)?))
}

#[cfg(not(unix))]
fn open_to_append(path: &Path, _: bool) -> io::Result<File> {
    // To read as well: a handle that can only append cannot be locked here.
    fs::OpenOptions::new().read(true).append(true).create(true).open(path)
}

#[cfg(unix)]
fn identity(found: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;

    (found.dev(), found.ino())
}

/// Here an open file cannot be replaced; when it was made is as near as the standard library comes.
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

/// Not every file system can do this, and none that cannot loses by it.
fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}
