//! When something is said in a step, and what. A word never covers a countdown beep or a start, and no two words are
//! spoken at once: each is left out, shortened, or begun earlier, where it would.

use std::{sync::Arc, time::Duration};

use super::{
    number,
    voice::Voice,
    words::{Join, Offer, Phrase, Words, fitting},
};
use crate::{
    base::{
        cue::{COUNTDOWN, Cue, Cues, HALFWAY, Talk},
        quantity::Reps,
    },
    routine::{Phase, Rounds, Sides, Tempo, Work},
    session::plan::{Kind, Plan, Played, Side, Step},
};

/// How long the built-in sounds are heard.
const START: Duration = heard(include_bytes!("../../../sounds/start.wav"));
const CHANGE: Duration = heard(include_bytes!("../../../sounds/switch.wav"));
const CHIME: Duration = heard(include_bytes!("../../../sounds/halfway.wav"));
const MINIMUM: Duration = heard(include_bytes!("../../../sounds/minimum.wav"));
const BEEP: Duration = heard(include_bytes!("../../../sounds/countdown.wav"));
const FINISH: Duration = heard(include_bytes!("../../../sounds/finish.wav"));
/// Between a sound and a word.
pub const APART: Duration = Duration::from_millis(30);
/// The first words of a session begin so late, if there is room: an output takes its time to open, or to wake.
const FIRST: Duration = Duration::from_secs(1);
/// Timed work of this length or more tells when ten seconds are left.
const LONG: Duration = Duration::from_secs(30);
const TEN: Duration = Duration::from_secs(10);
/// A set of this many reps or more tells when five are left.
const MANY: u32 = 12;
const FIVE: u32 = 5;

/// How long a built-in sound is heard: 48,000 samples a second, 2 bytes each, after a header of 44 bytes.
const fn heard(wav: &[u8]) -> Duration {
    Duration::from_micros((wav.len() as u64 - 44) * 1_000_000 / 96_000)
}

/// Whether the end of a step is counted down with beeps.
pub fn counts_down(step: &Step, played: Played) -> bool {
    let is_long = || step.reps().is_none() && played.length.is_some_and(|length| length >= COUNTDOWN);
    !step.is_work() || played.is_capped() || is_long()
}

/// The countdown's beep so many seconds before the end of a step: what ends soon does not sound as what begins soon.
pub fn beep(step: &Step, seconds: u32) -> Cue {
    if step.is_work() { Cue::Ending(seconds) } else { Cue::Countdown(seconds) }
}

/// What is said as a step begins.
pub fn opening(plan: &Plan, index: usize, played: Played) -> Option<Words> {
    let step = plan.steps.get(index).filter(|_| plan.cues.voice != Talk::Off)?;
    if !step.is_work() {
        let wish = if played.first && step.kind == Kind::Prepare { FIRST } else { Duration::ZERO };
        return fit(&between(plan, index, played), wish, played, &plan.cues);
    }
    let script = Script::of(plan);
    let before = index.checked_sub(1).map(|before| &plan.steps[before]);
    let lead = START + APART;
    let halfway = middle(step, played.length).filter(|_| plan.cues.halfway);
    let late = late(plan, index, played).map(|(at, _)| at);
    let sounds = beeps(step, played, &plan.cues).chain(halfway).chain(minimum(step)).chain(late);
    let room = free(lead, sounds, played.end()).saturating_sub(lead);
    match before.filter(|before| before.round == step.round && before.is_work()) {
        Some(before) if Arc::ptr_eq(&before.exercise, &step.exercise) => {
            let last = script.last_set(step).filter(|_| before.set != step.set);
            let offers = last.into_iter().chain(script.side(step, 0)).collect::<Vec<_>>();
            fitting(&offers, lead, room).or_else(|| script.begin(step, lead, room))
        }
        _ if played.told => script.begin(step, lead, room),
        // It has begun: it is no more what comes next.
        _ => fitting(&script.beginning(step), lead, room),
    }
}

