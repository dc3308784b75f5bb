//! `unsit man`: the manual page, including every command.

use std::{io::Write, process::ExitCode};

use clap::{Arg, Command, CommandFactory};
use clap_mangen::{
    Man,
    roff::{Roff, bold, italic, roman},
};

use crate::cli::args::CommandLine;

/// The meanings of the exit status.
const STATUS: [(&str, &str); 3] = [
    ("0", "Done."),
    ("1", "The request failed (invalid routine, missing file), or results could not be saved."),
    ("2", "Wrong usage."),
];
/// The locations of files, under the XDG base directories.
const FILES: [(&str, &str); 4] = [
    ("~/.config/unsit/config.toml", "The settings; every key has a default."),
    ("~/.config/unsit/routines/*.toml", "Your routines; they override bundled ones of the same name."),
    ("~/.config/unsit/routines/exercises/*.toml", "Your exercises; they override bundled ones of the same name."),
    ("~/.local/share/unsit/history/*.jsonl", "Past sessions, one file for each machine."),
];

pub(super) fn run(out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut command = CommandLine::command();
    command.build();
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut rest = Roff::new();
    rest.control("SH", ["COMMANDS"]);
    for subcommand in
        command.get_subcommands_mut().filter(|command| command.get_name() != "help" && !command.is_hide_set())
    {
        describe(subcommand, &mut rest);
    }
    for (title, entries) in [("EXIT STATUS", &STATUS[..]), ("FILES", &FILES)] {
        rest.control("SH", [title]);
        for (name, words) in entries {
            rest.control("TP", []).text([bold(*name)]).text([roman(*words)]);
        }
    }
    rest.control("SH", ["EXAMPLES"]);
    as_written(examples.trim_start_matches("Examples:\n"), &mut rest);
    let man = Man::new(command).manual("unsit");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    rest.to_writer(out)?;
    Ok(ExitCode::SUCCESS)
}

/// One command: its usage, description, arguments and examples.
fn describe(command: &mut Command, page: &mut Roff) {
    let usage = command.render_usage().to_string();
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.control("SS", [usage.trim_start_matches("Usage: ")]).text([roman(format!("{about}."))]);
    for argument in command.get_arguments().filter(|argument| !argument.is_hide_set() && argument.get_id() != "help") {
        page.control("TP", []).text(name(argument)).text([roman(words(argument))]);
    }
    if let Some(after) = command.get_after_help() {
        page.control("PP", []);
        as_written(&after.to_string(), page);
    }
}

fn name(argument: &Arg) -> Vec<clap_mangen::roff::Inline> {
    let values = argument.get_value_names().filter(|_| argument.get_action().takes_values()).unwrap_or_default();
    let mut name: Vec<_> = argument.get_long().map(|long| bold(format!("--{long} "))).into_iter().collect();
    name.extend(values.iter().map(|value| italic(value.as_str())));
    name
}

fn words(argument: &Arg) -> String {
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    match argument.get_default_values() {
        [default] if argument.get_action().takes_values() && !argument.is_hide_default_value_set() => {
            format!("{help} [default: {}].", default.to_string_lossy())
        }
        _ => format!("{help}."),
    }
}

/// Text with its line breaks preserved.
fn as_written(text: &str, page: &mut Roff) {
    page.control("nf", []);
    for line in text.lines() {
        page.text([roman(line)]);
    }
    page.control("fi", []);
}
