//! The sit timer: how long the user has been sitting, when the next break is due, and when to send the reminder. Call
//! [`SitTimer::on_time`] at least once a minute; the caller sends the reminder.

use std::time::Duration;

use jiff::{Timestamp, civil::Time};

use super::hours::Hours;
use crate::base::quantity::Now;

/// After an absence of this length the user has got up: the machine slept, or the program was suspended.
pub const AWAY: Duration = Duration::from_secs(5 * 60);
/// Time is measured and shown in minutes.
const MINUTE: Duration = Duration::from_secs(60);

/// The `[desk]` table with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskSettings {
    /// The time of sitting after which a break is due.
    pub every: Duration,
    /// The routine of a break, by its id.
    pub routine: String,
    /// The time by which a break is postponed.
    pub snooze: Duration,
    /// The hours in which reminders are sent.
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

/// The state of the timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Outside the hours.
    Quiet,
    /// No break is due.
    Sitting,
    /// A break was postponed.
    Snoozed,
    /// A break is due.
    Due,
}

/// The timer of one user.
#[derive(Clone, Debug)]
pub struct SitTimer {
    settings: DeskSettings,
    sitting_for: Duration,
    /// The time of sitting at which a break is due.
    due: Duration,
    snoozed: bool,
    /// Whether the reminder was sent.
    reminded: bool,
    open: bool,
    last: Now,
    /// The last time that the user is known to have got up.
    known: Timestamp,
}

impl SitTimer {
    /// Starts a timer at a local time, for a user who has already been sitting for `sitting_for`.
    pub fn new(settings: DeskSettings, sitting_for: Duration, now: Now, time: Time) -> SitTimer {
        let (due, open) = (settings.every, settings.hours.contains(time));
        let known = now.wall.checked_sub(sitting_for).unwrap_or(now.wall);
        SitTimer { settings, sitting_for, due, snoozed: false, reminded: false, open, last: now, known }
    }

    /// The settings.
    pub fn settings(&self) -> &DeskSettings {
        &self.settings
    }

    /// Advances to a moment; `time` is the local time of day.
    ///
    /// Only the monotonic clock counts: it stops while the machine sleeps, and cannot be set.
    pub fn on_time(&mut self, now: Now, time: Time) {
        let ran = now.monotonic.saturating_sub(self.last.monotonic);
        let passed = Duration::try_from(now.wall.duration_since(self.last.wall)).unwrap_or_default();
        self.last = now;
        let was_open = std::mem::replace(&mut self.open, self.settings.hours.contains(time));
        // The machine slept, with a monotonic clock that stops during sleep or one that does not.
        let away = passed.saturating_sub(ran).max(ran.saturating_sub(MINUTE));
        if away >= AWAY || !(was_open && self.open) {
            self.restart();
        } else {
            self.sitting_for = self.sitting_for.saturating_add(ran);
        }
    }

    /// The user got up, and sits down now.
    pub fn get_up(&mut self, now: Now) {
        self.last = now;
        self.known = self.known.max(now.wall);
        self.restart();
    }

