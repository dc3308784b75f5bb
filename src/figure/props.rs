//! The things around the body. All lengths are in units.

use super::{
    point::Point,
    pose::{Joint, Target},
};

/// A prop that the body uses, sits on or leans on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prop {
    /// A mat, seen from slightly above or from straight above.
    Mat {
        /// Its left end.
        x: f32,
        /// Its width.
        w: f32,
        /// Its depth.
        d: f32,
        /// Whether it is seen from straight above, as is the body that lies on it.
        above: bool,
    },
    /// A wall, behind everything.
    Wall {
        /// Its surface.
        x: f32,
    },
    /// A block to step on.
    Step {
        /// Its left end.
        x: f32,
        /// Its width.
        w: f32,
        /// Its height.
        h: f32,
    },
    /// Stairs that go up to the right.
    Stairs {
        /// The left end of the first stair.
        x: f32,
        /// The depth of one stair.
        w: f32,
        /// The height of one stair.
        h: f32,
        /// How many there are.
        n: u16,
    },
    /// A chair, with its back to the right, or to the left if flipped.
    Chair {
        /// The front of the seat.
        x: f32,
        /// The height of the seat.
        h: f32,
        /// Whether its back is to the left.
        flip: bool,
    },
    /// A mirror on a stand: a frame around the reflection.
    Mirror {
        /// Its left end.
        x: f32,
        /// Its width.
        w: f32,
        /// Its height.
        h: f32,
    },
    /// A foam roller on the floor, which can turn.
    Roller {
        /// Its middle.
        x: f32,
        /// Its radius.
        r: f32,
    },
    /// A ball.
    Ball {
        /// Its middle.
        x: f32,
        /// Its middle.
        y: f32,
        /// Its radius.
        r: f32,
    },
    /// A long band from a hand or a foot to another, or to a fixed point.
    Band {
        /// One end.
        from: Target,
        /// The other.
        to: Target,
    },
    /// A loop band around two limbs.
    Loop {
        /// One limb.
        from: Joint,
        /// The other.
        to: Joint,
    },
    /// A towel or a strap in the hands.
    Towel {
        /// One end.
        from: Target,
        /// The other.
        to: Target,
    },
    /// A padded bench, a couch or the edge of a bed.
    Bench {
        /// Its left end.
        x: f32,
        /// Its width.
        w: f32,
        /// Its height.
        h: f32,
    },
    /// A soft block: a cushion, a pillow or a folded towel.
    Cushion {
        /// Its left end.
        x: f32,
        /// Its lower edge.
        y: f32,
        /// Its width.
        w: f32,
        /// Its height.
        h: f32,
    },
    /// A desk, a table or a counter.
    Desk {
        /// Its left end.
        x: f32,
        /// Its width.
        w: f32,
        /// Its height.
        h: f32,
    },
    /// The frame of a door, seen from the front.
    Doorway {
        /// The left edge of its opening.
        x: f32,
        /// The width of the opening.
        w: f32,
        /// The height of the opening.
        h: f32,
    },
    /// A kettlebell in a hand.
    Kettlebell {
        /// The joint that holds it.
        at: Joint,
    },
    /// A dumbbell in a hand.
    Dumbbell {
        /// The joint that holds it.
        at: Joint,
    },
    /// A barbell in the hands, seen from its end.
    Barbell {
        /// The joint that holds it.
        at: Joint,
    },
    /// A round arrow, shown while the muscles work.
    Circle {
        /// The joint in its middle.
        at: Joint,
        /// Its radius.
        r: f32,
        /// Whether it turns counterclockwise.
        flip: bool,
    },
    /// An arrow, shown while the muscles work.
    Arrow {
        /// The joint that it points at.
        at: Joint,
        /// The offset of its tail from there.
        from: Point,
        /// The offset of its head from there.
        to: Point,
    },
}
