//! Opening and replacing the program's own files. Nothing here waits for a pipe, opens what is no regular file or makes
//! a file that others can read.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::Context;

use super::random::random;
use crate::base::text;

/// Opens a file to read.
pub(super) fn open(path: &Path) -> io::Result<File> {
    regular(platform::open(path, platform::Access::Read)?)
}

/// Opens a file to append to and to read; makes it where it is missing.
pub(super) fn open_to_append(path: &Path) -> io::Result<File> {
    regular(platform::open(path, platform::Access::Append)?)
}

/// Opens a lock file, to write into as well; makes it where it is missing. A link in its place is an error.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    regular(platform::open(path, platform::Access::Lock)?)
}

/// A pipe has no lock and no end, and a device may act on what is written to it.
fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

#[cfg(unix)]
mod platform {
    use std::{fs::File, io, path::Path};

    use rustix::fs::{Mode, OFlags, open as open_at};

    #[derive(Clone, Copy)]
    pub(super) enum Access {
        Read,
        Append,
        Lock,
    }

    pub(super) fn open(path: &Path, access: Access) -> io::Result<File> {
        let flags = match access {
            Access::Read => OFlags::RDONLY,
            // People link the history to where they keep it.
            Access::Append => OFlags::RDWR | OFlags::APPEND | OFlags::CREATE,
            Access::Lock => OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW,
        };
        let flags = flags | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        Ok(File::from(open_at(path, flags, Mode::from_raw_mode(0o600))?))
    }
}

#[cfg(not(unix))]
mod platform {
    use std::{fs::File, io, path::Path};

    #[derive(Clone, Copy)]
    pub(super) enum Access {
        Read,
        Append,
        Lock,
    }

    pub(super) fn open(path: &Path, access: Access) -> io::Result<File> {
        let mut options = File::options();
        match access {
            Access::Read => options.read(true),
            // To read as well: a handle that can only append cannot be locked here.
            Access::Append => options.read(true).append(true).create(true),
            Access::Lock => options.read(true).write(true).create(true).truncate(false),
        };
        options.open(path)
    }
}

/// Puts a text in the place of a file, or makes the file: a reader finds the old or the new text, never half of one.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = path.with_extension(format!("{:016x}.tmp", random()));
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&temporary)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| {
        let _ = fs::remove_file(&temporary);
    })
}

/// The time of a file's last change and its length in bytes: both stay as long as the file is not saved again.
pub fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Writes a file that the person named, over what it held.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let shown = text::printable(&path.to_string_lossy()).into_owned();
    fs::write(path, bytes).with_context(|| format!("cannot write {shown}"))
}

/// The folder of a file, in which the paths that the file names begin.
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes a folder and those above it, for this person alone, and makes sure that their names survive a power cut.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    folder.ancestors().skip(1).take(2).for_each(sync_folder);
    Ok(())
}

/// Opens a file, and makes the folders above it where they are missing.
pub(super) fn with_folder(path: &Path, open: impl Fn(&Path) -> io::Result<File>) -> io::Result<File> {
    match open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), make_folder)?;
            open(path)
        }
        opened => opened,
    }
}

/// Makes the names in a folder survive a power cut. Not every file system can do this, and none that cannot loses by it.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

/// Whether others than the owner may change what is in a folder. A group that may counts only where it is not the
/// person's own group: many systems have one for each person.
#[cfg(unix)]
pub(super) fn is_open_to_others(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let Ok(found) = fs::metadata(folder) else { return false };
    let (mode, group) = (found.mode(), found.gid());
    mode & 0o002 != 0 || (mode & 0o020 != 0 && group != rustix::process::getegid().as_raw())
}

#[cfg(not(unix))]
pub(super) fn is_open_to_others(_: &Path) -> bool {
    false
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn what_is_no_regular_file_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(open(&pipe).is_err() && open_to_append(&pipe).is_err() && open_lock(&pipe).is_err());
        assert!(open(folder.path()).is_err() && open_lock(folder.path()).is_err());
        let (link, outside) = (folder.path().join("link"), folder.path().join("outside"));
        symlink(&outside, &link).unwrap();
        assert!(open_lock(&link).is_err() && !outside.exists(), "a lock is not made elsewhere");
        replace(&pipe, "text\n").unwrap();
        assert_eq!(fs::read_to_string(&pipe).unwrap(), "text\n");
    }

    #[test]
    fn every_file_is_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        open_to_append(&at("a")).unwrap();
        open_lock(&at("b")).unwrap();
        replace(&at("c"), "").unwrap();
        with_folder(&at("d/e/f"), open_lock).unwrap();
        assert_eq!([at("a"), at("b"), at("c"), at("d/e/f")].map(|path| mode(&path)), [0o600; 4]);
        assert_eq!([at("d"), at("d/e")].map(|path| mode(&path)), [0o700; 2]);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4, "nothing is left behind");
    }

    #[test]
    fn a_folder_that_others_can_change_is_known() {
        let folder = tempfile::tempdir().unwrap();
        for (mode, open) in [(0o700, false), (0o755, false), (0o775, false), (0o707, true), (0o1777, true)] {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(is_open_to_others(folder.path()), open, "{mode:o}");
        }
        assert!(!is_open_to_others(&folder.path().join("missing")));
    }
}
