//! The patterns of a dose: what tokens that follow each other say together. A pattern is data: its name, its shape,
//! an example, and what the example says, which is its test. At each place the longest pattern wins; tokens that no
//! pattern takes are words of the name, of a tip, or a number that says nothing.
//!
//! A shape is a list of classes (`words::CLASSES`) with spaces between. `A|B` is either, `A?` may be missing, `A*`
//! may repeat, `!A` says that no `A` follows and `&A` that one does, `^` that a part of the line begins here, `~` that the line does not, and
//! `$` that a part ends. `slot:A` keeps the token for a slot of the [`Dose`]. After `=>` stand facts.

use std::{sync::LazyLock, time::Duration};

use super::{
    lexer::{Token, Value},
    words::{self, Class},
};
use crate::base::quantity::{Reps, units};

/// Name, shape, example, what the example says.
type Row = (&'static str, &'static str, &'static str, &'static str);

#[rustfmt::skip]
pub(super) const PATTERNS: &[Row] = &[
    // Sets and reps.
    ("sets x reps", "sets:NUMBER X reps:NUMBER REP|STEPS?", "3 x 10 reps", "sets=3 reps=10"),
    ("sets x reps x hold", "sets:NUMBER X reps:NUMBER REP? X hold:LENGTH HOLD?", "3 x 10 x 5 s", "sets=3 reps=10 hold=5s"),
    ("sets x reps x load", "sets:NUMBER X reps:NUMBER REP? X load:LOAD", "3 x 8 x 16 kg", "sets=3 reps=8 load=16 kg"),
    ("sets x reps left and right", "sets:NUMBER X reps:NUMBER LEFT|RIGHT COMMA|AND|SLASH? reps:NUMBER LEFT|RIGHT => each", "3 x 10L 10R", "sets=3 reps=10 side=each"),
    ("sets of reps", "sets:NUMBER SET X|OF|FOR|WITH|AT|COLON|FILL* reps:NUMBER REP|TIMES|STEPS? !X|SET", "3 sets of 10 reps", "sets=3 reps=10"),
    ("about", "APPROX &NUMBER|LENGTH", "about 3", "bare=3"),
    ("sets", "sets:NUMBER SET X|OF*", "3 sets of", "sets=3"),
    ("do sets of reps", "DO sets:NUMBER SET X|OF* reps:NUMBER REP|TIMES?", "do 2 sets of 15", "sets=2 reps=15"),
    ("reps", "reps:NUMBER HOW? REP|STEPS OF?", "10 slow reps of", "reps=10"),
    ("reps or more", "reps:NUMBER AND REP", "10 + reps", "reps=10"),
    ("reps x sets", "reps:NUMBER REP X|FOR sets:NUMBER SET|TIMES? !DAILY|PER|WEEK", "10 reps x 3 sets", "sets=3 reps=10"),
    ("reps x a day", "reps:NUMBER REP X day:NUMBER TIMES? PER|SLASH|DAILY DAY?", "10 reps x 3/day", "reps=10 day=3"),
    ("reps of a hold", "reps:NUMBER REP X|OF|FOR|AT hold:LENGTH HOLD? !REST|ON", "10 reps of 5 s", "reps=10 hold=5s"),
    ("sets times reps", "sets:NUMBER TIMES OF? reps:NUMBER REP? !X|SET|TIMES|DAILY|PER|WEEK", "3 times 10", "sets=3 reps=10"),
    ("labelled sets", "SET COLON sets:NUMBER !X|REP", "sets: 3", "sets=3"),
    ("sets first", "^ SET sets:NUMBER !X|REP|SET", "sets 3", "sets=3"),
    ("labelled sets and reps", "SET COLON? sets:NUMBER COMMA? REP COLON? reps:NUMBER !SET", "sets 3 reps 10", "sets=3 reps=10"),
    ("labelled reps", "REP COLON? reps:NUMBER !X|SET|REP", "reps: 10", "reps=10"),
    ("labelled reps and sets", "REP COLON? reps:NUMBER COMMA? SET COLON? sets:NUMBER !X|SET|REP", "REPS: 12 SETS: 2", "sets=2 reps=12"),
    ("a label before its dose", "^ REP|SET|REPEAT|FREQUENCY COLON|COMMA", "repetitions:", ""),
    ("left and right", "reps:NUMBER LEFT|RIGHT COMMA|AND|SLASH? reps:NUMBER LEFT|RIGHT => each", "10 L 10 R", "reps=10 side=each"),
    ("sets until tired", "sets:NUMBER X|SET X|OF|TO* MAX REP? => max", "3 x max reps", "sets=3 reps=max"),
    ("until tired", "FOR? MAX REP? OF? => max", "to failure", "reps=max"),
    // A number of times: the exercise says of what.
    ("x times", "X count:NUMBER REP|TIMES?", "x 10", "count=10"),
    ("times x", "count:NUMBER X !NUMBER|LENGTH|MAX|LOAD", "10 x", "count=10"),
    ("times", "REPEAT? X? FILL* count:NUMBER TIMES EDGE|REPEAT?", "10 times", "count=10"),
    ("repeat", "REPEAT X? FILL* count:NUMBER TIMES|X? !SET|REP|LENGTH", "repeat x 3", "count=3"),
    ("repeat reps", "REPEAT FILL* reps:NUMBER REP", "repeat for 10 repetitions", "reps=10"),
    ("x sets", "X sets:NUMBER SET", "x 3 sets", "sets=3"),
    ("times a length", "count:NUMBER X length:LENGTH !ON|BETWEEN", "3 x 30 s", "count=3 length=30s"),
    ("times a hold", "count:NUMBER X hold:LENGTH ISO? HOLD", "10 x 5 s hold", "count=10 hold=5s"),
    ("x a length", "X length:LENGTH HOLD? !X", "x 60 s", "length=1m"),
    ("times on and off", "count:NUMBER X hold:LENGTH ON COMMA|SLASH|AND* relax:LENGTH OFF|REST", "3 x 30 s on, 30 s off", "count=3 hold=30s relax=30s"),
    ("a length, times", "length:LENGTH X count:NUMBER TIMES? !SET", "30 s x 3", "count=3 length=30s"),
    ("a length, sets", "length:LENGTH X sets:NUMBER SET", "30 s x 3 sets", "sets=3 length=30s"),
    ("for a time", "REPEAT FOR? FILL* time:LENGTH", "repeat for 2 minutes", "time=2m"),
    ("at most", "UPTO FILL* most:NUMBER REP?", "up to 10", "most=10"),
    // Lengths.
    ("hold", "HOLD COLON? FILL|FOR* hold:LENGTH EDGE|FILL*", "hold for 5 seconds each", "hold=5s"),
    ("hold something for", "HOLD NAMEWORD NAMEWORD? NAMEWORD? NAMEWORD? FOR FILL* hold:LENGTH", "hold your leg straight for 5 s", "hold=5s"),
    ("a length held", "hold:LENGTH FILL? ISO? HOLD FILL|EDGE*", "5 s isometric hold", "hold=5s"),
    ("hold without a unit", "HOLD COLON? FILL|FOR* seconds:NUMBER !X|TIMES|SET|REP|BREATH|PER|NUMBER", "hold for 5", "hold=5s"),
    ("hold for a count", "HOLD FILL|FOR* COUNTING OF|TO|FILL? hold:NUMBER", "hold for a count of 5", "hold=5s"),
    ("lowering, then a length", "HOW? LOWER|LIFT LENGTH => vague", "lowering 5 s", "problem"),
    ("hold until tired", "HOLD FILL|FOR* MAX => openhold", "hold as long as possible", "problem"),
    ("hold, until tired", "sets:NUMBER X MAX HOLD => openhold", "3 x max hold", "sets=3 problem"),
    ("breaths", "NUMBER BREATH => breaths", "5 breaths", "problem"),
    ("a breath", "ONE BREATH => breaths", "one deep breath", "problem"),
    ("squeeze", "^ SQUEEZE FILL|FOR* hold:LENGTH", "squeeze for 5 s", "hold=5s"),
    ("squeeze for a count", "^ SQUEEZE FILL|FOR* COUNTING OF|TO? hold:NUMBER", "squeeze for a count of 5", "hold=5s"),
    ("on and off", "hold:LENGTH ON COMMA|SLASH|AND* relax:LENGTH OFF|REST", "3 s on, 1 s off", "hold=3s relax=1s"),
    ("off", "relax:LENGTH OFF", "1 s off", "relax=1s"),
    ("relax", "OFF FILL|FOR* relax:LENGTH FILL? BETWEEN*", "relax for 2 s", "relax=2s"),
    ("then relax", "AND|FILL OFF FILL*", "then relax", ""),
    // Rest.
    ("rest", "REST COLON? FILL|FOR|UPTO|BETWEEN|SET|EACH|AND* rest:LENGTH AND|BETWEEN|EACH* SET?", "rest for 30 s between sets", "rest=30s"),
    ("work, then rest", "length:LENGTH COMMA? AND|FILL* REST FILL|FOR|UPTO* rest:LENGTH BETWEEN? SET?", "45 s rest 15 s", "length=45s rest=15s"),
    ("hold, then rest", "hold:LENGTH HOLD COMMA? AND|FILL* REST FILL|FOR|UPTO* rest:LENGTH BETWEEN? SET?", "45 s hold rest 15 s", "hold=45s rest=15s"),
    ("a length of rest", "WITH? rest:LENGTH FILL? REST COMMA? BETWEEN|EACH* SET?", "1 min rest between sets", "rest=1m"),
    ("between sets", "WITH? rest:LENGTH BETWEEN SET?", "30 s between sets", "rest=30s"),
    ("rest without a unit", "REST COLON? rests:NUMBER !X", "rest 60", "rest=1m"),
    ("between reps", "REST? FILL|FOR|UPTO* relax:LENGTH REST|PAUSE? BETWEEN EACH? REP", "2 s rest between reps", "relax=2s"),
    ("no rest", "NO REST BETWEEN|SET*", "no rest", "rest=0s"),
    ("rest as needed", "REST ASNEEDED", "rest as needed", "rest=self"),
    ("a pause", "PAUSE FILL|FOR* pause:LENGTH AT|FILL|EDGE*", "pause 2 s at the top", "pause=2s"),
    ("a length of pause", "WITH? pause:LENGTH PAUSE FILL|EDGE*", "2 s pause", "pause=2s"),
    ("a pause between sets", "WITH? rest:LENGTH PAUSE BETWEEN SET?", "1 min pause between sets", "rest=1m"),
    // Tempo.
    ("tempo", "TEMPOWORD OF? tempo:TEMPO", "tempo 3-1-3", "tempo=3-1-3"),
    ("tempo in digits", "TEMPOWORD OF? tempo:NUMBER", "tempo 3010", "tempo=3010"),
    ("at a tempo", "AT tempo:TEMPO", "@ 2-0-2", "tempo=2-0-2"),
    ("lowering", "WITH? lower:LENGTH HOW? LOWER", "3 s lowering", "lower=3s"),
    ("lifting", "WITH? lift:LENGTH HOW? LIFT", "1 s up", "lift=1s"),
    ("own pace", "AT? FILL? OWNPACE => ownpace", "at your own pace", "tempo=self"),
    // Sides.
    ("each side", "ON|FOR|WITH|AND|TO? EACH|BOTH FILL|AFFECTED* LIMB => each", "on each affected leg", "side=each"),
    ("per side", "SLASH LIMB => each", "/side", "side=each"),
    ("each slash", "SLASH EACHSIDE|SIDEWORD => each", "/each side", "side=each"),
    ("each side, a phrase", "ON|FOR|WITH|AND|TO? EACHSIDE|HANDS => each", "on each leg", "side=each"),
    ("both, in a word", "~ SIDEWORD => each", "3 bilaterally", "side=each bare=3"),
    ("each alone", "~ EACH $ => each", "3 each", "side=each bare=3"),
    ("both alone", "~ BOTH $ => each", "3 both", "side=each bare=3"),
    ("left and right sides", "ON|FOR|WITH? LEFT|RIGHT AND|SLASH|COMMA LEFT|RIGHT LIMB* => each", "left / right leg", "side=each"),
    ("the other side", "AND? REPEAT ON|WITH|FOR|FILL|TO* OTHERONE LIMB LEADING? => each", "repeat on the other side", "side=each"),
    ("one, then the other", "WITH|ON|FOR? ONE LIMB LEADING? COMMA|AND|TO* REPEAT? ON|WITH|FOR|FILL* OTHERONE LIMB? LEADING? => each", "with one leg and then repeat with the other leg", "side=each"),
    ("alternating", "ALTERNATE LIMB|EACHSIDE* => alternate", "alternating legs", "side=alternate"),
    ("left only", "LEFT LIMB? ONLY => left", "left leg only", "side=left"),
    ("right only", "RIGHT LIMB? ONLY => right", "right leg only", "side=right"),
    ("left at the beginning", "^ LEFT !LIMB|COLON => left", "left", "side=left"),
    ("right at the beginning", "^ RIGHT !LIMB|COLON => right", "right", "side=right"),
    ("left", "~ ON|FOR? LEFT LIMB* !NAMEWORD => left", "3 left leg", "side=left bare=3"),
    ("right", "~ ON|FOR? RIGHT LIMB* !NAMEWORD => right", "3 right leg", "side=right bare=3"),
    ("left limb", "^ LEFT LIMB !NAMEWORD => left", "left leg", "side=left"),
    ("right limb", "^ RIGHT LIMB !NAMEWORD => right", "right leg", "side=right"),
    // How often.
    ("times a day", "day:NUMBER X|TIMES|SESSION? PER|SLASH DAY", "3 x / day", "day=3"),
    ("times daily", "AND|REPEAT|COMMA? day:NUMBER X|TIMES|SESSION DAILY", "3 times a day", "day=3"),
    
    ("x times a day", "X day:NUMBER TIMES? PER|SLASH DAY", "x 3 / day", "day=3"),
    ("x a day", "X day:NUMBER TIMES DAILY", "x 3 times a day", "day=3"),
    ("x times a day, short", "X day:NUMBER TIMES? PERDAY", "x 2 per day", "day=2"),
    ("a count, times a day", "count:NUMBER X day:NUMBER TIMES? PER|SLASH DAY => swap", "10 x 3/day", "count=10 day=3"),
    ("a count, times daily", "count:NUMBER X day:NUMBER TIMES DAILY => swap", "10 x 3 times a day", "count=10 day=3"),
    ("a length, times a day", "length:LENGTH X day:NUMBER TIMES? PER|SLASH|DAILY DAY?", "30 s x 3/day", "length=30s day=3"),
    ("daily", "~ REPEAT|AND? DAILY => daily", "3 daily", "day=1 bare=3"),
    ("daily first", "^ DAILY => daily", "daily", "day=1"),
    ("labelled daily", "DAILY COLON day:NUMBER TIMES?", "DAILY: 2", "day=2"),
    ("labelled weekly", "WEEKLY COLON week:NUMBER TIMES?", "WEEKLY: 7", "week=7"),
    ("a slash and daily", "SLASH DAY => daily", "/day", "day=1"),
    ("twice a day", "AND? TWICEDAILY => twice", "morning and night", "day=2"),
    ("three a day", "THRICEDAILY => thrice", "TID", "day=3"),
    ("four a day", "FOURDAILY => fourtimes", "QID", "day=4"),
    ("hourly", "HOURLY => hourly", "hourly", ""),
    ("every length", "EVERY LENGTH => hourly", "every 2 hours", ""),
    ("part of the day", "~ PARTOFDAY => part", "3 before bed", "bare=3"),
    ("times a week", "week:NUMBER X|TIMES|DAY|SESSION* PER|SLASH|EACH WEEK", "3 times per week", "week=3"),
    ("x week", "week:NUMBER X|TIMES WEEK", "5 x week", "week=5"),
    ("x day", "day:NUMBER X DAY", "3 x day", "day=3"),
    ("times weekly", "week:NUMBER X|TIMES|DAY|SESSION WEEKLY", "3 x weekly", "week=3"),
    ("x times a week", "X week:NUMBER TIMES|DAY? PER|SLASH WEEK", "x 3/week", "week=3"),
    ("weekly", "WEEKLY => weekly", "weekly", "week=1"),
    ("a slash and weekly", "SLASH WEEK => weekly", "/week", "week=1"),
    ("labelled days a week", "DAY PER WEEK COLON|COMMA? week:NUMBER", "days per week: 3", "week=3"),
    ("labelled times a day", "TIMES PER DAY COLON|COMMA? day:NUMBER", "times in a day: 3", "day=3"),
    ("every other day", "EVERYOTHERDAY => otherday", "on alternate days", "week=4"),
    ("days of the week", "~ ON? WEEKDAY WEEKDAY|AND|SLASH* => days", "3 on Monday and Friday", "days=2 bare=3"),
    ("days and days of the week", "~ ON? WEEKDAY COMMA WEEKDAY COMMA|AND|SLASH|WEEKDAY* WEEKDAY => days", "3 Mon, Wed, Fri", "days=3 bare=3"),
    ("for so many weeks", "COMMA? FOR NUMBER WEEK|MONTH|DAY => period", "for 6 weeks", ""),
    ("times for weeks", "NUMBER MONTH => period", "3 months", ""),
    ("a title", "TITLE NUMBER COLON?", "week 2", ""),
    ("a page", "PAGE NUMBER OF? NUMBER? => noexercise", "page 2 of 3", "problem"),
    ("a date", "NUMBER MONTHNAME NUMBER? => noexercise", "12 March 2026", "problem"),
    // How it grows.
    ("grows", "GROW FILL|X|HOLD|TIMES|REP* add:NUMBER|LENGTH unit:REP|SET? EACH|PER|SLASH|FILL* every:NUMBER? pace:SESSION|WEEK|DAY|WEEKLY|DAILY|TIMES COMMA? UNTIL|FILL|OF|UPTO* until:NUMBER|LENGTH? REP|SET? ASNEEDED?", "add 2 reps each week until 15", "grows=2 reps"),
    ("grows by a load", "GROW FILL|X* LOAD EACH|PER|FILL* SESSION|WEEK|DAY|WEEKLY|DAILY|TIMES => growsload", "add 2.5 kg per week", ""),
    // Load.
    ("load", "WITH|AT|FILL* load:LOAD THING*", "with 16 kg dumbbells", "load=16 kg dumbbells"),
    ("load in each hand", "WITH|AT|FILL* load:LOAD THING* HANDS", "2.5 kg each hand", "load=2.5 kg"),
    ("load of two", "number:NUMBER X load:LOAD THING*", "2 x 8 kg dumbbells", "load=2 × 8 kg dumbbells"),
    ("band", "WITH|AT|FILL* band:COLOUR band:COLOUR? band:BAND band:BAND?", "with a green band", "load=green band"),
    ("band, colour after", "WITH|AT|FILL* band:BAND COMMA? band:COLOUR", "band (green)", "load=band green"),
    ("colour", "AT|WITH FILL* band:COLOUR $", "@ green", "load=green"),
    ("grade", "AT|WITH? band:GRADE", "L5", "load=L5"),
    ("level", "AT|WITH|FILL* band:LEVEL COLON? band:NUMBER", "level 3", "load=level 3"),
    ("at something", "AT unread:MEASURE", "@ 70 %", "unread=70 %"),
    ("a measure", "AT|WITH|OF|FOR|COMMA* unread:MEASURE", "7 laps", "unread=7 laps"),
    ("at a number of something", "AT ODD NAMEWORD*", "@ 1/3 BW", ""),
    // Circuits.
    ("every minute", "EMOM => circuit", "EMOM", "problem"),
    ("tabata", "TABATA => circuit", "tabata", "problem"),
];

