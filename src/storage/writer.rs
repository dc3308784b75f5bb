//! The thread that saves: nothing else waits for the disk. What cannot be saved is kept and tried again.

use std::{
    collections::VecDeque,
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use anyhow::Context;
use jiff::Timestamp;

use super::{Fault, Journal, session_lock};
use crate::{base::text, history::fact::Record};

/// What could not be saved is tried again after this.
const AGAIN: Duration = Duration::from_secs(5);
/// What [`Fault::Late`] gathers.
const GATHERED: usize = 8;

/// How saving goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// So many lines are durable.
    pub saved: usize,
    /// So many wait.
    pub waiting: usize,
    /// Why they wait, if they could not be saved: one lower-case sentence.
    pub why: Option<String>,
}

/// The handle of the thread that saves.
#[derive(Debug)]
pub struct Writer {
    orders: Sender<Order>,
    /// A mutex, because the latest state counts and not each one; it is held only to copy it.
    saving: Arc<Mutex<Saving>>,
    notices: Receiver<String>,
    waits: bool,
}

enum Order {
    Save(String),
    Tell(Box<dyn Fn() + Send>),
    Begin(PathBuf, Timestamp),
    End,
    Finish(Sender<Vec<String>>),
}

impl std::fmt::Debug for Order {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Order::Save(_) => "Save",
            Order::Tell(_) => "Tell",
            Order::Begin(..) => "Begin",
            Order::End => "End",
            Order::Finish(_) => "Finish",
        })
    }
}

impl Writer {
    /// Starts the thread.
    pub fn start(journal: Journal) -> anyhow::Result<Writer> {
        let (orders, inbox) = mpsc::channel();
        let saving = Arc::new(Mutex::new(Saving::default()));
        let (waits, told) = (journal.is(Fault::Waits), Arc::clone(&saving));
        let (notice, notices) = mpsc::channel();
        let keeper = Keeper {
            journal,
            waiting: VecDeque::new(),
            saving: told,
            tell: None,
            notice,
            mark: None,
            told_stuck: false,
        };
        thread::Builder::new()
            .name("history".to_owned())
            .spawn(move || keeper.work(&inbox))
            .context("no thread could be started for the history")?;
        Ok(Writer { orders, saving, notices, waits })
    }

    /// Saves a fact. This returns at once.
    pub fn save(&self, record: &Record<'_>) {
        {
            let mut saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
            saving.waiting += 1;
        }
        // A thread that is gone saves nothing; `finish` hands the line back.
        let _ = self.orders.send(Order::Save(record.line()));
        while self.waits && self.saving().waiting > 0 {
            thread::park_timeout(Duration::from_millis(1));
        }
    }

    /// Calls this whenever something was saved or could not be.
    pub fn set_on_change(&self, changed: Box<dyn Fn() + Send>) {
        let _ = self.orders.send(Order::Tell(changed));
    }

    /// Marks that a session runs from now on, with the mark in the folder of the person's data.
    pub fn begin(&self, data: PathBuf, at: Timestamp) {
        let _ = self.orders.send(Order::Begin(data, at));
    }

    /// Takes the mark away.
    pub fn end(&self) {
        let _ = self.orders.send(Order::End);
    }

    /// What should be known, and keeps nothing from being saved; each thing is said once.
    pub fn notice(&self) -> Option<String> {
        self.notices.try_recv().ok()
    }

    /// How it goes now.
    pub fn saving(&self) -> Saving {
        self.saving.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tries all that waits once more and waits for that, no longer than so long: the lines that are not saved.
    pub fn finish(self, at_most: Duration) -> Vec<String> {
        let (answer, answered) = mpsc::channel();
        let _ = self.orders.send(Order::Finish(answer));
        // A disk that does not answer has the lines already, and writes them without us.
        answered.recv_timeout(at_most).unwrap_or_default()
    }
}

/// What the thread has before it.
struct Keeper {
    journal: Journal,
    waiting: VecDeque<String>,
    saving: Arc<Mutex<Saving>>,
    tell: Option<Box<dyn Fn() + Send>>,
    notice: Sender<String>,
    /// Held while a session runs.
    mark: Option<File>,
    /// It was told that the file is locked for ever.
    told_stuck: bool,
}

impl Keeper {
    fn work(mut self, inbox: &Receiver<Order>) {
        loop {
            let order = if self.waiting.is_empty() {
                inbox.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                inbox.recv_timeout(AGAIN)
            };
            match order {
                Ok(Order::Save(line)) => self.waiting.push_back(line),
                Ok(Order::Tell(tell)) => {
                    self.tell = Some(tell);
                    continue;
                }
                Ok(Order::Begin(data, at)) => {
                    self.begin(&data, at);
                    continue;
                }
                Ok(Order::End) => {
                    self.mark = None;
                    continue;
                }
                Ok(Order::Finish(answer)) => {
                    self.save_all();
                    let _ = self.journal.verify();
                    let _ = answer.send(self.waiting.into());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.save_all();
                    return;
                }
            }
            if self.journal.is(Fault::Late) && self.waiting.len() < GATHERED {
                let saved = self.saving().saved;
                self.told(saved + 1, None);
                continue;
            }
            self.save_all();
        }
    }

    fn begin(&mut self, data: &Path, at: Timestamp) {
        if self.mark.is_some() {
            return;
        }
        match session_lock::set(data, at) {
            Ok(mark) => self.mark = mark,
            Err(another) => self.notify(another),
        }
    }

    fn notify(&self, notice: String) {
        let _ = self.notice.send(notice);
        if let Some(tell) = &self.tell {
            tell();
        }
    }

    fn save_all(&mut self) {
        while let Some(line) = self.waiting.front() {
            let done = self.journal.append(line);
            let saved = self.saving().saved;
            match done {
                Ok(()) => {
                    self.waiting.pop_front();
                    self.told(saved + 1, None);
                    if self.journal.is_stuck() && !self.told_stuck {
                        self.told_stuck = true;
                        self.notify("another program keeps the history locked; it is saved without".to_owned());
                    }
                }
                Err(_) if self.journal.is(Fault::GivesUp) => {
                    self.waiting.pop_front();
                    self.told(saved + 1, None);
                }
                Err(error) => {
                    let path = self.journal.path().display();
                    self.told(saved, Some(format!("{} ({path})", text::reason(&error))));
                    return;
                }
            }
        }
    }

    fn saving(&self) -> Saving {
        self.saving.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn told(&mut self, saved: usize, why: Option<String>) {
        {
            let mut saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
            // What lies in the inbox still waits as well, and was counted when it was handed in.
            saving.waiting -= (saved - saving.saved).min(saving.waiting);
            saving.saved = saved;
            saving.why = why;
        }
        if let Some(tell) = &self.tell {
            tell();
        }
    }
}
