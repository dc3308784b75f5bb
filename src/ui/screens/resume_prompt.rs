//! The question whether to resume an unfinished session of the routine, or to start it over.

use std::sync::Arc;

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

use crate::{
    base::count::count,
    history::events::ResumePoint,
    session::plan::Plan,
    ui::{
        grid::{GUTTER, TWO_PANES, band_height, margin},
        keymap::{self, Context},
        screens::figure_pane,
        shared::Shared,
        theme::Tone,
        widgets::{
            band::Band,
            figure::LEAST,
            keys::Keys,
            steps::{self, Steps},
            words::BigWords,
        },
    },
};

/// A session that can be resumed.
#[derive(Clone, Debug)]
pub struct ResumePrompt {
    /// The plan of its routine.
    pub plan: Arc<Plan>,
    /// The point at which it stopped.
    pub left: ResumePoint,
}

impl ResumePrompt {
    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let roomy = u16::from(area.height >= 18);
        let [band, _, body, _, footer] = Layout::vertical([
            Constraint::Length(band_height(area.height)),
            Constraint::Length(u16::from(area.height > 6)),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(1),
        ])
        .areas(area);
        Band::new(Tone::Paused, theme).word("RESUME?").render(band, buffer);
        Keys::new(&keymap::hints(Context::Resume), theme).render(margin(footer), buffer);
        let figure = self.plan.steps.get(self.left.step).and_then(|step| step.exercise.figure());
        let figure =
            figure.filter(|_| area.width >= TWO_PANES && body.height >= LEAST.height && theme.figures.is_some());
        let body = margin(body);
        let body = match figure {
            Some(figure) => {
                let fill = Constraint::Fill(1);
                let [body, _, right] = Layout::horizontal([fill, Constraint::Length(GUTTER), fill]).areas(body);
                let height = right.height.min(right.width / 2);
                figure_pane::draw(figure, None, theme, Rect { height, ..right }, buffer);
                body
            }
            None => body,
        };
        let [name, _, course, facts, _, choices] = Layout::vertical([
            Constraint::Length(1 + 2 * roomy),
            Constraint::Length(roomy),
            Constraint::Length(1),
            Constraint::Length(2),
            Constraint::Length(roomy),
            Constraint::Fill(1),
        ])
        .areas(body);
        let words = BigWords::new(&self.plan.routine, theme).style(theme.heading).alignment(Alignment::Left);
        let words = words.on_one_line().at_most(name.height);
        if words.is_large(name.as_size()) {
            words.render(name, buffer);
        } else {
            Line::styled(theme.cut(&self.plan.routine, name.width.into()), theme.heading).render(name, buffer);
        }
        let segments = steps::segments(&self.plan);
        let here = segments.partition_point(|segment| segment.first <= self.left.step).saturating_sub(1);
        Steps::new(&segments, here, 0.0, theme).render(course, buffer);
        let words = Line::styled(self.facts(shared), theme.muted);
        Paragraph::new(words).wrap(Wrap { trim: true }).render(facts, buffer);
        let next = self.left.next(&self.plan).unwrap_or_default();
        let lines: Vec<Line<'_>> = [("Enter", format!("resume at {next}")), ("n", "start over".to_owned())]
            .into_iter()
            .map(|(key, words)| Line::from(vec![Span::styled(format!("{key:<7}"), theme.key), Span::raw(words)]))
            .collect();
        Paragraph::new(lines).wrap(Wrap { trim: false }).render(choices, buffer);
    }

    /// How much was done, and when it was left.
    fn facts(&self, shared: Shared<'_>) -> String {
        let past = &self.left.past;
        let time = past.offset.to_datetime(past.last).strftime("%H:%M");
        let (done, works) = (past.done_sets(), self.plan.works());
        let gone = shared.now.wall.duration_since(past.last).as_secs().max(0) / 60;
        let gone = if gone == 0 { "just now".to_owned() } else { format!("{gone} min ago") };
        format!("{done} of {} {} stopped at {time}, {gone}", count(works, "set"), shared.theme.glyphs.dot)
    }
}
