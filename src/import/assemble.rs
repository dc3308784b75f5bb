//! From what was read to an exercise: which exercise it is, what its numbers count, and the keys of the file.
//! Where the words allow two results there is none: the error says what is missing.

use std::time::Duration;

use super::{
    grammar::{After, Dose, Part, Reading, Rest, Side},
    lexer::Token,
    names::{Found, Names, Nature, is_hold, nature, same},
    sheet::{Often, quoted},
    words::{self, Class},
};
use crate::{
    base::{
        quantity::{Reps, units},
        text,
    },
    routine::{Exercise, Sides, Work},
};

/// The longest hold of one rep where a line gives only a number and a length: leaflets hold reps for 5 to 10 s and
/// stretches for 15 to 60 s.
const SHORT: Duration = Duration::from_secs(10);
/// From here on a number of times and a length are sets.
const LONG: Duration = Duration::from_secs(15);
/// From here on a length that nothing names is a movement, whatever the name.
const MOVEMENT: Duration = Duration::from_secs(180);
/// The longest pause within a rep, and the shortest between sets.
const WITHIN: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_secs(20);
/// The longest name, in words.
const NAME: usize = 8;

/// An exercise in the keys of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembled {
    pub keys: Vec<(&'static str, String)>,
    pub notes: Vec<String>,
    /// Times a day, days a week, and the days as they are written.
    pub often: Often,
    /// Whole sets, for a superset.
    pub sets: Option<u32>,
}

/// The words of a name without those that only join it to the dose.
pub(super) fn trimmed(tokens: &[Token]) -> &[Token] {
    const JOINS: &[&str] = &[
        "with", "and", "of", "for", "at", "on", "a", "an", "then", "do", "perform", "to", "in", "using", "by", "&",
        "+", "your", "complete", "de", "von", "di", "x", "each", "or", "w/", "as", "also", "about", "mit", "con",
        "avec", "until",
    ];
    let joins = |token: &&Token| JOINS.contains(&token.text.to_lowercase().as_str());
    let first = tokens.iter().take_while(joins).count();
    let last =
        tokens[first..].iter().rev().take_while(|token| joins(token) || token.text.eq_ignore_ascii_case("the")).count();
    &tokens[first..tokens.len() - last]
}

/// Whether a part is a label or a filler, and neither a name nor a tip.
pub(super) fn is_filler(tokens: &[Token]) -> bool {
    const FILLER: Class = words::FILL
        | words::AND
        | words::OF
        | words::FOR
        | words::OPTIONAL
        | words::EDGE
        | words::HOW
        | words::REPEAT
        | words::TIMES
        | words::DO
        | words::EACH
        | words::WITH
        | words::COUNTING
        | words::TO;
    tokens
        .iter()
        .all(|token| token.is(FILLER) && !token.is(words::HELD) || token.text.chars().count() == 1 && token.class == 0)
}

/// Whether words are a sentence to the reader and no name.
pub(super) fn is_sentence(tokens: &[Token]) -> bool {
    tokens.len() > NAME
        || tokens.iter().any(|token| token.is(words::PERSON))
        || tokens.first().is_some_and(|first| first.is(words::ADVICE))
}

/// The part of a reading that names the exercise, and the library's exercise if it is one.
pub(super) fn named(reading: &Reading, names: &Names<'_>) -> Option<(usize, Option<Found>)> {
    // What follows a measure belongs to it.
    let words = |part: &Part| if part.after == After::Measure { 0 } else { part.words.len() };
    let parts: Vec<_> = reading.parts.iter().map(|part| trimmed(&part.words[..words(part)])).collect();
    // Another order or a slip is only taken for the first words of a line.
    let exact = |(at, found): &(usize, Found)| *at == 0 || !found.slip;
    let whole = parts.iter().enumerate().filter_map(|(at, part)| Some((at, names.whole(part)?))).find(exact);
    let found = whole.or_else(|| parts.iter().enumerate().find_map(|(at, part)| Some((at, names.within(part)?))));
    if let Some((at, found)) = found {
        return Some((at, Some(found)));
    }
    let name = |part: &[Token]| !part.is_empty() && !is_filler(part);
    parts.iter().position(|part| name(part)).map(|at| (at, None))
}

