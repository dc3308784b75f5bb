//! Tokens that belong together, joined: numbers in words, phrases, ranges, numbers with their units.

use std::time::Duration;

use super::{
    token::{Token, Value, count},
    words::{self, Class},
};

/// The longest plausible length of a number and its unit, in seconds: longer is a misreading.
const LONGEST: f64 = 86_400.0;

/// "3 by 10" and "3 · 10" multiply; "pull by the arm" and "5 reps · repeat" do not.
pub(super) fn numbers_around(tokens: &mut [Token]) {
    let is_number = |token: Option<&Token>| {
        token.is_some_and(|token| token.is(words::NUMBER) || words::numeral_of(&token.text.to_lowercase()).is_some())
    };
    for at in 0..tokens.len() {
        let word = tokens[at].text.len() > 1 && tokens[at].text.chars().all(char::is_alphabetic);
        if tokens[at].is(words::X) && (word || tokens[at].text == "·") {
            let both = at > 0 && is_number(tokens.get(at - 1)) && is_number(tokens.get(at + 1));
            let mal = tokens[at].is(words::TIMES);
            if !both && !mal {
                let instead = if word { words::FILL } else { words::COMMA };
                tokens[at].class = tokens[at].class & !words::X | instead;
            }
        }
    }
}

/// Numbers as words, where a number is possible: `three sets`, `two to three minutes`, `x five`, `count of ten`.
pub(super) fn numerals(mut tokens: Vec<Token>) -> Vec<Token> {
    const COUNTED: Class = words::SET
        | words::REP
        | words::TIMES
        | words::SECOND
        | words::MINUTE
        | words::HOUR
        | words::X
        | words::BREATH
        | words::COUNTING
        | words::DAY
        | words::WEEK
        | words::MONTH;
    for at in (0..tokens.len()).rev() {
        let Some(number) = words::numeral_of(&tokens[at].text.to_lowercase()) else { continue };
        let next = tokens.get(at + 1);
        let ranges = next.is_some_and(|next| next.is(words::TO | words::AND) && next.text != "+")
            && tokens.get(at + 2).is_some_and(|after| after.is(words::NUMBER));
        let counts = next.is_some_and(|next| next.is(COUNTED) && !next.is(words::LIMB) && next.text != "by") || ranges;
        let before = |back: usize| at.checked_sub(back).map(|before| &tokens[before]);
        let after = before(1).is_some_and(|one| one.is(words::X | words::TIMES | words::COUNTING))
            || before(1).is_some_and(|one| one.is(words::OF | words::TO))
                && before(2).is_some_and(|two| two.is(words::SET | words::COUNTING));
        if counts || after {
            let text = tokens[at].text.clone();
            tokens[at] = count(&text, number, number);
        }
    }
    tokens
}

