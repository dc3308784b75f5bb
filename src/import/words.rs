//! A line of a sheet taken apart: counts, lengths, loads and words. What they say together is left to `dose`.

use std::time::Duration;

use super::dose::COUNTED;
use crate::base::quantity::parse_duration;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// `10`.
    Count(u32),
    /// `8-12`.
    Range(u32, u32),
    /// `30 s`, `1:30`.
    Length(Duration),
    /// `16 kg`.
    Load(String),
    /// `2 laps`, `3 mph`, `RPE 7`: what a routine has no place for.
    Measure(String),
    /// `x`, `×`.
    Times,
    /// `/`.
    Slash,
    /// What parts a line: a comma, a bracket, a full stop, a dash.
    Comma,
    /// A word, as it is said.
    Word(String),
    /// A number that says nothing here.
    Odd(String),
}

impl Token {
    /// The word in lower case without an apostrophe at its end; empty where it is no word.
    pub(super) fn word(&self) -> String {
        match self {
            Token::Word(said) => said.to_lowercase(),
            _ => String::new(),
        }
    }
}

/// A piece before numbers and their units are put together.
#[derive(Clone, Debug, PartialEq)]
enum Atom {
    Number(String),
    Range(String, String),
    Clock(String, String),
    Unit(String),
    Times,
    Slash,
    Comma,
    Word(String),
}

