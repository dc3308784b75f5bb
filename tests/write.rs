//! Writing routines: `new`, `edit`, the library's `e` and `n`, and files that change while they are watched.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;
mod pty;

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf};

use insta::assert_snapshot;
use person::{Person, UNSIT};
use pty::{End, Pty};

const SHEET: &str = "\
3x10 clamshell each side, hold 5s, rest 30s
hamstring stretch 2 x 30 s per leg
glute squeeze 10 reps 3s on 1s off
plank 3x45s
squats to fatigue
kettlebell squat 3x8-12 16 kg
walk 5 min
";

impl Person {
    /// A user with an editor that runs a script on the file `$1`.
    fn editing(script: &str) -> Person {
        let person = Person::new().has("editor", format!("#!/bin/sh\n{script}\n")).set("PATH", "/usr/bin:/bin");
        let editor = person.home().join("editor");
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        person.set("EDITOR", editor)
    }

    fn routine(&self, stem: &str) -> PathBuf {
        self.routines().join(format!("{stem}.toml"))
    }

    fn save(&self, stem: &str, text: &str) {
        self.write(self.routine(stem), text);
    }

    fn read(&self, stem: &str) -> String {
        fs::read_to_string(self.routine(stem)).unwrap()
    }

    fn terminal(&self, arguments: &[&str]) -> Pty {
        Pty::start(UNSIT, arguments, self, 100, 30)
    }
}

#[test]
fn a_sheet_on_standard_input_becomes_a_routine() {
    let person = Person::editing("exit 1");
    let ran = person.run_on(&["new", "Knee"], SHEET);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "~/.config/unsit/routines/knee.toml\n"));
    assert_snapshot!(ran.messages, @"
    line  exercise                    dose                         rest  load   time
       1  Clamshell          library  3 × 10 reps of 5s, each leg  30s          8m 38s
       2  Hamstring stretch  library  2 × 30s hold, each leg       20s          2m 44s
       3  Glute squeeze      library  10 reps of 3s                             48s
       4  Plank              library  3 × 45s hold                 20s          3m 3s
       5  Squat              library  as many reps as you can                   1m 8s
       6  Kettlebell squat   library  3 × 8-12 reps                20s   16 kg  3m 48s
       7  Walk               library  5m                                        5m 8s
    7 exercises, 25 min
    ");
    assert_snapshot!(person.read("knee"), @r#"
    name = "Knee"

    # 3x10 clamshell each side, hold 5s, rest 30s
    [[exercise]]
    use = "clamshell"
    sets = 3
    reps = 10
    hold = "5s"
    sides = "each"
    rest = "30s"

    # hamstring stretch 2 x 30 s per leg
    [[exercise]]
    use = "hamstring-stretch"
    sets = 2
    hold = "30s"
    sides = "each"

    # glute squeeze 10 reps 3s on 1s off
    [[exercise]]
    use = "glute-squeeze"
    reps = 10
    hold = "3s"
    relax = "1s"

    # plank 3x45s
    [[exercise]]
    use = "plank"
    sets = 3
    hold = "45s"

    # squats to fatigue
    [[exercise]]
    use = "squat"
    reps = "max"

    # kettlebell squat 3x8-12 16 kg
    [[exercise]]
    use = "kettlebell-squat"
    sets = 3
    reps = "8-12"
    load = "16 kg"

    # walk 5 min
    [[exercise]]
    use = "short-walk"
    name = "Walk"
    time = "5m"
    "#);
    let checked = person.run(&["check"]);
    assert_eq!((checked.status, checked.messages.as_str()), (Some(0), "no problems found\n"));
}

#[test]
fn unread_lines_are_reported_and_kept() {
    let person = Person::editing("exit 1");
    let ran = person.run_on(&["new", "Knee", "--add", "squat 3x10", "--add", "see me on monday"], "never read");
    assert_eq!(ran.status, Some(0));
    assert_snapshot!(ran.messages, @"
    line  exercise           dose         rest  load  time
       1  Squat     library  3 × 10 reps  20s         3m 18s
    not read: line 2, `see me on monday`: a sentence, not the name of an exercise
    1 exercise, 3 min; 1 line kept as a comment
    ");
    assert!(person.read("knee").contains("# see me on monday\n# unsit: not understood: "));
    let ran = person.run_on(&["new", "Nothing"], "see me on monday\n");
    assert_eq!(ran.status, Some(1));
    let left = "not read: line 1, `see me on monday`: a sentence, not the name of an exercise\n";
    assert_eq!(ran.messages, format!("{left}unsit: no exercises found: nothing was written\n"));
    let ran = person.run_on(&["new", "Nothing", "--dry-run"], "see me on monday\n");
    assert_eq!((ran.out.as_str(), ran.messages.as_str()), (left, "unsit: no exercises found\n"));
    assert!(!person.routine("nothing").exists());
    let ran = person.run_on(&["new", "Log"], "12/05/2024 squat 3x10\n".repeat(5));
    assert_eq!(ran.messages, "unsit: this is a training log, with dates: paste the exercises of one day\n");
    assert!(!person.routine("log").exists());
}

#[test]
fn a_dry_run_shows_a_sheet_and_writes_nothing() {
    let person = Person::editing("exit 1");
    let ran = person.run(&["new", "Knee", "--dry-run", "--add", "- clamshell 3x10"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), ""));
    assert!(ran.out.contains("Clamshell") && ran.out.ends_with("1 exercise, 6 min\n"), "{}", ran.out);
    assert!(!person.routine("knee").exists());
    let ran = person.run_on(&["new", "Knee", "--dry-run", "--format", "json"], "clamshell 3x10\nsee me on monday\n");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["exercises"], &json["lines_left"]), (&1.into(), &1.into()));
    assert_eq!(
        (&json["entries"][0]["exercise"], &json["entries"][0]["library"]),
        (&"Clamshell".into(), &"clamshell".into())
    );
    assert!(json["routines"][0]["toml"].as_str().unwrap().contains("use = \"clamshell\""));
}

