//! Words: what is spoken in one go, and the choice of as much of it as there is room for.

use std::{sync::Arc, time::Duration};

use super::{clip, slug};

/// Between two clips of one phrase.
const WORD: Duration = Duration::from_millis(30);
/// At a comma.
const COMMA: Duration = Duration::from_millis(80);
/// Between two sentences.
const STOP: Duration = Duration::from_millis(150);
/// How long a voice that is not recorded may take: a beginning, and so much a character.
const OWN: Duration = Duration::from_millis(350);
const CHARACTER: Duration = Duration::from_millis(85);

/// What is spoken in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The silence before it, in which another sound is heard.
    pub lead: Duration,
    /// How long it speaks, at most.
    pub length: Duration,
    /// What it says.
    pub text: String,
    /// What it is made of.
    pub parts: Vec<Part>,
}

/// A part of some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The recorded clip of this name.
    Clip(&'static str),
    /// Silence.
    Pause(Duration),
    /// What a person wrote, in the system's voice.
    Own {
        /// What is said.
        text: Arc<str>,
        /// The room for it.
        length: Duration,
        /// The clip that stands for it where there is no such voice.
        or: Option<&'static str>,
    },
}

impl Words {
    /// A text as it is said when it stands alone: recorded, or in the system's voice.
    pub fn saying(text: &str) -> Option<Words> {
        let offer = Offer::new(Join::Stop, 0, Phrase::own(text, Some("exercise")));
        fitting(&[offer], Duration::ZERO, Duration::MAX)
    }

    /// When it has been spoken, after the moment at which it is due.
    pub fn end(&self) -> Duration {
        self.lead + self.length
    }
}

/// How a phrase follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    Colon,
    Comma,
    Stop,
}

/// Some clips that belong together.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    text: String,
    parts: Vec<Part>,
    length: Duration,
}

impl Phrase {
    /// Recorded clips with the text that they say.
    pub(super) fn recorded(text: &str, clips: &[&'static str]) -> Option<Phrase> {
        let mut phrase = Phrase { text: text.to_owned(), parts: Vec::new(), length: Duration::ZERO };
        for name in clips {
            let (name, length) = clip(name)?;
            if !phrase.parts.is_empty() {
                phrase.parts.push(Part::Pause(WORD));
                phrase.length += WORD;
            }
            phrase.parts.push(Part::Clip(name));
            phrase.length += length;
        }
        Some(phrase)
    }

    /// One recorded clip that says its own name.
    pub(super) fn clip(text: &str) -> Option<Phrase> {
        Phrase::recorded(text, &[clip(&slug(text))?.0])
    }

    /// What it is made of.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What a person wrote: the clip of that name, or the system's voice, or the clip that stands for it.
    pub(super) fn own(text: &str, or: Option<&'static str>) -> Phrase {
        Phrase::clip(text).unwrap_or_else(|| {
            let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            let (or, least) = or.and_then(clip).unzip();
            let length = (OWN + CHARACTER * characters).max(least.unwrap_or_default());
            let part = Part::Own { text: Arc::from(text), length, or };
            Phrase { text: text.to_owned(), parts: vec![part], length }
        })
    }
}

/// A phrase on offer: how it follows, how soon it is given up, and what may stand for it where it is too long.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) join: Join,
    /// The least is kept longest.
    pub(super) rank: u8,
    pub(super) phrase: Phrase,
    pub(super) short: Option<Phrase>,
    /// It says nothing without the phrase after it.
    pub(super) leads: bool,
}

impl Offer {
    /// A phrase that stands or falls.
    pub(super) fn new(join: Join, rank: u8, phrase: Phrase) -> Offer {
        Offer { join, rank, phrase, short: None, leads: false }
    }
}

/// As many of the phrases, in their order, as there is room for; first come those of the least rank.
pub(super) fn fitting(offers: &[Offer], lead: Duration, room: Duration) -> Option<Words> {
    let mut by_rank: Vec<usize> = (0..offers.len()).collect();
    by_rank.sort_by_key(|index| offers[*index].rank);
    let mut chosen: Vec<Option<&Phrase>> = vec![None; offers.len()];
    for index in by_rank {
        let offer = &offers[index];
        if offer.leads && chosen.get(index + 1).is_none_or(Option::is_none) {
            continue;
        }
        for phrase in [Some(&offer.phrase), offer.short.as_ref()].into_iter().flatten() {
            chosen[index] = Some(phrase);
            if length(offers, &chosen) <= room {
                break;
            }
            chosen[index] = None;
        }
    }
    let words = compose(offers, &chosen, lead);
    (!words.parts.is_empty()).then_some(words)
}

