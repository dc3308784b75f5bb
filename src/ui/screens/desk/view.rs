//! The drawing of the desk: large digits, one line below them, and much empty space.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Rect},
    style::Style,
    text::Line,
    widgets::Widget,
};
use unicode_width::UnicodeWidthStr;

use super::DeskScreen;
use crate::{
    base::quantity::{minutes, rough, seconds_left, time_of_day},
    desk::sit_timer::State,
    session::plan::Plan,
    ui::{
        grid::band_height,
        keymap::{self, Context},
        shared::{Shared, SoundState},
        theme::Tone,
        widgets::{
            band::Band,
            bar::{self, Bar},
            digits::Digits,
            keys::Keys,
        },
    },
};

/// The parts of one frame of the desk.
#[derive(Clone, Copy, Debug)]
pub struct DeskView<'a> {
    /// The desk.
    pub desk: &'a DeskScreen,
    /// The routine for a break, if it can be played.
    pub plan: Option<&'a Plan>,
    /// The shared parts.
    pub shared: Shared<'a>,
}

impl Widget for DeskView<'_> {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        if area.height < 4 || area.width < 24 {
            self.line(area, buffer);
        } else {
            self.page(area, buffer);
        }
    }
}

impl DeskView<'_> {
    fn tone(&self) -> Tone {
        match self.desk.state() {
            State::Due => Tone::Ready,
            State::Sitting | State::Snoozed | State::Quiet => Tone::Paused,
        }
    }

    fn word(&self) -> &'static str {
        match self.desk.state() {
            State::Sitting => "SITTING",
            State::Snoozed => "SNOOZED",
            State::Due => "GET UP",
            State::Quiet => "QUIET",
        }
    }

    /// The essentials in as little room as there is.
    fn line(self, area: Rect, buffer: &mut Buffer) {
        let words = format!(" {} {}", self.word(), self.number());
        for (row, text) in area.rows().zip([words, self.headline(), self.routine()]) {
            let style = if row.y == area.y { self.shared.theme.band(self.tone()) } else { self.shared.theme.plain };
            buffer.set_style(row, style);
            Line::raw(self.shared.theme.cut(&text, row.width.into())).render(row, buffer);
        }
    }

    fn page(self, area: Rect, buffer: &mut Buffer) {
        let roomy = u16::from(area.height >= 18);
        let notice = self.notice();
        let [band, _, digits, _, bar, _, headline, facts, _, notes, keys] = Layout::vertical([
            Constraint::Length(if self.desk.state() == State::Due { band_height(area.height) } else { 1 }),
            Constraint::Length(u16::from(area.height >= 10)),
            Constraint::Fill(1),
            Constraint::Length(roomy),
            Constraint::Length(u16::from(area.height >= 14)),
            Constraint::Length(2 * roomy),
            Constraint::Length(1 + u16::from((12..18).contains(&area.height))),
            Constraint::Length(u16::from(area.height >= 8)),
            Constraint::Length(roomy),
            Constraint::Length(u16::from(area.height >= 6 && notice.is_some())),
            Constraint::Length(1),
        ])
        .areas(area);
        let inside = |area: Rect| area.inner(Margin::new(2, 0));
        let due = self.desk.state() == State::Due;
        self.head(due, band, buffer);
        let ink = if due { self.shared.theme.ink(Tone::Ready) } else { self.shared.theme.muted };
        Digits::new(&self.number(), self.shared.theme).style(ink).room_for("0:00").render(digits, buffer);
        if self.desk.state() != State::Quiet {
            let ratio = bar::ratio(self.desk.sitting.sitting_for(), self.desk.sitting.total());
            let bar = middle(bar);
            Bar::new(ratio, self.shared.theme).style(ink).render(bar, buffer);
            // What its ends are.
            let ends = Rect { y: bar.bottom(), ..bar }.intersection(area);
            if roomy > 0 && !bar.is_empty() {
                let whole = minutes(self.desk.sitting.total());
                Line::styled("0", self.shared.theme.muted).render(ends, buffer);
                Line::styled(whole, self.shared.theme.muted).right_aligned().render(ends, buffer);
            }
        }
        let headline = Rect { y: headline.bottom().saturating_sub(1), height: headline.height.min(1), ..headline };
        self.centred(&[self.headline()], self.shared.theme.heading, inside(headline), buffer);
        self.centred(&self.facts(), self.shared.theme.muted, inside(facts), buffer);
        let (notice, style) = notice.unwrap_or_default();
        Line::styled(self.shared.theme.cut(&notice, inside(notes).width.into()), style).render(inside(notes), buffer);
        // Snoozing is offered if there is something to snooze.
        let hints: Vec<_> =
            keymap::hints(Context::Desk).into_iter().filter(|(_, words)| due || *words != "snooze").collect();
        Keys::new(&hints, self.shared.theme).right(&self.sound()).render(inside(keys), buffer);
    }

    /// The band where a break is due, and a quiet strip all day long.
    fn head(self, due: bool, area: Rect, buffer: &mut Buffer) {
        let theme = self.shared.theme;
        if due || theme.track.bg.is_none() {
            Band::new(self.tone(), theme).word(self.word()).render(area, buffer);
            return;
        }
        buffer.set_style(area, theme.track);
        Line::styled(self.word(), theme.heading).render(area.inner(Margin::new(2, 0)), buffer);
    }

    /// As many facts as fit; the first is cut if not even it fits.
    fn centred(self, facts: &[String], style: Style, area: Rect, buffer: &mut Buffer) {
        let width = usize::from(area.width);
        let between = format!(" {} ", self.shared.theme.glyphs.dot);
        let mut text = String::new();
        for fact in facts.iter().filter(|fact| !fact.is_empty()) {
            let more = if text.is_empty() { fact.clone() } else { format!("{text}{between}{fact}") };
            if text.is_empty() || more.width() <= width {
                text = more;
            }
        }
        Line::styled(self.shared.theme.cut(&text, width), style).centered().render(area, buffer);
    }

    /// The hours and minutes of sitting, or the time at which the hours start.
    fn number(self) -> String {
        if self.desk.state() == State::Quiet {
            return self.desk.settings().hours.begin();
        }
        let minutes = self.desk.sitting.sitting_for().as_secs() / 60;
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }

    fn headline(self) -> String {
        match self.desk.state() {
            State::Quiet => format!("Reminders off until {}", self.desk.settings().hours.begin()),
            State::Due => "Time for a break: stand up for a moment".to_owned(),
            State::Sitting | State::Snoozed => {
                let left = self.desk.sitting.left();
                let whole = Duration::from_secs(seconds_left(left));
                let at = self.clock(SignedDuration::try_from(whole).unwrap_or_default());
                format!("Next break in {}, at {at}", minutes(whole + Duration::from_secs(59)))
            }
        }
    }

    fn facts(self) -> Vec<String> {
        if self.desk.state() == State::Quiet {
            return vec![format!("desk.hours is {}", self.desk.settings().hours)];
        }
        let sat = self.desk.sitting.sitting_for();
        let since = self.clock(-SignedDuration::try_from(sat).unwrap_or_default());
        let sitting = match sat.as_secs() / 60 {
            0 => format!("sitting since {since}"),
            _ => format!("sitting for {}, since {since}", minutes(sat)),
        };
        vec![sitting, self.routine()]
    }

    fn routine(self) -> String {
        self.plan.map_or_else(String::new, |plan| format!("{}, {}", plan.routine, rough(plan.estimate())))
    }

    /// The time of day this far from now.
    fn clock(self, ahead: SignedDuration) -> String {
        let at: Timestamp = self.desk.sitting.now().saturating_add(ahead).unwrap_or_default();
        time_of_day(at, self.shared.zone)
    }

    fn sound(self) -> String {
        match self.shared.sound {
            SoundState { muted: true, .. } => "muted".to_owned(),
            SoundState { shown: Some(_), volume, .. } => format!("volume {volume}"),
            SoundState { .. } => String::new(),
        }
    }

    /// The notice for the user, and its style.
    fn notice(self) -> Option<(String, Style)> {
        let bad = |why: &str| (why.to_owned(), self.shared.theme.bad);
        self.shared.unsaved.or(self.desk.notice.as_deref()).map(bad)
    }
}

/// The middle of a row, wide enough for a bar.
fn middle(area: Rect) -> Rect {
    let [area] = Layout::horizontal([Constraint::Max(60)]).flex(ratatui::layout::Flex::Center).areas(area);
    area.inner(Margin::new(2, 0))
}
