//! The desk as a user sees it: let time pass, press keys, compare effects, read cells.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::time::Duration;

use common::screen::{Person, entry, usual};
use crossterm::event::KeyCode;
use jiff::tz::TimeZone;
use unsit::{
    base::cue::Cue,
    config::hook::Moment,
    desk::{hours::Hours, sit_timer::DeskSettings},
    history::{
        events::Ids,
        fact::{Fact, Record},
        store::History,
    },
    routine::{Entry, Library},
    ui::{
        app::{AppStart, Input},
        effect::{AudioEffect, Effect, HistoryEffect, SystemEffect},
        theme::{Colours, Theme},
    },
};

const BREAK: &str = "name = \"Desk break\"\n[[exercise]]\nname = \"Squeeze\"\nhold = \"20s\"\n";

fn settings() -> DeskSettings {
    DeskSettings { hours: Hours::parse("9-18").unwrap(), ..DeskSettings::default() }
}

fn desk_break() -> Entry {
    entry("desk-break", BREAK)
}

impl Person {
    fn sits() -> Person {
        Person::with(Theme::new(Colours::Indexed, false, false))
    }

    fn with(theme: Theme) -> Person {
        Person::with_routines(vec![desk_break()], theme)
    }

    fn with_routines(entries: Vec<Entry>, theme: Theme) -> Person {
        let start = AppStart { theme, ids: Some(Ids::new(7)), ..usual(entries) };
        let mut person = Person::start("2026-11-20T10:00:00Z", start);
        let first = person.app.open_desk(settings(), Duration::ZERO, None, person.now);
        person.take(first);
        person.input(Input::History(Box::default(), None));
        person
    }

    fn waits(&mut self, minutes: u32) -> &mut Self {
        self.wait(60 * minutes)
    }

    fn sleeps(&mut self, minutes: u64) -> &mut Self {
        self.now.wall = self.now.wall.checked_add(Duration::from_secs(60 * minutes)).unwrap();
        self
    }

    fn reminders(&mut self) -> Vec<String> {
        let words =
            |effect| if let Effect::System(SystemEffect::Notify(notice)) = effect { Some(notice.body) } else { None };
        self.asked().into_iter().filter_map(words).collect()
    }

    /// On a screen small enough for the band's word to be plain text.
    #[track_caller]
    fn sees(&self, words: &str) {
        let text = self.text(80, 17);
        assert!(text.contains(words), "`{words}` is not in\n{text}");
    }
}

/// The history written on another terminal: a break at a time of day.
fn break_at(time: &str) -> History {
    let mut history = History::default();
    let line = format!(
        r#"{{"v":1,"kind":"break","id":"{time}","session":"{time}","n":0,"time":"2026-11-20T{time}:00Z","date":"2026-11-20","routine":""}}"#
    );
    assert_eq!(Record::read(line.as_bytes()).unwrap().fact, Fact::Break);
    history.read("other.jsonl", 1, line.as_bytes());
    history.settle();
    history
}

