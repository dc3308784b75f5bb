//! One pass through a routine: the plan, the player that walks it, and what is said and shown on the way.
//!
//! [`plan`] unrolls a routine into a flat list of steps. [`player`] walks the plan through time and returns the events
//! since the last call, each with its due time; [`speech`] decides what the voice says and when. [`live`] maps a player
//! to the clocks of the machine and hands out [`sounds`] ahead of time, and [`motion`] finds the moment of a figure's
//! movement for a moment of the session. Nothing here reads a clock: `now` is passed in. Uses `base`, `config`,
//! `figure` and `routine`. Begin with [`player::Player`].

pub mod plan;
pub mod speech;
pub mod player;
pub mod motion;
pub mod sounds;
pub mod live;
