//! The drawing of a running session, readable from two metres.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Constraint, Layout, Margin, Rect, Size},
    text::Line,
    widgets::{Block, Clear, Paragraph, Widget},
};

use super::{SessionScreen, frame};
use crate::{
    base::quantity::{clock, seconds_left, times, units},
    routine::{CAUTION, Rounds, Tempo},
    session::{
        live::Session,
        plan::{Kind, Side, Step},
        player::{Done, Outcome},
    },
    ui::{
        grid::{TWO_PANES, band_height},
        keymap::{self, Context},
        screens::guide::Guide,
        shared::{Shared, SoundState},
        theme::{Theme, Tone},
        widgets::{
            band::Band,
            bar::{self, Bar},
            digits::Digits,
            keys::Keys,
            steps::Steps,
            tempo,
            words::Words,
        },
    },
};

/// A step of this length or more is counted down in minutes and seconds.
const MINUTE: Duration = Duration::from_secs(60);
/// How long one tip stands.
const TIP: Duration = Duration::from_secs(12);
/// From this height of the body on, a narrower screen has the figure below the number.
const BELOW: u16 = 22;

impl SessionScreen {
    /// Whether a figure is seen on a screen of a size.
    pub fn shows_figure(&self, shared: Shared<'_>, size: Size) -> bool {
        let Some((index, step)) = self.session().step() else { return false };
        let view = View { screen: self, shared, index, step };
        let [_, _, body, ..] = view.parts(Rect::new(0, 0, size.width, size.height));
        view.halves(body).1.is_some_and(|area| view.guide().figure(area.as_size()).is_some())
    }

    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let Some((index, step)) = self.session().step() else { return };
        let view = View { screen: self, shared, index, step };
        if area.height < 4 || area.width < 24 {
            view.line(area, buffer);
        } else {
            view.page(area, buffer);
        }
        if self.is_asking() {
            view.question(area, buffer);
        }
    }
}

/// An area without its edges.
fn margin(area: Rect) -> Rect {
    area.inner(Margin::new(1 + u16::from(area.width >= TWO_PANES), 0))
}

/// What one frame is drawn from.
struct View<'a> {
    screen: &'a SessionScreen,
    shared: Shared<'a>,
    index: usize,
    step: &'a Step,
}

