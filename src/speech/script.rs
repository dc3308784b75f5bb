//! When something is said in a step, and what. A word never covers a countdown beep or a start, and no two words are
//! spoken at once: each is left out, shortened, or begun earlier, where it would.

use std::{sync::Arc, time::Duration};

use super::{
    clip, number,
    words::{Join, Offer, Phrase, Words, fitting},
};
use crate::{
    cue::{COUNTDOWN, Cue, Cues, HALFWAY},
    plan::{Kind, Plan, Side, Step},
    quantity::Reps,
    routine::{Phase, Tempo, Work},
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

/// What is said as a step begins, which has a length by now.
pub fn opening(plan: &Plan, index: usize, length: Option<Duration>) -> Option<Words> {
    let step = plan.steps.get(index).filter(|_| plan.cues.voice)?;
    let before = index.checked_sub(1).map(|before| &plan.steps[before]);
    match step.kind {
        Kind::Prepare => {
            let open = length.is_none().then(|| Phrase::clip("press a key when you are ready")).flatten();
            let open = open.map(|phrase| Offer::new(Join::Stop, 3, phrase));
            let first = if before.is_none() { FIRST } else { Duration::ZERO };
            fit(announcement(step).into_iter().chain(open), CHANGE, first, length, &plan.cues)
        }
        Kind::Rest => {
            let last = (step.set == step.exercise.sets).then(|| Phrase::clip("last set")).flatten();
            let last = last.map(|phrase| Offer::new(Join::Stop, 1, phrase));
            let side = side(step, 2);
            let open = length.is_none().then(|| Phrase::clip("press a key when you are ready")).flatten();
            let open = open.map(|phrase| Offer::new(Join::Stop, 3, phrase));
            fit(rest().into_iter().chain(last).chain(side).chain(open), CHANGE, Duration::ZERO, length, &plan.cues)
        }
        Kind::RoundRest => {
            let last = (step.round == step.rounds).then(|| Phrase::clip("last round")).flatten();
            let last = last.map(|phrase| Offer::new(Join::Stop, 1, phrase));
            let next = untold(plan, index).map(announcement).unwrap_or_default();
            fit(rest().into_iter().chain(last).chain(next), CHANGE, Duration::ZERO, length, &plan.cues)
        }
        Kind::Switch => {
            let switch = Phrase::clip("switch sides").map(|phrase| Offer::new(Join::Stop, 0, phrase));
            fit(switch.into_iter().chain(side(step, 1)), CHANGE, Duration::ZERO, length, &plan.cues)
        }
        Kind::Work => {
            let lead = START + APART;
            let halfway = middle(step, length).filter(|_| plan.cues.halfway);
            let late = late(plan, index, length).map(|(at, _)| at);
            let sounds = beeps(step, length, &plan.cues).chain(halfway).chain(minimum(step)).chain(late);
            let end = free(lead, sounds, length);
            match before.filter(|before| before.round == step.round && before.is_work()) {
                Some(before) if Arc::ptr_eq(&before.exercise, &step.exercise) => {
                    let last =
                        (step.set == step.exercise.sets && before.set != step.set).then(|| Phrase::clip("last set"));
                    let last = last.flatten().map(|phrase| Offer::new(Join::Stop, 1, phrase));
                    fitting(&last.into_iter().chain(side(step, 0)).collect::<Vec<_>>(), lead, end.saturating_sub(lead))
                        .or_else(|| begin(step))
                }
                _ if is_told(plan, index) => begin(step),
                // It has begun: it is no more what comes next.
                _ => fitting(&name_and_dose(step), lead, end.saturating_sub(lead)),
            }
        }
    }
}

/// The work after a step that nothing between the two tells.
fn untold(plan: &Plan, index: usize) -> Option<&Step> {
    let next = plan.steps.get(index + 1)?;
    match next.kind {
        Kind::Work => Some(next),
        Kind::Prepare => Some(next).filter(|_| !tells(plan, index + 1)),
        Kind::Switch | Kind::Rest | Kind::RoundRest => None,
    }
}

/// Whether a step before it has told the exercise of this one.
fn is_told(plan: &Plan, index: usize) -> bool {
    let Some(before) = index.checked_sub(1) else { return false };
    match plan.steps[before].kind {
        Kind::Rest | Kind::Switch => true,
        Kind::Work | Kind::RoundRest => tells(plan, before),
        Kind::Prepare => tells(plan, before) || before.checked_sub(1).is_some_and(|before| tells(plan, before)),
    }
}

/// Whether a step tells the exercise that comes after it.
fn tells(plan: &Plan, index: usize) -> bool {
    let step = &plan.steps[index];
    let words = match step.kind {
        Kind::Prepare | Kind::RoundRest => opening(plan, index, step.length),
        Kind::Work => herald(plan, index, step.length).map(|(_, words)| words),
        Kind::Rest | Kind::Switch => None,
    };
    let next = plan.steps.get(index + 1);
    words.zip(next).is_some_and(|(words, next)| {
        let name = name(next);
        name.phrase.parts().iter().all(|part| words.parts.contains(part))
    })
}

/// What is said together with a cue that is told so long after the step began, which has a length by now.
pub fn beside(plan: &Plan, index: usize, cue: Cue, at: Duration, length: Option<Duration>) -> Option<Words> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work())?;
    if cue == Cue::Halfway {
        let beeps = beeps(step, length, &plan.cues);
        let lead = CHIME + APART;
        let late = late(plan, index, length).map(|(at, _)| at);
        let end = free(at + lead, beeps.chain(late), length);
        return say("halfway", lead, end.saturating_sub(at + lead));
    }
    let (reps, tempo) = step.reps()?;
    let (Tempo::Phases(phases), Some(rep)) = (tempo, tempo.rep()) else { return None };
    let number = u32::try_from(at.as_nanos() / rep.as_nanos().max(1)).ok()?;
    // What the step began with may still be spoken.
    let spoken = || opening(plan, index, length).map_or(Duration::ZERO, |words| words.end() + APART);
    if number == 0 {
        let phase = phase_at(phases, at)?;
        return (spoken() <= at).then(|| label(phase, Duration::ZERO)).flatten();
    }
    if at != rep * number || spoken() > at {
        return None;
    }
    let lead = if cue == Cue::Minimum { MINIMUM + APART } else { Duration::ZERO };
    let room = rep.saturating_sub(lead + APART);
    let last = (reps.upper() == Some(number.saturating_add(1))).then(|| Phrase::clip("last rep")).flatten();
    let last = last.map(|phrase| Offer::new(Join::Comma, 0, phrase));
    let count = if let Cue::Rep(number) = cue { counted(number) } else { None };
    let count = count.map(|phrase| Offer::new(Join::Comma, 1, phrase));
    fitting(&count.into_iter().chain(last).collect::<Vec<_>>(), lead, room)
}

