//! The program as it is run: its output and its exit status.

#![cfg(unix)]
#![expect(clippy::disallowed_methods, reason = "the tests write the files that the program reads")]

#[path = "common/person.rs"]
mod person;

use std::{ffi::OsStr, fs, process::Stdio};

use insta::assert_snapshot;
use person::{Person, Ran};
use unsit::routine::bundled::{EXERCISES, ROUTINES};

const STRETCH: &str = "\
name = \"Stretch\"
cues.voice = false

[[exercise]]
name = \"Hamstring stretch\"
hold = \"30s\"
sets = 2
sides = \"each\"
";

#[test]
fn the_list_has_what_is_bundled() {
    assert_snapshot!(Person::new().run(&["list"]).result(), @"
    daily             13 min  daily  Wake the glutes
    desk-break         5 min         Desk break
    stair-break        5 min         Stair break
    neck-shoulders     4 min         Neck and shoulders
    standing-desk     10 min         Next to the desk
    lower-back        10 min         Lower back
    hips-hamstrings   12 min         Hips and hamstrings
    core              10 min         Core
    knees             12 min         Knees
    ankles             8 min         Ankles and balance
    band-glutes       15 min         Glutes with a band
    seven-minute       9 min         Seven-minute workout
    clinic            27 min  daily  The clinic's list
    runner           ~10 min         Before and after a run
    self-test         ~1 min         Mirror self-test
    ");
}

/// An exercise and a routine can be read in advance: by any name, for people and for programs.
#[test]
fn an_exercise_is_shown_with_how_it_is_done() {
    let person = Person::new();
    assert_snapshot!(person.run(&["show", "Clams"]).result(), @"
    Clamshell
    10 reps, each leg: open 2s, hold 1s, close 2s
    lying on your side, working leg on top

    Knees bent, feet together. Open the top knee, then close it.

    Lie on your side, hips and knees bent, heels in line with your seat. Keep the feet touching and open the working knee like a shell, then close it slowly. The pelvis stays still; only the top thigh moves.

    - One hip right above the other: do not roll back.
    - Keep your feet together.
    - Open only as far as your pelvis stays still.
    - Feel it at the side and back of the working hip.

    Muscles: gluteus medius, gluteus maximus, deep hip rotators
    Also called: clam, clam opener, side-lying clam, oyster
    Source: Total Health Systems: Dead Butt Syndrome (https://www.totalhealthsystems.com/gluteus-medius-syndrome-treatment/)
    ");
    let object: serde_json::Value =
        serde_json::from_str(&person.run(&["show", "side step", "--format", "json"]).result()).unwrap();
    assert_eq!(object["exercise"], "side-step");
    assert_eq!(object["equipment"], serde_json::json!(["loop band"]));
    assert_eq!(object["goal"]["reps"], 10);
    assert_eq!(object["done"]["sets"], 0);
    let file = person.with(
        "exercises/leg-out.toml",
        "name = \"Leg out\"\nreps = 3\nsources = [{ title = \"Page\", link = \"https://example.org\" }]\n",
    );
    let shown = file.run(&["show", "leg-out"]).result();
    assert_eq!(shown, "Leg out\n3 reps: up 2s, down 2s\n\nSource: Page (https://example.org)\n");
    assert_snapshot!(file.run(&["show", "clamshel"]).sentence(), @"unsit: unknown routine or exercise `clamshel`: did you mean `clamshell`?");
}

#[test]
fn a_routine_is_shown_with_what_it_is_made_of() {
    let person = Person::new();
    let shown = person.run(&["show", "stair-break"]).result();
    assert_snapshot!(shown, @"
    Stair break
    5 min, 4 sets

    Four minutes away from the desk: two of them up and down the stairs, which does more than a walk.

    Glute squeeze               10 reps of 3s       glute-squeeze
    Stair climb                 2m                  stair-climb
    Standing hamstring stretch  30s hold, each leg  standing-hamstring-stretch

    Group: At the desk
    Tags: desk, stairs, standing, short
    Source: A guide to recognizing and treating gluteal amnesia (https://www.starsinsider.com/health/809885/a-guide-to-recognizing-and-treating-gluteal-amnesia)
    ");
    let object: serde_json::Value =
        serde_json::from_str(&person.run(&["show", "clinic", "--format", "json"]).result()).unwrap();
    assert_eq!(object["blocks"][1]["name"], "On your feet");
    assert_eq!(object["blocks"][0]["exercises"][0]["exercise"], "clamshell");
}

#[test]
fn own_routines_come_first_and_in_front() {
    let person = Person::new()
        .with("stretch.toml", STRETCH)
        .with("daily.toml", STRETCH.replace("Stretch\"", "My daily\"\nschedule = [\"mon\", \"thu\"]"))
        .with("open.toml", "name = \"Open\"\n[[exercise]]\nname = \"Squat\"\nreps = \"max\"\n")
        .with("bad.toml", "name = \"Bad\"\n\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n")
        .with("Leg Day.toml", STRETCH)
        .with("stretch.toml~", "")
        .with(".stretch.toml", "");
    assert_snapshot!(person.run(&["list"]).result(), @"
    Leg Day.toml     has errors  invalid file name `Leg Day.toml`
    bad              has errors  line 5: invalid duration `30 sec`
    daily                 3 min  mon thu  My daily
    open                 ~1 min           Open
    stretch               3 min           Stretch
    desk-break            5 min           Desk break
    stair-break           5 min           Stair break
    neck-shoulders        4 min           Neck and shoulders
    standing-desk        10 min           Next to the desk
    lower-back           10 min           Lower back
    hips-hamstrings      12 min           Hips and hamstrings
    core                 10 min           Core
    knees                12 min           Knees
    ankles                8 min           Ankles and balance
    band-glutes          15 min           Glutes with a band
    seven-minute          9 min           Seven-minute workout
    clinic               27 min  daily    The clinic's list
    runner              ~10 min           Before and after a run
    self-test            ~1 min           Mirror self-test
    ");
}

#[test]
fn the_list_for_programs() {
    let person = Person::new()
        .with("stretch.toml", STRETCH.replace("Stretch\"", "Stretch\"\nschedule = [\"mon\"]"))
        .with("bad.toml", "name = \"Bad\"\n");
    let out = person.run(&["list", "--format", "json"]).result();
    let objects: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(objects.len(), 2 + ROUTINES.len());
    let mut lines = out.lines();
    assert_snapshot!(lines.next().unwrap(), @r#"{"routine":"bad","name":null,"file":"~/.config/unsit/routines/bad.toml","estimate_s":null,"exact":null,"schedule":null,"times":null,"mistake":{"file":"~/.config/unsit/routines/bad.toml","line":1,"column":1,"severity":"error","code":"missing-key","message":"missing exercises","help":"add an exercise: [[exercise]] and below it name = \"...\" and reps = 10"}}"#);
    assert_snapshot!(lines.next().unwrap(), @r#"{"routine":"stretch","name":"Stretch","file":"~/.config/unsit/routines/stretch.toml","estimate_s":158.0,"exact":true,"schedule":["mon"],"times":1,"mistake":null}"#);
    assert!(
        lines.next().unwrap().starts_with(r#"{"routine":"daily","name":"Wake the glutes","file":null,"estimate_s":"#)
    );
}

#[test]
fn exercises_are_found_by_words() {
    let toe_tap =
        "name = \"Toe tap\"\nreps = 20\nsides = \"alternate\"\nmuscles = [\"soleus\"]\nequipment = [\"low step\"]\n";
    let person = Person::new().with("exercises/toe-tap.toml", toe_tap);
    assert_snapshot!(person.run(&["exercises", "soleus", "steps"]).result(), @r"
    toe-tap         20 reps, alternating  soleus  low step
    soleus-stretch  30s hold, each leg    calves  wall
    ");
    assert_snapshot!(person.run(&["exercises", "wrist flexor"]).result(), @"wrist-flexor-stretch  15s hold, each arm  forearms");
    assert_eq!(person.run(&["exercises"]).result().lines().count(), EXERCISES.len() + 1);
    assert_snapshot!(person.run(&["exercises", "clamshll"]).sentence(), @"unsit: no exercise matches `clamshll`: did you mean `clamshell`?");
    assert_snapshot!(person.run(&["exercises", "zumba", "\u{1b}[31m"]).sentence(), @"unsit: no exercise matches `zumba <U+001B>[31m`: `unsit exercises` lists them all");
    let person = person.with("exercises/soleus-raise.toml", "name = \"Soleus raise\"\nhold = \"30 sec\"\n");
    assert_snapshot!(person.run(&["exercises", "soleus"]).out, @"
    soleus-raise    invalid  ~/.config/unsit/routines/exercises/soleus-raise.toml has an error in line 2: invalid duration `30 sec`
    soleus-stretch  30s hold, each leg    calves  wall
    toe-tap         20 reps, alternating  soleus  low step
    ");
}

#[test]
fn an_exercise_that_is_named_is_shown_whole() {
    let plinth_tap = "name = \"Plinth tap\"\naliases = [\"tapping\"]\nhow = \"Tap the step with one foot.\"\nreps = 20\nsides = \"each\"\nposition = \"{side} foot on the step\"\ntips = [\"Keep the {other} knee soft.\"]\ninstructions = \"Tap.\"\nmuscles = [\"soleus\"]\nsources = [{ title = \"A guide\", link = \"https://example.org/a\" }]\n";
    let person = Person::new().with("exercises/plinth-tap.toml", plinth_tap);
    assert_snapshot!(person.run(&["exercises", "Plinth", "taps"]).result(), @r#"
    Plinth tap
    Tap the step with one foot.

    use       "plinth-tap"
    dose      20 reps, each side
    position  working foot on the step
    muscles   soleus
    also      tapping

    Tap.

    Tips
    - Keep the other knee soft.

    Sources
    - A guide (https://example.org/a)
    "#);
    // Other exercises with the word in their name are listed below.
    let shown = person.run(&["exercises", "clamshell"]).result();
    assert!(shown.starts_with("Clamshell\n") && shown.contains("\n\nbanded-clamshell  "), "{shown}");
    assert_snapshot!(person.run(&["exercises", "tapping", "--format", "json"]).result(), @r#"{"exercise":"plinth-tap","name":"Plinth tap","aliases":["tapping"],"how":"Tap the step with one foot.","dose":"20 reps, each side","sides":"each","limb":null,"position":"working foot on the step","tips":["Keep the other knee soft."],"instructions":"Tap.","muscles":["soleus"],"equipment":[],"sources":[{"title":"A guide","link":"https://example.org/a"}],"mistake":null}"#);
    assert_eq!(person.run(&["exercises", "zumba", "--format", "json"]).result(), "");
}

#[test]
fn a_plan_step_by_step() {
    let person = Person::new().with("stretch.toml", STRETCH);
    assert_snapshot!(person.run(&["plan", "stretch"]).result(), @r#"
    Stretch, 2:38

    0:00  0:08  prepare  Hamstring stretch  set 1 of 2  left side
    0:08  0:30  work     Hamstring stretch  set 1 of 2  left side   30s hold
    0:38  0:05  switch   Hamstring stretch  set 1 of 2  right side
    0:43  0:30  work     Hamstring stretch  set 1 of 2  right side  30s hold
    1:13  0:20  rest     Hamstring stretch  set 2 of 2  left side
    1:33  0:30  work     Hamstring stretch  set 2 of 2  left side   30s hold
    2:03  0:05  switch   Hamstring stretch  set 2 of 2  right side
    2:08  0:30  work     Hamstring stretch  set 2 of 2  right side  30s hold
    "#);
}

#[test]
fn a_plan_with_blocks_loads_and_open_steps() {
    let text = "\
name = \"Circuit\"
[[block]]
name = \"Warm-up\"
[[block.exercise]]
name = \"Marching\"
time = \"30s\"
prepare = \"0s\"
[[block]]
name = \"Circuit\"
rounds = 2
rest = \"1m\"
[[block.exercise]]
name = \"Swing\"
reps = \"8-12\"
tempo = [\"up 0.5s\", \"down 1s\"]
load = \"16 kg\"
prepare = \"self\"
[[block.exercise]]
name = \"Squeeze\"
reps = 3
hold = \"5s\"
relax = \"1s\"
";
    let person = Person::new().with("circuit.toml", text);
    assert_snapshot!(person.run(&["plan", "circuit"]).result(), @r#"
    Circuit, about 3:14

    Warm-up
    0:00   0:30  work        Marching  30s

    Circuit, round 1 of 2
    0:30  ~0:08  prepare     Swing
    0:38   0:18  work        Swing     8-12 reps     16 kg
    0:56   0:08  prepare     Squeeze
    1:04   0:18  work        Squeeze   3 reps of 5s

    Circuit, round 2 of 2
    1:22   1:00  round rest  Swing
    2:22  ~0:08  prepare     Swing
    2:30   0:18  work        Swing     8-12 reps     16 kg
    2:48   0:08  prepare     Squeeze
    2:56   0:18  work        Squeeze   3 reps of 5s
    "#);
}

#[test]
fn a_plan_with_its_cues() {
    let person =
        Person::new().with("stretch.toml", STRETCH.replace("sets = 2", "sets = 1").replace("cues.voice = false\n", ""));
    assert_snapshot!(person.run(&["plan", "stretch", "--cues"]).result(), @"
    Stretch, 1:13

    0:00  0:08  prepare  Hamstring stretch  left side
    0:01        > Next: Hamstring stretch. Hold for 30 seconds, left side first. [next+ hamstring-stretch hold-for-30-seconds+ left-side-first]
    0:05        * countdown 3
    0:06        * countdown 2
    0:07        * countdown 1
    0:08  0:30  work     Hamstring stretch  left side   30s hold
    0:08        * start
    0:08.41     > hold [hold]
    0:23        * halfway
    0:23.43     > halfway [halfway]
    0:28        > ten seconds to go [ten-seconds-to-go]
    0:35        * ending 3
    0:36        * ending 2
    0:37        * ending 1
    0:38  0:05  switch   Hamstring stretch  right side
    0:38        * switch
    0:38.43     > Other side, right side. [other-side-right-side]
    0:40        * countdown 3
    0:41        * countdown 2
    0:42        * countdown 1
    0:43  0:30  work     Hamstring stretch  right side  30s hold
    0:43        * start
    0:43.41     > hold [hold]
    0:58        * halfway
    0:58.43     > halfway [halfway]
    1:03        > ten seconds to go [ten-seconds-to-go]
    1:10        * ending 3
    1:11        * ending 2
    1:12        * ending 1
    1:13        * finish
    1:14.63     > well done [well-done]
    ");
}

#[test]
fn a_plan_for_programs_keeps_its_contract() {
    let text =
        "name = \"One\"\n[[exercise]]\nname = \"Squat\"\nreps = \"1-2\"\nload = \"red band\"\nprepare = \"7s\"\n";
    let person = Person::new().with("one.toml", text);
    assert_snapshot!(person.run(&["plan", "one", "--format", "json"]).result(), @r#"{"routine":"One","estimate_s":15.0,"exact":true,"steps":[{"at_s":0.0,"length_s":7.0,"estimate_s":7.0,"kind":"prepare","block":null,"round":1,"rounds":1,"exercise":"Squat","set":1,"sets":1,"side":"both","goal":{"reps":2,"min":1,"tempo":[["up",2.0],["down",2.0]]},"load":"red band","how":null,"position":null,"tips":[],"instructions":null},{"at_s":7.0,"length_s":8.0,"estimate_s":8.0,"kind":"work","block":null,"round":1,"rounds":1,"exercise":"Squat","set":1,"sets":1,"side":"both","goal":{"reps":2,"min":1,"tempo":[["up",2.0],["down",2.0]]},"load":"red band"}],"progress":[]}"#);
    let whole = person.run(&["plan", "one", "--cues", "--format", "json"]).result();
    let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
    let cues: Vec<String> = whole["cues"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_snapshot!(cues.join("\n"), @r#"
    {"at_s":4.0,"cue":"countdown","number":3,"step":0}
    {"at_s":5.0,"cue":"countdown","number":2,"step":0}
    {"at_s":6.0,"cue":"countdown","number":1,"step":0}
    {"at_s":7.0,"cue":"start","step":1}
    {"at_s":9.0,"cue":"phase","step":1}
    {"at_s":11.0,"cue":"minimum","step":1}
    {"at_s":13.0,"cue":"phase","step":1}
    {"at_s":15.0,"cue":"finish","step":1}
    "#);
    let words: Vec<String> = whole["words"].as_array().unwrap().iter().map(ToString::to_string).collect();
    assert_snapshot!(words.join("\n"), @r#"
    {"at_s":1.0,"text":"Next: Squat. 1 to 2 reps.","length_s":2.608,"clips":["next+","squat","1+","to+","2-reps"],"step":0}
    {"at_s":7.41,"text":"up","length_s":0.347,"clips":["up"],"step":1}
    {"at_s":9.0,"text":"down","length_s":0.427,"clips":["down"],"step":1}
    {"at_s":11.37,"text":"Now the last one. Up.","length_s":1.444,"clips":["now-the-last-one","up"],"step":1}
    {"at_s":13.0,"text":"down","length_s":0.427,"clips":["down"],"step":1}
    {"at_s":14.623,"text":"2","length_s":0.347,"clips":["2"],"step":1}
    {"at_s":16.63,"text":"well done","length_s":0.617,"clips":["well-done"],"step":1}
    "#);
}

#[test]
fn the_hamstring_stretch_of_the_format_takes_158_seconds() {
    let person = Person::new().with("stretch.toml", STRETCH);
    let plan: serde_json::Value =
        serde_json::from_str(&person.run(&["plan", "stretch", "--format", "json"]).result()).unwrap();
    assert_eq!((plan["estimate_s"].as_f64(), plan["exact"].as_bool()), (Some(158.0), Some(true)));
}

#[test]
fn a_plan_of_any_file_uses_the_users_exercises() {
    let person = Person::new()
        .with("exercises/squat.toml", "name = \"My squat\"\ntime = \"20s\"\n")
        .with("../../../Leg day.toml", "name = \"Legs\"\n[[exercise]]\nuse = \"squat\"\n");
    assert_snapshot!(person.run(&["plan", "Leg day.toml"]).result(), @r#"
    Legs, 0:28

    0:00  0:08  prepare  My squat
    0:08  0:20  work     My squat  20s
    "#);
    assert_eq!(person.run(&["plan", "./Leg day.toml"]).status, Some(0));
}

#[test]
fn a_bad_routine_has_no_plan() {
    let person = Person::new().with("bad.toml", "name = \"Bad\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\n");
    let ran = person.run(&["plan", "bad"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert_snapshot!(ran.messages, @r#"
    error[bad-duration]: invalid duration `30 sec`
      ╭▸ ~/.config/unsit/routines/bad.toml:4:8
      │
    4 │ hold = "30 sec"
      │        ━━━━━━━━
      │
      ╰ help: write "30s"
    "#);
}

#[test]
fn similar_names_are_suggested() {
    let person = Person::new().with("../../../knee.toml", STRETCH);
    assert_snapshot!(person.run(&["plan", "dialy"]).sentence(), @"unsit: unknown routine `dialy`: did you mean `daily`?");
    assert_snapshot!(person.run(&["plan", "Desk Break"]).sentence(), @"unsit: unknown routine `Desk Break`: did you mean `desk-break`?");
    assert_snapshot!(person.run(&["plan", "wake the glutes"]).sentence(), @"unsit: unknown routine `wake the glutes`: did you mean `daily`?");
    assert_snapshot!(person.run(&["plan", "daily.toml"]).sentence(), @"unsit: unknown routine `daily.toml`: did you mean `daily`?");
    assert_snapshot!(person.run(&["plan", "kneee.toml"]).sentence(), @"unsit: kneee.toml: this file does not exist; did you mean `knee.toml`?");
    assert_snapshot!(person.run(&["plan", "./nothing/here.toml"]).sentence(), @"unsit: ./nothing/here.toml: this file does not exist");
    assert_snapshot!(person.run(&["plan", "zumba"]).sentence(), @"unsit: unknown routine `zumba`: `unsit list` shows them all");
}

#[test]
fn check_finds_all_files_of_the_user() {
    let person = Person::new()
        .with("../config.toml", "[audio]\nvolume = 101\n")
        .with("stretch.toml", STRETCH)
        .with("bad.toml", "name = \"Bad\"\n[[exercise]]\nname = \"Plank\"\nhold = \"30 sec\"\nrest = \"5s\"\n")
        .with("Leg Day.toml", "name = \"Legs\"\n[[exercise]]\nname = \"Twist\"\nreps = 5\nsides = \"alternate\"\n")
        .with("exercises/plank.toml", "name = \"Plank\"\nhodl = \"30s\"\n");
    let ran = person.run(&["check"]);
    assert_eq!(ran.status, Some(1));
    assert_snapshot!(ran.out, @r#"
    error[out-of-range]: 101 is out of range
      ╭▸ ~/.config/unsit/config.toml:2:10
      │
    2 │ volume = 101
      │          ━━━
      │
      ╰ help: write a whole number from 0 to 100

    error[bad-value]: invalid file name `Leg Day.toml`
     ╭▸ ~/.config/unsit/routines/Leg Day.toml
     ╰ help: name it with lower-case letters, digits and hyphens, such as `leg-day.toml`

    warning[uneven-sides]: odd number of alternating reps: one side gets one more
      ╭▸ ~/.config/unsit/routines/Leg Day.toml:4:8
      │
    4 │ reps = 5
      │        ━
      │
      ╰ help: alternating reps count both sides together: write an even number

    error[bad-duration]: invalid duration `30 sec`
      ╭▸ ~/.config/unsit/routines/bad.toml:4:8
      │
    4 │ hold = "30 sec"
      │        ━━━━━━━━
      │
      ╰ help: write "30s"

    error[unknown-key]: unknown key `hodl`
      ╭▸ ~/.config/unsit/routines/exercises/plank.toml:2:1
      │
    2 │ hodl = "30s"
      │ ━━━━
      │
      ╰ help: did you mean `hold`?
    "#);
    assert_snapshot!(ran.messages, @"4 errors and 1 warning in 4 files");
    let ran = person.run(&["check", "--format", "json"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(1), ""));
    assert_snapshot!(ran.out, @r#"
    {"file":"~/.config/unsit/config.toml","line":2,"column":10,"severity":"error","code":"out-of-range","message":"101 is out of range","help":"write a whole number from 0 to 100"}
    {"file":"~/.config/unsit/routines/Leg Day.toml","line":1,"column":1,"severity":"error","code":"bad-value","message":"invalid file name `Leg Day.toml`","help":"name it with lower-case letters, digits and hyphens, such as `leg-day.toml`"}
    {"file":"~/.config/unsit/routines/Leg Day.toml","line":4,"column":8,"severity":"warning","code":"uneven-sides","message":"odd number of alternating reps: one side gets one more","help":"alternating reps count both sides together: write an even number"}
    {"file":"~/.config/unsit/routines/bad.toml","line":4,"column":8,"severity":"error","code":"bad-duration","message":"invalid duration `30 sec`","help":"write \"30s\""}
    {"file":"~/.config/unsit/routines/exercises/plank.toml","line":2,"column":1,"severity":"error","code":"unknown-key","message":"unknown key `hodl`","help":"did you mean `hold`?"}
    "#);
}

#[test]
fn own_sounds_are_checked_and_invalid_ones_do_not_stop_a_session() {
    let beep = include_bytes!("../sounds/countdown.wav");
    let sounds = "[cues.sounds]\nstart = \"own/beep.wav\"\nfinish = \"text.wav\"\n";
    let person = Person::new()
        .with("own/beep.wav", beep)
        .with("text.wav", "text")
        .with("a.toml", format!("name = \"A\"\n{sounds}[[exercise]]\nname = \"Plank\"\nhold = \"2s\"\n"))
        .with("../config.toml", "[cues.sounds]\nrest = \"none.wav\"\n");
    let ran = person.run(&["check", "--format", "json"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), ""));
    assert_snapshot!(ran.out, @r#"
    {"file":"~/.config/unsit/config.toml","line":2,"column":8,"severity":"warning","code":"bad-sound","message":"cannot play `none.wav`: this file does not exist","help":"the built-in sound is used instead; wav, ogg, flac and mp3 are supported"}
    {"file":"~/.config/unsit/routines/a.toml","line":4,"column":10,"severity":"warning","code":"bad-sound","message":"cannot play `text.wav`: not a wav, ogg, flac or mp3 file","help":"the built-in sound is used instead; wav, ogg, flac and mp3 are supported"}
    "#);
    let named =
        person.run(&["check", ".config/unsit/routines/a.toml", ".config/unsit/config.toml", "--format", "json"]);
    assert_eq!(named.out.replace(".config", "~/.config"), ran.out);
    let ran = person.run(&["play", "a", "--plain", "--mute", "--speed", "1000"]);
    assert_snapshot!(ran.messages, @r#"
    unsit: cannot play `text.wav` for `finish` (not a wav, ogg, flac or mp3 file); using the built-in sound
    unsit: cannot play `none.wav` for `rest` (this file does not exist); using the built-in sound
    "#);
    assert_eq!(ran.status, Some(0));
}

#[test]
fn check_of_files_keeps_the_order_of_their_names() {
    let person = Person::new()
        .with("b.toml", "name = 1\nsets = 2\n\n[[exercise]]\nname = \"Plank\"\nhold = \"0s\"\n")
        .with("a.toml", "schedule = \"weekly\"\n[[exercise]]\nuse = \"plonk\"\n");
    let ran =
        person.run(&["check", "--format", "json", ".config/unsit/routines/b.toml", ".config/unsit/routines/a.toml"]);
    assert_eq!(ran.status, Some(1));
    assert_snapshot!(ran.out, @r#"
    {"file":".config/unsit/routines/a.toml","line":1,"column":1,"severity":"error","code":"missing-key","message":"missing `name`","help":"write name = \"...\" at the top"}
    {"file":".config/unsit/routines/a.toml","line":1,"column":12,"severity":"error","code":"bad-value","message":"invalid value `weekly`","help":"write \"daily\", or a list of days: [\"mon\", \"thu\"]"}
    {"file":".config/unsit/routines/a.toml","line":3,"column":7,"severity":"error","code":"unknown-exercise","message":"unknown exercise `plonk`","help":"did you mean \"plank\"?"}
    {"file":".config/unsit/routines/b.toml","line":1,"column":8,"severity":"error","code":"wrong-type","message":"expected text, found a whole number","help":"write it in quotes: \"...\""}
    {"file":".config/unsit/routines/b.toml","line":2,"column":1,"severity":"error","code":"unknown-key","message":"unknown key `sets`","help":"it belongs in an [[exercise]]"}
    {"file":".config/unsit/routines/b.toml","line":6,"column":8,"severity":"error","code":"out-of-range","message":"`0s` is out of range","help":"write a duration of more than \"0s\" and at most \"24h\""}
    "#);
}

#[test]
fn a_file_full_of_errors_is_cut_short() {
    let person = Person::new().with("x.toml", "rep = 1\n".repeat(4000)).with("y.toml", "name = \"y\"\n");
    let shown = person.run(&["check"]);
    let heads = |file: &str| shown.out.matches(&format!("routines/{file}.toml:")).count();
    assert_eq!((heads("x"), heads("y")), (100, 1));
    assert!(shown.out.contains("\nerror[more-errors]: 3900 more errors\n"), "{}", &shown.out[shown.out.len() - 600..]);
    assert!(shown.messages.ends_with("4001 errors in 2 files\n"), "{}", shown.messages);
    let json = person.run(&["check", "--format", "json"]).out;
    assert_eq!((json.lines().count(), json.matches("more-errors").count()), (102, 1));
}

/// A routine is selected by the name of its file: two may have the same `name`.
#[test]
fn two_routines_of_one_name_differ_by_their_files() {
    let person = Person::new().with("a.toml", STRETCH).with("b.toml", STRETCH);
    let list = person.run(&["list"]).result();
    let rows: Vec<&str> = list.lines().filter(|row| row.contains("Stretch")).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[0].starts_with("a ") && rows[1].starts_with("b "), "{rows:?}");
    assert!(person.run(&["plan", "b"]).result().starts_with("Stretch, "));
}

#[test]
fn warnings_alone_do_not_fail() {
    let person = Person::new()
        .with("odd.toml", "name = \"Odd\"\n[[exercise]]\nname = \"Twist\"\nreps = 5\nsides = \"alternate\"\n");
    let ran = person.run(&["check"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), "1 warning in 1 file\n"));
}

#[test]
fn a_routine_is_made_of_routines() {
    let using = |name: &str| format!("name = \"Using\"\n[[block]]\nuse = \"{name}\"\n");
    let person = Person::new()
        .with("stretch.toml", STRETCH)
        .with("a.toml", using("stretch"))
        .with("b.toml", using("c"))
        .with("c.toml", using("b"))
        .with("d.toml", using("strecth"));
    assert!(person.run(&["plan", "a"]).result().contains("\nStretch\n0:00  "));
    assert_snapshot!(person.run(&["check"]).out, @r#"
    error[circular-use]: circular `use`: c → b → c
      ╭▸ ~/.config/unsit/routines/b.toml:3:7
      │
    3 │ use = "c"
      │       ━━━
      │
      ╰ help: write the exercises out in one of them

    error[circular-use]: circular `use`: b → c → b
      ╭▸ ~/.config/unsit/routines/c.toml:3:7
      │
    3 │ use = "b"
      │       ━━━
      │
      ╰ help: write the exercises out in one of them

    error[unknown-routine]: unknown routine `strecth`
      ╭▸ ~/.config/unsit/routines/d.toml:3:7
      │
    3 │ use = "strecth"
      │       ━━━━━━━━━
      │
      ╰ help: did you mean "stretch"?
    "#);
}

#[test]
fn check_explains_each_code() {
    assert_snapshot!(Person::new().run(&["check", "--explain", "bad-duration"]).result(), @r#"
    An error. An invalid duration.

    A duration is one or more numbers with a unit (h, m or s, largest first) in quotes, or a whole
    number of seconds without quotes.

    ```toml
    hold = "30 sec"
    rest = "1 minute"
    ```

    Fixed:

    ```toml
    hold = "30s"
    rest = "1m"
    ```
    "#);
    let ran = Person::new().run(&["check", "--explain", "bad-duratoin"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.messages.contains("bad-duration"), "{}", ran.messages);
}

#[test]
fn minutes_for_seconds_are_a_warning() {
    let text = "name = \"A\"\n[[exercise]]\nname = \"Plank\"\nhold = \"10m\"\n";
    let ran = Person::new().with("a.toml", text).run(&["check"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(0), "1 warning in 1 file\n"));
    assert_snapshot!(ran.out, @r#"
    warning[long-time]: a hold of 10m is unusually long
      ╭▸ ~/.config/unsit/routines/a.toml:4:8
      │
    4 │ hold = "10m"
      │        ━━━━━
      │
      ╰ help: did you mean seconds? write "10s"; for continuous movement use `time`
    "#);
}

#[test]
fn check_reports_that_there_are_no_problems() {
    let person = Person::new();
    let nothing = "you have no routine files yet; put them in ~/.config/unsit/routines\n";
    assert_eq!(person.run(&["check"]).messages, nothing);
    let ran = person.with("stretch.toml", STRETCH).run(&["check"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.messages.as_str()), (Some(0), "", "no problems found\n"));
}

#[test]
fn a_figure_with_an_error_leaves_no_image() {
    let figure = "name = \"Plank\"\nhold = \"30s\"\n[figure]\ncycle = 3\n[figure.pose.a]\npin = { hip = 50 }\n";
    let person = Person::new().with("../../../plank.toml", figure);
    let ran = person.run(&["figure", "plank.toml", "--png", "out.png"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
    assert!(ran.messages.starts_with("warning[bad-figure]: "), "{}", ran.messages);
    assert!(ran.messages.ends_with("\nno image was written: no figure can be drawn\n"), "{}", ran.messages);
    assert!(!person.home().join("out.png").exists());
}

#[test]
fn check_detects_the_kind_of_a_file() {
    let exercise = "name = \"Plank\"\nhold = \"30s\"\n";
    let person = Person::new()
        .with("../../../plank.toml", exercise)
        .with("../../../exercises/empty.toml", "")
        .with("../../../config.toml", "figure = \"octant\"\n\n[audio]\nvolume = 30\n")
        .with("../../../mine/config.toml", STRETCH)
        .with("../../../stretch.toml", STRETCH);
    for file in ["plank.toml", "config.toml", "mine/config.toml", "stretch.toml"] {
        assert_eq!(person.run(&["check", file]).messages, "no problems found\n", "{file}");
    }
    let first = |ran: Ran| ran.out.lines().next().unwrap_or_default().to_owned();
    assert_eq!(first(person.run(&["check", "exercises/empty.toml"])), "error[missing-key]: missing `name`");
    assert_eq!(first(person.run_on(&["check", "-"], b"")), "error[missing-key]: missing `name`");
    assert_eq!(person.run_on(&["check", "-"], STRETCH.as_bytes()).messages, "no problems found\n");
}

#[test]
fn every_bundled_file_is_in_order() {
    let person = Person::new();
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/routines");
    let files = |folder: &str| fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect::<Vec<_>>();
    let all = files(root).into_iter().chain(files(&format!("{root}/exercises")));
    let all: Vec<_> = all.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect();
    let arguments: Vec<&OsStr> =
        [OsStr::new("check")].into_iter().chain(all.iter().map(|path| path.as_os_str())).collect();
    let ran = person.run(&arguments);
    assert_eq!((ran.status, ran.out.as_str(), ran.messages.as_str()), (Some(0), "", "no problems found\n"));
}

#[test]
fn invalid_settings_do_not_stop_the_program() {
    let person = Person::new().with("../config.toml", "[cues]\ncountdown = 99\n").with("stretch.toml", STRETCH);
    let ran = person.run(&["plan", "stretch"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.out.starts_with("Stretch, 2:38\n"), "{}", ran.out);
    assert_snapshot!(ran.messages, @"unsit: ~/.config/unsit/config.toml: line 2: 99 is out of range; run `unsit check` for details");
    let person = person.with("../config.toml", "[cues]\ncountdown = 0\n");
    let heard = person.run(&["plan", "stretch", "--cues"]).result();
    assert!(!heard.contains("countdown"), "{heard}");
}

#[test]
fn wrong_usage_is_two() {
    let person = Person::new();
    for arguments in [
        &["--bogus"][..],
        &["lisst"],
        &["plan"],
        &["list", "--format", "xml"],
        &["completions", "tcl"],
        &["play", "daily", "--speed", "0"],
        &["play", "daily", "--speed", "1001"],
    ] {
        let ran = person.run(arguments);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(ran.messages.starts_with("error: "), "{}", ran.messages);
    }
}

#[test]
fn the_library_needs_a_terminal() {
    let ran = Person::new().run::<&str>(&[]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
    assert_snapshot!(ran.messages, @"unsit: there is no terminal to draw on; use `unsit list` and `unsit play ROUTINE` in place of the library");
}

#[test]
fn help_and_version_are_results() {
    let person = Person::new();
    assert_eq!(person.run(&["--version"]).result(), format!("unsit {}\n", env!("CARGO_PKG_VERSION")));
    for command in ["play", "list", "exercises", "plan", "check", "sounds", "completions", "man"] {
        assert!(person.run(&[command, "--help"]).result().contains("Usage: unsit "));
        assert!(person.run(&["--help"]).result().contains(&format!("\n  {command} ")));
    }
}

#[test]
fn completions_and_the_manual_page() {
    let person = Person::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(person.run(&["completions", shell]).result().contains("unsit"), "{shell}");
    }
    let page = person.run(&["man"]).result();
    for part in
        [".TH unsit 1", ".SH COMMANDS", ".SS \"unsit plan [OPTIONS] <ROUTINE>\"", ".SH \"EXIT STATUS\"", ".SH FILES"]
    {
        assert!(page.contains(part), "{part}\n{page}");
    }
}

/// Anything but a readable routine gives one sentence, quickly, by path and by name.
mod bad_input {
    use super::*;

    #[test]
    fn an_argument_is_empty_or_out_of_range() {
        let person = Person::new();
        for (arguments, message) in [
            (
                ["play", "--speed=0", "daily"],
                "invalid value '0' for '--speed <N>': write a whole number from 1 to 1000",
            ),
            (
                ["play", "--speed=x", "daily"],
                "invalid value 'x' for '--speed <N>': write a whole number from 1 to 1000",
            ),
            (["play", "--mute", ""], "a value is required for '<ROUTINE>' but none was supplied"),
            (["plan", "--cues", ""], "a value is required for '<ROUTINE>' but none was supplied"),
            (["show", "--format=json", ""], "a value is required for '<NAME>' but none was supplied"),
            (["figure", "--light", ""], "a value is required for '[NAME]...' but none was supplied"),
        ] {
            let ran = person.run(&arguments);
            assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""));
            assert_eq!(ran.messages, format!("error: {message}\n\nFor more information, try '--help'.\n"));
        }
    }

    /// The user, and the file under both its names.
    #[track_caller]
    fn sentence(person: &Person, file: &str) -> String {
        let by_path = person.run(&["plan", &format!(".config/unsit/routines/{file}.toml")]).sentence();
        let by_name = person.run(&["plan", file]).sentence();
        assert_eq!(by_path.replace(".config/", "~/.config/"), by_name);
        let checked = person.run(&["check"]);
        assert_eq!(checked.status, Some(1));
        assert!(checked.messages.ends_with("1 error in 1 file\n"), "{}", checked.messages);
        assert_eq!(person.run(&["list"]).status, Some(0));
        by_name
    }

    #[test]
    fn a_folder() {
        let person = Person::new().with("x.toml/y", "");
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this is a folder, not a file; name a file in it");
    }

    #[test]
    fn a_huge_file() {
        let person = Person::new().with("x.toml", "#".repeat(300 * 1024));
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this file is 300 KiB; the limit is 256 KiB");
        fs::File::create(person.routines().join("x.toml")).unwrap().set_len(1 << 34).unwrap();
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this file is 16 GiB; the limit is 256 KiB");
    }

    #[test]
    fn a_binary_file() {
        let person = Person::new().with("x.toml", b"\x7FELF\x02\x01\0\0\xF0\x9F");
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this file is not text");
        let person = person.with("x.toml", b"\xFF\xFEn\0a\0m\0e\0");
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this file is UTF-16, not UTF-8; save it as UTF-8");
        let person = person.with("x.toml", b"name = \"x\"\n# caf\xE9\n");
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this file is not UTF-8, from line 2 on; save it as UTF-8");
    }

    #[cfg(unix)]
    #[test]
    fn pipes_devices_and_links() {
        use std::os::unix::fs::symlink;

        let person = Person::new().with("readme", "");
        let path = person.routines().join("x.toml");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: this is a pipe, not a file");
        for target in ["/dev/zero", "x.toml", "/nowhere"] {
            fs::remove_file(&path).unwrap();
            symlink(target, &path).unwrap();
            let said = sentence(&person, "x");
            match target {
                "/dev/zero" => {
                    assert_snapshot!(said, @"unsit: ~/.config/unsit/routines/x.toml: this is a device, not a file");
                }
                "x.toml" => {
                    assert_snapshot!(said, @"unsit: ~/.config/unsit/routines/x.toml: this is a circular link");
                }
                _ => {
                    assert_snapshot!(said, @"unsit: ~/.config/unsit/routines/x.toml: this is a broken link");
                }
            }
        }
        assert_snapshot!(person.run(&["plan", "/dev/stdin"]).sentence(), @"unsit: /dev/stdin: this is a pipe, not a file");
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_file() {
        use std::os::unix::fs::PermissionsExt;

        let person = Person::new().with("x.toml", STRETCH);
        let path = person.routines().join("x.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        if fs::File::open(&path).is_ok() {
            let said = person.run(&["plan", "/proc/self/mem"]).sentence();
            assert_eq!(said, "unsit: /proc/self/mem: cannot read this file: input/output error");
            return; // Root may read everything else.
        }
        assert_snapshot!(sentence(&person, "x"), @"unsit: ~/.config/unsit/routines/x.toml: cannot read this file: permission denied");
    }

    #[test]
    fn as_many_steps_and_cues_as_there_may_be() {
        let tempo = "tempo = [\"a 0.001s\", \"b 0.001s\"]\nprepare = \"0s\"\nrest = \"0s\"\n";
        let exercise = format!("[[exercise]]\nname = \"x\"\nreps = 1000\nsets = 100\n{tempo}");
        let person = Person::new().with("x.toml", format!("name = \"x\"\n{}", exercise.repeat(100)));
        assert_eq!(person.run(&["plan", "x"]).result().lines().count(), 10_002);
        // Twenty million cues are written one by one.
        let mut child = person.command(&["plan", "x", "--cues"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1024];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }

    #[test]
    fn numbers_and_nesting_without_end() {
        let exercise = |line: &str| format!("name = \"x\"\n[[exercise]]\nname = \"y\"\n{line}\n");
        for line in [
            "reps = 99999999999999999999",
            "reps = -1",
            "reps = 0",
            "reps = 1e400",
            "reps = nan",
            "hold = \"99999999999999999h\"",
            "hold = 9223372036854775807",
            "hold = \"-5s\"",
            "reps = 10\nsets = 4294967296",
            "reps = 1000\nsets = 100\ntempo = [\"up 24h\"]",
        ] {
            let ran = Person::new().with("x.toml", exercise(line)).run(&["plan", "x"]);
            assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""), "{line}");
            assert!(ran.messages.starts_with("error["), "{line}: {}", ran.messages);
        }
        for text in ["a = ".to_owned() + &"[".repeat(100_000), "a.".repeat(100_000) + "b = 1", "\"".repeat(200_000)] {
            let ran = Person::new().with("x.toml", text).run(&["plan", "x"]);
            assert_eq!((ran.status, ran.out.as_str()), (Some(1), ""));
            assert!(ran.messages.len() < 8 * 1024, "{}", ran.messages.len());
        }
    }
}

/// No home folder, no permission to write, a closed pipe.
mod bad_places {
    use super::*;

    #[test]
    fn without_a_home_everything_bundled_works() {
        for person in [
            Person::new().set("HOME", ""),
            Person::new().set("HOME", "relative"),
            Person::new().set("HOME", "/nowhere"),
        ] {
            assert_eq!(person.run(&["list"]).result().lines().count(), ROUTINES.len());
            assert!(person.run(&["plan", "daily"]).result().starts_with("Wake the glutes, "));
            assert_eq!(person.run(&["check"]).status, Some(0));
            assert_eq!(fs::read_dir(person.home()).unwrap().count(), 0);
        }
        let person = Person::new().without_environment();
        assert_eq!(person.run(&["list"]).status, Some(0));
    }

    #[test]
    fn folders_are_where_the_variables_say_if_they_are_absolute() {
        let person = Person::new().with("stretch.toml", STRETCH);
        let elsewhere = person.home().join(".config");
        let person = person.set("HOME", "/nowhere").set("XDG_CONFIG_HOME", elsewhere);
        assert_eq!(person.run(&["plan", "stretch"]).status, Some(0));
        let person = person.set("XDG_CONFIG_HOME", ".config");
        assert_eq!(person.run(&["plan", "stretch"]).status, Some(1));
    }

    #[cfg(unix)]
    #[test]
    fn a_home_that_cannot_be_written_is_enough() {
        use std::os::unix::fs::PermissionsExt;

        let person = Person::new().with("stretch.toml", STRETCH);
        fs::set_permissions(person.home(), fs::Permissions::from_mode(0o500)).unwrap();
        let statuses = ["list", "check"].map(|command| person.run(&[command]).status);
        fs::set_permissions(person.home(), fs::Permissions::from_mode(0o700)).unwrap();
        assert_eq!(statuses, [Some(0), Some(0)]);
    }

    #[test]
    fn paths_that_are_not_folders_are_reported() {
        let person = Person::new().with("../readme", "");
        fs::remove_dir(person.routines()).unwrap();
        fs::write(person.routines(), "").unwrap();
        let ran = person.run(&["list"]);
        assert_eq!((ran.status, ran.out.lines().count()), (Some(0), ROUTINES.len()));
        assert_snapshot!(ran.messages, @"unsit: ~/.config/unsit/routines/exercises: cannot read this folder: not a directory; run `unsit check` for details");
        assert_eq!(person.run(&["check"]).status, Some(1));
    }

    const PRINTING: [&[&str]; 11] = [
        &["list"],
        &["list", "--format", "json"],
        &["exercises", "calf"],
        &["exercises", "--format", "json"],
        &["plan", "daily", "--cues"],
        &["plan", "daily", "--cues", "--format", "json"],
        &["check", "bad.toml"],
        &["completions", "zsh"],
        &["man"],
        &["--help"],
        &["--version"],
    ];

    #[test]
    fn a_closed_pipe_is_quiet() {
        let person = Person::new().with("../../../bad.toml", "name = \"Bad\"\n");
        for arguments in PRINTING {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let output = person.command(arguments).stdout(writer).output().unwrap();
            let messages = String::from_utf8(output.stderr).unwrap();
            assert_eq!((output.status.code(), messages.as_str()), (Some(0), ""), "{arguments:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_reported() {
        let person = Person::new().with("../../../bad.toml", "name = \"Bad\"\n");
        for arguments in PRINTING {
            let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
            let output = person.command(arguments).stdout(full).output().unwrap();
            let messages = String::from_utf8(output.stderr).unwrap();
            let sentence = "unsit: cannot write the output: no space left on device\n";
            assert_eq!((output.status.code(), messages.as_str()), (Some(1), sentence), "{arguments:?}");
        }
    }
}

/// No content and no name of a file reaches the terminal as a control character.
#[cfg(unix)]
#[test]
fn no_control_byte_gets_through() {
    use std::os::unix::ffi::OsStrExt;

    const HOSTILE: &str = "\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\r\u{8}\u{7f}\u{85}";
    let toml = "\\u001b]0;title\\u0007\\u009b31m\\u202e\\r\\b\\u007f\\u0085";
    let raw = format!("name = \"x\"\n[[exercise]]\nname = \"{HOSTILE}\"\nreps = 10\n");
    let escaped = format!(
        "name = \"{toml}\"\n\"{toml}\" = 1\nschedule = \"{toml}\"\ntags = [\"{toml}\"]\n[[exercise]]\nuse = \"{toml}\"\n\
         load = \"{toml}\"\nreps = \"{toml}\"\ntempo = [\"{toml} 2s\", \"{toml}\"]\nsides = \"{toml}\"\nrest = \"{toml}\"\n"
    );
    let named = OsStr::from_bytes(b"\x1b]0;x\x07\x9b\xff\n.toml");
    let utf8 = format!("{HOSTILE}.toml");
    let mut person = Person::new();
    for (number, text) in [&raw, &escaped].into_iter().enumerate() {
        person = person
            .with(format!("hostile-{number}.toml"), text)
            .with(format!("exercises/hostile-{number}.toml"), text)
            .with("../config.toml", text)
            .with(named, text)
            .with(&utf8, text);
    }
    let by_path = person.routines().join(named);
    let utf8_path = person.routines().join(&utf8);
    let mut runs: Vec<Vec<&OsStr>> = Vec::new();
    for file in [
        OsStr::new("hostile-0"),
        OsStr::new("hostile-1"),
        named,
        by_path.as_os_str(),
        utf8_path.as_os_str(),
        OsStr::new(HOSTILE),
    ] {
        runs.push(vec![OsStr::new("plan"), file]);
        runs.push(vec![OsStr::new("plan"), file, OsStr::new("--cues"), OsStr::new("--format"), OsStr::new("json")]);
        runs.push(vec![OsStr::new("check"), file]);
        runs.push(vec![OsStr::new("check"), file, OsStr::new("--format"), OsStr::new("json")]);
        runs.push(vec![OsStr::new("play"), file, OsStr::new("--plain"), OsStr::new("--mute")]);
        runs.push(vec![file]);
        runs.push(vec![OsStr::new("list"), file]);
        runs.push(vec![OsStr::new("list"), OsStr::new("--format"), file]);
        runs.push(vec![OsStr::new("completions"), file]);
    }
    runs.extend([vec![OsStr::new("list")], vec![OsStr::new("check")]]);
    runs.push(vec![OsStr::new("list"), OsStr::new("--format"), OsStr::new("json")]);
    runs.push(vec![OsStr::new("check"), OsStr::new("--format"), OsStr::new("json")]);
    for run in runs {
        let ran = person.run(&run);
        for text in [&ran.out, &ran.messages] {
            let found = text.chars().find(|c| *c != '\n' && unsit::base::text::is_unsafe(*c));
            assert_eq!(found, None, "{run:?} printed {text:?}");
        }
        assert!(matches!(ran.status, Some(0..=2)), "{run:?}: {:?}", ran.status);
    }
}

/// A thousand routines can be listed.
#[test]
fn many_files_are_quick() {
    let mut person = Person::new();
    for number in 0..1000 {
        person = person.with(format!("r{number}.toml"), STRETCH);
    }
    assert_eq!(person.run(&["list"]).result().lines().count(), 1000 + ROUTINES.len());
    assert!(person.run(&["plan", "r999"]).result().starts_with("Stretch, "));
}

/// Where nothing works, each line says what to do.
#[test]
fn the_doctor_prints_fixes() {
    let person = Person::new().set("LANG", "C").set("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
    let person = person.with("../config.toml", "volume = 3\n");
    let ran = person.run(&["doctor", "--format", "json"]);
    assert_eq!((ran.status, ran.messages.as_str()), (Some(1), ""));
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of =
        |name: &str| lines.iter().find(|line| line["name"] == name).unwrap_or_else(|| panic!("{name}: {}", ran.out));
    assert_eq!(of("terminal")["found"], "standard output is not a terminal");
    assert_eq!(of("colours")["fix"], "set LANG to a UTF-8 locale, such as C.UTF-8");
    assert_eq!(of("editor")["fix"], "set VISUAL or EDITOR");
    for name in
        ["answers", "figures", "sound", "voice", "session bus", "screen", "notifications", "routines", "control"]
    {
        of(name);
    }
    assert_eq!((&of("settings")["found"], &of("settings")["fix"]), (&"1 error".into(), &"run `unsit check`".into()));
    assert_eq!(of("history")["works"], true);
    for line in &lines {
        assert_eq!(line["works"] == false, line["fix"].is_string(), "{line}");
    }
    let text = person.set("EDITOR", "vi").run(&["doctor"]).out;
    assert!(text.contains("ok  editor         vi\n"), "{text}");
    assert!(text.contains("no  settings       1 error; run `unsit check`\n"), "{text}");
}
