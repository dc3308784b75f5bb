//! The shapes of a body: limbs, clothes, head and hair in drawing order, and the working muscles. All lengths are units
//! of the figure: a standing body is 100 high.

use super::{
    joints::{Chain, Joints, LEG},
    point::Point,
    rig::{Facing, Muscle, Rig, View},
    shape::{Blend, Detail, Ink, Path, Stroke},
};

/// The offset of the limbs behind the body, so that they show next to those in front: backward and up, in units.
const FAR: Point = Point::new(1.6, 0.8);
/// The part of the spine, from the hip up, that the trousers cover.
const TROUSERS: f32 = 0.35;
/// The part of the upper arm that a sleeve covers.
const SLEEVE: f32 = 0.4;
/// A thigh whose visible length is below this fraction points at the viewer.
const TOWARD_VIEWER: f32 = 0.85;
/// A folded shin whose visible length is below this fraction points away from the viewer.
const FOLDED: f32 = 0.6;
/// The height of a toe, in units, below which it is on the floor.
const ON_FLOOR: f32 = 3.0;
/// The length of the toes of a foot that stands on its ball, in units.
const TOES: f32 = 3.6;
/// The minimum sine of the turn of the shoulders at which the trunk covers an arm.
const BEHIND_TRUNK: f32 = 0.6;
/// The minimum effort at which a muscle is shown at work, 0 to 1.
const AT_WORK: f32 = 0.5;

impl Rig {
    /// The body with its joints in their places.
    pub(super) fn body(&self, joints: &Joints, detail: Detail, strokes: &mut Vec<Stroke>) {
        let mut joints = *joints;
        if self.view == View::Side {
            let back = if self.facing == Facing::Left { 1.0 } else { -1.0 };
            let moved = Point::new(FAR.x * back, FAR.y);
            let Joints { arms, legs, toes, fingers, .. } = &mut joints;
            for [far, _] in [arms, legs] {
                // Narrower at its root, so that no second hip or shoulder shows.
                far.root = far.root + moved * 0.3;
                far.middle = far.middle + moved;
                far.end = far.end + moved;
            }
            toes[0] = toes[0] + moved;
            fingers[0] = fingers[0] + moved;
        }
        let spine = joints.chest - joints.hip;
        let is_lying = self.view != View::Side && spine.x.abs() > spine.y.abs();
        let twist = joints.twist.map(|turn| turn.to_radians().sin_cos());
        Body { rig: self, joints, detail, is_lying, twist, strokes }.draw();
    }
}

/// A body while it is drawn.
struct Body<'a> {
    rig: &'a Rig,
    joints: Joints,
    detail: Detail,
    /// Whether it is seen from the front and lies on its side, so that one side is below the other.
    is_lying: bool,
    /// The sine and the cosine of the turn of the hips, and of the shoulders.
    twist: [(f32, f32); 2],
    strokes: &'a mut Vec<Stroke>,
}

/// The materials of a limb.
struct Inks {
    skin: Ink,
    top: Ink,
    leggings: Ink,
    shoe: Ink,
}

const NEAR: Inks = Inks { skin: Ink::Skin, top: Ink::Top, leggings: Ink::Leggings, shoe: Ink::Shoe };
const BEHIND: Inks = Inks { skin: Ink::FarSkin, top: Ink::FarTop, leggings: Ink::FarLeggings, shoe: Ink::FarShoe };

/// The regions of a body that cover each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Region {
    Arm,
    Leg,
    Torso,
}

impl Muscle {
    fn region(self) -> Region {
        match self {
            Muscle::Shoulder | Muscle::Biceps | Muscle::Triceps | Muscle::Forearm => Region::Arm,
            Muscle::Glute
            | Muscle::Hamstring
            | Muscle::Quad
            | Muscle::HipFlexor
            | Muscle::Adductor
            | Muscle::Calf
            | Muscle::Shin => Region::Leg,
            Muscle::Abs
            | Muscle::Back
            | Muscle::UpperBack
            | Muscle::Oblique
            | Muscle::PelvicFloor
            | Muscle::Chest
            | Muscle::Neck => Region::Torso,
        }
    }
}

