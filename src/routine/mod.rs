//! A routine: what a person's file says, checked and with every default filled in.
//!
//! The values come first: which sides work ([`Sides`]), what a set is ([`Work`]), an [`Exercise`] with its dose, how a
//! dose grows (`progress`), and the [`Routine`] with its blocks. [`keys`] has a row for each key that a file may have;
//! the reader, the [`schema`] and the guide are made from it. Then come the readers: `given` reads an exercise key by
//! key, [`Library`] holds those that `use` can name, and [`read`] reads a routine and finds all errors of its file. What
//! is read wrong never becomes a [`Routine`], so the rooms that use one need not check it. Unrolling a routine into steps
//! is left to `session`. Uses `base`, `config` and `figure`. Begin with [`Routine`], then [`read`].

pub mod bundled;
mod citation;
mod sides;
mod work;
mod schedule;
pub mod keys;
pub(crate) mod progress;
mod lazy_figure;
mod exercise;
mod growth;
mod model;
mod value;
mod table;
mod given;
mod library;
mod search;
mod exercise_file;
mod entry;
mod used;
mod file;
pub mod schema;

pub use citation::Citation;
pub use entry::{Checked, Entry, Origin};
pub(crate) use exercise::is_on_floor;
pub use exercise::{Exercise, PREPARE, REST, SWITCH, Wait};
pub use exercise_file::{check_exercise, figure_of, read_exercise};
pub use file::read;
pub use lazy_figure::LazyFigure;
pub use library::Library;
pub use model::{Block, CAUTION, Rounds, Routine, SHORT_CAUTION};
pub use schedule::{DueDays, Schedule};
pub use search::Listed;
pub use sides::{Limb, SidedText, Sides};
pub use used::uses;
pub use work::{Phase, Tempo, Work};
