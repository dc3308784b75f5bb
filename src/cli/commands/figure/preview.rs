//! Moving figures on the terminal, for people who write them. A file is read again whenever it is saved.

use std::{path::Path, time::Duration, time::SystemTime};

use crossterm::event::{Event, KeyEventKind};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Margin, Rect, Size},
    text::{Line, Span},
    widgets::{Paragraph, Widget, Wrap},
};

use super::named::{Named, all};
use crate::{
    base::diagnostic::Diagnostic,
    cli::args,
    figure::Figure,
    session::motion::FRAME,
    storage::{self, RoutineStore},
    system::{clock::Clock, output},
    terminal::Terminal,
    ui::{
        keymap::{self, Action, Context},
        theme::{Answers, Dots, Theme},
        widgets::{
            figure::{Drawing, LEAST, Palette},
            keys::Keys,
        },
    },
};

/// The interval between checks for a saved file.
const LOOK: Duration = Duration::from_millis(250);
/// The speeds to choose from, in percent.
const SPEEDS: [u32; 7] = [12, 25, 50, 100, 150, 200, 400];
/// The number of steps into which the arrow keys divide a move.
const STEPS: f32 = 8.0;
/// The free columns on both sides, as on every screen.
const MARGIN: u16 = 2;

/// Shows figures until the person quits.
pub(super) fn run(args: &args::FigureArgs, store: &RoutineStore, theme: Theme) -> anyhow::Result<()> {
    let clock = Clock::new();
    let mut preview = Preview::new(args, store, theme)?;
    let mut stamps = stamps(args);
    let mut terminal = Terminal::enter(|| {})?;
    if output::can_be_asked() {
        terminal.ask()?;
    }
    let mut last = clock.running();
    loop {
        preview.hear(terminal.answers());
        terminal.draw(|frame| frame.render_widget(&preview, frame.area()))?;
        let timeout = if preview.moves { FRAME } else { LOOK };
        for event in terminal.wait(Some(timeout))? {
            let Event::Key(key) = event else { continue };
            if key.kind != KeyEventKind::Press {
                continue;
            }
            match keymap::action(Context::Figure, key) {
                Some(Action::Close | Action::Quit) => return Ok(()),
                Some(Action::Suspend) => terminal.suspend()?,
                Some(Action::Redraw) => terminal.redraw(),
                Some(action) => preview.act(action),
                None => {}
            }
        }
        let now = clock.running();
        preview.advance(now.saturating_sub(last));
        last = now;
        let saved = self::stamps(args);
        if saved != stamps {
            stamps = saved;
            preview.read(args, store);
        }
    }
}

fn stamps(args: &args::FigureArgs) -> Vec<Option<(SystemTime, u64)>> {
    args.names.iter().map(|name| storage::stamp(Path::new(name))).collect()
}

struct Preview {
    figures: Vec<Named>,
    wrong: Vec<Diagnostic>,
    shown: usize,
    at: f32,
    moves: bool,
    speed: usize,
    left: bool,
    ghost: bool,
    /// The size of the figure; `None` fills the screen.
    size: Option<Size>,
    theme: Theme,
}

impl Preview {
    fn new(args: &args::FigureArgs, store: &RoutineStore, theme: Theme) -> anyhow::Result<Preview> {
        let (figures, wrong) = all(&args.names, store)?;
        let (left, speed) = (args.left, 3);
        Ok(Preview { figures, wrong, shown: 0, at: 0.0, moves: true, speed, left, ghost: false, size: None, theme })
    }

    /// Applies what the terminal reported about itself; glyphs that the user chose stay.
    fn hear(&mut self, answers: &Answers) {
        let figures = self.theme.figures;
        self.theme = self.theme.answered(answers);
        self.theme.figures = figures;
    }

    fn read(&mut self, args: &args::FigureArgs, exercises: &RoutineStore) {
        // If the file is missing for a moment, for example while it is saved, or has an error, the last figure stays.
        let Ok((figures, wrong)) = all(&args.names, exercises) else { return };
        self.wrong = wrong;
        if !figures.is_empty() {
            self.figures = figures;
        }
    }

