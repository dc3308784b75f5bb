//! Which lines of a sheet belong together: labels and bullets off, table rows written out as a line each, a key and
//! its value on two lines joined; and what each line is, for the assembly.

use super::{
    assemble::{is_filler, is_sentence, named, trimmed},
    grammar::{self, Reading},
    lexer::{self, Token, Value},
    names::Names,
    words::{self, Class},
};

/// The longest name on a line of its own, in words.
const NAME: usize = 8;

/// A line of a sheet, or of a table.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number in the sheet, from 1.
    pub number: usize,
    /// The lines as they were written, without spaces around them.
    pub said: Vec<String>,
    /// Without bullet, number and label.
    pub text: String,
    /// The letter of a superset: A of `A1.` and `A2.`.
    pub letter: Option<char>,
    /// A number or letter was before it.
    pub listed: bool,
    /// A heading by its mark: `## Legs`.
    pub marked: bool,
    /// A day or week was before it.
    pub dated: bool,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
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
    /// The end of one: "repeat all 3 times".
    Again(Round),
    /// The rest between rounds.
    RoundRest,
    /// A line that carries nothing: a rule of a table.
    Noise,
}

/// How a circuit is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Round {
    pub rounds: Option<u32>,
    pub cap: Option<std::time::Duration>,
    /// A round begins every minute, or is 20 s of work and 10 s of rest.
    pub beat: Option<TempoPosition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TempoPosition {
    Minute,
    Tabata,
}

/// The lines of a sheet, ready to be read.
pub(super) fn lines(sheet: &str) -> Vec<Line> {
    let raw: Vec<(usize, &str)> = sheet.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).collect();
    let mut lines: Vec<Line> = tables(&raw);
    for line in &mut lines {
        part_keys(&mut line.text);
        unlabel(line);
    }
    unnumber(&mut lines);
    join_keys(lines)
}

/// Printouts lose the space between a value and the next key: `REPS: 10SETS: 3HOLD: 2`.
fn part_keys(text: &mut String) {
    let Some(_) = text.find(':') else { return };
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let key = text[at..].split(':').next().unwrap_or_default();
        let is_key = key.len() > 3 && key.len() < text.len() - at && key.chars().all(|c| c.is_ascii_uppercase());
        if before.is_ascii_digit() && is_key {
            out.push_str(", ");
        }
        out.push(c);
        before = c;
    }
    *text = out;
}

fn plain(number: usize, said: &str, text: String) -> Line {
    Line { number, said: vec![said.to_owned()], text, letter: None, listed: false, marked: false, dated: false }
}

/// What the columns of a table hold.
#[derive(Clone, Copy, PartialEq)]
enum Column {
    Name,
    Sets,
    Reps,
    Hold,
    Rest,
    Load,
    Time,
    Sides,
    Notes,
    Other,
}

/// Table rows become lines: cells under a header are labelled, others have commas between them.
fn tables(raw: &[(usize, &str)]) -> Vec<Line> {
    let mut out = Vec::new();
    let mut columns: Option<(char, Vec<(Column, &str)>)> = None;
    for (number, line) in raw {
        let number = *number;
        let separator = ['\t', '|', ';', ','].into_iter().find(|sign| line.contains(*sign));
        let cells = |sign: char| -> Vec<&str> {
            let inner = if sign == '|' { line.trim_matches('|') } else { line };
            inner.split(sign).map(|cell| cell.trim().trim_matches('"').trim()).collect()
        };
        let rule =
            !line.is_empty() && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '=' | '+' | '_' | '*' | '─'));
        if rule {
            out.push(plain(number, line, String::new()));
            continue;
        }
        if let Some((sign, header)) = &columns
            && line.contains(*sign)
        {
            out.push(plain(number, line, row(header, &cells(*sign))));
            continue;
        }
        columns = None;
        if let Some(sign) = separator {
            let header: Vec<(Column, &str)> = cells(sign).into_iter().map(|cell| (column(cell), cell)).collect();
            let known = header.iter().filter(|(column, _)| *column != Column::Other).count();
            if header.len() >= 2
                && header[0].0 == Column::Name
                && known >= 2
                && !line.contains(|c: char| c.is_ascii_digit())
            {
                columns = Some((sign, header));
                out.push(plain(number, line, String::new()));
                continue;
            }
        }
        let text = if line.contains('\t') || line.starts_with('|') {
            let sign = if line.contains('\t') { '\t' } else { '|' };
            unlabelled_row(&cells(sign))
        } else {
            (*line).to_owned()
        };
        out.push(plain(number, line, text));
    }
    out
}

