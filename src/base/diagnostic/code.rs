//! The kinds of errors and warnings, each with its explanation.

use serde::Serialize;

use crate::base::text;

/// Whether the file can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file cannot be used.
    Error,
    /// The file works, but something in it is probably not intended.
    Warning,
}

/// The kind of an error or a warning; its names are those of `check --format json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// A file that is missing, unreadable or not a regular file.
    NotAFile,
    /// Over 256 KiB.
    TooLarge,
    /// Not UTF-8 text.
    NotUtf8,
    /// Not TOML.
    Syntax,
    /// A key that does not exist here.
    UnknownKey,
    /// A missing key.
    MissingKey,
    /// A value of the wrong type.
    WrongType,
    /// A number or a length outside its limits.
    OutOfRange,
    /// Not a duration.
    BadDuration,
    /// Not a tempo.
    BadTempo,
    /// A word that is not allowed.
    BadValue,
    /// A control character, a bidirectional override or an invisible character.
    UnsafeText,
    /// Keys that conflict.
    ConflictingKeys,
    /// `use` of an exercise that does not exist.
    UnknownExercise,
    /// `use` of a routine that does not exist.
    UnknownRoutine,
    /// Routines that use each other in a circle.
    CircularUse,
    /// More steps or time than a routine can have.
    TooLong,
    /// An odd number of alternating reps.
    UnevenSides,
    /// A key that has no effect.
    UnusedKey,
    /// Minutes where seconds were probably intended.
    LongTime,
    /// A figure that cannot be drawn.
    BadFigure,
    /// Something in a figure that is probably not intended.
    OddFigure,
    /// A custom sound that cannot be played.
    BadSound,
    /// The errors of a file after its first hundred.
    MoreErrors,
    /// The warnings of a file after its first hundred.
    MoreWarnings,
}

/// The description of a code.
struct CodeInfo {
    code: Code,
    /// The printed name.
    name: &'static str,
    severity: Severity,
    /// A sentence.
    short: &'static str,
    /// A paragraph.
    long: &'static str,
    /// Lines of a file with the error, and the same lines fixed; empty if no line can show it.
    wrong: &'static str,
    right: &'static str,
}

