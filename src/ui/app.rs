//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. `cli::run` performs the effects.

mod keys;
mod sessions;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::{civil::Time, tz::TimeZone};
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect, Size},
    text::Line,
    widgets::{Clear, Widget},
};

use crate::{
    base::{ascii::in_ascii, quantity::Now},
    desk::sit_timer::{DeskSettings, SitTimer},
    history::{
        done,
        events::Ids,
        stats::{self, Day, Goal, PlannedRoutine},
        store::{History, SessionSummary},
    },
    routine::{Entry, Library},
    ui::{
        effect::{Effect, SystemEffect, TerminalEffect},
        keymap::Action,
        remote::NowPlaying,
        screens::{
            desk::{DeskScreen, DeskView},
            exercises::ExercisesScreen,
            help::Help,
            history::{HistoryContext, HistoryScreen},
            library::LibraryScreen,
            resume_prompt::ResumePrompt,
            session::SessionScreen,
            stats::StatsScreen,
            summary::{Comparison, Summary},
            tabs::Tab,
        },
        shared::{Shared, SoundState},
        theme::{Answers, Theme},
        timers::{Timer, Timers},
    },
};

/// The interval between checks of the user's files while the library is shown.
const CHECK: Duration = Duration::from_millis(1500);
/// How long a notice replaces the keys.
const NOTICE: Duration = Duration::from_secs(10);
/// How long the hint about an unknown key is shown.
const HINT: Duration = Duration::from_secs(3);
/// How long the volume is shown after a change.
const SHOWN: Duration = Duration::from_secs(2);

/// An input.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Another program asks something of the session.
    Remote(Action),
    /// What the terminal reported about itself.
    Terminal(Answers),
    /// Whether sound can be heard: the reason if not.
    Silent(Option<String>),
    /// Whether everything is saved: the reason if not.
    Unsaved(Option<String>),
    /// A notice of one line, shown for a while.
    Notice(String),
    /// The history was read; with it, a notice about unreadable lines.
    History(Box<History>, Option<String>),
    /// Another session is running on this machine: the last one of the history that was read.
    SessionElsewhere,
    /// No other program has added to the history.
    HistoryUnchanged,
    /// The time zone of the machine has changed to this one.
    Zone(TimeZone),
    /// The routines and exercises as they are now, and what is wrong with the settings or folders, in a line.
    Routines(Vec<Entry>, Library, Option<String>),
}

/// The initial state of the program.
#[derive(Clone, Debug)]
pub struct AppStart {
    /// All routines.
    pub entries: Vec<Entry>,
    /// All exercises.
    pub exercises: Library,
    /// The theme.
    pub theme: Theme,
    /// The sound.
    pub sound: SoundState,
    /// The time to exercise each week, if the person has set it.
    pub goal: Option<Duration>,
    /// The time zone, for times of day.
    pub zone: TimeZone,
    /// A notice about the settings.
    pub notice: Option<String>,
    /// Ids for the facts of the history; `None` if nothing is recorded.
    pub ids: Option<Ids>,
}

/// The program.
#[derive(Debug)]
pub struct App {
    theme: Theme,
    sound: SoundState,
    goal: Option<Duration>,
    zone: TimeZone,
    library: LibraryScreen,
    exercises: Library,
    screen: Screen,
    /// The desk, which replaces the library as the main screen.
    desk: Option<Box<DeskScreen>>,
    help: Option<Help>,
    /// The time of the latest [`App::advance`].
    now: Now,
    /// When the user's files were checked.
    checked: Duration,
    /// The size of the screen: hidden figures do not move.
    size: Size,
    ids: Option<Ids>,
    /// The history, once it is read; facts of this run are added.
    history: History,
    has_read: bool,
    /// Why facts are not saved, if any are not.
    unsaved: Option<String>,
    /// Whether the user wanted to quit and was warned that something is not saved.
    warned: bool,
    /// The running session of another program, which cannot be resumed here.
    elsewhere: Option<Arc<str>>,
    /// Waiting notices, and until when the first is shown.
    notices: VecDeque<String>,
    notice_until: Duration,
    /// Until when the hint about an unknown key is shown.
    hint_until: Option<Duration>,
    /// A line for each session in which something was done.
    played: Vec<String>,
}

#[derive(Debug)]
enum Screen {
    Library,
    ResumePrompt(Box<ResumePrompt>),
    Desk,
    Session(Box<SessionScreen>),
    Summary(Box<Summary>),
    History(Box<HistoryScreen>),
    Stats(Box<StatsScreen>),
    Exercises(Box<ExercisesScreen>),
}

