//! The drawing of a running session, readable from two metres. Every row is at its place by the height of the screen
//! and not by what happens, so that nothing jumps within an exercise.

use std::time::Duration;

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Constraint, Layout, Rect, Size},
    style::Modifier,
    text::Line,
    widgets::{Paragraph, Widget, Wrap},
};

use super::{SessionScreen, frame};
use crate::{
    base::quantity::{clock, seconds_left, times, units},
    figure::Figure,
    routine::{CAUTION, Rounds, Tempo, Work},
    session::{
        live::Session,
        plan::{Kind, Side, Step},
        player::{Done, Outcome},
    },
    ui::{
        grid::{GUTTER, TWO_PANES, band_height, margin},
        keymap::{self, Context},
        screens::guide,
        shared::{Shared, SoundState},
        theme::{Theme, Tone},
        widgets::{
            band::Band,
            bar::{self, Bar},
            digits::Digits,
            figure::LEAST,
            keys::Keys,
            steps::Steps,
            tempo,
            words::Words,
        },
    },
};

/// A step of this length or more is counted down in minutes and seconds.
const MINUTE: Duration = Duration::from_secs(60);
/// How long one tip is shown.
const TIP: Duration = Duration::from_secs(12);
/// From this height of the body on, a screen with one pane has the figure below the number.
const BELOW: u16 = 22;
/// The columns beside the digits that their unit takes.
const UNIT: u16 = 5;

impl SessionScreen {
    /// Whether a figure is seen on a screen of a size.
    pub fn shows_figure(&self, shared: Shared<'_>, size: Size) -> bool {
        let Some((index, step)) = self.session().step() else { return false };
        let view = View { screen: self, shared, index, step };
        view.figure(&view.areas(Rect::new(0, 0, size.width, size.height))).is_some()
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
    }
}

/// What one frame is drawn from.
struct View<'a> {
    screen: &'a SessionScreen,
    shared: Shared<'a>,
    index: usize,
    step: &'a Step,
}

/// Where everything is.
#[derive(Debug)]
struct Areas {
    band: Rect,
    name: Rect,
    facts: Rect,
    digits: Rect,
    phase: Rect,
    bar: Rect,
    tip: Rect,
    next: Rect,
    course: Rect,
    keys: Rect,
    /// The figure.
    figure: Rect,
    /// How the exercise is done, in words.
    guide: Rect,
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

