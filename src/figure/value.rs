//! The values in a figure: positions, angles and pairs.

use toml::de::DeValue;

use super::{point::Point, pose::Segment};
use crate::base::{
    count::count,
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics},
};

/// The largest coordinate in a figure, in units, in each direction from the lower left corner of the picture.
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
            let message = format!("expected `[x, y]`, found {}", count(other.len(), "number"));
            diagnostics.report(&value.span(), Code::BadValue, &message, "write two numbers: [50, 2.4]");
            None
        }
    }
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

/// One turn of the hips and the shoulders, or one for each, in degrees from -90 to 90.
pub(super) fn turns(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<[f32; 2]> {
    let turn = |value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>| {
        toml_reader::number(value, -90.0, 90.0, diagnostics)
    };
    if !value.get_ref().is_array() {
        return Some([turn(value, diagnostics)?; 2]);
    }
    let [hips, shoulders] = pair(value, "[hips, shoulders]", diagnostics)?;
    let (hips, shoulders) = (turn(hips, diagnostics), turn(shoulders, diagnostics));
    Some([hips?, shoulders?])
}

/// A direction in degrees, from -720 to 720.
pub(super) fn angle(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<f32> {
    toml_reader::number(value, -720.0, 720.0, diagnostics)
}

/// An angle, or an angle and the visible fraction of the bone, negative if it points the opposite way.
pub(super) fn segment(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Segment> {
    if !value.get_ref().is_array() {
        return Some(Segment::flat(angle(value, diagnostics)?));
    }
    let [angle_of, factor] = pair(value, "an angle, or [angle, factor]", diagnostics)?;
    let (angle, factor) = (angle(angle_of, diagnostics), toml_reader::number(factor, -1.0, 1.0, diagnostics));
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
