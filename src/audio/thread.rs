//! The audio thread: keeps an output open while one is wanted, hands it what is planned, and opens anew when the sound
//! system fails. It is the only one that waits for the sound system.

use std::{
    io,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use super::{
    Planned, Settings, Status,
    bank::Bank,
    output::{Failure, Output, Search},
    timeline::{Order, RATE},
};
use crate::{clock::Clock, text};

/// Between two looks whether the output lives, until it moves and after.
const HASTE: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(250);
/// An output that stands still for so long is given up.
const STILL: Duration = Duration::from_secs(2);
/// Waits before the next try to open; the last one stays. Short, as looking for a socket costs next to nothing.
const BACK_OFF: [Duration; 3] = [Duration::from_millis(500), Duration::from_secs(1), Duration::from_millis(1500)];
/// What is heard later than due by more than this is left out.
const LATE: Duration = Duration::from_millis(150);
/// From the end of the last sound to dropping the output, for its buffers.
const TAIL: Duration = Duration::from_millis(250);
/// From a cancel to silence: the fade, and the buffers.
const FADE: Duration = Duration::from_millis(80);

/// What the handle asks for.
#[derive(Debug)]
pub(super) enum Command {
    Open,
    Close,
    Plan(Vec<Planned>),
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
    let worker = Worker {
        clock,
        settings,
        status,
        bank: Bank::default(),
        plan: Vec::new(),
        wanted: false,
        open: None,
        next: Duration::ZERO,
        failures: 0,
        closing: None,
        faded: Duration::ZERO,
        search: Search::default(),
    };
    thread::Builder::new().name("audio".into()).spawn(move || worker.run(&inbox)).map(drop)
}

/// An output that is open.
struct Open {
    output: Output,
    orders: Sender<Order>,
    /// When it was last seen to move.
    moved: Duration,
}

struct Worker {
    clock: Clock,
    settings: Settings,
    status: Arc<Mutex<Status>>,
    bank: Bank,
    /// What is still to be heard or sounds, for an output that is opened anew.
    plan: Vec<Planned>,
    wanted: bool,
    open: Option<Open>,
    /// When the output is read, or opened, next.
    next: Duration,
    failures: usize,
    /// When the output is dropped.
    closing: Option<Duration>,
    /// When the last cancel has faded.
    faded: Duration,
    search: Search,
}

impl Worker {
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
        let next = (self.is_needed() || self.open.is_some()).then_some(self.next);
        next.into_iter().chain(self.closing).min()
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
                    self.failures = 0;
                    self.hurry();
                }
            }
            Command::Close => {
                self.wanted = false;
                let now = self.clock.running();
                self.plan.retain(|planned| planned.at <= now);
                self.order(Order::Forget(now));
                self.closing = Some(self.rings_until().max(self.faded).max(now));
            }
            Command::Plan(sounds) => {
                self.prune();
                for planned in sounds {
                    self.hand_over(&planned);
                    self.plan.push(planned);
                }
            }
            Command::Cancel => {
                self.plan.clear();
                self.order(Order::Cancel);
                self.faded = self.clock.running() + FADE;
            }
            Command::Volume(percent) => {
                self.settings.volume = percent;
                self.order(Order::Gain(gain(self.settings)));
            }
            Command::Mute(on) => {
                let was = std::mem::replace(&mut self.settings.muted, on);
                self.order(Order::Gain(gain(self.settings)));
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
        if self.next > now {
            return;
        }
        if let Some(open) = self.open.take() {
            self.look(open);
        } else if self.is_needed() {
            self.try_to_open();
        }
        self.prune();
    }

    /// Forgets what has been heard, or has been missed.
    fn prune(&mut self) {
        let now = self.clock.running();
        let bank = &self.bank;
        self.plan.retain(|planned| planned.at.saturating_add(length(bank, planned) + LATE) >= now);
    }

    fn try_to_open(&mut self) {
        match self.search.open(self.clock, gain(self.settings)) {
            Ok((output, orders)) => {
                if let Err(error) = self.bank.fill() {
                    return self.failed(&[Failure::new("sounds", format_args!("{error:#}"))]);
                }
                let now = self.clock.running();
                self.open = Some(Open { output, orders, moved: now });
                self.next = now;
                let plan = std::mem::take(&mut self.plan);
                for planned in &plan {
                    self.hand_over(planned);
                }
                self.plan = plan;
            }
            Err(tried) => self.failed(&tried),
        }
    }

    /// Looks whether the output lives, and gives it up if it fails or stands still.
    fn look(&mut self, mut open: Open) {
        let sign = match open.output.sign(self.clock) {
            Ok(sign) => sign.filter(|sign| sign.moving),
            Err(error) => return self.failed(&[Failure::new(open.output.name(), format_args!("{error:#}"))]),
        };
        let now = self.clock.running();
        if let Some(sign) = sign {
            open.moved = now;
            self.failures = 0;
            let output = text::printable(open.output.name()).into_owned();
            self.say(Status::Playing { output, latency: Some(sign.latency) });
        } else if now.saturating_sub(open.moved) > STILL {
            return self.failed(&[Failure::new(open.output.name(), "the sound output stands still")]);
        }
        self.next = now + if sign.is_some() { POLL } else { HASTE };
        self.open = Some(open);
    }

    fn failed(&mut self, tried: &[Failure]) {
        let why = tried.first().map_or_else(String::new, |failure| sentence(&failure.why));
        let tried = tried.iter().map(|failure| sentence(&format!("{}: {}", failure.way, failure.why))).collect();
        self.say(Status::Silent { why, tried });
        let wait = BACK_OFF[self.failures.min(BACK_OFF.len() - 1)];
        self.next = self.clock.running() + wait;
        self.failures += 1;
    }

    fn hand_over(&self, planned: &Planned) {
        let late = self.clock.running().saturating_sub(planned.at);
        if late > LATE {
            return;
        }
        if let Some(samples) = self.bank.samples(&planned.sound) {
            self.order(Order::Play(planned.at, Arc::clone(samples)));
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
        let ends = self.plan.iter().map(|planned| planned.at.saturating_add(length(&self.bank, planned) + TAIL));
        ends.max().unwrap_or_default()
    }

    fn say(&self, status: Status) {
        let mut told = self.status.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *told = status;
    }
}

fn length(bank: &Bank, planned: &Planned) -> Duration {
    let samples = bank.samples(&planned.sound).map_or(0, |samples| samples.len());
    Duration::from_secs(1) * u32::try_from(samples).unwrap_or(u32::MAX) / RATE.get()
}

/// The amplitude of a volume: its square, which is nearer to what an ear calls half as loud.
fn gain(settings: Settings) -> f32 {
    if settings.muted {
        return 0.0;
    }
    (f32::from(settings.volume.min(100)) / 100.0).powi(2)
}

/// Foreign words made fit to be shown.
fn sentence(text: &str) -> String {
    text::printable(text.trim()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_volume_is_perceptual_and_muting_is_silence() {
        let at = |volume, muted| gain(Settings { volume, muted });
        let heard = [at(0, false), at(50, false), at(100, false), at(200, false), at(100, true)];
        assert_eq!(heard.map(f32::to_bits), [0.0, 0.25, 1.0, 1.0, 0.0].map(f32::to_bits));
    }
}
