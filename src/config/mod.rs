//! The settings: `config.toml`, in which every key has a default.

pub mod hook;

use std::{path::Path, time::Duration};

use crate::{
    base::{
        cue::{Cue, Cues, OwnSound, TALK, Talk},
        diagnostic::{Code, Diagnostic, Source},
        quantity::{parse_duration, units},
        toml_reader::{self, At, Diagnostics, Fields, Least},
    },
    desk::{hours::Hours, sit_timer::DeskSettings},
};

use toml::de::DeValue;

use hook::Hooks;

/// The maximum number of beeps of a countdown.
pub(crate) const COUNTDOWN: u32 = 10;
/// The minutes of a week.
const WEEK: u32 = 7 * 24 * 60;
/// A program that plays raw samples from its standard input, as an example.
const PLAYER: &str = "[\"pw-cat\", \"-p\", \"--raw\", \"--format=s16\", \"--rate=48000\", \"--channels=1\", \"-\"]";
/// The keys of `[cues]`.
pub const CUE_KEYS: [&str; 5] = ["count", "countdown", "halfway", "sounds", "voice"];

/// The terminal's background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Detected from `COLORFGBG` if it is set, otherwise dark.
    #[default]
    Auto,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// The characters that figures are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// The best that the terminal is known to draw.
    #[default]
    Auto,
    /// Eight filled dots in a cell.
    Octant,
    /// Four filled dots in a cell.
    Quadrant,
    /// Braille dots of one colour.
    Braille,
    /// No figures.
    Off,
}

/// What happens to the sound of other programs while a session runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OtherSound {
    /// Nothing.
    #[default]
    Leave,
    /// Media players that play are paused, and resumed at the end.
    Pause,
    /// It is played at half of its volume.
    Lower,
}

impl OtherSound {
    /// The words of the settings.
    pub const WORDS: [(&str, OtherSound); 3] =
        [("leave", OtherSound::Leave), ("pause", OtherSound::Pause), ("lower", OtherSound::Lower)];
}

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Config {
    /// The cues, unless a routine overrides them.
    pub cues: Cues,
    /// The volume of the cues, 0 to 100.
    pub volume: u8,
    /// The volume of the words, 0 to 100.
    pub voice_volume: u8,
    /// The folder of a custom voice: an absolute path, or one that starts with `~/`.
    pub voice: Option<String>,
    /// The model with which Piper speaks what is not recorded: an absolute path, or one that starts with `~/`.
    pub piper: Option<String>,
    /// Whether to keep a wireless output awake during a session.
    pub keep_awake: bool,
    /// The program that plays instead of every other output, with its arguments; empty if none is configured.
    pub player: Vec<String>,
    /// Whether the band flashes at the start of work, at side changes and at the end.
    pub flash: bool,
    /// The terminal's background.
    pub background: Background,
    /// The characters that figures are drawn with.
    pub figure: Figures,
    /// Whether figures move.
    pub motion: bool,
    /// Whether the terminal's title shows a running session.
    pub title: bool,
    /// Whether the screen stays on and the machine awake while a session runs.
    pub awake: bool,
    /// What happens to the sound of other programs while a session runs.
    pub others: OtherSound,
    /// The folder of the history if it is not the default: an absolute path, or one that starts with `~/`.
    pub history_dir: Option<String>,
    /// The time to exercise each week, in place of what the schedules of the routines come to.
    pub goal: Option<Duration>,
    /// The sit timer.
    pub desk: DeskSettings,
    /// The user's hooks.
    pub hooks: Hooks,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            cues: Cues::default(),
            volume: 80,
            voice_volume: 80,
            voice: None,
            piper: None,
            keep_awake: false,
            player: Vec::new(),
            flash: false,
            background: Background::Auto,
            figure: Figures::Auto,
            motion: true,
            title: true,
            awake: true,
            others: OtherSound::Leave,
            history_dir: None,
            goal: None,
            desk: DeskSettings::default(),
            hooks: Hooks::new(),
        }
    }
}

