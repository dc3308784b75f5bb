//! A session on a session bus of its own: media keys, the screen kept on, and other players paused, each with the
//! programs and services that people have.

#![allow(
    clippy::type_complexity,
    clippy::used_underscore_binding,
    reason = "a service of the bus and a table of endings, as the macros and the loop want them"
)]
#![cfg(all(target_os = "linux", feature = "bus"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "common/person.rs"]
mod person;

use std::{
    env,
    io::{BufRead, BufReader},
    os::unix::net::UnixListener,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use person::{Person, let_hang_up_end_programs, until};
use rustix::process::{Pid, Signal, kill_process};
use zbus::{
    blocking::{Connection, connection},
    interface,
};

const HOLDS: &str = "name = \"Holds\"\n[defaults]\nprepare = 0\nrest = \"20m\"\n\
    [[exercise]]\nname = \"Plank\"\nhold = \"30m\"\nsets = 2\n\
    [[exercise]]\nname = \"Bridge\"\nhold = \"10m\"\nsides = \"each\"\n";

/// Whether a program is there; under CI it must be.
fn has(program: &str) -> bool {
    let found = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    assert!(found || env::var_os("CI").is_none(), "{program} is not installed");
    found
}

/// A user with a session bus.
struct Bus {
    person: Person,
    daemon: Child,
}

impl Bus {
    /// `None` where no bus can be started.
    fn new(settings: &str) -> Option<Bus> {
        if !has("dbus-daemon") {
            return None;
        }
        let person = Person::new().with("holds.toml", HOLDS).with("../config.toml", settings);
        let address = format!("unix:path={}", person.home().join("bus").display());
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--print-address", "--address", &address])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(daemon.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Bus { person: on_bus(person), daemon })
    }

    fn connection(&self) -> connection::Builder<'static> {
        connection::Builder::address(&*format!("unix:path={}", self.person.home().join("bus").display())).unwrap()
    }

    fn session(&self) -> Session {
        session(&self.person)
    }

    fn ctl(&self, word: &str) -> String {
        ctl(&self.person, word)
    }

    /// What `playerctl` prints about unsit.
    fn player(&self, words: &[&str]) -> String {
        let mut command = Command::new("playerctl");
        command.args(["-p", "unsit"]).args(words).env_clear().envs(self.person.environment());
        printed(command.env("PATH", env::var_os("PATH").unwrap()))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// The user, whose session bus is the file `bus` in the home folder.
fn on_bus(person: Person) -> Person {
    let home = person.home().to_owned();
    person
        .set("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", home.join("bus").display()))
        .set("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere")
        .set("XDG_RUNTIME_DIR", home)
}

fn session(person: &Person) -> Session {
    let mut command = person.command(&["play", "holds", "--plain", "--mute"]);
    Session(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

fn ctl(person: &Person, word: &str) -> String {
    printed(&mut person.command(&["ctl", word]))
}

/// What a program prints, without the end of its last line.
fn printed(command: &mut Command) -> String {
    String::from_utf8(command.output().unwrap().stdout).unwrap().trim_end().to_owned()
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
    fn serve(&self, bus: &Bus) -> Connection {
        let name = "org.freedesktop.ScreenSaver";
        let builder = bus.connection().name(name).unwrap();
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
    fn serve(bus: &Bus, name: &str, status: &'static str) -> (Music, Connection) {
        let music = Music(Arc::new(Mutex::new(status)));
        let builder = bus.connection().name(format!("org.mpris.MediaPlayer2.{name}")).unwrap();
        let connection = builder.serve_at("/org/mpris/MediaPlayer2", music.clone()).unwrap().build().unwrap();
        (music, connection)
    }

    fn status(&self) -> &'static str {
        *self.0.lock().unwrap()
    }
}

#[test]
fn media_keys_control_a_session() {
    let Some(bus) = Bus::new("").filter(|_| has("playerctl")) else { return };
    let mut session = bus.session();
    let player = |word: &str| bus.player(&[word]);
    let title = || bus.player(&["metadata", "title"]);
    until("a player", || (player("status") == "Playing").then_some(()));
    assert_eq!(title(), "Plank, set 1 of 2");
    assert_eq!(bus.player(&["metadata", "artist"]), "Holds");
    assert_eq!(bus.player(&["metadata", "mpris:length"]), "1800000000");
    player("pause");
    until("a pause", || (player("status") == "Paused").then_some(()));
    assert!(bus.ctl("status").starts_with("paused: work, Plank"));
    player("play-pause");
    until("the end of the pause", || (player("status") == "Playing").then_some(()));
    player("next");
    until("the rest", || (title() == "rest: Plank, set 2 of 2").then_some(()));
    player("previous");
    until("the set before, or the rest again", || (!title().is_empty()).then_some(()));
    bus.ctl("next");
    bus.ctl("next");
    bus.ctl("next");
    until("the other exercise", || (title().starts_with("Bridge")).then_some(()));
    assert_eq!(title(), "Bridge, left side");
    let position: f64 = player("position").parse().unwrap();
    assert!((0.0..600.0).contains(&position), "{position}");
    player("stop");
    assert!(session.0.wait().unwrap().success());
    assert_eq!(player("status"), "");
}

#[test]
fn the_screen_stays_on_while_a_session_runs() {
    let Some(bus) = Bus::new("") else { return };
    let saver = ScreenSaver::default();
    let _connection = saver.serve(&bus);
    let mut session = bus.session();
    until("a request to stay on", || (saver.held_by() == ["unsit"]).then_some(()));
    assert!(bus.ctl("stop") == "stopped");
    until("its end", || (saver.held_by().is_empty()).then_some(()));
    assert!(session.0.wait().unwrap().success());
}

#[test]
fn the_settings_can_turn_off_keeping_the_screen_on() {
    let Some(bus) = Bus::new("awake = false\n") else { return };
    let saver = ScreenSaver::default();
    let connection = saver.serve(&bus);
    let _session = bus.session();
    let names = || {
        let dbus = Some("org.freedesktop.DBus");
        let answer = connection.call_method(dbus, "/org/freedesktop/DBus", dbus, "ListNames", &()).unwrap();
        answer.body().deserialize::<Vec<String>>().unwrap()
    };
    until("the player", || (names().iter().any(|name| name == "org.mpris.MediaPlayer2.unsit")).then_some(()));
    until("a status", || (bus.ctl("status").starts_with("running")).then_some(()));
    assert_eq!(saver.held_by(), Vec::<String>::new());
    assert_eq!(saver.0.lock().unwrap().0, 0);
}

#[test]
fn other_players_are_paused_and_resumed_on_every_ending() {
    let Some(bus) = Bus::new("[audio]\nothers = \"pause\"\n") else { return };
    let_hang_up_end_programs();
    let (music, _music) = Music::serve(&bus, "music", "Playing");
    let (silent, _silent) = Music::serve(&bus, "silent", "Paused");
    let endings: [(&str, fn(&Bus, &Session)); 5] = [
        ("by itself", |bus, _| assert_eq!(bus.ctl("stop"), "stopped")),
        ("SIGTERM", |_, session| session.signal(Signal::TERM)),
        ("SIGINT", |_, session| session.signal(Signal::INT)),
        ("SIGHUP", |_, session| session.signal(Signal::HUP)),
        ("SIGKILL", |_, session| session.signal(Signal::KILL)),
    ];
    for (name, end) in endings {
        let mut session = bus.session();
        until("a pause", || (music.status() == "Paused").then_some(()));
        until("a session", || (bus.ctl("status").starts_with("running")).then_some(()));
        end(&bus, &session);
        until(name, || (music.status() == "Playing").then_some(()));
        assert_eq!(silent.status(), "Paused", "{name}");
        session.0.wait().unwrap();
    }
}

#[test]
fn a_hung_bus_does_not_delay_quit() {
    let person = on_bus(Person::new().with("holds.toml", HOLDS));
    let _listener = UnixListener::bind(person.home().join("bus")).unwrap();
    let mut session = session(&person);
    until("a session", || ctl(&person, "status").starts_with("running").then_some(()));
    assert_eq!(ctl(&person, "stop"), "stopped");
    assert!(session.0.wait().unwrap().success());
}
