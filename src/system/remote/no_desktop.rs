//! The desktop of a system, or a build, in which a session asks nothing of it but to stay awake on macOS.

use std::{
    process::{self, Child, Command, Stdio},
    sync::{Mutex, PoisonError},
};

use super::inbox::Inbox;
use crate::ui::remote::NowPlaying;

/// Keeps the screen on by macOS's own `caffeinate`, which also ends when this program does.
pub(super) struct Desktop {
    /// Whether the screen may be kept on.
    awake: bool,
    caffeinate: Mutex<Option<Child>>,
}

impl Desktop {
    pub(super) fn new(awake: bool) -> Desktop {
        Desktop { awake, caffeinate: Mutex::default() }
    }

    /// Shows a session; whether the screen is kept on.
    pub(super) fn show(&self, _playing: &NowPlaying, is_awake: bool, _inbox: impl FnOnce() -> Inbox) {
        if !cfg!(target_os = "macos") || !self.awake {
            return;
        }
        let mut caffeinate = self.caffeinate.lock().unwrap_or_else(PoisonError::into_inner);
        match (is_awake, caffeinate.take()) {
            (true, None) => {
                let mut command = Command::new("caffeinate");
                command.args(["-d", "-i", "-w", &process::id().to_string()]);
                command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
                *caffeinate = command.spawn().ok();
            }
            (true, running) => *caffeinate = running,
            (false, Some(mut running)) => {
                let _ = running.kill();
                let _ = running.wait();
            }
            (false, None) => {}
        }
    }

    /// The session has ended.
    pub(super) fn end(&self) {
        let caffeinate = self.caffeinate.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut caffeinate) = caffeinate {
            let _ = caffeinate.kill();
            let _ = caffeinate.wait();
        }
    }

    /// Ends, and waits until everything is given back.
    pub(super) fn finish(&self) {
        self.end();
    }
}
