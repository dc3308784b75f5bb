//! The figure of an exercise on a screen.

use ratatui::{buffer::Buffer, layout::Rect, widgets::Widget};

use crate::{
    figure::Figure,
    session::motion::Moment,
    ui::{
        theme::Theme,
        widgets::figure::{Drawing, Palette},
    },
};

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
