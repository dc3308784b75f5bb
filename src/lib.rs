//! unsit: a workout player for the terminal.
//!
//! The modules are listed from the ground up; each uses only those above it (`tests/layers.rs` holds that).

// Ground: values and rules. No I/O, no clock, no drawing.
pub mod text;
pub mod quantity;
pub mod sitting;
pub mod cue;
pub mod diagnostic;
pub mod table;
pub mod hook;
pub mod config;
pub mod figure;
pub mod routine;
pub mod schema;
pub mod sheet;
pub mod plan;
pub mod speech;
pub mod player;
pub mod motion;
pub mod session;
pub mod record;
pub mod history;
pub mod stats;
pub mod growth;
pub mod diary;

// Interface: pure; state in, cells and effects out.
pub mod theme;
pub mod keymap;
pub mod widgets;
pub mod screen;
pub mod app;

// Edges: the only files that touch the machine.
pub mod clock;
pub mod look;
pub mod audio;
pub mod terminal;
pub mod notice;
pub mod disk;
pub mod editor;
pub mod programs;

// Outside: the program.
pub mod keeping;
pub mod run;
pub mod plain;
pub mod cli;
pub mod command;