#[test]
fn an_empty_sheet_is_refused_where_a_sheet_is_needed() {
    let person = Person::editing("exit 1");
    for (options, then) in [
        (&["--dry-run"][..], "nothing to show"),
        (&["--dry-run", "--split"], "nothing to show"),
        (&["--dry-run", "--format", "json"], "nothing to show"),
        (&["--dry-run", "--add", ""], "nothing to show"),
        (&["--split"], "nothing was written"),
        (&["--format", "json"], "nothing was written"),
        (&["--add", ""], "nothing was written"),
    ] {
        for sheet in ["", " \n\n"] {
            let ran = person.run_on(&[&["new", "Z"], options].concat(), sheet);
            let said = format!("unsit: the sheet is empty: {then}\n");
            assert_eq!((ran.status, ran.out.as_str(), ran.messages), (Some(1), "", said), "{options:?}");
            assert!(!person.routine("z").exists(), "{options:?}");
        }
    }
    assert_eq!(person.run_on(&["new", "Z"], "").status, Some(0), "a template needs no sheet");
}

#[test]
fn a_sheet_that_is_too_large_is_refused() {
    let person = Person::editing("exit 1");
    let sheet = "squat 3x10\n".repeat(30_000);
    let ran = person.run_on(&["new", "Z"], &sheet);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(1), "unsit: standard input is larger than 256 KiB\n"));
    let ran = person.run_on(&["check", "-"], &sheet);
    assert!(ran.out.starts_with("error[too-large]: standard input is larger than 256 KiB\n"), "{}", ran.out);
    let ran = person.run_on(&["new", "Z"], b"squat 3x10\n\xE4");
    assert_eq!(ran.messages, "unsit: standard input is not UTF-8, from line 2 on\n");
    let ran = person.run_on(&["new", "Large"], "a\n".repeat(10_001));
    let message = "unsit: the sheet has 10001 lines; the limit is 10000: paste fewer lines\n";
    assert_eq!((ran.status, ran.messages.as_str()), (Some(1), message));
}

