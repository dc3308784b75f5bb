//! Numbers over the history: today's sessions, streaks, minutes, personal bests. Pure folds. A day is a local date of
//! the user's clock, so neither travel nor a change of the clock breaks a streak.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::Offset,
};

use crate::{
    base::quantity::whole_minutes,
    history::store::{History, SessionSummary},
    routine::Schedule,
};

/// A clock that was never set shows an earlier day, which counts for no streak.
const EARLIEST: Date = jiff::civil::date(2020, 1, 1);
/// If the clock jumps forward by this much, on a flight over the date line or by law, a day may be missing.
const LOST_DAY: i32 = 12 * 3600;

/// A day on the user's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// The offset from UTC.
    pub offset: Offset,
}

/// When routines are due, by the ids of their files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schedules(BTreeMap<String, Schedule>);

impl Schedules {
    /// When these routines are due.
    pub fn of<'a>(routines: impl IntoIterator<Item = (&'a str, &'a Schedule)>) -> Schedules {
        Schedules(routines.into_iter().map(|(id, schedule)| (id.to_owned(), schedule.clone())).collect())
    }

    /// Whether one of them is due on a day of the week.
    fn contains(&self, day: Weekday) -> bool {
        self.0.values().any(|schedule| schedule.contains(day))
    }

    /// How many times a routine is due on a day; 1 for one that is not among them.
    fn times(&self, id: &str) -> u32 {
        self.0.get(id).map_or(1, |schedule| schedule.times)
    }
}

fn index(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

/// A routine and its schedule.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedRoutine {
    /// The id of its file.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it is due.
    pub schedule: Option<Schedule>,
    /// How long it takes.
    pub length: Duration,
}

/// How long is planned for each day of the week, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Goal([Duration; 7]);

impl PlannedRoutine {
    /// How many times it is due on a day.
    pub fn times(&self) -> u32 {
        self.schedule.as_ref().map_or(1, |schedule| schedule.times)
    }

    /// When some routines are due.
    pub fn due<'a>(routines: impl IntoIterator<Item = &'a PlannedRoutine>) -> Schedules {
        Schedules::of(
            routines.into_iter().filter_map(|routine| Some((routine.id.as_str(), routine.schedule.as_ref()?))),
        )
    }
}

impl Goal {
    /// The lengths of some routines on the days on which they are scheduled.
    pub fn of<'a>(routines: impl IntoIterator<Item = &'a PlannedRoutine>) -> Goal {
        let mut goal = Goal::default();
        for routine in routines {
            let Some(schedule) = &routine.schedule else { continue };
            let length = routine.length.saturating_mul(schedule.times);
            for (day, planned) in Weekday::Monday.cycle_forward().zip(&mut goal.0) {
                if schedule.contains(day) {
                    *planned = planned.saturating_add(length);
                }
            }
        }
        goal
    }

    /// With this much for a week in place of what is planned: in proportion to the plan of each day, or the same on all
    /// days if nothing is planned.
    #[must_use]
    pub fn with_week(self, week: Option<Duration>) -> Goal {
        let (Some(week), planned) = (week, self.week().as_secs()) else { return self };
        let share = |day: Duration| week.as_secs().saturating_mul(day.as_secs()).checked_div(planned);
        Goal(self.0.map(|day| share(day).map_or(week / 7, Duration::from_secs)))
    }

    /// For a week; zero where nothing is scheduled.
    pub fn week(self) -> Duration {
        self.0.iter().sum()
    }

    /// The minutes that were done on each day of this week, and those of its plan.
    pub fn this_week(self, calendar: &BTreeMap<Date, Sum>, today: Date) -> Vec<(u64, u64)> {
        let days = monday(today).series(1.day()).zip(self.0);
        let done = |date: Date| calendar.get(&date).map(|sum| sum.active).unwrap_or_default();
        days.map(|(date, plan)| (whole_minutes(done(date)), whole_minutes(plan))).collect()
    }

    /// For a day; for one without a plan, the mean of those that have one.
    fn day(self, day: Weekday) -> Duration {
        let planned = self.0.iter().filter(|planned| !planned.is_zero()).count();
        match (self.0[index(day)], u32::try_from(planned)) {
            (Duration::ZERO, Ok(planned @ 1..)) => self.week() / planned,
            (planned, _) => planned,
        }
    }

    /// How much was done on each day, against its plan: 1 less than half, 2 less than the plan, 3 the plan, 4 half as
    /// much again or more. A plan counts as done from nine tenths of its length on, since waits can be skipped. With
    /// no plan at all, the quarters of the day on which most was done.
    pub fn levels(self, calendar: &BTreeMap<Date, Sum>) -> BTreeMap<Date, usize> {
        let most = calendar.values().map(|sum| sum.active).max().unwrap_or_default();
        let level = |date: Date, active: Duration| {
            let plan = self.day(date.weekday());
            if plan.is_zero() {
                return 1 + [25, 50, 75].iter().filter(|part| active * 100 > most * **part).count();
            }
            1 + [50, 90, 150].iter().filter(|part| active * 100 >= plan * **part).count()
        };
        calendar.iter().map(|(date, sum)| (*date, level(*date, sum.active))).collect()
    }
}

