//! A routine: what a person's file says, checked and with every default filled in.
//! [`read`] finds all mistakes of a file; unrolling a routine into steps is left to `plan`.

pub mod bundled;
mod lazy_figure;
mod citation;
mod entry;
mod file;
mod given;
pub mod keys;
pub mod progress;
mod library;
pub mod schema;
mod sided;
mod search;
mod used;
mod value;

pub use citation::Citation;
pub(crate) use citation::LINK;
pub use entry::{Entry, Origin};
pub use file::{Checked, check_exercise, figure_of, read, read_exercise};
pub use lazy_figure::LazyFigure;
pub use library::Library;
pub use search::Listed;
pub use sided::SidedText;
pub use used::uses;

use std::{fmt, sync::Arc, time::Duration};

use jiff::civil::Weekday;

use crate::{
    base::{
        cue::Cues,
        quantity::{Reps, units},
    },
    figure::Figure,
};

/// What everybody should know before they begin.
pub const CAUTION: &str = "Exercise guidance, not medical advice: if it hurts, stop and see a doctor.";
/// To lie or kneel down on the floor, at least, for the first exercise of a session.
const GET_DOWN: Duration = Duration::from_secs(20);
/// To get into position, where nothing else is said.
pub const PREPARE: Duration = Duration::from_secs(8);
/// Between sets, where nothing else is said.
pub const REST: Duration = Duration::from_secs(20);
/// To change sides, where nothing else is said.
pub const SWITCH: Duration = Duration::from_secs(5);
/// After each held rep, where nothing else is said.
pub const RELAX: Duration = Duration::from_secs(2);
/// What a set to fatigue is counted as in totals.
const MAX_ESTIMATE: Duration = Duration::from_secs(60);
/// What a rep at one's own pace is counted as in totals.
const SELF_REP_ESTIMATE: Duration = Duration::from_secs(4);

/// One routine.
#[derive(Clone, Debug, PartialEq)]
pub struct Routine {
    /// What lists and the history show.
    pub name: String,
    /// One or two sentences.
    pub description: Option<String>,
    /// What it is for, in a word or two: the heading under which the library lists it.
    pub group: Option<String>,
    /// Where the content comes from.
    pub sources: Vec<Citation>,
    /// For searching.
    pub tags: Vec<String>,
    /// The days on which it is due.
    pub schedule: Option<Schedule>,
    /// What is heard.
    pub cues: Cues,
    /// The exercises in their groups; one group without a name where the file has none.
    pub blocks: Vec<Block>,
}

impl Routine {
    /// Whether the routine is due on a day of the week.
    pub fn is_due(&self, day: Weekday) -> bool {
        match &self.schedule {
            None => false,
            Some(Schedule::Daily) => true,
            Some(Schedule::Days(days)) => days.contains(&day),
        }
    }

    /// All exercises in order, each once.
    pub fn exercises(&self) -> impl Iterator<Item = &Arc<Exercise>> {
        self.blocks.iter().flat_map(|block| &block.exercises)
    }
}

/// The days on which a routine is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Every day.
    Daily,
    /// On these days of the week.
    Days(Vec<Weekday>),
}

/// The days, for people: `daily`, `mon, thu`.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Schedule::Daily => f.write_str("daily"),
            Schedule::Days(days) => {
                let names = file::DAYS.iter().filter(|(_, day)| days.contains(day)).map(|(name, _)| *name);
                f.write_str(&names.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// A group of exercises: a warm-up, a circuit.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Shown as a heading.
    pub name: Option<String>,
    /// How often the exercises are gone through, in order.
    pub rounds: Rounds,
    /// Between rounds.
    pub rest: Duration,
    /// Each round begins so long after the one before it began, or at once where that took longer.
    pub every: Option<Duration>,
    /// The exercises.
    pub exercises: Vec<Arc<Exercise>>,
}

/// How often a block is gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounds {
    /// So often: 1 to 100.
    Times(u32),
    /// As often as there is time: so long after the block began it ends, wherever one is.
    Amrap(Duration),
}

