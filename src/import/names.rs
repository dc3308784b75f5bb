//! Names of exercises: which exercise of the library is meant, and what a name reveals about the work.

use std::collections::HashMap;

use super::{
    token::Token,
    words::{self, Class},
};
use crate::routine::{Exercise, Library};

/// The names of a library, prepared for comparison.
pub(super) struct Names<'l> {
    library: &'l Library,
    spellings: Vec<Spelling>,
    /// The spellings reduced to letters, for names with or without spaces.
    joined: HashMap<String, usize>,
    /// The spellings by their words in alphabetical order.
    sorted: HashMap<Vec<String>, usize>,
}

struct Spelling {
    words: Vec<String>,
    joined: String,
    /// The number of characters, and one bit for each letter that it has: names that differ in many are not compared.
    length: usize,
    letters: u32,
    id: String,
    /// Whether this spelling is an alias.
    alias: bool,
}

/// The exercise of the library that was found.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    pub id: String,
    /// Whether it is another spelling, or its words are in another order.
    pub slip: bool,
    pub reordered: bool,
    /// The tokens of the name; the others are around it.
    pub from: usize,
    pub to: usize,
    /// The last word of the name, where it is read as a part of the dose too: the hold of `hollow hold 20 s`.
    pub then: Option<String>,
}

/// The kind of work that a name implies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    /// A position that is held: a bare number is not a number of reps.
    Held,
    /// Held or moved: a length is a hold, a bare number is reps.
    Either,
    /// A continuous movement, such as a walk.
    Moved,
    Unknown,
}

impl<'l> Names<'l> {
    pub(super) fn new(library: &'l Library) -> Names<'l> {
        let mut spellings: Vec<Spelling> = Vec::new();
        for (spelling, id, alias) in library.spellings() {
            let words = plain(&spelling);
            let joined = words.concat();
            let (length, letters) = (joined.chars().count(), letters(&joined));
            spellings.push(Spelling { words, joined, length, letters, id, alias });
        }
        let mut joined = HashMap::new();
        for (at, spelling) in spellings.iter().enumerate() {
            // A name has precedence over an alias of another exercise.
            let before = joined.entry(spelling.joined.clone()).or_insert(at);
            if spellings[*before].alias && !spelling.alias {
                *before = at;
            }
        }
        let mut sorted = HashMap::new();
        for (at, spelling) in spellings.iter().enumerate() {
            sorted.entry(in_order(&spelling.words)).or_insert(at);
        }
        Names { library, spellings, joined, sorted }
    }

    pub(super) fn exercise(&self, id: &str) -> Option<Exercise> {
        self.library.exercise(id)
    }

    pub(super) fn has_figure(&self, id: &str) -> bool {
        self.library.figure(id).is_some()
    }

    fn found(&self, at: usize, from: usize, to: usize, slip: bool) -> Found {
        let Spelling { id, .. } = &self.spellings[at];
        Found { id: id.clone(), slip, reordered: false, from, to, then: None }
    }

    /// The exercise whose name or alias these words are, possibly in another order or with a typing error.
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
        let sentence = |token: &Token| ["the", "your", "a"].contains(&token.text.to_lowercase().as_str());
        if tokens.iter().any(sentence) {
            return None;
        }
        if let Some(at) = self.sorted.get(&in_order(&said)) {
            return Some(Found { reordered: true, ..self.found(*at, 0, all, true) });
        }
        // A word that a table knows is no slip: the French `marche` is no march.
        if tokens.iter().all(|token| token.class != 0) {
            return None;
        }
        // A typing error.
        let length = joined.chars().count();
        if length <= 5 {
            return None;
        }
        let letters = letters(&joined);
        let near = |spelling: &Spelling| {
            let other = (spelling.letters ^ letters).count_ones();
            spelling.length.abs_diff(length) <= 1 && other <= 2 && is_one_slip(&spelling.joined, &joined)
        };
        let at = self.spellings.iter().position(near)?;
        Some(self.found(at, 0, all, true))
    }

