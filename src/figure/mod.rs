//! Figures: how an exercise is drawn. A file's poses ([`read()`]) become joints ([`Rig::joints`]), and joints become
//! shapes ([`Rig::strokes`]); each step is a function without state. Cells and colours are left to the widget,
//! the time at which a pose is reached to `motion`.

mod point;
mod pose;
mod joints;
mod strokes;
mod props;
mod body;
mod check;
mod value;
mod read_pose;
mod read_props;
mod read;

pub use joints::{ARM, Chain, Joints, LEG, SPINE};
pub use point::Point;
pub use pose::{Bend, Joint, Limb, Part, Pin, Pose, Segment, Target};
pub use props::Prop;
pub use read::{MUSCLES, read};
pub use read_props::{FLAGS, KINDS};
pub use strokes::{Blend, Detail, Extent, Ink, Path, Stroke};

use std::time::Duration;

/// The most poses, and the most frames, that a figure may have.
pub const POSES: usize = 12;

/// How an exercise is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What is drawn.
    pub art: Art,
    /// How long a move takes in an exercise that has no tempo.
    pub pace: Duration,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Art {
    /// A body with joints.
    Rig(Box<Rig>),
    /// Pictures of characters, each a list of lines.
    Frames(Vec<Vec<String>>),
}

impl Figure {
    /// How many poses or frames there are; never none. From each there is a move to the next, and from the last to
    /// the first.
    pub fn moves(&self) -> u16 {
        let count = match &self.art {
            Art::Rig(rig) => rig.poses.len(),
            Art::Frames(frames) => frames.len(),
        };
        u16::try_from(count).unwrap_or(u16::MAX)
    }
}

/// A body with joints, in its poses.
#[derive(Clone, Debug, PartialEq)]
pub struct Rig {
    /// From where it is seen.
    pub view: View,
    /// Which way it looks, seen from the side.
    pub facing: Facing,
    /// The poses in the order in which they are taken; never none.
    pub poses: Vec<Pose>,
    /// What is drawn in the colour of the working limbs.
    pub accent: Accent,
    /// The muscles that are shown to work, on the far or left and on the near or right side.
    pub glow: Vec<(Muscle, [bool; 2])>,
    /// Whether there is a floor.
    pub floor: bool,
    /// Whether both arms are in front of the body.
    pub arms_front: bool,
    /// Things beside the body.
    pub props: Vec<Prop>,
    /// What is seen of the picture: a part of it where the movement is small; all where nothing is said.
    pub crop: Option<Extent>,
    /// What all poses and the way between them cover, or the part of it that is seen.
    pub extent: Extent,
}

/// From where a body is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// One side covers the other: they are called far and near.
    Side,
    /// Both sides are seen, called left and right as in a mirror.
    Front,
    /// Both sides are seen, called left and right as they are.
    Back,
}

/// Which way a body looks that is seen from the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facing {
    /// To the right, when it stands.
    Right,
    /// To the left, when it stands.
    Left,
    /// Out of the picture.
    Viewer,
}

/// The limbs in the colour of work: far or left, then near or right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Accent {
    /// The upper legs.
    pub thighs: [bool; 2],
    /// The lower legs.
    pub shins: [bool; 2],
    /// The arms.
    pub arms: [bool; 2],
    /// The torso.
    pub torso: bool,
}

/// A muscle that is shown to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Muscle {
    /// The buttock.
    Glute,
    /// Behind the thigh.
    Hamstring,
    /// In front of the thigh.
    Quad,
    /// In front of the hip.
    HipFlexor,
    /// Inside the thigh.
    Adductor,
    /// Behind the shin.
    Calf,
    /// The belly.
    Abs,
    /// The lower back.
    Back,
    /// Between the shoulder blades.
    UpperBack,
    /// The side of the waist.
    Oblique,
    /// The bottom of the pelvis.
    PelvicFloor,
    /// The chest.
    Chest,
    /// The top of the shoulder.
    Shoulder,
    /// The neck.
    Neck,
    /// In front of the upper arm.
    Biceps,
    /// Behind the upper arm.
    Triceps,
    /// The forearm.
    Forearm,
    /// In front of the shin.
    Shin,
}
