//! The figure of an exercise on a screen.

use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    widgets::Widget,
};

use crate::{
    figure::Figure,
    session::motion::FigureMoment,
    ui::{
        theme::Theme,
        widgets::figure::{Drawing, Palette},
    },
};

/// The rows that a figure takes in an area of a size.
pub(super) fn height(figure: &Figure, theme: &Theme, size: Size) -> u16 {
    let Some(dots) = theme.figures else { return 0 };
    let palette = Palette::new(theme.colours, theme.light);
    Drawing::new(figure, dots, &palette).size(size).height.min(size.height)
}

/// Draws a figure on the ground of an area, at a moment; one that has none stands still.
pub(super) fn draw(figure: &Figure, moment: Option<FigureMoment>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let Some(dots) = theme.figures else { return };
    let palette = Palette::new(theme.colours, theme.light);
    let drawing = Drawing::new(figure, dots, &palette);
    let drawing = match moment.filter(|_| theme.motion) {
        Some(FigureMoment { at, ghost, flip, .. }) => drawing.at(at).ghost(ghost).flip(flip),
        None => drawing.ghost(Some(figure.far())).flip(moment.is_some_and(|moment| moment.flip)),
    };
    let height = drawing.size(area.as_size()).height.min(area.height);
    drawing.render(Rect { y: area.bottom() - height, height, ..area }, buffer);
}
