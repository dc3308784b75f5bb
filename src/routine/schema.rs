//! The JSON Schema of routine files, made from the table of keys: an editor that knows it completes and explains.
//! It says what a schema can; `unsit check` says the rest.

mod figure;

use serde_json::{Map, Value, json};

use crate::{
    base::{
        cue::{Cue, TALK},
        toml_reader::{LONG_TEXT, TEXT},
    },
    routine::{
        LINK,
        keys::{self, Key, Shape},
    },
};

/// A duration, as `quantity` reads it.
const DURATION: &str = r"^\s*([0-9]+(\.[0-9]+)?h)?\s*([0-9]+(\.[0-9]+)?m)?\s*([0-9]+(\.[0-9]+)?s)?\s*$";
/// One phase of a tempo: words, and a duration as the last of them.
const PHASE: &str = r"^\s*\S.{0,19}\s+([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?$";
/// A range of reps.
const RANGE: &str = r"^\s*[0-9]+\s*[-–]\s*[0-9]+\s*$";
/// The address of a page.
const WEB: &str = r"^https?://[A-Za-z0-9\[][!#-;=?-\[\]_a-z~]*$";
/// The longest time, in seconds.
const DAY: u32 = 86_400;
/// The most entries of a list.
const ENTRIES: u32 = 100;

/// The schema of a routine file.
pub fn routine() -> Value {
    let mut schema = object(keys::FILE);
    add(&mut schema, "required", json!(["name"]));
    add(&mut schema, "oneOf", json!([{ "required": ["exercise"] }, { "required": ["block"] }]));
    let mut definitions = definitions();
    definitions.insert("exercise".to_owned(), exercise_object(&keys::of_exercise()));
    add(&mut schema, "definitions", Value::Object(definitions));
    document(schema, "A routine of unsit")
}

/// The schema of a file of the exercise library.
pub fn exercise() -> Value {
    let mut schema = exercise_object(&keys::of_library());
    add(&mut schema, "required", json!(["name"]));
    add(&mut schema, "anyOf", json!([{ "required": ["reps"] }, { "required": ["hold"] }, { "required": ["time"] }]));
    add(&mut schema, "definitions", Value::Object(definitions()));
    document(schema, "An exercise of unsit")
}

/// What both schemas refer to.
fn definitions() -> Map<String, Value> {
    let mut definitions = figure::definitions();
    definitions.insert("duration".to_owned(), duration(false));
    definitions
}

fn document(schema: Value, title: &str) -> Value {
    let mut whole = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": title,
        "description": "Made by `unsit schema`. `unsit check` finds what a schema cannot.",
    });
    if let (Value::Object(whole), Value::Object(schema)) = (&mut whole, schema) {
        whole.extend(schema);
    }
    whole
}

fn add(schema: &mut Value, key: &str, value: Value) {
    schema[key] = value;
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// An exercise, with the keys that it must have and those that cannot stand beside each other.
fn exercise_object(keys: &[Key]) -> Value {
    let mut schema = object(keys);
    add(
        &mut schema,
        "anyOf",
        json!([
            { "required": ["use"] },
            { "required": ["name", "reps"] },
            { "required": ["name", "hold"] },
            { "required": ["name", "time"] },
        ]),
    );
    // Beside `use` the library may give what is needed.
    let alone = |key: &str, value: Value, needs: &[&str]| {
        json!({
            "if": { "required": [key], "not": { "required": ["use"] }, "properties": { key: value } },
            "then": { "required": needs },
        })
    };
    let never = |one: &str, other: &str| json!({ "not": { "required": [one, other] } });
    add(
        &mut schema,
        "allOf",
        json!([
            never("time", "reps"),
            never("time", "hold"),
            never("tempo", "hold"),
            never("tempo", "time"),
            alone("relax", json!({}), &["reps", "hold"]),
            alone("sides", json!({ "const": "alternate" }), &["reps"]),
        ]),
    );
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = shape(key.shape);
    add(&mut schema, "description", json!(key.about));
    if let Some(default) = value(key.default) {
        add(&mut schema, "default", default);
    }
    let examples: Vec<Value> = key.examples.iter().filter_map(|example| value(example)).collect();
    if !examples.is_empty() {
        add(&mut schema, "examples", Value::Array(examples));
    }
    schema
}

/// A value of the table, which is TOML.
fn value(toml: &str) -> Option<Value> {
    let table: Map<String, Value> = toml::from_str(&format!("value = {toml}")).ok()?;
    table.into_iter().next().map(|(_, value)| value)
}

fn text(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S" })
}

/// A length as text, or as whole seconds.
fn duration(nothing: bool) -> Value {
    let least = u32::from(!nothing);
    json!({ "anyOf": [
        { "type": "string", "pattern": DURATION, "allOf": [{ "pattern": if nothing { "[hms]" } else { "[1-9].*[hms]" } }] },
        { "type": "integer", "minimum": least, "maximum": DAY },
    ] })
}

fn or_self(mut schema: Value) -> Value {
    if let Some(choices) = schema["anyOf"].as_array_mut() {
        choices.push(json!({ "const": "self" }));
    }
    schema
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "maxItems": ENTRIES, "items": items })
}

