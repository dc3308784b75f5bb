//! An exercise as one file gives it, key by key with positions; and how the keys of a file, of the library and the
//! defaults combine into one exercise.

use std::{ops::Range, sync::Arc, time::Duration};

use toml::de::{DeTable, DeValue};

use super::{
    citation::{Citation, citations},
    exercise::{Exercise, PREPARE, RELAX, REST, SWITCH, Wait},
    keys::{self, Key},
    lazy_figure::LazyFigure,
    progress::{Increment, Progress},
    sides::{LIMBS, Limb, SidedText, Sides},
    table::KeyTable,
    value,
    work::{Phase, Tempo, Work},
};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Source},
        quantity::{Reps, units},
        toml_reader::{self, At, Diagnostics, Fields, NAME},
    },
    figure,
};

/// Makes a row of each key into a field, which is read from a table and combined with that of the library.
macro_rules! raw_exercise {
    ($($field:ident: $kind:ty = $key:literal by $read:expr;)+) => {
        /// The keys in one place; all optional.
        #[derive(Clone, Debug, Default)]
        pub(super) struct RawExercise {
            /// The position of the table's header.
            pub span: Range<usize>,
            /// Whether an error was reported in it.
            pub has_error: bool,
            /// The keys that are present but unreadable: they are not reported as missing.
            pub misread: Vec<&'static str>,
            $(pub $field: Option<$kind>,)+
        }

        impl RawExercise {
            fn of_table(table: KeyTable<'_>, diagnostics: &mut Diagnostics<'_>) -> RawExercise {
                RawExercise { $($field: ($read)(table, $key, diagnostics),)+ ..RawExercise::default() }
            }

            /// Its keys; those that are absent are taken from `base`.
            fn or(self, base: RawExercise) -> RawExercise {
                RawExercise {
                    span: self.span,
                    has_error: self.has_error || base.has_error,
                    misread: self.misread,
                    $($field: self.$field.or(base.$field),)+
                }
            }
        }
    };
}

raw_exercise! {
    uses: At<String> = "use" by KeyTable::text;
    name: At<String> = "name" by KeyTable::text;
    aliases: Vec<String> = "aliases" by strings;
    how: At<String> = "how" by KeyTable::text;
    sets: At<u32> = "sets" by KeyTable::whole;
    reps: At<Reps> = "reps" by each(value::reps);
    hold: At<Duration> = "hold" by KeyTable::duration;
    relax: At<Duration> = "relax" by KeyTable::duration;
    time: At<Wait> = "time" by KeyTable::wait;
    sides: At<Sides> = "sides" by each(value::sides);
    tempo: At<Tempo> = "tempo" by each(value::tempo);
    progress: At<Progress> = "progress" by each(Progress::read);
    limb: At<Limb> = "limb" by each(|value, diagnostics| toml_reader::word(value, &LIMBS, diagnostics));
    position: At<SidedText> = "position" by sided;
    prepare: At<Wait> = "prepare" by KeyTable::wait;
    rest: At<Wait> = "rest" by KeyTable::wait;
    switch: At<Duration> = "switch" by KeyTable::duration;
    load: At<String> = "load" by load;
    tips: At<Vec<SidedText>> = "tips" by sided_list;
    instructions: At<SidedText> = "instructions" by sided;
    muscles: Vec<String> = "muscles" by strings;
    equipment: Vec<String> = "equipment" by strings;
    sources: Vec<Citation> = "sources" by each(citations);
    figure: At<FigureRef> = "figure" by figure_ref;
}

/// The origin of the figure of an exercise.
#[derive(Clone, Debug)]
pub(super) enum FigureRef {
    /// The figure of an exercise in the library.
    Named(String),
    /// Its own figure.
    Own(LazyFigure),
}

impl RawExercise {
    /// Reads the keys of one table; `known` are those that belong there.
    pub(super) fn read(fields: &Fields<'_>, known: &[Key], diagnostics: &mut Diagnostics<'_>) -> RawExercise {
        let before = diagnostics.errors();
        let (table, meant) = KeyTable::new(fields, known, diagnostics);
        let given = RawExercise { span: fields.span.clone(), ..RawExercise::of_table(table, diagnostics) };
        given.report_conflicts(diagnostics);
        let misread = [
            ("use", given.uses.is_some()),
            ("name", given.name.is_some()),
            ("reps", given.reps.is_some()),
            ("hold", given.hold.is_some()),
            ("time", given.time.is_some()),
        ];
        let is_misread = |key, read: bool| !read && (table.value(key).is_some() || meant.contains(key));
        let misread = misread.into_iter().filter(|(key, read)| is_misread(key, *read)).map(|(key, _)| key).collect();
        RawExercise { has_error: diagnostics.errors() > before, misread, ..given }
    }

