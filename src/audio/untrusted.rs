//! Sounds that anybody may have made, to samples. Nothing in them is believed: they are short, are decoded on a thread of
//! their own whose panic and whose delay harm nobody, and only up to the first error.

use std::{io::Cursor, panic, sync::Once, thread, time::Duration};

use rodio::{Decoder, Source, source::UniformSourceIterator};

use super::timeline;

/// The longest sound.
const LONGEST: u32 = 10;
/// So long one may take to be decoded.
const LIMIT: Duration = Duration::from_secs(5);
/// The thread on which it is decoded.
pub(crate) const THREAD: &str = "foreign sound";

/// Whether a sound has to be all there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// As a file.
    Surely,
    /// A program that writes to a pipe cannot say beforehand how long it will be.
    Perhaps,
}

/// Decodes a sound: wav, ogg, flac or mp3. The error is a lower-case piece of a sentence.
pub(super) fn decode(bytes: Vec<u8>, whole: Whole) -> Result<Vec<f32>, String> {
    static QUIET: Once = Once::new();
    // A panic of a decoder is no news for the person.
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                before(info);
            }
        }));
    });
    let (tell, told) = std::sync::mpsc::channel();
    let worker = thread::Builder::new().name(THREAD.into()).spawn(move || tell.send(read(bytes, whole)));
    worker.map_err(|error| format!("no thread can be started: {error}"))?;
    match told.recv_timeout(LIMIT) {
        Ok(decoded) => decoded,
        Err(std::sync::mpsc::RecvTimeoutError::Timeout) => Err("it takes too long to read".to_owned()),
        Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => Err("it is damaged".to_owned()),
    }
}

fn read(bytes: Vec<u8>, whole: Whole) -> Result<Vec<f32>, String> {
    if bytes.starts_with(b"RIFF") {
        plain(&bytes)?;
    }
    let ends = !bytes.starts_with(b"OggS") || has_last_page(&bytes);
    let decoder = Decoder::new(Cursor::new(bytes)).map_err(|_| "it is no wav, ogg, flac or mp3".to_owned())?;
    let (channels, rate) = (decoder.channels().get(), decoder.sample_rate().get());
    if channels > 2 {
        return Err(format!("it has {channels} channels, and may have 1 or 2"));
    }
    if !(8_000..=192_000).contains(&rate) {
        return Err(format!("it has {rate} samples a second, and may have 8000 to 192000"));
    }
    let promise = decoder.total_duration();
    let longest = usize::try_from(LONGEST * rate * u32::from(channels)).unwrap_or(usize::MAX);
    let tame = |sample: f32| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
    // One more tells that it is too long.
    let samples: Vec<f32> = decoder.take(longest + 1).map(tame).collect();
    if samples.len() > longest {
        return Err(format!("it is longer than {LONGEST} s"));
    }
    // Where it says how long it is, it has to be.
    let promised = promise.map_or(0, |length| count(length, rate * u32::from(channels)));
    if whole == Whole::Surely && (!ends || samples.len() + usize::try_from(rate / 50).unwrap_or(0) < promised) {
        return Err("it is cut off".to_owned());
    }
    if samples.iter().all(|sample| *sample == 0.0) {
        return Err("there is nothing in it to be heard".to_owned());
    }
    let (Some(channels), Some(rate)) = (channels.try_into().ok(), rate.try_into().ok()) else {
        return Err("it is damaged".to_owned());
    };
    let buffer = rodio::buffer::SamplesBuffer::new(channels, rate, samples);
    Ok(UniformSourceIterator::new(buffer, timeline::MONO, timeline::RATE).collect())
}

fn count(length: Duration, rate: u32) -> usize {
    usize::try_from(length.as_millis() * u128::from(rate) / 1000).unwrap_or(usize::MAX)
}

/// Whether the last page of an Ogg file is the end of it, and all there.
fn has_last_page(bytes: &[u8]) -> bool {
    let page = bytes.windows(4).rposition(|name| name == b"OggS").and_then(|page| bytes.get(page..));
    let Some([_, _, _, _, _, flags, rest @ ..]) = page else { return false };
    // Behind the header stand how many pieces the page has, and their lengths.
    let Some((&count, rest)) = rest.get(20..).and_then(<[u8]>::split_first) else { return false };
    let Some((lengths, pieces)) = rest.split_at_checked(count.into()) else { return false };
    flags & 4 != 0 && pieces.len() >= lengths.iter().map(|length| usize::from(*length)).sum()
}

