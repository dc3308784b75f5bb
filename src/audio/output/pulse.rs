//! `PulseAudio`, and `PipeWire`, which speaks the same protocol. A thread keeps some hundred milliseconds of sound at
//! the server, so that a busy machine causes no gaps, and rewrites what an order has changed; the server reports which
//! sample is playing.

use std::{
    io::{Read, Write},
    net::Shutdown,
    os::unix::net::UnixStream,
    path::Path,
    sync::mpsc::{self, Receiver, Sender, TryRecvError},
    thread,
    time::{Duration, SystemTime},
};

use anyhow::{anyhow, bail};
use jiff::Timestamp;
use pulseaudio::protocol::{self, Command, stream};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::wire::{NAME, Wire};
use crate::{
    audio::{
        clock_offset::{ClockOffset, Heartbeat, nanos},
        samples::RATE,
        timeline::{Timeline, frame_of},
    },
    base::quantity::Now,
    system::clock::Clock,
};

/// The number of bytes in a sample as it is sent.
const SAMPLE: usize = 4;
/// The amount kept at the server, and how much of it may be missing before the server asks for more. The server gives
/// the device half of the rest: (400 - 2 * 180) / 2 = 20 ms, the latest at which a sample can be rewritten.
const TARGET: u32 = 48 * 400;
const REFILL: u32 = 48 * 180;
/// The number of samples that a server may have beyond the time that has passed, and a twentieth of that for its clock.
const AHEAD: i64 = 48_000 * 3;
/// The longest time from sending a sample to its arrival at the server.
const WAY: Duration = Duration::from_millis(5);
/// The interval between two timing requests, until enough have been answered and after.
const HASTE: Duration = Duration::from_millis(20);
const POLL: Duration = Duration::from_millis(250);

/// The maximum number of messages between two timing reports. A server has about ten to send, and each costs time.
const MOST_MESSAGES: usize = 200;

/// A stream on a server.
pub(crate) struct Pulse {
    name: String,
    socket: UnixStream,
    waker: UnixStream,
    heartbeats: Receiver<anyhow::Result<Heartbeat>>,
}

