//! What only shows when a figure is put together: ends that cannot be reached, a body that nothing holds up, a limb
//! under the floor.

use std::ops::Range;

use super::{
    Bend, Joint, Joints, Limb, Part, Point, Rig, Target,
    joints::{ARM, LEG},
};
use crate::base::{diagnostic::Code, toml_reader::Diagnostics};

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
pub(super) struct Paths {
    pub pose: Range<usize>,
    pub pin: Range<usize>,
    pub arms: [Range<usize>; 2],
    pub legs: [Range<usize>; 2],
}

/// Tells what is wrong with a figure's geometry; one place for each pose of its cycle.
pub(super) fn report(rig: &Rig, places: &[Paths], diagnostics: &mut Diagnostics<'_>) {
    let mut reported: Vec<(Range<usize>, Code)> = Vec::new();
    let mut report = |at: &Range<usize>, code: Code, message: &str, help: &str| {
        if !reported.iter().any(|(span, _)| span == at) {
            diagnostics.report(at, code, message, help);
            reported.push((at.clone(), code));
        }
    };
    for (pose, place) in rig.poses.iter().zip(places) {
        let free = |side: usize| matches!(pose.legs[side], Limb::Free(_));
        let held = match (pose.pin.joint, pose.pin.y) {
            (Joint::Limb(Part::Knee | Part::Ankle, side), _) => free(side),
            (_, None) => free(0) || free(1),
            _ => true,
        };
        if !held {
            let mend = "write its leg as angles, or hold the body at the hip: pin = { hip = [50, 45] }";
            report(&place.pin, Code::BadFigure, "a body cannot be held by a leg that is planted itself", mend);
            return;
        }
    }
    let count = rig.poses.len();
    for (index, place) in places.iter().enumerate() {
        let (from, to) = (&rig.poses[index], &rig.poses[(index + 1) % count]);
        for sample in 0..SAMPLES {
            let part = f32::from(sample) / f32::from(SAMPLES);
            let joints = rig.solve(from, to, part);
            for side in [0, 1] {
                let mut limb = |limb: Planted, at: &Range<usize>| {
                    if let Some((code, message, mend)) = limb.fault(&joints, part) {
                        report(at, code, &message, mend);
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
                let message = format!("{name} is {:.0} under the floor on the way from this pose", -point.y);
                report(&place.pose, Code::BadFigure, &message, "raise it, or the whole body; the floor is at y = 0");
            }
        }
    }
}

/// A limb on its way from one pose to another.
struct Planted {
    /// What its end, its root and the limb are called.
    words: [&'static str; 3],
    /// Its root, how both poses give it, and its bones.
    limb: (Point, [Limb; 2], [f32; 2]),
}

impl Planted {
    /// An end that the limb does not reach, or only just.
    fn fault(&self, joints: &Joints, part: f32) -> Option<(Code, String, &'static str)> {
        let [end, root, limb] = self.words;
        let (start, limbs, bones) = self.limb;
        let [Limb::Planted(from, Bend::Toward(_)), Limb::Planted(to, Bend::Toward(_))] = limbs else { return None };
        let target = |target: Target| target.from.map_or(Point::default(), |joint| joints.at(joint)) + target.offset;
        let far = (target(from).lerp(target(to), part) - start).length();
        let length = bones[0] + bones[1];
        if far > length + SLACK {
            let message = format!("the {end} is {far:.0} from the {root}, the {limb} is {length:.0} long");
            return Some((Code::BadFigure, message, "bring it nearer, or move the body"));
        }
        let bent = part == 0.0 && (NEARLY..STRAIGHT).contains(&(far / length));
        let message = format!("this {limb} is nearly straight and will look bent");
        let mend = "write the angles for a straight one, or bring its end nearer";
        bent.then_some((Code::OddFigure, message, mend))
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
