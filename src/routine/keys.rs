//! Every key of a file, in one table: the reader accepts no others, and the JSON Schema and the guide's reference are
//! generated from it.

use super::{
    schedule::{DAYS, TIMES},
    sides::{LIMBS, SIDES},
};
use crate::{
    base::{
        cue::{Cue, TALK},
        toml_reader::{LONG_TEXT, Least, NAME, TEXT},
    },
    config::COUNTDOWN,
};

/// The maximum length of `how`, in characters: about five seconds of speech.
const HOW: usize = 80;
/// The maximum length of the name of a group, in characters.
const GROUP: usize = 24;

/// The maximum number of reps of a set.
pub(super) const REPS: u32 = 1000;
/// The maximum number of rounds of a block.
pub(super) const ROUNDS: u32 = 100;

/// A key: its name, values and meaning.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// As written.
    pub name: &'static str,
    /// The kind of its values.
    pub shape: Shape,
    /// Its default, in words; empty if there is none.
    pub default: &'static str,
    /// Its meaning, in one or two sentences.
    pub about: &'static str,
    /// Example values, as TOML.
    pub examples: &'static [&'static str],
}

/// The kind of values that a key takes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text of at most this many characters.
    Text(usize),
    /// A text of several lines.
    Lines,
    /// A list of texts, each of at most this many characters.
    Texts(usize),
    /// A list of sources, each a text or a title and a link.
    Sources,
    /// The id of a file, of at most this many characters.
    Id(usize),
    /// A whole number within these limits.
    Whole(u32, u32),
    /// `true` or `false`.
    Flag,
    /// How much the voice says; a flag means all or nothing.
    Talk,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A duration, and its lower limit.
    Duration(Least),
    /// A duration, and its lower limit, or `self`.
    Wait(Least),
    /// A number of reps, a range, or `max`.
    Reps,
    /// Phases, or `self`.
    Tempo,
    /// `daily`, or days of the week.
    Schedule,
    /// A table of a cue's name and a file.
    Sounds,
    /// The drawn figure: a name or a table.
    Figure,
    /// Reps, sets or a duration to add.
    Added,
    /// Sessions or weeks.
    Pace,
    /// A number, or a duration.
    End,
    /// A table with the keys of [`PROGRESS`].
    Progress,
    /// A list of tables, each an exercise of a routine.
    Exercises,
    /// A table with these keys.
    Table(&'static [Key]),
    /// A list of tables with these keys.
    Tables(&'static [Key]),
}

/// The words of a table of words and their values.
const fn words<T: Copy, const N: usize>(table: &[(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut at = 0;
    while at < N {
        words[at] = table[at].0;
        at += 1;
    }
    words
}

const fn key(
    name: &'static str,
    shape: Shape,
    default: &'static str,
    about: &'static str,
    examples: &'static [&'static str],
) -> Key {
    Key { name, shape, default, about, examples }
}

/// The keys of a routine file.
pub const FILE: &[Key] = &[
    key("name", Shape::Text(NAME), "", "What lists and the history show.", &["\"Wake the glutes\""]),
    key(
        "description",
        Shape::Lines,
        "",
        "What it is for, in one or two sentences.",
        &["\"Ten minutes for hips that sat all day.\""],
    ),
    key(
        "group",
        Shape::Text(GROUP),
        "",
        "What it is for, in a word or two: the library lists the routines of a group together.",
        &["\"Back\"", "\"At the desk\""],
    ),
    key("schedule", Shape::Schedule, "", "The days on which it is due.", &["\"daily\"", "[\"mon\", \"thu\"]"]),
    key(
        "times",
        Shape::Whole(1, TIMES),
        "1",
        "How many times it is due on each day of its `schedule`, or on every day. The day counts when all are done.",
        &["3"],
    ),
    key("tags", Shape::Texts(TEXT), "", "For searching.", &["[\"hips\", \"no equipment\"]"]),
    key(
        "sources",
        Shape::Sources,
        "",
        "Where the content comes from, with a web address where there is one.",
        &["[\"Dr. Neil's sheet, 3 May\"]", "[{ title = \"A guide\", link = \"https://example.org/guide\" }]"],
    ),
    key("defaults", Shape::Table(DEFAULTS), "", "Defaults for every exercise of this file.", &[]),
    key("cues", Shape::Table(CUES), "", "Which sounds are played.", &[]),
    key("exercise", Shape::Exercises, "", "The exercises, in order, each below its own [[exercise]].", &[]),
    key(
        "block",
        Shape::Tables(BLOCK),
        "",
        "Groups of exercises, such as a warm-up or a circuit, each below its own [[block]]. Exercises above the first block are the warm-up.",
        &[],
    ),
];

/// The keys of `[defaults]`.
pub const DEFAULTS: &[Key] = &[PREPARE_KEY, REST_KEY, SWITCH_KEY, TEMPO_KEY];

/// The keys of `[cues]`.
pub const CUES: &[Key] = &[
    key("countdown", Shape::Whole(0, COUNTDOWN), "3", "Beeps in the last seconds of a step.", &["5"]),
    key("halfway", Shape::Flag, "true", "A chime at the middle of holds and timed work of 20 s or more.", &["false"]),
    key("count", Shape::Flag, "true", "Reps are counted aloud.", &["false"]),
    key(
        "voice",
        Shape::Talk,
        "\"full\"",
        "How much is said. \"brief\": numbers, sides, and what comes next. `true` is \"full\", `false` is \"off\".",
        &["\"brief\"", "\"off\""],
    ),
    key(
        "sounds",
        Shape::Sounds,
        "",
        "Sounds of your own: wav, ogg, flac or mp3, inside this file's folder.",
        &["{ start = \"sounds/gong.wav\" }"],
    ),
];

/// The keys of a block.
pub const BLOCK: &[Key] = &[
    key("name", Shape::Text(TEXT), "", "The heading of the block.", &["\"Warm-up\""]),
    key("rounds", Shape::Whole(1, ROUNDS), "1", "The block's exercises, in order, this many times.", &["3"]),
    key(
        "every",
        Shape::Duration(Least::Something),
        "",
        "Each round starts this long after the start of the previous one (EMOM). A longer round is followed immediately.",
        &["\"60s\""],
    ),
    key(
        "cap",
        Shape::Duration(Least::Something),
        "",
        "As many rounds as fit into this time (AMRAP), instead of `rounds`. The block ends when the time is up, even in the middle of a set.",
        &["\"10m\""],
    ),
    key(
        "use",
        Shape::Id(NAME),
        "",
        "Another routine to play here. `name` may be given as well, and `rounds`, `rest`, `every` and `cap` if that routine has no blocks. At most four levels deep.",
        &["\"desk-break\""],
    ),
    key(
        "rest",
        Shape::Duration(Least::Nothing),
        "\"0s\"",
        "Between rounds; before the next block the pause is the `prepare` of its first exercise.",
        &["\"60s\""],
    ),
    key("exercise", Shape::Exercises, "", "The exercises, in order, each below its own [[block.exercise]].", &[]),
];

const PREPARE_KEY: Key = key(
    "prepare",
    Shape::Wait(Least::Nothing),
    "\"8s\"",
    "To get into position, before the exercise's first set; longer if the announcement takes longer. \"self\": until you press Enter.",
    &["\"10s\"", "\"self\""],
);
const REST_KEY: Key = key(
    "rest",
    Shape::Wait(Least::Nothing),
    "\"20s\"",
    "Between this exercise's sets; before another exercise the pause is its `prepare`. \"self\": until you press Enter.",
    &["\"45s\"", "\"self\""],
);
const SWITCH_KEY: Key = key(
    "switch",
    Shape::Duration(Least::Nothing),
    "\"5s\"",
    "To change sides; longer if the announcement takes longer, and at least 10 s on the floor.",
    &["\"10s\""],
);
const TEMPO_KEY: Key = key(
    "tempo",
    Shape::Tempo,
    "[\"up 2s\", \"down 2s\"]",
    "One rep, phase by phase, one to six of them; only with `reps`. \"self\": no metronome, Enter ends the set.",
    &["[\"lift 2s\", \"hold 1s\", \"lower 2s\"]", "\"self\""],
);

/// The keys of `progress`.
pub const PROGRESS: &[Key] = &[
    key(
        "add",
        Shape::Added,
        "",
        "What is added each time: reps, sets, or a length of the hold or the time.",
        &["\"1 rep\"", "\"1 set\"", "\"5s\""],
    ),
    key("every", Shape::Pace, "", "After how many complete sessions, or weeks.", &["\"3 sessions\"", "\"1 week\""]),
    key("until", Shape::End, "", "The limit: a number of reps or sets, or a length.", &["15"]),
];

/// The keys of an exercise in a routine only.
pub const USE: &[Key] = &[key(
    "use",
    Shape::Text(NAME),
    "",
    "An exercise of the library, by the name of its file, its `name` or one of its `aliases`: every key not written here is taken from it.",
    &["\"clamshell\"", "\"glute bridge\""],
)];

/// The keys of a file of the exercise library only.
pub const ALIASES: &[Key] = &[key(
    "aliases",
    Shape::Texts(NAME),
    "",
    "What else people call it; `use` finds it by these as well. Case, spaces, hyphens and a plural s make no difference.",
    &["[\"clam\", \"clam opener\"]"],
)];

/// The keys of an exercise in both.
pub const EXERCISE: &[Key] = &[
    key("name", Shape::Text(NAME), "", "The name, shown and spoken; required without `use`.", &["\"Glute bridge\""]),
    key(
        "how",
        Shape::Text(HOW),
        "",
        "What to do with the body, in a sentence or two; spoken while you get ready.",
        &["\"Knees bent, feet together. Open the top knee, then close it.\""],
    ),
    key("sets", Shape::Whole(1, 100), "1", "How many sets.", &["3"]),
    key(
        "reps",
        Shape::Reps,
        "",
        "The work is `reps`, or `hold`, or `time`. A number, a range, or \"max\": until fatigue.",
        &["10", "\"8-12\"", "\"max\""],
    ),
    key(
        "hold",
        Shape::Duration(Least::Something),
        "",
        "A position held. With `reps` each rep is held that long.",
        &["\"30s\""],
    ),
    key(
        "relax",
        Shape::Duration(Least::Nothing),
        "\"2s\"",
        "After each held rep; with `reps` and `hold` together only.",
        &["\"1s\""],
    ),
    key(
        "time",
        Shape::Wait(Least::Something),
        "",
        "A movement for that long. \"self\": until you are back from it and press Enter.",
        &["\"1m30s\"", "\"self\""],
    ),
    key(
        "sides",
        Shape::Words(&words(&SIDES)),
        "\"both\"",
        "\"each\": the whole set on the left, then on the right. \"alternate\": left and right rep by rep, `reps` counts them all.",
        &["\"each\""],
    ),
    key(
        "limb",
        Shape::Words(&words(&LIMBS)),
        "",
        "The limb that works on each side: \"left leg\" is said instead of \"left side\".",
        &["\"leg\""],
    ),
    TEMPO_KEY,
    key(
        "progress",
        Shape::Progress,
        "",
        "How the dose grows from session to session.",
        &["{ add = \"1 rep\", every = \"3 sessions\", until = 15 }"],
    ),
    key(
        "position",
        Shape::Text(NAME),
        "",
        "The starting position, shown and spoken while you prepare. With `sides`, here and in `tips` and `instructions`, `{side}` becomes the side that works, left or right, and `{other}` the other one.",
        &["\"lying on your back\"", "\"sitting on a chair\""],
    ),
    PREPARE_KEY,
    REST_KEY,
    SWITCH_KEY,
    key("load", Shape::Text(NAME), "", "Resistance, shown and kept in the history.", &["\"16 kg\"", "\"green band\""]),
    key(
        "tips",
        Shape::Texts(TEXT),
        "",
        "Short coaching lines, shown one at a time during a set.",
        &["[\"Keep your feet together.\"]"],
    ),
    key("instructions", Shape::Lines, "", "How to do it.", &["\"Lie on one side, hips and knees bent.\""]),
    key("muscles", Shape::Texts(TEXT), "", "The muscles it works.", &["[\"gluteus medius\"]"]),
    key("equipment", Shape::Texts(TEXT), "", "The equipment it needs.", &["[\"loop band\"]"]),
    key("sources", Shape::Sources, "", "Where it comes from.", &["[\"Dr. Neil's sheet\"]"]),
    key("figure", Shape::Figure, "", "The drawn figure.", &[]),
];

/// The keys of an exercise in a routine.
pub fn of_exercise() -> Vec<Key> {
    [USE, EXERCISE].concat()
}

/// The keys of a file of the exercise library.
pub fn of_library() -> Vec<Key> {
    [ALIASES, EXERCISE].concat()
}

/// The names of keys.
pub fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

impl Shape {
    /// The accepted values, for people.
    pub fn words(self) -> String {
        let quoted = |words: &[&str]| words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(", ");
        match self {
            Shape::Text(most) => format!("text, 1 to {most} characters"),
            Shape::Lines => format!("text, up to {LONG_TEXT} characters"),
            Shape::Texts(most) => format!("list of texts, each up to {most} characters"),
            Shape::Sources => "list of texts, or of tables of `title` and `link`".to_owned(),
            Shape::Id(_) => "name of a file".to_owned(),
            Shape::Whole(least, most) => format!("{least} to {most}"),
            Shape::Flag => "`true` or `false`".to_owned(),
            Shape::Talk => format!("{}, or `true`, `false`", quoted(&TALK.map(|(word, _)| word))),
            Shape::Words(words) => quoted(words),
            Shape::Duration(Least::Nothing) => "duration".to_owned(),
            Shape::Duration(Least::Something) => "duration, more than nothing".to_owned(),
            Shape::Wait(Least::Nothing) => "duration, or `\"self\"`".to_owned(),
            Shape::Wait(Least::Something) => "duration, more than nothing, or `\"self\"`".to_owned(),
            Shape::Reps => format!("1 to {REPS}, a range `\"8-12\"`, or `\"max\"`"),
            Shape::Tempo => "list of phases `\"LABEL DURATION\"`, or `\"self\"`".to_owned(),
            Shape::Schedule => {
                format!("`\"daily\"`, or a list of {}", quoted(&DAYS.map(|(day, _)| day)))
            }
            Shape::Sounds => format!("table of {}", Cue::NAMES.map(|name| format!("`{name}`")).join(", ")),
            Shape::Figure => "a name, or a table".to_owned(),
            Shape::Added => "`\"N reps\"`, `\"N sets\"`, or a duration".to_owned(),
            Shape::Pace => "`\"N sessions\"` or `\"N weeks\"`".to_owned(),
            Shape::End => "number, or duration".to_owned(),
            Shape::Progress | Shape::Table(_) => "table".to_owned(),
            Shape::Exercises | Shape::Tables(_) => "tables".to_owned(),
        }
    }
}

/// The reference of all keys, for the guide.
pub fn markdown() -> String {
    let tables = [
        ("A file", FILE),
        ("`[defaults]`", DEFAULTS),
        ("`[cues]`", CUES),
        ("`[[block]]`", BLOCK),
        ("`progress`", PROGRESS),
        ("`[[exercise]]` and `[[block.exercise]]`", USE),
        ("A file of the exercise library", ALIASES),
        ("`[[exercise]]`, `[[block.exercise]]`, and a file of the exercise library", EXERCISE),
    ];
    let row = |key: &Key| {
        let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
        format!("| `{}` | {} | {default} | {} |\n", key.name, key.shape.words(), key.about)
    };
    let table = |(title, keys): (&str, &[Key])| {
        let rows: String = keys.iter().map(row).collect();
        format!("### {title}\n\n| key | takes | without it | means |\n|---|---|---|---|\n{rows}")
    };
    tables.map(table).join("\n")
}
