//! Words: what is spoken in one go, and the choice of as much of it as there is room for.

use std::time::Duration;

use super::{
    phrase::{self, COMMA, Part, Phrase, STOP, Spoken, WORD, Word},
    voice::Voice,
};

/// Words that are spoken in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The silence before the words, in which another sound is heard.
    pub lead: Duration,
    /// The maximum length of the speech.
    pub length: Duration,
    /// The text.
    pub text: String,
    /// The parts of the sound.
    pub parts: Vec<Part>,
}

impl Words {
    /// A text spoken by itself: recorded, or in the system's voice.
    pub fn saying(text: &str, voice: Voice<'_>) -> Option<Words> {
        let offer = Offer::new(Join::Stop, 0, Phrase::own(text, Some("exercise"), voice));
        fitting(&[offer], voice, Duration::ZERO, Duration::MAX)
    }

    /// The end of the speech, after the moment at which it is due.
    pub fn end(&self) -> Duration {
        self.lead + self.length
    }

    /// The names of its clips and the texts in the system's voice, in order.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.parts.iter().filter_map(|part| match part {
            Part::Clip(name) => Some(name.to_string()),
            Part::Own { text, .. } => Some(format!("\"{text}\"")),
            Part::Pause(_) => None,
        })
    }
}

/// How a phrase follows the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    Colon,
    Comma,
    Stop,
}

impl Join {
    fn gap(self) -> Duration {
        match self {
            Join::Colon => WORD,
            Join::Comma => COMMA,
            Join::Stop => STOP,
        }
    }
}

/// An optional phrase: how it follows, how soon it is dropped, and its shorter replacement.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) join: Join,
    /// The lowest rank is kept longest.
    pub(super) rank: u8,
    pub(super) phrase: Phrase,
    pub(super) short: Option<Phrase>,
    /// Whether it makes no sense without the phrase after it.
    pub(super) leads: bool,
}

impl Offer {
    /// A phrase that is spoken whole, or not at all.
    pub(super) fn new(join: Join, rank: u8, phrase: Phrase) -> Offer {
        Offer { join, rank, phrase, short: None, leads: false }
    }

    /// The phrase and its replacement.
    pub(super) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        [Some(&self.phrase), self.short.as_ref()].into_iter().flatten()
    }
}

/// As many of the phrases as there is room for, in their order; the lowest ranks have precedence.
pub(super) fn fitting(offers: &[Offer], voice: Voice<'_>, lead: Duration, room: Duration) -> Option<Words> {
    let mut chosen: Vec<Option<&Phrase>> = offers.iter().map(|offer| Some(&offer.phrase)).collect();
    if offers.last().is_none_or(|last| last.leads) || length(offers, &chosen, voice) > room {
        chosen.fill(None);
        let mut by_rank: Vec<usize> = (0..offers.len()).collect();
        by_rank.sort_by_key(|index| offers[*index].rank);
        for index in by_rank {
            let offer = &offers[index];
            if offer.leads && chosen.get(index + 1).is_none_or(Option::is_none) {
                continue;
            }
            for phrase in offer.phrases() {
                chosen[index] = Some(phrase);
                if length(offers, &chosen, voice) <= room {
                    break;
                }
                chosen[index] = None;
            }
        }
    }
    let Spoken { parts, length } = phrase::spoken(&sentence(offers, &chosen), voice)?;
    Some(Words { lead, length, text: text(offers, &chosen), parts }).filter(|words| !words.parts.is_empty())
}

/// The chosen phrases, each with its join.
fn joined<'o>(offers: &'o [Offer], chosen: &'o [Option<&Phrase>]) -> impl Iterator<Item = (Join, &'o Phrase)> + Clone {
    offers.iter().zip(chosen).filter_map(|(offer, phrase)| Some((offer.join, (*phrase)?)))
}

/// The length of all phrases; `None` if they cannot be spoken.
pub(super) fn length_of_all(offers: &[Offer], voice: Voice<'_>) -> Option<Duration> {
    let all: Vec<Option<&Phrase>> = offers.iter().map(|offer| Some(&offer.phrase)).collect();
    phrase::length(&sentence(offers, &all), voice)
}

/// The words of the chosen phrases, each with the pause after it.
fn sentence<'o>(offers: &'o [Offer], chosen: &'o [Option<&Phrase>]) -> Vec<(&'o Word, Duration)> {
    let mut words: Vec<(&Word, Duration)> = Vec::new();
    for (join, phrase) in joined(offers, chosen) {
        if let Some((_, pause)) = words.last_mut() {
            *pause = join.gap();
        }
        words.extend(phrase.words.iter().map(|(word, pause)| (word, *pause)));
    }
    words
}

