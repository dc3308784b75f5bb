//! An exercise of the library that is added to a routine, or to a new one.

use std::{ffi::OsStr, io::Write};

use anyhow::{Context, bail};

use super::{create::create, editor::Workspace, file, untrusted::read};
use crate::{
    base::{
        diagnostic::{Diagnostic, Severity, Source, any_error},
        text,
        toml_reader::{self, Fields},
    },
    import,
};

impl Workspace {
    /// Adds an exercise at the end of a routine, and copies the routine to the person's folder first where it is
    /// bundled. Nothing is written where the file has errors, before or after. Returns what was done, for the person.
    pub fn add_to(&self, routine: &str, exercise: &str) -> anyhow::Result<String> {
        let mut messages = Vec::new();
        // Not to copy a file that will not be changed.
        self.exercise_name(exercise)?;
        let path = self.file_of(OsStr::new(routine), &mut messages)?;
        let shown = path.to_string_lossy();
        let old = read(&path).map_err(|why| anyhow::anyhow!("{}: {}", why.file, why.message))?;
        let source = Source { name: &shown, text: &old };
        let store = self.store();
        if any_error(&store.check(source).found) {
            bail!(
                "cannot add to {}: fix its errors first, `unsit check {routine}` shows them",
                text::printable(&shown)
            );
        }
        let (root, _) = toml_reader::parse(source);
        let has_blocks = Fields::root(&root).take("block").is_some();
        let header = if has_blocks { "[[block]]\n\n[[block.exercise]]" } else { "[[exercise]]" };
        let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
        let mut added = format!("{end}\n{header}\nuse = {}\n", import::quoted(exercise));
        if old.contains("\r\n") {
            added = added.replace('\n', "\r\n");
        }
        let new = format!("{old}{added}");
        let is_error = |found: &&Diagnostic| found.severity == Severity::Error;
        let found = store.check(Source { name: &shown, text: &new }).found;
        if let Some(error) = found.iter().find(is_error) {
            bail!("cannot add to {}: {}; nothing was written", text::printable(&shown), error.message);
        }
        let mut file = file::open_to_append(&path)?;
        file.write_all(added.as_bytes()).and_then(|()| file.sync_all()).context("cannot write the routine")?;
        self.said(exercise, routine)
    }

    /// Creates a routine of this name with one exercise. Returns what was done, for the person.
    pub fn begin_with(&self, name: &str, exercise: &str) -> anyhow::Result<String> {
        self.exercise_name(exercise)?;
        let path = self.path_for(name)?;
        let (name, used) = (import::quoted(name.trim()), import::quoted(exercise));
        create(&path, &format!("name = {name}\n\n[[exercise]]\nuse = {used}\n"))?;
        self.said(exercise, &path.file_stem().unwrap_or_default().to_string_lossy())
    }

    fn exercise_name(&self, id: &str) -> anyhow::Result<String> {
        let exercise = self.store().library().exercise(id);
        Ok(exercise.with_context(|| format!("there is no exercise `{}`", text::printable(id)))?.name)
    }

    fn said(&self, exercise: &str, routine: &str) -> anyhow::Result<String> {
        let name = self.exercise_name(exercise)?;
        let entry = self.store().find(OsStr::new(routine))?;
        Ok(format!("{name} added to {}: `e` in the library edits its dose", entry.name()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::storage::Paths;

    fn workspace(files: &[(&str, &str)]) -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let paths = Paths { routines: Some(folder.path().to_owned()), ..Paths::default() };
        (folder, Workspace { paths })
    }

    #[test]
    fn an_exercise_is_added_at_the_end() {
        for (before, added) in [
            ("name = \"A\"\n[[exercise]]\nname = \"B\"\nreps = 1\n", "\n[[exercise]]\nuse = \"clamshell\"\n"),
            ("name = \"A\"\n[[exercise]]\nname = \"B\"\nreps = 1 # end", "\n\n[[exercise]]\nuse = \"clamshell\"\n"),
            (
                "name = \"A\"\r\n[[exercise]]\r\nname = \"B\"\r\nreps = 1\r\n",
                "\r\n[[exercise]]\r\nuse = \"clamshell\"\r\n",
            ),
            (
                "name = \"A\"\n[[block]]\nuse = \"desk-break\"\n",
                "\n[[block]]\n\n[[block.exercise]]\nuse = \"clamshell\"\n",
            ),
        ] {
            let (folder, workspace) = workspace(&[("a.toml", before)]);
            let said = workspace.add_to("a", "clamshell").unwrap();
            assert_eq!(said, "Clamshell added to A: `e` in the library edits its dose");
            assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), format!("{before}{added}"));
            assert!(workspace.check(&folder.path().join("a.toml")).is_empty());
        }
    }

    #[test]
    fn an_invalid_line_is_never_written() {
        let inline = "name = \"A\"\nexercise = [{ name = \"B\", reps = 1 }]\n";
        let broken = "name = \"A\"\n[[exercise]]\nreps = 1\n";
        for (text, exercise, why) in [
            (inline, "clamshell", "nothing was written"),
            (broken, "clamshell", "fix its errors first"),
            ("name = \"A\"\n[[exercise]]\nname = \"B\"\nreps = 1\n", "nothing", "there is no exercise `nothing`"),
        ] {
            let (folder, workspace) = workspace(&[("a.toml", text)]);
            let error = workspace.add_to("a", exercise).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
            assert_eq!(fs::read_to_string(folder.path().join("a.toml")).unwrap(), text);
        }
    }

    #[test]
    fn a_bundled_routine_is_copied_first_and_a_new_one_begun() {
        let (folder, workspace) = workspace(&[]);
        workspace.add_to("daily", "clamshell").unwrap();
        let copy = fs::read_to_string(folder.path().join("daily.toml")).unwrap();
        assert!(copy.ends_with("\n[[exercise]]\nuse = \"clamshell\"\n"), "{copy}");
        workspace.begin_with("My knee", "heel-slide").unwrap();
        let new = fs::read_to_string(folder.path().join("my-knee.toml")).unwrap();
        assert_eq!(new, "name = \"My knee\"\n\n[[exercise]]\nuse = \"heel-slide\"\n");
        assert!(workspace.begin_with("My knee", "heel-slide").unwrap_err().to_string().contains("already exists"));
    }
}
