//! The person changes the order: to another row, a row put off to the end, an exercise dropped for today.

use std::{ops::Range, sync::Arc, time::Duration};

use super::{Amount, Done, Due, Event, Leaving, Outcome, Player};
use crate::session::plan::{Plan, Step};

impl Player {
    /// Continues with a step. What is passed over on the way is skipped.
    pub(super) fn jump(&mut self, target: usize, at: Duration, due: &mut Vec<Due>) {
        let Some(to) = self.plan.steps.get(target).filter(|to| !to.is_left_out) else { return };
        // The time of a block that is over does not come back.
        if target < self.step && to.is_capped() && self.step().is_some_and(|here| here.group != to.group) {
            return;
        }
        if target > self.step {
            self.skip(self.step..target, at, due);
        }
        self.begin(target, at, None, due);
    }

    /// Puts off what is left of the row of a step, to the end.
    pub(super) fn put_off(&mut self, step: usize, at: Duration, due: &mut Vec<Due>) {
        let row = self.plan.row(step);
        if row.is_empty() {
            return;
        }
        let here = row.contains(&self.step);
        let is_begun = here && self.step().is_some_and(Step::is_capped);
        let is_last = self.plan.first_played(row.end) == self.plan.steps.len();
        if row.end <= self.step || is_begun || is_last {
            return;
        }
        let rest = row.start.max(self.step)..row.end;
        if Arc::make_mut(&mut self.plan).put_off(rest) && here {
            self.begin(row.end, at, None, due);
        }
    }

    /// Drops what is left of the exercise of a step, in all rounds; of a block that continues as long as there is time,
    /// the whole block. What is dropped is skipped.
    pub(super) fn drop_exercise(&mut self, step: usize, at: Duration, due: &mut Vec<Due>) {
        let Some(dropped) = self.plan.steps.get(step).cloned() else { return };
        let here = self.plan.row(self.step);
        let is_dropped = |row: &Range<usize>| {
            let first = &self.plan.steps[row.start];
            row.end > self.step
                && first.is_capped() == dropped.is_capped()
                && if first.is_capped() {
                    first.group == dropped.group
                } else {
                    Arc::ptr_eq(&first.exercise, &dropped.exercise)
                }
        };
        let rows: Vec<_> = self.plan.rows().filter(is_dropped).collect();
        for row in &rows {
            let rest = row.start.max(self.step)..row.end;
            self.skip(rest.clone(), at, due);
            Arc::make_mut(&mut self.plan).leave_out(rest);
        }
        if rows.contains(&here) {
            self.begin(here.end, at, None, due);
        }
    }

    /// Records the work in some steps as skipped. Of a block with a cap, only the round that is left counts.
    fn skip(&self, steps: Range<usize>, at: Duration, due: &mut Vec<Due>) {
        let plan: &Plan = &self.plan;
        let mut round = None;
        for index in steps {
            let step = &plan.steps[index];
            let is_counted =
                !step.is_capped() || *round.get_or_insert((step.group, step.round)) == (step.group, step.round);
            if step.is_work() && !step.is_left_out && is_counted {
                let done = if index == self.step { self.done(step, Leaving::Skipped, at) } else { untouched(step) };
                due.push(Due { at, step: index, event: Event::Worked(done) });
            }
        }
    }
}

/// What was done of a step that never began.
fn untouched(step: &Step) -> Done {
    let amount = if step.reps().is_some() { Amount::Reps(Some(0)) } else { Amount::Time(Duration::ZERO) };
    Done { outcome: Outcome::Skipped, amount, time: Duration::ZERO }
}
