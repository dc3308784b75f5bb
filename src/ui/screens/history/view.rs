//! The drawing of the history: weeks with their sessions, and the sets of the selected one.

use std::time::Duration;

use jiff::{ToSpan, civil::Date};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_width::UnicodeWidthStr;

use super::{HistoryScreen, sessions};
use crate::{
    base::{
        count::count,
        quantity::{rough, whole_minutes},
    },
    history::{
        done, stats,
        store::{History, RecordedSet, SessionSummary},
    },
    session::{plan::Side, player::Outcome},
    ui::{
        grid::{self, Frame, GUTTER, TWO_PANES},
        keymap::{self, Context},
        screens::tabs::{self, Tab},
        theme::Theme,
        widgets::keys::Keys,
    },
};

/// The longest name of an exercise before its numbers, in columns.
const NAME: usize = 26;
/// From this width of the list on, in columns, it says how hard each session was.
const EFFORT: u16 = 46;

/// What the history is compared with.
#[derive(Clone, Copy, Debug)]
pub struct HistoryContext<'a> {
    /// How long is planned for a week; zero where nothing is.
    pub week: Duration,
    /// The session that can be resumed.
    pub left: Option<&'a str>,
    /// Today.
    pub today: Date,
}

impl HistoryScreen {
    /// Draws it.
    pub fn render(&self, history: &History, known: HistoryContext<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let Frame { head, body, footer } = Frame::of(area);
        let all: Duration = sessions(history).map(SessionSummary::active).sum();
        let title = match sessions(history).count() {
            0 => String::new(),
            sessions => format!("{} {} {}", count(sessions, "session"), theme.glyphs.dot, rough(all)),
        };
        tabs::draw(Tab::History, &title, theme, head, buffer);
        let past = self.past(history);
        // A key is offered only if it has an effect.
        let hints = keymap::hints(Context::History).into_iter().filter(|(_, words)| match *words {
            "sets" => past.is_some() && self.set.is_none(),
            "add rep" | "remove rep" => self.set.is_some(),
            _ => true,
        });
        let hints: Vec<_> = hints.collect();
        Keys::new(&hints, theme).render(footer, buffer);
        let Some(past) = past else {
            let lines = ["No sessions yet.", "Press Esc, pick a routine and press Enter."];
            let lines = Paragraph::new(lines.map(Line::raw).to_vec()).wrap(Wrap { trim: true });
            lines.style(theme.muted).render(body, buffer);
            return;
        };
        if area.width >= TWO_PANES {
            // As wide as its names, but leaves the sets half of the screen.
            let widest = sessions(history).take(200).map(|past| past.name.width() + 20).max();
            let most = if area.width >= 110 { 54 } else { body.width / 2 };
            let width = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX).clamp(30, most);
            let width = if area.width >= 110 { (width + 10).min(most) } else { width };
            let list = Constraint::Length(width);
            let panes = [list, Constraint::Length(GUTTER), Constraint::Fill(1)];
            let [list, _, sets] = Layout::horizontal(panes).areas(body);
            self.list(history, known, theme, list, buffer);
            self.sets(history, past, known, theme, sets, buffer);
        } else if self.set.is_some() {
            self.sets(history, past, known, theme, body, buffer);
        } else {
            self.list(history, known, theme, body, buffer);
        }
    }

    /// The weeks, each with its sessions, as far as the selected one is seen with its week.
    fn list(&self, history: &History, known: HistoryContext<'_>, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let height = usize::from(area.height);
        let width = usize::from(area.width);
        let mut lines: Vec<Line<'_>> = Vec::new();
        let mut week = None;
        let mut at = 0;
        for (index, past) in sessions(history).enumerate() {
            if lines.len() > at + height && index > self.selected {
                break;
            }
            let monday = stats::monday(past.date);
            if week.replace(monday) != Some(monday) {
                if !lines.is_empty() {
                    lines.push(Line::default());
                }
                lines.push(week_heading(history, monday, known, width, theme));
            }
            if index == self.selected {
                at = lines.len();
            }
            lines.push(self.session(index, past, known, width, theme));
        }
        let rest = lines.len();
        let first = (at + 1).saturating_sub(height.saturating_sub(usize::from(at + 1 < rest)).max(1));
        for (line, row) in lines.into_iter().skip(first).zip(area.rows()) {
            line.render(row, buffer);
        }
    }

    /// One session: how it went, when it was, and what.
    fn session<'h>(
        &self,
        index: usize,
        past: &'h SessionSummary,
        known: HistoryContext<'_>,
        width: usize,
        theme: &Theme,
    ) -> Line<'h> {
        let selected = index == self.selected;
        let style = |style: Style| match (selected, self.set.is_some()) {
            (true, false) => theme.selected,
            // While the keys act on its sets, the row is only marked.
            (true, true) => style.patch(theme.heading),
            (false, _) => style,
        };
        let (mark, tone) = match (known.left == Some(&*past.id), past.is_finished()) {
            (true, _) => (theme.glyphs.arrow, theme.due),
            (false, true) => (theme.glyphs.done, theme.good),
            (false, false) => (theme.glyphs.dash, theme.due),
        };
        let when = format!("{:<7}", past.date.strftime("%a %-d").to_string());
        let effort = past.end().and_then(|end| end.effort).filter(|_| width >= usize::from(EFFORT));
        let effort = effort.map(|effort| format!("effort {effort:>2}  ")).unwrap_or_default();
        let end = format!("{effort}{:>6}", rough(past.active()));
        let room = width.saturating_sub(when.len() + end.len() + 5);
        let name = theme.cut(&past.name, room).into_owned();
        let pad = " ".repeat(room.saturating_sub(name.width()));
        Line::from(vec![
            Span::styled(format!(" {mark} "), style(tone)),
            Span::styled(when, style(theme.muted)),
            Span::styled(format!("{name}{pad} "), style(theme.plain)),
            Span::styled(format!("{end} "), style(theme.muted)),
        ])
    }

    /// What was done in a session: exercise by exercise, or set by set where the keys act on them.
    fn sets(
        &self,
        history: &History,
        past: &SessionSummary,
        known: HistoryContext<'_>,
        theme: &Theme,
        area: Rect,
        buffer: &mut Buffer,
    ) {
        let width = usize::from(area.width);
        let mut lines = Self::about(past, known, theme, width);
        lines.push(Line::default());
        let head = lines.len();
        if self.set.is_some() {
            lines.extend(past.sets.iter().enumerate().map(|(index, set)| self.set_line(index, set, width, theme)));
        } else {
            let folded = folded(past);
            let longest = folded.iter().map(|sets| sets[0].exercise.width()).max().unwrap_or(0).min(NAME);
            lines.extend(folded.iter().map(|sets| {
                let growth = done::growth(history, past, &sets[0].exercise);
                exercise_line(sets, growth, longest, width, theme)
            }));
        }
        let height = usize::from(area.height);
        let skip = self.set.map_or(0, |set| (head + set + 1).saturating_sub(height));
        Paragraph::new(lines.split_off(skip.min(lines.len()))).render(area, buffer);
    }

    /// When a session was, how it went and what the person said of it.
    fn about(past: &SessionSummary, known: HistoryContext<'_>, theme: &Theme, width: usize) -> Vec<Line<'static>> {
        let dot = format!(" {} ", theme.glyphs.dot);
        let mut lines = vec![Line::styled(theme.cut(&past.name, width).into_owned(), theme.heading)];
        let begun = past.local().strftime("%a %-d %b %Y, %H:%M").to_string();
        let sets = match past.all_sets() {
            None => count(past.done_sets(), "set"),
            Some(all) => format!("{} of {}", past.done_sets(), count(all, "set")),
        };
        let mut facts = Line::default();
        for fact in [begun, sets, rough(past.active())] {
            let fact = if facts.spans.is_empty() { fact } else { format!("{dot}{fact}") };
            if facts.width() + fact.width() > width {
                lines.push(std::mem::take(&mut facts));
                facts.push_span(Span::styled(fact.trim_start_matches(&*dot).to_owned(), theme.muted));
            } else {
                facts.push_span(Span::styled(fact, theme.muted));
            }
        }
        lines.push(facts);
        for (block, tally) in past.tallies() {
            lines.extend(grid::heading(block, &tally.to_string(), width, theme).map(Line::raw));
        }
        if known.left == Some(&*past.id) {
            let words = "in progress: resume it in the library";
            lines.push(Line::styled(theme.cut(words, width).into_owned(), theme.due));
        } else if let Some(end) = past.end() {
            let mut said = Vec::new();
            said.extend((!past.is_finished()).then(|| "stopped before its end".to_owned()));
            said.extend(end.effort.map(|effort| format!("effort {effort}")));
            said.extend(end.pain.map(|pain| format!("pain {pain}")));
            lines.extend((!said.is_empty()).then(|| Line::styled(said.join(&dot), theme.muted)));
            let note = format!("\u{201c}{}\u{201d}", end.note);
            lines.extend((!end.note.is_empty()).then(|| Line::raw(theme.cut(&note, width).into_owned())));
        } else {
            lines.push(Line::styled("not finished", theme.muted));
        }
        lines
    }

    fn set_line(&self, index: usize, set: &RecordedSet, width: usize, theme: &Theme) -> Line<'static> {
        let selected = self.set == Some(index);
        let style = |style| if selected { theme.selected } else { style };
        let (mark, tone) = mark(set.outcome, theme);
        let load = if set.load.is_empty() { String::new() } else { format!(", {}", set.load) };
        let what = format!("{}{load}{}", amount(set), if set.corrected { " (corrected)" } else { "" });
        let side = side(set.side).map(|side| format!(", {side}")).unwrap_or_default();
        let name = format!("{}{side}", set.exercise);
        let room = width.saturating_sub(what.width() + 4).min(NAME + 8);
        let name = theme.cut(&name, room).into_owned();
        let pad = " ".repeat(room.saturating_sub(name.width()));
        Line::from(vec![
            Span::styled(format!("{mark} "), style(tone)),
            Span::styled(format!("{name}{pad}  "), style(theme.plain)),
            Span::styled(what, style(theme.muted)),
        ])
    }
}

