//! Strokes: shapes in the order in which they cover each other, each in an ink. The widget decides what an ink looks
//! like and which cells it fills.

use super::{Art, Figure, Point, Rig};

/// The number of moments of each move that are measured.
const SAMPLES: u16 = 8;

/// The meaning of a shape, which the widget gives a colour. If two fill as much of a dot, the later one is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Ink {
    /// Nothing: what was there is removed.
    Hole,
    /// The other end of the movement.
    Ghost,
    /// A mat.
    Mat,
    /// The floor, and the edge of a mat.
    Floor,
    /// A thing that a body sits on, leans on or goes through.
    Furniture,
    /// A cushion or a towel.
    Cloth,
    /// A thing that is used, and an arrow.
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

    /// Whether it is a part of a body.
    pub fn is_body(self) -> bool {
        self >= Ink::FarShoe
    }

    /// Whether it is a part of a limb in front, which catches the light in a picture.
    pub fn is_near(self) -> bool {
        matches!(self, Ink::Shoe | Ink::Leggings | Ink::Top | Ink::Skin)
    }
}

/// How much is drawn at a scale: details smaller than a dot are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Limbs in their materials, and hair.
    Coarse,
    /// Sleeves and gaps between limbs as well.
    Middle,
    /// Calves, a nose, a knot of hair and soles as well.
    Fine,
}

impl Detail {
    /// The detail that can be seen with this many dots to a unit.
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
    /// The corners of a convex area, in order around it.
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
    /// It covers everything, with a gap of a dot around it where its ink is there already.
    Apart,
    /// As `Apart`, and with a gap from every part of a body that has its colour.
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

impl Rig {
    /// All strokes of a moment, in the order of painting; `ghost` is another moment to show behind it. `dots` is the
    /// number of dots to a unit: details smaller than a dot are left out.
    pub fn strokes(&self, at: f32, ghost: Option<f32>, dots: f32) -> Vec<Stroke> {
        let (joints, detail) = (self.joints(at), Detail::of(dots));
        let mut strokes = Vec::with_capacity(48);
        self.props_behind(&joints, dots, &mut strokes);
        if let Some(ghost) = ghost {
            let mut behind = Vec::with_capacity(32);
            self.body(&self.joints(ghost), Detail::Coarse, &mut behind);
            let whole = behind.into_iter().filter(|stroke| stroke.blend != Blend::Within);
            strokes.push(Stroke::over(Ink::Ghost, whole.flat_map(|stroke| stroke.paths).collect()));
        }
        self.body(&joints, detail, &mut strokes);
        self.props_before(&joints, &mut strokes);
        strokes
    }

    /// The area that all poses, the moves between them and the things around them cover; or the crop.
    pub(super) fn measure(&self) -> Extent {
        if let Some(crop) = self.crop {
            return crop;
        }
        let moves = u16::try_from(self.poses.len()).unwrap_or(1);
        let moments = (0..moves * SAMPLES).map(|sample| f32::from(sample) / f32::from(SAMPLES));
        let strokes = moments.flat_map(|at| self.strokes(at, None, 0.0));
        let paths = strokes.flat_map(|stroke| stroke.paths);
        let all = paths.fold(Extent::NONE, |all, path| all.with(path.extent()));
        Extent { bottom: if self.floor { 0.0 } else { all.bottom.min(0.0) }, ..all }
    }
}

impl Figure {
    /// The body, if it has one.
    pub fn rig(&self) -> Option<&Rig> {
        match &self.art {
            Art::Rig(rig) => Some(rig),
            Art::Frames(_) => None,
        }
    }
}