const SECONDS: [&str; 8] = ["s", "sec", "secs", "second", "seconds", "sek", "\"", "″"];
const MINUTES: [&str; 6] = ["min", "mins", "minute", "minutes", "'", "′"];
const HOURS: [&str; 5] = ["h", "hr", "hrs", "hour", "hours"];
const LOADS: [(&str, &str); 11] = [
    ("kg", "kg"),
    ("kgs", "kg"),
    ("kilo", "kg"),
    ("kilos", "kg"),
    ("kilogram", "kg"),
    ("kilograms", "kg"),
    ("lb", "lb"),
    ("lbs", "lb"),
    ("pound", "lb"),
    ("pounds", "lb"),
    ("#", "lb"),
];
/// What a routine has no place for, after its number.
const MEASURES: [&str; 37] = [
    "lap", "laps", "length", "lengths", "shuttles", "km", "mile", "miles", "mi", "metre", "metres", "meter", "meters",
    "yard", "yards", "yd", "yds", "ft", "feet", "mph", "kph", "kmh", "km/h", "rpm", "bpm", "watt", "watts", "flight",
    "flights", "floors", "breaths", "rpe", "rir", "cal", "cals", "calories", "kcal",
];
/// Words before whose `m` are metres.
const LAPS: [&str; 5] = ["lap", "laps", "length", "lengths", "shuttles"];
/// What a number says of a position or a thing: it belongs to the name.
const SIZES: [&str; 8] = ["inch", "inches", "cm", "mm", "degree", "degrees", "deg", "°"];
/// What is as high as the inches before or after it.
const HIGH: [&str; 24] = [
    "box",
    "boxes",
    "step",
    "steps",
    "step-up",
    "step-ups",
    "stepup",
    "stepups",
    "step-down",
    "step-downs",
    "ups",
    "downs",
    "stair",
    "stairs",
    "block",
    "blocks",
    "platform",
    "bench",
    "stool",
    "high",
    "tall",
    "height",
    "ball",
    "roller",
];
/// What a percentage is one of.
const MAXIMUM: [&str; 8] = ["1rm", "1-rm", "rm", "max", "maximum", "mvc", "effort", "bodyweight"];
const MONTHS: [&str; 24] = [
    "january",
    "jan",
    "february",
    "feb",
    "march",
    "mar",
    "april",
    "apr",
    "may",
    "june",
    "jun",
    "july",
    "jul",
    "august",
    "aug",
    "september",
    "sep",
    "sept",
    "october",
    "oct",
    "november",
    "nov",
    "december",
    "dec",
];
/// Words whose number is a part of a title.
const PARTS: [&str; 8] = ["week", "weeks", "phase", "day", "days", "page", "stage", "visit"];
/// Words that may stand at a number without a space, beside the units.
const AFTER: [&str; 9] = ["rep", "reps", "set", "sets", "m", "km", "ft", "mi", "r"];
/// Abbreviations whose full stop does not end anything.
const SHORT: [&str; 9] = ["sec", "secs", "min", "mins", "rep", "reps", "hr", "lb", "lbs"];
const NUMBERS: [(&str, &str); 14] = [
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("twelve", "12"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
];

fn is_unit(word: &str) -> bool {
    SECONDS.contains(&word)
        || MINUTES.contains(&word)
        || HOURS.contains(&word)
        || LOADS.iter().any(|(unit, _)| *unit == word)
        || AFTER.contains(&word)
        || MEASURES.contains(&word)
        || SIZES.contains(&word)
}

/// Takes a line apart. The notes say how something in it was taken.
pub(super) fn tokens(line: &str) -> (Vec<Token>, Vec<String>) {
    let mut atoms = Vec::new();
    for chunk in line.split_whitespace() {
        read_chunk(chunk, &mut atoms);
    }
    combine(&spelled_out(&atoms))
}

/// One piece between spaces.
fn read_chunk(chunk: &str, atoms: &mut Vec<Atom>) {
    let opened = chunk.trim_start_matches(['(', '[', '{', '“', '„', '"', '‘']);
    if opened.len() < chunk.len() {
        atoms.push(Atom::Comma);
    }
    // A comma between two digits is a decimal point; any other parts the line.
    let comma = opened.char_indices().find(|(at, c)| {
        let next = opened[at + c.len_utf8()..].chars().next();
        matches!(c, ',' | ';' | ')' | ']' | '}') && !(*c == ',' && *at > 0 && next.is_some_and(|n| n.is_ascii_digit()))
    });
    if let Some((at, mark)) = comma {
        read_word(&opened[..at], atoms);
        atoms.push(Atom::Comma);
        let rest = &opened[at + mark.len_utf8()..];
        if !rest.is_empty() {
            read_chunk(rest, atoms);
        }
        return;
    }
    read_word(opened, atoms);
}

fn read_word(chunk: &str, atoms: &mut Vec<Atom>) {
    // A closing quotation mark at a number is a unit.
    let straight = chunk.replace('”', "\"");
    let chunk = if chunk.starts_with(|c: char| c.is_ascii_digit()) { &straight } else { chunk };
    let bare = chunk.trim_end_matches(['.', ':', '!', '?', '”', '’']);
    let stops = chunk[bare.len()..].contains(['.', '!', '?']) && !SHORT.contains(&bare.to_lowercase().as_str());
    match bare {
        "" => {}
        "-" | "–" | "—" | "|" | "->" | "=" | "•" => atoms.push(Atom::Comma),
        "/" => atoms.push(Atom::Slash),
        "w/" | "@" => atoms.push(Atom::Word("with".to_owned())),
        word => match numbers(word) {
            Some(found) => {
                // "30 sec." ends nothing, "10." does.
                let unit = matches!(found.last(), Some(Atom::Unit(_)));
                atoms.extend(found);
                if unit {
                    return;
                }
            }
            None => atoms.push(Atom::Word(word.to_owned())),
        },
    }
    if stops {
        atoms.push(Atom::Comma);
    }
}

/// A piece that is made of numbers, their units and what stands between them: `3x10`, `8-12`, `16kg`, `10/side`.
/// `None` where it is a word, such as `4-way`.
fn numbers(chunk: &str) -> Option<Vec<Atom>> {
    let mut atoms = Vec::new();
    let mut rest = chunk;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 {
            let (number, after) = rest.split_at(digits);
            rest = number_atom(number, after, &mut atoms)?;
            continue;
        }
        let (piece, after) = rest.split_at(first.len_utf8());
        match first {
            '×' | '*' | '✕' | '╳' | '⨯' => atoms.push(Atom::Times),
            '/' if !atoms.is_empty() || rest.len() > 1 => {
                atoms.push(Atom::Slash);
                if after.chars().all(char::is_alphabetic) && !after.is_empty() {
                    atoms.push(Atom::Word(after.to_owned()));
                    return Some(atoms);
                }
            }
            '@' => atoms.push(Atom::Word("with".to_owned())),
            '"' | '″' => atoms.push(Atom::Unit("\"".to_owned())),
            '%' | '°' if !atoms.is_empty() => atoms.push(Atom::Unit(first.to_string())),
            '\'' | '′' | '’' if after.starts_with(['\'', '′', '’']) => {
                atoms.push(Atom::Unit("s".to_owned()));
                rest = &after[after.chars().next().map_or(0, char::len_utf8)..];
                continue;
            }
            '\'' | '′' => atoms.push(Atom::Unit("min".to_owned())),
            '#' => atoms.push(Atom::Unit("lb".to_owned())),
            // "30-second"
            '-' if matches!(atoms.last(), Some(Atom::Number(_) | Atom::Range(..))) => {}
            letter if letter.is_alphabetic() => {
                let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let word = word.to_lowercase();
                match word.as_str() {
                    "x" if !atoms.is_empty() || after.starts_with(|c: char| c.is_ascii_digit()) || chunk == rest => {
                        atoms.push(Atom::Times);
                    }
                    unit if is_unit(unit) && !atoms.is_empty() => atoms.push(Atom::Unit(word)),
                    joined if matches!(atoms.last(), Some(Atom::Number(_))) && joined.len() > 1 => {
                        // "3xmax"
                        let word = joined.strip_prefix('x').filter(|word| is_fatigue(word))?;
                        atoms.extend([Atom::Times, Atom::Word(word.to_owned())]);
                    }
                    _ => return None,
                }
                rest = after;
                continue;
            }
            _ => return None,
        }
        rest = &rest[piece.len()..];
    }
    let any = atoms.iter().any(|atom| matches!(atom, Atom::Number(_) | Atom::Range(..) | Atom::Clock(..)));
    let plain = matches!(atoms.as_slice(), [Atom::Times | Atom::Slash] | [Atom::Slash, Atom::Word(_)]);
    // "90/90" names a position.
    let named = atoms.windows(3).any(|three| matches!(three, [Atom::Number(_), Atom::Slash, Atom::Number(_)]));
    ((any && !named) || plain).then_some(atoms)
}

