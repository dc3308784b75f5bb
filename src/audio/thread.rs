//! The audio thread: keeps an output open while one is wanted, hands it what is planned, and opens anew when the sound
//! system fails. It is the only one that waits for the sound system.

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
    Settings, Status,
    bank::{Own, SampleCache, Samples},
    levels::levels,
    output::{Failure, Output, OutputProbe},
    timeline::{Levels, Order, RATE},
};
use crate::{
    base::text,
    session::sounds::{Planned, Sound},
    system::clock::Clock,
};

/// Between two looks whether the output lives, until it moves and after.
const HASTE: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(250);
/// An output that stands still for so long is given up.
const STILL: Duration = Duration::from_secs(2);
/// Where no output opens, it is tried again as long as this before a sound is due, and now and then for the status.
const SOON: Duration = Duration::from_secs(1);
const SELDOM: Duration = Duration::from_secs(10);
/// What is heard later than due by more than this is left out.
const LATE: Duration = Duration::from_millis(150);
/// From the end of the last sound to dropping the output, for its buffers.
const TAIL: Duration = Duration::from_millis(250);
/// So long before words are due they are said without what is not made yet.
const CHANCE: Duration = Duration::from_millis(100);
/// From a cancel to silence: the fade, and the buffers.
const FADE: Duration = Duration::from_millis(80);

