//! A figure: a body in its poses, or pictures of characters.

use std::time::Duration;

use super::{pose::Pose, props::Prop, shape::Extent};

/// The maximum number of poses, frames or props in a figure.
pub const POSES: usize = 12;

/// The drawing of an exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The content of a figure.
    pub art: Art,
    /// The length of a move in an exercise without a tempo.
    pub pace: Duration,
}

/// The content of a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Art {
    /// A body with joints.
    Rig(Box<Rig>),
    /// Text pictures, each a list of lines.
    Frames(Vec<Vec<String>>),
}

impl Figure {
    /// The number of moves, at least 1: one from each pose or frame to the next, and from the last to the first unless
    /// the movement starts over.
    pub fn moves(&self) -> u16 {
        match &self.art {
            Art::Rig(rig) => rig.moves(),
            Art::Frames(frames) => u16::try_from(frames.len()).unwrap_or(u16::MAX),
        }
    }

    /// The moment of the pose that differs most from the first: the middle of the cycle, unless it is the first pose again.
    pub fn far(&self) -> f32 {
        let middle = self.moves() / 2;
        let is_first = match &self.art {
            Art::Rig(rig) => rig.names[usize::from(middle)] == rig.names[0],
            Art::Frames(_) => false,
        };
        f32::from(if is_first { 1 } else { middle })
    }

    /// The end of the movement that is further away from a moment: the first pose or [`Figure::far`].
    pub fn other(&self, at: f32) -> f32 {
        let (far, all) = (self.far(), f32::from(self.moves()));
        let at = if at.is_finite() { at.rem_euclid(all) } else { 0.0 };
        if (far / 2.0..f32::midpoint(far, all)).contains(&at) { 0.0 } else { far }
    }

    /// The body, if it has one.
    pub fn rig(&self) -> Option<&Rig> {
        match &self.art {
            Art::Rig(rig) => Some(rig),
            Art::Frames(_) => None,
        }
    }

    /// The name of the pose that a moment moves to, and the fraction of the way, 0 to 1; a whole moment is in its pose.
    /// Text pictures are named by their number.
    pub fn pose(&self, at: f32) -> (String, f32) {
        let count = self.moves();
        let at = if at.is_finite() { at.rem_euclid(f32::from(count)) } else { 0.0 };
        // Rounded up to a pose or back to the first: at most the number of poses.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let index = at.ceil() as usize;
        let part = if at.fract() > 0.0 { at.fract() } else { 1.0 };
        match &self.art {
            Art::Rig(rig) => (rig.names[index % rig.names.len()].clone(), part),
            Art::Frames(frames) => (format!("frame {}", index % frames.len() + 1), part),
        }
    }
}

/// A body with joints, in its poses.
#[derive(Clone, Debug, PartialEq)]
pub struct Rig {
    /// The side from which it is seen.
    pub view: View,
    /// The direction in which it looks, seen from the side.
    pub facing: Facing,
    /// The poses in the order of the cycle; never empty.
    pub poses: Vec<Pose>,
    /// The names of the poses, in the same order.
    pub names: Vec<String>,
    /// Whether the movement starts over at the last pose, without a move back to the first.
    pub restart: bool,
    /// The limbs that work as a whole.
    pub accent: Accent,
    /// The muscles that work, on the far or left side and on the near or right side.
    pub glow: Vec<(Muscle, [bool; 2])>,
    /// Whether a floor is drawn.
    pub floor: bool,
    /// Whether both arms are in front of the body.
    pub arms_front: bool,
    /// The props around the body.
    pub props: Vec<Prop>,
    /// The part of the picture that is shown; `None` for all of it.
    pub crop: Option<Extent>,
    /// The area that is shown: the crop, or everything that the poses and the moves between them cover.
    pub extent: Extent,
}

impl Rig {
    /// The number of moves, at least 1.
    pub fn moves(&self) -> u16 {
        let count = u16::try_from(self.poses.len()).unwrap_or(u16::MAX);
        if self.restart { count.saturating_sub(1).max(1) } else { count }
    }
}

/// The side from which a body is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// One side covers the other; the sides are far and near.
    Side,
    /// Both sides are seen; left and right are as in a mirror.
    Front,
    /// Both sides are seen; left and right are those of the body.
    Back,
}

/// The direction in which a body looks, seen from the side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facing {
    /// To the right, when it stands.
    Right,
    /// To the left, when it stands.
    Left,
    /// Out of the picture.
    Viewer,
}

/// The limbs that work as a whole: the far or left one, then the near or right one.
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

/// A muscle that can be shown to work.
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
    /// The abdomen.
    Abs,
    /// The lower back.
    Back,
    /// Between the shoulder blades.
    UpperBack,
    /// The side of the waist.
    Oblique,
    /// The pelvic floor.
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
