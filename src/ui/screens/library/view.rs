//! The drawing of the library: the list and the preview of what is selected.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect, Size},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{LibraryScreen, Row};
use crate::{
    base::{
        count::count,
        quantity::{rough, units},
        text,
    },
    routine::{CAUTION, Rounds},
    ui::{
        grid::{GUTTER, TWO_PANES, margin},
        keymap::{self, Context},
        screens::{
            guide,
            tabs::{self, Tab},
        },
        shared::Shared,
        theme::Theme,
        widgets::{figure::LEAST, keys::Keys},
    },
};

/// [`CAUTION`] where there is little room.
const SHORT_ADVICE: &str = "Not medical advice: stop if it hurts.";

impl LibraryScreen {
    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let [head, list, preview, advice, footer] = self.parts(area);
        self.head(theme, head, buffer);
        self.list(theme, list, buffer);
        self.preview(shared, preview, buffer);
        let words = if usize::from(advice.width) < CAUTION.len() { SHORT_ADVICE } else { CAUTION };
        let cut = |words: &'_ str| theme.cut(words, advice.width.into()).into_owned();
        let offer = self.offer.as_deref().map(|offer| Line::styled(cut(offer), theme.heading));
        let notice = offer.or(self.notice.as_deref().map(|notice| Line::styled(cut(notice), theme.bad)));
        notice.unwrap_or_else(|| Line::styled(words, theme.muted)).render(advice, buffer);
        Keys::new(&self.hints(), theme).render(footer, buffer);
    }

    /// Where the preview has room for a figure on a screen of a size.
    pub(super) fn figure_area(&self, theme: &Theme, size: Size) -> Option<Rect> {
        let row = self.matching().nth(self.selected)?;
        let [_, _, area, ..] = self.parts(Rect::new(0, 0, size.width, size.height));
        room(&preview(row, theme, area), theme, area)
    }

    /// What keys do; while a filter is typed, a letter is no key.
    fn hints(&self) -> Vec<(&'static str, &'static str)> {
        if self.naming.is_some() {
            return vec![("Enter", "create"), ("Esc", "cancel")];
        }
        let hints = keymap::hints(Context::Library).into_iter();
        if !self.typing {
            return hints.collect();
        }
        hints.filter(|(key, _)| key.chars().count() > 1).chain([("Esc", "clear"), ("Backspace", "delete")]).collect()
    }

    /// Head, list, preview, advice, keys.
    fn parts(&self, area: Rect) -> [Rect; 5] {
        let roomy = u16::from(area.height >= 14);
        let [head, _, body, _, advice, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(roomy),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(u16::from(area.height >= 6)),
            Constraint::Length(u16::from(area.height >= 3)),
        ])
        .areas(margin(area));
        let [list, _, preview] = if area.width >= TWO_PANES {
            // As wide as its names, up to half of the screen.
            let widest = self.rows.iter().map(|row| row.entry.name().width() + Self::end(row).width() + 6).max();
            let width = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX).clamp(24, 44.max(body.width / 3));
            let list = Constraint::Length(width.min(body.width / 2));
            Layout::horizontal([list, Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(body)
        } else {
            let rows = u16::try_from(self.matching().count()).unwrap_or(u16::MAX);
            let gap = u16::from(area.height >= 10);
            Layout::vertical([Constraint::Max(rows.max(1)), Constraint::Length(gap), Constraint::Fill(1)]).areas(body)
        };
        [head, list, preview, advice, footer]
    }

    fn head(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let title = if let Some(name) = &self.naming {
            Line::from(vec![
                Span::styled("name of the new routine ", theme.muted),
                Span::styled(name.as_str(), theme.heading),
                Span::styled(" ", theme.selected),
            ])
        } else if self.typing {
            Line::from(vec![
                Span::styled("/ ", theme.muted),
                Span::styled(self.filter.as_str(), theme.heading),
                Span::styled(" ", theme.selected),
            ])
        } else {
            Line::default()
        };
        if self.typing || self.naming.is_some() {
            title.render(area, buffer);
        } else {
            tabs::draw(Tab::Library, &self.due(theme), theme, area, buffer);
        }
    }

    /// What is due today, what of it is done, and for how many days in a row.
    fn due(&self, theme: &Theme) -> String {
        let due = || self.rows.iter().filter(|row| row.entry.is_due(self.today));
        let done = due().filter(|row| row.known.today).count();
        let mut words = match (due().count(), done) {
            (0, _) => String::new(),
            (1, 0) => "1 due".to_owned(),
            (due, 0) => format!("{due} due"),
            (due, done) if due == done => "done for today".to_owned(),
            (due, done) => format!("{done} of {due} done today"),
        };
        if self.streak.current > 1 {
            let dot = if words.is_empty() { String::new() } else { format!(" {} ", theme.glyphs.dot) };
            words.push_str(&format!("{dot}{} days in a row", self.streak.current));
        }
        words
    }

    /// What stands at the end of a row: the length, or that the file has errors.
    fn end(row: &Row) -> String {
        match &row.plan {
            Some(plan) if plan.is_exact() => rough(plan.estimate()),
            Some(plan) => format!("~{}", rough(plan.estimate())),
            None => "has errors".to_owned(),
        }
    }

    fn list(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let height = usize::from(area.height).max(1);
        let first = (self.selected + 1).saturating_sub(height);
        let width = usize::from(area.width);
        let mut any = false;
        for ((index, row), area) in self.matching().enumerate().skip(first).zip(area.rows()) {
            any = true;
            let selected = index == self.selected;
            let length = Self::end(row);
            let due = row.entry.is_due(self.today);
            let (mark, tone) = match (row.known.today, due) {
                _ if row.plan.is_none() => (theme.glyphs.missed, theme.bad),
                (true, _) => (theme.glyphs.done, theme.good),
                (false, true) => (theme.glyphs.bullet, theme.due),
                (false, false) => (" ", theme.plain),
            };
            let due = due && !row.known.today;
            let name = theme.cut(row.entry.name(), width.saturating_sub(length.len() + 5));
            let room = width.saturating_sub(length.len() + 4);
            let style = |style| if selected { theme.selected } else { style };
            let end = if row.plan.is_some() { theme.muted } else { theme.bad };
            let pad = " ".repeat(room.saturating_sub(name.width()));
            let line = Line::from(vec![
                Span::styled(format!(" {mark} "), style(tone)),
                Span::styled(name, style(if due { theme.heading } else { theme.plain })),
                Span::styled(pad, style(theme.plain)),
                Span::styled(length, style(end)),
                Span::styled(" ", style(theme.plain)),
            ]);
            line.render(area, buffer);
        }
        if !any {
            let words = if self.filter.is_empty() { "no routines" } else { "no match; Esc clears the filter" };
            Line::styled(theme.cut(words, width), theme.muted).render(area, buffer);
        }
    }

    fn preview(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let Some(row) = self.matching().nth(self.selected) else { return };
        let lines = preview(row, theme, area);
        if let Some((exercise, figure, moment)) = self.figure(shared.now.monotonic)
            && let Some(below) = room(&lines, theme, area)
        {
            let name = Rect { height: 1, ..below };
            Line::styled(theme.cut(&exercise.name, name.width.into()), theme.muted).render(name, buffer);
            let figure_area = Rect { y: below.y + 1, height: below.height - 1, ..below };
            guide::draw(figure, Some(moment), theme, figure_area, buffer);
        }
        Paragraph::new(lines).wrap(Wrap { trim: false }).render(area, buffer);
    }
}

