//! A routine in a list: its origin, and whether it can be played.

use std::path::{Path, PathBuf};

use super::{model::Routine, schedule::Schedule};
use crate::base::diagnostic::{Diagnostic, Severity};

/// The result of reading a file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The routine, if the file has no error.
    pub routine: Option<Routine>,
    /// All diagnostics, sorted by position.
    pub found: Vec<Diagnostic>,
}

/// A routine in the list, or the errors of its file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id by which it is selected: the name of its file without `.toml`. If that is not a valid id, this is the
    /// whole file name, and the file has an error that says so.
    pub id: String,
    /// Its origin.
    pub origin: Origin,
    /// The routine, or the errors of its file.
    pub checked: Checked,
}

/// The origin of a routine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Built into the program, with this text.
    Bundled(&'static str),
    /// A file.
    File(PathBuf),
}

impl Entry {
    /// The routine, if its file has no error.
    pub fn routine(&self) -> Option<&Routine> {
        self.checked.routine.as_ref()
    }

    /// The first error, if there is one.
    pub fn error(&self) -> Option<&Diagnostic> {
        self.checked.found.iter().find(|found| found.severity == Severity::Error)
    }

    /// The name to show: the routine's, or the id of its file.
    pub fn name(&self) -> &str {
        self.routine().map_or(&self.id, |routine| &routine.name)
    }

    /// The days on which it is due for the user, who has done it before or not. A bundled routine that needs equipment is
    /// due only once it was done: until then nothing says that the user has the equipment.
    pub fn schedule(&self, was_done: bool) -> Option<&Schedule> {
        let routine = self.routine()?;
        let needs_none = || routine.exercises().all(|exercise| exercise.equipment.is_empty());
        let is_meant = was_done || self.path().is_some() || needs_none();
        routine.schedule.as_ref().filter(|_| is_meant)
    }

    /// The path of the user's file, if it is not bundled.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Bundled(_) => None,
            Origin::File(path) => Some(path),
        }
    }
}
