//! `unsit edit`: opens a routine in the user's editor and checks it afterwards.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use crate::{cli::args::EditArgs, storage::editor::Workspace, system::output::Style};

pub(super) fn run(args: &EditArgs, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::of_person();
    let path = workspace.file_to_edit(&args.routine, messages)?;
    let sound = workspace.edit_and_wait(&path, Style::of(&io::stderr()), messages)?;
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
