//! The lines of a sheet without what is before their words: bullets, numbers, letters, labels.

use super::{
    grammar, lexer,
    words::{self, Class},
};

/// A line of a sheet, or of a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number in the sheet, from 1.
    pub number: usize,
    /// The original lines, trimmed.
    pub said: Vec<String>,
    /// Without bullet, number and label.
    pub text: String,
    /// The letter of a superset: A of `A1.` and `A2.`.
    pub letter: Option<char>,
    /// Whether a number or a letter preceded it.
    pub listed: bool,
    /// Whether it is marked as a heading: `## Legs`.
    pub marked: bool,
    /// Whether a day or a week preceded it.
    pub dated: bool,
}

/// The maximum length of a line that is read, in bytes: a longer one is no exercise.
const LONGEST: usize = 2000;

impl Line {
    /// Whether it is too long to be read.
    pub(super) fn is_too_long(&self) -> bool {
        self.text.len() > LONGEST
    }
}

/// A line as it is written.
pub(super) fn plain(number: usize, said: &str, text: String) -> Line {
    Line { number, said: vec![said.to_owned()], text, letter: None, listed: false, marked: false, dated: false }
}

/// Restores the space that printouts lose between a value and the next key: `REPS: 10SETS: 3HOLD: 2`.
pub(super) fn part_keys(text: &mut String) {
    let Some(_) = text.find(':') else { return };
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if before.is_ascii_digit() && c.is_ascii_uppercase() {
            let behind = text[at..].trim_start_matches(|c: char| c.is_ascii_uppercase());
            if text.len() - at - behind.len() > 3 && behind.starts_with(':') {
                out.push_str(", ");
            }
        }
        out.push(c);
        before = c;
    }
    *text = out;
}

/// Removes bullets, numbers, letters and labels from the beginning of a line.
pub(super) fn unlabel(line: &mut Line) {
    let mut text = line.text.as_str();
    if text.starts_with('#') {
        line.marked = true;
    }
    loop {
        let before = text;
        text = text.trim_start_matches(|c: char| {
            matches!(
                c,
                '-' | '*'
                    | '•'
                    | '–'
                    | '—'
                    | '▪'
                    | '◦'
                    | '·'
                    | '☐'
                    | '☑'
                    | '☒'
                    | '✓'
                    | '✔'
                    | '✅'
                    | '>'
                    | '#'
                    | '●'
                    | '○'
                    | '►'
                    | '▶'
                    | '‣'
                    | '→'
                    | '■'
                    | '□'
                    | '◆'
                    | '\u{fe0f}'
                    | '_'
                    | '+'
                    | '❖'
                    | '➢'
            ) || c.is_whitespace()
        });
        for mark in ["[ ]", "[x]", "[X]", "[]"] {
            text = text.strip_prefix(mark).unwrap_or(text).trim_start();
        }
        if let Some(first) = text.chars().next()
            && ('①'..='⑳').contains(&first)
        {
            text = &text[first.len_utf8()..];
            line.listed = true;
        }
        if let Some(rest) = text.strip_prefix("o ").filter(|rest| rest.starts_with(char::is_alphanumeric)) {
            text = rest;
        }
        if let Some((rest, letter)) = numbered(text) {
            text = rest;
            line.listed = true;
            line.letter = line.letter.or(letter);
        }
        if let Some((rest, dated)) = labelled(text) {
            text = rest;
            line.dated |= dated;
        }
        if text == before {
            break;
        }
    }
    // Removes bold and italic marks, trailing ticks and links.
    let mut clean = text.replace("**", "").replace("__", "").replace(['✔', '✓', '✅', '\u{fe0f}', '☐', '⭐'], "");
    // "Perform 1 time(s) a day".
    clean = clean.replace("(s)", "s");
    while let Some(start) = clean.find("](")
        && let Some(end) = clean[start..].find(')')
    {
        clean.replace_range(start..=start + end, "");
        clean = clean.replacen('[', "", 1);
    }
    clean.trim().clone_into(&mut line.text);
}

/// `1.`, `2)`, `(3)`, `A1.`, `1a)`, `4:`, `5/`, `1Knee`: the rest of the line, and the letter of a superset.
fn numbered(text: &str) -> Option<(&str, Option<char>)> {
    let (inner, open) = text.strip_prefix(['(', '[']).map_or((text, false), |inner| (inner, true));
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let letter = |text: &str| text.chars().next().filter(char::is_ascii_alphabetic);
    let (length, group, number) = match (digits(inner), letter(inner)) {
        (1..=2, _) => {
            let digits = digits(inner);
            match letter(&inner[digits..]).filter(|_| !inner[digits + 1..].starts_with(char::is_alphanumeric)) {
                Some(letter) => (digits + 1, inner[..digits].chars().next(), Some(letter)),
                None => (digits, None, None),
            }
        }
        (0, Some(letter)) => match digits(&inner[1..]) {
            more @ 1..=2 => (1 + more, Some(letter.to_ascii_uppercase()), Some(letter)),
            _ => (1, None, Some(letter)),
        },
        _ => return None,
    };
    let rest = &inner[length..];
    let behind = |rest: &'_ str| rest.starts_with([' ', '\t', '*', '_']) || rest.is_empty();
    if open {
        let rest = rest.strip_prefix([')', ']'])?;
        return Some((rest.trim_start(), group));
    }
    if let Some(after) = rest.strip_prefix(['.', ')', ']']).filter(|after| {
        behind(after) || (number.is_none() || group.is_some()) && after.starts_with(char::is_alphabetic)
    }) {
        return Some((after.trim_start(), group));
    }
    if number.is_none() || group.is_some() {
        if let Some(after) = rest.strip_prefix([':', '/']).filter(|after| behind(after)) {
            return Some((after.trim_start(), group));
        }
        if let Some(after) =
            rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(" – ")).filter(|_| group.is_some() || rest.len() > 3)
        {
            let name = after.trim_start().starts_with(char::is_alphabetic);
            return name.then_some((after.trim_start(), group));
        }
        // "1Knee straightening".
        let mut after = rest.chars();
        let capital = after.next().is_some_and(char::is_uppercase) && after.next().is_some_and(char::is_lowercase);
        if group.is_none() && capital {
            return Some((rest, None));
        }
        // "A1 Goblet squat".
        if group.is_some() && number.is_some_and(|number| number.is_ascii_uppercase()) && rest.starts_with(' ') {
            return Some((rest.trim_start(), group));
        }
    }
    None
}

