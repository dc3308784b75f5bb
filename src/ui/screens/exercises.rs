//! The exercises of the library: filtered, one of them shown as it moves, read, and added to a routine; `view` draws it.

mod view;

use std::{collections::BTreeMap, time::Duration};

use crossterm::event::KeyEvent;
use ratatui::layout::Size;

use crate::{
    figure::Figure,
    history::{
        done::{self, DoneBefore},
        stats::Day,
        store::History,
    },
    routine::{Exercise, Library},
    session::motion::{self, FigureMoment},
    ui::{
        effect::AddTo,
        keymap::{Action, Context},
        screens::typed::{Filter, NewName, Typed},
        theme::Theme,
    },
};

/// The screen of the exercises.
#[derive(Debug)]
pub struct ExercisesScreen {
    library: Library,
    /// The exercises that the filter leaves.
    rows: Vec<Row>,
    /// The routines that an exercise can be added to, each with its id and name.
    routines: Vec<(String, String)>,
    done: BTreeMap<String, DoneBefore>,
    today: Day,
    filter: Filter,
    /// The selected row.
    selected: usize,
    /// Which exercise is shown, and since when.
    shown: (String, Duration),
    /// The text of the selected exercise is open, scrolled by this number of rows.
    reading: Option<u16>,
    /// An exercise is being added to a routine.
    adding: Option<Adding>,
}

#[derive(Debug)]
struct Row {
    id: String,
    aliases: Vec<String>,
    /// The exercise, or the first error of its file.
    exercise: Result<Exercise, String>,
}

/// The prompt for the routine that an exercise is added to.
#[derive(Debug, Default)]
struct Adding {
    /// 0 is a new routine, the others follow.
    selected: usize,
    /// The name of the new routine, while it is typed.
    name: Option<NewName>,
}

impl ExercisesScreen {
    /// Lists the exercises of a library; `routines` are the ids and names of those that can be changed.
    pub fn new(library: Library, routines: Vec<(String, String)>, history: &History, today: Day) -> Self {
        let done = done::by_exercise(history).into_iter().map(|(key, done)| (key.to_owned(), done)).collect();
        let mut screen = ExercisesScreen {
            library,
            rows: Vec::new(),
            routines,
            done,
            today,
            filter: Filter::default(),
            selected: 0,
            shown: (String::new(), Duration::ZERO),
            reading: None,
            adding: None,
        };
        screen.search();
        screen
    }

    /// Lists what the filter leaves, the first of it selected.
    fn search(&mut self) {
        let words: Vec<String> = self.filter.text().split_whitespace().map(str::to_owned).collect();
        let found = self.library.search(&words);
        let mut rows: Vec<Row> = found
            .into_iter()
            .map(|listed| Row {
                id: listed.id.to_owned(),
                aliases: listed.aliases.to_vec(),
                exercise: match listed.exercise {
                    Ok(exercise) => Ok(self.library.exercise(listed.id).unwrap_or(exercise)),
                    Err(why) => Err(why.to_owned()),
                },
            })
            .collect();
        if words.is_empty() {
            rows.sort_by_key(|row| row.name().to_lowercase());
        }
        self.rows = rows;
        self.selected = 0;
    }

    fn row(&self) -> Option<&Row> {
        self.rows.get(self.selected)
    }

    /// What was ever done of an exercise.
    fn done(&self, exercise: &Exercise) -> Option<&DoneBefore> {
        self.done.get(done::key(exercise))
    }

    /// The place of the keys.
    pub fn context(&self) -> Context {
        if self.adding.is_some() { Context::Adding } else { Context::Exercises }
    }

    /// Starts the figure of the exercise that is selected now.
    pub fn show_selected(&mut self, now: Duration) {
        let id = self.row().map_or("", |row| &row.id);
        if id != self.shown.0 {
            self.shown = (id.to_owned(), now);
        }
    }

