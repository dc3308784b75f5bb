//! Poses to joints: the position of each joint at a moment of the movement. Bones that move freely interpolate their
//! angles, planted ends their positions, and the joint between follows (two-bone inverse kinematics).
//!
//! All lengths are units of the picture: a standing body is 100 high, the floor is at 0. The proportions are those of an
//! adult, rounded so that files can be written by hand.

use super::{
    point::{Point, lerp},
    pose::{Bend, Joint, LimbPart, LimbPose, Pin, Pose, Segment, Target},
    rig::{Facing, Rig, View},
};

/// The lengths of the lower and the upper half of the spine, in units.
pub const SPINE: [f32; 2] = [14.0, 17.0];
/// The distance from the chest to the middle of the head, in units.
const NECK: f32 = 11.5;
/// The lengths of the upper arm and the forearm, in units.
pub const ARM: [f32; 2] = [16.0, 15.0];
/// The lengths of the thigh and the shin, in units.
pub const LEG: [f32; 2] = [25.0, 24.0];
/// The length from the ankle to the toes, in units.
const FOOT: f32 = 9.0;
/// The length from the wrist to the fingertips, in units.
const HAND: f32 = 6.0;
/// The part of a hand that is drawn if the pose gives no direction for it.
const PALM: f32 = 0.3;
/// Half the width of the shoulders seen from the front, in units.
const SHOULDER: f32 = 9.5;
/// Half the width of the hips seen from the front, in units.
const HIP: f32 = 6.0;
/// The height of the ankle of a standing foot, in units.
const ANKLE: f32 = 2.4;
/// The minimum distance along the floor, in units, for which a planted foot is lifted.
const STEP: f32 = 10.0;

/// The joints of a limb.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chain {
    /// The shoulder or the hip socket.
    pub root: Point,
    /// The elbow or the knee.
    pub middle: Point,
    /// The wrist or the ankle.
    pub end: Point,
}

/// The positions of all joints at one moment, in units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Joints {
    /// The middle of the hips.
    pub hip: Point,
    /// The middle of the spine.
    pub waist: Point,
    /// The top of the spine.
    pub chest: Point,
    /// The middle of the head.
    pub head: Point,
    /// The far or left one, then the near or right one.
    pub arms: [Chain; 2],
    /// The far or left one, then the near or right one.
    pub legs: [Chain; 2],
    /// The ends of the feet.
    pub toes: [Point; 2],
    /// The fingertips.
    pub fingers: [Point; 2],
    /// The turn of the head in degrees, positive to the right of the picture.
    pub turn: f32,
    /// The turn of the hips and of the shoulders in degrees, positive to the right of the picture; 0 seen from the side.
    pub twist: [f32; 2],
    /// The turn of a roller, in degrees.
    pub roll: f32,
    /// The effort of the muscles, 0 to 1.
    pub effort: f32,
}

impl Joints {
    /// The position of a joint.
    pub fn at(&self, joint: Joint) -> Point {
        match joint {
            Joint::Hip => self.hip,
            Joint::Waist => self.waist,
            Joint::Chest => self.chest,
            Joint::Head => self.head,
            Joint::Limb(part, side) => match part {
                LimbPart::Shoulder => self.arms[side].root,
                LimbPart::Elbow => self.arms[side].middle,
                LimbPart::Hand => self.arms[side].end,
                LimbPart::Socket => self.legs[side].root,
                LimbPart::Thigh => self.legs[side].root.lerp(self.legs[side].middle, 0.6),
                LimbPart::Knee => self.legs[side].middle,
                LimbPart::Shin => self.legs[side].middle.lerp(self.legs[side].end, 0.5),
                LimbPart::Ankle => self.legs[side].end,
                LimbPart::Toe => self.toes[side],
            },
        }
    }

    pub(super) fn target(&self, target: Target) -> Point {
        target.from.map_or(Point::default(), |joint| self.at(joint)) + target.offset
    }
}

impl Rig {
    /// The joints at a moment: 0 is the first pose, 1 the second, and the first follows the last. Each move starts and
    /// ends slowly.
    pub fn joints(&self, at: f32) -> Joints {
        let (from, to, part) = self.between(at);
        self.solve(&self.poses[from], &self.poses[to], part)
    }

    /// The two poses around a moment, and the eased fraction of the move between them, 0 to 1.
    fn between(&self, at: f32) -> (usize, usize, f32) {
        let count = usize::from(self.moves());
        let all = f32::from(self.moves());
        let at = if at.is_finite() { at.rem_euclid(all) } else { 0.0 };
        // An integer that is not negative and below the number of poses.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let from = (at as usize).min(count - 1);
        (from, (from + 1) % self.poses.len(), ease(at.fract()))
    }

