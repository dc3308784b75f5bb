//! Plays a plan to its end at once, for `plan --cues` and for the tests of a session.

use std::{collections::VecDeque, iter, sync::Arc, time::Duration};

use super::{Command, Due, Player};
use crate::session::plan::Plan;

/// All events of a plan without commands, with estimates for open steps, starting at zero. A plan can have millions of
/// cues: only those of one step are in memory at a time.
pub fn rehearse(plan: &Arc<Plan>) -> impl Iterator<Item = Due> {
    let (mut player, due) = Player::start(Arc::clone(plan), Duration::ZERO);
    let mut events = VecDeque::from(due);
    iter::from_fn(move || {
        while events.is_empty() {
            let step = player.step()?;
            let end = player.played.end();
            events.extend(match player.played.length {
                None if end.is_none_or(|end| step.estimate < end) => {
                    player.act(Command::Done, player.zero + step.estimate)
                }
                _ => player.advance(player.zero + end.unwrap_or_default()),
            });
        }
        events.pop_front()
    })
}
