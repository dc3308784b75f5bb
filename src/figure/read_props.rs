//! The things of a figure as a file writes them.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::{
    POSES, Prop, Target,
    read_pose::{Names, target},
    value::{coordinate, offset},
};
use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Fields, Mistakes},
};

/// The keys of a thing that may be left out: true or false.
pub const FLAGS: [&str; 2] = ["above", "flip"];
/// The kinds of things, each with its keys; all keys but the [`FLAGS`] are required.
pub const KINDS: [(&str, &[&str]); 19] = [
    ("arrow", &["at", "from", "to"]),
    ("ball", &["r", "x", "y"]),
    ("band", &["from", "to"]),
    ("barbell", &["at"]),
    ("bench", &["h", "w", "x"]),
    ("chair", &["flip", "h", "x"]),
    ("cushion", &["h", "w", "x", "y"]),
    ("desk", &["h", "w", "x"]),
    ("doorway", &["h", "w", "x"]),
    ("dumbbell", &["at"]),
    ("kettlebell", &["at"]),
    ("loop", &["from", "to"]),
    ("mat", &["above", "d", "w", "x"]),
    ("mirror", &["h", "w", "x"]),
    ("roller", &["r", "x"]),
    ("stairs", &["h", "n", "w", "x"]),
    ("step", &["h", "w", "x"]),
    ("towel", &["from", "to"]),
    ("wall", &["x"]),
];

/// A list of things.
pub(super) fn props(value: &At<DeValue<'_>>, names: Names, mistakes: &mut Mistakes<'_>) -> Option<Vec<Prop>> {
    let entries = toml_reader::entries(value, "a list of things: [{ kind = \"chair\", x = 79, h = 30 }]", mistakes)?;
    if entries.len() > POSES {
        let message = format!("this figure has {} things", entries.len());
        mistakes.tell(&value.span(), Code::OutOfRange, &message, &format!("write at most {POSES}"));
        return None;
    }
    Some(entries.iter().filter_map(|entry| prop(entry, names, mistakes)).collect())
}

fn prop(value: &At<DeValue<'_>>, names: Names, mistakes: &mut Mistakes<'_>) -> Option<Prop> {
    let fields = Fields::of(value, "{ kind = \"chair\", x = 79, h = 30 }", mistakes)?;
    let Some(kind) = fields.take("kind") else {
        fields.missing("this thing has no `kind`", "write kind = \"chair\", or another", mistakes);
        return None;
    };
    let kind = toml_reader::word(kind, &KINDS, mistakes).map(|keys| (*keys.get_ref(), kind.get_ref().as_str()))?;
    let (keys, kind) = (kind.0, kind.1.unwrap_or_default());
    let known: Vec<&str> = keys.iter().copied().chain(["kind"]).collect();
    fields.only(&known, mistakes);
    let mut given = |key: &str| {
        let value = fields.take(key);
        if value.is_none() {
            let message = format!("this {kind} has no `{key}`");
            fields.missing(&message, &format!("a {kind} has {}", keys.join(", ")), mistakes);
        }
        value
    };
    let needed: BTreeMap<&str, &At<DeValue<'_>>> =
        keys.iter().filter(|key| !FLAGS.contains(key)).filter_map(|key| Some((*key, given(key)?))).collect();
    let place = |key, mistakes: &mut Mistakes<'_>| coordinate(needed.get(key)?, mistakes);
    let size = |key, mistakes: &mut Mistakes<'_>| toml_reader::number(needed.get(key)?, 0.5, 300.0, mistakes);
    let joint = |key, mistakes: &mut Mistakes<'_>| names.joint(needed.get(key)?, mistakes);
    let end = |key, mistakes: &mut Mistakes<'_>| -> Option<Target> {
        target(needed.get(key)?, |joint, mistakes| names.joint(joint, mistakes), mistakes)
    };
    let flag = |key, mistakes: &mut Mistakes<'_>| {
        fields.take(key).and_then(|value| toml_reader::flag(value, mistakes)).unwrap_or(false)
    };
    Some(match kind {
        "arrow" => Prop::Arrow {
            at: joint("at", mistakes)?,
            from: offset(needed.get("from")?, mistakes)?,
            to: offset(needed.get("to")?, mistakes)?,
        },
        "ball" => Prop::Ball { x: place("x", mistakes)?, y: place("y", mistakes)?, r: size("r", mistakes)? },
        "band" => Prop::Band { from: end("from", mistakes)?, to: end("to", mistakes)? },
        "barbell" => Prop::Barbell { at: joint("at", mistakes)? },
        "bench" => Prop::Bench { x: place("x", mistakes)?, w: size("w", mistakes)?, h: size("h", mistakes)? },
        "chair" => {
            let flip = flag("flip", mistakes);
            Prop::Chair { x: place("x", mistakes)?, h: size("h", mistakes)?, flip }
        }
        "cushion" => {
            let (x, y) = (place("x", mistakes)?, place("y", mistakes)?);
            Prop::Cushion { x, y, w: size("w", mistakes)?, h: size("h", mistakes)? }
        }
        "desk" => Prop::Desk { x: place("x", mistakes)?, w: size("w", mistakes)?, h: size("h", mistakes)? },
        "doorway" => Prop::Doorway { x: place("x", mistakes)?, w: size("w", mistakes)?, h: size("h", mistakes)? },
        "dumbbell" => Prop::Dumbbell { at: joint("at", mistakes)? },
        "kettlebell" => Prop::Kettlebell { at: joint("at", mistakes)? },
        "loop" => Prop::Loop { from: joint("from", mistakes)?, to: joint("to", mistakes)? },
        "mat" => {
            let above = flag("above", mistakes);
            Prop::Mat { x: place("x", mistakes)?, w: size("w", mistakes)?, d: size("d", mistakes)?, above }
        }
        "mirror" => Prop::Mirror { x: place("x", mistakes)?, w: size("w", mistakes)?, h: size("h", mistakes)? },
        "roller" => Prop::Roller { x: place("x", mistakes)?, r: size("r", mistakes)? },
        "stairs" => {
            let count = toml_reader::whole(needed.get("n")?, 1, 12, mistakes)?.into_inner();
            let (x, w, h) = (place("x", mistakes)?, size("w", mistakes)?, size("h", mistakes)?);
            Prop::Stairs { x, w, h, n: u16::try_from(count).unwrap_or(1) }
        }
        "step" => Prop::Step { x: place("x", mistakes)?, w: size("w", mistakes)?, h: size("h", mistakes)? },
        "towel" => Prop::Towel { from: end("from", mistakes)?, to: end("to", mistakes)? },
        _ => Prop::Wall { x: place("x", mistakes)? },
    })
}
