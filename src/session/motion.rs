//! The timing of figures: which moment of the movement a moment of a session shows, and when that changes. It follows
//! from the tempo of the exercise, never from a count of frames; `figure` draws the moment.

use std::time::Duration;

use crate::{
    figure::Figure,
    routine::{Phase, Tempo, Work},
    session::{
        plan::{Side, Step},
        player::Player,
    },
};

/// The time between two frames while a limb moves: 12 a second.
pub const FRAME: Duration = Duration::from_nanos(83_333_333);
/// The time to get into a held position.
const INTO: Duration = Duration::from_secs(2);
/// The longest time from one held phase of a rep to the next.
const BETWEEN: Duration = Duration::from_millis(700);
/// After this long without movement, the other end of the movement is shown as a ghost.
const STILL: Duration = Duration::from_secs(2);
/// The names of phases in which nothing moves.
const HELD: [&str; 12] =
    ["hold", "pause", "squeeze", "stay", "rest", "relax", "wait", "breathe", "keep", "stand", "stretch", "still"];

/// A moment of a figure's movement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FigureMoment {
    /// 0 is the first pose, 1 the second.
    pub at: f32,
    /// The moment that is shown as a ghost, during a pause of the movement.
    pub ghost: Option<f32>,
    /// Whether the left side works.
    pub flip: bool,
    /// The time until it changes by itself; `None` if it does not change until the end of the step.
    pub next: Option<Duration>,
}

impl FigureMoment {
    /// A figure that stays in its first pose, with the other end of the movement as a ghost.
    pub fn still(figure: &Figure, side: Side) -> FigureMoment {
        FigureMoment { at: 0.0, ghost: Some(figure.far()), flip: side == Side::Left, next: None }
    }
}

/// The moment of the current step's figure; `None` if it has none. `now` and `frame`, the time between two frames, are in
/// the player's time.
pub fn moment(player: &Player, now: Duration, frame: Duration) -> Option<FigureMoment> {
    let step = player.step()?;
    let figure = step.exercise.figure()?;
    let still = FigureMoment::still(figure, step.side);
    if !step.is_work() {
        return Some(still);
    }
    let elapsed = player.elapsed(now);
    let beat = player.beat(now);
    let course = match (&step.exercise.work, beat) {
        (Work::Reps(_, Tempo::Phases(phases)), Some(beat)) => {
            let course = phase(phases, beat.phase, figure.moves());
            course.at(beat.elapsed, beat.length, frame)
        }
        _ => free(step, figure, elapsed, frame),
    };
    let flip = match (step.side, beat) {
        (Side::Alternate, Some(beat)) => beat.done % 2 == 0,
        (side, _) => side == Side::Left,
    };
    let (at, next) = course;
    let ghost = (player.is_paused() || next.is_none_or(|next| next >= STILL)).then(|| figure.other(at));
    Some(FigureMoment { at, ghost, flip, next: next.filter(|_| !player.is_paused()) })
}

/// The moment of a figure that repeats its movement, after a time.
pub fn shown(figure: &Figure, work: &Work, elapsed: Duration) -> FigureMoment {
    let rep = match work {
        Work::Reps(_, Tempo::Phases(phases)) => Some((phases, phases.iter().map(|phase| phase.length).sum())),
        _ => None,
    };
    let still = FigureMoment::still(figure, Side::Right);
    let (at, next) = match rep {
        Some((phases, rep)) => {
            let mut within = modulo(elapsed, rep);
            let mut found = (0.0, None);
            for (index, part) in phases.iter().enumerate() {
                if within < part.length {
                    found = phase(phases, index, figure.moves()).at(within, part.length, FRAME);
                    break;
                }
                within -= part.length;
            }
            found
        }
        None => {
            let all = figure.pace * u32::from(figure.moves());
            Course { from: 0.0, to: f32::from(figure.moves()), begins: Duration::ZERO, takes: all }.at(
                modulo(elapsed, all),
                all,
                FRAME,
            )
        }
    };
    FigureMoment { at, ghost: None, next, ..still }
}

