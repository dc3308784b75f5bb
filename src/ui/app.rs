//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. What the effects do to the machine is left to `run`.

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
    history::{events::Ids, stats::Day, store::History},
    routine::Entry,
    ui::{
        screens::{
            Effect, Hearing,
            desk::{self, Desk},
            help::Help,
            history::Log,
            library::Library,
            offer::Offer,
            session::Playing,
            stats::Numbers,
            summary::Summary,
        },
        theme::Theme,
    },
};

/// How often the person's files are looked at while the library is shown.
const LOOK: Duration = Duration::from_millis(1500);
/// How long something that should be known stands over the keys.
const TOLD: Duration = Duration::from_secs(10);
/// How long the volume is shown once it was changed.
const SHOWN: Duration = Duration::from_secs(2);

/// What comes in.
#[derive(Clone, Debug)]
pub enum Input {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// Nothing but the time, or a new size of the terminal.
    Time,
    /// Whether sound can be heard; why not, if not.
    Silent(Option<String>),
    /// Whether what was done is saved; why not, if not.
    Unsaved(Option<String>),
    /// Something that should be known and disturbs nothing, in a line.
    Told(String),
    /// The history was read, and what should be known of that.
    History(Box<History>, Option<String>),
    /// Another session runs on this machine: the last of the history that was read.
    SessionElsewhere,
    /// Nothing was done on another terminal.
    Same,
    /// Whether another desk on this machine says when a break is due.
    DeskElsewhere(bool),
    /// The zone that the machine is in now.
    Zone(TimeZone),
    /// The routines as they are now, and what is wrong with the settings or folders, in a line.
    Shelf(Vec<Entry>, Option<String>),
}

/// What the program starts with.
#[derive(Clone, Debug)]
pub struct Start {
    /// All routines.
    pub entries: Vec<Entry>,
    /// How things look.
    pub theme: Theme,
    /// What is heard.
    pub hearing: Hearing,
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
    hearing: Hearing,
    zone: TimeZone,
    library: Library,
    screen: Screen,
    /// Where the person comes back to instead of the library.
    desk: Option<Box<Desk>>,
    help: Option<Help>,
    now: Now,
    /// When the person's files were looked at.
    looked: Duration,
    /// How large the screen is: what is not seen does not move.
    size: Size,
    ids: Option<Ids>,
    /// What was done, once it is read; facts of this run are added as they are made.
    history: History,
    has_read: bool,
    unsaved: Option<String>,
    /// It was told that something is not saved to who wanted to leave.
    warned: bool,
    /// The session that runs elsewhere, which nobody else goes on with.
    elsewhere: Option<Arc<str>>,
    /// What should be known, one after the other, and until when the first is shown.
    told: VecDeque<String>,
    told_until: Duration,
}

#[derive(Debug)]
enum Screen {
    Library,
    Offer(Box<Offer>),
    Desk,
    Session(Box<Playing>),
    Summary(Box<Summary>),
    Log(Box<Log>),
    Numbers(Box<Numbers>),
}

impl App {
    /// Opens the library.
    pub fn new(start: Start, now: Now) -> Self {
        let today = now.wall.to_zoned(start.zone.clone()).weekday();
        App {
            library: Library::new(start.entries, today, start.notice),
            theme: start.theme,
            hearing: start.hearing,
            zone: start.zone,
            screen: Screen::Library,
            desk: None,
            help: None,
            now,
            looked: now.monotonic,
            size: Size::MAX,
            ids: start.ids,
            history: History::default(),
            has_read: false,
            unsaved: None,
            warned: false,
            elsewhere: None,
            told: VecDeque::new(),
            told_until: Duration::ZERO,
        }
    }

    /// Tells how large the screen is that the next frame is drawn on.
    pub fn fit(&mut self, size: Size) {
        self.size = size;
    }

    /// Opens the desk of somebody who has sat for so long.
    pub fn open_desk(&mut self, habit: DeskSettings, sat: Duration, notice: Option<String>, now: Now) -> Vec<Effect> {
        let desk = Desk::new(SitTimer::new(habit, sat, now, self.time(now)), notice);
        let effects = vec![desk.sitting_since()];
        self.desk = Some(Box::new(desk));
        self.screen = Screen::Desk;
        effects
    }

