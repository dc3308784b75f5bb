//! The drawing of a running session, readable from two metres. The position of every row depends on the height of the
//! screen and not on the events, so that nothing jumps within an exercise.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Constraint, Layout, Rect, Size},
    style::Modifier,
    text::Line,
    widgets::{Paragraph, Widget, Wrap},
};

use super::{SessionScreen, frame, words::SessionView};
use crate::{
    base::quantity::{clock, seconds_left, times},
    routine::{Rounds, Tempo},
    ui::{
        keymap::{self, Context},
        screens::figure_pane,
        shared::{Shared, SoundState},
        theme::Tone,
        widgets::{
            band::Band,
            bar::{self, Bar},
            digits::Digits,
            keys::Keys,
            steps::Steps,
            tempo,
            words::BigWords,
        },
    },
};

/// How long one tip is shown.
const TIP: Duration = Duration::from_secs(12);
/// The columns next to the digits for their unit.
const UNIT: u16 = 5;

impl SessionScreen {
    /// Whether a figure is visible on a screen of this size.
    pub fn shows_figure(&self, shared: Shared<'_>, size: Size) -> bool {
        let Some((index, step)) = self.session().step().filter(|_| self.list.is_none()) else { return false };
        let view = SessionView { screen: self, shared, index, step };
        view.figure(&view.areas(Rect::new(0, 0, size.width, size.height))).is_some()
    }

    /// Draws it.
    pub fn render(&self, shared: Shared<'_>, area: Rect, buffer: &mut Buffer) {
        let Some((index, step)) = self.session().step() else { return };
        if let Some(list) = self.list {
            list.render(self.session(), shared, area, buffer);
            return;
        }
        let view = SessionView { screen: self, shared, index, step };
        if area.height < 4 || area.width < 24 {
            view.line(area, buffer);
        } else {
            view.page(area, buffer);
        }
    }
}