impl<'a> View<'a> {
    fn session(&self) -> &'a Session {
        self.screen.session()
    }

    fn theme(&self) -> &'a Theme {
        self.shared.theme
    }

    fn tone(&self) -> Tone {
        if self.session().is_paused() { Tone::Paused } else { self.step.kind.into() }
    }

    /// Everything that matters in as little room as there is.
    fn line(&self, area: Rect, buffer: &mut Buffer) {
        let tone = self.tone();
        let words = format!(" {} {} {}", tone.word(), self.number().0, self.step.exercise.name);
        let width = usize::from(area.width);
        for (row, text) in area.rows().zip([words, self.next(), self.ending().0]) {
            let style = if row.y == area.y { self.theme().band(tone) } else { self.theme().plain };
            buffer.set_style(row, style);
            Line::raw(self.theme().cut(&text, width)).render(row, buffer);
        }
    }

    /// Band, heading, body, air, what is next, the whole, the notice, the keys.
    fn parts(&self, area: Rect) -> [Rect; 8] {
        let height = area.height;
        let roomy = u16::from(height >= 18);
        Layout::vertical([
            Constraint::Length(band_height(height)),
            Constraint::Length(roomy),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(u16::from(height >= 9 && self.notice().is_some())),
            Constraint::Length(roomy),
        ])
        .areas(area)
    }

    /// The number's half of the body and, where there is room, the one for how the exercise is done: beside it, or
    /// below it on a tall screen.
    fn halves(&self, body: Rect) -> (Rect, Option<Rect>) {
        if body.width >= TWO_PANES {
            let body = margin(body);
            let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(1)]).areas(body);
            return (left, Some(Rect { x: right.x + 2, width: right.width - 2, ..right }));
        }
        let body = margin(body);
        let below = Rect { y: body.y + body.height / 2 + 1, height: (body.height / 2).saturating_sub(1), ..body };
        let has_figure = body.height >= BELOW && self.guide().figure(below.as_size()).is_some();
        if has_figure { (Rect { height: body.height / 2, ..body }, Some(below)) } else { (body, None) }
    }

    /// How the exercise of this step, or of the work that comes next, is done.
    fn guide(&self) -> Guide<'_> {
        Guide {
            exercise: &self.step.exercise,
            side: self.step.side,
            position: self.step.kind != Kind::Prepare,
            moment: self.screen.moment(),
            theme: self.theme(),
        }
    }

    fn page(&self, area: Rect, buffer: &mut Buffer) {
        let [band, heading, body, _, next, course, notice, footer] = self.parts(area);
        let words = self.notice();
        let is_headed = !heading.is_empty();
        self.band(band, is_headed, buffer);
        if let Some(text) = self.heading() {
            let heading = margin(heading);
            Line::styled(self.theme().cut(&text, heading.width.into()), self.theme().accent).render(heading, buffer);
        }
        let (main, guide) = self.halves(body);
        self.main(main, is_headed, buffer);
        if let Some(area) = guide {
            self.guide().render(area, buffer);
        }
        Line::raw(self.theme().cut(&self.next(), margin(next).width.into())).render(margin(next), buffer);
        self.course(margin(course), buffer);
        if let Some(words) = words {
            let notice = margin(notice);
            Line::styled(self.theme().cut(&words, notice.width.into()), self.theme().accent).render(notice, buffer);
        }
        Keys::new(&keymap::hints(Context::Session), self.theme()).render(margin(footer), buffer);
    }

    fn band(&self, area: Rect, is_headed: bool, buffer: &mut Buffer) {
        let sound = match self.shared.sound {
            SoundState { muted: true, .. } => "muted".to_owned(),
            SoundState { shown: Some(_), volume, .. } => format!("volume {volume}"),
            SoundState { silent: Some(_), .. } => "no sound".to_owned(),
            SoundState { .. } => String::new(),
        };
        let speed = self.session().speed();
        let speed = if speed > 1 { format!("{speed}{}", self.theme().glyphs.times) } else { String::new() };
        let block = self.step.block.clone().filter(|_| !is_headed).unwrap_or_default();
        let right: Vec<String> = [block, speed, sound].into_iter().filter(|text| !text.is_empty()).collect();
        let right = self.join(&right);
        let inverted = self.screen.flash.is_on(self.shared.now.monotonic);
        Band::new(self.tone(), self.theme()).right(&right).inverted(inverted).render(area, buffer);
    }

    /// The time of the block, where it goes on as long as there is some.
    fn cap(&self) -> Option<Duration> {
        if let Rounds::Amrap(cap) = self.step.rounds { Some(cap) } else { None }
    }

    /// What is left of the block's time: `3:12 left of 10:00`.
    fn cap_left(&self) -> Option<String> {
        let (player, now) = self.session().player();
        let left = Duration::from_secs(seconds_left(player.cap_left(now)?));
        Some(format!("{} left of {}", clock(left), clock(self.cap()?)))
    }

    /// The block, its round, and what is left of its time.
    fn heading(&self) -> Option<String> {
        let facts = [self.step.block.clone(), self.step.round_words(), self.cap_left()];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        (!facts.is_empty()).then(|| self.join(&facts))
    }

    /// The exercise and the number.
    fn main(&self, area: Rect, is_headed: bool, buffer: &mut Buffer) {
        let exercise = &self.step.exercise;
        let gap = u16::from(area.height >= 12);
        let large = area.height >= if self.step.kind == Kind::Prepare { 12 } else { 20 };
        let words = Words::new(&exercise.name, self.theme())
            .style(self.theme().heading)
            .alignment(Alignment::Left)
            .at_most(area.height / 4);
        let title = if large { words.size(Size::new(area.width, area.height / 2)).height + gap } else { 1 };
        let details = self.details(usize::from(area.width), is_headed);
        let facts = u16::try_from(details.len()).unwrap_or(1).min(area.height / 4).max(1);
        let progress = 1 + u16::from(area.height >= 8 && self.step.is_work() && self.step.reps().is_some());
        let [name, facts, _, number, _, progress, _, tip] = Layout::vertical([
            Constraint::Length(title),
            Constraint::Length(facts),
            Constraint::Length(gap),
            Constraint::Fill(1),
            Constraint::Length(gap),
            Constraint::Length(progress),
            Constraint::Length(u16::from(area.height >= 18)),
            Constraint::Length(u16::from(area.height >= 9)),
        ])
        .areas(area);
        if large {
            words.render(name, buffer);
        } else {
            Line::styled(self.theme().cut(&exercise.name, name.width.into()), self.theme().heading)
                .render(name, buffer);
        }
        Paragraph::new(details).render(facts, buffer);
        let (text, widest) = self.number();
        Digits::new(&text, self.theme()).room_for(&widest).style(self.theme().ink(self.tone())).render(number, buffer);
        self.progress(progress, buffer);
        if let Some(text) = self.tip() {
            Line::styled(self.theme().cut(&text, tip.width.into()), self.theme().muted).render(tip, buffer);
        }
    }

    /// Set, side, load, and the round where it stands in no heading; while it is not work also what comes, its position, and what was done of the set before.
    fn details(&self, width: usize, is_headed: bool) -> Vec<Line<'static>> {
        let cut = |text: &str, style| Line::styled(self.theme().cut(text, width).into_owned(), style);
        let mut facts = self.step.details();
        if let Some(round) = self.step.round_words() {
            let round = [round].into_iter().chain(self.cap_left()).filter(|_| !is_headed);
            facts.splice(..1, round);
        }
        let (player, now) = self.session().player();
        if let (Side::Alternate, Some(beat)) = (self.step.side, player.beat(now)) {
            // Which of the two works now; the left begins.
            let side = if beat.done % 2 == 0 { Side::Left } else { Side::Right };
            let limb = self.step.exercise.limb;
            facts.retain(|fact| Some(fact.as_str()) != Side::Alternate.words(limb));
            facts.extend(side.words(limb).map(str::to_owned));
        }
        if self.step.is_work() {
            return vec![cut(&self.join(&facts), self.theme().plain)];
        }
        facts.insert(0, self.step.exercise.work.to_string());
        if self.step.kind == Kind::Prepare {
            let position = self.step.position();
            let facts = cut(&self.join(&facts), self.theme().heading);
            return std::iter::once(facts)
                .chain(position.map(|position| cut(&position, self.theme().accent)))
                .collect();
        }
        let mut lines = vec![cut(&format!("then {}", self.join(&facts)), self.theme().plain)];
        if let Some(done) = self.session().last_worked().and_then(|index| self.session().done().get(&index)) {
            let what = match done {
                Done { outcome: Outcome::Skipped, .. } => "skipped".to_owned(),
                done => done.amount.to_string(),
            };
            lines.push(cut(&format!("last set: {what}"), self.theme().muted));
        }
        lines
    }

    fn join(&self, facts: &[String]) -> String {
        facts.join(&format!(" {} ", self.theme().glyphs.dot))
    }

    /// Reps done of reps, or the time that is left, or the time that has gone by where the person ends it; and the
    /// widest that will stand in its place in this step.
    fn number(&self) -> (String, String) {
        let (player, now) = self.session().player();
        if let Some((reps, _)) = self.step.reps().filter(|_| self.step.is_work()) {
            return match (player.beat(now), reps.upper()) {
                (Some(beat), Some(upper)) => (format!("{}/{upper}", beat.done), format!("{upper}/{upper}")),
                (Some(beat), None) => (beat.done.to_string(), "88".to_owned()),
                (None, Some(upper)) => (upper.to_string(), String::new()),
                (None, None) => (clock(player.elapsed(now)), "8:88".to_owned()),
            };
        }
        match (player.left(now), player.length()) {
            (Some(left), Some(length)) if length >= MINUTE => {
                (clock(Duration::from_secs(seconds_left(left))), clock(length))
            }
            (Some(left), _) => (seconds_left(left).to_string(), "88".to_owned()),
            (None, _) => (clock(player.elapsed(now)), "8:88".to_owned()),
        }
    }

    /// The phases of the tempo, or a bar that empties, or how an open step is ended.
    fn progress(&self, area: Rect, buffer: &mut Buffer) {
        let (player, now) = self.session().player();
        if let (Some(beat), Some((_, Tempo::Phases(phases)))) = (player.beat(now), self.step.reps())
            && self.step.is_work()
        {
            let frame = frame(beat.length);
            let shown = frame * times(beat.elapsed, frame);
            let ratio = bar::ratio(shown, beat.length);
            tempo::Tempo::new(phases, Some(beat.phase), ratio, self.theme()).render(area, buffer);
            return;
        }
        match player.length() {
            Some(length) => {
                let gone =
                    length.saturating_sub(Duration::from_secs(seconds_left(player.left(now).unwrap_or_default())));
                Bar::new(bar::ratio(gone, length), self.theme())
                    .style(self.theme().ink(self.tone()))
                    .render(area, buffer);
            }
            None => {
                let words = if self.step.is_work() { "Press Enter when done" } else { "Press Enter when ready" };
                Line::styled(words, self.theme().accent).render(area, buffer);
            }
        }
    }

    /// One tip at a time, each for a while.
    fn tip(&self) -> Option<String> {
        let mut tips = self.step.tips();
        let (player, now) = self.session().player();
        let turn = usize::try_from(player.elapsed(now).as_secs() / TIP.as_secs()).unwrap_or(0);
        let tip = tips.nth((turn + self.step.set as usize - 1) % tips.len().max(1))?;
        Some(format!("{} {tip}", self.theme().glyphs.arrow))
    }

    fn next(&self) -> String {
        match self.session().plan().next_exercise(self.index) {
            Some(next) => format!("Next: {} {} {}", next.exercise.name, self.theme().glyphs.dot, next.exercise.dose()),
            None => "Last step".to_owned(),
        }
    }

    /// The time left of the session, and the time of day at its end.
    fn ending(&self) -> (String, String) {
        let (player, now) = self.session().player();
        let about = if self.session().plan().is_exact() { "" } else { "~" };
        let left = Duration::from_secs(seconds_left(player.total_left(now)));
        let end = self.session().ends_at().to_zoned(self.shared.zone.clone());
        (format!("{about}{} left", clock(left)), format!("ends {}", end.strftime("%H:%M")))
    }

    /// The bar of the whole routine.
    fn course(&self, area: Rect, buffer: &mut Buffer) {
        let (left, end) = self.ending();
        // As wide as it ever was, so that the bar stands still while the time gets shorter.
        let widest = format!("~{} left", clock(self.session().plan().estimate()));
        let width = |text: &str| u16::try_from(text.len()).unwrap_or(0);
        let [before, _, bar, _, after] = Layout::horizontal([
            Constraint::Length(width(&left).max(width(&widest) - 1)),
            Constraint::Length(2),
            Constraint::Fill(1),
            Constraint::Length(2),
            Constraint::Length(width(&end)),
        ])
        .areas(area);
        Line::raw(left).render(before, buffer);
        let (player, now) = self.session().player();
        let (gone, whole) = match (self.cap(), player.cap_left(now)) {
            (Some(cap), Some(left)) => (cap.saturating_sub(left), cap),
            _ => (player.elapsed(now), player.length().unwrap_or(self.step.estimate)),
        };
        let gone = Duration::from_secs(gone.as_secs());
        let segments = &self.screen.segments;
        let here = segments.partition_point(|segment| segment.first <= self.index).saturating_sub(1);
        Steps::new(segments, here, bar::ratio(gone, whole), self.theme()).render(bar, buffer);
        Line::styled(end, self.theme().muted).render(after, buffer);
    }

    /// Why it is paused, what should be known before the first set, or why nothing is heard.
    fn notice(&self) -> Option<String> {
        let (player, _) = self.session().player();
        match (self.session().gap(), &self.shared.sound.silent) {
            _ if self.shared.unsaved.is_some() => self.shared.unsaved.map(str::to_owned),
            (Some(gap), _) => {
                let away = units(Duration::from_secs(gap.as_secs()));
                Some(format!("Paused: the computer was asleep for {away}. Space to continue"))
            }
            (None, _) if self.step.kind == Kind::Prepare && self.session().done().is_empty() => {
                Some(CAUTION.to_owned())
            }
            (None, _) if player.late().is_some() => player.late().map(|late| {
                let late = units(Duration::from_secs(seconds_left(late)));
                format!("The last round ran {late} over, so this one started right away")
            }),
            (None, Some(why)) if !self.shared.sound.muted => Some(format!("No audio ({why}); using the terminal bell")),
            _ => None,
        }
    }

    fn question(&self, area: Rect, buffer: &mut Buffer) {
        let lines = ["Stop this session?", "y stop, n keep going"];
        let width = 30.min(area.width);
        let height = 4.min(area.height);
        let x = area.x + (area.width - width) / 2;
        let y = area.y + (area.height - height) / 2;
        let area = Rect { x, y, width, height };
        Clear.render(area, buffer);
        let block = Block::bordered().border_set(self.theme().glyphs.border).border_style(self.theme().accent);
        let inner = if height < 4 { area } else { block.inner(area) };
        if height >= 4 {
            block.render(area, buffer);
        }
        let styles = [self.theme().heading, self.theme().plain];
        let lines: Vec<Line> =
            lines.into_iter().zip(styles).map(|(text, style)| Line::styled(text, style).centered()).collect();
        Paragraph::new(lines).render(inner, buffer);
    }
}
