//! The shapes of a body: tapered limbs, head and torso in the order in which they cover each other, and muscles.

use super::{
    Facing, Muscle, Point, Rig, View,
    joints::{Chain, Joints, LEG},
    strokes::{Blend, Ink, Path, Stroke},
};

/// The radius of the head.
const HEAD: f32 = 6.3;
/// A thigh of which less is seen points at the viewer.
const TOWARD_VIEWER: f32 = 0.85;
/// Below this many dots to a unit a face would be a speck.
const FACE: f32 = 0.9;

impl Rig {
    /// The body at a moment.
    pub(super) fn body(&self, joints: &Joints, dots: f32, strokes: &mut Vec<Stroke>) {
        let lying = self.is_lying(joints);
        let (left, right) = (self.arm(joints, 0, lying), self.arm(joints, 1, lying));
        let (far_leg, near_leg) = (self.leg(joints, 0, lying), self.leg(joints, 1, lying));
        let torso = Stroke::over(if self.accent.torso { Ink::Accent } else { Ink::Body }, self.torso(joints));
        let head = Stroke::over(Ink::Body, self.head(joints, dots));
        match (self.view, lying) {
            (View::Side, _) | (_, true) => {
                if self.arms_front {
                    strokes.extend([far_leg, torso, head, near_leg]);
                    self.muscles(joints, strokes);
                    strokes.extend([left, right]);
                } else {
                    strokes.extend([left, far_leg, torso, head, near_leg]);
                    self.muscles(joints, strokes);
                    strokes.push(right);
                }
            }
            (View::Back, false) if self.arms_front => {
                strokes.extend([left, right, far_leg, near_leg, torso, head]);
                self.muscles(joints, strokes);
            }
            (View::Front | View::Back, false) => {
                // A thigh that points at the viewer, as of somebody who sits, is in front of the torso.
                let legs = [far_leg, near_leg].into_iter().zip(0..);
                let (before, behind): (Vec<_>, Vec<_>) =
                    legs.partition(|(_, side)| self.is_toward_viewer(joints, *side));
                strokes.extend(behind.into_iter().map(|(leg, _)| leg).chain([torso, head]));
                strokes.extend(before.into_iter().map(|(leg, _)| leg));
                self.muscles(joints, strokes);
                strokes.extend([left, right]);
            }
        }
        self.face(joints, dots, strokes);
    }

    /// Whether a body that is seen from the front lies on its side: then one side is below the other.
    fn is_lying(&self, joints: &Joints) -> bool {
        let spine = joints.chest - joints.hip;
        self.view != View::Side && spine.x.abs() > spine.y.abs()
    }

    /// Whether a thigh points at the viewer more than along the picture: much of its length is not seen.
    fn is_toward_viewer(&self, joints: &Joints, side: usize) -> bool {
        let Chain { root, middle, .. } = joints.legs[side];
        self.view == View::Front && (middle - root).length() < TOWARD_VIEWER * LEG[0]
    }

    /// The ink of a limb.
    fn ink(&self, side: usize, works: bool, lying: bool) -> Ink {
        let far = side == 0 && (self.view == View::Side || lying);
        match (works, far) {
            (false, false) => Ink::Near,
            (false, true) => Ink::Far,
            (true, false) => Ink::Accent,
            (true, true) => Ink::AccentFar,
        }
    }

    fn arm(&self, joints: &Joints, side: usize, lying: bool) -> Stroke {
        let Chain { root, middle, end } = joints.arms[side];
        let paths = vec![
            Path::Capsule([root, middle], [3.0, 2.5]),
            Path::Capsule([middle, end], [2.5, 2.0]),
            Path::Capsule([end, end.lerp(joints.fingers[side], 0.6)], [2.1, 1.6]),
        ];
        Stroke { ink: self.ink(side, self.accent.arms[side], lying), blend: Blend::Before, paths }
    }

    fn leg(&self, joints: &Joints, side: usize, lying: bool) -> Stroke {
        let Chain { root, middle, end } = joints.legs[side];
        let paths = vec![
            Path::Capsule([root, middle], [5.2, 3.7]),
            Path::Capsule([middle, end], [3.6, 2.2]),
            Path::Capsule([end, joints.toes[side]], [2.2, 1.4]),
        ];
        let works = self.accent.thighs[side] || self.accent.shins[side];
        Stroke { ink: self.ink(side, works, lying), blend: Blend::Apart, paths }
    }