impl App {
    /// Opens the library.
    pub fn new(start: AppStart, now: Now) -> Self {
        let today = now.wall.to_zoned(start.zone.clone()).weekday();
        App {
            library: LibraryScreen::new(start.entries, today, start.notice),
            exercises: start.exercises,
            theme: start.theme,
            sound: start.sound,
            goal: start.goal,
            zone: start.zone,
            screen: Screen::Library,
            desk: None,
            help: None,
            now,
            checked: now.monotonic,
            size: Size::MAX,
            ids: start.ids,
            history: History::default(),
            has_read: false,
            unsaved: None,
            warned: false,
            elsewhere: None,
            notices: VecDeque::new(),
            notice_until: Duration::ZERO,
            hint_until: None,
            played: Vec::new(),
        }
    }

    /// Sets the size of the screen that the next frame is drawn on.
    pub fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Opens the desk of a user who has been sitting for a time.
    pub fn open_desk(
        &mut self,
        settings: DeskSettings,
        sat: Duration,
        notice: Option<String>,
        now: Now,
    ) -> Vec<Effect> {
        let desk = DeskScreen::new(SitTimer::new(settings, sat, now, self.time_of_day()), notice);
        let effects = vec![desk.sitting_since()];
        self.desk = Some(Box::new(desk));
        self.screen = Screen::Desk;
        effects
    }

