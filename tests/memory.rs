//! The facts that the screens record, and the history that they show: press keys, compare facts, read cells.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::{sync::Arc, time::Duration};

use common::screen::{Person, entry, usual};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::tz::TimeZone;
use unsit::{
    history::{
        events::{Ids, ResumePoint},
        fact::{Fact, Record},
        store::History,
    },
    routine::{Library, Origin},
    session::{plan::Plan, player::Outcome},
    ui::{
        app::{AppStart, Input},
        effect::Effect,
    },
};

const SHORT: &str = "name = \"Short\"\nschedule = \"daily\"\n[cues]\nvoice = \"off\"\n[[exercise]]\nname = \"Bridge\"\nprepare = \"5s\"\nreps = 3\ntempo = [\"up 1s\", \"down 1s\"]\nsets = 3\nrest = \"10s\"\n";

impl Person {
    fn new() -> Person {
        Person::with(SHORT)
    }

    fn with(text: &'static str) -> Person {
        Person::run(text, 7)
    }

    fn run(text: &'static str, seed: u64) -> Person {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let start = AppStart { zone, ids: Some(Ids::new(seed)), ..usual(vec![entry("short", text)]) };
        Person::start("2026-03-04T18:00:00Z", start)
    }

    fn quit(&mut self) -> &mut Self {
        self.input(Input::Key(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)))
    }

    #[track_caller]
    fn sees(&self, words: &str) {
        let text = self.text(100, 30);
        assert!(text.contains(words), "`{words}` is not in\n{text}");
    }

    /// The history as the next run of the program reads it.
    fn history(&self) -> History {
        let mut history = History::default();
        let lines: String = self.records.iter().map(Record::line).collect();
        history.read("test.jsonl", 1, lines.as_bytes());
        history.settle();
        assert_eq!(history.troubles(), &unsit::history::store::ReadReport::default());
        history
    }

    /// The same user in a later run of the program.
    fn again(mut self, later: Duration) -> Person {
        let Origin::Bundled(text) = self.entries[0].origin else { panic!("a bundled routine") };
        let mut next = Person::run(text, 7 + self.records.len() as u64);
        next.now.wall = self.now.wall.checked_add(later).unwrap();
        let effects = next.app.advance(next.now);
        next.take(effects);
        let history = self.history();
        next.records.append(&mut self.records);
        next.input(Input::History(Box::new(history), None));
        next
    }
}

fn kinds(records: &[Record<'_>]) -> Vec<&'static str> {
    let kind = |record: &Record<'_>| match record.fact {
        Fact::Start(_) => "start",
        Fact::Set(_) => "set",
        Fact::Correction(_) => "correction",
        Fact::End(_) => "end",
        Fact::Break => "break",
    };
    records.iter().map(kind).collect()
}

#[test]
fn a_session_records_each_fact_as_it_happens() {
    let mut person = Person::new();
    person.press(KeyCode::Enter);
    assert_eq!(kinds(&person.records), ["start"]);
    person.wait(12);
    assert_eq!(kinds(&person.records), ["start", "set"]);
    let Fact::Set(set) = &person.records[1].fact else { panic!("a set") };
    assert_eq!((&*set.exercise, set.set, set.reps, set.goal_reps), ("Bridge", 1, Some(3), Some(3)));
    assert_eq!((set.time, set.active), (Duration::from_secs(6), Duration::from_secs(11)));
    // The time at which it ended, not at which that was noticed, with the local offset.
    assert_eq!(person.records[1].head.local().to_string(), "2026-03-04T19:00:11");
    // One rep less, then skipped for good.
    person.types(",").wait(10);
    person.types("n").wait(30);
    assert_eq!(kinds(&person.records), ["start", "set", "correction", "set", "set", "end"]);
    let history = person.history();
    let past = &history.sessions()[0];
    let sets: Vec<_> = past.sets.iter().map(|set| (set.reps, set.outcome)).collect();
    assert_eq!(sets[0], (Some(2), Outcome::Short));
    assert_eq!(sets[1].1, Outcome::Skipped);
    assert_eq!(sets[2], (Some(3), Outcome::Done));
    assert!(past.is_finished() && past.counts_as_done());
}

#[test]
fn a_trial_is_not_recorded() {
    let mut person = Person::new();
    let plan = Arc::new(Plan::unroll(entry("short", SHORT).routine().unwrap()));
    let effects = person.app.play(plan, 20, true, person.now);
    person.take(effects).wait(60);
    assert!(person.records.is_empty());
    assert!(person.text(100, 20).contains("3/3 sets"));
    person.types("55");
    assert!(person.text(100, 20).contains("3/3 sets"));
    assert!(person.records.is_empty());
}

#[test]
fn going_back_over_a_set_is_a_correction() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(12).types("bb");
    // Ended at once the second time.
    person.wait(3).press(KeyCode::Enter).wait(1);
    assert_eq!(kinds(&person.records), ["start", "set", "correction"]);
    assert_eq!(person.history().sessions()[0].sets[0].reps, Some(1));
    // Skipped the second time: the earlier result stays.
    person.types("bb").wait(1).types("n").wait(1);
    assert_eq!(kinds(&person.records), ["start", "set", "correction"]);
}

