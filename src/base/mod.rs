//! Values that every room needs: durations and repetitions, cues, text from outside made harmless, diagnostics with
//! their places, and the TOML reader that produces them.
//!
//! Uses nothing else of the crate. Begin with [`quantity::Now`], one reading of both clocks, and with
//! [`diagnostic::Diagnostic`], the one form in which the program reports what is wrong with a file.

pub mod ascii;
pub mod text;
pub mod count;
pub mod quantity;
pub mod cue;
pub mod diagnostic;
pub mod toml_reader;
