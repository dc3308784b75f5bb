//! The plan for programs, and its fingerprint.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{Expected, Plan, Step};
use crate::{
    base::quantity::{Reps, seconds},
    routine::{Rounds, Tempo, Work},
};

impl Plan {
    /// A fingerprint of the steps: the same if the same steps are played.
    pub fn fingerprint(&self) -> String {
        // FNV-1a: it needs no security, and must never change.
        let hash =
            self.object(false).to_string().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        format!("{hash:016x}")
    }

    /// The object of `plan --format json`, without cues.
    pub fn json(&self) -> Value {
        self.object(true)
    }

    /// The steps, optionally with the instructions of each exercise at the first step of each side.
    fn object(&self, teaches: bool) -> Value {
        let mut before: Option<&Step> = None;
        let mut steps = Vec::new();
        for expected in self.expected_steps(0) {
            let mut object = expected.json();
            let step = expected.step;
            let same = |before: &Step| Arc::ptr_eq(&before.exercise, &step.exercise) && before.side == step.side;
            if teaches && (step.round, step.set) == (1, 1) && !before.replace(step).is_some_and(same) {
                object["how"] = json!(step.exercise.how);
                object["position"] = json!(step.position());
                object["tips"] = step.tips().collect();
                object["instructions"] = json!(step.instructions());
            }
            steps.push(object);
        }
        json!({
            "routine": self.routine,
            "estimate_s": seconds(self.estimate()),
            "exact": self.is_exact(),
            "steps": steps,
        })
    }
}

impl Expected<'_> {
    fn json(&self) -> Value {
        let Expected { at, lasts, step, .. } = self;
        // With `every`, a rest has its expected length.
        let length = if step.every.is_some() { Some(*lasts) } else { step.length.map(|length| length.min(*lasts)) };
        let mut object = json!({
            "at_s": seconds(*at),
            "length_s": length.map(seconds),
            "estimate_s": seconds(*lasts),
            "kind": step.kind.name(),
            "block": step.block,
            "round": step.round,
            "rounds": if let Rounds::Times(rounds) = step.rounds { Some(rounds) } else { None },
            "exercise": step.exercise.name,
            "set": step.set,
            "sets": step.exercise.sets,
            "side": step.side.name(),
            "goal": goal(&step.exercise.work),
            "load": step.exercise.load,
        });
        if let Rounds::Amrap(cap) = step.rounds {
            object["cap_s"] = json!(seconds(cap));
        }
        object
    }
}

/// The work of a set, for programs: `{"reps": 10, "tempo": [["up", 2.0]]}`.
pub fn goal(work: &Work) -> Value {
    match work {
        Work::Hold(length) => json!({ "hold_s": seconds(*length) }),
        Work::Time(length) => json!({ "time_s": seconds(*length) }),
        Work::Open => json!({ "time_s": "self" }),
        Work::Reps(reps, tempo) => {
            let mut goal = json!({ "reps": reps.upper().map_or_else(|| json!("max"), |reps| json!(reps)) });
            if let Reps::Range(lower, _) = reps {
                goal["min"] = json!(lower);
            }
            goal["tempo"] = match tempo {
                Tempo::Own => json!("self"),
                Tempo::Phases(phases) => {
                    phases.iter().map(|phase| json!([phase.label, seconds(phase.length)])).collect()
                }
            };
            goal
        }
    }
}
