//! The library: the routines, what is due today first, and which one is selected; `view` draws it.

mod view;

use std::{sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::Weekday;
use ratatui::layout::Size;

use crate::{
    base::text,
    figure::Figure,
    history::{
        events::ResumePoint,
        progression,
        stats::{self, Day, Days, Streak},
        store::History,
    },
    routine::{Entry, Exercise, Routine, Schedule},
    session::{
        motion::{self, Moment},
        plan::{Plan, Side},
    },
    ui::{
        keymap::{self, Action, Context},
        theme::Theme,
    },
};

/// The longest name of a new routine, in characters.
const NAME: usize = 60;
/// The longest filter, in characters.
const FILTER: usize = 40;
/// The figure of each exercise is shown for so long and to the end of its movement.
const SHOWN: Duration = Duration::from_secs(4);

/// The library screen.
#[derive(Debug)]
pub struct LibraryScreen {
    rows: Vec<Row>,
    today: Weekday,
    /// What is typed to narrow the list.
    filter: String,
    /// The filter line is open.
    typing: bool,
    /// The name of the routine that is to be created, while it is typed.
    naming: Option<String>,
    /// The selected row, among those that match.
    selected: usize,
    notice: Option<String>,
    /// Which row the preview shows, and since when.
    previewed: (usize, Duration),
    /// Days in a row, over all routines.
    streak: Streak,
    /// How to go on with the session that was left, in words.
    offer: Option<String>,
}

/// What became of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// It is no text.
    Nothing,
    /// It was taken.
    Taken,
    /// A routine is to be created with this name.
    Named(String),
}

#[derive(Debug)]
struct Row {
    entry: Entry,
    /// The routine with its doses grown by what was done, if any of them grows.
    grown: Option<Routine>,
    plan: Option<Arc<Plan>>,
    /// What the history knows of it.
    known: Known,
}

/// What is known of a routine.
#[derive(Clone, Debug, Default)]
struct Known {
    today: bool,
    /// When it was last done, in words.
    last: Option<String>,
    streak: Streak,
}

impl LibraryScreen {
    /// Lists routines, those due today first.
    pub fn new(entries: Vec<Entry>, today: Weekday, notice: Option<String>) -> Self {
        let plan = |entry: &Entry| entry.routine().map(|routine| Arc::new(Plan::new(routine).stem(&entry.stem)));
        let rows = entries
            .into_iter()
            .map(|entry| Row { plan: plan(&entry), entry, grown: None, known: Known::default() })
            .collect();
        let mut library = LibraryScreen {
            rows,
            today,
            filter: String::new(),
            typing: false,
            naming: None,
            selected: 0,
            notice,
            previewed: (0, Duration::ZERO),
            streak: Streak::default(),
            offer: None,
        };
        library.sort();
        library
    }

    /// Tells what was done: doses grow by it.
    pub fn update(&mut self, history: &History, today: Day) {
        for row in &mut self.rows {
            let stem = row.entry.stem.as_str();
            if let Some(routine) = row.entry.routine().filter(|routine| progression::grows(routine)) {
                let grown = progression::progressed(routine, stem, history, today.date);
                row.plan = Some(Arc::new(Plan::new(&grown).stem(stem)));
                row.grown = Some(grown);
            }
            let last = stats::last_done(history, stem);
            let days = Days::of(row.entry.routine().and_then(|routine| routine.schedule.as_ref()));
            row.known = Known {
                today: last == Some(today.date),
                last: last.map(|last| stats::ago(last, today.date)),
                streak: stats::streak(stats::of(history, Some(stem)), days, today),
            };
        }
        let days = Days::of(self.schedules().iter().filter_map(|(_, _, schedule)| schedule.as_ref()));
        self.streak = stats::streak(stats::of(history, None), days, today);
    }

    /// Offers to go on with a session that was left.
    pub fn offer(&mut self, left: Option<&ResumePoint>) {
        self.offer = left.and_then(|left| {
            let plan = self.plan(&left.past.routine)?;
            Some(format!("Space: resume {} at {}", plan.routine, left.next(plan)?))
        });
    }

    /// Tells something that should be known, unless there is more pressing.
    pub fn push_notice(&mut self, notice: Option<String>) {
        self.notice = self.notice.take().or(notice);
    }

    /// The plan of a routine, if its file has no error.
    pub fn plan(&self, stem: &str) -> Option<&Arc<Plan>> {
        self.rows.iter().find(|row| row.entry.stem == stem)?.plan.as_ref()
    }

    /// Stem, name and schedule of each routine.
    pub fn schedules(&self) -> Vec<(String, String, Option<Schedule>)> {
        let all = self.rows.iter().filter_map(|row| Some((row, row.entry.routine()?)));
        all.map(|(row, routine)| (row.entry.stem.clone(), routine.name.clone(), routine.schedule.clone())).collect()
    }

    fn sort(&mut self) {
        let today = self.today;
        self.rows.sort_by_key(|row| (!row.entry.is_due(today), row.entry.routine().is_none()));
    }

