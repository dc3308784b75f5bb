//! The audio thread: keeps an output open while one is wanted, hands it what is planned, and opens another when the
//! sound system fails. It is the only thread that waits for the sound system.

use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use super::{
    bank::{Own, SampleCache},
    clock_offset::nanos,
    levels::{Settings, levels},
    output::{Failure, Output, OutputProbe},
    samples::{RATE, Samples},
    timeline::{Levels, Order, Waiting},
};
use crate::{base::text, session::sounds::Planned, system::clock::Clock};

/// The interval between two readings of the output, before it moves and after.
const HASTE: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(250);
/// An output that does not move for this long is dropped.
const STILL: Duration = Duration::from_secs(2);
/// If no output opens, the next attempt is this long before a sound is due, or after the second duration at the latest.
const SOON: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(10);
/// A sound that would be later than this is skipped.
const LATE: Duration = Duration::from_millis(150);
/// The time from the end of the last sound to closing the output, for its buffers.
const TAIL: Duration = Duration::from_millis(250);
/// This long before words are due, they are said without the parts that are not ready.
const CHANCE: Duration = Duration::from_millis(100);
/// The time from a cancel to silence: the fade and the buffers.
const FADE: Duration = Duration::from_millis(80);

/// The state of the sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// No output is wanted, or all sound is muted and none is open.
    #[default]
    Idle,
    /// An output is being opened.
    Opening,
    /// An output is open.
    Playing {
        /// The output and its device, for people.
        output: String,
        /// The time from handing over a sample to hearing it, if it is known.
        latency: Option<Duration>,
        /// Each output that was tried before, and why it failed.
        tried: Vec<String>,
    },
    /// There is no output; more attempts follow.
    Silent {
        /// The reason, a lower-case phrase.
        why: String,
        /// Each output that was tried, and why it failed.
        tried: Vec<String>,
    },
}

/// A message from the handle or from a worker.
#[derive(Debug)]
pub(super) enum AudioCommand {
    Open,
    Close,
    Plan(Vec<Planned>),
    /// The custom sounds have been decoded.
    OwnCues(BTreeMap<&'static str, Samples>),
    /// A recorded word has been decoded.
    Clip(Arc<str>, Samples),
    /// A custom text has been spoken, or cannot be.
    Own(Arc<str>, Option<Samples>),
    Cancel,
    Volume(u8),
    Mute(bool),
}

/// Starts the thread; it ends when the sender of its inbox is dropped.
pub(super) fn spawn(
    clock: Clock,
    settings: Settings,
    inbox: Receiver<AudioCommand>,
    status: Arc<Mutex<Status>>,
) -> io::Result<()> {
    let worker = Worker::new(clock, settings, status);
    thread::Builder::new().name("audio".into()).spawn(move || worker.run(&inbox)).map(drop)
}

/// An open output.
struct Open {
    output: Output,
    orders: Sender<Order>,
    /// The outputs that were tried before, for people.
    tried: Vec<String>,
    /// When it was last seen to move.
    moved: Duration,
}

/// A planned sound, kept until it has been heard: an output that is opened later receives it too.
struct Kept {
    planned: Planned,
    /// The entry for the timeline; `None` for words that cannot be said yet.
    waiting: Option<Waiting>,
    /// Whether it is too late for missing words.
    given_up: bool,
}

impl Kept {
    fn at(&self) -> Duration {
        self.planned.at
    }

    fn length(&self) -> Duration {
        let samples = self.waiting.as_ref().map_or(0, |waiting| waiting.samples.len());
        Duration::from_secs(1) * u32::try_from(samples).unwrap_or(u32::MAX) / RATE.get()
    }
}

struct Worker {
    clock: Clock,
    settings: Settings,
    /// The volume at the start: words keep their ratio to it.
    base: u8,
    status: Arc<Mutex<Status>>,
    bank: SampleCache,
    /// The sounds that are playing or still to be played, for an output that is opened later.
    plan: Vec<Kept>,
    wanted: bool,
    open: Option<Open>,
    /// When the output is next read or opened.
    next: Duration,
    /// Whether the last attempt to keep an output open failed.
    failed: bool,
    /// When the output is closed.
    closing: Option<Duration>,
    /// When the last cancel has faded.
    faded: Duration,
    probe: OutputProbe,
}

impl Worker {
    fn new(clock: Clock, settings: Settings, status: Arc<Mutex<Status>>) -> Worker {
        let probe = OutputProbe::new(settings.player.clone());
        Worker {
            clock,
            base: settings.volume,
            settings,
            status,
            bank: SampleCache::default(),
            plan: Vec::new(),
            wanted: false,
            open: None,
            next: Duration::ZERO,
            failed: false,
            closing: None,
            faded: Duration::ZERO,
            probe,
        }
    }

