//! `unsit new`: a routine of the person's own, begun from a template, from another routine or from a sheet. What was
//! read of a sheet is shown before it is written.

use std::{
    collections::BTreeMap,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};

use anyhow::bail;
use serde_json::{Map, Value, json};

use super::columns::Columns;
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Source, any_error},
        quantity::{minutes, seconds, units},
        text,
    },
    cli::args::{Format, New},
    import::{self, Entry, Sheet},
    routine::{self, Exercise, Library, Routine, Wait},
    storage::{
        self,
        editor::{self, Workspace},
    },
    system::output::Style,
};

/// The most bytes of a file that unsit reads.
const LARGEST: usize = 256 << 10;
/// The longest line of a sheet that is shown whole, in columns.
const SHOWN: usize = 60;
/// The most reasons that are shown.
const REASONS: usize = 20;

/// What the person wants done with what was read.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Write,
    Edit,
    Leave,
}

pub(super) fn run(args: &New, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_person();
    // Whether the name can be used is known before a sheet is read.
    workspace.path_for(&args.name)?;
    let at_terminal = io::stdin().is_terminal();
    let mut then = if at_terminal && io::stdout().is_terminal() { Then::Edit } else { Then::Write };
    let content = match &args.from {
        Some(routine) => workspace.copy(routine, &args.name)?,
        None => {
            let mut lines = args.add.join("\n");
            if lines.is_empty() && !at_terminal {
                lines = storage::read_stdin().map_err(|why| anyhow::anyhow!("standard input: {}", why.message))?;
            }
            let store = workspace.store();
            if lines.trim().is_empty() {
                import::template(args.name.trim(), store.library())
            } else {
                let read = Read::of(&lines, args.name.trim(), args.split, store.library())?;
                match args.format {
                    Format::Json => writeln!(out, "{:#}", read.json())?,
                    Format::Text if args.dry_run => read.table(Style::of(&io::stdout()), out)?,
                    Format::Text => read.table(Style::of(&io::stderr()), messages)?,
                }
                if read.sheet.exercises() == 0 {
                    bail!("no line became an exercise: nothing was written");
                }
                if args.dry_run {
                    return Ok(ExitCode::SUCCESS);
                }
                if io::stderr().is_terminal() && io::stdout().is_terminal() {
                    then = asked(messages)?;
                }
                return write_all(&workspace, &read, then, args.format, out, messages);
            }
        }
    };
    write_one(&workspace, &args.name, &content, then, out, messages)
}

