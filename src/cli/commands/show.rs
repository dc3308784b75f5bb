//! `unsit show`: an exercise or a routine to read beforehand.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use serde_json::{Value, json};

use super::{check::Holds, columns::Columns, setup::Setup};
use crate::{
    base::{
        count::count,
        diagnostic::{Source, any_error},
        quantity::{rough, units},
        text,
    },
    cli::args::{Format, ShowArgs},
    history::{
        done::{self, DoneBefore},
        stats::{self, Day},
        store::History,
    },
    routine::{self, Citation, Entry, Exercise, Rounds, Routine, Schedule, Tempo, Work},
    session::plan::{Plan, Side, goal},
    storage,
    system::output::Style,
};

pub(super) fn run(args: &ShowArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let own = Setup::open_and_report(messages)?;
    let library = own.store.library();
    let word = args.name.to_string_lossy();
    let shown = match library.id(&word).filter(|_| !own.store.has(&word)) {
        Some(id) => exercise(library.exercise(id), library.aliases(id)),
        None => match own.store.find(&args.name) {
            Ok(entry) => match exercise_file(&entry, &own, messages)? {
                Some(shown) => Some(shown),
                None => routine(entry, &own, messages)?,
            },
            Err(_) => {
                let shown = text::printable(&word);
                let shown = text::cut(&shown, 60);
                match library.nearest(&word) {
                    Some(near) => anyhow::bail!("unknown routine or exercise `{shown}`: did you mean `{near}`?"),
                    None => anyhow::bail!("unknown routine or exercise `{shown}`: `unsit list` shows the routines"),
                }
            }
        },
    };
    let Some(shown) = shown else { return Ok(ExitCode::FAILURE) };
    let (history, today) = own.history(messages)?;
    match args.format {
        Format::Json => writeln!(out, "{}", shown.object(&history))?,
        Format::Text => shown.text(&history, today, Style::of(&io::stdout()), out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The subject.
enum Shown {
    Exercise { exercise: Box<Exercise>, aliases: Vec<String> },
    Routine { id: String, routine: Box<Routine> },
}

fn exercise(exercise: Option<Exercise>, aliases: Vec<String>) -> Option<Shown> {
    Some(Shown::Exercise { exercise: Box::new(exercise?), aliases })
}

/// The exercise in a file given by its path, if it is one; reports its errors.
fn exercise_file(entry: &Entry, own: &Setup, messages: &mut impl Write) -> anyhow::Result<Option<Shown>> {
    let Some(text) = entry.path().and_then(|path| storage::read(path).ok().map(|text| (path, text))) else {
        return Ok(None);
    };
    let (path, text) = text;
    let source = Source { name: &path.to_string_lossy(), text: &text };
    if Holds::of(path, source) != Holds::Exercise {
        return Ok(None);
    }
    let (read, found) = routine::read_exercise(source, own.store.library());
    if any_error(&found) {
        Style::of(&io::stderr()).draw(&found, messages)?;
    }
    Ok(exercise(read, Vec::new()))
}

/// A routine with its progressed doses; reports the errors of its file.
fn routine(entry: Entry, own: &Setup, messages: &mut impl Write) -> anyhow::Result<Option<Shown>> {
    let Some(routine) = Setup::sound(&entry, messages)? else { return Ok(None) };
    let routine = own.progressed(routine, Path::new(&entry.id).as_os_str(), messages)?;
    Ok(Some(Shown::Routine { id: entry.id, routine: Box::new(routine) }))
}

impl Shown {
    fn object(&self, history: &History) -> Value {
        match self {
            Shown::Exercise { exercise, aliases } => {
                let side = Side::of(exercise.sides);
                let tips: Vec<_> = exercise.tips.iter().map(|tip| side.fill(tip)).collect();
                let done = done_before(exercise, history);
                json!({
                    "exercise": exercise.library,
                    "name": exercise.name,
                    "aliases": aliases,
                    "how": exercise.how,
                    "position": exercise.position.as_ref().map(|text| side.fill(text)),
                    "dose": exercise.dose(),
                    "sets": exercise.sets,
                    "goal": goal(&exercise.work),
                    "sides": exercise.sides.word(),
                    "limb": exercise.limb.map(routine::Limb::name),
                    "load": exercise.load,
                    "instructions": exercise.instructions.as_ref().map(|text| side.fill(text)),
                    "tips": tips,
                    "muscles": exercise.muscles,
                    "equipment": exercise.equipment,
                    "sources": sources(&exercise.sources),
                    "done": json!({
                        "sessions": done.sessions,
                        "sets": done.sets,
                        "best_reps": done.best_reps,
                        "last": done.last.map(|date| date.to_string()),
                    }),
                })
            }
            Shown::Routine { id, routine } => {
                let plan = Plan::new(routine);
                let blocks: Vec<Value> = routine
                    .blocks
                    .iter()
                    .map(|block| {
                        let exercises = block.exercises.iter().map(|exercise| {
                            json!({ "exercise": exercise.library, "name": exercise.name, "dose": exercise.dose() })
                        });
                        json!({
                            "name": block.name,
                            "rounds": if let Rounds::Times(rounds) = block.rounds { Some(rounds) } else { None },
                            "exercises": exercises.collect::<Vec<_>>(),
                        })
                    })
                    .collect();
                json!({
                    "routine": id,
                    "name": routine.name,
                    "group": routine.group,
                    "description": routine.description,
                    "schedule": routine.schedule.as_ref().map(Schedule::to_string),
                    "tags": routine.tags,
                    "estimate_s": plan.estimate().as_secs(),
                    "exact": plan.is_exact(),
                    "sets": plan.works(),
                    "blocks": blocks,
                    "sources": sources(&routine.sources),
                    "done": json!({
                        "sessions": stats::of(history, Some(id)).filter(|past| past.counts_as_done()).count(),
                        "last": stats::last_done(history, id).map(|date| date.to_string()),
                    }),
                })
            }
        }
    }

    fn text(&self, history: &History, today: Day, style: Style, out: &mut impl Write) -> io::Result<()> {
        match self {
            Shown::Exercise { exercise, aliases } => {
                let side = Side::of(exercise.sides);
                writeln!(out, "{}", style.bold(&exercise.name))?;
                writeln!(out, "{}{}", exercise.dose(), tempo(&exercise.work))?;
                if let Some(position) = &exercise.position {
                    writeln!(out, "{}", side.fill(position))?;
                }
                for words in [exercise.how.as_deref()].into_iter().flatten() {
                    writeln!(out, "\n{words}")?;
                }
                if let Some(instructions) = &exercise.instructions {
                    writeln!(out, "\n{}", side.fill(instructions))?;
                }
                if !exercise.tips.is_empty() {
                    writeln!(out)?;
                }
                for tip in &exercise.tips {
                    writeln!(out, "- {}", side.fill(tip))?;
                }
                let facts = [
                    ("Muscles", exercise.muscles.join(", ")),
                    ("Equipment", exercise.equipment.join(", ")),
                    ("Load", exercise.load.clone().unwrap_or_default()),
                    ("Also called", aliases.join(", ")),
                    ("Done", done_before(exercise, history).words(today).unwrap_or_default()),
                ];
                writeln!(out)?;
                facts_and_sources(&facts, &exercise.sources, out)
            }
            Shown::Routine { id, routine } => {
                let plan = Plan::new(routine);
                let about = if plan.is_exact() { "" } else { "about " };
                writeln!(out, "{}", style.bold(&routine.name))?;
                writeln!(out, "{about}{}, {} sets", rough(plan.estimate()), plan.works())?;
                if let Some(description) = &routine.description {
                    writeln!(out, "\n{description}")?;
                }
                for block in &routine.blocks {
                    let rounds = match block.rounds {
                        Rounds::Times(1) => None,
                        Rounds::Times(rounds) => Some(format!("{rounds} rounds")),
                        Rounds::Amrap(cap) => Some(format!("as many rounds as fit in {}", units(cap))),
                    };
                    let heading: Vec<String> = block.name.clone().into_iter().chain(rounds).collect();
                    writeln!(out)?;
                    if !heading.is_empty() {
                        writeln!(out, "{}", style.bold(&heading.join(", ")))?;
                    }
                    let row = |exercise: &Exercise| {
                        vec![exercise.name.clone(), exercise.dose(), exercise.library.clone().unwrap_or_default()]
                    };
                    let rows: Vec<_> = block.exercises.iter().map(|exercise| row(exercise)).collect();
                    let columns = Columns::of(&rows, &[]);
                    for row in &rows {
                        writeln!(out, "{}", columns.line(row))?;
                    }
                }
                let sessions = stats::of(history, Some(id)).filter(|past| past.counts_as_done()).count();
                let last = stats::last_done(history, id).map(|date| stats::ago(date, today.date));
                let done = last.map(|last| format!("{}, last {last}", count(sessions, "session"))).unwrap_or_default();
                let facts = [
                    ("Due", routine.schedule.as_ref().map(Schedule::to_string).unwrap_or_default()),
                    ("Group", routine.group.clone().unwrap_or_default()),
                    ("Tags", routine.tags.join(", ")),
                    ("Done", done),
                ];
                writeln!(out)?;
                facts_and_sources(&facts, &routine.sources, out)
            }
        }
    }
}

fn done_before(exercise: &Exercise, history: &History) -> DoneBefore {
    done::by_exercise(history).get(done::key(exercise)).copied().unwrap_or_default()
}

/// The phases of a rep: `: open 2s, hold 1s, close 2s`.
fn tempo(work: &Work) -> String {
    match work {
        Work::Reps(_, Tempo::Own) => ": at your own pace".to_owned(),
        Work::Reps(_, tempo @ Tempo::Phases(phases)) if tempo.held().is_none() => {
            let phase = |phase: &routine::Phase| format!("{} {}", phase.label, units(phase.length));
            format!(": {}", phases.iter().map(phase).collect::<Vec<_>>().join(", "))
        }
        Work::Reps(..) | Work::Hold(_) | Work::Time(_) | Work::Open => String::new(),
    }
}

/// The known facts and the sources, one line each.
fn facts_and_sources(facts: &[(&str, String)], from: &[Citation], out: &mut impl Write) -> io::Result<()> {
    for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "{name}: {value}")?;
    }
    for source in from {
        writeln!(out, "Source: {source}")?;
    }
    Ok(())
}

fn sources(from: &[Citation]) -> Value {
    from.iter().map(|source| json!({ "title": source.title, "link": source.link })).collect()
}
