//! `unsit new`: a routine of the person's own, begun from a template, from another routine or from a sheet.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use crate::{
    base::text,
    cli::args::New,
    import,
    storage::{
        self,
        editor::{self, Workspace},
    },
    system::output::Style,
};

pub(super) fn run(args: &New, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_person();
    let path = workspace.path_for(&args.name)?;
    let at_terminal = io::stdin().is_terminal();
    let content = match &args.from {
        Some(routine) => workspace.copy(routine, &args.name)?,
        None => {
            let mut lines = args.add.join("\n");
            if lines.is_empty() && !at_terminal {
                lines = storage::read_stdin().map_err(|why| anyhow::anyhow!("standard input: {}", why.message))?;
            }
            written(&workspace, &args.name, &lines, messages)?
        }
    };
    let stands_in_front = workspace.store().find(path.file_stem().unwrap_or_default()).is_ok();
    storage::create(&path, &content)?;
    if stands_in_front {
        writeln!(messages, "a routine of that name comes with unsit: yours now stands in front of it")?;
    }
    let shown = path.to_string_lossy();
    writeln!(out, "{}", text::printable(&shown))?;
    out.flush()?;
    if at_terminal && io::stdout().is_terminal() {
        if editor::is_known() {
            let sound = workspace.edit(&path, Style::of(&io::stderr()), messages)?;
            return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        writeln!(messages, "neither VISUAL nor EDITOR names your editor: open the file yourself")?;
    }
    let found = workspace.check(&path);
    Style::of(&io::stderr()).draw(&found, messages)?;
    Ok(if crate::base::diagnostic::any_error(&found) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The text of a new routine: a sheet's lines, or the template where there are none. What is to be told of the lines
/// is told.
fn written(workspace: &Workspace, name: &str, lines: &str, messages: &mut impl Write) -> io::Result<String> {
    let store = workspace.store();
    let entries = import::read(lines, store.library());
    if entries.is_empty() {
        return Ok(import::template(name.trim(), store.library()));
    }
    let style = Style::of(&io::stderr());
    for entry in &entries {
        for note in &entry.notes {
            let label = if entry.is_understood() { "look at" } else { "not understood" };
            writeln!(messages, "{}: {}: {note}", style.bold(label), entry.said)?;
        }
    }
    let understood = entries.iter().filter(|entry| entry.is_understood()).count();
    writeln!(messages, "{understood} of {} lines became exercises", entries.len())?;
    Ok(import::file(name.trim(), &entries, store.library()))
}
