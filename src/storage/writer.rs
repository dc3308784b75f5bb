//! The thread that saves, so that nothing else waits for the disk. A line stays in the queue until it is durable; what
//! cannot be saved is tried again.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use jiff::Timestamp;

use super::{journal::Journal, lockfile::LockedFile, session_lock};
use crate::{base::text, history::fact::Record, system::clock::Clock};

/// The delay before failed lines are retried.
const AGAIN: Duration = Duration::from_secs(5);

/// The state of saving.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// The number of durable lines.
    pub saved: usize,
    /// The number of lines that are not durable yet.
    pub waiting: usize,
    /// How long the oldest of them has been waiting, as a time of the monotonic clock.
    pub since: Option<Duration>,
    /// The reason, if they could not be saved: a lower-case sentence that names the file.
    pub why: Option<String>,
}

/// The handle of the thread that saves.
#[derive(Debug)]
pub struct Writer {
    orders: Sender<Order>,
    queue: Arc<Mutex<Queue>>,
    path: PathBuf,
    clock: Clock,
}

/// The state that the thread and its handle share. The lock is held only to copy.
#[derive(Debug, Default)]
struct Queue {
    saved: usize,
    /// The lines that are not durable, oldest first, and when each was queued.
    lines: VecDeque<(Duration, String)>,
    why: Option<String>,
    notices: VecDeque<String>,
}

enum Order {
    /// The queue is not empty.
    Save,
    OnChange(Box<dyn Fn() + Send>),
    BeginSession(PathBuf, Timestamp),
    EndSession,
    Finish(Sender<()>),
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Order")
    }
}

impl Writer {
    /// Starts the thread.
    pub fn start(journal: Journal) -> anyhow::Result<Writer> {
        let (orders, inbox) = mpsc::channel();
        let queue = Arc::new(Mutex::new(Queue::default()));
        let (path, clock) = (journal.path().to_owned(), journal.clock());
        let thread =
            WriterThread { journal, queue: Arc::clone(&queue), on_change: None, session: None, reported_stuck: false };
        thread::Builder::new()
            .name("history".to_owned())
            .spawn(move || thread.run(&inbox))
            .context("cannot start the thread that saves")?;
        Ok(Writer { orders, queue, path, clock })
    }

    /// The file that is written.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Queues a fact to be saved. Returns immediately.
    pub fn save(&self, record: &Record<'_>) {
        lock(&self.queue).lines.push_back((self.clock.running(), record.line()));
        self.order(Order::Save);
    }

    /// Sets a callback for when something was saved or could not be saved.
    pub fn set_on_change(&self, on_change: Box<dyn Fn() + Send>) {
        self.order(Order::OnChange(on_change));
    }

    /// Takes the lock of a running session, in the data folder.
    pub fn begin_session(&self, data: PathBuf, at: Timestamp) {
        self.order(Order::BeginSession(data, at));
    }

    /// Releases that lock.
    pub fn end_session(&self) {
        self.order(Order::EndSession);
    }

    /// Adds a notice for the user.
    pub(super) fn notify(&self, notice: String) {
        lock(&self.queue).notices.push_back(notice);
    }

    /// The next notice for the user that prevents nothing from being saved; each is returned once.
    pub fn notice(&self) -> Option<String> {
        lock(&self.queue).notices.pop_front()
    }

    /// The current state.
    pub fn saving(&self) -> Saving {
        let queue = lock(&self.queue);
        let since = queue.lines.front().map(|(since, _)| *since);
        Saving { saved: queue.saved, waiting: queue.lines.len(), since, why: queue.why.clone() }
    }

    /// Tries to save the remaining lines for at most this long, and ends the thread. Returns the lines that are not
    /// durable by then; a slow disk may still write them.
    pub fn finish(&self, at_most: Duration) -> Vec<String> {
        let (sender, done) = mpsc::channel();
        self.order(Order::Finish(sender));
        let _ = done.recv_timeout(at_most);
        lock(&self.queue).lines.iter().map(|(_, line)| line.clone()).collect()
    }

    fn order(&self, order: Order) {
        // If the thread has ended, the lines stay in the queue, and `finish` returns them.
        let _ = self.orders.send(order);
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

struct WriterThread {
    journal: Journal,
    queue: Arc<Mutex<Queue>>,
    on_change: Option<Box<dyn Fn() + Send>>,
    /// The lock of a running session.
    session: Option<LockedFile>,
    /// Whether it was reported that another program never releases the file.
    reported_stuck: bool,
}

impl WriterThread {
    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            let first = if lock(&self.queue).lines.is_empty() {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(AGAIN)
            };
            let is_orphan = matches!(first, Err(RecvTimeoutError::Disconnected));
            // The lines that arrived while the disk was busy are one write and one sync.
            for order in first.into_iter().chain(inbox.try_iter()) {
                match order {
                    Order::Save => {}
                    Order::OnChange(on_change) => self.on_change = Some(on_change),
                    Order::BeginSession(data, at) => self.begin_session(&data, at),
                    Order::EndSession => self.session = None,
                    Order::Finish(sender) => {
                        self.save_all();
                        let _ = self.journal.verify();
                        let _ = sender.send(());
                        return;
                    }
                }
            }
            self.save_all();
            if is_orphan {
                return;
            }
        }
    }

    fn begin_session(&mut self, data: &Path, at: Timestamp) {
        if self.session.is_some() {
            return;
        }
        match session_lock::take(data, at) {
            Ok(session) => self.session = session,
            Err(another) => self.notify(another),
        }
    }

    fn notify(&self, notice: String) {
        lock(&self.queue).notices.push_back(notice);
        self.changed();
    }

    fn changed(&self) {
        if let Some(on_change) = &self.on_change {
            on_change();
        }
    }

    fn save_all(&mut self) {
        let lines: Vec<String> = lock(&self.queue).lines.iter().map(|(_, line)| line.clone()).collect();
        if lines.is_empty() {
            return;
        }
        let why = self.journal.append(&lines).err().map(|error| {
            let path = self.journal.path().to_string_lossy();
            format!("{} ({})", text::reason(&error), text::printable(&path))
        });
        {
            let mut queue = lock(&self.queue);
            if why.is_none() {
                // More lines may have arrived in the meantime.
                queue.lines.drain(..lines.len());
                queue.saved += lines.len();
            }
            queue.why = why;
        }
        self.changed();
        if self.journal.is_stuck() && !self.reported_stuck {
            self.reported_stuck = true;
            self.notify("another program holds the history lock; writing without it".to_owned());
        }
    }
}
