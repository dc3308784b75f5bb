//! A stranger's sound file. Seeds: `tests/files/sounds`, `sounds/*.wav`, `sounds/voice/*.ogg`.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| {
    let _ = unsit::audio::check(file.to_vec());
});
