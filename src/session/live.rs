//! A session: one pass through a plan. It maps the player to the machine's clocks, notices gaps, records what was done,
//! and hands out sounds ahead of time. The full screen and the plain output share it.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    base::quantity::Now,
    session::{
        plan::{Plan, Step},
        player::{Amount, Command, Done, Due, Event, Outcome, Player, RoundsDone},
        sounds::Sounds,
        speech,
    },
};

/// A wake-up later than this is a gap: the process was suspended.
pub const GAP: Duration = Duration::from_secs(5);
/// The minimum difference between the clocks that counts as a gap, because the machine slept.
const DISAGREEMENT: Duration = Duration::from_secs(2);
/// The maximum time between wake-ups while it runs, so that the seconds on the screen change.
const SHOWN: Duration = Duration::from_secs(1);
/// Sounds due within this time are handed out: the latest wake-up that is not yet a gap.
const HORIZON: Duration = Duration::from_secs(GAP.as_secs() + SHOWN.as_secs());

/// One pass through a plan.
#[derive(Clone, Debug)]
pub struct Session {
    player: Player,
    /// The speed factor.
    speed: u32,
    /// When it started.
    begun: Now,
    /// The time of the last update.
    last: Now,
    /// When it wanted to be updated.
    wake: Option<Duration>,
    /// The length of the gap, if it is paused because of one.
    gap: Option<Duration>,
    /// When everything was done.
    ended: Option<Duration>,
    /// How long it ran without pauses, up to its end or the last update.
    ran: Duration,
    done: BTreeMap<usize, Done>,
    /// How long it ran before it was resumed.
    before: Duration,
    /// The step of work that ended last.
    last_worked: Option<usize>,
    sounds: Sounds,
    /// The player's time up to which sounds were handed out.
    handed: Duration,
}

impl Session {
    /// Starts a plan; `speed` is a factor from 1 to 1000.
    pub fn start(plan: Arc<Plan>, speed: u32, now: Now) -> (Session, Vec<Due>) {
        Session::resume(plan, 0, BTreeMap::new(), Duration::ZERO, speed, now)
    }

    /// Resumes a plan at one of its steps, with the earlier results and running time.
    pub fn resume(
        plan: Arc<Plan>,
        step: usize,
        done: BTreeMap<usize, Done>,
        before: Duration,
        speed: u32,
        now: Now,
    ) -> (Session, Vec<Due>) {
        let (player, due) = Player::start_at(plan, step, Duration::ZERO);
        let mut session = Session {
            player,
            speed: speed.clamp(1, 1000),
            begun: now,
            last: now,
            wake: None,
            gap: None,
            ended: None,
            ran: Duration::ZERO,
            done,
            before,
            last_worked: None,
            sounds: Sounds::cancelled(),
            handed: Duration::ZERO,
        };
        let due = session.take(due, true, now.monotonic);
        session.wake = session.deadline();
        (session, due)
    }

    /// Advances to `now`; returns the events since the last call, with times of the clock. After a gap the session is
    /// paused at its last position.
    pub fn advance(&mut self, now: Now) -> Vec<Due> {
        let mut due = Vec::new();
        if let Some(gap) = self.gap_before(now) {
            self.player.act(Command::Pause, self.played(self.last.monotonic));
            self.sounds = Sounds::cancelled();
            self.gap = Some(gap);
        } else {
            if !self.is_paused() && !self.is_finished() {
                self.ran += now.monotonic.saturating_sub(self.last.monotonic);
            }
            due = self.player.advance(self.played(now.monotonic));
        }
        let due = self.take(due, false, now.monotonic);
        self.last = now;
        self.wake = self.deadline();
        due
    }

