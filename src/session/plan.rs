//! The plan: a routine unrolled into a flat list of steps with their lengths. `player` decides when each is due and
//! what is heard.

mod json;
mod rows;

pub use json::goal;

use std::{borrow::Cow, collections::HashSet, sync::Arc, time::Duration};

use crate::{
    base::{cue::Cues, quantity::Reps},
    routine::{Exercise, Limb, PREPARE, REST, Rounds, Routine, SidedText, Sides, Tempo, Wait, Work},
};

/// A routine unrolled. It contains at least one step of work.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The routine's name.
    pub routine: String,
    /// The id of the routine; its name if it has no file.
    pub id: String,
    /// The sound.
    pub cues: Cues,
    /// The steps, in order; for a block with a cap, as many rounds as the fastest user could complete.
    pub steps: Vec<Step>,
}

/// One step of a plan: a length of time with one meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its kind.
    pub kind: Kind,
    /// Its length; `None` if the user ends it. Never zero.
    pub length: Option<Duration>,
    /// Its estimated length: its length, unless it is open or a cap cuts it.
    pub estimate: Duration,
    /// The exercise that it belongs to; for a step that is not work, that of the next work.
    pub exercise: Arc<Exercise>,
    /// The index of its block.
    pub group: usize,
    /// The name of the block.
    pub block: Option<String>,
    /// The round, from 1.
    pub round: u32,
    /// The rounds of the block.
    pub rounds: Rounds,
    /// The set, from 1 to `exercise.sets`.
    pub set: u32,
    /// The side that works, or that comes next.
    pub side: Side,
    /// Whether its exercise occurs for the first time in this plan.
    pub is_new: bool,
    /// Whether it is the first of a round, except for the rest before it.
    pub begins_round: bool,
    /// For a rest between rounds: the time from the start of the previous round to the end of this rest.
    pub every: Option<Duration>,
    /// Its number in the plan of the routine, from 0, by which the history knows it: the same where it is moved.
    pub number: usize,
    /// It is not played: the person has dropped it, or put it off and it comes again later.
    pub is_left_out: bool,
}

/// A step at its estimated time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected<'p> {
    /// Its index.
    pub index: usize,
    /// When it starts.
    pub at: Duration,
    /// Its estimated length; never zero.
    pub lasts: Duration,
    /// The step.
    pub step: &'p Step,
}

/// The state of a step while it is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Its current length; `None` if the user ends it.
    pub length: Option<Duration>,
    /// The time from its start to the end of its block's cap, if it has one.
    pub cap: Option<Duration>,
    /// Its exercise was announced before it began.
    pub announced: bool,
    /// Whether it is the first step that is played: the output has just been opened.
    pub first: bool,
}

impl Played {
    /// When it ends at the latest.
    pub fn end(self) -> Option<Duration> {
        self.length.into_iter().chain(self.cap).min()
    }

    /// Whether the cap ends it.
    pub fn is_capped(self) -> bool {
        self.cap.is_some() && self.cap == self.end()
    }
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Get ready: get into position.
    Prepare,
    /// A set, or one side of it.
    Work,
    /// Change sides.
    Switch,
    /// The rest between sets.
    Rest,
    /// A rest between the rounds of a block.
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

    /// The name for people.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Prepare => "get ready",
            Kind::Work => "work",
            Kind::Switch => "switch sides",
            Kind::Rest | Kind::RoundRest => "rest",
        }
    }
}

/// The working side.
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

    /// The side with a name.
    pub fn named(name: &str) -> Option<Side> {
        [Side::Both, Side::Left, Side::Right, Side::Alternate].into_iter().find(|side| side.name() == name)
    }

    /// The name for people, with the limb if it is known; `None` if both sides work at once.
    pub fn words(self, limb: Option<Limb>) -> Option<&'static str> {
        Some(match (self, limb) {
            (Side::Both, _) => return None,
            (Side::Left, None) => "left side",
            (Side::Left, Some(Limb::Leg)) => "left leg",
            (Side::Left, Some(Limb::Arm)) => "left arm",
            (Side::Right, None) => "right side",
            (Side::Right, Some(Limb::Leg)) => "right leg",
            (Side::Right, Some(Limb::Arm)) => "right arm",
            (Side::Alternate, None) => "alternating sides",
            (Side::Alternate, Some(Limb::Leg)) => "alternating legs",
            (Side::Alternate, Some(Limb::Arm)) => "alternating arms",
        })
    }

    /// A text of an exercise for this side. If it is not one of two sides, they read "working" and "other".
    pub fn fill(self, text: &SidedText) -> Cow<'_, str> {
        match self {
            Side::Left => text.on("left", "right"),
            Side::Right => text.on("right", "left"),
            Side::Both | Side::Alternate => text.of_either(),
        }
    }

    /// The side to show for an exercise: one side if only that one works.
    pub fn of(sides: Sides) -> Side {
        match sides {
            Sides::Left => Side::Left,
            Sides::Right => Side::Right,
            Sides::Alternate => Side::Alternate,
            Sides::Both | Sides::Each => Side::Both,
        }
    }
}