#[test]
fn a_sitting_desk_shows_the_time() {
    let mut person = Person::sits();
    person.waits(42);
    insta::assert_snapshot!(person.text(60, 16), @"
    SITTING

           ▄▟████▙▄          ▗██▖    ▗██▖    ▄▟████▙▄
          ███▀▀▀▀███    ▄▄   ▐██▌    ▐██▌   ███▀▀▀▀███
         ▐██▌    ▐██▌  ▝██▘  ▐██▌    ▐██▌  ▝▀▀▘    ▐██▌
         ▐██▌    ▐██▌         ███▄▄▄▄▟██▌     ▗▄▄▄▄███
         ▐██▌    ▐██▌          ▀▜███████▌   ▄██████▛▀
         ▐██▌    ▐██▌                ▐██▌  ▗██▛
         ▐██▌    ▐██▌  ▗██▖          ▐██▌  ▐██▌
          ███▄▄▄▄███    ▀▀           ▐██▌  ▐██▙▄▄▄▄▄▄▄
           ▀▜████▛▀                  ▝██▘  ▝██████████▘
    █████████████████████████████████▌

                 Next break in 28 min, at 11:10
       sitting for 42 min, since 10:00 · Desk break, 28 s
    Enter break   d I got up   q quit   ? keys   m mute
    ");
    let narrow = person.text(40, 12);
    let rows: Vec<&str> = narrow.lines().map(str::trim).collect();
    assert_eq!(rows[9..11], ["Next break in 28 min, at 11:10", "sitting for 42 min, since 10:00"]);
    assert_eq!(person.text(30, 3), " SITTING 0:42\nNext break in 28 min, at 11:10\nDesk break, 28 s");
    assert_eq!(person.asked(), []);
}

#[test]
fn the_desk_wakes_once_a_minute() {
    let mut person = Person::sits();
    person.waits(60);
    assert_eq!(person.wakes, 60);
    // And two for the cue: when it is heard, and when the output is closed.
    person.waits(60);
    assert_eq!(person.wakes, 122);
}

#[test]
fn a_break_sounds_once_and_the_output_is_closed_again() {
    let mut person = Person::sits();
    person.waits(69);
    assert_eq!(person.asked(), []);
    person.waits(1).sees("GET UP");
    person.sees("Time for a break");
    let asked = person.asked();
    let [
        Effect::System(SystemEffect::Hook(Moment::BreakDue, facts)),
        Effect::System(SystemEffect::Notify(notice)),
        sound @ ..,
    ] = &asked[..]
    else {
        panic!("{asked:?}")
    };
    let [
        Effect::Audio(AudioEffect::Open),
        Effect::Audio(AudioEffect::Prepare(_)),
        Effect::Audio(AudioEffect::Play(sounds)),
    ] = sound
    else {
        panic!("{sound:?}")
    };
    let play = &common::planned_cues(sounds);
    assert!(facts.contains(r#""kind":"break_due""#) && facts.contains(r#""sat_s":4200"#), "{facts}");
    assert_eq!(notice.title, "Time to get up");
    assert_eq!(notice.body, "You have been sitting for 1 h 10 min. Next: Desk break.");
    assert_eq!(play[..], [(person.now.monotonic + Duration::from_secs(1), Cue::Rest)]);
    person.waits(1);
    assert_eq!(person.asked(), [Effect::Audio(AudioEffect::Close)]);
    person.waits(300).sees("sitting for 6 h 11 min");
    assert_eq!(person.asked(), []);
}

#[test]
fn without_sound_the_bell_rings_once() {
    let mut person = Person::sits();
    person.waits(70).asked();
    person.input(Input::Silent(Some("no output".to_owned()))).waits(5);
    assert_eq!(person.asked(), [Effect::BELL, Effect::Audio(AudioEffect::Close)]);
    // The next time it is known immediately.
    person.types("s").waits(10);
    assert_eq!(person.asked().iter().filter(|effect| **effect == Effect::BELL).count(), 1);
    // Muted is muted.
    person.types("sm").waits(10);
    let asked = person.asked();
    assert!(
        matches!(
            asked[..],
            [
                Effect::Audio(AudioEffect::Volume(80, true)),
                Effect::Audio(AudioEffect::Close),
                Effect::System(SystemEffect::Hook(..)),
                Effect::System(SystemEffect::Notify(_))
            ]
        ),
        "{asked:?}"
    );
}

#[test]
fn enter_plays_the_break_and_the_desk_comes_back() {
    let mut person = Person::sits();
    person.waits(70).asked();
    person.press(KeyCode::Enter).waits(1).sees("WELL DONE");
    person.press(KeyCode::Enter).sees("SITTING");
    person.waits(1).sees("Next break in 1 h 9 min, at 12:2");
    person.asked();
    person.waits(68);
    assert_eq!(person.reminders(), [""; 0]);
    person.waits(1);
    assert_eq!(person.reminders().len(), 1);
}

#[test]
fn a_routine_that_is_due_several_times_a_day_comes_before_the_usual_break() {
    let knee = entry("knee", "name = \"Knee\"\ntimes = 2\n[[exercise]]\nname = \"Bend\"\nhold = \"20s\"\n");
    let theme = Theme::new(Colours::Indexed, false, false);
    let entries = vec![desk_break(), knee];
    let mut person = Person::with_routines(entries, theme);
    person.waits(70);
    assert_eq!(person.reminders(), ["You have been sitting for 1 h 10 min. Next: Knee."]);
    for done in ["1/2", "in a row"] {
        person.sees("Knee, ");
        person.press(KeyCode::Enter).waits(1).sees("WELL DONE");
        person.sees(done);
        person.press(KeyCode::Enter);
    }
    person.sees("Desk break, ");
    // The next day it is due again.
    person.waits(24 * 60).sees("Knee, ");
}

#[test]
fn an_empty_break_does_not_count() {
    let mut person = Person::sits();
    person.waits(70).press(KeyCode::Enter).types("qy").press(KeyCode::Enter).sees("GET UP");
    person.sees("sitting for 1 h 10 min");
    person.waits(4);
    assert_eq!(person.reminders().len(), 1, "it was said already");
    // A suspended process is not sleep, and not an absence either.
    person.press(KeyCode::Enter).types(" ").waits(10).types("qy").press(KeyCode::Enter).sees("GET UP");
    person.sees("sitting for 1 h 24 min");
    // A break that became due in the meantime is reported when the session is over.
    person.types("s").press(KeyCode::Enter).types(" ").waits(10).asked();
    person.types("qy").waits(1);
    assert_eq!(person.reminders(), ["You have been sitting for 1 h 34 min. Next: Desk break."]);
}

#[test]
fn an_open_summary_does_not_stop_reminders() {
    let mut person = Person::sits();
    person.press(KeyCode::Enter).waits(1).sees("WELL DONE");
    person.asked();
    person.waits(69).sees("WELL DONE");
    person.waits(1).sees("GET UP");
    assert_eq!(person.reminders().len(), 1);
}

#[test]
fn no_reminder_disturbs_a_session() {
    let mut person = Person::sits();
    person.waits(69).press(KeyCode::Enter).types(" ").asked();
    person.waits(30);
    assert_eq!(person.reminders(), [""; 0]);
}

#[test]
fn s_postpones_and_d_restarts() {
    let mut person = Person::sits();
    person.types("s").sees("SITTING");
    person.waits(71).types("s").sees("SNOOZED");
    person.sees("Next break in 10 min, at 11:21");
    person.waits(9);
    assert_eq!(person.reminders().len(), 1);
    person.waits(1).sees("GET UP");
    assert_eq!(person.reminders(), ["You have been sitting for 1 h 21 min. Next: Desk break."]);
    person.types("d").sees("sitting since 11:21");
    let asked = person.asked();
    let [Effect::History(HistoryEffect::Record(record))] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!((&record.fact, record.head.at), (&Fact::Break, person.now.wall));
    person.waits(69).sees("Next break in 1 min");
}

#[test]
fn a_break_on_another_terminal_comes_before_the_reminder() {
    let mut person = Person::sits();
    person.waits(69).elsewhere = Some(break_at("11:09"));
    person.waits(1).sees("sitting for 1 min, since 11:09");
    assert_eq!(person.reminders(), [""; 0]);
    // Even after the reminder.
    person.waits(80).sees("GET UP");
    person.elsewhere = Some(break_at("12:29"));
    person.waits(1).sees("SITTING");
    assert_eq!(person.reminders().len(), 1);
    // A time in the future is not true yet.
    person.elsewhere = Some(break_at("17:00"));
    person.waits(5).sees("sitting for 7 min");
}

#[test]
fn a_night_does_not_count_as_sitting() {
    let mut person = Person::sits();
    person.waits(60);
    assert_eq!(person.since.unwrap().to_string(), "2026-11-20T10:00:00Z");
    person.sleeps(14 * 60).waits(1).sees("QUIET");
    person.sees("Reminders off until 9:00");
    assert_eq!(person.since, None, "no time of sitting is known");
    person.waits(8 * 60).sees("SITTING");
    assert_eq!(person.since.unwrap().to_string(), "2026-11-21T09:00:00Z");
    assert_eq!(person.reminders(), [""; 0]);
}

#[test]
fn the_desk_follows_the_local_time_zone() {
    let mut person = Person::sits();
    let zone = |hours| Input::Zone(TimeZone::fixed(jiff::tz::offset(hours)));
    person.waits(42).input(zone(1)).sees("Next break in 28 min, at 12:10");
    person.sees("sitting for 42 min, since 11:00");
    person.types("d");
    let asked = person.asked();
    let [Effect::History(HistoryEffect::Record(record))] = &asked[..] else { panic!("{asked:?}") };
    assert_eq!(record.head.offset, jiff::tz::offset(1));
    person.input(zone(-5)).sees("Reminders off until 9:00");
}

#[test]
fn a_missing_routine_is_reported() {
    let mut person = Person::sits();
    person.input(Input::Routines(Vec::new(), Library::bundled(), None)).press(KeyCode::Enter);
    person.sees("cannot play `desk-break`; run `unsit check` for details");
    person.waits(70);
    assert_eq!(person.reminders(), ["You have been sitting for 1 h 10 min."]);
    person
        .input(Input::Routines(vec![desk_break()], Library::bundled(), Some("config.toml: line 1".to_owned())))
        .sees("config.toml: line 1");
    person.press(KeyCode::Enter).sees("GET READY");
    person.types("qy").press(KeyCode::Enter).input(Input::Routines(vec![desk_break()], Library::bundled(), None));
    assert!(!person.text(80, 17).contains("cannot play"));
    person.input(Input::Unsaved(Some("NOT SAVED".to_owned()))).sees("NOT SAVED");
}

#[test]
fn the_help_gives_way_to_a_reminder() {
    let mut person = Person::sits();
    person.waits(1).types("?").sees("I got up: restart the timer");
    person.waits(69).sees("GET UP");
    person.types("q");
    assert_eq!(person.asked().last(), Some(&Effect::QUIT));
}

#[test]
fn no_size_panics_and_ascii_is_ascii() {
    let ascii = Theme::new(Colours::None, false, true);
    let mut person = Person::with(ascii);
    for minutes in [1, 69, 0, 600] {
        person.waits(minutes);
        for width in [0, 1, 2, 5, 10, 23, 24, 40, 63, 64, 80, 120, 200] {
            for height in (0..24).chain([33, 40, 60]) {
                let text = person.text(width, height);
                assert!(text.is_ascii(), "{text}");
            }
        }
        person.types("s");
    }
}
