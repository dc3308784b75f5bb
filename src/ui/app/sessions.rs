//! The sessions of the program: started, resumed, offered, and finished.

use std::sync::Arc;

use super::{App, Screen};
use crate::{
    base::quantity::Now,
    history::events::ResumePoint,
    session::plan::Plan,
    ui::{
        driver::Driver,
        effect::{AudioEffect, Effect},
        keymap::Action,
        screens::{resume_prompt::ResumePrompt, session::SessionScreen},
    },
};

impl App {
    /// Starts a session; if `alone` is set, the program ends after it instead of going back to the library.
    pub fn play(&mut self, plan: Arc<Plan>, speed: u32, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        self.start(plan, speed, alone, &mut effects);
        self.settle(&mut effects);
        effects
    }

    /// Resumes an unfinished session of the routine with this plan.
    pub fn resume(&mut self, plan: &Plan, left: ResumePoint, alone: bool, now: Now) -> Vec<Effect> {
        self.now = now;
        let mut effects = Vec::new();
        self.continue_session(plan, left, alone, &mut effects);
        self.settle(&mut effects);
        effects
    }

    /// Asks whether to resume an unfinished session of a routine, or to start the routine over.
    pub fn offer(&mut self, plan: Arc<Plan>, left: ResumePoint) {
        self.screen = Screen::ResumePrompt(Box::new(ResumePrompt { plan, left }));
    }

    pub(super) fn start(&mut self, plan: Arc<Plan>, speed: u32, alone: bool, effects: &mut Vec<Effect>) {
        let at = (self.now, &self.zone);
        let (driver, _) = Driver::start(plan, speed, self.ids.as_mut(), &self.sound, at, effects);
        self.screen = Screen::Session(Box::new(SessionScreen::new(driver, alone)));
    }

    fn continue_session(&mut self, plan: &Plan, left: ResumePoint, alone: bool, effects: &mut Vec<Effect>) {
        let Some(ids) = &mut self.ids else { return };
        let (driver, _) = Driver::resume(plan, left, ids, &self.sound, (self.now, &self.zone), effects);
        self.screen = Screen::Session(Box::new(SessionScreen::new(driver, alone)));
    }

    pub(super) fn answer(&mut self, action: Action, prompt: ResumePrompt, effects: &mut Vec<Effect>) {
        match action {
            Action::Resume => self.continue_session(&prompt.plan, prompt.left, true, effects),
            Action::Play => self.start(prompt.plan, 1, true, effects),
            Action::Close => effects.push(Effect::QUIT),
            _ => {}
        }
    }

    /// Resumes the unfinished session, if there is one.
    pub(super) fn resume_left(&mut self, effects: &mut Vec<Effect>) {
        self.history.settle();
        let Some(left) = self.left() else { return };
        let Some(plan) = self.library.plan(&left.past.routine).cloned() else { return };
        self.continue_session(&plan, left, false, effects);
    }

    /// Plays the routine for the break.
    pub(super) fn start_break(&mut self, effects: &mut Vec<Effect>) {
        // Doses may have progressed since.
        self.update_library();
        let Some(desk) = &mut self.desk else { return };
        let Some(plan) = self.library.plan(self.library.for_break(&desk.settings().routine)).cloned() else {
            desk.cannot_play();
            return;
        };
        desk.leave();
        self.start(plan, 1, false, effects);
    }

    pub(super) fn left(&self) -> Option<ResumePoint> {
        let left = ResumePoint::find(&self.history, self.now.wall, |id| self.library.plan(id).map(|plan| &**plan));
        left.ok().filter(|left| self.elsewhere.as_ref() != Some(&left.past.id))
    }

    /// Shows the summary of a finished session.
    pub(super) fn finish(&mut self, effects: &mut Vec<Effect>) {
        if !matches!(&self.screen, Screen::Session(session) if session.is_over()) {
            return;
        }
        let Screen::Session(session) = std::mem::replace(&mut self.screen, Screen::Library) else { return };
        if session.was_stopped() {
            effects.push(AudioEffect::Close.into());
        }
        self.help = None;
        if session.has_done() {
            self.played.push(session.line());
        }
        if let Some(desk) = self.desk.as_mut().filter(|_| session.has_done()) {
            desk.get_up(self.now, effects);
        }
        self.screen = Screen::Summary(Box::new(session.end(self.now, effects)));
    }
}
