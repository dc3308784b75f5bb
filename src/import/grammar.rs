//! A line read by the patterns: at each place the longest pattern wins; tokens that no pattern takes are words of the
//! name, of a tip, or a number that says nothing.

use std::sync::LazyLock;

use super::{
    dose::Dose,
    fill::{Kept, apply, left_over},
    patterns::{PATTERNS, Row},
    token::Token,
    words::{self, Class},
};

/// The reading of a line: its dose, and the words that are not part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub dose: Dose,
    pub parts: Vec<ReadingPart>,
    /// The patterns that matched.
    pub found: Vec<&'static str>,
}

/// The token directly before a part of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum After {
    /// The beginning of the line, a break, or a dose with its unit.
    #[default]
    Break,
    /// A number without a unit.
    Number,
    /// `3 x`.
    Times,
    /// A measure: `at 50 % top weight`.
    Measure,
    Arrow,
}

/// Words between two doses or breaks.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadingPart {
    pub words: Vec<Token>,
    pub after: After,
    /// The number of patterns and single numbers before it.
    pub doses_before: usize,
    /// The word of the dose right behind it that may be the end of the name: the hold of `hollow hold 20 s`.
    pub then: Option<Token>,
}

impl ReadingPart {
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// A pattern ready to be matched.
struct Pattern {
    name: &'static str,
    elements: Vec<Element>,
    facts: Vec<&'static str>,
    /// The classes with which it can start; any if it starts with only an anchor.
    first: Class,
}

enum Element {
    /// A token of this class, perhaps kept for a slot; the minimum and maximum count.
    Take {
        class: Class,
        slot: Option<&'static str>,
        optional: bool,
        many: bool,
    },
    Not(Class),
    Next(Class),
    Begins,
    Inside,
    Ends,
}

static COMPILED: LazyLock<Vec<Pattern>> = LazyLock::new(|| PATTERNS.iter().map(compile).collect());

fn class(names: &str) -> Class {
    let one = |name: &str| words::CLASSES.iter().find(|(known, _)| *known == name).map_or(0, |(_, class)| *class);
    names.split('|').map(one).fold(0, |all, class| all | class)
}

fn compile((name, shape, _, _): &Row) -> Pattern {
    let (shape, facts) = shape.split_once("=>").unwrap_or((shape, ""));
    let mut elements = Vec::new();
    for piece in shape.split_whitespace() {
        elements.push(match piece {
            "^" => Element::Begins,
            "~" => Element::Inside,
            "$" => Element::Ends,
            _ if piece.starts_with('&') => Element::Next(class(&piece[1..])),
            _ if piece.starts_with('!') => Element::Not(class(&piece[1..])),
            _ => {
                let (slot, names) = match piece.split_once(':') {
                    Some((slot, names)) => (Some(slot), names),
                    None => (None, piece),
                };
                let names_only = names.trim_end_matches(['?', '*']);
                let many = names.ends_with('*');
                Element::Take { class: class(names_only), slot, optional: many || names.ends_with('?'), many }
            }
        });
    }
    let mut first = 0;
    for element in &elements {
        if let Element::Take { class, optional, .. } = element {
            first |= class;
            if !optional {
                break;
            }
        }
    }
    Pattern { name, elements, facts: facts.split_whitespace().collect(), first }
}

/// The number of tokens that a pattern matches at a position.
fn matches(elements: &[Element], tokens: &[Token], at: usize, kept: &mut Kept) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(at) };
    match element {
        Element::Begins => {
            let begins = at == 0 || tokens[at - 1].is_break();
            begins.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Inside => (at > 0).then(|| matches(rest, tokens, at, kept)).flatten(),
        Element::Ends => {
            let ends = tokens.get(at).is_none_or(Token::is_break);
            ends.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Next(class) => {
            let next = tokens.get(at).is_some_and(|token| token.is(*class));
            next.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Not(class) => {
            let word = class & words::NAMEWORD != 0;
            let hit = tokens.get(at).is_some_and(|token| {
                token.is(*class)
                    || word
                        && token.is_word()
                        && !token.is(words::ON
                            | words::FOR
                            | words::WITH
                            | words::AND
                            | words::PREP
                            | words::HOLD
                            | words::REST
                            | words::EACH)
            });
            (!hit).then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Take { class, slot, optional, many } => {
            let word = class & words::NAMEWORD != 0;
            let takes = tokens.get(at).is_some_and(|token| token.is(*class) || word && token.is_word());
            if takes {
                let before = kept.len();
                if let Some(slot) = slot {
                    kept.push((slot, at));
                }
                let next = if *many { elements } else { rest };
                if let Some(end) = matches(next, tokens, at + 1, kept) {
                    return Some(end);
                }
                kept.truncate(before);
            }
            optional.then(|| matches(rest, tokens, at, kept)).flatten()
        }
    }
}

/// Reads a line's tokens.
pub(super) fn read(tokens: &[Token]) -> Reading {
    let mut reading = Reading::default();
    let mut part = ReadingPart::default();
    let mut at = 0;
    // Patterns and single numbers so far.
    let mut seen = 0;
    while at < tokens.len() {
        let class = tokens[at].class;
        let mut best: Option<(usize, &Pattern, Kept)> = None;
        for pattern in COMPILED.iter().filter(|pattern| pattern.first & class != 0) {
            let mut kept = Kept::new();
            if let Some(end) = matches(&pattern.elements, tokens, at, &mut kept)
                && end > at
                && best.as_ref().is_none_or(|(longest, ..)| end > *longest)
            {
                best = Some((end, pattern, kept));
            }
        }
        let last_part = |reading: &mut Reading, part: &mut ReadingPart, next: ReadingPart| {
            let done = std::mem::replace(part, next);
            if !done.words.is_empty() {
                reading.parts.push(done);
            }
        };
        if let Some((end, pattern, kept)) = best {
            part.then = Some(tokens[at].clone()).filter(|token| token.is(words::HOLD));
            let after = match &tokens[end - 1] {
                last if last.is(words::NUMBER) && kept.last().is_some_and(|(_, last)| *last == end - 1) => {
                    After::Number
                }
                last if last.is(words::X) => After::Times,
                last if last.is(words::MEASURE) => After::Measure,
                _ => After::Break,
            };
            seen += 1;
            let before = seen;
            last_part(&mut reading, &mut part, ReadingPart { after, doses_before: before, ..ReadingPart::default() });
            reading.found.push(pattern.name);
            apply(pattern.name, &pattern.facts, &kept, tokens, &mut reading.dose);
            at = end;
            continue;
        }
        let token = &tokens[at];
        at += 1;
        let doses_before = seen;
        if token.is_break() {
            let after = if token.is(words::ARROW) { After::Arrow } else { After::Break };
            last_part(&mut reading, &mut part, ReadingPart { after, doses_before, ..ReadingPart::default() });
        } else if token.is_word() || token.is(words::SIZE) || is_between_words(tokens, at - 1) {
            part.words.push(token.clone());
        } else {
            last_part(
                &mut reading,
                &mut part,
                ReadingPart {
                    after: if token.is(words::NUMBER) { After::Number } else { After::Break },
                    doses_before: seen + 1,
                    ..ReadingPart::default()
                },
            );
            seen += 1;
            left_over(token, &mut reading.dose);
        }
    }
    if !part.words.is_empty() {
        reading.parts.push(part);
    }
    reading
}

/// A slash between two words belongs to them: `squat / lunge`.
fn is_between_words(tokens: &[Token], at: usize) -> bool {
    let word = |token: Option<&Token>| token.is_some_and(Token::is_word);
    tokens[at].is(words::SLASH) && at > 0 && word(tokens.get(at - 1)) && word(tokens.get(at + 1))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        base::quantity::units,
        import::{
            dose::{Rest, reps},
            lexer,
        },
    };

    /// A dose in one line.
    fn said(dose: &Dose) -> String {
        let mut out = Vec::new();
        let mut say = |name: &str, value: Option<String>| out.extend(value.map(|value| format!("{name}={value}")));
        let length = |length: Option<Duration>| length.map(|length| units(length).replace(' ', ""));
        say("sets", dose.sets.map(|sets| sets.to_string()));
        say("reps", dose.reps.map(|reps| reps.to_string()));
        for (low, high) in &dose.counts {
            say("count", Some(reps(*low, *high).to_string()));
        }
        say("most", dose.most.map(|most| most.to_string()));
        say("hold", length(dose.hold));
        say("relax", length(dose.relax));
        say("length", length(dose.length));
        say("time", length(dose.time));
        say("pause", length(dose.pause));
        say(
            "rest",
            dose.rest.map(|rest| match rest {
                Rest::For(length) => units(length).replace(' ', ""),
                Rest::Own => "self".to_owned(),
            }),
        );
        say("lower", length(dose.lower));
        say("lift", length(dose.lift));
        say("tempo", dose.tempo.clone().or(dose.own_pace.then(|| "self".to_owned())));
        say("side", dose.side.map(|side| format!("{side:?}").to_lowercase()));
        say("load", dose.load.clone());
        say("day", dose.day.map(|day| day.to_string()));
        say("week", dose.week.map(|week| week.to_string()));
        say("days", (!dose.days.is_empty()).then(|| dose.days.len().to_string()));
        say("grows", dose.grows.as_ref().map(|grows| grows.add.clone()));
        say("unread", dose.unread.first().cloned());
        for (low, high) in &dose.bare {
            say("bare", Some(reps(*low, *high).to_string()));
        }
        out.extend(dose.problem.as_ref().map(|_| "problem".to_owned()));
        out.join(" ")
    }

    #[test]
    fn each_pattern_matches_its_example() {
        let mut wrong = Vec::new();
        for (name, _, example, says) in PATTERNS {
            let reading = read(&lexer::tokens(example));
            let is = said(&reading.dose);
            if is != *says || !reading.found.contains(name) {
                wrong.push(format!("{name}: `{example}` {:?}: {is}, not {says}", reading.found));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn each_class_of_a_shape_exists() {
        for (name, shape, ..) in PATTERNS {
            let shape = shape.split("=>").next().unwrap_or_default();
            for piece in shape.split_whitespace().filter(|piece| !["^", "~", "$"].contains(piece)) {
                let names = piece.split(':').next_back().unwrap_or_default();
                for class in names.trim_matches(['!', '&', '?', '*']).split('|') {
                    assert!(words::CLASSES.iter().any(|(known, _)| *known == class), "{name}: {class}");
                }
            }
        }
    }
}
