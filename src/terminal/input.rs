//! Waiting for keys, for a new size and for the doorbell. Unix only.

use std::{
    io::{self, Read, Write},
    os::unix::net::UnixStream,
    sync::Arc,
    time::Duration,
};

use anyhow::Context;
use crossterm::event::{self, Event};
use ratatui::layout::Size;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{gate::Gate, signals};

/// How often to look whether the program is in front again: shells tell only those that they continue.
const BACKGROUND: Duration = Duration::from_millis(250);

/// The doorbell of the loop.
#[derive(Clone, Debug)]
pub struct Waker {
    bell: Arc<UnixStream>,
}

impl Waker {
    pub(super) fn new() -> io::Result<(Self, UnixStream)> {
        let (bell, hears) = UnixStream::pair()?;
        bell.set_nonblocking(true)?;
        hears.set_nonblocking(true)?;
        Ok((Waker { bell: Arc::new(bell) }, hears))
    }

    /// Ends a sleeping [`Terminal::wait`](super::Terminal::wait), or the next one if none sleeps.
    pub fn ring(&self) {
        // Full means that it rings already.
        let _ = (&*self.bell).write(&[0]);
    }
}

/// Where events come from.
pub(super) struct Input {
    bell: UnixStream,
    size: Size,
}

impl Input {
    pub(super) fn new(bell: UnixStream, size: Size) -> Self {
        Input { bell, size }
    }

    pub(super) fn wait(&mut self, gate: &Arc<Gate>, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        let mut events = Vec::new();
        if gate.settle().context("cannot take the terminal back")? {
            self.look_at_size(gate, &mut events);
            return Ok(events);
        }
        // In the background a look at the keyboard would stop the program.
        let inside = gate.is_inside();
        let timeout = if inside { timeout } else { Some(timeout.unwrap_or(BACKGROUND).min(BACKGROUND)) };
        let limit = timeout.map(|timeout| Timespec::try_from(timeout).unwrap_or(Timespec { tv_sec: 3600, tv_nsec: 0 }));
        let mut asked = [PollFd::new(&self.bell, PollFlags::IN), PollFd::new(gate.tty(), PollFlags::IN)];
        match poll(&mut asked[..if inside { 2 } else { 1 }], limit.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error).context("cannot wait for keys"),
        }
        let [rung, key] = asked.map(|fd| fd.revents());
        if rung.contains(PollFlags::IN) {
            while self.bell.read(&mut [0; 64]).is_ok_and(|count| count == 64) {}
        }
        if signals::is_gone(key) {
            signals::end(gate);
        }
        if key.contains(PollFlags::IN) {
            drain(&mut events)?;
        }
        self.look_at_size(gate, &mut events);
        Ok(events)
    }

    fn look_at_size(&mut self, gate: &Gate, events: &mut Vec<Event>) {
        let size = gate.size();
        if size != self.size {
            self.size = size;
            events.push(Event::Resize(size.width, size.height));
        }
    }
}

fn drain(events: &mut Vec<Event>) -> anyhow::Result<()> {
    while event::poll(Duration::ZERO).context("cannot read keys")? {
        match event::read().context("cannot read keys")? {
            Event::Resize(..) => {}
            event => events.push(event),
        }
    }
    Ok(())
}
