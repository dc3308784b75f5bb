//! The band across the top: the current state as a word and a colour.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::words::BigWords;
use crate::ui::theme::{Theme, Tone};

/// The minimum number of rows for large letters.
const LARGE: u16 = 4;
/// The space between the text, the word and the edge.
const MARGIN: u16 = 2;

/// A band in a tone's colour with its word on the left, and another text on the right in the same letters.
#[derive(Clone, Copy, Debug)]
pub struct Band<'a> {
    tone: Tone,
    word: &'a str,
    right: &'a str,
    theme: &'a Theme,
    inverted: bool,
}

impl<'a> Band<'a> {
    /// A band with the tone's own word.
    pub fn new(tone: Tone, theme: &'a Theme) -> Band<'a> {
        Band { tone, word: tone.word(), right: "", theme, inverted: false }
    }

    /// Replaces the word.
    #[must_use]
    pub fn word(self, word: &'a str) -> Self {
        Band { word, ..self }
    }

    /// Adds a text on the right, which is omitted if there is no room.
    #[must_use]
    pub fn right(self, right: &'a str) -> Self {
        Band { right, ..self }
    }

    /// Swaps the colours of text and background.
    #[must_use]
    pub fn inverted(self, inverted: bool) -> Self {
        Band { inverted, ..self }
    }
}

impl Widget for Band<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let mut style = self.theme.band(self.tone);
        if self.inverted {
            // Without colours, a band is reversed already.
            let is = style.add_modifier.contains(Modifier::REVERSED);
            style = if is { style.remove_modifier(Modifier::REVERSED) } else { style.add_modifier(Modifier::REVERSED) };
        }
        for place in area.positions() {
            buf[place].reset();
        }
        buf.set_style(area, style);
        let margin = MARGIN.min(area.width / 8);
        let mut inner = Rect { x: area.x + margin, width: area.width - 2 * margin, ..area };
        for (text, alignment) in [(self.word, Alignment::Left), (self.right, Alignment::Right)] {
            if text.is_empty() || inner.is_empty() {
                continue;
            }
            let taken = self.text(text, alignment, style, inner, buf).saturating_add(MARGIN);
            // The text on the right gets the remaining room.
            inner = Rect { x: inner.x + taken.min(inner.width), width: inner.width.saturating_sub(taken), ..inner };
        }
    }
}

impl Band<'_> {
    /// Draws a text in the largest letters that fit, or spread, or plain; returns the width that it takes.
    fn text(&self, text: &str, alignment: Alignment, style: Style, area: Rect, buf: &mut Buffer) -> u16 {
        let words = BigWords::new(text, self.theme).style(style).on_one_line().alignment(alignment);
        let words = words.at_most(area.height - 1);
        if area.height >= LARGE && words.is_large(area.as_size()) {
            words.render(area, buf);
            return words.size(area.as_size()).width;
        }
        let spread = spread(text);
        let text = if area.height > 1 && spread.width() <= usize::from(area.width) { &spread } else { text };
        if alignment == Alignment::Right && text.width() > usize::from(area.width) {
            return 0;
        }
        let text = self.theme.cut(text, usize::from(area.width));
        let taken = u16::try_from(text.width()).unwrap_or(area.width);
        let middle = Rect { y: area.y + (area.height - 1) / 2, height: 1, ..area };
        Line::from(Span::styled(text, style.add_modifier(Modifier::BOLD))).alignment(alignment).render(middle, buf);
        taken
    }
}

/// The word with a space after each letter: wider, and readable from farther away.
fn spread(word: &str) -> String {
    word.chars().flat_map(|letter| [letter, ' ']).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::{
        theme::Colours,
        widgets::testing::{text, theme},
    };

    #[test]
    fn the_word_grows_with_the_band() {
        let theme = theme();
        let band = Band::new(Tone::Ready, &theme).right("LEFT");
        insta::assert_snapshot!(text(band, 80, 5), @"
        ▗▄▄▄  ▄▄▄▄▖ ▄▄▄▄▖    ▗▄▄▄▖ ▗▄▄▄▄  ▄▄▄▖ ▗▄▄▄▖ ▗▄ ▗▄   ▗▄    ▗▄▄▄▄ ▗▄▄▄▄ ▗▄▄▄▄
        █▌ ▀▘ █▌     ▐█      ▐█ ▐█ ▐█    ▐█ ▐█ ▐█ ▐█  ▜▙█▘   ▐█    ▐█    ▐█      █▌
        █▌▀█▌ █▛▀▀   ▐█      ▐██▛▘ ▐█▀▀▘ ▐█▀▜█ ▐█ ▐█   █▌    ▐█    ▐█▀▀▘ ▐█▀▀▘   █▌
        █▌ █▌ █▌     ▐█      ▐█▝█▖ ▐█    ▐█ ▐█ ▐█ ▐█   █▌    ▐█    ▐█    ▐█      █▌
        ▝▀▀▀  ▀▀▀▀▘  ▝▀      ▝▀ ▝▀ ▝▀▀▀▀ ▝▀ ▝▀ ▝▀▀▀▘   ▀▘    ▝▀▀▀▀ ▝▀▀▀▀ ▝▀      ▀▘
        ");
        insta::assert_snapshot!(text(band, 60, 3), @"

        G E T   R E A D Y                                L E F T
        ");
        assert_eq!(text(band, 40, 1), format!("  GET READY{:23}LEFT", ""));
        assert_eq!(text(band, 20, 1), "  GET READY   LEFT");
        assert_eq!(text(band, 6, 1), "GET R…");
    }

    #[test]
    fn every_cell_is_in_the_tones_colour_and_every_tone_is_different() {
        for colours in [Colours::None, Colours::Sixteen, Colours::Indexed] {
            let theme = Theme::new(colours, false, false);
            let mut seen = Vec::new();
            for tone in Tone::ALL {
                let mut buf = Buffer::empty(Rect::new(0, 0, 30, 5));
                buf.set_string(0, 0, "left over", theme.bad);
                Band::new(tone, &theme).render(buf.area, &mut buf);
                let style = theme.band(tone);
                let corner = buf[(0, 0)].clone();
                assert!(buf.content.iter().all(|cell| (cell.fg, cell.bg) == (corner.fg, corner.bg)));
                assert_eq!(corner.bg, style.bg.unwrap_or_default());
                assert_eq!(corner.symbol(), " ");
                assert!(!seen.contains(&style), "{tone:?}");
                seen.push(style);
            }
        }
    }
}
