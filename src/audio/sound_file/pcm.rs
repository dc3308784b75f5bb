//! Decoded samples within the limits, and the error of a file that has none.

use symphonia::core::audio::GenericAudioBufferRef;

/// The longest sound, in seconds.
const LONGEST: u32 = 10;
/// The most channels.
const CHANNELS: u16 = 2;
/// A sound may lack less than a second divided by this at its end and still count as complete.
const TOLERANCE: u32 = 50;

/// A decoded file: at most 10 s of one or two channels, each sample from -1 to 1.
#[derive(Debug)]
pub(in crate::audio) struct SoundFile {
    /// 1 or 2.
    pub(in crate::audio) channels: u16,
    /// Samples a second of each channel, 8000 to 192000.
    pub(in crate::audio) rate: u32,
    /// The channels' samples in turn.
    pub(in crate::audio) samples: Vec<f32>,
    /// Whether it is as long as the file claims.
    pub(in crate::audio) is_complete: bool,
}

pub(super) fn unsupported() -> String {
    "not a wav, ogg, flac or mp3 file".to_owned()
}

pub(super) fn damaged() -> String {
    "the file is damaged".to_owned()
}

/// Decoded samples within the limits.
pub(super) struct Pcm {
    pub(super) channels: u16,
    pub(super) rate: u32,
    pub(super) samples: Vec<f32>,
}

impl Pcm {
    pub(super) fn new(channels: usize, rate: u32) -> Result<Pcm, String> {
        let Some(channels) = u16::try_from(channels).ok().filter(|channels| (1..=CHANNELS).contains(channels)) else {
            return Err(format!("{channels} channels: 1 or 2 are supported"));
        };
        if !(8_000..=192_000).contains(&rate) {
            return Err(format!("{rate} samples a second: 8000 to 192000 are supported"));
        }
        Ok(Pcm { channels, rate, samples: Vec::new() })
    }

    pub(super) fn extend(&mut self, samples: impl Iterator<Item = f32>) -> Result<(), String> {
        let longest = usize::try_from(LONGEST * self.rate * u32::from(self.channels)).unwrap_or(usize::MAX);
        let room = longest + 1 - self.samples.len().min(longest);
        let tame = |sample: f32| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        self.samples.extend(samples.take(room).map(tame));
        if self.samples.len() > longest {
            return Err(format!("longer than {LONGEST} s"));
        }
        Ok(())
    }

    /// Adds a decoded packet, with `scratch` as a reusable buffer. Returns whether the packet has the channels and the
    /// rate of the file.
    pub(super) fn push(&mut self, packet: &GenericAudioBufferRef<'_>, scratch: &mut Vec<f32>) -> Result<bool, String> {
        let spec = packet.spec();
        if spec.channels().count() != usize::from(self.channels) || spec.rate() != self.rate {
            return Ok(false);
        }
        packet.copy_to_vec_interleaved(scratch);
        self.extend(scratch.iter().copied()).map(|()| true)
    }

    pub(super) fn frames(&self) -> u64 {
        (self.samples.len() / usize::from(self.channels)) as u64
    }

    /// Finishes a file that promises this many frames, if it promises any.
    pub(super) fn finish(self, promised: Option<u64>) -> SoundFile {
        let is_complete = promised.is_none_or(|frames| self.frames() + u64::from(self.rate / TOLERANCE) >= frames);
        let Pcm { channels, rate, samples } = self;
        SoundFile { channels, rate, samples, is_complete }
    }
}
