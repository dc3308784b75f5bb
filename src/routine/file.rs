//! The file as a whole: its own keys, its exercises, and the limits of the whole routine; `block` reads its blocks.

mod block;

use std::{collections::BTreeSet, ops::Range, sync::Arc, time::Duration};

use toml::de::DeValue;

use super::{
    citation::citations,
    entry::Checked,
    exercise::Exercise,
    exercise_file::lend,
    given::RawExercise,
    keys,
    library::{Library, LibraryEntry},
    model::{Block, Routine},
    schedule::{DueDays, Schedule, due_days},
    table::KeyTable,
    used,
};
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Code, Source, any_error},
        quantity::{DAY, units},
        toml_reader::{self, At, Diagnostics, Fields},
    },
    config,
};

/// The maximum number of steps in a routine.
pub(super) const STEPS: u128 = 10_000;

/// Reads a routine file. `cues` are the defaults for its `[cues]`.
pub fn read(source: Source<'_>, library: &Library, cues: &Cues) -> Checked {
    read_used(source, library, cues, &[], &mut used::Known::new()).0
}

/// Reads a routine file that other routines, `above`, use in a chain. Also returns how many levels deep it goes.
pub(super) fn read_used(
    source: Source<'_>,
    library: &Library,
    cues: &Cues,
    above: &[String],
    known: &mut used::Known,
) -> (Checked, usize) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let mut reader = Reader { library, above, known, depth: 0, unused_rest: None, diagnostics: &mut diagnostics };
    let routine = reader.routine(&Fields::root(&root), cues);
    let depth = reader.depth;
    let found = diagnostics.into_found();
    (Checked { routine: routine.filter(|_| !any_error(&found)), found }, depth)
}

struct Reader<'r, 's> {
    library: &'r Library,
    /// The routines that use this one.
    above: &'r [String],
    /// The routines that have been read.
    known: &'r mut used::Known,
    /// How many levels deep this routine goes.
    depth: usize,
    /// The `rest` of `[defaults]`, as long as it has had no effect.
    unused_rest: Option<Range<usize>>,
    diagnostics: &'r mut Diagnostics<'s>,
}

impl Reader<'_, '_> {
    fn routine(&mut self, root: &Fields<'_>, base: &Cues) -> Option<Routine> {
        let (table, meant) = KeyTable::new(root, keys::FILE, self.diagnostics);
        let name = root.take("name");
        if name.is_none() && !meant.contains("name") {
            root.missing("missing `name`", "write name = \"...\" at the top", self.diagnostics);
        }
        let name = name.and_then(|_| table.text("name", self.diagnostics));
        let description = table.text("description", self.diagnostics);
        let group = table.text("group", self.diagnostics);
        let sources = root.take("sources").and_then(|v| citations(v, self.diagnostics)).unwrap_or_default();
        let tags = table.texts("tags", self.diagnostics).map(At::into_inner).unwrap_or_default();
        let schedule = self.schedule(table);
        let cues = match root.take("cues") {
            Some(value) => config::cues(value, base.clone(), self.diagnostics),
            None => base.clone(),
        };
        let defaults = root.take("defaults").and_then(|v| Fields::of(v, "[defaults]", self.diagnostics));
        let defaults =
            defaults.map(|fields| RawExercise::read(&fields, keys::DEFAULTS, self.diagnostics)).unwrap_or_default();
        self.unused_rest = defaults.rest.as_ref().map(At::span);
        let blocks = self.blocks(root, &meant, &defaults);
        if let Some(at) = self.unused_rest.take().filter(|_| blocks.is_some()) {
            let message = "`rest` in `[defaults]` has no effect: every exercise has one set or a `rest` of its own";
            let help = "`rest` is between the sets of an exercise; before an exercise the pause is its `prepare`";
            self.diagnostics.report(&at, Code::UnusedKey, message, help);
        }
        Some(Routine {
            name: name?.into_inner(),
            description: description.map(At::into_inner),
            group: group.map(At::into_inner),
            sources,
            tags,
            schedule,
            cues,
            blocks: blocks?,
        })
    }

