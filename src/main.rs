//! The program: arguments, command, error, exit code.

use std::{
    io::{self, BufWriter, ErrorKind, Write},
    process::ExitCode,
};

use unsit::{
    base::text,
    cli::{args::CommandLine, ascii::AsciiOutput, commands},
    system::output::Style,
};

fn main() -> ExitCode {
    let ascii = Style::of(&io::stdout()).ascii;
    let mut out = BufWriter::new(io::stdout().lock());
    let outcome = match CommandLine::read() {
        Ok(line) => {
            let mut out = AsciiOutput::new(&mut out, ascii && !line.is_for_programs());
            commands::run(&line, &mut out, &mut AsciiOutput::new(io::stderr(), ascii))
        }
        Err(usage) => print_usage(&usage, &mut out),
    };
    let outcome = outcome.and_then(|code| Ok(out.flush().map(|()| code)?));
    outcome.unwrap_or_else(|error| print_error(&error))
}

/// Prints help, or an error in the arguments. Arguments may be names of files, so they are printed without colour, and
/// without characters that a terminal could interpret.
fn print_usage(usage: &clap::Error, out: &mut impl Write) -> anyhow::Result<ExitCode> {
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

/// Prints an error as one sentence. A closed pipe is not an error.
fn print_error(error: &anyhow::Error) -> ExitCode {
    let output = error.chain().next().and_then(|top| top.downcast_ref::<io::Error>());
    let sentence = match output {
        Some(closed) if closed.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Some(output) => format!("cannot write the output: {}", text::reason(output)),
        None => error.chain().map(words).collect::<Vec<_>>().join(": "),
    };
    // If even this cannot be printed, the exit code is all that remains.
    let _ = writeln!(io::stderr(), "unsit: {}", text::printable(&sentence));
    ExitCode::FAILURE
}

/// One error of a chain: those of the system without their number.
fn words(error: &(dyn std::error::Error + 'static)) -> String {
    error.downcast_ref::<io::Error>().map_or_else(|| error.to_string(), text::reason)
}
