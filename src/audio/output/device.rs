//! The default device of macOS and Windows, through rodio. It does not tell its position, so that is judged by the
//! samples it has asked for and a constant delay.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use rodio::{
    DeviceSinkBuilder, MixerDeviceSink,
    cpal::{BufferSize, Error, ErrorKind},
};

use crate::{
    audio::{
        heard::{Reading, nanos},
        timeline::{RATE, Timeline},
    },
    clock::Clock,
};

/// Samples that the device asks for at a time.
const BLOCK: u32 = 1024;
/// From a sample asked for to the sample heard: the block that plays, and the one behind it.
const LATENCY: Duration = Duration::from_millis(40);

/// An open device.
pub(crate) struct Device {
    /// Dropping it closes the device.
    _sink: MixerDeviceSink,
    made: Arc<AtomicU64>,
    seen: u64,
    failed: Arc<AtomicBool>,
}

impl Device {
    /// Opens the default device and plays the timeline on it.
    pub(crate) fn open(timeline: Timeline) -> anyhow::Result<Device> {
        let failed = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&failed);
        let mut sink = DeviceSinkBuilder::from_default_device()
            .context("there is no sound device")?
            .with_buffer_size(BufferSize::Fixed(BLOCK))
            .with_error_callback(move |error: Error| {
                if !harmless(error.kind()) {
                    flag.store(true, Ordering::Release);
                }
            })
            .open_stream()
            .context("the sound device cannot be opened")?;
        sink.log_on_drop(false);
        let made = timeline.made();
        sink.mixer().add(timeline);
        Ok(Device { _sink: sink, made, seen: 0, failed })
    }

    pub(crate) fn read(&mut self, clock: Clock) -> anyhow::Result<Reading> {
        if self.failed.load(Ordering::Acquire) {
            bail!("the device failed");
        }
        let now = nanos(clock.running());
        let made = self.made.load(Ordering::Acquire);
        let moving = made > self.seen;
        self.seen = made;
        let played = i64::try_from(u128::from(made) * 1_000_000_000 / u128::from(RATE.get())).unwrap_or(i64::MAX);
        // On average half a block has been played since the samples were asked for.
        let half = i64::from(BLOCK) * 500_000_000 / i64::from(RATE.get());
        Ok(Reading { origin: now - played + nanos(LATENCY) - half, latency: LATENCY, moving })
    }
}

/// What a stream survives.
fn harmless(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::Xrun)
}
