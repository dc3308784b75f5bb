//! The plan: a routine unrolled into a flat list of steps, with their lengths.
//! When each is due, and what is heard, is left to `player`.

mod json;

pub use json::goal;

use std::{borrow::Cow, collections::HashSet, sync::Arc, time::Duration};

use crate::{
    base::{cue::Cues, quantity::Reps},
    routine::{Exercise, Limb, PREPARE, REST, Rounds, Routine, SidedText, Sides, Tempo, Wait, Work},
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
    /// The steps, in order; of a block with a cap as many rounds as anybody could come to.
    pub steps: Vec<Step>,
}

/// One step of a plan: a length of time with one meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub kind: Kind,
    /// How long it lasts; `None` where the person ends it. Never zero.
    pub length: Option<Duration>,
    /// How long it is taken to last, in totals: the length, where there is one that no open step changes; less where
    /// a cap cuts it.
    pub estimate: Duration,
    /// The exercise that it belongs to; of a step that is no work, that of the work that comes next.
    pub exercise: Arc<Exercise>,
    /// The block that it belongs to, from 0.
    pub group: usize,
    /// The name of the block.
    pub block: Option<String>,
    /// The round, from 1.
    pub round: u32,
    /// How many rounds the block has.
    pub rounds: Rounds,
    /// The set, from 1; `exercise.sets` is how many there are.
    pub set: u32,
    /// The side that works, or comes next.
    pub side: Side,
    /// Its exercise has not come before in this plan, in any block.
    pub is_new: bool,
    /// It is the first of a round, apart from the rest before it.
    pub begins_round: bool,
    /// Of a rest between rounds: it ends so long after the round before it began, however long that took.
    pub every: Option<Duration>,
}

/// A step where it is expected.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected<'p> {
    /// Its number.
    pub index: usize,
    /// When it begins.
    pub at: Duration,
    /// How long it lasts; never zero.
    pub lasts: Duration,
    /// The step.
    pub step: &'p Step,
}

/// A step as it is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// How long it is by now; `None` where the person ends it.
    pub length: Option<Duration>,
    /// How long it is from its beginning to the end of its block, where that has a cap.
    pub cap: Option<Duration>,
    /// Its exercise was told before it began.
    pub told: bool,
    /// Nothing was played before it: the output has just been opened.
    pub first: bool,
}

impl Played {
    /// When it ends at the latest.
    pub fn end(self) -> Option<Duration> {
        self.length.into_iter().chain(self.cap).min()
    }

    /// Whether its block ends with it, by the cap.
    pub fn is_capped(self) -> bool {
        self.cap.is_some() && self.cap == self.end()
    }
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

    /// How it is said to a person, of a limb where it is known to be one; nothing where both sides work at once.
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

