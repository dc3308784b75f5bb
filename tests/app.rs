//! The screens as a user sees them: press keys, compare effects, read cells.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{sync::Arc, time::Duration};

use common::screen::{Person, entry, usual};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{
    layout::Size,
    style::{Color, Modifier},
};
use unsit::{
    base::cue::Cue,
    routine::{Entry, Library, bundled},
    session::plan::Plan,
    ui::{
        app::{AppStart, Input},
        effect::{AudioEffect, Effect, TerminalEffect},
        keymap,
        theme::{Colours, Theme},
    },
};

const SHORT: &str = "name = \"Short\"\n[[exercise]]\nname = \"Bridge\"\nreps = 3\nsets = 2\ntempo = [\"lift 1s\", \"lower 1s\"]\ntips = [\"Push through the heels.\"]\n\n[[exercise]]\nname = \"Stretch\"\nhold = \"30s\"\nsides = \"each\"\n";
const BROKEN: &str = "name = \"Broken\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n";

/// The bundled routines in the library of these tests, so that other bundled ones change nothing here.
const SHOWN: [&str; 6] = ["daily", "desk-break", "clinic", "runner", "tabata", "self-test"];

impl Person {
    fn at(entries: Vec<Entry>, colours: Colours, ascii: bool) -> Person {
        // A Friday.
        Person::start("2026-11-20T09:00:00Z", AppStart { theme: Theme::new(colours, false, ascii), ..usual(entries) })
    }

    /// A user who is in a session.
    fn playing(text: &'static str) -> Person {
        let mut person = Person::at(Vec::new(), Colours::Indexed, false);
        person.play(plan(text), 1);
        person
    }

    fn play(&mut self, plan: Arc<Plan>, speed: u32) {
        let effects = self.app.play(plan, speed, false, self.now);
        self.take(effects);
    }

    fn in_library() -> Person {
        let shown = bundled::ROUTINES.iter().filter(|(id, _)| SHOWN.contains(id));
        let mut entries: Vec<Entry> = shown.map(|(id, text)| entry(id, text)).collect();
        entries.insert(0, entry("broken", BROKEN));
        Person::at(entries, Colours::Indexed, false)
    }

    fn in_session() -> Person {
        Person::playing(SHORT)
    }

    fn sees(&self, text: &str) -> bool {
        self.text(80, 24).contains(text)
    }

    fn cues(&self) -> Vec<(f64, Cue)> {
        let play = self.effects.iter().filter_map(|effect| match effect {
            Effect::Audio(AudioEffect::Play(sounds)) => Some(common::planned_cues(sounds)),
            _ => None,
        });
        play.flatten().map(|(at, cue)| (at.as_secs_f64() - 100.0, cue)).collect()
    }
}

fn plan(text: &'static str) -> Arc<Plan> {
    Arc::new(Plan::unroll(entry("test", text).routine().unwrap()))
}

