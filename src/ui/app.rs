//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. What the effects do to the machine is left to `cli::run`.

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
    base::quantity::Now,
    desk::sit_timer::{DeskSettings, SitTimer},
    history::{
        events::Ids,
        stats::{self, Day, Days},
        store::{History, SessionSummary},
    },
    routine::Entry,
    ui::{
        effect::{Effect, SystemEffect, TerminalEffect},
        screens::{
            desk::{DeskScreen, DeskView},
            help::Help,
            history::HistoryScreen,
            library::LibraryScreen,
            resume_prompt::ResumePrompt,
            session::SessionScreen,
            stats::StatsScreen,
            summary::{Comparison, Summary},
        },
        shared::{Shared, SoundState},
        theme::Theme,
        timers::{Timer, Timers},
    },
};

/// How often the person's files are checked while the library is shown.
const CHECK: Duration = Duration::from_millis(1500);
/// How long a notice is shown in place of the keys.
const NOTICE: Duration = Duration::from_secs(10);
/// How long the hint about an unknown key is shown.
const HINT: Duration = Duration::from_secs(3);
/// How long the volume is shown once it was changed.
const SHOWN: Duration = Duration::from_secs(2);

/// What comes in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Whether sound can be heard; why not, if not.
    Silent(Option<String>),
    /// Whether what was done is saved; why not, if not.
    Unsaved(Option<String>),
    /// A notice of one line, which is shown for a while.
    Notice(String),
    /// The history was read, and what was wrong with it.
    History(Box<History>, Option<String>),
    /// Another session runs on this machine: the last of the history that was read.
    SessionElsewhere,
    /// No other program has added to the history.
    HistoryUnchanged,
    /// The time zone of the machine has changed to this one.
    Zone(TimeZone),
    /// The routines as they are now, and what is wrong with the settings or folders, in a line.
    Routines(Vec<Entry>, Option<String>),
}

/// What the program starts with.
#[derive(Clone, Debug)]
pub struct Start {
    /// All routines.
    pub entries: Vec<Entry>,
    /// How things look.
    pub theme: Theme,
    /// What is heard.
    pub sound: SoundState,
    /// For the time of day.
    pub zone: TimeZone,
    /// What was wrong with the config, in a line.
    pub notice: Option<String>,
    /// For the facts of the history; where there are none, nothing is told to it.
    pub ids: Option<Ids>,
}

/// The program.
#[derive(Debug)]
pub struct App {
    theme: Theme,
    sound: SoundState,
    zone: TimeZone,
    library: LibraryScreen,
    screen: Screen,
    /// Where the person comes back to instead of the library.
    desk: Option<Box<DeskScreen>>,
    help: Option<Help>,
    /// The latest time that [`App::advance`] was called with.
    now: Now,
    /// When the person's files were checked.
    checked: Duration,
    /// How large the screen is: what is not seen does not move.
    size: Size,
    ids: Option<Ids>,
    /// What was done, once it is read; facts of this run are added as they are made.
    history: History,
    has_read: bool,
    /// Why what was done is not saved, if it is not.
    unsaved: Option<String>,
    /// The person wanted to quit and has been shown that something is not saved.
    warned: bool,
    /// The session that runs in another program, which cannot be resumed here.
    elsewhere: Option<Arc<str>>,
    /// Notices, shown one after the other, and until when the first is shown.
    notices: VecDeque<String>,
    notice_until: Duration,
    /// Until when the hint about an unknown key is shown.
    hint_until: Option<Duration>,
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
}

impl App {
    /// Opens the library.
    pub fn new(start: Start, now: Now) -> Self {
        let today = now.wall.to_zoned(start.zone.clone()).weekday();
        App {
            library: LibraryScreen::new(start.entries, today, start.notice),
            theme: start.theme,
            sound: start.sound,
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
        }
    }

    /// Sets the size of the screen that the next frame is drawn on.
    pub fn set_size(&mut self, size: Size) {
        self.size = size;
    }

    /// Opens the desk of a person who has been sitting for a time.
    pub fn open_desk(&mut self, habit: DeskSettings, sat: Duration, notice: Option<String>, now: Now) -> Vec<Effect> {
        let desk = DeskScreen::new(SitTimer::new(habit, sat, now, self.time_of_day()), notice);
        let effects = vec![desk.sitting_since()];
        self.desk = Some(Box::new(desk));
        self.screen = Screen::Desk;
        effects
    }

