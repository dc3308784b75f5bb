//! Files to samples.

use std::io::Cursor;

use rodio::{Decoder, Source, source::UniformSourceIterator};

use super::{bank::Samples, timeline};

/// Decodes a file of the program's own.
pub(super) fn decode(file: &'static [u8]) -> anyhow::Result<Samples> {
    let decoder = Decoder::new(Cursor::new(file))?;
    let rate = decoder.sample_rate();
    let samples: Vec<f32> = UniformSourceIterator::new(decoder, timeline::MONO, timeline::RATE).collect();
    // The decoder gives whole blocks; how many samples of the last one count is said in the file.
    let length = last_position(file).map(|position| position * u64::from(timeline::RATE.get()) / u64::from(rate.get()));
    let length = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(usize::MAX);
    Ok(samples[..samples.len().min(length)].into())
}

/// The position at the end of an Ogg file: that of its last page.
fn last_position(file: &[u8]) -> Option<u64> {
    let page = file.windows(4).rposition(|bytes| bytes == b"OggS")?;
    Some(u64::from_le_bytes(file.get(page + 6..page + 14)?.try_into().ok()?))
}
