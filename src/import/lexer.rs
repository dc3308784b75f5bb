//! A line of a sheet cut into tokens: numbers with their units, words with what they can mean, and breaks.

use std::time::Duration;

use super::words::{self, Class};

/// The longest length that a number and its unit can make: longer is a misreading.
const LONGEST: f64 = 86_400.0;

/// A piece of a line with everything that it can mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// What it can mean; none for a word that no table has.
    pub class: Class,
    /// As it is written.
    pub text: String,
    /// The number or lengths in it.
    pub value: Value,
}

/// The number in a token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// No number.
    None,
    /// A count, or a range of them.
    Count(u32, u32),
    /// A length, or a range of them.
    Length(Duration, Duration),
}

impl Token {
    pub(super) fn is(&self, class: Class) -> bool {
        self.class & class != 0
    }

    /// Whether it separates what is before it from what is after it.
    pub(super) fn is_break(&self) -> bool {
        self.is(words::COMMA | words::COLON | words::STOP | words::ARROW)
    }

    /// Whether it is a word, known or not.
    pub(super) fn is_word(&self) -> bool {
        !self.is_break()
            && self.value == Value::None
            && !self.is(words::X | words::LOAD | words::MEASURE | words::ODD | words::SLASH | words::AT | words::TEMPO)
    }

    fn new(class: Class, text: impl Into<String>) -> Token {
        Token { class, text: text.into(), value: Value::None }
    }
}

/// A run of characters of one kind.
#[derive(Clone, Debug)]
struct Run<'l> {
    text: &'l str,
    kind: Kind,
    /// A space is before it.
    apart: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Digits,
    Letters,
    Sign,
}

/// The tokens of a line.
pub(super) fn tokens(line: &str) -> Vec<Token> {
    let runs = runs(line);
    let mut lexer = Lexer { runs: &runs, at: 0, tokens: Vec::new() };
    while lexer.at < runs.len() {
        lexer.next();
    }
    numbers_around(&mut lexer.tokens);
    // Ranges and numerals need each other: "two to three minutes", "8 to twelve".
    let tokens = phrases(&numerals(lexer.tokens));
    sets_and_reps(units(&ranges(&tokens)))
}

/// "3 by 10" and "3 · 10" multiply; "pull by the arm" and "5 reps · repeat" do not.
fn numbers_around(tokens: &mut [Token]) {
    let is_number = |token: Option<&Token>| {
        token.is_some_and(|token| {
            token.is(words::NUMBER) || words::NUMERALS.iter().any(|(word, _)| *word == token.text.to_lowercase())
        })
    };
    for at in 0..tokens.len() {
        let word = tokens[at].text.len() > 1 && tokens[at].text.chars().all(char::is_alphabetic);
        if tokens[at].is(words::X) && (word || tokens[at].text == "·") {
            let both = at > 0 && is_number(tokens.get(at - 1)) && is_number(tokens.get(at + 1));
            let mal = tokens[at].is(words::TIMES);
            if !both && !mal {
                let instead = if word { 0 } else { words::COMMA };
                tokens[at].class = tokens[at].class & !words::X | instead;
            }
        }
    }
}

fn runs(line: &str) -> Vec<Run<'_>> {
    let kind = |c: char| match c {
        c if c.is_ascii_digit() => Kind::Digits,
        c if c.is_alphabetic() => Kind::Letters,
        _ => Kind::Sign,
    };
    let mut runs: Vec<Run<'_>> = Vec::new();
    let mut apart = true;
    let mut chars = line.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            if first == '\t' {
                runs.push(Run { text: ",", kind: Kind::Sign, apart: true });
            }
            apart = true;
            continue;
        }
        let kind_of_first = kind(first);
        let mut end = start + first.len_utf8();
        if kind_of_first != Kind::Sign {
            while let Some((at, c)) = chars.peek().copied() {
                // The apostrophe of "child's" is within the word, the one of 30' is not.
                let inside = kind_of_first == Kind::Letters
                    && matches!(c, '\'' | '’')
                    && line[at + c.len_utf8()..].starts_with(char::is_alphabetic);
                if kind(c) != kind_of_first && !inside {
                    break;
                }
                end = at + c.len_utf8();
                chars.next();
            }
        }
        runs.push(Run { text: &line[start..end], kind: kind_of_first, apart });
        apart = false;
    }
    runs
}

