//! Room for the words: a get ready or a change of sides lasts as long as its words, plus enough time to get into
//! position, whatever the routine says.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::timing;
use crate::{
    base::cue::Talk,
    routine::{Routine, is_on_floor},
    session::plan::{Kind, Plan, Step},
};

/// The time between the last word and the work.
const AFTER: Duration = Duration::from_secs(3);
/// The time to turn on the floor.
const TURN: Duration = Duration::from_secs(4);
/// The time to get down or up.
const RISE: Duration = Duration::from_secs(6);
/// The minimum time to change sides on the floor.
const SWITCH: Duration = Duration::from_secs(10);
/// The minimum time to get from the keyboard to the floor at the start of a session.
const DOWN: Duration = Duration::from_secs(20);

impl Plan {
    /// Unrolls a routine, with room for the words. Without a voice, its steps are as long as the routine says.
    pub fn new(routine: &Routine) -> Plan {
        let mut plan = Plan::unroll(routine);
        // Every round has the same words.
        let mut known = HashMap::new();
        for index in 0..plan.steps.len() {
            let step = &plan.steps[index];
            let exercise = (Arc::as_ptr(&step.exercise), step.is_new, index == 0);
            let key = (exercise, step.kind.name(), step.side.name());
            let words = *known.entry(key).or_insert_with(|| plan.words(index));
            plan.leave_room(index, words);
        }
        plan
    }

    /// Extends a step to the length of its words.
    pub fn make_room(&mut self, index: usize) {
        let words = self.words(index);
        self.leave_room(index, words);
    }

    /// The length of the words of a step, if the step makes room for them.
    fn words(&self, index: usize) -> Option<Duration> {
        let step = &self.steps[index];
        let grows = matches!(step.kind, Kind::Prepare | Kind::Switch) && step.length.is_some();
        let words = || timing::length_for_words(self, index).unwrap_or_default();
        (grows && self.cues.voice != Talk::Off).then(words)
    }

    fn leave_room(&mut self, index: usize, words: Option<Duration>) {
        let step = &self.steps[index];
        let (Some(length), Some(words)) = (step.length, words) else { return };
        let countdown = Duration::from_secs(self.cues.countdown.into());
        let before = self.steps[..index].iter().rfind(|step| step.is_work());
        let (moving, least) = match step.kind {
            Kind::Switch if is_down(step) => (Duration::ZERO, SWITCH),
            Kind::Prepare => match before {
                None if is_down(step) => (TURN, DOWN),
                Some(before) if is_down(before) != is_down(step) => (RISE, Duration::ZERO),
                Some(before) if is_down(step) && before.position() != step.position() => (TURN, Duration::ZERO),
                _ => (Duration::ZERO, Duration::ZERO),
            },
            _ => (Duration::ZERO, Duration::ZERO),
        };
        let needed = (words + AFTER.max(countdown) + moving).max(least);
        let length = length.max(whole_seconds(needed));
        let step = &mut self.steps[index];
        (step.length, step.estimate) = (Some(length), length);
    }
}

/// Whether the position of a step is on the floor.
fn is_down(step: &Step) -> bool {
    step.position().is_some_and(|position| is_on_floor(&position))
}

/// Rounded up to whole seconds.
fn whole_seconds(length: Duration) -> Duration {
    Duration::from_secs(length.as_secs() + u64::from(length.subsec_nanos() > 0))
}
