//! The checks that need a whole figure: ends out of reach, a body without support, a limb below the floor.

use std::ops::Range;

use super::{
    joints::{ARM, Joints, LEG},
    point::Point,
    pose::{Bend, Joint, LimbPart, LimbPose, Target},
    rig::Rig,
};
use crate::base::{diagnostic::Code, toml_reader::Diagnostics};

/// The number of moments of each move that are checked.
const SAMPLES: u16 = 8;
/// The length in units by which a limb may be too short without visible effect.
const SLACK: f32 = 0.5;
/// A limb stretched to between these fractions of its length was probably meant to be straight, and looks bent.
const NEARLY: f32 = 0.97;
const STRAIGHT: f32 = 0.999;
/// The lowest allowed height of a joint, in units.
const SUNK: f32 = -0.6;

/// The positions of the parts of a pose in its file.
#[derive(Clone, Debug, Default)]
pub(super) struct PoseSpans {
    pub pose: Range<usize>,
    pub pin: Range<usize>,
    pub arms: [Range<usize>; 2],
    pub legs: [Range<usize>; 2],
}

/// Reports the errors of a figure's geometry. `places` has one entry for each pose of the cycle.
pub(super) fn report(rig: &Rig, places: &[PoseSpans], diagnostics: &mut Diagnostics<'_>) {
    let mut reported: Vec<(Range<usize>, Code)> = Vec::new();
    let mut report = |at: &Range<usize>, code: Code, message: &str, help: &str| {
        if !reported.iter().any(|(span, _)| span == at) {
            diagnostics.report(at, code, message, help);
            reported.push((at.clone(), code));
        }
    };
    for (pose, place) in rig.poses.iter().zip(places) {
        let free = |side: usize| matches!(pose.legs[side], LimbPose::Free(_));
        let is_held = match (pose.pin.joint, pose.pin.y) {
            (Joint::Limb(LimbPart::Knee | LimbPart::Ankle, side), _) => free(side),
            (_, None) => free(0) || free(1),
            _ => true,
        };
        if !is_held {
            let help = "write the leg as angles, or pin the hip: pin = { hip = [50, 45] }";
            report(&place.pin, Code::BadFigure, "cannot pin a planted leg", help);
            return;
        }
    }
    let count = rig.poses.len();
    for (index, place) in places.iter().enumerate().take(usize::from(rig.moves())) {
        let (from, to) = (&rig.poses[index], &rig.poses[(index + 1) % count]);
        for sample in 0..SAMPLES {
            let part = f32::from(sample) / f32::from(SAMPLES);
            let joints = rig.solve(from, to, part);
            for side in [0, 1] {
                let mut limb = |limb: Planted, at: &Range<usize>| {
                    if let Some((code, message, help)) = limb.fault(&joints, part) {
                        report(at, code, &message, help);
                    }
                };
                let arm = (joints.arms[side].root, [from.arms[side], to.arms[side]], ARM);
                let leg = (joints.legs[side].root, [from.legs[side], to.legs[side]], LEG);
                limb(Planted { words: ["hand", "shoulder", "arm"], limb: arm }, &place.arms[side]);
                limb(Planted { words: ["foot", "hip", "leg"], limb: leg }, &place.legs[side]);
            }
            if rig.floor
                && let Some((name, point)) = lowest(&joints).filter(|(_, point)| point.y < SUNK)
            {
                let message = format!("{name} goes {:.0} below the floor in the move from this pose", -point.y);
                report(&place.pose, Code::BadFigure, &message, "raise it or the whole body; the floor is at y = 0");
            }
        }
    }
}

/// A limb in a move from one pose to another.
struct Planted {
    /// The names of its end, of its root and of the limb.
    words: [&'static str; 3],
    /// Its root, the limb as both poses give it, and the lengths of its bones.
    limb: (Point, [LimbPose; 2], [f32; 2]),
}

impl Planted {
    /// The error of an end that the limb does not reach, or barely reaches.
    fn fault(&self, joints: &Joints, part: f32) -> Option<(Code, String, &'static str)> {
        let [end, root, limb] = self.words;
        let (start, limbs, bones) = self.limb;
        let [LimbPose::Planted(from, Bend::Toward(_)), LimbPose::Planted(to, Bend::Toward(_))] = limbs else {
            return None;
        };
        let target = |target: Target| target.from.map_or(Point::default(), |joint| joints.at(joint)) + target.offset;
        let far = (target(from).lerp(target(to), part) - start).length();
        let length = bones[0] + bones[1];
        if far > length + SLACK {
            let message =
                format!("out of reach: the {end} is {far:.0} from the {root}, the {limb} is {length:.0} long");
            return Some((Code::BadFigure, message, "bring it nearer, or move the body"));
        }
        let bent = part == 0.0 && (NEARLY..STRAIGHT).contains(&(far / length));
        let message = format!("nearly straight {limb}: will be drawn slightly bent");
        let help = "write angles for a straight limb, or bring its end nearer";
        bent.then_some((Code::OddFigure, message, help))
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
