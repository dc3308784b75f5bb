//! Other media players: paused when a session begins, and resumed when it ends.

use std::{
    io::{self, Read},
    os::unix::net::UnixStream,
};

use zbus::{
    blocking::{Connection, connection},
    zvariant::OwnedValue,
};

use super::{playback::CALL, player::NAME};

const PREFIX: &str = "org.mpris.MediaPlayer2.";
const PATH: &str = "/org/mpris/MediaPlayer2";
const PLAYER: &str = "org.mpris.MediaPlayer2.Player";
/// The most players that are asked.
const MOST: usize = 32;

/// Pauses the players that play until the other end of `end` is closed, and resumes them then.
pub(in super::super) fn pause_until_closed(mut end: &UnixStream) {
    let bus = connection::Builder::session().and_then(|builder| builder.method_timeout(CALL).build());
    let Ok(bus) = bus else { return };
    let paused = pause(&bus);
    // Nothing is written at the other end.
    let _ = io::copy(&mut end.by_ref(), &mut io::sink());
    resume(&bus, &paused);
}

/// Pauses the players that play, and returns their names.
fn pause(bus: &Connection) -> Vec<String> {
    let bus_itself = Some("org.freedesktop.DBus");
    let names = bus.call_method(bus_itself, "/org/freedesktop/DBus", bus_itself, "ListNames", &());
    let names: Vec<String> = names.and_then(|answer| answer.body().deserialize()).unwrap_or_default();
    let players = names.into_iter().filter(|name| name.starts_with(PREFIX) && !name.starts_with(NAME)).take(MOST);
    players
        .filter(|name| status(bus, name).as_deref() == Some("Playing"))
        .filter(|name| call(bus, name, "Pause"))
        .collect()
}

/// Resumes players, unless the person has started, stopped or closed them meanwhile.
fn resume(bus: &Connection, paused: &[String]) {
    for name in paused {
        if status(bus, name).as_deref() == Some("Paused") {
            call(bus, name, "Play");
        }
    }
}

fn call(bus: &Connection, name: &str, method: &str) -> bool {
    bus.call_method(Some(name), PATH, Some(PLAYER), method, &()).is_ok()
}

fn status(bus: &Connection, name: &str) -> Option<String> {
    let properties = Some("org.freedesktop.DBus.Properties");
    let answer = bus.call_method(Some(name), PATH, properties, "Get", &(PLAYER, "PlaybackStatus")).ok()?;
    answer.body().deserialize::<OwnedValue>().ok()?.try_into().ok()
}
