//! unsit: a workout player for the terminal.
//!
//! The modules are listed from the ground up; each uses only those above it (`tests/layers.rs` holds that).

// Ground: values and rules. No I/O, no clock, no drawing.
pub mod text;
pub mod quantity;
pub mod cue;

// Edges: the only files that touch the machine.
pub mod clock;
pub mod terminal;
