//! A pose as a file writes it: the pin of the body, and each limb as angles or as a planted end.

use super::Point;

/// A place on the body.
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
    /// A place on a limb: the far or left one is 0, the near or right one 1.
    Limb(Part, usize),
}

/// A place on a limb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Where the arm begins.
    Shoulder,
    /// The middle of the arm.
    Elbow,
    /// Where the arm ends.
    Hand,
    /// Where the leg begins.
    Socket,
    /// Halfway down the upper leg.
    Thigh,
    /// The middle of the leg.
    Knee,
    /// Halfway down the lower leg.
    Shin,
    /// Where the leg ends.
    Ankle,
    /// Where the foot ends.
    Toe,
}

/// One bone: its direction on the picture, and the part of its length that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The direction in degrees of the compass: 0 up, 90 right.
    pub angle: f32,
    /// From 1, flat in the picture, to 0, pointing at the viewer.
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
pub enum Limb {
    /// The directions of its upper and lower bone.
    Free([Segment; 2]),
    /// The place of its end, and how its middle follows.
    Planted(Target, Bend),
}

/// A place for the end of a limb.
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
    /// It is at this offset from the midpoint of both ends, whatever length that gives the bones.
    Middle(Point),
}

/// The joint that holds the body in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pin {
    /// The joint.
    pub joint: Joint,
    /// Its x, in units.
    pub x: f32,
    /// Its height in units; `None` stands the body on the floor.
    pub y: Option<f32>,
}

/// One whole pose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// The joint that holds the body in its place.
    pub pin: Pin,
    /// The lower and the upper half of the spine, from the hip up.
    pub torso: [Segment; 2],
    /// From the chest to the middle of the head.
    pub head: Segment,
    /// The far or left one, then the near or right one.
    pub arms: [Limb; 2],
    /// The far or left one, then the near or right one.
    pub legs: [Limb; 2],
    /// The far or left one, then the near or right one.
    pub feet: [Segment; 2],
    /// The directions of the fingers, far or left, then near or right; `None` continues the forearm.
    pub hands: [Option<Segment>; 2],
    /// The shift of the shoulders, in units: forward if seen from the side, outward otherwise; and toward the head.
    pub shoulders: Point,
    /// The turn of the head in degrees, -90 to 90: positive to the right of the picture, 0 straight ahead.
    pub turn: f32,
    /// The turn of a roller, in degrees.
    pub roll: f32,
    /// The effort of the muscles, 0 to 1.
    pub effort: f32,
}
