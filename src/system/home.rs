//! Paths below the home folder.

use std::path::PathBuf;

/// A path that begins at home, `~/`; nothing where it does not, or where there is no home.
pub fn at_home(path: &str) -> Option<PathBuf> {
    Some(etcetera::home_dir().ok()?.join(path.strip_prefix("~/")?))
}
