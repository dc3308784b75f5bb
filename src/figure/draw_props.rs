//! The shapes of the things around the body. All lengths are in units.

use super::{
    joints::Joints,
    point::Point,
    pose::{Joint, LimbPart},
    props::Prop,
    rig::{Rig, View},
    shape::{Detail, Ink, Path, Stroke},
};

/// The depth of a chair's seat, in units.
const CHAIR: f32 = 22.0;
/// The thickness of the frame of a door, in units.
const FRAME: f32 = 4.0;
/// The distance of a loop band from the middle of a limb, in units.
const LIMB: f32 = 4.0;

impl Rig {
    /// Paints the props behind the body. `dots` is the number of dots to a unit.
    pub(super) fn props_behind(&self, joints: &Joints, dots: f32, strokes: &mut Vec<Stroke>) {
        let detail = Detail::of(dots);
        for prop in &self.props {
            let (ink, paths) = match *prop {
                Prop::Mat { x, w, d, above } => {
                    let skew = if above { 0.0 } else { d * 0.6 };
                    let (right, back) = (x + w, x + w + skew);
                    let corners = [(x, 0.0), (right, 0.0), (back, d), (x + skew, d)];
                    let mat = Path::Polygon(corners.map(|(x, y)| Point::new(x, y)).to_vec());
                    strokes.push(Stroke::over(Ink::Mat, vec![mat]));
                    // Its edge, if there is room for one.
                    (Ink::Floor, if detail >= Detail::Middle { vec![Path::rect(x, 0.0, w, 1.2)] } else { Vec::new() })
                }
                Prop::Wall { x } => (Ink::Furniture, vec![Path::rect(x, 0.0, 3.0, 100.0)]),
                Prop::Step { x, w, h } => {
                    strokes.push(Stroke::over(Ink::Prop, vec![Path::rect(x, 0.0, w, h)]));
                    (Ink::Cloth, vec![Path::rect(x, h - 1.5, w, 1.5)])
                }
                Prop::Stairs { x, w, h, n } => (Ink::Furniture, stairs(x, w, h, n)),
                Prop::Chair { x, h, flip } if self.view == View::Side => (Ink::Furniture, chair(x, h, flip)),
                Prop::Chair { x, h, .. } => (Ink::Furniture, chair_from_front(x, h)),
                Prop::Bench { x, w, h } => (Ink::Furniture, bench(x, w, h)),
                Prop::Cushion { x, y, w, h } => (Ink::Cloth, vec![cushion(x, y, w, h)]),
                Prop::Desk { x, w, h } => (Ink::Furniture, desk(x, w, h)),
                Prop::Doorway { x, w, h } => (Ink::Furniture, doorway(x, w, h)),
                Prop::Mirror { x, w, h } => {
                    let corner = |dx: f32, y: f32| Point::new(x + dx, y);
                    let (low, high) = (3.0, 3.0 + h);
                    let frame = [
                        Path::line(corner(0.0, low), corner(w, low), 1.3),
                        Path::line(corner(0.0, high), corner(w, high), 1.3),
                        Path::line(corner(0.0, low), corner(0.0, high), 1.3),
                        Path::line(corner(w, low), corner(w, high), 1.3),
                    ];
                    (Ink::Furniture, frame.to_vec())
                }
                Prop::Roller { x, r } => {
                    let middle = Point::new(x, r);
                    strokes.push(Stroke::over(Ink::Prop, vec![Path::disc(middle, r)]));
                    // Two spots make its rotation visible, if there is room for them.
                    let mark = |turn: f32| middle + Point::from_heading(joints.roll + turn) * (r * 0.5);
                    if dots * r < 5.0 {
                        continue;
                    }
                    (Ink::Hole, vec![Path::disc(mark(0.0), 1.2), Path::disc(mark(180.0), 1.2)])
                }
                Prop::Ball { x, y, r } => (Ink::Prop, vec![Path::disc(Point::new(x, y), r)]),
                _ => continue,
            };
            strokes.push(Stroke::over(ink, paths));
        }
    }

    /// Paints the props in front of the body.
    pub(super) fn props_before(&self, joints: &Joints, strokes: &mut Vec<Stroke>) {
        for prop in &self.props {
            let (ink, paths) = match *prop {
                Prop::Band { from, to } => {
                    let mut paths = vec![Path::line(joints.target(from), joints.target(to), 0.8)];
                    // An end at a fixed point is tied to something there.
                    let fixed = [from, to].into_iter().filter(|end| end.from.is_none());
                    paths.extend(fixed.map(|end| Path::disc(end.offset, 1.8)));
                    (Ink::Prop, paths)
                }
                Prop::Loop { from, to } => (Ink::Prop, vec![around(joints, from, to)]),
                Prop::Towel { from, to } => (Ink::Cloth, vec![Path::line(joints.target(from), joints.target(to), 1.4)]),
                Prop::Kettlebell { at } => {
                    let hand = joints.at(at);
                    let handle = Path::Ring(hand + Point::new(0.0, -0.8), 3.8, 2.0);
                    (Ink::Prop, vec![handle, Path::disc(hand + Point::new(0.0, -9.4), 6.6)])
                }
                Prop::Dumbbell { at } => {
                    let hand = joints.at(at);
                    let end = |x: f32| Path::rect(hand.x + x - 1.5, hand.y - 3.0, 3.0, 6.0);
                    (Ink::Prop, vec![end(-4.5), end(4.5), Path::line(hand, hand, 1.2)])
                }
                Prop::Barbell { at } => {
                    let hand = joints.at(at);
                    (Ink::Prop, vec![Path::Ring(hand, 8.5, 3.0), Path::disc(hand, 1.5)])
                }
                Prop::Arrow { at, from, to } if joints.effort >= 0.5 => {
                    (Ink::Prop, arrow(joints.at(at) + from, joints.at(at) + to))
                }
                Prop::Circle { at, r, flip } if joints.effort >= 0.5 => (Ink::Prop, circle(joints.at(at), r, flip)),
                _ => continue,
            };
            strokes.push(Stroke::over(ink, paths));
        }
    }
}

