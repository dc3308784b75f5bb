//! The drawing of the statistics: tiles, the days of a year, and below them charts by week and the exercises.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::{StatsScreen, Week};
use crate::{
    base::{
        count::count,
        quantity::{rough, units, whole_minutes},
    },
    history::done::{self, ExerciseStats},
    ui::{
        grid::{self, GUTTER, TWO_PANES},
        keymap::{self, Context},
        screens::tabs::{self, Tab},
        theme::Theme,
        widgets::{
            calendar::{self, Calendar},
            columns::ColumnChart,
            keys::Keys,
            tiles::{self, Tiles},
        },
    },
};

/// What the levels of a day are called, from 0.
const LEVELS: [&str; 5] = ["nothing", "a part", "most of it", "the plan", "more"];
/// The columns of the legend to the right of the calendar.
const LEGEND: u16 = 14;
/// The rows of the chart of minutes, and those of all charts, in a picture.
const CHARTS: (u16, u16) = (10, 20);
/// The weeks below which the best sets are drawn without the words for their growth, and the columns of these.
const HALF_A_YEAR: usize = 26;
const GROWTH: usize = 15;
/// From this pain on a week is marked: the person is advised to stop.
const PAIN: u64 = 5;

impl StatsScreen {
    /// Draws it.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let roomy = u16::from(area.height >= 20);
        let [head, _, body, _, footer] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(roomy),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(u16::from(area.height >= 3)),
        ])
        .areas(grid::margin(area));
        let name =
            self.which.and_then(|which| self.routines.get(which)).map_or("all routines", |routine| &routine.name);
        let name = theme.cut(name, usize::from(head.width).saturating_sub(42)).into_owned();
        tabs::draw(Tab::Statistics, &format!("{name} {}", theme.glyphs.arrow), theme, head, buffer);
        Keys::new(&keymap::hints(Context::Statistics), theme).render(footer, buffer);
        if self.folded.sessions == 0 {
            let words = "No data yet: statistics appear after your first session.";
            let row = Rect { height: 1, ..body };
            Line::styled(theme.cut(words, row.width.into()), theme.muted).render(row, buffer);
            return;
        }
        self.body(theme, body, buffer);
    }

    /// All of it as a picture of a width, with every exercise and without keys, for a terminal that shows no screen.
    pub fn picture(&self, theme: &Theme, width: u16) -> Buffer {
        let exercises = u16::try_from(self.folded.exercises.len()).unwrap_or(u16::MAX);
        let charts = if width >= TWO_PANES { exercises.saturating_add(1).max(CHARTS.1) } else { CHARTS.0 };
        let height = tiles::ROWS + 1 + calendar::ROWS + 2 + 1 + charts;
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        self.body(theme, grid::margin(buffer.area), &mut buffer);
        theme.settle(&mut buffer);
        buffer
    }

    /// What is between the tabs and the keys.
    fn body(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let (large, roomy) = (area.height >= 18, u16::from(area.height >= 16));
        let width = Calendar::width(area.width);
        let wide = area.width >= width + LEGEND;
        let below = u16::from(large && !wide) * 2;
        let [tiles, _, year, legend, _, charts] = Layout::vertical([
            Constraint::Length(if large { tiles::ROWS } else { 1 }),
            Constraint::Length(roomy),
            Constraint::Length(if area.height > calendar::ROWS { calendar::ROWS } else { 0 }),
            Constraint::Length(below),
            Constraint::Length(roomy),
            Constraint::Fill(1),
        ])
        .areas(area);
        if large {
            Tiles::new(&self.numbers(), 0, theme).render(tiles, buffer);
        } else {
            self.facts(theme, tiles, buffer);
        }
        Calendar::new(&self.folded.days, self.today.date, theme).render(Rect { width, ..year }, buffer);
        if wide {
            let legend = Rect { x: year.x + width + 2, y: year.y + 1, width: LEGEND - 2, height: year.height };
            let rows = (0..LEVELS.len()).zip(legend.intersection(year).rows());
            rows.for_each(|(level, row)| self::legend(level, theme).render(row, buffer));
        } else if below > 0 {
            let line = (0..LEVELS.len())
                .flat_map(|level| self::legend(level, theme).spans.into_iter().chain([Span::raw("   ")]));
            let row = Rect { x: legend.x + 4, y: legend.y + 1, width: legend.width.saturating_sub(4), height: 1 };
            line.collect::<Line<'_>>().render(row, buffer);
        }
        self.charts(theme, charts, buffer);
    }

    /// The numbers of the tiles, each with its words.
    fn numbers(&self) -> Vec<(String, String)> {
        let folded = &self.folded;
        let this = folded.weeks.last().map_or(0, |week| week.minutes);
        let week = match whole_minutes(folded.goal.week()) {
            0 => (this.to_string(), "minutes this week".to_owned()),
            goal => (format!("{this}/{goal}"), "minutes this week".to_owned()),
        };
        let days = if folded.streak.current == 1 { "day in a row" } else { "days in a row" };
        vec![
            (folded.streak.current.to_string(), format!("{days}, best {}", folded.streak.longest)),
            week,
            (folded.sessions.to_string(), format!("{}, {}", count_word(folded.sessions), rough(folded.active))),
        ]
    }

    /// The same in one row, as many as there is room for.
    fn facts(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let mut line = Line::default();
        for (number, words) in self.numbers() {
            let gap = if line.spans.is_empty() { "" } else { "   " };
            let fact =
                [Span::styled(format!("{gap}{number}"), theme.heading), Span::styled(format!(" {words}"), theme.muted)];
            if line.width() + fact.iter().map(Span::width).sum::<usize>() > usize::from(area.width) {
                break;
            }
            line.spans.extend(fact);
        }
        line.render(area, buffer);
    }

    fn charts(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        if area.width < TWO_PANES {
            self.minutes(theme, area, buffer);
            return;
        }
        let [left, _, right] =
            Layout::horizontal([Constraint::Fill(1), Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(area);
        // Effort and pain, on the same weeks, where there is room for them.
        let (bars, said) = if left.height >= 18 { (12, 3) } else { (left.height, 0) };
        let [bars, _, effort, _, pain] = Layout::vertical([
            Constraint::Length(bars),
            Constraint::Length(u16::from(said > 0)),
            Constraint::Length(said),
            Constraint::Length(u16::from(said > 0)),
            Constraint::Length(said),
        ])
        .areas(left);
        let width = self.minutes(theme, bars, buffer);
        let answers = [("Effort", effort, Week::effort as fn(&Week) -> Option<u64>), ("Pain", pain, Week::pain)];
        for (title, area, answer) in answers.into_iter().filter(|(_, area, _)| area.height > 1) {
            let values: Vec<Option<u64>> = self.folded.weeks.iter().map(answer).collect();
            let last = values.iter().rev().find_map(|value| *value);
            let last = last.map_or_else(String::new, |last| format!("{last} of 10"));
            title_row(title, &last, theme, Rect { width, height: 1, ..area }, buffer);
            let chart = Rect { y: area.y + 1, width, height: area.height - 1, ..area };
            let columns = ColumnChart::new(&values, 10, theme);
            let columns = if title == "Pain" { columns.bad_from(PAIN) } else { columns };
            columns.render(chart, buffer);
        }
        self.exercises(theme, right, buffer);
    }

    /// Minutes a week, with the goal across; the columns that the chart takes.
    fn minutes(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) -> u16 {
        let weeks = &self.folded.weeks;
        let goal = Some(whole_minutes(self.folded.goal.week())).filter(|goal| *goal > 0);
        let label = goal.map(|goal| goal.to_string()).unwrap_or_default();
        let goal_width = u16::try_from(label.width()).unwrap_or(0) + u16::from(goal.is_some());
        let width = area.width.saturating_sub(goal_width).min(u16::try_from(weeks.len()).unwrap_or(u16::MAX));
        if area.height < 3 {
            return width;
        }
        let facts = goal.map(|goal| format!("goal {goal}")).unwrap_or_default();
        title_row("Minutes per week", &facts, theme, Rect { width: width + goal_width, height: 1, ..area }, buffer);
        let chart = Rect { y: area.y + 1, width, height: area.height - 2, ..area };
        let values: Vec<Option<u64>> = weeks.iter().map(|week| Some(week.minutes)).collect();
        let most = weeks.iter().map(|week| week.minutes).chain(goal).max().unwrap_or(0);
        let columns = ColumnChart::new(&values, most, theme).goal(goal);
        columns.render(chart, buffer);
        if let Some(row) = columns.goal_row(chart.height) {
            buffer.set_string(chart.right() + 1, chart.y + row, &label, theme.muted);
        }
        months(weeks, theme, Rect { y: chart.bottom(), height: 1, ..chart }, buffer);
        width
    }

    fn exercises(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let [head, list] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
        let exercises = &self.folded.exercises;
        let (width, columns) = (usize::from(area.width), usize::from(list.height));
        let longest =
            exercises.iter().map(|(exercise, _)| exercise.name.width()).max().unwrap_or(0).max("Exercise".len());
        let bests: Vec<String> = exercises.iter().map(|(exercise, _)| best(exercise)).collect();
        let widest = bests.iter().map(|best| best.width()).max().unwrap_or(0).max("best set".len());
        // Names first, then as many weeks as there is room for, a year at most.
        let weeks = width.saturating_sub(longest.min(18) + widest + 4);
        let growth = if weeks >= HALF_A_YEAR + GROWTH { GROWTH } else { 0 };
        let weeks = (weeks - growth).clamp(6, 52);
        let widest = growth + widest;
        let room = width.saturating_sub(weeks + widest + 4).min(longest);
        title_row("Exercise", "best set", theme, Rect { width: at(room + weeks + widest + 4), ..head }, buffer);
        if weeks >= "52 weeks".len() {
            let words = format!("{weeks} weeks");
            buffer.set_string(head.x + at(room + 2), head.y, words, theme.muted);
        }
        let first = self.scroll.min(exercises.len().saturating_sub(columns));
        for (((exercise, weekly), best), row) in exercises.iter().zip(&bests).skip(first).zip(list.rows()) {
            buffer.set_stringn(row.x, row.y, theme.cut(&exercise.name, room), room, theme.plain);
            let shown = &weekly[weekly.len().saturating_sub(weeks)..];
            let (least, most) = (shown.iter().flatten().min(), shown.iter().flatten().max());
            let (least, most) = (least.copied().unwrap_or(0), most.copied().unwrap_or(0));
            // From its own least to its own best, in one to seven eighths: growth shows, and rows stay apart.
            let share = |value: u64| if most == least { 4 } else { 1 + (value - least) * 6 / (most - least) };
            let shown: Vec<Option<u64>> = shown.iter().map(|value| value.map(share)).collect();
            let area = Rect { x: row.x + at(room + 2), width: at(weeks), ..row }.intersection(list);
            ColumnChart::new(&shown, 8, theme).render(area, buffer);
            let x = row.x + at(room + weeks + 4 + widest - best.width());
            buffer.set_stringn(x, row.y, best, usize::from(row.right().saturating_sub(x)), theme.plain);
            if growth > 0 {
                let words = self.growth(exercise, &weekly[weekly.len().saturating_sub(weeks)..]);
                buffer.set_stringn(row.x + at(room + weeks + 4), row.y, words, GROWTH - 1, theme.muted);
            }
        }
    }

    /// How much the best set has grown since the first of some weeks, the last of all: `+3 since Sep`.
    fn growth(&self, exercise: &ExerciseStats, bests: &[Option<u64>]) -> String {
        let weeks = &self.folded.weeks[self.folded.weeks.len() - bests.len()..];
        let mut done = weeks.iter().zip(bests).filter_map(|(week, best)| Some((week, (*best)?)));
        let (Some((first, from)), Some((_, to))) = (done.next(), done.next_back()) else { return String::new() };
        match to.checked_sub(from) {
            None | Some(0) => String::new(),
            Some(more) => done::growth_words(more, exercise.reps.is_some(), first.monday),
        }
    }
}

impl Week {
    fn effort(&self) -> Option<u64> {
        self.effort
    }

    fn pain(&self) -> Option<u64> {
        self.pain
    }
}

/// Columns as the screen counts them.
fn at(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}

fn count_word(sessions: u32) -> &'static str {
    if sessions == 1 { "session" } else { "sessions" }
}