    /// Advances to `now`, then applies a command.
    pub fn act(&mut self, command: Command, now: Now) -> Vec<Due> {
        let mut due = self.advance(now);
        if self.is_finished() {
            return due;
        }
        let ran = !self.is_paused();
        let said = self.player.act(command, self.played(now.monotonic));
        if command == Command::Resume {
            self.gap = None;
        }
        self.sounds = Sounds::cancelled();
        self.handed = self.played(now.monotonic);
        due.extend(self.take(said, true, now.monotonic));
        if command == Command::Pause && ran {
            let words = speech::paused(&self.plan().cues).filter(|_| self.speed == 1);
            if let Some(words) = words {
                self.sounds.push_words(now.monotonic, words);
            }
        }
        self.wake = self.deadline();
        due
    }

    /// Adds a rep to the last set, or removes one, if its reps are counted.
    pub fn correct(&mut self, more: bool) -> Option<(usize, Done)> {
        let index = self.last_worked?;
        let (goal, _) = self.plan().steps[index].reps()?;
        let done = self.done.get_mut(&index)?;
        let Amount::Reps(reps) = &mut done.amount else { return None };
        let counted = reps.unwrap_or(0);
        let corrected = if more { counted.saturating_add(1) } else { counted.saturating_sub(1) };
        *reps = Some(corrected);
        done.outcome = Outcome::of_reps(corrected, goal.lower());
        Some((index, *done))
    }

    /// When to call [`Session::advance`] next. While it runs, at least once a second, because the screen changes.
    pub fn deadline(&self) -> Option<Duration> {
        if self.player.is_paused() || self.is_finished() {
            return None;
        }
        let now = self.played(self.last.monotonic);
        let less = |left: Duration| Duration::from_nanos(left.subsec_nanos().into()) + next_second(left.subsec_nanos());
        let more = || Duration::from_nanos((1_000_000_000 - self.player.elapsed(now).subsec_nanos()).into());
        let shown = now + self.player.left(now).map_or_else(more, less);
        let shown = self.player.cap_left(now).map_or(shown, |left| shown.min(now + less(left)));
        let due = self.player.deadline().unwrap_or(shown);
        Some(self.clock(shown.min(due).max(now)))
    }

    /// The changes to the planned sounds; each is returned once.
    pub fn sounds(&mut self) -> Sounds {
        let mut sounds = std::mem::take(&mut self.sounds);
        if self.player.is_paused() {
            return sounds;
        }
        let until = self.played(self.last.monotonic + HORIZON);
        for due in self.player.clone().advance(until) {
            if due.at > self.handed {
                self.hand(self.clock(due.at), &due.event, &mut sounds);
            }
        }
        self.handed = self.handed.max(until);
        sounds
    }

    /// Hands out the sounds of an event. Words are only spoken at normal speed.
    fn hand(&self, at: Duration, event: &Event, sounds: &mut Sounds) {
        match event {
            Event::Cue(cue) => sounds.push_cue(at, *cue),
            Event::Say(words) if self.speed == 1 => sounds.push_words(at, words.clone()),
            _ => {}
        }
    }

    /// The speed factor.
    pub fn speed(&self) -> u32 {
        self.speed
    }

    /// The plan.
    pub fn plan(&self) -> &Arc<Plan> {
        self.player.plan()
    }

    /// The player, and its time at the last update.
    pub fn player(&self) -> (&Player, Duration) {
        (&self.player, self.played(self.last.monotonic))
    }

    /// The current step and its index; `None` at the end.
    pub fn step(&self) -> Option<(usize, &Step)> {
        self.player.step().map(|step| (self.player.index(), step))
    }

    /// Whether everything is done.
    pub fn is_finished(&self) -> bool {
        self.player.is_finished()
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.player.is_paused()
    }

    /// The length of the gap, if it is paused because of one.
    pub fn gap(&self) -> Option<Duration> {
        self.gap
    }

    /// Whether any work was done.
    pub fn has_done(&self) -> bool {
        self.done_sets() > 0
    }

    /// The number of steps of work that were done, completely or in part.
    pub fn done_sets(&self) -> usize {
        self.done.values().filter(|done| done.outcome != Outcome::Skipped).count()
    }

    /// The result of each step of work so far.
    pub fn done(&self) -> &BTreeMap<usize, Done> {
        &self.done
    }