    fn act(&mut self, action: Action) {
        let count = self.figures.len().max(1);
        match action {
            Action::Toggle => self.moves = !self.moves,
            Action::Back | Action::Next => {
                let step = if action == Action::Back { -1.0 } else { 1.0 };
                self.moves = false;
                self.at = ((self.at * STEPS).round() + step) / STEPS;
            }
            Action::Less => self.speed = self.speed.saturating_sub(1),
            Action::More => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            Action::Mirror => self.left = !self.left,
            Action::Ghost => self.ghost = !self.ghost,
            Action::Resize => {
                self.size = match self.size {
                    None => Some(LEAST),
                    Some(LEAST) => Some(Size::new(40, 16)),
                    Some(_) => None,
                };
            }
            Action::Glyphs => {
                self.theme.figures = Some(match self.theme.figures {
                    Some(Dots::Quadrants) => Dots::Octants,
                    Some(Dots::Octants) => Dots::Braille,
                    _ => Dots::Quadrants,
                });
            }
            Action::Onward => self.shown = (self.shown + 1) % count,
            Action::Backward => self.shown = (self.shown + count - 1) % count,
            _ => {}
        }
    }

    fn advance(&mut self, gone: Duration) {
        let Some(named) = self.figures.get(self.shown).or(self.figures.first()) else { return };
        if self.moves {
            let pace = named.figure.pace.as_secs_f32() * 100.0;
            let speed = f32::from(u16::try_from(SPEEDS[self.speed]).unwrap_or(100));
            let whole = f32::from(named.figure.moves());
            self.at = (self.at + gone.as_secs_f32() * speed / pace).rem_euclid(whole);
        }
    }
}

impl Widget for &Preview {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let margin = if area.width > 2 * MARGIN { MARGIN } else { 0 };
        let area = area.inner(Margin::new(margin, 0));
        let wrong = self.wrong.first().map_or(0, |_| 4);
        let [head, _, body, below, foot] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(wrong),
            Constraint::Length(1),
        ])
        .areas(area);
        self.figure(head, body, buffer);
        if let Some(wrong) = self.wrong.first() {
            let place = format!("{}:{}: {}", wrong.line, wrong.column, wrong.message);
            let mut lines = vec![Line::styled(place, self.theme.bad)];
            lines.extend(wrong.help.as_deref().map(Line::raw));
            Paragraph::new(lines).wrap(Wrap { trim: true }).render(below, buffer);
        }
        Keys::new(&keymap::hints(Context::Figure), &self.theme).render(foot, buffer);
        self.theme.settle(buffer);
    }
}

impl Preview {
    fn figure(&self, head: Rect, body: Rect, buffer: &mut Buffer) {
        let (Some(named), Some(dots)) = (self.figures.get(self.shown).or(self.figures.first()), self.theme.figures)
        else {
            return;
        };
        let size = self
            .size
            .map_or(body.as_size(), |size| Size::new(size.width.min(body.width), size.height.min(body.height)));
        let facts = self.facts(&named.figure);
        let name = self.theme.cut(&named.name, usize::from(head.width)).into_owned();
        let line = [Span::styled(name, self.theme.heading), Span::raw("   "), Span::styled(facts, self.theme.muted)];
        Line::from_iter(line).render(head, buffer);
        let palette = Palette::new(self.theme.colours, self.theme.light);
        let drawing = Drawing::new(&named.figure, dots, &palette).at(self.at);
        let drawing = drawing.ghost(self.ghost.then_some(named.figure.other(self.at))).flip(self.left);
        drawing.render(Rect { width: size.width, height: size.height, ..body }, buffer);
    }

    /// The pose that the figure moves to, the fraction of the way, the side, and the speed if it is not 1.
    fn facts(&self, figure: &Figure) -> String {
        let (pose, part) = figure.pose(self.at);
        let side = if self.left { "left side" } else { "right side" };
        let speed = Some(SPEEDS[self.speed]).filter(|speed| *speed != 100).map(|speed| format!("{speed} %"));
        let facts = [format!("{pose} {part:.2}"), side.to_owned()].into_iter().chain(speed);
        facts.collect::<Vec<_>>().join(&format!(" {} ", self.theme.glyphs.dot))
    }
}
