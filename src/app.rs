//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. What the effects do to the machine is left to `run`.

use std::{sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    widgets::Widget,
};

use crate::{
    keymap::{self, Action, Place},
    plan::Plan,
    quantity::Now,
    routine::Entry,
    screen::{Effect, Hearing, help::Help, library::Library, session::Playing, summary::Summary},
    session::Session,
    theme::Theme,
};

/// How often the person's files are looked at while the library is shown.
const LOOK: Duration = Duration::from_millis(1500);
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
}

/// The program.
#[derive(Debug)]
pub struct App {
    theme: Theme,
    hearing: Hearing,
    zone: TimeZone,
    library: Library,
    screen: Screen,
    help: Option<Help>,
    now: Now,
    /// When the person's files were looked at.
    looked: Duration,
    /// How large the screen is: what is not seen does not move.
    size: Size,
}

#[derive(Debug)]
enum Screen {
    Library,
    Session(Box<Playing>),
    Summary(Box<Summary>),
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
            help: None,
            now,
            looked: now.running,
            size: Size::MAX,
        }
    }

    /// Tells how large the screen is that the next frame is drawn on.
    pub fn fit(&mut self, size: Size) {
        self.size = size;
    }

    /// Begins a session; `alone` leaves the program after it instead of going back to the library.
    pub fn play(&mut self, plan: Arc<Plan>, speed: u32, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let (session, due) = Session::start(plan, speed, now);
        let mut playing = Playing::new(session, alone);
        let mut effects = vec![Effect::Open];
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.screen = Screen::Session(Box::new(playing));
        effects
    }

    /// Takes one input in and says what is to be done.
    pub fn update(&mut self, input: Input, now: Now) -> Vec<Effect> {
        self.now = now;
        self.hearing.shown = self.hearing.shown.filter(|until| now.running < *until);
        let mut effects = Vec::new();
        match &mut self.screen {
            Screen::Session(playing) => playing.advance(&self.hearing, now, &mut effects),
            Screen::Summary(summary) => summary.advance(now, &mut effects),
            Screen::Library => {
                self.library.advance(now.wall.to_zoned(self.zone.clone()).weekday(), now.running);
                if now.running >= self.looked + LOOK {
                    self.looked = now.running;
                    effects.push(Effect::Look);
                }
            }
        }
        match input {
            Input::Time => {}
            Input::Silent(why) => self.hearing.silent = why,
            Input::Shelf(entries, notice) => self.library.reload(entries, notice),
            Input::Paste(text) => {
                if matches!(self.screen, Screen::Library) && self.help.is_none() {
                    self.library.type_text(&text);
                }
            }
            Input::Key(key) => self.key(key, now, &mut effects),
        }
        if effects.iter().any(|effect| matches!(effect, Effect::Edit(_) | Effect::New)) {
            // The editor has been at the files.
            self.looked = Duration::ZERO;
        }
        self.finish(&mut effects);
        self.library.look(now.running);
        effects
    }

    /// When time is to be told next; `None` where only an input changes anything.
    pub fn deadline(&self) -> Option<Duration> {
        let screen = self.screen_deadline();
        screen.into_iter().chain(self.hearing.shown).min()
    }

    fn screen_deadline(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Session(playing) => {
                let seen = || playing.shows_figure(&self.theme, &self.hearing, &self.zone, self.size);
                playing.deadline(self.now, self.theme.motion && self.help.is_none() && seen())
            }
            Screen::Summary(summary) => summary.deadline(),
            Screen::Library => {
                let frame = self.library.deadline(&self.theme, self.size).filter(|_| self.help.is_none());
                frame.into_iter().chain([self.looked + LOOK]).min()
            }
        }
    }

    fn place(&self) -> Place {
        match (&self.help, &self.screen) {
            (Some(_), _) => Place::Help,
            (None, Screen::Library) => Place::Library,
            (None, Screen::Session(playing)) if playing.is_asking() => Place::Question,
            (None, Screen::Session(_)) => Place::Session,
            (None, Screen::Summary(_)) => Place::Summary,
        }
    }

    fn key(&mut self, key: KeyEvent, now: Now, effects: &mut Vec<Effect>) {
        let place = self.place();
        if place == Place::Library && self.library.types(key) {
            return;
        }
        let Some(action) = keymap::action(place, key) else { return };
        match action {
            Action::Help => self.help = Some(Help::new(place)),
            Action::Mute => self.volume(self.hearing.volume, !self.hearing.muted, effects),
            Action::Louder => self.volume(self.hearing.volume.saturating_add(10).min(100), false, effects),
            Action::Quieter => self.volume(self.hearing.volume.saturating_sub(10), self.hearing.muted, effects),
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Suspend => {
                if let Screen::Session(playing) = &mut self.screen {
                    playing.pause(&self.hearing, now, effects);
                }
                effects.push(Effect::Suspend);
            }
            Action::Quit => match &mut self.screen {
                Screen::Session(playing) if !playing.is_asking() => playing.ask(&self.hearing, now, effects),
                _ => effects.push(Effect::Quit),
            },
            action => self.act(action, now, effects),
        }
    }

    fn act(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        if let Some(help) = &mut self.help {
            match action {
                Action::Close => self.help = None,
                action => help.act(action),
            }
            return;
        }
        match &mut self.screen {
            Screen::Session(playing) => playing.act(action, &self.hearing, now, effects),
            Screen::Summary(summary) => match action {
                Action::Close => {
                    effects.push(if summary.alone() { Effect::Quit } else { Effect::Close });
                    self.screen = Screen::Library;
                }
                action => summary.act(action),
            },
            Screen::Library => match action {
                Action::Play => {
                    if let Some(plan) = self.library.selected_plan() {
                        effects.extend(self.play(plan, 1, false, now));
                    }
                }
                Action::Edit => effects.extend(self.library.selected_stem().map(|stem| Effect::Edit(stem.to_owned()))),
                Action::New => effects.push(Effect::New),
                Action::Leave if !self.library.clear() => effects.push(Effect::Quit),
                action => self.library.act(action),
            },
        }
    }

    fn volume(&mut self, volume: u8, muted: bool, effects: &mut Vec<Effect>) {
        self.hearing.shown = Some(self.now.running + SHOWN);
        self.hearing.volume = volume;
        self.hearing.muted = muted;
        effects.push(Effect::Volume(volume, muted));
    }

    /// A session that is over becomes its summary.
    fn finish(&mut self, effects: &mut Vec<Effect>) {
        if let Screen::Session(playing) = &self.screen
            && playing.is_over()
        {
            if playing.was_stopped() {
                effects.push(Effect::Close);
            }
            self.help = None;
            self.screen = Screen::Summary(Box::new(playing.summary(self.now)));
        }
    }
}

impl Widget for &App {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        match &self.screen {
            Screen::Library => self.library.render(&self.theme, area, buffer),
            Screen::Session(playing) => {
                playing.render(&self.theme, &self.hearing, &self.zone, area, buffer);
            }
            Screen::Summary(summary) => summary.render(&self.theme, area, buffer),
        }
        if let Some(help) = &self.help {
            help.render(&self.theme, area, buffer);
        }
        self.theme.settle(buffer);
    }
}
