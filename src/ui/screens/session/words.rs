//! What the screen of a running session says, in words and numbers.

use std::{borrow::Cow, time::Duration};

use super::SessionScreen;
use crate::{
    base::quantity::{clock, seconds_left, units},
    routine::{CAUTION, SHORT_CAUTION, Work},
    session::{
        live::Session,
        plan::{Kind, Side, Step},
        player::{Done, Outcome},
    },
    ui::{
        shared::Shared,
        theme::{Theme, Tone},
    },
};

/// Steps of this length or more count down in minutes and seconds.
const MINUTE: Duration = Duration::from_secs(60);

/// The parts of one frame.
pub(super) struct SessionView<'a> {
    pub(super) screen: &'a SessionScreen,
    pub(super) shared: Shared<'a>,
    pub(super) index: usize,
    pub(super) step: &'a Step,
}

impl<'a> SessionView<'a> {
    pub(super) fn session(&self) -> &'a Session {
        self.screen.session()
    }

    pub(super) fn theme(&self) -> &'a Theme {
        self.shared.theme
    }

    pub(super) fn tone(&self) -> Tone {
        if self.session().is_paused() { Tone::Paused } else { self.step.kind.into() }
    }

    /// The word on the band.
    pub(super) fn word(&self) -> &'static str {
        match self.tone() {
            _ if self.screen.is_asking() => "STOP?",
            Tone::Work if matches!(self.step.exercise.work, Work::Hold(_)) => "HOLD",
            Tone::Switch => "SWITCH",
            tone => tone.word(),
        }
    }

    /// The right end of the band: the working side, the set after a rest, or the round and the time left of a block
    /// with a cap.
    pub(super) fn aside(&self) -> String {
        let (player, now) = self.session().player();
        if let Some(left) = player.cap_left(now) {
            return format!("R {}  {}", self.step.round, clock(Duration::from_secs(seconds_left(left))));
        }
        let side = match (self.step.side, player.beat(now)) {
            // The side that works now; the left starts.
            (Side::Alternate, Some(beat)) if beat.done % 2 == 0 => Side::Left,
            (Side::Alternate, Some(_)) => Side::Right,
            (side, _) => side,
        };
        match side {
            Side::Left => "LEFT".to_owned(),
            Side::Right => "RIGHT".to_owned(),
            _ if self.step.kind == Kind::Rest && self.step.exercise.sets > 1 => {
                format!("SET {}/{}", self.step.set, self.step.exercise.sets)
            }
            _ => String::new(),
        }
    }

    /// The block and its round, the set and the load; before work, also the coming work and the result of the last set.
    pub(super) fn facts(&self, with_position: bool) -> String {
        let mut facts: Vec<String> = self.step.block.clone().into_iter().collect();
        let mut details = self.step.details();
        let sides = [Side::Left, Side::Right, Side::Alternate].map(|side| side.words(self.step.exercise.limb));
        details.retain(|fact| !sides.contains(&Some(fact.as_str())));
        if self.session().player().0.cap_left(Duration::ZERO).is_some() {
            // The band shows the rounds of a block with a cap.
            details.retain(|fact| Some(fact) != self.step.round_words().as_ref());
        }
        let work = self.step.exercise.work.to_string();
        match self.step.kind {
            Kind::Work => {
                facts.extend(details);
                facts.push(work);
            }
            Kind::Prepare => {
                facts.push(work);
                facts.extend(details);
                facts.extend(self.step.position().filter(|_| with_position).map(Cow::into_owned));
            }
            Kind::Switch | Kind::Rest | Kind::RoundRest => {
                if self.aside().starts_with("SET") || self.step.kind == Kind::Switch {
                    // The band shows the next set, or the other side of the same one.
                    details.retain(|fact| !fact.starts_with("set "));
                }
                facts.push(format!("then {work}"));
                facts.extend(details);
            }
        }
        let session = self.session();
        let done = session.last_worked().and_then(|index| session.done().get(&index));
        if let Some(done) = done.filter(|_| !self.step.is_work() && self.step.kind != Kind::Prepare) {
            let what = match done {
                Done { outcome: Outcome::Skipped, .. } => "skipped".to_owned(),
                done => done.amount.to_string(),
            };
            facts.push(format!("last set: {what}"));
        }
        self.join(&facts)
    }

    pub(super) fn join(&self, facts: &[String]) -> String {
        facts.join(&format!(" {} ", self.theme().glyphs.dot))
    }

    /// The reps done of all, the time left, or the time passed if the user ends the step; and the widest number in its
    /// place during this step.
    pub(super) fn number(&self) -> (String, String) {
        let (player, now) = self.session().player();
        if let Some((reps, _)) = self.step.reps().filter(|_| self.step.is_work()) {
            return match (player.beat(now), reps.upper()) {
                (Some(beat), Some(upper)) => (format!("{}/{upper}", beat.done), format!("{upper}/{upper}")),
                (Some(beat), None) => (beat.done.to_string(), "88".to_owned()),
                (None, Some(upper)) => match reps.lower().filter(|lower| *lower < upper) {
                    Some(lower) => (format!("{lower}-{upper}"), String::new()),
                    None => (upper.to_string(), String::new()),
                },
                (None, None) => (clock(player.elapsed(now)), "8:88".to_owned()),
            };
        }
        match (player.left(now), player.length()) {
            (Some(left), Some(length)) if length >= MINUTE => {
                (clock(Duration::from_secs(seconds_left(left))), clock(length))
            }
            (Some(left), _) => (seconds_left(left).to_string(), "88".to_owned()),
            (None, _) => (clock(player.elapsed(now)), "8:88".to_owned()),
        }
    }

    pub(super) fn next(&self) -> String {
        match self.session().plan().next_exercise(self.index) {
            Some(next) => format!("Next: {} {} {}", next.exercise.name, self.theme().glyphs.dot, next.exercise.dose()),
            None => "Last step".to_owned(),
        }
    }

    /// The time left of the session, and the time of day at its end.
    pub(super) fn ending(&self) -> (String, String) {
        let (player, now) = self.session().player();
        let about = if self.session().plan().is_exact() { "" } else { "~" };
        let left = Duration::from_secs(seconds_left(player.total_left(now)));
        let end = self.session().ends_at().to_zoned(self.shared.zone.clone());
        (format!("{about}{} left", clock(left)), format!("ends {}", end.strftime("%H:%M")))
    }

    /// Why it is paused, why nothing is heard, or what else should be known, in about as many columns as there are.
    pub(super) fn notice(&self, columns: usize) -> Option<String> {
        let (player, _) = self.session().player();
        let is_first = self.session().done().is_empty();
        match (self.session().gap(), &self.shared.sound.silent) {
            _ if self.shared.unsaved.is_some() => self.shared.unsaved.map(str::to_owned),
            (Some(gap), _) => {
                let away = units(Duration::from_secs(gap.as_secs()));
                Some(format!("Paused: the computer was asleep for {away}. Space to continue"))
            }
            (None, _) if self.step.kind == Kind::Prepare && is_first => {
                // Words are broken between lines, which takes some of the room.
                let fits = CAUTION.len() + CAUTION.len() / 4 <= columns;
                Some(if fits { CAUTION } else { SHORT_CAUTION }.to_owned())
            }
            (None, _) if player.late().is_some() => player.late().map(|late| {
                let late = units(Duration::from_secs(seconds_left(late)));
                format!("The last round ran {late} over, so this one started right away")
            }),
            // Later the row of keys says it, and this row shows tips.
            (None, Some(why)) if is_first && !self.shared.sound.muted => {
                Some(format!("No audio ({why}); using the terminal bell"))
            }
            _ => None,
        }
    }
}
