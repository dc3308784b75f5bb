//! The schema of a figure: its own keys, its poses and its props.

use serde_json::{Map, Value, json};

use crate::{
    base::toml_reader::NAME,
    figure::{self, POSES},
};

/// A side: far and near seen from the side, left and right otherwise.
const SIDE: &str = "(far|near|l|r)";

/// A figure: the name of an exercise to borrow from, or a table.
pub(super) fn figure() -> Value {
    json!({
        "anyOf": [
            { "type": "string", "minLength": 1, "maxLength": NAME },
            { "$ref": "#/definitions/figure" },
        ]
    })
}

/// The definitions that the schema of a figure uses, including the figure itself.
pub(super) fn definitions() -> Map<String, Value> {
    let bones = json!({
        "description": "One angle for both bones, or one for each.",
        "anyOf": [{ "$ref": "#/definitions/angle" }, {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": { "$ref": "#/definitions/bone" },
        }],
    });
    let all = [
        ("figure", table()),
        ("pose", pose()),
        ("thing", json!({ "oneOf": figure::KINDS.iter().map(|(kind, keys)| thing(kind, keys)).collect::<Vec<_>>() })),
        (
            "angle",
            json!({ "type": "number", "minimum": -720, "maximum": 720, "description": "0 up, 90 right, 180 down, 270 left." }),
        ),
        (
            "bone",
            json!({ "anyOf": [{ "$ref": "#/definitions/angle" }, {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": [{ "$ref": "#/definitions/angle" }, { "type": "number", "minimum": -1, "maximum": 1 }],
            "description": "An angle, and how much of the bone is seen; negative the opposite way.",
        }] }),
        ),
        ("bones", bones),
        (
            "place",
            json!({ "type": "array", "minItems": 2, "maxItems": 2, "items": coordinate(), "description": "[x, y]" }),
        ),
        ("joint", json!({ "type": "string", "pattern": joint() })),
        ("end", end()),
        ("leg", limb("foot", "knee")),
        ("arm", limb("hand", "elbow")),
    ];
    all.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

fn coordinate() -> Value {
    json!({ "type": "number", "minimum": -300, "maximum": 300 })
}

fn joint() -> String {
    format!("^(hip|waist|chest|head|(ankle|elbow|hand|hip|knee|shin|shoulder|thigh|toe)_{SIDE})$")
}

fn table() -> Value {
    let muscles = figure::MUSCLES.map(|(name, _)| name).join("|");
    let words = |pattern: String, about: &str| {
        let items = json!({ "type": "string", "pattern": pattern });
        json!({ "type": "array", "items": items, "description": about })
    };
    let art = json!([{ "required": ["cycle", "pose"] }, { "required": ["frames"] }]);
    json!({
        "type": "object",
        "additionalProperties": false,
        "oneOf": art,
        "properties": {
            "accent": words(format!("^(legs|arms|torso|(leg|thigh|shin|arm)_{SIDE})$"), "Limbs that light up from end to end."),
            "arms_front": { "type": "boolean", "description": "Both arms are in front of the body." },
            "crop": {
                "type": "array",
                "minItems": 2,
                "maxItems": 2,
                "items": { "$ref": "#/definitions/place" },
                "description": "[[left, bottom], [right, top]]: a part of the picture, shown larger.",
            },
            "cycle": {
                "type": "array",
                "minItems": 1,
                "maxItems": POSES,
                "items": { "type": "string" },
                "description": "The poses in the order in which they are taken.",
            },
            "facing": { "enum": ["right", "left", "viewer"], "description": "Where a standing body would look." },
            "floor": { "type": "boolean", "description": "Whether the floor is drawn." },
            "frames": {
                "type": "array",
                "minItems": 1,
                "maxItems": POSES,
                "items": { "type": "string" },
                "description": "Pictures of characters instead of poses.",
            },
            "glow": words(format!("^({muscles})(_{SIDE})?$"), "Muscles that light up, with a side or without."),
            "pace": { "$ref": "#/definitions/duration", "description": "How long a move takes without a tempo." },
            "pose": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": POSES,
                "additionalProperties": { "$ref": "#/definitions/pose" },
                "description": "The poses by their names. A pose has the keys that change; the rest is as in the first.",
            },
            "props": {
                "type": "array",
                "maxItems": POSES,
                "items": { "$ref": "#/definitions/thing" },
                "description": "Things around the body, such as a chair or a band.",
            },
            "restart": { "type": "boolean", "description": "Start over at the last pose, without a move back to the first." },
            "view": { "enum": ["side", "front", "back"], "description": "From where the body is seen." },
        },
    })
}

