//! Words in large letters: the name of an exercise, the word on the band.

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    style::{Modifier, Style},
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{forms::Face, letters::PixelGrid};
use crate::ui::theme::Theme;

/// A text in capitals, in the largest letters that fit, on up to three lines. A text with a letter without a shape, or
/// one that does not fit, is in plain bold text.
#[derive(Clone, Copy, Debug)]
pub struct BigWords<'a> {
    text: &'a str,
    style: Style,
    alignment: Alignment,
    lines: usize,
    highest: u16,
    theme: &'a Theme,
}

/// The layout: the lines, and their face if they are large.
struct Set<'a> {
    lines: Vec<&'a str>,
    face: Option<Face>,
}

impl<'a> BigWords<'a> {
    /// Draws a text in the middle of its area.
    pub fn new(text: &'a str, theme: &'a Theme) -> BigWords<'a> {
        BigWords { text, style: theme.plain, alignment: Alignment::Center, lines: 3, highest: u16::MAX, theme }
    }

    /// Sets the style; its text colour is that of the shapes.
    #[must_use]
    pub fn style(self, style: Style) -> Self {
        BigWords { style, ..self }
    }

    /// Aligns it in the area.
    #[must_use]
    pub fn alignment(self, alignment: Alignment) -> Self {
        BigWords { alignment, ..self }
    }

    /// Puts it on a single line.
    #[must_use]
    pub fn on_one_line(self) -> Self {
        BigWords { lines: 1, ..self }
    }

    /// Limits the height of the letters, in cells.
    #[must_use]
    pub fn at_most(self, cells: u16) -> Self {
        BigWords { highest: cells, ..self }
    }

    /// Whether it is in large letters in an area of this size.
    pub fn is_large(&self, area: Size) -> bool {
        self.set(area).face.is_some()
    }

    /// The size that it takes of an area.
    pub fn size(&self, area: Size) -> Size {
        let set = self.set(area);
        let grid = PixelGrid::new(self.theme.ascii);
        let columns = |width: usize| u16::try_from(width).unwrap_or(u16::MAX);
        if let Some(face) = set.face {
            let width = set.lines.iter().filter_map(|line| face.measure(line)).max().unwrap_or_default();
            return Size::new(grid.cells(width), grid.cells(face.block(set.lines.len())));
        }
        let width = set.lines.iter().map(|line| line.width()).max().unwrap_or_default();
        Size::new(columns(width).min(area.width), columns(set.lines.len()).min(area.height))
    }

    /// The layout for an area: the largest letters, and the fewest lines with them.
    fn set(&self, area: Size) -> Set<'a> {
        let grid = PixelGrid::new(self.theme.ascii);
        let (width, height) = (grid.pixels(area.width), grid.pixels(area.height));
        let highest = grid.pixels(self.highest);
        let breaks: Vec<Vec<&str>> = (1..=self.lines).filter_map(|lines| broken(self.text.trim(), lines)).collect();
        let large = breaks
            .iter()
            .filter_map(|lines| Face::for_lines(lines, width, height, highest).map(|face| (lines, face)))
            .reduce(|best, other| if other.1.beats(best.1) { other } else { best });
        if let Some((lines, face)) = large {
            return Set { lines: lines.clone(), face: Some(face) };
        }
        let fits = |lines: &Vec<&str>| {
            lines.len() <= usize::from(area.height) && lines.iter().all(|line| line.width() <= usize::from(area.width))
        };
        let lines = breaks.into_iter().find(fits).unwrap_or_else(|| vec![self.text.trim()]);
        Set { lines, face: None }
    }
}

/// The text in a number of lines, broken at spaces so that the longest is as short as possible; `None` if there are too
/// few words, or more than in a name.
fn broken(text: &str, lines: usize) -> Option<Vec<&str>> {
    if lines == 1 {
        return Some(vec![text]);
    }
    let longest = |lines: &Vec<&str>| lines.iter().map(|line| line.width()).max();
    text.match_indices(' ')
        .take(12)
        .filter_map(|(at, _)| {
            let mut all = vec![text[..at].trim_end()];
            all.extend(broken(text[at..].trim_start(), lines - 1)?);
            Some(all)
        })
        .min_by_key(longest)
}

