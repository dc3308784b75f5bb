//! Decodes sound files to samples at the rate of the timeline.

use rodio::{buffer::SamplesBuffer, source::UniformSourceIterator};

use super::{
    samples::{MONO, RATE, Samples},
    sound_file::SoundFile,
};

/// Decodes a bundled file.
pub(super) fn decode(file: &[u8]) -> anyhow::Result<Samples> {
    SoundFile::read(file).map(resampled).map_err(anyhow::Error::msg).map(Samples::from)
}

/// Mono samples at the timeline's rate.
pub(super) fn resampled(sound: SoundFile) -> Vec<f32> {
    let SoundFile { channels, rate, samples, .. } = sound;
    let (Some(channels), Some(rate)) = (channels.try_into().ok(), rate.try_into().ok()) else { return Vec::new() };
    UniformSourceIterator::new(SamplesBuffer::new(channels, rate, samples), MONO, RATE).collect()
}
