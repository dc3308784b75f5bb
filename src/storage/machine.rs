//! The name of this machine's history file, and random numbers for ids.

use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::Write,
    path::Path,
};

use super::{journal, untrusted};

/// A host's name is cut to so many characters.
const HOST: usize = 32;

/// A number that nobody else has: 64 random bits.
pub fn random() -> u64 {
    // The standard library's hashers are keyed with randomness of the system.
    RandomState::new().hash_one(std::process::id())
}

/// The name of this machine's file: the host's name and a short number, such as `laptop-3fa91c20`. The number is kept
/// beside the history, not in it: a folder that is shared or restored elsewhere gets another, and so does a host of
/// another name. Where it cannot be kept, the host's name has to do: lines have ids of their own.
pub fn machine(data: &Path) -> String {
    let host = tame(&host());
    let kept = data.join(format!("machine-{host}"));
    if let Ok(text) = untrusted::read(&kept)
        && let number = text.trim()
        && number.len() == 8
        && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return format!("{host}-{number}");
    }
    let number = format!("{:08x}", random() >> 32);
    match keep(data, &kept, &number) {
        Ok(()) => format!("{host}-{number}"),
        Err(_) => host,
    }
}

/// Old or new, never half: written beside and put in its place.
fn keep(data: &Path, path: &Path, number: &str) -> std::io::Result<()> {
    journal::make_folder(data, true)?;
    let beside = path.with_extension(format!("{number}.tmp"));
    let mut file = File::create_new(&beside)?;
    let kept = file.write_all(format!("{number}\n").as_bytes()).and_then(|()| file.sync_all());
    kept.and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// Lower-case letters, digits and hyphens, up to the first dot.
fn tame(host: &str) -> String {
    let first = host.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let words = first.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(HOST).collect();
    if name.is_empty() { "machine".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_makes_a_harmless_name() {
        for (host, name) in [
            ("Laptop.local", "laptop"),
            ("../../etc", "machine"),
            ("my host\u{1b}[2J!", "my-host-2j"),
            ("日本", "machine"),
            ("", "machine"),
        ] {
            assert_eq!(tame(host), name);
        }
        assert_eq!(tame(&"a".repeat(300)).len(), HOST);
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let outer = tempfile::tempdir().unwrap();
        let data = outer.path().join("unsit");
        machine(&data);
        assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn the_number_stays_and_is_made_anew_when_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let first = machine(folder.path());
        assert_eq!(machine(folder.path()), first);
        let kept = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap().path();
        for lost in ["", "zzzzzzzz\n", "../../x\n"] {
            fs::write(&kept, lost).unwrap();
            let next = machine(folder.path());
            assert_ne!(next, first);
            assert_eq!(machine(folder.path()), next);
        }
        // Where nothing can be kept, the name is at least the same each time.
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(machine(&file), machine(&file));
        assert_ne!(random(), random());
    }
}
