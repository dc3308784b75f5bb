//! The schemas in `routines` are those that the program prints, and agree with `check` about files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the tests read and write the files next to them")]

mod common;

use std::{
    fs,
    path::{Path, PathBuf},
};

use jsonschema::Validator;
use serde_json::Value;
use unsit::routine::{keys, schema};

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let all = fs::read_dir(root(folder)).unwrap().map(|entry| entry.unwrap().path());
    let toml = all.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    let mut files: Vec<_> = toml.map(|path| (path.clone(), fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn faults(validator: &Validator, text: &str) -> Vec<String> {
    let value: Value = toml::from_str(text).unwrap();
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn routine() -> Validator {
    jsonschema::draft7::new(&schema::routine()).unwrap()
}

/// `UPDATE_DOCS=1 cargo test --test schema` writes them.
#[test]
fn the_schemas_in_the_folder_are_current() {
    for (name, schema) in
        [("routines/routine.schema.json", schema::routine()), ("routines/exercise.schema.json", schema::exercise())]
    {
        let expected = format!("{schema:#}\n");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(root(name), &expected).unwrap();
        }
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{name}");
        let is_same = fs::read_to_string(root(name)).unwrap_or_default() == expected;
        assert!(is_same, "{name} is another: run UPDATE_DOCS=1 cargo test --test schema");
    }
}

/// The paths of the properties without a description; a reference has that of what it refers to.
fn undescribed(schema: &Value, path: &str) -> Vec<String> {
    let children: Vec<(String, &Value)> = match schema {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, value)| (at.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::new();
    for (key, value) in children {
        let path = format!("{path}/{key}");
        // The properties of a condition describe nothing.
        if matches!(key.as_str(), "if" | "then" | "not" | "examples" | "default") {
            continue;
        }
        if let Some(properties) =
            value.as_object().filter(|_| matches!(key.as_str(), "properties" | "patternProperties"))
        {
            let bare =
                properties.iter().filter(|(_, property)| property["description"].as_str().is_none_or(str::is_empty));
            found.extend(bare.map(|(name, _)| format!("{path}/{name}")));
        }
        found.extend(undescribed(value, &path));
    }
    found
}

#[test]
fn every_property_has_a_description() {
    for schema in [schema::routine(), schema::exercise()] {
        assert_eq!(undescribed(&schema, ""), Vec::<String>::new());
    }
}

#[test]
fn everything_bundled_is_valid() {
    let (routine, exercise) = (routine(), jsonschema::draft7::new(&schema::exercise()).unwrap());
    for (validator, folder) in [(routine, "routines"), (exercise, "routines/exercises")] {
        for (path, text) in files(folder) {
            assert_eq!(faults(&validator, &text), Vec::<String>::new(), "{}", path.display());
        }
    }
}

/// Each example of a key is accepted by the program and by the schema.
#[test]
fn every_example_is_valid_and_checks() {
    let validator = routine();
    let mut count = 0;
    for (keys, place) in
        [(keys::FILE, 0), (keys::DEFAULTS, 1), (keys::CUES, 2), (keys::BLOCK, 3), (keys::EXERCISE, 4), (keys::USE, 4)]
    {
        for key in keys {
            for example in key.examples {
                let line = format!("{} = {example}\n", key.name);
                let work = match key.name {
                    "reps" | "hold" | "time" | "use" => "",
                    "relax" => "reps = 2\nhold = 1\n",
                    "rest" | "switch" | "limb" => "reps = 2\nsets = 2\nsides = \"each\"\n",
                    _ => "reps = 2\n",
                };
                let exercise = if key.name == "name" && place == 4 { "" } else { "name = \"x\"\n" };
                let (file, table) =
                    if key.name == "name" && place == 0 { ("", line.as_str()) } else { ("name = \"x\"\n", "") };
                let text = match place {
                    0 if table.is_empty() => format!("{file}{line}[[exercise]]\n{exercise}reps = 2\n"),
                    0 => format!("{table}[[exercise]]\n{exercise}reps = 2\n"),
                    1 => format!("{file}[defaults]\n{line}[[exercise]]\n{exercise}reps = 2\nsets = 2\n"),
                    2 => format!("{file}[cues]\n{line}[[exercise]]\n{exercise}reps = 2\n"),
                    3 if key.name == "use" => format!("{file}[[block]]\n{line}"),
                    3 => {
                        let rounds = if matches!(key.name, "rest" | "every") { "rounds = 2\n" } else { "" };
                        format!("{file}[[block]]\n{line}{rounds}[[block.exercise]]\n{exercise}reps = 2\n")
                    }
                    _ => format!("{file}[[exercise]]\n{exercise}{work}{line}"),
                };
                assert_eq!(faults(&validator, &text), Vec::<String>::new(), "{text}");
                assert_eq!(common::check(&text), Vec::<String>::new(), "{text}");
                count += 1;
            }
        }
    }
    assert!(count > 40, "{count}");
}

/// Codes that a schema cannot detect: they depend on other files, on a file as a whole, or on more than a pattern.
fn is_beyond(name: &str) -> bool {
    const BEYOND: [&str; 11] = [
        "conflicting-block-and-exercise",
        "conflicting-sides-named",
        "conflicting-progress",
        "out-of-range-progress",
        "conflicting-use-and-rounds",
        "unknown-routine-near",
        "conflicting-alternate-by-use",
        "conflicting-relax-by-use",
        "missing-work-sent-away",
        "out-of-range-day",
        "out-of-range-range",
    ];
    BEYOND.contains(&name)
        || ["unknown-exercise", "too-long", "odd-", "bad-figure", "unused-", "long-time", "syntax", "unsafe-text"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

#[test]
fn the_schema_catches_what_it_can() {
    let validator = routine();
    let mut missed = Vec::new();
    for (path, text) in files("tests/files/invalid") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if toml::from_str::<Value>(&text).is_err() || is_beyond(&name) {
            continue;
        }
        if faults(&validator, &text).is_empty() {
            missed.push(name);
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn a_typo_in_a_figure_is_reported() {
    let validator = jsonschema::draft7::new(&schema::exercise()).unwrap();
    let faults =
        |lines: &str| faults(&validator, &format!("name = \"x\"\nreps = 2\n[figure]\ncycle = [\"a\"]\n{lines}"));
    let pose = |keys: &str| faults(&format!("[figure.pose.a]\npin = {{ hip = 50 }}\n{keys}"));
    assert_eq!(pose("legs = 180\narm_near = { hand = \"hip\", elbow = \"left\" }\n"), Vec::<String>::new());
    let thing = |thing: &str| faults(&format!("props = [{{ {thing} }}]\n[figure.pose.a]\npin = {{ hip = 50 }}\n"));
    for (kind, ends) in [("band", "[1, 2]"), ("towel", "[\"toe_near\", 1, 2]"), ("loop", "\"shin_near\"")] {
        assert_eq!(thing(&format!("kind = \"{kind}\", from = \"shin_far\", to = {ends}")), Vec::<String>::new());
    }
    assert!(!thing("kind = \"loop\", from = \"shin_far\", to = [1, 2]").is_empty());
    for keys in ["leg = 180", "legs = [1, 2, 3]", "arms = { hand = \"hip\" }", "torso = \"up\"", "effort = 2"] {
        assert!(!pose(keys).is_empty(), "{keys}");
    }
    for lines in ["view = \"top\"", "props = [{ kind = \"chair\", x = 1 }]", "glow = [\"bum\"]", "poses = 1"] {
        assert!(!faults(&format!("{lines}\n[figure.pose.a]\npin = {{ hip = 50 }}\n")).is_empty(), "{lines}");
    }
}