    /// The joints at a fraction, 0 to 1, of the way from one pose to another.
    pub(super) fn solve(&self, from: &Pose, to: &Pose, part: f32) -> Joints {
        let legs = [0, 1].map(|side| self.free_leg(from, to, part, side));
        let twist = [0, 1].map(|half| lerp(from.twist[half], to.twist[half], part));
        let spine = [0, 1].map(|half| bone(lerp_segment(from.torso[half], to.torso[half], part), SPINE[half]));
        let hip = self.hip(from, to, part, spine, twist[0], legs);
        let waist = hip + spine[0];
        let chest = waist + spine[1];
        let head = chest + bone(lerp_segment(from.head, to.head, part), NECK);
        let roll = lerp(from.roll, to.roll, part);
        let effort = lerp(from.effort, to.effort, part);
        let turn = lerp(from.turn, to.turn, part);
        let shoulders = from.shoulders.lerp(to.shoulders, part);
        let mut joints = Joints { hip, waist, chest, head, turn, twist, roll, effort, ..Joints::default() };
        for side in [0, 1] {
            joints.legs[side].root = hip + self.socket(spine, side, twist[0]);
            joints.arms[side].root = chest + self.shoulder(spine[1], side, shoulders, twist[1]);
        }
        for side in [0, 1] {
            joints.legs[side] = match legs[side] {
                Some([thigh, shin]) => chain(joints.legs[side].root, thigh, shin),
                None => planted(&joints, [from.legs[side], to.legs[side]], part, joints.legs[side].root, LEG),
            };
            let foot = bone(lerp_segment(from.feet[side], to.feet[side], part), FOOT);
            joints.toes[side] = joints.legs[side].end + foot;
        }
        for side in [0, 1] {
            let root = joints.arms[side].root;
            joints.arms[side] = match self.free_arm(from, to, part, side) {
                Some([upper, lower]) => chain(root, upper, lower),
                None => planted(&joints, [from.arms[side], to.arms[side]], part, root, ARM),
            };
            let Chain { middle, end, .. } = joints.arms[side];
            let along = Segment { angle: (end - middle).heading(), factor: PALM };
            let [from, to] = [from, to].map(|pose| pose.hands[side].unwrap_or(along));
            joints.fingers[side] = end + bone(lerp_segment(from, to, part), HAND);
        }
        joints
    }

    /// The bones of a leg that moves freely, or that is planted in one pose only.
    fn free_leg(&self, from: &Pose, to: &Pose, part: f32, side: usize) -> Option<[Point; 2]> {
        free([from.legs[side], to.legs[side]], part, LEG, |last| {
            let pose = if last { to } else { from };
            self.solve(pose, pose, 0.0).legs[side]
        })
    }

    fn free_arm(&self, from: &Pose, to: &Pose, part: f32, side: usize) -> Option<[Point; 2]> {
        free([from.arms[side], to.arms[side]], part, ARM, |last| {
            let pose = if last { to } else { from };
            self.solve(pose, pose, 0.0).arms[side]
        })
    }

    /// The position of the hip, given the pinned joint.
    fn hip(
        &self,
        from: &Pose,
        to: &Pose,
        part: f32,
        spine: [Point; 2],
        twist: f32,
        legs: [Option<[Point; 2]>; 2],
    ) -> Point {
        let (a, b) = (from.pin, to.pin);
        if a.joint != b.joint || a.y.is_some() != b.y.is_some() {
            let (a, b) = (self.solve(from, from, 0.0).hip, self.solve(to, to, 0.0).hip);
            return a.lerp(b, part);
        }
        let pin = Pin { x: lerp(a.x, b.x, part), y: a.y.zip(b.y).map(|(a, b)| lerp(a, b, part)), ..a };
        let sockets = [0, 1].map(|side| self.socket(spine, side, twist));
        let limb = |side: usize| legs[side].map_or([Point::default(); 2], |bones| bones);
        let way = match pin.joint {
            Joint::Waist => spine[0],
            Joint::Chest => spine[0] + spine[1],
            Joint::Limb(LimbPart::Knee, side) => sockets[side] + limb(side)[0],
            Joint::Limb(LimbPart::Ankle, side) => sockets[side] + limb(side)[0] + limb(side)[1],
            _ => Point::default(),
        };
        let y = pin.y.map_or_else(
            || {
                let feet = [0, 1].map(|side| {
                    let [thigh, shin] = legs[side]?;
                    let knee = sockets[side] + thigh;
                    let ankle = knee + shin;
                    let toe = ankle + bone(lerp_segment(from.feet[side], to.feet[side], part), FOOT);
                    Some((ankle.y - ANKLE).min(toe.y - 1.0).min(knee.y - 3.7))
                });
                let lowest = feet.into_iter().flatten().fold(-5.5, f32::min);
                -lowest
            },
            |y| y - way.y,
        );
        Point::new(pin.x - way.x, y)
    }

    /// The vector from the middle of the hips to the socket of a leg.
    fn socket(&self, spine: [Point; 2], side: usize, twist: f32) -> Point {
        self.across(spine[0], side, HIP) * twist.to_radians().cos()
    }