    /// The number of steps of work; in a block with a cap, the number of started ones.
    pub fn works(&self) -> usize {
        let capped = self.done.keys().filter(|step| self.plan().steps[**step].is_capped());
        self.plan().fixed_sets() + capped.count()
    }

    /// The rounds done of the block of a step, if it has a cap.
    pub fn tally(&self, index: usize) -> Option<RoundsDone> {
        let of = self.plan().works_of_round(index)?;
        let steps = &self.plan().steps;
        let sets = self.done.iter().map(|(step, done)| (&steps[*step], done));
        let sets = sets.filter(|(step, _)| step.group == steps[index].group);
        Some(RoundsDone::of(of, sets.map(|(step, done)| (step.round, done.outcome, done.amount))))
    }

    /// The step of work that ended last.
    pub fn last_worked(&self) -> Option<usize> {
        self.last_worked
    }

    /// When it started.
    pub fn begun(&self) -> Now {
        self.begun
    }

    /// How long it ran, without pauses.
    pub fn active(&self) -> Duration {
        self.before + self.ran
    }

    /// How long it had run without pauses at a moment since the last pause.
    pub fn active_at(&self, at: Duration) -> Duration {
        self.active().saturating_sub(self.ended.unwrap_or(self.last.monotonic).saturating_sub(at))
    }

    /// The time of day at which it will end without further pauses, with estimates for open steps.
    pub fn ends_at(&self) -> Timestamp {
        let left = self.player.total_left(self.played(self.last.monotonic)) / self.speed;
        self.last.wall.checked_add(left).unwrap_or(self.last.wall)
    }

    fn gap_before(&self, now: Now) -> Option<Duration> {
        if self.player.is_paused() || self.is_finished() {
            return None;
        }
        let ran = now.monotonic.saturating_sub(self.last.monotonic);
        let late = self.wake.map_or(Duration::ZERO, |wake| now.monotonic.saturating_sub(wake));
        let passed = Duration::try_from(now.wall.duration_since(self.last.wall)).unwrap_or_default();
        let away = passed.max(ran);
        (late > GAP || passed.saturating_sub(ran) > DISAGREEMENT).then_some(away)
    }

    /// Records the events up to `now`, converts their times to the clock, and hands out the immediate sounds of a
    /// command.
    fn take(&mut self, due: Vec<Due>, heard: bool, now: Duration) -> Vec<Due> {
        let mut sounds = std::mem::take(&mut self.sounds);
        let due = due.into_iter().map(|due| Due { at: self.clock(due.at), ..due }).collect::<Vec<_>>();
        for Due { at, step, event } in &due {
            match event {
                Event::Worked(done) => {
                    // Skipping a set the second time does not remove the earlier result.
                    let before = self.done.get(step).filter(|_| done.outcome == Outcome::Skipped);
                    self.done.insert(*step, before.copied().unwrap_or(*done));
                    if done.outcome != Outcome::Skipped || !done.time.is_zero() {
                        self.last_worked = Some(*step);
                    }
                }
                Event::Finished => {
                    self.ran = self.ran.saturating_sub(now.saturating_sub(*at));
                    self.ended = Some(*at);
                }
                event if heard => self.hand(*at, event, &mut sounds),
                _ => {}
            }
        }
        self.sounds = sounds;
        due
    }

    /// The player's time at a time of the clock.
    fn played(&self, running: Duration) -> Duration {
        running.saturating_sub(self.begun.monotonic) * self.speed
    }

    /// The first time of the clock at which the player's time is reached.
    fn clock(&self, played: Duration) -> Duration {
        let speed = u128::from(self.speed);
        let nanos = u64::try_from(played.as_nanos().div_ceil(speed)).unwrap_or(u64::MAX);
        self.begun.monotonic + Duration::from_nanos(nanos)
    }
}

/// At a whole second, the next one; within a second, its end.
fn next_second(nanos: u32) -> Duration {
    if nanos == 0 { SHOWN } else { Duration::ZERO }
}
