//! What is around the name: a position, tips, a band.

use super::{
    dose::Dose,
    grammar::{After, ReadingPart},
    names::Names,
    naming::{text_of, trimmed},
    token::Token,
    words,
};
use crate::base::text;

/// The words around the name: a position, tips.
#[derive(Default)]
pub(super) struct Around {
    /// Whether the name contains a band.
    pub banded: bool,
    pub position: Option<String>,
    pub tips: Vec<String>,
}

impl Around {
    pub(super) fn add(&mut self, tokens: &[Token], dose: &mut Dose) {
        let tokens = trimmed(tokens);
        let known = |token: &Token| token.is(words::FILL | words::OPTIONAL | words::AND | words::HOLD | words::ISO);
        if tokens.iter().all(known) {
            return;
        }
        let said = text_of(tokens);
        if said.chars().count() > 200 {
            dose.note("long remark shortened; the comment has all of it");
        } else if self.position.is_none()
            && tokens.iter().any(|token| token.is(words::PLACE))
            && said.chars().count() <= 60
        {
            dose.note(format!("`{said}` is kept as the position"));
            self.position = Some(said);
        } else {
            dose.note(format!("`{said}` is kept as a tip"));
            self.tips.push(said);
        }
    }

    /// Sorts a part of the line that is not the name.
    pub(super) fn part(
        &mut self,
        part: &ReadingPart,
        before: bool,
        names: &Names<'_>,
        dose: &mut Dose,
    ) -> Result<(), String> {
        let tokens = trimmed(&part.words);
        let Some(first) = tokens.first() else { return Ok(()) };
        let said = part.text();
        let lower = said.to_lowercase();
        if lower.contains("circuit") || lower.contains("superset") {
            return Err("a circuit on one line: write it as a [[block]] with `rounds`".to_owned());
        }
        let how = tokens
            .iter()
            .all(|token| token.is(words::HOW | words::FILL) && !token.text.to_lowercase().starts_with('b'));
        if part.after == After::Times && !how {
            return Err(format!("unclear what is multiplied in `x {}`", text::cut(&said, 60)));
        }
        // A number before an unknown word may count anything.
        if part.after == After::Number && first.class == 0 && !before {
            return Err(format!("unknown unit `{}` after a number", first.text));
        }
        let number = |token: &Token| token.is(words::NUMERAL) && !token.text.eq_ignore_ascii_case("one");
        if let Some(number) = tokens.iter().find(|token| number(token)) {
            return Err(format!("`{}` in `{}` may be part of the dose", number.text, text::cut(&said, 60)));
        }
        // "Theraband row 3x15 (red)".
        if self.banded && dose.load.is_none() && tokens.iter().all(|token| token.is(words::COLOUR)) {
            dose.load = Some(text_of(tokens));
            return Ok(());
        }
        if names.whole(tokens).is_some() || part.after == After::Arrow && part.doses_before == 0 {
            return Err("more than one exercise: write each on its own line".to_owned());
        }
        if !tokens.iter().all(|token| {
            token.is(words::FILL
                | words::OPTIONAL
                | words::AND
                | words::OF
                | words::FOR
                | words::TIMES
                | words::DO
                | words::REPEAT)
        }) {
            self.add(&part.words, dose);
        }
        Ok(())
    }
}
