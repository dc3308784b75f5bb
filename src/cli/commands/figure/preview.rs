//! Figures on the terminal, moving: for those who write them. A file is read again whenever it is saved.

use std::{path::Path, time::Duration, time::SystemTime};

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::{
    buffer::Buffer,
    layout::{Constraint, Layout, Rect, Size},
    text::Line,
    widgets::{Paragraph, Widget, Wrap},
};

use super::{Named, all};
use crate::{
    base::diagnostic::Diagnostic,
    cli::args,
    session::motion::FRAME,
    storage::{self, RoutineStore},
    system::clock::Clock,
    terminal::Terminal,
    ui::{
        theme::{Dots, Theme},
        widgets::figure::{Drawing, LEAST, Palette},
    },
};

/// How often to look whether a file was saved.
const LOOK: Duration = Duration::from_millis(250);
/// The steps by which the movement is slowed and quickened, in percent.
const SPEEDS: [u32; 7] = [12, 25, 50, 100, 150, 200, 400];
/// A phase is set in steps of so many to a move.
const STEPS: f32 = 8.0;
const KEYS: &str = "space stop · ← → phase · - + speed · s side · z size · g glyphs · o ghost · n p next · q quit";

/// Shows figures until the person has seen enough.
pub(super) fn run(args: &args::Figure, store: &RoutineStore, theme: Theme) -> anyhow::Result<()> {
    let clock = Clock::new();
    let mut preview = Preview::new(args, store, theme)?;
    let mut stamps = stamps(args);
    let mut terminal = Terminal::enter(|| {})?;
    let mut last = clock.running();
    loop {
        terminal.draw(|frame| frame.render_widget(&preview, frame.area()))?;
        let timeout = if preview.moves { FRAME } else { LOOK };
        for event in terminal.wait(Some(timeout))? {
            let Event::Key(key) = event else { continue };
            let stops = key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
            if key.kind == KeyEventKind::Press && (stops || !preview.obey(key.code)) {
                return Ok(());
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

fn stamps(args: &args::Figure) -> Vec<Option<(SystemTime, u64)>> {
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
    /// As large as a size, or as the screen.
    size: Option<Size>,
    theme: Theme,
}

impl Preview {
    fn new(args: &args::Figure, store: &RoutineStore, theme: Theme) -> anyhow::Result<Preview> {
        let (figures, wrong) = all(&args.names, store)?;
        let (left, speed) = (args.left, 3);
        Ok(Preview { figures, wrong, shown: 0, at: 0.0, moves: true, speed, left, ghost: false, size: None, theme })
    }

    fn read(&mut self, args: &args::Figure, exercises: &RoutineStore) {
        // A file that is away for a moment, as while it is saved, or has a mistake, leaves what is shown.
        let Ok((figures, wrong)) = all(&args.names, exercises) else { return };
        self.wrong = wrong;
        if !figures.is_empty() {
            self.figures = figures;
        }
    }

    /// Obeys a key; false where it says to stop.
    fn obey(&mut self, key: KeyCode) -> bool {
        let count = self.figures.len().max(1);
        match key {
            KeyCode::Char('q') | KeyCode::Esc => return false,
            KeyCode::Char(' ') => self.moves = !self.moves,
            KeyCode::Left | KeyCode::Right => {
                let step = if key == KeyCode::Left { -1.0 } else { 1.0 };
                self.moves = false;
                self.at = ((self.at * STEPS).round() + step) / STEPS;
            }
            KeyCode::Char('-') => self.speed = self.speed.saturating_sub(1),
            KeyCode::Char('+' | '=') => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            KeyCode::Char('s') => self.left = !self.left,
            KeyCode::Char('o') => self.ghost = !self.ghost,
            KeyCode::Char('z') => {
                self.size = match self.size {
                    None => Some(LEAST),
                    Some(LEAST) => Some(Size::new(40, 16)),
                    Some(_) => None,
                };
            }
            KeyCode::Char('g') => {
                self.theme.figures = Some(match self.theme.figures {
                    Some(Dots::Quadrants) => Dots::Octants,
                    Some(Dots::Octants) => Dots::Braille,
                    _ => Dots::Quadrants,
                });
            }
            KeyCode::Char('n') | KeyCode::Tab => self.shown = (self.shown + 1) % count,
            KeyCode::Char('p') | KeyCode::BackTab => self.shown = (self.shown + count - 1) % count,
            _ => {}
        }
        true
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
        let Some(wrong) = self.wrong.first() else {
            return self.figure(area, buffer);
        };
        let [above, below] = Layout::vertical([Constraint::Fill(1), Constraint::Length(4)]).areas(area);
        self.figure(above, buffer);
        let mut lines =
            vec![Line::styled(format!("{}:{}: {}", wrong.line, wrong.column, wrong.message), self.theme.bad)];
        lines.extend(wrong.help.as_deref().map(Line::raw));
        Paragraph::new(lines).wrap(Wrap { trim: true }).render(below, buffer);
    }
}

impl Preview {
    fn figure(&self, area: Rect, buffer: &mut Buffer) {
        let [head, _, body, foot] = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Fill(1),
            Constraint::Length(1),
        ])
        .areas(area);
        let width = usize::from(area.width);
        Line::styled(self.theme.cut(KEYS, width), self.theme.muted).render(foot, buffer);
        let (Some(named), Some(dots)) = (self.figures.get(self.shown).or(self.figures.first()), self.theme.figures)
        else {
            return;
        };
        let working = if self.left { "left" } else { "right" };
        let size = self
            .size
            .map_or(body.as_size(), |size| Size::new(size.width.min(body.width), size.height.min(body.height)));
        let facts = format!("{}   phase {:.2}   {} %   {working}   {size}", named.name, self.at, SPEEDS[self.speed]);
        Line::styled(self.theme.cut(&facts, width), self.theme.heading).render(head, buffer);
        let palette = Palette::new(self.theme.colours, self.theme.light);
        let other = if (0.5..1.5).contains(&self.at.rem_euclid(2.0)) { 0.0 } else { 1.0 };
        let drawing = Drawing::new(&named.figure, dots, &palette).at(self.at);
        let drawing = drawing.ghost(self.ghost.then_some(other)).flip(self.left);
        drawing.render(Rect { width: size.width, height: size.height, ..body }, buffer);
    }
}