    /// When it is due; times without days are for every day.
    fn schedule(&mut self, table: KeyTable<'_>) -> Option<Schedule> {
        let days = table.value("schedule");
        let times = table.whole("times", self.diagnostics).map(At::into_inner);
        let every_day = times.filter(|_| days.is_none()).map(|_| DueDays::Daily);
        let days = days.and_then(|days| due_days(days, self.diagnostics)).or(every_day)?;
        Some(Schedule { days, times: times.unwrap_or(1) })
    }

    fn blocks(&mut self, root: &Fields<'_>, meant: &BTreeSet<&str>, defaults: &RawExercise) -> Option<Vec<Block>> {
        let mut length = Length::default();
        match (root.take("exercise"), root.take("block")) {
            (None, None) if meant.contains("exercise") || meant.contains("block") => None,
            (None, None) => {
                let help = "add an exercise: [[exercise]] and below it name = \"...\" and reps = 10";
                root.missing("missing exercises", help, self.diagnostics);
                None
            }
            (Some(exercises), Some(blocks)) => {
                // Exercises above the blocks are what people write as a warm-up.
                let above = exercises.span().start < blocks.span().start;
                if !above {
                    let message = "`[[exercise]]` below a `[[block]]`";
                    let help = "move it above the blocks, where it is the warm-up, or write [[block.exercise]]";
                    self.diagnostics.report(&exercises.span(), Code::ConflictingKeys, message, help);
                }
                let exercises = self.exercises(root, exercises, defaults, &mut length, 1);
                let blocks = self.block_list(root, blocks, defaults, &mut length);
                let warm_up = Block::once(Some("Warm-up".to_owned()), exercises?);
                Some([warm_up].into_iter().chain(blocks?).collect()).filter(|_| above)
            }
            (Some(exercises), None) => {
                Some(vec![Block::once(None, self.exercises(root, exercises, defaults, &mut length, 1)?)])
            }
            (None, Some(blocks)) => self.block_list(root, blocks, defaults, &mut length),
        }
    }

    fn block_list(
        &mut self,
        root: &Fields<'_>,
        value: &At<DeValue<'_>>,
        defaults: &RawExercise,
        length: &mut Length,
    ) -> Option<Vec<Block>> {
        let entries = toml_reader::entries(value, "[[block]], in double brackets", self.diagnostics)?;
        if entries.is_empty() {
            let help = "write [[block]] and below it [[block.exercise]]";
            root.missing("missing exercises", help, self.diagnostics);
        }
        let blocks: Vec<_> = entries.iter().filter_map(|entry| self.block(entry, defaults, length)).collect();
        (blocks.len() == entries.len()).then(|| blocks.into_iter().flatten().collect())
    }

    fn exercises(
        &mut self,
        owner: &Fields<'_>,
        value: &At<DeValue<'_>>,
        defaults: &RawExercise,
        length: &mut Length,
        rounds: u32,
    ) -> Option<Vec<Arc<Exercise>>> {
        let header = if owner.is_root() { "[[exercise]]" } else { "[[block.exercise]]" };
        let entries = toml_reader::entries(value, &format!("{header}, in double brackets"), self.diagnostics)?;
        if entries.is_empty() {
            let help = format!("add an exercise: {header} and below it name = \"...\" and reps = 10");
            owner.missing("missing exercises", &help, self.diagnostics);
        }
        let mut exercises = Vec::new();
        for entry in entries {
            let Some(fields) = Fields::of(entry, header, self.diagnostics) else { continue };
            let given = RawExercise::read(&fields, &keys::of_exercise(), self.diagnostics);
            let Some(exercise) = self.exercise(&given, defaults) else { continue };
            // A dose may progress: the limits apply to its final value.
            let full = exercise.progress.map(|progress| progress.progressed(&exercise, u32::MAX));
            length.grows |= full.is_some();
            let full = full.as_ref().unwrap_or(&exercise);
            let (steps, time) = (full.steps(), full.estimate().as_millis());
            self.lengthen(length, &given.span, steps * u128::from(rounds), time * u128::from(rounds));
            exercises.push(Arc::new(exercise));
        }
        (exercises.len() == entries.len() && !exercises.is_empty()).then_some(exercises)
    }