struct Lexer<'r, 'l> {
    runs: &'r [Run<'l>],
    at: usize,
    tokens: Vec<Token>,
}

impl<'l> Lexer<'_, 'l> {
    fn run(&self, ahead: usize) -> Option<&Run<'l>> {
        self.runs.get(self.at + ahead)
    }

    /// The text of a run that follows without a space.
    fn glued(&self, ahead: usize) -> &'l str {
        self.run(ahead).filter(|run| !run.apart).map_or("", |run| run.text)
    }

    fn glued_kind(&self, ahead: usize) -> Option<Kind> {
        self.run(ahead).filter(|run| !run.apart).map(|run| run.kind)
    }

    fn push(&mut self, class: Class, text: impl Into<String>, taken: usize) {
        self.tokens.push(Token::new(class, text));
        self.at += taken;
    }

    fn next(&mut self) {
        match self.runs[self.at].kind {
            Kind::Digits => self.number(),
            Kind::Letters => self.word(),
            Kind::Sign => self.sign(),
        }
    }

    fn sign(&mut self) {
        let run = &self.runs[self.at];
        let text = run.text;
        let ends = self.run(1).is_none_or(|next| next.apart);
        match text {
            "*" if !self.after_number() => self.at += 1,
            "×" | "*" | "✕" | "╳" | "⨯" | "✖" | "х" | "·" => self.push(words::X, text, 1),
            "½" | "¼" | "¾" | "⅓" => self.number(),
            ":" if self.glued_kind(1) == Some(Kind::Digits) && run.apart => {
                // ":30" is the seconds of a clock without its minutes.
                let seconds = self.glued(1);
                self.push(words::ODD, format!(":{seconds}"), 2);
            }
            ":" => self.push(words::COLON, text, 1),
            "." | "!" | "?" if ends && !self.after_abbreviation() => self.push(words::STOP, text, 1),
            "…" => self.push(words::COMMA, text, 1),
            "." if self.glued(1) == "." => {
                while self.glued(1) == "." {
                    self.at += 1;
                }
                self.push(words::COMMA, "…", 1);
            }
            "," | ";" | "(" | ")" | "[" | "]" | "|" | "•" | "“" | "”" | "„" | "«" | "»" | "=" | "—" | "{" | "}"
                if !(text == "”" && self.after_number()) =>
            {
                self.push(words::COMMA, text, 1);
            }
            "-" | "–" if self.glued(1) == ">" => self.push(words::ARROW, "→", 2),
            "→" | "⇒" | "➔" | "➜" => self.push(words::ARROW, text, 1),
            // A dash with a space at one side at least separates, unless a range is around it.
            "-" | "–" | "‐" | "−" => {
                let spaced = run.apart && ends;
                self.push(words::COMMA, if spaced { " - " } else { "-" }, 1);
            }
            "/" => self.push(words::SLASH, text, 1),
            "@" => self.push(words::AT, text, 1),
            "~" | "≈" | "≥" | ">" => self.push(words::FILL | words::APPROX, text, 1),
            "\"" | "″" | "”" if self.after_number() => self.push(words::SECOND, "\"", 1),
            "'" | "’" | "′" if self.after_number() && ["'", "’", "′"].contains(&self.glued(1)) => {
                self.push(words::SECOND, "\"", 2);
            }
            "'" | "′" | "’" if self.after_number() => self.push(words::MINUTE, "'", 1),
            "#" if self.after_number() && !run.apart => self.push(words::LOADUNIT, "lb", 1),
            "%" | "°" | "&" | "+" => self.push(words::class_of(text), text, 1),
            _ => self.at += 1,
        }
    }

    fn after_number(&self) -> bool {
        self.at > 0 && self.tokens.last().is_some_and(|token| token.is(words::NUMBER))
    }

    fn after_abbreviation(&self) -> bool {
        self.tokens.last().is_some_and(|token| words::ABBREVIATED.contains(&token.text.to_lowercase().as_str()))
    }

    /// A word with the hyphens, slashes and full stops that belong to it.
    fn word(&mut self) {
        let mut text = self.runs[self.at].text.to_owned();
        let mut taken = 1;
        loop {
            let sign = self.glued(taken);
            let next = self.run(taken + 1).filter(|run| !run.apart);
            let Some(next) = next.filter(|next| next.kind != Kind::Sign) else { break };
            let joined = format!("{text}{sign}{}", next.text);
            let both = |one: &str, other: &str| is_dose(one) || is_dose(other);
            let joins = match sign {
                "-" | "‐" | "–" => {
                    next.kind == Kind::Letters || text.chars().count() == 1 && self.runs[self.at].apart
                }
                "." => next.kind == Kind::Letters && text.chars().count() == 1,
                "/" => {
                    words::class_of(&joined.to_lowercase()) != 0
                        || (next.kind == Kind::Letters && !both(&text, next.text))
                }
                "+" | "&" => words::class_of(&joined.to_lowercase()) != 0,
                _ => false,
            };
            if !joins {
                break;
            }
            text = joined;
            taken += 2;
        }
        if text.eq_ignore_ascii_case("w") && self.glued(1) == "/" {
            return self.push(words::WITH | words::PREP, "w/", 2);
        }
        let lower = text.to_lowercase();
        // "x10", "3xmax", and the end of "3x".
        if taken == 1 && lower == "x" {
            return self.push(words::X, text, 1);
        }
        if let Some(rest) = lower.strip_prefix('x').filter(|rest| words::class_of(rest) & words::MAX != 0) {
            self.tokens.push(Token::new(words::X, "x"));
            return self.push(words::class_of(rest), rest, taken);
        }
        // "L5", "C1": a name of its own.
        if taken == 1 && self.glued_kind(1) == Some(Kind::Digits) && !(is_dose(&lower) && lower.len() > 1) {
            let number = self.glued(1);
            let class = if lower == "l" { words::GRADE } else { 0 };
            return self.push(class, format!("{text}{number}"), 2);
        }
        if let Some((_, number)) = words::OFTEN.iter().find(|(word, _)| *word == lower) {
            self.tokens.push(count(&text, *number, *number));
            return self.push(words::TIMES, "times", taken);
        }
        let mut class = words::class_of(&lower);
        if words::NUMERALS.iter().any(|(word, _)| *word == lower) {
            class |= words::NUMERAL;
        }
        self.push(class, text, taken);
    }

    /// A number with what can only follow a number: decimals, fractions, clocks, ranges are made later.
    fn number(&mut self) {
        let whole = self.runs[self.at].text;
        // A tempo, such as 3-1-3 or 2/0/2, and a telephone number.
        let mut parts = vec![whole];
        let mut taken = 1;
        while let (sign @ ("-" | "–" | "/" | "."), Some(Kind::Digits)) = (self.glued(taken), self.glued_kind(taken + 1))
        {
            if taken > 1 && sign != self.glued(1) {
                break;
            }
            parts.push(self.glued(taken + 1));
            taken += 2;
        }
        let sign = self.glued(1);
        if parts.len() >= 3 {
            let text = parts.join(sign);
            let tempo = parts.len() <= 4 && parts.iter().all(|part| part.len() == 1) && sign != ".";
            return self.push(if tempo { words::TEMPO } else { words::ODD }, text, taken);
        }
        if parts.len() == 2 && sign == "/" {
            return self.slashed(parts[0], parts[1]);
        }
        let mut text = whole.to_owned();
        let mut taken = 1;
        match (self.glued(1), self.glued_kind(2)) {
            ("½" | "¼" | "¾" | "⅓", _) => {
                text = format!("{whole}.{}", decimals(self.glued(1)));
                taken = 2;
            }
            (".", Some(Kind::Digits)) => {
                text = format!("{whole}.{}", self.glued(2));
                taken = 3;
            }
            // A comma is a decimal one where a unit follows: 1,5 kg, not 8,6,4 reps.
            (",", Some(Kind::Digits)) if self.decimal_comma() => {
                text = format!("{whole}.{}", self.glued(2));
                taken = 3;
            }
            (":", Some(Kind::Digits)) if self.glued(2).len() == 2 => {
                let clock = format!("{whole}:{}", self.glued(2));
                let at = self.tokens.last().is_some_and(|token| token.text.eq_ignore_ascii_case("at"));
                let length = whole.parse::<u32>().ok().zip(self.glued(2).parse::<u32>().ok());
                match length {
                    Some((minutes, seconds @ 0..60)) if !at && !matches!(self.glued(3), "-" | ":") => {
                        let length = Duration::from_secs(60 * u64::from(minutes) + u64::from(seconds));
                        self.tokens.push(Token {
                            class: words::LENGTH,
                            text: clock,
                            value: Value::Length(length, length),
                        });
                        self.at += 3;
                    }
                    _ => self.push(words::ODD | words::CLOCK, clock, 3),
                }
                return;
            }
            _ if matches!(whole, "½" | "¼" | "¾" | "⅓") => text = format!("0.{}", decimals(whole)),
            _ => {}
        }
        // "2nd", "4-way", "1RM" are words.
        let letters = self.glued(taken).to_lowercase();
        if self.glued_kind(taken) == Some(Kind::Letters) && !is_glued_unit(&letters) {
            if let Some(rest) = letters.strip_prefix('x').filter(|rest| words::class_of(rest) & words::MAX != 0) {
                self.tokens.push(number(&text));
                self.tokens.push(Token::new(words::X, "x"));
                return self.push(words::class_of(rest), rest, taken + 1);
            }
            let joined = format!("{text}{letters}");
            return self.push(words::class_of(&joined), format!("{text}{}", self.glued(taken)), taken + 1);
        }
        if self.glued(taken) == "-" && self.glued_kind(taken + 1) == Some(Kind::Letters) {
            let unit = self.glued(taken + 1).to_lowercase();
            if is_glued_unit(&unit) || is_unit(&unit) || ["rep", "set", "step"].contains(&unit.as_str()) {
                self.tokens.push(number(&text));
                self.at += taken + 1;
            } else {
                self.push(0, format!("{text}-{}", self.glued(taken + 1)), taken + 2);
            }
            return;
        }
        let mut made = number(&text);
        // Of "3s x 10r" the letters are sets and reps: `sets_and_reps` needs to know that no space was between.
        if self.glued(taken) == "r" {
            made.class |= words::STEPS;
        }
        self.tokens.push(made);
        self.at += taken;
    }

    /// `1/2 hour` is a fraction, `90/90` a name, `45/15` says nothing, `10/side` is left to the grammar.
    fn slashed(&mut self, above: &str, below: &str) {
        let text = format!("{above}/{below}");
        let next = self.run(3).map_or(String::new(), |run| run.text.to_lowercase());
        let part = match (above.parse::<f64>(), below.parse::<f64>()) {
            (Ok(above), Ok(below)) if below > 0.0 && above < below && below <= 4.0 => Some(above / below),
            _ => None,
        };
        match part {
            Some(part) if is_unit(&next) || is_glued_unit(&next) => {
                self.tokens.push(number(&format!("{part:.3}")));
                self.at += 3;
            }
            _ if above == below && next != "x" && next.starts_with(char::is_alphabetic) => self.push(0, text, 3),
            _ => self.push(words::ODD, text, 3),
        }
    }

    fn decimal_comma(&self) -> bool {
        let unit = self.run(3).map_or(String::new(), |run| run.text.to_lowercase());
        self.glued(2).len() <= 2 && is_unit(&unit)
    }
}

