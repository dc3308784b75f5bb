//! Decodes untrusted sounds. A decoder may panic or never end, so it runs on a thread of its own with a limit of 5 s.

use std::{panic, sync::Once, sync::mpsc, thread, time::Duration};

use super::{decode::resampled, sound_file::SoundFile};

/// The time limit for decoding.
const LIMIT: Duration = Duration::from_secs(5);
/// The name of the decoding threads. Their panics are not shown.
pub(crate) const THREAD: &str = "untrusted sound";

/// Whether a sound must be as long as it claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// For files.
    Exact,
    /// For the output of programs: a program that writes to a pipe does not know the length in advance.
    Unknown,
}

/// Decodes a sound of at most 10 s: wav, ogg, flac or mp3. The samples are mono, at the rate of the timeline. The error
/// is a phrase that gives the reason.
pub(super) fn decode(bytes: Vec<u8>, length: Length) -> Result<Vec<f32>, String> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(THREAD) {
                before(info);
            }
        }));
    });
    let (sender, decoded) = mpsc::channel();
    let worker = thread::Builder::new().name(THREAD.into()).spawn(move || sender.send(read(&bytes, length)));
    worker.map_err(|error| format!("cannot start a thread: {error}"))?;
    match decoded.recv_timeout(LIMIT) {
        Ok(decoded) => decoded,
        Err(mpsc::RecvTimeoutError::Timeout) => Err("decoding timed out".to_owned()),
        Err(mpsc::RecvTimeoutError::Disconnected) => Err("the file is damaged".to_owned()),
    }
}

fn read(bytes: &[u8], length: Length) -> Result<Vec<f32>, String> {
    let sound = SoundFile::read(bytes)?;
    if length == Length::Exact && !sound.is_complete {
        return Err("the file is cut off".to_owned());
    }
    if sound.samples.iter().all(|sample| *sample == 0.0) {
        return Err("the file contains no sound".to_owned());
    }
    Ok(resampled(sound))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const OGG: &[u8] = include_bytes!("../../tests/files/sounds/words.ogg");

    fn decoded(bytes: &[u8]) -> Result<usize, String> {
        decode(bytes.to_vec(), Length::Exact).map(|samples| samples.len())
    }

    /// A wav of these samples, with correct sizes.
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
    fn sounds_beyond_the_limits_are_refused() {
        let refused = |bytes: &[u8]| decoded(bytes).unwrap_err();
        assert_eq!(refused(&wav(1, 8000, 3, &tone(80_001))), "longer than 10 s");
        assert_eq!(decoded(&wav(1, 8000, 3, &tone(80_000))), Ok(479_985));
        assert_eq!(refused(&wav(3, 48_000, 3, &tone(300))), "3 channels: 1 or 2 are supported");
        assert_eq!(refused(&wav(1, 4000, 3, &tone(300))), "4000 samples a second: 8000 to 192000 are supported");
        assert_eq!(refused(&wav(1, 48_000, 3, &[[0; 4]; 300])), "the file contains no sound");
        assert_eq!(refused(b"this is a text, and no sound at all"), "not a wav, ogg, flac or mp3 file");
        assert_eq!(refused(b""), "not a wav, ogg, flac or mp3 file");
    }

    #[test]
    fn a_wrong_length_is_ignored() {
        let whole = wav(1, 48_000, 3, &tone(4800));
        let refused = |bytes: &[u8]| decoded(bytes).unwrap_err();
        assert_eq!(refused(&whole[..whole.len() / 2]), "the file is cut off");
        let mut huge = whole.clone();
        huge[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        huge[40..44].copy_from_slice(&(u32::MAX - 3).to_le_bytes());
        assert_eq!(refused(&huge), "the file is cut off", "it claims 4 GB");
        assert_eq!(decode(huge, Length::Unknown).map(|samples| samples.len()), Ok(4800));
        assert_eq!(refused(&OGG[..OGG.len() * 2 / 3]), "the file is cut off");
        assert_eq!(refused(&wav(1, 48_000, 3, &vec![f32::NAN.to_le_bytes(); 4800])), "the file contains no sound");
        assert!(decoded(&wav(1, 48_000, 1, &vec![f32::NAN.to_le_bytes(); 4800])).is_ok());
        let mut wild = tone(4800);
        wild[7] = f32::INFINITY.to_le_bytes();
        wild[8] = 7.0_f32.to_le_bytes();
        let samples = decode(wav(1, 48_000, 3, &wild), Length::Exact).unwrap();
        assert_eq!([samples[7].to_bits(), samples[8].to_bits()], [0.0_f32.to_bits(), 1.0_f32.to_bits()]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// Any mutated sound is read or refused.
        #[test]
        fn any_bytes_are_read(kind in 0usize..4, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20), cut in any::<prop::sample::Index>()) {
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
            if let Ok(samples) = decode(bytes, Length::Exact) {
                prop_assert!(samples.len() <= 481_000 && samples.iter().all(|sample| sample.abs() <= 1.0));
            }
        }
    }
}
