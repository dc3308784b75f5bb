//! `unsit figure`: shows figures on the terminal, or writes them as an image.

mod png;
mod preview;

use std::{
    ffi::{OsStr, OsString},
    io::{self, IsTerminal, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use ratatui::{
    buffer::Buffer,
    layout::{Alignment, Rect, Size},
    widgets::Widget,
};

use self::png::Canvas;
use super::{Setup, check::Holds, play};
use crate::{
    base::{
        diagnostic::{Diagnostic, Source},
        text,
    },
    cli::args::{self, Glyphs},
    figure::Figure,
    routine,
    storage::{self, RoutineStore},
    system::output::Style,
    ui::{
        theme::{Colours, Dots, Theme},
        widgets::{
            figure::{Drawing, Palette},
            words::Words,
        },
    },
};

/// The height of a figure's name on a sheet, in rows of cells.
const LABEL: u16 = 3;
/// The width of a sheet with more than one figure in a row, in columns of cells, at most.
const WIDEST: u16 = 256;

impl Glyphs {
    fn dots(self) -> Dots {
        match self {
            Glyphs::Octant => Dots::Octants,
            Glyphs::Quadrant => Dots::Quadrants,
            Glyphs::Braille => Dots::Braille,
        }
    }
}

/// A figure and its name.
struct Named {
    name: String,
    figure: Arc<Figure>,
}

pub(super) fn run(args: &args::Figure, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Setup::open_and_report(messages)?;
    let (figures, wrong) = all(&args.names, &own.store)?;
    let theme = play::theme(&own.config);
    let light = args.light || theme.light;
    if args.png.is_none() && io::stdout().is_terminal() {
        let theme = if args.light { Theme::new(theme.colours, true, theme.ascii) } else { theme };
        let mut theme = theme;
        theme.figures = Some(args.glyphs.map_or(theme.figures.unwrap_or(Dots::Quadrants), Glyphs::dots));
        preview::run(args, &own.store, theme)?;
        return Ok(ExitCode::SUCCESS);
    }
    Style::of(&io::stderr()).draw(&wrong, messages)?;
    let Some(out) = &args.png else {
        anyhow::bail!("animation needs a terminal; use `--png OUT` to write an image");
    };
    if figures.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    storage::write(out, &sheet(&figures, args, light)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The figures named on the command line, or all if none is, with the errors of their files.
fn all(words: &[OsString], store: &RoutineStore) -> anyhow::Result<(Vec<Named>, Vec<Diagnostic>)> {
    if words.is_empty() {
        let library = store.library();
        let all = library.names().filter_map(|name| Some((name, library.figure(name)?)));
        let named = |(name, figure): (&str, &Arc<Figure>)| Named { name: name.to_owned(), figure: Arc::clone(figure) };
        return Ok((all.map(named).collect(), Vec::new()));
    }
    let (mut figures, mut wrong) = (Vec::new(), Vec::new());
    for word in words {
        let (found, faults) = named(word, store)?;
        if found.is_empty() && faults.is_empty() {
            anyhow::bail!("`{}` has no figure; add a `[figure]` table", text::printable(&word.to_string_lossy()));
        }
        figures.extend(found);
        wrong.extend(faults);
    }
    Ok((figures, wrong))
}

/// The figures of one word of the command line, with the errors of its file.
fn named(word: &OsStr, store: &RoutineStore) -> anyhow::Result<(Vec<Named>, Vec<Diagnostic>)> {
    let shown = word.to_string_lossy();
    let library = store.library();
    if let Some(figure) = library.figure(&shown) {
        return Ok((vec![Named { name: shown.into_owned(), figure: Arc::clone(figure) }], Vec::new()));
    }
    let path = Path::new(word);
    if path.symlink_metadata().is_err() {
        let shown = text::printable(&shown);
        let figures = library.names().filter(|name| library.figure(name).is_some());
        match text::nearest(&shown, figures) {
            Some(near) => anyhow::bail!("unknown figure `{}`: did you mean `{near}`?", text::cut(&shown, 60)),
            None => anyhow::bail!("unknown figure `{}`", text::cut(&shown, 60)),
        }
    }
    Ok(read(path, store))
}

/// The figures of a file of an exercise or a routine, with its errors.
fn read(path: &Path, store: &RoutineStore) -> (Vec<Named>, Vec<Diagnostic>) {
    let text = match storage::read(path) {
        Ok(text) => text,
        Err(why) => return (Vec::new(), vec![*why]),
    };
    let source = Source { name: &path.to_string_lossy(), text: &text };
    if Holds::of(path, source) == Holds::Exercise {
        let (figure, wrong) = routine::figure_of(source, store.library());
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        return (figure.map(|figure| Named { name, figure }).into_iter().collect(), wrong);
    }
    let checked = store.check(source);
    let exercises = checked.routine.iter().flat_map(routine::Routine::exercises);
    let figures = exercises
        .filter_map(|exercise| Some(Named { name: exercise.name.clone(), figure: Arc::clone(exercise.figure()?) }))
        .collect();
    (figures, checked.found)
}

/// All figures on one sheet as a PNG file, with the name under each: in pixels, or with the characters of a terminal.
fn sheet(figures: &[Named], args: &args::Figure, light: bool) -> anyhow::Result<Vec<u8>> {
    let (width, height) = args.size;
    let moments = |figure: &Figure| -> Vec<f32> {
        match args.phases {
            None if figure.moves() < 2 => vec![0.0, 0.0],
            None => vec![0.0, 1.0],
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
    let dots = args.glyphs.map(Glyphs::dots);
    let palette = match dots {
        Some(Dots::Braille) => Palette::new(Colours::None, light),
        _ => Palette::full(light),
    };
    let theme = Theme::new(Colours::Indexed, light, false);
    let mut canvas = Canvas::new((1 + column * across, 1 + row.saturating_mul(down)), &palette, light);
    for (index, named) in (0..count).zip(figures) {
        let (x, y) = (1 + index % across * column, 1 + index / across * row);
        for (phase, at) in (0..).zip(moments(&named.figure)) {
            let place = (x + phase * (width + 1), y);
            let other = if at == 0.0 { 1.0 } else { 0.0 };
            let ghost = args.ghost.then_some(other);
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
        // Letters of half the size, so that long names fit.
        let mut buffer = Buffer::empty(Rect::new(0, 0, (column - 2).saturating_mul(2), 2 * LABEL - 1));
        let words = Words::new(&named.name, &theme).style(theme.muted).on_one_line().alignment(Alignment::Left);
        words.render(Rect { y: 1, height: 3, ..buffer.area }, &mut buffer);
        canvas.cells((x, y + height), &buffer, 2);
    }
    canvas.png()
}
