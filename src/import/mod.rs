//! Turns a sheet in free text into a routine file: a physiotherapist's leaflet, a printout, a table, a list.
//!
//! `layout` classifies the lines, `lexer` splits a line into tokens by the tables of `words`, `grammar` holds the
//! patterns of a dose as data, `names` finds exercises of the library, `assemble` decides what the numbers count, and
//! `collect` combines the lines of one exercise. A line with two readings stays a comment with one reason; other
//! ambiguities are noted. The result passes `check` without an error.
//!
//! Uses `base`, `config` and `routine`. Begin with [`read`], which turns text into a [`Sheet`]. [`file()`] writes a
//! sheet as a routine.

mod class;
mod words;
mod token;
mod join;
mod lexer;
mod dose;
mod patterns;
mod fill;
mod grammar;
mod names;
mod naming;
mod sheet;
mod write;
mod around;
mod settle;
mod assemble;
mod labels;
mod table;
mod layout;
mod whole;
mod collect;
#[cfg(test)]
mod tests;

pub use collect::read;
pub use sheet::{Group, Often, Sheet, SheetEntry, SheetSchedule, quoted};
pub use write::{file, template};
