//! The documents match the program: the table of keys is generated from the keymap, and every routine in them passes
//! `check`.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests read files and fail loudly")]

use std::{fs, path::Path, sync::Arc};

use unsit::{
    base::{
        cue::{Cue, Cues},
        diagnostic::{self, Code, Source},
    },
    history::columns,
    import,
    routine::{Library, check_exercise, figure_of, keys, read},
    session::{
        plan::Plan,
        player::{Event, rehearse},
    },
    ui::keymap,
};

const BEGIN: &str = "<!-- keys: generated from src/ui/keymap.rs and checked by tests/docs.rs -->\n";
const END: &str = "<!-- end of keys -->";

fn document(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// `UPDATE_DOCS=1 cargo test --test docs` writes the table.
#[test]
fn the_page_of_keys_has_every_key() {
    let page = document("docs/keys.md");
    let (before, rest) = page.split_once(BEGIN).expect("docs/keys.md has the place for the keys");
    let (_, after) = rest.split_once(END).expect("docs/keys.md has the end of the keys");
    held_equal("docs/keys.md", &format!("{before}{BEGIN}\n{}\n{END}{after}", keymap::markdown()));
}

const REFERENCE: &str = "<!-- reference: generated from src/routine/keys.rs and checked by tests/docs.rs -->\n";
const END_OF_REFERENCE: &str = "<!-- end of reference -->";

#[test]
fn the_guide_has_every_key() {
    let guide = document("docs/routines.md");
    let (before, rest) = guide.split_once(REFERENCE).expect("the guide has the place for the keys");
    let (_, after) = rest.split_once(END_OF_REFERENCE).expect("the guide has the end of the keys");
    held_equal("docs/routines.md", &format!("{before}{REFERENCE}\n{}\n{END_OF_REFERENCE}{after}", keys::markdown()));
}

const COLUMNS: &str = "<!-- columns: generated from src/history/columns.rs and checked by tests/docs.rs -->\n";
const END_OF_COLUMNS: &str = "<!-- end of columns -->";

#[test]
fn the_guide_to_the_history_has_every_column() {
    let guide = document("docs/history.md");
    let (before, rest) = guide.split_once(COLUMNS).expect("the guide has the place for the columns");
    let (_, after) = rest.split_once(END_OF_COLUMNS).expect("the guide has the end of the columns");
    held_equal("docs/history.md", &format!("{before}{COLUMNS}\n{}\n{END_OF_COLUMNS}{after}", columns::markdown()));
}

/// The words in the guide's table are read as it says.
#[test]
fn the_lines_of_the_sheet_in_the_guide_are_understood() {
    let guide = document("docs/routines.md");
    let table = guide.split("| on the sheet |").nth(1).expect("the guide has the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let mut count = 0;
    for row in rows {
        let said = row.split('|').nth(1).expect("a row has cells");
        for words in said.split('`').skip(1).step_by(2) {
            let has_name = words.contains("walk") || words.contains("march") || words.contains("stretch");
            let has_dose =
                words.chars().any(|c| c.is_ascii_digit()) && !words.contains("rest") && !words.contains("lbs");
            let line = match (has_name, has_dose) {
                (true, _) => words.to_owned(),
                (false, true) if words.contains("on") || words.contains("hold") || words.contains("squeeze") => {
                    format!("glute squeeze 10 reps, {words}")
                }
                _ if words.contains(" x ")
                    || words.contains('×')
                    || words.contains("sets of")
                    || words.contains("reps") =>
                {
                    format!("squat {words}")
                }
                _ => format!("squat 3 x 10, {words}"),
            };
            let line =
                if ["AMRAP", "max", "to fatigue", "8-12"].contains(&words) { format!("squat {words}") } else { line };
            let sheet = import::read(&line, &Library::bundled());
            let entries: Vec<_> = sheet.entries().collect();
            assert!(entries.len() == 1 && entries[0].is_exercise(), "{line}: {entries:?}");
            assert!(!entries[0].keys.iter().any(|(key, _)| *key == "tips"), "{line}: {entries:?}");
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
}

#[test]
fn every_routine_in_the_documents_checks() {
    every_routine_checks("README.md", 1);
    every_routine_checks("docs/routines.md", 8);
}

fn every_routine_checks(name: &str, least: usize) {
    let readme = document(name);
    let examples: Vec<&str> = readme
        .split("```toml\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .filter(|text| text.contains("[[exercise]]") || text.contains("[[block]]"))
        .collect();
    assert!(examples.len() >= least, "{name} shows routines");
    for text in examples {
        let checked = read(Source { name: "README.md", text }, &Library::bundled(), &Cues::default());
        let drawn: String = checked.found.iter().map(|found| found.draw(false, true)).collect();
        assert!(checked.found.is_empty(), "{name}: {drawn}");
        let plan = Arc::new(Plan::new(&checked.routine.expect("without an error there is a routine")));
        assert!(rehearse(&plan).any(|due| due.event == Event::Cue(Cue::Finish)));
    }
}

/// The error in the README is what `check` prints of the routine there.
#[test]
fn the_error_in_the_readme_is_what_check_prints() {
    let readme = document("README.md");
    let fenced = |language: &str, part: &str| {
        let fence = format!("```{language}\n");
        let mut blocks = readme.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
        blocks.find(|block| block.contains(part)).expect("the README shows it").to_owned()
    };
    let text = fenced("toml", "Wall sit").replace("\"45s\"", "\"45 sec\"");
    let found = read(Source { name: "knee.toml", text: &text }, &Library::bundled(), &Cues::default()).found;
    let drawn: String = found.iter().map(|found| found.draw(false, false)).collect();
    assert_eq!(fenced("text", "bad-duration"), drawn);
}

/// The exercise file in the guide has no errors.
#[test]
fn the_exercise_file_in_the_guide_checks() {
    let guide = document("docs/routines.md");
    let text =
        guide.split("```toml\n").filter_map(|rest| rest.split("```").next()).find(|text| text.contains("aliases"));
    let found =
        check_exercise(Source { name: "leg-out.toml", text: text.expect("the guide shows one") }, &Library::bundled());
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_page_of_settings_has_the_defaults() {
    let page = document("docs/settings.md");
    let text = page
        .split("```toml\n")
        .filter_map(|rest| rest.split("```").next())
        .find(|text| text.contains("[audio]"))
        .expect("the page shows the settings");
    let (config, found) = unsit::config::Config::parse(Source { name: "docs/settings.md", text });
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(config, unsit::config::Config::default());
}

#[test]
fn the_architecture_shows_every_room() {
    let architecture = document("ARCHITECTURE.md");
    for line in document("src/lib.rs").lines() {
        if let Some(module) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(';')) {
            assert!(architecture.contains(&format!("   {module} ")), "ARCHITECTURE.md does not show `{module}`");
        }
    }
}

const ERRORS: &str = "\
# Errors

Everything that `unsit check` reports, by the code that it prints in brackets; `unsit check --explain CODE` prints the
same. A file with an error cannot be played; a file with only warnings can.

<!-- generated from src/base/diagnostic/code.rs and checked by tests/docs.rs; UPDATE_DOCS=1 cargo test --test docs writes it -->
";

#[test]
fn the_page_of_errors_has_every_code() {
    held_equal("docs/errors.md", &format!("{ERRORS}{}", diagnostic::markdown()));
}

/// Compares a generated document. `UPDATE_DOCS=1 cargo test --test docs` writes it.
fn held_equal(name: &str, expected: &str) {
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        fs::write(path, expected).unwrap();
    }
    assert_eq!(document(name), expected, "run UPDATE_DOCS=1 cargo test --test docs");
}

#[test]
fn the_examples_of_errors_have_them_and_are_fixed() {
    let codes = |lines: &str| -> Vec<Vec<Code>> {
        let work = if ["reps", "hold =", "time"].iter().any(|key| lines.contains(key)) { "" } else { "\nreps = 10" };
        let files = [
            format!("name = \"X\"\n[[exercise]]\nname = \"Y\"\n{lines}{work}"),
            format!("name = \"X\"\n[[block]]\n{lines}\n[[block.exercise]]\nname = \"Y\"\nreps = 10"),
            format!("name = \"X\"\n{lines}"),
            lines.to_owned(),
        ];
        let found =
            files.iter().map(|text| read(Source { name: "x", text }, &Library::bundled(), &Cues::default()).found);
        found.map(|found| found.iter().map(|error| error.code).collect()).collect()
    };
    for code in Code::ALL {
        let explanation = code.explanation();
        let examples: Vec<&str> =
            explanation.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        // Routines that use routines need more than one file.
        if let [wrong, right] = examples[..]
            && !matches!(code, Code::UnknownRoutine | Code::CircularUse)
        {
            assert!(codes(wrong).iter().any(|found| found.contains(&code)), "{}: {wrong}", code.name());
            assert!(codes(right).iter().any(|found| !found.contains(&code)), "{}: {right}", code.name());
        }
    }
}

#[test]
fn every_figure_in_the_guide_is_drawn() {
    let library = Library::bundled();
    let guide = document("docs/figures.md");
    let examples: Vec<&str> = guide.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 3, "the guide shows figures");
    for text in examples {
        let (figure, found) = figure_of(Source { name: "docs/figures.md", text }, &library);
        let drawn: String = found.iter().map(|found| found.draw(false, true)).collect();
        assert!(found.is_empty() && figure.is_some(), "{text}\n{drawn}");
    }
}
