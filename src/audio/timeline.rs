//! The one source in the mixer: silence, in which sounds begin at the sample that is heard when they are due.
//! It knows no device and reads no clock; where its samples lie in time it is told.

use std::{
    num::NonZero,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{self, Receiver, Sender, TryRecvError},
    },
    time::Duration,
};

use rodio::Source;

use super::{bank::Samples, heard::nanos};

/// Samples a second, of the timeline and of all that it plays.
pub(super) const RATE: NonZero<u32> = NonZero::new(48_000).expect("not zero");
/// The channels of the timeline.
pub(super) const MONO: NonZero<u16> = NonZero::new(1).expect("not zero");

/// What is later than this is left out.
const LATE: i64 = 150_000_000;
/// On an output with a long delay of its own, what is asked for when it is due is still heard.
const LATE_BEYOND_LATENCY: i64 = 50_000_000;
/// Samples from full to none and back: 5 ms, so that nothing clicks.
const RAMP: f32 = 240.0;
/// Samples between two looks at the orders.
const LOOK: u64 = 32;

/// A word to the timeline. They are obeyed in the order in which they were sent, so a sound sent before a cancel
/// cannot begin after it.
#[derive(Debug)]
pub(super) enum Order {
    /// A sound is to be heard at a moment.
    Play(Duration, Samples),
    /// All is forgotten, and what sounds fades.
    Cancel,
    /// What has not begun and is due after the moment is forgotten.
    Forget(Duration),
    /// The amplitude is to be this.
    Gain(f32),
    /// The first sample was heard at this moment, in nanoseconds, and what is made now is heard so much later.
    Heard(i64, Duration),
}

#[derive(Debug)]
struct Waiting {
    at: i64,
    samples: Samples,
}

#[derive(Debug)]
struct Voice {
    samples: Samples,
    next: usize,
    /// Amplitude, and what it loses with each sample.
    level: f32,
    fade: f32,
}

/// The source of samples.
#[derive(Debug)]
pub(super) struct Timeline {
    orders: Receiver<Order>,
    /// The samples made so far, for an output that cannot tell.
    made: Arc<AtomicU64>,
    frame: u64,
    origin: Option<i64>,
    latency: i64,
    /// In order of their moments.
    waiting: Vec<Waiting>,
    /// The frame at which the first that waits begins.
    next_begin: i64,
    voices: Vec<Voice>,
    gain: f32,
    wanted_gain: f32,
    ended: bool,
}

impl Timeline {
    /// A timeline of silence, and the way to give it orders.
    pub(super) fn new(gain: f32) -> (Sender<Order>, Timeline) {
        let (sender, orders) = mpsc::channel();
        let timeline = Timeline {
            orders,
            made: Arc::default(),
            frame: 0,
            origin: None,
            latency: 0,
            waiting: Vec::new(),
            next_begin: i64::MAX,
            voices: Vec::new(),
            gain,
            wanted_gain: gain,
            ended: false,
        };
        (sender, timeline)
    }

