//! The rules of a line that tell how it is done: tempo, rest, sides, load, how often and how it grows.

use std::time::Duration;

use super::{
    dose::{COUNTED, LIMBS, REPS, Reader, THINGS},
    words::Token,
};
use crate::{
    base::quantity::{Reps, units},
    routine::Wait,
};

// Each takes what it understands at this place, or leaves it alone.
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
        let paced = at + 1;
        at += 1 + usize::from(self.token(at + 1) == Some(&Token::Comma));
        at += self.run(at, &["until", "up", "to", "till", "you", "reach", "max", "of"]);
        let until = match self.token(at) {
            Some(Token::Count(count)) => count.to_string(),
            Some(Token::Length(length)) => format!("\"{}\"", units(*length).replace(' ', "")),
            _ => {
                self.note(format!("how it grows by {add} is left out: write `until` and where it ends"));
                self.dose.words.push(Vec::new());
                return self.take(paced);
            }
        };
        let every = format!("{number} {pace}{}", if number == 1 { "" } else { "s" });
        let progress = format!("{{ add = \"{add}\", every = \"{every}\", until = {until} }}");
        self.dose.progress = Some(progress);
        at += 1;
        self.take(at + self.run(at, REPS) + self.run(at, &["sets", "set"]))
    }

    /// `2x/day`, `three times a week`, `daily`, `BID`: how often belongs to the routine.
    pub(super) fn often(&mut self) -> bool {
        const DAILY: &[&str] = &["qd", "q.d", "od"];
        const MORE: &[&str] = &["bid", "b.i.d", "tid", "t.i.d", "qid", "q.i.d", "bd", "tds", "qds"];
        let hours = self.length(1).filter(|length| self.is(0, &["every"]) && *length >= Duration::from_secs(3600));
        let (taken, more) = match self.how_often(0) {
            Some(found) => found,
            None if self.is(0, DAILY) => (1, false),
            None if self.is(0, MORE) => (1, true),
            None if hours.is_some() => (2, true),
            None => return false,
        };
        let said = if more {
            "how many times a day is not kept: play the routine that often"
        } else {
            "how often is said for the whole routine: schedule = \"daily\", or [\"mon\", \"thu\"]"
        };
        self.note(said.to_owned());
        self.take(taken)
    }

    /// Whether `x 3` here is how often: `x 3/day`, not `x 3 daily`.
    pub(super) fn is_a_day(&self, from: usize) -> bool {
        self.how_often(from).is_some() && !self.is(from + 2, &["daily", "weekly", "everyday", "hourly"])
    }

    /// How many pieces say how often, and whether they may say more than once a day.
    pub(super) fn how_often(&self, from: usize) -> Option<(usize, bool)> {
        let times = ["times", "time", "days", "day", "session", "sessions"];
        let amount = self.dose.reps.is_some()
            || self.dose.hold.is_some()
            || self.dose.length.is_some()
            || self.dose.times.is_some();
        let number = match self.token(from) {
            Some(Token::Count(_) | Token::Range(..)) => match self.token(from + 1) {
                Some(Token::Times) => 2,
                _ if self.is(from + 1, &times) => 2,
                Some(Token::Slash) if amount => 1,
                _ if amount && self.is(from + 1, &["per", "a"]) => 1,
                _ => return None,
            },
            Some(Token::Times) if self.number(from + 1).is_some() => 2 + usize::from(self.is(from + 2, &times)),
            _ if self.is(from, &["once", "twice", "thrice"]) => 1,
            _ => 0,
        };
        let mut at = from + number;
        while self.token(at) == Some(&Token::Slash) || self.is(at, &["per", "a", "each", "every", "other"]) {
            at += 1;
        }
        let direct = number > 0 && self.token(at - 1) == Some(&Token::Times);
        let apart = at > from + number || (direct && self.is(at, &["day", "d", "week", "wk"]));
        let day = ["daily", "everyday", "day", "d", "morning", "evening", "night"];
        let more = number > 0 && !self.is(from, &["once"]) && self.is(at, &day);
        let named = self.is(at, &["day", "d", "week", "wk", "hour", "morning", "evening", "night", "days"]);
        let whole = self.is(at, &["daily", "weekly", "everyday", "hourly"]);
        (whole || (apart && named)).then_some((at + 1 - from, more || self.is(at, &["hourly", "hour"])))
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
        let (side, letter) = match self.word(0).as_str() {
            "left" => ("left", false),
            "right" => ("right", false),
            "l" | "lt" => ("left", true),
            "r" | "rt" => ("right", true),
            _ => return false,
        };
        let limbs = self.run(1, LIMBS);
        let only = limbs + self.run(1 + limbs, &["only"]);
        let alone = self.ends(1) && (matches!(self.before(), None | Some(Token::Comma)));
        // "Y T W L raises" have no side.
        let shape = self.before().is_some_and(|before| before.word().chars().count() == 1);
        let last = letter && !shape && !matches!(self.token(1), Some(Token::Word(_) | Token::Slash));
        if only == 0 && !alone && !last {
            return false;
        }
        self.set_side(side);
        // "left side plank" is a side plank.
        let names = only == limbs
            && matches!(self.token(1 + limbs), Some(Token::Word(_)))
            && self.dose.words.iter().all(Vec::is_empty);
        self.take(if names { 1 } else { 1 + only })
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
        let grade = self.run(from, &["resistance", "level", "incline", "gear", "setting"]);
        let graded = self.number(from + grade).filter(|_| {
            let counts = self.token(from + grade + 1) == Some(&Token::Times) || self.is(from + grade + 1, COUNTED);
            grade > 0 && self.at > 0 && !counts
        });
        let (load, taken) = if let Some(number) = graded {
            let load = (from..from + grade).map(|at| self.word(at)).chain([number.to_string()]);
            (load.collect(), from + grade + 1)
        } else if let Some(Token::Load(load)) = self.token(from) {
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
            // "rows @ green"
            let alone = from > 0 && kinds > 0 && !matches!(self.token(from + kinds), Some(Token::Word(_)));
            if (bands == 0 && !alone) || from + kinds == 0 {
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
            Token::Measure(said) => {
                let times = |token: Option<&Token>| token == Some(&Token::Times);
                if times(self.token(1)) || times(self.before()) {
                    self.problem(format!("`{said}` is not understood"));
                }
                self.dose.unread.push(said);
            }
            Token::Load(load) => self.problem(format!("`{load}` is not understood here")),
        }
        self.at += 1;
    }
}
