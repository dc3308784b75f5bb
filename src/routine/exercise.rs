//! One exercise with its dose: how long it lasts, and how many steps it has.

use std::{sync::Arc, time::Duration};

use super::{
    citation::Citation,
    lazy_figure::LazyFigure,
    progress::Progress,
    sides::{Limb, SidedText, Sides},
    work::Work,
};
use crate::figure::Figure;

/// The minimum time to get down on the floor for the first exercise of a session.
const GET_DOWN: Duration = Duration::from_secs(20);
/// The default time to get into position.
pub const PREPARE: Duration = Duration::from_secs(8);
/// The default rest between sets.
pub const REST: Duration = Duration::from_secs(20);
/// The default time to change sides.
pub const SWITCH: Duration = Duration::from_secs(5);
/// The default pause after each held rep.
pub(super) const RELAX: Duration = Duration::from_secs(2);
/// The minimum time for a step, unless it is shorter.
const QUICKEST: Duration = Duration::from_secs(1);

/// One exercise with its dose.
#[derive(Clone, Debug, PartialEq)]
pub struct Exercise {
    /// The name, shown and spoken.
    pub name: String,
    /// The exercise of the library that it uses.
    pub library: Option<String>,
    /// What to do with the body, in a sentence or two for the voice; at most 80 characters.
    pub how: Option<String>,
    /// 1 to 100.
    pub sets: u32,
    /// The work of a set.
    pub work: Work,
    /// How its dose progresses.
    pub progress: Option<Progress>,
    /// The progress so far, for people: `+2 since you began`.
    pub gain: Option<String>,
    /// The sides that work, and their order.
    pub sides: Sides,
    /// The limb that a side stands for, if it is one: the left leg.
    pub limb: Option<Limb>,
    /// The starting position.
    pub position: Option<SidedText>,
    /// The time to get into position.
    pub prepare: Wait,
    /// Whether the exercise itself gives `prepare`.
    pub own_prepare: bool,
    /// The rest between sets.
    pub rest: Wait,
    /// The time to change sides.
    pub switch: Duration,
    /// Resistance.
    pub load: Option<String>,
    /// Short coaching lines.
    pub tips: Vec<SidedText>,
    /// How to do it.
    pub instructions: Option<SidedText>,
    /// The muscles that it works.
    pub muscles: Vec<String>,
    /// The equipment that it needs.
    pub equipment: Vec<String>,
    /// Its origin.
    pub sources: Vec<Citation>,
    /// Its figure.
    pub figure: Option<LazyFigure>,
}

/// A time to get ready or to rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// This long.
    For(Duration),
    /// Until the user ends it.
    Own,
}

impl Wait {
    /// The length; `None` if the user ends it.
    pub fn length(self) -> Option<Duration> {
        match self {
            Wait::For(length) => Some(length),
            Wait::Own => None,
        }
    }
}

impl Exercise {
    /// Its figure, read on first use.
    pub fn figure(&self) -> Option<&Arc<Figure>> {
        self.figure.as_ref()?.get()
    }

    /// Every kind of step with its length, its estimate and its number.
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

    /// Its estimated length.
    pub fn estimate(&self) -> Duration {
        self.parts().iter().map(|(_, estimate, times)| *estimate * *times).sum()
    }

    /// Its length for the fastest user.
    pub(super) fn quickest(&self) -> Duration {
        self.parts().iter().map(|(_, estimate, times)| (*estimate).min(QUICKEST) * *times).sum()
    }

    /// Whether the user ends one of its steps.
    pub fn is_open(&self) -> bool {
        self.parts().iter().any(|(length, _, times)| length.is_none() && *times > 0)
    }

    /// The time to get into position if a session begins with it: getting down on the floor takes longer, unless the
    /// exercise gives its own time.
    pub fn first_prepare(&self) -> Wait {
        let position = self.position.as_ref().filter(|_| !self.own_prepare);
        match self.prepare {
            Wait::For(length) if position.is_some_and(|position| is_on_floor(&position.on("", ""))) => {
                Wait::For(length.max(GET_DOWN))
            }
            prepare => prepare,
        }
    }

    /// The number of its steps.
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
        let gain = self.gain.as_ref().map(|gain| format!(", {gain}")).unwrap_or_default();
        format!("{sets}{}{sides}{gain}", self.work)
    }
}

/// Whether the words of a position describe one on the floor.
pub(crate) fn is_on_floor(position: &str) -> bool {
    const STANDING: [&str; 4] = ["standing", "sitting on a chair", "seated on a chair", "on a chair"];
    const FLOOR: [&str; 16] = [
        "lying",
        "kneel",
        "floor",
        "hands and knees",
        "hands and toes",
        "all fours",
        "face down",
        "foam roller",
        "on your back",
        "on your belly",
        "on your side",
        "plank",
        "prone",
        "push-up position",
        "supine",
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
            "kneeling on your left knee, right foot in front",
            "on hands and toes, body straight",
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