fn length(offers: &[Offer], chosen: &[Option<&Phrase>], voice: Voice<'_>) -> Duration {
    phrase::length(&sentence(offers, chosen), voice).unwrap_or(Duration::MAX)
}

/// The text of the chosen phrases.
fn text(offers: &[Offer], chosen: &[Option<&Phrase>]) -> String {
    let mut text = String::new();
    let many = chosen.iter().flatten().count() > 1;
    for (join, phrase) in joined(offers, chosen) {
        let first = text.is_empty();
        if !first {
            text.push_str(match join {
                Join::Colon => ": ",
                Join::Comma => ", ",
                Join::Stop => ". ",
            });
        }
        let mut letters = phrase.text.chars();
        match letters.next() {
            Some(letter) if many && (first || join == Join::Stop) => {
                text.extend(letter.to_uppercase());
                text.push_str(letters.as_str());
            }
            _ => text.push_str(&phrase.text),
        }
    }
    if many {
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> [Offer; 4] {
        let own = |text| Phrase::own(text, None, Voice::default());
        let offer = |join, rank, text| Offer::new(join, rank, own(text));
        [
            Offer { leads: true, ..offer(Join::Stop, 3, "next") },
            offer(Join::Colon, 0, "Glute bridge"),
            offer(Join::Stop, 2, "lying on your back"),
            Offer { short: Some(own("left")), ..offer(Join::Comma, 1, "left side") },
        ]
    }

    /// The words that fit into the room that these phrases need, minus a millisecond.
    fn said_without(chosen: [usize; 4]) -> String {
        let offers = offers();
        let phrase = |offer: &'_ Offer, which| match which {
            0 => None,
            1 => Some(offer.phrase.clone()),
            _ => offer.short.clone(),
        };
        let phrases = offers.iter().zip(chosen).map(|(offer, which)| phrase(offer, which)).collect::<Vec<_>>();
        let chosen = phrases.iter().map(Option::as_ref).collect::<Vec<_>>();
        let voice = Voice::default();
        let room = length(&offers, &chosen, voice).saturating_sub(Duration::from_millis(1));
        fitting(&offers, voice, Duration::ZERO, room).map(|words| words.text).unwrap_or_default()
    }

    #[test]
    fn the_least_important_words_are_dropped_first() {
        let all = fitting(&offers(), Voice::default(), Duration::ZERO, Duration::MAX).unwrap().text;
        assert_eq!(all, "Next: Glute bridge. Lying on your back, left side.");
        assert_eq!(said_without([1, 1, 1, 1]), "Glute bridge. Lying on your back, left side.");
        assert_eq!(said_without([0, 1, 1, 1]), "Next: Glute bridge, left side.");
        assert_eq!(said_without([0, 1, 0, 1]), "Glute bridge, left.");
        assert_eq!(said_without([0, 1, 0, 2]), "Next: Glute bridge.");
        assert_eq!(said_without([1, 1, 0, 0]), "Glute bridge");
        assert_eq!(said_without([0, 1, 0, 0]), "left side");
        assert_eq!(said_without([0, 0, 0, 2]), "", "and what leads to nothing is not said");
    }

    #[test]
    fn the_length_is_that_of_the_parts() {
        let words = fitting(&offers(), Voice::default(), Duration::ZERO, Duration::MAX).unwrap();
        let parts = words.parts.iter().map(|part| match part {
            Part::Clip(name) => Voice::default().length(name).unwrap(),
            Part::Pause(length) | Part::Own { length, .. } => *length,
        });
        assert_eq!(words.length, parts.sum());
    }

    /// Phrases that were recorded together are spoken together.
    #[test]
    fn a_stretch_reaches_across_phrases() {
        let clips = |texts: [&str; 2]| {
            let recorded = |text| Phrase::recorded(text, Voice::default()).unwrap();
            let offers = texts.map(|text| Offer::new(Join::Comma, 0, recorded(text)));
            let words = fitting(&offers, Voice::default(), Duration::ZERO, Duration::MAX).unwrap();
            words.names().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(clips(["other side", "left leg"]), "other-side-left-leg");
        assert_eq!(clips(["2 sets of 10 reps", "left leg first"]), "2-sets-of-10-reps-left-leg-first");
        assert_eq!(clips(["8 to 12 reps", "left leg"]), "8+ to+ 12-reps+ left-leg");
    }
}