    /// A text of an exercise as it reads while this side works. Where it is not one of two, the sides are "working"
    /// and "other".
    pub fn fill(self, text: &SidedText) -> Cow<'_, str> {
        match self {
            Side::Left => text.on("left", "right"),
            Side::Right => text.on("right", "left"),
            Side::Both | Side::Alternate => text.on("working", "other"),
        }
    }

    /// The side of an exercise that is only shown: one side where no other works.
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
    /// Unrolls a routine; each step is as long as the routine says.
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
                            });
                        }
                    };
                    let first = if exercise.sides == Sides::Each { Side::Left } else { Side::of(exercise.sides) };
                    if round > 1 && index == 0 && block.pauses() {
                        // On a beat it is as long as the round before it leaves.
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
        let (name, stem) = (routine.name.clone(), routine.name.clone());
        Plan { routine: name, stem, cues: routine.cues.clone(), steps }
    }

    /// With the stem of the routine's file.
    #[must_use]
    pub fn stem(self, stem: &str) -> Plan {
        Plan { stem: stem.to_owned(), ..self }
    }

    /// The plan to go on with from a step of work, and the step to begin with: whatever was to come before it is a
    /// time to get into position, and of the cap of its block so much is spent.
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

    /// The steps from one on that are expected to come: those that take time, as long as a cap leaves some.
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

    /// How long the whole is taken to last.
    pub fn estimate(&self) -> Duration {
        self.expected_steps(0).map(|expected| expected.lasts).sum()
    }

    /// Whether the estimate is exact: no step is open.
    pub fn is_exact(&self) -> bool {
        self.steps.iter().all(|step| step.length.is_some())
    }

    /// How many steps of work there are, as far as that can be expected.
    pub fn works(&self) -> usize {
        self.expected_steps(0).filter(|expected| expected.step.is_work()).count()
    }

    /// How many steps of work a round has, of a step whose block goes on as long as there is time.
    pub fn works_of_round(&self, index: usize) -> Option<usize> {
        let here = self.steps.get(index).filter(|step| step.is_capped())?;
        let same = |step: &&Step| step.is_work() && (step.group, step.round) == (here.group, here.round);
        Some(self.steps.iter().filter(same).count())
    }

    /// How many steps of work there surely are: without those of blocks that go on as long as there is time.
    pub fn fixed_sets(&self) -> usize {
        self.steps.iter().filter(|step| step.is_work() && !step.is_capped()).count()
    }

    /// The exercise that follows the one a step belongs to: the first later step of another exercise or round.
    pub fn next_exercise(&self, index: usize) -> Option<&Step> {
        let here = self.steps.get(index)?;
        let same = |step: &&Step| Arc::ptr_eq(&step.exercise, &here.exercise) && step.round == here.round;
        self.steps[index..].iter().find(|step| !same(step))
    }
}

impl Step {
    /// Whether something is done in this step.
    pub fn is_work(&self) -> bool {
        self.kind == Kind::Work
    }

    /// Whether its block goes on as long as there is time.
    pub fn is_capped(&self) -> bool {
        matches!(self.rounds, Rounds::Amrap(_))
    }

    /// Which round it is, where there are more: `round 2 of 3`.
    pub fn round_words(&self) -> Option<String> {
        match self.rounds {
            Rounds::Times(1) => None,
            Rounds::Times(rounds) => Some(format!("round {} of {rounds}", self.round)),
            Rounds::Amrap(_) => Some(format!("round {}", self.round)),
        }
    }

    /// The reps and the tempo of the work, where it is made of reps.
    pub fn reps(&self) -> Option<(Reps, &Tempo)> {
        match &self.exercise.work {
            Work::Reps(reps, tempo) => Some((*reps, tempo)),
            Work::Hold(_) | Work::Time(_) => None,
        }
    }

    /// Makes it a time to get into position that is so long.
    fn set_prepare(&mut self, prepare: Wait) {
        self.length = prepare.length();
        self.estimate = prepare.length().unwrap_or(PREPARE);
    }

    /// The side that works, in words: `left leg`; nothing where both work at once.
    pub fn side_words(&self) -> Option<&'static str> {
        self.side.words(self.exercise.limb)
    }

    /// The starting position, with its side.
    pub fn position(&self) -> Option<Cow<'_, str>> {
        self.exercise.position.as_ref().map(|text| self.side.fill(text))
    }

    /// Whether the position is another one for each side.
    pub fn is_sided(&self) -> bool {
        self.exercise.position.as_ref().is_some_and(SidedText::names_a_side)
    }

    /// The short coaching lines, with their side.
    pub fn tips(&self) -> impl ExactSizeIterator<Item = Cow<'_, str>> {
        self.exercise.tips.iter().map(|tip| self.side.fill(tip))
    }

    /// How to do it, with its side.
    pub fn instructions(&self) -> Option<Cow<'_, str>> {
        self.exercise.instructions.as_ref().map(|text| self.side.fill(text))
    }

    /// Which set of which side it is, and with what: `set 2 of 3 · left side · green band`.
    pub fn details(&self) -> Vec<String> {
        let mut details = Vec::new();
        details.extend(self.round_words());
        if self.exercise.sets > 1 {
            details.push(format!("set {} of {}", self.set, self.exercise.sets));
        }
        details.extend(self.side_words().map(str::to_owned));
        details.extend(self.exercise.load.clone());
        details.extend(self.exercise.grown.clone());
        details
    }
}
