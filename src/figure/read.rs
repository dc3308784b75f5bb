//! The reader of figures. It reports every error at its position, as a warning: the exercise is played without the
//! figure.

use std::{collections::BTreeMap, ops::Range, time::Duration};

use toml::de::DeValue;

use super::{
    check,
    read_pose::{PoseNames, RawPose},
    read_props::props,
    rig::{Accent, Art, Facing, Figure, Muscle, POSES, Rig, View},
    shape::Extent,
    value::{offset, pair},
};
use crate::base::{
    diagnostic::Code,
    text,
    toml_reader::{self, At, Diagnostics, Fields, Least},
};

const KEYS: [&str; 13] = [
    "accent",
    "arms_front",
    "crop",
    "cycle",
    "facing",
    "floor",
    "frames",
    "glow",
    "pace",
    "pose",
    "props",
    "restart",
    "view",
];
/// The default length of a move.
const PACE: Duration = Duration::from_secs(1);
/// The maximum number of lines and columns of a text picture.
const FRAME: usize = 120;

/// Reads a figure. Returns `None`, and reports why, if it cannot be drawn. `header` is the name of its table in the file,
/// such as `exercise.figure`, for the suggested fixes.
pub fn read(value: &At<DeValue<'_>>, header: &str, diagnostics: &mut Diagnostics<'_>) -> Option<Figure> {
    diagnostics.all_as(Code::BadFigure, |diagnostics| {
        let before = diagnostics.others_than(Code::OddFigure);
        let fields = Fields::of(value, &format!("[{header}]"), diagnostics)?;
        fields.only(&KEYS, diagnostics);
        let pace = fields.take("pace").and_then(|v| toml_reader::duration(v, Least::Something, diagnostics));
        let pace = pace.map_or(PACE, At::into_inner);
        let art = match fields.take("frames") {
            Some(value) => frames(value, &fields, diagnostics).map(Art::Frames),
            None => rig(&fields, diagnostics, before).map(|rig| Art::Rig(Box::new(rig))),
        };
        Some(Figure { art: art.filter(|_| diagnostics.others_than(Code::OddFigure) == before)?, pace })
    })
}

fn rig(fields: &Fields<'_>, diagnostics: &mut Diagnostics<'_>, before: usize) -> Option<Rig> {
    let views = [("side", View::Side), ("front", View::Front), ("back", View::Back)];
    let view = fields.take("view").and_then(|v| toml_reader::word(v, &views, diagnostics));
    let view = view.map_or(View::Side, At::into_inner);
    let facings = [("right", Facing::Right), ("left", Facing::Left), ("viewer", Facing::Viewer)];
    let facing = fields.take("facing").and_then(|v| toml_reader::word(v, &facings, diagnostics));
    let facing = facing.map_or(Facing::Right, At::into_inner);
    let names = PoseNames { view };
    let accent = fields.take("accent").and_then(|v| accent(v, names, diagnostics)).unwrap_or_default();
    let glow = fields.take("glow").and_then(|v| glow(v, names, diagnostics)).unwrap_or_default();
    let flag = |key, otherwise, diagnostics: &mut Diagnostics<'_>| {
        fields.take(key).and_then(|v| toml_reader::flag(v, diagnostics)).unwrap_or(otherwise)
    };
    let floor = flag("floor", true, diagnostics);
    let arms_front = flag("arms_front", false, diagnostics);
    let restart = flag("restart", false, diagnostics);
    let props = fields.take("props").and_then(|v| props(v, names, diagnostics)).unwrap_or_default();
    let crop = fields.take("crop").and_then(|v| crop(v, diagnostics));
    let given = poses(fields, names, diagnostics)?;
    let cycle = cycle(fields, &given, diagnostics)?;
    if diagnostics.others_than(Code::OddFigure) > before {
        return None;
    }
    let base = given[cycle[0].1].whole(None, view, facing);
    let Some(base) = base else {
        let help = "write the place of a joint: pin = { hip = [50, 51] }, or pin = { hip = 50 } to stand on the floor";
        let message = format!("missing `pin` in the first pose, `{}`", cycle[0].1);
        diagnostics.report(&given[cycle[0].1].span, Code::MissingKey, &message, help);
        return None;
    };
    let poses =
        cycle.iter().map(|(_, name)| given[name].whole(Some(&base), view, facing)).collect::<Option<Vec<_>>>()?;
    let names = cycle.iter().map(|(_, name)| text::printable(name).into_owned()).collect();
    let extent = Extent::NONE;
    let rig = Rig { view, facing, poses, names, restart, accent, glow, floor, arms_front, props, crop, extent };
    let places: Vec<_> = cycle.iter().map(|(_, name)| given[name].places(&given[cycle[0].1])).collect();
    check::report(&rig, &places, diagnostics);
    let extent = rig.measure();
    Some(Rig { extent, ..rig })
}

