//! A session on a session bus of its own: media keys, the screen kept on, and other players paused, each with the
//! programs and services that people have.

#![allow(
    clippy::type_complexity,
    clippy::used_underscore_binding,
    reason = "a service of the bus and a table of endings, as the macros and the loop want them"
)]
#![cfg(all(target_os = "linux", feature = "bus"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::net::UnixListener,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process};
use unsit::system::clock::Clock;
use zbus::{
    blocking::{Connection, connection},
    interface,
};

const UNSIT: &str = env!("CARGO_BIN_EXE_unsit");
const LIMIT: Duration = Duration::from_secs(20);
const HOLDS: &str = "name = \"Holds\"\n[defaults]\nprepare = 0\nrest = \"20m\"\n\
    [[exercise]]\nname = \"Plank\"\nhold = \"30m\"\nsets = 2\n\
    [[exercise]]\nname = \"Bridge\"\nhold = \"10m\"\nsides = \"each\"\n";

/// Whether a program is there; under CI it must be.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || env::var_os("CI").is_none(), "{program} is not installed");
    found
}

/// Waits for something to become so.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let clock = Clock::new();
    while !is_so() {
        assert!(!clock.until(LIMIT).is_zero(), "never came: {what}");
        thread::park_timeout(Duration::from_millis(20));
    }
}

/// A person with a session bus.
struct Person {
    home: tempfile::TempDir,
    daemon: Child,
}

impl Person {
    /// `None` where there is no bus to be had.
    fn new(settings: &str) -> Option<Person> {
        if !has("dbus-daemon") {
            return None;
        }
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("holds.toml"), HOLDS).unwrap();
        fs::create_dir_all(home.path().join(".config/unsit")).unwrap();
        fs::write(home.path().join(".config/unsit/config.toml"), settings).unwrap();
        let address = format!("--address=unix:path={}", home.path().join("bus").display());
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address", &address])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Person { home, daemon })
    }

    fn address(&self) -> String {
        format!("unix:path={}", self.home.path().join("bus").display())
    }

    fn connection(&self) -> connection::Builder<'static> {
        connection::Builder::address(&*self.address()).unwrap()
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.home.path()).env_clear();
        command.env("PATH", env::var_os("PATH").unwrap()).env("HOME", self.home.path()).env("LANG", "C.UTF-8");
        command.env("XDG_RUNTIME_DIR", self.home.path()).env("PULSE_SERVER", "/nowhere");
        command.env("DBUS_SESSION_BUS_ADDRESS", self.address()).env("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    fn session(&self) -> Session {
        let mut command = self.command(UNSIT);
        Session(command.args(["play", "holds.toml", "--plain", "--mute"]).stdout(Stdio::null()).spawn().unwrap())
    }

    /// What a program prints, without the end of its line.
    fn says(&self, program: &str, arguments: &[&str]) -> String {
        let ran = self.command(program).args(arguments).output().unwrap();
        String::from_utf8(ran.stdout).unwrap().trim_end().to_owned()
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

struct Session(Child);

impl Session {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.0), signal).unwrap();
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The requests that hold a screen saver back, by their numbers.
#[derive(Clone, Default)]
struct ScreenSaver(Arc<Mutex<(u32, Vec<(u32, String)>)>>);

#[interface(name = "org.freedesktop.ScreenSaver")]
impl ScreenSaver {
    fn inhibit(&self, program: String, _reason: String) -> u32 {
        let mut state = self.0.lock().unwrap();
        state.0 += 1;
        let cookie = state.0;
        state.1.push((cookie, program));
        cookie
    }

    fn un_inhibit(&self, cookie: u32) {
        self.0.lock().unwrap().1.retain(|(held, _)| *held != cookie);
    }
}

impl ScreenSaver {
    fn serve(&self, person: &Person) -> Connection {
        let name = "org.freedesktop.ScreenSaver";
        let builder = person.connection().name(name).unwrap();
        builder.serve_at("/org/freedesktop/ScreenSaver", self.clone()).unwrap().build().unwrap()
    }

    fn held_by(&self) -> Vec<String> {
        self.0.lock().unwrap().1.iter().map(|(_, program)| program.clone()).collect()
    }
}

/// Another media player.
#[derive(Clone)]
struct Music(Arc<Mutex<&'static str>>);

#[interface(name = "org.mpris.MediaPlayer2.Player")]
impl Music {
    fn pause(&self) {
        *self.0.lock().unwrap() = "Paused";
    }

    fn play(&self) {
        *self.0.lock().unwrap() = "Playing";
    }

    #[zbus(property)]
    fn playback_status(&self) -> &'static str {
        *self.0.lock().unwrap()
    }
}

impl Music {
    fn serve(person: &Person, name: &str, status: &'static str) -> (Music, Connection) {
        let music = Music(Arc::new(Mutex::new(status)));
        let builder = person.connection().name(format!("org.mpris.MediaPlayer2.{name}")).unwrap();
        let bus = builder.serve_at("/org/mpris/MediaPlayer2", music.clone()).unwrap().build().unwrap();
        (music, bus)
    }

