//! The rows of a table as lines.

use super::{
    labels::{Line, plain},
    lexer,
    token::Value,
    words,
};

/// The content of a table column.
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
    Dose,
    Tempo,
    /// The number of the row, or its day.
    Skip,
    Other,
}

/// Turns table rows into lines: cells under a header are labelled, others are separated by commas.
pub(super) fn tables(raw: &[(usize, &str)]) -> Vec<Line> {
    let mut out = Vec::new();
    let mut columns: Option<(char, Vec<(Column, &str)>)> = None;
    for (number, line) in raw {
        let number = *number;
        let whole = plain(number, line, (*line).to_owned());
        if whole.is_too_long() {
            columns = None;
            out.push(whole);
            continue;
        }
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
            let known = header.iter().filter(|(column, _)| !matches!(column, Column::Other | Column::Skip)).count();
            let named = header.iter().filter(|(column, _)| *column == Column::Name).count();
            let mut header = header;
            if named > 1 {
                // "Movement pattern | Exercise": the name is in the column that says so.
                let exercise = |cell: &str| cell.to_lowercase().contains("exercise");
                for (column, cell) in header.iter_mut().filter(|(column, _)| *column == Column::Name) {
                    *column = if exercise(cell) { Column::Name } else { Column::Other };
                }
            }
            if header.len() >= 2
                && header.iter().any(|(column, _)| *column == Column::Name)
                && known >= 2
                && !line.contains(|c: char| c.is_ascii_digit())
            {
                columns = Some((sign, header));
                out.push(plain(number, line, String::new()));
                continue;
            }
        }
        let comma =
            line.matches(',').count() > 1 && !line.contains(", ") && line.contains(|c: char| c.is_ascii_digit());
        let bars = line.starts_with('|') || line.matches('|').count() > 1;
        let text = if line.contains('\t') || bars || comma {
            let sign = if line.contains('\t') {
                '\t'
            } else if bars {
                '|'
            } else {
                ','
            };
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
    let last = cell.split(' ').next_back().unwrap_or_default();
    match if ["exercise", "exercises"].contains(&last) { last } else { first } {
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
        "dose" | "dosage" | "prescription" | "volume" | "scheme" => Column::Dose,
        "tempo" => Column::Tempo,
        "" | "no" | "nr" | "number" | "order" | "day" | "id" => Column::Skip,
        "notes" | "note" | "comments" | "comment" | "tips" | "cues" | "instructions" => Column::Notes,
        _ => Column::Other,
    }
}

/// A row under a header as a line.
fn row(header: &[(Column, &str)], cells: &[&str]) -> String {
    let mut out: Vec<String> = Vec::new();
    for ((column, title), cell) in header.iter().zip(cells) {
        let bare = !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | ' '));
        if cell.is_empty() || matches!(*cell, "-" | "–" | "—" | "n/a" | "0") && *column != Column::Rest {
            continue;
        }
        let unit = if title.to_lowercase().contains("min") { "min" } else { "s" };
        if *column == Column::Skip {
            continue;
        }
        // A word in a column that is not known is no part of the dose; it stays in the comment.
        if *column == Column::Other && !cell.contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        if *column == Column::Name {
            out.insert(0, (*cell).to_owned());
            continue;
        }
        out.push(match column {
            Column::Sets if bare => format!("{cell} sets"),
            Column::Reps if bare => format!("{cell} reps"),
            Column::Reps => with_reps(cell),
            Column::Tempo => format!("tempo {cell}"),
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

/// "12 each" in a column of reps says `reps`; "30 s" does not.
fn with_reps(cell: &str) -> String {
    let end = cell.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '–')).unwrap_or(cell.len());
    let (number, behind) = cell.split_at(end);
    let first = behind.trim_start().split([' ', '.']).next().unwrap_or_default().to_lowercase();
    let unit = words::class_of(&first)
        & (words::SECOND | words::MINUTE | words::X | words::REP | words::STEPS | words::MEASUREUNIT | words::TIMES);
    if number.is_empty() || unit != 0 { cell.to_owned() } else { format!("{number} reps {}", behind.trim_start()) }
}

/// A row without a header: two cells with only numbers are sets and reps.
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
    // "Plank", "3", "30 s".
    let length =
        |cell: &str| matches!(lexer::tokens(cell)[..], [ref token] if matches!(token.value, Value::Length(..)));
    if let (1, Some(at)) = (numbers, cells.iter().position(|cell| bare(cell)))
        && cells.get(at + 1).is_some_and(|next| length(next))
    {
        let mut out: Vec<String> = cells[..at].iter().map(|cell| (*cell).to_owned()).collect();
        out.push(format!("{} x {}", cells[at], cells[at + 1]));
        out.extend(cells[at + 2..].iter().map(|cell| (*cell).to_owned()));
        return out.join(", ");
    }
    cells.join(", ")
}
