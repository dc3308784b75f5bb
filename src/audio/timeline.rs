//! A stream of samples in which sounds start at the sample that is heard when they are due. It knows no device and
//! reads no clock: the output reports where its samples lie in time. Samples that the output can still take back are
//! regenerated when an order changes them, so an output may keep a long buffer and still react immediately.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
        mpsc::{self, Receiver, Sender, TryRecvError},
    },
    time::Duration,
};

use rodio::Source;

use super::{
    clock_offset::nanos,
    samples::{MONO, RATE, Samples},
    voice::{Gain, PlayingSound},
};

/// A sound later than this is skipped. In nanoseconds, as are the next two.
const LATE: i64 = 150_000_000;
/// On an output with a delay of its own, a sound may be later than the delay by this, so that a sound requested when it
/// is due is still heard.
const LATE_BEYOND_DELAY: i64 = 50_000_000;
/// Whatever the delay, a sound later than this is skipped.
const LATEST: i64 = 400_000_000;
/// A sound that was placed wrongly by more samples than this, half a millisecond, is moved.
const OFF: i64 = 24;
const DITHER: f32 = 2.0 / 32_768.0;
/// The number of samples between two checks for orders, for an output that cannot take samples back.
const LOOK: i64 = 32;

/// An order to the timeline. Orders are handled in the order in which they were sent, so a sound sent before a cancel
/// cannot start after it.
#[derive(Debug)]
pub(super) enum Order {
    /// Plays a sound. Words that are still being spoken give way to new words.
    Play(Waiting),
    /// Drops all waiting sounds and fades out the others.
    Cancel,
    /// Drops the sounds that have not started and are due after a moment.
    Forget(Duration),
    /// Sets the amplitudes.
    Gain(Levels),
    /// See [`Timeline::set_heard`].
    #[cfg_attr(
        all(target_os = "linux", not(feature = "alsa"), not(test)),
        expect(dead_code, reason = "outputs on Linux have it at hand")
    )]
    Heard(i64, Duration),
}

/// The amplitudes, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Levels {
    /// The amplitude of the cues.
    pub(super) cues: f32,
    /// The amplitude of the words.
    pub(super) words: f32,
    /// Whether silence is replaced by inaudible noise: a wireless output falls asleep in silence.
    pub(super) awake: bool,
}

/// A sound that has no place on the timeline yet.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    /// When it sounds, in nanoseconds of the clock.
    pub(super) at: i64,
    pub(super) samples: Samples,
    /// Whether it is speech.
    pub(super) spoken: bool,
}

/// The frame nearest to a time after the origin, in nanoseconds.
pub(super) fn frame_of(nanos: i64) -> i64 {
    let scaled = i128::from(nanos) * i128::from(RATE.get()) + 500_000_000;
    i64::try_from(scaled.div_euclid(1_000_000_000)).unwrap_or(i64::MAX)
}

/// The source of samples.
#[derive(Debug)]
pub(super) struct Timeline {
    orders: Receiver<Order>,
    /// The number of samples made so far, for an output that does not count them.
    made: Arc<AtomicI64>,
    /// The frame that is made next.
    frame: i64,
    origin: Option<i64>,
    delay: i64,
    /// Sorted by moment.
    waiting: Vec<Waiting>,
    /// The frame at which the first waiting sound starts.
    next_begin: i64,
    voices: Vec<PlayingSound>,
    gain: Gain,
    words_gain: Gain,
    awake: bool,
    ended: bool,
}

impl Timeline {
    /// Creates a silent timeline and the sender of its orders.
    pub(super) fn new(levels: Levels) -> (Sender<Order>, Timeline) {
        let (sender, orders) = mpsc::channel();
        let timeline = Timeline {
            orders,
            made: Arc::default(),
            frame: 0,
            origin: None,
            delay: 0,
            waiting: Vec::new(),
            next_begin: i64::MAX,
            voices: Vec::new(),
            gain: Gain::new(levels.cues),
            words_gain: Gain::new(levels.words),
            awake: levels.awake,
            ended: false,
        };
        (sender, timeline)
    }

