//! What a pattern puts into the dose: the tokens of its slots, and its facts.

use std::time::Duration;

use super::{
    dose::{Dose, Growth, Rest, SheetSide, reps, set_load, set_rest, set_side},
    token::{Token, Value},
    words,
};
use crate::base::quantity::{Reps, units};

/// The slots that a match keeps.
pub(super) type Kept = Vec<(&'static str, usize)>;

/// What is wrong with a line of two unnamed lengths.
const LENGTHS: &str = "two lengths";

/// A number or a sign that matches no pattern.
pub(super) fn left_over(token: &Token, dose: &mut Dose) {
    match token.value {
        Value::Count(low, high) => dose.bare.push((low, high)),
        Value::Length(low, high) => {
            set_length(&mut dose.length, low, high, LENGTHS, token, &mut dose.notes, &mut dose.problem);
        }
        Value::None if token.is(words::SLASH | words::AT) => {}
        Value::None => dose.fail(format!("`{}` has no clear meaning here", token.text)),
    }
}

fn set_length(
    slot: &mut Option<Duration>,
    low: Duration,
    high: Duration,
    what: &str,
    token: &Token,
    notes: &mut Vec<String>,
    problem: &mut Option<String>,
) {
    if low != high {
        notes.push(format!("`{}`: the lower is used, a length is one number", token.text));
    }
    // "1 min hard, 1 min easy": two lengths of one number are two.
    if slot.replace(low).is_some_and(|before| before != low || what == LENGTHS) && problem.is_none() {
        *problem = Some(format!("the line gives {what}"));
    }
}

/// Puts a match of a pattern into the dose.
pub(super) fn apply(name: &str, facts: &[&str], kept: &[(&'static str, usize)], tokens: &[Token], dose: &mut Dose) {
    let mut growth: Vec<(&str, &Token)> = Vec::new();
    let mut band: Vec<&str> = Vec::new();
    let mut two = None;
    for (slot, at) in kept {
        let token = &tokens[*at];
        match (*slot, token.value) {
            ("sets", Value::Count(low, high)) => {
                if low != high {
                    dose.note(format!("`{}` sets: the lower is used, sets are one number", token.text));
                }
                if dose.sets.replace(low).is_some_and(|before| before != low) {
                    dose.fail("the line gives two numbers of sets");
                }
            }
            ("reps", Value::Count(low, high)) => {
                let reps = reps(low, high);
                if dose.reps.replace(reps).is_some_and(|before| before != reps) {
                    dose.fail("the line gives two numbers of reps: keep one");
                }
            }
            ("count", Value::Count(low, high)) => dose.counts.push((low, high)),
            ("most", Value::Count(_, high)) => dose.most = Some(high),
            ("seconds" | "rests", Value::Count(low, high)) => set_seconds(slot, low, high, token, dose),
            ("hold", Value::Count(low, high)) => {
                let (low, high) = (Duration::from_secs(low.into()), Duration::from_secs(high.into()));
                set_length(&mut dose.hold, low, high, "two holds", token, &mut dose.notes, &mut dose.problem);
            }
            ("rest", Value::Length(low, high)) => {
                if low != high {
                    dose.note(format!("`{}`: the lower is used, a length is one number", token.text));
                }
                set_rest(dose, Rest::For(low));
            }
            ("day", Value::Count(low, high)) => {
                if dose.day.replace(high).is_some_and(|before| before != high) {
                    dose.note("the line gives two numbers of times a day");
                }
                let _ = low;
            }
            ("week", Value::Count(low, high)) => {
                if low != high {
                    dose.note(format!("{low}-{high} times a week is read as {low}"));
                }
                dose.week = Some(low);
            }
            ("tempo", _) => dose.tempo = Some(token.text.clone()),
            ("unread", _) => {
                let next_to_x = at.checked_sub(1).is_some_and(|before| tokens[before].is(words::X))
                    || tokens.get(at + 1).is_some_and(|next| next.is(words::X));
                if next_to_x {
                    dose.fail(format!("`{}` is a measure that routines do not support", token.text));
                }
                dose.unread.push(token.text.clone());
            }
            ("load", _) => {
                let things = tokens[at + 1..].iter().take_while(|next| next.is(words::THING) && next.is_word());
                let things: Vec<&str> = things.map(|thing| thing.text.as_str()).collect();
                let load = std::iter::once(token.text.as_str()).chain(things).collect::<Vec<_>>().join(" ");
                let load = two.take().map_or_else(|| load.clone(), |two| format!("{two} × {load}"));
                set_load(dose, load);
            }
            ("number", _) => two = Some(token.text.clone()),
            ("band", _) => band.push(&token.text),
            ("add" | "unit" | "every" | "pace" | "until", _) => growth.push((slot, token)),
            (slot, Value::Length(low, high)) => {
                let Dose { hold, relax, time, length, pause, lower, lift, notes, problem, .. } = dose;
                let (field, what) = match slot {
                    "hold" => (hold, "two holds"),
                    "relax" => (relax, "two pauses between reps"),
                    "time" => (time, "two times"),
                    "pause" => (pause, "two pauses"),
                    "lower" => (lower, "two tempos"),
                    "lift" => (lift, "two tempos"),
                    _ => (length, LENGTHS),
                };
                set_length(field, low, high, what, token, notes, problem);
            }
            _ => {}
        }
    }
    if !band.is_empty() {
        set_load(dose, band.join(" "));
    }
    if !growth.is_empty() {
        grow(&growth, dose);
    }
    for fact in facts {
        state(fact, name, tokens, kept, dose);
    }
    if name == "no rest" {
        set_rest(dose, Rest::For(Duration::ZERO));
    }
    if name == "rest as needed" {
        set_rest(dose, Rest::Own);
    }
}

fn state(fact: &str, name: &str, tokens: &[Token], kept: &[(&'static str, usize)], dose: &mut Dose) {
    match fact {
        "each" => set_side(dose, SheetSide::Each),
        "alternate" => set_side(dose, SheetSide::Alternate),
        "left" => set_side(dose, SheetSide::Left),
        "right" => set_side(dose, SheetSide::Right),
        "max" => {
            if dose.reps.replace(Reps::Max).is_some_and(|before| before != Reps::Max) {
                dose.fail("the line gives two numbers of reps: keep one");
            }
        }
        "once" => dose.sets = dose.sets.or(Some(2)),
        "ownpace" => dose.own_pace = true,
        "openhold" => dose.fail("hold without a length: write how many seconds"),
        "vague" => dose.fail("unclear what its length is: write the tempo as `3 s down, 1 s up`"),
        "within" => dose.fail("alternating belongs to the movement here: write the exercise by hand"),
        "breaths" => dose.fail("breaths have no length: write the hold in seconds"),
        "noexercise" => dose.fail("a page, a date or an address, not an exercise"),
        "circuit" => dose.fail("a circuit on one line: write it as a [[block]] with `rounds`, `every` or `cap`"),
        "daily" => dose.day = dose.day.or(Some(1)),
        "twice" => dose.day = Some(2),
        "thrice" => dose.day = Some(3),
        "fourtimes" => dose.day = Some(4),
        "growssets" => dose.note("a growing number of sets is left out: write `progress` by hand"),
        "several" => dose.fail("more than one exercise: write each on its own line"),
        "growsload" => dose.note("progression by load ignored: only reps, sets and time progress"),
        "weekly" => dose.week = dose.week.or(Some(1)),
        "otherday" => dose.week = Some(4),
        "hourly" => dose.note("repeating by the hour is not stored: play the routine that often"),
        "part" => dose.note("the time of day is not stored"),
        "period" => dose.note("the number of weeks is not stored"),
        "days" => {
            let days = tokens.iter().filter(|token| token.is(words::WEEKDAY)).map(|token| token.text.clone());
            dose.days.extend(days);
        }
        // "3 x 10/day" is sets and reps, once a day.
        "swap" => {
            if let (Some((low, high)), Some(day)) = (dose.counts.last().copied(), dose.day)
                && low == high
                && high < day
            {
                dose.counts.pop();
                (dose.sets, dose.reps, dose.day) = (Some(high), Some(Reps::Count(day)), Some(1));
            }
        }
        _ => debug_assert!(false, "{name} {fact} {kept:?}"),
    }
}

/// A number of a hold or a rest without its unit.
fn set_seconds(slot: &str, low: u32, high: u32, token: &Token, dose: &mut Dose) {
    let length = Duration::from_secs(low.into());
    dose.note(format!("`{}` is read as seconds", token.text));
    if slot == "rests" {
        if low != 0 && low < 10 {
            dose.fail(format!("`{}` of rest may be minutes or seconds", token.text));
        }
        return set_rest(dose, Rest::For(length));
    }
    let high = Duration::from_secs(high.into());
    set_length(&mut dose.hold, length, high, "two holds", token, &mut dose.notes, &mut dose.problem);
}

fn grow(kept: &[(&str, &Token)], dose: &mut Dose) {
    let token = |name: &str| kept.iter().find(|(slot, _)| *slot == name).map(|(_, token)| *token);
    let plain = |length: Duration| units(length).replace(' ', "");
    let unit = if token("unit").is_some_and(|unit| unit.is(words::SET)) { "set" } else { "rep" };
    let plural = |count: u32, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let add = match token("add").map(|add| add.value) {
        Some(Value::Count(count, _)) => plural(count, unit),
        Some(Value::Length(length, _)) => plain(length),
        _ => return,
    };
    let number = match token("every").map(|every| every.value) {
        Some(Value::Count(count, _)) => count,
        _ => 1,
    };
    let pace = token("pace");
    let daily = pace.is_some_and(|pace| pace.is(words::DAY | words::DAILY) && !pace.is(words::WEEK));
    let weekly = pace.is_some_and(|pace| pace.is(words::WEEK | words::WEEKLY));
    let until = match token("until").map(|until| until.value) {
        Some(Value::Count(count, _)) => Some(count.to_string()),
        Some(Value::Length(length, _)) => Some(format!("\"{}\"", plain(length))),
        _ => None,
    };
    if daily {
        dose.note(format!("progression by {add} a day ignored: only sessions and weeks count"));
        return;
    }
    let every = plural(number, if weekly { "week" } else { "session" });
    dose.grows = Some(Growth { add, every, until });
}
