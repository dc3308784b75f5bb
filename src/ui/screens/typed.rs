//! Text that is typed on a screen of its own or in a list: a filter and the name of a new routine.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::text::{Line, Span};

use crate::{
    base::text,
    ui::{
        keymap::{self, Context},
        theme::Theme,
    },
};

/// The maximum length of a filter, in characters.
const FILTER: usize = 40;
/// The maximum length of the name of a new routine, in characters.
const NAME: usize = 60;

/// The result of a key where text can be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed<T> {
    /// The key is no text here.
    Unused,
    /// It was used, without a result yet.
    Used,
    /// It completed the text.
    Result(T),
}

/// The words that narrow a list.
#[derive(Debug, Default)]
pub(super) struct Filter {
    text: String,
    is_open: bool,
}

impl Filter {
    /// What was typed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether a letter is text rather than a key.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the line; the next letters go into it.
    pub(super) fn open(&mut self) {
        self.is_open = true;
    }

    /// Takes a key as text: every character while the line is open, else a letter or digit that is no command there.
    pub(super) fn takes(&mut self, key: KeyEvent, context: Context) -> bool {
        let KeyCode::Char(character) = key.code else { return false };
        let begins = self.is_open || (character.is_alphanumeric() && keymap::action(context, key).is_none());
        let takes = begins && is_plain(key);
        if takes {
            self.type_text(character.encode_utf8(&mut [0; 4]));
        }
        takes
    }

    /// Adds typed or pasted text.
    pub(super) fn type_text(&mut self, typed: &str) {
        self.is_open = true;
        push(&mut self.text, typed, FILTER);
    }

    /// Deletes the last character; the line closes with the first.
    pub(super) fn erase(&mut self) {
        self.is_open = self.text.pop().is_some() && !self.text.is_empty();
    }

    /// Clears and closes the line; false if it was closed.
    pub(super) fn clear(&mut self) -> bool {
        self.text.clear();
        std::mem::take(&mut self.is_open)
    }

    /// The line, with a cursor.
    pub(super) fn line(&self, theme: &Theme) -> Line<'_> {
        line("/ ", &self.text, theme)
    }

    /// The hints that hold: while the line is open, a letter is no key.
    pub(super) fn hints(&self, mut hints: Vec<(&'static str, &'static str)>) -> Vec<(&'static str, &'static str)> {
        if self.is_open {
            hints.retain(|(key, _)| key.chars().count() > 1 && *key != "Esc");
            hints.extend([("Esc", "clear"), ("Backspace", "delete")]);
        }
        hints
    }
}

/// The name of a routine to create.
#[derive(Debug, Default)]
pub(super) struct NewName(String);

impl NewName {
    /// What keys do.
    pub(super) const HINTS: [(&'static str, &'static str); 2] = [("Enter", "create"), ("Esc", "cancel")];

    /// Handles a key. The result is the name, or `None` if it was cancelled or is empty.
    pub(super) fn takes(&mut self, key: KeyEvent) -> Typed<Option<String>> {
        if !is_plain(key) {
            return Typed::Unused;
        }
        match key.code {
            KeyCode::Char(letter) => self.type_text(letter.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => {
                self.0.pop();
            }
            KeyCode::Esc => return Typed::Result(None),
            KeyCode::Enter => return Typed::Result(Some(self.0.trim().to_owned()).filter(|name| !name.is_empty())),
            _ => {}
        }
        Typed::Used
    }

    /// Adds typed or pasted text.
    pub(super) fn type_text(&mut self, typed: &str) {
        push(&mut self.0, typed, NAME);
    }

    /// The line, with a cursor.
    pub(super) fn line(&self, theme: &Theme) -> Line<'_> {
        line("name of the new routine ", &self.0, theme)
    }
}

fn is_plain(key: KeyEvent) -> bool {
    key.modifiers.difference(KeyModifiers::SHIFT).is_empty()
}

fn push(line: &mut String, typed: &str, most: usize) {
    let room = most.saturating_sub(line.chars().count());
    line.extend(typed.chars().filter(|c| !text::is_unsafe(*c)).take(room));
}

fn line<'t>(before: &'static str, typed: &'t str, theme: &Theme) -> Line<'t> {
    let cursor = Span::styled(" ", theme.selected);
    Line::from(vec![Span::styled(before, theme.muted), Span::styled(typed, theme.heading), cursor])
}