/// The length of one repetition of a movement.
pub fn round(figure: &Figure, work: &Work) -> Duration {
    match work {
        Work::Reps(_, Tempo::Phases(phases)) => phases.iter().map(|phase| phase.length).sum(),
        _ => figure.pace * u32::from(figure.moves()),
    }
}

/// Work without a tempo.
fn free(step: &Step, figure: &Figure, elapsed: Duration, frame: Duration) -> (f32, Option<Duration>) {
    let moves = figure.moves();
    let all = figure.pace * u32::from(moves);
    match &step.exercise.work {
        // It moves into the position and stays there.
        Work::Hold(_) => {
            let into = Course { from: 0.0, to: f32::from(moves.min(2) - 1), begins: Duration::ZERO, takes: INTO };
            into.at(elapsed, Duration::MAX, frame)
        }
        Work::Time(_) | Work::Open => {
            let course = Course { from: 0.0, to: f32::from(moves), begins: Duration::ZERO, takes: all };
            course.at(modulo(elapsed, all), all, frame)
        }
        // A self-paced set shows one rep and then stops.
        Work::Reps(..) => {
            let takes = INTO * u32::from(moves);
            let (at, next) = Course { from: 0.0, to: f32::from(moves), begins: Duration::ZERO, takes }.at(
                elapsed,
                Duration::MAX,
                frame,
            );
            if next.is_some() { (at, next) } else { (0.0, None) }
        }
    }
}

/// A move from one moment of a movement to another, within a phase of a rep.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Course {
    from: f32,
    to: f32,
    /// The time in the phase at which it starts to move.
    begins: Duration,
    /// The length of the move.
    takes: Duration,
}

impl Course {
    /// The moment at a time in the phase, as of the last frame, and the time until it changes; `None` if it does not change
    /// before the end of the phase.
    fn at(self, elapsed: Duration, length: Duration, frame: Duration) -> (f32, Option<Duration>) {
        let left = (length < Duration::MAX).then(|| length.saturating_sub(elapsed));
        let Some(gone) = elapsed.checked_sub(self.begins) else {
            return (self.from, Some(self.begins.saturating_sub(elapsed)));
        };
        if self.from.to_bits() == self.to.to_bits() || gone >= self.takes {
            return (self.to, left);
        }
        let frames = u32::try_from(gone.as_nanos() / frame.as_nanos().max(1)).unwrap_or(u32::MAX);
        let shown = frame.saturating_mul(frames);
        let next = frame.saturating_mul(frames.saturating_add(1)).min(self.takes).saturating_sub(gone);
        let part = shown.as_secs_f32() / self.takes.as_secs_f32().max(f32::EPSILON);
        (self.from + (self.to - self.from) * part, Some(next.min(left.unwrap_or(next))))
    }
}

/// The move of a phase of a tempo: the moves of the figure are shared among the phases that are not held.
fn phase(phases: &[Phase], index: usize, moves: u16) -> Course {
    let Phase { label, length } = &phases[index];
    let moves = f32::from(moves);
    let between = BETWEEN.min(*length / 2);
    let moving = phases.iter().filter(|phase| !is_held(&phase.label)).count();
    let before = phases[..index].iter().filter(|phase| !is_held(&phase.label)).count();
    let held = is_held(label);
    let count = |number: usize| f32::from(u16::try_from(number).unwrap_or(u16::MAX));
    // After a single phase, or a moving and a held one, the way back comes at the end.
    let last = index + 1 == phases.len();
    let back = Course { from: 1.0, to: 2.0, begins: length.saturating_sub(between), takes: between };
    if moves < 2.0 {
        return Course { from: 0.0, to: 0.0, begins: Duration::ZERO, takes: Duration::ZERO };
    }
    // Held reps without a pause between them are one long hold.
    if moving == 0 && phases.len() == 1 {
        return Course { from: 1.0, to: 1.0, begins: Duration::ZERO, takes: Duration::ZERO };
    }
    if moving == 0 {
        let from = count(index);
        return Course { from, to: from + 1.0, begins: Duration::ZERO, takes: between };
    }
    if moving == 1 && moves.to_bits() == 2.0_f32.to_bits() && phases.last().is_some_and(|last| is_held(&last.label)) {
        return match (held, before) {
            (false, _) => Course { from: 0.0, to: 1.0, begins: Duration::ZERO, takes: *length },
            (true, 0) => Course { from: 0.0, to: 0.0, begins: Duration::ZERO, takes: Duration::ZERO },
            (true, _) if last => back,
            (true, _) => Course { from: 1.0, to: 1.0, begins: Duration::ZERO, takes: Duration::ZERO },
        };
    }
    let share = moves / count(moving);
    let from = share * count(before);
    let to = if held { from } else { from + share };
    Course { from, to, begins: Duration::ZERO, takes: *length }
}

