//! The reader of the props around a body.

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::{
    pose::Target,
    props::Prop,
    read_pose::{PoseNames, target},
    rig::POSES,
    value::{coordinate, offset},
};
use crate::base::{
    diagnostic::Code,
    toml_reader::{self, At, Diagnostics, Fields},
};

/// The optional keys of props: true or false.
pub const FLAGS: [&str; 2] = ["above", "flip"];
/// The kinds of props with their keys; all keys but the [`FLAGS`] are required.
pub const KINDS: [(&str, &[&str]); 20] = [
    ("arrow", &["at", "from", "to"]),
    ("ball", &["r", "x", "y"]),
    ("band", &["from", "to"]),
    ("barbell", &["at"]),
    ("bench", &["h", "w", "x"]),
    ("chair", &["flip", "h", "x"]),
    ("circle", &["at", "flip", "r"]),
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

/// A list of props.
pub(super) fn props(value: &At<DeValue<'_>>, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> Option<Vec<Prop>> {
    let entries = toml_reader::entries(value, "a list of things: [{ kind = \"chair\", x = 79, h = 30 }]", diagnostics)?;
    if entries.len() > POSES {
        let message = format!("expected at most {POSES} things, found {}", entries.len());
        diagnostics.report(&value.span(), Code::OutOfRange, &message, &format!("write at most {POSES}"));
        return None;
    }
    Some(entries.iter().filter_map(|entry| prop(entry, names, diagnostics)).collect())
}

fn prop(value: &At<DeValue<'_>>, names: PoseNames, diagnostics: &mut Diagnostics<'_>) -> Option<Prop> {
    let fields = Fields::of(value, "{ kind = \"chair\", x = 79, h = 30 }", diagnostics)?;
    let Some(kind) = fields.take("kind") else {
        fields.missing("missing `kind`", "write kind = \"chair\" or another kind", diagnostics);
        return None;
    };
    let kind = toml_reader::word(kind, &KINDS, diagnostics).map(|keys| (*keys.get_ref(), kind.get_ref().as_str()))?;
    let (keys, kind) = (kind.0, kind.1.unwrap_or_default());
    let known: Vec<&str> = keys.iter().copied().chain(["kind"]).collect();
    fields.only(&known, diagnostics);
    let mut given = |key: &str| {
        let value = fields.take(key);
        if value.is_none() {
            let message = format!("missing `{key}` of a {kind}");
            fields.missing(&message, &format!("a {kind} needs {}", keys.join(", ")), diagnostics);
        }
        value
    };
    let needed: BTreeMap<&str, &At<DeValue<'_>>> =
        keys.iter().filter(|key| !FLAGS.contains(key)).filter_map(|key| Some((*key, given(key)?))).collect();
    let place = |key, diagnostics: &mut Diagnostics<'_>| coordinate(needed.get(key)?, diagnostics);
    let size = |key, diagnostics: &mut Diagnostics<'_>| toml_reader::number(needed.get(key)?, 0.5, 300.0, diagnostics);
    let joint = |key, diagnostics: &mut Diagnostics<'_>| names.joint(needed.get(key)?, diagnostics);
    let end = |key, diagnostics: &mut Diagnostics<'_>| -> Option<Target> {
        target(needed.get(key)?, |joint, diagnostics| names.joint(joint, diagnostics), diagnostics)
    };
    let flag = |key, diagnostics: &mut Diagnostics<'_>| {
        fields.take(key).and_then(|value| toml_reader::flag(value, diagnostics)).unwrap_or(false)
    };
    Some(match kind {
        "arrow" => Prop::Arrow {
            at: joint("at", diagnostics)?,
            from: offset(needed.get("from")?, diagnostics)?,
            to: offset(needed.get("to")?, diagnostics)?,
        },
        "ball" => Prop::Ball { x: place("x", diagnostics)?, y: place("y", diagnostics)?, r: size("r", diagnostics)? },
        "band" => Prop::Band { from: end("from", diagnostics)?, to: end("to", diagnostics)? },
        "barbell" => Prop::Barbell { at: joint("at", diagnostics)? },
        "bench" => Prop::Bench { x: place("x", diagnostics)?, w: size("w", diagnostics)?, h: size("h", diagnostics)? },
        "chair" => {
            let flip = flag("flip", diagnostics);
            Prop::Chair { x: place("x", diagnostics)?, h: size("h", diagnostics)?, flip }
        }
        "circle" => {
            let flip = flag("flip", diagnostics);
            Prop::Circle { at: joint("at", diagnostics)?, r: size("r", diagnostics)?, flip }
        }
        "cushion" => {
            let (x, y) = (place("x", diagnostics)?, place("y", diagnostics)?);
            Prop::Cushion { x, y, w: size("w", diagnostics)?, h: size("h", diagnostics)? }
        }
        "desk" => Prop::Desk { x: place("x", diagnostics)?, w: size("w", diagnostics)?, h: size("h", diagnostics)? },
        "doorway" => {
            Prop::Doorway { x: place("x", diagnostics)?, w: size("w", diagnostics)?, h: size("h", diagnostics)? }
        }
        "dumbbell" => Prop::Dumbbell { at: joint("at", diagnostics)? },
        "kettlebell" => Prop::Kettlebell { at: joint("at", diagnostics)? },
        "loop" => Prop::Loop { from: joint("from", diagnostics)?, to: joint("to", diagnostics)? },
        "mat" => {
            let above = flag("above", diagnostics);
            Prop::Mat { x: place("x", diagnostics)?, w: size("w", diagnostics)?, d: size("d", diagnostics)?, above }
        }
        "mirror" => {
            Prop::Mirror { x: place("x", diagnostics)?, w: size("w", diagnostics)?, h: size("h", diagnostics)? }
        }
        "roller" => Prop::Roller { x: place("x", diagnostics)?, r: size("r", diagnostics)? },
        "stairs" => {
            let count = toml_reader::whole(needed.get("n")?, 1, 12, diagnostics)?.into_inner();
            let (x, w, h) = (place("x", diagnostics)?, size("w", diagnostics)?, size("h", diagnostics)?);
            Prop::Stairs { x, w, h, n: u16::try_from(count).unwrap_or(1) }
        }
        "step" => Prop::Step { x: place("x", diagnostics)?, w: size("w", diagnostics)?, h: size("h", diagnostics)? },
        "towel" => Prop::Towel { from: end("from", diagnostics)?, to: end("to", diagnostics)? },
        _ => Prop::Wall { x: place("x", diagnostics)? },
    })
}