#[test]
fn a_preview_shows_the_schedule_the_rounds_and_the_whole_length() {
    let person = Person::editing("exit 1");
    let sheet = "Plank 30 s daily\n\nCircuit x 3\nSquat x 12\nPush-up x 8\n";
    let ran = person.run_on(&["new", "Z", "--dry-run"], sheet);
    assert_snapshot!(ran.out, @"
    line  exercise           dose      rest  load  time
       1  Plank     library  30s hold              38s
       4  Squat     library  12 reps               1m 8s  × 3 rounds
       5  Push-up   library  8 reps                32s    × 3 rounds
    schedule: daily (line 1)
    3 exercises, 6 min
    ");
    let ran = person.run_on(&["new", "Z", "--dry-run"], "Plank 20 s");
    assert!(ran.out.ends_with("\n1 exercise, 28 s\n"), "{}", ran.out);
    let ran =
        person.run_on(&["new", "Plan", "--dry-run", "--split"], "# Legs\nSquat 3x10 Mon\n# Arms\nRow 3x8 daily\n");
    let [_, legs, squat, arms, row, ..] = ran.out.lines().collect::<Vec<_>>()[..] else { panic!("{}", ran.out) };
    assert_eq!((legs, arms), ("Plan Legs", "Plan Arms"));
    assert!(squat.contains("Squat") && row.contains("Row"), "{}", ran.out);
    assert!(
        ran.out.contains("schedule of `Plan Legs`: mon (line 2)\nschedule of `Plan Arms`: daily (line 4)\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_sheet_of_several_days_can_become_several_routines() {
    let person = Person::editing("exit 1");
    let sheet = "Day 1: Legs\nSquat 3x10\n\nDay 2: Arms\nRow 3x8\n";
    let ran = person.run_on(&["new", "Plan", "--split"], sheet);
    assert_eq!(
        ran.out,
        "~/.config/unsit/routines/plan-day-1-legs.toml\n~/.config/unsit/routines/plan-day-2-arms.toml\n"
    );
    assert!(person.read("plan-day-2-arms").contains("name = \"Row\""));
    assert_eq!(person.run(&["check"]).status, Some(0));
}

#[test]
fn a_new_routine_begins_from_a_template_that_checks() {
    let person = Person::editing("exit 1");
    let ran = person.run(&["new", "My \"knee\""]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), ""));
    assert!(person.read("my-knee").contains("name = \"My \\\"knee\\\"\"\n"));
    assert_eq!(person.run(&["plan", "my-knee"]).status, Some(0));
}

#[test]
fn a_new_routine_is_copied_from_another() {
    let person = Person::editing("exit 1");
    assert_eq!(person.run(&["new", "Morning", "--from", "desk-break"]).status, Some(0));
    let copied = person.read("morning");
    assert!(copied.starts_with("name = \"Morning\"\ndescription = \"Under five minutes"), "{copied}");
    assert_eq!(person.run(&["new", "Evening", "--from", "mornin"]).messages.lines().count(), 1);
    assert!(!person.routine("evening").exists());
}

#[test]
fn no_file_is_overwritten_or_written_outside_the_folder() {
    let person = Person::editing("exit 1");
    person.save("knee", "mine");
    let ran = person.run_on(&["new", "Knee"], SHEET);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.messages, "unsit: routine `knee` already exists: run `unsit edit knee` to open it\n");
    assert_eq!(person.read("knee"), "mine");
    for (name, why) in [
        ("膝", "cannot make a file name from `膝`: use letters a to z (the `name` inside can be anything)"),
        ("", "invalid name ``: write 1 to 60 plain characters"),
        ("a\u{1b}b", "invalid name `a<U+001B>b`: write 1 to 60 plain characters"),
    ] {
        assert_eq!(person.run(&["new", name]).messages, format!("unsit: {why}\n"));
    }
    let ran = person.run(&["new", "../../x"]);
    assert_eq!(ran.out, "~/.config/unsit/routines/x.toml\n");
}

