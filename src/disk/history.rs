//! Reading the history: all files of the folder, those of other machines and the copies that synchronisation makes
//! of a conflict as well. Whatever is in them, reading never fails.

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    thread,
};

use memchr::memmem;

use super::{foreign, reason};
use crate::{
    history::{History, LONGEST, Lines},
    text,
};

/// So much is read at once.
const PIECE: usize = 4 << 20;

/// What was added to a file last: several hundred facts.
const RECENT: u64 = 256 << 10;

/// What is remembered, and what could not be.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// What was done.
    pub history: History,
    /// Why a file or the folder could not be read, in a line.
    pub notice: Option<String>,
}

/// Reads all files of a folder; one that is not there is empty.
pub fn read_history(folder: &Path) -> Memory {
    let mut memory = Memory::default();
    match files(folder) {
        Ok(files) => {
            for path in files {
                let name = text::printable(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
                let read = foreign::open_long(&path)
                    .and_then(|file| read_file(file, &name, &mut memory.history).map_err(|error| reason(&error)));
                if let Err(why) = read {
                    memory.notice.get_or_insert(format!("the history in {name} could not be read: {why}"));
                }
            }
        }
        Err(error) => {
            memory.notice = Some(format!("the history in {} cannot be read: {}", folder.display(), reason(&error)));
        }
    }
    memory.history.settle();
    memory.notice = memory.notice.or_else(|| memory.history.troubles().line());
    memory
}

/// Reads what was added to each file last: enough for the sessions of the last hours.
pub fn read_recent(folder: &Path) -> History {
    let mut history = History::default();
    for path in files(folder).unwrap_or_default() {
        let Ok(mut file) = foreign::open_long(&path) else { continue };
        let mut text = Vec::new();
        let from = file.metadata().map_or(0, |found| found.len().saturating_sub(RECENT));
        if file.seek(SeekFrom::Start(from)).is_ok() && file.take(RECENT * 2).read_to_end(&mut text).is_ok() {
            let first = if from == 0 { 0 } else { memchr::memchr(b'\n', &text).map_or(text.len(), |end| end + 1) };
            history.read("", 1, &text[first..]);
        }
    }
    history.settle();
    history
}

/// Reads only when sessions began and ended, which is much faster, and the sets of those without an end. Lines that
/// cannot be read are not counted.
pub fn skim_history(folder: &Path) -> History {
    let mut history = History::default();
    let files: Vec<PathBuf> = files(folder).unwrap_or_default();
    // The words by which such lines are known, however they are spaced; other lines that have them do no harm.
    each_with(&files, b"session_", &mut history);
    history.settle();
    let open: Vec<String> =
        history.sessions().iter().filter(|past| past.ends.is_empty()).map(|past| past.id.to_string()).collect();
    for id in &open {
        each_with(&files, id.as_bytes(), &mut history);
    }
    history.settle();
    history
}

/// Reads the lines in which a word is.
fn each_with(files: &[PathBuf], word: &[u8], history: &mut History) {
    let finder = memmem::Finder::new(word);
    let mut buffer = vec![0; PIECE];
    for path in files {
        let Ok(mut file) = foreign::open_long(path) else { continue };
        let mut held = 0;
        loop {
            let read = match file.read(&mut buffer[held..]) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            let full = held + read;
            let end = if read == 0 { full } else { memchr::memrchr(b'\n', &buffer[..full]).map_or(0, |end| end + 1) };
            let mut text = &buffer[..end];
            while let Some(found) = finder.find(text) {
                let from = memchr::memrchr(b'\n', &text[..found]).map_or(0, |line| line + 1);
                let to = memchr::memchr(b'\n', &text[found..]).map_or(text.len(), |line| found + line + 1);
                history.read("", 1, &text[from..to]);
                text = &text[to..];
            }
            if read == 0 {
                break;
            }
            buffer.copy_within(end..full, 0);
            held = full - end;
            if held > LONGEST {
                // A line too long to be one: what follows of it is looked through and found to be none.
                held = 0;
            }
        }
    }
}

/// The files with facts, in order of their names. Hidden files and those with a tilde in front are what editors and
/// synchronisation have under way.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let found = match std::fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let meant = |name: &OsStr| {
        Path::new(name).extension().is_some_and(|extension| extension == "jsonl")
            && !name.to_string_lossy().starts_with(['.', '~', '#'])
    };
    let mut files: Vec<PathBuf> =
        found.flatten().filter(|file| meant(&file.file_name())).map(|file| file.path()).collect();
    files.sort();
    Ok(files)
}

/// Reads lines, a half of many on another thread.
fn read_lines(name: &str, line: usize, text: &[u8], history: &mut History) -> usize {
    let middle = if text.len() < PIECE / 4 { None } else { memchr::memchr(b'\n', &text[text.len() / 2..]) };
    let Some(middle) = middle.map(|middle| text.len() / 2 + middle + 1) else { return history.read(name, line, text) };
    let (first, second) = text.split_at(middle);
    thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, || Lines::of(second));
        let next = history.read(name, line, first);
        // Without a thread, or one that failed, it is done here.
        let second = beside.ok().and_then(|beside| beside.join().ok()).unwrap_or_else(|| Lines::of(second));
        history.take(name, next, second)
    })
}

/// Reads a file piece by piece, so that it may be of any size, and a line of it too.
fn read_file(mut file: File, name: &str, history: &mut History) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    let (mut held, mut line, mut skipping) = (0, 1, false);
    loop {
        let read = match file.read(&mut buffer[held..]) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if read == 0 {
            if !skipping {
                history.read(name, line, &buffer[..held]);
            }
            return Ok(());
        }
        let full = held + read;
        let mut from = 0;
        if skipping {
            let Some(end) = buffer[..full].iter().position(|byte| *byte == b'\n') else {
                held = 0;
                continue;
            };
            (from, line, skipping) = (end + 1, line + 1, false);
        }
        let end = buffer[from..full].iter().rposition(|byte| *byte == b'\n').map_or(from, |end| from + end + 1);
        line = read_lines(name, line, &buffer[from..end], history);
        buffer.copy_within(end..full, 0);
        held = full - end;
        if held > LONGEST {
            history.too_long(name, line);
            (held, skipping) = (0, true);
        }
    }
}
