//! What the numbers of a dose count, now that the exercise is known: seconds or reps, sets or reps, a hold or a rest.
//! If two results are possible, there is none.

use std::time::Duration;

use super::{
    dose::{Dose, Rest, SheetSide, reps},
    names::Nature,
    sheet::quoted,
};
use crate::{
    base::quantity::{Reps, units},
    routine::{Exercise, Phase, Work},
};

/// The longest hold of one rep if a line gives only a number and a length: leaflets hold reps for 5 to 10 s and
/// stretches for 15 to 60 s.
const SHORT: Duration = Duration::from_secs(10);
/// From this length on, a number of times is a number of sets.
const LONG: Duration = Duration::from_secs(15);
/// From this length on, an unnamed length is a movement, whatever the name.
const MOVEMENT: Duration = Duration::from_secs(180);
/// The longest pause within a rep, and the shortest between sets.
const WITHIN: Duration = Duration::from_secs(5);
const BETWEEN: Duration = Duration::from_secs(20);

/// A dose on its way to the keys.
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own about the line")]
pub(super) struct Settled<'s> {
    pub dose: Dose,
    pub nature: Nature,
    pub library: Option<&'s Exercise>,
    /// A movement of this length.
    pub time: Option<Duration>,
    pub patterns: &'s [&'static str],
    /// Whether the line starts with a number that nothing names.
    pub leads: bool,
    /// Whether the library holds each rep and the sheet does not.
    pub unheld: bool,
    /// Whether the library alternates sides and the sheet names none.
    pub in_turns: bool,
    /// The library's exercise is played for a time, and can be counted: ankle circles, not a walk.
    pub turns: bool,
}

