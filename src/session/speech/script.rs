//! When something is said in a step, and what. A word never covers a countdown beep or a start, and no two words are
//! spoken at once: each is left out, shortened, or begun earlier, where it would.

use std::{sync::Arc, time::Duration};

use super::{
    clip, number,
    words::{Join, Offer, Phrase, Words, fitting},
};
use crate::{
    base::{
        cue::{COUNTDOWN, Cue, Cues, HALFWAY},
        quantity::Reps,
    },
    routine::{Phase, Rounds, Tempo, Work},
    session::plan::{Kind, Plan, Played, Side, Step},
};

/// How long the built-in sounds are heard.
const START: Duration = Duration::from_millis(380);
const CHANGE: Duration = Duration::from_millis(400);
const CHIME: Duration = Duration::from_millis(400);
const MINIMUM: Duration = Duration::from_millis(340);
const BEEP: Duration = Duration::from_millis(140);
const FINISH: Duration = Duration::from_millis(1600);
/// Between a sound and a word.
const APART: Duration = Duration::from_millis(30);
/// The first words of a session begin so late, if there is room: an output takes its time to open, or to wake.
const FIRST: Duration = Duration::from_secs(1);
/// Timed work of this length or more tells when ten seconds are left.
const LONG: Duration = Duration::from_secs(30);
const TEN: Duration = Duration::from_secs(10);

/// Whether the end of a step is counted down with beeps.
pub fn counts_down(step: &Step, played: Played) -> bool {
    let is_long = || step.reps().is_none() && played.length.is_some_and(|length| length >= COUNTDOWN);
    !step.is_work() || played.is_capped() || is_long()
}

/// What is said as a step begins.
pub fn opening(plan: &Plan, index: usize, played: Played) -> Option<Words> {
    let step = plan.steps.get(index).filter(|_| plan.cues.voice)?;
    let before = index.checked_sub(1).map(|before| &plan.steps[before]);
    match step.kind {
        Kind::Prepare => {
            let first = if played.first { FIRST } else { Duration::ZERO };
            fit(announcement(step).into_iter().chain(ready(played)), CHANGE, first, played, &plan.cues)
        }
        Kind::Rest => {
            let last = (step.set == step.exercise.sets).then(|| Phrase::clip("last set")).flatten();
            let last = last.map(|phrase| Offer::new(Join::Stop, 1, phrase));
            let side = side(step, 2);
            let offers = rest().into_iter().chain(last).chain(side).chain(ready(played));
            fit(offers, CHANGE, Duration::ZERO, played, &plan.cues)
        }
        Kind::RoundRest => {
            let last = (step.rounds == Rounds::Times(step.round)).then(|| Phrase::clip("last round")).flatten();
            let last = last.map(|phrase| Offer::new(Join::Stop, 1, phrase));
            let next = untold(plan, index + 1).map(announcement).unwrap_or_default();
            fit(rest().into_iter().chain(last).chain(next), CHANGE, Duration::ZERO, played, &plan.cues)
        }
        Kind::Switch => {
            let switch = Phrase::clip("switch sides").map(|phrase| Offer::new(Join::Stop, 0, phrase));
            fit(switch.into_iter().chain(side(step, 1)), CHANGE, Duration::ZERO, played, &plan.cues)
        }
        Kind::Work => {
            let lead = START + APART;
            let halfway = middle(step, played.length).filter(|_| plan.cues.halfway);
            let late = late(plan, index, played).map(|(at, _)| at);
            let sounds = beeps(step, played, &plan.cues).chain(halfway).chain(minimum(step)).chain(late);
            let room = free(lead, sounds, played.end()).saturating_sub(lead);
            match before.filter(|before| before.round == step.round && before.is_work()) {
                Some(before) if Arc::ptr_eq(&before.exercise, &step.exercise) => {
                    let last =
                        (step.set == step.exercise.sets && before.set != step.set).then(|| Phrase::clip("last set"));
                    let last = last.flatten().map(|phrase| Offer::new(Join::Stop, 1, phrase));
                    fitting(&last.into_iter().chain(side(step, 0)).collect::<Vec<_>>(), lead, room)
                        .or_else(|| begin(step, lead, room))
                }
                _ if played.told => begin(step, lead, room),
                // It has begun: it is no more what comes next.
                _ => fitting(&name_and_dose(step), lead, room),
            }
        }
    }
}

