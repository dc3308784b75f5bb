//! Assembles a reading into an exercise: which exercise it is, what its numbers count, and the keys of the file. If the
//! words allow two results, the error says what is missing.

use super::{
    around::Around,
    dose::{Dose, SheetSide},
    grammar::{After, Reading, ReadingPart},
    names::{Found, Names, Nature, is_hold, nature, same},
    naming::{is_sentence, is_several, named, sentence, text_of, trimmed},
    settle::Settled,
    sheet::{Often, quoted},
    token::Token,
    words::{self, Class},
};
use crate::{
    base::{
        quantity::{Reps, units},
        text,
    },
    routine::{Exercise, Sides, Work},
};

/// An exercise in the keys of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Assembled {
    pub keys: Vec<(&'static str, String)>,
    pub notes: Vec<String>,
    /// Times a day, days a week, and the days as written.
    pub often: Often,
    /// The sheet says nothing of the dose.
    pub bare: bool,
    /// The number of sets, for a superset.
    pub sets: Option<u32>,
}

/// The exercise of a reading. The error gives the reason why there is none.
pub(super) fn assemble(reading: Reading, names: &Names<'_>) -> Result<Assembled, String> {
    let Some((at, found)) = named(&reading, names) else {
        return Err(reading.dose.problem.unwrap_or_else(|| "missing exercise name".to_owned()));
    };
    let Reading { mut dose, parts, found: patterns } = reading;
    if let Some(problem) = dose.problem.take() {
        return Err(problem);
    }
    let name = trimmed(&parts[at].words).to_vec();
    one_exercise(&name, names)?;
    if found.is_none() {
        no_sentence(&name, parts[at].doses_before == 0 && dose.reps.is_none())?;
    }
    let mut around = around(&parts, at, &name, found.as_ref(), names, &mut dose)?;
    one_order(&dose, &patterns)?;
    let library = found.as_ref().and_then(|found| names.exercise(&found.id));
    let said_held = parts.iter().any(|part| is_hold(trimmed(&part.words)))
        || name.len() > 1 && name.last().is_some_and(|last| last.is(words::HOLD));
    let nature = nature_of(&name, library.as_ref(), said_held, names);
    let mut settled = Settled {
        dose,
        nature,
        library: library.as_ref(),
        time: None,
        patterns: &patterns,
        leads: parts[at].doses_before == 1 && parts[at].after == After::Number,
        unheld: false,
        in_turns: false,
        turns: found.is_some() && nature == Nature::Moved && !name.iter().any(|word| word.is(words::MOVED)),
    };
    settled.settle()?;
    let mut out = Assembled { sets: settled.dose.sets, often: Often::of(&settled.dose), ..Assembled::default() };
    match (&found, &library) {
        (Some(found), Some(exercise)) => out.use_library(found, exercise, &name, &mut settled, names),
        _ => out.use_own_name(&name, &mut settled, names)?,
    }
    if let Some(position) = around.position.take() {
        out.keys.push(("position", quoted(&position)));
    }
    settled.keys(&mut out.keys);
    if !around.tips.is_empty() {
        let tips: Vec<String> = around.tips.iter().map(|tip| quoted(&sentence(tip))).collect();
        out.keys.push(("tips", format!("[{}]", tips.join(", "))));
    }
    out.notes = std::mem::take(&mut settled.dose.notes);
    Ok(out)
}

/// Refuses a name that is that of a circuit, or of several exercises.
fn one_exercise(name: &[Token], names: &Names<'_>) -> Result<(), String> {
    if name.iter().any(|word| word.text.to_lowercase().starts_with("circuit")) {
        return Err("a circuit: write it as a [[block]] with `rounds`".to_owned());
    }
    if is_several(name, names) {
        return Err("more than one exercise: write each on its own line".to_owned());
    }
    Ok(())
}

/// Refuses a name that is not in the library and is a sentence, a heading, or a word for exercises in general.
fn no_sentence(name: &[Token], heads: bool) -> Result<(), String> {
    if is_sentence(name) {
        return Err("a sentence, not the name of an exercise".to_owned());
    }
    let general = |word: &Token| word.is(words::GENERAL);
    let lower = name.first().map_or(String::new(), |first| first.text.to_lowercase());
    if name.iter().all(|word| word.is(words::HOLD | words::FILL))
        || lower.starts_with("exercise")
        || lower.starts_with("activit")
        || name.iter().any(general) && name.iter().all(|word| general(word) || word.is(words::FILL | words::AND))
    {
        return Err("missing exercise name".to_owned());
    }
    if heads && name.iter().all(|word| word.is(words::HEADING)) {
        return Err("a heading, not an exercise".to_owned());
    }
    Ok(())
}

/// Refuses `12 x 3`, which can be twelve sets or twelve reps.
fn one_order(dose: &Dose, patterns: &[&str]) -> Result<(), String> {
    let (sets_x_reps, long_form) = (patterns.contains(&"sets x reps"), patterns.contains(&"sets of reps"));
    match (dose.sets, dose.reps) {
        (Some(sets @ 8..), Some(Reps::Count(reps @ 1..=5))) if sets_x_reps && !long_form => {
            Err(format!("`{sets} x {reps}` could mean {sets} sets or {reps} sets: write `{reps} sets of {sets}`"))
        }
        _ => Ok(()),
    }
}