/// A week's days, and the minutes of its plan.
fn week_heading(
    history: &History,
    monday: Date,
    known: HistoryContext<'_>,
    width: usize,
    theme: &Theme,
) -> Line<'static> {
    let sunday = monday.checked_add(6.days()).unwrap_or(monday);
    let of_week = sessions(history).filter(|past| (monday..=sunday).contains(&past.date));
    let active: Duration = of_week.map(SessionSummary::active).sum();
    let done = match whole_minutes(known.week) {
        0 => format!("{} min", whole_minutes(active)),
        plan => format!("{} of {plan} min", whole_minutes(active)),
    };
    let this = stats::monday(known.today);
    let days = match (monday == this, monday.year() == this.year()) {
        (true, _) => "This week".to_owned(),
        (false, _) if monday.month() == sunday.month() && monday.year() == this.year() => {
            format!("{} {} {}", monday.day(), theme.glyphs.dash, sunday.strftime("%-d %b"))
        }
        (false, true) => {
            format!("{} {} {}", monday.strftime("%-d %b"), theme.glyphs.dash, sunday.strftime("%-d %b"))
        }
        (false, false) => {
            format!("{} {} {}", monday.strftime("%-d %b"), theme.glyphs.dash, sunday.strftime("%-d %b %Y"))
        }
    };
    let pad = " ".repeat(width.saturating_sub(days.width() + done.width() + 1));
    Line::from(vec![Span::styled(days, theme.heading), Span::styled(format!("{pad}{done}"), theme.muted)])
}