/// What is said in a step between two of work.
pub(super) fn between(plan: &Plan, index: usize, played: Played) -> Vec<Offer> {
    let script = Script::of(plan);
    let step = &plan.steps[index];
    let ready = script.ready(played);
    match step.kind {
        Kind::Prepare => script.announcement(step, 6).into_iter().chain(ready).collect(),
        Kind::Rest => {
            let last = script.last_set(step);
            let position = script.turned(step).filter(|_| step.exercise.sides == Sides::Each);
            script
                .rest(step, played)
                .into_iter()
                .chain(last)
                .chain(script.side(step, 2))
                .chain(position)
                .chain(ready)
                .collect()
        }
        Kind::RoundRest => {
            let last = (step.rounds == Rounds::Times(step.round)).then(|| script.offer(Join::Stop, 1, "last round"));
            let next = untold(plan, index + 1).map(|next| script.announcement(next, 1)).unwrap_or_default();
            script.rest(step, played).into_iter().chain(last.flatten()).chain(next).collect()
        }
        Kind::Switch => {
            let other = script.offer(Join::Stop, 0, "other side");
            other.into_iter().chain(script.side(step, 1)).chain(script.turned(step)).collect()
        }
        Kind::Work => Vec::new(),
    }
}

/// The work of a step or after it, that no time is left to tell before it begins.
fn untold(plan: &Plan, index: usize) -> Option<&Step> {
    let step = plan.steps.get(index)?;
    match step.kind {
        Kind::Work => Some(step),
        Kind::Prepare => Some(step).filter(|_| {
            let played = Played { length: step.length, ..Played::default() };
            !opening(plan, index, played).is_some_and(|words| names(plan, &words, step))
        }),
        Kind::Switch | Kind::Rest | Kind::RoundRest => None,
    }
}

/// Whether the words name the exercise of a step.
fn names(plan: &Plan, words: &Words, step: &Step) -> bool {
    let name = Script::of(plan).name(step);
    let (text, name) = (words.text.to_lowercase(), name.phrase.text().to_lowercase());
    text.contains(&name)
}

/// Whether a step that is left for another, so long after its beginning, has told the exercise of that.
pub fn tells(plan: &Plan, index: usize, played: Played, elapsed: Duration, next: usize) -> bool {
    let (Some(step), Some(next)) = (plan.steps.get(index), plan.steps.get(next)) else { return false };
    let words = match step.kind {
        Kind::Rest | Kind::Switch => return Arc::ptr_eq(&step.exercise, &next.exercise),
        Kind::Prepare if played.told => return true,
        Kind::Prepare | Kind::RoundRest => opening(plan, index, played).map(|words| (Duration::ZERO, words)),
        Kind::Work => herald(plan, index, played),
    };
    words.is_some_and(|(at, words)| at + words.end() <= elapsed && names(plan, &words, next))
}

/// What is said together with a cue that is told so long after the step began; what was said before is spoken until
/// `spoken`.
pub fn beside(plan: &Plan, index: usize, cue: Cue, at: Duration, played: Played, spoken: Duration) -> Option<Words> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice != Talk::Off && step.is_work())?;
    let script = Script::of(plan);
    if cue == Cue::Halfway {
        let beeps = beeps(step, played, &plan.cues);
        let lead = CHIME + APART;
        let late = late(plan, index, played).map(|(at, _)| at);
        let end = free(at + lead, beeps.chain(late), played.end());
        return script.full("halfway", lead, end.saturating_sub(at + lead));
    }
    let (reps, tempo) = step.reps()?;
    let (Tempo::Phases(phases), Some(rep)) = (tempo, tempo.rep()) else { return None };
    let number = u32::try_from(at.as_nanos() / rep.as_nanos().max(1)).ok()?;
    if spoken > at {
        return None;
    }
    // A beep at this very moment gives way to the cue.
    let beeps = || beeps(step, played, &plan.cues).filter(|beep| *beep != at);
    let room = |lead| free(at + lead, beeps(), played.end()).saturating_sub(at + lead);
    if number == 0 {
        return script.label(phase_at(phases, at)?, Duration::ZERO, room(Duration::ZERO));
    }
    if at != rep * number {
        return None;
    }
    let lead = if cue == Cue::Minimum { MINIMUM + APART } else { Duration::ZERO };
    let room = rep.saturating_sub(lead + APART).min(room(lead));
    let left = reps.upper().map(|upper| upper.saturating_sub(number));
    let few = match left {
        Some(1) => script.offer(Join::Stop, 0, "last one"),
        Some(FIVE) if reps.upper() >= Some(MANY) => {
            script.offer(Join::Stop, 2, "five more").filter(|_| script.is_full())
        }
        _ => None,
    };
    let count = if let Cue::Rep(number) = cue { script.offer(Join::Comma, 1, &number.to_string()) } else { None };
    fitting(&count.into_iter().chain(few).collect::<Vec<_>>(), lead, room)
}