    /// The user got up at a time recorded elsewhere, and sat down again.
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
                // Late news must not cause a second reminder shortly after the first.
                self.due = self.due.max(ago.saturating_add(self.settings.snooze));
            }
        }
    }

    fn restart(&mut self) {
        (self.sitting_for, self.due) = (Duration::ZERO, self.settings.every);
        (self.snoozed, self.reminded) = (false, false);
    }

    /// Postpones a break that is due.
    pub fn snooze(&mut self) {
        if self.state() == State::Due {
            self.due = self.sitting_for.saturating_add(self.settings.snooze);
            (self.snoozed, self.reminded) = (true, false);
        }
    }

    /// Whether to send a reminder now: once for each break.
    pub fn remind(&mut self) -> bool {
        let remind = self.state() == State::Due && !self.reminded;
        self.reminded |= remind;
        remind
    }

    /// The state of the timer.
    pub fn state(&self) -> State {
        match (self.open, self.sitting_for >= self.due, self.snoozed) {
            (false, ..) => State::Quiet,
            (true, true, _) => State::Due,
            (true, false, true) => State::Snoozed,
            (true, false, false) => State::Sitting,
        }
    }

    /// The time of the last update.
    pub fn now(&self) -> Timestamp {
        self.last.wall
    }

    /// How long the user has been sitting.
    pub fn sitting_for(&self) -> Duration {
        self.sitting_for
    }

    /// The time until the next break.
    pub fn left(&self) -> Duration {
        self.due.saturating_sub(self.sitting_for)
    }

    /// The current time from one break to the next.
    pub fn total(&self) -> Duration {
        self.due
    }

    /// The start of sitting, as if the machine had never slept.
    pub fn since(&self) -> Timestamp {
        self.last.wall.checked_sub(self.sitting_for).unwrap_or(self.last.wall)
    }

    /// When to call [`SitTimer::on_time`] next: at the next minute, or when a break is due.
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

    /// A user who has just sat down, and a timer that is updated as in the program.
    struct User {
        sitting: SitTimer,
        running: Duration,
        slept: Duration,
        reminders: Vec<u64>,
    }

    impl User {
        fn new() -> User {
            let now = at(Duration::ZERO, Duration::ZERO);
            let sitting = SitTimer::new(DeskSettings::default(), Duration::ZERO, now, NOON);
            User { sitting, running: Duration::ZERO, slept: Duration::ZERO, reminders: Vec::new() }
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
    fn a_break_is_due_after_seventy_minutes_and_announced_once() {
        let mut user = User::new();
        assert_eq!(user.says(), (State::Sitting, 0, 70));
        assert_eq!(user.sits(minutes(69)).says(), (State::Sitting, 69, 1));
        assert_eq!(user.sits(minutes(1)).says(), (State::Due, 70, 0));
        assert_eq!(user.sits(minutes(500)).says(), (State::Due, 570, 0));
        assert_eq!(user.reminders, [70]);
    }

    #[test]
    fn a_postponed_break_is_announced_again() {
        let mut user = User::new();
        user.sits(minutes(20)).sitting.snooze();
        assert_eq!(user.says(), (State::Sitting, 20, 50), "there was nothing to put off");
        user.sits(minutes(52)).sitting.snooze();
        assert_eq!(user.says(), (State::Snoozed, 72, 10));
        user.sits(minutes(10)).sitting.snooze();
        user.sits(minutes(60));
        assert_eq!((user.says(), &*user.reminders), ((State::Due, 142, 0), &[70, 82, 92][..]));
    }

    #[test]
    fn getting_up_restarts_the_timer() {
        let mut user = User::new();
        user.sits(minutes(75)).gets_up();
        assert_eq!(user.says(), (State::Sitting, 0, 70));
        user.sits(minutes(72)).sitting.snooze();
        user.gets_up();
        assert_eq!(user.says(), (State::Sitting, 0, 70));
        assert_eq!(user.sits(minutes(70)).reminders, [70, 145, 217]);
    }

    #[test]
    fn a_session_elsewhere_counts_from_its_own_time() {
        let mut user = User::new();
        user.sits(minutes(60));
        let elsewhere = |minute| at(minutes(minute), Duration::ZERO).wall;
        user.sitting.got_up_at(elsewhere(50));
        assert_eq!(user.says(), (State::Sitting, 10, 60));
        // Getting up before the start, at a known time or in the future changes nothing.
        for minute in [20, 50, 100_000] {
            user.sitting.got_up_at(elsewhere(minute));
            assert_eq!(user.says(), (State::Sitting, 10, 60));
        }
        user.sits(minutes(60)).sitting.snooze();
        user.sitting.got_up_at(elsewhere(50));
        assert_eq!(user.says(), (State::Snoozed, 70, 10));
        user.sitting.got_up_at(elsewhere(119));
        assert_eq!(user.says(), (State::Sitting, 1, 69));
    }

    #[test]
    fn late_events_cause_no_second_reminder() {
        let elsewhere = |minute| at(minutes(minute), Duration::ZERO).wall;
        let mut user = User::new();
        user.sits(minutes(71)).sitting.got_up_at(elsewhere(2));
        assert_eq!(user.says(), (State::Sitting, 69, 10));
        user.sits(minutes(10)).sitting.snooze();
        user.sitting.got_up_at(elsewhere(12));
        assert_eq!((user.says(), &*user.reminders), ((State::Sitting, 69, 10), &[70, 81][..]));
        user.sitting.got_up_at(elsewhere(80));
        assert_eq!(user.says(), (State::Sitting, 1, 69));
    }

    #[test]
    fn time_asleep_is_not_sitting() {
        let mut user = User::new();
        assert_eq!(user.sits(minutes(30)).sleeps(minutes(4)).sits(minutes(10)).says(), (State::Sitting, 40, 30));
        // Long enough to have got up; the minute in which it is noticed does not count.
        assert_eq!(user.sleeps(minutes(9 * 60)).sits(minutes(10)).says(), (State::Sitting, 9, 61));
        // The program was suspended, or the monotonic clock runs on during sleep.
        user.running += minutes(200);
        assert_eq!(user.sits(minutes(3)).says(), (State::Sitting, 3, 67));
        // The wall clock was set back.
        let now = Now { monotonic: user.running, wall: "2020-01-01T00:00:00Z".parse().unwrap() };
        user.sitting.on_time(now, NOON);
        assert_eq!(user.says(), (State::Sitting, 3, 67));
        assert!(user.reminders.is_empty());
    }

    #[test]
    fn outside_the_hours_there_is_no_reminder() {
        let mut user = User::new();
        user.sitting.settings.hours = Hours::parse("9:00-18:00").unwrap();
        user.sits(minutes(69)).sits_at(minutes(600), time(18, 0, 0, 0));
        assert_eq!((user.says(), &*user.reminders), ((State::Quiet, 0, 70), &[][..]));
        assert_eq!(user.sits_at(minutes(71), time(9, 0, 0, 0)).says(), (State::Due, 70, 0));
        assert_eq!(user.sits_at(minutes(1), time(18, 0, 0, 0)).says(), (State::Quiet, 0, 70));
        assert_eq!(user.reminders, [740]);
    }

    #[test]
    fn earlier_sitting_counts() {
        let sitting = SitTimer::new(DeskSettings::default(), minutes(40), at(Duration::ZERO, Duration::ZERO), NOON);
        assert_eq!((sitting.left(), sitting.next()), (minutes(30), MINUTE));
        assert_eq!(sitting.since().to_string(), "2026-03-04T11:20:00Z");
    }

    proptest! {
        /// The timer gives the same result however often, and however late within minutes, it is updated.
        #[test]
        fn it_does_not_matter_how_often_time_is_passed_in(steps in prop::collection::vec(1u64..299_000, 1..200)) {
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

        /// There are never two reminders within the time of a break, or a snooze, of sitting.
        #[test]
        fn never_more_than_one_reminder(steps in prop::collection::vec((0u8..8, 0u64..200), 1..200)) {
            let mut user = User::new();
            let (mut sitting_for, mut announced) = (Duration::ZERO, 0);
            for (step, number) in steps {
                let before = user.running;
                match step {
                    0 => user.gets_up(),
                    1 => user.sitting.snooze(),
                    2 => { user.sleeps(minutes(number)); }
                    3 => user.sitting.got_up_at(at(minutes(number * 10), Duration::ZERO).wall),
                    4 => { user.running += minutes(number); }
                    _ => { user.sits(Duration::from_secs(number * 10)); }
                }
                prop_assert!(user.sitting.sitting_for() <= user.running);
                prop_assert!(user.sitting.since() <= user.sitting.last.wall);
                let passed = user.running.saturating_sub(before);
                sitting_for += passed;
                let reminders = u32::try_from(user.reminders.len()).unwrap();
                prop_assert!(reminders - announced <= 1 + u32::try_from(passed.as_secs() / 600).unwrap());
                announced = reminders;
            }
            // At least ten minutes lie between two reminders.
            prop_assert!(u64::from(announced) <= sitting_for.as_secs() / 600);
            prop_assert!(user.reminders.windows(2).all(|two| two[1] - two[0] >= 9));
        }
    }
}
