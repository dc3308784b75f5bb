//! The plan: a routine unrolled into a flat list of steps, with their lengths.
//! When each is due, and what is heard, is left to `player`.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};

use crate::{
    cue::Cues,
    quantity::{Reps, seconds},
    routine::{Exercise, PREPARE, REST, Routine, Sides, Tempo, Wait, Work},
};

/// A routine unrolled. It has at least one step of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The routine's name.
    pub routine: String,
    /// The stem of the routine's file, by which the history knows it; its name where it has none.
    pub stem: String,
    /// What is heard.
    pub cues: Cues,
    /// The steps, in order.
    pub steps: Vec<Step>,
}

/// One step of a plan: a length of time with one meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub kind: Kind,
    /// How long it lasts; `None` where the person ends it. Never zero.
    pub length: Option<Duration>,
    /// How long it is taken to last, in totals: the length, where there is one that no open step changes.
    pub estimate: Duration,
    /// The exercise that it belongs to; of a step that is no work, that of the work that comes next.
    pub exercise: Arc<Exercise>,
    /// The name of the block.
    pub block: Option<String>,
    /// The round, from 1, and how many there are.
    pub round: u32,
    /// How many rounds the block has.
    pub rounds: u32,
    /// The set, from 1; `exercise.sets` is how many there are.
    pub set: u32,
    /// The side that works, or comes next.
    pub side: Side,
    /// It is the first of a round, apart from the rest before it.
    pub begins_round: bool,
    /// Of a rest between rounds: it ends so long after the round before it began, however long that took.
    pub every: Option<Duration>,
}

/// What a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Getting into position.
    Prepare,
    /// A set, or one side of it.
    Work,
    /// Changing sides.
    Switch,
    /// Between sets.
    Rest,
    /// Between the rounds of a block.
    RoundRest,
}

impl Kind {
    /// The name, as in JSON: `round-rest`.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Prepare => "prepare",
            Kind::Work => "work",
            Kind::Switch => "switch",
            Kind::Rest => "rest",
            Kind::RoundRest => "round-rest",
        }
    }

    /// How it is said to a person.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Prepare => "get ready",
            Kind::Work => "work",
            Kind::Switch => "switch sides",
            Kind::Rest | Kind::RoundRest => "rest",
        }
    }
}

/// The side that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Both at once.
    Both,
    /// The left.
    Left,
    /// The right.
    Right,
    /// Left and right, rep by rep, the left first.
    Alternate,
}

impl Side {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Side::Both => "both",
            Side::Left => "left",
            Side::Right => "right",
            Side::Alternate => "alternate",
        }
    }

    /// The side of a name.
    pub fn named(name: &str) -> Option<Side> {
        [Side::Both, Side::Left, Side::Right, Side::Alternate].into_iter().find(|side| side.name() == name)
    }

    /// How it is said to a person; nothing where both sides work at once.
    pub fn words(self) -> Option<&'static str> {
        match self {
            Side::Both => None,
            Side::Left => Some("left side"),
            Side::Right => Some("right side"),
            Side::Alternate => Some("alternating sides"),
        }
    }
}

impl Plan {
    /// Unrolls a routine.
    pub fn new(routine: &Routine) -> Plan {
        let mut steps = Vec::new();
        for block in &routine.blocks {
            for round in 1..=block.rounds {
                let mut is_fresh = true;
                for (index, exercise) in block.exercises.iter().enumerate() {
                    let mut push = |kind, length: Option<Duration>, estimate, set, side| {
                        if length != Some(Duration::ZERO) {
                            let between = kind == Kind::RoundRest;
                            steps.push(Step {
                                kind,
                                length,
                                estimate,
                                exercise: Arc::clone(exercise),
                                block: block.name.clone(),
                                round,
                                rounds: block.rounds,
                                set,
                                side,
                                begins_round: !between && std::mem::take(&mut is_fresh),
                                every: block.every.filter(|_| between),
                            });
                        }
                    };
                    let first = match exercise.sides {
                        Sides::Both => Side::Both,
                        Sides::Each | Sides::Left => Side::Left,
                        Sides::Right => Side::Right,
                        Sides::Alternate => Side::Alternate,
                    };
                    if round > 1 && index == 0 {
                        let (length, estimate) = block.pause();
                        push(Kind::RoundRest, Some(length), estimate, 1, first);
                    }
                    let wait = |wait: Wait, default| (wait.length(), wait.length().unwrap_or(default));
                    let (length, estimate) = wait(exercise.prepare, PREPARE);
                    push(Kind::Prepare, length, estimate, 1, first);
                    let work = (exercise.work.length(), exercise.work.estimate());
                    for set in 1..=exercise.sets {
                        if set > 1 {
                            let (length, estimate) = wait(exercise.rest, REST);
                            push(Kind::Rest, length, estimate, set, first);
                        }
                        push(Kind::Work, work.0, work.1, set, first);
                        if exercise.sides == Sides::Each {
                            push(Kind::Switch, Some(exercise.switch), exercise.switch, set, Side::Right);
                            push(Kind::Work, work.0, work.1, set, Side::Right);
                        }
                    }
                }
            }
        }
        let (name, stem) = (routine.name.clone(), routine.name.clone());
        Plan { routine: name, stem, cues: routine.cues.clone(), steps }
    }