    /// The number of samples made, shared with the thread that plays the timeline.
    #[cfg(any(not(target_os = "linux"), feature = "alsa"))]
    pub(super) fn made(&self) -> Arc<AtomicI64> {
        Arc::clone(&self.made)
    }

    /// The frame that is made next.
    #[cfg(any(target_os = "linux", test))]
    pub(super) fn frame(&self) -> i64 {
        self.frame
    }

    /// Whether the sender of the orders has been dropped.
    #[cfg(target_os = "linux")]
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Sets where the samples lie in time: the first one was heard at the origin, a moment of the clock in nanoseconds,
    /// and a sample made now is heard after the delay at the earliest.
    pub(super) fn set_heard(&mut self, origin: i64, delay: Duration) {
        self.origin = Some(origin);
        self.delay = nanos(delay);
    }

    /// Handles the pending orders. Samples from the frame `soonest` on can still be taken back: if an order changes
    /// them, [`Timeline::frame`] goes back to the first sample that differs.
    pub(super) fn obey(&mut self, soonest: i64) {
        let soonest = soonest.min(self.frame);
        self.voices.retain(|voice| voice.end() > soonest);
        loop {
            match self.orders.try_recv() {
                Ok(Order::Play(waiting)) => self.wait(waiting),
                Ok(Order::Cancel) => self.cancel(soonest),
                Ok(Order::Forget(after)) => self.forget(nanos(after), soonest),
                Ok(Order::Gain(levels)) => {
                    self.gain.aim(levels.cues, soonest);
                    self.words_gain.aim(levels.words, soonest);
                    if !self.voices.is_empty() {
                        self.frame = soonest;
                    }
                }
                Ok(Order::Heard(origin, delay)) => self.set_heard(origin, delay),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.ended = true;
                    break;
                }
            }
        }
        self.place(soonest);
        self.made.store(self.frame, Ordering::Relaxed);
    }

    fn wait(&mut self, new: Waiting) {
        let place = self.waiting.partition_point(|waiting| waiting.at <= new.at);
        self.waiting.insert(place, new);
    }

    fn cancel(&mut self, soonest: i64) {
        self.waiting.clear();
        self.take_back(soonest, |_| true);
        for voice in &mut self.voices {
            if voice.fade_from(soonest) {
                self.frame = soonest;
            }
        }
    }

    fn forget(&mut self, after: i64, soonest: i64) {
        self.waiting.retain(|waiting| waiting.at <= after);
        self.take_back(soonest, |voice| voice.at > after);
    }

    /// Takes back those sounds that no output has started.
    fn take_back(&mut self, soonest: i64, which: impl Fn(&PlayingSound) -> bool) -> Vec<PlayingSound> {
        let taken: Vec<PlayingSound> =
            self.voices.extract_if(.., |voice| voice.begin >= soonest && which(voice)).collect();
        self.frame = taken.iter().map(|voice| voice.begin).fold(self.frame, i64::min);
        taken
    }

    /// Places the sounds that start before the next frame, and moves those that were placed wrongly.
    fn place(&mut self, soonest: i64) {
        let Some(origin) = self.origin else { return };
        let due = |at: i64| frame_of(at.saturating_sub(origin));
        for voice in self.take_back(soonest, |voice| (due(voice.at).max(soonest) - voice.begin).abs() > OFF) {
            self.wait(Waiting { at: voice.at, samples: voice.samples, spoken: voice.spoken });
        }
        let made = self.frame;
        let count = self.waiting.partition_point(|waiting| due(waiting.at) <= made);
        let ready: Vec<Waiting> = self.waiting.drain(..count).collect();
        // Of several late sounds only the latest is played: a burst would be noise.
        let limit = frame_of(LATE.max(self.delay.saturating_add(LATE_BEYOND_DELAY)).min(LATEST));
        let latest = ready.iter().filter(|waiting| due(waiting.at) + OFF < soonest).map(|waiting| waiting.at).max();
        for Waiting { at, samples, spoken } in ready {
            if latest.is_some_and(|latest| at < latest) || due(at) + limit < soonest {
                continue;
            }
            let begin = due(at).max(soonest);
            let mut voice = PlayingSound::new(at, samples, begin, spoken);
            // One voice at a time: later speech replaces earlier speech.
            for other in self.voices.iter_mut().filter(|other| spoken && other.spoken) {
                if other.begin <= begin {
                    other.fade_from(begin);
                } else {
                    voice.fade_from(other.begin);
                }
            }
            self.voices.push(voice);
            self.frame = self.frame.min(begin);
        }
        self.next_begin = self.waiting.first().map_or(i64::MAX, |first| due(first.at));
    }

    /// Makes the next sample.
    pub(super) fn sample(&mut self) -> f32 {
        if self.next_begin <= self.frame {
            self.place(self.frame);
        }
        let frame = self.frame;
        self.frame += 1;
        let sum = |spoken| {
            self.voices.iter().filter(|voice| voice.spoken == spoken).map(|voice| voice.sample(frame)).sum::<f32>()
        };
        let sample = sum(false) * self.gain.at(frame) + sum(true) * self.words_gain.at(frame);
        let sample = sample + if self.awake { dither(frame) } else { 0.0 };
        if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }
    }
}

