//! Paths below the home folder.

use std::path::PathBuf;

/// A path that starts with `~/`, below the home folder; `None` if it does not start so, or there is no home folder.
pub fn at_home(path: &str) -> Option<PathBuf> {
    Some(etcetera::home_dir().ok()?.join(path.strip_prefix("~/")?))
}

/// A folder from the settings: absolute, or below the home folder if it starts with `~/`. An empty path if there is no
/// home folder.
pub fn folder(path: &str) -> PathBuf {
    if path.starts_with("~/") { at_home(path).unwrap_or_default() } else { PathBuf::from(path) }
}