impl Config {
    /// Reads the text of a config file. Invalid values are reported and replaced by their defaults.
    pub fn parse(source: Source<'_>) -> (Config, Vec<Diagnostic>) {
        let (root, mut diagnostics) = toml_reader::parse(source);
        let fields = Fields::root(&root);
        fields.only(
            &[
                "audio",
                "awake",
                "background",
                "cues",
                "desk",
                "figure",
                "flash",
                "goal",
                "history_dir",
                "hooks",
                "motion",
                "title",
            ],
            &mut diagnostics,
        );
        let mut config = Config::default();
        if let Some(value) = fields.take("cues") {
            config.cues = cues(value, config.cues, &mut diagnostics);
        }
        if let Some(audio) = fields.take("audio").and_then(|value| Fields::of(value, "[audio]", &mut diagnostics)) {
            audio.only(
                &["command", "keep_awake", "others", "piper", "voice", "voice_volume", "volume"],
                &mut diagnostics,
            );
            if let Some(on) = audio.take("keep_awake").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
                config.keep_awake = on;
            }
            if let Some(player) = audio.take("command").and_then(|value| hook::program(value, PLAYER, &mut diagnostics))
            {
                config.player = player;
            }
            if let Some(value) = audio.take("others")
                && let Some(others) = toml_reader::word(value, &OtherSound::WORDS, &mut diagnostics)
            {
                config.others = others.into_inner();
            }
            let mut volume = |key, setting: &mut u8| {
                let volume = audio.take(key).and_then(|value| toml_reader::whole(value, 0, 100, &mut diagnostics));
                if let Some(volume) = volume.and_then(|volume| u8::try_from(volume.into_inner()).ok()) {
                    *setting = volume;
                }
            };
            volume("volume", &mut config.volume);
            volume("voice_volume", &mut config.voice_volume);
            config.piper = audio.take("piper").and_then(|value| place(value, "~/voices/amy.onnx", &mut diagnostics));
            config.voice = audio.take("voice").and_then(|value| place(value, "~/voices/mine", &mut diagnostics));
        }
        if let Some(value) = fields.take("background") {
            let words = [("auto", Background::Auto), ("dark", Background::Dark), ("light", Background::Light)];
            if let Some(background) = toml_reader::word(value, &words, &mut diagnostics) {
                config.background = background.into_inner();
            }
        }
        if let Some(value) = fields.take("figure") {
            let words = [
                ("auto", Figures::Auto),
                ("octant", Figures::Octant),
                ("quadrant", Figures::Quadrant),
                ("braille", Figures::Braille),
                ("off", Figures::Off),
            ];
            if let Some(figure) = toml_reader::word(value, &words, &mut diagnostics) {
                config.figure = figure.into_inner();
            }
        }
        if let Some(flash) = fields.take("flash").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
            config.flash = flash;
        }
        if let Some(motion) = fields.take("motion").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
            config.motion = motion;
        }
        if let Some(title) = fields.take("title").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
            config.title = title;
        }
        if let Some(awake) = fields.take("awake").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
            config.awake = awake;
        }
        config.history_dir =
            fields.take("history_dir").and_then(|value| place(value, "~/Sync/unsit", &mut diagnostics));
        if let Some(goal) = fields.take("goal").and_then(|value| Fields::of(value, "[goal]", &mut diagnostics)) {
            goal.only(&["minutes"], &mut diagnostics);
            let minutes = goal.take("minutes").and_then(|value| toml_reader::whole(value, 1, WEEK, &mut diagnostics));
            config.goal = minutes.map(|minutes| Duration::from_secs(u64::from(minutes.into_inner()) * 60));
        }
        if let Some(value) = fields.take("desk") {
            desk(value, &mut config.desk, &mut diagnostics);
        }
        if let Some(value) = fields.take("hooks") {
            config.hooks = hook::read(value, &mut diagnostics);
        }
        (config, diagnostics.into_found())
    }
}

fn desk(value: &At<DeValue<'_>>, settings: &mut DeskSettings, diagnostics: &mut Diagnostics<'_>) {
    let Some(fields) = Fields::of(value, "[desk]", diagnostics) else { return };
    fields.only(&["every", "hours", "routine", "snooze"], diagnostics);
    let mut length = |key, setting: &mut Duration| {
        let Some(value) = fields.take(key) else { return };
        // A number without a unit means minutes here, and seconds in an exercise.
        if let Some(text) = value.get_ref().as_str().map(str::trim)
            && text.bytes().all(|byte| byte.is_ascii_digit())
            && parse_duration(&format!("{text}m")).is_ok()
        {
            let message = format!("invalid duration `{text}`");
            diagnostics.report(&value.span(), Code::BadDuration, &message, &format!("write \"{text}m\""));
            return;
        }
        let Some(found) = toml_reader::duration(value, Least::Something, diagnostics) else { return };
        if *found.get_ref() < Duration::from_secs(60) {
            let message = format!("`{}` is out of range", units(*found.get_ref()));
            diagnostics.report(&found.span(), Code::OutOfRange, &message, "write a duration from \"1m\" to \"24h\"");
        } else {
            *setting = found.into_inner();
        }
    };
    length("every", &mut settings.every);
    length("snooze", &mut settings.snooze);
    if let Some(routine) =
        fields.take("routine").and_then(|value| toml_reader::text(value, toml_reader::TEXT, diagnostics))
    {
        settings.routine = routine.into_inner();
    }
    if let Some(hours) = fields.take("hours").and_then(|value| toml_reader::text(value, toml_reader::TEXT, diagnostics))
    {
        match Hours::parse(hours.get_ref()) {
            Some(hours) => settings.hours = hours,
            None => diagnostics.report(
                &hours.span(),
                Code::BadValue,
                &format!("invalid hours `{}`", hours.get_ref()),
                "write start and end: \"9:00-18:00\"",
            ),
        }
    }
}

