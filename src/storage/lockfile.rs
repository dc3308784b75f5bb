//! A lock that ends with its holder, however the holder ends, by which programs on one machine notice each other.
//! Checking a lock takes it for a moment, so a program that is refused tries again.

use std::{
    fmt,
    fs::{File, TryLockError},
    io::{self, Write},
    path::Path,
    thread,
    time::Duration,
};

use super::file;

/// A check holds the lock for less than this.
const LOOK: Duration = Duration::from_millis(20);

/// A file with a lock, which is released when it is dropped. A program that is just being started still has the open
/// files of this one, so closing the file is not enough.
#[derive(Debug)]
pub(super) struct LockedFile(File);

impl LockedFile {
    /// Replaces the text in the file.
    pub(super) fn write(&self, text: fmt::Arguments<'_>) -> io::Result<()> {
        self.0.set_len(0)?;
        (&self.0).write_fmt(text)
    }
}

impl Drop for LockedFile {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// The holder of a lock.
#[derive(Debug)]
pub(super) enum Lock {
    /// This program, until the file is dropped.
    Ours(LockedFile),
    /// Another program, which may have written into the file.
    Theirs(File),
    /// There are no locks here, or no file.
    Unknown,
}

/// Takes the lock of a file, unless another program holds it. Creates a missing file.
pub(super) fn take(path: &Path) -> Lock {
    take_between(path, || thread::park_timeout(LOOK))
}

fn take_between(path: &Path, between: impl FnOnce()) -> Lock {
    let Ok(file) = file::with_folder(path, file::open_lock) else { return Lock::Unknown };
    let locked = match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            between();
            file.try_lock()
        }
        locked => locked,
    };
    match locked {
        Ok(()) => Lock::Ours(LockedFile(file)),
        Err(TryLockError::WouldBlock) => Lock::Theirs(file),
        Err(TryLockError::Error(_)) => Lock::Unknown,
    }
}

/// The file of a lock that a program holds now.
pub(super) fn held(path: &Path) -> Option<File> {
    let file = file::open(path).ok()?;
    match file.try_lock_shared() {
        Err(TryLockError::WouldBlock) => Some(file),
        _ => {
            let _ = file.unlock();
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_leaves_the_lock_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/lock");
        assert!(held(&path).is_none());
        let ours = take(&path);
        assert!(matches!(ours, Lock::Ours(_)) && matches!(take(&path), Lock::Theirs(_)));
        assert!(held(&path).is_some());
        drop(ours);
        assert!(held(&path).is_none());
        let looks = File::open(&path).unwrap();
        looks.try_lock_shared().unwrap();
        assert!(matches!(take_between(&path, || drop(looks)), Lock::Ours(_)));
        assert!(matches!(take(&path.join("file")), Lock::Unknown));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_in_place_of_a_lock_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        assert!(matches!(take(&path), Lock::Unknown));
        assert!(held(&path).is_none());
    }
}