/// The poses by name.
fn poses<'t>(
    fields: &Fields<'t>,
    names: PoseNames,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<BTreeMap<&'t str, RawPose>> {
    let Some(value) = fields.take("pose") else {
        let help = format!("write [{}.pose.NAME] with a body below it, or frames = [\"\"\"...\"\"\"]", fields.header);
        fields.missing("missing `pose`", &help, diagnostics);
        return None;
    };
    let shape = format!("[{}.pose.NAME]", fields.header);
    let all = Fields::of(value, &shape, diagnostics)?;
    let count = all.all().count();
    if count == 0 || count > POSES {
        let message = format!("expected 1 to {POSES} poses, found {count}");
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write 1 to {POSES} poses"));
        return None;
    }
    let mut poses = BTreeMap::new();
    for (name, _, value) in all.all() {
        if let Some(fields) = Fields::of(value, &shape, diagnostics) {
            poses.insert(name, RawPose::read(&fields, names, diagnostics));
        }
    }
    Some(poses)
}

/// The names of the poses in the order of the cycle, with their positions in the file.
fn cycle<'t>(
    fields: &Fields<'_>,
    given: &BTreeMap<&'t str, RawPose>,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Vec<(Range<usize>, &'t str)>> {
    let Some(value) = fields.take("cycle") else {
        let names: Vec<String> = given.keys().map(|name| format!("{:?}", text::printable(name))).collect();
        let help = format!("write the order of the poses: cycle = [{}]", names.join(", "));
        fields.missing("missing `cycle`", &help, diagnostics);
        return None;
    };
    let entries = toml_reader::entries(value, "the names of poses: [\"down\", \"up\"]", diagnostics)?;
    if entries.is_empty() || entries.len() > POSES {
        let message = format!("expected 1 to {POSES} poses, found {}", entries.len());
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write 1 to {POSES} poses"));
        return None;
    }
    let mut cycle = Vec::new();
    for entry in entries {
        let Some(name) = toml_reader::text(entry, toml_reader::NAME, diagnostics) else { continue };
        if let Some((known, _)) = given.get_key_value(name.get_ref().as_str()) {
            cycle.push((name.span(), *known));
            continue;
        }
        diagnostics.report_with(&name.span(), Code::BadValue, || {
            let help = match text::nearest(name.get_ref(), given.keys().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!(
                    "add [{}.pose.{}] with the keys that change",
                    fields.header,
                    text::printable(name.get_ref())
                ),
            };
            (format!("unknown pose `{}`", name.get_ref()), help)
        });
    }
    for (name, pose) in given {
        if !cycle.iter().any(|(_, used)| used == name) && cycle.len() == entries.len() {
            let message = format!("unused pose `{name}`");
            diagnostics.report(&pose.span, Code::OddFigure, &message, "name it in `cycle`, or remove it");
        }
    }
    (cycle.len() == entries.len()).then_some(cycle)
}

/// The limbs that work as a whole.
fn accent(value: &At<DeValue<'_>>, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> Option<Accent> {
    let mut accent = Accent::default();
    for (part, sides) in words(value, &["arm", "leg", "shin", "thigh"], &["arms", "legs", "torso"], names, diagnostics)?
    {
        let mark = |flags: &mut [bool; 2]| (0..2).for_each(|side| flags[side] |= sides[side]);
        match part {
            "arm" | "arms" => mark(&mut accent.arms),
            "leg" | "legs" => {
                mark(&mut accent.thighs);
                mark(&mut accent.shins);
            }
            "thigh" => mark(&mut accent.thighs),
            "shin" => mark(&mut accent.shins),
            _ => accent.torso = true,
        }
    }
    Some(accent)
}

/// The names of the muscles.
pub const MUSCLES: [(&str, Muscle); 18] = [
    ("abs", Muscle::Abs),
    ("adductor", Muscle::Adductor),
    ("back", Muscle::Back),
    ("biceps", Muscle::Biceps),
    ("calf", Muscle::Calf),
    ("chest", Muscle::Chest),
    ("forearm", Muscle::Forearm),
    ("glute", Muscle::Glute),
    ("hamstring", Muscle::Hamstring),
    ("hipflexor", Muscle::HipFlexor),
    ("neck", Muscle::Neck),
    ("oblique", Muscle::Oblique),
    ("pelvicfloor", Muscle::PelvicFloor),
    ("quad", Muscle::Quad),
    ("shin", Muscle::Shin),
    ("shoulder", Muscle::Shoulder),
    ("triceps", Muscle::Triceps),
    ("upperback", Muscle::UpperBack),
];

