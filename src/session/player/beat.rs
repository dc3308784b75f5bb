//! Where a set is in its reps and in the phases of their tempo.

use std::time::Duration;

use super::Player;
use crate::{base::quantity::times, routine::Tempo};

/// Where in its reps a set is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TempoPosition {
    /// Whole reps done.
    pub done: u32,
    /// The phase of the tempo.
    pub phase: usize,
    /// How much of the phase has gone by.
    pub elapsed: Duration,
    /// How long the phase is.
    pub length: Duration,
}

impl Player {
    /// Where in its reps the current set is; `None` where there is no tempo to go by.
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
