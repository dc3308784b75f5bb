//! A running session without its drawing: it applies actions, records sets, and returns effects. The session screen and
//! the plain output share it.

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use crate::{
    base::quantity::Now,
    history::events::{self, Ids, ResumePoint, SessionLog},
    session::{
        live::Session,
        plan::Plan,
        player::{Command, Due},
    },
    ui::{
        effect::{AudioEffect, Effect},
        keymap::Action,
        shared::SoundState,
    },
};

/// A session and its record.
#[derive(Debug)]
pub struct Driver {
    session: Session,
    /// The log of its facts; `None` if nothing is recorded.
    log: Option<SessionLog>,
}

impl Driver {
    /// Starts a plan at a speed factor. A trial, which is faster than normal, is not recorded, and neither is a session
    /// without `ids`.
    pub fn start(
        plan: Arc<Plan>,
        speed: u32,
        ids: Option<&mut Ids>,
        sound: &SoundState,
        (now, zone): (Now, &TimeZone),
        effects: &mut Vec<Effect>,
    ) -> (Driver, Vec<Due>) {
        effects.extend([AudioEffect::Open, AudioEffect::Prepare(Arc::clone(&plan))].map(Effect::Audio));
        let log = ids.filter(|_| speed == 1).map(|ids| {
            let (log, began) = SessionLog::open(ids, &plan, now, zone);
            effects.push(began.into());
            log
        });
        let (session, due) = Session::start(plan, speed, now);
        let mut driver = Driver { session, log };
        driver.react(&due, false, sound, now, effects);
        (driver, due)
    }

    /// Resumes an unfinished session of the routine with this plan.
    pub fn resume(
        plan: &Plan,
        left: ResumePoint,
        ids: &mut Ids,
        sound: &SoundState,
        (now, zone): (Now, &TimeZone),
        effects: &mut Vec<Effect>,
    ) -> (Driver, Vec<Due>) {
        let (session, due, log, began) = events::resume(ids, left, plan, now, zone);
        let prepare = AudioEffect::Prepare(Arc::clone(session.plan()));
        effects.extend([AudioEffect::Open, prepare].map(Effect::Audio));
        effects.push(began.into());
        let mut driver = Driver { session, log: Some(log) };
        driver.react(&due, false, sound, now, effects);
        (driver, due)
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Advances to a moment; returns the events since the last call.
    pub fn advance(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let was_paused = self.session.is_paused();
        let due = self.session.advance(now);
        self.react(&due, was_paused, sound, now, effects);
        due
    }

    /// Applies an action of a session; returns its events. Other actions change nothing.
    pub fn act(&mut self, action: Action, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let paused = self.session.is_paused();
        let command = match action {
            Action::RepMore | Action::RepLess => {
                self.correct(action == Action::RepMore, now, effects);
                return Vec::new();
            }
            Action::Toggle | Action::Done if paused => Command::Resume,
            Action::Toggle | Action::Pause => Command::Pause,
            Action::Resume => Command::Resume,
            Action::Done => Command::Done,
            Action::Next => Command::Next,
            Action::Back => Command::Back,
            Action::More => Command::More,
            Action::Less => Command::Less,
            _ => return Vec::new(),
        };
        self.obey(command, sound, now, effects)
    }

    /// Applies a command; returns its events.
    pub fn obey(&mut self, command: Command, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let was_paused = self.session.is_paused();
        let plan = Arc::clone(self.session.plan());
        let due = self.session.act(command, now);
        if !Arc::ptr_eq(&plan, self.session.plan()) {
            effects.push(AudioEffect::Prepare(Arc::clone(self.session.plan())).into());
        }
        self.react(&due, was_paused, sound, now, effects);
        due
    }

    /// Adds a rep to the last set, or removes one.
    fn correct(&mut self, more: bool, now: Now, effects: &mut Vec<Effect>) {
        let Some((step, done)) = self.session.correct(more) else { return };
        let number = self.session.plan().steps[step].number;
        let record = self.log.as_mut().and_then(|log| log.correct(number, &done, now));
        effects.extend(record.map(Effect::from));
    }

    /// Ends the session, finished or not; returns it, and the log for feedback.
    pub fn end(mut self, now: Now, effects: &mut Vec<Effect>) -> (Session, Option<SessionLog>) {
        effects.extend(self.log.as_mut().map(|log| Effect::from(log.close(&self.session, now))));
        (self.session, self.log)
    }

    /// When [`advance`](Driver::advance) must be called next: something is due, or the displayed second changes. `None`
    /// while it is paused, and once it is finished.
    pub fn deadline(&self) -> Option<Duration> {
        self.session.deadline()
    }

    /// Returns the effects of some events: facts, sounds, opening or closing the output around a pause, and the bell if
    /// nothing can be heard.
    fn react(&mut self, due: &[Due], was_paused: bool, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        if let Some(log) = &mut self.log {
            effects.extend(log.push(&self.session, due, now).into_iter().map(Effect::from));
        }
        let paused = self.session.is_paused();
        if was_paused && !paused {
            effects.push(AudioEffect::Open.into());
        }
        let sounds = self.session.sounds();
        if !sounds.is_empty() {
            effects.push(AudioEffect::Play(sounds).into());
        }
        if paused && !was_paused {
            effects.push(AudioEffect::Close.into());
        }
        if sound.needs_bell() && due.iter().any(|due| due.rings(now.monotonic)) {
            effects.push(Effect::BELL);
        }
    }
}
