//! Room for the words: a step in which one gets ready or changes sides is as long as what is said in it, and then long
//! enough to be there, whatever the routine says.

use std::{collections::HashMap, sync::Arc, time::Duration};

use super::script;
use crate::{
    base::cue::Talk,
    routine::Routine,
    session::plan::{Kind, Plan, Step},
};

/// Between the last word and the work.
const AFTER: Duration = Duration::from_secs(3);
/// To get down, to get up, or to turn on the floor.
const MOVE: Duration = Duration::from_secs(4);
/// The shortest switch on the floor.
const SWITCH: Duration = Duration::from_secs(10);
/// The shortest time to get from the keyboard to the floor, where a session begins.
const DOWN: Duration = Duration::from_secs(20);
/// How positions on the floor begin.
const FLOOR: [&str; 17] = [
    "face down",
    "half kneeling",
    "kneeling",
    "lying",
    "on all fours",
    "on hands",
    "on the floor",
    "on the foam roller",
    "on your back",
    "on your belly",
    "on your side",
    "prone",
    "push-up position",
    "side-lying",
    "sitting on the floor",
    "sitting or lying",
    "supine",
];

impl Plan {
    /// Unrolls a routine, with room for the words: without a voice its steps are as long as it says.
    pub fn new(routine: &Routine) -> Plan {
        let mut plan = Plan::unroll(routine);
        // The same words are said in every round.
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

    /// Makes a step as long as its words need it.
    pub fn make_room(&mut self, index: usize) {
        let words = self.words(index);
        self.leave_room(index, words);
    }

    /// How long the words of a step need, where that is made as long as they are.
    fn words(&self, index: usize) -> Option<Duration> {
        let step = &self.steps[index];
        let grows = matches!(step.kind, Kind::Prepare | Kind::Switch) && step.length.is_some();
        let words = || script::room(self, index).unwrap_or_default();
        (grows && self.cues.voice != Talk::Off).then(words)
    }

    fn leave_room(&mut self, index: usize, words: Option<Duration>) {
        let step = &self.steps[index];
        let (Some(length), Some(words)) = (step.length, words) else { return };
        let countdown = Duration::from_secs(self.cues.countdown.into());
        let before = self.steps[..index].iter().rfind(|step| step.is_work());
        let (turn, least) = match step.kind {
            Kind::Switch if is_on_floor(step) => (Duration::ZERO, SWITCH),
            Kind::Prepare if before.is_none() && is_on_floor(step) => (MOVE, DOWN),
            Kind::Prepare if before.is_some_and(|before| moves(before, step)) => (MOVE, Duration::ZERO),
            _ => (Duration::ZERO, Duration::ZERO),
        };
        let needed = (words + AFTER.max(countdown) + turn).max(least);
        let length = length.max(whole_seconds(needed));
        let step = &mut self.steps[index];
        (step.length, step.estimate) = (Some(length), length);
    }
}

/// Whether one gets down, up, or turns on the floor between two steps.
fn moves(before: &Step, after: &Step) -> bool {
    (is_on_floor(before) || is_on_floor(after)) && before.position() != after.position()
}

fn is_on_floor(step: &Step) -> bool {
    let position = step.position().map(|position| position.to_lowercase());
    position.is_some_and(|position| FLOOR.iter().any(|beginning| position.starts_with(beginning)))
}

/// Rounded up to whole seconds.
fn whole_seconds(length: Duration) -> Duration {
    Duration::from_secs(length.as_secs() + u64::from(length.subsec_nanos() > 0))
}
