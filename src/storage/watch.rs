//! Detects changes of files by polling. A check costs one listing and one call for each file, and works on every file
//! system, including mounted and synchronised ones.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::paths::Paths;

/// The time between two looks.
const LOOK: Duration = Duration::from_millis(250);

/// Files and folders, and their state at the last check.
#[derive(Clone, Debug)]
pub struct Watch {
    paths: Vec<PathBuf>,
    seen: u64,
}

impl Watch {
    /// Watches these files, and the files in these folders, from now on.
    pub fn new(paths: Vec<PathBuf>) -> Watch {
        let seen = look(&paths);
        Watch { paths, seen }
    }

    /// Watches the user's settings, routines and exercises.
    pub fn of(places: &Paths) -> Watch {
        let paths = [&places.config, &places.routines, &places.exercises];
        Watch::new(paths.into_iter().flatten().cloned().collect())
    }

    /// Watches this file as well.
    #[must_use]
    pub fn and(self, path: Option<&Path>) -> Watch {
        Watch::new(self.paths.into_iter().chain(path.map(Path::to_owned)).collect())
    }

    /// Waits until something has changed since the last look, and then no more.
    pub fn wait(&mut self) {
        while !self.has_changed() {
            thread::park_timeout(LOOK);
        }
        // An editor may empty a file before it writes it.
        while {
            thread::park_timeout(LOOK);
            self.has_changed()
        } {}
    }

    /// Whether anything has changed since the last check.
    pub fn has_changed(&mut self) -> bool {
        let before = std::mem::replace(&mut self.seen, look(&self.paths));
        before != self.seen
    }
}

fn look(paths: &[PathBuf]) -> u64 {
    // Files are listed in no particular order, so their states are summed.
    let folder = |path: &PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten().map(|file| file.path());
    let all = paths.iter().cloned().chain(paths.iter().flat_map(folder));
    all.fold(0, |sum: u64, path| sum.wrapping_add(face(&path)))
}

/// The externally visible state of a file.
fn face(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    if let Ok(found) = path.metadata() {
        // A folder changes with the files in it, which are checked themselves.
        if found.is_file() {
            (found.len(), found.modified().ok()).hash(&mut hasher);
        }
    } else {
        "gone".hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_change_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let mut watch = Watch::new(vec![folder.path().to_owned(), at("later/x.toml")]);
        assert!(!watch.has_changed());
        fs::write(at("a.toml"), "1").unwrap();
        assert!(watch.has_changed() && !watch.has_changed());
        fs::write(at("a.toml"), "12").unwrap();
        assert!(watch.has_changed() && !watch.has_changed());
        fs::rename(at("a.toml"), at("b.toml")).unwrap();
        assert!(watch.has_changed() && !watch.has_changed());
        fs::remove_file(at("b.toml")).unwrap();
        assert!(watch.has_changed() && !watch.has_changed());
        fs::create_dir(at("later")).unwrap();
        fs::write(at("later/x.toml"), "").unwrap();
        assert!(watch.has_changed() && !watch.has_changed());
    }
}
