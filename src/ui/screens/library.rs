//! The library screen: the routines, those due today first, and the selection; `view` draws it.

mod view;

use std::{cmp::Ordering, sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::civil::Weekday;
use ratatui::layout::Size;

use crate::{
    figure::Figure,
    history::{
        events::ResumePoint,
        progression,
        stats::{self, Day, PlannedRoutine, Schedules, Streak},
        store::History,
    },
    routine::{Entry, Exercise, Routine, Schedule},
    session::{
        motion::{self, FigureMoment},
        plan::{Plan, Side},
    },
    ui::{
        keymap::{Action, Context},
        screens::typed::{Filter, NewName, Typed},
        theme::Theme,
    },
};

/// The minimum time for which the figure of each exercise is shown; it continues to the end of its movement.
const SHOWN: Duration = Duration::from_secs(4);

/// The library screen.
#[derive(Debug)]
pub struct LibraryScreen {
    rows: Vec<Row>,
    today: Weekday,
    /// What narrows the list.
    filter: Filter,
    /// The name of a new routine while it is typed.
    naming: Option<NewName>,
    /// The selected row among those that match.
    selected: usize,
    notice: Option<String>,
    /// The row that the preview shows, and since when.
    previewed: (usize, Duration),
    /// The days in a row, over all routines.
    streak: Streak,
    /// The session that was left and can be resumed.
    left: Option<Left>,
}

/// A session that was left and can be resumed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Left {
    id: String,
    /// How many sets were done, and of how many.
    done: u32,
    sets: usize,
    /// The exercise that is next.
    next: String,
}

/// A part of the list, with a heading of its own.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Section {
    InProgress,
    Due,
    /// Those without a group.
    Own,
    /// What routines are for: the place of the first of them, and their group.
    Group(usize, String),
    WithErrors,
}

#[derive(Debug)]
struct Row {
    /// Its place among all that were read.
    place: usize,
    entry: Entry,
    /// The routine with its progressed doses, if any dose progresses.
    progressed: Option<Routine>,
    plan: Option<Arc<Plan>>,
    /// Facts from the history.
    known: Known,
}

/// Facts from the history about a routine.
#[derive(Clone, Debug, Default)]
struct Known {
    /// How many times it was done today.
    done: u32,
    /// The day of the last session, in words.
    last: Option<String>,
    streak: Streak,
}

impl LibraryScreen {
    /// Lists routines, those due today first.
    pub fn new(entries: Vec<Entry>, today: Weekday, notice: Option<String>) -> Self {
        let plan = |entry: &Entry| entry.routine().map(|routine| Arc::new(Plan::new(routine).id(&entry.id)));
        let rows = entries
            .into_iter()
            .enumerate()
            .map(|(place, entry)| Row { place, plan: plan(&entry), entry, progressed: None, known: Known::default() })
            .collect();
        let mut library = LibraryScreen {
            rows,
            today,
            filter: Filter::default(),
            naming: None,
            selected: 0,
            notice,
            previewed: (0, Duration::ZERO),
            streak: Streak::default(),
            left: None,
        };
        library.sort();
        library
    }

    /// Updates the rows from the history: doses progress.
    pub fn update(&mut self, history: &History, today: Day) {
        for row in &mut self.rows {
            let id = row.entry.id.as_str();
            if let Some(routine) = row.entry.routine().filter(|routine| progression::grows(routine)) {
                let progressed = progression::progressed(routine, id, history, today.date);
                row.plan = Some(Arc::new(Plan::new(&progressed).id(id)));
                row.progressed = Some(progressed);
            }
            let last = stats::last_done(history, id);
            let schedule = row.entry.routine().and_then(|routine| routine.schedule.as_ref());
            let due = Schedules::of(schedule.map(|schedule| (id, schedule)));
            row.known = Known {
                done: stats::times_done(history, id, today.date),
                last: last.map(|last| stats::ago(last, today.date)),
                streak: stats::streak(stats::of(history, Some(id)), &due, today),
            };
        }
        let due = Schedules::of(self.rows.iter().filter_map(|row| Some((row.entry.id.as_str(), row.schedule()?))));
        self.streak = stats::streak(stats::of(history, None), &due, today);
        // A routine that was done is due from then on.
        self.sort();
    }

    /// Offers to resume a session that was left.
    pub fn offer(&mut self, left: Option<&ResumePoint>) {
        let left = left.and_then(|left| {
            let id = left.past.routine.to_string();
            let plan = self.plan(&id)?;
            Some(Left { done: left.past.done_sets(), sets: plan.works(), next: left.next(plan)?, id })
        });
        if left != self.left {
            self.left = left;
            self.sort();
        }
    }

    /// Adds a notice, unless there is a more important one.
    pub fn push_notice(&mut self, notice: Option<String>) {
        self.notice = self.notice.take().or(notice);
    }

