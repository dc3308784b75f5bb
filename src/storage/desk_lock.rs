//! The seat: which of the desks on this machine says when a break is due, and since when the person sits, for other
//! programs to read. A lock that ends with its holder is all there is to it; nothing here is part of the history.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

use super::{
    lockfile::{self, Held},
    untrusted,
};

/// A desk that was closed and is opened again so soon goes on.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);

/// A desk's claim to the seat.
#[derive(Debug)]
pub struct DeskLock {
    lock: PathBuf,
    told: PathBuf,
    /// The lock, while it is ours.
    held: Option<File>,
}

impl DeskLock {
    /// The seat of the person whose data lies in this folder; taken by no one yet.
    pub fn new(data: &Path) -> DeskLock {
        DeskLock { lock: data.join("desk.lock"), told: data.join("desk"), held: None }
    }

    /// How long the person has sat already: at another desk, or at this one, however it was closed just now.
    pub fn sat(&self, now: Timestamp) -> Duration {
        let sat = |(since, seen)| (now.duration_since(seen).abs() <= AGAIN).then(|| now.duration_since(since));
        read(&self.told).and_then(sat).and_then(|sat| Duration::try_from(sat).ok()).unwrap_or_default()
    }

    /// Takes the seat, if it is free, and tells since when the person sits, if that is known now. Whether another desk
    /// has the seat; nothing is told then.
    pub fn claim(&mut self, since: Option<Timestamp>, now: Timestamp) -> bool {
        let ours = self.take();
        if ours {
            // What cannot be written begins anew.
            let _ = match since {
                Some(since) => write(&self.told, since, now),
                None => fs::remove_file(&self.told),
            };
        }
        !ours
    }

    /// Leaves the seat to another desk, until it is claimed again.
    pub fn release(&mut self) {
        self.held = None;
    }

    /// Whether the seat is ours, or is now. Where there are no locks nobody else can have it.
    fn take(&mut self) -> bool {
        if self.held.is_none() {
            self.held = match lockfile::take(&self.lock) {
                Held::Ours(file) => Some(file),
                Held::Theirs(_) => return false,
                Held::Unknown => None,
            };
        }
        true
    }
}

/// Since when the person sits at a desk that is open now.
pub fn sits_since(data: &Path) -> Option<Timestamp> {
    lockfile::by_a_program(&data.join("desk.lock"))?;
    read(&data.join("desk")).map(|(since, _)| since)
}

/// Since when, and when that was known.
fn read(told: &Path) -> Option<(Timestamp, Timestamp)> {
    let text = untrusted::read(told).ok()?;
    let (since, seen) = text.trim_end().split_once(' ')?;
    Some((since.parse().ok()?, seen.parse().ok()?))
}

/// Old or new, never half: written beside and put in its place.
fn write(told: &Path, since: Timestamp, seen: Timestamp) -> std::io::Result<()> {
    let beside = told.with_extension("tmp");
    fs::write(&beside, format!("{since:.0} {seen:.0}\n"))?;
    fs::rename(&beside, told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_772_600_000 + minute * 60).unwrap()
    }

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }

    #[test]
    fn one_desk_has_the_seat_and_the_next_takes_it_over() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("unsit");
        assert_eq!(sits_since(&data), None);
        let (mut first, mut second) = (DeskLock::new(&data), DeskLock::new(&data));
        assert_eq!((first.sat(at(0)), first.claim(Some(at(0)), at(0))), (minutes(0), false));
        assert!(!first.claim(Some(at(0)), at(29)));
        assert_eq!((second.sat(at(30)), second.claim(Some(at(30)), at(30))), (minutes(30), true));
        assert_eq!(sits_since(&data), Some(at(0)));
        assert!(!first.claim(Some(at(40)), at(40)));
        assert_eq!(sits_since(&data), Some(at(40)));
        assert!(!first.claim(None, at(40)));
        assert_eq!((sits_since(&data), first.sat(at(40))), (None, minutes(0)), "outside the hours");
        assert!(!first.claim(Some(at(40)), at(40)));
        first.release();
        assert_eq!(sits_since(&data), None, "nobody sits at a desk that is closed");
        assert!(!second.claim(Some(at(41)), at(50)) && first.claim(Some(at(40)), at(50)));
        assert_eq!(sits_since(&data), Some(at(41)));
    }

    #[test]
    fn a_desk_that_is_opened_again_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let mut seat = DeskLock::new(folder.path());
        assert!(!seat.claim(Some(at(0)), at(0)) && !seat.claim(Some(at(0)), at(60)));
        drop(seat);
        let again = |minute| DeskLock::new(folder.path()).sat(at(minute));
        assert_eq!((again(64), again(66)), (minutes(64), minutes(0)));
        // A clock that was put back, and a file that says nothing.
        assert_eq!(again(50), minutes(0));
        fs::write(folder.path().join("desk"), "soon\n").unwrap();
        assert_eq!(again(61), minutes(0));
    }

    #[test]
    fn where_nothing_can_be_kept_one_sits_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let mut seat = DeskLock::new(&file);
        assert_eq!((seat.sat(at(0)), seat.claim(Some(at(0)), at(0))), (minutes(0), false));
        assert_eq!(sits_since(&file), None);
    }
}
