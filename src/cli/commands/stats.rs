//! `unsit stats`: streaks, minutes and bests.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use serde_json::json;

use super::{Setup, columns::Columns, no_sessions, selected};
use crate::{
    base::{
        count::count,
        quantity::{rough, seconds, units},
        text,
    },
    cli::args::{Format, Stats},
    history::stats,
    system::output::Style,
};

/// The weeks that are shown to people, and to programs.
const WEEKS: (u32, u32) = (8, 53);

pub(super) fn run(args: &Stats, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let (history, today) = setup.history(messages)?;
    let sessions = || selected(&history, &args.sessions, today);
    // Days in a row do not begin where one begins to look.
    let routine = args.sessions.routine.as_deref();
    let streak = stats::streak(stats::of(&history, routine), setup.days(routine), today);
    let calendar = stats::calendar(sessions());
    let total: u32 = calendar.values().map(|sum| sum.sessions).sum();
    let active: Duration = calendar.values().map(|sum| sum.active).sum();
    let exercises = stats::exercises(sessions());
    if args.format == Format::Json {
        let weeks: Vec<_> = stats::weeks(&calendar, today.date, WEEKS.1)
            .into_iter()
            .map(|(monday, active)| json!({ "monday": monday.to_string(), "active_s": seconds(active) }))
            .collect();
        let exercises: Vec<_> = exercises
            .iter()
            .map(|exercise| {
                json!({
                    "exercise": &*exercise.name,
                    "sessions": exercise.days.len(),
                    "sets": exercise.days.iter().map(|(_, effort)| effort.sets).sum::<u32>(),
                    "best_reps": exercise.reps.map(|(reps, date)| json!({ "reps": reps, "date": date.to_string() })),
                    "best_seconds":
                        exercise.held.map(|(held, date)| json!({ "seconds": seconds(held), "date": date.to_string() })),
                    "best_load": exercise
                        .load
                        .as_ref()
                        .map(|(load, date)| json!({ "load": &**load, "date": date.to_string() })),
                })
            })
            .collect();
        let object = json!({
            "today": today.date.to_string(),
            "streak": streak.current,
            "longest_streak": streak.longest,
            "sessions": total,
            "active_s": seconds(active),
            "weeks": weeks,
            "exercises": exercises,
        });
        writeln!(out, "{}", text::json(&object))?;
        return Ok(ExitCode::SUCCESS);
    }
    if total == 0 {
        writeln!(messages, "{}", no_sessions(&args.sessions, today))?;
        return Ok(ExitCode::SUCCESS);
    }
    let days = |number: u32| count(number, "day");
    writeln!(out, "current streak {}, longest {}", days(streak.current), days(streak.longest))?;
    writeln!(out, "{}, {}", count(total, "session"), rough(active))?;
    let style = Style::of(&io::stdout());
    writeln!(out, "\n{}", style.bold("Minutes a week"))?;
    let weeks = stats::weeks(&calendar, today.date, WEEKS.0);
    let minutes = |active: Duration| (active.as_secs() + 30) / 60;
    let most = weeks.iter().map(|(_, active)| minutes(*active)).max().unwrap_or(0).max(1);
    for (monday, active) in weeks {
        let bar = usize::try_from(minutes(active) * 40 / most).unwrap_or(0);
        let mark = if style.ascii { "#" } else { "█" };
        writeln!(out, "{}", format!("{monday}  {:>4}  {}", minutes(active), mark.repeat(bar)).trim_end())?;
    }
    writeln!(out, "\n{}", style.bold("Exercises, and the best of a set"))?;
    let rows: Vec<Vec<String>> = exercises
        .iter()
        .map(|exercise| {
            vec![
                exercise.name.to_string(),
                if exercise.days.len() == 1 { "once".to_owned() } else { format!("{} times", exercise.days.len()) },
                exercise.reps.map(|(reps, _)| format!("{reps} reps")).unwrap_or_default(),
                exercise.held.map(|(held, _)| units(Duration::from_secs(held.as_secs()))).unwrap_or_default(),
                exercise.load.as_ref().map(|(load, _)| load.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let columns = Columns::of(&rows, &[1, 2, 3]);
    rows.iter().try_for_each(|row| writeln!(out, "{}", columns.line(row)))?;
    Ok(ExitCode::SUCCESS)
}
