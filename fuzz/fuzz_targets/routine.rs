#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| unsit_fuzz::routine(bytes));
