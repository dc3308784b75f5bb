//! The current doses of a routine: the rule of `routine::progress` applied to the history.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    history::{
        stats,
        store::{History, SessionSummary},
    },
    routine::{Exercise, Rounds, Routine, progress},
    session::player::Outcome,
};

/// The routine with its doses on a day; `id` is its name in the history.
#[must_use]
pub fn progressed(routine: &Routine, id: &str, history: &History, today: Date) -> Routine {
    let mut progressed = routine.clone();
    for block in &mut progressed.blocks {
        let has_cap = matches!(block.rounds, Rounds::Amrap(_));
        for exercise in &mut block.exercises {
            if let Some(progress) = exercise.progress {
                let times: Vec<progress::PastSession> =
                    stats::of(history, Some(id)).filter_map(|past| time(past, exercise, has_cap)).collect();
                let progressed = progress.progressed(exercise, progress.rises(&times, today));
                *exercise = Arc::new(progressed);
            }
        }
    }
    progressed
}

/// Whether any dose of a routine progresses: otherwise the history is not needed.
pub fn grows(routine: &Routine) -> bool {
    routine.exercises().any(|exercise| exercise.progress.is_some())
}

/// A session as the rule sees it; `None` if it did not contain the exercise.
fn time(past: &SessionSummary, exercise: &Exercise, has_cap: bool) -> Option<progress::PastSession> {
    let mut sets: Vec<_> = past.sets.iter().filter(|set| *set.exercise == *exercise.name).collect();
    if has_cap && sets.len() > 1 {
        // The cap cuts the last set, which must not count against the user.
        sets.pop_if(|set| set.outcome == Outcome::Short);
    }
    let done = sets.iter().all(|set| set.outcome == Outcome::Done);
    let pain = past.ends.iter().filter_map(|end| end.pain).max();
    (!sets.is_empty()).then(|| progress::PastSession { day: past.date, complete: done && past.is_finished(), pain })
}
