//! The hooks: `[hooks]` in the settings names a program for each moment. `system::hooks` runs them, and `history::line`
//! writes their input.

use std::{collections::BTreeMap, path::Path};

use toml::de::DeValue;

use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics, Fields},
};

/// The maximum length of an argument, in characters.
const LONGEST: usize = 1000;

/// A moment at which a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A session starts or is resumed.
    SessionStart,
    /// A set, or one side of it, was done, completely or in part.
    SetDone,
    /// A session ended.
    SessionEnd,
    /// A reminder of a break.
    BreakDue,
}

impl Moment {
    /// All values.
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

/// The program and arguments for each moment; never empty.
pub type Hooks = BTreeMap<Moment, Vec<String>>;

/// Reads `[hooks]`.
pub fn read(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Hooks {
    let Some(fields) = Fields::of(value, "[hooks]", diagnostics) else { return Hooks::new() };
    fields.only(&Moment::ALL.map(Moment::name), diagnostics);
    let example = "[\"notify-send\", \"Well done\"]";
    let hooks = Moment::ALL.into_iter().filter_map(|moment| Some((moment, fields.take(moment.name())?)));
    hooks.filter_map(|(moment, value)| Some((moment, program(value, example, diagnostics)?))).collect()
}

/// A program and its arguments; never empty. `example` is a list that fits this key, for the suggested fixes.
pub fn program(value: &At<DeValue<'_>>, example: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<String>> {
    let shape = format!("the program and its arguments: {example}");
    let array = toml_reader::entries(value, &shape, diagnostics)?;
    let before = diagnostics.errors();
    let words: Vec<_> = array.iter().filter_map(|word| toml_reader::text(word, LONGEST, diagnostics)).collect();
    if diagnostics.errors() > before {
        return None;
    }
    let Some(program) = words.first() else {
        diagnostics.report(&value.span(), Code::OutOfRange, "empty list", &format!("write {shape}"));
        return None;
    };
    let name = program.get_ref();
    // A relative path would depend on the current folder.
    if name.contains(['/', '\\']) && !name.starts_with("~/") && !Path::new(name).is_absolute() {
        let help = "write its name alone or its full path, such as \"~/bin/program\"";
        diagnostics.report(&program.span(), Code::BadValue, &format!("invalid program `{name}`"), help);
        return None;
    }
    Some(words.into_iter().map(At::into_inner).collect())
}