    fn torso(&self, joints: &Joints) -> Vec<Path> {
        let Joints { hip, waist, chest, head, .. } = *joints;
        let neck = Path::line(chest, head, 2.5);
        if self.view == View::Side {
            return vec![Path::Capsule([hip, waist], [5.6, 5.2]), Path::Capsule([waist, chest], [5.2, 5.6]), neck];
        }
        let [left, right] = [0, 1].map(|side| joints.arms[side].root);
        let [low_left, low_right] = [0, 1].map(|side| joints.legs[side].root);
        let inward = |point: Point, to: Point, by: f32| point.lerp(to, by);
        let corners = vec![low_left, low_right, right, left];
        vec![
            Path::Polygon(corners),
            Path::line(inward(left, right, 0.08), inward(right, left, 0.08), 3.4),
            Path::line(inward(low_left, low_right, 0.1), inward(low_right, low_left, 0.1), 4.6),
            neck,
        ]
    }

    fn head(&self, joints: &Joints, dots: f32) -> Vec<Path> {
        let mut paths = vec![Path::disc(joints.head, HEAD)];
        if let Some(front) = self.front(joints.head - joints.chest).filter(|_| dots >= FACE / 3.0) {
            let tip = joints.head + front * (HEAD + 1.2);
            paths.push(Path::Capsule([joints.head + front * (HEAD - 2.0), tip], [1.6, 0.8]));
        }
        paths
    }

    /// Eyes, where a body looks out of the picture and there is room for them.
    fn face(&self, joints: &Joints, dots: f32, strokes: &mut Vec<Stroke>) {
        if self.view == View::Front && dots >= FACE {
            let up = (joints.head - joints.chest).normalized();
            let eye = |side: f32| Path::disc(joints.head + up.right() * (side * 2.5) + up * 0.8, 1.1);
            strokes.push(Stroke::over(Ink::Hole, vec![eye(-1.0), eye(1.0)]));
        }
    }

    /// The way to the front of the body from a bone of the spine, seen from the side.
    fn front(&self, bone: Point) -> Option<Point> {
        match (self.view, self.facing) {
            (View::Side, Facing::Right) => Some(bone.normalized().right()),
            (View::Side, Facing::Left) => Some(bone.normalized().right() * -1.0),
            _ => None,
        }
    }

    fn muscles(&self, joints: &Joints, strokes: &mut Vec<Stroke>) {
        let ink = if joints.effort >= 0.5 { Ink::Strong } else { Ink::Glow };
        let grown = 0.8 + 0.2 * joints.effort;
        let mut paths = Vec::new();
        for (muscle, sides) in &self.glow {
            for side in [0, 1].into_iter().filter(|side| sides[*side]) {
                let (line, radius) = self.muscle(*muscle, joints, side);
                paths.push(Path::Capsule(line, [radius * grown; 2]));
            }
        }
        if !paths.is_empty() {
            strokes.push(Stroke { ink, blend: Blend::Within, paths });
        }
    }

