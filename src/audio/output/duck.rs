//! Ducking: while a session runs, the streams of other programs are played at half of their volume. `PulseAudio` and
//! `PipeWire`.
//!
//! Of several helpers, only the one that connected first acts; when it ends, the next one takes over.

use std::{
    collections::HashMap,
    ffi::{CStr, CString},
    os::unix::net::UnixStream,
    thread,
    time::Duration,
};

use anyhow::Context;
use pulseaudio::protocol::{
    ChannelVolume, ClientInfoList, Command, SetStreamVolumeParams, SinkInputInfoList, SubscriptionMask, Volume,
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{
    socket,
    wire::{self, Wire},
};

/// The helper's name at the server.
const NAME: &CStr = c"unsit: other sound";
/// The time between two attempts to find a server.
const AGAIN: Duration = Duration::from_secs(2);
/// How often the volumes are given back before that is given up.
const ATTEMPTS: u32 = 5;
/// The time between two looks at the streams, however often they change.
const PACE: Duration = Duration::from_millis(50);
/// The most streams that are ducked in one session: a server can list any number.
const MOST: usize = 1000;

/// Ducks the streams of other programs, also those that begin later, until the other end of `end` is closed; then gives
/// them their volume back.
pub(crate) fn duck_others(end: &UnixStream) {
    let mut ducked = Ducked::default();
    // A server that is not there, or is gone, may come back. After the end it is asked a few more times.
    let mut left = ATTEMPTS;
    while ducked.hold(end).is_err() && left > 0 {
        if has_ended(end, None, Some(AGAIN)) {
            left -= 1;
            thread::park_timeout(PACE);
        }
    }
}

/// What was done to a stream.
#[derive(Debug)]
struct Change {
    stream: u32,
    program: CString,
    before: ChannelVolume,
    after: ChannelVolume,
}

/// All changes of this session. Those of streams that are gone are kept: servers give the next stream of a program the
/// volume that its last one had.
#[derive(Debug, Default)]
struct Ducked(Vec<Change>);

impl Ducked {
    /// Ducks streams at the first server that answers, until the end. The error is that there is no server any more.
    fn hold(&mut self, end: &UnixStream) -> anyhow::Result<()> {
        let mut servers = socket::servers().into_iter().flatten();
        let mut wire = servers.find_map(|path| Wire::connect(&path, NAME).ok()).context("no sound server")?;
        wire.send(&Command::Subscribe(SubscriptionMask::SINK_INPUT | SubscriptionMask::CLIENT))?;
        loop {
            self.duck(&mut wire)?;
            // Clients can come and go so often that there is always a change.
            if has_ended(end, None, Some(PACE)) {
                return self.give_back(&mut wire);
            }
            while !wire.take_change() {
                if has_ended(end, Some(&wire), None) {
                    return self.give_back(&mut wire);
                }
                wire.receive()?;
            }
        }
    }

    /// Ducks what is not ducked yet.
    fn duck(&mut self, wire: &mut Wire) -> anyhow::Result<()> {
        let clients: ClientInfoList = wire.ask(&Command::GetClientInfoList)?;
        if clients.iter().any(|client| client.name.as_c_str() == NAME && client.index < wire.client) {
            return Ok(());
        }
        let names: HashMap<u32, CString> = clients.into_iter().map(|client| (client.index, client.name)).collect();
        let streams: SinkInputInfoList = wire.ask(&Command::GetSinkInputInfoList)?;
        for stream in streams.into_iter().filter(|stream| stream.has_volume && stream.volume_writable) {
            let program = stream.client_index.and_then(|client| names.get(&client)).cloned().unwrap_or_default();
            if program.as_c_str() == wire::NAME || self.0.len() >= MOST || self.has(stream.index) {
                continue;
            }
            let remembered = self.0.iter().find(|change| change.program == program && change.after == stream.cvolume);
            let before = remembered.map_or(stream.cvolume, |change| change.before);
            let after = halved(before);
            if after != stream.cvolume {
                set(wire, stream.index, after)?;
            }
            self.0.push(Change { stream: stream.index, program, before, after });
        }
        Ok(())
    }

    fn has(&self, stream: u32) -> bool {
        self.0.iter().any(|change| change.stream == stream)
    }

    /// Gives all streams their volume back.
    fn give_back(&self, wire: &mut Wire) -> anyhow::Result<()> {
        let streams: SinkInputInfoList = wire.ask(&Command::GetSinkInputInfoList)?;
        for stream in streams {
            if let Some(change) = self.0.iter().find(|change| change.stream == stream.index) {
                set(wire, stream.index, restored(stream.cvolume, change.before))?;
            }
        }
        Ok(())
    }
}

/// Sets the volume of a stream. One that is gone by now is an error of the server and is passed over; a connection that is
/// gone fails at the next request.
fn set(wire: &mut Wire, index: u32, volume: ChannelVolume) -> anyhow::Result<()> {
    let number = wire.send(&Command::SetSinkInputVolume(SetStreamVolumeParams { index, volume }))?;
    while wire.receive().is_ok_and(|answered| answered != Some(number)) {}
    Ok(())
}

/// Half of a volume on the server's cubic scale: 18 dB less.
fn halved(volume: ChannelVolume) -> ChannelVolume {
    each_channel(volume, |_, volume| volume / 2)
}

/// Twice the volume that a stream has now, but no more than it had before, unless the person has raised it above that.
fn restored(now: ChannelVolume, before: ChannelVolume) -> ChannelVolume {
    each_channel(now, |channel, now| {
        let before = before.channels().get(channel).map_or(now, Volume::as_u32);
        // Halving lost the last bit of an odd number.
        if now == before / 2 { before } else { now.saturating_mul(2).min(before.max(now)) }
    })
}

fn each_channel(volume: ChannelVolume, change: impl Fn(usize, u32) -> u32) -> ChannelVolume {
    let mut changed = ChannelVolume::empty();
    for (channel, volume) in volume.channels().iter().enumerate() {
        changed.push(Volume::from_u32_clamped(change(channel, volume.as_u32())));
    }
    changed
}

/// Waits for a message of the server, at most this long. Whether the other end of `end` is closed.
fn has_ended(end: &UnixStream, wire: Option<&Wire>, limit: Option<Duration>) -> bool {
    let mut asked = vec![PollFd::new(end, PollFlags::IN)];
    asked.extend(wire.map(|wire| PollFd::new(&wire.socket, PollFlags::IN)));
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    while poll(&mut asked, limit.as_ref()) == Err(Errno::INTR) {}
    !asked[0].revents().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volume(channels: &[u32]) -> ChannelVolume {
        let mut volume = ChannelVolume::empty();
        for channel in channels {
            volume.push(Volume::from_u32_clamped(*channel));
        }
        volume
    }

    #[test]
    fn a_volume_is_halved_and_restored() {
        let before = volume(&[0x10001, 0, 7]);
        assert_eq!(halved(before), volume(&[0x8000, 0, 3]));
        assert_eq!(restored(halved(before), before), before);
    }

    #[test]
    fn what_the_person_has_changed_meanwhile_is_kept() {
        for (now, restored_to) in [(400, 800), (250, 500), (600, 1000), (1000, 1000), (1500, 1500), (0, 0)] {
            assert_eq!(restored(volume(&[now]), volume(&[1000])), volume(&[restored_to]), "{now}");
        }
    }
}