/// The exercise of a reading; the error says why there is none.
pub(super) fn assemble(reading: Reading, names: &Names<'_>) -> Result<Assembled, String> {
    let Some((at, found)) = named(&reading, names) else {
        return Err(reading.dose.problem.unwrap_or_else(|| "missing the name of an exercise".to_owned()));
    };
    let Reading { mut dose, parts, found: patterns } = reading;
    if let Some(problem) = dose.problem.take() {
        return Err(problem);
    }
    let name = trimmed(&parts[at].words).to_vec();
    if name.iter().any(|word| word.text.to_lowercase().starts_with("circuit")) {
        return Err("a circuit: write it as a [[block]] with `rounds`".to_owned());
    }
    if found.is_none() && is_sentence(&name) {
        return Err("a sentence, not the name of an exercise".to_owned());
    }
    let before_dose = parts[at].doses_before == 0;
    if found.is_none() && before_dose && name.iter().all(|word| word.is(words::HEADING)) && dose.reps.is_none() {
        return Err("a heading, not an exercise".to_owned());
    }
    let banded = name.iter().any(|word| word.is(words::BAND) || word.text.eq_ignore_ascii_case("banded"));
    let mut around = Around { banded, ..Around::default() };
    if let Some(found) = &found {
        for part in [&name[..found.from], &name[found.to..]] {
            // A position that is the library's own is no news.
            let known =
                is_hold(part) || part.iter().any(|token| token.is(words::PLACE)) && names.fits(&found.stem, part);
            if !known {
                around.add(part, &mut dose);
            }
        }
    }
    for (other, part) in parts.iter().enumerate().filter(|(other, _)| *other != at) {
        around.part(part, other < at, names, &mut dose)?;
    }
    let (sets_x_reps, long_form) = (patterns.contains(&"sets x reps"), patterns.contains(&"sets of reps"));
    if let (Some(sets @ 8..), Some(Reps::Count(reps @ 1..=5))) = (dose.sets, dose.reps)
        && sets_x_reps
        && !long_form
    {
        return Err(format!("`{sets} x {reps}` can be {sets} sets or {reps} sets: write `{reps} sets of {sets}`"));
    }
    let library = found.as_ref().and_then(|found| names.exercise(&found.stem));
    let nature = match library.as_ref().map(|exercise| &exercise.work) {
        Some(Work::Hold(_)) => Nature::Held,
        Some(Work::Time(_)) => Nature::Moved,
        Some(Work::Reps(_, tempo)) if tempo.held().is_some() => Nature::Either,
        Some(_) => match nature(&name) {
            nature @ (Nature::Held | Nature::Either) => nature,
            _ => Nature::Unknown,
        },
        None => nature(&name),
    };
    let leads = parts[at].doses_before == 1 && parts[at].after == After::Number;
    let mut settled = Settled {
        dose,
        nature,
        library: library.as_ref(),
        time: None,
        patterns: &patterns,
        leads,
        unheld: false,
        in_turns: false,
    };
    settled.settle()?;
    let mut out = Assembled {
        sets: settled.dose.sets,
        often: Often { day: settled.dose.day, week: settled.dose.week, days: settled.dose.days.clone() },
        ..Assembled::default()
    };
    let said = text_of(&name);
    match (&found, &library) {
        (Some(found), Some(exercise)) => out.use_library(found, exercise, &name, &mut settled, names),
        _ => {
            if let Some(odd) = name.iter().find(|word| {
                word.is(words::SET | words::REP | words::TIMES | words::REST | words::HOURLY | words::LOADUNIT)
                    && !is_own_word(word, &name)
            }) {
                return Err(format!("`{}` has no clear meaning in `{}`", odd.text, text::cut(&said, 60)));
            }
            if let Some(number) =
                name.iter().find(|word| word.is(words::NUMERAL)).filter(|word| !word.text.eq_ignore_ascii_case("one"))
            {
                return Err(format!("`{}` in `{}` may be a number of something", number.text, text::cut(&said, 60)));
            }
            out.keys.push(("name", quoted(&sentence(&said))));
            if let Some(near) = names.near(&name) {
                settled.dose.note(format!("similar library exercise: write use = \"{near}\" in place of the name"));
            }
        }
    }
    if let Some(position) = around.position.take() {
        out.keys.push(("position", quoted(&position)));
    }
    settled.keys(&mut out);
    if !around.tips.is_empty() {
        let tips: Vec<String> = around.tips.iter().map(|tip| quoted(&sentence(tip))).collect();
        out.keys.push(("tips", format!("[{}]", tips.join(", "))));
    }
    out.notes = std::mem::take(&mut settled.dose.notes);
    Ok(out)
}

