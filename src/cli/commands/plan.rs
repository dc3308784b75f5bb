//! `unsit plan`: what a routine becomes, step by step with times, and what is heard.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
    sync::Arc,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Setup, Style, columns::Columns};
use crate::{
    base::{
        cue::Cue,
        quantity::{clock, seconds, units},
        text,
    },
    cli::args::{self, Format},
    routine::{Entry, Rounds},
    session::{
        plan::{Expected, Plan, Step},
        player::{self, Due, Event},
        speech::Words,
    },
    storage::Watch,
};

pub(super) fn run(args: &args::Plan, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    if args.watch {
        return watch(args, out);
    }
    let setup = Setup::open_and_report(messages)?;
    let Some(routine) = setup.playable(&args.routine, messages)? else { return Ok(ExitCode::FAILURE) };
    let routine = setup.grown(routine, &args.routine, messages)?;
    let plan = Arc::new(Plan::new(&routine));
    match args.format {
        Format::Json => json(&plan, args.cues, out)?,
        Format::Text => text(&plan, args.cues, Style::of(&io::stdout()), out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// How often the files are looked at.
const LOOK: Duration = Duration::from_millis(500);

/// Shows the plan, or the mistakes, now and whenever a file that it is made of is saved. It ends with Ctrl-C.
fn watch(args: &args::Plan, out: &mut impl Write) -> anyhow::Result<ExitCode> {
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
            // Gone, perhaps for the moment in which an editor puts another file in its place.
            Err(error) => writeln!(out, "{error}")?,
            Ok(entry) => {
                if let Some(routine) = entry.routine() {
                    let routine = setup.grown(routine.clone(), &args.routine, &mut io::sink())?;
                    let plan = Arc::new(Plan::new(&routine));
                    text(&plan, args.cues, style, out)?;
                    writeln!(out)?;
                }
                style.draw(&entry.checked.found, out)?;
            }
        }
        out.flush()?;
        while !watched.has_changed() {
            thread::park_timeout(LOOK);
        }
    }
}

/// A cue or words, when they begin and the step that they belong to.
struct Heard {
    at: Duration,
    sound: Sound,
    step: usize,
}

enum Sound {
    Cue(Cue),
    Words(Words),
}

impl Heard {
    fn of(due: Due) -> Option<Heard> {
        let Due { at, step, event } = due;
        match event {
            Event::Cue(cue) => Some(Heard { at, sound: Sound::Cue(cue), step }),
            Event::Say(words) => Some(Heard { at: at + words.lead, sound: Sound::Words(words), step }),
            _ => None,
        }
    }

    /// `steps` are the numbers of the steps that are listed.
    fn object(&self, steps: &[usize]) -> Value {
        let mut object = json!({ "at_s": seconds(self.at) });
        match &self.sound {
            Sound::Cue(cue) => {
                object["cue"] = json!(cue.name());
                if let Some(number) = cue.number() {
                    object["number"] = json!(number);
                }
            }
            Sound::Words(words) => {
                object["text"] = json!(words.text);
                object["length_s"] = json!(seconds(words.length));
                object["clips"] = words.names().collect();
            }
        }
        object["step"] = json!(steps.partition_point(|step| *step < self.step));
        object
    }

    fn line(&self, columns: &Columns) -> String {
        let what = match &self.sound {
            Sound::Cue(cue) => format!("* {cue}"),
            Sound::Words(words) => format!("> {} [{}]", words.text, words.names().collect::<Vec<_>>().join(" ")),
        };
        let moment = moment(self.at);
        let (whole, fraction) = moment.split_at(moment.find('.').unwrap_or(moment.len()));
        let mut line = columns.line(&[whole.to_owned(), String::new(), what]);
        // What there is of a second stands in the empty column after the time.
        let end = line.find(whole).map_or(0, |begin| begin + whole.len());
        line.replace_range(end..end + fraction.len(), fraction);
        line
    }
}

/// Everything that is heard.
fn heard(plan: &Arc<Plan>) -> impl Iterator<Item = Heard> {
    player::rehearse(plan).filter_map(Heard::of)
}

/// The plan's object; the cues and words, which may be millions, are written into it as they come.
fn json(plan: &Arc<Plan>, cues: bool, out: &mut impl Write) -> io::Result<()> {
    let object = text::json(&plan.json());
    if !cues {
        return writeln!(out, "{object}");
    }
    let steps: Vec<usize> = plan.expected_steps(0).map(|expected| expected.index).collect();
    write!(out, "{}", object.strip_suffix('}').unwrap_or(&object))?;
    for (name, spoken) in [("cues", false), ("words", true)] {
        write!(out, ",\"{name}\":[")?;
        let wanted = heard(plan).filter(|heard| matches!(heard.sound, Sound::Words(_)) == spoken);
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
        while let Some(heard) = heard.next_if(|heard| heard.at < begins || begins == ends) {
            writeln!(out, "{}", style.dim(&heard.line(&columns)))?;
        }
    }
    Ok(())
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
            let grown = exercise.grown.clone().unwrap_or_default();
            row.extend([exercise.work.to_string(), exercise.load.clone().unwrap_or_default(), grown]);
        }
        row
    };
    plan.expected_steps(0).map(row).collect()
}

/// The heading of a group of steps: the block and its round, where there is something to say.
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

/// A time as a clock shows it, with what there is of a second.
fn moment(time: Duration) -> String {
    match time.subsec_millis() {
        0 => clock(time),
        milliseconds => format!("{}.{}", clock(time), format!("{milliseconds:03}").trim_end_matches('0')),
    }
}
