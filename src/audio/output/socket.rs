//! The sockets of sound servers, and the authentication cookie.

use std::{
    env,
    fs::OpenOptions,
    io::Read,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The sockets on which a server may be listening, most likely first; an unsupported address is an error.
///
/// `PULSE_SERVER` has precedence over `default-server` in `client.conf`, and both over the default paths.
pub(super) fn servers() -> Vec<Result<PathBuf, String>> {
    let named = env::var("PULSE_SERVER").ok().filter(|servers| !servers.is_empty()).or_else(default_server);
    if let Some(servers) = named {
        return servers.split_whitespace().map(server).collect();
    }
    let folder = |name: &str, rest: &str| env::var_os(name).map(|folder| Path::new(&folder).join(rest));
    let mut sockets = Vec::new();
    sockets.extend(folder("PULSE_RUNTIME_PATH", "native"));
    sockets.extend(folder("XDG_RUNTIME_DIR", "pulse/native"));
    sockets.push(PathBuf::from("/mnt/wslg/PulseServer"));
    sockets.push(PathBuf::from("/run/pulse/native"));
    sockets.into_iter().filter(|socket| socket.exists()).map(Ok).collect()
}

/// The socket of an address: a path, or `unix:` and a path, optionally after `{machine}`.
fn server(address: &str) -> Result<PathBuf, String> {
    let entry = address.strip_prefix('{').and_then(|entry| entry.split_once('}')).map_or(address, |(_, entry)| entry);
    let path = entry.strip_prefix("unix:").unwrap_or(entry);
    if path.starts_with('/') { Ok(PathBuf::from(path)) } else { Err(address.to_owned()) }
}

/// The server named by the user's `client.conf`, or by the machine's.
fn default_server() -> Option<String> {
    let own = env::var_os("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let own = own.or_else(|| Some(etcetera::home_dir().ok()?.join(".config")));
    let files = [env::var_os("PULSE_CLIENTCONFIG").map(PathBuf::from), own.map(|own| own.join("pulse/client.conf"))];
    let mut files = files.into_iter().flatten().chain([PathBuf::from("/etc/pulse/client.conf")]);
    let text = files.find_map(|file| read(&file, 1 << 16))?;
    server_of(&String::from_utf8_lossy(&text))
}

/// The value of `default-server` in a `client.conf`.
fn server_of(text: &str) -> Option<String> {
    let values = text.lines().filter_map(|line| line.trim().strip_prefix("default-server")?.trim().strip_prefix('='));
    values.map(|value| value.trim().to_owned()).rfind(|value| !value.is_empty())
}

/// The first bytes of a file, read without blocking.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).ok()?;
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path).ok()?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// The cookie that proves to the server that the client belongs to the same user.
pub(super) fn cookie() -> Option<Vec<u8>> {
    read(&pulseaudio::cookie_path_from_env()?, 256).filter(|cookie| !cookie.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulse_server_is_read_as_its_own_library_reads_it() {
        for address in ["unix:/run/x", "/run/x", "{1234}unix:/run/x"] {
            assert_eq!(server(address), Ok(PathBuf::from("/run/x")));
        }
        for address in ["tcp:somewhere:4713", "somewhere"] {
            assert_eq!(server(address), Err(address.to_owned()));
        }
    }

    #[test]
    fn the_default_server_is_read_from_client_conf() {
        let text = "# default-server = /old\n; autospawn = no\n default-server = unix:/run/user/1000/x \n";
        assert_eq!(server_of(text).as_deref(), Some("unix:/run/user/1000/x"));
        assert_eq!(server_of("default-sink = x\ndefault-server =\n"), None);
    }
}
