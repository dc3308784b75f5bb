//! The program: arguments, one file for each command, the event loop of the screen and the same session in lines.
//!
//! May use every other room. Begin with [`commands::run`], then [`run`], the loop of the screen.

pub mod args;
pub mod ascii;
pub mod edges;
pub mod run;
pub mod lines;
pub mod plain;
pub mod commands;
