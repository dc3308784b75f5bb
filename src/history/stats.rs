//! Numbers over the history: what is done today, streaks, minutes, bests. Pure folds; a day is a date that the
//! person's own clock showed, so neither travel nor a change of the clocks breaks anything.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
    tz::Offset,
};

use crate::{
    history::store::{History, RecordedSet, SessionSummary},
    routine::Schedule,
    session::player::Outcome,
};

/// A clock that was not set shows a day before this; what it says counts for no streak.
const EARLIEST: Date = jiff::civil::date(2020, 1, 1);
/// Whoever moves the clock forward by so much, by a flight over the date line or by law, may never have had a day.
const LOST_DAY: i32 = 12 * 3600;

/// A day as somebody's clock shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date.
    pub date: Date,
    /// What the clock shows ahead of UTC.
    pub offset: Offset,
}

/// Days of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days([bool; 7]);

impl Days {
    /// The days on which any of some schedules is due.
    pub fn of<'a>(schedules: impl IntoIterator<Item = &'a Schedule>) -> Days {
        let mut days = Days::default();
        for schedule in schedules {
            match schedule {
                Schedule::Daily => days = Days([true; 7]),
                Schedule::Days(some) => some.iter().for_each(|day| days.0[index(*day)] = true),
            }
        }
        days
    }

    /// Whether a day is one of them.
    pub fn contains(self, day: Weekday) -> bool {
        self.0[index(day)]
    }
}

fn index(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

/// How many days in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// Up to today; a today that is not done yet breaks nothing.
    pub current: u32,
    /// The longest ever.
    pub longest: u32,
}

/// The sessions of one routine, by the stem of its file, or of all.
pub fn of<'h>(history: &'h History, routine: Option<&'h str>) -> impl DoubleEndedIterator<Item = &'h SessionSummary> {
    history.sessions().iter().filter(move |past| routine.is_none_or(|routine| *past.routine == *routine))
}

/// The last day on which a routine was done.
pub fn last_done(history: &History, routine: &str) -> Option<Date> {
    of(history, Some(routine)).filter(|past| past.counts()).map(|past| past.date).max()
}

/// The scheduled days in a row on which it was done. A day that is not scheduled neither breaks it nor adds to it.
pub fn streak<'h>(sessions: impl Iterator<Item = &'h SessionSummary>, days: Days, today: Day) -> Streak {
    streak_since(EARLIEST, sessions, days, today)
}

fn streak_since<'h>(
    earliest: Date,
    sessions: impl Iterator<Item = &'h SessionSummary>,
    days: Days,
    today: Day,
) -> Streak {
    let latest = today.date.tomorrow().unwrap_or(today.date);
    let counts = sessions.filter(|past| past.counts() && (earliest..=latest).contains(&past.date));
    let done = done_days(counts);
    let Some(first) = done.keys().next().copied() else { return Streak::default() };
    let last = done.keys().next_back().copied().unwrap_or(first).max(today.date);
    let mut streak = Streak::default();
    for date in first.series(1.day()).take_while(|date| *date <= last) {
        if !days.contains(date.weekday()) {
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
fn done_days<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> BTreeMap<Date, (Offset, Offset)> {
    let mut done = BTreeMap::new();
    for past in sessions {
        done.entry(past.date).or_insert((past.offset, past.offset)).1 = past.offset;
    }
    done
}

/// Whether the person had less than half of a date, because their clock jumped over the rest of it.
fn was_lost(date: Date, done: &BTreeMap<Date, (Offset, Offset)>, today: Day) -> bool {
    let before = done.range(..date).next_back();
    let after = done.range(date..).next().map(|(after, (offset, _))| (*after, *offset));
    let (next, then) = after.unwrap_or((today.date, today.offset));
    let Some((_, (_, left))) = before else { return false };
    date.tomorrow().is_ok_and(|tomorrow| tomorrow == next) && then.seconds() - left.seconds() >= LOST_DAY
}

/// How long ago a day was, in words.
pub fn ago(date: Date, today: Date) -> String {
    match date.until(today).map(|span| span.get_days()) {
        Ok(0) => "today".to_owned(),
        Ok(1) => "yesterday".to_owned(),
        Ok(days @ 2..=13) => format!("{days} days ago"),
        _ => format!("on {}", date.strftime("%-d %B %Y")),
    }
}

/// What was done on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// How many sessions.
    pub sessions: u32,
    /// How many sets.
    pub sets: u32,
    /// For how long, without pauses.
    pub active: Duration,
}

/// What was done on each day on which something was.
pub fn calendar<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> BTreeMap<Date, Sum> {
    let mut days: BTreeMap<Date, Sum> = BTreeMap::new();
    for past in sessions.filter(|past| past.done_sets() > 0) {
        let sum = days.entry(past.date).or_default();
        sum.sessions += 1;
        sum.sets = sum.sets.saturating_add(past.done_sets());
        sum.active = sum.active.saturating_add(past.active());
    }
    days
}

/// The Monday of a date's week.
pub fn monday(date: Date) -> Date {
    date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).unwrap_or(date)
}

/// The last weeks up to today's, each by its Monday, with how long was trained in it.
pub fn weeks(calendar: &BTreeMap<Date, Sum>, today: Date, count: u32) -> Vec<(Date, Duration)> {
    let this = monday(today);
    let week = |back: u32| {
        let monday = this.checked_sub(i64::from(back).weeks()).ok()?;
        let sunday = monday.checked_add(6.days()).ok()?;
        Some((monday, calendar.range(monday..=sunday).map(|(_, sum)| sum.active).sum()))
    };
    (0..count).rev().filter_map(week).collect()
}

/// What was done of one exercise over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// Its name.
    pub name: Arc<str>,
    /// Session by session.
    pub days: Vec<(Date, Effort)>,
    /// The most reps of a set, with the day.
    pub reps: Option<(u32, Date)>,
    /// The longest time held or moved in a set, with the day.
    pub held: Option<(Duration, Date)>,
    /// The heaviest load, as the routine names it, with the day.
    pub load: Option<(Arc<str>, Date)>,
}

