//! What of the session bus works on this machine, for `unsit doctor`.

use zbus::blocking::{Connection, connection};

use super::playback::CALL;

/// A service that is used, by its name on the bus.
const SERVICES: [(&str, &str); 3] = [
    ("org.freedesktop.ScreenSaver", "the desktop's screen saver"),
    ("org.freedesktop.portal.Desktop", "the desktop's portal"),
    ("org.freedesktop.Notifications", "notifications"),
];

/// The services that are on the session bus or that it can start, in words; the error is why there is no bus.
pub(in super::super) fn services() -> Result<Vec<&'static str>, String> {
    let bus = connection::Builder::session()
        .and_then(|builder| builder.method_timeout(CALL).build())
        .map_err(|error| error.to_string())?;
    let names: Vec<String> = ["ListNames", "ListActivatableNames"].iter().flat_map(|list| names(&bus, list)).collect();
    let is_there = |name: &str| names.iter().any(|there| there == name);
    Ok(SERVICES.iter().filter(|(name, _)| is_there(name)).map(|(_, words)| *words).collect())
}

fn names(bus: &Connection, list: &str) -> Vec<String> {
    let dbus = Some("org.freedesktop.DBus");
    let answer = bus.call_method(dbus, "/org/freedesktop/DBus", dbus, list, &());
    answer.and_then(|answer| answer.body().deserialize()).unwrap_or_default()
}
