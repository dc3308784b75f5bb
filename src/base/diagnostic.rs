//! A diagnostic: an error or a warning about a file, with its place and a suggested fix. Drawn for people, printed as
//! JSON for programs.

mod code;

pub use code::{Code, Severity, markdown};

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use serde::Serialize;

use crate::base::text;

/// The longest piece of a source line that is shown, in characters.
const LINE: usize = 100;
/// The longest message or help, in characters: a name from a file may be as long as the file.
const MESSAGE: usize = 300;

/// A file's name and text, to which positions refer.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The file's display name.
    pub name: &'a str,
    /// The whole text.
    pub text: &'a str,
}

/// The byte offsets at which the lines of a text begin.
#[derive(Debug)]
pub(crate) struct LineIndex {
    begins: Vec<usize>,
    length: usize,
}

impl LineIndex {
    /// Finds the lines once, so that locating many diagnostics takes linear time. A byte order mark is not part of the
    /// first line.
    pub(crate) fn new(text: &str) -> LineIndex {
        let first = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        let others = text.match_indices('\n').map(|(at, _)| at + 1);
        LineIndex { begins: std::iter::once(first).chain(others).collect(), length: text.len() }
    }

    /// The number, from 1, of the line that contains a byte.
    pub(crate) fn number(&self, at: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= at).max(1)
    }

    /// The number of lines.
    pub(crate) fn count(&self) -> usize {
        self.begins.len()
    }

    /// The text of a line by its number, without the line end.
    pub(crate) fn text<'t>(&self, number: usize, text: &'t str) -> &'t str {
        text[self.begin(number)..self.end(number)].trim_end_matches(['\n', '\r'])
    }

    fn begin(&self, number: usize) -> usize {
        self.begins[number - 1]
    }

    fn end(&self, number: usize) -> usize {
        self.begins.get(number).copied().unwrap_or(self.length)
    }
}

/// One error or warning at one position. All its texts are printable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The file's display name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// Error or warning, as given by the code.
    pub severity: Severity,
    /// The kind of error or warning.
    pub code: Code,
    /// One sentence without a full stop.
    pub message: String,
    /// The suggested fix, if there is one.
    pub help: Option<String>,
    /// The line, and the byte range that is underlined.
    #[serde(skip)]
    excerpt: Option<(String, Range<usize>)>,
    /// How many it stands for: those of a file after its first hundred are one diagnostic.
    #[serde(skip)]
    pub count: usize,
}

impl Diagnostic {
    /// A diagnostic about the file as a whole.
    pub fn of_file(file: &str, code: Code, message: &str, help: &str) -> Self {
        Diagnostic {
            file: shown(file),
            line: 1,
            column: 1,
            severity: code.severity(),
            code,
            message: shown(message),
            help: (!help.is_empty()).then(|| shown(help)),
            excerpt: None,
            count: 1,
        }
    }

    /// The diagnostic that stands for others of the same severity, which come after this one in the file.
    pub(crate) fn more(&self, count: usize) -> Self {
        let (code, what) = match self.severity {
            Severity::Error => (Code::MoreErrors, "error"),
            Severity::Warning => (Code::MoreWarnings, "warning"),
        };
        let message = format!("{count} more {what}{}", if count == 1 { "" } else { "s" });
        let help = "fix the first ones, then check the file again";
        let (line, column) = (self.line, self.column);
        Diagnostic { line, column, count, ..Diagnostic::of_file(&self.file, code, &message, help) }
    }

    /// A diagnostic at a byte range of the text.
    pub fn at(source: Source<'_>, span: &Range<usize>, code: Code, message: &str, help: &str) -> Self {
        Diagnostic::in_lines(source, &LineIndex::new(source.text), span, code, message, help)
    }

    /// Like [`Diagnostic::at`], with the lines of the text already found.
    pub(crate) fn in_lines(
        source: Source<'_>,
        lines: &LineIndex,
        span: &Range<usize>,
        code: Code,
        message: &str,
        help: &str,
    ) -> Self {
        let number = lines.number(span.start);
        let begin = lines.begin(number);
        let line = lines.text(number, source.text);
        let start = floor_boundary(line, span.start.saturating_sub(begin));
        let end = floor_boundary(line, span.end.saturating_sub(begin)).max(start);
        Diagnostic {
            line: number,
            column: line[..start].chars().count() + 1,
            excerpt: Some(excerpt(line, start..end)),
            ..Diagnostic::of_file(source.name, code, message, help)
        }
    }

    /// Draws the diagnostic for people: the message, the place, the line with a caret, the fix. Ends with a line break.
    pub fn draw(&self, colour: bool, ascii: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()).id(self.code.name()));
        if let Some((line, span)) = &self.excerpt {
            let snippet = Snippet::source(line.as_str())
                .path(self.file.as_str())
                .line_start(self.line)
                .annotation(AnnotationKind::Primary.span(span.clone()));
            group = group.element(snippet);
        } else {
            group = group.element(Origin::path(self.file.as_str()));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let decor = if ascii { DecorStyle::Ascii } else { DecorStyle::Unicode };
        let mut drawn = renderer.decor_style(decor).render(&[group]);
        if let Some((line, span)) = &self.excerpt {
            // The crate counts columns in the displayed line, which differs from the file's if it was cut or sanitised.
            let counted = line[..span.start].chars().count() + 1;
            let place = |column: usize| format!("{}:{}:{column}\n", self.file, self.line);
            let below = drawn.find('\n').unwrap_or(0);
            if let Some(at) = drawn[below..].find(&place(counted)) {
                let at = below + at;
                drawn.replace_range(at..at + place(counted).len(), &place(self.column));
            }
        }
        drawn.push('\n');
        drawn
    }

    /// One object of `check --format json`.
    pub fn json(&self) -> String {
        text::json(self)
    }

    /// The diagnostic on one line, for lists: `line 4: ...`.
    pub fn line(&self) -> String {
        match &self.excerpt {
            Some(_) => format!("line {}: {}", self.line, self.message),
            None => self.message.clone(),
        }
    }
}