/// Joins the words of a phrase.
pub(super) fn phrases(tokens: &[Token]) -> Vec<Token> {
    let lower: Vec<String> = tokens.iter().map(|token| token.text.to_lowercase().replace('’', "'")).collect();
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let found = words::phrases_of(&lower[at]).find(|(words, _)| {
            lower
                .get(at..at + words.len())
                .is_some_and(|said| said.iter().map(String::as_str).eq(words.iter().copied()))
        });
        match found {
            Some((words, class)) => {
                let text: Vec<&str> = tokens[at..at + words.len()].iter().map(|token| token.text.as_str()).collect();
                out.push(Token::new(class, text.join(" ")));
                at += words.len();
            }
            None => {
                out.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    out
}

/// Joins the two ends of a range: `8-12`, `8 to 12`, `30s - 1min`.
pub(super) fn ranges(tokens: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let joins = |token: Option<&Token>| {
            token.is_some_and(|token| {
                token.text.trim() == "-" || token.is(words::TO) || token.text == "or" || token.text == "bis"
            })
        };
        if let (Some(Value::Count(low, _)), true, Some(Value::Count(high, _))) =
            (out.last().map(|token| token.value), joins(tokens.get(at)), tokens.get(at + 1).map(|token| token.value))
            && low < high
            && !is_apart(&out, tokens, at)
        {
            let joined = out.last_mut();
            if let Some(joined) = joined {
                joined.text = format!("{low}-{high}");
                joined.value = Value::Count(low, high);
                joined.class |= tokens[at + 1].class;
            }
            at += 2;
            continue;
        }
        out.push(tokens[at].clone());
        at += 1;
    }
    out
}

/// Whether a dash with spaces ends a dose: `3x12 - 30 sec rest`, but not `3 x 30 - 60 s`.
fn is_apart(before: &[Token], tokens: &[Token], at: usize) -> bool {
    let Some(Value::Count(low, _)) = before.last().map(|token| token.value) else { return false };
    let product = before.len() > 1 && before[before.len() - 2].is(words::X);
    let lasts = tokens.get(at + 2).is_some_and(|unit| unit.is(words::SECOND | words::MINUTE));
    let rests = tokens.get(at + 3).is_some_and(|next| next.is(words::REST | words::BETWEEN | words::PAUSE));
    tokens[at].text == " - " && lasts && (rests || product && low < 20)
}

/// Joins numbers and their units.
pub(super) fn units(tokens: &[Token]) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let next = tokens.get(at + 1);
        if !token.is(words::NUMBER) {
            out.push(token.clone());
            at += 1;
            continue;
        }
        at += 2;
        let said = next.map(|next| format!("{} {}", token.text, next.text)).unwrap_or_default();
        let followed = |class: Class| tokens.get(at).is_some_and(|after| after.is(class));
        let unit = next.map_or(0, |next| next.class);
        let text = next.map_or("", |next| next.text.as_str());
        let thing = followed(words::AID) || followed(words::THING);
        // "8" box", but not "30" x 3".
        let inches = text == "\"" && (thing || tokens.get(at).is_some_and(|after| after.text.starts_with("step")));
        let metres = text.eq_ignore_ascii_case("m")
            && (out.last().is_some_and(|before| before.is(words::OF | words::X)) || followed(words::SLASH));
        let joined = if unit & words::LIMB != 0 && (followed(words::COMMA) || tokens.get(at).is_none()) {
            // "10 feet": a number for each foot, or a distance.
            Some(Token::new(words::MEASURE, said.clone()))
        } else if inches || unit & words::SIZEUNIT != 0 && text != "in" {
            Some(Token::new(words::SIZE, said.replace(" \"", "\"").replace(" °", "°")))
        } else if metres {
            Some(Token::new(words::MEASURE, said.clone()))
        } else if let Some(length) = length(token, next) {
            Some(length)
        } else if unit & words::LOADUNIT != 0 {
            let load = if text.to_lowercase().starts_with(['l', 'p']) { "lb" } else { "kg" };
            let range = matches!(token.value, Value::Count(low, high) if low != high);
            Some(Token::new(if range { words::MEASURE } else { words::LOAD }, format!("{} {load}", token.text)))
        } else if unit & words::MEASUREUNIT != 0
            && !feet_together(tokens, at)
            && !(felt(text) && followed(words::NUMBER))
        {
            Some(Token::new(words::MEASURE, said.clone()))
        } else {
            None
        };
        match joined {
            Some(joined) => out.push(joined),
            None => {
                at -= 1;
                // A decimal number without a unit means nothing.
                let odd = token.value == Value::None || matches!(token.value, Value::Count(_, high) if high > 100_000);
                out.push(if odd { Token::new(words::ODD, token.text.clone()) } else { token.clone() });
            }
        }
    }
    // "RPE 7", "1 min 30 s", "30s - 1min".
    let mut tidy: Vec<Token> = Vec::with_capacity(out.len());
    let mut rest = out.into_iter().peekable();
    while let Some(token) = rest.next() {
        let measured = felt(&token.text);
        if measured && rest.peek().is_some_and(|next| next.is(words::NUMBER)) {
            let number = rest.next().map(|next| next.text).unwrap_or_default();
            tidy.push(Token::new(words::MEASURE, format!("{} {number}", token.text)));
            continue;
        }
        let percent = tidy.last().is_some_and(|before| {
            before.is(words::MEASURE) && (before.text.ends_with('%') || before.text.ends_with(" of"))
        });
        let maximum = ["1rm", "rm", "max", "mvc", "effort", "bodyweight", "bw"]
            .contains(&token.text.to_lowercase().as_str())
            || token.text.to_lowercase().ends_with("rm");
        if percent && (maximum || token.is(words::OF)) {
            if let Some(before) = tidy.last_mut() {
                before.text = format!("{} {}", before.text, token.text);
            }
            continue;
        }
        match (tidy.len().checked_sub(1), token.value) {
            (Some(last), Value::Length(more, upper)) => {
                let joins = tidy[last].text.trim() == "-" || tidy[last].is(words::TO);
                match tidy[last].value {
                    Value::Length(before, _)
                        if more.as_secs() < 60 && before.as_secs() >= 60 && before.as_secs() % 60 == 0 =>
                    {
                        let length = before + more;
                        tidy[last].value = Value::Length(length, length);
                    }
                    _ if joins && last > 0 => match tidy[last - 1].value {
                        Value::Length(low, _) if low < more => {
                            tidy[last - 1].value = Value::Length(low, upper);
                            tidy[last - 1].text = format!("{}-{}", tidy[last - 1].text, token.text);
                            tidy.truncate(last);
                        }
                        _ => tidy.push(token),
                    },
                    _ => tidy.push(token),
                }
            }
            _ => tidy.push(token),
        }
    }
    tidy
}

