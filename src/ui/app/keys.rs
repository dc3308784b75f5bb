//! What each key does, by the screen that is shown.

use crossterm::event::KeyEvent;

use super::{App, SHOWN, Screen};
use crate::{
    base::quantity::Now,
    history::events,
    ui::{
        keymap::{self, Action, Place},
        screens::{Effect, help::Help},
    },
};

impl App {
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

    pub(super) fn key(&mut self, key: KeyEvent, now: Now, effects: &mut Vec<Effect>) {
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
                Action::GoOn => effects.extend(self.resume_offered(now)),
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
                        let record = events::correct(ids, past, &mend.of, mend.reps, mend.outcome, now, &self.zone);
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
                let record = self.ids.as_mut().map(|ids| events::got_up(ids, now, &self.zone));
                effects.extend(record.map(|record| Effect::Record(Box::new(record))));
            }
            _ => {}
        }
    }

    fn volume(&mut self, volume: u8, muted: bool, effects: &mut Vec<Effect>) {
        self.hearing.shown = Some(self.now.monotonic + SHOWN);
        self.hearing.volume = volume;
        self.hearing.muted = muted;
        effects.push(Effect::Volume(volume, muted));
    }

    /// To leave is the last that is done. While something is not saved, it takes to be said twice.
    pub(super) fn leave(&mut self, effects: &mut Vec<Effect>) {
        let before = effects.len();
        effects.retain(|effect| *effect != Effect::Quit);
        if effects.len() == before {
            return;
        }
        if self.unsaved.is_some() && !self.warned {
            self.warned = true;
            let words = "NOT SAVED: quit once more to leave it; it is printed then".to_owned();
            self.told.clear();
            self.tell(words);
        } else {
            effects.push(Effect::Quit);
        }
    }
}