/// That an open step waits for the person.
fn ready(played: Played) -> Option<Offer> {
    let phrase = played.length.is_none().then(|| Phrase::clip("press a key when you are ready")).flatten();
    phrase.map(|phrase| Offer::new(Join::Stop, 3, phrase))
}

/// The work of a step or after it, that no time is left to tell before it begins.
fn untold(plan: &Plan, index: usize) -> Option<&Step> {
    let step = plan.steps.get(index)?;
    match step.kind {
        Kind::Work => Some(step),
        Kind::Prepare => Some(step).filter(|_| {
            let played = Played { length: step.length, ..Played::default() };
            !opening(plan, index, played).is_some_and(|words| names(&words, step))
        }),
        Kind::Switch | Kind::Rest | Kind::RoundRest => None,
    }
}

/// Whether the words name the exercise of a step.
fn names(words: &Words, step: &Step) -> bool {
    name(step).phrase.parts().iter().all(|part| words.parts.contains(part))
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
    words.is_some_and(|(at, words)| at + words.end() <= elapsed && names(&words, next))
}

/// What is said together with a cue that is told so long after the step began.
pub fn beside(plan: &Plan, index: usize, cue: Cue, at: Duration, played: Played) -> Option<Words> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work())?;
    if cue == Cue::Halfway {
        let beeps = beeps(step, played, &plan.cues);
        let lead = CHIME + APART;
        let late = late(plan, index, played).map(|(at, _)| at);
        let end = free(at + lead, beeps.chain(late), played.end());
        return say("halfway", lead, end.saturating_sub(at + lead));
    }
    let (reps, tempo) = step.reps()?;
    let (Tempo::Phases(phases), Some(rep)) = (tempo, tempo.rep()) else { return None };
    let number = u32::try_from(at.as_nanos() / rep.as_nanos().max(1)).ok()?;
    // What the step began with may still be spoken.
    let spoken = || opening(plan, index, played).map_or(Duration::ZERO, |words| words.end() + APART);
    // A beep at this very moment gives way to the cue.
    let beeps = || beeps(step, played, &plan.cues).filter(|beep| *beep != at);
    let room = |lead| free(at + lead, beeps(), played.end()).saturating_sub(at + lead);
    if number == 0 {
        let phase = phase_at(phases, at)?;
        return (spoken() <= at).then(|| label(phase, Duration::ZERO, room(Duration::ZERO))).flatten();
    }
    if at != rep * number || spoken() > at {
        return None;
    }
    let lead = if cue == Cue::Minimum { MINIMUM + APART } else { Duration::ZERO };
    let room = rep.saturating_sub(lead + APART).min(room(lead));
    let last = (reps.upper() == Some(number.saturating_add(1))).then(|| Phrase::clip("last rep")).flatten();
    let last = last.map(|phrase| Offer::new(Join::Comma, 0, phrase));
    let count = if let Cue::Rep(number) = cue { counted(number) } else { None };
    let count = count.map(|phrase| Offer::new(Join::Comma, 1, phrase));
    fitting(&count.into_iter().chain(last).collect::<Vec<_>>(), lead, room)
}