    /// Where a muscle is: the line along it, and its radius. What is behind the body is not seen from the front.
    fn muscle(&self, muscle: Muscle, joints: &Joints, side: usize) -> ([Point; 2], f32) {
        let Chain { root, middle, end } = joints.legs[side];
        let thigh = (middle - root).normalized();
        let shin = (end - middle).normalized();
        let spine = (joints.chest - joints.hip).normalized();
        let along = |from: f32, to: f32| [root.lerp(middle, from), root.lerp(middle, to)];
        let shifted = |line: [Point; 2], way: Point| line.map(|point| point + way);
        let Some(front) = self.front(joints.waist - joints.hip) else {
            // From the front and from behind everything lies in the middle of its limb.
            let inner = spine.right() * if side == 0 { 1.0 } else { -1.0 };
            return match (muscle, self.view) {
                (Muscle::Glute, View::Back) => (shifted([root; 2], spine * 1.0 + inner * (joints.effort - 0.6)), 5.4),
                (Muscle::Glute, _) => (shifted([root; 2], spine * 2.0 + inner * -3.0), 3.6),
                (Muscle::Adductor, _) => (shifted(along(0.2, 0.7), inner * 2.5), 1.8),
                (Muscle::Quad | Muscle::Hamstring, _) => (along(0.25, 0.75), 3.0),
                (Muscle::HipFlexor, _) => (shifted([root; 2], spine * 2.0), 3.0),
                (Muscle::Calf, _) => ([middle.lerp(end, 0.2), middle.lerp(end, 0.5)], 2.6),
                (Muscle::Abs, _) => ([joints.hip + spine * 5.0, joints.waist + spine * 2.0], 4.0),
                (Muscle::Back, _) => ([joints.hip + spine * 6.0, joints.waist], 4.0),
                (Muscle::UpperBack, _) => ([joints.chest - spine * 4.0, joints.chest - spine * 8.0], 4.0),
                (Muscle::Oblique, _) => {
                    let out = inner * -5.0;
                    ([joints.hip + spine * 5.0 + out, joints.waist + spine * 4.0 + out], 2.2)
                }
                (Muscle::PelvicFloor, _) => ([joints.hip - spine * 3.0; 2], 3.2),
                (Muscle::Chest, _) => ([joints.chest - spine * 5.0 - inner * 4.5; 2], 3.6),
                (Muscle::Neck, _) => ([joints.chest, joints.chest.lerp(joints.head, 0.5)], 2.2),
                (Muscle::Shin, _) => ([middle.lerp(end, 0.2), middle.lerp(end, 0.7)], 2.0),
                (muscle, _) => arm(muscle, joints.arms[side], Point::default()),
            };
        };
        // The front of a leg that hangs is where the front of the body is.
        let before = if front.dot(spine.right()) > 0.0 { thigh.right() * -1.0 } else { thigh.right() };
        let before_shin = if front.dot(spine.right()) > 0.0 { shin.right() * -1.0 } else { shin.right() };
        match muscle {
            Muscle::Glute => (shifted([root, root.lerp(middle, 0.12)], before * -2.6 + front * -1.4), 4.4),
            Muscle::Hamstring => (shifted(along(0.3, 0.78), before * -1.8), 2.9),
            Muscle::Quad => (shifted(along(0.25, 0.8), before * 1.8), 2.9),
            Muscle::HipFlexor => (shifted([root.lerp(middle, 0.2), root + spine * 3.0], before * 2.2), 3.0),
            Muscle::Adductor => (along(0.25, 0.7), 2.4),
            Muscle::Calf => (shifted([middle.lerp(end, 0.15), middle.lerp(end, 0.5)], before_shin * -1.2), 2.2),
            Muscle::Abs => (shifted([joints.hip + spine * 4.0, joints.waist + spine * 3.0], front * 2.6), 2.6),
            Muscle::Back => (shifted([joints.hip + spine * 4.0, joints.waist + spine * 2.0], front * -2.6), 2.6),
            Muscle::UpperBack => (shifted([joints.waist + spine * 6.0, joints.chest - spine * 2.0], front * -2.6), 2.6),
            Muscle::Oblique => ([joints.hip + spine * 5.0, joints.waist + spine * 3.0], 2.6),
            Muscle::PelvicFloor => ([joints.hip - spine * 2.5; 2], 3.0),
            Muscle::Chest => (shifted([joints.chest - spine * 7.0, joints.chest - spine * 3.0], front * 2.4), 2.8),
            Muscle::Neck => ([joints.chest, joints.chest.lerp(joints.head, 0.5)], 2.2),
            Muscle::Shin => (shifted([middle.lerp(end, 0.2), middle.lerp(end, 0.7)], before_shin * 1.0), 1.8),
            muscle => arm(muscle, joints.arms[side], front),
        }
    }
}

/// A muscle of an arm; `front` is the way to the front of the body, nothing where that is not seen.
fn arm(muscle: Muscle, Chain { root, middle, end }: Chain, front: Point) -> ([Point; 2], f32) {
    let along = |from: f32, to: f32| [root.lerp(middle, from), root.lerp(middle, to)];
    let across = (middle - root).normalized().right();
    let before = if across.dot(front) < 0.0 { across * -1.0 } else { across } * front.length();
    match muscle {
        Muscle::Forearm => ([middle.lerp(end, 0.1), middle.lerp(end, 0.6)], 1.8),
        Muscle::Biceps => (along(0.35, 0.8).map(|point| point + before), 1.8),
        Muscle::Triceps => (along(0.25, 0.8).map(|point| point - before), 1.8),
        _ => (along(0.0, 0.2), 3.0),
    }
}
