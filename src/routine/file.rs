//! The file as a whole: its own keys, its exercises, and the limits of all together; its blocks are read by `block`.

mod block;

use std::{collections::BTreeSet, ops::Range, sync::Arc, time::Duration};

use jiff::civil::Weekday;
use toml::de::{DeTable, DeValue};

use super::{
    Block, Exercise, LazyFigure, Rounds, Routine, Schedule,
    citation::citations,
    given::{FigureRef, RawExercise},
    keys,
    library::{Entry, Library},
    used,
};
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Code, Diagnostic, Source, any_error},
        quantity::{DAY, units},
        text,
        toml_reader::{self, At, Diagnostics, Fields, LONG_TEXT, NAME},
    },
    config,
    figure::Figure,
};

/// The most steps a routine may have.
pub(super) const STEPS: u128 = 10_000;

/// What became of a file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The routine, if the file has no error.
    pub routine: Option<Routine>,
    /// All mistakes, in order of their place.
    pub found: Vec<Diagnostic>,
}

/// Reads a routine file. `cues` is what is heard where the file does not say otherwise.
pub fn read(source: Source<'_>, library: &Library, cues: &Cues) -> Checked {
    read_used(source, library, cues, &[], &mut used::Known::new()).0
}

/// Reads a routine file that other routines, `above`, use one through the other; also how many routines deep it goes.
pub(super) fn read_used(
    source: Source<'_>,
    library: &Library,
    cues: &Cues,
    above: &[String],
    known: &mut used::Known,
) -> (Checked, usize) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let mut reader = Reader { library, above, known, depth: 0, diagnostics: &mut diagnostics };
    let routine = reader.routine(&Fields::root(&root), cues);
    let depth = reader.depth;
    let found = diagnostics.into_found();
    (Checked { routine: routine.filter(|_| !any_error(&found)), found }, depth)
}

/// Reads a file of the exercise library and tells all that is wrong with it as it stands; other exercises of the
/// library may lend it their figure.
pub fn check_exercise(source: Source<'_>, library: &Library) -> Vec<Diagnostic> {
    figure_of(source, library).1
}

/// The figure of a file of the exercise library, and all that is wrong with the file.
pub fn figure_of(source: Source<'_>, library: &Library) -> (Option<Arc<Figure>>, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    let lent = lend(&given, library, &mut diagnostics);
    let own = given.figure.and_then(|drawn| match drawn.into_inner() {
        FigureRef::Own(figure) => Some(figure),
        FigureRef::Named(_) => None,
    });
    (own.or(lent).and_then(|figure| figure.get().cloned()), diagnostics.into_found())
}

/// The figure that an exercise takes from another; tells where there is none.
fn lend(given: &RawExercise, library: &Library, diagnostics: &mut Diagnostics<'_>) -> Option<LazyFigure> {
    let at = given.figure.as_ref()?;
    let FigureRef::Named(name) = at.get_ref() else { return None };
    let found = library.lazy_figure(name).cloned();
    if found.is_none() {
        let help = match text::nearest(name, library.names().filter(|name| library.lazy_figure(name).is_some())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write the name of an exercise that has a figure, or draw one: [exercise.figure]".to_owned(),
        };
        let message = format!("unknown figure `{name}`");
        diagnostics.report(&at.span(), Code::BadFigure, &message, &help);
    }
    found
}

/// The exercise of a file of the exercise library, if the file has no error, and all that is wrong with it.
pub fn read_exercise(source: Source<'_>, library: &Library) -> (Option<Exercise>, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    let lent = lend(&given, library, &mut diagnostics);
    let exercise = settle_alone(&given);
    let found = diagnostics.into_found();
    let exercise = exercise.map(|exercise| Exercise { figure: lent.or(exercise.figure.clone()), ..exercise });
    (exercise.filter(|_| !any_error(&found)), found)
}

/// The keys of an exercise of the library, and what is wrong with its file.
pub(super) fn read_given(source: Source<'_>) -> (RawExercise, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    (given, diagnostics.into_found())
}

