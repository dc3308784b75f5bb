//! A custom voice: a folder of recordings with the names of the built-in clips. `audio` decodes them.

use std::{io::Read, path::Path, sync::Arc};

use super::untrusted::open_long;
use crate::{
    audio,
    base::{
        count::count,
        cue::{OwnClip, OwnVoice},
        text,
    },
    config::Config,
    session::speech::clips::slug,
    system::home,
};

/// The maximum size of a file, in bytes.
const LIMIT: u64 = 2 * 1024 * 1024;
/// The maximum size of all files together, in bytes.
const TOTAL: usize = 64 * 1024 * 1024;
/// The maximum number of files.
const FILES: usize = 5000;
/// The supported file extensions.
const KINDS: [&str; 3] = ["flac", "ogg", "wav"];

/// The content of a folder of recordings.
#[derive(Debug, Default)]
pub struct VoiceFolder {
    /// The usable recordings.
    pub voice: OwnVoice,
    /// The other files, each with the reason.
    pub refused: Vec<(String, String)>,
}

/// Reads a folder of recordings. The error is a phrase.
pub fn read_voice(folder: &Path) -> Result<VoiceFolder, String> {
    let mut found = VoiceFolder::default();
    let mut total = 0;
    let entries = std::fs::read_dir(folder).map_err(|error| text::reason(&error))?;
    let mut paths: Vec<_> = entries.take(FILES).filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let is_sound = path.extension().is_some_and(|kind| KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known)));
        let Some(name) = path.file_stem().and_then(|name| name.to_str()).filter(|_| is_sound) else { continue };
        let refused = match read_clip(&path, name) {
            Ok(_) if total > TOTAL => "the folder is larger than 64 MiB".to_owned(),
            Ok(clip) => {
                total += clip.file.len();
                found.voice.clips.insert(Arc::from(name), clip);
                continue;
            }
            Err(why) => why,
        };
        found.refused.push((path.file_name().unwrap_or_default().to_string_lossy().into_owned(), refused));
    }
    Ok(found)
}

fn read_clip(path: &Path, name: &str) -> Result<OwnClip, String> {
    let text = name.strip_suffix('+').unwrap_or(name);
    if slug(text) != text || text.is_empty() {
        return Err("not the name of a clip: use lower-case letters, digits and hyphens".to_owned());
    }
    let mut file = Vec::new();
    let opened = open_long(path)?;
    opened.take(LIMIT + 1).read_to_end(&mut file).map_err(|error| text::reason(&error))?;
    if file.len() as u64 > LIMIT {
        return Err("larger than 2 MiB".to_owned());
    }
    let length = audio::length(file.clone())?;
    Ok(OwnClip { length, file })
}

/// The voice chosen in the settings: the usable recordings, and the model for the rest.
pub(super) fn own_voice(config: &Config) -> Option<Arc<OwnVoice>> {
    let place = |path: &Option<String>| path.as_deref().map(home::folder).filter(|path| path.is_absolute());
    let mut voice = OwnVoice::default();
    if let Some(folder) = place(&config.voice) {
        let shown = text::printable(&folder.to_string_lossy()).into_owned();
        match read_voice(&folder) {
            Ok(read) => {
                voice = read.voice;
                if !read.refused.is_empty() {
                    let files = count(read.refused.len(), "recording");
                    voice.problems.push(format!("cannot use {files}: `unsit sounds --voice {shown}` lists the errors"));
                }
            }
            Err(why) => voice.problems.push(format!("cannot read the voice `{shown}` ({why}); using the built-in one")),
        }
    }
    if let Some(model) = place(&config.piper) {
        if model.is_file() {
            voice.piper = Some(model);
        } else {
            let shown = text::printable(&model.to_string_lossy()).into_owned();
            voice.problems.push(format!("no model `{shown}` for Piper; using the system's voice"));
        }
    }
    Some(Arc::new(voice)).filter(|voice| **voice != OwnVoice::default())
}

#[cfg(test)]
mod tests {
    use std::{fs, time::Duration};

    use super::*;
    use crate::{
        base::cue::Cues,
        session::speech::{Part, Voice, Words, clips},
    };

    const BEEP: &[u8] = include_bytes!("../../sounds/countdown.wav");

    #[test]
    fn own_clips_take_precedence_over_the_built_in_ones() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("rest.wav"), BEEP).unwrap();
        fs::write(at("bulgarian-split-squat.wav"), BEEP).unwrap();
        let lift = clips::find("lift").unwrap();
        fs::write(at("lower.ogg"), [clips::HEADER, lift.pages].concat()).unwrap();
        fs::write(at("Next.wav"), BEEP).unwrap();
        fs::write(at("hold.wav"), "text").unwrap();
        fs::write(at("notes.txt"), "text").unwrap();
        let read = read_voice(folder.path()).unwrap();
        let refused = read.refused.iter().map(|(file, why)| format!("{file}: {why}")).collect::<Vec<_>>();
        assert_eq!(
            refused,
            [
                "Next.wav: not the name of a clip: use lower-case letters, digits and hyphens",
                "hold.wav: not a wav, ogg, flac or mp3 file"
            ]
        );
        let cues = Cues { own_voice: Some(Arc::new(read.voice)), ..Cues::default() };
        let voice = Voice::of(&cues);
        assert_eq!(voice.length("rest"), Some(Duration::from_millis(140)));
        assert_eq!(voice.length("lower"), Some(lift.length));
        assert_eq!(voice.length("lift"), Some(lift.length));
        let words = Words::saying("Bulgarian split squat", voice).unwrap();
        assert_eq!(words.parts, [Part::Clip("bulgarian-split-squat".into())]);
        assert!(read_voice(&at("none")).is_err());
    }

    #[test]
    fn what_cannot_be_used_of_the_settings_is_a_problem() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let problems = |voice: &str, piper: &str| {
            let place = |name: &str| (!name.is_empty()).then(|| at(name).to_string_lossy().into_owned());
            let config = Config { voice: place(voice), piper: place(piper), ..Config::default() };
            let problems = own_voice(&config).map(|voice| voice.problems.join("|")).unwrap_or_default();
            problems.replace(&*folder.path().to_string_lossy(), "").replace('\\', "/")
        };
        fs::create_dir(at("good")).unwrap();
        fs::create_dir(at("bad")).unwrap();
        fs::write(at("good/rest.wav"), BEEP).unwrap();
        fs::write(at("bad/rest.wav"), "text").unwrap();
        fs::write(at("model.onnx"), "model").unwrap();
        assert_eq!(problems("good", "model.onnx"), "");
        assert_eq!(problems("bad", ""), "cannot use 1 recording: `unsit sounds --voice /bad` lists the errors");
        // The reason is in the words of the system.
        let missing = problems("none", "none.onnx");
        assert!(missing.starts_with("cannot read the voice `/none` ("), "{missing}");
        let rest = "); using the built-in one|no model `/none.onnx` for Piper; using the system's voice";
        assert!(missing.ends_with(rest), "{missing}");
    }
}
