//! Decides which lines of a sheet belong together: removes labels and bullets, writes each table row as a line, joins a
//! key and its value on two lines; and classifies each line for the assembly.

use std::time::Duration;

use super::{
    grammar::{self, Reading},
    labels::{self, Line},
    lexer,
    names::Names,
    naming::{is_filler, is_sentence, named, trimmed},
    table::tables,
    token::{Token, Value},
    words::{self, Class},
};

/// The maximum length of a name on a line of its own, in words.
const NAME: usize = 8;

/// The kind of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum LineKind {
    Blank,
    /// The name of an exercise with its dose.
    Full,
    /// A name alone.
    Name,
    /// A dose alone.
    Dose,
    /// A sentence, perhaps with a dose in it.
    Text,
    Heading,
    /// The beginning of a circuit.
    Circuit(Round),
    /// The end of a circuit: "repeat all 3 times".
    Again(Round),
    /// The rest between rounds.
    RoundRest,
    /// A line without content, such as a rule of a table.
    Noise,
}

/// The rounds of a circuit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    pub rounds: Option<u32>,
    pub cap: Option<Duration>,
    /// The rest between rounds.
    pub rest: Option<Duration>,
    /// A round starts every minute, or is 20 s of work and 10 s of rest.
    pub beat: Option<Interval>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Interval {
    Minute,
    Tabata,
}

/// The lines of a sheet, ready to be read.
pub(super) fn lines(sheet: &str) -> Vec<Line> {
    let raw: Vec<(usize, &str)> = sheet.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).collect();
    let mut lines: Vec<Line> = tables(&raw);
    for line in lines.iter_mut().filter(|line| !line.is_too_long()) {
        labels::part_keys(&mut line.text);
        labels::unlabel(line);
    }
    labels::unnumber(&mut lines);
    labels::join_keys(lines)
}

/// The kind of a line, and its reading.
pub(super) fn read(line: &Line, names: &Names<'_>) -> (LineKind, Reading) {
    if line.is_too_long() {
        let mut reading = Reading::default();
        reading.dose.fail("a very long line: write each exercise on its own line");
        return (LineKind::Text, reading);
    }
    let tokens = lexer::tokens(&line.text);
    if tokens.is_empty() {
        let kind = if line.said.iter().all(String::is_empty) { LineKind::Blank } else { LineKind::Noise };
        return (kind, Reading::default());
    }
    let reading = grammar::read(&tokens);
    let kind = kind(line, &tokens, &reading, names);
    (kind, reading)
}

fn kind(line: &Line, tokens: &[Token], reading: &Reading, names: &Names<'_>) -> LineKind {
    let any = |class: Class| tokens.iter().any(|token| token.is(class));
    if reading.found.contains(&"a page") {
        return LineKind::Noise;
    }
    // "Setup", "Ziel: ...": an instruction follows.
    let labelled = tokens[0].is(words::LABEL) && tokens.get(1).is_none_or(|next| next.is(words::COLON));
    if labelled && (!reading.dose.has_amount() || tokens.len() > 8) {
        return LineKind::Text;
    }
    let circuit = round(tokens);
    let counts = circuit.is_some_and(|(round, _)| round.rounds.is_some() || round.cap.is_some());
    if !counts && any(words::REST) && any(words::ROUND) && reading.dose.rest.is_some() && !reading.dose.has_amount() {
        return LineKind::RoundRest;
    }
    if let Some((round, again)) = circuit {
        return if again { LineKind::Again(round) } else { LineKind::Circuit(round) };
    }
    let dose = &reading.dose;
    let found = named(reading, names);
    let library = found.as_ref().is_some_and(|(_, found)| found.is_some());
    let words: Vec<Token> = reading.parts.iter().flat_map(|part| part.words.iter().cloned()).collect();
    let heading = |token: &Token| {
        token.is(words::HEADING | words::WEEKDAY)
            || token.value != Value::None
            || token.is_break()
            || token.is(words::SLASH | words::AND | words::TITLE | words::ODD)
    };
    let titled = dose.reps.is_none() && dose.hold.is_none() && dose.sets.is_none() && dose.counts.is_empty();
    if !library
        && (line.marked && titled
            || titled && !words.is_empty() && words.iter().all(heading) && reading.parts[0].doses_before == 0)
        || dated_heading(line, tokens, reading)
    {
        return LineKind::Heading;
    }
    let Some((at, _)) = found else {
        return match () {
            () if dose.says_something() && !tokens.iter().any(|token| token.is(words::PERSON)) => LineKind::Dose,
            () if dose.says_something() => LineKind::Text,
            () => LineKind::Noise,
        };
    };
    let name = trimmed(&reading.parts[at].words);
    let ends = line.text.ends_with(['.', '!', '?']);
    if library {
        return if dose.says_something() { LineKind::Full } else { LineKind::Name };
    }
    let first = tokens.iter().find(|token| token.is_word());
    let instructs = first.is_some_and(|first| first.is(words::INSTRUCTION));
    // Words after the dose may be a remark.
    let before: Vec<&Token> = reading.parts[..=at].iter().flat_map(|part| &part.words).collect();
    let article = |word: &&Token| ["the", "your", "a", "an", "you", "it"].contains(&word.text.to_lowercase().as_str());
    let articles = before.iter().any(&article);
    let sentence = instructs && !dose.has_amount() && words.len() > 3 && words.iter().any(|word| article(&word));
    let person = before.iter().any(|word| word.is(words::PERSON));
    // "Lie on your back" begins no name, "sit to stand" and "sit-ups" do.
    let second = tokens.iter().skip_while(|token| !token.is_word()).nth(1);
    let posture = first.is_some_and(|first| first.is(words::POSTURE))
        && second.is_some_and(|second| second.is_word() && !second.is(words::TO | words::LIFT));
    if is_sentence(name)
        || posture
        || sentence
        || person
        || instructs && (articles && before.len() > 3 || before.len() > 6)
        || ends && words.len() > 4 && !dose.has_amount()
        || instructs && !dose.has_amount() && (ends && name.len() > 2 || name.len() > 3 && !is_title(name))
    {
        return LineKind::Text;
    }
    match () {
        () if dose.has_amount() => LineKind::Full,
        () if name.len() <= NAME && !is_filler(name) => LineKind::Name,
        () => LineKind::Text,
    }
}