    /// Sets the day: at midnight other routines are due. Whether it is another day.
    pub fn set_today(&mut self, today: Weekday) -> bool {
        let another = today != self.today;
        if another {
            self.today = today;
            self.sort();
        }
        another
    }

    /// Lists the routines as they are now; what is typed and what is selected stay as they are.
    pub fn reload(&mut self, entries: Vec<Entry>, notice: Option<String>) {
        let selected = self.selected_stem().map(str::to_owned);
        let new = LibraryScreen::new(entries, self.today, notice);
        (self.rows, self.notice) = (new.rows, new.notice);
        let found = self.matching().position(|row| Some(&row.entry.stem) == selected.as_ref());
        let last = self.matching().count().saturating_sub(1);
        self.selected = found.unwrap_or(self.selected.min(last));
    }

    /// The stem of the selected routine.
    pub fn selected_stem(&self) -> Option<&str> {
        self.matching().nth(self.selected).map(|row| row.entry.stem.as_str())
    }

    /// Starts the preview of the routine that is selected now.
    pub fn preview_selected(&mut self, now: Duration) {
        let stem = self.selected_stem();
        let index = self.rows.iter().position(|row| Some(row.entry.stem.as_str()) == stem).unwrap_or(0);
        if index != self.previewed.0 {
            self.previewed = (index, now);
        }
    }

    /// When the figure of the preview has its next frame.
    pub fn next_frame(&self, theme: &Theme, size: Size, now: Duration) -> Option<Duration> {
        let (.., moment) = self.figure(now).filter(|_| theme.motion)?;
        self.figure_area(theme, size)?;
        moment.next.map(|next| now + next)
    }

    /// Takes a key as text where text is typed; any letter that is no command begins to filter.
    pub fn types(&mut self, key: KeyEvent) -> Typed {
        let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        if self.naming.is_some() && plain {
            return self.types_name(key.code);
        }
        let KeyCode::Char(character) = key.code else { return Typed::Nothing };
        let begins = self.typing || (character.is_alphanumeric() && keymap::action(Context::Library, key).is_none());
        if plain && begins {
            self.type_text(character.encode_utf8(&mut [0; 4]));
            return Typed::Taken;
        }
        Typed::Nothing
    }

    /// Takes a key while the name of a new routine is typed.
    fn types_name(&mut self, key: KeyCode) -> Typed {
        match key {
            KeyCode::Char(letter) => self.type_text(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => {
                self.naming.as_mut().and_then(String::pop);
            }
            KeyCode::Esc => self.naming = None,
            KeyCode::Enter => {
                let name = self.naming.take().unwrap_or_default().trim().to_owned();
                if !name.is_empty() {
                    return Typed::Named(name);
                }
            }
            _ => {}
        }
        Typed::Taken
    }

    /// Adds to the name or the filter that is typed.
    pub fn type_text(&mut self, typed: &str) {
        let safe =
            |text: &str, room: usize| text.chars().filter(|c| !text::is_unsafe(*c)).take(room).collect::<String>();
        if let Some(name) = &mut self.naming {
            name.push_str(&safe(typed, NAME.saturating_sub(name.chars().count())));
            return;
        }
        self.typing = true;
        self.filter.push_str(&safe(typed, FILTER.saturating_sub(self.filter.chars().count())));
        self.selected = 0;
    }

    /// Clears the filter; false if there was none.
    pub fn clear(&mut self) -> bool {
        self.filter.clear();
        self.selected = 0;
        std::mem::take(&mut self.typing)
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action) {
        let last = self.matching().count().saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(10),
            Action::PageDown => (self.selected + 10).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::New => {
                self.naming = Some(String::new());
                self.selected
            }
            Action::Filter => {
                self.typing = true;
                self.selected
            }
            Action::Erase => {
                self.typing = self.filter.pop().is_some() && !self.filter.is_empty();
                0
            }
            _ => self.selected,
        };
    }

    /// The plan of the selected routine, if its file has no error.
    pub fn selected_plan(&self) -> Option<Arc<Plan>> {
        self.matching().nth(self.selected)?.plan.clone()
    }

    /// The rows that the filter leaves: each of its words is in the name, the stem or a tag.
    fn matching(&self) -> impl Iterator<Item = &Row> {
        let filter = self.filter.to_lowercase();
        self.rows.iter().filter(move |row| {
            let tags = row.entry.routine().map(|routine| routine.tags.join(" ")).unwrap_or_default();
            let all = format!("{} {} {tags}", row.entry.name(), row.entry.stem).to_lowercase();
            filter.split_whitespace().all(|word| all.contains(word))
        })
    }

    /// The exercise whose figure the preview shows, and its moment: one after the other goes through its movement, and
    /// then the first stands still.
    fn figure(&self, now: Duration) -> Option<(&Exercise, &Figure, Moment)> {
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
        Some((first, first.figure()?, Moment::still(Side::Right)))
    }
}
