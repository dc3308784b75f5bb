//! The words of a sheet and their possible meanings, for each language. Only this file knows words: the lexer gives
//! each word its classes, and the grammar refers to classes only.

mod english;
mod french;
mod german;
mod italian;
mod spanish;

use std::{collections::HashMap, sync::LazyLock};

pub(super) use super::class::*;

/// Numbers as words, in the language's own spelling.
const NUMERALS: &[(&str, u32)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("fifteen", 15),
    ("sixteen", 16),
    ("eighteen", 18),
    ("twenty", 20),
    ("twenty-five", 25),
    ("thirty", 30),
    ("forty", 40),
    ("forty-five", 45),
    ("fifty", 50),
    ("sixty", 60),
    ("ninety", 90),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zwölf", 12),
    ("fünfzehn", 15),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("douze", 12),
    ("quinze", 15),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("doce", 12),
    ("quince", 15),
    ("sei", 6),
    ("sette", 7),
    ("otto", 8),
    ("nove", 9),
    ("dodici", 12),
    ("quindici", 15),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("zehn", 10),
    ("zwanzig", 20),
    ("dreißig", 30),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("dix", 10),
    ("vingt", 20),
    ("trente", 30),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("diez", 10),
    ("veinte", 20),
    ("treinta", 30),
    ("due", 2),
    ("tre", 3),
    ("quattro", 4),
    ("cinque", 5),
    ("dieci", 10),
    ("venti", 20),
    ("trenta", 30),
];

/// The number that a word in lower case is.
pub(super) fn numeral_of(word: &str) -> Option<u32> {
    static NUMBERS: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| NUMERALS.iter().copied().collect());
    NUMBERS.get(word).copied()
}

/// Frequencies in one word, as a number of times.
pub(super) const OFTEN: &[(&str, u32)] =
    &[("once", 1), ("twice", 2), ("thrice", 3), ("einmal", 1), ("zweimal", 2), ("dreimal", 3), ("viermal", 4)];

/// Words whose full stop does not end a sentence.
pub(super) const ABBREVIATED: &[&str] = &[
    "sec", "secs", "min", "mins", "rep", "reps", "approx", "ea", "ex", "no", "nr", "wdh", "whd", "sek", "ca", "rt",
    "lt", "vs", "e.g", "i.e", "hr", "hrs", "seg", "rip", "bds", "tgl", "max", "lb", "lbs", "mr", "mrs", "dr", "alt",
    "fig", "std", "opt", "pos",
];

/// The classes of each phrase, by its first word.
struct Lexicon {
    phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Class)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, Class> = HashMap::new();
    for (class, words) in
        [english::TABLE, german::TABLE, french::TABLE, spanish::TABLE, italian::TABLE].into_iter().flatten()
    {
        for word in words.split('|').map(str::trim) {
            *all.entry(word).or_default() |= class;
        }
    }
    let mut phrases: HashMap<&'static str, Vec<(Vec<&'static str>, Class)>> = HashMap::new();
    for (phrase, class) in all {
        let words: Vec<&str> = phrase.split(' ').collect();
        if let Some(first) = words.first() {
            phrases.entry(first).or_default().push((words, class));
        }
    }
    for list in phrases.values_mut() {
        list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    Lexicon { phrases }
});

/// The classes of one word in lower case; none if it is in no table.
pub(super) fn class_of(word: &str) -> Class {
    let phrases = LEXICON.phrases.get(word).map(Vec::as_slice).unwrap_or_default();
    phrases.iter().find(|(words, _)| words.len() == 1).map_or(0, |(_, class)| *class)
}

/// The phrases of several words that begin with this one, longest first.
pub(super) fn phrases_of(word: &str) -> impl Iterator<Item = (&'static [&'static str], Class)> {
    let phrases = LEXICON.phrases.get(word).map(Vec::as_slice).unwrap_or_default();
    phrases.iter().filter(|(words, _)| words.len() > 1).map(|(words, class)| (words.as_slice(), *class))
}