fn shape(shape: Shape) -> Value {
    match shape {
        Shape::Text(most) => text(most),
        Shape::Lines => text(LONG_TEXT),
        Shape::Texts(most) => list(&text(most)),
        Shape::Sources => list(&json!({ "anyOf": [text(TEXT), {
            "type": "object",
            "properties": { "title": text(TEXT), "link": { "type": "string", "maxLength": LINK, "pattern": WEB } },
            "required": ["title"],
            "additionalProperties": false,
        }] })),
        Shape::Stem => json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        Shape::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Talk => json!({ "anyOf": [{ "enum": TALK.map(|(word, _)| word) }, { "type": "boolean" }] }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::Duration(nothing) => duration(nothing),
        Shape::Wait => or_self(duration(true)),
        Shape::Reps => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": 1000 },
            { "type": "string", "pattern": RANGE },
            { "const": "max" },
        ] }),
        Shape::Tempo => or_self(json!({ "anyOf": [
            { "type": "array", "minItems": 1, "maxItems": 6, "items": { "type": "string", "pattern": PHASE, "allOf": [{ "pattern": r"[1-9][0-9.hms]*$" }] } },
        ] })),
        Shape::Schedule => json!({ "anyOf": [
            { "const": "daily" },
            { "type": "array", "minItems": 1, "items": { "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] } },
        ] }),
        Shape::Sounds => {
            let files: Map<String, Value> = Cue::NAMES.iter().map(|name| ((*name).to_owned(), sound())).collect();
            json!({ "type": "object", "properties": files, "additionalProperties": false })
        }
        Shape::Added => json!({ "anyOf": [
            { "type": "string", "pattern": r"^\s*[1-9][0-9]*\s+(reps?|sets?)\s*$" },
            { "type": "string", "pattern": DURATION, "allOf": [{ "pattern": "[1-9].*[hms]" }] },
        ] }),
        Shape::Pace => json!({ "type": "string", "pattern": r"^\s*[1-9][0-9]*\s+(sessions?|weeks?)\s*$" }),
        Shape::End => duration(false),
        Shape::Progress => {
            let mut progress = object(keys::PROGRESS);
            add(&mut progress, "required", json!(["add", "every", "until"]));
            progress
        }
        Shape::Figure => figure::figure(),
        Shape::Table(keys) => object(keys),
        Shape::Exercises => with_items(&json!({ "$ref": "#/definitions/exercise" })),
        Shape::Tables(keys) => {
            let mut block = object(keys);
            add(&mut block, "oneOf", json!([{ "required": ["exercise"] }, { "required": ["use"] }]));
            let never = |one: &str, other: &str| json!({ "not": { "required": [one, other] } });
            add(&mut block, "allOf", json!([never("rest", "every"), never("rounds", "cap")]));
            with_items(&block)
        }
    }
}

/// A path from the file's folder down.
fn sound() -> Value {
    json!({ "type": "string", "minLength": 1, "pattern": r"^[^/~\\:][^\\:]*$", "not": { "pattern": r"(^|/)\.{0,2}(/|$)" } })
}

fn with_items(items: &Value) -> Value {
    let mut list = list(items);
    add(&mut list, "minItems", json!(1));
    list
}