/// A level of a day and what it is called.
fn legend(level: usize, theme: &Theme) -> Line<'static> {
    let (mark, style) = calendar::cell(level, theme);
    Line::from(vec![Span::styled(mark, style), Span::styled(format!(" {}", LEVELS[level]), theme.muted)])
}

/// The title of a chart, and a fact at its right end.
fn title_row(title: &str, fact: &str, theme: &Theme, area: Rect, buffer: &mut Buffer) {
    Line::styled(theme.cut(title, area.width.into()), theme.heading).render(area, buffer);
    if title.width() + fact.width() < usize::from(area.width) {
        Line::styled(fact, theme.muted).right_aligned().render(area, buffer);
    }
}

/// The names of months below columns of weeks, where each begins.
fn months(weeks: &[Week], theme: &Theme, area: Rect, buffer: &mut Buffer) {
    let shown = &weeks[weeks.len().saturating_sub(area.width.into())..];
    let (mut named, mut free) = (None, area.x);
    for (x, week) in (area.x..).zip(shown) {
        let month = week.monday.month();
        if named != Some(month) && x >= free && x + 3 <= area.right() && (named.is_some() || week.monday.day() <= 14) {
            let name = week.monday.strftime("%b").to_string();
            buffer.set_string(x, area.y, name, theme.muted);
            free = x + 4;
        }
        named = Some(month);
    }
}