/// What the preview says of a routine, or of what is wrong with its file.
fn preview<'a>(row: &'a Row, theme: &'a Theme, area: Rect) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    match (row.grown.as_ref().or(row.entry.routine()), &row.plan) {
        (Some(routine), Some(plan)) => {
            lines.push(Line::styled(routine.name.as_str(), theme.heading));
            let about = if plan.is_exact() { "" } else { "about " };
            let mut facts = vec![format!("{about}{}", rough(plan.estimate())), count(plan.works(), "set")];
            facts.extend(routine.schedule.as_ref().map(ToString::to_string));
            lines.push(Line::styled(facts.join(&format!(" {} ", theme.glyphs.dot)), theme.muted));
            if let Some(last) = &row.known.last {
                let streak = row.known.streak.current;
                let streak = if streak > 1 { format!(", {streak} in a row") } else { String::new() };
                lines.push(Line::styled(format!("last done {last}{streak}"), theme.muted));
            }
            if let Some(description) = &routine.description {
                lines.push(Line::default());
                lines.extend(description.lines().map(Line::raw));
            }
            let longest = routine.exercises().map(|exercise| exercise.name.width()).max().unwrap_or(0).min(26);
            let room = usize::from(area.width).saturating_sub(longest + 2);
            for block in &routine.blocks {
                lines.push(Line::default());
                let rounds = match block.rounds {
                    Rounds::Times(1) => None,
                    Rounds::Times(rounds) => Some(count(rounds, "round")),
                    Rounds::Amrap(cap) => Some(format!("as many rounds as fit in {}", units(cap))),
                };
                let heading: Vec<String> = block.name.clone().into_iter().chain(rounds).collect();
                if !heading.is_empty() {
                    lines.push(Line::styled(heading.join(", "), theme.muted));
                }
                for exercise in &block.exercises {
                    lines.push(Line::from(vec![
                        Span::raw(format!("{:longest$}  ", theme.cut(&exercise.name, longest))),
                        Span::styled(theme.cut(&exercise.dose(), room).into_owned(), theme.muted),
                    ]));
                }
            }
        }
        _ => {
            lines.push(Line::styled(row.entry.name(), theme.heading));
            lines.extend(row.entry.mistake().map(|mistake| Line::styled(mistake.file.as_str(), theme.muted)));
            lines.push(Line::default());
            if let Some(error) = row.entry.mistake() {
                lines.push(Line::styled(error.line(), theme.bad));
                lines.extend(error.help.as_deref().map(Line::raw));
            }
            lines.push(Line::default());
            lines.push(Line::styled("run `unsit check` to see all errors", theme.muted));
        }
    }
    lines
}

/// The room for a figure below lines of text.
fn room(lines: &[Line<'_>], theme: &Theme, area: Rect) -> Option<Rect> {
    let rows: usize = lines.iter().map(|line| text::rows(&line.to_string(), area.width.into())).sum();
    let rows = u16::try_from(rows + 1).ok()?;
    let height = area.height.checked_sub(rows).filter(|height| *height > LEAST.height)?;
    let fits = theme.figures.is_some() && area.width >= LEAST.width;
    fits.then_some(Rect { y: area.y + rows, height: height.min(17), ..area })
}
