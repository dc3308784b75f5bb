//! What goes from other programs to the loop, and why nothing may come back.

use std::sync::{Arc, mpsc::Sender};

use crate::ui::{keymap::Action, remote::NowPlaying};

/// What another program asks of the session.
pub(super) struct Request {
    /// What the session is to do; `None` where only its state is asked for.
    pub(super) action: Option<Action>,
    /// Where the state after that goes; dropped where there is no session.
    pub(super) answer: Sender<NowPlaying>,
}

/// How requests reach the loop, from any thread.
#[derive(Clone)]
pub(super) struct Inbox {
    pub(super) requests: Sender<Request>,
    pub(super) wake: Arc<dyn Fn() + Send + Sync>,
}

#[cfg_attr(windows, expect(dead_code, reason = "there is no socket yet"))]
impl Inbox {
    /// Hands a request to the loop and wakes it. A loop that has ended answers nothing.
    pub(super) fn push(&self, request: Request) {
        if self.requests.send(request).is_ok() {
            (self.wake)();
        }
    }
}

/// Why a session cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No session runs.
    #[cfg_attr(not(unix), expect(dead_code, reason = "made where there is a socket"))]
    NoSession,
    /// A session runs, and does not answer.
    #[cfg_attr(not(unix), expect(dead_code, reason = "made where there is a socket"))]
    Stuck,
    /// This system has no such sockets.
    #[cfg_attr(unix, expect(dead_code, reason = "made where there is no socket"))]
    Unsupported,
}
