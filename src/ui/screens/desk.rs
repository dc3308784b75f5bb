//! The desk: how long one has sat and when the next break is. It looks once a minute whether one got up elsewhere, and
//! says once that a break is due.

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
    history::fact,
    session::{plan::Plan, sounds::Sounds},
    ui::{
        effect::{AudioEffect, Effect, HistoryEffect, Notice, SystemEffect},
        shared::SoundState,
    },
};

/// The output is given so long to open before the cue.
const OPENING: Duration = Duration::from_secs(1);
/// The name of a routine in a notification is cut to so many columns.
const NAME: usize = 60;

/// The desk screen.
#[derive(Debug)]
pub struct DeskScreen {
    sitting: SitTimer,
    /// When to look next.
    next: Duration,
    heard: Option<Heard>,
    notice: Option<String>,
}

/// The cue of a break that is due.
#[derive(Clone, Copy, Debug)]
struct Heard {
    /// When it is heard.
    at: Duration,
    /// The bell rang in its place.
    rung: bool,
}

impl DeskScreen {
    /// The desk of somebody, and what they should know.
    pub fn new(sitting: SitTimer, notice: Option<String>) -> DeskScreen {
        DeskScreen { next: sitting.next(), sitting, heard: None, notice }
    }

    /// How the person sits.
    pub fn sitting(&self) -> &SitTimer {
        &self.sitting
    }

    /// How they want it.
    pub fn habit(&self) -> &DeskSettings {
        self.sitting.settings()
    }

    /// What the person should know; the first that is told stays.
    pub fn push_notice(&mut self, notice: Option<String>) {
        self.notice = self.notice.take().or(notice);
    }

    /// The routines and settings are read anew: what is wrong with them now.
    pub fn set_notice(&mut self, notice: Option<String>) {
        self.notice = notice;
    }

    /// Tells the time, and what the clock on the wall shows; in a session as well, at least once a minute.
    pub fn set_time(&mut self, now: Now, time: Time) {
        self.sitting.on_time(now, time);
    }

    /// What is to be done about the time that was told.
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

    /// When time is to be told next: also when the cue is heard, or can be known not to be.
    pub fn deadline(&self, now: Now) -> Duration {
        let heard = self.heard.map(|heard| if now.monotonic < heard.at { heard.at } else { heard.at + LAST_CUE });
        heard.into_iter().fold(self.next, Duration::min)
    }

    /// Tells other programs since when the person sits.
    pub fn sitting_since(&self) -> Effect {
        SystemEffect::SitTimer((self.state() != State::Quiet).then(|| self.sitting.since())).into()
    }

    /// Tells when the person was last up, as far as is known by now: if they were not, and a break is due, that is said
    /// now, with the plan of the break if it can be played. Whether it is.
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
            effects.push(SystemEffect::Hook(Moment::BreakDue, facts_of(&self.sitting, zone)).into());
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

    /// Rings the terminal's bell once where the cue cannot be heard.
    fn miss(&mut self, sound: &SoundState, effects: &mut Vec<Effect>) {
        if let Some(Heard { rung: rung @ false, .. }) = &mut self.heard
            && sound.needs_bell()
        {
            *rung = true;
            effects.push(Effect::BELL);
        }
    }

    /// A routine begins: the sound is its own.
    pub fn leave(&mut self) {
        self.heard = None;
    }

    /// The person got up.
    pub fn get_up(&mut self, now: Now, effects: &mut Vec<Effect>) {
        self.sitting.get_up(now);
        self.next = self.sitting.next();
        effects.push(self.sitting_since());
    }

    /// Puts a break off that is due.
    pub fn snooze(&mut self) {
        self.sitting.snooze();
        self.next = self.sitting.next();
    }

    /// The routine cannot be played.
    pub fn cannot_play(&mut self) {
        let routine = text::printable(&self.habit().routine).into_owned();
        self.notice = Some(format!("cannot play `{routine}`; run `unsit check` for details"));
    }

    fn state(&self) -> State {
        self.sitting.state()
    }
}

/// What the person's own program is told when a break is due.
fn facts_of(sitting: &SitTimer, zone: &TimeZone) -> String {
    fact::break_due(sitting.sitting_for(), &sitting.settings().routine, sitting.now(), zone)
}

/// What is said when a break is due.
fn notice_of(sitting: &SitTimer, plan: Option<&Plan>) -> Notice {
    let sat = minutes(sitting.sitting_for());
    let next = plan.map(|plan| format!(" Next: {}.", text::cut(&text::printable(&plan.routine), NAME)));
    let body = format!("You have been sitting for {sat}.{}", next.unwrap_or_default());
    Notice { title: "Time to get up".to_owned(), body }
}
