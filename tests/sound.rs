//! The whole program against a real `PulseAudio` of its own that plays into nothing: what is recorded from there is what
//! a person hears. Where no `PulseAudio` is installed the tests are skipped, except on CI.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

mod pty;

use std::{
    fs,
    io::Read,
    os::unix::net::UnixStream,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use pty::Pty;
use unsit::system::clock::Clock;

const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");
const RATE: usize = 48_000;
/// What is louder than this is a sound.
const LOUD: f32 = 0.02;
/// After so much silence a sound is another one.
const APART: usize = RATE * 60 / 1000;
/// How far from its place a sound may lie on a busy machine: what is measured on a quiet one is less than 1 ms.
const OFF: f64 = 0.08;
/// How long anything may take before a test fails.
const LIMIT: Duration = Duration::from_secs(30);

/// Clicks, one every 300 ms, for longer than any test.
const CLICKS: &str = "name = \"Clicks\"\ncues.voice = false\ncues.count = false\n\
    [[exercise]]\nname = \"March\"\nprepare = 0\nreps = 300\ntempo = [\"step 0.3s\"]\n";

/// A sound server with a home of its own, whose one output plays into nothing.
struct Server {
    home: tempfile::TempDir,
    process: Child,
}

impl Server {
    /// Starts one with this routine in its home, if that can be done here.
    fn with(routine: &str) -> Option<Server> {
        for program in ["pulseaudio", "parec"] {
            if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
                assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
                eprintln!("skipped: {program} is not installed");
                return None;
            }
        }
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("routine.toml"), routine).unwrap();
        let process = Server::listening(home.path());
        Some(Server { home, process })
    }

    /// A server process that answers.
    fn listening(home: &Path) -> Child {
        let socket = home.join("native");
        let _ = fs::remove_file(&socket);
        let process = Command::new("pulseaudio")
            .args(["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"])
            .args(["-L", "module-null-sink sink_name=cap rate=48000 channels=1 format=float32le", "-L"])
            .arg(format!("module-native-protocol-unix auth-anonymous=1 socket={}", socket.display()))
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("PULSE_RUNTIME_PATH", home)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("the server answers", || UnixStream::connect(&socket).ok());
        process
    }

    fn address(&self) -> String {
        format!("unix:{}", self.home.path().join("native").display())
    }

    /// The program, with this server as its own.
    fn unsit(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(UNSIT);
        command.args(arguments).env_clear().env("HOME", self.home.path()).env("PULSE_SERVER", self.address());
        command.current_dir(self.home.path()).stdin(Stdio::null());
        command
    }

    /// Kills it without a word and starts it anew.
    fn starts_anew(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.process = Server::listening(self.home.path());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a server plays, from a moment on.
struct Recording {
    recorder: Child,
    samples: Arc<Mutex<Vec<f32>>>,
}

impl Recording {
    /// Begins to record, and waits until something comes: a new output first plays two seconds of silence.
    fn of(server: &Server) -> Recording {
        let mut recorder = Command::new("parec")
            .args(["-d", "cap.monitor", "--raw", "--format=float32le", "--rate=48000", "--channels=1"])
            .arg("--latency-msec=10")
            .env("PULSE_SERVER", server.address())
            .env("HOME", server.home.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let samples: Arc<Mutex<Vec<f32>>> = Arc::default();
        let (mut played, into) = (recorder.stdout.take().unwrap(), Arc::clone(&samples));
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut more = [0; 4096];
            while let Ok(count @ 1..) = played.read(&mut more) {
                bytes.extend(&more[..count]);
                let whole = bytes.len() / 4 * 4;
                let new = bytes.drain(..whole).collect::<Vec<u8>>();
                into.lock().unwrap().extend(new.as_chunks().0.iter().map(|&sample| f32::from_le_bytes(sample)));
            }
        });
        let recording = Recording { recorder, samples };
        until("something is recorded", || (recording.length() > 0).then_some(()));
        recording
    }

    fn length(&self) -> usize {
        self.samples.lock().unwrap().len()
    }

    fn samples(&self) -> Vec<f32> {
        self.samples.lock().unwrap().clone()
    }

    /// Waits until these many sounds have begun from this sample on, and tells the samples at which they did.
    fn sounds(&self, from: usize, many: usize) -> Vec<usize> {
        until("sounds are heard", || {
            let onsets = onsets(&self.samples()[from..]);
            (onsets.len() >= many).then(|| onsets.into_iter().map(|onset| from + onset).collect())
        })
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let _ = self.recorder.kill();
        let _ = self.recorder.wait();
    }
}