    /// The name and the aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.name.as_ref().map(At::get_ref).into_iter().chain(self.aliases.iter().flatten()).map(String::as_str)
    }

    /// Whether these keys are missing, and not because of another error.
    fn lacks(&self, keys: &[&str], diagnostics: &Diagnostics<'_>) -> bool {
        !diagnostics.is_spoilt() && !self.misread.iter().any(|key| *key == "use" || keys.contains(key))
    }

    /// Reports conflicting keys of one table.
    fn report_conflicts(&self, diagnostics: &mut Diagnostics<'_>) {
        let conflict = |at: Range<usize>, message: &str, help: &str, diagnostics: &mut Diagnostics<'_>| {
            diagnostics.report(&at, Code::ConflictingKeys, message, help);
        };
        if let Some(time) = &self.time
            && let Some(other) = self.reps.as_ref().map(|_| "`reps`").or(self.hold.as_ref().map(|_| "`hold`"))
        {
            let message = format!("`time` conflicts with {other}");
            conflict(
                time.span(),
                &message,
                "use only one of `reps`, `hold` and `time`, or `reps` with `hold`: remove one",
                diagnostics,
            );
        }
        if let Some(tempo) = &self.tempo
            && let Some(other) = self.hold.as_ref().map(|_| "`hold`").or(self.time.as_ref().map(|_| "`time`"))
        {
            let message = format!("`tempo` conflicts with {other}");
            conflict(tempo.span(), &message, "only `reps` can have a tempo: remove one", diagnostics);
        }
    }

    /// The keys of this place on top of those of a library exercise.
    pub(super) fn over(&self, library: &RawExercise) -> RawExercise {
        let RawExercise { time, reps, hold, tempo, .. } = self;
        let mut base = library.clone();
        if time.is_some() {
            (base.reps, base.hold, base.relax, base.tempo) = (None, None, None, None);
        }
        if reps.is_some() || hold.is_some() || tempo.is_some() {
            base.time = None;
        }
        if hold.is_some() {
            base.tempo = None;
        }
        if tempo.is_some() {
            (base.hold, base.relax) = (None, None);
        }
        // Other names belong to the exercise of the library.
        base.aliases = None;
        let mut merged = self.clone().or(base);
        // The library's alternating sides do not apply without its reps, and were not chosen here.
        if self.sides.is_none() && merged.reps.is_none() && merged.alternates() {
            merged.sides = None;
        }
        merged
    }

    /// Whether there is more than one set, at least once the dose has progressed.
    pub(super) fn has_sets(&self) -> bool {
        let grows = |progress: &At<Progress>| matches!(progress.get_ref().add, Increment::Sets(_));
        self.sets.as_ref().is_some_and(|sets| *sets.get_ref() > 1) || self.progress.as_ref().is_some_and(grows)
    }

    fn alternates(&self) -> bool {
        self.sides.as_ref().is_some_and(|sides| *sides.get_ref() == Sides::Alternate)
    }

    /// The exercise that results from the merged keys and a file's `[defaults]`; reports, at the keys of `own`, what
    /// becomes visible only after merging.
    pub(super) fn resolve(
        &self,
        own: &RawExercise,
        defaults: &RawExercise,
        diagnostics: &mut Diagnostics<'_>,
    ) -> Option<Exercise> {
        let before = diagnostics.errors();
        if self.name.is_none() && own.lacks(&["name"], diagnostics) {
            let other = if own.in_routine() { ", or use = \"...\" with the name of a library exercise" } else { "" };
            let help = format!("write name = \"...\"{other}");
            diagnostics.report(&own.span, Code::MissingKey, "missing `name`", &help);
        }
        let work = self.work(own, defaults, diagnostics);
        let no_reps = self.reps.is_none() && own.lacks(&["reps"], diagnostics);
        let no_hold = self.hold.is_none() && own.lacks(&["hold"], diagnostics);
        if let Some(relax) = own.relax.as_ref().filter(|_| no_reps || no_hold) {
            let help = "`relax` is the pause after each held rep: add `reps` and `hold`, or remove it";
            diagnostics.report(&relax.span(), Code::ConflictingKeys, "`relax` needs `reps` and `hold`", help);
        }
        if let Some(sides) = own.sides.as_ref().filter(|_| self.alternates() && no_reps) {
            let help = "use \"each\" to do one side and then the other, or add `reps`";
            diagnostics.report(&sides.span(), Code::ConflictingKeys, "\"alternate\" needs `reps`", help);
        }
        let sides = self.sides.as_ref().map_or(Sides::Both, |sides| *sides.get_ref());
        if sides == Sides::Both {
            own.report_placeholders(diagnostics);
        }
        if diagnostics.errors() > before || self.has_error {
            return None;
        }
        let sets = self.sets.as_ref().map_or(1, |sets| *sets.get_ref());
        self.report_warnings(own, sides, diagnostics);
        let text = |value: &Option<At<String>>| value.as_ref().map(|text| text.get_ref().clone());
        let on_sides = |value: &Option<At<SidedText>>| value.as_ref().map(|text| text.get_ref().clone());
        let wait = |own: &Option<At<Wait>>, default: &Option<At<Wait>>, length| {
            own.as_ref().or(default.as_ref()).map_or(Wait::For(length), |wait| *wait.get_ref())
        };
        let exercise = Exercise {
            name: text(&self.name)?,
            library: None,
            how: text(&self.how),
            sets,
            work: work?,
            progress: self.progress.as_ref().map(|progress| *progress.get_ref()),
            gain: None,
            sides,
            limb: self.limb.as_ref().map(|limb| *limb.get_ref()),
            position: on_sides(&self.position),
            prepare: wait(&self.prepare, &defaults.prepare, PREPARE),
            own_prepare: self.prepare.is_some(),
            rest: wait(&self.rest, &defaults.rest, REST),
            switch: self.switch.as_ref().or(defaults.switch.as_ref()).map_or(SWITCH, |switch| *switch.get_ref()),
            load: text(&self.load),
            tips: self.tips.as_ref().map(|tips| tips.get_ref().clone()).unwrap_or_default(),
            instructions: on_sides(&self.instructions),
            muscles: self.muscles.clone().unwrap_or_default(),
            equipment: self.equipment.clone().unwrap_or_default(),
            sources: self.sources.clone().unwrap_or_default(),
            figure: self.figure.as_ref().and_then(|figure| match figure.get_ref() {
                FigureRef::Own(figure) => Some(figure.clone()),
                FigureRef::Named(_) => None,
            }),
        };
        let Some(progress) = exercise.progress else { return Some(exercise) };
        if let Some(why) = progress.misfit(&exercise) {
            let (code, message, help) = why;
            let Some(at) = &own.progress else {
                // The library's progression does not fit the keys here, perhaps unintentionally.
                if let Some(uses) = &own.uses {
                    let message = format!("the library's `progress` is ignored: {message}");
                    let help = "write a `progress` that fits here, or keep the work that it adds to";
                    diagnostics.report(&uses.span(), Code::UnusedKey, &message, help);
                }
                return Some(Exercise { progress: None, ..exercise });
            };
            diagnostics.report(&at.span(), code, &message, help);
            return None;
        }
        Some(exercise)
    }

    fn work(&self, own: &RawExercise, defaults: &RawExercise, diagnostics: &mut Diagnostics<'_>) -> Option<Work> {
        let value = |length: &At<Duration>| *length.get_ref();
        Some(match (&self.reps, &self.hold, &self.time) {
            (Some(reps), Some(hold), _) => {
                let relax = self.relax.as_ref().map_or(RELAX, value);
                let phase = |label: &str, length| Phase { label: label.to_owned(), length };
                let phases = [phase("hold", value(hold)), phase("relax", relax)];
                let phases = phases.into_iter().filter(|phase| !phase.length.is_zero()).collect();
                Work::Reps(*reps.get_ref(), Tempo::Phases(phases))
            }
            (Some(reps), None, _) => {
                let tempo = self.tempo.as_ref().or(defaults.tempo.as_ref());
                Work::Reps(*reps.get_ref(), tempo.map_or_else(default_tempo, |tempo| tempo.get_ref().clone()))
            }
            (None, Some(hold), _) => Work::Hold(value(hold)),
            (None, None, Some(time)) => time.get_ref().length().map_or(Work::Open, Work::Time),
            (None, None, None) => {
                if own.lacks(&["reps", "hold", "time"], diagnostics) {
                    let help = "write reps = 10, or hold = \"30s\", or time = \"1m\"";
                    diagnostics.report(&own.span, Code::MissingKey, "missing `reps`, `hold` or `time`", help);
                }
                return None;
            }
        })
    }

    /// Reports texts that name the side of an exercise without sides.
    fn report_placeholders(&self, diagnostics: &mut Diagnostics<'_>) {
        let line = |text: &Option<At<SidedText>>| text.as_ref().filter(|t| t.get_ref().names_a_side()).map(At::span);
        let tips = self.tips.as_ref().filter(|tips| tips.get_ref().iter().any(SidedText::names_a_side)).map(At::span);
        for at in [line(&self.position), tips, line(&self.instructions)].into_iter().flatten() {
            let help = "write sides = \"each\", or a text without `{side}` and `{other}`";
            diagnostics.report(&at, Code::ConflictingKeys, "`{side}` and `{other}` need `sides`", help);
        }
    }

    fn report_warnings(&self, own: &RawExercise, sides: Sides, diagnostics: &mut Diagnostics<'_>) {
        let odd = self.reps.as_ref().and_then(|reps| reps.get_ref().upper()).is_some_and(|reps| reps % 2 == 1);
        if odd && sides == Sides::Alternate {
            let at = own.reps.as_ref().map(At::span).or(own.sides.as_ref().map(At::span));
            if let Some(at) = at {
                let help = "alternating reps count both sides together: write an even number";
                diagnostics.report(
                    &at,
                    Code::UnevenSides,
                    "odd number of alternating reps: one side gets one more",
                    help,
                );
            }
        }
        self.warn_long(own, diagnostics);
        // In a library file, the sets and the sides are often left to the routine.
        if own.in_routine() {
            if let Some(rest) = own.rest.as_ref().filter(|_| !self.has_sets()) {
                let help =
                    "`rest` is between the sets of this exercise: add `sets`, or write the `prepare` of the next one";
                diagnostics.report(&rest.span(), Code::UnusedKey, "`rest` has no effect with one set", help);
            }
            if let Some(switch) = own.switch.as_ref().filter(|_| sides != Sides::Each) {
                let help = "write sides = \"each\", or remove `switch`";
                diagnostics.report(&switch.span(), Code::UnusedKey, "`switch` has no effect without two sides", help);
            }
            if let Some(limb) = own.limb.as_ref().filter(|_| sides == Sides::Both) {
                let help = "write `sides`, or remove `limb`";
                diagnostics.report(&limb.span(), Code::UnusedKey, "`limb` has no effect without sides", help);
            }
        }
    }

    /// Reports lengths that are possible, but probably minutes written as seconds.
    fn warn_long(&self, own: &RawExercise, diagnostics: &mut Diagnostics<'_>) {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let value = |length: &At<Duration>| (length.span(), *length.get_ref());
        let wait = |wait: &At<Wait>| Some((wait.span(), wait.get_ref().length()?));
        let phase = |tempo: &At<Tempo>| match tempo.get_ref() {
            Tempo::Phases(phases) => Some((tempo.span(), phases.iter().map(|phase| phase.length).max()?)),
            Tempo::Own => None,
        };
        let hold = if self.reps.is_some() { minutes(2) } else { minutes(5) };
        for (key, found, long) in [
            ("a hold", own.hold.as_ref().map(value), hold),
            ("a relax", own.relax.as_ref().map(value), minutes(2)),
            ("a phase", own.tempo.as_ref().and_then(phase), minutes(2)),
            ("a switch", own.switch.as_ref().map(value), minutes(5)),
            ("a rest", own.rest.as_ref().and_then(wait), minutes(15)),
            ("a prepare", own.prepare.as_ref().and_then(wait), minutes(15)),
        ] {
            if let Some((span, length)) = found.filter(|(_, length)| *length >= long) {
                let time = if key == "a hold" { "; for continuous movement use `time`" } else { "" };
                let fix = match length.as_secs() {
                    whole if whole % 60 == 0 => format!("did you mean seconds? write \"{}s\"", whole / 60),
                    _ => "did you mean seconds?".to_owned(),
                };
                let help = format!("{fix}{time}");
                diagnostics.report(
                    &span,
                    Code::LongTime,
                    &format!("{key} of {} is unusually long", units(length)),
                    &help,
                );
            }
        }
    }

    /// Whether it belongs to a routine, and so has a header; a library exercise is a whole file.
    fn in_routine(&self) -> bool {
        self.span != (0..0)
    }
}