    /// Advances to a moment: everything that is due happens. Call this at every wake-up, before the inputs.
    pub fn advance(&mut self, now: Now) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        self.sound.shown = self.sound.shown.filter(|until| now.monotonic < *until);
        self.hint_until = self.hint_until.filter(|until| now.monotonic < *until);
        if !self.notices.is_empty() && now.monotonic >= self.notice_until {
            self.notices.pop_front();
            self.notice_until = now.monotonic + NOTICE;
        }
        match &mut self.screen {
            Screen::Session(session) => session.advance(&self.sound, now, &mut effects),
            Screen::Summary(summary) => summary.advance(now, &mut effects),
            Screen::Library if now.monotonic >= self.checked + CHECK => {
                self.checked = now.monotonic;
                effects.push(SystemEffect::Check.into());
            }
            Screen::Library
            | Screen::Desk
            | Screen::ResumePrompt(_)
            | Screen::History(_)
            | Screen::Stats(_)
            | Screen::Exercises(_) => {}
        }
        if matches!(self.screen, Screen::Library | Screen::Desk) && self.library.set_today(self.today().date.weekday())
        {
            self.update_library();
        }
        let time = self.time_of_day();
        if let Some(desk) = &mut self.desk {
            desk.set_time(now, time);
            if !matches!(self.screen, Screen::Session(_)) {
                desk.advance(&self.sound, now, &mut effects);
            }
        }
        self.settle(&mut effects);
        effects
    }

    /// Applies one input at the time of the latest [`App::advance`].
    pub fn apply(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Terminal(answers) => self.theme = self.theme.answered(&answers),
            Input::Silent(why) => {
                self.sound.silent = why;
                if let Some(desk) = self.desk.as_mut().filter(|_| !matches!(self.screen, Screen::Session(_))) {
                    desk.advance(&self.sound, self.now, &mut effects);
                }
            }
            Input::Zone(zone) => {
                self.zone = zone;
                let time = self.time_of_day();
                self.desk.iter_mut().for_each(|desk| desk.set_time(self.now, time));
            }
            Input::Unsaved(why) => {
                self.warned &= why.is_some();
                self.unsaved = why;
            }
            Input::Notice(words) => self.push_notice(words),
            Input::History(history, notice) => {
                self.read(*history, notice);
                self.remind(&mut effects);
            }
            Input::HistoryUnchanged => self.remind(&mut effects),
            Input::SessionElsewhere => {
                self.elsewhere = self.history.sessions().last().map(|past| Arc::clone(&past.id));
                if matches!(self.screen, Screen::Library) {
                    self.update_library();
                }
            }
            Input::Routines(entries, exercises, notice) => {
                if let Some(desk) = &mut self.desk {
                    desk.set_notice(notice.clone());
                }
                self.exercises = exercises;
                self.library.reload(entries, notice);
                self.update_library();
            }
            Input::Paste(text) => match &mut self.screen {
                Screen::Library if self.help.is_none() => self.library.type_text(&text),
                Screen::Summary(summary) if self.help.is_none() => summary.type_text(&text),
                Screen::Exercises(screen) if self.help.is_none() => screen.type_text(&text),
                _ => {}
            },
            Input::Key(key) => self.key(key, &mut effects),
            Input::Remote(action) => self.obey(action, &mut effects),
        }
        if effects.iter().any(|effect| {
            let edits = matches!(effect, Effect::Terminal(TerminalEffect::Edit(_) | TerminalEffect::New(_)));
            edits || matches!(effect, Effect::System(SystemEffect::Add(..)))
        }) {
            // The files are changed by that.
            self.checked = Duration::ZERO;
        }
        self.settle(&mut effects);
        effects
    }

    /// The end of every change: a finished session becomes its summary, quitting with unsaved facts asks first, and the
    /// recorded facts are added to the history in memory, only here.
    fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.finish(effects);
        self.leave(effects);
        self.library.preview_selected(self.now.monotonic);
        if let Screen::Exercises(screen) = &mut self.screen {
            screen.show_selected(self.now.monotonic);
        }
        let mut records = effects.iter().filter_map(Effect::record).peekable();
        if records.peek().is_some() {
            records.for_each(|record| self.history.add(record));
            if matches!(self.screen, Screen::History(_) | Screen::Summary(_)) {
                self.history.settle();
            }
        }
        self.compare();
    }

    /// Compares the session of the summary with earlier ones.
    fn compare(&mut self) {
        let (today, planned) = (self.today(), self.library.planned());
        let Screen::Summary(summary) = &mut self.screen else { return };
        let Some(id) = summary.id().filter(|_| self.has_read) else { return };
        let history = &self.history;
        summary.compare(|| {
            let last = stats::of(history, Some(&id)).rev().filter(|past| past.counts_as_done()).nth(1);
            let streak = stats::streak(stats::of(history, None), &PlannedRoutine::due(&planned), today);
            let times = planned.iter().find(|routine| routine.id == id).map_or(1, PlannedRoutine::times);
            let part = (times > 1).then(|| (stats::times_done(history, &id, today.date), times));
            let bests = last.map(|last| done::exercises(std::iter::once(last))).unwrap_or_default();
            let bests = bests.into_iter().filter_map(|exercise| Some((exercise.name, exercise.days.first()?.1.best)));
            let week = Goal::of(&planned)
                .with_week(self.goal)
                .this_week(&stats::calendar(stats::of(history, None)), today.date);
            Comparison { last: last.map(SessionSummary::active), streak, bests: bests.collect(), week, part }
        });
    }

    /// The time of day.
    fn time_of_day(&self) -> Time {
        self.now.wall.to_zoned(self.zone.clone()).time()
    }

    /// Reminds the user of a break: sessions on other terminals are known by now.
    fn remind(&mut self, effects: &mut Vec<Effect>) {
        let Some(desk) = self.desk.as_mut().filter(|_| !matches!(self.screen, Screen::Session(_))) else { return };
        let up = self.history.last_up(self.now.wall);
        let plan = self.library.plan(self.library.for_break(&desk.settings().routine)).cloned();
        if desk.remind(up, || plan, &self.sound, self.now, &self.zone, effects) {
            self.screen = Screen::Desk;
            self.help = None;
        }
    }

    fn today(&self) -> Day {
        let now = self.now.wall.to_zoned(self.zone.clone());
        Day { date: now.date(), offset: now.offset() }
    }

    /// Updates the library from the history, once it is known.
    fn update_library(&mut self) {
        if self.has_read {
            self.history.settle();
            self.library.update(&self.history, self.today());
            // Its plan includes progressed doses.
            self.library.offer(self.left().as_ref());
        }
    }

    fn go_home(&mut self) {
        self.screen = if self.desk.is_some() { Screen::Desk } else { Screen::Library };
        self.update_library();
    }

    /// The screen that is shown, if it is one of those that Tab goes through.
    fn tab(&self) -> Option<Tab> {
        match self.screen {
            Screen::Library => Some(Tab::Library),
            Screen::History(_) => Some(Tab::History),
            Screen::Stats(_) => Some(Tab::Statistics),
            Screen::Exercises(_) => Some(Tab::Exercises),
            Screen::Session(_) | Screen::Summary(_) | Screen::Desk | Screen::ResumePrompt(_) => None,
        }
    }

    fn open(&mut self, tab: Tab) {
        self.history.settle();
        match tab {
            Tab::Library => self.go_home(),
            Tab::History => self.screen = Screen::History(Box::default()),
            Tab::Statistics => {
                let stats = StatsScreen::new(&self.history, self.library.planned(), self.goal, self.today());
                self.screen = Screen::Stats(Box::new(stats));
            }
            Tab::Exercises => {
                let (exercises, routines) = (self.exercises.clone(), self.library.names());
                let screen = ExercisesScreen::new(exercises, routines, &self.history, self.today());
                self.screen = Screen::Exercises(Box::new(screen));
            }
        }
    }

    /// Shows a notice for a while, after those that are waiting.
    fn push_notice(&mut self, words: String) {
        if self.notices.is_empty() {
            self.notice_until = self.now.monotonic + NOTICE;
        }
        self.notices.push_back(words);
    }

    /// Takes over the history that was read, with the facts recorded since.
    fn read(&mut self, history: History, notice: Option<String>) {
        let since = std::mem::replace(&mut self.history, history);
        self.history.take_in(since);
        self.has_read = true;
        match &mut self.desk {
            Some(desk) => desk.push_notice(notice),
            None => self.library.push_notice(notice),
        }
        if matches!(self.screen, Screen::Library | Screen::Desk) {
            self.update_library();
        }
    }

    /// The shared parts of a frame.
    fn shared(&self) -> Shared<'_> {
        Shared {
            theme: &self.theme,
            sound: &self.sound,
            zone: &self.zone,
            unsaved: self.unsaved.as_deref(),
            now: self.now,
        }
    }

    /// A line for each session in which something was done: `Daily: 13 of 13 sets in 11:43`.
    pub fn played(&self) -> &[String] {
        &self.played
    }

    /// The terminal's title for a session.
    pub fn title(&self, playing: &NowPlaying) -> String {
        let title = playing.title();
        if self.theme.ascii { in_ascii(&title).into_owned() } else { title }
    }

    /// The session that runs, as other programs see it.
    pub fn now_playing(&self) -> Option<NowPlaying> {
        let Screen::Session(session) = &self.screen else { return None };
        NowPlaying::of(session.session())
    }

    /// When to call [`App::advance`] next, and why. No timer is set if only an input changes anything.
    pub fn timers(&self) -> Timers {
        let mut timers = Timers::default();
        timers.set(Timer::Volume, self.sound.shown);
        let notice = (!self.notices.is_empty()).then_some(self.notice_until);
        timers.set(Timer::Notice, notice.into_iter().chain(self.hint_until).min());
        if !matches!(self.screen, Screen::Session(_)) {
            timers.set(Timer::Desk, self.desk.as_ref().map(|desk| desk.deadline(self.now)));
        }
        match &self.screen {
            Screen::Session(session) => {
                let seen = self.theme.motion && self.help.is_none() && session.shows_figure(self.shared(), self.size);
                session.timers(self.shared(), seen, &mut timers);
            }
            Screen::Summary(summary) => summary.timers(self.now, &mut timers),
            Screen::Library => {
                let frame = self.library.next_frame(&self.theme, self.size, self.now.monotonic);
                timers.set(Timer::FigureFrame, frame.filter(|_| self.help.is_none()));
                timers.set(Timer::Files, self.checked + CHECK);
            }
            Screen::Exercises(screen) => {
                let frame = screen.next_frame(&self.theme, self.size, self.now.monotonic);
                timers.set(Timer::FigureFrame, frame.filter(|_| self.help.is_none()));
            }
            Screen::Desk | Screen::ResumePrompt(_) | Screen::History(_) | Screen::Stats(_) => {}
        }
        timers
    }
}

