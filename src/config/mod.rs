//! The person's settings: `config.toml`, every key with a default.

pub mod hook;

use std::{path::Path, time::Duration};

use crate::{
    base::{
        cue::{Cue, Cues, OwnSound, TALK, Talk},
        diagnostic::{Code, Diagnostic, Source},
        quantity::units,
        toml_reader::{self, At, Diagnostics, Fields, Least},
    },
    desk::{hours::Hours, sit_timer::DeskSettings},
};

use toml::de::DeValue;

use hook::Hooks;

/// The keys of `[cues]`.
pub const CUE_KEYS: [&str; 5] = ["count", "countdown", "halfway", "sounds", "voice"];

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Told by the environment where it tells (`COLORFGBG`), else dark.
    #[default]
    Auto,
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

/// What the figures of exercises are drawn with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Figures {
    /// What the terminal is known to draw.
    #[default]
    Auto,
    /// Eight filled dots a cell.
    Octant,
    /// Four filled dots a cell.
    Quadrant,
    /// Points of one colour.
    Braille,
    /// None are drawn.
    Off,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// What is heard, where a routine does not say otherwise.
    pub cues: Cues,
    /// The volume of the cues, 0 to 100.
    pub volume: u8,
    /// The volume of the words, 0 to 100.
    pub voice_volume: u8,
    /// The folder of a voice of the person's own: from the root, or from `~/`.
    pub voice: Option<String>,
    /// The model with which Piper says what is not recorded: a path from the root, or from `~/`.
    pub piper: Option<String>,
    /// Whether a wireless output is kept from falling asleep in a session.
    pub keep_awake: bool,
    /// The program that plays in place of every other output, and its arguments; empty where none is named.
    pub player: Vec<String>,
    /// Whether the screen's band flashes where work begins, sides change and all is done.
    pub flash: bool,
    /// What the terminal's background is like.
    pub background: Background,
    /// What the figures of exercises are drawn with.
    pub figure: Figures,
    /// Whether figures move.
    pub motion: bool,
    /// The folder of the history, where it is not the usual one: from the root, or from `~/`.
    pub history_dir: Option<String>,
    /// How sitting is interrupted.
    pub desk: DeskSettings,
    /// The person's own programs, started when something happens.
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
            history_dir: None,
            desk: DeskSettings::default(),
            hooks: Hooks::new(),
        }
    }
}

impl Config {
    /// Reads the text of a config file. What is wrong keeps its default and is told.
    pub fn parse(source: Source<'_>) -> (Config, Vec<Diagnostic>) {
        let (root, mut diagnostics) = toml_reader::parse(source);
        let fields = Fields::root(&root);
        fields.only(
            &["audio", "background", "cues", "desk", "figure", "flash", "history_dir", "hooks", "motion"],
            &mut diagnostics,
        );
        let mut config = Config::default();
        if let Some(value) = fields.take("cues") {
            config.cues = cues(value, config.cues, &mut diagnostics);
        }
        if let Some(audio) = fields.take("audio").and_then(|value| Fields::of(value, "[audio]", &mut diagnostics)) {
            audio.only(&["command", "keep_awake", "piper", "voice", "voice_volume", "volume"], &mut diagnostics);
            if let Some(on) = audio.take("keep_awake").and_then(|value| toml_reader::flag(value, &mut diagnostics)) {
                config.keep_awake = on;
            }
            if let Some(player) = audio.take("command").and_then(|value| hook::program(value, &mut diagnostics)) {
                config.player = player;
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
        config.history_dir =
            fields.take("history_dir").and_then(|value| place(value, "~/Sync/unsit", &mut diagnostics));
        if let Some(value) = fields.take("desk") {
            desk(value, &mut config.desk, &mut diagnostics);
        }
        if let Some(value) = fields.take("hooks") {
            config.hooks = hook::read(value, &mut diagnostics);
        }
        (config, diagnostics.into_found())
    }
}

fn desk(value: &At<DeValue<'_>>, habit: &mut DeskSettings, diagnostics: &mut Diagnostics<'_>) {
    let Some(fields) = Fields::of(value, "[desk]", diagnostics) else { return };
    fields.only(&["every", "hours", "routine", "snooze"], diagnostics);
    let mut length = |key, setting: &mut Duration| {
        let Some(found) =
            fields.take(key).and_then(|value| toml_reader::duration(value, Least::Something, diagnostics))
        else {
            return;
        };
        if *found.get_ref() < Duration::from_secs(60) {
            let message = format!("`{}` is out of range", units(*found.get_ref()));
            diagnostics.report(&found.span(), Code::OutOfRange, &message, "write a duration from \"1m\" to \"24h\"");
        } else {
            *setting = found.into_inner();
        }
    };
    length("every", &mut habit.every);
    length("snooze", &mut habit.snooze);
    if let Some(routine) =
        fields.take("routine").and_then(|value| toml_reader::text(value, toml_reader::TEXT, diagnostics))
    {
        habit.routine = routine.into_inner();
    }
    if let Some(hours) = fields.take("hours").and_then(|value| toml_reader::text(value, toml_reader::TEXT, diagnostics))
    {
        match Hours::parse(hours.get_ref()) {
            Some(hours) => habit.hours = hours,
            None => diagnostics.report(
                &hours.span(),
                Code::BadValue,
                &format!("invalid hours `{}`", hours.get_ref()),
                "write start and end: \"9:00-18:00\"",
            ),
        }
    }
}

/// Reads a `[cues]` table over what holds without it.
pub fn cues(value: &At<DeValue<'_>>, base: Cues, diagnostics: &mut Diagnostics<'_>) -> Cues {
    let Some(fields) = Fields::of(value, "[cues]", diagnostics) else {
        return base;
    };
    fields.only(&CUE_KEYS, diagnostics);
    let mut cues = base;
    if let Some(countdown) = fields.take("countdown").and_then(|value| toml_reader::whole(value, 0, 10, diagnostics)) {
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
                    &format!("`{}` is outside of this file's folder", file.get_ref()),
                    "write a path below this folder, such as \"sounds/gong.wav\"",
                );
            }
        }
    }
    cues
}

