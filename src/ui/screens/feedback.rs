//! The feedback after a session: how hard it was, how much it hurt, and a note. Each takes one key, and none is
//! required.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    text::{Line, Span},
    widgets::Widget,
};

use crate::{
    base::text,
    history::fact::Correction,
    routine::progress::PAIN,
    ui::{screens::typed::Typed, theme::Theme},
};

/// The width of the scale, in columns.
const SCALE: u16 = 56;
/// The maximum length of a note, in characters.
const NOTE: usize = 200;

/// A note as it is stored: one line of limited length, without characters that a terminal could interpret.
pub fn note_of(typed: &str) -> String {
    typed.trim().chars().filter(|c| !text::is_unsafe(*c)).take(NOTE).collect()
}

/// The answers so far, and the current question.
#[derive(Debug, Default)]
pub struct Said {
    asked: Asked,
    effort: Option<u8>,
    pain: Option<u8>,
    note: String,
    /// The note while it is typed.
    typing: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Asked {
    #[default]
    Effort,
    Pain,
    Note,
}

impl Said {
    /// Whether it hurt so much that the user should stop for today.
    pub fn hurts(&self) -> bool {
        self.pain.is_some_and(|pain| pain >= PAIN)
    }

    /// Adds to the note that is typed.
    pub fn type_text(&mut self, typed: &str) {
        if let Some(note) = &mut self.typing {
            let room = NOTE.saturating_sub(note.chars().count());
            note.extend(typed.chars().filter(|c| !text::is_unsafe(*c)).take(room));
        }
    }

    /// Handles a key.
    pub fn types(&mut self, key: KeyEvent) -> Typed<Correction<'static>> {
        if !key.modifiers.difference(KeyModifiers::SHIFT).is_empty() {
            return Typed::Unused;
        }
        if self.typing.is_some() {
            return self.note(key.code);
        }
        match key.code {
            KeyCode::Char(digit @ ('0'..='9' | '+')) if self.asked != Asked::Note => {
                let answer = digit.to_digit(10).and_then(|digit| u8::try_from(digit).ok()).unwrap_or(10);
                let said = Correction::default();
                if self.asked == Asked::Effort {
                    (self.asked, self.effort) = (Asked::Pain, Some(answer));
                    Typed::Result(Correction { effort: Some(answer), ..said })
                } else {
                    (self.asked, self.pain) = (Asked::Note, Some(answer));
                    Typed::Result(Correction { pain: Some(answer), ..said })
                }
            }
            KeyCode::Tab => {
                self.asked = if self.asked == Asked::Effort { Asked::Pain } else { Asked::Note };
                Typed::Used
            }
            KeyCode::Backspace => {
                self.asked = if self.asked == Asked::Note { Asked::Pain } else { Asked::Effort };
                Typed::Used
            }
            KeyCode::Char('n' | 'N') => {
                self.typing = Some(self.note.clone());
                Typed::Used
            }
            _ => Typed::Unused,
        }
    }

    fn note(&mut self, key: KeyCode) -> Typed<Correction<'static>> {
        match key {
            KeyCode::Char(letter) => self.type_text(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => {
                self.typing.as_mut().and_then(String::pop);
            }
            KeyCode::Esc => self.typing = None,
            KeyCode::Enter => {
                self.typing.take().unwrap_or_default().trim().clone_into(&mut self.note);
                self.asked = Asked::Note;
                return Typed::Result(Correction { note: Some(self.note.clone().into()), ..Correction::default() });
            }
            _ => {}
        }
        Typed::Used
    }

    /// Whether the question expects a number.
    pub fn is_asking(&self) -> bool {
        self.asked != Asked::Note && self.typing.is_none()
    }

    /// Draws the question: in three rows with the scale, or in one row without.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = usize::from(area.width);
        if let Some(note) = &self.typing {
            // The end of a long note, where it is typed, stays visible.
            let room = width.saturating_sub("note  ".len());
            let skip = note.chars().count().saturating_sub(room);
            let shown: String = note.chars().skip(skip).collect();
            let line = [
                Span::styled("note ", theme.muted),
                Span::styled(shown, theme.heading),
                Span::styled(" ", theme.selected),
            ];
            Line::from_iter(line).render(area, buffer);
            return;
        }
        if area.height >= 3 && area.width >= SCALE && self.is_asking() {
            self.scale(theme, area, buffer);
            return;
        }
        let mut line = Vec::new();
        for (word, answer) in [("effort", self.effort), ("pain", self.pain)] {
            line.extend(answer.map(|answer| Span::styled(format!("{word} {answer}   "), theme.muted)));
        }
        let (long, short) = match self.asked {
            Asked::Effort => ("How hard was it?  0–9, + for 10, Tab to skip", "How hard? 0–9, + for 10"),
            Asked::Pain => ("Did anything hurt?  0 not at all – 9, + for 10", "Pain? 0–9, + for 10"),
            Asked::Note if self.note.is_empty() => ("n: add a note", "n: note"),
            Asked::Note => (self.note.as_str(), self.note.as_str()),
        };
        let used: usize = line.iter().map(Span::width).sum();
        let words = if used + long.len() <= width || self.asked == Asked::Note { long } else { short };
        line.push(Span::styled(theme.cut(words, width.saturating_sub(used)), theme.heading));
        Line::from(line).render(area, buffer);
    }

    /// The question, its scale, and the meanings of the ends of the scale.
    fn scale(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let (question, least, most) = match self.asked {
            Asked::Pain => ("Did anything hurt?", "not at all", "worst imaginable"),
            Asked::Effort | Asked::Note => ("How hard was it?", "at rest", "all I had"),
        };
        let answered = self.effort.map(|effort| format!("   effort {effort}")).unwrap_or_default();
        let question = Line::from(vec![Span::styled(question, theme.heading), Span::styled(answered, theme.muted)]);
        let mut scale = String::new();
        (0..10).for_each(|number| scale.push_str(&format!("{number:^5}")));
        scale.push_str(" + 10");
        let ends = format!("  {least}{most:>width$}", width = scale.len().saturating_sub(least.len() + 2));
        let lines = [question, Line::styled(scale, theme.key), Line::styled(ends, theme.muted)];
        for (line, row) in lines.into_iter().zip(area.rows()) {
            line.render(row, buffer);
        }
    }
}
