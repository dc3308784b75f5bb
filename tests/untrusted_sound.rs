//! An untrusted sound file neither ends the program nor uses much memory, whatever it claims.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use peak_alloc::PeakAlloc;
use unsit::audio;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The maximum memory for reading one file, in bytes.
const MOST: usize = 64 << 20;

const SEEDS: [(&str, &[u8]); 4] = [
    ("wav", include_bytes!("../sounds/rep.wav")),
    ("ogg", include_bytes!("files/sounds/words.ogg")),
    ("flac", include_bytes!("files/sounds/beep.flac")),
    ("mp3", include_bytes!("files/sounds/beep.mp3")),
];

/// Reads a file and checks its memory use. Returns whether it can be played.
fn read(name: &str, file: Vec<u8>) -> bool {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let played = audio::check(file).is_ok();
    let taken = MEMORY.peak_usage().saturating_sub(before);
    assert!(taken <= MOST, "{name}: {} MiB", taken >> 20);
    played
}

/// Corrects the checksums of Ogg pages, so that no reader rejects a page because of them.
fn with_checksums(mut file: Vec<u8>) -> Vec<u8> {
    let mut at = 0;
    while let Some(head) = file.get(at..at + 27).filter(|head| head.starts_with(b"OggS")) {
        let count = usize::from(head[26]);
        let Some(lengths) = file.get(at + 27..at + 27 + count) else { break };
        let end = at + 27 + count + lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
        let Some(page) = file.get_mut(at..end) else { break };
        page[22..26].fill(0);
        let sum = page.iter().fold(0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| sum << 1 ^ if sum >> 31 == 1 { 0x04C1_1DB7 } else { 0 })
        });
        page[22..26].copy_from_slice(&sum.to_le_bytes());
        at = end;
    }
    file
}

#[test]
fn a_wrong_comment_count_is_ignored() {
    let rest = SEEDS[1].1;
    let comments = rest.windows(7).position(|bytes| bytes == b"\x03vorbis").unwrap() + 7;
    let vendor = u32::from_le_bytes(rest[comments..comments + 4].try_into().unwrap()) as usize;
    for (place, lies) in [(comments, "vendor"), (comments + 4 + vendor, "count")] {
        for lie in [u32::MAX, 1 << 30, 1 << 24] {
            let mut file = rest.to_vec();
            file[place..place + 4].copy_from_slice(&lie.to_le_bytes());
            assert!(read(lies, with_checksums(file)), "{lies} {lie}: the sound itself is whole");
        }
    }
}

/// Packs bits into bytes, the lowest first.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn put(&mut self, value: u64, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |=
                u8::from(value.checked_shr(bit).unwrap_or(0) & 1 == 1) << (self.used % 8);
            self.used += 1;
        }
    }
}

/// A stream whose setup requests many large tables in few bytes.
#[test]
fn tables_that_a_stream_asks_for_are_counted_first() {
    let rest = SEEDS[1].1;
    for (entries_bits, dimensions) in [(17_u32, 32_u64), (17, 1), (10, 32)] {
        let mut setup = Bits::default();
        b"\x05vorbis\xff".iter().for_each(|byte| setup.put(u64::from(*byte), 8));
        for _ in 0..256 {
            setup.put(0x56_4342, 24);
            setup.put(dimensions, 16);
            setup.put(1 << entries_bits, 24);
            // Ordered by length: all of them have this one.
            setup.put(1, 1);
            setup.put(u64::from(entries_bits) - 1, 5);
            setup.put(1 << entries_bits, entries_bits + 1);
            // A table of values, each of one bit.
            setup.put(1, 4);
            setup.put(0, 64 + 4 + 1);
            setup.put(0, if dimensions == 1 { 1 << entries_bits } else { 1 });
        }
        let page = |flags: u8, number: u8, packet: &[u8]| {
            let mut lengths = vec![255; packet.len() / 255];
            lengths.push(u8::try_from(packet.len() % 255).unwrap());
            let head = [b"OggS\0".as_slice(), &[flags], &[0; 8], &[1, 0, 0, 0, number, 0, 0, 0], &[0; 4]].concat();
            [head.as_slice(), &[u8::try_from(lengths.len()).unwrap()], &lengths, packet].concat()
        };
        // More than a page holds continues on the next: here the cut is at the end of a table.
        let setup = &setup.bytes[..setup.bytes.len().min(60_000)];
        let identification = &rest[28..58];
        let file = [page(2, 0, identification), page(0, 1, b"\x03vorbis"), page(4, 2, setup)].concat();
        assert!(!read("tables", with_checksums(file)));
    }
}

/// A pseudo-random generator with a fixed seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A file with some bytes, bits and lengths changed, or a piece removed or doubled. Half of the changes are in the
/// headers.
fn mutant(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    const LIES: [u32; 8] = [0, 1, 0x7F, 0xFFFF, 1 << 24, 1 << 30, i32::MAX as u32, u32::MAX];
    let mut file = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let reach = if dice.below(2) == 0 { file.len().min(4000) } else { file.len() };
        let at = dice.below(reach.max(1)).min(file.len().saturating_sub(4));
        let lie = LIES[dice.below(LIES.len())];
        match dice.below(7) {
            _ if file.len() < 8 => {}
            0 => file[at] = u8::try_from(dice.below(256)).unwrap(),
            1 | 2 => file[at] ^= 1 << dice.below(8),
            3 => file[at..at + 4].copy_from_slice(&lie.to_le_bytes()),
            4 => file[at..at + 4].copy_from_slice(&lie.to_be_bytes()),
            5 => drop(file.drain(at..(at + dice.below(200)).min(file.len()))),
            _ => {
                let piece = file[at..(at + dice.below(2000)).min(file.len())].to_vec();
                file.splice(at..at, piece);
            }
        }
    }
    file
}

/// `UNSIT_MUTANTS` sets the number of mutants of each kind.
#[test]
#[expect(clippy::print_stderr, reason = "the test says what it counted")]
fn no_mutant_of_a_sound_ends_the_program_or_takes_much_memory() {
    let count = std::env::var("UNSIT_MUTANTS").ok().and_then(|count| count.parse().ok()).unwrap_or(500);
    let mut dice = Dice(2026);
    for (name, seed) in SEEDS {
        assert!(read(name, seed.to_vec()));
        let played = (0..count).filter(|_| read(name, with_checksums(mutant(seed, &mut dice)))).count();
        eprintln!("{name}: {count} mutants, {played} of them played");
        assert!(played > 0 && played < count, "{name}: {played} of {count}");
    }
}