fn is_fatigue(word: &str) -> bool {
    ["amrap", "max", "failure", "fatigue"].contains(&word)
}

/// A number, with what can only follow a number: decimals, the end of a range, the seconds of a clock.
fn number_atom<'a>(number: &str, after: &'a str, atoms: &mut Vec<Atom>) -> Option<&'a str> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    for point in ['.', ','] {
        if let Some(rest) = after.strip_prefix(point)
            && digits(rest) > 0
        {
            let (decimals, rest) = rest.split_at(digits(rest));
            atoms.push(Atom::Number(format!("{number}.{decimals}")));
            return Some(rest);
        }
    }
    if let Some(rest) = after.strip_prefix(':').filter(|rest| digits(rest) == 2) {
        atoms.push(Atom::Clock(number.to_owned(), rest[..2].to_owned()));
        return Some(&rest[2..]);
    }
    if let Some(rest) = after.strip_prefix(['-', '–', '—']).filter(|rest| digits(rest) > 0) {
        let (upper, rest) = rest.split_at(digits(rest));
        // "3-1-3" is a tempo, "555-1234-55" nothing.
        if rest.starts_with(['-', '–']) {
            return None;
        }
        atoms.push(Atom::Range(number.to_owned(), upper.to_owned()));
        return Some(rest);
    }
    atoms.push(Atom::Number(number.to_owned()));
    Some(after)
}

/// Numbers in words, where something to count follows, and ranges in words: `three sets`, `8 to 12`.
fn spelled_out(atoms: &[Atom]) -> Vec<Atom> {
    const COUNTED: [&str; 12] =
        ["sets", "set", "reps", "rep", "times", "seconds", "second", "sec", "minutes", "minute", "min", "repetitions"];
    let mut out: Vec<Atom> = Vec::new();
    for (at, atom) in atoms.iter().enumerate() {
        let counts = match atoms.get(at + 1) {
            Some(Atom::Word(next)) => COUNTED.contains(&next.to_lowercase().as_str()),
            Some(Atom::Times) => true,
            _ => false,
        };
        let counted = counts
            || match out.as_slice() {
                [.., Atom::Times] => true,
                [.., Atom::Word(sets), Atom::Word(of)] => sets.starts_with("set") && of.eq_ignore_ascii_case("of"),
                _ => false,
            };
        let number = match atom {
            Atom::Word(word) => NUMBERS.iter().find(|(name, _)| *name == word.to_lowercase()),
            _ => None,
        };
        match (number, atom) {
            (Some((_, number)), _) if counted => out.push(Atom::Number((*number).to_owned())),
            (_, Atom::Number(upper)) => match out.as_slice() {
                [.., Atom::Number(lower), Atom::Word(to)] if to.eq_ignore_ascii_case("to") => {
                    let range = Atom::Range(lower.clone(), upper.clone());
                    out.truncate(out.len() - 2);
                    out.push(range);
                }
                _ => out.push(atom.clone()),
            },
            _ => out.push(atom.clone()),
        }
    }
    out
}

