//! The cost of drawing a figure: the time for a frame and the bytes that reach the terminal, at 12 frames a second
//! through a rep of 2 s up, a hold of 1 s and 2 s down. Prints the mean of all bundled figures and the maximum.
//!
//! `cargo bench --bench figure`
#![expect(clippy::disallowed_methods, reason = "the bench reads the clock")]
#![expect(clippy::cast_precision_loss, reason = "counts of frames and bytes are small")]

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use ratatui::{
    backend::{Backend, CrosstermBackend},
    buffer::Buffer,
    layout::Rect,
    widgets::Widget,
};
use unsit::{
    base::quantity::Reps,
    figure::Figure,
    routine::{Library, Phase, Tempo, Work},
    session::motion::{self, FRAME},
    ui::{
        theme::{Colours, Dots},
        widgets::figure::{Drawing, Palette},
    },
};

/// The number of times that each rep is drawn.
const REPS: u32 = 20;

fn main() -> io::Result<()> {
    let library = Library::bundled();
    let figures: Vec<&Figure> = library.names().filter_map(|name| library.figure(name)).map(AsRef::as_ref).collect();
    let mut out = io::stdout().lock();
    writeln!(out, "{} figures\n", figures.len())?;
    writeln!(out, "| dots, cells, colours | ms a frame | % of a core | bytes a frame | most |\n|---|---|---|---|---|")?;
    let indexed = Palette::new(Colours::Indexed, false);
    let sets = [
        ("quadrants", Dots::Quadrants, "256", indexed.clone()),
        ("quadrants", Dots::Quadrants, "24 bits", Palette::new(Colours::Direct, false)),
        ("quadrants", Dots::Quadrants, "16", Palette::new(Colours::Sixteen, false)),
        ("octants", Dots::Octants, "256", indexed),
        ("braille", Dots::Braille, "none", Palette::new(Colours::None, false)),
    ];
    for (width, height) in [(24, 10), (40, 16), (80, 30)] {
        for (name, dots, colours, palette) in &sets {
            let area = Rect::new(0, 0, width, height);
            let costs: Vec<Cost> = figures.iter().map(|figure| cost(figure, *dots, palette, area)).collect();
            let frames: u32 = costs.iter().map(|cost| cost.frames).sum();
            let time: Duration = costs.iter().map(|cost| cost.time).sum();
            let bytes: usize = costs.iter().map(|cost| cost.bytes).sum();
            let most = costs.iter().map(|cost| cost.most).max().unwrap_or(0);
            let each = time.as_secs_f64() / f64::from(frames);
            // In a rep of 5 s a limb moves for 4 s.
            let share = each * 12.0 * 100.0 * 4.0 / 5.0;
            let mean = bytes as f64 / f64::from(frames / REPS);
            writeln!(
                out,
                "| {name} {width}x{height}, {colours} | {:.3} | {share:.2} | {mean:.0} | {most} |",
                each * 1e3
            )?;
        }
    }
    Ok(())
}

struct Cost {
    frames: u32,
    time: Duration,
    /// Of one rep.
    bytes: usize,
    most: usize,
}

fn cost(figure: &Figure, dots: Dots, palette: &Palette, area: Rect) -> Cost {
    let phase = |label: &str, s| Phase { label: label.to_owned(), length: Duration::from_secs(s) };
    let tempo = Tempo::Phases(vec![phase("up", 2), phase("hold", 1), phase("down", 2)]);
    let work = Work::Reps(Reps::Count(1), tempo);
    // As in a session: a frame at a time while a limb moves, none while it is held.
    let mut moments = Vec::new();
    let mut at = Duration::ZERO;
    while at < Duration::from_secs(5) {
        let moment = motion::shown(figure, &work, at);
        moments.push(moment.at);
        at += moment.next.unwrap_or(FRAME).max(Duration::from_millis(1));
    }
    let frame = |at: f32| {
        let mut buffer = Buffer::empty(area);
        Drawing::new(figure, dots, palette).at(at).render(area, &mut buffer);
        buffer
    };
    let begun = Instant::now();
    for at in moments.iter().cycle().take(moments.len() * REPS as usize) {
        std::hint::black_box(frame(*at));
    }
    let time = begun.elapsed();
    let mut last = frame(moments[moments.len() - 1]);
    let sizes: Vec<usize> = moments
        .iter()
        .map(|at| {
            let next = frame(*at);
            let mut bytes = Vec::new();
            let drawn = CrosstermBackend::new(&mut bytes).draw(last.diff(&next).into_iter());
            drawn.expect("a vector takes everything");
            last = next;
            bytes.len()
        })
        .collect();
    let frames = u32::try_from(moments.len()).unwrap_or(1) * REPS;
    Cost { frames, time, bytes: sizes.iter().sum(), most: sizes.into_iter().max().unwrap_or(0) }
}
