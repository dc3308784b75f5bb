//! Records the facts of this run: the location of the history, the thread that saves them, the lines that could not be
//! saved, and the user's hooks.

use std::{
    io::{self, Write},
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::{
    file,
    history::{LoadedHistory, read_history, read_recent},
    journal::Journal,
    machine::machine,
    paths::Paths,
    random::random,
    session_lock,
    watch::Watch,
    writer::Writer,
};
use crate::{
    base::text,
    config::{Config, hook::Moment},
    history::{
        events::{Ids, ResumePoint},
        fact::{Fact, Record},
        store::History,
    },
    session::plan::Plan,
    system::{clock::Clock, hooks::Runner},
};

/// The maximum wait at the end for lines that are not durable.
const PATIENCE: Duration = Duration::from_secs(2);
/// A line that has waited this long is reported as not saved.
const SLOW: Duration = Duration::from_secs(1);

/// The history, ready for new facts.
#[derive(Debug)]
pub struct Recorder {
    /// The folder of the history; `None` if the user has no home folder.
    folder: Option<PathBuf>,
    data: Option<PathBuf>,
    clock: Clock,
    writer: Option<Arc<Writer>>,
    hooks: Runner,
}

impl Recorder {
    /// Locates the user's history and starts the thread that saves.
    pub fn open(paths: &Paths, config: &Config, clock: Clock) -> anyhow::Result<Recorder> {
        let folder = paths.history(config);
        let writer = match (&folder, &paths.data) {
            (Some(folder), Some(data)) => Some(Arc::new(Writer::start(Journal::new(folder, &machine(data), clock))?)),
            _ => None,
        };
        let open = folder.iter().chain(&paths.data).find(|folder| file::is_open_to_others(folder));
        if let (Some(writer), Some(open)) = (&writer, open) {
            let open = text::printable(&open.to_string_lossy()).into_owned();
            writer.notify(format!("other users can write to {open}: run `chmod go-w` on it"));
        }
        let hooks = Runner::start(&config.hooks, clock)?;
        Ok(Recorder { folder, data: paths.data.clone(), clock, writer, hooks })
    }

    /// Ids for the facts of this run; `None` if nothing can be saved.
    pub fn ids(&self) -> Option<Ids> {
        self.writer.as_ref().map(|_| Ids::new(random()))
    }

    /// Queues a fact to be saved and passes it to its hook, if there is one. Returns immediately.
    pub fn save(&self, record: &Record<'_>) {
        if let Some(writer) = &self.writer {
            writer.save(record);
            match (&record.fact, &self.data) {
                (Fact::Start(_), Some(data)) => writer.begin_session(data.clone(), record.head.at),
                (Fact::End(_), _) => writer.end_session(),
                _ => {}
            }
        }
        if let Some(moment) = record.fact.hook() {
            self.run_hook(moment, record.line());
        }
    }

    /// Watches the history, including changes by other programs.
    pub fn watch(&self) -> Watch {
        Watch::new(self.folder.iter().cloned().collect())
    }

    /// Starts the hook for a moment, if there is one, with these facts on its standard input.
    pub fn run_hook(&self, moment: Moment, facts: String) {
        self.hooks.run(moment, facts);
    }

    /// Sets a callback for when something was saved or could not be saved, or a hook failed.
    pub fn set_on_change(&self, on_change: impl Fn() + Clone + Send + 'static) {
        if let Some(writer) = &self.writer {
            writer.set_on_change(Box::new(on_change.clone()));
        }
        self.hooks.set_on_failure(Box::new(on_change));
    }

    /// The next notice for the user that needs no action; each is returned once.
    pub fn notice(&self) -> Option<String> {
        self.writer.as_ref().and_then(|writer| writer.notice()).or_else(|| self.hooks.failure())
    }

    /// A sentence about unsaved facts; `None` if all are saved, or will be in a moment.
    pub fn unsaved(&self) -> Option<String> {
        let writer = self.writer.as_ref()?;
        let saving = writer.saving();
        let is_slow = saving.since.is_some_and(|since| self.clock.until(since + SLOW).is_zero());
        let why = saving.why.or_else(|| is_slow.then(|| no_answer(writer)))?;
        let entries = if saving.waiting == 1 { "entry" } else { "entries" };
        Some(format!("NOT SAVED ({} {entries} pending, retrying): {why}", saving.waiting))
    }

    /// When [`Recorder::unsaved`] may change without a callback: a disk that does not answer triggers none.
    pub fn deadline(&self) -> Option<Duration> {
        let saving = self.writer.as_ref()?.saving();
        saving.since.map(|since| since + SLOW).filter(|at| !self.clock.until(*at).is_zero())
    }

    /// Reads the history, however long that takes.
    pub fn read_now(&self) -> History {
        self.folder.as_deref().map(read_history).unwrap_or_default().history
    }

    /// Reads the history on a thread of its own and calls `done` when it is ready. The result includes whether another
    /// session is running on this machine.
    pub fn read(&self, done: Box<dyn Fn() + Send>) -> Receiver<(LoadedHistory, bool)> {
        let (sender, receiver) = mpsc::channel();
        if let (Some(folder), data) = (self.folder.clone(), self.data.clone()) {
            // Without a thread, the screen has no history, but sets are still saved.
            let _ = thread::Builder::new().name("memory".to_owned()).spawn(move || {
                let another = data.is_some_and(|data| session_lock::another_session(&data).is_some());
                let _ = sender.send((read_history(&folder), another));
                done();
            });
        }
        receiver
    }

    /// The session of a plan's routine that can be resumed, if nothing was done since; otherwise the reason why there
    /// is none.
    pub fn left(&self, plan: &Plan) -> Result<ResumePoint, String> {
        if let Some(another) = self.another_session() {
            return Err(another);
        }
        let history = read_recent(self.folder.as_deref().ok_or("nothing is kept")?);
        let left = ResumePoint::find(&history, self.clock.now().wall, |id| Some(plan).filter(|plan| plan.id == id));
        Ok(left?)
    }

    /// A sentence about another running session on this machine, if there is one.
    pub fn another_session(&self) -> Option<String> {
        session_lock::another_session(self.data.as_deref()?)
    }

    /// The action for when the program is terminated: saves the remaining facts, or prints them on standard error.
    pub fn last_words(&self) -> impl FnOnce() + Send + use<> {
        let writer = self.writer.clone();
        move || {
            // If standard error is closed too, there is nothing left to try.
            let _ = writer.map(|writer| finish(&writer, &mut io::stderr()));
        }
    }

    /// Saves the remaining facts, and prints pending notices and the facts that cannot be saved, so that they can be
    /// added by hand. Returns whether everything is saved; the error is one of printing.
    pub fn close(self, messages: &mut impl Write) -> io::Result<bool> {
        self.hooks.finish();
        while let Some(notice) = self.notice() {
            writeln!(messages, "unsit: {notice}")?;
        }
        self.writer.map_or(Ok(true), |writer| finish(&writer, messages))
    }
}

/// Saves the remaining facts, or prints them. Returns whether everything is saved.
fn finish(writer: &Writer, messages: &mut impl Write) -> io::Result<bool> {
    let lines = writer.finish(PATIENCE);
    if lines.is_empty() {
        return Ok(true);
    }
    let why = writer.saving().why.unwrap_or_else(|| no_answer(writer));
    writeln!(messages, "unsit: cannot save what you did: {why}")?;
    writeln!(messages, "Append these lines to that file:")?;
    lines.iter().try_for_each(|line| write!(messages, "{line}"))?;
    Ok(false)
}

fn no_answer(writer: &Writer) -> String {
    format!("the disk does not answer ({})", text::printable(&writer.path().to_string_lossy()))
}
