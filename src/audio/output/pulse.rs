//! `PulseAudio`, and `PipeWire` where it answers in the same language, over their socket. The server asks for samples,
//! a thread of the `pulseaudio` crate hands them over, and the server tells which of them is heard.

use std::{
    env,
    fs::OpenOptions,
    future::Future,
    io::Read,
    os::unix::{fs::OpenOptionsExt, net::UnixStream},
    path::{Path, PathBuf},
    pin::pin,
    sync::Arc,
    task::{Context as Task, Poll, Wake, Waker},
    thread::{self, Thread},
    time::Duration,
};

use anyhow::bail;
use jiff::Timestamp;
use pulseaudio::{AsPlaybackSource, Client, PlaybackStream, protocol};

use crate::{
    audio::{
        heard::{Reading, nanos},
        timeline::{MONO, RATE, Timeline},
    },
    clock::Clock,
};

/// How long the server may take for an answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of one sample as it is sent.
const SAMPLE: usize = 4;
/// Samples that the server holds: 40 ms, so that a pause is heard within 50.
const TARGET: u32 = 48 * 40;

/// A stream on a server.
pub(crate) struct Pulse {
    name: String,
    stream: PlaybackStream,
    heard: i64,
}

impl Pulse {
    /// Connects to the server and opens a stream that plays the timeline.
    pub(crate) fn open(socket: &Path, timeline: Timeline, clock: Clock) -> anyhow::Result<Pulse> {
        let connection = UnixStream::connect(socket)?;
        connection.set_read_timeout(Some(PATIENCE))?;
        connection.set_write_timeout(Some(PATIENCE))?;
        // An empty cookie is refused even by servers that ask for none.
        let cookie = cookie().unwrap_or_else(|| vec![0; 256]);
        let client = Client::new_unix(c"unsit", connection, Some(cookie)).map_err(plain)?;

        let (mixer, mut output) = rodio::mixer::mixer(MONO, RATE);
        mixer.add(timeline);
        let source = move |buffer: &mut [u8]| {
            let mut filled = 0;
            for (bytes, sample) in buffer.chunks_exact_mut(SAMPLE).zip(&mut output) {
                bytes.copy_from_slice(&sample.to_le_bytes());
                filled += SAMPLE;
            }
            filled
        };
        let stream = client.create_playback_stream(stream_params(), source.as_playback_source());
        let stream = wait(stream, clock)?;
        let sink = wait(client.sink_info(stream.sink()), clock)?;
        let sink = sink.description.unwrap_or(sink.name);
        let server = wait(client.server_info(), clock)?.server_name.unwrap_or_default();
        let server = if server.to_string_lossy().contains("PipeWire") { "PipeWire" } else { "PulseAudio" };
        Ok(Pulse { name: format!("{server}: {}", sink.to_string_lossy()), stream, heard: i64::MIN })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn read(&mut self, clock: Clock) -> anyhow::Result<Reading> {
        let before = clock.running();
        let timing = wait(self.stream.timing_info(), clock)?;
        let after = clock.now();
        // The server says when it looked, by the time of day. That is better than halfway between question and answer,
        // but only if it lies between them: the time of day may be set, and a server may live in another system.
        let looked = Timestamp::try_from(timing.remote_time).ok();
        let ago = looked.and_then(|looked| Duration::try_from(after.wall.duration_since(looked)).ok());
        let looked = ago
            .and_then(|ago| after.running.checked_sub(ago))
            .filter(|&looked| looked >= before)
            .unwrap_or(before + after.running.saturating_sub(before) / 2);

        let delay = Duration::from_micros(timing.sink_usec);
        let heard = samples(timing.read_offset).saturating_sub(nanos(delay));
        let held = samples(timing.write_offset.saturating_sub(timing.read_offset));
        let moving = heard > self.heard;
        self.heard = heard;
        let held = Duration::from_nanos(u64::try_from(held).unwrap_or_default());
        Ok(Reading { origin: nanos(looked).saturating_sub(heard), latency: held + delay, moving })
    }
}

/// The time that so many bytes take, in nanoseconds.
fn samples(bytes: i64) -> i64 {
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
        buffer_attr: protocol::stream::BufferAttr {
            target_length: TARGET * 4,
            // The stream never stops for want of samples: a hole is a hole and shifts nothing behind it.
            pre_buffering: 0,
            ..Default::default()
        },
        props,
        flags: protocol::stream::StreamFlags { adjust_latency: true, ..Default::default() },
        ..Default::default()
    }
}