#[test]
fn after_a_session_a_person_may_say_how_it_was() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(50).sees("How hard was it?");
    person.types("6").sees("Did anything hurt?");
    // It hurt: advice instead of praise.
    person.types("+").sees("Stop here for today. If the pain stays, have a doctor");
    person.types("nleft is weaker").sees("left is weaker");
    assert_eq!(kinds(&person.records)[5..], ["correction", "correction"]);
    person.press(KeyCode::Enter).press(KeyCode::Esc).sees("Short");
    let history = person.history();
    let end = history.sessions()[0].end().unwrap();
    assert_eq!((end.effort, end.pain, &*end.note), (Some(6), Some(10), "left is weaker"));
}

#[test]
fn feedback_is_optional() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(50).press(KeyCode::Tab).types("3").press(KeyCode::Enter);
    let history = person.history();
    let end = history.sessions()[0].end().unwrap();
    assert_eq!((end.effort, end.pain), (None, Some(3)));
    person.sees("Short");
}

#[test]
fn an_interrupted_session_is_resumed() {
    // The program was killed in the second set.
    let mut first = Person::new();
    first.press(KeyCode::Enter).wait(24);
    let mut person = first.again(Duration::from_secs(3600));
    person.sees("Space: resume Short at set 2 of Bridge");
    person.press(KeyCode::Char(' ')).sees("set 2 of 3");
    person.wait(60);
    let history = person.history();
    let [past] = history.sessions() else { panic!("one session") };
    assert_eq!(past.sets.iter().map(|set| set.set.set).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(past.is_finished());
    assert_eq!(kinds(&person.records), ["start", "set", "start", "set", "set", "end"]);
    // 5 s to get ready and 6 s of the first set, then 5 + 6 + 10 + 6.
    assert_eq!(past.active(), Duration::from_secs(38));
    person.press(KeyCode::Esc);
    assert!(!person.text(100, 30).contains("Space: resume"));
}

/// Five reps of one second and a hold of four seconds, for half a minute; then one more hold.
const CAPPED: &str = "name = \"Capped\"\n[cues]\nvoice = \"off\"\n[defaults]\nprepare = 0\n[[block]]\nname = \"AMRAP\"\ncap = \"30s\"\n\
                      [[block.exercise]]\nname = \"Squat\"\nreps = 5\ntempo = [\"go 1s\"]\n\
                      [[block.exercise]]\nname = \"Plank\"\nhold = 4\n\
                      [[block]]\nname = \"Cool-down\"\n[[block.exercise]]\nname = \"Stretch\"\nhold = 6\n";

#[test]
fn a_session_with_a_progressed_dose_is_resumed() {
    const GROWS: &str = "name = \"Short\"\n[cues]\nvoice = \"off\"\n[[exercise]]\nname = \"Bridge\"\nprepare = \"5s\"\nreps = 3\ntempo = [\"up 1s\"]\nsets = 3\nrest = \"10s\"\nprogress = { add = \"1 rep\", every = \"1 session\", until = 9 }\n";
    let mut person = Person::with(GROWS);
    person.press(KeyCode::Enter).wait(60);
    let mut person = person.again(Duration::from_secs(86_400));
    person.sees("3 × 4 reps");
    person.press(KeyCode::Enter).wait(12).types("qy");
    let mut person = person.again(Duration::from_secs(600));
    person.sees("Space: resume Short at set 2 of Bridge");
    // A file that is saved in the meantime makes no difference.
    person.input(Input::Routines(vec![entry("short", GROWS)], Library::bundled(), None));
    person.sees("Space: resume Short at set 2 of Bridge");
}

#[test]
fn rounds_under_a_cap_are_counted() {
    let mut person = Person::with(CAPPED);
    person.input(Input::History(Box::default(), None)).press(KeyCode::Enter);
    assert!(person.wait(10).text(100, 17).contains("R 2  0:20"));
    assert!(person.wait(18).text(100, 17).contains("R 4  0:02"));
    person.wait(3).sees("Cool-down");
    person.wait(6);
    let text = person.text(80, 20);
    let rows: Vec<&str> = text.lines().map(str::trim).filter(|row| !row.is_empty()).collect();
    let from = rows.iter().position(|row| row.starts_with("Capped")).unwrap();
    assert!(rows[from + 1].starts_with("0:36 minutes · 8/8 sets"), "{text}");
    assert_eq!(
        rows[from + 2..from + 7],
        [
            "AMRAP, 3 rounds + 3 reps in 30s",
            "– Squat                           5 · 5 · 5 · 3 reps",
            "✓ Plank                           3 × 4s",
            "Cool-down",
            "✓ Stretch                         6s",
        ],
        "{text}"
    );
    let history = person.history();
    let past = &history.sessions()[0];
    assert_eq!((past.of_sets, past.all_sets(), past.is_finished()), (8, Some(8), true));
    let [(block, tally)] = past.tallies()[..] else { panic!("one block with a cap") };
    assert_eq!((block, tally.to_string().as_str()), ("AMRAP", "3 rounds + 3 reps"));
    person.press(KeyCode::Esc).press(KeyCode::Tab).sees("AMRAP, 3 rounds + 3 reps");
    // After the correction, the last round lacks only the plank.
    person.press(KeyCode::Enter);
    for _ in 0..6 {
        person.press(KeyCode::Down);
    }
    person.types("++").sees("AMRAP, 3 rounds + 5 reps");
}

#[test]
fn the_rest_of_a_cap_is_resumed() {
    // Stopped in the second round, after 11 s.
    let mut first = Person::with(CAPPED);
    first.press(KeyCode::Enter).wait(15).types("qy");
    let mut person = first.again(Duration::from_secs(60));
    person.press(KeyCode::Char(' '));
    assert!(person.text(100, 17).contains("R 2  0:15"));
    person.wait(15).sees("Cool-down");
    person.wait(10);
    let history = person.history();
    let [past] = history.sessions() else { panic!("one session") };
    assert_eq!((past.is_finished(), past.active(), past.sets.len()), (true, Duration::from_secs(36), 8));
    // Killed in the second of the blocks: the first one is over.
    let mut first = Person::with(CAPPED);
    first.press(KeyCode::Enter).wait(32);
    let mut person = first.again(Duration::from_secs(60));
    person.sees("at Stretch");
    person.press(KeyCode::Char(' ')).wait(15);
    assert!(person.history().sessions()[0].is_finished());
}

#[test]
fn a_stopped_session_can_be_resumed_for_two_hours() {
    let stopped = || {
        let mut first = Person::new();
        first.press(KeyCode::Enter).wait(12).types("qy").press(KeyCode::Esc);
        assert_eq!(kinds(&first.records), ["start", "set", "end"]);
        first
    };
    stopped().again(Duration::from_secs(60)).sees("at set 2 of Bridge");
    let later = stopped().again(Duration::from_secs(2 * 3600 + 60));
    assert!(!later.text(100, 30).contains("Space: resume"));
    // A session in which nothing was done is started over.
    let mut nothing = Person::new();
    nothing.press(KeyCode::Enter).wait(2).types("qy");
    assert!(!nothing.again(Duration::from_secs(60)).text(100, 30).contains("Space: resume"));
}

#[test]
fn notices_are_above_the_keys_for_a_while() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).input(Input::Notice("the hook set_done failed: exit status: 1".to_owned()));
    person.wait(9).sees("the hook set_done failed");
    assert!(person.deadline().is_some_and(|deadline| deadline <= person.now.monotonic + Duration::from_secs(1)));
    assert!(!person.wait(1).text(100, 30).contains("the hook"));
    // Each of several gets its turn.
    person.input(Input::Notice("one".to_owned())).input(Input::Notice("two".to_owned())).sees("one");
    person.wait(10).sees("two");
    assert!(!person.wait(10).text(100, 30).contains("two"));
}

