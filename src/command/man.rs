//! `unsit man`: the manual page, with every command on it.

use std::{io::Write, process::ExitCode};

use clap::CommandFactory;
use clap_mangen::Man;

use crate::cli::Line;

pub(super) fn run(out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut command = Line::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command).render(&mut page)?;
    out.write_all(&page)?;
    Ok(ExitCode::SUCCESS)
}