    /// The exercise whose name is within these words, if the words around it do not make it another exercise.
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
                    && self.fits(&self.spellings[*at].id, &tokens[..from])
                {
                    best = Some(self.found(*at, from, to, false));
                }
            }
        }
        best
    }

    /// A position before the name must match the library's: a standing stretch is not a lying one.
    pub(super) fn fits(&self, id: &str, before: &[Token]) -> bool {
        let places = before.iter().filter(|token| token.is(words::PLACE)).collect::<Vec<_>>();
        if places.is_empty() {
            return true;
        }
        let position = self.exercise(id).and_then(|exercise| exercise.position);
        let position = position.map_or(String::new(), |position| position.of_either().to_lowercase());
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

    /// The exercise of the library whose name is within these words, and whether it is their end: `squat jump`, `prone cobra`.
    pub(super) fn part(&self, tokens: &[Token]) -> Option<(String, bool)> {
        let joined = |tokens: &[Token]| tokens.iter().flat_map(|token| plain(&token.text)).collect::<String>();
        let find = |tokens: &[Token]| self.joined.get(&joined(tokens)).map(|at| self.spellings[*at].id.clone());
        let ends = (1..tokens.len()).find_map(|from| find(&tokens[from..])).map(|stem| (stem, true));
        let within =
            || (0..tokens.len()).find_map(|from| (from + 1..tokens.len()).rev().find_map(|to| find(&tokens[from..to])));
        ends.or_else(|| within().map(|stem| (stem, false)))
    }

    /// An exercise of the library whose name contains all these words.
    pub(super) fn near(&self, tokens: &[Token]) -> Option<String> {
        let said: Vec<String> = tokens.iter().flat_map(|token| plain(&token.text)).collect();
        let has = |one: &&Spelling| !one.alias && said.iter().all(|word| one.words.contains(word));
        let mut found: Vec<&Spelling> = self.spellings.iter().filter(has).collect();
        found.sort_by_key(|one| one.words.len());
        let id = found.first().map(|one| &one.id)?;
        // If several match equally well, none is chosen.
        let other = found.iter().any(|one| one.id != *id && one.words.len() == found[0].words.len());
        (!other).then(|| id.clone())
    }
}

/// Whether one letter is added, missing, another one, or swapped with its neighbour. External and internal rotation are
/// two apart.
fn is_one_slip(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let start = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[start..], &other[start..]);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(|(one, other)| one == other).count();
    match (&one[..one.len() - end], &other[..other.len() - end]) {
        ([_], [] | [_]) | ([], [_]) => true,
        ([first, second], [third, fourth]) => first == fourth && second == third,
        _ => false,
    }
}

/// One bit for each letter of a name.
fn letters(joined: &str) -> u32 {
    joined.bytes().fold(0, |letters, byte| letters | 1 << (byte % 32))
}

fn in_order(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    words.sort();
    words
}

/// Whether a word before a name leaves the exercise the same.
fn is_before(token: &Token) -> bool {
    const HOW: [&str; 10] = [
        "slow",
        "slowly",
        "gentle",
        "gently",
        "controlled",
        "easy",
        "double leg",
        "double-leg",
        "two leg",
        "bodyweight",
    ];
    token.is(words::FILL | words::AFFECTED | words::OPTIONAL | words::PLACE | words::DO)
        || HOW.contains(&token.text.to_lowercase().as_str())
}

/// Whether words after a name only say that it is held: "glute bridge hold".
pub(super) fn is_hold(after: &[Token]) -> bool {
    !after.is_empty() && after.iter().all(|token| token.is(words::HOLD | words::ISO))
}

/// Whether words after a name describe how, where or with what it is done, and not another exercise.
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
    // "Feet further away" says how, "leg raise" is another exercise.
    let body = after[0].is(words::BODY)
        && known == after.len()
        && after[1..].iter().any(|token| token.is(words::HOW | words::AID));
    let first = after[0].is(BEGINS) || is_hold(after) || body;
    // "squat with rotation" is another exercise, "squat with a towel" is not.
    let holding = after[0].text.to_lowercase().starts_with("holding");
    let with = after[0].is(words::WITH) && !holding || after[0].text.eq_ignore_ascii_case("from");
    first && if with || after[0].is(words::AND) { known == after.len() } else { 2 * known >= after.len() }
}

/// The kind of work that a name implies.
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
    // "Gainage latéral", "plancha lateral": the noun comes first.
    let noun_first = name[0].is(words::HELD) && name[1..].iter().all(|token| token.is(words::QUALIFIER));
    if tokens.iter().any(stretch)
        || noun_first
        || name.len() > 1 && name.iter().any(|token| token.is(words::ISO))
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

/// Whether two names sound the same: they differ at most in case, hyphens and a plural.
pub(super) fn same(one: &str, other: &str) -> bool {
    let plain = |name: &str| plain(name).into_iter().filter(|word| word != "the").collect::<String>();
    let ups = |name: &str| name.to_lowercase().contains("ups");
    plain(one) == plain(other) && ups(one) == ups(other)
}

/// The words of a name without case, hyphens and plural s.
fn plain(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace(['\'', '’'], "");
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(singular).collect()
}

/// The singular of a word: `bridges`, `lunges`, `stretches`, `flies`.
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
