//! A running session: its keys and what it asks of the sound; `view` draws it.

mod view;

use std::time::Duration;

use super::{Effect, Flash, Hearing, summary::Summary};
use crate::{
    base::{
        cue::Cue,
        quantity::{Now, times},
    },
    history::events::SessionLog,
    session::{
        live::{Session, Sounds},
        motion::{self, Moment},
        player::{Command, Due, Event, LATE},
    },
    ui::{
        keymap::Action,
        widgets::steps::{self, Share},
    },
};

/// The bar of a tempo's phase moves at most this often.
const FRAME: Duration = Duration::from_millis(125);

/// A session on the screen.
#[derive(Debug)]
pub struct Playing {
    session: Session,
    /// The program was started for this session only.
    alone: bool,
    /// The question whether to stop is asked; whether the session stood still before it.
    asking: Option<bool>,
    stopped: bool,
    /// What is told to the history; nothing where the routine is only tried out.
    log: Option<SessionLog>,
    /// Why what was done is not saved, if it is not.
    unsaved: Option<String>,
    /// The output is open.
    heard: bool,
    /// The plan's steps as their bar shows them.
    shares: Vec<Share>,
    flash: Flash,
    /// The latest time that was told.
    now: Duration,
}

impl Playing {
    /// Shows a session that has just begun, its output opened.
    pub fn new(session: Session, alone: bool, log: Option<SessionLog>) -> Self {
        let shares = steps::shares(session.plan());
        let (flash, now) = (Flash::default(), session.begun().monotonic);
        let (asking, unsaved) = (None, None);
        Playing { session, alone, asking, stopped: false, log, unsaved, heard: true, shares, flash, now }
    }

    /// Tells why what was done is not saved, if it is not.
    pub fn tell_unsaved(&mut self, why: Option<String>) {
        self.unsaved = why;
    }

    /// Ends it: what is shown once it is over.
    pub fn end(&mut self, now: Now, effects: &mut Vec<Effect>) -> Summary {
        let mut log = self.log.take();
        effects.extend(log.as_mut().map(|log| Effect::Record(Box::new(log.close(&self.session, now)))));
        Summary::new(&self.session, self.alone, log, now).flashing(self.flash)
    }

    /// Whether all is done, or the person stopped it.
    pub fn is_over(&self) -> bool {
        self.stopped || self.session.is_finished()
    }

    /// Whether the person stopped it before its end.
    pub fn was_stopped(&self) -> bool {
        self.stopped
    }

    /// Whether anything was done so far.
    pub fn has_done(&self) -> bool {
        self.session.has_done()
    }

    /// Whether the question whether to stop is asked.
    pub fn is_asking(&self) -> bool {
        self.asking.is_some()
    }

    /// Tells the time.
    pub fn advance(&mut self, hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        let due = self.session.advance(now);
        self.effects(&due, hearing, now, effects);
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action, hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        let command = match action {
            Action::Yes => {
                self.stopped = true;
                return;
            }
            Action::No => match self.asking.take() {
                Some(false) => Command::Resume,
                _ => return,
            },
            Action::Stop => {
                self.ask(hearing, now, effects);
                return;
            }
            Action::RepMore | Action::RepLess => {
                if let Some((step, done)) = self.session.correct(action == Action::RepMore)
                    && let Some(record) = self.log.as_mut().and_then(|log| log.correct(step, &done, now))
                {
                    effects.push(Effect::Record(Box::new(record)));
                }
                return;
            }
            Action::Pause | Action::Done if self.session.is_paused() => Command::Resume,
            Action::Pause => Command::Pause,
            Action::Done => Command::Done,
            Action::Next => Command::Next,
            Action::Back => Command::Back,
            Action::More => Command::More,
            Action::Less => Command::Less,
            _ => return,
        };
        self.obey(command, hearing, now, effects);
    }

    /// Stands still.
    pub fn pause(&mut self, hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        self.obey(Command::Pause, hearing, now, effects);
    }

    /// Stands still and asks whether to stop.
    pub fn ask(&mut self, hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        self.asking = Some(self.session.is_paused());
        self.pause(hearing, now, effects);
    }

    fn obey(&mut self, command: Command, hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        let due = self.session.act(command, now);
        self.effects(&due, hearing, now, effects);
    }

    /// When time is to be told next.
    ///
    /// While a limb of the figure moves, that is its next frame, if `figure` says that it is seen.
    pub fn deadline(&self, now: Now, figure: bool) -> Option<Duration> {
        let flash = self.flash.next(now.monotonic);
        flash.into_iter().chain([self.next_frame(now, figure)]).min()
    }

    fn next_frame(&self, now: Now, figure: bool) -> Duration {
        let Some(deadline) = self.session.deadline() else {
            // While it stands still, only the time of day at which it would end moves on.
            return now.monotonic + Duration::from_secs(60);
        };
        let (player, at) = self.session.player();
        let moves = self.moment().filter(|_| figure).and_then(|moment| moment.next);
        let deadline = moves.map_or(deadline, |next| deadline.min(now.monotonic + next / self.session.speed()));
        let Some(beat) = player.beat(at) else { return deadline };
        let frame = frame(beat.length);
        let next = frame * (times(beat.elapsed, frame) + 1);
        let left = next.saturating_sub(beat.elapsed) / self.session.speed();
        deadline.min(now.monotonic + left.max(FRAME / 2))
    }

    /// Where the figure is in its movement.
    fn moment(&self) -> Option<Moment> {
        let (player, now) = self.session.player();
        motion::moment(player, now, motion::FRAME * self.session.speed())
    }

    /// What has to be done about what was due.
    pub fn effects(&mut self, due: &[Due], hearing: &Hearing, now: Now, effects: &mut Vec<Effect>) {
        if let Some(log) = &mut self.log {
            let records = log.push(&self.session, due, now);
            effects.extend(records.into_iter().map(|record| Effect::Record(Box::new(record))));
        }
        let heard = !self.session.is_paused();
        if heard && !self.heard {
            effects.push(Effect::Open);
        }
        let sounds = self.session.sounds();
        if sounds != Sounds::default() {
            effects.push(Effect::Sounds(sounds));
        }
        if !heard && self.heard {
            effects.push(Effect::Close);
        }
        self.heard = heard;
        self.now = now.monotonic;
        let flashes = |due: &&Due| {
            matches!(due.event, Event::Cue(Cue::Start | Cue::Switch | Cue::Finish))
                && now.monotonic.saturating_sub(due.at) <= LATE
        };
        if let Some(due) = due.iter().rfind(flashes).filter(|_| hearing.flash) {
            self.flash = Flash::from(due.at);
        }
        if hearing.silent.is_some() && !hearing.muted && due.iter().any(|due| due.rings(now.monotonic)) {
            effects.push(Effect::Bell);
        }
    }
}

/// The time between two frames of a phase's bar: as short as it needs, no shorter than a person sees.
fn frame(phase: Duration) -> Duration {
    let frames = times(phase, FRAME).clamp(1, 64);
    phase / frames
}
