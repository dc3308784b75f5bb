//! The outputs. On Linux they are a sound server's socket and programs that play what they read, so that building needs
//! no system package; elsewhere the default device through rodio.

#[cfg(target_os = "linux")]
mod aplay;
#[cfg(not(target_os = "linux"))]
mod device;
#[cfg(target_os = "linux")]
mod pulse;
#[cfg(target_os = "linux")]
mod socket;
#[cfg(target_os = "linux")]
mod wire;

use std::{sync::mpsc::Sender, time::Duration};

use super::{
    clock_offset::Heartbeat,
    timeline::{Levels, Order, Timeline},
};
use crate::system::clock::Clock;

/// An open output. An enum and not a trait: the ways are few and known.
pub(super) enum Output {
    #[cfg(target_os = "linux")]
    Pulse(pulse::Pulse),
    #[cfg(target_os = "linux")]
    Aplay(aplay::Aplay),
    #[cfg(not(target_os = "linux"))]
    Device(device::Device),
}

impl Output {
    /// What it is, for people.
    pub(super) fn name(&self) -> &str {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.name(),
            #[cfg(target_os = "linux")]
            Output::Aplay(_) => "ALSA: aplay",
            #[cfg(not(target_os = "linux"))]
            Output::Device(_) => "the default device",
        }
    }

    /// Makes it look at the orders that its timeline has been given.
    pub(super) fn wake(&self) {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.wake(),
            #[cfg(target_os = "linux")]
            Output::Aplay(_) => {}
            #[cfg(not(target_os = "linux"))]
            Output::Device(_) => {}
        }
    }

    /// The latest sign of life, if there is a new one; an error if the output has died. It does not wait.
    #[cfg_attr(target_os = "linux", expect(unused_variables, reason = "outputs on Linux read the clock themselves"))]
    pub(super) fn heartbeat(&mut self, clock: Clock) -> anyhow::Result<Option<Heartbeat>> {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.heartbeat(),
            #[cfg(target_os = "linux")]
            Output::Aplay(aplay) => aplay.heartbeat(),
            #[cfg(not(target_os = "linux"))]
            Output::Device(device) => device.heartbeat(clock),
        }
    }
}

/// A way that does not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The way.
    pub(super) way: String,
    /// Why it does not work, a sentence for people.
    pub(super) why: String,
}

impl Failure {
    pub(super) fn new(way: impl Into<String>, why: impl std::fmt::Display) -> Failure {
        Failure { way: way.into(), why: why.to_string() }
    }
}

/// An output that works, the way to give its timeline orders, and the ways that do not.
type Found = (Output, Sender<Order>, Vec<Failure>);

/// The search for an output, over many tries.
#[derive(Debug, Default)]
pub(super) struct OutputProbe {
    /// A way that costs a process to try is not tried before this.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "all ways cost little"))]
    costly: Duration,
    /// Whether a sound server has ever been there. Its device must be free when it is back.
    #[cfg(target_os = "linux")]
    served: bool,
}

impl OutputProbe {
    /// How long to wait at least before the next try. Sound is to be back within 2 s of its server.
    pub(super) fn pause(&self) -> Duration {
        #[cfg(target_os = "linux")]
        if !self.served {
            return Duration::from_millis(1800);
        }
        Duration::from_secs(1)
    }

    /// Opens the first way that works, and tells of those before it, or of all, why they do not.
    #[cfg(target_os = "linux")]
    pub(super) fn open(&mut self, clock: Clock, levels: Levels) -> Result<Found, Vec<Failure>> {
        let mut tried = Vec::new();
        let sockets = socket::sockets();
        for socket in &sockets {
            let (orders, timeline) = Timeline::new(levels);
            match pulse::Pulse::open(socket, timeline, clock) {
                Ok(pulse) => {
                    self.served = true;
                    return Ok((Output::Pulse(pulse), orders, tried));
                }
                Err(error) => tried.push(Failure::new(socket.to_string_lossy(), format_args!("{error:#}"))),
            }
        }
        if sockets.is_empty() {
            tried.push(Failure::new("PulseAudio", "no sound server was found"));
        }
        if self.served || !sockets.is_empty() {
            return Err(tried);
        }
        let now = clock.running();
        if now < self.costly {
            tried.push(Failure::new("aplay", "it did not work when it was tried last"));
            return Err(tried);
        }
        let (orders, timeline) = Timeline::new(levels);
        match aplay::Aplay::open(timeline, clock) {
            Ok(aplay) => Ok((Output::Aplay(aplay), orders, tried)),
            Err(error) => {
                self.costly = now + Duration::from_secs(30);
                tried.push(Failure::new("aplay", format_args!("{error:#}")));
                Err(tried)
            }
        }
    }

    /// Opens the default device, or tells why it does not work.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn open(&mut self, _clock: Clock, levels: Levels) -> Result<Found, Vec<Failure>> {
        let (orders, timeline) = Timeline::new(levels);
        match device::Device::open(timeline, orders.clone()) {
            Ok(device) => Ok((Output::Device(device), orders, Vec::new())),
            Err(error) => Err(vec![Failure::new("the default device", format_args!("{error:#}"))]),
        }
    }
}
