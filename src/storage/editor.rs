//! Writing routines: a new file or a copy of a bundled one, opened in the user's editor and checked afterwards.
//! `import` generates the text of a new file.

use std::{
    env,
    ffi::OsStr,
    io::{self, BufRead, IsTerminal, Write},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, bail};

use super::{
    create::create,
    file::folder_of,
    paths::Paths,
    routine_store::{RoutineStore, id_for},
    sound::bad_sounds,
    untrusted::read,
    watch::Watch,
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
    system::{clock::Clock, output::Style},
};

/// An editor that comes back within this time and leaves the file as it was has only opened a window.
const AT_ONCE: Duration = Duration::from_secs(1);

/// How editing a file ended.
#[derive(Debug)]
pub enum Edited {
    /// The file has no errors.
    Valid,
    /// The file has errors.
    Invalid,
    /// The editor came back at once: the file will change later.
    Later(Watch),
}

/// The user's files, for commands that write them.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The locations of the user's files.
    pub paths: Paths,
}

/// Its content at one moment.
#[derive(Debug)]
pub struct Opened {
    /// The routines and exercises.
    pub store: RoutineStore,
    /// The settings.
    pub config: Config,
    /// A notice about errors in the settings or the folders that do not prevent anything.
    pub notice: Option<String>,
}

impl Workspace {
    /// The workspace of the current user.
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

    /// The current routines.
    pub fn store(&self) -> RoutineStore {
        self.opened().store
    }

    /// The file for a new routine of this name.
    pub fn path_for(&self, name: &str) -> anyhow::Result<PathBuf> {
        let shown = text::printable(name);
        let shown = text::cut(&shown, 60);
        let length = name.trim().chars().count();
        if !(1..=toml_reader::NAME).contains(&length) || name.chars().any(text::is_unsafe) {
            bail!("invalid name `{shown}`: write 1 to {} plain characters", toml_reader::NAME);
        }
        let Some(id) = id_for(name) else {
            bail!("cannot make a file name from `{shown}`: use letters a to z (the `name` inside can be anything)");
        };
        let folder = self.paths.routines.as_ref().context("no home folder to write into: set HOME")?;
        let path = folder.join(format!("{id}.toml"));
        if path.symlink_metadata().is_ok() {
            bail!("routine `{id}` already exists: run `unsit edit {id}` to open it");
        }
        Ok(path)
    }

    /// The text of any routine under another name.
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

    /// The file to edit for a routine: its own, or a copy of a bundled one in the user's folder, which is reported.
    pub fn file_of(&self, routine: &OsStr, messages: &mut impl Write) -> anyhow::Result<PathBuf> {
        let entry = self.store().find(routine)?;
        match &entry.origin {
            Origin::File(path) if path.symlink_metadata().is_err() => {
                bail!("{} does not exist: `unsit new NAME` creates a routine", text::printable(&path.to_string_lossy()))
            }
            Origin::File(path) => Ok(path.clone()),
            Origin::Bundled(text) => {
                let folder = self.paths.routines.as_ref().context("no home folder to copy it into: set HOME")?;
                let path = folder.join(format!("{}.toml", entry.id));
                create(&path, text)?;
                let shown = path.to_string_lossy();
                let shown = text::printable(&shown);
                let id = &entry.id;
                writeln!(messages, "bundled routine `{id}` copied to {shown}; your copy now overrides it")?;
                Ok(path)
            }
        }
    }

    /// Opens a routine's file, again and again while it has errors and the person wants to fix them.
    pub fn edit(&self, path: &Path, style: Style, messages: &mut impl Write) -> anyhow::Result<Edited> {
        loop {
            let mut watch = Watch::new(vec![path.to_owned()]);
            let took = open(path)?;
            let waits = chosen().is_some_and(|editor| editor.contains("--wait"));
            if took < AT_ONCE && !waits && !watch.has_changed() {
                return Ok(Edited::Later(watch));
            }
            if let Some(is_valid) = self.report(path, style, messages)? {
                return Ok(if is_valid { Edited::Valid } else { Edited::Invalid });
            }
        }
    }

