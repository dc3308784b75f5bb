//! The program: arguments, command, error, exit code.

use std::{
    io::{self, BufWriter, ErrorKind, Write},
    process::ExitCode,
};

use clap::Parser;
use unsit::{
    base::text,
    cli::{args::Line, commands},
};

fn main() -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match Line::try_parse() {
        Ok(line) => commands::run(&line, &mut out, &mut io::stderr()),
        Err(usage) => tell(&usage, &mut out),
    };
    let outcome = outcome.and_then(|code| Ok(out.flush().map(|()| code)?));
    outcome.unwrap_or_else(|error| complain(&error))
}

/// Prints the help that was asked for, or what is wrong with the arguments: they may be names of files, so that is
/// printed without colour and made harmless.
fn tell(usage: &clap::Error, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    if !usage.use_stderr() {
        usage.print()?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in usage.render().to_string().lines() {
        writeln!(io::stderr(), "{}", text::printable(line))?;
    }
    out.flush()?;
    Ok(ExitCode::from(2))
}

/// Prints an error as one sentence. Nobody reading the output any more is none.
fn complain(error: &anyhow::Error) -> ExitCode {
    let output = error.chain().next().and_then(|top| top.downcast_ref::<io::Error>());
    let sentence = match output {
        Some(closed) if closed.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Some(output) => format!("the output cannot be written: {}", text::reason(output)),
        None => format!("{error:#}"),
    };
    // Where not even this can be told, the exit code has to do.
    let _ = writeln!(io::stderr(), "unsit: {}", text::printable(&sentence));
    ExitCode::FAILURE
}
