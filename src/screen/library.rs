//! The library: the routines, what is due today first, and a preview of the one that is selected.

use std::{sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::civil::Weekday;
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect, Size},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};
use unicode_width::UnicodeWidthStr;

use crate::{
    diary::Left,
    figure::Figure,
    growth,
    history::History,
    keymap::{self, Action, Place},
    motion::{self, Moment},
    plan::{Plan, Side},
    quantity::rough,
    routine::{Entry, Exercise, Routine, Schedule},
    stats::{self, Day, Days, Streak},
    text,
    theme::Theme,
    widgets::{figure::LEAST, keys::Keys},
};

use super::guide;

/// From this width on the preview stands beside the list.
const BESIDE: u16 = 64;
/// What everybody should know, on the first screen.
const ADVICE: &str = "Exercise guidance, not medical advice: if it hurts, stop and see a doctor.";
const SHORT_ADVICE: &str = "Not medical advice: stop if it hurts.";

/// The figure of each exercise is shown for so long and to the end of its movement.
const SHOWN: Duration = Duration::from_secs(4);

/// The library screen.
#[derive(Debug)]
pub struct Library {
    rows: Vec<Row>,
    today: Weekday,
    /// What is typed to narrow the list.
    filter: String,
    /// The filter line is open.
    typing: bool,
    /// The selected row, among those that match.
    selected: usize,
    notice: Option<String>,
    /// Which row the preview shows, and since when.
    looked: (usize, Duration),
    now: Duration,
    /// Days in a row, over all routines.
    streak: Streak,
    /// How to go on with the session that was left, in words.
    offer: Option<String>,
}

#[derive(Debug)]
struct Row {
    entry: Entry,
    /// The routine with its doses grown by what was done, if any of them grows.
    grown: Option<Routine>,
    plan: Option<Arc<Plan>>,
    /// What the history knows of it.
    known: Known,
}

/// What is known of a routine.
#[derive(Clone, Debug, Default)]
struct Known {
    today: bool,
    /// When it was last done, in words.
    last: Option<String>,
    streak: Streak,
}

impl Library {
    /// Lists routines, those due today first.
    pub fn new(entries: Vec<Entry>, today: Weekday, notice: Option<String>) -> Self {
        let plan = |entry: &Entry| entry.routine().map(|routine| Arc::new(Plan::new(routine).stem(&entry.stem)));
        let rows = entries
            .into_iter()
            .map(|entry| Row { plan: plan(&entry), entry, grown: None, known: Known::default() })
            .collect();
        let mut library = Library {
            rows,
            today,
            filter: String::new(),
            typing: false,
            selected: 0,
            notice,
            looked: (0, Duration::ZERO),
            now: Duration::ZERO,
            streak: Streak::default(),
            offer: None,
        };
        library.sort();
        library
    }

    /// Tells what was done, and the session that can be gone on with.
    pub fn remember(&mut self, history: &History, today: Day, left: Option<&Left>) {
        for row in &mut self.rows {
            let stem = row.entry.stem.as_str();
            if let Some(routine) = row.entry.routine().filter(|routine| growth::grows(routine)) {
                let grown = growth::grown(routine, stem, history, today.date);
                row.plan = Some(Arc::new(Plan::new(&grown).stem(stem)));
                row.grown = Some(grown);
            }
            let last = stats::last_done(history, stem);
            let days = Days::of(row.entry.routine().and_then(|routine| routine.schedule.as_ref()));
            row.known = Known {
                today: last == Some(today.date),
                last: last.map(|last| stats::ago(last, today.date)),
                streak: stats::streak(stats::of(history, Some(stem)), days, today),
            };
        }
        let days = Days::of(self.schedules().iter().filter_map(|(_, _, schedule)| schedule.as_ref()));
        self.streak = stats::streak(stats::of(history, None), days, today);
        self.offer = left.and_then(|left| {
            let plan = self.plan(&left.past.routine)?;
            let step = plan.steps.get(left.step)?;
            let set = if step.exercise.sets > 1 { format!("set {} of ", step.set) } else { String::new() };
            Some(format!("Space: go on with {set}{}, {}", step.exercise.name, plan.routine))
        });
    }

    /// Tells something that should be known, unless there is more pressing.
    pub fn tell(&mut self, notice: Option<String>) {
        self.notice = self.notice.take().or(notice);
    }

    /// The plan of a routine, if its file has no error.
    pub fn plan(&self, stem: &str) -> Option<&Arc<Plan>> {
        self.rows.iter().find(|row| row.entry.stem == stem)?.plan.as_ref()
    }

    /// Stem, name and schedule of each routine.
    pub fn schedules(&self) -> Vec<(String, String, Option<Schedule>)> {
        let all = self.rows.iter().filter_map(|row| Some((row, row.entry.routine()?)));
        all.map(|(row, routine)| (row.entry.stem.clone(), routine.name.clone(), routine.schedule.clone())).collect()
    }