/// Every code, in the order of the documentation and of the enum.
const CODES: [CodeInfo; 25] = [
    CodeInfo {
        code: Code::NotAFile,
        name: "not-a-file",
        severity: Severity::Error,
        short: "A file that is missing, unreadable or not a regular file.",
        long: "The path cannot be read as a file: it does not exist, it is a directory, a pipe, a device or a broken symlink, or you have no permission to read it.",
        wrong: "unsit check knee.tmol",
        right: "unsit check knee.toml",
    },
    CodeInfo {
        code: Code::TooLarge,
        name: "too-large",
        severity: Severity::Error,
        short: "A file of more than 256 KiB, or with more than 10,000 dots and braces.",
        long: "The limits are 256 KiB, and 10,000 dots and braces outside of strings, as in dotted keys and inline tables. A routine of a hundred exercises with long instructions has about 60 KiB.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::NotUtf8,
        name: "not-utf8",
        severity: Severity::Error,
        short: "A file that is not UTF-8 text.",
        long: "The file was saved in another encoding, or it is not text. Save it as UTF-8, without a byte order mark if the editor asks.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::Syntax,
        name: "syntax",
        severity: Severity::Error,
        short: "Invalid TOML.",
        long: "The line is not valid TOML. The usual causes are text without quotes, an unclosed quote or bracket, “typographic” quotes from a word processor, and a table that appears twice with single brackets.",
        wrong: "name = Knee\ndescription = “stronger”",
        right: r#"name = "Knee"
description = "stronger""#,
    },
    CodeInfo {
        code: Code::UnknownKey,
        name: "unknown-key",
        severity: Severity::Error,
        short: "A key that does not exist in this table.",
        long: "The table has no such key. The message suggests the nearest key, or lists all keys. A key above the first [[exercise]] belongs to the file, not to an exercise.",
        wrong: "rep = 10",
        right: "reps = 10",
    },
    CodeInfo {
        code: Code::MissingKey,
        name: "missing-key",
        severity: Severity::Error,
        short: "A missing key.",
        long: "A key without a default is missing: the `name` of the file, the `name` of an exercise without `use`, its work (`reps`, `hold` or `time`), or the exercises themselves.",
        wrong: r#"[[exercise]]
name = "Plank""#,
        right: r#"[[exercise]]
name = "Plank"
hold = "30s""#,
    },
    CodeInfo {
        code: Code::WrongType,
        name: "wrong-type",
        severity: Severity::Error,
        short: "A value of the wrong type.",
        long: "The key takes a value of another type: text instead of a number, a number instead of text, one value instead of a list. Exercises are a list, which TOML writes in double brackets.",
        wrong: r#"[exercise]
reps = "10""#,
        right: "[[exercise]]\nreps = 10",
    },
    CodeInfo {
        code: Code::OutOfRange,
        name: "out-of-range",
        severity: Severity::Error,
        short: "A value outside its limits.",
        long: "The number, duration or text is outside the limits that the message gives: sets and rounds from 1 to 100, reps from 1 to 1000, durations up to 24 h, names up to 60 characters, lists up to 100 entries.",
        wrong: "sets = 0",
        right: "sets = 1",
    },
    CodeInfo {
        code: Code::BadDuration,
        name: "bad-duration",
        severity: Severity::Error,
        short: "An invalid duration.",
        long: "A duration is one or more numbers with a unit (h, m or s, largest first) in quotes, or a whole number of seconds without quotes.",
        wrong: r#"hold = "30 sec"
rest = "1 minute""#,
        right: r#"hold = "30s"
rest = "1m""#,
    },
    CodeInfo {
        code: Code::BadTempo,
        name: "bad-tempo",
        severity: Severity::Error,
        short: "An invalid tempo.",
        long: r#"A tempo is a list of one to six phases, each with a label and a duration, or "self" for your own pace."#,
        wrong: r#"tempo = "slow""#,
        right: r#"tempo = ["up 3s", "down 3s"]"#,
    },
    CodeInfo {
        code: Code::BadValue,
        name: "bad-value",
        severity: Severity::Error,
        short: "A value that the key does not accept.",
        long: "The key accepts only certain words; the message lists them and suggests the nearest one. File names of your own use lower-case letters, digits and hyphens.",
        wrong: r#"sides = "two""#,
        right: r#"sides = "each""#,
    },
    CodeInfo {
        code: Code::UnsafeText,
        name: "unsafe-text",
        severity: Severity::Error,
        short: "An invisible or control character.",
        long: "The text contains a control character, a character that changes the direction of writing, or one that is not visible. A terminal may interpret it. It was probably copied along with the text, or the file comes from a malicious source. Remove it; the message shows its code point.",
        wrong: r#"name = "Knee\u001b[31m""#,
        right: r#"name = "Knee""#,
    },
    CodeInfo {
        code: Code::ConflictingKeys,
        name: "conflicting-keys",
        severity: Severity::Error,
        short: "Keys that conflict.",
        long: "Two keys contradict each other: an `[[exercise]]` below a `[[block]]`, `time` with `reps` or `hold`, a tempo for a hold, alternating sides or `relax` without reps, two limits on one block.",
        wrong: r#"reps = 10
time = "1m""#,
        right: r#"time = "1m""#,
    },
    CodeInfo {
        code: Code::UnknownExercise,
        name: "unknown-exercise",
        severity: Severity::Error,
        short: "`use` of an exercise that does not exist.",
        long: "No bundled exercise and none of yours has this name; the message suggests the nearest one. The exercise may also exist and have an error in its own file. An exercise is found by the name of its file, its `name` and its `aliases`.",
        wrong: r#"use = "glute brigde""#,
        right: r#"use = "glute-bridge""#,
    },
    CodeInfo {
        code: Code::UnknownRoutine,
        name: "unknown-routine",
        severity: Severity::Error,
        short: "`use` of a routine that does not exist.",
        long: "The block uses a routine that does not exist or has an error in its own file. `unsit list` shows all names.",
        wrong: r#"[[block]]
use = "dialy""#,
        right: r#"[[block]]
use = "daily""#,
    },
    CodeInfo {
        code: Code::CircularUse,
        name: "circular-use",
        severity: Severity::Error,
        short: "Routines that use each other in a circle.",
        long: "The routine that this block uses leads back to this one, or `use` is nested more than four levels deep. Write the exercises out in one of the routines.",
        wrong: r#"# in morning.toml
[[block]]
use = "morning""#,
        right: r#"# in morning.toml
[[block]]
use = "warm-up""#,
    },
    CodeInfo {
        code: Code::TooLong,
        name: "too-long",
        severity: Severity::Error,
        short: "A routine that is too long.",
        long: "The routine has more than 10,000 steps or lasts more than 24 hours. Rounds, sets and reps multiply: one of them probably has a zero too many.",
        wrong: "reps = 1000\nsets = 100",
        right: "reps = 10\nsets = 3",
    },
    CodeInfo {
        code: Code::UnevenSides,
        name: "uneven-sides",
        severity: Severity::Warning,
        short: "An odd number of alternating reps.",
        long: "Alternating reps count both sides together: an odd number gives one side one more than the other.",
        wrong: r#"sides = "alternate"
reps = 15"#,
        right: r#"sides = "alternate"
reps = 16"#,
    },
    CodeInfo {
        code: Code::UnusedKey,
        name: "unused-key",
        severity: Severity::Warning,
        short: "A key that has no effect.",
        long: "The key has no effect here: a rest between sets with one set, a time to change sides with one side, a rest between rounds with one round.",
        wrong: r#"sets = 1
rest = "30s""#,
        right: r#"sets = 2
rest = "30s""#,
    },
    CodeInfo {
        code: Code::LongTime,
        name: "long-time",
        severity: Severity::Warning,
        short: "Probably minutes written as seconds.",
        long: "The duration is valid, but far longer than usual for a hold or a rest: probably minutes written as seconds. For continuous movement use `time`.",
        wrong: r#"hold = "10m""#,
        right: r#"hold = "10s""#,
    },
    CodeInfo {
        code: Code::BadFigure,
        name: "bad-figure",
        severity: Severity::Warning,
        short: "A figure that cannot be drawn.",
        long: "The figure has an error: a missing pose, an unknown joint or muscle, a number out of range, a foot or a hand that is out of reach, or a body part below the floor. The routine still plays, without the figure.",
        wrong: r#"reps = 10
[exercise.figure]
cycle = ["down", "up"]
[exercise.figure.pose.down]
torso = 270"#,
        right: r#"reps = 10
[exercise.figure]
cycle = ["down", "up"]
[exercise.figure.pose.down]
torso = 270
[exercise.figure.pose.up]
torso = 242"#,
    },
    CodeInfo {
        code: Code::OddFigure,
        name: "odd-figure",
        severity: Severity::Warning,
        short: "A figure that is probably not drawn as intended.",
        long: "The figure is drawn, but a limb that should be straight is slightly bent, or a pose is never used. Write the angles of a straight limb, and name every pose in `cycle`.",
        wrong: r#"reps = 10
[exercise.figure]
cycle = ["down", "up"]
[exercise.figure.pose.down]
pin = { hip = [50, 6.5] }
torso = 270
legs = { foot = [98.5, 6.5], knee = "up" }
[exercise.figure.pose.up]
torso = 242"#,
        right: r#"reps = 10
[exercise.figure]
cycle = ["down", "up"]
[exercise.figure.pose.down]
pin = { hip = [50, 6.5] }
torso = 270
legs = [92, 90]
[exercise.figure.pose.up]
torso = 242"#,
    },
    CodeInfo {
        code: Code::BadSound,
        name: "bad-sound",
        severity: Severity::Warning,
        short: "A custom sound that cannot be played.",
        long: "A file in `[cues.sounds]` cannot be played; the built-in sound is used instead. It must be a complete wav, ogg, flac or mp3 below the folder of the file that names it, at most 2 MiB and 10 s long, with one or two channels and 8 to 192 kHz.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::MoreErrors,
        name: "more-errors",
        severity: Severity::Error,
        short: "The errors of a file after its first hundred.",
        long: "The first hundred errors of a file are described; this one says how many more there are after them. Often one of the first is the cause of many.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::MoreWarnings,
        name: "more-warnings",
        severity: Severity::Warning,
        short: "The warnings of a file after its first hundred.",
        long: "The first hundred warnings of a file are described; this one says how many more there are after them.",
        wrong: "",
        right: "",
    },
];

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Code; CODES.len()] = {
        let mut all = [Code::NotAFile; CODES.len()];
        let mut at = 0;
        while at < CODES.len() {
            all[at] = CODES[at].code;
            at += 1;
        }
        all
    };

    /// Finds a code by its name.
    pub fn named(name: &str) -> Option<Code> {
        CODES.iter().find(|info| info.name == name).map(|info| info.code)
    }

    /// The printed name: `bad-duration`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether the file can still be used.
    pub fn severity(self) -> Severity {
        self.info().severity
    }

    /// What the code means, in a sentence.
    pub fn summary(self) -> &'static str {
        self.info().short
    }

    /// The meaning of the code and its fix, in Markdown: a paragraph, and lines before and after the fix.
    pub fn explanation(self) -> String {
        let CodeInfo { severity, short, long, wrong, right, .. } = self.info();
        let level = match severity {
            Severity::Error => "An error",
            Severity::Warning => "A warning",
        };
        let mut out = format!("{level}. {short}\n\n{}\n", text::wrapped(long));
        if !wrong.is_empty() {
            let language = if wrong.starts_with("unsit ") { "sh" } else { "toml" };
            out.push_str(&format!("\n```{language}\n{wrong}\n```\n\nFixed:\n\n```{language}\n{right}\n```\n"));
        }
        out
    }

    fn info(self) -> &'static CodeInfo {
        // A test checks that the table has the order of the enum.
        &CODES[self as usize]
    }
}

/// The page of all codes.
pub fn markdown() -> String {
    let section = |code: &Code| format!("\n## {}\n\n{}", code.name(), code.explanation());
    Code::ALL.iter().map(section).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_at_its_place_in_the_table() {
        for code in Code::ALL {
            assert_eq!(code.info().code, code);
            assert_eq!(serde_json::to_string(&code).unwrap(), format!("\"{}\"", code.name()));
            assert_eq!(Code::named(code.name()), Some(code));
        }
    }
}
