//! Prints a made-up but plausible history for the screens, the benches and the documentation: `cargo run --example
//! made_up_history -- 365 2026-03-04 > history/made-up.jsonl`. The same arguments give the same lines.

use std::{borrow::Cow, fmt::Write as _, time::Duration};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::TimeZone,
};
use unsit::{
    history::fact::{self, Correction, End, Fact, Head, Record, Set, Start},
    session::{plan::Side, player::Outcome},
};

/// An exercise: its name, the number of sets, whether each side has its own, the reps or seconds, and the load.
type Exercise = (&'static str, u32, bool, Option<u32>, u64);

const DAILY: [Exercise; 6] = [
    ("Glute squeeze", 2, false, Some(8), 32),
    ("Glute bridge", 2, false, Some(10), 40),
    ("Clamshell", 2, true, Some(10), 40),
    ("Side-lying leg raise", 2, true, Some(10), 40),
    ("Squat", 2, false, Some(10), 40),
    ("Hamstring stretch", 1, true, None, 30),
];
const CLINIC: [Exercise; 4] = [
    ("Kettlebell squat", 3, false, Some(10), 45),
    ("Side step with band", 2, true, Some(10), 40),
    ("Lateral step-up", 2, true, Some(10), 50),
    ("Hip flexor stretch", 1, true, None, 30),
];

/// A pseudo-random generator with a fixed seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn small(&mut self, sides: u32) -> u32 {
        u32::try_from(self.roll(sides.into())).unwrap_or(0)
    }
}

/// The lines of a number of days up to a date.
pub(crate) fn lines(days: i32, until: Date) -> String {
    let mut out = String::new();
    let mut dice = Dice(7);
    let first = until.saturating_sub((days - 1).days());
    for (number, date) in first.series(1.day()).take_while(|date| *date <= until).enumerate() {
        let rests = date.weekday() == Weekday::Sunday && dice.roll(3) > 0;
        let away = (60..72).contains(&(number % 150));
        if !rests && !away && dice.roll(12) > 0 {
            session(&mut out, &mut dice, number, date, ("daily", "Wake the glutes"), &DAILY);
        }
        if matches!(date.weekday(), Weekday::Tuesday | Weekday::Friday) && !away && dice.roll(4) > 0 {
            session(&mut out, &mut dice, number, date, ("clinic", "The clinic's list"), &CLINIC);
        }
    }
    out
}

fn session(out: &mut String, dice: &mut Dice, day: usize, date: Date, routine: (&str, &str), exercises: &[Exercise]) {
    let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
    let hour = if routine.0 == "daily" { 8 + dice.roll(3) } else { 17 + dice.roll(2) };
    let minute = i8::try_from(dice.roll(60)).unwrap_or(0);
    let Ok(begun) = date.at(i8::try_from(hour).unwrap_or(0), minute, 0, 0).to_zoned(zone.clone()) else { return };
    let id = format!("{:08x}{:08x}", dice.roll(1 << 31), dice.roll(1 << 31));
    let (mut number, mut active, mut done) = (0, Duration::ZERO, 0);
    let mut write = |number: u32, active: Duration, fact: Fact<'_>| {
        let (at, offset, _) = fact::moment(begun.timestamp() + active, &zone);
        let head = Head {
            id: format!("{id}.{number}").into(),
            session: Cow::Borrowed(&id),
            number,
            at,
            offset,
            zone: "Europe/Berlin".into(),
            date,
            routine: routine.0.into(),
        };
        out.write_str(&Record { head, fact }.line()).unwrap_or_default();
    };
    let sets = exercises.iter().map(|exercise| exercise.1 * if exercise.2 { 2 } else { 1 }).sum();
    write(0, active, Fact::Start(Start { name: routine.1.into(), plan: "9e3779b97f4a7c15".into(), sets }));
    let grown = u32::try_from(day / 60).unwrap_or(0);
    let stops = if dice.roll(20) == 0 { dice.small(sets) + 1 } else { sets };
    let mut step = 0;
    for (name, sets, each, reps, seconds) in exercises {
        let sides: &[Side] = if *each { &[Side::Left, Side::Right] } else { &[Side::Both] };
        for (set, side) in (1..=*sets).flat_map(|set| sides.iter().map(move |side| (set, *side))) {
            if number == stops {
                break;
            }
            number += 1;
            step += 2;
            let outcome = match dice.roll(40) {
                0 => Outcome::Skipped,
                1 | 2 => Outcome::Short,
                _ => Outcome::Done,
            };
            let goal = reps.map(|reps| reps + grown);
            let time = Duration::from_secs(seconds + u64::from(grown) * 4);
            let part = |all: u32| if outcome == Outcome::Done { all } else { all * dice_part(outcome) / 10 };
            let reps = goal.map(part);
            let took = if outcome == Outcome::Done { time } else { time * dice_part(outcome) / 10 };
            active += Duration::from_secs(15) + took;
            done += u32::from(outcome != Outcome::Skipped);
            let load = if *name == "Kettlebell squat" { format!("{} kg", 8 + 2 * grown) } else { String::new() };
            let fact = Fact::Set(Set {
                exercise: (*name).into(),
                library: name.to_lowercase().replace(' ', "-").into(),
                step,
                block: "".into(),
                round_sets: None,
                round: 1,
                set,
                side,
                goal: goal.map_or_else(|| format!("{}s hold", time.as_secs()), |reps| format!("{reps} reps")).into(),
                goal_reps: goal,
                goal_time: goal.is_none().then_some(time),
                reps,
                time: took,
                load: load.into(),
                outcome,
                active,
            });
            write(number, active, fact);
        }
    }
    let total = active + Duration::from_secs(dice.roll(120));
    let end = End { finished: stops == sets, sets: done, of_sets: sets, active, total };
    write(number + 1, total, Fact::End(end));
    if dice.roll(3) > 0 {
        let tired = u8::try_from(4 + dice.roll(4)).unwrap_or(5);
        let hurts = u8::try_from(4_u64.saturating_sub(u64::from(grown)).midpoint(dice.roll(2))).unwrap_or(0);
        let note = (dice.roll(15) == 0).then_some("left side is weaker".into());
        let of = format!("{id}.{}", number + 1).into();
        let said = Correction { of, effort: Some(tired), pain: Some(hurts), note, ..Correction::default() };
        write(number + 2, total + Duration::from_secs(9), Fact::Correction(said));
    }
}

fn dice_part(outcome: Outcome) -> u32 {
    if outcome == Outcome::Short { 7 } else { 0 }
}

#[allow(dead_code, reason = "the benches use what is above")]
#[expect(clippy::print_stdout, reason = "that is what it is for")]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let days = arguments.next().and_then(|days| days.parse().ok()).unwrap_or(365);
    let until = arguments.next().and_then(|date| date.parse().ok()).unwrap_or(jiff::civil::date(2026, 3, 4));
    print!("{}", lines(days, until));
}
