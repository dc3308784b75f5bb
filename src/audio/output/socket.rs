//! Where a sound server listens, and the cookie with which it lets one in.

use std::{
    env,
    fs::OpenOptions,
    io::Read,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The sockets at which a server may be listening, the likeliest first.
pub(super) fn sockets() -> Vec<PathBuf> {
    if let Some(servers) = env::var_os("PULSE_SERVER").filter(|servers| !servers.is_empty()) {
        // As somebody says where the server is, it is looked for nowhere else.
        return servers.to_string_lossy().split_whitespace().filter_map(server_path).collect();
    }
    let folder = |name: &str, rest: &str| env::var_os(name).map(|folder| Path::new(&folder).join(rest));
    let mut sockets = Vec::new();
    sockets.extend(folder("PULSE_RUNTIME_PATH", "native"));
    sockets.extend(folder("XDG_RUNTIME_DIR", "pulse/native"));
    sockets.push(PathBuf::from("/mnt/wslg/PulseServer"));
    sockets.push(PathBuf::from("/run/pulse/native"));
    sockets.retain(|socket| socket.exists());
    sockets
}

/// The path in one entry of `PULSE_SERVER`: a path, or `unix:` and a path, perhaps after `{machine}`.
fn server_path(entry: &str) -> Option<PathBuf> {
    let entry = entry.strip_prefix('{').and_then(|entry| entry.split_once('}')).map_or(entry, |(_, entry)| entry);
    let path = entry.strip_prefix("unix:").unwrap_or(entry);
    path.starts_with('/').then(|| PathBuf::from(path))
}

/// The cookie that proves to the server who we are.
pub(super) fn cookie() -> Option<Vec<u8>> {
    let path = pulseaudio::cookie_path_from_env()?;
    // Not blocking, as there may be a FIFO; and no more than a cookie is long.
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).ok()?;
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path).ok()?;
    let mut cookie = Vec::new();
    file.take(256).read_to_end(&mut cookie).ok()?;
    (!cookie.is_empty()).then_some(cookie)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulse_server_is_read_as_its_own_library_reads_it() {
        let path = |entry| server_path(entry);
        assert_eq!(path("unix:/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("{1234}unix:/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("tcp:somewhere:4713"), None);
        assert_eq!(path("somewhere"), None);
    }
}
