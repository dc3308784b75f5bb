//! Programs that play the samples on their standard input, used if no sound server answers. They report no position, so
//! it is estimated from the samples that they have taken, minus the buffer that they were asked to keep.

use std::{
    io::{ErrorKind, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError},
    thread,
    time::Duration,
};

use anyhow::{Context, anyhow, bail};

use crate::{
    audio::{
        clock_offset::{ClockOffset, Heartbeat, nanos},
        timeline::Timeline,
    },
    base::text,
    system::{clock::Clock, home},
};

/// The players and their arguments, best first: those of `PipeWire`, `PulseAudio` and ALSA.
pub(super) const PLAYERS: [&[&str]; 3] = [
    &["pw-cat", "--playback", "--raw", "--format=s16", "--rate=48000", "--channels=1", "--latency=200ms", "-"],
    &["pacat", "--playback", "--raw", "--format=s16le", "--rate=48000", "--channels=1", "--latency-msec=200"],
    &[
        "aplay",
        "-q",
        "-t",
        "raw",
        "-f",
        "S16_LE",
        "-r",
        "48000",
        "-c",
        "1",
        "--buffer-time=200000",
        "--period-time=50000",
    ],
];

/// The buffer that a player is asked to keep. Less than 200 ms causes gaps on a busy machine.
const BUFFER: Duration = Duration::from_millis(200);
const PERIOD: Duration = Duration::from_millis(50);
/// The number of samples written at a time: 5 ms.
const BLOCK: usize = 240;
/// Blocks between two heartbeats: 50 ms.
const READ: u32 = 10;
/// The size of the pipe, one page: the default of 16 pages would hold two thirds of a second.
const PIPE: usize = 4096;
/// The heartbeats while pipe and buffer fill; the next one proves that the player plays.
const BEATS: usize = 6;
/// The time within which a heartbeat must arrive.
const TRIAL: Duration = Duration::from_secs(1);

/// A running player.
pub(crate) struct Piped {
    name: String,
    child: Child,
    heartbeats: Receiver<Heartbeat>,
}

impl Piped {
    /// Starts a player and waits until it plays.
    pub(crate) fn open(player: &[String], timeline: Timeline, clock: Clock) -> anyhow::Result<Piped> {
        let at_home = |word: &String| home::at_home(word).unwrap_or_else(|| PathBuf::from(word));
        let [program, arguments @ ..] = player else { bail!("no program configured") };
        let mut child = Command::new(at_home(program))
            .args(arguments.iter().map(at_home))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => anyhow!("not installed"),
                _ => anyhow!("cannot start: {}", text::reason(&error)),
            })?;
        let pipe = child.stdin.take();
        let (sender, heartbeats) = mpsc::channel();
        let piped = Piped { name: program.clone(), child, heartbeats };
        let pipe = pipe.context("cannot open stdin")?;
        thread::Builder::new().name("player".into()).spawn(move || write(pipe, timeline, &sender, clock))?;
        for _ in 0..=BEATS {
            match piped.heartbeats.recv_timeout(TRIAL) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => bail!("no output within 1 s"),
                Err(RecvTimeoutError::Disconnected) => bail!("no working sound device"),
            }
        }
        Ok(piped)
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The latest heartbeat, if there is a new one. Returns an error if the player has exited.
    pub(crate) fn heartbeat(&self) -> anyhow::Result<Option<Heartbeat>> {
        let mut latest = None;
        loop {
            match self.heartbeats.try_recv() {
                Ok(heartbeat) => latest = Some(heartbeat),
                Err(TryRecvError::Empty) => return Ok(latest),
                Err(TryRecvError::Disconnected) => bail!("the player exited"),
            }
        }
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        // Killing it drops what is in its buffer; waiting for it leaves no zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Writes samples as fast as the player takes them, until the pipe or the timeline ends.
fn write(mut pipe: ChildStdin, mut timeline: Timeline, sender: &Sender<Heartbeat>, clock: Clock) {
    let _ = rustix::pipe::fcntl_setpipe_size(&pipe, PIPE);
    let mut offset = ClockOffset::default();
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
            let origin = offset.add(nanos(clock.running()) - taken + nanos(BUFFER));
            let latency = BUFFER + PERIOD;
            timeline.set_heard(origin, latency);
            if sender.send(Heartbeat { latency, moving: true }).is_err() {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::timeline::Levels;

    fn opened(player: &[&str]) -> anyhow::Result<Piped> {
        let (orders, timeline) = Timeline::new(Levels { cues: 1.0, words: 1.0, awake: false });
        let player: Vec<String> = player.iter().map(|word| (*word).to_owned()).collect();
        let opened = Piped::open(&player, timeline, Clock::new());
        drop(orders);
        opened
    }

    #[test]
    fn a_player_that_takes_samples_plays() {
        let piped = opened(&["cat"]).unwrap();
        assert_eq!(piped.name(), "cat");
    }

    #[test]
    fn a_failing_player_has_a_reason() {
        for (player, why) in [
            (&["no-such-player-here"][..], "not installed"),
            (&["/etc/passwd"], "cannot start: permission denied"),
            (&["false"], "no working sound device"),
            (&["sleep", "60"], "no output within 1 s"),
        ] {
            assert_eq!(opened(player).err().map(|error| error.to_string()).as_deref(), Some(why), "{player:?}");
        }
    }
}
