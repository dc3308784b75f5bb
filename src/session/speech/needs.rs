//! What has to be made ready for a plan to be heard: everything that may be said in it, whatever the person does.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use super::{
    Part, Voice,
    script::{self, Script},
    words::{Offer, Phrase},
};
use crate::{
    base::cue::Talk,
    routine::Tempo,
    session::plan::{Plan, Played},
};

/// The highest number that is counted aloud.
const MOST: u32 = 1999;
/// What any session may say.
const ALWAYS: [&str; 16] = [
    "next",
    "exercise",
    "paused",
    "rest",
    "other side",
    "last set",
    "last round",
    "hold",
    "go",
    "halfway",
    "ten seconds",
    "last one",
    "five more",
    "press a key when you are ready",
    "press a key when you are done",
    "well done",
];

/// What has to be made ready, in the order in which it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Recorded clips.
    pub clips: Vec<Arc<str>>,
    /// What people wrote and nobody recorded.
    pub own: Vec<Arc<str>>,
}

/// Needs as they are collected, each once.
#[derive(Default)]
struct Found {
    needs: Needs,
    clips: BTreeSet<Arc<str>>,
    own: BTreeSet<Arc<str>>,
}

impl Needs {
    /// The needs of a plan.
    pub fn of(plan: &Plan) -> Needs {
        let mut found = Found::default();
        if plan.cues.voice == Talk::Off {
            return found.needs;
        }
        let voice = Voice::of(&plan.cues);
        let mut most = 0;
        let mut known = HashSet::new();
        for (index, step) in plan.steps.iter().enumerate() {
            let exercise = (Arc::as_ptr(&step.exercise), step.set == 1, step.is_new);
            if known.insert((exercise, step.kind.name(), step.side.name(), step.length)) {
                let played = Played { length: step.length, ..Played::default() };
                found.offers(script::between(plan, index, played));
                found.offers(Script::of(plan).beginning(step));
                if let Some((reps, tempo)) = step.reps() {
                    if let Tempo::Phases(phases) = tempo {
                        for phase in phases {
                            found.phrase(&Phrase::own(&phase.label, None, voice));
                        }
                    }
                    most = most.max(reps.upper().unwrap_or(MOST).min(MOST));
                }
            }
            if index == 0 {
                for text in ALWAYS {
                    found.recorded(text, voice);
                }
            }
        }
        if plan.cues.count {
            for number in 1..=most {
                found.recorded(&number.to_string(), voice);
            }
        }
        found.needs
    }

    /// The needs of some texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>, voice: Voice<'_>) -> Needs {
        let mut found = Found::default();
        for text in texts {
            found.phrase(&Phrase::own(text, None, voice));
        }
        found.needs
    }
}

impl Found {
    fn offers(&mut self, offers: Vec<Offer>) {
        for offer in offers {
            for phrase in [Some(offer.phrase), offer.short].iter().flatten() {
                self.phrase(phrase);
            }
        }
    }

    fn recorded(&mut self, text: &str, voice: Voice<'_>) {
        if let Some(phrase) = Phrase::recorded(text, voice) {
            self.phrase(&phrase);
        }
    }

    fn phrase(&mut self, phrase: &Phrase) {
        for part in phrase.parts() {
            match part {
                Part::Clip(name) => {
                    if self.clips.insert(Arc::clone(name)) {
                        self.needs.clips.push(Arc::clone(name));
                    }
                }
                Part::Own { text, .. } => {
                    if self.own.insert(Arc::clone(text)) {
                        self.needs.own.push(Arc::clone(text));
                    }
                }
                Part::Pause(_) => {}
            }
        }
    }
}