    fn run(mut self, inbox: &Receiver<AudioCommand>) {
        loop {
            let command = match self.deadline() {
                Some(deadline) => inbox.recv_timeout(self.clock.until(deadline)),
                None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match command {
                Ok(command) => self.obey(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            self.work();
        }
    }

    fn deadline(&self) -> Option<Duration> {
        let next = (self.is_needed() || self.open.is_some()).then(|| self.next_turn());
        next.into_iter().chain(self.closing).chain(self.last_chance()).min()
    }

    /// When the output is next read, or searched for. After a failure the search waits until a sound is due soon.
    fn next_turn(&self) -> Duration {
        if !self.failed || self.open.is_some() {
            return self.next;
        }
        let now = self.clock.running();
        let due = self.plan.iter().map(Kept::at).filter(|at| *at > now).min();
        let soon = due.map_or(Duration::MAX, |due| due.saturating_sub(SOON));
        soon.clamp(self.next, self.next + SELDOM)
    }

    /// Whether to search for an output. An open one is kept while muted, but none is opened.
    fn is_needed(&self) -> bool {
        self.wanted && !self.settings.muted
    }

    fn obey(&mut self, command: AudioCommand) {
        match command {
            AudioCommand::Open => {
                self.closing = None;
                if !self.wanted {
                    self.wanted = true;
                    self.hurry();
                }
            }
            AudioCommand::Close => {
                self.wanted = false;
                let now = self.clock.running();
                self.plan.retain(|kept| kept.at() <= now);
                self.order(Order::Forget(now));
                self.closing = Some(self.rings_until().max(self.faded).max(now));
            }
            AudioCommand::Plan(sounds) => {
                self.prune();
                for planned in sounds {
                    let kept = Kept { waiting: self.waiting(&planned, Own::Awaited), planned, given_up: false };
                    self.hand_over(&kept);
                    self.plan.push(kept);
                }
            }
            AudioCommand::OwnCues(sounds) => {
                if self.bank.set_own_cues(sounds) {
                    self.replan();
                }
            }
            AudioCommand::Clip(name, samples) => {
                self.bank.add_clip(name, samples);
                self.complete();
            }
            AudioCommand::Own(text, samples) => {
                self.bank.add_own(text, samples);
                self.complete();
            }
            AudioCommand::Cancel => {
                self.plan.clear();
                self.order(Order::Cancel);
                self.faded = self.clock.running() + FADE;
            }
            AudioCommand::Volume(percent) => {
                self.settings.volume = percent;
                self.order(Order::Gain(self.levels()));
            }
            AudioCommand::Mute(on) => {
                let was = std::mem::replace(&mut self.settings.muted, on);
                self.order(Order::Gain(self.levels()));
                if was {
                    self.hurry();
                }
            }
        }
    }

    /// Opens an output immediately if one is needed.
    fn hurry(&mut self) {
        if self.is_needed() && self.open.is_none() {
            self.next = Duration::ZERO;
            self.failed = false;
            self.set_status(Status::Opening);
        }
    }

    fn work(&mut self) {
        let now = self.clock.running();
        if self.closing.is_some_and(|moment| moment <= now) {
            self.closing = None;
            self.open = None;
            self.set_status(Status::Idle);
        }
        if self.last_chance().is_some_and(|moment| moment <= now) {
            self.give_up(now);
        }
        if self.next_turn() > now {
            return;
        }
        if let Some(open) = self.open.take() {
            self.look(open);
        } else if self.is_needed() {
            self.try_to_open();
        }
        self.prune();
    }

    /// Hands over again every sound that has not started, with new samples.
    fn replan(&mut self) {
        let now = self.clock.running();
        self.order(Order::Forget(now));
        let mut plan = std::mem::take(&mut self.plan);
        for kept in plan.iter_mut().filter(|kept| kept.at() > now) {
            kept.waiting = self.waiting(&kept.planned, Own::Awaited);
            self.hand_over(kept);
        }
        self.plan = plan;
    }

    /// When the next words that are not ready must be said without their missing parts.
    fn last_chance(&self) -> Option<Duration> {
        let open = self.plan.iter().filter(|kept| kept.waiting.is_none() && !kept.given_up);
        open.map(|kept| kept.at().saturating_sub(CHANCE)).min().filter(|_| self.open.is_some())
    }

    /// Says due words without the parts that are not ready.
    fn give_up(&mut self, now: Duration) {
        let mut plan = std::mem::take(&mut self.plan);
        let due = |kept: &&mut Kept| kept.waiting.is_none() && !kept.given_up && kept.at() <= now + CHANCE;
        for kept in plan.iter_mut().filter(due) {
            kept.given_up = true;
            kept.waiting = self.waiting(&kept.planned, Own::GivenUp);
            self.hand_over(kept);
        }
        self.plan = plan;
    }

    /// Hands over the words that have become ready.
    fn complete(&mut self) {
        let mut plan = std::mem::take(&mut self.plan);
        for kept in plan.iter_mut().filter(|kept| kept.waiting.is_none() && !kept.given_up) {
            kept.waiting = self.waiting(&kept.planned, Own::Awaited);
            self.hand_over(kept);
        }
        self.plan = plan;
    }

    /// Drops the sounds that have been heard or missed.
    fn prune(&mut self) {
        let now = self.clock.running();
        self.plan.retain(|kept| kept.at().saturating_add(kept.length() + LATE) >= now);
    }

    fn try_to_open(&mut self) {
        match self.probe.open(self.clock, self.levels()) {
            Ok((output, orders, tried)) => {
                if let Err(error) = self.bank.fill() {
                    return self.failed(&[Failure::new("sounds", format_args!("{error:#}"))]);
                }
                let now = self.clock.running();
                self.open = Some(Open { output, orders, tried: reasons(&tried), moved: now });
                self.next = now;
                let mut plan = std::mem::take(&mut self.plan);
                for kept in &mut plan {
                    // The first plan arrives before anything can be played.
                    kept.waiting = kept.waiting.take().or_else(|| self.waiting(&kept.planned, Own::Awaited));
                    self.hand_over(kept);
                }
                self.plan = plan;
            }
            Err(tried) => self.failed(&tried),
        }
    }

    /// Reads the output, and closes it if it fails or stalls.
    fn look(&mut self, mut open: Open) {
        let heartbeat = match open.output.heartbeat(self.clock) {
            Ok(heartbeat) => heartbeat.filter(|heartbeat| heartbeat.moving),
            Err(error) => return self.failed(&[Failure::new(open.output.name(), format_args!("{error:#}"))]),
        };
        let now = self.clock.running();
        if let Some(heartbeat) = heartbeat {
            open.moved = now;
            self.failed = false;
            let output = text::printable(open.output.name()).into_owned();
            self.set_status(Status::Playing { output, latency: Some(heartbeat.latency), tried: open.tried.clone() });
        } else if now.saturating_sub(open.moved) > STILL {
            return self.failed(&[Failure::new(open.output.name(), "the output has stalled")]);
        }
        self.next = now + if heartbeat.is_some() { POLL } else { HASTE };
        self.open = Some(open);
    }

    fn failed(&mut self, tried: &[Failure]) {
        let why = tried.first().map_or_else(String::new, |failure| sentence(&failure.why));
        self.set_status(Status::Silent { why, tried: reasons(tried) });
        self.next = self.clock.running() + self.probe.pause();
        self.failed = true;
    }

    fn hand_over(&self, kept: &Kept) {
        let late = self.clock.running().saturating_sub(kept.at());
        if late > LATE {
            return;
        }
        if let Some(waiting) = &kept.waiting {
            self.order(Order::Play(waiting.clone()));
        }
    }

    fn waiting(&self, planned: &Planned, own: Own) -> Option<Waiting> {
        let (samples, spoken) = self.bank.samples(&planned.sound, own)?;
        Some(Waiting { at: nanos(planned.at), samples, spoken })
    }

    fn order(&self, order: Order) {
        if let Some(open) = &self.open {
            // A missing timeline belongs to a failed output: the next reading notices that.
            let _ = open.orders.send(order);
            open.output.wake();
        }
    }

    /// When the last of the planned sounds has been heard.
    fn rings_until(&self) -> Duration {
        let ends = self.plan.iter().map(|kept| kept.at().saturating_add(kept.length() + TAIL));
        ends.max().unwrap_or_default()
    }

    fn levels(&self) -> Levels {
        levels(&self.settings, self.base)
    }

    fn set_status(&self, status: Status) {
        *self.status.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = status;
    }
}

/// The outputs that failed, each with its reason.
fn reasons(tried: &[Failure]) -> Vec<String> {
    tried.iter().map(|failure| sentence(&format!("{}: {}", failure.output, failure.why))).collect()
}

/// A phrase from outside, made printable.
fn sentence(text: &str) -> String {
    text::printable(text.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::cue::Cue, session::sounds::Sound};

    #[test]
    fn a_lost_output_is_reopened_when_a_sound_is_due_soon() {
        let clock = Clock::new();
        let mut worker = Worker::new(clock, Settings::default(), Arc::default());
        assert_eq!(worker.next_turn(), Duration::ZERO, "at first at once");
        worker.failed(&[]);
        let next = worker.next;
        assert!(next > clock.running());
        assert_eq!(worker.next_turn(), next + SELDOM, "nothing is due");
        for (at, turn) in [(5000, 4000), (2500, 1500), (200, 0)] {
            let at = next + Duration::from_millis(at);
            let sounds = vec![Planned { at, sound: Sound::Cue(Cue::Start) }];
            worker.obey(AudioCommand::Plan(sounds));
            assert_eq!(worker.next_turn(), next + Duration::from_millis(turn));
        }
    }
}
