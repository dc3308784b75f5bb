//! The history: sessions, newest first, with their sets; `view` draws it. A count that was wrong is put right by a new
//! fact.

mod view;

pub use view::HistoryContext;

use crate::{
    history::store::{History, SessionSummary},
    session::player::Outcome,
    ui::keymap::Action,
};

/// The history screen.
#[derive(Debug, Default)]
pub struct HistoryScreen {
    /// The index of the selected session; the newest is 0.
    selected: usize,
    /// The selected set, if the keys act on the sets.
    set: Option<usize>,
}

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedSet {
    /// The session.
    pub session: String,
    /// The set.
    pub of: String,
    /// The correct number of reps.
    pub reps: Option<u32>,
    /// The resulting outcome.
    pub outcome: Outcome,
}

/// The sessions in which something was done, newest first.
fn sessions(history: &History) -> impl Iterator<Item = &SessionSummary> {
    history.sessions().iter().rev().filter(|past| past.done_sets() > 0)
}

impl HistoryScreen {
    /// Goes back from the sets to the list; false if the list is active.
    pub fn leave(&mut self) -> bool {
        self.set.take().is_some()
    }

    /// Applies an action.
    pub fn act(&mut self, action: Action, history: &History) {
        let Some(past) = self.past(history) else { return };
        let count = if self.set.is_some() { past.sets.len() } else { sessions(history).count() };
        let last = count.saturating_sub(1);
        let at = self.set.unwrap_or(self.selected);
        if let Some(to) = action.in_list(at, last) {
            *self.set.as_mut().unwrap_or(&mut self.selected) = to;
        } else if action == Action::Enter && self.set.is_none() && !past.sets.is_empty() {
            self.set = Some(0);
        }
    }

    /// Adds a rep to the selected set, or removes one, if its reps are counted.
    pub fn correct(&self, more: bool, history: &History) -> Option<CorrectedSet> {
        let past = self.past(history)?;
        let set = past.sets.get(self.set?).filter(|set| set.goal_time.is_none())?;
        let counted = set.reps.unwrap_or(0);
        let reps = if more { counted.saturating_add(1) } else { counted.saturating_sub(1) };
        let outcome = Outcome::of_reps(reps, set.goal_reps);
        Some(CorrectedSet { session: past.id.to_string(), of: set.id(&past.id), reps: Some(reps), outcome })
    }

    fn past<'h>(&self, history: &'h History) -> Option<&'h SessionSummary> {
        sessions(history).nth(self.selected)
    }
}