/// What the handle asks for.
#[derive(Debug)]
pub(super) enum Command {
    Open,
    Close,
    Plan(Vec<Planned>),
    /// The person's own sounds have been decoded.
    OwnCues(BTreeMap<&'static str, Samples>),
    /// A recorded word has been decoded.
    Clip(&'static str, Samples),
    /// What a person wrote has been spoken, or cannot be.
    Own(Arc<str>, Option<Samples>),
    Cancel,
    Volume(u8),
    Mute(bool),
}

/// Starts the thread; it ends when the sender of its inbox is gone.
pub(super) fn spawn(
    clock: Clock,
    settings: Settings,
    inbox: Receiver<Command>,
    status: Arc<Mutex<Status>>,
) -> io::Result<()> {
    let worker = Worker::new(clock, settings, status);
    thread::Builder::new().name("audio".into()).spawn(move || worker.run(&inbox)).map(drop)
}

/// An output that is open.
struct Open {
    output: Output,
    orders: Sender<Order>,
    /// The ways that were tried before it, for people.
    tried: Vec<String>,
    /// When it was last seen to move.
    moved: Duration,
}

/// A sound that is still to be heard, or sounds.
struct Ready {
    at: Duration,
    sound: Sound,
    /// Its samples, and whether they are spoken; nothing for words that cannot be said yet.
    samples: Option<(Samples, bool)>,
    /// It is too late for them.
    given_up: bool,
}

impl Ready {
    fn length(&self) -> Duration {
        let samples = self.samples.as_ref().map_or(0, |(samples, _)| samples.len());
        Duration::from_secs(1) * u32::try_from(samples).unwrap_or(u32::MAX) / RATE.get()
    }
}

struct Worker {
    clock: Clock,
    settings: Settings,
    /// The volume that it began with: words keep their part of it.
    base: u8,
    status: Arc<Mutex<Status>>,
    bank: SampleCache,
    /// What is still to be heard or sounds, for an output that is opened anew.
    plan: Vec<Ready>,
    wanted: bool,
    open: Option<Open>,
    /// When the output is read, or opened, next.
    next: Duration,
    /// Whether the last try to keep an output has failed.
    failed: bool,
    /// When the output is dropped.
    closing: Option<Duration>,
    /// When the last cancel has faded.
    faded: Duration,
    search: OutputProbe,
}

impl Worker {
    fn new(clock: Clock, settings: Settings, status: Arc<Mutex<Status>>) -> Worker {
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
            search: OutputProbe::default(),
        }
    }

    fn run(mut self, inbox: &Receiver<Command>) {
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

    /// When the output is looked at, or for. For one that has failed it waits until a sound is soon due.
    fn next_turn(&self) -> Duration {
        if !self.failed || self.open.is_some() {
            return self.next;
        }
        let now = self.clock.running();
        let due = self.plan.iter().map(|ready| ready.at).filter(|at| *at > now).min();
        let soon = due.map_or(Duration::MAX, |due| due.saturating_sub(SOON));
        soon.clamp(self.next, self.next + SELDOM)
    }

    /// Whether an output is to be looked for. An open one is kept while it is muted, but none is opened.
    fn is_needed(&self) -> bool {
        self.wanted && !self.settings.muted
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Open => {
                self.closing = None;
                if !self.wanted {
                    self.wanted = true;
                    self.hurry();
                }
            }
            Command::Close => {
                self.wanted = false;
                let now = self.clock.running();
                self.plan.retain(|ready| ready.at <= now);
                self.order(Order::Forget(now));
                self.closing = Some(self.rings_until().max(self.faded).max(now));
            }
            Command::Plan(sounds) => {
                self.prune();
                for Planned { at, sound } in sounds {
                    let ready = Ready { at, samples: self.bank.samples(&sound, Own::Awaited), sound, given_up: false };
                    self.hand_over(&ready);
                    self.plan.push(ready);
                }
            }
            Command::OwnCues(sounds) => {
                if self.bank.set_own_cues(sounds) {
                    self.replan();
                }
            }
            Command::Clip(name, samples) => {
                self.bank.add_clip(name, samples);
                self.complete();
            }
            Command::Own(text, samples) => {
                self.bank.add_own(text, samples);
                self.complete();
            }
            Command::Cancel => {
                self.plan.clear();
                self.order(Order::Cancel);
                self.faded = self.clock.running() + FADE;
            }
            Command::Volume(percent) => {
                self.settings.volume = percent;
                self.order(Order::Gain(self.levels()));
            }
            Command::Mute(on) => {
                let was = std::mem::replace(&mut self.settings.muted, on);
                self.order(Order::Gain(self.levels()));
                if was {
                    self.hurry();
                }
            }
        }
    }

    /// Opens an output at once, if one is needed.
    fn hurry(&mut self) {
        if self.is_needed() && self.open.is_none() {
            self.next = Duration::ZERO;
            self.failed = false;
            self.say(Status::Opening);
        }
    }

    fn work(&mut self) {
        let now = self.clock.running();
        if self.closing.is_some_and(|moment| moment <= now) {
            self.closing = None;
            self.open = None;
            self.say(Status::Idle);
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

    /// Hands over anew what has not begun, in other sounds.
    fn replan(&mut self) {
        let now = self.clock.running();
        self.order(Order::Forget(now));
        let mut plan = std::mem::take(&mut self.plan);
        for ready in plan.iter_mut().filter(|ready| ready.at > now) {
            ready.samples = self.bank.samples(&ready.sound, Own::Awaited);
            self.hand_over(ready);
        }
        self.plan = plan;
    }

    /// When the next words that are not made are said without what is missing.
    fn last_chance(&self) -> Option<Duration> {
        let open = self.plan.iter().filter(|ready| ready.samples.is_none() && !ready.given_up);
        open.map(|ready| ready.at.saturating_sub(CHANCE)).min().filter(|_| self.open.is_some())
    }

    /// Says words whose time has come without what is not made yet.
    fn give_up(&mut self, now: Duration) {
        let mut plan = std::mem::take(&mut self.plan);
        let due = |ready: &&mut Ready| ready.samples.is_none() && !ready.given_up && ready.at <= now + CHANCE;
        for ready in plan.iter_mut().filter(due) {
            ready.given_up = true;
            ready.samples = self.bank.samples(&ready.sound, Own::GivenUp);
            self.hand_over(ready);
        }
        self.plan = plan;
    }

    /// Hands over the words that can be said now.
    fn complete(&mut self) {
        let mut plan = std::mem::take(&mut self.plan);
        for ready in plan.iter_mut().filter(|ready| ready.samples.is_none() && !ready.given_up) {
            ready.samples = self.bank.samples(&ready.sound, Own::Awaited);
            self.hand_over(ready);
        }
        self.plan = plan;
    }

    /// Forgets what has been heard, or has been missed.
    fn prune(&mut self) {
        let now = self.clock.running();
        self.plan.retain(|ready| ready.at.saturating_add(ready.length() + LATE) >= now);
    }

    fn try_to_open(&mut self) {
        match self.search.open(self.clock, self.levels()) {
            Ok((output, orders, tried)) => {
                if let Err(error) = self.bank.fill() {
                    return self.failed(&[Failure::new("sounds", format_args!("{error:#}"))]);
                }
                let now = self.clock.running();
                self.open = Some(Open { output, orders, tried: told(&tried), moved: now });
                self.next = now;
                let mut plan = std::mem::take(&mut self.plan);
                for ready in &mut plan {
                    // What was planned first was planned before there was anything to play.
                    ready.samples = ready.samples.take().or_else(|| self.bank.samples(&ready.sound, Own::Awaited));
                    self.hand_over(ready);
                }
                self.plan = plan;
            }
            Err(tried) => self.failed(&tried),
        }
    }

    /// Looks whether the output lives, and gives it up if it fails or stands still.
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
            self.say(Status::Playing { output, latency: Some(heartbeat.latency), tried: open.tried.clone() });
        } else if now.saturating_sub(open.moved) > STILL {
            return self.failed(&[Failure::new(open.output.name(), "the sound output stands still")]);
        }
        self.next = now + if heartbeat.is_some() { POLL } else { HASTE };
        self.open = Some(open);
    }

    fn failed(&mut self, tried: &[Failure]) {
        let why = tried.first().map_or_else(String::new, |failure| sentence(&failure.why));
        self.say(Status::Silent { why, tried: told(tried) });
        self.next = self.clock.running() + self.search.pause();
        self.failed = true;
    }

    fn hand_over(&self, ready: &Ready) {
        let late = self.clock.running().saturating_sub(ready.at);
        if late > LATE {
            return;
        }
        match &ready.samples {
            Some((samples, true)) => self.order(Order::Say(ready.at, Arc::clone(samples))),
            Some((samples, false)) => self.order(Order::Play(ready.at, Arc::clone(samples))),
            None => {}
        }
    }

    fn order(&self, order: Order) {
        if let Some(open) = &self.open {
            // A timeline that is gone belongs to an output that has failed: the next reading finds that out.
            let _ = open.orders.send(order);
            open.output.wake();
        }
    }

    /// When the last of the planned sounds has been heard.
    fn rings_until(&self) -> Duration {
        let ends = self.plan.iter().map(|ready| ready.at.saturating_add(ready.length() + TAIL));
        ends.max().unwrap_or_default()
    }

    fn levels(&self) -> Levels {
        levels(self.settings, self.base)
    }

    fn say(&self, status: Status) {
        let mut told = self.status.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *told = status;
    }
}

/// The ways that failed, each with its reason.
fn told(tried: &[Failure]) -> Vec<String> {
    tried.iter().map(|failure| sentence(&format!("{}: {}", failure.way, failure.why))).collect()
}

/// Foreign words made fit to be shown.
fn sentence(text: &str) -> String {
    text::printable(text.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::cue::Cue;

    #[test]
    fn a_lost_output_is_looked_for_when_a_sound_is_soon_due() {
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
            worker.obey(Command::Plan(sounds));
            assert_eq!(worker.next_turn(), next + Duration::from_millis(turn));
        }
    }
}
