//! Paths below the home folder.

use std::path::PathBuf;

/// A path that begins at home, `~/`; nothing where it does not, or where there is no home.
pub fn at_home(path: &str) -> Option<PathBuf> {
    Some(etcetera::home_dir().ok()?.join(path.strip_prefix("~/")?))
}

/// A folder as the settings name it: from the root, or from home where it begins with `~/`. An empty path where there is
/// no home.
pub fn folder(path: &str) -> PathBuf {
    if path.starts_with("~/") { at_home(path).unwrap_or_default() } else { PathBuf::from(path) }
}
