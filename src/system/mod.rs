//! Small services of the machine: the clocks, what the environment says of the output, programs that are run,
//! notifications, hooks, and the ways in from other programs.
//!
//! The only room that reads time. Uses the ground rooms and values of `ui`. Begin with [`clock::Clock`].

pub(crate) mod home;
pub mod clock;
pub mod output;
pub(crate) mod process;
pub(crate) mod notify;
pub mod hooks;
pub(crate) mod remote;
