//! Waits for keys, a new size, or a wake-up. Unix only.

use std::{io::Read, os::unix::net::UnixStream, sync::Arc, time::Duration};

use anyhow::Context;
use crossterm::event::Event;
use ratatui::layout::Size;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{
    keys::{Answer, KeyReader},
    signals,
    tty_guard::{LastWords, TtyGuard},
};
use crate::system::clock::Clock;

/// The interval between checks for the foreground: a shell signals only a program that it continues.
const BACKGROUND: Duration = Duration::from_millis(250);
/// The time after an Esc within which the rest of a sequence may arrive: slow lines split sequences.
const SEQUENCE: Duration = Duration::from_millis(25);
/// The time after which an interrupted paste counts as ended.
const PASTE: Duration = Duration::from_secs(1);

/// Finds the terminal and starts to watch it; does not change it yet.
pub(super) fn open(last_words: LastWords) -> anyhow::Result<(Arc<TtyGuard>, EventSource)> {
    let (guard, bell) = TtyGuard::find(last_words.clone())?;
    let watched = guard.screen().try_clone().context("cannot use standard output")?;
    signals::obey(&guard, last_words).context("cannot watch for signals")?;
    signals::watch(watched, &guard).context("cannot watch the terminal")?;
    let input = EventSource::new(bell, guard.size());
    Ok((guard, input))
}

/// The source of events.
pub(super) struct EventSource {
    bell: UnixStream,
    size: Size,
    keys: KeyReader,
    clock: Clock,
    /// When the incomplete sequence last grew.
    began: Duration,
}

impl EventSource {
    fn new(bell: UnixStream, size: Size) -> Self {
        EventSource { bell, size, keys: KeyReader::default(), clock: Clock::new(), began: Duration::ZERO }
    }

    pub(super) fn wait(&mut self, guard: &Arc<TtyGuard>, timeout: Option<Duration>) -> anyhow::Result<Vec<Event>> {
        let mut events = Vec::new();
        if guard.settle().context("cannot take the terminal back")? {
            self.look_at_size(guard, &mut events);
            return Ok(events);
        }
        let inside = guard.is_inside();
        let limit = [timeout, self.patience(), (!inside).then_some(BACKGROUND)].into_iter().flatten().min();
        let limit = limit.map(|limit| Timespec::try_from(limit).unwrap_or(Timespec { tv_sec: 3600, tv_nsec: 0 }));
        let room = if guard.is_late() { PollFlags::OUT } else { PollFlags::empty() };
        let mut asked = [
            PollFd::new(&self.bell, PollFlags::IN),
            PollFd::new(guard.tty(), PollFlags::IN),
            PollFd::new(guard.screen(), room),
        ];
        // In the background, reading the keyboard would stop the program.
        match poll(&mut asked[..if inside { 3 } else { 1 }], limit.as_ref()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error).context("cannot wait for keys"),
        }
        let [rung, key, screen] = asked.map(|fd| fd.revents());
        if rung.contains(PollFlags::IN) {
            while self.bell.read(&mut [0; 64]).is_ok_and(|count| count == 64) {}
        }
        if signals::is_gone(key) || signals::is_gone(screen) {
            guard.hang_up();
        }
        if key.contains(PollFlags::IN) && guard.in_front() {
            self.read(guard, &mut events)?;
        } else if self.patience() == Some(Duration::ZERO) {
            self.keys.give_up(&mut events);
        }
        self.look_at_size(guard, &mut events);
        Ok(events)
    }

    /// What the terminal has answered since the last call.
    pub(super) fn answers(&mut self) -> Vec<Answer> {
        self.keys.answers()
    }

    /// Reads the available input, at most 64 KiB, so that the screen is still updated during a flood. Because of the
    /// line settings, reads never block.
    fn read(&mut self, guard: &Arc<TtyGuard>, events: &mut Vec<Event>) -> anyhow::Result<()> {
        let mut bytes = [0; 4096];
        for _ in 0..16 {
            match rustix::io::read(guard.tty(), &mut bytes) {
                Ok(0) | Err(Errno::AGAIN) => break,
                Ok(count) => self.keys.take(&bytes[..count], events),
                Err(Errno::INTR) => {}
                Err(Errno::IO | Errno::NXIO) => guard.hang_up(),
                Err(error) => return Err(error).context("cannot read keys"),
            }
        }
        self.began = self.clock.running();
        Ok(())
    }

    /// The time for which an incomplete sequence may still be completed.
    fn patience(&self) -> Option<Duration> {
        let whole = if self.keys.is_pasting() { PASTE } else { SEQUENCE };
        self.keys.is_waiting().then(|| self.clock.until(self.began + whole))
    }

    fn look_at_size(&mut self, guard: &TtyGuard, events: &mut Vec<Event>) {
        let size = guard.size();
        if size != self.size {
            self.size = size;
            events.push(Event::Resize(size.width, size.height));
        }
    }
}
