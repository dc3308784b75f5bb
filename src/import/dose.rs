//! What the pieces of a line say together: sets, reps, holds, rest, sides, load. What is left over is the name and
//! what goes with it.

use std::time::Duration;

use super::words::Token;
use crate::{
    base::quantity::{Reps, units},
    routine::Wait,
};

/// What a line says, before it is known which exercise it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dose {
    pub sets: Option<u32>,
    pub reps: Option<Reps>,
    pub hold: Option<Duration>,
    pub relax: Option<Duration>,
    /// A length of which nothing says what it is.
    pub length: Option<Duration>,
    /// `x 10`, `repeat 3 times`, a number alone: of what, the rest of the line says.
    pub times: Option<u32>,
    pub rest: Option<Wait>,
    pub side: Option<&'static str>,
    pub tempo: Option<Vec<Duration>>,
    /// How it grows, as TOML.
    pub progress: Option<String>,
    /// Without a metronome.
    pub own_pace: bool,
    pub load: Option<String>,
    /// The words that are left over, between commas.
    pub words: Vec<Vec<String>>,
    /// What a routine has no place for.
    pub unread: Vec<String>,
    /// How something was taken, or where it belongs.
    pub notes: Vec<String>,
    /// Why the line cannot be understood.
    pub problem: Option<String>,
}

/// Words for what is counted.
pub(super) const REPS: &[&str] = &["rep", "reps", "repetition", "repetitions"];
/// Words for what one has two of.
pub(super) const LIMBS: &[&str] = &[
    "side",
    "sides",
    "leg",
    "legs",
    "arm",
    "arms",
    "foot",
    "feet",
    "hip",
    "hips",
    "knee",
    "knees",
    "way",
    "direction",
    "ankle",
    "shoulder",
    "limb",
    "hand",
    "calf",
    "glute",
];
/// Words for what is lifted.
pub(super) const THINGS: &[&str] =
    &["dumbbell", "dumbbells", "kettlebell", "kettlebells", "ankle", "weight", "weights", "barbell", "plate", "vest"];
/// Words that say what the number before them counts.
pub(super) const COUNTED: &[&str] =
    &["set", "sets", "rep", "reps", "repetition", "repetitions", "times", "rounds", "x"];

/// Reads what the pieces of a line say.
pub(super) fn read(tokens: &[Token]) -> Dose {
    let mut reader = Reader { tokens, at: 0, dose: Dose::default() };
    reader.dose.words.push(Vec::new());
    while reader.at < tokens.len() {
        let before = reader.at;
        let rules = [
            Reader::growth,
            Reader::often,
            Reader::tempo,
            Reader::fatigue,
            Reader::intervals,
            Reader::sets,
            Reader::times,
            Reader::reps,
            Reader::product,
            Reader::hold,
            Reader::rest,
            Reader::sides,
            Reader::load,
        ];
        if !rules.iter().any(|rule| rule(&mut reader)) {
            reader.left_over();
        }
        debug_assert!(reader.at > before, "{tokens:?}");
        reader.at = reader.at.max(before + 1);
    }
    reader.dose
}

pub(super) struct Reader<'t> {
    pub tokens: &'t [Token],
    pub at: usize,
    pub dose: Dose,
}

// Looking ahead.
impl Reader<'_> {
    pub(super) fn token(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn word(&self, ahead: usize) -> String {
        self.token(ahead).map(Token::word).unwrap_or_default()
    }

    pub(super) fn is(&self, ahead: usize, words: &[&str]) -> bool {
        words.contains(&self.word(ahead).as_str())
    }

    /// How many of these words come one after the other.
    pub(super) fn run(&self, ahead: usize, words: &[&str]) -> usize {
        (ahead..self.tokens.len()).take_while(|at| self.is(*at, words)).count()
    }

    /// A number of reps or sets.
    pub(super) fn number(&self, ahead: usize) -> Option<Reps> {
        match self.token(ahead) {
            Some(Token::Count(count)) => Some(Reps::Count(*count)),
            Some(Token::Range(lower, upper)) => Some(Reps::Range(*lower, *upper)),
            _ => None,
        }
    }

    pub(super) fn count(&self, ahead: usize) -> Option<u32> {
        match self.token(ahead) {
            Some(Token::Count(count)) => Some(*count),
            _ => None,
        }
    }

    pub(super) fn length(&self, ahead: usize) -> Option<Duration> {
        match self.token(ahead) {
            Some(Token::Length(length)) => Some(*length),
            _ => None,
        }
    }

    /// A length, or a number where only seconds can be meant.
    pub(super) fn seconds(&mut self, ahead: usize) -> Option<Duration> {
        let length = self.length(ahead);
        length.or_else(|| {
            let count = self.count(ahead).filter(|_| self.token(ahead + 1) != Some(&Token::Times))?;
            if self.is(ahead + 1, COUNTED) {
                return None;
            }
            self.note(format!("`{count}` is taken as seconds"));
            Some(Duration::from_secs(count.into()))
        })
    }

    pub(super) fn before(&self) -> Option<&Token> {
        self.at.checked_sub(1).map(|at| &self.tokens[at])
    }

    /// How many pieces up to here say that another way of a dose ends at this point.
    pub(super) fn ends(&self, ahead: usize) -> bool {
        matches!(self.token(ahead), None | Some(Token::Comma))
    }
}

// Keeping what was found.
impl Reader<'_> {
    pub(super) fn note(&mut self, note: String) {
        self.dose.notes.push(note);
    }

    pub(super) fn problem(&mut self, problem: String) {
        self.dose.problem.get_or_insert(problem);
    }

    pub(super) fn set_sets(&mut self, sets: Reps) {
        let count = match sets {
            Reps::Range(lower, upper) => {
                self.note(format!("of `{lower}-{upper}` sets the lower is taken: sets are one number"));
                lower
            }
            Reps::Count(count) => count,
            Reps::Max => return,
        };
        if self.dose.sets.replace(count).is_some_and(|before| before != count) {
            self.problem("it says two numbers of sets".to_owned());
        }
    }

    pub(super) fn set_reps(&mut self, reps: Reps) {
        if self.dose.reps.replace(reps).is_some_and(|before| before != reps) {
            self.problem("it says two numbers of reps".to_owned());
        }
    }

    pub(super) fn set_times(&mut self, times: u32) {
        if self.dose.times.replace(times).is_some() {
            self.problem(format!("it does not say what `{times}` counts"));
        }
    }

    pub(super) fn set_hold(&mut self, hold: Duration) {
        if self.dose.hold.replace(hold).is_some_and(|before| before != hold) {
            self.problem("it says two lengths of a hold".to_owned());
        }
    }

    pub(super) fn set_length(&mut self, length: Duration) {
        if self.dose.length.replace(length).is_some_and(|before| before != length) {
            self.problem(format!("it does not say what `{}` is", units(length)));
        }
    }

    pub(super) fn set_side(&mut self, side: &'static str) {
        let side = match (self.dose.side, side) {
            (Some("alternate"), "each") | (Some("each"), "alternate") => {
                self.note("alternating reps count both sides together".to_owned());
                "both ways"
            }
            (Some(before), side) if before != side => {
                self.problem("it says two things of the sides".to_owned());
                side
            }
            (_, side) => side,
        };
        self.dose.side = Some(side);
    }

    pub(super) fn take(&mut self, count: usize) -> bool {
        self.at += count;
        true
    }
}
