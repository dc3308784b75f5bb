//! Statistics: a year in cells, minutes a week, streaks, effort and pain, and each exercise with its bests; for all
//! routines or one.

use std::{collections::BTreeMap, time::Duration};

use jiff::civil::Date;
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    style::Style,
    text::{Line, Span},
    widgets::{Sparkline, Widget},
};

use crate::{
    base::quantity::{rough, units},
    history::{
        stats::{self, Day, Days, Effort, Exercise, Streak},
        store::History,
    },
    routine::Schedule,
    ui::{
        grid,
        keymap::{self, Action, Context},
        screens::tabs::{self, Tab},
        theme::{Theme, Tone},
        widgets::{
            bar,
            calendar::{self, Calendar},
            keys::Keys,
        },
    },
};

/// So many weeks are looked at.
const WEEKS: u32 = 53;

/// The statistics screen.
#[derive(Debug)]
pub struct StatsScreen {
    /// Stem, name and schedule of each routine.
    routines: Vec<(String, String, Option<Schedule>)>,
    today: Day,
    /// All routines, or the one with this number.
    which: Option<usize>,
    scroll: usize,
    folded: Folded,
}

/// The numbers of what is shown.
#[derive(Debug, Default)]
struct Folded {
    streak: Streak,
    days: BTreeMap<Date, f64>,
    sessions: u32,
    active: Duration,
    weeks: Vec<(Date, Duration)>,
    exercises: Vec<Exercise>,
    effort: Vec<u64>,
    pain: Vec<u64>,
}

impl StatsScreen {
    /// Folds the history, for all routines.
    pub fn new(history: &History, routines: Vec<(String, String, Option<Schedule>)>, today: Day) -> StatsScreen {
        let mut numbers = StatsScreen { routines, today, which: None, scroll: 0, folded: Folded::default() };
        numbers.fold(history);
        numbers
    }

    fn fold(&mut self, history: &History) {
        let stem = self.which.and_then(|which| self.routines.get(which)).map(|(stem, ..)| stem.as_str());
        let all = || stats::of(history, stem);
        let chosen = self.routines.iter().filter(|(other, ..)| stem.is_none_or(|stem| stem == other));
        let days = Days::of(chosen.filter_map(|(.., schedule)| schedule.as_ref()));
        let calendar = stats::calendar(all());
        let most = calendar.values().map(|sum| sum.active).max().unwrap_or_default();
        let said = stats::said(all());
        self.folded = Folded {
            streak: stats::streak(all(), days, self.today),
            sessions: calendar.values().map(|sum| sum.sessions).sum(),
            active: calendar.values().map(|sum| sum.active).sum(),
            weeks: stats::weeks(&calendar, self.today.date, WEEKS),
            days: calendar.iter().map(|(date, sum)| (*date, bar::ratio(sum.active, most))).collect(),
            exercises: stats::exercises(all()),
            effort: said.iter().filter_map(|(_, effort, _)| effort.map(u64::from)).collect(),
            pain: said.iter().filter_map(|(_, _, pain)| pain.map(u64::from)).collect(),
        };
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action, history: &History) {
        let last = self.routines.len().checked_sub(1);
        match action {
            Action::Up => self.scroll = self.scroll.saturating_sub(1),
            Action::Down => {
                self.scroll = (self.scroll + 1).min(self.folded.exercises.len().saturating_sub(1));
            }
            Action::Next | Action::Back => {
                self.which = match (action, self.which) {
                    (Action::Next, None) => last.map(|_| 0),
                    (Action::Next, which) if which == last => None,
                    (Action::Next, Some(which)) => Some(which + 1),
                    (_, None) => last,
                    (_, Some(which)) => which.checked_sub(1),
                };
                self.scroll = 0;
                self.fold(history);
            }
            _ => {}
        }
    }
}

