//! The kinds of mistakes, each with what there is to say about it.

use serde::Serialize;

use super::Severity;
use crate::base::text;

/// What kind of mistake it is; the names are those of `check --format json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// Missing, unreadable, a folder, a pipe.
    NotAFile,
    /// Over 256 KiB.
    TooLarge,
    /// Not UTF-8 text.
    NotUtf8,
    /// Not TOML.
    Syntax,
    /// A key that does not exist here.
    UnknownKey,
    /// A key that must be there.
    MissingKey,
    /// Text where a number belongs, and the like.
    WrongType,
    /// A number or a length outside its limits.
    OutOfRange,
    /// Not a duration.
    BadDuration,
    /// Not a tempo.
    BadTempo,
    /// Not one of the words allowed.
    BadValue,
    /// A control or bidirectional override character, or one that shows nothing.
    UnsafeText,
    /// Keys that cannot stand beside each other.
    ConflictingKeys,
    /// `use` of an exercise that is nowhere.
    UnknownExercise,
    /// `use` of a routine that is nowhere.
    UnknownRoutine,
    /// Routines that use each other without end.
    CircularUse,
    /// More steps or time than a routine may have.
    TooLong,
    /// An odd count of alternating reps.
    UnevenSides,
    /// A key that has no effect.
    UnusedKey,
    /// Minutes where seconds were probably meant.
    LongTime,
    /// A figure that cannot be drawn.
    BadFigure,
    /// Something in a figure that is probably not meant.
    OddFigure,
    /// A sound of one's own that cannot be played.
    BadSound,
}

/// What there is to say about a code.
struct CodeInfo {
    code: Code,
    /// As it is printed.
    name: &'static str,
    severity: Severity,
    /// In a sentence.
    short: &'static str,
    /// In a paragraph.
    long: &'static str,
    /// A file's lines that have it, and how they should be; empty where no line shows it.
    wrong: &'static str,
    right: &'static str,
}