    /// The plan of a routine, if its file has no error.
    pub fn plan(&self, id: &str) -> Option<&Arc<Plan>> {
        self.rows.iter().find(|row| row.entry.id == id)?.plan.as_ref()
    }

    /// The routine for a break: one that is due several times a day and is not done yet, or else the usual one.
    pub fn for_break<'s>(&'s self, usual: &'s str) -> &'s str {
        let open = |row: &&Row| row.times() > 1 && row.is_due(self.today) && !row.is_done();
        self.rows.iter().find(open).map_or(usual, |row| &row.entry.id)
    }

    /// Each routine and when it is due.
    pub fn planned(&self) -> Vec<PlannedRoutine> {
        let all = self.rows.iter().filter_map(|row| Some((row, row.entry.routine()?, row.plan.as_ref()?)));
        all.map(|(row, routine, plan)| PlannedRoutine {
            id: row.entry.id.clone(),
            name: routine.name.clone(),
            schedule: row.schedule().cloned(),
            length: plan.estimate(),
        })
        .collect()
    }

    /// Stem and name of each routine without errors.
    pub fn names(&self) -> Vec<(String, String)> {
        self.planned().into_iter().map(|routine| (routine.id, routine.name)).collect()
    }

    /// Sorts by sections, with the user's own routines first in each; numbers in names sort as numbers. The selection
    /// stays on its routine, unless that is the first row.
    fn sort(&mut self) {
        let selected = self.selected_id().filter(|_| self.selected > 0).map(str::to_owned);
        let sections = self.sections();
        let mut rows: Vec<(Section, Row)> = sections.into_iter().zip(self.rows.drain(..)).collect();
        rows.sort_by(|(one, a), (other, b)| {
            let own = |row: &Row| row.entry.path().is_some();
            let names = || if own(a) { natural(a.entry.name(), b.entry.name()) } else { Ordering::Equal };
            one.cmp(other).then(own(b).cmp(&own(a))).then_with(names)
        });
        self.rows = rows.into_iter().map(|(_, row)| row).collect();
        if let Some(selected) = selected {
            self.select(&selected);
        }
    }

    /// The section of each row.
    fn sections(&self) -> Vec<Section> {
        let mut groups: Vec<(usize, &str)> = Vec::new();
        for row in &self.rows {
            let Some(group) = row.entry.routine().and_then(|routine| routine.group.as_deref()) else { continue };
            match groups.iter_mut().find(|(_, other)| other.eq_ignore_ascii_case(group)) {
                Some(first) => *first = (*first).min((row.place, group)),
                None => groups.push((row.place, group)),
            }
        }
        let section = |row: &Row| {
            let Some(routine) = row.entry.routine() else { return Section::WithErrors };
            if self.left.as_ref().is_some_and(|left| left.id == row.entry.id) {
                return Section::InProgress;
            }
            if row.is_due(self.today) {
                return Section::Due;
            }
            let group = routine.group.as_deref();
            let group = groups.iter().find(|(_, other)| group.is_some_and(|group| other.eq_ignore_ascii_case(group)));
            group.map_or(Section::Own, |(place, name)| Section::Group(*place, (*name).to_owned()))
        };
        self.rows.iter().map(section).collect()
    }

    /// Selects a routine, if it is shown.
    fn select(&mut self, id: &str) {
        let found = self.matching().position(|row| row.entry.id == id);
        let last = self.matching().count().saturating_sub(1);
        self.selected = found.unwrap_or(self.selected.min(last));
    }

    /// Sets the day: other routines are due after midnight. Returns whether it changed.
    pub fn set_today(&mut self, today: Weekday) -> bool {
        let another = today != self.today;
        if another {
            self.today = today;
            self.sort();
        }
        another
    }

    /// Replaces the list of routines; the filter and the selection stay.
    pub fn reload(&mut self, entries: Vec<Entry>, notice: Option<String>) {
        let selected = self.selected_id().map(str::to_owned);
        let new = LibraryScreen::new(entries, self.today, notice);
        (self.rows, self.notice) = (new.rows, new.notice);
        self.sort();
        self.select(&selected.unwrap_or_default());
    }

    /// The id of the selected routine.
    pub fn selected_id(&self) -> Option<&str> {
        self.matching().nth(self.selected).map(|row| row.entry.id.as_str())
    }

    /// Starts the preview of the routine that is selected now.
    pub fn preview_selected(&mut self, now: Duration) {
        let id = self.selected_id();
        let index = self.rows.iter().position(|row| Some(row.entry.id.as_str()) == id).unwrap_or(0);
        if index != self.previewed.0 {
            self.previewed = (index, now);
        }
    }

    /// When the figure of the preview needs its next frame.
    pub fn next_frame(&self, theme: &Theme, size: Size, now: Duration) -> Option<Duration> {
        let (.., moment) = self.figure(now).filter(|_| theme.motion)?;
        self.figure_area(theme, size)?;
        moment.next.map(|next| now + next)
    }

