//! How an exercise is done: its figure, and the instructions where there is room for both.

use std::borrow::Cow;

use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    text::Line,
    widgets::{Paragraph, Widget, Wrap},
};

use crate::{
    base::text,
    figure::Figure,
    routine::Exercise,
    session::{motion::Moment, plan::Side},
    ui::{
        theme::Theme,
        widgets::figure::{Drawing, LEAST, Palette},
    },
};

/// How an exercise is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Guide<'a> {
    pub exercise: &'a Exercise,
    /// The side that works.
    pub side: Side,
    /// The position is told too: it stands nowhere else.
    pub position: bool,
    pub moment: Option<Moment>,
    pub theme: &'a Theme,
}

impl<'a> Guide<'a> {
    /// The figure, where it is shown in an area of a size.
    pub(super) fn figure(&self, size: Size) -> Option<&'a Figure> {
        let shown = self.theme.figures.is_some() && size.width >= LEAST.width && size.height >= LEAST.height;
        self.exercise.figure().map(AsRef::as_ref).filter(|_| shown)
    }

    /// Draws it.
    pub(super) fn render(self, area: Rect, buffer: &mut Buffer) {
        let Some(figure) = self.figure(area.as_size()) else {
            self.words(true).render(area, buffer);
            return;
        };
        // The figure first: the words stand below it where they fit whole.
        let rows = |all| u16::try_from(self.rows(all, area.width)).unwrap_or(u16::MAX).saturating_add(1);
        let drawing = self.drawing(figure, area.as_size());
        let fits = |all: &bool| area.height.checked_sub(rows(*all)).is_some_and(|left| left >= drawing.height.min(16));
        let Some(all) = [true, false].into_iter().find(fits).filter(|all| rows(*all) > 1) else {
            let y = area.y + (area.height - drawing.height.min(area.height)) / 2;
            draw(figure, self.moment, self.theme, Rect { y, height: area.bottom() - y, ..area }, buffer);
            return;
        };
        let below = rows(all);
        let above = Rect { height: area.height - below, ..area };
        let drawing = self.drawing(figure, above.as_size());
        draw(figure, self.moment, self.theme, above, buffer);
        let y = area.y + drawing.height + 1;
        self.words(all).render(Rect { y, height: area.bottom() - y, ..area }, buffer);
    }

    fn drawing(&self, figure: &Figure, size: Size) -> Size {
        let palette = Palette::new(self.theme.colours, self.theme.light);
        self.theme.figures.map_or(Size::ZERO, |dots| Drawing::new(figure, dots, &palette).size(size))
    }

    fn words(&self, all: bool) -> Paragraph<'a> {
        let mut lines = Vec::new();
        if let Some(position) = self.position(all) {
            lines.push(Line::styled(position, self.theme.accent));
            lines.push(Line::default());
        }
        if let Some(instructions) = self.instructions() {
            lines.extend(instructions.lines().map(|line| Line::raw(line.to_owned())));
        }
        if all && !self.exercise.muscles.is_empty() {
            lines.push(Line::default());
            lines.push(Line::styled(self.exercise.muscles.join(", "), self.theme.muted));
        }
        Paragraph::new(lines).wrap(Wrap { trim: false })
    }

    /// The position, where there is room for all and it is not shown elsewhere.
    fn position(&self, all: bool) -> Option<Cow<'a, str>> {
        let position = self.exercise.position.as_ref().filter(|_| self.position && all);
        position.map(|text| self.side.fill(text))
    }

    fn instructions(&self) -> Option<Cow<'a, str>> {
        self.exercise.instructions.as_ref().map(|text| self.side.fill(text))
    }

    /// How many rows the words take.
    fn rows(&self, all: bool, width: u16) -> usize {
        let count = |words: &str| text::rows(words, usize::from(width));
        let muscles = if all { self.exercise.muscles.join(", ") } else { String::new() };
        self.position(all).map_or(0, |words| count(&words) + 1)
            + self.instructions().map_or(0, |words| words.lines().map(count).sum::<usize>())
            + if muscles.is_empty() { 0 } else { count(&muscles) + 1 }
    }
}

/// Draws a figure at the top of an area, at a moment; one that has none stands still.
pub(super) fn draw(figure: &Figure, moment: Option<Moment>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(dots) = theme.figures else { return };
    let palette = Palette::new(theme.colours, theme.light);
    let drawing = Drawing::new(figure, dots, &palette);
    let drawing = match moment.filter(|_| theme.motion) {
        Some(Moment { at, ghost, flip, .. }) => drawing.at(at).ghost(ghost).flip(flip),
        None => drawing.ghost(Some(1.0)).flip(moment.is_some_and(|moment| moment.flip)),
    };
    let height = drawing.size(area.as_size()).height.min(area.height);
    drawing.render(Rect { height, ..area }, buffer);
}
