//! Keeping the screen on and the machine awake: by the desktop's screen saver or the portal, and by logind where it is
//! the one that acts on idleness.

use std::collections::HashMap;

use zbus::{
    blocking::{Connection, connection},
    zvariant::{OwnedFd, OwnedObjectPath, Value},
};

use super::playback::CALL;

const REASON: &str = "A workout is running";
/// The portal's flags for idleness and for suspension.
const IDLE_AND_SUSPEND: u32 = 8 | 4;

/// The screen is kept on until this is dropped.
pub(super) struct Awake {
    desktop: Option<(Connection, Desktop)>,
    /// logind keeps the machine awake for as long as this is open.
    _logind: Option<OwnedFd>,
}

enum Desktop {
    /// The number by which the screen saver knows the request.
    ScreenSaver(u32),
    /// The portal's object of the request.
    Portal(OwnedObjectPath),
}

impl Awake {
    /// Asks for it, in every way that there is.
    pub(super) fn inhibit(session: Option<&Connection>) -> Awake {
        let desktop = session.and_then(|bus| Some((bus.clone(), screen_saver(bus).or_else(|_| portal(bus)).ok()?)));
        Awake { desktop, _logind: logind().ok() }
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        // A bus that is gone has ended it too.
        let _ = match &self.desktop {
            Some((bus, Desktop::ScreenSaver(cookie))) => {
                bus.call_method(SCREEN_SAVER.0, SCREEN_SAVER.1, SCREEN_SAVER.2, "UnInhibit", &(*cookie,))
            }
            Some((bus, Desktop::Portal(request))) => {
                bus.call_method(PORTAL.0, request.as_ref(), Some("org.freedesktop.portal.Request"), "Close", &())
            }
            None => return,
        };
    }
}

/// Name, object and interface.
type Service = (Option<&'static str>, &'static str, Option<&'static str>);

const SCREEN_SAVER: Service =
    (Some("org.freedesktop.ScreenSaver"), "/org/freedesktop/ScreenSaver", Some("org.freedesktop.ScreenSaver"));
const PORTAL: Service =
    (Some("org.freedesktop.portal.Desktop"), "/org/freedesktop/portal/desktop", Some("org.freedesktop.portal.Inhibit"));
const LOGIND: Service =
    (Some("org.freedesktop.login1"), "/org/freedesktop/login1", Some("org.freedesktop.login1.Manager"));

fn screen_saver(bus: &Connection) -> zbus::Result<Desktop> {
    let (name, path, interface) = SCREEN_SAVER;
    let answer = bus.call_method(name, path, interface, "Inhibit", &("unsit", REASON))?;
    Ok(Desktop::ScreenSaver(answer.body().deserialize()?))
}

fn portal(bus: &Connection) -> zbus::Result<Desktop> {
    let (name, path, interface) = PORTAL;
    let options = HashMap::from([("reason", Value::from(REASON))]);
    let answer = bus.call_method(name, path, interface, "Inhibit", &("", IDLE_AND_SUSPEND, options))?;
    Ok(Desktop::Portal(answer.body().deserialize()?))
}

fn logind() -> zbus::Result<OwnedFd> {
    let (name, path, interface) = LOGIND;
    let bus = connection::Builder::system()?.method_timeout(CALL).build()?;
    let answer = bus.call_method(name, path, interface, "Inhibit", &("idle", "unsit", REASON, "block"))?;
    answer.body().deserialize()
}