impl Body<'_> {
    fn draw(&mut self) {
        let in_front = self.rig.arms_front;
        if self.rig.view == View::Side || self.is_lying {
            if !in_front {
                self.arm(0);
            }
            self.leg(0);
            self.muscles(Region::Leg, 0);
            self.torso();
            self.head();
            self.leg(1);
            self.muscles(Region::Leg, 1);
            self.muscles(Region::Torso, 0);
            self.muscles(Region::Torso, 1);
            if in_front {
                self.arm(0);
            }
            self.arm(1);
        } else {
            let is_behind = in_front && self.rig.view == View::Back;
            if is_behind {
                self.arm(0);
                self.arm(1);
            }
            // A thigh that points at the viewer, as in sitting, is in front of the torso.
            let sitting = [0, 1].map(|side| self.is_toward_viewer(side));
            for side in [0, 1].into_iter().filter(|side| !sitting[*side]) {
                self.leg(side);
            }
            let hidden = self.hidden_arm();
            if let Some(side) = hidden {
                self.arm(side);
            }
            self.torso();
            self.head();
            for side in [0, 1].into_iter().filter(|side| sitting[*side]) {
                self.leg(side);
            }
            for side in [0, 1] {
                self.muscles(Region::Leg, side);
                self.muscles(Region::Torso, side);
            }
            for side in [0, 1].into_iter().filter(|side| !is_behind && hidden != Some(*side)) {
                self.arm(side);
            }
        }
    }

    /// The arm behind a trunk that is turned far to one side.
    fn hidden_arm(&self) -> Option<usize> {
        let (turned, _) = self.twist[1];
        (turned.abs() > BEHIND_TRUNK).then_some(usize::from((turned > 0.0) != (self.rig.view == View::Back)))
    }

    fn paint(&mut self, ink: Ink, blend: Blend, paths: Vec<Path>) {
        self.strokes.push(Stroke { ink, blend, paths });
    }

    fn inks(&self, side: usize) -> Inks {
        if side == 0 && (self.rig.view == View::Side || self.is_lying) { BEHIND } else { NEAR }
    }

    /// Whether a thigh points at the viewer more than it lies in the picture.
    fn is_toward_viewer(&self, side: usize) -> bool {
        let Chain { root, middle, .. } = self.joints.legs[side];
        self.rig.view == View::Front && (middle - root).length() < TOWARD_VIEWER * LEG[0]
    }

    fn arm(&mut self, side: usize) {
        let Chain { root, middle, end } = self.joints.arms[side];
        let is_hidden = self.rig.view != View::Side && !self.is_lying && self.hidden_arm() == Some(side);
        let Inks { skin, top, .. } = if is_hidden { BEHIND } else { self.inks(side) };
        let hand = Path::Capsule([end, self.joints.fingers[side]], [2.0, 1.6]);
        // The forearm first: the gap around it must not separate it from the upper arm, which has none.
        self.paint(skin, Blend::InFront, vec![Path::Capsule([middle, end], [2.2, 1.7]), hand]);
        self.paint(skin, Blend::Over, vec![Path::Capsule([root, middle], [2.7, 2.2])]);
        if self.detail >= Detail::Middle {
            let sleeve = Path::Capsule([root, root.lerp(middle, SLEEVE)], [3.2, 2.8]);
            self.paint(top, Blend::Over, vec![sleeve]);
        }
        self.muscles(Region::Arm, side);
    }

    fn leg(&mut self, side: usize) {
        let Chain { root, middle, end } = self.joints.legs[side];
        let Inks { leggings, shoe, .. } = self.inks(side);
        let is_flat = self.rig.view == View::Side;
        let mut limb = vec![Path::Capsule([root, middle], if is_flat { [5.2, 3.6] } else { [4.4, 3.4] })];
        if self.detail == Detail::Fine {
            let behind = self.before((end - middle).normalized()) * -0.7;
            let calf = middle.lerp(end, 0.3) + behind;
            limb.extend([Path::Capsule([middle, calf], [3.5, 3.4]), Path::Capsule([calf, end], [3.4, 1.9])]);
        } else {
            limb.push(Path::Capsule([middle, end], [3.5, 2.0]));
        }
        // A knee in front of a shin that is folded away from the viewer covers the shoe.
        let shin = end - middle;
        let is_folded = self.rig.view == View::Front
            && !self.is_lying
            && shin.y > 0.0
            && shin.length() < FOLDED * LEG[1]
            && shin.dot(middle - root) < 0.0;
        if is_folded {
            self.shoe(side, shoe);
        }
        // Two legs of one ink have a gap between them; a leg has none next to its own trousers.
        let is_apart = !is_flat && !self.is_lying && self.detail >= Detail::Middle;
        self.paint(leggings, if is_apart { Blend::Apart } else { Blend::Over }, limb);
        if is_apart && self.is_toward_viewer(side) {
            self.paint(leggings, Blend::Over, vec![Path::disc(root, 5.6)]);
        }
        if !is_folded {
            self.shoe(side, shoe);
        }
    }

    /// A wedge with a flat sole.
    fn shoe(&mut self, side: usize, ink: Ink) {
        let (ankle, toe) = (self.joints.legs[side].end, self.joints.toes[side]);
        let along = (toe - ankle).normalized();
        let Some(front) = self.front(Point::new(0.0, 1.0)) else {
            self.paint(ink, Blend::Over, vec![Path::Capsule([ankle, toe], [2.3, 1.7])]);
            return;
        };
        let down = if front.x > 0.0 { along.right() } else { along.right() * -1.0 };
        let (heel, tip) = (ankle - along * 0.6, toe + down * 0.8 - along);
        let mut wedge = vec![Path::Capsule([heel, tip], [2.1, 1.3])];
        // A heel that is raised leaves the toes flat on the floor.
        if self.rig.floor && toe.y < ON_FLOOR && along.y < -0.3 && along.dot(front) > 0.2 {
            wedge.push(Path::Capsule([tip, Point::new(tip.x + front.x * TOES, 1.3)], [1.3, 1.1]));
        }
        self.paint(ink, Blend::Over, wedge);
        if self.detail == Detail::Fine {
            let sole = Path::line(heel + down * 1.8, tip + down, 0.3);
            self.paint(Ink::Sole, Blend::Within, vec![sole]);
        }
    }

    fn torso(&mut self) {
        let Joints { hip, waist, chest, head, .. } = self.joints;
        self.paint(Ink::Skin, Blend::Over, vec![Path::line(chest, head, 2.3)]);
        let hem = hip.lerp(waist, TROUSERS * 31.0 / 14.0);
        let (lower, upper) = ((waist - hip).normalized().right(), (chest - waist).normalized().right());
        if self.rig.view == View::Side {
            let narrow = if self.detail == Detail::Fine { 4.3 } else { 4.8 };
            let ribs = waist.lerp(chest, 0.62);
            let shirt = vec![
                Path::line(hem, waist, narrow),
                Path::Capsule([waist, ribs], [narrow, 5.6]),
                Path::Capsule([ribs, chest], [5.6, 4.2]),
                Path::line(chest, self.joints.arms[1].root, 3.4),
            ];
            self.paint(Ink::Top, Blend::Over, shirt);
            let corners = vec![hip - lower * 5.2, hip + lower * 5.2, hem + lower * narrow, hem - lower * narrow];
            self.paint(Ink::Leggings, Blend::Over, vec![Path::disc(hip, 5.2), Path::Polygon(corners)]);
            return;
        }
        let [left, right] = [0, 1].map(|side| self.joints.arms[side].root);
        let [low_left, low_right] = [0, 1].map(|side| self.joints.legs[side].root);
        // Half the width of a trunk that is turned is between those seen from the front and from the side.
        let [half_low, half_high] =
            self.twist.map(|(sine, cosine)| move |front: f32, aside: f32| front * cosine + aside * sine.abs());
        let (middle, bottom) = (half_high(6.6, 4.8), half_low(7.4, 4.8));
        let mut shirt = vec![
            Path::line(left.lerp(right, 0.07), right.lerp(left, 0.07), 3.0),
            Path::Polygon(vec![waist - upper * middle, waist + upper * middle, right, left]),
            Path::Polygon(vec![
                hem - lower * bottom,
                hem + lower * bottom,
                waist + lower * middle,
                waist - lower * middle,
            ]),
        ];
        if self.twist[1].0 != 0.0 {
            let (ribs, deep) = (waist.lerp(chest, 0.62), half_high(0.0, 1.0));
            shirt.push(Path::Capsule([waist, ribs], [4.8 * deep, 5.6 * deep]));
            shirt.push(Path::Capsule([ribs, chest], [5.6 * deep, 4.2 * deep]));
        }
        self.paint(Ink::Top, Blend::Over, shirt);
        let (wide, top) = (half_low(10.2, 5.2), half_low(7.6, 4.8));
        let trousers = vec![
            Path::line(low_left.lerp(low_right, 0.1), low_right.lerp(low_left, 0.1), half_low(4.2, 5.2)),
            Path::Polygon(vec![hip - lower * wide, hip + lower * wide, hem + lower * top, hem - lower * top]),
        ];
        self.paint(Ink::Leggings, Blend::Over, trousers);
    }

    /// Hair, and the face on the side of the view.
    fn head(&mut self) {
        let Joints { chest, head, turn, .. } = self.joints;
        let up = (head - chest).normalized();
        let turn = turn.to_radians();
        // How far the head looks to the right of the picture, and how far at the viewer: -1 to 1.
        let (aside, toward) = match (self.rig.view, self.rig.facing) {
            (View::Back, _) => (turn.sin(), -turn.cos()),
            (View::Front, _) | (View::Side, Facing::Viewer) => (turn.sin(), turn.cos()),
            (View::Side, Facing::Right) => (turn.cos(), turn.sin().abs()),
            (View::Side, Facing::Left) => (-turn.cos(), turn.sin().abs()),
        };
        let front = up.right() * aside;
        let middle = head - front * 0.9 + up * 0.4;
        let hair = Path::line(middle - up * 0.5, middle + up * 0.5, 5.2);
        let is_coarse = self.detail == Detail::Coarse;
        let (ahead, low, radius) = if is_coarse { (2.4, 1.4, 3.9) } else { (1.3, 1.0, 4.3) };
        let face = head + front * ahead - up * (low + 0.9 * toward.max(0.0));
        let face = Path::line(face - up * 0.6, face + up * 0.6, radius);
        if toward < -0.3 {
            // From behind, the face shows only as far as the head is turned.
            let cheek = head + front * 3.2 - up;
            self.paint(Ink::Skin, Blend::Over, vec![Path::disc(cheek, 3.4)]);
            self.paint(Ink::Hair, Blend::Over, vec![hair]);
            return;
        }
        let mut all = vec![hair];
        if self.detail == Detail::Fine && aside.abs() > 0.5 {
            all.push(Path::disc(middle - front * 5.6 + up * 1.6, 2.2));
        }
        self.paint(Ink::Hair, Blend::Over, all);
        let mut all = vec![face];
        if self.detail == Detail::Fine && aside.abs() > 0.4 {
            let nose = head + front * 4.4 - up * 0.6;
            all.push(Path::Capsule([nose, nose + front * 2.2 - up * 0.6], [1.5, 0.6]));
        }
        self.paint(Ink::Skin, Blend::Over, all);
    }

    /// The direction of the front of the body at a bone of the spine, seen from the side.
    fn front(&self, bone: Point) -> Option<Point> {
        match (self.rig.view, self.rig.facing) {
            (View::Side, Facing::Right) => Some(bone.normalized().right()),
            (View::Side, Facing::Left) => Some(bone.normalized().right() * -1.0),
            _ => None,
        }
    }

    /// The direction of the front of a leg at a bone that points down the leg; zero if it is not visible.
    fn before(&self, bone: Point) -> Point {
        match (self.rig.view, self.rig.facing) {
            (View::Side, Facing::Right) => bone.right() * -1.0,
            (View::Side, Facing::Left) => bone.right(),
            _ => Point::default(),
        }
    }

    /// The muscles of a region on one side.
    fn muscles(&mut self, region: Region, side: usize) {
        let glow = self.rig.glow.iter().filter(|(muscle, sides)| sides[side] && muscle.region() == region);
        let mut lines: Vec<([Point; 2], f32)> = glow.map(|(muscle, _)| self.muscle(*muscle, side)).collect();
        let (accent, joints) = (self.rig.accent, &self.joints);
        let limb = |from: Point, to: Point, radius: f32| ([from.lerp(to, 0.15), from.lerp(to, 0.85)], radius);
        match region {
            Region::Arm if accent.arms[side] => {
                let Chain { root, middle, end } = joints.arms[side];
                lines.extend([limb(root, middle, 1.9), limb(middle, end, 1.5)]);
            }
            Region::Leg => {
                let Chain { root, middle, end } = joints.legs[side];
                lines.extend(accent.thighs[side].then(|| limb(root, middle, 3.2)));
                lines.extend(accent.shins[side].then(|| limb(middle, end, 2.1)));
            }
            Region::Torso if accent.torso && side == 1 => lines.push(limb(joints.hip, joints.chest, 3.6)),
            _ => {}
        }
        if !lines.is_empty() {
            let ink = if joints.effort >= AT_WORK { Ink::Working } else { Ink::Rest };
            let scale = 0.8 + 0.2 * joints.effort;
            let paths = lines.into_iter().flat_map(|(line, radius)| lens(line, radius * scale)).collect();
            self.paint(ink, Blend::Within, paths);
        }
    }

    /// The line along a muscle, and half its width.
    fn muscle(&self, muscle: Muscle, side: usize) -> ([Point; 2], f32) {
        let Joints { hip, waist, chest, head, effort, .. } = self.joints;
        let Chain { root, middle, end } = self.joints.legs[side];
        let spine = (chest - hip).normalized();
        let thigh = |from: f32, to: f32| [root.lerp(middle, from), root.lerp(middle, to)];
        let shin = |from: f32, to: f32| [middle.lerp(end, from), middle.lerp(end, to)];
        let moved = |line: [Point; 2], way: Point| line.map(|point| point + way);
        let Some(front) = self.front(spine) else {
            // From the front and from behind, every muscle lies in the middle of its limb.
            let (turned, across) = self.twist[1];
            let inner = spine.right() * if side == 0 { across } else { -across };
            let is_behind = self.rig.view == View::Back;
            let ahead = spine.right() * (turned * 2.6);
            return match muscle {
                Muscle::Glute if is_behind => (moved([root; 2], spine + inner * (effort - 0.6)), 5.0),
                Muscle::Glute => (moved([root - spine * 3.0, root + spine * 4.0], inner * -2.6), 3.0),
                Muscle::Adductor => (moved(thigh(0.1, 0.75), inner * 2.2), 2.0),
                Muscle::Quad | Muscle::Hamstring => (thigh(0.15, 0.9), 3.0),
                Muscle::HipFlexor => ([root - spine * 3.0, root + spine * 4.0], 2.6),
                Muscle::Calf => (shin(0.05, 0.55), 2.6),
                Muscle::Shin => (shin(0.1, 0.8), 2.0),
                Muscle::Abs => (moved([hip + spine * 5.0, waist + spine * 4.0], ahead), 4.2 - 1.7 * turned.abs()),
                Muscle::Back => ([hip + spine * 5.0, waist + spine * 2.0], 4.2),
                Muscle::UpperBack => {
                    (moved([chest - spine * 3.0, chest - spine * 10.0], inner * -(3.6 - 1.4 * effort)), 2.6)
                }
                Muscle::Oblique => (moved([hip + spine * 5.0, waist + spine * 5.0], inner * -5.0), 2.4),
                Muscle::PelvicFloor => ([hip - spine * 2.5; 2], 3.2),
                Muscle::Chest => {
                    (moved([chest - spine * 5.0 - inner * 6.5, chest - spine * 6.0], inner * -1.4 + ahead), 3.2)
                }
                Muscle::Neck => (moved([chest - spine * 0.5, chest.lerp(head, 0.6)], inner * -1.4), 2.0),
                Muscle::Shoulder | Muscle::Biceps | Muscle::Triceps | Muscle::Forearm => {
                    self.arm_muscle(muscle, side, Point::default())
                }
            };
        };
        let before = self.before((middle - root).normalized());
        let before_shin = self.before((end - middle).normalized());
        match muscle {
            Muscle::Glute => {
                (moved([root - (middle - root) * 0.05, root.lerp(middle, 0.2)], before * -2.2 + front * -1.2), 3.9)
            }
            Muscle::Hamstring => (moved(thigh(0.15, 0.9), before * -1.8), 2.6),
            Muscle::Quad => (moved(thigh(0.12, 0.92), before * 1.8), 2.6),
            Muscle::HipFlexor => (moved([root.lerp(middle, 0.22), root + spine * 4.0], before * 1.8), 2.7),
            Muscle::Adductor => (thigh(0.1, 0.8), 2.4),
            Muscle::Calf => (moved(shin(0.02, 0.6), before_shin * -1.2), 2.2),
            Muscle::Shin => (moved(shin(0.1, 0.8), before_shin * 1.0), 1.8),
            Muscle::Abs => (moved([hip + spine * 4.0, waist + spine * 5.0], front * 2.4), 2.5),
            Muscle::Back => (moved([hip + spine * 3.0, waist + spine * 3.0], front * -2.4), 2.5),
            Muscle::UpperBack => (moved([waist + spine * 4.0, chest - spine * 1.0], front * -2.6), 2.5),
            Muscle::Oblique => ([hip + spine * 5.0, waist + spine * 4.0], 2.7),
            Muscle::PelvicFloor => ([hip - spine * 3.0; 2], 2.8),
            Muscle::Chest => (moved([chest - spine * 9.0, chest - spine * 1.5], front * 2.6), 2.6),
            Muscle::Neck => (moved([chest, chest.lerp(head, 0.62)], front * -0.6), 2.0),
            Muscle::Shoulder | Muscle::Biceps | Muscle::Triceps | Muscle::Forearm => {
                self.arm_muscle(muscle, side, front)
            }
        }
    }

    /// A muscle of an arm; `front` is the direction of the front of the body, `None` if it is not visible.
    fn arm_muscle(&self, muscle: Muscle, side: usize, front: Point) -> ([Point; 2], f32) {
        let Chain { root, middle, end } = self.joints.arms[side];
        let along = |from: f32, to: f32| [root.lerp(middle, from), root.lerp(middle, to)];
        let across = (middle - root).normalized().right();
        let before = if across.dot(front) < 0.0 { across * -0.8 } else { across * 0.8 } * front.length();
        match muscle {
            Muscle::Forearm => ([middle.lerp(end, 0.0), middle.lerp(end, 0.75)], 1.7),
            Muscle::Biceps => (along(0.25, 0.95).map(|point| point + before), 1.7),
            Muscle::Triceps => (along(0.2, 0.95).map(|point| point - before), 1.7),
            _ => (along(-0.08, 0.3), 2.8),
        }
    }
}

/// A shape along a line, widest in the middle.
fn lens([from, to]: [Point; 2], radius: f32) -> Vec<Path> {
    if (to - from).length() < 2.0 * radius {
        return vec![Path::line(from, to, radius)];
    }
    let (first, last) = (from.lerp(to, 0.35), from.lerp(to, 0.65));
    let ends = [radius, radius * 0.45];
    vec![Path::line(first, last, radius), Path::Capsule([first, from], ends), Path::Capsule([last, to], ends)]
}
