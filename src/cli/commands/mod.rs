//! The commands: one file each, each writing its result to a writer and its messages to another. [`run`] chooses the
//! command; before the commands come what several of them use: the person's settings and files, the sessions that the
//! arguments select, and columns of text.

mod setup;
mod sessions;
mod columns;
mod check;
mod completions;
mod ctl;
mod play;
mod desk;
mod doctor;
mod edit;
mod exercises;
mod export;
mod figure;
mod list;
mod log;
mod man;
mod new;
mod other_sound;
mod plan;
mod show;
mod sounds;
mod stats;
mod status;

use std::{io::Write, process::ExitCode};

use crate::{
    cli::args::{CommandArgs, CommandLine},
    routine::schema,
};

/// Runs a command. An error is one sentence for the user.
pub fn run(line: &CommandLine, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    match &line.command {
        None => play::library(out, messages),
        Some(CommandArgs::Play(args)) => play::run(args, out, messages),
        Some(CommandArgs::Ctl(args)) => ctl::run(args, out),
        Some(CommandArgs::Doctor(args)) => doctor::run(args, out),
        Some(CommandArgs::Desk(args)) => desk::run(args, out, messages),
        Some(CommandArgs::Sounds(args)) => sounds::run(args, out, messages),
        Some(CommandArgs::List(args)) => list::run(args, out, messages),
        Some(CommandArgs::Exercises(args)) => exercises::run(args, out, messages),
        Some(CommandArgs::Plan(args)) => plan::run(args, out, messages),
        Some(CommandArgs::Show(args)) => show::run(args, out, messages),
        Some(CommandArgs::Check(args)) => check::run(args, out, messages),
        Some(CommandArgs::New(args)) => new::run(args, out, messages),
        Some(CommandArgs::Edit(args)) => edit::run(args, messages),
        Some(CommandArgs::Figure(args)) => figure::run(args, messages),
        Some(CommandArgs::Schema(args)) => {
            let schema = if args.exercise { schema::exercise() } else { schema::routine() };
            writeln!(out, "{schema:#}")?;
            Ok(ExitCode::SUCCESS)
        }
        Some(CommandArgs::Log(args)) => log::run(args, out, messages),
        Some(CommandArgs::Stats(args)) => stats::run(args, out, messages),
        Some(CommandArgs::Export(args)) => export::run(args, out, messages),
        Some(CommandArgs::Status(args)) => status::run(args, out),
        Some(CommandArgs::Completions(args)) => completions::run(args, out),
        Some(CommandArgs::Man) => man::run(out),
        Some(CommandArgs::OtherSound(args)) => other_sound::run(args),
    }
}