/// Every code, in the order of the documentation and of the enum.
const CODES: [CodeInfo; 23] = [
    CodeInfo {
        code: Code::NotAFile,
        name: "not-a-file",
        severity: Severity::Error,
        short: "Missing, unreadable, a folder, a pipe.",
        long: "What was named cannot be read as a file: it does not exist, is a folder, a pipe or a device, is a link to nothing, or you may not read it.",
        wrong: "unsit check knee.tmol",
        right: "unsit check knee.toml",
    },
    CodeInfo {
        code: Code::TooLarge,
        name: "too-large",
        severity: Severity::Error,
        short: "Over 256 KiB.",
        long: "A file has at most 256 KiB. A routine of a hundred exercises with long instructions has about 60.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::NotUtf8,
        name: "not-utf8",
        severity: Severity::Error,
        short: "Not UTF-8 text.",
        long: "The file is not text in UTF-8: it was saved in another encoding, or is no text at all. Save it again as UTF-8; where the editor asks, without a byte order mark.",
        wrong: "",
        right: "",
    },
    CodeInfo {
        code: Code::Syntax,
        name: "syntax",
        severity: Severity::Error,
        short: "Not TOML.",
        long: "The line is not TOML. Most often text stands without quotes, a quote or a bracket is not closed, a word processor made the quotes “typographic”, or a table stands twice with single brackets.",
        wrong: "name = Knee\ndescription = “stronger”",
        right: r#"name = "Knee"
description = "stronger""#,
    },
    CodeInfo {
        code: Code::UnknownKey,
        name: "unknown-key",
        severity: Severity::Error,
        short: "A key that does not exist here.",
        long: "There is no such key in this table. The nearest one is named; otherwise all that belong here are. A key of an exercise that stands above the first [[exercise]] belongs to the file, not to an exercise.",
        wrong: "rep = 10",
        right: "reps = 10",
    },
    CodeInfo {
        code: Code::MissingKey,
        name: "missing-key",
        severity: Severity::Error,
        short: "A key that must be there.",
        long: "Something is missing that has no default: the name of the file, the name of an exercise that uses none of the library, its work (reps, hold or time), or any exercise at all.",
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
        short: "Text where a number belongs, and the like.",
        long: "The value is of another kind than the key takes: text for a number, a number for text, one value for a list. Exercises are a list, which TOML writes in double brackets.",
        wrong: r#"[exercise]
reps = "10""#,
        right: "[[exercise]]\nreps = 10",
    },
    CodeInfo {
        code: Code::OutOfRange,
        name: "out-of-range",
        severity: Severity::Error,
        short: "A number or a length outside its limits.",
        long: "The number, the length or the text is outside its limits, which are named: sets and rounds from 1 to 100, reps from 1 to 1000, lengths up to 24 h, names up to 60 characters, lists up to 100 entries.",
        wrong: "sets = 0",
        right: "sets = 1",
    },
    CodeInfo {
        code: Code::BadDuration,
        name: "bad-duration",
        severity: Severity::Error,
        short: "Not a duration.",
        long: "A duration is a number and a unit, h, m or s, from the largest to the smallest, in quotes; or a whole number of seconds without quotes.",
        wrong: r#"hold = "30 sec"
rest = "1:30""#,
        right: r#"hold = "30s"
rest = "1m30s""#,
    },
    CodeInfo {
        code: Code::BadTempo,
        name: "bad-tempo",
        severity: Severity::Error,
        short: "Not a tempo.",
        long: r#"A tempo is a list of one to six phases, each a word or a few and a duration, or "self" for your own pace."#,
        wrong: r#"tempo = "slow""#,
        right: r#"tempo = ["up 3s", "down 3s"]"#,
    },
    CodeInfo {
        code: Code::BadValue,
        name: "bad-value",
        severity: Severity::Error,
        short: "Not one of the words allowed.",
        long: "The value is none of the words that the key takes; they are named, and the nearest first. The name of a file of yours has lower-case letters, digits and hyphens.",
        wrong: r#"sides = "both legs""#,
        right: r#"sides = "each""#,
    },
    CodeInfo {
        code: Code::UnsafeText,
        name: "unsafe-text",
        severity: Severity::Error,
        short: "A control or bidirectional override character, or one that shows nothing.",
        long: "The text has a character that cannot be seen: a control character or one that turns the direction of writing around, on which a terminal could act, or one that shows nothing at all. It comes from copying, or from somebody who means harm. Take it out; it is shown by its number.",
        wrong: r#"name = "Knee\u001b[31m""#,
        right: r#"name = "Knee""#,
    },
    CodeInfo {
        code: Code::ConflictingKeys,
        name: "conflicting-keys",
        severity: Severity::Error,
        short: "Keys that cannot stand beside each other.",
        long: "Two keys say different things about the same: exercises and blocks in one file, time beside reps or hold, a tempo for what is held, alternate sides or relax without the reps that they are about, two limits on one block.",
        wrong: r#"reps = 10
time = "1m""#,
        right: r#"time = "1m""#,
    },
    CodeInfo {
        code: Code::UnknownExercise,
        name: "unknown-exercise",
        severity: Severity::Error,
        short: "`use` of an exercise that is nowhere.",
        long: "No exercise of the library, and none of yours, has this name; the nearest is named. Or there is one, and its own file has a mistake. The names are those of the files, and the `name` and `aliases` inside.",
        wrong: r#"use = "glute brigde""#,
        right: r#"use = "glute-bridge""#,
    },
    CodeInfo {
        code: Code::UnknownRoutine,
        name: "unknown-routine",
        severity: Severity::Error,
        short: "`use` of a routine that is nowhere.",
        long: "A block takes its exercises from a routine that is nowhere, or whose own file has a mistake. The names are those of `unsit list`.",
        wrong: r#"[[block]]
use = "dialy""#,
        right: r#"[[block]]
use = "daily""#,
    },
    CodeInfo {
        code: Code::CircularUse,
        name: "circular-use",
        severity: Severity::Error,
        short: "Routines that use each other without end.",
        long: "The routine that this block uses comes back to this one, or routines use each other more than four deep. Write the exercises out in one of them.",
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
        short: "More steps or time than a routine may have.",
        long: "The routine has more than 10,000 steps or lasts more than 24 hours. Rounds, sets and reps multiply: one of them is probably too large by a zero.",
        wrong: "reps = 1000\nsets = 100",
        right: "reps = 10\nsets = 3",
    },
    CodeInfo {
        code: Code::UnevenSides,
        name: "uneven-sides",
        severity: Severity::Warning,
        short: "An odd count of alternating reps.",
        long: "Alternating reps are counted together, left and right: with an odd number one side does one more than the other.",
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
        long: "The key has no effect here: a rest between sets where there is one set, a time to change sides where there is one side, a rest between rounds where there is one round.",
        wrong: r#"sets = 1
rest = "30s""#,
        right: r#"sets = 2
rest = "30s""#,
    },
    CodeInfo {
        code: Code::LongTime,
        name: "long-time",
        severity: Severity::Warning,
        short: "Minutes where seconds were probably meant.",
        long: "The length is possible, but far longer than people hold, wait or rest: minutes were probably written for seconds. A movement that lasts so long is time.",
        wrong: r#"hold = "10m""#,
        right: r#"hold = "10s""#,
    },
    CodeInfo {
        code: Code::BadFigure,
        name: "bad-figure",
        severity: Severity::Warning,
        short: "A figure that cannot be drawn.",
        long: "Something in the figure is wrong: a pose that is missing, a joint or a muscle that does not exist, a number out of range, a foot or a hand farther away than the limb is long, or something under the floor. The routine plays all the same, without the figure.",
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
        short: "Something in a figure that is probably not meant.",
        long: "The figure is drawn, but a limb that is meant to be straight bends a little, or a pose is never taken. Write the angles for a straight limb, and name every pose in `cycle`.",
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
        short: "A sound of one's own that cannot be played.",
        long: "A file of `[cues.sounds]` cannot be played; the built-in sound is heard instead. It has to be a wav, ogg, flac or mp3, inside the folder of the file that names it, at most 2 MiB and 10 s, with one or two channels and 8 to 192 kHz, and whole.",
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

    /// The code with a name.
    pub fn named(name: &str) -> Option<Code> {
        CODES.iter().find(|info| info.name == name).map(|info| info.code)
    }

    /// The code as it is printed: `bad-duration`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether the file can be used all the same.
    pub fn severity(self) -> Severity {
        self.info().severity
    }

    /// What it is, in a sentence.
    pub fn summary(self) -> &'static str {
        self.info().short
    }

    /// What it is and how it is mended, in Markdown: a paragraph and lines before and after.
    pub fn explanation(self) -> String {
        let CodeInfo { severity, short, long, wrong, right, .. } = self.info();
        let level = match severity {
            Severity::Error => "An error",
            Severity::Warning => "A warning",
        };
        let mut out = format!("{level}. {short}\n\n{}\n", text::wrapped(long));
        if !wrong.is_empty() {
            let language = if wrong.starts_with("unsit ") { "sh" } else { "toml" };
            out.push_str(&format!("\n```{language}\n{wrong}\n```\n\nMended:\n\n```{language}\n{right}\n```\n"));
        }
        out
    }

    fn info(self) -> &'static CodeInfo {
        // The table has the order of the enum, which a test holds.
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
