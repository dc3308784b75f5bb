//! The whole program against a real `PulseAudio` of its own with a null sink, whose recording contains what a user
//! hears. Without `PulseAudio` the tests are skipped, except on CI.

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

#[path = "common/person.rs"]
mod person;
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

use person::{Person, UNSIT, let_hang_up_end_programs, until};
use pty::Pty;
use rustix::process::{Pid, Signal, kill_process};

const RATE: usize = 48_000;
/// Samples above this are a sound.
const LOUD: f32 = 0.02;
/// After this much silence, a new sound starts.
const APART: usize = RATE * 60 / 1000;
/// The tolerance for the position of a sound on a busy machine: on a quiet one it is off by less than 1 ms.
const OFF: f64 = 0.08;

/// Clicks, one every 300 ms, for longer than any test.
const CLICKS: &str = "name = \"Clicks\"\ncues.voice = false\ncues.count = false\n\
    [[exercise]]\nname = \"March\"\nprepare = 0\nreps = 300\ntempo = [\"step 0.3s\"]\n";

/// A sound server with a home folder of its own and a null sink.
struct Server {
    person: Person,
    process: Child,
}

impl Server {
    /// Starts one with this routine in its home folder, if that is possible here.
    fn with(routine: &str) -> Option<Server> {
        for program in ["pulseaudio", "parec"] {
            if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_err() {
                assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
                eprintln!("skipped: {program} is not installed");
                return None;
            }
        }
        let person = Person::new().has("routine.toml", routine);
        let address = format!("unix:{}", person.home().join("native").display());
        let person = person.set("PULSE_SERVER", address);
        let process = Server::listening(person.home());
        Some(Server { person, process })
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

    /// Kills it and starts it again.
    fn restart(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.process = Server::listening(self.person.home());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A recording of a server's output.
struct Recording {
    recorder: Child,
    samples: Arc<Mutex<Vec<f32>>>,
}

impl Recording {
    /// Starts to record, and waits for data: a new output first plays two seconds of silence.
    fn of(server: &Server) -> Recording {
        let mut recorder = Command::new("parec")
            .args(["-d", "cap.monitor", "--raw", "--format=float32le", "--rate=48000", "--channels=1"])
            .arg("--latency-msec=10")
            .envs(server.person.environment())
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

    /// Waits until this many sounds have started from a sample on, and returns the samples at which they did.
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

/// The starts of the sounds.
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

/// The planned sounds: start and end in seconds since the beginning.
fn planned(server: &Server) -> Vec<(f64, f64, String)> {
    let plan = server.person.command(&["plan", "routine.toml", "--cues", "--format", "json"]).output().unwrap();
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

/// How often to try before a test fails: sound is late on a machine that stands still for a moment.
const ATTEMPTS: usize = 5;

/// Whether every planned sound is heard at its place, and nothing else; the error is the first difference.
fn heard(recording: &Recording, planned: &[(f64, f64, String)]) -> Result<(), String> {
    // The last sounds are still in transit.
    until("the end", || onsets(&recording.samples()).len().ge(&planned.len().div_ceil(2)).then_some(()));
    thread::park_timeout(Duration::from_millis(300));
    let samples = recording.samples();
    let onsets: Vec<f64> = onsets(&samples).into_iter().map(seconds).collect();
    // The sample at which the session started is unknown: the best match is used.
    let begins = |at: f64, zero: f64| onsets.iter().any(|onset| (onset - zero - at).abs() < OFF);
    let fits = |zero: f64| planned.iter().filter(|(at, ..)| begins(*at, zero)).count();
    let zero = onsets.iter().map(|onset| onset - planned.last().unwrap().0).max_by_key(|zero| fits(*zero)).unwrap();
    // Some start while another is still playing.
    let sounds = |from: f64| {
        let window = samples.iter().enumerate().map(|(at, sample)| (seconds(at) - zero - from, sample));
        window.clone().any(|(at, sample)| (-OFF..2.0 * OFF).contains(&at) && sample.abs() > LOUD)
    };
    for (at, _, what) in planned {
        if !sounds(*at) {
            return Err(format!("{what} at {at} is not heard: {onsets:?}, {zero}"));
        }
    }
    for onset in &onsets {
        let at = onset - zero;
        let expected = planned.iter().any(|(from, to, _)| (from - OFF..to + OFF).contains(&at));
        if !expected {
            return Err(format!("something is heard at {at}: {planned:?}"));
        }
    }
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()));
    assert!(peak < 1.0, "{peak}");
    if fits(zero) * 10 >= planned.len() * 8 { Ok(()) } else { Err(format!("{planned:?} {onsets:?} {zero}")) }
}

/// Custom sounds that cannot be played are reported, and replaced by the built-in ones.
#[test]
fn every_planned_sound_is_heard_when_it_is_due_and_no_other() {
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
    write_bad_sounds(server.person.home());
    let planned = planned(&server);
    assert!(planned.len() >= 15, "{planned:?}");
    let mut differences = Vec::new();
    while differences.len() < ATTEMPTS {
        let recording = Recording::of(&server);
        let output = server.person.command(&["play", "routine.toml", "--plain"]).output().unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), messages.lines().count()), (Some(0), bad.len()), "{messages}");
        for (cue, file, why) in bad {
            let line = format!("cannot play `{file}.wav` for `{cue}` ({why}); using the built-in sound");
            assert!(messages.contains(&line), "{line}: {messages}");
        }
        match heard(&recording, &planned) {
            Ok(()) => return,
            Err(difference) => differences.push(difference),
        }
    }
    panic!("{differences:#?}");
}

/// A text, and sounds that are cut off, claim false lengths of up to 4 GB, or contain no samples.
fn write_bad_sounds(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let good = include_bytes!("../sounds/rest.wav");
    write("text.wav", b"these are words, and no sound");
    write("cut.wav", &good[..good.len() / 2]);
    // The length of the data is at the end of the header.
    let claims = |length: u32| [&good[..40], &length.to_le_bytes(), &good[44..]].concat();
    write("lying.wav", &claims(1_000_000));
    write("huge.wav", &claims(0xFFFF_FF00));
    let header = b"RIFF\x24\x4b\0\0WAVEfmt \x10\0\0\0\x03\0\x01\0\x80\xbb\0\0\0\xee\x02\0\x04\0\x20\0data\0\x4b\0\0";
    write("nan.wav", &[header, f32::NAN.to_le_bytes().repeat(4800).as_slice()].concat());
}

#[test]
fn a_pause_is_silent_and_continues_where_it_was() {
    let Some(server) = Server::with(CLICKS) else { return };
    let recording = Recording::of(&server);
    let mut command = pty::command(UNSIT, &server.person);
    command.args(["play", "routine.toml"]);
    // The largest size at which the word is plain text.
    let mut pty = Pty::run(command, 80, 17);
    recording.sounds(0, 3);
    pty.send(" ");
    pty.until_text("PAUSED");
    // With clicks every 300 ms no second would be silent.
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
fn sound_returns_with_its_server_and_is_exact_again() {
    let Some(mut server) = Server::with(CLICKS) else { return };
    let recording = Recording::of(&server);
    let mut unsit = server.person.command(&["play", "routine.toml", "--plain"]);
    let mut unsit = unsit.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    recording.sounds(0, 3);
    drop(recording);
    server.restart();
    let recording = Recording::of(&server);
    // The first ones may still be adjusting, and on a busy machine some are late: six in a row are exact.
    let is_exact = |pair: &[usize]| {
        let clicks = seconds(pair[1] - pair[0]) / 0.3;
        (clicks - clicks.round()).abs() < OFF
    };
    until("six exact clicks in a row", || {
        let onsets = onsets(&recording.samples());
        onsets.windows(6).any(|onsets| onsets.windows(2).all(is_exact)).then_some(())
    });
    let _ = unsit.kill();
    let output = unsit.wait_with_output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(messages.lines().count() <= 1, "{messages}");
}

/// A stream of another program, which plays silence.
struct OtherStream(Child);

impl OtherStream {
    /// Plays as a program of this name, at this volume of the server's scale, whose whole is 65536.
    fn of(server: &Server, name: &str, volume: u32) -> OtherStream {
        let streams =
            || server.pactl(&["list", "sink-inputs"]).matches(&format!("application.name = \"{name}\"")).count();
        let before = streams();
        let mut command = Command::new("pacat");
        command.args(["--playback", "--raw", "--client-name", name, "--volume", &volume.to_string(), "/dev/zero"]);
        command.envs(server.person.environment()).stdout(Stdio::null()).stderr(Stdio::null());
        let stream = OtherStream(command.spawn().unwrap());
        until("a stream", || (streams() > before).then_some(()));
        stream
    }
}

impl Drop for OtherStream {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Server {
    fn pactl(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("pactl");
        let ran = command.args(arguments).env("LC_ALL", "C").envs(self.person.environment()).output().unwrap();
        String::from_utf8_lossy(&ran.stdout).into_owned()
    }

    /// The number and the volume of a program's stream.
    fn stream(&self, name: &str) -> Option<(String, u32)> {
        let text = self.pactl(&["list", "sink-inputs"]);
        let of_program = format!("application.name = \"{name}\"");
        let stream = text.split("Sink Input #").find(|stream| stream.contains(&of_program))?;
        let volume = stream.split_once("Volume: ")?.1.split_whitespace().find_map(|word| word.parse().ok())?;
        Some((stream.split_whitespace().next()?.to_owned(), volume))
    }

    fn volume(&self, name: &str) -> Option<u32> {
        self.stream(name).map(|(_, volume)| volume)
    }

    #[track_caller]
    fn plays_at(&self, name: &str, volume: u32, when: &str) {
        until(&format!("{name} at {volume}, {when}"), || (self.volume(name) == Some(volume)).then_some(()));
    }
}

/// Other programs are played at half of their volume while a session runs, also those that begin later, and as before
/// after every ending; what the person changes meanwhile is kept.
#[test]
fn other_sound_is_lowered_and_given_back_on_every_ending() {
    let Some(server) = Server::with(CLICKS) else { return };
    let_hang_up_end_programs();
    server.person.write(".config/unsit/config.toml", "[audio]\nothers = \"lower\"\n");
    let _radio = OtherStream::of(&server, "radio", 65_536);
    let _music = OtherStream::of(&server, "music", 40_001);
    for signal in [None, Some(Signal::TERM), Some(Signal::INT), Some(Signal::HUP), Some(Signal::KILL)] {
        let when = format!("{signal:?}");
        let mut command = server.person.command(&["play", "routine.toml", "--plain"]);
        let mut session = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        server.plays_at("radio", 32_768, &when);
        server.plays_at("music", 20_000, &when);
        let late = OtherStream::of(&server, "late", 65_536);
        server.plays_at("late", 32_768, &when);
        server.plays_at("unsit", 65_536, &when);
        // The next stream of the same program has the volume that its last one had.
        let next = OtherStream::of(&server, "radio", 32_768);
        drop(next);
        match signal {
            None => drop(server.person.command(&["ctl", "stop"]).output().unwrap()),
            Some(signal) => kill_process(Pid::from_child(&session), signal).unwrap(),
        }
        server.plays_at("radio", 65_536, &when);
        server.plays_at("music", 40_001, &when);
        server.plays_at("late", 65_536, &when);
        drop(late);
        session.wait().unwrap();
    }
}
