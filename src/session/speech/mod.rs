//! Chooses the spoken words, composed of recorded clips with their lengths: what is said, when, and whether there is
//! room for it. `audio` only plays the clips.

pub(crate) mod clips;
mod voice;
mod number;
mod phrase;
mod words;
mod script;
mod timing;
mod room;
mod needs;

pub use needs::Needs;
pub use phrase::Part;
pub use script::APART;
pub use timing::{announces, beep, closing, counts_down, done, last_count, opening, paused, with_cue};
pub use voice::Voice;
pub use words::Words;
