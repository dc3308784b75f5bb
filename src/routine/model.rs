//! A routine and its blocks.

use std::{sync::Arc, time::Duration};

use super::{citation::Citation, exercise::Exercise, keys::ROUNDS, schedule::Schedule};
use crate::base::cue::Cues;

/// What everyone should know before they begin.
pub const CAUTION: &str = "Exercise guidance, not medical advice: if it hurts, stop and see a doctor.";
/// A short [`CAUTION`] for narrow screens.
pub const SHORT_CAUTION: &str = "Not medical advice: stop if it hurts.";
/// One routine.
#[derive(Clone, Debug, PartialEq)]
pub struct Routine {
    /// The name in lists and in the history.
    pub name: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// Its purpose, in a word or two: the heading in the library.
    pub group: Option<String>,
    /// The sources of the content.
    pub sources: Vec<Citation>,
    /// For searching.
    pub tags: Vec<String>,
    /// The days on which it is due.
    pub schedule: Option<Schedule>,
    /// The sound.
    pub cues: Cues,
    /// The exercises in their groups; a single group without a name if the file has none.
    pub blocks: Vec<Block>,
}

impl Routine {
    /// All exercises in order, each once.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.blocks.iter().flat_map(|block| &block.exercises)
    }
}

/// A group of exercises: a warm-up, a circuit.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The heading.
    pub name: Option<String>,
    /// How often the exercises are repeated, in order.
    pub rounds: Rounds,
    /// Between rounds.
    pub rest: Duration,
    /// The time from the start of one round to the start of the next; a longer round is followed immediately.
    pub every: Option<Duration>,
    /// The exercises.
    pub exercises: Vec<Arc<Exercise>>,
}

/// How often a block is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// This many times, 1 to 100.
    Times(u32),
    /// As many rounds as fit into this time; the block ends when it is over, wherever the user is.
    Amrap(Duration),
}

impl Block {
    /// Exercises that are done once.
    pub(super) fn once(name: Option<String>, exercises: Vec<Arc<Exercise>>) -> Block {
        Block { name, rounds: Rounds::Times(1), rest: Duration::ZERO, every: None, exercises }
    }

    /// The estimated length of a round, without the rest between rounds.
    pub fn round(&self) -> Duration {
        self.exercises.iter().map(|exercise| exercise.estimate()).sum()
    }

    /// Whether the user ends one of its steps.
    pub fn is_open(&self) -> bool {
        self.exercises.iter().any(|exercise| exercise.is_open())
    }

    /// The number of rounds in a plan: under a cap, as many as the fastest user could complete.
    pub fn most(&self) -> u32 {
        match self.rounds {
            Rounds::Times(rounds) => rounds,
            Rounds::Amrap(cap) => {
                let quickest: Duration = self.exercises.iter().map(|exercise| exercise.quickest()).sum();
                let whole = cap.as_nanos() / quickest.as_nanos().max(1);
                u32::try_from(whole).unwrap_or(ROUNDS).saturating_add(1).min(ROUNDS)
            }
        }
    }

    /// The estimated length of the rest between two rounds.
    pub fn pause(&self) -> Duration {
        self.every.map_or(self.rest, |every| every.saturating_sub(self.round()))
    }

    /// Whether there is a step between two rounds. With `every` there always is: a round may end before its estimate.
    pub fn pauses(&self) -> bool {
        self.every.is_some() || !self.rest.is_zero()
    }

    /// The block with the final doses of its exercises.
    pub(super) fn with_final_doses(&self) -> Block {
        let exercises = self.exercises.iter().map(|exercise| match exercise.progress {
            Some(progress) => Arc::new(progress.progressed(exercise, u32::MAX)),
            None => Arc::clone(exercise),
        });
        Block { exercises: exercises.collect(), ..self.clone() }
    }

    /// The number of steps in all its rounds.
    pub fn steps(&self) -> u128 {
        let round: u128 = self.exercises.iter().map(|exercise| exercise.steps()).sum();
        let rounds = u128::from(self.most());
        round * rounds + u128::from(self.pauses()) * (rounds - 1)
    }

    /// Its estimated length.
    pub fn estimate(&self) -> Duration {
        let all = self.round() * self.most() + self.pause() * (self.most() - 1);
        if let Rounds::Amrap(cap) = self.rounds { all.min(cap) } else { all }
    }
}
