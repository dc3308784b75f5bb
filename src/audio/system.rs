//! The system's own voice, for custom texts: an installed program speaks into a file or a pipe. It is started without a
//! shell, receives the text on standard input if it reads one, and has limited time.

use std::{collections::VecDeque, path::PathBuf, process::Command, time::Duration};

use super::{
    samples::Samples,
    untrusted::{self, Length},
};
use crate::system::process;

/// The time limit for speaking a text into a file.
const LIMIT: Duration = Duration::from_secs(3);
/// The maximum number of bytes of sound.
const MOST: u64 = 4 * 1024 * 1024;
/// The loudness of the recorded words: their RMS, and their peak.
const LOUDNESS: f32 = 0.15;
const PEAK: f32 = 0.8;
/// Samples below this fraction of the peak, before and after the words, are silence.
const SILENCE: f32 = 0.02;

/// A speech program, configured to resemble the recorded voice: female, American English, 175 words a minute. The
/// volume is adjusted afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Program {
    /// `piper`, with a model.
    Piper(PathBuf),
    /// `espeak-ng`, or `espeak`.
    Espeak(&'static str),
    Flite,
    #[cfg(target_os = "macos")]
    Say,
    #[cfg(windows)]
    PowerShell,
}

/// The programs in order of preference.
fn programs(piper: Option<PathBuf>) -> Vec<Program> {
    let system = [
        #[cfg(target_os = "macos")]
        Program::Say,
        #[cfg(windows)]
        Program::PowerShell,
        Program::Espeak("espeak-ng"),
        Program::Espeak("espeak"),
        Program::Flite,
    ];
    piper.map(Program::Piper).into_iter().chain(system).collect()
}

/// Speaks its standard input into a stream.
#[cfg(windows)]
const SCRIPT: &str = "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; \
    $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; $sound = New-Object System.IO.MemoryStream; \
    $voice.SelectVoiceByHints('Female'); \
    $voice.SetOutputToWaveStream($sound); $voice.Speak([Console]::In.ReadToEnd()); $voice.Dispose(); \
    $bytes = $sound.ToArray(); [Console]::OpenStandardOutput().Write($bytes, 0, $bytes.Length)";

/// The system's voice, detected on first use.
#[derive(Debug)]
pub(super) struct System {
    programs: VecDeque<Program>,
}

impl System {
    /// Creates a voice, with the model for Piper if the user has one.
    pub(super) fn new(piper: Option<PathBuf>) -> System {
        System { programs: programs(piper).into() }
    }

    /// Speaks a text; `None` if no program does. A program that fails is not tried again.
    pub(super) fn speak(&mut self, text: &str) -> Option<Samples> {
        let text = tame(text);
        if text.is_empty() {
            return None;
        }
        while let Some(program) = self.programs.front() {
            if let Some(samples) = program.speak(&text) {
                return Some(samples);
            }
            self.programs.pop_front();
        }
        None
    }
}

/// The name of the program that speaks what is not recorded, found by having it speak; the model is Piper's.
pub fn voice_program(piper: Option<PathBuf>) -> Option<String> {
    let mut system = System::new(piper);
    system.speak("ready")?;
    let program = system.programs.front()?.command();
    Some(program.get_program().to_string_lossy().into_owned())
}

impl Program {
    fn speak(&self, text: &str) -> Option<Samples> {
        let bytes = match self {
            #[cfg(target_os = "macos")]
            Program::Say => say(text)?,
            // The text follows an option and starts with a letter or a digit, so it is not an option itself.
            Program::Flite => said(self.command().args(["-t", text]), "")?,
            _ => said(&mut self.command(), text)?,
        };
        Some(master(&untrusted::decode(bytes, Length::Unknown).ok()?))
    }

    /// The command of the program. It reads the text on standard input, unless it needs it as an argument.
    fn command(&self) -> Command {
        let with = |name: &str, arguments: &[&str]| {
            let mut command = Command::new(name);
            command.args(arguments);
            command
        };
        match self {
            Program::Piper(model) => {
                let mut command = with("piper", &["--output_file", "-", "--model"]);
                command.arg(model);
                command
            }
            Program::Espeak(name) => {
                with(name, &["-v", "en-us+f3", "-s", "175", "-p", "50", "--stdin", "-b", "1", "--stdout"])
            }
            Program::Flite => with("flite", &["-voice", "slt", "-o", "/dev/stdout"]),
            #[cfg(target_os = "macos")]
            Program::Say => with("say", &["-r", "175", "--data-format=LEI16@22050", "-f", "-", "-o"]),
            #[cfg(windows)]
            Program::PowerShell => with("powershell", &["-NoProfile", "-NonInteractive", "-Command", SCRIPT]),
        }
    }
}

