//! The screens as a person meets them: keys are pressed, effects compared, cells read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{sync::Arc, time::Duration};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use ratatui::{
    buffer::Buffer,
    layout::{Rect, Size},
    style::{Color, Modifier},
    widgets::Widget,
};
use unsit::{
    base::{
        cue::{Cue, Cues},
        diagnostic::Source,
        quantity::Now,
    },
    routine::{Entry, Library, Origin, bundled, read},
    session::plan::Plan,
    ui::{
        app::{App, Input, Start},
        effect::{AudioEffect, Effect, TerminalEffect},
        keymap,
        shared::SoundState,
        theme::{Colours, Theme},
    },
};

const SHORT: &str = "name = \"Short\"\n[[exercise]]\nname = \"Bridge\"\nreps = 3\nsets = 2\ntempo = [\"lift 1s\", \"lower 1s\"]\ntips = [\"Push through the heels.\"]\n\n[[exercise]]\nname = \"Stretch\"\nhold = \"30s\"\nsides = \"each\"\n";
const BROKEN: &str = "name = \"Broken\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n";

/// The bundled routines that the library of these tests has: what else is bundled changes nothing here.
const SHOWN: [&str; 6] = ["daily", "desk-break", "clinic", "runner", "tabata", "self-test"];

/// A person at the program.
struct Person {
    app: App,
    now: Now,
    effects: Vec<Effect>,
}

impl Person {
    fn at(entries: Vec<Entry>, colours: Colours, ascii: bool) -> Person {
        Person::seeing(entries, colours, ascii, false)
    }

    fn seeing(entries: Vec<Entry>, colours: Colours, ascii: bool, flash: bool) -> Person {
        // A Friday.
        let now = Now { monotonic: Duration::from_secs(100), wall: "2026-11-20T09:00:00Z".parse().unwrap() };
        let start = Start {
            entries,
            theme: Theme::new(colours, false, ascii),
            sound: SoundState { volume: 80, muted: false, silent: None, shown: None, flash },
            zone: TimeZone::UTC,
            notice: None,
            ids: None,
        };
        Person { app: App::new(start, now), now, effects: Vec::new() }
    }

    fn in_library() -> Person {
        let shown = bundled::ROUTINES.iter().filter(|(stem, _)| SHOWN.contains(stem));
        let mut entries: Vec<Entry> = shown.map(|(stem, text)| entry(stem, text)).collect();
        entries.insert(0, entry("broken", BROKEN));
        Person::at(entries, Colours::Indexed, false)
    }

    fn in_session() -> Person {
        let mut person = Person::at(Vec::new(), Colours::Indexed, false);
        person.effects = person.app.play(plan(SHORT), 1, false, person.now);
        person
    }

    fn press(&mut self, code: KeyCode) -> &mut Self {
        self.input(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn types(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            self.press(KeyCode::Char(character));
        }
        self
    }

    fn input(&mut self, input: Input) -> &mut Self {
        self.effects = common::wake(&mut self.app, input, self.now);
        self
    }

    /// Lets time pass as the loop does: from deadline to deadline.
    fn wait(&mut self, seconds: f64) -> &mut Self {
        let end = self.now.monotonic + Duration::try_from_secs_f64(seconds).unwrap();
        let mut effects = Vec::new();
        loop {
            let next = common::deadline(&self.app).filter(|deadline| *deadline < end).unwrap_or(end);
            self.pass(next.saturating_sub(self.now.monotonic));
            effects.extend(self.app.advance(self.now));
            if next == end {
                self.effects = effects;
                return self;
            }
        }
    }

    fn pass(&mut self, time: Duration) {
        self.now.monotonic += time;
        self.now.wall = self.now.wall.checked_add(time).unwrap();
    }

    fn buffer(&self, width: u16, height: u16) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        (&self.app).render(buffer.area, &mut buffer);
        buffer
    }