/// Whether words are a name because of their capital letters, or a transfer such as "sit to stand".
fn is_title(name: &[Token]) -> bool {
    let capital = |token: &&Token| token.text.starts_with(char::is_uppercase);
    name[1].text.eq_ignore_ascii_case("to") || 3 * name.iter().filter(capital).count() >= 2 * name.len()
}

/// Whether a line has the capital letters of a title: `Push Up Plus`.
pub(super) fn is_title_line(line: &Line) -> bool {
    let words: Vec<&str> = line.text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    words.len() > 1 && !line.text.ends_with(['.', '!', '?']) && 4 * capitals >= 3 * words.len()
}

/// Whether a line with a dose may also be an instruction: "Bend one knee, hold 5 seconds".
pub(super) fn instructs(line: &Line, reading: &Reading, names: &Names<'_>) -> bool {
    let Some((at, None)) = named(reading, names) else { return false };
    let name = trimmed(&reading.parts[at].words);
    let dose = &reading.dose;
    let whole = dose.sets.is_some() && dose.reps.is_some();
    name.len() > 1 && name[0].is(words::INSTRUCTION) && !whole && !line.listed
}

/// "Day 2: Legs (45 min)", "Week 1".
fn dated_heading(line: &Line, tokens: &[Token], reading: &Reading) -> bool {
    let titled = tokens.first().is_some_and(|first| first.is(words::TITLE) && !first.is(words::MONTHNAME))
        && tokens.get(1).is_some_and(|next| next.is(words::NUMBER));
    let dose = &reading.dose;
    let amount = dose.reps.is_some() || dose.hold.is_some() || dose.sets.is_some();
    let heading = |token: &Token| token.is(words::HEADING | words::WEEKDAY) || !token.is_word();
    let dated = line.dated && (!dose.has_amount() || tokens.iter().all(heading));
    (titled || dated) && !amount && dose.counts.is_empty()
}

/// A line that is only about rounds: "3 rounds of:", "Circuit x 3", "AMRAP 10 min", "Repeat all 3 times".
fn round(tokens: &[Token]) -> Option<(Round, bool)> {
    let amrap = |token: &Token| token.text.eq_ignore_ascii_case("amrap");
    let about = |token: &Token| {
        let class = words::CIRCUIT
            | words::ROUND
            | words::EMOM
            | words::TABATA
            | words::REPEAT
            | words::TIMES
            | words::X
            | words::OF
            | words::FILL
            | words::DO
            | words::NUMBER
            | words::LENGTH
            | words::FOR
            | words::AND
            | words::SESSION;
        token.is(class)
            || token.is_break()
            || amrap(token)
            || token.is(words::REST | words::BETWEEN)
            || ["in", "for time", "every"].contains(&token.text.to_lowercase().as_str())
    };
    let any = |class: Class| tokens.iter().any(|token| token.is(class));
    let whole = |token: &Token| {
        token.is(words::CIRCUIT)
            && !["above", "these", "following", "through"].contains(&token.text.to_lowercase().as_str())
    };
    let is_round =
        any(words::ROUND) || tokens.iter().any(whole) || any(words::EMOM | words::TABATA) || tokens.iter().any(amrap);
    // "3 sets:" above exercises.
    let sets = matches!(tokens, [count, set, colon] if count.is(words::NUMBER) && set.is(words::SET) && colon.is(words::COLON));
    if !(sets || is_round && tokens.iter().all(about)) {
        return None;
    }
    // What is behind a word of rest is the rest between rounds.
    let rest_at = tokens.iter().position(|token| token.is(words::REST)).unwrap_or(tokens.len());
    let (tokens, behind) = tokens.split_at(rest_at);
    let rest = behind.iter().find_map(|token| match token.value {
        Value::Length(low, _) => Some(low),
        _ => None,
    });
    let count = tokens.iter().find_map(|token| match token.value {
        Value::Count(low, _) => Some(low),
        _ => None,
    });
    let length = tokens.iter().find_map(|token| match token.value {
        Value::Length(low, _) => Some(low),
        _ => None,
    });
    let beat = match () {
        () if any(words::EMOM) => Some(Interval::Minute),
        () if any(words::TABATA) => Some(Interval::Tabata),
        () => None,
    };
    let minutes = length.and_then(|length| u32::try_from(length.as_secs() / 60).ok());
    let round = match beat {
        Some(Interval::Minute) => Round { rounds: minutes.or(count), cap: None, rest, beat },
        Some(Interval::Tabata) => Round { rounds: count.or(Some(8)), cap: None, rest, beat },
        None if tokens.iter().any(amrap) => Round { rounds: None, cap: length, rest, beat },
        None => Round { rounds: count, cap: None, rest, beat },
    };
    let again = any(words::REPEAT)
        || tokens.first().is_some_and(|first| first.is(words::DO))
            && !tokens.last().is_some_and(|last| last.is(words::COLON | words::OF));
    Some((round, again))
}
