//! Phrases, and the clips that say a sentence: the longest stretches that were recorded.

use std::{sync::Arc, time::Duration};

use super::{clips::letters, number, voice::Voice};

/// The pause between two clips of one phrase.
pub(super) const WORD: Duration = Duration::from_millis(30);
/// The pause at a comma.
pub(super) const COMMA: Duration = Duration::from_millis(80);
/// The pause between two sentences.
pub(super) const STOP: Duration = Duration::from_millis(200);
/// The time allowed for an unrecorded text: a start, and a time for each character.
const OWN: Duration = Duration::from_millis(350);
const CHARACTER: Duration = Duration::from_millis(85);

/// A part of words that are spoken in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The recorded clip with this name.
    Clip(Arc<str>),
    /// Silence.
    Pause(Duration),
    /// A custom text, in the system's voice.
    Own {
        /// The text.
        text: Arc<str>,
        /// The time reserved for it.
        length: Duration,
        /// The clip that replaces it if there is no such voice.
        or: Option<Arc<str>>,
    },
}

/// A word of a phrase.
#[derive(Clone, Debug)]
pub(super) enum Word {
    /// A word as the names of clips have it.
    Recorded(String),
    /// A whole custom text, as [`Part::Own`].
    Own { text: Arc<str>, length: Duration, or: Option<Arc<str>> },
}

/// Some words that belong together.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    /// The text, without a full stop.
    pub(super) text: String,
    /// Its words, each with the pause after it.
    pub(super) words: Vec<(Word, Duration)>,
}

impl Phrase {
    /// A text in recorded clips; `None` if any is missing.
    pub(super) fn recorded(text: &str, voice: Voice<'_>) -> Option<Phrase> {
        let words = words(text, voice)?;
        let sentence = words.iter().map(|(word, pause)| (word, *pause)).collect::<Vec<_>>();
        if voice.length(&clip_name(&sentence, false)).is_none() {
            stretches(&sentence, voice)?;
        }
        Some(Phrase { text: text.trim_end_matches('.').to_owned(), words })
    }

    /// A custom text: recorded, or in the system's voice with a replacement clip.
    pub(super) fn own(text: &str, or: Option<&str>, voice: Voice<'_>) -> Phrase {
        Phrase::recorded(text, voice).unwrap_or_else(|| {
            let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            let (or, least) = or.and_then(|name| voice.clip(name)).unzip();
            let length = (OWN + CHARACTER * characters).max(least.unwrap_or_default());
            let word = Word::Own { text: Arc::from(text), length, or };
            Phrase { text: text.trim_end_matches('.').to_owned(), words: vec![(word, WORD)] }
        })
    }
}

/// The words of a text, each with the pause after it; `None` if a number cannot be said.
fn words(text: &str, voice: Voice<'_>) -> Option<Vec<(Word, Duration)>> {
    let mut words: Vec<(Word, Duration)> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '-') {
        let pause = match word.chars().next_back() {
            Some('.' | ':' | ';' | '!' | '?') => STOP,
            Some(',') => COMMA,
            _ => WORD,
        };
        let name = letters(word);
        match name.parse().ok().filter(|_| voice.length(&name).is_none()) {
            Some(number) => {
                words.extend(number::parts(number, voice)?.into_iter().map(|part| (Word::Recorded(part), WORD)));
            }
            None if name.is_empty() => {}
            None => words.push((Word::Recorded(name), WORD)),
        }
        if let Some((_, after)) = words.last_mut() {
            *after = pause.max(*after);
        }
    }
    Some(words).filter(|words| !words.is_empty())
}

/// Parts, and their total length.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoken {
    pub(super) parts: Vec<Part>,
    pub(super) length: Duration,
}

/// Words in a row that are spoken by one clip, or one custom text.
#[derive(Clone, Copy)]
struct Stretch {
    /// The words before the one after it.
    end: usize,
    /// The length of its sound.
    length: Duration,
    /// Whether its clip is the one for inside a sentence.
    is_inside: bool,
    /// What it costs, in halves of a clip; of the best stretch also what all after it cost.
    cost: usize,
}

/// The parts of some sentences, the last of which ends with the last word; `None` if a word is not recorded.
pub(super) fn spoken(words: &[(&Word, Duration)], voice: Voice<'_>) -> Option<Spoken> {
    let mut parts = Vec::new();
    let mut begin = 0;
    let stretches = stretches(words, voice)?;
    let length = length_of(&stretches, words);
    for stretch in stretches {
        if begin > 0 {
            parts.push(Part::Pause(words[begin - 1].1));
        }
        parts.push(match words[begin].0 {
            Word::Own { text, length, or } => Part::Own { text: Arc::clone(text), length: *length, or: or.clone() },
            Word::Recorded(_) => Part::Clip(Arc::from(clip_name(&words[begin..stretch.end], stretch.is_inside))),
        });
        begin = stretch.end;
    }
    Some(Spoken { parts, length })
}

/// The length of [`spoken`].
pub(super) fn length(words: &[(&Word, Duration)], voice: Voice<'_>) -> Option<Duration> {
    Some(length_of(&stretches(words, voice)?, words))
}

