//! Small services of the machine: the clocks, what the environment says of the output, programs that are run,
//! notifications and hooks.
//!
//! The only room that reads time. Uses the ground and `ui`'s values. Begin with [`clock::Clock`].

pub mod home;
pub mod clock;
pub mod output;
pub mod process;
pub mod notify;
pub mod hooks;