/// What is said near the end of a step, each so long after its beginning, without a cue at that moment.
pub fn late(plan: &Plan, index: usize, played: Played) -> impl Iterator<Item = (Duration, Words)> + use<> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work() && step.reps().is_none());
    let ten = step.and_then(|step| ten_seconds(step, played, &plan.cues));
    let herald = step.and_then(|_| herald(plan, index, played));
    let mut late = [ten, herald];
    late.sort_by_key(|late| late.as_ref().map(|(at, _)| *at));
    late.into_iter().flatten()
}

fn ten_seconds(step: &Step, played: Played, cues: &Cues) -> Option<(Duration, Words)> {
    let length = played.length.and(played.end()).filter(|length| *length >= LONG)?;
    let words = say("ten seconds", Duration::ZERO, Duration::MAX)?;
    let at = length.saturating_sub(TEN);
    let covers = beeps(step, played, cues).any(|beep| beep < at + words.length + APART && beep + BEEP > at);
    let at = if covers { at.checked_sub(words.length + APART)? } else { at };
    Some((at, words))
}

/// The exercise that comes, told in the second half of timed work where no time is left for it between the two: the
/// last words before the countdown.
fn herald(plan: &Plan, index: usize, played: Played) -> Option<(Duration, Words)> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work() && step.reps().is_none())?;
    let same = |next: &&Step| Arc::ptr_eq(&next.exercise, &step.exercise) && next.round == step.round;
    let next = if played.is_capped() { plan.after_block(index) } else { index + 1 };
    let next = untold(plan, next).filter(|next| !same(next))?;
    let end = played.length.and(played.end())?;
    let mut begin = end / 2;
    if plan.cues.halfway && middle(step, played.length).is_some() {
        begin += CHIME + APART + clip("halfway")?.1 + APART;
    }
    let mut end = beeps(step, played, &plan.cues).min().unwrap_or(end).saturating_sub(APART);
    if let Some((at, ten)) = ten_seconds(step, played, &plan.cues) {
        let after = at + ten.length + APART;
        if after < end {
            begin = begin.max(after);
        } else {
            end = at.saturating_sub(APART);
        }
    }
    let words = fitting(&announcement(next), Duration::ZERO, end.saturating_sub(begin))?;
    Some((end.checked_sub(words.length)?, words))
}

/// What is said when all is done.
pub fn done(cues: &Cues) -> Option<Words> {
    say("well done", FINISH + APART, Duration::MAX).filter(|_| cues.voice)
}

/// What is said when the person lets it stand still.
pub fn paused(cues: &Cues) -> Option<Words> {
    say("paused", Duration::ZERO, Duration::MAX).filter(|_| cues.voice)
}

fn say(text: &str, lead: Duration, room: Duration) -> Option<Words> {
    fitting(&[Offer::new(Join::Stop, 0, Phrase::clip(text)?)], lead, room)
}

fn rest() -> Option<Offer> {
    Phrase::clip("rest").map(|phrase| Offer::new(Join::Stop, 0, phrase))
}

/// The exercise that comes: its name, position, dose and side.
pub(super) fn announcement(step: &Step) -> Vec<Offer> {
    let next = Phrase::clip("next").map(|phrase| Offer { leads: true, ..Offer::new(Join::Stop, 4, phrase) });
    next.into_iter().chain(name_and_dose(step)).collect()
}

fn name(step: &Step) -> Offer {
    Offer::new(Join::Colon, 0, Phrase::own(&step.exercise.name, Some("exercise")))
}

fn name_and_dose(step: &Step) -> Vec<Offer> {
    let exercise = &step.exercise;
    let position = step.position().map(|text| Offer::new(Join::Stop, 2, Phrase::own(&text, None)));
    let dose = dose(&exercise.work).map(|phrase| Offer::new(Join::Stop, 3, phrase));
    let pace = matches!(exercise.work, Work::Reps(_, Tempo::Own)).then(|| Phrase::clip("at your own pace")).flatten();
    let pace = pace.map(|phrase| Offer::new(Join::Comma, 5, phrase));
    [name(step)].into_iter().chain(position).chain(dose).chain(pace).chain(side(step, 1)).collect()
}

