//! The next event in a step: the next cue or words, and when.

use std::time::Duration;

use super::{Next, Player};
use crate::{
    base::{
        cue::{Cue, HALFWAY},
        quantity::{Reps, times},
    },
    routine::{Tempo, Work},
    session::{
        plan::Kind,
        speech::{self, Words},
    },
};

/// An upper bound for the length of a spoken number.
const COUNT: Duration = Duration::from_secs(4);

impl Player {
    /// The next moment in this step with a cue or words; a cue comes first.
    pub(super) fn next(&self) -> Option<(Duration, Next)> {
        let cue = self.next_cue();
        let words = self.next_words(cue.map(|(at, _)| at)).filter(|(at, _)| cue.is_none_or(|(cue, _)| *at < cue));
        match (words, cue) {
            (Some((at, words)), _) => Some((at, Next::Words(words))),
            (None, cue) => cue.map(|(at, cue)| (at, Next::Cue(cue))),
        }
    }

    /// The next words in this step without a cue; the next cue is due at `cue`.
    fn next_words(&self, cue: Option<Duration>) -> Option<(Duration, Words)> {
        let opening = || speech::opening(&self.plan, self.step, self.played);
        if let Some(words) = (!self.opened).then(opening).flatten() {
            return Some((self.cued.unwrap_or_default(), words));
        }
        let is_near = |end| cue.is_none_or(|cue| cue + COUNT >= end);
        let count = || speech::last_count(&self.plan, self.step, self.played);
        let closing = speech::closing(&self.plan, self.step, self.played);
        let mut words = closing.chain(self.played.end().is_some_and(is_near).then(count).flatten());
        words.find(|(at, _)| self.cued.is_none_or(|cued| *at > cued) && *at >= self.spoken)
    }

    /// The next moment in this step with a cue, and the most important cue at that moment.
    pub(super) fn next_cue(&self) -> Option<(Duration, Cue)> {
        let step = self.step()?;
        let cues = &self.plan.cues;
        let mut next: Option<(Duration, Cue)> = None;
        let mut offer = |at: Duration, cue: Cue| {
            let after = self.cued.is_none_or(|cued| at > cued);
            let inside = self.played.end().is_none_or(|end| at < end);
            if after && inside && next.is_none_or(|next| (at, cue) < next) {
                next = Some((at, cue));
            }
        };
        match step.kind {
            Kind::Prepare => {}
            Kind::Work => offer(Duration::ZERO, Cue::Start),
            Kind::Switch => offer(Duration::ZERO, Cue::Switch),
            Kind::Rest | Kind::RoundRest => offer(Duration::ZERO, Cue::Rest),
        }
        let timed = !matches!(step.exercise.work, Work::Reps(..));
        if let Some(end) = self.played.end().filter(|_| speech::counts_down(step, self.played)) {
            for seconds in 1..=cues.countdown {
                if let Some(at) = end.checked_sub(Duration::from_secs(seconds.into())) {
                    offer(at, speech::beep(step, seconds));
                }
            }
        }
        if let Some(length) = self.played.length.filter(|length| step.is_work() && timed && *length >= HALFWAY)
            && cues.halfway
            && !self.halfway_cued
        {
            offer(length / 2, Cue::Halfway);
        }
        if let Some((reps, Tempo::Phases(phases))) = step.reps().filter(|_| step.is_work()) {
            let rep: Duration = phases.iter().map(|phase| phase.length).sum();
            let first = self.cued.map_or(0, |cued| times(cued, rep));
            // All candidates lie within this rep and the beginning of the next.
            for number in first..=first.saturating_add(1) {
                let begin = rep * number;
                if number > 0 {
                    if cues.count {
                        offer(begin, Cue::Rep(number));
                    }
                    if matches!(reps, Reps::Range(lower, _) if lower == number) {
                        offer(begin, Cue::Minimum);
                    }
                }
                let mut at = begin;
                for phase in phases {
                    if at > Duration::ZERO {
                        offer(at, Cue::Phase);
                    }
                    at += phase.length;
                }
            }
        }
        next
    }
}
