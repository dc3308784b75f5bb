//! What a line says of the dose, before the exercise is known.

use std::time::Duration;

use crate::base::quantity::Reps;

/// The problem of a line that names two sides.
pub(super) const TWO_SIDES: &str = "the line gives conflicting sides: keep one";

/// The dose that a line gives, before the exercise is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dose {
    pub sets: Option<u32>,
    pub reps: Option<Reps>,
    pub hold: Option<Duration>,
    pub relax: Option<Duration>,
    pub rest: Option<Rest>,
    /// A movement of this length.
    pub time: Option<Duration>,
    /// A length without a name.
    pub length: Option<Duration>,
    /// A pause: within a rep if it is short, between sets if it is long.
    pub pause: Option<Duration>,
    /// `x 10`, `3 times`: the exercise decides of what.
    pub counts: Vec<(u32, u32)>,
    /// `up to 10`.
    pub most: Option<u32>,
    /// A number without a unit.
    pub bare: Vec<(u32, u32)>,
    pub side: Option<SheetSide>,
    pub lower: Option<Duration>,
    pub lift: Option<Duration>,
    pub tempo: Option<String>,
    pub own_pace: bool,
    pub load: Option<String>,
    pub grows: Option<Growth>,
    /// Times a day.
    pub day: Option<u32>,
    /// Days a week.
    pub week: Option<u32>,
    /// The days of the week, as written.
    pub days: Vec<String>,
    /// Parts that a routine does not support.
    pub unread: Vec<String>,
    /// How ambiguous words were understood.
    pub notes: Vec<String>,
    /// Why the line has no single reading.
    pub problem: Option<String>,
}

/// The rest between sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    For(Duration),
    Own,
}

/// The side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetSide {
    Each,
    Alternate,
    /// This many on each side, alternating.
    EachAlternating,
    Left,
    Right,
}

/// The progression of a dose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Growth {
    pub add: String,
    pub every: String,
    pub until: Option<String>,
}

impl Dose {
    /// Whether it gives an amount: reps, a hold, a time, or a frequency.
    pub(super) fn has_amount(&self) -> bool {
        self.reps.is_some()
            || self.hold.is_some()
            || self.time.is_some()
            || self.length.is_some()
            || !self.counts.is_empty()
            || !self.bare.is_empty()
            || self.most.is_some()
    }

    /// Whether it says neither how much nor how many sets.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_amount() && self.sets.is_none()
    }

    /// Whether it gives anything about how it is done.
    pub(super) fn says_something(&self) -> bool {
        Dose { problem: None, notes: Vec::new(), ..self.clone() } != Dose::default()
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn fail(&mut self, why: impl Into<String>) {
        if self.problem.is_none() {
            self.problem = Some(why.into());
        }
    }

    /// Adds another line's dose to this one; contradictions are a problem.
    pub(super) fn join(&mut self, other: Dose) {
        macro_rules! both {
            ($($field:ident $what:literal),*) => {$(
                match (&self.$field, other.$field) {
                    (Some(mine), Some(theirs)) if *mine != theirs => {
                        self.fail(concat!("the lines give two values for ", $what));
                    }
                    (None, Some(theirs)) => self.$field = Some(theirs),
                    _ => {}
                }
            )*};
        }
        both!(
            sets "the sets", reps "the reps", hold "the hold", relax "the relax", rest "the rest", time "the time",
            length "a length", pause "a pause", most "the most", side "the sides", lower "the lowering", lift "the lifting",
            tempo "the tempo", load "the load", grows "how it grows", day "the times a day", week "the days a week"
        );
        for count in other.counts {
            if !self.counts.contains(&count) {
                self.counts.push(count);
            }
        }
        self.bare.extend(other.bare);
        self.days.extend(other.days);
        self.own_pace |= other.own_pace;
        self.unread.extend(other.unread);
        other.notes.into_iter().for_each(|note| self.note(note));
        if let Some(problem) = other.problem {
            self.fail(problem);
        }
    }
}

/// So many reps, or a range of them.
pub(super) fn reps(low: u32, high: u32) -> Reps {
    if low == high { Reps::Count(low) } else { Reps::Range(low, high) }
}

pub(super) fn set_rest(dose: &mut Dose, rest: Rest) {
    if dose.rest.replace(rest).is_some_and(|before| before != rest) {
        dose.fail("the line gives two rests");
    }
}

pub(super) fn set_load(dose: &mut Dose, load: String) {
    if dose.load.as_ref().is_some_and(|before| *before != load) {
        dose.fail("the line gives two loads");
    }
    dose.load = Some(load);
}

pub(super) fn set_side(dose: &mut Dose, side: SheetSide) {
    dose.side = Some(match (dose.side, side) {
        (None, side) => side,
        (Some(before), side) if before == side => side,
        (
            Some(SheetSide::Each | SheetSide::Alternate | SheetSide::EachAlternating),
            SheetSide::Each | SheetSide::Alternate,
        ) => SheetSide::EachAlternating,
        (Some(before), _) => {
            dose.fail(TWO_SIDES);
            before
        }
    });
}