    /// The word of the band.
    fn word(&self) -> &'static str {
        match self.tone() {
            _ if self.screen.is_asking() => "STOP?",
            Tone::Work if matches!(self.step.exercise.work, Work::Hold(_)) => "HOLD",
            Tone::Switch => "SWITCH",
            tone => tone.word(),
        }
    }

    /// What the right of the band says: the side that works, the set that a rest leads to, or the round and the time
    /// left of a block with a cap.
    fn aside(&self) -> String {
        let (player, now) = self.session().player();
        if let Some(left) = player.cap_left(now) {
            return format!("R {}  {}", self.step.round, clock(Duration::from_secs(seconds_left(left))));
        }
        let side = match (self.step.side, player.beat(now)) {
            // Which of the two works now; the left begins.
            (Side::Alternate, Some(beat)) if beat.done % 2 == 0 => Side::Left,
            (Side::Alternate, Some(_)) => Side::Right,
            (side, _) => side,
        };
        match side {
            Side::Left => "LEFT".to_owned(),
            Side::Right => "RIGHT".to_owned(),
            _ if self.step.kind == Kind::Rest && self.step.exercise.sets > 1 => {
                format!("SET {}/{}", self.step.set, self.step.exercise.sets)
            }
            _ => String::new(),
        }
    }

    /// Everything that matters in as little room as there is.
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

    /// The rows, by the height of the screen, and whether the step is a preparation, which has the name in large
    /// letters.
    fn areas(&self, area: Rect) -> Areas {
        let height = area.height;
        let (large, roomy) = (height >= 34, height >= 18);
        let name = match height {
            34.. => 6,
            22.. if self.step.kind == Kind::Prepare => 6,
            _ => 1,
        };
        let row = |shown: bool| Constraint::Length(u16::from(shown));
        let [band, _, name, facts, _, digits, phase, _, bar, _, tip, next, _, course, _, keys] = Layout::vertical([
            Constraint::Length(band_height(height)),
            row(large),
            Constraint::Length(name),
            row(height >= 6),
            row(large),
            Constraint::Fill(1),
            Constraint::Length(match height {
                22.. => 3,
                18.. => 1,
                _ => 0,
            }),
            row(large),
            row(height >= 8),
            row(height >= 22),
            Constraint::Length(match height {
                22.. => 2,
                18.. => 1,
                _ => 0,
            }),
            row(true),
            row(large),
            row(height >= 5),
            row(large),
            row(height >= 10 || roomy),
        ])
        .areas(area);
        let full = margin(area);
        let guided = self.step.exercise.figure().is_some() || self.step.exercise.instructions.is_some();
        let (left, right) = if area.width >= TWO_PANES && guided && height >= 18 {
            let [left, _, right] =
                Layout::horizontal([Constraint::Fill(1), Constraint::Length(GUTTER), Constraint::Fill(1)]).areas(full);
            (left, right)
        } else {
            (full, Rect::ZERO)
        };
        let at = |row: Rect, pane: Rect| Rect { x: pane.x, width: pane.width, ..row };
        let (mut digits, phase) = (at(digits, left), at(phase, left));
        if !self.has_phase() {
            digits.height += phase.height;
        }
        let mut areas = Areas {
            band,
            name: at(name, left),
            facts: at(facts, left),
            digits,
            phase,
            bar: at(bar, left),
            tip: at(tip, if right.is_empty() { full } else { left }),
            next: at(next, full),
            course: at(course, full),
            keys: at(keys, full),
            figure: Rect::ZERO,
            guide: Rect::ZERO,
        };
        if !right.is_empty() {
            let top = band.bottom() + u16::from(large);
            let bottom = if large { top + bar.y.saturating_sub(top) / 3 * 2 } else { bar.bottom() };
            areas.figure = Rect { y: top, height: bottom.saturating_sub(top), ..right };
            let words = if large { bottom + 1 } else { tip.y };
            areas.guide = Rect { y: words, height: next.y.saturating_sub(words), ..right };
            if self.fitting(areas.figure).is_none() {
                areas.guide = Rect { y: top, height: next.y.saturating_sub(top), ..right };
            }
        } else if area.width < TWO_PANES && digits.height >= BELOW {
            let half = digits.height / 2;
            let below = Rect { y: digits.y + half + 1, height: half.saturating_sub(1), ..digits };
            if self.fitting(below).is_some() {
                areas.figure = below;
                areas.digits.height = half;
            }
        }
        areas
    }

    /// Whether the rows of the phase have something of their own to say in this step.
    fn has_phase(&self) -> bool {
        self.step.is_work() && self.step.reps().is_some() || self.session().player().0.length().is_none()
    }

    /// The figure of the exercise, if an area has room for it.
    fn fitting(&self, area: Rect) -> Option<&'a Figure> {
        let shown = self.theme().figures.is_some() && area.width >= LEAST.width && area.height >= LEAST.height;
        self.step.exercise.figure().map(AsRef::as_ref).filter(|_| shown)
    }

    fn figure(&self, areas: &Areas) -> Option<&'a Figure> {
        self.fitting(areas.figure)
    }

    fn page(&self, area: Rect, buffer: &mut Buffer) {
        let areas = self.areas(area);
        let theme = self.theme();
        self.name(areas.name, buffer);
        let facts = self.theme().cut(&self.facts(areas.guide.is_empty()), areas.facts.width.into()).into_owned();
        Line::styled(facts, theme.plain).render(areas.facts, buffer);
        self.digits(areas.digits, buffer);
        self.phase(areas.phase, buffer);
        self.progress(areas.bar, buffer);
        self.tip(areas.tip, buffer);
        if let Some(figure) = self.figure(&areas) {
            guide::draw(figure, self.screen.moment(), theme, areas.figure, buffer);
        }
        self.guide(areas.guide, buffer);
        let next = self.notice().filter(|_| areas.tip.is_empty()).unwrap_or_else(|| self.next());
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

    fn band(&self, area: Rect, buffer: &mut Buffer) {
        let tone = if self.screen.is_asking() { Tone::Paused } else { self.tone() };
        let inverted = self.screen.flash.is_on(self.shared.now.monotonic);
        Band::new(tone, self.theme()).word(self.word()).right(&self.aside()).inverted(inverted).render(area, buffer);
    }

    /// The keys, and at their right how the sound is; where there is no row for them, only those of the question.
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
        let words = Words::new(name, theme).style(theme.heading).alignment(Alignment::Left).at_most(area.height.min(5));
        if area.height > 1 && words.is_large(area.as_size()) {
            words.render(area, buffer);
        } else {
            let row = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
            Line::styled(theme.cut(name, row.width.into()), theme.heading).render(row, buffer);
        }
    }

    /// The block and its round, the set, the load; before work also what comes and what was done of the set before.
    fn facts(&self, with_position: bool) -> String {
        let mut facts: Vec<String> = self.step.block.clone().into_iter().collect();
        let mut details = self.step.details();
        let sides = [Side::Left, Side::Right, Side::Alternate].map(|side| side.words(self.step.exercise.limb));
        details.retain(|fact| !sides.contains(&Some(fact.as_str())));
        if self.session().player().0.cap_left(Duration::ZERO).is_some() {
            // The band counts the rounds of a block with a cap.
            details.retain(|fact| Some(fact) != self.step.round_words().as_ref());
        }
        let work = self.step.exercise.work.to_string();
        match self.step.kind {
            Kind::Work => {
                facts.extend(details);
                facts.push(work);
            }
            Kind::Prepare => {
                facts.push(work);
                facts.extend(details);
                facts.extend(self.step.position().filter(|_| with_position).map(std::borrow::Cow::into_owned));
            }
            Kind::Switch | Kind::Rest | Kind::RoundRest => {
                // The band says which set comes.
                details.retain(|fact| !fact.starts_with("set "));
                facts.push(format!("then {work}"));
                facts.extend(details);
            }
        }
        let session = self.session();
        let done = session.last_worked().and_then(|index| session.done().get(&index));
        if let Some(done) = done.filter(|_| !self.step.is_work() && self.step.kind != Kind::Prepare) {
            let what = match done {
                Done { outcome: Outcome::Skipped, .. } => "skipped".to_owned(),
                done => done.amount.to_string(),
            };
            facts.push(format!("last set: {what}"));
        }
        self.join(&facts)
    }

    fn join(&self, facts: &[String]) -> String {
        facts.join(&format!(" {} ", self.theme().glyphs.dot))
    }

    /// Reps done of reps, or the time that is left, or the time that has passed where the person ends it; and the
    /// widest that will be shown in its place in this step.
    fn number(&self) -> (String, String) {
        let (player, now) = self.session().player();
        if let Some((reps, _)) = self.step.reps().filter(|_| self.step.is_work()) {
            return match (player.beat(now), reps.upper()) {
                (Some(beat), Some(upper)) => (format!("{}/{upper}", beat.done), format!("{upper}/{upper}")),
                (Some(beat), None) => (beat.done.to_string(), "88".to_owned()),
                (None, Some(upper)) => match reps.lower().filter(|lower| *lower < upper) {
                    Some(lower) => (format!("{lower}-{upper}"), String::new()),
                    None => (upper.to_string(), String::new()),
                },
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

    /// The number with its unit at its foot.
    fn digits(&self, area: Rect, buffer: &mut Buffer) {
        let (text, widest) = self.number();
        let unit = match self.step.reps().filter(|_| self.step.is_work()) {
            Some((reps, _)) if reps.upper().is_some() || !text.contains(':') => "reps",
            _ if text.contains(':') => "",
            _ => "s",
        };
        let room = if area.width > 4 * UNIT { UNIT } else { 0 };
        let area = Rect { x: area.x + room, width: area.width - 2 * room, ..area };
        let ink = self.theme().ink(self.tone());
        let digits = Digits::new(&text, self.theme()).room_for(&widest).style(ink);
        digits.render(area, buffer);
        let size = digits.size(area.as_size());
        let x = area.x + (area.width - size.width).div_ceil(2) + size.width + 1;
        let y = area.y + (area.height - size.height) / 2 + size.height;
        let foot = Rect { x, y: y.saturating_sub(1), width: (area.right() + room).saturating_sub(x), height: 1 };
        if room > 0 && foot.y < area.bottom() {
            Line::styled(unit, self.theme().muted).render(foot, buffer);
        }
    }

    /// The phase of the tempo in letters, or the key that ends an open step.
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
        let words = Words::new(&label, self.theme()).on_one_line().style(self.theme().heading);
        words.at_most(area.height).render(area, buffer);
    }

    /// The phases of the tempo, or a bar that fills, or how an open step is ended.
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
                let ink = self.theme().ink(self.tone());
                Bar::new(bar::ratio(gone, length), self.theme()).style(ink).render(area, buffer);
            }
            None => {
                let words = if self.step.is_work() { "Press Enter when done" } else { "Press Enter when ready" };
                Line::styled(words, self.theme().muted).centered().render(area, buffer);
            }
        }
    }

    /// Why something is wrong, or one tip at a time, each for a while, in as many rows as it takes.
    fn tip(&self, area: Rect, buffer: &mut Buffer) {
        if let Some(words) = self.notice() {
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

    /// How the exercise is done, in words: the position, and as much of the instructions and muscles as fits.
    fn guide(&self, area: Rect, buffer: &mut Buffer) {
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
        // As wide as it ever was, so that the bar stays in place while the time gets shorter.
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

    /// Why it is paused, why nothing is heard, or what else should be known.
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
}
