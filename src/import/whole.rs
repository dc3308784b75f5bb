//! What the lines of a sheet show only together: that it is no sheet of exercises, or that each dose is above its name.

use super::{grammar::Reading, labels::Line, layout::LineKind, words};

/// A line, its kind and its reading.
pub(super) type ReadLine = (Line, LineKind, Reading);

/// From this number of dates on, a sheet is a training log.
const DATES: usize = 4;

/// Where doses and names take turns and a dose is first, each dose is put below its name.
pub(super) fn names_first(read: &mut [ReadLine]) {
    let is_part = |(_, kind, _): &ReadLine| !matches!(kind, LineKind::Blank | LineKind::Noise | LineKind::Text);
    let parts: Vec<usize> = (0..read.len()).filter(|at| is_part(&read[*at])).collect();
    let takes_turns = parts.len().is_multiple_of(2)
        && parts.chunks(2).all(|pair| {
            let dose = &read[pair[0]];
            dose.1 == LineKind::Dose && dose.2.dose.has_amount() && read[pair[1]].1 == LineKind::Name
        });
    if takes_turns {
        parts.chunks(2).for_each(|pair| read.swap(pair[0], pair[1]));
    }
}

/// The reason why a text is not a sheet of exercises.
pub(super) fn refused(read: &[ReadLine]) -> Option<&'static str> {
    let dated = |(line, ..): &&ReadLine| has_date(&line.text);
    if read.iter().filter(dated).count() >= DATES {
        return Some("this is a training log, with dates: paste the exercises of one day");
    }
    let of = |kind: &dyn Fn(&LineKind) -> bool| read.iter().filter(|(_, is, _)| kind(is)).count();
    let exercises = of(&|kind| matches!(kind, LineKind::Full | LineKind::Dose));
    let texts = of(&|kind| matches!(kind, LineKind::Text));
    (texts >= 30 && exercises * 20 < texts)
        .then_some("this is prose, not a list of exercises: paste the lines with exercises")
}

/// Whether a line has a date: `2024-05-12`, `12/05/2024`, `12 May 2024`.
fn has_date(line: &str) -> bool {
    let numbers: Vec<&str> = line.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let year = numbers.iter().any(|part| part.len() == 4 && (part.starts_with("19") || part.starts_with("20")));
    let month = line.split(|c: char| !c.is_alphabetic()).any(|word| {
        words::class_of(&word.to_lowercase()) & words::MONTHNAME != 0 && word.starts_with(char::is_uppercase)
    });
    let numeric = ['/', '-', '.'].iter().any(|sign| {
        line.split_whitespace().any(|word| {
            let parts: Vec<&str> = word.trim_end_matches([',', ':']).split(*sign).collect();
            parts.len() == 3
                && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
                && parts.iter().any(|part| part.len() >= 2)
        })
    });
    numeric || year && month
}
