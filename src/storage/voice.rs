//! A voice of the person's own: a folder of recordings by the names of the built-in clips. What is in them is left to
//! `audio`.

use std::{io::Read, path::Path, sync::Arc};

use super::untrusted::open_long;
use crate::{
    audio,
    base::{
        cue::{OwnClip, OwnVoice},
        text,
    },
    config::Config,
    session::speech::clips::slug,
    system::home,
};

/// The longest file, in bytes.
const LIMIT: u64 = 2 * 1024 * 1024;
/// All files together, in bytes.
const TOTAL: usize = 64 * 1024 * 1024;
/// The most files.
const FILES: usize = 5000;
/// How their names end.
const KINDS: [&str; 3] = ["flac", "ogg", "wav"];

/// A folder of recordings as it was read.
#[derive(Debug, Default)]
pub struct VoiceFolder {
    /// What can be heard.
    pub voice: OwnVoice,
    /// Files that cannot, each with the reason.
    pub refused: Vec<(String, String)>,
}

/// Reads a folder of recordings. The error is a piece of a sentence.
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
            Ok(_) if total > TOTAL => "the folder has more than 64 MiB".to_owned(),
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
        return Err("this is not the name of a clip: write small letters, digits and hyphens".to_owned());
    }
    let mut file = Vec::new();
    let opened = open_long(path)?;
    opened.take(LIMIT + 1).read_to_end(&mut file).map_err(|error| text::reason(&error))?;
    if file.len() as u64 > LIMIT {
        return Err("it is larger than 2 MiB".to_owned());
    }
    let length = audio::length(file.clone())?;
    Ok(OwnClip { length, file })
}

/// The voice that the settings choose: the recordings that can be heard, and the model for the rest.
pub(super) fn own_voice(config: &Config) -> Option<Arc<OwnVoice>> {
    let place = |path: &Option<String>| path.as_deref().map(home::folder).filter(|path| path.is_absolute());
    let recorded = place(&config.voice).and_then(|folder| read_voice(&folder).ok());
    let voice = OwnVoice { piper: place(&config.piper), ..recorded.unwrap_or_default().voice };
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
    fn own_clips_are_heard_first_and_the_built_in_ones_where_there_is_none() {
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
                "Next.wav: this is not the name of a clip: write small letters, digits and hyphens",
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
}
