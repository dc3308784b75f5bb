//! A block of the file: its rounds and its content.

use std::time::Duration;

use toml::de::DeValue;

use super::{Length, Reader, read_used};
use crate::{
    base::{
        diagnostic::Code,
        quantity::units,
        toml_reader::{At, Fields},
    },
    routine::{
        given::RawExercise,
        keys,
        model::{Block, Rounds},
        table::KeyTable,
        used,
    },
};

/// The keys for the rounds of a block.
const COURSE: [&str; 4] = ["rounds", "rest", "every", "cap"];

/// The rounds of a block, as written.
struct Course {
    rounds: Rounds,
    cap: Option<At<Duration>>,
    every: Option<At<Duration>>,
    rest: Option<At<Duration>>,
}

impl Reader<'_, '_> {
    /// The groups that a block becomes: more than one if it uses another routine.
    pub(super) fn block(
        &mut self,
        value: &At<DeValue<'_>>,
        defaults: &RawExercise,
        length: &mut Length,
    ) -> Option<Vec<Block>> {
        let fields = Fields::of(value, "[[block]]", self.diagnostics)?;
        let (table, meant) = KeyTable::new(&fields, keys::BLOCK, self.diagnostics);
        let name = table.text("name", self.diagnostics).map(At::into_inner);
        let course = self.course(table);
        let (exercises, reported, name) = if table.value("use").is_some() {
            let id = table.text("use", self.diagnostics)?;
            let blocks = self.used(&fields, &id)?;
            let given = COURSE.iter().find_map(|key| fields.take(key));
            match (given, &blocks[..]) {
                (None, _) => return Some(self.as_it_is(blocks, name, &fields, length)),
                (Some(_), [Block { rounds: Rounds::Times(1), exercises, name: own, .. }]) => {
                    (exercises.clone(), 0, name.or_else(|| own.clone()))
                }
                (Some(value), _) => {
                    let message = format!("`{}` has rounds or blocks of its own", id.get_ref());
                    let help = "repeat the [[block]] instead, with only `use` and `name`";
                    self.diagnostics.report(&value.span(), Code::ConflictingKeys, &message, help);
                    return None;
                }
            }
        } else {
            let Some(exercises) = fields.take("exercise") else {
                if !meant.contains("exercise") {
                    let help = "add an exercise: [[block.exercise]] and below it name = \"...\" and reps = 10";
                    fields.missing("missing exercises", help, self.diagnostics);
                }
                return None;
            };
            // The number of rounds under a cap follows from the length of a round.
            let reported = if let Rounds::Times(rounds) = course.rounds { rounds } else { 0 };
            (self.exercises(&fields, exercises, defaults, length, reported)?, reported, name)
        };
        let every = course.every.as_ref().map(|every| *every.get_ref());
        let rest = course.rest.as_ref().map_or(Duration::ZERO, |rest| *rest.get_ref());
        let block = Block { name, rounds: course.rounds, rest, every, exercises };
        self.report_unused(&course, &block);
        // A length that an exercise has already reported is not reported again.
        let full = block.with_final_doses();
        let steps: u128 = full.exercises.iter().map(|exercise| exercise.steps()).sum();
        let time = full.estimate().saturating_sub(full.round() * reported).as_millis();
        self.lengthen(length, &fields.span, full.steps() - steps * u128::from(reported), time);
        Some(vec![block])
    }

    /// Reads the rounds of a block.
    fn course(&mut self, table: KeyTable<'_>) -> Course {
        let rounds = table.whole("rounds", self.diagnostics);
        let rest = table.duration("rest", self.diagnostics);
        let every = table.duration("every", self.diagnostics);
        let cap = table.duration("cap", self.diagnostics);
        if let (Some(rest), Some(_)) = (&rest, &every) {
            let help = "with `every` the rest is the time that is left: remove `rest`";
            let message = "`rest` conflicts with `every`";
            self.diagnostics.report(&rest.span(), Code::ConflictingKeys, message, help);
        }
        if let (Some(cap), Some(_)) = (&cap, &rounds) {
            let help = "`cap` plays as many rounds as fit: remove `rounds` or `cap`";
            let message = "`cap` conflicts with `rounds`";
            self.diagnostics.report(&cap.span(), Code::ConflictingKeys, message, help);
        }
        let said = rounds.map_or(1, At::into_inner);
        let rounds = cap.as_ref().map_or(Rounds::Times(said), |cap| Rounds::Amrap(*cap.get_ref()));
        Course { rounds, cap, every, rest }
    }

    /// Reports rounds that probably do not work as intended.
    fn report_unused(&mut self, course: &Course, block: &Block) {
        let round = block.round();
        let lasts = |limit: &At<Duration>| !block.is_open() && round > *limit.get_ref();
        if let Some(rest) = course.rest.as_ref().filter(|_| course.rounds == Rounds::Times(1)) {
            let help =
                "the `rest` of a block is between its rounds: add `rounds`, or write `prepare` for the next exercise";
            self.diagnostics.report(&rest.span(), Code::UnusedKey, "`rest` has no effect with one round", help);
        }
        if let Some(every) = course.every.as_ref().filter(|_| course.rounds == Rounds::Times(1)) {
            let help = "add `rounds`, or remove `every`";
            self.diagnostics.report(&every.span(), Code::UnusedKey, "`every` has no effect with one round", help);
        } else if let Some(every) = course.every.as_ref().filter(|every| lasts(every)) {
            let message = format!("a round lasts {}, so rounds run back to back", units(round));
            let help = "write a longer `every`, or less in a round";
            self.diagnostics.report(&every.span(), Code::UnusedKey, &message, help);
        }
        if let Some(cap) = course.cap.as_ref().filter(|cap| lasts(cap)) {
            let message = format!("a round lasts {}: it will be cut off", units(round));
            let help = "write a longer `cap`, or less in a round";
            self.diagnostics.report(&cap.span(), Code::UnusedKey, &message, help);
        }
    }

    /// The groups of another routine.
    fn used(&mut self, fields: &Fields<'_>, id: &At<String>) -> Option<Vec<Block>> {
        if let Some(value) = fields.take("exercise") {
            let message = "`use` conflicts with `exercise`";
            let help = "put the exercises into another [[block]]";
            self.diagnostics.report(&value.span(), Code::ConflictingKeys, message, help);
        }
        match used::blocks(id.get_ref(), self.library, self.above, self.known, read_used) {
            Err((code, message, help)) => {
                self.diagnostics.report(&id.span(), code, &message, &help);
                None
            }
            Ok((blocks, depth)) => {
                self.depth = self.depth.max(depth);
                Some(blocks)
            }
        }
    }

    /// The groups of another routine, with a new name for the first.
    fn as_it_is(
        &mut self,
        mut blocks: Vec<Block>,
        name: Option<String>,
        fields: &Fields<'_>,
        length: &mut Length,
    ) -> Vec<Block> {
        for block in &blocks {
            let block = block.with_final_doses();
            self.lengthen(length, &fields.span, block.steps(), block.estimate().as_millis());
        }
        if let (Some(name), Some(first)) = (name, blocks.first_mut()) {
            first.name = Some(name);
        }
        blocks
    }
}
