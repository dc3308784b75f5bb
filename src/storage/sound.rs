//! Custom sounds: small files inside the folder of the file that names them. `audio` decodes them.

use std::{io::Read, path::Path};

use super::untrusted::open_long;
use crate::{
    audio,
    base::{
        cue::{Cues, OwnSound},
        diagnostic::{Code, Diagnostic, LineIndex, Source},
        text,
    },
};

/// The maximum size of a file, in bytes.
const LIMIT: u64 = 2 * 1024 * 1024;

/// The readable custom sounds, by cue. `unsit check` reports the others.
pub fn own_sounds(cues: &Cues) -> Vec<(&'static str, Vec<u8>)> {
    let read = |(cue, sound): (&&'static str, &OwnSound)| Some((*cue, read_sound(sound).ok()?));
    cues.sounds.iter().filter_map(read).collect()
}

/// The custom sounds that cannot be played: cue, file and reason.
pub fn silent_sounds(cues: &Cues) -> Vec<(&'static str, &str, String)> {
    let why = |sound: &OwnSound| read_sound(sound).and_then(audio::check).err();
    cues.sounds.iter().filter_map(|(cue, sound)| Some((*cue, sound.file.as_str(), why(sound)?))).collect()
}

/// Diagnostics for the sounds that a file in this folder names itself.
pub fn bad_sounds(source: Source<'_>, cues: &Cues, folder: &Path) -> Vec<Diagnostic> {
    let lines = LineIndex::new(source.text);
    let own = cues.sounds.values().filter(|sound| sound.folder.is_none());
    let diagnose = |sound: &OwnSound| {
        let placed = OwnSound { folder: Some(folder.to_owned()), ..sound.clone() };
        let why = read_sound(&placed).and_then(audio::check).err()?;
        let message = format!("cannot play `{}`: {why}", sound.file);
        let help = "the built-in sound is used instead; wav, ogg, flac and mp3 are supported";
        Some(Diagnostic::in_lines(source, &lines, &sound.span, Code::BadSound, &message, help))
    };
    own.filter_map(diagnose).collect()
}

fn read_sound(sound: &OwnSound) -> Result<Vec<u8>, String> {
    let Some(folder) = &sound.folder else { return Err("the folder is unknown".to_owned()) };
    let folder = folder.canonicalize().map_err(|error| text::reason(&error))?;
    let path = folder.join(&sound.file).canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => "this file does not exist".to_owned(),
        _ => text::reason(&error),
    })?;
    if !path.starts_with(&folder) {
        return Err("outside the folder of the file that names it".to_owned());
    }
    let mut bytes = Vec::new();
    open_long(&path)?.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| text::reason(&error))?;
    if bytes.len() as u64 > LIMIT {
        return Err("larger than 2 MiB".to_owned());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        base::cue::Cues,
        routine::{self, Library},
    };

    const BEEP: &[u8] = include_bytes!("../../sounds/countdown.wav");

    /// The diagnostics for one sound of a routine in this folder, with their positions.
    fn found(folder: &Path, file: &str) -> Vec<String> {
        let text = format!("name = \"a\"\n[cues.sounds]\nstart = \"{file}\"\n[[exercise]]\nname = \"b\"\nhold = 5\n");
        let source = Source { name: "a.toml", text: &text };
        let checked = routine::read(source, &Library::bundled(), &Cues::default());
        let found = bad_sounds(source, &checked.routine.unwrap().cues, folder);
        found.iter().map(|found| format!("{}:{} {}", found.line, found.column, found.message)).collect()
    }

    #[test]
    fn a_sound_that_cannot_be_played_is_reported_at_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("own")).unwrap();
        fs::write(at("own/beep.wav"), BEEP).unwrap();
        assert_eq!(found(folder.path(), "own/beep.wav"), Vec::<String>::new());
        let whole = |why: &str, file: &str| vec![format!("3:9 cannot play `{file}`: {why}")];
        assert_eq!(found(folder.path(), "none.wav"), whole("this file does not exist", "none.wav"));
        assert_eq!(found(folder.path(), "own"), whole("this is a folder, not a file", "own"));
        fs::write(at("text.wav"), "text").unwrap();
        assert_eq!(found(folder.path(), "text.wav"), whole("not a wav, ogg, flac or mp3 file", "text.wav"));
        fs::write(at("cut.wav"), &BEEP[..5000]).unwrap();
        assert_eq!(found(folder.path(), "cut.wav"), whole("the file is cut off", "cut.wav"));
        fs::File::create(at("huge.wav")).unwrap().set_len(1 << 40).unwrap();
        assert_eq!(found(folder.path(), "huge.wav"), whole("larger than 2 MiB", "huge.wav"));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("beep.wav"), BEEP).unwrap();
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("out")).unwrap();
        std::os::unix::fs::symlink(outside.path().join("beep.wav"), folder.path().join("beep.wav")).unwrap();
        for file in ["out/beep.wav", "beep.wav"] {
            assert!(found(folder.path(), file)[0].ends_with("outside the folder of the file that names it"), "{file}");
        }
        // The path of the folder itself may contain one.
        std::os::unix::fs::symlink(outside.path(), folder.path().join("home")).unwrap();
        assert_eq!(found(&folder.path().join("home"), "beep.wav"), Vec::<String>::new());
    }
}
