//! What goes from other programs to the loop, and why nothing may come back.

use std::{
    sync::{
        Arc,
        mpsc::{self, Sender},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::ui::{
    keymap::Action,
    remote::{self, NowPlaying},
};

/// The longest line of a client, in bytes.
pub(super) const LINE: usize = 64;
/// The time between two commands: whatever clients do, the loop is woken at most 100 times a second.
pub(super) const PACE: Duration = Duration::from_millis(10);
/// How long a client waits for its answer.
pub(super) const ANSWERED: Duration = Duration::from_secs(3);
/// The longest answer that a client reads, in bytes.
pub(super) const ANSWER: u64 = 64 * 1024;
/// How long the loop may take to obey: in the background it does not run.
const OBEYED: Duration = Duration::from_secs(1);

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

impl Inbox {
    /// Hands a request to the loop and wakes it. A loop that has ended answers nothing.
    pub(super) fn push(&self, request: Request) {
        if self.requests.send(request).is_ok() {
            (self.wake)();
        }
    }

    /// The answer to a line of a client. It waits for the loop.
    pub(super) fn answer(&self, line: &[u8]) -> Value {
        let word = str::from_utf8(line).unwrap_or_default().trim();
        let Some(action) = remote::command(word) else { return error("unknown command") };
        let (answer, answered) = mpsc::channel();
        self.push(Request { action, answer });
        let answer = match answered.recv_timeout(OBEYED) {
            Ok(playing) => playing.json(),
            Err(mpsc::RecvTimeoutError::Timeout) => error("the session does not answer; it may be suspended"),
            // The command has ended the session.
            Err(mpsc::RecvTimeoutError::Disconnected) => json!({ "state": "stopped", "text": "stopped" }),
        };
        thread::park_timeout(PACE);
        answer
    }
}

/// The answer to a line that is refused.
pub(super) fn error(why: &str) -> Value {
    json!({ "error": why })
}

/// Why a session cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// No session runs.
    NoSession,
    /// A session runs, and does not answer.
    Stuck,
}
