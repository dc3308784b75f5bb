//! The session bus while a session runs: a media player that other programs control, and the screen kept on. Linux only.
//!
//! One thread does that; other players are paused by a helper ([`super::other_sound`]). The thread starts after the first frame, and a bus that is missing, hangs or refuses something costs
//! nothing and is not reported; `unsit doctor` says what works.

mod playback;
pub(super) mod check;
mod awake;
mod player;
pub(super) mod others;

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

use zbus::blocking::{Connection, connection, object_server::InterfaceRef};

use super::inbox::Inbox;
use crate::{system::clock::Clock, ui::remote::NowPlaying};
use playback::{CALL, Playback};

/// At the end, this long is waited until everything is given back.
const GIVEN_BACK: Duration = Duration::from_millis(500);
/// What the thread is to do.
struct Order {
    moment: Playback,
    /// Whether to keep the screen on.
    is_awake: bool,
}

/// The desktop as the loop sees it. Nothing here waits but [`Desktop::finish`].
pub(super) struct Desktop {
    /// Whether the screen may be kept on.
    awake: bool,
    clock: Clock,
    thread: Mutex<Option<Thread>>,
    /// Of sessions that have ended: answers once everything is given back.
    ending: Mutex<Vec<Receiver<()>>>,
}

/// The thread of a session. It ends when this is dropped.
struct Thread {
    orders: Sender<Order>,
    ended: Receiver<()>,
    last: Option<Order>,
}

impl Desktop {
    pub(super) fn new(awake: bool) -> Desktop {
        Desktop { awake, clock: Clock::new(), thread: Mutex::default(), ending: Mutex::default() }
    }

    /// Shows a session, if it is not what the last state has become by itself; whether the screen is kept on.
    pub(super) fn show(&self, playing: &NowPlaying, is_awake: bool, inbox: impl FnOnce() -> Inbox) {
        let is_awake = is_awake && self.awake;
        let mut thread = held(&self.thread);
        if thread.is_none() {
            *thread = Thread::start(inbox(), self.clock);
        }
        let Some(thread) = thread.as_mut() else { return };
        let order = Order { moment: Playback { playing: playing.clone(), at: self.clock.running() }, is_awake };
        if thread.last.as_ref().is_some_and(|last| last.is_awake == is_awake && last.moment.becomes(&order.moment)) {
            return;
        }
        let _ = thread.orders.send(Order { moment: order.moment.clone(), is_awake });
        thread.last = Some(order);
    }

    /// The session has ended: everything is given back by and by.
    pub(super) fn end(&self) {
        let thread = held(&self.thread).take();
        held(&self.ending).extend(thread.map(|thread| thread.ended));
    }

    /// Ends, and waits until everything is given back, for 500 ms at most.
    pub(super) fn finish(&self) {
        self.end();
        let until = self.clock.running() + GIVEN_BACK;
        for ended in held(&self.ending).drain(..) {
            let _ = ended.recv_timeout(self.clock.until(until));
        }
    }
}

impl Thread {
    fn start(inbox: Inbox, clock: Clock) -> Option<Thread> {
        let (orders, received) = mpsc::channel();
        let (done, ended) = mpsc::channel();
        let work = move || {
            Worker::connect(inbox, clock).run(&received);
            let _ = done.send(());
        };
        thread::Builder::new().name("bus".to_owned()).spawn(work).ok()?;
        Some(Thread { orders, ended, last: None })
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the thread works with. Each part is `None` where it does not work here.
struct Worker {
    state: player::SharedPlayback,
    session: Option<Connection>,
    player: Option<InterfaceRef<player::MediaPlayer>>,
    awake: Option<awake::Awake>,
}

impl Worker {
    fn connect(inbox: Inbox, clock: Clock) -> Worker {
        let session = connection::Builder::session().and_then(|builder| builder.method_timeout(CALL).build()).ok();
        let state = Arc::new(Mutex::new(None));
        let player = session.as_ref().and_then(|bus| player::serve(bus, &state, inbox, clock).ok());
        Worker { state, session, player, awake: None }
    }

    /// Follows the session to its end, and gives everything back by being dropped.
    fn run(mut self, orders: &Receiver<Order>) {
        for Order { moment, is_awake } in orders {
            *held(&self.state) = Some(moment);
            if let Some(player) = &self.player {
                player::announce(player);
            }
            if !is_awake {
                self.awake = None;
            } else if self.awake.is_none() {
                self.awake = Some(awake::Awake::inhibit(self.session.as_ref()));
            }
        }
    }
}
