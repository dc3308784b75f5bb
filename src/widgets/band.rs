//! The band across the top: what to do now, in a word and a colour.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect},
    style::Modifier,
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::words::Words;
use crate::theme::{Theme, Tone};

/// From so many rows on, the word stands in large letters.
const LARGE: u16 = 4;
/// Between the text at a side, the word and the edge.
const MARGIN: u16 = 2;

/// A band in a tone's colour with its word, and room for a short text at either side.
#[derive(Clone, Copy, Debug)]
pub struct Band<'a> {
    tone: Tone,
    word: &'a str,
    left: &'a str,
    right: &'a str,
    theme: &'a Theme,
}

impl<'a> Band<'a> {
    /// A band with the tone's own word.
    pub fn new(tone: Tone, theme: &'a Theme) -> Band<'a> {
        Band { tone, word: tone.word(), left: "", right: "", theme }
    }

    /// With another word.
    #[must_use]
    pub fn word(self, word: &'a str) -> Self {
        Band { word, ..self }
    }

    /// With a text at the left, left out where there is no room beside the word.
    #[must_use]
    pub fn left(self, left: &'a str) -> Self {
        Band { left, ..self }
    }

    /// With a text at the right, left out where there is no room beside the word.
    #[must_use]
    pub fn right(self, right: &'a str) -> Self {
        Band { right, ..self }
    }
}

impl Widget for Band<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let style = self.theme.band(self.tone);
        for place in area.positions() {
            buf[place].reset();
        }
        buf.set_style(area, style);
        let middle = Rect { y: area.y + (area.height - 1) / 2, height: 1, ..area };
        let taken = if area.height >= LARGE {
            let margin = MARGIN.min(area.width / 8);
            let inner = Rect { x: area.x + margin, width: area.width - 2 * margin, ..area };
            let words = Words::new(self.word, self.theme).style(style).on_one_line().at_most(area.height - 1);
            words.render(inner, buf);
            words.size(inner.as_size()).width
        } else {
            let spaced = if area.height > 1 { spread(self.word) } else { self.word.to_owned() };
            let word = if spaced.width() <= usize::from(area.width) { spaced } else { self.word.to_owned() };
            let word = self.theme.cut(&word, usize::from(area.width)).into_owned();
            let taken = u16::try_from(word.width()).unwrap_or(area.width);
            let word = Span::styled(word, style.add_modifier(Modifier::BOLD));
            Line::from(word).alignment(Alignment::Center).render(middle, buf);
            taken
        };
        let side = (area.width.saturating_sub(taken) / 2).saturating_sub(MARGIN);
        let beside = |text: &str| text.width() > 0 && text.width() + 1 <= usize::from(side);
        if beside(self.left) {
            let inner = Rect { x: middle.x + 1, width: side, ..middle };
            Span::styled(self.left, style).render(inner, buf);
        }
        if beside(self.right) {
            let inner = Rect { x: middle.right() - side - 1, width: side, ..middle };
            Line::from(self.right).style(style).alignment(Alignment::Right).render(inner, buf);
        }
    }
}

/// The word with a space after each letter: wider, and read from farther away.
fn spread(word: &str) -> String {
    word.chars().flat_map(|letter| [letter, ' ']).collect::<String>().trim_end().to_owned()
}
