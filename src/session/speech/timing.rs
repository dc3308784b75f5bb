//! What is said in a step, and when. Words never cover a countdown beep or a start, and are never spoken at the same
//! time: they are dropped, shortened or moved earlier to avoid that.

use std::{sync::Arc, time::Duration};

use super::{
    script::{APART, SPARE, Script},
    voice::Voice,
    words::{Join, Offer, Words, fitting, length_of_all},
};
use crate::{
    base::{
        cue::{COUNTDOWN, Cue, Cues, HALFWAY, Talk},
        quantity::Reps,
    },
    routine::{Phase, Rounds, Sides, Tempo},
    session::plan::{Kind, Plan, Played, Step},
};

/// The audible lengths of the built-in sounds.
const START: Duration = heard(include_bytes!("../../../sounds/start.wav"));
const CHANGE: Duration = heard(include_bytes!("../../../sounds/switch.wav"));
const CHIME: Duration = heard(include_bytes!("../../../sounds/halfway.wav"));
const MINIMUM: Duration = heard(include_bytes!("../../../sounds/minimum.wav"));
const BEEP: Duration = heard(include_bytes!("../../../sounds/countdown.wav"));
const FINISH: Duration = heard(include_bytes!("../../../sounds/finish.wav"));
/// The delay of the first words of a session, if there is room: an output takes time to open, or to wake up.
const FIRST: Duration = Duration::from_secs(1);
/// Timed work of this length or more announces the last ten seconds.
const LONG: Duration = Duration::from_secs(30);
const TEN: Duration = Duration::from_secs(10);
/// The reps of an exercise's first set whose phases are named; of any other set it is the first rep.
const LED: u32 = 2;
/// A set of this many reps or more announces the last five.
const MANY: u32 = 12;
const FIVE: u32 = 5;

/// The audible length of a built-in sound: 24,000 samples a second of 2 bytes each, after a header of 44 bytes.
const fn heard(wav: &[u8]) -> Duration {
    Duration::from_micros((wav.len() as u64 - 44) * 1_000_000 / 48_000)
}

/// Whether beeps count down the end of a step.
pub fn counts_down(step: &Step, played: Played) -> bool {
    let is_long = || step.reps().is_none() && played.length.is_some_and(|length| length >= COUNTDOWN);
    !step.is_work() || played.is_capped() || is_long()
}

/// The beep of the countdown this many seconds before the end of a step: work that ends sounds different from work that
/// begins.
pub fn beep(step: &Step, seconds: u32) -> Cue {
    if step.is_work() { Cue::Ending(seconds) } else { Cue::Countdown(seconds) }
}

/// The words at the beginning of a step.
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
    let closing = closing(plan, index, played).map(|(at, _)| at);
    let sounds = beeps(step, played, &plan.cues).chain(halfway).chain(minimum(step)).chain(closing);
    let room = free(lead, sounds, played.end()).saturating_sub(lead);
    match before.filter(|before| before.round == step.round && before.is_work()) {
        Some(before) if Arc::ptr_eq(&before.exercise, &step.exercise) => {
            let last = script.last_set(step).filter(|_| before.set != step.set);
            let offers = last.into_iter().chain(script.side(step, 0)).collect::<Vec<_>>();
            fitting(&offers, script.voice, lead, room).or_else(|| script.begin(step, lead, room))
        }
        _ if played.announced => script.begin(step, lead, room),
        // It has begun, so it is not announced as next.
        _ => fitting(&script.beginning(step), script.voice, lead, room),
    }
}

/// The words in a step between two steps of work.
pub(super) fn between(plan: &Plan, index: usize, played: Played) -> Vec<Offer> {
    let script = Script::of(plan);
    let step = &plan.steps[index];
    let ready = script.ready(played);
    match step.kind {
        Kind::Prepare => script.announcement(step, 6).into_iter().chain(script.tip(step)).chain(ready).collect(),
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
            let next = unannounced(plan, plan.first_played(index + 1));
            let next = next.map(|next| script.announcement(next, 1)).unwrap_or_default();
            script.rest(step, played).into_iter().chain(last.flatten()).chain(next).collect()
        }
        Kind::Switch => {
            let other = script.offer(Join::Stop, 0, "other side");
            other.into_iter().chain(script.side(step, 1)).chain(script.turned(step)).collect()
        }
        Kind::Work => Vec::new(),
    }
}

