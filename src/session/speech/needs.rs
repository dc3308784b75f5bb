//! The clips and texts that a plan may need, whatever the user does.

use std::{
    collections::{BTreeSet, HashSet},
    sync::Arc,
    time::Duration,
};

use super::{
    phrase::{Phrase, Word, append},
    script::Script,
    timing,
    voice::Voice,
    words::Offer,
};
use crate::{
    base::cue::Talk,
    routine::Tempo,
    session::plan::{Plan, Played},
};

/// The highest number that is counted aloud.
const MOST: u32 = 1999;
/// Texts that any session may need.
const ALWAYS: [&str; 17] = [
    "next",
    "exercise",
    "session paused",
    "rest",
    "other side",
    "last set",
    "last round",
    "hold",
    "go",
    "halfway",
    "ten seconds to go",
    "now the last one",
    "last one",
    "five more",
    "press a key when you are ready",
    "press a key when you are done",
    "well done",
];

/// The clips and texts to prepare, in the order in which they are needed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Recorded clips.
    pub clips: Vec<Arc<str>>,
    /// Texts without a recording.
    pub own: Vec<Arc<str>>,
}

/// Collected needs without duplicates.
#[derive(Default)]
struct Found<'c> {
    voice: Voice<'c>,
    needs: Needs,
    clips: BTreeSet<Arc<str>>,
    own: BTreeSet<Arc<str>>,
}

impl Needs {
    /// The needs of a plan.
    pub fn of(plan: &Plan) -> Needs {
        if plan.cues.voice == Talk::Off {
            return Needs::default();
        }
        let voice = Voice::of(&plan.cues);
        let mut found = Found { voice, ..Found::default() };
        let mut most = 0;
        let mut known = HashSet::new();
        for (index, step) in plan.steps.iter().enumerate() {
            let exercise = (Arc::as_ptr(&step.exercise), step.set == 1, step.is_new);
            if known.insert((exercise, step.kind.name(), step.side.name(), step.length)) {
                let played = Played { length: step.length, ..Played::default() };
                found.offers(&timing::between(plan, index, played));
                found.offers(&Script::of(plan).beginning(step));
                if let Some((reps, tempo)) = step.reps() {
                    if let Tempo::Phases(phases) = tempo {
                        for phase in phases {
                            found.phrase(&Phrase::own(&phase.label, None, voice), &[]);
                        }
                    }
                    most = most.max(reps.upper().unwrap_or(MOST).min(MOST));
                }
            }
            if index == 0 {
                for text in ALWAYS {
                    found.recorded(text);
                }
            }
        }
        if plan.cues.count {
            for number in 1..=most {
                found.recorded(&number.to_string());
            }
        }
        found.needs
    }

    /// The needs of some texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>, voice: Voice<'_>) -> Needs {
        let mut found = Found { voice, ..Found::default() };
        for text in texts {
            found.phrase(&Phrase::own(text, None, voice), &[]);
        }
        found.needs
    }
}

impl Found<'_> {
    /// Adds the clips of all stretches of words in the offers: any of them may be chosen.
    fn offers(&mut self, offers: &[Offer]) {
        for (index, offer) in offers.iter().enumerate() {
            for phrase in offer.phrases() {
                self.phrase(phrase, &offers[index + 1..]);
            }
        }
    }

    fn recorded(&mut self, text: &str) {
        if let Some(phrase) = Phrase::recorded(text, self.voice) {
            self.phrase(&phrase, &[]);
        }
    }

    fn phrase(&mut self, phrase: &Phrase, after: &[Offer]) {
        for from in 0..phrase.words.len() {
            self.stretches(String::new(), &phrase.words[from..], after);
        }
    }

    fn clip(&mut self, name: &str, recorded: Option<Duration>) {
        if recorded.is_some() && !self.clips.contains(name) {
            let name: Arc<str> = Arc::from(name);
            self.clips.insert(Arc::clone(&name));
            self.needs.clips.push(name);
        }
    }

    /// Adds the clips whose names start with `name` and continue with these words, or with those of later phrases.
    fn stretches(&mut self, mut name: String, words: &[(Word, Duration)], after: &[Offer]) {
        for (word, _) in words {
            let word = match word {
                Word::Recorded(word) => word,
                Word::Own { text, .. } => {
                    if name.is_empty() && self.own.insert(Arc::clone(text)) {
                        self.needs.own.push(Arc::clone(text));
                    }
                    return;
                }
            };
            append(&mut name, word);
            let recorded = self.voice.recorded(&name);
            if !recorded.begins {
                return;
            }
            self.clip(&name, recorded.whole);
            self.clip(&format!("{name}+"), recorded.inside);
        }
        for (index, offer) in after.iter().enumerate() {
            for phrase in offer.phrases() {
                self.stretches(name.clone(), &phrase.words, &after[index + 1..]);
            }
        }
    }
}
