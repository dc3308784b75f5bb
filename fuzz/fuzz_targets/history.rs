//! Lines of a history, to the statistics. Seeds: the examples of `docs/history.md`.
#![no_main]

use jiff::{civil::date, tz::Offset};
use unsit::history::{
    stats::{self, Day, Days},
    store::History,
};

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    let mut history = History::default();
    history.read("fuzz.jsonl", 1, text);
    history.settle();
    let today = Day { date: date(2026, 3, 4), offset: Offset::UTC };
    let days = Days::of(std::iter::empty());
    stats::streak(stats::of(&history, None), days, today);
    stats::weeks(&stats::calendar(stats::of(&history, None)), today.date, 52);
    stats::exercises(stats::of(&history, None));
});
