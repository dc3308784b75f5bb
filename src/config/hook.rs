//! The moments at which programs of the person's own are started, and which programs: the `[hooks]` of the settings.
//! Starting them is left to `programs`, what they are told to `record`.

use std::{collections::BTreeMap, path::Path};

use toml::de::DeValue;

use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics, Fields},
};

/// The longest argument, in characters.
const LONGEST: usize = 1000;

/// A moment at which a program may be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A session begins, or is gone on with.
    SessionStart,
    /// A set, or one side of it, was done, wholly or in part.
    SetDone,
    /// A session ended.
    SessionEnd,
    /// Somebody has sat for too long.
    BreakDue,
}

impl Moment {
    /// All of them.
    pub const ALL: [Moment; 4] = [Moment::SessionStart, Moment::SetDone, Moment::SessionEnd, Moment::BreakDue];

    /// Its key in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Moment::SessionStart => "session_start",
            Moment::SetDone => "set_done",
            Moment::SessionEnd => "session_end",
            Moment::BreakDue => "break_due",
        }
    }
}

/// The program of each moment and its arguments; never empty.
pub type Hooks = BTreeMap<Moment, Vec<String>>;

/// Reads `[hooks]`.
pub fn read(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Hooks {
    let Some(fields) = Fields::of(value, "[hooks]", diagnostics) else { return Hooks::new() };
    fields.only(&Moment::ALL.map(Moment::name), diagnostics);
    let hooks = Moment::ALL.into_iter().filter_map(|moment| Some((moment, fields.take(moment.name())?)));
    hooks.filter_map(|(moment, value)| Some((moment, program(value, diagnostics)?))).collect()
}

/// A program and its arguments; never empty.
pub fn program(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<String>> {
    let array =
        toml_reader::entries(value, "the program and its arguments: [\"notify-send\", \"Well done\"]", diagnostics)?;
    let before = diagnostics.errors();
    let words: Vec<_> = array.iter().filter_map(|word| toml_reader::text(word, LONGEST, diagnostics)).collect();
    if diagnostics.errors() > before {
        return None;
    }
    let Some(program) = words.first() else {
        diagnostics.report(&value.span(), Code::OutOfRange, "empty list", "write the program and its arguments");
        return None;
    };
    let name = program.get_ref();
    // What lies beside the folder in which somebody happens to play is nobody's choice.
    if name.contains(['/', '\\']) && !name.starts_with("~/") && !Path::new(name).is_absolute() {
        let help = "write its name alone, or its whole path, such as \"~/bin/told\"";
        diagnostics.report(&program.span(), Code::BadValue, &format!("invalid program `{name}`"), help);
        return None;
    }
    Some(words.into_iter().map(At::into_inner).collect())
}
