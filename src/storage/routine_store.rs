//! All routines, the user's own before the bundled ones, and the exercises that they use. Folders are listed when the
//! store is opened; the file of a routine is read when the routine is needed.

use std::{
    collections::{BTreeMap, HashSet},
    ffi::OsStr,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use super::{file::folder_of, paths::Paths, untrusted::read};
use crate::{
    base::{
        cue::Cues,
        diagnostic::{Code, Diagnostic, Source},
        text,
    },
    routine::{self, Checked, Entry, Library, Origin, bundled},
};

/// All routines and exercises on the disk at one moment.
#[derive(Clone, Debug)]
pub struct RoutineStore {
    library: Library,
    cues: Cues,
    names: Vec<(String, Origin)>,
    faults: Vec<Diagnostic>,
    own_files: usize,
}

impl RoutineStore {
    /// Lists the user's folders and reads the user's exercises. `cues` are the defaults for routines.
    pub fn open(paths: &Paths, cues: &Cues) -> RoutineStore {
        let mut faults = Vec::new();
        let mut library = Library::bundled();
        let exercises = toml_files(paths.exercises.as_deref(), &mut faults);
        let texts: Vec<_> = exercises.iter().map(|path| (path, read(path))).collect();
        for (path, text) in &texts {
            add_exercise(&mut library, path, text.as_deref().map_err(AsRef::as_ref));
        }
        // Once all are known, because one exercise may borrow the figure of another.
        for (path, text) in texts {
            let check =
                |text: String| routine::check_exercise(Source { name: &path.to_string_lossy(), text: &text }, &library);
            faults.extend(misnamed(path));
            faults.extend(text.map_or_else(|why| vec![*why], check));
        }
        let own = toml_files(paths.routines.as_deref(), &mut faults);
        let own_files = exercises.len() + own.len();
        let own = own.into_iter().map(|path| (id(&path).unwrap_or_else(|| file_name(&path)), Origin::File(path)));
        let mut names: Vec<_> = own.collect();
        let taken: HashSet<String> = names.iter().map(|(id, _)| id.clone()).collect();
        let bundled = bundled::ROUTINES.into_iter().filter(|(id, _)| !taken.contains(*id));
        names.extend(bundled.map(|(id, text)| (id.to_owned(), Origin::Bundled(text))));
        RoutineStore { library, cues: cues.clone(), names, faults, own_files }
    }

    /// All routines: the user's own by name, then the bundled ones. Each is read when the iterator reaches it.
    pub fn routines(&self) -> impl Iterator<Item = Entry> {
        self.names.iter().map(|(id, origin)| self.listed(id, origin))
    }

    /// Finds the routine for an argument: an id, or a path to a file. The error is a sentence for the user; a file
    /// that cannot be read is an entry with that error.
    pub fn find(&self, word: &OsStr) -> anyhow::Result<Entry> {
        let path = Path::new(word);
        let shown = word.to_string_lossy();
        if let Some((id, origin)) = self.names.iter().find(|(id, _)| *id == *shown) {
            return Ok(self.listed(id, origin));
        }
        let is_path = path.components().count() > 1 || shown.ends_with(std::path::is_separator) || is_toml(path);
        let exists = path.symlink_metadata().is_ok();
        if exists || (is_path && !self.is_name(path)) {
            let id = path.file_stem().unwrap_or(word).to_string_lossy();
            return Ok(self.entry(text::printable(&id).into_owned(), Origin::File(path.to_owned())));
        }
        if let Some(exercise) = self.library.id(&shown) {
            anyhow::bail!("`{exercise}` is an exercise, not a routine: `unsit show {exercise}` describes it");
        }
        let shown = text::printable(&shown);
        match self.near(&shown) {
            Some(near) => anyhow::bail!("unknown routine `{}`: did you mean `{near}`?", text::cut(&shown, 60)),
            None => anyhow::bail!("unknown routine `{}`: `unsit list` shows them all", text::cut(&shown, 60)),
        }
    }

    /// The names of all routines.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(id, _)| id.as_str())
    }

    /// Whether there is a routine with this name.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|(id, _)| id == name)
    }

    /// Reads a routine's text with this store's exercises.
    pub fn check(&self, source: Source<'_>) -> Checked {
        let used = routine::uses(source.text);
        if used.is_empty() {
            return routine::read(source, &self.library, &self.cues);
        }
        let mut library = self.library.clone();
        self.add_used(used, &mut library);
        routine::read(source, &library, &self.cues)
    }

    /// Reads the user's routines that a routine uses, directly or indirectly.
    fn add_used(&self, used: Vec<String>, library: &mut Library) {
        library.name_routines(self.names.iter().map(|(id, _)| id.clone()));
        let mut seen = HashSet::new();
        let mut open = used;
        while let Some(id) = open.pop() {
            let file = self.names.iter().find(|(name, _)| *name == id).map(|(_, origin)| origin);
            let Some(Origin::File(path)) = file.filter(|_| seen.insert(id.clone())) else { continue };
            let text = read(path).map_err(|why| why.message);
            open.extend(text.as_deref().map(routine::uses).unwrap_or_default());
            library.add_routine(&id, &path.to_string_lossy(), text);
        }
    }

    /// The errors of the user's folders and exercises. The errors of a routine are in its entry.
    pub fn faults(&self) -> &[Diagnostic] {
        &self.faults
    }

    /// The number of the user's files, of routines and of exercises.
    pub fn own_files(&self) -> usize {
        self.own_files
    }

    /// The exercises for `use`.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The error in the name of a file, if the file is in one of the user's folders.
    pub fn bad_name(paths: &Paths, path: &Path) -> Option<Diagnostic> {
        misnamed(path).filter(|_| paths.is_own(path))
    }

    /// An entry of the list; if its file cannot be selected by its name, that error comes first.
    fn listed(&self, id: &str, origin: &Origin) -> Entry {
        let mut entry = self.entry(id.to_owned(), origin.clone());
        if let Some(wrong) = entry.path().and_then(misnamed) {
            entry.checked.routine = None;
            entry.checked.found.insert(0, wrong);
        }
        entry
    }

    fn entry(&self, id: String, origin: Origin) -> Entry {
        let checked = match &origin {
            Origin::Bundled(text) => self.check(Source { name: &id, text }),
            Origin::File(path) => self.check_file(path),
        };
        Entry { id, origin, checked }
    }

    fn check_file(&self, path: &Path) -> Checked {
        match read(path) {
            Ok(text) => {
                let mut checked = self.check(Source { name: &path.to_string_lossy(), text: &text });
                if let Some(routine) = &mut checked.routine {
                    routine.cues.lie_in(&folder_of(path));
                }
                checked
            }
            Err(why) => Checked { routine: None, found: vec![*why] },
        }
    }

    /// Whether a path to a missing file is the name of a routine with an extension: `daily.toml`.
    fn is_name(&self, path: &Path) -> bool {
        path.components().count() == 1 && id(path).is_some_and(|id| self.names.iter().any(|(name, _)| *name == id))
    }

    /// The id that was probably meant: a similar one, or that of the routine with this name.
    fn near(&self, word: &str) -> Option<String> {
        let slug = slug(word.strip_suffix(".toml").unwrap_or(word));
        let near = text::nearest(&slug, self.names.iter().map(|(id, _)| id.as_str())).map(str::to_owned);
        near.or_else(|| {
            let named = |entry: Entry| Some((entry.checked.routine?.name, entry.id));
            let ids: BTreeMap<String, String> = self.routines().filter_map(named).collect();
            text::nearest(word, ids.keys().map(String::as_str)).map(|name| ids[name].clone())
        })
    }
}

