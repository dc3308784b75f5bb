//! The disk: where a person's files are, and the only reading and writing of them. What a file says is left to `routine` and
//! `config`; what is wrong with a file as a file is told as a [`Diagnostic`], like every other mistake.

#![expect(clippy::disallowed_methods, reason = "this is where files are read and written")]

mod create;
mod untrusted;
mod lockfile;
mod history;
mod journal;
mod machine;
mod session_lock;
mod desk_lock;
mod routine_store;
mod sound;
mod watch;
mod writer;
pub mod recorder;
pub mod editor;

pub use create::create;
pub use desk_lock::{DeskLock, sits_since};
pub use history::{LoadedHistory, read_history, read_recent, skim_history};
pub use journal::{Fault, Journal};
pub use machine::{machine, random};
pub use routine_store::{RoutineStore, stem_for};
pub use session_lock::another_session;
pub use sound::{bad_sounds, folder_of, own_sounds, silent_sounds};
pub use untrusted::{read, read_stdin};
pub use watch::Watch;
pub use writer::{Saving, Writer};

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::Context;

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use crate::{
    base::diagnostic::{Diagnostic, Source},
    config::Config,
    system::home,
};

/// Where the person's files are. A place is `None` where the person has no home, and may not exist yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The settings.
    pub config: Option<PathBuf>,
    /// The folder of the person's own routines.
    pub routines: Option<PathBuf>,
    /// The folder of the person's own exercises.
    pub exercises: Option<PathBuf>,
    /// The folder of everything that the program keeps.
    pub data: Option<PathBuf>,
}

impl Paths {
    /// The places of the person who runs the program: those of the platform, on Linux the XDG base directories.
    pub fn of_person() -> Paths {
        let Ok(platform) = choose_native_strategy() else { return Paths::default() };
        // macOS keeps its own lists in the folder of preferences; files for people belong beside the data.
        let config = if cfg!(target_os = "macos") { platform.data_dir() } else { platform.config_dir() };
        Paths::inside(&config, &platform.data_dir())
    }

    /// The places inside a folder of settings and a folder of data, each only where its path is absolute: a home
    /// that is empty or relative would be wherever the program happens to run.
    fn inside(config: &Path, data: &Path) -> Paths {
        let config = config.is_absolute().then(|| config.join("unsit"));
        let routines = config.as_ref().map(|config| config.join("routines"));
        Paths {
            exercises: routines.as_ref().map(|routines| routines.join("exercises")),
            routines,
            config: config.map(|config| config.join("config.toml")),
            data: data.is_absolute().then(|| data.join("unsit")),
        }
    }

    /// The folder of the history: where the settings say, else with the rest of what is kept.
    pub fn history(&self, config: &Config) -> Option<PathBuf> {
        let own = config.history_dir.as_deref().map(|folder| match folder.strip_prefix("~/") {
            Some(_) => home::at_home(folder).unwrap_or_default(),
            None => PathBuf::from(folder),
        });
        own.filter(|own| own.is_absolute()).or_else(|| Some(self.data.as_ref()?.join("history")))
    }

    /// The person's settings and what is wrong with them; the defaults where there is no file.
    pub fn settings(&self) -> (Config, Vec<Diagnostic>) {
        let Some(path) = self.config.as_ref().filter(|path| path.symlink_metadata().is_ok()) else {
            return (Config::default(), Vec::new());
        };
        match read(path) {
            Ok(text) => {
                let (mut config, found) = Config::parse(Source { name: &path.to_string_lossy(), text: &text });
                config.cues.lie_in(&folder_of(path));
                (config, found)
            }
            Err(why) => (Config::default(), vec![*why]),
        }
    }

    /// What is wrong with a file's name, where the name matters: in the person's own folders.
    pub fn misnamed(&self, path: &Path) -> Option<Diagnostic> {
        let folder = path.canonicalize().ok()?.parent()?.to_owned();
        let own = [&self.routines, &self.exercises].into_iter().flatten();
        own.filter_map(|own| own.canonicalize().ok())
            .find(|own| *own == folder)
            .and_then(|_| routine_store::misnamed(path))
    }
}

/// When a file was changed last and how long it is; something else than before once it is saved.
pub fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Writes a file that the person named; what it held is gone.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let shown = crate::base::text::printable(&path.to_string_lossy()).into_owned();
    std::fs::write(path, bytes).with_context(|| format!("{shown} cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_places_are_no_places() {
        let places = Paths::inside(Path::new(".config/"), Path::new("/data"));
        assert_eq!((places.config, places.routines, places.exercises), (None, None, None));
        assert_eq!(places.data, Some(PathBuf::from("/data/unsit")));
    }

    #[test]
    fn what_is_missing_has_its_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let places = Paths::inside(folder.path(), folder.path());
        assert_eq!(places.settings(), (Config::default(), vec![]));
        assert_eq!(Paths::default().settings(), (Config::default(), vec![]));
        std::fs::create_dir_all(places.config.as_ref().unwrap()).unwrap();
        assert_eq!(places.settings().1[0].message, "this is a folder, not a file");
    }
}
