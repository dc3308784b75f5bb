//! Numbers and lengths of time in words.

use std::time::Duration;

use super::clip;

/// The clips that say a number up to 1999, the hundreds first: 47 is `40`, `7`.
pub(super) fn clips(number: u32) -> Option<Vec<&'static str>> {
    let known = |number: u32| clip(&number.to_string()).map(|(name, _)| name);
    if let Some(name) = known(number) {
        return Some(vec![name]);
    }
    if number >= 100 {
        let mut clips = if number < 200 { vec![known(100)?] } else { vec![known(number / 100)?, clip("hundred")?.0] };
        if !number.is_multiple_of(100) {
            clips.extend(self::clips(number % 100)?);
        }
        return Some(clips);
    }
    let (tens, ones) = (number / 10 * 10, number % 10);
    (ones > 0).then(|| Some(vec![known(tens)?, known(ones)?])).flatten()
}

/// A length of time as it is said, and its clips: `1 minute 30 seconds`. Nothing for one that is not whole seconds.
pub(super) fn time(length: Duration) -> Option<(String, Vec<&'static str>)> {
    let seconds = u32::try_from(length.as_secs()).ok().filter(|_| length.subsec_nanos() == 0)?;
    // An odd length is said as it is written: 90 s as a minute and a half, 75 s as it was recorded.
    let (minutes, seconds) = if clip(&seconds.to_string()).is_some() && seconds != 60 && seconds != 90 {
        (0, seconds)
    } else {
        (seconds / 60, seconds % 60)
    };
    let mut text = Vec::new();
    let mut all = Vec::new();
    for (number, one, many) in [(minutes, "minute", "minutes"), (seconds, "second", "seconds")] {
        if number > 0 {
            let unit = if number == 1 { one } else { many };
            text.push(format!("{number} {unit}"));
            all.extend(clips(number)?);
            all.push(clip(unit)?.0);
        }
    }
    Some((text.join(" "), all)).filter(|(_, clips)| !clips.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_put_together() {
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
            assert_eq!(clips(number).unwrap().join(" "), said, "{number}");
        }
        assert!((1..=1999).all(|number| clips(number).is_some()));
        assert_eq!((clips(0), clips(50_000)), (None, None));
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let said = |seconds| time(Duration::from_secs(seconds)).map(|(text, clips)| (text, clips.join(" ")));
        let told = |text: &str, clips: &str| Some((text.to_owned(), clips.to_owned()));
        assert_eq!(said(1), told("1 second", "1 second"));
        assert_eq!(said(45), told("45 seconds", "45 seconds"));
        assert_eq!(said(60), told("1 minute", "1 minute"));
        assert_eq!(said(90), told("1 minute 30 seconds", "1 minute 30 seconds"));
        assert_eq!(said(120), told("2 minutes", "2 minutes"));
        assert_eq!(time(Duration::from_millis(2500)), None);
        assert_eq!(time(Duration::ZERO), None);
    }
}
