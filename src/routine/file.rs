//! The file as a whole: its own keys, its blocks, its exercises, and the limits of all together.

use std::{collections::BTreeSet, ops::Range, sync::Arc, time::Duration};

use jiff::civil::Weekday;
use toml::de::{DeTable, DeValue};

use super::{
    Block, Exercise, ROUNDS, Rounds, Routine, Schedule,
    given::{Drawn, Given},
    keys,
    library::{Entry, Library},
    used,
};
use crate::{
    config,
    cue::Cues,
    diagnostic::{Code, Diagnostic, Source, any_error},
    figure::Figure,
    quantity::{DAY, units},
    table::{self, At, Fields, LONG_TEXT, Least, Mistakes, NAME, TEXT},
    text,
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
    let (root, mut mistakes) = table::parse(source);
    let mut reader = Reader { library, above, known, depth: 0, mistakes: &mut mistakes };
    let routine = reader.routine(&Fields::root(&root), cues);
    let depth = reader.depth;
    let found = mistakes.into_found();
    (Checked { routine: routine.filter(|_| !any_error(&found)), found }, depth)
}

/// Reads a file of the exercise library and tells all that is wrong with it as it stands; other exercises of the
/// library may lend it their figure.
pub fn check_exercise(source: Source<'_>, library: &Library) -> Vec<Diagnostic> {
    figure_of(source, library).1
}

/// The figure of a file of the exercise library, and all that is wrong with the file.
pub fn figure_of(source: Source<'_>, library: &Library) -> (Option<Arc<Figure>>, Vec<Diagnostic>) {
    let (root, mut mistakes) = table::parse(source);
    let given = exercise_of(&root, &mut mistakes);
    let lent = lend(&given, library, &mut mistakes);
    let own = given.figure.and_then(|drawn| match drawn.into_inner() {
        Drawn::So(figure) => Some(figure),
        Drawn::As(_) => None,
    });
    (own.or(lent), mistakes.into_found())
}

/// The figure that an exercise takes from another; tells where there is none.
fn lend(given: &Given, library: &Library, mistakes: &mut Mistakes<'_>) -> Option<Arc<Figure>> {
    let at = given.figure.as_ref()?;
    let Drawn::As(name) = at.get_ref() else { return None };
    let found = library.figure(name).cloned();
    if found.is_none() {
        let help = match text::nearest(name, library.names().filter(|name| library.figure(name).is_some())) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write the name of an exercise that has a figure, or draw one: [exercise.figure]".to_owned(),
        };
        let message = format!("there is no figure `{name}` in the library");
        mistakes.tell(&at.span(), Code::BadFigure, &message, &help);
    }
    found
}

/// An exercise of the library, and what is wrong with its file.
pub(super) fn read_exercise(source: Source<'_>) -> (Given, Vec<Diagnostic>) {
    let (root, mut mistakes) = table::parse(source);
    let given = exercise_of(&root, &mut mistakes);
    (given, mistakes.into_found())
}

fn exercise_of(root: &At<DeTable<'_>>, mistakes: &mut Mistakes<'_>) -> Given {
    let known: Vec<&str> = keys::names(keys::EXERCISE).into_iter().filter(|key| *key != "use").collect();
    let given = Given::read(&Fields::root(root), &known, mistakes);
    given.settle(&given, &Given::default(), mistakes);
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
    mistakes: &'r mut Mistakes<'s>,
}

impl Reader<'_, '_> {
    fn routine(&mut self, root: &Fields<'_>, base: &Cues) -> Option<Routine> {
        let meant = root.only(&keys::names(keys::FILE), self.mistakes);
        let name = root.take("name");
        if name.is_none() && !meant.contains("name") {
            root.missing("this file has no `name`", "write name = \"...\" at the top", self.mistakes);
        }
        let name = name.and_then(|v| table::text(v, NAME, self.mistakes));
        let description = root.take("description").and_then(|v| table::text(v, LONG_TEXT, self.mistakes));
        let sources = root.take("sources").and_then(|v| table::texts(v, self.mistakes)).unwrap_or_default();
        let tags = root.take("tags").and_then(|v| table::texts(v, self.mistakes)).unwrap_or_default();
        let schedule = root.take("schedule").and_then(|v| schedule(v, self.mistakes));
        let cues = match root.take("cues") {
            Some(value) => config::cues(value, base.clone(), self.mistakes),
            None => base.clone(),
        };
        let defaults = root.take("defaults").and_then(|v| Fields::of(v, "[defaults]", self.mistakes));
        let defaults = defaults
            .map(|fields| Given::read(&fields, &keys::names(keys::DEFAULTS), self.mistakes))
            .unwrap_or_default();
        let blocks = self.blocks(root, &meant, &defaults);
        Some(Routine {
            name: name?.into_inner(),
            description: description.map(At::into_inner),
            sources,
            tags,
            schedule,
            cues,
            blocks: blocks?,
        })
    }