fn side(step: &Step, rank: u8) -> Option<Offer> {
    let short = match step.side {
        Side::Left => Phrase::clip("left"),
        Side::Right => Phrase::clip("right"),
        Side::Both | Side::Alternate => None,
    };
    let phrase = Phrase::clip(step.side.words(None)?)?;
    Some(Offer { short, ..Offer::new(Join::Comma, rank, phrase) })
}

/// What a set is: `10 reps`, `8 to 12 reps`, `hold 30 seconds`.
fn dose(work: &Work) -> Option<Phrase> {
    let recorded = |text: String, clips: &[&'static str]| Phrase::recorded(&text, clips);
    match work {
        Work::Hold(length) => {
            let (text, clips) = number::time(*length)?;
            recorded(format!("hold {text}"), &[&["hold"], &clips[..]].concat())
        }
        Work::Time(length) => number::time(*length).and_then(|(text, clips)| recorded(text, &clips)),
        Work::Reps(reps, tempo) => {
            let held = tempo.held().and_then(number::time);
            let (text, mut clips) = match *reps {
                Reps::Max => return Phrase::clip("as many as you can"),
                Reps::Count(1) => ("1 rep".to_owned(), vec!["1", "rep"]),
                Reps::Count(reps) => (format!("{reps} reps"), [number::clips(reps)?, vec!["reps"]].concat()),
                Reps::Range(lower, upper) => {
                    let clips = [number::clips(lower)?, vec!["to"], number::clips(upper)?, vec!["reps"]];
                    (format!("{lower} to {upper} reps"), clips.concat())
                }
            };
            let Some((each, held)) = held else { return recorded(text, &clips) };
            clips.push("of");
            clips.extend(held);
            recorded(format!("{text} of {each}"), &clips)
        }
    }
}

/// What is said as work begins that was told before: its first phase, or how it ends.
fn begin(step: &Step, lead: Duration, room: Duration) -> Option<Words> {
    match step.reps()?.1 {
        Tempo::Own => say("press a key when you are done", lead, room),
        Tempo::Phases(phases) => label(phases.first()?, lead, room),
    }
}

/// The name of a phase, if there is time for it.
fn label(phase: &Phase, lead: Duration, room: Duration) -> Option<Words> {
    let offer = Offer::new(Join::Stop, 0, Phrase::own(&phase.label, None));
    fitting(&[offer], lead, phase.length.saturating_sub(lead + APART).min(room))
}

fn phase_at(phases: &[Phase], at: Duration) -> Option<&Phase> {
    let mut begins = Duration::ZERO;
    phases.iter().find(|phase| {
        let here = begins == at;
        begins += phase.length;
        here
    })
}

/// A number that is counted, if it can be said.
fn counted(number: u32) -> Option<Phrase> {
    Phrase::recorded(&number.to_string(), &number::clips(number)?)
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

/// What can be said at the beginning of a step that is no work, after a sound of this length. It begins no sooner than
/// `wish`, if nothing has to be left out for that.
fn fit(
    offers: impl IntoIterator<Item = Offer>,
    sound: Duration,
    wish: Duration,
    played: Played,
    cues: &Cues,
) -> Option<Words> {
    let mut lead = sound + APART;
    let end = played.end();
    let beeps = (1..=cues.countdown).filter_map(|seconds| end?.checked_sub(Duration::from_secs(seconds.into())));
    if let Some(beep) = beeps.clone().find(|beep| *beep <= lead && *beep + BEEP + APART > lead) {
        lead = beep + BEEP + APART;
    }
    let room = free(lead, beeps, end).saturating_sub(lead);
    let words = fitting(&offers.into_iter().collect::<Vec<_>>(), lead, room)?;
    let spare = room.saturating_sub(words.length);
    Some(Words { lead: lead + wish.saturating_sub(lead).min(spare), ..words })
}
