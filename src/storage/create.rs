//! Creates a file of the user's: completely or not at all, and never over another file.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use anyhow::{Context, bail};

use super::file;
use crate::base::text;

/// Creates a file and the folders above it, and syncs it to the disk. An existing file is an error and remains
/// unchanged; if writing fails, nothing is left behind.
pub fn create(path: &Path, content: &str) -> anyhow::Result<()> {
    let shown = text::printable(&path.to_string_lossy()).into_owned();
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| cannot(&folder.to_string_lossy(), "make", &error))?;
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{shown} already exists; nothing written")
        }
        Err(error) => return Err(cannot(&shown, "write", &error)),
    };
    let written = file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
    if let Err(error) = written {
        drop(file);
        fs::remove_file(path).context("cannot remove the file that could not be written")?;
        return Err(cannot(&shown, "write", &error));
    }
    file::sync_folder(folder);
    Ok(())
}

fn cannot(what: &str, verb: &str, error: &io::Error) -> anyhow::Error {
    anyhow::anyhow!("cannot {verb} {}: {}", text::printable(what), text::reason(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn existing_files_are_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a/b/c.toml");
        create(&path, "one").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        let again = create(&path, "two").unwrap_err().to_string();
        assert!(again.ends_with("c.toml already exists; nothing written"), "{again}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        let inside = create(&path.join("d.toml"), "").unwrap_err().to_string();
        assert!(inside.contains("cannot make"), "{inside}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (aim, link) = (folder.path().join("aim"), folder.path().join("link.toml"));
        std::os::unix::fs::symlink(&aim, &link).unwrap();
        assert!(create(&link, "text").is_err());
        assert!(!aim.exists());
    }
}