/// Reads a `[cues]` table on top of `base`.
pub fn cues(value: &At<DeValue<'_>>, base: Cues, diagnostics: &mut Diagnostics<'_>) -> Cues {
    let Some(fields) = Fields::of(value, "[cues]", diagnostics) else {
        return base;
    };
    fields.only(&CUE_KEYS, diagnostics);
    let mut cues = base;
    if let Some(countdown) =
        fields.take("countdown").and_then(|value| toml_reader::whole(value, 0, COUNTDOWN, diagnostics))
    {
        cues.countdown = countdown.into_inner();
    }
    let mut flag = |key, setting: &mut bool| {
        if let Some(on) = fields.take(key).and_then(|value| toml_reader::flag(value, diagnostics)) {
            *setting = on;
        }
    };
    flag("halfway", &mut cues.halfway);
    flag("count", &mut cues.count);
    if let Some(voice) = fields.take("voice").and_then(|value| talk(value, diagnostics)) {
        cues.voice = voice;
    }
    if let Some(sounds) = fields
        .take("sounds")
        .and_then(|value| toml_reader::named_texts(value, &Cue::NAMES, "[cues.sounds]", diagnostics))
    {
        for (cue, file) in sounds {
            if is_inside(file.get_ref()) {
                let span = file.span();
                cues.sounds.insert(cue, OwnSound { file: file.into_inner(), folder: None, span });
            } else {
                diagnostics.report(
                    &file.span(),
                    Code::BadValue,
                    &format!("`{}` is outside this file's folder", file.get_ref()),
                    "write a path below this folder, such as \"sounds/gong.wav\"",
                );
            }
        }
    }
    cues
}

/// An absolute path to a file or a folder, or one that starts with `~/`.
fn place(value: &At<DeValue<'_>>, example: &str, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let path = toml_reader::text(value, 1000, diagnostics)?;
    if path.get_ref().starts_with("~/") || Path::new(path.get_ref()).is_absolute() {
        return Some(path.into_inner());
    }
    let message = format!("path `{}` must be absolute or start with `~/`", path.get_ref());
    diagnostics.report(&path.span(), Code::BadValue, &message, &format!("write the full path, such as \"{example}\""));
    None
}

