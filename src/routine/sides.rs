//! Which sides of the body work, and texts that name them.

use std::borrow::Cow;

/// The words of `sides`.
pub(super) const SIDES: [(&str, Sides); 5] = [
    ("both", Sides::Both),
    ("each", Sides::Each),
    ("alternate", Sides::Alternate),
    ("left", Sides::Left),
    ("right", Sides::Right),
];

/// The sides that work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides {
    /// Both at once.
    Both,
    /// The whole set on the left, then the whole set on the right.
    Each,
    /// Left and right, rep by rep.
    Alternate,
    /// The left only.
    Left,
    /// The right only.
    Right,
}

impl Sides {
    /// The word in a file.
    pub fn word(self) -> &'static str {
        SIDES.iter().find(|(_, known)| *known == self).map_or("both", |(word, _)| word)
    }
}

/// The words of `limb`.
pub(super) const LIMBS: [(&str, Limb); 2] = [("leg", Limb::Leg), ("arm", Limb::Arm)];

/// The limb that does the work of one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limb {
    /// A leg.
    Leg,
    /// An arm.
    Arm,
}

impl Limb {
    /// The word for one limb.
    pub fn name(self) -> &'static str {
        match self {
            Limb::Leg => "leg",
            Limb::Arm => "arm",
        }
    }
}

/// The placeholder for the working side.
const SIDE: &str = "{side}";
/// The placeholder for the other side.
const OTHER: &str = "{other}";

/// A text that may contain `{side}` and `{other}`. Any other brace is literal. [`SidedText::on`] gives the text to
/// show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SidedText(String);

impl SidedText {
    pub(super) fn new(text: String) -> SidedText {
        SidedText(text)
    }

    /// Whether it names a side.
    pub fn names_a_side(&self) -> bool {
        self.0.contains(SIDE) || self.0.contains(OTHER)
    }

    /// The text with `side` as the working side and `other` as the other one.
    pub fn on(&self, side: &str, other: &str) -> Cow<'_, str> {
        if !self.names_a_side() {
            return Cow::Borrowed(&self.0);
        }
        Cow::Owned(self.0.replace(SIDE, side).replace(OTHER, other))
    }

    /// The text for either side: "working" and "other" take the place of left and right.
    pub fn of_either(&self) -> Cow<'_, str> {
        if !self.names_a_side() {
            return Cow::Borrowed(&self.0);
        }
        // Where no side is named, "your other side" would ask which.
        let text = self.0.replace("your {other} side", "your side").replace(OTHER, "other");
        let mut parts = text.split(SIDE);
        let mut shown = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            // "On the left." is complete, "on the working." is not.
            let is_complete = part.is_empty() || part.starts_with(['.', ',', ';', ':']) || part.starts_with(" first");
            shown.push_str(if is_complete { "working side" } else { "working" });
            shown.push_str(part);
        }
        Cow::Owned(shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_placeholders_are_replaced() {
        for (text, left) in [
            ("lying on your {other} side, {side} leg on top", "lying on your right side, left leg on top"),
            ("{side}{side} {{side}} {other", "leftleft {left} {other"),
            ("{Side} { side } {} {foo}", "{Side} { side } {} {foo}"),
            ("no sides", "no sides"),
        ] {
            assert_eq!(SidedText::new(text.to_owned()).on("left", "right"), left);
        }
    }

    #[test]
    fn a_text_for_either_side_is_a_sentence() {
        for (text, either) in [
            ("lying on your {other} side, {side} leg on top", "lying on your side, working leg on top"),
            ("Feel it in the seat, on the {side}.", "Feel it in the seat, on the working side."),
            ("Squeeze the seat on the {side} first.", "Squeeze the seat on the working side first."),
            ("Down on the {side} one, the {other} one up", "Down on the working one, the other one up"),
            ("no sides", "no sides"),
        ] {
            assert_eq!(SidedText::new(text.to_owned()).of_either(), either);
        }
    }
}
