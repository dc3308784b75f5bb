//! unsit: a workout player for the terminal.
//!
//! A routine is a TOML file. [`routine`] reads it, [`session`] unrolls it into a plan and plays the plan against a
//! clock, [`audio`] and [`ui`] present it, and [`history`] records what was done. The rest of the crate provides access
//! to the machine, and the command line.
//!
//! The rooms are listed from the ground up. A room uses only the rooms above it in this list, and inside a room a file
//! uses only the files above it in its list of modules; `tests/layers.rs` checks both. The first eight rooms are pure:
//! they perform no I/O, read no clock and draw nothing, so that every rule can be tested with values alone. [`ui`] turns
//! state into cells and effects, and only the rooms after it touch the machine. Each room's own page describes its
//! purpose, its dependencies and where to begin; `ARCHITECTURE.md` follows a routine, a key and a set through all of
//! them.
//!
//! The library serves its binary; other programs use the command line and the files. Public are the seams at which the
//! tests and benchmarks hold the rooms: [`routine::read`] and [`import::read`] take text, [`config::Config::parse`] the
//! settings, [`session::player::Player`] and [`session::live::Session`] take the time, [`history::store::History`] takes
//! lines, [`ui::app::App`] takes inputs and draws itself, and [`cli::commands::run`] runs a command line. The values that
//! pass through these are public with them; everything else belongs to the crate.

// Ground: values and rules. No I/O, no clock, no drawing.
pub mod base;
pub mod desk;
pub mod figure;
pub mod config;
pub mod routine;
pub mod import;
pub mod session;
pub mod history;

// Interface: pure; state in, cells and effects out.
pub mod ui;

// Edges: the only rooms that touch the machine.
pub mod system;
pub mod audio;
pub mod terminal;
pub mod storage;

// Outside: the program.
pub mod cli;
