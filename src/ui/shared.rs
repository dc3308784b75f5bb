//! The common part of all screens: the state of the sound, and the parts of a frame.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::{base::quantity::Now, ui::theme::Theme};

/// The state of the sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundState {
    /// The volume, 0 to 100.
    pub volume: u8,
    /// Whether the user muted it.
    pub muted: bool,
    /// The reason why there is no sound, if there is none.
    pub silent: Option<String>,
    /// Until when the volume is shown, after a change.
    pub shown: Option<Duration>,
    /// Whether the band flashes at the start of work, at side changes and at the end, for use without sound.
    pub flash: bool,
}

impl SoundState {
    /// Whether the bell replaces the sound.
    pub fn needs_bell(&self) -> bool {
        self.silent.is_some() && !self.muted
    }
}

/// The shared parts of a frame.
#[derive(Clone, Copy, Debug)]
pub struct Shared<'a> {
    /// The colours and characters.
    pub theme: &'a Theme,
    /// The sound.
    pub sound: &'a SoundState,
    /// The time zone, for times of day.
    pub zone: &'a TimeZone,
    /// Why facts are not saved, if any are not.
    pub unsaved: Option<&'a str>,
    /// The time of the frame.
    pub now: Now,
}