    fn exercise(&mut self, given: &RawExercise, defaults: &RawExercise) -> Option<Exercise> {
        let lent = lend(given, self.library, self.diagnostics);
        let exercise = self.resolved(given, defaults)?;
        let figure = || exercise.library.as_ref().and_then(|id| self.library.lazy_figure(id)).cloned();
        Some(Exercise { figure: lent.or(exercise.figure.clone()).or_else(figure), ..exercise })
    }

    fn resolved(&mut self, given: &RawExercise, defaults: &RawExercise) -> Option<Exercise> {
        let Some(uses) = &given.uses else {
            self.use_rest(given);
            return given.resolve(given, defaults, self.diagnostics);
        };
        let id = uses.get_ref();
        let found = self.library.id(id);
        match found.and_then(|id| self.library.find(id)) {
            Some(LibraryEntry::Valid(library)) => {
                let merged = given.over(library);
                self.use_rest(&merged);
                let exercise = merged.resolve(given, defaults, self.diagnostics)?;
                Some(Exercise { library: found.map(str::to_owned), ..exercise })
            }
            Some(LibraryEntry::Invalid(why)) => {
                let message = format!("cannot use exercise `{id}`: {why}");
                self.diagnostics.report(&uses.span(), Code::UnknownExercise, &message, "fix that file first");
                None
            }
            None => {
                self.diagnostics.report_with(&uses.span(), Code::UnknownExercise, || {
                    let help = match self.library.nearest(id) {
                        Some(near) => format!("did you mean \"{near}\"?"),
                        None => "spell the exercise out: name = \"...\" and reps, hold or time".to_owned(),
                    };
                    (format!("unknown exercise `{id}`"), help)
                });
                None
            }
        }
    }

    /// Notes whether the `rest` of `[defaults]` has an effect on an exercise.
    fn use_rest(&mut self, exercise: &RawExercise) {
        if exercise.rest.is_none() && exercise.has_sets() {
            self.unused_rest = None;
        }
    }

    /// Adds to the length of the routine; reports once when it exceeds a limit.
    fn lengthen(&mut self, length: &mut Length, at: &Range<usize>, steps: u128, milliseconds: u128) {
        length.steps += steps;
        length.milliseconds += milliseconds;
        let suffix = if length.grows { ", once its doses have progressed" } else { "" };
        let message = if length.steps > STEPS {
            format!("up to here the routine has {} steps{suffix}", length.steps)
        } else if length.milliseconds > DAY.as_millis() {
            let whole = u64::try_from(length.milliseconds).map_or(Duration::MAX, Duration::from_millis);
            format!("up to here the routine lasts {}{suffix}", units(Duration::from_secs(whole.as_secs())))
        } else {
            return;
        };
        if !length.reported {
            let help = "a routine has at most 10,000 steps and lasts at most 24h: fewer rounds, sets or reps";
            self.diagnostics.report(at, Code::TooLong, &message, help);
            length.reported = true;
        }
    }
}

/// The length of the routine so far.
#[derive(Default)]
struct Length {
    steps: u128,
    milliseconds: u128,
    /// Whether a dose in it progresses.
    grows: bool,
    reported: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routine::Rounds;

    /// The report for a routine that uses `a`, given these routines.
    fn reported(routines: &[(&str, &str)]) -> Vec<String> {
        let mut library = Library::bundled();
        for (id, text) in routines {
            library.add_routine(id, &format!("{id}.toml"), Ok((*text).to_owned()));
        }
        let source = Source { name: "x.toml", text: "name = \"X\"\n[[block]]\nuse = \"a\"\n" };
        let Checked { routine, found } = read(source, &library, &Cues::default());
        let names = routine.into_iter().flat_map(|routine| routine.blocks).filter_map(|block| block.name);
        let reported = found
            .iter()
            .map(|found| format!("{}:{} {}: {}", found.line, found.column, found.code.name(), found.message));
        names.chain(reported).collect()
    }

