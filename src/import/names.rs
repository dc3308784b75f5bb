//! Names of exercises: which exercise of the library is meant, and what a name says of the work.

use std::collections::HashMap;

use super::{
    lexer::Token,
    words::{self, Class},
};
use crate::routine::{Exercise, Library};

/// The names of a library, ready to be compared.
pub(super) struct Names<'l> {
    library: &'l Library,
    spellings: Vec<Spelling>,
    /// The spellings with their letters alone, for a name that is written in one piece or in more.
    joined: HashMap<String, usize>,
}

struct Spelling {
    words: Vec<String>,
    joined: String,
    stem: String,
    /// An alias: the exercise has another name.
    alias: bool,
}

/// The exercise of the library that is meant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub stem: String,
    /// It is another spelling, or the words have another order.
    pub slip: bool,
    pub reordered: bool,
    /// The tokens that are the name; the others are around it.
    pub from: usize,
    pub to: usize,
}

/// What a name says of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A position that is held: a bare number is no number of reps.
    Held,
    /// Held or moved: a length is a hold, a bare number reps.
    Either,
    /// A movement that lasts: a walk.
    Moved,
    Unknown,
}

impl<'l> Names<'l> {
    pub(super) fn new(library: &'l Library) -> Names<'l> {
        let mut spellings: Vec<Spelling> = Vec::new();
        for (spelling, stem, alias) in library.spellings() {
            let words = plain(&spelling);
            let joined = words.concat();
            spellings.push(Spelling { words, joined, stem, alias });
        }
        let mut joined = HashMap::new();
        for (at, spelling) in spellings.iter().enumerate() {
            // A name comes before an alias of another exercise.
            let before = joined.entry(spelling.joined.clone()).or_insert(at);
            if spellings[*before].alias && !spelling.alias {
                *before = at;
            }
        }
        Names { library, spellings, joined }
    }

    pub(super) fn exercise(&self, stem: &str) -> Option<Exercise> {
        self.library.exercise(stem)
    }

    pub(super) fn has_figure(&self, stem: &str) -> bool {
        self.library.figure(stem).is_some()
    }

    fn found(&self, at: usize, from: usize, to: usize, slip: bool) -> Found {
        let Spelling { stem, .. } = &self.spellings[at];
        Found { stem: stem.clone(), slip, reordered: false, from, to }
    }

    /// The exercise whose name or alias these words are, perhaps in another order or with a slip of the keyboard.
    pub(super) fn whole(&self, tokens: &[Token]) -> Option<Found> {
        let said: Vec<String> = tokens.iter().flat_map(|token| plain(&token.text)).collect();
        let said: Vec<String> = said.into_iter().filter(|word| word != "the" && word != "a").collect();
        let joined = said.concat();
        if joined.is_empty() {
            return None;
        }
        let all = tokens.len();
        if let Some(at) = self.joined.get(&joined) {
            return Some(self.found(*at, 0, all, false));
        }
        let sorted = |words: &[String]| {
            let mut words = words.to_vec();
            words.sort();
            words
        };
        let sentence = |token: &Token| ["the", "your", "a"].contains(&token.text.to_lowercase().as_str());
        if tokens.iter().any(sentence) {
            return None;
        }
        let said_sorted = sorted(&said);
        let other_order =
            self.spellings.iter().position(|one| one.words.len() == said.len() && sorted(&one.words) == said_sorted);
        if let Some(at) = other_order {
            return Some(Found { reordered: true, ..self.found(at, 0, all, true) });
        }
        // A slip of the keyboard: one letter in six.
        let length = joined.chars().count();
        let most = length / 6;
        if most == 0 {
            return None;
        }
        let near = |spelling: &Spelling| {
            let apart = spelling.joined.chars().count().abs_diff(length);
            (apart <= most)
                .then(|| strsim::damerau_levenshtein(&spelling.joined, &joined))
                .filter(|slips| *slips <= most)
        };
        let found = self.spellings.iter().enumerate().filter_map(|(at, spelling)| Some((near(spelling)?, at))).min()?;
        Some(self.found(found.1, 0, all, true))
    }

    /// The exercise whose name is within these words, where what is around it leaves it the same exercise.
    pub(super) fn within(&self, tokens: &[Token]) -> Option<Found> {
        let mut best: Option<Found> = None;
        for from in 0..tokens.len() {
            if !tokens[..from].iter().all(is_before) {
                break;
            }
            let mut joined = String::new();
            for to in from + 1..=tokens.len() {
                joined.extend(plain(&tokens[to - 1].text));
                let Some(at) = self.joined.get(&joined) else { continue };
                let longer = best.as_ref().is_none_or(|best| to - from > best.to - best.from);
                let after = &tokens[to..];
                if longer
                    && (after.is_empty() || is_around(after))
                    && self.fits(&self.spellings[*at].stem, &tokens[..from])
                {
                    best = Some(self.found(*at, from, to, false));
                }
            }
        }
        best
    }

    /// A position before the name is the library's own: a standing stretch is not the one that lies.
    pub(super) fn fits(&self, stem: &str, before: &[Token]) -> bool {
        let places = before.iter().filter(|token| token.is(words::PLACE)).collect::<Vec<_>>();
        if places.is_empty() {
            return true;
        }
        let position = self.exercise(stem).and_then(|exercise| exercise.position);
        let position = position.map_or(String::new(), |position| position.on("working", "other").to_lowercase());
        places.iter().all(|place| {
            let place = place.text.to_lowercase();
            let root = match () {
                () if place.contains("side") => "side",
                () if place.contains("supine") => "back",
                () if place.contains("prone") => "front",
                () if place.contains("kneel") => "kneel",
                () if place.contains("seat") || place.contains("sit") => "sit",
                () if place.contains("stand") => "stand",
                () => "lying",
            };
            position.contains(root)
        })
    }

    /// An exercise of the library whose name has all the words of this one.
    pub(super) fn near(&self, tokens: &[Token]) -> Option<String> {
        let said: Vec<String> = tokens.iter().flat_map(|token| plain(&token.text)).collect();
        let has = |one: &&Spelling| !one.alias && said.iter().all(|word| one.words.contains(word));
        let mut found: Vec<&Spelling> = self.spellings.iter().filter(has).collect();
        found.sort_by_key(|one| one.words.len());
        let stem = found.first().map(|one| &one.stem)?;
        // Of several that are as near none is meant.
        let other = found.iter().any(|one| one.stem != *stem && one.words.len() == found[0].words.len());
        (!other).then(|| stem.clone())
    }
}

/// Whether a word before a name leaves it the same exercise.
fn is_before(token: &Token) -> bool {
    const HOW: [&str; 6] = ["slow", "slowly", "gentle", "gently", "controlled", "easy"];
    token.is(words::FILL | words::AFFECTED | words::OPTIONAL | words::PLACE | words::DO)
        || HOW.contains(&token.text.to_lowercase().as_str())
}

/// Whether words after a name only say that it is held: "glute bridge hold".
pub(super) fn is_hold(after: &[Token]) -> bool {
    !after.is_empty() && after.iter().all(|token| token.is(words::HOLD | words::ISO))
}

/// Whether words after a name say how, where or with what, and not another exercise.
fn is_around(after: &[Token]) -> bool {
    const BEGINS: Class = words::PREP
        | words::PLACE
        | words::HOW
        | words::AID
        | words::BAND
        | words::COLOUR
        | words::AFFECTED
        | words::SIZE
        | words::ONLY
        | words::OPTIONAL;
    const KNOWN: Class =
        words::HOLD | words::ISO | BEGINS | words::BODY | words::LIMB | words::FILL | words::AND | words::ONE;
    let known = after.iter().filter(|token| token.is(KNOWN)).count();
    // "Squats to a chair", not "squat to press".
    let to = after[0].text.eq_ignore_ascii_case("to");
    if to {
        return after.len() > 1 && after[1..].iter().all(|token| token.is(words::FILL | words::AID));
    }
    let first = after[0].is(BEGINS) || is_hold(after);
    // "squat with rotation" is another exercise, "squat with a towel" is not.
    let with = after[0].is(words::WITH) || after[0].text.eq_ignore_ascii_case("from");
    first && if with || after[0].is(words::AND) { known == after.len() } else { 2 * known >= after.len() }
}

/// What a name says of the work, by its words.
pub(super) fn nature(tokens: &[Token]) -> Nature {
    let end =
        tokens.iter().skip(1).position(|token| token.is(words::PREP | words::WITH)).map_or(tokens.len(), |at| at + 1);
    let name = &tokens[..end];
    let Some(last) = name.last() else { return Nature::Unknown };
    let lower = last.text.to_lowercase();
    let stretch = |token: &Token| {
        let word = token.text.to_lowercase();
        ["stretch", "dehnung", "étirement", "estiramiento", "allungamento", "dehnübung", "stütz"]
            .iter()
            .any(|held| word.contains(held) && (*held != "stütz" || word.ends_with(held)))
    };
    let transfers = tokens.iter().any(|token| token.text.eq_ignore_ascii_case("to"));
    let balances = ["stance", "balance", "stand", "standing", "einbeinstand", "équilibre", "equilibrio", "balancing"];
    if tokens.iter().any(stretch)
        || last.is(words::HELD)
        || !transfers && balances.contains(&lower.as_str())
        || name.len() == 1 && last.is(words::HELD)
    {
        return Nature::Held;
    }
    let tensed = name.len() > 1 && lower.starts_with("set") && name[name.len() - 2].is(words::TENSED);
    let squeezed = ["squeeze", "squeezes", "tuck", "tucks", "contraction", "contractions", "tilt", "tilts", "clench"];
    if tensed || last.is(words::BALANCED) || squeezed.contains(&lower.as_str()) {
        return Nature::Either;
    }
    if tokens.iter().any(|token| token.is(words::MOVED)) {
        return Nature::Moved;
    }
    Nature::Unknown
}

/// Whether two names differ in case, hyphens and a plural at most, as they are heard.
pub(super) fn same(one: &str, other: &str) -> bool {
    let plain = |name: &str| plain(name).into_iter().filter(|word| word != "the").collect::<String>();
    let ups = |name: &str| name.to_lowercase().contains("ups");
    plain(one) == plain(other) && ups(one) == ups(other)
}

/// The words of a name without case, hyphens and a plural s.
fn plain(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(singular).collect()
}

/// A word of which there is one: `bridges`, `lunges`, `stretches`, `flies`.
fn singular(word: &str) -> String {
    let cut = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 2);
    match (cut("ches").or(cut("shes")).or(cut("sses")), cut("ies"), cut("s")) {
        (Some(_), _, _) => word[..word.len() - 2].to_owned(),
        (_, Some(stem), _) => format!("{stem}y"),
        _ if word == "ups" || word == "downs" => word[..word.len() - 1].to_owned(),
        (_, _, Some(stem)) if !stem.ends_with('s') && !stem.ends_with('u') => stem.to_owned(),
        _ => word.to_owned(),
    }
}
