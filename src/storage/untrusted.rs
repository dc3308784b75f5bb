//! Reads untrusted files without blocking, within a limit, and only as text.

use std::{
    ffi::OsStr,
    fs::{File, Metadata},
    io::{self, ErrorKind, Read},
    path::Path,
};

use super::file;
use crate::base::{
    diagnostic::{Code, Diagnostic},
    text,
};

/// The maximum size of a file, in bytes.
const LIMIT: u64 = 256 * 1024;
/// The maximum number of file names that are compared for a suggestion.
const NAMES: usize = 1000;

/// The byte order mark, in UTF-8.
const MARK: &[u8] = "\u{FEFF}".as_bytes();

/// Why a file cannot be read: the code, the message and the fix.
struct Trouble(Code, String, String);

/// The text of a file of at most 256 KiB, without its byte order mark. The error is a diagnostic of the whole file.
pub fn read(path: &Path) -> Result<String, Box<Diagnostic>> {
    let bytes = open(path).and_then(|file| bytes(file).map_err(|error| unreadable(path, &error)));
    diagnosed(&path.to_string_lossy(), bytes.and_then(|bytes| content(bytes, "this file")))
}

/// The text of standard input, under the name `-`; limits and errors are those of [`read`].
pub fn read_stdin() -> Result<String, Box<Diagnostic>> {
    let name = "standard input";
    let bytes = bytes(io::stdin().lock()).map_err(|error| unavailable(name, &error));
    diagnosed("-", bytes.and_then(|bytes| content(bytes, name)))
}

fn diagnosed(name: &str, text: Result<String, Trouble>) -> Result<String, Box<Diagnostic>> {
    text.map_err(|Trouble(code, message, help)| Box::new(Diagnostic::of_file(name, code, &message, &help)))
}

/// Opens a file of at most 256 KiB.
fn open(path: &Path) -> Result<File, Trouble> {
    let file = open_file(path)?;
    let length = file.metadata().map_err(|error| unreadable(path, &error))?.len();
    if length > LIMIT {
        let message = format!("this file is {}", size(length));
        return Err(Trouble(Code::TooLarge, message, "the limit is 256 KiB".to_owned()));
    }
    Ok(file)
}

/// Opens a file of any length. The error is a phrase.
pub(super) fn open_long(path: &Path) -> Result<File, String> {
    open_file(path).map_err(|Trouble(_, message, _)| message)
}

/// Opens a regular file. Its type is checked before, because opening a device can already have an effect, and after,
/// because the file may have been replaced.
fn open_file(path: &Path) -> Result<File, Trouble> {
    let found = path.metadata().map_err(|error| unreadable(path, &error))?;
    only_files(&found)?;
    let file = file::open(path).map_err(|error| unreadable(path, &error))?;
    let opened = file.metadata().map_err(|error| unreadable(path, &error))?;
    only_files(&opened)?;
    Ok(file)
}

fn only_files(found: &Metadata) -> Result<(), Trouble> {
    if found.is_file() {
        return Ok(());
    }
    let help = if found.is_dir() { "name a file in it" } else { "" };
    Err(Trouble(Code::NotAFile, format!("this is {}, not a file", what(found)), help.to_owned()))
}

#[cfg(unix)]
fn what(found: &Metadata) -> &'static str {
    use std::os::unix::fs::FileTypeExt;

    match found.file_type() {
        kind if kind.is_dir() => "a folder",
        kind if kind.is_fifo() => "a pipe",
        kind if kind.is_socket() => "a socket",
        kind if kind.is_char_device() || kind.is_block_device() => "a device",
        _ => "something else",
    }
}

#[cfg(not(unix))]
fn what(found: &Metadata) -> &'static str {
    if found.is_dir() { "a folder" } else { "something else" }
}

/// The bytes of a file, at most one more than the limit.
fn bytes(file: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text that these bytes of `name` are.
fn content(mut bytes: Vec<u8>, name: &str) -> Result<String, Trouble> {
    if bytes.len() as u64 > LIMIT {
        return Err(Trouble(Code::TooLarge, format!("{name} is larger than 256 KiB"), String::new()));
    }
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let binary = bytes.contains(&0);
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|byte| *byte == b'\n').count();
        let (message, help) = match (wide, binary) {
            (true, _) => (format!("{name} is UTF-16, not UTF-8"), "save it as UTF-8"),
            (_, true) => (format!("{name} is not text"), ""),
            _ => (format!("{name} is not UTF-8, from line {line} on"), "save it as UTF-8"),
        };
        Trouble(Code::NotUtf8, message, help.to_owned())
    })
}