/// Puts numbers and their units together.
fn combine(atoms: &[Atom]) -> (Vec<Token>, Vec<String>) {
    let mut tokens = Vec::new();
    let mut notes = Vec::new();
    let mut at = 0;
    while let Some(atom) = atoms.get(at) {
        at += 1;
        let unit = atoms.get(at).map(unit).unwrap_or_default();
        let token = match atom {
            Atom::Number(number) => {
                if let Some((token, taken)) = beside(atoms, at - 1, number) {
                    at += taken;
                    token
                } else if let Some(length) = length(number, &unit) {
                    at += 1;
                    Token::Length(length)
                } else if let Some((_, name)) = LOADS.iter().find(|(word, _)| *word == unit) {
                    at += 1;
                    Token::Load(format!("{number} {name}"))
                } else if unit == "m" && number.len() < 3 {
                    at += 1;
                    notes.push(format!("`{number} m` is taken as minutes"));
                    length(number, "min").map_or_else(|| Token::Odd(format!("{number} m")), Token::Length)
                } else {
                    count(number)
                }
            }
            Atom::Range(lower, upper) => {
                let number = format!("{lower}-{upper}");
                if let Some((token, taken)) = beside(atoms, at - 1, &number) {
                    at += taken;
                    token
                } else if let (Some(lowest), Some(highest)) = (length(lower, &unit), length(upper, &unit)) {
                    at += 1;
                    notes.push(format!("of `{lower}-{upper} {unit}` the lower is taken: a length is one number"));
                    Token::Length(lowest.min(highest))
                } else {
                    match (lower.parse(), upper.parse()) {
                        (Ok(lower), Ok(upper)) => Token::Range(lower, upper),
                        _ => Token::Odd(format!("{lower}-{upper}")),
                    }
                }
            }
            Atom::Clock(minutes, seconds) => match length(minutes, "min").zip(length(seconds, "s")) {
                Some((minutes, seconds)) => Token::Length(minutes + seconds),
                None => Token::Odd(format!("{minutes}:{seconds}")),
            },
            Atom::Unit(unit) => Token::Word(unit.clone()),
            Atom::Times => Token::Times,
            Atom::Slash => Token::Slash,
            Atom::Comma => Token::Comma,
            Atom::Word(word) => match (effort(word), atoms.get(at)) {
                (true, Some(Atom::Number(number))) => {
                    at += 1;
                    Token::Measure(format!("{word} {number}"))
                }
                (true, Some(Atom::Range(lower, upper))) => {
                    at += 1;
                    Token::Measure(format!("{word} {lower}-{upper}"))
                }
                _ => Token::Word(word.clone()),
            },
        };
        // "1 min 30 s" is one length.
        match (tokens.last_mut(), &token) {
            (Some(Token::Length(before)), Token::Length(more))
                if *more < Duration::from_secs(60)
                    && *before >= Duration::from_secs(60)
                    && before.as_secs() % 60 == 0 =>
            {
                *before += *more;
            }
            _ => tokens.push(token),
        }
    }
    (tokens, notes)
}

/// How hard it is to feel.
fn effort(word: &str) -> bool {
    ["rpe", "rir"].contains(&word.to_lowercase().as_str())
}

