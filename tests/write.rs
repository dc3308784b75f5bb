//! Writing routines: `new`, `edit`, the library's `e` and `n`, and files that change while they are watched.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

mod pty;

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Stdio},
};

use insta::assert_snapshot;
use portable_pty::CommandBuilder;
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

/// A person with a home, and an editor that does what a script says to the file `$1`.
struct Person {
    home: tempfile::TempDir,
}

struct Ran {
    out: String,
    messages: String,
    status: Option<i32>,
}

impl Person {
    fn new(script: &str) -> Person {
        let home = tempfile::tempdir().unwrap();
        let editor = home.path().join("editor");
        fs::write(&editor, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&editor, fs::Permissions::from_mode(0o755)).unwrap();
        Person { home }
    }

    fn routine(&self, stem: &str) -> PathBuf {
        self.home.path().join(format!(".config/unsit/routines/{stem}.toml"))
    }

    fn write(&self, stem: &str, text: &str) {
        fs::create_dir_all(self.routine(stem).parent().unwrap()).unwrap();
        fs::write(self.routine(stem), text).unwrap();
    }

    fn read(&self, stem: &str) -> String {
        fs::read_to_string(self.routine(stem)).unwrap()
    }

    fn run(&self, arguments: &[&str], input: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unsit"));
        command.args(arguments).env_clear().env("HOME", self.home.path()).env("LANG", "C").env("PATH", "/usr/bin:/bin");
        command.env("EDITOR", self.home.path().join("editor")).current_dir(self.home.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // What is not read is no fault of the program.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(self.home.path().to_str().unwrap(), "~");
        Ran { out: text(output.stdout), messages: text(output.stderr), status: output.status.code() }
    }

    fn terminal(&self, arguments: &[&str]) -> Pty {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_unsit"));
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("PATH", "/usr/bin:/bin"), ("TERM", "xterm-256color"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("HOME", self.home.path());
        command.env("VISUAL", self.home.path().join("editor"));
        command.cwd(self.home.path());
        Pty::run(command, 100, 30)
    }
}

#[test]
fn a_sheet_on_standard_input_becomes_a_routine() {
    let person = Person::new("exit 1");
    let ran = person.run(&["new", "Knee"], SHEET);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "~/.config/unsit/routines/knee.toml\n"));
    assert_snapshot!(ran.messages, @"
    line  exercise                    dose                         rest  load   time
       1  Clamshell          library  3 x 10 reps of 5s, each leg  30s          8m 38s
       2  Hamstring stretch  library  2 x 30s hold, each leg       20s          2m 44s
       3  Glute squeeze      library  10 reps of 3s                             48s
       4  Plank              library  3 x 45s hold                 20s          3m 3s
       5  Squat              library  as many reps as you can                   1m 8s
       6  Kettlebell squat   library  3 x 8-12 reps                20s   16 kg  3m 48s
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
    let checked = person.run(&["check"], "");
    assert_eq!((checked.status, checked.messages.as_str()), (Some(0), "no problems found\n"));
}

#[test]
fn what_is_not_understood_is_told_and_kept() {
    let person = Person::new("exit 1");
    let ran = person.run(&["new", "Knee", "--add", "squat 3x10", "--add", "see me on monday"], "never read");
    assert_eq!(ran.status, Some(0));
    assert_snapshot!(ran.messages, @"
    line  exercise           dose         rest  load  time
       1  Squat     library  3 x 10 reps  20s         3m 18s
    left: line 2, `see me on monday`: a sentence, not the name of an exercise
    1 exercise, 3 min; 1 line left as comments
    ");
    assert!(person.read("knee").contains("# see me on monday\n# unsit: not understood: "));
    let ran = person.run(&["new", "Nothing"], "see me on monday\n");
    assert_eq!(ran.status, Some(1));
    assert!(ran.messages.ends_with("unsit: no line became an exercise: nothing was written\n"), "{}", ran.messages);
    assert!(!person.routine("nothing").exists());
    let ran = person.run(&["new", "Log"], &"12/05/2024 squat 3x10\n".repeat(5));
    assert_eq!(ran.messages, "unsit: this is a training log, with dates: paste the exercises of one day\n");
    assert!(!person.routine("log").exists());
}

#[test]
fn a_sheet_is_shown_and_not_written_where_that_is_asked() {
    let person = Person::new("exit 1");
    let ran = person.run(&["new", "Knee", "--dry-run", "--add", "- clamshell 3x10"], "");
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), ""));
    assert!(ran.out.contains("Clamshell") && ran.out.ends_with("1 exercise, 6 min\n"), "{}", ran.out);
    assert!(!person.routine("knee").exists());
    let ran = person.run(&["new", "Knee", "--dry-run", "--format", "json"], "clamshell 3x10\nsee me on monday\n");
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["exercises"], &json["lines_left"]), (&1.into(), &1.into()));
    assert_eq!(
        (&json["entries"][0]["exercise"], &json["entries"][0]["library"]),
        (&"Clamshell".into(), &"clamshell".into())
    );
    assert!(json["routines"][0]["toml"].as_str().unwrap().contains("use = \"clamshell\""));
}

