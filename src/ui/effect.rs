//! The effects of the interface on the outside, as plain data, in four parts. Each part has one interpreter, which
//! handles all of it, so that an unhandled effect does not compile.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    config::hook::Moment,
    history::fact::Record,
    session::{plan::Plan, sounds::Sounds},
};

/// An effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// For the audio thread.
    Audio(AudioEffect),
    /// For the history.
    History(HistoryEffect),
    /// For the rest of the machine.
    System(SystemEffect),
    /// For the terminal and the program in it.
    Terminal(TerminalEffect),
}

/// A change of the planned sounds.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioEffect {
    /// Open the output.
    Open,
    /// Close the output.
    Close,
    /// Prepare the sounds of this plan: words, and custom sounds.
    Prepare(Arc<Plan>),
    /// Play or drop sounds.
    Play(Sounds),
    /// Set the volume, 0 to 100, and whether it is muted.
    Volume(u8, bool),
}

/// An effect on the history.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryEffect {
    /// Save a fact.
    Record(Box<Record<'static>>),
    /// Read it again if another program has added to it. The answer is an input.
    Refresh,
}

/// An effect on the machine.
#[derive(Clone, Debug, PartialEq)]
pub enum SystemEffect {
    /// Start the hook for a moment, with these facts as a line of JSON.
    Hook(Moment, String),
    /// Notify the user, wherever they look.
    Notify(Notice),
    /// Check whether the user's files or the time zone have changed. The answer is an input.
    Check,
    /// Publish the start of sitting, for other programs; `None` outside the hours.
    SitTimer(Option<Timestamp>),
    /// Add the exercise of an id to a routine. What became of it is an input.
    Add(String, AddTo),
}

/// The routine that an exercise is added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddTo {
    /// A new one of this name.
    New(String),
    /// The one of this id.
    Routine(String),
}

/// An effect on the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalEffect {
    /// Ring the bell.
    Bell,
    /// Suspend the program until it is continued.
    Suspend,
    /// Redraw the screen.
    Redraw,
    /// Open a routine in the user's editor, by its id.
    Edit(String),
    /// Create a routine with this name and open it in the editor.
    New(String),
    /// Leave the program.
    Quit,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A few words.
    pub title: String,
    /// A sentence or two.
    pub body: String,
}

impl Effect {
    /// Rings the terminal bell.
    pub const BELL: Effect = Effect::Terminal(TerminalEffect::Bell);
    /// Ends the program.
    pub const QUIT: Effect = Effect::Terminal(TerminalEffect::Quit);

    /// The fact to save, if it is one.
    pub fn record(&self) -> Option<&Record<'static>> {
        if let Effect::History(HistoryEffect::Record(record)) = self { Some(record) } else { None }
    }
}

impl From<AudioEffect> for Effect {
    fn from(effect: AudioEffect) -> Effect {
        Effect::Audio(effect)
    }
}

impl From<HistoryEffect> for Effect {
    fn from(effect: HistoryEffect) -> Effect {
        Effect::History(effect)
    }
}

impl From<SystemEffect> for Effect {
    fn from(effect: SystemEffect) -> Effect {
        Effect::System(effect)
    }
}

impl From<TerminalEffect> for Effect {
    fn from(effect: TerminalEffect) -> Effect {
        Effect::Terminal(effect)
    }
}

impl From<Record<'static>> for Effect {
    fn from(record: Record<'static>) -> Effect {
        Effect::History(HistoryEffect::Record(Box::new(record)))
    }
}