/// Whether a text is a valid id: lower-case letters, digits and hyphens.
fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The id of a file, if it is valid.
fn id(path: &Path) -> Option<String> {
    let id = path.file_stem()?.to_str().filter(|id| is_id(id))?;
    path.extension().filter(|extension| *extension == "toml").map(|_| id.to_owned())
}

fn file_name(path: &Path) -> String {
    text::printable(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned()
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// A name as an id: `Wake the glutes` becomes `wake-the-glutes`.
fn slug(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// The id of the file for a new routine with this name; accents are removed. `None` if nothing is left.
pub fn id_for(name: &str) -> Option<String> {
    const PLAIN: [(&str, &str); 11] = [
        ("àáâãäåā", "a"),
        ("çćč", "c"),
        ("èéêëēę", "e"),
        ("ìíîïī", "i"),
        ("ñńň", "n"),
        ("òóôõöøō", "o"),
        ("ùúûüū", "u"),
        ("ýÿ", "y"),
        ("śšş", "s"),
        ("źżž", "z"),
        ("ß", "ss"),
    ];
    let plain = |c: char| PLAIN.iter().find(|(marked, _)| marked.contains(c)).map_or(c.to_string(), |p| p.1.to_owned());
    // An apostrophe does not separate words.
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let slug = slug(&lower.chars().map(plain).collect::<String>());
    let ascii: String = slug.chars().filter(char::is_ascii).collect();
    Some(ascii.trim_matches('-').to_owned()).filter(|id| is_id(id) && id.len() <= 100)
}

/// The error in the name of a file in the user's folders: files there are selected by their names.
fn misnamed(path: &Path) -> Option<Diagnostic> {
    if id(path).is_some() {
        return None;
    }
    let slug = slug(&path.file_stem().unwrap_or_default().to_string_lossy());
    let example = if is_id(&slug) { slug.as_str() } else { "my-routine" };
    let message = format!("invalid file name `{}`", file_name(path));
    let help = format!("name it with lower-case letters, digits and hyphens, such as `{example}.toml`");
    Some(Diagnostic::of_file(&path.to_string_lossy(), Code::BadValue, &message, &help))
}

/// Adds one of the user's exercises to the library, if its id is valid.
fn add_exercise(library: &mut Library, path: &Path, text: Result<&str, &Diagnostic>) {
    let Some(id) = id(path) else { return };
    match text {
        Ok(text) => {
            library.add(&id, Source { name: &path.to_string_lossy(), text });
        }
        Err(why) => library.add_unreadable(&id, why),
    }
}

/// The TOML files of a folder, sorted by name. A missing folder is empty; an unreadable one is an error.
fn toml_files(folder: Option<&Path>, faults: &mut Vec<Diagnostic>) -> Vec<PathBuf> {
    let Some(folder) = folder else { return Vec::new() };
    let files = match std::fs::read_dir(folder) {
        Ok(files) => files,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            let message = format!("cannot read this folder: {}", text::reason(&error));
            faults.push(Diagnostic::of_file(&folder.to_string_lossy(), Code::NotAFile, &message, ""));
            return Vec::new();
        }
    };
    // Hidden files and those that start with a tilde are temporary files of editors and of synchronisation.
    let meant = |name: &OsStr| is_toml(Path::new(name)) && !name.to_string_lossy().starts_with(['.', '~', '#']);
    let mut paths: Vec<PathBuf> =
        files.flatten().filter(|file| meant(&file.file_name())).map(|file| file.path()).collect();
    paths.sort();
    paths
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SQUATS: &str = "name = \"Squats\"\n[[exercise]]\nuse = \"squat\"\nreps = 5\n";

    fn paths(files: &[(&str, &str)]) -> (tempfile::TempDir, Paths) {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(folder.path(), folder.path());
        fs::create_dir_all(paths.exercises.as_ref().unwrap()).unwrap();
        for (name, text) in files {
            fs::write(paths.routines.as_ref().unwrap().join(name), text).unwrap();
        }
        (folder, paths)
    }

    fn ids(store: &RoutineStore) -> Vec<String> {
        store.routines().map(|entry| entry.id).collect()
    }

    fn find(store: &RoutineStore, word: &str) -> Result<Entry, String> {
        store.find(OsStr::new(word)).map_err(|error| error.to_string())
    }

    #[test]
    fn without_own_files_there_are_the_bundled_ones() {
        let store = RoutineStore::open(&Paths::default(), &Cues::default());
        let bundled: Vec<&str> = bundled::ROUTINES.iter().map(|(id, _)| *id).collect();
        assert_eq!(ids(&store), bundled);
        assert!(store.routines().all(|entry| entry.routine().is_some() && entry.path().is_none()));
        assert_eq!((store.faults().len(), store.own_files()), (0, 0));
    }

    #[test]
    fn own_files_override_bundled_ones() {
        let (_folder, paths) = paths(&[
            ("squats.toml", SQUATS),
            ("daily.toml", SQUATS),
            ("exercises/squat.toml", "name = \"My squat\"\nhold = \"10s\"\n"),
        ]);
        let store = RoutineStore::open(&paths, &Cues::default());
        assert_eq!(ids(&store)[..3], ["daily", "squats", "desk-break"]);
        let daily = find(&store, "daily").unwrap();
        assert_eq!(daily.routine().unwrap().exercises().next().unwrap().name, "My squat");
        assert_eq!(daily.path(), Some(paths.routines.unwrap().join("daily.toml").as_path()));
        assert_eq!(store.own_files(), 3);
    }

    #[test]
    fn files_with_errors_are_listed_never_hidden() {
        let (_folder, paths) = paths(&[
            ("My Squats.toml", SQUATS),
            ("bad.toml", "name = \"Bad\"\n"),
            ("exercises/squat.toml", "name = \"My squat\"\n"),
            ("exercises/Plank.toml", "name = \"Plank\"\nhold = 1\n"),
            (".hidden.toml", ""),
            ("~syncthing~squats.toml", ""),
            ("#squats.toml#", ""),
            ("squats.toml~", ""),
            ("squats.swp", ""),
        ]);
        fs::create_dir(paths.routines.as_ref().unwrap().join("folder.toml")).unwrap();
        let store = RoutineStore::open(&paths, &Cues::default());
        assert_eq!(ids(&store)[..3], ["My Squats.toml", "bad", "folder"]);
        let diagnostics: Vec<String> =
            store.routines().filter_map(|entry| entry.error().map(|error| error.message.clone())).collect();
        assert_eq!(diagnostics[0], "invalid file name `My Squats.toml`");
        assert_eq!(diagnostics[1], "missing exercises");
        assert_eq!(diagnostics[2], "this is a folder, not a file");
        // The bundled routines that use the squat cannot be played until its file is fixed.
        assert!(diagnostics[3].starts_with("cannot use exercise `squat`: "), "{diagnostics:?}");
        let faults: Vec<&str> = store.faults().iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(faults, ["invalid file name `Plank.toml`", "missing `reps`, `hold` or `time`"]);
        let help = store.routines().next().unwrap().error().unwrap().help.clone().unwrap();
        assert_eq!(help, "name it with lower-case letters, digits and hyphens, such as `my-squats.toml`");
    }

    #[test]
    fn a_routine_is_named_by_its_id_or_its_path() {
        let (folder, paths) = paths(&[("squats.toml", SQUATS)]);
        let store = RoutineStore::open(&paths, &Cues::default());
        assert_eq!(find(&store, "squats").unwrap().id, "squats");
        let elsewhere = folder.path().join("My file.toml");
        fs::write(&elsewhere, SQUATS).unwrap();
        let entry = store.find(elsewhere.as_os_str()).unwrap();
        assert_eq!((entry.id.as_str(), entry.routine().is_some()), ("My file", true));
        let missing = store.find(folder.path().join("no.toml").as_os_str()).unwrap();
        assert_eq!(missing.error().unwrap().message, "this file does not exist");
        for (word, message) in [
            ("dialy", "unknown routine `dialy`: did you mean `daily`?"),
            ("Daily", "unknown routine `Daily`: did you mean `daily`?"),
            ("daily.toml", "unknown routine `daily.toml`: did you mean `daily`?"),
            ("wake the glutes", "unknown routine `wake the glutes`: did you mean `daily`?"),
            ("zumba", "unknown routine `zumba`: `unsit list` shows them all"),
            ("clam shell", "`clamshell` is an exercise, not a routine: `unsit show clamshell` describes it"),
            ("a\u{1b}b", "unknown routine `a<U+001B>b`: `unsit list` shows them all"),
        ] {
            assert_eq!(find(&store, word).map(|entry| entry.id), Err(message.to_owned()));
        }
    }

    #[test]
    fn a_stem_is_made_of_a_name() {
        for (name, id) in [
            ("Knee", Some("knee")),
            ("Wake the glutes!", Some("wake-the-glutes")),
            ("Dr. O'Neil's list (2)", Some("dr-oneils-list-2")),
            ("Knie-Übungen für später", Some("knie-ubungen-fur-spater")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("膝", None),
            ("  ", None),
        ] {
            assert_eq!(id_for(name).as_deref(), id, "{name}");
        }
    }

    #[test]
    fn an_unreadable_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::inside(folder.path(), folder.path());
        fs::create_dir(folder.path().join("unsit")).unwrap();
        fs::write(folder.path().join("unsit/routines"), "").unwrap();
        let store = RoutineStore::open(&paths, &Cues::default());
        // The reason is in the words of the system.
        let faults: Vec<_> = store.faults().iter().map(|fault| fault.message.split(": ").next().unwrap()).collect();
        // Windows finds no folder of exercises below a file, where Unix cannot read it.
        assert_eq!(faults, vec!["cannot read this folder"; if cfg!(windows) { 1 } else { 2 }]);
        assert_eq!(ids(&store).len(), bundled::ROUTINES.len());
    }
}