    /// What the clock on the wall shows.
    fn time(&self, now: Now) -> Time {
        now.wall.to_zoned(self.zone.clone()).time()
    }

    /// What is known of other terminals is known by now: whoever sits too long is told.
    fn remind(&mut self, effects: &mut Vec<Effect>) {
        let Some(desk) = self.desk.as_mut().filter(|_| !matches!(self.screen, Screen::Session(_))) else { return };
        let up = self.history.last_up(self.now.wall);
        let plan = self.library.plan(&desk.habit().routine).cloned();
        if desk.remind(up, || plan, &self.hearing, self.now, &self.zone, effects) {
            self.screen = Screen::Desk;
            self.help = None;
        }
    }

    /// Adds the facts among effects to the history.
    fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Record(record) = effect {
                self.history.add(record);
            }
        }
    }

    fn today(&self) -> Day {
        let now = self.now.wall.to_zoned(self.zone.clone());
        Day { date: now.date(), offset: now.offset() }
    }

    /// Tells the library what was done, once that is known.
    fn remember(&mut self) {
        if self.has_read {
            self.history.settle();
            self.library.remember(&self.history, self.today());
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
        self.remember();
    }

    fn open_log(&mut self) {
        self.history.settle();
        self.screen = Screen::Log(Box::default());
    }

    fn open_numbers(&mut self) {
        self.history.settle();
        let numbers = Numbers::new(&self.history, self.library.schedules(), self.today());
        self.screen = Screen::Numbers(Box::new(numbers));
    }

    /// Takes one input in and says what is to be done.
    pub fn update(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.now = now;
        self.hearing.shown = self.hearing.shown.filter(|until| now.monotonic < *until);
        if !self.told.is_empty() && now.monotonic >= self.told_until {
            self.told.pop_front();
            self.told_until = now.monotonic + TOLD;
        }
        let mut effects = Vec::new();
        match &mut self.screen {
            Screen::Session(playing) => playing.advance(&self.hearing, now, &mut effects),
            Screen::Summary(summary) => summary.advance(now, &mut effects),
            Screen::Library => {
                if self.library.advance(now.wall.to_zoned(self.zone.clone()).weekday(), now.monotonic) {
                    self.remember();
                }
                if now.monotonic >= self.looked + LOOK {
                    self.looked = now.monotonic;
                    effects.push(Effect::Look);
                }
            }
            Screen::Desk | Screen::Offer(_) | Screen::Log(_) | Screen::Numbers(_) => {}
        }
        match &input {
            Input::Silent(why) => self.hearing.silent.clone_from(why),
            Input::Zone(zone) => self.zone.clone_from(zone),
            _ => {}
        }
        let time = self.time(now);
        if let Some(desk) = &mut self.desk {
            desk.tell_time(now, time);
            if !matches!(self.screen, Screen::Session(_)) {
                desk.advance(&self.hearing, now, &mut effects);
            }
        }
        match input {
            Input::Time | Input::Silent(_) | Input::Zone(_) => {}
            Input::Unsaved(why) => self.tell_unsaved(why),
            Input::Told(words) => self.tell(words),
            Input::History(history, notice) => {
                self.read(*history, notice);
                self.remind(&mut effects);
            }
            Input::Same => self.remind(&mut effects),
            Input::DeskElsewhere(other) => self.desk.iter_mut().for_each(|desk| desk.tell_other(other)),
            Input::SessionElsewhere => {
                self.elsewhere = self.history.sessions().last().map(|past| Arc::clone(&past.id));
                if matches!(self.screen, Screen::Library) {
                    self.remember();
                }
            }
            Input::Shelf(entries, notice) => {
                if let Some(desk) = &mut self.desk {
                    desk.reload(notice.clone());
                }
                self.library.reload(entries, notice);
                self.remember();
            }
            Input::Paste(text) => match &mut self.screen {
                Screen::Library if self.help.is_none() => self.library.type_text(&text),
                Screen::Summary(summary) if self.help.is_none() => summary.type_text(&text),
                _ => {}
            },
            Input::Key(key) => self.key(key, now, &mut effects),
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Edit(_) | Effect::New)) {
            // The editor has been at the files.
            self.looked = Duration::ZERO;
        }
        self.finish(&mut effects);
        self.leave(&mut effects);
        self.library.look(now.monotonic);
        self.keep(&effects);
        effects
    }

    /// Shows something that should be known, for a while.
    fn tell(&mut self, words: String) {
        if self.told.is_empty() {
            self.told_until = self.now.monotonic + TOLD;
        }
        self.told.push_back(words);
    }

    fn tell_unsaved(&mut self, why: Option<String>) {
        self.unsaved.clone_from(&why);
        self.warned &= why.is_some();
        match &mut self.screen {
            Screen::Session(playing) => playing.tell_unsaved(why),
            Screen::Summary(summary) => summary.tell_unsaved(why),
            Screen::Library | Screen::Desk | Screen::Offer(_) | Screen::Log(_) | Screen::Numbers(_) => {}
        }
    }

    /// What was read takes in what was done since.
    fn read(&mut self, history: History, notice: Option<String>) {
        let since = std::mem::replace(&mut self.history, history);
        self.history.take_in(since);
        self.has_read = true;
        match &mut self.desk {
            Some(desk) => desk.tell(notice),
            None => self.library.tell(notice),
        }
        if matches!(self.screen, Screen::Library) {
            self.remember();
        }
    }

    /// When time is to be told next; `None` where only an input changes anything.
    pub fn deadline(&self) -> Option<Duration> {
        let screen = self.screen_deadline();
        let told = (!self.told.is_empty()).then_some(self.told_until);
        screen.into_iter().chain(self.hearing.shown).chain(told).min()
    }

    fn screen_deadline(&self) -> Option<Duration> {
        let desk = self.desk.as_ref().map(|desk| desk.deadline(self.now));
        match &self.screen {
            Screen::Session(playing) => {
                let seen = || playing.shows_figure(&self.theme, &self.hearing, &self.zone, self.size);
                playing.deadline(self.now, self.theme.motion && self.help.is_none() && seen())
            }
            Screen::Summary(summary) => summary.deadline().into_iter().chain(desk).min(),
            Screen::Desk => desk,
            Screen::Offer(_) | Screen::Log(_) | Screen::Numbers(_) => None,
            Screen::Library => {
                let frame = self.library.deadline(&self.theme, self.size).filter(|_| self.help.is_none());
                frame.into_iter().chain([self.looked + LOOK]).min()
            }
        }
    }
}

