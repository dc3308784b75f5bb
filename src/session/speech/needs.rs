//! What has to be made ready for a plan to be heard: everything that may be said in it, whatever the person does.

use std::{collections::BTreeSet, sync::Arc};

use super::{Part, clip, number, script, words::Phrase};
use crate::{
    routine::Tempo,
    session::plan::{Plan, Step},
};

/// The highest number that is counted aloud.
const MOST: u32 = 1999;
/// What any session may say.
const ALWAYS: [&str; 20] = [
    "next",
    "exercise",
    "paused",
    "rest",
    "left",
    "right",
    "left-side",
    "right-side",
    "alternating-sides",
    "halfway",
    "ten-seconds",
    "last-rep",
    "switch-sides",
    "last-set",
    "last-round",
    "at-your-own-pace",
    "press-a-key-when-you-are-ready",
    "press-a-key-when-you-are-done",
    "as-many-as-you-can",
    "well-done",
];

/// What has to be made ready, in the order in which it is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Recorded clips.
    pub clips: Vec<&'static str>,
    /// What people wrote and nobody recorded.
    pub own: Vec<Arc<str>>,
}

/// Needs as they are collected, each once.
#[derive(Default)]
struct Found {
    needs: Needs,
    clips: BTreeSet<&'static str>,
    own: BTreeSet<Arc<str>>,
}

impl Needs {
    /// The needs of a plan.
    pub fn of(plan: &Plan) -> Needs {
        let mut found = Found::default();
        if !plan.cues.voice {
            return found.needs;
        }
        let mut most = 0;
        let mut before: Option<&Step> = None;
        for step in &plan.steps {
            if before.is_none_or(|before| !Arc::ptr_eq(&before.exercise, &step.exercise)) {
                for offer in script::announcement(step) {
                    for phrase in [Some(offer.phrase), offer.short].iter().flatten() {
                        found.phrase(phrase);
                    }
                }
                if let Some((reps, tempo)) = step.reps() {
                    if let Tempo::Phases(phases) = tempo {
                        for phase in phases {
                            found.phrase(&Phrase::own(&phase.label, None));
                        }
                    }
                    most = most.max(reps.upper().unwrap_or(MOST).min(MOST));
                }
                if before.is_none() {
                    for name in ALWAYS {
                        found.clip(name);
                    }
                }
            }
            before = Some(step);
        }
        if plan.cues.count {
            for name in (1..most).filter_map(number::clips).flatten() {
                found.clip(name);
            }
        }
        found.needs
    }

    /// The needs of some texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Needs {
        let mut found = Found::default();
        for text in texts {
            found.phrase(&Phrase::own(text, None));
        }
        found.needs
    }
}

impl Found {
    fn phrase(&mut self, phrase: &Phrase) {
        for part in phrase.parts() {
            match part {
                Part::Clip(name) => self.clip(name),
                Part::Own { text, .. } if self.own.insert(Arc::clone(text)) => self.needs.own.push(Arc::clone(text)),
                Part::Own { .. } | Part::Pause(_) => {}
            }
        }
    }

    fn clip(&mut self, name: &'static str) {
        if clip(name).is_some() && self.clips.insert(name) {
            self.needs.clips.push(name);
        }
    }
}