/// How much the voice says: a word, or in older files a boolean.
fn talk(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Talk> {
    if let DeValue::Boolean(on) = value.get_ref() {
        return Some(if *on { Talk::Full } else { Talk::Off });
    }
    toml_reader::word(value, &TALK, diagnostics).map(At::into_inner)
}

/// Whether a path, as written, stays inside its base folder on every system.
fn is_inside(path: &str) -> bool {
    !path.contains(['\\', ':'])
        && !path.starts_with(['/', '~'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::hook::Moment;

    fn parse(text: &str) -> (Config, Vec<String>) {
        let (config, found) = Config::parse(Source { name: "config.toml", text });
        (config, found.iter().map(|d| format!("{}:{} {}", d.line, d.column, d.code.name())).collect())
    }

    #[test]
    fn every_key_has_a_default_and_can_be_set() {
        assert_eq!(parse(""), (Config::default(), vec![]));
        let (config, found) = parse(
            "background = \"light\"\nfigure = \"braille\"\nmotion = false\ntitle = false\nawake = false\nflash = true\n[audio]\nvolume = 30\nvoice_volume = 40\nkeep_awake = true\nothers = \"pause\"\ncommand = [\"~/bin/play\", \"-\"]\n[cues]\ncountdown = 5\nhalfway = false\ncount = false\nvoice = false\n[cues.sounds]\nstart = \"own/go.wav\"\n[desk]\nevery = \"1h\"\nroutine = \"daily\"\nsnooze = 300\nhours = \"9-18\"\n[goal]\nminutes = 150\n",
        );
        assert_eq!(found, Vec::<String>::new());
        let seconds = Duration::from_secs;
        assert_eq!((config.desk.every, config.desk.snooze), (seconds(3600), seconds(300)));
        assert_eq!((config.desk.routine.as_str(), config.desk.hours), ("daily", Hours::parse("9:00-18:00").unwrap()));
        assert_eq!((config.volume, config.voice_volume), (30, 40));
        assert!(config.keep_awake && config.flash && !config.awake);
        assert_eq!((config.others, config.goal), (OtherSound::Pause, Some(seconds(150 * 60))));
        assert_eq!(config.player, ["~/bin/play", "-"]);
        assert_eq!((config.background, config.cues.countdown), (Background::Light, 5));
        assert_eq!((config.figure, config.motion, config.title), (Figures::Braille, false, false));
        assert!(!config.cues.halfway && !config.cues.count && config.cues.voice == Talk::Off);
        assert_eq!(config.cues.sounds["start"].file, "own/go.wav");
    }

    #[test]
    fn errors_are_reported_and_the_rest_is_kept() {
        let (config, found) = parse(
            "colour = 1\nbackground = \"drak\"\n[audio]\nvolume = 101\n[cues]\ncountdown = \"3\"\nhalfway = 1\n[cues.sounds]\nstart = \"../x.wav\"\nboom = \"y.wav\"\n[desk]\nevery = \"30s\"\nsnooze = \"10\"\nroutine = \"\"\nhours = \"9 to 5\"\nevry = 1\n[goal]\nminutes = 0\n",
        );
        assert_eq!(config, Config::default());
        assert_eq!(
            found,
            [
                "1:1 unknown-key",
                "2:14 bad-value",
                "4:10 out-of-range",
                "6:13 wrong-type",
                "7:11 wrong-type",
                "9:9 bad-value",
                "10:1 unknown-key",
                "12:9 out-of-range",
                "13:10 bad-duration",
                "14:11 out-of-range",
                "15:9 bad-value",
                "16:1 unknown-key",
                "18:11 out-of-range"
            ]
        );
    }

    #[test]
    fn hooks_are_lists_of_a_program_and_its_arguments() {
        let (config, found) = parse("[hooks]\nset_done = [\"tee\", \"-a\", \"~/log\"]\nbreak_due = [\"~/bin/up\"]\n");
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(config.hooks[&Moment::SetDone], ["tee", "-a", "~/log"]);
        assert_eq!(config.hooks[&Moment::BreakDue], ["~/bin/up"]);
        let (config, found) = parse(
            "[hooks]\nsession_start = \"notify-send hello\"\nset_done = []\nsession_end = [\"bin/notify\"]\nbreak_due = [\"tee\", 3]\nset_dome = [\"x\"]\n",
        );
        assert_eq!(config.hooks, Hooks::new());
        assert_eq!(
            found,
            ["2:17 wrong-type", "3:12 out-of-range", "4:16 bad-value", "5:21 wrong-type", "6:1 unknown-key"]
        );
        assert_eq!(parse("hooks = 1\n").1, ["1:9 wrong-type"]);
    }

    #[test]
    fn a_fix_fits_its_key() {
        let raw = "write the program and its arguments: [\"pw-cat\", \"-p\", \"--raw\", \"--format=s16\", \"--rate=48000\", \"--channels=1\", \"-\"]";
        let hook = "write the program and its arguments: [\"notify-send\", \"Well done\"]";
        for (text, help) in [
            ("[audio]\ncommand = \"x\"", raw),
            ("[audio]\ncommand = []", raw),
            ("[hooks]\nset_done = \"x\"", hook),
            ("[desk]\nevery = \"70\"", "write \"70m\""),
            ("[desk]\nsnooze = \"10\"", "write \"10m\""),
            ("[desk]\nsnooze = \"10 sec\"", "write \"10s\""),
            ("[desk]\nevery = \"\"", "write a number and a unit, such as \"30s\" or \"1m30s\""),
        ] {
            let (_, found) = Config::parse(Source { name: "config.toml", text });
            assert_eq!(found[0].help.as_deref(), Some(help), "{text}");
        }
    }

    #[test]
    fn only_paths_that_go_down_are_inside() {
        for path in ["a.wav", "own/a.wav"] {
            assert!(is_inside(path), "{path}");
        }
        for path in ["/a.wav", "../a.wav", "a/../../b", "C:\\a.wav", "\\\\host\\a", "~/a.wav", "a//b", "./a"] {
            assert!(!is_inside(path), "{path}");
        }
    }
}
