//! What the terminal is asked at the start, and what becomes of its answers: the palette for its background, and a ground
//! of the program's own where it does not answer.

#![cfg(unix)]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::time::Duration;

use person::{Person, UNSIT};
use pty::{End, Pty};
use unsit::system::clock::Clock;
use vt100::Color;

/// The background, the name and the attributes, in this order.
const QUESTIONS: &[u8] = b"\x1b]11;?\x1b\\\x1b[>0q\x1b[c";
/// What xterm says where it is white, and where it is black.
const WHITE: &str = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1bP>|XTerm(390)\x1b\\\x1b[?64;1;2c";
const BLACK: &str = "\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP>|XTerm(390)\x1b\\\x1b[?64;1;2c";
/// The colour of keys on a light and on a dark ground, and the program's own dark ground.
const ON_LIGHT: Color = Color::Idx(24);
const ON_DARK: Color = Color::Idx(80);
const OWN: Color = Color::Idx(234);

/// The library, with these settings, in a terminal with this in its environment.
fn library(settings: &str, environment: &[(&str, &str)]) -> (Person, Pty) {
    let person = Person::new().with("../config.toml", settings);
    let mut command = pty::command(UNSIT, &person);
    for (name, value) in environment {
        command.env(name, value);
    }
    (person, Pty::run(command, 60, 17))
}

/// How often the terminal was asked.
fn asked(pty: &Pty) -> usize {
    pty.output().windows(QUESTIONS.len()).filter(|bytes| *bytes == QUESTIONS).count()
}

#[track_caller]
fn until_asked(pty: &mut Pty, times: usize) {
    let clock = Clock::new();
    while asked(pty) < times {
        assert!(!clock.until(pty::LIMIT).is_zero(), "never asked\n{}", pty.text());
        pty.idle(Duration::from_millis(10));
    }
}

/// Text and ground of the first key in the last row.
fn key(screen: &vt100::Screen) -> Option<(Color, Color)> {
    let (rows, columns) = screen.size();
    let cells = (0..columns).filter_map(|column| screen.cell(rows - 1, column));
    cells.into_iter().find(|cell| cell.contents() == "E").map(|cell| (cell.fgcolor(), cell.bgcolor()))
}

#[track_caller]
fn until_key(pty: &mut Pty, text: Color, ground: Color) {
    pty.until(&format!("keys in {text:?} on {ground:?}"), |screen| key(screen) == Some((text, ground)));
}

#[track_caller]
fn quits(mut pty: Pty) {
    pty.send("\x03");
    assert_eq!(pty.end(), End::Status(0));
    pty.assert_restored();
    let modes = |mode: &[u8]| pty.output().windows(mode.len()).filter(|bytes| *bytes == mode).count();
    assert_eq!((modes(b"\x1b[?2031h"), modes(b"\x1b[?2031l")), (1, 1));
}

#[test]
fn the_palette_follows_the_background() {
    for (answer, text) in [(WHITE, ON_LIGHT), (BLACK, ON_DARK)] {
        let (_person, mut pty) = library("", &[]);
        until_asked(&mut pty, 1);
        pty.send(answer);
        until_key(&mut pty, text, Color::Default);
        quits(pty);
    }
}

#[test]
fn a_silent_terminal_gets_our_background_until_it_answers() {
    let (_person, mut pty) = library("", &[]);
    until_key(&mut pty, ON_DARK, OWN);
    // The key is on the screen before the rest of its frame has arrived.
    pty.until("a ground in every cell", |screen| {
        let (rows, columns) = screen.size();
        let mut cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        cells.all(|(row, column)| screen.cell(row, column).is_some_and(|cell| cell.bgcolor() != Color::Default))
    });
    pty.send(WHITE);
    until_key(&mut pty, ON_LIGHT, Color::Default);
    quits(pty);
}

#[test]
fn a_chosen_theme_is_not_painted_or_overridden() {
    for (settings, environment, text) in [
        ("background = \"dark\"", &[][..], ON_DARK),
        ("background = \"light\"", &[], ON_LIGHT),
        ("", &[("COLORFGBG", "0;15")], ON_LIGHT),
    ] {
        let (_person, mut pty) = library(settings, environment);
        until_key(&mut pty, text, Color::Default);
        if environment.is_empty() {
            pty.send(if text == ON_DARK { WHITE } else { BLACK });
            pty.send("\x1b[B");
            pty.until("the next routine selected", |screen| screen.contents().lines().count() > 2);
            until_key(&mut pty, text, Color::Default);
        }
        quits(pty);
    }
}

#[test]
fn a_change_of_mode_is_followed() {
    let (_person, mut pty) = library("", &[]);
    until_asked(&mut pty, 1);
    pty.send(BLACK);
    until_key(&mut pty, ON_DARK, Color::Default);
    pty.send("\x1b[?997;2n");
    until_key(&mut pty, ON_LIGHT, Color::Default);
    until_asked(&mut pty, 2);
    // Its light mode may have any background: what it says of that counts.
    pty.send("\x1b]11;rgb:8080/8080/8080\x1b\\\x1b[?64c");
    pty.until("a ground of its own", |screen| key(screen).is_some_and(|(_, ground)| ground != Color::Default));
    pty.send("\x1b[?997;1n");
    until_asked(&mut pty, 3);
    pty.send(BLACK);
    until_key(&mut pty, ON_DARK, Color::Default);
    quits(pty);
}

#[test]
fn a_terminal_answer_in_a_paste_is_text() {
    let (_person, mut pty) = library("", &[]);
    until_asked(&mut pty, 1);
    pty.send(BLACK);
    until_key(&mut pty, ON_DARK, Color::Default);
    pty.send(format!("\x1b[200~{WHITE}\x1b[201~"));
    pty.until_text("]11;rgb:ffff/ffff/ffff");
    assert_eq!(key(pty.screen()), Some((ON_DARK, Color::Default)));
    quits(pty);
}

/// A multiplexer answers for itself, perhaps with the fence alone; a console is not asked.
#[test]
fn terminals_without_features_are_supported() {
    let (_person, mut pty) = library("", &[("TERM", "screen-256color"), ("STY", "1.x")]);
    until_asked(&mut pty, 1);
    pty.send("\x1b[?1;2c");
    until_key(&mut pty, ON_DARK, OWN);
    quits(pty);
    let (_person, mut pty) = library("", &[("TERM", "linux")]);
    pty.until_text("Library");
    assert_eq!(asked(&pty), 0);
    quits(pty);
}

/// The doctor asks the same questions, and says what it was answered and what a session makes of it.
#[test]
fn the_doctor_reports_the_answers() {
    let doctor = |answer: &str, settings: &str, columns| {
        let person = Person::new().with("../config.toml", settings);
        let mut command = pty::command(UNSIT, &person);
        command.arg("doctor");
        let mut pty = Pty::run(command, columns, 50);
        until_asked(&mut pty, 1);
        pty.send(answer);
        pty.end();
        pty.assert_restored();
        String::from_utf8_lossy(pty.output()).replace("\x1b[2m", "").replace("\x1b[31m", "").replace("\x1b[0m", "")
    };
    let answered = doctor("\x1b]11;rgb:fafa/fafa/fafa\x1b\\\x1bP>|kitty(0.42.1)\x1b\\\x1b[?62c", "", 150);
    for line in [
        "ok  terminal       xterm-256color, 150x50",
        "ok  answers        background #fafafa, kitty(0.42.1)",
        "ok  colours        256 colours, for a light background",
        "ok  figures        eight dots a cell",
    ] {
        assert!(answered.contains(line), "{line}\n{answered}");
    }
    let silent = doctor("", "", 30);
    for line in [
        "no  terminal       xterm-256color, 30x50; make it at least 40x12",
        "no  answers        none within a second; set `background`",
    ] {
        assert!(silent.contains(line), "{line}\n{silent}");
    }
    let partial = doctor("\x1bP>|tmux 3.5a\x1b\\\x1b[?1;2c", "background = \"dark\"\n", 150);
    assert!(partial.contains("ok  answers        no background, tmux 3.5a"), "{partial}");
}
