//! `unsit completions`: the completion script for a shell.

use std::{io::Write, process::ExitCode};

use clap::CommandFactory;

use crate::cli::args::{CommandLine, CompletionsArgs};

pub(super) fn run(args: &CompletionsArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    // Writes into memory first: the generator panics if it cannot write.
    clap_complete::generate(args.shell, &mut CommandLine::command(), "unsit", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