/// What is said near the end of a step, each so long after its beginning, without a cue at that moment.
pub fn late(plan: &Plan, index: usize, played: Played) -> impl Iterator<Item = (Duration, Words)> + use<> {
    let talks = plan.cues.voice != Talk::Off;
    let step = plan.steps.get(index).filter(|step| talks && step.is_work() && step.reps().is_none());
    let ten = step.and_then(|step| ten_seconds(plan, step, played));
    let herald = step.and_then(|_| herald(plan, index, played));
    let mut late = [ten, herald];
    late.sort_by_key(|late| late.as_ref().map(|(at, _)| *at));
    late.into_iter().flatten()
}

/// The number of the last rep, said as that ends, and when. Where words are still spoken then, it is left out.
pub fn last_count(plan: &Plan, index: usize, played: Played) -> Option<(Duration, Words)> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice != Talk::Off && step.is_work())?;
    let (reps, tempo) = step.reps().filter(|_| plan.cues.count)?;
    let (last, end) = (reps.upper()?, tempo.rep()?.checked_mul(reps.upper()?)?);
    let script = Script::of(plan);
    let count = script.offer(Join::Stop, 0, &last.to_string())?;
    let words = fitting(&[count], Duration::ZERO, Duration::MAX)?;
    let at = end.checked_sub(words.length + APART).filter(|_| played.end() == Some(end))?;
    let after = minimum(step).map_or(START, |minimum| minimum + MINIMUM) + APART;
    let beeps = beeps(step, played, &plan.cues);
    let is_free = at >= after && free(at, beeps, played.end()) >= at + words.length;
    is_free.then_some((at, words))
}

fn ten_seconds(plan: &Plan, step: &Step, played: Played) -> Option<(Duration, Words)> {
    let length = played.length.and(played.end()).filter(|length| *length >= LONG)?;
    let words = Script::of(plan).full("ten seconds", Duration::ZERO, Duration::MAX)?;
    let at = length.saturating_sub(TEN);
    let covers = beeps(step, played, &plan.cues).any(|beep| beep < at + words.length + APART && beep + BEEP > at);
    let at = if covers { at.checked_sub(words.length + APART)? } else { at };
    Some((at, words))
}

/// The exercise that comes, told in the second half of timed work where no time is left for it between the two: the
/// last words before the countdown.
fn herald(plan: &Plan, index: usize, played: Played) -> Option<(Duration, Words)> {
    let talks = plan.cues.voice != Talk::Off;
    let step = plan.steps.get(index).filter(|step| talks && step.is_work() && step.reps().is_none())?;
    let script = Script::of(plan);
    let same = |next: &&Step| Arc::ptr_eq(&next.exercise, &step.exercise) && next.round == step.round;
    let next = if played.is_capped() { plan.after_block(index) } else { index + 1 };
    let next = untold(plan, next).filter(|next| !same(next))?;
    let end = played.length.and(played.end())?;
    let mut begin = end / 2;
    if plan.cues.halfway && middle(step, played.length).is_some() {
        begin += CHIME + APART + script.voice.length("halfway")? + APART;
    }
    let mut end = beeps(step, played, &plan.cues).min().unwrap_or(end).saturating_sub(APART);
    if let Some((at, ten)) = ten_seconds(plan, step, played) {
        let after = at + ten.length + APART;
        if after < end {
            begin = begin.max(after);
        } else {
            end = at.saturating_sub(APART);
        }
    }
    let words = fitting(&script.announcement(next, 1), Duration::ZERO, end.saturating_sub(begin))?;
    Some((end.checked_sub(words.length)?, words))
}

