//! Writing routines: a new file or a copy of a bundled one, opened in the person's own editor and checked when that is
//! closed. `import` makes the text of a new file.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

use super::{
    create::create,
    file::folder_of,
    paths::Paths,
    routine_store::{RoutineStore, stem_for},
    sound::bad_sounds,
    untrusted::read,
};
use crate::{
    base::{
        diagnostic::{Diagnostic, Source, any_error},
        text,
        toml_reader::{self, Fields},
    },
    config::Config,
    import,
    routine::{Checked, Origin},
    system::output::Style,
};

/// Where the person writes.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Where the person's files are.
    pub paths: Paths,
}

/// What is on it at one moment.
#[derive(Debug)]
pub struct Opened {
    /// The routines and exercises.
    pub store: RoutineStore,
    /// The settings.
    pub config: Config,
    /// A line about errors in the settings or the folders, which keep nothing from working.
    pub notice: Option<String>,
}

impl Workspace {
    /// The workspace of the person who runs the program.
    pub fn of_person() -> Workspace {
        Workspace { paths: Paths::of_person() }
    }

    /// Reads the settings and lists the routines.
    pub fn opened(&self) -> Opened {
        let (config, faults) = self.paths.settings();
        let routines = RoutineStore::open(&self.paths, &config.cues);
        let first = faults.first().or(routines.faults().first());
        let notice = first.map(|fault| format!("{}: {}; run `unsit check` for details", fault.file, fault.line()));
        Opened { store: routines, config, notice }
    }

    /// The routines as they are now.
    pub fn store(&self) -> RoutineStore {
        self.opened().store
    }

    /// The file that a new routine of this name goes into.
    pub fn path_for(&self, name: &str) -> anyhow::Result<PathBuf> {
        let shown = text::printable(name);
        let shown = text::cut(&shown, 60);
        let length = name.trim().chars().count();
        if !(1..=toml_reader::NAME).contains(&length) || name.chars().any(text::is_unsafe) {
            bail!("invalid name `{shown}`: write 1 to {} plain characters", toml_reader::NAME);
        }
        let Some(stem) = stem_for(name) else {
            bail!("cannot make a file name from `{shown}`: use letters a to z (the `name` inside can be anything)");
        };
        let folder = self.paths.routines.as_ref().context("no home folder to write into: set HOME")?;
        let path = folder.join(format!("{stem}.toml"));
        if path.symlink_metadata().is_ok() {
            bail!("routine `{stem}` already exists: run `unsit edit {stem}` to open it");
        }
        Ok(path)
    }

    /// The text of a routine with another name, from wherever that routine comes.
    pub fn copy(&self, routine: &OsStr, name: &str) -> anyhow::Result<String> {
        let copied = text_of(&self.store().find(routine)?.origin)?;
        let (root, _) = toml_reader::parse(Source { name: "copy", text: &copied });
        let place = Fields::root(&root).take("name").map(toml_reader::At::span);
        let quoted = import::quoted(name.trim());
        Ok(match place {
            Some(place) => format!("{}{quoted}{}", &copied[..place.start], &copied[place.end..]),
            None => format!("name = {quoted}\n{copied}"),
        })
    }

    /// The file to edit for a routine: its own, or a copy in the person's folder where the routine is bundled, which is
    /// reported.
    pub fn file_of(&self, routine: &OsStr, messages: &mut impl Write) -> anyhow::Result<PathBuf> {
        let entry = self.store().find(routine)?;
        match &entry.origin {
            Origin::File(path) if path.symlink_metadata().is_err() => {
                bail!("{} does not exist: `unsit new NAME` begins a routine", text::printable(&path.to_string_lossy()))
            }
            Origin::File(path) => Ok(path.clone()),
            Origin::Bundled(text) => {
                let folder = self.paths.routines.as_ref().context("no home folder to copy it into: set HOME")?;
                let path = folder.join(format!("{}.toml", entry.stem));
                create(&path, text)?;
                let shown = path.to_string_lossy();
                let shown = text::printable(&shown);
                let stem = &entry.stem;
                writeln!(messages, "bundled routine `{stem}` copied to {shown}; your copy now overrides it")?;
                Ok(path)
            }
        }
    }