impl Widget for BigWords<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let set = self.set(area.as_size());
        let grid = PixelGrid::new(self.theme.ascii);
        if let Some(face) = set.face {
            let mut top = (grid.pixels(area.height) - face.block(set.lines.len())) / 2;
            for line in set.lines {
                let spare = grid.pixels(area.width).saturating_sub(face.measure(line).unwrap_or_default());
                let left = match self.alignment {
                    Alignment::Left => 0,
                    Alignment::Center => spare / 2,
                    Alignment::Right => spare,
                };
                face.draw(line, (left, top), grid, area, buf, self.style);
                top += face.height + face.leading();
            }
            return;
        }
        let count = u16::try_from(set.lines.len()).unwrap_or(u16::MAX);
        let rows = Rect { y: area.y + area.height.saturating_sub(count) / 2, ..area }.intersection(area).rows();
        for (line, row) in set.lines.iter().zip(rows) {
            let text = self.theme.cut(line, usize::from(area.width));
            let style = self.style.add_modifier(Modifier::BOLD);
            Line::from(Span::styled(text, style)).alignment(self.alignment).render(row, buf);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{ascii, text, theme};

    #[test]
    fn words_take_the_largest_letters_that_fit() {
        insta::assert_snapshot!(text(BigWords::new("Clamshell", &theme()), 60, 5), @r"
        ▗▄▄▄  ▄▖    ▗▄▄▄  ▄▖  ▗▄  ▄▄▄▖ ▗▄ ▗▄ ▗▄▄▄▄ ▗▄    ▗▄
        █▌ ▀▘ █▌    █▌ █▌ ██▖▗██ ▐█ ▝▀ ▐█ ▐█ ▐█    ▐█    ▐█
        █▌    █▌    █▛▀█▌ █▛██▜█  ▀▀▜▙ ▐█▀▜█ ▐█▀▀▘ ▐█    ▐█
        █▌ ▄▖ █▌    █▌ █▌ █▌  ▐█ ▗▄ ▐█ ▐█ ▐█ ▐█    ▐█    ▐█
        ▝▀▀▀  ▀▀▀▀▘ ▀▘ ▀▘ ▀▘  ▝▀  ▀▀▀▘ ▝▀ ▝▀ ▝▀▀▀▀ ▝▀▀▀▀ ▝▀▀▀▀
        ");
        insta::assert_snapshot!(text(BigWords::new("Glute bridge", &theme()), 38, 8), @r"
         ▟▀▀▙ █    █  █ ▀▜▛▀ █▀▀▀
         █ ▄▄ █    █  █  ▐▌  █▄▄▖
         █  █ █    █  █  ▐▌  █
         ▝▀▀▘ ▀▀▀▀ ▝▀▀▘  ▝▘  ▀▀▀▀
        ▄▄▄▖ ▄▄▄▖ ▄ ▄▄▄▖ ▗▄▄▖ ▄▄▄▄
        █  █ █  █ █ █  █ █  ▀ █
        █▀▀▙ █▜▛▘ █ █  █ █ ▀█ █▀▀▘
        █▄▄▛ █ ▝▙ █ █▄▄▛ ▜▄▄▛ █▄▄▄
        ");
        insta::assert_snapshot!(text(BigWords::new("Side plank", &theme()).on_one_line(), 32, 4), @r"
        ▞▀▖▌▛▀▖▛▀▘ ▐▀▚▐  ▗▀▚▐▖▐▐ ▞
        ▚▄ ▌▌ ▌▙▄▖ ▐▄▞▐  ▐▄▟▐▚▐▐▞
        ▖ ▌▌▌ ▌▌   ▐  ▐  ▐ ▐▐ █▐▝▖
        ▝▀ ▘▀▀ ▀▀▘ ▝  ▝▀▀▝ ▝▝ ▝▝ ▝
        ");
        insta::assert_snapshot!(text(BigWords::new("Squat", &ascii()), 50, 6), @r"
         ######    ######   ##    ##   ######   ########
        ##        ##    ##  ##    ##  ##    ##     ##
         ######   ##    ##  ##    ##  ########     ##
              ##  ##    ##  ##    ##  ##    ##     ##
              ##  ## ## ##  ##    ##  ##    ##     ##
         ######    #######   ######   ##    ##     ##
        ");
    }

    #[test]
    fn text_without_large_letters_is_plain() {
        for name in ["Étirement", "日本", "Résumé & go"] {
            assert!(!BigWords::new(name, &theme()).is_large(Size::new(100, 20)), "{name}");
            assert_eq!(
                text(BigWords::new(name, &theme()).alignment(Alignment::Left), 30, 1).replace("日 本", "日本"),
                name
            );
        }
        assert_eq!(text(BigWords::new("Lying leg raise", &theme()), 8, 1), "Lying l…");
        assert_eq!(text(BigWords::new("Lying leg raise", &ascii()), 8, 1), "Lying l~");
        assert_eq!(text(BigWords::new("Lying leg raise", &theme()), 10, 2), "  Lying\nleg raise");
        assert_eq!(text(BigWords::new("Lying leg raise", &theme()), 6, 3), "Lying\n leg\nraise");
    }

    #[test]
    fn each_letter_has_its_own_shape() {
        let letters: Vec<char> = ('A'..='Z').chain('0'..='9').chain("-'&(),.:!?/".chars()).collect();
        for (width, height) in [(6, 3), (12, 4), (40, 16)] {
            let forms: Vec<String> = letters
                .iter()
                .map(|letter| text(BigWords::new(&letter.to_string(), &theme()), width, height))
                .collect();
            for (index, form) in forms.iter().enumerate() {
                assert!(form.contains(|c| "▘▝▀▖▌▞▛▗▚▐▜▄▙▟█".contains(c)), "{} is {form}", letters[index]);
                let same = forms[..index].iter().position(|other| other == form).map(|at| letters[at]);
                let alike = [('O', '0'), ('.', ','), ('I', '\'')];
                assert!(
                    same.is_none_or(|other| alike.contains(&(other, letters[index]))),
                    "{} is like {same:?} at {height}",
                    letters[index]
                );
            }
        }
    }
}
