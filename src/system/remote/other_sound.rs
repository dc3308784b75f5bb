//! The sound of other programs, paused or lowered while a session runs. Linux only.
//!
//! A helper, which is this program once more, does it until its standard input is closed. So the sound is given back
//! however the session ends: the system closes the pipe also of a program that was killed.

#[cfg(target_os = "linux")]
use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    thread,
};

#[cfg(target_os = "linux")]
use crate::config::OtherSound;

/// The command of the helper; it takes a word of [`OtherSound::WORDS`](crate::config::OtherSound::WORDS).
pub const COMMAND: &str = "other-sound";

/// A running helper. When this is dropped, it gives the sound back and ends.
#[cfg(target_os = "linux")]
pub(super) struct Helper(Option<Child>);

#[cfg(target_os = "linux")]
impl Helper {
    /// Starts a helper. A session is played also without one.
    pub(super) fn start(how: OtherSound) -> Option<Helper> {
        let (word, _) = OtherSound::WORDS.into_iter().find(|(_, known)| *known == how)?;
        if how == OtherSound::Leave {
            return None;
        }
        // This program, also if its file has been replaced meanwhile.
        let mut command = Command::new("/proc/self/exe");
        command.arg0("unsit").args([COMMAND, word]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C and the end of the terminal are meant for this program alone.
        command.process_group(0);
        Some(Helper(Some(command.spawn().ok()?)))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Helper {
    fn drop(&mut self) {
        if let Some(mut child) = self.0.take() {
            drop(child.stdin.take());
            // It is waited for where nothing else waits. Without a thread it is a zombie until this program ends.
            let _ = thread::Builder::new().name("other sound".to_owned()).spawn(move || child.wait());
        }
    }
}
