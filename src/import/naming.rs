//! Which words of a line are the name of its exercise.

use super::{
    grammar::{After, Reading, ReadingPart},
    lexer,
    names::{Found, Names},
    token::Token,
    words::{self, Class},
};

/// The maximum length of a name, in words.
const NAME: usize = 8;

/// The words of a name, without those that only connect it to the dose.
pub(super) fn trimmed(tokens: &[Token]) -> &[Token] {
    const JOINS: &[&str] = &[
        "with", "and", "of", "for", "at", "on", "a", "an", "then", "do", "perform", "to", "in", "using", "by", "&",
        "+", "your", "complete", "de", "von", "di", "x", "each", "or", "w/", "as", "also", "about", "mit", "con",
        "avec", "until",
    ];
    let joins = |token: &&Token| JOINS.contains(&token.text.to_lowercase().as_str());
    let first = tokens.iter().take_while(joins).count();
    let last =
        tokens[first..].iter().rev().take_while(|token| joins(token) || token.text.eq_ignore_ascii_case("the")).count();
    &tokens[first..tokens.len() - last]
}

/// Whether a part is only a label or a filler, and neither a name nor a tip.
pub(super) fn is_filler(tokens: &[Token]) -> bool {
    const FILLER: Class = words::FILL
        | words::AND
        | words::OF
        | words::FOR
        | words::OPTIONAL
        | words::EDGE
        | words::HOW
        | words::REPEAT
        | words::TIMES
        | words::DO
        | words::EACH
        | words::WITH
        | words::COUNTING
        | words::TO;
    tokens
        .iter()
        .all(|token| token.is(FILLER) && !token.is(words::HELD) || token.text.chars().count() == 1 && token.class == 0)
}

/// Whether words only say where or with what: `sitting on the mat`, `8" box`.
fn is_next_to_name(tokens: &[Token]) -> bool {
    let place = tokens[0].is(words::PLACE) && tokens.get(1).is_none_or(|next| next.is(words::PREP | words::AND));
    let lowers = tokens.iter().any(|token| token.is(words::OFF | words::LOWER))
        && tokens.iter().all(|token| token.is(words::OFF | words::LOWER | words::HOW | words::FILL | words::AND));
    let joins = tokens.iter().all(|token| token.is(words::PREP | words::WITH));
    place
        || lowers
        || joins
        || tokens[0].is(words::SIZE)
        || tokens.iter().all(|token| token.is(words::THING | words::COLOUR))
}

/// Whether words are a sentence for the reader, not a name.
pub(super) fn is_sentence(tokens: &[Token]) -> bool {
    tokens.len() > NAME
        || tokens.iter().any(|token| token.is(words::PERSON))
        || tokens.first().is_some_and(|first| first.is(words::ADVICE))
}

/// The part of a reading that names the exercise, and the library's exercise if it is one.
pub(super) fn named(reading: &Reading, names: &Names<'_>) -> Option<(usize, Option<Found>)> {
    // Words after a measure belong to it.
    let words = |part: &ReadingPart| if part.after == After::Measure { 0 } else { part.words.len() };
    let parts: Vec<_> = reading.parts.iter().map(|part| trimmed(&part.words[..words(part)])).collect();
    // "Hollow hold 20 s": the name ends in a word of the dose.
    for (at, part) in reading.parts.iter().enumerate() {
        let Some(then) = part.then.as_ref().filter(|_| !part.words.is_empty()) else { continue };
        let whole: Vec<Token> = parts[at].iter().chain([then]).cloned().collect();
        if let Some(found) = names.whole(&whole).filter(|found| !found.slip && found.to == whole.len()) {
            return Some((at, Some(Found { to: parts[at].len(), then: Some(then.text.clone()), ..found })));
        }
    }
    // Words in another order, or with a slip, are accepted only at the beginning of a line.
    let exact = |(at, found): &(usize, Found)| *at == 0 || !found.slip;
    let whole = parts.iter().enumerate().filter_map(|(at, part)| Some((at, names.whole(part)?))).find(exact);
    let found = whole.or_else(|| parts.iter().enumerate().find_map(|(at, part)| Some((at, names.within(part)?))));
    if let Some((at, found)) = found {
        return Some((at, Some(found)));
    }
    let counted = words::SET | words::REP | words::TIMES;
    let dose = |part: &[Token]| {
        part.iter().any(|token| token.is(counted)) && part.iter().all(|token| token.is(counted | words::FILL))
    };
    let name = |part: &[Token]| !part.is_empty() && !is_filler(part) && !is_next_to_name(part) && !dose(part);
    parts.iter().position(|part| name(part)).map(|at| (at, None))
}

/// Whether a name is that of several exercises: `squats/lunges/bridges`, `push-up or wall push-up`.
pub(super) fn is_several(name: &[Token], names: &Names<'_>) -> bool {
    let joins = |token: &Token| token.is(words::SLASH | words::AND) || token.text.contains('/');
    if !name.iter().any(joins) {
        return false;
    }
    let text = text_of(name).replace(" or ", "/").replace(" and ", "/").replace(" & ", "/").replace(" + ", "/");
    let known = |part: &&str| names.whole(&lexer::tokens(part)).is_some_and(|found| !found.slip);
    let count = text.split('/').map(str::trim).filter(known).count();
    count > 1 || count > 0 && name.iter().any(|token| token.text == "+")
}

/// The words as they are written.
pub(super) fn text_of(tokens: &[Token]) -> String {
    tokens.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// A text that starts with a capital letter.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
