//! The desk screen: how long the user has been sitting and when the next break is due. Once a minute it checks for
//! sessions elsewhere, and it sends one reminder for each break.

mod view;

pub use view::DeskView;

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, civil::Time, tz::TimeZone};

use crate::{
    base::{
        cue::{Cue, LAST_CUE},
        quantity::{Now, minutes},
        text,
    },
    config::hook::Moment,
    desk::sit_timer::{DeskSettings, SitTimer, State},
    history::line,
    session::{plan::Plan, sounds::Sounds},
    ui::{
        effect::{AudioEffect, Effect, HistoryEffect, Notice, SystemEffect},
        shared::SoundState,
    },
};

/// The time for the output to open before the cue.
const OPENING: Duration = Duration::from_secs(1);
/// The maximum width of a routine's name in a notification, in columns.
const NAME: usize = 60;

/// The desk screen.
#[derive(Debug)]
pub struct DeskScreen {
    sitting: SitTimer,
    /// When to check next.
    next: Duration,
    heard: Option<Heard>,
    notice: Option<String>,
}

/// The cue for a break that is due.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// When it sounds.
    at: Duration,
    /// Whether the bell rang in its place.
    rung: bool,
}

impl DeskScreen {
    /// Creates the screen, with an initial notice.
    pub fn new(sitting: SitTimer, notice: Option<String>) -> DeskScreen {
        DeskScreen { next: sitting.next(), sitting, heard: None, notice }
    }

    /// The sit timer.
    pub fn sitting(&self) -> &SitTimer {
        &self.sitting
    }

    /// The settings.
    pub fn settings(&self) -> &DeskSettings {
        self.sitting.settings()
    }

    /// Adds a notice for the user; the first one stays.
    pub fn push_notice(&mut self, notice: Option<String>) {
        self.notice = self.notice.take().or(notice);
    }

    /// Replaces the notice after the routines and settings were reloaded.
    pub fn set_notice(&mut self, notice: Option<String>) {
        self.notice = notice;
    }

    /// Passes the time to the timer, also during a session; call it at least once a minute.
    pub fn set_time(&mut self, now: Now, time: Time) {
        self.sitting.on_time(now, time);
    }

    /// The effects that are due.
    pub fn advance(&mut self, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        self.miss(sound, effects);
        if self.heard.is_some_and(|heard| now.monotonic >= heard.at + LAST_CUE) {
            self.heard = None;
            effects.push(AudioEffect::Close.into());
        }
        if now.monotonic >= self.next {
            effects.extend([self.sitting_since(), SystemEffect::Check.into(), HistoryEffect::Refresh.into()]);
        }
        self.next = self.sitting.next();
    }

    /// When to advance next, including when the cue has been heard or missed.
    pub fn deadline(&self, now: Now) -> Duration {
        let heard = self.heard.map(|heard| if now.monotonic < heard.at { heard.at } else { heard.at + LAST_CUE });
        heard.into_iter().fold(self.next, Duration::min)
    }

    /// Publishes the start of sitting for other programs.
    pub fn sitting_since(&self) -> Effect {
        SystemEffect::SitTimer((self.state() != State::Quiet).then(|| self.sitting.since())).into()
    }

    /// Sets the last time when the user was up, as far as it is known; if a break is still due, sends the reminder,
    /// with the plan of the break if it can be played. Returns whether it did.
    pub fn remind(
        &mut self,
        up: Option<Timestamp>,
        plan: impl FnOnce() -> Option<Arc<Plan>>,
        sound: &SoundState,
        now: Now,
        zone: &TimeZone,
        effects: &mut Vec<Effect>,
    ) -> bool {
        let before = self.sitting.since();
        if let Some(up) = up {
            self.sitting.got_up_at(up);
        }
        self.next = self.sitting.next();
        if self.sitting.since() != before {
            effects.push(self.sitting_since());
        }
        let reminds = self.sitting.remind();
        if reminds {
            let plan = plan();
            effects.push(SystemEffect::Hook(Moment::BreakDue, facts_of(&self.sitting, plan.as_deref(), zone)).into());
            effects.push(SystemEffect::Notify(notice_of(&self.sitting, plan.as_deref())).into());
            self.ring(plan, sound, now, effects);
        }
        reminds
    }

    fn ring(&mut self, plan: Option<Arc<Plan>>, sound: &SoundState, now: Now, effects: &mut Vec<Effect>) {
        if sound.muted {
            return;
        }
        let at = now.monotonic + OPENING;
        let mut sounds = Sounds::default();
        sounds.push_cue(at, Cue::Rest);
        let prepare = plan.map(AudioEffect::Prepare);
        let audio = [AudioEffect::Open].into_iter().chain(prepare).chain([AudioEffect::Play(sounds)]);
        effects.extend(audio.map(Effect::Audio));
        self.heard = Some(Heard { at, rung: false });
        self.miss(sound, effects);
    }

    /// Rings the terminal bell once if the cue cannot be heard.
    fn miss(&mut self, sound: &SoundState, effects: &mut Vec<Effect>) {
        if let Some(Heard { rung: rung @ false, .. }) = &mut self.heard
            && sound.needs_bell()
        {
            *rung = true;
            effects.push(Effect::BELL);
        }
    }

    /// A routine starts: it takes over the sound.
    pub fn leave(&mut self) {
        self.heard = None;
    }

    /// The user got up.
    pub fn get_up(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.sitting.get_up(now);
        self.next = self.sitting.next();
        effects.push(self.sitting_since());
    }

    /// Postpones a break that is due.
    pub fn snooze(&mut self) {
        self.sitting.snooze();
        self.next = self.sitting.next();
    }

    /// The routine cannot be played.
    pub fn cannot_play(&mut self) {
        let routine = text::printable(&self.settings().routine).into_owned();
        self.notice = Some(format!("cannot play `{routine}`; run `unsit check` for details"));
    }

    fn state(&self) -> State {
        self.sitting.state()
    }
}

/// The input of the `break_due` hook.
fn facts_of(sitting: &SitTimer, plan: Option<&Plan>, zone: &TimeZone) -> String {
    let routine = plan.map_or(&sitting.settings().routine, |plan| &plan.id);
    line::break_due(sitting.sitting_for(), routine, sitting.now(), zone)
}

/// The reminder of a break.
fn notice_of(sitting: &SitTimer, plan: Option<&Plan>) -> Notice {
    let sat = minutes(sitting.sitting_for());
    let next = plan.map(|plan| format!(" Next: {}.", text::cut(&text::printable(&plan.routine), NAME)));
    let body = format!("You have been sitting for {sat}.{}", next.unwrap_or_default());
    Notice { title: "Time to get up".to_owned(), body }
}