/// What was done of an exercise in one session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// How many sets.
    pub sets: u32,
    /// The reps of all sets.
    pub reps: u32,
    /// The time held or moved in all sets that are measured by time.
    pub held: Duration,
}

impl Effort {
    fn add(&mut self, set: &RecordedSet) {
        self.sets += 1;
        self.reps = self.reps.saturating_add(set.reps.unwrap_or(0));
        if set.goal_time.is_some() {
            self.held = self.held.saturating_add(set.time);
        }
    }
}

/// Each exercise that was done, the one done in most sessions first.
pub fn exercises<'h>(sessions: impl Iterator<Item = &'h SessionSummary>) -> Vec<Exercise> {
    let mut found: BTreeMap<Arc<str>, Exercise> = BTreeMap::new();
    for past in sessions {
        let mut here: BTreeMap<Arc<str>, Effort> = BTreeMap::new();
        for set in past.sets.iter().filter(|set| set.outcome != Outcome::Skipped) {
            here.entry(Arc::clone(&set.exercise)).or_default().add(set);
            let exercise = found.entry(Arc::clone(&set.exercise)).or_insert_with(|| Exercise {
                name: Arc::clone(&set.exercise),
                days: Vec::new(),
                reps: None,
                held: None,
                load: None,
            });
            if let Some(reps) = set.reps.filter(|reps| *reps > exercise.reps.map_or(0, |(most, _)| most)) {
                exercise.reps = Some((reps, past.date));
            }
            let held = set.time;
            if set.goal_time.is_some() && held > exercise.held.map_or(Duration::ZERO, |(longest, _)| longest) {
                exercise.held = Some((held, past.date));
            }
            let heaviest = exercise.load.as_ref().and_then(|(load, _)| grams(load)).unwrap_or(0);
            if grams(&set.load).is_some_and(|grams| grams > heaviest) {
                exercise.load = Some((Arc::clone(&set.load), past.date));
            }
        }
        for (name, effort) in here {
            if let Some(exercise) = found.get_mut(&name) {
                exercise.days.push((past.date, effort));
            }
        }
    }
    let mut exercises: Vec<Exercise> = found.into_values().collect();
    exercises.sort_by_key(|exercise| std::cmp::Reverse(exercise.days.len()));
    exercises
}

/// How heavy a load is, where its words begin with a number and a unit of weight: `8 kg`, `12.5kg`, `20 lb`.
fn grams(load: &str) -> Option<u64> {
    let load = load.trim();
    let end = load.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(load.len());
    let (number, unit) = load.split_at(end);
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let thousandth = |text: &str| format!("{text:0<3}").get(..3)?.parse::<u64>().ok();
    let number = whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(thousandth(decimals)?)?;
    match unit.split_whitespace().next()? {
        "kg" => Some(number),
        "g" => Some(number / 1000),
        "lb" | "lbs" => Some(number.checked_mul(45_359)? / 100_000),
        _ => None,
    }
}

