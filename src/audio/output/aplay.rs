//! `aplay`, ALSA's own player, where there is no sound server: samples go into its standard input. It says nothing of
//! its position, so that is judged by what it has taken, less the buffer that it was told to keep.

use std::{
    io::Write,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    thread,
    time::Duration,
};

use anyhow::{Context, bail};

use crate::{
    audio::{
        clock_offset::{ClockOffset, Heartbeat, nanos},
        timeline::Timeline,
    },
    system::clock::Clock,
};

/// The buffer that `aplay` is told to keep, and its parts.
const BUFFER: Duration = Duration::from_millis(60);
const PERIOD: Duration = Duration::from_millis(15);
/// Samples written at a time: 5 ms.
const BLOCK: usize = 240;
/// Blocks between two readings of the clock: 50 ms.
const READ: u32 = 10;
/// What the pipe holds: a page.
const PIPE: Duration = Duration::from_micros(4096 * 1000 / 96);
/// It must play within this.
const TRIAL: Duration = Duration::from_secs(1);

/// A running `aplay`.
pub(crate) struct Aplay {
    child: Child,
    heartbeats: Receiver<Heartbeat>,
}

impl Aplay {
    /// Starts `aplay` and makes sure that it plays.
    pub(crate) fn open(timeline: Timeline, clock: Clock) -> anyhow::Result<Aplay> {
        let mut child = Command::new("aplay")
            .args(["-q", "-t", "raw", "-f", "S16_LE", "-r", "48000", "-c", "1"])
            .arg(format!("--buffer-time={}", BUFFER.as_micros()))
            .arg(format!("--period-time={}", PERIOD.as_micros()))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("it cannot be started")?;
        let pipe = child.stdin.take();
        let (tell, heartbeats) = mpsc::channel();
        let aplay = Aplay { child, heartbeats };
        let Some(pipe) = pipe else { bail!("it has no input") };
        thread::Builder::new().name("aplay".into()).spawn(move || write(pipe, timeline, &tell, clock))?;
        // The first sign tells no more than that something was taken; the second, that it plays.
        for _ in 0..2 {
            match aplay.heartbeats.recv_timeout(TRIAL) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => bail!("it does not play"),
                Err(RecvTimeoutError::Disconnected) => bail!("there is no sound device that works"),
            }
        }
        Ok(aplay)
    }

    /// The latest sign of life, if there is a new one; an error if it has ended.
    pub(crate) fn heartbeat(&self) -> anyhow::Result<Option<Heartbeat>> {
        let mut latest = None;
        loop {
            match self.heartbeats.try_recv() {
                Ok(heartbeat) => latest = Some(heartbeat),
                Err(TryRecvError::Empty) => return Ok(latest),
                Err(TryRecvError::Disconnected) => bail!("it has ended"),
            }
        }
    }
}

impl Drop for Aplay {
    fn drop(&mut self) {
        // Killed, it cannot keep us waiting; reaped, it does not stay as a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes as fast as samples are taken, until the pipe or the timeline ends.
fn write(mut pipe: ChildStdin, mut timeline: Timeline, tell: &Sender<Heartbeat>, clock: Clock) {
    // A page is the least that a pipe holds; the usual 16 would be two thirds of a second.
    let _ = rustix::pipe::fcntl_setpipe_size(&pipe, 4096);
    let mut origin = ClockOffset::default();
    let mut written: i64 = 0;
    for block in 0_u32.. {
        timeline.obey(timeline.frame());
        #[expect(clippy::cast_possible_truncation, reason = "the timeline keeps within one")]
        let sound: Vec<u8> = (0..BLOCK).flat_map(|_| ((timeline.sample() * 32_767.0) as i16).to_le_bytes()).collect();
        if timeline.ended() || pipe.write_all(&sound).is_err() {
            return;
        }
        written += i64::try_from(sound.len()).unwrap_or_default();
        if block % READ == READ - 1 {
            let waiting = rustix::io::ioctl_fionread(&pipe).ok().and_then(|bytes| i64::try_from(bytes).ok());
            let taken = (written - waiting.unwrap_or_default()) * 1_000_000 / (2 * 48);
            let origin = origin.add(nanos(clock.running()) - taken + nanos(BUFFER));
            let latency = BUFFER + PIPE;
            timeline.heard(origin, latency);
            if tell.send(Heartbeat { latency, moving: true }).is_err() {
                return;
            }
        }
    }
}
