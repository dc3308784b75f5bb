//! RIFF wave files: integers of 8 to 32 bits and floats of 32 bits.

use super::pcm::{Pcm, SoundFile, damaged};

/// The sample formats, by their numbers in the format chunk.
const INTEGER: u16 = 1;
const FLOAT: u16 = 3;
/// The format follows later in the chunk.
const EXTENSIBLE: u16 = 0xFFFE;

pub(super) fn read(file: &[u8]) -> Result<SoundFile, String> {
    let mut chunks = file.get(12..).ok_or_else(damaged)?;
    let mut format: Option<&[u8]> = None;
    while let Some((name, rest)) = chunks.split_first_chunk::<4>() {
        let Some((length, rest)) = rest.split_first_chunk() else { break };
        let length = u32::from_le_bytes(*length) as usize;
        let chunk = &rest[..length.min(rest.len())];
        match (name, format) {
            (b"fmt ", _) => format = Some(chunk),
            (b"data", Some(format)) => return samples(format, chunk, chunk.len() == length),
            _ => {}
        }
        // Chunks start at even offsets.
        chunks = rest.get(length.saturating_add(length % 2)..).unwrap_or_default();
    }
    Err(damaged())
}

fn samples(format: &[u8], data: &[u8], is_whole: bool) -> Result<SoundFile, String> {
    let number = |at: usize| Some(u16::from_le_bytes([*format.get(at)?, *format.get(at + 1)?]));
    let (Some(kind), Some(channels), Some(bits)) = (number(0), number(2), number(14)) else { return Err(damaged()) };
    let kind = if kind == EXTENSIBLE { number(24).unwrap_or(kind) } else { kind };
    let rate = u32::from_le_bytes([format[4], format[5], format[6], format[7]]);
    let mut pcm = Pcm::new(channels.into(), rate)?;
    match (kind, bits) {
        (INTEGER, 8) => pcm.extend(data.iter().map(|&byte| (f32::from(byte) - 128.0) / 128.0))?,
        (INTEGER, 16) => {
            pcm.extend(data.as_chunks().0.iter().map(|&bytes| f32::from(i16::from_le_bytes(bytes)) / 32_768.0))?;
        }
        (INTEGER, 24) => pcm.extend(data.as_chunks().0.iter().map(|&[a, b, c]| fraction([0, a, b, c])))?,
        (INTEGER, 32) => pcm.extend(data.as_chunks().0.iter().map(|&bytes| fraction(bytes)))?,
        (FLOAT, 32) => pcm.extend(data.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)))?,
        _ => return Err(format!("unsupported wav encoding ({kind}, {bits} bits): save it with 16 bits")),
    }
    // An incomplete frame at the end is dropped.
    let whole = pcm.samples.len() / usize::from(channels) * usize::from(channels);
    pcm.samples.truncate(whole);
    Ok(SoundFile { is_complete: is_whole, ..pcm.finish(None) })
}

#[expect(clippy::cast_precision_loss, reason = "24 bits are as exact as a sample can be")]
fn fraction(bytes: [u8; 4]) -> f32 {
    i32::from_le_bytes(bytes) as f32 / 2_147_483_648.0
}