#[test]
fn quitting_in_a_session_ends_it() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(12);
    person.quit().quit();
    assert_eq!(kinds(&person.records), ["start", "set", "end"]);
}

#[test]
fn a_session_running_elsewhere_is_not_resumed() {
    let mut first = Person::new();
    first.press(KeyCode::Enter).wait(24);
    let mut person = first.again(Duration::from_secs(5));
    person.sees("at set 2");
    person.input(Input::SessionElsewhere).press(KeyCode::Char(' '));
    assert!(!person.text(100, 30).contains("Space: resume"));
}

#[test]
fn playing_an_interrupted_routine_asks_first() {
    let asked = || {
        let mut first = Person::new();
        first.press(KeyCode::Enter).wait(24);
        let mut person = first.again(Duration::from_secs(600));
        let plan = Arc::new(Plan::unroll(entry("short", SHORT).routine().unwrap()).id("short"));
        let left = ResumePoint::find(&person.history(), person.now.wall, |_| Some(&plan)).unwrap();
        person.app.offer(plan, left);
        person.records.clear();
        person
    };
    let mut person = asked();
    person.sees("1 of 3 sets · stopped at 19:00, 10 min ago");
    person.sees("resume at set 2 of Bridge");
    for (width, height) in [(80, 24), (40, 12), (24, 3), (1, 1), (0, 0)] {
        person.text(width, height);
    }
    person.press(KeyCode::Enter).sees("set 2 of 3");
    assert_eq!(kinds(&person.records), ["start"]);
    let mut person = asked();
    person.types("n").sees("set 1 of 3");
    assert_eq!(kinds(&person.records), ["start"]);
    let mut person = asked();
    assert_eq!(person.press(KeyCode::Esc).effects, [Effect::QUIT]);
}

