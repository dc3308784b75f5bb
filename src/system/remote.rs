//! The ways into a running session from other programs. The loop publishes the session's state and takes the actions
//! that were asked for; everything that may wait for another program is on threads of its own.

mod inbox;
pub mod other_sound;
#[cfg(unix)]
pub mod socket;
#[cfg(windows)]
mod pipe;
#[cfg(all(target_os = "linux", feature = "bus"))]
mod bus;
#[cfg(not(all(target_os = "linux", feature = "bus")))]
mod no_desktop;

#[cfg(all(target_os = "linux", feature = "bus"))]
use bus::Desktop;
#[cfg(not(all(target_os = "linux", feature = "bus")))]
use no_desktop::Desktop;

#[cfg(windows)]
use pipe as endpoint;
#[cfg(unix)]
use socket as endpoint;

use std::{
    cell::{Cell, OnceCell, RefCell},
    fmt,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::Duration,
};

use serde_json::Value;

pub use inbox::Silence;
use inbox::{Inbox, Request};

#[cfg(target_os = "linux")]
use crate::config::OtherSound;
use crate::{
    config::Config,
    system::clock::Clock,
    ui::{keymap::Action, remote::NowPlaying},
};

/// A session that is paused for longer than this no longer keeps the screen on.
const PAUSED: Duration = Duration::from_secs(5 * 60);

/// Sends a word of [`COMMANDS`](crate::ui::remote::COMMANDS) to the session that was started last, of those whose
/// sockets or pipes are in these folders, and returns its answer. One that was left behind is removed.
pub fn ask(folders: &[PathBuf], word: &str) -> Result<Value, Silence> {
    endpoint::ask(folders, word)
}

/// Why there is no session bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoBus {
    /// It is not used on this system, or not by this build.
    #[cfg_attr(all(target_os = "linux", feature = "bus"), expect(dead_code, reason = "made where there is no bus"))]
    LeftOut,
    /// It cannot be reached; why not.
    #[cfg_attr(not(all(target_os = "linux", feature = "bus")), expect(dead_code, reason = "made where there is a bus"))]
    Missing(String),
}

/// The services of the desktop that a session uses, in words. The bus is waited for at most this long.
pub fn desktop_services(limit: Duration) -> Result<Vec<&'static str>, NoBus> {
    #[cfg(all(target_os = "linux", feature = "bus"))]
    {
        let (sender, found) = mpsc::channel();
        // A bus that hangs holds this thread alone.
        let asked =
            std::thread::Builder::new().name("bus".to_owned()).spawn(move || sender.send(bus::check::services()));
        let found = asked.ok().and_then(|_| found.recv_timeout(limit).ok());
        found.unwrap_or_else(|| Err("the bus does not answer".to_owned())).map_err(NoBus::Missing)
    }
    #[cfg(not(all(target_os = "linux", feature = "bus")))]
    {
        let _ = limit;
        Err(NoBus::LeftOut)
    }
}

/// Pauses the players that play until the other end of `end` is closed, and resumes them then. Without a session bus
/// nothing happens.
#[cfg(target_os = "linux")]
pub(crate) fn pause_others(end: &std::os::unix::net::UnixStream) {
    #[cfg(feature = "bus")]
    bus::others::pause_until_closed(end);
    #[cfg(not(feature = "bus"))]
    let _ = end;
}

/// The loop's side: the state goes out, actions come in. Nothing here waits.
pub struct Remote {
    /// Where the socket or pipe of a session is made; `None` where there is no folder for it.
    folder: Option<PathBuf>,
    requests: Receiver<Request>,
    sender: Sender<Request>,
    wake: OnceCell<Arc<dyn Fn() + Send + Sync>>,
    waiting: RefCell<Vec<Sender<NowPlaying>>>,
    endpoint: RefCell<Option<endpoint::Server>>,
    desktop: Arc<Desktop>,
    #[cfg(target_os = "linux")]
    others: OtherSound,
    #[cfg(target_os = "linux")]
    helper: RefCell<Option<other_sound::Helper>>,
    clock: Clock,
    /// Since when the session is paused.
    paused: Cell<Option<Duration>>,
}

