//! Things beside the body: what they are and their shapes.

use super::{
    Joint, Point, Puppet,
    joints::Joints,
    strokes::{Form, Ink, Stroke},
};

/// How deep a chair's seat is.
const CHAIR: f32 = 22.0;

/// A thing beside the body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prop {
    /// Lies on the ground, seen from slightly above.
    Mat {
        /// Its left end.
        x: f32,
        /// How wide it is.
        w: f32,
        /// How far back it goes.
        d: f32,
    },
    /// Stands behind everything.
    Wall {
        /// Its face.
        x: f32,
    },
    /// A block to step on.
    Step {
        /// Its left end.
        x: f32,
        /// How wide it is.
        w: f32,
        /// How high it is.
        h: f32,
    },
    /// Stairs that go up to the right.
    Stairs {
        /// Where they begin.
        x: f32,
        /// How deep one stair is.
        w: f32,
        /// How high one stair is.
        h: f32,
        /// How many there are.
        n: u16,
    },
    /// A chair, its back to the right, or to the left where it is flipped.
    Chair {
        /// The front of its seat.
        x: f32,
        /// How high the seat is.
        h: f32,
        /// Its back is to the left.
        flip: bool,
    },
    /// A mirror on its stand: a frame around what is seen in it.
    Mirror {
        /// Its left end.
        x: f32,
        /// How wide it is.
        w: f32,
        /// How high it is.
        h: f32,
    },
    /// Lies on the floor and turns.
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
    /// A band between two joints.
    Band {
        /// One end.
        from: Joint,
        /// The other.
        to: Joint,
    },
    /// In a hand.
    Kettlebell {
        /// Whose.
        at: Joint,
    },
    /// In a hand.
    Dumbbell {
        /// Whose.
        at: Joint,
    },
    /// In the hands, seen from its end.
    Barbell {
        /// Whose.
        at: Joint,
    },
    /// Shown while the muscles work.
    Arrow {
        /// What it points at.
        at: Joint,
        /// Its tail, from there.
        from: Point,
        /// Its head, from there.
        to: Point,
    },
}

impl Puppet {
    /// What stands behind the body.
    pub(super) fn props_behind(&self, joints: &Joints, dots: f32, strokes: &mut Vec<Stroke>) {
        for prop in &self.props {
            let (ink, forms) = match *prop {
                Prop::Mat { x, w, d } => {
                    let skew = d * 0.6;
                    let (right, back) = (x + w, x + w + skew);
                    let corners = [(x, 0.0), (right, 0.0), (back, d), (x + skew, d)];
                    (Ink::Mat, vec![Form::Polygon(corners.map(|(x, y)| Point::new(x, y)).to_vec())])
                }
                Prop::Wall { x } => (Ink::Prop, vec![Form::block(x, 0.0, 3.0, 100.0)]),
                Prop::Step { x, w, h } => (Ink::Prop, vec![Form::block(x, 0.0, w, h)]),
                Prop::Stairs { x, w, h, n } => (Ink::Prop, stairs(x, w, h, n)),
                Prop::Chair { x, h, flip } => (Ink::Prop, chair(x, h, flip)),
                Prop::Mirror { x, w, h } => {
                    let corner = |dx: f32, y: f32| Point::new(x + dx, y);
                    let (low, high) = (3.0, 3.0 + h);
                    let frame = [
                        Form::line(corner(0.0, low), corner(w, low), 1.3),
                        Form::line(corner(0.0, high), corner(w, high), 1.3),
                        Form::line(corner(0.0, low), corner(0.0, high), 1.3),
                        Form::line(corner(w, low), corner(w, high), 1.3),
                    ];
                    (Ink::Prop, frame.to_vec())
                }
                Prop::Roller { x, r } => {
                    let middle = Point::new(x, r);
                    strokes.push(Stroke::over(Ink::Prop, vec![Form::disc(middle, r)]));
                    // Two spots show how it turns, where there is room for them.
                    let mark = |turn: f32| middle + Point::compass(joints.roll + turn) * (r * 0.5);
                    if dots * r < 5.0 {
                        continue;
                    }
                    (Ink::Hole, vec![Form::disc(mark(0.0), 1.2), Form::disc(mark(180.0), 1.2)])
                }
                Prop::Ball { x, y, r } => (Ink::Prop, vec![Form::disc(Point::new(x, y), r)]),
                _ => continue,
            };
            strokes.push(Stroke::over(ink, forms));
        }
    }

    /// What is in front of the body.
    pub(super) fn props_before(&self, joints: &Joints, strokes: &mut Vec<Stroke>) {
        for prop in &self.props {
            let (ink, forms) = match *prop {
                Prop::Band { from, to } => {
                    // It goes around the limbs.
                    let (from, to) = (joints.at(from), joints.at(to));
                    let around = (to - from).unit() * 4.0;
                    (Ink::Band, vec![Form::line(from - around, to + around, 1.5)])
                }
                Prop::Kettlebell { at } => {
                    let hand = joints.at(at);
                    let handle = Form::Ring(hand + Point::new(0.0, -0.8), 3.8, 2.0);
                    (Ink::Prop, vec![handle, Form::disc(hand + Point::new(0.0, -9.4), 6.6)])
                }
                Prop::Dumbbell { at } => {
                    let hand = joints.at(at);
                    let end = |x: f32| Form::block(hand.x + x - 1.5, hand.y - 3.0, 3.0, 6.0);
                    (Ink::Prop, vec![end(-4.5), end(4.5), Form::line(hand, hand, 1.2)])
                }
                Prop::Barbell { at } => {
                    let hand = joints.at(at);
                    (Ink::Prop, vec![Form::Ring(hand, 8.5, 3.0), Form::disc(hand, 1.5)])
                }
                Prop::Arrow { at, from, to } if joints.effort >= 0.5 => {
                    (Ink::Band, arrow(joints.at(at) + from, joints.at(at) + to))
                }
                _ => continue,
            };
            strokes.push(Stroke::over(ink, forms));
        }
    }
}

fn stairs(x: f32, w: f32, h: f32, n: u16) -> Vec<Form> {
    (0..n)
        .map(|stair| {
            let stair = f32::from(stair);
            Form::block(x + w * stair, 0.0, w * (f32::from(n) - stair), h * (stair + 1.0))
        })
        .collect()
}

fn chair(x: f32, h: f32, flip: bool) -> Vec<Form> {
    let upright = |x: f32, top: f32| Form::line(Point::new(x, 1.2), Point::new(x, top), 1.2);
    let (front, behind) = (x + 1.2, x + CHAIR - 1.2);
    let back = if flip { front } else { behind };
    let seat = Form::line(Point::new(front, h - 1.2), Point::new(behind, h - 1.2), 1.2);
    vec![seat, upright(front, h - 1.2), upright(behind, h - 1.2), upright(back, h * 2.0)]
}

fn arrow(tail: Point, head: Point) -> Vec<Form> {
    let way = (head - tail).unit();
    let base = head - way * 9.0;
    let side = way.right() * 7.5;
    vec![Form::line(tail, base, 2.6), Form::Polygon(vec![head, base + side, base - side])]
}