    fn sort(&mut self) {
        let today = self.today;
        self.rows.sort_by_key(|row| (!row.entry.is_due(today), row.entry.routine().is_none()));
    }

    /// Tells the time and the day; at midnight other routines are due. Whether it is another day.
    pub fn advance(&mut self, today: Weekday, now: Duration) -> bool {
        self.now = now;
        let another = today != self.today;
        if another {
            self.today = today;
            self.sort();
        }
        another
    }

    /// Lists the routines as they are now; what is typed and what is selected stay as they are.
    pub fn reload(&mut self, entries: Vec<Entry>, notice: Option<String>) {
        let selected = self.selected_stem().map(str::to_owned);
        let new = Library::new(entries, self.today, notice);
        (self.rows, self.notice) = (new.rows, new.notice);
        let found = self.matching().position(|row| Some(&row.entry.stem) == selected.as_ref());
        let last = self.matching().count().saturating_sub(1);
        self.selected = found.unwrap_or(self.selected.min(last));
    }

    /// The stem of the selected routine.
    pub fn selected_stem(&self) -> Option<&str> {
        self.matching().nth(self.selected).map(|row| row.entry.stem.as_str())
    }

    /// Notices which routine is selected now: its preview begins anew.
    pub fn look(&mut self, now: Duration) {
        self.now = now;
        let stem = self.selected_stem();
        let index = self.rows.iter().position(|row| Some(row.entry.stem.as_str()) == stem).unwrap_or(0);
        if index != self.looked.0 {
            self.looked = (index, now);
        }
    }

    /// When the figure of the preview has its next frame.
    pub fn deadline(&self, theme: &Theme, size: Size) -> Option<Duration> {
        let (.., moment) = self.figure().filter(|_| theme.motion)?;
        let row = self.matching().nth(self.selected)?;
        let [_, _, area, ..] = self.parts(Rect::new(0, 0, size.width, size.height));
        room(&preview(row, theme, area), theme, area)?;
        moment.next.map(|next| self.now + next)
    }

    /// Takes a key as text where text is typed; any letter that is no command begins to filter.
    pub fn types(&mut self, key: KeyEvent) -> bool {
        let KeyCode::Char(character) = key.code else { return false };
        let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        let begins = self.typing || (character.is_alphanumeric() && keymap::action(Place::Library, key).is_none());
        if plain && begins {
            self.type_text(character.encode_utf8(&mut [0; 4]));
        }
        plain && begins
    }

    /// Adds to the filter.
    pub fn type_text(&mut self, typed: &str) {
        self.typing = true;
        self.filter.extend(typed.chars().filter(|c| !text::is_unsafe(*c)).take(40));
        self.selected = 0;
    }

    /// Clears the filter; false if there was none.
    pub fn clear(&mut self) -> bool {
        self.filter.clear();
        self.selected = 0;
        std::mem::take(&mut self.typing)
    }

    /// Obeys a key.
    pub fn act(&mut self, action: Action) {
        let last = self.matching().count().saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(10),
            Action::PageDown => (self.selected + 10).min(last),
            Action::First => 0,
            Action::Last => last,
            Action::Filter => {
                self.typing = true;
                self.selected
            }
            Action::Erase => {
                self.typing = self.filter.pop().is_some() && !self.filter.is_empty();
                0
            }
            _ => self.selected,
        };
    }

    /// The plan of the selected routine, if its file has no error.
    pub fn selected_plan(&self) -> Option<Arc<Plan>> {
        self.matching().nth(self.selected)?.plan.clone()
    }

    /// The rows that the filter leaves: each of its words is in the name, the stem or a tag.
    fn matching(&self) -> impl Iterator<Item = &Row> {
        let filter = self.filter.to_lowercase();
        self.rows.iter().filter(move |row| {
            let tags = row.entry.routine().map(|routine| routine.tags.join(" ")).unwrap_or_default();
            let all = format!("{} {} {tags}", row.entry.name(), row.entry.stem).to_lowercase();
            filter.split_whitespace().all(|word| all.contains(word))
        })
    }
}

// The drawing.
impl Library {
    /// Draws it.
    pub fn render(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let [head, list, preview, advice, footer] = self.parts(area);
        self.head(theme, head, buffer);
        self.list(theme, list, buffer);
        self.preview(theme, preview, buffer);
        let words = if usize::from(advice.width) < ADVICE.len() { SHORT_ADVICE } else { ADVICE };
        let cut = |words: &'_ str| theme.cut(words, advice.width.into()).into_owned();
        let offer = self.offer.as_deref().map(|offer| Line::styled(cut(offer), theme.accent));
        let notice = offer.or(self.notice.as_deref().map(|notice| Line::styled(cut(notice), theme.bad)));
        notice.unwrap_or_else(|| Line::styled(words, theme.muted)).render(advice, buffer);
        Keys::new(&keymap::hints(Place::Library), theme).render(footer, buffer);
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
        .horizontal_margin(u16::from(area.width >= 30))
        .areas(area);
        let [list, _, preview] = if area.width >= BESIDE {
            Layout::horizontal([Constraint::Fill(5), Constraint::Length(2), Constraint::Fill(8)]).areas(body)
        } else {
            let rows = u16::try_from(self.matching().count()).unwrap_or(u16::MAX);
            let gap = u16::from(area.height >= 10);
            Layout::vertical([Constraint::Max(rows.max(1)), Constraint::Length(gap), Constraint::Fill(1)]).areas(body)
        };
        [head, list, preview, advice, footer]
    }