/// The sets of a session, those of one exercise together, in the order in which the exercises came.
fn folded(past: &SessionSummary) -> Vec<Vec<&RecordedSet>> {
    let mut folded: Vec<Vec<&RecordedSet>> = Vec::new();
    for set in &past.sets {
        match folded.iter_mut().find(|sets| sets[0].exercise == set.exercise) {
            Some(sets) => sets.push(set),
            None => folded.push(vec![set]),
        }
    }
    folded
}

/// The sets of one exercise in a row: `2 × 10 reps, each side`, or set by set where they differ. How much the best has
/// grown stands at the end if there is room.
fn exercise_line(
    sets: &[&RecordedSet],
    growth: Option<(u64, Date)>,
    longest: usize,
    width: usize,
    theme: &Theme,
) -> Line<'static> {
    let outcome = |outcome| sets.iter().filter(|set| set.outcome == outcome).count();
    let whole = match (outcome(Outcome::Done), outcome(Outcome::Skipped)) {
        (done, _) if done == sets.len() => Outcome::Done,
        (_, skipped) if skipped == sets.len() => Outcome::Skipped,
        _ => Outcome::Short,
    };
    let (mark, tone) = mark(whole, theme);
    let of = |wanted: Side| sets.iter().filter(|set| set.side == wanted).copied().collect::<Vec<_>>();
    let (left, right) = (of(Side::Left), of(Side::Right));
    let both = left.len() == right.len() && left.len() + right.len() == sets.len();
    let same = sets.iter().all(|set| amount(set) == amount(sets[0]));
    let times = if both { left.len() } else { sets.len() };
    let what = match (same, both) {
        (true, _) if whole == Outcome::Skipped => "skipped".to_owned(),
        (true, _) => {
            let times = if times > 1 { format!("{times} {} ", theme.glyphs.times) } else { String::new() };
            format!("{times}{}{}", amount(sets[0]), if both { ", each side" } else { "" })
        }
        (false, true) => format!("left {}, right {}", amounts(&left), amounts(&right)),
        (false, false) => amounts(sets),
    };
    let room = width.saturating_sub(2 + 2 + 8).min(longest);
    let name = theme.cut(&sets[0].exercise, room).into_owned();
    let pad = " ".repeat(room.saturating_sub(name.width()));
    let numbers = width.saturating_sub(room + 4);
    // Where there is little room, the sides are left to the sets.
    let short = what.strip_suffix(", each side").filter(|_| what.width() > numbers).unwrap_or(&what);
    let what = theme.cut(short, numbers).into_owned();
    let growth = growth.map(|(more, since)| done::growth_words(more, sets[0].reps.is_some(), since));
    let growth = growth.filter(|growth| what.width() + 3 + growth.width() <= numbers);
    Line::from(vec![
        Span::styled(format!("{mark} "), tone),
        Span::styled(format!("{name}{pad}  "), theme.plain),
        Span::styled(what, theme.muted),
        Span::styled(growth.map(|growth| format!("   {growth}")).unwrap_or_default(), theme.good),
    ])
}

/// Some amounts with one unit at their end: `10, 8 reps`.
fn amounts(sets: &[&RecordedSet]) -> String {
    let amounts: Vec<String> = sets.iter().map(|set| amount(set)).collect();
    let shortened = amounts.iter().enumerate().map(|(index, amount)| match amount.strip_suffix(" reps") {
        Some(number) if index + 1 < amounts.len() => number.to_owned(),
        _ => amount.clone(),
    });
    shortened.collect::<Vec<_>>().join(", ")
}

fn amount(set: &RecordedSet) -> String {
    if set.outcome == Outcome::Skipped { "skipped".to_owned() } else { set.amount().to_string() }
}

fn mark(outcome: Outcome, theme: &Theme) -> (&'static str, Style) {
    match outcome {
        Outcome::Done => (theme.glyphs.done, theme.good),
        Outcome::Short => (theme.glyphs.dash, theme.due),
        Outcome::Skipped => (theme.glyphs.missed, theme.muted),
    }
}

fn side(side: Side) -> Option<&'static str> {
    match side {
        Side::Left => Some("left"),
        Side::Right => Some("right"),
        Side::Both | Side::Alternate => None,
    }
}
