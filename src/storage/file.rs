//! Opening and replacing the program's own files. Nothing here waits for a pipe, opens anything but regular files, or
//! creates a file that other users can read.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::Context;

use super::random::random;
use crate::base::text;

/// Opens a file for reading.
pub(super) fn open(path: &Path) -> io::Result<File> {
    regular(platform::open(path, Access::Read)?)
}

/// Opens a file for appending and reading; creates it if it is missing.
pub(super) fn open_to_append(path: &Path) -> io::Result<File> {
    regular(platform::open(path, Access::Append)?)
}

/// Opens a lock file, which can also be written; creates it if it is missing. A symlink in its place is an error.
pub(super) fn open_lock(path: &Path) -> io::Result<File> {
    regular(platform::open(path, Access::Lock)?)
}

/// A pipe has no lock and no end, and a device may interpret what is written to it.
fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// What an opened file is for.
#[derive(Clone, Copy)]
enum Access {
    Read,
    Append,
    Lock,
}

#[cfg(unix)]
mod platform {
    use std::{fs::File, io, path::Path};

    use rustix::fs::{Mode, OFlags, open as open_at};

    use super::Access;

    pub(super) fn open(path: &Path, access: Access) -> io::Result<File> {
        let flags = match access {
            Access::Read => OFlags::RDONLY,
            // Users may replace the history by a symlink.
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

    use super::Access;

    pub(super) fn open(path: &Path, access: Access) -> io::Result<File> {
        let mut options = File::options();
        match access {
            Access::Read => options.read(true),
            // Readable, because a handle that can only append cannot be locked here.
            Access::Append => options.read(true).append(true).create(true),
            Access::Lock => options.read(true).write(true).create(true).truncate(false),
        };
        options.open(path)
    }
}

/// Replaces the content of a file, or creates it: a reader finds the old or the new text, never a part.
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

/// The modification time and the length of a file: both stay the same until the file is saved again.
pub fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

/// Writes a file that the user named, replacing its content.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let shown = text::printable(&path.to_string_lossy()).into_owned();
    fs::write(path, bytes).with_context(|| format!("cannot write {shown}"))
}

/// The folder of a file, to which paths in the file are relative.
pub fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Creates a folder and those above it, for this user only, and makes their names durable.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    folder.ancestors().skip(1).take(2).for_each(sync_folder);
    Ok(())
}

/// Opens a file, and creates missing folders above it.
pub(super) fn with_folder(path: &Path, open: impl Fn(&Path) -> io::Result<File>) -> io::Result<File> {
    match open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            path.parent().map_or(Ok(()), make_folder)?;
            open(path)
        }
        opened => opened,
    }
}

/// Makes the names in a folder durable. Not every file system supports this; those that do not lose nothing.
pub(super) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

/// Whether other users may change the content of a folder. A group counts only if it is not the user's own: many
/// systems have a group for each user.
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

/// What can be done in a folder of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteAccess {
    /// It can be written to.
    Writable,
    /// It is not there, and is made when it is needed.
    Missing,
    /// It cannot be written to, or made.
    ReadOnly,
    /// Others than its owner can write to it.
    OpenToOthers,
}

/// What can be done in a folder; of one that is missing, in the nearest one above it.
pub fn write_access(folder: &Path) -> WriteAccess {
    let Some(there) = folder.ancestors().find(|folder| folder.exists()) else { return WriteAccess::ReadOnly };
    #[cfg(unix)]
    let is_writable = rustix::fs::access(there, rustix::fs::Access::WRITE_OK).is_ok();
    #[cfg(not(unix))]
    let is_writable = fs::metadata(there).is_ok_and(|found| !found.permissions().readonly());
    match is_writable {
        false => WriteAccess::ReadOnly,
        true if there != folder => WriteAccess::Missing,
        true if is_open_to_others(folder) => WriteAccess::OpenToOthers,
        true => WriteAccess::Writable,
    }
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
    fn anything_but_a_regular_file_is_refused_immediately() {
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
    fn a_folder_that_others_can_change_is_detected() {
        let folder = tempfile::tempdir().unwrap();
        for (mode, open) in [(0o700, false), (0o755, false), (0o775, false), (0o707, true), (0o1777, true)] {
            fs::set_permissions(folder.path(), fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(is_open_to_others(folder.path()), open, "{mode:o}");
        }
        assert!(!is_open_to_others(&folder.path().join("missing")));
    }
}