fn stairs(x: f32, w: f32, h: f32, n: u16) -> Vec<Path> {
    (0..n)
        .map(|stair| {
            let stair = f32::from(stair);
            Path::rect(x + w * stair, 0.0, w * (f32::from(n) - stair), h * (stair + 1.0))
        })
        .collect()
}

fn chair(x: f32, h: f32, flip: bool) -> Vec<Path> {
    let upright = |x: f32, top: f32| Path::line(Point::new(x, 1.2), Point::new(x, top), 1.2);
    let (front, behind) = (x + 1.2, x + CHAIR - 1.2);
    let back = if flip { front } else { behind };
    let seat = Path::line(Point::new(front, h - 1.2), Point::new(behind, h - 1.2), 1.2);
    vec![seat, upright(front, h - 1.2), upright(behind, h - 1.2), upright(back, h * 2.0)]
}

/// A chair seen from the front, its back behind the body.
fn chair_from_front(x: f32, h: f32) -> Vec<Path> {
    let (left, right) = (x + 1.2, x + CHAIR - 1.2);
    let bar = |y: f32| Path::line(Point::new(left, y), Point::new(right, y), 1.2);
    let post = |x: f32| Path::line(Point::new(x, 1.2), Point::new(x, h * 2.0), 1.2);
    vec![post(left), post(right), Path::rect(x, h - 3.0, CHAIR, 3.0), bar(h * 2.0), bar(h * 1.6)]
}

fn bench(x: f32, w: f32, h: f32) -> Vec<Path> {
    let pad = (h * 0.3).min(6.0);
    let leg = |x: f32| Path::line(Point::new(x, 1.0), Point::new(x, h - pad), 1.2);
    vec![cushion(x, h - pad, w, pad), leg(x + 3.0), leg(x + w - 3.0)]
}

/// A block with round ends.
fn cushion(x: f32, y: f32, w: f32, h: f32) -> Path {
    let radius = h.min(w) / 2.0;
    let middle = y + h / 2.0;
    Path::line(Point::new(x + radius, middle), Point::new(x + w - radius, middle), radius)
}

fn desk(x: f32, w: f32, h: f32) -> Vec<Path> {
    let leg = |x: f32| Path::line(Point::new(x, 1.0), Point::new(x, h - 2.0), 1.2);
    vec![Path::rect(x, h - 3.0, w, 3.0), leg(x + 2.5), leg(x + w - 2.5)]
}

/// Two posts and the beam above them, around the opening.
fn doorway(x: f32, w: f32, h: f32) -> Vec<Path> {
    let post = |x: f32| Path::rect(x, 0.0, FRAME, h);
    vec![post(x - FRAME), post(x + w), Path::rect(x - FRAME, h, w + 2.0 * FRAME, FRAME)]
}

/// A loop around two limbs, or across both if one covers the other.
fn around(joints: &Joints, from: Joint, to: Joint) -> Path {
    let (a, b) = (joints.at(from), joints.at(to));
    let way = b - a;
    if way.length() > LIMB {
        let beyond = way.normalized() * LIMB;
        return Path::line(a - beyond, b + beyond, 1.2);
    }
    let bone = match to {
        Joint::Limb(LimbPart::Thigh | LimbPart::Knee | LimbPart::Socket, side) => {
            joints.legs[side].middle - joints.legs[side].root
        }
        Joint::Limb(LimbPart::Shin | LimbPart::Ankle | LimbPart::Toe, side) => {
            joints.legs[side].end - joints.legs[side].middle
        }
        Joint::Limb(_, side) => joints.arms[side].end - joints.arms[side].middle,
        _ => joints.chest - joints.hip,
    };
    let across = bone.normalized().right() * (LIMB + 0.6);
    Path::line(b - across, b + across, 1.2)
}

fn arrow(tail: Point, head: Point) -> Vec<Path> {
    let way = (head - tail).normalized();
    // A short arrow has a small head.
    let length = (0.6 * (head - tail).length()).min(9.0);
    let base = head - way * length;
    let side = way.right() * (0.83 * length);
    vec![Path::line(tail, base, 2.6), Path::Polygon(vec![head, base + side, base - side])]
}

/// Most of a ring, with a head at its end.
fn circle(middle: Point, radius: f32, flip: bool) -> Vec<Path> {
    const TURN: f32 = 26.0;
    const PARTS: u8 = 10;
    let turn = if flip { -TURN } else { TURN };
    let start = turn * 1.5;
    let at = |heading: f32| middle + Point::from_heading(heading) * radius;
    let mut paths: Vec<Path> = (0..PARTS)
        .map(|part| start + turn * f32::from(part))
        .map(|heading| Path::line(at(heading), at(heading + turn), 1.5))
        .collect();
    let end = start + turn * f32::from(PARTS);
    let size = (0.7 * radius).min(7.5);
    let out = Point::from_heading(end) * (0.8 * size);
    let ahead = out.normalized().right() * if flip { -size } else { size };
    paths.push(Path::Polygon(vec![at(end) + ahead, at(end) + out, at(end) - out]));
    paths
}