#[test]
fn the_library_shows_due_routines_first_and_hides_nothing() {
    let person = Person::in_library();
    insta::assert_snapshot!(person.text(80, 24), @"
    Library   History   Statistics   Exercises                             1 due

       DUE TODAY                           Wake the glutes
     • Wake the glutes          13 min     13 min · 13 sets · daily

       HIPS                                Twelve minutes for hips that sat all
       The clinic's list        27 min     day. It starts lying on the floor and
       Mirror self-test         ~1 min     ends on your feet.

       AT THE DESK                         Clamshell           2 × 10 reps
       Desk break                5 min     Glute bridge        2 × 10 reps
                                           Leg lift            10 reps
       RUNNING                             Hamstring stretch   30s hold
       Before and after a run  ~10 min     Hip flexor stretch  30s hold
                                           Squat               10 reps
       WITH ERRORS                         Glute squeeze       10 reps of 3s
     ✗ broken                   line 4





    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.
    Enter play   Tab history   e edit   n new   / filter   q quit   ? keys
    ");
}

#[test]
fn typing_narrows_the_library() {
    let mut person = Person::in_library();
    person.types("bro");
    assert!(person.sees("broken") && !person.sees("Desk break"));
    assert!(person.sees("line 4: invalid duration `30 sec`"), "{}", person.text(80, 24));
    assert!(person.press(KeyCode::Enter).effects.is_empty(), "an invalid file is not played");
    person.press(KeyCode::Esc);
    assert!(person.sees("Desk break"));
    assert_eq!(person.press(KeyCode::Esc).effects, [Effect::QUIT]);
}

#[test]
fn a_paste_is_text_and_never_commands() {
    let mut person = Person::in_library();
    person.input(Input::Paste("qqq\u{1b}[31m".to_owned()));
    assert!(person.effects.is_empty());
    assert!(person.sees("/ qqq[31m"), "{}", person.text(80, 24));
    let mut person = Person::in_session();
    person.input(Input::Paste("qqqy\n".to_owned()));
    assert!(person.effects.is_empty() && person.sees("3 reps"));
}

#[test]
fn enter_plays_and_hands_the_sound_over_ahead() {
    let mut person = Person::in_library();
    person.press(KeyCode::Enter);
    assert_eq!(person.effects[0], Effect::Audio(AudioEffect::Open));
    assert!(person.sees("lying on your right side"));
    let mut person = Person::in_session();
    // The sounds due within the next 6 s are handed over, and no others.
    assert_eq!(person.cues(), [(5.0, Cue::Countdown(3)), (6.0, Cue::Countdown(2))]);
    person.wait(1.5);
    assert_eq!(person.cues(), [(7.0, Cue::Countdown(1))]);
}

/// A position that does not fit next to the facts is below them, whole.
#[test]
fn a_small_screen_shows_the_whole_position() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    person.app.play(plan("name = \"Shell\"\n[[exercise]]\nuse = \"clamshell\"\nsets = 2\n"), 1, false, person.now);
    let text = person.text(40, 12);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| *line == "10 reps · set 1 of 2").expect("the facts have a row");
    assert_eq!(lines[at + 1..at + 3].join(" "), "lying on your right side, left leg on top");
}