impl SessionView<'_> {
    /// The essentials in as little room as there is.
    fn line(&self, area: Rect, buffer: &mut Buffer) {
        let tone = self.tone();
        let words = format!(" {} {} {}", self.word(), self.number().0, self.step.exercise.name);
        let width = usize::from(area.width);
        for (row, text) in area.rows().zip([words, self.next(), self.ending().0]) {
            let style = if row.y == area.y { self.theme().band(tone) } else { self.theme().plain };
            buffer.set_style(row, style);
            Line::raw(self.theme().cut(&text, width)).render(row, buffer);
        }
    }

    fn page(&self, area: Rect, buffer: &mut Buffer) {
        let areas = self.areas(area);
        let theme = self.theme();
        self.name(areas.name, buffer);
        self.facts_and_position(&areas, buffer);
        self.digits(areas.digits, buffer);
        self.phase(areas.phase, buffer);
        self.progress(areas.bar, areas.phase.is_empty(), buffer);
        self.tip(areas.tip, buffer);
        if let Some(figure) = self.figure(&areas) {
            figure_pane::draw(figure, self.screen.moment(), theme, areas.figure, buffer);
        }
        self.instructions(areas.instructions, buffer);
        let next = self.notice(areas.next.width.into()).filter(|_| areas.tip.is_empty()).unwrap_or_else(|| self.next());
        Line::styled(theme.cut(&next, areas.next.width.into()), theme.plain).render(areas.next, buffer);
        self.course(areas.course, buffer);
        if self.screen.is_asking() {
            let body =
                Rect { y: areas.band.bottom(), height: areas.keys.y.saturating_sub(areas.band.bottom()), ..area };
            buffer.set_style(body, Modifier::DIM);
        }
        self.band(areas.band, buffer);
        self.keys(if areas.keys.is_empty() { areas.next } else { areas.keys }, !areas.keys.is_empty(), buffer);
    }

    /// The facts in one row, and the position in the same row or below it, whole.
    fn facts_and_position(&self, areas: &super::areas::Areas, buffer: &mut Buffer) {
        let theme = self.theme();
        let [row, below] = Layout::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(areas.facts);
        let facts = self.facts(areas.instructions.is_empty() && below.is_empty());
        Line::styled(theme.cut(&facts, row.width.into()), theme.plain).render(row, buffer);
        if let Some(position) = self.step.position() {
            Paragraph::new(position).style(theme.plain).wrap(Wrap { trim: true }).render(below, buffer);
        }
    }

    fn band(&self, area: Rect, buffer: &mut Buffer) {
        let tone = if self.screen.is_asking() { Tone::Paused } else { self.tone() };
        let inverted = self.screen.flash.is_on(self.shared.now.monotonic);
        Band::new(tone, self.theme()).word(self.word()).right(&self.aside()).inverted(inverted).render(area, buffer);
    }

    /// The keys, and the state of the sound on the right; without a row for them, only the keys of the question.
    fn keys(&self, area: Rect, has_row: bool, buffer: &mut Buffer) {
        let context = if self.screen.is_asking() { Context::Question } else { Context::Session };
        if !has_row && context == Context::Session {
            return;
        }
        let mut hints = keymap::hints(context);
        if context == Context::Question {
            hints.truncate(2);
        }
        if !has_row {
            for x in area.columns() {
                buffer[x.as_position()].reset();
            }
        }
        let sound = match self.shared.sound {
            SoundState { muted: true, .. } => "muted".to_owned(),
            SoundState { shown: Some(_), volume, .. } => format!("volume {volume}"),
            SoundState { silent: Some(_), .. } => "no sound".to_owned(),
            SoundState { .. } => String::new(),
        };
        let speed = self.session().speed();
        let speed = if speed > 1 { format!("trial {speed}{}", self.theme().glyphs.times) } else { String::new() };
        let state: Vec<String> = [speed, sound].into_iter().filter(|text| !text.is_empty()).collect();
        Keys::new(&hints, self.theme()).right(&self.join(&state)).render(area, buffer);
    }

    fn name(&self, area: Rect, buffer: &mut Buffer) {
        let (name, theme) = (&self.step.exercise.name, self.theme());
        let words =
            BigWords::new(name, theme).style(theme.heading).alignment(Alignment::Left).at_most(area.height.min(5));
        if area.height > 1 && words.is_large(area.as_size()) {
            words.render(area, buffer);
        } else {
            let row = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
            Line::styled(theme.cut(name, row.width.into()), theme.heading).render(row, buffer);
        }
    }

    /// The size of the number in an area, the same for all numbers of a step.
    pub(super) fn number_size(&self, area: Rect) -> Size {
        let (text, widest) = self.number();
        Digits::new(&text, self.theme()).room_for(&widest).size(beside_unit(area).1.as_size())
    }

    /// The number, with its unit at its foot.
    fn digits(&self, area: Rect, buffer: &mut Buffer) {
        let (text, widest) = self.number();
        let unit = match self.step.reps().filter(|_| self.step.is_work()) {
            Some((reps, _)) if reps.upper().is_some() || !text.contains(':') => "reps",
            _ if text.contains(':') => "",
            _ => "s",
        };
        let (room, area) = beside_unit(area);
        let digits = Digits::new(&text, self.theme()).room_for(&widest).style(self.theme().ink(self.tone()));
        let size = digits.size(area.as_size());
        digits.render(area, buffer);
        let x = area.x + (area.width - size.width).div_ceil(2) + size.width + 1;
        let y = area.y + (area.height - size.height) / 2 + size.height;
        let foot = Rect { x, y: y.saturating_sub(1), width: (area.right() + room).saturating_sub(x), height: 1 };
        if room > 0 && foot.y < area.bottom() {
            Line::styled(unit, self.theme().muted).render(foot, buffer);
        }
    }

    /// The phase of the tempo in large letters, or the key that ends an open step.
    fn phase(&self, area: Rect, buffer: &mut Buffer) {
        let (player, now) = self.session().player();
        let label = match (player.beat(now), self.step.reps()) {
            (Some(beat), Some((_, Tempo::Phases(phases)))) if self.step.is_work() => {
                phases.get(beat.phase).map(|phase| phase.label.to_uppercase())
            }
            _ if player.length().is_none() => Some("ENTER".to_owned()),
            _ => None,
        };
        let Some(label) = label else { return };
        let words = BigWords::new(&label, self.theme()).on_one_line().style(self.theme().heading);
        words.at_most(area.height).render(area, buffer);
    }

    /// The phases of the tempo, with their names where no letters above say them, or a bar that fills, or how an open
    /// step is ended.
    fn progress(&self, area: Rect, labelled: bool, buffer: &mut Buffer) {
        let (player, now) = self.session().player();
        if let (Some(beat), Some((_, Tempo::Phases(phases)))) = (player.beat(now), self.step.reps())
            && self.step.is_work()
        {
            let frame = frame(beat.length);
            let shown = frame * times(beat.elapsed, frame);
            let ratio = bar::ratio(shown, beat.length);
            let tempo = tempo::TempoBar::new(phases, Some(beat.phase), ratio, self.theme());
            tempo.labelled(labelled).style(self.theme().ink(self.tone())).render(area, buffer);
            return;
        }
        match player.length() {
            Some(length) => {
                let gone =
                    length.saturating_sub(Duration::from_secs(seconds_left(player.left(now).unwrap_or_default())));
                let ink = self.theme().ink(self.tone());
                Bar::new(bar::ratio(gone, length), self.theme()).style(ink).render(area, buffer);
            }
            None => {
                let words = if self.step.is_work() { "Press Enter when done" } else { "Press Enter when ready" };
                Line::styled(words, self.theme().muted).centered().render(area, buffer);
            }
        }
    }

    /// A problem, or one tip at a time, in as many rows as it takes.
    fn tip(&self, area: Rect, buffer: &mut Buffer) {
        if let Some(words) = self.notice(usize::from(area.width) * usize::from(area.height)) {
            let words = Line::styled(words, self.theme().heading);
            Paragraph::new(words).wrap(Wrap { trim: true }).render(area, buffer);
            return;
        }
        let mut tips = self.step.tips();
        let (player, now) = self.session().player();
        let turn = usize::try_from(player.elapsed(now).as_secs() / TIP.as_secs()).unwrap_or(0);
        let Some(tip) = tips.nth((turn + self.step.set as usize - 1) % tips.len().max(1)) else { return };
        let [mark, words] = Layout::horizontal([Constraint::Length(2), Constraint::Fill(1)]).areas(area);
        Line::raw(self.theme().glyphs.arrow).render(mark, buffer);
        Paragraph::new(&*tip).wrap(Wrap { trim: true }).render(words, buffer);
    }

    /// The instructions: the position, and as much of the text and the muscles as fits.
    fn instructions(&self, area: Rect, buffer: &mut Buffer) {
        let theme = self.theme();
        let mut lines: Vec<Line<'_>> = Vec::new();
        lines.extend(self.step.position().map(|position| Line::styled(position, theme.plain)));
        if area.height > 4 {
            if let Some(words) = self.step.instructions() {
                lines.push(Line::default());
                lines.extend(words.lines().map(|line| Line::styled(line.to_owned(), theme.muted)));
            }
            if !self.step.exercise.muscles.is_empty() {
                lines.push(Line::default());
                lines.push(Line::styled(self.step.exercise.muscles.join(", "), theme.muted));
            }
        }
        Paragraph::new(lines).wrap(Wrap { trim: true }).render(area, buffer);
    }

    /// The bar of the whole routine.
    fn course(&self, area: Rect, buffer: &mut Buffer) {
        let (left, end) = self.ending();
        // As wide as it has been so far, so that the bar keeps its place while the time gets shorter.
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
        let (gone, total) = match (self.step.rounds, player.cap_left(now)) {
            (Rounds::Amrap(cap), Some(left)) => (cap.saturating_sub(left), cap),
            _ => (player.elapsed(now), player.length().unwrap_or(self.step.estimate)),
        };
        let gone = Duration::from_secs(gone.as_secs());
        let segments = &self.screen.segments;
        let here = segments.partition_point(|segment| segment.first <= self.index).saturating_sub(1);
        Steps::new(segments, here, bar::ratio(gone, total), self.theme()).render(bar, buffer);
        Line::styled(end, self.theme().muted).render(after, buffer);
    }
}

/// The columns for the unit on the right of the number, and the area of the number with the same on its left.
fn beside_unit(area: Rect) -> (u16, Rect) {
    let room = if area.width > 4 * UNIT { UNIT } else { 0 };
    (room, Rect { x: area.x + room, width: area.width - 2 * room, ..area })
}
