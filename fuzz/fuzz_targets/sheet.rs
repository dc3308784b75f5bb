//! A sheet in people's words; what is made of it must be a routine. Seeds: `tests/files`.
#![no_main]

use std::sync::LazyLock;

use unsit::{
    base::{cue::Cues, diagnostic::Source},
    import,
    routine::{self, Library},
};

static LIBRARY: LazyLock<Library> = LazyLock::new(Library::bundled);

libfuzzer_sys::fuzz_target!(|sheet: &str| {
    let read = import::read(sheet, &LIBRARY);
    if read.groups.is_empty() {
        return;
    }
    let text = import::file("Fuzz", &read, &LIBRARY);
    let checked = routine::read(Source { name: "fuzz.toml", text: &text }, &LIBRARY, &Cues::default());
    assert!(checked.routine.is_some(), "{:?}\n{text}", checked.found);
});
