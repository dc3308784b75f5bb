//! `NOTICES` has the licences of everything that a binary contains: each crate of the lock file that the program or its
//! build needs, with the texts that its package carries.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![expect(clippy::disallowed_methods, reason = "the test reads and writes the files next to it")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

const BEGIN: &str = "# Third parties

A binary of unsit contains the voice and the crates listed here. `UPDATE_DOCS=1 cargo test --test notices` writes this
file from the packages of the crates.

";

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn toml(name: &str) -> toml::Table {
    fs::read_to_string(root(name)).unwrap().parse().unwrap()
}

/// The names and versions of all crates that the program needs, on any system, but not of those that only its tests do.
fn needed() -> BTreeSet<(String, String)> {
    let lock = toml("Cargo.lock");
    let packages: Vec<&toml::Table> =
        lock["package"].as_array().unwrap().iter().filter_map(toml::Value::as_table).collect();
    let text = |package: &toml::Table, key: &str| package[key].as_str().unwrap().to_owned();
    let manifest = toml("Cargo.toml");
    let names = |table: Option<&toml::Value>| -> Vec<String> {
        table.and_then(toml::Value::as_table).into_iter().flat_map(|table| table.keys().cloned()).collect()
    };
    let mut own = names(manifest.get("dependencies"));
    for target in manifest["target"].as_table().unwrap().values() {
        own.extend(names(target.get("dependencies")));
    }
    let mut open: Vec<String> = own;
    let mut found = BTreeSet::new();
    while let Some(dependency) = open.pop() {
        // A version is given where there are several.
        let mut words = dependency.split(' ');
        let (name, version) = (words.next().unwrap(), words.next());
        for package in &packages {
            let is_it =
                text(package, "name") == name && version.is_none_or(|version| text(package, "version") == version);
            if is_it && found.insert((text(package, "name"), text(package, "version"))) {
                let more = package.get("dependencies").and_then(toml::Value::as_array).into_iter().flatten();
                open.extend(more.filter_map(|more| more.as_str().map(str::to_owned)));
            }
        }
    }
    found
}

/// The texts of licences in a package; of two kinds to choose from, that of MIT.
fn texts(folder: &Path) -> Vec<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &PathBuf| path.file_name().unwrap().to_string_lossy().to_uppercase();
    files.retain(|path| {
        let name = name(path);
        path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"].iter().any(|word| name.starts_with(word))
    });
    if files.iter().any(|path| name(path).contains("MIT")) {
        files.retain(|path| !name(path).contains("APACHE"));
    }
    files
        .iter()
        .map(|path| String::from_utf8_lossy(&fs::read(path).unwrap()).replace('\r', "").trim().to_owned())
        .collect()
}

fn written() -> String {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1", "--manifest-path"])
        .arg(root("Cargo.toml"))
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut out = BEGIN.to_owned();
    out.push_str("## The voice\n\n");
    out.push_str(fs::read_to_string(root("sounds/voice/LICENSE")).unwrap().trim());
    out.push_str("\n\n## The crates\n\n");
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, version) in needed() {
        let packages = metadata["packages"].as_array().unwrap();
        let package =
            packages.iter().find(|package| package["name"] == *name && package["version"] == *version).unwrap();
        let licence = package["license"].as_str().unwrap_or("see its text");
        out.push_str(&format!("{name} {version}: {licence}\n"));
        let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
        for text in texts(&folder) {
            by_text.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    for (text, names) in by_text {
        out.push_str(&format!("\n## {}\n\n{text}\n", names.join(", ")));
    }
    out
}

#[test]
fn the_notices_name_every_crate() {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root("NOTICES"), written()).unwrap();
    }
    let notices = fs::read_to_string(root("NOTICES")).unwrap();
    let crates = notices.split("\n## The crates\n\n").nth(1).unwrap();
    let listed: BTreeSet<(String, String)> = crates
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_once(": ").unwrap().0.split_once(' ').unwrap())
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect();
    assert_eq!(listed, needed(), "run UPDATE_DOCS=1 cargo test --test notices");
    assert!(notices.contains(fs::read_to_string(root("sounds/voice/LICENSE")).unwrap().trim()));
}
