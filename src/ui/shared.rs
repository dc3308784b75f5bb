//! What all screens share: the state of the sound, and what a frame is drawn with.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::{base::quantity::Now, ui::theme::Theme};

/// What is heard, and whether it can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundState {
    /// 0 to 100.
    pub volume: u8,
    /// Switched off by the person.
    pub muted: bool,
    /// Why nothing can be heard, if nothing can.
    pub silent: Option<String>,
    /// Until when the volume is shown: for a moment after it was changed.
    pub shown: Option<Duration>,
    /// Whether the band flashes where work begins, sides change and at the end, for use without sound.
    pub flash: bool,
}

impl SoundState {
    /// Whether the bell has to replace what cannot be heard.
    pub fn needs_bell(&self) -> bool {
        self.silent.is_some() && !self.muted
    }
}

/// What every screen is drawn with.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// The colours and characters.
    pub theme: &'a Theme,
    /// What is heard.
    pub sound: &'a SoundState,
    /// For the time of day.
    pub zone: &'a TimeZone,
    /// Why what was done is not saved, if it is not.
    pub unsaved: Option<&'a str>,
    /// The time of the frame.
    pub now: Now,
}
