//! Words: what is spoken in one go, and the choice of as much of it as there is room for. A sentence is put together
//! from the longest stretches that were recorded.

use std::{sync::Arc, time::Duration};

use super::{clips::letters, number, voice::Voice};

/// Between two clips of one phrase.
const WORD: Duration = Duration::from_millis(30);
/// At a comma.
const COMMA: Duration = Duration::from_millis(80);
/// Between two sentences.
const STOP: Duration = Duration::from_millis(200);
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
    Clip(Arc<str>),
    /// Silence.
    Pause(Duration),
    /// What a person wrote, in the system's voice.
    Own {
        /// What is said.
        text: Arc<str>,
        /// The room for it.
        length: Duration,
        /// The clip that stands for it where there is no such voice.
        or: Option<Arc<str>>,
    },
}

impl Words {
    /// A text as it is said when it is said alone: recorded, or in the system's voice.
    pub fn saying(text: &str, voice: Voice<'_>) -> Option<Words> {
        let offer = Offer::new(Join::Stop, 0, Phrase::own(text, Some("exercise"), voice));
        fitting(&[offer], Duration::ZERO, Duration::MAX)
    }

    /// When it has been spoken, after the moment at which it is due.
    pub fn end(&self) -> Duration {
        self.lead + self.length
    }

    /// The names of its clips and the texts in the system's voice, in their order.
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

/// Some words that belong together, as they sound at the end of a sentence and inside one.
#[derive(Clone, Debug)]
pub(super) struct Phrase {
    text: String,
    ending: Spoken,
    inside: Spoken,
}

/// Parts, and how long they speak.
#[derive(Clone, Debug, Default)]
struct Spoken {
    parts: Vec<Part>,
    length: Duration,
}

impl Phrase {
    /// A text that recorded clips say; nothing where they do not.
    pub(super) fn recorded(text: &str, voice: Voice<'_>) -> Option<Phrase> {
        let words = words(text, voice)?;
        let (ending, inside) = (fewest(&words, true, voice)?, fewest(&words, false, voice)?);
        Some(Phrase { text: text.trim_end_matches('.').to_owned(), ending, inside })
    }

    /// What a person wrote: recorded, or in the system's voice with a clip that is said where there is none.
    pub(super) fn own(text: &str, or: Option<&str>, voice: Voice<'_>) -> Phrase {
        Phrase::recorded(text, voice).unwrap_or_else(|| {
            let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
            let (or, least) = or.and_then(|name| voice.clip(name)).unzip();
            let length = (OWN + CHARACTER * characters).max(least.unwrap_or_default());
            let spoken = Spoken { parts: vec![Part::Own { text: Arc::from(text), length, or }], length };
            Phrase { text: text.trim_end_matches('.').to_owned(), ending: spoken.clone(), inside: spoken }
        })
    }

    /// What it says.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All that it may be made of.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Part> {
        self.ending.parts.iter().chain(&self.inside.parts)
    }
}

/// The words of a text as clips name them, each with the pause after it; nothing where a number cannot be said.
fn words(text: &str, voice: Voice<'_>) -> Option<Vec<(String, Duration)>> {
    let mut words = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || c == '-') {
        let pause = match word.chars().next_back() {
            Some('.' | ':' | ';' | '!' | '?') => STOP,
            Some(',') => COMMA,
            _ => WORD,
        };
        let name = letters(word);
        match name.parse().ok().filter(|_| voice.length(&name).is_none()) {
            Some(number) => words.extend(number::parts(number, voice)?.into_iter().map(|part| (part, WORD))),
            None if name.is_empty() => {}
            None => words.push((name, WORD)),
        }
        if let Some((_, after)) = words.last_mut() {
            *after = pause.max(*after);
        }
    }
    Some(words).filter(|words| !words.is_empty())
}

/// The fewest clips that say some words, and those inside a sentence as they sound there; `ends` where the sentence ends
/// with them. Nothing where a word is not recorded.
fn fewest(words: &[(String, Duration)], ends: bool, voice: Voice<'_>) -> Option<Spoken> {
    /// The best from a word on: what it costs, the clip with its length, and the word after it.
    type Stretch = (usize, (Arc<str>, Duration), usize);
    let mut best: Vec<Option<Stretch>> = vec![None; words.len()];
    for from in (0..words.len()).rev() {
        let mut name = String::new();
        for (nth, (word, pause)) in words.iter().enumerate().skip(from) {
            if !name.is_empty() {
                name.push('-');
            }
            name.push_str(word);
            if !voice.begins(&name) {
                break;
            }
            let is_last = nth + 1 == words.len();
            let after = if is_last { Some(0) } else { best[nth + 1].as_ref().map(|(cost, ..)| *cost) };
            let stops = if is_last { ends } else { *pause >= STOP };
            let inside = if stops { None } else { voice.clip(&format!("{name}+")) };
            // A clip that comes to an end where the sentence continues is better than two that do not.
            let cost = 2 + usize::from(!stops && inside.is_none());
            if let (Some(after), Some(clip)) = (after, inside.or_else(|| voice.clip(&name)))
                && best[from].as_ref().is_none_or(|(least, ..)| after + cost <= *least)
            {
                best[from] = Some((after + cost, clip, nth + 1));
            }
        }
    }
    let mut spoken = Spoken::default();
    let mut from = 0;
    while let Some(place) = best.get_mut(from) {
        let (_, (name, length), next) = place.take()?;
        if from > 0 {
            let pause = words[from - 1].1;
            spoken.parts.push(Part::Pause(pause));
            spoken.length += pause;
        }
        spoken.parts.push(Part::Clip(name));
        spoken.length += length;
        from = next;
    }
    Some(spoken)
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
    /// A phrase that is said whole or not at all.
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

/// The chosen phrases, each with how it follows the one before it, and as it is spoken there.
fn spoken<'o>(
    offers: &'o [Offer],
    chosen: &'o [Option<&Phrase>],
) -> impl Iterator<Item = (Join, &'o Phrase, &'o Spoken)> {
    let said = || offers.iter().zip(chosen).filter_map(|(offer, phrase)| Some((offer.join, (*phrase)?)));
    let after = said().skip(1).map(|(join, _)| join).chain([Join::Stop]);
    said().zip(after).map(|((join, phrase), after)| {
        (join, phrase, if after == Join::Stop { &phrase.ending } else { &phrase.inside })
    })
}

