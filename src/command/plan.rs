//! `unsit plan`: what a routine becomes, step by step with times, and what is heard.

use std::{
    io::{self, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Look, Own, columns::Columns};
use crate::{
    cli::{self, Format},
    cue::Cue,
    plan::{Plan, Step},
    player::{self, Event},
    quantity::{clock, seconds},
};

pub(super) fn run(args: &cli::Plan, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Own::open_and_tell(messages)?;
    let Some(routine) = own.playable(&args.routine, messages)? else { return Ok(ExitCode::FAILURE) };
    let plan = Arc::new(Plan::new(&routine));
    let heard = if args.cues { cues(&plan) } else { Vec::new() };
    match args.format {
        Format::Json => {
            let mut object = plan.json();
            if args.cues {
                object["cues"] = heard.iter().map(Heard::object).collect();
            }
            writeln!(out, "{object}")?;
        }
        Format::Text => text(&plan, &heard, Look::of(&io::stdout()), out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A cue, when it is heard and the step that it belongs to.
struct Heard {
    at: Duration,
    cue: Cue,
    step: usize,
}

impl Heard {
    fn object(&self) -> Value {
        let mut object = json!({ "at_s": seconds(self.at), "cue": self.cue.name() });
        if let Some(number) = self.cue.number() {
            object["number"] = json!(number);
        }
        object["step"] = json!(self.step);
        object
    }
}

fn cues(plan: &Arc<Plan>) -> Vec<Heard> {
    let heard = player::rehearse(plan).into_iter().filter_map(|due| match due.event {
        Event::Cue(cue) => Some(Heard { at: due.at, cue, step: due.step }),
        _ => None,
    });
    heard.collect()
}

fn text(plan: &Plan, heard: &[Heard], look: Look, out: &mut impl Write) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows(plan);
    let columns = Columns::of(&rows, &[0, 1]);
    let about = if plan.is_exact() { "" } else { "about " };
    writeln!(out, "{}, {about}{}", look.bold(&plan.routine), moment(plan.estimate()))?;
    writeln!(out)?;
    let mut heard = heard.iter().peekable();
    let mut begins = Duration::ZERO;
    let mut group = None;
    for (step, row) in plan.steps.iter().zip(&rows) {
        if let Some(heading) = heading(step)
            && group.replace(heading.clone()).as_ref() != Some(&heading)
        {
            let space = if begins.is_zero() { "" } else { "\n" };
            writeln!(out, "{space}{}", look.bold(&heading))?;
        }
        writeln!(out, "{}", columns.line(row))?;
        begins += step.estimate;
        let last = begins == plan.estimate();
        while let Some(cue) = heard.next_if(|cue| cue.at < begins || last) {
            let row = [moment(cue.at), String::new(), format!("* {}", cue.cue)];
            writeln!(out, "{}", columns.line(&row))?;
        }
    }
    Ok(())
}

fn rows(plan: &Plan) -> Vec<Vec<String>> {
    let mut at = Duration::ZERO;
    let row = |step: &Step| {
        let exercise = &step.exercise;
        let open = if step.length.is_none() { "~" } else { "" };
        let mut row = vec![
            moment(at),
            format!("{open}{}", moment(step.estimate)),
            step.kind.name().replace('-', " "),
            exercise.name.clone(),
            if exercise.sets > 1 { format!("set {} of {}", step.set, exercise.sets) } else { String::new() },
            step.side.words().unwrap_or_default().to_owned(),
        ];
        if step.is_work() {
            row.extend([exercise.work.to_string(), exercise.load.clone().unwrap_or_default()]);
        }
        at += step.estimate;
        row
    };
    plan.steps.iter().map(row).collect()
}

/// The heading of a group of steps: the block and its round, where there is something to say.
fn heading(step: &Step) -> Option<String> {
    let round = (step.rounds > 1).then(|| format!("round {} of {}", step.round, step.rounds));
    match (&step.block, round) {
        (Some(block), Some(round)) => Some(format!("{block}, {round}")),
        (Some(block), None) => Some(block.clone()),
        (None, Some(round)) => Some(format!("Round {} of {}", step.round, step.rounds)).filter(|_| !round.is_empty()),
        (None, None) => None,
    }
}

/// A time as a clock shows it, with what there is of a second.
fn moment(time: Duration) -> String {
    match time.subsec_millis() {
        0 => clock(time),
        milliseconds => format!("{}.{}", clock(time), format!("{milliseconds:03}").trim_end_matches('0')),
    }
}
