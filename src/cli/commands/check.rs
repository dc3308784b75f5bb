//! `unsit check`: every error in the user's files, or in the files that are named.

use std::{
    collections::BTreeSet,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use serde_json::json;

use crate::{
    base::{
        count::count,
        cue::Cues,
        diagnostic::{self, Code, Diagnostic, Severity, Source},
        text,
        toml_reader::{self, Fields},
    },
    cli::args::{CheckArgs, Format},
    config::Config,
    routine,
    storage::{self, Paths, RoutineStore, folder_of},
    system::output::Style,
};

pub(super) fn run(args: &CheckArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    if let Some(code) = args.explain.as_deref().and_then(Code::named) {
        match args.format {
            Format::Text => write!(out, "{}", code.explanation())?,
            Format::Json => {
                let (severity, explanation) = (code.severity(), code.explanation());
                let object = json!({ "code": code, "severity": severity, "summary": code.summary(), "explanation": explanation });
                writeln!(out, "{}", text::json(&object))?;
            }
        }
        return Ok(ExitCode::SUCCESS);
    }
    let places = Paths::of_person();
    let (config, settings) = places.settings();
    let store = RoutineStore::open(&places, &config.cues);
    let mut found = Vec::new();
    let mut files = args.files.len();
    if args.files.is_empty() {
        found.extend(settings);
        found.extend_from_slice(store.faults());
        let own = |cues: &Cues, path: &Path| cues.sounds.values().any(|sound| sound.folder == Some(folder_of(path)));
        let sounds = |path: &Path| check(path, &store).into_iter().filter(|found| found.code == Code::BadSound);
        found.extend(places.config.iter().filter(|path| own(&config.cues, path)).flat_map(|path| sounds(path)));
        for entry in store.routines() {
            let Some(path) = entry.path() else { continue };
            if entry.routine().is_some_and(|routine| own(&routine.cues, path)) {
                found.extend(sounds(path));
            }
            found.extend(entry.checked.found);
        }
        files = store.own_files() + usize::from(places.config.as_ref().is_some_and(|config| config.exists()));
    } else {
        for path in &args.files {
            // The name of a routine, as for `play`, if there is no file of that name.
            let is_name = !path.exists() && path.to_str().is_some_and(|name| store.has(name));
            let named = store.find(path.as_os_str()).ok().filter(|_| is_name);
            match named.as_ref().map(|entry| (entry.path(), entry)) {
                Some((None, bundled)) => found.extend_from_slice(&bundled.checked.found),
                Some((Some(path), _)) => found.extend(check(path, &store)),
                None => {
                    found.extend(RoutineStore::bad_name(&places, path));
                    found.extend(check(path, &store));
                }
            }
        }
    }
    diagnostic::sort(&mut found);
    match args.format {
        Format::Json => {
            for diagnostic in &found {
                writeln!(out, "{}", diagnostic.json())?;
            }
        }
        Format::Text => {
            Style::of(&io::stdout()).draw(&found, out)?;
            out.flush()?;
            if files == 0 && found.is_empty() {
                nothing(&places, messages)?;
            } else {
                writeln!(messages, "{}", closing(&found))?;
            }
        }
    }
    Ok(if diagnostic::any_error(&found) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The errors of one file of any kind.
fn check(path: &Path, store: &RoutineStore) -> Vec<Diagnostic> {
    let text = if path == Path::new("-") { storage::read_stdin() } else { storage::read(path) };
    let text = match text {
        Ok(text) => text,
        Err(why) => return vec![*why],
    };
    let source = Source { name: &path.to_string_lossy(), text: &text };
    match Holds::of(path, source) {
        Holds::Routine => {
            let routine::Checked { routine, mut found } = store.check(source);
            let cues = routine.map(|routine| routine.cues);
            found.extend(cues.iter().flat_map(|cues| storage::bad_sounds(source, cues, &folder_of(path))));
            found
        }
        Holds::Exercise => routine::check_exercise(source, store.library()),
        Holds::Settings => {
            let (config, mut found) = Config::parse(source);
            found.extend(storage::bad_sounds(source, &config.cues, &folder_of(path)));
            found
        }
    }
}

/// The kind of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Routine,
    Exercise,
    Settings,
}

impl Holds {
    /// Decides by the folder, the name, or the keys at the top; a routine if in doubt.
    pub(super) fn of(path: &Path, source: Source<'_>) -> Holds {
        let (root, _) = toml_reader::parse(source);
        let fields = Fields::root(&root);
        let any = |keys: &[&str]| keys.iter().any(|key| fields.take(key).is_some());
        let folder = path.parent().and_then(Path::file_name);
        if folder.is_some_and(|folder| folder == "exercises") {
            Holds::Exercise
        } else if path.file_name().is_some_and(|name| name == "config.toml") && !any(&["exercise", "block"]) {
            // Some keys, such as `figure`, belong to the settings and to an exercise; a routine may have any name.
            Holds::Settings
        } else if any(&["exercise", "block", "defaults", "schedule", "description", "tags", "group"]) {
            Holds::Routine
        } else if any(&[
            "reps",
            "hold",
            "time",
            "sets",
            "sides",
            "tempo",
            "position",
            "muscles",
            "equipment",
            "tips",
            "figure",
            "aliases",
            "how",
            "limb",
        ]) {
            Holds::Exercise
        } else {
            Holds::Routine
        }
    }
}

/// Says where to put files, for a user who has none.
fn nothing(paths: &Paths, messages: &mut impl Write) -> io::Result<()> {
    match &paths.routines {
        Some(folder) => {
            let folder = folder.to_string_lossy();
            writeln!(messages, "you have no routine files yet; put them in {}", text::printable(&folder))
        }
        None => writeln!(messages, "you have no routine files: no home folder"),
    }
}

/// The closing line.
fn closing(found: &[Diagnostic]) -> String {
    let number = |severity| -> usize {
        let found = found.iter().filter(|diagnostic| diagnostic.severity == severity);
        found.map(|diagnostic| diagnostic.count).sum()
    };
    let with: BTreeSet<&str> = found.iter().map(|diagnostic| diagnostic.file.as_str()).collect();
    let counts = match (number(Severity::Error), number(Severity::Warning)) {
        (0, 0) => return "no problems found".to_owned(),
        (errors, 0) => count(errors, "error"),
        (0, warnings) => count(warnings, "warning"),
        (errors, warnings) => format!("{} and {}", count(errors, "error"), count(warnings, "warning")),
    };
    format!("{counts} in {}", count(with.len(), "file"))
}