/// Whether a word introduces a rating of effort.
fn felt(word: &str) -> bool {
    ["rpe", "rir"].contains(&word.to_lowercase().as_str())
}

/// "3x10 feet together" means the feet, "20 feet" a distance.
fn feet_together(tokens: &[Token], at: usize) -> bool {
    let is_feet = |token: &Token| ["feet", "foot", "floor"].contains(&token.text.to_lowercase().as_str());
    let next = tokens.get(at).is_some_and(|after| after.is_word() && !after.is(words::PREP | words::AND | words::EACH));
    at.checked_sub(1).and_then(|unit| tokens.get(unit)).is_some_and(is_feet) && next
}

fn length(number: &Token, unit: Option<&Token>) -> Option<Token> {
    let unit = unit?;
    let metres = unit.text.eq_ignore_ascii_case("m") && number.text.len() < 3;
    let seconds = match () {
        () if unit.is(words::SECOND) => 1.0,
        () if unit.is(words::MINUTE) || metres => 60.0,
        () if unit.is(words::HOUR) => 3600.0,
        () => return None,
    };
    let length = |number: f64| {
        let seconds = number * seconds;
        let tenths = (seconds * 10.0).round() / 10.0;
        Duration::try_from_secs_f64(tenths).ok().filter(|_| tenths > 0.0 && tenths <= LONGEST)
    };
    let value = match number.value {
        Value::Count(low, high) => Value::Length(length(f64::from(low))?, length(f64::from(high))?),
        _ => {
            let length = length(number.text.parse().ok()?)?;
            Value::Length(length, length)
        }
    };
    Some(Token { class: words::LENGTH, text: format!("{} {}", number.text, unit.text), value })
}

/// In "3s x 10r" the letters are sets and reps: next to a number with `r`, `s` is not a second.
pub(super) fn sets_and_reps(mut tokens: Vec<Token>) -> Vec<Token> {
    let letter = |token: &Token| token.is(words::NUMBER) && token.is(words::STEPS);
    if !tokens.iter().any(letter) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + 2);
    let mut was_rep = false;
    for token in tokens.drain(..) {
        let seconds = match token.value {
            Value::Length(low, high) if token.text.to_lowercase().ends_with(" s") && low == high => {
                u32::try_from(low.as_secs()).ok()
            }
            _ => None,
        };
        if let Some(sets) = seconds {
            out.push(count(&sets.to_string(), sets, sets));
            out.push(Token::new(words::SET, "sets"));
        } else if was_rep && token.text.eq_ignore_ascii_case("r") {
            out.push(Token::new(words::REP, "reps"));
        } else {
            was_rep = letter(&token);
            let class = if was_rep { words::NUMBER } else { token.class };
            out.push(Token { class, ..token });
            continue;
        }
        was_rep = false;
    }
    out
}
