//! The words of the steps of a plan, as optional phrases.

use std::time::Duration;

use super::{
    number,
    phrase::Phrase,
    voice::Voice,
    words::{Join, Offer, Words, fitting},
};
use crate::{
    base::{
        cue::{Cues, Talk},
        quantity::Reps,
    },
    routine::{Phase, Sides, Tempo, Work},
    session::plan::{Plan, Played, Side, Step},
};

/// The gap between a sound and a word.
pub const APART: Duration = Duration::from_millis(30);

/// The rank of words for which no step is extended.
pub(super) const SPARE: u8 = 7;

/// The words of a plan in its voice: full, brief or off.
#[derive(Clone, Copy)]
pub(super) struct Script<'c> {
    pub(super) voice: Voice<'c>,
    talk: Talk,
}

impl<'c> Script<'c> {
    pub(super) fn of(plan: &'c Plan) -> Script<'c> {
        Script::with(&plan.cues)
    }

    pub(super) fn with(cues: &'c Cues) -> Script<'c> {
        Script { voice: Voice::of(cues), talk: cues.voice }
    }

    pub(super) fn is_full(self) -> bool {
        self.talk == Talk::Full
    }

    fn phrase(self, text: &str) -> Option<Phrase> {
        Phrase::recorded(text, self.voice)
    }

    /// A recorded text as an offer.
    pub(super) fn offer(self, join: Join, rank: u8, text: &str) -> Option<Offer> {
        Some(Offer::new(join, rank, self.phrase(text)?))
    }

    pub(super) fn say(self, text: &str, lead: Duration, room: Duration) -> Option<Words> {
        fitting(&[self.offer(Join::Stop, 0, text)?], self.voice, lead, room)
    }

    /// Words for the full voice only.
    pub(super) fn full(self, text: &str, lead: Duration, room: Duration) -> Option<Words> {
        self.say(text, lead, room).filter(|_| self.is_full())
    }

    /// The words for an open step, which waits for the user.
    pub(super) fn ready(self, played: Played) -> Option<Offer> {
        self.offer(Join::Stop, 3, "press a key when you are ready").filter(|_| played.length.is_none())
    }

    /// The rest and its length.
    pub(super) fn rest(self, step: &Step, played: Played) -> Option<Offer> {
        let rest = self.offer(Join::Stop, 0, "rest")?;
        let planned = step.length.filter(|_| played.length == step.length && step.every.is_none());
        let long = planned.and_then(number::time).and_then(|time| self.phrase(&format!("rest, {time}")));
        Some(match long {
            Some(phrase) => Offer { short: Some(rest.phrase), phrase, ..rest },
            None => rest,
        })
    }

    pub(super) fn last_set(self, step: &Step) -> Option<Offer> {
        self.offer(Join::Stop, 1, "last set").filter(|_| step.set == step.exercise.sets)
    }

    /// That one rep is left, as it begins.
    pub(super) fn last_one(self) -> Option<Offer> {
        let short = self.phrase("last one");
        Some(Offer { short, ..self.offer(Join::Stop, 0, "now the last one")? })
    }

    /// The next exercise: its name, position, movement, dose and side. `rank` is that of "next": it matters little
    /// while the user gets ready, and much during other work.
    pub(super) fn announcement(self, step: &Step, rank: u8) -> Vec<Offer> {
        let next = self.offer(Join::Stop, rank, "next").map(|next| Offer { leads: true, ..next });
        next.into_iter().chain(self.name_and_dose(step, step.is_new)).collect()
    }

    /// What may be said as work begins that was not announced.
    pub(super) fn beginning(self, step: &Step) -> Vec<Offer> {
        self.name_and_dose(step, false)
    }

    pub(super) fn name(self, step: &Step) -> Offer {
        Offer::new(Join::Colon, 0, Phrase::own(&step.exercise.name, Some("exercise"), self.voice))
    }

    fn name_and_dose(self, step: &Step, is_new: bool) -> Vec<Offer> {
        let exercise = &step.exercise;
        let own = |rank, text: &str| Offer::new(Join::Stop, rank, Phrase::own(text, None, self.voice));
        let position = step.position().filter(|_| self.is_full()).map(|text| own(2, &text));
        let how = exercise.how.as_deref().filter(|_| is_new && self.is_full()).map(|text| own(4, text));
        let dose = self.dose(step).map(|phrase| Offer::new(Join::Stop, 3, phrase));
        let is_own = self.is_full() && matches!(exercise.work, Work::Reps(_, Tempo::Own));
        let pace = self.offer(Join::Comma, 5, "at your own pace").filter(|_| is_own);
        [self.name(step)]
            .into_iter()
            .chain(position)
            .chain(how)
            .chain(dose)
            .chain(pace)
            .chain(self.side(step, 1))
            .collect()
    }

    /// The first tip, before the first set, if it is recorded.
    pub(super) fn tip(self, step: &Step) -> Option<Offer> {
        let tip = step.tips().next().filter(|_| self.is_full() && step.is_new)?;
        self.offer(Join::Stop, SPARE, &tip)
    }

    /// The position, if it is another one for this side.
    pub(super) fn turned(self, step: &Step) -> Option<Offer> {
        let position = step.position().filter(|_| self.is_full() && step.is_sided())?;
        Some(Offer::new(Join::Stop, 3, Phrase::own(&position, None, self.voice)))
    }

    pub(super) fn side(self, step: &Step, rank: u8) -> Option<Offer> {
        let short = match step.side {
            Side::Left => self.phrase("left"),
            Side::Right => self.phrase("right"),
            Side::Both | Side::Alternate => None,
        };
        // The other side follows without a new announcement.
        let is_first = step.exercise.sides == Sides::Each && step.side == Side::Left;
        let words = step.side_words()?;
        let side = if is_first { self.phrase(&format!("{words} first"))? } else { self.phrase(words)? };
        Some(Offer { short, ..Offer::new(Join::Comma, rank, side) })
    }

    /// The dose: `2 sets of 10 reps`, `8 to 12 reps`, `hold for 30 seconds`.
    fn dose(self, step: &Step) -> Option<Phrase> {
        let (join, each) = match &step.exercise.work {
            Work::Hold(length) => (", ", format!("hold for {}", number::time(*length)?)),
            Work::Time(length) => (" of ", number::time(*length)?),
            Work::Open => return self.phrase("until you are back"),
            Work::Reps(reps, tempo) => {
                let reps = match *reps {
                    Reps::Max => return self.phrase("as many as you can"),
                    Reps::Count(1) => "1 rep".to_owned(),
                    Reps::Count(reps) => format!("{reps} reps"),
                    Reps::Range(lower, upper) => format!("{lower} to {upper} reps"),
                };
                let held = tempo.held().and_then(number::time);
                (" of ", held.map_or_else(|| reps.clone(), |held| format!("{reps} of {held}")))
            }
        };
        match step.exercise.sets {
            sets if sets > 1 && step.set == 1 => self.phrase(&format!("{sets} sets{join}{each}")),
            _ => self.phrase(&each),
        }
    }

    /// The words as announced work begins: its first phase, that it is a hold, or how it ends.
    pub(super) fn begin(self, step: &Step, lead: Duration, room: Duration) -> Option<Words> {
        match &step.exercise.work {
            Work::Reps(_, Tempo::Own) | Work::Open => self.say("press a key when you are done", lead, room),
            Work::Reps(_, Tempo::Phases(phases)) => self.label(phases.first()?, lead, room),
            Work::Hold(_) => self.full("hold", lead, room),
            Work::Time(_) => self.full("go", lead, room),
        }
    }

    /// The name of a phase.
    pub(super) fn phase(self, phase: &Phase) -> Offer {
        Offer::new(Join::Stop, 2, Phrase::own(&phase.label, None, self.voice))
    }

    /// The name of a phase, if there is time for it.
    pub(super) fn label(self, phase: &Phase, lead: Duration, room: Duration) -> Option<Words> {
        let offer = self.phase(phase);
        let room = phase.length.saturating_sub(lead + APART).min(room);
        fitting(&[offer], self.voice, lead, room).filter(|_| self.is_full())
    }
}