    fn text(&self, width: u16, height: u16) -> String {
        common::shown(&self.app, width, height)
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

fn entry(stem: &str, text: &'static str) -> Entry {
    let checked = read(Source { name: stem, text }, &Library::bundled(), &Cues::default());
    Entry { stem: stem.to_owned(), origin: Origin::Bundled(text), checked }
}

fn plan(text: &'static str) -> Arc<Plan> {
    Arc::new(Plan::unroll(entry("test", text).routine().unwrap()))
}

#[test]
fn the_library_shows_what_is_due_first_and_hides_nothing() {
    let person = Person::in_library();
    insta::assert_snapshot!(person.text(80, 24), @"
    Library   History   Statistics                                         1 due

     • Wake the glutes         12 min     Wake the glutes
       Desk break               5 min     12 min · 13 sets · daily
       The clinic's list       27 min
       Before and after a run  ~9 min     Twelve minutes for hips that sat all
       Mirror self-test        ~1 min     day. It starts lying on the floor and
     ✗ broken              has errors     ends on your feet.

                                          Clamshell           2 × 10 reps, each…
                                          Glute bridge        2 × 10 reps
                                          Leg lift            10 reps
                                          Hamstring stretch   30s hold, each leg
                                          Hip flexor stretch  30s hold, each leg
                                          Squat               10 reps
                                          Glute squeeze       10 reps of 3s






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
    assert!(person.press(KeyCode::Enter).effects.is_empty(), "a faulty file is not played");
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
    // What is due within the next 6 s is handed over, and no more.
    assert_eq!(person.cues(), [(5.0, Cue::Countdown(3)), (6.0, Cue::Countdown(2))]);
    person.wait(1.5);
    assert_eq!(person.cues(), [(7.0, Cue::Countdown(1))]);
}

#[test]
fn a_small_screen_shows_what_matters() {
    let mut person = Person::in_session();
    person.wait(11.5);
    insta::assert_snapshot!(person.text(40, 12), @r"
     WORK
    Bridge
    set 1 of 2 · 3 reps
             ▄██       ▗█▛  ▗▟██▙▖
            ▀▀██      ▗█▛   ▀▀  ██
              ██      ██     ▐███▌
              ██     ▟█▘    ▄▄  ██
            ██████  ▟█▘     ▝▜██▛▘ reps
    lift      lower
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
    Space pause   Enter done   n skip   b back   + or - 10 s   q stop   ? keys
    ");
    person.wait(11.5);
    insta::assert_snapshot!(person.text(80, 24), @"
    ▄   ▗▖ ▄▄▄ ▗▄▄▄ ▗▖ ▗▖
    █ ▄▖▐▌▐▌ ▐▌▐▙▄▟▘▐▙▞▘
    █▞▘▀▟▌▐▌ ▐▌▐▌▀▄ ▐▌▀▄
    ▀   ▝▘ ▀▀▀ ▝▘ ▝▘▝▘ ▝▘
    Bridge
    set 1 of 2 · 3 reps
                          ▗▟██▖            ▗██▛    ▄▟████▙▄
                        ▗▟████▌           ▗██▛    ▟██▛▀▀▜██▙
                           ▐██▌          ▗██▛           ▗███
                           ▐██▌         ▗██▛        ▗██████▘
                           ▐██▌         ▟██▘         ▀▀▀▜██▙
                           ▐██▌        ▟██▘              ███
                         ▄▄▟██▙▄▄     ▟██▘        ▜██▙▄▄▟██▛
                        ▝████████▘   ▟██▘          ▀▜████▛▀  reps
                             █    ▟▀▀▙ █   ▐▌▐▛▀▀▘▐▛▀▜▖
                             █    █  █ █▗▛▙▐▌▐▛▀▀ ▐▛█▀
                             █▄▄▄ ▜▄▄▛ █▘  ▜▌▐▙▄▄▖▐▌ ▜▖
    lift      lower

    ▸ Push through the heels.

    Next: Stretch · 30s hold, each side
    1:42 left  ▂▂▂▂▆▆┃▆▂▂▂▂▂▂▂▂▂▆▆▆▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆  ends 09:01
    Space pause   Enter done   n skip   b back   + or - 10 s   q stop   ? keys
    ");
    person.wait(4.0);
    insta::assert_snapshot!(person.text(80, 24), @"
    ▄▄▄▖ ▄▄▄▄ ▗▄▄▖ ▄▄▄▄                         ▗▄▄▖ ▄▄▄▄ ▄▄▄▄    ▗▄▄▖    ▄ ▗▄▄▖
    █▄▄▛ █▄▄▖ ▜▄▄▖  ▐▌                          ▜▄▄▖ █▄▄▖  ▐▌     ▗▄▄▛   ▟▘ ▗▄▄▛
    █▝▚▖ █       █  ▐▌                             █ █     ▐▌     █    ▗▛   █
    ▀  ▀ ▀▀▀▀ ▝▀▀▘  ▝▘                          ▝▀▀▘ ▀▀▀▀  ▝▘     ▀▀▀▀ ▀    ▀▀▀▀
    Bridge
    then 3 reps · last set: 3 reps
                               ▄███▙          ▄▟████▙▄
                             ▗▟█████        ▗██████████▖
                            ▄███████       ▗████▘  ▝████▖
                                ████       ▐███▙    ▐███▌
                                ████        ▜███▙▄▄▄▟███▌
                                ████         ▀██████████▌
                                ████           ▝▀▀▀▀▜███▌
                                ████                ▐███▌
                                ████       ▝████▖  ▗████▘
                            ▟██████████▙    ▝██████████▘
                            ▜██████████▛      ▀▜████▛▀    s
    ███▊

    ▸ Push through the heels.

    Next: Stretch · 30s hold, each side
    1:38 left  ▂▂▂▂▆▆▆▆┃▂▂▂▂▂▂▂▂▆▆▆▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▁▁▁▆▆▆▆▆▆▆▆▆▆▆▆▆  ends 09:01
    Space pause   Enter done   n skip   b back   + or - 10 s   q stop   ? keys
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
fn a_pause_silences_and_going_on_hands_over_anew() {
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
fn a_gap_stands_still_and_says_so() {
    let mut person = Person::in_session();
    person.wait(10.0);
    person.pass(Duration::from_secs(42 * 60));
    person.effects = person.app.advance(person.now);
    assert!(person.cues().is_empty());
    assert!(person.sees("the computer was asleep for 42m"), "{}", person.text(80, 24));
    assert_eq!(person.text(24, 1).trim(), "PAUSED 1/3 Bridge");
    person.press(KeyCode::Char(' ')).wait(1.0);
    assert!(!person.sees("away"));
}

#[test]
fn a_round_that_overruns_its_beat_says_so() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    let text = "name = \"x\"\n[[block]]\nname = \"EMOM\"\nrounds = 3\nevery = \"20s\"\n[[block.exercise]]\nname = \"Squat\"\n\
                reps = 8\ntempo = \"self\"\nprepare = 0\n";
    person.effects = person.app.play(plan(text), 1, false, person.now);
    assert!(person.wait(12.0).sees("EMOM · round 1 of 3"));
    assert!(person.press(KeyCode::Enter).sees("then 8 reps"));
    person.wait(8.0);
    assert!(person.sees("EMOM · round 2 of 3") && !person.sees("ran 4s over"));
    person.wait(23.5).press(KeyCode::Enter);
    assert!(person.sees("EMOM · round 3 of 3"));
    assert!(person.sees("The last round ran 4s over, so this one started right away"));
    assert!(person.text(40, 12).contains("EMOM · round 3 of 3"));
}

/// A session keeps the plan that it began with.
#[test]
fn a_file_that_is_changed_while_it_is_played_changes_nothing() {
    let mut person = Person::at(vec![entry("short", SHORT)], Colours::Indexed, false);
    person.press(KeyCode::Enter).wait(9.0);
    let before = person.text(80, 24);
    person.input(Input::Routines(vec![entry("short", BROKEN)], None));
    assert_eq!(person.text(80, 24), before);
    person.input(Input::Routines(Vec::new(), None)).wait(400.0);
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
fn a_count_can_be_mended_while_resting() {
    let mut person = Person::in_session();
    person.wait(15.0).types(",");
    assert!(person.sees("last set: 2 reps"), "{}", person.text(80, 24));
    person.types("..");
    assert!(person.sees("last set: 4 reps"));
}

#[test]
fn without_sound_the_bell_rings_and_the_screen_says_why() {
    let mut person = Person::in_session();
    person.input(Input::Silent(Some("nothing to play on".to_owned())));
    // The caution comes first; the band says in the meantime that there is no sound.
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
fn the_band_flashes_where_it_was_asked_for() {
    let inverted = |person: &Person| person.buffer(80, 24)[(0, 0)].modifier.contains(Modifier::REVERSED);
    for flash in [true, false] {
        let mut person = Person::seeing(Vec::new(), Colours::Indexed, false, flash);
        person.effects = person.app.play(plan(SHORT), 1, false, person.now);
        let mut seen = vec![inverted(&person)];
        // Work begins at 8 s: twice the other way round, a quarter of a second each.
        for wait in [8.1, 0.2, 0.3, 0.3] {
            person.wait(wait);
            seen.push(inverted(&person));
        }
        // And all is done at 113 s, on the summary.
        for wait in [113.1 - 8.9, 0.2, 0.3, 0.3] {
            person.wait(wait);
            seen.push(inverted(&person));
        }
        assert_eq!(seen, [false, true, false, true, false, true, false, true, false].map(|on| on && flash));
    }
}

#[test]
fn without_colour_and_without_unicode_everything_is_still_said() {
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
    for (columns, rows) in [(80, 200), (40, 300), (72, 200), (73, 200)] {
        let shown: Vec<String> = person.text(columns, rows).split_whitespace().map(str::to_owned).collect();
        let shown = shown.join(" ").replace(" │ │ ", " ");
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
        let deadline = common::deadline(&person.app).unwrap();
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
        person.effects = person.app.play(plan(once), 1, false, person.now);
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
    person.effects = person.app.play(plan(sets), 1, false, person.now);
    person.wait(5.0).press(KeyCode::Enter);
    for _ in 0..30 {
        person.wait(0.033).press(KeyCode::Enter);
    }
    assert!(person.sees("set 2 of 9"), "{}", person.text(80, 24));
    // Pressed again after a moment, or another key, it is obeyed.
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
fn the_name_of_a_new_routine_is_asked_for_on_the_screen() {
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
    person.effects = person.app.play(plan(text), 1, false, person.now);
    person.wait(9.0);
    let text = person.text(80, 24);
    assert!(text.contains("Plank") && text.is_ascii(), "{text}");
}

/// Half a second is half a second, and one is one.
#[test]
fn short_holds_and_single_sets_are_counted_right() {
    let mut person = Person::at(Vec::new(), Colours::Indexed, false);
    let text = "name = \"Short\"\n[[exercise]]\nname = \"Hold\"\nprepare = \"0s\"\nhold = \"0.5s\"\n";
    person.effects = person.app.play(plan(text), 20, false, person.now);
    person.wait(2.0);
    let text = person.text(80, 20);
    assert!(text.contains("1/1 set") && !text.contains("1 sets") && text.contains("0.5s"), "{text}");
    assert!(text.contains("trial at 20×: not recorded"), "{text}");
}