    /// The vector from the top of the spine to a shoulder.
    fn shoulder(&self, spine: Point, side: usize, moved: Point, twist: f32) -> Point {
        let up = spine.normalized();
        let out = match (self.view, self.facing) {
            (View::Side, Facing::Left) => up.right() * -moved.x,
            (View::Side, _) => up.right() * moved.x,
            _ => self.across(spine, side, SHOULDER + moved.x) * twist.to_radians().cos(),
        };
        out + up * moved.y
    }

    /// A distance to the left or the right of a bone of the spine; zero seen from the side.
    fn across(&self, spine: Point, side: usize, far: f32) -> Point {
        match self.view {
            View::Side => Point::default(),
            View::Front | View::Back => spine.normalized().right() * if side == 0 { -far } else { far },
        }
    }
}

/// A fraction from 0 to 1, eased at both ends.
fn ease(part: f32) -> f32 {
    (1.0 - (part * std::f32::consts::PI).cos()) / 2.0
}

fn bone(segment: Segment, length: f32) -> Point {
    Point::from_heading(segment.angle) * (length * segment.factor)
}

fn lerp_segment(from: Segment, to: Segment, part: f32) -> Segment {
    Segment { angle: lerp(from.angle, to.angle, part), factor: lerp(from.factor, to.factor, part) }
}

fn chain(root: Point, upper: Point, lower: Point) -> Chain {
    Chain { root, middle: root + upper, end: root + upper + lower }
}

/// The bones of a limb that is free in at least one of two poses. If the other pose plants it, its solved angles count.
fn free(limbs: [LimbPose; 2], part: f32, bones: [f32; 2], solved: impl Fn(bool) -> Chain) -> Option<[Point; 2]> {
    let segments = |limb: LimbPose, last: bool| match limb {
        LimbPose::Free(segments) => segments,
        LimbPose::Planted(..) => {
            let Chain { root, middle, end } = solved(last);
            let segment = |way: Point, length: f32| Segment { angle: way.heading(), factor: way.length() / length };
            [segment(middle - root, bones[0]), segment(end - middle, bones[1])]
        }
    };
    match limbs {
        [LimbPose::Planted(_, a), LimbPose::Planted(_, b)] if a.is_planted_throughout(b) => None,
        [LimbPose::Free(a), LimbPose::Free(b)] => {
            Some([0, 1].map(|index| bone(lerp_segment(a[index], b[index], part), bones[index])))
        }
        [a, b] => {
            let (a, b) = (segments(a, false), segments(b, true));
            Some([0, 1].map(|index| {
                let turn = (b[index].angle - a[index].angle + 180.0).rem_euclid(360.0) - 180.0;
                let to = Segment { angle: a[index].angle + turn, ..b[index] };
                bone(lerp_segment(a[index], to, part), bones[index])
            }))
        }
    }
}

impl Bend {
    /// Whether the limb can stay planted all the way to another bend.
    fn is_planted_throughout(self, other: Bend) -> bool {
        match (self, other) {
            (Bend::Toward(a), Bend::Toward(b)) => a == b,
            (Bend::Middle(_), Bend::Middle(_)) => true,
            _ => false,
        }
    }
}

/// A limb whose end is planted in both poses.
fn planted(joints: &Joints, limbs: [LimbPose; 2], part: f32, root: Point, bones: [f32; 2]) -> Chain {
    let [LimbPose::Planted(from, bend), LimbPose::Planted(to, last)] = limbs else { return Chain::default() };
    let (a, b) = (joints.target(from), joints.target(to));
    let mut end = a.lerp(b, part);
    let travel = (b.x - a.x).abs();
    if bones == LEG && travel > STEP && (b.y - a.y).abs() < STEP {
        end.y += (travel * 0.15).min(7.0) * (part * std::f32::consts::PI).sin();
    }
    match (bend, last) {
        (Bend::Middle(a), Bend::Middle(b)) => Chain { root, middle: root.lerp(end, 0.5) + a.lerp(b, part), end },
        (Bend::Toward(side) | Bend::Middle(side), _) => reach(root, end, side, bones),
    }
}

/// Two bones from a root to a target, bent to one side. They point at a target that is out of reach.
pub(super) fn reach(root: Point, target: Point, side: Point, [upper, lower]: [f32; 2]) -> Chain {
    let way = target - root;
    let direction = way.normalized();
    let far = way.length().clamp((upper - lower).abs() + 0.01, upper + lower);
    let along = (upper * upper - lower * lower + far * far) / (2.0 * far);
    let out = (upper * upper - along * along).max(0.0).sqrt();
    let right = direction.right();
    let out = if right.dot(side) < 0.0 { right * -out } else { right * out };
    Chain { root, middle: root + direction * along + out, end: root + direction * far }
}
