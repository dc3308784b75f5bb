//! The session as a media player, by the specification of MPRIS: panels, media keys, headsets and phones control it.
#![expect(clippy::unused_self, clippy::used_underscore_binding, reason = "methods and macro have the interface's form")]

use std::{
    collections::HashMap,
    process,
    sync::{Arc, Mutex, PoisonError, mpsc},
};

use zbus::{
    blocking::{Connection, object_server::InterfaceRef},
    interface,
    zvariant::{ObjectPath, Value},
};

use super::{
    super::inbox::{Inbox, Request},
    playback::Playback,
};
use crate::{
    session::plan::Kind,
    system::clock::Clock,
    ui::{keymap::Action, remote::NowPlaying},
};

/// Where every player is.
const PATH: &str = "/org/mpris/MediaPlayer2";
/// The name of this one; a second one adds its process number.
pub(super) const NAME: &str = "org.mpris.MediaPlayer2.unsit";

/// The latest state, as the bus thread and the object server share it.
pub(super) type SharedPlayback = Arc<Mutex<Option<Playback>>>;

/// Offers the player on a bus.
pub(super) fn serve(
    bus: &Connection,
    state: &SharedPlayback,
    inbox: Inbox,
    clock: Clock,
) -> zbus::Result<InterfaceRef<MediaPlayer>> {
    let server = bus.object_server();
    server.at(PATH, Root)?;
    server.at(PATH, MediaPlayer { state: Arc::clone(state), inbox, clock })?;
    if bus.request_name(NAME).is_err() {
        bus.request_name(format!("{NAME}.instance{}", process::id()))?;
    }
    server.interface(PATH)
}

/// Announces that the state has changed.
pub(super) fn announce(player: &InterfaceRef<MediaPlayer>) {
    let emitter = player.signal_emitter();
    let player = player.get();
    let changed = async {
        player.playback_status_changed(emitter).await?;
        player.metadata_changed(emitter).await?;
        MediaPlayer::seeked(emitter, player.position()).await
    };
    // A bus that is gone announces nothing.
    let _: zbus::Result<()> = zbus::block_on(changed);
}

struct Root;

#[interface(name = "org.mpris.MediaPlayer2")]
impl Root {
    /// There is no window to raise.
    fn raise(&self) {}

    /// The program ends by its own keys.
    fn quit(&self) {}

    #[zbus(property)]
    fn can_quit(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_raise(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn has_track_list(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn identity(&self) -> &'static str {
        "unsit"
    }

    #[zbus(property)]
    fn supported_uri_schemes(&self) -> Vec<String> {
        Vec::new()
    }

    #[zbus(property)]
    fn supported_mime_types(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The player.
pub(super) struct MediaPlayer {
    state: SharedPlayback,
    inbox: Inbox,
    clock: Clock,
}

impl MediaPlayer {
    fn ask(&self, action: Action) {
        let (answer, _) = mpsc::channel();
        self.inbox.push(Request { action: Some(action), answer });
    }

    fn with<T>(&self, none: T, look: impl FnOnce(&Playback) -> T) -> T {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(none, look)
    }
}

#[interface(name = "org.mpris.MediaPlayer2.Player")]
impl MediaPlayer {
    fn play_pause(&self) {
        self.ask(Action::Toggle);
    }

    fn pause(&self) {
        self.ask(Action::Pause);
    }

    fn play(&self) {
        self.ask(Action::Resume);
    }

    fn next(&self) {
        self.ask(Action::Next);
    }

    fn previous(&self) {
        self.ask(Action::Back);
    }

    fn stop(&self) {
        self.ask(Action::StopNow);
    }

    /// A step has no positions to go to: `CanSeek` is false.
    fn seek(&self, _offset: i64) {}

    fn set_position(&self, _track: ObjectPath<'_>, _position: i64) {}

    fn open_uri(&self, _uri: &str) {}

    #[zbus(signal)]
    async fn seeked(emitter: &zbus::object_server::SignalEmitter<'_>, position: i64) -> zbus::Result<()>;

    #[zbus(property)]
    fn playback_status(&self) -> &'static str {
        self.with("Stopped", |moment| if moment.playing.is_paused { "Paused" } else { "Playing" })
    }

    #[zbus(property)]
    fn metadata(&self) -> HashMap<&'static str, Value<'static>> {
        self.with(HashMap::new(), |moment| metadata(&moment.playing))
    }

    /// Microseconds.
    #[zbus(property(emits_changed_signal = "false"))]
    fn position(&self) -> i64 {
        let now = self.clock.running();
        self.with(0, |moment| i64::try_from(moment.elapsed(now).as_micros()).unwrap_or(i64::MAX))
    }

    #[zbus(property)]
    fn rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn minimum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn maximum_rate(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn volume(&self) -> f64 {
        1.0
    }

    #[zbus(property)]
    fn can_go_next(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_go_previous(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_play(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_pause(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn can_seek(&self) -> bool {
        false
    }

    #[zbus(property)]
    fn can_control(&self) -> bool {
        true
    }
}

/// The step as a track: exercise, set and side are its title, the routine is its artist.
fn metadata(playing: &NowPlaying) -> HashMap<&'static str, Value<'static>> {
    let mut title = match playing.kind {
        Kind::Work => playing.exercise.clone(),
        kind => format!("{}: {}", kind.words(), playing.exercise),
    };
    let (set, sets) = playing.set;
    if sets > 1 {
        title.push_str(&format!(", set {set} of {sets}"));
    }
    title.extend(playing.side.map(|side| format!(", {side}")));
    let track = ObjectPath::try_from(format!("/org/unsit/step/{}", playing.step)).map(Value::from);
    let mut metadata = HashMap::from([
        ("xesam:title", Value::from(title)),
        ("xesam:artist", Value::from(vec![playing.routine.clone()])),
    ]);
    metadata.extend(track.ok().map(|track| ("mpris:trackid", track)));
    if let Some(left) = playing.left {
        let length = i64::try_from((playing.elapsed + left).as_micros()).unwrap_or(i64::MAX);
        metadata.insert("mpris:length", Value::from(length));
    }
    metadata
}
