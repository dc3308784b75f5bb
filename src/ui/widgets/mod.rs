//! Drawings that know numbers and the theme, not the app. Each fills the area that it is given and nothing beside
//! it, at any size, and draws the same for the same values.

mod forms;
mod letters;
pub mod calendar;
pub mod digits;
pub mod words;
pub mod band;
pub mod bar;
pub mod figure;
pub mod keys;
pub mod steps;
pub mod tempo;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use ratatui::{
        buffer::{Buffer, Cell},
        layout::{Alignment, Rect, Size},
        widgets::Widget,
    };

    use super::{band::Band, bar::Bar, digits::Digits, keys::Keys, steps::*, tempo::Tempo, words::Words};
    use crate::{
        routine::Phase,
        session::plan::Kind,
        ui::theme::{Colours, Theme, Tone},
    };

    /// What a widget draws, as text.
    pub(super) fn text(widget: impl Widget, width: u16, height: u16) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        widget.render(area, &mut buf);
        let lines: Vec<String> = area
            .rows()
            .map(|row| row.columns().map(|place| buf[place.as_position()].symbol().to_owned()).collect::<String>())
            .map(|line| line.trim_end().to_owned())
            .collect();
        lines.join("\n")
    }

    pub(super) fn theme() -> Theme {
        Theme::new(Colours::Indexed, false, false)
    }

    pub(super) fn ascii() -> Theme {
        Theme::new(Colours::None, false, true)
    }

    pub(super) fn phase(label: &str, seconds: u64) -> Phase {
        Phase { label: label.to_owned(), length: Duration::from_secs(seconds) }
    }

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

    /// Draws in a part of a larger buffer, and returns whether all around is as it was.
    fn stays_inside(widget: impl Widget, area: Rect) -> bool {
        let mut buf = Buffer::filled(Rect::new(0, 0, area.right() + 2, area.bottom() + 2), Cell::new("~"));
        let before = buf.clone();
        widget.render(area, &mut buf);
        before.area.positions().all(|place| area.contains(place) || buf[place] == before[place])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn nothing_panics_or_leaves_its_area(
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
                let words = Words::new(&first, &theme).alignment(alignment);
                prop_assert!(words.size(size).width <= width && words.size(size).height <= height);
                prop_assert!(stays_inside(words, area));
            }
            prop_assert!(stays_inside(Band::new(tone, &theme).word(&first).right(&second), area));
            prop_assert!(stays_inside(Bar::new(ratio, &theme).label(&second), area));
            prop_assert!(stays_inside(Keys::new(&[(&first, &second), ("q", "quit")], &theme), area));
            let steps: Vec<Segment> = steps
                .into_iter()
                .map(|(kind, length)| Segment { first: 0, kind, length: Duration::from_millis(length) })
                .collect();
            prop_assert!(stays_inside(Steps::new(&steps, current, ratio, &theme), area));
            Steps::new(&steps, current, ratio, &theme).parts(width);
            let phases: Vec<Phase> = phases
                .into_iter()
                .map(|(label, length)| Phase { label, length: Duration::from_millis(length) })
                .collect();
            let tempo = Tempo::new(&phases, (current < 9).then_some(current), ratio, &theme);
            tempo.parts(size);
            prop_assert!(tempo.width(width) <= width);
            prop_assert!(stays_inside(tempo, area));
        }

        #[test]
        fn in_ascii_nothing_else_is_drawn(ratio in ratios(), width in 1u16..=120, height in 1u16..=20) {
            let theme = ascii();
            let phases = [phase("lift", 2), phase("lower", 3)];
            let steps = [Segment { first: 0, kind: Kind::Prepare, length: Duration::from_secs(9) }, Segment { first: 0, kind: Kind::Work, length: Duration::from_secs(60) }];
            for drawn in [
                text(Digits::new("12:34", &theme), width, height),
                text(Words::new("Glute bridge", &theme), width, height),
                text(Band::new(Tone::Switch, &theme).right("muted"), width, height),
                text(Bar::new(ratio, &theme).label("a label"), width, height),
                text(Steps::new(&steps, 1, ratio, &theme), width, height),
                text(Tempo::new(&phases, Some(0), ratio, &theme), width, height),
            ] {
                prop_assert!(drawn.is_ascii(), "{drawn}");
            }
        }
    }

    #[test]
    fn nothing_is_drawn_in_no_area() {
        assert_eq!(text(Digits::new("1", &theme()), 0, 0), "");
        assert!(Digits::new("1", &theme()).size(Size::ZERO).width == 0);
    }
}
