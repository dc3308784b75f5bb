//! Runs every target, or those that are named, on mutants of its seeds, for so many seconds each: `mutate SECONDS
//! [TARGET...]`. Not guided by coverage, but it needs nothing else. An input that panics is left in `fuzz/artifacts`.

use std::{
    env, fs, io,
    panic::{self, AssertUnwindSafe},
    path::Path,
    process::ExitCode,
    time::{Duration, Instant},
};

use unsit_fuzz::TARGETS;

/// The largest input, in bytes.
const LARGEST: usize = 64 * 1024;
/// Pieces that change the meaning of a text or a length.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\x1b[",
    b"\x1b[200~",
    b"\x1b[201~",
    b"\n",
    b"\"",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"1e400",
    b"nan",
    b"24h",
    b"[[exercise]]\n",
    b"[[block]]\n",
    b"{",
    b"]",
    b"=",
    "\u{202e}".as_bytes(),
    "\u{301}".as_bytes(),
    "é".as_bytes(),
    b"OggS",
];

/// Numbers that look random, and are the same in every run with the same seed: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

fn mutant(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = seeds[random.below(seeds.len())].clone();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = at + random.below((bytes.len() - at).min(200) + 1);
        match random.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            4 => bytes.truncate(at),
            5 => {
                let other = &seeds[random.below(seeds.len())];
                let from = random.below(other.len());
                let piece = other[from..(from + random.below(400)).min(other.len())].to_vec();
                bytes.splice(at..end, piece);
            }
            6 => {
                let piece = bytes[at..end].repeat(1 + random.below(50));
                bytes.splice(at..end, piece);
            }
            _ => drop(bytes.splice(at..at, PIECES[random.below(PIECES.len())].iter().copied())),
        }
        bytes.truncate(LARGEST);
    }
    bytes
}

/// The seeds below the folder of the project; large ones are cut.
fn seeds(places: &[(&str, &str)]) -> io::Result<Vec<Vec<u8>>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut seeds = vec![Vec::new()];
    for (place, end) in places {
        let path = root.join(place);
        if path.is_file() {
            let text = fs::read_to_string(&path)?;
            // The examples of a page, and the page itself.
            seeds.extend(text.split("```").skip(1).step_by(2).map(|part| part.as_bytes().to_vec()));
            if place.ends_with(".json") {
                let texts = text.split('"').filter(|part| part.len() > 12).map(|part| part.replace("\\n", "\n"));
                seeds.extend(texts.map(String::into_bytes));
                continue;
            }
            seeds.push(text.into_bytes());
        } else if path.is_dir() {
            for file in fs::read_dir(path)? {
                let file = file?.path();
                if file.is_file() && file.to_string_lossy().ends_with(end) {
                    seeds.push(fs::read(file)?);
                }
            }
        }
    }
    seeds.iter_mut().for_each(|seed| seed.truncate(LARGEST));
    Ok(seeds)
}

fn main() -> io::Result<ExitCode> {
    let mut arguments = env::args().skip(1);
    let length = Duration::from_secs(arguments.next().and_then(|word| word.parse().ok()).unwrap_or(5));
    let named: Vec<String> = arguments.collect();
    let mut failed = false;
    for (name, target, places) in
        TARGETS.iter().filter(|(name, ..)| named.is_empty() || named.iter().any(|n| n == name))
    {
        let seeds = seeds(places)?;
        let begun = Instant::now();
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ u64::from(std::process::id()));
        let (mut count, mut slowest) = (0_u64, Duration::ZERO);
        while begun.elapsed() < length {
            // Some of the seeds as they are.
            let bytes = match random.below(16) {
                0 => seeds[random.below(seeds.len())].clone(),
                _ => mutant(&seeds, &mut random),
            };
            let from = Instant::now();
            if panic::catch_unwind(AssertUnwindSafe(|| target(&bytes))).is_err() {
                let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts");
                fs::create_dir_all(&folder)?;
                let path = folder.join(format!("{name}-{count}"));
                fs::write(&path, &bytes)?;
                eprintln!("{name}: panicked at {}", path.display());
                failed = true;
                break;
            }
            slowest = slowest.max(from.elapsed());
            count += 1;
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{name}: {count} inputs of {} seeds in {seconds:.0} s, the slowest {} ms",
            seeds.len(),
            slowest.as_millis()
        );
    }
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
