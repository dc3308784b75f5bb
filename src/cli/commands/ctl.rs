//! `unsit ctl`: controls the session that runs in another terminal.

use std::{io::Write, process::ExitCode};

use anyhow::bail;
use serde_json::Value;

use crate::{
    base::text,
    cli::args::{CtlArgs, Format},
    storage::Paths,
    system::remote,
};

/// Sends a command to the running session and prints its state after that.
pub(super) fn run(args: &CtlArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let answer = match remote::ask(&Paths::of_person().runtime, &args.command) {
        Ok(answer) => answer,
        Err(remote::Silence::NoSession) => bail!("no session is running; start one with `unsit play ROUTINE`"),
        Err(remote::Silence::Stuck) => bail!("the session does not answer"),
    };
    if let Some(why) = answer.get("error").and_then(Value::as_str) {
        bail!("{}", text::printable(why));
    }
    match args.format {
        Format::Json => writeln!(out, "{}", text::json(&answer))?,
        Format::Text => {
            let line = answer.get("text").and_then(Value::as_str).unwrap_or_default();
            writeln!(out, "{}", text::printable(line))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
