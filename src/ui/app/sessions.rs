//! Sessions of the program: begun, gone on with, offered, and over.

use std::sync::Arc;

use super::{App, Screen};
use crate::{
    base::quantity::Now,
    history::events::{self, ResumePoint, SessionLog},
    session::{live::Session, plan::Plan},
    ui::{
        keymap::Action,
        screens::{Effect, offer::Offer, session::Playing},
    },
};

impl App {
    /// Begins a session; `alone` leaves the program after it instead of going back to the library.
    pub fn play(&mut self, plan: Arc<Plan>, speed: u32, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let mut effects = vec![Effect::Open, Effect::Prepare(Arc::clone(&plan))];
        // A routine that is played faster is only tried out.
        let log = self.ids.as_mut().filter(|_| speed == 1).map(|ids| {
            let (log, began) = SessionLog::open(ids, &plan, now, &self.zone);
            effects.push(Effect::Record(Box::new(began)));
            log
        });
        let (session, due) = Session::start(plan, speed, now);
        let mut playing = Playing::new(session, alone, log);
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.show(playing);
        self.keep(&effects);
        effects
    }

    /// Goes on with a session of a routine with this plan that was left.
    pub fn resume(&mut self, plan: &Plan, left: ResumePoint, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let Some(ids) = &mut self.ids else { return Vec::new() };
        let (session, due, log, began) = events::resume(ids, left, plan, now, &self.zone);
        let prepare = Effect::Prepare(Arc::clone(session.plan()));
        let mut effects = vec![Effect::Open, prepare, Effect::Record(Box::new(began))];
        let mut playing = Playing::new(session, alone, Some(log));
        playing.effects(&due, &self.hearing, now, &mut effects);
        self.show(playing);
        self.keep(&effects);
        effects
    }

    /// Asks whether to go on with a session of a routine that was left, or to begin it anew.
    pub fn offer(&mut self, plan: Arc<Plan>, left: ResumePoint) {
        self.screen = Screen::Offer(Box::new(Offer { plan, left }));
    }

    pub(super) fn answer(&mut self, action: Action, offer: Offer, now: Now, effects: &mut Vec<Effect>) {
        match action {
            Action::GoOn => effects.extend(self.resume(&offer.plan, offer.left, true, now)),
            Action::Play => effects.extend(self.play(offer.plan, 1, true, now)),
            Action::Close => effects.push(Effect::Quit),
            _ => {}
        }
    }

    /// Goes on with the session that was left, if there is one.
    pub(super) fn resume_offered(&mut self, now: Now) -> Vec<Effect> {
        self.history.settle();
        let Some(left) = self.left() else { return Vec::new() };
        let Some(plan) = self.library.plan(&left.past.routine).cloned() else { return Vec::new() };
        self.resume(&plan, left, false, now)
    }

    /// Plays the routine of the break.
    pub(super) fn take_a_break(&mut self, now: Now, effects: &mut Vec<Effect>) {
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

    fn show(&mut self, mut playing: Playing) {
        playing.tell_unsaved(self.unsaved.clone());
        self.screen = Screen::Session(Box::new(playing));
    }

    pub(super) fn left(&self) -> Option<ResumePoint> {
        let left = ResumePoint::find(&self.history, self.now.wall, |stem| self.library.plan(stem).map(|plan| &**plan));
        left.ok().filter(|left| self.elsewhere.as_ref() != Some(&left.past.id))
    }

    /// A session that is over becomes its summary.
    pub(super) fn finish(&mut self, effects: &mut Vec<Effect>) {
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
