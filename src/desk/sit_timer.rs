//! The rule of sitting: how long one has sat, when the next break is due and when to say so. It is told the time and
//! what is known, at least once a minute; the saying is left to others.

use std::time::Duration;

use jiff::{Timestamp, civil::Time};

use super::hours::Hours;
use crate::base::quantity::Now;

/// Whoever was not here for so long has got up: the machine slept, or the program was stopped.
pub const AWAY: Duration = Duration::from_secs(5 * 60);
/// Time is told and shown in minutes.
const MINUTE: Duration = Duration::from_secs(60);

/// How a person wants their sitting interrupted: the `[desk]` table with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskSettings {
    /// After so long a break is due.
    pub every: Duration,
    /// The routine of a break, by the stem of its file.
    pub routine: String,
    /// A break that is put off is due again after so long.
    pub snooze: Duration,
    /// When anything is said.
    pub hours: Hours,
}

impl Default for DeskSettings {
    fn default() -> Self {
        let minutes = |minutes| MINUTE * minutes;
        DeskSettings {
            every: minutes(70),
            routine: "desk-break".to_owned(),
            snooze: minutes(10),
            hours: Hours::default(),
        }
    }
}

/// What there is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing: it is outside the hours.
    Quiet,
    /// Nothing yet.
    Sitting,
    /// Nothing yet: the break was put off.
    Snoozed,
    /// A break is due.
    Due,
}

/// Somebody who sits.
#[derive(Clone, Debug)]
pub struct SitTimer {
    settings: DeskSettings,
    sitting_for: Duration,
    /// A break is due once so long was sat.
    due: Duration,
    snoozed: bool,
    /// It was said that the break is due.
    reminded: bool,
    open: bool,
    last: Now,
    /// The last getting up that is known.
    known: Timestamp,
}

impl SitTimer {
    /// Somebody who has sat for so long when the clock on the wall shows a time.
    pub fn new(settings: DeskSettings, sitting_for: Duration, now: Now, time: Time) -> SitTimer {
        let (due, open) = (settings.every, settings.hours.contains(time));
        let known = now.wall.checked_sub(sitting_for).unwrap_or(now.wall);
        SitTimer { settings, sitting_for, due, snoozed: false, reminded: false, open, last: now, known }
    }

    /// How they want it.
    pub fn settings(&self) -> &DeskSettings {
        &self.settings
    }

    /// Tells the time, and what the clock on the wall shows.
    ///
    /// Only the running clock counts: it stands still while the machine sleeps, and nobody can set it.
    pub fn on_time(&mut self, now: Now, time: Time) {
        let ran = now.monotonic.saturating_sub(self.last.monotonic);
        let passed = Duration::try_from(now.wall.duration_since(self.last.wall)).unwrap_or_default();
        self.last = now;
        let was_open = std::mem::replace(&mut self.open, self.settings.hours.contains(time));
        // Slept through, on a running clock that stands still meanwhile and on one that does not.
        let away = passed.saturating_sub(ran).max(ran.saturating_sub(MINUTE));
        if away >= AWAY || !(was_open && self.open) {
            self.restart();
        } else {
            self.sitting_for = self.sitting_for.saturating_add(ran);
        }
    }

    /// They got up, and sit down now.
    pub fn get_up(&mut self, now: Now) {
        self.last = now;
        self.known = self.known.max(now.wall);
        self.restart();
    }

    /// They got up at a time that was told elsewhere, and sat down again.
    pub fn got_up_at(&mut self, at: Timestamp) {
        if at <= self.known || at > self.last.wall {
            return;
        }
        self.known = at;
        let ago = Duration::try_from(self.last.wall.duration_since(at)).unwrap_or_default();
        if ago < self.sitting_for {
            let was_announced = self.reminded || self.snoozed;
            self.restart();
            self.sitting_for = ago;
            if was_announced {
                // Late news bring no second reminder a moment after the first.
                self.due = self.due.max(ago.saturating_add(self.settings.snooze));
            }
        }
    }

