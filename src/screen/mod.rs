//! The screens: each with its state, its actions and its drawing together.

mod guide;
pub mod help;
pub mod history;
pub mod library;
pub mod said;
pub mod session;
pub mod stats;
pub mod summary;

use std::time::Duration;

use crate::{record::Record, session::Sounds};

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open the sound output.
    Open,
    /// Close the sound output.
    Close,
    /// What the sound is to do.
    Sounds(Sounds),
    /// The volume, 0 to 100, and whether it is muted.
    Volume(u8, bool),
    /// Save a fact.
    Record(Box<Record<'static>>),
    /// Ring the terminal's bell.
    Bell,
    /// Look whether the person's files have changed.
    Look,
    /// Stop the program until it is continued.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Open a routine in the person's editor, by its stem.
    Edit(String),
    /// Begin a routine of the person's own in the editor.
    New,
    /// Leave the program.
    Quit,
}

/// What is heard, and whether it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hearing {
    /// 0 to 100.
    pub volume: u8,
    /// Switched off by the person.
    pub muted: bool,
    /// Why nothing can be heard, if nothing can.
    pub silent: Option<String>,
    /// Until when the volume is shown: for a moment after it was changed.
    pub shown: Option<Duration>,
}

/// The rows that the band takes of a screen of so many.
fn band_height(height: u16) -> u16 {
    match height {
        34.. => 7,
        22.. => 4,
        18.. => 3,
        _ => 1,
    }
}
