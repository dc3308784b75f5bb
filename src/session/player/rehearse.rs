//! A plan played to its end at once: what `plan --cues` shows, and what the tests hold against a session.

use std::{collections::VecDeque, iter, sync::Arc, time::Duration};

use super::{Command, Due, Player};
use crate::session::plan::Plan;

/// Everything that happens when a plan is played without a word from the person, open steps at their estimate;
/// the time begins at zero. A plan can have millions of cues: only those of a step are held at once.
pub fn rehearse(plan: &Arc<Plan>) -> impl Iterator<Item = Due> {
    let (mut player, due) = Player::start(Arc::clone(plan), Duration::ZERO);
    let mut told = VecDeque::from(due);
    iter::from_fn(move || {
        while told.is_empty() {
            let step = player.step()?;
            let end = player.played.end();
            told.extend(match player.played.length {
                None if end.is_none_or(|end| step.estimate < end) => {
                    player.act(Command::Done, player.zero + step.estimate)
                }
                _ => player.advance(player.zero + end.unwrap_or_default()),
            });
        }
        told.pop_front()
    })
}
