//! A lock that ends with its holder, however that ends: how programs on one machine know of each other. Who looks has it
//! for a moment as well, so that whoever is refused tries again.

use std::{
    fs::{File, TryLockError},
    io::{self, ErrorKind},
    path::Path,
    thread,
    time::Duration,
};

use super::journal;

/// Whoever only looks has the lock for less than this.
const LOOK: Duration = Duration::from_millis(20);

/// Whose a lock is.
#[derive(Debug)]
pub(super) enum Held {
    /// Ours, as long as the file is open.
    Ours(File),
    /// Another program's, which may have written into the file.
    Theirs(File),
    /// Nobody's that is known: there are no locks here, or no file.
    Unknown,
}

/// Takes the lock of a file, which is made where it is not there, unless another program has it.
pub(super) fn take(path: &Path) -> Held {
    take_between(path, || thread::park_timeout(LOOK))
}

fn take_between(path: &Path, between: impl FnOnce()) -> Held {
    let opened = match open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), |folder| journal::make_folder(folder, true)).and_then(|()| open(path))
        }
        opened => opened,
    };
    let Ok(file) = opened else { return Held::Unknown };
    let locked = match file.try_lock() {
        Err(TryLockError::WouldBlock) => {
            between();
            file.try_lock()
        }
        locked => locked,
    };
    match locked {
        Ok(()) => Held::Ours(file),
        Err(TryLockError::WouldBlock) => Held::Theirs(file),
        Err(TryLockError::Error(_)) => Held::Unknown,
    }
}

/// The file of a lock that a program has now. The lock is had only while this looks.
pub(super) fn by_a_program(path: &Path) -> Option<File> {
    let file = File::options().read(true).open(path).ok()?;
    let locked = file.try_lock_shared();
    // A lock that was given is given back before anything is read.
    matches!(locked, Err(TryLockError::WouldBlock)).then_some(file)
}

fn open(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).read(true).write(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_only_looks_keeps_nobody_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/lock");
        assert!(by_a_program(&path).is_none());
        let ours = take(&path);
        assert!(matches!(ours, Held::Ours(_)) && matches!(take(&path), Held::Theirs(_)));
        assert!(by_a_program(&path).is_some());
        drop(ours);
        assert!(by_a_program(&path).is_none());
        let looks = File::open(&path).unwrap();
        looks.try_lock_shared().unwrap();
        assert!(matches!(take_between(&path, || drop(looks)), Held::Ours(_)));
        assert!(matches!(take(&path.join("file")), Held::Unknown));
    }
}
