//! Widgets know numbers and the theme, not the app. Each fills exactly its area, at any size, and draws the same for
//! the same values.

#[cfg(test)]
mod testing;
mod forms;
mod letters;
pub(crate) mod calendar;
pub(crate) mod columns;
pub(crate) mod digits;
pub(crate) mod words;
pub(crate) mod band;
pub(crate) mod bar;
pub mod figure;
pub(crate) mod keys;
pub(crate) mod steps;
pub(crate) mod tempo;
pub(crate) mod tiles;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use ratatui::{
        buffer::{Buffer, Cell},
        layout::{Alignment, Rect, Size},
        widgets::Widget,
    };

    use super::{
        band::Band,
        bar::Bar,
        digits::Digits,
        keys::Keys,
        steps::*,
        tempo::TempoBar,
        testing::{ascii, phase, text, theme},
        tiles::Tiles,
        words::BigWords,
    };
    use crate::{
        routine::Phase,
        session::plan::Kind,
        ui::theme::{Colours, Theme, Tone},
    };

    fn themes() -> impl Strategy<Value = Theme> {
        let colours =
            prop_oneof![Just(Colours::None), Just(Colours::Sixteen), Just(Colours::Indexed), Just(Colours::Direct)];
        (colours, any::<bool>(), any::<bool>()).prop_map(|(colours, light, ascii)| Theme::new(colours, light, ascii))
    }

    fn ratios() -> impl Strategy<Value = f64> {
        prop_oneof![0.0..=1.0, any::<f64>(), Just(f64::NAN), Just(1.0)]
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        prop_oneof![Just(Kind::Prepare), Just(Kind::Work), Just(Kind::Switch), Just(Kind::Rest), Just(Kind::RoundRest)]
    }

    fn texts() -> impl Strategy<Value = String> {
        prop_oneof!["[0-9:/ -]{0,9}", "[A-Za-z &'-]{0,40}", any::<String>()]
    }

    /// Draws in a part of a larger buffer, and returns whether everything around it is unchanged.
    fn stays_inside(widget: impl Widget, area: Rect) -> bool {
        let mut buf = Buffer::filled(Rect::new(0, 0, area.right() + 2, area.bottom() + 2), Cell::new("~"));
        let before = buf.clone();
        widget.render(area, &mut buf);
        before.area.positions().all(|place| area.contains(place) || buf[place] == before[place])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn no_input_panics_or_leaves_its_area(
            theme in themes(),
            ratio in ratios(),
            (first, second) in (texts(), texts()),
            (x, y, width, height) in (0u16..4, 0u16..4, 0u16..=200, 0u16..=60),
            tone in 0usize..5,
            steps in prop::collection::vec((kinds(), 0u64..100_000), 0..300),
            phases in prop::collection::vec(("\\PC{1,20}", 1u64..9_000), 0..7),
            current in 0usize..310,
        ) {
            let area = Rect::new(x, y, width, height);
            let size = area.as_size();
            let tone = Tone::ALL[tone];
            let digits = Digits::new(&first, &theme).style(theme.ink(tone)).room_for(&second);
            prop_assert!(digits.size(size).width <= width && digits.size(size).height <= height);
            prop_assert!(stays_inside(digits, area));
            for alignment in [Alignment::Left, Alignment::Center, Alignment::Right] {
                let words = BigWords::new(&first, &theme).alignment(alignment);
                prop_assert!(words.size(size).width <= width && words.size(size).height <= height);
                prop_assert!(stays_inside(words, area));
            }
            prop_assert!(stays_inside(Band::new(tone, &theme).word(&first).right(&second), area));
            prop_assert!(stays_inside(Bar::new(ratio, &theme), area));
            let tiles = [(first.clone(), second.clone()), (second.clone(), first.clone())];
            prop_assert!(stays_inside(Tiles::new(&tiles, 0, &theme), area));
            prop_assert!(stays_inside(Keys::new(&[(&first, &second), ("q", "quit")], &theme), area));
            let steps: Vec<StepSegment> = steps
                .into_iter()
                .map(|(kind, length)| StepSegment { first: 0, kind, length: Duration::from_millis(length) })
                .collect();
            prop_assert!(stays_inside(Steps::new(&steps, current, ratio, &theme), area));
            let phases: Vec<Phase> = phases
                .into_iter()
                .map(|(label, length)| Phase { label, length: Duration::from_millis(length) })
                .collect();
            let tempo = TempoBar::new(&phases, (current < 9).then_some(current), ratio, &theme);
            prop_assert!(stays_inside(tempo, area));
            prop_assert!(stays_inside(tempo.labelled(false), area));
        }

        #[test]
        fn in_ascii_nothing_else_is_drawn(ratio in ratios(), width in 1u16..=120, height in 1u16..=20) {
            let theme = ascii();
            let phases = [phase("lift", 2), phase("lower", 3)];
            let steps = [StepSegment { first: 0, kind: Kind::Prepare, length: Duration::from_secs(9) }, StepSegment { first: 0, kind: Kind::Work, length: Duration::from_secs(60) }];
            for drawn in [
                text(Digits::new("12:34", &theme), width, height),
                text(BigWords::new("Glute bridge", &theme), width, height),
                text(Band::new(Tone::Switch, &theme).right("muted"), width, height),
                text(Bar::new(ratio, &theme), width, height),
                text(Steps::new(&steps, 1, ratio, &theme), width, height),
                text(TempoBar::new(&phases, Some(0), ratio, &theme), width, height),
            ] {
                prop_assert!(drawn.is_ascii(), "{drawn}");
            }
        }
    }

    #[test]
    fn an_empty_area_stays_empty() {
        assert_eq!(text(Digits::new("1", &theme()), 0, 0), "");
        assert!(Digits::new("1", &theme()).size(Size::ZERO).width == 0);
    }
}