impl Plan {
    /// Unrolls a routine with the lengths that it gives.
    pub fn unroll(routine: &Routine) -> Plan {
        let mut steps = Vec::new();
        let mut known = HashSet::new();
        for (group, block) in routine.blocks.iter().enumerate() {
            for round in 1..=block.most() {
                let mut is_fresh = true;
                for (index, exercise) in block.exercises.iter().enumerate() {
                    let is_new = known.insert(exercise.name.as_str());
                    let mut push = |kind, length: Option<Duration>, estimate, set, side| {
                        if length != Some(Duration::ZERO) {
                            let between = kind == Kind::RoundRest;
                            steps.push(Step {
                                kind,
                                length,
                                estimate,
                                exercise: Arc::clone(exercise),
                                group,
                                block: block.name.clone(),
                                round,
                                rounds: block.rounds,
                                set,
                                side,
                                is_new,
                                begins_round: !between && std::mem::take(&mut is_fresh),
                                every: block.every.filter(|_| between),
                                number: steps.len(),
                                is_left_out: false,
                            });
                        }
                    };
                    let first = if exercise.sides == Sides::Each { Side::Left } else { Side::of(exercise.sides) };
                    if round > 1 && index == 0 && block.pauses() {
                        // With `every`, the rest is whatever the round leaves.
                        let length = block.every.unwrap_or(block.rest);
                        push(Kind::RoundRest, Some(length), block.pause(), 1, first);
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
        if let Some(first) = steps.first_mut().filter(|first| first.kind == Kind::Prepare) {
            first.set_prepare(first.exercise.first_prepare());
        }
        let (name, id) = (routine.name.clone(), routine.name.clone());
        Plan { routine: name, id, cues: routine.cues.clone(), steps }
    }

    /// Sets the id of the routine.
    #[must_use]
    pub fn id(self, id: &str) -> Plan {
        Plan { id: id.to_owned(), ..self }
    }

    /// The plan to resume at a step of work, and the index of its first step: everything before that work becomes a get
    /// ready, and `spent` of the cap of its block has passed.
    pub fn resume(&self, target: usize, spent: Duration) -> (Plan, usize) {
        let mut plan = self.clone();
        let group = plan.steps[target].group;
        for step in plan.steps.iter_mut().filter(|step| step.group == group) {
            if let Rounds::Amrap(cap) = &mut step.rounds {
                *cap = cap.saturating_sub(spent);
            }
        }
        let before = target.checked_sub(1).filter(|before| !plan.steps[*before].is_work());
        let Some(before) = before else { return (plan, target) };
        let work = plan.steps[target].clone();
        let prepare = match work.exercise.first_prepare() {
            Wait::For(Duration::ZERO) => Wait::For(PREPARE),
            prepare => prepare,
        };
        let mut step = Step { kind: Kind::Prepare, ..work };
        step.set_prepare(prepare);
        plan.steps[before] = step;
        (plan, before)
    }

    /// The expected steps from `first` on: those that take time, as long as a cap leaves some.
    pub fn expected_steps(&self, first: usize) -> impl Iterator<Item = Expected<'_>> {
        let (mut at, mut group, mut begun) = (Duration::ZERO, None, Duration::ZERO);
        self.steps.iter().enumerate().skip(first).filter_map(move |(index, step)| {
            if group.replace(step.group) != Some(step.group) {
                begun = at;
            }
            let left = match step.rounds {
                Rounds::Amrap(cap) => (begun + cap).saturating_sub(at),
                Rounds::Times(_) => Duration::MAX,
            };
            let expected = Expected { index, at, lasts: step.estimate.min(left), step };
            at += expected.lasts;
            (!expected.lasts.is_zero()).then_some(expected)
        })
    }

    /// The first step after the block of a step.
    pub fn after_block(&self, index: usize) -> usize {
        let here = self.steps.get(index).map(|step| step.group);
        index + self.steps[index.min(self.steps.len())..].partition_point(|step| Some(step.group) == here)
    }

    /// The estimated length of the whole plan.
    pub fn estimate(&self) -> Duration {
        self.expected_steps(0).map(|expected| expected.lasts).sum()
    }

    /// Whether the estimate is exact: no step is open.
    pub fn is_exact(&self) -> bool {
        self.steps.iter().all(|step| step.length.is_some())
    }

    /// The expected number of steps of work.
    pub fn works(&self) -> usize {
        self.expected_steps(0).filter(|expected| expected.step.is_work()).count()
    }

    /// The number of steps of work in a round, if the block of this step has a cap.
    pub fn works_of_round(&self, index: usize) -> Option<usize> {
        let here = self.steps.get(index).filter(|step| step.is_capped())?;
        let same = |step: &&Step| step.is_work() && (step.group, step.round) == (here.group, here.round);
        Some(self.steps.iter().filter(same).count())
    }

    /// The number of steps of work in blocks without a cap.
    pub fn fixed_sets(&self) -> usize {
        let is_fixed = |(index, step): &(usize, &Step)| step.is_work() && !step.is_capped() && step.number == *index;
        self.steps.iter().enumerate().filter(is_fixed).count()
    }

    /// What follows a step, in a word or two: the next exercise, or what is next of the same one; `None` after the last.
    pub fn next_words(&self, index: usize) -> Option<&str> {
        let (here, next) = (self.steps.get(index)?, self.steps.get(self.first_played(index + 1))?);
        let same = Arc::ptr_eq(&next.exercise, &here.exercise);
        Some(if same { next.kind.words() } else { &next.exercise.name })
    }

    /// The exercise after that of a step: the first later step with another exercise or round.
    pub fn next_exercise(&self, index: usize) -> Option<&Step> {
        let here = self.steps.get(index)?;
        let same = |step: &Step| {
            Arc::ptr_eq(&step.exercise, &here.exercise) && (step.group, step.round) == (here.group, here.round)
        };
        self.steps[index..].iter().find(|step| !same(step) && !step.is_left_out)
    }
}

impl Step {
    /// Whether it is work.
    pub fn is_work(&self) -> bool {
        self.kind == Kind::Work
    }

    /// Whether its block has a cap.
    pub fn is_capped(&self) -> bool {
        matches!(self.rounds, Rounds::Amrap(_))
    }

    /// The round, if there are several: `round 2 of 3`.
    pub fn round_words(&self) -> Option<String> {
        match self.rounds {
            Rounds::Times(1) => None,
            Rounds::Times(rounds) => Some(format!("round {} of {rounds}", self.round)),
            Rounds::Amrap(_) => Some(format!("round {}", self.round)),
        }
    }

    /// The reps and the tempo of the work, if it consists of reps.
    pub fn reps(&self) -> Option<(Reps, &Tempo)> {
        match &self.exercise.work {
            Work::Reps(reps, tempo) => Some((*reps, tempo)),
            Work::Hold(_) | Work::Time(_) | Work::Open => None,
        }
    }

    /// Turns it into a get ready of this length.
    fn set_prepare(&mut self, prepare: Wait) {
        self.length = prepare.length();
        self.estimate = prepare.length().unwrap_or(PREPARE);
    }

    /// The working side, in words: `left leg`; `None` if both work at once.
    pub fn side_words(&self) -> Option<&'static str> {
        self.side.words(self.exercise.limb)
    }

    /// The starting position, for its side.
    pub fn position(&self) -> Option<Cow<'_, str>> {
        self.exercise.position.as_ref().map(|text| self.side.fill(text))
    }

    /// Whether the position depends on the side.
    pub fn is_sided(&self) -> bool {
        self.exercise.position.as_ref().is_some_and(SidedText::names_a_side)
    }

    /// The short coaching lines, for its side.
    pub fn tips(&self) -> impl ExactSizeIterator<Item = Cow<'_, str>> {
        self.exercise.tips.iter().map(|tip| self.side.fill(tip))
    }

    /// The instructions, for its side.
    pub fn instructions(&self) -> Option<Cow<'_, str>> {
        self.exercise.instructions.as_ref().map(|text| self.side.fill(text))
    }

    /// The set, the side and the load: `set 2 of 3 · left side · green band`.
    pub fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        details.extend(self.round_words());
        if self.exercise.sets > 1 {
            details.push(format!("set {} of {}", self.set, self.exercise.sets));
        }
        details.extend(self.side_words().map(str::to_owned));
        details.extend(self.exercise.load.clone());
        details.extend(self.exercise.gain.clone());
        details
    }
}
