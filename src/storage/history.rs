//! Reads the history: all files in the folder, including those of other machines and conflict copies made by
//! synchronisation. Reading never fails, whatever they contain.

use std::{
    collections::HashSet,
    ffi::OsStr,
    fs::File,
    io::{self, ErrorKind, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use memchr::memmem;

use super::untrusted;
use crate::{
    base::text,
    history::store::{History, LONGEST, ParsedLines},
};

/// The number of bytes to read at a time.
const PIECE: usize = 4 << 20;

/// The number of bytes to search at a time: they fit into the processor's cache.
const SKIMMED: usize = 256 << 10;
/// The number of bytes that one thread reads at a time.
const PART: usize = 64 << 10;
/// The number of bytes at the end of a file that are recent: several hundred facts.
const RECENT: u64 = 256 << 10;

/// The history, and what could not be read.
#[derive(Clone, Debug, Default)]
pub struct LoadedHistory {
    /// The facts.
    pub history: History,
    /// A notice about a file or lines that could not be read.
    pub notice: Option<String>,
}

/// Reads all files in a folder. A missing folder is empty.
pub fn read_history(folder: &Path) -> LoadedHistory {
    let mut memory = LoadedHistory::default();
    match files(folder) {
        Ok(files) => {
            for path in files {
                let name = text::printable(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
                let read = untrusted::open_long(&path)
                    .and_then(|file| read_file(file, &name, &mut memory.history).map_err(|error| text::reason(&error)));
                if let Err(why) = read {
                    memory.notice.get_or_insert(format!("cannot read the history in {name}: {why}"));
                }
            }
        }
        Err(error) => {
            let folder = folder.to_string_lossy();
            let folder = text::printable(&folder);
            memory.notice = Some(format!("cannot read the history in {folder}: {}", text::reason(&error)));
        }
    }
    memory.history.settle();
    memory.notice = memory.notice.or_else(|| memory.history.troubles().line());
    memory
}

/// Reads the end of each file: enough for the sessions of the last hours.
pub fn read_recent(folder: &Path) -> History {
    let mut history = History::default();
    for path in files(folder).unwrap_or_default() {
        let Ok(mut file) = untrusted::open_long(&path) else { continue };
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

/// Reads only the ends of sessions, which is much faster, and all facts of sessions without an end. Unreadable lines
/// are not counted.
pub fn skim_history(folder: &Path) -> History {
    let files = files(folder).unwrap_or_default();
    let (mut history, mut begun) = (History::default(), Vec::new());
    // The word in these lines, whatever their spacing; other lines that contain it are read unnecessarily.
    let (word, start) = (memmem::Finder::new("session_"), memmem::Finder::new("session_start"));
    each_piece(&files, |mut text| {
        while let Some(found) = word.find(text) {
            let from = memchr::memrchr(b'\n', &text[..found]).map_or(0, |line| line + 1);
            let to = memchr::memchr(b'\n', &text[found..]).map_or(text.len(), |line| found + line + 1);
            let line = &text[from..to];
            if start.find(line).is_some() {
                begun.extend_from_slice(line);
            } else {
                history.read("", 1, line);
            }
            text = &text[to..];
        }
    });
    // If a session has ended, only its end is needed here.
    let ended = |history: &History, id: &str| history.session(id).is_some_and(|past| !past.ends.is_empty());
    for line in begun.split_inclusive(|byte| *byte == b'\n') {
        if !session_of(line).is_some_and(|id| ended(&history, id)) {
            history.read("", 1, line);
        }
    }
    let open = history.sessions().iter().filter(|past| past.ends.is_empty());
    let open: HashSet<String> = open.map(|past| past.id.to_string()).collect();
    if !open.is_empty() {
        each_piece(&files, |text| {
            for line in text.split_inclusive(|byte| *byte == b'\n') {
                if session_of(line).is_none_or(|id| open.contains(id)) {
                    history.read("", 1, line);
                }
            }
        });
    }
    history.settle();
    history
}

/// The session of a line as this program writes it, without parsing the rest.
fn session_of(line: &[u8]) -> Option<&str> {
    const KEY: &[u8] = br#""session":""#;
    let from = memmem::find(line, KEY)? + KEY.len();
    let end = memchr::memchr(b'"', &line[from..])?;
    std::str::from_utf8(&line[from..from + end]).ok()
}

/// Reads files in pieces of whole lines.
fn each_piece(files: &[PathBuf], mut take: impl FnMut(&[u8])) {
    let mut buffer = vec![0; SKIMMED];
    for path in files {
        let Ok(mut file) = untrusted::open_long(path) else { continue };
        let mut held = 0;
        loop {
            let read = match file.read(&mut buffer[held..]) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(_) => break,
            };
            let full = held + read;
            let end = if read == 0 { full } else { memchr::memrchr(b'\n', &buffer[..full]).map_or(0, |end| end + 1) };
            take(&buffer[..end]);
            if read == 0 {
                break;
            }
            buffer.copy_within(end..full, 0);
            held = full - end;
            if held > LONGEST {
                // The line is too long to be a fact, so its start can be dropped.
                held = 0;
            }
        }
    }
}

/// The files with facts, sorted by name. Hidden files and those that start with a tilde are temporary files of editors
/// and of synchronisation.
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

/// Reads lines. Other threads help with many lines: they parse parts, and this one adds the results, or parses a part
/// itself while none is ready.
fn read_lines(name: &str, line: usize, text: &[u8], history: &mut History) -> usize {
    let helpers =
        if text.len() < 4 * PART { 0 } else { thread::available_parallelism().map_or(1, usize::from).min(4) - 1 };
    let (parts, end) = parts(text, line);
    let next = AtomicUsize::new(0);
    let claim = || parts.get(next.fetch_add(1, Ordering::Relaxed));
    thread::scope(|scope| {
        let (sender, ready) = mpsc::channel();
        for _ in 0..helpers {
            let (sender, claim) = (sender.clone(), &claim);
            // Without help it takes longer.
            let _ = thread::Builder::new().spawn_scoped(scope, move || {
                while let Some((line, part)) = claim() {
                    let _ = sender.send((*line, ParsedLines::of(part)));
                }
            });
        }
        drop(sender);
        loop {
            for (line, lines) in ready.try_iter() {
                history.take(name, line, lines);
            }
            let Some((line, part)) = claim() else { break };
            history.read(name, *line, part);
        }
        for (line, lines) in ready {
            history.take(name, line, lines);
        }
    });
    end
}

/// The text in parts of whole lines, each with the number of its first line, and the number of the line after the last.
fn parts(text: &[u8], line: usize) -> (Vec<(usize, &[u8])>, usize) {
    let (mut rest, mut line, mut parts) = (text, line, Vec::new());
    while !rest.is_empty() {
        let least = PART.min(rest.len());
        let end = memchr::memchr(b'\n', &rest[least - 1..]).map_or(rest.len(), |end| least + end);
        let (part, after) = rest.split_at(end);
        parts.push((line, part));
        line += memchr::memchr_iter(b'\n', part).count();
        rest = after;
    }
    (parts, line)
}

/// Reads a file piece by piece, so that the file and its lines may have any size.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::stats;

    const START: &str = r#"{"v":1,"kind":"session_start","id":"ID.0","session":"ID","n":0,"time":"DATET18:00:00Z","date":"DATE","routine":"daily","name":"Daily","plan":"01","of_sets":2}"#;
    const SET: &str = r#"{"v":1,"kind":"set","id":"ID.1","session":"ID","n":1,"time":"DATET18:01:00Z","date":"DATE","routine":"daily","exercise":"Plank","step":1,"reps":10,"seconds":40,"outcome":"done","active_s":50}"#;
    const END: &str = r#"{"v":1,"kind":"session_end","id":"ID.2","session":"ID","n":2,"time":"DATET18:02:00Z","date":"DATE","routine":"daily","outcome":"done","sets":2,"of_sets":2,"active_s":100,"total_s":120}"#;

    fn line(kind: &str, id: &str, date: &str) -> String {
        format!("{}\n", kind.replace("ID", id).replace("DATE", date))
    }

    #[test]
    fn skimming_counts_like_reading() {
        let folder = tempfile::tempdir().unwrap();
        let mut text = String::new();
        for day in 1..=9 {
            let (id, date) = (format!("a{day}"), format!("2026-03-0{day}"));
            // Some never ended, and some of those are empty; one was written by hand, with spaces.
            let kinds: &[&str] = match day {
                3 | 5 => &[START, SET],
                6 => &[START],
                _ => &[START, SET, END],
            };
            text.extend(kinds.iter().map(|kind| line(kind, &id, &date)));
            if day == 7 {
                text = text.replace(&line(END, &id, &date), &line(END, &id, &date).replace("\":", "\": "));
            }
        }
        std::fs::write(folder.path().join("a.jsonl"), &text).unwrap();
        let (full, skimmed) = (read_history(folder.path()).history, skim_history(folder.path()));
        let counted = |history: &History| {
            let counted = history.sessions().iter().filter(|past| past.counts_as_done());
            counted.map(|past| (past.id.to_string(), past.date)).collect::<Vec<_>>()
        };
        assert_eq!((counted(&full).len(), counted(&skimmed)), (8, counted(&full)));
        assert_eq!(stats::last_done(&skimmed, "daily"), stats::last_done(&full, "daily"));
    }

    #[test]
    fn parts_are_whole_lines_with_their_numbers() {
        let text = (1..=20_000).map(|line| line.to_string()).collect::<Vec<_>>().join("\n") + "\n";
        for text in [&text, text.trim_end()] {
            let (parts, end) = parts(text.as_bytes(), 1);
            assert!(parts.len() > 1);
            for (line, part) in &parts {
                assert!(part.starts_with(format!("{line}\n").as_bytes()));
            }
            assert_eq!(parts.iter().map(|(_, part)| part.len()).sum::<usize>(), text.len());
            assert_eq!(end, 1 + text.matches('\n').count());
        }
        assert_eq!(parts(b"", 7), (vec![], 7));
    }
}
