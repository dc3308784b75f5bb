//! A routine, from its text to the last of its cues. Seeds: `routines/*.toml`.
#![no_main]

use std::sync::{Arc, LazyLock};

use unsit::{
    base::{
        cue::Cues,
        diagnostic::{Source, any_error},
    },
    routine::{self, Library},
    session::{plan::Plan, player::rehearse},
};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

libfuzzer_sys::fuzz_target!(|text: &str| {
    let checked = routine::read(Source { name: "fuzz.toml", text }, &LIBRARY, &Cues::default());
    assert!(checked.routine.is_some() || any_error(&checked.found), "refused without an error");
    for diagnostic in &checked.found {
        assert!(!diagnostic.draw(false, false).chars().any(|c| c != '\n' && unsit::base::text::is_unsafe(c)));
    }
    if let Some(routine) = checked.routine {
        rehearse(&Arc::new(Plan::new(&routine))).take(100_000).for_each(drop);
    }
});