fn glow(
    value: &At<DeValue<'_>>,
    names: PoseNames,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Vec<(Muscle, [bool; 2])>> {
    let all = MUSCLES.map(|(name, _)| name);
    let found = words(value, &all, &all, names, diagnostics)?;
    let muscle = |word: &str| MUSCLES.iter().find(|(name, _)| *name == word).map(|(_, muscle)| *muscle);
    // Seen from the side, the body covers the far muscle.
    let seen = |sides: [bool; 2]| if names.view == View::Side && sides == [true; 2] { [false, true] } else { sides };
    Some(found.into_iter().filter_map(|(word, sides)| Some((muscle(word)?, seen(sides)))).collect())
}

/// A list of words: those of `sided` name one side, as in `leg_near`, those of `whole` the whole body.
fn words(
    value: &At<DeValue<'_>>,
    sided: &[&'static str],
    whole: &[&'static str],
    names: PoseNames,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Vec<(&'static str, [bool; 2])>> {
    let entries = toml_reader::entries(value, "a list of words", diagnostics)?;
    let mut found = Vec::new();
    for entry in entries {
        let Some(word) = toml_reader::text(entry, toml_reader::NAME, diagnostics) else { continue };
        let word = word.get_ref().as_str();
        if let Some(known) = whole.iter().find(|known| **known == word) {
            found.push((*known, [true; 2]));
        } else if let Some((known, side)) =
            names.split(word).and_then(|(base, side)| Some((sided.iter().find(|known| **known == base)?, side)))
        {
            found.push((*known, [side == 0, side == 1]));
        } else {
            let [left, right] = names.sides();
            let sided = sided.iter().flat_map(|word| [format!("{word}_{left}"), format!("{word}_{right}")]);
            let all: Vec<String> = whole.iter().map(|word| (*word).to_owned()).chain(sided).collect();
            names.report_unknown(entry, word, &all, diagnostics);
        }
    }
    Some(found)
}

/// `[[left, bottom], [right, top]]`.
fn crop(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Extent> {
    const SHAPE: &str = "[[left, bottom], [right, top]]";
    let [low, high] = pair(value, SHAPE, diagnostics)?;
    let (low, high) = (offset(low, diagnostics)?, offset(high, diagnostics)?);
    if high.x - low.x < 10.0 || high.y - low.y < 10.0 {
        diagnostics.report(&value.span(), Code::OutOfRange, "`crop` is too small", &format!("write {SHAPE}"));
        return None;
    }
    Some(Extent { left: low.x, bottom: low.y, right: high.x, top: high.y })
}

/// Text pictures.
fn frames(value: &At<DeValue<'_>>, fields: &Fields<'_>, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<Vec<String>>> {
    for (key, span, _) in fields.all().filter(|(key, ..)| !["frames", "pace"].contains(key) && KEYS.contains(key)) {
        let message = format!("`frames` conflicts with `{key}`");
        diagnostics.report(&span, Code::ConflictingKeys, &message, "a figure has poses or frames: remove one");
    }
    let entries = toml_reader::entries(value, "[\"\"\"...\"\"\", \"\"\"...\"\"\"]", diagnostics)?;
    if entries.is_empty() || entries.len() > POSES {
        let message = format!("expected 1 to {POSES} frames, found {}", entries.len());
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write 1 to {POSES}"));
        return None;
    }
    Some(entries.iter().filter_map(|entry| frame(entry, diagnostics)).collect())
}

fn frame(value: &At<DeValue<'_>>, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<String>> {
    let DeValue::String(picture) = value.get_ref() else {
        toml_reader::wrong_type(value, value.get_ref(), "text", "write it in quotes: \"\"\"...\"\"\"", diagnostics);
        return None;
    };
    let lines: Vec<String> = picture.lines().map(|line| line.trim_end().to_owned()).collect();
    if let Some(character) = lines.iter().flat_map(|line| line.chars()).find(|c| text::is_unsafe(*c)) {
        let message = format!("unsafe character {}", text::code_point(character));
        diagnostics.report(&value.span(), Code::UnsafeText, &message, "replace it with a space");
        return None;
    }
    if lines.len() > FRAME
        || lines.iter().any(|line| line.chars().count() > FRAME)
        || lines.iter().all(String::is_empty)
    {
        let help = format!("write 1 to {FRAME} lines of at most {FRAME} characters");
        diagnostics.report(&value.span(), Code::OutOfRange, "empty or oversized frame", &help);
        return None;
    }
    Some(lines)
}