    fn restart(&mut self) {
        (self.sitting_for, self.due) = (Duration::ZERO, self.settings.every);
        (self.snoozed, self.reminded) = (false, false);
    }

    /// Puts a break off that is due.
    pub fn snooze(&mut self) {
        if self.state() == State::Due {
            self.due = self.sitting_for.saturating_add(self.settings.snooze);
            (self.snoozed, self.reminded) = (true, false);
        }
    }

    /// Whether to say now that a break is due: once for each.
    pub fn remind(&mut self) -> bool {
        let remind = self.state() == State::Due && !self.reminded;
        self.reminded |= remind;
        remind
    }

    /// What there is to say.
    pub fn state(&self) -> State {
        match (self.open, self.sitting_for >= self.due, self.snoozed) {
            (false, ..) => State::Quiet,
            (true, true, _) => State::Due,
            (true, false, true) => State::Snoozed,
            (true, false, false) => State::Sitting,
        }
    }

    /// When the time was last told.
    pub fn now(&self) -> Timestamp {
        self.last.wall
    }

    /// How long they have sat.
    pub fn sitting_for(&self) -> Duration {
        self.sitting_for
    }

    /// How long until the next break is due.
    pub fn left(&self) -> Duration {
        self.due.saturating_sub(self.sitting_for)
    }

    /// How long there is from one break to the next, as it stands.
    pub fn total(&self) -> Duration {
        self.due
    }

    /// Since when they have sat, as if nobody had slept meanwhile.
    pub fn since(&self) -> Timestamp {
        self.last.wall.checked_sub(self.sitting_for).unwrap_or(self.last.wall)
    }

