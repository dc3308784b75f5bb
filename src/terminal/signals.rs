//! Events from outside the program: signals, and a lost terminal. Unix only.

use std::{
    io,
    os::fd::OwnedFd,
    sync::{Arc, Weak},
    thread,
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    process::{Signal, kill_current_process_group},
};
use signal_hook::{
    consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH},
    iterator::Signals,
    low_level,
};

use super::tty_guard::{LastWords, TtyGuard, may_stop};

/// Handles signals from now on, on a thread that sleeps until one arrives.
///
/// SIGHUP is included: usually the terminal is gone then, but the signal may also be sent by hand.
///
/// A signal that ends the program runs the last words, even after the terminal was restored.
pub(super) fn obey(guard: &Arc<TtyGuard>, last_words: LastWords) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let guard = Arc::downgrade(guard);
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            obey_one(signal, &guard, &last_words);
        }
    })?;
    Ok(())
}

fn obey_one(signal: i32, guard: &Weak<TtyGuard>, last_words: &LastWords) {
    let guard = guard.upgrade();
    match signal {
        SIGTSTP if may_stop() => {
            if let Some(guard) = guard {
                guard.leave();
            }
            let _ = kill_current_process_group(Signal::STOP);
        }
        // The kernel ignores it too if no shell could continue the program.
        SIGTSTP => {}
        SIGCONT => {
            if let Some(guard) = guard {
                guard.resume();
            }
        }
        SIGWINCH => {
            if let Some(guard) = guard {
                guard.waker().wake();
            }
        }
        SIGINT | SIGQUIT if guard.as_ref().is_some_and(|guard| guard.is_paused()) => {}
        deadly => {
            if let Some(guard) = guard {
                guard.leave();
            }
            last_words.say();
            let _ = low_level::emulate_default_handler(deadly);
        }
    }
}

/// Runs `last_words` before SIGINT or SIGTERM ends a program that has not taken the terminal over. SIGHUP is left
/// alone: `nohup` ignores it.
pub fn before_end(last_words: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            last_words();
            let _ = low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

/// Ends the program when its terminal is lost, even without a SIGHUP.
///
/// The thread subscribes to no event, so that none wakes it: a hang-up is always reported.
pub(super) fn watch(terminal: OwnedFd, guard: &Arc<TtyGuard>) -> io::Result<()> {
    let guard = Arc::downgrade(guard);
    thread::Builder::new().name("hang-up".into()).spawn(move || {
        loop {
            let mut asked = [PollFd::new(&terminal, PollFlags::empty())];
            match poll(&mut asked, None) {
                Ok(_) if asked.iter().any(|fd| is_gone(fd.revents())) => break,
                Ok(_) | Err(Errno::INTR) => {}
                Err(_) => return,
            }
            // macOS cannot poll some terminals and reports so immediately: do not retry.
            if asked.iter().any(|fd| fd.revents().contains(PollFlags::NVAL)) {
                return;
            }
        }
        if let Some(guard) = guard.upgrade() {
            guard.hang_up();
        }
    })?;
    Ok(())
}

/// Whether the result of a poll means that the terminal is gone.
pub(super) fn is_gone(answer: PollFlags) -> bool {
    answer.intersects(PollFlags::HUP | PollFlags::ERR)
}