/// Refuses the kinds of wav of which the decoder would print something.
fn plain(bytes: &[u8]) -> Result<(), String> {
    let format = bytes.windows(4).position(|name| name == b"fmt ").and_then(|at| bytes.get(at + 8..at + 24));
    let Some(format) = format else { return Err("it is damaged".to_owned()) };
    let number = |at: usize| u16::from_le_bytes([format[at], format[at + 1]]);
    match (number(0), number(14)) {
        (1 | 0xFFFE, 8 | 16 | 24 | 32) | (3, 32) => Ok(()),
        (kind, bits) => Err(format!("it is a wav of an unusual kind ({kind}, {bits} bits): save it with 16 bits")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OGG: &[u8] = include_bytes!("../../sounds/voice/rest.ogg");

    fn decoded(bytes: &[u8]) -> Result<usize, String> {
        decode(bytes.to_vec(), Whole::Surely).map(|samples| samples.len())
    }

    /// A wav of these samples, with its two sizes as they should be.
    fn wav(channels: u16, rate: u32, kind: u16, samples: &[[u8; 4]]) -> Vec<u8> {
        let data: Vec<u8> = samples.concat();
        let size = u32::try_from(data.len()).unwrap();
        let mut bytes = b"RIFF".to_vec();
        bytes.extend((36 + size).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0");
        bytes.extend(kind.to_le_bytes());
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 4 * u32::from(channels)).to_le_bytes());
        bytes.extend((4 * channels).to_le_bytes());
        bytes.extend(32_u16.to_le_bytes());
        bytes.extend(b"data");
        bytes.extend(size.to_le_bytes());
        bytes.extend(data);
        bytes
    }

    fn tone(count: usize) -> Vec<[u8; 4]> {
        (0..count).map(|n| if n % 20 < 10 { 0.5_f32.to_le_bytes() } else { (-0.5_f32).to_le_bytes() }).collect()
    }

    #[test]
    fn each_kind_is_read() {
        assert_eq!(decoded(&wav(1, 48_000, 3, &tone(4800))), Ok(4800));
        assert_eq!(decoded(&wav(2, 24_000, 3, &tone(4800))), Ok(4799), "two channels at half the rate");
        assert!(decoded(OGG).is_ok_and(|length| length > 15_000));
        assert!(decoded(include_bytes!("../../tests/files/sounds/beep.flac")).is_ok_and(|length| length > 4000));
        assert!(decoded(include_bytes!("../../tests/files/sounds/beep.mp3")).is_ok_and(|length| length > 4000));
    }

    #[test]
    fn what_is_too_much_or_too_little_is_told() {
        let told = |bytes: &[u8]| decoded(bytes).unwrap_err();
        assert_eq!(told(&wav(1, 8000, 3, &tone(80_001))), "it is longer than 10 s");
        assert_eq!(decoded(&wav(1, 8000, 3, &tone(80_000))), Ok(479_985));
        assert_eq!(told(&wav(3, 48_000, 3, &tone(300))), "it has 3 channels, and may have 1 or 2");
        assert_eq!(told(&wav(1, 4000, 3, &tone(300))), "it has 4000 samples a second, and may have 8000 to 192000");
        assert_eq!(told(&wav(1, 48_000, 3, &[[0; 4]; 300])), "there is nothing in it to be heard");
        assert_eq!(told(b"this is a text, and no sound at all"), "it is no wav, ogg, flac or mp3");
        assert_eq!(told(b""), "it is no wav, ogg, flac or mp3");
    }

    #[test]
    fn what_lies_is_not_believed() {
        let whole = wav(1, 48_000, 3, &tone(4800));
        let told = |bytes: &[u8]| decoded(bytes).unwrap_err();
        assert_eq!(told(&whole[..whole.len() / 2]), "it is cut off");
        let mut huge = whole.clone();
        huge[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        huge[40..44].copy_from_slice(&(u32::MAX - 3).to_le_bytes());
        assert_eq!(told(&huge), "it is cut off", "it claims 4 GB");
        assert_eq!(decode(huge, Whole::Perhaps).map(|samples| samples.len()), Ok(4800));
        assert_eq!(told(&OGG[..OGG.len() * 2 / 3]), "it is cut off");
        assert_eq!(told(&wav(1, 48_000, 3, &vec![f32::NAN.to_le_bytes(); 4800])), "there is nothing in it to be heard");
        assert!(decoded(&wav(1, 48_000, 1, &vec![f32::NAN.to_le_bytes(); 4800])).is_ok());
        let mut wild = tone(4800);
        wild[7] = f32::INFINITY.to_le_bytes();
        wild[8] = 7.0_f32.to_le_bytes();
        let samples = decode(wav(1, 48_000, 3, &wild), Whole::Surely).unwrap();
        assert_eq!([samples[7].to_bits(), samples[8].to_bits()], [0.0_f32.to_bits(), 1.0_f32.to_bits()]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Whatever is changed in a sound, it is read or refused.
        #[test]
        fn no_bytes_harm(kind in 0usize..4, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20), cut in any::<prop::sample::Index>()) {
            let sounds: [&[u8]; 4] = [
                include_bytes!("../../sounds/rep.wav"), OGG,
                include_bytes!("../../tests/files/sounds/beep.flac"), include_bytes!("../../tests/files/sounds/beep.mp3"),
            ];
            let mut bytes = sounds[kind].to_vec();
            for (place, byte) in places {
                let length = bytes.len();
                bytes[place.index(length)] = byte;
            }
            bytes.truncate(bytes.len() - cut.index(bytes.len()) / 3);
            if let Ok(samples) = decode(bytes, Whole::Surely) {
                prop_assert!(samples.len() <= 481_000 && samples.iter().all(|sample| sample.abs() <= 1.0));
            }
        }
    }
}