fn length_of(stretches: &[Stretch], words: &[(&Word, Duration)]) -> Duration {
    let pauses = stretches.iter().rev().skip(1).map(|stretch| words[stretch.end - 1].1);
    stretches.iter().map(|stretch| stretch.length).chain(pauses).sum()
}

fn clip_name(words: &[(&Word, Duration)], is_inside: bool) -> String {
    let mut name = String::new();
    for (word, _) in words {
        if let Word::Recorded(word) = word {
            append(&mut name, word);
        }
    }
    if is_inside {
        name.push('+');
    }
    name
}

/// Adds a word to the name of a clip.
pub(super) fn append(name: &mut String, word: &str) {
    if !name.is_empty() {
        name.push('-');
    }
    name.push_str(word);
}

/// The fewest stretches for some sentences. Inside a sentence, clips in their form for that are preferred. `None` if a
/// word is not recorded.
fn stretches(words: &[(&Word, Duration)], voice: Voice<'_>) -> Option<Vec<Stretch>> {
    // The stretches from each word on, which is only searched for words that another stretch ends before.
    let mut possible: Vec<Vec<Stretch>> = vec![Vec::new(); words.len() + 1];
    let mut is_reached = vec![false; words.len() + 1];
    is_reached[0] = true;
    for begin in 0..words.len() {
        if is_reached[begin] {
            possible[begin] = stretches_from(begin, words, voice);
            possible[begin].iter().for_each(|stretch| is_reached[stretch.end] = true);
        }
    }
    // The best of them, each with the cost of all from there on; of equals the longest.
    let mut best: Vec<Option<Stretch>> = vec![None; words.len()];
    for begin in (0..words.len()).rev() {
        let cost_from = |end: usize| if end == words.len() { Some(0) } else { best[end].map(|stretch| stretch.cost) };
        let whole = possible[begin]
            .iter()
            .filter_map(|stretch| Some(Stretch { cost: stretch.cost + cost_from(stretch.end)?, ..*stretch }));
        best[begin] = whole.rev().min_by_key(|stretch| stretch.cost);
    }
    let mut chosen = Vec::new();
    let mut begin = 0;
    while begin < words.len() {
        let stretch = best[begin]?;
        chosen.push(stretch);
        begin = stretch.end;
    }
    Some(chosen)
}

/// The stretches that begin with a word, each with its own cost, the shortest first.
fn stretches_from(begin: usize, words: &[(&Word, Duration)], voice: Voice<'_>) -> Vec<Stretch> {
    let mut found = Vec::new();
    let mut name = String::new();
    let mut search = voice.search();
    for (nth, (word, pause)) in words.iter().enumerate().skip(begin) {
        let end = nth + 1;
        let word = match word {
            Word::Recorded(word) => word,
            Word::Own { length, .. } if nth == begin => {
                return vec![Stretch { end, length: *length, is_inside: false, cost: 2 }];
            }
            Word::Own { .. } => break,
        };
        append(&mut name, word);
        let recorded = search.longer(&name);
        if !recorded.begins {
            break;
        }
        let stops = end == words.len() || *pause >= STOP;
        let inside = recorded.inside.filter(|_| !stops);
        // One clip with a falling end inside a sentence is better than two without.
        let cost = 2 + usize::from(!stops && inside.is_none());
        if let Some(length) = inside.or(recorded.whole) {
            found.push(Stretch { end, length, is_inside: inside.is_some(), cost });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clips that say a text.
    fn clips(text: &str) -> String {
        let voice = Voice::default();
        let phrase = Phrase::recorded(text, voice).unwrap();
        let words = phrase.words.iter().map(|(word, pause)| (word, *pause)).collect::<Vec<_>>();
        let name = |part: Part| if let Part::Clip(name) = part { Some(name.to_string()) } else { None };
        spoken(&words, voice).unwrap().parts.into_iter().filter_map(name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_longest_stretches_are_chosen_and_sound_as_inside_a_sentence_there() {
        assert_eq!(clips("10 reps"), "10-reps");
        assert_eq!(clips("2 sets of 11 reps"), "2-sets-of+ 11-reps");
        assert_eq!(clips("47 reps"), "40+ 7-reps");
        assert_eq!(clips("hold for 30 seconds"), "hold-for-30-seconds");
        assert_eq!(clips("hold for 1 minute 10 seconds"), "hold-for-1-minute+ 10-seconds");
        assert_eq!(clips("4 to 9 reps"), "4+ to+ 9-reps");
        assert_eq!(clips("Stop. Lift, hold"), "stop lift hold");
    }

    #[test]
    fn unrecorded_text_has_room_and_a_replacement() {
        let voice = Voice::default();
        let phrase = Phrase::own("Bulgarian split squat", Some("exercise"), voice);
        let [(Word::Own { text, length, or: Some(or) }, _)] = &phrase.words[..] else { panic!("{phrase:?}") };
        assert_eq!(
            (&**text, *length, &**or),
            ("Bulgarian split squat", Duration::from_millis(350 + 21 * 85), "exercise")
        );
        let [(Word::Own { length, .. }, _)] = &Phrase::own("x", Some("exercise"), voice).words[..] else { panic!() };
        assert_eq!(*length, voice.length("exercise").unwrap());
    }
}
