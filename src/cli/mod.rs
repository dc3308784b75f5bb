//! The program: arguments, one file for each command, the event loop of the screen, and plain output.
//!
//! May use every other room. Begin with [`commands::run`], then `run`, the loop of the screen.

pub mod args;
pub mod ascii;
pub(crate) mod edges;
pub(crate) mod run;
pub(crate) mod lines;
pub(crate) mod plain;
pub mod commands;