#[test]
fn the_library_knows_today() {
    let mut person = Person::new();
    person.input(Input::History(Box::default(), None)).sees("1 due");
    person.press(KeyCode::Enter).wait(50).press(KeyCode::Esc).sees("done for today");
    person.sees("last done today");
    let next = person.again(Duration::from_secs(24 * 3600));
    next.sees("1 due");
    next.sees("last done yesterday");
}

#[test]
fn keys_that_were_meant_for_the_last_step_do_nothing_after_it() {
    let mut person = Person::new();
    person.press(KeyCode::Enter);
    while !person.text(100, 30).contains("How hard was it?") {
        // Long enough that each set was begun in earnest.
        person.now.monotonic += Duration::from_millis(3500);
        person.now.wall = person.now.wall.checked_add(Duration::from_millis(3500)).unwrap();
        person.press(KeyCode::Enter);
    }
    person.types("n4").press(KeyCode::Enter).sees("How hard was it?");
    person.wait(1).types("4").sees("Did anything hurt?");
    person.wait(1).types("n").types("n").press(KeyCode::Enter).press(KeyCode::Esc).sees("Short");
    let Fact::Correction(said) = &person.records.last().unwrap().fact else { panic!("not said") };
    assert_eq!(said.note.as_deref(), Some("n"));
}

#[test]
fn facts_before_the_history_was_read_are_kept() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(50);
    person.input(Input::History(Box::default(), Some("a line could not be read".to_owned()))).press(KeyCode::Esc);
    person.sees("done for today");
    person.sees("a line could not be read");
}

