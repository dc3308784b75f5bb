//! `unsit plan`: a routine step by step with times, and every cue and word.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use serde_json::{Value, json};

use super::{columns::Columns, setup::Setup};
use crate::{
    base::{
        quantity::{clock, seconds, units},
        text,
    },
    cli::args::{self, Format},
    routine::{Entry, Rounds},
    session::{
        plan::{Expected, Plan, Step},
        player::{self, Due, Event},
        sounds::{Planned, Sound},
    },
    storage::Watch,
    system::output::Style,
};

pub(super) fn run(args: &args::PlanArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    if args.watch {
        return watch(args, out);
    }
    let setup = Setup::open_and_report(messages)?;
    let Some(routine) = setup.playable(&args.routine, messages)? else { return Ok(ExitCode::FAILURE) };
    let routine = setup.progressed(routine, &args.routine, messages)?;
    let plan = Arc::new(Plan::new(&routine));
    match args.format {
        Format::Json => json(&plan, args.cues, out)?,
        Format::Text => text(&plan, args.cues, Style::of(&io::stdout()), out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the plan, or the errors, now and whenever one of its files is saved, until Ctrl-C.
fn watch(args: &args::PlanArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let style = Style::of(&io::stdout());
    let clears = io::stdout().is_terminal();
    let mut watch = None;
    loop {
        let setup = Setup::open();
        let found = setup.store.find(&args.routine);
        if let (Err(error), None) = (&found, &watch) {
            anyhow::bail!("{error}");
        }
        let path = found.as_ref().ok().and_then(Entry::path);
        let watched = watch.get_or_insert_with(|| Watch::of(&setup.workspace.paths).and(path));
        if clears {
            write!(out, "\u{1b}[H\u{1b}[2J\u{1b}[3J")?;
        }
        match &found {
            // The file is missing, perhaps only while an editor replaces it.
            Err(error) => writeln!(out, "{error}")?,
            Ok(entry) => {
                if let Some(routine) = entry.routine() {
                    let routine = setup.progressed(routine.clone(), &args.routine, &mut io::sink())?;
                    let plan = Arc::new(Plan::new(&routine));
                    text(&plan, args.cues, style, out)?;
                    writeln!(out)?;
                }
                style.draw(&entry.checked.found, out)?;
            }
        }
        out.flush()?;
        watched.wait();
    }
}

/// A cue or words, with the step that they belong to.
struct Heard {
    planned: Planned,
    step: usize,
}

impl Heard {
    fn of(due: Due) -> Option<Heard> {
        let Due { at, step, event } = due;
        let planned = match event {
            Event::Cue(cue) => Planned { at, sound: Sound::Cue(cue) },
            Event::Say(words) => Planned { at: at + words.lead, sound: Sound::Words(words, None) },
            _ => return None,
        };
        Some(Heard { planned, step })
    }

    /// `steps` are the numbers of the listed steps.
    fn object(&self, steps: &[usize]) -> Value {
        let mut object = json!({ "at_s": seconds(self.planned.at) });
        match &self.planned.sound {
            Sound::Cue(cue) => {
                object["cue"] = json!(cue.name());
                if let Some(number) = cue.number() {
                    object["number"] = json!(number);
                }
            }
            Sound::Words(words, _) => {
                object["text"] = json!(words.text);
                object["length_s"] = json!(seconds(words.length));
                object["clips"] = words.names().collect();
            }
        }
        object["step"] = json!(steps.partition_point(|step| *step < self.step));
        object
    }

    fn line(&self, columns: &Columns) -> String {
        let what = match &self.planned.sound {
            Sound::Cue(cue) => format!("* {cue}"),
            Sound::Words(words, _) => format!("> {} [{}]", words.text, words.names().collect::<Vec<_>>().join(" ")),
        };
        let moment = moment(self.planned.at);
        let (whole, fraction) = moment.split_at(moment.find('.').unwrap_or(moment.len()));
        let mut line = columns.line(&[whole.to_owned(), String::new(), what]);
        // The fraction of a second fills the empty column after the time.
        let end = line.find(whole).map_or(0, |begin| begin + whole.len());
        line.replace_range(end..end + fraction.len(), fraction);
        line
    }
}

/// All cues and words.
fn heard(plan: &Arc<Plan>) -> impl Iterator<Item = Heard> {
    player::rehearse(plan).filter_map(Heard::of)
}

/// The plan as an object; the cues and words, of which there may be millions, are written as they are generated.
fn json(plan: &Arc<Plan>, cues: bool, out: &mut impl Write) -> io::Result<()> {
    let mut object = plan.json();
    let rows = growing(plan).into_iter().map(|(name, progress)| json!({ "exercise": name, "grows_by": progress }));
    object["progress"] = rows.collect();
    let object = text::json(&object);
    if !cues {
        return writeln!(out, "{object}");
    }
    let steps: Vec<usize> = plan.expected_steps(0).map(|expected| expected.index).collect();
    write!(out, "{}", object.strip_suffix('}').unwrap_or(&object))?;
    for (name, spoken) in [("cues", false), ("words", true)] {
        write!(out, ",\"{name}\":[")?;
        let wanted = heard(plan).filter(|heard| matches!(heard.planned.sound, Sound::Words(..)) == spoken);
        for (index, heard) in wanted.enumerate() {
            let comma = if index > 0 { "," } else { "" };
            write!(out, "{comma}{}", heard.object(&steps))?;
        }
        write!(out, "]")?;
    }
    writeln!(out, "}}")
}

fn text(plan: &Arc<Plan>, cues: bool, style: Style, out: &mut impl Write) -> io::Result<()> {
    let rows: Vec<Vec<String>> = rows(plan);
    let columns = Columns::of(&rows, &[0, 1]);
    let about = if plan.is_exact() { "" } else { "about " };
    let ends = plan.estimate();
    writeln!(out, "{}, {about}{}", style.bold(&plan.routine), moment(ends))?;
    writeln!(out)?;
    let mut heard = cues.then(|| heard(plan)).into_iter().flatten().peekable();
    let mut begins = Duration::ZERO;
    let mut group = None;
    for (Expected { lasts, step, .. }, row) in plan.expected_steps(0).zip(&rows) {
        if let Some(heading) = heading(step)
            && group.replace(heading.clone()).as_ref() != Some(&heading)
        {
            let space = if begins.is_zero() { "" } else { "\n" };
            writeln!(out, "{space}{}", style.bold(&heading))?;
        }
        writeln!(out, "{}", columns.line(row))?;
        begins += lasts;
        while let Some(heard) = heard.next_if(|heard| heard.planned.at < begins || begins == ends) {
            writeln!(out, "{}", style.dim(&heard.line(&columns)))?;
        }
    }
    let growing = growing(plan);
    if !growing.is_empty() {
        writeln!(out)?;
    }
    for (name, progress) in growing {
        writeln!(out, "{name} grows by {progress}")?;
    }
    Ok(())
}

/// The exercises whose dose grows, and how.
fn growing(plan: &Plan) -> Vec<(&str, String)> {
    let exercises = plan.expected_steps(0).map(|expected| &expected.step.exercise);
    let mut growing = Vec::new();
    for exercise in exercises {
        let Some(progress) = exercise.progress else { continue };
        let row = (exercise.name.as_str(), progress.to_string());
        if !growing.contains(&row) {
            growing.push(row);
        }
    }
    growing
}

fn rows(plan: &Plan) -> Vec<Vec<String>> {
    let row = |expected: Expected<'_>| {
        let Expected { at, lasts, step, .. } = expected;
        let exercise = &step.exercise;
        let open = if step.length.is_none() { "~" } else { "" };
        let mut row = vec![
            moment(at),
            format!("{open}{}", moment(lasts)),
            step.kind.name().replace('-', " "),
            exercise.name.clone(),
            if exercise.sets > 1 { format!("set {} of {}", step.set, exercise.sets) } else { String::new() },
            step.side_words().unwrap_or_default().to_owned(),
        ];
        if step.is_work() {
            let gain = exercise.gain.clone().unwrap_or_default();
            row.extend([exercise.work.to_string(), exercise.load.clone().unwrap_or_default(), gain]);
        }
        row
    };
    plan.expected_steps(0).map(row).collect()
}

/// The heading of a group of steps: the block and its round, unless there is nothing to say.
fn heading(step: &Step) -> Option<String> {
    let round = match (step.rounds, step.round) {
        (Rounds::Amrap(cap), 1) => Some(format!("round 1 of as many as fit in {}", units(cap))),
        _ => step.round_words(),
    };
    match (&step.block, round) {
        (Some(block), Some(round)) => Some(format!("{block}, {round}")),
        (block, round) => block.clone().or(round),
    }
}

/// A time as on a clock, with the fraction of a second.
fn moment(time: Duration) -> String {
    match time.subsec_millis() {
        0 => clock(time),
        milliseconds => format!("{}.{}", clock(time), format!("{milliseconds:03}").trim_end_matches('0')),
    }
}