/// The output of a program that is given a text; `None` if it fails or takes too long.
fn said(command: &mut Command, text: &str) -> Option<Vec<u8>> {
    process::output(command, text, LIMIT, MOST).ok().filter(|bytes| !bytes.is_empty())
}

/// `say` needs a file in which it can seek.
#[cfg(target_os = "macos")]
#[expect(clippy::disallowed_methods, reason = "a file of our own, in a folder of our own")]
fn say(text: &str) -> Option<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("unsit-voice-{}", std::process::id()));
    let file = folder.join("said.wav");
    std::fs::create_dir(&folder).ok()?;
    let _ = said(Program::Say.command().arg(&file), text);
    let bytes = std::fs::read(&file).ok();
    let _ = std::fs::remove_dir_all(&folder);
    bytes
}

/// The letters, digits and plain punctuation of a text, from the first letter or digit on.
fn tame(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_alphanumeric() || matches!(c, '\'' | ',' | '.' | '-') { c } else { ' ' });
    let kept: String = kept.collect();
    kept.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end().to_owned()
}

/// Trims silence and adjusts the samples to the loudness of the recorded words.
fn master(samples: &[f32]) -> Samples {
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    let heard = |sample: &f32| sample.abs() > peak * SILENCE;
    let (Some(first), Some(last)) = (samples.iter().position(heard), samples.iter().rposition(heard)) else {
        return Samples::default();
    };
    let words = &samples[first..=last];
    #[expect(clippy::cast_precision_loss, reason = "some seconds of samples")]
    let loudness = (words.iter().map(|sample| sample * sample).sum::<f32>() / words.len() as f32).sqrt();
    let gain = (LOUDNESS / loudness).min(PEAK / peak);
    words.iter().map(|sample| sample * gain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_gets_the_nearest_voice() {
        let lines = programs(Some("/voices/amy.onnx".into())).into_iter().map(|program| {
            let command = program.command();
            let words = [command.get_program()].into_iter().chain(command.get_args());
            words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
        });
        let lines: Vec<_> = lines.collect();
        assert_eq!(lines[0], "piper --output_file - --model /voices/amy.onnx");
        #[cfg(target_os = "macos")]
        assert_eq!(lines[1], "say -r 175 --data-format=LEI16@22050 -f - -o");
        #[cfg(target_os = "linux")]
        assert_eq!(
            lines[1..],
            [
                "espeak-ng -v en-us+f3 -s 175 -p 50 --stdin -b 1 --stdout",
                "espeak -v en-us+f3 -s 175 -p 50 --stdin -b 1 --stdout",
                "flite -voice slt -o /dev/stdout"
            ]
        );
        assert_ne!(programs(None)[0].command().get_program(), "piper", "without a model it is not asked");
    }

    #[test]
    fn spoken_text_has_no_markup_or_options() {
        assert_eq!(tame("Bulgarian split squat"), "Bulgarian split squat");
        assert_eq!(tame("--wave x; rm -rf $(y) `z`"), "wave x  rm -rf   y   z");
        assert_eq!(tame("<speak>5 × 5</speak>"), "speak 5   5  speak");
        assert_eq!(tame("Übung, 2.5"), "Übung, 2.5");
        assert_eq!(tame("…"), "");
    }

    #[test]
    fn speech_is_as_loud_as_the_recorded_words_and_begins_immediately() {
        let mut quiet = vec![0.0; 1000];
        quiet.extend([0.01, -0.01].repeat(500));
        quiet.extend([0.0; 1000]);
        let words = master(&quiet);
        assert_eq!(words.len(), 1000);
        assert!((words[0] - 0.15).abs() < 0.001, "{}", words[0]);
        assert!(master(&[0.0; 10]).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_failing_or_hanging_program_is_silent() {
        assert_eq!(said(&mut Command::new("cat"), "words"), Some(b"words".to_vec()));
        assert_eq!(said(&mut Command::new("false"), "words"), None);
        assert_eq!(said(&mut Command::new("no-such-program-here"), "words"), None);
        assert_eq!(said(Command::new("sleep").arg("60"), "words"), None);
        assert_eq!(said(Command::new("cat").arg("/dev/zero"), "").map(|bytes| bytes.len() as u64), Some(MOST));
    }

    /// If this machine has a voice, its words fit into the time that the plan reserves for them.
    #[test]
    fn the_system_voice_fits_its_time() {
        let mut system = System::new(None);
        for text in ["Bulgarian split squat", "twist", "Copenhagen plank, short lever", "swing"] {
            let Some(samples) = system.speak(text) else { return };
            let room = 350 + 85 * text.len();
            assert!(samples.len() < room * 48, "{text}: {} ms of {room}", samples.len() / 48);
            assert!(samples.iter().all(|sample| sample.abs() <= 0.81));
        }
    }
}