fn is_held(label: &str) -> bool {
    let label = label.to_lowercase();
    label.split(|c: char| !c.is_alphanumeric()).any(|word| HELD.contains(&word))
}

fn modulo(elapsed: Duration, by: Duration) -> Duration {
    let nanos = elapsed.as_nanos() % by.as_nanos().max(1);
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phases(phases: &[(&str, u64)]) -> Vec<Phase> {
        let phase = |(label, s): &(&str, u64)| Phase { label: (*label).to_owned(), length: Duration::from_secs(*s) };
        phases.iter().map(phase).collect()
    }

    /// The moments at the beginning, in the middle and at the end of each phase.
    fn moments(given: &[(&str, u64)], moves: u16) -> Vec<f32> {
        let all = phases(given);
        let at = |index: usize, part: u32| {
            let length = all[index].length;
            let (at, _) = phase(&all, index, moves).at(length * part / 2, length, Duration::from_millis(1));
            (at * 100.0).round() / 100.0
        };
        (0..all.len()).flat_map(|index| [at(index, 0), at(index, 1), at(index, 2)]).collect()
    }

    #[test]
    fn the_tempo_leads_through_the_movement() {
        let lift = [("lift", 2), ("hold", 1), ("lower", 2)];
        assert_eq!(moments(&lift, 2), [0.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5, 2.0]);
        assert_eq!(moments(&[("down", 3), ("up", 2)], 4), [0.0, 1.0, 2.0, 2.0, 3.0, 4.0]);
        assert_eq!(moments(&[("left", 1), ("right", 1)], 2), [0.0, 0.5, 1.0, 1.0, 1.5, 2.0]);
        assert_eq!(moments(&[("go", 2)], 2), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn a_hold_moves_only_into_its_position() {
        assert_eq!(moments(&[("hold", 4), ("relax", 2)], 2), [0.0, 1.0, 1.0, 1.0, 2.0, 2.0]);
        assert_eq!(moments(&[("lift", 2), ("slow hold", 4)], 2), [0.0, 0.5, 1.0, 1.0, 1.0, 2.0]);
        assert_eq!(moments(&[("hold", 4)], 2), [1.0, 1.0, 1.0]);
        assert_eq!(moments(&[("lift", 2), ("lower", 2)], 1), [0.0; 6]);
    }

    #[test]
    fn a_frame_comes_only_while_something_moves() {
        let all = phases(&[("lift", 2), ("hold", 3), ("lower", 2)]);
        let seconds = Duration::from_secs;
        let next = |index: usize, gone: Duration| phase(&all, index, 2).at(gone, all[index].length, FRAME).1;
        assert_eq!(next(0, Duration::ZERO), Some(FRAME));
        assert_eq!(next(0, Duration::from_millis(100)), Some((FRAME * 2).saturating_sub(Duration::from_millis(100))));
        assert_eq!(next(1, seconds(1)), Some(seconds(2)));
        // A late frame shows the position for its actual time.
        let late = phase(&all, 0, 2).at(Duration::from_millis(1010), seconds(2), FRAME).0;
        assert!((late - 0.5).abs() < 0.01);
    }

    #[test]
    fn a_hold_is_gone_into_once() {
        let into = Course { from: 0.0, to: 1.0, begins: Duration::ZERO, takes: INTO };
        assert_eq!(into.at(INTO, Duration::MAX, FRAME), (1.0, None));
        assert!(into.at(INTO / 2, Duration::MAX, FRAME).1.is_some());
    }
}
