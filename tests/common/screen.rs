//! A user at the screen, in memory: the program with the keys and the time that a test gives it. Test files add methods
//! for their subject.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{Timestamp, tz::TimeZone};
use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};
use unsit::{
    base::{cue::Cues, diagnostic::Source, quantity::Now},
    history::{fact::Record, store::History},
    routine::{Entry, Library, Origin, read},
    ui::{
        app::{App, AppStart, Input},
        effect::{Effect, HistoryEffect, SystemEffect},
        shared::SoundState,
        theme::{Colours, Theme},
    },
};

pub(crate) struct Person {
    pub(crate) app: App,
    pub(crate) now: Now,
    /// The routines at the start.
    pub(crate) entries: Vec<Entry>,
    /// The effects of the last input or wait.
    pub(crate) effects: Vec<Effect>,
    /// The effects since the last call of `asked`, except those that the loop answers.
    asked: Vec<Effect>,
    /// The facts so far.
    pub(crate) records: Vec<Record<'static>>,
    /// The history on another terminal that is not known yet.
    pub(crate) elsewhere: Option<History>,
    /// How often the program woke while time passed.
    pub(crate) wakes: u32,
    /// The published start of sitting.
    pub(crate) since: Option<Timestamp>,
}

/// A bundled routine of this id and text.
pub(crate) fn entry(id: &str, text: &'static str) -> Entry {
    let checked = read(Source { name: id, text }, &super::LIBRARY, &Cues::default());
    Entry { id: id.to_owned(), origin: Origin::Bundled(text), checked }
}

/// A start with these routines, on a dark terminal of 256 colours, in UTC, with sound and without a history.
pub(crate) fn usual(entries: Vec<Entry>) -> AppStart {
    AppStart {
        entries,
        exercises: Library::bundled(),
        theme: Theme::new(Colours::Indexed, false, false),
        sound: SoundState { volume: 80, muted: false, silent: None, shown: None, flash: false },
        zone: TimeZone::UTC,
        notice: None,
        goal: None,
        ids: None,
    }
}

impl Person {
    /// A user who starts the program at a time, such as `2026-11-20T09:00:00Z`, 100 s after the start of the machine.
    pub(crate) fn start(time: &str, start: AppStart) -> Person {
        let now = Now { monotonic: Duration::from_secs(100), wall: time.parse().expect("a time") };
        Person {
            entries: start.entries.clone(),
            app: App::new(start, now),
            now,
            effects: Vec::new(),
            asked: Vec::new(),
            records: Vec::new(),
            elsewhere: None,
            wakes: 0,
            since: None,
        }
    }

    /// Takes effects as the loop does: the last ones, the facts, and answers to what the program asks.
    pub(crate) fn take(&mut self, effects: Vec<Effect>) -> &mut Self {
        for effect in &effects {
            self.records.extend(effect.record().cloned());
            match effect {
                Effect::History(HistoryEffect::Refresh) => {
                    let history = self.elsewhere.take().map(|history| Input::History(Box::new(history), None));
                    let more = self.app.apply(history.unwrap_or(Input::HistoryUnchanged));
                    self.take(more);
                }
                Effect::System(SystemEffect::SitTimer(since)) => self.since = *since,
                Effect::System(SystemEffect::Check) => {}
                effect => self.asked.push(effect.clone()),
            }
        }
        self.effects.extend(effects);
        self
    }

    pub(crate) fn input(&mut self, input: Input) -> &mut Self {
        self.effects.clear();
        let mut effects = self.app.advance(self.now);
        effects.extend(self.app.apply(input));
        self.take(effects)
    }

    pub(crate) fn press(&mut self, code: KeyCode) -> &mut Self {
        self.input(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    pub(crate) fn types(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.press(KeyCode::Char(character));
        }
        self
    }

    /// Lets seconds pass as the loop does, from deadline to deadline.
    pub(crate) fn wait(&mut self, seconds: impl Into<f64>) -> &mut Self {
        let end = self.now.monotonic + Duration::try_from_secs_f64(seconds.into()).expect("a time that can pass");
        self.effects.clear();
        loop {
            let next = self.deadline().filter(|deadline| *deadline < end).unwrap_or(end);
            self.pass(next.saturating_sub(self.now.monotonic));
            self.wakes += 1;
            let effects = self.app.advance(self.now);
            self.take(effects);
            if next == end {
                return self;
            }
        }
    }

    /// Lets time pass without a wake-up.
    pub(crate) fn pass(&mut self, time: Duration) {
        self.now.monotonic += time;
        self.now.wall = self.now.wall.checked_add(time).expect("a time");
    }

    /// The effects since the last call, except those that the loop answers.
    pub(crate) fn asked(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.asked)
    }

    /// The next deadline of the program.
    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.app.timers().next().map(|(_, at)| at)
    }

    /// The cells of the screen.
    pub(crate) fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.app.render(buffer.area, &mut buffer);
        buffer
    }

    /// The screen as text, without trailing spaces.
    pub(crate) fn text(&self, width: u16, height: u16) -> String {
        let buffer = self.buffer(width, height);
        let row = |y| (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..height).map(row).collect::<Vec<_>>().join("\n")
    }
}
