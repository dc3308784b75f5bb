//! The name of this machine's history file.

use std::path::Path;

use super::{file, random::random, untrusted};

/// The maximum number of characters of a host name.
const HOST: usize = 32;

/// The name of this machine's file: the host name and a short number, such as `laptop-3fa91c20`. The number is stored
/// next to the history, not in it: a folder that is shared or restored elsewhere gets another number, and so does
/// another host name. If the number cannot be stored, the host name alone is used: lines have ids of their own.
pub(super) fn machine(data: &Path) -> String {
    let host = plain(&host());
    let kept = data.join(format!("machine-{host}"));
    if let Ok(text) = untrusted::read(&kept)
        && let number = text.trim()
        && number.len() == 8
        && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        return format!("{host}-{number}");
    }
    let number = format!("{:08x}", random() >> 32);
    let written = file::make_folder(data).and_then(|()| file::replace(&kept, &format!("{number}\n")));
    if written.is_ok() { format!("{host}-{number}") } else { host }
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
fn plain(host: &str) -> String {
    let first = host.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let words = first.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let name: String = words.collect::<Vec<_>>().join("-").chars().take(HOST).collect();
    if name.is_empty() { "machine".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_host_name_becomes_a_safe_file_name() {
        for (host, name) in [
            ("Laptop.local", "laptop"),
            ("../../etc", "machine"),
            ("my host\u{1b}[2J!", "my-host-2j"),
            ("日本", "machine"),
            ("", "machine"),
        ] {
            assert_eq!(plain(host), name);
        }
        assert_eq!(plain(&"a".repeat(300)).len(), HOST);
    }

    #[cfg(unix)]
    #[test]
    fn the_folder_and_the_file_are_for_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let outer = tempfile::tempdir().unwrap();
        let data = outer.path().join("unsit");
        machine(&data);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700);
        let kept = fs::read_dir(&data).unwrap().next().unwrap().unwrap().path();
        assert_eq!(mode(&kept), 0o600);
    }

    #[test]
    fn the_number_stays_and_is_replaced_when_it_is_lost() {
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
        // Without storage, the name is at least the same each time.
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(machine(&file), machine(&file));
        assert_ne!(random(), random());
    }
}