/// Writes each routine of a sheet.
fn write_all(
    workspace: &Workspace,
    read: &Read,
    then: Then,
    format: Format,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    if then == Then::Leave {
        writeln!(messages, "nothing was written")?;
        return Ok(ExitCode::SUCCESS);
    }
    for (name, _) in &read.files {
        workspace.path_for(name)?;
    }
    let mut sound = true;
    for (name, content) in &read.files {
        let ended = match format {
            Format::Json => write_one(workspace, name, content, then, &mut io::sink(), messages)?,
            Format::Text => write_one(workspace, name, content, then, out, messages)?,
        };
        sound &= ended == ExitCode::SUCCESS;
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Writes one routine, and opens it where the person wants that.
fn write_one(
    workspace: &Workspace,
    name: &str,
    content: &str,
    then: Then,
    out: &mut impl Write,
    messages: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    if content.len() > LARGEST {
        bail!("the routine would have more than 256 KiB, which unsit does not read: paste fewer lines");
    }
    let path = workspace.path_for(name)?;
    let overrides = workspace.store().find(path.file_stem().unwrap_or_default()).is_ok();
    storage::create(&path, content)?;
    if overrides {
        writeln!(messages, "a routine of that name comes with unsit: yours now stands in front of it")?;
    }
    let shown = path.to_string_lossy();
    writeln!(out, "{}", text::printable(&shown))?;
    out.flush()?;
    if then == Then::Edit {
        if editor::is_known() {
            let sound = workspace.edit(&path, Style::of(&io::stderr()), messages)?;
            return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        writeln!(messages, "neither VISUAL nor EDITOR names your editor: open the file yourself")?;
    }
    let found = workspace.check(&path);
    Style::of(&io::stderr()).draw(&found, messages)?;
    Ok(if any_error(&found) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Asks what to do with what was read.
fn asked(messages: &mut impl Write) -> io::Result<Then> {
    loop {
        write!(messages, "[w]rite, [e]dit or [q]uit? ")?;
        messages.flush()?;
        let Some(answer) = editor::answer_at_terminal()? else { return Ok(Then::Leave) };
        match answer.to_lowercase().chars().next() {
            None | Some('w' | 'y') => return Ok(Then::Write),
            Some('e') => return Ok(Then::Edit),
            Some('q' | 'n' | 'l') => return Ok(Then::Leave),
            Some(_) => {}
        }
    }
}

/// A sheet that was read, with the files that it becomes.
struct Read {
    sheet: Sheet,
    /// The names of the routines and their files.
    files: Vec<(String, String)>,
    /// The exercises as they will be played, in the order of their entries.
    exercises: Vec<Exercise>,
    /// How long all of it takes.
    estimate: Duration,
}

impl Read {
    fn of(lines: &str, name: &str, split: bool, library: &Library) -> anyhow::Result<Read> {
        let sheet = import::read(lines, library);
        if let Some(refused) = &sheet.refused {
            bail!("{refused}");
        }
        let parts = if split { sheet.split(name) } else { vec![(name.to_owned(), sheet.clone())] };
        let files: Vec<(String, String)> =
            parts.iter().map(|(name, part)| (name.clone(), import::file(name, part, library))).collect();
        let routines: Vec<Routine> = files
            .iter()
            .filter_map(|(_, text)| routine::read(Source { name: "sheet", text }, library, &Cues::default()).routine)
            .collect();
        let exercises = routines.iter().flat_map(Routine::exercises).map(|exercise| (**exercise).clone()).collect();
        let estimate = routines.iter().flat_map(|routine| &routine.blocks).map(routine::Block::estimate).sum();
        Ok(Read { sheet, files, exercises, estimate })
    }

    /// Each exercise with what it will be, and what was left with its reason, once for each reason.
    fn table(&self, look: Style, out: &mut impl Write) -> io::Result<()> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let title = ["line", "exercise", "", "dose", "rest", "load", "time"];
        rows.push(title.iter().map(|title| (*title).to_owned()).collect());
        let entries: Vec<&Entry> = self.sheet.entries().filter(|entry| entry.is_exercise()).collect();
        for (entry, exercise) in entries.iter().zip(&self.exercises) {
            let rest = match exercise.rest {
                _ if exercise.sets == 1 => String::new(),
                Wait::For(rest) => units(rest),
                Wait::Own => "self".to_owned(),
            };
            rows.push(vec![
                entry.line.to_string(),
                exercise.name.clone(),
                exercise.library.clone().map_or_else(|| "own".to_owned(), |_| "library".to_owned()),
                exercise.dose(),
                rest,
                exercise.load.clone().unwrap_or_default(),
                units(exercise.estimate()),
            ]);
        }
        if rows.len() > 1 {
            let columns = Columns::of(&rows, &[0]);
            for (at, row) in rows.iter().enumerate() {
                let line = columns.line(row);
                writeln!(out, "{}", if at == 0 { look.dim(&line) } else { line })?;
            }
        }
        for entry in &entries {
            for note in &entry.notes {
                writeln!(out, "{}: line {}: {}", look.bold("note"), entry.line, text::cut(note, 200))?;
            }
        }
        self.reasons(look, out)?;
        let (exercises, left) = (entries.len(), self.left());
        let lines = |count: usize| format!("{count} line{}", if count == 1 { "" } else { "s" });
        let became = format!("{exercises} exercise{}", if exercises == 1 { "" } else { "s" });
        let time = if exercises > 0 { format!(", {}", minutes(self.estimate)) } else { String::new() };
        let left = if left > 0 { format!("; {} left as comments", lines(left)) } else { String::new() };
        writeln!(out, "{became}{time}{left}")
    }

    /// The lines that stay comments, by their reason.
    fn reasons(&self, look: Style, out: &mut impl Write) -> io::Result<()> {
        let mut reasons: BTreeMap<usize, (&str, Vec<usize>, &str)> = BTreeMap::new();
        for entry in self.sheet.entries().filter(|entry| !entry.is_exercise()) {
            let Some(why) = entry.notes.first() else { continue };
            let known = reasons.values().find(|(reason, ..)| reason == why).map(|(_, lines, _)| lines[0]);
            let said = entry.said.iter().find(|said| !said.is_empty()).map_or("", String::as_str);
            let lines = (entry.line..).take(entry.said.len().max(1));
            reasons.entry(known.unwrap_or(entry.line)).or_insert((why, Vec::new(), said)).1.extend(lines);
        }
        for (why, lines, said) in reasons.values().take(REASONS) {
            let at = match lines.as_slice() {
                [one] => format!("line {one}, `{}`", text::cut(said, SHOWN)),
                [first, ..] if lines.len() > 8 => format!("{} lines from {first} on", lines.len()),
                lines => format!("lines {}", lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
            };
            writeln!(out, "{}: {at}: {}", look.bold("left"), text::cut(why, 200))?;
        }
        if reasons.len() > REASONS {
            writeln!(
                out,
                "{}: lines with {} more reasons: the file has them",
                look.bold("left"),
                reasons.len() - REASONS
            )?;
        }
        Ok(())
    }

    /// How many lines stay comments with a reason.
    fn left(&self) -> usize {
        let left = self.sheet.entries().filter(|entry| !entry.is_exercise() && !entry.notes.is_empty());
        left.map(|entry| entry.said.iter().filter(|said| !said.is_empty()).count()).sum()
    }

    fn json(&self) -> Value {
        let mut exercises = self.exercises.iter();
        let entries = self.sheet.entries().map(|entry| {
            let mut json = Map::new();
            json.insert("line".to_owned(), json!(entry.line));
            json.insert("text".to_owned(), json!(entry.said));
            if let Some(exercise) = Some(entry).filter(|entry| entry.is_exercise()).and_then(|_| exercises.next()) {
                json.insert("exercise".to_owned(), json!(exercise.name));
                json.insert("library".to_owned(), json!(exercise.library));
                json.insert("dose".to_owned(), json!(exercise.dose()));
                json.insert("load".to_owned(), json!(exercise.load));
                json.insert("estimate_s".to_owned(), json!(seconds(exercise.estimate())));
                json.insert(
                    "toml".to_owned(),
                    entry.keys.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect(),
                );
            }
            json.insert("notes".to_owned(), json!(entry.notes));
            Value::Object(json)
        });
        let entries: Vec<Value> = entries.collect();
        let files = self.files.iter().map(|(name, toml)| json!({ "name": name, "toml": toml }));
        json!({
            "routines": files.collect::<Vec<_>>(),
            "entries": entries,
            "exercises": self.sheet.exercises(),
            "lines_left": self.left(),
            "estimate_s": seconds(self.estimate),
        })
    }
}