/// Numbers of days in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// Up to today; a today that is not done yet breaks nothing.
    pub current: u32,
    /// The longest so far.
    pub longest: u32,
}

/// The streak of one routine, by its id, or of all.
pub fn of<'h>(history: &'h History, routine: Option<&'h str>) -> impl DoubleEndedIterator<Item = &'h SessionSummary> {
    history.sessions().iter().filter(move |past| routine.is_none_or(|routine| *past.routine == *routine))
}

/// The last day on which a routine was done, and so was due no longer.
pub fn last_done(history: &History, routine: &str) -> Option<Date> {
    of(history, Some(routine)).filter(|past| past.counts_as_done()).map(|past| past.date).max()
}

/// How many times a routine was done on a date.
pub fn times_done(history: &History, routine: &str, date: Date) -> u32 {
    let done = of(history, Some(routine)).filter(|past| past.date == date && past.counts_as_done());
    u32::try_from(done.count()).unwrap_or(u32::MAX)
}

/// The scheduled days in a row that count. For a day one set of a routine is enough, unless the routine is due several
/// times a day: then all must be done. A day that is not scheduled neither breaks the streak nor adds to it.
pub fn streak<'h>(sessions: impl Iterator<Item = &'h SessionSummary>, due: &Schedules, today: Day) -> Streak {
    streak_since(EARLIEST, sessions, due, today)
}

fn streak_since<'h>(
    earliest: Date,
    sessions: impl Iterator<Item = &'h SessionSummary>,
    due: &Schedules,
    today: Day,
) -> Streak {
    let latest = today.date.tomorrow().unwrap_or(today.date);
    let counts = sessions.filter(|past| past.counts_for_streak() && (earliest..=latest).contains(&past.date));
    let done = done_days(counts, due);
    let Some(first) = done.keys().next().copied() else { return Streak::default() };
    let last = done.keys().next_back().copied().unwrap_or(first).max(today.date);
    let mut streak = Streak::default();
    for date in first.series(1.day()).take_while(|date| *date <= last) {
        if !due.contains(date.weekday()) {
            continue;
        }
        if done.contains_key(&date) {
            streak.current += 1;
            streak.longest = streak.longest.max(streak.current);
        } else if date < today.date && !was_lost(date, &done, today) {
            streak.current = 0;
        }
    }
    streak
}

/// The days that count, each with the offsets of its first and its last session.
fn done_days<'h>(
    sessions: impl Iterator<Item = &'h SessionSummary>,
    due: &Schedules,
) -> BTreeMap<Date, (Offset, Offset)> {
    let mut offsets = BTreeMap::new();
    let mut done = BTreeSet::new();
    let mut times: BTreeMap<(Date, &str), u32> = BTreeMap::new();
    for past in sessions {
        offsets.entry(past.date).or_insert((past.offset, past.offset)).1 = past.offset;
        let all = due.times(&past.routine);
        let times = times.entry((past.date, &past.routine)).or_default();
        *times += u32::from(past.counts_as_done());
        if all == 1 || *times >= all {
            done.insert(past.date);
        }
    }
    offsets.retain(|date, _| done.contains(date));
    offsets
}

/// Whether less than half of a date existed for the user, because the clock jumped over the rest of it.
fn was_lost(date: Date, done: &BTreeMap<Date, (Offset, Offset)>, today: Day) -> bool {
    let before = done.range(..date).next_back();
    let after = done.range(date..).next().map(|(after, (offset, _))| (*after, *offset));
    let (next, then) = after.unwrap_or((today.date, today.offset));
    let Some((_, (_, left))) = before else { return false };
    date.tomorrow().is_ok_and(|tomorrow| tomorrow == next) && then.seconds() - left.seconds() >= LOST_DAY
}

/// A day relative to today, in words.
pub fn ago(date: Date, today: Date) -> String {
    match date.until(today).map(|span| span.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "yesterday".to_owned(),
        Ok(days @ 2..=13) => format!("{days} days ago"),
        _ => format!("on {}", date.strftime("%-d %B %Y")),
    }
}