fn column(cell: &str) -> Column {
    let cell = cell.trim_matches(['*', '#', ' ']).to_lowercase();
    let first = cell.split([' ', '(', '/']).next().unwrap_or_default();
    match first {
        "exercise" | "exercises" | "name" | "movement" | "übung" | "exercice" | "ejercicio" | "esercizio"
        | "activity" => Column::Name,
        "sets" | "set" | "sätze" | "séries" | "series" | "serie" | "rounds" => Column::Sets,
        "reps" | "rep" | "repetitions" | "wiederholungen" | "wdh" | "répétitions" | "repeticiones" | "ripetizioni" => {
            Column::Reps
        }
        "hold" | "halten" => Column::Hold,
        "rest" | "pause" | "repos" | "descanso" | "recupero" | "break" => Column::Rest,
        "weight" | "load" | "resistance" | "band" | "gewicht" => Column::Load,
        "time" | "duration" | "dauer" => Column::Time,
        "side" | "sides" => Column::Sides,
        "notes" | "note" | "comments" | "comment" | "tips" | "cues" | "instructions" => Column::Notes,
        _ => Column::Other,
    }
}

/// A row under a header, as a line.
fn row(header: &[(Column, &str)], cells: &[&str]) -> String {
    let mut out: Vec<String> = Vec::new();
    for ((column, title), cell) in header.iter().zip(cells) {
        let bare = !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | ' '));
        if cell.is_empty() || matches!(*cell, "-" | "–" | "—" | "n/a" | "0") && *column != Column::Rest {
            continue;
        }
        let unit = if title.to_lowercase().contains("min") { "min" } else { "s" };
        out.push(match column {
            Column::Sets if bare => format!("{cell} sets"),
            Column::Reps if bare => format!("{cell} reps"),
            Column::Hold if bare => format!("hold {cell} {unit}"),
            Column::Hold => format!("hold {cell}"),
            Column::Rest if bare && title.contains('(') => format!("rest {cell} {unit}"),
            Column::Rest => format!("rest {cell}"),
            Column::Time if bare => format!("{cell} {unit}"),
            Column::Load if bare && title.to_lowercase().contains("lb") => format!("{cell} lb"),
            Column::Load if bare && title.to_lowercase().contains("kg") => format!("{cell} kg"),
            Column::Load if bare => continue,
            _ => (*cell).to_owned(),
        });
    }
    out.join(", ")
}

/// A row without a header: two cells that are numbers alone are sets and reps.
fn unlabelled_row(cells: &[&str]) -> String {
    let bare = |cell: &str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit());
    let cells: Vec<&str> = cells.iter().copied().filter(|cell| !cell.is_empty()).collect();
    let numbers = cells.iter().filter(|cell| bare(cell)).count();
    if let (2, Some(at)) = (numbers, cells.iter().position(|cell| bare(cell)))
        && cells.get(at + 1).is_some_and(|next| bare(next))
    {
        let mut out: Vec<String> = cells[..at].iter().map(|cell| (*cell).to_owned()).collect();
        out.push(format!("{} x {}", cells[at], cells[at + 1]));
        out.extend(cells[at + 2..].iter().map(|cell| (*cell).to_owned()));
        return out.join(", ");
    }
    cells.join(", ")
}

/// Takes bullets, numbers, letters and labels from the beginning of a line.
fn unlabel(line: &mut Line) {
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
    // Bold and italic marks, ticks behind, links.
    let mut clean = text.replace("**", "").replace("__", "").replace(['✔', '✓', '✅', '\u{fe0f}', '☐', '⭐'], "");
    while let Some(start) = clean.find("](")
        && let Some(end) = clean[start..].find(')')
    {
        clean.replace_range(start..=start + end, "");
        clean = clean.replacen('[', "", 1);
    }
    clean.trim().clone_into(&mut line.text);
}

