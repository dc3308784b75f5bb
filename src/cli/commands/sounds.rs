//! `unsit sounds`: plays every cue and some words with their names, and reports the output in use, or the failed
//! attempts.

use std::{io::Write, path::Path, process::ExitCode, thread, time::Duration};

use serde_json::{Value, json};

use super::setup::Setup;
use crate::{
    audio::{Audio, Settings, Status},
    base::{
        cue::Cue,
        text::{self, printable},
    },
    cli::args::{self, Format},
    config::Config,
    session::{
        sounds::{Planned, Sound},
        speech::{Needs, Part, Voice, Words, clips},
    },
    storage,
    system::clock::Clock,
};

/// The pause between two sounds.
const APART: Duration = Duration::from_millis(700);
/// The time by which a sound is handed over early.
const AHEAD: Duration = Duration::from_millis(250);
/// The time limit for opening the output.
const OPENING: Duration = Duration::from_secs(3);
/// The numbers with which reps are counted, and the maximum length of each.
const COUNTED: u32 = 30;
const LONGEST: Duration = Duration::from_millis(750);
/// The interval between checks of the output.
const LOOK: Duration = Duration::from_millis(20);

/// The cues in the order of a session, and their meanings.
const CUES: [(Cue, &str); 11] = [
    (Cue::Countdown(3), "work begins soon"),
    (Cue::Start, "work begins"),
    (Cue::Phase, "the next phase of a rep"),
    (Cue::Rep(1), "a rep is done"),
    (Cue::Minimum, "enough reps: the set may end"),
    (Cue::Halfway, "the middle of a hold"),
    (Cue::Ending(3), "work ends soon"),
    (Cue::End, "work ends"),
    (Cue::Switch, "change sides"),
    (Cue::Rest, "rest"),
    (Cue::Finish, "the routine is done"),
];
/// Some words, and a name without a recording.
const WORDS: [&str; 8] =
    ["next", "lying on your back", "left side", "lift", "3", "halfway", "well done", "Copenhagen plank"];

/// Lists the clips in a folder, and those that are missing.
fn list(folder: &Path, format: Format, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let shown = folder.to_string_lossy();
    let read =
        storage::read_voice(folder).map_err(|why| anyhow::anyhow!("cannot read `{}`: {why}", printable(&shown)))?;
    let missing = clips::all().filter(|clip| !read.voice.clips.contains_key(clip.name)).map(|clip| clip.name);
    let missing = missing.collect::<Vec<_>>();
    let status = if read.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    let clips = read.voice.clips.iter().map(|(name, clip)| {
        let is_count = name.parse::<u32>().is_ok_and(|number| (1..=COUNTED).contains(&number));
        (name, clip.length.as_millis(), is_count && clip.length > LONGEST)
    });
    if format == Format::Json {
        let clips =
            clips.map(|(name, length, is_long)| json!({ "clip": **name, "length_ms": length, "too_long": is_long }));
        let refused = read.refused.iter().map(|(file, why)| json!({ "file": file, "why": why }));
        let object = json!({
            "clips": clips.collect::<Vec<_>>(),
            "refused": refused.collect::<Vec<_>>(),
            "missing": missing,
        });
        writeln!(out, "{}", text::json(&object))?;
        return Ok(status);
    }
    for (name, length, is_long) in clips {
        let long = if is_long { ", too long to count reps with: at most 0.75 s" } else { "" };
        writeln!(out, "{name}: {length} ms{long}")?;
    }
    for (file, why) in &read.refused {
        writeln!(out, "{}: {why}", printable(file))?;
    }
    if !missing.is_empty() {
        writeln!(out, "missing, spoken by the built-in voice: {}", missing.join(", "))?;
    }
    writeln!(out, "{} clips, {} of {} missing", read.voice.clips.len(), missing.len(), clips::all().count())?;
    Ok(status)
}