/// The work of a step, or after it, that cannot be announced before it begins.
fn unannounced(plan: &Plan, index: usize) -> Option<&Step> {
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
    let (text, name) = (words.text.to_lowercase(), name.phrase.text.to_lowercase());
    text.contains(&name)
}

/// Whether a step that is left after `elapsed` has announced the exercise of the step `next`.
pub fn announces(plan: &Plan, index: usize, played: Played, elapsed: Duration, next: usize) -> bool {
    let (Some(step), Some(next)) = (plan.steps.get(index), plan.steps.get(next)) else { return false };
    let words = match step.kind {
        Kind::Rest | Kind::Switch => return Arc::ptr_eq(&step.exercise, &next.exercise),
        Kind::Prepare if played.announced => return true,
        Kind::Prepare | Kind::RoundRest => opening(plan, index, played).map(|words| (Duration::ZERO, words)),
        Kind::Work => next_in_advance(plan, index, played),
    };
    words.is_some_and(|(at, words)| at + words.end() <= elapsed && names(plan, &words, next))
}

/// The words together with a cue at the time `at` in the step; earlier words last until `spoken`.
pub fn with_cue(plan: &Plan, index: usize, cue: Cue, at: Duration, played: Played, spoken: Duration) -> Option<Words> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice != Talk::Off && step.is_work())?;
    let script = Script::of(plan);
    if cue == Cue::Halfway {
        let beeps = beeps(step, played, &plan.cues);
        let lead = CHIME + APART;
        let closing = closing(plan, index, played).map(|(at, _)| at);
        let end = free(at + lead, beeps.chain(closing), played.end());
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
    let phase = phase_at(phases, at.checked_sub(rep * number)?);
    let phase = phase.filter(|_| number == 0 || number < LED && step.is_new && step.set == 1);
    if number == 0 || at != rep * number {
        return script.label(phase?, Duration::ZERO, room(Duration::ZERO));
    }
    let lead = if cue == Cue::Minimum { MINIMUM + APART } else { Duration::ZERO };
    let room = rep.saturating_sub(lead + APART).min(room(lead));
    let left = reps.upper().map(|upper| upper.saturating_sub(number));
    let remaining = match left {
        Some(1) => script.last_one(),
        Some(FIVE) if reps.upper() >= Some(MANY) => {
            script.offer(Join::Stop, 2, "five more").filter(|_| script.is_full())
        }
        _ => None,
    };
    let count = if let Cue::Rep(number) = cue { script.offer(Join::Comma, 1, &number.to_string()) } else { None };
    let mut offers = count.into_iter().chain(remaining).collect::<Vec<_>>();
    if let Some(phase) = phase.filter(|_| script.is_full()) {
        let room = room.min(phase.length.saturating_sub(lead + APART));
        offers.push(script.phase(phase));
        if length_of_all(&offers, script.voice).is_none_or(|length| length > room) {
            offers.pop();
        }
    }
    fitting(&offers, script.voice, lead, room)
}

/// The words near the end of a step that belong to no cue, each with its time in the step.
pub fn closing(plan: &Plan, index: usize, played: Played) -> impl Iterator<Item = (Duration, Words)> + use<> {
    let talks = plan.cues.voice != Talk::Off;
    let step = plan.steps.get(index).filter(|step| talks && step.is_work() && step.reps().is_none());
    let ten = step.and_then(|step| ten_seconds(plan, step, played));
    let next = step.and_then(|_| next_in_advance(plan, index, played));
    let mut closing = [ten, next];
    closing.sort_by_key(|words| words.as_ref().map(|(at, _)| *at));
    closing.into_iter().flatten()
}

/// The number of the last rep, said at its end, with that time. Dropped if other words are still being spoken.
pub fn last_count(plan: &Plan, index: usize, played: Played) -> Option<(Duration, Words)> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice != Talk::Off && step.is_work())?;
    let (reps, tempo) = step.reps().filter(|_| plan.cues.count)?;
    let (last, end) = (reps.upper()?, tempo.rep()?.checked_mul(reps.upper()?)?);
    let script = Script::of(plan);
    let count = script.offer(Join::Stop, 0, &last.to_string())?;
    let words = fitting(&[count], script.voice, Duration::ZERO, Duration::MAX)?;
    let at = end.checked_sub(words.length + APART).filter(|_| played.end() == Some(end))?;
    let after = minimum(step).map_or(START, |minimum| minimum + MINIMUM) + APART;
    let beeps = beeps(step, played, &plan.cues);
    let is_free = at >= after && free(at, beeps, played.end()) >= at + words.length;
    is_free.then_some((at, words))
}

