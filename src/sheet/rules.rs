//! The rules of a line: each takes what it understands at a place, or leaves it alone.

use std::time::Duration;

use super::{
    dose::{COUNTED, Reader},
    words::Token,
};
use crate::{
    quantity::{Reps, units},
    routine::Wait,
};

/// The longest hold that is one of several reps where a line says only `10 x 5 s`.
const SHORT_HOLD: Duration = Duration::from_secs(15);
/// The fewest of them.
const SEVERAL: u32 = 5;

const REPS: &[&str] = &["rep", "reps", "repetition", "repetitions"];
const SETS: &[&str] = &["set", "sets", "series", "rounds"];
const JOIN: &[&str] = &["of", "for", "x", "with", "at", "and"];
const LIMBS: &[&str] = &[
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
const THINGS: &[&str] =
    &["dumbbell", "dumbbells", "kettlebell", "kettlebells", "ankle", "weight", "weights", "barbell", "plate", "vest"];

// The rules: each takes what it understands at this place, or leaves it alone.
impl Reader<'_> {
    /// `add 2 reps each week until 15`, `increase by 5 s every 3 sessions up to 1 min`.
    pub(super) fn growth(&mut self) -> bool {
        if !self.is(0, &["add", "increase", "progress", "raise"]) {
            return false;
        }
        let mut at = 1 + self.run(1, &["by", "hold", "time", "reps", "sets"]);
        let add = if let Some(length) = self.length(at) {
            at += 1;
            units(length).replace(' ', "")
        } else if let Some(count) =
            self.count(at).filter(|_| self.is(at + 1, REPS) || self.is(at + 1, &["set", "sets"]))
        {
            let what = if self.is(at + 1, REPS) { "rep" } else { "set" };
            at += 2;
            format!("{count} {what}{}", if count == 1 { "" } else { "s" })
        } else {
            return false;
        };
        at += usize::from(self.is(at, &["each", "every", "per", "a"]) || self.token(at) == Some(&Token::Slash));
        let number = self.count(at);
        at += usize::from(number.is_some());
        let pace = match () {
            () if self.is(at, &["session", "sessions", "workout", "workouts", "time", "times"]) => "session",
            () if self.is(at, &["week", "weeks"]) => "week",
            () if self.is(at, &["weekly"]) && number.is_none() => "week",
            () => return false,
        };
        let number = number.unwrap_or(1);
        at += 1 + usize::from(self.token(at + 1) == Some(&Token::Comma));
        at += self.run(at, &["until", "up", "to", "till", "you", "reach", "max", "of"]);
        let until = match self.token(at) {
            Some(Token::Count(count)) => count.to_string(),
            Some(Token::Length(length)) => format!("\"{}\"", units(*length).replace(' ', "")),
            _ => return false,
        };
        let every = format!("{number} {pace}{}", if number == 1 { "" } else { "s" });
        let progress = format!("{{ add = \"{add}\", every = \"{every}\", until = {until} }}");
        self.dose.progress = Some(progress);
        at += 1;
        self.take(at + self.run(at, REPS) + self.run(at, &["sets", "set"]))
    }

    /// `2x/day`, `three times a week`, `daily`: how often belongs to the routine.
    pub(super) fn often(&mut self) -> bool {
        let number = match self.token(0) {
            Some(Token::Count(_) | Token::Range(..)) => match self.token(1) {
                Some(Token::Times) => 2,
                _ if self.is(1, &["times", "time", "days", "day"]) => 2,
                _ => return false,
            },
            Some(Token::Times) if self.count(1).is_some() => 2,
            _ if self.is(0, &["once", "twice", "thrice"]) => 1,
            _ => 0,
        };
        let mut at = number;
        while self.token(at) == Some(&Token::Slash) || self.is(at, &["per", "a", "each", "every", "other"]) {
            at += 1;
        }
        let whole = self.is(at, &["daily", "weekly", "everyday", "hourly"]);
        if whole || (at > number && self.is(at, &["day", "week", "hour", "morning", "evening", "night", "days"])) {
            let said = "how often is said for the whole routine: schedule = \"daily\", or [\"mon\", \"thu\"]";
            self.note(said.to_owned());
            return self.take(at + 1);
        }
        false
    }

    /// `tempo 3-1-3`, `at your own pace`.
    pub(super) fn tempo(&mut self) -> bool {
        let pace = self.run(0, &["at", "your", "own"]);
        if pace > 0 && self.is(pace, &["pace", "speed", "tempo"]) && self.is(pace - 1, &["own"]) {
            self.dose.own_pace = true;
            return self.take(pace + 1);
        }
        if !self.is(0, &["tempo"]) {
            return false;
        }
        let said = match self.token(1) {
            Some(Token::Word(word)) => word.clone(),
            Some(Token::Count(count)) => count.to_string(),
            Some(Token::Range(down, up)) => format!("{down}-{up}"),
            _ => return false,
        };
        let digits: Vec<Option<u32>> =
            said.chars().filter(|c| !matches!(c, '-' | '/')).map(|c| c.to_digit(10)).collect();
        if !(2..=4).contains(&digits.len()) || digits.contains(&None) {
            return false;
        }
        self.dose.tempo = Some(digits.into_iter().flatten().map(|s| Duration::from_secs(s.into())).collect());
        self.note(format!("the tempo `{said}` is taken as lowering, waiting, lifting, waiting"));
        self.take(2)
    }

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
        if let Some(sets) =
            self.number(1).filter(|_| self.is(0, &["sets"]) && (!self.is(2, COUNTED) || self.number(3).is_some()))
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
        if let Some(sets) = self.number(3).filter(|_| self.token(2) == Some(&Token::Times)) {
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
        if let (Some(number), Some(Token::Times)) = (self.number(0), self.token(1)) {
            return self.product_of(number);
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

    /// `rest 30s`, `1 min rest between sets`, `no rest`.
    pub(super) fn rest(&mut self) -> bool {
        const REST: &[&str] = &["rest", "break", "resting", "recovery", "recover", "rests"];
        let taken = if self.is(0, &["no"]) && self.is(1, REST) {
            self.dose.rest = Some(Wait::For(Duration::ZERO));
            2
        } else if self.is(0, REST) && self.is(1, &["as"]) && self.is(2, &["needed", "required"]) {
            self.dose.rest = Some(Wait::Own);
            3
        } else if self.is(0, REST) {
            let at = 1 + self.run(1, &["for", "of", "about", "period", "between", "sets", "each", "set", "in"]);
            let Some(rest) = self.seconds(at) else { return false };
            self.dose.rest = Some(Wait::For(rest));
            at + 1
        } else if let Some(rest) = self.length(0).filter(|_| self.is(1, REST) || self.is(1, &["between"])) {
            self.dose.rest = Some(Wait::For(rest));
            1 + self.run(1, REST)
        } else {
            return false;
        };
        let after = self.run(taken, &["in", "between", "after", "each", "set", "sets", "every"]);
        if after > 0 && self.is(taken + after, REPS) {
            self.dose.relax = self.dose.rest.take().and_then(Wait::length);
            return self.take(taken + after + 1);
        }
        let sides = self.is(taken, &["each"]) && !self.is(taken + 1, &["set"]);
        self.take(if sides { taken } else { taken + after })
    }

    /// `each side`, `per leg`, `left leg only`, `alternating`.
    pub(super) fn sides(&mut self) -> bool {
        let slash = usize::from(self.token(0) == Some(&Token::Slash));
        if slash == 1 && self.is(1, LIMBS) {
            self.set_side("each");
            return self.take(2);
        }
        if self.is(0, &["each", "per", "every", "both", "ea", "a", "either"]) && self.is(1, LIMBS) {
            let both = self.is(0, &["both"]);
            if both && !self.is(1, &["side", "sides"]) {
                self.note("both are taken as one after the other".to_owned());
            } else if self.is(0, &["a"]) && !self.is(1, &["side", "leg", "arm"]) {
                return false;
            }
            self.set_side("each");
            return self.take(2);
        }
        if self.is(0, &["ea", "e/s", "es", "each"]) && self.ends(1) || self.is(0, &["l/r", "l&r", "l+r", "r/l"]) {
            self.set_side("each");
            return self.take(1);
        }
        if self.is(0, &["left", "l", "right", "r"]) {
            let both = self.is(1, &["and", "&", "+", "then"]) || self.token(1) == Some(&Token::Slash);
            if both && self.is(2, &["left", "l", "right", "r"]) {
                self.set_side("each");
                return self.take(3 + self.run(3, LIMBS));
            }
        }
        if self.is(0, &["alternating", "alternate", "alternately", "alt"]) {
            self.set_side("alternate");
            return self.take(1 + self.run(1, LIMBS));
        }
        for side in ["left", "right"] {
            let only = self.run(1, LIMBS) + self.run(1 + self.run(1, LIMBS), &["only"]);
            let alone = self.ends(1) && (self.at == 0 || self.tokens[self.at - 1] == Token::Comma);
            if self.is(0, &[side]) && (only > 0 || alone) {
                self.set_side(side);
                return self.take(1 + only);
            }
        }
        false
    }

    /// `16 kg`, `with a green band`.
    pub(super) fn load(&mut self) -> bool {
        const BANDS: &[&str] = &["band", "bands", "theraband", "loop", "tube", "tubing", "miniband", "thera-band"];
        const KINDS: &[&str] = &[
            "red",
            "green",
            "blue",
            "black",
            "yellow",
            "orange",
            "purple",
            "grey",
            "gray",
            "silver",
            "gold",
            "light",
            "medium",
            "heavy",
            "resistance",
            "mini",
            "elastic",
            "strong",
        ];
        let from = if self.is(0, &["with", "using"]) { 1 + self.run(1, &["a", "an", "the"]) } else { 0 };
        let (load, taken) = if let Some(Token::Load(load)) = self.token(from) {
            let things = self.run(from + 1, THINGS);
            let load: Vec<String> =
                std::iter::once(load.clone()).chain((0..things).map(|at| self.word(from + 1 + at))).collect();
            let mut taken = from + 1 + things;
            if self.is(taken, &["each", "per", "in"]) && self.is(taken + 1, &["hand", "each"]) {
                taken += 2 + self.run(taken + 2, &["hand"]);
            }
            (load, taken)
        } else {
            let kinds = self.run(from, KINDS);
            let bands = self.run(from + kinds, BANDS);
            if bands == 0 || from + kinds == 0 {
                return false;
            }
            ((from..from + kinds + bands).map(|at| self.word(at)).collect(), from + kinds + bands)
        };
        let load = load.join(" ");
        if self.dose.load.replace(load.clone()).is_some_and(|before| before != load) {
            self.problem("it says two loads".to_owned());
        }
        self.take(taken)
    }

    /// What no rule takes: a word of the name or of a tip; a number that nobody asked for.
    pub(super) fn left_over(&mut self) {
        match self.tokens[self.at].clone() {
            Token::Word(word) => {
                if let Some(words) = self.dose.words.last_mut() {
                    words.push(word);
                }
            }
            Token::Comma => self.dose.words.push(Vec::new()),
            Token::Length(length) => self.set_length(length),
            Token::Count(count) => {
                self.note(format!("`{count}` is taken as how many times"));
                self.set_times(count);
            }
            Token::Range(lower, upper) => {
                self.note(format!("`{lower}-{upper}` is taken as reps"));
                self.set_reps(Reps::Range(lower, upper));
            }
            Token::Odd(number) => self.problem(format!("`{number}` is not understood")),
            Token::Times => self.problem("`x` is not understood here".to_owned()),
            Token::Slash => {}
            Token::Load(load) => self.problem(format!("`{load}` is not understood here")),
        }
        self.at += 1;
    }
}
