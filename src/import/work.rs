//! The rules of a line that tell how much is done: sets, reps, holds and times.

use std::time::Duration;

use super::{
    dose::{COUNTED, LIMBS, REPS, Reader, THINGS},
    names::is_tensed,
    words::Token,
};
use crate::base::quantity::{Reps, units};

/// The longest hold that is one of several reps where a line says only `10 x 5 s`.
const SHORT_HOLD: Duration = Duration::from_secs(15);
/// The fewest of them.
const SEVERAL: u32 = 5;

const SETS: &[&str] = &["set", "sets", "series", "rounds"];
const JOIN: &[&str] = &["of", "for", "x", "with", "at", "and"];

// Each takes what it understands at this place, or leaves it alone.
impl Reader<'_> {
    /// `to fatigue`, `AMRAP`, `as many as you can`.
    pub(super) fn fatigue(&mut self) -> bool {
        const TIRED: &[&str] =
            &["fatigue", "fatigued", "failure", "tired", "exhaustion", "exhausted", "max", "burning"];
        let lead = self.run(0, &["to", "until", "till", "you", "are", "feel", "muscle", "muscles", "the"]);
        let taken = if lead > 0 && self.is(0, &["to", "until", "till"]) && self.is(lead, TIRED) {
            lead + 1
        } else if self.is(0, &["amrap", "max", "maximum"]) {
            1 + self.run(1, REPS)
        } else if self.is(0, &["as"]) && self.is(1, &["many"]) {
            2 + self.run(2, &["reps", "repetitions", "as", "you", "can", "possible"])
        } else {
            return false;
        };
        self.set_reps(Reps::Max);
        self.take(taken)
    }

    /// `3s on 1s off`, `squeeze 3s, relax 1s`.
    pub(super) fn intervals(&mut self) -> bool {
        let off = ["off", "relax", "release", "relaxed", "apart"];
        if let Some(on) = self.length(0).filter(|_| self.is(1, &["on"])) {
            let mut at = 2;
            while matches!(self.token(at), Some(Token::Comma | Token::Slash)) || self.is(at, &["and", "then"]) {
                at += 1;
            }
            if let Some(relax) = self.length(at).filter(|_| self.is(at + 1, &off)) {
                self.set_hold(on);
                self.dose.relax = Some(relax);
                return self.take(at + 2);
            }
        }
        if let Some(relax) = self.length(0).filter(|_| self.is(1, &off)) {
            self.dose.relax = Some(relax);
            return self.take(2);
        }
        let begins = self.at == 0 || self.tokens[self.at - 1] == Token::Comma;
        if begins && self.is(0, &["squeeze", "contract", "tighten", "tense"]) {
            let at = 1 + self.run(1, &["for", "about"]);
            if let Some(hold) = self.length(at) {
                self.set_hold(hold);
                return self.take(at + 1);
            }
        }
        if self.is(0, &["relax", "release"]) {
            let at = 1 + self.run(1, &["for", "about"]);
            if let Some(relax) = self.length(at) {
                self.dose.relax = Some(relax);
                return self.take(at + 1);
            }
        }
        false
    }

    /// `3 sets of 10`, `sets: 3`.
    pub(super) fn sets(&mut self) -> bool {
        if let Some(sets) = self.number(0).filter(|_| self.is(1, SETS)) {
            self.set_sets(sets);
            let mut at = 2;
            while self.is(at, JOIN) || self.token(at) == Some(&Token::Times) {
                at += 1;
            }
            let another = self.is(at + 1, COUNTED) || self.token(at + 1) == Some(&Token::Times);
            if let Some(reps) = self.number(at).filter(|_| !another) {
                self.set_reps(reps);
                at += 1;
            }
            return self.take(at);
        }
        // "clamshell sets: 3, reps: 10" is a dose, "quad sets 3 x 10" a name.
        let tensed = self.before().is_some_and(|before| is_tensed(&before.word()));
        let comma = usize::from(self.token(2) == Some(&Token::Comma));
        let listed = self.is(2 + comma, REPS) && self.number(3 + comma).is_some() && !self.is(4 + comma, SETS);
        if let Some(sets) =
            self.number(1).filter(|_| self.is(0, &["sets"]) && (listed || !tensed && !self.is(2, COUNTED)))
        {
            self.set_sets(sets);
            return self.take(2);
        }
        if let Some(reps) = self.number(1).filter(|_| self.is(0, &["reps", "repetitions"]) && !self.is(2, COUNTED)) {
            self.set_reps(reps);
            return self.take(2);
        }
        false
    }

    /// `10 times`, `repeat 3 times`, `repeat on the other side`.
    pub(super) fn times(&mut self) -> bool {
        let repeat = usize::from(self.is(0, &["repeat", "repeats"]));
        if repeat == 1 {
            let at = 1 + self.run(1, &["on", "with", "for", "the", "other", "opposite"]);
            if at > 1 && self.is(at, LIMBS) {
                self.set_side("each");
                return self.take(at + 1);
            }
            if let Some(times) = self.count(2).filter(|_| self.token(1) == Some(&Token::Times)) {
                self.set_times(times);
                return self.take(3);
            }
        }
        if let Some(times) = self.count(repeat).filter(|_| self.is(repeat + 1, &["times", "repeats"])) {
            self.set_times(times);
            return self.take(repeat + 2);
        }
        if let Some(times) = self.count(1).filter(|_| repeat == 1) {
            self.set_times(times);
            return self.take(2 + usize::from(self.token(2) == Some(&Token::Times)));
        }
        false
    }

    /// `10 reps`, `10 reps x 3`.
    pub(super) fn reps(&mut self) -> bool {
        let Some(reps) = self.number(0).filter(|_| self.is(1, REPS)) else { return false };
        self.set_reps(reps);
        if let Some(sets) = self.number(3).filter(|_| self.token(2) == Some(&Token::Times) && !self.is_a_day(2)) {
            self.set_sets(sets);
            return self.take(4 + usize::from(self.is(4, SETS)));
        }
        let at = 2 + self.run(2, &["of", "x"]) + usize::from(self.token(2) == Some(&Token::Times));
        if let Some(hold) = self.length(at).filter(|_| at > 2 && !self.is(at + 1, &["rest", "on"])) {
            self.set_hold(hold);
            return self.take(at + 1 + self.run(at + 1, &["hold", "holds"]));
        }
        self.take(2)
    }

    /// `3 x 10`, `3 x 30 s`, `30 s x 3`, `3 x 10 x 5 s`, `x 10`.
    pub(super) fn product(&mut self) -> bool {
        let often = self.is_a_day(1);
        if let (Some(number), Some(Token::Times)) = (self.number(0), self.token(1)) {
            // "10 x 3/day" is 10, and how often; "3 x 10/day" is sets.
            let more = |count: u32| self.count(2).is_none_or(|times| times < count);
            return match number {
                Reps::Count(count) if often && more(count) => {
                    self.set_times(count);
                    self.take(1)
                }
                number => self.product_of(number),
            };
        }
        if let Some(length) = self.length(0).filter(|_| often) {
            self.set_length(length);
            return self.take(1);
        }
        if let (Some(length), Some(Token::Times), Some(sets)) = (self.length(0), self.token(1), self.number(2)) {
            self.set_length(length);
            self.set_sets(sets);
            return self.take(3 + usize::from(self.is(3, SETS)));
        }
        if let Some((Token::Times, number)) = self.token(0).zip(self.number(1)) {
            if self.is(2, SETS) {
                self.set_sets(number);
                return self.take(3);
            }
            match number {
                Reps::Count(times) if !self.is(2, REPS) => self.set_times(times),
                reps => self.set_reps(reps),
            }
            return self.take(2 + self.run(2, REPS));
        }
        false
    }

    fn product_of(&mut self, number: Reps) -> bool {
        if let Some(length) = self.length(2).filter(|_| !self.is(3, &["on"])) {
            let hold = self.run(3, &["hold", "holds"]);
            match number {
                Reps::Count(count) if count >= SEVERAL && length <= SHORT_HOLD && self.dose.reps.is_none() => {
                    self.note(format!("`{count} x {}` is taken as {count} reps, each held", units(length)));
                    self.set_reps(number);
                    self.set_hold(length);
                }
                number => {
                    self.set_sets(number);
                    if hold > 0 { self.set_hold(length) } else { self.set_length(length) }
                }
            }
            return self.take(3 + hold);
        }
        if let Some(reps) = self.number(2) {
            self.set_sets(number);
            self.set_reps(reps);
            let mut at = 3 + self.run(3, REPS);
            if let (Some(Token::Times), Some(hold)) = (self.token(at), self.length(at + 1)) {
                self.set_hold(hold);
                at += 2 + self.run(at + 2, &["hold", "holds"]);
            } else if let (Some(Token::Times), Some(Token::Load(_))) = (self.token(at), self.token(at + 1)) {
                at += 1;
            }
            return self.take(at);
        }
        if let Some(Token::Load(load)) = self.token(2) {
            let things: Vec<String> = (0..self.run(3, THINGS)).map(|at| format!(" {}", self.word(3 + at))).collect();
            let load = format!("{number} × {load}{}", things.concat());
            self.dose.load = Some(load);
            return self.take(3 + things.len());
        }
        let many = self.is(2, &["amrap", "max", "failure", "fatigue", "to", "until", "as"]);
        match number {
            number if many => {
                self.set_sets(number);
                if self.is(2, &["failure", "fatigue"]) {
                    self.set_reps(Reps::Max);
                    return self.take(3);
                }
            }
            number if self.is(2, &["hold", "holds"]) => self.set_sets(number),
            Reps::Count(count) => self.set_times(count),
            reps => self.set_reps(reps),
        }
        self.take(2)
    }

    /// `hold 5s`, `5 sec hold`, `held for 5 seconds`.
    pub(super) fn hold(&mut self) -> bool {
        const EACH: &[&str] = &["each", "every", "per"];
        let mut taken = 0;
        if self.is(0, &["hold", "holds", "held", "holding"]) {
            let lead =
                ["for", "about", "it", "the", "position", "stretch", "at", "least", "top", "approximately", "end"];
            let mut at = 1 + self.run(1, &lead);
            if self.is(at, EACH) && self.is(at + 1, &["for", "rep", "stretch", "one"]) {
                at += 2;
            }
            at += usize::from(self.is(at, EACH)) + self.run(at, &["for"]);
            if let Some(hold) = self.seconds(at) {
                self.set_hold(hold);
                taken = at + 1;
            }
        } else if let Some(hold) = self.length(0) {
            let at = 1 + self.run(1, &["isometric", "static"]);
            if self.is(at, &["hold", "holds", "isometric", "isometrics"]) {
                self.set_hold(hold);
                taken = at + 1;
            }
        }
        if taken == 0 {
            return false;
        }
        if self.is(taken, EACH) && self.is(taken + 1, &["rep", "time", "one"]) {
            taken += 2;
        } else if self.is(taken, &["at"]) && self.is(taken + 1, &["top", "the", "end"]) {
            taken += 1 + self.run(taken + 1, &["top", "the", "end", "range", "bottom"]);
        }
        self.take(taken)
    }
}