    fn status(&self) -> &'static str {
        *self.0.lock().unwrap()
    }
}

#[test]
fn media_keys_control_a_session() {
    let Some(person) = Person::new("").filter(|_| has("playerctl")) else { return };
    let mut session = person.session();
    let player = |word: &str| person.says("playerctl", &["-p", "unsit", word]);
    let title = || person.says("playerctl", &["-p", "unsit", "metadata", "title"]);
    until("a player", || player("status") == "Playing");
    assert_eq!(title(), "Plank, set 1 of 2");
    assert_eq!(person.says("playerctl", &["-p", "unsit", "metadata", "artist"]), "Holds");
    assert_eq!(person.says("playerctl", &["-p", "unsit", "metadata", "mpris:length"]), "1800000000");
    player("pause");
    until("a pause", || player("status") == "Paused");
    assert!(person.says(UNSIT, &["ctl", "status"]).starts_with("paused: work, Plank"));
    player("play-pause");
    until("the end of the pause", || player("status") == "Playing");
    player("next");
    until("the rest", || title() == "rest: Plank, set 2 of 2");
    player("previous");
    until("the set before, or the rest again", || !title().is_empty());
    person.says(UNSIT, &["ctl", "next"]);
    person.says(UNSIT, &["ctl", "next"]);
    person.says(UNSIT, &["ctl", "next"]);
    until("the other exercise", || title().starts_with("Bridge"));
    assert_eq!(title(), "Bridge, left side");
    let position: f64 = player("position").parse().unwrap();
    assert!((0.0..600.0).contains(&position), "{position}");
    player("stop");
    assert!(session.0.wait().unwrap().success());
    assert_eq!(player("status"), "");
}

#[test]
fn the_screen_stays_on_while_a_session_runs() {
    let Some(person) = Person::new("") else { return };
    let saver = ScreenSaver::default();
    let _bus = saver.serve(&person);
    let mut session = person.session();
    until("a request to stay on", || saver.held_by() == ["unsit"]);
    assert!(person.says(UNSIT, &["ctl", "stop"]) == "stopped");
    until("its end", || saver.held_by().is_empty());
    assert!(session.0.wait().unwrap().success());
}

#[test]
fn the_settings_can_turn_off_keeping_the_screen_on() {
    let Some(person) = Person::new("awake = false\n") else { return };
    let saver = ScreenSaver::default();
    let bus = saver.serve(&person);
    let _session = person.session();
    let names = || {
        let dbus = Some("org.freedesktop.DBus");
        let answer = bus.call_method(dbus, "/org/freedesktop/DBus", dbus, "ListNames", &()).unwrap();
        answer.body().deserialize::<Vec<String>>().unwrap()
    };
    until("the player", || names().iter().any(|name| name == "org.mpris.MediaPlayer2.unsit"));
    until("a status", || person.says(UNSIT, &["ctl", "status"]).starts_with("running"));
    assert_eq!(saver.held_by(), Vec::<String>::new());
    assert_eq!(saver.0.lock().unwrap().0, 0);
}

#[test]
fn other_players_are_paused_and_resumed_on_every_ending() {
    let Some(person) = Person::new("[audio]\nothers = \"pause\"\n") else { return };
    let (music, _music) = Music::serve(&person, "music", "Playing");
    let (silent, _silent) = Music::serve(&person, "silent", "Paused");
    let endings: [(&str, fn(&Person, &Session)); 5] = [
        ("by itself", |person, _| assert_eq!(person.says(UNSIT, &["ctl", "stop"]), "stopped")),
        ("SIGTERM", |_, session| session.signal(Signal::TERM)),
        ("SIGINT", |_, session| session.signal(Signal::INT)),
        ("SIGHUP", |_, session| session.signal(Signal::HUP)),
        ("SIGKILL", |_, session| session.signal(Signal::KILL)),
    ];
    for (name, end) in endings {
        let mut session = person.session();
        until("a pause", || music.status() == "Paused");
        until("a session", || person.says(UNSIT, &["ctl", "status"]).starts_with("running"));
        end(&person, &session);
        until(name, || music.status() == "Playing");
        assert_eq!(silent.status(), "Paused", "{name}");
        session.0.wait().unwrap();
    }
}

#[test]
fn a_hung_bus_does_not_delay_quit() {
    let home = tempfile::tempdir().unwrap();
    let person = Person { home, daemon: Command::new("true").spawn().unwrap() };
    fs::write(person.home.path().join("holds.toml"), HOLDS).unwrap();
    let _listener = UnixListener::bind(person.home.path().join("bus")).unwrap();
    let mut session = person.session();
    until("a session", || person.says(UNSIT, &["ctl", "status"]).starts_with("running"));
    assert_eq!(person.says(UNSIT, &["ctl", "stop"]), "stopped");
    assert!(session.0.wait().unwrap().success());
}
