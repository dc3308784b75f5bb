//! An exercise as one file gives it, key by key, each with its place; and how the keys of a file, of the library
//! and the defaults become one exercise.

use std::{ops::Range, sync::Arc, time::Duration};

use toml::de::DeValue;

use super::{
    Citation, Exercise, LazyFigure, Limb, PREPARE, Phase, RELAX, REST, SWITCH, SidedText, Sides, Tempo, Wait, Work,
    citation::citations,
    keys::HOW,
    progress::Progress,
    value::{self, LIMBS, SIDES},
};
use crate::{
    base::{
        diagnostic::Code,
        quantity::{Reps, units},
        toml_reader::{self, At, Diagnostics, Fields, LONG_TEXT, Least, NAME},
    },
    figure,
};

/// The keys that one place gives; all optional.
#[derive(Clone, Debug, Default)]
pub(super) struct RawExercise {
    /// Where the table's header stands.
    pub span: Range<usize>,
    /// Something in it was wrong and told.
    pub faulty: bool,
    /// The keys that it says, or was meant to say, in a way that cannot be read: they are not missing.
    pub misread: Vec<&'static str>,
    pub uses: Option<At<String>>,
    pub name: Option<At<String>>,
    pub aliases: Option<Vec<String>>,
    pub how: Option<At<String>>,
    pub sets: Option<At<u32>>,
    pub reps: Option<At<Reps>>,
    pub hold: Option<At<Duration>>,
    pub relax: Option<At<Duration>>,
    pub time: Option<At<Duration>>,
    pub sides: Option<At<Sides>>,
    pub tempo: Option<At<Tempo>>,
    pub progress: Option<At<Progress>>,
    pub limb: Option<At<Limb>>,
    pub position: Option<At<SidedText>>,
    pub prepare: Option<At<Wait>>,
    pub rest: Option<At<Wait>>,
    pub switch: Option<At<Duration>>,
    pub load: Option<At<String>>,
    pub tips: Option<At<Vec<SidedText>>>,
    pub instructions: Option<At<SidedText>>,
    pub muscles: Option<Vec<String>>,
    pub equipment: Option<Vec<String>>,
    pub sources: Option<Vec<Citation>>,
    pub figure: Option<At<FigureRef>>,
}

/// Where the figure of an exercise comes from.
#[derive(Clone, Debug)]
pub(super) enum FigureRef {
    /// It is that of an exercise of the library.
    Named(String),
    /// The file has one of its own.
    Own(LazyFigure),
}

