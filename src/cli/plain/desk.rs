//! The desk as lines: one when the timer restarts, one when a break is due. It shares the state of the screen's desk.

use std::{
    io::{self, Write},
    sync::Arc,
};

use jiff::Timestamp;

use super::{Opening, session};
use crate::{
    base::quantity::minutes,
    cli::{
        edges::Edges,
        lines::{Lines, LinesDesk},
    },
    desk::sit_timer::{DeskSettings, SitTimer, State},
    history::events,
    session::plan::Plan,
    storage::DeskLock,
    ui::{
        effect::{Effect, HistoryEffect},
        keymap::{Action, Context},
        screens::desk::DeskScreen,
        shared::SoundState,
    },
};

/// The keys that can be typed.
const KEYS: &str = "Enter: take the break; or type s (snooze), d (I got up) or q (quit), then Enter";

/// Runs the desk until the user quits; `plan` returns the current plan of the break.
pub fn run(
    settings: DeskSettings,
    sound: SoundState,
    plan: &dyn Fn() -> Option<Arc<Plan>>,
    edges: Edges<'_>,
    desk_lock: Option<DeskLock>,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<()> {
    let Edges { clock, recorder, .. } = edges;
    let mut lines = Lines::open(edges, sound, out, messages)?;
    if lines.is_typed() {
        writeln!(lines.out, "{KEYS}")?;
    }
    let now = clock.now();
    let before = desk_lock.as_ref().map(|desk_lock| desk_lock.sat(now.wall)).unwrap_or_default();
    let screen = DeskScreen::new(SitTimer::new(settings, before, now, lines.time_of_day(now)), None);
    let mut effects = vec![screen.sitting_since(), HistoryEffect::Refresh.into()];
    let mut ids = recorder.ids();
    let history = recorder.watch();
    let up = recorder.read_now().last_up(now.wall);
    let mut desk = Some(LinesDesk { screen, desk_lock, history, up, plan });
    let mut printed = Printed(None);
    loop {
        let now = clock.now();
        if let Some(desk) = &mut desk {
            desk.screen.set_time(now, lines.time_of_day(now));
            desk.screen.advance(&lines.sound, now, &mut effects);
        }
        lines.perform(&mut effects, &mut desk, now)?;
        let Some(LinesDesk { screen, .. }) = &mut desk else { return Ok(()) };
        printed.print(screen.sitting(), &mut lines)?;
        lines.report()?;
        // Only a line asks anything of a desk: other programs reach a session alone.
        let asked = lines.wait(Some(clock.until(screen.deadline(now))), Context::Desk).into_iter().next();
        let now = clock.now();
        match asked {
            None => {}
            Some(Some(Action::Quit)) => return Ok(()),
            Some(Some(Action::Snooze)) => screen.snooze(),
            Some(Some(Action::GetUp)) => {
                screen.get_up(now, &mut effects);
                let record = ids.as_mut().map(|ids| events::got_up(ids, now, &lines.zone));
                effects.extend(record.map(Effect::from));
            }
            Some(Some(Action::Play)) => {
                let Some(plan) = plan() else {
                    writeln!(lines.out, "cannot play the routine; run `unsit check` for details")?;
                    continue;
                };
                screen.leave();
                let opening = Opening { plan, speed: 1, left: None, resume: false };
                let done = session(opening, &mut lines, &mut desk)?;
                if let Some(LinesDesk { screen, .. }) = desk.as_mut().filter(|_| done) {
                    screen.get_up(clock.now(), &mut effects);
                }
            }
            Some(Some(action)) if lines.set_volume(action)? => {}
            Some(_) => writeln!(lines.out, "{KEYS}")?,
        }
    }
}

/// The last printed state, and its start of sitting.
struct Printed(Option<(State, Timestamp)>);

impl Printed {
    /// Prints changes, except that a break is due.
    fn print<W: Write, M: Write>(&mut self, sitting: &SitTimer, lines: &mut Lines<'_, W, M>) -> io::Result<()> {
        let Some(words) = self.words(sitting, |at| lines.clock(at)) else { return Ok(()) };
        writeln!(lines.out, "{words}")
    }

    fn words(&mut self, sitting: &SitTimer, clock: impl Fn(Timestamp) -> String) -> Option<String> {
        let (state, since) = (sitting.state(), sitting.since());
        // Outside the hours, the timer restarts at each check.
        let is_near = |before: Timestamp| state == State::Quiet || before.duration_since(since).as_secs().abs() < 60;
        let is_known = |before: (State, Timestamp)| before.0 == state && is_near(before.1);
        if self.0.replace((state, since)).is_some_and(is_known) {
            return None;
        }
        let due = sitting.now().checked_add(sitting.left()).unwrap_or(sitting.now());
        let (now, due) = (clock(sitting.now()), clock(due));
        match state {
            State::Due => None,
            State::Sitting => {
                Some(format!("{now:>5}  sitting for {}, next break at {due}", minutes(sitting.sitting_for())))
            }
            State::Snoozed => Some(format!("{now:>5}  snoozed, next break at {due}")),
            State::Quiet => Some(format!("{now:>5}  reminders off until {}", sitting.settings().hours.begin())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::{base::quantity::Now, desk::hours::Hours};

    #[test]
    fn an_unchanged_state_is_printed_once() {
        let at = |minute: u64| {
            let running = Duration::from_secs(60 * minute);
            let noon: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
            Now { monotonic: running, wall: noon.checked_add(running).unwrap() }
        };
        let time = |now: Now| now.wall.to_zoned(TimeZone::UTC).time();
        let settings = DeskSettings { hours: Hours::parse("9-12:02").unwrap(), ..DeskSettings::default() };
        let mut printed = Printed(None);
        let mut sitting = SitTimer::new(settings, Duration::ZERO, at(0), time(at(0)));
        let mut out = Vec::new();
        for minute in 0..5 {
            sitting.on_time(at(minute), time(at(minute)));
            let clock = |at: Timestamp| at.to_zoned(TimeZone::UTC).strftime("%-H:%M").to_string();
            out.extend(printed.words(&sitting, clock));
        }
        assert_eq!(out, ["12:00  sitting for 0 min, next break at 13:10", "12:02  reminders off until 9:00"]);
    }
}
