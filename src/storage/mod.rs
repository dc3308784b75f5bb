//! The user's files: their locations, and the only code that reads and writes them.
//!
//! Other rooms interpret the content of files; a problem with a file itself is a diagnostic, like any other error. Any
//! file may be malicious, so none is waited for, none is read beyond its limit and none is written partially. Uses
//! every room above it. Begin with [`Paths`], then [`RoutineStore`] for reading and `recorder::Recorder` for saving.

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
pub(crate) mod recorder;
pub(crate) mod editor;
mod add;

pub use create::create;
pub use desk_lock::{DeskLock, sits_since};
pub use file::{WriteAccess, folder_of, stamp, write, write_access};
pub use history::{LoadedHistory, read_history, read_recent, skim_history};
pub use journal::Journal;
pub use paths::Paths;
pub use random::random;
pub use routine_store::{RoutineStore, id_for};
pub use session_lock::another_session;
pub use sound::{bad_sounds, own_sounds, silent_sounds};
pub use untrusted::{read, read_stdin};
pub use voice::{VoiceFolder, read_voice};
pub use watch::Watch;
pub use writer::{Saving, Writer};