/// A word of a dose that belongs to a name: the sets of `quad sets`, the steps of `step ups`.
fn is_own_word(word: &Token, name: &[Token]) -> bool {
    let at = name.iter().position(|other| std::ptr::eq(other, word)).unwrap_or(0);
    let tensed = at > 0 && word.is(words::SET) && name[at - 1].is(words::TENSED);
    tensed
        || word.is(words::STEPS | words::MOVED | words::LIFT | words::SQUEEZE)
        || word.text.eq_ignore_ascii_case("lifts")
}

impl Assembled {
    /// The keys of an exercise of the library.
    fn use_library(
        &mut self,
        found: &Found,
        exercise: &Exercise,
        name: &[Token],
        settled: &mut Settled<'_>,
        names: &Names<'_>,
    ) {
        let said = text_of(&name[found.from..found.to]);
        // Another name of it, or its words in another order, stay the sheet's; a slip of the keyboard does not.
        let slipped = found.slip && !found.reordered;
        let renamed = !slipped && !same(&said, &exercise.name);
        if slipped {
            settled.dose.note(format!("`{said}` is read as `{}`", exercise.name));
        }
        let held = settled.dose.hold.is_some() && settled.dose.reps.is_none();
        if held && matches!(exercise.work, Work::Reps(..)) {
            // The library's reps would come along with `use`: the name, the figure and the position are written out.
            let name = if renamed { sentence(&said) } else { exercise.name.clone() };
            self.keys.push(("name", quoted(&name)));
            if names.has_figure(&found.stem) {
                self.keys.push(("figure", quoted(&found.stem)));
            }
            if settled.dose.side.is_none() && exercise.sides == Sides::Each {
                settled.dose.side = Some(Side::Each);
            }
            settled.dose.note(format!("held, where the library's `{}` moves: written without `use`", found.stem));
            return;
        }
        self.keys.push(("use", quoted(&found.stem)));
        if renamed {
            self.keys.push(("name", quoted(&sentence(&said))));
        }
        // The dose is the sheet's: a hold that it does not ask for, or taking turns, is not added.
        let moves = settled.dose.tempo.is_none() && settled.dose.lower.is_none() && settled.dose.lift.is_none();
        if let (Work::Reps(_, tempo), None, Some(_)) = (&exercise.work, settled.dose.hold, settled.dose.reps)
            && let Some(hold) = tempo.held().filter(|_| moves && !settled.dose.own_pace)
        {
            settled.unheld = true;
            settled.dose.note(format!("the sheet gives no hold; the library holds each rep for {}", units(hold)));
        }
        settled.in_turns =
            exercise.sides == Sides::Alternate && settled.dose.side.is_none() && settled.dose.reps.is_some();
        if let (Some(load), None) = (&exercise.load, &settled.dose.load) {
            settled.dose.note(format!("{load}: from the library"));
        }
    }
}

/// What is around the name: a position, tips.
#[derive(Default)]
struct Around {
    /// The name has a band.
    banded: bool,
    position: Option<String>,
    tips: Vec<String>,
}

impl Around {
    fn add(&mut self, tokens: &[Token], dose: &mut Dose) {
        let tokens = trimmed(tokens);
        if tokens.is_empty() || tokens.iter().all(|token| token.is(words::FILL | words::OPTIONAL | words::AND)) {
            return;
        }
        let said = text_of(tokens);
        if said.chars().count() > 200 {
            dose.note("a long remark is left out: it stays in the comment");
        } else if self.position.is_none()
            && tokens.iter().any(|token| token.is(words::PLACE))
            && said.chars().count() <= 60
        {
            dose.note(format!("`{said}` is kept as the position"));
            self.position = Some(said);
        } else {
            dose.note(format!("`{said}` is kept as a tip"));
            self.tips.push(said);
        }
    }