    /// The count of samples made, which goes on while the timeline is played elsewhere.
    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "outputs on Linux tell their position themselves"))]
    pub(super) fn made(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.made)
    }

    fn obey(&mut self) {
        loop {
            match self.orders.try_recv() {
                Ok(Order::Play(at, samples)) => {
                    let at = nanos(at);
                    let place = self.waiting.partition_point(|waiting| waiting.at <= at);
                    self.waiting.insert(place, Waiting { at, samples });
                }
                Ok(Order::Cancel) => {
                    self.waiting.clear();
                    for voice in &mut self.voices {
                        voice.fade = 1.0 / RAMP;
                    }
                }
                Ok(Order::Forget(after)) => {
                    let after = nanos(after);
                    self.waiting.retain(|waiting| waiting.at <= after);
                }
                Ok(Order::Gain(gain)) => self.wanted_gain = gain,
                Ok(Order::Heard(origin, latency)) => {
                    self.origin = Some(origin);
                    self.latency = nanos(latency);
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.ended = true;
                    break;
                }
            }
        }
        self.aim();
        self.made.store(self.frame, Ordering::Relaxed);
    }

    /// Finds out where the first that waits begins.
    fn aim(&mut self) {
        self.next_begin = match (self.origin, self.waiting.first()) {
            (Some(origin), Some(first)) => frame_of(first.at.saturating_sub(origin)),
            _ => i64::MAX,
        };
    }

    /// Begins all that is due at this frame, and leaves out what is too late.
    fn begin(&mut self, frame: i64) {
        let limit = frame_of(LATE.max(self.latency.saturating_add(LATE_BEYOND_LATENCY)));
        while self.next_begin <= frame {
            let samples = self.waiting.remove(0).samples;
            if frame.saturating_sub(self.next_begin) <= limit {
                self.voices.push(Voice { samples, next: 0, level: 1.0, fade: 0.0 });
            }
            self.aim();
        }
    }

    fn ramp(&mut self) {
        let step = 1.0 / RAMP;
        let way = self.wanted_gain - self.gain;
        self.gain = if way.abs() <= step { self.wanted_gain } else { self.gain + step.copysign(way) };
    }
}

/// The frame nearest to a time after the origin.
fn frame_of(nanos: i64) -> i64 {
    let scaled = i128::from(nanos) * i128::from(RATE.get()) + 500_000_000;
    i64::try_from(scaled.div_euclid(1_000_000_000)).unwrap_or(i64::MAX)
}

impl Iterator for Timeline {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.frame.is_multiple_of(LOOK) {
            self.obey();
        }
        if self.ended {
            return None;
        }
        let frame = i64::try_from(self.frame).unwrap_or(i64::MAX);
        if self.next_begin <= frame {
            self.begin(frame);
        }
        self.frame += 1;
        self.ramp();
        let mut sum = 0.0;
        self.voices.retain_mut(|voice| {
            let Some(sample) = voice.samples.get(voice.next) else { return false };
            sum += sample * voice.level;
            voice.next += 1;
            voice.level -= voice.fade;
            voice.level > 0.0
        });
        let sample = sum * self.gain;
        Some(if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 })
    }
}

impl Source for Timeline {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> rodio::ChannelCount {
        MONO
    }