impl Settled<'_> {
    pub(super) fn settle(&mut self) -> Result<(), String> {
        // A printout has one rep for a position that is held.
        if self.nature == Nature::Held && self.dose.hold.is_some() {
            self.dose.reps = self.dose.reps.filter(|reps| *reps != Reps::Count(1));
        }
        self.pauses()?;
        self.numbers()?;
        self.counts()?;
        self.lengths()?;
        self.sets_of_holds();
        self.rests();
        self.sides();
        let dose = &self.dose;
        if self.nature == Nature::Held && dose.reps.is_some() && dose.hold.is_none() {
            return Err("hold without a length: write how many seconds".to_owned());
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
            return Err(format!("`{}` is a measure that routines do not support", dose.unread[0]));
        }
        for unread in std::mem::take(&mut self.dose.unread) {
            self.dose.note(format!("`{unread}` ignored: routines have no key for it"));
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
                return Err(format!("up to {most}: the line gives a progression, not a dose"));
            }
            dose.note(format!("up to {most} is read as {most} reps"));
            dose.reps = Some(Reps::Count(most));
        }
        Ok(())
    }

    fn numbers(&mut self) -> Result<(), String> {
        let lasts = self.nature == Nature::Held || self.nature == Nature::Moved && !self.turns;
        let dose = &mut self.dose;
        let bare = std::mem::take(&mut dose.bare);
        match bare.as_slice() {
            [] => Ok(()),
            [(low, _), ..] if lasts && dose.hold.is_none() && dose.length.is_none() && dose.time.is_none() => {
                Err(format!("`{low}` may mean times or seconds"))
            }
            [(low, high)] if dose.counts.is_empty() && dose.reps.is_none() && dose.sets.is_none() => {
                let said = if low == high { low.to_string() } else { format!("{low}-{high}") };
                dose.note(format!("`{said}` is read as a number of times"));
                dose.counts.push((*low, *high));
                Ok(())
            }
            // "10 push-ups x 3", "10 on each leg, repeat 3 times".
            [(low, high)] if dose.reps.is_none() && dose.sets.is_none() && (self.leads || dose.side.is_some()) => {
                let sets = dose.counts.first().filter(|(sets, _)| sets < low && *sets <= 6).map(|(sets, _)| *sets);
                let Some(sets) = sets.filter(|_| dose.counts.len() == 1) else {
                    return Err(format!("unclear what `{low}` counts: write `{low} reps` or `{low} sets`"));
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
                Err(format!("unclear what `{said}` counts: write `{said} reps` or `{said} sets`"))
            }
        }
    }

    /// Decides what `x 10` or `3 times` counts.
    fn counts(&mut self) -> Result<(), String> {
        let nature = self.nature;
        let moved = nature == Nature::Moved;
        let dose = &mut self.dose;
        let mut counts = std::mem::take(&mut dose.counts);
        counts.retain(|(low, high)| Some(reps(*low, *high)) != dose.reps || dose.sets.is_none());
        let Some((low, high)) = counts.first().copied() else { return Ok(()) };
        let long = dose.hold.or(dose.length);
        if counts.len() > 1 {
            // "10 reps of 5 s, 3 times": the larger number is the reps.
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
            (Some(_), Some(_), _) => {
                return Err(format!("unclear what `{low}` counts: write `{low} reps` or `{low} sets`"));
            }
            (None, Some(_), _) => set_sets(dose),
            (_, None, None)
                if moved && matches!(dose.side, Some(SheetSide::Alternate | SheetSide::EachAlternating)) =>
            {
                dose.reps = Some(reps(low, high));
            }
            (Some(1) | None, None, None) if (nature == Nature::Held || moved && !self.turns) && low <= 6 => {
                set_sets(dose);
            }
            (Some(1) | None, None, None) if nature == Nature::Held || moved && !self.turns => {
                return Err(format!("`{low}` times, but for how long? write the length"));
            }
            (_, None, None) => dose.reps = Some(reps(low, high)),
            (Some(_), None, Some(_)) => {
                dose.reps = Some(reps(low, high));
                self.held_reps();
                return Ok(());
            }
            (None, None, Some(long)) => {
                let worked = self.patterns.contains(&"work, then rest");
                let intervals = worked || self.patterns.iter().any(|pattern| pattern.contains("on and off"));
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

    /// An unnamed length next to reps is their hold.
    fn held_reps(&mut self) {
        if self.dose.hold.is_none() {
            self.dose.hold = self.dose.length.take();
        }
    }

    fn lengths(&mut self) -> Result<(), String> {
        let moves = matches!(self.library.map(|exercise| &exercise.work), Some(Work::Reps(..)));
        if let (Some(hold), None, None, true) = (self.dose.hold, self.dose.reps, self.dose.sets, moves)
            && hold < SHORT
        {
            return Err(format!("a hold of {} without reps: write how many", units(hold)));
        }
        let held_library = matches!(self.library.map(|exercise| &exercise.work), Some(Work::Hold(_)));
        let nature = self.nature;
        let dose = &mut self.dose;
        self.time = dose.time.take();
        if (dose.lower.is_some() || dose.lift.is_some()) && dose.reps.is_none() {
            return Err("a tempo without reps".to_owned());
        }
        let Some(length) = dose.length.take() else {
            if self.time.is_some() && (dose.reps.is_some() || dose.hold.is_some()) {
                return Err("a time together with reps or a hold".to_owned());
            }
            return Ok(());
        };
        let shown = units(length);
        match (dose.reps, dose.hold) {
            (Some(_), None) if nature == Nature::Held && dose.sets.is_none() => dose.hold = Some(length),
            (_, Some(_)) => return Err(format!("unclear whether `{shown}` is a hold, a rest or a time: write which")),
            (Some(_), None) if length <= SHORT => {
                dose.note(format!("`{shown}` is read as the hold of each rep"));
                dose.hold = Some(length);
            }
            (Some(_), None) => return Err(format!("`{shown}` next to reps can be a rest or a hold: write which")),
            (None, None) if held_library => dose.hold = Some(length),
            (None, None) if nature == Nature::Moved || length >= MOVEMENT => self.time = Some(length),
            (None, None) if matches!(nature, Nature::Held | Nature::Either) => dose.hold = Some(length),
            (None, None) => {
                dose.note(format!("`{shown}` is read as `time`, a movement for that long; use `hold` for a position"));
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
                _ => dose.note("rest ignored: one set has no rest between sets"),
            }
        }
        if dose.relax.is_some() && !held_reps {
            dose.relax = None;
            dose.note("pause between reps ignored: use `tempo` for reps without a hold");
        }
    }

    fn sides(&mut self) {
        let dose = &mut self.dose;
        match (dose.side, dose.reps) {
            (Some(SheetSide::EachAlternating), Some(count)) => {
                dose.side = Some(SheetSide::Alternate);
                dose.reps = Some(match count {
                    Reps::Count(count) => Reps::Count(count.saturating_mul(2)),
                    Reps::Range(lower, upper) => Reps::Range(lower.saturating_mul(2), upper.saturating_mul(2)),
                    Reps::Max => Reps::Max,
                });
            }
            (Some(SheetSide::EachAlternating), None) => dose.side = Some(SheetSide::Each),
            (Some(SheetSide::Alternate), None) => {
                dose.note("alternating ignored: it needs reps");
                dose.side = None;
            }
            _ => {}
        }
    }

    /// The keys of the dose, in the order of the guide.
    pub(super) fn keys(&mut self, out: &mut Vec<(&'static str, String)>) {
        let length = |length: Duration| quoted(&units(length).replace(' ', ""));
        let tempo = self.tempo();
        let dose = &mut self.dose;
        let mut push = |key, value: Option<String>| out.extend(value.map(|value| (key, value)));
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
                    dose.notes.push(format!("progression by {} ignored: add `until` with its limit", grows.add));
                }
            }
        }
        let both = self.in_turns.then_some("both");
        let side = dose.side.map(|side| match side {
            SheetSide::Each | SheetSide::EachAlternating => "each",
            SheetSide::Alternate => "alternate",
            SheetSide::Left => "left",
            SheetSide::Right => "right",
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
            let Some(read) = Phase::of_digits(said) else {
                let note = format!("tempo `{said}` ignored: it needs two to four digits");
                dose.notes.push(note);
                return None;
            };
            phases.extend(read.iter().map(|one| phase(&one.label, one.length)));
            let names: &[&str] = match said.chars().filter(char::is_ascii_digit).count() {
                2 => &["lowering", "lifting"],
                3 => &["lowering", "waiting", "lifting"],
                _ => &["lowering", "waiting", "lifting", "waiting"],
            };
            dose.notes.push(format!("the tempo `{said}` is read as {}", names.join(", ")));
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