/// What is said near the end of a step, each so long after its beginning, without a cue at that moment.
pub fn late(plan: &Plan, index: usize, length: Option<Duration>) -> impl Iterator<Item = (Duration, Words)> + use<> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work() && step.reps().is_none());
    let ten = step.and_then(|step| ten_seconds(step, length, &plan.cues));
    let herald = step.and_then(|_| herald(plan, index, length));
    let mut late = [ten, herald];
    late.sort_by_key(|late| late.as_ref().map(|(at, _)| *at));
    late.into_iter().flatten()
}

fn ten_seconds(step: &Step, length: Option<Duration>, cues: &Cues) -> Option<(Duration, Words)> {
    let length = length.filter(|length| *length >= LONG)?;
    let words = say("ten seconds", Duration::ZERO, Duration::MAX)?;
    let at = length.saturating_sub(TEN);
    let covers = beeps(step, Some(length), cues).any(|beep| beep < at + words.length + APART && beep + BEEP > at);
    let at = if covers { at.checked_sub(words.length + APART)? } else { at };
    Some((at, words))
}

/// The exercise that comes, told in the second half of timed work where no time is left for it between the two: the
/// last words before the countdown.
fn herald(plan: &Plan, index: usize, length: Option<Duration>) -> Option<(Duration, Words)> {
    let step = plan.steps.get(index).filter(|step| plan.cues.voice && step.is_work() && step.reps().is_none())?;
    let same = |next: &&Step| Arc::ptr_eq(&next.exercise, &step.exercise) && next.round == step.round;
    let next = untold(plan, index).filter(|next| !same(next))?;
    let end = length?;
    let mut begin = end / 2;
    if plan.cues.halfway && middle(step, length).is_some() {
        begin += CHIME + APART + clip("halfway")?.1 + APART;
    }
    let mut end = beeps(step, length, &plan.cues).min().unwrap_or(end).saturating_sub(APART);
    if let Some((at, ten)) = ten_seconds(step, length, &plan.cues) {
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
    let position = exercise.position.as_deref().map(|text| Offer::new(Join::Stop, 2, Phrase::own(text, None)));
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
    let phrase = Phrase::clip(step.side.words()?)?;
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
fn begin(step: &Step) -> Option<Words> {
    let lead = START + APART;
    match step.reps()?.1 {
        Tempo::Own => say("press a key when you are done", lead, Duration::MAX),
        Tempo::Phases(phases) => label(phases.first()?, lead),
    }
}

/// The name of a phase, if there is time for it.
fn label(phase: &Phase, lead: Duration) -> Option<Words> {
    let offer = Offer::new(Join::Stop, 0, Phrase::own(&phase.label, None));
    fitting(&[offer], lead, phase.length.saturating_sub(lead + APART))
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
fn beeps(step: &Step, length: Option<Duration>, cues: &Cues) -> impl Iterator<Item = Duration> + use<> {
    let counts = !step.is_work() || (step.reps().is_none() && length.is_some_and(|length| length >= COUNTDOWN));
    let seconds = (1..=cues.countdown).rev().filter(move |_| counts);
    seconds.filter_map(move |seconds| length?.checked_sub(Duration::from_secs(seconds.into())))
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
    length: Option<Duration>,
    cues: &Cues,
) -> Option<Words> {
    let mut lead = sound + APART;
    let beeps = (1..=cues.countdown).filter_map(|seconds| length?.checked_sub(Duration::from_secs(seconds.into())));
    if let Some(beep) = beeps.clone().find(|beep| *beep <= lead && *beep + BEEP + APART > lead) {
        lead = beep + BEEP + APART;
    }
    let room = free(lead, beeps, length).saturating_sub(lead);
    let words = fitting(&offers.into_iter().collect::<Vec<_>>(), lead, room)?;
    let spare = room.saturating_sub(words.length);
    Some(Words { lead: lead + wish.saturating_sub(lead).min(spare), ..words })
}
