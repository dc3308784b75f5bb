//! The desk in lines: one when the time begins anew, one when a break is due. It is the desk of the screen, without its
//! drawing.

use std::{
    collections::VecDeque,
    io::{self, IsTerminal, Write},
    sync::Arc,
};

use jiff::{Timestamp, civil::Time, tz::TimeZone};

use super::{Edges, Opening, Told, commands, say, session, wait};
use crate::{
    base::quantity::{Now, minutes},
    cli::run,
    desk::sit_timer::{DeskSettings, SitTimer, State},
    history::events,
    session::plan::Plan,
    storage::Seat,
    system::{clock, notify::Ways, output::can_draw},
    ui::screens::{Effect, Hearing, desk::Desk},
};

/// What the person may type.
const KEYS: &str = "Enter: play the break; s, d or q and Enter: snooze, you got up, quit";

/// Sits until the person leaves; `plan` is the break's as it is when it is asked for.
pub fn run(
    habit: DeskSettings,
    mut hearing: Hearing,
    plan: &dyn Fn() -> Option<Arc<Plan>>,
    edges: Edges<'_>,
    mut seat: Option<Seat>,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<()> {
    let Edges { clock, audio, keeping } = edges;
    let mut typed = commands(io::stdin().is_terminal())?;
    if typed.is_some() {
        writeln!(out, "{KEYS}")?;
    }
    let (now, zone) = (clock.now(), clock::zone());
    let before = seat.as_ref().map(|seat| seat.sat(now.wall)).unwrap_or_default();
    let mut desk = Desk::new(SitTimer::new(habit, before, now, time(now, &zone)), None);
    let mut lines = Lines { zone, told: None };
    let (bell, mut told) = (io::stdout().is_terminal(), Told::default());
    let mut ids = keeping.ids();
    let mut memories = keeping.watch();
    let mut up = keeping.read_now().last_up(now.wall);
    let mut effects = vec![desk.sitting_since(), Effect::Recall];
    loop {
        let now = clock.now();
        hearing.silent = run::why_silent(audio);
        desk.tell_time(now, time(now, &lines.zone));
        desk.advance(&hearing, now, &mut effects);
        let mut todo = VecDeque::from(std::mem::take(&mut effects));
        while let Some(effect) = todo.pop_front() {
            match effect {
                Effect::Sit(since) => desk.tell_other(seat.as_mut().is_some_and(|seat| seat.claim(since, now.wall))),
                Effect::Look => lines.zone = clock::zone(),
                Effect::Recall => {
                    if memories.has_changed() {
                        up = keeping.read_now().last_up(now.wall);
                    }
                    desk.remind(up, plan, &hearing, now, &lines.zone, &mut effects);
                    todo.extend(effects.drain(..));
                }
                Effect::Notify(notice) => {
                    writeln!(out, "{:>5}  {}: {}", lines.clock(now.wall), notice.title, notice.body)?;
                    let (ways, draws) = (Ways::of_person(), can_draw());
                    if draws {
                        out.write_all(&ways.sequences(&notice))?;
                    }
                    ways.tell_desktop(&notice, draws);
                }
                Effect::Bell if bell => out.write_all(b"\x07")?,
                Effect::Record(record) => keeping.save(&record),
                Effect::Hook(moment, facts) => keeping.call(moment, facts),
                effect => run::sound(audio, effect),
            }
        }
        lines.tell(desk.sitting(), out)?;
        told.tell_unsaved(keeping, out)?;
        if let Some(why) = &hearing.silent {
            told.tell_silence(why, bell, messages);
        }
        while let Some(notice) = keeping.notice() {
            say(messages, &notice);
        }
        out.flush()?;
        let line = wait(&mut typed, Some(clock.until(desk.deadline(now))));
        let now = clock.now();
        match line.as_deref().map(str::trim) {
            None => {}
            Some("q") => return Ok(()),
            Some("s") => desk.snooze(),
            Some("d") => {
                desk.get_up(now, &mut effects);
                let record = ids.as_mut().map(|ids| events::got_up(ids, now, &lines.zone));
                effects.extend(record.map(|record| Effect::Record(Box::new(record))));
            }
            Some("") => {
                let Some(plan) = plan() else {
                    writeln!(out, "the routine cannot be played: `unsit check` tells why")?;
                    continue;
                };
                desk.leave();
                let opening = Opening { plan, speed: 1, left: None, resume: false };
                let mut tell_time = |now| desk.tell_time(now, time(now, &lines.zone));
                if session(opening, edges, &mut typed, &mut told, &mut tell_time, out, messages)? {
                    desk.get_up(clock.now(), &mut effects);
                }
            }
            Some(_) => writeln!(out, "{KEYS}")?,
        }
    }
}

/// What the clock on the wall shows.
fn time(now: Now, zone: &TimeZone) -> Time {
    now.wall.to_zoned(zone.clone()).time()
}

/// What is told in lines.
struct Lines {
    zone: TimeZone,
    /// What was told last: the state, and since when the person sits.
    told: Option<(State, Timestamp)>,
}

impl Lines {
    /// Says what is new, but for a break that is due.
    fn tell(&mut self, sitting: &SitTimer, out: &mut impl Write) -> io::Result<()> {
        let (state, since) = (sitting.state(), sitting.since());
        // Outside the hours nobody is known to sit: the time begins anew at each look.
        let is_near = |told: Timestamp| state == State::Quiet || told.duration_since(since).as_secs().abs() < 60;
        let known = |told: (State, Timestamp)| told.0 == state && is_near(told.1);
        if self.told.replace((state, since)).is_some_and(known) {
            return Ok(());
        }
        let due = sitting.now().checked_add(sitting.left()).unwrap_or(sitting.now());
        let (now, due) = (self.clock(sitting.now()), self.clock(due));
        match state {
            State::Due => Ok(()),
            State::Sitting => {
                writeln!(out, "{now:>5}  sitting for {}, next break at {due}", minutes(sitting.sitting_for()))
            }
            State::Snoozed => writeln!(out, "{now:>5}  snoozed, next break at {due}"),
            State::Quiet => writeln!(out, "{now:>5}  quiet until {}", sitting.settings().hours.begin()),
        }
    }

    fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::desk::hours::Hours;

    #[test]
    fn what_stays_is_told_once() {
        let at = |minute: u64| {
            let running = Duration::from_secs(60 * minute);
            let noon: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
            Now { monotonic: running, wall: noon.checked_add(running).unwrap() }
        };
        let habit = DeskSettings { hours: Hours::parse("9-12:02").unwrap(), ..DeskSettings::default() };
        let mut lines = Lines { zone: TimeZone::UTC, told: None };
        let mut sitting = SitTimer::new(habit, Duration::ZERO, at(0), time(at(0), &lines.zone));
        let mut out = Vec::new();
        for minute in 0..5 {
            sitting.on_time(at(minute), time(at(minute), &lines.zone));
            lines.tell(&sitting, &mut out).unwrap();
        }
        let told = "12:00  sitting for 0 min, next break at 13:10\n12:02  quiet until 9:00\n";
        assert_eq!(String::from_utf8(out).unwrap(), told);
    }
}