    /// The figure of the selected exercise, and its moment.
    fn figure(&self, now: Duration) -> Option<(&Figure, FigureMoment)> {
        let exercise = self.row()?.exercise.as_ref().ok()?;
        let figure = exercise.figure()?;
        Some((figure, motion::shown(figure, &exercise.work, now.saturating_sub(self.shown.1))))
    }

    /// When the figure has its next frame on a screen of a size.
    pub fn next_frame(&self, theme: &Theme, size: Size, now: Duration) -> Option<Duration> {
        let (_, moment) = self.figure(now).filter(|_| theme.motion && self.shows_figure(theme, size))?;
        moment.next.map(|next| now + next)
    }

    /// Handles a key as text while text is typed; any letter that is not a command starts the filter.
    pub fn types(&mut self, key: KeyEvent) -> Typed<(String, AddTo)> {
        let id = self.row().map(|row| row.id.clone()).unwrap_or_default();
        if let Some(adding) = &mut self.adding {
            let Some(name) = &mut adding.name else { return Typed::Unused };
            return match name.takes(key) {
                Typed::Unused => Typed::Unused,
                Typed::Used => Typed::Used,
                Typed::Result(None) => {
                    adding.name = None;
                    Typed::Used
                }
                Typed::Result(Some(name)) => {
                    self.adding = None;
                    Typed::Result((id, AddTo::New(name)))
                }
            };
        }
        if self.reading.is_none() && self.filter.takes(key, Context::Exercises) {
            self.search();
            return Typed::Used;
        }
        Typed::Unused
    }

    /// Adds pasted text to the name or the filter.
    pub fn type_text(&mut self, typed: &str) {
        match &mut self.adding {
            Some(Adding { name: Some(name), .. }) => name.type_text(typed),
            None if self.reading.is_none() => {
                self.filter.type_text(typed);
                self.search();
            }
            _ => {}
        }
    }

    /// Closes what is open: the question, the text, the filter; false if nothing is.
    pub fn close(&mut self) -> bool {
        if self.adding.take().is_some() || self.reading.take().is_some() {
            return true;
        }
        let was_filtered = self.filter.clear();
        if was_filtered {
            let id = self.row().map(|row| row.id.clone());
            self.search();
            self.selected = self.rows.iter().position(|row| Some(&row.id) == id.as_ref()).unwrap_or(0);
        }
        was_filtered
    }

    /// Runs an action on a screen of a size. Returns an exercise and its routine once the user has chosen both.
    pub fn act(&mut self, action: Action, theme: &Theme, size: Size) -> Option<(String, AddTo)> {
        if let Some(adding) = &mut self.adding {
            if action != Action::Enter {
                adding.selected = action.in_list(adding.selected, self.routines.len())?;
                return None;
            }
            let id = self.rows.get(self.selected)?.id.clone();
            let Some(at) = adding.selected.checked_sub(1) else {
                adding.name = Some(NewName::default());
                return None;
            };
            let routine = self.routines.get(at)?.0.clone();
            self.adding = None;
            return Some((id, AddTo::Routine(routine)));
        }
        let is_sound = self.row().is_some_and(|row| row.exercise.is_ok());
        match action {
            Action::Add if is_sound => self.adding = Some(Adding::default()),
            Action::Enter if self.row().is_some() => self.reading = self.reading.xor(Some(0)),
            Action::Filter if self.reading.is_none() => self.filter.open(),
            Action::Erase if self.reading.is_none() => {
                self.filter.erase();
                self.search();
            }
            Action::Up | Action::Down | Action::PageUp | Action::PageDown if self.reading.is_some() => {
                let last = self.last_scroll(theme, size);
                self.reading = self.reading.and_then(|at| {
                    let to = action.in_list(at.min(last).into(), last.into())?;
                    u16::try_from(to).ok()
                });
            }
            action => {
                self.selected = action.in_list(self.selected, self.rows.len().saturating_sub(1))?;
            }
        }
        None
    }
}

impl Row {
    /// What the list shows.
    fn name(&self) -> &str {
        self.exercise.as_ref().map_or(&self.id, |exercise| &exercise.name)
    }
}
