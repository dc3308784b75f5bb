//! The ways to the loudspeaker. On Linux they are a sound server's socket and the program `aplay`, so that building
//! needs no system package; elsewhere rodio's own.

#[cfg(target_os = "linux")]
mod aplay;
#[cfg(not(target_os = "linux"))]
mod device;
#[cfg(target_os = "linux")]
mod pulse;

use std::{sync::mpsc::Sender, time::Duration};

use super::{
    heard::Reading,
    timeline::{Order, Timeline},
};
use crate::clock::Clock;

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

    /// Where it is in time; an error if it has died. May wait for up to two seconds.
    pub(super) fn read(&mut self, clock: Clock) -> anyhow::Result<Reading> {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.read(clock),
            #[cfg(target_os = "linux")]
            Output::Aplay(aplay) => aplay.read(clock),
            #[cfg(not(target_os = "linux"))]
            Output::Device(device) => device.read(clock),
        }
    }
}

/// The search for an output, over many tries.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// A way that costs a process to try is not tried before this.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "all ways cost little"))]
    costly: Duration,
}

impl Search {
    /// Opens the first way that works, or tells of each why it does not.
    #[cfg(target_os = "linux")]
    pub(super) fn open(&mut self, clock: Clock, gain: f32) -> Result<(Output, Sender<Order>), Vec<String>> {
        let mut tried = Vec::new();
        let sockets = pulse::sockets();
        for socket in &sockets {
            let (orders, timeline) = Timeline::new(gain);
            match pulse::Pulse::open(socket, timeline, clock) {
                Ok(pulse) => return Ok((Output::Pulse(pulse), orders)),
                Err(error) => tried.push(format!("{}: {error:#}", socket.display())),
            }
        }
        if !sockets.is_empty() {
            // A server that is down for a moment must find its device free when it is back.
            return Err(tried);
        }
        tried.push("no PulseAudio or PipeWire socket was found".to_owned());
        let now = clock.running();
        if now < self.costly {
            tried.push("aplay does not work".to_owned());
            return Err(tried);
        }
        let (orders, timeline) = Timeline::new(gain);
        match aplay::Aplay::open(timeline, clock) {
            Ok(aplay) => Ok((Output::Aplay(aplay), orders)),
            Err(error) => {
                self.costly = now + Duration::from_secs(30);
                tried.push(format!("aplay: {error:#}"));
                Err(tried)
            }
        }
    }

    /// Opens the default device, or tells why it does not work.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn open(&mut self, _clock: Clock, gain: f32) -> Result<(Output, Sender<Order>), Vec<String>> {
        let (orders, timeline) = Timeline::new(gain);
        match device::Device::open(timeline) {
            Ok(device) => Ok((Output::Device(device), orders)),
            Err(error) => Err(vec![format!("{error:#}")]),
        }
    }
}