/// What a line says of the dose, before it is known which exercise it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dose {
    pub sets: Option<u32>,
    pub reps: Option<Reps>,
    pub hold: Option<Duration>,
    pub relax: Option<Duration>,
    pub rest: Option<Rest>,
    /// A movement for that long.
    pub time: Option<Duration>,
    /// A length that nothing names.
    pub length: Option<Duration>,
    /// A pause: within a rep where it is short, between sets where it is long.
    pub pause: Option<Duration>,
    /// `x 10`, `3 times`: of what, the exercise says.
    pub counts: Vec<(u32, u32)>,
    /// `up to 10`.
    pub most: Option<u32>,
    /// A number that nothing counts.
    pub bare: Vec<(u32, u32)>,
    pub side: Option<Side>,
    pub lower: Option<Duration>,
    pub lift: Option<Duration>,
    pub tempo: Option<String>,
    pub own_pace: bool,
    pub load: Option<String>,
    pub grows: Option<Growth>,
    /// Times a day.
    pub day: Option<u32>,
    /// Days a week.
    pub week: Option<u32>,
    /// The days of the week, as they are written.
    pub days: Vec<String>,
    /// What a routine has no place for.
    pub unread: Vec<String>,
    /// How something was understood.
    pub notes: Vec<String>,
    /// Why the line has no one reading.
    pub problem: Option<String>,
}