#[test]
fn a_small_screen_shows_what_matters() {
    let mut person = Person::in_session();
    person.wait(11.5);
    insta::assert_snapshot!(person.text(40, 12), @"
     WORK
    Bridge
    set 1 of 2 · 3 reps
             ▄██       ▗█▛  ▗▟██▙▖
            ▀▀██      ▗█▛   ▀▀  ██
              ██      ██     ▐███▌
              ██     ▟█▘    ▄▄  ██
            ██████  ▟█▘     ▝▜██▛▘ reps
    lift                lower
    Next: Stretch · 30s hold, each side
    1:42 left  ▂▆┃▂▂▆▂▂▆▆▆▁▆▆▆  ends 09:01
    Space pause   Enter done   n skip
    ");
    insta::assert_snapshot!(person.text(30, 2), @r#"
     WORK 1/3 Bridge
    Next: Stretch · 30s hold, eac…
    "#);
}

#[test]
fn a_session_goes_by_itself_from_ready_to_the_summary() {
    let mut person = Person::in_session();
    insta::assert_snapshot!(person.text(80, 24), @"
    ▗▄▄▖ ▄▄▄▄ ▄▄▄▄    ▄▄▄▖ ▄▄▄▄ ▗▄▄▖ ▄▄▄▖ ▄  ▄
    █ ▄▄ █▄▄▖  ▐▌     █▄▄▛ █▄▄▖ █▄▄█ █  █  ▜▞▘
    █  █ █     ▐▌     █▝▚▖ █    █  █ █  █  ▐▌
    ▝▀▀▘ ▀▀▀▀  ▝▘     ▀  ▀ ▀▀▀▀ ▀  ▀ ▀▀▀▘  ▝▘
    ▄▄▄▄▖  ▗▄▄▄▄   ▄▄ ▗▄▄▄▄    ▗▄▄▖  ▗▄▄▄▄▄▖
    ██▀▀█▙ ▐█▛▀▜█▖ ██ ▐█▛▀▜█▖ ▟█▀▀█▙ ▐█▛▀▀▀▘
    ██▄▄█▛ ▐█▙▄▟█▘ ██ ▐█▌ ▐█▌ ██ ▄▄▄ ▐█▙▄▄▖
    ██▀▀█▙ ▐███▛   ██ ▐█▌ ▐█▌ ██ ▀██ ▐█▛▀▀▘
    ██▄▄█▛ ▐█▌▀█▄  ██ ▐█▙▄▟█▘ ▜█▄▄█▛ ▐█▙▄▄▄▖
    ▀▀▀▀▘  ▝▀▘ ▝▀▘ ▀▀ ▝▀▀▀▀    ▝▀▀▘  ▝▀▀▀▀▀▘
    3 reps · set 1 of 2
                                       ▄████▄
                                      ▐█▛  ▜█▌
                                      ▝██▄▄██▘
                                      ▗██▀▀██▖
                                      ▐█▙  ▟█▌
                                       ▀████▀  s


    Exercise guidance, not medical advice: if it hurts, stop and see a doctor.

    Next: Stretch · 30s hold, each side
    1:53 left  ┃▂▂▂▆▆▆▆▂▂▂▂▂▂▂▂▂▆▆▆▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆  ends 09:01
    Space pause   Enter done   n skip   b back   + 10 s   q stop   ? keys
    ");
    person.wait(11.5);
    insta::assert_snapshot!(person.text(80, 24), @"
    ▄   ▗▖ ▄▄▄ ▗▄▄▄ ▗▖ ▗▖
    █ ▄▖▐▌▐▌ ▐▌▐▙▄▟▘▐▙▞▘
    █▞▘▀▟▌▐▌ ▐▌▐▌▀▄ ▐▌▀▄
    ▀   ▝▘ ▀▀▀ ▝▘ ▝▘▝▘ ▝▘
    Bridge
    set 1 of 2 · 3 reps
                              ▗██          ▗█▛   ▄████▄
                             ▟███         ▗█▛   ▟█▘  ▝█▙
                               ██        ▗█▛         ▗█▛
                               ██        ██       █████
                               ██       ▟█▘          ▝█▙
                               ██      ▟█▘      ▜█▖  ▗█▛
                             ██████   ▟█▘        ▀████▀  reps

                             █    ▟▀▀▙ █   ▐▌▐▛▀▀▘▐▛▀▜▖
                             █    █  █ █▗▛▙▐▌▐▛▀▀ ▐▛█▀
                             █▄▄▄ ▜▄▄▛ █▘  ▜▌▐▙▄▄▖▐▌ ▜▖
    █████████████████████████████████████  ██████████████████▌

    ▸ Push through the heels.

    Next: Stretch · 30s hold, each side
    1:42 left  ▂▂▂▂▆▆┃▆▂▂▂▂▂▂▂▂▂▆▆▆▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆  ends 09:01
    Space pause   Enter done   n skip   b back   + 10 s   q stop   ? keys
    ");
    person.wait(4.0);
    insta::assert_snapshot!(person.text(80, 24), @"
    ▄▄▄▖ ▄▄▄▄ ▗▄▄▖ ▄▄▄▄                         ▗▄▄▖ ▄▄▄▄ ▄▄▄▄    ▗▄▄▖    ▄ ▗▄▄▖
    █▄▄▛ █▄▄▖ ▜▄▄▖  ▐▌                          ▜▄▄▖ █▄▄▖  ▐▌     ▗▄▄▛   ▟▘ ▗▄▄▛
    █▝▚▖ █       █  ▐▌                             █ █     ▐▌     █    ▗▛   █
    ▀  ▀ ▀▀▀▀ ▝▀▀▘  ▝▘                          ▝▀▀▘ ▀▀▀▀  ▝▘     ▀▀▀▀ ▀    ▀▀▀▀
    Bridge
    then 3 reps · last set: 3 reps

                                ▗██▙         ▗▄█████▄▖
                               ▟████        ▟██▛▀▀▀▜██▙
                              ▀▀▀███       ▐██▛     ▜██▌
                                 ███       ▝███▖    ▐██▌
                                 ███        ▝▜█████████▌
                                 ███           ▀▀▀▀▀▜██▌
                                 ███                ▐██▌
                                 ███       ▗▄▄▄     ▟██▌
                              ▗▄▄███▄▄▖     ▜██▙▄▄▄▟██▛
                              ▜███████▛      ▝▀█████▀▘   s
    ███▊

    ▸ Push through the heels.

    Next: Stretch · 30s hold, each side
    1:38 left  ▂▂▂▂▆▆▆▆┃▂▂▂▂▂▂▂▂▆▆▆▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆  ends 09:01
    Space pause   Enter done   n skip   b back   + 10 s   q stop   ? keys
    ");
    // prepare 8, work 6, rest 20, work 6, prepare 8, work 30, switch 5, work 30
    person.wait(113.0 - 15.5 - 0.1);
    assert!(person.sees("30s hold"), "{}", person.text(80, 24));
    person.wait(0.2);
    insta::assert_snapshot!(person.text(80, 24), @"
    ▄   ▗▖▗▄▄▄▖▗▖   ▗▖      ▗▄▄▄  ▄▄▄ ▗▖ ▗▖▗▄▄▄▖
    █ ▄▖▐▌▐▙▄▄ ▐▌   ▐▌      ▐▌ ▐▌▐▌ ▐▌▐█▖▐▌▐▙▄▄
    █▞▘▀▟▌▐▌   ▐▌   ▐▌      ▐▌ ▐▌▐▌ ▐▌▐▌▝█▌▐▌
    ▀   ▝▘▝▀▀▀▘▝▀▀▀▘▝▀▀▀▘   ▝▀▀▀  ▀▀▀ ▝▘ ▝▘▝▀▀▀▘

    Short · Fri 20 Nov, 9:00

    ▗▟▌  ▄ █▀▀▀ ▝▀▀▙          █  █   ▗▛ █  █
     ▐▌    ▀▀▀▙  ▀▀▙          ▝▀▀█  ▄▀  ▝▀▀█
    ▗▟▙▖ ▀ ▗▄▄▛ ▗▄▄▛             █ ▟▘      █
    minutes                   sets

    ✓ Bridge                          2 × 3 reps
    ✓ Stretch                         2 × 30s









    Enter close   ? keys   m mute
    ");
    person.wait(3.0);
    assert!(
        person.effects.contains(&Effect::Audio(AudioEffect::Close)),
        "the output is closed once the last cue was heard"
    );
    person.press(KeyCode::Enter);
    assert!(person.sees("Statistics"));
}

#[test]
fn every_cue_is_handed_over_once() {
    let mut person = Person::in_session();
    let mut cues = person.cues();
    person.wait(113.5);
    cues.extend(person.cues());
    let expected: Vec<(f64, Cue)> = unsit::session::player::rehearse(&plan(SHORT))
        .filter_map(|due| match due.event {
            unsit::session::player::Event::Cue(cue) => Some((due.at.as_secs_f64(), cue)),
            _ => None,
        })
        .collect();
    let rounded = |cues: Vec<(f64, Cue)>| -> Vec<(i64, Cue)> {
        #[expect(clippy::cast_possible_truncation)]
        cues.into_iter().map(|(at, cue)| ((at * 1000.0).round() as i64, cue)).collect()
    };
    assert_eq!(rounded(cues), rounded(expected));
}

#[test]
fn a_pause_silences_and_resuming_hands_sounds_over_again() {
    let mut person = Person::in_session();
    person.wait(9.0).press(KeyCode::Char(' '));
    let sounds = person.effects.iter().find_map(|effect| match effect {
        Effect::Audio(AudioEffect::Play(sounds)) => Some(sounds),
        _ => None,
    });
    assert!(sounds.is_some_and(|sounds| sounds.cancel && common::planned_cues(sounds).is_empty()));
    assert!(person.effects.contains(&Effect::Audio(AudioEffect::Close)));
    person.wait(60.0);
    assert!(person.cues().is_empty(), "paused time makes no cue");
    person.press(KeyCode::Char(' '));
    assert_eq!(person.effects[0], Effect::Audio(AudioEffect::Open));
    // One second of work was done before the pause of a minute.
    assert_eq!(person.cues()[0], (70.0, Cue::Rep(1)));
}

#[test]
fn a_gap_pauses_and_is_reported() {
    let mut person = Person::in_session();
    person.wait(10.0);
    person.pass(Duration::from_secs(42 * 60));
    person.effects.clear();
    let effects = person.app.advance(person.now);
    person.take(effects);
    assert!(person.cues().is_empty());
    assert!(person.sees("the computer was asleep for 42m"), "{}", person.text(80, 24));
    assert_eq!(person.text(24, 1).trim(), "PAUSED 1/3 Bridge");
    person.press(KeyCode::Char(' ')).wait(1.0);
    assert!(!person.sees("away"));
}

#[test]
fn a_round_that_overruns_its_interval_is_reported() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    let text = "name = \"x\"\n[[block]]\nname = \"EMOM\"\nrounds = 3\nevery = \"20s\"\n[[block.exercise]]\nname = \"Squat\"\n\
                reps = 8\ntempo = \"self\"\nprepare = 0\n";
    person.play(plan(text), 1);
    assert!(person.wait(12.0).sees("EMOM · round 1 of 3"));
    assert!(person.press(KeyCode::Enter).sees("then 8 reps"));
    person.wait(8.0);
    assert!(person.sees("EMOM · round 2 of 3") && !person.sees("ran 4s over"));
    person.wait(23.5).press(KeyCode::Enter);
    assert!(person.sees("EMOM · round 3 of 3"));
    assert!(person.sees("The last round ran 4s over, so this one started right away"));
    assert!(person.text(40, 12).contains("EMOM · round 3 of 3"));
}

/// A session keeps the plan with which it started.
#[test]
fn changing_a_file_does_not_change_its_session() {
    let mut person = Person::at(vec![entry("short", SHORT)], Colours::Indexed, false);
    person.press(KeyCode::Enter).wait(9.0);
    let before = person.text(80, 24);
    person.input(Input::Routines(vec![entry("short", BROKEN)], Library::bundled(), None));
    assert_eq!(person.text(80, 24), before);
    person.input(Input::Routines(Vec::new(), Library::bundled(), None)).wait(400.0);
    assert!(person.text(80, 20).contains("4/4 sets") && person.sees("Stretch"));
}

#[test]
fn stopping_asks_first() {
    let mut person = Person::in_session();
    person.wait(1.0).types("q");
    assert!(person.sees("y stop"));
    person.types("n");
    assert!(!person.sees("y stop"));
    person.wait(14.5).types("qy");
    assert!(person.text(80, 20).contains("1/4 sets"), "{}", person.text(80, 24));
    assert!(person.effects.contains(&Effect::Audio(AudioEffect::Close)));
}

#[test]
fn a_count_can_be_corrected_while_resting() {
    let mut person = Person::in_session();
    person.wait(15.0).types(",");
    assert!(person.sees("last set: 2 reps"), "{}", person.text(80, 24));
    person.types("..");
    assert!(person.sees("last set: 4 reps"));
}

#[test]
fn without_sound_the_bell_rings_and_the_screen_shows_the_reason() {
    let mut person = Person::in_session();
    person.input(Input::Silent(Some("nothing to play on".to_owned())));
    // The caution comes first; in the meantime, the band says that there is no sound.
    assert!(person.sees("no sound") && person.sees("not medical advice"));
    person.wait(8.0);
    assert!(person.sees("No audio (nothing to play on); using the terminal bell"));
    assert!(person.effects.contains(&Effect::BELL), "the start rings");
    person.types("m").wait(6.0);
    assert!(!person.effects.contains(&Effect::BELL), "not when muted");
    assert!(person.sees("muted"));
}

#[test]
fn the_volume_is_shown_for_a_moment_once_it_changes() {
    let mut person = Person::in_session();
    person.types("]");
    assert_eq!(person.effects, [Effect::Audio(AudioEffect::Volume(90, false))]);
    assert!(person.sees("volume 90"));
    person.wait(2.5);
    assert!(!person.sees("volume"));
    person.types("]]]");
    assert!(person.sees("volume 100"));
}

#[test]
fn the_band_has_the_colour_of_the_phase() {
    let mut person = Person::in_session();
    let band = |person: &Person| person.buffer(80, 24)[(0, 0)].bg;
    let mut seen = vec![band(&person)];
    person.wait(9.0);
    seen.push(band(&person));
    person.wait(6.0);
    seen.push(band(&person));
    person.types(" ");
    seen.push(band(&person));
    assert!(seen.iter().all(|colour| *colour != Color::Reset));
    for (index, colour) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(colour), "{seen:?}");
    }
}

#[test]
fn the_band_flashes_if_enabled() {
    let inverted = |person: &Person| person.buffer(80, 24)[(0, 0)].modifier.contains(Modifier::REVERSED);
    for flash in [true, false] {
        let mut start = usual(Vec::new());
        start.sound.flash = flash;
        let mut person = Person::start("2026-11-20T09:00:00Z", start);
        person.play(plan(SHORT), 1);
        let mut seen = vec![inverted(&person)];
        // Work starts at 8 s: inverted twice, for a quarter of a second each.
        for wait in [8.1, 0.2, 0.3, 0.3] {
            person.wait(wait);
            seen.push(inverted(&person));
        }
        // The session ends at 113 s, with the summary.
        for wait in [113.1 - 8.9, 0.2, 0.3, 0.3] {
            person.wait(wait);
            seen.push(inverted(&person));
        }
        assert_eq!(seen, [false, true, false, true, false, true, false, true, false].map(|on| on && flash));
    }
}

#[test]
fn without_colour_and_unicode_everything_is_still_shown() {
    let entries = vec![entry("daily", bundled::ROUTINES[0].1), entry("broken", BROKEN)];
    let mut person = Person::at(entries, Colours::None, true);
    for _ in 0..3 {
        let buffer = person.buffer(80, 24);
        for cell in buffer.content() {
            assert!(cell.symbol().is_ascii(), "{:?}", cell.symbol());
            assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        }
        person.press(KeyCode::Enter).wait(9.0);
    }
    let buffer = person.buffer(80, 24);
    assert!(buffer[(0, 0)].modifier.contains(Modifier::REVERSED), "the band is there without colour");
    assert!(person.text(80, 24).contains("Clamshell"));
}

#[test]
fn help_lists_the_keys_of_the_place_first() {
    let mut person = Person::in_session();
    person.types("?");
    let text = person.text(80, 24);
    assert!(text.find("Session").unwrap() < text.find("Space p").unwrap());
    assert!(!text.contains("Library") || text.find("Session") < text.find("Library"));
    person.types("?");
    assert!(person.sees("3 reps"));
}

#[test]
fn help_clips_no_word_and_scrolls_no_further_than_its_end() {
    let mut person = Person::in_session();
    person.types("?");
    for (columns, rows, two) in [(80, 200, true), (40, 300, false), (73, 200, false), (74, 200, true)] {
        let text = person.text(columns, rows);
        // One column after the other.
        let middle = if two { usize::from(columns) / 2 } else { usize::from(columns) };
        let halves = [0, middle].map(|from| {
            text.lines()
                .map(|line| line.chars().skip(from).take(middle).collect::<String>())
                .collect::<Vec<_>>()
                .join(" ")
        });
        let shown = halves.join(" ").replace('│', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        for row in keymap::BINDINGS.iter().filter(|row| row.context != keymap::Context::Figure) {
            assert!(shown.contains(row.words), "{} at {columns} columns: {shown}", row.words);
        }
    }
    person.app.set_size(Size::new(80, 24));
    for _ in 0..500 {
        person.press(KeyCode::Down);
    }
    let end = person.text(80, 24);
    person.press(KeyCode::Down);
    assert_eq!(person.text(80, 24), end);
    person.press(KeyCode::Up);
    assert_ne!(person.text(80, 24), end);
}

#[test]
fn no_size_panics_on_any_screen() {
    let mut people = vec![Person::in_library(), Person::in_session()];
    let mut asking = Person::in_session();
    asking.types("q");
    let mut helped = Person::in_session();
    helped.types("?");
    let mut over = Person::in_session();
    over.wait(114.0);
    let mut silent = Person::in_session();
    silent.input(Input::Silent(Some("a reason ".repeat(40))));
    people.extend([asking, helped, over, silent]);
    for person in &people {
        for width in [0, 1, 2, 5, 10, 23, 24, 25, 40, 63, 64, 80, 120, 200] {
            for height in (0..24).step_by(2).chain([1, 3, 5, 33, 34, 60]) {
                person.buffer(width, height);
            }
        }
    }
}

#[test]
fn a_hold_wakes_once_a_second() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    person.app.play(
        plan("name = \"Hold\"\n[[exercise]]\nname = \"Plank\"\nprepare = \"0s\"\nhold = \"2m\"\n"),
        1,
        false,
        person.now,
    );
    let mut wakes = 0;
    while person.now.monotonic < Duration::from_secs(160) {
        let deadline = person.deadline().unwrap();
        person.pass(deadline.saturating_sub(person.now.monotonic));
        person.app.advance(person.now);
        wakes += 1;
    }
    assert!((60..=62).contains(&wakes), "{wakes}");
}

/// Within a second of the end every key was meant for the session.
#[test]
fn keys_just_after_the_end_are_ignored() {
    for key in ["+", "q", "5", "n", "e", " "] {
        let mut person = Person::at(Vec::new(), Colours::Indexed, false);
        let once = "name = \"Once\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"2s\"\n";
        person.play(plan(once), 1);
        person.wait(2.0);
        assert!(person.sees("Once"), "{}", person.text(80, 24));
        let before = person.text(80, 24);
        person.wait(0.3).types(key).types(key);
        assert_eq!(person.text(80, 24), before, "{key}");
    }
}

/// A key that is held repeats: it changes one step.
#[test]
fn a_held_key_changes_one_step() {
    let sets = "name = \"Sets\"\n[[exercise]]\nname = \"Squat\"\nprepare = \"0s\"\nreps = 3\nsets = 9\nrest = \"0s\"\ntempo = \"self\"\n";
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    person.play(plan(sets), 1);
    person.wait(5.0).press(KeyCode::Enter);
    for _ in 0..30 {
        person.wait(0.033).press(KeyCode::Enter);
    }
    assert!(person.sees("set 2 of 9"), "{}", person.text(80, 24));
    // After a moment, or with another key, it works again.
    person.wait(0.4).press(KeyCode::Enter);
    assert!(person.sees("set 3 of 9"));
    person.types("n");
    assert!(person.sees("set 4 of 9"));
}

#[test]
fn capitals_are_keys_and_an_unknown_key_is_answered() {
    let mut person = Person::in_session();
    person.types("P");
    assert!(person.effects.contains(&Effect::Audio(AudioEffect::Close)), "it is paused");
    let mut person = Person::in_session();
    person.types("ж");
    assert!(person.sees("unknown key: press ? for the keys"));
    person.wait(4.0);
    assert!(!person.sees("unknown key"));
}

#[test]
fn a_filter_has_an_end() {
    let mut person = Person::in_library();
    person.types("/").types(&"x".repeat(300));
    person.input(Input::Paste("y".repeat(300)));
    let row = person.text(200, 24).lines().next().unwrap().to_owned();
    assert_eq!(row.matches('x').count() + row.matches('y').count(), 40, "{row}");
    // Keys with Ctrl or Alt are no letters.
    let mut person = Person::in_library();
    person.types("/");
    for modifiers in [KeyModifiers::CONTROL, KeyModifiers::ALT] {
        person.input(Input::Key(KeyEvent::new(KeyCode::Char('s'), modifiers)));
    }
    assert!(!person.text(80, 24).lines().next().unwrap().contains('s'), "{}", person.text(80, 24));
}

#[test]
fn the_screen_asks_for_the_name_of_a_new_routine() {
    let mut person = Person::in_library();
    person.types("n");
    assert!(person.sees("name of the new routine") && person.effects.is_empty());
    person.types("My kneq").press(KeyCode::Backspace).types("e").press(KeyCode::Enter);
    assert_eq!(person.effects, [Effect::Terminal(TerminalEffect::New("My knee".to_owned()))]);
    person.types("n").press(KeyCode::Esc);
    assert!(person.effects.is_empty() && !person.sees("name of the new routine"));
}

#[test]
fn letters_lose_their_accents_where_only_ascii_is_shown() {
    let mut person = Person::at(Vec::new(), Colours::None, true);
    let text = "name = \"Übung\"\n[[exercise]]\nname = \"Plänk\"\nhold = \"30s\"\n";
    person.play(plan(text), 1);
    person.wait(9.0);
    let text = person.text(80, 24);
    assert!(text.contains("Plank") && text.is_ascii(), "{text}");
}

/// Half a second and one second are shown as such.
#[test]
fn short_holds_and_single_sets_are_counted_right() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    let text = "name = \"Short\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.5s\"\n";
    person.play(plan(text), 20);
    person.wait(2.0);
    let text = person.text(80, 20);
    assert!(text.contains("1/1 set") && !text.contains("1 sets") && text.contains("0.5s"), "{text}");
    assert!(text.contains("trial at 20×: not recorded"), "{text}");
}

/// Three exercises without a time to get ready.
const THREE: &str = "name = \"Three\"\ncues.voice = false\n[defaults]\nprepare = 0\nrest = 5\n\
    [[exercise]]\nname = \"Bridge\"\nhold = 30\nsets = 2\n\
    [[exercise]]\nname = \"Clamshell\"\nhold = 20\nsides = \"each\"\n\
    [[exercise]]\nname = \"Plank\"\nhold = 40\n";

#[test]
fn the_steps_are_listed_and_moved() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    person.app.play(plan(THREE), 1, false, person.now);
    person.wait(31.0).types("s");
    insta::assert_snapshot!(person.text(60, 10), @"
     REST                                                0:04

     ▸ Bridge                                     1 of 2 sets
       Clamshell                          20s hold, each side
       Plank                                         40s hold




    Enter jump   l later   d drop   Space pause   Esc close
    ");
    // Drops the second exercise, and puts off what is left of the first.
    person.press(KeyCode::Down).types("d").press(KeyCode::Home).types("l");
    insta::assert_snapshot!(person.text(60, 10), @"
     WORK                                                0:40

     ✓ Bridge                                      1 of 1 set
     ✗ Clamshell                                      skipped
     ▸ Plank                                         40s hold
       Bridge                                    2 × 30s hold



    Enter jump   l later   d drop   Space pause   Esc close
    ");
    // A key of the list does not reach the session behind it, but for the pause.
    person.types("n+b").press(KeyCode::Char(' '));
    assert!(person.sees("PAUSED"), "{}", person.text(60, 10));
    person.press(KeyCode::Char(' ')).press(KeyCode::Esc);
    assert!(!person.sees("skipped"));
    person.types("s").press(KeyCode::End).press(KeyCode::Enter);
    let text = person.text(60, 16);
    assert!(text.contains("\n Bridge\n") && !text.contains("jump"), "{text}");
    person.wait(60.0);
    insta::assert_snapshot!(person.text(60, 16), @"
     WELL DONE

    Three · Fri 20 Nov, 9:00
    1:09 minutes · 2/5 sets, 3 skipped

    ✓ Bridge                          30s
    ✗ Clamshell                       skipped
    ✗ Plank                           skipped
    ✓ Bridge                          30s






    Enter close   ? keys   m mute
    ");
}