/// A number that is no dose, by what stands beside it, and how many atoms after it belong to it.
fn beside(atoms: &[Atom], here: usize, number: &str) -> Option<(Token, usize)> {
    let after = |ahead: usize| atoms.get(here + ahead).map(unit).unwrap_or_default();
    let before = |back: usize| here.checked_sub(back).map(|at| unit(&atoms[at])).unwrap_or_default();
    let next = after(1);
    let spoken = atoms.get(here + 1).and_then(said).unwrap_or_default();
    if next == "%" {
        let last = if after(2) == "of" { 3 } else { 2 };
        if !MAXIMUM.contains(&after(last).as_str()) {
            return Some((Token::Word(format!("{number}%")), 1));
        }
        let said: Vec<&str> = (here + 2..=here + last).filter_map(|at| said(&atoms[at])).collect();
        return Some((Token::Measure(format!("{number} % {}", said.join(" "))), last));
    }
    let inches = ["\"", "″"].contains(&next.as_str())
        && (HIGH.contains(&after(2).as_str()) || HIGH.contains(&before(1).as_str()));
    if inches || SIZES.contains(&next.as_str()) {
        let space = if inches || next == "°" { "" } else { " " };
        return Some((Token::Word(format!("{number}{space}{spoken}")), 1));
    }
    let metres = next == "m"
        && (before(1) == "of"
            || here.checked_sub(1).is_some_and(|at| atoms[at] == Atom::Times)
            || atoms[..here].iter().any(|atom| LAPS.contains(&unit(atom).as_str())));
    // "3x10 RPE 7", "3x10 feet together"
    let number_of_it = matches!(atoms.get(here + 2), Some(Atom::Number(_) | Atom::Range(..)));
    let feet = next == "feet" && !["", "each", "per", "and", "with"].contains(&after(2).as_str());
    if feet || (effort(&next) && number_of_it) {
        return None;
    }
    if metres || MEASURES.contains(&next.as_str()) {
        return Some((Token::Measure(format!("{number} {spoken}")), 1));
    }
    is_title(atoms, here, number).then(|| (Token::Word(number.to_owned()), 0))
}

/// Whether a number belongs to a title: `12 March 2026`, `Week 2`.
fn is_title(atoms: &[Atom], here: usize, number: &str) -> bool {
    let atom = |back: usize| here.checked_sub(back).map(|at| &atoms[at]);
    let before = |back: usize| atom(back).map(unit).unwrap_or_default();
    let next = atoms.get(here + 1).map(unit).unwrap_or_default();
    let month = |word: &str| MONTHS.contains(&word);
    let counted = matches!(atoms.get(here + 1), Some(Atom::Times | Atom::Unit(_)))
        || COUNTED.contains(&next.as_str())
        || length("1", &next).is_some();
    if counted || atom(1) == Some(&Atom::Times) {
        return false;
    }
    if PARTS.contains(&before(1).as_str()) {
        let often = ["per", "a", "each", "every", "other"].contains(&before(2).as_str());
        return !often && !matches!(atom(2), Some(Atom::Slash | Atom::Times | Atom::Number(_) | Atom::Range(..)));
    }
    match number.parse() {
        Ok(1900..2100) => (1..=3).any(|back| month(&before(back))),
        Ok(1..=31) => {
            // One may march, and one may do something.
            let capital = matches!(atoms.get(here + 1), Some(Atom::Word(word)) if word.starts_with(char::is_uppercase));
            let year = (2..=3).any(|ahead| {
                let Some(Atom::Number(year)) = atoms.get(here + ahead - 1) else { return false };
                year.parse().is_ok_and(|year: u32| (1900..2100).contains(&year))
            });
            let apart = !["march", "may"].contains(&before(1).as_str()) || atom(2) == Some(&Atom::Comma) || year;
            (month(&next) && capital && before(1) != "of") || (month(&before(1)) && apart)
        }
        _ => false,
    }
}

fn said(atom: &Atom) -> Option<&str> {
    match atom {
        Atom::Unit(word) | Atom::Word(word) => Some(word),
        _ => None,
    }
}

fn unit(atom: &Atom) -> String {
    said(atom).map(str::to_lowercase).unwrap_or_default()
}

fn count(number: &str) -> Token {
    number.parse().map_or_else(|_| Token::Odd(number.to_owned()), Token::Count)
}

fn length(number: &str, unit: &str) -> Option<Duration> {
    let unit = match unit {
        word if SECONDS.contains(&word) => "s",
        word if MINUTES.contains(&word) => "m",
        word if HOURS.contains(&word) => "h",
        _ => return None,
    };
    parse_duration(&format!("{number}{unit}")).ok()
}