    fn sample_rate(&self) -> rodio::SampleRate {
        RATE
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// A sound of so many samples, all of the same height.
    fn block(height: f32, length: usize) -> Samples {
        vec![height; length].into()
    }

    /// A timeline whose first sample is heard when the clock reads zero.
    fn timeline() -> (Sender<Order>, Timeline) {
        let (orders, timeline) = Timeline::new(1.0);
        orders.send(Order::Heard(0, ms(50))).unwrap();
        (orders, timeline)
    }

    fn pull(timeline: &mut Timeline, samples: usize) -> Vec<f32> {
        timeline.take(samples).collect()
    }

    fn loud(samples: &[f32]) -> Vec<usize> {
        (0..samples.len()).filter(|&place| samples[place] != 0.0).collect()
    }

    #[test]
    fn a_sound_begins_at_its_sample_and_ends_with_its_last() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(10), block(0.5, 3))).unwrap();
        let heard = pull(&mut timeline, 1000);
        assert_eq!(loud(&heard), [480, 481, 482]);
        assert_eq!(heard[480].to_bits(), 0.5_f32.to_bits());
    }

    #[test]
    fn the_origin_shifts_what_has_not_begun() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(100), block(0.5, 1))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Heard(1_000_000, ms(50))).unwrap();
        let heard = pull(&mut timeline, 4800);
        assert_eq!(loud(&heard), [4800 - 960 - 48]);
    }

    #[test]
    fn an_origin_before_the_clock_began_works_too() {
        let (orders, mut timeline) = Timeline::new(1.0);
        orders.send(Order::Heard(-1_000_000, ms(50))).unwrap();
        orders.send(Order::Play(ms(1), block(0.5, 1))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 200)), [96]);
    }

    #[test]
    fn nothing_begins_before_the_origin_is_known() {
        let (orders, mut timeline) = Timeline::new(1.0);
        orders.send(Order::Play(ms(0), block(0.5, 1))).unwrap();
        assert!(loud(&pull(&mut timeline, 480)).is_empty());
        orders.send(Order::Heard(0, ms(50))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 480)), [0]);
    }

    #[test]
    fn sounds_that_overlap_are_added_and_never_pass_full_scale() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(2), block(0.75, 96))).unwrap();
        orders.send(Order::Play(ms(1), block(0.75, 96))).unwrap();
        let heard = pull(&mut timeline, 480);
        assert_eq!(loud(&heard), (48..192).collect::<Vec<_>>());
        assert_eq!([heard[60].to_bits(), heard[100].to_bits()], [0.75_f32.to_bits(), 1.0_f32.to_bits()]);
    }

    #[test]
    fn what_is_a_little_late_is_heard_at_once_and_what_is_later_never() {
        let (orders, mut timeline) = timeline();
        pull(&mut timeline, 48 * 200);
        orders.send(Order::Play(ms(49), block(0.25, 2))).unwrap();
        orders.send(Order::Play(ms(50), block(0.5, 2))).unwrap();
        assert_eq!(pull(&mut timeline, 3), [0.5, 0.5, 0.0]);
    }

    #[test]
    fn a_slow_output_still_plays_what_is_asked_for_when_it_is_due() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Heard(0, ms(300))).unwrap();
        pull(&mut timeline, 48 * 320);
        orders.send(Order::Play(ms(0), block(0.5, 2))).unwrap();
        assert_eq!(pull(&mut timeline, 3), [0.5, 0.5, 0.0]);
    }

    #[test]
    fn cancel_forgets_what_waits_and_fades_what_sounds() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(0), block(0.5, 48_000))).unwrap();
        orders.send(Order::Play(ms(100), block(0.5, 480))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Cancel).unwrap();
        let heard = pull(&mut timeline, 48_000);
        assert!(loud(&heard).len() <= 242, "{}", loud(&heard).len());
        let steepest = heard.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.01, "{steepest}");
        orders.send(Order::Play(ms(1100), block(0.5, 1))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 4800)), [48 * 1100 - 960 - 48_000]);
    }

    #[test]
    fn forget_lets_ring_what_has_begun() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(0), block(0.5, 960))).unwrap();
        orders.send(Order::Play(ms(50), block(0.5, 960))).unwrap();
        orders.send(Order::Forget(ms(40))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 4800)).len(), 960);
    }

    #[test]
    fn the_gain_goes_to_its_aim_without_a_click() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(0), block(1.0, 48_000))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Gain(0.0)).unwrap();
        let heard = pull(&mut timeline, 480);
        assert!(heard.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.005));
        assert!(loud(&heard).len() <= 240);
        orders.send(Order::Gain(0.25)).unwrap();
        assert_eq!(pull(&mut timeline, 480)[479].to_bits(), 0.25_f32.to_bits());
    }

    #[test]
    fn nonsense_in_a_sound_is_silence() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Play(ms(0), vec![f32::NAN, f32::INFINITY, 2.0, -2.0].into())).unwrap();
        assert_eq!(pull(&mut timeline, 4), [0.0, 0.0, 1.0, -1.0]);
    }

    #[test]
    fn it_ends_when_nobody_gives_orders_any_more() {
        let (orders, mut timeline) = timeline();
        drop(orders);
        assert!(pull(&mut timeline, 64).is_empty());
    }

    #[test]
    fn the_mixer_keeps_each_sample_in_its_place() {
        let (orders, timeline) = timeline();
        let (mixer, output) = rodio::mixer::mixer(MONO, RATE);
        mixer.add(timeline);
        orders.send(Order::Play(ms(10), block(0.5, 3))).unwrap();
        let heard: Vec<f32> = output.take(1000).collect();
        assert_eq!(loud(&heard), [480, 481, 482]);
    }
}