    /// A part of the line that is not the name.
    fn part(&mut self, part: &Part, before: bool, names: &Names<'_>, dose: &mut Dose) -> Result<(), String> {
        let tokens = trimmed(&part.words);
        let Some(first) = tokens.first() else { return Ok(()) };
        let said = part.text();
        let lower = said.to_lowercase();
        if lower.contains("circuit") || lower.contains("superset") {
            return Err("a circuit in one line: write it as a [[block]] with `rounds`".to_owned());
        }
        let how = tokens
            .iter()
            .all(|token| token.is(words::HOW | words::FILL) && !token.text.to_lowercase().starts_with('b'));
        if part.after == After::Times && !how {
            return Err(format!("unclear what is multiplied in `x {}`", text::cut(&said, 60)));
        }
        // A number with a word after it that no table knows may count anything.
        if part.after == After::Number && first.class == 0 && !before {
            return Err(format!("`{}` after a number has no known meaning", first.text));
        }
        let number = |token: &Token| token.is(words::NUMERAL) && !token.text.eq_ignore_ascii_case("one");
        if let Some(number) = tokens.iter().find(|token| number(token)) {
            return Err(format!("`{}` in `{}` may belong to the dose", number.text, text::cut(&said, 60)));
        }
        // "Theraband row 3x15 (red)".
        if self.banded && dose.load.is_none() && tokens.iter().all(|token| token.is(words::COLOUR)) {
            dose.load = Some(text_of(tokens));
            return Ok(());
        }
        if names.whole(tokens).is_some() || part.after == After::Arrow && part.doses_before == 0 {
            return Err("more than one exercise: write each on its own line".to_owned());
        }
        if !tokens.iter().all(|token| {
            token.is(words::FILL
                | words::OPTIONAL
                | words::AND
                | words::OF
                | words::FOR
                | words::TIMES
                | words::DO
                | words::REPEAT)
        }) {
            self.add(&part.words, dose);
        }
        Ok(())
    }
}

/// A dose on its way to the keys.
struct Settled<'s> {
    dose: Dose,
    nature: Nature,
    library: Option<&'s Exercise>,
    /// A movement for that long.
    time: Option<Duration>,
    patterns: &'s [&'static str],
    /// The line begins with a number that nothing names.
    leads: bool,
    /// The library holds each rep, and the sheet does not.
    unheld: bool,
    /// The library alternates sides, and the sheet names none.
    in_turns: bool,
}