/// The sockets at which a server may be listening: those that are there, the likeliest first.
pub(crate) fn sockets() -> Vec<PathBuf> {
    let mut sockets = Vec::new();
    if let Some(servers) = env::var_os("PULSE_SERVER").filter(|servers| !servers.is_empty()) {
        // As a person says where the server is, it is looked for nowhere else.
        sockets.extend(servers.to_string_lossy().split_whitespace().filter_map(server_path));
        return sockets;
    }
    let folder = |name: &str, rest: &str| env::var_os(name).map(|folder| Path::new(&folder).join(rest));
    sockets.extend(folder("PULSE_RUNTIME_PATH", "native"));
    sockets.extend(folder("XDG_RUNTIME_DIR", "pulse/native"));
    sockets.push(PathBuf::from("/mnt/wslg/PulseServer"));
    sockets.push(PathBuf::from("/run/pulse/native"));
    sockets.retain(|socket| socket.exists());
    sockets
}

/// The path in one entry of `PULSE_SERVER`: a path, or `unix:` and a path, perhaps after `{machine}`.
fn server_path(entry: &str) -> Option<PathBuf> {
    let entry = entry.strip_prefix('{').and_then(|entry| entry.split_once('}')).map_or(entry, |(_, entry)| entry);
    let path = entry.strip_prefix("unix:").unwrap_or(entry);
    path.starts_with('/').then(|| PathBuf::from(path))
}

/// The cookie that proves to the server who we are.
fn cookie() -> Option<Vec<u8>> {
    let path = pulseaudio::cookie_path_from_env()?;
    // Not blocking, as there may be a FIFO; and no more than a cookie is long.
    let nonblocking = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).ok()?;
    let file = OpenOptions::new().read(true).custom_flags(nonblocking).open(path).ok()?;
    let mut cookie = Vec::new();
    file.take(256).read_to_end(&mut cookie).ok()?;
    (!cookie.is_empty()).then_some(cookie)
}

/// Waits for an answer of the server, but not for ever.
fn wait<T>(answer: impl Future<Output = Result<T, pulseaudio::ClientError>>, clock: Clock) -> anyhow::Result<T> {
    let until = clock.running() + PATIENCE;
    let mut answer = pin!(answer);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut task = Task::from_waker(&waker);
    loop {
        if let Poll::Ready(answer) = answer.as_mut().poll(&mut task) {
            return answer.map_err(plain);
        }
        let left = clock.until(until);
        if left.is_zero() {
            bail!("the sound server does not answer");
        }
        thread::park_timeout(left);
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// What went wrong, in words for people.
fn plain(error: pulseaudio::ClientError) -> anyhow::Error {
    use pulseaudio::ClientError;
    match error {
        ClientError::Disconnected => anyhow::anyhow!("the sound server went away"),
        ClientError::ServerError(reason) => anyhow::anyhow!("the sound server refused: {reason:?}"),
        ClientError::Io(error) => anyhow::Error::new(error).context("the connection to the sound server failed"),
        error => anyhow::Error::new(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pulse_server_is_read_as_its_own_library_reads_it() {
        let path = |entry| server_path(entry);
        assert_eq!(path("unix:/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("{1234}unix:/run/x"), Some(PathBuf::from("/run/x")));
        assert_eq!(path("tcp:somewhere:4713"), None);
        assert_eq!(path("somewhere"), None);
    }

    #[test]
    fn bytes_are_time() {
        assert_eq!(samples(48_000 * 4), 1_000_000_000);
        assert_eq!(samples(-4 * 48), -1_000_000);
    }
}
