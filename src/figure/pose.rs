//! A pose as written in a file: the pin of the body, and each limb as angles or as a planted end.

use super::point::Point;

/// A joint of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// The middle of the hips.
    Hip,
    /// The middle of the spine.
    Waist,
    /// The top of the spine, between the shoulders.
    Chest,
    /// The middle of the head.
    Head,
    /// A joint of a limb: the far or left one is 0, the near or right one 1.
    Limb(LimbPart, usize),
}

/// A joint of a limb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimbPart {
    /// The root of the arm.
    Shoulder,
    /// The middle of the arm.
    Elbow,
    /// The end of the arm.
    Hand,
    /// The root of the leg.
    Socket,
    /// Halfway down the upper leg.
    Thigh,
    /// The middle of the leg.
    Knee,
    /// Halfway down the lower leg.
    Shin,
    /// The end of the leg.
    Ankle,
    /// The end of the foot.
    Toe,
}

/// One bone: its direction in the picture, and the visible fraction of its length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The direction in degrees of the compass: 0 up, 90 right.
    pub angle: f32,
    /// From 1, flat in the picture, to 0, pointing at the viewer, to -1, flat in the opposite direction: between two
    /// poses of one angle, a bone swings past the viewer.
    pub factor: f32,
}

impl Segment {
    /// A bone that lies in the picture.
    pub const fn flat(angle: f32) -> Segment {
        Segment { angle, factor: 1.0 }
    }
}

/// An arm or a leg.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LimbPose {
    /// The directions of its upper and lower bone.
    Free([Segment; 2]),
    /// The position of its end, and how its middle follows.
    Planted(Target, Bend),
}

/// The position of the end of a limb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// The joint that the offset starts from; `None` is the lower left corner of the picture.
    pub from: Option<Joint>,
    /// The vector from there, in units.
    pub offset: Point,
}

/// How the middle of a planted limb follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// It bends to this side, with bones of their true length.
    Toward(Point),
    /// It is at this offset from the midpoint of both ends; the lengths of the bones follow from that.
    Middle(Point),
}

/// The joint at which the body is pinned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pin {
    /// The joint.
    pub joint: Joint,
    /// Its x, in units.
    pub x: f32,
    /// Its height in units; `None` puts the body on the floor.
    pub y: Option<f32>,
}

/// A complete pose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// The joint at which the body is pinned.
    pub pin: Pin,
    /// The lower and the upper half of the spine, from the hip up.
    pub torso: [Segment; 2],
    /// From the chest to the middle of the head.
    pub head: Segment,
    /// The far or left one, then the near or right one.
    pub arms: [LimbPose; 2],
    /// The far or left one, then the near or right one.
    pub legs: [LimbPose; 2],
    /// The far or left one, then the near or right one.
    pub feet: [Segment; 2],
    /// The directions of the fingers, far or left, then near or right; `None` continues the forearm.
    pub hands: [Option<Segment>; 2],
    /// The shift of the shoulders, in units: forward if seen from the side, outward otherwise; and toward the head.
    pub shoulders: Point,
    /// The turn of the head in degrees, -90 to 90: positive to the right of the picture, 0 straight ahead.
    pub turn: f32,
    /// The turn of the hips and of the shoulders in degrees, -90 to 90: positive to the right of the picture.
    pub twist: [f32; 2],
    /// The turn of a roller, in degrees.
    pub roll: f32,
    /// The effort of the muscles, 0 to 1.
    pub effort: f32,
}
