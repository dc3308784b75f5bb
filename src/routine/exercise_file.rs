//! A file of the exercise library, read as it stands. Its figure may be lent by another exercise.

use std::sync::Arc;

use super::{
    exercise::Exercise,
    given::{FigureRef, RawExercise, exercise_of, resolve_alone},
    lazy_figure::LazyFigure,
    library::Library,
};
use crate::{
    base::{
        diagnostic::{Code, Diagnostic, Source, any_error},
        text,
        toml_reader::{self, Diagnostics},
    },
    figure::Figure,
};

/// Reads a file of the exercise library and reports everything wrong with it; other exercises of the library may lend
/// it their figure.
pub fn check_exercise(source: Source<'_>, library: &Library) -> Vec<Diagnostic> {
    figure_of(source, library).1
}

/// The figure in a file of the exercise library, and everything wrong with the file.
pub fn figure_of(source: Source<'_>, library: &Library) -> (Option<Arc<Figure>>, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    let lent = lend(&given, library, &mut diagnostics);
    let own = given.figure.and_then(|drawn| match drawn.into_inner() {
        FigureRef::Own(figure) => Some(figure),
        FigureRef::Named(_) => None,
    });
    (own.or(lent).and_then(|figure| figure.get().cloned()), diagnostics.into_found())
}

/// The figure that an exercise borrows from another; reports a missing one.
pub(super) fn lend(given: &RawExercise, library: &Library, diagnostics: &mut Diagnostics<'_>) -> Option<LazyFigure> {
    let at = given.figure.as_ref()?;
    let FigureRef::Named(name) = at.get_ref() else { return None };
    let found = library.lazy_figure(name).cloned();
    if found.is_none() {
        diagnostics.report_with(&at.span(), Code::BadFigure, || {
            let drawn = library.names().filter(|name| library.lazy_figure(name).is_some());
            let help = match text::nearest(name, drawn) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => "write the name of an exercise that has a figure, or draw one in a table `figure`".to_owned(),
            };
            (format!("unknown figure `{name}`"), help)
        });
    }
    found
}

/// The exercise in a file of the exercise library, if the file has no error, and everything wrong with it.
pub fn read_exercise(source: Source<'_>, library: &Library) -> (Option<Exercise>, Vec<Diagnostic>) {
    let (root, mut diagnostics) = toml_reader::parse(source);
    let given = exercise_of(&root, &mut diagnostics);
    let lent = lend(&given, library, &mut diagnostics);
    let exercise = resolve_alone(&given);
    let found = diagnostics.into_found();
    let exercise = exercise.map(|exercise| Exercise { figure: lent.or(exercise.figure.clone()), ..exercise });
    (exercise.filter(|_| !any_error(&found)), found)
}
