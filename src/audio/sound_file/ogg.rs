//! Vorbis in Ogg. The pages are parsed here and comments are dropped: only audio packets reach the decoder.

use symphonia::{
    core::{
        codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions, well_known::CODEC_ID_VORBIS},
        packet::PacketRef,
        units::{Duration, Timestamp},
    },
    default::codecs::VorbisDecoder,
};

use super::pcm::{Pcm, SoundFile, damaged, unsupported};

/// The length of the packet with the number of channels and the rate, in bytes.
const IDENTIFICATION: usize = 30;
/// The maximum number of entries in all tables of a stream: a hundred times as many as encoders write, and 4 MiB.
const TABLES: u64 = 1 << 20;

pub(super) fn read(file: &[u8]) -> Result<SoundFile, String> {
    let mut packets = Packets::new(file);
    let identification = packets.next().ok_or_else(damaged)?;
    if identification.len() < IDENTIFICATION || !identification.starts_with(b"\x01vorbis") {
        return Err(unsupported());
    }
    let [channels, a, b, c, d] = identification[11..16] else { return Err(damaged()) };
    let mut pcm = Pcm::new(channels.into(), u32::from_le_bytes([a, b, c, d]))?;
    let _comments = packets.next();
    let setup = packets.next().ok_or_else(damaged)?;
    if tables(&setup) > TABLES {
        return Err(damaged());
    }
    let mut params = AudioCodecParameters::new();
    let headers = [&identification[..IDENTIFICATION], &setup].concat();
    params.for_codec(CODEC_ID_VORBIS).with_extra_data(headers.into());
    let mut decoder = VorbisDecoder::try_new(&params, &AudioDecoderOptions::default()).map_err(|_| damaged())?;
    let mut scratch = Vec::new();
    for packet in packets.by_ref() {
        let packet = PacketRef::new(0, Timestamp::ZERO, Duration::ZERO, &packet);
        let Ok(packet) = decoder.decode_ref(&packet) else { break };
        if !pcm.push(&packet, &mut scratch)? {
            break;
        }
    }
    // The stream's end cuts the last block short.
    let frames = packets.position.min(pcm.frames());
    let length = usize::try_from(frames * u64::from(pcm.channels)).unwrap_or(usize::MAX);
    pcm.samples.truncate(length);
    let sound = pcm.finish(Some(packets.position));
    Ok(SoundFile { is_complete: sound.is_complete && packets.has_ended, ..sound })
}

/// An upper bound for the table entries that a decoder would allocate for a setup packet.
///
/// A few bytes can request tables of 16 MiB, 256 times. Each table begins with a mark of 24 bits, at any bit after the
/// end of the previous one: every bit pattern that looks like a mark is counted if the decoder would accept what
/// follows.
fn tables(setup: &[u8]) -> u64 {
    const MARK: u64 = 0x56_4342;
    let windows = setup.windows(9).flat_map(|bytes| {
        let (low, high) = (bytes[..8].iter().rev(), u64::from(bytes[8]));
        let low = low.fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        (0..8).map(move |bit| if bit == 0 { low } else { low >> bit | high << (64 - bit) })
    });
    let tables = windows.filter(|window| window & 0xFF_FFFF == MARK).map(|window| {
        let (dimensions, entries) = (window >> 24 & 0xFFFF, window >> 40 & 0xFF_FFFF);
        // The decoder refuses anything larger.
        if dimensions > 32 || entries > 128 * 1024 { 0 } else { entries * dimensions.max(8) }
    });
    tables.sum()
}

/// The packets of the first stream in a file, up to the first damaged page.
struct Packets<'f> {
    rest: &'f [u8],
    /// The stream's number.
    serial: [u8; 4],
    /// The lengths of the page's segments that are not read yet, and the segments.
    lengths: &'f [u8],
    pieces: &'f [u8],
    /// The number of frames up to the end of the last page.
    position: u64,
    /// Whether the last page of the stream is present and intact.
    has_ended: bool,
}

impl Packets<'_> {
    fn new(file: &[u8]) -> Packets<'_> {
        let serial = file.get(14..18).and_then(|serial| serial.try_into().ok()).unwrap_or_default();
        Packets { rest: file, serial, lengths: &[], pieces: &[], position: 0, has_ended: false }
    }

    /// Reads the next page of the stream; `None` if there is none.
    fn turn(&mut self) -> Option<()> {
        while !self.has_ended {
            let (head, rest) = self.rest.split_first_chunk::<27>()?;
            let [b'O', b'g', b'g', b'S', 0, flags, ..] = *head else { return None };
            let (lengths, rest) = rest.split_at_checked(head[26].into())?;
            let (pieces, rest) = rest.split_at_checked(lengths.iter().map(|length| usize::from(*length)).sum())?;
            self.rest = rest;
            if head[14..18] != self.serial {
                continue;
            }
            // A page on which no packet ends has -1.
            let position = i64::from_le_bytes(head[6..14].try_into().ok()?);
            self.position = u64::try_from(position).unwrap_or(self.position);
            self.has_ended = flags & 4 != 0;
            (self.lengths, self.pieces) = (lengths, pieces);
            return Some(());
        }
        None
    }
}

impl Iterator for Packets<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut packet = Vec::new();
        loop {
            let Some((&length, lengths)) = self.lengths.split_first() else {
                self.turn()?;
                continue;
            };
            let (piece, pieces) = self.pieces.split_at_checked(length.into())?;
            (self.lengths, self.pieces) = (lengths, pieces);
            packet.extend_from_slice(piece);
            // A segment of full length continues in the next one.
            if length < 255 {
                return Some(packet);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A setup packet that claims tables, from bit `shift` on.
    fn claims(shift: u32, count: usize, dimensions: u64, entries: u64) -> Vec<u8> {
        let table = 0x56_4342 | dimensions << 24 | entries << 40;
        let bytes = (u128::from(table) << shift).to_le_bytes();
        [b"\x05vorbis\x07", bytes.repeat(count).as_slice()].concat()
    }

    #[test]
    fn tables_are_counted_at_any_bit() {
        for shift in 0..8 {
            assert_eq!(tables(&claims(shift, 3, 10, 1000)), 30_000);
        }
        assert_eq!(tables(&claims(3, 1, 33, 1000)), 0, "the decoder refuses it");
        assert!(tables(&claims(5, 200, 32, 128 * 1024)) > TABLES);
    }

    #[test]
    fn the_voice_needs_few_tables() {
        let file = include_bytes!("../../../tests/files/sounds/words.ogg");
        let setup = Packets::new(file).nth(2).unwrap();
        let tables = tables(&setup);
        assert!(tables > 0 && tables < TABLES / 20, "{tables}");
    }
}