/// The rest between sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rest {
    For(Duration),
    Own,
}

/// Which side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Each,
    Alternate,
    /// So many on each side, taking turns.
    EachAlternating,
    Left,
    Right,
}

/// How the dose grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Growth {
    pub add: String,
    pub every: String,
    pub until: Option<String>,
}

/// A line read: its dose, and the words that are no part of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub dose: Dose,
    pub parts: Vec<Part>,
    /// Patterns that were found.
    pub found: Vec<&'static str>,
}

/// What is right before a part of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum After {
    /// The beginning of the line, a break, or a dose with its unit.
    #[default]
    Break,
    /// A number that nothing names.
    Number,
    /// `3 x`.
    Times,
    /// A measure: `at 50 % top weight`.
    Measure,
    Arrow,
}

/// Words between two doses or breaks.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub words: Vec<Token>,
    pub after: After,
    /// How many patterns and single numbers are before it.
    pub doses_before: usize,
}

impl Part {
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl Dose {
    /// Whether it says how much: reps, a hold, a time, or how often.
    pub(super) fn has_amount(&self) -> bool {
        self.reps.is_some()
            || self.hold.is_some()
            || self.time.is_some()
            || self.length.is_some()
            || !self.counts.is_empty()
            || !self.bare.is_empty()
            || self.most.is_some()
    }

    /// Whether it says anything at all of how it is done.
    pub(super) fn says_something(&self) -> bool {
        Dose { problem: None, notes: Vec::new(), ..self.clone() } != Dose::default()
    }

    pub(super) fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn fail(&mut self, why: impl Into<String>) {
        if self.problem.is_none() {
            self.problem = Some(why.into());
        }
    }

    /// Puts another line's dose over this one; what both say differently is a problem.
    pub(super) fn join(&mut self, other: Dose) {
        macro_rules! both {
            ($($field:ident $what:literal),*) => {$(
                match (&self.$field, other.$field) {
                    (Some(mine), Some(theirs)) if *mine != theirs => {
                        self.fail(concat!("the lines give two values for ", $what));
                    }
                    (None, Some(theirs)) => self.$field = Some(theirs),
                    _ => {}
                }
            )*};
        }
        both!(
            sets "the sets", reps "the reps", hold "the hold", relax "the relax", rest "the rest", time "the time",
            length "a length", pause "a pause", most "the most", side "the sides", lower "the lowering", lift "the lifting",
            tempo "the tempo", load "the load", grows "how it grows", day "the times a day", week "the days a week"
        );
        for count in other.counts {
            if !self.counts.contains(&count) {
                self.counts.push(count);
            }
        }
        self.bare.extend(other.bare);
        self.days.extend(other.days);
        self.own_pace |= other.own_pace;
        self.unread.extend(other.unread);
        other.notes.into_iter().for_each(|note| self.note(note));
        if let Some(problem) = other.problem {
            self.fail(problem);
        }
    }
}

/// A pattern ready to be matched.
struct Pattern {
    name: &'static str,
    elements: Vec<Element>,
    facts: Vec<&'static str>,
    /// The classes with which it can begin; anything where it begins with an anchor alone.
    first: Class,
}

enum Element {
    /// A token of this class, perhaps kept for a slot; least and most times.
    Take {
        class: Class,
        slot: Option<&'static str>,
        optional: bool,
        many: bool,
    },
    Not(Class),
    Next(Class),
    Begins,
    Inside,
    Ends,
}

static COMPILED: LazyLock<Vec<Pattern>> = LazyLock::new(|| PATTERNS.iter().map(compile).collect());

fn class(names: &str) -> Class {
    let one = |name: &str| words::CLASSES.iter().find(|(known, _)| *known == name).map_or(0, |(_, class)| *class);
    names.split('|').map(one).fold(0, |all, class| all | class)
}

fn compile((name, shape, _, _): &Row) -> Pattern {
    let (shape, facts) = shape.split_once("=>").unwrap_or((shape, ""));
    let mut elements = Vec::new();
    for piece in shape.split_whitespace() {
        elements.push(match piece {
            "^" => Element::Begins,
            "~" => Element::Inside,
            "$" => Element::Ends,
            _ if piece.starts_with('&') => Element::Next(class(&piece[1..])),
            _ if piece.starts_with('!') => Element::Not(class(&piece[1..])),
            _ => {
                let (slot, names) = match piece.split_once(':') {
                    Some((slot, names)) => (Some(slot), names),
                    None => (None, piece),
                };
                let names_only = names.trim_end_matches(['?', '*']);
                let many = names.ends_with('*');
                Element::Take { class: class(names_only), slot, optional: many || names.ends_with('?'), many }
            }
        });
    }
    let mut first = 0;
    for element in &elements {
        if let Element::Take { class, optional, .. } = element {
            first |= class;
            if !optional {
                break;
            }
        }
    }
    Pattern { name, elements, facts: facts.split_whitespace().collect(), first }
}

/// What a match keeps.
type Kept = Vec<(&'static str, usize)>;

/// How many tokens a pattern takes at a place.
fn matches(elements: &[Element], tokens: &[Token], at: usize, kept: &mut Kept) -> Option<usize> {
    let Some((element, rest)) = elements.split_first() else { return Some(at) };
    match element {
        Element::Begins => {
            let begins = at == 0 || tokens[at - 1].is_break();
            begins.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Inside => (at > 0).then(|| matches(rest, tokens, at, kept)).flatten(),
        Element::Ends => {
            let ends = tokens.get(at).is_none_or(Token::is_break);
            ends.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Next(class) => {
            let next = tokens.get(at).is_some_and(|token| token.is(*class));
            next.then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Not(class) => {
            let word = class & words::NAMEWORD != 0;
            let hit = tokens.get(at).is_some_and(|token| {
                token.is(*class)
                    || word
                        && token.is_word()
                        && !token.is(words::ON
                            | words::FOR
                            | words::WITH
                            | words::AND
                            | words::PREP
                            | words::HOLD
                            | words::REST
                            | words::EACH)
            });
            (!hit).then(|| matches(rest, tokens, at, kept)).flatten()
        }
        Element::Take { class, slot, optional, many } => {
            let word = class & words::NAMEWORD != 0;
            let takes = tokens.get(at).is_some_and(|token| token.is(*class) || word && token.is_word());
            if takes {
                let before = kept.len();
                if let Some(slot) = slot {
                    kept.push((slot, at));
                }
                let next = if *many { elements } else { rest };
                if let Some(end) = matches(next, tokens, at + 1, kept) {
                    return Some(end);
                }
                kept.truncate(before);
            }
            optional.then(|| matches(rest, tokens, at, kept)).flatten()
        }
    }
}

/// Reads a line's tokens.
pub(super) fn read(tokens: &[Token]) -> Reading {
    let mut reading = Reading::default();
    let mut part = Part::default();
    let mut at = 0;
    // Patterns and single numbers so far.
    let mut seen = 0;
    while at < tokens.len() {
        let class = tokens[at].class;
        let mut best: Option<(usize, &Pattern, Kept)> = None;
        for pattern in COMPILED.iter().filter(|pattern| pattern.first & class != 0) {
            let mut kept = Kept::new();
            if let Some(end) = matches(&pattern.elements, tokens, at, &mut kept)
                && end > at
                && best.as_ref().is_none_or(|(longest, ..)| end > *longest)
            {
                best = Some((end, pattern, kept));
            }
        }
        let last_part = |reading: &mut Reading, part: &mut Part, next: Part| {
            let done = std::mem::replace(part, next);
            if !done.words.is_empty() {
                reading.parts.push(done);
            }
        };
        if let Some((end, pattern, kept)) = best {
            let after = match &tokens[end - 1] {
                last if last.is(words::NUMBER) && kept.last().is_some_and(|(_, last)| *last == end - 1) => {
                    After::Number
                }
                last if last.is(words::X) => After::Times,
                last if last.is(words::MEASURE) => After::Measure,
                _ => After::Break,
            };
            seen += 1;
            let before = seen;
            last_part(&mut reading, &mut part, Part { after, doses_before: before, ..Part::default() });
            reading.found.push(pattern.name);
            apply(pattern, &kept, tokens, &mut reading.dose);
            at = end;
            continue;
        }
        let token = &tokens[at];
        at += 1;
        let doses_before = seen;
        if token.is_break() {
            let after = if token.is(words::ARROW) { After::Arrow } else { After::Break };
            last_part(&mut reading, &mut part, Part { after, doses_before, ..Part::default() });
        } else if token.is_word() || token.is(words::SIZE) || is_between_words(tokens, at - 1) {
            part.words.push(token.clone());
        } else {
            last_part(
                &mut reading,
                &mut part,
                Part {
                    after: if token.is(words::NUMBER) { After::Number } else { After::Break },
                    doses_before: seen + 1,
                    ..Part::default()
                },
            );
            seen += 1;
            left_over(token, &mut reading.dose);
        }
    }
    if !part.words.is_empty() {
        reading.parts.push(part);
    }
    reading
}

/// A slash between two words belongs to them: `squat / lunge`.
fn is_between_words(tokens: &[Token], at: usize) -> bool {
    let word = |token: Option<&Token>| token.is_some_and(Token::is_word);
    tokens[at].is(words::SLASH) && at > 0 && word(tokens.get(at - 1)) && word(tokens.get(at + 1))
}

/// A number or a sign that no pattern takes.
fn left_over(token: &Token, dose: &mut Dose) {
    match token.value {
        Value::Count(low, high) => dose.bare.push((low, high)),
        Value::Length(low, high) => {
            set_length(&mut dose.length, low, high, "two lengths", token, &mut dose.notes, &mut dose.problem);
        }
        Value::None if token.is(words::SLASH | words::AT) => {}
        Value::None => dose.fail(format!("`{}` has no clear meaning here", token.text)),
    }
}

fn set_length(
    slot: &mut Option<Duration>,
    low: Duration,
    high: Duration,
    what: &str,
    token: &Token,
    notes: &mut Vec<String>,
    problem: &mut Option<String>,
) {
    if low != high {
        notes.push(format!("`{}`: the lower is used, a length is one number", token.text));
    }
    if slot.replace(low).is_some_and(|before| before != low) && problem.is_none() {
        *problem = Some(format!("the line gives {what}"));
    }
}

fn apply(pattern: &Pattern, kept: &[(&'static str, usize)], tokens: &[Token], dose: &mut Dose) {
    let mut growth: Vec<(&str, &Token)> = Vec::new();
    let mut band: Vec<&str> = Vec::new();
    let mut two = None;
    for (slot, at) in kept {
        let token = &tokens[*at];
        match (*slot, token.value) {
            ("sets", Value::Count(low, high)) => {
                if low != high {
                    dose.note(format!("`{}` sets: the lower is used, sets are one number", token.text));
                }
                if dose.sets.replace(low).is_some_and(|before| before != low) {
                    dose.fail("the line gives two numbers of sets");
                }
            }
            ("reps", Value::Count(low, high)) => {
                let reps = reps(low, high);
                if dose.reps.replace(reps).is_some_and(|before| before != reps) {
                    dose.fail("the line gives two numbers of reps");
                }
            }
            ("count", Value::Count(low, high)) => dose.counts.push((low, high)),
            ("most", Value::Count(_, high)) => dose.most = Some(high),
            ("seconds" | "rests", Value::Count(low, high)) => set_seconds(slot, low, high, token, dose),
            ("hold", Value::Count(low, high)) => {
                let (low, high) = (Duration::from_secs(low.into()), Duration::from_secs(high.into()));
                set_length(&mut dose.hold, low, high, "two holds", token, &mut dose.notes, &mut dose.problem);
            }
            ("rest", Value::Length(low, high)) => {
                if low != high {
                    dose.note(format!("`{}`: the lower is used, a length is one number", token.text));
                }
                set_rest(dose, Rest::For(low));
            }
            ("day", Value::Count(low, high)) => {
                if dose.day.replace(high).is_some_and(|before| before != high) {
                    dose.note("the line says in two ways how many times a day");
                }
                let _ = low;
            }
            ("week", Value::Count(low, _)) => dose.week = Some(low),
            ("tempo", _) => dose.tempo = Some(token.text.clone()),
            ("unread", _) => {
                let beside_x = at.checked_sub(1).is_some_and(|before| tokens[before].is(words::X))
                    || tokens.get(at + 1).is_some_and(|next| next.is(words::X));
                if beside_x {
                    dose.fail(format!("`{}` is a measure that a routine does not have", token.text));
                }
                dose.unread.push(token.text.clone());
            }
            ("load", _) => {
                let things = tokens[at + 1..].iter().take_while(|next| next.is(words::THING) && next.is_word());
                let things: Vec<&str> = things.map(|thing| thing.text.as_str()).collect();
                let load = std::iter::once(token.text.as_str()).chain(things).collect::<Vec<_>>().join(" ");
                let load = two.take().map_or_else(|| load.clone(), |two| format!("{two} × {load}"));
                set_load(dose, load);
            }
            ("number", _) => two = Some(token.text.clone()),
            ("band", _) => band.push(&token.text),
            ("add" | "unit" | "every" | "pace" | "until", _) => growth.push((slot, token)),
            (slot, Value::Length(low, high)) => {
                let Dose { hold, relax, time, length, pause, lower, lift, notes, problem, .. } = dose;
                let (field, what) = match slot {
                    "hold" => (hold, "two holds"),
                    "relax" => (relax, "two pauses between reps"),
                    "time" => (time, "two times"),
                    "pause" => (pause, "two pauses"),
                    "lower" => (lower, "two tempos"),
                    "lift" => (lift, "two tempos"),
                    _ => (length, "two lengths"),
                };
                set_length(field, low, high, what, token, notes, problem);
            }
            _ => {}
        }
    }
    if !band.is_empty() {
        set_load(dose, band.join(" "));
    }
    if !growth.is_empty() {
        grow(&growth, dose);
    }
    for fact in &pattern.facts {
        state(fact, pattern, tokens, kept, dose);
    }
    if pattern.name == "no rest" {
        set_rest(dose, Rest::For(Duration::ZERO));
    }
    if pattern.name == "rest as needed" {
        set_rest(dose, Rest::Own);
    }
}

fn state(fact: &str, pattern: &Pattern, tokens: &[Token], kept: &[(&'static str, usize)], dose: &mut Dose) {
    match fact {
        "each" => set_side(dose, Side::Each),
        "alternate" => set_side(dose, Side::Alternate),
        "left" => set_side(dose, Side::Left),
        "right" => set_side(dose, Side::Right),
        "max" => {
            if dose.reps.replace(Reps::Max).is_some_and(|before| before != Reps::Max) {
                dose.fail("the line gives two numbers of reps");
            }
        }
        "ownpace" => dose.own_pace = true,
        "openhold" => dose.fail("a hold with no length: a routine needs how long"),
        "vague" => dose.fail("unclear what its length is: write the tempo as `3 s down, 1 s up`"),
        "breaths" => dose.fail("breaths have no length: write the hold in seconds"),
        "noexercise" => dose.fail("a page, a date or an address, not an exercise"),
        "circuit" => dose.fail("a circuit in one line: write it as a [[block]] with `rounds`, `every` or `cap`"),
        "daily" => dose.day = dose.day.or(Some(1)),
        "twice" => dose.day = Some(2),
        "thrice" => dose.day = Some(3),
        "fourtimes" => dose.day = Some(4),
        "growsload" => dose.note("growth by a load is left out: a dose grows by reps, sets or time"),
        "weekly" => dose.week = dose.week.or(Some(1)),
        "otherday" => dose.week = Some(4),
        "hourly" => dose.note("how many times an hour is not kept: play the routine that often"),
        "part" => dose.note("the time of day is not kept"),
        "period" => dose.note("for how many weeks is not kept"),
        "days" => {
            let days = tokens.iter().filter(|token| token.is(words::WEEKDAY)).map(|token| token.text.clone());
            dose.days.extend(days);
        }
        // "3 x 10/day" is sets and reps, once a day.
        "swap" => {
            if let (Some((low, high)), Some(day)) = (dose.counts.last().copied(), dose.day)
                && low == high
                && high < day
            {
                dose.counts.pop();
                (dose.sets, dose.reps, dose.day) = (Some(high), Some(Reps::Count(day)), Some(1));
            }
        }
        _ => debug_assert!(false, "{} {fact} {kept:?}", pattern.name),
    }
}

fn reps(low: u32, high: u32) -> Reps {
    if low == high { Reps::Count(low) } else { Reps::Range(low, high) }
}

/// A number of a hold or a rest without its unit.
fn set_seconds(slot: &str, low: u32, high: u32, token: &Token, dose: &mut Dose) {
    let length = Duration::from_secs(low.into());
    dose.note(format!("`{}` is read as seconds", token.text));
    if slot == "rests" {
        if low != 0 && low < 10 {
            dose.fail(format!("`{}` of rest may be minutes or seconds", token.text));
        }
        return set_rest(dose, Rest::For(length));
    }
    let high = Duration::from_secs(high.into());
    set_length(&mut dose.hold, length, high, "two holds", token, &mut dose.notes, &mut dose.problem);
}

fn set_rest(dose: &mut Dose, rest: Rest) {
    if dose.rest.replace(rest).is_some_and(|before| before != rest) {
        dose.fail("the line gives two rests");
    }
}

fn set_load(dose: &mut Dose, load: String) {
    if dose.load.as_ref().is_some_and(|before| *before != load) {
        dose.fail("the line gives two loads");
    }
    dose.load = Some(load);
}

fn set_side(dose: &mut Dose, side: Side) {
    dose.side = Some(match (dose.side, side) {
        (None, side) => side,
        (Some(before), side) if before == side => side,
        (Some(Side::Each | Side::Alternate | Side::EachAlternating), Side::Each | Side::Alternate) => {
            Side::EachAlternating
        }
        (Some(before), _) => {
            dose.fail("the line says two things of the sides");
            before
        }
    });
}

fn grow(kept: &[(&str, &Token)], dose: &mut Dose) {
    let token = |name: &str| kept.iter().find(|(slot, _)| *slot == name).map(|(_, token)| *token);
    let plain = |length: Duration| units(length).replace(' ', "");
    let unit = if token("unit").is_some_and(|unit| unit.is(words::SET)) { "set" } else { "rep" };
    let plural = |count: u32, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let add = match token("add").map(|add| add.value) {
        Some(Value::Count(count, _)) => plural(count, unit),
        Some(Value::Length(length, _)) => plain(length),
        _ => return,
    };
    let number = match token("every").map(|every| every.value) {
        Some(Value::Count(count, _)) => count,
        _ => 1,
    };
    let pace = token("pace");
    let daily = pace.is_some_and(|pace| pace.is(words::DAY | words::DAILY) && !pace.is(words::WEEK));
    let weekly = pace.is_some_and(|pace| pace.is(words::WEEK | words::WEEKLY));
    let until = match token("until").map(|until| until.value) {
        Some(Value::Count(count, _)) => Some(count.to_string()),
        Some(Value::Length(length, _)) => Some(format!("\"{}\"", plain(length))),
        _ => None,
    };
    if daily {
        dose.note(format!("growth by {add} a day is left out: a dose grows by sessions or weeks"));
        return;
    }
    let every = plural(number, if weekly { "week" } else { "session" });
    dose.grows = Some(Growth { add, every, until });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lexer;

    /// What a dose says, in one line.
    fn said(dose: &Dose) -> String {
        let mut out = Vec::new();
        let mut say = |name: &str, value: Option<String>| out.extend(value.map(|value| format!("{name}={value}")));
        let length = |length: Option<Duration>| length.map(|length| units(length).replace(' ', ""));
        say("sets", dose.sets.map(|sets| sets.to_string()));
        say("reps", dose.reps.map(|reps| reps.to_string()));
        for (low, high) in &dose.counts {
            say("count", Some(reps(*low, *high).to_string()));
        }
        say("most", dose.most.map(|most| most.to_string()));
        say("hold", length(dose.hold));
        say("relax", length(dose.relax));
        say("length", length(dose.length));
        say("time", length(dose.time));
        say("pause", length(dose.pause));
        say(
            "rest",
            dose.rest.map(|rest| match rest {
                Rest::For(length) => units(length).replace(' ', ""),
                Rest::Own => "self".to_owned(),
            }),
        );
        say("lower", length(dose.lower));
        say("lift", length(dose.lift));
        say("tempo", dose.tempo.clone().or(dose.own_pace.then(|| "self".to_owned())));
        say("side", dose.side.map(|side| format!("{side:?}").to_lowercase()));
        say("load", dose.load.clone());
        say("day", dose.day.map(|day| day.to_string()));
        say("week", dose.week.map(|week| week.to_string()));
        say("days", (!dose.days.is_empty()).then(|| dose.days.len().to_string()));
        say("grows", dose.grows.as_ref().map(|grows| grows.add.clone()));
        say("unread", dose.unread.first().cloned());
        for (low, high) in &dose.bare {
            say("bare", Some(reps(*low, *high).to_string()));
        }
        out.extend(dose.problem.as_ref().map(|_| "problem".to_owned()));
        out.join(" ")
    }

    #[test]
    fn each_pattern_says_what_its_example_says() {
        let mut wrong = Vec::new();
        for (name, _, example, says) in PATTERNS {
            let reading = read(&lexer::tokens(example));
            let is = said(&reading.dose);
            if is != *says || !reading.found.contains(name) {
                wrong.push(format!("{name}: `{example}` {:?}: {is}, not {says}", reading.found));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn each_class_of_a_shape_exists() {
        for (name, shape, ..) in PATTERNS {
            let shape = shape.split("=>").next().unwrap_or_default();
            for piece in shape.split_whitespace().filter(|piece| !["^", "~", "$"].contains(piece)) {
                let names = piece.split(':').next_back().unwrap_or_default();
                for class in names.trim_matches(['!', '&', '?', '*']).split('|') {
                    assert!(words::CLASSES.iter().any(|(known, _)| *known == class), "{name}: {class}");
                }
            }
        }
    }
}
