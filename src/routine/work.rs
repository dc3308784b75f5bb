//! What a set is: reps to a tempo, a hold, or timed work.

use std::{fmt, time::Duration};

use crate::base::quantity::{Reps, units};

/// The estimated length of a set to fatigue.
const MAX_ESTIMATE: Duration = Duration::from_secs(60);
/// The estimated length of a rep at the user's own pace.
const SELF_REP_ESTIMATE: Duration = Duration::from_secs(4);

/// The work of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Repetitions to a tempo. Held reps are the tempo `hold`, `relax`.
    Reps(Reps, Tempo),
    /// A position held.
    Hold(Duration),
    /// A movement of this length.
    Time(Duration),
    /// A movement until the user says that it is over, such as a run.
    Open,
}

/// The tempo of a rep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tempo {
    /// 1 to 6 phases, each longer than zero.
    Phases(Vec<Phase>),
    /// No metronome: the user ends the set.
    Own,
}

/// One phase of a rep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phase {
    /// What to do: `lift`, `slow down`; 1 to 20 characters.
    pub label: String,
    /// Its length; more than zero.
    pub length: Duration,
}

impl Phase {
    /// The phases of a tempo as gyms write it: `3-1-3` or `2/0/2` are lowering, waiting, lifting and waiting, in seconds;
    /// two digits are lowering and lifting.
    pub(crate) fn of_digits(written: &str) -> Option<Vec<Phase>> {
        let digits: Option<Vec<u32>> =
            written.trim().chars().filter(|c| !matches!(c, '-' | '/' | '–')).map(|c| c.to_digit(10)).collect();
        let digits =
            digits.filter(|digits| (2..=4).contains(&digits.len()) && digits.iter().any(|digit| *digit > 0))?;
        let labels: &[&str] = if digits.len() == 2 { &["lower", "lift"] } else { &["lower", "hold", "lift", "hold"] };
        let phases = labels.iter().zip(digits).filter(|(_, digit)| *digit > 0);
        let phase = |(label, digit): (&&str, u32)| Phase {
            label: (*label).to_owned(),
            length: Duration::from_secs(u64::from(digit)),
        };
        Some(phases.map(phase).collect())
    }
}

impl Tempo {
    /// The length of one rep; `None` at the user's own pace.
    pub fn rep(&self) -> Option<Duration> {
        match self {
            Tempo::Phases(phases) => Some(phases.iter().map(|phase| phase.length).sum()),
            Tempo::Own => None,
        }
    }

    /// The length of the hold in each rep, if reps are held.
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
    /// The length of a set; `None` if the user ends it.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Work::Hold(length) | Work::Time(length) => Some(*length),
            Work::Reps(reps, tempo) => Some(tempo.rep()? * reps.upper()?),
            Work::Open => None,
        }
    }

    /// The estimated length of a set.
    pub fn estimate(&self) -> Duration {
        match (self.length(), self) {
            (Some(length), _) => length,
            (None, Work::Reps(reps, _)) => reps.upper().map_or(MAX_ESTIMATE, |reps| SELF_REP_ESTIMATE * reps),
            (None, _) => MAX_ESTIMATE,
        }
    }
}

/// The goal of a set, for people: `10 reps`, `8-12 reps`, `30s hold`, `10 reps of 5s`, `until you are back`.
impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Work::Hold(length) => write!(f, "{} hold", units(*length)),
            Work::Time(length) => f.write_str(&units(*length)),
            Work::Open => f.write_str("until you are back"),
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
