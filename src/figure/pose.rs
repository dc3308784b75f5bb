//! A pose as it is written: where the body is held, and each limb as angles or as a planted end.

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

/// One bone: the direction in which it points on the picture, and how much of its length is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// Compass degrees.
    pub angle: f32,
    /// 1 where it lies in the picture, less where it points at the viewer.
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
    /// Its upper and lower bone point where they are told to.
    Free([Segment; 2]),
    /// Its end stays where it is told to, and the middle follows.
    Planted(Target, Bend),
}

/// A place for the end of a limb.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Seen from this joint, or from the corner of the picture.
    pub from: Option<Joint>,
    /// The way from there.
    pub offset: Point,
}

/// How the middle of a planted limb follows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bend {
    /// To this side, the bones at their true length.
    Toward(Point),
    /// At this place seen from the middle between both ends, however long that makes the bones look.
    Middle(Point),
}

/// What holds the body in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pin {
    /// This joint stays.
    pub joint: Joint,
    /// Here.
    pub x: f32,
    /// At this height; without one the body stands on the floor.
    pub y: Option<f32>,
}

/// One pose, whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// What holds the body in its place.
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
    /// Where the fingers point; `None` goes on from the forearm. The far or left one, then the near or right one.
    pub hands: [Option<Segment>; 2],
    /// How far the shoulders are moved: forward seen from the side, outward otherwise; and up, toward the head.
    pub shoulders: Point,
    /// How far the head is turned, in degrees: to the right of the picture, negative to the left, 0 straight ahead.
    pub turn: f32,
    /// How far a roller has turned, in degrees.
    pub roll: f32,
    /// How hard the muscles work, 0 to 1.
    pub effort: f32,
}
