//! The full-screen program as a pure machine: inputs and the time go in, effects as plain data come out, and a
//! reference to it draws itself. What the effects do to the machine is left to `run`.

use std::{sync::Arc, time::Duration};

use crossterm::event::KeyEvent;
use jiff::{civil::Time, tz::TimeZone};
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
        Effect, Hearing, desk, desk::Desk, help::Help, history::Log, library::Library, offer::Offer, session::Playing,
        stats::Numbers, summary::Summary,
    },
    session::Session,
    sitting::{Habit, Sitting},
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
    /// Another session runs on this machine: the last of the history that was read.
    Another,
    /// Nothing was done on another terminal.
    Same,
    /// Whether another desk on this machine says when a break is due.
    Other(bool),
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
    /// What should be known, and until when it is shown.
    told: Option<(String, Duration)>,
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
            looked: now.running,
            size: Size::MAX,
            ids: start.ids,
            history: History::default(),
            has_read: false,
            unsaved: None,
            warned: false,
            elsewhere: None,
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

    /// Opens the desk of somebody who has sat for so long.
    pub fn sit(&mut self, habit: Habit, sat: Duration, notice: Option<String>, now: Now) -> Vec<Effect> {
        let desk = Desk::new(Sitting::new(habit, sat, now, self.time(now)), notice);
        let effects = vec![desk.sit()];
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
        let (up, plan) = (self.history.last_up(self.now.wall), self.library.plan(&desk.habit().routine));
        if desk.remind(up, plan, &self.hearing, self.now, &self.zone, effects) {
            self.screen = Screen::Desk;
            self.help = None;
        }
    }

    /// Plays the routine of the break.
    fn take_a_break(&mut self, now: Now, effects: &mut Vec<Effect>) {
        // Doses may have grown since.
        self.remember();
        let Some(desk) = &mut self.desk else { return };
        let Some(plan) = self.library.plan(&desk.habit().routine).cloned() else {
            desk.cannot_play();
            return;
        };
        desk.leave();
        effects.extend(self.play(plan, 1, false, now));
    }

    /// Goes on with a session of a routine with this plan that was left.
    pub fn resume(&mut self, plan: &Plan, left: Left, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let Some(ids) = &mut self.ids else { return Vec::new() };
        let (session, due, diary, began) = diary::go_on(ids, left, plan, now, &self.zone);
        let prepare = Effect::Prepare(Arc::clone(session.plan()));
        let mut effects = vec![Effect::Open, prepare, Effect::Record(Box::new(began))];
        let mut playing = Playing::new(session, alone, Some(diary));
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.show(playing);
        self.keep(&effects);
        effects
    }

    /// Asks whether to go on with a session of a routine that was left, or to begin it anew.
    pub fn offer(&mut self, plan: Arc<Plan>, left: Left) {
        self.screen = Screen::Offer(Box::new(Offer { plan, left }));
    }

    fn answer(&mut self, action: Action, offer: Offer, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::GoOn => effects.extend(self.resume(&offer.plan, offer.left, true, now)),
            Action::Play => effects.extend(self.play(offer.plan, 1, true, now)),
            Action::Close => effects.push(Effect::Quit),
            _ => {}
        }
    }

    /// Goes on with the session that was left, if there is one.
    fn go_on(&mut self, now: Now) -> Vec<Effect> {
        self.history.settle();
        let Some(left) = self.left() else { return Vec::new() };
        let Some(plan) = self.library.plan(&left.past.routine).cloned() else { return Vec::new() };
        self.resume(&plan, left, false, now)
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
        let left = Left::find(&self.history, self.now.wall, |stem| self.library.plan(stem).map(|plan| &**plan));
        left.filter(|left| self.elsewhere.as_ref() != Some(&left.past.id))
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
            Screen::Desk | Screen::Offer(_) | Screen::Log(_) | Screen::Numbers(_) => {}
        }
        if let Input::Silent(why) = &input {
            self.hearing.silent.clone_from(why);
        }
        let time = self.time(now);
        if let Some(desk) = self.desk.as_mut().filter(|_| !matches!(self.screen, Screen::Session(_))) {
            desk.advance(&self.hearing, now, time, &mut effects);
        }
        match input {
            Input::Time | Input::Silent(_) => {}
            Input::Unsaved(why) => self.tell_unsaved(why),
            Input::Told(words) => self.told = Some((words, now.running + TOLD)),
            Input::History(history, notice) => {
                self.read(*history, notice);
                self.remind(&mut effects);
            }
            Input::Same => self.remind(&mut effects),
            Input::Other(other) => self.desk.iter_mut().for_each(|desk| desk.tell_other(other)),
            Input::Another => {
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
        self.library.look(now.running);
        self.keep(&effects);
        effects
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
        let told = self.told.as_ref().map(|(_, until)| *until);
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

    fn place(&self) -> Place {
        match (&self.help, &self.screen) {
            (Some(_), _) => Place::Help,
            (None, Screen::Library) => Place::Library,
            (None, Screen::Offer(_)) => Place::Offer,
            (None, Screen::Desk) => Place::Desk,
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
                    playing.act(Action::Yes, &self.hearing, now, effects);
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
                action => help.act(action, &self.theme, self.size),
            }
            return;
        }
        match &mut self.screen {
            Screen::Offer(offer) => {
                let offer = (**offer).clone();
                self.answer(action, offer, now, effects);
            }
            Screen::Session(playing) => playing.act(action, &self.hearing, now, effects),
            Screen::Summary(summary) => match action {
                Action::Close => {
                    if summary.alone() {
                        effects.push(Effect::Quit);
                    } else {
                        effects.push(Effect::Close);
                        self.go_home();
                    }
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
            Screen::Desk => self.act_at_desk(action, now, effects),
            Screen::Log(log) => match action {
                Action::Onward => self.open_numbers(),
                Action::Backward => self.go_home(),
                Action::Close if !log.leave() => self.go_home(),
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
                Action::Onward | Action::Close => self.go_home(),
                Action::Backward => self.open_log(),
                action => numbers.act(action, &self.history),
            },
        }
    }

    fn act_at_desk(&mut self, action: Action, now: Now, effects: &mut Vec<Effect>) {
        let Some(desk) = &mut self.desk else { return };
        match action {
            Action::Play => self.take_a_break(now, effects),
            Action::Snooze => desk.snooze(),
            Action::GetUp => {
                desk.get_up(now, effects);
                let record = self.ids.as_mut().map(|ids| diary::got_up(ids, now, &self.zone));
                effects.extend(record.map(|record| Effect::Record(Box::new(record))));
            }
            _ => {}
        }
    }

    fn volume(&mut self, volume: u8, muted: bool, effects: &mut Vec<Effect>) {
        self.hearing.shown = Some(self.now.running + SHOWN);
        self.hearing.volume = volume;
        self.hearing.muted = muted;
        effects.push(Effect::Volume(volume, muted));
    }

    /// To leave is the last that is done. While something is not saved, it takes to be said twice.
    fn leave(&mut self, effects: &mut Vec<Effect>) {
        let before = effects.len();
        effects.retain(|effect| *effect != Effect::Quit);
        if effects.len() == before {
            return;
        }
        if self.unsaved.is_some() && !self.warned {
            self.warned = true;
            let words = "NOT SAVED: quit once more to leave it; it is printed then".to_owned();
            self.told = Some((words, self.now.running + TOLD));
        } else {
            effects.push(Effect::Quit);
        }
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
            if let Some(desk) = self.desk.as_mut().filter(|_| playing.has_done()) {
                desk.get_up(self.now, effects);
            }
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
        if let Some((words, _)) = self.told.as_ref().filter(|_| area.height >= 4) {
            let row = Rect { y: area.bottom() - 1, height: 1, ..area };
            Clear.render(row, buffer);
            let row = row.inner(Margin::new(2, 0));
            Line::styled(self.theme.cut(words, row.width.into()), self.theme.accent).render(row, buffer);
        }
        self.theme.settle(buffer);
    }
}
