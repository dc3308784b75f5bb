//! The names of exercises: which one of the library is meant, and what a name says about its work.

use crate::routine::Library;

/// Whether the name says that a position is held.
pub(super) fn is_held(name: &str) -> bool {
    const HELD: [&str; 9] = ["stretch", "stretches", "plank", "planks", "hold", "sit", "pose", "isometric", "hang"];
    words_of(name).iter().any(|word| HELD.contains(&word.as_str()))
}

/// Whether the name says that it is a movement for a time.
pub(super) fn is_moved(name: &str) -> bool {
    const MOVED: [&str; 22] = [
        "walk", "walking", "march", "marching", "run", "running", "jog", "jogging", "bike", "cycling", "cycle", "row",
        "rowing", "roll", "rolling", "roller", "skip", "skipping", "climb", "stairs", "swim", "swimming",
    ];
    words_of(name).iter().any(|word| MOVED.contains(&word.as_str()))
}

/// Whether the sets of this are an exercise: `quad sets`.
pub(super) fn is_tensed(word: &str) -> bool {
    const MUSCLES: [&str; 24] = [
        "quad",
        "quads",
        "quadricep",
        "quadriceps",
        "glute",
        "glutes",
        "gluteal",
        "gluteals",
        "ham",
        "hams",
        "hamstring",
        "hamstrings",
        "calf",
        "ab",
        "abs",
        "abdominal",
        "abdominals",
        "adductor",
        "core",
        "vmo",
        "muscle",
        "ankle",
        "scapular",
        "isometric",
    ];
    MUSCLES.contains(&word.to_lowercase().as_str())
}

/// The words of a name without those that only join it to the dose.
pub(super) fn name_of(words: &[String]) -> Vec<String> {
    const JOINING: [&str; 20] = [
        "with", "and", "of", "for", "at", "on", "a", "an", "the", "then", "do", "perform", "to", "in", "using", "by",
        "&", "+", "your", "complete",
    ];
    let joins = |word: &&String| JOINING.contains(&word.to_lowercase().as_str());
    let first = words.iter().take_while(joins).count();
    let last = words.iter().skip(first).rev().take_while(joins).count();
    words[first..words.len() - last].to_vec()
}

fn words_of(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// A word of which there is one: `bridges`, `lunges`, `stretches`, `squats`.
fn singular(word: &str) -> String {
    let cut = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() > 2);
    match (cut("ches").or(cut("shes")).or(cut("sses")), cut("ies"), cut("s")) {
        (Some(_), _, _) => word[..word.len() - 2].to_owned(),
        (_, Some(stem), _) => format!("{stem}y"),
        (_, _, Some(stem)) if !stem.ends_with('s') && !stem.ends_with('u') => stem.to_owned(),
        _ => word.to_owned(),
    }
}

/// The exercise of the library that a name means, and what is to be told where it is not the name itself.
pub(super) fn known_as(name: &str, library: &Library) -> Option<(String, Option<String>)> {
    let plain = |name: &str| words_of(name).iter().map(|word| singular(word)).collect::<Vec<_>>();
    let said = plain(name);
    let joined = said.concat();
    if let Some(stem) = library.names().find(|stem| plain(stem).concat() == joined) {
        return Some((stem.to_owned(), None));
    }
    let taken = |stem: &str| Some((stem.to_owned(), Some(format!("`{name}` is taken as `{stem}`"))));
    let sorted = |mut words: Vec<String>| {
        words.sort();
        words
    };
    if let Some(stem) = library.names().find(|stem| sorted(plain(stem)) == sorted(said.clone())) {
        return taken(stem);
    }
    // A slip of the keyboard: one letter in six.
    let slips = |stem: &str| strsim::damerau_levenshtein(&plain(stem).concat(), &joined);
    let near =
        library.names().filter(|stem| slips(stem) <= joined.chars().count() / 6).min_by_key(|stem| slips(stem))?;
    taken(near)
}

/// An exercise of the library whose name has all the words of this one.
pub(super) fn near(name: &str, library: &Library) -> Option<String> {
    let said: Vec<String> = words_of(name).iter().map(|word| singular(word)).collect();
    let has = |stem: &&str| said.iter().all(|word| words_of(stem).iter().any(|other| singular(other) == *word));
    library.names().find(has).map(str::to_owned)
}