/// The most rounds of a block.
pub const ROUNDS: u32 = 100;
/// Nobody goes through a step faster than this, unless it is shorter.
const QUICKEST: Duration = Duration::from_secs(1);

impl Block {
    /// How long a round is taken to last, without what is between rounds.
    pub fn round(&self) -> Duration {
        self.exercises.iter().map(|exercise| exercise.estimate()).sum()
    }

    /// Whether a step of it ends when the person says so.
    pub fn is_open(&self) -> bool {
        self.exercises.iter().any(|exercise| exercise.is_open())
    }

    /// How many rounds a plan has to hold: where there is a cap, as many as the quickest could come to.
    pub fn most(&self) -> u32 {
        match self.rounds {
            Rounds::Times(rounds) => rounds,
            Rounds::Amrap(cap) => {
                let quickest: Duration = self.exercises.iter().map(|exercise| exercise.quickest()).sum();
                let whole = cap.as_nanos() / quickest.as_nanos().max(1);
                u32::try_from(whole).unwrap_or(ROUNDS).saturating_add(1).min(ROUNDS)
            }
        }
    }

    /// How long the pause between two rounds is taken to last.
    pub fn pause(&self) -> Duration {
        self.every.map_or(self.rest, |every| every.saturating_sub(self.round()))
    }

    /// Whether there is a step between two rounds. On a beat there always is: a round may be over earlier than it is
    /// taken to last.
    pub fn pauses(&self) -> bool {
        self.every.is_some() || !self.rest.is_zero()
    }

    /// It with the largest doses that its exercises ever have.
    fn full_grown(&self) -> Block {
        let exercises = self.exercises.iter().map(|exercise| match exercise.progress {
            Some(progress) => Arc::new(progress.progressed(exercise, u32::MAX)),
            None => Arc::clone(exercise),
        });
        Block { exercises: exercises.collect(), ..self.clone() }
    }

    /// How many steps it has in all its rounds.
    pub fn steps(&self) -> u128 {
        let round: u128 = self.exercises.iter().map(|exercise| exercise.steps()).sum();
        let rounds = u128::from(self.most());
        round * rounds + u128::from(self.pauses()) * (rounds - 1)
    }

    /// How long it is taken to last.
    pub fn estimate(&self) -> Duration {
        let all = self.round() * self.most() + self.pause() * (self.most() - 1);
        if let Rounds::Amrap(cap) = self.rounds { all.min(cap) } else { all }
    }
}

/// One exercise with its dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// What is shown and spoken.
    pub name: String,
    /// The exercise of the library that it uses.
    pub library: Option<String>,
    /// What to do with the body, in a sentence or two that can be spoken; at most 80 characters.
    pub how: Option<String>,
    /// 1 to 100.
    pub sets: u32,
    /// What a set is.
    pub work: Work,
    /// How its dose grows.
    pub progress: Option<progress::Progress>,
    /// By how much it has grown, for people: `+2 since you began`.
    pub grown: Option<String>,
    /// Which sides work, and in what order.
    pub sides: Sides,
    /// The limb that a side stands for, where it is one: the left leg.
    pub limb: Option<Limb>,
    /// The starting position.
    pub position: Option<SidedText>,
    /// To get into position.
    pub prepare: Wait,
    /// `prepare` is that of the exercise itself, not a default.
    pub own_prepare: bool,
    /// Between sets.
    pub rest: Wait,
    /// To change sides.
    pub switch: Duration,
    /// Resistance.
    pub load: Option<String>,
    /// Short coaching lines.
    pub tips: Vec<SidedText>,
    /// How to do it.
    pub instructions: Option<SidedText>,
    /// What it works.
    pub muscles: Vec<String>,
    /// What it needs.
    pub equipment: Vec<String>,
    /// Where it comes from.
    pub sources: Vec<Citation>,
    /// How it is drawn.
    pub figure: Option<LazyFigure>,
}

