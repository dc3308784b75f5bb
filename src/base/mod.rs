//! Values that every room needs: durations and repetitions, cues, sanitised text from outside, diagnostics with their
//! positions, and the TOML reader that produces them.
//!
//! Uses no other room. Begin with [`quantity::Now`], one reading of both clocks, and with [`diagnostic::Diagnostic`],
//! the form in which every error of a file is reported.

pub(crate) mod ascii;
pub mod text;
pub mod count;
pub mod quantity;
pub mod cue;
pub mod diagnostic;
pub(crate) mod toml_reader;
