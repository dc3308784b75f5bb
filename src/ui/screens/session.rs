//! The screen of a running session: its keys and its question; `words` has what it says, `areas` the places, and `view`
//! draws it.

pub mod steps;
mod words;
mod areas;
mod view;

use std::time::Duration;

use crossterm::event::KeyCode;

use steps::StepsList;

use super::{flash::Flash, summary::Summary};
use crate::{
    base::{
        count::count,
        cue::Cue,
        quantity::{Now, clock, times},
    },
    session::{
        live::Session,
        motion::{self, FigureMoment},
        player::{Command, Due, Event, LATE},
    },
    ui::{
        driver::Driver,
        effect::Effect,
        keymap::Action,
        shared::{Shared, SoundState},
        timers::{Timer, Timers},
        widgets::steps::{StepSegment, segments},
    },
};

/// After a key has changed the step, repetitions of it are ignored until it has been released for this long. A held
/// key repeats more often than that.
const REST: Duration = Duration::from_millis(300);
/// The bar of a tempo's phase moves at most this often.
const FRAME: Duration = Duration::from_millis(125);

/// A session on the screen.
#[derive(Debug)]
pub struct SessionScreen {
    driver: Driver,
    /// Whether the program was started for this session only.
    alone: bool,
    /// Set while the question whether to stop is shown: whether the session was paused before it.
    asking: Option<bool>,
    stopped: bool,
    /// The list of steps, where it is shown.
    list: Option<StepsList>,
    /// The segments of the bar for the plan's steps.
    segments: Vec<StepSegment>,
    flash: Flash,
    /// The last key, when it was pressed, and the step before it.
    pressed: Option<(KeyCode, Duration, usize)>,
}

impl SessionScreen {
    /// Shows a session that has just started.
    pub fn new(driver: Driver, alone: bool) -> Self {
        let segments = segments(driver.session().plan());
        SessionScreen {
            driver,
            alone,
            asking: None,
            stopped: false,
            list: None,
            segments,
            flash: Flash::default(),
            pressed: None,
        }
    }

    /// Ends the session; returns its summary.
    pub fn end(self, now: Now, effects: &mut Vec<Effect>) -> Summary {
        let (session, log) = self.driver.end(now, effects);
        Summary::new(&session, self.alone, log, now).flashing(self.flash)
    }

    /// Whether it has finished, or the user stopped it.
    pub fn is_over(&self) -> bool {
        self.stopped || self.session().is_finished()
    }

    /// Whether the user stopped it before its end.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether any work was done.
    pub fn has_done(&self) -> bool {
        self.session().has_done()
    }

    /// Whether the question whether to stop is shown.
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// What was done so far, in a line.
    pub fn line(&self) -> String {
        let session = self.session();
        let sets = count(session.works(), "set");
        format!("{}: {} of {sets} in {}", session.plan().routine, session.done_sets(), clock(session.active()))
    }

    /// Whether the list of steps is shown.
    pub fn shows_steps(&self) -> bool {
        self.list.is_some()
    }

    /// Records a key; returns whether to ignore it, because it repeats one that has just changed the step.
    pub fn is_repeated(&mut self, key: KeyCode, now: Now) -> bool {
        let step = self.session().player().0.index();
        let repeated = self
            .pressed
            .is_some_and(|(before, at, from)| before == key && from != step && now.monotonic.saturating_sub(at) < REST);
        // A repetition refers to the step before the first press.
        let from = self.pressed.filter(|_| repeated).map_or(step, |(.., from)| from);
        self.pressed = Some((key, now.monotonic, from));
        repeated
    }

    /// Advances to a moment.
    pub fn advance(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        let due = self.driver.advance(sound, now, effects);
        self.flash(&due, sound, now);
    }

    /// Applies an action.
    pub fn act(&mut self, action: Action, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        let command = self.list.as_mut().and_then(|list| list.act(action, self.driver.session()));
        if let Some(command) = command {
            if action == Action::Enter {
                self.list = None;
            }
            self.obey(command, sound, now, effects);
            return;
        }
        match action {
            Action::StopNow => self.stopped = true,
            Action::No => {
                if self.asking.take() == Some(false) {
                    self.obey(Command::Resume, sound, now, effects);
                }
            }
            Action::Stop => self.ask(sound, now, effects),
            Action::Steps => self.list = Some(StepsList::new(self.session())),
            Action::Close => self.list = None,
            action => {
                let due = self.driver.act(action, sound, now, effects);
                self.flash(&due, sound, now);
            }
        }
    }

    /// Runs a command of another program, which also answers any question on the screen.
    pub fn obey_remote(&mut self, action: Action, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        if action != Action::Pause {
            self.asking = None;
        }
        self.act(action, sound, now, effects);
    }

    /// Pauses.
    pub fn pause(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        self.obey(Command::Pause, sound, now, effects);
    }

    /// Pauses and asks whether to stop.
    pub fn ask(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        self.list = None;
        self.asking = Some(self.session().is_paused());
        self.pause(sound, now, effects);
    }

    fn obey(&mut self, command: Command, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        let due = self.driver.obey(command, sound, now, effects);
        self.flash(&due, sound, now);
        // The person may have changed the order.
        if matches!(command, Command::PutOff(_) | Command::Drop(_)) {
            self.segments = segments(self.driver.session().plan());
            if let Some(list) = &mut self.list {
                list.settle(self.driver.session());
            }
        }
    }

    /// The session.
    pub fn session(&self) -> &Session {
        self.driver.session()
    }

    /// Sets the timers. The timer of the figure is set if it moves in `shared` and `seen` says that it is visible.
    pub fn timers(&self, shared: Shared<'_>, seen: bool, timers: &mut Timers) {
        let now = shared.now.monotonic;
        timers.set(Timer::Flash, self.flash.next(now));
        let Some(deadline) = self.driver.deadline() else {
            // While it is paused, only the expected end changes.
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

    /// The moment of the figure's movement.
    fn moment(&self) -> Option<FigureMoment> {
        let (player, now) = self.session().player();
        motion::moment(player, now, motion::FRAME * self.session().speed())
    }

    /// Starts a flash if an event calls for one and is not late.
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

/// The time between two frames of a phase's bar: as short as needed, but not shorter than visible.
fn frame(phase: Duration) -> Duration {
    let frames = times(phase, FRAME).clamp(1, 64);
    phase / frames
}