/// The reader of a key from that of its value.
fn each<T>(
    read: impl Fn(&At<DeValue<'_>>, &mut Diagnostics<'_>) -> Option<T>,
) -> impl Fn(KeyTable<'_>, &str, &mut Diagnostics<'_>) -> Option<T> {
    move |table, key, diagnostics| read(table.value(key)?, diagnostics)
}

fn strings(table: KeyTable<'_>, key: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<String>> {
    table.texts(key, diagnostics).map(At::into_inner)
}

fn sided(table: KeyTable<'_>, key: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<SidedText>> {
    let text = table.text(key, diagnostics)?;
    Some(At::new(text.span(), SidedText::new(text.into_inner())))
}

fn sided_list(table: KeyTable<'_>, key: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<Vec<SidedText>>> {
    let texts = table.texts(key, diagnostics)?;
    Some(At::new(texts.span(), texts.into_inner().into_iter().map(SidedText::new).collect()))
}

fn default_tempo() -> Tempo {
    let phase = |label: &str| Phase { label: label.to_owned(), length: Duration::from_secs(2) };
    Tempo::Phases(vec![phase("up"), phase("down")])
}

/// A load: a text, because its unit is part of it.
fn load(table: KeyTable<'_>, key: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<String>> {
    let value = table.value(key)?;
    let number = match value.get_ref() {
        DeValue::Integer(number) => number.as_str(),
        DeValue::Float(number) => number.as_str(),
        _ => return table.text(key, diagnostics),
    };
    let help = format!("write it in quotes, with its unit: \"{number} kg\"");
    toml_reader::wrong_type(value, value.get_ref(), "text", &help, diagnostics);
    None
}