#[test]
fn unsaved_facts_are_shown() {
    let mut person = Person::new();
    let why = "NOT SAVED, 1 entry is kept and tried again: disk full".to_owned();
    person.press(KeyCode::Enter).wait(1).input(Input::Unsaved(Some(why))).sees("NOT SAVED, 1 entry");
    person.wait(50).sees("NOT SAVED, 1 entry");
    // Its question can still be answered.
    person.sees("How hard was it?");
    person.types("4").sees("Did anything hurt?");
    person.sees("NOT SAVED, 1 entry");
    person.input(Input::Unsaved(None));
    assert!(!person.text(100, 30).contains("NOT SAVED"));
}

#[test]
fn quitting_warns_about_unsaved_facts() {
    let unsaved = || Input::Unsaved(Some("NOT SAVED, 1 entry is kept and tried again: disk full".to_owned()));
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(12).input(unsaved()).quit();
    // The session has ended nevertheless, so that nothing of it is lost.
    assert!(!person.quit().effects.contains(&Effect::QUIT));
    assert!(person.text(100, 20).contains("1/3 sets"));
    person.sees("NOT SAVED: press q again to quit anyway; the unsaved lines will be printed");
    assert_eq!(person.quit().effects.last(), Some(&Effect::QUIT));
    // Saved in the meantime, and then failing again: reported again.
    person.input(Input::Unsaved(None)).input(unsaved());
    assert!(!person.quit().effects.contains(&Effect::QUIT));
    // If everything is saved, quitting asks no question.
    person.input(Input::Unsaved(None));
    assert_eq!(person.quit().effects.last(), Some(&Effect::QUIT));
}

#[test]
fn a_wrong_count_is_corrected_in_the_history() {
    let mut person = Person::new();
    person.input(Input::History(Box::default(), None));
    person.press(KeyCode::Enter).wait(50).press(KeyCode::Esc).press(KeyCode::Tab);
    person.sees("1 session");
    person.sees("4 Mar 2026, 19:00");
    person.press(KeyCode::Enter).press(KeyCode::Down).types("-").sees("2 reps (corrected)");
    assert_eq!(kinds(&person.records).last(), Some(&"correction"));
    let history = person.history();
    let set = &history.sessions()[0].sets[1];
    assert_eq!((set.reps, set.outcome, set.corrected), (Some(2), Outcome::Short, true));
    person.types("+").sees("3 reps (corrected)");
    assert_eq!(person.history().sessions()[0].sets[1].outcome, Outcome::Done);
    person.press(KeyCode::Tab).sees("day in a row, best 1");
    person.sees("Bridge");
    person.press(KeyCode::Right).sees("Short ▸");
    person.press(KeyCode::Tab).press(KeyCode::Tab).sees("done for today");
}

#[test]
fn an_empty_history_has_a_hint() {
    let mut person = Person::new();
    person.input(Input::History(Box::default(), None));
    person.press(KeyCode::Tab).sees("No sessions yet.");
    person.press(KeyCode::Tab).sees("No data yet: statistics appear after your first session.");
}

#[test]
fn no_size_panics() {
    let mut person = Person::new();
    person.press(KeyCode::Enter).wait(50);
    for key in [KeyCode::Char('n'), KeyCode::Enter, KeyCode::Esc, KeyCode::Tab, KeyCode::Enter, KeyCode::Tab] {
        for width in [0, 1, 2, 5, 10, 23, 24, 40, 63, 64, 80, 120, 200] {
            for height in (0..24).step_by(2).chain([1, 3, 5, 33, 60]) {
                person.text(width, height);
            }
        }
        person.press(key);
    }
    person.text(80, 24);
}

#[test]
fn a_session_in_which_nothing_was_done_leaves_no_trace() {
    let mut person = Person::new();
    person.input(Input::History(Box::default(), None)).press(KeyCode::Enter).wait(1).types("qy");
    assert!(!person.text(100, 30).contains("How hard"), "{}", person.text(100, 30));
    person.press(KeyCode::Enter).press(KeyCode::Tab).sees("No sessions yet.");
}
