//! The drawing of the library: the list, and the preview of the selection.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect, Size},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{LibraryScreen, Row, Section};
use crate::{
    base::{
        count::count,
        quantity::{rough, units},
        text,
    },
    routine::{CAUTION, Exercise, Rounds, SHORT_CAUTION},
    ui::{
        grid::{GUTTER, TWO_PANES, margin},
        keymap::{self, Context},
        screens::{
            figure_pane,
            tabs::{self, Tab},
            typed::NewName,
        },
        shared::Shared,
        theme::Theme,
        widgets::{figure::LEAST, keys::Keys},
    },
};

/// From this width on, in columns, the figure has a pane of its own.
const THREE_PANES: u16 = 150;
/// Running text is at most this wide, in columns.
const TEXT: u16 = 68;

/// The areas of the screen.
#[derive(Clone, Copy, Debug, Default)]
struct Areas {
    head: Rect,
    list: Rect,
    preview: Rect,
    /// The pane of the figure, where it has one.
    figure: Option<Rect>,
    advice: Rect,
    footer: Rect,
}

impl LibraryScreen {
    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let areas = self.areas(area);
        self.head(theme, areas.head, buffer);
        self.list(theme, areas.list, buffer);
        self.preview(shared, areas, buffer);
        let advice = areas.advice;
        let words = if usize::from(advice.width) < CAUTION.len() { SHORT_CAUTION } else { CAUTION };
        let cut = |words: &'_ str| theme.cut(words, advice.width.into()).into_owned();
        let offer = self.left.as_ref().and_then(|left| {
            let name = &self.plan(&left.id)?.routine;
            let words = format!("Space: resume {name} at {}", left.next);
            Some(Line::styled(cut(&words), theme.heading))
        });
        let notice = offer.or(self.notice.as_deref().map(|notice| Line::styled(cut(notice), theme.bad)));
        notice.unwrap_or_else(|| Line::styled(words, theme.muted)).render(advice, buffer);
        Keys::new(&self.hints(), theme).render(areas.footer, buffer);
    }

    /// The area of the preview for a figure, on a screen of this size.
    pub(super) fn figure_area(&self, theme: &Theme, size: Size) -> Option<Rect> {
        let row = self.matching().nth(self.selected)?;
        let areas = self.areas(Rect::new(0, 0, size.width, size.height));
        room(&preview(row, theme, areas.preview), theme, areas)
    }

    /// What keys do.
    fn hints(&self) -> Vec<(&'static str, &'static str)> {
        if self.naming.is_some() {
            return NewName::HINTS.to_vec();
        }
        let mut hints = keymap::hints(Context::Library);
        if self.left.is_some() {
            hints.insert(0, ("Space", "resume"));
        }
        match self.matching().nth(self.selected) {
            // What can be done first comes first: a file with errors is edited.
            Some(row) if row.plan.is_none() => {
                hints.retain(|(_, words)| *words != "play");
                hints.sort_by_key(|(_, words)| *words != "edit");
            }
            None => hints.retain(|(_, words)| !["play", "edit"].contains(words)),
            _ => {}
        }
        self.filter.hints(hints)
    }

    fn areas(&self, area: Rect) -> Areas {
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
        let areas = Areas { head, advice, footer, ..Areas::default() };
        if area.width < TWO_PANES {
            let rows = u16::try_from(self.lines(body.height).len()).unwrap_or(u16::MAX);
            let gap = u16::from(area.height >= 10);
            let rows = Constraint::Max(rows.max(1));
            let [list, _, preview] = Layout::vertical([rows, Constraint::Length(gap), Constraint::Fill(1)]).areas(body);
            return Areas { list, preview, ..areas };
        }
        // As wide as its names, up to half of the screen.
        let widest = self.rows.iter().map(|row| row.entry.name().width() + self.end(row).width() + 6).max();
        let width = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX).clamp(24, 44);
        let list = Constraint::Length(width.min(body.width / 2));
        let gutter = Constraint::Length(GUTTER);
        let fill = Constraint::Fill(1);
        if area.width >= THREE_PANES {
            let [list, _, preview, _, figure] =
                Layout::horizontal([list, gutter, Constraint::Length(TEXT), gutter, fill]).areas(body);
            return Areas { list, preview, figure: Some(figure), ..areas };
        }
        let [list, _, preview] = Layout::horizontal([list, gutter, fill]).areas(body);
        Areas { list, preview, ..areas }
    }

    fn head(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        match &self.naming {
            Some(name) => name.line(theme).render(area, buffer),
            None if self.filter.is_open() => self.filter.line(theme).render(area, buffer),
            None => tabs::draw(Tab::Library, &self.due(theme), theme, area, buffer),
        }
    }

    /// The routines due today, those done, and the streak.
    fn due(&self, theme: &Theme) -> String {
        let due = || self.rows.iter().filter(|row| row.is_due(self.today));
        let done = due().filter(|row| row.is_done()).count();
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

    /// What is at the end of a row: how far it is, the length, or where the file has its first error.
    fn end(&self, row: &Row) -> String {
        if let Some(left) = self.left.as_ref().filter(|left| left.id == row.entry.id) {
            return format!("{} of {}", left.done, left.sets);
        }
        match (&row.plan, row.entry.error()) {
            (Some(plan), _) => {
                let times = row.times();
                let part = if times > 1 { format!("{} of {times}, ", row.known.done) } else { String::new() };
                let about = if plan.is_exact() { "" } else { "~" };
                format!("{part}{about}{}", rough(plan.estimate()))
            }
            (None, Some(mistake)) => format!("line {}", mistake.line),
            (None, None) => "has errors".to_owned(),
        }
    }

    /// The rows that match, with the headings of their sections; all rows where none matches. Between two sections is
    /// a row where all of it fits into a height.
    fn lines(&self, height: u16) -> Vec<Shown<'_>> {
        let none = self.matching().next().is_none();
        let matching: Vec<&Row> = if none { self.rows.iter().collect() } else { self.matching().collect() };
        let sections = self.sections();
        let section = |row: &Row| {
            let place = self.rows.iter().position(|other| std::ptr::eq(other, row));
            place.and_then(|place| sections.get(place))
        };
        let mut lines = Vec::new();
        let mut gaps = Vec::new();
        let mut last = None;
        for (index, row) in matching.into_iter().enumerate() {
            let section = section(row);
            if section != last {
                gaps.push(lines.len());
                lines.extend(section.map(|section| Shown::Heading(section.heading())));
                last = section;
            }
            lines.push(Shown::Row(index, row));
        }
        if lines.len() + gaps.len() <= usize::from(height) + 1 {
            gaps.iter().skip(1).rev().for_each(|place| lines.insert(*place, Shown::Gap));
        }
        lines
    }

    fn list(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let lines = self.lines(area.height);
        let none = self.matching().next().is_none();
        let selected = lines.iter().position(|line| matches!(line, Shown::Row(index, _) if *index == self.selected));
        let height = usize::from(area.height).max(1);
        let at = selected.filter(|_| !none).unwrap_or(0);
        // One row further than the selected one where more follows, for what says so.
        let first = (at + 1 + usize::from(at + 1 < lines.len())).saturating_sub(height);
        let hidden = lines.iter().skip(first + height - 1).filter(|line| matches!(line, Shown::Row(..))).count();
        for ((index, line), row) in lines.iter().enumerate().skip(first).zip(area.rows()) {
            if row.y + 1 == area.bottom() && index + 1 < lines.len() && height > 2 {
                let words = format!("   {} {hidden} more", theme.glyphs.ellipsis);
                Line::styled(theme.cut(&words, row.width.into()), theme.muted).render(row, buffer);
                continue;
            }
            match line {
                Shown::Gap => {}
                Shown::Heading(heading) => {
                    let words = format!("   {heading}");
                    let style = if none { theme.to_come } else { theme.muted };
                    Line::styled(theme.cut(&words, row.width.into()), style).render(row, buffer);
                }
                Shown::Row(_, entry) if none => {
                    let words = format!("   {}", entry.entry.name());
                    Line::styled(theme.cut(&words, row.width.into()), theme.to_come).render(row, buffer);
                }
                Shown::Row(index, entry) => self.row(entry, *index == self.selected, theme, row, buffer),
            }
        }
        if self.rows.is_empty() {
            Line::styled("no routines", theme.muted).render(area, buffer);
        }
    }

    fn row(&self, row: &Row, selected: bool, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = usize::from(area.width);
        let length = self.end(row);
        let due = row.is_due(self.today);
        let left = self.left.as_ref().is_some_and(|left| left.id == row.entry.id);
        let (mark, tone) = match (row.is_done(), due) {
            _ if row.plan.is_none() => (theme.glyphs.missed, theme.bad),
            _ if left => (theme.glyphs.arrow, theme.due),
            (true, _) => (theme.glyphs.done, theme.good),
            (false, true) => (theme.glyphs.bullet, theme.due),
            (false, false) => (" ", theme.plain),
        };
        let bold = left || (due && !row.is_done());
        let name = theme.cut(row.entry.name(), width.saturating_sub(length.len() + 5));
        let room = width.saturating_sub(length.len() + 4);
        let style = |style| if selected { theme.selected } else { style };
        let end = if row.plan.is_some() { theme.muted } else { theme.bad };
        let pad = " ".repeat(room.saturating_sub(name.width()));
        let line = Line::from(vec![
            Span::styled(format!(" {mark} "), style(tone)),
            Span::styled(name, style(if bold { theme.heading } else { theme.plain })),
            Span::styled(pad, style(theme.plain)),
            Span::styled(length, style(end)),
            Span::styled(" ", style(theme.plain)),
        ]);
        line.render(area, buffer);
    }

    fn preview(&self, shared: Shared<'_>, areas: Areas, buffer: &mut Buffer) {
        let theme = shared.theme;
        let Some(row) = self.matching().nth(self.selected) else {
            if !self.filter.text().is_empty() {
                let words = "no match; Esc clears the filter";
                let area = if areas.preview.height > 0 { areas.preview } else { areas.list };
                Line::styled(theme.cut(words, area.width.into()), theme.heading).render(area, buffer);
            }
            return;
        };
        let lines = preview(row, theme, areas.preview);
        if let Some((exercise, figure, moment)) = self.figure(shared.now.monotonic)
            && let Some(room) = room(&lines, theme, areas)
        {
            let [figure_area, name] = Layout::vertical([Constraint::Fill(1), Constraint::Length(1)]).areas(room);
            figure_pane::draw(figure, Some(moment), theme, figure_area, buffer);
            Line::styled(theme.cut(&exercise.name, name.width.into()), theme.muted).render(name, buffer);
        }
        Paragraph::new(lines).wrap(Wrap { trim: false }).render(areas.preview, buffer);
    }
}

