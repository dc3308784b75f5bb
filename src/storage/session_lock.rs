//! The lock of a running session. It prevents nothing, because several sessions may be saved at once; it lets each
//! report the other.

use std::{fs::File, io::Read, path::Path};

use jiff::Timestamp;

use super::lockfile::{self, Lock, LockedFile};
use crate::{base::quantity::time_of_day, system::clock};

const NAME: &str = "session.lock";

/// Marks a session as running as long as the file is held; `None` on systems without locks. The error is a sentence
/// about the session that holds the lock.
pub(super) fn take(data: &Path, since: Timestamp) -> Result<Option<LockedFile>, String> {
    let file = match lockfile::take(&data.join(NAME)) {
        Lock::Ours(file) => file,
        Lock::Theirs(file) => return Err(sentence(file)),
        Lock::Unknown => return Ok(None),
    };
    // The lock is valid even without the time.
    let _ = file.write(format_args!("{since:.0}\n"));
    Ok(Some(file))
}

/// A sentence about a session that is running on this machine, if there is one.
pub fn another_session(data: &Path) -> Option<String> {
    lockfile::held(&data.join(NAME)).map(sentence)
}

fn sentence(file: File) -> String {
    let mut text = String::new();
    let since = file.take(64).read_to_string(&mut text).ok().and_then(|_| text.trim().parse::<Timestamp>().ok());
    match since {
        Some(since) => {
            let since = time_of_day(since, &clock::zone());
            format!("another session has been running since {since}; both will be saved")
        }
        None => "another session is running; both are saved".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_reported_as_long_as_it_runs() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("unsit");
        assert_eq!(another_session(&data), None);
        let since: Timestamp = "2026-03-04T18:02:00Z".parse().unwrap();
        let first = take(&data, since).unwrap();
        let time = time_of_day(since, &clock::zone());
        let sentence = format!("another session has been running since {time}; both will be saved");
        assert_eq!(another_session(&data), Some(sentence.clone()));
        assert_eq!(take(&data, since).unwrap_err(), sentence);
        drop(first);
        assert_eq!(another_session(&data), None);
        assert!(take(&data, since).unwrap().is_some());
        // Without a data folder nothing is known.
        assert!(take(&data.join(NAME), since).unwrap().is_none());
    }
}