/// What a set is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Repetitions to a tempo. Held reps are the tempo `hold`, `relax`.
    Reps(Reps, Tempo),
    /// A position held.
    Hold(Duration),
    /// A movement for that long.
    Time(Duration),
}

/// How a rep goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tempo {
    /// Phase by phase, 1 to 6 of them, each longer than zero.
    Phases(Vec<Phase>),
    /// No metronome: the set ends when the person says so.
    Own,
}

/// One phase of a rep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// What to do: `lift`, `slow down`; 1 to 20 characters.
    pub label: String,
    /// For how long; more than zero.
    pub length: Duration,
}

/// Which sides work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Both at once.
    Both,
    /// The whole set on the left, then the whole set on the right.
    Each,
    /// Left and right, rep by rep.
    Alternate,
    /// The left only.
    Left,
    /// The right only.
    Right,
}

/// The limb that does the work of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limb {
    /// A leg.
    Leg,
    /// An arm.
    Arm,
}

impl Limb {
    /// The word for one of them.
    pub fn name(self) -> &'static str {
        match self {
            Limb::Leg => "leg",
            Limb::Arm => "arm",
        }
    }
}

/// A time of getting ready or resting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// So long.
    For(Duration),
    /// Until the person says so.
    Own,
}

/// The word of `sides` in a file.
pub fn sides_word(sides: Sides) -> &'static str {
    value::SIDES.iter().find(|(_, known)| *known == sides).map_or("both", |(word, _)| word)
}

impl Wait {
    /// The length; `None` where the person ends it.
    pub fn length(self) -> Option<Duration> {
        match self {
            Wait::For(length) => Some(length),
            Wait::Own => None,
        }
    }
}

impl Tempo {
    /// The length of one rep; `None` at one's own pace.
    pub fn rep(&self) -> Option<Duration> {
        match self {
            Tempo::Phases(phases) => Some(phases.iter().map(|phase| phase.length).sum()),
            Tempo::Own => None,
        }
    }

    /// For how long each rep is held, where the reps are held ones.
    pub fn held(&self) -> Option<Duration> {
        match self {
            Tempo::Phases(phases) => match phases.as_slice() {
                [hold] if hold.label == "hold" => Some(hold.length),
                [hold, relax] if hold.label == "hold" && relax.label == "relax" => Some(hold.length),
                _ => None,
            },
            Tempo::Own => None,
        }
    }
}

impl Work {
    /// How long a set takes; `None` where the person ends it.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Work::Hold(length) | Work::Time(length) => Some(*length),
            Work::Reps(reps, tempo) => Some(tempo.rep()? * reps.upper()?),
        }
    }

    /// How long a set is taken to last, in totals.
    pub fn estimate(&self) -> Duration {
        match (self.length(), self) {
            (Some(length), _) => length,
            (None, Work::Reps(reps, _)) => reps.upper().map_or(MAX_ESTIMATE, |reps| SELF_REP_ESTIMATE * reps),
            (None, _) => MAX_ESTIMATE,
        }
    }
}

/// The goal of a set, for people: `10 reps`, `8-12 reps`, `30s hold`, `10 × 5s`.
impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Work::Hold(length) => write!(f, "{} hold", units(*length)),
            Work::Time(length) => f.write_str(&units(*length)),
            Work::Reps(reps, tempo) => {
                match reps {
                    Reps::Max => f.write_str("as many reps as you can")?,
                    Reps::Count(1) => f.write_str("1 rep")?,
                    reps => write!(f, "{reps} reps")?,
                }
                match tempo.held() {
                    Some(hold) => write!(f, " of {}", units(hold)),
                    None => Ok(()),
                }
            }
        }
    }
}

