//! The values that figures are written with: places, angles and pairs.

use toml::de::DeValue;

use super::{Point, Segment};
use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Mistakes},
};

/// The farthest place that a figure may name, in units, each way from the lower left corner of the picture.
const FARTHEST: f32 = 300.0;

/// A coordinate in units, from -300 to 300.
pub(super) fn coordinate(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<f32> {
    toml_reader::number(value, -FARTHEST, FARTHEST, mistakes)
}

/// `[x, y]`, each from -300 to 300.
pub(super) fn offset(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<Point> {
    match toml_reader::entries(value, "[x, y]", mistakes)?.iter().collect::<Vec<_>>()[..] {
        [x, y] => {
            let (x, y) = (coordinate(x, mistakes), coordinate(y, mistakes));
            Some(Point::new(x?, y?))
        }
        ref other => {
            let message = format!("expected `[x, y]`, found {}", numbers(other.len()));
            mistakes.tell(&value.span(), Code::BadValue, &message, "write two numbers: [50, 2.4]");
            None
        }
    }
}

fn numbers(count: usize) -> String {
    if count == 1 { "1 number".to_owned() } else { format!("{count} numbers") }
}

/// The two values of a list.
pub(super) fn pair<'t>(
    value: &'t At<DeValue<'t>>,
    shape: &str,
    mistakes: &mut Mistakes<'_>,
) -> Option<[&'t At<DeValue<'t>>; 2]> {
    let entries = toml_reader::entries(value, shape, mistakes)?;
    if let [first, second] = entries.iter().collect::<Vec<_>>()[..] {
        return Some([first, second]);
    }
    let message = format!("expected two values, found {}", entries.len());
    mistakes.tell(&value.span(), Code::BadValue, &message, &format!("write {shape}"));
    None
}

/// A direction in degrees, from -720 to 720.
pub(super) fn angle(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<f32> {
    toml_reader::number(value, -720.0, 720.0, mistakes)
}

/// An angle, or an angle and how much of the bone is seen.
pub(super) fn segment(value: &At<DeValue<'_>>, mistakes: &mut Mistakes<'_>) -> Option<Segment> {
    if !value.get_ref().is_array() {
        return Some(Segment::flat(angle(value, mistakes)?));
    }
    let [angle_of, factor] = pair(value, "an angle, or [angle, factor]", mistakes)?;
    let (angle, factor) = (angle(angle_of, mistakes), toml_reader::number(factor, 0.0, 1.0, mistakes));
    Some(Segment { angle: angle?, factor: factor? })
}

/// Two bones: one angle for both, or one for each.
pub(super) fn segments(value: &At<DeValue<'_>>, shape: &str, mistakes: &mut Mistakes<'_>) -> Option<[Segment; 2]> {
    if !value.get_ref().is_array() {
        return Some([Segment::flat(angle(value, mistakes)?); 2]);
    }
    let [upper, lower] = pair(value, shape, mistakes)?;
    let (upper, lower) = (segment(upper, mistakes), segment(lower, mistakes));
    Some([upper?, lower?])
}
