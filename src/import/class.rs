//! What a word of a sheet can mean: one bit for each meaning.

/// A set of meanings: one bit each.
pub(super) type Class = u128;

macro_rules! classes {
    ($($name:ident)*) => {
        #[allow(clippy::upper_case_acronyms, reason = "the names as the tables write them")]
        #[derive(Clone, Copy)]
        enum Bit { $($name),* }
        $(pub(super) const $name: Class = 1 << Bit::$name as u32;)*
        /// Every class by its name, for the shapes of the grammar.
        pub(super) const CLASSES: &[(&str, Class)] = &[$((stringify!($name), $name)),*];
    };
}

classes! {
    // Numbers, made by the lexer.
    NUMBER LENGTH LOAD MEASURE SIZE TEMPO PACED ODD
    // Separators.
    COMMA COLON STOP ARROW SLASH AT
    // Counts.
    X SET REP STEPS TIMES REPEAT NUMERAL COUNTING BREATH INHALING MAX
    // Lengths.
    SECOND MINUTE HOUR HOLD ISO SQUEEZE AGAIN ON OFF WORK REST PAUSE BETWEEN LOWER LIFT TEMPOWORD
    // The side.
    EACH BOTH LIMB LEFT RIGHT EACHSIDE BOTHSIDES SIDEWORD HANDS ALTERNATE OTHERONE ONE LEADING ONLY AFFECTED DURATION
    // Frequency.
    PER PERDAY EVERY DAY WEEK MONTH DAILY WEEKLY HOURLY TWICEDAILY THRICEDAILY FOURDAILY PARTOFDAY EVERYOTHERDAY WEEKDAY FORTNIGHT
    SESSION MONTHNAME TITLE PAGE CLOCK
    // Progression.
    GROW UNTIL UPTO
    // Equipment, position and manner.
    BAND COLOUR THING LOADWORD LEVEL GRADE AID PLACE PREP HOW BODY LOADUNIT MEASUREUNIT SIZEUNIT
    // Connecting words.
    OF FOR WITH AND NO FILL APPROX DO TO EDGE ASNEEDED OWNPACE OPTIONAL
    // The kind of work that a name implies.
    HELD QUALIFIER BALANCED TENSED MOVED
    // The kind of a line.
    ROUND CIRCUIT EMOM TABATA LABEL GENERAL POSTURE HEADING INSTRUCTION ADVICE PERSON FREQUENCY NAMEWORD
}

/// The words of one language. `|` separates several words; a phrase contains spaces.
pub(super) type Table = &'static [(Class, &'static str)];
