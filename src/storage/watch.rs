//! Noticing that files have changed, by looking when asked. A look costs one listing and a call for each file, and works
//! on every file system, mounted and synchronised ones too.

use std::{
    collections::hash_map::DefaultHasher,
    hash::{Hash, Hasher},
    path::{Path, PathBuf},
};

use super::paths::Paths;

/// Files and folders, and what they looked like at the last look.
#[derive(Clone, Debug)]
pub struct Watch {
    paths: Vec<PathBuf>,
    seen: u64,
}

impl Watch {
    /// Watches these files, and the files of these folders, from now on.
    pub fn new(paths: Vec<PathBuf>) -> Watch {
        let seen = look(&paths);
        Watch { paths, seen }
    }

    /// Watches the person's settings, routines and exercises.
    pub fn of(places: &Paths) -> Watch {
        let paths = [&places.config, &places.routines, &places.exercises];
        Watch::new(paths.into_iter().flatten().cloned().collect())
    }

    /// Watches this file as well.
    #[must_use]
    pub fn and(self, path: Option<&Path>) -> Watch {
        Watch::new(self.paths.into_iter().chain(path.map(Path::to_owned)).collect())
    }

    /// Whether anything has changed since the last look.
    pub fn has_changed(&mut self) -> bool {
        let before = std::mem::replace(&mut self.seen, look(&self.paths));
        before != self.seen
    }
}

fn look(paths: &[PathBuf]) -> u64 {
    // Files come in no order: what they look like is added up.
    let folder = |path: &PathBuf| std::fs::read_dir(path).into_iter().flatten().flatten().map(|file| file.path());
    let all = paths.iter().cloned().chain(paths.iter().flat_map(folder));
    all.fold(0, |sum: u64, path| sum.wrapping_add(face(&path)))
}

/// What a file looks like from outside.
fn face(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    if let Ok(found) = path.metadata() {
        // A folder changes with the files in it, which are looked at themselves.
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