/// Looks until there is something to see.
#[track_caller]
fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let clock = Clock::new();
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(!clock.until(LIMIT).is_zero(), "never came: {what}");
        thread::park_timeout(Duration::from_millis(20));
    }
}

/// Where sounds begin.
fn onsets(samples: &[f32]) -> Vec<usize> {
    let mut onsets = Vec::new();
    let mut last = None;
    for (at, _) in samples.iter().enumerate().filter(|(_, sample)| sample.abs() > LOUD) {
        if last.is_none_or(|last| at - last > APART) {
            onsets.push(at);
        }
        last = Some(at);
    }
    onsets
}

#[expect(clippy::cast_precision_loss, reason = "a recording is short")]
fn seconds(samples: usize) -> f64 {
    samples as f64 / 48_000.0
}

/// What is to be heard, from when to when, in seconds since the beginning.
fn planned(server: &Server) -> Vec<(f64, f64, String)> {
    let plan = server.unsit(&["plan", "routine.toml", "--cues", "--format", "json"]).output().unwrap();
    let plan: serde_json::Value = serde_json::from_slice(&plan.stdout).unwrap();
    let list = |name: &str| plan[name].as_array().unwrap().clone();
    let number = |value: &serde_json::Value, name: &str| value[name].as_f64().unwrap();
    let words: Vec<(f64, f64, String)> = list("words")
        .iter()
        .map(|said| (number(said, "at_s"), number(said, "at_s") + number(said, "length_s"), said["text"].to_string()))
        .collect();
    let mut all = words.clone();
    for cue in list("cues") {
        let (at, name) = (number(&cue, "at_s"), cue["cue"].as_str().unwrap().to_owned());
        let replaced = ["rep", "phase"].contains(&&*name) && words.iter().any(|(said, ..)| (said - at).abs() < 0.001);
        if !replaced {
            all.push((at, at + if name == "finish" { 1.6 } else { 0.4 }, name));
        }
    }
    all.sort_by(|one, other| one.0.total_cmp(&other.0));
    all
}

/// All that is planned is heard in its place, and nothing else.
#[track_caller]
fn assert_heard(recording: &Recording, planned: &[(f64, f64, String)]) {
    // What was played last is still on its way.
    until("the end", || onsets(&recording.samples()).len().ge(&planned.len().div_ceil(2)).then_some(()));
    thread::park_timeout(Duration::from_millis(300));
    let samples = recording.samples();
    let onsets: Vec<f64> = onsets(&samples).into_iter().map(seconds).collect();
    // Nobody knows at which sample the session began: where most of it fits.
    let begins = |at: f64, zero: f64| onsets.iter().any(|onset| (onset - zero - at).abs() < OFF);
    let fits = |zero: f64| planned.iter().filter(|(at, ..)| begins(*at, zero)).count();
    let zero = onsets.iter().map(|onset| onset - planned.last().unwrap().0).max_by_key(|zero| fits(*zero)).unwrap();
    // Some begin while another still sounds.
    let sounds = |from: f64| {
        let window = samples.iter().enumerate().map(|(at, sample)| (seconds(at) - zero - from, sample));
        window.clone().any(|(at, sample)| (-OFF..2.0 * OFF).contains(&at) && sample.abs() > LOUD)
    };
    for (at, _, what) in planned {
        assert!(sounds(*at), "{what} at {at} is not heard: {onsets:?}, {zero}");
    }
    for onset in &onsets {
        let at = onset - zero;
        let expected = planned.iter().any(|(from, to, _)| (from - OFF..to + OFF).contains(&at));
        assert!(expected, "something is heard at {at}: {planned:?}");
    }
    assert!(fits(zero) * 10 >= planned.len() * 8, "{planned:?} {onsets:?} {zero}");
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    assert!(peak < 1.0, "{peak}");
}

