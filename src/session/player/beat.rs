//! The position of a set in its reps and in the phases of their tempo.

use std::time::Duration;

use super::Player;
use crate::{base::quantity::times, routine::Tempo};

/// A position in the reps of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TempoPosition {
    /// Completed reps.
    pub done: u32,
    /// The phase of the tempo.
    pub phase: usize,
    /// The time since the start of the phase.
    pub elapsed: Duration,
    /// The length of the phase.
    pub length: Duration,
}

impl Player {
    /// The position of the current set in its reps; `None` without a tempo.
    pub fn beat(&self, now: Duration) -> Option<TempoPosition> {
        let step = self.step().filter(|step| step.is_work())?;
        let (reps, tempo) = step.reps()?;
        let Tempo::Phases(phases) = tempo else { return None };
        let rep = tempo.rep()?;
        let elapsed = self.elapsed(now);
        let done = times(elapsed, rep).min(reps.upper().unwrap_or(u32::MAX));
        let mut within = elapsed.saturating_sub(rep * done);
        if reps.upper() == Some(done) {
            let last = phases.len() - 1;
            return Some(TempoPosition {
                done,
                phase: last,
                elapsed: phases[last].length,
                length: phases[last].length,
            });
        }
        for (index, phase) in phases.iter().enumerate() {
            if within < phase.length {
                return Some(TempoPosition { done, phase: index, elapsed: within, length: phase.length });
            }
            within -= phase.length;
        }
        None
    }
}
