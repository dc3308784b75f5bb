//! Sound files to samples: wav, ogg, flac and mp3.
//!
//! No length that a file claims is used to allocate. Each container is walked here; the decoders, which are
//! symphonia's, get the audio alone, with the comments, pictures and tables cut out in which files lie most easily.

mod ogg;
mod wav;

use std::io::Cursor;

use symphonia::{
    core::{
        audio::GenericAudioBufferRef,
        codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions},
        formats::{FormatOptions, FormatReader},
        io::{MediaSourceStream, MediaSourceStreamOptions, ReadOnlySource},
    },
    default::{
        codecs::{FlacDecoder, MpaDecoder},
        formats::{FlacReader, MpaReader},
    },
};

/// The longest sound, in seconds.
const LONGEST: u32 = 10;
/// The most channels.
const CHANNELS: u16 = 2;
/// What is missing at the end of a sound and still not noticed is less than a second divided by this.
const TOLERANCE: u32 = 50;

/// What a file holds: at most 10 s of one or two channels, each sample from -1 to 1.
#[derive(Debug)]
pub(super) struct SoundFile {
    /// 1 or 2.
    pub(super) channels: u16,
    /// Samples a second of each channel, 8000 to 192000.
    pub(super) rate: u32,
    /// The channels' samples in turn.
    pub(super) samples: Vec<f32>,
    /// Whether it is as long as the file says.
    pub(super) is_complete: bool,
}

impl SoundFile {
    /// Decodes a file up to its first damage. The error is a phrase that says what is wrong with it.
    pub(super) fn read(file: &[u8]) -> Result<SoundFile, String> {
        match file {
            [b'R', b'I', b'F', b'F', ..] => wav::read(file),
            [b'O', b'g', b'g', b'S', ..] => ogg::read(file),
            [b'f', b'L', b'a', b'C', ..] => read_flac(file),
            _ => read_mp3(file),
        }
    }
}

fn unsupported() -> String {
    "not a wav, ogg, flac or mp3 file".to_owned()
}

fn damaged() -> String {
    "the file is damaged".to_owned()
}

/// Samples as they are decoded, within the limits.
struct Pcm {
    channels: u16,
    rate: u32,
    samples: Vec<f32>,
}

impl Pcm {
    fn new(channels: usize, rate: u32) -> Result<Pcm, String> {
        let Some(channels) = u16::try_from(channels).ok().filter(|channels| (1..=CHANNELS).contains(channels)) else {
            return Err(format!("{channels} channels: 1 or 2 are supported"));
        };
        if !(8_000..=192_000).contains(&rate) {
            return Err(format!("{rate} samples a second: 8000 to 192000 are supported"));
        }
        Ok(Pcm { channels, rate, samples: Vec::new() })
    }

    fn extend(&mut self, samples: impl Iterator<Item = f32>) -> Result<(), String> {
        let longest = usize::try_from(LONGEST * self.rate * u32::from(self.channels)).unwrap_or(usize::MAX);
        let room = longest + 1 - self.samples.len().min(longest);
        let tame = |sample: f32| if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        self.samples.extend(samples.take(room).map(tame));
        if self.samples.len() > longest {
            return Err(format!("longer than {LONGEST} s"));
        }
        Ok(())
    }

    /// Adds a decoded packet. `scratch` is lent, so that one allocation serves all packets. Whether the packet has the
    /// channels and the rate of the file.
    fn push(&mut self, packet: &GenericAudioBufferRef<'_>, scratch: &mut Vec<f32>) -> Result<bool, String> {
        let spec = packet.spec();
        if spec.channels().count() != usize::from(self.channels) || spec.rate() != self.rate {
            return Ok(false);
        }
        packet.copy_to_vec_interleaved(scratch);
        self.extend(scratch.iter().copied()).map(|()| true)
    }

    fn frames(&self) -> u64 {
        (self.samples.len() / usize::from(self.channels)) as u64
    }

    /// The sound of a file that promises this many frames, if it promises any.
    fn finish(self, promised: Option<u64>) -> SoundFile {
        let is_complete = promised.is_none_or(|frames| self.frames() + u64::from(self.rate / TOLERANCE) >= frames);
        let Pcm { channels, rate, samples } = self;
        SoundFile { channels, rate, samples, is_complete }
    }
}

/// The length of a flac stream's description.
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
    // Twenty bits of the rate, then three of the channels less one.
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
        // Seven bits a byte; a tag may repeat its header of ten bytes at its end.
        let length = [a, b, c, d].iter().fold(0, |length, byte| length << 7 | usize::from(**byte & 0x7F));
        frames = rest.get(length + usize::from(flags >> 4 & 1) * 10..).unwrap_or_default();
    }
    // Eleven bits that are set begin a frame.
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

/// Bytes as symphonia reads them. That it cannot seek keeps it from guessing a length.
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
