//! The settings. Seeds: the examples of the README.
#![no_main]

use unsit::{base::diagnostic::Source, config::Config};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let (config, _) = Config::parse(Source { name: "config.toml", text });
    assert!(config.volume <= 100 && config.voice_volume <= 100);
});