/// `1.`, `2)`, `(3)`, `A1.`, `1a)`, `4:`, `5/`, `1Knee`: what is behind it, and the letter of a superset.
fn numbered(text: &str) -> Option<(&str, Option<char>)> {
    let (inner, open) = text.strip_prefix('(').map_or((text, false), |inner| (inner, true));
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
        let rest = rest.strip_prefix(')')?;
        return Some((rest.trim_start(), group));
    }
    if let Some(after) = rest.strip_prefix(['.', ')']).filter(|after| {
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

/// `Exercise 3 - `, `No. 1 `, `Optional: `, `Tuesday: `: what is behind it, and whether it was a day.
fn labelled(text: &str) -> Option<(&str, bool)> {
    const ITEM: [&str; 9] = ["step", "exercise", "ex", "no", "nr", "übung", "exercice", "station", "movement"];
    const LABEL: [&str; 12] = [
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

/// "1 Clamshell 3x10", where the lines count up or the dose behind it is whole.
fn unnumber(lines: &mut [Line]) {
    let number = |line: &Line| -> Option<(u32, usize)> {
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
    let counts_up = listed.len() > 1 && listed[0] == 1 && listed.windows(2).all(|two| two[1] == two[0] + 1);
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
fn join_keys(lines: Vec<Line>) -> Vec<Line> {
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

/// What a line is, and what it says.
pub(super) fn read(line: &Line, names: &Names<'_>) -> (Kind, Reading) {
    let tokens = lexer::tokens(&line.text);
    if tokens.is_empty() {
        let kind = if line.said.iter().all(String::is_empty) { Kind::Blank } else { Kind::Noise };
        return (kind, Reading::default());
    }
    let reading = grammar::read(&tokens);
    let kind = kind(line, &tokens, &reading, names);
    (kind, reading)
}

fn kind(line: &Line, tokens: &[Token], reading: &Reading, names: &Names<'_>) -> Kind {
    let any = |class: Class| tokens.iter().any(|token| token.is(class));
    if reading.found.contains(&"a page") {
        return Kind::Noise;
    }
    // "Setup", "Ziel: ...": what follows says how.
    let labelled = tokens[0].is(words::LABEL) && tokens.get(1).is_none_or(|next| next.is(words::COLON));
    if labelled && (!reading.dose.has_amount() || tokens.len() > 8) {
        return Kind::Text;
    }
    if any(words::REST) && any(words::ROUND) && reading.dose.rest.is_some() && !reading.dose.has_amount() {
        return Kind::RoundRest;
    }
    if let Some((round, again)) = round(tokens) {
        return if again { Kind::Again(round) } else { Kind::Circuit(round) };
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
        return Kind::Heading;
    }
    let Some((at, _)) = found else {
        return match () {
            () if dose.says_something() && !tokens.iter().any(|token| token.is(words::PERSON)) => Kind::Dose,
            () if dose.says_something() => Kind::Text,
            () => Kind::Noise,
        };
    };
    let name = trimmed(&reading.parts[at].words);
    let ends = line.text.ends_with(['.', '!', '?']);
    if library {
        return if dose.says_something() { Kind::Full } else { Kind::Name };
    }
    let first = tokens.iter().find(|token| token.is_word());
    let instructs = first.is_some_and(|first| first.is(words::INSTRUCTION));
    // What is behind the dose may be a remark.
    let before: Vec<&Token> = reading.parts[..=at].iter().flat_map(|part| &part.words).collect();
    let article = |word: &&&Token| ["the", "your", "a", "an", "you", "it"].contains(&word.text.to_lowercase().as_str());
    let articles = before.iter().any(|word| article(&word));
    let person = before.iter().any(|word| word.is(words::PERSON));
    if is_sentence(name)
        || person
        || instructs && (articles && before.len() > 3 || before.len() > 6)
        || ends && words.len() > 4 && !dose.has_amount()
        || instructs && !dose.has_amount() && (ends && name.len() > 2 || name.len() > 3 && !is_title(name))
    {
        return Kind::Text;
    }
    match () {
        () if dose.has_amount() => Kind::Full,
        () if name.len() <= NAME && !is_filler(name) => Kind::Name,
        () => Kind::Text,
    }
}

/// Whether words are a name by their capital letters, or a transfer such as "sit to stand".
fn is_title(name: &[Token]) -> bool {
    let capital = |token: &&Token| token.text.starts_with(char::is_uppercase);
    name[1].text.eq_ignore_ascii_case("to") || 3 * name.iter().filter(capital).count() >= 2 * name.len()
}

/// Whether a line with a dose may also be a sentence that says how: "Bend one knee, hold 5 seconds".
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
    (titled || line.dated) && !amount && dose.counts.is_empty()
}

/// A line that is about rounds alone: "3 rounds of:", "Circuit x 3", "AMRAP 10 min", "Repeat all 3 times".
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
            || token.text.eq_ignore_ascii_case("in")
            || token.text == "for time"
    };
    let any = |class: Class| tokens.iter().any(|token| token.is(class));
    let whole = |token: &Token| {
        token.is(words::CIRCUIT)
            && !["above", "these", "following", "through"].contains(&token.text.to_lowercase().as_str())
    };
    let is_round =
        any(words::ROUND) || tokens.iter().any(whole) || any(words::EMOM | words::TABATA) || tokens.iter().any(amrap);
    if !is_round || !tokens.iter().all(about) {
        return None;
    }
    let count = tokens.iter().find_map(|token| match token.value {
        Value::Count(low, _) => Some(low),
        _ => None,
    });
    let length = tokens.iter().find_map(|token| match token.value {
        Value::Length(low, _) => Some(low),
        _ => None,
    });
    let beat = match () {
        () if any(words::EMOM) => Some(TempoPosition::Minute),
        () if any(words::TABATA) => Some(TempoPosition::Tabata),
        () => None,
    };
    let minutes = length.and_then(|length| u32::try_from(length.as_secs() / 60).ok());
    let round = match beat {
        Some(TempoPosition::Minute) => Round { rounds: minutes.or(count), cap: None, beat },
        Some(TempoPosition::Tabata) => Round { rounds: count.or(Some(8)), cap: None, beat },
        None if tokens.iter().any(amrap) => Round { rounds: None, cap: length, beat },
        None => Round { rounds: count, cap: None, beat },
    };
    let again = any(words::REPEAT)
        || tokens.first().is_some_and(|first| first.is(words::DO))
            && !tokens.last().is_some_and(|last| last.is(words::COLON | words::OF));
    Some((round, again))
}
