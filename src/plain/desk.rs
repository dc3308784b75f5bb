//! The desk in lines: one when the time begins anew, one when a break is due.

use std::{
    io::{self, IsTerminal, Write},
    sync::Arc,
    time::Duration,
};

use jiff::{Timestamp, tz::TimeZone};

use super::{Edges, Opening, commands, session, wait};
use crate::{
    audio::{Planned, Sound},
    clock,
    cue::{Cue, LAST_CUE},
    diary,
    disk::Seat,
    hook::Moment,
    look::can_draw,
    notice::Ways,
    plan::Plan,
    quantity::{Now, minutes},
    screen::desk::{facts_of, notice_of},
    sitting::{Habit, Sitting, State},
};

/// The output is given so long to open before the cue.
const OPENING: Duration = Duration::from_secs(1);
/// What the person may type.
const KEYS: &str = "Enter: play the break; s: snooze; d: you got up; q: quit";

/// Sits until the person leaves; `plan` is the break's as it is when it is asked for.
pub fn run(
    habit: Habit,
    plan: &dyn Fn() -> Option<Arc<Plan>>,
    edges: Edges<'_>,
    seat: Option<Seat>,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<()> {
    let Edges { clock, audio, keeping } = edges;
    let mut lines = commands(io::stdin().is_terminal())?;
    if lines.is_some() {
        writeln!(out, "{KEYS}")?;
    }
    let (now, zone) = (clock.now(), clock::zone());
    let before = seat.as_ref().map(|seat| seat.sat(now.wall)).unwrap_or_default();
    let sitting = Sitting::new(habit, before, now, now.wall.to_zoned(zone.clone()).time());
    let mut sitter = Sitter { sitting, zone, seat, other: false, told: None, closing: None };
    let mut ids = keeping.ids();
    let mut memories = keeping.watch();
    let mut up = keeping.read_now().last_up(now.wall);
    loop {
        let now = clock.now();
        if memories.has_changed() {
            up = keeping.read_now().last_up(now.wall);
        }
        sitter.look(now, up);
        if sitter.reminds() {
            let notice = notice_of(&sitter.sitting, plan().as_deref());
            writeln!(out, "{:>5}  {}: {}", sitter.clock(now.wall), notice.title, notice.body)?;
            let (ways, draws) = (Ways::of_person(), can_draw());
            if draws {
                out.write_all(&ways.sequences(&notice))?;
            }
            ways.tell_desktop(&notice, draws);
            keeping.call(Moment::BreakDue, facts_of(&sitter.sitting, &sitter.zone));
            audio.open();
            audio.plan(vec![Planned { at: now.running + OPENING, sound: Sound::Cue(Cue::Rest) }]);
            sitter.closing = Some(now.running + OPENING + LAST_CUE);
        }
        if sitter.closing.is_some_and(|closing| now.running >= closing) {
            sitter.closing = None;
            audio.close();
        }
        sitter.tell(now, out)?;
        while let Some(notice) = keeping.notice() {
            // Where nobody hears of it, nothing is lost.
            let _ = writeln!(messages, "unsit: {notice}");
        }
        out.flush()?;
        let next = sitter.closing.into_iter().fold(sitter.sitting.next(), Duration::min);
        let typed = wait(&mut lines, Some(clock.until(next)));
        let now = clock.now();
        match typed.as_deref().map(str::trim) {
            None => {}
            Some("q") => break,
            Some("s") => sitter.sitting.snooze(),
            Some("d") => {
                sitter.sitting.get_up(now);
                if let Some(ids) = &mut ids {
                    keeping.save(&diary::got_up(ids, now, &sitter.zone));
                }
            }
            Some("") => {
                let Some(plan) = plan() else {
                    writeln!(out, "the routine cannot be played: `unsit check` tells why")?;
                    continue;
                };
                sitter.closing = None;
                if session(Opening { plan, speed: 1, left: None, resume: false }, edges, &mut lines, out, messages)? {
                    sitter.sitting.get_up(clock.now());
                }
            }
            Some(_) => writeln!(out, "{KEYS}")?,
        }
    }
    Ok(())
}

struct Sitter {
    sitting: Sitting,
    zone: TimeZone,
    seat: Option<Seat>,
    /// Another desk says when a break is due.
    other: bool,
    /// What was told last: the state, and since when the person sits.
    told: Option<(State, Timestamp)>,
    /// When the cue has been heard.
    closing: Option<Duration>,
}

impl Sitter {
    fn look(&mut self, now: Now, up: Option<Timestamp>) {
        self.sitting.tell(now, now.wall.to_zoned(self.zone.clone()).time());
        if let Some(up) = up {
            self.sitting.learn(up);
        }
        let since = (self.sitting.state() != State::Quiet).then(|| self.sitting.since());
        self.other = self.seat.as_mut().is_some_and(|seat| seat.claim(since, now.wall));
    }

    fn reminds(&mut self) -> bool {
        self.sitting.remind() && !self.other
    }

    /// Says what is new, but for a break that is due.
    fn tell(&mut self, now: Now, out: &mut impl Write) -> io::Result<()> {
        let (state, since) = (self.sitting.state(), self.sitting.since());
        // Outside the hours nobody is known to sit: the time begins anew at each look.
        let is_near = |told: Timestamp| state == State::Quiet || told.duration_since(since).as_secs().abs() < 60;
        let known = |told: (State, Timestamp)| told.0 == state && is_near(told.1);
        if self.told.replace((state, since)).is_some_and(known) {
            return Ok(());
        }
        let due = now.wall.checked_add(self.sitting.left()).unwrap_or(now.wall);
        let (now, due) = (self.clock(now.wall), self.clock(due));
        let sat = minutes(self.sitting.sat());
        match state {
            State::Due => Ok(()),
            State::Sitting => writeln!(out, "{now:>5}  sitting for {sat}, next break at {due}"),
            State::Snoozed => writeln!(out, "{now:>5}  snoozed, next break at {due}"),
            State::Quiet => writeln!(out, "{now:>5}  quiet until {}", self.sitting.habit().hours.begin()),
        }
    }

    fn clock(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%-H:%M").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sitting::Hours;

    #[test]
    fn what_stays_is_told_once() {
        let at = |minute: u64| {
            let running = Duration::from_secs(60 * minute);
            let noon: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
            Now { running, wall: noon.checked_add(running).unwrap() }
        };
        let habit = Habit { hours: Hours::parse("9-12:02").unwrap(), ..Habit::default() };
        let zone = TimeZone::UTC;
        let sitting = Sitting::new(habit, Duration::ZERO, at(0), at(0).wall.to_zoned(zone.clone()).time());
        let mut sitter = Sitter { sitting, zone, seat: None, other: false, told: None, closing: None };
        let mut out = Vec::new();
        for minute in 0..5 {
            sitter.look(at(minute), None);
            sitter.tell(at(minute), &mut out).unwrap();
        }
        let lines = "12:00  sitting for 0 min, next break at 13:10\n12:02  quiet until 9:00\n";
        assert_eq!(String::from_utf8(out).unwrap(), lines);
    }
}
