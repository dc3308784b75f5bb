//! The figure of an exercise. Figures of bundled exercises are read when they are first drawn.

use std::sync::{Arc, OnceLock};

use super::bundled::{self, EXERCISES};
use crate::{
    base::{
        diagnostic::Source,
        toml_reader::{self, Fields},
    },
    figure::{self, Figure},
};

/// The figures of the bundled exercises: they are the largest part of the files, and lists do not show them.
static FIGURES: [OnceLock<Option<Arc<Figure>>>; EXERCISES.len()] = [const { OnceLock::new() }; EXERCISES.len()];

/// The figure of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub enum LazyFigure {
    /// It has been read.
    Read(Arc<Figure>),
    /// The figure of a bundled exercise, by its index in [`EXERCISES`].
    Bundled(usize),
}

impl LazyFigure {
    /// The figure, read on first use.
    pub fn get(&self) -> Option<&Arc<Figure>> {
        match self {
            LazyFigure::Read(figure) => Some(figure),
            LazyFigure::Bundled(at) => FIGURES.get(*at)?.get_or_init(|| read(*at).map(Arc::new)).as_ref(),
        }
    }
}

fn read(at: usize) -> Option<Figure> {
    let (name, text) = *EXERCISES.get(at)?;
    let (_, text) = bundled::without_figure(text)?;
    let (root, mut diagnostics) = toml_reader::parse(Source { name, text });
    figure::read(Fields::root(&root).take("figure")?, "figure", &mut diagnostics)
}