    /// When time is to be told next: when another minute is over or a break is due.
    pub fn next(&self) -> Duration {
        let minute = Duration::from_secs(self.sitting_for.as_secs() / 60 * 60 + 60).saturating_sub(self.sitting_for);
        let due = Some(self.left()).filter(|left| !left.is_zero() && self.open);
        self.last.monotonic.saturating_add(due.unwrap_or(minute).min(minute))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use proptest::prelude::*;

    use super::*;

    const NOON: Time = time(12, 0, 0, 0);

    fn at(running: Duration, slept: Duration) -> Now {
        let wall: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
        Now { monotonic: running, wall: wall.checked_add(running + slept).unwrap() }
    }

    fn minutes(minutes: u64) -> Duration {
        MINUTE * u32::try_from(minutes).unwrap()
    }

    /// Somebody who sat down just now, and who is told the time as the program does.
    struct Somebody {
        sitting: SitTimer,
        running: Duration,
        slept: Duration,
        reminders: Vec<u64>,
    }

    impl Somebody {
        fn new() -> Somebody {
            let now = at(Duration::ZERO, Duration::ZERO);
            let sitting = SitTimer::new(DeskSettings::default(), Duration::ZERO, now, NOON);
            Somebody { sitting, running: Duration::ZERO, slept: Duration::ZERO, reminders: Vec::new() }
        }

        fn sits(&mut self, length: Duration) -> &mut Self {
            self.sits_at(length, NOON)
        }

        fn sits_at(&mut self, length: Duration, time: Time) -> &mut Self {
            let end = self.running + length;
            while self.running < end {
                self.running = self.sitting.next().clamp(self.running, end);
                self.sitting.on_time(at(self.running, self.slept), time);
                if self.sitting.remind() {
                    self.reminders.push(self.running.as_secs() / 60);
                }
            }
            self
        }

        fn gets_up(&mut self) {
            self.sitting.get_up(at(self.running, self.slept));
        }

        fn sleeps(&mut self, length: Duration) -> &mut Self {
            self.slept += length;
            self
        }

        fn says(&self) -> (State, u64, u64) {
            let sitting = &self.sitting;
            (sitting.state(), sitting.sitting_for().as_secs() / 60, sitting.left().as_secs() / 60)
        }
    }

    #[test]
    fn a_break_is_due_after_seventy_minutes_and_told_once() {
        let mut somebody = Somebody::new();
        assert_eq!(somebody.says(), (State::Sitting, 0, 70));
        assert_eq!(somebody.sits(minutes(69)).says(), (State::Sitting, 69, 1));
        assert_eq!(somebody.sits(minutes(1)).says(), (State::Due, 70, 0));
        assert_eq!(somebody.sits(minutes(500)).says(), (State::Due, 570, 0));
        assert_eq!(somebody.reminders, [70]);
    }

    #[test]
    fn a_break_that_is_put_off_is_told_again() {
        let mut somebody = Somebody::new();
        somebody.sits(minutes(20)).sitting.snooze();
        assert_eq!(somebody.says(), (State::Sitting, 20, 50), "there was nothing to put off");
        somebody.sits(minutes(52)).sitting.snooze();
        assert_eq!(somebody.says(), (State::Snoozed, 72, 10));
        somebody.sits(minutes(10)).sitting.snooze();
        somebody.sits(minutes(60));
        assert_eq!((somebody.says(), &*somebody.reminders), ((State::Due, 142, 0), &[70, 82, 92][..]));
    }

    #[test]
    fn whoever_got_up_begins_anew() {
        let mut somebody = Somebody::new();
        somebody.sits(minutes(75)).gets_up();
        assert_eq!(somebody.says(), (State::Sitting, 0, 70));
        somebody.sits(minutes(72)).sitting.snooze();
        somebody.gets_up();
        assert_eq!(somebody.says(), (State::Sitting, 0, 70));
        assert_eq!(somebody.sits(minutes(70)).reminders, [70, 145, 217]);
    }

    #[test]
    fn what_was_done_elsewhere_counts_from_when_it_was_done() {
        let mut somebody = Somebody::new();
        somebody.sits(minutes(60));
        let elsewhere = |minute| at(minutes(minute), Duration::ZERO).wall;
        somebody.sitting.got_up_at(elsewhere(50));
        assert_eq!(somebody.says(), (State::Sitting, 10, 60));
        // What was before, what is known and what is yet to come change nothing.
        for minute in [20, 50, 100_000] {
            somebody.sitting.got_up_at(elsewhere(minute));
            assert_eq!(somebody.says(), (State::Sitting, 10, 60));
        }
        somebody.sits(minutes(60)).sitting.snooze();
        somebody.sitting.got_up_at(elsewhere(50));
        assert_eq!(somebody.says(), (State::Snoozed, 70, 10));
        somebody.sitting.got_up_at(elsewhere(119));
        assert_eq!(somebody.says(), (State::Sitting, 1, 69));
    }

    #[test]
    fn late_news_bring_no_second_reminder_at_once() {
        let elsewhere = |minute| at(minutes(minute), Duration::ZERO).wall;
        let mut somebody = Somebody::new();
        somebody.sits(minutes(71)).sitting.got_up_at(elsewhere(2));
        assert_eq!(somebody.says(), (State::Sitting, 69, 10));
        somebody.sits(minutes(10)).sitting.snooze();
        somebody.sitting.got_up_at(elsewhere(12));
        assert_eq!((somebody.says(), &*somebody.reminders), ((State::Sitting, 69, 10), &[70, 81][..]));
        somebody.sitting.got_up_at(elsewhere(80));
        assert_eq!(somebody.says(), (State::Sitting, 1, 69));
    }

    #[test]
    fn time_asleep_is_not_sitting() {
        let mut somebody = Somebody::new();
        assert_eq!(somebody.sits(minutes(30)).sleeps(minutes(4)).sits(minutes(10)).says(), (State::Sitting, 40, 30));
        // Long enough to have got up; the minute on which it is noticed is not counted.
        assert_eq!(somebody.sleeps(minutes(9 * 60)).sits(minutes(10)).says(), (State::Sitting, 9, 61));
        // The program was stopped, or the running clock is one that runs on in sleep.
        somebody.running += minutes(200);
        assert_eq!(somebody.sits(minutes(3)).says(), (State::Sitting, 3, 67));
        // The clock on the wall was put back.
        let now = Now { monotonic: somebody.running, wall: "2020-01-01T00:00:00Z".parse().unwrap() };
        somebody.sitting.on_time(now, NOON);
        assert_eq!(somebody.says(), (State::Sitting, 3, 67));
        assert!(somebody.reminders.is_empty());
    }

    #[test]
    fn outside_the_hours_nothing_is_said() {
        let mut somebody = Somebody::new();
        somebody.sitting.settings.hours = Hours::parse("9:00-18:00").unwrap();
        somebody.sits(minutes(69)).sits_at(minutes(600), time(18, 0, 0, 0));
        assert_eq!((somebody.says(), &*somebody.reminders), ((State::Quiet, 0, 70), &[][..]));
        assert_eq!(somebody.sits_at(minutes(71), time(9, 0, 0, 0)).says(), (State::Due, 70, 0));
        assert_eq!(somebody.sits_at(minutes(1), time(18, 0, 0, 0)).says(), (State::Quiet, 0, 70));
        assert_eq!(somebody.reminders, [740]);
    }

    #[test]
    fn one_who_sat_before_goes_on() {
        let sitting = SitTimer::new(DeskSettings::default(), minutes(40), at(Duration::ZERO, Duration::ZERO), NOON);
        assert_eq!((sitting.left(), sitting.next()), (minutes(30), MINUTE));
        assert_eq!(sitting.since().to_string(), "2026-03-04T11:20:00Z");
    }

    proptest! {
        /// However often and however late within minutes the time is told.
        #[test]
        fn it_does_not_matter_when_time_is_told(steps in prop::collection::vec(1u64..299_000, 1..200)) {
            let mut often = SitTimer::new(DeskSettings::default(), Duration::ZERO, at(Duration::ZERO, Duration::ZERO), NOON);
            let mut now = Duration::ZERO;
            for step in steps {
                now += Duration::from_millis(step);
                often.on_time(at(now, Duration::ZERO), NOON);
                prop_assert_eq!(often.sitting_for(), now);
                prop_assert!(often.next() > now && often.next() <= now + MINUTE);
                prop_assert_eq!(often.state() == State::Due, now >= often.settings.every);
            }
        }

        /// Whatever happens, nobody is reminded twice within a break's time, or the one that they asked for, of sitting.
        #[test]
        fn never_more_than_one_reminder(steps in prop::collection::vec((0u8..8, 0u64..200), 1..200)) {
            let mut somebody = Somebody::new();
            let (mut sitting_for, mut announced) = (Duration::ZERO, 0);
            for (step, number) in steps {
                let before = somebody.running;
                match step {
                    0 => somebody.gets_up(),
                    1 => somebody.sitting.snooze(),
                    2 => { somebody.sleeps(minutes(number)); }
                    3 => somebody.sitting.got_up_at(at(minutes(number * 10), Duration::ZERO).wall),
                    4 => { somebody.running += minutes(number); }
                    _ => { somebody.sits(Duration::from_secs(number * 10)); }
                }
                prop_assert!(somebody.sitting.sitting_for() <= somebody.running);
                prop_assert!(somebody.sitting.since() <= somebody.sitting.last.wall);
                let passed = somebody.running.saturating_sub(before);
                sitting_for += passed;
                let reminders = u32::try_from(somebody.reminders.len()).unwrap();
                prop_assert!(reminders - announced <= 1 + u32::try_from(passed.as_secs() / 600).unwrap());
                announced = reminders;
            }
            // At least ten minutes lie between two.
            prop_assert!(u64::from(announced) <= sitting_for.as_secs() / 600);
            prop_assert!(somebody.reminders.windows(2).all(|two| two[1] - two[0] >= 9));
        }
    }
}
