//! `unsit sounds`: plays every cue and a few words with their names, and says which output is used, or what was tried.

use std::{io::Write, path::Path, process::ExitCode, thread, time::Duration};

use super::Setup;
use crate::{
    audio::{Audio, Settings, Status},
    base::{cue::Cue, text::printable},
    cli::args,
    session::{
        sounds::{Planned, Sound},
        speech::{Needs, Part, Voice, Words, clips},
    },
    storage,
    system::clock::Clock,
};

/// From the end of one sound to the beginning of the next.
const APART: Duration = Duration::from_millis(700);
/// So long ahead a sound is handed over.
const AHEAD: Duration = Duration::from_millis(250);
/// So long the output may take to open.
const OPENING: Duration = Duration::from_secs(3);
/// The numbers that are counted in tempo, and how long each may be.
const COUNTED: u32 = 30;
const LONGEST: Duration = Duration::from_millis(750);
/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(20);

/// The cues in the order in which a session brings them, and what each says.
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
/// A few words, and a name that nobody has recorded.
const WORDS: [&str; 8] =
    ["next", "lying on your back", "left side", "lift", "3", "halfway", "well done", "Copenhagen plank"];

/// Lists what a folder has of a voice, and what it has not.
fn list(folder: &Path, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let shown = folder.to_string_lossy();
    let read =
        storage::read_voice(folder).map_err(|why| anyhow::anyhow!("cannot read `{}`: {why}", printable(&shown)))?;
    for (name, clip) in &read.voice.clips {
        let counted = name.parse::<u32>().is_ok_and(|number| (1..=COUNTED).contains(&number));
        let long =
            if counted && clip.length > LONGEST { ", too long to be counted in tempo: at most 0.75 s" } else { "" };
        writeln!(out, "{name}: {} ms{long}", clip.length.as_millis())?;
    }
    for (file, why) in &read.refused {
        writeln!(out, "{}: {why}", printable(file))?;
    }
    let missing = clips::all().filter(|clip| !read.voice.clips.contains_key(clip.name)).map(|clip| clip.name);
    let missing = missing.collect::<Vec<_>>();
    if !missing.is_empty() {
        writeln!(out, "missing, said by the built-in voice: {}", missing.join(", "))?;
    }
    writeln!(out, "{} clips, {} of {} missing", read.voice.clips.len(), missing.len(), clips::all().count())?;
    Ok(if read.refused.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn run(args: &args::Sounds, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    if let Some(folder) = &args.voice {
        return list(folder, out);
    }
    let setup = Setup::open_and_report(messages)?;
    let cues = &setup.config.cues;
    for (cue, file, why) in storage::silent_sounds(cues) {
        writeln!(messages, "unsit: cannot play `{}` for `{cue}` ({why}); using the built-in sound", printable(file))?;
    }
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
        Status::Idle | Status::Opening => anyhow::bail!("no audio output: the output does not open"),
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
            ", in the system's voice; \"exercise\" where there is none"
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

/// Plays a sound and waits until it has been heard.
fn hear(audio: &Audio, clock: Clock, sound: Sound, length: Duration) {
    let at = clock.running() + AHEAD;
    audio.plan(vec![Planned { at, sound }]);
    let until = at + length + APART;
    while !clock.until(until).is_zero() {
        thread::park_timeout(clock.until(until));
    }
}
