//! The drawing of the exercises: the list, the figure and the text of the one that is selected, and the routines that it
//! can be added to.

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Position, Rect, Size},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{ExercisesScreen, Row};
use crate::{
    base::{count::count, text},
    session::plan::Side,
    ui::{
        grid::{Frame, GUTTER, TWO_PANES},
        keymap,
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

/// The columns of the list.
const LIST: u16 = 30;
/// The most rows that a figure takes next to the list.
const FIGURE: u16 = 17;

/// Where the parts are.
struct Parts {
    head: Rect,
    list: Rect,
    /// The facts above the figure; empty where the text begins with them.
    facts: Rect,
    figure: Rect,
    text: Rect,
    footer: Rect,
}

impl ExercisesScreen {
    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let theme = shared.theme;
        let parts = self.parts(theme, area);
        self.head(theme, parts.head, buffer);
        match &self.adding {
            Some(adding) => {
                let mut names = vec![("a new routine", "")];
                names.extend(self.routines.iter().map(|(_, name)| (name.as_str(), "")));
                list(names.into_iter(), adding.selected, theme, parts.list, buffer);
            }
            None if self.rows.is_empty() => {
                let words = Paragraph::new("no match; Esc clears the filter").wrap(Wrap { trim: true });
                words.style(theme.muted).render(parts.list, buffer);
            }
            None => {
                let mark = |row: &Row| match &row.exercise {
                    Err(_) => theme.glyphs.missed,
                    Ok(exercise) if self.done(exercise).is_some() => theme.glyphs.done,
                    Ok(_) => "",
                };
                list(self.rows.iter().map(|row| (row.name(), mark(row))), self.selected, theme, parts.list, buffer);
            }
        }
        if let Some((figure, moment)) = self.figure(shared.now.monotonic).filter(|_| !parts.figure.is_empty()) {
            figure_pane::draw(figure, Some(moment), theme, parts.figure, buffer);
        }
        let text = self.text(theme, &parts);
        let scroll = self.reading.unwrap_or(0).min(rows_beyond(&text, parts.text));
        Paragraph::new(text).wrap(Wrap { trim: false }).scroll((scroll, 0)).render(parts.text, buffer);
        if !parts.facts.is_empty() {
            Paragraph::new(self.facts(theme)).wrap(Wrap { trim: false }).render(parts.facts, buffer);
        }
        Keys::new(&self.hints(), theme).render(parts.footer, buffer);
    }

    /// Whether the figure is drawn on a screen of a size.
    pub(super) fn shows_figure(&self, theme: &Theme, size: Size) -> bool {
        !self.parts(theme, Rect::from((Position::ORIGIN, size))).figure.is_empty()
    }

    /// How far the text can be scrolled on a screen of a size.
    pub(super) fn last_scroll(&self, theme: &Theme, size: Size) -> u16 {
        let parts = self.parts(theme, Rect::from((Position::ORIGIN, size)));
        rows_beyond(&self.text(theme, &parts), parts.text)
    }

    fn parts(&self, theme: &Theme, area: Rect) -> Parts {
        let Frame { head, body, footer } = Frame::of(area);
        let wide = area.width >= TWO_PANES;
        let draws = theme.figures.is_some() && self.row().is_some_and(Row::is_drawn);
        let is_read = self.reading.is_some() && self.adding.is_none();
        let split = |left: Constraint| {
            let [left, _, right] =
                Layout::horizontal([left, Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(body);
            (left, right)
        };
        let none = Rect::default();
        let (list, [facts, figure, text]) = match (is_read, wide) {
            // The text, next to a figure as large as it can be.
            (true, true) if draws => {
                let (figure, text) = split(Constraint::Percentage(50));
                (none, [none, figure, text])
            }
            (true, _) => (none, [none, none, body]),
            (false, true) => {
                let (list, right) = split(Constraint::Length(LIST.max(body.width / 4)));
                (list, self.shown(theme, draws, right))
            }
            (false, false) if body.height >= LEAST.height + 10 => {
                let shown = Constraint::Length(LEAST.height + 6);
                let [list, _, shown] =
                    Layout::vertical([Constraint::Fill(1), Constraint::Length(1), shown]).areas(body);
                (list, self.shown(theme, draws, shown))
            }
            (false, false) => (body, [none; 3]),
        };
        Parts { head, list, facts, figure, text, footer }
    }

    /// The facts, the figure and the text of an area; the text takes all of it where the figure does not fit.
    fn shown(&self, theme: &Theme, draws: bool, area: Rect) -> [Rect; 3] {
        let facts = rows(&self.facts(theme), area.width);
        let room = Size::new(area.width, area.height.saturating_sub(facts + 1).min(FIGURE));
        if !draws || room.height < LEAST.height || room.width < LEAST.width {
            return [Rect::default(), Rect::default(), area];
        }
        let own = self.row().and_then(|row| row.exercise.as_ref().ok()?.figure());
        let figure = own.map_or(room.height, |figure| figure_pane::height(figure, theme, room));
        let [facts, _, figure, _, text] = Layout::vertical([
            Constraint::Length(facts),
            Constraint::Length(1),
            Constraint::Length(figure),
            Constraint::Length(1),
            Constraint::Fill(1),
        ])
        .areas(area);
        [facts, figure, text]
    }

    fn head(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        match &self.adding {
            Some(adding) => match &adding.name {
                Some(name) => name.line(theme).render(area, buffer),
                None => {
                    let name = self.row().map(Row::name).unwrap_or_default();
                    let words = format!("Add {name} to");
                    Line::styled(theme.cut(&words, area.width.into()), theme.heading).render(area, buffer);
                }
            },
            None if self.filter.is_open() => self.filter.line(theme).render(area, buffer),
            None => tabs::draw(Tab::Exercises, &count(self.rows.len(), "exercise"), theme, area, buffer),
        }
    }

    /// What keys do; where the text is open, they are those that leave and scroll it.
    fn hints(&self) -> Vec<(&'static str, &'static str)> {
        match &self.adding {
            Some(adding) if adding.name.is_some() => NewName::HINTS.to_vec(),
            Some(_) => keymap::hints(self.context()),
            None if self.reading.is_some() => {
                let hints = keymap::hints(self.context()).into_iter();
                let hints = hints.filter(|(_, words)| !["filter", "read"].contains(words));
                [("↑ ↓", "scroll")].into_iter().chain(hints).collect()
            }
            None => self.filter.hints(keymap::hints(self.context())),
        }
    }

    /// The name, the dose, what to do with the body and what was done of the selected exercise; or what is wrong.
    fn facts(&self, theme: &Theme) -> Vec<Line<'_>> {
        let Some(row) = self.row() else { return Vec::new() };
        let mut lines = vec![Line::styled(row.name(), theme.heading)];
        match &row.exercise {
            Ok(exercise) => {
                lines.push(Line::raw(exercise.dose()));
                lines.extend(exercise.how.as_deref().map(Line::raw));
                let done = self.done(exercise).and_then(|done| done.words(self.today));
                lines.push(Line::styled(done.unwrap_or_else(|| "not done yet".to_owned()), theme.muted));
            }
            Err(why) => {
                lines.push(Line::styled(why.as_str(), theme.bad));
                lines.push(Line::styled("run `unsit check` to see all errors", theme.muted));
            }
        }
        lines
    }

    /// All that there is to read of the selected exercise, without the facts where they have an area of their own.
    fn text(&self, theme: &Theme, parts: &Parts) -> Vec<Line<'_>> {
        let mut lines = if parts.facts.is_empty() { self.facts(theme) } else { Vec::new() };
        let Some((row, exercise)) = self.row().and_then(|row| Some((row, row.exercise.as_ref().ok()?))) else {
            return lines;
        };
        let side = Side::of(exercise.sides);
        let gap = |lines: &mut Vec<Line<'_>>| {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
        };
        if let Some(position) = &exercise.position {
            gap(&mut lines);
            lines.push(Line::raw(capital(&side.fill(position))));
        }
        if let Some(instructions) = &exercise.instructions {
            gap(&mut lines);
            lines.extend(side.fill(instructions).lines().map(|line| Line::raw(line.to_owned())));
        }
        if !exercise.tips.is_empty() {
            gap(&mut lines);
        }
        for tip in &exercise.tips {
            let dash = Span::styled(format!("{} ", theme.glyphs.dash), theme.muted);
            lines.push(Line::from(vec![dash, Span::raw(side.fill(tip).into_owned())]));
        }
        let sources: Vec<String> = exercise.sources.iter().map(ToString::to_string).collect();
        let facts = [
            ("muscles", exercise.muscles.join(", ")),
            ("equipment", exercise.equipment.join(", ")),
            ("also", row.aliases.join(", ")),
            ("in a file", format!("use = \"{}\"", row.id)),
            ("from", sources.join("; ")),
        ];
        gap(&mut lines);
        for (name, fact) in facts.into_iter().filter(|(_, fact)| !fact.is_empty()) {
            lines.push(Line::styled(format!("{name}: {fact}"), theme.muted));
        }
        lines
    }
}

