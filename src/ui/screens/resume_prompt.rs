//! The question whether to resume an unfinished session of the routine, or to start it over.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Rect},
    text::Line,
    widgets::{Paragraph, Widget, Wrap},
};

use crate::{
    history::events::ResumePoint,
    session::plan::Plan,
    ui::{
        grid::band_height,
        keymap::{self, Context},
        theme::{Theme, Tone},
        widgets::{band::Band, keys::Keys},
    },
};

/// A session that can be resumed.
#[derive(Clone, Debug)]
pub struct ResumePrompt {
    /// The plan of its routine.
    pub plan: Arc<Plan>,
    /// What was done of it.
    pub left: ResumePoint,
}

impl ResumePrompt {
    /// Draws it.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let [band, _, body, footer] = Layout::vertical([
            Constraint::Length(band_height(area.height)),
            Constraint::Length(u16::from(area.height > 6)),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        let inside = |area: Rect| area.inner(Margin::new(2, 0));
        Band::new(Tone::Paused, theme).word("RESUME?").render(band, buffer);
        let lines = [Line::styled(self.plan.routine.as_str(), theme.heading), Line::default(), Line::raw(self.words())];
        Paragraph::new(lines.to_vec()).wrap(Wrap { trim: true }).render(inside(body), buffer);
        Keys::new(&keymap::hints(Context::Resume), theme).render(inside(footer), buffer);
    }

    fn words(&self) -> String {
        let past = &self.left.past;
        let time = past.offset.to_datetime(past.last).strftime("%H:%M");
        let (done, works) = (past.done_sets(), self.plan.works());
        let next = self.left.next(&self.plan).unwrap_or_default();
        format!("You stopped at {time} after {done} of {works} sets. Next: {next}.")
    }
}