impl Settled<'_> {
    fn settle(&mut self) -> Result<(), String> {
        self.pauses()?;
        self.numbers()?;
        self.counts()?;
        self.lengths()?;
        self.sets_of_holds();
        self.rests();
        self.sides();
        let dose = &self.dose;
        if self.nature == Nature::Held && dose.reps.is_some() && dose.hold.is_none() {
            return Err("a hold with no length: write how many seconds".to_owned());
        }
        let none = dose.reps.is_none() && dose.hold.is_none() && self.time.is_none();
        if none && self.library.is_none() {
            return Err("missing reps, hold or time".to_owned());
        }
        if let (true, Some(library), true) = (none, self.library, dose.says_something()) {
            let work = library.work.to_string();
            self.dose.note(format!("{work}: from the library"));
        }
        let dose = &self.dose;
        if none && !dose.unread.is_empty() {
            return Err(format!("`{}` is a measure that a routine does not have", dose.unread[0]));
        }
        if let Some(times) = self.dose.day.filter(|times| *times > 1) {
            self.dose.note(format!("{times} times a day is not kept: play the routine that often"));
        }
        for unread in std::mem::take(&mut self.dose.unread) {
            self.dose.note(format!("`{unread}` is left out: a routine has no place for it"));
        }
        Ok(())
    }

    fn pauses(&mut self) -> Result<(), String> {
        let dose = &mut self.dose;
        match dose.pause.take() {
            None => {}
            Some(pause) if pause <= WITHIN && dose.hold.is_none() => dose.hold = Some(pause),
            Some(pause) if pause >= BETWEEN && dose.rest.is_none() => dose.rest = Some(Rest::For(pause)),
            Some(pause) => return Err(format!("a pause of {} may be within a rep or between sets", units(pause))),
        }
        if let Some(most) = dose.most.take() {
            if dose.reps.is_some()
                || !dose.counts.is_empty()
                || !dose.bare.is_empty()
                || dose.sets.is_some() && dose.hold.is_some()
            {
                return Err(format!("up to {most}: the line says how the dose grows, not one dose"));
            }
            dose.note(format!("up to {most} is read as {most} reps"));
            dose.reps = Some(Reps::Count(most));
        }
        Ok(())
    }

    fn numbers(&mut self) -> Result<(), String> {
        let lasts = matches!(self.nature, Nature::Held | Nature::Moved);
        let dose = &mut self.dose;
        let bare = std::mem::take(&mut dose.bare);
        match bare.as_slice() {
            [] => Ok(()),
            [(low, _), ..] if lasts && dose.hold.is_none() && dose.length.is_none() && dose.time.is_none() => {
                Err(format!("`{low}` may be a number of times or of seconds"))
            }
            [(low, high)] if dose.counts.is_empty() && dose.reps.is_none() && dose.sets.is_none() => {
                let said = if low == high { low.to_string() } else { format!("{low}-{high}") };
                dose.note(format!("`{said}` is read as a number of times"));
                dose.counts.push((*low, *high));
                Ok(())
            }
            // "10 push-ups x 3".
            [(low, high)] if dose.reps.is_none() && dose.sets.is_none() && self.leads => {
                let sets = dose.counts.first().filter(|(sets, _)| sets < low && *sets <= 6).map(|(sets, _)| *sets);
                let Some(sets) = sets.filter(|_| dose.counts.len() == 1) else {
                    return Err(format!("unclear what `{low}` counts"));
                };
                dose.note(format!("`{low}` is read as reps, `{sets}` as sets"));
                (dose.sets, dose.reps) = (Some(sets), Some(reps(*low, *high)));
                dose.counts.clear();
                Ok(())
            }
            [(low, _)] if dose.counts.is_empty() && dose.reps.is_none() && dose.sets.is_some() => {
                dose.note(format!("`{low}` is read as reps"));
                dose.counts.push(bare[0]);
                Ok(())
            }
            [(low, high), ..] => {
                let said = if low == high { low.to_string() } else { format!("{low}-{high}") };
                Err(format!("unclear what `{said}` counts"))
            }
        }
    }

    /// What `x 10`, `3 times` counts.
    fn counts(&mut self) -> Result<(), String> {
        let nature = self.nature;
        let moved = nature == Nature::Moved;
        let dose = &mut self.dose;
        let mut counts = std::mem::take(&mut dose.counts);
        counts.retain(|(low, high)| Some(reps(*low, *high)) != dose.reps || dose.sets.is_none());
        let Some((low, high)) = counts.first().copied() else { return Ok(()) };
        let long = dose.hold.or(dose.length);
        if counts.len() > 1 {
            // "10 reps of 5 s, 3 times": the larger are reps.
            let (mut first, mut second) = (counts[0], counts[1]);
            let twice = (1..self.patterns.len()).any(|at| self.patterns[..at].contains(&self.patterns[at]));
            if twice || counts.len() > 2 || long.is_none() || dose.sets.is_some() || dose.reps.is_some() {
                return Err(format!("unclear what `{low}` and `{}` count", second.0));
            }
            if first.0 < second.0 {
                std::mem::swap(&mut first, &mut second);
            }
            dose.reps = Some(reps(first.0, first.1));
            dose.sets = Some(second.0);
            self.held_reps();
            return Ok(());
        }
        let set_sets = |dose: &mut Dose| {
            if low != high {
                dose.note(format!("`{low}-{high}` sets: the lower is used, sets are one number"));
            }
            dose.sets = Some(low);
        };
        match (dose.sets, dose.reps, long) {
            (Some(_), Some(_), _) => return Err(format!("unclear what `{low}` counts")),
            (None, Some(_), _) => set_sets(dose),
            (Some(1) | None, None, None) if (nature == Nature::Held || moved) && low <= 6 => set_sets(dose),
            (Some(1) | None, None, None) if nature == Nature::Held || moved => {
                return Err(format!("`{low}` times of how long: write the length"));
            }
            (_, None, None) => dose.reps = Some(reps(low, high)),
            (Some(_), None, Some(_)) => {
                dose.reps = Some(reps(low, high));
                self.held_reps();
                return Ok(());
            }
            (None, None, Some(long)) => {
                let intervals = self.patterns.iter().any(|pattern| pattern.contains("on and off"));
                let said = dose.hold.is_some() && !intervals;
                let timed = !said && (moved || nature == Nature::Unknown && self.library.is_none());
                let as_reps = match () {
                    () if moved && !said => false,
                    () if intervals && long > SHORT => false,
                    () if long <= SHORT => low >= 5 || !timed && nature != Nature::Held,
                    () if long < LONG => low >= 5,
                    () => low >= 8 && nature != Nature::Held && !timed,
                };
                if as_reps {
                    if long >= SHORT || !said {
                        dose.note(format!("`{low}` times is read as reps, each held for {}", units(long)));
                    }
                    dose.reps = Some(reps(low, high));
                    self.held_reps();
                } else {
                    set_sets(dose);
                }
            }
        }
        Ok(())
    }

    /// A length without a name beside reps is their hold.
    fn held_reps(&mut self) {
        if self.dose.hold.is_none() {
            self.dose.hold = self.dose.length.take();
        }
    }

    fn lengths(&mut self) -> Result<(), String> {
        let held_library = matches!(self.library.map(|exercise| &exercise.work), Some(Work::Hold(_)));
        let nature = self.nature;
        let dose = &mut self.dose;
        self.time = dose.time.take();
        if (dose.lower.is_some() || dose.lift.is_some()) && dose.reps.is_none() {
            return Err("a tempo without reps".to_owned());
        }
        let Some(length) = dose.length.take() else {
            if self.time.is_some() && (dose.reps.is_some() || dose.hold.is_some()) {
                return Err("a time and reps or a hold as well".to_owned());
            }
            return Ok(());
        };
        let shown = units(length);
        match (dose.reps, dose.hold) {
            (Some(_), None) if nature == Nature::Held && dose.sets.is_none() => dose.hold = Some(length),
            (_, Some(_)) => return Err(format!("unclear what `{shown}` is: hold, rest or time")),
            (Some(_), None) if length <= SHORT => {
                dose.note(format!("`{shown}` is read as the hold of each rep"));
                dose.hold = Some(length);
            }
            (Some(_), None) => return Err(format!("unclear what `{shown}` is beside reps: rest or hold")),
            (None, None) if held_library => dose.hold = Some(length),
            (None, None) if nature == Nature::Moved || length >= MOVEMENT => self.time = Some(length),
            (None, None) if matches!(nature, Nature::Held | Nature::Either) => dose.hold = Some(length),
            (None, None) => {
                dose.note(format!("`{shown}` is read as a movement for that long; a position held would be `hold`"));
                self.time = Some(length);
            }
        }
        Ok(())
    }

    /// "30 s on, 30 s off, 5 times" without reps are sets and their rest.
    fn sets_of_holds(&mut self) {
        let dose = &mut self.dose;
        if dose.reps.is_none() && dose.rest.is_none() && dose.sets.is_some_and(|sets| sets > 1) {
            dose.rest = dose.relax.take().map(Rest::For);
        }
        if dose.reps.is_none()
            && self.time.is_none()
            && dose.hold.is_some()
            && matches!(self.nature, Nature::Moved | Nature::Unknown)
        {
            let said = self.patterns.iter().any(|pattern| pattern.contains("on and off"));
            if said {
                self.time = dose.hold.take();
            }
        }
    }

    fn rests(&mut self) {
        let dose = &mut self.dose;
        let held_reps = dose.reps.is_some() && dose.hold.is_some();
        if dose.sets.unwrap_or(1) == 1
            && let Some(rest) = dose.rest.take()
        {
            match rest {
                Rest::For(length) if held_reps && dose.relax.is_none() && !length.is_zero() => {
                    dose.relax = Some(length);
                }
                Rest::For(Duration::ZERO) => {}
                _ => dose.note("rest is left out: there is one set, so no rest between sets"),
            }
        }
        if dose.relax.is_some() && !held_reps {
            dose.relax = None;
            dose.note("the pause between reps is left out: reps that are not held have a `tempo`");
        }
    }

    fn sides(&mut self) {
        let dose = &mut self.dose;
        match (dose.side, dose.reps) {
            (Some(Side::EachAlternating), Some(count)) => {
                dose.side = Some(Side::Alternate);
                dose.reps = Some(match count {
                    Reps::Count(count) => Reps::Count(count.saturating_mul(2)),
                    Reps::Range(lower, upper) => Reps::Range(lower.saturating_mul(2), upper.saturating_mul(2)),
                    Reps::Max => Reps::Max,
                });
            }
            (Some(Side::EachAlternating), None) => dose.side = Some(Side::Each),
            (Some(Side::Alternate), None) => {
                dose.note("alternating is left out: it needs reps");
                dose.side = None;
            }
            _ => {}
        }
    }

    /// The keys of the dose, in the order of the guide.
    fn keys(&mut self, out: &mut Assembled) {
        let length = |length: Duration| quoted(&units(length).replace(' ', ""));
        let tempo = self.tempo();
        let dose = &mut self.dose;
        let mut push = |key, value: Option<String>| out.keys.extend(value.map(|value| (key, value)));
        push("sets", dose.sets.map(|sets| sets.to_string()));
        push(
            "reps",
            dose.reps.map(|reps| match reps {
                Reps::Count(count) => count.to_string(),
                reps => quoted(&reps.to_string()),
            }),
        );
        push("hold", dose.hold.filter(|_| tempo.is_none()).map(length));
        push("relax", dose.relax.filter(|_| tempo.is_none()).map(length));
        push("time", self.time.map(length));
        if let Some(grows) = dose.grows.take() {
            match grows.until {
                Some(until) => push(
                    "progress",
                    Some(format!("{{ add = \"{}\", every = \"{}\", until = {until} }}", grows.add, grows.every)),
                ),
                None => {
                    dose.notes.push(format!("growth by {} is left out: write `until` and where it ends", grows.add));
                }
            }
        }
        let both = self.in_turns.then_some("both");
        let side = dose.side.map(|side| match side {
            Side::Each | Side::EachAlternating => "each",
            Side::Alternate => "alternate",
            Side::Left => "left",
            Side::Right => "right",
        });
        push("sides", side.or(both).map(quoted));
        push("tempo", tempo);
        let rest = dose.rest.map(|rest| match rest {
            Rest::For(rest) => length(rest),
            Rest::Own => quoted("self"),
        });
        push("rest", rest);
        push("load", dose.load.as_deref().map(quoted));
    }

    /// The tempo as TOML.
    fn tempo(&mut self) -> Option<String> {
        let dose = &mut self.dose;
        if dose.own_pace {
            return Some(quoted("self"));
        }
        let phase = |label: &str, length: Duration| format!("{label} {}", units(length).replace(' ', ""));
        let mut phases = Vec::new();
        if let Some(said) = &dose.tempo {
            let digits: Option<Vec<u32>> =
                said.chars().filter(|c| !matches!(c, '-' | '/' | '–')).map(|c| c.to_digit(10)).collect();
            let digits = digits.filter(|digits| (2..=4).contains(&digits.len()));
            let Some(digits) = digits else {
                let note = format!("the tempo `{said}` is left out: it needs two to four digits");
                dose.notes.push(note);
                return None;
            };
            let labels: [&str; 4] =
                if digits.len() == 2 { ["lower", "lift", "", ""] } else { ["lower", "hold", "lift", "hold"] };
            let lengths = labels.iter().zip(&digits).filter(|(_, digit)| **digit > 0);
            phases.extend(lengths.map(|(label, digit)| phase(label, Duration::from_secs(u64::from(*digit)))));
            let note = format!("the tempo `{said}` is read as lowering, waiting, lifting, waiting");
            dose.notes.push(note);
        } else if dose.lower.is_some() || dose.lift.is_some() {
            let other = Duration::from_secs(2);
            phases.push(phase("lower", dose.lower.unwrap_or(other)));
            phases.extend(dose.hold.map(|hold| phase("hold", hold)));
            phases.push(phase("lift", dose.lift.unwrap_or(other)));
            if dose.lower.is_none() || dose.lift.is_none() {
                dose.notes.push("the other half of each rep is read as 2s".to_owned());
            }
        } else if self.unheld {
            phases.extend([phase("up", Duration::from_secs(2)), phase("down", Duration::from_secs(2))]);
        } else {
            return None;
        }
        let phases: Vec<String> = phases.iter().map(|phase| quoted(phase)).collect();
        Some(format!("[{}]", phases.join(", "))).filter(|_| !phases.is_empty())
    }
}

fn reps(low: u32, high: u32) -> Reps {
    if low == high { Reps::Count(low) } else { Reps::Range(low, high) }
}

fn text_of(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A text that begins with a capital letter.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