/// A file or a folder, from the root or from home.
fn place(value: &At<DeValue<'_>>, example: &str, diagnostics: &mut Diagnostics<'_>) -> Option<String> {
    let path = toml_reader::text(value, 1000, diagnostics)?;
    if path.get_ref().starts_with("~/") || Path::new(path.get_ref()).is_absolute() {
        return Some(path.into_inner());
    }
    let message = format!("`{}` is not a path from the root or from home", path.get_ref());
    diagnostics.report(&path.span(), Code::BadValue, &message, &format!("write the whole path, such as \"{example}\""));
    None
}

/// How much is said: a word, or as it once was written, whether anything is.
fn talk(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Talk> {
    if let DeValue::Boolean(on) = value.get_ref() {
        return Some(if *on { Talk::Full } else { Talk::Off });
    }
    toml_reader::word(value, &TALK, diagnostics).map(At::into_inner)
}

/// Whether a path, as written, stays inside the folder that it starts from, on every system.
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
            "background = \"light\"\nfigure = \"braille\"\nmotion = false\nflash = true\n[audio]\nvolume = 30\nvoice_volume = 40\nkeep_awake = true\ncommand = [\"~/bin/play\", \"-\"]\n[cues]\ncountdown = 5\nhalfway = false\ncount = false\nvoice = false\n[cues.sounds]\nstart = \"own/go.wav\"\n[desk]\nevery = \"1h\"\nroutine = \"daily\"\nsnooze = 300\nhours = \"9-18\"\n",
        );
        assert_eq!(found, Vec::<String>::new());
        let seconds = Duration::from_secs;
        assert_eq!((config.desk.every, config.desk.snooze), (seconds(3600), seconds(300)));
        assert_eq!((config.desk.routine.as_str(), config.desk.hours), ("daily", Hours::parse("9:00-18:00").unwrap()));
        assert_eq!((config.volume, config.voice_volume), (30, 40));
        assert!(config.keep_awake && config.flash);
        assert_eq!(config.player, ["~/bin/play", "-"]);
        assert_eq!((config.background, config.cues.countdown), (Background::Light, 5));
        assert_eq!((config.figure, config.motion), (Figures::Braille, false));
        assert!(!config.cues.halfway && !config.cues.count && config.cues.voice == Talk::Off);
        assert_eq!(config.cues.sounds["start"].file, "own/go.wav");
    }

    #[test]
    fn what_is_wrong_is_told_and_the_rest_stands() {
        let (config, found) = parse(
            "colour = 1\nbackground = \"drak\"\n[audio]\nvolume = 101\n[cues]\ncountdown = \"3\"\nhalfway = 1\n[cues.sounds]\nstart = \"../x.wav\"\nboom = \"y.wav\"\n[desk]\nevery = \"30s\"\nsnooze = \"10\"\nroutine = \"\"\nhours = \"9 to 5\"\nevry = 1\n",
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
                "16:1 unknown-key"
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
            "[hooks]\nsession_start = \"notify-send hello\"\nset_done = []\nsession_end = [\"bin/told\"]\nbreak_due = [\"tee\", 3]\nset_dome = [\"x\"]\n",
        );
        assert_eq!(config.hooks, Hooks::new());
        assert_eq!(
            found,
            ["2:17 wrong-type", "3:12 out-of-range", "4:16 bad-value", "5:21 wrong-type", "6:1 unknown-key"]
        );
        assert_eq!(parse("hooks = 1\n").1, ["1:9 wrong-type"]);
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
