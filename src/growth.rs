//! What is due by now of a routine whose doses grow: the rule of `routine::progress` applied to the history.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    history::{History, Past},
    player::Outcome,
    routine::{Exercise, Routine, progress},
    stats,
};

/// The routine as it is to be done on a day; `stem` is the name by which the history knows it.
#[must_use]
pub fn grown(routine: &Routine, stem: &str, history: &History, today: Date) -> Routine {
    let mut grown = routine.clone();
    for exercise in grown.blocks.iter_mut().flat_map(|block| &mut block.exercises) {
        if let Some(progress) = exercise.progress {
            let times: Vec<progress::Past> =
                stats::of(history, Some(stem)).filter_map(|past| time(past, exercise)).collect();
            let raised = progress.raised(exercise, progress.rises(&times, today));
            *exercise = Arc::new(raised);
        }
    }
    grown
}

/// Whether anything in a routine grows: else there is no need to know what was done.
pub fn grows(routine: &Routine) -> bool {
    routine.exercises().any(|exercise| exercise.progress.is_some())
}

/// A session as the rule sees it; `None` where it did not have the exercise.
fn time(past: &Past, exercise: &Exercise) -> Option<progress::Past> {
    let sets: Vec<_> = past.sets.iter().filter(|set| *set.exercise == *exercise.name).collect();
    let done = sets.iter().all(|set| set.outcome == Outcome::Done);
    let pain = past.ends.iter().filter_map(|end| end.pain).max();
    (!sets.is_empty()).then(|| progress::Past { day: past.date, complete: done && past.is_finished(), pain })
}
