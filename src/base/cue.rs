//! The cues, in order of importance, and the settings that choose among them.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// A cue. If several are due at one instant, only the first of them in this order is played.
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
    /// Seconds left until work begins.
    Countdown(u32),
    /// Seconds left until work ends.
    Ending(u32),
}

impl Cue {
    /// All cues: the name, as files and sounds are named, and what it means.
    pub const ALL: [(&str, &str); 11] = [
        ("finish", "The routine is done."),
        ("switch", "Change sides."),
        ("rest", "A rest begins."),
        ("start", "Work begins."),
        ("end", "Work ends."),
        ("minimum", "The lower number of a range of reps is reached."),
        ("halfway", "The middle of a hold or of timed work of 20 s or more."),
        ("rep", "A rep is done."),
        ("phase", "The next phase of a rep begins."),
        ("countdown", "One of the last seconds before work begins."),
        ("ending", "One of the last seconds before a hold or timed work ends."),
    ];
    /// The names of all cues.
    pub const NAMES: [&str; Cue::ALL.len()] = {
        let mut names = [""; Cue::ALL.len()];
        let mut at = 0;
        while at < names.len() {
            names[at] = Cue::ALL[at].0;
            at += 1;
        }
        names
    };

    /// The name of the cue in files and in JSON.
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

    /// The number of the rep done, or of the seconds left.
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

/// The time after the end of a session by which its last cue and words have been heard and the output can be closed.
pub const LAST_CUE: Duration = Duration::from_millis(2500);

/// The minimum length of timed work with a halfway cue.
pub const HALFWAY: Duration = Duration::from_secs(20);
/// The minimum length of timed work with a countdown.
pub const COUNTDOWN: Duration = Duration::from_secs(10);

/// The `[cues]` table with its defaults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cues {
    /// Beeps in the last seconds of a step, 0 to 10.
    pub countdown: u32,
    /// A chime at the middle of holds and timed work of 20 s or more.
    pub halfway: bool,
    /// Whether reps are counted aloud.
    pub count: bool,
    /// How much the voice says.
    pub voice: Talk,
    /// Custom sounds by the name of the cue.
    pub sounds: BTreeMap<&'static str, OwnSound>,
    /// A custom voice, preferred to the built-in one.
    pub own_voice: Option<Arc<OwnVoice>>,
}

/// How much the voice says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Talk {
    /// Nothing.
    Off,
    /// Numbers, sides, and what comes next.
    Brief,
    /// Everything that helps without looking: positions, movements, phases, time left.
    #[default]
    Full,
}

/// The values of [`Talk`] by their words in files.
pub const TALK: [(&str, Talk); 3] = [("full", Talk::Full), ("brief", Talk::Brief), ("off", Talk::Off)];

/// A custom voice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnVoice {
    /// Recordings by the names of the built-in clips.
    pub clips: BTreeMap<Arc<str>, OwnClip>,
    /// A model with which Piper speaks what is not recorded.
    pub piper: Option<PathBuf>,
    /// What of the settings cannot be used, each a phrase for people.
    pub problems: Vec<String>,
}

/// A custom recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClip {
    /// Its length.
    pub length: Duration,
    /// The content of the file.
    pub file: Vec<u8>,
}

/// A custom sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnSound {
    /// The path of the file, relative to the folder.
    pub file: String,
    /// The folder; `None` if the source text does not come from a file.
    pub folder: Option<PathBuf>,
    /// The position of the path in the source text.
    pub span: Range<usize>,
}

impl Cues {
    /// Sets the folder of the file from which this was read.
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
