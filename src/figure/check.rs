//! What only shows when a figure is put together: ends that cannot be reached, a body that nothing holds up, a limb
//! under the floor.

use std::ops::Range;

use super::{
    Bend, Joint, Joints, Limb, Part, Point, Puppet,
    joints::{ARM, LEG},
};
use crate::{diagnostic::Code, table::Mistakes};

/// How many moments of each move are looked at.
const SAMPLES: u16 = 8;
/// A limb may be so much too short: nobody sees it.
const SLACK: f32 = 0.5;
/// From this part of its length on a limb looks bent where it is meant to be straight.
const NEARLY: f32 = 0.97;
const STRAIGHT: f32 = 0.999;
/// A joint may be so far under the floor.
const SUNK: f32 = -0.6;

/// Where the parts of a pose stand in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Places {
    pub pose: Range<usize>,
    pub pin: Range<usize>,
    pub arms: [Range<usize>; 2],
    pub legs: [Range<usize>; 2],
}

/// Tells what is wrong with a figure's geometry; one place for each pose of its cycle.
pub(super) fn tell(puppet: &Puppet, places: &[Places], mistakes: &mut Mistakes<'_>) {
    let mut told: Vec<(Range<usize>, Code)> = Vec::new();
    let mut tell = |at: &Range<usize>, code: Code, message: &str, help: &str| {
        if !told.iter().any(|(span, _)| span == at) {
            mistakes.tell(at, code, message, help);
            told.push((at.clone(), code));
        }
    };
    for (pose, place) in puppet.poses.iter().zip(places) {
        let leg = |side: usize| matches!(pose.legs[side], Limb::Free(_));
        let held = match (pose.pin.joint, pose.pin.y) {
            (Joint::Limb(Part::Knee | Part::Ankle, side), _) => leg(side),
            (_, None) => leg(0) || leg(1),
            _ => true,
        };
        if !held {
            let help = "write its leg as angles, or hold the body at the hip: pin = { hip = [50, 45] }";
            tell(&place.pin, Code::BadFigure, "a body cannot be held by a leg that is planted itself", help);
            return;
        }
    }
    let count = puppet.poses.len();
    for (index, place) in places.iter().enumerate() {
        let (from, to) = (&puppet.poses[index], &puppet.poses[(index + 1) % count]);
        for sample in 0..SAMPLES {
            let part = f32::from(sample) / f32::from(SAMPLES);
            let joints = puppet.solve(from, to, part);
            for side in [0, 1] {
                let first = sample == 0;
                let (arm, leg) = ([from.arms[side], to.arms[side]], [from.legs[side], to.legs[side]]);
                reach(&joints, arm, part, first, ("hand", "shoulder", "arm", ARM), side, &place.arms[side], &mut tell);
                reach(&joints, leg, part, first, ("foot", "hip", "leg", LEG), side, &place.legs[side], &mut tell);
            }
            if puppet.floor
                && let Some((name, point)) = lowest(&joints).filter(|(_, point)| point.y < SUNK)
            {
                let message = format!("{name} is {:.0} under the floor on the way from this pose", -point.y);
                tell(&place.pose, Code::BadFigure, &message, "raise it, or the whole body; the floor is at y = 0");
            }
        }
    }
}

/// Tells a planted end that the limb does not reach, or only just.
// All of it is what one limb at one moment is.
#[expect(clippy::too_many_arguments)]
fn reach(
    joints: &Joints,
    limbs: [Limb; 2],
    part: f32,
    first: bool,
    (end, root, limb, bones): (&str, &str, &str, [f32; 2]),
    side: usize,
    at: &Range<usize>,
    tell: &mut impl FnMut(&Range<usize>, Code, &str, &str),
) {
    let [Limb::Planted(from, Bend::Toward(bend)), to] = limbs else { return };
    let Limb::Planted(to, Bend::Toward(other)) = to else { return };
    if bend != other && !first {
        return;
    }
    let target = |target: super::Target| target.from.map_or(Point::default(), |joint| joints.at(joint)) + target.offset;
    let chain = if bones == ARM { joints.arms[side] } else { joints.legs[side] };
    let wanted = target(from).toward(target(to), part);
    let (far, length) = ((wanted - chain.root).length(), bones[0] + bones[1]);
    if far > length + SLACK {
        let message = format!("the {end} is {far:.0} from the {root}, the {limb} is {length:.0} long");
        tell(at, Code::BadFigure, &message, "bring it nearer, or move the body");
    } else if first && (NEARLY..STRAIGHT).contains(&(far / length)) {
        let message = format!("this {limb} is nearly straight and will look bent");
        tell(at, Code::OddFigure, &message, "write the angles for a straight one, or bring its end nearer");
    }
}

fn lowest(joints: &Joints) -> Option<(&'static str, Point)> {
    let chains = [0, 1].map(|side| {
        let (arm, leg) = (joints.arms[side], joints.legs[side]);
        [
            ("an elbow", arm.middle),
            ("a hand", arm.end),
            ("a knee", leg.middle),
            ("an ankle", leg.end),
            ("a toe", joints.toes[side]),
        ]
    });
    let middle = [("the hip", joints.hip), ("the chest", joints.chest), ("the head", joints.head)];
    chains.into_iter().flatten().chain(middle).min_by(|a, b| a.1.y.total_cmp(&b.1.y))
}