/// Two 16-bit steps up or down, 84 dB below full scale: the same for a frame however often it is made.
fn dither(frame: i64) -> f32 {
    let mixed = frame.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    if (mixed ^ (mixed >> 27)) & 0x1000 == 0 { DITHER } else { -DITHER }
}

/// For an output that cannot take samples back.
impl Iterator for Timeline {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.frame % LOOK == 0 {
            self.obey(self.frame);
        }
        (!self.ended).then(|| self.sample())
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

    /// A sound of `length` samples, all of the same height.
    fn block(height: f32, length: usize) -> Samples {
        vec![height; length].into()
    }

    fn play(at: Duration, samples: Samples) -> Order {
        Order::Play(Waiting { at: nanos(at), samples, spoken: false })
    }

    fn say(at: Duration, samples: Samples) -> Order {
        Order::Play(Waiting { at: nanos(at), samples, spoken: true })
    }

    fn even(gain: f32) -> Levels {
        Levels { cues: gain, words: gain, awake: false }
    }

    /// A timeline whose first sample is heard when the clock reads zero.
    fn timeline() -> (Sender<Order>, Timeline) {
        let (orders, timeline) = Timeline::new(even(1.0));
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
        orders.send(play(ms(10), block(0.5, 3))).unwrap();
        let heard = pull(&mut timeline, 1000);
        assert_eq!(loud(&heard), [480, 481, 482]);
        assert_eq!(heard[480].to_bits(), 0.5_f32.to_bits());
    }

