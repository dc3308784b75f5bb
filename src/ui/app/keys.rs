//! The effect of each key, by screen.

use crossterm::event::KeyEvent;

use super::{App, HINT, SHOWN, Screen};
use crate::{
    history::events,
    ui::{
        effect::{AudioEffect, Effect, SystemEffect, TerminalEffect},
        keymap::{self, Action, Context},
        screens::{help::Help, typed::Typed},
    },
};

impl App {
    fn context(&self) -> Context {
        match (&self.help, &self.screen) {
            (Some(_), _) => Context::Help,
            (None, Screen::Library) => Context::Library,
            (None, Screen::ResumePrompt(_)) => Context::Resume,
            (None, Screen::Desk) => Context::Desk,
            (None, Screen::Session(session)) if session.is_asking() => Context::Question,
            (None, Screen::Session(session)) if session.shows_steps() => Context::Steps,
            (None, Screen::Session(_)) => Context::Session,
            (None, Screen::Summary(_)) => Context::Summary,
            (None, Screen::History(_)) => Context::History,
            (None, Screen::Stats(_)) => Context::Statistics,
            (None, Screen::Exercises(screen)) => screen.context(),
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent, effects: &mut Vec<Effect>) {
        let now = self.now;
        let context = self.context();
        if context == Context::Library {
            match self.library.types(key) {
                Typed::Unused => {}
                Typed::Used => return,
                Typed::Result(name) => {
                    effects.push(TerminalEffect::New(name).into());
                    return;
                }
            }
        }
        if let (None, Screen::Exercises(screen)) = (&self.help, &mut self.screen) {
            match screen.types(key) {
                Typed::Unused => {}
                Typed::Used => return,
                Typed::Result((exercise, to)) => {
                    effects.push(SystemEffect::Add(exercise, to).into());
                    return;
                }
            }
        }
        if let (Context::Summary, Screen::Summary(summary)) = (context, &mut self.screen)
            && summary.types(key, now, effects)
        {
            return;
        }
        let Some(action) = keymap::action(context, key) else {
            self.hint_until = Some(now.monotonic + HINT);
            return;
        };
        self.hint_until = None;
        if let Screen::Session(session) = &mut self.screen
            && session.is_repeated(key.code, now)
        {
            return;
        }
        match action {
            Action::Help => self.help = Some(Help::new(context)),
            Action::Mute => self.set_volume(self.sound.volume, !self.sound.muted, effects),
            Action::Louder => self.set_volume(self.sound.volume.saturating_add(10).min(100), false, effects),
            Action::Quieter => self.set_volume(self.sound.volume.saturating_sub(10), self.sound.muted, effects),
            Action::Redraw => effects.push(TerminalEffect::Redraw.into()),
            Action::Suspend => {
                if let Screen::Session(session) = &mut self.screen {
                    session.pause(&self.sound, now, effects);
                }
                effects.push(TerminalEffect::Suspend.into());
            }
            Action::Quit => match &mut self.screen {
                Screen::Session(session) if !session.is_asking() => session.ask(&self.sound, now, effects),
                Screen::Session(session) => {
                    session.act(Action::StopNow, &self.sound, now, effects);
                    effects.push(Effect::QUIT);
                }
                _ => effects.push(Effect::QUIT),
            },
            action => self.act(action, effects),
        }
    }

    /// Runs a command of another program; only a session has any.
    pub(super) fn obey(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Screen::Session(session) = &mut self.screen else { return };
        if action == Action::Mute {
            self.set_volume(self.sound.volume, !self.sound.muted, effects);
        } else {
            session.obey_remote(action, &self.sound, self.now, effects);
        }
    }

    fn act(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let now = self.now;
        if let Some(help) = &mut self.help {
            match action {
                Action::Close => self.help = None,
                action => help.act(action, &self.theme, self.size),
            }
            return;
        }
        match (action, self.tab()) {
            (Action::Onward, Some(tab)) => return self.open(tab.next()),
            (Action::Backward, Some(tab)) => return self.open(tab.previous()),
            _ => {}
        }
        match &mut self.screen {
            Screen::ResumePrompt(prompt) => {
                let prompt = (**prompt).clone();
                self.answer(action, prompt, effects);
            }
            Screen::Session(session) => session.act(action, &self.sound, now, effects),
            Screen::Summary(summary) => match action {
                Action::Close => {
                    if summary.alone() {
                        effects.push(Effect::QUIT);
                    } else {
                        effects.push(AudioEffect::Close.into());
                        self.go_home();
                    }
                }
                action => summary.act(action),
            },
            Screen::Library => match action {
                Action::Play => {
                    if let Some(plan) = self.library.selected_plan() {
                        self.start(plan, 1, false, effects);
                    }
                }
                Action::Resume => self.resume_left(effects),
                Action::Edit => {
                    let id = self.library.selected_id().map(str::to_owned);
                    effects.extend(id.map(|id| Effect::Terminal(TerminalEffect::Edit(id))));
                }
                Action::Leave if !self.library.clear() => effects.push(Effect::QUIT),
                action => self.library.act(action),
            },
            Screen::Desk => self.act_at_desk(action, effects),
            Screen::History(screen) => match action {
                Action::Close if !screen.leave() => self.go_home(),
                Action::RepMore | Action::RepLess => {
                    let corrected = screen.correct(action == Action::RepMore, &self.history);
                    if let (Some(set), Some(ids)) = (corrected, &mut self.ids)
                        && let Some(past) = self.history.session(&set.session)
                    {
                        let record = events::correct(ids, past, &set.of, set.reps, set.outcome, now, &self.zone);
                        effects.push(record.into());
                    }
                }
                action => screen.act(action, &self.history),
            },
            Screen::Stats(stats) => match action {
                Action::Close => self.go_home(),
                action => stats.act(action, &self.history),
            },
            Screen::Exercises(screen) => match action {
                Action::Close if !screen.close() => self.go_home(),
                action => {
                    let added = screen.act(action, &self.theme, self.size);
                    effects.extend(added.map(|(exercise, to)| SystemEffect::Add(exercise, to).into()));
                }
            },
        }
    }

    fn act_at_desk(&mut self, action: Action, effects: &mut Vec<Effect>) {
        let Some(desk) = &mut self.desk else { return };
        match action {
            Action::Play => self.start_break(effects),
            Action::Snooze => desk.snooze(),
            Action::GetUp => {
                desk.get_up(self.now, effects);
                let record = self.ids.as_mut().map(|ids| events::got_up(ids, self.now, &self.zone));
                effects.extend(record.map(Effect::from));
            }
            _ => {}
        }
    }

    fn set_volume(&mut self, volume: u8, muted: bool, effects: &mut Vec<Effect>) {
        self.sound.shown = Some(self.now.monotonic + SHOWN);
        self.sound.volume = volume;
        self.sound.muted = muted;
        effects.push(AudioEffect::Volume(volume, muted).into());
    }

    /// Moves the effect that quits to the end. While something is not saved, quitting has to be confirmed.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        let before = effects.len();
        effects.retain(|effect| *effect != Effect::QUIT);
        if effects.len() == before {
            return;
        }
        if self.unsaved.is_some() && !self.warned {
            self.warned = true;
            self.notices.clear();
            self.push_notice("NOT SAVED: press q again to quit anyway; the unsaved lines will be printed".to_owned());
        } else {
            effects.push(Effect::QUIT);
        }
    }
}