    /// With the stem of the routine's file.
    #[must_use]
    pub fn stem(self, stem: &str) -> Plan {
        Plan { stem: stem.to_owned(), ..self }
    }

    /// The plan to go on with from a step of work, and the step to begin with: whatever was to come before it is a
    /// time to get into position.
    pub fn go_on(&self, target: usize) -> (Plan, usize) {
        let mut plan = self.clone();
        let before = target.checked_sub(1).filter(|before| !plan.steps[*before].is_work());
        let Some(before) = before else { return (plan, target) };
        let work = plan.steps[target].clone();
        let prepare = match work.exercise.prepare {
            Wait::For(Duration::ZERO) => Wait::For(PREPARE),
            prepare => prepare,
        };
        let length = prepare.length();
        plan.steps[before] = Step { kind: Kind::Prepare, length, estimate: length.unwrap_or(PREPARE), ..work };
        (plan, before)
    }

    /// How long the whole is taken to last.
    pub fn estimate(&self) -> Duration {
        self.steps.iter().map(|step| step.estimate).sum()
    }

    /// Whether the estimate is exact: no step is open.
    pub fn is_exact(&self) -> bool {
        self.steps.iter().all(|step| step.length.is_some())
    }

    /// How many steps of work there are.
    pub fn works(&self) -> usize {
        self.steps.iter().filter(|step| step.kind == Kind::Work).count()
    }

    /// A fingerprint of the steps: the same where the same steps are played.
    pub fn fingerprint(&self) -> String {
        // FNV-1a: nobody forges plans, and it stays the same for ever.
        let hash =
            self.json().to_string().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
            });
        format!("{hash:016x}")
    }

    /// The exercise that follows the one a step belongs to: the first later step of another exercise or round.
    pub fn next_exercise(&self, index: usize) -> Option<&Step> {
        let here = self.steps.get(index)?;
        let same = |step: &&Step| Arc::ptr_eq(&step.exercise, &here.exercise) && step.round == here.round;
        self.steps[index..].iter().find(|step| !same(step))
    }

    /// The object of `plan --format json`, without cues.
    pub fn json(&self) -> Value {
        let mut at = Duration::ZERO;
        let steps: Vec<Value> = self
            .steps
            .iter()
            .map(|step| {
                let value = step.json(at);
                at += step.estimate;
                value
            })
            .collect();
        json!({
            "routine": self.routine,
            "estimate_s": seconds(self.estimate()),
            "exact": self.is_exact(),
            "steps": steps,
        })
    }
}

impl Step {
    /// Whether something is done in this step.
    pub fn is_work(&self) -> bool {
        self.kind == Kind::Work
    }

    /// The reps and the tempo of the work, where it is made of reps.
    pub fn reps(&self) -> Option<(Reps, &Tempo)> {
        match &self.exercise.work {
            Work::Reps(reps, tempo) => Some((*reps, tempo)),
            Work::Hold(_) | Work::Time(_) => None,
        }
    }

    /// Which set of which side it is, and with what: `set 2 of 3 · left side · green band`.
    pub fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        if self.rounds > 1 {
            details.push(format!("round {} of {}", self.round, self.rounds));
        }
        if self.exercise.sets > 1 {
            details.push(format!("set {} of {}", self.set, self.exercise.sets));
        }
        details.extend(self.side.words().map(str::to_owned));
        details.extend(self.exercise.load.clone());
        details.extend(self.exercise.grown.clone());
        details
    }

    fn json(&self, at: Duration) -> Value {
        json!({
            "at_s": seconds(at),
            "length_s": self.length.map(seconds),
            "estimate_s": seconds(self.estimate),
            "kind": self.kind.name(),
            "block": self.block,
            "round": self.round,
            "rounds": self.rounds,
            "exercise": self.exercise.name,
            "set": self.set,
            "sets": self.exercise.sets,
            "side": self.side.name(),
            "goal": goal(&self.exercise.work),
            "load": self.exercise.load,
        })
    }
}

fn goal(work: &Work) -> Value {
    match work {
        Work::Hold(length) => json!({ "hold_s": seconds(*length) }),
        Work::Time(length) => json!({ "time_s": seconds(*length) }),
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
