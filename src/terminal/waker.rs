//! Waking the loop. Unix only.

use std::{
    io::{self, Write},
    os::unix::net::UnixStream,
    sync::Arc,
};

/// Wakes the loop from another thread.
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
    pub fn wake(&self) {
        // If the pipe is full, a wake-up is on its way.
        let _ = (&*self.bell).write(&[0]);
    }
}
