//! Shapes: what is painted, in which order and with which ink.

use super::point::Point;

/// The meaning of a shape; the widget gives it a colour. If two fill the same part of a dot, the later one is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Ink {
    /// Nothing: erases what is below.
    Hole,
    /// The other end of the movement.
    Ghost,
    /// A mat.
    Mat,
    /// The floor, and the edge of a mat.
    Floor,
    /// A prop that a body sits on, leans on or goes through.
    Furniture,
    /// A cushion or a towel.
    Cloth,
    /// A prop in use, or an arrow.
    Prop,
    /// The clothes and the skin of the limbs behind the body.
    FarShoe,
    /// See [`Ink::FarShoe`].
    FarLeggings,
    /// See [`Ink::FarShoe`].
    FarTop,
    /// See [`Ink::FarShoe`].
    FarSkin,
    /// The soles of shoes.
    Sole,
    /// The shoes of the limbs in front.
    Shoe,
    /// The trousers.
    Leggings,
    /// The shirt.
    Top,
    /// The skin of the head and the limbs in front.
    Skin,
    /// The hair.
    Hair,
    /// A muscle at rest.
    Rest,
    /// A muscle at work.
    Working,
}

impl Ink {
    /// All of them; the index of each is its number.
    pub const ALL: [Ink; 19] = [
        Ink::Hole,
        Ink::Ghost,
        Ink::Mat,
        Ink::Floor,
        Ink::Furniture,
        Ink::Cloth,
        Ink::Prop,
        Ink::FarShoe,
        Ink::FarLeggings,
        Ink::FarTop,
        Ink::FarSkin,
        Ink::Sole,
        Ink::Shoe,
        Ink::Leggings,
        Ink::Top,
        Ink::Skin,
        Ink::Hair,
        Ink::Rest,
        Ink::Working,
    ];

    /// Whether it belongs to a body.
    pub fn is_body(self) -> bool {
        self >= Ink::FarShoe
    }

    /// Whether it belongs to a limb in front, which catches the light in an image.
    pub fn is_near(self) -> bool {
        matches!(self, Ink::Shoe | Ink::Leggings | Ink::Top | Ink::Skin)
    }
}

/// The level of detail at a scale: details smaller than a dot are omitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Limbs in their materials, and hair.
    Coarse,
    /// Also sleeves, and gaps between limbs.
    Middle,
    /// Also calves, a nose, a bun and soles.
    Fine,
}

impl Detail {
    /// The detail that is visible with this many dots to a unit.
    pub fn of(dots: f32) -> Detail {
        if dots >= 0.9 {
            Detail::Fine
        } else if dots >= 0.36 {
            Detail::Middle
        } else {
            Detail::Coarse
        }
    }
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Path {
    /// A line between two round ends, with the radius of each.
    Capsule([Point; 2], [f32; 2]),
    /// The corners of a convex area, in order.
    Polygon(Vec<Point>),
    /// A circle: its middle, its radius, and the thickness of its line.
    Ring(Point, f32, f32),
}

impl Path {
    /// A disc.
    pub fn disc(middle: Point, radius: f32) -> Path {
        Path::Capsule([middle; 2], [radius; 2])
    }

    /// A line of one thickness.
    pub fn line(from: Point, to: Point, radius: f32) -> Path {
        Path::Capsule([from, to], [radius; 2])
    }

    /// An upright rectangle, from its lower left corner.
    pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Path {
        let corner = |dx: f32, dy: f32| Point::new(x + dx, y + dy);
        Path::Polygon(vec![corner(0.0, 0.0), corner(width, 0.0), corner(width, height), corner(0.0, height)])
    }

    /// The area that it covers.
    pub fn extent(&self) -> Extent {
        let around = |point: &Point, by: f32| Extent {
            left: point.x - by,
            right: point.x + by,
            bottom: point.y - by,
            top: point.y + by,
        };
        match self {
            Path::Capsule([a, b], [from, to]) => around(a, *from).with(around(b, *to)),
            Path::Polygon(corners) => corners.iter().fold(Extent::NONE, |all, corner| all.with(around(corner, 0.0))),
            Path::Ring(middle, radius, thick) => around(middle, radius + thick / 2.0),
        }
    }
}

/// How a shape covers the shapes below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blend {
    /// It covers everything.
    Over,
    /// It covers everything, and leaves a gap of a dot to its own ink.
    Apart,
    /// Like `Apart`, and leaves a gap to every part of a body in its colour.
    InFront,
    /// It covers bodies only.
    Within,
}

/// Shapes that are painted together.
#[derive(Clone, Debug, PartialEq)]
pub struct Stroke {
    /// Their ink.
    pub ink: Ink,
    /// How they cover the shapes below.
    pub blend: Blend,
    /// The shapes.
    pub paths: Vec<Path>,
}

impl Stroke {
    pub(super) fn over(ink: Ink, paths: Vec<Path>) -> Stroke {
        Stroke { ink, blend: Blend::Over, paths }
    }
}

/// The area of a drawing, in units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least x.
    pub left: f32,
    /// The greatest x.
    pub right: f32,
    /// The least y.
    pub bottom: f32,
    /// The greatest y.
    pub top: f32,
}

impl Extent {
    /// The empty area.
    pub const NONE: Extent =
        Extent { left: f32::INFINITY, right: f32::NEG_INFINITY, bottom: f32::INFINITY, top: f32::NEG_INFINITY };

    /// The area around both.
    #[must_use]
    pub fn with(self, other: Extent) -> Extent {
        Extent {
            left: self.left.min(other.left),
            right: self.right.max(other.right),
            bottom: self.bottom.min(other.bottom),
            top: self.top.max(other.top),
        }
    }

    /// The width.
    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// The height.
    pub fn height(&self) -> f32 {
        self.top - self.bottom
    }
}