pub(super) fn run(
    args: &args::SoundsArgs,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.voice {
        return list(folder, args.format, out);
    }
    let setup = Setup::open_and_report(messages)?;
    let cues = &setup.config.cues;
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&setup.config, false))?;
    let voice = Voice::of(cues);
    audio.open();
    audio.prepare(
        Needs::texts(WORDS.into_iter().chain(["exercise"]), voice),
        storage::own_sounds(cues),
        cues.own_voice.clone(),
    );
    while matches!(audio.status(), Status::Idle | Status::Opening) && clock.running() < OPENING {
        thread::park_timeout(LOOK);
    }
    if args.format == Format::Json {
        let (object, status) = object(&setup.config, audio.status());
        writeln!(out, "{}", text::json(&object))?;
        return Ok(status);
    }
    for (cue, file, why) in storage::silent_sounds(cues) {
        writeln!(messages, "unsit: cannot play `{}` for `{cue}` ({why}); using the built-in sound", printable(file))?;
    }
    for problem in cues.own_voice.iter().flat_map(|voice| &voice.problems) {
        writeln!(messages, "unsit: {problem}")?;
    }
    match audio.status() {
        Status::Playing { output, latency, tried } => {
            for way in tried {
                writeln!(out, "tried {}", printable(&way))?;
            }
            let delay = latency.map(|latency| format!(", latency {} ms", latency.as_millis())).unwrap_or_default();
            writeln!(out, "output: {}{delay}", printable(&output))?;
        }
        Status::Silent { why, tried } => {
            for way in tried {
                writeln!(messages, "tried {}", printable(&way))?;
            }
            anyhow::bail!("no audio output: {why}");
        }
        Status::Idle | Status::Opening => anyhow::bail!("no audio output: it cannot be opened"),
    }
    let volume = (setup.config.volume, setup.config.voice_volume);
    writeln!(out, "volume: {} of 100, the voice {}", volume.0, volume.1)?;
    for (cue, words) in CUES {
        let own = cues.sounds.get(cue.name()).map(|own| format!(" ({})", printable(&own.file))).unwrap_or_default();
        writeln!(out, "{:<10} {words}{own}", cue.name())?;
        out.flush()?;
        let length = if cue == Cue::Finish { crate::base::cue::LAST_CUE } else { APART };
        hear(&audio, clock, Sound::Cue(cue), length);
    }
    for words in WORDS.into_iter().filter_map(|text| Words::saying(text, voice)) {
        let system = if words.parts.iter().any(|part| matches!(part, Part::Own { .. })) {
            ", in the system's voice, or \"exercise\" if there is none"
        } else {
            ""
        };
        writeln!(out, "{:<10} \"{}\"{system}", "voice", words.text)?;
        out.flush()?;
        let length = words.length;
        hear(&audio, clock, Sound::Words(words, None), length);
    }
    Ok(ExitCode::SUCCESS)
}

/// The object of `sounds --format json`, and the exit status: 1 where nothing can be heard.
fn object(config: &Config, status: Status) -> (Value, ExitCode) {
    let ((output, latency, tried, why), code) = match status {
        Status::Playing { output, latency, tried } => ((Some(output), latency, tried, None), ExitCode::SUCCESS),
        Status::Silent { why, tried } => ((None, None, tried, Some(why)), ExitCode::FAILURE),
        Status::Idle | Status::Opening => {
            ((None, None, Vec::new(), Some("the output does not open".to_owned())), ExitCode::FAILURE)
        }
    };
    let silent = storage::silent_sounds(&config.cues);
    let cues = CUES.map(|(cue, meaning)| {
        let own = config.cues.sounds.get(cue.name()).map(|own| &own.file);
        let why = silent.iter().find(|(name, ..)| *name == cue.name()).map(|(.., why)| why.clone());
        json!({ "cue": cue.name(), "meaning": meaning, "file": own, "mistake": why })
    });
    let object = json!({
        "output": output,
        "latency_ms": latency.map(|latency| latency.as_millis()),
        "tried": tried,
        "why_silent": why,
        "volume": config.volume,
        "voice_volume": config.voice_volume,
        "cues": cues,
    });
    (object, code)
}

/// Plays a sound and waits until it has been heard.
fn hear(audio: &Audio, clock: Clock, sound: Sound, length: Duration) {
    let at = clock.running() + AHEAD;
    audio.plan(vec![Planned { at, sound }]);
    let until = at + length + APART;
    while !clock.until(until).is_zero() {
        thread::park_timeout(clock.until(until));
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the test writes files")]
mod tests {
    use std::fs;

    use super::*;

    const BEEP: &[u8] = include_bytes!("../../../sounds/countdown.wav");
    const LONG: &[u8] = include_bytes!("../../../sounds/finish.wav");

    fn listed(folder: &Path) -> (bool, String) {
        let mut out = Vec::new();
        let status = list(folder, Format::Text, &mut out).unwrap();
        (status == ExitCode::SUCCESS, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_folder_of_recordings_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for (name, file) in [("9.wav", BEEP), ("10.wav", LONG), ("well-done.wav", LONG), ("my-own-stretch.wav", BEEP)] {
            fs::write(at(name), file).unwrap();
        }
        let (is_well, text) = listed(folder.path());
        let lines = text.lines().collect::<Vec<_>>();
        assert!(is_well, "{text}");
        assert_eq!(
            lines[..4],
            [
                "10: 1600 ms, too long to count reps with: at most 0.75 s",
                "9: 140 ms",
                "my-own-stretch: 140 ms",
                "well-done: 1600 ms"
            ]
        );
        let missing = lines[4].strip_prefix("missing, spoken by the built-in voice: ").unwrap();
        let missing = missing.split(", ").collect::<Vec<_>>();
        assert!(missing.contains(&"lift") && !missing.contains(&"9"), "{missing:?}");
        let all = clips::all().count();
        assert_eq!((missing.len(), lines[5]), (all - 3, &*format!("4 clips, {} of {all} missing", all - 3)));

        fs::write(at("lift.wav"), "text").unwrap();
        let (is_well, text) = listed(folder.path());
        assert!(!is_well && text.contains("lift.wav: not a wav, ogg, flac or mp3 file"), "{text}");
        assert!(list(&at("none"), Format::Text, &mut Vec::new()).is_err());
    }
}
