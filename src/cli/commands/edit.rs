//! `unsit edit`: a routine in the person's editor, checked when it is closed.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use crate::{cli::args::Edit, storage::editor::Workspace, system::output::Style};

pub(super) fn run(args: &Edit, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let sound = Workspace::of_person().edit_routine(&args.routine, Style::of(&io::stderr()), messages)?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
