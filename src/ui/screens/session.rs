//! A running session on the screen: its keys and its question; `view` draws it.

mod view;

use std::time::Duration;

use crossterm::event::KeyCode;

use super::{flash::Flash, summary::Summary};
use crate::{
    base::{
        cue::Cue,
        quantity::{Now, times},
    },
    session::{
        live::Session,
        motion::{self, Moment},
        player::{Command, Due, Event, LATE},
    },
    ui::{
        driver::Driver,
        effect::Effect,
        keymap::Action,
        shared::{Shared, SoundState},
        timers::{Timer, Timers},
        widgets::steps::{self, Segment},
    },
};

/// After a key has changed the step, the same key is ignored until it has rested for this long: a key that is held
/// repeats at least that often.
const REST: Duration = Duration::from_millis(300);
/// The bar of a tempo's phase moves at most this often.
const FRAME: Duration = Duration::from_millis(125);

/// A session on the screen.
#[derive(Debug)]
pub struct SessionScreen {
    driver: Driver,
    /// The program was started for this session only.
    alone: bool,
    /// The question whether to stop is asked; whether the session was paused before it.
    asking: Option<bool>,
    stopped: bool,
    /// The plan's steps as their bar shows them.
    segments: Vec<Segment>,
    flash: Flash,
    /// The key that was pressed last, when, and the step that was shown before it.
    pressed: Option<(KeyCode, Duration, usize)>,
}

impl SessionScreen {
    /// Shows a session that has just begun.
    pub fn new(driver: Driver, alone: bool) -> Self {
        let segments = steps::segments(driver.session().plan());
        SessionScreen { driver, alone, asking: None, stopped: false, segments, flash: Flash::default(), pressed: None }
    }

    /// Ends it: what is shown once it is over.
    pub fn end(self, now: Now, effects: &mut Vec<Effect>) -> Summary {
        let (session, log) = self.driver.end(now, effects);
        Summary::new(&session, self.alone, log, now).flashing(self.flash)
    }

    /// Whether all is done, or the person stopped it.
    pub fn is_over(&self) -> bool {
        self.stopped || self.session().is_finished()
    }

    /// Whether the person stopped it before its end.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether anything was done so far.
    pub fn has_done(&self) -> bool {
        self.session().has_done()
    }

    /// Whether the question whether to stop is asked.
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Notices a key; whether it is the repetition of one that has just changed the step, which is not obeyed.
    pub fn is_repeated(&mut self, key: KeyCode, now: Now) -> bool {
        let step = self.session().player().0.index();
        let repeated = self
            .pressed
            .is_some_and(|(before, at, from)| before == key && from != step && now.monotonic.saturating_sub(at) < REST);
        // A repetition counts from the step that the first press has left.
        let from = self.pressed.filter(|_| repeated).map_or(step, |(.., from)| from);
        self.pressed = Some((key, now.monotonic, from));
        repeated
    }

    /// Advances to a time.
    pub fn advance(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        let due = self.driver.advance(sound, now, effects);
        self.flash(&due, sound, now);
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::Yes => self.stopped = true,
            Action::No => {
                if self.asking.take() == Some(false) {
                    self.obey(Command::Resume, sound, now, effects);
                }
            }
            Action::Stop => self.ask(sound, now, effects),
            action => {
                let due = self.driver.act(action, sound, now, effects);
                self.flash(&due, sound, now);
            }
        }
    }

    /// Pauses.
    pub fn pause(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        self.obey(Command::Pause, sound, now, effects);
    }

    /// Pauses and asks whether to stop.
    pub fn ask(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        self.asking = Some(self.session().is_paused());
        self.pause(sound, now, effects);
    }

    fn obey(&mut self, command: Command, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        let due = self.driver.obey(command, sound, now, effects);
        self.flash(&due, sound, now);
    }

    fn session(&self) -> &Session {
        self.driver.session()
    }

    /// Sets the timers. The figure's is set where `shared` has it move and `seen` says that it is on the screen.
    pub fn timers(&self, shared: Shared<'_>, seen: bool, timers: &mut Timers) {
        let now = shared.now.monotonic;
        timers.set(Timer::Flash, self.flash.next(now));
        let Some(deadline) = self.driver.deadline() else {
            // While it is paused, only the time of day at which it would end changes.
            timers.set(Timer::Session, now + Duration::from_secs(60));
            return;
        };
        timers.set(Timer::Session, deadline);
        let speed = self.session().speed();
        let moves = self.moment().filter(|_| seen).and_then(|moment| moment.next);
        timers.set(Timer::FigureFrame, moves.map(|next| now + next / speed));
        let (player, at) = self.session().player();
        if let Some(beat) = player.beat(at) {
            let frame = frame(beat.length);
            let next = frame * (times(beat.elapsed, frame) + 1);
            let left = next.saturating_sub(beat.elapsed) / speed;
            timers.set(Timer::PhaseFrame, now + left.max(FRAME / 2));
        }
    }

    /// Where the figure is in its movement.
    fn moment(&self) -> Option<Moment> {
        let (player, now) = self.session().player();
        motion::moment(player, now, motion::FRAME * self.session().speed())
    }

    /// Starts a flash where something was due that is flashed, and is not late.
    fn flash(&mut self, due: &[Due], sound: &SoundState, now: Now) {
        let flashes = |due: &&Due| {
            matches!(due.event, Event::Cue(Cue::Start | Cue::Switch | Cue::Finish))
                && now.monotonic.saturating_sub(due.at) <= LATE
        };
        if let Some(due) = due.iter().rfind(flashes).filter(|_| sound.flash) {
            self.flash = Flash::from(due.at);
        }
    }
}

/// The time between two frames of a phase's bar: as short as it needs, no shorter than a person sees.
fn frame(phase: Duration) -> Duration {
    let frames = times(phase, FRAME).clamp(1, 64);
    phase / frames
}