/// What the person said of each session of which they said something: effort and pain.
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

    /// A session that was gone through, as the program would write it at a moment in a zone.
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

    fn streak_of(dates: &[&str], days: Days, today: &str) -> (u32, u32) {
        let history = on(dates);
        let streak = streak(of(&history, None), days, day(today));
        (streak.current, streak.longest)
    }

    #[test]
    fn a_streak_counts_scheduled_days_only() {
        let daily = Days::of([&Schedule::Daily]);
        let mon_thu = Days::of([&Schedule::Days(vec![Weekday::Monday, Weekday::Thursday])]);
        assert_eq!(streak_of(&[], daily, "2026-03-04"), (0, 0));
        // Today is not over yet.
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03"], daily, "2026-03-04"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03"], daily, "2026-03-05"), (0, 2));
        // Twice on a day is once; a day between that is not scheduled is neither here nor there.
        assert_eq!(streak_of(&["2026-03-02", "2026-03-02", "2026-03-05"], mon_thu, "2026-03-08"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-03", "2026-03-05"], mon_thu, "2026-03-05"), (2, 2));
        assert_eq!(streak_of(&["2026-03-02", "2026-03-09"], mon_thu, "2026-03-09"), (1, 1));
        assert_eq!(streak_of(&["2026-03-02"], Days::default(), "2026-03-02"), (0, 0));
        // A clock that was not set is no day of training, and a far future neither.
        assert_eq!(streak_of(&["1970-01-02", "2026-03-04", "2031-01-01"], daily, "2026-03-04"), (1, 1));
    }

    #[test]
    fn a_day_that_the_calendar_left_out_breaks_nothing() {
        // Samoa had no 30 December 2011; taken to a year that counts, by moving east over the date line.
        let mut history = History::default();
        let west = TimeZone::fixed(tz::offset(-10));
        let east = TimeZone::fixed(tz::offset(14));
        let at = |date: &str, zone: &TimeZone| {
            let date: Date = date.parse().unwrap();
            date.at(9, 0, 0, 0).to_zoned(zone.clone()).unwrap().timestamp()
        };
        trained(&mut history, 1, at("2025-12-29", &west), &west);
        let daily = Days::of([&Schedule::Daily]);
        let today = Day { date: "2025-12-31".parse().unwrap(), offset: tz::offset(14) };
        history.settle();
        assert_eq!(streak(of(&history, None), daily, today).current, 1);
        trained(&mut history, 2, at("2025-12-31", &east), &east);
        history.settle();
        assert_eq!(streak(of(&history, None), daily, today).current, 2);
        // Without the move, that day was left out.
        assert_eq!(streak_of(&["2025-12-29", "2025-12-31"], daily, "2025-12-31"), (1, 1));
    }

    /// Whoever trains on every day that their clock shows has a streak of as many days, whatever the clock does.
    #[test]
    fn no_change_of_any_clock_breaks_a_streak() {
        let daily = Days::of([&Schedule::Daily]);
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
                        // Where that time does not exist on that day, at another; where the day does not, not at all.
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
                    // Also in years in which this program did not exist.
                    let streak = streak_since(Date::MIN, of(&history, None), daily, today);
                    assert_eq!((streak.current, streak.longest), (count, count), "{} {}", name.as_str(), around);
                }
            }
        }
        assert!(seen > 5000, "only {seen} changes: is there a time zone database?");
    }

    proptest! {
        /// A traveller who trains on every local date that they come by, in whatever zone, never loses the streak.
        #[test]
        fn travel_breaks_no_streak(hops in prop::collection::vec((-48i32..=56, 0i64..86_000), 1..60)) {
            let daily = Days::of([&Schedule::Daily]);
            let mut history = History::default();
            let mut now: Timestamp = "2026-03-04T12:00:00Z".parse().unwrap();
            let mut last: Option<Date> = None;
            let mut dates = std::collections::BTreeSet::new();
            let mut offset = Offset::UTC;
            for (number, (quarters, second)) in hops.into_iter().enumerate() {
                offset = Offset::from_seconds(quarters * 900).unwrap();
                let zone = TimeZone::fixed(offset);
                // On the date that the clock shows on arrival, or the one after the last, later on that day.
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

    #[test]
    fn loads_are_compared_by_weight() {
        assert_eq!(grams("8 kg"), Some(8000));
        assert_eq!(grams("12.5kg kettlebell"), Some(12_500));
        assert_eq!(grams("20 lb"), Some(9071));
        for none in ["green band", "", "8", "kg", "99999999999999999999 kg", "1..5 kg"] {
            assert_eq!(grams(none), None, "{none}");
        }
    }
}
