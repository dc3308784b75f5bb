//! `unsit new`: creates a routine from a template, from another routine or from a sheet. What was read from a sheet is
//! shown before it is written.

use std::{
    collections::HashMap,
    io::{self, IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};

use anyhow::bail;
use serde_json::{Map, Value, json};

use super::columns::Columns;
use crate::{
    base::{
        count::count,
        cue::Cues,
        diagnostic::{Source, any_error},
        quantity::{rough, seconds, units},
        text,
    },
    cli::args::{Format, NewArgs},
    import::{self, Sheet, SheetEntry, SheetSchedule},
    routine::{self, Exercise, Library, Rounds, Routine, Wait},
    storage::{
        self,
        editor::{self, Workspace},
    },
    system::output::Style,
};

/// The maximum number of lines in a sheet. Those beyond what `import` reads are kept as comments, and take time too.
const MOST_LINES: usize = 10_000;
/// The maximum size of a file that unsit reads, in bytes.
const LARGEST: usize = 256 << 10;
/// The maximum width of a line of a sheet that is shown in full, in columns.
const SHOWN: usize = 60;
/// The maximum number of reasons that are shown, and of notes.
const REASONS: usize = 20;
const NOTES: usize = 100;

/// The user's choice after a sheet was read.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Write,
    Edit,
    Leave,
}