impl Exercise {
    /// How it is drawn, read now where it was not yet.
    pub fn figure(&self) -> Option<&Arc<Figure>> {
        self.figure.as_ref()?.get()
    }

    /// Every step with its length and estimate, and how many of it there are.
    fn parts(&self) -> [(Option<Duration>, Duration, u32); 4] {
        let works = if self.sides == Sides::Each { 2 } else { 1 };
        let (prepare, rest) = (self.prepare.length(), self.rest.length());
        [
            (prepare, prepare.unwrap_or(PREPARE), 1),
            (self.work.length(), self.work.estimate(), self.sets * works),
            (Some(self.switch), self.switch, self.sets * (works - 1)),
            (rest, rest.unwrap_or(REST), self.sets - 1),
        ]
    }

    /// How long it is taken to last.
    pub fn estimate(&self) -> Duration {
        self.parts().iter().map(|(_, estimate, times)| *estimate * *times).sum()
    }

    /// How long it lasts for the quickest.
    fn quickest(&self) -> Duration {
        self.parts().iter().map(|(_, estimate, times)| (*estimate).min(QUICKEST) * *times).sum()
    }

    /// Whether a step of it ends when the person says so.
    pub fn is_open(&self) -> bool {
        self.parts().iter().any(|(length, _, times)| length.is_none() && *times > 0)
    }

    /// To get into position where a session begins with it: to lie or kneel down takes longer than to stand up, unless
    /// the exercise says how long.
    pub fn first_prepare(&self) -> Wait {
        let position = self.position.as_ref().filter(|_| !self.own_prepare);
        match self.prepare {
            Wait::For(length) if position.is_some_and(|position| is_on_floor(&position.on("", ""))) => {
                Wait::For(length.max(GET_DOWN))
            }
            prepare => prepare,
        }
    }

    /// How many steps it has.
    pub fn steps(&self) -> u128 {
        self.parts().iter().filter(|(length, ..)| *length != Some(Duration::ZERO)).map(|part| u128::from(part.2)).sum()
    }

    /// The dose, for people: `2 × 10 reps, each leg`.
    pub fn dose(&self) -> String {
        let sets = if self.sets > 1 { format!("{} × ", self.sets) } else { String::new() };
        let one = self.limb.map_or("side", Limb::name);
        let sides = match self.sides {
            Sides::Both => String::new(),
            Sides::Each => format!(", each {one}"),
            Sides::Alternate => ", alternating".to_owned(),
            Sides::Left => format!(", left {one}"),
            Sides::Right => format!(", right {one}"),
        };
        let grown = self.grown.as_ref().map(|grown| format!(", {grown}")).unwrap_or_default();
        format!("{sets}{}{sides}{grown}", self.work)
    }
}

/// Whether a position is on the floor, by its words.
fn is_on_floor(position: &str) -> bool {
    const STANDING: [&str; 4] = ["standing", "sitting on a chair", "seated on a chair", "on a chair"];
    const FLOOR: [&str; 10] = [
        "lying",
        "kneel",
        "floor",
        "hands and knees",
        "all fours",
        "face down",
        "on your back",
        "on your side",
        "plank",
        "on your forearms",
    ];
    let position = position.to_lowercase();
    !STANDING.iter().any(|words| position.starts_with(words)) && FLOOR.iter().any(|words| position.contains(words))
}

#[cfg(test)]
mod tests {
    use super::is_on_floor;

    #[test]
    fn the_floor_is_known_by_the_words_of_a_position() {
        for position in [
            "lying on your left side, right leg on top",
            "Half kneeling, left knee down",
            "sitting on the floor, left leg straight",
            "face down, the roller under both thighs",
            "on your hands and knees",
            "side plank on your forearm",
        ] {
            assert!(is_on_floor(position), "{position}");
        }
        for position in
            ["standing", "standing, hands on the floor", "sitting on a chair, feet on the floor", "at a wall", ""]
        {
            assert!(!is_on_floor(position), "{position}");
        }
    }
}
