//! `unsit completions`: the script that completes command lines in a shell.

use std::{io::Write, process::ExitCode};

use clap::CommandFactory;

use crate::cli::args::{Completions, Line};

pub(super) fn run(args: &Completions, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    // Into memory first: the generator panics where it cannot write.
    clap_complete::generate(args.shell, &mut Line::command(), "unsit", &mut script);
    out.write_all(&script)?;
    Ok(ExitCode::SUCCESS)
}
