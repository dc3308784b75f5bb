//! A sheet in people's own words to a routine file: a physiotherapist's leaflet, a printout, a table, a list.
//!
//! `layout` finds what each line is, `lexer` cuts a line into tokens by the tables of `words`, `grammar` holds the
//! patterns of a dose as data, `names` knows the exercise library, `assemble` settles what the numbers count, and
//! `collect` puts the lines of one exercise together. A line with two readings stays a comment with one reason; what
//! could be read in another way is noted. What is written checks without an error.
//!
//! The room uses `base`, `config` and `routine`. Begin with [`read`]: text to [`Sheet`]. [`file()`] writes a sheet as a
//! routine.

mod words;
mod lexer;
mod grammar;
mod names;
mod sheet;
mod write;
mod assemble;
mod layout;
mod collect;
#[cfg(test)]
mod tests;

pub use collect::read;
pub use sheet::{Entry, Group, Often, Sheet, quoted};
pub use write::{file, template};
