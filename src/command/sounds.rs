//! `unsit sounds`: plays every cue with its name, and says which output is used.

use std::{io::Write, process::ExitCode, thread, time::Duration};

use super::Own;
use crate::{
    audio::{Audio, Planned, Settings, Sound, Status},
    clock::Clock,
    cue::Cue,
    text::printable,
};

/// From the beginning of one cue to that of the next.
const APART: Duration = Duration::from_millis(1200);
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

pub(super) fn run(out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open_and_tell(messages)?;
    let clock = Clock::new();
    let audio = Audio::start(clock, Settings::of(&own.config, false))?;
    audio.open();
    while matches!(audio.status(), Status::Idle | Status::Opening) && clock.running() < OPENING {
        thread::park_timeout(LOOK);
    }
    match audio.status() {
        Status::Playing { output, latency } => {
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
    for (cue, words) in CUES {
        writeln!(out, "{:<10} {words}", cue.name())?;
        out.flush()?;
        let at = clock.running() + Duration::from_millis(250);
        audio.plan(vec![Planned { at, sound: Sound::Cue(cue) }]);
        pause(clock, at + APART);
    }
    pause(clock, clock.running() + crate::cue::LAST_CUE / 2);
    Ok(ExitCode::SUCCESS)
}

fn pause(clock: Clock, until: Duration) {
    while !clock.until(until).is_zero() {
        thread::park_timeout(clock.until(until));
    }
}