/// What the words around the name say.
fn around(
    parts: &[ReadingPart],
    at: usize,
    name: &[Token],
    found: Option<&Found>,
    names: &Names<'_>,
    dose: &mut Dose,
) -> Result<Around, String> {
    let banded = name.iter().any(|word| word.is(words::BAND) || word.text.eq_ignore_ascii_case("banded"));
    let mut around = Around { banded, ..Around::default() };
    if let Some(found) = found {
        for part in [&name[..found.from], &name[found.to..]] {
            // The library's own position is not repeated.
            let known = is_hold(part) || part.iter().any(|token| token.is(words::PLACE)) && names.fits(&found.id, part);
            if !known {
                around.add(part, dose);
            }
        }
    }
    for (other, part) in parts.iter().enumerate().filter(|(other, _)| *other != at) {
        around.part(part, other < at, names, dose)?;
    }
    Ok(around)
}

/// What the numbers of the dose can count.
fn nature_of(name: &[Token], library: Option<&Exercise>, said_held: bool, names: &Names<'_>) -> Nature {
    match library.map(|exercise| &exercise.work) {
        Some(Work::Hold(_)) => Nature::Held,
        Some(Work::Time(_) | Work::Open) => Nature::Moved,
        _ if said_held => Nature::Held,
        Some(Work::Reps(_, tempo)) if tempo.held().is_some() => Nature::Either,
        // A "cat stretch" that the library moves may be counted too.
        Some(_) => match nature(name) {
            Nature::Held | Nature::Either => Nature::Either,
            _ => Nature::Unknown,
        },
        None => match nature(name) {
            Nature::Unknown => {
                let ends = names.part(name).filter(|(_, ends)| *ends).and_then(|(id, _)| names.exercise(&id));
                let held = ends.is_some_and(|exercise| matches!(exercise.work, Work::Hold(_)));
                if held { Nature::Held } else { Nature::Unknown }
            }
            nature => nature,
        },
    }
}

/// A word of a dose that belongs to a name: `sets` in `quad sets`, `steps` in `step ups`.
fn is_own_word(word: &Token, name: &[Token]) -> bool {
    let at = name.iter().position(|other| std::ptr::eq(other, word)).unwrap_or(0);
    let tensed = at > 0 && word.is(words::SET) && name[at - 1].is(words::TENSED);
    tensed
        || word.is(words::STEPS | words::MOVED | words::LIFT | words::SQUEEZE)
        || word.text.eq_ignore_ascii_case("lifts")
}

impl Assembled {
    /// The keys of an exercise that the library does not have.
    fn use_own_name(&mut self, name: &[Token], settled: &mut Settled<'_>, names: &Names<'_>) -> Result<(), String> {
        const DOSE: Class = words::SET | words::REP | words::TIMES | words::REST | words::HOURLY | words::LOADUNIT;
        let said = text_of(name);
        if let Some(odd) = name.iter().find(|word| word.is(DOSE) && !is_own_word(word, name)) {
            return Err(format!("`{}` has no clear meaning in `{}`", odd.text, text::cut(&said, 60)));
        }
        let numeral = |word: &&Token| word.is(words::NUMERAL) && !word.text.eq_ignore_ascii_case("one");
        if let Some(number) = name.iter().find(numeral) {
            return Err(format!("`{}` in `{}` may be a count", number.text, text::cut(&said, 60)));
        }
        self.keys.push(("name", quoted(&sentence(&said))));
        if let Some(near) = names.near(name).or_else(|| names.part(name).map(|(id, _)| id)) {
            settled.dose.note(format!("similar library exercise: write use = \"{near}\" in place of the name"));
        }
        Ok(())
    }

    /// The keys of an exercise of the library.
    fn use_library(
        &mut self,
        found: &Found,
        exercise: &Exercise,
        name: &[Token],
        settled: &mut Settled<'_>,
        names: &Names<'_>,
    ) {
        let mut said = text_of(&name[found.from..found.to]);
        said.extend(found.then.iter().flat_map(|then| [" ", then]));
        // A synonym, or its words in another order, is kept as the name; a slip of the keyboard is not.
        let slipped = found.slip && !found.reordered;
        let renamed = !slipped && !same(&said, &exercise.name);
        if slipped {
            settled.dose.note(format!("`{said}` is read as `{}`", exercise.name));
        }
        let held = settled.dose.hold.is_some() && settled.dose.reps.is_none();
        if held && matches!(exercise.work, Work::Reps(..)) {
            // `use` would bring the library's reps: the name, the figure and the position are written out.
            let name = if renamed { sentence(&said) } else { exercise.name.clone() };
            self.keys.push(("name", quoted(&name)));
            if names.has_figure(&found.id) {
                self.keys.push(("figure", quoted(&found.id)));
            }
            if settled.dose.side.is_none() && exercise.sides == Sides::Each {
                settled.dose.side = Some(SheetSide::Each);
            }
            settled.dose.note(format!("a hold, but the library's `{}` is a movement: written without `use`", found.id));
            return;
        }
        self.keys.push(("use", quoted(&found.id)));
        if renamed {
            self.keys.push(("name", quoted(&sentence(&said))));
        }
        // The dose is the sheet's: holds or alternation that it does not mention are not added.
        let moves = settled.dose.tempo.is_none() && settled.dose.lower.is_none() && settled.dose.lift.is_none();
        if let (Work::Reps(_, tempo), None, Some(_)) = (&exercise.work, settled.dose.hold, settled.dose.reps)
            && let Some(hold) = tempo.held().filter(|_| moves && !settled.dose.own_pace)
        {
            settled.unheld = true;
            settled.dose.note(format!("the sheet gives no hold; the library holds each rep for {}", units(hold)));
        }
        settled.in_turns =
            exercise.sides == Sides::Alternate && settled.dose.side.is_none() && settled.dose.reps.is_some();
        self.bare = settled.dose.is_empty() && settled.time.is_none();
        if self.bare {
            settled.dose.note("the sheet gives no dose: the dose is the library's");
        }
        if let (Some(load), None) = (&exercise.load, &settled.dose.load) {
            settled.dose.note(format!("{load}: from the library"));
        }
    }
}
