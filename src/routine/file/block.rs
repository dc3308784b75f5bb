//! A block of the file: how it is gone through, and what it is made of.

use std::time::Duration;

use toml::de::DeValue;

use super::{Length, Reader};
use crate::{
    base::{
        diagnostic::Code,
        quantity::units,
        toml_reader::{self, At, Fields, Least, NAME, TEXT},
    },
    routine::{Block, ROUNDS, Rounds, given::RawExercise, keys, used},
};

/// The keys that say how a block is gone through.
const COURSE: [&str; 4] = ["rounds", "rest", "every", "cap"];

/// How a block is gone through, as it was written.
struct Course {
    rounds: Rounds,
    cap: Option<At<Duration>>,
    every: Option<At<Duration>>,
    rest: Duration,
}

impl Reader<'_, '_> {
    /// The groups that a block becomes: more than one where it uses another routine.
    pub(super) fn block(
        &mut self,
        value: &At<DeValue<'_>>,
        defaults: &RawExercise,
        length: &mut Length,
    ) -> Option<Vec<Block>> {
        let fields = Fields::of(value, "[[block]]", self.diagnostics)?;
        let meant = fields.only(&keys::names(keys::BLOCK), self.diagnostics);
        let name = fields.take("name").and_then(|v| toml_reader::text(v, TEXT, self.diagnostics)).map(At::into_inner);
        let course = self.course(&fields);
        let (exercises, reported, name) = if let Some(stem) = fields.take("use") {
            let stem = toml_reader::text(stem, NAME, self.diagnostics)?;
            let blocks = self.used(&fields, &stem)?;
            let given = COURSE.iter().find_map(|key| fields.take(key));
            match (given, &blocks[..]) {
                (None, _) => return Some(self.as_it_is(blocks, name, &fields, length)),
                (Some(_), [Block { rounds: Rounds::Times(1), exercises, name: own, .. }]) => {
                    (exercises.clone(), 0, name.or_else(|| own.clone()))
                }
                (Some(value), _) => {
                    let message = format!("`{}` has rounds or blocks of its own", stem.get_ref());
                    let help = "repeat the block instead, with `use` and `name` alone";
                    self.diagnostics.report(&value.span(), Code::ConflictingKeys, &message, help);
                    return None;
                }
            }
        } else {
            let Some(exercises) = fields.take("exercise") else {
                if !meant.contains("exercise") {
                    let help = "write [[block.exercise]] and below it name = \"...\" and reps = 10";
                    fields.missing("missing exercises", help, self.diagnostics);
                }
                return None;
            };
            // How many rounds there are under a cap is known when the round is.
            let reported = if let Rounds::Times(rounds) = course.rounds { rounds } else { 0 };
            (self.exercises(&fields, exercises, defaults, length, reported)?, reported, name)
        };
        let every = course.every.as_ref().map(|every| *every.get_ref());
        let block = Block { name, rounds: course.rounds, rest: course.rest, every, exercises };
        self.report_unused(&course, &block);
        // What the exercises have said of their length themselves is not said twice.
        let grown = block.full_grown();
        let steps: u128 = grown.exercises.iter().map(|exercise| exercise.steps()).sum();
        let time = grown.estimate().saturating_sub(grown.round() * reported).as_millis();
        self.lengthen(length, &fields.span, grown.steps() - steps * u128::from(reported), time);
        Some(vec![block])
    }

    /// How a block is gone through.
    fn course(&mut self, fields: &Fields<'_>) -> Course {
        let rounds = fields.take("rounds").and_then(|v| toml_reader::whole(v, 1, ROUNDS, self.diagnostics));
        let rest = fields.take("rest").and_then(|v| toml_reader::duration(v, Least::Nothing, self.diagnostics));
        let every = fields.take("every").and_then(|v| toml_reader::duration(v, Least::Something, self.diagnostics));
        let cap = fields.take("cap").and_then(|v| toml_reader::duration(v, Least::Something, self.diagnostics));
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
        Course { rounds, cap, every, rest: rest.map_or(Duration::ZERO, At::into_inner) }
    }

    /// Tells what comes out otherwise than it was meant, perhaps.
    fn report_unused(&mut self, course: &Course, block: &Block) {
        let round = block.round();
        let lasts = |limit: &At<Duration>| !block.is_open() && round > *limit.get_ref();
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
    fn used(&mut self, fields: &Fields<'_>, stem: &At<String>) -> Option<Vec<Block>> {
        if let Some(value) = fields.take("exercise") {
            let message = "`use` conflicts with `exercise`";
            let help = "put the exercises into another [[block]]";
            self.diagnostics.report(&value.span(), Code::ConflictingKeys, message, help);
        }
        match used::blocks(stem.get_ref(), self.library, self.above, self.known) {
            Err((code, message, help)) => {
                self.diagnostics.report(&stem.span(), code, &message, &help);
                None
            }
            Ok((blocks, depth)) => {
                self.depth = self.depth.max(depth);
                Some(blocks)
            }
        }
    }

    /// The groups of another routine, the first under another name.
    fn as_it_is(
        &mut self,
        mut blocks: Vec<Block>,
        name: Option<String>,
        fields: &Fields<'_>,
        length: &mut Length,
    ) -> Vec<Block> {
        for block in &blocks {
            let block = block.full_grown();
            self.lengthen(length, &fields.span, block.steps(), block.estimate().as_millis());
        }
        if let (Some(name), Some(first)) = (name, blocks.first_mut()) {
            first.name = Some(name);
        }
        blocks
    }
}