fn decimals(fraction: &str) -> &'static str {
    match fraction {
        "¼" => "25",
        "¾" => "75",
        "⅓" => "333",
        _ => "5",
    }
}

/// A unit of time, load or distance.
fn is_unit(word: &str) -> bool {
    let class = words::class_of(word);
    class & (words::SECOND | words::MINUTE | words::HOUR | words::LOADUNIT | words::MEASUREUNIT | words::SIZEUNIT) != 0
}

/// What may follow a number without a space.
fn is_glued_unit(word: &str) -> bool {
    const LETTERS: &[&str] = &["x", "r", "l", "ea", "es", "mal", "d"];
    is_unit(word)
        || LETTERS.contains(&word)
        || words::class_of(word) & (words::SET | words::REP | words::TIMES | words::STEPS) != 0
}

/// A word that only a dose has.
fn is_dose(word: &str) -> bool {
    const DOSE: Class = words::SET
        | words::REP
        | words::TIMES
        | words::SECOND
        | words::MINUTE
        | words::HOUR
        | words::LOADUNIT
        | words::DAY
        | words::WEEK
        | words::LIMB
        | words::HOLD
        | words::REST
        | words::MEASUREUNIT
        | words::WEEKDAY;
    words::class_of(&word.to_lowercase()) & DOSE != 0
}

