//! `aplay`, ALSA's own player, where there is no sound server: samples go into its standard input. It says nothing of
//! its position, so that is judged by what it has taken, less the buffer that it was told to keep.

use std::{
    io::Write,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    thread,
    time::Duration,
};

use anyhow::{Context, bail};

use crate::{
    audio::{
        heard::{Reading, nanos},
        timeline::{MONO, RATE, Timeline},
    },
    clock::Clock,
};

/// The buffer that `aplay` is told to keep, and its parts.
const BUFFER: Duration = Duration::from_millis(60);
const PERIOD: Duration = Duration::from_millis(15);
/// Samples written at a time: 5 ms.
const BLOCK: usize = 240;
/// A device that cannot be opened is told within this.
const TRIAL: Duration = Duration::from_millis(400);

/// A running `aplay`.
pub(crate) struct Aplay {
    child: Child,
    pump: Arc<Pump>,
    taken: i64,
}

/// What the writing thread tells. Atomics, as single numbers need no lock.
#[derive(Default)]
struct Pump {
    /// Where the output's first sample would lie, were nothing buffered, in nanoseconds of the clock.
    origin: AtomicI64,
    taken: AtomicI64,
    dead: AtomicBool,
}

impl Aplay {
    /// Starts `aplay` and makes sure that it stays.
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
        let Some(pipe) = child.stdin.take() else { bail!("it has no input") };
        let pump = Arc::new(Pump::default());
        let writer = Arc::clone(&pump);
        thread::Builder::new().name("aplay".into()).spawn(move || write(pipe, timeline, &writer, clock))?;
        let aplay = Aplay { child, pump, taken: 0 };
        let until = clock.running() + TRIAL;
        while !clock.until(until).is_zero() {
            thread::park_timeout(Duration::from_millis(20));
            if aplay.pump.dead.load(Ordering::Acquire) {
                bail!("there is no ALSA device that works");
            }
        }
        Ok(aplay)
    }

    pub(crate) fn read(&mut self, _clock: Clock) -> anyhow::Result<Reading> {
        if self.pump.dead.load(Ordering::Acquire) {
            bail!("aplay has ended");
        }
        let taken = self.pump.taken.load(Ordering::Acquire);
        let moving = taken > self.taken;
        self.taken = taken;
        Ok(Reading { origin: self.pump.origin.load(Ordering::Acquire), latency: BUFFER, moving })
    }
}

impl Drop for Aplay {
    fn drop(&mut self) {
        // Killed, it cannot keep us waiting; reaped, it does not stay as a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(mut pipe: ChildStdin, timeline: Timeline, pump: &Pump, clock: Clock) {
    let (mixer, mut output) = rodio::mixer::mixer(MONO, RATE);
    mixer.add(timeline);
    // One page is what a pipe holds at least; the usual 16 would be two thirds of a second.
    let _ = rustix::pipe::fcntl_setpipe_size(&pipe, 4096);
    let mut bytes = Vec::with_capacity(BLOCK * 2);
    let mut written: i64 = 0;
    loop {
        bytes.clear();
        for sample in output.by_ref().take(BLOCK) {
            #[expect(clippy::cast_possible_truncation, reason = "the timeline keeps within one")]
            let sample = (sample * 32_767.0) as i16;
            bytes.extend_from_slice(&sample.to_le_bytes());
        }
        if bytes.is_empty() || pipe.write_all(&bytes).is_err() {
            break;
        }
        written += i64::try_from(bytes.len()).unwrap_or_default();
        let waiting = rustix::io::ioctl_fionread(&pipe).map_or(0, |bytes| i64::try_from(bytes).unwrap_or_default());
        let taken = (written - waiting) * 1_000_000 / (2 * 48);
        pump.origin.store(nanos(clock.running()) - taken + nanos(BUFFER), Ordering::Release);
        pump.taken.store(taken, Ordering::Release);
    }
    pump.dead.store(true, Ordering::Release);
}
