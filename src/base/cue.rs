//! The cues: what can be heard, in order of how much each tells, and which of them a person wants.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// Something heard. Where several fall on one instant only the first of them in this order is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    /// The routine is done.
    Finish,
    /// Change sides.
    Switch,
    /// A rest begins.
    Rest,
    /// Work begins.
    Start,
    /// Work ends.
    End,
    /// The lower bound of a range is reached: the set may be ended.
    Minimum,
    /// The middle of a hold or of timed work.
    Halfway,
    /// A rep is done: its number.
    Rep(u32),
    /// The next phase of a rep begins.
    Phase,
    /// So many seconds are left until work begins.
    Countdown(u32),
    /// So many seconds are left until work ends.
    Ending(u32),
}

impl Cue {
    /// The names of all cues, as files and sounds are named.
    pub const NAMES: [&str; 11] =
        ["finish", "switch", "rest", "start", "end", "minimum", "halfway", "rep", "phase", "countdown", "ending"];

    /// The name of the cue, as in files and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Cue::Finish => "finish",
            Cue::Switch => "switch",
            Cue::Rest => "rest",
            Cue::Start => "start",
            Cue::End => "end",
            Cue::Minimum => "minimum",
            Cue::Halfway => "halfway",
            Cue::Rep(_) => "rep",
            Cue::Phase => "phase",
            Cue::Countdown(_) => "countdown",
            Cue::Ending(_) => "ending",
        }
    }

    /// The number that the cue carries: the rep done, or the seconds left.
    pub fn number(self) -> Option<u32> {
        match self {
            Cue::Rep(number) | Cue::Countdown(number) | Cue::Ending(number) => Some(number),
            _ => None,
        }
    }
}

impl fmt::Display for Cue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number() {
            Some(number) => write!(f, "{} {number}", self.name()),
            None => f.write_str(self.name()),
        }
    }
}

/// So long after a session's end its last cue and word have been heard and the output can be closed.
pub const LAST_CUE: Duration = Duration::from_millis(2500);

/// Timed work has a halfway cue from this length on.
pub const HALFWAY: Duration = Duration::from_secs(20);
/// Timed work has a countdown from this length on.
pub const COUNTDOWN: Duration = Duration::from_secs(10);

/// What is heard: the `[cues]` table with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cues {
    /// Beeps in the last seconds of a step, 0 to 10.
    pub countdown: u32,
    /// A chime at the middle of holds and timed work of 20 s or more.
    pub halfway: bool,
    /// Reps are counted aloud.
    pub count: bool,
    /// How much is said.
    pub voice: Talk,
    /// Own sounds: a cue's name and a file inside the folder of the file that names it.
    pub sounds: BTreeMap<&'static str, OwnSound>,
    /// A voice of the person's own, which speaks instead of the built-in one where it can.
    pub own_voice: Option<Arc<OwnVoice>>,
}

/// How much is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Talk {
    /// Nothing.
    Off,
    /// Numbers, sides, and what comes next.
    Brief,
    /// All that helps one who does not look: positions, movements, phases, how long is left.
    #[default]
    Full,
}

/// How much is said, by its words in files.
pub const TALK: [(&str, Talk); 3] = [("full", Talk::Full), ("brief", Talk::Brief), ("off", Talk::Off)];

/// A voice of a person's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnVoice {
    /// Recordings by their names, which are those of the built-in clips.
    pub clips: BTreeMap<Arc<str>, OwnClip>,
    /// The model with which Piper says what is not recorded.
    pub piper: Option<PathBuf>,
}

/// A recording of a person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClip {
    /// How long it speaks.
    pub length: Duration,
    /// The content of its file.
    pub file: Vec<u8>,
}

/// A sound of a person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSound {
    /// The file, as a path from the folder down.
    pub file: String,
    /// The folder; not known from the text that names the file.
    pub folder: Option<PathBuf>,
    /// Where it is named in that text.
    pub span: Range<usize>,
}

impl Cues {
    /// Says in which folder the file lies whose text this was read from.
    pub fn lie_in(&mut self, folder: &Path) {
        for sound in self.sounds.values_mut().filter(|sound| sound.folder.is_none()) {
            sound.folder = Some(folder.to_owned());
        }
    }
}

impl Default for Cues {
    fn default() -> Self {
        Cues { countdown: 3, halfway: true, count: true, voice: Talk::Full, sounds: BTreeMap::new(), own_voice: None }
    }
}