fn count(text: &str, low: u32, high: u32) -> Token {
    Token { class: words::NUMBER, text: text.to_owned(), value: Value::Count(low, high) }
}

fn number(text: &str) -> Token {
    match text.parse() {
        Ok(number) => count(text, number, number),
        // A decimal waits for its unit.
        Err(_) => Token::new(words::NUMBER, text),
    }
}

/// Numbers in words, where a number can be: `three sets`, `two to three minutes`, `x five`, `count of ten`.
fn numerals(mut tokens: Vec<Token>) -> Vec<Token> {
    const COUNTED: Class = words::SET
        | words::REP
        | words::TIMES
        | words::SECOND
        | words::MINUTE
        | words::HOUR
        | words::X
        | words::BREATH
        | words::DAY
        | words::WEEK
        | words::MONTH;
    for at in (0..tokens.len()).rev() {
        let Some((_, number)) = words::NUMERALS.iter().find(|(word, _)| *word == tokens[at].text.to_lowercase()) else {
            continue;
        };
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
            tokens[at] = count(&text, *number, *number);
        }
    }
    tokens
}

/// Puts the words of a phrase together.
fn phrases(tokens: &[Token]) -> Vec<Token> {
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

/// Puts the two ends of a range together: `8-12`, `8 to 12`, `30s - 1min`.
fn ranges(tokens: &[Token]) -> Vec<Token> {
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

/// Whether a dash with spaces ends a dose: `3x12 - 30 sec rest`, against `3 x 30 - 60 s`.
fn is_apart(before: &[Token], tokens: &[Token], at: usize) -> bool {
    let Some(Value::Count(low, _)) = before.last().map(|token| token.value) else { return false };
    let product = before.len() > 1 && before[before.len() - 2].is(words::X);
    let lasts = tokens.get(at + 2).is_some_and(|unit| unit.is(words::SECOND | words::MINUTE));
    let rests = tokens.get(at + 3).is_some_and(|next| next.is(words::REST | words::BETWEEN | words::PAUSE));
    tokens[at].text == " - " && lasts && (rests || product && low < 20)
}

/// Puts numbers and their units together.
fn units(tokens: &[Token]) -> Vec<Token> {
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
        // "8" box", against "30" x 3".
        let inches = text == "\"" && (thing || tokens.get(at).is_some_and(|after| after.text.starts_with("step")));
        let metres = text.eq_ignore_ascii_case("m")
            && (out.last().is_some_and(|before| before.is(words::OF | words::X)) || followed(words::SLASH));
        let joined = if unit & words::LIMB != 0 && (followed(words::COMMA) || tokens.get(at).is_none()) {
            // "10 feet": each foot or a distance.
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
                // A decimal number with no unit says nothing.
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

/// How hard it feels: the number of it comes after.
fn felt(word: &str) -> bool {
    ["rpe", "rir"].contains(&word.to_lowercase().as_str())
}

/// "3x10 feet together" speaks of feet, "20 feet" of a distance.
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

/// In "3s x 10r" the letters are sets and reps: with an `r` at a number an `s` is no second.
fn sets_and_reps(mut tokens: Vec<Token>) -> Vec<Token> {
    let letter = |token: &Token| token.is(words::NUMBER) && token.is(words::STEPS);
    if !tokens.iter().any(letter) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + 2);
    let mut was_rep = false;
    for token in tokens.drain(..) {
        let seconds = match token.value {
            Value::Length(low, high) if token.text.ends_with(" s") && low == high => u32::try_from(low.as_secs()).ok(),
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