fn gap(join: Join) -> Duration {
    match join {
        Join::Colon => WORD,
        Join::Comma => COMMA,
        Join::Stop => STOP,
    }
}

fn length(offers: &[Offer], chosen: &[Option<&Phrase>]) -> Duration {
    let said = offers.iter().zip(chosen).filter_map(|(offer, phrase)| Some((offer.join, (*phrase)?)));
    said.enumerate().map(|(nth, (join, phrase))| phrase.length + if nth > 0 { gap(join) } else { Duration::ZERO }).sum()
}

fn compose(offers: &[Offer], chosen: &[Option<&Phrase>], lead: Duration) -> Words {
    let mut words = Words { lead, length: length(offers, chosen), text: String::new(), parts: Vec::new() };
    let many = chosen.iter().flatten().count() > 1;
    for (offer, phrase) in offers.iter().zip(chosen) {
        let Some(phrase) = phrase else { continue };
        let first = words.parts.is_empty();
        if !first {
            words.parts.push(Part::Pause(gap(offer.join)));
            words.text.push_str(match offer.join {
                Join::Colon => ": ",
                Join::Comma => ", ",
                Join::Stop => ". ",
            });
        }
        words.parts.extend(phrase.parts.iter().cloned());
        let mut letters = phrase.text.chars();
        match letters.next() {
            Some(letter) if many && (first || offer.join == Join::Stop) => {
                words.text.extend(letter.to_uppercase());
                words.text.push_str(letters.as_str());
            }
            _ => words.text.push_str(&phrase.text),
        }
    }
    if many {
        words.text.push('.');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> [Offer; 4] {
        let offer = |join, rank, text| Offer::new(join, rank, Phrase::own(text, None));
        [
            Offer { leads: true, ..offer(Join::Stop, 3, "next") },
            offer(Join::Colon, 0, "Glute bridge"),
            offer(Join::Stop, 2, "lying on your back"),
            Offer { short: Phrase::clip("left"), ..offer(Join::Comma, 1, "left side") },
        ]
    }

    fn said(milliseconds: u64) -> Option<String> {
        fitting(&offers(), Duration::ZERO, Duration::from_millis(milliseconds)).map(|words| words.text)
    }

    #[test]
    fn what_matters_least_is_left_out_first() {
        assert_eq!(said(9000).unwrap(), "Next: Glute bridge. Lying on your back, left side.");
        assert_eq!(said(3200).unwrap(), "Glute bridge. Lying on your back, left side.");
        assert_eq!(said(2800).unwrap(), "Next: Glute bridge, left side.");
        assert_eq!(said(1200).unwrap(), "Glute bridge, left.");
        assert_eq!(said(800).unwrap(), "Glute bridge");
        assert_eq!(said(400).unwrap(), "left");
        assert_eq!(said(100), None, "and what leads to nothing is not said");
    }

    #[test]
    fn the_length_is_that_of_the_parts() {
        let words = fitting(&offers(), Duration::ZERO, Duration::MAX).unwrap();
        let parts = words.parts.iter().map(|part| match part {
            Part::Clip(name) => clip(name).unwrap().1,
            Part::Pause(length) | Part::Own { length, .. } => *length,
        });
        assert_eq!(words.length, parts.sum());
    }

    #[test]
    fn what_was_not_recorded_has_room_and_a_word_in_its_place() {
        let phrase = Phrase::own("Bulgarian split squat", Some("exercise"));
        let [Part::Own { text, length, or: Some("exercise") }] = &phrase.parts[..] else { panic!("{phrase:?}") };
        assert_eq!((&**text, *length), ("Bulgarian split squat", Duration::from_millis(350 + 21 * 85)));
        assert_eq!(Phrase::own("x", Some("exercise")).length, clip("exercise").unwrap().1);
    }
}
