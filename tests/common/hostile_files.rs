//! Files of the largest size that are wrong in one way, again and again: their verdict must be as short and quick as any
//! other.

/// The largest file that is read, in bytes.
pub(crate) const FILE: usize = 256 * 1024;

/// A file of the largest size: its beginning, and a line again and again, in which `#` is a number.
pub(crate) fn full(beginning: &str, line: &str) -> String {
    let mut text = beginning.to_owned();
    for number in 1.. {
        let line = line.replace('#', &number.to_string());
        if text.len() + line.len() > FILE {
            break;
        }
        text.push_str(&line);
    }
    text
}

/// A full file of exercises that are all wrong in the same way, as many as a file may have.
fn blocks(exercise: &str) -> String {
    let mut text = "name = \"x\"\n".to_owned();
    for number in 0..100 {
        text.push_str("[[block]]\n");
        for exercise_number in 0..100 {
            let exercise = exercise.replace('#', &(number * 100 + exercise_number).to_string());
            if text.len() + exercise.len() > FILE {
                return text;
            }
            text.push_str(&exercise);
        }
    }
    text
}

pub(crate) fn hostile() -> Vec<(&'static str, String)> {
    let exercise = "name = \"x\"\n[[exercise]]\nname = \"a\"\nhold = 9\n";
    vec![
        ("keys", full("", "k#=1\n")),
        ("keys of an exercise", full(exercise, "k#=1\n")),
        ("keys that are near", full(exercise, "sets#=1\n")),
        ("keys of a figure", full(&format!("{exercise}[exercise.figure]\n"), "k#=1\n")),
        ("poses", full(&format!("{exercise}[exercise.figure.pose]\n"), "p#={}\n")),
        ("keys of cues", full("name = \"x\"\n[cues]\n", "k#=1\n")),
        ("sounds", full("name = \"x\"\n[cues.sounds]\n", "k#=\"a\"\n")),
        ("broken lines", full("", "a\n")),
        ("headers", full("", "[a#]\n")),
        ("broken headers", full("", "[\n")),
        ("exercises", full("name = \"x\"\n", "[[exercise]]\n")),
        ("unknown exercises", blocks("[[block.exercise]]\nuse=\"glute-brigde-#\"\n")),
        ("unknown figures", blocks("[[block.exercise]]\nname=\"a\"\nhold=1\nfigure=\"p#\"\n")),
        ("values that are near", blocks("[[block.exercise]]\nsides=\"eac#\"\n")),
        ("long holds", blocks("[[block.exercise]]\nname=\"a\"\nhold=\"6m\"\n")),
        ("numbers", full("x = [", "1,")),
        ("lists", full("x = [", "[],")),
        ("tables in a line", full("x = {", "k#=1,")),
        ("dotted keys", full("", "a#.b.c.d=1\n")),
        ("tables in tables", full("", &format!("{}=1\n", ["a"; 70].join(".").replacen('a', "a#", 1)))),
        ("small tables", full("x = [", "{a=1},")),
        ("invisible characters", full("", "k#=\"\u{202e}\"\n")),
        ("one line", format!("name = \"{}\"", "\u{1b}".repeat(FILE - 20))),
    ]
}
