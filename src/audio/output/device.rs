//! The default device of macOS and Windows, and of ALSA with the feature `alsa`, through rodio. The device does not
//! report its position, so the position is estimated from the samples that it has requested and a constant delay.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
        mpsc::Sender,
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
        clock_offset::{ClockOffset, Heartbeat, nanos},
        samples::RATE,
        timeline::{Order, Timeline},
    },
    system::clock::Clock,
};

/// Its name, for people.
pub(super) const NAME: &str = "the default device";

/// The number of samples that the device requests at a time.
const BLOCK: u32 = 1024;
/// The time from a requested sample to its sound: the block that is playing, and the one after it.
const LATENCY: Duration = Duration::from_millis(40);

/// An open device.
pub(crate) struct Device {
    /// Dropping it closes the device.
    _sink: MixerDeviceSink,
    made: Arc<AtomicI64>,
    seen: i64,
    origin: ClockOffset,
    orders: Sender<Order>,
    failed: Arc<AtomicBool>,
}

impl Device {
    /// Opens the default device and plays the timeline on it.
    pub(crate) fn open(timeline: Timeline, orders: Sender<Order>) -> anyhow::Result<Device> {
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
        Ok(Device { _sink: sink, made, seen: 0, origin: ClockOffset::default(), orders, failed })
    }

    pub(crate) fn heartbeat(&mut self, clock: Clock) -> anyhow::Result<Option<Heartbeat>> {
        if self.failed.load(Ordering::Acquire) {
            bail!("the sound device failed");
        }
        let made = self.made.load(Ordering::Acquire);
        let moving = made > self.seen;
        self.seen = made;
        if moving {
            let played = i128::from(made) * 1_000_000_000 / i128::from(RATE.get());
            let played = i64::try_from(played).unwrap_or(i64::MAX);
            // On average, half a block has been played since the samples were requested.
            let half = i64::from(BLOCK) * 500_000_000 / i64::from(RATE.get());
            let origin = self.origin.add(nanos(clock.running()) - played + nanos(LATENCY) - half);
            let _ = self.orders.send(Order::Heard(origin, LATENCY));
        }
        Ok(Some(Heartbeat { latency: LATENCY, moving }))
    }
}

/// Whether a stream survives this error.
fn harmless(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::Xrun)
}