    /// Opens a routine's file, again and again while it has errors and the person wants to fix them. Whether it has none
    /// in the end.
    pub fn edit(&self, path: &Path, style: Style, messages: &mut impl Write) -> anyhow::Result<bool> {
        loop {
            open(path)?;
            let found = self.check(path);
            let shown = path.to_string_lossy();
            let shown = text::printable(&shown);
            if found.is_empty() {
                writeln!(messages, "{shown}: no problems found")?;
                return Ok(true);
            }
            style.draw(&found, messages)?;
            write!(messages, "edit again? [Y/n] ")?;
            messages.flush()?;
            if !is_yes(answer()?.as_deref()) {
                return Ok(!any_error(&found));
            }
        }
    }

    /// As [`Workspace::edit`], of a routine by its name.
    pub fn edit_routine(&self, routine: &OsStr, style: Style, messages: &mut impl Write) -> anyhow::Result<bool> {
        // Not to copy a file for an editor that is not there.
        anyhow::ensure!(chosen().is_some(), "no editor configured: set VISUAL or EDITOR, such as EDITOR=nano");
        let path = self.file_of(routine, messages)?;
        self.edit(&path, style, messages)
    }

    /// Creates a routine from the template and opens it in the editor.
    pub fn begin(&self, name: &str, style: Style, messages: &mut impl Write) -> anyhow::Result<()> {
        let path = self.path_for(name)?;
        create(&path, &import::template(name.trim(), self.store().library()))?;
        self.edit(&path, style, messages)?;
        Ok(())
    }

    /// What is wrong with a routine's file now.
    pub fn check(&self, path: &Path) -> Vec<Diagnostic> {
        let named = RoutineStore::bad_name(&self.paths, path);
        match read(path) {
            Ok(text) => {
                let source = Source { name: &path.to_string_lossy(), text: &text };
                let Checked { routine, found } = self.store().check(source);
                let cues = routine.iter().map(|routine| &routine.cues);
                let sounds = cues.flat_map(|cues| bad_sounds(source, cues, &folder_of(path)));
                named.into_iter().chain(found).chain(sounds).collect()
            }
            Err(why) => vec![*why],
        }
    }
}

fn text_of(origin: &Origin) -> anyhow::Result<String> {
    match origin {
        Origin::Bundled(text) => Ok((*text).to_owned()),
        Origin::File(path) => read(path).map_err(|why| anyhow::anyhow!("{}: {}", why.file, why.message)),
    }
}

/// Whether there is an editor to open.
pub fn is_known() -> bool {
    chosen().is_some()
}

/// Waits for Enter.
pub fn wait_for_enter(messages: &mut impl Write) -> io::Result<()> {
    write!(messages, "press Enter to return ")?;
    messages.flush()?;
    answer().map(drop)
}

fn answer() -> io::Result<Option<String>> {
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

/// A line that the person writes at the terminal, also where standard input is a sheet; `None` where there is no
/// terminal.
pub fn answer_at_terminal() -> io::Result<Option<String>> {
    if io::stdin().is_terminal() {
        return answer();
    }
    let name = if cfg!(windows) { "CONIN$" } else { "/dev/tty" };
    #[expect(clippy::disallowed_methods, reason = "the terminal itself, which no file of a person replaces")]
    let Ok(terminal) = std::fs::File::open(name) else { return Ok(None) };
    let mut line = String::new();
    let read = io::BufReader::new(terminal).read_line(&mut line)?;
    Ok((read > 0).then(|| line.trim().to_owned()))
}

fn is_yes(answer: Option<&str>) -> bool {
    answer.is_some_and(|answer| !answer.to_lowercase().starts_with('n'))
}

/// The person's editor: `$VISUAL`, or `$EDITOR`.
fn chosen() -> Option<String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR"))
}

/// Opens a file in the person's editor and waits until it is closed.
fn open(path: &Path) -> anyhow::Result<()> {
    let shown = text::printable(&path.to_string_lossy()).into_owned();
    let Some(chosen) = chosen() else {
        bail!("no editor configured: set VISUAL or EDITOR, or open {shown} yourself");
    };
    // The value may have arguments, `code --wait`, or be a path with spaces. There is no shell in between.
    let mut words = chosen.split_whitespace();
    let (program, arguments): (&str, Vec<&str>) = if Path::new(&chosen).is_file() {
        (&chosen, Vec::new())
    } else {
        (words.next().unwrap_or_default(), words.collect())
    };
    let ended = Command::new(program).args(arguments).arg(path).status();
    let ended =
        ended.map_err(|error| anyhow::anyhow!("cannot start the editor `{program}`: {}", text::reason(&error)))?;
    if !ended.success() {
        bail!("the editor `{program}` failed ({ended}): {shown} is as it left it");
    }
    Ok(())
}