/// The exercise of a library file without errors.
pub(super) fn settle_alone(given: &RawExercise) -> Option<Exercise> {
    given.resolve(given, &RawExercise::default(), &mut Diagnostics::none())
}

fn exercise_of(root: &At<DeTable<'_>>, diagnostics: &mut Diagnostics<'_>) -> RawExercise {
    let given = RawExercise::read(&Fields::root(root), &keys::names(&keys::of_library()), diagnostics);
    given.resolve(&given, &RawExercise::default(), diagnostics);
    given
}

struct Reader<'r, 's> {
    library: &'r Library,
    /// The routines that use this one.
    above: &'r [String],
    /// The routines that were read already.
    known: &'r mut used::Known,
    /// How many routines deep this one goes.
    depth: usize,
    diagnostics: &'r mut Diagnostics<'s>,
}

impl Reader<'_, '_> {
    fn routine(&mut self, root: &Fields<'_>, base: &Cues) -> Option<Routine> {
        let meant = root.only(&keys::names(keys::FILE), self.diagnostics);
        let name = root.take("name");
        if name.is_none() && !meant.contains("name") {
            root.missing("missing `name`", "write name = \"...\" at the top", self.diagnostics);
        }
        let name = name.and_then(|v| toml_reader::text(v, NAME, self.diagnostics));
        let description = root.take("description").and_then(|v| toml_reader::text(v, LONG_TEXT, self.diagnostics));
        let group = root.take("group").and_then(|v| toml_reader::text(v, keys::GROUP, self.diagnostics));
        let sources = root.take("sources").and_then(|v| citations(v, self.diagnostics)).unwrap_or_default();
        let tags = root.take("tags").and_then(|v| toml_reader::texts(v, self.diagnostics)).unwrap_or_default();
        let schedule = root.take("schedule").and_then(|v| schedule(v, self.diagnostics));
        let cues = match root.take("cues") {
            Some(value) => config::cues(value, base.clone(), self.diagnostics),
            None => base.clone(),
        };
        let defaults = root.take("defaults").and_then(|v| Fields::of(v, "[defaults]", self.diagnostics));
        let defaults = defaults
            .map(|fields| RawExercise::read(&fields, &keys::names(keys::DEFAULTS), self.diagnostics))
            .unwrap_or_default();
        let blocks = self.blocks(root, &meant, &defaults);
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

    fn blocks(&mut self, root: &Fields<'_>, meant: &BTreeSet<&str>, defaults: &RawExercise) -> Option<Vec<Block>> {
        let mut length = Length::default();
        match (root.take("exercise"), root.take("block")) {
            (None, None) if meant.contains("exercise") || meant.contains("block") => None,
            (None, None) => {
                let help = "write [[exercise]] and below it name = \"...\" and reps = 10";
                root.missing("missing exercises", help, self.diagnostics);
                None
            }
            (Some(exercises), Some(blocks)) => {
                let later = exercises.span().start.max(blocks.span().start);
                let at = if later == blocks.span().start { blocks } else { exercises };
                let help = "put the exercises into blocks ([[block.exercise]]), or remove the blocks";
                let message = "`[[exercise]]` conflicts with `[[block]]`";
                self.diagnostics.report(&at.span(), Code::ConflictingKeys, message, help);
                self.exercises(root, exercises, defaults, &mut length, 1);
                self.block_list(root, blocks, defaults, &mut length);
                None
            }
            (Some(exercises), None) => {
                let exercises = self.exercises(root, exercises, defaults, &mut length, 1)?;
                Some(vec![Block { name: None, rounds: Rounds::Times(1), rest: Duration::ZERO, every: None, exercises }])
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
            let help = format!("write {header} and below it name = \"...\" and reps = 10");
            owner.missing("missing exercises", &help, self.diagnostics);
        }
        let mut exercises = Vec::new();
        for entry in entries {
            let Some(fields) = Fields::of(entry, header, self.diagnostics) else { continue };
            let given = RawExercise::read(&fields, &keys::names(&keys::of_exercise()), self.diagnostics);
            let Some(exercise) = self.exercise(&given, defaults) else { continue };
            // A dose may grow: there has to be room for the whole of it.
            let grown = exercise.progress.map(|progress| progress.progressed(&exercise, u32::MAX));
            length.grows |= grown.is_some();
            let grown = grown.as_ref().unwrap_or(&exercise);
            let (steps, time) = (grown.steps(), grown.estimate().as_millis());
            self.lengthen(length, &given.span, steps * u128::from(rounds), time * u128::from(rounds));
            exercises.push(Arc::new(exercise));
        }
        (exercises.len() == entries.len() && !exercises.is_empty()).then_some(exercises)
    }

    fn exercise(&mut self, given: &RawExercise, defaults: &RawExercise) -> Option<Exercise> {
        let lent = lend(given, self.library, self.diagnostics);
        let exercise = self.resolved(given, defaults)?;
        let figure = || exercise.library.as_ref().and_then(|stem| self.library.lazy_figure(stem)).cloned();
        Some(Exercise { figure: lent.or(exercise.figure.clone()).or_else(figure), ..exercise })
    }

    fn resolved(&mut self, given: &RawExercise, defaults: &RawExercise) -> Option<Exercise> {
        let Some(uses) = &given.uses else {
            return given.resolve(given, defaults, self.diagnostics);
        };
        let stem = uses.get_ref();
        let found = self.library.stem(stem);
        match found.and_then(|stem| self.library.find(stem)) {
            Some(Entry::Sound(library)) => {
                let exercise = given.over(library).resolve(given, defaults, self.diagnostics)?;
                Some(Exercise { library: found.map(str::to_owned), ..exercise })
            }
            Some(Entry::Faulty(why)) => {
                let message = format!("cannot use exercise `{stem}`: {why}");
                self.diagnostics.report(&uses.span(), Code::UnknownExercise, &message, "fix that file first");
                None
            }
            None => {
                let help = match self.library.nearest(stem) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "spell the exercise out: name = \"...\" and reps, hold or time".to_owned(),
                };
                let message = format!("unknown exercise `{stem}`");
                self.diagnostics.report(&uses.span(), Code::UnknownExercise, &message, &help);
                None
            }
        }
    }

    /// Adds to the routine's length; tells once when it passes a limit.
    fn lengthen(&mut self, length: &mut Length, at: &Range<usize>, steps: u128, milliseconds: u128) {
        length.steps += steps;
        length.milliseconds += milliseconds;
        let grown = if length.grows { ", once its doses have progressed" } else { "" };
        let message = if length.steps > STEPS {
            format!("up to here the routine has {} steps{grown}", length.steps)
        } else if length.milliseconds > DAY.as_millis() {
            let whole = u64::try_from(length.milliseconds).map_or(Duration::MAX, Duration::from_millis);
            format!("up to here the routine lasts {}{grown}", units(Duration::from_secs(whole.as_secs())))
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

/// How long the routine is so far.
#[derive(Default)]
struct Length {
    steps: u128,
    milliseconds: u128,
    /// A dose of it grows.
    grows: bool,
    reported: bool,
}

pub(super) const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

fn schedule(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Schedule> {
    if value.get_ref().is_str() {
        return toml_reader::word(value, &[("daily", ())], diagnostics).map(|_| Schedule::Daily);
    }
    let entries = toml_reader::entries(value, "\"daily\" or a list of days: [\"mon\", \"thu\"]", diagnostics)?;
    if entries.is_empty() {
        diagnostics.report(&value.span(), Code::BadValue, "missing days", "write \"daily\", or [\"mon\", \"thu\"]");
        return None;
    }
    let days: Vec<_> = entries.iter().filter_map(|entry| toml_reader::word(entry, &DAYS, diagnostics)).collect();
    (days.len() == entries.len()).then(|| Schedule::Days(days.into_iter().map(At::into_inner).collect()))
}