/// A figure: the name of an exercise of the library, or a table.
fn figure_ref(table: KeyTable<'_>, key: &str, diagnostics: &mut Diagnostics<'_>) -> Option<At<FigureRef>> {
    let value = table.value(key)?;
    if !value.get_ref().is_str() {
        let header = match &table.fields.header[..] {
            "" => key.to_owned(),
            owner => format!("{owner}.{key}"),
        };
        let figure = Arc::new(figure::read(value, &header, diagnostics)?);
        return Some(At::new(value.span(), FigureRef::Own(LazyFigure::Read(figure))));
    }
    let name = diagnostics.all_as(Code::BadFigure, |diagnostics| toml_reader::text(value, NAME, diagnostics))?;
    Some(At::new(name.span(), FigureRef::Named(name.into_inner())))
}

/// The keys of a library exercise, and everything wrong with its file.
pub(super) fn read_given(source: Source<'_>) -> (RawExercise, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    (given, diagnostics.into_found())
}

/// The exercise of a library file without errors.
pub(super) fn resolve_alone(given: &RawExercise) -> Option<Exercise> {
    given.resolve(given, &RawExercise::default(), &mut Diagnostics::none())
}

pub(super) fn exercise_of(root: &At<DeTable<'_>>, diagnostics: &mut Diagnostics<'_>) -> RawExercise {
    let given = RawExercise::read(&Fields::root(root), &keys::of_library(), diagnostics);
    given.resolve(&given, &RawExercise::default(), diagnostics);
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    fn after(work: &str, progress: &str, rises: u32) -> String {
        let text = format!("name = \"a\"\n{work}\nprogress = {{ {progress} }}\n");
        let (given, found) = read_given(Source { name: "x", text: &text });
        assert_eq!(found, vec![], "{text}");
        let exercise = resolve_alone(&given).unwrap();
        exercise.progress.unwrap().progressed(&exercise, rises).dose().replace(" since you began", "")
    }

    #[test]
    fn a_dose_rises_up_to_its_end() {
        let reps = "add = \"2 reps\", every = \"1 week\", until = 15";
        assert_eq!(after("reps = 10", reps, 0), "10 reps");
        assert_eq!(after("reps = 10", reps, 2), "14 reps, +4");
        assert_eq!(after("reps = 10", reps, 3), "15 reps, +5");
        assert_eq!(after("reps = 10", reps, u32::MAX), "15 reps, +5");
        let length = "add = \"5s\", every = \"3 sessions\", until = \"1m\"";
        assert_eq!(after("hold = \"30s\"", length, 2), "40s hold, +10s");
        assert_eq!(after("time = \"50s\"", length, 9), "1m, +10s");
        assert_eq!(after("reps = 10\nhold = \"5s\"", length, 1), "10 reps of 10s, +5s");
        assert_eq!(after("reps = 10", "add = \"1 set\", every = \"1 session\", until = 3", 5), "3 × 10 reps, +2 sets");
    }

    #[test]
    fn the_table_matches_the_reader() {
        let default = |keys: &[Key], name: &str| keys.iter().find(|key| key.name == name).unwrap().default;
        let written = |length| format!("\"{}\"", units(length));
        assert_eq!(default(keys::EXERCISE, "prepare"), written(PREPARE));
        assert_eq!(default(keys::EXERCISE, "rest"), written(REST));
        assert_eq!(default(keys::EXERCISE, "switch"), written(SWITCH));
        assert_eq!(default(keys::EXERCISE, "relax"), written(RELAX));
        // The settings have the same table, but belong to a lower room.
        let mut cues = keys::names(keys::CUES);
        cues.sort_unstable();
        assert_eq!(cues, config::CUE_KEYS);
    }
}
