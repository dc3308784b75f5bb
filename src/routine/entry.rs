//! A routine as it is listed: where it comes from, and whether it can be played.

use std::path::{Path, PathBuf};

use jiff::civil::Weekday;

use super::{Checked, Routine};
use crate::base::diagnostic::{Diagnostic, Severity};

/// A routine on the shelf, or its mistakes.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name by which it is asked for: its file's stem. A file whose stem cannot be a name has its whole file
    /// name here, and a mistake that says so.
    pub stem: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The routine, or what is wrong with its file.
    pub checked: Checked,
}

/// Where a routine comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From inside the program: its text.
    Bundled(&'static str),
    /// From a file.
    File(PathBuf),
}

impl Entry {
    /// The routine, if its file has no error.
    pub fn routine(&self) -> Option<&Routine> {
        self.checked.routine.as_ref()
    }

    /// The first error, if there is one: what keeps the routine from being played.
    pub fn mistake(&self) -> Option<&Diagnostic> {
        self.checked.found.iter().find(|found| found.severity == Severity::Error)
    }

    /// The name to show: the routine's, or the stem of a file that has none.
    pub fn name(&self) -> &str {
        self.routine().map_or(&self.stem, |routine| &routine.name)
    }

    /// Whether it is due on a day of the week.
    pub fn is_due(&self, day: Weekday) -> bool {
        self.routine().is_some_and(|routine| routine.is_due(day))
    }

    /// The file, if it is the person's own.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            Origin::Bundled(_) => None,
            Origin::File(path) => Some(path),
        }
    }
}
