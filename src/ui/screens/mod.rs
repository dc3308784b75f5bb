//! The screens: each with its state, its actions and its drawing together.

pub mod desk;
mod guide;
pub mod help;
pub mod history;
pub mod library;
pub mod offer;
pub mod feedback;
pub mod session;
pub mod stats;
pub mod summary;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use unicode_width::UnicodeWidthStr;

use crate::{
    config::hook::Moment,
    history::fact::Record,
    session::{live::Sounds, plan::Plan},
    ui::theme::Theme,
};

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Open the sound output.
    Open,
    /// Close the sound output.
    Close,
    /// Make ready what is said in this plan.
    Prepare(Arc<Plan>),
    /// What the sound is to do.
    Sounds(Sounds),
    /// The volume, 0 to 100, and whether it is muted.
    Volume(u8, bool),
    /// Save a fact.
    Record(Box<Record<'static>>),
    /// Start the person's own program for a moment, and tell it these facts: a line of JSON.
    Hook(Moment, String),
    /// Ring the terminal's bell.
    Bell,
    /// Tell the person, wherever they look.
    Notify(Notice),
    /// Look whether the person's files have changed, or the zone that the machine is in.
    Look,
    /// Look whether something was done on another terminal.
    Recall,
    /// Tell other programs since when the person sits; outside the hours nobody is known to.
    Sit(Option<Timestamp>),
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

/// What is told to somebody who looks elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In a few words.
    pub title: String,
    /// In a sentence or two.
    pub body: String,
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
    /// Whether the band flashes where work begins, sides change and all is done, for who hears nothing.
    pub flash: bool,
}

/// The band's flash: twice the other way round, as slowly as it harms nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Flash {
    /// When it began.
    since: Option<Duration>,
}

impl Flash {
    /// For how long it is one way round: less than three flashes in a second.
    const TURN: Duration = Duration::from_millis(250);
    /// There and back, twice.
    const TURNS: u32 = 3;

    /// A flash that begins.
    fn from(moment: Duration) -> Flash {
        Flash { since: Some(moment) }
    }

    /// Whether the band is the other way round.
    fn is_on(self, now: Duration) -> bool {
        self.turn(now).is_some_and(|turn| turn % 2 == 0)
    }

    /// When that changes next.
    fn next(self, now: Duration) -> Option<Duration> {
        Some(self.since? + Self::TURN * (self.turn(now)? + 1))
    }

    fn turn(self, now: Duration) -> Option<u32> {
        let turn = now.checked_sub(self.since?)?.as_millis() / Self::TURN.as_millis();
        u32::try_from(turn).ok().filter(|turn| *turn < Self::TURNS)
    }
}

/// A block's name and what is told of it, where there is either; the name is cut to leave the other room.
fn headed(name: &str, told: &str, width: usize, theme: &Theme) -> Option<String> {
    let room = width.saturating_sub(told.width() + 2);
    match (theme.cut(name, room), told) {
        (name, "") => Some(name.into_owned()),
        (name, told) if name.is_empty() => Some(theme.cut(told, width).into_owned()),
        (name, told) => Some(format!("{name}, {told}")),
    }
    .filter(|heading| !heading.is_empty())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flash_is_twice_the_other_way_round() {
        let ms = Duration::from_millis;
        let flash = Flash::from(ms(1000));
        let mut seen = Vec::new();
        let mut now = ms(1000);
        while let Some(next) = flash.next(now) {
            seen.push((now.as_millis(), flash.is_on(now)));
            now = next;
        }
        assert_eq!(seen, [(1000, true), (1250, false), (1500, true)]);
        assert!(!flash.is_on(now) && !Flash::default().is_on(ms(0)) && Flash::default().next(ms(0)).is_none());
    }
}