    fn blocks(&mut self, root: &Fields<'_>, meant: &BTreeSet<&str>, defaults: &Given) -> Option<Vec<Block>> {
        let mut length = Length::default();
        match (root.take("exercise"), root.take("block")) {
            (None, None) if meant.contains("exercise") || meant.contains("block") => None,
            (None, None) => {
                let help = "write [[exercise]] and below it name = \"...\" and reps = 10";
                root.missing("this file has no exercise", help, self.mistakes);
                None
            }
            (Some(exercises), Some(blocks)) => {
                let later = exercises.span().start.max(blocks.span().start);
                let at = if later == blocks.span().start { blocks } else { exercises };
                let help = "put the exercises into blocks ([[block.exercise]]), or take the blocks out";
                let message = "a file has exercises or blocks, never both";
                self.mistakes.tell(&at.span(), Code::ConflictingKeys, message, help);
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
        defaults: &Given,
        length: &mut Length,
    ) -> Option<Vec<Block>> {
        let entries = table::entries(value, "[[block]], in double brackets", self.mistakes)?;
        if entries.is_empty() {
            let help = "write [[block]] and below it [[block.exercise]]";
            root.missing("this file has no exercise", help, self.mistakes);
        }
        let blocks: Vec<_> = entries.iter().filter_map(|entry| self.block(entry, defaults, length)).collect();
        (blocks.len() == entries.len()).then(|| blocks.into_iter().flatten().collect())
    }

    /// The groups that a block becomes: more than one where it uses another routine.
    fn block(&mut self, value: &At<DeValue<'_>>, defaults: &Given, length: &mut Length) -> Option<Vec<Block>> {
        let fields = Fields::of(value, "[[block]]", self.mistakes)?;
        let meant = fields.only(&keys::names(keys::BLOCK), self.mistakes);
        let name = fields.take("name").and_then(|v| table::text(v, TEXT, self.mistakes)).map(At::into_inner);
        let course = self.course(&fields);
        let (exercises, told, name) = if let Some(stem) = fields.take("use") {
            let stem = table::text(stem, NAME, self.mistakes)?;
            let blocks = self.used(&fields, &stem)?;
            let given = COURSE.iter().find_map(|key| fields.take(key));
            match (given, &blocks[..]) {
                (None, _) => return Some(self.as_it_is(blocks, name, &fields, length)),
                (Some(_), [Block { rounds: Rounds::Times(1), exercises, name: own, .. }]) => {
                    (exercises.clone(), 0, name.or_else(|| own.clone()))
                }
                (Some(value), _) => {
                    let message = format!("`{}` has rounds or blocks of its own", stem.get_ref());
                    let help = "write the block once for each time, with nothing but `use` and `name`";
                    self.mistakes.tell(&value.span(), Code::ConflictingKeys, &message, help);
                    return None;
                }
            }
        } else {
            let Some(exercises) = fields.take("exercise") else {
                if !meant.contains("exercise") {
                    let help = "write [[block.exercise]] and below it name = \"...\" and reps = 10";
                    fields.missing("this block has no exercise", help, self.mistakes);
                }
                return None;
            };
            // How many rounds there are under a cap is known when the round is.
            let told = if let Rounds::Times(rounds) = course.rounds { rounds } else { 0 };
            (self.exercises(&fields, exercises, defaults, length, told)?, told, name)
        };
        let every = course.every.as_ref().map(|every| *every.get_ref());
        let block = Block { name, rounds: course.rounds, rest: course.rest, every, exercises };
        self.tell_course(&course, &block);
        // What the exercises have said of their length themselves is not said twice.
        let steps: u128 = block.exercises.iter().map(|exercise| exercise.steps()).sum();
        let time = block.estimate().saturating_sub(block.round() * told).as_millis();
        self.lengthen(length, &fields.span, block.steps() - steps * u128::from(told), time);
        Some(vec![block])
    }

    /// How a block is gone through.
    fn course(&mut self, fields: &Fields<'_>) -> Course {
        let rounds = fields.take("rounds").and_then(|v| table::whole(v, 1, ROUNDS, self.mistakes));
        let rest = fields.take("rest").and_then(|v| table::duration(v, Least::Nothing, self.mistakes));
        let every = fields.take("every").and_then(|v| table::duration(v, Least::Something, self.mistakes));
        let cap = fields.take("cap").and_then(|v| table::duration(v, Least::Something, self.mistakes));
        if let (Some(rest), Some(_)) = (&rest, &every) {
            let help = "with `every` the rest is what is left of it: take `rest` out";
            let message = "`rest` and `every` cannot stand beside each other";
            self.mistakes.tell(&rest.span(), Code::ConflictingKeys, message, help);
        }
        if let (Some(cap), Some(_)) = (&cap, &rounds) {
            let help = "with `cap` there are as many rounds as there is time for: take `rounds` or `cap` out";
            let message = "`cap` and `rounds` cannot stand beside each other";
            self.mistakes.tell(&cap.span(), Code::ConflictingKeys, message, help);
        }
        let said = rounds.map_or(1, At::into_inner);
        let rounds = cap.as_ref().map_or(Rounds::Times(said), |cap| Rounds::Fit(*cap.get_ref()));
        Course { rounds, cap, every, rest: rest.map_or(Duration::ZERO, At::into_inner) }
    }

    /// Tells what comes out otherwise than it was meant, perhaps.
    fn tell_course(&mut self, course: &Course, block: &Block) {
        let round = block.round();
        let lasts = |limit: &At<Duration>| !block.is_open() && round > *limit.get_ref();
        if let Some(every) = course.every.as_ref().filter(|_| course.rounds == Rounds::Times(1)) {
            let help = "write `rounds`, or take `every` out";
            self.mistakes.tell(&every.span(), Code::UnusedKey, "`every` has no effect with one round", help);
        } else if let Some(every) = course.every.as_ref().filter(|every| lasts(every)) {
            let message = format!("a round lasts {}: each begins as soon as the one before it ends", units(round));
            let help = "write a longer `every`, or less in a round";
            self.mistakes.tell(&every.span(), Code::UnusedKey, &message, help);
        }
        if let Some(cap) = course.cap.as_ref().filter(|cap| lasts(cap)) {
            let message = format!("a round lasts {}: it is cut before its end", units(round));
            let help = "write a longer `cap`, or less in a round";
            self.mistakes.tell(&cap.span(), Code::UnusedKey, &message, help);
        }
    }

    /// The groups of another routine.
    fn used(&mut self, fields: &Fields<'_>, stem: &At<String>) -> Option<Vec<Block>> {
        if let Some(value) = fields.take("exercise") {
            let message = "`use` and `exercise` cannot stand beside each other";
            let help = "write another [[block]] for them";
            self.mistakes.tell(&value.span(), Code::ConflictingKeys, message, help);
        }
        match used::blocks(stem.get_ref(), self.library, self.above, self.known) {
            Err((code, message, help)) => {
                self.mistakes.tell(&stem.span(), code, &message, &help);
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
            self.lengthen(length, &fields.span, block.steps(), block.estimate().as_millis());
        }
        if let (Some(name), Some(first)) = (name, blocks.first_mut()) {
            first.name = Some(name);
        }
        blocks
    }

    fn exercises(
        &mut self,
        owner: &Fields<'_>,
        value: &At<DeValue<'_>>,
        defaults: &Given,
        length: &mut Length,
        rounds: u32,
    ) -> Option<Vec<Arc<Exercise>>> {
        let header = if owner.is_root() { "[[exercise]]" } else { "[[block.exercise]]" };
        let entries = table::entries(value, &format!("{header}, in double brackets"), self.mistakes)?;
        if entries.is_empty() {
            let help = format!("write {header} and below it name = \"...\" and reps = 10");
            owner.missing("there is no exercise here", &help, self.mistakes);
        }
        let mut exercises = Vec::new();
        for entry in entries {
            let Some(fields) = Fields::of(entry, header, self.mistakes) else { continue };
            let given = Given::read(&fields, &keys::names(keys::EXERCISE), self.mistakes);
            let Some(exercise) = self.exercise(&given, defaults) else { continue };
            let (steps, time) = (exercise.steps(), exercise.estimate().as_millis());
            self.lengthen(length, &given.span, steps * u128::from(rounds), time * u128::from(rounds));
            exercises.push(Arc::new(exercise));
        }
        (exercises.len() == entries.len() && !exercises.is_empty()).then_some(exercises)
    }

    fn exercise(&mut self, given: &Given, defaults: &Given) -> Option<Exercise> {
        let lent = lend(given, self.library, self.mistakes);
        let exercise = self.settled(given, defaults)?;
        let figure = || exercise.library.as_ref().and_then(|stem| self.library.figure(stem)).cloned();
        Some(Exercise { figure: lent.or(exercise.figure.clone()).or_else(figure), ..exercise })
    }

    fn settled(&mut self, given: &Given, defaults: &Given) -> Option<Exercise> {
        let Some(uses) = &given.uses else {
            return given.settle(given, defaults, self.mistakes);
        };
        let stem = uses.get_ref();
        match self.library.find(stem) {
            Some(Entry::Sound(library)) => given.over(library).settle(given, defaults, self.mistakes),
            Some(Entry::Faulty(why)) => {
                let message = format!("the exercise `{stem}` cannot be used: {why}");
                self.mistakes.tell(&uses.span(), Code::UnknownExercise, &message, "mend that file first");
                None
            }
            None => {
                let slug = stem.trim().to_lowercase().replace([' ', '_'], "-");
                let help = match text::nearest(&slug, self.library.names()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "spell the exercise out: name = \"...\" and reps, hold or time".to_owned(),
                };
                let message = format!("there is no exercise `{stem}` in the library");
                self.mistakes.tell(&uses.span(), Code::UnknownExercise, &message, &help);
                None
            }
        }
    }

    /// Adds to the routine's length; tells once when it passes a limit.
    fn lengthen(&mut self, length: &mut Length, at: &Range<usize>, steps: u128, milliseconds: u128) {
        length.steps += steps;
        length.milliseconds += milliseconds;
        let message = if length.steps > STEPS {
            format!("up to here the routine has {} steps", length.steps)
        } else if length.milliseconds > DAY.as_millis() {
            let whole = u64::try_from(length.milliseconds).map_or(Duration::MAX, Duration::from_millis);
            format!("up to here the routine lasts {}", units(Duration::from_secs(whole.as_secs())))
        } else {
            return;
        };
        if !length.told {
            let help = "a routine has at most 10,000 steps and lasts at most 24h: fewer rounds, sets or reps";
            self.mistakes.tell(at, Code::TooLong, &message, help);
            length.told = true;
        }
    }
}

/// How long the routine is so far.
#[derive(Default)]
struct Length {
    steps: u128,
    milliseconds: u128,
    told: bool,
}

/// The keys that say how a block is gone through.
const COURSE: [&str; 4] = ["rounds", "rest", "every", "cap"];

/// How a block is gone through, as it was written.
struct Course {
    rounds: Rounds,
    cap: Option<At<Duration>>,
    every: Option<At<Duration>>,
    rest: Duration,
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

fn schedule(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<Schedule> {
    if value.get_ref().is_str() {
        return table::word(value, &[("daily", ())], mistakes).map(|_| Schedule::Daily);
    }
    let entries = table::entries(value, "\"daily\" or a list of days: [\"mon\", \"thu\"]", mistakes)?;
    if entries.is_empty() {
        mistakes.tell(&value.span(), Code::BadValue, "this names no day", "write \"daily\", or [\"mon\", \"thu\"]");
        return None;
    }
    let days: Vec<_> = entries.iter().filter_map(|entry| table::word(entry, &DAYS, mistakes)).collect();
    (days.len() == entries.len()).then(|| Schedule::Days(days.into_iter().map(At::into_inner).collect()))
}