impl Widget for &App {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        match &self.screen {
            Screen::Library => self.library.render(&self.theme, area, buffer),
            Screen::Offer(offer) => offer.render(&self.theme, area, buffer),
            Screen::Desk => {
                let Some(desk) = &self.desk else { return };
                let plan = self.library.plan(&desk.habit().routine).map(|plan| &**plan);
                let (theme, hearing, zone, unsaved) = (&self.theme, &self.hearing, &self.zone, self.unsaved.as_deref());
                desk::View { desk, plan, theme, hearing, zone, unsaved }.render(area, buffer);
            }
            Screen::Session(playing) => {
                playing.render(&self.theme, &self.hearing, &self.zone, area, buffer);
            }
            Screen::Summary(summary) => summary.render(&self.theme, area, buffer),
            Screen::Log(log) => log.render(&self.history, &self.theme, area, buffer),
            Screen::Numbers(numbers) => numbers.render(&self.theme, area, buffer),
        }
        if let Some(help) = &self.help {
            help.render(&self.theme, area, buffer);
        }
        if let Some(words) = self.told.front().filter(|_| area.height >= 4) {
            let row = Rect { y: area.bottom() - 1, height: 1, ..area };
            Clear.render(row, buffer);
            let row = row.inner(Margin::new(2, 0));
            Line::styled(self.theme.cut(words, row.width.into()), self.theme.accent).render(row, buffer);
        }
        self.theme.settle(buffer);
    }
}