#[test]
fn a_bundled_routine_is_copied_before_it_is_edited() {
    let person = Person::editing("sed -i 's/^name = .*/name = \"Mine\"/' \"$1\"");
    let ran = person.run(&["edit", "daily"]);
    assert_eq!(ran.status, Some(0), "{}", ran.messages);
    assert_snapshot!(ran.messages, @r"
    bundled routine `daily` copied to ~/.config/unsit/routines/daily.toml; your copy now overrides it
    ~/.config/unsit/routines/daily.toml: no problems found
    ");
    assert!(person.read("daily").starts_with("name = \"Mine\"\n"));
    assert!(person.run(&["list"]).out.contains("Mine"));
}

#[test]
fn errors_are_shown_when_the_editor_closes_and_it_opens_again() {
    // The first time it makes an error, the second time it fixes it.
    let person =
        Person::editing("if grep -q 30x \"$1\"; then sed -i s/30x/30s/ \"$1\"; else sed -i s/30s/30x/ \"$1\"; fi");
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let ran = person.run_on(&["edit", "knee"], "y\n");
    assert_eq!(ran.status, Some(0), "{}", ran.messages);
    assert_snapshot!(ran.messages, @r#"
    error[bad-duration]: invalid duration `30x`
      ╭▸ ~/.config/unsit/routines/knee.toml:4:8
      │
    4 │ hold = "30x"
      │        ━━━━━
      │
      ╰ help: write numbers with the units h, m and s in that order, such as "30s" or "1m30s"

    edit again? [Y/n] ~/.config/unsit/routines/knee.toml: no problems found
    "#);
    let ran = person.run_on(&["edit", "knee"], "n\n");
    assert_eq!(ran.status, Some(1), "{}", ran.messages);
}

#[test]
fn a_failing_editor_is_reported() {
    let person = Person::editing("exit 3");
    person.save("knee", "name = \"Knee\"\n");
    let ran = person.run(&["edit", "knee"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.messages.contains("failed (exit status: 3)"), "{}", ran.messages);
    let ran = person.run(&["edit", "nothing-like-it"]);
    assert_eq!((ran.status, ran.messages.lines().count()), (Some(1), 1));
}

/// Editors with a window of their own come back before anything was written.
#[test]
fn a_saved_file_is_checked_after_its_editor_returned_at_once() {
    let plank = |hold: &str| format!("name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"{hold}\"\n");
    let person = Person::editing("true");
    person.save("knee", &plank("30s"));
    let ran = person.run(&["edit", "knee"]);
    assert_eq!(
        (ran.status, ran.messages.as_str()),
        (
            Some(0),
            "the editor `~/editor` exited immediately; if it opens in the background, add its wait option, such as VISUAL=\"code --wait\"\n"
        )
    );
    person.save("knee", &plank("30 sec"));
    let ran = person.run(&["edit", "knee"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.messages.contains("error[bad-duration]: invalid duration `30 sec`"), "{}", ran.messages);
    person.save("knee", &plank("30s"));
    for arguments in [["edit", "knee"], ["new", "Elbow"]] {
        let mut terminal = person.terminal(&arguments);
        terminal.until_text("exited immediately");
        terminal.until_text("waiting for the file to be saved");
        assert!(!terminal.text().contains("no problems found"));
        let stem = arguments[1].to_lowercase();
        person.save(&stem, &plank("30 sec"));
        terminal.until_text("bad-duration");
        terminal.until_text("edit again?");
        terminal.send("y\n");
        terminal.until("a second wait", |screen| screen.contents().matches("waiting for the file").count() == 2);
        person.save(&stem, &plank("45s"));
        terminal.until_text("no problems found");
        assert_eq!(terminal.end(), End::Status(0));
    }
    // The library reads files that are saved anyway.
    let person = Person::editing("true");
    person.save("knee", &plank("30s"));
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Knee");
    terminal.send("\x1b[B");
    terminal.until_text("Plank");
    terminal.send("e");
    terminal
        .until("the library", |screen| screen.alternate_screen() && screen.contents().contains("exited immediately"));
    person.save("knee", &plank("30 sec"));
    terminal.until_text("invalid duration");
    terminal.send("\x03");
    terminal.end();
}

#[test]
fn the_library_reloads_after_editing() {
    let person = Person::editing("sed -i '1s/.*/name = \"Knees up\"/' \"$1\"");
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Knee");
    // The routine due today is first; the user's own is below it.
    terminal.send("\x1b[B");
    terminal.until_text("Plank");
    terminal.send("e");
    terminal.until_text("Knees up");
    // It is still selected.
    terminal.until_text("Plank");
    assert!(terminal.screen().alternate_screen());
    terminal.send("q");
    assert_eq!(terminal.end(), End::Status(0));
    terminal.assert_restored();
}

#[test]
fn the_library_creates_a_routine_and_reports_failures() {
    let person = Person::editing("true");
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Wake the glutes");
    terminal.send("n");
    terminal.until_text("name of the new routine");
    terminal.send("Elbow\r");
    terminal.until_text("Elbow");
    terminal.until("the library", |screen| screen.alternate_screen() && screen.contents().contains("Elbow"));
    assert!(person.read("elbow").contains("glute-bridge"));
    terminal.send("n");
    terminal.until_text("name of the new routine");
    terminal.send("Elbow\r");
    terminal.until_text("routine `elbow` already exists");
    terminal.send("\r");
    terminal.until("the library", vt100::Screen::alternate_screen);
    terminal.send("q");
    assert_eq!(terminal.end(), End::Status(0));
    terminal.assert_restored();
}

#[test]
fn the_library_follows_files_that_are_saved_elsewhere() {
    let person = Person::editing("true");
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Knee");
    person.save("knee", "name = \"Saved\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    terminal.until_text("Saved");
    person.save("elbow", "name = \"Elbow\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    terminal.until_text("Elbow");
    fs::remove_file(person.routine("knee")).unwrap();
    terminal.until_no_text("Saved");
    terminal.send("q");
    assert_eq!(terminal.end(), End::Status(0));
}

#[test]
fn a_watched_plan_is_drawn_at_every_save() {
    let person = Person::editing("true");
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&["plan", "knee", "--watch"]);
    terminal.until_text("30s hold");
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"45s\"\n");
    terminal.until_text("45s hold");
    assert!(!terminal.text().contains("30s hold"));
    person.save("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"45 sec\"\n");
    terminal.until_text("bad-duration");
    assert!(!terminal.text().contains("45s hold"));
    // As many editors save: another file takes the name.
    fs::write(person.routine("new"), "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"50s\"\n").unwrap();
    fs::rename(person.routine("new"), person.routine("knee")).unwrap();
    terminal.until_text("50s hold");
    terminal.send("\x03");
    assert_eq!(terminal.end(), End::Signal("Interrupt".to_owned()));
}
