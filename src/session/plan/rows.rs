//! The rows of a plan, as the person sees and moves them: the steps of one exercise that follow each other, or a block
//! that continues as long as there is time.

use std::{ops::Range, sync::Arc, time::Duration};

use super::{Kind, Plan, Step};
use crate::routine::{PREPARE, Wait};

impl Plan {
    /// The steps of each row, in order. Together they are all steps.
    pub fn rows(&self) -> impl Iterator<Item = Range<usize>> {
        let mut next = 0;
        std::iter::from_fn(move || {
            let row = self.row(next);
            next = row.end;
            (!row.is_empty()).then_some(row)
        })
    }

    /// The steps of the row that a step belongs to; empty past the last step.
    pub fn row(&self, index: usize) -> Range<usize> {
        let Some(here) = self.steps.get(index) else { return index..index };
        let same = |step: &&Step| {
            step.group == here.group
                && (here.is_capped() || step.round == here.round && Arc::ptr_eq(&step.exercise, &here.exercise))
        };
        let before = self.steps[..index].iter().rev().take_while(same).count();
        let after = self.steps[index..].iter().take_while(same).count();
        index - before..index + after
    }

    /// The first step from one on that is played.
    pub fn first_played(&self, from: usize) -> usize {
        let left_out = self.steps.get(from..).unwrap_or_default().iter().take_while(|step| step.is_left_out).count();
        from + left_out
    }

    /// Leaves steps of one row out. A rest between rounds before them stays, for what comes next in the round.
    pub fn leave_out(&mut self, steps: Range<usize>) {
        let next = self.first_played(steps.end);
        let Some(first) = self.steps.get(steps.start) else { return };
        let next_in_round = self.steps.get(next).filter(|next| (next.group, next.round) == (first.group, first.round));
        let mut begins_round = false;
        let (from, next_in_round) = match (first.kind, next_in_round.cloned()) {
            (Kind::RoundRest, Some(next)) if !first.is_capped() => {
                let rest = &mut self.steps[steps.start];
                (rest.exercise, rest.side, rest.set) = (next.exercise, next.side, next.set);
                (steps.start + 1, true)
            }
            (_, next) => (steps.start, next.is_some()),
        };
        for step in &mut self.steps[from..steps.end] {
            step.is_left_out = true;
            step.estimate = Duration::ZERO;
            begins_round |= step.begins_round;
        }
        if next_in_round {
            self.steps[next].begins_round |= begins_round;
        }
    }

    /// Moves steps of one row to the end, as a block of their own that begins with a moment to get into position;
    /// whether there is anything to move.
    pub fn put_off(&mut self, steps: Range<usize>) -> bool {
        let Some(work) = self.steps[steps.clone()].iter().position(Step::is_work) else { return false };
        let group = self.steps.last().map_or(0, |last| last.group + 1);
        let moved: Vec<Step> = self.steps[steps.start + work..steps.end]
            .iter()
            .map(|step| Step {
                group,
                begins_round: step.is_capped() && step.begins_round,
                every: None,
                ..step.clone()
            })
            .collect();
        let mut ready = Step { kind: Kind::Prepare, ..moved[0].clone() };
        ready.set_prepare(match ready.exercise.prepare {
            Wait::For(Duration::ZERO) => Wait::For(PREPARE),
            prepare => prepare,
        });
        let first = self.steps.len();
        self.leave_out(steps);
        self.steps.push(ready);
        self.steps.extend(moved);
        self.make_room(first);
        true
    }
}
