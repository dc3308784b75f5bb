//! What is said: words put together from recorded clips, with their lengths, so that when something is said, and
//! whether there is room for it, is decided here and not by the sound. How clips sound is left to `audio`.

pub mod clips;
mod needs;
mod number;
mod room;
mod script;
mod voice;
mod words;

pub use needs::Needs;
pub use script::{APART, beep, beside, counts_down, done, last_count, late, opening, paused, tells};
pub use voice::Voice;
pub use words::{Part, Words};
