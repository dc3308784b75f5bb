//! `unsit stats`: streaks, minutes and personal bests.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::Duration,
};

use ratatui::{
    backend::IntoCrossterm,
    buffer::{Buffer, Cell},
};
use serde_json::json;

use super::{
    columns::Columns,
    sessions::{check_name, no_sessions, selected},
    setup::{Setup, theme},
};
use crate::{
    base::{
        count::count,
        quantity::{rough, seconds, units, whole_minutes},
        text,
    },
    cli::args::{Format, StatsArgs},
    history::{
        done,
        stats::{self, Day},
        store::History,
    },
    system::output::{self, Style},
    ui::screens::{library::LibraryScreen, stats::StatsScreen},
};

/// The number of weeks shown as text and as JSON.
const WEEKS: (u32, u32) = (8, 53);

pub(super) fn run(args: &StatsArgs, out: &mut impl Write, messages: &mut impl Write) -> anyhow::Result<ExitCode> {
    let setup = Setup::open_and_report(messages)?;
    let (history, today) = setup.history(messages)?;
    check_name(&args.sessions, &setup.store, &history)?;
    let sessions = || selected(&history, &args.sessions, today);
    // A streak may begin before the selected span.
    let routine = args.sessions.routine.as_deref();
    let streak = stats::streak(stats::of(&history, routine), &setup.due(routine, &history), today);
    let calendar = stats::calendar(sessions());
    let total: u32 = calendar.values().map(|sum| sum.sessions).sum();
    let active: Duration = calendar.values().map(|sum| sum.active).sum();
    let exercises = done::exercises(sessions());
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
    if args.sessions.since.is_none() && !output::wants_lines() {
        return picture(&setup, &history, today, routine, out);
    }
    let days = |number: u32| count(number, "day");
    writeln!(out, "current streak {}, longest {}", days(streak.current), days(streak.longest))?;
    writeln!(out, "{}, {}", count(total, "session"), rough(active))?;
    let style = Style::of(&io::stdout());
    writeln!(out, "\n{}", style.bold("Minutes per week"))?;
    let weeks = stats::weeks(&calendar, today.date, WEEKS.0);
    let most = weeks.iter().map(|(_, active)| whole_minutes(*active)).max().unwrap_or(0).max(1);
    for (monday, active) in weeks {
        let bar = usize::try_from(whole_minutes(active) * 40 / most).unwrap_or(0);
        let mark = if style.ascii { "#" } else { "█" };
        writeln!(out, "{}", format!("{monday}  {:>4}  {}", whole_minutes(active), mark.repeat(bar)).trim_end())?;
    }
    writeln!(out, "\n{}", style.bold("Exercises and best sets"))?;
    let rows: Vec<Vec<String>> = exercises
        .iter()
        .map(|exercise| {
            vec![
                exercise.name.to_string(),
                count(exercise.days.len(), "session"),
                exercise.reps.map(|(reps, _)| count(reps, "rep")).unwrap_or_default(),
                exercise.held.map(|(held, _)| units(Duration::from_secs(held.as_secs()))).unwrap_or_default(),
                exercise.load.as_ref().map(|(load, _)| load.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let columns = Columns::of(&rows, &[1, 2, 3]);
    rows.iter().try_for_each(|row| writeln!(out, "{}", columns.line(row)))?;
    Ok(ExitCode::SUCCESS)
}

/// The picture of the statistics screen, as wide as the terminal.
fn picture(
    setup: &Setup,
    history: &History,
    today: Day,
    routine: Option<&str>,
    out: &mut impl Write,
) -> anyhow::Result<ExitCode> {
    let mut library = LibraryScreen::new(setup.store.routines().collect(), today.date.weekday(), None);
    library.update(history, today);
    let screen = StatsScreen::new(history, library.planned(), setup.config.goal, today);
    let screen = match routine {
        Some(id) => screen.of_routine(id, history),
        None => screen,
    };
    let width = crossterm::terminal::size().map_or(80, |(columns, _)| columns.clamp(40, 160));
    print(&screen.picture(&theme(&setup.config), width), out)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints cells as lines of text in colour.
fn print(buffer: &Buffer, out: &mut impl Write) -> io::Result<()> {
    for row in buffer.area.rows() {
        let cells: Vec<&Cell> = row.positions().map(|place| &buffer[place]).collect();
        for same in cells.chunk_by(|one, next| one.style() == next.style()) {
            let text: String = same.iter().map(|cell| cell.symbol()).collect();
            if same[0].style() == Cell::EMPTY.style() {
                write!(out, "{text}")?;
            } else {
                write!(out, "{}", same[0].style().into_crossterm().apply(text))?;
            }
        }
        writeln!(out)?;
    }
    Ok(())
}
