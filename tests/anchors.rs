//! Nothing jumps: over a whole routine, what a screen shows all the time stays in its place within an exercise.

#![expect(clippy::unwrap_used, reason = "a test that cannot continue fails")]

mod common;

use std::{collections::HashMap, sync::Arc, time::Duration};

use common::screen::{Person, entry, usual};
use ratatui::{buffer::Buffer, style::Color};
use unsit::{routine::bundled, session::plan::Plan};

/// How far apart the frames are that are looked at.
const STEP: Duration = Duration::from_millis(1700);

/// Where something is: its column and row.
type Place = (usize, usize);

fn lines(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width);
    buffer.content.chunks(width).map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect()).collect()
}

/// The column and row of a text.
fn place(lines: &[String], text: &str) -> Option<Place> {
    lines.iter().enumerate().find_map(|(row, line)| {
        let at = line.find(text)?;
        Some((line[..at].chars().count(), row))
    })
}

/// What stays where it is: what comes next, the course, the keys, the end of the session and the position.
fn anchors(lines: &[String], position: &str) -> Vec<(&'static str, Option<Place>)> {
    let next = place(lines, "Next: ").or_else(|| place(lines, "Last step"));
    vec![
        ("next", next),
        ("left", lines.iter().position(|line| line.contains(" left  ") && line.contains("ends ")).map(|row| (0, row))),
        ("end", place(lines, "ends ")),
        ("keys", place(lines, "Space pause")),
        ("position", place(lines, position)),
    ]
}

/// Plays the daily routine on a screen of this size, and compares the places of everything within each exercise.
fn plays_in_place(width: u16, height: u16) {
    let text = bundled::ROUTINES.iter().find(|(id, _)| *id == "daily").unwrap().1;
    let plan = Arc::new(Plan::new(entry("daily", text).routine().unwrap()));
    let mut start = usual(Vec::new());
    start.theme.motion = false;
    let mut person = Person::start("2026-11-20T09:00:00Z", start);
    person.app.play(Arc::clone(&plan), 1, true, person.now);
    let mut kept: HashMap<(String, &str), Place> = HashMap::new();
    let mut units: HashMap<(String, Color), Place> = HashMap::new();
    let (mut frames, mut positions) = (0, 0);
    loop {
        let buffer = person.buffer(width, height);
        let lines = lines(&buffer);
        let Some((_, row)) = place(&lines, "Next: ").or_else(|| place(&lines, "Last step")) else {
            // The caution takes the row of what comes next where there is no other, and the summary has no course.
            if place(&lines, "ends ").is_none() {
                break;
            }
            person.pass(STEP);
            person.app.advance(person.now);
            continue;
        };
        // What comes next says which exercise it is.
        let exercise = lines[row].trim().to_owned();
        let shown = |step: &&unsit::session::plan::Step| {
            let next = plan.steps.iter().position(|other| std::ptr::eq(other, *step));
            let next = next.and_then(|index| plan.next_exercise(index));
            next.map_or(exercise == "Last step", |next| exercise.starts_with(&format!("Next: {}", next.exercise.name)))
        };
        let position = plan.steps.iter().find(shown).and_then(|step| Some(step.position()?.into_owned())).unwrap();
        // The first word is the same for both sides.
        let position = position.split_whitespace().next().unwrap().to_owned();
        for (what, place) in anchors(&lines, &position) {
            let Some(place) = place else {
                assert!(
                    what == "position" && width < 64,
                    "{what} is missing at {width}x{height}:\n{}",
                    lines.join("\n")
                );
                continue;
            };
            positions += u32::from(what == "position");
            let before = *kept.entry((exercise.clone(), what)).or_insert(place);
            assert_eq!(place, before, "{what} of {exercise} at {width}x{height}:\n{}", lines.join("\n"));
        }
        // The digits of one state have one size: their unit stays in its row.
        let state = buffer[(0, 0)].bg;
        let unit = lines.iter().enumerate().find(|(_, line)| {
            let pane: String = line.chars().take(if width < 64 { 40 } else { usize::from(width) / 2 }).collect();
            let pane = pane.trim_end();
            pane.ends_with("  s") || pane.ends_with("█ s") || pane.ends_with("▘ s") || pane.ends_with("  reps")
        });
        if let Some((row, _)) = unit {
            let before = *units.entry((exercise.clone(), state)).or_insert((0, row));
            assert_eq!((0, row), before, "the digits of {exercise} at {width}x{height}:\n{}", lines.join("\n"));
        }
        frames += 1;
        person.pass(STEP);
        person.app.advance(person.now);
    }
    assert!(frames > 300, "{frames} frames at {width}x{height}");
    assert!(width < 64 || positions == frames, "the position is always there");
}

#[test]
fn a_usual_screen_never_jumps_within_an_exercise() {
    plays_in_place(80, 24);
}

#[test]
fn a_large_screen_never_jumps_within_an_exercise() {
    plays_in_place(120, 40);
}

#[test]
fn a_huge_screen_never_jumps_within_an_exercise() {
    plays_in_place(200, 60);
}

#[test]
fn a_small_screen_never_jumps_within_an_exercise() {
    plays_in_place(40, 12);
}