/// The best set of an exercise: its reps, or else its time; and its heaviest load.
fn best(exercise: &ExerciseStats) -> String {
    let set = match (exercise.reps, exercise.held) {
        (Some((reps, _)), _) => count(reps, "rep"),
        (None, Some((held, _))) => units(Duration::from_secs(held.as_secs())),
        (None, None) => String::new(),
    };
    let load = exercise.load.as_ref().map(|(load, _)| load.to_string());
    [Some(set), load].into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::{ToSpan, civil::date, tz::Offset};

    use super::*;
    use crate::{
        history::{
            stats::{Day, Streak},
            store::History,
        },
        ui::theme::Colours,
    };

    fn theme() -> Theme {
        Theme::new(Colours::Indexed, false, false)
    }

    /// A year in which the best set of an exercise grew from 10 reps to 13.
    fn year() -> StatsScreen {
        let today = Day { date: date(2026, 11, 30), offset: Offset::UTC };
        let mut screen = StatsScreen::new(&History::default(), Vec::new(), None, today);
        let folded = &mut screen.folded;
        folded.sessions = 52;
        folded.streak = Streak { current: 5, longest: 9 };
        folded.days = BTreeMap::from([(today.date, 3)]);
        let monday = |week: i64| today.date.saturating_sub((52 - week).weeks());
        folded.weeks = (0..53)
            .map(|week| Week { monday: monday(week), minutes: 80, effort: Some(7), pain: (week > 50).then_some(5) })
            .collect();
        let exercise = ExerciseStats {
            name: "Clamshell".into(),
            days: Vec::new(),
            reps: Some((13, today.date)),
            held: None,
            load: None,
        };
        folded.exercises = vec![(exercise, (0..53).map(|week| Some(10 + week / 16)).collect())];
        screen
    }

    fn lines(buffer: &Buffer) -> Vec<String> {
        let text = |row: Rect| row.positions().map(|place| buffer[place].symbol()).collect::<String>();
        buffer.area.rows().map(|row| text(row).trim_end().to_owned()).collect()
    }

    #[test]
    fn a_picture_has_every_exercise_and_its_growth_where_there_is_room() {
        for (width, growth) in [(60, None), (80, Some(false)), (160, Some(true))] {
            let lines = lines(&year().picture(&theme(), width));
            let row = lines.iter().find(|line| line.contains("Clamshell"));
            assert_eq!(row.map(|row| row.contains("+3 since ")), growth, "{width}: {row:?}");
            assert!(lines.iter().any(|line| line.contains("days in a row")), "{width}: {lines:#?}");
        }
    }

    #[test]
    fn only_weeks_of_much_pain_look_bad() {
        let (theme, picture) = (theme(), year().picture(&theme(), 120));
        let title = lines(&picture).iter().position(|line| line.trim_start().starts_with("Pain")).unwrap();
        let row = Rect { y: u16::try_from(title).unwrap() + 2, height: 1, ..picture.area };
        let bad = row.positions().filter(|place| Some(picture[*place].bg) == theme.bad.fg).count();
        assert_eq!(bad, 2);
    }
}
