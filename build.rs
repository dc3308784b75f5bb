//! Lists the recorded clips for `speech`: name, length and file of each. The length is read from the file: the last
//! page of a clip has its number of samples, and the header that all clips share has the sample rate.

#![allow(clippy::disallowed_methods, reason = "the files are the project's own, and read while it is built")]

use std::{
    env, fs,
    io::{Error, ErrorKind, Result},
    path::Path,
};

fn main() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sounds").join("voice");
    println!("cargo::rerun-if-changed={}", folder.display());
    let odd =
        |path: &Path| Error::new(ErrorKind::InvalidData, format!("{}: not the Ogg pages of a clip", path.display()));
    let header = folder.join("header.ogg");
    let rate = number(&fs::read(&header)?, 40, 4).filter(|rate| *rate > 0).ok_or_else(|| odd(&header))?;
    let mut clips = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "part") {
            continue;
        }
        let pages = fs::read(&path)?;
        let last = pages.windows(4).rposition(|bytes| bytes == b"OggS").ok_or_else(|| odd(&path))?;
        let samples = number(&pages, last + 6, 8).ok_or_else(|| odd(&path))?;
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or_else(|| odd(&path))?.to_owned();
        clips.push((name, (samples * 1000).div_ceil(rate), path.display().to_string()));
    }
    clips.sort();
    let line = |(name, length, path): &_| format!("    ({name:?}, {length}, include_bytes!({path:?})),\n");
    let table = clips.iter().map(line).collect::<String>();
    let out = env::var("OUT_DIR").map_err(|error| Error::new(ErrorKind::NotFound, error))?;
    fs::write(Path::new(&out).join("clips.rs"), format!("&[\n{table}]\n"))
}

/// Reads a little-endian number of `length` bytes.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + length)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}