impl Widget for &App {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let shared = self.shared();
        match &self.screen {
            Screen::Library => self.library.render(shared, area, buffer),
            Screen::ResumePrompt(prompt) => prompt.render(shared, area, buffer),
            Screen::Desk => {
                let Some(desk) = &self.desk else { return };
                let plan = self.library.plan(self.library.for_break(&desk.settings().routine)).map(|plan| &**plan);
                DeskView { desk, plan, shared }.render(area, buffer);
            }
            Screen::Session(session) => session.render(shared, area, buffer),
            Screen::Summary(summary) => summary.render(shared, area, buffer),
            Screen::History(screen) => {
                let left = self.left().map(|left| left.past.id);
                let week = Goal::of(&self.library.planned()).with_week(self.goal).week();
                let known = HistoryContext { week, left: left.as_deref(), today: self.today().date };
                screen.render(&self.history, known, &self.theme, area, buffer);
            }
            Screen::Stats(stats) => stats.render(&self.theme, area, buffer),
            Screen::Exercises(screen) => screen.render(shared, area, buffer),
        }
        if let Some(help) = &self.help {
            help.render(&self.theme, area, buffer);
        }
        let hint = self.hint_until.map(|_| "unknown key: press ? for the keys");
        if let Some(words) = self.notices.front().map(String::as_str).or(hint).filter(|_| area.height >= 4) {
            let row = Rect { y: area.bottom() - 1, height: 1, ..area };
            Clear.render(row, buffer);
            let row = row.inner(Margin::new(2, 0));
            Line::styled(self.theme.cut(words, row.width.into()), self.theme.heading).render(row, buffer);
        }
        self.theme.settle(buffer);
    }
}
