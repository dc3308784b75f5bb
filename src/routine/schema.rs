//! The JSON Schema of routine files, generated from the table of keys, for completion and documentation in editors.
//! `unsit check` finds what a schema cannot.

mod figure;

use serde_json::{Map, Value, json};

use crate::{
    base::{
        cue::{Cue, TALK},
        quantity::DAY,
        toml_reader::{ENTRIES, LONG_TEXT, Least, TEXT},
    },
    routine::{
        citation::LINK,
        keys::{self, Key, REPS, Shape},
    },
};

/// A duration, as in `base::quantity`.
const DURATION: &str =
    r"^\s*(([0-9]+(\.[0-9]+)?h)?\s*([0-9]+(\.[0-9]+)?m)?\s*([0-9]+(\.[0-9]+)?s)?|[0-9]+:[0-5][0-9])\s*$";
/// One phase of a tempo: words, of which the last is a duration.
const PHASE: &str = r"^\s*\S.{0,19}\s+([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?$";
/// The phases of a tempo as gyms write it, in seconds.
const DIGITS: &str = r"^\s*[0-9]([-/–]?[0-9]){1,3}\s*$";
/// Days of the week in one text.
const DAYS: &str = r"^\s*((mon|tue|wed|thu|fri|sat|sun|weekdays|weekends)[a-z]*[\s,/+&]*(and\s+)?)+$";
/// A range of reps.
const RANGE: &str = r"^\s*[0-9]+\s*[-–]\s*[0-9]+\s*$";
/// The address of a page.
const WEB: &str = r"^https?://[A-Za-z0-9\[][!#-;=?-\[\]_a-z~]*$";

/// The schema of a routine file.
pub fn routine() -> Value {
    let mut schema = object(keys::FILE);
    add(&mut schema, "required", json!(["name"]));
    add(&mut schema, "anyOf", json!([{ "required": ["exercise"] }, { "required": ["block"] }]));
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

/// The definitions that both schemas use.
fn definitions() -> Map<String, Value> {
    let mut definitions = figure::definitions();
    definitions.insert("duration".to_owned(), duration(Least::Something));
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

fn described(mut schema: Value, about: &str) -> Value {
    add(&mut schema, "description", json!(about));
    schema
}

fn add(schema: &mut Value, key: &str, value: Value) {
    schema[key] = value;
}

fn object(keys: &[Key]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// An exercise, with its required keys and its conflicting ones.
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
    // With `use`, the library may provide the required keys.
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
    let mut schema = described(shape(key.shape), key.about);
    if let Some(default) = value(key.default) {
        add(&mut schema, "default", default);
    }
    let examples: Vec<Value> = key.examples.iter().filter_map(|example| value(example)).collect();
    if !examples.is_empty() {
        add(&mut schema, "examples", Value::Array(examples));
    }
    schema
}

/// A value of the table, parsed as TOML.
fn value(toml: &str) -> Option<Value> {
    let table: Map<String, Value> = toml::from_str(&format!("value = {toml}")).ok()?;
    table.into_iter().next().map(|(_, value)| value)
}

fn text(most: usize) -> Value {
    json!({ "type": "string", "minLength": 1, "maxLength": most, "pattern": r"\S" })
}

/// A duration as text, or as whole seconds.
fn duration(least: Least) -> Value {
    let nothing = least == Least::Nothing;
    let least = u32::from(!nothing);
    json!({ "anyOf": [
        { "type": "string", "pattern": DURATION, "allOf": [{ "pattern": if nothing { "[hms:]" } else { "[1-9].*[hms]|:.*[1-9]|[1-9].*:" } }] },
        { "type": "integer", "minimum": least, "maximum": DAY.as_secs() },
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
            "properties": {
                "title": described(text(TEXT), "What it is: a title, an author, a year."),
                "link": described(json!({ "type": "string", "maxLength": LINK, "pattern": WEB }), "Its web address."),
            },
            "required": ["title"],
            "additionalProperties": false,
        }] })),
        Shape::Id(_) => json!({ "type": "string", "pattern": "^[a-z0-9-]+$" }),
        Shape::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Shape::Flag => json!({ "type": "boolean" }),
        Shape::Talk => json!({ "anyOf": [{ "enum": TALK.map(|(word, _)| word) }, { "type": "boolean" }] }),
        Shape::Words(words) => json!({ "enum": words }),
        Shape::Duration(least) => duration(least),
        Shape::Wait(least) => or_self(duration(least)),
        Shape::Reps => json!({ "anyOf": [
            { "type": "integer", "minimum": 1, "maximum": REPS },
            { "type": "string", "pattern": RANGE },
            { "const": "max" },
        ] }),
        Shape::Tempo => or_self(json!({ "anyOf": [
            { "type": "string", "pattern": DIGITS },
            { "type": "array", "minItems": 1, "maxItems": 6, "items": { "type": "string", "pattern": PHASE, "allOf": [{ "pattern": r"[1-9][0-9.hms]*$" }] } },
        ] })),
        Shape::Schedule => json!({ "anyOf": [
            { "const": "daily" },
            { "type": "string", "pattern": DAYS },
            { "type": "array", "minItems": 1, "items": { "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] } },
        ] }),
        Shape::Sounds => {
            let sounds = Cue::ALL.map(|(name, about)| {
                (name.to_owned(), described(sound(), &format!("The sound file for this cue. {about}")))
            });
            let files: Map<String, Value> = sounds.into_iter().collect();
            json!({ "type": "object", "properties": files, "additionalProperties": false })
        }
        Shape::Added => json!({ "anyOf": [
            { "type": "string", "pattern": r"^\s*[1-9][0-9]*\s+(reps?|sets?)\s*$" },
            { "type": "string", "pattern": DURATION, "allOf": [{ "pattern": "[1-9].*[hms]" }] },
        ] }),
        Shape::Pace => json!({ "type": "string", "pattern": r"^\s*[1-9][0-9]*\s+(sessions?|weeks?)\s*$" }),
        Shape::End => duration(Least::Something),
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

/// A relative path below the file's folder.
fn sound() -> Value {
    json!({ "type": "string", "minLength": 1, "pattern": r"^[^/~\\:][^\\:]*$", "not": { "pattern": r"(^|/)\.{0,2}(/|$)" } })
}

fn with_items(items: &Value) -> Value {
    let mut list = list(items);
    add(&mut list, "minItems", json!(1));
    list
}