impl Remote {
    /// Nothing is open until a session is published. `folder` is the program's own runtime folder.
    pub fn new(folder: Option<PathBuf>, config: &Config) -> Remote {
        let (sender, requests) = mpsc::channel();
        Remote {
            folder,
            requests,
            sender,
            wake: OnceCell::new(),
            waiting: RefCell::default(),
            endpoint: RefCell::default(),
            desktop: Arc::new(Desktop::new(config.awake)),
            #[cfg(target_os = "linux")]
            others: config.others,
            #[cfg(target_os = "linux")]
            helper: RefCell::default(),
            clock: Clock::new(),
            paused: Cell::default(),
        }
    }

    /// Calls this from other threads whenever something is asked for. Only the first call has an effect.
    pub fn set_on_request(&self, wake: impl Fn() + Send + Sync + 'static) {
        let _ = self.wake.set(Arc::new(wake));
    }

    /// The actions requested since the last call. Publish the state after applying them.
    pub fn actions(&self) -> Vec<Action> {
        let mut waiting = self.waiting.borrow_mut();
        let mut action = |Request { action, answer }| {
            waiting.push(answer);
            action
        };
        self.requests.try_iter().filter_map(&mut action).collect()
    }

    /// Publishes the state of the session, or that there is none, and answers those who asked. A session that begins
    /// can be reached from then on; when it ends, everything is closed.
    pub fn publish(&self, playing: Option<&NowPlaying>) {
        for answer in self.waiting.borrow_mut().drain(..) {
            // The one who asked may be gone.
            if let Some(playing) = playing {
                let _ = answer.send(playing.clone());
            }
        }
        match playing {
            Some(playing) => self.desktop.show(playing, self.is_awake(playing), || self.inbox()),
            None => self.desktop.end(),
        }
        #[cfg(target_os = "linux")]
        {
            let mut helper = self.helper.borrow_mut();
            match playing {
                Some(_) if helper.is_none() => *helper = other_sound::Helper::start(self.others),
                Some(_) => {}
                None => *helper = None,
            }
        }
        let mut endpoint = self.endpoint.borrow_mut();
        match (playing, &self.folder) {
            (Some(_), Some(folder)) if endpoint.is_none() => {
                *endpoint = endpoint::Server::start(folder, self.inbox());
            }
            (None, _) => *endpoint = None,
            _ => {}
        }
    }

    /// Whether the screen is kept on: not after five minutes of a pause.
    fn is_awake(&self, playing: &NowPlaying) -> bool {
        let (since, is_awake) = awake(self.paused.get(), playing.is_paused, self.clock.running());
        self.paused.set(since);
        is_awake
    }

    /// Restores what was changed on the desktop, when the program is ended from outside.
    pub fn last_words(&self) -> impl FnOnce() + Send + use<> {
        let desktop = Arc::clone(&self.desktop);
        move || desktop.finish()
    }

    fn inbox(&self) -> Inbox {
        let wake = self.wake.get().cloned().unwrap_or_else(|| Arc::new(|| {}));
        Inbox { requests: self.sender.clone(), wake }
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.desktop.finish();
    }
}

/// Since when a session is paused, given what was known before, and whether the screen is kept on.
fn awake(before: Option<Duration>, is_paused: bool, now: Duration) -> (Option<Duration>, bool) {
    let since = is_paused.then(|| before.unwrap_or(now));
    (since, since.is_none_or(|since| now.saturating_sub(since) <= PAUSED))
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").field("folder", &self.folder).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_pause_lets_the_screen_sleep() {
        let at = Duration::from_secs;
        assert_eq!(awake(None, false, at(9)), (None, true));
        assert_eq!(awake(None, true, at(10)), (Some(at(10)), true));
        assert_eq!(awake(Some(at(10)), true, at(310)), (Some(at(10)), true));
        assert_eq!(awake(Some(at(10)), true, at(311)), (Some(at(10)), false));
        assert_eq!(awake(Some(at(10)), false, at(312)), (None, true));
    }
}
