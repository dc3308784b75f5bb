//! The system's own voice, for what people wrote themselves: a program that is there speaks into a file or a pipe. It is
//! started without a shell, gets the text on its standard input where it reads one, and may not take long.

use std::{
    collections::VecDeque,
    io::{Read, Write},
    path::PathBuf,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use super::{
    samples::Samples,
    untrusted::{self, Length},
};

/// So long a text may take to be spoken into a file.
const LIMIT: Duration = Duration::from_secs(3);
/// The most bytes of sound.
const MOST: u64 = 4 * 1024 * 1024;
/// How loud the recorded words are: their mean, and their highest sample.
const LOUDNESS: f32 = 0.15;
const PEAK: f32 = 0.8;
/// What is softer than this part of the loudest sample, before and after the words, is silence.
const SILENCE: f32 = 0.02;

/// A program that speaks, asked to sound as near to the recorded voice as it can: a woman's, American English, 175 words
/// a minute. How loud it is, is set afterwards.
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

/// The programs in the order in which they are tried.
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

/// Speaks to a stream; the text is its input.
#[cfg(windows)]
const SCRIPT: &str = "[Console]::InputEncoding = [Text.Encoding]::UTF8; Add-Type -AssemblyName System.Speech; \
    $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; $sound = New-Object System.IO.MemoryStream; \
    $voice.SelectVoiceByHints('Female'); \
    $voice.SetOutputToWaveStream($sound); $voice.Speak([Console]::In.ReadToEnd()); $voice.Dispose(); \
    $bytes = $sound.ToArray(); [Console]::OpenStandardOutput().Write($bytes, 0, $bytes.Length)";

/// The system's voice, as far as it is known.
#[derive(Debug)]
pub(super) struct System {
    programs: VecDeque<Program>,
}

impl System {
    /// With the model for Piper, where the person has one.
    pub(super) fn new(piper: Option<PathBuf>) -> System {
        System { programs: programs(piper).into() }
    }

    /// Speaks a text; nothing where no program does. A program that does not is not asked again.
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

impl Program {
    fn speak(&self, text: &str) -> Option<Samples> {
        let bytes = match self {
            #[cfg(target_os = "macos")]
            Program::Say => say(text)?,
            // The text follows an option and begins with a letter or a digit: it is none itself.
            Program::Flite => said(self.command().args(["-t", text]), "")?,
            _ => said(&mut self.command(), text)?,
        };
        Some(master(&untrusted::decode(bytes, Length::Unknown).ok()?))
    }

    /// What is started. Unless it is told otherwise, it speaks what it reads.
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
            Program::PowerShell => {
                use std::os::windows::process::CommandExt;

                let mut shell = with("powershell", &["-NoProfile", "-NonInteractive", "-Command", SCRIPT]);
                shell.creation_flags(NO_WINDOW);
                shell
            }
        }
    }
}

#[cfg(windows)]
const NO_WINDOW: u32 = 0x0800_0000;

/// What a program writes, given a text; nothing if it fails or takes too long.
fn said(command: &mut Command, text: &str) -> Option<Vec<u8>> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let (tell, told) = mpsc::channel();
    let mut out = child.stdout.take()?.take(MOST);
    let reader = thread::Builder::new().name("voice of the system".into()).spawn(move || {
        let mut bytes = Vec::new();
        let read = out.read_to_end(&mut bytes).is_ok();
        // Nobody may be waiting any more.
        let _ = tell.send(read.then_some(bytes));
    });
    // A text is far shorter than what a pipe holds: this does not wait. A program that has ended reads nothing.
    let _ = child.stdin.take().map(|mut input| input.write_all(text.as_bytes()));
    let bytes = reader.ok().and_then(|_| told.recv_timeout(LIMIT).ok().flatten());
    // It has said all, or too late. Killed it cannot keep us waiting, reaped it does not stay.
    let _ = child.kill();
    let _ = child.wait();
    bytes.filter(|bytes| !bytes.is_empty())
}

/// `say` writes to a file that it can seek in.
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

/// Without the silence around it and as loud as the recorded words.
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
    fn each_program_is_asked_for_the_voice_that_is_nearest() {
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
    fn a_text_is_tame() {
        assert_eq!(tame("Bulgarian split squat"), "Bulgarian split squat");
        assert_eq!(tame("--wave x; rm -rf $(y) `z`"), "wave x  rm -rf   y   z");
        assert_eq!(tame("<speak>5 × 5</speak>"), "speak 5   5  speak");
        assert_eq!(tame("Übung, 2.5"), "Übung, 2.5");
        assert_eq!(tame("…"), "");
    }

    #[test]
    fn what_is_said_is_as_loud_as_the_recorded_words_and_begins_at_once() {
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
    fn a_program_that_fails_or_hangs_says_nothing() {
        assert_eq!(said(&mut Command::new("cat"), "words"), Some(b"words".to_vec()));
        assert_eq!(said(&mut Command::new("false"), "words"), None);
        assert_eq!(said(&mut Command::new("no-such-program-here"), "words"), None);
        assert_eq!(said(Command::new("sleep").arg("60"), "words"), None);
        assert_eq!(said(Command::new("cat").arg("/dev/zero"), "").map(|bytes| bytes.len() as u64), Some(MOST));
    }

    /// Where this machine has a voice, it speaks in the room that it is given.
    #[test]
    fn the_voice_of_this_machine_keeps_to_its_room() {
        let mut system = System::new(None);
        for text in ["Bulgarian split squat", "twist", "Copenhagen plank, short lever", "swing"] {
            let Some(samples) = system.speak(text) else { return };
            let room = 350 + 85 * text.len();
            assert!(samples.len() < room * 48, "{text}: {} ms of {room}", samples.len() / 48);
            assert!(samples.iter().all(|sample| sample.abs() <= 0.81));
        }
    }
}