/// A line of the list.
enum Shown<'a> {
    Gap,
    Heading(String),
    /// A routine, with its number among those that match.
    Row(usize, &'a Row),
}

impl Section {
    fn heading(&self) -> String {
        match self {
            Section::InProgress => "IN PROGRESS".to_owned(),
            Section::Due => "DUE TODAY".to_owned(),
            Section::Own => "YOURS".to_owned(),
            Section::Group(_, name) => name.to_uppercase(),
            Section::WithErrors => "WITH ERRORS".to_owned(),
        }
    }
}

/// The preview of a routine, or of the errors in its file.
fn preview<'a>(row: &'a Row, theme: &'a Theme, area: Rect) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    match (row.progressed.as_ref().or(row.entry.routine()), &row.plan) {
        (Some(routine), Some(plan)) => {
            lines.push(Line::styled(routine.name.as_str(), theme.heading));
            let about = if plan.is_exact() { "" } else { "about " };
            let mut facts = vec![format!("{about}{}", rough(plan.estimate())), count(plan.works(), "set")];
            facts.extend(routine.schedule.as_ref().map(ToString::to_string));
            if row.times() > 1 {
                facts.push(format!("{} of {} done today", row.known.done, row.times()));
            }
            if let Some(last) = &row.known.last {
                let streak = row.known.streak.current;
                let streak = if streak > 1 { format!(", {streak} in a row") } else { String::new() };
                facts.push(format!("last done {last}{streak}"));
            }
            lines.push(Line::styled(facts.join(&format!(" {} ", theme.glyphs.dot)), theme.muted));
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
                        Span::styled(dose(exercise, room, theme), theme.muted),
                    ]));
                }
            }
        }
        _ => {
            lines.push(Line::styled(row.entry.name(), theme.heading));
            lines.extend(row.entry.error().map(|error| Line::styled(error.file.as_str(), theme.muted)));
            lines.push(Line::default());
            if let Some(error) = row.entry.error() {
                lines.push(Line::styled(error.line(), theme.bad));
                lines.extend(error.help.as_deref().map(Line::raw));
            }
            lines.push(Line::default());
            lines.push(Line::styled("run `unsit check` to see all errors", theme.muted));
        }
    }
    lines
}

/// The dose of an exercise, without its sides where there is no room for them.
fn dose(exercise: &Exercise, room: usize, theme: &Theme) -> String {
    let whole = exercise.dose();
    let short = whole.rsplit_once(", ").map_or(&*whole, |(short, _)| short);
    if whole.width() <= room { whole.clone() } else { theme.cut(short, room).into_owned() }
}

/// The room for a figure and its name: a pane of its own, or below lines of text.
fn room(lines: &[Line<'_>], theme: &Theme, areas: Areas) -> Option<Rect> {
    theme.figures?;
    if let Some(pane) = areas.figure {
        let pane = Rect { height: pane.height.min(pane.width / 2), ..pane };
        return (pane.width >= LEAST.width && pane.height > LEAST.height).then_some(pane);
    }
    let area = areas.preview;
    let rows: usize = lines.iter().map(|line| text::rows(&line.to_string(), area.width.into())).sum();
    let rows = u16::try_from(rows + 1).ok()?;
    let height = area.height.checked_sub(rows).filter(|height| *height > LEAST.height)?;
    (area.width >= LEAST.width).then_some(Rect { y: area.y + rows, height: height.min(20), ..area })
}
