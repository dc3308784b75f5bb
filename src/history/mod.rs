//! The history, as facts that are only ever added.
//!
//! [`fact`] is what one line of the history says, and [`mod@line`] reads and writes it. [`store`] puts the lines together
//! into sessions with their sets and corrections, in any order, and counts each line once. [`columns`] are the values of a
//! set for other programs, and [`events`] turns what happens in a session into facts. [`stats`] computes numbers from the
//! store, [`done`] what was done of each exercise, and `progression` computes the doses that are due now. Uses `base`,
//! `config`, `routine` and `session`; `storage` reads and writes the files. Begin with [`fact::Record`].

pub mod fact;
pub mod line;
pub mod store;
pub mod columns;
pub mod stats;
pub mod done;
pub(crate) mod progression;
pub mod events;