/// Sounds of one's own that cannot be played are told, and the built-in ones heard in their place.
#[test]
fn all_that_the_plan_says_is_heard_when_it_is_due_and_nothing_else() {
    let bad = [
        ("countdown", "nan", "the file contains no sound"),
        ("start", "text", "not a wav, ogg, flac or mp3 file"),
        ("switch", "lying", "the file is cut off"),
        ("halfway", "cut", "the file is cut off"),
        ("finish", "huge", "the file is cut off"),
    ];
    let own = bad.map(|(cue, file, _)| format!("{cue} = \"{file}.wav\"\n")).concat();
    let Some(server) = Server::with(&format!(
        "name = \"Both\"\n[cues.sounds]\n{own}[[exercise]]\nname = \"Squat\"\nprepare = \"3.7s\"\nreps = 2\n\
         tempo = [\"up 0.8s\", \"down 0.8s\"]\n[[exercise]]\nname = \"Leg lift\"\nhold = \"1.5s\"\nsides = \"each\"\n\
         switch = 1\nprepare = 0\n"
    )) else {
        return;
    };
    write_bad_sounds(server.home.path());
    let planned = planned(&server);
    assert!(planned.len() >= 15, "{planned:?}");
    let recording = Recording::of(&server);
    let output = server.unsit(&["play", "routine.toml", "--plain"]).output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), messages.lines().count()), (Some(0), bad.len()), "{messages}");
    for (cue, file, why) in bad {
        let line = format!("cannot play `{file}.wav` for `{cue}` ({why}); using the built-in sound");
        assert!(messages.contains(&line), "{line}: {messages}");
    }
    assert_heard(&recording, &planned);
}

/// A text, and sounds that are cut off, claim to be longer than they are, or 4 GB long, or hold no numbers.
fn write_bad_sounds(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let good = include_bytes!("../sounds/rest.wav");
    write("text.wav", b"these are words, and no sound");
    write("cut.wav", &good[..good.len() / 2]);
    // The length of what follows stands at the end of the header.
    let claims = |length: u32| [&good[..40], &length.to_le_bytes(), &good[44..]].concat();
    write("lying.wav", &claims(1_000_000));
    write("huge.wav", &claims(0xFFFF_FF00));
    let header = b"RIFF\x24\x4b\0\0WAVEfmt \x10\0\0\0\x03\0\x01\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x20\0data\0\x4b\0\0";
    write("nan.wav", &[header, f32::NAN.to_le_bytes().repeat(4800).as_slice()].concat());
}

#[test]
fn a_pause_is_silent_and_goes_on_where_it_was() {
    let Some(server) = Server::with(CLICKS) else { return };
    let recording = Recording::of(&server);
    let mut command = pty::command(UNSIT, server.home.path());
    command.args(["play", "routine.toml"]);
    command.env("PULSE_SERVER", server.address());
    // The tallest size at which the word is plain text.
    let mut pty = Pty::run(command, 80, 17);
    recording.sounds(0, 3);
    pty.send(" ");
    pty.until_text("PAUSED");
    // With clicks every 300 ms there would be no second without one.
    until("a second of silence", || {
        let samples = recording.samples();
        let silent = samples.iter().rev().take_while(|sample| sample.abs() <= LOUD).count();
        (silent > RATE).then_some(())
    });
    let paused = recording.length();
    pty.send(" ");
    pty.until_no_text("PAUSED");
    recording.sounds(paused, 3);
    pty.send("\x03\x03");
    assert_eq!(pty.end(), pty::End::Status(0));
    pty.assert_restored();
}

#[test]
fn sound_is_back_with_its_server_and_exact_again() {
    let Some(mut server) = Server::with(CLICKS) else { return };
    let recording = Recording::of(&server);
    let mut unsit = server.unsit(&["play", "routine.toml", "--plain"]);
    let mut unsit = unsit.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    recording.sounds(0, 3);
    drop(recording);
    server.starts_anew();
    let recording = Recording::of(&server);
    let onsets = recording.sounds(0, 10);
    let _ = unsit.kill();
    let output = unsit.wait_with_output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(messages.lines().count() <= 1, "{messages}");
    // The first ones may still look for their place.
    for pair in onsets[4..].windows(2) {
        let clicks = seconds(pair[1] - pair[0]) / 0.3;
        assert!((clicks - clicks.round()).abs() < OFF, "{onsets:?}");
    }
}