    fn using(name: &str, others: &[&str]) -> String {
        let blocks: Vec<String> = others.iter().map(|other| format!("[[block]]\nuse = \"{other}\"\n")).collect();
        format!("name = \"{name}\"\n{}", blocks.concat())
    }

    const PLANK: &str = "name = \"Plank\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n";

    #[test]
    fn another_routine_is_played_where_it_is_used() {
        assert_eq!(reported(&[("a", PLANK)]), ["Plank"]);
        // A diamond is not a circle.
        let (a, b) = (using("A", &["b", "c"]), using("B", &["d"]));
        assert_eq!(reported(&[("a", &a), ("b", &b), ("c", &b), ("d", PLANK)]), ["Plank", "Plank"]);
        assert_eq!(reported(&[("a", &using("A", &["runner"]))]), ["Before", "Run", "After"]);
    }

    #[test]
    fn a_routine_without_blocks_is_played_in_rounds() {
        let mut library = Library::bundled();
        library.add_routine("a", "a.toml", Ok(PLANK.to_owned()));
        let text = "name = \"X\"\n[[block]]\nuse = \"a\"\nrounds = 3\nrest = 10\n[[block]]\nuse = \"a\"\ncap = 60\nname = \"B\"\n";
        let Checked { routine, found } = read(Source { name: "x.toml", text }, &library, &Cues::default());
        assert!(found.is_empty(), "{found:?}");
        let blocks = routine.map(|routine| routine.blocks).unwrap_or_default();
        let blocks: Vec<_> =
            blocks.iter().map(|block| (block.name.as_deref(), block.rounds, block.rest.as_secs())).collect();
        let fit = Rounds::Amrap(std::time::Duration::from_secs(60));
        assert_eq!(blocks, [(Some("Plank"), Rounds::Times(3), 10), (Some("B"), fit, 0)]);
    }

    #[test]
    fn a_circle_ends() {
        let (a, b) = (using("A", &["b"]), using("B", &["a"]));
        assert_eq!(reported(&[("a", &a), ("b", &b)]), ["3:7 circular-use: circular `use`: a → b → a"]);
        assert_eq!(reported(&[("a", &using("A", &["a"]))]), ["3:7 circular-use: circular `use`: a → a"]);
    }

    #[test]
    fn four_deep_is_the_deepest() {
        let chain = |names: &[&'static str]| -> Vec<(&'static str, String)> {
            let next = |at: usize| names.get(at + 1).map_or(PLANK.to_owned(), |next| using("A", &[next]));
            names.iter().enumerate().map(|(at, name)| (*name, next(at))).collect()
        };
        let found_in = |names: &[&'static str]| {
            let files = chain(names);
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
            reported(&files)
        };
        assert_eq!(found_in(&["a", "b", "c", "d"]), ["Plank"]);
        assert_eq!(found_in(&["a", "b", "c", "d", "e"]), ["3:7 circular-use: `use` is nested more than 4 deep"]);
    }

    #[test]
    fn errors_of_a_used_routine_are_reported() {
        assert_eq!(reported(&[]), ["3:7 unknown-routine: unknown routine `a`"]);
        assert_eq!(
            reported(&[("a", "name = \"A\"\n")]),
            ["3:7 unknown-routine: cannot use routine `a`: a.toml has an error in line 1: missing exercises"]
        );
    }

    #[test]
    fn a_wide_diamond_is_read_in_time() {
        let wide = |other: &str| using("W", &vec![other; 100]);
        let found = reported(&[("a", &wide("b")), ("b", &wide("c")), ("c", &wide("d")), ("d", PLANK)]);
        assert!(found[0].contains("too-long") || found[0].contains("cannot use"), "{found:?}");
    }
}