fn pose() -> Value {
    let refer = |name: &str| json!({ "$ref": format!("#/definitions/{name}") });
    let described = |name: &str, about: &str| json!({ "$ref": format!("#/definitions/{name}"), "description": about });
    let mut patterns = Map::new();
    for (pattern, name, about) in [
        ("^arm", "arm", "One arm: its angles, or where its hand is planted."),
        ("^leg", "leg", "One leg: its angles, or where its foot is planted."),
        ("^foot", "bone", "The angle of one foot."),
        ("^hand", "bone", "The angle of one hand."),
    ] {
        patterns.insert(format!("{pattern}_{SIDE}$"), described(name, about));
    }
    let turn = json!({ "type": "number", "minimum": -90, "maximum": 90 });
    json!({
        "type": "object",
        "additionalProperties": false,
        "patternProperties": patterns,
        "properties": {
            "arms": described("arm", "Both arms: their angles, or where the hands are planted."),
            "effort": { "type": "number", "minimum": 0, "maximum": 1, "description": "How hard the muscles work." },
            "feet": described("bone", "The angle of both feet."),
            "hands": described("bone", "The angle of both hands."),
            "head": described("bone", "The angle of the head; it continues the spine where nothing else is written."),
            "legs": described("leg", "Both legs: their angles, or where the feet are planted."),
            "pin": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "additionalProperties": { "anyOf": [refer("place"), coordinate()] },
                "propertyNames": { "pattern": format!("^(hip|waist|chest|(knee|ankle)_{SIDE})$") },
                "description": "What holds the body: a joint and its place, or x alone to stand on the floor.",
            },
            "roll": { "type": "number", "minimum": -3600, "maximum": 3600, "description": "The turn of a roller, in degrees." },
            "shoulders": described("place", "[out, up]: the shift of the shoulders; forward instead of out seen from the side."),
            "torso": described("bones", "The lower and the upper spine."),
            "turn": {
                "type": "number",
                "minimum": -90,
                "maximum": 90,
                "description": "How far the head is turned: to the right, negative to the left.",
            },
            "twist": {
                "description": "How far the trunk is turned, seen from the front or from behind: to the right, negative to the left; or [hips, shoulders].",
                "anyOf": [turn.clone(), { "type": "array", "minItems": 2, "maxItems": 2, "items": turn }],
            },
        },
    })
}

/// A position: a joint, a joint and an offset, or `[x, y]`.
fn end() -> Value {
    let place = json!({ "$ref": "#/definitions/place" });
    let joint = json!({ "$ref": "#/definitions/joint" });
    let offset = json!({ "type": "array", "minItems": 3, "maxItems": 3, "items": [joint, coordinate(), coordinate()] });
    json!({ "anyOf": [place, joint, offset] })
}

/// An arm or a leg: its bones, or the position of its end and how its middle follows.
fn limb(end: &str, middle: &str) -> Value {
    let place = json!({ "$ref": "#/definitions/place" });
    json!({
        "anyOf": [{ "$ref": "#/definitions/bones" }, {
            "type": "object",
            "additionalProperties": false,
            "required": [end, middle],
            "properties": {
                end: {
                    "$ref": "#/definitions/end",
                    "description": "Where it is planted: a place, a joint, or a joint and the way from it.",
                },
                middle: {
                    "anyOf": [{ "enum": ["up", "down", "left", "right"] }, place],
                    "description": "Where it bends to: a direction, or a place.",
                },
            },
        }]
    })
}

fn thing(kind: &str, keys: &[&str]) -> Value {
    let mut properties = Map::new();
    properties.insert("kind".to_owned(), json!({ "const": kind, "description": "What it is." }));
    for key in keys {
        let mut schema = match (*key, kind) {
            ("at", _) | ("from" | "to", "loop") => json!({ "$ref": "#/definitions/joint" }),
            ("from" | "to", "band" | "towel") => json!({ "$ref": "#/definitions/end" }),
            ("from" | "to", _) => json!({ "$ref": "#/definitions/place" }),
            ("above" | "flip", _) => json!({ "type": "boolean" }),
            ("n", _) => json!({ "type": "integer", "minimum": 1, "maximum": 12 }),
            ("x" | "y", _) => coordinate(),
            _ => json!({ "type": "number", "minimum": 0.5, "maximum": 300 }),
        };
        schema["description"] = json!(about(key, kind));
        properties.insert((*key).to_owned(), schema);
    }
    let required: Vec<&str> =
        ["kind"].into_iter().chain(keys.iter().copied().filter(|key| !figure::FLAGS.contains(key))).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// What a key of a thing means.
fn about(key: &str, kind: &str) -> &'static str {
    match (key, kind) {
        ("at", _) => "The joint that it goes with.",
        ("from", "arrow") => "Where it begins, from the joint.",
        ("to", "arrow") => "Where it points, from the joint.",
        ("from", _) => "One end.",
        ("to", _) => "The other end.",
        ("above", _) => "Seen straight from above.",
        ("flip", "circle") => "Counterclockwise.",
        ("flip", _) => "With its back to the left.",
        ("n", _) => "How many steps.",
        ("x", "ball" | "roller") => "Its middle, from the left.",
        ("x", "wall") => "Its face, from the left.",
        ("x", _) => "Its left side, from the left.",
        ("y", "ball") => "Its middle, above the floor.",
        ("y", _) => "Its lower side, above the floor.",
        ("r", _) => "Its radius.",
        ("w", "stairs") => "The width of one step.",
        ("w", _) => "Its width.",
        ("h", "stairs") => "The height of one step.",
        ("h", "chair") => "The height of its seat.",
        ("d", _) => "How far back it goes.",
        _ => "Its height.",
    }
}