    /// As [`Workspace::edit`], but where the editor came back at once, the file is checked when it is next saved, if
    /// there is a person to save it. Whether the file has no errors in the end.
    pub fn edit_and_wait(&self, path: &Path, style: Style, messages: &mut impl Write) -> anyhow::Result<bool> {
        loop {
            let mut watch = match self.edit(path, style, messages)? {
                Edited::Valid => return Ok(true),
                Edited::Invalid => return Ok(false),
                Edited::Later(watch) => watch,
            };
            writeln!(messages, "{}", at_once())?;
            let found = self.check(path);
            style.draw(&found, messages)?;
            if !io::stdin().is_terminal() {
                return Ok(!any_error(&found));
            }
            writeln!(messages, "waiting for the file to be saved; Ctrl-C stops")?;
            messages.flush()?;
            watch.wait();
            if let Some(is_valid) = self.report(path, style, messages)? {
                return Ok(is_valid);
            }
        }
    }

    /// Shows what is wrong with a file. Whether it has no errors; `None` if the person wants to edit it again.
    fn report(&self, path: &Path, style: Style, messages: &mut impl Write) -> anyhow::Result<Option<bool>> {
        let found = self.check(path);
        let shown = path.to_string_lossy();
        let shown = text::printable(&shown);
        if found.is_empty() {
            writeln!(messages, "{shown}: no problems found")?;
            return Ok(Some(true));
        }
        style.draw(&found, messages)?;
        write!(messages, "edit again? [Y/n] ")?;
        messages.flush()?;
        Ok(if is_yes(answer()?.as_deref()) { None } else { Some(!any_error(&found)) })
    }

    /// The file of a routine, by its name, to be edited.
    pub fn file_to_edit(&self, routine: &OsStr, messages: &mut impl Write) -> anyhow::Result<PathBuf> {
        // Copies nothing if there is no editor.
        anyhow::ensure!(chosen().is_some(), "no editor configured: set VISUAL or EDITOR, such as EDITOR=nano");
        self.file_of(routine, messages)
    }

    /// Creates a routine from the template.
    pub fn begin(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.path_for(name)?;
        create(&path, &import::template(name.trim(), self.store().library()))?;
        Ok(path)
    }

    /// The current errors of a routine's file.
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

/// The message for an editor that exited at once and left the file as it was.
pub fn at_once() -> String {
    let chosen = chosen().unwrap_or_default();
    let editor = text::printable(&chosen);
    format!(
        "the editor `{editor}` exited immediately; if it opens in the background, add its wait option, such as \
         VISUAL=\"code --wait\""
    )
}

/// Whether an editor is configured.
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

/// A line typed at the terminal, even if standard input is a sheet; `None` without a terminal.
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

/// The user's editor: `$VISUAL`, or `$EDITOR`.
fn chosen() -> Option<String> {
    let set = |name: &str| env::var(name).ok().filter(|value| !value.trim().is_empty());
    set("VISUAL").or_else(|| set("EDITOR"))
}

/// Opens a file in the person's editor and waits until it is closed. Returns how long that took.
fn open(path: &Path) -> anyhow::Result<Duration> {
    let shown = text::printable(&path.to_string_lossy()).into_owned();
    let Some(chosen) = chosen() else {
        bail!("no editor configured: set VISUAL or EDITOR, or open {shown} yourself");
    };
    // The value may have arguments, as in `code --wait`, or be a path with spaces. No shell is involved.
    let mut words = chosen.split_whitespace();
    let (program, arguments): (&str, Vec<&str>) = if Path::new(&chosen).is_file() {
        (&chosen, Vec::new())
    } else {
        (words.next().unwrap_or_default(), words.collect())
    };
    let clock = Clock::new();
    let ended = Command::new(program).args(arguments).arg(path).status();
    let ended =
        ended.map_err(|error| anyhow::anyhow!("cannot start the editor `{program}`: {}", text::reason(&error)))?;
    if !ended.success() {
        bail!("the editor `{program}` failed ({ended}): check {shown} before you play it");
    }
    Ok(clock.running())
}