/// What is said when all is done.
pub fn done(cues: &Cues) -> Option<Words> {
    Script::with(cues).full("well done", FINISH + APART, Duration::MAX)
}

/// What is said when the person lets it stand still.
pub fn paused(cues: &Cues) -> Option<Words> {
    Script::with(cues).say("paused", Duration::ZERO, Duration::MAX).filter(|_| cues.voice != Talk::Off)
}

/// The words of a plan: how much is said, and in which voice.
#[derive(Clone, Copy)]
pub(super) struct Script<'c> {
    pub(super) voice: Voice<'c>,
    talk: Talk,
}

impl<'c> Script<'c> {
    pub(super) fn of(plan: &'c Plan) -> Script<'c> {
        Script::with(&plan.cues)
    }

    fn with(cues: &'c Cues) -> Script<'c> {
        Script { voice: Voice::of(cues), talk: cues.voice }
    }

    fn is_full(self) -> bool {
        self.talk == Talk::Full
    }

    fn phrase(self, text: &str) -> Option<Phrase> {
        Phrase::recorded(text, self.voice)
    }

    /// A recorded text, on offer.
    fn offer(self, join: Join, rank: u8, text: &str) -> Option<Offer> {
        Some(Offer::new(join, rank, self.phrase(text)?))
    }

    fn say(self, text: &str, lead: Duration, room: Duration) -> Option<Words> {
        fitting(&[self.offer(Join::Stop, 0, text)?], lead, room)
    }

    /// What is said only where all is.
    fn full(self, text: &str, lead: Duration, room: Duration) -> Option<Words> {
        self.say(text, lead, room).filter(|_| self.is_full())
    }

    /// That an open step waits for the person.
    fn ready(self, played: Played) -> Option<Offer> {
        self.offer(Join::Stop, 3, "press a key when you are ready").filter(|_| played.length.is_none())
    }

    /// Rest, and for how long.
    fn rest(self, step: &Step, played: Played) -> Option<Offer> {
        let rest = self.offer(Join::Stop, 0, "rest")?;
        let planned = step.length.filter(|_| played.length == step.length && step.every.is_none());
        let long = planned.and_then(number::time).and_then(|time| self.phrase(&format!("rest, {time}")));
        Some(match long {
            Some(phrase) => Offer { short: Some(rest.phrase), phrase, ..rest },
            None => rest,
        })
    }

    fn last_set(self, step: &Step) -> Option<Offer> {
        self.offer(Join::Stop, 1, "last set").filter(|_| step.set == step.exercise.sets)
    }

    /// The exercise that comes: its name, position, movement, dose and side. "Next" has this rank: it matters little
    /// while one gets ready, and much while one does something else.
    pub(super) fn announcement(self, step: &Step, rank: u8) -> Vec<Offer> {
        let next = self.offer(Join::Stop, rank, "next").map(|next| Offer { leads: true, ..next });
        next.into_iter().chain(self.name_and_dose(step, step.is_new)).collect()
    }

    /// What may be said as work begins that nobody was told of.
    pub(super) fn beginning(self, step: &Step) -> Vec<Offer> {
        self.name_and_dose(step, false)
    }

    fn name(self, step: &Step) -> Offer {
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

    /// The position, where it is another one for this side.
    fn turned(self, step: &Step) -> Option<Offer> {
        let position = step.position().filter(|_| self.is_full() && step.is_sided())?;
        Some(Offer::new(Join::Stop, 3, Phrase::own(&position, None, self.voice)))
    }

    fn side(self, step: &Step, rank: u8) -> Option<Offer> {
        let short = match step.side {
            Side::Left => self.phrase("left"),
            Side::Right => self.phrase("right"),
            Side::Both | Side::Alternate => None,
        };
        Some(Offer { short, ..self.offer(Join::Comma, rank, step.side_words()?)? })
    }

    /// What is to be done: `2 sets of 10 reps`, `8 to 12 reps`, `hold for 30 seconds`.
    fn dose(self, step: &Step) -> Option<Phrase> {
        let (join, each) = match &step.exercise.work {
            Work::Hold(length) => (", ", format!("hold for {}", number::time(*length)?)),
            Work::Time(length) => (" of ", number::time(*length)?),
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

    /// What is said as work begins that was told before: its first phase, that it is held, or how it ends.
    fn begin(self, step: &Step, lead: Duration, room: Duration) -> Option<Words> {
        match &step.exercise.work {
            Work::Reps(_, Tempo::Own) => self.say("press a key when you are done", lead, room),
            Work::Reps(_, Tempo::Phases(phases)) => self.label(phases.first()?, lead, room),
            Work::Hold(_) => self.full("hold", lead, room),
            Work::Time(_) => self.full("go", lead, room),
        }
    }

    /// The name of a phase, if there is time for it.
    fn label(self, phase: &Phase, lead: Duration, room: Duration) -> Option<Words> {
        let offer = Offer::new(Join::Stop, 0, Phrase::own(&phase.label, None, self.voice));
        let room = phase.length.saturating_sub(lead + APART).min(room);
        fitting(&[offer], lead, room).filter(|_| self.is_full())
    }
}

fn phase_at(phases: &[Phase], at: Duration) -> Option<&Phase> {
    let mut begins = Duration::ZERO;
    phases.iter().find(|phase| {
        let here = begins == at;
        begins += phase.length;
        here
    })
}

/// When the beeps of a step's countdown are due, the first one first.
fn beeps(step: &Step, played: Played, cues: &Cues) -> impl Iterator<Item = Duration> + use<> {
    let counts = counts_down(step, played);
    let seconds = (1..=cues.countdown).rev().filter(move |_| counts);
    seconds.filter_map(move |seconds| played.end()?.checked_sub(Duration::from_secs(seconds.into())))
}

fn middle(step: &Step, length: Option<Duration>) -> Option<Duration> {
    length.filter(|length| step.reps().is_none() && *length >= HALFWAY).map(|length| length / 2)
}

/// When the lower bound of a range is reached.
fn minimum(step: &Step) -> Option<Duration> {
    let (Reps::Range(lower, _), tempo) = step.reps()? else { return None };
    Some(tempo.rep()? * lower)
}

/// The end of the time from a moment on in which nothing else is heard; a step's end is a sound as well.
fn free(from: Duration, sounds: impl Iterator<Item = Duration>, end: Option<Duration>) -> Duration {
    let next = sounds.filter(|sound| *sound + BEEP > from).chain(end).min();
    next.map_or(Duration::MAX, |next| next.saturating_sub(APART))
}

/// What can be said at the beginning of a step that is no work, after the sound with which it begins. It begins no
/// sooner than `wish`, if nothing has to be left out for that.
fn fit(offers: &[Offer], wish: Duration, played: Played, cues: &Cues) -> Option<Words> {
    let mut lead = CHANGE + APART;
    let end = played.end();
    let beeps = (1..=cues.countdown).filter_map(|seconds| end?.checked_sub(Duration::from_secs(seconds.into())));
    if let Some(beep) = beeps.clone().find(|beep| *beep <= lead && *beep + BEEP + APART > lead) {
        lead = beep + BEEP + APART;
    }
    let room = free(lead, beeps, end).saturating_sub(lead);
    let words = fitting(offers, lead, room)?;
    let spare = room.saturating_sub(words.length);
    Some(Words { lead: lead + wish.saturating_sub(lead).min(spare), ..words })
}

/// How long a step between two of work has to be for all of its words, which the countdown follows.
pub(super) fn room(plan: &Plan, index: usize) -> Option<Duration> {
    let step = &plan.steps[index];
    let wish = if index == 0 { FIRST } else { Duration::ZERO };
    let played = Played { length: step.length, ..Played::default() };
    let words = fitting(&between(plan, index, played), CHANGE + APART, Duration::MAX)?;
    Some(words.length + words.lead.max(wish) + APART)
}
