//! The values that figures are written with: places, angles and pairs.

use toml::de::DeValue;

use super::{Point, Segment};
use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics},
};

/// The farthest place that a figure may name, in units, each way from the lower left corner of the picture.
const FARTHEST: f32 = 300.0;

/// A coordinate in units, from -300 to 300.
pub(super) fn coordinate(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<f32> {
    toml_reader::number(value, -FARTHEST, FARTHEST, diagnostics)
}

/// `[x, y]`, each from -300 to 300.
pub(super) fn offset(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Point> {
    match toml_reader::entries(value, "[x, y]", diagnostics)?.iter().collect::<Vec<_>>()[..] {
        [x, y] => {
            let (x, y) = (coordinate(x, diagnostics), coordinate(y, diagnostics));
            Some(Point::new(x?, y?))
        }
        ref other => {
            let message = format!("expected `[x, y]`, found {}", numbers(other.len()));
            diagnostics.report(&value.span(), Code::BadValue, &message, "write two numbers: [50, 2.4]");
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
    diagnostics: &mut Diagnostics<'_>,
) -> Option<[&'t At<DeValue<'t>>; 2]> {
    let entries = toml_reader::entries(value, shape, diagnostics)?;
    if let [first, second] = entries.iter().collect::<Vec<_>>()[..] {
        return Some([first, second]);
    }
    let message = format!("expected two values, found {}", entries.len());
    diagnostics.report(&value.span(), Code::BadValue, &message, &format!("write {shape}"));
    None
}

/// A direction in degrees, from -720 to 720.
pub(super) fn angle(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<f32> {
    toml_reader::number(value, -720.0, 720.0, diagnostics)
}

/// An angle, or an angle and how much of the bone is seen.
pub(super) fn segment(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Segment> {
    if !value.get_ref().is_array() {
        return Some(Segment::flat(angle(value, diagnostics)?));
    }
    let [angle_of, factor] = pair(value, "an angle, or [angle, factor]", diagnostics)?;
    let (angle, factor) = (angle(angle_of, diagnostics), toml_reader::number(factor, 0.0, 1.0, diagnostics));
    Some(Segment { angle: angle?, factor: factor? })
}

/// Two bones: one angle for both, or one for each.
pub(super) fn segments(
    value: &At<DeValue<'_>>,
    shape: &str,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<[Segment; 2]> {
    if !value.get_ref().is_array() {
        return Some([Segment::flat(angle(value, diagnostics)?); 2]);
    }
    let [upper, lower] = pair(value, shape, diagnostics)?;
    let (upper, lower) = (segment(upper, diagnostics), segment(lower, diagnostics));
    Some([upper?, lower?])
}
