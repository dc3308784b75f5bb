//! Splits a line of a sheet into tokens: numbers with their units, words with their possible meanings, and breaks.

use std::time::Duration;

use super::{
    join,
    token::{Token, Value, count, number},
    words::{self, Class},
};

/// A run of characters of one kind.
#[derive(Clone, Debug)]
struct Run<'l> {
    text: &'l str,
    kind: Kind,
    /// Whether a space precedes it.
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
    join::numbers_around(&mut lexer.tokens);
    // Ranges and numerals depend on each other: "two to three minutes", "8 to twelve".
    let tokens = join::phrases(&join::numerals(lexer.tokens));
    join::sets_and_reps(join::units(&join::ranges(&tokens)))
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
            ":" | "=" => self.push(words::COLON, text, 1),
            "." | "!" | "?" if ends && !self.after_abbreviation() => self.push(words::STOP, text, 1),
            "…" => self.push(words::COMMA, text, 1),
            "." if self.glued(1) == "." => {
                while self.glued(1) == "." {
                    self.at += 1;
                }
                self.push(words::COMMA, "…", 1);
            }
            "," | ";" | "(" | ")" | "[" | "]" | "|" | "•" | "“" | "”" | "„" | "«" | "»" | "—" | "{" | "}"
                if !(text == "”" && self.after_number()) =>
            {
                self.push(words::COMMA, text, 1);
            }
            "-" | "–" if self.glued(1) == ">" => self.push(words::ARROW, "→", 2),
            "→" | "⇒" | "➔" | "➜" => self.push(words::ARROW, text, 1),
            // A dash with a space on at least one side separates, unless it is part of a range.
            "-" | "–" | "‐" | "−" => {
                let spaced = run.apart && ends;
                self.push(words::COMMA, if spaced { " - " } else { "-" }, 1);
            }
            // "Side plank / Sets 3 / Rest 30 s".
            "/" if run.apart && ends && self.labels_dose(1) => self.push(words::COMMA, text, 1),
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

    /// Whether the word ahead is the label of a dose.
    fn labels_dose(&self, ahead: usize) -> bool {
        const LABELS: Class = words::SET | words::REP | words::HOLD | words::REST;
        self.run(ahead).is_some_and(|run| words::class_of(&run.text.to_lowercase()) & LABELS != 0)
    }

    fn after_number(&self) -> bool {
        self.at > 0 && self.tokens.last().is_some_and(|token| token.is(words::NUMBER))
    }

    fn after_abbreviation(&self) -> bool {
        self.tokens.last().is_some_and(|token| words::ABBREVIATED.contains(&token.text.to_lowercase().as_str()))
    }

    /// A word with its hyphens, slashes and full stops.
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
        // "L5", "C1": part of a name.
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
        if words::numeral_of(&lower).is_some() {
            class |= words::NUMERAL;
        }
        self.push(class, text, taken);
    }

    /// A number with its decimals, fraction or clock; ranges are made later.
    fn number(&mut self) {
        let whole = self.runs[self.at].text;
        // A tempo, such as 3-1-3 or 2/0/2, or a telephone number.
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
            // A phase of no length is a tempo's alone: 3-0-3.
            let paced = if tempo && text.contains('0') { words::PACED } else { 0 };
            return self.push(if tempo { words::TEMPO | paced } else { words::ODD }, text, taken);
        }
        if parts.len() == 2 && sign == "/" {
            return self.slashed(parts[0], parts[1]);
        }
        // "90-90 hip stretch".
        if parts.len() == 2 && sign == "-" && parts[0] == parts[1] {
            return self.push(0, format!("{whole}-{whole}"), taken);
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
            // A comma is a decimal comma only before a unit: 1,5 kg, not 8,6,4 reps.
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
            if unit == "in" {
                return self.push(words::SIZE, format!("{text}-in"), taken + 2);
            }
            if is_glued_unit(&unit) || is_unit(&unit) || ["rep", "set", "step"].contains(&unit.as_str()) {
                self.tokens.push(number(&text));
                self.at += taken + 1;
            } else {
                self.push(0, format!("{text}-{}", self.glued(taken + 1)), taken + 2);
            }
            return;
        }
        let mut made = number(&text);
        // In "3s x 10r" the letters are sets and reps: `sets_and_reps` needs to know that there was no space.
        let capital = self.glued(taken) == "R" && self.tokens.iter().any(|token| token.text == "S");
        if capital || self.glued(taken) == "r" {
            made.class |= words::STEPS;
        }
        self.tokens.push(made);
        self.at += taken;
    }

    /// `1/2 hour` is a fraction, `90/90` a name, `45/15` means nothing, and the grammar decides about `10/side`.
    fn slashed(&mut self, above: &str, below: &str) {
        let text = format!("{above}/{below}");
        let next = self.run(3).map_or(String::new(), |run| run.text.to_lowercase());
        // "2/3 times a day" is two or three times.
        let counted = words::class_of(&next) & (words::TIMES | words::X | words::REP | words::SET | words::DAY) != 0;
        if let (true, Ok(low), Ok(high)) = (counted, above.parse::<u32>(), below.parse::<u32>())
            && high == low + 1
        {
            self.tokens.push(count(&format!("{low}-{high}"), low, high));
            self.at += 3;
            return;
        }
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
        let part = self.glued(2);
        // "1,5 min" and "1,25 kg", not the cells of "Plank,3,30 s".
        let quarter = ["25", "75", "50"].contains(&part) && words::class_of(&unit) & words::SECOND == 0;
        is_unit(&unit) && (part.len() == 1 || quarter)
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

/// Whether a word can follow a number without a space.
fn is_glued_unit(word: &str) -> bool {
    const LETTERS: &[&str] = &["x", "r", "l", "ea", "es", "mal", "d"];
    is_unit(word)
        || LETTERS.contains(&word)
        || words::class_of(word) & (words::SET | words::REP | words::TIMES | words::STEPS) != 0
}

/// Whether only a dose contains this word.
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