    /// Advances to a time: what is due by time alone happens. To be called at every wake-up, before the inputs.
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
            Screen::Library => {
                if self.library.set_today(now.wall.to_zoned(self.zone.clone()).weekday()) {
                    self.update_library();
                }
                if now.monotonic >= self.checked + CHECK {
                    self.checked = now.monotonic;
                    effects.push(SystemEffect::Check.into());
                }
            }
            Screen::Desk | Screen::ResumePrompt(_) | Screen::History(_) | Screen::Stats(_) => {}
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
            Input::Routines(entries, notice) => {
                if let Some(desk) = &mut self.desk {
                    desk.set_notice(notice.clone());
                }
                self.library.reload(entries, notice);
                self.update_library();
            }
            Input::Paste(text) => match &mut self.screen {
                Screen::Library if self.help.is_none() => self.library.type_text(&text),
                Screen::Summary(summary) if self.help.is_none() => summary.type_text(&text),
                _ => {}
            },
            Input::Key(key) => self.key(key, &mut effects),
        }
        if effects
            .iter()
            .any(|effect| matches!(effect, Effect::Terminal(TerminalEffect::Edit(_) | TerminalEffect::New(_))))
        {
            // The editor has been at the files.
            self.checked = Duration::ZERO;
        }
        self.settle(&mut effects);
        effects
    }

    /// What every change ends with: a session that is over becomes its summary, the person is asked before something
    /// unsaved is left, and the facts among the effects are added to the history in memory, here alone.
    fn settle(&mut self, effects: &mut Vec<Effect>) {
        self.finish(effects);
        self.leave(effects);
        self.library.preview_selected(self.now.monotonic);
        let mut records = effects.iter().filter_map(Effect::record).peekable();
        if records.peek().is_some() {
            records.for_each(|record| self.history.add(record));
            if matches!(self.screen, Screen::History(_) | Screen::Summary(_)) {
                self.history.settle();
            }
        }
        self.compare();
    }

    /// Compares the session of the summary with those before it.
    fn compare(&mut self) {
        let (today, schedules) = (self.today(), self.library.schedules());
        let Screen::Summary(summary) = &mut self.screen else { return };
        let Some(stem) = summary.stem().filter(|_| self.has_read) else { return };
        let history = &self.history;
        summary.compare(|| {
            let last = stats::of(history, Some(&stem)).rev().filter(|past| past.counts()).nth(1);
            let days = Days::of(schedules.iter().filter_map(|(.., schedule)| schedule.as_ref()));
            let streak = stats::streak(stats::of(history, None), days, today);
            Comparison { last: last.map(SessionSummary::active), streak }
        });
    }

    /// The time of day.
    fn time_of_day(&self) -> Time {
        self.now.wall.to_zoned(self.zone.clone()).time()
    }

    /// Reminds a person who has been sitting for too long: what was done on other terminals is known by now.
    fn remind(&mut self, effects: &mut Vec<Effect>) {
        let Some(desk) = self.desk.as_mut().filter(|_| !matches!(self.screen, Screen::Session(_))) else { return };
        let up = self.history.last_up(self.now.wall);
        let plan = self.library.plan(&desk.habit().routine).cloned();
        if desk.remind(up, || plan, &self.sound, self.now, &self.zone, effects) {
            self.screen = Screen::Desk;
            self.help = None;
        }
    }

    fn today(&self) -> Day {
        let now = self.now.wall.to_zoned(self.zone.clone());
        Day { date: now.date(), offset: now.offset() }
    }

    /// Updates the library with what was done, once that is known.
    fn update_library(&mut self) {
        if self.has_read {
            self.history.settle();
            self.library.update(&self.history, self.today());
            // Its plan is known by the doses that have grown.
            self.library.offer(self.left().as_ref());
        }
    }

    fn go_home(&mut self) {
        if self.desk.is_some() {
            self.screen = Screen::Desk;
            return;
        }
        self.screen = Screen::Library;
        self.update_library();
    }

    fn open_history(&mut self) {
        self.history.settle();
        self.screen = Screen::History(Box::default());
    }

    fn open_stats(&mut self) {
        self.history.settle();
        let stats = StatsScreen::new(&self.history, self.library.schedules(), self.today());
        self.screen = Screen::Stats(Box::new(stats));
    }

    /// Shows a notice for a while, after those that wait.
    fn push_notice(&mut self, words: String) {
        if self.notices.is_empty() {
            self.notice_until = self.now.monotonic + NOTICE;
        }
        self.notices.push_back(words);
    }

    /// Takes the history that was read, with what was done since.
    fn read(&mut self, history: History, notice: Option<String>) {
        let since = std::mem::replace(&mut self.history, history);
        self.history.take_in(since);
        self.has_read = true;
        match &mut self.desk {
            Some(desk) => desk.push_notice(notice),
            None => self.library.push_notice(notice),
        }
        if matches!(self.screen, Screen::Library) {
            self.update_library();
        }
    }

    /// What every screen is drawn with.
    fn shared(&self) -> Shared<'_> {
        Shared {
            theme: &self.theme,
            sound: &self.sound,
            zone: &self.zone,
            unsaved: self.unsaved.as_deref(),
            now: self.now,
        }
    }

    /// When [`App::advance`] must be called next, and what for. Nothing is set where only an input changes anything.
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
            Screen::ResumePrompt(prompt) => prompt.render(&self.theme, area, buffer),
            Screen::Desk => {
                let Some(desk) = &self.desk else { return };
                let plan = self.library.plan(&desk.habit().routine).map(|plan| &**plan);
                DeskView { desk, plan, shared }.render(area, buffer);
            }
            Screen::Session(session) => session.render(shared, area, buffer),
            Screen::Summary(summary) => summary.render(shared, area, buffer),
            Screen::History(screen) => screen.render(&self.history, &self.theme, area, buffer),
            Screen::Stats(stats) => stats.render(&self.theme, area, buffer),
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
