//! Figures: how an exercise is drawn. [`read()`] makes poses from a file, [`Rig::joints`] makes joints from poses, and
//! [`Rig::strokes`] makes shapes from joints; each step is a pure function. The widget `figure` turns shapes into cells
//! and colours, and `session::motion` decides which moment of the movement is shown.
//!
//! Lengths are units of the picture: a standing body is 100 high, x grows to the right, y up from the floor. Angles are
//! degrees of a compass on the picture: 0 up, 90 right.

mod point;
mod pose;
mod shape;
mod props;
mod rig;
mod joints;
mod body;
mod draw_props;
mod strokes;
mod check;
mod value;
mod read_pose;
mod read_props;
mod read;

pub use joints::{ARM, Chain, Joints, LEG, SPINE};
pub use point::Point;
pub use pose::{Bend, Joint, LimbPart, LimbPose, Pin, Pose, Segment, Target};
pub use props::Prop;
pub use read::{MUSCLES, read};
pub use read_props::{FLAGS, KINDS};
pub use rig::{Accent, Art, Facing, Figure, Muscle, POSES, Rig, View};
pub use shape::{Blend, Detail, Extent, Ink, Path, Stroke};
