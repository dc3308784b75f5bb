//! Sound files to samples: wav, ogg, flac and mp3.
//!
//! No length that a file claims is used to allocate. The containers are parsed here; symphonia's decoders receive only
//! the audio, without comments, pictures and seek tables, which are the easiest places for false lengths.

mod pcm;
mod ogg;
mod wav;

use std::io::Cursor;

use symphonia::{
    core::{
        codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions},
        formats::{FormatOptions, FormatReader},
        io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
    },
    default::{
        codecs::{FlacDecoder, MpaDecoder},
        formats::{FlacReader, MpaReader},
    },
};

use pcm::{Pcm, damaged, unsupported};

pub(super) use pcm::SoundFile;

impl SoundFile {
    /// Decodes a file up to the first damage. The error is a phrase that gives the reason.
    pub(super) fn read(file: &[u8]) -> Result<SoundFile, String> {
        match file {
            [b'R', b'I', b'F', b'F', ..] => wav::read(file),
            [b'O', b'g', b'g', b'S', ..] => ogg::read(file),
            [b'f', b'L', b'a', b'C', ..] => read_flac(file),
            _ => read_mp3(file),
        }
    }
}

/// The length of a flac stream info block, in bytes.
const STREAM_INFO: usize = 34;

fn read_flac(file: &[u8]) -> Result<SoundFile, String> {
    let mut blocks = &file[4..];
    let mut info: Option<&[u8]> = None;
    let frames = loop {
        let Some((&[kind, a, b, c], rest)) = blocks.split_first_chunk() else { return Err(damaged()) };
        let length = u32::from_be_bytes([0, a, b, c]) as usize;
        let Some((block, rest)) = rest.split_at_checked(length) else { return Err(damaged()) };
        if matches!(kind, 0 | 0x80) && block.len() == STREAM_INFO {
            info = Some(block);
        }
        if kind & 0x80 != 0 {
            break rest;
        }
        blocks = rest;
    };
    let info = info.ok_or_else(damaged)?;
    // Twenty bits of sample rate, then three bits of the number of channels minus one.
    let rate = u32::from_be_bytes([0, info[10], info[11], info[12]]) >> 4;
    let pcm = Pcm::new(usize::from(info[12] >> 1 & 7) + 1, rate)?;
    let alone = [b"fLaC\x80\0\0\x22", info, frames].concat();
    let reader = FlacReader::try_new(stream(alone), FormatOptions::default()).map_err(|_| damaged())?;
    let decoder = |params: &AudioCodecParameters| FlacDecoder::try_new(params, &AudioDecoderOptions::default()).ok();
    decode(pcm, reader, decoder)
}

fn read_mp3(file: &[u8]) -> Result<SoundFile, String> {
    let mut frames = file;
    while let [b'I', b'D', b'3', _, _, flags, a, b, c, d, rest @ ..] = frames {
        // Seven bits in each byte; a tag may repeat its header of ten bytes at its end.
        let length = [a, b, c, d].iter().fold(0, |length, byte| length << 7 | usize::from(**byte & 0x7F));
        frames = rest.get(length + usize::from(flags >> 4 & 1) * 10..).unwrap_or_default();
    }
    // A frame starts with eleven set bits.
    if !matches!(frames, [0xFF, 0xE0..=0xFF, ..]) {
        return Err(unsupported());
    }
    let reader = MpaReader::try_new(stream(frames.to_vec()), FormatOptions::default()).map_err(|_| unsupported())?;
    let params = reader.tracks().first().and_then(|track| track.codec_params.as_ref()?.audio());
    let channels = params.and_then(|params| Some(params.channels.as_ref()?.count()));
    let pcm = Pcm::new(channels.unwrap_or(0), params.and_then(|params| params.sample_rate).unwrap_or(0))?;
    let decoder = |params: &AudioCodecParameters| MpaDecoder::try_new(params, &AudioDecoderOptions::default()).ok();
    decode(pcm, reader, decoder)
}

/// Bytes as input for symphonia. A stream that cannot seek prevents it from guessing a length.
fn stream(bytes: Vec<u8>) -> MediaSourceStream<'static> {
    MediaSourceStream::new(Box::new(ReadOnlySource::new(Cursor::new(bytes))), MediaSourceStreamOptions::default())
}

fn decode<D: AudioDecoder>(
    mut pcm: Pcm,
    mut reader: impl FormatReader,
    decoder: impl FnOnce(&AudioCodecParameters) -> Option<D>,
) -> Result<SoundFile, String> {
    let track = reader.tracks().first().ok_or_else(damaged)?;
    let promised = track.num_frames.filter(|frames| *frames > 0);
    let mut decoder = track.codec_params.as_ref().and_then(|params| decoder(params.audio()?)).ok_or_else(damaged)?;
    let mut scratch = Vec::new();
    while let Ok(Some(packet)) = reader.next_packet() {
        let Ok(packet) = decoder.decode(&packet) else { break };
        if !pcm.push(&packet, &mut scratch)? {
            break;
        }
    }
    Ok(pcm.finish(promised))
}
