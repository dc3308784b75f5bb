//! The mark of a session that runs on this machine: a lock that ends with its holder, however that ends. It keeps
//! nobody from anything, since several sessions may be saved at once; it is there so that they can be told.

use std::{
    fs::File,
    io::{Read, Write},
    path::Path,
};

use jiff::Timestamp;

use super::lockfile::{self, Held};
use crate::system::clock;

const NAME: &str = "session.lock";

/// Marks that a session runs since a time, as long as the file is held. The error is what to tell of another session;
/// where there are no locks, nothing is known of others.
pub(super) fn set(data: &Path, since: Timestamp) -> Result<Option<File>, String> {
    let mut file = match lockfile::take(&data.join(NAME)) {
        Held::Ours(file) => file,
        Held::Theirs(file) => return Err(words(file)),
        Held::Unknown => return Ok(None),
    };
    // Without the time it is a mark all the same.
    let _ = file.set_len(0).and_then(|()| writeln!(file, "{since:.0}"));
    Ok(Some(file))
}

/// What to tell of a session that runs now, if one does.
pub fn another_session(data: &Path) -> Option<String> {
    lockfile::by_a_program(&data.join(NAME)).map(words)
}

fn words(file: File) -> String {
    let mut text = String::new();
    let since = file.take(64).read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<Timestamp>().ok());
    let since = since.map(|since| format!(" since {}", since.to_zoned(clock::zone()).strftime("%H:%M")));
    format!("another session is running{}; both are saved", since.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_told_of_another_as_long_as_that_runs() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("unsit");
        assert_eq!(another_session(&data), None);
        let since: Timestamp = "2026-03-04T18:02:00Z".parse().unwrap();
        let first = set(&data, since).unwrap();
        let time = since.to_zoned(clock::zone()).strftime("%H:%M").to_string();
        let words = format!("another session is running since {time}; both are saved");
        assert_eq!(another_session(&data), Some(words.clone()));
        assert_eq!(set(&data, since).unwrap_err(), words);
        drop(first);
        assert_eq!(another_session(&data), None);
        assert!(set(&data, since).unwrap().is_some());
        // Where nothing can be kept nothing is known.
        assert!(set(&data.join(NAME), since).unwrap().is_none());
    }
}
