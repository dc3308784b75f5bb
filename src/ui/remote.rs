//! A session as other programs see it, and what they may ask of it: `unsit ctl` and the session bus.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    base::quantity::{clock, seconds, seconds_left},
    session::{live::Session, plan::Kind},
    ui::keymap::Action,
};

/// What other programs may ask of a session: the word, what the session does then, and the same in words. `status`
/// changes nothing. Every word is answered with the state.
pub const COMMANDS: [(&str, Option<Action>, &str); 11] = [
    ("toggle", Some(Action::Toggle), "Pause or resume"),
    ("pause", Some(Action::Pause), "Pause"),
    ("resume", Some(Action::Resume), "Resume after a pause"),
    ("next", Some(Action::Next), "Skip to the next step"),
    ("back", Some(Action::Back), "Restart this step; twice: the previous set"),
    ("done", Some(Action::Done), "Finish this set, or skip the wait"),
    ("more", Some(Action::More), "Add 10 seconds"),
    ("less", Some(Action::Less), "Remove 10 seconds"),
    ("mute", Some(Action::Mute), "Mute or unmute the sound"),
    ("stop", Some(Action::StopNow), "Stop the session without asking"),
    ("status", None, "Print the state"),
];

/// What a word asks of a session; `None` for a word that is no command.
pub fn command(word: &str) -> Option<Option<Action>> {
    COMMANDS.iter().find(|(known, ..)| *known == word).map(|(_, action, _)| *action)
}

/// The state of a session at a moment. Times are those of the clock, at whatever speed it is played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NowPlaying {
    /// The routine's name.
    pub routine: String,
    /// The exercise's name; of a step that is no work, that of the work that comes next.
    pub exercise: String,
    /// What the current step is.
    pub kind: Kind,
    /// Its number, from 0.
    pub step: usize,
    /// The set, from 1, and how many there are.
    pub set: (u32, u32),
    /// The side that works or comes next, in words; `None` where both work at once.
    pub side: Option<&'static str>,
    /// Round, set, side and load, in words.
    pub details: Vec<String>,
    /// How much of the step has passed.
    pub elapsed: Duration,
    /// What is left of the step; `None` where the person ends it.
    pub left: Option<Duration>,
    /// What is left of the session, open steps at their estimate.
    pub session_left: Duration,
    /// What comes next; `None` in the last step.
    pub next: Option<String>,
    /// How many sets were done, and how many there are.
    pub sets_done: (usize, usize),
    /// Whether the session is paused.
    pub is_paused: bool,
}

impl NowPlaying {
    /// The state of a session at the latest time that it was advanced to; `None` once it is finished.
    pub fn of(session: &Session) -> Option<NowPlaying> {
        let (index, step) = session.step()?;
        let (player, now) = session.player();
        let speed = session.speed();
        Some(NowPlaying {
            routine: session.plan().routine.clone(),
            exercise: step.exercise.name.clone(),
            kind: step.kind,
            step: index,
            set: (step.set, step.exercise.sets),
            side: step.side_words(),
            details: step.details(),
            elapsed: player.elapsed(now) / speed,
            left: player.left(now).map(|left| left / speed),
            session_left: player.total_left(now) / speed,
            next: session.plan().next_words(index).map(str::to_owned),
            sets_done: (session.done_sets(), session.works()),
            is_paused: session.is_paused(),
        })
    }

    /// The state in a few words, for the terminal's title: `0:26 Glute bridge`.
    pub fn title(&self) -> String {
        let exercise = match self.kind {
            Kind::Work => self.exercise.clone(),
            kind => format!("{}: {}", kind.words(), self.exercise),
        };
        match self.left.map(whole) {
            _ if self.is_paused => format!("paused: {}", self.exercise),
            Some(left) => format!("{left} {exercise}"),
            None => exercise,
        }
    }

    fn state(&self) -> &'static str {
        if self.is_paused { "paused" } else { "running" }
    }

    /// The state in a line: `running: work, Plank, set 1 of 3, 0:26 left; next: rest`.
    pub fn line(&self) -> String {
        let mut line = format!("{}: {}, {}", self.state(), self.kind.words(), self.exercise);
        for detail in &self.details {
            line.push_str(&format!(", {detail}"));
        }
        if let Some(left) = self.left {
            line.push_str(&format!(", {} left", whole(left)));
        }
        match &self.next {
            Some(next) => line.push_str(&format!("; next: {next}")),
            None => line.push_str("; the last"),
        }
        line
    }

    /// The state for programs. Times are seconds.
    pub fn json(&self) -> Value {
        json!({
            "state": self.state(),
            "routine": self.routine,
            "step": self.kind.name(),
            "exercise": self.exercise,
            "set": self.set.0,
            "sets": self.set.1,
            "side": self.side,
            "elapsed": seconds(self.elapsed),
            "left": self.left.map(seconds),
            "session_left": seconds(self.session_left),
            "next": self.next,
            "sets_done": self.sets_done.0,
            "sets_planned": self.sets_done.1,
            "text": self.line(),
        })
    }
}

/// A length that is left, in whole seconds: `0:26`.
fn whole(left: Duration) -> String {
    clock(Duration::from_secs(seconds_left(left)))
}