#[test]
fn a_sheet_of_several_days_can_become_several_routines() {
    let person = Person::new("exit 1");
    let sheet = "Day 1: Legs\nSquat 3x10\n\nDay 2: Arms\nRow 3x8\n";
    let ran = person.run(&["new", "Plan", "--split"], sheet);
    assert_eq!(
        ran.out,
        "~/.config/unsit/routines/plan-day-1-legs.toml\n~/.config/unsit/routines/plan-day-2-arms.toml\n"
    );
    assert!(person.read("plan-day-2-arms").contains("name = \"Row\""));
    assert_eq!(person.run(&["check"], "").status, Some(0));
}

#[test]
fn a_new_routine_begins_from_a_template_that_checks() {
    let person = Person::new("exit 1");
    let ran = person.run(&["new", "My \"knee\""], "");
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), ""));
    assert!(person.read("my-knee").contains("name = \"My \\\"knee\\\"\"\n"));
    assert_eq!(person.run(&["plan", "my-knee"], "").status, Some(0));
}

#[test]
fn a_new_routine_is_copied_from_another() {
    let person = Person::new("exit 1");
    assert_eq!(person.run(&["new", "Morning", "--from", "desk-break"], "").status, Some(0));
    let copied = person.read("morning");
    assert!(copied.starts_with("name = \"Morning\"\ndescription = \"Under five minutes"), "{copied}");
    assert_eq!(person.run(&["new", "Evening", "--from", "mornin"], "").messages.lines().count(), 1);
    assert!(!person.routine("evening").exists());
}

#[test]
fn nothing_is_written_over_or_outside() {
    let person = Person::new("exit 1");
    person.write("knee", "mine");
    let ran = person.run(&["new", "Knee"], SHEET);
    assert_eq!(ran.status, Some(1));
    assert_eq!(ran.messages, "unsit: routine `knee` already exists: run `unsit edit knee` to open it\n");
    assert_eq!(person.read("knee"), "mine");
    for (name, why) in [
        ("膝", "cannot make a file name from `膝`: use letters a to z (the `name` inside can be anything)"),
        ("", "invalid name ``: write 1 to 60 plain characters"),
        ("a\u{1b}b", "invalid name `a<U+001B>b`: write 1 to 60 plain characters"),
    ] {
        assert_eq!(person.run(&["new", name], "").messages, format!("unsit: {why}\n"));
    }
    let ran = person.run(&["new", "../../x"], "");
    assert_eq!(ran.out, "~/.config/unsit/routines/x.toml\n");
}