/// `Exercise 3 - `, `No. 1 `, `Optional: `, `Tuesday: `: the rest of the line, and whether the label was a day.
fn labelled(text: &str) -> Option<(&str, bool)> {
    const ITEM: [&str; 9] = ["step", "exercise", "ex", "no", "nr", "übung", "exercice", "station", "movement"];
    const LABEL: [&str; 24] = [
        "sets/reps",
        "sets x reps",
        "sets and reps",
        "how long",
        "how many",
        "how many times",
        "reps and sets",
        "dose",
        "dosage",
        "prescription",
        "prescribed",
        "do",
        "optional",
        "bonus",
        "new",
        "warm-up",
        "warm up",
        "warmup",
        "cool-down",
        "cool down",
        "cooldown",
        "finisher",
        "todo",
        "extra",
    ];
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return None;
    }
    for item in ITEM {
        let Some(rest) = lower.strip_prefix(item) else { continue };
        let rest = rest.trim_start_matches(['.', ' ', '#', '°', 'º']);
        let rest = ["no.", "nr.", "no ", "number "].iter().find_map(|label| rest.strip_prefix(label)).unwrap_or(rest);
        let rest = rest.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if (1..=2).contains(&digits) && !rest[digits..].starts_with(char::is_alphabetic) {
            let after = rest[digits..].trim_start_matches([':', '.', ')', '-', '–', ' ']);
            let after = &text[text.len() - after.len()..];
            return after.starts_with(char::is_alphabetic).then_some((after, false));
        }
    }
    let (label, rest) = [":", " - ", " – ", " — "].into_iter().find_map(|sign| text.split_once(sign))?;
    let key = label.trim().trim_matches(['(', ')', '*']).to_lowercase();
    let day = words::class_of(&key) & words::WEEKDAY != 0;
    let rest = rest.trim_start_matches(['*', ' ']);
    (!rest.is_empty() && (day || LABEL.contains(&key.as_str()))).then_some((rest, day))
}

/// "1 Clamshell 3x10", if the lines count up or the dose after it is complete.
pub(super) fn unnumber(lines: &mut [Line]) {
    let number = |line: &Line| -> Option<(u32, usize)> {
        if line.is_too_long() {
            return None;
        }
        let (first, rest) = line.text.split_once(' ')?;
        let letters = rest.trim_start().chars().next().is_some_and(char::is_alphabetic);
        let number = first.parse().ok().filter(|number| *number <= 40)?;
        let second = rest.split_whitespace().next().unwrap_or_default().to_lowercase();
        let dose = words::class_of(&second)
            & (words::X
                | words::SET
                | words::REP
                | words::TIMES
                | words::SECOND
                | words::MINUTE
                | words::HOUR
                | words::LOADUNIT
                | words::TO
                | words::DAY
                | words::EACH
                | words::MEASUREUNIT
                | words::SIZEUNIT);
        (letters && dose == 0).then_some((number, first.len() + 1))
    };
    let numbers: Vec<Option<(u32, usize)>> = lines.iter().map(number).collect();
    let listed: Vec<u32> = numbers.iter().flatten().map(|(number, _)| *number).collect();
    let counts_up =
        listed.len() > 1 && listed[0] == 1 && listed.windows(2).all(|two| two[1] == two[0] + 1 || two[1] == 1);
    for (line, number) in lines.iter_mut().zip(numbers) {
        let Some((_, length)) = number else { continue };
        let rest = line.text[length..].trim_start().to_owned();
        let dose = grammar::read(&lexer::tokens(&rest)).dose;
        if counts_up || dose.sets.is_some() && (dose.reps.is_some() || dose.hold.is_some()) {
            line.text = rest;
            line.listed = true;
        }
    }
}

/// A key and its value on two lines: `Repetitions` and `3 sets of 10`.
pub(super) fn join_keys(lines: Vec<Line>) -> Vec<Line> {
    const KEY: Class = words::REP
        | words::SET
        | words::HOLD
        | words::REST
        | words::FREQUENCY
        | words::DAY
        | words::PER
        | words::WEEK
        | words::TIMES
        | words::DAILY
        | words::WEEKLY
        | words::LEVEL
        | words::COLON;
    const STRONG: Class = words::REP | words::SET | words::FREQUENCY | words::DAY | words::HOLD | words::REST;
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().peekable();
    while let Some(mut line) = lines.next() {
        let short = !line.text.is_empty() && line.text.len() < 30 && !line.text.contains(|c: char| c.is_ascii_digit());
        if short && lines.peek().is_some_and(|next| next.text.starts_with(|c: char| c.is_ascii_digit())) {
            let tokens = lexer::tokens(&line.text);
            let key = tokens.iter().all(|token| token.is(KEY)) && tokens.iter().any(|token| token.is(STRONG));
            if key && let Some(next) = lines.next() {
                line.text = format!("{}: {}", line.text.trim_end_matches(':'), next.text);
                line.said.extend(next.said);
            }
        }
        out.push(line);
    }
    out
}
