//! The outputs. On Linux these are a sound server's socket and player programs, so that building needs no system
//! package; on other systems, the default device through rodio.

#[cfg(target_os = "linux")]
mod socket;
#[cfg(target_os = "linux")]
mod wire;
#[cfg(target_os = "linux")]
pub(super) mod duck;
#[cfg(target_os = "linux")]
mod pulse;
#[cfg(target_os = "linux")]
mod piped;
#[cfg(any(not(target_os = "linux"), feature = "alsa"))]
mod device;

use std::{sync::mpsc::Sender, time::Duration};

use super::{
    clock_offset::Heartbeat,
    timeline::{Levels, Order, Timeline},
};
use crate::system::clock::Clock;

/// An open output: an enum and not a trait, because the kinds are few and known.
pub(super) enum Output {
    #[cfg(target_os = "linux")]
    Pulse(pulse::Pulse),
    #[cfg(target_os = "linux")]
    Piped(piped::Piped),
    #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
    Device(device::Device),
}

impl Output {
    /// Its name, for people.
    pub(super) fn name(&self) -> &str {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.name(),
            #[cfg(target_os = "linux")]
            Output::Piped(piped) => piped.name(),
            #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
            Output::Device(_) => device::NAME,
        }
    }

    /// Makes the output check the orders for its timeline.
    pub(super) fn wake(&self) {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.wake(),
            #[cfg(target_os = "linux")]
            Output::Piped(_) => {}
            #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
            Output::Device(_) => {}
        }
    }

    /// The latest heartbeat, if there is a new one. Returns an error if the output has failed. Never waits.
    #[cfg_attr(
        all(target_os = "linux", not(feature = "alsa")),
        expect(unused_variables, reason = "the other outputs read the clock themselves")
    )]
    pub(super) fn heartbeat(&mut self, clock: Clock) -> anyhow::Result<Option<Heartbeat>> {
        match self {
            #[cfg(target_os = "linux")]
            Output::Pulse(pulse) => pulse.heartbeat(),
            #[cfg(target_os = "linux")]
            Output::Piped(piped) => piped.heartbeat(),
            #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
            Output::Device(device) => device.heartbeat(clock),
        }
    }
}

/// An output that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// The output.
    pub(super) output: String,
    /// The reason, a phrase for people.
    pub(super) why: String,
}

impl Failure {
    pub(super) fn new(output: impl Into<String>, why: impl std::fmt::Display) -> Failure {
        Failure { output: output.into(), why: why.to_string() }
    }
}

/// A working output, the sender of orders for its timeline, and the outputs that failed.
type Found = (Output, Sender<Order>, Vec<Failure>);

/// The search for an output, over several attempts.
#[derive(Debug, Default)]
pub(super) struct OutputProbe {
    /// The player from the settings, with its arguments: if present, no other output is tried.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "there is one output"))]
    player: Vec<String>,
    /// Players are not started before this moment of the clock: each attempt costs a process.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "there is one output"))]
    players_from: Duration,
    /// Whether a sound server has ever answered. If so, no player is started, so that the device is free when the
    /// server returns.
    #[cfg(target_os = "linux")]
    served: bool,
}

impl OutputProbe {
    /// Creates a search; a non-empty `player` is the only output that is tried.
    pub(super) fn new(player: Vec<String>) -> OutputProbe {
        OutputProbe { player, ..OutputProbe::default() }
    }

    /// The minimum time until the next attempt. Sound must be back within 2 s of its server.
    #[cfg_attr(not(target_os = "linux"), expect(clippy::unused_self, reason = "the same call on every system"))]
    pub(super) fn pause(&self) -> Duration {
        #[cfg(target_os = "linux")]
        if !self.served {
            return Duration::from_millis(1800);
        }
        Duration::from_secs(1)
    }

    /// Opens the first output that works. The error lists the reasons.
    #[cfg(target_os = "linux")]
    pub(super) fn open(&mut self, clock: Clock, levels: Levels) -> Result<Found, Vec<Failure>> {
        let mut tried = Vec::new();
        if self.player.is_empty() {
            for server in socket::servers() {
                let path = match server {
                    Ok(path) => path,
                    Err(address) => {
                        tried.push(Failure::new(address, "unsupported address: only unix sockets are supported"));
                        continue;
                    }
                };
                let (orders, timeline) = Timeline::new(levels);
                match pulse::Pulse::open(&path, timeline, clock) {
                    Ok(pulse) => {
                        self.served = true;
                        return Ok((Output::Pulse(pulse), orders, tried));
                    }
                    Err(error) => tried.push(Failure::new(path.to_string_lossy(), format_args!("{error:#}"))),
                }
            }
            if tried.is_empty() {
                tried.push(Failure::new("PulseAudio", "no sound server"));
            }
            if self.served {
                return Err(tried);
            }
            #[cfg(feature = "alsa")]
            {
                let (orders, timeline) = Timeline::new(levels);
                match device::Device::open(timeline, orders.clone()) {
                    Ok(device) => return Ok((Output::Device(device), orders, tried)),
                    Err(error) => tried.push(Failure::new(device::NAME, format_args!("{error:#}"))),
                }
            }
        }
        if clock.running() < self.players_from {
            return Err(tried);
        }
        let own = (!self.player.is_empty()).then(|| self.player.clone());
        let known = piped::PLAYERS.iter().map(|player| player.iter().map(|word| (*word).to_owned()).collect());
        let players: Vec<Vec<String>> = own.map_or_else(|| known.collect(), |own| vec![own]);
        for player in players {
            let (orders, timeline) = Timeline::new(levels);
            match piped::Piped::open(&player, timeline, clock) {
                Ok(piped) => return Ok((Output::Piped(piped), orders, tried)),
                Err(error) => tried.push(Failure::new(player[0].clone(), format_args!("{error:#}"))),
            }
        }
        self.players_from = clock.running() + Duration::from_secs(30);
        Err(tried)
    }

    /// Opens the default device. The error gives the reason.
    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, reason = "the same call on every system")]
    pub(super) fn open(&mut self, _clock: Clock, levels: Levels) -> Result<Found, Vec<Failure>> {
        let (orders, timeline) = Timeline::new(levels);
        match device::Device::open(timeline, orders.clone()) {
            Ok(device) => Ok((Output::Device(device), orders, Vec::new())),
            Err(error) => Err(vec![Failure::new(device::NAME, format_args!("{error:#}"))]),
        }
    }
}
