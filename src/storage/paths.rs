//! The locations of the user's files.

use std::path::{Path, PathBuf};

use etcetera::base_strategy::{BaseStrategy, choose_native_strategy};

use super::{file::folder_of, untrusted, voice};
use crate::{
    base::diagnostic::{Diagnostic, Source},
    config::Config,
    system::home,
};

/// The locations of the user's files. A path is `None` if the user has no home folder; nothing needs to exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// The settings.
    pub config: Option<PathBuf>,
    /// The folder of the user's routines.
    pub routines: Option<PathBuf>,
    /// The folder of the user's exercises.
    pub exercises: Option<PathBuf>,
    /// The data folder of the program.
    pub data: Option<PathBuf>,
    /// Where the sockets of running sessions may be, the first the place for a new one: the runtime folder of the
    /// system, else below the folder of data.
    pub runtime: Vec<PathBuf>,
}

impl Paths {
    /// The paths of the current user: those of the platform, on Linux the XDG base directories.
    pub fn of_person() -> Paths {
        let Ok(platform) = choose_native_strategy() else { return Paths::default() };
        // On macOS the preferences folder is managed by the system; files for people belong with the data.
        let config = if cfg!(target_os = "macos") { platform.data_dir() } else { platform.config_dir() };
        let mut paths = Paths::inside(&config, &platform.data_dir());
        // A shell at the other end of `ssh` may not know the folder that the desktop uses.
        let runtime = platform.runtime_dir().filter(|folder| folder.is_absolute()).or_else(runtime_of_user);
        paths.runtime.splice(..0, runtime.map(|folder| folder.join("unsit")));
        paths
    }

    /// The paths inside a settings folder and a data folder, each only if it is absolute: with an empty or relative
    /// home folder they would depend on the current folder.
    pub(super) fn inside(config: &Path, data: &Path) -> Paths {
        let config = config.is_absolute().then(|| config.join("unsit"));
        let routines = config.as_ref().map(|config| config.join("routines"));
        Paths {
            exercises: routines.as_ref().map(|routines| routines.join("exercises")),
            routines,
            config: config.map(|config| config.join("config.toml")),
            data: data.is_absolute().then(|| data.join("unsit")),
            runtime: data.is_absolute().then(|| data.join("unsit/run")).into_iter().collect(),
        }
    }

    /// The folder of the history: as configured, or in the data folder.
    pub fn history(&self, config: &Config) -> Option<PathBuf> {
        let own = config.history_dir.as_deref().map(home::folder);
        own.filter(|own| own.is_absolute()).or_else(|| Some(self.data.as_ref()?.join("history")))
    }

    /// The user's settings and their diagnostics; the defaults if there is no file.
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

    /// Whether a path leads into the folder of the user's routines or exercises.
    pub fn is_own(&self, path: &Path) -> bool {
        let Some(folder) = path.canonicalize().ok().and_then(|path| Some(path.parent()?.to_owned())) else {
            return false;
        };
        let own = [&self.routines, &self.exercises].into_iter().flatten();
        own.filter_map(|own| own.canonicalize().ok()).any(|own| own == folder)
    }
}

/// The runtime folder that systemd and elogind make for a user, where there is one.
fn runtime_of_user() -> Option<PathBuf> {
    #[cfg(target_os = "linux")]
    return Some(PathBuf::from(format!("/run/user/{}", rustix::process::geteuid().as_raw())))
        .filter(|folder| folder.is_dir());
    #[cfg(not(target_os = "linux"))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(Path::new(".config/"), folder.path());
        assert_eq!((paths.config, paths.routines, paths.exercises), (None, None, None));
        assert_eq!(paths.data, Some(folder.path().join("unsit")));
    }

    #[test]
    fn missing_settings_have_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(folder.path(), folder.path());
        assert_eq!(paths.settings(), (Config::default(), vec![]));
        assert_eq!(Paths::default().settings(), (Config::default(), vec![]));
        std::fs::create_dir_all(paths.config.as_ref().unwrap()).unwrap();
        assert_eq!(paths.settings().1[0].message, "this is a folder, not a file");
    }
}