pub(super) fn run(args: &NewArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_person();
    // The name is checked before a sheet is read; a dry run needs none.
    if !args.dry_run {
        workspace.path_for(&args.name)?;
    }
    let at_terminal = io::stdin().is_terminal();
    let mut then = if at_terminal && io::stdout().is_terminal() { Then::Edit } else { Then::Write };
    let content = match &args.from {
        Some(routine) => workspace.copy(routine, &args.name)?,
        None => {
            let mut lines = args.add.join("\n");
            if args.add.is_empty() && !at_terminal {
                lines = storage::read_stdin().map_err(|why| anyhow::anyhow!(why.message))?;
            }
            let is_blank = lines.trim().is_empty();
            let count = lines.lines().count();
            if count > MOST_LINES {
                bail!("the sheet has {count} lines; the limit is {MOST_LINES}: paste fewer lines");
            }
            if is_blank && args.dry_run {
                bail!("the sheet is empty: nothing to show");
            }
            // Only a sheet can be split, or shown for programs.
            if is_blank && (args.split || args.format == Format::Json || !args.add.is_empty()) {
                bail!("the sheet is empty: nothing was written");
            }
            let store = workspace.store();
            if is_blank {
                import::template(args.name.trim(), store.library())
            } else {
                let read = Read::of(&lines, args.name.trim(), args.split, store.library())?;
                match args.format {
                    Format::Json => writeln!(out, "{}", text::json(&read.json()))?,
                    Format::Text if args.dry_run => read.table(Style::of(&io::stdout()), out)?,
                    Format::Text => read.table(Style::of(&io::stderr()), messages)?,
                }
                if read.sheet.exercises() == 0 {
                    bail!("no exercises found{}", if args.dry_run { "" } else { ": nothing was written" });
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

/// Writes one routine, and opens it in the editor if requested.
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
        writeln!(messages, "your routine now overrides the bundled one of that name")?;
    }
    let shown = path.to_string_lossy();
    writeln!(out, "{}", text::printable(&shown))?;
    out.flush()?;
    if then == Then::Edit {
        if editor::is_known() {
            let sound = workspace.edit_and_wait(&path, Style::of(&io::stderr()), messages)?;
            return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        writeln!(messages, "no editor configured (VISUAL or EDITOR): open the file yourself")?;
    }
    let found = workspace.check(&path);
    Style::of(&io::stderr()).draw(&found, messages)?;
    Ok(if any_error(&found) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Asks what to do with the result.
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

/// A sheet that was read, with the resulting files.
struct Read {
    sheet: Sheet,
    /// The names of the routines and their files.
    files: Vec<(String, String)>,
    /// The names of the routines with a schedule, and their schedules.
    schedules: Vec<(String, SheetSchedule)>,
    /// The exercises as they will be played, with the rounds of their blocks, in the order of their entries.
    exercises: Vec<(Exercise, Rounds)>,
    /// The number of exercises in each routine.
    counts: Vec<usize>,
    /// The estimated length of all of them.
    estimate: Duration,
}

impl Read {
    fn of(lines: &str, name: &str, split: bool, library: &Library) -> anyhow::Result<Read> {
        let sheet = import::read(lines, library);
        if let Some(refused) = &sheet.refused {
            bail!("{refused}");
        }
        let parts = if split { sheet.split(name) } else { vec![(name.to_owned(), sheet.clone())] };
        let schedules = parts.iter().filter_map(|(name, part)| Some((name.clone(), part.schedule()?))).collect();
        let files: Vec<(String, String)> =
            parts.iter().map(|(name, part)| (name.clone(), import::file(name, part, library))).collect();
        let routines: Vec<Routine> = files
            .iter()
            .filter_map(|(_, text)| routine::read(Source { name: "sheet", text }, library, &Cues::default()).routine)
            .collect();
        let count = |routine: &Routine| routine.blocks.iter().map(|block| block.exercises.len()).sum();
        let counts = routines.iter().map(count).collect();
        let blocks = || routines.iter().flat_map(|routine| &routine.blocks);
        let exercises = blocks()
            .flat_map(|block| block.exercises.iter().map(|exercise| ((**exercise).clone(), block.rounds)))
            .collect();
        let estimate = blocks().map(routine::Block::estimate).sum();
        Ok(Read { sheet, files, schedules, exercises, counts, estimate })
    }

    /// Prints each exercise with its dose, and the lines that stay comments, grouped by reason.
    fn table(&self, look: Style, out: &mut impl Write) -> io::Result<()> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let title = ["line", "exercise", "", "dose", "rest", "load", "time", ""];
        rows.push(title.iter().map(|title| (*title).to_owned()).collect());
        let entries: Vec<&SheetEntry> = self.sheet.entries().filter(|entry| entry.is_exercise()).collect();
        for (entry, (exercise, rounds)) in entries.iter().zip(&self.exercises) {
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
                match rounds {
                    Rounds::Times(1) => String::new(),
                    Rounds::Times(rounds) => format!("× {rounds} rounds"),
                    Rounds::Amrap(cap) => format!("× rounds for {}", units(*cap)),
                },
            ]);
        }
        if rows.len() > 1 {
            let columns = Columns::of(&rows, &[0]);
            writeln!(out, "{}", look.dim(&columns.line(&rows[0])))?;
            let mut rows = rows[1..].iter();
            for ((name, _), count) in self.files.iter().zip(&self.counts) {
                if self.files.len() > 1 {
                    writeln!(out, "{}", look.bold(&text::printable(name)))?;
                }
                for row in rows.by_ref().take(*count) {
                    writeln!(out, "{}", columns.line(row))?;
                }
            }
        }
        for (name, schedule) in &self.schedules {
            let of = if self.files.len() > 1 { format!(" of `{}`", text::printable(name)) } else { String::new() };
            writeln!(out, "{}{of}: {schedule}", look.bold("schedule"))?;
        }
        let notes: Vec<_> =
            entries.iter().flat_map(|entry| entry.notes.iter().map(|note| (entry.line, note))).collect();
        for (line, note) in notes.iter().take(NOTES) {
            writeln!(out, "{}: line {line}: {}", look.bold("note"), text::cut(note, 200))?;
        }
        if notes.len() > NOTES {
            writeln!(out, "{}: {} more; see the file", look.bold("note"), notes.len() - NOTES)?;
        }
        self.reasons(look, out)?;
        if entries.is_empty() {
            return Ok(());
        }
        let left = self.left();
        let left = match left {
            0 => String::new(),
            1 => "; 1 line kept as a comment".to_owned(),
            left => format!("; {left} lines kept as comments"),
        };
        writeln!(out, "{}, {}{left}", count(entries.len(), "exercise"), rough(self.estimate))
    }

    /// Prints the lines that stay comments, by reason.
    fn reasons(&self, look: Style, out: &mut impl Write) -> io::Result<()> {
        let mut reasons: Vec<(&str, Vec<usize>, &str)> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for entry in self.sheet.entries().filter(|entry| !entry.is_exercise()) {
            let Some(why) = entry.notes.first() else { continue };
            let at = *known.entry(why).or_insert(reasons.len());
            if at == reasons.len() {
                let said = entry.said.iter().find(|said| !said.is_empty()).map_or("", String::as_str);
                reasons.push((why, Vec::new(), said));
            }
            reasons[at].1.extend((entry.line..).take(entry.said.len().max(1)));
        }
        for (why, lines, said) in reasons.iter().take(REASONS) {
            let at = match lines.as_slice() {
                [one] => format!("line {one}, `{}`", text::cut(said, SHOWN)),
                [first, ..] if lines.len() > 8 => format!("{} lines from {first} on", lines.len()),
                lines => format!("lines {}", lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
            };
            writeln!(out, "{}: {at}: {}", look.bold("not read"), text::cut(why, 200))?;
        }
        if reasons.len() > REASONS {
            writeln!(
                out,
                "{}: lines with {} more reasons; see the file",
                look.bold("not read"),
                reasons.len() - REASONS
            )?;
        }
        Ok(())
    }

    /// The number of lines that stay comments with a reason.
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
            if let Some((exercise, _)) = Some(entry).filter(|entry| entry.is_exercise()).and_then(|_| exercises.next())
            {
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
