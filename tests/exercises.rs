//! The screen of the exercises: filtered, read, and added to a routine.

mod common;

use common::screen::{Person, entry, usual};
use crossterm::event::KeyCode;
use ratatui::layout::Size;
use unsit::{
    base::diagnostic::Source,
    history::store::History,
    routine::Library,
    ui::{
        app::{AppStart, Input},
        effect::{AddTo, Effect, SystemEffect},
    },
};

const KNEE: &str = "name = \"Knee\"\n[[exercise]]\nuse = \"clamshell\"\n";
/// One set of clamshells, the day before.
const DONE: &str = r#"{"v":1,"kind":"set","id":"a.2","session":"a","n":2,"time":"2026-11-19T09:00:30Z","zone":"UTC","date":"2026-11-19","routine":"knee","exercise":"Clamshell","library":"clamshell","step":1,"round":1,"set":1,"side":"left","goal":"10 reps","goal_reps":10,"reps":10,"seconds":50,"outcome":"done","active_s":50}"#;

impl Person {
    fn new(library: Library) -> Person {
        let start = AppStart { exercises: library, ..usual(vec![entry("knee", KNEE)]) };
        let mut person = Person::start("2026-11-20T09:00:00Z", start);
        let mut history = History::default();
        history.read("history.jsonl", 1, DONE.as_bytes());
        person.input(Input::History(Box::new(history), None)).press(KeyCode::BackTab);
        person
    }

    fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.text(80, 24).contains(text), "{text}\n{}", self.text(80, 24));
        self
    }

    fn added(&self) -> Vec<(&str, &AddTo)> {
        let added = |effect| {
            if let &Effect::System(SystemEffect::Add(ref id, ref to)) = effect { Some((id.as_str(), to)) } else { None }
        };
        self.effects.iter().filter_map(added).collect()
    }
}

#[test]
fn an_exercise_is_read_next_to_the_list() {
    let mut person = Person::new(Library::bundled());
    person.types("clams").press(KeyCode::Down);
    insta::assert_snapshot!(person.text(80, 24), @"
    / clams

       Clamshell with band            Clamshell
     ✓ Clamshell                      10 reps, each leg
       Reverse clamshell              Knees bent, feet together. Open the top
                                      knee, then close it.
                                      1 set in 1 session, last yesterday; best
                                      set 10 reps

                                           ▄▛▙▄  ▟ ▄▖
                                               ▙▟    ▙▄
                                           ▟▛▀▀▜     ▀▜ ▘  ▀▀▀▀                ▘
                                          ▟   ▛       ▌ ▌       ▀     ▛▀▀     ▘
                                         ▗ ▙▘  ▀▀▀▀▀▀▀▜       ▛   ▀▀▀▝▀▀▘   ▛▘
                                        ▄▀▀▀▘         ▌▛▀▀▀▀▀▘ ▙▀    ▘     ▛
                                       ▟                     ▀▜   ▙▀      ▛
                                      ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▜  ▀▀▀▀▀▘

                                      Lying on your side, working leg on top

                                      Lie on your side, hips and knees bent,
                                      heels in line with your seat. Keep the

    Enter read   Tab library   Esc clear   Backspace delete
    ");
    insta::assert_snapshot!(person.text(40, 12), @"
    / clams
       Clamshell with band
     ✓ Clamshell
       Reverse clamshell







    Enter read   Tab library   Esc clear
    ");
    person.press(KeyCode::Enter);
    insta::assert_snapshot!(person.text(40, 12), @"
    / clams
    Clamshell
    10 reps, each leg
    Knees bent, feet together. Open the
    top knee, then close it.
    1 set in 1 session, last yesterday;
    best set 10 reps

    Lying on your side, working leg on top

    Lie on your side, hips and knees bent,
    ↑ ↓ scroll   a add   Tab library
    ");
    person.app.set_size(Size::new(40, 12));
    person.press(KeyCode::PageDown).press(KeyCode::PageDown);
    insta::assert_snapshot!(person.text(40, 12), @r#"
    / clams
    stays still.
    – Feel it at the side and back of the
    working hip.

    muscles: gluteus medius, gluteus
    maximus, deep hip rotators
    also: clam, clam opener, side-lying
    clam, oyster
    in a file: use = "clamshell"
    from: Total Health Systems: Dead Butt
    ↑ ↓ scroll   a add   Tab library
    "#);
}

#[test]
fn the_screen_is_one_of_the_round() {
    let mut person = Person::new(Library::bundled());
    person
        .sees("106 exercises")
        .press(KeyCode::Tab)
        .sees("last done yesterday")
        .press(KeyCode::BackTab)
        .sees("106 exercises");
    person.press(KeyCode::BackTab).sees("Clamshell").press(KeyCode::Tab).sees("106 exercises");
    person.types("?").sees("add the exercise to a").press(KeyCode::Esc);
    person.press(KeyCode::Esc).sees("Knee");
}

#[test]
fn words_are_found_in_muscles_equipment_position_and_text() {
    let mut person = Person::new(Library::bundled());
    for (words, name) in [
        ("/gluteus medius", "Clamshell"),
        ("/kettlebell", "Kettlebell squat"),
        ("/hands and knees", "Bird dog"),
        ("/piriformis", "Figure-four stretch"),
        ("/nothing like this", "no match; Esc clears the"),
    ] {
        person.types(words).sees(name).press(KeyCode::Esc).sees("106 exercises");
    }
}

#[test]
fn an_exercise_is_added_to_a_routine() {
    let mut person = Person::new(Library::bundled());
    person.types("/heel slide").press(KeyCode::Enter).types("a").sees("Add Heel slide to").press(KeyCode::Down);
    person.press(KeyCode::Enter);
    assert_eq!(person.added(), [("heel-slide", &AddTo::Routine("knee".to_owned()))]);
    person.types("a").press(KeyCode::Enter).sees("name of the new routine").types("Mine q").press(KeyCode::Enter);
    assert_eq!(person.added(), [("heel-slide", &AddTo::New("Mine q".to_owned()))]);
    person.types("a").press(KeyCode::Esc).press(KeyCode::Esc).press(KeyCode::Esc).sees("106 exercises");
    assert!(person.added().is_empty());
}

#[test]
fn an_invalid_exercise_shows_its_error_and_cannot_be_added() {
    let mut library = Library::bundled();
    library.add("wobble", Source { name: "wobble.toml", text: "name = \"Wobble\"\n" });
    let mut person = Person::new(library);
    person.types("/wobble").sees("wobble.toml has an error in line 1").press(KeyCode::Enter).types("a");
    assert!(!person.text(80, 24).contains("Add wobble to"));
}

#[test]
fn a_frame_is_due_only_while_the_figure_is_seen() {
    let mut person = Person::new(Library::bundled());
    person.app.set_size(Size::new(80, 24));
    assert!(person.deadline().is_some());
    person.app.set_size(Size::new(40, 12));
    assert_eq!(person.deadline(), None);
}
