//! The figures that the words of the command line name.

use std::{
    ffi::{OsStr, OsString},
    path::Path,
    sync::Arc,
};

use crate::{
    base::{
        diagnostic::{Diagnostic, Source},
        text,
    },
    cli::commands::check::Holds,
    figure::Figure,
    routine,
    storage::{self, RoutineStore},
};

/// A figure and its name.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) figure: Arc<Figure>,
}

/// The figures named on the command line, or all if none is named, with the errors of their files.
pub(super) fn all(words: &[OsString], store: &RoutineStore) -> anyhow::Result<(Vec<Named>, Vec<Diagnostic>)> {
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

/// The figures for one argument, with the errors of its file.
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

/// The figures in a file of an exercise or a routine, with its errors.
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