impl Row {
    fn is_drawn(&self) -> bool {
        self.exercise.as_ref().is_ok_and(|exercise| exercise.figure.is_some())
    }
}

/// The rows that a text takes in a width.
fn rows(lines: &[Line<'_>], width: u16) -> u16 {
    let rows: usize = lines.iter().map(|line| text::rows(&line.to_string(), width.into())).sum();
    u16::try_from(rows).unwrap_or(u16::MAX)
}

/// The rows of a text that an area does not show.
fn rows_beyond(lines: &[Line<'_>], area: Rect) -> u16 {
    rows(lines, area.width).saturating_sub(area.height)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A list of names, each with a mark, and the selected one always in sight; how many there are below it.
fn list<'n>(
    names: impl ExactSizeIterator<Item = (&'n str, &'n str)>,
    selected: usize,
    theme: &Theme,
    area: Rect,
    buffer: &mut Buffer,
) {
    let height = usize::from(area.height).max(1);
    let first = (selected + 2).min(names.len()).saturating_sub(height);
    let more = names.len().saturating_sub(first + height);
    for ((index, (name, mark)), row) in names.enumerate().skip(first).zip(area.rows()) {
        if more > 0 && row.y + 1 == area.bottom() && height > 1 {
            let words = format!("   {} {} more", theme.glyphs.ellipsis, more + 1);
            Line::styled(theme.cut(&words, area.width.into()), theme.muted).render(row, buffer);
            break;
        }
        let style = |style| if index == selected { theme.selected } else { style };
        let room = usize::from(area.width).saturating_sub(4);
        let name = theme.cut(name, room);
        let pad = " ".repeat((room + 1).saturating_sub(name.width()));
        let tone = if mark == theme.glyphs.missed { theme.bad } else { theme.good };
        Line::from(vec![
            Span::styled(format!(" {mark:1} "), style(tone)),
            Span::styled(name, style(theme.plain)),
            Span::styled(pad, style(theme.plain)),
        ])
        .render(row, buffer);
    }
}
