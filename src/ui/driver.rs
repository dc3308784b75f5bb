//! A session as it is played, without its drawing: it obeys actions, records what is done, and says what the outside
//! has to do. The session screen and the plain output both run on it.

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
    /// What becomes of it in the history; `None` where nothing is recorded.
    log: Option<SessionLog>,
}

impl Driver {
    /// Starts a plan, `speed` times as fast as the clock. A trial, which is faster than the clock, is not recorded; with
    /// no `ids` nothing is.
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

    /// Advances to a time; what was due since the last call.
    pub fn advance(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let was_paused = self.session.is_paused();
        let due = self.session.advance(now);
        self.react(&due, was_paused, sound, now, effects);
        due
    }

    /// Obeys what a key of the session does; what was due. Actions that are none of a session's change nothing.
    pub fn act(&mut self, action: Action, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let paused = self.session.is_paused();
        let command = match action {
            Action::RepMore | Action::RepLess => {
                self.correct(action == Action::RepMore, now, effects);
                return Vec::new();
            }
            Action::Pause | Action::Done if paused => Command::Resume,
            Action::Pause => Command::Pause,
            Action::Done => Command::Done,
            Action::Next => Command::Next,
            Action::Back => Command::Back,
            Action::More => Command::More,
            Action::Less => Command::Less,
            _ => return Vec::new(),
        };
        self.obey(command, sound, now, effects)
    }

    /// Obeys a command; what was due.
    pub fn obey(&mut self, command: Command, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) -> Vec<Due> {
        let was_paused = self.session.is_paused();
        let due = self.session.act(command, now);
        self.react(&due, was_paused, sound, now, effects);
        due
    }

    /// Adds a rep to the set that was done last, or removes one.
    fn correct(&mut self, more: bool, now: Now, effects: &mut Vec<Effect>) {
        let Some((step, done)) = self.session.correct(more) else { return };
        let record = self.log.as_mut().and_then(|log| log.correct(step, &done, now));
        effects.extend(record.map(Effect::from));
    }

    /// Ends it, finished or not: the session as it was, and where feedback on it is recorded.
    pub fn end(mut self, now: Now, effects: &mut Vec<Effect>) -> (Session, Option<SessionLog>) {
        effects.extend(self.log.as_mut().map(|log| Effect::from(log.close(&self.session, now))));
        (self.session, self.log)
    }

    /// When [`advance`](Driver::advance) must be called next: something is due, or a second that is shown changes.
    /// `None` while it is paused, and once it is finished.
    pub fn deadline(&self) -> Option<Duration> {
        self.session.deadline()
    }

    /// Asks for what follows from what was due: facts, sounds, the output opened after a pause and closed in one, and
    /// the bell where nothing can be heard.
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