// The drawing.
impl StatsScreen {
    /// Draws it.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let roomy = u16::from(area.height >= 20);
        let calendar = if area.height > calendar::ROWS + 2 { calendar::ROWS } else { 0 };
        let [head, facts, year, _, below, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1 + roomy),
            Constraint::Length(calendar),
            Constraint::Length(roomy),
            Constraint::Fill(1),
            Constraint::Length(u16::from(area.height >= 3)),
        ])
        .areas(grid::margin(area));
        let name = self.which.and_then(|which| self.routines.get(which)).map_or("all routines", |(_, name, _)| name);
        let name = theme.cut(name, usize::from(head.width).saturating_sub(42)).into_owned();
        tabs::draw(Tab::Statistics, &format!("{name} {}", theme.glyphs.arrow), theme, head, buffer);
        Keys::new(&keymap::hints(Context::Statistics), theme).render(footer, buffer);
        if self.folded.sessions == 0 {
            let words = "No data yet: statistics appear after your first session.";
            Line::styled(theme.cut(words, facts.width.into()), theme.muted).render(facts, buffer);
            return;
        }
        self.facts(theme, facts, buffer);
        Calendar::new(&self.folded.days, self.today.date, theme).render(year, buffer);
        if area.width >= grid::TWO_PANES {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(2), Constraint::Length(3), Constraint::Fill(3)]).areas(below);
            self.lines(theme, left, buffer);
            self.exercises(theme, right, buffer);
        } else {
            self.lines(theme, below, buffer);
        }
    }

    /// As many facts as there is room for.
    fn facts(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let Folded { streak, sessions, active, .. } = &self.folded;
        let days = |count: u32| if count == 1 { "1 day".to_owned() } else { format!("{count} days") };
        let count = if *sessions == 1 { "1 session".to_owned() } else { format!("{sessions} sessions") };
        let mut line = Line::from(Span::styled(format!("{} in a row", days(streak.current)), theme.heading));
        for fact in [format!("longest {}", streak.longest), format!("{count}, {}", rough(*active))] {
            let fact = Span::styled(format!("   {fact}"), theme.muted);
            if line.width() + fact.width() <= usize::from(area.width) {
                line.push_span(fact);
            }
        }
        line.render(area, buffer);
    }

    /// Minutes a week, effort and pain.
    fn lines(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let Folded { weeks, effort, pain, .. } = &self.folded;
        let minutes: Vec<u64> = weeks.iter().map(|(_, active)| (active.as_secs() + 30) / 60).collect();
        let most = minutes.iter().copied().max().unwrap_or(0);
        let this = minutes.last().copied().unwrap_or(0);
        let high = if area.height >= 18 { 4 } else { u16::from(area.height >= 6) };
        let said = |series: &Vec<u64>| if series.is_empty() { 0 } else { high };
        let (bars, gap) = (if area.height >= 18 { 9 } else { area.height }, u16::from(area.height >= 18));
        let [words, bars, _, effort_area, _, pain_area] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Max(bars),
            Constraint::Length(u16::from(high > 0)),
            Constraint::Length(said(effort)),
            Constraint::Length(gap),
            Constraint::Length(said(pain)),
        ])
        .areas(area);
        let text = format!("Minutes a week: {this}, most {most}");
        Line::styled(theme.cut(&text, words.width.into()), theme.muted).render(words, buffer);
        spark(&minutes, most, theme.ink(Tone::Work), bars, buffer);
        for (word, series, style, row) in
            [("effort", effort, theme.plain, effort_area), ("pain", pain, theme.bad, pain_area)]
        {
            if row.height == 0 || series.is_empty() {
                continue;
            }
            let [name, line] = Layout::horizontal([Constraint::Length(10), Constraint::Fill(1)]).areas(row);
            let last = series.last().copied().unwrap_or(0);
            let name = Rect { y: name.bottom() - 1, height: 1, ..name };
            Line::styled(format!("{word:<6} {last:>2}"), theme.muted).render(name, buffer);
            spark(&squeezed(series, line.width.into()), 10, style, line, buffer);
        }
    }

    fn exercises(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let width = usize::from(area.width);
        let [head, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let title = "Exercise";
        let right = "times, bests of a set";
        let pad = " ".repeat(width.saturating_sub(title.len() + right.len()));
        Line::styled(format!("{title}{pad}{right}"), theme.muted).render(head, buffer);
        let bests: Vec<String> = self
            .folded
            .exercises
            .iter()
            .map(|exercise| bests(exercise).join(&format!(" {} ", theme.glyphs.dot)))
            .collect();
        let widest = bests.iter().map(|bests| bests.chars().count()).max().unwrap_or(0);
        // Where there is room, what was done over time stands between.
        let spark_width = width.saturating_sub(widest + 26).min(30);
        for ((exercise, bests), row) in self.folded.exercises.iter().zip(&bests).skip(self.scroll).zip(list.rows()) {
            let own = bests.chars().count();
            let (room, line) = match spark_width {
                8.. => (width - widest - spark_width - 4, true),
                _ => (width.saturating_sub(own + 2), false),
            };
            let name = theme.cut(&exercise.name, room);
            buffer.set_stringn(row.x, row.y, &name, room, theme.plain);
            if line {
                let done: Vec<u64> = exercise.days.iter().map(|(_, effort)| amount(effort)).collect();
                let (least, most) = (done.iter().min().copied(), done.iter().max().copied());
                let (least, most) = (least.unwrap_or(0), most.unwrap_or(0));
                // From one eighth to six: growth shows, and rows stay apart.
                let share = |value: u64| 1 + (value - least) * 5 / (most - least).max(1);
                let done: Vec<u64> = squeezed(&done, spark_width).into_iter().map(share).collect();
                let x = row.x + u16::try_from(room + 2).unwrap_or(0);
                let area = Rect { x, width: u16::try_from(spark_width).unwrap_or(0), ..row };
                spark(&done, 8, theme.ink(Tone::Rest), area, buffer);
            }
            Line::styled(bests.as_str(), theme.muted).right_aligned().render(row, buffer);
        }
    }
}

/// What was done of an exercise in a session, in reps or else in seconds.
fn amount(effort: &Effort) -> u64 {
    if effort.reps > 0 { effort.reps.into() } else { effort.held.as_secs() }
}

/// How often an exercise was done, and its bests.
fn bests(exercise: &Exercise) -> Vec<String> {
    let mut bests = vec![format!("{}×", exercise.days.len())];
    bests.extend(exercise.reps.map(|(reps, _)| format!("{reps} reps")));
    bests.extend(exercise.held.map(|(held, _)| units(Duration::from_secs(held.as_secs()))));
    bests.extend(exercise.load.as_ref().map(|(load, _)| load.to_string()));
    bests
}

/// So many values at most, each the mean of those that it stands for.
fn squeezed(values: &[u64], most: usize) -> Vec<u64> {
    let count = values.len().min(most);
    let part = |at: usize| &values[at * values.len() / count..(at + 1) * values.len() / count];
    (0..count).map(|at| part(at).iter().sum::<u64>() / part(at).len().max(1) as u64).collect()
}

/// The widest values that fit, the newest at the right.
fn spark(values: &[u64], most: u64, style: Style, area: Rect, buffer: &mut Buffer) {
    let fit = values.len().saturating_sub(usize::from(area.width));
    let width = u16::try_from(values.len() - fit).unwrap_or(area.width).min(area.width);
    let area = Rect { x: area.right() - width, width, ..area };
    Sparkline::default().data(&values[fit..]).max(most.max(1)).style(style).render(area, buffer);
}
