//! unsit: a workout player for the terminal.
//!
//! A routine is a TOML file. [`routine`] reads it, [`session`] unrolls it into a plan and plays the plan against a
//! clock, [`audio`] and [`ui`] make it heard and seen, and [`history`] keeps what was done. The rest of the crate is
//! what these need from the machine and the command line that ties them together.
//!
//! The rooms are listed from the ground up. A room uses only the rooms above it in this list, and a file only the files
//! above it in its room's `mod.rs`; `tests/layers.rs` checks both. The first eight rooms are pure: they perform no
//! I/O, read no clock and draw nothing, so that every rule can be tested by values alone. [`ui`] turns state into cells
//! and effects, and only the rooms after it touch the machine. Each room's own page says what it is for, what it may
//! use and where to begin; `ARCHITECTURE.md` follows a routine, a key and a set through all of them.

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
