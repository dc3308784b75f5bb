//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. What the effects do to the machine is left to `run`.

use std::{sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;
use ratatui::{
    buffer::Buffer,
    layout::{Margin, Rect, Size},
    text::Line,
    widgets::{Clear, Widget},
};

use crate::{
    diary::{self, Diary, Ids, Left},
    history::History,
    keymap::{self, Action, Place},
    plan::Plan,
    quantity::Now,
    routine::Entry,
    screen::{
        Effect, Hearing, help::Help, history::Log, library::Library, session::Playing, stats::Numbers, summary::Summary,
    },
    session::Session,
    stats::Day,
    theme::Theme,
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
    /// What should be known, and until when it is shown.
    told: Option<(String, Duration)>,
}

#[derive(Debug)]
enum Screen {
    Library,
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
            help: None,
            now,
            looked: now.running,
            size: Size::MAX,
            ids: start.ids,
            history: History::default(),
            has_read: false,
            unsaved: None,
            told: None,
        }
    }

    /// Tells how large the screen is that the next frame is drawn on.
    pub fn fit(&mut self, size: Size) {
        self.size = size;
    }

    /// Begins a session; `alone` leaves the program after it instead of going back to the library.
    pub fn play(&mut self, plan: Arc<Plan>, speed: u32, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let mut effects = vec![Effect::Open, Effect::Prepare(Arc::clone(&plan))];
        // A routine that is played faster is only tried out.
        let diary = self.ids.as_mut().filter(|_| speed == 1).map(|ids| {
            let (diary, began) = Diary::open(ids, &plan, now, &self.zone);
            effects.push(Effect::Record(Box::new(began)));
            diary
        });
        let (session, due) = Session::start(plan, speed, now);
        let mut playing = Playing::new(session, alone, diary);
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.show(playing);
        self.keep(&effects);
        effects
    }

    /// Goes on with the session that was left, if there is one.
    fn go_on(&mut self, now: Now) -> Vec<Effect> {
        self.history.settle();
        let (Some(left), Some(ids)) = (self.left(), &mut self.ids) else { return Vec::new() };
        let Some(plan) = self.library.plan(&left.past.routine) else { return Vec::new() };
        // As it was planned: to go on adds a moment to get ready, which is no other routine.
        let (diary, began) = Diary::reopen(ids, &left, plan, now, &self.zone);
        let (plan, step) = plan.go_on(left.step, left.spent);
        let plan = Arc::new(plan);
        let mut effects = vec![Effect::Open, Effect::Prepare(Arc::clone(&plan)), Effect::Record(Box::new(began))];
        let (session, due) = Session::go_on(plan, step, left.done, left.past.active(), 1, now);
        let mut playing = Playing::new(session, false, Some(diary));
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.show(playing);
        self.keep(&effects);
        effects
    }

    fn show(&mut self, mut playing: Playing) {
        playing.tell_unsaved(self.unsaved.clone());
        self.screen = Screen::Session(Box::new(playing));
    }

    /// Adds the facts among effects to the history.
    fn keep(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Record(record) = effect {
                self.history.add(record);
            }
        }
    }

    fn left(&self) -> Option<Left> {
        Left::find(&self.history, self.now.wall, |stem| self.library.plan(stem).map(|plan| &**plan))
    }

    fn today(&self) -> Day {
        let now = self.now.wall.to_zoned(self.zone.clone());
        Day { date: now.date(), offset: now.offset() }
    }

    /// Tells the library what was done, once that is known.
    fn remember(&mut self) {
        if self.has_read {
            self.history.settle();
            let (today, left) = (self.today(), self.left());
            self.library.remember(&self.history, today, left.as_ref());
        }
    }

    fn open_library(&mut self) {
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
        self.hearing.shown = self.hearing.shown.filter(|until| now.running < *until);
        self.told.take_if(|(_, until)| now.running >= *until);
        let mut effects = Vec::new();
        match &mut self.screen {
            Screen::Session(playing) => playing.advance(&self.hearing, now, &mut effects),
            Screen::Summary(summary) => summary.advance(now, &mut effects),
            Screen::Library => {
                if self.library.advance(now.wall.to_zoned(self.zone.clone()).weekday(), now.running) {
                    self.remember();
                }
                if now.running >= self.looked + LOOK {
                    self.looked = now.running;
                    effects.push(Effect::Look);
                }
            }
            Screen::Log(_) | Screen::Numbers(_) => {}
        }
        match input {
            Input::Time => {}
            Input::Silent(why) => self.hearing.silent = why,
            Input::Unsaved(why) => self.tell_unsaved(why),
            Input::Told(words) => self.told = Some((words, now.running + TOLD)),
            Input::History(history, notice) => self.read(*history, notice),
            Input::Shelf(entries, notice) => {
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
        self.library.look(now.running);
        self.keep(&effects);
        effects
    }

    fn tell_unsaved(&mut self, why: Option<String>) {
        self.unsaved.clone_from(&why);
        match &mut self.screen {
            Screen::Session(playing) => playing.tell_unsaved(why),
            Screen::Summary(summary) => summary.tell_unsaved(why),
            Screen::Library | Screen::Log(_) | Screen::Numbers(_) => {}
        }
    }

    /// What was read takes in what was done since.
    fn read(&mut self, history: History, notice: Option<String>) {
        let since = std::mem::replace(&mut self.history, history);
        self.history.take_in(since);
        self.has_read = true;
        self.library.tell(notice);
        if matches!(self.screen, Screen::Library) {
            self.remember();
        }
    }

    /// When time is to be told next; `None` where only an input changes anything.
    pub fn deadline(&self) -> Option<Duration> {
        let screen = self.screen_deadline();
        let told = self.told.as_ref().map(|(_, until)| *until);
        screen.into_iter().chain(self.hearing.shown).chain(told).min()
    }

    fn screen_deadline(&self) -> Option<Duration> {
        match &self.screen {
            Screen::Session(playing) => {
                let seen = || playing.shows_figure(&self.theme, &self.hearing, &self.zone, self.size);
                playing.deadline(self.now, self.theme.motion && self.help.is_none() && seen())
            }
            Screen::Summary(summary) => summary.deadline(),
            Screen::Log(_) | Screen::Numbers(_) => None,
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
            (None, Screen::Log(_)) => Place::History,
            (None, Screen::Numbers(_)) => Place::Statistics,
        }
    }

    fn key(&mut self, key: KeyEvent, now: Now, effects: &mut Vec<Effect>) {
        let place = self.place();
        if place == Place::Library && self.library.types(key) {
            return;
        }
        if let (Place::Summary, Screen::Summary(summary)) = (place, &mut self.screen)
            && summary.types(key, now, effects)
        {
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
                Screen::Session(playing) => {
                    playing.end(now, effects);
                    effects.push(Effect::Quit);
                }
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
                    self.open_library();
                }
                action => summary.act(action),
            },
            Screen::Library => match action {
                Action::Play => {
                    if let Some(plan) = self.library.selected_plan() {
                        effects.extend(self.play(plan, 1, false, now));
                    }
                }
                Action::GoOn => effects.extend(self.go_on(now)),
                Action::Onward => self.open_log(),
                Action::Backward => self.open_numbers(),
                Action::Edit => effects.extend(self.library.selected_stem().map(|stem| Effect::Edit(stem.to_owned()))),
                Action::New => effects.push(Effect::New),
                Action::Leave if !self.library.clear() => effects.push(Effect::Quit),
                action => self.library.act(action),
            },
            Screen::Log(log) => match action {
                Action::Onward => self.open_numbers(),
                Action::Backward => self.open_library(),
                Action::Close if !log.leave() => self.open_library(),
                Action::RepMore | Action::RepLess => {
                    if let (Some(mend), Some(ids)) = (log.mend(action == Action::RepMore, &self.history), &mut self.ids)
                        && let Some(past) = self.history.session(&mend.session)
                    {
                        let record = diary::mend(ids, past, &mend.of, mend.reps, mend.outcome, now, &self.zone);
                        self.history.add(&record);
                        self.history.settle();
                        effects.push(Effect::Record(Box::new(record)));
                    }
                }
                action => log.act(action, &self.history),
            },
            Screen::Numbers(numbers) => match action {
                Action::Onward | Action::Close => self.open_library(),
                Action::Backward => self.open_log(),
                action => numbers.act(action, &self.history),
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
        if let Screen::Session(playing) = &mut self.screen
            && playing.is_over()
        {
            if playing.was_stopped() {
                effects.push(Effect::Close);
            }
            self.help = None;
            let mut summary = playing.end(self.now, effects);
            summary.tell_unsaved(self.unsaved.clone());
            self.screen = Screen::Summary(Box::new(summary));
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
            Screen::Log(log) => log.render(&self.history, &self.theme, area, buffer),
            Screen::Numbers(numbers) => numbers.render(&self.theme, area, buffer),
        }
        if let Some(help) = &self.help {
            help.render(&self.theme, area, buffer);
        }
        if let Some((words, _)) = self.told.as_ref().filter(|_| area.height >= 4) {
            let row = Rect { y: area.bottom() - 1, height: 1, ..area };
            Clear.render(row, buffer);
            let row = row.inner(Margin::new(2, 0));
            Line::styled(self.theme.cut(words, row.width.into()), self.theme.accent).render(row, buffer);
        }
        self.theme.settle(buffer);
    }
}
