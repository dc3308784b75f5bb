//! What the interface asks of the outside, as plain data, in four parts. Each part has an interpreter of its own that
//! knows all of it, so that an effect that nobody performs does not compile.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    config::hook::Moment,
    history::fact::Record,
    session::{plan::Plan, sounds::Sounds},
};

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// By the audio thread.
    Audio(AudioEffect),
    /// By the history.
    History(HistoryEffect),
    /// By the rest of the machine.
    System(SystemEffect),
    /// By the terminal and the program in it.
    Terminal(TerminalEffect),
}

/// What the audio thread is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioEffect {
    /// Open the output.
    Open,
    /// Close the output.
    Close,
    /// Prepare what is heard in this plan: words, and sounds of the person's own.
    Prepare(Arc<Plan>),
    /// Play or forget sounds.
    Play(Sounds),
    /// Set the volume, 0 to 100, and whether it is muted.
    Volume(u8, bool),
}

/// What the history is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryEffect {
    /// Save a fact.
    Record(Box<Record<'static>>),
    /// Read it again if another program has added to it. The answer is an input.
    Refresh,
}

/// What the machine is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum SystemEffect {
    /// Start the hook of a moment, with these facts as a line of JSON.
    Hook(Moment, String),
    /// Notify the person, wherever they look.
    Notify(Notice),
    /// Check whether the person's files or the time zone have changed. The answer is an input.
    Check,
    /// Publish since when the person has been sitting, for other programs; `None` outside the hours.
    SitTimer(Option<Timestamp>),
}

/// What the terminal is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TerminalEffect {
    /// Ring the bell.
    Bell,
    /// Suspend the program until it is continued.
    Suspend,
    /// Redraw the screen.
    Redraw,
    /// Open a routine in the person's editor, by its stem.
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
    /// The ring of the terminal's bell.
    pub const BELL: Effect = Effect::Terminal(TerminalEffect::Bell);
    /// The end of the program.
    pub const QUIT: Effect = Effect::Terminal(TerminalEffect::Quit);

    /// The fact that is to be saved, if it is one.
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