#[test]
fn one_that_comes_with_the_program_is_copied_before_it_is_edited() {
    let person = Person::new("sed -i 's/^name = .*/name = \"Mine\"/' \"$1\"");
    let ran = person.run(&["edit", "daily"], "");
    assert_eq!(ran.status, Some(0), "{}", ran.messages);
    assert_snapshot!(ran.messages, @r"
    bundled routine `daily` copied to ~/.config/unsit/routines/daily.toml; your copy now overrides it
    ~/.config/unsit/routines/daily.toml: no problems found
    ");
    assert!(person.read("daily").starts_with("name = \"Mine\"\n"));
    assert!(person.run(&["list"], "").out.contains("Mine"));
}

#[test]
fn mistakes_are_shown_when_the_editor_closes_and_it_opens_again() {
    // The first time it makes a mistake, the second time it mends it.
    let person = Person::new("if grep -q 30x \"$1\"; then sed -i s/30x/30s/ \"$1\"; else sed -i s/30s/30x/ \"$1\"; fi");
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let ran = person.run(&["edit", "knee"], "y\n");
    assert_eq!(ran.status, Some(0), "{}", ran.messages);
    assert_snapshot!(ran.messages, @r#"
    error[bad-duration]: invalid duration `30x`
     --> ~/.config/unsit/routines/knee.toml:4:8
      |
    4 | hold = "30x"
      |        ^^^^^
      |
      = help: write numbers with the units h, m and s in that order, such as "30s" or "1m30s"

    edit again? [Y/n] ~/.config/unsit/routines/knee.toml: no problems found
    "#);
    let ran = person.run(&["edit", "knee"], "n\n");
    assert_eq!(ran.status, Some(1), "{}", ran.messages);
}

#[test]
fn an_editor_that_fails_is_told() {
    let person = Person::new("exit 3");
    person.write("knee", "name = \"Knee\"\n");
    let ran = person.run(&["edit", "knee"], "");
    assert_eq!(ran.status, Some(1));
    assert!(ran.messages.contains("failed (exit status: 3)"), "{}", ran.messages);
    let ran = person.run(&["edit", "nothing-like-it"], "");
    assert_eq!((ran.status, ran.messages.lines().count()), (Some(1), 1));
}

#[test]
fn the_library_edits_and_comes_back_as_it_was() {
    let person = Person::new("sed -i '1s/.*/name = \"Knees up\"/' \"$1\"");
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Knee");
    // The routine due today is first; the person's own is the one below it.
    terminal.send("\x1b[B");
    terminal.until_text("Plank");
    terminal.send("e");
    terminal.until_text("Knees up");
    // It is selected still.
    terminal.until_text("Plank");
    assert!(terminal.screen().alternate_screen());
    terminal.send("q");
    assert_eq!(terminal.end(), End::Status(0));
    terminal.assert_restored();
}

#[test]
fn the_library_begins_a_routine_and_tells_what_went_wrong() {
    let person = Person::new("true");
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
    let person = Person::new("true");
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&[]);
    terminal.until_text("Knee");
    let clock = unsit::system::clock::Clock::new();
    person.write("knee", "name = \"Saved\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    terminal.until_text("Saved");
    assert!(!clock.until(std::time::Duration::from_secs(3)).is_zero(), "it took longer than 2 s");
    person.write("elbow", "name = \"Elbow\"\n");
    terminal.until_text("elbow");
    fs::remove_file(person.routine("knee")).unwrap();
    terminal.until_no_text("Saved");
    terminal.send("q");
    assert_eq!(terminal.end(), End::Status(0));
}

#[test]
fn a_watched_plan_is_drawn_at_every_save() {
    let person = Person::new("true");
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30s\"\n");
    let mut terminal = person.terminal(&["plan", "knee", "--watch"]);
    terminal.until_text("30s hold");
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"45s\"\n");
    terminal.until_text("45s hold");
    assert!(!terminal.text().contains("30s hold"));
    person.write("knee", "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"45 sec\"\n");
    terminal.until_text("bad-duration");
    assert!(!terminal.text().contains("45s hold"));
    // As many editors save: another file takes the name.
    fs::write(person.routine("new"), "name = \"Knee\"\n[[exercise]]\nname = \"Plank\"\nhold = \"50s\"\n").unwrap();
    fs::rename(person.routine("new"), person.routine("knee")).unwrap();
    terminal.until_text("50s hold");
    terminal.send("\x03");
    assert_eq!(terminal.end(), End::Signal("Interrupt".to_owned()));
}
