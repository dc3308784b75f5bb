//! Where the person's files are.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::{file::folder_of, untrusted, voice};
use crate::{
    base::diagnostic::{Diagnostic, Source},
    config::Config,
    system::home,
};

/// Where the person's files are. A path is `None` where the person has no home; nothing needs to be there.
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
    /// The paths of the person who runs the program: those of the platform, on Linux the XDG base directories.
    pub fn of_person() -> Paths {
        let Ok(platform) = choose_native_strategy() else { return Paths::default() };
        // macOS keeps its own lists in the folder of preferences; files for people belong with the data.
        let config = if cfg!(target_os = "macos") { platform.data_dir() } else { platform.config_dir() };
        Paths::inside(&config, &platform.data_dir())
    }

    /// The paths inside a folder of settings and a folder of data, each only where it is absolute: a home that is empty
    /// or relative would be wherever the program happens to run.
    pub(super) fn inside(config: &Path, data: &Path) -> Paths {
        let config = config.is_absolute().then(|| config.join("unsit"));
        let routines = config.as_ref().map(|config| config.join("routines"));
        Paths {
            exercises: routines.as_ref().map(|routines| routines.join("exercises")),
            routines,
            config: config.map(|config| config.join("config.toml")),
            data: data.is_absolute().then(|| data.join("unsit")),
        }
    }

    /// The folder of the history: where the settings say, else in the folder of data.
    pub fn history(&self, config: &Config) -> Option<PathBuf> {
        let own = config.history_dir.as_deref().map(home::folder);
        own.filter(|own| own.is_absolute()).or_else(|| Some(self.data.as_ref()?.join("history")))
    }

    /// The person's settings and their diagnostics; the defaults where there is no file.
    pub fn settings(&self) -> (Config, Vec<Diagnostic>) {
        let Some(path) = self.config.as_ref().filter(|path| path.symlink_metadata().is_ok()) else {
            return (Config::default(), Vec::new());
        };
        match untrusted::read(path) {
            Ok(text) => {
                let (mut config, found) = Config::parse(Source { name: &path.to_string_lossy(), text: &text });
                config.cues.lie_in(&folder_of(path));
                config.cues.own_voice = voice::own_voice(&config);
                (config, found)
            }
            Err(why) => (Config::default(), vec![*why]),
        }
    }

    /// Whether a path leads into the folder of the person's routines or of their exercises.
    pub fn is_own(&self, path: &Path) -> bool {
        let Some(folder) = path.canonicalize().ok().and_then(|path| Some(path.parent()?.to_owned())) else {
            return false;
        };
        let own = [&self.routines, &self.exercises].into_iter().flatten();
        own.filter_map(|own| own.canonicalize().ok()).any(|own| own == folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_no_paths() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(Path::new(".config/"), folder.path());
        assert_eq!((paths.config, paths.routines, paths.exercises), (None, None, None));
        assert_eq!(paths.data, Some(folder.path().join("unsit")));
    }

    #[test]
    fn what_is_missing_has_its_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(folder.path(), folder.path());
        assert_eq!(paths.settings(), (Config::default(), vec![]));
        assert_eq!(Paths::default().settings(), (Config::default(), vec![]));
        std::fs::create_dir_all(paths.config.as_ref().unwrap()).unwrap();
        assert_eq!(paths.settings().1[0].message, "this is a folder, not a file");
    }
}
