//! The open desk on this machine: a lock that ends with its holder, and a file with the start of sitting, for other
//! programs to read. Nothing here is part of the history.

use std::{
    fs::{self, File},
    io::Read,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    file,
    lockfile::{self, Lock, LockedFile},
    untrusted,
};

/// A desk that is opened again within this time continues.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
const LOCK: &str = "desk.lock";
const STATE: &str = "desk";

/// The lock of the open desk.
#[derive(Debug)]
pub struct DeskLock {
    state: PathBuf,
    /// Held as long as the desk is open; `None` on systems without locks.
    _lock: Option<LockedFile>,
}

impl DeskLock {
    /// Takes the lock in the data folder. The error is the time since when another desk has held it, if known.
    pub fn take(data: &Path, now: Timestamp) -> Result<DeskLock, Option<Timestamp>> {
        let lock = match lockfile::take(&data.join(LOCK)) {
            Lock::Ours(file) => Some(file),
            Lock::Theirs(file) => return Err(opened(file)),
            Lock::Unknown => None,
        };
        if let Some(file) = &lock {
            // The lock is valid even without the time.
            let _ = file.write(format_args!("{now:.0}\n"));
        }
        Ok(DeskLock { state: data.join(STATE), _lock: lock })
    }

    /// How long the user had been sitting when the desk was closed moments ago; zero if it was closed earlier.
    pub fn sat(&self, now: Timestamp) -> Duration {
        let sat = |(since, seen)| (now.duration_since(seen).abs() <= AGAIN).then(|| now.duration_since(since));
        read(&self.state).and_then(sat).and_then(|sat| Duration::try_from(sat).ok()).unwrap_or_default()
    }

    /// Stores the start of sitting, if it is known. If that fails, the next desk starts at zero.
    pub fn set_sitting_since(&self, since: Option<Timestamp>, now: Timestamp) {
        let _ = match since {
            Some(since) => file::replace(&self.state, &format!("{since:.0} {now:.0}\n")),
            None => fs::remove_file(&self.state),
        };
    }
}

/// The start of sitting at a desk that is open now.
pub fn sits_since(data: &Path) -> Option<Timestamp> {
    lockfile::held(&data.join(LOCK))?;
    read(&data.join(STATE)).map(|(since, _)| since)
}

fn opened(file: File) -> Option<Timestamp> {
    let mut text = String::new();
    file.take(64).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

/// The start of sitting, and when it was written.
fn read(state: &Path) -> Option<(Timestamp, Timestamp)> {
    let text = untrusted::read(state).ok()?;
    let (since, seen) = text.trim_end().split_once(' ')?;
    Some((since.parse().ok()?, seen.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_772_600_000 + minute * 60).unwrap()
    }

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }

    #[test]
    fn a_second_desk_learns_since_when_the_first_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("unsit");
        assert_eq!(sits_since(&data), None);
        let first = DeskLock::take(&data, at(0)).unwrap();
        assert_eq!(first.sat(at(0)), minutes(0));
        first.set_sitting_since(Some(at(0)), at(29));
        assert_eq!(DeskLock::take(&data, at(30)).unwrap_err(), Some(at(0)));
        assert_eq!(sits_since(&data), Some(at(0)));
        first.set_sitting_since(Some(at(40)), at(40));
        assert_eq!(sits_since(&data), Some(at(40)));
        first.set_sitting_since(None, at(40));
        assert_eq!((sits_since(&data), first.sat(at(40))), (None, minutes(0)), "outside the hours");
        first.set_sitting_since(Some(at(40)), at(40));
        drop(first);
        assert_eq!(sits_since(&data), None, "the desk is closed");
        assert_eq!(DeskLock::take(&data, at(41)).unwrap().sat(at(41)), minutes(1));
    }

    #[test]
    fn a_desk_that_is_opened_again_continues() {
        let folder = tempfile::tempdir().unwrap();
        DeskLock::take(folder.path(), at(0)).unwrap().set_sitting_since(Some(at(0)), at(60));
        let again = |minute| DeskLock::take(folder.path(), at(minute)).unwrap().sat(at(minute));
        assert_eq!((again(64), again(66)), (minutes(64), minutes(0)));
        // A clock that was set back, and an invalid file.
        assert_eq!(again(50), minutes(0));
        fs::write(folder.path().join(STATE), "soon\n").unwrap();
        assert_eq!(again(61), minutes(0));
    }

    #[test]
    fn a_desk_opens_without_a_writable_folder() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let desk = DeskLock::take(&file, at(0)).unwrap();
        desk.set_sitting_since(Some(at(0)), at(0));
        assert_eq!((desk.sat(at(0)), sits_since(&file)), (minutes(0), None));
    }
}