    #[test]
    fn the_origin_shifts_sounds_that_have_not_begun() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(100), block(0.5, 1))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Heard(1_000_000, ms(50))).unwrap();
        let heard = pull(&mut timeline, 4800);
        assert_eq!(loud(&heard), [4800 - 960 - 48]);
    }

    #[test]
    fn an_origin_before_the_clock_began_works_too() {
        let (orders, mut timeline) = Timeline::new(even(1.0));
        orders.send(Order::Heard(-1_000_000, ms(50))).unwrap();
        orders.send(play(ms(1), block(0.5, 1))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 200)), [96]);
    }

    #[test]
    fn no_sound_begins_before_the_origin_is_known() {
        let (orders, mut timeline) = Timeline::new(even(1.0));
        orders.send(play(ms(0), block(0.5, 1))).unwrap();
        assert!(loud(&pull(&mut timeline, 480)).is_empty());
        orders.send(Order::Heard(0, ms(50))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 480)), [0]);
    }

    #[test]
    fn sounds_that_overlap_are_added_and_never_pass_full_scale() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(2), block(0.75, 96))).unwrap();
        orders.send(play(ms(1), block(0.75, 96))).unwrap();
        let heard = pull(&mut timeline, 480);
        assert_eq!(loud(&heard), (48..192).collect::<Vec<_>>());
        assert_eq!([heard[60].to_bits(), heard[100].to_bits()], [0.75_f32.to_bits(), 1.0_f32.to_bits()]);
    }

    #[test]
    fn slightly_late_sounds_are_played_and_later_ones_dropped() {
        let (orders, mut timeline) = timeline();
        pull(&mut timeline, 48 * 200);
        orders.send(play(ms(49), block(0.25, 2))).unwrap();
        orders.send(play(ms(50), block(0.5, 2))).unwrap();
        assert_eq!(pull(&mut timeline, 3), [0.5, 0.5, 0.0]);
    }

    #[test]
    fn a_slow_output_still_plays_sounds_that_are_requested_when_due() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Heard(0, ms(300))).unwrap();
        pull(&mut timeline, 48 * 320);
        orders.send(play(ms(0), block(0.5, 2))).unwrap();
        assert_eq!(pull(&mut timeline, 3), [0.5, 0.5, 0.0]);
    }

    #[test]
    fn cancel_drops_waiting_sounds_and_fades_the_others() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(0), block(0.5, 48_000))).unwrap();
        orders.send(play(ms(100), block(0.5, 480))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Cancel).unwrap();
        let heard = pull(&mut timeline, 48_000);
        assert!(loud(&heard).len() <= 240, "{}", loud(&heard).len());
        let steepest = heard.windows(2).map(|pair| (pair[0] - pair[1]).abs()).fold(0.0, f32::max);
        assert!(steepest < 0.01, "{steepest}");
        orders.send(play(ms(1100), block(0.5, 1))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 4800)), [48 * 1100 - 960 - 48_000]);
    }

    #[test]
    fn forget_lets_started_sounds_ring() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(0), block(0.5, 960))).unwrap();
        orders.send(play(ms(50), block(0.5, 960))).unwrap();
        orders.send(Order::Forget(ms(40))).unwrap();
        assert_eq!(loud(&pull(&mut timeline, 4800)).len(), 960);
    }

    #[test]
    fn the_gain_goes_to_its_aim_without_a_click() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(0), block(1.0, 48_000))).unwrap();
        pull(&mut timeline, 960);
        orders.send(Order::Gain(even(0.0))).unwrap();
        let heard = pull(&mut timeline, 480);
        assert!(heard.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.005));
        assert!(loud(&heard).len() <= 240);
        orders.send(Order::Gain(even(0.25))).unwrap();
        assert_eq!(pull(&mut timeline, 480)[479].to_bits(), 0.25_f32.to_bits());
    }

    #[test]
    fn nonsense_in_a_sound_is_silence() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(0), vec![f32::NAN, f32::INFINITY, 2.0, -2.0].into())).unwrap();
        assert_eq!(pull(&mut timeline, 4), [0.0, 0.0, 1.0, -1.0]);
    }

    #[test]
    fn the_thread_ends_with_the_sender_of_its_orders() {
        let (orders, mut timeline) = timeline();
        drop(orders);
        assert!(pull(&mut timeline, 64).is_empty());
    }

    #[test]
    fn the_mixer_keeps_each_sample_in_its_place() {
        let (orders, timeline) = timeline();
        let (mixer, output) = rodio::mixer::mixer(MONO, RATE);
        mixer.add(timeline);
        orders.send(play(ms(10), block(0.5, 3))).unwrap();
        let heard: Vec<f32> = output.take(1000).collect();
        assert_eq!(loud(&heard), [480, 481, 482]);
    }

    #[test]
    fn a_cancel_takes_back_samples_made_ahead() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(0), block(0.5, 48_000))).unwrap();
        orders.send(play(ms(100), block(0.5, 480))).unwrap();
        timeline.obey(0);
        for _ in 0..9600 {
            timeline.sample();
        }
        orders.send(Order::Cancel).unwrap();
        timeline.obey(960);
        assert_eq!(timeline.frame(), 960);
        let heard: Vec<f32> = (0..9600).map(|_| timeline.sample()).collect();
        assert_eq!(loud(&heard).len(), 240);
        assert!(heard.windows(2).all(|pair| (pair[0] - pair[1]).abs() < 0.005));
    }

    #[test]
    fn of_several_late_sounds_the_latest_begins_as_soon_as_possible() {
        let (orders, mut timeline) = timeline();
        timeline.obey(0);
        for _ in 0..19_200 {
            timeline.sample();
        }
        orders.send(play(ms(10), block(0.25, 1))).unwrap();
        orders.send(play(ms(20), block(0.5, 1))).unwrap();
        orders.send(play(ms(200), block(0.5, 1))).unwrap();
        timeline.obey(2400);
        assert_eq!(timeline.frame(), 2400);
        let heard: Vec<f32> = (0..19_200).map(|_| timeline.sample()).collect();
        assert_eq!(loud(&heard), [0, 9600 - 2400]);
        assert_eq!(heard[0].to_bits(), 0.5_f32.to_bits());
    }

    #[test]
    fn an_order_that_changes_no_sample_takes_none_back() {
        let (orders, mut timeline) = timeline();
        timeline.obey(0);
        for _ in 0..4800 {
            timeline.sample();
        }
        orders.send(Order::Gain(even(0.5))).unwrap();
        orders.send(play(ms(200), block(0.5, 1))).unwrap();
        orders.send(Order::Cancel).unwrap();
        orders.send(Order::Heard(1000, ms(50))).unwrap();
        timeline.obey(960);
        assert_eq!(timeline.frame(), 4800);
    }

    #[test]
    fn a_better_origin_moves_samples_made_ahead() {
        let (orders, mut timeline) = timeline();
        orders.send(play(ms(50), block(0.5, 1))).unwrap();
        timeline.obey(0);
        for _ in 0..4800 {
            timeline.sample();
        }
        timeline.set_heard(10_000_000, ms(50));
        timeline.obey(960);
        assert_eq!(timeline.frame(), 1920);
        let heard: Vec<f32> = (0..2400).map(|_| timeline.sample()).collect();
        assert_eq!(loud(&heard), [0]);
        timeline.set_heard(0, ms(50));
        timeline.obey(960);
        assert_eq!(timeline.frame(), 1920);
        let heard: Vec<f32> = (0..2400).map(|_| timeline.sample()).collect();
        assert_eq!(loud(&heard), [480]);
    }

    #[test]
    fn a_word_replaces_the_previous_word_and_no_cue() {
        let (orders, mut timeline) = timeline();
        orders.send(say(ms(0), block(0.25, 48_000))).unwrap();
        orders.send(play(ms(0), block(0.5, 9600))).unwrap();
        orders.send(say(ms(100), block(0.125, 480))).unwrap();
        let heard = pull(&mut timeline, 9600);
        let at = |frame: usize| heard[frame].to_bits();
        assert_eq!([at(100), at(4799)], [0.75_f32.to_bits(); 2]);
        assert!(heard[4920] > 0.625 && heard[4920] < 0.875, "it fades");
        assert_eq!(at(5050), 0.625_f32.to_bits());
        assert_eq!(at(5300), 0.5_f32.to_bits());
    }

    #[test]
    fn an_output_is_kept_awake_by_inaudible_noise() {
        let (_orders, timeline) = Timeline::new(Levels { awake: true, ..even(0.0) });
        let heard: Vec<f32> = timeline.take(48_000).collect();
        assert!(heard.iter().all(|sample| sample.abs() > 0.0 && sample.abs() < 0.0001));
        assert!(heard.iter().sum::<f32>().abs() < 0.1, "it has no bias");
        let turns = heard.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count();
        assert!((16_000..32_000).contains(&turns), "{turns}");
    }

    #[test]
    fn words_have_a_volume_of_their_own() {
        let (orders, mut timeline) = timeline();
        orders.send(Order::Gain(Levels { words: 0.25, ..even(0.5) })).unwrap();
        orders.send(play(ms(10), block(1.0, 480))).unwrap();
        orders.send(say(ms(30), block(1.0, 480))).unwrap();
        let heard = pull(&mut timeline, 4800);
        assert_eq!([heard[500].to_bits(), heard[1450].to_bits()], [0.5_f32.to_bits(), 0.25_f32.to_bits()]);
    }
}
