//! One time through a routine: the plan, the player that walks it, and what is said and shown on the way.
//!
//! [`plan`] unrolls a routine into a flat list of steps. [`player`] walks the plan through time and returns what was
//! due since the last call, each event with the time it was due; [`speech`] decides what the voice says and when.
//! [`live`] puts a player on the clocks of the machine and hands out [`sounds`] ahead of time, and [`motion`] says which moment of a figure's movement belongs
//! to a moment of the session. Nothing here reads a clock: `now` is passed in. Uses `base`, `config`, `figure` and
//! `routine`. Begin with [`player::Player`].

pub mod plan;
pub mod speech;
pub mod player;
pub mod motion;
pub mod sounds;
pub mod live;