fn length(offers: &[Offer], chosen: &[Option<&Phrase>]) -> Duration {
    let gap = |nth, join: Join| if nth > 0 { join.gap() } else { Duration::ZERO };
    spoken(offers, chosen).enumerate().map(|(nth, (join, _, spoken))| gap(nth, join) + spoken.length).sum()
}

fn compose(offers: &[Offer], chosen: &[Option<&Phrase>], lead: Duration) -> Words {
    let mut words = Words { lead, length: length(offers, chosen), text: String::new(), parts: Vec::new() };
    let many = chosen.iter().flatten().count() > 1;
    for (join, phrase, spoken) in spoken(offers, chosen) {
        let first = words.parts.is_empty();
        if !first {
            words.parts.push(Part::Pause(join.gap()));
            words.text.push_str(match join {
                Join::Colon => ": ",
                Join::Comma => ", ",
                Join::Stop => ". ",
            });
        }
        words.parts.extend(spoken.parts.iter().cloned());
        let mut letters = phrase.text.chars();
        match letters.next() {
            Some(letter) if many && (first || join == Join::Stop) => {
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
        let own = |text| Phrase::own(text, None, Voice::default());
        let offer = |join, rank, text| Offer::new(join, rank, own(text));
        [
            Offer { leads: true, ..offer(Join::Stop, 3, "next") },
            offer(Join::Colon, 0, "Glute bridge"),
            offer(Join::Stop, 2, "lying on your back"),
            Offer { short: Some(own("left")), ..offer(Join::Comma, 1, "left side") },
        ]
    }

    /// What is said in the room that these phrases need, less a millisecond.
    fn said_without(chosen: [usize; 4]) -> String {
        let offers = offers();
        let phrase = |offer: &'_ Offer, which| match which {
            0 => None,
            1 => Some(offer.phrase.clone()),
            _ => offer.short.clone(),
        };
        let phrases = offers.iter().zip(chosen).map(|(offer, which)| phrase(offer, which)).collect::<Vec<_>>();
        let chosen = phrases.iter().map(Option::as_ref).collect::<Vec<_>>();
        let room = length(&offers, &chosen).saturating_sub(Duration::from_millis(1));
        fitting(&offers, Duration::ZERO, room).map(|words| words.text).unwrap_or_default()
    }

    #[test]
    fn what_matters_least_is_left_out_first() {
        let all = fitting(&offers(), Duration::ZERO, Duration::MAX).unwrap().text;
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
        let words = fitting(&offers(), Duration::ZERO, Duration::MAX).unwrap();
        let parts = words.parts.iter().map(|part| match part {
            Part::Clip(name) => Voice::default().length(name).unwrap(),
            Part::Pause(length) | Part::Own { length, .. } => *length,
        });
        assert_eq!(words.length, parts.sum());
    }

    /// The clips that say a text, at the end of a sentence and inside one.
    fn clips(text: &str) -> [String; 2] {
        let phrase = Phrase::recorded(text, Voice::default()).unwrap();
        let names = |spoken: &Spoken| {
            let name = |part: &Part| if let Part::Clip(name) = part { Some(name.to_string()) } else { None };
            spoken.parts.iter().filter_map(name).collect::<Vec<_>>().join(" ")
        };
        [names(&phrase.ending), names(&phrase.inside)]
    }

    #[test]
    fn the_longest_stretches_are_chosen_and_sound_as_inside_a_sentence_there() {
        assert_eq!(clips("10 reps"), ["10-reps", "10-reps+"]);
        assert_eq!(clips("2 sets of 10 reps"), ["2-sets-of+ 10-reps", "2-sets-of+ 10-reps+"]);
        assert_eq!(clips("47 reps"), ["40+ 7-reps", "40+ 7-reps+"]);
        assert_eq!(clips("hold for 30 seconds"), ["hold-for-30-seconds", "hold-for-30-seconds+"]);
        assert_eq!(clips("hold for 1 minute 10 seconds")[0], "hold-for-1-minute+ 10-seconds");
        assert_eq!(clips("8 to 12 reps")[0], "8+ to+ 12-reps");
        assert_eq!(clips("Stop. Lift, hold")[0], "stop lift hold");
    }

    #[test]
    fn what_was_not_recorded_has_room_and_a_word_in_its_place() {
        let voice = Voice::default();
        let phrase = Phrase::own("Bulgarian split squat", Some("exercise"), voice);
        let [Part::Own { text, length, or: Some(or) }] = &phrase.ending.parts[..] else { panic!("{phrase:?}") };
        assert_eq!(
            (&**text, *length, &**or),
            ("Bulgarian split squat", Duration::from_millis(350 + 21 * 85), "exercise")
        );
        assert_eq!(Phrase::own("x", Some("exercise"), voice).ending.length, voice.length("exercise").unwrap());
    }
}