impl Pulse {
    /// Connects to the server and starts to play the timeline.
    pub(crate) fn open(socket: &Path, timeline: Timeline, clock: Clock) -> anyhow::Result<Pulse> {
        let mut wire = Wire::connect(socket, NAME)?;
        let server: protocol::ServerInfo = wire.ask(&Command::GetServerInfo)?;
        let server = server.server_name.unwrap_or_default();
        let server = if server.to_string_lossy().contains("PipeWire") { "PipeWire" } else { "PulseAudio" };
        let stream: protocol::CreatePlaybackStreamReply = wire.ask(&Command::CreatePlaybackStream(stream_params()))?;
        wire.owe(stream.requested_bytes);
        let sink = protocol::GetSinkInfo { index: Some(stream.sink_index), name: None };
        let sink = wire.ask(&Command::GetSinkInfo(sink)).ok();
        let sink = sink.map(|sink: protocol::SinkInfo| sink.description.unwrap_or(sink.name));
        let sink = sink.or(stream.sink_name).unwrap_or_default();

        let (waker, alarm) = UnixStream::pair()?;
        waker.set_nonblocking(true)?;
        alarm.set_nonblocking(true)?;
        let (report, heartbeats) = mpsc::channel();
        let socket = wire.socket.try_clone()?;
        let pump = Pump {
            wire,
            channel: stream.channel,
            timeline,
            clock,
            alarm,
            opened: clock.running(),
            sent: 0,
            configured: Duration::from_micros(stream.stream_latency),
            delay: Duration::ZERO,
            origin: ClockOffset::default(),
            best: None,
            heard: None,
            question: None,
            next: Duration::ZERO,
            messages: 0,
        };
        thread::Builder::new().name("pulse".into()).spawn(move || pump.run(&report))?;
        Ok(Pulse { name: format!("{server}: {}", sink.to_string_lossy()), socket, waker, heartbeats })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Makes the thread check the timeline's orders.
    pub(crate) fn wake(&self) {
        // If the channel is full of wake-ups, one of them is enough.
        let _ = (&self.waker).write(&[0]);
    }

    /// The latest heartbeat, if there is a new one. Returns an error if the stream has ended.
    pub(crate) fn heartbeat(&self) -> anyhow::Result<Option<Heartbeat>> {
        let mut latest = None;
        loop {
            match self.heartbeats.try_recv() {
                Ok(heartbeat) => latest = Some(heartbeat?),
                Err(TryRecvError::Empty) => return Ok(latest),
                Err(TryRecvError::Disconnected) => return Err(anyhow!("the output's thread has ended")),
            }
        }
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        // The thread notices the closed connection wherever it waits, and the server drops the stream.
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

/// The state of the thread.
struct Pump {
    wire: Wire,
    channel: u32,
    timeline: Timeline,
    clock: Clock,
    alarm: UnixStream,
    /// When the stream was made.
    opened: Duration,
    /// The number of samples sent, minus those taken back.
    sent: i64,
    /// The delay of the device that the server promised.
    configured: Duration,
    /// The delay of the device in the server's latest report.
    delay: Duration,
    origin: ClockOffset,
    best: Option<i64>,
    heard: Option<i64>,
    /// The timing request that is not answered yet, and when it was sent.
    question: Option<(u32, Duration)>,
    /// When the next timing request is sent.
    next: Duration,
    /// The number of messages since the server last answered one.
    messages: usize,
}

impl Pump {
    fn run(mut self, report: &Sender<anyhow::Result<Heartbeat>>) {
        loop {
            match self.turn() {
                Ok(Some(heartbeat)) if report.send(Ok(heartbeat)).is_ok() => {}
                Ok(None) if !self.timeline.ended() => {}
                Ok(_) => return,
                Err(error) => {
                    // The output may have been dropped in the meantime.
                    let _ = report.send(Err(error));
                    return;
                }
            }
        }
    }

    /// Waits for an event and handles it.
    fn turn(&mut self) -> anyhow::Result<Option<Heartbeat>> {
        self.feed()?;
        if self.question.is_none() && self.clock.until(self.next).is_zero() {
            // The server does not read this time and returns it unchanged.
            let now = SystemTime::UNIX_EPOCH;
            let question = Command::GetPlaybackLatency(protocol::LatencyParams { channel: self.channel, now });
            let asked = self.clock.running();
            self.question = Some((self.wire.send(&question)?, asked));
        }
        if !self.wait()? {
            return Ok(None);
        }
        let answer = self.wire.receive()?;
        self.messages += 1;
        if self.messages > MOST_MESSAGES {
            bail!("too many messages from the sound server");
        }
        match self.question.take_if(|&mut (number, _)| answer == Some(number)) {
            Some((_, asked)) => {
                self.messages = 0;
                self.take_time(asked).map(Some)
            }
            None => Ok(None),
        }
    }

    /// Waits for a message from the server or for the next deadline. Returns whether there is a message.
    fn wait(&mut self) -> anyhow::Result<bool> {
        let limit = self.question.is_none().then(|| self.clock.until(self.next));
        let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
        let mut ready = [PollFd::new(&self.wire.socket, PollFlags::IN), PollFd::new(&self.alarm, PollFlags::IN)];
        match poll(&mut ready, limit.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => bail!(error),
        }
        let [server, alarm] = ready.map(|fd| !fd.revents().is_empty());
        if alarm && self.alarm.read(&mut [0; 64]).is_ok_and(|read| read == 0) {
            bail!("the output is closed");
        }
        Ok(server)
    }

    /// The first sample that can still be changed: the device does not have it yet.
    fn soonest(&self) -> i64 {
        let Some(origin) = self.best else { return self.sent };
        let soonest = self.clock.running() + self.reach();
        frame_of(nanos(soonest).saturating_sub(origin)).clamp(0, self.sent)
    }

    /// The time from sending a sample as a replacement to hearing it.
    fn reach(&self) -> Duration {
        self.delay.max(self.configured) + WAY
    }

    /// Sends what the server has requested, and resends what has changed.
    fn feed(&mut self) -> anyhow::Result<()> {
        self.timeline.obey(self.soonest());
        let back = usize::try_from(self.sent - self.timeline.frame())?;
        // A server that requests more than it can have played gets it later.
        let passed = nanos(self.clock.running().saturating_sub(self.opened));
        let most = AHEAD + frame_of(passed.saturating_add(passed / 20)) - self.sent;
        let count = back + (self.wire.owed() / SAMPLE).min(usize::try_from(most).unwrap_or(0));
        if count == 0 {
            return Ok(());
        }
        let sound: Vec<u8> = (0..count).flat_map(|_| self.timeline.sample().to_le_bytes()).collect();
        self.wire.play(self.channel, &sound, back * SAMPLE)?;
        self.wire.pay((count - back) * SAMPLE);
        self.sent = self.timeline.frame();
        Ok(())
    }

    /// Handles the server's answer to a timing request.
    fn take_time(&mut self, asked: Duration) -> anyhow::Result<Heartbeat> {
        let timing: protocol::PlaybackLatency = self.wire.answer()?;
        let now = self.clock.now();
        self.delay = Duration::from_micros(timing.sink_usec);
        let heard = time_of(timing.read_offset).saturating_sub(nanos(self.delay));
        let moving = self.heard.is_some_and(|before| before < heard);
        if moving || self.heard.is_none() {
            let looked = nanos(looked(timing.remote_time, asked, now));
            let origin = self.origin.add(looked.saturating_sub(heard));
            self.best = Some(origin);
            self.timeline.set_heard(origin, self.reach());
        }
        self.heard = Some(heard);
        // A device that was idle may first play the silence in its buffer.
        let settled = self.origin.settled() && timing.read_offset > 0;
        self.next = now.monotonic + if settled { POLL } else { HASTE };
        Ok(Heartbeat { latency: self.reach(), moving })
    }
}

/// The moment at which the server read its clock. It reports the time of day, which is more precise than the midpoint
/// between request and answer, but is used only if it lies between them: the time of day may be set, and a server may
/// run on another machine.
fn looked(remote: SystemTime, asked: Duration, now: Now) -> Duration {
    let remote = Timestamp::try_from(remote).ok();
    let ago = remote.and_then(|remote| Duration::try_from(now.wall.duration_since(remote)).ok());
    ago.and_then(|ago| now.monotonic.checked_sub(ago))
        .filter(|&looked| looked >= asked)
        .unwrap_or(asked + now.monotonic.saturating_sub(asked) / 2)
}

/// The duration of a number of bytes, in nanoseconds.
fn time_of(bytes: i64) -> i64 {
    let nanos = i128::from(bytes) * 1_000_000_000 / (i128::from(RATE.get()) * 4);
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

fn stream_params() -> protocol::PlaybackStreamParams {
    let mut props = protocol::Props::new();
    props.set(protocol::Prop::MediaName, c"Workout cues");
    protocol::PlaybackStreamParams {
        sample_spec: protocol::SampleSpec {
            format: protocol::SampleFormat::Float32Le,
            channels: 1,
            sample_rate: RATE.get(),
        },
        channel_map: protocol::ChannelMap::mono(),
        buffer_attr: stream::BufferAttr {
            target_length: TARGET * 4,
            minimum_request_length: REFILL * 4,
            // The stream never stops for lack of samples: a gap does not shift what follows.
            pre_buffering: 0,
            ..Default::default()
        },
        props,
        flags: stream::StreamFlags { adjust_latency: true, ..Default::default() },
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        os::unix::net::UnixListener,
        sync::{Arc, Mutex},
    };

    use super::*;
    use crate::audio::timeline::{Levels, Order, Waiting};

    #[test]
    fn bytes_are_time() {
        assert_eq!(time_of(48_000 * 4), 1_000_000_000);
        assert_eq!(time_of(-4 * 48), -1_000_000);
    }

    #[test]
    fn the_servers_time_is_used_if_it_is_plausible() {
        let wall = Timestamp::from_second(1_000_000).unwrap();
        let now = Now { monotonic: Duration::from_secs(10), wall };
        let asked = Duration::from_millis(9_900);
        let at = |milliseconds: i64| {
            let remote = Timestamp::from_millisecond(1_000_000_000 + milliseconds).unwrap();
            looked(SystemTime::from(remote), asked, now)
        };
        assert_eq!(at(-10), Duration::from_millis(9_990));
        assert_eq!(at(-500), Duration::from_millis(9_950));
        assert_eq!(at(500), Duration::from_millis(9_950));
    }

    /// A server that stores what it receives and always plays 20 ms ahead. With each timing report it sends
    /// `requests` for 1 GiB more.
    fn serve(listener: &UnixListener, clock: Clock, requests: usize, sound: &Mutex<Vec<f32>>) {
        let (mut client, _) = listener.accept().unwrap();
        let version = protocol::MAX_VERSION;
        let mut begun = Duration::ZERO;
        while let Ok(head) = protocol::read_descriptor(&mut client) {
            let mut message = vec![0; usize::try_from(head.length).unwrap()];
            if client.read_exact(&mut message).is_err() {
                break;
            }
            if head.channel != u32::MAX {
                let back = usize::try_from(head.offset.wrapping_neg()).unwrap() / SAMPLE;
                let mut sound = sound.lock().unwrap();
                let kept = sound.len() - back;
                sound.truncate(kept);
                sound.extend(message.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)));
                continue;
            }
            let (number, command) = Command::read_tag_prefixed(&mut message.as_slice(), version).unwrap();
            let mut answer = Vec::new();
            let out = &mut answer;
            match command {
                Command::Auth(_) => {
                    let reply = protocol::AuthReply { version, ..Default::default() };
                    protocol::write_reply_message(out, number, &reply, version).unwrap();
                }
                Command::SetClientName(_) => {
                    let reply = protocol::SetClientNameReply { client_id: 1 };
                    protocol::write_reply_message(out, number, &reply, version).unwrap();
                }
                Command::GetServerInfo => {
                    protocol::write_reply_message(out, number, &protocol::ServerInfo::default(), version).unwrap();
                }
                Command::GetSinkInfo(_) => protocol::write_error(out, number, &protocol::PulseError::NoEntity).unwrap(),
                Command::CreatePlaybackStream(params) => {
                    begun = clock.running();
                    let reply = protocol::CreatePlaybackStreamReply {
                        requested_bytes: params.buffer_attr.target_length,
                        stream_latency: 20_000,
                        sample_spec: params.sample_spec,
                        channel_map: params.channel_map,
                        sink_name: Some(c"fake".into()),
                        ..Default::default()
                    };
                    protocol::write_reply_message(out, number, &reply, version).unwrap();
                }
                Command::GetPlaybackLatency(_) => {
                    let played = clock.running().saturating_sub(begun).as_micros();
                    let read = i64::try_from(played).unwrap() * 192 / 1000;
                    let reply = protocol::PlaybackLatency {
                        sink_usec: 20_000,
                        source_usec: 0,
                        playing: true,
                        local_time: SystemTime::UNIX_EPOCH,
                        remote_time: SystemTime::UNIX_EPOCH,
                        write_offset: 0,
                        read_offset: read,
                        underrun_for: 0,
                        playing_for: 0,
                    };
                    protocol::write_reply_message(out, number, &reply, version).unwrap();
                    for _ in 0..requests {
                        let request = Command::Request(protocol::Request { channel: 0, length: 1 << 30 });
                        protocol::write_command_message(out, u32::MAX, &request, version).unwrap();
                    }
                }
                other => panic!("{other:?}"),
            }
            if client.write_all(&answer).is_err() {
                break;
            }
        }
    }

    /// Polls until a condition on the sound at the server holds.
    fn until(sound: &Mutex<Vec<f32>>, is_so: impl Fn(&[f32]) -> bool) {
        while !is_so(&sound.lock().unwrap()) {
            thread::park_timeout(Duration::from_millis(1));
        }
    }

    #[test]
    fn a_cancel_takes_back_sound_at_the_server() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("native");
        let listener = UnixListener::bind(&path).unwrap();
        let (clock, sound) = (Clock::new(), Arc::new(Mutex::new(Vec::new())));
        let at_server = Arc::clone(&sound);
        let server = thread::spawn(move || serve(&listener, clock, 0, &at_server));
        let (orders, timeline) = Timeline::new(Levels { cues: 1.0, words: 1.0, awake: false });
        let pulse = Pulse::open(&path, timeline, clock).unwrap();
        assert_eq!(pulse.name(), "PulseAudio: fake");
        assert!(pulse.heartbeats.recv().unwrap().is_ok());
        let at = clock.running();
        let waiting = Waiting { at: nanos(at), samples: vec![0.5; 48_000].into(), spoken: false };
        orders.send(Order::Play(waiting)).unwrap();
        pulse.wake();
        until(&sound, |sound| sound.iter().any(|sample| *sample != 0.0));
        orders.send(Order::Cancel).unwrap();
        pulse.wake();
        // On a stalled machine all 400 ms are due before the cancel arrives, and nothing can be taken back.
        let passed = || clock.running().saturating_sub(at);
        // What replaces the sound may come in more than one part.
        let is_replaced = |sound: &[f32]| sound.last() == Some(&0.0) || passed() > Duration::from_millis(400);
        until(&sound, |sound| sound.len() == 48 * 400 && is_replaced(sound));
        let passed = usize::try_from(passed().as_millis()).unwrap();
        drop(pulse);
        server.join().unwrap();
        let sound = sound.lock().unwrap();
        assert_eq!(sound.len(), 48 * 400);
        let heard = sound.iter().filter(|sample| **sample != 0.0).count();
        assert!(heard <= 48 * (passed + 100), "{heard} samples in {passed} ms");
        assert!(sound.windows(2).filter(|pair| (pair[0] - pair[1]).abs() > 0.01).count() <= 1);
    }

    #[test]
    fn a_server_gets_at_most_a_second_at_a_time() {
        const ASKED: usize = 5;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("native");
        let listener = UnixListener::bind(&path).unwrap();
        let (clock, sound) = (Clock::new(), Arc::new(Mutex::new(Vec::new())));
        let at_server = Arc::clone(&sound);
        let server = thread::spawn(move || serve(&listener, clock, 1, &at_server));
        let (_orders, timeline) = Timeline::new(Levels { cues: 1.0, words: 1.0, awake: false });
        let pulse = Pulse::open(&path, timeline, clock).unwrap();
        for _ in 0..ASKED {
            assert!(pulse.heartbeats.recv().unwrap().is_ok());
        }
        drop(pulse);
        // It may have sent another request before the output was dropped.
        server.join().unwrap();
        let count = sound.lock().unwrap().len();
        assert!(count <= 48 * 400 + (ASKED + 2) * 48_000, "{count} samples");
    }

    #[test]
    fn a_server_that_sends_too_much_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("native");
        let listener = UnixListener::bind(&path).unwrap();
        let clock = Clock::new();
        let server = thread::spawn(move || serve(&listener, clock, 2 * MOST_MESSAGES, &Mutex::default()));
        let (_orders, timeline) = Timeline::new(Levels { cues: 1.0, words: 1.0, awake: false });
        let pulse = Pulse::open(&path, timeline, clock).unwrap();
        let error = pulse.heartbeats.iter().find_map(Result::err).unwrap();
        assert_eq!(error.to_string(), "too many messages from the sound server");
        drop(pulse);
        server.join().unwrap();
    }
}