fn ten_seconds(plan: &Plan, step: &Step, played: Played) -> Option<(Duration, Words)> {
    let length = played.length.and(played.end()).filter(|length| *length >= LONG)?;
    let words = Script::of(plan).full("ten seconds to go", Duration::ZERO, Duration::MAX)?;
    let at = length.saturating_sub(TEN);
    let covers = beeps(step, played, &plan.cues).any(|beep| beep < at + words.length + APART && beep + BEEP > at);
    let at = if covers { at.checked_sub(words.length + APART)? } else { at };
    Some((at, words))
}

/// The announcement of the next exercise in the second half of timed work, if there is no time between the two: the
/// last words before the countdown.
fn next_in_advance(plan: &Plan, index: usize, played: Played) -> Option<(Duration, Words)> {
    let talks = plan.cues.voice != Talk::Off;
    let step = plan.steps.get(index).filter(|step| talks && step.is_work() && step.reps().is_none())?;
    let script = Script::of(plan);
    let same = |next: &&Step| Arc::ptr_eq(&next.exercise, &step.exercise) && next.round == step.round;
    let next = if played.is_capped() { plan.after_block(index) } else { plan.first_played(index + 1) };
    let next = unannounced(plan, next).filter(|next| !same(next))?;
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
    let words = fitting(&script.announcement(next, 1), script.voice, Duration::ZERO, end.saturating_sub(begin))?;
    Some((end.checked_sub(words.length)?, words))
}

/// The words at the end of the session.
pub fn done(cues: &Cues) -> Option<Words> {
    Script::with(cues).full("well done", FINISH + APART, Duration::MAX)
}

/// The words for a pause.
pub fn paused(cues: &Cues) -> Option<Words> {
    Script::with(cues).say("session paused", Duration::ZERO, Duration::MAX).filter(|_| cues.voice != Talk::Off)
}

fn phase_at(phases: &[Phase], at: Duration) -> Option<&Phase> {
    let mut begins = Duration::ZERO;
    phases.iter().find(|phase| {
        let here = begins == at;
        begins += phase.length;
        here
    })
}

/// The due times of the beeps of a step's countdown, earliest first.
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

/// The end of the time from a moment on in which nothing else is heard; the end of a step is a sound as well.
fn free(from: Duration, sounds: impl Iterator<Item = Duration>, end: Option<Duration>) -> Duration {
    let next = sounds.filter(|sound| *sound + BEEP > from).chain(end).min();
    next.map_or(Duration::MAX, |next| next.saturating_sub(APART))
}

/// The words that fit at the beginning of a step that is not work, after its first sound. They start no sooner than
/// `wish`, unless words would be dropped for that.
fn fit(offers: &[Offer], wish: Duration, played: Played, cues: &Cues) -> Option<Words> {
    let mut lead = CHANGE + APART;
    let end = played.end();
    let beeps = (1..=cues.countdown).filter_map(|seconds| end?.checked_sub(Duration::from_secs(seconds.into())));
    if let Some(beep) = beeps.clone().find(|beep| *beep <= lead && *beep + BEEP + APART > lead) {
        lead = beep + BEEP + APART;
    }
    let room = free(lead, beeps, end).saturating_sub(lead);
    let words = fitting(offers, Voice::of(cues), lead, room)?;
    let spare = room.saturating_sub(words.length);
    Some(Words { lead: lead + wish.saturating_sub(lead).min(spare), ..words })
}

/// The length that a step between two steps of work needs for all its words and the countdown after them.
pub(super) fn length_for_words(plan: &Plan, index: usize) -> Option<Duration> {
    let step = &plan.steps[index];
    let wish = if index == 0 { FIRST } else { Duration::ZERO };
    let played = Played { length: step.length, ..Played::default() };
    let mut offers = between(plan, index, played);
    offers.retain(|offer| offer.rank < SPARE);
    let words = length_of_all(&offers, Voice::of(&plan.cues)).filter(|words| !words.is_zero())?;
    Some(words + (CHANGE + APART).max(wish) + APART)
}