impl RawExercise {
    /// Reads the keys of one table; `known` are those that belong there.
    pub(super) fn read(fields: &Fields<'_>, known: &[&str], diagnostics: &mut Diagnostics<'_>) -> RawExercise {
        let before = diagnostics.errors();
        let meant = fields.only(known, diagnostics);
        let take = |key: &str| if known.contains(&key) { fields.take(key) } else { None };
        let name = |key: &str, most, diagnostics: &mut Diagnostics<'_>| {
            take(key).and_then(|v| toml_reader::text(v, most, diagnostics))
        };
        let list =
            |key: &str, diagnostics: &mut Diagnostics<'_>| take(key).and_then(|v| toml_reader::texts(v, diagnostics));
        let length = |key: &str, least, diagnostics: &mut Diagnostics<'_>| {
            take(key).and_then(|v| toml_reader::duration(v, least, diagnostics))
        };
        let given = RawExercise {
            span: fields.span.clone(),
            faulty: false,
            misread: Vec::new(),
            uses: name("use", NAME, diagnostics),
            name: name("name", NAME, diagnostics),
            aliases: take("aliases").and_then(|v| toml_reader::list(v, NAME, diagnostics)),
            how: name("how", HOW, diagnostics),
            sets: take("sets").and_then(|v| toml_reader::whole(v, 1, 100, diagnostics)),
            reps: take("reps").and_then(|v| value::reps(v, diagnostics)),
            hold: length("hold", Least::Something, diagnostics),
            relax: length("relax", Least::Nothing, diagnostics),
            time: length("time", Least::Something, diagnostics),
            sides: take("sides").and_then(|v| toml_reader::word(v, &SIDES, diagnostics)),
            tempo: take("tempo").and_then(|v| value::tempo(v, diagnostics)),
            progress: take("progress").and_then(|v| Progress::read(v, diagnostics)),
            limb: take("limb").and_then(|v| toml_reader::word(v, &LIMBS, diagnostics)),
            position: name("position", NAME, diagnostics).map(sided),
            prepare: take("prepare").and_then(|v| value::wait(v, diagnostics)),
            rest: take("rest").and_then(|v| value::wait(v, diagnostics)),
            switch: length("switch", Least::Nothing, diagnostics),
            load: name("load", NAME, diagnostics),
            tips: take("tips").and_then(|v| {
                let tips = toml_reader::texts(v, diagnostics)?.into_iter().map(SidedText::new).collect();
                Some(At::new(v.span(), tips))
            }),
            instructions: name("instructions", LONG_TEXT, diagnostics).map(sided),
            muscles: list("muscles", diagnostics),
            equipment: list("equipment", diagnostics),
            sources: take("sources").and_then(|v| citations(v, diagnostics)),
            figure: take("figure").and_then(|v| figure_ref(v, diagnostics)),
        };
        given.report_conflicts(diagnostics);
        let misread = [
            ("use", given.uses.is_some()),
            ("name", given.name.is_some()),
            ("reps", given.reps.is_some()),
            ("hold", given.hold.is_some()),
            ("time", given.time.is_some()),
        ];
        let is_misread = |key, read: bool| !read && (take(key).is_some() || meant.contains(key));
        let misread = misread.into_iter().filter(|(key, read)| is_misread(key, *read)).map(|(key, _)| key).collect();
        RawExercise { faulty: diagnostics.errors() > before, misread, ..given }
    }

    /// The name and the aliases.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.name.as_ref().map(At::get_ref).into_iter().chain(self.aliases.iter().flatten()).map(String::as_str)
    }

    /// Whether none of these keys is there because of another mistake.
    fn lacks(&self, keys: &[&str], diagnostics: &Diagnostics<'_>) -> bool {
        !diagnostics.is_spoilt() && !self.misread.iter().any(|key| *key == "use" || keys.contains(key))
    }

    /// Keys of one table that cannot stand beside each other.
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
                "write `reps`, or `hold`, or `time`, or `reps` with `hold`: remove one",
                diagnostics,
            );
        }
        if let Some(tempo) = &self.tempo
            && let Some(other) = self.hold.as_ref().map(|_| "`hold`").or(self.time.as_ref().map(|_| "`time`"))
        {
            let message = format!("`tempo` conflicts with {other}");
            conflict(tempo.span(), &message, "a tempo is for `reps` alone: remove one", diagnostics);
        }
    }

    /// The keys of this place over those of a library exercise.
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
        let own = self.clone();
        let mut merged = RawExercise {
            span: own.span,
            faulty: own.faulty || base.faulty,
            misread: own.misread,
            uses: own.uses,
            name: own.name.or(base.name),
            aliases: None,
            how: own.how.or(base.how),
            sets: own.sets.or(base.sets),
            reps: own.reps.or(base.reps),
            hold: own.hold.or(base.hold),
            relax: own.relax.or(base.relax),
            time: own.time.or(base.time),
            sides: own.sides.clone().or(base.sides),
            tempo: own.tempo.or(base.tempo),
            progress: own.progress.or(base.progress),
            limb: own.limb.or(base.limb),
            position: own.position.or(base.position),
            prepare: own.prepare.or(base.prepare),
            rest: own.rest.or(base.rest),
            switch: own.switch.or(base.switch),
            load: own.load.or(base.load),
            tips: own.tips.or(base.tips),
            instructions: own.instructions.or(base.instructions),
            muscles: own.muscles.or(base.muscles),
            equipment: own.equipment.or(base.equipment),
            sources: own.sources.or(base.sources),
            figure: own.figure.or(base.figure),
        };
        // The library's alternating sides mean nothing once its reps were sent away; nobody here said them.
        if own.sides.is_none() && merged.reps.is_none() && merged.alternates() {
            merged.sides = None;
        }
        merged
    }

    fn alternates(&self) -> bool {
        self.sides.as_ref().is_some_and(|sides| *sides.get_ref() == Sides::Alternate)
    }

    /// The exercise that the merged keys make, over a file's `[defaults]`; tells what only shows once they are merged,
    /// at the keys of `own`.
    pub(super) fn resolve(
        &self,
        own: &RawExercise,
        defaults: &RawExercise,
        diagnostics: &mut Diagnostics<'_>,
    ) -> Option<Exercise> {
        let before = diagnostics.errors();
        if self.name.is_none() && own.lacks(&["name"], diagnostics) {
            let help = "write name = \"...\", or use = \"...\" with the name of a library exercise";
            diagnostics.report(&own.span, Code::MissingKey, "missing `name`", help);
        }
        let work = self.work(own, defaults, diagnostics);
        let no_reps = self.reps.is_none() && own.lacks(&["reps"], diagnostics);
        let no_hold = self.hold.is_none() && own.lacks(&["hold"], diagnostics);
        if let Some(relax) = own.relax.as_ref().filter(|_| no_reps || no_hold) {
            let help = "`relax` is the pause after each held rep: add `reps` and `hold`, or remove it";
            diagnostics.report(&relax.span(), Code::ConflictingKeys, "`relax` needs `reps` and `hold`", help);
        }
        if let Some(sides) = own.sides.as_ref().filter(|_| self.alternates() && no_reps) {
            let help = "write \"each\" for one side after the other";
            diagnostics.report(&sides.span(), Code::ConflictingKeys, "\"alternate\" needs `reps`", help);
        }
        let sides = self.sides.as_ref().map_or(Sides::Both, |sides| *sides.get_ref());
        if sides == Sides::Both {
            own.tell_placeholders(diagnostics);
        }
        if diagnostics.errors() > before || self.faulty {
            return None;
        }
        let sets = self.sets.as_ref().map_or(1, |sets| *sets.get_ref());
        self.report_warnings(own, sets, sides, diagnostics);
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
            grown: None,
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
                // That of the library does not fit what is said here, which nobody may have meant.
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
            (None, None, Some(time)) => Work::Time(value(time)),
            (None, None, None) => {
                if own.lacks(&["reps", "hold", "time"], diagnostics) {
                    let help = "write reps = 10, or hold = \"30s\", or time = \"1m\"";
                    diagnostics.report(&own.span, Code::MissingKey, "missing `reps`, `hold` or `time`", help);
                }
                return None;
            }
        })
    }

    /// Texts that name the side of an exercise that has none.
    fn tell_placeholders(&self, diagnostics: &mut Diagnostics<'_>) {
        let line = |text: &Option<At<SidedText>>| text.as_ref().filter(|t| t.get_ref().names_a_side()).map(At::span);
        let tips = self.tips.as_ref().filter(|tips| tips.get_ref().iter().any(SidedText::names_a_side)).map(At::span);
        for at in [line(&self.position), tips, line(&self.instructions)].into_iter().flatten() {
            let help = "write sides = \"each\", or a text without `{side}` and `{other}`";
            diagnostics.report(&at, Code::ConflictingKeys, "`{side}` and `{other}` need `sides`", help);
        }
    }

    fn report_warnings(&self, own: &RawExercise, sets: u32, sides: Sides, diagnostics: &mut Diagnostics<'_>) {
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
        // In a file of the library the sets and the sides are often the user's to say.
        if own.in_routine() {
            if let Some(rest) = own.rest.as_ref().filter(|_| sets == 1) {
                let help = "`rest` is between the sets of this exercise: add `sets`, or remove `rest`";
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

    /// Lengths that are possible, but where minutes were probably written for seconds.
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
                diagnostics.report(&span, Code::LongTime, &format!("{key} of {}", units(length)), &help);
            }
        }
    }

    /// A library exercise is a whole file; one of a routine has a header.
    fn in_routine(&self) -> bool {
        self.span != (0..0)
    }
}

fn sided(text: At<String>) -> At<SidedText> {
    At::new(text.span(), SidedText::new(text.into_inner()))
}

fn default_tempo() -> Tempo {
    let phase = |label: &str| Phase { label: label.to_owned(), length: Duration::from_secs(2) };
    Tempo::Phases(vec![phase("up"), phase("down")])
}

/// A figure: the name of an exercise of the library, or a table.
fn figure_ref(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<At<FigureRef>> {
    if !value.get_ref().is_str() {
        return Some(At::new(
            value.span(),
            FigureRef::Own(LazyFigure::Read(Arc::new(figure::read(value, diagnostics)?))),
        ));
    }
    let name = diagnostics.all_as(Code::BadFigure, |diagnostics| toml_reader::text(value, NAME, diagnostics))?;
    Some(At::new(name.span(), FigureRef::Named(name.into_inner())))
}