    fn head(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let title = if self.typing {
            Line::from(vec![
                Span::styled("/ ", theme.accent),
                Span::styled(self.filter.as_str(), theme.heading),
                Span::styled(" ", theme.selected),
            ])
        } else {
            Line::from(vec![Span::styled("unsit", theme.heading), Span::styled(self.due(theme), theme.muted)])
        };
        title.render(area, buffer);
    }

    /// What is due today, what of it is done, and for how many days in a row.
    fn due(&self, theme: &Theme) -> String {
        let due = || self.rows.iter().filter(|row| row.entry.is_due(self.today));
        let done = due().filter(|row| row.known.today).count();
        let mut words = match (due().count(), done) {
            (0, _) => String::new(),
            (1, 0) => "  one routine is due today".to_owned(),
            (due, 0) => format!("  {due} routines are due today"),
            (due, done) if due == done => "  done for today".to_owned(),
            (due, done) => format!("  {done} of {due} done today"),
        };
        if self.streak.current > 1 {
            words.push_str(&format!(" {} {} days in a row", theme.glyphs.dot, self.streak.current));
        }
        words
    }

    fn list(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let height = usize::from(area.height).max(1);
        let first = (self.selected + 1).saturating_sub(height);
        let width = usize::from(area.width);
        let mut any = false;
        for ((index, row), area) in self.matching().enumerate().skip(first).zip(area.rows()) {
            any = true;
            let selected = index == self.selected;
            let length = match (&row.plan, row.entry.mistake()) {
                (Some(plan), _) if plan.is_exact() => rough(plan.estimate()),
                (Some(plan), _) => format!("~{}", rough(plan.estimate())),
                (None, _) => "mistake".to_owned(),
            };
            let due = row.entry.is_due(self.today);
            let (mark, tone) = match (row.known.today, due) {
                (true, _) => (theme.glyphs.done, theme.good),
                (false, true) => (theme.glyphs.bullet, theme.accent),
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
            let words = if self.filter.is_empty() { "no routines" } else { "nothing matches; Esc shows all" };
            Line::styled(words, theme.muted).render(area, buffer);
        }
    }

    fn preview(&self, theme: &Theme, area: Rect, buffer: &mut Buffer) {
        let Some(row) = self.matching().nth(self.selected) else { return };
        let lines = preview(row, theme, area);
        if let Some((exercise, figure, moment)) = self.figure()
            && let Some(below) = room(&lines, theme, area)
        {
            let name = Rect { height: 1, ..below };
            Line::styled(theme.cut(&exercise.name, name.width.into()), theme.muted).render(name, buffer);
            let figure_area = Rect { y: below.y + 1, height: below.height - 1, ..below };
            guide::draw(figure, Some(moment), theme, figure_area, buffer);
        }
        Paragraph::new(lines).wrap(Wrap { trim: false }).render(area, buffer);
    }

    /// The exercise whose figure the preview shows, and its moment: one after the other goes through its movement, and
    /// then the first stands still.
    fn figure(&self) -> Option<(&Exercise, &Figure, Moment)> {
        let routine = self.matching().nth(self.selected)?.entry.routine()?;
        let mut gone = self.now.saturating_sub(self.looked.1);
        for exercise in routine.exercises() {
            let Some(figure) = exercise.figure.as_deref() else { continue };
            let round = motion::round(figure, &exercise.work).max(Duration::from_millis(100));
            let mut whole = round;
            while whole < SHOWN {
                whole += round;
            }
            if gone < whole {
                return Some((exercise, figure, motion::shown(figure, &exercise.work, gone)));
            }
            gone -= whole;
        }
        let first = routine.exercises().find(|exercise| exercise.figure.is_some())?;
        Some((first, first.figure.as_deref()?, Moment::still(Side::Right)))
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
                let rounds = (block.rounds > 1).then(|| count(block.rounds as usize, "round"));
                let heading: Vec<String> = block.name.clone().into_iter().chain(rounds).collect();
                if !heading.is_empty() {
                    lines.push(Line::styled(heading.join(", "), theme.accent));
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
            lines.push(Line::styled("unsit check shows all mistakes", theme.muted));
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

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
