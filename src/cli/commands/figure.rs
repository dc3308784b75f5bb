//! `unsit figure`: shows figures on the terminal, or writes them as an image.

mod named;
mod png;
mod preview;

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    widgets::Widget,
};

use self::{
    named::{Named, all},
    png::Canvas,
};
use super::setup::{self, Setup};
use crate::{
    cli::args::{self, FigureGlyphs},
    figure::Figure,
    storage::{self},
    system::output::Style,
    ui::{
        theme::{Colours, Dots, Theme},
        widgets::{
            figure::{Drawing, Palette},
            words::BigWords,
        },
    },
};

/// The height of a figure's name on a sheet, in rows of cells.
const LABEL: u16 = 3;
/// The maximum width of a sheet with several figures in a row, in columns of cells.
const WIDEST: u16 = 256;

impl FigureGlyphs {
    fn dots(self) -> Dots {
        match self {
            FigureGlyphs::Octant => Dots::Octants,
            FigureGlyphs::Quadrant => Dots::Quadrants,
            FigureGlyphs::Braille => Dots::Braille,
        }
    }
}

pub(super) fn run(args: &args::FigureArgs, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Setup::open_and_report(messages)?;
    let (figures, wrong) = all(&args.names, &own.store)?;
    let theme = setup::theme(&own.config);
    let light = args.light || theme.light;
    if args.png.is_none() && io::stdout().is_terminal() {
        let theme = if args.light { Theme::new(theme.colours, true, theme.ascii) } else { theme };
        let mut theme = theme;
        theme.figures = Some(args.glyphs.map_or(theme.figures.unwrap_or(Dots::Quadrants), FigureGlyphs::dots));
        preview::run(args, &own.store, theme)?;
        return Ok(ExitCode::SUCCESS);
    }
    Style::of(&io::stderr()).draw(&wrong, messages)?;
    let Some(out) = &args.png else {
        anyhow::bail!("animation needs a terminal; use `--png OUT` to write an image");
    };
    if figures.is_empty() {
        writeln!(messages, "no image was written: no figure can be drawn")?;
        return Ok(ExitCode::FAILURE);
    }
    storage::write(out, &sheet(&figures, args, light)?)?;
    Ok(ExitCode::SUCCESS)
}

/// All figures on one sheet as a PNG file, with the name below each: as pixels, or with the characters of a terminal.
fn sheet(figures: &[Named], args: &args::FigureArgs, light: bool) -> anyhow::Result<Vec<u8>> {
    let (width, height) = args.size;
    let moments = |figure: &Figure| -> Vec<f32> {
        match args.phases {
            None if figure.moves() < 2 => vec![0.0, 0.0],
            None => vec![0.0, figure.far()],
            Some(count) => {
                (0..count).map(|phase| f32::from(phase) * f32::from(figure.moves()) / f32::from(count)).collect()
            }
        }
    };
    let phases = args.phases.unwrap_or(2);
    let count = u16::try_from(figures.len()).unwrap_or(u16::MAX);
    let (column, row) = (phases.saturating_mul(width + 1) + 1, height + LABEL + 1);
    let across = (WIDEST / column).clamp(1, count.max(1));
    let down = count.div_ceil(across);
    let dots = args.glyphs.map(FigureGlyphs::dots);
    let palette = match dots {
        Some(Dots::Braille) => Palette::new(Colours::None, light),
        _ => Palette::new(Colours::Direct, light),
    };
    let theme = Theme::new(Colours::Indexed, light, false);
    let mut canvas = Canvas::new((1 + column * across, 1 + row.saturating_mul(down)), &palette, light);
    for (index, named) in (0..count).zip(figures) {
        let (x, y) = (1 + index % across * column, 1 + index / across * row);
        for (phase, at) in (0..).zip(moments(&named.figure)) {
            let place = (x + phase * (width + 1), y);
            let ghost = args.ghost.then_some(named.figure.other(at));
            let drawing = Drawing::new(&named.figure, dots.unwrap_or(Dots::Quadrants), &palette);
            let drawing = drawing.at(at).ghost(ghost).flip(args.left);
            let pixels = if dots.is_none() { drawing.pixels(Size::new(width, height)) } else { None };
            if let Some(pixels) = pixels {
                canvas.pixels(place, width, &pixels);
                continue;
            }
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            drawing.render(buffer.area, &mut buffer);
            canvas.cells(place, &buffer, 1);
        }
        // Letters of half the size make room for long names.
        let mut buffer = Buffer::empty(Rect::new(0, 0, (column - 2).saturating_mul(2), 2 * LABEL - 1));
        let words = BigWords::new(&named.name, &theme).style(theme.muted).on_one_line().alignment(Alignment::Left);
        words.render(Rect { y: 1, height: 3, ..buffer.area }, &mut buffer);
        canvas.cells((x, y + height), &buffer, 2);
    }
    canvas.png()
}
