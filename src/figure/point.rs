//! Points of the picture, in units: x to the right, y up, the floor at 0, a standing body 100 high.

use std::ops::{Add, Mul, Sub};

/// A point, or the vector from one to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Up.
    pub y: f32,
}

impl Point {
    /// A point from its coordinates.
    pub const fn new(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    /// The vector of length 1 in a direction of the compass, in degrees: 0 up, 90 right.
    pub fn from_heading(degrees: f32) -> Point {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        Point::new(sine, cosine)
    }

    /// The direction on the compass, in degrees from -180 to 180.
    pub fn heading(self) -> f32 {
        self.x.atan2(self.y).to_degrees()
    }

    /// The length of the vector.
    pub fn length(self) -> f32 {
        self.x.hypot(self.y)
    }

    /// The vector of length 1 in the same direction; up if the length is zero.
    #[must_use]
    pub fn normalized(self) -> Point {
        let length = self.length();
        if length > f32::EPSILON { self * (1.0 / length) } else { Point::new(0.0, 1.0) }
    }

    /// The vector after a quarter turn clockwise.
    #[must_use]
    pub fn right(self) -> Point {
        Point::new(self.y, -self.x)
    }

    /// The dot product.
    pub fn dot(self, other: Point) -> f32 {
        self.x * other.x + self.y * other.y
    }

    /// The point at a fraction of the way to another: 0 is here, 1 is there.
    #[must_use]
    pub fn lerp(self, other: Point, part: f32) -> Point {
        self + (other - self) * part
    }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        Point::new(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        Point::new(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f32> for Point {
    type Output = Point;
    fn mul(self, by: f32) -> Point {
        Point::new(self.x * by, self.y * by)
    }
}

/// The number at a fraction of the way from one to another.
pub(super) fn lerp(from: f32, to: f32, part: f32) -> f32 {
    from + (to - from) * part
}
