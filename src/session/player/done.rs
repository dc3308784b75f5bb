//! How much was done of a step that is left.

use std::time::Duration;

use super::{Amount, Done, Leaving, Outcome, Player};
use crate::{base::quantity::times, session::plan::Step};

impl Player {
    /// The result of a step of work when it is left.
    pub(super) fn done(&self, step: &Step, leaving: Leaving, at: Duration) -> Done {
        let time = self.elapsed(at);
        let (amount, complete) = match step.reps() {
            None => (Amount::Time(time), step.length.is_none_or(|goal| time >= goal)),
            Some((reps, tempo)) => match tempo.rep() {
                // Under a cap, the user ends the set: someone faster than the metronome has done all of it. Exceptions
                // are corrected by hand.
                Some(_) if leaving == Leaving::Said && step.is_capped() && reps.upper().is_some() => {
                    (Amount::Reps(reps.upper()), true)
                }
                Some(rep) => {
                    let done = times(time, rep).min(reps.upper().unwrap_or(u32::MAX));
                    (Amount::Reps(Some(done)), reps.lower().is_none_or(|lower| done >= lower))
                }
                // Reps at the user's own pace are not counted: the planned number is assumed.
                None if leaving == Leaving::Skipped => (Amount::Reps(None), false),
                // But if the cap ended the set in the middle, only the user can know.
                None if leaving == Leaving::Cut => (Amount::Reps(None), reps.lower().is_none()),
                None => (Amount::Reps(reps.upper()), true),
            },
        };
        let outcome = match leaving {
            Leaving::Skipped => Outcome::Skipped,
            _ if complete => Outcome::Done,
            // Also if the user shortened it with `Less`.
            _ => Outcome::Short,
        };
        Done { outcome, amount, time }
    }
}
