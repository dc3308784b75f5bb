//! The person's files: where they are, and the only reading and writing of them.
//!
//! The other rooms decide what a file means; what is wrong with a file as a file is a diagnostic here, like any other
//! error. A stranger may have made any of the files, so none is waited for, none is read beyond its limit and none is
//! written in halves. Uses every room above it. Begin with [`Paths`], then [`RoutineStore`] for what is read and
//! [`recorder::Recorder`] for what is saved.

#![expect(clippy::disallowed_methods, reason = "this is where files are read and written")]

mod random;
mod file;
mod untrusted;
mod create;
mod voice;
mod paths;
mod watch;
mod sound;
mod machine;
mod lockfile;
mod session_lock;
mod desk_lock;
mod history;
mod journal;
mod writer;
mod routine_store;
pub mod recorder;
pub mod editor;

pub use create::create;
pub use desk_lock::{DeskLock, sits_since};
pub use file::{folder_of, stamp, write};
pub use history::{LoadedHistory, read_history, read_recent, skim_history};
pub use journal::Journal;
pub use paths::Paths;
pub use random::random;
pub use routine_store::{RoutineStore, stem_for};
pub use session_lock::another_session;
pub use sound::{bad_sounds, own_sounds, silent_sounds};
pub use untrusted::{read, read_stdin};
pub use voice::{VoiceFolder, read_voice};
pub use watch::Watch;
pub use writer::{Saving, Writer};
