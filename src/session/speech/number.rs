//! Numbers and durations in words.

use std::time::Duration;

use super::voice::Voice;

/// The clips for a number up to 1999, hundreds first: 47 is `40`, `7`.
pub(super) fn parts(number: u32, voice: Voice<'_>) -> Option<Vec<String>> {
    let known = |number: u32| Some(number.to_string()).filter(|name| voice.length(name).is_some());
    if let Some(name) = known(number) {
        return Some(vec![name]);
    }
    if (100..2000).contains(&number) {
        let mut parts = if number < 200 { vec![known(100)?] } else { vec![known(number / 100)?, "hundred".to_owned()] };
        if !number.is_multiple_of(100) {
            parts.extend(self::parts(number % 100, voice)?);
        }
        return Some(parts);
    }
    let (tens, ones) = (number / 10 * 10, number % 10);
    (ones > 0 && number < 100).then(|| Some(vec![known(tens)?, known(ones)?])).flatten()
}

/// A duration in words: `1 minute 30 seconds`. `None` if it is zero or not whole seconds.
pub(super) fn time(length: Duration) -> Option<String> {
    let seconds = Some(length.as_secs()).filter(|seconds| length.subsec_nanos() == 0 && *seconds > 0)?;
    let unit = |number: u64, unit: &str| match number {
        0 => None,
        1 => Some(format!("1 {unit}")),
        _ => Some(format!("{number} {unit}s")),
    };
    let units = [unit(seconds / 60, "minute"), unit(seconds % 60, "second")];
    Some(units.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_put_together() {
        let parts = |number| parts(number, Voice::default());
        for (number, said) in [
            (1, "1"),
            (30, "30"),
            (31, "30 1"),
            (47, "40 7"),
            (55, "55"),
            (99, "90 9"),
            (100, "100"),
            (112, "100 12"),
            (200, "2 hundred"),
            (347, "3 hundred 40 7"),
            (1000, "10 hundred"),
        ] {
            assert_eq!(parts(number).unwrap().join(" "), said, "{number}");
        }
        assert!((1..=1999).all(|number| parts(number).is_some()));
        assert_eq!((parts(0), parts(2000), parts(50_000)), (None, None, None));
    }

    #[test]
    fn times_are_spoken_naturally() {
        let said = |seconds| time(Duration::from_secs(seconds));
        for (seconds, words) in
            [(1, "1 second"), (45, "45 seconds"), (60, "1 minute"), (90, "1 minute 30 seconds"), (120, "2 minutes")]
        {
            assert_eq!(said(seconds).unwrap(), words);
        }
        assert_eq!(time(Duration::from_millis(2500)), None);
        assert_eq!(time(Duration::ZERO), None);
    }
}