/// A size for people: `257 KiB`, `16 GiB`.
fn size(bytes: u64) -> String {
    match bytes.div_ceil(1024) {
        kibibytes @ 0..=9999 => format!("{kibibytes} KiB"),
        kibibytes @ 10_000..=9_999_999 => format!("{} MiB", kibibytes / 1024),
        kibibytes => format!("{} GiB", kibibytes / (1024 * 1024)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Trouble {
    let (message, help) = match error.kind() {
        ErrorKind::NotFound if path.symlink_metadata().is_ok() => ("this is a broken link".to_owned(), String::new()),
        ErrorKind::NotFound => ("this file does not exist".to_owned(), similar(path)),
        _ if is_loop(error) => ("this is a circular link".to_owned(), String::new()),
        _ => return unavailable("this file", error),
    };
    Trouble(Code::NotAFile, message, help)
}

fn unavailable(name: &str, error: &io::Error) -> Trouble {
    Trouble(Code::NotAFile, format!("cannot read {name}: {}", text::reason(error)), String::new())
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

/// A similarly named file in the same folder.
fn similar(path: &Path) -> String {
    let Some(name) = path.file_name().map(OsStr::to_string_lossy) else { return String::new() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .take(NAMES)
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"))
        .collect();
    match text::nearest(&name, names.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{}`?", text::printable(&path.with_file_name(near).to_string_lossy())),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn refused(path: &Path) -> (Code, String, Option<String>) {
        let why = read(path).unwrap_err();
        (why.code, why.message, why.help)
    }

    #[test]
    fn a_byte_order_mark_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "\u{FEFF}name = \"ä\"\r\n").unwrap();
        assert_eq!(read(&path).unwrap(), "name = \"ä\"\r\n");
    }

    #[test]
    fn anything_but_a_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(refused(folder.path()).1, "this is a folder, not a file");
        let missing = folder.path().join("dialy.toml");
        assert_eq!(refused(&missing).1, "this file does not exist");
        fs::write(folder.path().join("daily.toml"), "").unwrap();
        assert_eq!(
            refused(&missing).2,
            Some(format!("did you mean `{}`?", folder.path().join("daily.toml").display()))
        );
        // Windows calls this a missing path.
        let below = refused(&folder.path().join("daily.toml/x.toml")).1;
        assert!(["cannot read this file: not a directory", "this file does not exist"].contains(&&*below), "{below}");
    }

    #[cfg(unix)]
    #[test]
    fn special_files_are_refused_without_blocking() {
        use std::os::unix::{fs::symlink, net::UnixListener};

        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        assert_eq!(refused(Path::new("/dev/zero")).1, "this is a device, not a file");
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        assert_eq!(refused(&at("pipe")).1, "this is a pipe, not a file");
        let _listener = UnixListener::bind(at("socket")).unwrap();
        assert_eq!(refused(&at("socket")).1, "this is a socket, not a file");
        symlink(at("loop"), at("loop")).unwrap();
        assert_eq!(refused(&at("loop")).1, "this is a circular link");
        symlink(at("nowhere"), at("link")).unwrap();
        assert_eq!(refused(&at("link")).1, "this is a broken link");
    }

    #[test]
    fn too_large_files_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        fs::write(&path, "#".repeat(256 * 1024)).unwrap();
        assert!(read(&path).is_ok());
        fs::write(&path, "#".repeat(256 * 1024 + 1)).unwrap();
        assert_eq!(refused(&path).1, "this file is 257 KiB");
        File::create(&path).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(refused(&path).0, Code::TooLarge);
        assert_eq!(
            content(bytes(io::repeat(b'#')).unwrap(), "this file").unwrap_err().1,
            "this file is larger than 256 KiB"
        );
    }

    #[test]
    fn anything_but_utf_8_is_named() {
        for (bytes, message) in [
            (&b"\xFF\xFEn\0a\0"[..], "this file is UTF-16, not UTF-8"),
            (b"\x7FELF\x02\0\0\xF0", "this file is not text"),
            (b"name = 1\nn\xE4me = 2", "this file is not UTF-8, from line 2 on"),
        ] {
            let why = content(bytes.to_vec(), "this file").unwrap_err();
            assert_eq!((why.0, why.1.as_str()), (Code::NotUtf8, message));
        }
    }
}
