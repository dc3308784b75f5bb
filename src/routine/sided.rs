//! Text of an exercise that names its sides by a placeholder, so that it reads "left" on the left and "right" on the
//! right.

use std::borrow::Cow;

/// What stands for the side that works, as it is written in a file.
const SIDE: &str = "{side}";
/// What stands for the side that does not work.
const OTHER: &str = "{other}";

/// A text that may hold `{side}` and `{other}`. Any other brace is itself. It is shown only with its sides named:
/// [`SidedText::on`] gives the text to show.
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

    /// The text with `side` as the side that works and `other` as the side that does not.
    pub fn on(&self, side: &str, other: &str) -> Cow<'_, str> {
        if !self.names_a_side() {
            return Cow::Borrowed(&self.0);
        }
        Cow::Owned(self.0.replace(SIDE, side).replace(OTHER, other))
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
}