/// The totals of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The number of sessions.
    pub sessions: u32,
    /// The time without pauses.
    pub active: Duration,
}

/// The totals of each day with a session.
pub fn calendar<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> BTreeMap<Date, Sum> {
    let mut days: BTreeMap<Date, Sum> = BTreeMap::new();
    for past in sessions.filter(|past| past.done_sets() > 0) {
        let sum = days.entry(past.date).or_default();
        sum.sessions += 1;
        sum.active = sum.active.saturating_add(past.active());
    }
    days
}

/// The Monday of a date's week.
pub fn monday(date: Date) -> Date {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(date)
}

/// The last weeks up to the current one, each with its Monday and its training time.
pub fn weeks(calendar: &BTreeMap<Date, Sum>, today: Date, count: u32) -> Vec<(Date, Duration)> {
    let this = monday(today);
    let week = |back: u32| {
        let monday = this.checked_sub(i64::from(back).weeks()).ok()?;
        let sunday = monday.checked_add(6.days()).ok()?;
        Some((monday, calendar.range(monday..=sunday).map(|(_, sum)| sum.active).sum()))
    };
    (0..count).rev().filter_map(week).collect()
}

/// The effort and the pain of each session that was rated.
pub fn said<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> Vec<(Date, Option<u8>, Option<u8>)> {
    let said = |past: &SessionSummary| {
        let end = past.end()?;
        (end.effort.is_some() || end.pain.is_some()).then_some((past.date, end.effort, end.pain))
    };
    sessions.filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use jiff::{
        Timestamp,
        civil::time,
        tz::{self, TimeZone},
    };
    use proptest::prelude::*;

    use super::*;
    use crate::history::fact::{End, Fact, Head, Record};
    use crate::routine::DueDays;

    /// A completed session, as the program would write it at a moment in a zone.
    fn trained(history: &mut History, number: usize, at: Timestamp, zone: &TimeZone) {
        let (at, offset, date) = crate::history::fact::moment(at, zone);
        let head = Head {
            id: format!("{number}.1").into(),
            session: format!("{number}").into(),
            number: 1,
            at,
            offset,
            zone: "".into(),
            date,
            routine: "daily".into(),
        };
        let active = Duration::from_secs(600);
        let fact = Fact::End(End { finished: true, sets: 4, of_sets: 4, active, total: active });
        history.add(&Record { head, fact });
    }

    fn on(dates: &[&str]) -> History {
        let mut history = History::default();
        for (number, date) in dates.iter().enumerate() {
            let at = date.parse::<Date>().unwrap().at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
            trained(&mut history, number, at.timestamp(), &TimeZone::UTC);
        }
        history.settle();
        history
    }

    fn day(date: &str) -> Day {
        Day { date: date.parse().unwrap(), offset: Offset::UTC }
    }

    fn streak_of(dates: &[&str], due: &Schedules, today: &str) -> (u32, u32) {
        let history = on(dates);
        let streak = streak(of(&history, None), due, day(today));
        (streak.current, streak.longest)
    }

    fn on_days(days: &[Weekday]) -> Schedule {
        Schedule { days: DueDays::Some(days.to_vec()), times: 1 }
    }

    #[test]
    fn a_day_is_measured_by_its_plan() {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let planned = |schedule, length| PlannedRoutine {
            id: String::new(),
            name: String::new(),
            schedule: Some(schedule),
            length: minutes(length),
        };
        let goal = Goal::of(&[planned(Schedule::DAILY, 10), planned(on_days(&[Weekday::Monday]), 20)]);
        assert_eq!(goal.week(), minutes(90));
        assert_eq!(Goal::of(&[planned(Schedule { times: 3, ..Schedule::DAILY }, 10)]).week(), minutes(210));
        let level = |goal: Goal, days: &[(&str, u64)]| {
            let sum = |length| Sum { active: minutes(length), ..Sum::default() };
            let calendar = days.iter().map(|(date, length)| (date.parse().unwrap(), sum(*length))).collect();
            goal.levels(&calendar).into_values().collect::<Vec<_>>()
        };
        // A Monday, then a Tuesday and the days after it.
        let days = [("2026-03-02", 14), ("2026-03-03", 4), ("2026-03-04", 5), ("2026-03-05", 9), ("2026-03-06", 15)];
        assert_eq!(level(goal, &days), [1, 1, 2, 3, 4]);
        assert_eq!(goal.with_week(Some(minutes(180))).0[..2], [minutes(60), minutes(20)], "in proportion");
        assert_eq!(Goal::default().with_week(Some(minutes(70))).0, [minutes(10); 7]);
        let monday = Goal::of(&[planned(on_days(&[Weekday::Monday]), 20)]);
        assert_eq!(level(monday, &days[3..]), [1, 2], "the mean of the days with a plan");
        assert_eq!(level(Goal::default(), &[("2026-03-02", 5), ("2026-03-03", 10), ("2026-03-04", 20)]), [1, 2, 4]);
    }

    #[test]
    fn a_streak_counts_scheduled_days_only() {
        let daily = &Schedules::of([("daily", &Schedule::DAILY)]);
        let mon_thu = &Schedules::of([("daily", &on_days(&[Weekday::Monday, Weekday::Thursday]))]);
        assert_eq!(streak_of(&[], daily, "2026-03-04"), (0, 0));
        // Today is not over yet.
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03"], daily, "2026-03-04"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03"], daily, "2026-03-05"), (0, 2));
        // Two sessions on a day count once; a day between that is not scheduled does not matter.
        assert_eq!(streak_of(&["2026-03-02", "2026-03-02", "2026-03-05"], mon_thu, "2026-03-08"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03", "2026-03-05"], mon_thu, "2026-03-05"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-09"], mon_thu, "2026-03-09"), (1, 1));
        assert_eq!(streak_of(&["2026-03-02"], &Schedules::default(), "2026-03-02"), (0, 0));
        // Neither a clock that was never set nor a date far in the future counts.
        assert_eq!(streak_of(&["1970-01-02", "2026-03-04", "2031-01-01"], daily, "2026-03-04"), (1, 1));
    }

    #[test]
    fn a_day_counts_when_a_routine_was_done_as_often_as_it_is_due() {
        let thrice = &Schedules::of([("daily", &Schedule { times: 3, ..Schedule::DAILY })]);
        let dates: Vec<&str> = ["2026-03-02"; 3].into_iter().chain(["2026-03-03"; 2]).collect();
        assert_eq!(streak_of(&dates, thrice, "2026-03-03"), (1, 1));
        assert_eq!(streak_of(&dates, thrice, "2026-03-04"), (0, 1));
        let all: Vec<&str> = dates.iter().copied().chain(["2026-03-03"]).collect();
        assert_eq!(streak_of(&all, thrice, "2026-03-03"), (2, 2));
        assert_eq!(times_done(&on(&dates), "daily", "2026-03-03".parse().unwrap()), 2);
        // Of another routine one session is enough.
        let other = &Schedules::of([("daily", &Schedule::DAILY), ("knee", &Schedule { times: 3, ..Schedule::DAILY })]);
        assert_eq!(streak_of(&dates, other, "2026-03-03"), (2, 2));
    }

    #[test]
    fn one_set_keeps_the_streak_and_half_the_sets_complete_a_routine() {
        let ended = |finished, sets, of_sets| {
            let text = format!(
                r#"{{"v":1,"kind":"session_start","id":"a.0","session":"a","n":0,"time":"2026-03-04T18:00:00Z","date":"2026-03-04","routine":"daily","name":"","plan":"","of_sets":{of_sets}}}
{{"v":1,"kind":"session_end","id":"a.1","session":"a","n":1,"time":"2026-03-04T18:09:00Z","date":"2026-03-04","routine":"daily","outcome":"{}","sets":{sets},"of_sets":{of_sets},"active_s":9,"total_s":9}}
"#,
                if finished { "done" } else { "stopped" }
            );
            let mut history = History::default();
            history.read("a.jsonl", 1, text.as_bytes());
            history.settle();
            let streak = streak(of(&history, None), &Schedules::of([("daily", &Schedule::DAILY)]), day("2026-03-04"));
            (streak.current, last_done(&history, "daily").is_some())
        };
        assert_eq!(ended(false, 0, 6), (0, false));
        assert_eq!(ended(true, 0, 6), (0, false));
        assert_eq!(ended(false, 1, 6), (1, false));
        assert_eq!(ended(false, 2, 6), (1, false));
        assert_eq!(ended(false, 3, 6), (1, true));
        assert_eq!(ended(true, 1, 6), (1, true));
    }

    #[test]
    fn a_day_that_the_calendar_left_out_breaks_nothing() {
        // Samoa had no 30 December 2011: it moved west across the date line, here in a year that counts.
        let mut history = History::default();
        let west = TimeZone::fixed(tz::offset(-10));
        let east = TimeZone::fixed(tz::offset(14));
        let at = |date: &str, zone: &TimeZone| {
            let date: Date = date.parse().unwrap();
            date.at(9, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp()
        };
        trained(&mut history, 1, at("2025-12-29", &west), &west);
        let daily = &Schedules::of([("daily", &Schedule::DAILY)]);
        let today = Day { date: "2025-12-31".parse().unwrap(), offset: tz::offset(14) };
        history.settle();
        assert_eq!(streak(of(&history, None), daily, today).current, 1);
        trained(&mut history, 2, at("2025-12-31", &east), &east);
        history.settle();
        assert_eq!(streak(of(&history, None), daily, today).current, 2);
        // Without the move, that day was skipped.
        assert_eq!(streak_of(&["2025-12-29", "2025-12-31"], daily, "2025-12-31"), (1, 1));
    }

    /// Training on every day that the clock shows gives a streak of as many days, whatever the clock does.
    #[test]
    fn no_change_of_any_clock_breaks_a_streak() {
        let daily = &Schedules::of([("daily", &Schedule::DAILY)]);
        let from: Timestamp = "2000-01-01T00:00:00Z".parse().unwrap();
        let to: Timestamp = "2041-01-01T00:00:00Z".parse().unwrap();
        let mut seen = 0;
        for name in tz::db().available() {
            let Ok(zone) = tz::db().get(name.as_str()) else { continue };
            for change in zone.following(from).take_while(|change| change.timestamp() < to) {
                seen += 1;
                let around = change.timestamp().to_zoned(zone.clone()).date();
                let first = around.checked_sub(3.days()).unwrap();
                for clock in [time(0, 0, 0, 0), time(0, 30, 0, 0), time(2, 30, 0, 0), time(23, 59, 59, 0)] {
                    let mut history = History::default();
                    let mut days = std::collections::BTreeSet::new();
                    for (number, date) in first.series(1.day()).take(7).enumerate() {
                        // If that time does not exist on that day, another one counts; if the day does not exist, none
                        // does.
                        let times = [clock, time(12, 0, 0, 0)].map(|time| date.to_datetime(time));
                        let mut moments = times.into_iter().map(|at| at.to_zoned(zone.clone()).unwrap());
                        let Some(at) = moments.find(|at| at.date() == date) else { continue };
                        days.insert(at.date());
                        trained(&mut history, number, at.timestamp(), &zone);
                    }
                    history.settle();
                    let count = u32::try_from(days.len()).unwrap();
                    assert_eq!(history.sessions().iter().map(|past| past.date).max(), days.last().copied());
                    let last = history.sessions().last().unwrap();
                    let today = Day { date: last.date, offset: last.offset };
                    // Also in years before this program existed.
                    let streak = streak_since(Date::MIN, of(&history, None), daily, today);
                    assert_eq!((streak.current, streak.longest), (count, count), "{} {}", name.as_str(), around);
                }
            }
        }
        assert!(seen > 5000, "only {seen} changes: is there a time zone database?");
    }

    proptest! {
        /// A traveller who trains on every local date, in whatever zone, never loses the streak.
        #[test]
        fn travel_breaks_no_streak(hops in prop::collection::vec((-48i32..=56, 0i64..86_000), 1..60)) {
            let daily = &Schedules::of([("daily", &Schedule::DAILY)]);
            let mut history = History::default();
            let mut now: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
            let mut last: Option<Date> = None;
            let mut dates = std::collections::BTreeSet::new();
            let mut offset = Offset::UTC;
            for (number, (quarters, second)) in hops.into_iter().enumerate() {
                offset = Offset::from_seconds(quarters * 900).unwrap();
                let zone = TimeZone::fixed(offset);
                // On the local date of arrival, or later on the day after the last session.
                let here = offset.to_datetime(now).date();
                let date = last.map_or(here, |last| here.max(last.tomorrow().unwrap()));
                let at = date.at(0, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp();
                now = (at + jiff::SignedDuration::from_secs(second)).max(now);
                let date = offset.to_datetime(now).date();
                trained(&mut history, number, now, &zone);
                dates.insert(date);
                last = Some(date);
            }
            history.settle();
            let today = Day { date: last.unwrap(), offset };
            prop_assert_eq!(streak(of(&history, None), daily, today).current as usize, dates.len());
        }
    }

    #[test]
    fn weeks_begin_on_monday() {
        let history = on(&["2026-03-01", "2026-03-02", "2026-03-08"]);
        let weeks = weeks(&calendar(of(&history, None)), "2026-03-08".parse().unwrap(), 2);
        let shown: Vec<_> = weeks.iter().map(|(monday, active)| (monday.to_string(), active.as_secs())).collect();
        assert_eq!(shown, [("2026-02-23".to_owned(), 600), ("2026-03-02".to_owned(), 1200)]);
    }
}