/// Sorts diagnostics by file and position.
pub fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| (&a.file, a.line, a.column, a.code).cmp(&(&b.file, b.line, b.column, b.code)));
}

/// Whether any of them is an error.
pub fn any_error(found: &[Diagnostic]) -> bool {
    found.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

fn shown(text: &str) -> String {
    text::cut(&text::printable(text), MESSAGE).into_owned()
}

fn floor_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// An excerpt of a line, printable and at most [`LINE`] characters long, with the span adjusted.
fn excerpt(line: &str, span: Range<usize>) -> (String, Range<usize>) {
    let before = |count: usize| line[..span.start].char_indices().nth_back(count).map(|(at, _)| at);
    let begin = before(LINE * 3 / 4).and_then(|_| before(LINE / 2)).unwrap_or(0);
    let mut out = String::new();
    let (mut from, mut to) = (None, None);
    if begin > 0 {
        out.push('…');
    }
    for (count, (at, character)) in line[begin..].char_indices().enumerate() {
        let at = begin + at;
        if at >= span.start {
            from.get_or_insert(out.len());
        }
        if at >= span.end {
            to.get_or_insert(out.len());
        }
        if count >= LINE {
            to.get_or_insert(out.len());
            out.push('…');
            break;
        }
        match character {
            '\t' => out.push_str("    "),
            unsafe_one if text::is_unsafe(unsafe_one) => out.push_str(&text::code_point(unsafe_one)),
            other => out.push(other),
        }
    }
    let from = from.unwrap_or(out.len());
    let to = to.unwrap_or(out.len()).max(from);
    (out, from..to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "name = \"x\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n";

    #[test]
    fn an_error_is_drawn_with_its_line_and_caret() {
        let source = Source { name: "a.toml", text: TEXT };
        let at = TEXT.find("\"30 sec").unwrap();
        let drawn =
            Diagnostic::at(source, &(at..at + 8), Code::BadDuration, "invalid duration `30 sec`", "write \"30s\"");
        assert_eq!((drawn.line, drawn.column), (4, 8));
        insta::assert_snapshot!(drawn.draw(false, true), @r#"
        error[bad-duration]: invalid duration `30 sec`
         --> a.toml:4:8
          |
        4 | hold = "30 sec"
          |        ^^^^^^^^
          |
          = help: write "30s"
        "#);
        assert!(drawn.draw(true, false).contains("\u{1b}["));
        assert_eq!(
            drawn.json(),
            r#"{"file":"a.toml","line":4,"column":8,"severity":"error","code":"bad-duration","message":"invalid duration `30 sec`","help":"write \"30s\""}"#
        );
    }

    #[test]
    fn long_and_hostile_lines_are_cut_and_escaped() {
        let text = format!("name = \"{}\u{1b}]0;title\u{7}\" # {}\n", "a".repeat(5000), "b".repeat(5000));
        let source = Source { name: "a\u{1b}.toml", text: &text };
        let at = text.find('\u{1b}').unwrap();
        let drawn = Diagnostic::at(source, &(at..at + 1), Code::UnsafeText, &text, &text).draw(false, false);
        assert!(drawn.len() < 2048, "{}", drawn.len());
        assert!(!drawn.chars().any(|c| c != '\n' && text::is_unsafe(c)), "{drawn}");
    }

    #[test]
    fn a_place_is_inside_its_line_whatever_ends_it() {
        let text = "\u{feff}ä\r\n\r\r\nb";
        let places: Vec<_> = (0..=text.len() + 1)
            .map(|at| Diagnostic::at(Source { name: "x", text }, &(at..at + 2), Code::Syntax, "", ""))
            .map(|found| (found.line, found.column))
            .collect();
        let first = [(1, 1), (1, 1), (1, 1), (1, 1), (1, 1), (1, 2), (1, 2)];
        assert_eq!(places[..7], first);
        assert_eq!(places[7..], [(2, 1), (2, 1), (2, 1), (3, 1), (3, 2), (3, 2)]);
    }

    #[test]
    fn the_place_that_is_drawn_is_that_of_the_file() {
        let text = format!("{}\t{}", "\u{1b}".repeat(3), "a".repeat(300));
        let found = Diagnostic::at(Source { name: "x", text: &text }, &(200..201), Code::Syntax, "not x:1:52", "");
        let drawn = found.draw(false, true);
        assert!(drawn.contains("--> x:1:201\n") && drawn.contains("not x:1:52"), "{drawn}");
    }

    proptest! {
        #[test]
        fn no_place_in_no_text_panics(text in "(\\PC|[\r\n\t\u{feff}\u{1b}\u{301}]){0,80}", start in 0usize..80, length in 0usize..80) {
            let source = Source { name: "x", text: &text };
            let drawn = Diagnostic::at(source, &(start..start + length), Code::Syntax, &text, "").draw(false, false);
            prop_assert!(!drawn.chars().any(|c| c != '\n' && text::is_unsafe(c)));
        }
    }
}