    /// Handles a key as text while text is typed; any letter that is not a command starts the filter. The result is the
    /// name of a routine to create.
    pub fn types(&mut self, key: KeyEvent) -> Typed<String> {
        if let Some(name) = &mut self.naming {
            return match name.takes(key) {
                Typed::Unused => Typed::Unused,
                Typed::Used => Typed::Used,
                Typed::Result(name) => {
                    self.naming = None;
                    name.map_or(Typed::Used, Typed::Result)
                }
            };
        }
        if self.filter.takes(key, Context::Library) {
            self.selected = 0;
            return Typed::Used;
        }
        Typed::Unused
    }

    /// Adds to the name or the filter.
    pub fn type_text(&mut self, typed: &str) {
        if let Some(name) = &mut self.naming {
            name.type_text(typed);
            return;
        }
        self.filter.type_text(typed);
        self.selected = 0;
    }

    /// Clears the filter; false if there was none.
    pub fn clear(&mut self) -> bool {
        self.selected = 0;
        self.filter.clear()
    }

    /// Applies an action.
    pub fn act(&mut self, action: Action) {
        let last = self.matching().count().saturating_sub(1);
        match action {
            Action::New => self.naming = Some(NewName::default()),
            Action::Filter => self.filter.open(),
            Action::Erase => {
                self.filter.erase();
                self.selected = 0;
            }
            action => self.selected = action.in_list(self.selected, last).unwrap_or(self.selected),
        }
    }

    /// The plan of the selected routine, if its file has no error.
    pub fn selected_plan(&self) -> Option<Arc<Plan>> {
        self.matching().nth(self.selected)?.plan.clone()
    }

    /// The rows that match the filter: each of its words is in the name, the id or a tag.
    fn matching(&self) -> impl Iterator<Item = &Row> {
        let filter = self.filter.text().to_lowercase();
        self.rows.iter().filter(move |row| {
            let tags = row.entry.routine().map(|routine| routine.tags.join(" ")).unwrap_or_default();
            let all = format!("{} {} {tags}", row.entry.name(), row.entry.id).to_lowercase();
            filter.split_whitespace().all(|word| all.contains(word))
        })
    }

    /// The exercise whose figure the preview shows, and its moment: each goes through its movement in turn, and then
    /// the first stays in its first pose.
    fn figure(&self, now: Duration) -> Option<(&Exercise, &Figure, FigureMoment)> {
        let routine = self.matching().nth(self.selected)?.entry.routine()?;
        let mut gone = now.saturating_sub(self.previewed.1);
        for exercise in routine.exercises() {
            let Some(figure) = exercise.figure() else { continue };
            let round = motion::round(figure, &exercise.work).max(Duration::from_millis(100));
            let mut whole = round;
            while whole < SHOWN {
                whole += round;
            }
            if gone < whole {
                return Some((exercise, figure, motion::shown(figure, &exercise.work, gone)));
            }
            gone -= whole;
        }
        let first = routine.exercises().find(|exercise| exercise.figure.is_some())?;
        let figure = first.figure()?;
        Some((first, figure, FigureMoment::still(figure, Side::Right)))
    }
}

/// The order of two names in which the numbers in them count as numbers, and capitals as small letters.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let (Some(a), Some(b)) = (one.chars().next(), other.chars().next()) else { return one.len().cmp(&other.len()) };
        let order = if a.is_ascii_digit() && b.is_ascii_digit() {
            let ((a, after_a), (b, after_b)) = (number(one), number(other));
            (one, other) = (after_a, after_b);
            // Without leading zeros the longer number is the greater one.
            a.len().cmp(&b.len()).then(a.cmp(b))
        } else {
            (one, other) = (&one[a.len_utf8()..], &other[b.len_utf8()..]);
            a.to_lowercase().cmp(b.to_lowercase())
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The digits at the beginning of a text without leading zeros, and what follows them.
fn number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

impl Row {
    /// The days on which it is due for the user.
    fn schedule(&self) -> Option<&Schedule> {
        self.entry.schedule(self.known.last.is_some())
    }

    fn is_due(&self, day: Weekday) -> bool {
        self.schedule().is_some_and(|schedule| schedule.contains(day))
    }

    /// How many times it is due on a day.
    fn times(&self) -> u32 {
        self.schedule().map_or(1, |schedule| schedule.times)
    }

    /// Whether it was done today as many times as it is due.
    fn is_done(&self) -> bool {
        self.known.done >= self.times()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = ["Day 10", "day 2", "Day 1", "Day 02b", "Day", "Abs", "Day 1 b"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["Abs", "Day", "Day 1", "Day 1 b", "day 2", "Day 02b", "Day 10"]);
    }
}
