//! What becomes of the facts of this run: where the history is, the thread that saves them, what could not be saved,
//! and the person's own programs that are told.

use std::{
    io::Write,
    path::PathBuf,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
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
    storage::{self, Journal, LoadedHistory, Paths, Saving, Watch, Writer},
    system::{clock::Clock, hooks::Runner},
};

/// At the end, what is not saved yet is waited for so long.
const PATIENCE: Duration = Duration::from_secs(2);

/// The history, ready to be added to.
#[derive(Debug)]
pub struct Recorder {
    /// Its folder; `None` where the person has no home.
    folder: Option<PathBuf>,
    data: Option<PathBuf>,
    clock: Clock,
    writer: Option<Writer>,
    programs: Runner,
}

impl Recorder {
    /// Finds the history of the person and starts the thread that adds to it.
    pub fn open(places: &Paths, config: &Config, clock: Clock) -> anyhow::Result<Recorder> {
        let folder = places.history(config);
        let writer = match (&folder, &places.data) {
            (Some(folder), Some(data)) => Some(Writer::start(Journal::new(folder, &storage::machine(data), clock))?),
            _ => None,
        };
        Ok(Recorder {
            folder,
            data: places.data.clone(),
            clock,
            writer,
            programs: Runner::start(&config.hooks, clock)?,
        })
    }

    /// Ids for the facts of this run; none where nothing can be kept.
    pub fn ids(&self) -> Option<Ids> {
        self.writer.as_ref().map(|_| Ids::new(storage::random()))
    }

    /// Saves a fact and tells it to the person's own program, if there is one for it; nobody waits for either.
    pub fn save(&self, record: &Record<'_>) {
        if let Some(writer) = &self.writer {
            writer.save(record);
            match (&record.fact, &self.data) {
                (Fact::Start(_), Some(data)) => writer.begin(data.clone(), record.head.at),
                (Fact::End(_), _) => writer.end(),
                _ => {}
            }
        }
        if let Some(moment) = record.fact.hook() {
            self.call(moment, record.line());
        }
    }

    /// Notices changes of the history, those of other programs as well.
    pub fn watch(&self) -> Watch {
        Watch::new(self.folder.iter().cloned().collect())
    }

    /// Starts the person's own program for a moment, if there is one, and tells it these facts.
    pub fn call(&self, moment: Moment, facts: String) {
        self.programs.run(moment, facts);
    }

    /// Calls this whenever something was saved or could not be, or a program failed.
    pub fn set_on_change(&self, changed: impl Fn() + Clone + Send + 'static) {
        if let Some(writer) = &self.writer {
            writer.set_on_change(Box::new(changed.clone()));
        }
        self.programs.set_on_failure(Box::new(changed));
    }

    /// What should be known and disturbs nothing, for people; each thing is said once.
    pub fn notice(&self) -> Option<String> {
        self.writer.as_ref().and_then(Writer::notice).or_else(|| self.programs.failure())
    }

    /// Why something is not saved, for people; `None` where all is, or will be in a moment.
    pub fn unsaved(&self) -> Option<String> {
        let Saving { waiting, why, .. } = self.writer.as_ref()?.saving();
        why.map(|why| {
            let kept = if waiting == 1 { "1 entry is".to_owned() } else { format!("{waiting} entries are") };
            text::printable(&format!("NOT SAVED, {kept} kept and tried again: {why}")).into_owned()
        })
    }

    /// Reads the history, however long it takes.
    pub fn read_now(&self) -> History {
        self.folder.as_deref().map(storage::read_history).unwrap_or_default().history
    }

    /// Reads the history on a thread of its own, and rings when it is there.
    ///
    /// With it comes whether another session runs on this machine.
    pub fn read(&self, ring: Box<dyn Fn() + Send>) -> Receiver<(LoadedHistory, bool)> {
        let (sender, receiver) = mpsc::channel();
        if let (Some(folder), data) = (self.folder.clone(), self.data.clone()) {
            // Without a thread there is no history on the screen; what is done is saved all the same.
            let _ = thread::Builder::new().name("memory".to_owned()).spawn(move || {
                let another = data.is_some_and(|data| storage::another_session(&data).is_some());
                let _ = sender.send((storage::read_history(&folder), another));
                ring();
            });
        }
        receiver
    }

    /// The session of a plan's routine that can be gone on with, if that is what the person did last; why there is
    /// none, for people.
    pub fn left(&self, plan: &Plan) -> Result<ResumePoint, String> {
        if let Some(another) = self.another_session() {
            return Err(another);
        }
        let history = storage::read_recent(self.folder.as_deref().ok_or("nothing is kept")?);
        let left =
            ResumePoint::find(&history, self.clock.now().wall, |stem| Some(plan).filter(|plan| plan.stem == stem));
        Ok(left?)
    }

    /// What to tell of another session that runs on this machine, if one does.
    pub fn another_session(&self) -> Option<String> {
        storage::another_session(self.data.as_deref()?)
    }

    /// Saves what is left. What cannot be saved is printed, so that it can be added by hand, and what nobody saw yet.
    /// Whether all is saved.
    pub fn close(self, messages: &mut impl Write) -> std::io::Result<bool> {
        self.programs.finish();
        while let Some(notice) = self.notice() {
            writeln!(messages, "unsit: {notice}")?;
        }
        let Some(writer) = self.writer else { return Ok(true) };
        let why = writer.saving().why;
        let left = writer.finish(PATIENCE);
        if left.is_empty() {
            return Ok(true);
        }
        let why = why.unwrap_or_else(|| "the disk does not answer".to_owned());
        writeln!(messages, "unsit: what you did could not be saved: {}", text::printable(&why))?;
        writeln!(messages, "These lines belong at the end of that file:")?;
        left.iter().try_for_each(|line| write!(messages, "{line}"))?;
        Ok(false)
    }
}
