//! What was done, as facts that are only ever added.
//!
//! [`fact`] is one line of the history, in both directions. [`store`] puts lines together into sessions with their sets
//! and corrections, in any order and each once. [`columns`] is what programs get of a
//! set, [`events`] turns what happens in a session into facts, [`stats`]
//! computes numbers over the store, and [`progression`] what is due by now of a dose that grows. Uses `base`, `config`,
//! `routine` and `session`; files are read and written by `storage`. Begin with [`fact::Record`].

pub mod fact;
pub mod store;
pub mod columns;
pub mod stats;
pub mod progression;
pub mod events;
