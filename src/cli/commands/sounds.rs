//! `unsit sounds`: plays every cue and a few words with their names, and says which output is used, or what was tried.

use std::{io::Write, process::ExitCode, thread, time::Duration};

use super::Own;
use crate::{
    audio::{Audio, Settings, Status},
    base::{cue::Cue, text::printable},
    session::{
        sounds::{Planned, Sound},
        speech::{Needs, Words},
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
/// How often to look whether it has.
const LOOK: Duration = Duration::from_millis(20);

/// The cues in the order in which a session brings them, and what each says.
const CUES: [(Cue, &str); 10] = [
    (Cue::Countdown(3), "the last seconds of a step"),
    (Cue::Start, "work begins"),
    (Cue::Phase, "the next phase of a rep"),
    (Cue::Rep(1), "a rep is done"),
    (Cue::Minimum, "enough reps: the set may end"),
    (Cue::Halfway, "the middle of a hold"),
    (Cue::End, "work ends"),
    (Cue::Switch, "change sides"),
    (Cue::Rest, "rest"),
    (Cue::Finish, "the routine is done"),
];
/// A few words, and a name that nobody has recorded.
const WORDS: [&str; 8] =
    ["next", "lying on your back", "left side", "lift", "3", "halfway", "well done", "Copenhagen plank"];

pub(super) fn run(out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open_and_tell(messages)?;
    let cues = &own.config.cues;
    for (cue, file, why) in storage::silent_sounds(cues) {
        writeln!(messages, "unsit: cannot play `{}` for `{cue}` ({why}); using the built-in sound", printable(file))?;
    }
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&own.config, false))?;
    audio.open();
    audio.prepare(Needs::texts(WORDS.into_iter().chain(["exercise"])), storage::own_sounds(cues));
    while matches!(audio.status(), Status::Idle | Status::Opening) && clock.running() < OPENING {
        thread::park_timeout(LOOK);
    }
    match audio.status() {
        Status::Playing { output, latency, tried } => {
            for way in tried {
                writeln!(out, "tried {}", printable(&way))?;
            }
            let delay = latency.map(|latency| format!(", {} ms behind", latency.as_millis())).unwrap_or_default();
            writeln!(out, "output: {}{delay}", printable(&output))?;
        }
        Status::Silent { why, tried } => {
            for way in tried {
                writeln!(messages, "tried {}", printable(&way))?;
            }
            anyhow::bail!("there is no sound: {why}");
        }
        Status::Idle | Status::Opening => anyhow::bail!("there is no sound: the output does not open"),
    }
    let volume = (own.config.volume, own.config.voice_volume);
    writeln!(out, "volume: {} of 100, the voice {}", volume.0, volume.1)?;
    for (cue, words) in CUES {
        let own = cues.sounds.get(cue.name()).map(|own| format!(" ({})", printable(&own.file))).unwrap_or_default();
        writeln!(out, "{:<10} {words}{own}", cue.name())?;
        out.flush()?;
        let length = if cue == Cue::Finish { crate::base::cue::LAST_CUE } else { APART };
        hear(&audio, clock, Sound::Cue(cue), length);
    }
    for words in WORDS.into_iter().filter_map(Words::saying) {
        let system = if crate::session::speech::clip(&crate::session::speech::slug(&words.text)).is_some() {
            ""
        } else {
            ", in the system's voice; \"exercise\" where there is none"
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
