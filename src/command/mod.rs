//! The commands: one file each, each writing its result to a writer and its messages to another.

mod check;
mod columns;
mod completions;
mod figure;
mod list;
mod man;
mod plan;
mod play;
mod sounds;

use std::{
    env,
    ffi::OsStr,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use crate::{
    cli::{Command, Line},
    config::Config,
    diagnostic::{Code, Diagnostic},
    disk::{Places, Shelf},
    routine::Routine,
};

/// Does what the command line says. An error is one sentence for the person.
pub fn run(line: &Line, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    match &line.command {
        None => play::library(messages),
        Some(Command::Play(args)) => play::run(args, out, messages),
        Some(Command::Sounds) => sounds::run(out, messages),
        Some(Command::List(args)) => list::run(args, out, messages),
        Some(Command::Plan(args)) => plan::run(args, out, messages),
        Some(Command::Check(args)) => check::run(args, out, messages),
        Some(Command::Figure(args)) => figure::run(args, messages),
        Some(Command::Completions(args)) => completions::run(args, out),
        Some(Command::Man) => man::run(out),
    }
}

/// How the output may look, by what it goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    colour: bool,
    ascii: bool,
}

impl Look {
    /// What suits an output: colour on a terminal unless `NO_COLOR` is set, ASCII where the locale is not UTF-8.
    fn of(output: &impl IsTerminal) -> Look {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
        let utf8 = locale.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        });
        Look { colour: output.is_terminal() && !set("NO_COLOR") && !dumb, ascii: !utf8 && cfg!(unix) }
    }

    fn bold(self, text: &str) -> String {
        self.styled("1", text)
    }

    fn dim(self, text: &str) -> String {
        self.styled("2", text)
    }

    fn red(self, text: &str) -> String {
        self.styled("31", text)
    }

    fn styled(self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What the person who runs the program has.
struct Own {
    shelf: Shelf,
    config: Config,
    /// What is wrong with the settings or the folders keeps nothing from working; it is told in one line.
    notice: Option<String>,
}

impl Own {
    fn open() -> Own {
        let places = Places::of_person();
        let (config, mut faults) = places.settings();
        let shelf = Shelf::open(&places, &config.cues);
        faults.extend_from_slice(shelf.faults());
        let notice = faults.first().map(|first| format!("{}: {}; `unsit check` tells more", first.file, first.line()));
        Own { shelf, config, notice }
    }

    /// Opens it and tells the notice.
    fn open_and_tell(messages: &mut impl Write) -> io::Result<Own> {
        let own = Own::open();
        if let Some(notice) = &own.notice {
            writeln!(messages, "unsit: {notice}")?;
        }
        Ok(own)
    }

    /// A routine that can be played; `None` where its file has errors, which are then told.
    fn playable(&self, word: &OsStr, messages: &mut impl Write) -> anyhow::Result<Option<Routine>> {
        let entry = self.shelf.find(word)?;
        if let Some(routine) = entry.routine() {
            return Ok(Some(routine.clone()));
        }
        if let [only] = &entry.checked.found[..]
            && matches!(only.code, Code::NotAFile | Code::TooLarge | Code::NotUtf8)
        {
            let help = only.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
            anyhow::bail!("{}: {}{help}", only.file, only.message);
        }
        draw(&entry.checked.found, Look::of(&io::stderr()), messages)?;
        Ok(None)
    }
}

/// Draws mistakes for people, a blank line after each.
fn draw(found: &[Diagnostic], look: Look, out: &mut impl Write) -> io::Result<()> {
    for diagnostic in found {
        writeln!(out, "{}", diagnostic.draw(look.colour, look.ascii))?;
    }
    Ok(())
}
