//! Statistics: the days of a year, minutes a week, streaks, effort and pain, and each exercise with its best sets; for
//! all routines or one. `view` draws it.

mod view;

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::Date;

use crate::{
    base::quantity::whole_minutes,
    history::{
        done::{self, ExerciseStats},
        stats::{self, Day, Goal, PlannedRoutine, Streak},
        store::History,
    },
    ui::keymap::Action,
};

/// The weeks that are looked at.
const WEEKS: u32 = 53;

/// The statistics screen.
#[derive(Debug)]
pub struct StatsScreen {
    routines: Vec<PlannedRoutine>,
    /// The time to exercise each week in all routines, if the person has set it.
    set_goal: Option<Duration>,
    today: Day,
    /// The index of the routine shown; `None` for all.
    which: Option<usize>,
    scroll: usize,
    folded: Folded,
}

/// The numbers shown.
#[derive(Debug, Default)]
struct Folded {
    streak: Streak,
    goal: Goal,
    /// How much was done on each day, 1 to 4.
    days: BTreeMap<Date, usize>,
    sessions: u32,
    active: Duration,
    weeks: Vec<Week>,
    /// What is in the routines of today first, each with its best set week by week.
    exercises: Vec<(ExerciseStats, Vec<Option<u64>>)>,
}

/// One week.
#[derive(Clone, Copy, Debug)]
struct Week {
    monday: Date,
    minutes: u64,
    /// The mean of what the person said, 0 to 10.
    effort: Option<u64>,
    /// The worst of what the person said, 0 to 10.
    pain: Option<u64>,
}

impl StatsScreen {
    /// Folds the history, for all routines.
    pub fn new(
        history: &History,
        routines: Vec<PlannedRoutine>,
        set_goal: Option<Duration>,
        today: Day,
    ) -> StatsScreen {
        let mut numbers = StatsScreen { routines, set_goal, today, which: None, scroll: 0, folded: Folded::default() };
        numbers.fold(history);
        numbers
    }

    /// Shows one routine, if there is one of this id.
    #[must_use]
    pub fn of_routine(mut self, id: &str, history: &History) -> StatsScreen {
        self.which = self.routines.iter().position(|routine| routine.id == id);
        self.fold(history);
        self
    }

    fn fold(&mut self, history: &History) {
        let id = self.which.and_then(|which| self.routines.get(which)).map(|routine| routine.id.as_str());
        let all = || stats::of(history, id);
        let chosen = || self.routines.iter().filter(|other| id.is_none_or(|id| id == other.id));
        let calendar = stats::calendar(all());
        let goal = Goal::of(chosen()).with_week(self.set_goal.filter(|_| id.is_none()));
        let said = stats::said(all());
        let weeks = stats::weeks(&calendar, self.today.date, WEEKS).into_iter().map(|(monday, active)| {
            let of_week = || said.iter().filter(|(date, ..)| stats::monday(*date) == monday);
            let efforts: Vec<u64> = of_week().filter_map(|(_, effort, _)| effort.map(u64::from)).collect();
            let count = u64::try_from(efforts.len()).unwrap_or(u64::MAX);
            Week {
                monday,
                minutes: whole_minutes(active),
                effort: (count > 0).then(|| (efforts.iter().sum::<u64>() + count / 2) / count),
                pain: of_week().filter_map(|(_, _, pain)| pain.map(u64::from)).max(),
            }
        });
        let weeks: Vec<Week> = weeks.collect();
        let bests = |exercise: &ExerciseStats| {
            let of_week = |week: &Week| {
                let days = exercise.days.iter().filter(|(date, _)| stats::monday(*date) == week.monday);
                days.map(|(_, effort)| effort.best).max()
            };
            weeks.iter().map(of_week).collect()
        };
        let exercises = done::exercises(all()).into_iter().map(|exercise| {
            let bests = bests(&exercise);
            (exercise, bests)
        });
        self.folded = Folded {
            streak: stats::streak(all(), &PlannedRoutine::due(chosen()), self.today),
            sessions: calendar.values().map(|sum| sum.sessions).sum(),
            active: calendar.values().map(|sum| sum.active).sum(),
            days: goal.levels(&calendar),
            exercises: exercises.collect(),
            goal,
            weeks,
        };
    }

    /// Applies an action.
    pub fn act(&mut self, action: Action, history: &History) {
        let last = self.routines.len().checked_sub(1);
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => {
                self.scroll = (self.scroll + 1).min(self.folded.exercises.len().saturating_sub(1));
            }
            Action::Next | Action::Back => {
                self.which = match (action, self.which) {
                    (Action::Next, None) => last.map(|_| 0),
                    (Action::Next, which) if which == last => None,
                    (Action::Next, Some(which)) => Some(which + 1),
                    (_, None) => last,
                    (_, Some(which)) => which.checked_sub(1),
                };
                self.scroll = 0;
                self.fold(history);
            }
            _ => {}
        }
    }
}
